"""Is it the same procedure, rightly named? CL08, CL09, CL10."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from analysis.codes import parse_code
from analysis.model import Discrepancy, Kind, Procedure, Severity, SourceForm
from analysis.night import Tonight, local_sectors, rows_of, sector_name
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule
from analysis.sectors import same_sector
from analysis.texts import Sameness, canonical_name, is_blank, is_small_typo, name_verdict

# --- CL08 -------------------------------------------------------------------

MALFORMED = Grade(Severity.MEDIUM, "Mã không đúng dạng nên không tra cứu và đối chiếu được")
DUPLICATE = Grade(Severity.MEDIUM, "Hai bản ghi đang công khai dùng chung một mã")


def _find_cl08(tonight: Tonight) -> Findings:
    found: list[Discrepancy] = []
    if tonight.national:
        found += _codes_of(tonight, tonight.catalogue.values(), local=False)
    if tonight.provincial:
        # A record that only a service list shows carries no procedure code of its own.
        # A page of the province's own should show one, if it could be read.
        unread = frozenset(tonight.provincial.unread)
        shown = [
            p
            for p in tonight.ours_local
            if p.applied_at is not None or p.code or (_should_have_code(tonight) and p.portal_id not in unread)
        ]
        found += _codes_of(tonight, shown, local=True)
    return Findings(tuple(found))


def _should_have_code(tonight: Tonight) -> bool:
    return tonight.provincial is not None and tonight.provincial.form is SourceForm.PAGES


def _codes_of(tonight: Tonight, records: Iterable[Procedure], *, local: bool) -> list[Discrepancy]:
    found = []
    together: dict[str, list[Procedure]] = defaultdict(list)
    for record in records:
        code = parse_code(record.code)
        if code is None:
            found.append(_bad_code(tonight, [record], MALFORMED, record.code, "mã sai dạng", local=local))
        else:  # cases (trường hợp) of one procedure are no twins
            together[f"{code.base}.{code.service}" if code.service else code.base].append(record)
    for shared, twins in together.items():
        if len(twins) > 1:
            found.append(_bad_code(tonight, twins, DUPLICATE, shared, "trùng mã", local=local))
    return found


def _bad_code(
    tonight: Tonight, records: list[Procedure], grade: Grade, code: str, part: str, *, local: bool
) -> Discrepancy:
    shown = "; ".join(f"“{r.code}” {r.name}" for r in records)
    seen = tonight.seen_local if local else tonight.seen_national
    return Discrepancy(
        rule="CL08",
        kind=Kind.SINGLE,
        severity=grade.severity,
        severity_reason=grade.reason,
        code=code,
        name=records[0].name,
        sector=sector_name(records[0]),
        part=part,
        national=None if local else shown,
        provincial=shown if local else None,
        sources=(tonight.provincial_code if local else tonight.national_code,),
        evidence=tuple(dict.fromkeys(e for r in records for e in seen(r))),
    )


# --- CL09 -------------------------------------------------------------------

OTHER_PROCEDURES_NAME = Grade(Severity.HIGH, "Tên ở phía tỉnh là tên của một thủ tục khác")
OTHER_NAME = Grade(Severity.HIGH, "Nội dung tên thủ tục khác với danh mục quốc gia")
SMALL_TYPO = Grade(Severity.LOW, "Chỉ khác một chữ cái hoặc một dấu cách, có thể là lỗi gõ")
OTHER_SIGNS = Grade(Severity.LOW, "Chỉ khác dấu câu, dấu ngoặc")
SERVICE_NAME = Grade(
    Severity.LOW,
    "Tên dịch vụ công khác tên thủ tục; tên thủ tục không sai",
    Remedy(Desk.SYSTEM, "Sửa tên dịch vụ công cho khớp tên thủ tục."),
)

SERVICE_PART = "tên dịch vụ công"


def _find_cl09(tonight: Tonight) -> Findings:
    owners: dict[str, list[str]] = defaultdict(list)
    for procedure in tonight.catalogue.values():
        owners[canonical_name(procedure.name)].append(procedure.code)
    found, presentation = [], 0
    for procedure, record in tonight.pairs:
        answer = name_verdict(procedure.name, record.name)
        if answer.kind is Sameness.CONTENT:
            found.append(_other_name(tonight, procedure, record, owners))
        presentation += answer.kind is Sameness.PRESENTATION
        different, alike = _service_names(procedure, record)
        presentation += alike
        if different:
            found.append(_other_service_names(tonight, procedure, record, different))
    return Findings(tuple(found), presentation=presentation)


def _other_name(tonight: Tonight, procedure: Procedure, record: Procedure, owners: dict[str, list[str]]) -> Discrepancy:
    theirs = canonical_name(record.name)
    others = [c for c in owners.get(theirs, ()) if c != procedure.code]
    grade = OTHER_PROCEDURES_NAME if others else _how_other(canonical_name(procedure.name), theirs)
    return Discrepancy(
        rule="CL09",
        kind=Kind.PAIR,
        severity=grade.severity,
        severity_reason=grade.reason + (f": {', '.join(sorted(others))}" if others else ""),
        code=procedure.code,
        name=procedure.name,
        sector=sector_name(procedure),
        part="tên thủ tục",
        national=procedure.name,
        provincial=record.name,
        sources=tonight.both,
        evidence=(*tonight.seen_national(procedure), *tonight.seen_local(record)),
    )


def _how_other(ours: str, theirs: str) -> Grade:
    if _bare(ours) == _bare(theirs):
        return OTHER_SIGNS
    return SMALL_TYPO if is_small_typo(ours, theirs) else OTHER_NAME


def _bare(name: str) -> list[str]:
    return re.findall(r"\w+", name)


def _service_names(procedure: Procedure, record: Procedure) -> tuple[list[str], int]:
    """Service names that say something else, as "code: name", and how many differ in presentation only."""
    known = [procedure.name, *(s.name for s in procedure.services or ())]
    different: dict[str, None] = {}
    alike = 0
    for code, name in dict.fromkeys((row.code, row.name) for row in rows_of(record)):
        if is_blank(name):
            continue
        answers = {name_verdict(k, name).kind for k in known}
        if Sameness.EQUAL in answers:
            continue
        if Sameness.PRESENTATION in answers:
            alike += 1
        else:
            different[f"{code}: {name}"] = None
    return list(different), alike


def _other_service_names(
    tonight: Tonight, procedure: Procedure, record: Procedure, different: list[str]
) -> Discrepancy:
    return Discrepancy(
        rule="CL09",
        kind=Kind.PAIR,
        severity=SERVICE_NAME.severity,
        severity_reason=SERVICE_NAME.reason,
        code=procedure.code,
        name=procedure.name,
        sector=sector_name(procedure),
        part=SERVICE_PART,
        national="\n".join(dict.fromkeys((procedure.name, *(s.name for s in procedure.services or ())))),
        provincial="\n".join(different),
        sources=tonight.both,
        evidence=(*tonight.seen_national(procedure), *tonight.seen_local(record)),
        unlike=True,  # every name that would do, and the names that do not
    )


# --- CL10 -------------------------------------------------------------------

OTHER_SECTOR = Grade(Severity.MEDIUM, "Thủ tục được xếp vào lĩnh vực khác nên tìm theo lĩnh vực sẽ không thấy")


def _find_cl10(tonight: Tonight) -> Findings:
    found, presentation = [], 0
    for procedure, record in tonight.pairs:
        ours = procedure.sector.name if procedure.sector else ""
        if is_blank(ours):
            continue
        theirs = [name for name in local_sectors(record) if not is_blank(name)]
        different = [name for name in theirs if not same_sector(ours, name)]
        presentation += bool(theirs) and not different and any(name != ours for name in theirs)
        if different:
            found.append(_other_sector(tonight, procedure, record, ours, different))
    return Findings(tuple(found), presentation=presentation)


def _other_sector(
    tonight: Tonight, procedure: Procedure, record: Procedure, ours: str, different: list[str]
) -> Discrepancy:
    return Discrepancy(
        rule="CL10",
        kind=Kind.PAIR,
        severity=OTHER_SECTOR.severity,
        severity_reason=OTHER_SECTOR.reason,
        code=procedure.code,
        name=procedure.name,
        sector=ours,
        part="",
        national=ours,
        provincial="; ".join(sorted(different)),
        sources=tonight.both,
        evidence=(*tonight.seen_national(procedure), *tonight.seen_local(record)),
        unlike=True if len(different) > 1 else None,
    )


# --- the table --------------------------------------------------------------

BAD_CODES = Rule(
    code="CL08",
    kind=Kind.SINGLE,
    name="Trùng mã hoặc mã sai dạng",
    definition=(
        "Trong một nguồn: mã thủ tục không đọc được theo mọi cách viết đã biết, "
        "hoặc hai bản ghi đang công khai chung một mã."
    ),
    severities=(MALFORMED, DUPLICATE),
    legal_basis="Điểm b khoản 1 Điều 15 Nghị định 224/2026/NĐ-CP",
    remedy=Remedy(Desk.SYSTEM, "Sửa mã thủ tục, hoặc bỏ bản ghi trùng, trong hệ thống của tỉnh."),
    central=Remedy(Desk.MINISTRY, "Kiến nghị sửa mã thủ tục, hoặc bỏ bản ghi trùng, trong danh mục quốc gia."),
    subject="danh mục của một nguồn",
    needs=BOTH,
    reads_details=True,
    find=_find_cl08,
)
NAMES = Rule(
    code="CL09",
    kind=Kind.PAIR,
    name="Sai hoặc khác tên",
    definition=(
        "Tên thủ tục (hoặc tên dịch vụ công) ở phía tỉnh khác nội dung so với danh mục quốc gia, "
        "sau khi bỏ qua khác biệt trình bày."
    ),
    severities=(OTHER_PROCEDURES_NAME, OTHER_NAME, SMALL_TYPO, OTHER_SIGNS, SERVICE_NAME),
    legal_basis="Điểm b khoản 1 Điều 15 Nghị định 224/2026/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Sửa tên ở phía tỉnh cho đúng danh mục quốc gia; có lý do khác thì đăng ký căn cứ."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=_find_cl09,
)
SECTORS = Rule(
    code="CL10",
    kind=Kind.PAIR,
    name="Khác lĩnh vực",
    definition="Lĩnh vực ở phía tỉnh khác lĩnh vực trong danh mục quốc gia, sau khi quy về tên hiện hành.",
    severities=(OTHER_SECTOR,),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.SYSTEM, "Xếp lại thủ tục vào đúng lĩnh vực."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=_find_cl10,
)
