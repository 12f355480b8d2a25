"""Where the data of a page stand: labels and the values beside or under them.

The page is walked once from the top. What a label has claimed as its value is not
searched for labels again, so a heading "Phí, lệ phí" in a table of ways of filing is
no label of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement

from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.labels import LONGEST, column_of, field_of, is_void_heading, key
from crawler.portals.web_pages.site import Site
from crawler.portals.web_pages.tables import Cell, GridRow, cells_of, distinct, grid, is_head, own_rows
from crawler.portals.web_pages.text import UNSEEN, Line, classes_of, lines_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_LABELS = UNSEEN | {"nav", "header", "footer", "aside", "select", "button", "option", "textarea"}
_LABELLED = re.compile(r"label|title|key|name|tieu-?de|nhan|col-left|caption|field|head|bold|td-1|term", re.IGNORECASE)
_INLINE = frozenset({"b", "strong", "label", "em", "u", "span", "font", "i"})
_COLON = re.compile(r"^[\s\u00a0]*[::][\s\u00a0]*")
_PAIR = frozenset({"div", "li", "p", "section", "article", "span"})


@dataclass
class Row:
    """A label as written, what it means, and the parts of the page that are its value."""

    label: str
    field: str | None
    nodes: tuple[PageElement, ...]
    home: int  # which container it stands in
    shape: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the value."""
        return lines_of(self.nodes)

    @property
    def text(self) -> str:
        """The value as text."""
        return "\n".join(line.text for line in self.lines)


@dataclass
class _Search:
    """The rows found so far, and what is not to be searched any more."""

    site: Site
    rows: list[Row] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    claimed: set[int] = field(default_factory=set)

    def meaning(self, text: str) -> str | None:
        return field_of(text, self.site.labels)

    def add(self, label: str, nodes: Sequence[PageElement], home: int, shape: tuple[str, ...] = ()) -> None:
        nodes = _without_colon(nodes)
        self.claimed |= {id(node) for node in nodes}
        self.rows.append(Row(label, self.meaning(label), tuple(nodes), home, shape))


def find_rows(soup: BeautifulSoup, site: Site) -> list[Row]:
    """All labels of a page with their values, in page order."""
    search = _Search(site)
    for part in _contents(soup, site):
        if site.row:
            _configured(search, part)
        else:
            _walk(search, part)
    return search.rows


def _contents(soup: BeautifulSoup, site: Site) -> list[Tag]:
    if not site.content:
        return [soup]
    found = soup.select(site.content)
    if not found:
        raise refuse(f"Trang không có phần “{site.content}”, nơi phải có nội dung thủ tục.")
    return [tag for tag in found if not any(parent in found for parent in tag.parents)]


def _configured(search: _Search, part: Tag) -> None:
    """Rows, labels and values where the configuration says."""
    for row in part.select(search.site.row):
        if any(id(parent) in search.claimed for parent in row.parents) or id(row) in search.claimed:
            continue
        label = row.select_one(search.site.label) if search.site.label else next(_elements(row), None)
        if label is None:
            continue
        if search.site.value:
            values: list[PageElement] = [v for v in row.select(search.site.value) if v is not label]
            values = [v for v in values if not any(p in values for p in v.parents)]
        else:
            values = list(label.next_siblings)
        search.add(_text(label), values, id(row.parent))


def _elements(tag: Tag) -> Iterator[Tag]:
    return (child for child in tag.contents if isinstance(child, Tag))


# --- the walk -----------------------------------------------------------------


def _walk(search: _Search, part: Tag) -> None:
    stack: list[PageElement] = [part]
    while stack:
        node = stack.pop()
        if not isinstance(node, Tag) or node.name in _NO_LABELS or id(node) in search.claimed:
            continue
        if id(node) not in search.done:
            _at(search, node)
        if id(node) not in search.claimed:
            stack += reversed(node.contents)


