"""Pairs of records as values: what was paired, on what ground, and what is left for a person (D20)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analysis.codes import parse_code
from analysis.texts import canonical_name


@dataclass(frozen=True, slots=True)
class Entry:
    """A record to be matched, as its source writes it. Empty: the source does not say."""

    code: str
    name: str
    sector: str = ""
    level: str = ""
    ref: str = ""  # the source's own id

    @property
    def key(self) -> str:
        """By which a person's decision is remembered: the source's id, else the code, else the name."""
        code = parse_code(self.code)
        return self.ref or (code.text if code else canonical_name(self.name))


class Ground(StrEnum):
    """Why two records are a pair (căn cứ ghép), or what two records of one side share."""

    PERSON = "người xác nhận"
    CODE = "mã"
    NAME = "tên"


class Why(StrEnum):
    """Why two records might be a pair, and why that is not sure."""

    SAME_CODE = "cùng mã với nhiều bản ghi"
    SAME_NAME = "cùng tên, nhưng còn bản ghi khác cùng tên hoặc tên rất gần"
    OTHER_CODE = "tên trùng hoặc gần trùng, mã khác: mã mới hoặc ghi sai mã"
    NEAR_NAME = "tên gần giống"
    ELSEWHERE = "tên trùng hoặc gần trùng, khác lĩnh vực hoặc khác cấp"
    PRINTED_TWICE = "tên in trùng với bản ghi khác, có thể là bản ghi còn lại"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are one procedure."""

    left: Entry
    right: Entry
    ground: Ground
    score: float  # closeness of the names


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two records that a person should look at (chờ ghép)."""

    left: Entry
    right: Entry
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class Cases:
    """One record on one side that the other side splits into cases (trường hợp) of the same code."""

    lefts: tuple[Entry, ...]
    rights: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Records of one side that share a code or a name; they stay what they are."""

    side: str  # "left" or "right"
    ground: Ground
    value: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """A code that takes the place of another (mã thay thế): no pair, and not one missing and one extra."""

    old: str
    new: str
    ground: str  # the decision, or SUGGESTED
    score: float = 1.0


SUGGESTED = "đề nghị: tên gần như trùng, cùng lĩnh vực"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of two records, by their keys. Of two decisions on one record the later holds."""

    left: str
    right: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Matching:
    """Every record stands in pairs, cases, replaced, suggestions or only, and in no two of them."""

    pairs: tuple[Pair, ...] = ()
    cases: tuple[Cases, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    replaced_left: tuple[Entry, ...] = ()
    replaced_right: tuple[Entry, ...] = ()
    only_left: tuple[Entry, ...] = ()
    only_right: tuple[Entry, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    notes: tuple[str, ...] = ()
