"""Service levels: names in order, numbers of two scales apart (domain 4.9)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.readers import NotUnderstood
from analysis.readers.service_levels import (
    FULL,
    INFORMATION,
    PARTIAL,
    LevelRelation,
    Scale,
    ServiceLevel,
    by_name,
    compare_levels,
    read_level,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Toàn trình", FULL),
        ("DVCTT toàn trình", FULL),
        ("Một phần", PARTIAL),
        ("PARTIAL", PARTIAL),
        ("Dịch vụ công trực tuyến một phần", PARTIAL),
        ("INFORMATION_ONLY", INFORMATION),
        ("Cung cấp thông tin trực tuyến", INFORMATION),
        ("Trực tiếp", INFORMATION),
        ("Mức độ 4", ServiceLevel(Scale.NUMBERED, 4)),
        ("3", ServiceLevel(Scale.NUMBERED, 3)),
        ("Dịch vụ công trực tuyến chủ động mức độ 4", ServiceLevel(Scale.PROACTIVE, 4)),
        ("Chủ động mức 2", ServiceLevel(Scale.PROACTIVE, 2)),
    ],
)
def test_spellings(text: str, level: ServiceLevel) -> None:
    assert read_level(text) == level


@pytest.mark.parametrize("text", ["", "Chưa cập nhật", "Chưa trực tuyến", "5", "mức độ 0", "toàn phần", "chủ động"])
def test_other_spellings_are_not_understood(text: str) -> None:
    assert isinstance(read_level(text), NotUnderstood)


def test_names_are_ordered_and_scales_never_meet() -> None:
    old_four, new_four = read_level("Mức độ 4"), read_level("Chủ động mức độ 4")

    assert compare_levels(PARTIAL, FULL) is LevelRelation.LOWER
    assert compare_levels(FULL, INFORMATION) is LevelRelation.HIGHER
    assert compare_levels(FULL, FULL) is LevelRelation.EQUAL
    assert compare_levels(old_four, FULL) is LevelRelation.INCOMPARABLE
    assert compare_levels(old_four, new_four) is LevelRelation.INCOMPARABLE
    assert compare_levels(read_level("?"), FULL) is LevelRelation.INCOMPARABLE


def test_old_numbers_have_names_and_new_ones_have_not() -> None:
    old = [by_name(ServiceLevel(Scale.NUMBERED, n)) for n in (1, 2, 3, 4)]

    assert old == [INFORMATION, INFORMATION, PARTIAL, FULL]
    assert by_name(ServiceLevel(Scale.PROACTIVE, 4)) is None


@given(st.text(max_size=60))
def test_the_reader_of_levels_never_raises(text: str) -> None:
    read_level(text)
