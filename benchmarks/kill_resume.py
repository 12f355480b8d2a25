"""A night killed at random moments and taken up again: nothing is lost, hardly anything is asked twice.

The main job (front door and crawl process, one session) plays a night against practice portals. At a
drawn moment all of them are stopped, the phase they are in is looked up, and if it is the wanted one they are
killed with SIGKILL; then the night is played to its end and compared with one that nobody disturbed:

* listing, detail: a crawl process runs, and the last question it sent was for a list, or for a procedure;
* commit: one of the two holds the write lock of the database's log;
* close: the last portal has been read; what is left is reading, asking again, comparing, closing the runs.

Beside it the same with a bare Scrapy spider and its JOBDIR, on the same portal.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import common
from benchmarks.bare_spider import DETAIL
from benchmarks.store_facts import StoreFacts, facts_of
from tests.simulator.catalogue import demo_catalogue, real_case
from tests.simulator.door import Door, World, serve
from tests.simulator.wire import Request, Response
from tests.simulator.world import FrontPage, Platform

PHASES = ("listing", "detail", "commit", "close")
LIMIT = 180.0  # seconds for one night
STORE = "tthc.sqlite"
AT_RISK = 15  # pages, beside as many as there are questions at once, that a kill may cost
#: Where SQLite locks the log for writing: a byte of the shared-memory file (its file format, section 2.3).
WRITE_LOCK = 120

Asked = tuple[str, bytes]  # (path, body)


class Unhurried:
    """A portal that takes a few milliseconds for each answer, so that questions are under way when the kill comes."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._random = random.Random(seed)

    def respond(self, request: Request, night: int = 1) -> Response:
        """The world's answer, a little later."""
        return replace(self._world.respond(request, night), delay=self._random.uniform(0.001, 0.006))


@dataclass(frozen=True, slots=True)
class Portals:
    """The practice portals with their doors open."""

    platform: Door
    front: Door

    def asked(self) -> Counter[Asked]:
        """Every question so far."""
        return Counter((v.path, v.body) for door in (self.platform, self.front) for v in door.log)

    def forget(self) -> None:
        """A new night: nothing was asked yet."""
        self.platform.log.clear()
        self.front.log.clear()

    def count(self, *, details: bool | None = None) -> int:
        """How many questions the platform got: of procedures, of the rest, or all."""
        log = self.platform.log
        return len(log) if details is None else sum((v.path == DETAIL) == details for v in log)

    def is_last(self) -> bool:
        """Whether the last portal was asked for its last page."""
        return any(v.path == "/" for v in self.front.log)


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """The night that nobody disturbed, and its length in questions and seconds."""

    facts: StoreFacts
    asked: Counter[Asked]
    lists: int
    details: int
    again: int  # questions after the last portal was read: what seemed absent, asked once more
    closing: float


@dataclass(frozen=True, slots=True)
class Kill:
    """What one kill and the resumed night came to."""

    phase: str
    holder: str  # who held the lock: the crawl process, or the front door
    committed: int  # good pages when the kill came
    lost: int
    twice: int
    again: int  # asked again although committed
    repeated: int  # asked before the kill and not committed: asked again
    resumed: int  # how often the night was taken up
    wrong: tuple[str, ...]


def main() -> int:
    """Measure and judge; 0 when nothing is lost and everything agrees."""
    options = _options()
    kills = options.kills or (6 if options.short else 30)
    reference = None if options.short else common.reference_data()
    at_least = 1 if options.short else 3
    common.begin()
    catalogue = demo_catalogue() if reference is None else real_case(reference)
    print(
        f"portals: {'the demonstration' if reference is None else 'the real case'}; kills: {kills}, seed {options.seed}"
    )
    chance = random.Random(options.seed)
    slow = Unhurried(Platform(catalogue), options.seed)
    with serve(slow) as platform, serve(FrontPage("open")) as front:
        portals = Portals(platform, front)
        quiet = undisturbed(portals, options.concurrency)
        done = [kill_once(portals, quiet, options.concurrency, wanted, chance) for wanted in _wanted(kills, chance)]
        bare = jobdir(portals, quiet, options.concurrency)
    return judge(done, bare, options.concurrency, at_least)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="6 kills on the demonstration; full: 30 on the real case")
    parser.add_argument("--kills", type=int, help="number of kills")
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--concurrency", type=int, default=4, help="questions at once; 4 is the most one may configure")
    return parser.parse_args()


