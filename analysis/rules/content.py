"""Is what is published whole, and does it rest on a decision? CL28, CL36."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from analysis.agencies import obsolete_in
from analysis.changes import changed_fields, content_fields
from analysis.facts import is_unfilled
from analysis.model import Decision, Discrepancy, Kind, Procedure, ProcessingTime, Severity
from analysis.night import Tonight, sector_name
from analysis.rules.publishers import row_text
from analysis.rules.rule import NATIONAL_ONLY, Desk, Findings, Grade, Remedy, Rule
from analysis.texts import canonical_text, is_blank
from analysis.wording import PART_NAMES, decision_text, part_texts

# --- CL28 -------------------------------------------------------------------

MISSING_COMPONENT = Grade(Severity.HIGH, "Thiếu bộ phận bắt buộc nên người dân không biết đủ để thực hiện thủ tục")


def _no_steps(p: Procedure) -> bool | None:
    return None if p.steps is None else all(is_unfilled(s.name) and is_unfilled(s.text) for s in p.steps)


def _no_methods(p: Procedure) -> bool | None:
    return None if p.methods is None else all(not m.channel and is_unfilled(m.text) for m in p.methods)


def _no_dossier(p: Procedure) -> bool | None:
    return (
        None
        if p.dossier is None
        else not any(d for case in p.dossier for d in case.documents if not is_unfilled(d.name))
    )


#: Amounts that the portal keeps with the unit OTHER where no time was entered.
_UNSPECIFIED = frozenset({"", "0", "1"})
#: A time limit told in running text: "trong ngày", "05 (năm) ngày làm việc", "15 giờ".
_TIME_IN_TEXT = re.compile(
    r"trong ngày|ngày làm việc|\d\s{0,3}(?:\([^()]{1,40}\)\s{0,3})?(?:ngày|giờ|tháng)", re.IGNORECASE
)


def _no_time(p: Procedure) -> bool | None:
    """No channel states a time, and neither does any text: the steps often tell it instead."""
    times = [m.time for m in p.methods or () if m.time is not None]
    stated = any(_is_stated(time) for time in times)
    if p.time_text is not None:  # a place of its own on the page: it is filled in, or it is not
        return is_unfilled(p.time_text) and not stated
    if p.methods is None or (p.methods and not times):
        return None
    told = any(not is_blank(m.text) for m in p.methods) or any(
        _TIME_IN_TEXT.search(canonical_text(s.text)) for s in p.steps or ()
    )
    return not stated and not told


def _is_stated(time: ProcessingTime) -> bool:
    if is_unfilled(time.amount):
        return False
    amount = time.amount.strip()
    return amount not in _UNSPECIFIED if time.unit in ("", "OTHER") else bool(amount)


def _no_subjects(p: Procedure) -> bool | None:
    return None if p.subjects is None else all(is_unfilled(s.name) for s in p.subjects)


def _no_agency(p: Procedure) -> bool | None:
    return None if p.executing is None else all(is_unfilled(a.name) for a in p.executing)


#: Components a-g of Art. 8(2) NĐ 63/2010; None means that this representation does not show it.
COMPONENTS: tuple[tuple[str, str, Callable[[Procedure], bool | None]], ...] = (
    ("a", "tên thủ tục", lambda p: is_blank(p.name)),
    ("b", "trình tự thực hiện", _no_steps),
    ("c", "cách thức thực hiện", _no_methods),
    ("d", "thành phần hồ sơ", _no_dossier),
    ("đ", "thời hạn giải quyết", _no_time),
    ("e", "đối tượng thực hiện", _no_subjects),
    ("g", "cơ quan thực hiện", _no_agency),
)


def missing_components(procedure: Procedure, usual: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
    """The components that are shown and empty, or not shown though ``usual`` has their letters: (letter, name)."""
    return tuple(
        (letter, name)
        for letter, name, is_missing in COMPONENTS
        if (missing := is_missing(procedure)) or (missing is None and letter in usual and not _told(procedure, letter))
    )


def _told(procedure: Procedure, letter: str) -> bool:
    """Whether a component without a place of its own is told in the steps or the ways of filing."""
    texts = [s.text for s in procedure.steps or ()] + [m.text for m in procedure.methods or ()]
    return letter == "đ" and any(_TIME_IN_TEXT.search(canonical_text(text)) for text in texts)


#: Where so many pages of a portal were read, and this share of them shows a component, a page without it lacks it.
_ENOUGH_PAGES, _USUAL = 20, 0.9


def _usual_components(pages: Sequence[Procedure]) -> frozenset[str]:
    """The letters of the components for which a portal's pages have a place of their own."""
    if len(pages) < _ENOUGH_PAGES:
        return frozenset()
    shown = {letter: sum(is_missing(p) is not None for p in pages) for letter, _, is_missing in COMPONENTS}
    return frozenset(letter for letter, count in shown.items() if count >= _USUAL * len(pages))


