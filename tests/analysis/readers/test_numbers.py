"""Numbers in words and in digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.readers.numbers import n10_numbers, number_of_words, read_number

_UNITS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def spelt(n: int) -> str:
    """A number below a thousand as a clerk would spell it."""
    hundreds, rest = divmod(n, 100)
    words = [f"{_UNITS[hundreds]} trăm"] if hundreds else []
    tens, ones = divmod(rest, 10)
    if tens > 1:
        words.append(f"{_UNITS[tens]} mươi")
        words.append({1: "mốt", 5: "lăm"}.get(ones, _UNITS[ones]))
    elif tens == 1:
        words.append("mười")
        words.append("lăm" if ones == 5 else _UNITS[ones])
    elif ones:
        words += ["linh"] * bool(hundreds) + [_UNITS[ones]]
    return " ".join(" ".join(words).split())


@given(st.integers(1, 999))
def test_every_number_below_a_thousand_is_read_from_its_words(n: int) -> None:
    assert number_of_words(spelt(n)) == n


@given(st.integers(1, 999), st.integers(1, 999), st.integers(1, 999))
def test_so_are_millions(millions: int, thousands: int, ones: int) -> None:
    words = f"{spelt(millions)} triệu {spelt(thousands)} nghìn"
    assert number_of_words(words) == millions * 10**6 + thousands * 1000
    if ones >= 100:
        assert number_of_words(f"{words} {spelt(ones)}") == millions * 10**6 + thousands * 1000 + ones


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("hai mươi tư", 24),
        ("ba mươi lăm triệu", 35_000_000),
        ("bốn triệu năm trăm nghìn", 4_500_000),
        ("một nghìn không trăm linh hai", 1002),
        ("bẩy", 7),
    ],
)
def test_words(words: str, value: int) -> None:
    assert number_of_words(words) == value


@pytest.mark.parametrize(
    "words", ["", "mười năm", "hai ba", "mươi", "hai mươi năm", "triệu", "vài", "mười mốt", "một nghìn triệu x"]
)
def test_what_is_no_number_is_none(words: str) -> None:
    assert number_of_words(words) is None


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("1.000", 1000),
        ("1,000", 1000),
        ("4.500.000", 4_500_000),
        ("07", 7),
        ("3,5", Decimal("3.5")),
        ("1.0000", None),
        ("3.5", None),
        ("1.00", None),
        ("abc", None),
        ("", None),
        ("-3", None),
    ],
)
def test_digits(digits: str, value: int | Decimal | None) -> None:
    assert read_number(digits) == value


@pytest.mark.parametrize(
    "frame",
    ["{}", "({})", "nộp trực tiếp ({}).", "trực tiếp:{}", "trực tiếp: {}; x", "[{}]", "không quá {}", "x ({}; y)"],
)
@pytest.mark.parametrize("unit", ["ngày", "ngày làm việc", "giờ", "tháng", "năm", "tuần"])
def test_every_number_in_words_is_read_whole_wherever_it_begins(frame: str, unit: str) -> None:
    read = [n10_numbers(frame.format(f"{spelt(n)} {unit}")) for n in range(1, 100)]

    assert read == [frame.format(f"{n} {unit}") for n in range(1, 100)]


@pytest.mark.parametrize("unit", ["ngày", "giờ làm việc", "tháng"])
def test_a_figure_before_a_number_in_words_changes_neither(unit: str) -> None:
    frames = (
        "trực tiếp ({n:02} ({words}) {unit})",
        "{words} ({n:02}) {unit}",
        "({n} {unit})",
        "({words} ({n}) {unit})",
    )
    read = {n10_numbers(f.format(n=n, words=spelt(n), unit=unit)) for f in frames for n in range(1, 100)}

    assert read == {f.format(n, unit) for f in ("trực tiếp ({} {})", "{} {}", "({} {})") for n in range(1, 100)}


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(("nghìn", "ngàn")))
def test_five_before_a_hundred_is_no_year(thousands: int, ones: int, scale: str) -> None:
    written = f"({spelt(thousands)} {scale} {spelt(ones)} đồng)"

    assert n10_numbers(written) == written


@pytest.mark.parametrize(
    "kept", ["hai mươi năm ngày", "mười-mười hai ngày", "mười-hai ngày", "bốn-năm ngày", "hai mươi-ba mươi ngày"]
)
def test_what_may_be_two_numbers_stays_in_words(kept: str) -> None:
    assert n10_numbers(kept) == kept


@pytest.mark.parametrize(
    "kept",
    [
        "2.000908.000.00.00.h61",
        "g15-tp01",
        "12/2015/tt-btp",
        "thứ hai ngày lễ",
        "hai bên",
        "1.0000",
        "điều 3.2",
        "h53.101",
    ],
)
def test_n10_leaves_alone_what_is_no_number(kept: str) -> None:
    assert n10_numbers(kept) == kept


@given(st.text(max_size=60))
def test_readers_of_numbers_never_raise(text: str) -> None:
    number_of_words(text)
    read_number(text)
    n10_numbers(text)