def _wanted(kills: int, chance: random.Random) -> list[str]:
    """A phase for each kill, evenly spread, in drawn order."""
    wanted = [PHASES[n % len(PHASES)] for n in range(kills)]
    chance.shuffle(wanted)
    return wanted


# --- nights ---------------------------------------------------------------------


@contextmanager
def night(folder: Path, portals: Portals, concurrency: int, minutes: int) -> Iterator[subprocess.Popen[bytes]]:
    """The main job as processes of one session."""
    arguments = [str(folder), portals.platform.base_url, portals.front.base_url, str(concurrency), str(minutes)]
    with (
        (folder / "errors").open("ab") as errors,
        common.started(
            [sys.executable, "-m", "benchmarks.one_night", *arguments], stdout=subprocess.DEVNULL, stderr=errors
        ) as process,
    ):
        yield process


def play(folder: Path, portals: Portals, concurrency: int, minutes: int = 0) -> int:
    """A whole night, or the rest of one; returns the exit code."""
    with night(folder, portals, concurrency, minutes) as process:
        return process.wait(LIMIT)


def undisturbed(portals: Portals, concurrency: int) -> Undisturbed:
    """The night to compare with."""
    with tempfile.TemporaryDirectory(prefix="tthc-bench-") as place:
        folder = Path(place)
        with night(folder, portals, concurrency, 0) as process:
            began = time.monotonic()
            while not portals.is_last() and process.poll() is None and time.monotonic() - began < LIMIT:
                time.sleep(0.005)
            asked, last = portals.count(), time.monotonic()
            code = process.wait(LIMIT)
        again, closing = portals.count() - asked, time.monotonic() - last
        if code:
            raise RuntimeError(f"the undisturbed night ended with {code}: {(folder / 'errors').read_text()[-500:]}")
        facts = facts_of(folder / STORE)
    lists, details = portals.count(details=False), portals.count(details=True)
    quiet = Undisturbed(facts, portals.asked(), lists, details, again, closing)
    print(
        f"undisturbed: {sum(facts.pages.values())} pages ({details} procedures, {again} questions asked again), "
        f"{len(facts.versions)} versions, {len(facts.bodies)} bodies, {len(facts.findings)} findings, "
        + ", ".join(f"{portal} {outcome} {digest[:12]}" for portal, (outcome, digest) in facts.runs.items()),
        flush=True,
    )
    portals.forget()
    return quiet


def kill_once(portals: Portals, quiet: Undisturbed, concurrency: int, wanted: str, chance: random.Random) -> Kill:
    """Kill one night in the wanted phase, take it up again, and compare."""
    for _ in range(8):
        with tempfile.TemporaryDirectory(prefix="tthc-bench-") as place:
            folder = Path(place)
            portals.forget()
            holder = disturb(folder, portals, quiet, concurrency, wanted, chance)
            if holder is not None:
                kill = resume(folder, portals, quiet, concurrency, wanted, holder)
                print(_told(kill), flush=True)
                return kill
    raise RuntimeError(f"no moment of the phase {wanted!r} was met in 8 nights")


def disturb(
    folder: Path, portals: Portals, quiet: Undisturbed, concurrency: int, wanted: str, chance: random.Random
) -> str | None:
    """Play a night and kill it in the wanted phase; who was at work, or None when it came to its end before."""
    is_due = moment(portals, quiet, wanted, chance)
    store = folder / STORE
    with night(folder, portals, concurrency, 0) as process:
        ends = time.monotonic() + LIMIT
        while process.poll() is None and time.monotonic() < ends:
            if not is_due() or (wanted == "commit" and lock_holder(store) == 0):
                time.sleep(0.0002)
                continue
            time.sleep(0.0 if wanted == "commit" else chance.uniform(0.0, 0.008))
            crawling = stop(process.pid)
            if crawling is not None and phase_of(portals, store, crawling) == wanted:
                held = lock_holder(store)
                common.send(process.pid, signal.SIGKILL)
                process.wait()
                gone(process.pid)
                return "crawl" if (held in crawling if held else crawling) else "front door"
            common.send(process.pid, signal.SIGCONT)
            time.sleep(chance.uniform(0.001, 0.02))
    return None