def _filled(national: Procedure, on: date) -> frozenset[str]:
    """The letters of the components that the national record fills in, in a place of their own and as things are now.

    A page may leave out what there is none of: a time told only in the steps, an agency that no longer exists.
    """
    filled = {letter for letter, _, is_missing in COMPONENTS if is_missing(national) is False}
    if is_blank(national.time_text) and not any(_is_stated(m.time) for m in national.methods or () if m.time):
        filled.discard("đ")
    if all(obsolete_in(agency.name, on) for agency in national.executing or ()):
        filled.discard("g")
    return frozenset(filled)


def _find_cl28(tonight: Tonight) -> Findings:
    unread = tonight.provincial.unread if tonight.provincial else ()
    pages = [(n, record) for n, record in tonight.pairs if record.portal_id not in unread] if tonight.pages else []
    usual = _usual_components([record for _, record in pages])
    found = [(p, p, missing_components(p), False) for p in tonight.in_scope]
    found += [(record, n, missing_components(record, usual & _filled(n, tonight.night)), True) for n, record in pages]
    return Findings(
        tuple(
            _incomplete(tonight, record, n, component, local=local)
            for record, n, missing, local in found
            for component in missing
        )
    )


def _incomplete(
    tonight: Tonight, record: Procedure, shown: Procedure, component: tuple[str, str], *, local: bool
) -> Discrepancy:
    """One line a component, so that a second one that is lost does not end the first.

    ``shown`` is the national procedure under whose code and name the line stands.
    """
    letter, name = component
    is_shown = any(each == letter and is_missing(record) is not None for each, _, is_missing in COMPONENTS)
    told = f"{'trống' if is_shown else 'không có mục'}: {name}"
    return Discrepancy(
        rule="CL28",
        kind=Kind.SINGLE,
        severity=MISSING_COMPONENT.severity,
        severity_reason=MISSING_COMPONENT.reason,
        code=shown.code,
        name=shown.name,
        sector=sector_name(shown),
        part=f"{letter}) {name}",
        national=None if local else told,
        provincial=told if local else None,
        sources=(tonight.provincial_code if local else tonight.national_code,),
        expected="đủ các bộ phận a-g",
        evidence=tonight.seen_local(record) if local else tonight.seen_national(record),
    )


# --- CL36 -------------------------------------------------------------------

SILENT_CHANGE = Grade(Severity.MEDIUM, "Nội dung đổi giữa hai đêm mà số, ngày quyết định công bố không đổi")

#: The parts that a publication decision lays down; the portal's own bookkeeping is not among them.
DECIDED_PARTS = (
    *("name", "sector", "levels", "steps", "methods", "dossier", "subjects", "executing", "authority"),
    *("authorized", "coordinating", "results", "conditions", "legal_bases", "receiving_places"),
)


def _find_cl36(tonight: Tonight) -> Findings:
    found, unknown, presentation = [], [], 0
    for before, after in sorted(tonight.changes, key=lambda c: (c[1].portal, c[1].portal_id)):
        if not _concerns_us(tonight, after):
            continue
        changed = [part for part in changed_fields(before, after) if part in DECIDED_PARTS]
        differing = [part for part in content_fields(before, after) if part in DECIDED_PARTS]
        presentation += len(changed) - len(differing)
        if not differing:
            continue
        if not (_has_number(before.decision) and _has_number(after.decision)):
            unknown.append((after.code, "nguồn không thể hiện số quyết định công bố nên không tính được"))
        elif not why_changed(tonight, before, after):
            found.append(_silent(tonight, before, after, differing))
    return Findings(tuple(found), tuple(unknown), presentation)


