"""Every number of a report with the word it is known by, counted once for all formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from analysis.model import Change, Look, Outcome, Presence, Role, Severity, Status
from analysis.presence import SHOWN_BY
from analysis.report import Line, Report, SourceLine
from reports.doubts import doubts
from reports.notice import all_read, compared, not_read
from reports.sections import Sections, arrange, is_grave
from reports.trend import since_last
from reports.words import SEVERITIES, UNKNOWN, day, number, share, signed

#: Where Arrow is installed pandas keeps texts in it, and Arrow refuses halves of surrogate pairs.
_any_text = pd.option_context("mode.string_storage", "python")

NO_DESK = "Chưa phân phòng"
NO_SECTOR = "(chung)"


@dataclass(frozen=True, slots=True)
class Count:
    """A number that readers see: ``None`` is not known, which is never 0."""

    key: str
    label: str
    value: int | None
    note: str = ""  # about a number that is known; why one is not known
    of: int | None = None  # the whole that it is a part of


def _noted(key: str, label: str, value: int | None, note: str, of: int | None = None) -> Count:
    """A number with a note that holds only where it is known."""
    return Count(key, label, value, "" if value is None else note, of)


def counts(report: Report) -> tuple[Count, ...]:
    """The numbers of the first screen in reading order, then those of the parts of the report."""
    return (*first_screen(report), *_of_parts(report, arrange(report)))


def first_screen(report: Report) -> tuple[Count, ...]:
    """What is asked every morning: must be, is, is not; to do now, new, not read; then how the rest stands."""
    places, figures = arrange(report), report.figures
    fresh = new_lines(report)
    unread, whole = not_read(report), len(compared(report))
    who, only = _who(report), f"chỉ {report.ministry} sửa được"
    fronts = [x.name for x in report.sources if x.role is Role.FRONT and x.outcome is Outcome.FAILED]
    listed = "; ".join(x.name for x in unread) or "mọi nguồn đối chiếu đọc đủ"
    listed += "".join(f"; ngoài ra không xem được {name}" for name in fronts)
    return (
        _noted("in_scope", "Phải công khai", figures.in_scope, "thủ tục trong phạm vi"),
        _noted("published", "Đã công khai", figures.published, _published_note(report), figures.in_scope),
        _noted("missing", "Chưa công khai", _missing(report), _missing_note(report), figures.in_scope),
        _noted("urgent", places.urgent.title, _counted(report, len(places.urgent.lines)), who),
        Count("new", "Mới đêm nay", _new(report, len(fresh)), _new_note(report, fresh)),
        _noted("unread", "Nguồn không đọc đủ", len(unread) if whole else None, listed, whole or None),
        _noted("open", "Chênh lệch đang mở", _counted(report, report.open_count), _open_note(report)),
        _noted("awaiting", places.awaiting.title, _counted(report, len(places.awaiting.lines)), "mới thấy một đêm"),
        _noted("requests", places.requests.title, _counted(report, len(places.requests.lines)), only),
        _noted("fixed", places.fixed.title, _counted(report, len(places.fixed.lines)), "đã nhìn lại và không còn"),
        _noted("unseen", "Đêm nay không nhìn được", _counted(report, report.unseen_count), "giữ nguyên như đã biết"),
    )


def _of_parts(report: Report, places: Sections) -> tuple[Count, ...]:
    told = {"urgent", "awaiting", "requests", "fixed"}
    return (
        *(Count(s.key, s.title, _counted(report, len(s.lines))) for s in places.every if s.key not in told),
        Count("communes", "Thủ tục thiếu ở một số xã", _counted(report, len(report.communes))),
        Count("changes", "Thay đổi trên từng nguồn", changed(report)),
        Count("suggestions", "Cặp chờ ghép", _counted(report, len(report.suggestions))),
        Count("exclusions", "Thủ tục để ngoài phạm vi", _counted(report, len(report.excluded))),
        Count("problems", "Sự cố đọc nguồn", sum(x.problem_count for x in report.sources)),
        Count("presentation", "Chỉ khác trình bày, không liệt kê", report.presentation_only),
        Count("undetermined", "Lý do chưa kết luận được", len(doubts(report))),
    )


def changed(report: Report) -> int | None:
    """How many records the sources added, lost or edited; of a night without a reading that is not known."""
    return len(report.changes) if report.changes or (all_read(report) and not report.not_compared) else None


def new_lines(report: Report) -> tuple[Line, ...]:
    """Open lines that are new tonight: a second night confirmed them, or they need no second one.

    Of a night that was not compared nothing is new.
    """
    places = arrange(report)
    return () if report.not_compared else _new_of((*places.urgent.lines, *places.other.lines))


def first_seen(report: Report) -> tuple[Line, ...]:
    """What tonight saw for the first time and the next complete night has to confirm."""
    awaiting = arrange(report).awaiting.lines
    return () if report.not_compared else tuple(x for x in awaiting if x.sighting.first_seen == report.night)


def _new_of(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(x for x in lines if x.sighting.status is Status.NEW and x.sighting.look is Look.SEEN)


# --- single numbers -----------------------------------------------------------


def _counted(report: Report, value: int) -> int | None:
    """A count of lines; before the first complete reading nothing counted is not a finding."""
    return value if value or report.figures.night is not None else None


def _new(report: Report, value: int) -> int | None:
    return None if report.not_compared else _counted(report, value)


def _missing(report: Report) -> int | None:
    figures = report.figures
    if figures.in_scope is None or figures.published is None or figures.undetermined is None:
        return None
    return figures.in_scope - figures.published - figures.undetermined


def _published_note(report: Report) -> str:
    """The share, by which facts it is counted and, of several provincial sources, at which one."""
    told = share(report.figures)
    if told == UNKNOWN:
        return f"tỷ lệ {told}"
    places = [x for x in report.sources if x.role is Role.PROVINCIAL]
    several = len(places) > 1
    # The figures are those of the first place that could be compared (analysis.compare.merged).
    whole = [x for x in places if x.outcome is Outcome.COMPLETE] if report.figures.night == report.night else []
    counted = whole[:1] or places
    facts = [fact.value for fact in published_by(counted)]
    where = "" if not several else f"; ở {counted[0].name}" if whole else "; ở một nguồn của tỉnh"
    return f"tỷ lệ {told}" + (f"; tính theo: {' hoặc '.join(facts)}" if facts else "") + where


def published_by(sources: Iterable[SourceLine]) -> tuple[Presence, ...]:
    """The facts that count as published: where agencies are shown, it is their doing and not the list's."""
    shown = {fact for x in sources for fact in SHOWN_BY[x.form]}
    return tuple(f for f in Presence if f in shown - {Presence.LISTED}) or tuple(f for f in Presence if f in shown)


