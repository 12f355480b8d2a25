"""CL03, CL06, CL07: what publication decisions say must, or must not (yet), be published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analysis.compare import compare
from analysis.matching import Replacement
from analysis.model import (
    Decision,
    Discrepancy,
    Exclusion,
    Kind,
    Presence,
    Procedure,
    Role,
    Severity,
    SourceForm,
    Term,
)
from analysis.night import Night, Tonight
from analysis.rules.catalogue import INTERNAL_SHOWN, NOWHERE_PUBLISHED, PUBLISHED_EARLY
from analysis.rules.rule import Findings
from analysis.witnesses import Expected, ExpectedProcedure
from tests.analysis.makers import (
    BOTH,
    COMMUNES,
    JUSTICE,
    LISTS,
    LOCAL,
    LOOKED,
    NATIONAL,
    NIGHT,
    PAGES,
    ROWS,
    at_communes,
    listing,
    local,
    local_side,
    national,
    national_side,
    night_of,
    pages_side,
    record,
    unfinished,
)

P = national()
NOTHING = Findings()


def row(code: str = "1.000001", **values: Any) -> ExpectedProcedure:
    """A row of a decision that has applied since spring."""
    plain = ExpectedProcedure(
        code,
        "Cấp thẻ công chứng viên",
        "2637/QĐ-UBND",
        signed=date(2026, 3, 2),
        issuer="Chủ tịch UBND tỉnh Tây Ninh",
        sector="Công chứng",
        effective_from=date(2026, 3, 2),
    )
    return replace(plain, **values)


def expected(*rows: ExpectedProcedure, whole: tuple[str, ...] = ()) -> Expected:
    return Expected(rows, whole)


def night(*rows: ExpectedProcedure, whole: tuple[str, ...] = (), **values: Any) -> Night:
    """One procedure on both portals, and the rows of decisions."""
    return night_of((P,), (local(P, JUSTICE),), **{"expected": expected(*rows, whole=whole), **values})


def paged(*records: Procedure, **values: Any) -> Night:
    return Night(NIGHT, national_side(P), pages_side(*records), agency_rows=ROWS, **values)


# --- CL03 ---------------------------------------------------------------------


def cl03(of: Night) -> Findings:
    return NOWHERE_PUBLISHED.find(Tonight(of))


def test_a_decided_procedure_that_neither_portal_shows_is_missing_everywhere() -> None:
    assert cl03(night(row("1.000002"))) == Findings(
        (
            Discrepancy(
                rule="CL03",
                kind=Kind.PAIR,
                severity=Severity.CRITICAL,
                severity_reason=(
                    "Quyết định công bố đang áp dụng mà thủ tục không có trên cả hai nguồn: "
                    "2637/QĐ-UBND ngày 02/03/2026"
                ),
                code="1.000002",
                name="Cấp thẻ công chứng viên",
                sector="Công chứng",
                part="",
                national=None,
                provincial=None,
                sources=BOTH,
                expected="công khai theo 2637/QĐ-UBND ngày 02/03/2026",
                evidence=((NATIONAL, "formalities"), *LOOKED),
                missing_in=LOCAL,
                facts=(
                    (Role.NATIONAL, Presence.LISTED, False),
                    (Role.PROVINCIAL, Presence.LISTED, False),
                    (Role.PROVINCIAL, Presence.APPLIED, False),
                    (Role.PROVINCIAL, Presence.SERVED, False),
                ),
            ),
        )
    )


@pytest.mark.parametrize(
    "written",
    ["1.000001", "1.000001.000.00.00.H53", " 1.000001 ", "'1.000001"],
)
def test_a_code_in_any_spelling_is_found(written: str) -> None:
    assert cl03(night(row(written))) == NOTHING


def test_a_procedure_of_one_portal_alone_is_not_missing_everywhere() -> None:
    only_national = night_of((P, national(2)), (local(P, JUSTICE),), expected=expected(row("1.000002")))
    only_local = night_of((P,), (local(P, JUSTICE), local(national(2), JUSTICE)), expected=expected(row("1.000002")))

    assert (cl03(only_national), cl03(only_local)) == (NOTHING, NOTHING)


@pytest.mark.parametrize(
    "values",
    [
        {"effective_from": date(2026, 12, 1)},
        {"abolished": True},
        {"internal": True},
        {"effective_to": date(2026, 11, 21)},
        {"replaced_by": "1.000009"},
        {"sector": "Đất đai"},
        {"level": "Cấp trung ương"},
    ],
)
def test_what_need_not_be_shown_tonight_is_not_missed(values: dict[str, Any]) -> None:
    assert cl03(night(row("1.000002", **values))) == NOTHING


def test_the_last_row_that_has_begun_decides() -> None:
    abolished = row("1.000002", signed=date(2026, 9, 1), effective_from=date(2026, 9, 1), abolished=True)
    coming = replace(abolished, effective_from=date(2026, 12, 1))

    assert cl03(night(row("1.000002"), abolished)) == NOTHING
    assert [d.code for d in cl03(night(row("1.000002"), coming)).discrepancies] == ["1.000002"]


def test_a_procedure_still_shown_under_its_old_code_is_not_missing() -> None:
    by_row = night(row("1.000002"), row("1.000001", replaced_by="1.000002"))
    by_registered = night(row("1.000002"), replacements=(Replacement("1.000001", "1.000002", "2637/QĐ-UBND"),))

    assert (cl03(by_row), cl03(by_registered)) == (NOTHING, NOTHING)


def test_an_excluded_code_is_not_missed() -> None:
    assert cl03(night(row("1.000002"), exclusions=(Exclusion("1.000002", "không giao cho tỉnh"),))) == NOTHING


@pytest.mark.parametrize(
    ("side", "where"),
    [
        ("national", "không có trên cổng của tỉnh; Cổng DVCQG chưa đọc đủ: "),
        ("provincial", "không có trên Cổng DVCQG; cổng của tỉnh chưa đọc đủ: "),
    ],
)
def test_with_one_side_unread_it_is_undetermined(side: str, where: str) -> None:
    half = {
        "national": national_side(P, listings=(unfinished("formalities"),)),
        "provincial": local_side(
            local(P, JUSTICE), listings=(unfinished(LISTS[0]), *(listing(name) for name in LISTS[1:]))
        ),
    }
    name = "formalities" if side == "national" else LISTS[0]

    assert cl03(night(row("1.000002"), **{side: half[side]})) == Findings(
        undetermined=(("1.000002", f"{where}danh sách {name}: Thấy 1 mục nhưng cổng báo 2 mục."),)
    )


def test_with_both_sides_unread_nothing_is_said_of_single_procedures() -> None:
    both = night(
        row("1.000002"),
        national=national_side(P, listings=(unfinished("formalities"),)),
        provincial=local_side(local(P, JUSTICE), listings=()),
    )

    assert cl03(both) == NOTHING


def test_an_unread_detail_may_be_the_missing_one() -> None:
    unread = night(row("1.000002"), national=national_side(P, unread=("n77",)))

    assert cl03(unread).undetermined == (("1.000002", "còn 1 thủ tục trong danh mục quốc gia chưa đọc được nội dung"),)


def test_the_same_name_under_another_code_is_undetermined() -> None:
    same = night(row("1.000002", name="Thủ tục " + P.name.lower()))

    assert cl03(same) == Findings(undetermined=(("1.000002", "có thủ tục cùng tên dưới mã khác: 1.000001"),))


def test_a_row_without_any_day_is_undetermined() -> None:
    undated = night(row("1.000002"), row("1.000002", signed=None, effective_from=None, abolished=True))

    assert cl03(undated) == Findings(
        undetermined=(("1.000002", "có quyết định về mã này không ghi ngày ký, ngày áp dụng"),)
    )


def test_a_list_without_codes_cannot_be_searched() -> None:
    uncoded = replace(pages_side(record(P, code="")), form=SourceForm.UNCODED)

    assert cl03(night(row("1.000002"), provincial=uncoded)) == Findings(
        undetermined=(("1.000002", "giao diện của tỉnh không ghi mã thủ tục nên không tra được theo mã"),)
    )


def test_without_the_catalogue_of_decisions_these_rules_are_silent() -> None:
    bare = night_of((P,), (local(P, JUSTICE),))

    assert (cl03(bare), cl06(bare)) == (NOTHING, NOTHING)


# --- CL06 ---------------------------------------------------------------------

COMING = row(decision="163/QĐ-BTP", issuer="Bộ Tư pháp", signed=date(2026, 11, 10), effective_from=date(2026, 12, 1))


def cl06(of: Night) -> Findings:
    return PUBLISHED_EARLY.find(Tonight(of))


def early(part: str, portal: str, name: str, *evidence: tuple[str, str]) -> Discrepancy:
    where = {"national": name, "provincial": None} if portal == NATIONAL else {"national": None, "provincial": name}
    return Discrepancy(
        rule="CL06",
        kind=Kind.SINGLE,
        severity=Severity.MEDIUM,
        severity_reason=(
            "Công khai như đang áp dụng trong khi quyết định công bố chưa đến ngày áp dụng: 163/QĐ-BTP ngày 10/11/2026"
        ),
        code="1.000001",
        name=name,
        sector="Công chứng",
        part=part,
        sources=(portal,),
        expected="áp dụng từ 01/12/2026",
        evidence=evidence,
        facts=((Role.NATIONAL if portal == NATIONAL else Role.PROVINCIAL, Presence.LISTED, True),),
        **where,
    )


def test_a_procedure_shown_before_its_only_decision_begins_is_early_on_both_portals() -> None:
    shown = paged(record(P), expected=expected(COMING))

    assert cl06(shown) == Findings(
        (
            early("Cổng DVCQG", NATIONAL, P.name, (NATIONAL, "n01")),
            early("cổng của tỉnh", PAGES, P.name, (PAGES, "p-n01")),
        )
    )


def test_one_that_only_the_province_shows_is_early_there() -> None:
    stranger = record(national(2), code="1.000002", decision=Decision("9/QĐ-UBND", None, "", None, ""))
    rows = row("1.000002", decision="09/QĐ-UBND", effective_from=date(2026, 12, 1))

    assert [(d.part, d.sources) for d in cl06(paged(record(P), stranger, expected=expected(rows))).discrepancies] == [
        ("cổng của tỉnh", (PAGES,))
    ]


def test_a_coming_change_of_a_procedure_in_force_is_fine() -> None:
    older = row(decision="12/QĐ-BTP", issuer="Bộ Tư pháp")

    assert cl06(paged(record(P), expected=expected(older, COMING))) == NOTHING


def test_an_older_decision_that_has_ended_holds_no_more() -> None:
    ended = row(decision="12/QĐ-BTP", issuer="Bộ Tư pháp", effective_to=date(2026, 10, 31))

    assert len(cl06(paged(record(P), expected=expected(ended, COMING))).discrepancies) == 2


def test_a_decision_that_begins_tonight_is_not_early() -> None:
    assert cl06(paged(record(P), expected=expected(replace(COMING, effective_from=NIGHT)))) == NOTHING


def test_another_decision_on_the_page_may_be_one_in_force_that_nobody_entered() -> None:
    other = row(decision="999/QĐ-UBND", effective_from=date(2026, 12, 1))

    assert cl06(paged(record(P), expected=expected(other))) == Findings(
        undetermined=(
            ("1.000001", "Cổng DVCQG: quyết định được ghi là 163/QĐ-BTP, có thể đang áp dụng"),
            ("1.000001", "cổng của tỉnh: quyết định được ghi là 163/QĐ-BTP, có thể đang áp dụng"),
        )
    )


def test_without_a_shown_decision_only_a_whole_field_proves_it() -> None:
    silent = replace(P, decision=None)
    shown = Night(NIGHT, national_side(silent), pages_side(), agency_rows=ROWS)
    why = "Cổng DVCQG: chưa nhập đủ quyết định của lĩnh vực nên không rõ có quyết định trước đó hay không"

    assert cl06(replace(shown, expected=expected(COMING))) == Findings(undetermined=(("1.000001", why),))
    assert [d.part for d in cl06(replace(shown, expected=expected(COMING, whole=("Công chứng",)))).discrepancies] == [
        "Cổng DVCQG"
    ]


# --- CL07 ---------------------------------------------------------------------


def cl07(of: Night) -> Findings:
    return INTERNAL_SHOWN.find(Tonight(of))


def test_an_internal_procedure_of_a_decision_on_the_public_list_is_told() -> None:
    assert cl07(night(row(internal=True))) == Findings(
        (
            Discrepancy(
                rule="CL07",
                kind=Kind.SINGLE,
                severity=Severity.MEDIUM,
                severity_reason=(
                    "Thủ tục hành chính nội bộ nằm trong danh mục công khai cho người dân: "
                    "theo 2637/QĐ-UBND ngày 02/03/2026"
                ),
                code="1.000001",
                name=P.name,
                sector="Công chứng",
                part="",
                national=None,
                provincial=P.name,
                sources=(LOCAL,),
                expected="không công khai trong danh mục dành cho người dân",
                evidence=((LOCAL, "services/VIETNAMESE_CITIZEN"), (LOCAL, "applied")),
                facts=(
                    (Role.PROVINCIAL, Presence.LISTED, True),
                    (Role.PROVINCIAL, Presence.APPLIED, True),
                    (Role.PROVINCIAL, Presence.SERVED, True),
                ),
            ),
        )
    )


def test_a_public_procedure_is_not_internal() -> None:
    assert (cl07(night(row())), cl07(night_of((P,), (local(P, JUSTICE),)))) == (NOTHING, NOTHING)


def test_the_newest_row_says_whether_it_is_internal() -> None:
    once = row(internal=True)
    now = row(signed=date(2026, 5, 1), decision="3000/QĐ-UBND")

    assert (len(cl07(night(once, now)).discrepancies), len(cl07(night(now, once)).discrepancies)) == (0, 0)


@pytest.mark.parametrize("values", [{"internal": True}, {"catalogue_type": "STANDARD_INTERNAL"}])
def test_the_national_record_may_say_it(values: dict[str, Any]) -> None:
    p = replace(P, **values)

    (found,) = cl07(night_of((p,), (local(p, JUSTICE),))).discrepancies

    assert found.severity_reason.endswith(": danh mục quốc gia ghi là thủ tục nội bộ")


@pytest.mark.parametrize(("code", "found"), [("5.000123", 1), ("6.000123", 1), ("1.000123", 0), ("3.000123", 0)])
def test_a_stranger_is_known_by_its_code(code: str, found: int) -> None:
    stranger = record(national(2), code=code)
    on_platform = local(national(2), JUSTICE, code=code)
    platform = replace(on_platform, sector=Term("", "Công chứng"))

    assert len(cl07(paged(record(P), stranger)).discrepancies) == found
    assert len(cl07(night_of((P,), (local(P, JUSTICE), platform))).discrepancies) == found


def test_an_internal_procedure_that_the_province_does_not_show_is_right() -> None:
    p = national(2, internal=True)

    assert cl07(night_of((P, p), (local(P, JUSTICE),), expected=expected(row("1.000002", internal=True)))) == NOTHING


# --- repealed by a decision -----------------------------------------------------


def by(code: str, made: Night) -> list[tuple[str, str | None]]:
    return [(d.code, d.expected) for d in compare(made).discrepancies if d.rule == code]


REPEALED = "không công khai nữa theo 2637/QĐ-UBND ngày 02/03/2026"


def test_what_a_decision_has_repealed_and_both_sides_still_show_is_told() -> None:
    assert by("CL04", night(row(), row(abolished=True))) == [(P.code, REPEALED)]
    assert by("CL04", replace(paged(record(P)), expected=expected(row(abolished=True)))) == [(P.code, REPEALED)]


def test_a_repeal_counts_from_its_day_and_until_a_newer_decision() -> None:
    later = date(2027, 1, 1)

    assert by("CL04", night(row(), row(abolished=True, effective_from=later))) == []
    assert by("CL04", night(row(abolished=True), row(effective_from=date(2026, 6, 1)))) == []
    assert by("CL04", night(row())) == []


def test_what_a_decision_has_repealed_and_the_province_no_longer_shows_is_not_called_missing() -> None:
    hidden = night_of((P,), (), expected=expected(row(abolished=True)))
    comparison = compare(hidden)

    assert [d.rule for d in comparison.discrepancies if d.code == P.code] == []
    assert ("CL01", P.code, "danh mục quốc gia còn nêu, nhưng 2637/QĐ-UBND ngày 02/03/2026 đã bãi bỏ") in (
        comparison.undetermined
    )


def test_no_commune_lacks_what_a_decision_has_repealed() -> None:
    p = at_communes()
    shown = night_of((p,), (local(p, *COMMUNES[1:]),))

    assert {d.rule for d in compare(shown).discrepancies} == {"CL01"}
    assert {d.rule for d in compare(replace(shown, expected=expected(row(abolished=True)))).discrepancies} == {"CL04"}
