"""A provincial portal with pages of its own, as Liferay portals show them: a list in pages or fragments, and details.

Reckoned from public descriptions of such portals (``cur`` and ``delta``, or a fragment
whose ``count`` grows by six); written from the national records' own JSON, by no code
of the product.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from . import screens
from .faults import Fault, Mischief
from .wire import Request, Response, html_response, text_response

UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "MONTH": "tháng", "HOUR": "giờ", "YEAR": "năm"}
CHANNELS = {"DIRECT": "Trực tiếp", "ONLINE": "Trực tuyến", "POSTAL": "Dịch vụ bưu chính"}

Row = tuple[str, str]  # label, HTML of the value
Change = Callable[[list[Row]], list[Row]]


@dataclass(frozen=True)
class Shown:
    """One procedure on the province's portal."""

    code: str
    name: str
    sector: str
    rows: tuple[Row, ...]


def shown(detail: Mapping[str, Any], change: Change = lambda rows: rows) -> Shown:
    """A national record as the province words it; ``change`` alters rows of its page."""
    code = f"{detail['code'].strip()}.000.00.00.H53"
    sector = detail["categoriesDetails"][0]["name"]
    rows = change([("Mã thủ tục", code), ("Thủ tục", _text(detail["name"])), *_rows(detail, sector)])
    told = dict(rows)
    return Shown(html.unescape(told["Mã thủ tục"]), html.unescape(told["Thủ tục"]), sector, tuple(rows))


def _rows(detail: Mapping[str, Any], sector: str) -> list[Row]:
    levels = [w for key, w in (("isProvince", "Cấp tỉnh"), ("isWard", "Cấp xã")) if detail[key]]
    agencies = [a["name"] for a in (*detail["departmentsExecuting"], *(detail["unitGroupsExecuting"] or ())) if a]
    papers = [p for case in detail["executionCases"] for p in case["profileComponents"]]
    rows = [
        ("Cấp thực hiện", ", ".join(levels)),
        ("Lĩnh vực", _text(sector)),
        ("Cơ quan thực hiện", "<br>".join(map(_text, agencies))),
        ("Đối tượng thực hiện", "; ".join(_text(s["name"]) for s in detail["subjectTypesDetails"])),
        ("Trình tự thực hiện", "".join(f"<p>{_text(s['name'])} {_text(s['description'])}</p>" for s in _steps(detail))),
        ("Cách thức thực hiện", "<br>".join(dict.fromkeys(_channels(detail)))),
        ("Thời hạn giải quyết", _text(_time(detail))),
        ("Thành phần hồ sơ", _table(papers)),
        ("Kết quả thực hiện", "<br>".join(_text(r["name"]) for r in detail["resultsDetails"])),
        ("Điều kiện thực hiện", _text(detail["requirementsAndConditions"] or "Không")),
        ("Căn cứ pháp lý", "<ul>" + "".join(f"<li>{_text(b)}</li>" for b in _bases(detail)) + "</ul>"),
    ]
    return [(label, value) for label, value in rows if value]


def _text(value: str | None) -> str:
    return html.escape(value or "").replace("\n", "<br>")


def _steps(detail: Mapping[str, Any]) -> Iterable[Mapping[str, str]]:
    return ({"name": s["name"] or "", "description": s["description"] or ""} for s in detail["executionSteps"])


def _channels(detail: Mapping[str, Any]) -> list[str]:
    return [CHANNELS[m["submissionMethod"]] for m in detail["executionMethods"]]


def _time(detail: Mapping[str, Any]) -> str:
    times = {(m["processingTime"], m["processingTimeUnit"]) for m in detail["executionMethods"]}
    if len(times) != 1 or (only := next(iter(times)))[1] not in UNITS:
        return ""
    return f"Không quá {int(only[0]):02d} {UNITS[only[1]]} kể từ ngày nhận đủ hồ sơ hợp lệ"


