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
from analysis.model import Discrepancy, Kind, Level, Procedure, Severity
from analysis.night import Tonight, rows_of, sector_name
from analysis.rules.rule import BOTH, Findings, Grade, Rule
from analysis.texts import display
from analysis.wording import LEVEL_NAMES

OTHER_LEVEL = Grade(Severity.HIGH, "Cấp đang thực hiện ở tỉnh khác với cấp thực hiện trong danh mục quốc gia")
OLD_LEVEL = Grade(Severity.HIGH, "Nêu cấp hành chính không còn từ 01/7/2025 nên chỉ sai nơi cho người dân")

OBSOLETE_AGENCY = Grade(Severity.HIGH, "Nêu cơ quan không còn tồn tại nên chỉ sai nơi cho người dân")
OBSOLETE_UNIT = Grade(Severity.MEDIUM, "Còn nêu loại đơn vị hành chính đã bỏ; nơi đến của người dân không đổi")
WRONG_AGENCY = Grade(Severity.MEDIUM, "Nêu đích danh cơ quan của một tỉnh khác")

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
        agencies = (
            *(procedure.executing or ()),
            *(procedure.authority or ()),
            *(procedure.authorized or ()),
            *(procedure.coordinating or ()),
        )
        yield _Side(procedure, procedure, tuple(dict.fromkeys(a.name for a in agencies)), local=False)
    for record in tonight.ours_local:
        names = tuple(dict.fromkeys(row.agency for row in rows_of(record)))
        yield _Side(record, tonight.catalogue.get(record.portal_id, record), names, local=True)


# --- CL11 -------------------------------------------------------------------


def _find_cl11(tonight: Tonight) -> Findings:
    found = [line for pair in tonight.pairs if (line := _level_differs(tonight, *pair))]
    for side in _sides(tonight):
        named = [n for n in side.names if any(o.what == LEVEL for o in obsolete_in(n, tonight.night))]
        if named:
            found.append(_line(tonight, side, "CL11", OLD_LEVEL, "cấp không còn", named, "cấp xã hoặc cấp tỉnh"))
    return Findings(tuple(found))


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
        part="cấp thực hiện",
        national=", ".join(LEVEL_NAMES[level] for level in procedure.levels),
        provincial=f"{'; '.join(wrong)} ({', '.join(names)}{', …' if len(seen.agencies) > len(names) else ''})",
        sources=tonight.both,
        evidence=(*tonight.seen_national(procedure), *tonight.seen_local(record)),
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
        if side.local:
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
    subject="một cặp thủ tục; một thủ tục",
    needs=BOTH,
    reads_details=True,
    find=_find_cl11,
)
AGENCY_NAMES = Rule(
    code="CL12",
    kind=Kind.PAIR,
    name="Khác hoặc sai tên cơ quan",
    definition=(
        "Trường cơ quan đang áp dụng nêu Phòng Tư pháp, thị trấn, tỉnh Long An, sở đã sáp nhập, cơ quan đã thôi "
        "hoạt động, hoặc đích danh cơ quan của tỉnh khác; không xét tên văn bản pháp luật."
    ),
    severities=(OBSOLETE_AGENCY, OBSOLETE_UNIT, WRONG_AGENCY),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    subject="một thủ tục",
    needs=BOTH,
    reads_details=True,
    find=_find_cl12,
)
