"""The peer of the crawl measures: what one would write with Scrapy alone, in a process of its own.

Walks the national list, asks for every detail and lets Scrapy write JSON lines. Reads its job as JSON
on standard input: ``{"base_url", "page_size", "settings", "ours", "unread"}``. With ``ours`` it starts
from the settings of our crawl as far as they are Scrapy's own, else from Scrapy's defaults. A line is the
record that was read from the answer; with ``unread`` it is the answer's text, never looked at.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, TextResponse
from scrapy.settings import Settings

from crawler import settings as our_settings

LIST = "/api/v1/submitting/formality/list-all-public-formality-by-citizen"
DETAIL = "/api/v1/configuring/formality/get-formality-by-citizen"
HEADERS = {"Content-Type": "application/json"}


class BareSpider(scrapy.Spider):
    """List pages, then details; lists first, as in our crawl."""

    name = "bare"

    def __init__(self, base_url: str, page_size: int, unread: bool) -> None:
        super().__init__()
        self.base_url = base_url
        self.page_size = page_size
        self.unread = unread

    async def start(self) -> AsyncIterator[Request]:
        """The first page of the list."""
        yield self.page("")

    def page(self, cursor: str) -> Request:
        """One page of the list."""
        asked = {"limit": self.page_size, "lastId": cursor, "q": "", "categoryId": "", "departmentCode": "G15"}
        return self.post(LIST, asked, self.listed, priority=10)

    def post(self, path: str, asked: dict[str, Any], callback: Callable[..., Any], priority: int = 0) -> Request:
        """A question in the portal's way."""
        body = json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode()
        return Request(
            self.base_url + path, method="POST", body=body, headers=HEADERS, callback=callback, priority=priority
        )

    def listed(self, response: TextResponse) -> Iterator[Request]:
        """The next page and the details of this one."""
        data = response.json()["data"]
        if data["items"] and data["lastId"]:
            yield self.page(data["lastId"])
        for item in data["items"]:
            yield self.post(DETAIL, {"id": item["id"]}, self.detailed)

    def detailed(self, response: TextResponse) -> Iterator[dict[str, Any]]:
        """One line of the output."""
        yield {"url": response.url, "body": response.text} if self.unread else response.json()["data"]


def base_settings(*, ours: bool) -> Settings:
    """Scrapy's defaults, or the settings of our crawl without the parts that are ours."""
    settings = Settings()
    if not ours:
        return settings
    settings.setmodule(our_settings, priority="project")
    for layers in ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS"):
        kept = {k: v for k, v in getattr(our_settings, layers).items() if k.startswith("scrapy.")}
        kept.pop("scrapy.extensions.feedexport.FeedExporter", None)  # it writes the JSON lines
        settings.set(layers, kept, priority="project")
    scrapys = Settings()
    for name in ("ITEM_PIPELINES", "DUPEFILTER_CLASS", "TWISTED_DNS_RESOLVER", "SPIDER_MODULES"):
        settings.set(name, scrapys[name], priority="project")
    return settings


def whole_settings(told: dict[str, Any], *, ours: bool) -> Settings:
    """The settings of a run: the base, and what the job tells."""
    settings = base_settings(ours=ours)
    for name, value in told.items():
        whole = settings.getdict("EXTENSIONS") | value if name == "EXTENSIONS" else value
        settings.set(name, whole, priority="cmdline")
    return settings


def main() -> int:
    """Run the job on standard input."""
    job = json.load(sys.stdin)
    process = AsyncCrawlerProcess(whole_settings(job["settings"], ours=job["ours"]))
    process.crawl(BareSpider, base_url=job["base_url"], page_size=job["page_size"], unread=job["unread"])
    process.start()
    return 0


if __name__ == "__main__":
    sys.exit(main())
