"""A sheet's parts as pieces of HTML, each in several shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from random import Random

from benchmarks.other import sayings
from benchmarks.other.sheet import Group, Paper, Sheet, Way


@dataclass(frozen=True, slots=True)
class Habit:
    """What all pages of one portal have in common."""

    labels: tuple[tuple[str, str], ...]  # part -> its label
    lines: str  # br, p, list, div
    numbered: bool  # parts carry numbers
    papers: str  # table, merged, list, lines
    ways: str  # table, apart
    per_channel: str  # one, lines, brackets: how times and money are told where they stand apart
    shows_forms: bool
    shows_counts: bool
    money: str  # together, split: phí and lệ phí under labels of their own
    acts: str  # table, lines
    order: tuple[str, ...]

    def label(self, part: str) -> str:
        """The portal's word for a part."""
        return dict(self.labels)[part]


Maker = Callable[[Random, Habit, Sheet], str]


def lines(habit: Habit, told: Sequence[str], *, shape: str = "") -> str:
    """Lines of text in the portal's way."""
    shape = shape or habit.lines
    if len(told) == 1:
        return escape(told[0])
    if shape == "list":
        return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in told)}</ul>"
    if shape in ("p", "div"):
        return "".join(f"<{shape}>{escape(line)}</{shape}>" for line in told)
    return "<br/>\n".join(escape(line) for line in told)


def said(rng: Random, text: str) -> str:
    """Running text with its spelling."""
    return sayings.spelled(rng, text)


# --- one line -----------------------------------------------------------------------


