"""Labels and values in the rows of tables and in ``dl``."""

from __future__ import annotations

from collections.abc import Sequence

from bs4 import Tag
from bs4.element import PageElement

from crawler.portals.web_pages.labels import LONGEST, column_of, field_of, is_void_heading, key
from crawler.portals.web_pages.search import Row, Search, short_text
from crawler.portals.web_pages.tables import Cell, GridRow, cells_of, distinct, grid, is_head, own_rows


def of_table(search: Search, table: Tag) -> None:
    rows = own_rows(table)
    search.done |= {id(row) for row in rows}
    made = grid(rows)
    if _is_sheet(made):
        _of_sheet(search, table, made[0])
        return
    at = _label_column(search, made)
    if at is None:
        return
    waiting: str | None = None  # a label that fills its row: its value is in the rows below
    under: list[Tag] = []
    last: Cell | None = None
    for tag, row in zip(rows, made, strict=True):
        cells = distinct(row)
        alone = cells[0] if len(cells) == 1 else None
        if alone is not None or not any(search.meaning(c.text) for c in _labels_in(row, at)):
            if alone is not None and search.meaning(_short(alone)):
                _flush(search, waiting, under, table)
                waiting, under = alone.text, []
                search.claimed.add(id(alone.tag))
                continue
            if waiting is not None and (alone is not None or not under or len(cells_of(under[0])) > 1):
                under.append(tag)
                continue
        _flush(search, waiting, under, table)
        waiting, under = None, []
        last = _of_row(search, row, at, table, last)
    _flush(search, waiting, under, table)


def _is_sheet(made: Sequence[GridRow]) -> bool:
    """Whether a table is one of data: its first row has headings of columns, not a label and its value."""
    if not made:
        return False
    cells = [cell for cell in distinct(made[0]) if cell.text.strip()]
    known = [column_of(_short(cell)) for cell in cells]
    if len(cells) > 1 and is_head(made[0]) and not all(is_void_heading(_short(cell)) for cell in cells):
        if len(cells) == 2 and len(made) > 1 and field_of(_short(cells[0])) and not cells[1].is_head:
            return False
        return len(cells) > 2 or all(known) or cells[0].in_thead
    return False


def _of_sheet(search: Search, table: Tag, head: GridRow) -> None:
    """A table of papers or of ways of filing that no label announces; any other is left alone."""
    meanings = {column_of(_short(cell)) for cell in head}
    search.claimed.add(id(table))
    if "paper" in meanings and meanings & {"originals", "copies", "quantity", "forms"}:
        search.rows.append(Row("Thành phần hồ sơ", "dossier", (table,), id(table)))
    elif "channel" in meanings and meanings & {"time", "fees", "fee", "charge"}:
        search.rows.append(Row("Cách thức thực hiện", "methods", (table,), id(table)))
    else:
        search.claimed.discard(id(table))
        search.done |= {id(row) for row in own_rows(table)}


def _label_column(search: Search, made: Sequence[GridRow]) -> int | None:
    """In which column the labels of a table begin: the first where most known ones stand."""
    counts: dict[int, int] = {}
    for row in made:
        for at, cell in enumerate(row):
            alone = len(distinct(row)) == 1
            if (at + 1 < len(row) or alone) and search.meaning(_short(cell)):
                counts[at] = counts.get(at, 0) + 1
                break
    return max(counts, key=lambda at: (counts[at], -at)) if counts else None


def _short(cell: Cell) -> str:
    """A cell's text if it may be a label: found without reading a long cell."""
    return short_text(cell.tag)


def _labels_in(row: GridRow, at: int) -> list[Cell]:
    return [row[at]] if at < len(row) else []


def _of_row(search: Search, row: GridRow, at: int, table: Tag, last: Cell | None) -> Cell | None:
    """The label of a row and what stands beside it; a second and third pair too."""
    cells = distinct(row[at:]) if at < len(row) else []
    while cells:
        label, *rest = cells
        words = _short(label)
        if not key(words) or not rest or (search.meaning(words) is None and _only_headings(row, cells)):
            return last
        end = next((i for i, c in enumerate(rest[:-1]) if i and _begins_pair(search, c, label)), len(rest))
        values = [cell.tag for cell in rest[:end] if cell.text.strip() != ":"]
        if label is last and search.rows:
            search.rows[-1].nodes += tuple(values)  # a label that spans rows
            search.claimed |= {id(value) for value in values}
        else:
            search.add(_full(label), values, id(table))
        search.claimed.add(id(label.tag))
        last, cells = label, rest[end:]
    return last


def _full(cell: Cell) -> str:
    return " ".join(cell.text.split(" ")) if len(cell.text) <= LONGEST * 4 else cell.text[:LONGEST]


def _only_headings(row: GridRow, cells: Sequence[Cell]) -> bool:
    return len(cells) > 1 and all(cell.is_head or is_void_heading(_short(cell)) for cell in cells if cell.text.strip())


def _begins_pair(search: Search, cell: Cell, label: Cell) -> bool:
    words = _short(cell)
    if search.meaning(words):
        return cell.is_head or not label.is_head
    return cell.is_head and label.is_head and bool(key(words))


def _flush(search: Search, label: str | None, rows: Sequence[Tag], table: Tag) -> None:
    if label is None:
        return
    single = [cell for row in rows for cell in row.find_all(["td", "th"], recursive=False)]
    search.add(label, single if len(single) == len(rows) == 1 else rows, id(table))


def of_dl(search: Search, dl: Tag) -> None:
    pairs: list[tuple[Tag, list[Tag]]] = []
    stack: list[PageElement] = list(reversed(dl.contents))
    while stack:
        node = stack.pop()
        if not isinstance(node, Tag) or node.name in ("dl", "table"):
            continue
        if node.name == "dt":
            pairs.append((node, []))
        elif node.name == "dd" and pairs:
            pairs[-1][1].append(node)
        else:
            stack += reversed(node.contents)
    if any(search.meaning(short_text(dt)) for dt, _ in pairs):
        for dt, dds in pairs:
            search.add(short_text(dt), dds, id(dl))
            search.claimed.add(id(dt))
