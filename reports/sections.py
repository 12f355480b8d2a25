"""In which part of the report each discrepancy stands, and in what order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.model import Status
from analysis.report import Line

#: Chênh lệch đang mở. One that could not be judged tonight is still open:
#: a night that failed moves nothing out of its place.
STILL_OPEN = frozenset({Status.NEW, Status.OPEN, Status.UNDETERMINED})


@dataclass(frozen=True, slots=True)
class Sections:
    """The lines of a report, each in exactly one place."""

    urgent: tuple[Line, ...]  # 1. cần xử lý ngay
    awaiting: tuple[Line, ...]  # 2. chờ xác nhận
    other: tuple[Line, ...]  # các chênh lệch khác đang mở
    accepted: tuple[Line, ...]  # hợp lệ theo căn cứ: not open
    fixed: tuple[Line, ...]  # đã khắc phục
    excluded: tuple[Line, ...]  # ngoài phạm vi

    def titled(self) -> tuple[tuple[str, tuple[Line, ...]], ...]:
        """Every part with the name readers know it by, in reading order."""
        return (
            ("Cần xử lý ngay", self.urgent),
            ("Chờ xác nhận", self.awaiting),
            ("Khác, đang mở", self.other),
            ("Hợp lệ theo căn cứ", self.accepted),
            ("Đã khắc phục", self.fixed),
            ("Ngoài phạm vi", self.excluded),
        )


def arrange(lines: Iterable[Line]) -> Sections:
    """What must be done first comes first; then by field and code."""
    ordered = sorted(lines, key=_order)
    still_open = [x for x in ordered if x.sighting.status in STILL_OPEN]
    return Sections(
        urgent=tuple(x for x in still_open if is_urgent(x)),
        awaiting=_standing(ordered, Status.AWAITING),
        other=tuple(x for x in still_open if not is_urgent(x)),
        accepted=_standing(ordered, Status.ACCEPTED),
        fixed=_standing(ordered, Status.FIXED),
        excluded=_standing(ordered, Status.EXCLUDED),
    )


def is_urgent(line: Line) -> bool:
    """Whether the severity is one of the two highest."""
    return line.sighting.discrepancy.severity.needs_confirmation


def without_accents(text: str) -> str:
    """Lower case without Vietnamese accents, for ordering and searching only."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def _standing(lines: list[Line], status: Status) -> tuple[Line, ...]:
    return tuple(x for x in lines if x.sighting.status is status)


def _order(line: Line) -> tuple[int, str, str, str]:
    found = line.sighting.discrepancy
    return found.severity.rank, without_accents(found.sector), found.code, found.key
