"""Text and Markdown of a decision: tables drawn with bars, and tables flattened to one bar after each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.codes import base_of
from monitor.catalogue.blocks import Block, Cells, Paragraph
from monitor.catalogue.headers import column_of, is_header
from monitor.catalogue.headings import has_index, is_capital

_BAR_ROW = re.compile(r"\s*\|(.+)\|\s*$")
_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")
_MARKS = re.compile(r"\*|__")
_LONGEST_HEADING = 200
_PIECE = re.compile(r"\s*(?:\*|\(|[-+]\s|Điều\s+\d|phụ lục\b|(?:[A-ZĐ]|[IVX]+|\d{1,2})[.)]\s)", re.IGNORECASE)
#: Lines that open a part of a decision, where nothing else parts the lines.
_OPENS = re.compile(
    r"\s*(?:Số\s*:|CHỦ TỊCH\b|BỘ TRƯỞNG\b|QUYẾT ĐỊNH\b|Căn cứ\b|Theo đề nghị\b|[^,;:\d]{2,40},\s*ngày\s+\d)"
)
_ITEM = re.compile(r"\s*\*{0,2}[-+]\s?")

_Token = tuple[str, int]  # the text before a bar, and the number of its first line


def blocks_of(text: str) -> tuple[Block, ...]:
    """The paragraphs and rows of a text."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(line.strip() == "|" for line in lines):
        return tuple(_flattened(lines))
    return tuple(_drawn(lines))


def _begins(line: str) -> bool:
    return bool(_PIECE.match(line) or _OPENS.match(line))


def without_marks(text: str) -> str:
    """A text without the signs of emphasis."""
    return _MARKS.sub("", text)


# --- tables drawn with bars --------------------------------------------------------


def _drawn(lines: list[str]) -> Iterator[Block]:
    table = row = 0
    waiting: list[str] = []
    inside = False
    for number, line in enumerate(lines, 1):
        found = _BAR_ROW.match(line)
        if found is None:
            inside = False
            if line.strip() and waiting and not _begins(line):
                waiting.append(line)
                continue
            yield from _paragraph(waiting, number - len(waiting))
            waiting = [line] if line.strip() else []
            continue
        yield from _paragraph(waiting, number - len(waiting))
        waiting = []
        if _RULE.fullmatch(line):
            continue
        table, row = (table, row + 1) if inside else (table + 1, 1)
        cells = tuple(_cell(c.replace("\\|", "|")) for c in re.split(r"(?<!\\)\|", found[1]))
        yield Cells(cells, f"bảng {table}, hàng {row} (dòng {number})", not inside)
        inside = True
    yield from _paragraph(waiting, len(lines) - len(waiting) + 1)


def _cell(text: str) -> str:
    return without_marks(re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE)).strip()


def _paragraph(lines: list[str], number: int) -> Iterator[Paragraph]:
    text = " ".join(" ".join(without_marks(line) for line in lines).split())
    if text:
        yield Paragraph(text.lstrip("# "), f"dòng {number}")


# --- tables flattened: a bar on a line of its own opens a row and ends each cell ----


def _flattened(lines: list[str]) -> Iterator[Block]:
    tokens = _tokens(lines)
    heads = dict(_heads(tokens))
    first = min(heads, default=len(tokens))
    for text, number in tokens[:first]:  # letterhead and text: its own small tables mean nothing
        yield from _paragraphs(text, number)
    at, width, table, row = first, 0, 0, 0
    while at < len(tokens) - 1:
        if at in heads:
            width, table, row = heads[at], table + 1, 0
        taken, doubt = (width, "") if at in heads else _row_length(tokens, at, width)
        row += 1
        cells = tuple(_joined(text) for text, _ in tokens[at : at + taken])
        if any(cells):
            yield Cells(cells, f"bảng {table}, hàng {row} (dòng {_first_line(tokens[at])})", row == 1, doubt=doubt)
        at += taken
        text, number = tokens[at]
        if text.strip():  # text outside the table; its bar opens the next row
            yield from _paragraphs(text, number)
            width = 0
        at += 1


def _heads(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """Where the heads of lists begin, and how many columns they have."""
    at = 0
    while at < len(tokens):
        run = 0
        while at + run < len(tokens) and 0 < len(tokens[at + run][0].strip()) <= _LONGEST_HEADING:
            run += 1
        starts = (n for n in range(run) if column_of(_joined(tokens[at + n][0])))
        begin = next(starts, None)
        if begin is not None and is_header([_joined(t) for t, _ in tokens[at + begin : at + run]]):
            yield at + begin, run - begin
        at += run + 1


def _first_line(token: _Token) -> int:
    text, number = token
    return number + len(text) - len(text.lstrip("\n"))


def _tokens(lines: list[str]) -> list[_Token]:
    found: list[_Token] = []
    start = 0
    for i, line in enumerate(lines):
        if line.strip() == "|":
            found.append(("\n".join(lines[start:i]), start + 1))
            start = i + 1
    found.append(("\n".join(lines[start:]), start + 1))
    return found


def _row_length(tokens: list[_Token], at: int, width: int) -> tuple[int, str]:
    """How many cells the row has that begins here, and what is unsure about it.

    After its last cell comes either the bar that opens the next row (an empty text
    before it) or text outside the table. An empty cell looks the same, so that the
    width of the list's head decides wherever it fits.
    """
    most = len(tokens) - 1 - at
    shortest = next((n for n in range(1, most + 1) if at + n == len(tokens) - 1 or not tokens[at + n][0].strip()), most)
    if not width or (shortest == 1 and tokens[at][0].strip() and not _is_ordinal(tokens[at][0])):
        return shortest, ""  # no list, or a heading across the whole table
    fits = width <= most and _closes(tokens, at + width) and _codes(tokens, at, width) <= 1
    if fits and (_has_code(tokens, at, width) or _is_ordinal(tokens[at][0])):
        return width, ""
    if shortest == 2 and not _codes(tokens, at, 2):
        return shortest, ""  # "A" and a heading
    return shortest, f"hàng có {shortest} ô, đầu bảng có {width} ô"


def _closes(tokens: list[_Token], end: int) -> bool:
    """Whether a row can end here: the next one opens, or text follows that is none of its cells."""
    text = tokens[end][0].strip()
    return end == len(tokens) - 1 or not text or has_index(without_marks(text)) or is_capital(_joined(text))


def _codes(tokens: list[_Token], at: int, width: int) -> int:
    return sum(base_of(_joined(tokens[at + n][0])) is not None for n in range(width))


def _has_code(tokens: list[_Token], at: int, width: int) -> bool:
    """Whether a code stands in one of the first cells."""
    return _codes(tokens, at, min(3, width)) == 1


def _is_ordinal(text: str) -> bool:
    return bool(re.fullmatch(r"\s*\**\d{1,4}\.?\**\s*", text))


def _joined(text: str) -> str:
    """A cell whose lines were broken at a fixed width: items keep their lines."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = without_marks(line).strip()
        if not bare:
            continue
        if lines and not _ITEM.match(line):
            lines[-1] += " " + bare
        else:
            lines.append(bare)
    return "\n".join(" ".join(line.split()) for line in lines)


def _paragraphs(text: str, number: int) -> Iterator[Paragraph]:
    waiting: list[str] = []
    first = number
    for i, line in enumerate(text.split("\n"), number):
        if not line.strip() or _begins(line):
            yield from _paragraph(waiting, first)
            waiting, first = [], i
        if line.strip():
            waiting.append(line)
    yield from _paragraph(waiting, first)