def _at(search: _Search, tag: Tag) -> None:
    if tag.name == "table":
        _of_table(search, tag)
    elif tag.name == "dl":
        _of_dl(search, tag)
    elif tag.name in _HEADINGS or tag.name in _INLINE or tag.name in _PAIR or tag.name == "a":
        _of_element(search, tag)


# --- tables -------------------------------------------------------------------


def _of_table(search: _Search, table: Tag) -> None:
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


def _of_sheet(search: _Search, table: Tag, head: GridRow) -> None:
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


def _label_column(search: _Search, made: Sequence[GridRow]) -> int | None:
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
    return _text(cell.tag)


def _labels_in(row: GridRow, at: int) -> list[Cell]:
    return [row[at]] if at < len(row) else []


def _of_row(search: _Search, row: GridRow, at: int, table: Tag, last: Cell | None) -> Cell | None:
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


def _begins_pair(search: _Search, cell: Cell, label: Cell) -> bool:
    words = _short(cell)
    if search.meaning(words):
        return cell.is_head or not label.is_head
    return cell.is_head and label.is_head and bool(key(words))


def _flush(search: _Search, label: str | None, rows: Sequence[Tag], table: Tag) -> None:
    if label is None:
        return
    single = [cell for row in rows for cell in row.find_all(["td", "th"], recursive=False)]
    search.add(label, single if len(single) == len(rows) == 1 else rows, id(table))


# --- dl -----------------------------------------------------------------------


def _of_dl(search: _Search, dl: Tag) -> None:
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
    if any(search.meaning(_text(dt)) for dt, _ in pairs):
        for dt, dds in pairs:
            search.add(_text(dt), dds, id(dl))
            search.claimed.add(id(dt))


# --- other elements -----------------------------------------------------------


def _text(tag: Tag) -> str:
    """The text of an element if it is short enough to be a label; empty for anything longer."""
    pieces: list[str] = []
    length = seen = 0
    stack: list[PageElement] = list(reversed(tag.contents))
    while stack:
        node = stack.pop()
        seen += 1
        if seen > 40:
            return ""
        if isinstance(node, Tag):
            if node.name in ("table", "select", "input", "textarea", "ul", "ol", "dl"):
                return ""
            if node.name not in UNSEEN:
                stack += reversed(node.contents)
            if node.name == "br":
                pieces.append(" ")
        elif type(node) is NavigableString:
            length += len(node.strip())
            if length > LONGEST:
                return ""
            pieces.append(str(node))
    return " ".join("".join(pieces).split(" ")).strip(" \n\t\r\f")


def _of_element(search: _Search, tag: Tag) -> None:
    label = _text(tag)
    if not label or search.meaning(label) is None or not _may_label(tag):
        return
    inner, outer = tag, tag
    while not _following(outer):
        parent = outer.parent
        if parent is None or parent.name in ("td", "th", "tr", "body", "ul", "ol", "form", "[document]", "dd"):
            return
        if _text(parent) != label:
            return
        outer = parent
    if _is_link(inner) and outer.name not in _HEADINGS and not _of_class(outer):
        return
    values = _values(search, outer)
    if values is None:
        return
    shape = (outer.name, *classes_of(outer))
    row = outer.parent
    home = row.parent if row is not None and row.parent is not None and len(list(_elements(row))) <= 3 else row
    search.add(label, values, id(home), shape)
    search.claimed.add(id(outer))
    _unknown_beside(search, row, home, shape)


def _may_label(tag: Tag) -> bool:
    """Whether such an element announces something: a heading, bold words, or the first of a pair."""
    if tag.name in _HEADINGS or tag.name in ("b", "strong", "label") or _of_class(tag):
        return True
    parent = tag.parent
    if tag.name == "a" or parent is None:
        return tag.name == "a" and parent is not None and (parent.name in _HEADINGS or _of_class(parent))
    children = list(_elements(parent))
    return children[0] is tag and len(children) == 2 and not _lead(parent)


def _of_class(tag: Tag) -> bool:
    return tag.has_attr("class") and _LABELLED.search(" ".join(classes_of(tag))) is not None


