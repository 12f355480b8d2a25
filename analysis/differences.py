"""Differences word by word, as data, and of lists: moved is not changed.

Words that differ only in presentation are equal words. The work is bounded by
the length of the texts and never by a clock, so the answer is always the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

from analysis.closeness import Edge, assign, edges, spelled
from analysis.texts import canonical_step, canonical_text, n1_characters, n2_d_stroke, n3_signs, n4_case, n5_tone

#: Beyond so many pairs of words (20,000 against as many), what is left of the text is compared by lines only.
MAX_WORK = 400_000_000
#: So few equal words between longer changes are told as part of the change.
FEW_WORDS = 4
#: Longer changes are not looked at again for being the same in other words.
PHRASE = 12

EQUAL, REMOVED, ADDED = "=", "-", "+"


class Run(NamedTuple):
    """A piece of the texts: "=" with both spellings, "-" only left, "+" only right; blanks stand before words."""

    op: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts cut into runs; the left parts joined are the left text, the right parts the right one."""

    runs: tuple[Run, ...]
    by_words: bool = True  # False: too long for that, so paragraphs are replaced whole

    @property
    def left(self) -> str:
        """The left text again."""
        return "".join(run.left for run in self.runs)

    @property
    def right(self) -> str:
        """The right text again."""
        return "".join(run.right for run in self.runs)

    @property
    def differs(self) -> bool:
        """Whether any word was removed or added."""
        return any(run.op != EQUAL for run in self.runs)

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """(op, words) for keeping and showing; of equal words the left spelling."""
        return tuple((run.op, (run.right if run.op == ADDED else run.left).strip()) for run in self.runs)


def difference(left: str, right: str) -> Difference:
    """The two texts word by word. Swapping them swaps "-" and "+", and nothing else."""
    if left > right:
        swapped = difference(right, left)
        return Difference(_mirrored(swapped.runs), swapped.by_words)
    ours, theirs = left.splitlines(keepends=True), right.splitlines(keepends=True)
    work = MAX_WORK - len(ours) * len(theirs)
    if work < 0:
        ours, theirs, work = [left], [right], MAX_WORK
    cut = _Cut()
    for lines in _aligned(ours, theirs):
        old, new = "".join(ours[lines.i1 : lines.i2]), "".join(theirs[lines.j1 : lines.j2])
        if lines.equal:
            cut.add([old], [new], [Block(True, 0, 1, 0, 1)])
        else:
            work -= cut.add_words(old, new, work)
    return Difference(cut.runs(), cut.by_words)


# --- words ------------------------------------------------------------------

#: A word with the blanks before it. Numbers keep their dots (10.000), decomposed letters their marks;
#: any other sign stands alone, so that a full stop is not taken for a change of the word.
_INSIDE = r"[\w\u0300-\u036f\u200b-\u200f\ufeff]+"
_WORD = re.compile(rf"\s*(?:{_INSIDE}(?:[.,/-]{_INSIDE})*|[^\w\s])")


def _words(text: str) -> tuple[list[str], list[str]]:
    """The words, joined the text again, and what makes each the same word."""
    bare = text.rstrip()  # blanks at the end would cost the pattern dear
    words = _WORD.findall(bare)
    if bare != text:
        words[-1:] = ["".join(words[-1:]) + text[len(bare) :]]
    keys = [_short_key(word) if len(word) < 50 else _key(word) for word in words]
    return (words, keys) if "" not in keys else _shown(words, keys)


def _blanks(text: str) -> int:
    return text.count(" ") + text.count("\n")


def _shown(words: list[str], keys: list[str]) -> tuple[list[str], list[str]]:
    """Invisible words as part of the word that follows, or of the last one."""
    kept: list[str] = []
    invisible = ""
    for word, key in zip(words, keys, strict=True):
        invisible += word
        if key:
            kept.append(invisible)
            invisible = ""
    if invisible:
        kept[-1:] = ["".join(kept[-1:]) + invisible]
    return kept, [key for key in keys if key] or [""]


def _key(text: str) -> str:
    return n5_tone(n4_case(n3_signs(n2_d_stroke(n1_characters(text)))))


_short_key = lru_cache(maxsize=65_536)(_key)


# --- blocks -----------------------------------------------------------------


class Block(NamedTuple):
    """Pieces of both sides, from and to, that are equal or stand for each other."""

    equal: bool
    i1: int
    i2: int
    j1: int
    j2: int

    @property
    def size(self) -> int:
        """The pieces of the longer side."""
        return max(self.i2 - self.i1, self.j2 - self.j1)


def _aligned(left: Sequence[str], right: Sequence[str]) -> list[Block]:
    """The longest common sequence of pieces, found by bit-parallel search."""
    codes: dict[str, int] = {}
    ours = [codes.setdefault(piece, len(codes)) for piece in left]
    theirs = [codes.setdefault(piece, len(codes)) for piece in right]
    return _united(
        Block(op.tag == "equal", op.src_start, op.src_end, op.dest_start, op.dest_end)
        for op in Indel.opcodes(ours, theirs)
    )


