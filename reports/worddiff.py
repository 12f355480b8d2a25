"""Two wordings side by side: the words that only one of them has, and how much of a long one is shown.

The comparison itself is that of ``analysis.differences``; here its runs are laid over the original wordings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analysis.differences import ADDED, EQUAL, REMOVED, difference
from analysis.model import Discrepancy
from analysis.wording import PART_NAMES
from reports.words import number

#: A wording of more characters is shown by its differing stretches.
LONG = 900
#: So many words are shown on either side of a difference.
AROUND = 14
#: Fewer words are not worth leaving out.
_FEW = 8

#: What was compared, as kept with a verdict: (op, words).
ToldRuns = Sequence[tuple[str, str]]


class Run(NamedTuple):
    """A piece of a wording, and whether only this side has it."""

    text: str
    only_here: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """Both wordings, cut into runs; joined again, each side's runs are its wording."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]
    marked: bool  # False: there is nothing to compare with
    by_words: bool = True  # False: too long for that, so whole paragraphs are marked


class Piece(NamedTuple):
    """A piece of a wording as shown in short; ``left_out`` counts the words that are not shown there."""

    text: str
    only_here: bool
    left_out: int = 0


# --- marking ------------------------------------------------------------------


def mark_line(found: Discrepancy) -> Marked:
    """The wordings of a discrepancy: national on the left, provincial on the right."""
    if not found.has_two_values:
        return Marked(_whole(found.national), _whole(found.provincial), marked=False)
    return mark_words(found.national, found.provincial, found.compared.runs if found.compared else ())


def mark_words(left: str | None, right: str | None, told: ToldRuns = ()) -> Marked:
    """The two wordings with differing words marked, as ``told`` says where it fits them; an absent side is empty."""
    if not left or not right:
        return Marked(_whole(left), _whole(right), marked=False)
    ours, theirs = _laid(left, told, REMOVED), _laid(right, told, ADDED)
    if ours is not None and theirs is not None:
        return Marked(_spelled(ours), _spelled(theirs), marked=True)
    found = difference(left, right)
    return Marked(
        _spelled(Run(run.left, run.op == REMOVED) for run in found.runs if run.op != ADDED),
        _spelled(Run(run.right, run.op == ADDED) for run in found.runs if run.op != REMOVED),
        marked=True,
        by_words=found.by_words,
    )


def told_runs(found: Discrepancy) -> ToldRuns:
    """The difference of the original wordings as kept, or found now; empty where there are not two of one field."""
    if not found.has_two_values:
        return ()
    if found.compared and found.compared.runs:
        return found.compared.runs
    return difference(found.national or "", found.provincial or "").words


def _whole(text: str | None) -> tuple[Run, ...]:
    return (Run(text, only_here=False),) if text else ()


_BLANKS = re.compile(r"\s*")


def _laid(text: str, told: ToldRuns, own: str) -> list[Run] | None:
    """A wording cut as it was told; None where what was told are not its words.

    Equal words are told in one side's spelling, so they may not be those of the other side.
    """
    if not any(op in (EQUAL, REMOVED, ADDED) for op, _ in told):
        return None
    if not any(op == EQUAL for op, _ in told):
        return _items(text, [words for op, words in told if op == own])
    cut: list[Run] = []
    at = 0
    for op, words in told:
        if op not in (EQUAL, own):
            continue
        start = _end_of_blanks(text, at)
        if not text.startswith(words, start):
            return None
        cut.append(Run(text[at : start + len(words)], op == own))
        at = start + len(words)
    rest = text[at:]
    return [*cut, Run(rest, only_here=False)] if not rest.strip() else None


def _end_of_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at


def _items(text: str, items: list[str]) -> list[Run] | None:
    """A list of which whole lines were told."""
    wanted = Counter(items)
    cut = []
    for line in text.splitlines(keepends=True):
        name = line.strip()
        mine = wanted[name] > 0
        wanted[name] -= mine
        cut.append(Run(line, mine))
    return cut if not +wanted else None


