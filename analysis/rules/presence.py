"""Is it published? CL01, CL02, CL04, and the two witnesses that disagree, CL38."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from analysis.agencies import code_order
from analysis.codes import base_of
from analysis.model import Discrepancy, Kind, Level, Presence, PresenceFact, Procedure, Role, Severity
from analysis.night import Tonight, rows_of, sector_name
from analysis.presence import facts, words
from analysis.publication import Evidence, Publication, Published
from analysis.rules.catalogue import repealed
from analysis.rules.publishers import row_text
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule

# --- CL01 -------------------------------------------------------------------

NOWHERE = Grade(Severity.CRITICAL, "Người dân xem nguồn này của tỉnh không thấy thủ tục")
MOST_COMMUNES = Grade(Severity.CRITICAL, "Từ một nửa số xã trở lên không công khai thủ tục này")
SOME_COMMUNES = Grade(Severity.HIGH, "Dưới một nửa số xã không công khai thủ tục này")
COMMUNE_NOTHING = Grade(Severity.CRITICAL, "Xã này không công khai thủ tục cấp xã nào")
COMMUNE_MOST = Grade(Severity.HIGH, "Xã này không công khai quá nửa số thủ tục cấp xã")

COMMUNE_PART = "xã"


@dataclass(frozen=True, slots=True)
class CommuneGaps:
    """Who misses what at commune level."""

    missing: Mapping[str, tuple[str, ...]]  # portal id -> every commune that surely lacks it
    nowhere: frozenset[str]  # ids that no commune publishes
    own_line: Mapping[str, int]  # commune -> procedures it lacks, where it lacks more than half
    judged: int  # commune-level procedures against which a commune is measured


def commune_gaps(tonight: Tonight) -> CommuneGaps:
    """The matrix of commune-level procedures and communes, as far as it can be judged tonight."""
    publishing = tonight.publishing
    if publishing is None or not publishing.communes:
        return CommuneGaps({}, frozenset(), {}, 0)
    missing: dict[str, tuple[str, ...]] = {}
    judged = 0
    nowhere: set[str] = set()
    for procedure in _at_communes(tonight):
        lacking = publishing.missing_communes(procedure)
        if lacking is None or publishing.of(procedure).standing is Published.UNDETERMINED:
            continue
        if lacking:
            missing[procedure.portal_id] = tuple(sorted(lacking, key=code_order))
        if lacking == publishing.communes:
            nowhere.add(procedure.portal_id)
        else:
            judged += 1
    return CommuneGaps(missing, frozenset(nowhere), _own_lines(missing, nowhere, judged, publishing.communes), judged)


def _own_lines(
    missing: Mapping[str, tuple[str, ...]], nowhere: set[str], judged: int, communes: frozenset[str]
) -> dict[str, int]:
    lacks = Counter(c for i, codes in missing.items() if i not in nowhere for c in codes)
    # A single missing procedure is told with that procedure.
    poor = {c: n for c, n in lacks.items() if n > 1 and 2 * n > judged}
    # Where most communes look like that, the procedures are the matter and not the communes.
    return poor if 2 * len(poor) <= len(communes) else {}


def _at_communes(tonight: Tonight) -> list[Procedure]:
    ours = [p for p in tonight.in_scope if Level.COMMUNE in (p.levels or ())]
    return [p for p in ours if repealed(tonight.decisions_on(p.code), tonight.night) is None]


def _find_cl01(tonight: Tonight) -> Findings:
    publishing = tonight.publishing
    if publishing is None:
        return Findings()
    gaps = commune_gaps(tonight)
    found: list[Discrepancy] = []
    unknown = [(p.code, "chưa rõ có thuộc phạm vi phải công khai hay không") for p in tonight.scope_unknown]
    for procedure in tonight.in_scope:
        answer = tonight.publication(procedure)
        row = repealed(tonight.decisions_on(procedure.code), tonight.night)
        if row is not None:  # whoever still shows it is told by CL04; nobody can be said to lack it
            if answer.standing is not Published.PUBLISHED:
                unknown.append((procedure.code, f"danh mục quốc gia còn nêu, nhưng {row_text(row)} đã bãi bỏ"))
        elif is_nowhere(procedure, answer, gaps):
            found.append(_nowhere(tonight, procedure, answer))
        elif answer.standing is Published.UNDETERMINED:
            unknown.append((procedure.code, answer.why))
        elif Level.COMMUNE in (procedure.levels or ()):
            if publishing.missing_communes(procedure) is None:
                unknown.append((procedure.code, publishing.why_communes_unknown(procedure)))
            elif lacking := [c for c in gaps.missing.get(procedure.portal_id, ()) if c not in gaps.own_line]:
                found.append(_at_some_communes(tonight, procedure, lacking, gaps))
    found += [_commune_line(tonight, commune, n, gaps.judged) for commune, n in gaps.own_line.items()]
    # What holds for every procedure is told once, for the rule as a whole.
    for_all = "; ".join(publishing.incomplete)
    return Findings(tuple(found), tuple(u for u in unknown if u[1] != for_all))


def is_nowhere(procedure: Procedure, answer: Publication, gaps: CommuneGaps) -> bool:
    """Whether a procedure counts as not published: absent, or of commune level alone and in no commune (D9)."""
    only_communes = Level.PROVINCE not in (procedure.levels or ())
    return answer.standing is Published.ABSENT or (only_communes and procedure.portal_id in gaps.nowhere)


def _nowhere(tonight: Tonight, procedure: Procedure, answer: Publication) -> Discrepancy:
    elsewhere = answer.standing is Published.PUBLISHED
    n = len(tonight.publishing.communes) if tonight.publishing else 0
    return _missing(
        tonight,
        procedure,
        NOWHERE,
        part="",
        provincial=f"thiếu {n}/{n} xã; chỉ {answer.why}" if elsewhere else None,
    )


def _at_some_communes(tonight: Tonight, procedure: Procedure, lacking: list[str], gaps: CommuneGaps) -> Discrepancy:
    n, of = len(lacking), len(tonight.publishing.communes) if tonight.publishing else 0
    apart = len(set(gaps.missing[procedure.portal_id]) & gaps.own_line.keys())
    return _missing(
        tonight,
        procedure,
        MOST_COMMUNES if 2 * n >= of else SOME_COMMUNES,
        part=COMMUNE_PART,
        provincial=f"thiếu {n}/{of} xã" + (f", chưa kể {apart} xã có dòng riêng" if apart else ""),
        agencies=tuple(lacking),
    )


def _missing(
    tonight: Tonight,
    procedure: Procedure,
    grade: Grade,
    *,
    part: str,
    provincial: str | None,
    agencies: tuple[str, ...] = (),
) -> Discrepancy:
    return Discrepancy(
        rule="CL01",
        kind=Kind.PAIR,
        severity=grade.severity,
        severity_reason=grade.reason,
        code=procedure.code,
        name=procedure.name,
        sector=sector_name(procedure),
        part=part,
        national=procedure.name,
        provincial=provincial,
        sources=tonight.both,
        agencies=agencies,
        evidence=(*tonight.seen_national(procedure), *tonight.looked_local()),
        missing_in=tonight.provincial_code,
        facts=(*tonight.national_facts(procedure.portal_id), *tonight.local_facts(procedure.portal_id)),
        unlike=True,
    )


def _commune_line(tonight: Tonight, commune: str, lacks: int, judged: int) -> Discrepancy:
    grade = COMMUNE_NOTHING if lacks == judged else COMMUNE_MOST
    return Discrepancy(
        rule="CL01",
        kind=Kind.PAIR,
        severity=grade.severity,
        severity_reason=grade.reason,
        code="",
        name=tonight.table.name_of(commune),
        sector="",
        part=f"{COMMUNE_PART} {commune}",
        national=f"{judged} thủ tục cấp xã",
        provincial=f"thiếu {lacks}/{judged} thủ tục cấp xã",
        sources=tonight.both,
        agencies=(commune,),
        evidence=tonight.looked_local(),
        missing_in=tonight.provincial_code,
        unlike=True,
    )


# --- CL02, CL04, CL05 -------------------------------------------------------

NOT_NATIONAL = Grade(
    Severity.CRITICAL, "Tỉnh công khai một thủ tục mà danh mục quốc gia chưa từng thấy có và trả lời là không có"
)
ABOLISHED = Grade(Severity.CRITICAL, "Danh mục quốc gia đã bỏ thủ tục này nhưng tỉnh vẫn công khai")
ABOLISHED_BY_DECISION = Grade(Severity.CRITICAL, "Quyết định công bố đã bãi bỏ thủ tục này nhưng tỉnh vẫn công khai")
REPLACED = Grade(Severity.CRITICAL, "Mã này đã được thay bằng mã khác nhưng tỉnh vẫn công khai theo mã cũ")
NO_DECISION = Grade(
    Severity.HIGH, "Không có trong danh mục quốc gia và không có trong quyết định công bố nào của lĩnh vực này"
)


def _find_cl02(tonight: Tonight) -> Findings:
    return _of_fate(tonight, "CL02")


def _find_cl04(tonight: Tonight) -> Findings:
    strangers = _of_fate(tonight, "CL04")
    return Findings((*strangers.discrepancies, *_repealed_on_both(tonight)), strangers.undetermined)


def _repealed_on_both(tonight: Tonight) -> Iterator[Discrepancy]:
    """What a decision has repealed and both sides still show; how late the ministry is, is another matter (CL29)."""
    if tonight.publishing is None:
        return
    for procedure, record in tonight.pairs:
        row = repealed(tonight.decisions_on(procedure.code), tonight.night)
        if row is None or not _is_shown(tonight, record):
            continue
        instead = row.replaced_by or f"không công khai nữa theo {row_text(row)}"
        found = _orphan(tonight, record, "CL04", ABOLISHED_BY_DECISION, instead)
        evidence = (*tonight.seen_national(procedure), *tonight.seen_local(record))
        shown = (*tonight.national_facts(procedure.portal_id), *_of_role(found, Role.PROVINCIAL))
        yield replace(
            found, code=procedure.code, national=procedure.name, evidence=evidence, missing_in="", facts=shown
        )


def _find_cl05(tonight: Tonight) -> Findings:
    return _of_fate(tonight, "CL05")


def _of_fate(tonight: Tonight, rule: str) -> Findings:
    """Provincial records that the national side does not have, as far as they fall to one rule (D7)."""
    if tonight.publishing is None or tonight.national is None or tonight.why_not_whole(Role.NATIONAL):
        return Findings()
    found, unknown = [], []
    for record in tonight.strangers:
        fate, grade, instead = _fate(tonight, record)
        if fate != rule:
            continue
        if doubt := _why_not_sure(tonight, record, grade):
            unknown.append((_code_of(tonight, record), doubt))
        elif _is_shown(tonight, record):
            found.append(_orphan(tonight, record, rule, grade, instead))
    return Findings(tuple(found), tuple(unknown))


def _is_shown(tonight: Tonight, record: Procedure) -> bool:
    """Whether the province is seen to show a record: on a page of its own, or by an agency of its own."""
    if tonight.pages is not None:
        return True
    return tonight.publishing is not None and bool(tonight.publishing.evidence(record.portal_id).agencies)


def _fate(tonight: Tonight, record: Procedure) -> tuple[str, Grade, str | None]:
    """Which rule a record falls to that the national side does not have, the grade, and what stands in its place."""
    code = tonight.code_of(record)
    replaced = next((r for r in tonight.replacements if base_of(r.old) == base_of(code)), None)
    if replaced is not None:
        return "CL04", REPLACED, f"{replaced.new} (theo {replaced.ground})"
    rows = tonight.decisions_on(code)
    if (row := repealed(rows, tonight.night)) is not None:
        return "CL04", ABOLISHED_BY_DECISION, row.replaced_by or f"không công khai nữa theo {row_text(row)}"
    if tonight.last_known(record) is not None:
        return "CL04", ABOLISHED, None
    if not rows and tonight.decides_whole(sector_name(record)):
        return "CL05", NO_DECISION, None
    return "CL02", NOT_NATIONAL, None


def _why_not_sure(tonight: Tonight, record: Procedure, grade: Grade) -> str:
    """Why nothing may be claimed of a record tonight; empty when it may."""
    if tonight.pages is None:
        evidence = tonight.publishing.evidence(record.portal_id) if tonight.publishing else Evidence()
        if not evidence.agencies:
            return "chưa nhận ra cơ quan công khai thủ tục này" if evidence.unplaced else ""
    elif base_of(record.code) is None:
        return "mã không đọc được nên không tra được trong danh mục quốc gia"
    if grade in (REPLACED, ABOLISHED_BY_DECISION) or tonight.asked_and_gone(record):
        return ""
    return f"Cổng quốc gia chưa trả lời khi hỏi lại theo {'mã' if tonight.pages else 'mã định danh'}"


def _orphan(tonight: Tonight, record: Procedure, rule: str, grade: Grade, instead: str | None) -> Discrepancy:
    known = tonight.last_known(record)
    gone_since = f"; biến mất khỏi danh mục sau đêm {known[2]:%d/%m/%Y}" if known and grade is ABOLISHED else ""
    name = record.name or (known[1] if known else "") or _service_name(record)
    return Discrepancy(
        rule=rule,
        kind=Kind.PAIR,
        severity=grade.severity,
        severity_reason=grade.reason + gone_since,
        code=_code_of(tonight, record),
        name=name,
        sector=sector_name(record),
        part="",
        national=None,
        provincial=name,
        sources=tonight.both,
        expected=instead,
        evidence=(*tonight.asked_at(record), *tonight.seen_local(record)),
        missing_in=tonight.national_code,
        facts=(
            *facts(Role.NATIONAL, {Presence.LISTED: False}),
            *tonight.local_facts(record.portal_id, listed=True if tonight.pages is not None else None),
        ),
        unlike=True,
    )


def _of_role(found: Discrepancy, role: Role) -> Iterator[PresenceFact]:
    return (fact for fact in found.facts or () if fact[0] is role)


def _code_of(tonight: Tonight, record: Procedure) -> str:
    """The code of a provincial record; one that only a service list shows has none, so the nearest thing to it."""
    code = tonight.code_of(record)
    if tonight.pages is not None:
        return base_of(code) or code or record.portal_id
    return code or next((row.code for row in rows_of(record)), record.portal_id)


def _service_name(record: Procedure) -> str:
    return next((row.name for row in rows_of(record)), "")


# --- CL38 -------------------------------------------------------------------

LISTS_DISAGREE = Grade(Severity.MEDIUM, "Hai danh sách của cùng một cổng nói khác nhau về thủ tục này")

#: Subjects (đối tượng thực hiện) that the two service lists are made for.
_SERVED_SUBJECTS = frozenset({"ĐT1", "ĐT2", "ĐT8"})


def _find_cl38(tonight: Tonight) -> Findings:
    publishing = tonight.publishing
    if publishing is None or publishing.incomplete:
        return Findings()
    found, unknown = [], []
    for procedure, record in tonight.pairs:
        seen = publishing.evidence(procedure.portal_id)
        if seen.unplaced:
            unknown.append((procedure.code, f"chưa nhận ra cơ quan: {', '.join(seen.unplaced)}"))
        elif seen.served_by and not seen.applied_by:
            if seen.recorded and seen.served_by <= publishing.gaps:
                unknown.append((procedure.code, "danh bạ cơ quan của cổng thiếu các cơ quan có dịch vụ công"))
                continue
            found.append(_disagreement(tonight, procedure, record))
        elif seen.applied_by and not record.services and _should_have_services(procedure):
            found.append(_disagreement(tonight, procedure, record))
    return Findings(tuple(found), tuple(unknown))


def _should_have_services(procedure: Procedure) -> bool:
    codes = {s.code for s in procedure.subjects or ()}
    return bool(procedure.services) and bool(codes & _SERVED_SUBJECTS)


def _disagreement(tonight: Tonight, procedure: Procedure, record: Procedure) -> Discrepancy:
    shown = tonight.local_facts(procedure.portal_id)
    counts = {Presence.APPLIED: "applied_by", Presence.SERVED: "served_by"}
    seen = tonight.publishing.evidence(procedure.portal_id) if tonight.publishing else Evidence()
    told = (
        f"{words({fact: holds})} ({len(getattr(seen, counts[fact]))} cơ quan)"
        if holds and fact in counts
        else words({fact: holds})
        for _, fact, holds in shown
    )
    return Discrepancy(
        rule="CL38",
        kind=Kind.PAIR,
        severity=LISTS_DISAGREE.severity,
        severity_reason=LISTS_DISAGREE.reason,
        code=procedure.code,
        name=procedure.name,
        sector=sector_name(procedure),
        part="",
        national=None,
        provincial="; ".join(told),
        sources=(tonight.provincial_code,),
        evidence=tuple(dict.fromkeys((*tonight.seen_local(record), *tonight.looked_local()))),
        facts=shown,
    )


# --- the table --------------------------------------------------------------

NOT_PUBLISHED_LOCALLY = Rule(
    code="CL01",
    kind=Kind.PAIR,
    name="Chưa công khai đủ ở phía tỉnh",
    definition=(
        "Thủ tục do Bộ Tư pháp ban hành, không phải nội bộ, cấp tỉnh hoặc cấp xã, không bị loại trừ, "
        "mà không cơ quan nào của tỉnh (hoặc một số xã không) công khai; chỉ kết luận khi mọi danh sách đã đọc đủ."
    ),
    severities=(NOWHERE, MOST_COMMUNES, SOME_COMMUNES, COMMUNE_NOTHING, COMMUNE_MOST),
    legal_basis="Điều 16, Điều 17 và khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(
        Desk.PUBLICATION,
        "Công khai thủ tục ở nguồn ấy cho mọi nơi phải thực hiện; chưa có quyết định công bố thì trình ban hành trước.",
    ),
    subject="danh mục của hai nguồn",
    needs=BOTH,
    reads_details=True,
    find=_find_cl01,
)
NOT_PUBLISHED_NATIONALLY = Rule(
    code="CL02",
    kind=Kind.PAIR,
    name="Danh mục quốc gia chưa có",
    definition=(
        "Thủ tục thuộc lĩnh vực Tư pháp mà tỉnh công khai, không có trong danh mục quốc gia đã đọc đủ; "
        "hỏi lại theo mã định danh hoặc theo mã thủ tục thì Cổng trả lời không có; Cổng chưa từng hiển thị thủ tục "
        "này trước đây."
    ),
    severities=(NOT_NATIONAL,),
    legal_basis="Điểm a khoản 1 Điều 17 và Điều 24 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(
        Desk.DIVISION,
        "Tìm quyết định công bố: còn hiệu lực thì kiến nghị Bộ Tư pháp công khai, không thì đề nghị gỡ.",
    ),
    subject="danh mục của hai nguồn",
    needs=BOTH,
    reads_details=False,
    find=_find_cl02,
)
ABOLISHED_STILL_SHOWN = Rule(
    code="CL04",
    kind=Kind.PAIR,
    name="TTHC đã bãi bỏ còn công khai",
    definition=(
        "Thủ tục tỉnh vẫn công khai mà danh mục quốc gia từng hiển thị, nay không còn trong danh mục đã đọc đủ và hỏi "
        "lại thì không có; hoặc quyết định công bố đã bãi bỏ; hoặc mã đã được thay bằng mã khác."
    ),
    severities=(ABOLISHED, ABOLISHED_BY_DECISION, REPLACED),
    legal_basis="Điểm c khoản 2 Điều 14 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.PUBLICATION, "Gỡ thủ tục đã bãi bỏ ở mọi nơi tỉnh còn công khai, hoặc thay bằng mã mới."),
    subject="danh mục của hai nguồn",
    needs=BOTH,
    reads_details=False,
    find=_find_cl04,
)
WITHOUT_DECISION = Rule(
    code="CL05",
    kind=Kind.PAIR,
    name="TTHC không có căn cứ công bố",
    definition=(
        "Thủ tục tỉnh công khai, không có trong danh mục quốc gia đã đọc đủ, và không có trong quyết định công bố nào "
        "của một lĩnh vực đã nhập đủ quyết định."
    ),
    severities=(NO_DECISION,),
    legal_basis="Điều 13 và khoản 6 Điều 18 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Tìm quyết định công bố và nhập vào danh mục; không có thì đề nghị gỡ thủ tục."),
    subject="danh mục của hai nguồn và danh mục công bố",
    needs=BOTH,
    reads_details=False,
    find=_find_cl05,
    witness="expected",
)
WITNESSES_DISAGREE = Rule(
    code="CL38",
    kind=Kind.PAIR,
    name="Hai danh sách của một nguồn không khớp",
    definition=(
        "Cùng một thủ tục: có dòng dịch vụ công nhưng không cơ quan nào của tỉnh áp dụng; hoặc có cơ quan áp dụng "
        "mà không có dòng dịch vụ công, dù thủ tục dành cho công dân, doanh nghiệp và có dịch vụ công trực tuyến."
    ),
    severities=(LISTS_DISAGREE,),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.SYSTEM, "Sửa cơ quan áp dụng hoặc dịch vụ công để hai danh sách khớp nhau."),
    subject="hai danh sách của một cổng",
    needs=BOTH,
    reads_details=True,
    find=_find_cl38,
)
