"""Small sayings: numbers, shares, dates, hidden characters, marked words."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.differences import difference
from analysis.model import Figures, Kind, Outcome, ProblemKind, Procedure, Role, Severity, Status
from reports import words
from reports.trend import drawing
from reports.visible import visible, visible_code
from reports.worddiff import Marked, around_difference, is_short, mark_words, shortened
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
        (words.KINDS, Kind),
        (words.OUTCOME_MARKS, Outcome),
        (words.SEVERITY_SIGNS, Severity),
    ],
)
def test_every_word_of_a_closed_list_has_a_saying(table: dict[object, str], kinds: type) -> None:
    assert set(table) == set(kinds)


def test_every_content_field_of_a_procedure_has_a_name_for_readers() -> None:
    known = set(Procedure.__dataclass_fields__) - {"portal", "portal_id", "created_at", "updated_at"}

    assert {part for part in known if words.part_name(part) == part} == set()


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
    ("left", "right", "by_words"),
    [
        ("a b c " * 5_000, "c b a " * 5_000, True),
        ("a " * 9_000 + "x", "y " + "a b " * 4_500, True),
        ("x" * 1_000_000, "y" * 1_000_000, True),
        ("a b " * 15_000, "b a " * 15_000, False),
    ],
)
def test_texts_too_long_for_words_are_marked_by_paragraphs(left: str, right: str, by_words: bool) -> None:
    told = mark_words(left, right)

    assert "".join(text for text, _ in told.left) == left
    assert "".join(text for text, _ in told.right) == right
    assert (told.marked, told.by_words) == (True, by_words)


WORDS = st.lists(st.sampled_from(["nộp", "hồ sơ", "Hồ sơ", "03", "ngày", "\n", ";", "làm việc"]), max_size=25).map(
    " ".join
)


@given(WORDS, WORDS)
def test_runs_as_kept_mark_the_same_words(left: str, right: str) -> None:
    def marked(told: Marked) -> list[str]:
        return [run.text for side in (told.left, told.right) for run in side if run.only_here]

    kept = mark_words(left, right, difference(left, right).words)

    assert "".join(run.text for run in kept.left) == left
    assert "".join(run.text for run in kept.right) == right
    assert marked(kept) == marked(mark_words(left, right))


def test_runs_that_are_not_of_these_wordings_are_not_used() -> None:
    for told in ([("=", "một"), ("-", "lạ")], [("-", "lạ"), ("+", "ba")], [("?", "một")]):
        assert mark_words("một hai", "một ba", told) == mark_words("một hai", "một ba")


def test_a_list_is_marked_by_its_items() -> None:
    told = mark_words(
        "Công dân\nCông dân Việt Nam\n", "Tổ chức\nCông dân Việt Nam", [("-", "Công dân"), ("+", "Tổ chức")]
    )

    assert [run for run in told.left if run.only_here] == [("Công dân", True)]
    assert [run for run in told.right if run.only_here] == [("Tổ chức", True)]
    assert "".join(run.text for run in told.left) == "Công dân\nCông dân Việt Nam\n"


# --- long wordings -----------------------------------------------------------------


def test_of_a_long_wording_only_what_differs_is_shown_with_some_words_around() -> None:
    words = [f"từ{i}" for i in range(400)]
    left, right = " ".join(words), " ".join([*words[:200], "thêm", *words[200:]])

    told = mark_words(left, right)

    assert [tuple(p) for p in shortened(told.right)] == [
        ("", False, 186),
        (" ".join(words[186:200]) + " ", False, 0),
        ("thêm", True, 0),
        (" " + " ".join(words[200:214]), False, 0),
        ("", False, 186),
    ]
    assert [p.left_out for p in shortened(told.left)] == [186, 0, 0, 186]  # where the words would stand


def test_a_short_wording_is_shown_whole() -> None:
    told = mark_words("nhận giấy hẹn", "nhận giấy hẹn trả kết quả")

    assert is_short(shortened(told.right))
    assert "".join(p.text for p in shortened(told.right)) == "nhận giấy hẹn trả kết quả"


@given(st.lists(st.sampled_from(["a", "b c d e f g", "h", "xyz " * 30]), max_size=40).map(" ".join), st.data())
def test_no_word_is_lost_uncounted(left: str, data: st.DataObject) -> None:
    words = left.split()
    at = data.draw(st.integers(0, len(words)))
    right = " ".join([*words[:at], "thêm", *words[at:]])

    pieces = shortened(mark_words(left, right).right)

    assert sum(p.left_out or len(p.text.split()) for p in pieces) == len(right.split()) if left else True


def test_a_long_wording_alone_is_shown_by_its_beginning() -> None:
    pieces = shortened(mark_words("từ " * 500, None).left)

    assert [(len(p.text.split()), p.left_out) for p in pieces] == [(14, 0), (0, 486)]


def test_a_cell_shows_the_text_where_it_begins_to_differ() -> None:
    common = "chung " * 60

    told = around_difference(common + "một", common + "hai", width=40)

    assert told.startswith("… chung")
    assert told.endswith("một")
    assert len(told) <= 44


# --- the small drawing ---------------------------------------------------------------


def test_a_night_without_a_count_fills_the_height_and_a_zero_is_still_a_line() -> None:
    told = drawing(sample.ordinary().trend)

    assert {bar.height for bar in told.bars if bar.open is None} == {52}
    assert all(bar.height >= 1 for bar in told.bars)
    assert drawing(()).bars == ()


def test_bars_have_numbers_and_the_drawing_says_in_words_what_it_shows() -> None:
    told = drawing(sample.ordinary().trend)

    assert [(f"{bar.night:%d/%m}", bar.label) for bar in told.bars if bar.label] == [
        *(("24/10", "5"), ("31/10", "14"), ("22/11", "7")),
    ]
    assert told.told == (
        "Từ 24/10/2026 đến 22/11/2026. Gần nhất 7 (đêm 22/11/2026); nhiều nhất 14, ít nhất 5. "
        "Vạch xám: 3 đêm không đọc đủ."
    )
    assert all(bar.label for bar in drawing(sample.ordinary().trend[:9]).bars)


def test_a_sentence_of_ours_is_cut_at_what_is_typed() -> None:
    told = "Nhập bằng `tthc catalogue import`, rồi chạy lại."

    assert words.typed_pieces(told) == [
        ("Nhập bằng ", False),
        ("tthc catalogue import", True),
        (", rồi chạy lại.", False),
    ]
    assert words.plain_words(told) == "Nhập bằng tthc catalogue import, rồi chạy lại."
