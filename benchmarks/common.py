"""What the crawl measures share: the practice portal, crawls in processes of their own, and the last line."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import scrapy

from analysis.model import Portal, Role
from benchmarks import bare_spider
from crawler import settings as our_settings
from crawler.process import Job
from monitor.clock import VIETNAM
from storage.database import open_store
from storage.runs import start_run
from tests.simulator.fast import running

ROOT = Path(__file__).resolve().parent.parent
PAGE_SIZE = 50
NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=VIETNAM)
#: As many requests at once as Scrapy's defaults allow to one host, on every side that is compared.
CONCURRENCY = {"CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}


def reference_data() -> Path | None:
    """The real answers, where they are present; they are no part of the project."""
    found = Path(os.environ.get("TTHC_REFERENCE_DATA") or ROOT.parent / "shared" / "data")
    return found if (found / "national").is_dir() else None


def begin() -> None:
    """Tell what the figures depend on; and when ended from outside, leave no process and no folder behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    print(
        f"machine: {os.cpu_count()} cores, Python {platform.python_version()}, Scrapy {scrapy.__version__}, "
        f"load {load}, one fdatasync of 64 KB {_sync_time() * 1000:.1f} ms",
        flush=True,
    )


class Quiet:
    """Waits, within a budget, until others leave the machine alone; a busy one measures the others."""

    def __init__(self, budget: float) -> None:
        self.budget = budget
        self.waited = 0.0

    def wait(self) -> None:
        """Come back when less than a tenth of the machine was busy for half a second, or the budget is used up."""
        while self.waited < self.budget and _busy(0.5) > 0.1:
            self.waited += 0.5


def _busy(seconds: float) -> float:
    """The share of all processors that was busy meanwhile."""
    idle = []
    for pause in (seconds, 0.0):
        idle.append(float(Path("/proc/uptime").read_text().split()[1]))
        time.sleep(pause)
    return 1 - (idle[1] - idle[0]) / (seconds * (os.cpu_count() or 1))


def _sync_time() -> float:
    """The median time of an fdatasync where temporary folders lie."""
    with tempfile.TemporaryFile(buffering=0) as file:
        times = []
        for _ in range(15):
            file.write(os.urandom(65_536))
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return sorted(times)[7]


# --- the portal -----------------------------------------------------------------


@contextmanager
def portal(n: int) -> Iterator[str]:
    """A fast practice portal with ``n`` Justice procedures, in a process of its own; gives its base URL."""
    reference = reference_data()
    how = "answers prepared in advance, a process of its own"
    if reference is not None:
        print(f"portal: {n} procedures made from the real ones; {how}", flush=True)
        with running(reference, n, details_per_page=PAGE_SIZE) as base_url:
            yield base_url
        return
    print(f"portal: {n} procedures made from the demonstration's, shorter than real ones; {how}", flush=True)
    with started([sys.executable, "-m", "benchmarks.grown_demo", str(n), str(PAGE_SIZE)], stdout=subprocess.PIPE) as p:
        assert p.stdout is not None
        base_url = p.stdout.readline().decode().strip()
        if not base_url:
            raise RuntimeError("the practice portal did not start")
        yield base_url


# --- processes ------------------------------------------------------------------


