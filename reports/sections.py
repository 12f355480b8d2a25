"""In which part of the report each discrepancy stands, and in what order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.model import Status
from analysis.report import Line

#: Ends that are not "mended": each with its own name and reason.
_OTHER_ENDS = (Status.UNCONFIRMED, Status.EXPLAINED, Status.REREAD)


@dataclass(frozen=True, slots=True)
class Sections:
    """The lines of a report, each in exactly one place."""

    urgent: tuple[Line, ...]  # 1. cần xử lý ngay
    awaiting: tuple[Line, ...]  # 2. chờ xác nhận
    other: tuple[Line, ...]  # các chênh lệch khác đang mở
    accepted: tuple[Line, ...]  # hợp lệ theo căn cứ: not open
    fixed: tuple[Line, ...]  # đã khắc phục
    excluded: tuple[Line, ...]  # ngoài phạm vi
    ended: tuple[Line, ...] = ()  # không được xác nhận, được giải thích, đổi cách đọc hoặc quy tắc
    sources: tuple[Line, ...] = ()  # what portals show of their own state: no discrepancy (D51)

    def titled(self) -> tuple[tuple[str, tuple[Line, ...]], ...]:
        """Every part with the name readers know it by, in reading order."""
        return (
            ("Cần xử lý ngay", self.urgent),
            ("Chờ xác nhận", self.awaiting),
            ("Khác, đang mở", self.other),
            ("Hợp lệ theo căn cứ", self.accepted),
            ("Đã khắc phục", self.fixed),
            ("Hết theo cách khác", self.ended),
            ("Ngoài phạm vi", self.excluded),
            ("Tình trạng của các cổng", self.sources),
        )


def arrange(lines: Iterable[Line]) -> Sections:
    """What must be done first comes first; then by field and code."""
    every = sorted(lines, key=_order)
    ordered = [x for x in every if not x.is_of_source]
    still_open = [x for x in ordered if x.sighting.status.is_open]
    return Sections(
        urgent=tuple(x for x in still_open if is_urgent(x)),
        awaiting=_standing(ordered, Status.AWAITING),
        other=tuple(x for x in still_open if not is_urgent(x)),
        accepted=_standing(ordered, Status.ACCEPTED),
        fixed=_standing(ordered, Status.FIXED),
        excluded=_standing(ordered, Status.EXCLUDED),
        ended=_standing(ordered, *_OTHER_ENDS),
        sources=tuple(x for x in every if x.is_of_source),
    )


def is_urgent(line: Line) -> bool:
    """Whether the severity is one of the two highest."""
    return line.sighting.discrepancy.severity.needs_confirmation


def without_accents(text: str) -> str:
    """Lower case without Vietnamese accents, for ordering and searching only."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def _standing(lines: list[Line], *statuses: Status) -> tuple[Line, ...]:
    return tuple(x for x in lines if x.sighting.status in statuses)


def _order(line: Line) -> tuple[int, str, str, str]:
    found = line.sighting.discrepancy
    return found.severity.rank, without_accents(found.sector), found.code, found.key
