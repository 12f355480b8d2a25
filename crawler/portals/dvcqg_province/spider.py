"""``scrapy crawl dvcqg_province``."""

from __future__ import annotations

from crawler.asks import Plan
from crawler.portal_spider import PortalSpider
from crawler.portals.dvcqg_province import portal


class ProvinceSpider(PortalSpider):
    """The province's part of the national platform."""

    name = adapter = "dvcqg_province"
    default_base_url = portal.BASE_URL

    def make_plan(self, again: list[str]) -> Plan:
        """See :func:`crawler.portals.dvcqg_province.portal.plan`."""
        return portal.again(again, self.options) if again else portal.plan(self.options)
