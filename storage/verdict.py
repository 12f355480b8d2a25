"""What a check of the store found: values only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.sealed_rows import Key

#: So many faults are named one by one; more are counted.
MOST_NAMED = 50


class Fault(StrEnum):
    """What happened to a row or an entry."""

    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"  # there, and never sealed
    UNREADABLE = "unreadable"
    HEAD = "head"  # a head kept outside is not in the chain, or not in its place


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that does not hold."""

    fault: Fault
    table: str  # "manifest": the entry itself; empty: a head kept outside, or the database file
    row: Key
    entry: int | None = None  # which entry of the chain sealed it
    run: int | None = None  # to which run it belongs
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds, or exactly what does not."""

    entries: int = 0
    rows: int = 0
    bodies: int = 0
    dropped: int = 0  # of these, bodies dropped by a rule of keeping: only their digest and size are left
    head: str | None = None  # digest of the last entry
    sealed_at: datetime | None = None  # of the last entry
    since: datetime | None = None  # set when older rows were taken over: before that nothing is proved
    unsealed: tuple[tuple[str, int], ...] = ()  # open runs and nights: no damage
    newer: int | None = None  # how many entries came after the head that was given
    heads: int = 0  # how many heads kept outside were found in their order
    damages: tuple[Damage, ...] = ()  # the first MOST_NAMED
    count: int = 0  # of all damages

    @property
    def holds(self) -> bool:
        """Whether nothing was altered since it was sealed, as far as the chain can tell."""
        return not self.count


@dataclass(slots=True)
class Found:
    """Collects damages: all are counted, the first are named."""

    damages: list[Damage] = field(default_factory=list)
    count: int = 0

    def add(self, damage: Damage) -> None:
        """One more."""
        self.count += 1
        if len(self.damages) < MOST_NAMED:
            self.damages.append(damage)

    def extend(self, damages: Iterator[Damage]) -> None:
        """More, as they come."""
        for damage in damages:
            self.add(damage)