def _lead(parent: Tag) -> str:
    """Words that stand before the first element."""
    first = next((c for c in parent.contents if isinstance(c, Tag) or str(c).strip()), None)
    return str(first) if isinstance(first, NavigableString) else ""


def _is_link(tag: Tag) -> bool:
    if tag.name == "a":
        return True
    return any(child.name == "a" and child.has_attr("href") for child in tag.descendants if isinstance(child, Tag))


def _following(tag: Tag) -> list[PageElement]:
    """What stands behind an element in its parent, if it is anything at all."""
    after: list[PageElement] = [
        node for node in tag.next_siblings if isinstance(node, Tag) or type(node) is NavigableString
    ]
    return after if any(isinstance(node, Tag) or str(node).strip() for node in after) else []


def _values(search: _Search, label: Tag) -> list[PageElement] | None:
    """What stands behind a label up to the next one; None where it is a field of a search form."""
    values: list[PageElement] = []
    for node in label.next_siblings:
        if isinstance(node, Tag):
            if _ends(search, node, label):
                break
            if node.name == "select" or (node.name == "input" and node.get("type", "text") in ("text", "search")):
                return None
        values.append(node)
    if any(isinstance(v, Tag) and v.name not in UNSEEN and v.find("select") for v in values):
        return None
    return values


def _ends(search: _Search, node: Tag, label: Tag) -> bool:
    """Whether the next label begins here: with this element, or with the first of what it holds."""
    own = search.meaning(_text(label))
    if _of_class(label) and node.name == label.name and classes_of(node) == classes_of(label):
        return True
    place: Tag | None = node
    for _ in range(5):
        if place is None or place.name in ("table", "ul", "ol"):
            return False
        if label.name in _HEADINGS and place.name in _HEADINGS and place.name <= label.name:
            return True
        if _announces(search, place, label, own):
            return True
        first = next((c for c in place.contents if isinstance(c, Tag) or str(c).strip()), None)
        place = first if isinstance(first, Tag) else None
    return False


def _announces(search: _Search, node: Tag, label: Tag, own: str | None) -> bool:
    """Whether an element is a label of the same standing as another one, and of another datum."""
    bold = node.name in ("b", "strong", "label", "dt") and label.name not in _HEADINGS
    if not bold and node.name not in _HEADINGS and not _of_class(node):
        return False
    return search.meaning(_text(node)) not in (None, own)


def _unknown_beside(search: _Search, row: Tag | None, home: Tag | None, shape: tuple[str, ...]) -> None:
    """Rows built like one with a known label, whose own label is not known."""
    if row is None or home is None or row is home or id(home) in search.done:
        return
    search.done.add(id(home))
    same = (row.name, row.get("class"))
    for other in _elements(home):
        if (other.name, other.get("class")) != same or id(other) in search.claimed or other is row:
            continue
        label = next(_elements(other), None)
        if (
            label is None
            or (label.name, *(label.get_attribute_list("class") if label.has_attr("class") else ())) != shape
        ):
            continue
        words = _text(label)
        if key(words) and search.meaning(words) is None and _following(label):
            search.add(words, list(label.next_siblings), id(home), shape)
            search.claimed.add(id(label))


def _without_colon(nodes: Sequence[PageElement]) -> list[PageElement]:
    """A value without the colon that stands before it, outside its label."""
    kept = list(nodes)
    for at, node in enumerate(kept):
        first = _first_string(node)
        if first is None:
            continue
        if _COLON.match(first):
            bare = NavigableString(_COLON.sub("", first))
            first.replace_with(bare) if first.parent is not None else None
            if first is node:
                kept[at] = bare
        break
    return kept


def _first_string(node: PageElement) -> NavigableString | None:
    """The first text of a node that is not blank."""
    if isinstance(node, Tag):
        found = (s for s in node.descendants if type(s) is NavigableString and s.strip())
        return next(found, None)
    return node if type(node) is NavigableString and node.strip() else None
