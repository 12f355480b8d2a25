"""Vietnamese dates: "23/6/2022", "23-06-2022", "ngày 23 tháng 6 năm 2022", "tháng 6 năm 2026"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from analysis.readers import NotUnderstood
from analysis.readers.letters import n1_characters, n3_signs, n4_case


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month without a day, as plans and promises are dated."""

    year: int
    month: int


_YEARS = range(1900, 2101)
_NUMERIC = r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})"
_IN_WORDS = r"([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})"
_WHOLE_NUMERIC = re.compile(r"(?:ngày )?" + _NUMERIC)
_WHOLE_IN_WORDS = re.compile(r"(?:ngày )?" + _IN_WORDS)
_WHOLE_MONTH = re.compile(r"(?:tháng )?([0-9]{1,2})(?:/| năm )([0-9]{4})")
_BLANKS = re.compile(r"(?<=[0-9]) ?([/-]) ?(?=[0-9])")


def read_date(text: str) -> date | Month | NotUnderstood:
    """The one date or month that a text is; impossible dates and anything else are not understood."""
    clean = n4_case(n3_signs(n1_characters(text))).rstrip(".,;")
    clean = _BLANKS.sub(r"\1", clean)
    if match := _WHOLE_NUMERIC.fullmatch(clean):
        return _day(match[4], match[3], match[1]) or NotUnderstood(text, "Không có ngày này trong lịch.", (clean,))
    if match := _WHOLE_IN_WORDS.fullmatch(clean):
        return _day(match[3], match[2], match[1]) or NotUnderstood(text, "Không có ngày này trong lịch.", (clean,))
    if match := _WHOLE_MONTH.fullmatch(clean):
        year, month = int(match[2]), int(match[1])
        if year in _YEARS and 1 <= month <= 12:
            return Month(year, month)
        return NotUnderstood(text, "Không có tháng này trong lịch.", (clean,))
    return NotUnderstood(text, "Không đọc được ngày tháng.", (clean,) if clean else ())


def _day(year: str, month: str, day: str) -> date | None:
    if int(year) not in _YEARS:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


# --- dates inside a text (part of step N9) ----------------------------------

_SAID = re.compile(r"ngày " + _IN_WORDS + r"(?![0-9/])")
_WRITTEN = re.compile(r"[0-9](?<![0-9/.-].)[0-9]?([/-])[0-9]{1,2}\1[0-9]{4}(?![0-9/.-]?[0-9])(?! ?/)")
_MONTH_SAID = re.compile(r"tháng ([0-9]{1,2})(?: năm |/)([0-9]{4})(?![0-9/])")
#: A date as :func:`tidy_dates` leaves it.
TIDY_DATE = re.compile(r"[0-3](?<![0-9/.].)[0-9]/[01][0-9]/[0-9]{4}(?![0-9])")


def tidy_dates(text: str) -> str:
    """Every date of a lower-case text as dd/mm/yyyy and every month as "tháng mm/yyyy"; impossible ones stay."""
    if "ngày " in text:
        text = _SAID.sub(lambda m: _tidied(m, m[3], m[2], m[1], "ngày "), text)
    if "tháng " in text:
        text = _MONTH_SAID.sub(_tidied_month, text)
    return _WRITTEN.sub(_tidied_numeric, text)


def _tidied(match: re.Match[str], year: str, month: str, day: str, lead: str = "") -> str:
    read = _day(year, month, day)
    return f"{lead}{read:%d/%m}/{read.year:04}" if read else match[0]


def _tidied_numeric(match: re.Match[str]) -> str:
    day, month, year = match[0].split(match[1])
    return _tidied(match, year, month, day)


def _tidied_month(match: re.Match[str]) -> str:
    return f"tháng {int(match[1]):02}/{match[2]}" if 1 <= int(match[1]) <= 12 else match[0]


def dates_in(tidy: str) -> tuple[date, ...]:
    """The dates of a text that :func:`tidy_dates` has put in order."""
    found = (_day(m[0][6:], m[0][3:5], m[0][:2]) for m in TIDY_DATE.finditer(tidy))
    return tuple(d for d in found if d)
