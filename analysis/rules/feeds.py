"""Which source can feed which type of discrepancy (loại × nguồn, D10): yes, no, or not yet and what it waits for.

The same table stands in ``docs/rules.md``; tests hold both against the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Kinds of sources, in the order of the columns."""

    NATIONAL = "danh mục quốc gia"
    PLATFORM = "phần tỉnh trên nền tảng quốc gia"
    PAGES = "cổng có trang riêng"
    UNCODED = "giao diện cũ không mã"
    EXPECTED = "danh mục công bố"
    OWN = "quan sát qua các đêm, kiểm tra liên kết"


@dataclass(frozen=True, slots=True)
class Feed:
    """Whether a source can bring a type of discrepancy to light; ``waits_for``: not yet, and for want of what."""

    can: bool
    waits_for: str = ""

    @property
    def text(self) -> str:
        """The cell of the table."""
        if self.waits_for:
            return f"chờ: {self.waits_for}"
        return "có" if self.can else "không"


YES, NO = Feed(can=True), Feed(can=False)


def _waits(what: str) -> Feed:
    return Feed(can=False, waits_for=what)


_OLD_PAGES = _waits("trang chi tiết thật của giao diện cũ")
_LINKS = _waits("kiểm tra liên kết")
_LEVEL = _waits("cổng nêu mức độ của từng dịch vụ")
_REASON = _waits("cổng nêu lý do cung cấp một phần")
_NIGHTS = _waits("quan sát qua các đêm")

#: Contents: the platform shows the national record itself, so there they cannot differ.
_CONTENT = (YES, NO, YES, YES, NO, NO)
_CONTENT_NOT_SEEN = (YES, NO, YES, _OLD_PAGES, NO, NO)

_TABLE: Mapping[str, tuple[Feed, ...]] = {
    # national, platform, pages, uncoded, decisions, own nights and links
    "CL01": (YES, YES, YES, YES, NO, NO),
    "CL02": (YES, YES, YES, NO, NO, NO),
    "CL03": (YES, YES, YES, NO, YES, NO),
    "CL04": (YES, YES, YES, NO, YES, YES),
    "CL05": (YES, YES, YES, NO, YES, NO),
    "CL06": (YES, YES, YES, YES, YES, NO),
    "CL07": (YES, YES, YES, YES, YES, NO),
    "CL08": (YES, YES, YES, NO, NO, NO),
    "CL09": (YES, YES, YES, NO, NO, NO),
    "CL10": (YES, YES, YES, NO, NO, NO),
    "CL11": (YES, YES, YES, YES, NO, NO),
    "CL12": (YES, YES, YES, YES, NO, NO),
    "CL13": _CONTENT_NOT_SEEN,
    "CL14": _CONTENT_NOT_SEEN,
    "CL15": _CONTENT_NOT_SEEN,
    "CL16": _CONTENT_NOT_SEEN,
    "CL17": _CONTENT_NOT_SEEN,
    "CL18": _CONTENT_NOT_SEEN,
    "CL19": _CONTENT,
    "CL20": _CONTENT,
    "CL21": (NO, NO, YES, YES, NO, NO),
    "CL22": (YES, NO, YES, YES, NO, YES),
    "CL23": _CONTENT,
    "CL24": _CONTENT_NOT_SEEN,
    "CL25": _CONTENT_NOT_SEEN,
    "CL26": _CONTENT_NOT_SEEN,
    "CL27": _CONTENT_NOT_SEEN,
    "CL28": _CONTENT,
    "CL29": (YES, NO, _NIGHTS, NO, YES, YES),
    "CL30": (NO, NO, NO, NO, YES, NO),
    "CL31": (_LEVEL, YES, YES, NO, YES, NO),
    "CL32": (_REASON, _REASON, YES, NO, NO, NO),
    "CL33": (_LINKS, _LINKS, _LINKS, _LINKS, NO, YES),
    "CL34": (YES, YES, YES, YES, NO, NO),
    "CL35": (YES, NO, NO, NO, YES, YES),
    "CL36": (YES, NO, YES, NO, NO, YES),
    "CL37": (YES, YES, YES, YES, NO, NO),
    "CL38": (NO, YES, NO, NO, NO, NO),
}

FEEDS: Mapping[str, Mapping[Source, Feed]] = {
    code: dict(zip(Source, cells, strict=True)) for code, cells in _TABLE.items()
}