def _missing_note(report: Report) -> str:
    """How those that are missing stand among the lines: not each of them is an open discrepancy."""
    if report.figures.undetermined is None:
        return "số chưa xác định: chưa rõ"
    told = []
    if report.figures.undetermined:
        told.append(f"và {number(report.figures.undetermined)} chưa xác định")
    of_these_lines = report.figures.night == (report.compared_night if report.not_compared else report.night)
    # Of several provincial sources each has lines of its own; a procedure is missing where none of them shows it.
    if of_these_lines and sum(x.role is Role.PROVINCIAL for x in report.sources) < 2:
        some = Counter(_standing(x) for x in report.lines if _is_missing(x))
        told += [f"{word} {number(some[word])}" for word in _STANDINGS if some[word]]
    return "; ".join(told) or ("không còn thủ tục chưa xác định" if of_these_lines else "")


_STANDINGS = ("đang mở", "chờ xác nhận", "hợp lệ theo căn cứ")


def _is_missing(line: Line) -> bool:
    """Whether a line tells that a whole procedure is published nowhere in the province."""
    found = line.sighting.discrepancy
    return found.rule == "CL01" and bool(found.code) and not found.part


def _standing(line: Line) -> str:
    status = line.sighting.status
    return Status.OPEN.value if status.is_open else status.value


def _open_note(report: Report) -> str:
    growth = since_last(report)
    if growth is None:
        return f"{number(sum(is_grave(x) for x in report.lines if x.is_open))} cần xử lý ngay"
    return f"{signed(growth[1])} so với đêm {day(growth[0])}"


def _new_note(report: Report, fresh: tuple[Line, ...]) -> str:
    if report.not_compared:
        return "đêm nay không đối chiếu được"
    worst = Counter(x.sighting.discrepancy.severity for x in fresh)
    told = [", ".join(f"{SEVERITIES[s].lower()} {number(worst[s])}" for s in Severity if worst[s])] if fresh else []
    if asked := len(_new_of(arrange(report).requests.lines)):
        told.append(f"kiến nghị mới {number(asked)}")
    if waiting := len(first_seen(report)):
        told.append(f"thấy lần đầu, chờ xác nhận {number(waiting)}")
    return "; ".join(told) or "so với đêm đối chiếu trước"


