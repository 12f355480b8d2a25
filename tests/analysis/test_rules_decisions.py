"""CL27, CL29, CL30: decisions left behind, and terms that were not kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.deadlines import deadline
from analysis.model import Decision, Discrepancy, Kind, Severity
from analysis.night import Night, Tonight
from analysis.rules.decisions import DECIDED_LATE, LATE_PUBLICATION, OUTDATED_DECISION
from analysis.rules.publishers import Publisher, has_passed, publisher, same_number
from analysis.rules.rule import Findings
from analysis.witnesses import Expected, ExpectedProcedure, Observation
from analysis.working_days import Calendar, NoCalendar, rows_from_csv
from tests.analysis.makers import (
    JUSTICE,
    NATIONAL,
    NIGHT,
    PAGES,
    ROWS,
    local,
    national,
    national_side,
    night_of,
    pages_side,
    record,
)

SHIPPED = Path(__file__).resolve().parents[2] / "monitor" / "data" / "calendar.csv"
CALENDAR = Calendar(rows_from_csv(SHIPPED.read_text(encoding="utf-8")))
P = national()  # 163/QĐ-BTP, 16/01/2026
NOTHING = Findings()


def decided(number: str | None, day: date | None) -> Decision:
    return Decision(number, day, "", None, "")


def paged(ours: Decision | None, theirs: Decision | None, **values: Any) -> Night:
    """A national record and a page of the province, each with its decision."""
    p = replace(P, decision=ours)
    sides = national_side(p), pages_side(record(p, decision=theirs))
    return replace(Night(NIGHT, *sides, agency_rows=ROWS, calendar=CALENDAR), **values)


# --- whose decision, and whether it is the same -----------------------------------


@pytest.mark.parametrize(
    ("number", "issuer", "whose"),
    [
        ("163/QĐ-BTP", "", Publisher.MINISTRY),
        ("QĐ1458-BTP", "Bộ Tư pháp", Publisher.MINISTRY),
        ("2637/QĐ-UBND", "Chủ tịch UBND tỉnh", Publisher.PROVINCE),
        ("2637/QĐ-CTUBND", "", Publisher.PROVINCE),
        ("2637", "Chủ tịch Ủy ban nhân dân tỉnh Tây Ninh", Publisher.PROVINCE),
        ("163/QĐ-BTP", "Chủ tịch UBND tỉnh", None),
        ("12/QĐ-BXD", "", None),
        ("", "", None),
    ],
)
def test_whose_decision_it_is_is_read_from_number_and_issuer(number: str, issuer: str, whose: Publisher | None) -> None:
    assert publisher(number, issuer) is whose


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("163/QĐ-BTP", "163/QĐ-BTP ", True),
        ("3152/QĐ-BTP", "QĐ/3152-BTP", True),
        ("3152/QĐ-BTP", "QĐ3152-BTP", True),
        ("9/QD-BTP", "09/QĐ-BTP", True),
        ("163/QĐ-BTP", "164/QĐ-BTP", False),
        ("163/QĐ-BTP", "163/QĐ-UBND", False),
        ("", "", False),
    ],
)
def test_one_decision_has_many_spellings(a: str, b: str, *, same: bool) -> None:
    assert (same_number(a, b), same_number(b, a)) == (same, same)


@pytest.mark.parametrize(
    ("event", "on", "passed"),
    [
        (date(2026, 11, 13), date(2026, 11, 20), False),  # due on that very Friday
        (date(2026, 11, 13), date(2026, 11, 21), True),
        (date(2026, 11, 20), date(2026, 11, 30), False),  # 24/11 is a holiday
        (date(2026, 11, 20), date(2026, 12, 1), True),
        (date(2024, 11, 20), date(2026, 12, 1), True),  # enough days of years that are known
        (date(2024, 12, 25), date(2025, 1, 3), NoCalendar(year=2024)),
        (date(2026, 11, 20), date(2026, 11, 20), False),
    ],
)
def test_a_term_has_passed_when_its_working_days_are_over(event: date, on: date, passed: bool | NoCalendar) -> None:
    assert has_passed(deadline("D5"), event, on, CALENDAR) == passed


# --- CL27 ---------------------------------------------------------------------


def cl27(of: Night) -> Findings:
    return OUTDATED_DECISION.find(Tonight(of))


def line(reason: str, ours: str, theirs: str | None) -> Discrepancy:
    return Discrepancy(
        rule="CL27",
        kind=Kind.PAIR,
        severity=Severity.HIGH,
        severity_reason=reason,
        code="1.000001",
        name=P.name,
        sector="Công chứng",
        part="quyết định công bố",
        national=ours,
        provincial=theirs,
        sources=(NATIONAL, PAGES),
        evidence=((NATIONAL, "n01"), (PAGES, "p-n01")),
    )


NEW = decided("163/QĐ-BTP", date(2026, 1, 16))


def test_a_local_decision_older_than_the_national_one_is_left_behind() -> None:
    assert cl27(paged(NEW, decided("99/QĐ-UBND", date(2025, 12, 1)))) == Findings(
        (
            line(
                "Quyết định công bố trên trang của tỉnh cũ hơn quyết định trong danh mục quốc gia và đã quá hạn cập "
                "nhật: đã quá 5 ngày làm việc kể từ 16/01/2026",
                "163/QĐ-BTP ngày 16/01/2026",
                "99/QĐ-UBND ngày 01/12/2025",
            ),
        )
    )


@pytest.mark.parametrize(
    "theirs",
    [
        decided("99/QĐ-UBND", date(2026, 2, 1)),  # the province's own, later
        decided("99/QĐ-UBND", date(2026, 1, 16)),
        decided("163/QĐ-BTP", None),  # the ministry's itself
        decided("QĐ163-BTP", date(2025, 1, 1)),
    ],
)
def test_another_number_is_no_fault(theirs: Decision) -> None:
    assert cl27(paged(NEW, theirs)) == NOTHING


def test_two_decisions_that_differ_by_right_are_not_counted_as_presentation() -> None:
    assert cl27(paged(NEW, decided("99/QĐ-UBND", date(2026, 2, 1)))).presentation == 0


def test_within_five_working_days_the_province_is_in_time() -> None:
    fresh, old = decided("500/QĐ-BTP", date(2026, 11, 16)), decided("99/QĐ-UBND", date(2025, 12, 1))

    assert cl27(paged(fresh, old)) == NOTHING
    assert len(cl27(paged(decided("500/QĐ-BTP", date(2026, 11, 12)), old)).discrepancies) == 1


def test_a_page_that_leaves_its_decision_blank_names_none() -> None:
    assert cl27(paged(NEW, decided(" ", None))) == Findings(
        (line("Trang của tỉnh không nêu quyết định công bố", "163/QĐ-BTP ngày 16/01/2026", None),)
    )


@pytest.mark.parametrize(
    ("theirs", "values", "why"),
    [
        (
            decided("99/QĐ-UBND", None),
            {},
            "Một trong hai bên không ghi ngày quyết định công bố nên không biết bên nào mới hơn",
        ),
        (
            decided("99/QĐ-UBND", date(2025, 12, 1)),
            {"calendar": None},
            "Không tính được hạn cập nhật: chưa có lịch",
        ),
    ],
)
def test_without_days_or_calendar_it_is_undetermined(theirs: Decision, values: dict[str, Any], why: str) -> None:
    assert cl27(paged(NEW, theirs, **values)) == Findings(undetermined=(("1.000001", why),))


def test_pages_that_never_show_a_decision_are_told_once_and_the_platform_not_at_all() -> None:
    why = "trang của tỉnh không thể hiện quyết định công bố nên không so được"

    assert cl27(paged(NEW, None)) == Findings(undetermined=(("*", why),))
    assert cl27(night_of((P,), (local(P, JUSTICE),))) == NOTHING


def test_one_page_without_a_decision_among_others_is_undetermined() -> None:
    other = national(2)
    pages = pages_side(record(P), record(other, decision=None))
    both = Night(NIGHT, national_side(P, other), pages, agency_rows=ROWS, calendar=CALENDAR)

    assert cl27(both) == Findings(undetermined=(("1.000002", "Trang của tỉnh không thể hiện quyết định công bố"),))


def test_a_national_record_without_a_decision_leaves_nothing_behind() -> None:
    old = decided("99/QĐ-UBND", date(2025, 12, 1))

    assert (cl27(paged(decided(None, None), old)), cl27(paged(decided("", None), decided(None, None)))) == (
        NOTHING,
        NOTHING,
    )


# --- CL29 ---------------------------------------------------------------------

#: Signed Friday 06/11/2026: the province has until Friday 13/11, the ministry until Friday 20/11.
SIGNED = date(2026, 11, 6)


def evening(day: int) -> datetime:
    return datetime(2026, 11, day, 15, 0, tzinfo=UTC)


def row(decision: str = "2637/QĐ-UBND", **values: Any) -> ExpectedProcedure:
    plain = ExpectedProcedure("1.000001", P.name, decision, signed=SIGNED, sector="Công chứng")
    return replace(plain, **values)


def seen(absent: int | None, found: int | None, decision: str = "2637/QĐ-UBND", portal: str = PAGES) -> Observation:
    return Observation(
        portal, "1.000001", decision, evening(absent) if absent else None, evening(found) if found else None
    )


def cl29(*observed: Observation, rows: tuple[ExpectedProcedure, ...] = (row(),), **values: Any) -> Findings:
    night = paged(NEW, NEW, expected=Expected(rows), observations=observed, **values)
    return LATE_PUBLICATION.find(Tonight(night))


def test_content_that_was_still_missing_after_the_term_is_late() -> None:
    assert cl29(seen(16, 18)) == Findings(
        (
            Discrepancy(
                rule="CL29",
                kind=Kind.SINGLE,
                severity=Severity.HIGH,
                severity_reason=(
                    "Công khai sau khi đã hết hạn tính từ ngày ký quyết định công bố: "
                    "Ngày 16/11/2026 vẫn chưa thấy, hạn là 13/11/2026"
                ),
                code="1.000001",
                name=P.name,
                sector="Công chứng",
                part="2637/QĐ-UBND",
                national=None,
                provincial="thấy lần đầu 18/11/2026",
                sources=(PAGES,),
                expected="công khai nội dung quyết định 2637/QĐ-UBND trong hạn",
            ),
        )
    )


def test_content_seen_within_the_term_is_in_time() -> None:
    assert (cl29(seen(12, 13)), cl29(seen(None, 10))) == (NOTHING, NOTHING)


def test_a_window_that_holds_the_last_day_is_undetermined() -> None:
    assert cl29(seen(12, 16)) == Findings(
        undetermined=(
            (
                "1.000001",
                "2637/QĐ-UBND: Chưa thấy ngày 12/11/2026, đã thấy ngày 16/11/2026; hạn là 13/11/2026, nằm giữa hai "
                "lần quan sát",
            ),
        )
    )


def test_the_ministry_has_ten_working_days_on_the_national_portal() -> None:
    ministry = (row("500/QĐ-BTP"),)

    assert cl29(seen(19, 20, "500/QĐ-BTP", NATIONAL), rows=ministry) == NOTHING
    (late,) = cl29(seen(21, None, "500/QĐ-BTP", NATIONAL), rows=ministry).discrepancies
    assert (late.national, late.provincial, late.evidence) == ("chưa thấy", None, ((NATIONAL, "n01"),))


def test_the_day_of_signing_may_be_known_from_the_national_record() -> None:
    (found,) = cl29(seen(10, 12, "163/QĐ-BTP", NATIONAL), rows=()).discrepancies

    assert found.severity_reason.endswith(": Ngày 10/11/2026 vẫn chưa thấy, hạn là 30/01/2026")


@pytest.mark.parametrize(
    ("observed", "rows", "values", "why"),
    [
        (seen(16, 18, "700/QĐ-UBND"), (row(),), {}, "700/QĐ-UBND: không rõ ngày ký"),
        (
            seen(16, 18, "700"),
            (row("700"),),
            {},
            "700: không rõ là quyết định của Bộ Tư pháp hay của tỉnh",
        ),
        (seen(16, 18), (row(), row(signed=date(2025, 11, 6))), {}, "2637/QĐ-UBND: không rõ ngày ký"),
        (seen(16, 18), (row(),), {"calendar": None}, "2637/QĐ-UBND: chưa có lịch"),
        (seen(18, 16), (row(),), {}, "2637/QĐ-UBND: Lần đầu thấy phải sau lần cuối chưa thấy"),
        (
            seen(28, 29, "500/QĐ-BTP"),
            (row("500/QĐ-BTP"),),
            {},
            "500/QĐ-BTP: thời hạn của tỉnh tính từ quyết định của tỉnh, không tính từ quyết định của Bộ",
        ),
    ],
)
def test_what_cannot_be_dated_is_undetermined(
    observed: Observation, rows: tuple[ExpectedProcedure, ...], values: dict[str, Any], why: str
) -> None:
    assert cl29(observed, rows=rows, **values) == Findings(undetermined=(("1.000001", why),))


def test_without_observations_nothing_is_said() -> None:
    assert LATE_PUBLICATION.find(Tonight(paged(NEW, NEW, expected=Expected((row(),))))) == NOTHING


# --- CL30 ---------------------------------------------------------------------

EFFECTIVE = date(2026, 7, 1)


def cl30(*rows: ExpectedProcedure, **values: Any) -> Findings:
    return DECIDED_LATE.find(Tonight(paged(NEW, NEW, expected=Expected(rows), **values)))


def test_a_decision_of_the_province_signed_less_than_five_days_before_is_late_by_both_readings() -> None:
    assert cl30(row(signed=date(2026, 6, 29), instrument_effective=EFFECTIVE)) == Findings(
        (
            Discrepancy(
                rule="CL30",
                kind=Kind.SINGLE,
                severity=Severity.MEDIUM,
                severity_reason=(
                    "Ký quyết định công bố muộn (trừ văn bản ban hành theo trình tự, thủ tục rút gọn): "
                    "tính theo ngày: Ký ngày 29/06/2026, hạn là 26/06/2026, muộn 3 ngày; "
                    "tính theo ngày làm việc: Ký ngày 29/06/2026, hạn là 24/06/2026, muộn 5 ngày"
                ),
                code="1.000001",
                name=P.name,
                sector="Công chứng",
                part="2637/QĐ-UBND",
                national=None,
                provincial="2637/QĐ-UBND ngày 29/06/2026",
                sources=(PAGES,),
                expected="ký ít nhất 5 ngày trước ngày văn bản có hiệu lực (01/07/2026)",
            ),
        )
    )


def test_in_time_by_the_law_but_not_by_working_days_is_no_finding() -> None:
    assert cl30(row(signed=date(2026, 6, 25), instrument_effective=EFFECTIVE)) == NOTHING


def test_the_ministry_must_sign_twenty_days_before() -> None:
    late = cl30(row("500/QĐ-BTP", signed=date(2026, 6, 20), instrument_effective=EFFECTIVE))
    in_time = cl30(row("500/QĐ-BTP", signed=date(2026, 6, 11), instrument_effective=EFFECTIVE))

    assert [(d.national, d.provincial, d.sources) for d in late.discrepancies] == [
        ("500/QĐ-BTP ngày 20/06/2026", None, (NATIONAL,))
    ]
    assert in_time == NOTHING


def test_only_the_newest_decision_of_each_is_judged() -> None:
    old = row("1/QĐ-UBND", signed=date(2026, 6, 30), instrument_effective=EFFECTIVE)
    new = row("2/QĐ-UBND", signed=date(2026, 8, 1), instrument_effective=date(2026, 9, 1))

    assert cl30(old, new) == NOTHING
    assert [d.part for d in cl30(old).discrepancies] == ["1/QĐ-UBND"]


@pytest.mark.parametrize(
    ("values", "night", "why"),
    [
        ({"instrument_effective": EFFECTIVE, "signed": date(2026, 6, 30)}, {"calendar": None}, "chưa có lịch"),
        (
            {"instrument_effective": date(2024, 7, 1), "signed": date(2024, 6, 30)},
            {},
            "chưa có lịch làm việc năm 2024 được xác nhận",
        ),
        ({}, {}, "không có ngày văn bản quy định thủ tục có hiệu lực"),
        ({"signed": None, "instrument_effective": EFFECTIVE}, {}, "không có ngày ký"),
    ],
)
def test_without_days_or_calendar_signing_is_undetermined(
    values: dict[str, Any], night: dict[str, Any], why: str
) -> None:
    assert cl30(row(**values), **night) == Findings(undetermined=(("1.000001", f"2637/QĐ-UBND: {why}"),))