def code(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Mã thủ tục, with the tail that provincial systems put behind it."""
    tail = rng.choice(("", "", "", ".H53", ".000.00.00.H53")) if re.fullmatch(r"\d\.\d{6}", sheet.code) else ""
    return escape(sheet.code + tail)


def name(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Tên thủ tục."""
    return escape(sayings.title(rng, sheet.name))


def sector(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Lĩnh vực."""
    told = rng.choice((sheet.sector, sheet.sector, sheet.sector.upper(), f"Lĩnh vực {sheet.sector}"))
    return escape(said(rng, told))


LEVELS = {
    "province": ("Cấp tỉnh", "Cấp Tỉnh", "Tỉnh"),
    "commune": ("Cấp xã", "Cấp Xã", "Xã, phường", "Cấp xã/phường"),
    "district": ("Cấp huyện", "Cấp Huyện", "Quận/Huyện"),
}


def level(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Cấp thực hiện."""
    return escape(rng.choice(LEVELS[sheet.level]))


def several(names: Callable[[Sheet], Sequence[str]], empty: str = "") -> Maker:
    """A maker of lists of names."""

    def make(rng: Random, habit: Habit, sheet: Sheet) -> str:
        told = [said(rng, sayings.shortened(rng, n)) for n in names(sheet)]
        if not told:
            return escape(empty or rng.choice(("Không có", "Không", "")))
        if len(told) > 1 and rng.random() < 0.3:
            return escape("; ".join(told))
        return lines(habit, told)

    return make


def ruling(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Quyết định công bố."""
    return escape(sayings.ruling(rng, sheet)) if sheet.ruling else ""


def sets(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Số bộ hồ sơ."""
    n = sheet.sets
    return rng.choice((f"{n:02d} bộ", f"{n} bộ", f"{n:02d} ({sayings.in_words(n)}) bộ", f"{n:02d} bộ hồ sơ", str(n)))


def online(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Mức độ dịch vụ công trực tuyến."""
    return escape(rng.choice((sheet.online, f"Dịch vụ công trực tuyến {sheet.online.lower()}", sheet.online.upper())))


def reason(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Lý do cung cấp một phần."""
    return escape(sheet.reason or "")


# --- running text --------------------------------------------------------------------


def steps(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Trình tự thực hiện: one line a step, counted, marked or plain."""
    told = [line.lstrip("-+ ") for line in sheet.steps]
    if habit.lines == "list":
        return lines(habit, [said(rng, sayings.shortened(rng, line)) for line in told])
    mark = rng.choice(("Bước {}: ", "{}. ", "- ", "", "Bước {}. "))
    return lines(habit, [mark.format(i) + said(rng, line) for i, line in enumerate(told, 1)])


def conditions(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Yêu cầu, điều kiện."""
    if not sheet.conditions:
        return rng.choice(("Không", "Không có", "Không quy định", ""))
    mark = rng.choice(("", "- ", "+ "))
    told = [line.lstrip("-+ ") for line in sheet.conditions]
    return lines(habit, [mark * (len(told) > 1) + said(rng, line) for line in told])


def acts(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Căn cứ pháp lý, in any order, with an instrument of the province now and then."""
    told = [(act.number, act.title) for act in rng.sample(sheet.acts, len(sheet.acts))]
    if rng.random() < 0.25:
        told.append((f"{rng.randint(10, 99)}/2025/QĐ-UBND", "Quyết định về phối hợp giải quyết tại địa phương"))
    if habit.acts == "table":
        head = "<tr><th>STT</th><th>Số ký hiệu</th><th>Trích yếu</th></tr>"
        rows = (f"<tr><td>{i}</td><td>{escape(n)}</td><td>{escape(t)}</td></tr>" for i, (n, t) in enumerate(told, 1))
        return f"<table border='1'>{head}{''.join(rows)}</table>"
    mark = rng.choice(("- ", "", "+ "))
    return lines(habit, [f"{mark}{_cited(number, words)}" for number, words in told])


_KINDS = ("Bộ luật", "Luật", "Nghị định", "Thông tư liên tịch", "Thông tư", "Nghị quyết", "Quyết định")


def _cited(number: str, words: str) -> str:
    """An instrument with its number where readers expect it."""
    if number in words:
        return words
    kind = next((k for k in _KINDS if words.startswith(k)), "")
    return f"{kind} số {number} {words.removeprefix(kind).strip()}" if kind else f"{number}: {words}"


# --- ways, times, money ----------------------------------------------------------------


def ways(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Cách thức thực hiện: a table, or the names alone where times and money stand apart."""
    if habit.ways == "table":
        return _ways_table(rng, habit, sheet)
    told = [rng.choice(sayings.CHANNELS[way.channel]) for way in rng.sample(sheet.ways, len(sheet.ways))]
    if rng.random() < 0.3:
        return escape("; ".join(told))
    return lines(habit, [f"- {one}" for one in told] if habit.lines != "list" else told)


def _ways_table(rng: Random, habit: Habit, sheet: Sheet) -> str:
    head = ("Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí", "Mô tả")
    rows = [f"<tr>{''.join(f'<th>{h}</th>' for h in head)}</tr>"]
    for way in sheet.ways:
        money = sayings.charges(rng, way.charges, named=False) + sayings.exemption(rng, sheet)
        cells = (
            rng.choice(sayings.CHANNELS[way.channel]),
            lines(habit, sayings.spans(rng, way.spans), shape="br"),
            lines(habit, money, shape="br"),
            rng.choice(("", "&nbsp;", "Nộp tại nơi tiếp nhận trong giờ hành chính")) if way.channel == "DIRECT" else "",
        )
        rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return f'<table class="bang-con"><tbody>{"".join(rows)}</tbody></table>'


def times(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Thời hạn giải quyết in a place of its own."""
    if len({way.spans for way in sheet.ways}) == 1 and habit.per_channel == "one":
        return lines(habit, sayings.spans(rng, sheet.ways[0].spans))
    return _by_channel(rng, habit, sheet, lambda way: sayings.spans(rng, way.spans))


def money(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Phí, lệ phí in a place of its own."""
    return _money(rng, habit, sheet, named=False)


def money_of(rng: Random, habit: Habit, sheet: Sheet, *, is_charge: bool) -> str:
    """Only phí or only lệ phí, where a portal has them apart."""
    all_charges = [charge for way in sheet.ways for charge in way.charges]
    only = tuple(replace(way, charges=tuple(c for c in way.charges if c.is_charge is is_charge)) for way in sheet.ways)
    first = all_charges[0].is_charge if all_charges else True  # with which of the two the exemptions are told
    exempt = sheet.exempt if first is is_charge else ()
    return _money(rng, habit, replace(sheet, ways=only, exempt=exempt), named=True)


def _money(rng: Random, habit: Habit, sheet: Sheet, *, named: bool) -> str:
    exempt = sayings.exemption(rng, sheet)
    if len({way.charges for way in sheet.ways}) == 1 and (habit.per_channel == "one" or not sheet.ways[0].charges):
        return lines(habit, sayings.charges(rng, sheet.ways[0].charges, named=named) + exempt)
    return _by_channel(rng, habit, sheet, lambda way: sayings.charges(rng, way.charges, named=named), exempt)


def _by_channel(
    rng: Random, habit: Habit, sheet: Sheet, told: Callable[[Way], list[str]], behind: Sequence[str] = ()
) -> str:
    """One line for each way of filing, or one sentence with what it costs inside brackets."""
    one_each = all(len(way.spans) == 1 and len(way.charges) < 2 for way in sheet.ways)
    if habit.per_channel == "brackets" and one_each:
        parts = [f"{rng.choice(sayings.CHANNELS[w.channel]).lower()} ({told(w)[0].rstrip('.;')})" for w in sheet.ways]
        sentence = "; ".join(parts)
        return lines(habit, [f"{sentence[0].upper()}{sentence[1:]}.", *behind])
    found: list[str] = []
    for way in sheet.ways:
        first, *more = told(way)
        channel = rng.choice(sayings.CHANNELS[way.channel])
        found += [f"{channel}: {first}"] if not more else [f"{channel}:", first, *more]
    return lines(habit, [*found, *behind])


# --- papers ----------------------------------------------------------------------------


def papers(rng: Random, habit: Habit, sheet: Sheet) -> str:
    """Thành phần hồ sơ."""
    if habit.papers in ("table", "merged"):
        return _paper_table(rng, habit, sheet)
    mark = rng.choice(("ul", "ol") if habit.papers == "list" else ("- ", "{}. ", "{}) ", "• "))
    return "".join(_paper_list(rng, habit, group, mark) for group in sheet.groups)


def _paper_table(rng: Random, habit: Habit, sheet: Sheet) -> str:
    counts = ["Bản chính", "Bản sao"] if habit.papers == "table" else ["Số lượng"]
    head = ["STT", "Tên giấy tờ", *(counts if habit.shows_counts else []), *(["Biểu mẫu"] if habit.shows_forms else [])]
    rows = [f"<thead><tr>{''.join(f'<th>{h}</th>' for h in head)}</tr></thead><tbody>"]
    for group in sheet.groups:
        if group.name:
            rows.append(f'<tr><td colspan="{len(head)}"><b>{escape(group.name)}</b></td></tr>')
        for i, paper in enumerate(rng.sample(group.papers, len(group.papers)), 1):
            cells = [str(i), escape(said(rng, paper.name)), *_count_cells(habit, paper), *_form_cells(habit, paper)]
            rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return f'<div class="cuon"><table class="bang-giay-to">{"".join(rows)}</tbody></table></div>'


def _count_cells(habit: Habit, paper: Paper) -> list[str]:
    if not habit.shows_counts:
        return []
    if habit.papers == "table":
        return [str(paper.originals), str(paper.copies)]
    return [f"Bản chính: {paper.originals}<br>Bản sao: {paper.copies}"]


def _form_cells(habit: Habit, paper: Paper) -> list[str]:
    if not habit.shows_forms:
        return []
    return [_link(paper)] if paper.form else [""]


def _link(paper: Paper) -> str:
    return f'<a href="/tai-mau?ten={escape(paper.form, quote=True)}" title="Tải về">{escape(paper.form)}</a>'


def _paper_list(rng: Random, habit: Habit, group: Group, mark: str) -> str:
    """One item a paper; the numbers stand behind the name, and a paper without numbers ends with a sign."""
    told = []
    for paper in rng.sample(group.papers, len(group.papers)):
        text = said(rng, paper.name).rstrip(" ;.")
        is_counted = habit.shows_counts and paper.originals + paper.copies > 0
        if is_counted:
            text += " (" + _counted(rng, paper) + ")"
        ends = (";", ".", "") if is_counted or not habit.shows_counts else (";", ".")
        tail = rng.choice(ends) if not text.endswith((":", "?")) else ""
        told.append(escape(text + tail) + (" " + _link(paper) if paper.form and habit.shows_forms else ""))
    name = escape(group.name.rstrip(" :"))
    is_remark = "lưu ý" in name.casefold()  # in bold it would be a label of the page
    head = "" if not name else f"<p>{name}:</p>" if is_remark else f"<p><b>{name}:</b></p>"
    if habit.papers == "list":
        return f"{head}<{mark}>{''.join(f'<li>{one}</li>' for one in told)}</{mark}>"
    return head + "".join(f"<p>{mark.format(i)}{one}</p>" for i, one in enumerate(told, 1))


def _counted(rng: Random, paper: Paper) -> str:
    parts = [(paper.originals, "bản chính"), (paper.copies, "bản sao")]
    return ", ".join(f"{n:02d} {what}" for n, what in parts if n)
