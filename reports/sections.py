"""In which part of the report each discrepancy stands, and in what order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.model import Status
from analysis.report import Line, Report


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: what readers and programs know it by, what it is, and its lines."""

    key: str
    title: str
    intro: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """The lines of a report, each in exactly one place, in reading order."""

    urgent: Section
    awaiting: Section
    other: Section
    requests: Section
    accepted: Section
    fixed: Section
    ended: Section
    excluded: Section
    sources: Section

    @property
    def every(self) -> tuple[Section, ...]:
        """All of them, in reading order."""
        return (
            *(self.urgent, self.awaiting, self.other, self.requests, self.accepted),
            *(self.fixed, self.ended, self.excluded, self.sources),
        )


def arrange(report: Report) -> Sections:
    """Under each desk what must be done first comes first, then by field and code; the desk of the gravest first."""
    every = sorted(report.lines, key=_order)
    own = [x for x in every if not x.is_of_source]

    def standing(*statuses: Status) -> tuple[Line, ...]:
        return tuple(x for x in own if x.sighting.status in statuses)

    return Sections(
        urgent=Section(
            "urgent",
            "Cần xử lý ngay",
            "Mức nghiêm trọng và cao, đã được đêm đọc đủ thứ hai xác nhận.",
            by_desk(x for x in own if x.is_open and is_grave(x)),
        ),
        awaiting=Section(
            "awaiting",
            "Chờ xác nhận",
            "Mới thấy một đêm. Đêm đọc đủ tiếp theo sẽ xác nhận hoặc bỏ; chưa cần giao việc.",
            by_desk(standing(Status.AWAITING)),
        ),
        other=Section(
            "other",
            "Chênh lệch khác đang mở",
            "Mức trung bình, thấp và thông tin.",
            by_desk(x for x in own if x.is_open and not is_grave(x)),
        ),
        requests=Section(
            "requests",
            f"Kiến nghị {report.ministry}",
            f"Lỗi ở danh mục quốc gia, chỉ {report.ministry} sửa được; không tính vào số chênh lệch đang mở.",
            tuple(x for x in own if x.is_request and x.sighting.status.is_open),
        ),
        accepted=Section(
            "accepted",
            "Hợp lệ theo căn cứ",
            "Khác nhau nhưng có căn cứ do người phụ trách đăng ký, nên không tính là đang mở. Khi một bên đổi nội dung "
            "hoặc căn cứ hết hiệu lực thì dòng ấy tự mở lại.",
            standing(Status.ACCEPTED),
        ),
        fixed=Section(
            "fixed",
            "Đã khắc phục",
            "Một đêm đọc đủ không còn thấy; mỗi dòng ghi điều thấy lần cuối.",
            standing(Status.FIXED),
        ),
        ended=Section(
            "ended",
            "Hết theo cách khác",
            "Không còn trong danh sách, nhưng không phải vì được khắc phục; mỗi dòng ghi vì sao và điều thấy lần cuối.",
            standing(Status.UNCONFIRMED, Status.EXPLAINED, Status.REREAD),
        ),
        excluded=Section(
            "excluded",
            "Hết vì thủ tục ra ngoài phạm vi",
            "Chênh lệch của những thủ tục vừa được để ngoài phạm vi.",
            standing(Status.EXCLUDED),
        ),
        sources=Section(
            "sources",
            "Tình trạng của các cổng",
            "Điều chính cổng cho thấy: đã đóng, chuyển nơi khác, đổi cách trình bày. Không tính vào số chênh lệch.",
            tuple(x for x in every if x.is_of_source),
        ),
    )


def is_grave(line: Line) -> bool:
    """Whether the severity is one of the two highest."""
    return line.sighting.discrepancy.severity.needs_confirmation


def without_accents(text: str) -> str:
    """Lower case without Vietnamese accents, for ordering and searching only."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def by_desk(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines in order as they are listed under their desks; the desk that comes first has the gravest."""
    under: dict[str, list[Line]] = {}
    for line in lines:
        under.setdefault(line.desk, []).append(line)
    return tuple(line for some in under.values() for line in some)


def _order(line: Line) -> tuple[int, str, str, str]:
    found = line.sighting.discrepancy
    return found.severity.rank, without_accents(found.sector), found.code, found.key
