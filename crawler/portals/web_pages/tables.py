"""Tables as grids: spanning cells in every place they cover, headings by what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bs4 import Tag
from bs4.element import PageElement

from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.labels import column_of, key
from crawler.portals.web_pages.text import UNSEEN, Line, holds, lines_of

_MAX_SPAN = 100
_MAX_PLACES = 100_000
_NUMBERED = re.compile(r"[(\[]?\s*(?:\d{1,2}|[a-zA-Z])\s*[)\]]?(?:\s*=.*)?")
_DITTO = frozenset({"như trên", "nt", "nhưtrên", "n t", "như ở trên"})
_DITTO_SIGNS = frozenset({'"', "″", "''", "〃", "”", "-nt-", "- nt -"})


class Cell:
    """A cell, wherever it spans."""

    def __init__(self, tag: Tag, first_row: bool = False) -> None:
        self.tag = tag
        self.is_head = tag.name == "th"
        self.in_thead = first_row

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The cell's lines."""
        return lines_of(self.tag.contents)

    @property
    def text(self) -> str:
        """The cell's text."""
        return "\n".join(line.text for line in self.lines)

    @property
    def is_blank(self) -> bool:
        """Whether nothing can be seen in it."""
        return not self.text.strip() and not any(line.links for line in self.lines)


GridRow = tuple[Cell, ...]


def own_rows(table: Tag) -> list[Tag]:
    """The rows of a table without those of tables inside it."""
    found: list[Tag] = []
    stack: list[PageElement] = list(reversed(table.contents))
    while stack:
        node = stack.pop()
        if not isinstance(node, Tag) or node.name in ("table", "td", "th") or node.name in UNSEEN:
            continue
        if node.name == "tr":
            found.append(node)
        else:
            stack += reversed(node.contents)
    return found


def cells_of(row: Tag) -> list[Tag]:
    """The cells of a row, also where a stray form stands between."""
    found: list[Tag] = []
    stack: list[PageElement] = list(reversed(row.contents))
    while stack:
        node = stack.pop()
        if isinstance(node, Tag) and node.name in ("td", "th"):
            found.append(node)
        elif isinstance(node, Tag) and node.name not in ("table", "tr") and node.name not in UNSEEN:
            stack += reversed(node.contents)
    return found


def grid(rows: Sequence[Tag]) -> list[GridRow]:
    """Every row with the cells that stand in it, spanning ones repeated."""
    made: list[GridRow] = []
    open_: dict[int, tuple[Cell, int]] = {}  # column -> a cell from above and how many rows it still covers
    places = 0
    for row in rows:
        placed: list[Cell] = []
        in_thead = row.parent is not None and row.parent.name == "thead"
        for tag in cells_of(row):
            _take_from_above(placed, open_)
            cell = Cell(tag, in_thead)
            down = _span(tag, "rowspan")
            for _ in range(_span(tag, "colspan")):
                if down > 1:
                    open_[len(placed)] = (cell, down - 1)
                placed.append(cell)
        _take_from_above(placed, open_)
        places += len(placed)
        if places > _MAX_PLACES:
            raise refuse("Một bảng trong trang có quá nhiều ô.")
        made.append(tuple(placed))
    return made


def _take_from_above(placed: list[Cell], open_: dict[int, tuple[Cell, int]]) -> None:
    while (above := open_.pop(len(placed), None)) is not None:
        cell, rows = above
        if rows > 1:
            open_[len(placed)] = (cell, rows - 1)
        placed.append(cell)


