"""Faults of the national side itself (lỗi từ nguồn trung ương), for Bộ Tư pháp to mend: CL35."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from analysis.changes_check import Reading, wrong_captures
from analysis.codes import base_of
from analysis.garbled import broken_characters, split_syllables
from analysis.model import Discrepancy, Kind, Procedure, Severity
from analysis.night import Tonight, sector_name
from analysis.rules.publishers import PUBLISHING, Publisher, has_passed, publisher, row_text, same_number
from analysis.rules.rule import NATIONAL_ONLY, Desk, Findings, Grade, Remedy, Rule
from analysis.sectors import same_sector
from analysis.texts import canonical_name, is_blank
from analysis.witnesses import ExpectedProcedure
from analysis.wording import PART_NAMES, decision_text
from analysis.working_days import NoCalendar

BROKEN = Grade(Severity.MEDIUM, "Văn bản trong danh mục quốc gia bị lỗi ký tự nên không đọc được")
STALE = Grade(Severity.MEDIUM, "Danh mục quốc gia lạc hậu so với quyết định công bố mới nhất của Bộ")
SPLIT = Grade(Severity.INFO, "Có chữ bị tách rời trong danh mục quốc gia")
NO_NUMBER = Grade(Severity.INFO, "Thủ tục đang công khai mà danh mục quốc gia để trống số quyết định công bố")
SAME_NAME = Grade(Severity.INFO, "Hai mã của danh mục quốc gia cùng tên, cùng lĩnh vực, cùng cấp thực hiện")
WRONG_PAGE = Grade(Severity.INFO, "Nghi nhầm trang: tên là của một thủ tục khác")

#: At most so many excerpts are shown of one part of one procedure.
_SHOWN = 5
#: Values in which no sentences stand.
_NOT_TEXT = frozenset({"id", "code", "path", "bucket", "portal", "portal_id"})
_TEXT_PARTS = tuple(p for p in PART_NAMES if p not in ("code", "extra", "flags", "state", "kind", "catalogue_type"))


def _find_cl35(tonight: Tonight) -> Findings:
    found: list[Discrepancy] = []
    unknown: list[tuple[str, str]] = []
    misplaced = _wrong_pages(tonight)
    twins = _twins(tonight)
    for portal_id, procedure in tonight.catalogue.items():
        found += _unreadable(tonight, procedure)
        found += _without_number(tonight, procedure)
        if portal_id in misplaced:
            found.append(_line(tonight, procedure, WRONG_PAGE, "nhầm trang", procedure.name, misplaced[portal_id]))
        elif others := twins.get(portal_id):
            found.append(_line(tonight, procedure, SAME_NAME, "trùng tên", procedure.name, ", ".join(others)))
        answer = _stale(tonight, procedure)
        if isinstance(answer, str):
            unknown.append((procedure.code, answer))
        elif answer:
            found.append(answer)
    return Findings(tuple(found), tuple(unknown))


def _line(
    tonight: Tonight,
    procedure: Procedure,
    grade: Grade,
    part: str,
    shown: str | None,
    detail: str = "",
    expected: str | None = None,
) -> Discrepancy:
    return Discrepancy(
        rule="CL35",
        kind=Kind.SINGLE,
        severity=grade.severity,
        severity_reason=grade.reason + (f": {detail}" if detail else ""),
        code=procedure.code,
        name=procedure.name,
        sector=sector_name(procedure),
        part=part,
        national=shown,
        provincial=None,
        sources=(tonight.national_code,),
        expected=expected,
        evidence=tonight.seen_national(procedure),
    )


# --- texts --------------------------------------------------------------------


def _unreadable(tonight: Tonight, procedure: Procedure) -> Iterator[Discrepancy]:
    broken: dict[str, list[str]] = defaultdict(list)
    split: dict[str, list[str]] = defaultdict(list)
    for part in _TEXT_PARTS:
        text = "\n".join(_texts(getattr(procedure, part)))
        if text:
            broken[PART_NAMES[part]] += broken_characters(text)
            split[PART_NAMES[part]] += split_syllables(text)
    for grade, part, excerpts in ((BROKEN, "lỗi ký tự", broken), (SPLIT, "chữ bị tách rời", split)):
        if told := [f"{where}: {_excerpts(found)}" for where, found in excerpts.items() if found]:
            yield _line(tonight, procedure, grade, part, "\n".join(told))


def _excerpts(found: Iterable[str]) -> str:
    different = list(dict.fromkeys(found))
    return "; ".join(f"“{e}”" for e in different[:_SHOWN]) + (" …" if len(different) > _SHOWN else "")


def _texts(value: Any) -> Iterator[str]:
    """Every sentence of a value of the model."""
    if type(value) is str:  # an enumeration's words are ours
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _text_fields(value.__class__):
            yield from _texts(getattr(value, name))


@lru_cache
def _text_fields(kind: Hashable) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name not in _NOT_TEXT)  # type: ignore[arg-type]


# --- the decision -------------------------------------------------------------


def _without_number(tonight: Tonight, procedure: Procedure) -> Iterator[Discrepancy]:
    """A record that is shown as public; a decision that is not shown at all (None) says nothing."""
    if procedure.decision is not None and is_blank(procedure.decision.number) and procedure.state is not None:
        yield _line(tonight, procedure, NO_NUMBER, "số quyết định", decision_text(procedure.decision))


def _stale(tonight: Tonight, procedure: Procedure) -> Discrepancy | str | None:
    """A newer decision of the ministry that has begun to apply; a text says why that is not known."""
    shown, row = procedure.decision, _newest_of_ministry(tonight, procedure)
    if shown is None or row is None or is_blank(shown.number) or same_number(shown.number or "", row.decision):
        return None
    if row.signed is None or shown.day is None:
        return f"không có ngày của quyết định {row.decision if row.signed is None else shown.number}"
    if shown.day >= row.signed:
        return None
    term = PUBLISHING[Publisher.MINISTRY]
    passed = has_passed(term, max(row.signed, row.effective_from or row.signed), tonight.night, tonight.calendar)
    if isinstance(passed, NoCalendar):
        return f"không tính được hạn công khai quyết định {row.decision}: {passed}"
    if not passed:
        return None
    detail = "quyết định bãi bỏ thủ tục này" if row.abolished else f"quá {term.amount} ngày làm việc"
    return _line(tonight, procedure, STALE, "quyết định công bố", decision_text(shown), detail, row_text(row))


def _newest_of_ministry(tonight: Tonight, procedure: Procedure) -> ExpectedProcedure | None:
    rows = tonight.decisions_on(procedure.code)
    ours = [row for row in rows if publisher(row.decision, row.issuer) is Publisher.MINISTRY]
    return ours[-1] if ours else None


# --- names --------------------------------------------------------------------


def _twins(tonight: Tonight) -> dict[str, list[str]]:
    """Portal id -> other codes with the same name, field and level."""
    together: dict[tuple[Any, ...], list[Procedure]] = defaultdict(list)
    for p in tonight.catalogue.values():
        if not is_blank(p.name) and p.sector and p.levels is not None:
            together[canonical_name(p.name), p.sector.name, frozenset(p.levels)].append(p)
    return {p.portal_id: _other_codes(p, group) for group in together.values() for p in group if len(group) > 1}


def _other_codes(procedure: Procedure, group: Iterable[Procedure]) -> list[str]:
    """Codes of the others; a second record of the same code is CL08."""
    own = base_of(procedure.code) or procedure.code
    return sorted({base_of(p.code) or p.code for p in group} - {own})


def _wrong_pages(tonight: Tonight) -> dict[str, str]:
    """Portal id -> why a record may be the page of another procedure."""
    return {**_in_two_fields(tonight), **_of_another(tonight)}


def _of_another(tonight: Tonight) -> dict[str, str]:
    """Records that since the last reading bear another procedure's name, or another name in another field."""
    old = {b.portal_id: b for b, a in tonight.changes if a.portal == tonight.national_code}
    old = {i: p for i, p in old.items() if i in tonight.catalogue}
    found = {}
    for doubt in wrong_captures({**tonight.catalogue, **old}, tonight.catalogue) if old else ():
        if doubt.which is not Reading.BEFORE:
            codes = ", ".join(tonight.catalogue[i].code for i in doubt.others)
            found[doubt.key] = f"{doubt.why}{f' ({codes})' if codes else ''}; tên trước đây: {old[doubt.key].name}"
    return found


