"""The last thirty nights as bars of a small drawing, their numbers beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.report import Report, TrendPoint
from reports.words import day, number

#: The drawing, in its own units: room for the numbers above the bars, the bars, what one night takes.
_ABOVE, _BARS, _STEP = 12, 52, 12
_WIDTH = 8
#: Fewer nights stand as far apart as so many.
_LEAST = 14
#: Up to so many nights every bar has its number; of more the first, the last, the highest and the lowest.
_ALL_NUMBERED = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One night: a coloured bar of its open discrepancies, or a grey one when it was not read."""

    night: date
    open: int | None
    complete: bool
    label: str  # the number above it; empty: it has none
    x: int
    y: int
    width: int
    height: int

    @property
    def is_counted(self) -> bool:
        """Whether it is a number of a night that was read completely."""
        return self.open is not None and self.complete

    @property
    def told(self) -> str:
        """What the bar says, in words."""
        if self.open is None:
            return f"{day(self.night)}: không đọc đủ"
        return f"{day(self.night)}: {number(self.open)} đang mở{'' if self.complete else ', không đọc đủ'}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """All bars, the size of the drawing, and what it says."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    told: str


def drawing(trend: Sequence[TrendPoint]) -> Drawing:
    """The bars from left to right; a night without a count fills the height, in grey."""
    counted = [point for point in trend if point.open is not None]
    highest = max((point.open or 0 for point in counted), default=0) or 1
    numbered = _numbered(trend)
    bars = tuple(_bar(index, point, highest, point.night in numbered) for index, point in enumerate(trend))
    return Drawing(bars, max(len(trend), _LEAST) * _STEP, _ABOVE + _BARS, _told(trend))


def since_last(report: Report) -> tuple[date, int] | None:
    """The night counted before this one, and by how much the open discrepancies grew since then."""
    earlier = [p for p in report.trend if p.open is not None and p.complete and p.night < _counted_on(report)]
    if not earlier:
        return None
    last = max(earlier, key=lambda p: p.night)
    return last.night, report.open_count - (last.open or 0)


def _counted_on(report: Report) -> date:
    """The night whose lines these are."""
    return report.compared_night or report.night if report.not_compared else report.night


def _numbered(trend: Sequence[TrendPoint]) -> set[date]:
    counted = [point for point in trend if point.open is not None]
    if len(trend) <= _ALL_NUMBERED or not counted:
        return {point.night for point in counted}
    ends = (counted[0], counted[-1], *(f(counted, key=lambda p: p.open or 0) for f in (max, min)))
    return {point.night for point in ends}


def _told(trend: Sequence[TrendPoint]) -> str:
    counted = [point for point in trend if point.open is not None]
    unread = len(trend) - len(counted)
    grey = f" Vạch xám: {number(unread)} đêm không đọc đủ." if unread else ""
    if not counted:
        return f"Chưa có đêm nào đọc đủ.{grey}"
    high, low = max(counted, key=lambda p: p.open or 0), min(counted, key=lambda p: p.open or 0)
    return (
        f"Từ {day(trend[0].night)} đến {day(trend[-1].night)}. Gần nhất {number(counted[-1].open)} "
        f"(đêm {day(counted[-1].night)}); nhiều nhất {number(high.open)}, ít nhất {number(low.open)}.{grey}"
    )


def _bar(index: int, point: TrendPoint, highest: int, numbered: bool) -> Bar:
    height = _BARS if point.open is None else max(round(point.open * _BARS / highest), 1)
    label = number(point.open) if numbered else ""
    return Bar(point.night, point.open, point.complete, label, index * _STEP, _ABOVE + _BARS - height, _WIDTH, height)
