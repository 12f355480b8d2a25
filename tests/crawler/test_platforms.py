"""What stands at an address: by marks of its pages, never guessed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from analysis.model import Capture, Page, Problem, ProblemKind
from crawler.page_kinds import problem_of
from crawler.platforms import Platform, State, Verdict, judge
from tests.simulator import screens

HOME = "https://dichvucong.mau.example/"
AT = datetime(2026, 11, 20, tzinfo=UTC)


def page(body: str, status: int = 200, url: str = HOME, **headers: str) -> Page:
    fields = tuple((k.replace("_", "-"), v) for k, v in headers.items())
    return Page("GET", url, b"", url, status, fields, AT, body.encode(), "")


def front(body: str, status: int = 200, url: str = HOME, **headers: str) -> Capture:
    seen = page(body, status, url, **headers)
    return Capture(2, "front", "front", 1, 1, seen, problem_of(seen, "html"))


def document(inside: str, title: str = "Dịch vụ công") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{inside}</body></html>"


LIST = "<table><tr><th>Mã</th><th>Tên thủ tục</th></tr><tr><td>1.001193</td><td>Đăng ký khai sinh</td></tr></table>"
PAGES = {
    "Liferay": (
        document(f"<a href='/web/guest/x?p_p_id=dichvucong_WAR_dngdvcportlet'>x</a>{LIST}"),
        Platform.LIFERAY,
        State.OPEN,
        ("tham số p_p_id",),
    ),
    "OpenCPS on Liferay": (
        document(f"<script>Liferay.Portlet.ready()</script><div class='opencps-searchcontainer-wrapper'>{LIST}</div>"),
        Platform.OPENCPS,
        State.OPEN,
        ("tên opencps trong mã trang",),
    ),
    "iGate 2": (
        document("<app-root></app-root><script>var cau_hinh='/vi/assets/app.config.json'</script>"),
        Platform.IGATE2,
        State.SHELL,
        ("tên app.config.json",),
    ),
    "another Angular application": (
        screens.ANGULAR_SHELL,
        Platform.ANGULAR,
        State.SHELL,
        ("phần tử app-root",),
    ),
    "WebForms": (
        document(f"<form><input type='hidden' name='__VIEWSTATE' value='x'>{LIST}</form>"),
        Platform.WEBFORMS,
        State.OPEN,
        ("trường __VIEWSTATE",),
    ),
    "DotNetNuke, which is WebForms too": (
        document(f"<input name='__VIEWSTATE'><link href='/Portals/_default/default.css'>{LIST}"),
        Platform.DNN,
        State.OPEN,
        ("đường dẫn của DotNetNuke",),
    ),
    "the national portal": (screens.SHELL, Platform.NATIONAL, State.SHELL, ("tiêu đề trang",)),
    "a notice": (screens.NOTICE, Platform.UNKNOWN, State.CLOSED, ()),
    "a login": (screens.LOGIN, Platform.UNKNOWN, State.LOGIN, ()),
    "a firewall": (screens.FIREWALL, Platform.UNKNOWN, State.FIREWALL, ()),
    "a challenge": (screens.CHALLENGE, Platform.UNKNOWN, State.FIREWALL, ()),
    "a page about something else": (
        document("<p>Chào mừng đến với thư viện tỉnh.</p>"),
        Platform.UNKNOWN,
        State.NO_PROCEDURES,
        (),
    ),
    "nothing": ("", Platform.UNKNOWN, State.UNKNOWN, ()),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_platform_is_known_by_marks_of_its_page(name: str) -> None:
    body, platform, state, marks = PAGES[name]

    verdict = judge([front(body)])

    assert (verdict.platform, verdict.state, verdict.marks) == (platform, state, marks)


def test_words_about_a_platform_on_a_firewalls_page_are_all_that_is_known() -> None:
    assert judge([front(screens.FIREWALL, 403)]).platform is Platform.UNKNOWN


def test_a_redirect_says_where_it_leads() -> None:
    told = judge([front("", 302, Location="https://dichvucong.gov.vn/")])

    assert told == Verdict(Platform.UNKNOWN, State.REDIRECTED, (), "https://dichvucong.gov.vn/")


def api(body: object, status: int = 200) -> Capture:
    seen = page(json.dumps(body), status, f"{HOME}api/dvc/GetDataDonVi_TraCuu")
    return Capture(3, "probe", "api-dvc", 1, 1, seen, problem_of(seen, "object"))


def test_the_interface_of_the_citizen_app_is_known_by_its_agencies() -> None:
    held = {"V_DICHVUCONG_DONVI_LstStringResult": [{"DonViID": "1", "TenDonVi": "Thư viện tỉnh", "NumTTHC": "2"}]}
    answer = {"status": 1, "data": {"CT": held, "CX": {"V_DICHVUCONG_DONVI_LstStringResult": []}}}

    told = judge([front(screens.NOTICE), api(answer)])

    assert (told.platform, told.state, told.marks) == (
        Platform.API_DVC,
        State.CLOSED,
        ("/api/dvc trả 1 đơn vị",),
    )


@pytest.mark.parametrize("answer", [{}, {"status": 0, "data": None}, {"status": 1, "data": {"x": 1}}, []])
def test_another_json_under_that_path_is_no_such_interface(answer: object) -> None:
    assert judge([front(screens.NOTICE), api(answer)]).platform is Platform.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ProblemKind.TLS, State.TLS),
        (ProblemKind.NO_CONNECTION, State.NO_ANSWER),
        (ProblemKind.TIMEOUT, State.NO_ANSWER),
        (ProblemKind.SERVER_ERROR, State.NO_ANSWER),
        (ProblemKind.ROBOTS, State.FORBIDDEN),
        (ProblemKind.LOGIN, State.LOGIN),
        (ProblemKind.REFUSED, State.FIREWALL),
        (ProblemKind.REDIRECTED, State.REDIRECTED),
        (ProblemKind.UNREADABLE, State.FORBIDDEN),
    ],
)
def test_where_robots_is_not_read_the_reason_of_it_is_told(kind: ProblemKind, state: State) -> None:
    robots = Capture(1, "robots", "robots.txt", 1, 1, None, Problem(kind, "Vì sao.", "robots.txt"))

    assert judge([robots]) == Verdict(Platform.UNKNOWN, state, (), told="Vì sao.")


def test_nothing_asked_is_nothing_known() -> None:
    assert judge([]) == Verdict(Platform.UNKNOWN, State.UNKNOWN, ())


@pytest.mark.parametrize(
    ("links", "path"),
    [
        ("<a href='/tin'>Tin</a><a href='/tthc?x=1#a'>Thủ tục hành chính</a>", "/tthc?x=1"),
        ("<a href='/a'>Thủ tục</a><a href='b'>Danh sách thủ tục</a>", "/b"),
        ("<a href='https://dichvucong.gov.vn/a'>Thủ tục hành chính</a>", ""),
        ("<a href='#'>Thủ tục</a><a href='javascript:x()'>Thủ tục</a><a href='/'>Thủ tục</a>", ""),
        ("<a href='http://[::1'>Thủ tục</a>", ""),
    ],
)
def test_the_linked_page_of_procedures_stays_within_the_host(links: str, path: str) -> None:
    assert judge([front(document(links))]).list_path == path
