"""Dịch vụ công trực tuyến: is the level the stated one, and is "một phần" explained? CL31, CL32 (domain 4.9, D12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from analysis.agencies import names_other_province
from analysis.codes import base_of, canonical
from analysis.facts import says_nothing
from analysis.model import Discrepancy, Kind, OnlineService, Procedure, Role, Severity, SourceForm
from analysis.night import Tonight, rows_of, sector_name
from analysis.readers import NotUnderstood
from analysis.readers.service_levels import PARTIAL, LevelRelation, ServiceLevel, compare_levels, read_level
from analysis.rules.catalogue import in_force
from analysis.rules.each import each_pair
from analysis.rules.pairs import Answer, Line, Pair, Unjudged
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule
from analysis.texts import display, is_blank

LOWER = Grade(Severity.MEDIUM, "Mức độ dịch vụ công trực tuyến ở tỉnh thấp hơn mức độ đã công bố, không nêu lý do")
UNEQUAL = Grade(
    Severity.MEDIUM, "Cùng một dịch vụ công, có cơ quan cung cấp ở mức độ thấp hơn cơ quan khác, không nêu lý do"
)
NO_REASON = Grade(Severity.MEDIUM, "Dịch vụ công một phần không công khai lý do")

PART = "mức độ dịch vụ công"
REASON_PART = "lý do cung cấp một phần"


# --- CL31 -------------------------------------------------------------------


def _find_cl31(tonight: Tonight) -> Findings:
    on_pages = tonight.provincial is not None and tonight.provincial.form is not SourceForm.PLATFORM
    return each_pair(tonight, _compare_stated if on_pages else _compare_agencies)


def _compare_agencies(pair: Pair) -> Iterable[Answer]:
    """Agencies that offer one service at lower levels than others do."""
    together: dict[str, list[OnlineService]] = defaultdict(list)
    strange = _not_ours(pair)
    for row in rows_of(pair.local):
        live = row.state in ("", "ACTIVE", "UPDATED")
        if live and not is_blank(row.level) and row.agency not in strange:
            together[canonical(row.code) or row.code].append(row)
    for code, rows in together.items():
        if len({display(row.level or "") for row in rows}) > 1:
            yield from _unequal(pair, code, rows)


def _not_ours(pair: Pair) -> frozenset[str]:
    """Names of agencies of other provinces, and of those that could not be placed."""
    publishing = pair.tonight.publishing
    unplaced = publishing.evidence(pair.local.portal_id).unplaced if publishing else ()
    names = {row.agency for row in pair.local.services or ()}
    return frozenset(n for n in names if names_other_province(n) or display(n) in unplaced)


def _unequal(pair: Pair, code: str, rows: list[OnlineService]) -> Iterator[Answer]:
    levels = {row.level or "": read_level(row.level or "") for row in rows}
    if unread := [text for text, level in levels.items() if isinstance(level, NotUnderstood)]:
        yield Unjudged(("CL31",), f"{code}: không đọc được mức độ “{'”, “'.join(unread)}”")
        return
    read = {text: level for text, level in levels.items() if isinstance(level, ServiceLevel)}
    if len({level.scale for level in read.values()}) > 1:
        yield Unjudged(("CL31",), f"{code}: các cơ quan ghi mức độ theo thang khác nhau")
        return
    top = max(read.values(), key=lambda level: level.step)
    lower = [row for row in rows if read[row.level or ""] != top and says_nothing(row.reason)]
    if lower:
        told = (f"{row.agency}: {row.level}" for row in lower)
        yield Line(
            "CL31",
            UNEQUAL,
            code,
            None,
            "\n".join(dict.fromkeys(told)),
            detail=f"{len({row.agency for row in lower})} cơ quan, nơi cao nhất là {top.text}",
            expected=top.text,
            unasked=Role.NATIONAL,
        )


def _compare_stated(pair: Pair) -> Iterable[Answer]:
    """A page that states a lower level than the decision in force, or the national catalogue, does."""
    stated, where, decided = _stated(pair)
    shown = pair.local.service_level
    if not stated or shown is None:
        return
    if is_blank(shown):
        yield Unjudged(("CL31",), "Trang của tỉnh để trống mức độ dịch vụ công trực tuyến")
        return
    answers = {text: compare_levels(read_level(shown), read_level(text)) for text in stated}
    lower = [text for text, answer in answers.items() if answer is LevelRelation.LOWER]
    if unclear := [text for text, answer in answers.items() if answer is LevelRelation.INCOMPARABLE]:
        yield Unjudged(("CL31",), f"Không so được mức độ “{shown}” với “{unclear[0]}” ({where})")
    elif lower and says_nothing(pair.local.partial_reason):
        text = _highest(lower)
        ours = None if decided else text
        unasked = Role.NATIONAL if decided else None
        yield Line("CL31", LOWER, PART, ours, shown, detail=where, expected=text, unasked=unasked)


def _stated(pair: Pair) -> tuple[list[str], str, bool]:
    """What others say the level is, where, and whether it is a decision: the one in force, else the national record."""
    tonight, national = pair.tonight, pair.national
    row = in_force(tonight.decisions_on(national.code), tonight.night)
    if row is not None and not is_blank(row.service_level):
        return [row.service_level], f"theo quyết định {row.decision}", True
    levels = [s.level for s in national.services or () if s.level is not None and not is_blank(s.level)]
    return list(dict.fromkeys(levels)), "theo danh mục quốc gia", False


def _highest(texts: list[str]) -> str:
    def step(text: str) -> int:
        level = read_level(text)
        return level.step if isinstance(level, ServiceLevel) else 0

    return max(texts, key=step)


# --- CL32 -------------------------------------------------------------------


def _find_cl32(tonight: Tonight) -> Findings:
    """A reason is looked for where "một phần" is shown: on the page of the province, and in the national record."""
    sides = [*((p, p, False) for p in tonight.in_scope), *((n, p, True) for n, p in tonight.pairs)]
    found: list[Discrepancy] = []
    unshown: list[tuple[str, str]] = []
    shown = False
    for told, record, local in sides:
        unexplained: dict[str, list[str]] = defaultdict(list)
        for part, agency, reason in _partial(record):
            shown |= reason is not None
            if reason is None:
                unshown.append((told.code, "có dịch vụ một phần mà nguồn không thể hiện lý do"))
            elif says_nothing(reason):
                unexplained[part].append(agency)
        found += [_unexplained(tonight, told, record, part, who, local=local) for part, who in unexplained.items()]
    if unshown and not shown:
        unshown = [("*", "các nguồn không thể hiện lý do chỉ cung cấp một phần nên không tính được")]
    return Findings(tuple(found), tuple(dict.fromkeys(unshown)))


def _partial(record: Procedure) -> Iterator[tuple[str, str, str | None]]:
    """(part, agency, reason) of everything that a record offers only in part."""
    if _is_partial(record.service_level):
        yield REASON_PART, "", record.partial_reason
    for row in rows_of(record):
        if _is_partial(row.level):
            yield canonical(row.code) or row.code, row.agency, row.reason


def _is_partial(level: str | None) -> bool:
    return level is not None and read_level(level) == PARTIAL


def _unexplained(
    tonight: Tonight, told: Procedure, record: Procedure, part: str, agencies: list[str], *, local: bool
) -> Discrepancy:
    text = "\n".join(dict.fromkeys(a for a in agencies if a)) or "một phần, lý do để trống"
    return Discrepancy(
        rule="CL32",
        kind=Kind.SINGLE,
        severity=NO_REASON.severity,
        severity_reason=NO_REASON.reason,
        code=base_of(told.code) or told.code,
        name=told.name,
        sector=sector_name(told),
        part=part,
        national=None if local else text,
        provincial=text if local else None,
        sources=(tonight.provincial_code if local else tonight.national_code,),
        expected="nêu lý do và căn cứ của việc chỉ cung cấp một phần",
        evidence=tonight.seen_local(record) if local else tonight.seen_national(record),
    )


# --- the table ----------------------------------------------------------------

OTHER_LEVEL = Rule(
    code="CL31",
    kind=Kind.PAIR,
    name="Khác mức độ DVCTT",
    definition=(
        "Nền tảng quốc gia: các cơ quan của tỉnh cung cấp cùng một dịch vụ công ở mức độ khác nhau. Cổng có trang "
        "riêng: mức độ thấp hơn mức độ trong quyết định đang áp dụng hoặc trong danh mục quốc gia. Nêu lý do thì "
        "không tính; mức độ theo hai thang khác nhau không so với nhau."
    ),
    severities=(LOWER, UNEQUAL),
    legal_basis="Điều 14 Nghị định 224/2026/NĐ-CP",
    remedy=Remedy(Desk.SYSTEM, "Đặt mức độ dịch vụ công đúng mức đã công bố, hoặc công khai lý do."),
    subject="một cặp thủ tục; các cơ quan của một dịch vụ công",
    needs=BOTH,
    reads_details=True,
    find=_find_cl31,
)
PARTIAL_UNEXPLAINED = Rule(
    code="CL32",
    kind=Kind.SINGLE,
    name="Một phần không nêu lý do",
    definition=(
        "Nguồn ghi dịch vụ công một phần, có mục lý do nhưng để trống. Nguồn không thể hiện mục lý do thì không tính "
        "được."
    ),
    severities=(NO_REASON,),
    legal_basis="Điều 14 Nghị định 224/2026/NĐ-CP",
    remedy=Remedy(Desk.SYSTEM, "Công khai lý do chỉ cung cấp một phần."),
    central=Remedy(Desk.MINISTRY, "Kiến nghị công khai lý do chỉ cung cấp một phần."),
    subject="một thủ tục, một dịch vụ công",
    needs=BOTH,
    reads_details=True,
    find=_find_cl32,
)
