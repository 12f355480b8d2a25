"""Cutting a text of a procedure into the pieces that readers look at: bullets, clauses, brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.readers.letters import n1_lines
from analysis.texts import canonical_text

#: Brackets within brackets that a reader follows, and statements that one text may make: what goes
#: beyond is no text of a procedure, and is not understood.
DEEPEST = 6
MOST_STATEMENTS = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One line or bullet, canonical, with the lines that it stands under."""

    text: str
    under: tuple[str, ...] = ()


#: Depth of the marks that begin lines: "1.", "a)", "-", "+".
_MARKS = (
    (1, re.compile(r"(?:(?:[0-9]{1,2}\.){0,3}[0-9]{1,2}[.)](?![0-9])|bước [0-9]{1,2}[:.]) ?")),
    (2, re.compile(r"[a-zđ]\) ?")),
    (3, re.compile(r"[-*•] ?")),
    (4, re.compile(r"[+] ?")),
)
#: A dash between blanks begins a bullet, unless it stands in a range: "36 - 41 ngày".
_INLINE_BULLET = re.compile(r"(?<=[.;:,)\"]) (?=[-+*] )|(?<=[^\W\d]) (?=[-+] [^\W\d])")


def items(text: str) -> Iterator[Item]:
    """The lines and bullets of a text, each with those above it in depth that can head it."""
    above: list[tuple[int, str]] = []
    for line in n1_lines(text).split("\n"):
        for piece in _INLINE_BULLET.split(canonical_text(line)):
            depth, content = _without_mark(piece)
            while above and above[-1][0] >= depth:
                above.pop()
            if content:
                yield Item(content, tuple(words for _, words in above))
                if depth or content.endswith(":"):
                    above.append((depth, content))


def _without_mark(piece: str) -> tuple[int, str]:
    for depth, mark in _MARKS:
        if match := mark.match(piece):
            return depth, piece[match.end() :].strip()
    return 0, piece.strip()


_CLAUSE_END = re.compile(r"[.;](?= |$)")


def clauses(text: str) -> Iterator[str]:
    """Sentences and parts between semicolons, cut only outside brackets."""
    balanced = text.count("(") == text.count(")")
    depth = start = at = 0
    for end in _CLAUSE_END.finditer(text):
        if balanced:
            depth += text.count("(", at, end.start()) - text.count(")", at, end.start())
            at = end.start()
        if depth <= 0:
            if piece := text[start : end.start()].strip():
                yield piece
            start = end.end()
    if piece := text[start:].strip():
        yield piece


def pulled_apart(clause: str, is_own: Callable[[str], bool]) -> tuple[str, list[str]]:
    """A clause without those of its brackets that state something of their own, and the contents of these."""
    outer: list[str] = []
    inner: list[str] = []
    done = at = 0
    while (start := clause.find("(", at)) >= 0:
        end = closing(clause, start)
        content = clause[start + 1 : end]
        if is_own(content):
            outer.append(clause[done:start])
            inner.append(content.strip())
            done = end + 1
        at = end + 1
    outer.append(clause[done:])
    return " ".join("".join(outer).split()), inner


def closing(text: str, start: int) -> int:
    """Where the bracket closes that opens at ``start``; the end of the text if it never does."""
    depth = 0
    for mark in re.finditer(r"[()]", text[start:]):
        depth += 1 if mark[0] == "(" else -1
        if depth == 0:
            return start + mark.start()
    return len(text)
