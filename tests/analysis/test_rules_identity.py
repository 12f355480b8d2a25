"""CL08, CL09, CL10: codes, names, fields."""

from __future__ import annotations

from dataclasses import replace

from analysis.model import Compared, Discrepancy, Kind, OnlineService, Outcome, Severity, Term
from tests.analysis.makers import (
    BOTH,
    JUSTICE,
    LOCAL,
    NATIONAL,
    compared,
    local,
    national,
    only,
    paged_night,
    pages_side,
    record,
    row,
    told,
)

SEEN = ((NATIONAL, "n01"), (LOCAL, "services/VIETNAMESE_CITIZEN"), (LOCAL, "applied"))


# --- CL08 ---


def test_a_code_that_does_not_parse_is_told_word_for_word_on_each_side() -> None:
    p = national(1, code="1.0133611")

    local_line, national_line = compared((p,), (local(p, JUSTICE),)).discrepancies

    assert national_line == Discrepancy(
        rule="CL08",
        kind=Kind.SINGLE,
        severity=Severity.MEDIUM,
        severity_reason="Mã không đúng dạng nên không tra cứu và đối chiếu được",
        code="1.0133611",
        name="Cấp thẻ công chứng viên loại 01",
        sector="Công chứng",
        part="mã sai dạng",
        national="“1.0133611” Cấp thẻ công chứng viên loại 01",
        provincial=None,
        sources=(NATIONAL,),
        evidence=((NATIONAL, "n01"),),
    )
    assert (local_line.rule, local_line.sources, local_line.national) == ("CL08", (LOCAL,), None)


def test_two_records_of_one_code_are_told_and_not_merged() -> None:
    a, b = national(1, code="1.014325"), national(2, code=" 1.014325")

    comparison = compared((a, b), (local(a, JUSTICE), local(b, JUSTICE)))

    assert [(d.part, d.code, d.national) for d in comparison.discrepancies if d.sources == (NATIONAL,)] == [
        (
            "trùng mã",
            "1.014325",
            "“1.014325” Cấp thẻ công chứng viên loại 01; “ 1.014325” Cấp thẻ công chứng viên loại 02",
        )
    ]
    assert len(comparison.discrepancies) == 2  # the other one is the province's side


def test_two_records_of_the_same_spelling_keep_lines_of_their_own() -> None:
    a, b = national(1, code="1.014325"), national(2, code="1.014325")

    comparison = compared((a, b), (local(a), local(b)))

    assert [d.part for d in comparison.discrepancies if d.rule == "CL01"] == ["", "(bản ghi n02)"]


def test_codes_that_differ_in_wording_only_are_not_malformed() -> None:
    p = national(1, code=" 1.000001")

    assert told(compared((p,), (local(p, JUSTICE, code="1.000001"),))) == []


def test_a_record_without_a_code_of_its_own_is_not_malformed() -> None:
    p = national()

    assert [d.rule for d in compared((p,), (local(p, JUSTICE, code="", applied_at=None),)).discrepancies] == ["CL38"]


def test_a_page_that_could_not_be_read_is_not_blamed_for_showing_no_code() -> None:
    """A list without codes names it; only its page could show the code."""
    p = national()
    page = record(p, code="")

    unread = replace(pages_side(page), unread=(page.portal_id,), outcome=Outcome.PARTIAL)

    assert [d.rule for d in paged_night((p,), (page,)).discrepancies if d.rule == "CL08"] == ["CL08"]
    assert [d for d in paged_night((p,), (page,), provincial=unread).discrepancies if d.rule == "CL08"] == []


# --- CL09 ---


def test_another_name_is_high() -> None:
    p = national()

    assert only(compared((p,), (local(p, JUSTICE, name="Thu hồi thẻ công chứng viên"),))) == Discrepancy(
        rule="CL09",
        kind=Kind.PAIR,
        severity=Severity.HIGH,
        severity_reason="Nội dung tên thủ tục khác với danh mục quốc gia",
        code="1.000001",
        name="Cấp thẻ công chứng viên loại 01",
        sector="Công chứng",
        part="tên thủ tục",
        national="Cấp thẻ công chứng viên loại 01",
        provincial="Thu hồi thẻ công chứng viên",
        sources=BOTH,
        evidence=SEEN,
        compared=Compared(
            "cấp thẻ công chứng viên loại 1",
            "thu hồi thẻ công chứng viên",
            ("N4", "N10"),
            (("-", "Cấp"), ("+", "Thu hồi"), ("=", "thẻ công chứng viên"), ("-", "loại 01")),
        ),
    )