def _spelled(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Blanks before and after marked words are not marked; empty runs are dropped."""
    told: list[Run] = []
    for text, only_here in runs:
        words = text.strip()
        if not only_here or not words:
            told.append(Run(text, only_here=False))
            continue
        at = text.index(words)
        told += [Run(text[:at], False), Run(words, True), Run(text[at + len(words) :], False)]
    return tuple(run for run in told if run.text)


# --- long wordings ------------------------------------------------------------


def shortened(side: Sequence[Run]) -> tuple[Piece, ...]:
    """One side's runs as shown: of a long wording only what stands near a difference."""
    if sum(len(run.text) for run in side) <= LONG:
        return tuple(Piece(*run) for run in side)
    pieces: list[Piece] = []
    runs = _joined(side)
    for place, run in enumerate(runs):
        if run.only_here:
            pieces.append(Piece(*run))
        else:
            pieces += _near(run.text, after=place > 0 or len(runs) == 1, before=place < len(runs) - 1)
    return tuple(pieces)


def shown_text(piece: Piece, *, compared: bool = True) -> str:
    """A piece as text; what is left out of it is counted. ``compared``: there is another side that says the same."""
    if not piece.left_out:
        return piece.text
    count = number(piece.left_out)
    return f" … {count} chữ giống nhau … " if compared else f" … còn {count} chữ … "


def is_short(pieces: Iterable[Piece]) -> bool:
    """Whether nothing was left out."""
    return not any(piece.left_out for piece in pieces)


def short_runs(told: ToldRuns) -> tuple[tuple[str, Piece], ...]:
    """Told runs as (op, piece), equal words left out where they are far from a difference."""
    pieces: list[tuple[str, Piece]] = []
    for place, (op, words) in enumerate(told):
        if op != EQUAL:
            pieces.append((op, Piece(words, only_here=True)))
        else:
            pieces += [(op, p) for p in _near(words, after=place > 0, before=place < len(told) - 1)]
    return tuple(pieces)


def _joined(side: Sequence[Run]) -> list[Run]:
    """Blanks that were told apart only for the marks go with their neighbour; a place where the other side
    has more words stays a place between two runs."""
    runs: list[Run] = []
    for run in side:
        if runs and not runs[-1].only_here and not run.only_here and not (run.text.strip() and runs[-1].text.strip()):
            runs[-1] = Run(runs[-1].text + run.text, only_here=False)
        else:
            runs.append(run)
    return runs


_WORD = re.compile(r"\S+")


def _near(text: str, *, after: bool, before: bool) -> list[Piece]:
    """Of equal words: those after one difference, how many are left out, those before the next."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    head, tail = AROUND * after, AROUND * before
    left_out = len(words) - head - tail
    if left_out <= _FEW:
        return [Piece(text, only_here=False)]
    first = Piece(text[: words[head - 1][1]], only_here=False) if head else None
    last = Piece(text[words[-tail][0] :], only_here=False) if tail else None
    return [p for p in (first, Piece("", only_here=False, left_out=left_out), last) if p]


def around_difference(text: str, other: str | None, width: int = 110) -> str:
    """A short piece of ``text`` for a table cell, taken where it begins to differ from ``other``."""
    if len(text) <= width:
        return text
    first = next((i for i, (a, b) in enumerate(zip(text, other or "", strict=False)) if a != b), 0)
    start = text.rfind(" ", 0, max(first - width // 3, 0)) + 1 if first > width * 2 // 3 else 0
    piece = text[start : start + width].strip()
    return ("… " if start else "") + piece + (" …" if start + width < len(text) else "")


#: How a change of a source tells what stood and what stands.
ARROW = " → "


def change_excerpt(told: str) -> str:
    """What a source changed, for a table cell: before and after where they begin to differ; of several parts the names.

    ``told``: "part: before → after", a line a part (CL36); wordings may hold line breaks and arrows of their own.
    """
    part, colon, rest = told.partition(": ")
    if colon and rest.count(ARROW) == 1:
        before, after = rest.split(ARROW)
        return f"{part}\nTrước: {around_difference(before, after)}\nNay: {around_difference(after, before)}"
    names = [line.partition(": ")[0] for line in told.splitlines() if line.partition(": ")[0] in PART_NAMES.values()]
    return f"Đã sửa: {'; '.join(dict.fromkeys(names))}" if names else around_difference(told, None)
