"""Column headings by their meaning: lists are drawn by many hands, with many spellings of the same column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum

from analysis.codes import base_of


class Column(Enum):
    """What a column tells."""

    ORDINAL = "STT"
    CODE = "Mã TTHC"
    REPLACED_BY = "Mã thay thế"
    NAME = "Tên TTHC"
    NEW_NAME = "Tên TTHC thay thế"
    TIME = "Thời hạn giải quyết"
    PLACE = "Địa điểm thực hiện"
    SERVICE = "Dịch vụ công trực tuyến"
    AGENCY = "Cơ quan thực hiện"
    FEE = "Phí, lệ phí"
    FEE_ALONE = "Phí"
    CHARGE_ALONE = "Lệ phí"
    LEGAL = "Căn cứ pháp lý"
    SECTOR = "Lĩnh vực"
    LEVEL = "Cấp thực hiện"
    DECISION = "Quyết định công bố"
    SIGNED = "Ngày ký"
    ISSUER = "Cơ quan công bố"
    EFFECTIVE = "Ngày áp dụng"
    EFFECTIVE_TO = "Ngày hết hiệu lực"
    INSTRUMENT = "Văn bản quy định"
    INSTRUMENT_DAY = "Ngày văn bản có hiệu lực"
    TERRITORY = "Địa bàn"
    STATE = "Tình trạng"
    INTERNAL = "Nội bộ"
    #: Understood, and not part of what is compared: kept with the row.
    OTHER = "Cột khác"


_TTHC = r"(?:cac)?(?:tthc|thutuc(?:hanhchinh)?)"
_PATTERNS: tuple[tuple[Column, str], ...] = (
    (Column.ORDINAL, r"stt|tt|sott|sothutu"),
    (Column.REPLACED_BY, rf"ma(?:so)?(?:{_TTHC})?(?:thaythe|moi|duocthaythebang|thaythebang)"),
    (
        Column.CODE,
        rf"ma(?:so)?(?:hoso)?(?:{_TTHC})?(?:(?:duoc|bi|cu|tren|cua|quocgia).*)?|sohoso{_TTHC}|sohieu{_TTHC}?",
    ),
    (Column.NEW_NAME, rf"ten{_TTHC}(?:thaythe|moi)"),
    (Column.INSTRUMENT_DAY, r"ngay(?:vanban|vbqppl|vb).*hieuluc|ngay(?:co)?hieuluccua(?:vanban|vbqppl|vb).*"),
    (Column.EFFECTIVE_TO, r"(?:ngay)?hethieuluc(?:ngay|tu)?|hieulucden(?:ngay)?|denngay"),
    (Column.EFFECTIVE, r"ngay(?:co)?hieuluc(?:thihanh)?|ngayapdung|(?:co)?hieuluctu(?:ngay)?|apdungtu(?:ngay)?|tungay"),
    (Column.SIGNED, r"ngayky|ngayquyetdinh|ngaybanhanh|ngaycongbo"),
    (Column.ISSUER, r"coquan(?:banhanh|congbo).*"),
    (Column.DECISION, r"so(?:hieu)?quyetdinh.*|quyetdinh(?:congbo)?|quyetdinhso|soqd(?:congbo)?"),
    (Column.NAME, rf"ten|ten{_TTHC}.*|{_TTHC}"),
    (Column.TIME, r"thoi(?:han|gian)(?:giaiquyet|thuchien|xuly|tra).*|thoihan"),
    (Column.PLACE, r"diadiem.*|diachi(?:tiepnhan|thuchien|nop).*|noi(?:tiepnhan|thuchien|nop).*"),
    (Column.SERVICE, r"(?:mucdo)?(?:cungcap|thuchien)?(?:dichvucong|dvc)(?:tructuyen|tt)?.*|mucdo(?:tructuyen)?"),
    (Column.OTHER, r"coquancothamquyen.*|thamquyen.*|coquan(?:phoihop|duocuyquyen).*"),
    (Column.AGENCY, r"coquan(?:tructiep)?(?:thuchien|giaiquyet).*"),
    (Column.FEE, r"(?:muc)?phi(?:va|hoac)?lephi.*|mucthu.*"),
    (Column.FEE_ALONE, r"(?:muc)?phi(?:neuco|dong|vnd)?"),
    (Column.CHARGE_ALONE, r"(?:muc)?lephi(?:neuco|dong|vnd)?"),
    (Column.INSTRUMENT, rf"vanbanquydinh{_TTHC}"),
    (
        Column.LEGAL,
        r"cancu(?:phaply|phapli)?.*|(?:ten)?(?:vanban|vb|vbqppl|qppl|quyphamphapluat|phaply)+quydinh.*|vanbanphaply",
    ),
    (Column.SECTOR, r"(?:ten)?linhvuc(?:thuchien|thutuc|tthc|thutuchanhchinh)?"),
    (Column.LEVEL, r"cap(?:thuchien|giaiquyet|thutuc|hanhchinh).*"),
    (Column.TERRITORY, r"diaban.*|phamviapdung"),
    (Column.STATE, r"tinhtrang.*|trangthai.*|(?:noidung|loai|hinhthuc)congbo"),
    (Column.INTERNAL, rf"(?:{_TTHC})?noibo"),
    (
        Column.OTHER,
        r"ghichu|doituong.*|cachthuc.*|hinhthuc(?:nop|thuchien|tiepnhan).*|ketqua.*|thanhphanhoso|trinhtu.*"
        r"|yeucau.*|(?:tiepnhan.*)?(?:buuchinh|bcci).*|.*diagioi.*|trangthaihieuluc|url|lienket|link",
    ),
)
_COMPILED = tuple((column, re.compile(pattern)) for column, pattern in _PATTERNS)


def plain_key(text: str) -> str:
    """A heading without accents, blanks, signs and case: "Mã  TTHC*" and "maTTHC" are one."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^a-z0-9]", "", "".join(c for c in bare if not unicodedata.combining(c)).casefold())


def column_of(heading: str) -> Column | None:
    """What the column under a heading tells; None where the heading is not understood."""
    for words in (heading, re.sub(r"\([^)]*\)", "", heading)):
        key = plain_key(words)
        found = next((column for column, pattern in _COMPILED if pattern.fullmatch(key)), None)
        if found is not None:
            return found
    return None


def columns_of(headings: Sequence[str]) -> dict[int, Column]:
    """The understood columns by their place."""
    found = {i: column_of(heading) for i, heading in enumerate(headings) if heading.strip()}
    return {i: column for i, column in found.items() if column is not None}


def is_header(values: Sequence[str]) -> bool:
    """Whether a row is the head of a list: it names the code or the name and one more column, and holds no code."""
    if any(base_of(value) for value in values):
        return False
    filled = [value for value in values if value.strip()]
    columns = set(columns_of(values).values())
    return len(columns) >= 2 and bool(columns & {Column.CODE, Column.NAME}) and 2 * len(columns) >= len(filled)


_NUMBERING = re.compile(r"\(?\d{1,2}\)?(?:\s*=.*)?")


def is_numbering(values: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    filled = [value.strip() for value in values if value.strip()]
    return len(filled) >= 3 and all(_NUMBERING.fullmatch(value) for value in filled)
