"""Crawling one portal: a process of its own, watched and told about."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from crawler.process import Job
from monitor import PRODUCT, VERSION
from monitor.clock import WallClock
from monitor.config import Config, PortalConfig
from storage import runs
from storage.engine import connect

#: (pages done, pages planned so far, problems)
Watcher = Callable[[int, int, int], None]


class CrawlCrashed(Exception):
    """The crawl process ended without telling how; the message carries its last words."""


@dataclass(frozen=True, slots=True)
class CrawlEnd:
    """How a crawl process ended."""

    finish: str  # "finished", or why it stopped
    interrupted: bool = False


def crawl(
    config: Config,
    portal: PortalConfig,
    run: int,
    *,
    clock: WallClock,
    again: tuple[str, ...] = (),
    watch: Watcher | None = None,
) -> CrawlEnd:
    """Crawl a portal into a run. Raises CrawlCrashed when the process died; KeyboardInterrupt is passed on."""
    job = job_of(config, portal, run, clock, again)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            process_group=0,  # Ctrl-C reaches us alone: two of them would make the crawl drop what it holds
        )
        assert process.stdin is not None
        assert process.stdout is not None
        closed = None
        try:
            with suppress(BrokenPipeError), process.stdin:  # it died at once: its last words are told below
                process.stdin.write(job.to_json())
            for line in process.stdout:
                told = _told(line)
                closed = told.get("closed", closed)
                if watch is not None and "done" in told:
                    watch(told["done"], told["planned"], told["problems"])
            process.wait()
        except BaseException:
            _end(process)
            raise
        if closed is None or process.returncode:
            errors.seek(0)
            raise CrawlCrashed(_last_words(errors.read()) or f"mã thoát {process.returncode}")
        return CrawlEnd(closed, interrupted=closed == "shutdown")


def job_of(config: Config, portal: PortalConfig, run: int, clock: WallClock, again: tuple[str, ...] = ()) -> Job:
    """What the crawl process is told."""
    settings = _settings(config, portal, run, clock)
    return Job(portal.adapter, portal.portal().base_url, dict(portal.options), list(again), settings)


def _settings(config: Config, portal: PortalConfig, run: int, clock: WallClock) -> dict[str, object]:
    how = config.crawl
    return {
        "USER_AGENT": f"{PRODUCT}/{VERSION} (giam sat cong khai TTHC; lien he: {how.contact})",
        "DOWNLOAD_DELAY": how.delay,
        "CONCURRENT_REQUESTS": how.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": how.concurrency,
        "DOWNLOAD_TIMEOUT": how.timeout,
        "REQUEST_BUDGET": how.budget,
        "RETRIES": how.retries,
        "RETRY_WAIT": how.retry_wait,
        "RETRY_AFTER_LIMIT": how.retry_after_limit,
        "STOP_AFTER_REFUSALS": how.stop_after_refusals,
        "REQUESTS_SENT": _sent(config, run),
        "LEDGER": "storage.ledger.DatabaseLedger",
        "LEDGER_ARGUMENTS": {"url": config.store.url, "run": run},
        "CRAWL_CLOCK": clock.for_crawls,
        "CRAWL_CLOCK_OFFSET": clock.offset.total_seconds(),
        "PROGRESS": True,
    }


def _sent(config: Config, run: int) -> int:
    """How many requests this run has made already: the budget is for the night, not for a process."""
    engine = connect(config.store.url)
    try:
        return runs.captures_count(engine, run)
    finally:
        engine.dispose()


def _told(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _end(process: subprocess.Popen[str]) -> None:
    """Let the crawl commit what it has, then see it gone."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=20)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):  # asked twice: at once
        process.kill()
        process.wait()


def _last_words(errors: str) -> str:
    lines = [x.strip() for x in errors.strip().splitlines() if x.strip()]
    return lines[-1][:300] if lines else ""
