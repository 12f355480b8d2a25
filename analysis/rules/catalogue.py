"""What publication decisions say must, or must not (yet), be published: CL03, CL06, CL07.

Without the catalogue of decisions (danh mục công bố) CL03 and CL06 say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from analysis.codes import base_of
from analysis.model import Discrepancy, Kind, Presence, PresenceFact, Procedure, Role, Severity, SourceForm
from analysis.night import CATALOGUE, Tonight, rows_of, sector_name
from analysis.presence import facts, shown_by_agencies
from analysis.publication import Evidence
from analysis.rules.publishers import row_text, same_number
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule
from analysis.sectors import is_justice
from analysis.texts import canonical_name, canonical_text, is_blank
from analysis.witnesses import ExpectedProcedure

NOWHERE = Grade(Severity.CRITICAL, "Quyết định công bố đang áp dụng mà thủ tục không có trên cả hai nguồn")
TOO_EARLY = Grade(Severity.MEDIUM, "Công khai như đang áp dụng trong khi quyết định công bố chưa đến ngày áp dụng")
INTERNAL = Grade(Severity.MEDIUM, "Thủ tục hành chính nội bộ nằm trong danh mục công khai cho người dân")
SIGNED_LATE = Grade(Severity.MEDIUM, "Ký quyết định công bố muộn (trừ văn bản ban hành theo trình tự, thủ tục rút gọn)")

NATIONAL_PART = "Cổng DVCQG"
LOCAL_PART = "cổng của tỉnh"

_Rows = tuple[ExpectedProcedure, ...]


def rows_by_code(tonight: Tonight) -> dict[str, _Rows]:
    """The rows of decisions by base code, the oldest first; rows without a readable code are left out."""
    rows = tonight.expected.procedures if tonight.expected else ()
    codes = sorted({base for row in rows if (base := base_of(row.code))})
    return {code: tonight.decisions_on(code) for code in codes}


def begins(row: ExpectedProcedure) -> date | None:
    """The first day on which a row holds; None where the row does not tell it."""
    if row.effective_from:
        return row.effective_from
    known = [day for day in (row.signed, row.instrument_effective) if day]
    return max(known) if known else None


def _ended(row: ExpectedProcedure, on: date) -> bool:
    return row.effective_to is not None and row.effective_to < on


def in_force(rows: _Rows, on: date) -> ExpectedProcedure | None:
    """The row that holds on a day: the last that has begun, unless it abolishes, is replaced or has ended."""
    begun = [(start, i, row) for i, row in enumerate(rows) if (start := begins(row)) and start <= on]
    if not begun:
        return None
    row = max(begun, key=lambda b: b[:2])[2]
    return None if row.abolished or row.replaced_by or _ended(row, on) else row


def repealed(rows: _Rows, on: date) -> ExpectedProcedure | None:
    """The row by which a procedure no longer holds on a day: the last that has begun, if it abolishes or replaces.

    A row that does not tell its day counts as the oldest: whatever is known to have come later goes before it.
    """
    begun = [(start, i, row) for i, row in enumerate(rows) if (start := begins(row) or date.min) <= on]
    row = max(begun, key=lambda b: b[:2])[2] if begun else None
    return row if row is not None and (row.abolished or row.replaced_by) else None


def _no_portal(row: ExpectedProcedure) -> bool:
    """A row that the two portals do not have to show: internal, of another ministry's field, of the ministry alone."""
    level = canonical_text(row.level)
    ministry = ("trung ương" in level or "bộ" in level.split()) and not {"tỉnh", "xã", "chung"} & set(level.split())
    return row.internal or ministry or (bool(row.sector) and not is_justice(row.sector))


# --- CL03 -------------------------------------------------------------------


def _find_cl03(tonight: Tonight) -> Findings:
    if tonight.expected is None or tonight.national is None or tonight.publishing is None:
        return Findings()
    found, unknown = [], []
    for code, rows in rows_by_code(tonight).items():
        row = in_force(rows, tonight.night)
        if row is None or tonight.scope.reason(code) is not None or _no_portal(row):
            continue
        answer = _nowhere(tonight, code, rows, row)
        if isinstance(answer, str):
            unknown.append((code, answer))
        elif answer:
            found.append(_missing_everywhere(tonight, code, row))
    return Findings(tuple(found), tuple(unknown))


