"""CL31, CL32: levels of online services, and why they are only "một phần"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analysis.model import Discrepancy, Kind, OnlineService, Role, Severity
from analysis.night import Night, Tonight
from analysis.rules.rule import Findings
from analysis.rules.services import OTHER_LEVEL, PARTIAL_UNEXPLAINED
from analysis.witnesses import Expected, ExpectedProcedure
from tests.analysis.makers import (
    BOTH,
    LOCAL,
    NAMES,
    NATIONAL,
    NIGHT,
    PAGES,
    ROWS,
    at_communes,
    local,
    national,
    national_side,
    night_of,
    pages_side,
    record,
    row,
)

P = at_communes()
ONE, TWO, THREE = "H53.101", "H53.102", "H53.103"
SEEN = ((LOCAL, "services/VIETNAMESE_CITIZEN"), (LOCAL, "applied"))
NOTHING = Findings()


# --- CL31 on the platform -----------------------------------------------------------


def offered(*levels: str | None, **values: Any) -> Night:
    """One service of the communes, at one level each; values are those of the first row."""
    agencies = (ONE, TWO, THREE)[: len(levels)]
    rows = [row(P, agency, level=level) for agency, level in zip(agencies, levels, strict=True)]
    rows[0] = replace(rows[0], **values)
    return night_of((P,), (local(P, *agencies, services=tuple(rows)),))


def cl31(of: Night) -> Findings:
    return OTHER_LEVEL.find(Tonight(of))


def test_an_agency_that_offers_less_than_others_is_listed() -> None:
    assert cl31(offered("Một phần", "Toàn trình", "Toàn trình")) == Findings(
        (
            Discrepancy(
                rule="CL31",
                kind=Kind.PAIR,
                severity=Severity.MEDIUM,
                severity_reason=(
                    "Cùng một dịch vụ công, có cơ quan cung cấp ở mức độ thấp hơn cơ quan khác, không nêu lý do: "
                    "1 cơ quan, nơi cao nhất là Toàn trình"
                ),
                code="1.000001",
                name=P.name,
                sector="Công chứng",
                part="1.000001.01",
                national=None,
                provincial=f"{NAMES[ONE]}: Một phần",
                sources=BOTH,
                expected="Toàn trình",
                evidence=((NATIONAL, "n01"), *SEEN),
                unasked=Role.NATIONAL,
            ),
        )
    )


@pytest.mark.parametrize(
    "levels",
    [
        ("Toàn trình", "Toàn trình"),
        ("Toàn trình", "TOÀN TRÌNH", "Dịch vụ công trực tuyến toàn trình"),
        ("Một phần", "PARTIAL"),
        ("Toàn trình", None),
        ("Toàn trình", ""),
    ],
)
def test_the_same_level_in_other_words_is_the_same(levels: tuple[str | None, ...]) -> None:
    assert cl31(offered(*levels)) == NOTHING


@pytest.mark.parametrize(
    "values",
    [
        {"reason": "Phải xác minh tại nơi cư trú theo Điều 5"},
        {"state": "INACTIVE"},
        {"agency": "Sở Tư pháp Thành phố Hà Nội"},
        {"agency": "Phòng chưa ai biết"},
        {"code": "1.000001.02"},
    ],
)
def test_a_reason_another_province_or_another_service_explains_it(values: dict[str, Any]) -> None:
    assert cl31(offered("Một phần", "Toàn trình", **values)) == NOTHING


@pytest.mark.parametrize(
    ("levels", "why"),
    [
        (("4", "Toàn trình"), "1.000001.01: các cơ quan ghi mức độ theo thang khác nhau"),
        (("nửa vời", "Toàn trình"), "1.000001.01: không đọc được mức độ “nửa vời”"),
    ],
)
def test_scales_are_never_mixed_and_nothing_is_guessed(levels: tuple[str, ...], why: str) -> None:
    assert cl31(offered(*levels)) == Findings(undetermined=(("1.000001", why),))


# --- CL31 on pages --------------------------------------------------------------------


def shown(level: str | None, *stated: str | None, decided: str = "", **values: Any) -> Night:
    """A page with its level, the levels of the national services, and the level of the decision in force."""
    services = tuple(OnlineService(f"1.000001.0{i}", P.name, f"s{i}", level=s) for i, s in enumerate(stated))
    p = replace(P, services=services)
    rows = (
        ExpectedProcedure("1.000001", P.name, "2637/QĐ-UBND", effective_from=date(2026, 3, 2), service_level=decided),
    )
    page = record(p, service_level=level, **values)
    return Night(NIGHT, national_side(p), pages_side(page), agency_rows=ROWS, expected=Expected(rows))


def test_a_page_below_the_decision_in_force_is_told() -> None:
    assert cl31(shown("Một phần", decided="Toàn trình")) == Findings(
        (
            Discrepancy(
                rule="CL31",
                kind=Kind.PAIR,
                severity=Severity.MEDIUM,
                severity_reason=(
                    "Mức độ dịch vụ công trực tuyến ở tỉnh thấp hơn mức độ đã công bố, không nêu lý do: "
                    "theo quyết định 2637/QĐ-UBND"
                ),
                code="1.000001",
                name=P.name,
                sector="Công chứng",
                part="mức độ dịch vụ công",
                national=None,
                provincial="Một phần",
                sources=(NATIONAL, PAGES),
                expected="Toàn trình",
                evidence=((NATIONAL, "n01"), (PAGES, "p-n01")),
                unasked=Role.NATIONAL,
            ),
        )
    )


def test_where_no_decision_says_it_the_highest_national_service_does() -> None:
    found = cl31(shown("Cung cấp thông tin", "Một phần", "Toàn trình"))

    assert [(d.national, d.provincial) for d in found.discrepancies] == [("Toàn trình", "Cung cấp thông tin")]


@pytest.mark.parametrize(
    "night",
    [
        shown("toàn trình", decided="Dịch vụ công trực tuyến toàn trình"),
        shown("Toàn trình", "Một phần"),
        shown("Một phần", decided="Toàn trình", partial_reason="Phải kiểm tra thực địa"),
        shown(None, decided="Toàn trình"),
        shown("Một phần", None),
        shown("Một phần"),
    ],
)
def test_an_equal_higher_explained_or_unknown_level_is_no_difference(night: Night) -> None:
    assert cl31(night) == NOTHING


@pytest.mark.parametrize(
    ("night", "why"),
    [
        (
            shown("Mức độ 3", decided="Toàn trình"),
            "Không so được mức độ “Mức độ 3” với “Toàn trình” (theo quyết định 2637/QĐ-UBND)",
        ),
        (shown("Mức 4", "lạ"), "Không so được mức độ “Mức 4” với “lạ” (theo danh mục quốc gia)"),
        (shown(" ", decided="Toàn trình"), "Trang của tỉnh để trống mức độ dịch vụ công trực tuyến"),
    ],
)
def test_levels_of_two_scales_are_not_compared(night: Night, why: str) -> None:
    assert cl31(night) == Findings(undetermined=(("1.000001", why),))


# --- CL32 ---------------------------------------------------------------------


def cl32(of: Night) -> Findings:
    return PARTIAL_UNEXPLAINED.find(Tonight(of))


def unexplained(part: str, text: str, portal: str, *evidence: tuple[str, str]) -> Findings:
    national_text, local_text = (text, None) if portal == NATIONAL else (None, text)
    return Findings(
        (
            Discrepancy(
                rule="CL32",
                kind=Kind.SINGLE,
                severity=Severity.MEDIUM,
                severity_reason="Dịch vụ công một phần không công khai lý do",
                code="1.000001",
                name=P.name,
                sector="Công chứng",
                part=part,
                national=national_text,
                provincial=local_text,
                sources=(portal,),
                expected="nêu lý do và căn cứ của việc chỉ cung cấp một phần",
                evidence=evidence,
            ),
        )
    )


@pytest.mark.parametrize("reason", ["", " ", "Không có", "-"])
def test_a_page_whose_reason_is_empty_gives_none(reason: str) -> None:
    assert cl32(shown("Một phần", partial_reason=reason)) == unexplained(
        "lý do cung cấp một phần", "một phần, lý do để trống", PAGES, (PAGES, "p-n01")
    )


def test_a_service_row_whose_reason_is_empty_gives_none() -> None:
    assert cl32(offered("Một phần", "Toàn trình", reason="")) == unexplained("1.000001.01", NAMES[ONE], LOCAL, *SEEN)


def test_the_national_record_is_asked_too() -> None:
    p = replace(P, services=(OnlineService("1.000001.01", P.name, "s1", level="Một phần", reason=""),))

    assert cl32(night_of((p,), ())) == unexplained(
        "1.000001.01", "một phần, lý do để trống", NATIONAL, (NATIONAL, "n01")
    )


@pytest.mark.parametrize(
    "night",
    [
        shown("Một phần", partial_reason="Phải có mặt khi ký"),
        shown("Toàn trình", partial_reason=""),
        shown(None, partial_reason=""),
        offered("Một phần", "Một phần", reason="Phải có mặt khi ký"),
        offered("Toàn trình", "Toàn trình"),
    ],
)
def test_a_reason_or_another_level_is_right(night: Night) -> None:
    assert cl32(night).discrepancies == ()


def test_where_no_source_shows_reasons_it_is_said_once() -> None:
    second = national(2)
    rows = tuple(local(p, "H53.14", services=(row(p, "H53.14", level="Một phần"),)) for p in (P, second))

    assert cl32(night_of((P, second), rows)) == Findings(
        undetermined=(("*", "các nguồn không thể hiện lý do chỉ cung cấp một phần nên không tính được"),)
    )


def test_where_some_rows_show_reasons_the_others_are_named() -> None:
    assert cl32(offered("Một phần", "Một phần", reason="Phải có mặt khi ký")) == Findings(
        undetermined=(("1.000001", "có dịch vụ một phần mà nguồn không thể hiện lý do"),)
    )
