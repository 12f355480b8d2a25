"""Two catalogues of any size compared by their digests: only codes and digests are held, and few records are opened.

What has one record of its code on each side is a pair. Its records are loaded where
some canonical part differs, and let go again. All else is given back at the end, for
``analysis.matching``: records without a readable code, codes that only one side has,
and codes that one side has twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analysis.codes import base_of
from analysis.model import Discrepancy, Procedure
from analysis.night import Tonight
from analysis.parts import Differing, Digests, differing, differing_now
from analysis.rules import agencies, conduct, dossier, fees, legal, times
from analysis.rules.pairs import Comparer, Gathered, Pair, judge_pair

#: Every look at a pair, in the order of the types.
COMPARERS: tuple[Comparer, ...] = (
    *agencies.COMPARERS,
    *times.COMPARERS,
    *fees.COMPARERS,
    *dossier.COMPARERS,
    *conduct.COMPARERS,
    *legal.COMPARERS,
)
#: So many pairs are told together.
BLOCK = 2_000


class Row(NamedTuple):
    """A record of which only this is held: its code as written, its digests where any are kept, and how to read it."""

    code: str
    digests: Digests | None
    load: Callable[[], Procedure]


@dataclass(frozen=True, slots=True)
class Block:
    """What some pairs say, in the order of the national side."""

    pairs: int
    differing: tuple[tuple[str, frozenset[str]], ...]  # (base code, parts that differ in canonical form)
    lines: tuple[Discrepancy, ...]
    undetermined: tuple[tuple[str, str, str], ...]  # (rule, code, why)
    presentation: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """The rows that no code pairs."""

    national: tuple[Row, ...]
    provincial: tuple[Row, ...]


def compare_stream(
    national: Iterable[Row],
    provincial: Iterable[Row],
    tonight: Tonight,
    comparers: Sequence[Comparer] = COMPARERS,
    block: int = BLOCK,
) -> Iterator[Block | Unmatched]:
    """Blocks of pairs, and at the end what is left unmatched.

    ``tonight`` says which portals these are and what else is witnessed; its own records are not looked at.
    """
    ours, theirs = _by_base(national), _by_base(provincial)
    left: tuple[list[Row], list[Row]] = ([], [])
    pairs: list[tuple[str, Row, Row]] = []
    for base, rows in ours.items():
        others = theirs.pop(base, [])
        if base and len(rows) == len(others) == 1:
            pairs.append((base, rows[0], others[0]))
        else:
            left[0].extend(rows)
            left[1].extend(others)
        if len(pairs) == block:
            yield _judged(pairs, tonight, comparers)
            pairs.clear()
    if pairs:
        yield _judged(pairs, tonight, comparers)
    yield Unmatched(tuple(left[0]), (*left[1], *(row for rows in theirs.values() for row in rows)))


def _by_base(side: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows by canonical base code; under the empty one those whose code cannot be read."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in side:
        rows[base_of(row.code) or ""].append(row)
    return rows


def _judged(pairs: Sequence[tuple[str, Row, Row]], tonight: Tonight, comparers: Sequence[Comparer]) -> Block:
    """One block; no record outlives it."""
    gathered = Gathered()
    looks = _looks(comparers)
    counts: dict[frozenset[str], int] = {}
    found = []
    worded = 0
    for base, ours, theirs in pairs:
        content, wording = _differing(ours, theirs)
        if content:
            found.append((base, content))
        if not content.isdisjoint(looks):
            judge_pair(Pair(ours.load(), theirs.load(), tonight), comparers, content, wording, gathered)
        elif wording in counts:
            worded += counts[wording]
        elif wording:
            counts[wording] = len(set().union(*(looks.get(part, ()) for part in wording)))
            worded += counts[wording]
    return Block(
        pairs=len(pairs),
        differing=tuple(found),
        lines=tuple(line for lines in gathered.lines.values() for line in lines),
        undetermined=tuple((rule, code, why) for rule, told in gathered.unjudged.items() for code, why in told),
        presentation=worded + sum(gathered.presentation.values()),
    )


def _looks(comparers: Sequence[Comparer]) -> dict[str, tuple[int, ...]]:
    """Which comparers, by their place, look at each part."""
    parts = {part for comparer in comparers for part in comparer.parts}
    return {part: tuple(i for i, c in enumerate(comparers) if part in c.parts) for part in parts}


def _differing(ours: Row, theirs: Row) -> Differing:
    if ours.digests is None or theirs.digests is None:
        return differing_now(ours.load(), theirs.load())
    return differing(ours.digests, theirs.digests)
