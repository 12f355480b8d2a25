"""CL11, CL12: levels and names of agencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.agencies import AgencyRow
from analysis.compare import compare
from analysis.model import Agency, Discrepancy, Kind, LegalBasis, Level, Severity
from tests.analysis.makers import (
    BOTH,
    COMMUNES,
    JUSTICE,
    LOCAL,
    NATIONAL,
    ROWS,
    at_communes,
    compared,
    local,
    national,
    night_of,
    only,
    row,
    told,
)

SEEN_LOCAL = ((LOCAL, "services/VIETNAMESE_CITIZEN"), (LOCAL, "applied"))


def test_communes_that_apply_a_procedure_of_the_province_are_another_level() -> None:
    p = national()

    assert only(compared((p,), (local(p, JUSTICE, "H53.101"),))) == Discrepancy(
        rule="CL11",
        kind=Kind.PAIR,
        severity=Severity.HIGH,
        severity_reason="Cấp đang thực hiện ở tỉnh khác với cấp thực hiện trong danh mục quốc gia",
        code="1.000001",
        name="Cấp thẻ công chứng viên loại 01",
        sector="Công chứng",
        part="cấp thực hiện",
        national="Cấp tỉnh",
        provincial="1 xã áp dụng (UBND phường Tân Ninh, Sở Tư pháp tỉnh Tây Ninh)",
        sources=BOTH,
        evidence=((NATIONAL, "n01"), *SEEN_LOCAL),
        unlike=True,
    )


def test_a_department_that_applies_a_procedure_of_the_communes_is_another_level() -> None:
    p = at_communes()

    assert told(compared((p,), (local(p, *COMMUNES, JUSTICE),))) == [("CL11", "1.000001", "cấp thực hiện")]


def test_agencies_of_the_stated_level_are_right() -> None:
    p = at_communes()

    assert told(compared((p,), (local(p, *COMMUNES),))) == []


def test_a_procedure_of_other_agencies_may_be_of_any_level() -> None:
    p = at_communes(levels=(Level.COMMUNE, Level.OTHER))

    assert told(compared((p,), (local(p, *COMMUNES, JUSTICE),))) == []


def test_a_shared_procedure_that_only_communes_apply_lacks_the_province() -> None:
    p = at_communes(levels=(Level.PROVINCE, Level.COMMUNE))

    found = only(compared((p,), (local(p, *COMMUNES),)))

    assert (found.rule, found.national) == ("CL11", "Cấp tỉnh, Cấp xã")
    assert found.provincial is not None
    assert found.provincial.startswith("không cơ quan cấp tỉnh nào áp dụng (")


def test_a_unit_below_a_department_speaks_for_the_province() -> None:
    p = at_communes(levels=(Level.PROVINCE, Level.COMMUNE))
    night = night_of((p,), ())
    side = replace(
        night.provincial,
        procedures=(local(p, *COMMUNES, applied_at=(*(f"id-{c}" for c in COMMUNES), "land")),),
        agencies=(*night.provincial.agencies, Agency("Văn phòng Đăng ký đất đai", "H53.49.1", "land")),
    )

    assert told(compare(replace(night, provincial=side))) == []


def test_a_level_that_no_longer_exists_is_told_of_the_side_that_names_it() -> None:
    p = national(1, authority=(Agency("UBND cấp huyện", "000.00.051.H04"),))

    assert only(compared((p,), (local(p, JUSTICE),))) == Discrepancy(
        rule="CL11",
        kind=Kind.PAIR,
        severity=Severity.HIGH,
        severity_reason="Nêu cấp hành chính không còn từ 01/7/2025 nên chỉ sai nơi cho người dân",
        code="1.000001",
        name="Cấp thẻ công chứng viên loại 01",
        sector="Công chứng",
        part="cấp không còn",
        national="UBND cấp huyện",
        provincial=None,
        sources=(NATIONAL,),
        expected="cấp xã hoặc cấp tỉnh",
        evidence=((NATIONAL, "n01"),),
    )


@pytest.mark.parametrize(
    ("name", "severity", "expected"),
    [
        ("Phòng Tư Pháp", Severity.HIGH, "Ủy ban nhân dân cấp xã"),
        ("Sở Tư pháp tỉnh Long An", Severity.HIGH, "tỉnh Tây Ninh"),
        ("Ủy ban nhân dân xã, phường, thị trấn", Severity.MEDIUM, "xã, phường, đặc khu"),
        ("Sở Tư pháp Thành phố Hà Nội", Severity.MEDIUM, "tên vai trò chung hoặc cơ quan của tỉnh"),
    ],
)
def test_a_wrong_agency_in_a_current_field_is_cl12(name: str, severity: Severity, expected: str) -> None:
    p = national(1, coordinating=(Agency(name),))

    found = only(compared((p,), (local(p, JUSTICE),)))

    assert (found.rule, found.part, found.severity, found.national, found.expected, found.sources) == (
        "CL12",
        "",
        severity,
        name,
        expected,
        (NATIONAL,),
    )


def test_all_wrong_names_of_a_procedure_are_one_line() -> None:
    p = national(1, executing=(Agency("Phòng Tư pháp"),), authority=(Agency("Sở Tư pháp tỉnh Long An"),))

    found = only(compared((p,), (local(p, JUSTICE),)))

    assert found.national == "Phòng Tư pháp; Sở Tư pháp tỉnh Long An"


def test_the_title_of_a_legal_text_may_name_what_no_longer_exists() -> None:
    p = national(1, legal_bases=(LegalBasis("01/2020", "Quy định về Phòng Tư pháp cấp huyện của tỉnh Long An"),))

    assert told(compared((p,), (local(p, JUSTICE),))) == []


def test_another_wording_of_a_right_name_is_right() -> None:
    p = national(1, executing=(Agency("SỞ  TƯ PHÁP"), Agency("UBND tỉnh Tây Ninh")))

    assert told(compared((p,), (local(p, JUSTICE),))) == []


def test_an_agency_that_has_ended_is_obsolete_on_the_provinces_side() -> None:
    p = national()
    ended = AgencyRow("H53.8", "Sở Lao động tỉnh Tây Ninh", "department", "H53", None, date(2025, 2, 28))
    record = local(p, JUSTICE, services=(row(p, JUSTICE), row(p, ended.name)))

    found = only(compared((p,), (record,), agency_rows=(*ROWS, ended)))

    assert (found.rule, found.provincial, found.sources, found.evidence) == (
        "CL12",
        "Sở Lao động tỉnh Tây Ninh",
        (LOCAL,),
        SEEN_LOCAL,
    )
