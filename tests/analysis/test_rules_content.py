"""CL28, CL36, CL34: components, silent changes, sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.compare import compare
from analysis.model import (
    Decision,
    Discrepancy,
    DossierCase,
    Kind,
    Outcome,
    Problem,
    ProblemKind,
    Procedure,
    ProcessingTime,
    Severity,
    Snapshot,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.night import Night
from tests.analysis.makers import (
    JUSTICE,
    LOCAL,
    NATIONAL,
    NIGHT,
    ROWS,
    compared,
    front_side,
    local,
    local_side,
    national,
    national_side,
    night_of,
    only,
    pages_side,
    record,
    row,
    told,
)


def of_national(p: Procedure) -> list[tuple[str, str, str]]:
    return told(compared((p,), (local(p, JUSTICE),)))


def method(unit: str, amount: str = "1", text: str = "") -> SubmissionMethod:
    return SubmissionMethod("ONLINE", ProcessingTime(amount, unit), text, ())


# --- CL28 ---


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"steps": ()}, ("b) trình tự thực hiện",)),
        ({"steps": (Step("", " \u00a0"),)}, ("b) trình tự thực hiện",)),
        ({"methods": ()}, ("c) cách thức thực hiện", "đ) thời hạn giải quyết")),
        ({"dossier": ()}, ("d) thành phần hồ sơ",)),
        ({"dossier": (DossierCase("Trường hợp 1", ()),)}, ("d) thành phần hồ sơ",)),
        ({"methods": (method("OTHER"),)}, ("đ) thời hạn giải quyết",)),
        ({"methods": (method("OTHER"), method("", ""))}, ("đ) thời hạn giải quyết",)),
        ({"methods": (method("DAY", ""),)}, ("đ) thời hạn giải quyết",)),
        ({"subjects": ()}, ("e) đối tượng thực hiện",)),
        ({"executing": ()}, ("g) cơ quan thực hiện",)),
        ({"steps": (), "subjects": ()}, ("b) trình tự thực hiện", "e) đối tượng thực hiện")),
    ],
)
def test_each_empty_component_is_a_line_of_its_own(values: dict[str, object], parts: tuple[str, ...]) -> None:
    assert of_national(national(1, **values)) == [("CL28", "1.000001", part) for part in parts]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"methods": (method("OTHER"), method("DAY", "3"))},
        {"methods": (method("OTHER", text="Ngay trong ngày làm việc"),)},
        {"steps": None, "methods": None, "dossier": None, "subjects": None, "executing": None},
        {"results": (), "legal_bases": (), "conditions": ""},
    ],
)
def test_what_is_there_not_shown_or_not_always_due_is_not_missing(values: dict[str, object]) -> None:
    assert of_national(national(1, **values)) == []


def test_a_missing_component_is_told_of_the_national_side_alone() -> None:
    p = national(1, subjects=())

    assert only(compared((p,), (local(p, JUSTICE),))) == Discrepancy(
        rule="CL28",
        kind=Kind.SINGLE,
        severity=Severity.HIGH,
        severity_reason="Thiếu bộ phận bắt buộc nên người dân không biết đủ để thực hiện thủ tục",
        code="1.000001",
        name="Cấp thẻ công chứng viên loại 01",
        sector="Công chứng",
        part="e) đối tượng thực hiện",
        national="trống: đối tượng thực hiện",
        provincial=None,
        sources=(NATIONAL,),
        expected="đủ các bộ phận a-g",
        evidence=((NATIONAL, "n01"),),
    )


def of_pages(count: int, **first: object) -> list[tuple[str, str | None]]:
    """What is missing on pages of the province's own, of which the first differs from all others."""
    ours = [national(n) for n in range(1, count + 1)]
    unread = tuple(first.pop("unread", ()))  # type: ignore[call-overload]
    records = [replace(record(ours[0]), **first), *(record(p) for p in ours[1:])]
    night = Night(NIGHT, national_side(*ours), pages_side(*records, unread=unread), agency_rows=ROWS, links=())
    return [(d.part, d.provincial) for d in compare(night).discrepancies if d.rule == "CL28"]


