"""Is the decision behind it the newest, and did publication keep its terms? CL27, CL29, CL30 (domain 2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta, timezone

from analysis.codes import base_of
from analysis.deadlines import Deadline, Timeliness, Verdict, Window, due, lateness, signed_in_time
from analysis.model import Discrepancy, Kind, Severity
from analysis.night import Tonight, sector_name
from analysis.rules.each import each_pair
from analysis.rules.pairs import Answer, Line, Pair, Unjudged
from analysis.rules.publishers import (
    PUBLISHING,
    SIGNING,
    Publisher,
    has_passed,
    is_stated,
    publisher,
    row_text,
    same_number,
)
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule
from analysis.witnesses import ExpectedProcedure, Observation
from analysis.wording import decision_text
from analysis.working_days import Calendar, NoCalendar

OLD_DECISION = Grade(
    Severity.HIGH,
    "Quyết định công bố trên trang của tỉnh cũ hơn quyết định trong danh mục quốc gia và đã quá hạn cập nhật",
)
NO_DECISION = Grade(Severity.HIGH, "Trang của tỉnh không nêu quyết định công bố")
PUBLISHED_LATE = Grade(Severity.HIGH, "Công khai sau khi đã hết hạn tính từ ngày ký quyết định công bố")
SIGNED_LATE = Grade(Severity.MEDIUM, "Ký quyết định công bố muộn (trừ văn bản ban hành theo trình tự, thủ tục rút gọn)")

PART = "quyết định công bố"
_VIETNAM = timezone(timedelta(hours=7))


# --- CL27 -------------------------------------------------------------------


def _find_cl27(tonight: Tonight) -> Findings:
    local = [record for _, record in tonight.pairs]
    if all(record.decision is None for record in local):
        why = ("*", "trang của tỉnh không thể hiện quyết định công bố nên không so được")
        # The rows of the platform never name one: that stands in the table of sources and is no news.
        return Findings(undetermined=(why,) if local and tonight.pages else ())
    return each_pair(tonight, _compare_decisions)


def _compare_decisions(pair: Pair) -> Iterable[Answer]:
    """The local page names no decision, or one that the national catalogue has left behind."""
    national, local = pair.national.decision, pair.local.decision
    if local is None:
        yield Unjudged(("CL27",), "Trang của tỉnh không thể hiện quyết định công bố")
        return
    if national is None or not is_stated(national):
        return  # nothing to be older than; an empty national decision is CL35
    if not is_stated(local):
        yield Line("CL27", NO_DECISION, PART, decision_text(national), None)
    elif same_number(local.number or "", national.number or ""):
        return
    elif local.day is None or national.day is None:
        yield Unjudged(("CL27",), "Một trong hai bên không ghi ngày quyết định công bố nên không biết bên nào mới hơn")
    elif local.day < national.day:
        yield from _older(pair, national.day)


def _older(pair: Pair, event: date) -> Iterator[Answer]:
    term = PUBLISHING[Publisher.PROVINCE]
    passed = has_passed(term, event, pair.tonight.night, pair.tonight.calendar)
    if isinstance(passed, NoCalendar):
        yield Unjudged(("CL27",), f"Không tính được hạn cập nhật: {passed}")
    elif passed and pair.national.decision and pair.local.decision:
        yield Line(
            "CL27",
            OLD_DECISION,
            PART,
            decision_text(pair.national.decision),
            decision_text(pair.local.decision),
            detail=f"đã quá {term.amount} ngày làm việc kể từ {event:%d/%m/%Y}",
        )


# --- CL29 -------------------------------------------------------------------


def _find_cl29(tonight: Tonight) -> Findings:
    found: dict[str, Discrepancy] = {}
    unknown: list[tuple[str, str]] = []
    for seen in tonight.observations or ():
        answer = _published(tonight, seen)
        if answer.kind is Timeliness.UNDETERMINED:
            unknown.append((base_of(seen.code) or seen.code, f"{seen.decision}: {answer.reason.rstrip('.')}"))
        elif answer.kind is Timeliness.LATE:
            line = _published_late(tonight, seen, answer)
            found.setdefault(line.key, line)
    return Findings(tuple(found.values()), tuple(dict.fromkeys(unknown)))


def _published(tonight: Tonight, seen: Observation) -> Verdict:
    """Whether the content of a decision was there in time, as far as it was watched."""
    signed, issuer = _signing_of(tonight, seen)
    whose = publisher(seen.decision, issuer)
    if whose is None or signed is None:
        return _unknown("không rõ ngày ký" if whose else "không rõ là quyết định của Bộ Tư pháp hay của tỉnh")
    if whose is Publisher.MINISTRY and seen.portal != tonight.national_code:
        return _unknown("thời hạn của tỉnh tính từ quyết định của tỉnh, không tính từ quyết định của Bộ")
    if tonight.calendar is None:
        return _unknown(str(NoCalendar()))
    try:
        window = Window(seen.last_absent, seen.first_seen)
    except ValueError as error:
        return _unknown(str(error))
    return lateness(due(PUBLISHING[whose], signed, tonight.calendar)[0], window)


def _unknown(why: str) -> Verdict:
    return Verdict(Timeliness.UNDETERMINED, why)


def _signing_of(tonight: Tonight, seen: Observation) -> tuple[date | None, str]:
    """When a decision was signed and by whom: as entered, else as the national record of the code says."""
    rows = tonight.expected.procedures if tonight.expected else ()
    entered = [row for row in rows if row.signed and same_number(row.decision, seen.decision)]
    of_code = [row for row in entered if base_of(row.code) == base_of(seen.code)]
    days = {(row.signed, row.issuer) for row in of_code or entered}
    if days:
        # Decisions of other years may carry the same number: two days are no answer.
        return next(iter(days)) if len({day for day, _ in days}) == 1 else (None, "")
    for procedure in tonight.catalogue.values():
        decision = procedure.decision
        same = base_of(procedure.code) == base_of(seen.code) and decision is not None
        if same and decision and same_number(decision.number or "", seen.decision):
            return decision.day, decision.issuer
    return None, ""


def _published_late(tonight: Tonight, seen: Observation, answer: Verdict) -> Discrepancy:
    code = base_of(seen.code) or seen.code
    record = next((p for p in tonight.catalogue.values() if base_of(p.code) == code), None)
    rows = tonight.decisions_on(seen.code)
    national = seen.portal == tonight.national_code
    found = f"thấy lần đầu {seen.first_seen.astimezone(_VIETNAM):%d/%m/%Y}" if seen.first_seen else "chưa thấy"
    return Discrepancy(
        rule="CL29",
        kind=Kind.SINGLE,
        severity=PUBLISHED_LATE.severity,
        severity_reason=f"{PUBLISHED_LATE.reason}: {answer.reason.rstrip('.')}",
        code=code,
        name=record.name if record else rows[-1].name if rows else "",
        sector=sector_name(record) if record else rows[-1].sector if rows else "",
        part=seen.decision,
        national=found if national else None,
        provincial=None if national else found,
        sources=(seen.portal,),
        expected=f"công khai nội dung quyết định {seen.decision} trong hạn",
        evidence=((seen.portal, record.portal_id),) if record and national else (),
    )


# --- CL30 -------------------------------------------------------------------


def _find_cl30(tonight: Tonight) -> Findings:
    if tonight.expected is None:
        return Findings()
    found: dict[str, Discrepancy] = {}
    unknown: list[tuple[str, str]] = []
    codes = dict.fromkeys(base for row in tonight.expected.procedures if (base := base_of(row.code)))
    for code in codes:
        for row in _newest_of_each(tonight.decisions_on(code)):
            answer = _signing(tonight.calendar, row)
            if isinstance(answer, str):
                unknown.append((code, f"{row.decision}: {answer}"))
            elif answer:
                line = _signed_late(tonight, code, row, answer)
                found.setdefault(line.key, line)
    return Findings(tuple(found.values()), tuple(unknown))


def _newest_of_each(rows: tuple[ExpectedProcedure, ...]) -> Iterator[ExpectedProcedure]:
    """The newest decision of the ministry and of the province on a code; of older ones nothing can be mended."""
    newest = {publisher(row.decision, row.issuer): row for row in rows}
    yield from newest.values()


def _signing(calendar: Calendar | None, row: ExpectedProcedure) -> tuple[Verdict, ...] | str:
    """Both readings where the law's says late; nothing where it says in time; a text where it cannot be said."""
    whose = publisher(row.decision, row.issuer)
    if whose is None:
        return "không rõ là quyết định của Bộ Tư pháp hay của tỉnh"
    if row.signed is None or row.instrument_effective is None:
        return "không có ngày ký" if row.signed is None else "không có ngày văn bản quy định thủ tục có hiệu lực"
    dues = due(SIGNING[whose], row.instrument_effective, calendar or Calendar(()))
    verdicts = tuple(signed_in_time(d, row.signed) for d in dues)
    if verdicts[0].kind is not Timeliness.LATE:
        return ()
    missing = next((d.day for d in dues if isinstance(d.day, NoCalendar)), None)
    if calendar is None or missing:
        return str(missing if calendar else NoCalendar())
    return verdicts


