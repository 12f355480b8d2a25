"""The small decisions of the crawl, each by itself: waits, hops, addresses, causes (P38, P39, P41)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from OpenSSL import SSL
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.settings import Settings
from service_identity.exceptions import VerificationError
from twisted.internet import defer
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseNeverReceived

from analysis.model import Page, Problem, ProblemKind
from crawler.asks import Ask, Fetched
from crawler.manners import Held, Manners, Progress, PublicResolver, ToLedger, retry_after
from crawler.portal_spider import MAX_HOPS, cause_of, problem_of_failure
from crawler.portals.dvcqg.spider import NationalSpider
from crawler.portals.front_page.spider import FrontPageSpider

AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
BASE = "https://portal.test"


def page(status: int = 200, body: bytes = b"", url: str = BASE + "/", **headers: str) -> Page:
    fields = tuple((k.replace("_", "-"), v) for k, v in headers.items())
    return Page("GET", url, b"", url, status, fields, AT, body, "")


# --- Retry-After ------------------------------------------------------------------

WAITS = {
    "": 0,
    "0": 0,
    "30": 30,
    " 120 ": 120,
    "Fri, 20 Nov 2026 15:32:00 GMT": 120,
    "Friday, 20-Nov-26 15:32:00 GMT": 120,
    "Fri, 20 Nov 2026 22:32:00 +0700": 120,
    "Fri, 20 Nov 2026 15:29:00 GMT": 0,  # past
    "soon": 0,
    "-5": 0,
    "1.5": 0,  # the grammar knows whole seconds only
    "²": 0,  # a digit to Python, no number to anybody
    "Mon, 01 Jan 2024 00:00:00 +99999999999999999999": 0,
    "Mon, 99 Jan 2024 00:00:00 GMT": 0,
}


@pytest.mark.parametrize("value", WAITS)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str) -> None:
    assert retry_after(value, AT) == WAITS[value]


@given(st.text(st.characters(max_codepoint=255)))
def test_no_retry_after_breaks_the_crawl(value: str) -> None:
    assert retry_after(value, AT) >= 0


# --- redirects --------------------------------------------------------------------

#: Only an address of the very same scheme, host and port is a hop.
TARGETS = {
    "/": "https://portal.test/",
    "/home": "https://portal.test/home",
    "home?x=1": "https://portal.test/home?x=1",
    "https://portal.test/vi": "https://portal.test/vi",
    "//portal.test/vi": "https://portal.test/vi",
    "": None,
    "http://portal.test/vi": None,
    "https://portal.test:8443/vi": None,
    "https://other.test/": None,
    "//other.test/": None,
    "https://portal.test.other.test/": None,
    "https://portal.test@other.test/": None,
    "https://user:secret@portal.test/": None,
    "https://portal.test\\@other.test/": None,
    "https://127.0.0.1/": None,
    "https://2130706433/": None,
    "https://[::ffff:127.0.0.1]/": None,
    "https://[": None,
    "file:///etc/passwd": None,
    "javascript:alert(1)": None,
    "data:text/html,x": None,
    "ftp://portal.test/": None,
}


@pytest.mark.parametrize("location", TARGETS)
def test_a_redirect_is_followed_only_within_the_portal(location: str) -> None:
    spider = FrontPageSpider(base_url=BASE)

    hop = spider.hop(Ask("front", "front", "/"), page(302, url=BASE + "/start", Location=location))

    assert (hop.path if hop else None) == TARGETS[location]


def test_a_post_is_never_redirected_and_hops_are_bounded() -> None:
    spider = FrontPageSpider(base_url=BASE)
    moved = page(302, url=BASE + "/a", Location="/b")

    assert spider.hop(Ask("list", "x", "/a", payload="{}"), moved) is None
    assert spider.hop(Ask("front", "front", "/a", position=MAX_HOPS), moved) is not None
    assert spider.hop(Ask("front", "front", "/a", position=MAX_HOPS + 1), moved) is None
    assert spider.hop(Ask("front", "front", "/a"), page(302, url=BASE + "/a", Location="/a")) is None


def test_the_portal_is_recognised_however_its_address_is_written() -> None:
    for written in ("https://PORTAL.test", "https://portal.test/", "https://cổng.test"):
        spider = FrontPageSpider(base_url=written)

        request = spider_request(spider, Ask("front", "front", "/"))

        assert request.url.startswith("://".join(spider.origin))


def test_robots_txt_is_asked_at_the_root_of_the_host() -> None:
    spider = FrontPageSpider(base_url="https://portal.test/some/path/")
    spider.progress = Progress(enabled=False)

    first = asyncio.run(anext(spider.start()))

    assert first.url == "https://portal.test/robots.txt"


def spider_request(spider: Any, ask: Ask) -> Any:
    spider.progress = Progress(enabled=False)
    return spider.request(ask)


def test_no_request_leaves_the_portal_whoever_made_it() -> None:
    """The last gate: whatever put an address elsewhere into a question."""
    spider = FrontPageSpider(base_url=BASE)
    spider.may_fetch = lambda _: True  # type: ignore[method-assign]
    gate = Manners(SimpleNamespace(spider=spider, settings=Settings({"REQUEST_BUDGET": 9})))  # type: ignore[arg-type]

    for away in ("https://other.test/", "http://portal.test/", "https://portal.test:444/", "https://127.0.0.1/"):
        with pytest.raises(Held) as held:
            asyncio.run(gate.process_request(spider_request(spider, Ask("front", "front", away))))
        assert held.value.kind is ProblemKind.REDIRECTED
    assert gate.sent == 0


# --- addresses --------------------------------------------------------------------

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "::1",
    "fe80::1",
    "fc00::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
]


class FixedResolver(PublicResolver):
    """Answers from a table in place of the name service."""

    def __init__(self, table: dict[str, str]) -> None:
        super().__init__(SimpleNamespace(), 0, 1.0)
        self.table = table


@pytest.fixture
def name_service(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(self: Any, name: str, timeout: Any = ()) -> defer.Deferred[str]:
        return defer.succeed(self.table[name])

    monkeypatch.setattr("scrapy.resolver.CachingThreadedResolver.getHostByName", answer)
    monkeypatch.setattr(PublicResolver, "refused", {})
    monkeypatch.setattr(PublicResolver, "named", set())


@pytest.mark.usefixtures("name_service")
@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    resolver = FixedResolver({"portal.test": address})

    failed = outcome(resolver.getHostByName("portal.test"))

    assert isinstance(failed, DNSLookupError)
    told = problem_of_failure(Failure(CannotResolveHostError("x")), BASE + "/").text
    assert told == f"Không đọc được {BASE}/: tên miền dẫn vào địa chỉ nội bộ {address}, không được đọc."


@pytest.mark.usefixtures("name_service")
def test_a_base_url_that_merely_leads_to_a_private_address_is_refused_too() -> None:
    PublicResolver.allow("https://portal.test")

    assert isinstance(outcome(FixedResolver({"portal.test": "10.0.0.7"}).getHostByName("portal.test")), DNSLookupError)


@pytest.mark.usefixtures("name_service")
def test_a_public_address_and_the_address_that_the_configuration_names_are_dialled() -> None:
    table = {"portal.test": "1.1.1.1", "127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "10.0.0.7": "10.0.0.7"}
    resolver = FixedResolver(table)
    for base_url in ("https://portal.test", "http://127.0.0.1:80", "http://localhost:80", "https://10.0.0.7"):
        PublicResolver.allow(base_url)

    assert PublicResolver.named == {"127.0.0.1", "localhost", "10.0.0.7"}
    assert [outcome(resolver.getHostByName(name)) for name in table] == list(table.values())


def outcome(deferred: defer.Deferred[Any]) -> Any:
    seen: list[Any] = []
    deferred.addCallbacks(seen.append, lambda failure: seen.append(failure.value))
    return seen[0]


# --- what went wrong --------------------------------------------------------------


def wrapped(inner: BaseException) -> Failure:
    """As Twisted wraps it."""
    return Failure(ResponseNeverReceived([Failure(inner)]))


def test_the_innermost_cause_is_told() -> None:
    inner = SSL.Error([("SSL routines", "", "certificate verify failed")])

    assert cause_of(wrapped(inner).value) is inner
    problem = problem_of_failure(wrapped(inner), BASE + "/robots.txt")
    assert problem.kind is ProblemKind.TLS
    assert problem.text == (
        "Không đọc được https://portal.test/robots.txt: "
        "không kiểm chứng được chứng thư TLS (certificate verify failed)."
    )


CAUSES = {
    "the certificate of another host": (wrapped(VerificationError([])), ProblemKind.TLS, "không mang tên máy chủ"),
    "a host that has TLS in its name": (
        wrapped(ConnectionResetError("ssl-tls.test hung up")),
        ProblemKind.NO_CONNECTION,
        "kết nối bị đứt",
    ),
    "no such host": (Failure(CannotResolveHostError("x")), ProblemKind.NO_CONNECTION, "không tìm được địa chỉ"),
    "too slow": (Failure(DownloadTimeoutError("x")), ProblemKind.TIMEOUT, "quá thời gian chờ"),
    "held back by us": (Failure(Held(ProblemKind.ROBOTS, "Không được đọc.")), ProblemKind.ROBOTS, "Không được đọc"),
}


@pytest.mark.parametrize("name", CAUSES)
def test_each_cause_is_a_kind_of_problem_and_a_sentence(name: str) -> None:
    failure, kind, says = CAUSES[name]

    problem = problem_of_failure(failure, BASE + "/")

    assert problem.kind is kind
    assert says in problem.text
    assert "\n" not in problem.text


def test_a_fault_in_our_own_reading_is_a_problem_of_that_page_and_loses_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Faulty(NationalSpider):
        def take(self, ask: Ask, page: Page) -> Any:
            raise KeyError("items")

    spider = Faulty(base_url=BASE)
    arrived = page(201, b'{"code":"OK"}')

    problem, taken = spider.judge(Ask("list", "formalities", "/"), arrived)

    assert taken is None
    assert problem == Problem(
        ProblemKind.UNREADABLE,
        "Chương trình không đọc được https://portal.test/ (KeyError: 'items'); trang đã được lưu.",
        "https://portal.test/",
    )
    assert "Traceback" in caplog.text


# --- the store and the front door -------------------------------------------------


class Stopping:
    """A spider of which only the end is looked at."""

    def __init__(self, ledger: Any, progress: Any) -> None:
        self.ledger, self.progress = ledger, progress
        self.why = ""

    def stop(self, why: str) -> None:
        self.why = why


def passed(spider: Stopping) -> Any:
    pipeline = ToLedger(SimpleNamespace(spider=spider))  # type: ignore[arg-type]
    return asyncio.run(pipeline.process_item(Fetched(Ask("detail", "1", "/"), BASE, AT)))


def test_a_store_that_fails_stops_the_crawl_and_still_raises() -> None:
    class Full:
        async def put(self, _: Fetched) -> None:
            raise OSError("disk full")

    spider = Stopping(Full(), None)

    with pytest.raises(OSError, match="disk full"):
        passed(spider)

    assert spider.why == "store failed"


def test_a_crawl_whose_front_door_was_killed_stops_after_the_page_is_kept() -> None:
    kept: list[Fetched] = []

    class Keeping:
        async def put(self, item: Fetched) -> None:
            kept.append(item)

    class Gone:
        def captured(self, _: Fetched) -> None:
            raise BrokenPipeError

    spider = Stopping(Keeping(), Gone())

    item = passed(spider)

    assert kept == [item]
    assert spider.why == "front door gone"
