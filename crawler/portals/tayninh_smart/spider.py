"""``scrapy crawl tayninh_smart``."""

from __future__ import annotations

from crawler.asks import Ask, Plan
from crawler.page_kinds import Expected
from crawler.portal_spider import PortalSpider
from crawler.portals.tayninh_smart import portal


class TayNinhSmartSpider(PortalSpider):
    """The "Tây Ninh Smart" API."""

    name = adapter = "tayninh_smart"
    default_base_url = portal.BASE_URL

    def make_plan(self, again: list[str]) -> Plan:
        """See :func:`crawler.portals.tayninh_smart.portal.plan`."""
        return portal.again(again) if again else portal.plan(self.options)

    def expects(self, ask: Ask) -> Expected:
        """JSON without a frame."""
        return "robots" if ask.purpose == "robots" else "object"

    def more_headers(self, ask: Ask) -> dict[str, str]:
        """Its own client sends a bearer without a token; nothing is secret."""
        return {} if ask.purpose == "robots" else {"Authorization": "Bearer "}