def moment(portals: Portals, quiet: Undisturbed, wanted: str, chance: random.Random) -> Callable[[], bool]:
    """From when on to strike: after a drawn number of questions, or a drawn time after the last one."""
    share = chance.random()
    if wanted == "commit" and chance.random() < 0.75:
        after = 1 + int(share * (quiet.lists + quiet.details - 1))
        return lambda: portals.count() >= after
    if wanted == "close" and quiet.again and chance.random() < 0.5:  # while what seemed absent is asked once more
        after = quiet.lists + quiet.details - quiet.again + 1 + int(share * quiet.again)
        return lambda: portals.count() >= after
    if wanted in ("close", "commit"):  # a commit of the front door: versions, runs, the comparison
        wait, seen = share * quiet.closing, [0.0]

        def is_due() -> bool:
            if not seen[0] and portals.is_last():
                seen[0] = time.monotonic()
            return bool(seen[0]) and time.monotonic() - seen[0] >= wait

        return is_due
    details = wanted == "detail"
    after = 1 + int(share * ((quiet.details if details else quiet.lists) - 1))
    return lambda: portals.count(details=details) >= after


def phase_of(portals: Portals, store: Path, crawling: list[int]) -> str:
    """What the stopped processes were doing."""
    if lock_holder(store):
        return "commit"
    if portals.is_last():
        return "close"
    if not crawling or not portals.platform.log:
        return "between"  # starting, or reading what one portal told
    return "detail" if portals.platform.log[-1].path == DETAIL else "listing"


def lock_holder(store: Path) -> int:
    """The process that is writing a transaction, 0 when there is none."""
    question = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, WRITE_LOCK, 1, 0)
    try:
        with store.with_name(store.name + "-shm").open("r+b") as file:
            kind, _, _, _, process = struct.unpack("hhqqi", fcntl.fcntl(file, fcntl.F_GETLK, question))
    except OSError:
        return 0
    return 0 if kind == fcntl.F_UNLCK else process


def stop(session: int) -> list[int] | None:
    """Stop the front door, then the crawl it runs; the crawl processes, once all of them stand still.

    None when they do not: a process that is just starting another one cannot be stopped.
    """
    with suppress(ProcessLookupError):
        os.kill(session, signal.SIGSTOP)
    if not _stands_still(session, only=session):
        return None
    common.send(session, signal.SIGSTOP)
    if not _stands_still(session):
        return None
    return [p for p, state in common.members(session) if p != session and state in "Tt"]


def _stands_still(session: int, only: int | None = None) -> bool:
    for _ in range(100):
        if all(state in "TtZX" for p, state in common.members(session) if only in (None, p)):
            return True
        time.sleep(0.0005)
    return False


def gone(session: int) -> None:
    """Wait until no process of a killed session runs any more."""
    for _ in range(2000):
        if all(state in "ZX" for _, state in common.members(session)):
            return
        time.sleep(0.002)
    raise RuntimeError("a killed process is still there")


# --- comparing ------------------------------------------------------------------


def resume(folder: Path, portals: Portals, quiet: Undisturbed, concurrency: int, wanted: str, holder: str) -> Kill:
    """Look at a copy of the killed store, take the night up until it is finished, and compare."""
    committed = _as_killed(folder)
    before = portals.asked()
    portals.forget()
    times = 0
    for minutes in (5, 10, 15):
        times += 1
        if play(folder, portals, concurrency, minutes) == 0:
            break
    after = portals.asked()
    found = facts_of(folder / STORE)
    # What was committed need not be asked again; what was not, must be. A page may belong to several visits.
    still_to_ask = quiet.asked - committed
    return Kill(
        phase=wanted,
        holder=holder,
        committed=sum(committed.values()),
        lost=sum((quiet.facts.pages - found.pages).values()),
        twice=found.twice - quiet.facts.twice,
        again=sum((after - still_to_ask).values()),
        repeated=sum((before + after - quiet.asked).values()),
        resumed=times,
        wrong=tuple(differences(quiet.facts, found)),
    )


