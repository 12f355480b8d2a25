"""Who does it, and at which level? CL11, CL12."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.agencies import (
    COMMUNE,
    DEPARTMENT,
    LEVEL,
    OFFICE,
    PROVINCE,
    UNIT,
    names_other_province,
    obsolete_in,
)
from analysis.agency_roles import AgencyRole, Place, roles_in
from analysis.model import Discrepancy, Kind, Level, Procedure, Severity
from analysis.night import Tonight, rows_of, sector_name
from analysis.rules.pairs import Answer, Comparer, Line, Pair, Unjudged, finder
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule, both
from analysis.texts import display, is_blank
from analysis.wording import LEVEL_NAMES

OTHER_LEVEL = Grade(Severity.HIGH, "Cấp đang thực hiện ở tỉnh khác với cấp thực hiện trong danh mục quốc gia")
OLD_LEVEL = Grade(Severity.HIGH, "Nêu cấp hành chính không còn từ 01/7/2025 nên chỉ sai nơi cho người dân")

OBSOLETE_AGENCY = Grade(Severity.HIGH, "Nêu cơ quan không còn tồn tại nên chỉ sai nơi cho người dân")
OBSOLETE_UNIT = Grade(Severity.MEDIUM, "Còn nêu loại đơn vị hành chính đã bỏ; nơi đến của người dân không đổi")
WRONG_AGENCY = Grade(Severity.MEDIUM, "Nêu đích danh cơ quan của một tỉnh khác")
OTHER_ROLE = Grade(Severity.MEDIUM, "Cơ quan thực hiện khác vai trò so với danh mục quốc gia")

LEVELS_PART = "cấp thực hiện"

_PROVINCIAL_ROLES = frozenset({PROVINCE, DEPARTMENT, OFFICE})


@dataclass(frozen=True, slots=True)
class _Side:
    """A record on one side, with the agency names that it shows as current."""

    record: Procedure
    shown: Procedure  # whose code, name and field the line carries
    names: tuple[str, ...]
    local: bool


def _sides(tonight: Tonight) -> Iterable[_Side]:
    for procedure in tonight.catalogue.values():
        yield _Side(procedure, procedure, _agency_names(procedure), local=False)
    for record in tonight.ours_local:
        yield _Side(record, tonight.national_of(record) or record, _agency_names(record), local=True)


def _agency_names(procedure: Procedure) -> tuple[str, ...]:
    """Every agency that a record names as current, in its fields or in its service rows."""
    agencies = (
        *(procedure.executing or ()),
        *(procedure.authority or ()),
        *(procedure.authorized or ()),
        *(procedure.coordinating or ()),
    )
    return tuple(dict.fromkeys((*(a.name for a in agencies), *(row.agency for row in rows_of(procedure)))))


# --- CL11 -------------------------------------------------------------------


def _find_cl11(tonight: Tonight) -> Findings:
    found = [line for pair in tonight.pairs if (line := _level_differs(tonight, *pair))]
    for side in _sides(tonight):
        named = [n for n in side.names if any(o.what == LEVEL for o in obsolete_in(n, tonight.night))]
        if named:
            found.append(_line(tonight, side, "CL11", OLD_LEVEL, "cấp không còn", named, "cấp xã hoặc cấp tỉnh"))
        elif side.local and (words := _old_level_words(tonight, side.record)):
            found.append(_line(tonight, side, "CL11", OLD_LEVEL, "cấp không còn", [words], "cấp xã hoặc cấp tỉnh"))
    return Findings(tuple(found))


#: Where a page object keeps the words of "cấp thực hiện" that it could not place.
LEVEL_WORDS = "cấp thực hiện"


def _old_level_words(tonight: Tonight, record: Procedure) -> str:
    """The words of a page's cấp thực hiện, where they name a level that is no more."""
    words = dict(record.extra or ()).get(LEVEL_WORDS, "")
    return words if any(o.what == LEVEL for o in obsolete_in(words, tonight.night)) else ""


_LOCAL_LEVELS = frozenset({Level.PROVINCE, Level.COMMUNE})


def _compare_levels(pair: Pair) -> Iterable[Answer]:
    """The page states other levels than the catalogue, of those that a province has."""
    if pair.national.levels is None or not pair.local.levels or Level.OTHER in pair.national.levels:
        return
    ours, theirs = _LOCAL_LEVELS & set(pair.national.levels), _LOCAL_LEVELS & set(pair.local.levels)
    if ours and theirs and ours != theirs:
        yield Line("CL11", OTHER_LEVEL, LEVELS_PART, _levels_told(pair.national), _levels_told(pair.local))


