"""Deadlines of publication (thời hạn công bố, công khai), D1-D9, and what our own observations say of them.

A portal's time stamps are dates of migration, so lateness is judged by what was
seen: absent at one moment, there at a later one. What happened in between is
not known, and is not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from analysis.working_days import Calendar, NoCalendar

#: Days begin and end by the clock of the province, whatever zone an observation was written in.
_VIETNAM = timezone(timedelta(hours=7))


class Unit(StrEnum):
    """How the days of a period are counted."""

    DAY = "ngày"
    WORKING_DAY = "ngày làm việc"


class Side(StrEnum):
    """Whether the duty falls before its event or after it."""

    BEFORE = "trước"
    AFTER = "sau"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to count a deadline, and the document that counts so."""

    unit: Unit
    basis: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """One duty with its time. Where documents disagree it has two readings, the law's first.

    ``amount`` None: the instrument names no number of days (D7), or a local decision sets it (D9).
    """

    id: str
    duty: str
    owner: str
    event: str
    side: Side
    amount: int | None
    readings: tuple[Reading, ...]
    note: str = ""


_ND63_15 = "Nghị định 63/2010/NĐ-CP Điều 15"
_ND63_24 = "Nghị định 63/2010/NĐ-CP Điều 24 khoản 2"
_QD766 = "phương pháp tính Bộ chỉ số theo Quyết định 766/QĐ-TTg, chỉ số 1.1"
_ND224 = "Nghị định 224/2026/NĐ-CP"
_IN_EFFECT = "ngày văn bản quy phạm pháp luật có hiệu lực"

DEADLINES: tuple[Deadline, ...] = (
    Deadline(
        "D1",
        "Ban hành quyết định công bố của Bộ",
        "Bộ Tư pháp",
        _IN_EFFECT,
        Side.BEFORE,
        20,
        (Reading(Unit.DAY, _ND63_15), Reading(Unit.WORKING_DAY, _QD766)),
    ),
    Deadline(
        "D2",
        "Ban hành quyết định công bố của Chủ tịch UBND tỉnh",
        "Chủ tịch UBND tỉnh",
        _IN_EFFECT,
        Side.BEFORE,
        5,
        (Reading(Unit.DAY, _ND63_15), Reading(Unit.WORKING_DAY, _QD766)),
        "Chỉ số 1.1 chỉ tính cho quyết định công bố thủ tục đặc thù",
    ),
    Deadline(
        "D3",
        "Ban hành quyết định công bố khi văn bản ban hành theo trình tự, thủ tục rút gọn",
        "Bộ Tư pháp hoặc Chủ tịch UBND tỉnh",
        "ngày ban hành văn bản quy phạm pháp luật",
        Side.AFTER,
        3,
        (Reading(Unit.DAY, _ND63_15),),
    ),
    Deadline(
        "D4",
        "Nhập và công khai trên Cơ sở dữ liệu quốc gia (Bộ)",
        "Bộ Tư pháp",
        "ngày ký quyết định công bố",
        Side.AFTER,
        10,
        (Reading(Unit.WORKING_DAY, _ND63_24),),
    ),
    Deadline(
        "D5",
        "Nhập và công khai trên Cơ sở dữ liệu quốc gia (tỉnh)",
        "UBND tỉnh",
        "ngày ký quyết định công bố của Chủ tịch UBND tỉnh",
        Side.AFTER,
        5,
        (Reading(Unit.WORKING_DAY, _ND63_24),),
    ),
    Deadline(
        "D6",
        "Nhập và công khai khi văn bản ban hành theo trình tự, thủ tục rút gọn",
        "Bộ Tư pháp hoặc UBND tỉnh",
        "ngày ký quyết định công bố",
        Side.AFTER,
        2,
        (Reading(Unit.WORKING_DAY, _ND63_24),),
    ),
    Deadline(
        "D7",
        "Cập nhật thông tin trên kênh số",
        "cơ quan cung cấp dịch vụ công trực tuyến",
        "ngày thông tin thay đổi",
        Side.AFTER,
        None,
        (Reading(Unit.DAY, f"{_ND224} Điều 9 khoản 3"),),
        "“cập nhật kịp thời ngay khi có sự thay đổi”: không ấn định số ngày",
    ),
    Deadline(
        "D8",
        "Thông báo tạm ngừng dịch vụ theo kế hoạch, kèm thời gian dự kiến khôi phục",
        "cơ quan cung cấp dịch vụ công trực tuyến",
        "ngày tạm ngừng dịch vụ",
        Side.BEFORE,
        7,
        (Reading(Unit.WORKING_DAY, f"{_ND224} Điều 13 khoản 1 điểm a"),),
    ),
    Deadline(
        "D9",
        "Công khai, địa phương hóa theo thời hạn riêng của tỉnh",
        "theo quyết định của tỉnh",
        "ngày ký quyết định công bố của Chủ tịch UBND tỉnh",
        Side.AFTER,
        None,
        (),
        "Do từng quyết định của tỉnh ấn định; nhập số ngày và căn cứ",
    ),
)
_BY_ID = {d.id: d for d in DEADLINES}


def deadline(id: str) -> Deadline:  # noqa: A002 - the table's own word
    """A row of the table by its id."""
    return _BY_ID[id]