def _signed_late(tonight: Tonight, code: str, row: ExpectedProcedure, verdicts: tuple[Verdict, ...]) -> Discrepancy:
    whose = publisher(row.decision, row.issuer) or Publisher.PROVINCE
    term = SIGNING[whose]
    told = [f"tính theo {r.unit.value}: {_told(v)}" for r, v in zip(term.readings, verdicts, strict=True)]
    ministry = whose is Publisher.MINISTRY
    return Discrepancy(
        rule="CL30",
        kind=Kind.SINGLE,
        severity=SIGNED_LATE.severity,
        severity_reason=f"{SIGNED_LATE.reason}: {'; '.join(told)}",
        code=code,
        name=row.name,
        sector=row.sector,
        part=row.decision,
        national=row_text(row) if ministry else None,
        provincial=None if ministry else row_text(row),
        sources=(tonight.national_code if ministry else tonight.provincial_code,),
        expected=_least(term, row),
    )


def _least(term: Deadline, row: ExpectedProcedure) -> str:
    return f"ký ít nhất {term.amount} ngày trước ngày văn bản có hiệu lực ({row.instrument_effective:%d/%m/%Y})"


def _told(verdict: Verdict) -> str:
    late = verdict.days_late
    return verdict.reason.rstrip(".") + (f", muộn {late[0]} ngày" if late else "")


