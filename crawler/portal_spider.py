"""The spider that every portal shares: robots.txt first, then the lists, then the details.

It takes from the answers only what it needs to go on (ids, totals, cursors).
What the pages say is read afterwards, from the archive (D23).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar, Self, cast
from urllib.parse import urljoin, urlsplit

import scrapy
from protego import Protego
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DontCloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from analysis.model import Page, Problem, ProblemKind
from crawler.asks import Ask, Fetched, Plan, Taken
from crawler.clock import Clock
from crawler.ledger import Ledger
from crawler.manners import Held, Progress, PublicResolver, retry_after
from crawler.page_kinds import Expected, problem_of
from crawler.unreadable import Unreadable
from crawler.walk import Walk

#: Problems that another try may cure.
PASSING = frozenset(
    {
        ProblemKind.NO_CONNECTION,
        ProblemKind.TIMEOUT,
        ProblemKind.TRUNCATED,
        ProblemKind.SERVER_ERROR,
        ProblemKind.RATE_LIMITED,
        ProblemKind.REFUSED,
    }
)
#: Problems that say the portal does not want us, or is not there: several in a row end the visit.
DISCOURAGING = PASSING | {
    ProblemKind.TLS,
    ProblemKind.LOGIN,
    ProblemKind.CLOSED_NOTICE,
    ProblemKind.INTERFACE_CHANGED,
    ProblemKind.REDIRECTED,
}
MAX_HOPS = 5
#: A robots.txt that asks for more seconds between two requests is for a person to look at.
LONGEST_DELAY = 60.0


class PortalSpider(scrapy.Spider):
    """One visit to one portal."""

    adapter: ClassVar[str]
    default_base_url: ClassVar[str]

    ledger: Ledger
    clock: Clock

    def __init__(self, base_url: str = "", again: str = "", **options: Any) -> None:
        super().__init__(self.adapter)
        self.base_url = (base_url or self.default_base_url).rstrip("/")
        self.origin = urlsplit(Request(self.base_url).url)[:2]  # as Scrapy writes it: small letters, punycode
        self.options = options
        self.plan = self.make_plan([x for x in again.split(",") if x])
        self.walks = {p.topic: Walk(p) for p in self.plan.lists}
        self.robots: Protego | None = None
        self.quiet_until = 0.0
        self.failures = 0
        self.stopped = ""
        self.asked_details: set[str] = set()

    def make_plan(self, again: list[str]) -> Plan:
        """What this visit asks for; with ``again``, only those records once more (D16)."""
        raise NotImplementedError

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way of building a spider; the ledger and the clock are named in the settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        PublicResolver.allow(spider.base_url)
        settings = crawler.settings
        ledger: type[Ledger] = load_object(settings["LEDGER"])
        spider.ledger = ledger.open(**settings.getdict("LEDGER_ARGUMENTS"))
        spider.clock = load_object(settings["CRAWL_CLOCK"])(settings.getfloat("CRAWL_CLOCK_OFFSET"))
        spider.progress = Progress(enabled=settings.getbool("PROGRESS"))
        # The crawl before ours may have asked the same host just now: the delay holds between crawls too.
        spider.quiet_until = spider.clock.now().timestamp() + settings.getfloat("DOWNLOAD_DELAY")
        crawler.signals.connect(spider.when_idle, signals.spider_idle)
        crawler.signals.connect(spider.when_closed, signals.spider_closed)
        return spider

    progress: Progress

    # --- asking ---------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        """robots.txt comes first; everything else waits for it (D17)."""
        yield self.request(Ask("robots", "robots.txt", urljoin(self.base_url, "/robots.txt")))

    def request(self, ask: Ask, attempt: int = 0) -> Request:
        """The Scrapy request of a question."""
        if attempt == 0:
            self.progress.plan(1)
        return Request(
            urljoin(self.base_url + "/", ask.path.lstrip("/")) if "://" not in ask.path else ask.path,
            method=ask.method,
            body=ask.body,
            headers=({"Content-Type": ask.content_type} if ask.payload is not None else {}) | self.more_headers(ask),
            callback=self.answered,
            errback=self.unanswered,
            # lists before details: what the list promised must be known early
            priority={"robots": 100, "list": 10}.get(ask.purpose, 0) + (5 if attempt else 0),
            dont_filter=attempt > 0,
            meta={"ask": ask, "attempt": attempt},
        )

    def more_headers(self, ask: Ask) -> dict[str, str]:
        """Header fields that this kind of portal wants besides ours. What we send is not kept with the answer."""
        return {}

    def may_fetch(self, url: str) -> bool:
        """Whether robots.txt lets us read this address."""
        return self.robots is not None and bool(self.robots.can_fetch(url, self.settings["USER_AGENT"]))

    async def keep_quiet(self) -> None:
        """Wait as long as the portal asked us to, but not beyond the end of the visit. Raises Held."""
        wait = self.quiet_until - self.clock.now().timestamp()
        if wait <= 0:
            return
        waiting = asyncio.ensure_future(self.clock.sleep(wait))
        while not waiting.done():
            if self.stopped or not (self.crawler.engine and self.crawler.engine.running):
                waiting.cancel()
                raise Held(ProblemKind.INTERRUPTED, "Lần quét được dừng trong lúc đợi theo yêu cầu của cổng.")
            await asyncio.wait({waiting}, timeout=0.5)

    def be_quiet(self, seconds: float) -> None:
        """Ask for nothing for so long; longer waits end the visit instead, see :meth:`retry`."""
        if seconds <= self.settings.getfloat("RETRY_AFTER_LIMIT"):
            self.quiet_until = max(self.quiet_until, self.clock.now().timestamp() + seconds)

    # --- answers --------------------------------------------------------------

    def answered(self, response: Response) -> Iterator[Fetched | Request]:
        """An answer came: keep it, then go on from it."""
        request = cast("Request", response.request)
        ask: Ask = request.meta["ask"]
        status, headers, wire, at = request.meta["wire"]
        page = Page(request.method, request.url, request.body, response.url, status, headers, at, response.body, "")
        problem, taken = self.judge(ask, page)
        if not request.meta.get("from_ledger"):
            yield Fetched(ask, request.url, at, status, headers, wire, problem)
        yield from self.go_on(request, page, problem, taken)

    def unanswered(self, failure: Failure) -> Iterator[Fetched | Request]:
        """No (whole) answer came: a problem, with whatever was received."""
        request = cast("Request", failure.request)  # type: ignore[attr-defined]
        ask: Ask = request.meta["ask"]
        problem = problem_of_failure(failure, request.url)
        status, headers, wire, at = request.meta.get("wire", (None, (), b"", self.clock.now()))
        yield Fetched(ask, request.url, at, status, headers, wire, problem)
        yield from self.go_on(request, None, problem, None)

    def judge(self, ask: Ask, page: Page) -> tuple[Problem | None, Taken | None]:
        """What :meth:`take` says; a fault of ours must not lose the page, so it is a problem of that page."""
        try:
            return self.take(ask, page)
        except Exception as error:
            self.logger.exception("reading %s", page.url)
            told = f"Chương trình không đọc được {page.url} ({type(error).__name__}: {error}); trang đã được lưu."
            return Problem(ProblemKind.UNREADABLE, told, page.url), None

    def take(self, ask: Ask, page: Page) -> tuple[Problem | None, Taken | None]:
        """Judge the page and, for a list, take from it what is needed to go on."""
        problem = problem_of(page, self.expects(ask), lambda: self.holds(ask, page))
        if problem is not None or ask.purpose != "list":
            return problem, None
        try:
            return None, self.walks[ask.topic].plan.take(page.body, ask)
        except Unreadable as error:
            return Problem(error.kind, error.text, ask.topic), None

    def holds(self, ask: Ask, page: Page) -> bool:
        """Whether a page for people shows what was asked for, so that it can be no notice."""
        return False

    def expects(self, ask: Ask) -> Expected:
        """What kind of page this question should bring."""
        return "robots" if ask.purpose == "robots" else "json"

    def go_on(
        self, request: Request, page: Page | None, problem: Problem | None, taken: Taken | None
    ) -> Iterator[Request]:
        """What to ask next."""
        ask: Ask = request.meta["ask"]
        if problem is None:
            self.failures = 0
        elif page is not None and (hop := self.hop(ask, page)) is not None:
            yield self.request(hop)
            return
        else:
            retry = self.retry(request, page, problem)
            if retry is not None:
                yield retry
                return
        if self.stopped:
            return
        if ask.purpose == "robots":
            yield from self.after_robots(page, problem)
        elif ask.purpose == "list":
            yield from self.after_list(ask, taken)

    def retry(self, request: Request, page: Page | None, problem: Problem) -> Request | None:
        """The same question once more after a wait, or None; enough refusals in a row end the visit."""
        ask: Ask = request.meta["ask"]
        settings = self.settings
        if problem.kind in (ProblemKind.BUDGET,):
            self.stop(f"budget: {problem.text}")
            return None
        if problem.kind in DISCOURAGING:
            self.failures += 1
        if self.failures >= settings.getint("STOP_AFTER_REFUSALS"):
            self.stop(f"{problem.kind.value}: {problem.text}")
            return None
        wait = retry_after(page.header("Retry-After"), self.clock.now()) if page else 0.0
        if wait > settings.getfloat("RETRY_AFTER_LIMIT"):
            self.stop(f"{problem.kind.value}: cổng yêu cầu đợi {wait:.0f} giây, quá giới hạn; để đêm sau.")
            return None
        attempt: int = request.meta["attempt"]
        if problem.kind not in PASSING or attempt >= settings.getint("RETRIES"):
            return None
        self.be_quiet(settings.getfloat("RETRY_WAIT") * 2**attempt)
        return self.request(ask, attempt + 1)

    def hop(self, ask: Ask, page: Page) -> Ask | None:
        """The next address of a redirect within the portal's own host, or None."""
        if not 300 <= page.status < 400 or ask.method != "GET" or ask.position > MAX_HOPS:
            return None
        try:
            target = urljoin(page.url, page.header("Location"))
            if urlsplit(target)[:2] != self.origin or target == page.url:
                return None
        except ValueError:  # not an address at all
            return None
        return Ask(ask.purpose, ask.topic, target, visit=ask.visit, position=ask.position + 1)

    def after_robots(self, page: Page | None, problem: Problem | None) -> Iterator[Request]:
        """Obey robots.txt; one that cannot be read stops the crawl, one that does not exist allows all."""
        if problem is not None and problem.kind is not ProblemKind.NOT_FOUND:
            self.stop(f"robots: {problem.text}")
            return
        # A byte order mark would hide the first line, often the "User-agent: *" of all the rules.
        self.robots = Protego.parse(page.body.decode("utf-8-sig", "replace") if page and not problem else "")
        delay = float(self.robots.crawl_delay(self.settings["USER_AGENT"]) or 0)
        if delay > LONGEST_DELAY:
            self.stop(f"robots: robots.txt của cổng đòi cách nhau {delay:g} giây, lâu quá; cần người xem.")
            return
        self.slow_down(delay)
        for ask in self.plan.singles:
            yield self.request(ask)
        for walk in self.walks.values():
            yield self.request(walk.start())

    def slow_down(self, delay: float) -> None:
        """Keep at least this many seconds between requests, also where Scrapy opens a slot anew after a long wait."""
        engine = self.crawler.engine
        assert engine is not None
        delay = max(delay, self.settings.getfloat("DOWNLOAD_DELAY"))
        host = urlsplit(self.base_url).hostname or ""
        engine.downloader.per_slot_settings[host] = {"delay": delay}
        for slot in engine.downloader.slots.values():
            slot.delay = max(slot.delay, delay)

    def after_list(self, ask: Ask, taken: Taken | None) -> Iterator[Request]:
        """Go on along the list; ask for the records it names and for the lists found on it."""
        walk = self.walks[ask.topic]
        if taken is None:
            walk.broke(ask)
            return
        following = walk.took(ask, taken)
        if following is not None:
            yield self.request(following)
        for plan in taken.lists:
            if plan.topic not in self.walks:
                self.walks[plan.topic] = Walk(plan)
                yield self.request(self.walks[plan.topic].start())
        yield from self.details(taken)

    def details(self, taken: Taken) -> Iterator[Request]:
        """One request a record not asked for yet."""
        if self.plan.detail is None:
            return
        for portal_id in taken.details:
            if portal_id not in self.asked_details:
                self.asked_details.add(portal_id)
                yield self.request(self.plan.detail(portal_id))

    # --- the end --------------------------------------------------------------

    def when_idle(self) -> None:
        """Everything asked is answered: read the first pages again, or make another pass (D15)."""
        if self.stopped:
            return
        asks = [ask for walk in self.walks.values() if (ask := walk.when_idle()) is not None]
        engine = self.crawler.engine
        assert engine is not None
        for ask in asks:
            engine.crawl(self.request(ask))
        if asks:
            raise DontCloseSpider

    def stop(self, why: str) -> None:
        """End the visit now; what is committed stays."""
        if not self.stopped:
            self.stopped = why
            engine = self.crawler.engine
            assert engine is not None
            deferred_from_coro(engine.close_spider_async(reason=why))

    async def when_closed(self, reason: str) -> None:
        """Commit what is pending and tell how it ended."""
        await self.ledger.close()
        self.progress.tell(closed=self.stopped or reason)


