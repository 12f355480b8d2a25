"""Families of provincial portals in their own markup: Liferay as Đà Nẵng had it, OpenCPS v1, the old national portal.

Written from public descriptions of their pages, by no code of the product. ``odd``
names what is wrong with a portal's pages on the nights ``odd_on`` (every night when empty).
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from .liferay import Liferay, Row, Shown
from .wire import Request, Response, html_response, text_response

#: What an editor pasted from Word leaves in a cell, some of it never closed.
WORD = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
    "<style>p.MsoNormal{margin:0}</style><p class=MsoNormal style='mso-fareast-language:VI'><o:p></o:p>"
    "<font face='Times New Roman'><span lang=VI style='mso-bidi-font-weight:normal'>{}</span></font></p><div><b></b>"
)


@dataclass
class Family(Liferay):
    """What the families share: where things are, and what can be wrong with them."""

    odd: frozenset[str] = frozenset()
    odd_on: frozenset[int] = frozenset()
    blank: int = 0  # rows of procedures not in use, counted and left blank
    list_at: str = "/danh-sach"

    def _honest(self, request: Request, night: int) -> Response:
        records = self.nights[max(n for n in self.nights if n <= night)]
        odd = self.odd if not self.odd_on or night in self.odd_on else frozenset()
        asked = {k: v[0] for k, v in parse_qs(request.query).items()}
        if request.path == "/robots.txt":
            return text_response(self.robots)
        if request.path == self.list_at:
            return html_response(self._page_of_list([_as_shown(r, odd) for r in records], asked, odd, night))
        number = asked.get("id", "")
        if request.path.endswith("/chi-tiet") and number.isdecimal() and int(number) < len(records):
            return html_response(self.detail(_as_shown(records[int(number)], odd)))
        return html_response("<html><body><p>Không tìm thấy trang</p></body></html>", 404)

    def _page_of_list(self, records: Sequence[Shown], asked: Mapping[str, str], odd: frozenset[str], night: int) -> str:
        entries = [self.entry(i, r, self._link(i, odd, night, asked)) for i, r in enumerate(records)]
        entries += [self.blank_entry()] * self.blank
        start = self.start_of(asked, len(entries), odd)
        cut = entries[start : start + self.page_size]
        if "duplicate rows" in odd and start == 0:
            cut = [*cut, cut[-1]]
        total = len(entries) + (3 if "total disagrees" in odd else 0)
        return self.listing("".join(cut), start, total)

    def _link(self, number: int, odd: frozenset[str], night: int, asked: Mapping[str, str]) -> str:
        if "session in links" in odd:
            return html.escape(f"/chi-tiet;jsessionid=A{night}{number}?id={number}&p_auth=x{night}{len(asked)}")
        if "relative links" in odd:
            return f"chi-tiet?id={number}"
        return f"/chi-tiet?id={number}"

    def start_of(self, asked: Mapping[str, str], count: int, odd: frozenset[str]) -> int:
        """Where the page that is asked for begins; Liferay shows its last page for any number beyond it."""
        page = int(asked.get(self.page_param, "1"))
        last = (count + self.page_size - 1) // self.page_size
        return (min(page, last) - 1) * self.page_size

    @property
    def page_param(self) -> str:
        """The parameter that counts pages."""
        return "cur"

    def entry(self, number: int, record: Shown, link: str) -> str:
        """One procedure on the list."""
        raise NotImplementedError

    def blank_entry(self) -> str:
        """A procedure not in use."""
        return "<tr><td></td><td></td><td></td><td></td></tr>"

    def listing(self, entries: str, start: int, total: int) -> str:
        """A page of the list."""
        raise NotImplementedError

    def detail(self, record: Shown) -> str:
        """The page of one procedure."""
        raise NotImplementedError

    def pager(self, start: int, total: int) -> str:
        """Links to pages around this one, as Liferay draws them."""
        page, last = start // self.page_size + 1, (total + self.page_size - 1) // self.page_size
        at = f"{self.list_at}?{self.page_param}="
        following = f"<li><a href='{at}{page + 1}'>Tiếp theo →</a></li>" if page < last else _OFF
        return (
            "<div class='taglib-page-iterator'>"
            + (f"<small class='search-results'>Hiển thị {total} kết quả.</small>" if self.state_total else "")
            + f"<ul class='lfr-pagination-buttons pager'><li><a href='{at}{max(1, page - 1)}'>← Trước</a></li>"
            + f"{following}</ul></div>"
        )


_OFF = "<li class='disabled'><a href='javascript:;'>Tiếp theo →</a></li>"


def _as_shown(record: Shown, odd: frozenset[str]) -> Shown:
    """A record as a careless portal writes it: other signs, the same words."""
    if "NFD" in odd:
        record = Shown(*(_nfd(x) for x in (record.code, record.name, record.sector)), _each(record.rows, _nfd))
    if "nbsp" in odd:
        name = record.name.replace(" ", "\u00a0", 1)
        record = replace(record, name=name, rows=_each(record.rows, lambda v: v.replace(" ", "&nbsp;", 1)))
    if "Word" in odd:
        record = replace(record, rows=_each(record.rows, lambda v: v if "<table" in v else WORD.replace("{}", v)))
    return record


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _each(rows: Sequence[Row], change: object) -> tuple[Row, ...]:
    assert callable(change)
    return tuple((label, value if label in ("Mã thủ tục",) else change(value)) for label, value in rows)


def _framed(title: str, content: str) -> str:
    """The shell of a Liferay page."""
    menu = "".join(f"<li><a href='/muc-{n}'>Mục {n}</a></li>" for n in range(12))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(title)}</title>"
        f"<script>var Liferay = Liferay || {{}};</script></head><body><div id='banner'><ul>{menu}</ul></div>"
        f"<div id='content'>{content}</div><div id='footer'>Cơ quan chủ quản: UBND tỉnh</div></body></html>"
    )


@dataclass
class DaNang(Family):
    """Liferay with pages (``cur``, ``delta``) or fragments (``count`` grows by six)."""

    list_at: str = "/thu-tuc-hanh-chinh"

    @property
    def page_param(self) -> str:
        return "_thutuchanhchinh_WAR_dngdvcportlet_cur"

    def start_of(self, asked: Mapping[str, str], count: int, odd: frozenset[str]) -> int:
        return int(asked.get("count", "0")) if self.paging == "fragment" else super().start_of(asked, count, odd)

    def entry(self, number: int, record: Shown, link: str) -> str:
        name = html.escape(record.name)
        if self.paging == "fragment":
            return (
                f"<li><div class='lv-tb-row'><div class='lv-tb-td tb-td-1'>{number + 1}</div>"
                f"<div class='lv-tb-td tb-td-2'>{name}</div><div class='lv-tb-td tb-td-3'>"
                f"<a href='{link}'>Xem chi tiết</a></div><div class='lv-tb-td tb-td-4'>Sở Tư pháp</div></div></li>"
            )
        return (
            f"<tr><td class='table-cell'>{number + 1}</td><td class='table-cell dvc-tendvc'><a href='{link}'>{name}</a>"
            f"</td><td class='table-cell'>{html.escape(record.sector)}</td></tr>"
        )

    def listing(self, entries: str, start: int, total: int) -> str:
        if self.paging == "fragment":
            return entries or "\r\n\r\n"
        return _framed("Thủ tục hành chính", f"<table class='table'>{entries}</table>{self.pager(start, total)}")

    def detail(self, record: Shown) -> str:
        rows = "".join(f"<tr><td class='td-1'>{label}</td><td>{value}</td></tr>" for label, value in record.rows)
        name = html.escape(record.name)
        return _framed(
            record.name,
            f"<div class='box-tthc'><h2 class='tieude-h2'>{name}</h2><div class='table-reponsive'>"
            f"<table class='table'><tbody>{rows}</tbody></table></div></div>",
        )


#: OpenCPS words some labels in its own way, and shows no more than these.
_OPENCPS = {
    "Mã thủ tục": "Số hiệu",
    "Thủ tục": "Tên thủ tục",
    "Trình tự thực hiện": "Trình tự thực hiện",
    "Cách thức thực hiện": "Cách thực hiện",
    "Thành phần hồ sơ": "Thành phần, số lượng hồ sơ",
    "Điều kiện thực hiện": "Điều kiện thực hiện",
    "Thời hạn giải quyết": "Thời hạn giải quyết hồ sơ",
    "Đối tượng thực hiện": "Đối tượng thực hiện",
    "Kết quả thực hiện": "Kết quả thực hiện",
    "Căn cứ pháp lý": "Văn bản pháp lý",
}


@dataclass
class OpenCps(Family):
    """OpenCPS v1: a search container, and a detail whose right cells are editors' raw HTML."""

    def entry(self, number: int, record: Shown, link: str) -> str:
        data = "".join(
            f"<div class='row-fluid'><div class='span5 bold-label'>{label}</div>"
            f"<div class='span7'><a href='{self.list_at}'>{html.escape(value)}</a></div></div>"
            for label, value in (
                ("Số hiệu", record.code),
                ("Lĩnh vực thủ tục", record.sector),
                ("Cơ quan quản lý", "Sở Tư pháp"),
            )
        )
        return (
            f"<tr class='results-row'><td>{number + 1}</td><td><div class='row-fluid'><div class='span12'>"
            f"<a href='{link}'>{html.escape(record.name)}</a></div></div><ul class='ls-file-download'>"
            f"<li><a href='/mau-{number}.doc'>Mẫu đơn</a></li></ul></td><td>{data}</td><td></td></tr>"
        )

    def listing(self, entries: str, start: int, total: int) -> str:
        head = "<tr><th>STT</th><th>Tên</th><th>Thông tin</th><th></th></tr>"
        table = (
            f"<table class='table'><thead>{head}</thead><tbody class='table-data'>{_TEMPLATE}{entries}</tbody></table>"
        )
        content = f"<div class='opencps-searchcontainer-wrapper'>{table}{self.pager(start, total)}</div>"
        return _framed("Danh mục thủ tục", content)

    def detail(self, record: Shown) -> str:
        rows = "".join(
            f"<tr><td class='col-left'>{_OPENCPS[label]}</td><td class='col-right'>{value}</td></tr>"
            for label, value in record.rows
            if label in _OPENCPS
        )
        content = f"<div class='service-detail-wrapper'><table>{rows}</table></div>"
        return _framed("Chi tiết", content)


