"""Which field is Justice, and which procedures the province must publish."""

from __future__ import annotations

import pytest

from analysis.model import Exclusion, Level, Term
from analysis.scope import Scope, Standing
from analysis.sectors import canonical_sector, is_justice, same_sector
from tests.analysis.makers import national


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Hộ tịch (Bộ Tư pháp)", "Hộ tịch"),
        ("HỘ TỊCH", "Hộ tịch"),
        ("Hộ tịch(Bộ Tư pháp)", "Hộ tịch"),
        ("Lĩnh vực Luật sư", "Luật sư"),
        ("Thừa phát lại", "Thừa hành viên"),
        ("Hoà giải thương mại", "Hòa giải thương mại"),
        ("Trách nhiệm bồi thường của Nhà nước", "Bồi thường nhà nước"),
        ("Giáo dục nghề nghiệp", "giáo dục nghề nghiệp"),
    ],
)
def test_a_field_has_one_name(name: str, canonical: str) -> None:
    assert canonical_sector(name) == canonical


def test_notaries_and_certification_are_two_fields() -> None:
    assert not same_sector("Công chứng", "Chứng thực")


@pytest.mark.parametrize(
    ("sector", "answer"),
    [
        (Term("G15-TP07", "Hộ tịch"), True),
        (Term("G08-NG07", "Hộ tịch"), False),
        (Term("", "Hộ tịch"), True),
        ("Hộ tịch (Bộ Tư pháp)", True),
        ("Lý lịch tư pháp", False),
        (Term("G01-CA27", "Lý lịch tư pháp"), False),
        (None, False),
        ("", False),
    ],
)
def test_a_field_is_justice_by_its_code_first(sector: Term | str | None, answer: bool) -> None:
    assert is_justice(sector) is answer


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({}, Standing.IN),
        ({"levels": (Level.COMMUNE,)}, Standing.IN),
        ({"levels": (Level.MINISTRY, Level.PROVINCE)}, Standing.IN),
        ({"levels": (Level.MINISTRY,)}, Standing.OUT),
        ({"levels": (Level.OTHER,)}, Standing.OUT),
        ({"issuer": Term("G04", "Bộ Xây dựng")}, Standing.OUT),
        ({"issuer": Term("", "BỘ TƯ PHÁP")}, Standing.IN),
        ({"internal": True}, Standing.OUT),
        ({"catalogue_type": "STANDARD_INTERNAL"}, Standing.OUT),
        ({"levels": None}, Standing.UNKNOWN),
        ({"issuer": None}, Standing.UNKNOWN),
        ({"internal": None, "catalogue_type": None}, Standing.UNKNOWN),
        ({"code": "1.002270"}, Standing.EXCLUDED),
        ({"code": " 1.002270"}, Standing.EXCLUDED),
    ],
)
def test_the_scope_follows_issuer_level_and_exclusions(values: dict[str, object], standing: Standing) -> None:
    scope = Scope((Exclusion("1.002270", "Cơ quan thi hành án dân sự thực hiện"),))

    assert scope.standing(national(**values)) is standing
