"""Answers of the "Tây Ninh Smart" API (``/api/MotCuaDienTu/``): search, detail, level at a unit.

Only the keys that its own client reads are known (D22); all others are told as unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.model import DossierCase, DossierDocument, Level, ProblemKind, Step
from crawler.envelope import Record, refuse, unknown_keys
from crawler.strict_json import parse
from crawler.unreadable import Unreadable

_ROW = frozenset({"loaiHoSoID", "tenLoaiHoSo", "linhVucID", "tenLinhVuc", "capThucHien"})
_DETAIL = frozenset(
    f"{a}{b}"
    for a, names in {
        "": ("trinhTu", "thanhPhanHoSoGiayTo"),
        "trinhTu[].": ("trinhTu",),
        "thanhPhanHoSoGiayTo[].": ("maGiayTo", "tenGiayTo", "soBanChinh"),
    }.items()
    for b in names
)
#: 3 is proved; 1 and 2 are reckoned from the order of levels before 1 July 2025.
_LEVELS = {
    "1": Level.PROVINCE,
    "tỉnh": Level.PROVINCE,
    "2": Level.OTHER,
    "huyện": Level.OTHER,
    "3": Level.COMMUNE,
    "xã": Level.COMMUNE,
}
_BETWEEN = re.compile(r"\s*[,;]\s*")


def object_of(body: bytes) -> Record:
    """The JSON object of an answer."""
    answer = parse(body)
    if not isinstance(answer, dict):
        raise _changed("không phải là một đối tượng JSON")
    return Record(answer, "")


def _changed(what: str) -> Unreadable:
    return Unreadable(ProblemKind.INTERFACE_CHANGED, f"Câu trả lời {what} như mọi khi; cần xem lại giao diện của cổng.")


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure as the search shows it."""

    id: str
    name: str
    sector: str
    level_text: str  # as written
    levels: tuple[Level, ...] | None  # None: words that are not understood


class SearchPage:
    """``TraCuuThuTuc``: one page of procedures. It states no total."""

    def __init__(self, body: bytes) -> None:
        self._answer = object_of(body)
        if "data" not in self._answer:
            raise _changed("không có phần data")

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """In page order."""
        return tuple(
            Row(
                r.ident("loaiHoSoID"),
                r.named("tenLoaiHoSo"),
                r.text("tenLinhVuc") or "",
                r.either("capThucHien") or "",
                levels_of(r.either("capThucHien") or ""),
            )
            for r in self._answer.listed("data")
        )

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Keys of the rows that nobody reads."""
        return tuple(sorted({k for r in self._answer.listed("data") for k in unknown_keys(r, _ROW)}))


def levels_of(text: str) -> tuple[Level, ...] | None:
    """Cấp thực hiện from numbers or words; None where one of them is not known."""
    words = [w.casefold().removeprefix("cấp").strip() for w in _BETWEEN.split(text) if w.strip()]
    if not words or not all(w in _LEVELS for w in words):
        return None
    return tuple(dict.fromkeys(_LEVELS[w] for w in words))


class DetailPage:
    """``ChiTietThuTuc``: what stands in it is not wrapped in ``data``."""

    def __init__(self, body: bytes) -> None:
        self._answer = object_of(body)
        if not {"trinhTu", "thanhPhanHoSoGiayTo"} & set(self._answer.value):
            raise _changed("không có trinhTu hay thanhPhanHoSoGiayTo")

    @property
    def steps(self) -> tuple[Step, ...] | None:
        """Trình tự thực hiện; None: not shown."""
        found = self._answer.records("trinhTu")
        return None if found is None else tuple(Step("", r.written("trinhTu")) for r in found)

    @property
    def dossier(self) -> tuple[DossierCase, ...] | None:
        """Thành phần hồ sơ: one case without a name; None: not shown."""
        found = self._answer.records("thanhPhanHoSoGiayTo")
        if found is None:
            return None
        return (DossierCase("", tuple(_paper(r) for r in found)),) if found else ()

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Keys that nobody reads."""
        return unknown_keys(self._answer, _DETAIL)


def _paper(r: Record) -> DossierDocument:
    code, originals = r.either("maGiayTo") or "", r.count("soBanChinh")
    return DossierDocument(r.named("tenGiayTo"), code, "", originals, None, None, None, None, None, None)


def level_at_unit(body: bytes) -> str | None:
    """``GetMucDo``: the level of a procedure at a unit as written; None where the unit has none."""
    rows = object_of(body).listed("data")
    if not rows:
        return None
    level: Any = rows[0].either("mucDo")
    if level is None:
        refuse(rows[0].at("mucDo"), "phải là một số", None)
    return str(level)
