"""What kind of page a portal answered with, when it is not the page that was asked for.

A blocked or broken answer is never an empty one: every answer is judged here
before anything is read from it, and each kind of bad page becomes a problem
with one sentence for the person who looks at it in the morning.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from analysis.model import Page, Problem, ProblemKind
from crawler.html_look import HtmlKind, HtmlLook, first_sign, look_at, one_line
from crawler.strict_json import parse
from crawler.unreadable import Unreadable

#: "object": JSON without the national portal's frame; what is inside is for the page object to judge.
Expected = Literal["json", "object", "html", "robots"]


def problem_of(page: Page, expects: Expected, holds: Callable[[], bool] = lambda: False) -> Problem | None:
    """Why this page is not the one that was asked for, or None when it is.

    ``holds`` tells whether a page for people shows what was asked for: then words like those of a notice, or a login
    box in its header, are part of what it shows (names of procedures speak of closing and suspending, too).
    """
    look = None if _is_like_json(page) else look_at(page.body)
    found = _blocked(page, look) or _by_status(page, expects, look)
    if found is not None or not 200 <= page.status < 300:
        return found
    if expects == "html" and look is not None and look.kind is not HtmlKind.OTHER and holds():
        return None
    judge = {"json": _not_json, "object": _not_object, "html": _not_html, "robots": _not_robots}[expects]
    return judge(page, look)


def redirect_target(page: Page) -> str:
    """Where a 3xx answer sends us, as a full address; empty when it does not say."""
    location = page.header("Location").strip()
    return one_line(absolute(page.url, location))[:500] if location else ""


def absolute(base: str, address: str) -> str:
    """An address as seen from a page; one that is no address at all is given back as written."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


# --- one question after the other -------------------------------------------


def _is_like_json(page: Page) -> bool:
    return first_sign(page.body) in (b"{", b"[")


def _blocked(page: Page, look: HtmlLook | None) -> Problem | None:
    """A firewall's page, whatever its status says."""
    challenged = page.header("cf-mitigated").lower() == "challenge"
    if challenged or (look is not None and look.kind is HtmlKind.FIREWALL):
        return _problem(
            page,
            ProblemKind.REFUSED,
            f"tường lửa của cổng chặn (mã {page.status}), câu trả lời không phải nội dung của cổng",
            "giảm nhịp, đêm sau hỏi lại; nếu vẫn bị chặn thì liên hệ đơn vị quản lý cổng",
        )
    return None


def _by_status(page: Page, expects: Expected, look: HtmlLook | None) -> Problem | None:
    status = page.status
    if 300 <= status < 400:
        return _redirected(page)
    if status in (401, 407):
        return _login(page)
    if status == 403:
        return _problem(
            page,
            ProblemKind.REFUSED,
            "cổng từ chối (mã 403)",
            "giảm nhịp, đêm sau hỏi lại; nếu vẫn bị từ chối thì liên hệ đơn vị quản lý cổng",
        )
    if status == 429:
        wait = one_line(page.header("Retry-After"))[:60]
        told = f", yêu cầu đợi {wait}{' giây' if wait.isdecimal() else ''}" if wait else ""
        return _problem(
            page,
            ProblemKind.RATE_LIMITED,
            f"cổng báo hỏi quá nhanh (mã 429{told})",
            "tăng thời gian nghỉ giữa hai lần hỏi",
        )
    if status >= 500:
        return _server_error(page, f"máy chủ của cổng báo lỗi (mã {status})")
    if 400 <= status < 500:
        return _client_error(page, expects, look)
    if not 200 <= status < 300:
        return _changed(page, f"cổng trả mã lạ {status}")
    return None


def _redirected(page: Page) -> Problem:
    target = redirect_target(page)
    if not target:
        return _changed(page, f"cổng trả mã {page.status} mà không nói chuyển đi đâu")
    return _problem(
        page,
        ProblemKind.REDIRECTED,
        f"cổng chuyển hướng tới {target} (mã {page.status})",
        "mở địa chỉ mới bằng trình duyệt để xem cổng đã dời hay đã đóng",
    )


