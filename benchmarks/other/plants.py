"""The differences that are planted: each changes one thing of a sheet and says what must be found of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from benchmarks.other import stock
from benchmarks.other.sheet import Charge, Paper, Ruling, Sheet, Span


@dataclass(frozen=True, slots=True)
class Plant:
    """What was planted: the type that must be found, and those that may be found with it."""

    rule: str
    how: str
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Site:
    """What the maker of a plant may know of the portal and the catalogue."""

    has_form_column: bool  # elsewhere a page without links does not say that there are no forms
    shows_counts: bool
    ways_table: bool
    names: Sequence[str]  # of other procedures
    council: frozenset[str]  # fields whose money the people's council fixes


#: Extracts and data of civil status cost what the centre says, though their field is Hộ tịch.
NATIONAL_MONEY = frozenset({"2.000635", "2.002516"})

Maker = Callable[[Random, Sheet, Site], Sheet | None]
_MAKERS: dict[str, tuple[str, frozenset[str], Maker]] = {}


def _plant(rule: str, how: str, *also: str) -> Callable[[Maker], Maker]:
    def note(maker: Maker) -> Maker:
        _MAKERS[f"{rule} {how}"] = (rule, frozenset(also), maker)
        return maker

    return note


def kinds() -> tuple[str, ...]:
    """The plants that change one page, by name."""
    return tuple(_MAKERS)


def planted(kind: str, rng: Random, sheet: Sheet, site: Site) -> tuple[Sheet, Plant] | None:
    """A sheet with one difference; None where this one cannot be shown on it."""
    rule, also, maker = _MAKERS[kind]
    changed = maker(rng, sheet, site)
    if changed is None or changed == sheet:
        return None
    if rule == "CL16" and sheet.sector in site.council and sheet.code not in NATIONAL_MONEY:
        rule = "CL17"
    return changed, Plant(rule, kind.partition(" ")[2], also)


# --- names, fields, levels, agencies ---------------------------------------------------


@_plant("CL08", "mã thiếu một chữ số")
def _short_code(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, code=sheet.code[:-1])


@_plant("CL08", "mã có chữ cái")
def _letter_code(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, code=f"{sheet.code[:-2]}O{sheet.code[-1]}")


@_plant("CL09", "tên của thủ tục khác")
def _other_name(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, name=rng.choice(site.names))


@_plant("CL09", "tên khác nội dung")
def _changed_name(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    words = sheet.name.split()
    if len(words) < 5 or any(sheet.name.casefold().startswith(w) for w in ("thủ tục",)):
        return None
    return replace(sheet, name=" ".join([*words, *rng.choice(("đối với hộ kinh doanh", "tại vùng biên giới")).split()]))


@_plant("CL09", "tên gõ sai một chữ")
def _name_typo(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    name = _typo(rng, sheet.name)
    return None if name is None else replace(sheet, name=name)


@_plant("CL10", "lĩnh vực khác")
def _other_sector(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    fields = [f for f in ("Luật sư", "Công chứng", "Hộ tịch", "Trợ giúp pháp lý", "Quốc tịch") if f != sheet.sector]
    return None if sheet.sector not in stock.FIELDS else replace(sheet, sector=rng.choice(fields))


@_plant("CL11", "cấp khác")
def _other_level(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, level="commune" if sheet.level == "province" else "province")


@_plant("CL11", "còn cấp huyện")
def _old_level(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, level="district")


@_plant("CL11", "ủy ban huyện", "CL12")
def _district(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(
        sheet, executing=(*sheet.executing, rng.choice(("Ủy ban nhân dân huyện Tân Biên", "UBND cấp huyện")))
    )


@_plant("CL12", "cơ quan không còn", "CL11")
def _gone_agency(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, executing=("Phòng Tư pháp",))


@_plant("CL12", "cơ quan của tỉnh khác")
def _strange_agency(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if sheet.level != "province":
        return None
    return replace(sheet, executing=(f"Sở Tư pháp tỉnh {rng.choice(('Đồng Nai', 'Lâm Đồng', 'An Giang'))}",))


@_plant("CL12", "cơ quan khác vai trò")
def _other_agency(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, executing=(rng.choice(("Sở Nội vụ", "Sở Tài chính", "Công an tỉnh")),))


# --- times ------------------------------------------------------------------------------


def _spans(sheet: Sheet, change: Callable[[Span], Span]) -> Sheet:
    return replace(sheet, ways=tuple(replace(way, spans=(change(way.spans[0]), *way.spans[1:])) for way in sheet.ways))


@_plant("CL13", "thời hạn dài hơn")
def _longer(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    more = rng.choice((1, 2, 3, 5, 10))
    return _spans(sheet, lambda s: replace(s, amount=s.amount + more))


@_plant("CL15", "thời hạn ngắn hơn")
def _shorter(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if min(way.spans[0].amount for way in sheet.ways) < 3:
        return None
    less = rng.choice((1, 2))
    return _spans(sheet, lambda s: replace(s, amount=s.amount - less))


@_plant("CL14", "thời hạn khác đơn vị")
def _other_unit(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    swap = {"WORKING_DAY": "DAY", "DAY": "WORKING_DAY"}
    if any(span.unit not in swap for way in sheet.ways for span in way.spans):
        return None
    ways = tuple(replace(w, spans=tuple(replace(s, unit=swap[s.unit]) for s in w.spans)) for w in sheet.ways)
    return replace(sheet, ways=ways)


@_plant("CL14", "thiếu một trường hợp")
def _lost_case(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if any(len(way.spans) < 2 for way in sheet.ways):
        return None
    return replace(sheet, ways=tuple(replace(way, spans=way.spans[:-1]) for way in sheet.ways))


@_plant("CL14", "thừa một trường hợp")
def _more_cases(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if any(len(way.spans) < 2 for way in sheet.ways):
        return None
    free = [case for case in stock.TIME_CASES if case not in {s.case for w in sheet.ways for s in w.spans}]
    extra = Span(rng.choice((40, 50)), sheet.ways[0].spans[0].unit, rng.choice(free))
    return replace(sheet, ways=tuple(replace(way, spans=(*way.spans, extra)) for way in sheet.ways))


# --- money ------------------------------------------------------------------------------


def _charges(sheet: Sheet, change: Callable[[Charge], Charge]) -> Sheet | None:
    if any(not way.charges for way in sheet.ways):
        return None
    ways = (replace(way, charges=(change(way.charges[0]), *way.charges[1:])) for way in sheet.ways)
    return replace(sheet, ways=tuple(ways))


@_plant("CL16", "thu cao hơn")
def _higher(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    more = rng.choice((2_000, 5_000, 50_000, 300_000))
    return _charges(sheet, lambda c: replace(c, amount=c.amount + more))


@_plant("CL16", "thu thấp hơn")
def _lower(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return _charges(sheet, lambda c: replace(c, amount=c.amount // 5 * 4))


@_plant("CL16", "khác đơn vị thu")
def _other_per(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return _charges(sheet, lambda c: replace(c, per="trang" if c.per != "trang" else "bản"))


@_plant("CL16", "chỉ tỉnh thu", "CL18")
def _only_local(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if not sheet.says_free:
        return None
    charge = Charge(rng.choice(stock.MONEY), rng.choice(stock.PERS), rng.random() < 0.5)
    return replace(sheet, ways=tuple(replace(way, charges=(charge,)) for way in sheet.ways))


@_plant("CL16", "tỉnh ghi không thu", "CL18")
def _only_national(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if any(not way.charges for way in sheet.ways):
        return None
    return replace(sheet, ways=tuple(replace(way, charges=()) for way in sheet.ways), exempt=())


@_plant("CL18", "thiếu mọi đối tượng được miễn")
def _no_exemption(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, exempt=())


@_plant("CL18", "thiếu một đối tượng được miễn")
def _fewer_exempt(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, exempt=sheet.exempt[1:]) if len(sheet.exempt) > 1 else None


# --- papers -----------------------------------------------------------------------------


def _with_papers(sheet: Sheet, change: Callable[[list[Paper]], list[Paper] | None], rng: Random) -> Sheet | None:
    """A sheet whose one case has other papers."""
    at = rng.randrange(len(sheet.groups))
    made = change(list(sheet.groups[at].papers))
    if made is None:
        return None
    groups = list(sheet.groups)
    groups[at] = replace(groups[at], papers=tuple(made))
    return replace(sheet, groups=tuple(groups))


def _once(sheet: Sheet, paper: Paper) -> bool:
    """Whether no other paper has, or begins with, the name."""
    return sum(p.name.casefold().startswith(paper.name.casefold()[:40]) for p in sheet.papers) == 1


def _chosen(rng: Random, sheet: Sheet, papers: list[Paper], fit: Callable[[Paper], bool]) -> int | None:
    fits = [i for i, p in enumerate(papers) if _once(sheet, p) and fit(p)]
    return rng.choice(fits) if fits else None


@_plant("CL19", "thêm giấy tờ")
def _more_papers(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    extra = Paper(rng.choice(stock.EXTRA_PAPERS), 1, 0)
    return _with_papers(sheet, lambda papers: [*papers, extra], rng)


@_plant("CL19", "thêm yêu cầu vào tên giấy tờ")
def _more_said(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    tail = rng.choice((", có xác nhận của Ủy ban nhân dân cấp xã", " được cấp trong vòng 03 tháng gần nhất"))

    def change(papers: list[Paper]) -> list[Paper] | None:
        at = _chosen(rng, sheet, papers, lambda p: len(p.name) < 150 and p.name[-1].isalpha())
        if at is not None:
            papers[at] = replace(papers[at], name=papers[at].name + tail)
        return None if at is None else papers

    return _with_papers(sheet, change, rng)


@_plant("CL20", "thiếu giấy tờ", "CL22")
def _fewer_papers(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    def change(papers: list[Paper]) -> list[Paper] | None:
        at = _chosen(rng, sheet, papers, lambda p: p.name[-1] not in ":;" and len(p.name) > 12)
        if at is None or len(papers) < 2:
            return None
        del papers[at]
        return papers

    return _with_papers(sheet, change, rng)


@_plant("CL20", "tên giấy tờ thiếu chữ", "CL22")
def _less_said(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    def change(papers: list[Paper]) -> list[Paper] | None:
        at = _chosen(rng, sheet, papers, lambda p: _cut_name(p.name) is not None)
        if at is not None:
            papers[at] = replace(papers[at], name=_cut_name(papers[at].name) or "")
        return None if at is None else papers

    return _with_papers(sheet, change, rng)


def _cut_name(name: str) -> str | None:
    """A name without what stands behind its last comma, if that says something."""
    head, comma, tail = name.rpartition(", ")
    said = comma and len(tail.split()) >= 3 and len(head.split()) >= 4 and not re.search(r"bản|[();.]", tail)
    return head if said else None


@_plant("CL20", "khác số bản")
def _other_count(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    def change(papers: list[Paper]) -> list[Paper] | None:
        at = _chosen(rng, sheet, papers, lambda p: p.originals + p.copies > 0 and "bản" not in p.name)
        if at is not None:
            paper = papers[at]
            more = (
                replace(paper, copies=paper.copies + 1)
                if rng.random() < 0.5
                else replace(paper, originals=paper.originals + 2)
            )
            papers[at] = more
        return None if at is None else papers

    return _with_papers(sheet, change, rng) if site.shows_counts else None


@_plant("CL20", "khác số bộ")
def _other_sets(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    told = f"lập {sheet.sets:02d} bộ hồ sơ và nộp" in "\n".join(sheet.steps)
    return replace(sheet, sets=sheet.sets + rng.choice((1, 2))) if told else None


@_plant("CL20", "tên giấy tờ gõ sai")
def _paper_typo(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    def change(papers: list[Paper]) -> list[Paper] | None:
        at = _chosen(rng, sheet, papers, lambda p: len(p.name) > 25)
        name = None if at is None else _typo(rng, papers[at].name)
        if at is None or name is None:
            return None
        papers[at] = replace(papers[at], name=name)
        return papers

    return None if any(p.form for p in sheet.papers) else _with_papers(sheet, change, rng)


def _typo(rng: Random, text: str) -> str | None:
    """A text with a letter struck twice in one of its longer words."""
    words = [m for m in re.finditer(r"[^\W\d_]{4,}", text) if m[0].islower()]
    if not words:
        return None
    at = rng.choice(words).start() + 1
    return text[:at] + text[at] + text[at:] if text[at].isalpha() else None


@_plant("CL22", "mẫu không có liên kết")
def _no_form(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if not site.has_form_column or not any(p.form for p in sheet.papers):
        return None
    groups = tuple(replace(g, papers=tuple(replace(p, form="") for p in g.papers)) for g in sheet.groups)
    return replace(sheet, groups=groups)


# --- steps, channels, conditions ----------------------------------------------------------


@_plant("CL23", "thêm việc phải làm")
def _duty(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    at = rng.randint(1, len(sheet.steps))
    return replace(sheet, steps=(*sheet.steps[:at], rng.choice(stock.DUTIES), *sheet.steps[at:]))


@_plant("CL23", "thiếu một bước", "CL20")
def _lost_step(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    long = [i for i, s in enumerate(sheet.steps) if len(s) > 40 and sheet.steps.count(s) == 1 and "bộ hồ sơ" not in s]
    if len(sheet.steps) < 2 or not long:
        return None
    at = rng.choice(long)
    return replace(sheet, steps=(*sheet.steps[:at], *sheet.steps[at + 1 :]))


@_plant("CL23", "bước khác nội dung")
def _other_step(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    long = [i for i, s in enumerate(sheet.steps) if len(s) > 40 and sheet.steps.count(s) == 1 and "bộ hồ sơ" not in s]
    if not long:
        return None
    at = rng.choice(long)
    other = "Hồ sơ được chuyển về tổ thẩm định của huyện để họp xét duyệt vào ngày thứ Năm hằng tuần."
    return replace(sheet, steps=(*sheet.steps[:at], other, *sheet.steps[at + 1 :]))


@_plant("CL23", "thiếu hình thức nộp")
def _lost_way(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, ways=sheet.ways[:-1]) if len(sheet.ways) > 1 and sheet.is_uniform else None


@_plant("CL23", "thêm hình thức nộp")
def _more_ways(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    free = [c for c in ("POSTAL", "ONLINE") if c not in {w.channel for w in sheet.ways}]
    if not free or not sheet.is_uniform:
        return None
    return replace(sheet, ways=(*sheet.ways, replace(sheet.ways[0], channel=free[0])))


@_plant("CL24", "thêm điều kiện")
def _condition(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, conditions=(*sheet.conditions, rng.choice(stock.EXTRA_CONDITIONS)))


@_plant("CL24", "thiếu điều kiện")
def _lost_condition(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    long = [i for i, c in enumerate(sheet.conditions) if len(c) > 30 and sheet.conditions.count(c) == 1]
    if len(sheet.conditions) < 2 or not long:
        return None
    at = rng.choice(long)
    return replace(sheet, conditions=(*sheet.conditions[:at], *sheet.conditions[at + 1 :]))


@_plant("CL24", "điều kiện khác con số")
def _other_number(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    for i, line in enumerate(sheet.conditions):
        if found := re.search(r"(?<![\d/.,])0?([2-9]|1\d)(?= (?:tuổi|năm|tháng|thành viên|ngày))", line):
            changed = f"{line[: found.start()]}{int(found[1]) + 3:02d}{line[found.end() :]}"
            return replace(sheet, conditions=(*sheet.conditions[:i], changed, *sheet.conditions[i + 1 :]))
    return None


# --- subjects, results, legal bases, decisions ----------------------------------------------


@_plant("CL25", "thiếu đối tượng")
def _lost_subject(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, subjects=sheet.subjects[1:]) if len(sheet.subjects) > 1 else None


@_plant("CL25", "thêm đối tượng")
def _more_subjects(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    free = [s for s in stock.SUBJECTS if s not in sheet.subjects]
    return replace(sheet, subjects=(*sheet.subjects, rng.choice(free))) if sheet.subjects and free else None


@_plant("CL25", "kết quả khác")
def _other_result(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if not sheet.results:
        return None
    return replace(sheet, results=(*sheet.results[:-1], rng.choice(stock.OTHER_RESULTS)))


@_plant("CL26", "thiếu căn cứ")
def _lost_act(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    alone = [a for a in sheet.acts if not any(a.number in o.title for o in sheet.acts if o is not a)]
    if len(sheet.acts) < 2 or not alone:
        return None
    lost = rng.choice(alone)
    return replace(sheet, acts=tuple(a for a in sheet.acts if a is not lost))


@_plant("CL27", "quyết định cũ hơn")
def _old_ruling(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if sheet.ruling is None:
        return None
    older = date(rng.randint(2019, 2024), rng.randint(1, 12), rng.randint(1, 28))
    return replace(sheet, ruling=Ruling(f"{rng.randint(100, 3999)}/QĐ-UBND", older, "Ủy ban nhân dân tỉnh"))


@_plant("CL27", "không nêu quyết định")
def _no_ruling(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, unfilled=sheet.unfilled | {"ruling"}) if sheet.ruling else None


def newer(rng: Random, ruling: Ruling) -> Ruling:
    """A province's own decision that follows the ministry's, which is as it should be."""
    later = ruling.day + timedelta(days=rng.randint(3, 25))
    return Ruling(f"{rng.randint(100, 3999)}/QĐ-UBND", later, "Chủ tịch Ủy ban nhân dân tỉnh")


# --- components, online services ---------------------------------------------------------


@_plant("CL28", "bộ phận để trống", "CL23", "CL25", "CL20", "CL22")
def _blank(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    parts = ["steps", "papers", "subjects", "executing", *([] if site.ways_table else ["times"])]
    return replace(sheet, unfilled=sheet.unfilled | {rng.choice(parts)})


@_plant("CL28", "không có mục", "CL23", "CL20", "CL22")
def _left_out(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, absent=sheet.absent | {rng.choice(("steps", "papers", "subjects", "executing"))})


@_plant("CL31", "mức độ thấp hơn quyết định")
def _lower_level(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    return replace(sheet, online="Một phần", reason=None) if sheet.online == "Toàn trình" else None


@_plant("CL32", "một phần không nêu lý do", "CL31")
def _no_reason(rng: Random, sheet: Sheet, site: Site) -> Sheet | None:
    if sheet.online != "Một phần" or sheet.reason is None:
        return None
    return replace(sheet, unfilled=sheet.unfilled | {"reason"})
