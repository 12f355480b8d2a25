"""``scrapy crawl front_page``."""

from __future__ import annotations

from typing import Literal

from crawler.asks import Ask, Plan
from crawler.portal_spider import PortalSpider
from crawler.portals.front_page import portal


class FrontPageSpider(PortalSpider):
    """The front page of a provincial portal."""

    name = adapter = "front_page"
    default_base_url = portal.BASE_URL

    def make_plan(self, again: list[str]) -> Plan:
        """See :func:`crawler.portals.front_page.portal.plan`."""
        return portal.plan({})

    def expects(self, ask: Ask) -> Literal["json", "html", "robots"]:
        """A page for people."""
        return "robots" if ask.purpose == "robots" else "html"
