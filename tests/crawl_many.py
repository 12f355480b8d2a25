"""Many crawls at once in one process: a process for each case would take the tests' time.

The crawls, their stores and their reading are the product's own; only the process that holds them is shared.
As a program it reads jobs as a JSON list on standard input and writes how each ended as a JSON list.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlalchemy import Engine

from analysis.model import Capture, Snapshot
from crawler.process import Job
from monitor.clock import night_of
from monitor.config import Config
from monitor.crawling import job_of
from monitor.night import read_run
from storage import runs
from storage.archive import RunArchive
from storage.database import open_store
from tests.practice import FIRST_NIGHT, PracticeClock

PURPOSES = ("robots", "list", "probe", "detail", "front", "again")
CLOCK = PracticeClock(FIRST_NIGHT)


@dataclass(frozen=True)
class Visited:
    """What came of one crawl."""

    snapshot: Snapshot
    captures: tuple[Capture, ...]
    finish: str


@dataclass(frozen=True)
class Errand:
    """One crawl to make: ``crawl`` changes the manners, ``portal`` the source."""

    base_url: str
    adapter: str = "front_page"
    crawl: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    def config(self, folder: Path) -> Config:
        """The configuration of this errand alone."""
        portal = {"code": "cong-thu", "name": "Cổng tập dượt", "adapter": self.adapter, "base_url": self.base_url}
        crawl = {"contact": "practice@example.org", "delay": 0, "retries": 0, "retry_wait": 0, "timeout": 5}
        return Config.model_validate(
            {
                "crawl": crawl | dict(self.crawl),
                "store": {"url": f"sqlite:///{folder / 'tthc.sqlite'}"},
                "report": {"directory": str(folder / "reports")},
                "portals": [portal | {"options": dict(self.options)}],
            }
        )


def empty_store(folder: Path) -> Engine:
    """A fresh store; made once a folder tree and copied, since making one runs every migration."""
    pattern = folder.parent / "pattern.sqlite"
    if not pattern.exists():
        open_store(f"sqlite:///{pattern}").dispose()
    folder.mkdir(exist_ok=True)
    copyfile(pattern, folder / "tthc.sqlite")
    return open_store(f"sqlite:///{folder / 'tthc.sqlite'}")


def crawl_many(folder: Path, errands: Mapping[str, Errand], **environment: str) -> dict[str, Visited]:
    """Make all crawls at once, each into a store of its own, and read them back."""
    prepared = []
    for number, errand in enumerate(errands.values()):
        place = folder / str(number)
        engine = empty_store(place)
        config = errand.config(place)
        (portal,) = config.portals
        at = CLOCK.now()
        run, _ = runs.start_run(engine, portal.portal(), night_of(at), at, "", "test", None)
        prepared.append((config, portal, engine, run))
    jobs = [asdict(job_of(config, portal, run.id, CLOCK)) for config, portal, _, run in prepared]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.crawl_many"],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=True,
        timeout=60,
    )
    finishes = json.loads(ended.stdout)
    came = {}
    for name, (_, portal, engine, run), finish in zip(errands, prepared, finishes, strict=True):
        snapshot = read_run(engine, portal, run, CLOCK.now(), finish)
        archive = RunArchive(engine, run.id)
        captures = tuple(sorted((c for p in PURPOSES for c in archive.captures(p)), key=lambda c: c.seq))
        came[name] = Visited(snapshot, captures, finish)
        engine.dispose()
    sys.stderr.write(ended.stderr)
    return came


def main() -> None:
    """Crawl all jobs at once."""
    from scrapy import signals
    from scrapy.crawler import AsyncCrawlerProcess, Crawler
    from scrapy.settings import Settings

    from crawler import settings as defaults

    jobs = [Job(**j) for j in json.load(sys.stdin)]
    shared = Settings()
    shared.setmodule(defaults, priority="project")
    process = AsyncCrawlerProcess(shared)
    finishes = [""] * len(jobs)
    for number, job in enumerate(jobs):
        settings = shared.copy()
        settings.setdict(job.settings | {"PROGRESS": False}, priority="cmdline")
        crawler = Crawler(process.spider_loader.load(job.adapter), settings)

        def note(spider: Any, reason: str, number: int = number) -> None:
            finishes[number] = spider.stopped or reason

        crawler.signals.connect(note, signals.spider_closed, weak=False)
        process.crawl(crawler, base_url=job.base_url, again=",".join(job.again), **job.options)
    process.start()
    print(json.dumps(finishes))


if __name__ == "__main__":
    main()