def problem_of_failure(failure: Failure, url: str) -> Problem:
    """Why no answer came, in one Vietnamese sentence."""
    error = failure.value
    assert error is not None
    if isinstance(error, Held):
        return Problem(error.kind, error.text, url)
    cause = cause_of(error)
    told = re.sub(r"\s+", " ", f"{type(cause).__name__}: {cause}")[:200]
    private = PublicResolver.refused.get(urlsplit(url).hostname or "")
    if isinstance(error, CannotResolveHostError) and private:
        kind, text = ProblemKind.NO_CONNECTION, f"tên miền dẫn vào địa chỉ nội bộ {private}, không được đọc"
    elif isinstance(error, CannotResolveHostError):
        kind, text = (
            ProblemKind.NO_CONNECTION,
            "không tìm được địa chỉ của máy chủ; kiểm tra mạng và tên miền",
        )
    elif isinstance(error, DownloadConnectionRefusedError):
        kind, text = ProblemKind.NO_CONNECTION, "máy chủ không nhận kết nối"
    elif isinstance(error, DownloadTimeoutError):
        kind, text = ProblemKind.TIMEOUT, "quá thời gian chờ"
    elif isinstance(error, ResponseDataLossError):
        kind, text = ProblemKind.TRUNCATED, "câu trả lời bị cắt giữa chừng"
    elif isinstance(error, DownloadCancelledError | IgnoreRequest):
        kind, text = ProblemKind.TOO_LARGE, "câu trả lời lớn quá giới hạn"
    elif type(cause).__module__.partition(".")[0] in ("OpenSSL", "service_identity"):
        kind, text = ProblemKind.TLS, f"không kiểm chứng được chứng thư TLS ({_tls_said(cause)})"
    else:
        kind, text = ProblemKind.NO_CONNECTION, f"kết nối bị đứt ({told})"
    return Problem(kind, f"Không đọc được {url}: {text}.", url)


def cause_of(error: BaseException) -> BaseException:
    """The innermost reason: Twisted wraps what happened in lists of failures, Scrapy in an exception of its own."""
    while True:
        reasons = getattr(error, "reasons", None) or [error.__cause__]
        inner = getattr(reasons[0], "value", reasons[0])
        if not isinstance(inner, BaseException):
            return error
        error = inner


def _tls_said(error: BaseException) -> str:
    """OpenSSL's own words; another refusal is that of the name in the certificate."""
    entries = error.args[0] if error.args and isinstance(error.args[0], list) else []
    reasons = [str(e[-1]) for e in entries if isinstance(e, tuple) and e]
    return "; ".join(reasons) or "chứng thư không mang tên máy chủ này"
