"""Which platform stands behind a portal's pages, and in what state: told by marks of the pages, never guessed.

The marks come from public descriptions and open source code of these platforms (D22). A page
that carries none is "unknown", and a person looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from analysis.model import Capture, Page, Problem, ProblemKind
from crawler.html_look import LOOKED_AT, HtmlLook, look_at
from crawler.portals.front_page.pages import FrontPage
from crawler.portals.tayninh_dvc.pages import AgencyPage
from crawler.unreadable import Unreadable

#: Topics of the captures that are judged.
FRONT, API_DVC = "front", "api-dvc"


class Platform(StrEnum):
    """What a portal is made with. A closed list, with the words for readers."""

    API_DVC = "giao diện /api/dvc của ứng dụng công dân Tây Ninh"
    NATIONAL = "Cổng Dịch vụ công quốc gia"
    OPENCPS = "OpenCPS (trên Liferay)"
    LIFERAY = "Liferay"
    IGATE2 = "VNPT iGate 2 (Angular, app.config.json)"
    DNN = "ASP.NET DotNetNuke"
    WEBFORMS = "ASP.NET WebForms"
    ANGULAR = "ứng dụng Angular chưa rõ của ai"
    UNKNOWN = "chưa nhận ra nền tảng"


class State(StrEnum):
    """What a visitor meets. A closed list, with the words for readers."""

    OPEN = "mở, có thủ tục trên trang"
    NO_PROCEDURES = "mở, nhưng trang này không có thủ tục nào"
    CLOSED = "thông báo đã đóng giao diện"
    REDIRECTED = "chuyển hướng sang nơi khác"
    LOGIN = "đòi đăng nhập"
    SHELL = "khung JavaScript rỗng, nội dung chỉ có sau khi chạy chương trình của trang"
    FIREWALL = "tường lửa từ chối"
    TLS = "chứng thư TLS không kiểm chứng được"
    FORBIDDEN = "robots.txt không cho đọc, hoặc không đọc được robots.txt"
    NO_ANSWER = "không trả lời"
    UNKNOWN = "không giống trang nào đã biết; cần một người xem lại"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands at an address, and by which marks."""

    platform: Platform
    state: State
    marks: tuple[str, ...]  # what the platform was recognised by
    target: str = ""  # where the page sends its reader
    told: str = ""  # one sentence of the problem, where there is one
    list_path: str = ""  # a page of procedures that the front page links to


#: Marks in the beginning of a page's source, case-blind; the surest platform first.
_MARKS: tuple[tuple[Platform, str, re.Pattern[str]], ...] = tuple(
    (platform, told, re.compile(pattern, re.IGNORECASE))
    for platform, told, pattern in (
        (Platform.OPENCPS, "tên opencps trong mã trang", r"opencps"),
        (Platform.LIFERAY, "tham số p_p_id", r"[?&;]p_p_id="),
        (Platform.LIFERAY, "đối tượng Liferay", r"\bLiferay\.\w|/o/frontend-js-|/html/js/liferay/"),
        (Platform.IGATE2, "tên app.config.json", r"app\.config\.json"),
        (Platform.IGATE2, "tên vnptigate", r"vnptigate|padsvc"),
        (Platform.DNN, "đường dẫn của DotNetNuke", r"/DesktopModules/|/Portals/_default/|__dnnVariable"),
        (Platform.WEBFORMS, "trường __VIEWSTATE", r"[\"']__VIEWSTATE[\"']"),
        (Platform.ANGULAR, "phần tử app-root", r"<app-root[\s>]"),
    )
)
_NATIONAL_HOSTS = frozenset({"dichvucong.gov.vn", "thutuc.dichvucong.gov.vn"})
_NATIONAL_TITLE = "cổng dịch vụ công quốc gia"
_ORDER = tuple(Platform)
_STATES = {
    "open": State.OPEN,
    "closed": State.CLOSED,
    "redirected": State.REDIRECTED,
    "login": State.LOGIN,
    "shell": State.SHELL,
    "firewall": State.FIREWALL,
}
_PROBLEMS = {
    ProblemKind.TLS: State.TLS,
    ProblemKind.ROBOTS: State.FORBIDDEN,
    ProblemKind.REFUSED: State.FIREWALL,
    ProblemKind.LOGIN: State.LOGIN,
    ProblemKind.REDIRECTED: State.REDIRECTED,
    ProblemKind.CLOSED_NOTICE: State.CLOSED,
}
_NO_ANSWER = frozenset({ProblemKind.NO_CONNECTION, ProblemKind.TIMEOUT, ProblemKind.SERVER_ERROR})