def test_a_name_that_differs_in_wording_only_is_counted() -> None:
    p = national()

    comparison = compared((p,), (local(p, JUSTICE, name="Thủ tục  CẤP THẺ công chứng viên loại 01."),))

    assert (told(comparison), comparison.counts) == ([], (("khác trình bày", 1),))


def test_the_name_of_another_procedure_is_said_to_be_so() -> None:
    a, b = national(1), national(2)

    found = only(compared((a, b), (local(a, JUSTICE, name=b.name.upper()), local(b, JUSTICE))))

    assert (found.severity, found.severity_reason) == (
        Severity.HIGH,
        "Tên ở phía tỉnh là tên của một thủ tục khác: 1.000002",
    )


def test_one_wrong_letter_is_low() -> None:
    p = national(1)

    found = only(compared((p,), (local(p, JUSTICE, name="Cấp thẻ công chưng viên loại 01"),)))

    assert (found.severity, found.severity_reason) == (
        Severity.LOW,
        "Chỉ khác một chữ cái hoặc một dấu cách, có thể là lỗi gõ",
    )


def test_names_of_services_have_a_low_line_of_their_own() -> None:
    p = national()
    record = local(p, JUSTICE, services=(row(p, JUSTICE, name="Cấp lại thẻ"),))

    found = only(compared((p,), (record,)))

    assert (found.rule, found.part, found.severity, found.national, found.provincial) == (
        "CL09",
        "tên dịch vụ công",
        Severity.LOW,
        "Cấp thẻ công chứng viên loại 01",
        "1.000001.01: Cấp lại thẻ",
    )


def test_a_service_may_bear_the_name_of_a_national_case() -> None:
    p = national(1, services=(OnlineService("1.000001.01", "Cấp lần đầu", "s"),))
    record = local(p, JUSTICE, services=(row(p, JUSTICE, name="cấp lần đầu"),))

    comparison = compared((p,), (record,))

    assert (told(comparison), comparison.counts) == ([], (("khác trình bày", 1),))


def test_a_record_that_is_not_published_is_not_compared() -> None:
    p = national()

    assert told(compared((p,), (local(p, name="Tên khác hẳn"),))) == [("CL01", "1.000001", "")]


# --- CL10 ---


def test_another_field_is_medium() -> None:
    p = national()
    record = local(p, JUSTICE, services=(row(p, JUSTICE, sector="Chứng thực"),))

    assert only(compared((p,), (record,))) == Discrepancy(
        rule="CL10",
        kind=Kind.PAIR,
        severity=Severity.MEDIUM,
        severity_reason="Thủ tục được xếp vào lĩnh vực khác nên tìm theo lĩnh vực sẽ không thấy",
        code="1.000001",
        name="Cấp thẻ công chứng viên loại 01",
        sector="Công chứng",
        part="",
        national="Công chứng",
        provincial="Chứng thực",
        sources=BOTH,
        evidence=SEEN,
        compared=Compared("công chứng", "chứng thực", ("N4",), (("-", "Công"), ("=", "chứng"), ("+", "thực"))),
    )


def test_an_alias_of_the_field_is_counted() -> None:
    p = national(1, sector=Term("G15-TP20", "Thừa hành viên"))
    record = local(p, JUSTICE, services=(row(p, JUSTICE, sector="Thừa phát lại (Bộ Tư pháp)"),))

    comparison = compared((p,), (record,))

    assert (told(comparison), comparison.counts) == ([], (("khác trình bày", 1),))


def test_a_field_that_is_not_shown_is_not_compared() -> None:
    p = national()

    assert told(compared((p,), (local(p, JUSTICE, services=(row(p, JUSTICE, sector=""),)),))) == []