def _span(tag: Tag, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", str(tag.get(name) or ""))
    return min(max(int(found[1]), 1), _MAX_SPAN if name == "colspan" else 1_000) if found else 1


def distinct(row: GridRow) -> list[Cell]:
    """The cells of a row, each once."""
    found: list[Cell] = []
    for cell in row:
        if not any(cell is other for other in found):
            found.append(cell)
    return found


@dataclass(frozen=True)
class Sheet:
    """A table of data: what its columns mean, and its rows."""

    meanings: tuple[str | None, ...]
    headings: tuple[str, ...]
    body: tuple[GridRow, ...]

    @property
    def has_head(self) -> bool:
        """Whether anything is said about its columns."""
        return any(self.headings)

    def column(self, *meanings: str) -> int | None:
        """The first column with one of these meanings, the earlier meanings first."""
        for meaning in meanings:
            if meaning in self.meanings:
                return self.meanings.index(meaning)
        return None

    @property
    def unknown(self) -> tuple[int, ...]:
        """Columns whose heading is not understood."""
        return tuple(i for i, m in enumerate(self.meanings) if m is None and self.headings[i].strip())


def sheet(rows: Sequence[Tag], meaning: Callable[[str], str | None] = column_of) -> Sheet:
    """The rows of a table with the meanings of its columns."""
    full = [row for row in grid(rows) if any(not cell.is_blank for cell in row)]
    count = 0
    while count < len(full) and count < 4 and is_head(full[count], meaning):
        count += 1
    body = full[count:]
    if count and body and all(_NUMBERED.fullmatch(cell.text.strip()) for cell in body[0]):
        body = body[1:]  # (1) (2) (3) under the headings
    width = max((len(row) for row in full), default=0)
    heads = [_heading(full[:count], column, meaning) for column in range(width)]
    return Sheet(tuple(m for m, _ in heads), tuple(text for _, text in heads), tuple(body))


def is_head(row: GridRow, meaning: Callable[[str], str | None] = column_of) -> bool:
    """Whether a row holds the headings of columns."""
    cells = [cell for cell in distinct(row) if cell.text.strip()]
    known = [cell for cell in cells if len(cell.text) < 200 and meaning(cell.text)]
    if len(cells) > 1 and all(cell.is_head for cell in cells):
        return bool(known) or all(cell.in_thead for cell in cells)
    if cells and all(cell.in_thead for cell in cells):
        return True
    return len(cells) > 1 and len(known) == len(cells)


def _heading(heads: Sequence[GridRow], column: int, meaning: Callable[[str], str | None]) -> tuple[str | None, str]:
    """What a column means by its lowest heading that is understood, and that heading's words."""
    cells = [row[column] for row in heads if column < len(row) and row[column].text.strip()]
    for cell in reversed(cells):
        if found := meaning(cell.text):
            return found, cell.text
    return None, cells[-1].text if cells else ""


def spans_row(row: GridRow) -> Cell | None:
    """The only cell of a row that says anything, where it spans the row but for a number in front."""
    full = [cell for cell in distinct(row) if not cell.is_blank]
    wide = [cell for cell in full if sum(cell is other for other in row) >= max(2, len(row) - 1)]
    if len(wide) != 1 or any(cell is not wide[0] and key(cell.text) and len(cell.text) > 6 for cell in full):
        return None
    return wide[0]


def is_ditto(text: str) -> bool:
    """Whether a cell refers to the one above it: "Như trên"."""
    return text.strip() in _DITTO_SIGNS or key(text) in _DITTO


def resolved(body: Sequence[GridRow]) -> Iterator[GridRow]:
    """The rows with every "Như trên" replaced by the cell that it refers to."""
    above: GridRow = ()
    for row in body:
        row = tuple(
            above[i] if i < len(above) and len(cell.text) < 20 and is_ditto(cell.text) else cell
            for i, cell in enumerate(row)
        )
        if spans_row(row) is None:
            above = row
        yield row


@dataclass(frozen=True)
class Part:
    """A stretch of a value: running text, or the rows of one table."""

    nodes: tuple[PageElement, ...] = ()
    rows: tuple[Tag, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of running text."""
        return lines_of(self.nodes)


def parts_of(nodes: Sequence[PageElement]) -> list[Part]:
    """A value cut at its tables. A table of one column is running text."""
    parts: list[Part] = []
    text: list[PageElement] = []
    trs: list[Tag] = []
    stack: list[PageElement] = list(reversed(nodes))

    def close() -> None:
        if any(str(node).strip() if not isinstance(node, Tag) else True for node in text):
            parts.append(Part(nodes=tuple(text)))
        if trs:
            parts.append(Part(rows=tuple(trs)))
        text.clear()
        trs.clear()

    while stack:
        node = stack.pop()
        if isinstance(node, Tag) and node.name == "tr":
            if text:
                close()
            trs.append(node)
        elif isinstance(node, Tag) and node.name == "table" and _is_data(node):
            close()
            parts.append(Part(rows=tuple(own_rows(node))))
        elif isinstance(node, Tag) and node.name not in UNSEEN and holds(node, "table", "tr"):
            stack += reversed(node.contents)
        else:
            if trs and not str(node).strip():
                continue
            if trs:
                close()
            text.append(node)
    close()
    return parts


def _is_data(table: Tag) -> bool:
    """Whether a table has columns: a row of two cells or more, or a heading that is understood."""
    rows = own_rows(table)
    if any(len(cells_of(row)) > 1 for row in rows):
        return True
    heads = [cell for row in rows[:1] for cell in cells_of(row)]
    return bool(heads) and heads[0].name == "th" and column_of(Cell(heads[0]).text) is not None
