"""Six portals that exist nowhere: how their lists and pages are built, and the configuration by which they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from random import Random

from benchmarks.other import values
from benchmarks.other.sheet import Sheet
from benchmarks.other.values import Habit

Part = tuple[str, str]  # label, HTML of the value


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the list."""

    path: str
    code: str
    name: str
    sector: str


@dataclass(frozen=True, slots=True)
class Markup:
    """One portal's way of building pages."""

    name: str
    body: Callable[[Random, Habit, Sequence[Part]], str]
    rows: Callable[[Sequence[Entry]], str]
    options: dict[str, str]
    lines: tuple[str, ...] = ("br", "p", "list", "div")  # how values may be cut into lines


# --- parts ---------------------------------------------------------------------------

#: Every part of a page with the words that portals have for it.
LABELS: dict[str, tuple[str, ...]] = {
    "code": ("Mã thủ tục", "Mã TTHC", "Mã số thủ tục", "Số hiệu thủ tục", "Mã thủ tục hành chính"),
    "name": ("Tên thủ tục", "Tên TTHC", "Tên thủ tục hành chính", "Tên gọi thủ tục"),
    "sector": ("Lĩnh vực", "Thuộc lĩnh vực", "Lĩnh vực thủ tục", "Tên lĩnh vực"),
    "level": ("Cấp thực hiện", "Cấp thủ tục", "Cấp giải quyết"),
    "ruling": ("Quyết định công bố", "Số quyết định", "Thông tin công bố"),
    "executing": ("Cơ quan thực hiện", "Cơ quan giải quyết", "Đơn vị thực hiện", "Cơ quan trực tiếp thực hiện"),
    "authority": ("Cơ quan có thẩm quyền quyết định", "Cơ quan có thẩm quyền", "Thẩm quyền quyết định"),
    "partners": ("Cơ quan phối hợp", "Cơ quan phối hợp (nếu có)", "Đơn vị phối hợp"),
    "subjects": ("Đối tượng thực hiện", "Đối tượng áp dụng", "Đối tượng nộp hồ sơ", "Đối tượng"),
    "steps": ("Trình tự thực hiện", "Các bước thực hiện", "Quy trình thực hiện", "Trình tự các bước"),
    "ways": ("Cách thức thực hiện", "Hình thức nộp hồ sơ", "Cách thức nộp"),
    "times": ("Thời hạn giải quyết", "Thời gian giải quyết", "Thời hạn xử lý", "Thời hạn giải quyết hồ sơ"),
    "money": ("Phí, lệ phí", "Phí và lệ phí", "Mức phí, lệ phí", "Phí, lệ phí (nếu có)"),
    "fee": ("Phí", "Mức phí", "Mức thu phí"),
    "charge": ("Lệ phí", "Mức lệ phí", "Mức thu lệ phí"),
    "papers": ("Thành phần hồ sơ", "Hồ sơ cần nộp", "Giấy tờ cần nộp", "Hồ sơ bao gồm", "Thành phần hồ sơ cần nộp"),
    "sets": ("Số bộ hồ sơ", "Số lượng hồ sơ", "Số lượng bộ hồ sơ"),
    "results": ("Kết quả thực hiện", "Kết quả giải quyết", "Kết quả", "Kết quả thủ tục"),
    "conditions": (
        "Yêu cầu, điều kiện thực hiện",
        "Điều kiện thực hiện",
        "Yêu cầu hoặc điều kiện",
        "Yêu cầu, điều kiện",
    ),
    "acts": ("Căn cứ pháp lý", "Cơ sở pháp lý", "Văn bản pháp lý", "Căn cứ pháp lý của TTHC"),
    "online": ("Mức độ dịch vụ công trực tuyến", "Mức độ cung cấp", "Mức độ DVC"),
    "reason": ("Lý do cung cấp một phần", "Lý do chỉ cung cấp một phần"),
}

_GENERAL = ("code", "name", "sector", "level", "ruling", "executing", "authority", "partners", "subjects", "online")
_REST = ("steps", "ways", "times", "money", "papers", "sets", "results", "conditions", "acts")


def order(rng: Random) -> tuple[str, ...]:
    """The parts of a portal's pages, in its own order."""
    general, rest = list(_GENERAL), list(_REST)
    rng.shuffle(general)
    rng.shuffle(rest)
    return (*general, *rest) if rng.random() < 0.7 else (*general[:4], *rest, *general[4:])


def parts(rng: Random, habit: Habit, sheet: Sheet) -> list[tuple[str, Part]]:
    """What a page shows, part by part."""
    found = []
    for part in _shown(habit, sheet):
        if part in sheet.absent:
            continue
        if part in sheet.unfilled:
            html = (
                "" if part in ("ruling", "reason") else rng.choice(("", "Đang cập nhật", "&nbsp;", "Chưa có thông tin"))
            )
        else:
            html = _MAKERS[part](rng, habit, sheet)
        found.append((part, (habit.label(part), html)))
    return found


