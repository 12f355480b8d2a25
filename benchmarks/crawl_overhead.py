"""What our crawl costs: pages a second against a bare Scrapy spider on the same portal.

Ours is the real crawl process with the ledger on SQLite: every page acknowledged after its commit. The peer
fetches the same pages with equal settings and writes JSON lines; a second peer has Scrapy's defaults.
Start-up is not counted: measured from the first request to the last commit, or to the closed file. Sides take
turns, and the median of the ratios of all rounds counts.

``--strace`` shows instead that an acknowledgement follows an fsync of the write-ahead log.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from sqlalchemy import func, select

from benchmarks import common
from benchmarks.bare_spider import whole_settings
from benchmarks.common import Measured
from crawler import settings as our_settings
from storage import tables as t
from storage.engine import connect

BAR = 0.80
DEFAULTS_BAR = 1.20

SHOWN = (
    "CONCURRENT_REQUESTS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "CONCURRENT_ITEMS",
    "DOWNLOAD_DELAY",
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "COMPRESSION_ENABLED",
    "COOKIES_ENABLED",
    "RETRY_ENABLED",
    "REDIRECT_ENABLED",
    "HTTPERROR_ALLOW_ALL",
    "DEFAULT_REQUEST_HEADERS",
    "LOG_LEVEL",
    "DUPEFILTER_CLASS",
    "ITEM_PIPELINES",
)

Side = Callable[[str, Path], Measured]
SIDES: dict[str, Side] = {
    "ours": common.our_crawl,
    "equal": lambda url, folder: common.bare_crawl(url, folder, ours=True),
    "defaults": lambda url, folder: common.bare_crawl(url, folder, ours=False),
    "unread": lambda url, folder: common.bare_crawl(url, folder, ours=True, unread=True),
}


def main() -> int:
    """Measure and judge; 0 when both bars are met."""
    options = _options()
    common.begin()
    if options.strace:
        return prove_order()
    n = options.n or (1500 if options.short else 5665)
    rounds = options.pairs or (3 if options.short else 9)
    tell_settings()
    with common.portal(n) as base_url:
        measured = measure(base_url, n, rounds)
    return judge(measured)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="3 rounds on 1,500 procedures; full: 9 on 5,665")
    parser.add_argument("--n", type=int, help="procedures")
    parser.add_argument("--pairs", type=int, help="rounds")
    parser.add_argument("--strace", action="store_true", help="show that an acknowledgement follows an fsync")
    return parser.parse_args()


# --- measuring ------------------------------------------------------------------


def measure(base_url: str, n: int, rounds: int) -> dict[str, list[Measured]]:
    """Every side once a round, each round beginning with another side."""
    measured: dict[str, list[Measured]] = {name: [] for name in SIDES}
    names = list(SIDES)
    one_side("equal", base_url, n)  # the portal keeps what it was asked once: nobody shall be the first
    print(f"{'round':>5}" + "".join(f"{name:>24}" for name in names) + f"{'load':>7}", flush=True)
    print(f"{'':>5}" + f"{'pages/s  CPU ms/page':>24}" * len(names))
    quiet = common.Quiet(budget=20.0 * rounds)
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            quiet.wait()
            measured[name].append(one_side(name, base_url, n))
        told = "".join(f"{_told(measured[name][-1]):>24}" for name in names)
        print(f"{number + 1:>5}{told}{os.getloadavg()[0]:>7.1f}", flush=True)
    print(f"waited {quiet.waited:.0f} s for others to leave the machine alone")
    return measured


def _told(one: Measured) -> str:
    return f"{one.rate:.0f}  {one.cpu / one.pages * 1000:.2f}"


def one_side(name: str, base_url: str, n: int) -> Measured:
    """One crawl, checked to have everything."""
    with tempfile.TemporaryDirectory(prefix="tthc-bench-") as place:
        folder = Path(place)
        found = SIDES[name](base_url, folder)
        kept = _stored(folder) if name == "ours" else _lines(folder / "items.jsonl")
        if kept != n:
            raise RuntimeError(f"{name} kept {kept} of {n} procedures")
    return found


def _stored(folder: Path) -> int:
    engine = connect(common.store_url(folder))
    query = select(func.count(func.distinct(t.capture.c.topic))).where(
        t.capture.c.purpose == "detail", t.capture.c.problem.is_(None), t.capture.c.body_id.is_not(None)
    )
    with engine.connect() as connection:
        found = connection.scalar(query)
    engine.dispose()
    return found or 0


def _lines(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def judge(measured: dict[str, list[Measured]]) -> int:
    """Medians, ratios and the last lines."""
    print(f"\n{'side':<10}{'pages/s, median':>18}{'lowest':>9}{'highest':>9}{'CPU ms/page':>13}")
    for name, runs in measured.items():
        rates = sorted(m.rate for m in runs)
        cpu = statistics.median(m.cpu / m.pages for m in runs) * 1000
        print(f"{name:<10}{statistics.median(rates):>18.0f}{rates[0]:>9.0f}{rates[-1]:>9.0f}{cpu:>13.2f}")
    ratios = {name: _ratios(measured, name) for name in ("equal", "defaults", "unread")}
    for name, each in ratios.items():
        print(f"ours / {name}: " + " ".join(f"{x:.2f}" for x in each) + f"; median {statistics.median(each):.2f}")
    print(
        "not judged: 'unread' writes the text of an answer without ever looking at it, so that a blocked or broken\n"
        "answer would be kept as a record; 'equal' reads each answer once, as ours does."
    )
    equal, defaults = (statistics.median(ratios[name]) for name in ("equal", "defaults"))
    second = common.verdict(
        "crawl_overhead_defaults", f"{defaults:.2f}", f">= {DEFAULTS_BAR:.2f}", ok=defaults >= DEFAULTS_BAR
    )
    return common.verdict("crawl_overhead", f"{equal:.2f}", f">= {BAR:.2f}", ok=equal >= BAR) or second


def _ratios(measured: dict[str, list[Measured]], peer: str) -> list[float]:
    return [a.rate / b.rate for a, b in zip(measured["ours"], measured[peer], strict=True)]


# --- the settings of every side -------------------------------------------------


def tell_settings() -> None:
    """Print what the sides are set to; equal values once."""
    nowhere = Path("folder")
    ours = Settings()
    ours.setmodule(our_settings, priority="project")
    ours.setdict(common.our_told(nowhere, 1), priority="cmdline")
    sides = {
        "ours": ours,
        "equal": whole_settings(common.bare_told(nowhere), ours=True),
        "defaults": whole_settings(common.default_told(nowhere), ours=False),
    }
    print("settings ('unread' has those of 'equal'):")
    for name in SHOWN:
        values = {side: _short(settings[name]) for side, settings in sides.items()}
        if values["ours"] == values["equal"]:
            values = {"ours, equal": values["ours"], "defaults": values["defaults"]}
        if len(set(values.values())) == 1:
            values = {"all": values["defaults"]}
        print(f"  {name}: " + "; ".join(f"{side} {value}" for side, value in values.items()))
    for kind in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
        for side, settings in sides.items():
            print(f"  {kind.lower()} of {side}: {', '.join(_components(settings, kind)) or 'none'}")
    print("  answers: the same bytes for every side, not compressed by the portal")


def _short(value: Any) -> str:
    if hasattr(value, "items"):
        return "{" + ", ".join(f"{_last(str(k))}: {v}" for k, v in value.items()) + "}"
    return _last(str(value))


def _last(path: str) -> str:
    return path.rpartition(".")[2] if re.fullmatch(r"[A-Za-z_.]+", path) else path


def _components(settings: Settings, kind: str) -> list[str]:
    return [_last(str(x)) for x in build_component_list(settings.get_component_priority_dict_with_base(kind))]


# --- acknowledged only after an fsync -------------------------------------------


def prove_order(n: int = 300) -> int:
    """Trace the system calls of a crawl; and of one that does not wait for the disk, to see the check fail."""
    if shutil.which("strace") is None:
        print("strace is not on this machine: nothing shown")
        return common.verdict("crawl_overhead_strace", "not shown", "every page after fsync", ok=False)
    with common.portal(n) as base_url:
        durable, pages = _traced(base_url, careless=False)
        control, others = _traced(base_url, careless=True)
    print(f"as delivered: {durable} of {pages} acknowledgements follow an fsync of the WAL")
    print(f"control (synchronous=NORMAL): {control} of {others}")
    return common.verdict(
        "crawl_overhead_strace",
        f"{durable} of {pages} acknowledged after fsync, control {control}",
        "all, and fewer in the control",
        ok=durable == pages >= n and control < others,
    )


def _traced(base_url: str, *, careless: bool) -> tuple[int, int]:
    """(acknowledgements whose bytes were synced before, all acknowledgements)."""
    with tempfile.TemporaryDirectory(prefix="tthc-bench-") as place:
        folder = Path(place)
        job = common.our_job(base_url, folder, LEDGER="benchmarks.marking.MarkingLedger")
        job.settings["LEDGER_ARGUMENTS"] |= {"marks": str(folder / "marks"), "careless": careless}
        trace = folder / "trace"
        calls = "trace=write,pwrite64,fsync,fdatasync"
        command = ["strace", "-f", "-qq", "-y", "-s", "32", "-e", calls, "-e", "signal=none", "-o", str(trace)]
        common.run_job([*command, sys.executable, "-m", "crawler.process"], job.to_json(), folder)
        events = list(_events(trace.read_text(errors="replace").splitlines()))
    return _judged(events)


_CALL = re.compile(r"^\d+ +(?P<name>\w+)\(\d+<(?P<file>[^>]*)>(?:, (?P<rest>.*))?")
_RESUMED = re.compile(r"^\d+ +<\.\.\. (?P<name>\w+) resumed>.*= 0$")


def _events(lines: list[str]) -> Iterator[tuple[str, int]]:
    """What matters of a trace, in order: ``put N``, ``ack N``, ``log`` (written) and ``sync`` (of the log, done)."""
    syncing = False
    for line in lines:
        call = _CALL.match(line)
        if call is None:
            resumed = _RESUMED.match(line)
            if resumed and syncing and resumed["name"] in ("fsync", "fdatasync"):
                syncing = False
                yield "sync", 0
            continue
        if call["file"].endswith("/marks"):
            word, _, number = call["rest"].split('"')[1].removesuffix("\\n").partition(" ")
            yield word, int(number)
        elif call["file"].endswith("tthc.sqlite-wal"):
            if call["name"] in ("write", "pwrite64"):
                yield "log", 0
            elif line.endswith("= 0"):
                yield "sync", 0
            else:
                syncing = line.endswith("<unfinished ...>")


def _judged(events: list[tuple[str, int]]) -> tuple[int, int]:
    """An acknowledgement is durable when the log was written and then synced after its page had arrived."""
    arrived: dict[int, int] = {}
    written = synced = -1
    durable = pages = 0
    for at, (what, number) in enumerate(events):
        if what == "put":
            arrived[number] = at
        elif what == "log":
            written = at
        elif what == "sync":
            synced = at
        else:
            pages += 1
            durable += arrived[number] < written < synced
    return durable, pages


if __name__ == "__main__":
    sys.exit(main())