def _nowhere(tonight: Tonight, code: str, rows: _Rows, row: ExpectedProcedure) -> bool | str:
    """Whether a procedure is on neither portal; a text says why that is not known."""
    names = _codes_in_use(tonight, code)
    sides = [
        (NATIONAL_PART, tonight.why_not_whole(Role.NATIONAL), _national_codes(tonight)),
        (LOCAL_PART, tonight.why_not_whole(Role.PROVINCIAL), _local_codes(tonight)),
    ]
    if any(names & shown for _, _, shown in sides):
        return False
    unread = [(where, why) for where, why, _ in sides if why]
    if len(unread) == len(sides):
        return False  # told once for the rule: neither list was read whole
    if unread:
        where, why = unread[0]
        other = LOCAL_PART if where == NATIONAL_PART else NATIONAL_PART
        return f"không có trên {other}; {where} chưa đọc đủ: {why}"
    if any(begins(r) is None for r in rows):
        return "có quyết định về mã này không ghi ngày ký, ngày áp dụng"
    return _doubt(tonight, row) or True


def _codes_in_use(tonight: Tonight, code: str) -> frozenset[str]:
    """A code, and the codes in whose place it stands: under those a portal may still show the procedure."""
    old = {base_of(r.old) for r in tonight.replacements if base_of(r.new) == code}
    rows = tonight.expected.procedures if tonight.expected else ()
    old |= {base_of(row.code) for row in rows if row.replaced_by and base_of(row.replaced_by) == code}
    return frozenset(c for c in (code, *old) if c)


def _national_codes(tonight: Tonight) -> frozenset[str]:
    if "codes national" not in tonight.memo:
        shown = tonight.national.procedures if tonight.national else ()
        unread = tonight.national.unread if tonight.national else ()
        known = [tonight.known_before[i][0] for i in unread if i in tonight.known_before]
        tonight.memo["codes national"] = frozenset(
            base for text in (*(p.code for p in shown), *known) if (base := base_of(text))
        )
    codes: frozenset[str] = tonight.memo["codes national"]
    return codes


def _local_codes(tonight: Tonight) -> frozenset[str]:
    """Codes that the province is seen to show: of its records and, where it has them, of its service rows."""
    if "codes local" not in tonight.memo:
        shown = [p for p in tonight.local.values() if _is_ours(tonight, p)]
        texts = [*(tonight.code_of(p) for p in shown), *(row.code for p in shown for row in rows_of(p))]
        tonight.memo["codes local"] = frozenset(base for text in texts if (base := base_of(text)))
    codes: frozenset[str] = tonight.memo["codes local"]
    return codes


def _is_ours(tonight: Tonight, record: Procedure) -> bool:
    """Whether an agency of the province shows a record, or could: one that could not be placed is no proof."""
    if tonight.pages is not None or tonight.publishing is None:
        return True
    seen = tonight.publishing.evidence(record.portal_id)
    return bool(seen.agencies or seen.unplaced)


def _doubt(tonight: Tonight, row: ExpectedProcedure) -> str:
    """Why a code that is nowhere to be seen may still be there."""
    if tonight.provincial is not None and tonight.provincial.form is SourceForm.UNCODED:
        return "giao diện của tỉnh không ghi mã thủ tục nên không tra được theo mã"
    unread = tonight.national.unread if tonight.national else ()
    unknown = [i for i in unread if i not in tonight.known_before]
    if unknown:
        return f"còn {len(unknown)} thủ tục trong danh mục quốc gia chưa đọc được nội dung"
    if tonight.pages is not None and (why := tonight.pages.why_unseen(row.code, row.name)):
        return why
    twin = _names_shown(tonight).get(canonical_name(row.name)) if not is_blank(row.name) else None
    return f"có thủ tục cùng tên dưới mã khác: {twin}" if twin is not None else ""


def _names_shown(tonight: Tonight) -> dict[str, str]:
    if "names shown" not in tonight.memo:
        shown = [*(tonight.national.procedures if tonight.national else ()), *tonight.local.values()]
        tonight.memo["names shown"] = {canonical_name(p.name): p.code or "(không ghi mã)" for p in shown if p.name}
    names: dict[str, str] = tonight.memo["names shown"]
    return names