def _levels_told(procedure: Procedure) -> str:
    return ", ".join(LEVEL_NAMES[level] for level in procedure.levels or ())


def _level_differs(tonight: Tonight, procedure: Procedure, record: Procedure) -> Discrepancy | None:
    publishing = tonight.publishing
    if procedure.levels is None or publishing is None:
        return None
    levels, seen = set(procedure.levels), publishing.evidence(procedure.portal_id)
    roles = publishing.roles_of(seen)
    wrong = []
    if Level.OTHER not in levels:  # "cơ quan khác" may be of any level
        if COMMUNE in roles and Level.COMMUNE not in levels:
            wrong.append(f"{len(publishing.communes_of(seen))} xã áp dụng")
        if roles & _PROVINCIAL_ROLES and Level.PROVINCE not in levels:
            wrong.append("cơ quan cấp tỉnh áp dụng")
    # That a level is missing is an absence; missing communes are CL01.
    if Level.PROVINCE in levels and Level.COMMUNE in levels and roles == {COMMUNE} and _surely(tonight, procedure):
        wrong.append("không cơ quan cấp tỉnh nào áp dụng")
    if not wrong:
        return None
    names = [tonight.table.name_of(code) for code in sorted(seen.agencies)[:5]]
    return Discrepancy(
        rule="CL11",
        kind=Kind.PAIR,
        severity=OTHER_LEVEL.severity,
        severity_reason=OTHER_LEVEL.reason,
        code=procedure.code,
        name=procedure.name,
        sector=sector_name(procedure),
        part=LEVELS_PART,
        national=", ".join(LEVEL_NAMES[level] for level in procedure.levels),
        provincial=f"{'; '.join(wrong)} ({', '.join(names)}{', …' if len(seen.agencies) > len(names) else ''})",
        sources=tonight.both,
        evidence=(*tonight.seen_national(procedure), *tonight.seen_local(record)),
        unlike=True,  # the levels of the catalogue, and who applies it
    )


def _surely(tonight: Tonight, procedure: Procedure) -> bool:
    """Whether an agency that is not seen is surely not there."""
    publishing = tonight.publishing
    if publishing is None or publishing.incomplete:
        return False
    seen = publishing.evidence(procedure.portal_id)
    all_known = {tonight.table.role_of(code) for code in seen.agencies} == {COMMUNE}
    lost = any(tonight.table.role_of(code) != COMMUNE for code in publishing.gaps)
    return seen.recorded and not seen.unplaced and all_known and not lost


# --- CL12 -------------------------------------------------------------------


def _find_cl12(tonight: Tonight) -> Findings:
    found = []
    for side in _sides(tonight):
        obsolete = {n: instead for n in side.names if (instead := _instead(tonight, n))}
        wrong = [n for n in side.names if n not in obsolete and names_other_province(n)]
        if side.local and tonight.pages is None:
            wrong = []  # such rows are of the other province and are not counted for ours
        if obsolete:
            expected = "; ".join(dict.fromkeys(obsolete.values()))
            grade = OBSOLETE_UNIT if all(_only_unit(tonight, n) for n in obsolete) else OBSOLETE_AGENCY
            found.append(_line(tonight, side, "CL12", grade, "", [*obsolete, *wrong], expected))
        elif wrong:
            found.append(
                _line(tonight, side, "CL12", WRONG_AGENCY, "", wrong, "tên vai trò chung hoặc cơ quan của tỉnh")
            )
    return Findings(tuple(found))


def _compare_roles(pair: Pair) -> Iterable[Answer]:
    """The page names an executing agency of another role, or lacks one that the province has."""
    if not pair.national.executing or not pair.local.executing:
        return
    ours, theirs = _roles(pair.national), _roles(pair.local)
    if not ours or not theirs:
        return
    wrong = {r for r in theirs - ours if r.place is not Place.DESK}
    lacking = {r for r in ours - theirs if r.place is Place.LOCAL}
    if not wrong and not lacking:
        return
    unknown = sorted(r.name for r in (ours ^ theirs) if r.place is Place.UNKNOWN)
    if unknown or not {r for r in theirs if r.place is not Place.DESK}:
        yield Unjudged(("CL12",), f"chưa xếp được vai trò của cơ quan: {', '.join(unknown) or 'bộ phận tiếp nhận'}")
        return
    yield Line(
        "CL12",
        OTHER_ROLE,
        "cơ quan thực hiện",
        "; ".join(display(a.name) for a in pair.national.executing),
        "; ".join(display(a.name) for a in pair.local.executing),
        detail=", ".join([f"thêm {r.name}" for r in _sorted(wrong)] + [f"thiếu {r.name}" for r in _sorted(lacking)]),
    )