def _client_error(page: Page, expects: Expected, look: HtmlLook | None) -> Problem:
    if expects == "robots":
        return _problem(
            page,
            ProblemKind.NOT_FOUND,
            f"cổng không có robots.txt (mã {page.status})",
            "không có điều cấm nào, quét tiếp được",
        )
    if look is not None and look.kind in _BY_LOOK:
        return _bad_html(page, look)
    if expects == "json" and page.status in (400, 404) and _asks_for_one(page):
        answer = _envelope(page)
        if answer is not None and answer["code"] != "OK":
            return _not_found(page)
    return _changed(page, f"cổng không nhận câu hỏi (mã {page.status})")


def _not_json(page: Page, look: HtmlLook | None) -> Problem | None:
    answer = _parsed(page, look)
    if isinstance(answer, Problem):
        return answer
    if not isinstance(answer, dict) or "code" not in answer:
        return _changed(page, "JSON không có khung code/data như mọi khi")
    if answer["code"] != "OK":
        return _coded(page, answer)
    if answer.get("data") is None:
        return _changed(page, "JSON báo OK nhưng không có phần data")
    return None


def _not_object(page: Page, look: HtmlLook | None) -> Problem | None:
    answer = _parsed(page, look)
    if isinstance(answer, Problem):
        return answer
    return None if isinstance(answer, dict) else _changed(page, "JSON không phải là một đối tượng như mọi khi")


def _parsed(page: Page, look: HtmlLook | None) -> Any:
    """The JSON of an answer, or the problem of it."""
    if not page.body.strip():
        return _empty(page)
    try:
        return parse(page.body)
    except Unreadable as error:
        if error.kind is ProblemKind.TRUNCATED:
            return _problem(page, error.kind, "JSON bị cắt giữa chừng, chưa nhận đủ", "hỏi lại")
        return _told(page, error) if look is None else _bad_html(page, look)


def _not_html(page: Page, look: HtmlLook | None) -> Problem | None:
    if not page.body.strip():
        return _empty(page)
    if look is None:
        return _changed(page, "cần một trang HTML nhưng cổng trả nội dung loại khác")
    return _bad_html(page, look) if look.kind is not HtmlKind.OTHER else None


def _not_robots(page: Page, look: HtmlLook | None) -> Problem | None:
    if look is not None and first_sign(page.body) != b"<" and b"\0" not in page.body:
        return None
    return _problem(
        page,
        ProblemKind.ROBOTS,
        "robots.txt không phải là văn bản thường",
        "không quét khi chưa biết cổng cho phép đọc gì; mở robots.txt bằng trình duyệt để xem",
    )


def _bad_html(page: Page, look: HtmlLook) -> Problem:
    """The problem of an HTML page that came in place of another answer."""
    kind = look.kind
    if kind is HtmlKind.LOGIN:
        return _login(page)
    if kind is HtmlKind.MAINTENANCE:
        return _server_error(page, f"cổng báo đang bảo trì hoặc nâng cấp ({_quote(look)})")
    if kind is HtmlKind.CLOSED:
        return _problem(
            page,
            ProblemKind.CLOSED_NOTICE,
            f"cổng thông báo đã đóng hoặc chuyển nơi khác ({_quote(look)})",
            "xác nhận với đơn vị quản lý cổng rồi sửa cấu hình nguồn",
        )
    if kind is HtmlKind.FORWARDING:
        target = absolute(page.url, look.forwards_to)[:500]
        return _problem(
            page,
            ProblemKind.REDIRECTED,
            f"trang chỉ để chuyển hướng tới {target}",
            "mở địa chỉ mới bằng trình duyệt để xem cổng đã dời hay đã đóng",
        )
    if kind is HtmlKind.SHELL:
        return _changed(page, "cổng trả khung ứng dụng rỗng, chưa có nội dung")
    return _changed(page, f"cổng trả một trang HTML không phải thứ đã hỏi ({_quote(look)})")