def _missing_everywhere(tonight: Tonight, code: str, row: ExpectedProcedure) -> Discrepancy:
    return Discrepancy(
        rule="CL03",
        kind=Kind.PAIR,
        severity=NOWHERE.severity,
        severity_reason=f"{NOWHERE.reason}: {row_text(row)}",
        code=code,
        name=row.name,
        sector=row.sector,
        part="",
        national=None,
        provincial=None,
        sources=tonight.both,
        expected=f"công khai theo {row_text(row)}",
        evidence=((tonight.national_code, CATALOGUE), *tonight.looked_local()),
        missing_in=tonight.provincial_code,
        facts=(*facts(Role.NATIONAL, {Presence.LISTED: False}), *_local_facts(tonight, code)),
    )


def _local_facts(tonight: Tonight, code: str) -> tuple[PresenceFact, ...]:
    """Of a code at no agency of the province: the platform may still name it in its list of procedures."""
    if tonight.provincial is None:
        return ()
    listed = any(p.applied_at is not None and base_of(tonight.code_of(p)) == code for p in tonight.local.values())
    return facts(Role.PROVINCIAL, shown_by_agencies(tonight.provincial.form, Evidence(recorded=listed)))


# --- CL06 -------------------------------------------------------------------


def _find_cl06(tonight: Tonight) -> Findings:
    if tonight.expected is None:
        return Findings()
    national = {base: p for p in tonight.catalogue.values() if (base := base_of(p.code))}
    pairs = {base: record for p, record in tonight.pairs if (base := base_of(p.code))}
    local = pairs | {base: p for p in _shown_strangers(tonight) if (base := base_of(tonight.code_of(p)))}
    found: list[Discrepancy] = []
    unknown: list[tuple[str, str]] = []
    for code, rows in rows_by_code(tonight).items():
        if not _is_future(rows, tonight.night):
            continue
        ours, theirs = national.get(code), local.get(code)
        for shown, other, part in ((ours, theirs, NATIONAL_PART), (theirs, ours, LOCAL_PART)):
            if shown is None:
                continue
            if doubt := _perhaps_older(tonight, rows, shown, other):
                unknown.append((code, f"{part}: {doubt}"))
            else:
                found.append(_early(tonight, rows[-1], shown, part))
    return Findings(tuple(found), tuple(unknown))


def _is_future(rows: _Rows, on: date) -> bool:
    """Whether the newest row of a code is still to come and no older one holds."""
    row = rows[-1]
    if row.abolished or row.effective_from is None or row.effective_from <= on:
        return False
    older = [r for r in rows[:-1] if not r.abolished]
    return not any((start := begins(r)) is None or (start <= on and not _ended(r, on)) for r in older)


def _perhaps_older(tonight: Tonight, rows: _Rows, shown: Procedure, other: Procedure | None) -> str:
    """Why an older decision, not entered, may be the one that is shown; empty when it is surely a coming one."""
    numbers = [p.decision.number for p in (shown, other) if p and p.decision]
    told = next((n for n in numbers if n and not is_blank(n)), "")
    if told and any(same_number(told, row.decision) for row in rows):
        return ""
    if told:
        return f"quyết định được ghi là {told}, có thể đang áp dụng"
    if tonight.decides_whole(rows[-1].sector):
        return ""
    return "chưa nhập đủ quyết định của lĩnh vực nên không rõ có quyết định trước đó hay không"


def _early(tonight: Tonight, row: ExpectedProcedure, shown: Procedure, part: str) -> Discrepancy:
    name, local = shown.name or row.name, part == LOCAL_PART
    return Discrepancy(
        rule="CL06",
        kind=Kind.SINGLE,
        severity=TOO_EARLY.severity,
        severity_reason=f"{TOO_EARLY.reason}: {row_text(row)}",
        code=base_of(row.code) or row.code,
        name=name,
        sector=sector_name(shown) or row.sector,
        part=part,
        national=None if local else name,
        provincial=name if local else None,
        sources=(tonight.provincial_code if local else tonight.national_code,),
        expected=f"áp dụng từ {row.effective_from:%d/%m/%Y}",
        evidence=tonight.seen_local(shown) if local else tonight.seen_national(shown),
        facts=_facts_of(tonight, shown, local=local),
    )


def _facts_of(tonight: Tonight, shown: Procedure, *, local: bool) -> tuple[PresenceFact, ...]:
    """The facts of a record that a side is seen to show."""
    if not local:
        return tonight.national_facts(shown.portal_id)
    return tonight.local_facts(shown.portal_id, listed=True if tonight.pages is not None else None)


# --- CL07 -------------------------------------------------------------------