def test_what_nearly_all_pages_of_a_portal_show_is_missing_where_a_page_does_not_have_it() -> None:
    assert of_pages(20, subjects=None) == [("e) đối tượng thực hiện", "không có mục: đối tượng thực hiện")]
    assert of_pages(20, subjects=None, executing=()) == [
        ("e) đối tượng thực hiện", "không có mục: đối tượng thực hiện"),
        ("g) cơ quan thực hiện", "trống: cơ quan thực hiện"),
    ]


def test_of_a_few_pages_or_of_one_that_was_not_read_nothing_is_said_to_lack() -> None:
    assert of_pages(19, subjects=None) == []
    assert of_pages(20, subjects=None, unread=("p-n01",)) == []


def test_a_time_told_in_the_steps_is_not_lacking() -> None:
    steps = (Step("", "Trả kết quả trong 05 ngày làm việc"),)

    assert [part for part, _ in of_pages(25, methods=None, steps=steps)] == ["c) cách thức thực hiện"]


# --- CL36 ---

BEFORE = national()
EDITED = replace(BEFORE, steps=(Step("", "Nộp hồ sơ tại Trung tâm"),))


def changed(before: Procedure, after: Procedure):
    return compared((after,), (local(after, JUSTICE),), changes=((before, after),))


def test_a_change_under_the_same_decision_is_told() -> None:
    assert only(changed(BEFORE, EDITED)) == Discrepancy(
        rule="CL36",
        kind=Kind.CHANGE,
        severity=Severity.MEDIUM,
        severity_reason="Nội dung đổi giữa hai đêm mà số, ngày quyết định công bố không đổi",
        code="1.000001",
        name="Cấp thẻ công chứng viên loại 01",
        sector="Công chứng",
        part="",
        national="Trình tự thực hiện: Nộp hồ sơ → Nộp hồ sơ tại Trung tâm",
        provincial=None,
        sources=(NATIONAL,),
        expected="một quyết định công bố mới hơn 163/QĐ-BTP ngày 16/01/2026, Bộ Tư pháp",
        evidence=((NATIONAL, "n01"),),
    )


def test_a_change_with_a_new_decision_is_explained() -> None:
    decision = Decision("570/QĐ-BTP", date(2026, 2, 6), "Bộ Tư pháp", None, "STANDARD")

    assert told(changed(BEFORE, replace(EDITED, decision=decision))) == []


def test_another_wording_of_the_number_is_the_same_decision() -> None:
    decision = Decision("163 /qđ-BTP", date(2026, 1, 16), "Bộ Tư pháp", None, "STANDARD")

    assert told(changed(BEFORE, replace(EDITED, decision=decision))) == [("CL36", "1.000001", "")]


def test_a_change_of_wording_is_counted() -> None:
    after = replace(BEFORE, steps=(Step("", "nộp  hồ sơ"),))

    comparison = changed(BEFORE, after)

    assert (told(comparison), comparison.counts) == ([], (("khác trình bày", 1),))


@pytest.mark.parametrize("values", [{"state": "UPDATED"}, {"sector": Term("G15-TP04", "Công chứng", "new id")}])
def test_the_portals_own_bookkeeping_is_no_change(values: dict[str, object]) -> None:
    assert told(changed(BEFORE, replace(BEFORE, **values))) == []


@pytest.mark.parametrize("decision", [None, Decision(None, None, "Bộ Tư pháp", None, "")])
def test_without_a_number_of_the_decision_it_cannot_be_computed(decision: Decision | None) -> None:
    comparison = changed(BEFORE, replace(EDITED, decision=decision))

    assert told(comparison) == []
    assert comparison.undetermined == (
        ("CL36", "1.000001", "nguồn không thể hiện số quyết định công bố nên không tính được"),
    )


