"""Two wordings side by side, with the words marked that only one of them has."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Beyond these the texts are shown unmarked: the page must stay quick to make. The work of
#: marking grows with the pairs of equal words, so a text that repeats two words is dear.
MAX_WORDS = 4_000
MAX_EQUAL_PAIRS = 40_000

#: A word with the blanks before it. Numbers keep their dots (10.000), decomposed letters their
#: marks; any other sign stands alone, so that a full stop is not taken for a change of the word.
_WORD = re.compile(r"\s*(?:[\w\u0300-\u036f]+(?:[.,/-]\w+)*|[^\w\s])")

#: A run of text and whether only this side has it.
Run = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Marked:
    """Both wordings, cut into runs; joined again, each side's runs are its wording."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]
    marked: bool  # False: too long to mark, or nothing to compare


def mark_words(left: str | None, right: str | None) -> Marked:
    """The two wordings with differing words marked; an absent side is left empty."""
    if not left or not right:
        return _unmarked(left, right)
    ours, theirs = _words(left), _words(right)
    start, end = _common_ends(ours, theirs)
    middle_l, middle_r = ours[start : len(ours) - end], theirs[start : len(theirs) - end]
    bare_l, bare_r = [w.strip() for w in middle_l], [w.strip() for w in middle_r]
    if _too_much(bare_l, bare_r):
        return _unmarked(left, right)

    runs_l: list[Run] = [("".join(ours[:start]), False)]
    runs_r: list[Run] = [("".join(theirs[:start]), False)]
    matcher = SequenceMatcher(None, bare_l, bare_r, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        runs_l.append(("".join(middle_l[i1:i2]), kind != "equal"))
        runs_r.append(("".join(middle_r[j1:j2]), kind != "equal"))
    runs_l.append(("".join(ours[len(ours) - end :]), False))
    runs_r.append(("".join(theirs[len(theirs) - end :]), False))
    return Marked(_spelled(runs_l), _spelled(runs_r), marked=True)


def around_difference(text: str, other: str | None, width: int = 110) -> str:
    """A short piece of ``text`` for a table cell, taken where it begins to differ from ``other``."""
    if len(text) <= width:
        return text
    first = next((i for i, (a, b) in enumerate(zip(text, other or "", strict=False)) if a != b), 0)
    start = text.rfind(" ", 0, max(first - width // 3, 0)) + 1 if first > width * 2 // 3 else 0
    piece = text[start : start + width].strip()
    return ("… " if start else "") + piece + (" …" if start + width < len(text) else "")


def _too_much(left: list[str], right: list[str]) -> bool:
    if max(len(left), len(right)) > MAX_WORDS:
        return True
    ours, theirs = Counter(left), Counter(right)
    return sum(count * theirs[word] for word, count in ours.items()) > MAX_EQUAL_PAIRS


def _unmarked(left: str | None, right: str | None) -> Marked:
    return Marked(((left, False),) if left else (), ((right, False),) if right else (), marked=False)


def _words(text: str) -> list[str]:
    """The text cut before each word's leading blanks; the pieces joined are the text again."""
    words = _WORD.findall(text)
    rest = text[sum(map(len, words)) :]
    return [*words[:-1], words[-1] + rest] if words else [text]


def _common_ends(left: list[str], right: list[str]) -> tuple[int, int]:
    shorter = min(len(left), len(right))
    start = 0
    while start < shorter and left[start] == right[start]:
        start += 1
    end = 0
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return start, end


def _spelled(runs: list[Run]) -> tuple[Run, ...]:
    """Blanks before a marked word are not marked; empty runs are dropped."""
    told: list[Run] = []
    for text, only_here in runs:
        if only_here and (blank := text[: len(text) - len(text.lstrip())]):
            told += [(blank, False), (text[len(blank) :], True)]
        else:
            told.append((text, only_here))
    return tuple(run for run in told if run[0])
