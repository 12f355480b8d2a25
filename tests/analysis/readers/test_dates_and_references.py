"""Dates and numbers of documents in the spellings that portals and decisions use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.readers import NotUnderstood
from analysis.readers.dates import Month, read_date
from analysis.readers.legal import LegalReference, canonical_number, references


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23/06/2022", date(2022, 6, 23)),
        ("1/7/2025", date(2025, 7, 1)),
        ("01-07-2025", date(2025, 7, 1)),
        ("31.12.2020", date(2020, 12, 31)),
        ("ngày 23 tháng 6 năm 2022", date(2022, 6, 23)),
        ("Ngày 08 tháng 6 năm 2010.", date(2010, 6, 8)),
        (" 23 / 6 / 2022 ", date(2022, 6, 23)),
        ("tháng 6 năm 2026", Month(2026, 6)),
        ("06/2026", Month(2026, 6)),
    ],
)
def test_dates(text: str, day: date | Month) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30/02/2022",
        "31/4/2025",
        "00/01/2025",
        "13/2026",
        "2022-06-23",
        "23/6/22",
        "ngày mai",
        "1/7-2025",
        "32 tháng 1 năm 2025",
    ],
)
def test_impossible_and_other_dates_are_not_understood(text: str) -> None:
    assert isinstance(read_date(text), NotUnderstood)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    d, m, y = day.day, day.month, day.year
    for text in (f"{d}/{m}/{y}", f"{d:02}/{m:02}/{y}", f"{d:02}-{m:02}-{y}", f"ngày {d} tháng {m:02} năm {y}"):
        assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("123/2015/NĐ-CP", "123/2015/NĐ-CP"),
        ("Nghị định số 123/2015/NĐ-CP", "123/2015/NĐ-CP"),
        ("123/2015/ND-CP", "123/2015/NĐ-CP"),
        ("Nghị định số68/2018/NĐ-CP", "68/2018/NĐ-CP"),
        ("7/2014/NĐ-CP", "07/2014/NĐ-CP"),
        ("55/2019/NĐ-CP.", "55/2019/NĐ-CP"),
        ("\u00d0", None),
        ("163/Q\u00d0-BTP", "163/QĐ-BTP"),
        ("766/qđ-ttg", "766/QĐ-TTg"),
        ("60/2014/QH13", "60/2014/QH13"),
        ("Luật Giám định tư pháp số 13/2012/QH13", "13/2012/QH13"),
        ("05/2015/TTLT-BTP-BCA-BYT", "05/2015/TTLT-BTP-BCA-BYT"),
        ("01/2014/NQLT-CP-UBTƯMTTQVN", "01/2014/NQLT-CP-UBTƯMTTQVN"),
        ("18/2025/NQ-HĐND", "18/2025/NQ-HĐND"),
        ("66.7/2025/NQ-CP", "66.7/2025/NQ-CP"),
        ("08.a/2010/TT-BTP", "08a/2010/TT-BTP"),
        ("1061b/QĐ-BNG", "1061b/QĐ-BNG"),
        ("35/ 2026/QĐ-UBND ", "35/2026/QĐ-UBND"),
        ("76/2025/ QĐ-UBND", "76/2025/QĐ-UBND"),
        ("2194/QĐ- UBND", "2194/QĐ-UBND"),
        ("628 /QĐ-BCT", "628/QĐ-BCT"),
        ("1931/.QĐ-BNNMT", "1931/QĐ-BNNMT"),
        ("3098/QĐ_BYT", "3098/QĐ-BYT"),
        ("5710/QĐ-BCA-C06", "5710/QĐ-BCA-C06"),
        ("SỐ 64/QĐ-NHNN", "64/QĐ-NHNN"),
        ("3713/QD-BTP", "3713/QĐ-BTP"),
        ("QĐ2338-BTP", "2338/QĐ-BTP"),
    ],
)
def test_numbers_in_every_spelling_seen(text: str, number: str | None) -> None:
    assert canonical_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "QĐ/0001-BTP",
        "0000/QĐ-BTP",
        "91/2015/QH2013",
        "Luật Nuôi con nuôi",
        "543",
        "1122/QĐ-UBND-2026-SXDdacthu",
        "Demo/QĐ-BCA",
        "3287/QĐUBND",
        "1562/BNG-VP",
        "Nghị định số 12/2015/TT-BTP",
        "123/2015/NĐ-CP và 04/2024/TT-BTP",
        "60/1814/QH13",
        "theo 123/2015/NĐ-CP",
    ],
)
def test_what_is_not_one_number_is_none(text: str) -> None:
    assert canonical_number(text) is None


def test_references_in_a_text_with_their_kinds_days_and_names() -> None:
    text = (
        "Căn cứ Luật Hộ tịch số 60/2014/QH13; Nghị định số 123/2015/NĐ-CP ngày 15 tháng 11 năm 2015, "
        "NĐ 123/2015/NĐ-CP, Quyết định số 766/QĐ-TTg ngày 23/6/2022; Nghị quyết số 93/2015/QH13"
    )

    assert references(text) == (
        LegalReference("Luật", "60/2014/QH13", None, "Luật hộ tịch"),
        LegalReference("Nghị định", "123/2015/NĐ-CP", date(2015, 11, 15)),
        LegalReference("Nghị định", "123/2015/NĐ-CP"),
        LegalReference("Quyết định", "766/QĐ-TTg", date(2022, 6, 23)),
        LegalReference("Nghị quyết", "93/2015/QH13"),
    )
    assert [r.id for r in references(text)] == [
        "60/2014/QH13",
        "123/2015/NĐ-CP",
        "123/2015/NĐ-CP",
        "766/QĐ-TTg ngày 23/06/2022",
        "Nghị quyết 93/2015/QH13",
    ]


@pytest.mark.parametrize(
    "text", ["khoản 1 Điều 6", "ngày 01/7/2025", "số 54 đường", "55/2015/NĐ-về chính sách", "2.000815.01"]
)
def test_other_numbers_are_no_references(text: str) -> None:
    assert references(text) == ()


@given(
    st.integers(1, 9999), st.integers(1990, 2026), st.sampled_from(["NĐ-CP", "TT-BTP", "QĐ-UBND", "NQ-HĐND", "QH15"])
)
def test_a_canonical_number_is_its_own_canonical_number(n: int, year: int, letters: str) -> None:
    number = canonical_number(f"{n}/{year}/{letters}")

    assert number is not None
    assert canonical_number(number) == number
    assert [r.number for r in references(f"theo {number} và")] == [number]


@given(st.text(max_size=80))
def test_readers_of_dates_and_references_never_raise(text: str) -> None:
    read_date(text)
    canonical_number(text)
    references(text)