def local_deadline(amount: int, unit: Unit, basis: str) -> Deadline:
    """D9 with the time that a decision of the province sets."""
    if amount < 1:
        raise ValueError(f"Thời hạn riêng của tỉnh phải từ 1 ngày trở lên, không phải {amount}")
    d9 = _BY_ID["D9"]
    return Deadline(d9.id, d9.duty, d9.owner, d9.event, d9.side, amount, (Reading(unit, basis),))


# --- the day it falls due ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """The last day in time under one reading; ``day`` None where no number of days is set."""

    deadline: Deadline
    reading: Reading
    event: date
    day: date | NoCalendar | None

    @property
    def text(self) -> str:
        """The day as told to a reader."""
        if self.day is None:
            return "không ấn định số ngày"
        return f"{self.day:%d/%m/%Y}" if isinstance(self.day, date) else str(self.day)


def due(which: Deadline, event: date, calendar: Calendar) -> tuple[Due, ...]:
    """When a duty is due, once for each reading, in the order of the table."""
    return tuple(Due(which, r, event, _day(which, r.unit, event, calendar)) for r in which.readings)


def _day(which: Deadline, unit: Unit, event: date, calendar: Calendar) -> date | NoCalendar | None:
    if which.amount is None:
        return None
    match unit, which.side:
        case Unit.DAY, Side.AFTER:
            return calendar.add_days(event, which.amount)
        case Unit.DAY, Side.BEFORE:
            return calendar.days_before(event, which.amount)
        case Unit.WORKING_DAY, Side.AFTER:
            return calendar.add_working_days(event, which.amount)
    return calendar.working_days_before(event, which.amount)


# --- in time or late --------------------------------------------------------


class Timeliness(StrEnum):
    """What can be said of a duty."""

    ON_TIME = "đúng hạn"
    LATE = "quá hạn"
    UNDETERMINED = "không xác định"


@dataclass(frozen=True, slots=True)
class Window:
    """Our own observations: published after ``last_absent`` and not later than ``first_seen``.

    None: never observed so. An absence counts from the beginning of the reading
    that found it, a presence from its end.
    """

    last_absent: datetime | None
    first_seen: datetime | None

    def __post_init__(self) -> None:
        for moment in (self.last_absent, self.first_seen):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("Thời điểm quan sát phải kèm múi giờ")
        if self.last_absent and self.first_seen and self.first_seen <= self.last_absent:
            raise ValueError("Lần đầu thấy phải sau lần cuối chưa thấy")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, one Vietnamese sentence why, and how many days late: at least, at most (None: still absent)."""

    kind: Timeliness
    reason: str
    days_late: tuple[int, int | None] | None = None


def lateness(what: Due, seen: Window) -> Verdict:
    """Whether something was published in time, as far as the observations show it."""
    last_day = what.day
    if not isinstance(last_day, date):
        return Verdict(Timeliness.UNDETERMINED, f"Không tính được hạn: {what.text}.")
    absent, found = _local(seen.last_absent), _local(seen.first_seen)
    if found is not None and found <= last_day:
        return Verdict(Timeliness.ON_TIME, f"Đã thấy ngày {found:%d/%m/%Y}, hạn là {last_day:%d/%m/%Y}.")
    if absent is not None and absent > last_day:
        at_most = None if found is None else (found - last_day).days
        reason = f"Ngày {absent:%d/%m/%Y} vẫn chưa thấy, hạn là {last_day:%d/%m/%Y}."
        return Verdict(Timeliness.LATE, reason, ((absent - last_day).days, at_most))
    return Verdict(Timeliness.UNDETERMINED, _why_unknown(absent, found, last_day))


def signed_in_time(what: Due, signed: date | None) -> Verdict:
    """Whether a decision whose date is known was signed in time (D1, D2, D3)."""
    last_day = what.day
    if signed is None:
        return Verdict(Timeliness.UNDETERMINED, "Không có ngày ký quyết định.")
    if not isinstance(last_day, date):
        return Verdict(Timeliness.UNDETERMINED, f"Không tính được hạn: {what.text}.")
    reason = f"Ký ngày {signed:%d/%m/%Y}, hạn là {last_day:%d/%m/%Y}."
    if signed <= last_day:
        return Verdict(Timeliness.ON_TIME, reason)
    late = (signed - last_day).days
    return Verdict(Timeliness.LATE, reason, (late, late))


def _local(moment: datetime | None) -> date | None:
    return moment.astimezone(_VIETNAM).date() if moment else None


def _why_unknown(absent: date | None, found: date | None, last_day: date) -> str:
    due_on = f"hạn là {last_day:%d/%m/%Y}"
    if absent is None and found is None:
        return f"Chưa có lần quan sát nào; {due_on}."
    if found is None:
        return f"Lần quan sát cuối {absent:%d/%m/%Y} chưa thấy, khi đó chưa quá hạn; {due_on}."
    if absent is None:
        return f"Lần đầu quan sát {found:%d/%m/%Y} đã thấy; {due_on}, không biết có từ ngày nào."
    return f"Chưa thấy ngày {absent:%d/%m/%Y}, đã thấy ngày {found:%d/%m/%Y}; {due_on}, nằm giữa hai lần quan sát."
