"""``scrapy crawl tayninh_dvc``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from scrapy.http import Request

from analysis.model import Page, Problem
from crawler.asks import Ask, Plan, Taken
from crawler.page_kinds import Expected
from crawler.portal_spider import PortalSpider
from crawler.portals.tayninh_dvc import portal

#: A practice portal on this machine wants no token.
_HERE = ("127.0.0.1", "localhost", "::1")


class TayNinhDvcSpider(PortalSpider):
    """Tây Ninh's old citizen API."""

    name = adapter = "tayninh_dvc"
    default_base_url = portal.BASE_URL

    def make_plan(self, again: list[str]) -> Plan:
        """See :func:`crawler.portals.tayninh_dvc.portal.plan`."""
        return portal.again(again) if again else portal.plan(self.options)

    def expects(self, ask: Ask) -> Expected:
        """JSON in a frame of its own."""
        return "robots" if ask.purpose == "robots" else "object"

    def more_headers(self, ask: Ask) -> dict[str, str]:
        """The token of the public client, from the environment alone; robots.txt is read without it."""
        token = self._token()
        return {"token": token} if token and ask.purpose != "robots" else {}

    def after_robots(self, page: Page | None, problem: Problem | None) -> Iterator[Request]:
        """Without the token that the configuration speaks of there is nothing to ask."""
        wanted = self.options.get("token_env", "")
        if wanted and not self._token() and urlsplit(self.base_url).hostname not in _HERE:
            self.stop(f"token: Biến môi trường {wanted} (options.token_env) chưa có giá trị dùng được; chưa hỏi gì cả.")
            return
        yield from super().after_robots(page, problem)

    def details(self, taken: Taken) -> Iterator[Request]:
        """A procedure that many agencies show is asked for its forms at the first of them only."""
        fresh = {}
        for place in taken.details:
            number = place.rpartition("@")[0]
            if number not in self.asked_details:
                self.asked_details.add(number)
                fresh[number] = place
        yield from super().details(replace(taken, details=tuple(fresh.values())))

    def _token(self) -> str:
        value = os.environ.get(self.options.get("token_env", ""), "").strip()
        return value if value.isascii() and value.isprintable() else ""