def test_a_change_of_the_provinces_services_is_not_about_the_decided_text() -> None:
    p = national()
    before, after = local(p, JUSTICE), local(p, JUSTICE, services=(row(p, JUSTICE, level="Một phần"),))

    assert told(compared((p,), (after,), changes=((before, after),))) == []


# --- CL34 ---


def state_of(*others: Snapshot, **values: object):
    p = national()
    return compare(replace(night_of((p,), (local(p, JUSTICE),)), others=others, **values))


def test_a_source_that_was_read_is_nothing() -> None:
    assert told(state_of(front_side())) == []


@pytest.mark.parametrize("state", ["closed", "redirected", "login", "shell"])
def test_a_front_page_that_is_not_open_is_one_line(state: str) -> None:
    closed = front_side(state, outcome=Outcome.CLOSED, reason="Không còn danh mục.")

    found = only(state_of(closed))

    assert (found.rule, found.kind, found.severity, found.key, found.evidence) == (
        "CL34",
        Kind.SOURCE,
        Severity.HIGH,
        "CL34|tayninh||",
        (("tayninh", "front"),),
    )


def test_a_front_page_that_sends_to_the_national_portal_is_information() -> None:
    closed = front_side(
        "redirected",
        outcome=Outcome.CLOSED,
        reason="Trang chủ chuyển hướng.",
        front_target="https://dichvucong.gov.vn/p/home",
    )

    found = only(state_of(closed))

    assert (found.severity, found.provincial) == (
        Severity.INFO,
        "chuyển hướng sang nơi khác: Trang chủ chuyển hướng.",
    )


def test_a_look_alike_of_the_national_portal_is_not_the_national_portal() -> None:
    closed = front_side("redirected", outcome=Outcome.CLOSED, front_target="https://dichvucong.gov.vn.example/")

    assert only(state_of(closed)).severity is Severity.HIGH


@pytest.mark.parametrize("state", ["firewall", "unknown", ""])
def test_a_front_page_that_could_not_be_read_is_a_problem_and_no_line(state: str) -> None:
    assert told(state_of(front_side(state, outcome=Outcome.FAILED, reason="Không đọc được."))) == []


OURS = [k for k in ProblemKind if k not in (ProblemKind.CLOSED_NOTICE, ProblemKind.REDIRECTED, ProblemKind.LOGIN)]


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.PARTIAL])
def test_what_we_could_not_read_is_never_a_line(kind: ProblemKind, outcome: Outcome) -> None:
    failed = local_side(outcome=outcome, reason="Không đọc được.", problems=(Problem(kind, "Không đọc được."),))

    assert told(compare(replace(night_of((national(),), ()), provincial=failed))) == []


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (ProblemKind.CLOSED_NOTICE, "đã đóng giao diện: Cổng trả lời khác."),
        (ProblemKind.REDIRECTED, "chuyển hướng sang nơi khác: Cổng trả lời khác."),
        (ProblemKind.LOGIN, "đòi đăng nhập: Cổng trả lời khác."),
    ],
)
def test_a_catalogue_that_says_of_itself_that_it_is_not_open_is_one_line(kind: ProblemKind, shown: str) -> None:
    problems = (Problem(kind, "Cổng trả lời khác."),) * 2
    moved = local_side(outcome=Outcome.FAILED, reason="Cổng trả lời khác.", listings=(), problems=problems)

    comparison = compare(replace(night_of((national(),), ()), provincial=moved))

    found = only(comparison)
    assert (found.rule, found.severity, found.provincial, found.sources) == ("CL34", Severity.HIGH, shown, (LOCAL,))
    assert comparison.not_compared == "Không đọc được nơi tỉnh công khai: Cổng trả lời khác."


def test_a_source_that_also_refused_us_shows_nothing_of_its_own_state() -> None:
    problems = (Problem(ProblemKind.REDIRECTED, "Chuyển."), Problem(ProblemKind.REFUSED, "Từ chối."))
    refused = local_side(outcome=Outcome.FAILED, reason="Từ chối.", listings=(), problems=problems)

    assert told(compare(replace(night_of((national(),), ()), provincial=refused))) == []
