"""How we behave at the door, counted by the door itself (P41, P40b): who we are, how often, and when we stop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from analysis.model import Outcome, ProblemKind
from crawler.reading import read_robots
from monitor.clock import night_of
from monitor.crawling import crawl, job_of
from monitor.night import Watch, crawl_only
from storage import runs
from storage.archive import RunArchive
from tests.crawl_many import CLOCK, Errand, Visited, crawl_many, empty_store
from tests.monitor.small_world import GAP, OPTIONS, with_gap
from tests.practice import FIRST_NIGHT, PracticeClock, found, practice, snapshot
from tests.simulator.door import Door, World, serve
from tests.simulator.faults import Fault, What
from tests.simulator.wire import DETAIL_PATH, LIST_PATH, Request, Response
from tests.simulator.world import FrontPage, Platform

COMPLETE, PARTIAL, FAILED = Outcome.COMPLETE, Outcome.PARTIAL, Outcome.FAILED
LIST = "list-all-public-formality-by-citizen"
DELAY = 0.1

ALLOW = "User-agent: *\nAllow: /\n"


def platform(*faults: Fault, robots: str = ALLOW) -> Platform:
    return Platform(with_gap(), faults=faults, robots=robots)


class Answering:
    """A portal that answers one path in its own way, and the rest like another portal."""

    def __init__(self, path: str, answer: Callable[[], Response], otherwise: World, times: int | None = None) -> None:
        self.path, self.answer, self.otherwise, self.left = path, answer, otherwise, times

    def respond(self, request: Request, night: int = 1) -> Response:
        if request.path == self.path and self.left != 0:
            self.left = None if self.left is None else self.left - 1
            return self.answer()
        return self.otherwise.respond(request, night)


def too_fast(wait: str) -> Callable[[], Response]:
    answer = Response(429, (("Content-Type", "text/html"), ("Retry-After", wait)), b"<html>429</html>")
    return lambda: answer


def too_fast_until_a_date() -> Response:
    return too_fast(format_datetime(CLOCK.now() + timedelta(seconds=42)))()


def robots(status: int, body: str = "", kind: str = "text/plain") -> Answering:
    answer = Response(status, (("Content-Type", kind),), body.encode())
    return Answering("/robots.txt", lambda: answer, platform())


SLOW_WORLDS: Mapping[str, World] = {
    "the delay that is set": platform(),
    "the Crawl-delay of robots.txt": platform(robots=f"User-agent: *\nCrawl-delay: {DELAY}\nAllow: /\n"),
}
WORLDS: Mapping[str, World] = {
    "Crawl-delay of an hour": platform(robots="User-agent: *\nCrawl-delay: 3600\n"),
    "429 in seconds": Answering(LIST_PATH, too_fast("17"), platform(), times=1),
    "429 with a date": Answering(LIST_PATH, too_fast_until_a_date, platform(), times=1),
    "429 for a page that is given up": Answering(DETAIL_PATH, too_fast("29"), platform(), times=1),
    "refused": platform(Fault("api", What.FORBIDDEN)),
    "overloaded": platform(Fault("api", What.SERVER_ERROR, status=503)),
    "cut off": platform(Fault("api", What.DROPPED)),
    "a small budget": platform(),
    "a path forbidden": platform(robots="User-agent: *\nDisallow: /api/v1/configuring/\n"),
    "we are forbidden": platform(robots="User-agent: tthc-monitor\nDisallow: /\n\nUser-agent: *\nAllow: /\n"),
    "others are forbidden": platform(robots="User-agent: GPTBot\nDisallow: /\n"),
    "a byte order mark": platform(robots="\ufeffUser-agent: *\nDisallow: /api/\n"),
    "robots.txt 404": robots(404),
    "robots.txt 410": robots(410),
    "robots.txt empty": robots(200),
    "robots.txt 500": robots(500, "no"),
    "robots.txt 403": robots(403, "<html>403 Forbidden</html>", "text/html"),
    "robots.txt HTML": robots(200, "<html><body><app-root></app-root></body></html>", "text/html"),
    "robots.txt not answered": Answering("/robots.txt", lambda: Response(0, drop=True), platform()),
}
CRAWL: Mapping[str, dict[str, Any]] = {
    "the delay that is set": {"delay": DELAY},
    "429 in seconds": {"retries": 1},
    "429 with a date": {"retries": 1},
    "refused": {"retries": 2, "stop_after_refusals": 4},
    "overloaded": {"retries": 2, "stop_after_refusals": 4},
    "cut off": {"retries": 2, "stop_after_refusals": 3},
    "a small budget": {"budget": 7},
}


@dataclass
class Evening:
    """All crawls, their doors, and the waits that the crawl's clock was asked for."""

    came: dict[str, Visited]
    doors: dict[str, Door]
    waits: list[float]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    return visited(WORLDS, tmp_path_factory.mktemp("manners"))


