"""A sheet put into the rows of a page: which rows are shown, in which words and in which layout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from random import Random

from benchmarks.planting.agencies import local_name, outdated
from benchmarks.planting.layout import block, ends, form_link, noised, page, rebulleted, table, text
from benchmarks.planting.phrases import (
    NEUTRAL_TIMES,
    SERVICE_LEVELS,
    basis_phrase,
    code_phrase,
    decision_phrase,
    fee_phrase,
    level_phrase,
    sector_phrase,
    time_phrase,
)
from benchmarks.planting.sheet import Paper, Sheet, bare
from benchmarks.planting.words import noisy

_CHANNELS = {
    "DIRECT": ("Trực tiếp", "Nộp trực tiếp", "TRỰC TIẾP"),
    "ONLINE": ("Trực tuyến", "Nộp trực tuyến", "trực tuyến"),
    "POSTAL": ("Dịch vụ bưu chính", "Qua dịch vụ bưu chính công ích", "Dịch vụ BCCI", "Bưu chính công ích"),
}
_WHERE = {
    "DIRECT": ("tại Trung tâm Phục vụ hành chính công", "tại Bộ phận Một cửa", ""),
    "ONLINE": ("tại Cổng Dịch vụ công quốc gia", "trên Cổng DVC quốc gia (https://dichvucong.gov.vn)", ""),
    "POSTAL": ("đến Trung tâm Phục vụ hành chính công", "", ""),
}
_NOTHING = ("Không", "Không có", "Không quy định", "Không.", "", "Không có yêu cầu, điều kiện")
_ADDRESSES = (
    "Quầy số 4, Trung tâm Phục vụ hành chính công tỉnh Tây Ninh",
    "Bộ phận tiếp nhận hồ sơ, số 12 đường Cách mạng Tháng Tám, tỉnh Tây Ninh",
    "Trung tâm Phục vụ hành chính công cấp xã nơi nộp hồ sơ",
)
_KINDS = ("TTHC được luật giao quy định chi tiết", "TTHC không được luật giao cho địa phương quy định", "Loại khác")


@dataclass(frozen=True)
class Style:
    """How one page is laid out."""

    methods: str  # table, lines, words
    times: str  # row, methods, both
    fees: str  # row, methods, both, two rows
    dossier: str  # table, tables, list, text
    forms: str  # column, row, none


def style_of(sheet: Sheet, rnd: Random) -> Style:
    """A layout that can show what has to be shown."""
    apart = len({(m.channel, m.times, m.fees) for m in sheet.methods}) != len({m.channel for m in sheet.methods})
    by_channel = apart or len({m.times for m in sheet.methods}) > 1 or len({m.fees for m in sheet.methods}) > 1
    notes = any(m.note for m in sheet.methods)
    methods = "table" if by_channel or notes else rnd.choice(("table", "table", "lines", "words"))
    where = ("methods",) if by_channel else ("row", "methods", "both") if methods == "table" else ("row",)
    forms = "forms" in sheet.must
    counts = "counts" in sheet.must
    inside = any("\n" in p.name for p in sheet.papers)
    dossier = rnd.choice(("table", "tables") if counts or inside else ("table", "tables", "list", "text"))
    columns = ("column", "row") if dossier in ("table", "tables") else ("row",)
    return Style(
        methods,
        "row" if "time" in sheet.literal else rnd.choice(where),
        "row" if "fee" in sheet.literal else rnd.choice(where),
        dossier,
        rnd.choice(columns if forms else (*columns, "none")),
    )


def write(sheet: Sheet, rnd: Random) -> bytes:
    """The page of a sheet."""
    style = style_of(sheet, rnd)
    name = sheet.literal.get("name") or name_phrase(sheet.name, rnd)
    rows = [("code", escape(sheet.page_code or code_phrase(sheet.code, rnd))), ("name", text(name, rnd))]
    told = {
        "decision": _decision(sheet, rnd),
        "levels": _plain(sheet, "levels", lambda: level_phrase(sheet.levels, rnd), rnd),
        "kind": text(rnd.choice(_KINDS), rnd) if rnd.random() < 0.3 else None,
        "sector": _plain(sheet, "sector", lambda: sector_phrase(sheet.sector, rnd), rnd),
        "steps": _steps(sheet, rnd),
        "methods": _methods(sheet, style, rnd),
        "time": _time(sheet, style, rnd),
        "fee": _fee(sheet, style, rnd),
        "dossier": _dossier(sheet, style, rnd),
        "sets": _sets(sheet, rnd),
        "forms": _forms(sheet, rnd) if style.forms == "row" else None,
        "subjects": _items(sheet, "subjects", sheet.subjects, rnd, (", ", "; ", "\n", "\n")),
        "executing": _agencies(sheet, "executing", sheet.executing, rnd),
        "authority": _agencies(sheet, "authority", sheet.authority, rnd) if rnd.random() < 0.5 else None,
        "coordinating": _agencies(sheet, "coordinating", sheet.coordinating, rnd) if rnd.random() < 0.5 else None,
        "places": text(rnd.choice(_ADDRESSES), rnd) if rnd.random() < 0.5 else None,
        "results": _items(sheet, "results", sheet.results, rnd, ("\n", "\n", "; ")),
        "bases": _bases(sheet, rnd),
        "conditions": _conditions(sheet, rnd),
        "service_level": _service_level(sheet, rnd),
        "reason": _reason(sheet, rnd),
        "state": rnd.choice(("Còn hiệu lực", "Đang áp dụng")) if rnd.random() < 0.2 else None,
    }
    rows += [(k, v) for k, v in _in_some_order(told, rnd) if v is not None and k not in sheet.hide]
    return page(name, rows, rnd)


def name_phrase(name: str, rnd: Random) -> str:
    """A name with or without "Thủ tục", with or without a closing sign, in capitals or not."""
    if re.match(r"(?i)thủ tục ", name) and rnd.random() < 0.4:
        name = re.sub(r"(?i)^thủ tục (hành chính )?", "", name)
        name = name[:1].upper() + name[1:]
    elif not re.match(r"(?i)thủ tục ", name) and rnd.random() < 0.3:
        name = rnd.choice(("Thủ tục ", "Thủ tục ", "THỦ TỤC ", "Thủ tục hành chính ")) + name[:1].lower() + name[1:]
    name = name.rstrip(" .;") + rnd.choice(("", "", "", ".", ";", " "))
    return noisy(name, rnd, most=2, caps=0.15)


def _in_some_order(told: dict[str, str | None], rnd: Random) -> list[tuple[str, str | None]]:
    """The rows of the page; a few of them changed places."""
    rows = list(told.items())
    for _ in range(rnd.randint(0, 3)):
        i = rnd.randrange(len(rows) - 1)
        rows[i], rows[i + 1] = rows[i + 1], rows[i]
    return rows


def _plain(sheet, field, say, rnd):  # type: ignore[no-untyped-def]
    told = sheet.literal.get(field)
    return block((told if told is not None else say()).split("\n"), rnd)


def _literal(sheet: Sheet, field: str, rnd: Random) -> str | None:
    """The words that a plant sets, if it does."""
    told = sheet.literal.get(field)
    return None if told is None else block(told.split("\n"), rnd)


# --- rows -------------------------------------------------------------------


def _steps(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "steps", rnd)) is not None:
        return told
    if not sheet.steps:
        return None
    return block(noised(rebulleted(sheet.steps, rnd), rnd, share=0.25), rnd, bullets=rnd.random() < 0.3)


def _methods(sheet: Sheet, style: Style, rnd: Random) -> str | None:
    if (told := _literal(sheet, "methods", rnd)) is not None:
        return told
    if not sheet.methods:
        return None
    methods = rnd.sample(sheet.methods, len(sheet.methods))
    if style.methods == "words":
        names = [rnd.choice(_CHANNELS[m.channel]) for m in methods]
        return text(rnd.choice((", ", "; ", " hoặc ", "/")).join(names), rnd)
    if style.methods == "lines":
        lines = []
        for m in methods:
            where = rnd.choice(_WHERE[m.channel])
            sign = rnd.choice(("- ", "+ ", ""))
            lines.append(f"{sign}{rnd.choice(_CHANNELS[m.channel])}{(': ' + where) if where else ''}")
        return block(noised(lines, rnd), rnd, bullets=True)
    return _method_table(sheet, style, methods, rnd)


def _method_table(sheet: Sheet, style: Style, methods, rnd: Random) -> str:  # type: ignore[no-untyped-def]
    heads = [rnd.choice(("Hình thức nộp", "Hình thức nộp", "Hình thức"))]
    with_time = style.times != "row" and "time" not in sheet.literal
    with_fee = style.fees != "row" and "fee" not in sheet.literal and any(m.fees for m in methods)
    with_note = any(m.note for m in methods) or rnd.random() < 0.3 or not (with_time or with_fee)
    heads += [rnd.choice(("Thời hạn giải quyết", "Thời gian giải quyết", "Thời gian"))] if with_time else []
    heads += [rnd.choice(("Phí, lệ phí", "Phí/lệ phí", "Phí, Lệ phí"))] if with_fee else []
    heads += [rnd.choice(("Mô tả", "Mô tả", "Ghi chú"))] if with_note else []
    rows = []
    for m in methods:
        cells = [text(rnd.choice(_CHANNELS[m.channel]), rnd)]
        cells += [block(time_phrase(m.times, rnd).split("\n"), rnd)] if with_time else []
        cells += [block(fee_phrase(m.fees, rnd).split("\n"), rnd)] if with_fee else []
        cells += [block(noised(m.note.split("\n"), rnd), rnd)] if with_note else []
        rows.append(cells)
    return table(heads, rows, rnd)


def _time(sheet: Sheet, style: Style, rnd: Random) -> str | None:
    if (told := _literal(sheet, "time", rnd)) is not None:
        return told
    if style.times == "methods":
        return None
    if not sheet.one_time:
        return text(rnd.choice(NEUTRAL_TIMES), rnd) if rnd.random() < 0.5 else None
    said = time_phrase(sheet.one_time, rnd)
    return block(noised(said.split("\n"), rnd), rnd)


def _fee(sheet: Sheet, style: Style, rnd: Random) -> str | None:
    if (told := _literal(sheet, "fee", rnd)) is not None:
        return told
    if style.fees == "methods" or not sheet.one_fee:
        return None
    return block(fee_phrase(sheet.one_fee, rnd).split("\n"), rnd)


def _sets(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "sets", rnd)) is not None:
        return told
    if not sheet.sets or rnd.random() < 0.4:
        return None
    n = sheet.sets
    return text(rnd.choice((f"{n:02d} bộ", f"{n:02d} (một) bộ" if n == 1 else f"{n} bộ", f"{n} bộ", f"{n:02d}")), rnd)


# --- the dossier ------------------------------------------------------------


def _dossier(sheet: Sheet, style: Style, rnd: Random) -> str | None:
    if (told := _literal(sheet, "dossier", rnd)) is not None:
        return told
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


def _columns(style: Style, rnd: Random):  # type: ignore[no-untyped-def]
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


def _forms(sheet: Sheet, rnd: Random) -> str | None:
    """The row of forms: every form that the national side attaches."""
    named = [p for p in sheet.papers if p.file]
    if not named:
        return rnd.choice((None, None, "Không"))
    told = [_named_form(p, rnd) for p in named]
    return rnd.choice(("<br>".join(told), "<ul>" + "".join(f"<li>{t}</li>" for t in told) + "</ul>"))


def _named_form(paper: Paper, rnd: Random) -> str:
    name = escape(paper.file)
    return f'<a href="/bieu-mau/{rnd.randint(1000, 9999)}">{name}</a>' if paper.link else name


# --- lists ------------------------------------------------------------------


def _items(sheet: Sheet, field: str, items: list[str], rnd: Random, joins: tuple[str, ...]) -> str | None:
    """A set of items in any order, as lines or in one line."""
    if (told := _literal(sheet, field, rnd)) is not None:
        return told
    if not items:
        return None
    said = [noisy(item, rnd, most=1) for item in rnd.sample(items, len(items))]
    join = rnd.choice(joins)
    if join != "\n" and len(said) > 1 and not (field == "results" and any(";" in s for s in said)):
        return text(join.join(said), rnd)
    sign = rnd.choice(("- ", "", "+ "))
    return block(ends([sign + s for s in said], rnd), rnd, bullets=True)


def _agencies(sheet: Sheet, field: str, names: list[str], rnd: Random) -> str | None:
    if (told := _literal(sheet, field, rnd)) is not None:
        return told
    if not names:
        return None
    local = list(dict.fromkeys(local_name(n, rnd) for n in names))
    if any(outdated(n) for n in local):
        return None
    said = [noisy(n, rnd, most=1) for n in local]
    return block([rnd.choice((", ", "; ")).join(said)] if rnd.random() < 0.5 else said, rnd, bullets=True)


def _bases(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "bases", rnd)) is not None:
        return told
    if not sheet.bases:
        return None
    sign = rnd.choice(("- ", "+ ", "", "* "))
    said = [sign + basis_phrase(b, rnd) for b in rnd.sample(sheet.bases, len(sheet.bases))]
    return block(said, rnd, bullets=True)


def _conditions(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "conditions", rnd)) is not None:
        return told
    if not sheet.conditions:
        return text(rnd.choice(_NOTHING), rnd) if rnd.random() < 0.6 else None
    return block(noised(rebulleted(sheet.conditions, rnd), rnd), rnd)


def _decision(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "decision", rnd)) is not None:
        return told
    return text(decision_phrase(*sheet.decision, rnd), rnd) if sheet.decision else None


def _service_level(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "service_level", rnd)) is not None:
        return told
    return text(noisy(rnd.choice(SERVICE_LEVELS[sheet.service_level]), rnd, most=1), rnd)


def _reason(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "reason", rnd)) is not None:
        return told
    return text(noisy(sheet.reason, rnd, most=1), rnd) if sheet.reason else None
