"""A sheet as the HTML of a provincial detail page: layouts, nested tables, lists, markup left by editors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from html.entities import codepoint2name
from random import Random

from benchmarks.planting.labels import LABELS, label
from benchmarks.planting.sheet import bare
from benchmarks.planting.words import noisy

_WORDS_OF_FORMS = ("Tải về", "Tải mẫu", "Xem")


# --- lines ------------------------------------------------------------------


def block(lines: Sequence[str], rnd: Random, *, bullets: bool = False) -> str:
    """Lines as paragraphs, breaks, divisions or a list; ``bullets``: a list may take the place of their bullets."""
    told = [text(line, rnd) for line in lines]
    if len(told) == 1 and rnd.random() < 0.5:
        return told[0]
    how = rnd.choice(("p", "br", "br", "div", "li") if bullets else ("p", "br", "br", "div"))
    if how == "br":
        return rnd.choice(("<br>", "<br/>", "<br />\n")).join(told)
    if how == "li":
        tag = rnd.choice(("ul", "ul", "ol"))
        return f"<{tag}>" + "".join(f"<li>{bare(t)}</li>" for t in told) + f"</{tag}>"
    mark = rnd.choice(("", "", ' class="MsoNormal"', ' style="text-align: justify"'))
    return "".join(f"<{how}{mark}>{t}</{how}>" for t in told)


def text(line: str, rnd: Random) -> str:
    """One line with what editors leave in it: bold beginnings, spans, line ends of the source, entities."""
    told = escape(line, quote=False)
    chance = rnd.random()
    if chance < 0.06:
        told = re.sub(r"^([^:<&]{3,40}:)", r"<b>\1</b>", told)
    elif chance < 0.12:
        told = f'<span style="font-size:13px">{told}</span>'
    elif chance < 0.16:
        told = f"<font face='Times New Roman'>{told}<o:p></o:p></font>"
    elif chance < 0.22:
        told = re.sub(r"(?<=[^ >]) (?=[^ <])", lambda _: "\n        " if rnd.random() < 0.08 else " ", told)
    elif chance < 0.26:
        told = told.replace("\u00a0", "&nbsp;") + "&nbsp;"
    elif chance < 0.28:
        told = f"<!-- {rnd.randint(100, 999)} -->{told}"
    return told


def rebulleted(lines: Sequence[str], rnd: Random, *, steps: bool = True) -> list[str]:
    """Other bullets or numbers before lines that have a dash; what has a number of its own keeps it."""
    how = rnd.random()
    if how < 0.45:
        return list(lines)
    if how < 0.7:
        sign = rnd.choice(("+ ", "• ", "* ", "– ", "-", "· "))
        return [re.sub(r"^[-–•]\s*", sign, line) for line in lines]
    if how < 0.85 and sum(line.startswith("-") for line in lines) > 1:
        numbers = ("{}. ", "{}) ", "{}/ ")
        place = rnd.choice(("Bước {}: ", "Bước {}. ", "Bước {} - ", *numbers) if steps else numbers)
        n = iter(range(1, 100))
        return [place.format(next(n)) + bare(line) if line.startswith("-") else line for line in lines]
    return [re.sub(r"^[-–•]\s*", "", line) for line in lines]


def ends(lines: Sequence[str], rnd: Random) -> list[str]:
    """Semicolons and full stops at the ends of the items of a list, as the next editor sets them."""
    end = rnd.choice((None, None, None, ";", ".", ""))
    return [line if end is None else line.rstrip(" ;.,") + end for line in lines]


# --- nested tables ----------------------------------------------------------


def table(heads: Sequence[str], rows: Sequence[Sequence[str] | str], rnd: Random) -> str:
    """Rows of ready cells under heads; a row that is one text spans the table."""
    body = rnd.choice(("tbody", "", "tbody"))
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    if rnd.random() < 0.3:
        head = head.replace("th>", "td>")
    head = f"<tr>{head}</tr>"
    if body and rnd.random() < 0.5:
        head = f"<thead>{head}</thead>"
    told = "".join(
        f'<tr><td colspan="{len(heads)}"><b>{row}</b></td></tr>'
        if isinstance(row, str)
        else "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    inner = f"<{body}>{told}</{body}>" if body else told
    if body and not head.startswith("<thead"):
        head, inner = "", f"<{body}>{head}{told}</{body}>"
    return f'<table border="1" class="{rnd.choice(("table", "tphs", "table-data"))}">{head}{inner}</table>'


def form_link(file: str, rnd: Random) -> str:
    """A link to a form, named by its file or only by "Tải về"."""
    url = rnd.choice(("/tai-ve/{}", "download_file.jsp?ma={}", "/Account/DownLoad?url=bm{}.docx", "/bieu-mau/{}/tai"))
    words = file if rnd.random() < 0.8 else rnd.choice(_WORDS_OF_FORMS)
    return f'<a href="{url.format(rnd.randint(10_000, 99_999))}">{escape(words)}</a>'


# --- the page ---------------------------------------------------------------


def page(title: str, rows: Sequence[tuple[str, str]], rnd: Random) -> bytes:
    """(field, ready value) rows as a whole page."""
    frame = rnd.choice((_table_frame, _table_frame, _dl_frame, _div_frame))
    told = frame([(label(f, rnd) if f in LABELS else f, v) for f, v in rows], rnd)
    shown = f"<h1>{escape(title)}</h1>" if rnd.random() < 0.6 else ""
    html = (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        f"<title>Chi tiết thủ tục hành chính</title>{_SCRIPT}</head>\n<body>\n"
        f'{_NAVIGATION}<main class="content">{shown}\n{told}\n</main>{_FOOTER}</body></html>'
    )
    if rnd.random() < 0.1:
        html = _named_entities(html)
    return (b"\xef\xbb\xbf" if rnd.random() < 0.05 else b"") + html.encode()


_SCRIPT = "<script>var portal = {page: 'detail', rows: 10};</script>"
_NAVIGATION = (
    '<header><a href="/">Trang chủ</a> <a href="/thu-tuc">Thủ tục hành chính</a> <a href="/tra-cuu">Tra cứu hồ sơ</a>'
    '<form action="/tim"><input name="q" placeholder="Nhập từ khóa"></form></header>\n'
)
_FOOTER = "<footer><p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh</p><p>Bản quyền © 2025</p></footer>"


def _table_frame(rows: Sequence[tuple[str, str]], rnd: Random) -> str:
    cell = rnd.choice(("th", "td"))
    first = rnd.choice((f"<{cell}>", f'<{cell} class="td-1">', f'<{cell} class="col-left" width="25%">'))
    bold = rnd.random() < 0.4
    told = "".join(
        f"<tr>{first}{f'<b>{escape(k)}</b>' if bold else escape(k)}</{cell}><td>{v}</td></tr>\n" for k, v in rows
    )
    body = f"<tbody>{told}</tbody>" if rnd.random() < 0.6 else told
    return f'<table class="table table-bordered">{body}</table>'


def _dl_frame(rows: Sequence[tuple[str, str]], rnd: Random) -> str:
    return '<dl class="detail">' + "".join(f"<dt>{escape(k)}</dt><dd>{v}</dd>\n" for k, v in rows) + "</dl>"


def _div_frame(rows: Sequence[tuple[str, str]], rnd: Random) -> str:
    return "".join(
        f'<div class="row"><div class="label">{escape(k)}</div><div class="value">{v}</div></div>\n' for k, v in rows
    )


def _named_entities(html: str) -> str:
    """Letters that HTML has names for by their names, as old portals write them."""
    return "".join(f"&{codepoint2name[ord(c)]};" if ord(c) > 127 and ord(c) in codepoint2name else c for c in html)


def noised(lines: Sequence[str], rnd: Random, *, share: float = 0.4, most: int = 2) -> list[str]:
    """Some lines said otherwise."""
    return [noisy(line, rnd, most=most) if rnd.random() < share else line for line in lines]
