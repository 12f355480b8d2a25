"""The papers of a sheet as a table, tables, lists or lines; and its forms."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from random import Random

from benchmarks.planting.layout import block, ends, form_link, table, text
from benchmarks.planting.sheet import Paper, Sheet, bare
from benchmarks.planting.style import Style
from benchmarks.planting.words import noisy


def dossier(sheet: Sheet, style: Style, rnd: Random) -> str | None:
    if not sheet.papers:
        return None
    # Where no table shows what a heading is, it ends with a colon.
    colon = ":" if style.dossier in ("text", "list") else ""
    names = [c.name.rstrip(" :;.") + colon if c.name and colon else c.name for c in sheet.cases]
    cases = [(n, rnd.sample(c.papers, len(c.papers))) for n, c in zip(names, sheet.cases, strict=True)]
    if style.dossier == "text":
        lines = [line for name, papers in cases for line in (*([name] if name else []), *_paper_lines(papers, rnd))]
        return block(lines, rnd)
    if style.dossier == "list":
        return "".join(
            (f"<p>{text(name, rnd)}</p>" if name else "") + _listed(_paper_lines(papers, rnd), rnd)
            for name, papers in cases
        )
    heads, cells = _columns(style, rnd)
    if style.dossier == "tables":
        return "".join(
            (f"<p><b>{text(name, rnd)}</b></p>" if name else "") + table(heads, [cells(p) for p in papers], rnd)
            for name, papers in cases
        )
    rows = [r for name, papers in cases for r in (*([text(name, rnd)] if name else []), *map(cells, papers))]
    return table(heads, rows, rnd)


def _listed(lines: list[str], rnd: Random) -> str:
    return "<ul>" + "".join(f"<li>{text(bare(line), rnd)}</li>" for line in lines) + "</ul>"


def _paper_lines(papers: list[Paper], rnd: Random) -> list[str]:
    sign = rnd.choice(("- ", "- ", "+ ", "• "))
    return ends([sign + noisy(bare(p.name), rnd, most=1) for p in papers], rnd)


def _columns(style: Style, rnd: Random) -> tuple[list[str], Callable[[Paper], list[str]]]:
    """The heads of a table of papers and how a paper fills its row."""
    apart = rnd.random() < 0.5
    with_form = style.forms == "column"
    with_number = rnd.random() < 0.5
    number = iter(range(1, 1000))
    quantity = rnd.choice(_QUANTITIES)
    blank = rnd.choice(("0", "0", "", "-"))
    heads = ["STT"] if with_number else []
    heads += [rnd.choice(("Tên giấy tờ", "Tên giấy tờ", "Loại giấy tờ", "Giấy tờ"))]
    heads += ["Bản chính", "Bản sao"] if apart else ["Số lượng"]
    heads += ["Mẫu đơn, tờ khai"] if with_form else []

    def cells(paper: Paper) -> list[str]:
        told = [str(next(number))] if with_number else []
        told += [text(noisy(paper.name if rnd.random() < 0.5 else bare(paper.name), rnd, most=1), rnd)]
        if apart:
            told += [str(n) if n else blank for n in (paper.originals, paper.copies)]
        else:
            told += [quantity(paper.originals, paper.copies)]
        if with_form:
            told += [_form_cell(paper, rnd)]
        return told

    return heads, cells


def _one_number(a: int, b: int) -> str:
    return " và ".join(f"{n:02d} {what}" for n, what in ((a, "bản chính"), (b, "bản sao")) if n) or "0"


_QUANTITIES = (
    lambda a, b: f"Bản chính: {a}; Bản sao: {b}",
    lambda a, b: f"Bản chính: {a}<br>Bản sao: {b}",
    lambda a, b: f"Bản chính: {a}, Bản sao: {b}",
    lambda a, b: f"{a} bản chính, {b} bản sao",
    _one_number,
)


def _form_cell(paper: Paper, rnd: Random) -> str:
    if not paper.file:
        return ""
    if paper.link:
        return form_link(paper.file, rnd)
    return escape(paper.file) if rnd.random() < 0.6 else ""


def forms(sheet: Sheet, rnd: Random) -> str | None:
    """The row of forms: every form that the national side attaches."""
    named = [p for p in sheet.papers if p.file]
    if not named:
        return rnd.choice((None, None, "Không"))
    told = [_named_form(p, rnd) for p in named]
    return rnd.choice(("<br>".join(told), "<ul>" + "".join(f"<li>{t}</li>" for t in told) + "</ul>"))


def _named_form(paper: Paper, rnd: Random) -> str:
    name = escape(paper.file)
    return f'<a href="/bieu-mau/{rnd.randint(1000, 9999)}">{name}</a>' if paper.link else name