def judge(captures: Iterable[Capture]) -> Verdict:
    """What the captures of a probe say."""
    held = list(captures)
    front = _last(held, FRONT)
    if front is None or front.page is None or not front.page.status:
        return _unread(held, front)
    found = [mark for c in held if c.page is not None for mark in _marks(c)]
    platform = min((p for p, _ in found), key=_ORDER.index, default=Platform.UNKNOWN)
    state, target = _state(front.page, front.problem)
    marks = tuple(dict.fromkeys(told for p, told in found if p is platform))
    told = front.problem.text if front.problem and state in (State.UNKNOWN, State.NO_ANSWER) else ""
    return Verdict(platform, state, marks, target, told, list_link(front.page))


def _last(captures: Sequence[Capture], topic: str) -> Capture | None:
    return next((c for c in reversed(captures) if c.topic == topic), None)


def _unread(captures: Sequence[Capture], front: Capture | None) -> Verdict:
    """The front page never came: the problem of it, or of robots.txt before it."""
    told = front.problem if front else next((c.problem for c in reversed(captures) if c.problem), None)
    if told is None:
        return Verdict(Platform.UNKNOWN, State.UNKNOWN, ())
    otherwise = State.NO_ANSWER if told.kind in _NO_ANSWER else State.UNKNOWN if front else State.FORBIDDEN
    state = _PROBLEMS.get(told.kind, otherwise)
    page = next((c.page for c in reversed(captures) if c.page is not None and c.problem is told), None)
    target = urljoin(page.url, page.header("Location")) if page is not None and page.header("Location") else ""
    return Verdict(Platform.UNKNOWN, state, (), target, told.text)


def _state(page: Page, problem: Problem | None) -> tuple[State, str]:
    seen = FrontPage(page.status, page.headers, page.body, page.url)
    state = _STATES.get(seen.state, State.UNKNOWN)
    if state is State.UNKNOWN and problem is not None and problem.kind in _NO_ANSWER:
        state = State.NO_ANSWER
    elif state is State.UNKNOWN and problem is None and seen.says:
        state = State.NO_PROCEDURES
    return state, seen.target


def _marks(capture: Capture) -> list[tuple[Platform, str]]:
    """The platforms that one page speaks for, each with what it shows."""
    page = capture.page
    assert page is not None
    if capture.purpose == "robots" or not 200 <= page.status < 300:
        return []
    if capture.topic == API_DVC:
        return _api(page)
    source = page.body[:LOOKED_AT].decode("utf-8", "replace")
    found = [(platform, told) for platform, told, pattern in _MARKS if pattern.search(source)]
    if page.header("Liferay-Portal"):
        found.append((Platform.LIFERAY, "trường đầu Liferay-Portal"))
    if page.header("X-AspNet-Version") and (Platform.WEBFORMS, "trường __VIEWSTATE") in found:
        found.append((Platform.WEBFORMS, "trường đầu X-AspNet-Version"))
    if (told := _national(page)) is not None:
        found.append((Platform.NATIONAL, told))
    return found


def _api(page: Page) -> list[tuple[Platform, str]]:
    try:
        units = AgencyPage(page.body).units
    except Unreadable:
        return []
    return [(Platform.API_DVC, f"/api/dvc trả {len(units)} đơn vị")]


def _national(page: Page) -> str | None:
    host = urlsplit(page.url).hostname or ""
    if host in _NATIONAL_HOSTS:
        return f"tên miền {host}"
    return "tiêu đề trang" if look_at(page.body).title.casefold().startswith(_NATIONAL_TITLE) else None


#: Words of a link that leads to procedures, the likeliest first.
_LIST_WORDS = ("danh sách thủ tục", "thủ tục hành chính", "dịch vụ công trực tuyến", "thủ tục")


def list_link(page: Page) -> str:
    """The page of procedures that a page links to, within its own host; empty where it links to none."""
    look: HtmlLook = look_at(page.body)
    for words in _LIST_WORDS:
        for text, href in look.links:
            if words in text.casefold() and (path := _within(page.url, href)):
                return path
    return ""


def _within(base: str, href: str) -> str:
    """A link as path and query where it stays within the host and leads to another page."""
    if href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return ""
    try:
        here, target = urlsplit(base), urlsplit(urljoin(base, href))
    except ValueError:  # not an address at all
        return ""
    path = target._replace(scheme="", netloc="", fragment="", path=target.path or "/").geturl()
    own = here._replace(scheme="", netloc="", fragment="", path=here.path or "/").geturl()
    return path if here[:2] == target[:2] and path != own else ""
