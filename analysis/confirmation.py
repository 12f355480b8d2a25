"""Where a discrepancy stands on a night (D14): awaiting, new, open, accepted, undetermined, fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analysis.model import Comparison, Discrepancy, Kind, Sighting, Status
from analysis.rules.presence import COMMUNE_PART

#: Rules about what the province must publish: an exclusion takes a procedure out of them.
_OF_SCOPE = frozenset({"CL01", "CL28"})


@dataclass(frozen=True, slots=True)
class Past:
    """A discrepancy as it stood on the night before."""

    discrepancy: Discrepancy
    status: Status
    first_seen: date
    last_seen: date
    nights_seen: int
    basis: str = ""  # the registered ground, where it was accepted


def stand(previous: Mapping[str, Past], comparison: Comparison, night: date) -> tuple[Sighting, ...]:
    """Tonight's standing of everything found tonight or before, in the order of keys.

    A rule finds something only where the lists that it rests on were read whole,
    so a night on which it is found is a complete night for that line.

    ``previous`` maps keys to where they stood on the last compared night. A line that
    a registered ground covers (``comparison.accepted``) is accepted and not open.
    """
    found = {d.key: d for d in comparison.discrepancies}
    accepted = dict(comparison.accepted)
    sightings = [_found(d, previous.get(key), night, accepted.get(key, "")) for key, d in found.items()]
    for key, past in previous.items():
        if key not in found and (status := _not_found(past, comparison)) is not None:
            sightings.append(_as_before(past, status))
    return tuple(sorted(sightings, key=lambda s: s.discrepancy.key))


def _found(line: Discrepancy, past: Past | None, night: date, basis: str) -> Sighting:
    if past is None or past.status in (Status.FIXED, Status.EXCLUDED):
        return Sighting(line, Status.ACCEPTED if basis else _begun(line), night, night, 1, basis)
    again = night <= past.last_seen  # the same night once more proves nothing new
    status = Status.ACCEPTED if basis else _goes_on(line, past, again=again)
    last, nights = (past.last_seen, past.nights_seen) if again else (night, past.nights_seen + 1)
    return Sighting(line, status, past.first_seen, last, nights, basis)


def _begun(line: Discrepancy) -> Status:
    """The standing of a line that is new to the readers, or that its ground covers no more."""
    return Status.AWAITING if line.severity.needs_confirmation else Status.NEW


def _goes_on(line: Discrepancy, past: Past, *, again: bool) -> Status:
    if past.status is Status.ACCEPTED:
        return _begun(line)
    if again:
        return past.status
    return Status.NEW if past.status is Status.AWAITING else Status.OPEN


def _not_found(past: Past, comparison: Comparison) -> Status | None:
    """The standing of a line that is not found tonight; None when it drops out of the list."""
    line = past.discrepancy
    if past.status in (Status.FIXED, Status.EXCLUDED) or line.kind is Kind.CHANGE:
        return None  # a change is an event: told on its night
    if line.rule in _OF_SCOPE and line.code and line.code in {e.code for e in comparison.excluded}:
        return Status.EXCLUDED
    unseen = any(rule == line.rule and code in ("*", line.code) for rule, code, _ in comparison.undetermined)
    if unseen or line.rule in comparison.waiting:
        keeps = past.status in (Status.AWAITING, Status.ACCEPTED)  # a night that sees nothing opens nothing
        return past.status if keeps else Status.UNDETERMINED
    return None if _told_elsewhere(line, comparison) else Status.FIXED


def _told_elsewhere(line: Discrepancy, comparison: Comparison) -> bool:
    """Whether missing communes are still missing, only told by another line (D9).

    A procedure's line and a commune's line take over from each other; neither is fixed by that.
    """
    if line.rule != "CL01" or not line.part.startswith(COMMUNE_PART):
        return False
    if line.code:
        return any(code == line.code for code, _ in comparison.communes)
    return any(set(line.agencies) & set(missing) for _, missing in comparison.communes)


def _as_before(past: Past, status: Status) -> Sighting:
    basis = past.basis if status is Status.ACCEPTED else ""
    return Sighting(past.discrepancy, status, past.first_seen, past.last_seen, past.nights_seen, basis)
