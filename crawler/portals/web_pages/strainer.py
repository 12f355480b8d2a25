"""Which parts of a page need to be built at all, where the configuration says in which part its data stand.

Building the tree is most of the cost of reading a page, and menus and scripts are most of a portal's page. What is
kept is never less than what the selectors of the site can see: wherever that cannot be told from the selectors alone,
the whole page is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import soupsieve
from bs4.filter import ElementFilter
from soupsieve.css_types import Selector

from crawler.portals.web_pages.site import Site

_WITHIN = frozenset({" ", ">"})


class Begin(NamedTuple):
    """What an element must be called for a selector to begin at it; all in small letters, as lxml gives names."""

    tag: str  # "*": any
    ids: frozenset[str]
    classes: frozenset[str]

    def fits(self, name: str, attributes: Mapping[str, Any]) -> bool:
        """Whether an element may be meant; rather too often than too seldom."""
        return (
            self.tag in ("*", name)
            and self.ids <= {str(attributes.get("id") or "").strip().lower()}
            and (not self.classes or self.classes <= set(str(attributes.get("class") or "").lower().split()))
        )


class Kept(ElementFilter):
    """Keeps elements with all that they hold; nothing else of a page is built."""

    def __init__(self, begins: tuple[Begin, ...]) -> None:
        super().__init__()
        self._begins = begins
        self._tags = frozenset(begin.tag for begin in begins)

    def allow_tag_creation(self, nsprefix: str | None, name: str, attrs: Mapping[str, Any] | None) -> bool:
        """Asked only for elements outside of those that are kept."""
        if name not in self._tags and "*" not in self._tags:
            return False  # said thousands of times a page
        return any(begin.fits(name, attrs or {}) for begin in self._begins)

    def allow_string_creation(self, string: str) -> bool:
        """No text outside of them."""
        return False


@lru_cache(maxsize=64)
def kept_for(site: Site) -> tuple[Begin, ...] | None:
    """Where the parts of a procedure's page begin that its site reads; None: anywhere."""
    if not site.content:
        return None
    found: list[Begin] = []
    anywhere = [
        chain for selector in (site.content, site.title, site.unseen) if selector for chain in _chains(selector)
    ]
    # of these only elements inside the content count; what they must stand in may be further out
    inside = [chain for selector in (site.row, site.label, site.value) if selector for chain in _chains(selector)]
    for chain in anywhere + [chain for chain in inside if _WITHIN & {link for _, link in chain}]:
        begin = _begin(chain)
        if begin is None:
            return None
        found.append(begin)
    return tuple(dict.fromkeys(found))


def _chains(selector: str) -> Iterator[list[tuple[Selector, str]]]:
    """Each alternative, from its outermost element inwards, with how each element hangs on the next one."""
    for last in soupsieve.compile(selector).selectors:
        chain: list[tuple[Selector, str]] = []
        outer: list[Any] = [last]
        while outer and isinstance(at := outer[0], Selector):
            chain.insert(0, (at, (at.rel_type or "") if chain else ""))
            outer = list(at.relation)
        yield chain


def _begin(chain: list[tuple[Selector, str]]) -> Begin | None:
    """The outermost element of a chain of elements that lie within each other; None where its place counts."""
    first = chain[0][0]
    if {link for _, link in chain if link} - _WITHIN or _by_place(first):
        return None
    return Begin(
        (first.tag.name if first.tag else "*").lower(),
        frozenset(x.lower() for x in first.ids),
        frozenset(x.lower() for x in first.classes),
    )


def _by_place(selector: Selector) -> bool:
    """Whether more than the element itself decides: its neighbours, its number, what it holds."""
    return bool(selector.nth or selector.selectors or selector.flags or selector.contains or selector.lang)
