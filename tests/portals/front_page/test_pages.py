"""The front page of a portal: only what it shows is believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.portals.front_page.pages import FrontPage
from tests.portals.cases import all_folders, cases, expected
from tests.portals.front_page.readings import reading
from tests.reference import reference

STATES = {"open", "closed", "redirected", "shell", "login", "firewall", "unknown"}
HOME = "https://dichvucong.mau.example/"


@pytest.mark.parametrize("case", cases(__file__))
def test_a_front_page_is_read_word_for_word(case: Path) -> None:
    """State, target, title and what the page says are what the case says."""
    assert reading(case) == expected(case)


def test_every_case_says_what_is_expected_and_every_state_has_one() -> None:
    """A page without its reading would test nothing."""
    assert all_folders(__file__) == {p.id for p in cases(__file__)}
    assert {expected(p.values[0])["state"] for p in cases(__file__)} == STATES


def front(html: str, status: int = 200, url: str = HOME, **headers: str) -> FrontPage:
    return FrontPage(status, tuple(headers.items()), html.encode(), url)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Chào mừng</p>",
        "<a href='https://dichvucong.gov.vn/'>Thủ tục hành chính</a>",  # on another host
        "<a href='#'>Thủ tục</a><a href='javascript:mo()'>Thủ tục</a>",
        "<p>Phí 31.000000 đồng; số 12.1.000123; bản 3.0000001</p>",
        "<p>Đã đóng dấu vào sổ của cổng thông tin.</p>",
        "<p>Trang web tạm ngừng hoạt động vì mất điện.</p>",
        "<!-- 1.099001 thủ tục --><script>var ma='1.099001'</script>",
        "{}",
        "",
        "\x00\x01",
    ],
)
def test_nothing_is_guessed(html: str) -> None:
    """A page that shows no procedure and gives no reason is unknown."""
    assert front(html).state == "unknown"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Mã thủ tục: 1.099001</p>",
        "<table><tr><th>Tên thủ tục</th></tr></table>",
        "<table><tr><th>TÊN THU\u0309 TU\u0323C</th></tr></table>",  # decomposed letters
        "<a href='/danh-sach'>Danh sách thủ tục</a>",
        "<a href='https://dichvucong.mau.example/x'>Thủ tục về sách</a>",
        "<p>" + "Tin trong tỉnh. " * 300 + "</p><a href='/tt'>Thủ tục</a><p>Đăng nhập <input type=password>",
    ],
)
def test_open_means_that_procedures_are_shown(html: str) -> None:
    """Codes, a table, or links on the portal's own host."""
    assert front(html).state == "open"


def test_what_it_says_is_short_and_on_one_line() -> None:
    """At most 300 signs of visible text, without control signs."""
    said = front("<h1>Thông báo\r\n</h1>" + "<p>Kính\u202e mời \x1b[31m quý khách.</p>" * 500).says

    assert len(said) <= 300
    assert said.startswith("Thông báo Kính mời [31m quý khách.")
    assert said.isprintable()


@pytest.mark.parametrize("location", ["http://[", "//", "javascript:alert(1)", "\t/x\n", "?" * 2_000])
def test_a_strange_target_does_no_harm(location: str) -> None:
    """Whatever the header holds, it is a text of bounded length."""
    page_ = front("", 302, Location=location)

    assert page_.state == "redirected"
    assert len(page_.target) <= 500


@given(st.binary(max_size=300), st.integers(100, 599), st.text(max_size=30))
def test_any_answer_has_a_state(body: bytes, status: int, location: str) -> None:
    """The reading never fails, and its state is one of the list."""
    answer = FrontPage(status, (("Location", location),), body, HOME)

    assert answer.state in STATES
    assert isinstance(answer.target + answer.title + answer.says, str)


@pytest.mark.parametrize(
    ("relative", "state"),
    [
        ("national/qtungnui07__crwatdatadvc/page-list.html", "open"),
        ("national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/search_page.html", "open"),
        (
            "national/makecolour__SongGio/example/thutuc.dichvucong.gov.vn/p/home/"
            "dvc-tthc-quyet-dinh-cong-bo/ma_quyet_dinh=115010/details.html",
            "open",
        ),
    ],
)
def test_real_pages_with_procedures_are_open(relative: str, state: str) -> None:
    """Pages that did show procedures when they were kept."""
    body = reference(relative).read_bytes()

    assert FrontPage(200, (), body, "https://dichvucong.gov.vn/").state == state
