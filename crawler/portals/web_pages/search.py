"""A search for the data of a page: what was found so far, and what is not to be searched any more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from crawler.portals.web_pages.labels import LONGEST, field_of
from crawler.portals.web_pages.site import Site
from crawler.portals.web_pages.text import UNSEEN, Line, lines_of

_COLON = re.compile(r"^[\s\u00a0]*[:：][\s\u00a0]*")


@dataclass
class Row:
    """A label as written, what it means, and the parts of the page that are its value."""

    label: str
    field: str | None
    nodes: tuple[PageElement, ...]
    home: int  # which container it stands in
    shape: tuple[str, ...] = ()

    _seen: tuple[tuple[PageElement, ...], tuple[Line, ...]] | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the value."""
        if self._seen is None or self._seen[0] is not self.nodes:
            self._seen = (self.nodes, lines_of(self.nodes))
        return self._seen[1]

    @property
    def text(self) -> str:
        """The value as text."""
        return "\n".join(line.text for line in self.lines)


@dataclass
class Search:
    """The rows found so far, and what is not to be searched any more."""

    site: Site
    rows: list[Row] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    claimed: set[int] = field(default_factory=set)

    def meaning(self, text: str) -> str | None:
        """Which datum a label announces on this site."""
        return field_of(text, self.site.labels)

    def add(self, label: str, nodes: Sequence[PageElement], home: int, shape: tuple[str, ...] = ()) -> None:
        """A label and its value, which is not searched for labels any more."""
        nodes = without_colon(nodes)
        self.claimed |= {id(node) for node in nodes}
        self.rows.append(Row(label, self.meaning(label), tuple(nodes), home, shape))


def short_text(tag: Tag) -> str:
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


def elements_of(tag: Tag) -> Iterator[Tag]:
    """The elements directly inside one."""
    return (child for child in tag.contents if isinstance(child, Tag))


def without_colon(nodes: Sequence[PageElement]) -> list[PageElement]:
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
