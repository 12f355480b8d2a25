"""What two sources say in one part of a procedure, in a shape that is read only as far as it takes to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from analysis.texts import Step

#: A text that climbs a ladder, and what stands beside it as it is.
Item = tuple[str, str]


class Way(NamedTuple):
    """How a text becomes canonical: step by step, and at once (which may remember)."""

    ladder: tuple[Step, ...]
    canon: Callable[[str], str]


class Form:
    """A part of one procedure: as its source words it, and as it is compared, which is read when it is asked for.

    The canonical form is a set of items. Where more than climbing is needed, ``told`` reads the
    canonical form, and the items are only what it is read from.
    """

    __slots__ = ("_items", "_told", "_way", "raw")

    def __init__(self, raw: str, items: Iterable[Item], way: Way, told: Callable[[], str] | None = None) -> None:
        self.raw = raw
        self._items = tuple(items)
        self._way = way
        self._told = told

    @property
    def canonical(self) -> str:
        """The part as it is compared."""
        if self._told:
            return self._told()
        return "\n".join(sorted({self._way.canon(text) + beside for text, beside in self._items}))

    def meets(self, other: Form) -> bool:
        """Whether the canonical forms are equal.

        What both sides word alike is not read; the rest climbs together, and mostly meets early.
        """
        ours, theirs = sorted(self._items), sorted(other._items)
        if not self._told:
            ours, theirs = sorted({*ours}.difference(theirs)), sorted({*theirs}.difference(ours))
        for _, step in self._way.ladder:
            if ours == theirs:
                return True
            up = {text: step(text) for text, _ in (*ours, *theirs)}
            ours, theirs = (sorted((up[text], beside) for text, beside in side) for side in (ours, theirs))
        return ours == theirs or self.canonical == other.canonical
