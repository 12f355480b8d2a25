"""Answers of Tây Ninh's old citizen API (``/api/dvc/``): agencies, fields, procedures, forms.

Only the keys that its own client reads are known (D22). Ids and numbers come as text or as
numbers, and some wrappers are met one ``data`` deeper than others; both are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from analysis.model import Form, Level, ProblemKind
from crawler.envelope import Record, refuse, unknown_keys
from crawler.strict_json import parse
from crawler.unreadable import Unreadable

API = "/api/dvc/"
#: The groups of agencies, their level of government, and the words for it.
GROUPS = {
    "CT": (Level.PROVINCE, "Cấp Tỉnh"),
    "CH": (Level.OTHER, "Cấp Huyện"),
    "CX": (Level.COMMUNE, "Cấp Xã"),
}
#: The row that stands for all agencies.
ALL = "-1"
_UNITS = "V_DICHVUCONG_DONVI_LstStringResult"
_FIELDS = "DemThuTucHanhChinh_Lst_Result"
_ROWS = "DICHVUCONG_THUTUCHANHCHINH_PResult"
_FORMS = "GetDanhSachHoSoKemTheoResult"
_KNOWN = frozenset({"ThuTucHanhChinhID", "TenThuTuc", "MucDo", "DonViID", "TenDonVi", "LinhVucID", "TotalCount"})


def answer_of(body: bytes) -> Record:
    """The ``data`` of an answer that says ``status`` 1."""
    answer = parse(body)
    if not isinstance(answer, dict) or "data" not in answer or "status" not in answer:
        raise Unreadable(
            ProblemKind.INTERFACE_CHANGED,
            "Câu trả lời không có khung status/data như mọi khi; cần xem lại giao diện của cổng.",
        )
    if str(answer["status"]) != "1":
        raise Unreadable(
            ProblemKind.INTERFACE_CHANGED,
            f"Cổng báo status {str(answer['status'])[:20]} thay vì 1; xem trang gốc đã lưu, có thể cần mã truy cập.",
        )
    if not isinstance(answer["data"], dict):
        refuse("data", "phải là một đối tượng", answer["data"])
    return Record(answer["data"], "data")


def _holding(record: Record, key: str) -> Record:
    """The object that has a key: this one, or the one in its ``data``."""
    inner = record.record("data") if key not in record and "data" in record else None
    return inner if inner is not None else record


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency (đơn vị), and how many procedures it says it has."""

    id: str
    name: str
    group: str  # CT, CH, CX
    count: int | None  # NumTTHC; None: not stated


class AgencyPage:
    """``GetDataDonVi_TraCuu``: the agencies by level."""

    def __init__(self, body: bytes) -> None:
        data = answer_of(body)
        self._data = _holding(data, "CT")

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every agency once, in page order."""
        found = [unit for group in GROUPS for unit in self._group(group)]
        return tuple({unit.id: unit for unit in reversed(found)}.values())[::-1]

    def _group(self, group: str) -> list[Unit]:
        held = self._data.record(group)
        if held is None:
            if group != "CH":  # no agency of that level is left
                refuse(self._data.at(group), "phải là một đối tượng", None)
            return []
        rows = [r for r in held.listed(_UNITS) if r.either("DonViID") != ALL]
        return [Unit(r.ident("DonViID"), r.named("TenDonVi"), group, r.count("NumTTHC")) for r in rows]


class FieldPage:
    """``LoadCBoLinhVuc``: the fields of one agency."""

    def __init__(self, body: bytes) -> None:
        self._data = _holding(answer_of(body), _FIELDS)

    @cached_property
    def names(self) -> dict[str, str]:
        """Field id to its name."""
        return {r.ident("LinhVucID"): r.named("TenLinhVuc") for r in self._data.listed(_FIELDS)}


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure at one agency."""

    id: str
    name: str
    level: str | None  # MucDo as written
    unit_id: str
    unit: str
    field_id: str
    total: int | None


class ProcedurePage:
    """``GetDanhSachTTHCDVC``: one page of the procedures of an agency."""

    def __init__(self, body: bytes) -> None:
        self._data = _holding(answer_of(body), _ROWS)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """In page order."""
        return tuple(
            Row(
                r.ident("ThuTucHanhChinhID"),
                r.named("TenThuTuc"),
                r.either("MucDo"),
                r.ident("DonViID"),
                r.text("TenDonVi") or "",
                r.either("LinhVucID") or "",
                r.count("TotalCount"),
            )
            for r in self._data.listed(_ROWS)
        )

    @property
    def total(self) -> int | None:
        """The total that the rows repeat; None on an empty page."""
        stated = {r.total for r in self.rows} - {None}
        if len(stated) > 1:
            told = ", ".join(str(t) for t in sorted(t for t in stated if t is not None))
            raise Unreadable(ProblemKind.UNREADABLE, f"Một trang ghi nhiều tổng số TotalCount khác nhau: {told}.")
        return next(iter(stated), None)

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Keys of the rows that nobody reads; a procedure's code may be among them."""
        return tuple(sorted({k for r in self._data.listed(_ROWS) for k in unknown_keys(r, _KNOWN)}))


class FormPage:
    """``GetDanhSachHoSoKemTheoTraCuu``: the forms of one procedure."""

    def __init__(self, body: bytes) -> None:
        self._data = answer_of(body)

    @cached_property
    def _rows(self) -> tuple[Record, ...]:
        held = _holding(self._data, "dsHoSoKemTheo").record("dsHoSoKemTheo")
        if held is None:
            refuse(self._data.at("dsHoSoKemTheo"), "phải là một đối tượng", None)
        return held.listed(_FORMS)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """In page order, under their Vietnamese names; one without both FileName and FilePath has no link."""
        return tuple(_form(r) for r in self._rows)

    @property
    def files(self) -> dict[str, str]:
        """Form id to its file name, word for word ("☺" and all): data, never a path."""
        return {r.ident("HoSoKemTheoID"): name for r in self._rows if (name := r.text("FileName"))}


def _form(r: Record) -> Form:
    """The link hands the file name to the portal as a value of the query, encoded."""
    number, file = r.ident("HoSoKemTheoID"), r.text("FileName") or ""
    linked = file.strip() and (r.text("FilePath") or "").strip()
    query = urlencode({"HSKTID": number, "FileName": file}) if linked else ""
    return Form(number, r.text("TenHoSoKemTheo") or file, f"{API}DownLoadHSKemTheo?{query}" if linked else "")
