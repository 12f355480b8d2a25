"""``scrapy crawl dvcqg``."""

from __future__ import annotations

from analysis.model import Page, Problem, ProblemKind
from crawler.asks import Ask, Plan, Taken
from crawler.portal_spider import PortalSpider
from crawler.portals.dvcqg import portal


class NationalSpider(PortalSpider):
    """The national catalogue."""

    name = adapter = "dvcqg"
    default_base_url = portal.BASE_URL

    def make_plan(self, again: list[str]) -> Plan:
        """See :func:`crawler.portals.dvcqg.portal.plan`."""
        return portal.again(again) if again else portal.plan(self.options)

    def take(self, ask: Ask, page: Page) -> tuple[Problem | None, Taken | None]:
        """A detail must be the one that was asked for, or it is not done."""
        problem, taken = super().take(ask, page)
        if problem is None and ask.purpose == "detail" and ask.topic.encode() not in page.body:
            problem = Problem(
                ProblemKind.INTERFACE_CHANGED,
                f"Hỏi thủ tục {ask.topic} nhưng cổng trả về một thủ tục khác.",
                ask.topic,
            )
        return problem, taken
