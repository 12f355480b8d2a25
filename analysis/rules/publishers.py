"""Publication decisions (quyết định công bố): whose they are, whether two are one, and when a term has passed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

from analysis.deadlines import Deadline, deadline
from analysis.facts import says_nothing
from analysis.model import Decision
from analysis.readers.legal import canonical_number
from analysis.readers.letters import n1_characters
from analysis.texts import canonical_text
from analysis.witnesses import ExpectedProcedure
from analysis.working_days import Calendar, NoCalendar


class Publisher(StrEnum):
    """Who publishes (cơ quan công bố)."""

    MINISTRY = "Bộ Tư pháp"
    PROVINCE = "UBND tỉnh"


_MINISTRY_NUMBER = re.compile(r"[-–]\s*BTP\s*$", re.IGNORECASE)
_PROVINCE_NUMBER = re.compile(r"[-–]\s*(?:CT\.?)?UBND\s*$", re.IGNORECASE)


def publisher(number: str, issuer: str = "") -> Publisher | None:
    """Whose decision it is, by its number and its issuer; None where they say nothing or contradict each other."""
    said = {p for p in (_by_number(number), _by_issuer(issuer)) if p}
    return said.pop() if len(said) == 1 else None


def _by_number(number: str) -> Publisher | None:
    clean = n1_characters(number)
    if _MINISTRY_NUMBER.search(clean):
        return Publisher.MINISTRY
    return Publisher.PROVINCE if _PROVINCE_NUMBER.search(clean) else None


def _by_issuer(issuer: str) -> Publisher | None:
    clean = canonical_text(issuer)
    if "bộ tư pháp" in clean:
        return Publisher.MINISTRY
    return Publisher.PROVINCE if "ủy ban nhân dân" in clean else None


def same_number(a: str, b: str) -> bool:
    """Whether two numbers are one decision: "QĐ/3152-BTP" is "3152/QĐ-BTP"."""
    return bool(a.strip()) and bool(b.strip()) and _number_key(a) == _number_key(b)


_PIECE = re.compile(r"[^\W_]+")


def _number_key(number: str) -> tuple[str, ...]:
    return tuple(sorted(_PIECE.findall((canonical_number(number) or canonical_text(number)).casefold())))


def is_stated(decision: Decision | None) -> bool:
    """Whether a source names a decision at all, by number or by day."""
    return decision is not None and not (says_nothing(decision.number) and decision.day is None)


def row_text(row: ExpectedProcedure) -> str:
    """A row's decision as told to readers: "2637/QĐ-UBND ngày 16/11/2025"."""
    return row.decision + (f" ngày {row.signed:%d/%m/%Y}" if row.signed else "")


# --- days ---------------------------------------------------------------------

#: How long each has to bring its decision on to the portals (Art. 24(2) NĐ 63/2010).
PUBLISHING: dict[Publisher, Deadline] = {
    Publisher.MINISTRY: deadline("D4"),
    Publisher.PROVINCE: deadline("D5"),
}
#: How long before its instrument takes effect each has to sign (Art. 15 NĐ 63/2010).
SIGNING: dict[Publisher, Deadline] = {
    Publisher.MINISTRY: deadline("D1"),
    Publisher.PROVINCE: deadline("D2"),
}


def has_passed(which: Deadline, event: date, on: date, calendar: Calendar | None) -> bool | NoCalendar:
    """Whether a term of working days after an event is over before a day.

    Working days of confirmed years alone are counted. If they fill the term it is
    over whatever the other years were like; if not, those years would be needed.
    """
    if calendar is None:
        return NoCalendar()
    left, day, unknown = which.amount or 0, on - timedelta(days=1), None
    while left and day > event:
        working = calendar.is_working(day)
        if isinstance(working, NoCalendar):
            unknown = working
            day = date(day.year, 1, 1)  # nothing is known of the whole year
        else:
            left -= working
        day -= timedelta(days=1)
    return True if not left else unknown or False
