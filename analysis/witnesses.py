"""What else is known besides the two portals: the expected catalogue, links, instruments, observations.

Most of it is entered by people or found by checks that not every night has. An
absent witness is ``None`` in a :class:`~analysis.night.Night`; the rules that
need it then say what they wait for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ExpectedProcedure:
    """One row of a publication decision (quyết định công bố danh mục), in its own wording."""

    code: str
    name: str
    decision: str  # số, ký hiệu: "2637/QĐ-UBND"
    signed: date | None = None  # ngày ký
    issuer: str = ""  # cơ quan công bố
    sector: str = ""
    level: str = ""
    effective_from: date | None = None  # ngày bắt đầu áp dụng
    effective_to: date | None = None
    abolished: bool = False  # bị bãi bỏ bởi quyết định này
    internal: bool = False  # thủ tục hành chính nội bộ
    replaced_by: str = ""  # mã thay thế
    service_level: str = ""  # mức độ dịch vụ công trực tuyến mà quyết định ghi
    instrument: str = ""  # văn bản quy định thủ tục
    instrument_effective: date | None = None  # ngày văn bản đó có hiệu lực
    territory: str = ""  # địa bàn áp dụng; empty: the whole province
    row: str = ""  # where in the file it stands, for readers
    # The remaining columns of the list, word for word.
    time_text: str = ""  # thời hạn giải quyết
    fee_text: str = ""  # phí, lệ phí
    place: str = ""  # địa điểm, cách thức thực hiện
    legal_bases_text: str = ""  # căn cứ pháp lý
    agency: str = ""  # cơ quan thực hiện


@dataclass(frozen=True, slots=True)
class Expected:
    """Danh mục công bố: what decisions say must be published.

    ``whole_sectors`` names the fields for which every decision in force was
    entered; only there does a missing row prove that there is no decision.
    """

    procedures: tuple[ExpectedProcedure, ...]
    whole_sectors: tuple[str, ...] = ()


class LinkState(StrEnum):
    """What a link check found."""

    ALIVE = "còn hoạt động"
    DEAD = "hỏng"
    UNKNOWN = "không xác định"


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One link of one procedure on one portal, as it was tried."""

    portal: str
    code: str
    what: str  # "nộp hồ sơ", "biểu mẫu", "quyết định"
    label: str  # the paper or the words of the link
    url: str
    state: LinkState
    reason: str = ""  # for readers: "HTTP 404"
    sha256: str = ""  # of the file, where one was read


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal instrument (văn bản quy phạm pháp luật) and the days on which it is in force."""

    number: str
    effective_from: date | None = None
    effective_to: date | None = None  # ngày hết hiệu lực
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class ReplacedPaper:
    """A paper that may no longer be asked for, because data takes its place (NQ 66.7/2025/NQ-CP)."""

    code: str
    paper: str
    basis: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """From our own nights: after which reading and not later than which one a procedure was published somewhere.

    ``what`` says what was waited for: the publication of this decision's content.
    """

    portal: str
    code: str
    decision: str
    last_absent: datetime | None
    first_seen: datetime | None