def _shown(habit: Habit, sheet: Sheet) -> list[str]:
    shown: list[str] = []
    for part in habit.order:
        if part == "online":
            shown += ["online"] if sheet.online else []
            shown += ["reason"] if sheet.reason is not None else []
        elif part in ("times", "money") and habit.ways == "table":
            continue
        elif part == "money" and habit.money == "split":
            shown += ["fee", "charge"]
        else:
            shown.append(part)
    return shown


def _split(part: str) -> values.Maker:
    """Only phí, or only lệ phí."""

    def make(rng: Random, habit: Habit, sheet: Sheet) -> str:
        return values.money_of(rng, habit, sheet, is_charge=part == "charge")

    return make


_MAKERS: dict[str, values.Maker] = {
    "code": values.code,
    "name": values.name,
    "sector": values.sector,
    "level": values.level,
    "ruling": values.ruling,
    "executing": values.several(lambda s: s.executing),
    "authority": values.several(lambda s: s.authority, "Không có thông tin"),
    "partners": values.several(lambda s: s.partners),
    "subjects": values.several(lambda s: s.subjects),
    "steps": values.steps,
    "ways": values.ways,
    "times": values.times,
    "money": values.money,
    "fee": _split("fee"),
    "charge": _split("charge"),
    "papers": values.papers,
    "sets": values.sets,
    "results": values.several(lambda s: s.results),
    "conditions": values.conditions,
    "acts": values.acts,
    "online": values.online,
    "reason": values.reason,
}


# --- the frame -------------------------------------------------------------------------