#: So many desks are named beside a number.
_NAMED = 4


def _who(report: Report) -> str:
    """By whom: "Văn phòng UBND tỉnh 2, Phòng Bổ trợ tư pháp 1"; of many the first, and how many lines at the others."""
    some = [(row.desk, row.urgent) for row in by_desk(report) if row.urgent]
    shown = some[:_NAMED] if len(some) > _NAMED + 1 else some
    told = [f"{desk} {number(n)}" for desk, n in shown]
    if rest := some[len(shown) :]:
        told.append(f"{number(len(rest))} nơi khác {number(sum(n for _, n in rest))}")
    return ", ".join(told) or "không có việc"


# --- tables of numbers --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeskRow:
    """What waits for one desk (nơi xử lý)."""

    desk: str
    urgent: int
    other: int
    awaiting: int
    is_ministry: bool = False

    @property
    def open(self) -> int:
        """Everything that is open there."""
        return self.urgent + self.other


_GROUPS = ["urgent", "other", "awaiting"]


@_any_text
def by_desk(report: Report) -> list[DeskRow]:
    """Who must act: the desk with the most urgent lines first, the ministry last; its lines are requests."""
    told = [
        (line.is_request, line.desk or NO_DESK, _group(line))
        for line in report.lines
        if not line.is_of_source and (line.sighting.status.is_open or line.sighting.status is Status.AWAITING)
    ]
    if not told:
        return []
    frame = pd.DataFrame(told, columns=["ministry", "desk", "group"])
    table = pd.crosstab([frame["ministry"], frame["desk"]], frame["group"]).reindex(columns=_GROUPS, fill_value=0)
    table = table.reset_index().sort_values(["ministry", *_GROUPS, "desk"], ascending=[True, False, False, False, True])
    return [DeskRow(str(d), int(u), int(x), int(a), bool(m)) for m, d, u, x, a in table.itertuples(index=False)]


def _group(line: Line) -> str:
    if line.sighting.status is Status.AWAITING:
        return "awaiting"
    return "urgent" if is_grave(line) and not line.is_request else "other"


@dataclass(frozen=True, slots=True)
class SectorRow:
    """Open discrepancies of one field (lĩnh vực), by severity in the order of ``Severity``."""

    sector: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Of every severity."""
        return sum(self.counts)


@_any_text
def by_sector(report: Report) -> list[SectorRow]:
    """The field with the most open discrepancies first."""
    told = [
        (x.sighting.discrepancy.sector or NO_SECTOR, x.sighting.discrepancy.severity.value)
        for x in report.lines
        if x.is_open
    ]
    if not told:
        return []
    frame = pd.DataFrame(told, columns=["sector", "severity"])
    table = pd.crosstab(frame["sector"], frame["severity"]).reindex(columns=[s.value for s in Severity], fill_value=0)
    rows = [SectorRow(str(sector), tuple(int(n) for n in row)) for sector, *row in table.itertuples()]
    return sorted(rows, key=lambda x: (-x.total, x.sector))


def sector_totals(report: Report) -> list[int]:
    """The last row of lĩnh vực x mức độ: a total for each severity, then for all."""
    rows = by_sector(report)
    return [*(sum(x.counts[s.rank] for x in rows) for s in Severity), sum(x.total for x in rows)]


@_any_text
def commune_matrix(report: Report) -> pd.DataFrame:
    """Procedure code x commune: True where the commune does not publish the procedure."""
    told = [(gap.code, commune) for gap in report.communes for commune in gap.missing]
    frame = pd.DataFrame(told, columns=["code", "commune"])
    return pd.crosstab(frame["code"], frame["commune"]).astype(bool)


@dataclass(frozen=True, slots=True)
class PortalChanges:
    """What changed on one source."""

    portal: str
    changes: tuple[Change, ...]

    @property
    def told(self) -> str:
        """How many records of each kind: "thêm 1, mất 1, sửa 3 bản ghi"."""
        some = Counter(each.what for each in self.changes)
        return ", ".join(f"{what} {number(n)}" for what, n in some.items()) + " bản ghi"


def changes_by_portal(report: Report) -> list[PortalChanges]:
    """The changes of each source, in the order of their names, codes and ids."""
    ordered = sorted(report.changes, key=lambda x: (x[0], x[1].code, x[1].portal_id, x[1].what))
    return [
        PortalChanges(portal, tuple(change for _, change in group))
        for portal, group in groupby(ordered, key=lambda x: x[0])
    ]
