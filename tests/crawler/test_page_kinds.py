"""Bad pages of every kind become one problem each, and good ones none (P16, P18, P27)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Page, ProblemKind
from crawler.html_look import HtmlKind, look_at
from crawler.page_kinds import problem_of, redirect_target
from tests.reference import reference

K = ProblemKind
API = "https://dichvucong.gov.vn/api/v1/"
LIST = API + "submitting/formality/list-all-public-formality-by-citizen"
DETAIL = API + "configuring/formality/get-formality-by-citizen"
ASKS_LIST = b'{"limit":50,"lastId":"","q":"","categoryId":"","departmentCode":"G15"}'
ASKS_ONE = b'{"id":"019e0000-0000-7000-8000-000000000001"}'

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"


def answer(
    body: bytes | str | dict[str, Any],
    status: int = 201,
    content_type: str = JSON,
    asked: bytes = ASKS_LIST,
    url: str = LIST,
    **headers: str,
) -> Page:
    """A page as it would come from the portal."""
    raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    shown = (("Content-Type", content_type), *((k.replace("_", "-"), v) for k, v in headers.items()))
    return Page("POST", url, asked, url, status, shown, datetime(2026, 11, 22, tzinfo=UTC), raw, "")


def html(title: str = "", body: str = "", head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


GOOD_LIST = {"code": "OK", "data": {"items": [], "lastId": None, "total": 0}, "message": ""}
REJECTED = html("Request Rejected", "The requested URL was rejected. Please consult with your administrator.")
REJECTED_PLAIN = "The requested URL was rejected. Your support ID is: 17"
TSPD = html("", "", '<script src="/TSPD/0812?type=10"></script><noscript>Please enable JavaScript.</noscript>')
TSPD_INLINE = html("", "", '<script>window["bobcmn"] = "1011"; window["TSPD_101"]={};</script>')
CLOUDFLARE = html("Just a moment...", "", "<script>window._cf_chl_opt={cvId:'3'};</script>")
CLOUDFLARE_VI = html("Chờ một chút...", "Xin chờ", "<script>window._cf_chl_opt={cvId:'3'};</script>")
SHELL = html("Cổng", '<div id="root"></div>', '<script type="module" src="/assets/index-1.js"></script>')
SHELL_BEHIND_FIREWALL = html("Cổng", '<div id="root"></div>', '<script src="/TSPD/08?type=17"></script>')
ANGULAR = html("Cổng", "<app-root></app-root><script src=main.js></script>")
LOGIN = html("Đăng nhập", '<form><input name="u"><input type="password" name="p"></form>')
MAINTENANCE = html("Thông báo", "<p>Hệ thống tạm ngừng hoạt động để bảo trì từ 22 giờ.</p>")
UPGRADE_NFD = html("Thông báo", "<p>Hê\u0323 thô\u0301ng \u0111ang na\u0302ng ca\u0302\u0301p.</p>")
CLOSED = html("Thông báo", "<p>Giao diện của Cổng tỉnh Mẫu đã đóng. Mời dùng Cổng quốc gia.</p>")
FORWARDING = html("", "<p>Xin chờ</p>", '<meta http-equiv="refresh" content="0; url=/moi">')
LONG_PAGE = html("Tin tức", "<p>" + "Tin trong tỉnh hôm nay. " * 200 + "Bảo trì cầu. Đã đóng cửa hàng.</p>")
HOME = html("Trang chủ", "<h1>Chào mừng</h1>")
HTML_WITH_JSON = html("", '{"code":"OK","data":{}}')
NEST_404 = {"statusCode": 404, "message": "Cannot POST /api/v1/x", "error": "Not Found"}
NO_RECORD = {"code": "FORMALITY_NOT_FOUND", "message": "Không tìm thấy", "data": None}

Case = tuple[Page, Literal["json", "html", "robots"], ProblemKind | None]
CASES: dict[str, Case] = {
    # good ones
    "a list": (answer(GOOD_LIST), "json", None),
    "a list with status 200": (answer(GOOD_LIST, 200), "json", None),
    "a list called HTML": (answer(GOOD_LIST, 201, HTML), "json", None),
    "a list without a type": (answer(GOOD_LIST, 201, ""), "json", None),
    "a list with a BOM": (answer(b"\xef\xbb\xbf" + json.dumps(GOOD_LIST).encode()), "json", None),
    "a list that speaks of a firewall": (
        answer({"code": "OK", "data": {"items": [{"name": "<b>Request Rejected</b> /TSPD/"}]}}),
        "json",
        None,
    ),
    "a front page": (answer(HOME, 200, HTML), "html", None),
    "a front page without a type": (answer(HOME, 200, ""), "html", None),
    "a long front page with a login box": (
        answer(html("Cổng", "<input type=password>" + "Danh sách tin. " * 300), 200, HTML),
        "html",
        None,
    ),
    "a long front page with words of every kind": (answer(LONG_PAGE, 200, HTML), "html", None),
    "robots": (answer("User-agent: *\nDisallow: /sso\n", 200, "text/plain"), "robots", None),
    "empty robots": (answer("", 200, "text/plain"), "robots", None),
    "robots called HTML": (answer("User-agent: *\nAllow: /\n", 200, HTML), "robots", None),
    # firewalls, whatever the status
    **{
        f"{name} with {status} where {expects} is expected": (answer(page, status, HTML), expects, K.REFUSED)
        for name, page in {
            "rejected": REJECTED,
            "rejected in plain text": REJECTED_PLAIN,
            "F5 challenge": TSPD,
            "F5 challenge inline": TSPD_INLINE,
            "Cloudflare": CLOUDFLARE,
            "Cloudflare in Vietnamese": CLOUDFLARE_VI,
        }.items()
        for status in (200, 201, 403, 404, 429, 503)
        for expects in ("json", "html", "robots")
    },
    "a challenge by header": (answer(HOME, 403, HTML, cf_mitigated="challenge"), "html", K.REFUSED),
    "rejected called JSON": (answer(REJECTED, 200, JSON), "json", K.REFUSED),
    # statuses
    "302": (answer("", 302, Location="https://vneid.gov.vn/"), "json", K.REDIRECTED),
    "301 of a front page": (answer("", 301, location="/vi"), "html", K.REDIRECTED),
    "307 of robots": (answer("", 307, Location="/r"), "robots", K.REDIRECTED),
    "302 to nowhere": (answer("", 302), "json", K.INTERFACE_CHANGED),
    "304": (answer("", 304), "json", K.INTERFACE_CHANGED),
    "401": (answer({"code": "UNAUTHORIZED"}, 401), "json", K.LOGIN),
    "403 with JSON": (answer({"code": "FORBIDDEN"}, 403), "json", K.REFUSED),
    "403 with a page": (answer(HOME, 403, HTML), "html", K.REFUSED),
    "403 for robots": (answer("", 403), "robots", K.REFUSED),
    "429": (answer({"code": "TOO_MANY"}, 429, Retry_After="30"), "json", K.RATE_LIMITED),
    "429 empty": (answer("", 429), "json", K.RATE_LIMITED),
    **{
        f"{status} where {expects} is expected": (
            answer("<h1>Lỗi</h1>", status, HTML),
            expects,
            K.SERVER_ERROR,
        )
        for status in (500, 502, 503, 504, 520)
        for expects in ("json", "html", "robots")
    },
    "500 with a good list": (answer(GOOD_LIST, 500), "json", K.SERVER_ERROR),
    "405": (answer("", 405), "json", K.INTERFACE_CHANGED),
    "413": (answer("", 413), "json", K.INTERFACE_CHANGED),
    "404 of a front page": (answer(HOME, 404, HTML), "html", K.INTERFACE_CHANGED),
    "404 with a login page": (answer(LOGIN, 404, HTML), "json", K.LOGIN),
    "0": (answer("", 0), "json", K.INTERFACE_CHANGED),
    # no such record: only where one record was asked for
    "400 for an unknown id": (answer(NO_RECORD, 400, asked=ASKS_ONE, url=DETAIL), "json", K.NOT_FOUND),
    "404 for an unknown id": (answer(NO_RECORD, 404, asked=ASKS_ONE, url=DETAIL), "json", K.NOT_FOUND),
    "an unknown id told with 201": (answer(NO_RECORD, 201, asked=ASKS_ONE, url=DETAIL), "json", K.NOT_FOUND),
    "400 for a list": (answer(NO_RECORD, 400), "json", K.INTERFACE_CHANGED),
    "404 of a path that is gone": (answer(NEST_404, 404, asked=ASKS_ONE), "json", K.INTERFACE_CHANGED),
    "400 with OK": (answer(GOOD_LIST, 400, asked=ASKS_ONE), "json", K.INTERFACE_CHANGED),
    "400 with a page": (answer(HOME, 400, HTML, asked=ASKS_ONE), "json", K.INTERFACE_CHANGED),
    "400 empty": (answer("", 400, asked=ASKS_ONE), "json", K.INTERFACE_CHANGED),
    "404 for robots": (answer(HOME, 404, HTML), "robots", K.NOT_FOUND),
    "410 for robots": (answer("", 410), "robots", K.NOT_FOUND),
    # pages in place of JSON
    "shell": (answer(SHELL, 200, HTML), "json", K.INTERFACE_CHANGED),
    "shell behind a firewall": (answer(SHELL_BEHIND_FIREWALL, 200, HTML), "json", K.INTERFACE_CHANGED),
    "Angular shell": (answer(ANGULAR, 200, HTML), "json", K.INTERFACE_CHANGED),
    "shell as a front page": (answer(SHELL, 200, HTML), "html", K.INTERFACE_CHANGED),
    "home page": (answer(HOME, 200, HTML), "json", K.INTERFACE_CHANGED),
    "long page": (answer(LONG_PAGE, 200, HTML), "json", K.INTERFACE_CHANGED),
    "page with JSON in it": (answer(HTML_WITH_JSON, 200, HTML), "json", K.INTERFACE_CHANGED),
    "XML": (answer('<?xml version="1.0"?><code>OK</code>', 200, "text/xml"), "json", K.INTERFACE_CHANGED),
    "plain words": (answer("hello", 200, "text/plain"), "json", K.INTERFACE_CHANGED),
    "bytes of no text": (answer(b"\x89PNG\r\n\x1a\n\0\0", 200, "image/png"), "json", K.INTERFACE_CHANGED),
    "login": (answer(LOGIN, 200, HTML), "json", K.LOGIN),
    "login as a front page": (answer(LOGIN, 200, HTML), "html", K.LOGIN),
    "maintenance": (answer(MAINTENANCE, 200, HTML), "json", K.SERVER_ERROR),
    "maintenance, decomposed letters": (answer(UPGRADE_NFD, 200, HTML), "json", K.SERVER_ERROR),
    "maintenance as a front page": (answer(MAINTENANCE, 200, HTML), "html", K.SERVER_ERROR),
    "closed": (answer(CLOSED, 200, HTML), "json", K.CLOSED_NOTICE),
    "closed as a front page": (answer(CLOSED, 200, HTML), "html", K.CLOSED_NOTICE),
    "forwarding page": (answer(FORWARDING, 200, HTML), "html", K.REDIRECTED),
    "JSON as a front page": (answer(GOOD_LIST, 200), "html", K.INTERFACE_CHANGED),
    "empty front page": (answer(" ", 200, HTML), "html", K.TRUNCATED),
    "robots as a page": (answer(HOME, 200, HTML), "robots", K.ROBOTS),
    "robots as a shell": (answer(SHELL, 200, HTML), "robots", K.ROBOTS),
    "robots as JSON": (answer(GOOD_LIST, 200), "robots", K.ROBOTS),
    "robots as bytes": (answer(b"\0\1\2", 200), "robots", K.ROBOTS),
    # JSON that is not the answer
    "empty": (answer("", 201), "json", K.TRUNCATED),
    "blanks": (answer(" \n ", 200), "json", K.TRUNCATED),
    "cut": (answer(json.dumps(GOOD_LIST)[:-20]), "json", K.TRUNCATED),
    "duplicate keys": (answer('{"code":"OK","data":{},"code":"NO"}'), "json", K.UNREADABLE),
    "NaN": (answer('{"code":"OK","data":{"total":NaN}}'), "json", K.UNREADABLE),
    "a list without an envelope": (answer(b"[]"), "json", K.INTERFACE_CHANGED),
    "an object without an envelope": (answer({"items": [], "total": 0}), "json", K.INTERFACE_CHANGED),
    "OK without data": (answer({"code": "OK"}), "json", K.INTERFACE_CHANGED),
    "OK with data null": (answer({"code": "OK", "data": None}), "json", K.INTERFACE_CHANGED),
    "a code that is no text": (answer({"code": 0, "data": {}}), "json", K.INTERFACE_CHANGED),
    "another code": (answer({"code": "INVALID_PARAM", "data": {"items": []}}), "json", K.INTERFACE_CHANGED),
    "server error in the envelope": (answer({"code": "INTERNAL_SERVER_ERROR"}), "json", K.SERVER_ERROR),
    "server error by number": (answer({"code": 500, "data": None}), "json", K.SERVER_ERROR),
    "service unavailable in the envelope": (answer({"code": "UNAVAILABLE"}), "json", K.SERVER_ERROR),
    "too many requests in the envelope": (answer({"code": "TOO_MANY_REQUESTS"}), "json", K.RATE_LIMITED),
    "forbidden in the envelope": (answer({"code": "FORBIDDEN"}), "json", K.REFUSED),
    "login in the envelope": (answer({"code": "UNAUTHORIZED"}), "json", K.LOGIN),
    "not found in the envelope of a list": (answer(NO_RECORD), "json", K.INTERFACE_CHANGED),
}


@pytest.mark.parametrize(("page", "expects", "kind"), CASES.values(), ids=CASES.keys())
def test_every_kind_of_page_is_told_apart(
    page: Page, expects: Literal["json", "html", "robots"], kind: ProblemKind | None
) -> None:
    """The table: which page, what was expected, which problem."""
    problem = problem_of(page, expects)

    assert (problem.kind if problem else None) == kind
    if problem is not None:
        assert problem.where == "/api/v1/submitting/formality/list-all-public-formality-by-citizen" or (
            problem.where == "/api/v1/configuring/formality/get-formality-by-citizen"
        )
        assert problem.text.startswith(f"Trang {problem.where}: ")
        assert problem.text.endswith(".")
        assert "\n" not in problem.text
        assert len(problem.text) < 500


def test_the_sentence_says_where_it_was_sent() -> None:
    """A redirect names its target as a full address."""
    page = answer("", 302, Location="/sso?next=%2F")

    problem = problem_of(page, "json")

    assert redirect_target(page) == "https://dichvucong.gov.vn/sso?next=%2F"
    assert problem is not None
    assert problem.text == (
        "Trang /api/v1/submitting/formality/list-all-public-formality-by-citizen: "
        "cổng chuyển hướng tới https://dichvucong.gov.vn/sso?next=%2F (mã 302); "
        "mở địa chỉ mới bằng trình duyệt để xem cổng đã dời hay đã đóng."
    )


def test_what_the_portal_says_stays_on_one_line() -> None:
    """Line breaks, terminal signs and endless messages do not get into the sentence."""
    page = answer({"code": "X\x1b[31m\nY", "message": "dài\r\n" * 10_000})

    problem = problem_of(page, "json")

    assert problem is not None
    assert all(c.isprintable() for c in problem.text)
    assert len(problem.text) < 500


HOSTILE = {
    "200,000 nested tags": b"<div>" * 200_000 + "bảo trì".encode(),
    "200,000 nested inline tags": b"<b>" * 200_000,
    "200,000 attributes on one tag": b"<a " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">",
    "10 MB of entities": b"<p>" + b"&amp;" * 2_000_000,
    "20,000 unclosed cells": b"<table><tr><td>" * 20_000,
    "1 MB of open brackets": b"<" * 1_000_000,
    "500,000 links": b"<a href=/x>" * 500_000,
    "100,000 scripts": b"<script>location = 'x'</script>" * 100_000,
    "100,000 empty forms": b"<form><input>" * 100_000,
    "a script of 5 MB": b"<script>" + b"location " * 600_000 + b"</script>",
    "portal after portal": ("<p>" + "cổng đã " * 60_000).encode(),
    "nested noscript": b"<noscript>" * 50_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_on_a_hostile_page_is_bounded(body: bytes) -> None:
    """Work that grew with the square of the page would outlast the test's own limit; none is taken for an answer."""
    assert problem_of(answer(body, 200, HTML), "json") is not None


@given(st.binary(max_size=300), st.sampled_from([200, 201, 302, 400, 404, 500]))
def test_no_bytes_get_through_as_an_answer(body: bytes, status: int) -> None:
    """Whatever is not the envelope has a problem."""
    assert problem_of(answer(body, status), "json") is not None


@given(st.text(max_size=200))
def test_any_page_has_a_kind(text: str) -> None:
    """The look at a page never fails."""
    assert look_at(f"<html>{text}</html>".encode("utf-8", "replace")).kind in HtmlKind


@pytest.mark.parametrize(
    "relative",
    [
        "national/qtungnui07__crwatdatadvc/page-list.html",
        "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/page_source.html",
        "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/search_page.html",
        "national/makecolour__SongGio/example/dichvucong.gov.vn/p/home/"
        "dvc-tthc-thu-tuc-hanh-chinh-chi-tiet/details.html",
    ],
)
def test_real_pages_are_pages_and_no_answers(relative: str) -> None:
    """A real page of a portal is good where a page is expected, and a changed interface where JSON is."""
    page = answer(reference(relative).read_bytes(), 200, HTML)

    assert problem_of(page, "html") is None
    problem = problem_of(page, "json")
    assert problem is not None
    assert problem.kind is K.INTERFACE_CHANGED
