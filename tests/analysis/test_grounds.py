"""A ground covers a discrepancy only while everything fits: rule, procedure, part, place, time and both values."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.grounds import Covered, Ground, covering
from analysis.model import Discrepancy, Kind, Severity

ON = date(2026, 11, 20)
PART = "phí, lệ phí"
COVERED = Covered(("CL17",), ("1.001193", "1.000894"), PART, "Theo Nghị quyết của HĐND tỉnh", "8.000 đồng")
GROUND = Ground(
    "23/2026/NQ-HĐND", date(2026, 7, 10), "HĐND tỉnh", "H53", date(2026, 8, 8), date(2027, 12, 31), (COVERED,)
)
LINE = Discrepancy(
    "CL17",
    Kind.PAIR,
    Severity.MEDIUM,
    "",
    "1.001193",
    "Đăng ký khai sinh",
    "Hộ tịch",
    PART,
    "Theo Nghị quyết của HĐND tỉnh",
    "8.000 đồng",
    ("dvcqg", "tayninh"),
)


def covers(line: Discrepancy = LINE, ground: Ground = GROUND, on: date = ON, province: str = "H53") -> bool:
    found = covering(line, (ground,), on, province)
    assert found in (None, ground)
    return found is not None


def registered(**values: object) -> Ground:
    """The ground with another difference registered."""
    return replace(GROUND, covers=(replace(COVERED, **values),))


def test_what_was_registered_is_covered() -> None:
    assert covers()
    assert covering(LINE, (), ON, "H53") is None


@pytest.mark.parametrize(
    "line",
    [
        replace(LINE, code="1.000894"),
        replace(LINE, code=" 1.001193.000.00.00.H53"),
        replace(LINE, part="PHÍ, LỆ PHÍ"),
        replace(LINE, severity=Severity.CRITICAL, name="Khai sinh", sources=("dvcqg", "sotuphap")),
        replace(LINE, national="Theo  nghị quyết của Hội đồng nhân dân tỉnh"),
        replace(LINE, provincial=unicodedata.normalize("NFD", "8.000 ĐỒNG")),
    ],
    ids=["second code", "code spelt long", "part in capitals", "other severity and source", "HĐND spelt out", "NFD"],
)
def test_presentation_does_not_reopen(line: Discrepancy) -> None:
    assert covers(line)


@pytest.mark.parametrize(
    "line",
    [
        replace(LINE, national="Không"),
        replace(LINE, national=None),
        replace(LINE, provincial="9.000 đồng"),
        replace(LINE, provincial="8.000 đồng/bản"),
        replace(LINE, provincial="8.000 đồng\nMiễn lệ phí đối với người thuộc hộ nghèo"),
        replace(LINE, provincial=""),
        replace(LINE, provincial=None),
    ],
    ids=["national", "national silent", "amount", "unit", "exemption added", "shown empty", "not shown"],
)
def test_either_value_that_changes_reopens(line: Discrepancy) -> None:
    assert not covers(line)


@pytest.mark.parametrize(
    "line",
    [
        replace(LINE, rule="CL16"),
        replace(LINE, part="miễn, giảm phí, lệ phí"),
        replace(LINE, code="1.000656"),
        replace(LINE, code="1.00119"),
        replace(LINE, code=""),
    ],
    ids=["rule", "part", "procedure", "malformed code", "no code"],
)
def test_another_matter_is_not_covered(line: Discrepancy) -> None:
    assert not covers(line)


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2026, 8, 7), False),
        (date(2026, 8, 8), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_a_ground_holds_from_its_first_to_its_last_day(on: date, holds: bool) -> None:
    assert covers(on=on) is holds


def test_a_ground_without_an_end_goes_on() -> None:
    assert covers(ground=replace(GROUND, valid_to=None), on=date(2099, 1, 1))


@pytest.mark.parametrize(
    ("territory", "agencies", "holds"),
    [
        ("H53", (), True),
        ("H53", ("H53.101",), True),
        ("H34", (), False),
        ("H5", (), False),
        ("H53.101", (), False),
        ("H53.101", ("H53.101",), True),
        ("H53.10", ("H53.101",), False),
        ("H53.101", ("H53.101", "H53.102"), False),
    ],
    ids=[
        "the province",
        "its commune",
        "another province",
        "a beginning",
        "a commune for all",
        "that commune",
        "a beginning of its code",
        "also elsewhere",
    ],
)
def test_a_ground_reaches_as_far_as_its_territory(territory: str, agencies: tuple[str, ...], holds: bool) -> None:
    assert covers(replace(LINE, agencies=agencies), replace(GROUND, territory=territory)) is holds


def test_a_ground_for_any_part_covers_every_part() -> None:
    assert covers(replace(LINE, part="gì cũng được"), registered(part=""))


@pytest.mark.parametrize("shown", [None, "", " \u00a0\n"])
def test_a_side_that_says_nothing_is_registered_as_such(shown: str | None) -> None:
    silent = registered(provincial=None)

    assert covers(replace(LINE, provincial=shown), silent)
    assert not covers(replace(LINE, provincial="8.000 đồng"), silent)


@pytest.mark.parametrize(
    ("rule", "file", "page"),
    [
        ("CL17", "8.000đ", "8000 đồng."),
        ("CL16", "Không", "Không thu phí"),
        ("CL18", "8.000 đồng; miễn lệ phí đối với trẻ em", "8.000đ. Miễn lệ phí cho: trẻ em"),
        ("CL13", "05 (năm) ngày làm việc", "5 ngày làm việc."),
        ("CL15", "Thời hạn giải quyết: 3 ngày", "03 ngày"),
    ],
)
def test_money_and_time_are_compared_by_what_they_mean(rule: str, file: str, page: str) -> None:
    assert covers(replace(LINE, rule=rule, provincial=page), registered(rules=(rule,), provincial=file))
    assert not covers(replace(LINE, rule="CL25", provincial=page), registered(rules=("CL25",), provincial=file))


@pytest.mark.parametrize(
    ("rule", "file", "page"),
    [
        ("CL17", "Không", "Không quy định"),
        ("CL17", "Không", "0 đồng"),
        ("CL17", "8.000 đồng. Áp dụng cho người nước ngoài", "8.000 đồng"),
        ("CL15", "Nộp tại xã", "Nộp tại tỉnh"),
        ("CL15", "5 ngày", "5 ngày làm việc"),
        ("CL15", "không", "không quy định"),
    ],
)
def test_texts_that_are_read_as_less_than_the_whole_are_not_the_same(rule: str, file: str, page: str) -> None:
    assert not covers(replace(LINE, rule=rule, provincial=page), registered(rules=(rule,), provincial=file))


def test_a_time_without_a_unit_that_was_registered_from_an_older_report_is_still_covered() -> None:
    ground = registered(national="5 ngày làm việc\nkhông xác định (0 OTHER)", rules=("CL14",))
    line = replace(LINE, rule="CL14", national="5 ngày làm việc\nkhông xác định (cổng ghi 0, đơn vị khác)")

    assert covers(line, ground)
    assert not covers(replace(line, national="5 ngày làm việc\nkhông xác định (cổng ghi 1, đơn vị khác)"), ground)


def test_the_first_of_several_grounds_that_hold_is_named() -> None:
    expired = replace(GROUND, number="1/2020/NQ-HĐND", valid_from=date(2020, 1, 1), valid_to=date(2026, 8, 7))
    renewed = replace(GROUND, number="2/2027/NQ-HĐND")

    assert covering(LINE, (expired, GROUND, renewed), ON, "H53") is GROUND


def test_a_ground_is_told_with_its_validity() -> None:
    assert GROUND.text == ("23/2026/NQ-HĐND ngày 10/07/2026 của HĐND tỉnh, hiệu lực từ 08/08/2026 đến 31/12/2027")
    assert replace(GROUND, valid_to=None).text.endswith("hiệu lực từ 08/08/2026")


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["CL13", "CL17", "CL19"]))
def test_whatever_is_written_covers_itself_and_never_fails(national: str, provincial: str, rule: str) -> None:
    ground = registered(rules=(rule,), national=national, provincial=provincial)

    assert covers(replace(LINE, rule=rule, national=national, provincial=provincial), ground)
    covers(replace(LINE, rule=rule, national=provincial, provincial=national), ground)