@contextmanager
def started(command: list[str], **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own that is gone, with all its children, when the block ends."""
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, **how)
    try:
        yield process
    finally:
        send(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def send(session: int, what: signal.Signals) -> None:
    """A signal to every process of a session; the first one gets it first, so that it starts no others."""
    for process in sorted((p for p, _ in members(session)), key=lambda p: p != session):
        with suppress(ProcessLookupError):
            os.kill(process, what)


def members(session: int) -> Iterator[tuple[int, str]]:
    """The processes of a session that started() began, and the state of each."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, its_session = place.read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == session:
                yield int(place.parent.name), state


def run_job(
    command: list[str],
    job: str,
    folder: Path,
    *,
    limit: float = 300.0,
    watch: Callable[[int], None] | None = None,
) -> None:
    """Run a process that reads its job from standard input; raises when it fails or takes too long.

    ``watch`` is called with the process id about fifty times a second.
    """
    told, errors = folder / "stdout", folder / "stderr"
    with (
        told.open("wb") as out,
        errors.open("wb") as err,
        started(command, stdin=subprocess.PIPE, stdout=out, stderr=err) as process,
    ):
        assert process.stdin is not None
        process.stdin.write(job.encode())
        process.stdin.close()
        if watch is not None:
            ends = time.monotonic() + limit
            while process.poll() is None and time.monotonic() < ends:
                watch(process.pid)
                time.sleep(0.02)
            limit = 0.1
        code = process.wait(limit)
    if code:
        raise RuntimeError(f"{' '.join(command[1:])} ended with {code}: {errors.read_text()[-500:]}")


# --- one crawl of the national catalogue ----------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """What the meter saw of one crawl, from the first request to the last commit or the closed file."""

    seconds: float
    cpu: float
    pages: int

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def store_url(folder: Path) -> str:
    """The store of a measure."""
    return f"sqlite:///{folder / 'tthc.sqlite'}"


def our_job(base_url: str, folder: Path, **settings: Any) -> Job:
    """A crawl of the national catalogue into a new store, as the front door starts it."""
    engine = open_store(store_url(folder))
    source = Portal("dvcqg", "dvcqg", "dvcqg", Role.NATIONAL, base_url)
    run, _ = start_run(engine, source, NIGHT.date(), NIGHT, "{}", "benchmark", None)
    engine.dispose()
    return Job("dvcqg", base_url, {"page_size": str(PAGE_SIZE)}, [], our_told(folder, run.id) | settings)


def our_told(folder: Path, run: int) -> dict[str, Any]:
    """What the front door tells a crawl beside its own settings."""
    return {
        **CONCURRENCY,
        "DOWNLOAD_DELAY": 0,
        "REQUEST_BUDGET": 30_000,
        "LEDGER": "storage.ledger.DatabaseLedger",
        "LEDGER_ARGUMENTS": {"url": store_url(folder), "run": run},
        "PROGRESS": True,
    }


def our_crawl(base_url: str, folder: Path) -> Measured:
    """The real crawl process, measured."""
    meter, settings = _meter(folder)
    settings["EXTENSIONS"] |= our_settings.EXTENSIONS
    run_job([sys.executable, "-m", "crawler.process"], our_job(base_url, folder, **settings).to_json(), folder)
    return _read(meter)


def bare_told(folder: Path) -> dict[str, Any]:
    """What a bare spider is told beside its base settings."""
    return {
        **CONCURRENCY,
        "DOWNLOAD_DELAY": 0,
        "FEEDS": {str(folder / "items.jsonl"): {"format": "jsonlines", "encoding": "utf-8"}},
    }


def default_told(folder: Path) -> dict[str, Any]:
    """What a bare spider with Scrapy's defaults is told: where to write, and not to log every page or listen."""
    quiet = {"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    return {"FEEDS": bare_told(folder)["FEEDS"]} | quiet


def bare_crawl(base_url: str, folder: Path, *, ours: bool, unread: bool = False) -> Measured:
    """The bare spider, measured; ``ours``: with the settings of our crawl as far as they are Scrapy's own."""
    meter, settings = _meter(folder)
    settings |= bare_told(folder) if ours else default_told(folder)
    job = {"base_url": base_url, "page_size": PAGE_SIZE, "settings": settings, "ours": ours, "unread": unread}
    run_job([sys.executable, "-m", bare_spider.__name__], json.dumps(job), folder)
    return _read(meter)


def _meter(folder: Path) -> tuple[Path, dict[str, Any]]:
    file = folder / "meter.json"
    return file, {"EXTENSIONS": {"benchmarks.meter.Meter": 0}, "METER_FILE": str(file)}


def _read(meter: Path) -> Measured:
    told = json.loads(meter.read_text(encoding="utf-8"))
    if told["reason"] != "finished":
        raise RuntimeError(f"a crawl ended with {told['reason']!r}")
    return Measured(told["seconds"], told["cpu"], told["responses"])


# --- the last line --------------------------------------------------------------


def verdict(name: str, figure: str, bar: str, *, ok: bool) -> int:
    """Print the last line of a measure; returns the exit code."""
    print(f"{name}: {figure} ({bar}) {'ok' if ok else 'short'}", flush=True)
    return 0 if ok else 1