def visited(worlds: Mapping[str, World], folder: Path) -> Evening:
    waits = folder / "waits"
    waits.touch()
    with ExitStack() as open_:
        doors = {name: open_.enter_context(serve(world)) for name, world in worlds.items()}
        errands = {
            name: Errand(door.base_url, "dvcqg", CRAWL.get(name, {}), OPTIONS["dvcqg"]) for name, door in doors.items()
        }
        came = crawl_many(folder, errands, TTHC_PRACTICE_WAITS=str(waits))
    return Evening(came, doors, [float(x) for x in waits.read_text().split()])


def gaps(door: Door) -> list[float]:
    times = [visit.time for visit in door.log]
    return [b - a for a, b in pairwise(times)]


# --- who we are -------------------------------------------------------------------


def test_every_request_says_who_we_are_and_whom_to_write_to(evening: Evening) -> None:
    agents = {visit.user_agent for door in evening.doors.values() for visit in door.log}

    assert agents == {"tthc-monitor/0.1.0 (giam sat cong khai TTHC; lien he: practice@example.org)"}


def test_robots_txt_is_always_asked_first(evening: Evening) -> None:
    assert {door.log[0].path for door in evening.doors.values()} == {"/robots.txt"}


# --- how often --------------------------------------------------------------------


@pytest.mark.slow_wait
def test_requests_keep_the_delay(tmp_path: Path) -> None:
    """The one that is set, and the one that robots.txt asks for (from the request after it on)."""
    evening = visited(SLOW_WORLDS, tmp_path)

    for name, came in evening.came.items():
        assert came.snapshot.outcome is COMPLETE
        keeps_the_delay(name, gaps(evening.doors[name])[1:], at_least=15)


def keeps_the_delay(name: str, waited: list[float], *, at_least: int) -> None:
    """Threads of the door wake up late, now for the first and now for the second of two requests: hence the half."""
    edges = [round(DELAY / 2 + n * 0.01, 2) for n in range(8)]
    histogram = {edge: sum(edge <= g < edge + 0.01 for g in waited) for edge in edges}
    print(f"{name}: {len(waited)} gaps, shortest {min(waited):.3f}, longest {max(waited):.3f}, {histogram}")
    assert len(waited) >= at_least
    assert min(waited) >= DELAY / 2
    assert sorted(waited)[len(waited) // 2] >= DELAY * 0.95
    assert sum(waited) >= DELAY * (len(waited) - 0.5)


def test_a_crawl_delay_beyond_reason_ends_the_visit_with_a_sentence(evening: Evening) -> None:
    came = evening.came["Crawl-delay of an hour"]

    assert len(evening.doors["Crawl-delay of an hour"].log) == 1
    assert (came.snapshot.outcome, came.snapshot.reason) == (
        FAILED,
        "robots.txt của cổng đòi cách nhau 3600 giây, lâu quá; cần người xem.",
    )


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("429 in seconds", 17), ("429 with a date", 42), ("429 for a page that is given up", 29)],
)
def test_retry_after_is_obeyed_to_the_second(evening: Evening, name: str, seconds: int) -> None:
    """Also by the very next request, and when the page that was refused is not tried again."""
    came = evening.came[name]

    assert [w for w in evening.waits if seconds - 15 < w <= seconds], evening.waits
    pages = [c.page for c in came.captures if c.page]
    refused = next(n for n, p in enumerate(pages) if p.status == 429)
    waited = pages[refused + 1].fetched_at - pages[refused].fetched_at
    assert waited.total_seconds() > seconds - 2  # a date has whole seconds only, and the answer was on its way
    assert came.snapshot.outcome is (PARTIAL if "given up" in name else COMPLETE)


def test_nothing_else_waits(evening: Evening) -> None:
    assert len([w for w in evening.waits if w > 1]) == 3


