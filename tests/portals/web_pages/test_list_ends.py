"""Where a list of a portal with pages of its own ends: nothing that was lost on the way passes for the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from analysis.model import ListingState, Page, ProblemKind
from crawler.asks import Ask
from crawler.page_kinds import problem_of
from crawler.portals.web_pages import portal
from crawler.portals.web_pages.pages import ListPage, Site
from crawler.walk import Walk

BASE = "https://cong.test"
ITEMS = "li:has(a[href^='/tt'])"
SITE = Site(items=ITEMS, link="a")
PAGED = {"paging": "page", "page_param": "cur", "page_size": "4", "list_path": "/ds", "items": ITEMS, "link": "a"}
BY_OFFSET = PAGED | {"paging": "offset", "page_param": "count", "ends": "empty"}
AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)

Answers = Callable[[int], str]  # number of a page, from 1 -> what is served


def entries(numbers: Sequence[int]) -> str:
    return "".join(f"<li><a href='/tt?id={n}'>Thủ tục thứ {n}</a></li>" for n in numbers)


def whole(body: str) -> str:
    return f"<html><body>{body}</body></html>"


def page(numbers: Sequence[int], linked: Sequence[int] = (), said: str = "") -> str:
    links = "".join(f"<a href='/ds?cur={n}'>{n}</a>" for n in linked)
    return whole(f"{said}<ul>{entries(numbers)}</ul><div class='pagination'>{links}</div>")


def honest(count: int, said: str = "") -> Answers:
    """Pages of four with links to all of them; behind the last one it says that there is nothing."""

    def answer(number: int) -> str:
        shown = range(4 * number - 3, min(4 * number, count) + 1)
        return page(shown, range(1, -(-count // 4) + 1), said) if shown else whole("Không có dữ liệu")

    return answer


def but(answers: Answers, **changed: str) -> Answers:
    """The same with other pages in some places: ``p2`` is the second one."""
    return lambda number: changed.get(f"p{number}", answers(number))


def crawled(answers: Answers, options: dict[str, str]) -> ListingState:
    """What a crawl makes of the list."""
    chosen = portal.chosen(options)
    (plan,) = portal.lists(chosen, BASE)
    walk = Walk(plan)
    ask: Ask | None = walk.start()
    while ask is not None:
        body = answers(ask.position).encode()
        ask = walk.took(ask, plan.take(body, ask)) or walk.when_idle()
    return walk.state()


def ids(count: int) -> tuple[str, ...]:
    return tuple(f"/tt?id={n}" for n in range(1, count + 1))


def test_a_list_without_a_total_is_whole_when_two_readings_show_the_same() -> None:
    state = crawled(honest(10), PAGED)

    assert (state.complete, state.ids, state.passes) == (True, ids(10), 2)


@pytest.mark.parametrize(
    "second",
    [
        page((5, 6), (1, 2, 3)),  # hidden or lost rows, and links that lead on
        page((5, 6), (1, 2, 3)).partition("<div")[0],  # cut off: neither links nor an end
        page((5, 6)),  # its links are lost
    ],
)
def test_a_short_page_in_the_middle_is_not_the_end(second: str) -> None:
    state = crawled(but(honest(10), p2=second), PAGED)

    assert not state.complete
    assert "trang 2 chỉ có 2 mục trong khi trang đầy có 4 mục" in state.reason


def test_a_page_that_says_there_is_nothing_in_the_middle_is_a_hole() -> None:
    state = crawled(but(honest(10), p2=whole("Không có dữ liệu")), PAGED)

    assert not state.complete
    assert "trang 2 chỉ có 0 mục" in state.reason


def fragment(number: int) -> str:
    return entries(range(4 * number - 3, min(4 * number, 18) + 1)) or "\n"


def test_fragments_end_where_two_in_a_row_are_blank() -> None:
    state = crawled(fragment, BY_OFFSET)

    assert (state.complete, state.ids) == (True, ids(18))


@pytest.mark.parametrize("third", ["\n", fragment(2), entries((9, 10))])
def test_a_blank_repeated_or_short_fragment_in_the_middle_is_a_fault(third: str) -> None:
    assert not crawled(but(fragment, p3=third), BY_OFFSET).complete


@pytest.mark.parametrize("second", [(5, 6, 6, 7), (4, 5, 6, 7)])
def test_one_procedure_shown_twice_may_hide_another_even_if_the_total_fits(second: tuple[int, ...]) -> None:
    """So it looks when a portal sorts its list by something that is not unique, or repeats a row."""
    said = "<p>Tổng số: 8 thủ tục</p>"

    assert not crawled(but(honest(8, said), p2=page(second, (1, 2), said)), PAGED).complete


# --- totals and the way on ------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "total"),
    [
        ("Hiển thị 1 - 20 trong 218", 218),
        ("Hiển thị 1 đến 20 trong tổng số 1.218", 1218),
        ("Xem 21–40 / 218 kết quả", 218),
        ("<aside>Tổng số hồ sơ: 25.312</aside> Hiển thị 1 - 20 trong 278 kết quả", 278),
        ("<aside>Tổng số thủ tục: 2.237</aside> Hiển thị 1 - 20 trong 278 kết quả", 278),
        ("<aside>Tổng số hồ sơ: 25.312</aside>", None),
        ("Tổng số: 37 thủ tục", 37),
    ],
)
def test_the_total_of_the_list_is_told_from_other_numbers(said: str, total: int | None) -> None:
    assert ListPage(page((1, 2), (), said).encode(), SITE).total == total


@pytest.mark.parametrize(
    ("below", "following"),
    [
        ("<a href='/ds?cur=2'>Tiếp</a>", "/ds?cur=2"),
        ("<li class='disabled'><a href='#'>Tiếp theo</a></li><a href='/lich?thang=1'>Tiếp</a>", ""),
        ("<div class='calendar-widget'><table><tr><td><a href='/lich?thang=1'>Tiếp</a></td></tr></table></div>", ""),
        ("<div class='owl-carousel'><a href='/anh/2'>›</a></div><a href='/ds?cur=2'>›</a>", "/ds?cur=2"),
    ],
)
def test_the_way_to_the_next_page_is_not_that_of_a_calendar_or_of_pictures(below: str, following: str) -> None:
    assert ListPage(whole(entries((1, 2)) + below).encode(), SITE).next_url == following


# --- notices --------------------------------------------------------------------------


def judged(body: str, purpose: str = "list") -> ProblemKind | None:
    shown = Page("GET", BASE + "/ds", b"", BASE + "/ds", 200, (), AT, body.encode(), "text/html")
    ask = Ask(purpose, "procedures", "/ds")
    problem = problem_of(shown, "html", lambda: portal.holds(PAGED, ask, shown.body))
    return None if problem is None else problem.kind


ROWS = "".join(
    f"<tr><td>{label}</td><td>{value}</td></tr>"
    for label, value in (
        ("Mã thủ tục", "1.000001"),
        ("Tên thủ tục", "Chấm dứt hoạt động"),
        ("Lĩnh vực", "Luật sư"),
    )
)


@pytest.mark.parametrize(
    "names", ["Hệ thống mạng lưới: chấm dứt hoạt động văn phòng", "Tạm ngừng hoạt động chi nhánh", "Bảo trì"]
)
def test_a_list_whose_names_read_like_a_notice_is_a_list(names: str) -> None:
    assert judged(f"<ul><li><a href='/tt?id=1'>{names}</a></li></ul>") is None
    assert judged(f"<p>{names}: Cổng đã đóng, tạm ngừng.</p>") is not None


def test_a_login_box_beside_the_data_is_no_login_page() -> None:
    box = "<form><input type='password'></form>"

    assert judged(whole(f"{box}<table>{ROWS}</table>"), "detail") is None
    assert judged(whole(f"{box}<p>Đăng nhập</p>"), "detail") is ProblemKind.LOGIN
