"""Plants that are no words on one page: procedures missing, unknown, abolished, internal, early, twice (CL01-CL08)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.planting.phrases import level_phrase, sure_level
from benchmarks.planting.plant import Planted, planted
from benchmarks.planting.sheet import Sheet

NIGHT = date(2026, 11, 20)


@dataclass(frozen=True)
class Dead:
    """A procedure of an old provincial list that the national list of today does not have."""

    code: str
    name: str
    sector: str


@dataclass(frozen=True)
class ExpectedRow:
    """A row of a publication decision."""

    code: str
    name: str
    decision: str
    signed: date
    sector: str
    level: str = ""
    effective_from: date | None = None
    abolished: bool = False
    internal: bool = False
    service_level: str = ""


@dataclass(frozen=True)
class ReplacedRow:
    """A paper that data take the place of."""

    code: str
    paper: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Extra:
    """A page or a row that belongs to no procedure of the national list, and what it must yield."""

    planted: Planted
    code: str
    sheet: Sheet | None = None
    row: ExpectedRow | None = None
    known: bool = False  # the national side showed it on an earlier night


_INTERNAL = (
    "Công nhận báo cáo viên pháp luật cấp tỉnh",
    "Miễn nhiệm báo cáo viên pháp luật cấp tỉnh",
    "Công nhận tuyên truyền viên pháp luật cấp xã",
    "Rà soát văn bản quy phạm pháp luật của Hội đồng nhân dân tỉnh",
    "Thẩm định dự thảo quyết định của Ủy ban nhân dân tỉnh",
    "Phê duyệt kế hoạch phổ biến, giáo dục pháp luật hằng năm",
)


def extra_of(kind: str, dead: Dead, like: Sheet, rnd: Random) -> Extra:
    """A stranger of one kind: its page looks like the page of any other procedure."""
    told = _stranger(dead, like)
    if kind == "CL02":
        row = _row(dead, rnd) if rnd.random() < 0.3 else None
        return Extra(planted("CL02", "chỉ có trên cổng tỉnh", "", dead.name), dead.code, told, row)
    if kind == "CL04" and rnd.random() < 0.5:
        row = _row(dead, rnd, abolished=True)
        return Extra(planted("CL04", "quyết định đã bãi bỏ", "", dead.name), dead.code, told, row)
    if kind == "CL04":
        return Extra(planted("CL04", "biến mất khỏi danh mục quốc gia", "", dead.name), dead.code, told, known=True)
    if kind == "CL05":
        return Extra(planted("CL05", "không có quyết định nào", "", dead.name, may=("CL02",)), dead.code, told)
    if kind == "CL03":
        row = _row(dead, rnd)
        return Extra(planted("CL03", "thiếu ở cả hai cổng", "", dead.name), dead.code, None, row)
    raise ValueError(kind)


def internal_of(like: Sheet, rnd: Random) -> Extra:
    """An internal procedure on the public list, known by the first digit of its code."""
    name = rnd.choice(_INTERNAL)
    code = f"{rnd.choice('56')}.{rnd.randint(1000, 9999):06d}"
    told = _stranger(Dead(code, name, like.sector), like)
    return Extra(planted("CL07", "thủ tục nội bộ", "", name, may=("CL02", "CL05")), code, told)


def _stranger(dead: Dead, like: Sheet) -> Sheet:
    told = deepcopy(like)
    told.code, told.name, told.sector = dead.code, dead.name, dead.sector
    return told


def _row(dead: Dead, rnd: Random, *, abolished: bool = False) -> ExpectedRow:
    signed = NIGHT - timedelta(days=rnd.randint(60, 500))
    number = f"{rnd.randint(200, 3900)}/QĐ-UBND"
    return ExpectedRow(
        dead.code, dead.name, number, signed, dead.sector, effective_from=signed, abolished=abolished, level="Cấp tỉnh"
    )


# --- rows of decisions for procedures that are on both sides --------------------


def rows_for(sheet: Sheet, kind: str, rnd: Random) -> list[ExpectedRow]:
    """What decisions say of a procedure: nothing, a row, or two rows of which the younger is still to come."""
    if kind not in ("CL06", "CL07", "CL31") and rnd.random() < 0.1:
        return []
    number, day = sheet.decision or (f"{rnd.randint(200, 3900)}/QĐ-UBND", NIGHT - timedelta(days=200))
    level = level_phrase([x for x in sheet.levels if x in ("tỉnh", "xã")] or ["tỉnh"], rnd)
    row = ExpectedRow(
        sheet.code,
        sheet.name,
        number,
        day,
        sheet.sector,
        level=level if rnd.random() < 0.5 else "",
        effective_from=NIGHT + timedelta(days=rnd.randint(3, 90)) if kind == "CL06" else day + timedelta(days=5),
        internal=kind == "CL07",
        service_level=_stated_level(sheet, kind, rnd),
    )
    return [row]


def _stated_level(sheet: Sheet, kind: str, rnd: Random) -> str:
    """The level that the decision states; a lower one with its reason published is no difference."""
    if kind == "CL31":
        return "Toàn trình"
    if sheet.reason and "reason" not in sheet.literal and rnd.random() < 0.3:
        return "Toàn trình"
    return sheet.service_level if rnd.random() < 0.5 else ""


def replaced_rows(sheet: Sheet, paper: str, rnd: Random) -> list[ReplacedRow]:
    """The paper that is replaced by data, in the words of the list."""
    told = re.sub(r"^\W+|[\W]+$", "", paper)
    end = rnd.choice((date(2027, 2, 28), None))
    return [ReplacedRow(sheet.code, told, date(2026, 1, 1), end)]


# --- codes ----------------------------------------------------------------------


def malformed(code: str, rnd: Random) -> str:
    """A code that no grammar reads."""
    return rnd.choice(
        (
            code[:-1],
            code + str(rnd.randint(0, 9)),
            code.replace("0", "O", 1),
            code.replace(".", ""),
            code.replace(".", "-"),
            code + "-Xoa",
            code + ".H5",
            code.replace(".", ","),
        )
    )


def early(sheet: Sheet) -> Planted:
    """Shown before it applies."""
    return planted("CL06", "công khai trước ngày áp dụng", "", sheet.name)


def lower_level(sheet: Sheet, rnd: Random) -> Planted:
    """A lower level of service than the decision states, and no reason told; a reason would make it lawful."""
    sheet.service_level, sheet.reason = rnd.choice(("Một phần", "Cung cấp thông tin")), ""
    sheet.literal["service_level"] = sure_level(sheet.service_level, rnd)
    return planted("CL31", "mức độ thấp hơn quyết định", "Toàn trình", sheet.literal["service_level"])


def known(extras: Sequence[Extra], rnd: Random) -> dict[str, tuple[str, str, date]]:
    """What the national side showed on an earlier night, by its own id."""
    return {
        f"019d2bfd-{rnd.randrange(16**4):04x}-7{rnd.randrange(16**3):03x}-a{i:03x}-{rnd.randrange(16**12):012x}": (
            e.code,
            e.sheet.name,
            NIGHT - timedelta(days=rnd.randint(1, 60)),
        )
        for i, e in enumerate(extras)
        if e.known and e.sheet
    }
