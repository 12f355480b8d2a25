"""A list is whole when it ended by itself and adds up; else it is read again."""

from __future__ import annotations

import pytest

from analysis.completeness import ListingPass, judge_listing, needs_another_pass
from analysis.model import ListingState


def whole(*ids: str, totals: tuple[int | None, ...] | None = None, ended: bool = True) -> ListingPass:
    return ListingPass(ids, (len(ids),) if totals is None else totals, ended)


def judged(*passes: ListingPass) -> tuple[bool, bool, str]:
    state = judge_listing("formalities", "danh mục", passes)
    return state.complete, needs_another_pass(passes), state.reason


def test_one_pass_that_adds_up_is_enough() -> None:
    assert judge_listing("formalities", "danh mục", [whole("c", "b", "a")]) == ListingState(
        name="formalities",
        title="danh mục",
        stated_total=3,
        seen=3,
        passes=1,
        complete=True,
        reason="Đọc đủ 3/3 mục trong một lượt.",
        ids=("c", "b", "a"),
    )
    assert not needs_another_pass([whole("c", "b", "a")])


def test_duplicates_do_not_matter_when_the_distinct_ones_add_up() -> None:
    assert judged(whole("b", "b", "a", totals=(2, 2)))[:2] == (True, False)


@pytest.mark.parametrize(
    ("only", "reason"),
    [
        (whole("b", "a", totals=(3,)), "Thấy 2 mục nhưng cổng báo 3 mục, cần đọc lại."),
        (whole("b", "b", totals=(2, 2)), "Thấy 1 mục nhưng cổng báo 2 mục, cần đọc lại."),
        (whole("b", "a", totals=(2, 3)), "Tổng số đổi giữa các trang (2, 3); thấy 2 mục, cần đọc lại."),
        (
            whole("b", "a", totals=(None,)),
            "Cổng không cho tổng số; mới đọc một lượt, thấy 2 mục, cần lượt thứ hai trùng khớp.",
        ),
        (whole(totals=(0,)), "Danh sách trống (cổng báo 0 mục), cần lượt thứ hai xác nhận."),
    ],
)
def test_one_pass_that_does_not_settle_it_asks_for_another(only: ListingPass, reason: str) -> None:
    assert judged(only) == (False, True, reason)


def test_two_passes_that_agree_settle_a_moving_total() -> None:
    assert judged(whole("b", "a", totals=(2, 3)), whole("b", "a")) == (
        True,
        False,
        "Đọc đủ 2/2 mục; hai lượt liền nhau trùng nhau.",
    )


def test_a_clean_second_pass_alone_does_not_settle_it() -> None:
    passes = [whole("b", "a", totals=(2, 3)), whole("c", "b", "a")]

    assert judged(*passes)[:2] == (False, True)
    assert judged(*passes, whole("c", "b", "a"))[:2] == (True, False)


def test_after_three_passes_the_list_is_given_up() -> None:
    assert judged(whole("a", totals=(2,)), whole("b", totals=(2,)), whole("c", totals=(2,))) == (
        False,
        False,
        "Hai lượt cuối không trùng nhau sau 3 lượt (nhiều nhất cho phép): lượt trước 1 mục, lượt sau 1 mục.",
    )


def test_two_passes_that_agree_on_too_few_are_not_whole() -> None:
    assert judged(whole("a", totals=(2,)), whole("a", totals=(2,)))[:2] == (False, True)


def test_without_a_total_two_identical_passes_are_whole_by_exhaustion() -> None:
    passes = [whole("b", "a", totals=(None, None)), whole("a", "b", totals=(None, None))]

    assert judged(*passes) == (
        True,
        False,
        "Cổng không cho tổng số; hai lượt liền nhau cùng thấy 2 mục (đủ theo cách đọc cạn).",
    )


def test_without_a_total_duplicates_are_not_whole() -> None:
    passes = [whole("a", "a", totals=(None,)), whole("a", "a", totals=(None,))]

    assert not judged(*passes)[0]


def test_an_empty_list_is_believed_the_second_time() -> None:
    assert judged(whole(totals=(0,)), whole(totals=(0,))) == (
        True,
        False,
        "Danh sách trống: hai lượt liền nhau cùng báo 0 mục.",
    )


def test_a_pass_that_broke_off_is_neither_whole_nor_repeated() -> None:
    assert judged(whole("a", totals=(2,), ended=False)) == (
        False,
        False,
        "Lượt 1 dừng giữa chừng, mới thấy 1 mục trên 2 mục cổng báo.",
    )


def test_an_unfinished_list_still_shows_everything_that_was_seen() -> None:
    state = judge_listing("x", "x", [whole("b", "a", totals=(3,)), whole("c", "b", totals=(3,))])

    assert (state.complete, state.ids, state.seen) == (False, ("b", "a", "c"), 3)


def test_an_unread_list_needs_a_pass() -> None:
    assert judged() == (False, True, "Chưa đọc lượt nào.")
