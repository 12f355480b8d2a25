"""Word differences give both texts back; lists tell moved from changed."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.differences import (
    ItemKind,
    compare_lists,
    difference,
    may_be_reworded,
)

SAME, MOVED, REWORDED = ItemKind.SAME, ItemKind.MOVED, ItemKind.REWORDED
LEFT, RIGHT = ItemKind.ONLY_LEFT, ItemKind.ONLY_RIGHT

words = st.sampled_from(["giấy", "khai", "sinh", "bản", "sao", "05", "ngày", ",", ".", "UBND", "hòa", "hoà", "\u200e"])
blanks = st.sampled_from([" ", "\n", "  ", "\u00a0"])
made = st.lists(st.tuples(words, blanks), max_size=25).map(lambda parts: "".join(w + b for w, b in parts))
texts = st.one_of(made, st.text(max_size=40))
items = st.lists(st.sampled_from(["Tờ khai", "- Tờ khai", "Bản sao giấy khai sinh", "Bản sao giấy khai tử", "Ảnh 4x6"]))


# --- words ----------------------------------------------------------------------


def test_words_that_were_replaced_removed_and_added() -> None:
    found = difference("Trong 05 ngày làm việc, công chức kiểm tra.", "Trong 07 ngày, công chức tư pháp kiểm tra.")

    assert found.words == (
        ("=", "Trong"),
        ("-", "05"),
        ("+", "07"),
        ("=", "ngày"),
        ("-", "làm việc"),
        ("=", ", công chức"),
        ("+", "tư pháp"),
        ("=", "kiểm tra."),
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hoà giải ở cơ sở", "hòa  giải ở\ncơ sở"),
        ("Ðăng ký", "đăng ký"),
        (unicodedata.normalize("NFD", "thủ tục"), "thủ tục"),
        ("UBND cấp xã", "Ủy ban nhân dân cấp xã"),
        ("trích\u200e lục", "trích lục"),
        ("“mẫu”", '"mẫu"'),
    ],
)
def test_presentation_is_no_difference_of_words(left: str, right: str) -> None:
    found = difference(left, right)

    assert not found.differs
    assert (found.left, found.right) == (left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("hủy", "huy"), ("10 ngày", "10 ngày làm việc"), ("8.000", "80.00"), ("cấp", "cấp lại"), ("a, b", "a b")],
)
def test_other_words_are_a_difference(left: str, right: str) -> None:
    assert difference(left, right).differs


def test_numbers_and_document_numbers_stay_whole() -> None:
    found = difference("phí 8.000 đồng theo 123/2015/NĐ-CP", "phí 10.000 đồng theo 23/2015/NĐ-CP")

    assert [w for w in found.words if w[0] != "="] == [
        ("-", "8.000"),
        ("+", "10.000"),
        ("-", "123/2015/NĐ-CP"),
        ("+", "23/2015/NĐ-CP"),
    ]


def test_a_scrap_of_equal_words_belongs_to_the_change_around_it() -> None:
    found = difference("Công chức ghi vào sổ và trả kết quả.", "Công chức chuyển hồ sơ và phối hợp xử lý.")

    assert found.words == (
        ("=", "Công chức"),
        ("-", "ghi vào sổ và trả kết quả"),
        ("+", "chuyển hồ sơ và phối hợp xử lý"),
        ("=", "."),
    )


def test_empty_texts() -> None:
    assert difference("", "").words == ()
    assert difference("", "thêm").words == (("+", "thêm"),)
    assert difference("bớt", "").words == (("-", "bớt"),)


def test_two_unlike_long_texts_are_quick_and_whole() -> None:
    left = " ".join(f"chữ{i * 7919 % 10_007}" for i in range(9_000))
    right = " ".join(f"từ{i * 104_729 % 10_007}" for i in range(9_000))

    start = time.process_time()
    found = difference(left, right)

    assert time.process_time() - start < 1.2
    assert found.by_words
    assert (found.left, found.right) == (left, right)


def test_texts_too_long_for_words_are_replaced_by_lines() -> None:
    same = "dòng này giữ nguyên\n"
    left, right = "cũ " * 30_000 + "\n", "mới " * 30_000 + "\n"

    found = difference(same + left, same + right)

    assert not found.by_words
    assert [(run.op, len(run.left), len(run.right)) for run in found.runs] == [
        ("=", len(same), len(same)),
        ("-", len(left), 0),
        ("+", 0, len(right)),
    ]


def test_the_work_is_bounded_by_counting_and_not_by_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.differences.MAX_WORK", 20)

    found = difference("một hai ba\nbốn năm sáu bảy tám\n", "một hai bốn\nnăm sáu bảy tám chín mười\n")

    assert not found.by_words
    assert found == difference("một hai ba\nbốn năm sáu bảy tám\n", "một hai bốn\nnăm sáu bảy tám chín mười\n")
    assert found.left == "một hai ba\nbốn năm sáu bảy tám\n"


@given(texts, texts)
def test_both_texts_come_back(left: str, right: str) -> None:
    found = difference(left, right)

    assert (found.left, found.right) == (left, right)


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not difference(text, text).differs


@given(texts, texts)
def test_swapping_the_sides_swaps_removed_and_added(left: str, right: str) -> None:
    swap = {"=": "=", "-": "+", "+": "-"}
    there, back = difference(left, right), difference(right, left)

    assert sorted((swap[op], b, a) for op, a, b in there.runs) == sorted(back.runs)
    assert there.differs == back.differs


@given(made, made)
def test_runs_alternate_and_none_is_empty(left: str, right: str) -> None:
    ops = "".join(run.op for run in difference(left, right).runs)

    assert all(run.left or run.right for run in difference(left, right).runs)
    assert not any(twice in ops for twice in ("==", "--", "++", "+-"))


# --- lists ------------------------------------------------------------------------


def told(left: list[str], right: list[str], *, ordered: bool) -> list[tuple[ItemKind, int | None, int | None]]:
    return [(i.kind, i.left, i.right) for i in compare_lists(left, right, ordered=ordered).items]


def test_of_a_set_the_order_does_not_matter() -> None:
    assert told(["Tờ khai;", "Giấy ủy quyền."], ["- Giấy uỷ quyền", "a) Tờ khai"], ordered=False) == [
        (SAME, 0, 1),
        (SAME, 1, 0),
    ]


def test_a_step_carried_elsewhere_is_moved_and_not_changed() -> None:
    left = ["Bước 1: Nộp hồ sơ", "Bước 2: Kiểm tra", "Bước 3: Trả kết quả", "Bước 4: Lưu trữ"]
    right = ["Bước 1: Kiểm tra", "Bước 2: Trả kết quả", "Bước 3: Lưu trữ", "Bước 4: Nộp hồ sơ"]

    found = compare_lists(left, right, ordered=True)

    assert [(i.kind, i.left, i.right) for i in found.items] == [
        (MOVED, 0, 3),
        (SAME, 1, 0),
        (SAME, 2, 1),
        (SAME, 3, 2),
    ]
    assert not found.differs


def test_of_two_steps_that_changed_places_both_are_moved() -> None:
    assert told(["Nộp", "Kiểm", "Trả"], ["Kiểm", "Nộp", "Trả"], ordered=True) == [
        (MOVED, 0, 1),
        (MOVED, 1, 0),
        (SAME, 2, 2),
    ]


def test_a_paper_in_other_words_carries_its_word_difference() -> None:
    left = ["Bản sao giấy chứng minh nhân dân của người yêu cầu"]
    right = ["Ảnh chân dung", "Bản sao giấy chứng minh nhân dân của người nộp hồ sơ"]

    (reworded, added) = compare_lists(left, right, ordered=False).items

    assert (reworded.kind, reworded.left, reworded.right) == (REWORDED, 0, 1)
    assert reworded.difference is not None
    assert reworded.difference.words == (
        ("=", "Bản sao giấy chứng minh nhân dân của người"),
        ("-", "yêu cầu"),
        ("+", "nộp hồ sơ"),
    )
    assert (added.kind, added.left, added.right) == (RIGHT, None, 0)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Nghị định số 123/2015/NĐ-CP ngày 15/11/2015", "Nghị định số 23/2015/NĐ-CP ngày 16/02/2015"),
        ("Tờ khai theo mẫu số 01", "Tờ khai theo mẫu số 02"),
        ("Luật số 60/2014/QH13", "Luật số 61/2014/QH13"),
        ("Đơn theo mẫu TP-LS-01", "Đơn theo mẫu TP-LS-02"),
    ],
)
def test_other_documents_and_other_forms_are_never_the_same_item_in_other_words(left: str, right: str) -> None:
    assert told([left], [right], ordered=False) == [(LEFT, 0, None), (RIGHT, None, 0)]


def test_one_item_twice_is_paired_once_each() -> None:
    assert told(["Tờ khai", "Tờ khai"], ["Tờ khai"], ordered=False) == [(SAME, 0, 0), (LEFT, 1, None)]


def test_each_item_goes_to_its_nearest() -> None:
    left = ["Bản sao có chứng thực bằng cử nhân luật", "Bản sao có chứng thực bằng cử nhân kinh tế"]
    right = ["Bản sao chứng thực bằng cử nhân kinh tế", "Bản sao chứng thực bằng cử nhân luật"]

    assert told(left, right, ordered=False) == [(REWORDED, 0, 1), (REWORDED, 1, 0)]


def test_the_caller_may_forbid() -> None:
    found = compare_lists(["tờ khai cũ rồi"], ["tờ khai cũ lắm rồi"], ordered=False, may_pair=lambda a, b: False)

    assert [i.kind for i in found.items] == [LEFT, RIGHT]


def test_what_one_side_does_not_name_does_not_forbid() -> None:
    assert may_be_reworded("tờ khai theo mẫu", "tờ khai theo mẫu số 01")
    assert may_be_reworded("luật hộ tịch", "luật hộ tịch số 60/2014/qh13")


@pytest.mark.parametrize(
    "text", ["1" * 60_000, "mẫu " + "ab-" * 20_000, "1/" * 30_000, " " * 60_000 + "x", "." * 15_000]
)
def test_hostile_texts_are_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    may_be_reworded(text, text)
    difference(text, text + " y")

    assert time.process_time() - start < 2


@given(items, items, st.booleans())
def test_every_item_stands_once_and_the_sides_are_alike(left: list[str], right: list[str], ordered: bool) -> None:
    found = compare_lists(left, right, ordered=ordered).items
    mirror = {LEFT: RIGHT, RIGHT: LEFT}

    assert sorted(i.left for i in found if i.left is not None) == list(range(len(left)))
    assert sorted(i.right for i in found if i.right is not None) == list(range(len(right)))
    assert {(i.kind, i.left, i.right) for i in found} == {
        (mirror.get(i.kind, i.kind), i.right, i.left) for i in compare_lists(right, left, ordered=ordered).items
    }


@given(items, st.randoms(use_true_random=False))
def test_a_shuffled_list_has_nothing_new(left: list[str], rnd: object) -> None:
    right = list(left)
    rnd.shuffle(right)  # type: ignore[attr-defined]

    assert not compare_lists(left, right, ordered=True).differs
    assert {i.kind for i in compare_lists(left, right, ordered=False).items} <= {SAME}