def _united(blocks: Iterable[Block]) -> list[Block]:
    """Neighbours of one kind as one block."""
    united: list[Block] = []
    for block in blocks:
        if united and united[-1].equal == block.equal:
            united[-1] = united[-1]._replace(i2=block.i2, j2=block.j2)
        else:
            united.append(block)
    return united


class _Cut:
    """Both texts as they are being cut into pieces and blocks."""

    def __init__(self) -> None:
        self.left: list[str] = []
        self.right: list[str] = []
        self.blocks: list[Block] = []
        self.by_words = True

    def add(self, old: list[str], new: list[str], blocks: Iterable[Block]) -> None:
        """Pieces to go on with, and their blocks counted from these pieces."""
        i, j = len(self.left), len(self.right)
        self.blocks += [Block(b.equal, b.i1 + i, b.i2 + i, b.j1 + j, b.j2 + j) for b in blocks]
        self.left += old
        self.right += new

    def add_words(self, old: str, new: str, work: int) -> int:
        """Lines that differ, word by word if the work allows it; returns the work done."""
        if _blanks(old) * _blanks(new) <= work:  # else there are too many words: no need to cut them all
            (ours, our_keys), (theirs, their_keys) = _words(old), _words(new)
            if (cost := len(ours) * len(theirs)) <= work:
                self.add(ours, theirs, _aligned(our_keys, their_keys))
                return cost
        self.by_words = False
        self.add([old], [new], [Block(False, 0, 1, 0, 1)])
        return 0

    def runs(self) -> tuple[Run, ...]:
        """Both texts as runs, tidied."""
        told = _united(b._replace(equal=b.equal or self._only_presentation(b)) for b in self.blocks)
        runs: list[Run] = []
        for block in self._without_scraps(told):
            old, new = self._texts(block)
            runs += [Run(EQUAL, old, new)] if block.equal else [Run(REMOVED, old, ""), Run(ADDED, "", new)]
        return tuple(run for run in runs if run.left or run.right)

    def _only_presentation(self, block: Block) -> bool:
        """Whether other words say the same: "UBND" and "ủy ban nhân dân"."""
        if block.i1 == block.i2 or block.j1 == block.j2 or block.size > PHRASE:
            return False
        old, new = self._texts(block)
        return max(len(old), len(new)) <= 20 * PHRASE and canonical_text(old) == canonical_text(new)

    def _without_scraps(self, blocks: list[Block]) -> list[Block]:
        """A few equal words inside a longer change are told as part of it."""
        ends_left, ends_right = ([0, *accumulate(map(len, side))] for side in (self.left, self.right))

        def letters(b: Block) -> int:
            return max(ends_left[b.i2] - ends_left[b.i1], ends_right[b.j2] - ends_right[b.j1])

        tidy: list[Block] = []
        for block in blocks:
            tidy.append(block)
            while len(tidy) > 2 and not tidy[-1].equal:
                before, scrap, after = tidy[-3:]
                if scrap.size > FEW_WORDS or letters(scrap) > min(letters(before), letters(after)):
                    break
                tidy[-3:] = [Block(False, before.i1, after.i2, before.j1, after.j2)]
        return tidy

    def _texts(self, block: Block) -> tuple[str, str]:
        return "".join(self.left[block.i1 : block.i2]), "".join(self.right[block.j1 : block.j2])


