"""``scrapy crawl probe``."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Request

from analysis.model import Page, Problem
from crawler.asks import Ask, Plan, Taken
from crawler.page_kinds import Expected
from crawler.platforms import list_link
from crawler.portal_spider import PortalSpider
from crawler.portals.probe import portal


class ProbeSpider(PortalSpider):
    """First contact with a portal."""

    name = adapter = "probe"
    default_base_url = portal.BASE_URL

    def make_plan(self, again: list[str]) -> Plan:
        """See :func:`crawler.portals.probe.portal.plan`."""
        return portal.plan(self.options)

    def expects(self, ask: Ask) -> Expected:
        """Pages for people, and one answer of JSON."""
        if ask.purpose == "robots":
            return "robots"
        return "object" if ask.purpose == "probe" and ask.topic != "list-link" else "html"

    def go_on(
        self, request: Request, page: Page | None, problem: Problem | None, taken: Taken | None
    ) -> Iterator[Request]:
        """After the page: the list of procedures that it links to, once."""
        yield from super().go_on(request, page, problem, taken)
        ask: Ask = request.meta["ask"]
        if ask.purpose == "front" and page is not None and problem is None and not self.stopped:
            path = list_link(page)
            if path:
                yield self.request(Ask("probe", "list-link", path))
