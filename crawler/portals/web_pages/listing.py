"""The list of procedures: its rows, the stated total and the way to the next page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bs4 import BeautifulSoup, NavigableString, Tag

from analysis.readers.letters import composed
from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.forms import bare_of_links, is_click
from crawler.portals.web_pages.labels import key, list_column_of
from crawler.portals.web_pages.search import short_text
from crawler.portals.web_pages.site import Site
from crawler.portals.web_pages.tables import Cell, GridRow, Sheet, cells_of, own_rows, resolved, sheet
from crawler.portals.web_pages.text import holds, lines_of, target_of, text_of


@dataclass(frozen=True, slots=True)
class Listed:
    """One procedure as the list shows it; None: the list has no such cell."""

    ref: str  # the link to its page, as written; empty: it has none
    code: str | None
    name: str
    sector: str | None = None
    level: str | None = None  # mức độ dịch vụ công trực tuyến
    agency: str | None = None
    levels: str | None = None  # cấp thực hiện


@dataclass(frozen=True)
class ListReading:
    """What a page of the list tells."""

    items: tuple[Listed, ...]
    total: int | None
    next_url: str
    blank: int = 0  # rows without a word, as some portals leave for procedures not in use
    base: str = ""  # where the page says its links begin from


_CODE = re.compile(r"(?<![\d.])[1-9]\.\d{6}(?:\.\d{2,3})*(?:\.[A-Z]\d{2})?(?:\.\d{2})?(?![\d.]*\d)")
#: An entry of a list has no more signs than this.
_ENTRY = 3_000
_NONE = re.compile(r"không (?:tìm thấy|có) (?:dữ liệu|kết quả|bản ghi|thủ tục|thông tin)|chưa có (?:dữ liệu|thủ tục)")


def read_list(soup: BeautifulSoup, site: Site) -> ListReading:
    """The procedures of a page of the list. A page on which there is none must say so."""
    rows = tuple(_configured(soup, site)) if site.items else tuple(_generic(soup))
    items = tuple(row for row in rows if row is not None)
    total = _total(soup, site)
    if not rows and total != 0 and not _says_none(soup) and not (site.items and total is not None):
        raise refuse("Không tìm thấy thủ tục nào trong trang danh sách, và trang cũng không nói là không có.")
    base = soup.find("base", href=True)
    said = str(base["href"]) if isinstance(base, Tag) else ""
    return ListReading(items, total, _next(soup, site), len(rows) - len(items), said)


def is_empty(soup: BeautifulSoup) -> bool:
    """Whether a fragment has nothing more: no link, and no words but that there is none."""
    return soup.find("a") is None and (not text_of([soup]).strip() or _says_none(soup))


def numbers_linked(soup: BeautifulSoup, parameter: str) -> set[int]:
    """The pages of the list that links on this one lead to, by a parameter that counts pages."""
    found = re.compile(rf"[?&]{re.escape(parameter)}=(\d{{1,6}})(?=&|#|$)")
    return {int(m[1]) for a in soup.find_all("a", href=True) if (m := found.search(str(a["href"])))}


def _says_none(soup: BeautifulSoup) -> bool:
    return _NONE.search(" ".join(composed(text_of([soup])).casefold().split())) is not None


# --- rows where the configuration says ------------------------------------------


def _configured(soup: BeautifulSoup, site: Site) -> Iterator[Listed | None]:
    """Each row, None for one that is left blank."""
    for item in soup.select(site.items):
        link = _one(item, site.link) if site.link else _best_link(item)
        name = _text(item, site.name) if site.name else (text_of([link]) if link else "")
        if not (name or "").strip():
            if text_of([item]).strip():
                raise refuse(f"Một dòng của danh sách không có tên thủ tục: “{text_of([item])[:80]}”.")
            yield None  # left blank for a procedure that is not in use
            continue
        yield Listed(
            ref=_ref(link),
            code=_text(item, site.code) if site.code else _code_in(text_of([item])),
            name=name or "",
            sector=_text(item, site.sector),
            level=_text(item, site.level),
            agency=_text(item, site.agency),
        )


def _one(item: Tag, selector: str) -> Tag | None:
    return item.select_one(selector)


def _text(item: Tag, selector: str) -> str | None:
    if not selector:
        return None
    found = _one(item, selector)
    return text_of([found]) if found else ""


def _ref(link: Tag | None) -> str:
    if link is None:
        return ""
    return target_of(link) or str(link.get("onclick") or "")


def _code_in(text: str) -> str | None:
    found = _CODE.search(text)
    return found[0] if found else None


# --- rows read by meaning ---------------------------------------------------------


def _generic(soup: BeautifulSoup) -> list[Listed]:
    """The rows of the tables whose headings are those of a list; else links beside codes."""
    found: list[Listed] = []
    for table in soup.find_all("table"):
        if holds(table, "table") and not _is_list(table):
            continue  # a table that only lays out the page
        made = sheet(own_rows(table), list_column_of)
        if made.has_head and "name" in made.meanings:
            found += (item for row in resolved(made.body) if (item := _of_row(made, row)))
        elif not made.has_head:
            found += (item for row in made.body if (item := _of_bare_row(row)))
    return found or _loose(soup)


def _is_list(table: Tag) -> bool:
    """Whether one of its first rows has the heading of procedures' names."""
    heads = (cell for row in own_rows(table)[:4] for cell in cells_of(row))
    return any(list_column_of(short_text(cell)) == "name" for cell in heads)


