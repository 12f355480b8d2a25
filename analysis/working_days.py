"""Working days (ngày làm việc) by a calendar that is data, every day with the document that says so.

Nothing is guessed: a day in a year without a confirmed calendar is neither
working nor free, and whatever would need it is answered by :class:`NoCalendar`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise


class DayKind(StrEnum):
    """Why a day is not an ordinary day of its week."""

    HOLIDAY = "holiday"  # ngày nghỉ lễ, tết, nghỉ bù
    SWAPPED_OFF = "swapped_off"  # ngày làm việc được nghỉ hoán đổi
    SWAPPED_WORK = "swapped_work"  # ngày nghỉ hằng tuần phải làm bù


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One such day, the document behind it, and whether that document has been checked."""

    day: date
    kind: DayKind
    name: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class NoCalendar:
    """The answer instead of a day where the calendar of a year is not confirmed."""

    text: str = "chưa có lịch"
    year: int | None = None

    def __str__(self) -> str:
        return self.text if self.year is None else f"{self.text} làm việc năm {self.year} được xác nhận"


class Calendar:
    """The table, with the two ways of counting days that the instruments use.

    A year counts as confirmed when it has rows and all of them are confirmed;
    of any other year nothing is known, weekends included.
    """

    def __init__(self, rows: Iterable[CalendarRow]) -> None:
        self.rows = tuple(sorted(rows, key=lambda r: r.day))
        for row, following in pairwise(self.rows):
            if row.day == following.day:
                raise ValueError(f"Lịch làm việc: ngày {row.day:%d/%m/%Y} có hai dòng")
        self._rows = {row.day: row for row in self.rows}
        unconfirmed = {row.day.year for row in self.rows if not row.confirmed}
        self.years = tuple(sorted({row.day.year for row in self.rows} - unconfirmed))

    def row(self, day: date) -> CalendarRow | None:
        """What the table says of a day that is not an ordinary one: the name and the document to print."""
        return self._rows.get(day)

    def is_working(self, day: date) -> bool | NoCalendar:
        """Whether offices work on a day."""
        if day.year not in self.years:
            return NoCalendar(year=day.year)
        row = self._rows.get(day)
        return row.kind is DayKind.SWAPPED_WORK if row else day.weekday() < 5

    def add_working_days(self, day: date, n: int) -> date | NoCalendar:
        """The last day of a period of ``n`` working days; the day of the event itself is not counted."""
        return self._walk(day, n, 1)

    def working_days_before(self, day: date, n: int) -> date | NoCalendar:
        """The latest day that leaves ``n`` working days before an event, for "ít nhất n ngày làm việc trước"."""
        return self._walk(day, n, -1)

    def add_days(self, day: date, n: int) -> date | NoCalendar:
        """The last day of a period of ``n`` days; where that is no working day, the next working day."""
        _counted(n)
        return self._first_working(day + timedelta(days=n))

    def days_before(self, day: date, n: int) -> date:
        """The latest day that leaves ``n`` days before an event.

        It is not moved to a working day: later would shorten the least interval
        that the law asks for, earlier would ask for more than it does.
        """
        _counted(n)
        return day - timedelta(days=n)

    def working_days_between(self, start: date, end: date) -> int | NoCalendar:
        """How many working days lie after ``start``, up to and with ``end``; negative when ``end`` is earlier."""
        if end < start:
            backwards = self.working_days_between(end, start)
            return backwards if isinstance(backwards, NoCalendar) else -backwards
        count = 0
        for offset in range(1, (end - start).days + 1):
            working = self.is_working(start + timedelta(days=offset))
            if isinstance(working, NoCalendar):
                return working
            count += working
        return count

    def _walk(self, day: date, n: int, step: int) -> date | NoCalendar:
        left = _counted(n)
        while left:
            day += timedelta(days=step)
            working = self.is_working(day)
            if isinstance(working, NoCalendar):
                return working
            left -= working
        return day

    def _first_working(self, day: date) -> date | NoCalendar:
        while not (working := self.is_working(day)):
            day += timedelta(days=1)
        return working if isinstance(working, NoCalendar) else day


def _counted(n: int) -> int:
    if n < 1:
        raise ValueError(f"Thời hạn phải từ 1 ngày trở lên, không phải {n}")
    return n


# --- the file ---------------------------------------------------------------

COLUMNS = ("day", "kind", "name", "source", "confirmed")
_CONFIRMED = {"yes": True, "no": False}


def rows_from_csv(text: str) -> tuple[CalendarRow, ...]:
    """Read the calendar's own file; a ``ValueError`` says in Vietnamese which line is wrong and why."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        head = tuple(next(lines, ()))
        if head != COLUMNS:
            raise ValueError(f"Lịch làm việc: dòng đầu phải là “{','.join(COLUMNS)}”, không phải “{','.join(head)}”")
        rows = [_row(line, lines.line_num) for line in lines if line]
    except csv.Error as error:
        raise ValueError(f"Lịch làm việc, dòng {lines.line_num}: không đọc được ({error})") from error
    return _checked(rows)


def _row(line: list[str], number: int) -> CalendarRow:
    where = f"Lịch làm việc, dòng {number}"
    if len(line) != len(COLUMNS):
        raise ValueError(f"{where}: có {len(line)} cột, phải có {len(COLUMNS)}")
    day, kind, name, source, confirmed = (cell.strip() for cell in line)
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"{where}: “{day}” không phải là ngày; viết năm-tháng-ngày, như 2026-11-24") from None
    if kind not in list(DayKind):
        raise ValueError(f"{where}: loại ngày “{kind}” phải là một trong: {', '.join(DayKind)}")
    if not name or not source:
        raise ValueError(f"{where}: thiếu {'tên ngày' if not name else 'văn bản nguồn'}")
    if confirmed not in _CONFIRMED:
        raise ValueError(f"{where}: cột confirmed là “{confirmed}”, phải là yes hoặc no")
    weekend = when.weekday() >= 5
    if kind == DayKind.SWAPPED_WORK and not weekend:
        raise ValueError(f"{where}: {when:%d/%m/%Y} không phải thứ Bảy hay Chủ nhật nên không thể là ngày làm bù")
    if kind == DayKind.SWAPPED_OFF and weekend:
        raise ValueError(f"{where}: {when:%d/%m/%Y} là ngày nghỉ hằng tuần nên không thể là ngày nghỉ hoán đổi")
    return CalendarRow(when, DayKind(kind), name, source, _CONFIRMED[confirmed])


def _checked(rows: list[CalendarRow]) -> tuple[CalendarRow, ...]:
    """The rows in order; every swapped day off is made up by one worked, perhaps in the next year."""
    kinds = [row.kind for row in rows]
    off, work = kinds.count(DayKind.SWAPPED_OFF), kinds.count(DayKind.SWAPPED_WORK)
    if off != work:
        raise ValueError(f"Lịch làm việc: có {off} ngày nghỉ hoán đổi nhưng {work} ngày làm bù")
    return Calendar(rows).rows