# --- when we stop -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["refused", "overloaded", "cut off"])
def test_enough_refusals_in_a_row_end_the_visit(evening: Evening, name: str) -> None:
    came, limit = evening.came[name], CRAWL[name]["stop_after_refusals"]

    # robots.txt, the refusals, and the one request that is on its way while the last answer is judged
    assert len(evening.doors[name].log) <= 1 + limit + 1
    assert len(came.captures) >= 1 + limit
    assert came.finish.partition(":")[0] in ("refused", "server error", "no connection")
    assert came.snapshot.outcome is FAILED
    assert came.snapshot.reason


def test_the_budget_is_never_exceeded_and_its_end_is_a_problem_with_a_clear_sentence(evening: Evening) -> None:
    came = evening.came["a small budget"]

    assert len(evening.doors["a small budget"].log) == 7
    told = "Đã dùng hết 7 yêu cầu cho đêm nay (budget trong cấu hình); phần còn lại để đêm sau."
    problem = came.captures[-1].problem
    assert problem is not None
    assert (problem.kind, problem.text) == (ProblemKind.BUDGET, told)
    assert came.finish == f"budget: {told}"
    assert came.snapshot.outcome in (PARTIAL, FAILED)
    assert told in came.snapshot.reason


# --- robots.txt -------------------------------------------------------------------


def test_a_path_that_robots_txt_forbids_is_not_asked(evening: Evening) -> None:
    came = evening.came["a path forbidden"]

    assert {v.path for v in evening.doors["a path forbidden"].log} == {"/robots.txt", LIST_PATH}
    held = {c.problem.kind for c in came.captures if c.purpose == "detail" and c.problem}
    assert (held, came.snapshot.outcome) == ({ProblemKind.ROBOTS}, PARTIAL)
    assert "robots.txt" in came.snapshot.reason


@pytest.mark.parametrize("name", ["we are forbidden", "a byte order mark"])
def test_robots_txt_that_forbids_us_is_obeyed(evening: Evening, name: str) -> None:
    assert [v.path for v in evening.doors[name].log] == ["/robots.txt"]
    assert evening.came[name].snapshot.outcome is FAILED


@pytest.mark.parametrize("name", ["others are forbidden", "robots.txt 404", "robots.txt 410", "robots.txt empty"])
def test_where_robots_txt_forbids_nothing_all_is_read(evening: Evening, name: str) -> None:
    assert evening.came[name].snapshot.outcome is COMPLETE


@pytest.mark.parametrize("name", ["robots.txt 500", "robots.txt 403", "robots.txt HTML", "robots.txt not answered"])
def test_robots_txt_that_cannot_be_read_ends_the_visit(evening: Evening, name: str) -> None:
    came = evening.came[name]

    assert {v.path for v in evening.doors[name].log} == {"/robots.txt"}
    assert (came.snapshot.outcome, came.finish.startswith("robots: ")) == (FAILED, True)
    assert "robots.txt" in came.snapshot.reason


def test_robots_txt_is_kept_as_evidence(evening: Evening) -> None:
    for name, came in evening.came.items():
        first = came.captures[0]
        assert (first.purpose, first.topic) == ("robots", "robots.txt"), name
    page = evening.came["a small budget"].captures[0].page
    assert page is not None
    assert page.body == ALLOW.encode()


def test_a_robots_txt_that_changed_is_noted_on_that_night_alone(tmp_path: Path) -> None:
    with practice(tmp_path, platform(), FrontPage("open", robots=ALLOW)) as nights:
        first = front_alone(nights, 1)
        nights.front.world = FrontPage("open", robots="User-agent: *\nDisallow: /x\n")
        second = front_alone(nights, 2)
        # the next night finds the digest of the second
        unchanged = runs.robots_digest(nights.engine, "dvc-tayninh", second.run + 1)
        archive = RunArchive(nights.engine, second.run)
        third = read_robots(archive, unchanged)

    assert (first.notes, third) == ((), ((), ()))
    assert second.notes == ("robots.txt của cổng đã khác đêm trước; xem lại các đường dẫn được phép đọc.",)


def front_alone(nights: Any, night: int) -> Any:
    clock = PracticeClock(FIRST_NIGHT + timedelta(days=night - 1))
    (front,) = crawl_only(nights.config, nights.engine, clock, Watch(), ["dvc-tayninh"])
    return front


# --- the whole night --------------------------------------------------------------