def _mirrored(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same with the sides exchanged; what is removed still stands before what is added."""
    turned: list[Run] = []
    for equal, group in groupby(runs, lambda r: r.op == EQUAL):
        for run in list(group) if equal else reversed(list(group)):
            op = EQUAL if equal else (ADDED if run.op == REMOVED else REMOVED)
            turned.append(Run(op, run.right, run.left))
    return tuple(turned)


# --- lists ------------------------------------------------------------------

#: How near two items must be to be one item in other words.
NEAR_ITEM = 0.75
#: Beyond so many pairs of items that are not equal, none is looked for in other words.
MAX_PAIRS = 1_000_000


class ItemKind(StrEnum):
    """What became of an item of a list."""

    SAME = "giữ nguyên"
    MOVED = "đổi chỗ"  # is not changed
    REWORDED = "khác lời"
    ONLY_LEFT = "chỉ bên trái"
    ONLY_RIGHT = "chỉ bên phải"


@dataclass(frozen=True, slots=True)
class Item:
    """An item by its place on each side; ``score`` is how near the wordings are."""

    kind: ItemKind
    left: int | None
    right: int | None
    score: float = 0.0
    moved: bool = False
    difference: Difference | None = None  # of a reworded item


@dataclass(frozen=True, slots=True)
class ListDifference:
    """Every item of both sides once: those of the left in their order, then those only on the right."""

    items: tuple[Item, ...]

    def of(self, *kinds: ItemKind) -> tuple[Item, ...]:
        """The items of some kinds."""
        return tuple(item for item in self.items if item.kind in kinds)

    @property
    def differs(self) -> bool:
        """Whether anything was added, removed or said in other words."""
        return bool(self.of(ItemKind.REWORDED, ItemKind.ONLY_LEFT, ItemKind.ONLY_RIGHT))


def may_be_reworded(a: str, b: str) -> bool:
    """Whether two near canonical items can be one: not when they name other documents or other forms."""
    return all(not (x := set(p.findall(a))) or not (y := set(p.findall(b))) or bool(x & y) for p in _NAMES)


#: Numbers of documents, numbers of forms.
_NAMES = (
    re.compile(r"(?<!\d)\d{1,6}/(?:\d{4}/)?[^\W\d][\w-]*"),
    re.compile(r"\bmẫu (?:số )?((?:[a-zđ]{1,6}[.-])*[a-zđ]?\d[\w./-]*)"),
)


def canonical_item(text: str) -> str:
    """The form of an item of a list in which wording, numbering, bullets and closing signs are gone."""
    return _short_item(text) if len(text) <= _SHORT_ITEM else _item(text)


def _item(text: str) -> str:
    step = canonical_step(text)
    return step.rstrip(" .;,") or step


#: Items up to this length are remembered: those of one list are asked for again and again.
_SHORT_ITEM = 500
_short_item = lru_cache(maxsize=4096)(_item)


def compare_lists(
    left: Sequence[str],
    right: Sequence[str],
    *,
    ordered: bool,
    may_pair: Callable[[str, str], bool] = may_be_reworded,
    canon: Callable[[str], str] = canonical_item,
) -> ListDifference:
    """Two lists of papers or legal bases (sets) or of steps (``ordered``), item by item.

    Equal in canonical form first, then one to one by closeness as far as ``may_pair`` allows.
    """
    ours, theirs = [canon(t) for t in left], [canon(t) for t in right]
    same = _equal_items(ours, theirs)
    near = _near_items(ours, theirs, same, may_pair)
    moved = _out_of_place([*same, *near]) if ordered else set()
    items = [Item(ItemKind.MOVED if (i, j) in moved else ItemKind.SAME, i, j, 1.0, (i, j) in moved) for i, j in same]
    items += [
        Item(ItemKind.REWORDED, i, j, score, (i, j) in moved, difference(left[i], right[j]))
        for (i, j), score in near.items()
    ]
    known_left, known_right = {item.left for item in items}, {item.right for item in items}
    items += [Item(ItemKind.ONLY_LEFT, i, None) for i in range(len(left)) if i not in known_left]
    items.sort(key=lambda item: item.left or 0)
    items += [Item(ItemKind.ONLY_RIGHT, None, j) for j in range(len(right)) if j not in known_right]
    return ListDifference(tuple(items))


def _equal_items(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """The first of a wording with the first, the second with the second."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(theirs):
        places[text].append(j)
    found = []
    seen: Counter[str] = Counter()
    for i, text in enumerate(ours):
        if seen[text] < len(places.get(text, ())):
            found.append((i, places[text][seen[text]]))
            seen[text] += 1
    return found


def _near_items(
    ours: Sequence[str],
    theirs: Sequence[str],
    same: list[tuple[int, int]],
    may_pair: Callable[[str, str], bool],
) -> dict[tuple[int, int], float]:
    done_left, done_right = {i for i, _ in same}, {j for _, j in same}
    left = [(i, spelled(t)) for i, t in enumerate(ours) if t and i not in done_left]
    right = [(j, spelled(t)) for j, t in enumerate(theirs) if t and j not in done_right]
    if len(left) * len(right) > MAX_PAIRS:
        return {}
    found = edges([s for _, s in left], [s for _, s in right], NEAR_ITEM)
    ranked = [Edge(left[x][0], right[y][0], score) for (x, y), score in found.items()]
    ranked.sort(key=lambda e: (-e.score, sorted((ours[e.left], theirs[e.right])), e.left, e.right))
    taken = assign(ranked, lambda e: not may_pair(ours[e.left], theirs[e.right]))
    return {(e.left, e.right): e.score for e in taken}


def _out_of_place(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs that do not belong to every longest run of pairs in one order.

    Of two items that changed places both are told; of one that was carried elsewhere, only that one.
    """
    ranked = sorted(pairs)
    places = [j for _, j in ranked]
    before = _longest(places)
    after = _longest([-j for j in reversed(places)])[::-1]
    longest = max(before, default=0)
    on_a_longest = [k for k in range(len(ranked)) if before[k] + after[k] - 1 == longest]
    crowd = Counter(before[k] for k in on_a_longest)
    in_place = {k for k in on_a_longest if crowd[before[k]] == 1}
    return {pair for k, pair in enumerate(ranked) if k not in in_place}


def _longest(places: Sequence[int]) -> list[int]:
    """For each place, how long the longest increasing run is that ends there."""
    ends: list[int] = []
    lengths = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
        lengths.append(at + 1)
    return lengths
