"""What a plant is: one difference in one sheet, and the findings that it must and may yield."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.planting.sheet import Sheet


@dataclass(frozen=True)
class Planted:
    """A planted difference. Each group of ``needs`` asks for a finding of one of its rules."""

    kind: str  # CL13
    what: str  # for people
    national: str
    local: str
    needs: tuple[frozenset[str], ...]
    may: frozenset[str] = frozenset()


@dataclass
class Stock:
    """What plants may borrow from: the sheets of the world that surely stay on the page list."""

    donors: Sequence[Sheet] = field(default_factory=tuple)


Plant = Callable[[Sheet, Random, Stock], Planted | None]


def planted(
    kind: str, what: str, national: str, local: str, *needs: str | tuple[str, ...], may: tuple[str, ...] = ()
) -> Planted:
    """A plant that needs its own kind, or what ``needs`` names: a rule, or rules of which one is enough."""
    groups = tuple(frozenset((n,) if isinstance(n, str) else n) for n in needs or (kind,))
    return Planted(kind, what, national, local, groups, frozenset(may) | frozenset().union(*groups))


def changed(old: str, pattern: str, new: Callable[[re.Match[str]], str], rnd: Random) -> str | None:
    """The text with one match of the pattern replaced, or None where there is none or nothing changes."""
    found = list(re.finditer(pattern, old))
    if not found:
        return None
    match = rnd.choice(found)
    told = old[: match.start()] + new(match) + old[match.end() :]
    return told if told != old else None