def _shown_strangers(tonight: Tonight) -> Iterable[Procedure]:
    """Provincial records that are no national procedure and that an agency of ours is seen to publish."""
    if tonight.publishing is None:
        return ()
    publishing = tonight.publishing
    return [p for p in tonight.strangers if tonight.pages is not None or publishing.evidence(p.portal_id).agencies]


def _find_cl07(tonight: Tonight) -> Findings:
    shown: list[tuple[Procedure | None, Procedure]] = [*tonight.pairs, *((None, p) for p in _shown_strangers(tonight))]
    found = []
    for national, record in shown:
        if why := _why_internal(tonight, national, record):
            found.append(_internal(tonight, national or record, record, why))
    return Findings(tuple(found))


def _why_internal(tonight: Tonight, national: Procedure | None, record: Procedure) -> str:
    code = base_of(tonight.code_of(record) or (national.code if national else "")) or ""
    rows = [row for row in tonight.decisions_on(code) if not row.abolished]
    if rows and rows[-1].internal:
        return f"theo {row_text(rows[-1])}"
    if national and (national.internal or national.catalogue_type == "STANDARD_INTERNAL"):
        return "danh mục quốc gia ghi là thủ tục nội bộ"
    return "mã bắt đầu bằng 5 hoặc 6 là mã của thủ tục nội bộ" if code[:1] in ("5", "6") else ""


def _internal(tonight: Tonight, told: Procedure, record: Procedure, why: str) -> Discrepancy:
    code = tonight.code_of(record) or told.code
    name = told.name or record.name
    return Discrepancy(
        rule="CL07",
        kind=Kind.SINGLE,
        severity=INTERNAL.severity,
        severity_reason=f"{INTERNAL.reason}: {why}",
        code=base_of(code) or code,
        name=name,
        sector=sector_name(told),
        part="",
        national=None,
        provincial=record.name or name,
        sources=(tonight.provincial_code,),
        expected="không công khai trong danh mục dành cho người dân",
        evidence=tonight.seen_local(record),
        facts=_facts_of(tonight, record, local=True),
    )


# --- the table ----------------------------------------------------------------

_rule = partial(Rule, subject="danh mục công bố và hai cổng", needs=BOTH, reads_details=True)

NOWHERE_PUBLISHED = _rule(
    code="CL03",
    kind=Kind.PAIR,
    name="Thiếu ở cả danh mục quốc gia và phía tỉnh",
    definition=(
        "Thủ tục có trong quyết định công bố đang áp dụng, không bị bãi bỏ, không phải nội bộ, mà không có mã (kể cả "
        "mã cũ) hay tên trên cả hai nguồn; chỉ kết luận khi danh sách của cả hai đã đọc đủ."
    ),
    severities=(NOWHERE,),
    legal_basis="Điều 14 và Điều 16 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.PUBLICATION, "Công khai thủ tục theo quyết định công bố đang áp dụng."),
    find=_find_cl03,
    witness="expected",
)
PUBLISHED_EARLY = _rule(
    code="CL06",
    kind=Kind.SINGLE,
    name="Công khai sớm / chưa hiệu lực",
    definition=(
        "Cổng đang công khai một thủ tục mà quyết định mới nhất chưa đến ngày áp dụng và không có quyết định cũ hơn "
        "đang áp dụng. Cổng ghi quyết định khác thì không kết luận."
    ),
    severities=(TOO_EARLY,),
    legal_basis="Điều 15 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.PUBLICATION, "Ngừng công khai như đang áp dụng cho đến ngày quyết định có hiệu lực."),
    central=Remedy(Desk.MINISTRY, "Kiến nghị chưa công khai như đang áp dụng trước ngày quyết định có hiệu lực."),
    find=_find_cl06,
    witness="expected",
)
INTERNAL_SHOWN = _rule(
    code="CL07",
    kind=Kind.SINGLE,
    name="TTHC nội bộ lẫn vào danh mục công khai",
    definition=(
        "Phía tỉnh công khai cho người dân một thủ tục mà quyết định công bố hoặc danh mục quốc gia ghi là nội bộ, "
        "hoặc mã bắt đầu bằng 5, 6."
    ),
    severities=(INTERNAL,),
    legal_basis="Điểm a khoản 2 Điều 1 Nghị định 63/2010/NĐ-CP; Quyết định 1085/QĐ-TTg",
    remedy=Remedy(Desk.PUBLICATION, "Đưa thủ tục nội bộ ra khỏi danh sách cho người dân."),
    find=_find_cl07,
)
