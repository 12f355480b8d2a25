"""``scrapy crawl web_pages``."""

from __future__ import annotations

from typing import Literal

from analysis.model import Page, Problem
from crawler.asks import Ask, Plan, Taken
from crawler.portal_spider import PortalSpider
from crawler.portals.web_pages import portal


class WebPagesSpider(PortalSpider):
    """A portal with pages of its own."""

    name = adapter = "web_pages"
    default_base_url = portal.BASE_URL

    def make_plan(self, again: list[str]) -> Plan:
        """See :func:`crawler.portals.web_pages.portal.plan`."""
        return portal.again(again, self.base_url) if again else portal.plan(self.options, self.base_url)

    def take(self, ask: Ask, page: Page) -> tuple[Problem | None, Taken | None]:
        """A blank fragment is how some lists end."""
        if portal.is_end(self.options, ask, page.status, page.body):
            return None, self.walks[ask.topic].plan.take(page.body, ask)
        return super().take(ask, page)

    def holds(self, ask: Ask, page: Page) -> bool:
        """Procedures in a list, or the data of one."""
        return portal.holds(self.options, ask, page.body)

    def expects(self, ask: Ask) -> Literal["json", "html", "robots"]:
        """Pages for people."""
        return "robots" if ask.purpose == "robots" else "html"
