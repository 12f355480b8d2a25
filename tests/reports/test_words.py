"""Small sayings: numbers, shares, dates, hidden characters, marked words."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Figures, Outcome, ProblemKind, Procedure, Role, Severity, Status
from reports import words
from reports.trend import bars
from reports.visible import visible, visible_code
from reports.worddiff import around_difference, mark_words
from tests.reports import sample


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (216, 219, "98,6%"),
        (219, 219, "100,0%"),
        (0, 219, "0,0%"),
        (2999, 3000, "trên 99,9%"),
        (1, 3000, "dưới 0,1%"),
        (1, 3, "33,3%"),
        (1, 16, "6,3%"),  # half up, as people round
        (0, 0, "chưa xác định"),
        (None, 219, "chưa xác định"),
        (216, None, "chưa xác định"),
    ],
)
def test_shares_have_one_decimal_and_are_never_rounded_to_all_or_nothing(
    part: int | None, whole: int | None, told: str
) -> None:
    assert words.percent(part, whole) == told


def test_a_share_with_undetermined_procedures_is_an_interval() -> None:
    assert words.share(Figures(sample.NIGHT, 219, 215, 1)) == "từ 98,2% đến 98,6%"
    assert words.share(Figures(sample.NIGHT, 219, 216, 0)) == "98,6%"
    assert words.share(Figures(None)) == "chưa xác định"


def test_numbers_and_dates_are_written_the_vietnamese_way() -> None:
    assert words.number(1234567) == "1.234.567"
    assert words.number(None) == "chưa xác định"
    assert [words.signed(x) for x in (2, -1, 0)] == ["+2", "−1", "±0"]
    assert words.day(date(2026, 3, 1)) == "01/03/2026"
    assert words.moment(datetime(2026, 11, 21, 19, 3, 11, tzinfo=UTC)) == "22/11/2026 02:03:11 +07:00"


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (words.OUTCOMES, Outcome),
        (words.ROLES, Role),
        (words.STATUSES, Status),
        (words.SEVERITIES, Severity),
        (words.PROBLEMS, ProblemKind),
    ],
)
def test_every_word_of_a_closed_list_has_a_saying(table: dict[object, str], kinds: type) -> None:
    assert set(table) == set(kinds)


def test_every_content_field_of_a_procedure_has_a_name_for_readers() -> None:
    known = set(Procedure.__dataclass_fields__) - {"portal", "portal_id", "created_at", "updated_at"}

    assert known == set(words.PARTS)


# --- hidden characters -----------------------------------------------------------


def test_no_character_without_a_shape_passes() -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}

    passed = [
        hex(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in hidden and chr(code) not in "\n\t" and visible(chr(code)) == chr(code)
    ]

    assert passed == []


def test_vietnamese_text_passes_untouched_composed_or_not() -> None:
    said = "Đăng ký khai sinh – “thủ tục” 10.000 đồng;\n\tỦy ban nhân dân phường"

    assert visible(said) == said
    assert visible(unicodedata.normalize("NFD", said)) == unicodedata.normalize("NFD", said)


@given(st.text())
def test_what_was_made_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("1.001193", "1.001193"),
        ("2.000815.000.00.00.H55.02", "2.000815.000.00.00.H55.02"),
        (" 1.014325", "␣1.014325"),
        ("1.014955-Xoa", "1.014955-Xoa"),
        ("1.00\u0410193", "1.00⟦U+0410⟧193"),
        ("１.001193", "⟦U+FF11⟧.001193"),
        ("1.001193\u00a0", "1.001193⟦U+00A0⟧"),
        ("1.001193\n", "1.001193⟦U+000A⟧"),
        ("1.\u200b001193", "1.⟦U+200B⟧001193"),
        ("Đ.01", "Đ.01"),
    ],
)
def test_codes_show_everything_unusual(code: str, shown: str) -> None:
    assert visible_code(code) == shown


# --- marked words ------------------------------------------------------------------


def test_only_the_differing_words_are_marked() -> None:
    told = mark_words("nhận giấy hẹn.", "nhận giấy hẹn trả kết quả.")

    assert [run for run in told.left if run[1]] == []
    assert [run for run in told.right if run[1]] == [("trả kết quả", True)]


@given(st.text(alphabet="ab .,\n1", max_size=60), st.text(alphabet="ab .,\n1", max_size=60))
def test_the_runs_of_a_side_are_its_wording(left: str, right: str) -> None:
    told = mark_words(left, right)

    assert "".join(text for text, _ in told.left) == left
    assert "".join(text for text, _ in told.right) == right


def test_an_absent_side_marks_nothing() -> None:
    told = mark_words(None, "một hai")

    assert (told.left, told.right, told.marked) == ((), (("một hai", False),), False)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("a b c " * 5_000, "c b a " * 5_000),
        ("a " * 9_000 + "x", "y " + "a b " * 4_500),
        ("x" * 1_000_000, "y" * 1_000_000),
    ],
)
def test_texts_beyond_the_cap_are_shown_unmarked_and_at_once(left: str, right: str) -> None:
    started = time.perf_counter()

    told = mark_words(left, right)

    assert time.perf_counter() - started < 2
    assert "".join(text for text, _ in told.left) == left
    assert told.marked is (len(left) == len(right) == 1_000_000)


def test_a_cell_shows_the_text_where_it_begins_to_differ() -> None:
    common = "chung " * 60

    told = around_difference(common + "một", common + "hai", width=40)

    assert told.startswith("… chung")
    assert told.endswith("một")
    assert len(told) <= 44


# --- the small drawing ---------------------------------------------------------------


def test_a_night_without_a_count_fills_the_height_and_a_zero_is_still_a_line() -> None:
    told = bars(sample.ordinary().trend)

    assert {bar.height for bar in told if bar.open is None} == {44}
    assert all(bar.height >= 1 for bar in told)
    assert bars(()) == ()
