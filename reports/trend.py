"""The last thirty nights as bars of a small drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.report import Report, TrendPoint

HEIGHT = 44
_STEP = 9
_WIDTH = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One night: a coloured bar of its open discrepancies, or a grey one when it was not read."""

    night: date
    open: int | None
    complete: bool
    x: int
    y: int
    width: int
    height: int


def bars(trend: Sequence[TrendPoint]) -> tuple[Bar, ...]:
    """The bars from left to right; a night without a count fills the height, in grey."""
    highest = max((point.open for point in trend if point.open is not None), default=0) or 1
    return tuple(_bar(index, point, highest) for index, point in enumerate(trend))


def width(trend: Sequence[TrendPoint]) -> int:
    """How wide the drawing is."""
    return max(len(trend) * _STEP - (_STEP - _WIDTH), 1)


def since_last(report: Report) -> tuple[date, int] | None:
    """The night counted before this one, and by how much the open discrepancies grew since then."""
    earlier = [p for p in report.trend if p.open is not None and p.complete and p.night < _counted_on(report)]
    if not earlier:
        return None
    last = max(earlier, key=lambda p: p.night)
    return last.night, report.open_count - (last.open or 0)


def _counted_on(report: Report) -> date:
    return report.figures.night or report.night


def _bar(index: int, point: TrendPoint, highest: int) -> Bar:
    height = HEIGHT if point.open is None else max(round(point.open * HEIGHT / highest), 1)
    return Bar(point.night, point.open, point.complete, index * _STEP, HEIGHT - height, _WIDTH, height)
