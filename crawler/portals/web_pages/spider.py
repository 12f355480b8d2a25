"""``scrapy crawl web_pages``."""

from __future__ import annotations

from typing import Literal

from crawler.asks import Ask, Plan
from crawler.portal_spider import PortalSpider
from crawler.portals.web_pages import portal


class WebPagesSpider(PortalSpider):
    """A portal with pages of its own."""

    name = adapter = "web_pages"
    default_base_url = portal.BASE_URL

    def make_plan(self, again: list[str]) -> Plan:
        """See :func:`crawler.portals.web_pages.portal.plan`."""
        return portal.again(again) if again else portal.plan(self.options, self.base_url)

    def expects(self, ask: Ask) -> Literal["json", "html", "robots"]:
        """Pages for people."""
        return "robots" if ask.purpose == "robots" else "html"