# --- the table ----------------------------------------------------------------

OUTDATED_DECISION = Rule(
    code="CL27",
    kind=Kind.PAIR,
    name="Quyết định công bố lạc hậu",
    definition=(
        "Quyết định công bố trên trang của tỉnh cũ hơn quyết định trong danh mục quốc gia, mà đã quá 05 ngày làm việc "
        "kể từ ngày của quyết định đó; hoặc trang của tỉnh có mục này nhưng để trống. Số khác nhau không phải là sai."
    ),
    severities=(OLD_DECISION, NO_DECISION),
    legal_basis="Điều 13 và Điều 24 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Cập nhật quyết định công bố; chưa có thì trình ban hành."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=_find_cl27,
)
LATE_PUBLICATION = Rule(
    code="CL29",
    kind=Kind.SINGLE,
    name="Quá hạn công khai",
    definition=(
        "Theo các đêm quan sát, sau ngày hết hạn (05 ngày làm việc từ ngày ký quyết định của tỉnh, 10 ngày làm việc "
        "từ ngày ký quyết định của Bộ trên Cổng quốc gia) vẫn chưa thấy nội dung. Hạn nằm giữa hai lần quan sát thì "
        "là không xác định."
    ),
    severities=(PUBLISHED_LATE,),
    legal_basis="Khoản 2 Điều 24 Nghị định 63/2010/NĐ-CP; chỉ số 1.2 Quyết định 766/QĐ-TTg",
    remedy=Remedy(Desk.PUBLICATION, "Giải trình việc công khai muộn và công khai ngay những quyết định còn thiếu."),
    central=Remedy(Desk.MINISTRY, "Kiến nghị công khai quyết định đúng hạn trong danh mục quốc gia."),
    subject="một quyết định công bố ở một nguồn, qua các đêm",
    needs=(),
    reads_details=False,
    find=_find_cl29,
    witness="observations",
)
DECIDED_LATE = Rule(
    code="CL30",
    kind=Kind.SINGLE,
    name="Quá hạn ban hành quyết định công bố",
    definition=(
        "Quyết định mới nhất về một mã ký muộn hơn 20 ngày (Bộ Tư pháp), 05 ngày (tỉnh) trước ngày văn bản quy định "
        "thủ tục có hiệu lực. Kết luận theo cách tính của Nghị định (ngày), nêu kèm cách tính theo ngày làm việc."
    ),
    severities=(SIGNED_LATE,),
    legal_basis="Điều 15 Nghị định 63/2010/NĐ-CP; chỉ số 1.1 Quyết định 766/QĐ-TTg",
    remedy=Remedy(Desk.DIVISION, "Giải trình việc ký quyết định công bố muộn."),
    central=Remedy(Desk.MINISTRY, "Kiến nghị ban hành quyết định công bố đúng hạn."),
    subject="một quyết định công bố",
    needs=(),
    reads_details=False,
    find=_find_cl30,
    witness="expected",
)
