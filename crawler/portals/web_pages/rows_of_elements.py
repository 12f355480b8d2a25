"""Labels that are headings, bold words or the first of a pair of elements, and what stands behind them."""

from __future__ import annotations

import re
from itertools import islice

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from crawler.portals.web_pages.labels import key
from crawler.portals.web_pages.search import Search, elements_of, short_text
from crawler.portals.web_pages.text import UNSEEN, classes_of, holds

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
INLINE = frozenset({"b", "strong", "label", "em", "u", "span", "font", "i", "legend", "summary"})
PAIR = frozenset({"div", "li", "p", "section", "article", "span"})
_BOLD = ("b", "strong", "label", "dt", "legend", "summary")
_LABELLED = re.compile(r"label|title|key|name|tieu-?de|nhan|col-left|caption|field|head|bold|td-1|term", re.IGNORECASE)

_CLICKED = ("a", "button", "input")
#: Buttons below the data of a procedure, which are no part of the last value.
_BUTTONS = frozenset(
    map(
        key,
        (
            "Nộp hồ sơ",
            "Nộp hồ sơ trực tuyến",
            "Nộp trực tuyến",
            "Đăng ký trực tuyến",
            "Thực hiện trực tuyến",
            "Quay lại",
            "Trở về",
            "Trở lại",
            "In trang",
            "In thủ tục",
            "Chia sẻ",
            "Đóng",
            "Đặt câu hỏi",
            "Góp ý",
            "Đánh giá",
            "Đầu trang",
        ),
    )
)


def of_element(search: Search, tag: Tag) -> None:
    label = short_text(tag)
    if not label or search.meaning(label) is None or not _may_label(tag):
        return
    inner, outer = tag, tag
    while not _following(outer):
        parent = outer.parent
        if parent is None or parent.name in ("td", "th", "tr", "body", "ul", "ol", "form", "[document]", "dd"):
            return
        if short_text(parent) != label:
            return
        outer = parent
    if _is_link(inner) and outer.name not in HEADINGS and not _of_class(outer):
        return
    values = _values(search, outer)
    if values is None:
        return
    shape = (outer.name, *classes_of(outer))
    row = outer.parent
    home = (
        row.parent
        if row is not None and row.parent is not None and len(list(islice(elements_of(row), 4))) <= 3
        else row
    )
    search.add(label, values, id(home), shape)
    search.claimed.add(id(outer))
    _unknown_beside(search, row, home, shape)


def _may_label(tag: Tag) -> bool:
    """Whether such an element announces something: a heading, bold words, or the first of a pair."""
    if tag.name in HEADINGS or tag.name in _BOLD or _of_class(tag):
        return True
    parent = tag.parent
    if tag.name == "a" or parent is None:
        return tag.name == "a" and parent is not None and (parent.name in HEADINGS or _of_class(parent))
    children = list(islice(elements_of(parent), 3))
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


def _following(tag: Tag) -> bool:
    """Whether anything at all stands behind an element in its parent."""
    return any(
        isinstance(node, Tag) or (type(node) is NavigableString and bool(node.strip())) for node in tag.next_siblings
    )


def _values(search: Search, label: Tag) -> list[PageElement] | None:
    """What stands behind a label up to the next one; None where it is a field of a search form."""
    values: list[PageElement] = []
    for node in label.next_siblings:
        if isinstance(node, Tag):
            if _ends(search, node, label):
                break
            if _is_button(node):
                continue
            if node.name == "select" or (node.name == "input" and node.get("type", "text") in ("text", "search")):
                return None
        values.append(node)
    if any(isinstance(v, Tag) and v.name not in UNSEEN and holds(v, "select") for v in values):
        return None
    return values


def _is_button(tag: Tag) -> bool:
    """Whether an element is nothing but something to click, with the words of a button; a value may say the same."""
    clicked = tag.name in _CLICKED or tag.find(_CLICKED) is not None
    return clicked and key(short_text(tag)) in _BUTTONS


def _ends(search: Search, node: Tag, label: Tag) -> bool:
    """Whether the next label begins here: with this element, or with the first of what it holds."""
    own = search.meaning(short_text(label))
    if _of_class(label) and node.name == label.name and classes_of(node) == classes_of(label):
        return True
    place: Tag | None = node
    for _ in range(5):
        if place is None or place.name in ("table", "ul", "ol"):
            return False
        if label.name in HEADINGS and place.name in HEADINGS and place.name <= label.name:
            return True
        if _announces(search, place, label, own):
            return True
        first = next((c for c in place.contents if isinstance(c, Tag) or str(c).strip()), None)
        place = first if isinstance(first, Tag) else None
    return False


def _announces(search: Search, node: Tag, label: Tag, own: str | None) -> bool:
    """Whether an element is a label of the same standing as another one, and of another datum.

    Bold words inside a value do not stand beside headings or labels that a class marks.
    """
    bold = node.name in _BOLD and label.name not in HEADINGS and not _of_class(label)
    if not bold and node.name not in HEADINGS and not _of_class(node):
        return False
    return search.meaning(short_text(node)) not in (None, own)


def _unknown_beside(search: Search, row: Tag | None, home: Tag | None, shape: tuple[str, ...]) -> None:
    """Rows built like one with a known label, whose own label is not known."""
    if row is None or home is None or row is home or id(home) in search.done:
        return
    search.done.add(id(home))
    same = (row.name, row.get("class"))
    for other in elements_of(home):
        if (other.name, other.get("class")) != same or id(other) in search.claimed or other is row:
            continue
        label = next(elements_of(other), None)
        if (
            label is None
            or (label.name, *(label.get_attribute_list("class") if label.has_attr("class") else ())) != shape
        ):
            continue
        words = short_text(label)
        if key(words) and search.meaning(words) is None and _following(label):
            search.add(words, list(label.next_siblings), id(home), shape)
            search.claimed.add(id(label))
