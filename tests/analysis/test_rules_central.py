"""CL35: faults of the national side, for Bộ Tư pháp to mend."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.model import Decision, Discrepancy, Kind, Level, Procedure, Severity, Step, Term
from analysis.night import Night, Tonight
from analysis.rules.central import CENTRAL_FAULTS
from analysis.rules.rule import Findings
from analysis.witnesses import Expected, ExpectedProcedure
from analysis.working_days import Calendar, rows_from_csv
from crawler.portals.dvcqg.pages import FormalityPage
from tests.analysis.makers import NATIONAL, NIGHT, ROWS, national, national_side
from tests.reference import reference

SHIPPED = Path(__file__).resolve().parents[2] / "monitor" / "data" / "calendar.csv"
CALENDAR = Calendar(rows_from_csv(SHIPPED.read_text(encoding="utf-8")))
P = national(state="ACTIVE")
NOTHING = Findings()


def cl35(*procedures: Procedure, **values: Any) -> Findings:
    night = replace(Night(NIGHT, national_side(*procedures), agency_rows=ROWS, calendar=CALENDAR), **values)
    return CENTRAL_FAULTS.find(Tonight(night))


def fault(part: str, severity: Severity, reason: str, shown: str, **values: Any) -> Discrepancy:
    plain = Discrepancy(
        rule="CL35",
        kind=Kind.SINGLE,
        severity=severity,
        severity_reason=reason,
        code="1.000001",
        name=P.name,
        sector="Công chứng",
        part=part,
        national=shown,
        provincial=None,
        sources=(NATIONAL,),
        evidence=((NATIONAL, "n01"),),
    )
    return replace(plain, **values)


def test_a_sound_record_has_no_fault() -> None:
    assert cl35(P, national(2)) == NOTHING


# --- texts --------------------------------------------------------------------


def test_broken_characters_are_told_with_their_places() -> None:
    p = replace(P, steps=(Step("", "Nộp há»“ sơ tại xã"),), conditions="Không có \ufffd")

    assert cl35(p) == Findings(
        (
            fault(
                "lỗi ký tự",
                Severity.MEDIUM,
                "Văn bản trong danh mục quốc gia bị lỗi ký tự nên không đọc được",
                "Trình tự thực hiện: “Nộp há»“ sơ tại xã”\nYêu cầu, điều kiện thực hiện: “Không có \ufffd”",
            ),
        )
    )


def test_split_syllables_are_information() -> None:
    assert cl35(replace(P, conditions="Đạt tiêu chu ẩ n")) == Findings(
        (
            fault(
                "chữ bị tách rời",
                Severity.INFO,
                "Có chữ bị tách rời trong danh mục quốc gia",
                "Yêu cầu, điều kiện thực hiện: “Đạt tiêu chu ẩ n”",
            ),
        )
    )


# --- the decision -------------------------------------------------------------


def decided(number: str | None, day: date | None = None) -> Decision:
    return Decision(number, day, "Bộ Tư pháp", None, "STANDARD")


def test_a_public_record_without_a_number_is_information() -> None:
    assert cl35(replace(P, decision=decided(None))) == Findings(
        (
            fault(
                "số quyết định",
                Severity.INFO,
                "Thủ tục đang công khai mà danh mục quốc gia để trống số quyết định công bố",
                "(không ghi số), Bộ Tư pháp",
            ),
        )
    )


def test_a_decision_that_is_not_shown_is_not_blank() -> None:
    assert (cl35(replace(P, decision=None)), cl35(replace(P, decision=decided(None), state=None))) == (NOTHING, NOTHING)


def row(decision: str = "500/QĐ-BTP", **values: Any) -> ExpectedProcedure:
    plain = ExpectedProcedure("1.000001", P.name, decision, signed=date(2026, 10, 1), sector="Công chứng")
    return replace(plain, **values)


def against(*rows: ExpectedProcedure, p: Procedure = P, **values: Any) -> Findings:
    return cl35(p, expected=Expected(rows), **values)


def test_a_record_left_behind_by_the_ministrys_own_decision_is_stale() -> None:
    assert against(row()) == Findings(
        (
            fault(
                "quyết định công bố",
                Severity.MEDIUM,
                "Danh mục quốc gia lạc hậu so với quyết định công bố mới nhất của Bộ: quá 10 ngày làm việc",
                "163/QĐ-BTP ngày 16/01/2026, Bộ Tư pháp",
                expected="500/QĐ-BTP ngày 01/10/2026",
            ),
        )
    )


@pytest.mark.parametrize(
    "rows",
    [
        (row("163/QĐ-BTP"),),
        (row("QĐ163-BTP"),),
        (row(signed=date(2026, 1, 10)),),
        (row("2637/QĐ-UBND"),),  # the province's own does not bind the ministry's record
        (row(signed=date(2026, 11, 10)),),  # still within ten working days
        (row(effective_from=date(2026, 12, 1)),),  # still to come
        (row(), row("163/QĐ-BTP", signed=date(2026, 10, 15))),
    ],
)
def test_a_record_with_its_newest_decision_is_right(rows: tuple[ExpectedProcedure, ...]) -> None:
    assert against(*rows) == NOTHING


@pytest.mark.parametrize(
    ("rows", "values", "why"),
    [
        ((row(signed=None),), {}, "không có ngày của quyết định 500/QĐ-BTP"),
        ((row(),), {"p": replace(P, decision=decided("163/QĐ-BTP"))}, "không có ngày của quyết định 163/QĐ-BTP"),
        ((row(),), {"calendar": None}, "không tính được hạn công khai quyết định 500/QĐ-BTP: chưa có lịch"),
    ],
)
def test_without_days_it_is_undetermined(rows: tuple[ExpectedProcedure, ...], values: dict[str, Any], why: str) -> None:
    assert against(*rows, **values) == Findings(undetermined=(("1.000001", why),))


# --- names --------------------------------------------------------------------


def test_two_codes_with_one_name_in_one_field_and_level_are_information() -> None:
    twin = national(2, name=f"THỦ TỤC {P.name}")
    reason = "Hai mã của danh mục quốc gia cùng tên, cùng lĩnh vực, cùng cấp thực hiện: "

    assert cl35(P, twin) == Findings(
        (
            fault("trùng tên", Severity.INFO, reason + "1.000002", P.name),
            fault(
                "trùng tên",
                Severity.INFO,
                reason + "1.000001",
                twin.name,
                code="1.000002",
                name=twin.name,
                evidence=((NATIONAL, "n02"),),
            ),
        )
    )


def test_one_name_at_two_levels_or_twice_under_one_code_is_not_told_here() -> None:
    other_level = national(2, name=P.name, levels=(Level.COMMUNE,))
    same_code = national(3, name=P.name, code=" 1.000001")

    assert (cl35(P, other_level), cl35(P, same_code)) == (NOTHING, NOTHING)


def test_one_name_in_two_fields_may_be_one_page_under_two_codes() -> None:
    other = national(2, name=P.name, sector=Term("G15-TP09", "Luật sư"))

    assert [(d.code, d.part, d.severity_reason) for d in cl35(P, other).discrepancies] == [
        (
            "1.000001",
            "nhầm trang",
            "Nghi nhầm trang: tên là của một thủ tục khác: cùng tên với 1.000002 (Luật sư)",
        ),
        (
            "1.000002",
            "nhầm trang",
            "Nghi nhầm trang: tên là của một thủ tục khác: cùng tên với 1.000001 (Công chứng)",
        ),
    ]


def test_a_record_that_took_the_name_of_another_overnight_is_likely_a_wrong_page() -> None:
    other = national(2)
    before, after = P, replace(P, name=other.name)

    found = cl35(after, other, changes=((before, after),)).discrepancies[0]

    assert (found.code, found.part, found.severity_reason) == (
        "1.000001",
        "nhầm trang",
        "Nghi nhầm trang: tên là của một thủ tục khác: mang tên của một thủ tục khác (1.000002); "
        f"tên trước đây: {P.name}",
    )


def test_a_record_that_was_renamed_is_no_wrong_page() -> None:
    after = replace(P, name="Cấp thẻ hành nghề công chứng")

    assert cl35(after, national(2), changes=((P, after),)) == NOTHING


def test_of_the_real_catalogue_only_a_missing_number_is_told() -> None:
    files = sorted(reference("national/qtungnui07__crwatdatadvc/procedures").rglob("raw_procedure.json"))
    pages = [
        FormalityPage(json.dumps({"code": "OK", "data": json.loads(f.read_bytes())["detail"]}).encode()) for f in files
    ]

    found = cl35(*(page.procedure(NATIONAL) for page in pages))

    assert [(d.code, d.part) for d in found.discrepancies] == [("2.002194", "số quyết định")]
