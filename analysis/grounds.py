"""Legitimate differences (khác biệt hợp lệ theo căn cứ): registered grounds and what they cover.

A ground binds to a rule, to procedures and to *both* values. When a value
changes or the document is no longer in force, the discrepancy is open again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.codes import base_of
from analysis.model import Discrepancy, ProcessingTime
from analysis.readers.fees import Fees, read_fee
from analysis.readers.times import TimeLimit, read_time_limit
from analysis.texts import canonical_text, is_blank
from analysis.wording import time_text


@dataclass(frozen=True, slots=True)
class Covered:
    """Một khác biệt mà căn cứ cho phép: the same for one or many codes."""

    rules: tuple[str, ...]  # "CL17"; one difference may be told by several rules
    codes: tuple[str, ...]  # canonical base codes
    part: str  # as in the discrepancy; empty: any part
    national: str | None  # original wording; None: the national side says nothing
    provincial: str | None


@dataclass(frozen=True, slots=True)
class Ground:
    """Căn cứ: a resolution, decision or delegation, with what it covers."""

    number: str  # số, ký hiệu: "23/2026/NQ-HĐND"
    issued: date  # ngày ban hành
    issuer: str  # cơ quan ban hành
    territory: str  # địa bàn áp dụng, mã cơ quan: "H53" or "H53.101"
    valid_from: date
    valid_to: date | None  # None: no end is set
    covers: tuple[Covered, ...]
    note: str = ""

    @property
    def text(self) -> str:
        """The ground as told to readers."""
        until = f" đến {self.valid_to:%d/%m/%Y}" if self.valid_to else ""
        return (
            f"{self.number} ngày {self.issued:%d/%m/%Y} của {self.issuer}, "
            f"hiệu lực từ {self.valid_from:%d/%m/%Y}{until}"
        )

    def in_force(self, on: date) -> bool:
        """Whether the document holds on a day (còn hiệu lực), its last day included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def covering(discrepancy: Discrepancy, grounds: Iterable[Ground], on: date, province: str) -> Ground | None:
    """The first ground that makes a discrepancy legitimate on a day in a province; None: it stays open."""
    base = base_of(discrepancy.code)
    if base is None:
        return None
    for ground in grounds:
        if not ground.in_force(on) or not _reaches(ground.territory, discrepancy, province):
            continue
        if any(_covers(covered, discrepancy, base) for covered in ground.covers):
            return ground
    return None


def _reaches(territory: str, discrepancy: Discrepancy, province: str) -> bool:
    """Whether a territory holds everything that the discrepancy speaks of.

    A document for some communes says nothing about a difference that the whole province shows.
    """
    if territory == province:
        return True
    return bool(discrepancy.agencies) and all(f"{a}.".startswith(f"{territory}.") for a in discrepancy.agencies)


def _covers(covered: Covered, discrepancy: Discrepancy, base: str) -> bool:
    if discrepancy.rule not in covered.rules or base not in covered.codes:
        return False
    if covered.part and canonical_text(covered.part) != canonical_text(discrepancy.part):
        return False
    meaning = _MEANINGS.get(discrepancy.rule)
    return _same(covered.national, discrepancy.national, meaning) and _same(
        covered.provincial, discrepancy.provincial, meaning
    )


_Meaning = Callable[[str], Any]


def _same(registered: str | None, shown: str | None, meaning: _Meaning | None) -> bool:
    """Whether one side still says what was registered, in these words or in others that read the same.

    Shown and empty says as little as not shown at all.
    """
    if registered is None or shown is None or is_blank(registered) or is_blank(shown):
        return is_blank(registered) and is_blank(shown)
    if canonical_text(shown) in (canonical_text(registered), canonical_text(_as_told_now(registered))):
        return True
    if meaning is None:
        return False
    read = meaning(registered)
    return read is not None and read == meaning(shown)


#: How reports told a time without a unit before there were words for it.
_UNIT_UNTOLD = re.compile(r"không xác định \((?:(?P<amount>.*?) )?OTHER\)")


def _as_told_now(text: str) -> str:
    """What was registered from an older report, in the words of today's."""
    return _UNIT_UNTOLD.sub(lambda match: time_text(ProcessingTime(match["amount"] or "", "OTHER")), text)


def _fees(text: str) -> Any:
    """What a text says of money, with what it says besides; None where that is not understood."""
    reading = read_fee(text)
    return (reading, reading.notes) if isinstance(reading, Fees) else None


def _times(text: str) -> Any:
    """The time limits that a text states; None where it states none, or not clearly."""
    reading = read_time_limit(text)
    return reading if isinstance(reading, TimeLimit) else None


#: Rules whose values are read for their meaning: there "8.000đ" is "8.000 đồng".
_MEANINGS: dict[str, _Meaning] = {
    **dict.fromkeys(("CL13", "CL14", "CL15"), _times),
    **dict.fromkeys(("CL16", "CL17", "CL18"), _fees),
}