def _of_row(table: Sheet, row: GridRow) -> Listed | None:
    name_at = table.column("name")
    if name_at is None or name_at >= len(row) or all(cell is row[0] for cell in row):
        return None  # "Không có dữ liệu", or the name of a group of rows
    cell = row[name_at]
    name = bare_of_links(cell.lines)
    link = _best_link(cell.tag) or next((a for c in row if (a := _best_link(c.tag))), None)
    if not name.strip():
        if link is None and not (_cell(table, row, "code") or "").strip():
            return None
        raise refuse("Một dòng của danh sách có mã hoặc liên kết mà không có tên thủ tục.")
    return Listed(
        ref=_ref(link),
        code=_cell(table, row, "code"),
        name=name,
        sector=_cell(table, row, "sector"),
        level=_cell(table, row, "level"),
        agency=_cell(table, row, "agency"),
        levels=_cell(table, row, "levels"),
    )


def _cell(table: Sheet, row: GridRow, meaning: str) -> str | None:
    at = table.column(meaning)
    return None if at is None else row[at].text if at < len(row) else ""


def _of_bare_row(row: GridRow) -> Listed | None:
    """A row without headings above it: a code and a link tell a procedure; other cells are not understood."""
    links = [(cell, link) for cell in row if (link := _best_link(cell.tag)) is not None]
    codes = [code for cell in row if (code := _code_in(cell.text))]
    if not links or not codes:
        return None
    named = max(links, key=lambda pair: len(text_of([pair[1]])))
    name = _without_code(text_of([named[1]]), codes[0])
    others = [cell for cell, _ in links if cell is not named[0]] if not name else []
    name = name or max((_wordy(c) for c in (*others, *row)), key=len, default="")
    return Listed(_ref(named[1]), codes[0], name) if name else None


def _wordy(cell: Cell) -> str:
    return cell.text if not _CODE.search(cell.text) else ""


def _without_code(text: str, code: str) -> str:
    """A link's text without the code it begins with: "1.001193 - Đăng ký khai sinh"."""
    if text.strip() == code:
        return ""
    return re.sub(r"^[\s:|–-]+", "", text.strip()[len(code) :]) if text.strip().startswith(code) else text


def _loose(soup: BeautifulSoup) -> list[Listed]:
    """Entries of a list (li, div) with a link and a code beside it."""
    found: list[Listed] = []
    seen: set[int] = set()
    beginnings: dict[int, str] = {}
    for link in soup.find_all("a"):
        text = text_of([link])
        if is_click(text) or not target_of(link):
            continue
        place, code = _with_code(link, beginnings)
        if place is None or id(place) in seen:
            continue
        seen.add(id(place))
        name = _without_code(text, code or "") or _CODE.sub("", _beginning(place)).strip(" \n\t:|–-")
        if not name:
            raise refuse(f"Một mục của danh sách không có tên thủ tục: “{code}”.")
        found.append(Listed(_ref(link), code, name))
    return found


def _with_code(link: Tag, beginnings: dict[int, str]) -> tuple[Tag | None, str | None]:
    """The smallest element around a link that shows just one code."""
    place: Tag | None = link
    for _ in range(5):
        if place is None or place.name in ("body", "html", "[document]", "ul", "ol", "table"):
            return None, None
        text = beginnings.get(id(place)) or beginnings.setdefault(id(place), _beginning(place))
        codes = set(_CODE.findall(text))
        if codes or len(text) > _ENTRY:
            return (place, codes.pop()) if len(codes) == 1 and len(text) <= _ENTRY else (None, None)
        place = place.parent
    return None, None


def _beginning(place: Tag) -> str:
    """The text of an element, or its beginning where it is too long for an entry of a list."""
    pieces: list[str] = []
    length = 0
    for seen, node in enumerate(place.descendants):
        if isinstance(node, NavigableString) and node.strip():
            pieces.append(node)
            length += len(node)
        if length > _ENTRY or seen > _ENTRY:
            return " ".join(pieces).ljust(_ENTRY + 1)
    return " ".join(pieces)


def _best_link(tag: Tag) -> Tag | None:
    """The link that names something, else the first that leads anywhere."""
    links = [a for a in tag.find_all(True) if target_of(a)] + ([tag] if target_of(tag) else [])
    named = [a for a in links if not is_click(text_of([a]))]
    return max(named, key=lambda a: len(text_of([a]))) if named else links[0] if links else None


# --- the total and the next page ---------------------------------------------------

