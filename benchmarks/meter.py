"""A Scrapy extension that measures a crawl from inside, the same on every side that is compared.

From the first request handed to the downloader until everything is closed: the last commit of our
ledger, or the closed file of a bare spider. Start-up of the interpreter is outside.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler


class Meter:
    """Writes one JSON object to the file that the setting ``METER_FILE`` names."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.file = Path(crawler.settings["METER_FILE"])
        self.began = (0.0, 0.0)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of building an extension."""
        meter = cls(crawler)
        crawler.signals.connect(meter.first_request, signals.request_reached_downloader)
        crawler.signals.connect(meter.stopped, signals.engine_stopped)
        return meter

    def first_request(self, **_: Any) -> None:
        """Note when the first request was sent; later ones are not looked at."""
        self.crawler.signals.disconnect(self.first_request, signals.request_reached_downloader)
        self.began = time.monotonic(), time.process_time()

    def stopped(self) -> None:
        """Every handler of the spider's end has run: what was to be kept is kept."""
        wall, cpu = time.monotonic() - self.began[0], time.process_time() - self.began[1]
        stats = self.crawler.stats
        assert stats is not None
        told = {
            "seconds": wall,
            "cpu": cpu,
            "responses": stats.get_value("downloader/response_count", 0),
            "reason": stats.get_value("finish_reason"),
        }
        self.file.write_text(json.dumps(told), encoding="utf-8")
