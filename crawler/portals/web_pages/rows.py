"""Where the data of a page stand: labels and the values beside or under them.

The page is walked once from the top. What a label has claimed as its value is not
searched for labels again, so a heading "Phí, lệ phí" in a table of ways of filing is
no label of the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement

from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.labels import key
from crawler.portals.web_pages.rows_of_elements import HEADINGS, INLINE, PAIR, of_element
from crawler.portals.web_pages.rows_of_tables import of_dl, of_table
from crawler.portals.web_pages.search import Row, Search, elements_of, short_text
from crawler.portals.web_pages.site import Site
from crawler.portals.web_pages.text import UNSEEN, holds, lines_of

_NO_LABELS = UNSEEN | {"nav", "header", "footer", "aside", "select", "button", "option", "textarea"}


def find_rows(soup: BeautifulSoup, site: Site) -> list[Row]:
    """All labels of a page with their values, in page order."""
    search = Search(site)
    for part in _contents(soup, site):
        if site.row:
            _configured(search, part)
        else:
            _tabs(search, part)
            _walk(search, part)
            if not {"code", "name"} <= {row.field for row in search.rows}:
                _running_labels(search, part)
            _left_over(search, part)
    return search.rows


def _contents(soup: BeautifulSoup, site: Site) -> list[Tag]:
    if not site.content:
        return [soup]
    found = soup.select(site.content)
    if not found:
        raise refuse(f"Trang không có phần “{site.content}”, nơi phải có nội dung thủ tục.")
    return [tag for tag in found if not any(parent in found for parent in tag.parents)]


def _configured(search: Search, part: Tag) -> None:
    """Rows, labels and values where the configuration says."""
    for row in part.select(search.site.row):
        label = row.select_one(search.site.label) if search.site.label else next(elements_of(row), None)
        if label is None:
            continue
        home = id(row.parent)
        if any(id(parent) in search.claimed for parent in row.parents) or id(row) in search.claimed:
            if not _swallowed(search, label):
                continue
            row.extract()
        if search.site.value:
            values: list[PageElement] = [v for v in row.select(search.site.value) if v is not label]
            values = [v for v in values if not any(p in values for p in v.parents)]
        else:
            values = list(label.next_siblings)
        search.add(short_text(label), values, home)


def _swallowed(search: Search, label: Tag) -> bool:
    """Whether a row within a value is one of the page's own, which an unclosed tag of that value has taken in.

    Only a class tells: labels of a table inside a value may well be worded alike.
    """
    return bool(search.site.label and "." in search.site.label and search.meaning(short_text(label)))


# --- the walk -----------------------------------------------------------------


def _walk(search: Search, part: Tag) -> None:
    for node in _unclaimed(search, part):
        if id(node) in search.done:
            continue
        if node.name == "table":
            of_table(search, node)
        elif node.name == "dl":
            of_dl(search, node)
        elif node.name in HEADINGS or node.name in INLINE or node.name in PAIR or node.name == "a":
            of_element(search, node)


def _unclaimed(search: Search, part: Tag) -> Iterator[Tag]:
    """Every element that is no part of a value, from the top; what is claimed on the way is left out."""
    stack: list[PageElement] = [part]
    while stack:
        node = stack.pop()
        if not isinstance(node, Tag) or node.name in _NO_LABELS or id(node) in search.claimed:
            continue
        yield node
        if id(node) not in search.claimed:
            stack += reversed(node.contents)


# --- tabs ---------------------------------------------------------------------


def _tabs(search: Search, part: Tag) -> None:
    """Labels on links to another place of the page, whose value is that place.

    They come before all others: bold words inside that place may be worded like labels of the page.
    """
    tried: set[tuple[str, str]] = set()
    for link in _unclaimed(search, part):
        target = str(link.get("href") or link.get("data-target") or link.get("data-bs-target") or "")
        words = short_text(link) if link.name in ("a", "button", "li") and target[:1] == "#" and target[1:] else ""
        field = search.meaning(words) if words else None
        if field is None or (field, target) in tried or any(row.field == field for row in search.rows):
            continue
        tried.add((field, target))
        place = part.find(id=target[1:])
        if isinstance(place, Tag) and id(place) not in search.claimed and not _has_label(search, place, field):
            search.add(words, [place], id(part))
            search.claimed.add(id(link))


def _has_label(search: Search, place: Tag, field: str) -> bool:
    """Whether a place says nothing, or has the label once more: it is read as what it is then."""
    first = next((line.text for line in lines_of([place]) if line.text.strip()), "")
    return not first or search.meaning(first) == field


# --- labels in running text ---------------------------------------------------


def _running_labels(search: Search, part: Tag) -> None:
    """ "Mã thủ tục: 1.001193" as a line of text: looked for only where no element marks the labels."""
    for tag in _unclaimed(search, part):
        if tag.name not in ("p", "li", "div", "td", "span", "article", "section"):
            continue
        found: list[tuple[str, list[PageElement]]] = []
        at_start = True
        for node in tag.contents:
            label, rest = _leading_label(search, node) if at_start else ("", None)
            if label:
                found.append((label, [rest] if rest is not None else []))
            elif found:
                found[-1][1].append(node)
            if isinstance(node, Tag) or str(node).strip():
                at_start = isinstance(node, Tag) and node.name in ("br", "p", "div", "ul", "ol", "table")
        for label, nodes in found:
            search.add(label, nodes, id(tag.parent if len(found) == 1 else tag))
        if found:
            search.claimed.add(id(tag))


def _leading_label(search: Search, node: PageElement) -> tuple[str, NavigableString | None]:
    if type(node) is not NavigableString:
        return "", None
    before, colon, after = node.partition(":")
    if not colon or len(before) > 100 or search.meaning(before) is None:
        return "", None
    return " ".join(before.split()), NavigableString(after)


# --- what was not read ----------------------------------------------------------


def _left_over(search: Search, part: Tag) -> None:
    """Labels of several words that stand on the page, but whose value was not found: told as not understood."""
    found = {row.field for row in search.rows}
    for tag in _unclaimed(search, part):
        if tag.name in ("a", "table", "tbody", "tr", "ul", "ol", "form", "body"):
            continue
        words = short_text(tag)
        if len(key(words).split()) < 3 or _is_menu(tag):
            continue
        field = search.meaning(words)
        if field is not None and field not in found and field != "other":
            found.add(field)
            search.rows.append(Row(words, None, (), id(part)))


def _is_menu(tag: Tag) -> bool:
    """Whether a label is that of a search form or an entry of a menu."""
    if holds(tag, "a") or (tag.parent is not None and tag.parent.name == "a"):
        return True
    return tag.parent is not None and holds(tag.parent, "select", "input")
