"""The decision itself: number, day, issuer and effective day as its text says them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from analysis.readers.letters import n1_characters
from analysis.rules.publishers import same_number
from monitor.catalogue.blocks import Paragraph
from monitor.catalogue.headings import is_annex, sector_in


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known of a publication decision (quyết định công bố); empty or None: not found."""

    number: str = ""
    signed: date | None = None
    issuer: str = ""
    effective: date | None = None
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of its decision, with what is worth saying and what is not clear."""

    decision: Decision
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


_NUMBER = re.compile(r"^Số\s*:?\s*(\d+\s*/\s*QĐ\s*-\s*[A-ZĐ.]+(?:\s?-\s?[A-ZĐ]+)*)", re.IGNORECASE)
_DAY = r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})"
_SIGNED = re.compile(rf"^[^,;:\d]{{2,40}},\s*{_DAY}\s*\.?$", re.IGNORECASE)
_ISSUER = re.compile(
    r"^((?:chủ tịch\s+)?(?:ủy|uỷ)\s+ban\s+nhân\s+dân\s+(?:tỉnh|thành phố)\s+\S.*|bộ trưởng\s+bộ\s+tư\s+pháp)$",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    rf"quyết định (?:này )?có hiệu lực(?: thi hành)?(?: kể)? từ "
    rf"(?:(ngày ký)|(?:{_DAY})|ngày\s+(\d{{1,2}})/(\d{{1,2}})/(\d{{4}}))",
    re.IGNORECASE,
)
_ANNEX_OF = re.compile(r"^\(.{0,20}kèm theo quyết định số\s*(.*?)\s*ngày\s*(.*?)\s*(?:của|\)|$).*", re.IGNORECASE)
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def said_by(lines: Iterable[Paragraph]) -> Said:
    """What the text of a file says of the decision that it is."""
    texts = [n1_characters(line.text) for line in lines]
    front = _before_annex(texts)
    number = next((re.sub(r"\s", "", m[1]).rstrip(".") for t in front if (m := _NUMBER.match(t))), "")
    signed = next((day for t in front if (m := _SIGNED.match(t)) and (day := day_of(*m.groups()))), None)
    issuer = next((m[1] for t in front if (m := _ISSUER.match(t)) and m[1].casefold().startswith(("chủ", "bộ"))), "")
    effective, doubts = _effective(" ".join(front), signed)
    sector = next((s for t in front if "danh mục" in t.casefold() and (s := sector_in(t))), "")
    notes = list(_annex_notes(texts, number))
    if not number:
        number, signed = _from_annex(texts)
    return Said(Decision(number, signed, issuer, effective, sector), tuple(notes), doubts)


def day_of(day: str, month: str, year: str) -> date | None:
    """A day of the calendar; None where there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


_WRITTEN = re.compile(
    rf"(?:{_DAY})|(?:ngày\s+)?(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}})|(\d{{4}})-(\d{{2}})-(\d{{2}})", re.IGNORECASE
)


def written_day(text: str) -> date | None:
    """A day as a cell has it: 16/11/2025, 2025-11-16, "ngày 16 tháng 11 năm 2025"."""
    found = _WRITTEN.fullmatch(n1_characters(text).strip(" ."))
    if found is None:
        return None
    a = found.groups()
    return day_of(a[0], a[1], a[2]) if a[0] else day_of(a[3], a[4], a[5]) if a[3] else day_of(a[8], a[7], a[6])


def weekend_note(decision: Decision) -> str:
    """That a decision was signed at a weekend: it happens, and is no error."""
    if decision.signed is None or decision.signed.weekday() < 5:
        return ""
    return f"quyết định ký ngày {decision.signed:%d/%m/%Y} là {_WEEKDAYS[decision.signed.weekday()]}"


def _before_annex(texts: list[str]) -> list[str]:
    end = next((i for i, text in enumerate(texts) if is_annex(text)), len(texts))
    return texts[:end]


def _effective(text: str, signed: date | None) -> tuple[date | None, tuple[str, ...]]:
    found: dict[date, None] = {}
    for m in _EFFECTIVE.finditer(text):
        day = signed if m[1] else day_of(*(m.group(2, 3, 4) if m[2] else m.group(5, 6, 7)))
        if day is None:
            return None, ("không hiểu ngày có hiệu lực: «" + m[0] + "»",)
        found[day] = None
    if len(found) > 1:
        told = ", ".join(f"{day:%d/%m/%Y}" for day in found)
        return None, (f"văn bản nêu nhiều ngày có hiệu lực khác nhau: {told}",)
    return next(iter(found), None), ()


def _annex_notes(texts: list[str], number: str) -> Iterator[str]:
    for text in texts:
        found = _ANNEX_OF.match(text)
        if found is None or not number:
            continue
        if not re.match(r"\d", found[1]):
            yield "phụ lục để trống số, ngày của quyết định; đã lấy theo phần đầu văn bản"
        elif not same_number(found[1], number):
            yield f"phụ lục ghi quyết định {found[1]}, phần đầu văn bản ghi {number}; đã lấy theo phần đầu"


def _from_annex(texts: list[str]) -> tuple[str, date | None]:
    """Where only the annex is at hand: the decision that its heading names."""
    for text in texts:
        found = _ANNEX_OF.match(text)
        if found and re.match(r"\d", found[1]):
            return re.sub(r"\s", "", found[1]), written_day("ngày " + found[2])
    return "", None
