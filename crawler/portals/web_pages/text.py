"""The words of a part of a page as a person sees them, line by line and letter by letter.

Blocks, ``<br>`` and list items end a line. A line break of the source is a blank,
as in a browser, except where the page keeps its lines or the next line begins
with the sign of a list entry. Nothing else is changed: no-break spaces, double
spaces and decomposed letters stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bs4 import Comment, Declaration, Doctype, NavigableString, ProcessingInstruction, Tag
from bs4.element import PageElement

from analysis.readers.letters import composed, n1_characters, n2_d_stroke

UNSEEN = frozenset({"script", "style", "template", "noscript", "title", "svg", "math", "object", "iframe"})
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody
    tfoot thead tr ul""".split()  # noqa: SIM905 - reads as a table
)
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_PRE_STYLE = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)
#: Elements that count by their name alone.
_COUNTED = _BOLD | {"pre", "textarea", "li"}
_HIDDEN_STRINGS = (Comment, Declaration, Doctype, ProcessingInstruction)
#: A blank that stands for a line break of the source; no page can hold this sign.
_SOFT = "\x00"
_BREAK = re.compile(r"[ \t\f]*\n[ \t\f\n]*")
_SOFTS = re.compile(f"[ \t]*{_SOFT}[ \t{_SOFT}]*")
#: What only an entry of a list begins with.
MARK = re.compile(
    r"(?:[-–—+*•●▪◦‣○■](?=[\s\u00a0])|\d{1,2}(?:\.\d{1,2})*[.)](?=[\s\u00a0])|[a-zđ]\)(?=[\s\u00a0])|Bước\s+\d)"
)
_BLANKS = " \t\n\r\f"


#: No letter and no accent follows: ``\\b`` does not know letters whose accents are signs of their own.
END = r"(?![\w\u0300-\u036f])"


def either(pattern: str) -> str:
    """A pattern for texts with composed and with decomposed letters."""
    return f"(?:{pattern}|{unicodedata.normalize('NFD', pattern)})"


def plain(text: str) -> str:
    """A text in one spelling, to look for words in: composed, single blanks, nothing invisible, one letter Đ."""
    return n2_d_stroke(n1_characters(text))


def seen(text: str) -> str:
    """A text from the first sign on that a person sees."""
    begin = next((at for at, sign in enumerate(text) if composed(sign).strip()), len(text))
    return text[begin:]


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere that a click leads to, as the page writes it."""

    text: str
    target: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a person sees it."""

    text: str
    bold: bool = False
    item: int = 0  # how deep a list item begins with this line; 0: none does
    links: tuple[Link, ...] = ()


@dataclass(slots=True)
class _Writer:
    """Lines as they are being written."""

    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    plain: bool = False  # whether anything of the line is not bold
    item: int = 0

    def write(self, text: str, *, bold: bool, pre: bool) -> None:
        if pre:
            first, *rest = text.split("\n")
            self._add(first, bold)
            for line in rest:
                self.end(forced=True)
                self._add(line, bold)
            return
        begin = 0
        for found in _BREAK.finditer(text):
            self._add(text[begin : found.start()], bold)
            begin = found.end()
            if MARK.match(text, begin):
                self.end()
            else:
                self.pieces.append(_SOFT)
        self._add(text[begin:], bold)

    def _add(self, text: str, bold: bool) -> None:
        self.pieces.append(text)
        self.plain = self.plain or (not bold and bool(text.strip()))

    def end(self, *, forced: bool = False) -> None:
        """End the line; a blank one is kept only where the page forces it."""
        text = _SOFTS.sub(" ", "".join(self.pieces)).strip(_BLANKS)
        if text or self.links or forced:
            self.lines.append(Line(text, bool(text) and not self.plain, self.item, tuple(self.links)))
            self.item = 0
        self.pieces, self.links, self.plain = [], [], False


def lines_of(nodes: Iterable[PageElement]) -> tuple[Line, ...]:
    """The lines of some neighbouring parts of a page."""
    writer = _Writer()
    for part in nodes:
        apart = isinstance(part, Tag) and part.name in ("td", "th")
        if apart:
            writer.end()
        for node, is_end, depths in _walk(part):
            if isinstance(node, Tag):
                _at_tag(writer, node, is_end, depths)
            elif isinstance(node, NavigableString):
                writer.write(str(node), bold=depths.bold > 0, pre=depths.pre > 0)
        if apart:
            writer.end()
    writer.end()
    return _trimmed(writer.lines)


