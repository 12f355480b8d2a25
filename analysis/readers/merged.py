"""The time limit and the fees of a whole procedure, whichever representation it has."""

from __future__ import annotations

from analysis.model import Procedure
from analysis.readers.fees import FeeReading, of_fees, read_fee
from analysis.readers.time_texts import read_time_limit
from analysis.readers.times import TimeLimit, TimeReading, of_processing_time


def time_of(procedure: Procedure) -> TimeReading | None:
    """Thời hạn giải quyết; None where the source does not show it."""
    if procedure.time_text is not None:
        return read_time_limit(procedure.time_text)
    if procedure.methods is None:
        return None
    readings = [of_processing_time(m.time) for m in procedure.methods]
    return next((r for r in readings if isinstance(r, TimeLimit)), readings[0] if readings else None)


def fees_of(procedure: Procedure) -> FeeReading | None:
    """Phí, lệ phí; None where the source does not show them."""
    if procedure.fee_text is not None:
        return read_fee(procedure.fee_text)
    if procedure.methods is None:
        return None
    return of_fees(tuple(dict.fromkeys(f for m in procedure.methods for f in m.fees)))
