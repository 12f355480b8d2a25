"""How many discrepancies stand how, for tests of what may and may not move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.model import Kind, Sighting, Status


def counted(sightings: Iterable[Sighting]) -> Mapping[Status, int]:
    """By standing; what portals show of their own state is no discrepancy between them (D51)."""
    numbers = dict.fromkeys(Status, 0)
    for sighting in sightings:
        numbers[sighting.status] += sighting.discrepancy.kind is not Kind.SOURCE
    return numbers