def text_of(nodes: Iterable[PageElement]) -> str:
    """The same as one text."""
    return "\n".join(line.text for line in lines_of(nodes))


def _trimmed(lines: list[Line]) -> tuple[Line, ...]:
    """Without blank lines at either end."""
    full = [i for i, line in enumerate(lines) if line.text or line.links]
    return tuple(lines[full[0] : full[-1] + 1]) if full else ()


def _at_tag(writer: _Writer, tag: Tag, is_end: bool, depths: _Depths) -> None:
    if tag.name == "br":
        if not is_end:
            writer.end(forced=True)
    elif tag.name in _BLOCKS:
        writer.end()
        if tag.name == "li":
            writer.item = 0 if is_end else depths.items
    elif tag.name in ("td", "th") and not is_end:
        writer.pieces.append("\t")
    if not is_end and target_of(tag):
        writer.pieces.append("")  # the line has begun, though the link may only hold a picture
    if is_end and (target := target_of(tag)) and depths.links == 0:
        text = " ".join(line.text for line in lines_of(tag.contents) if line.text)
        link = Link(text, target, str(tag.get("title") or tag.get("download") or ""))
        _attach(writer, link)


def _attach(writer: _Writer, link: Link) -> None:
    """A link belongs to the line that is being written, or to the last one where its own block ended it."""
    if writer.pieces or not writer.lines:
        writer.links.append(link)
    else:
        last = writer.lines[-1]
        writer.lines[-1] = Line(last.text, last.bold, last.item, (*last.links, link))


@dataclass(slots=True)
class _Depths:
    """How many elements of each kind the walk stands in."""

    bold: int = 0
    pre: int = 0
    items: int = 0
    links: int = 0

    def move(self, tag: Tag, by: int) -> None:
        if not tag.attrs and tag.name not in _COUNTED:
            return
        style = str(tag.get("style") or "")
        classes = " ".join(classes_of(tag))
        if tag.name in _BOLD or _BOLD_STYLE.search(style) or "bold" in classes:
            self.bold += by
        if tag.name in ("pre", "textarea") or _PRE_STYLE.search(style) or "whitespace-pre" in classes:
            self.pre += by
        if tag.name == "li":
            self.items += by
        if target_of(tag):
            self.links += by


def _walk(part: PageElement) -> Iterator[tuple[PageElement, bool, _Depths]]:
    """Every seen node, each tag once at its begin and once at its end; without recursion, however deep the page."""
    depths = _Depths()
    stack: list[tuple[PageElement, bool]] = [(part, False)]
    while stack:
        node, is_end = stack.pop()
        if not isinstance(node, Tag):
            if not isinstance(node, _HIDDEN_STRINGS):
                yield node, False, depths
            continue
        if node.name in UNSEEN:
            continue
        depths.move(node, -1 if is_end else 1)
        yield node, is_end, depths
        if not is_end:
            stack.append((node, True))
            stack += [(child, False) for child in reversed(node.contents)]


def classes_of(tag: Tag) -> tuple[str, ...]:
    """The classes of an element."""
    return tuple(str(name) for name in tag.get_attribute_list("class") if name) if tag.has_attr("class") else ()


def holds(tag: Tag, *names: str) -> bool:
    """Whether an element with one of these names stands anywhere inside."""
    return any(isinstance(place, Tag) and place.name in names for place in tag.descendants)


_NOWHERE = re.compile(r"\s*(?:#|javascript:|about:|mailto:|tel:|$)", re.IGNORECASE)
_LOADS = re.compile(r"\(\s*['\"]?[^'\")\s]")
_DATA = ("data-href", "data-url", "data-link", "data-file")


def target_of(tag: Tag) -> str:
    """Where a click on it leads, as written: an address, or the call of a script that fetches something."""
    if not tag.attrs:
        return ""
    href = str(tag.get("href") or "") if tag.name == "a" else ""
    if href and not _NOWHERE.match(href):
        return href
    for name in _DATA:
        if tag.get(name) and not _NOWHERE.match(str(tag[name])):
            return str(tag[name])
    click = str(tag.get("onclick") or "") or href.partition("javascript:")[2]
    return click if _LOADS.search(click) and re.search(r"down|tai|file|mau|xem|open", click, re.IGNORECASE) else ""
