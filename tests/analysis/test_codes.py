"""One grammar reads every spelling of a code; what does not parse is not repaired."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codes import Code, canonical, parse_code
from tests.reference import reference


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.001193", Code("1.001193")),
        ("2.001395.H17", Code("2.001395", "H17")),
        ("2.000815.000.00.00.H55", Code("2.000815", "H55", None, True)),
        ("2.000815.000.00.00.H55.02", Code("2.000815", "H55", "02", True)),
        ("2.000815.01", Code("2.000815", None, "01")),
        ("1.014820.H53.01", Code("1.014820", "H53", "01")),
        ("2.000908.01.000.00.00.H61", Code("2.000908", "H61", "01", True)),
        ("5.003909", Code("5.003909")),
        (" 1.014325", Code("1.014325")),
        ("'1.001193", Code("1.001193")),
        ("2.000815.00 0.00.00.H61", Code("2.000815", "H61", None, True)),
        ("2.001009.000.00.00.H\n61", Code("2.001009", "H61", None, True)),
        ("1.001\u00a0193\u200b", Code("1.001193")),
    ],
)
def test_every_spelling_seen_is_read(text: str, code: Code) -> None:
    assert parse_code(text) == code


@pytest.mark.parametrize(
    "text",
    ["1.0133611", "2.009182739", "1.014955-Xoa", "0.001193", "1.00119", "", "1001193", "1.001193.1", "1.001193.h53"],
)
def test_what_is_not_a_code_is_not_repaired(text: str) -> None:
    assert parse_code(text) is None
    assert canonical(text) is None


def test_a_long_form_and_a_short_form_are_one_code() -> None:
    assert canonical("2.000815.000.00.00.H55") == canonical("2.000815.H55") == "2.000815.H55"


def test_two_service_numbers_are_not_understood() -> None:
    assert parse_code("2.000908.01.000.00.00.H61.02") is None


def test_digits_of_other_scripts_are_not_digits_of_a_code() -> None:
    assert parse_code("1.٠٠١١٩٣") is None


@given(st.text("0123456789.H '\n", max_size=30))
def test_the_canonical_spelling_reads_as_itself(text: str) -> None:
    spelling = canonical(text)

    assert spelling is None or canonical(spelling) == spelling


def test_every_code_of_a_real_list_of_a_province_is_read() -> None:
    path = reference("national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/crawl_tthc/DanhSachTTHC.csv")

    with path.open(encoding="utf-8-sig") as lines:
        codes = [line[0] for line in csv.reader(lines, delimiter=";")][1:]

    assert [c for c in codes if c and canonical(c) is None] == []