def _roles(procedure: Procedure) -> set[AgencyRole]:
    return {role for a in procedure.executing or () if not is_blank(a.name) for role in roles_in(a.name)}


def _sorted(roles: set[AgencyRole]) -> list[AgencyRole]:
    return sorted(roles, key=lambda r: r.name)


LEVEL_PAIRS = Comparer(("levels",), ("CL11",), _compare_levels)
AGENCY_PAIRS = Comparer(("agencies",), ("CL12",), _compare_roles)
COMPARERS = (LEVEL_PAIRS, AGENCY_PAIRS)


def _instead(tonight: Tonight, name: str) -> str:
    """What an obsolete agency name should say now; empty when the name is not obsolete."""
    words = [o for o in obsolete_in(name, tonight.night) if o.what != LEVEL]
    if words:
        return "; ".join(o.instead for o in words)
    rows = tonight.table.by_name(name)
    if rows and not any(row.valid(tonight.night) for row in rows):
        return f"cơ quan đang hoạt động (theo bảng cơ quan, {rows[-1].name} không hoạt động trong đêm này)"
    return ""


def _only_unit(tonight: Tonight, name: str) -> bool:
    words = [o for o in obsolete_in(name, tonight.night) if o.what != LEVEL]
    return bool(words) and all(o.what == UNIT for o in words)


def _line(
    tonight: Tonight, side: _Side, rule: str, grade: Grade, part: str, names: list[str], expected: str
) -> Discrepancy:
    text = "; ".join(display(n) for n in names)
    portal = tonight.provincial_code if side.local else tonight.national_code
    seen = tonight.seen_local(side.record) if side.local else tonight.seen_national(side.record)
    return Discrepancy(
        rule=rule,
        kind=Kind.PAIR,
        severity=grade.severity,
        severity_reason=grade.reason,
        code=side.shown.code,
        name=side.shown.name,
        sector=sector_name(side.shown),
        part=part,
        national=None if side.local else text,
        provincial=text if side.local else None,
        sources=(portal,),
        expected=expected,
        evidence=seen,
    )


# --- the table --------------------------------------------------------------

LEVELS = Rule(
    code="CL11",
    kind=Kind.PAIR,
    name="Khác cấp thực hiện / còn cấp huyện",
    definition=(
        "Cấp của các cơ quan trong tỉnh đang công khai khác cấp thực hiện trong danh mục quốc gia; "
        "hoặc tên cơ quan ở một bên còn nêu huyện, quận, thị xã."
    ),
    severities=(OTHER_LEVEL, OLD_LEVEL),
    legal_basis="Nghị định 120/2025/NĐ-CP và Nghị định 121/2025/NĐ-CP",
    remedy=Remedy(
        Desk.DIVISION,
        "Sửa cấp và nơi thực hiện cho đúng danh mục quốc gia, hoặc đăng ký quyết định phân cấp, ủy quyền.",
    ),
    central=Remedy(Desk.MINISTRY, "Kiến nghị bỏ cấp hành chính không còn trong danh mục quốc gia."),
    subject="một cặp thủ tục; một thủ tục",
    needs=BOTH,
    reads_details=True,
    find=both(_find_cl11, finder("CL11", COMPARERS)),
)
AGENCY_NAMES = Rule(
    code="CL12",
    kind=Kind.PAIR,
    name="Khác hoặc sai tên cơ quan",
    definition=(
        "Trường cơ quan đang áp dụng nêu Phòng Tư pháp, thị trấn, tỉnh Long An, sở đã sáp nhập, cơ quan đã thôi "
        "hoạt động, hoặc đích danh cơ quan của tỉnh khác; không xét tên văn bản pháp luật."
    ),
    severities=(OBSOLETE_AGENCY, OBSOLETE_UNIT, WRONG_AGENCY, OTHER_ROLE),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(
        Desk.DIVISION, "Sửa tên cơ quan cho đúng cơ quan đang thực hiện, hoặc đăng ký quyết định phân cấp, ủy quyền."
    ),
    central=Remedy(Desk.MINISTRY, "Kiến nghị sửa tên cơ quan trong danh mục quốc gia."),
    subject="một thủ tục",
    needs=BOTH,
    reads_details=True,
    find=both(_find_cl12, finder("CL12", COMPARERS)),
)