_TEMPLATE = "<tr class='lfr-template'><td></td><td></td><td></td><td></td></tr>"


@dataclass
class OldNational(Family):
    """The old national portal: a list of links, and a detail of headings with a window of further data."""

    list_at: str = "/p/home/dvc-dich-vu-cong-truc-tuyen-ds.html"

    @property
    def page_param(self) -> str:
        return "pPageIndex"

    def entry(self, number: int, record: Shown, link: str) -> str:
        return f"<li><a href='{link}'>{html.escape(record.name)}</a></li>"

    def blank_entry(self) -> str:
        return ""

    def listing(self, entries: str, start: int, total: int) -> str:
        shown, pages = start // self.page_size + 1, range(1, (total + self.page_size - 1) // self.page_size + 1)
        links = "".join(
            f"<li class='{'active' if n == shown else ''}'><a href='{self.list_at}?{self.page_param}={n}'>{n}</a></li>"
            for n in pages
        )
        hidden = f"<input type='hidden' id='totalRecord' value='{total}'>" if self.state_total else ""
        content = f"{hidden}<ul class='list-document'>{entries}</ul><ul class='pagination'>{links}</ul>"
        return _framed("Dịch vụ công trực tuyến", content)

    def detail(self, record: Shown) -> str:
        said = dict(record.rows)
        window = ("Mã thủ tục", "Cấp thực hiện", "Lĩnh vực", "Đối tượng thực hiện", "Cơ quan thực hiện")
        sections = "".join(
            f"<h2 class='main-title-sub'>{label}</h2><div class='article'>{value}</div>"
            for label, value in record.rows
            if label not in (*window, "Thủ tục")
        )
        rows = "".join(
            f"<div class='row info-row'><div class='col-sm-3 key'>{label}:</div>"
            f"<div class='col-sm-9'>{said[label]}</div></div>"
            for label in window
            if label in said
        )
        content = f"<h1 class='main-title'>{html.escape(record.name)}</h1>{sections}"
        return _framed(record.name, f"{content}<div id='popupChitietTTHC'>{rows}</div>")
