"""One crawl in a process of its own: there is one reactor a process, and crashes stay inside.

Reads a job as JSON on standard input, writes progress as JSON lines on
standard output; the last line tells how the crawl closed. The front door
starts it with ``python -m crawler.process``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as defaults


@dataclass(frozen=True, slots=True)
class Job:
    """What a crawl process is told: plain values only."""

    adapter: str
    base_url: str
    options: dict[str, str] = field(default_factory=dict)
    again: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The job as the process reads it."""
        return json.dumps(asdict(self))


def main() -> int:
    """Run the job on standard input; 0 even when the portal refused: the captures tell."""
    job = Job(**json.load(sys.stdin))
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    settings.setdict(job.settings, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(job.adapter, base_url=job.base_url, again=",".join(job.again), **job.options)
    process.start()
    return 0


if __name__ == "__main__":
    sys.exit(main())