def _as_killed(folder: Path) -> Counter[Asked]:
    """The good pages in the store as the kill left it: of a copy, since the resumed night is to repair the real one."""
    with tempfile.TemporaryDirectory(prefix="tthc-bench-") as place:
        for file in folder.glob(STORE + "*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, place)
        copy = Path(place) / STORE
        return facts_of(copy).asked if copy.exists() else Counter()


def differences(quiet: StoreFacts, found: StoreFacts) -> Iterator[str]:
    """What differs from the undisturbed night, in words."""
    if found.runs != quiet.runs:
        yield f"digests {found.runs}"
    for name in ("pages", "versions", "bodies", "lists", "notes", "findings"):
        if getattr(found, name) != getattr(quiet, name):
            yield name
    if found.bad:
        yield f"{found.bad} bad pages"
    if found.open_runs:
        yield f"{found.open_runs} runs still open"
    if found.comparisons != quiet.comparisons:
        yield f"{found.comparisons} comparisons"
    if found.orphans:
        yield f"{found.orphans} orphan rows"
    if found.integrity != "ok":
        yield f"integrity {found.integrity}"


def _told(kill: Kill) -> str:
    what = "; ".join(kill.wrong) or "all equal"
    return (
        f"  {kill.phase:<8} {kill.holder:<10} {kill.committed:>4} pages committed, lost {kill.lost}, "
        f"stored twice {kill.twice}, committed but asked again {kill.again}, repeated {kill.repeated}, {what}"
    )


# --- the peer -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bare:
    """What a bare spider with JOBDIR came to."""

    details: int
    seen: int  # by the portal when the kill came
    lost: int
    repeated: int
    reason: str


def jobdir(portals: Portals, quiet: Undisturbed, concurrency: int) -> Bare:
    """A bare spider, killed when half of the procedures were asked for, and resumed by its JOBDIR."""
    portals.forget()
    with tempfile.TemporaryDirectory(prefix="tthc-bench-") as place:
        folder = Path(place)
        told = {
            **common.bare_told(folder),
            "CONCURRENT_REQUESTS": concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
            "JOBDIR": str(folder / "job"),
            "METER_FILE": str(folder / "meter.json"),
            "EXTENSIONS": {"benchmarks.meter.Meter": 0},
        }
        job = {
            "base_url": portals.platform.base_url,
            "page_size": common.PAGE_SIZE,
            "settings": told,
            "ours": True,
            "unread": False,
        }
        command = [sys.executable, "-m", "benchmarks.bare_spider"]
        with common.started(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as p:
            assert p.stdin is not None
            p.stdin.write(json.dumps(job).encode())
            p.stdin.close()
            ends = time.monotonic() + LIMIT
            while portals.count(details=True) < quiet.details // 2 and p.poll() is None and time.monotonic() < ends:
                time.sleep(0.001)
        before = portals.asked()
        common.run_job(command, json.dumps(job), folder, limit=LIMIT)
        reason = json.loads((folder / "meter.json").read_text())["reason"]
        kept = set(_ids(folder / "items.jsonl"))
    again = portals.asked() - before
    portals.forget()
    seen = sum(n for (path, _), n in before.items() if path == DETAIL)
    repeated = sum(min(n, before[asked]) for asked, n in again.items())
    return Bare(quiet.details, seen, quiet.details - len(kept), repeated, reason)


def _ids(file: Path) -> Iterator[str]:
    for line in file.read_bytes().splitlines() if file.exists() else ():
        with suppress(ValueError, KeyError):
            yield json.loads(line)["id"]


# --- judging --------------------------------------------------------------------


def judge(done: list[Kill], bare: Bare, concurrency: int, at_least: int) -> int:
    """The histogram, the peer, and the last line."""
    bound = concurrency + AT_RISK
    phases = Counter(k.phase for k in done)
    holders = Counter((k.phase, k.holder) for k in done)
    print("kills by phase: " + ", ".join(f"{p} {phases[p]} {'#' * phases[p]}" for p in PHASES))
    print("at work when killed: " + ", ".join(f"{p}/{h} {n}" for (p, h), n in sorted(holders.items())))
    repeated = Counter(k.repeated for k in done)
    print("repeated pages: " + ", ".join(f"{n} in {times} kills" for n, times in sorted(repeated.items())))
    print(
        f"peer, a bare spider with JOBDIR, the same portal and concurrency, killed after {bare.seen} of {bare.details} "
        f"procedures: lost {bare.lost}, repeated {bare.repeated}, and the resumed run says {bare.reason!r}\n"
        "  (small crawls it begins anew: what it has seen is still in a buffer; of larger ones it loses the queue)"
    )
    lost, most = sum(k.lost for k in done), max(k.repeated for k in done)
    wrong = [w for k in done for w in k.wrong]
    stored, again = sum(k.twice for k in done), sum(k.again for k in done)
    nights = sum(bool(k.wrong) for k in done)
    print(f"stored twice {stored}, committed but asked again {again}, nights with a difference {nights}")
    spread = all(phases[p] >= at_least for p in PHASES)
    ok = not lost and not stored and not again and most <= bound and not wrong and spread
    equal = "digests equal" if not wrong else "digests or contents differ"
    print(f"kill_resume: lost {lost}, repeated {most} (<= {bound}), {equal} {'ok' if ok else 'short'}", flush=True)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
