"""The file that people write (``can-cu.toml``): legitimate differences and replaced codes, checked as a whole."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from analysis.codes import base_of
from analysis.grounds import Covered, Ground
from analysis.pairing import Replacement
from analysis.texts import canonical_name, canonical_text, is_blank


class GroundsError(Exception):
    """The file cannot be used; the message names each entry and key and what it should be, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Register:
    """What people registered."""

    grounds: tuple[Ground, ...] = ()
    replacements: tuple[Replacement, ...] = ()


def parse(text: str) -> Register:
    """Read and check the text of a file. Raises GroundsError."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))  # Windows editors like to begin with that mark
    except (ValueError, RecursionError) as error:
        raise GroundsError(f"sai cú pháp TOML: {error}.") from error
    if not data:
        raise GroundsError("tệp trống; muốn bỏ mọi căn cứ đã ghi thì viết can_cu = [].")
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise GroundsError(_told(error, data)) from error
    return Register(tuple(g.value() for g in file.can_cu), tuple(r.value() for r in file.thay_the))


# --- the form of the file -----------------------------------------------------------

#: The types of the list of rules that name a procedure and are shown line by line.
_RULES = frozenset(f"CL{n:02}" for n in range(1, 39)) - {"CL34", "CL37"}
_FIRST_DAY = date(1990, 1, 1)  # no document in use is older: an earlier date is a slip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _rule(value: str) -> str:
    if value not in _RULES:
        raise ValueError(f"«{value}» không phải loại chênh lệch ghi được căn cứ (CL01 đến CL38, trừ CL34, CL37)")
    return value


def _code(value: str) -> str:
    base = base_of(value)
    if base is None:
        raise ValueError(f"«{value}» không phải mã thủ tục (dạng 1.001193)")
    return base


def _side(value: Any) -> Any:
    if value == {"khong_co": True}:
        return None
    if isinstance(value, str) and not is_blank(value):
        return value
    raise ValueError("phải là nguyên văn trong dấu nháy; bên ấy không thể hiện gì thì viết { khong_co = true }")


def _day(value: date) -> date:
    if value < _FIRST_DAY:
        raise ValueError(f"ngày {value:%d/%m/%Y} quá xa, hãy kiểm tra lại năm")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Code = Annotated[str, AfterValidator(_code)]
Day = Annotated[date, Field(strict=True), AfterValidator(_day)]
Side = Annotated[str | None, BeforeValidator(_side)]


class _Difference(_Strict):
    """[[can_cu.khac_biet]]."""

    loai: Annotated[tuple[Annotated[str, AfterValidator(_rule)], ...], Field(min_length=1)]
    ma: Annotated[tuple[Code, ...], Field(min_length=1)]
    phan: str = ""
    quoc_gia: Side
    tinh: Side

    @model_validator(mode="after")
    def _possible(self) -> _Difference:
        if self.quoc_gia is None and self.tinh is None:
            raise ValueError("quoc_gia và tinh cùng không có gì thì không phải là khác biệt")
        for key, values in (("loai", self.loai), ("ma", self.ma)):
            if twice := _twice(values):
                raise ValueError(f"{key} ghi {', '.join(twice)} hai lần")
        return self

    def value(self) -> Covered:
        return Covered(self.loai, self.ma, self.phan.strip(), self.quoc_gia, self.tinh)


class _Ground(_Strict):
    """[[can_cu]]."""

    so: Text
    ngay: Day
    co_quan: Text
    dia_ban: str
    hieu_luc_tu: Day
    hieu_luc_den: Day | None = None
    ghi_chu: str = ""
    khac_biet: Annotated[tuple[_Difference, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _possible(self) -> _Ground:
        if not re.fullmatch(r"H\d{2}(?:\.\d{1,3})*", self.dia_ban, re.ASCII):
            raise ValueError(f"dia_ban «{self.dia_ban}» không phải mã cơ quan (H53 là toàn tỉnh, H53.101 là một xã)")
        last = self.hieu_luc_den
        if last is not None and last < self.hieu_luc_tu:
            raise ValueError(f"hieu_luc_den {last:%d/%m/%Y} trước hieu_luc_tu {self.hieu_luc_tu:%d/%m/%Y}")
        if last is not None and last < self.ngay:
            raise ValueError(f"hieu_luc_den {last:%d/%m/%Y} trước ngày ban hành {self.ngay:%d/%m/%Y}")
        if _twice(covered for d in self.khac_biet for covered in _single(d.value())):
            raise ValueError("hai khac_biet ghi cùng loai, ma, phan và cùng nguyên văn hai bên")
        return self

    def value(self) -> Ground:
        covers = tuple(d.value() for d in self.khac_biet)
        note = self.ghi_chu.strip()
        return Ground(self.so, self.ngay, self.co_quan, self.dia_ban, self.hieu_luc_tu, self.hieu_luc_den, covers, note)


class _Replacement(_Strict):
    """[[thay_the]]."""

    ma_cu: Code
    ma_moi: Code
    can_cu: Text

    @model_validator(mode="after")
    def _possible(self) -> _Replacement:
        if self.ma_cu == self.ma_moi:
            raise ValueError(f"ma_cu và ma_moi cùng là {self.ma_cu}")
        return self

    def value(self) -> Replacement:
        return Replacement(self.ma_cu, self.ma_moi, self.can_cu)


class _File(_Strict):
    """The whole file."""

    can_cu: tuple[_Ground, ...] = ()
    thay_the: tuple[_Replacement, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> _File:
        named = [(canonical_text(g.so), canonical_name(g.co_quan), g.dia_ban, g.hieu_luc_tu) for g in self.can_cu]
        if twice := _twice(named):
            told = ", ".join(next(g.so for g, n in zip(self.can_cu, named, strict=True) if n == t) for t in twice)
            raise ValueError(f"can_cu: {told} ghi hai lần với cùng cơ quan, địa bàn và ngày hiệu lực")
        if pairs := _twice((r.ma_cu, r.ma_moi) for r in self.thay_the):
            told = ", ".join(f"{old} → {new}" for old, new in pairs)
            raise ValueError(f"thay_the: {told} ghi hai lần")
        if circle := _circle(self.thay_the):
            raise ValueError(f"thay_the: {' → '.join(circle)} thay thế nhau thành vòng")
        return self


def _single(covered: Covered) -> Iterable[tuple[Any, ...]]:
    """A difference, rule by rule and code by code, in the form in which it is compared."""
    sides = tuple(None if v is None else canonical_text(v) for v in (covered.national, covered.provincial))
    return ((rule, code, canonical_text(covered.part), *sides) for rule in covered.rules for code in covered.codes)


def _twice(values: Iterable[Any]) -> list[Any]:
    """What stands there more than once, in its order."""
    return [value for value, times in Counter(values).items() if times > 1]


def _circle(replacements: tuple[_Replacement, ...]) -> list[str]:
    """Codes that take each other's place in a circle; nothing where there is none."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for one in replacements:
        order.add(one.ma_moi, one.ma_cu)
    try:
        order.prepare()
    except CycleError as error:
        return [str(code) for code in error.args[1]]
    return []