#: Looks that say more than the status 4xx they came with.
_BY_LOOK = frozenset({HtmlKind.LOGIN, HtmlKind.MAINTENANCE, HtmlKind.CLOSED})


def _coded(page: Page, answer: dict[str, Any]) -> Problem:
    """An envelope that says it is not OK."""
    code = one_line(str(answer["code"]))[:80]
    message = one_line(str(answer.get("message") or ""))[:200]
    told = f"cổng trả mã nghiệp vụ {code}" + (f" ({message})" if message else "")
    words = code.upper()
    if any(w in words for w in ("TOO_MANY", "RATE_LIMIT")) or words == "429":
        return _problem(page, ProblemKind.RATE_LIMITED, told, "tăng thời gian nghỉ giữa hai lần hỏi")
    if any(w in words for w in ("UNAUTHORIZED", "UNAUTHENTICATED")) or words == "401":
        return _problem(page, ProblemKind.LOGIN, told, "kiểm tra xem cổng còn cho đọc công khai hay không")
    if "FORBIDDEN" in words or words == "403":
        return _problem(page, ProblemKind.REFUSED, told, "giảm nhịp, đêm sau hỏi lại")
    if "NOT_FOUND" in words and _asks_for_one(page):
        return _not_found(page)
    if any(w in words for w in _SERVER_WORDS) or (words.isdigit() and words.startswith("5")):
        return _server_error(page, told)
    return _changed(page, told)


_SERVER_WORDS = ("INTERNAL", "SERVER", "SYSTEM", "TIMEOUT", "UNAVAILABLE", "GATEWAY")


def _asks_for_one(page: Page) -> bool:
    """Whether the question was for one record by its id: only then can "no such record" be an answer."""
    try:
        asked = json.loads(page.request_body or b"null")
    except ValueError:
        return False
    return isinstance(asked, dict) and bool(asked.get("id"))


def _envelope(page: Page) -> dict[str, Any] | None:
    try:
        answer = parse(page.body)
    except Unreadable:
        return None
    return answer if isinstance(answer, dict) and "code" in answer else None


# --- the sentences ----------------------------------------------------------


def _empty(page: Page) -> Problem:
    return _problem(page, ProblemKind.TRUNCATED, f"cổng trả nội dung rỗng (mã {page.status})", "hỏi lại")


def _login(page: Page) -> Problem:
    return _problem(
        page,
        ProblemKind.LOGIN,
        f"cổng đòi đăng nhập (mã {page.status})",
        "kiểm tra xem cổng còn cho đọc công khai hay không",
    )


def _server_error(page: Page, happened: str) -> Problem:
    return _problem(page, ProblemKind.SERVER_ERROR, happened, "hỏi lại sau, nếu kéo dài thì báo đơn vị quản lý cổng")


def _not_found(page: Page) -> Problem:
    return _problem(
        page,
        ProblemKind.NOT_FOUND,
        f"cổng trả lời là không có bản ghi này (mã {page.status})",
        "đối chiếu với danh sách của cùng đêm trước khi kết luận",
    )


def _changed(page: Page, happened: str) -> Problem:
    return _problem(
        page,
        ProblemKind.INTERFACE_CHANGED,
        happened,
        "xem trang gốc đã lưu, có thể giao diện của cổng đã đổi",
    )


def _told(page: Page, error: Unreadable) -> Problem:
    return Problem(error.kind, f"Trang {_where(page)}: {error.text}", _where(page))


def _problem(page: Page, kind: ProblemKind, happened: str, to_do: str) -> Problem:
    return Problem(kind, f"Trang {_where(page)}: {happened}; {to_do}.", _where(page))


def _where(page: Page) -> str:
    return urlsplit(page.url).path or "/"


def _quote(look: HtmlLook) -> str:
    said = look.title or look.text
    return f"“{said[:120]}”" if said else "trang không có chữ"