_NUMBER = r"(\d{1,3}(?:[.,]\d{3})+|\d{1,7})"
_WHAT = r"(?:thủ tục|tthc|văn bản|kết quả|bản ghi|dịch vụ|mục|dòng)"
_ALL = r"(?:tổng (?:số|cộng)\s*)?(?:tổng\s*)?"
#: The surest first: a portal's page may count other things too, applications (hồ sơ) above all.
_TOTALS = (
    re.compile(
        rf"\d\s*(?:-|–|—|đến|tới|to)\s*[\d.,]+\s*(?:{_WHAT}\s*)?(?:trong|trên|của|of|/)\s*{_ALL}(?:số\s*)?{_NUMBER}"
    ),
    re.compile(rf"(?:trong|/|trên|của)\s*{_ALL}{_NUMBER}\s*{_WHAT}"),
    re.compile(rf"(?:tìm thấy|tìm được|có tất cả|tất cả|có)\s*(?:tổng cộng\s*)?{_NUMBER}\s*{_WHAT}"),
    re.compile(rf"tổng (?:số|cộng)?\s*(?:{_WHAT}\s*)?(?:hành chính|công)?\s*(?:là|có)?\s*[:：]?\s*{_NUMBER}"),
)


def _total(soup: BeautifulSoup, site: Site) -> int | None:
    if site.total:
        found = soup.select_one(site.total)
        text = (text_of([found]) or str(found.get("value") or "")) if found else ""
        numbers = re.findall(_NUMBER, composed(text))
        if not numbers:
            return None
        stated = next((m for sign in _TOTALS if (m := sign.search(composed(text).casefold()))), None)
        return _as_number(stated[1] if stated else numbers[-1])
    words = " ".join(composed(text_of([soup])).casefold().split())
    found_at = [(m.start(), m[1]) for sign in _TOTALS for m in [sign.search(words)] if m]
    hidden = soup.find(id=re.compile(r"^total(?:_?records?|_?count|_?rows?)?$", re.IGNORECASE))
    if isinstance(hidden, Tag) and (
        m := re.fullmatch(rf"\s*{_NUMBER}\s*", text_of([hidden]) or str(hidden.get("value") or ""))
    ):
        return _as_number(m[1])
    return _as_number(found_at[0][1]) if found_at else None


def _as_number(written: str) -> int:
    return int(re.sub(r"[.,]", "", written))


_FORWARD = frozenset(
    {"sau", "tiếp", "trang sau", "tiếp theo", "next", "trang tiếp", "trang kế", "kế tiếp", "trang tiếp theo"}
)
_ARROWS = ("›", ">", "→")


def _next(soup: BeautifulSoup, site: Site) -> str:
    if site.next:
        found = soup.select_one(site.next)
        return _ref(found) if found is not None and not _is_off(found) else ""
    for tag in soup.find_all(["a", "link"], rel="next"):
        if href := str(tag.get("href") or ""):
            return href
    links = [a for a in soup.find_all("a") if not _is_elsewhere(a)]
    forward = [a for a in links if _leads_forward(a)]
    if any(_is_off(a) for a in forward):
        return ""  # the page says itself that it is the last
    links = [a for a in links if not _is_off(a)]
    if ref := next((ref for a in forward if (ref := _paging_ref(a))), ""):
        return ref
    return _after_active(soup) or next((_paging_ref(a) for a in links if text_of([a]).strip() in ("»", ">>")), "")


def _leads_forward(link: Tag) -> bool:
    text = text_of([link]).strip()
    said = key(text) or key(str(link.get("aria-label") or link.get("title") or ""))
    return said in _FORWARD or text in _ARROWS


#: Parts of a page with a paging of their own.
_ELSEWHERE = re.compile(r"calend|(?:^|[-_])lich(?:[-_]|$)|datepick|carousel|slider|slick|swiper", re.IGNORECASE)


def _is_elsewhere(link: Tag) -> bool:
    """Whether a link belongs to a calendar, a show of pictures or another part beside the list."""
    for place in islice(link.parents, 8):
        marks = [str(x) for x in (*place.get_attribute_list("class"), place.get("id")) if x]
        if place.name == "aside" or any(_ELSEWHERE.search(mark) for mark in marks):
            return True
    return False


def _paging_ref(link: Tag) -> str:
    href = str(link.get("href") or "")
    return (
        href
        if href and not re.match(r"\s*(?:#|javascript:\s*(?:void|;|$))", href, re.IGNORECASE)
        else str(link.get("onclick") or "")
    )


def _is_off(link: Tag) -> bool:
    """Whether a link is switched off, by its own class or that of its list item."""
    parent = link.parent
    classes = [*link.get_attribute_list("class"), *(parent.get_attribute_list("class") if parent else ())]
    return "disabled" in classes or link.get("aria-disabled") == "true"


def _after_active(soup: BeautifulSoup) -> str:
    """The link behind the number of the page that is shown."""
    active = soup.select_one(".pagination .active, .pager .active, .paging .active, [aria-current=page]")
    if active is None:
        return ""
    place = active if active.name == "li" or active.parent is None or active.parent.name != "li" else active.parent
    after: Sequence[Tag] = [tag for tag in place.next_siblings if isinstance(tag, Tag)]
    for tag in after[:1]:
        link = tag if tag.name == "a" else tag.find("a")
        if isinstance(link, Tag) and lines_of([link]) and text_of([link]).strip().isdigit():
            return _paging_ref(link)
    return ""
