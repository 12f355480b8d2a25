"""Ways of filing in the words of limits and fees."""

from __future__ import annotations

import pytest

from analysis.readers.channels import EVERY_CHANNEL, channels_named, names_the_others, under_labels
from analysis.texts import canonical_text


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("Trực tiếp", {"DIRECT"}),
        ("Nộp hồ sơ trực tiếp", {"DIRECT"}),
        ("Trường hợp nộp hồ sơ qua dịch vụ BCCI", {"POSTAL"}),
        ("Dịch vụ bưu chính công ích", {"POSTAL"}),
        ("Nộp trực tuyến trên Cổng Dịch vụ công quốc gia", {"ONLINE"}),
        ("Trực tiếp, trực tuyến", {"DIRECT", "ONLINE"}),
        ("Trực tiếp hoặc qua bưu điện", {"DIRECT", "POSTAL"}),
        ("Cả ba hình thức nộp hồ sơ", EVERY_CHANNEL),
        ("Tất cả các hình thức", EVERY_CHANNEL),
        ("Trực tiếp tại cơ quan đại diện", set()),
        ("Cấp lại trực tuyến", set()),
        ("Xác minh trực tiếp", set()),
        ("Các hình thức khác", set()),
        ("", set()),
    ],
)
def test_a_stretch_that_says_nothing_else_names_ways_of_filing(text: str, channels: set[str]) -> None:
    assert channels_named(canonical_text(text)) == channels


def test_the_other_ways_are_known_by_their_words() -> None:
    assert names_the_others("các hình thức khác")
    assert names_the_others("hình thức nộp hồ sơ còn lại")
    assert not names_the_others("trường hợp khác")


def test_a_line_is_cut_at_its_labels_outside_brackets() -> None:
    assert under_labels("phí: 1; trực tiếp: a, b; trực tuyến: c") == [
        ("", "phí: 1"),
        ("trực tiếp", "a, b"),
        ("trực tuyến", "c"),
    ]
    assert under_labels("trực tiếp, trực tuyến: a") == [("trực tiếp, trực tuyến", "a")]
    assert under_labels("a (b; trực tuyến: c)") == [("", "a (b; trực tuyến: c)")]
    assert under_labels("xác minh: a") == [("", "xác minh: a")]
