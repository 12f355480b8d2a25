"""The standing of a discrepancy from night to night, and whether the night looked (D14, D53).

Standing is what is last known, and what is counted; the look is tonight's. A night that could not look moves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from analysis.model import Comparison, Discrepancy, Kind, Look, Sighting, Status


@dataclass(frozen=True, slots=True)
class Past:
    """The sightings of the last comparison before tonight."""

    sightings: tuple[Sighting, ...] = ()

    @property
    def standing(self) -> tuple[Discrepancy, ...]:
        """The discrepancies that have not ended."""
        return tuple(s.discrepancy for s in self.sightings if not s.status.is_end)


def stand(past: Past, comparison: Comparison, night: date) -> tuple[Sighting, ...]:
    """Tonight's sighting of everything found tonight or standing before, in the order of keys.

    A rule finds something only where the lists that it rests on were read whole, so a night on which it is found is a
    complete night for that line. What stood and is not found was not looked at (``comparison.unseen``) and stays as
    it was, or it ended, and is told once with its end. A night that was not compared repeats the last one, ends
    included, and only what portals show of their own state moves.
    """
    found = {d.key: d for d in comparison.discrepancies}
    before = {s.discrepancy.key: s for s in past.sightings}
    accepted = dict(comparison.accepted)
    tonight = {key: _found(d, before.get(key), night, accepted.get(key, "")) for key, d in found.items()}
    unseen = dict(comparison.unseen)
    ended = {key: (Status(status), basis) for key, status, basis in comparison.ended}
    for key, sighting in before.items():
        if key in tonight:
            continue
        if comparison.not_compared and sighting.discrepancy.kind is not Kind.SOURCE:
            tonight[key] = replace(sighting, look=Look.UNSEEN, why=comparison.not_compared)
        elif not sighting.status.is_end:
            tonight[key] = _missing(sighting, unseen.get(key), ended.get(key))
    return tuple(tonight[key] for key in sorted(tonight))


def _found(line: Discrepancy, past: Sighting | None, night: date, basis: str) -> Sighting:
    if past is None or past.status.is_end:
        return Sighting(line, Status.ACCEPTED if basis else _begun(line), night, night, 1, basis)
    again = night <= past.last_seen  # the same night once more proves nothing new
    status = Status.ACCEPTED if basis else _goes_on(line, past, again=again)
    last, nights = (past.last_seen, past.nights_seen) if again else (night, past.nights_seen + 1)
    return Sighting(line, status, past.first_seen, last, nights, basis)


def _begun(line: Discrepancy) -> Status:
    """The standing of a line that is new to the readers, or that its ground covers no more."""
    return Status.AWAITING if line.severity.needs_confirmation else Status.NEW


def _goes_on(line: Discrepancy, past: Sighting, *, again: bool) -> Status:
    if past.status is Status.ACCEPTED:
        return _begun(line)
    if again:
        return past.status
    return Status.NEW if past.status is Status.AWAITING else Status.OPEN


def _missing(past: Sighting, why_unseen: str | None, end: tuple[Status, str] | None) -> Sighting:
    if why_unseen is not None:
        return replace(past, look=Look.UNSEEN, why=why_unseen)
    status, basis = end or (Status.FIXED, "")
    if status is Status.FIXED and past.status is Status.AWAITING:
        status = Status.UNCONFIRMED
    return replace(past, status=status, basis=basis, look=Look.SEEN, why="")