# --- telling what is wrong -----------------------------------------------------------

_TOLD = {
    "extra_forbidden": "khóa lạ, không có trong mẫu",
    "missing": "thiếu khóa này",
    "string_type": "phải là chữ, viết trong dấu nháy",
    "string_too_short": "không được để trống",
    "too_short": "cần ít nhất một mục",
    "tuple_type": "phải là danh sách, viết trong [ ] hoặc thành từng đoạn [[ ]]",
    "model_type": "phải là một bảng",
    "date_type": "phải là ngày, dạng 2026-12-01 không có dấu nháy",
}


def _told(error: ValidationError, data: dict[str, Any]) -> str:
    """Every fault: which entry, which key, what is wrong."""
    places = [fault["loc"] for fault in error.errors()]
    told = []
    for fault in error.errors():
        loc = fault["loc"]
        if fault["type"] == "too_short" and any(p[: len(loc)] == loc != p for p in places):
            continue  # it only counts the entries that are right
        what = _TOLD.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
        told.append(f"{_where(loc, data)}: {what}" if loc else what)
    return "; ".join(told) + "."


def _where(loc: tuple[int | str, ...], data: Any) -> str:
    """ "can_cu thứ 2 (23/2026/NQ-HĐND), khac_biet thứ 1, ma thứ 3"."""
    words: list[str] = []
    at = data
    for step in loc:
        at = _inside(at, step)
        if isinstance(step, int):
            name = at.get("so") or at.get("ma_cu") if isinstance(at, dict) else None
            words[-1] += f" thứ {step + 1}" + (f" ({name})" if isinstance(name, str) else "")
        else:
            words.append(step)
    return ", ".join(words)


def _inside(at: Any, step: int | str) -> Any:
    try:
        return at[step]
    except (KeyError, IndexError, TypeError):
        return None