def _bases(detail: Mapping[str, Any]) -> list[str]:
    return [
        b["name"] if b["code"] in b["name"] else f"{b['name']} số {b['code']}" for b in detail["legalBasisesDetails"]
    ]


def _table(papers: Sequence[Mapping[str, Any]]) -> str:
    head = "<tr><th>STT</th><th>Tên giấy tờ</th><th>Bản chính</th><th>Bản sao</th></tr>"
    rows = (
        f"<tr><td>{n}</td><td>{_text(p['name'])}</td><td>{p['originalQty']}</td><td>{p['copyQty']}</td></tr>"
        for n, p in enumerate(papers, 1)
    )
    return f"<table class='table'>{head}{''.join(rows)}</table>" if papers else ""


@dataclass
class Liferay:
    """The portal. ``nights`` gives what it shows from a night on; ``paging`` is "page", "fragment" or "next"."""

    nights: Mapping[int, Sequence[Shown]]
    paging: str = "page"
    page_size: int = 6
    state_total: bool = True
    faults: Sequence[Fault] = ()
    robots: str = screens.ROBOTS_ALLOW
    _mischief: Mischief = field(init=False)

    def __post_init__(self) -> None:
        self._mischief = Mischief(tuple(self.faults))

    def respond(self, request: Request, night: int = 1) -> Response:
        """The answer to a request on a night."""
        return self._mischief.respond(request, night, self._honest)

    def _honest(self, request: Request, night: int) -> Response:
        records = self.nights[max(n for n in self.nights if n <= night)]
        asked = {k: v[0] for k, v in parse_qs(request.query).items()}
        if request.path == "/robots.txt":
            return text_response(self.robots)
        if request.path == "/dich-vu-cong":
            return html_response(self._list(records, asked))
        if request.path == "/chi-tiet-thu-tuc":
            number = int(asked.get("id", "-1"))
            return html_response(_detail(records[number])) if 0 <= number < len(records) else _gone()
        return _gone()

    def _list(self, records: Sequence[Shown], asked: Mapping[str, str]) -> str:
        if self.paging == "fragment":
            start = int(asked.get("count", "0"))
            return "".join(_entry(i, records[i]) for i in _slice(records, start, self.page_size))
        start = (int(asked.get("cur", "1")) - 1) * self.page_size
        entries = "".join(_entry(i, records[i]) for i in _slice(records, start, self.page_size))
        total = f"<p id='tong'>Tổng số: {len(records)} thủ tục</p>" if self.state_total else ""
        page = start // self.page_size + 2
        more = (
            f"<a class='tiep' href='/dich-vu-cong?cur={page}'>Tiếp</a>" if start + self.page_size < len(records) else ""
        )
        return _page("Danh sách thủ tục", f"{total}<ul class='ds'>{entries}</ul>{more}")


def _slice(records: Sequence[Shown], start: int, size: int) -> range:
    return range(start, min(start + size, len(records)))


def _entry(number: int, record: Shown) -> str:
    return (
        f"<li class='tthc'><div class='ten'><a href='/chi-tiet-thu-tuc?id={number}'>{_text(record.name)}</a></div>"
        f"<div class='ma'>{_text(record.code)}</div><div class='lv'>{_text(record.sector)}</div></li>"
    )


def _detail(record: Shown) -> str:
    rows = "".join(f"<tr><td class='td-1'>{label}</td><td>{value}</td></tr>" for label, value in record.rows)
    return _page(record.name, f"<table class='table'><tbody>{rows}</tbody></table>")


def _page(title: str, content: str) -> str:
    head = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{_text(title)}</title></head>"
    menu = "<nav><a href='/'>Trang chủ</a> <a href='/gioi-thieu'>Giới thiệu</a></nav>"
    return f"{head}<body>{menu}<main>{content}</main><footer>Cổng dịch vụ công</footer></body></html>"


def _gone() -> Response:
    return html_response(_page("404", "<p>Không tìm thấy trang</p>"), 404)