def _concerns_us(tonight: Tonight, after: Procedure) -> bool:
    """Whether a record is ours, and was read tonight: what was not read has not been seen to stay changed."""
    if tonight.provincial and after.portal == tonight.provincial_code:
        return after.portal_id in tonight.ours_local_ids and after.portal_id not in tonight.provincial.unread
    return after.portal_id in tonight.catalogue


def why_changed(tonight: Tonight, before: Procedure, after: Procedure) -> str:
    """What explains that a source tells a procedure otherwise: a decision on its page, or one of the catalogue."""
    if not _same_decision(before.decision, after.decision):
        return f"Trang nay ghi {decision_text(after.decision)}." if after.decision else ""
    shown = after.decision.day if after.decision else None
    newer = [
        row
        for row in tonight.decisions_on(after.code)
        if row.signed and shown and shown < row.signed <= tonight.night and not row.abolished
    ]
    return f"Danh mục công bố có {row_text(newer[-1])}." if newer else ""


def _has_number(decision: Decision | None) -> bool:
    return decision is not None and not is_blank(decision.number)


def _same_decision(before: Decision | None, after: Decision | None) -> bool:
    return _identity(before) == _identity(after)


def _identity(decision: Decision | None) -> tuple[str, str]:
    if decision is None:
        return "", ""
    return canonical_text(decision.number or "").replace(" ", ""), str(decision.day or "")


def _silent(tonight: Tonight, before: Procedure, after: Procedure, parts: list[str]) -> Discrepancy:
    local = bool(tonight.provincial) and after.portal == tonight.provincial_code
    told = {part: part_texts(before, after, part) for part in parts}
    text = "\n".join(f"{PART_NAMES[p]}: {old} → {new}" for p, (old, new) in told.items())
    return Discrepancy(
        rule="CL36",
        kind=Kind.CHANGE,
        severity=SILENT_CHANGE.severity,
        severity_reason=SILENT_CHANGE.reason,
        code=after.code,
        name=after.name,
        sector=sector_name(after),
        part="",
        national=None if local else text,
        provincial=text if local else None,
        sources=(after.portal,),
        expected=f"một quyết định công bố mới hơn {decision_text(after.decision)}" if after.decision else None,
        evidence=tonight.seen_local(after) if local else ((after.portal, after.portal_id),),
    )


# --- the table --------------------------------------------------------------

COMPLETENESS = Rule(
    code="CL28",
    kind=Kind.SINGLE,
    name="Chưa đủ bộ phận cấu thành",
    definition=(
        "Thủ tục trong phạm vi có bộ phận a-g được thể hiện nhưng để trống; thời hạn chỉ coi là trống khi mọi cách "
        "thức đều không ghi đơn vị thời gian và không có lời văn. Bộ phận mà nguồn không thể hiện thì không xét; cổng "
        "có trang riêng thể hiện ở chín phần mười số trang, quốc gia có nội dung mà trang không có mục là thiếu."
    ),
    severities=(MISSING_COMPONENT,),
    legal_basis="Khoản 2 Điều 8 Nghị định 63/2010/NĐ-CP; chỉ số 1.3 Quyết định 766/QĐ-TTg",
    remedy=Remedy(Desk.DIVISION, "Bổ sung bộ phận còn trống."),
    central=Remedy(Desk.MINISTRY, "Kiến nghị bổ sung bộ phận còn trống trong danh mục quốc gia."),
    subject="một thủ tục",
    needs=NATIONAL_ONLY,
    reads_details=True,
    find=_find_cl28,
)
SILENT_CHANGES = Rule(
    code="CL36",
    kind=Kind.CHANGE,
    name="Thay đổi không rõ căn cứ",
    definition=(
        "Nội dung của một thủ tục ở một nguồn đổi so với lần đọc trước mà số và ngày quyết định công bố giữ nguyên, và "
        "danh mục công bố không có quyết định mới hơn; còn mở cho tới khi có quyết định, có căn cứ hoặc nội dung trở "
        "lại như cũ. "
        "Nguồn không thể hiện số quyết định thì không tính được, không phải là không có quyết định."
    ),
    severities=(SILENT_CHANGE,),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(
        Desk.DIVISION,
        "Tìm quyết định công bố của lần sửa và nhập vào danh mục; không có thì giải trình, đăng ký căn cứ.",
    ),
    subject="hai phiên bản của một thủ tục ở một nguồn",
    needs=(),
    reads_details=False,
    find=_find_cl36,
)