def test_a_budget_that_does_not_reach_makes_no_finding(tmp_path: Path) -> None:
    """The national side is cut short; on the next night, with enough, the true gap is found (D32)."""
    with practice(tmp_path, platform(), crawl={"budget": 12}) as nights:
        nights.config = nights.config.model_copy(update={"portals": nights.config.portals[:2]})
        enough = nights.config.model_copy(update={"crawl": nights.config.crawl.model_copy(update={"budget": 4000})})
        short = nights.night()
        requests = len(nights.platform.log)
        nights.config = enough
        good = nights.night(show=1)

    assert found(short, "CL01") == {}
    assert snapshot(short, "dvcqg").outcome is not COMPLETE
    assert requests <= 24  # two portals at this door
    assert set(found(good, "CL01")) == {GAP}


# --- one run, several processes -----------------------------------------------------


@pytest.mark.slow_wait
def test_a_run_that_is_taken_up_again_keeps_delay_and_budget(tmp_path: Path) -> None:
    """robots.txt then comes from the store, yet its Crawl-delay holds; requests of before count."""
    with serve(platform(robots=f"User-agent: *\nCrawl-delay: {DELAY}\n")) as door:
        errand = Errand(door.base_url, "dvcqg", {"budget": 4000}, OPTIONS["dvcqg"])
        engine = empty_store(tmp_path / "store")
        config = errand.config(tmp_path / "store")
        (portal,) = config.portals
        run, _ = runs.start_run(engine, portal.portal(), night_of(CLOCK.now()), CLOCK.now(), "", "test", None)
        crawl(config, portal, run.id, clock=CLOCK)
        made = len(door.log)
        tight = replace(errand, crawl={"budget": made + 3}).config(tmp_path / "store")
        door.log.clear()

        again = ("0190b7a1-0000-7000-8000-00000000000" + str(n) for n in range(1, 6))
        end = crawl(tight, portal, run.id, clock=CLOCK, again=tuple(again))

        assert job_of(tight, portal, run.id, CLOCK).settings["REQUESTS_SENT"] == made + 3
        engine.dispose()
    assert [v.path for v in door.log] == [DETAIL_PATH] * 3
    assert end.finish.startswith("budget: ")
    keeps_the_delay("taken up again", gaps(door), at_least=2)


# --- nothing listens (P40b) -----------------------------------------------------------


class Holding:
    """Holds the front page back until it is let go."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        self._front = FrontPage("open")

    def respond(self, request: Request, night: int = 1) -> Response:
        if request.path == "/":
            self.asked.set()
            self.go_on.wait(30)
        return self._front.respond(request, night)


def test_while_crawling_nothing_listens(tmp_path: Path) -> None:
    if not Path("/proc/self/net/tcp").exists():
        pytest.skip("this system has no /proc/<pid>/net to look at")
    world = Holding()
    before = set(children())
    with serve(world) as door:
        engine = empty_store(tmp_path / "store")
        config = Errand(door.base_url).config(tmp_path / "store")
        waiting = threading.Thread(
            target=lambda: crawl_only(config, engine, CLOCK, Watch(), []), name="the night", daemon=True
        )
        waiting.start()
        try:
            assert world.asked.wait(20)
            (child,) = set(children()) - before
            ours, listening = sockets_of(child), listening_sockets(child)
            others = listening_sockets(os.getpid())
        finally:
            world.go_on.set()
            waiting.join(20)
        engine.dispose()

    assert ours  # it does hold a connection, so we did look at the right process
    assert ours & listening == set()
    assert others & sockets_of(os.getpid()) or others  # the door itself listens: the look finds listeners


def children() -> list[int]:
    found_: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        found_ += [int(x) for x in (task / "children").read_text().split()]
    return found_


def sockets_of(pid: int) -> set[str]:
    """Inodes of the sockets that a process holds."""
    links = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(str(entry.readlink()))
        except OSError:
            continue
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def listening_sockets(pid: int) -> set[str]:
    """Inodes of all listening sockets that a process can see: TCP, and those of the file system."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        path = Path(f"/proc/{pid}/net/{table}")
        rows = path.read_text().splitlines()[1:] if path.exists() else []
        inodes |= {row.split()[9] for row in rows if row.split()[3] == "0A"}
    for row in Path(f"/proc/{pid}/net/unix").read_text().splitlines()[1:]:
        fields = row.split()
        if int(fields[3], 16) & 0x10000:
            inodes.add(fields[6])
    return inodes
