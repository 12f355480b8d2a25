"""Closeness (độ gần) of texts, and who goes with whom: proposals only, rules decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process


class Edge(NamedTuple):
    """A possible pair: its place in the left list and in the right list, and how good it is, from 0 to 1."""

    left: int
    right: int
    score: float


class Spelled(NamedTuple):
    """A canonical text, and its words in alphabetical order."""

    text: str
    in_order: str


def spelled(text: str) -> Spelled:
    """A canonical text made ready for :func:`closeness` and :func:`edges`."""
    return Spelled(text, " ".join(sorted(text.split())))


def closeness(a: Spelled, b: Spelled) -> float:
    """How alike two texts are, from 0 to 1: as written, or with the words put in order, whichever is more."""
    return max(fuzz.ratio(a.text, b.text), fuzz.ratio(a.in_order, b.in_order)) / 100


def edges(left: Sequence[Spelled], right: Sequence[Spelled], floor: float) -> dict[tuple[int, int], float]:
    """Every pair of places whose texts are at least ``floor`` alike, with the closeness."""
    found: dict[tuple[int, int], float] = {}
    for ours, theirs in (
        ([s.text for s in left], [s.text for s in right]),
        ([s.in_order for s in left], [s.in_order for s in right]),
    ):
        for i, text in enumerate(ours):
            for _, score, j in process.extract(
                text, theirs, scorer=fuzz.ratio, processor=None, score_cutoff=floor * 100, limit=None
            ):
                found[i, j] = max(found.get((i, j), 0.0), score / 100)
    return found


def assign(
    best_first: Iterable[Edge],
    forbidden: Callable[[Edge], bool],
    *,
    lefts_once: bool = True,
    rights_once: bool = True,
) -> list[Edge]:
    """One-to-one: the best pair first, then the best of those that are left.

    The order must be one of what the records say, never of their places, so that shuffling
    or swapping the lists changes nothing. ``forbidden`` is asked only when a pair's turn has come.
    """
    taken: list[Edge] = []
    lefts: set[int] = set()
    rights: set[int] = set()
    for edge in best_first:
        busy = (lefts_once and edge.left in lefts) or (rights_once and edge.right in rights)
        if not busy and not forbidden(edge):
            taken.append(edge)
            lefts.add(edge.left)
            rights.add(edge.right)
    return taken
