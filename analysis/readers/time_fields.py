"""Time limits in the portal's own fields, and in a page's running text that stands in their place."""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.model import ProcessingTime
from analysis.readers import NotUnderstood
from analysis.readers.numbers import read_number
from analysis.readers.time_texts import read_time_limit
from analysis.readers.time_values import TimeCase, TimeLimit, TimeReading, Unit, Unspecified
from analysis.readers.time_words import denies_time
from analysis.texts import canonical_text, is_blank

_API_UNITS: dict[str, tuple[Unit, bool | None]] = {
    "WORKING_DAY": (Unit.DAY, True),
    "DAY": (Unit.DAY, False),
    "HOUR": (Unit.HOUR, None),
    "MONTH": (Unit.MONTH, None),
    "YEAR": (Unit.YEAR, None),
}


#: A fraction of a JSON number, which no group of thousands can be; and what may be either.
_FRACTION = re.compile(r"[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+")
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def _number(written: str) -> Decimal | None:
    """The number of a field: "7.5" is seven and a half, "1.125" may be a thousand and is not guessed."""
    if _EITHER.fullmatch(written):
        return None
    if _FRACTION.fullmatch(written):
        return Decimal(written.rstrip("0").rstrip("."))
    return read_number(canonical_text(written))


def of_processing_time(time: ProcessingTime) -> TimeReading:
    """The structured value. With the unit OTHER the portal states nothing, whatever number stands beside it.

    Without a unit the amount is running text.
    """
    if not time.unit:
        return read_time_limit(time.amount)
    written = f"{time.amount} {time.unit}".strip()
    if time.unit == "OTHER":
        if denies_time(canonical_text(time.amount)):
            return Unspecified(f"Cổng ghi “{time.amount.strip()}”.", denied=True)
        return Unspecified("Cổng không ghi đơn vị thời gian.")
    if time.unit not in _API_UNITS:
        return NotUnderstood(written, f"Không biết đơn vị thời gian “{time.unit}”.", (time.unit,))
    if is_blank(time.amount):
        return Unspecified("Cổng không ghi số lượng.")
    amount = _number(time.amount.strip())
    if amount is None:
        return NotUnderstood(written, f"Không đọc được số lượng “{time.amount}”.", (time.amount,))
    if amount == 0:
        return Unspecified("Cổng ghi 0, tức là chưa nhập thời hạn.")
    unit, working = _API_UNITS[time.unit]
    return TimeLimit((TimeCase(amount, unit, working),))
