"""How we behave towards a portal, and how every answer becomes evidence.

Downloader middlewares, the dupe filter, the item pipeline and the resolver of
the crawl. They decide nothing about content.
"""

from __future__ import annotations

import ipaddress
import json
import sys
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy.dupefilters import BaseDupeFilter
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, HtmlResponse, Request, Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from analysis.model import ProblemKind
from crawler.asks import Ask, Fetched, request_key

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred


def key_of(request: Request) -> tuple[int, bytes]:
    """(visit, request key) of one of our requests; kept in its meta, since it is asked for twice."""
    key = request.meta.get("key")
    if key is None:
        ask: Ask = request.meta["ask"]
        key = request.meta["key"] = (ask.visit, request_key(request.method, request.url, request.body))
    return key


class Held(IgnoreRequest):
    """A request we do not send, and why."""

    def __init__(self, kind: ProblemKind, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text


class _OfCrawler:
    """A component that looks at the running spider."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of building a component."""
        return cls(crawler)

    @property
    def spider(self) -> Any:
        """The running portal spider."""
        return self.crawler.spider


class LedgerAnswers(_OfCrawler):
    """Answers committed lists from their stored bytes, so that a resumed crawl asks for nothing twice (D38)."""

    def process_request(self, request: Request) -> Response | None:
        """The stored answer, or None to ask the portal."""
        answer = self.spider.ledger.answer(*key_of(request))
        if answer is None:
            return None
        request.meta["from_ledger"] = True
        headers = Headers()
        for name, value in answer.headers:
            headers.appendlist(name, value)
        return HtmlResponse(request.url, status=answer.status, headers=headers, body=answer.wire)


class Manners(_OfCrawler):
    """Only the portal's own host, only what robots.txt allows, within the budget, and quiet when told to be."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.budget = crawler.settings.getint("REQUEST_BUDGET")
        self.sent = crawler.settings.getint("REQUESTS_SENT")  # by this run, before it was taken up again

    async def process_request(self, request: Request) -> None:
        """Let the request through, or hold it back."""
        spider, ask = self.spider, request.meta["ask"]
        if urlsplit(request.url)[:2] != spider.origin:
            raise Held(ProblemKind.REDIRECTED, f"Không đi ra ngoài cổng: {request.url}")
        if ask.purpose != "robots" and not spider.may_fetch(request.url):
            raise Held(ProblemKind.ROBOTS, f"robots.txt của cổng không cho đọc {request.url}")
        if self.sent >= self.budget:
            raise Held(
                ProblemKind.BUDGET,
                f"Đã dùng hết {self.budget} yêu cầu cho đêm nay (budget trong cấu hình); phần còn lại để đêm sau.",
            )
        self.sent += 1
        await spider.keep_quiet()

    def process_response(self, request: Request, response: Response) -> Response:
        """Fall silent as soon as the portal asks for it: the next request may be on its way before this is judged."""
        if response.status >= 300 and not request.meta.get("from_ledger"):
            asked = (response.headers.get("Retry-After") or b"").decode("latin-1")
            self.spider.be_quiet(retry_after(asked, self.spider.clock.now()))
        return response


def retry_after(value: str, now: datetime) -> float:
    """Seconds that a portal asks us to wait (RFC 9110, 10.2.3): a number or a date; 0 when it does not say."""
    value = value.strip()
    if not value:
        return 0.0
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
        return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return 0.0


class Witness(_OfCrawler):
    """Keeps each answer as it came over the wire, before anything decodes it (D25, D26)."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note status, header fields with repeats, and the raw body."""
        headers = response.headers
        request.meta["wire"] = (
            response.status,
            tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name in headers for value in headers.getlist(name)
            ),
            response.body,
            self.spider.clock.now(),
        )
        return response


class DoneFilter(BaseDupeFilter):
    """Drops what was asked already, and details whose good capture is committed in this run (D38)."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.seen: set[tuple[int, bytes]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of building a component."""
        return cls(crawler)

    def request_seen(self, request: Request) -> bool:
        """Whether this request need not be made."""
        key = key_of(request)
        if key in self.seen:
            return True
        self.seen.add(key)
        spider: Any = self.crawler.spider
        ask: Ask = request.meta["ask"]
        if ask.purpose in ("detail", "again") and spider.ledger.is_done(*key):
            spider.progress.skipped()
            return True
        return False


class ToLedger(_OfCrawler):
    """The pipeline: a capture is passed on only when it is committed (D24, D37)."""

    async def process_item(self, item: Fetched) -> Fetched:
        """Commit one capture. A store that fails stops the crawl: Scrapy alone would go on (D40)."""
        try:
            await self.spider.ledger.put(item)
        except Exception:
            self.spider.stop("store failed")
            raise
        try:
            self.spider.progress.captured(item)
        except BrokenPipeError:
            # Nobody listens any more: the front door was killed, and another may soon take up this run.
            self.spider.stop("front door gone")
        return item


class Progress:
    """Tells the front door how far the crawl is, a line of JSON on standard output now and then."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled
        self.planned = 0
        self.done = 0
        self.problems = 0
        self._last = 0.0

    def plan(self, more: int) -> None:
        """More pages are asked for."""
        self.planned += more

    def skipped(self) -> None:
        """A page was there already."""
        self.done += 1

    def captured(self, item: Fetched) -> None:
        """A page was committed."""
        self.done += 1
        self.problems += not item.is_good
        if self.enabled and time.monotonic() - self._last > 0.2:
            self._last = time.monotonic()
            self.tell(done=self.done, planned=max(self.planned, self.done), problems=self.problems)

    def tell(self, **facts: Any) -> None:
        """Write one line."""
        if self.enabled:
            sys.stdout.write(json.dumps(facts) + "\n")
            sys.stdout.flush()


class PublicResolver(CachingThreadedResolver):
    """Refuses names that lead to private addresses, unless a base URL names that address itself (D29).

    The resolver belongs to the process and is there before the spiders, so what they tell it is kept by the class.
    """

    named: ClassVar[set[str]] = set()
    refused: ClassVar[dict[str, str]] = {}  # name -> its private address, to tell why

    @classmethod
    def allow(cls, base_url: str) -> None:
        """Take note of the address that a base URL names; a name that merely leads to one is none."""
        host = urlsplit(base_url).hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            if host != "localhost":
                return
        cls.named.add(host)

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Resolve, then look at the address."""
        found = super().getHostByName(name, timeout)
        if name not in self.named:
            found.addCallback(_refuse_private, name)
        return found


def _refuse_private(address: str, name: str) -> str:
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    if not found.is_global or found.is_multicast:
        PublicResolver.refused[name] = address
        raise DNSLookupError(f"{name} leads to the private address {address}, which is refused")
    return address