def _in_two_fields(tonight: Tonight) -> dict[str, str]:
    """Two codes with one name in two fields: one of the two pages may be the other's."""
    together: dict[str, list[Procedure]] = defaultdict(list)
    for p in tonight.catalogue.values():
        if not is_blank(p.name) and p.sector:
            together[canonical_name(p.name)].append(p)
    found = {}
    for group in together.values():
        for p in group:
            others = [o for o in group if not same_sector(sector_name(o), sector_name(p))]
            if others:
                told = "; ".join(f"{o.code} ({sector_name(o)})" for o in others)
                found[p.portal_id] = f"cùng tên với {told}"
    return found


# --- the table ----------------------------------------------------------------

CENTRAL_FAULTS = Rule(
    code="CL35",
    kind=Kind.SINGLE,
    name="Lỗi từ nguồn trung ương",
    definition=(
        "Bản ghi của danh mục quốc gia có ký tự hỏng, chữ bị tách rời; để trống số quyết định; còn theo quyết định cũ "
        "sau khi Bộ đã ký quyết định mới quá 10 ngày làm việc; trùng tên với mã khác; hoặc mang tên, lĩnh vực của một "
        "thủ tục khác."
    ),
    severities=(BROKEN, STALE, SPLIT, NO_NUMBER, SAME_NAME, WRONG_PAGE),
    legal_basis="Khoản 1 Điều 24 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.MINISTRY, "Kiến nghị sửa bản ghi trong danh mục quốc gia."),
    subject="một thủ tục của danh mục quốc gia",
    needs=NATIONAL_ONLY,
    reads_details=True,
    find=_find_cl35,
)