def page(title: str, inner: str) -> bytes:
    """A whole page around what a portal shows, with all that surrounds it."""
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)} | Hành chính công</title>
<script>var phienBan = "3.1"; if (1 < 2) {{ phienBan += "</" + "b>"; }}</script>
<style>.an {{ display: none }}</style></head>
<body class="trang">
<header><div class="logo"><a href="/">Cổng hành chính công</a></div>
<nav><ul><li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="/thu-tuc">Thủ tục hành chính</a></li>
<li><a href="/tra-cuu">Tra cứu hồ sơ</a></li><li><a href="/dang-nhap">Đăng nhập</a></li></ul></nav></header>
<div class="duong-dan"><a href="/">Trang chủ</a> &raquo; <a href="/thu-tuc">Thủ tục</a> &raquo; Chi tiết</div>
<form action="/tim"><label for="tk">Từ khóa</label><input id="tk" type="text" name="q">
<label>Lĩnh vực</label><select name="lv"><option>Tất cả</option><option>Hộ tịch</option></select>
<button type="submit">Tìm kiếm</button></form>
<main id="than-trang">{inner}</main>
<aside><h4>Thủ tục xem nhiều</h4><ul><li><a href="/thu-tuc/xem-nhieu-1">Cấp phép xây dựng nhà ở</a></li></ul></aside>
<footer><p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh. Điện thoại: 0200 000 000</p><p>Lượt truy cập: 1.234.567</p></footer>
</body></html>""".encode()


# --- the six -----------------------------------------------------------------------------


def _two_columns(rng: Random, habit: Habit, told: Sequence[Part]) -> str:
    """A table whose first column has the labels; short parts stand two in a row."""
    rows, waiting = [], None
    for i, (label, html) in enumerate(told, 1):
        head = (
            f"<th scope='row'>{i}. {escape(label)}</th>" if habit.numbered else f"<th scope='row'>{escape(label)}</th>"
        )
        cell = f"{head}<td>{html}</td>"
        if len(html) < 40 and "<" not in html:
            if waiting:
                rows.append(f"<tr>{waiting}{cell}</tr>")
                waiting = None
            else:
                waiting = cell
        else:
            rows.append(f"<tr>{head}<td colspan='3'>{html}</td></tr>")
    if waiting:
        rows.append(f"<tr>{waiting}</tr>")
    return (
        f"<div id='chi-tiet'><h2>THÔNG TIN THỦ TỤC</h2><table class='ct'><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _definitions(rng: Random, habit: Habit, told: Sequence[Part]) -> str:
    """A list of definitions."""
    pairs = (f"<dt>{escape(label)}:</dt><dd>{html}</dd>\n" for label, html in told)
    return f"<section class='noi-dung'><h1>Chi tiết thủ tục</h1><dl>{''.join(pairs)}</dl>{_BUTTONS}</section>"


def _accordion(rng: Random, habit: Habit, told: Sequence[Part]) -> str:
    """Headings to click on, and what they open."""
    blocks = []
    for i, (label, html) in enumerate(told, 1):
        blocks.append(
            f"<div class='khoi'><h3 class='khoi-dau' id='m{i}'><a role='button' data-toggle='collapse' href='#n{i}'>"
            f"{escape(label)}</a></h3><div id='n{i}' class='khoi-than collapse'>{html}</div></div>\n"
        )
    return f"<div class='xep'>{''.join(blocks)}</div>{_BUTTONS}"


def _running(rng: Random, habit: Habit, told: Sequence[Part]) -> str:
    """Paragraphs that begin with a bold label, as a clerk writes them in an editor."""
    blocks = []
    for i, (label, html) in enumerate(told, 1):
        number = f"{i}. " if habit.numbered else ""
        if html.startswith("<"):
            blocks.append(f"<p><strong>{number}{escape(label)}:</strong></p>\n{html}\n")
        else:
            blocks.append(f"<p class='MsoNormal'><strong>{number}{escape(label)}:</strong> {html}<o:p></o:p></p>\n")
    return f"<article class='bai-viet'>{''.join(blocks)}</article>"


def _cards(rng: Random, habit: Habit, told: Sequence[Part]) -> str:
    """A grid of cards."""
    blocks = (
        f"<div class='the'><div class='the-dau'><span>{escape(label)}</span></div>"
        f"<div class='the-than'>{html}</div></div>"
        for label, html in told
    )
    return f"<div class='luoi'>{''.join(blocks)}</div>{_BUTTONS}"


def _tabs(rng: Random, habit: Habit, told: Sequence[Part]) -> str:
    """Short parts in a table, every long one behind a tab of its own."""
    general = [(label, html) for label, html in told if len(html) < 200 and "<table" not in html]
    others = [part for part in told if part not in general]
    rows = (f"<tr><td class='trai'>{escape(label)}</td><td class='phai'>{html}</td></tr>" for label, html in general)
    heads = (f"<li><a href='#tab{i}' data-toggle='tab'>{escape(label)}</a></li>" for i, (label, _) in enumerate(others))
    panes = (f"<div class='tab-pane' id='tab{i}'>{html}</div>" for i, (_, html) in enumerate(others))
    return (
        f"<div class='hop'><table>{''.join(rows)}</table><ul class='nav nav-tabs'>{''.join(heads)}</ul>"
        f"<div class='tab-content'>{''.join(panes)}</div></div>"
    )


_BUTTONS = (
    "<div class='nut'><a class='btn' href='/nop?id=1'>Nộp hồ sơ trực tuyến</a> "
    "<button type='button'>Quay lại</button></div>"
)


# --- lists -------------------------------------------------------------------------------


def _table_rows(entries: Sequence[Entry]) -> str:
    rows = (
        f"<tr><td>{i}</td><td>{escape(e.code)}</td><td><a href='{e.path}'>{escape(e.name)}</a></td>"
        f"<td>{escape(e.sector)}</td></tr>"
        for i, e in enumerate(entries, 1)
    )
    head = "<tr><th>STT</th><th>Mã thủ tục</th><th>Tên thủ tục</th><th>Lĩnh vực</th></tr>"
    return f"<p class='tong'>Tổng số: {len(entries)} thủ tục</p><table class='ds'>{head}{''.join(rows)}</table>"


def _card_rows(entries: Sequence[Entry]) -> str:
    rows = (
        f"<div class='muc'><h4><a href='{e.path}'>{escape(e.name)}</a></h4>"
        f"<p>Mã số: <span class='ma'>{escape(e.code)}</span></p><p class='lv'>{escape(e.sector)}</p></div>"
        for e in entries
    )
    return f"<p class='tong'>Tìm thấy <b>{len(entries)}</b> thủ tục</p><div class='ket-qua'>{''.join(rows)}</div>"


_LIST = {"list_path": "/thu-tuc", "paging": "none", "total": "p.tong"}
_CARD_LIST = {**_LIST, "items": "div.muc", "link": "h4 a", "name": "h4 a", "code": ".ma", "sector": ".lv"}

MARKUPS = (
    Markup("bảng", _two_columns, _table_rows, {**_LIST, "content": "#chi-tiet"}),
    Markup("định nghĩa", _definitions, _card_rows, {**_CARD_LIST, "content": "section.noi-dung"}),
    Markup(
        "xếp lớp",
        _accordion,
        _table_rows,
        {**_LIST, "content": "div.xep", "row": "div.khoi", "label": "h3.khoi-dau", "value": "div.khoi-than"},
    ),
    Markup("bài viết", _running, _card_rows, {**_CARD_LIST, "content": "article.bai-viet"}),
    Markup(
        "thẻ",
        _cards,
        _card_rows,
        {**_CARD_LIST, "content": "div.luoi", "row": "div.the", "label": ".the-dau", "value": ".the-than"},
    ),
    Markup("tab", _tabs, _table_rows, {**_LIST, "content": "div.hop"}),
)
