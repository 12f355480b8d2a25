"""A run that is replayed and crawled again gives the same snapshot, digest for digest."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from analysis.model import Outcome, Problem, ProblemKind
from crawler.asks import Ask, Fetched
from monitor.config import Config
from monitor.night import run_night
from monitor.replaying import recordings, replayed
from storage import runs
from storage.database import StoreError, open_store, open_to_read
from storage.replays import Recording
from storage.runs import CrawlRun
from tests.monitor.small_world import OPTIONS, with_gap
from tests.practice import FIRST_NIGHT, PracticeClock, practice
from tests.simulator.wire import DETAIL_PATH, Request, Response, text_response
from tests.simulator.world import Fault, FrontPage, FrontState, Platform, What
from tests.storage.making import AT, NIGHT, ledger, new_run, store, url

CRAWL = {"retries": 1, "stop_after_refusals": 5}


def by_portal(engine: Engine) -> dict[str, CrawlRun]:
    return {r.portal: r for r in runs.runs_of(engine, night=FIRST_NIGHT.date())}


def read_so(found: Mapping[str, CrawlRun]) -> dict[str, tuple[Any, ...]]:
    """What a crawl made of a portal, down to the digest of its snapshot; reasons name the port."""
    return {p: (r.digest, r.outcome, [replace(x, reason="") for x in r.listings]) for p, r in found.items()}


def short(config: Config) -> Config:
    """With short pages, so that lists have several."""
    portals = tuple(p.model_copy(update={"options": OPTIONS.get(p.adapter, {})}) for p in config.portals)
    return config.model_copy(update={"portals": portals})


def crawled_again(config: Config, found: Mapping[str, CrawlRun], engine: Engine, folder: Path) -> dict[str, CrawlRun]:
    """The same configuration, its base URLs replaced by replays, into another store."""
    folder.mkdir()
    with ExitStack() as doors:
        plays = {p: doors.enter_context(replayed(Recording(engine, r))) for p, r in found.items()}
        portals = tuple(p.model_copy(update={"base_url": plays[p.code].base_url}) for p in config.portals)
        there = config.model_copy(
            update={
                "portals": portals,
                "store": config.store.model_copy(update={"url": f"sqlite:///{folder / 'tthc.sqlite'}"}),
            }
        )
        other = open_store(there.store.url)
        run_night(there, other, PracticeClock(FIRST_NIGHT + timedelta(days=30)))
        again = {r.portal: r for r in runs.runs_of(other)}
        other.dispose()
    return again


def same_again(
    platform: Any, tmp_path: Path, front: Any = None, *, only: str = "", **changes: Any
) -> dict[str, CrawlRun]:
    with practice(tmp_path, platform, front, crawl=CRAWL | changes) as world:
        world.config = short(world.config)
        if only:
            portals = tuple(p for p in world.config.portals if p.adapter == only)
            world.config = world.config.model_copy(update={"portals": portals})
        world.night()
        found = by_portal(world.engine)
        again = crawled_again(world.config, found, world.engine, tmp_path / "again")
        assert read_so(again) == read_so(found)
    return found


def test_a_whole_night_with_asked_again_gaps_a_second_pass_gzipped_bodies_and_rules_for_robots(tmp_path: Path) -> None:
    """Agencies have no total: their lists are read twice, with the same requests."""
    robots = "User-agent: *\nDisallow: /admin\n"
    found = same_again(Platform(with_gap(), compress=True, robots=robots), tmp_path)

    assert {r.outcome for r in found.values()} == {Outcome.COMPLETE}
    assert max(x.passes for x in found["dvcqg-tayninh"].listings) == 2


FAULTS: dict[str, tuple[Fault, ...]] = {
    "answers that fail and then come": (
        Fault("details", What.RATE_LIMITED, after=2, times=1),
        Fault("formalities", What.SERVER_ERROR, after=1, times=1),
        Fault("details", What.TRUNCATED, after=6, times=1, amount=40),
        Fault("services", What.DROPPED, after=1, times=1),
    ),
    "records that stay away": (
        Fault(lambda r: r.path == DETAIL_PATH and r.body[-3:-2] in b"0123", What.FORBIDDEN),
        Fault("details", What.VANISHED, after=4, times=1),
        Fault("formalities", What.TOTAL_MOVES),
        Fault("applied", What.DROPPED),
    ),
    "robots.txt that forbids": (Fault("robots", What.ROBOTS_FORBIDS_API),),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_night_with_faults(name: str, tmp_path: Path) -> None:
    same_again(Platform(with_gap(), FAULTS[name]), tmp_path)


class Silent:
    """Answers one detail too late, whenever it is asked."""

    def __init__(self) -> None:
        self._platform = Platform(with_gap())
        self._late = b""

    def respond(self, request: Request, night: int = 1) -> Response:
        answer = self._platform.respond(request, night)
        if request.path == DETAIL_PATH:
            self._late = self._late or request.body
            if request.body == self._late:
                return Response(answer.status, answer.headers, answer.body, delay=5)
        return answer


def test_a_detail_that_came_too_late_is_unread_again(tmp_path: Path) -> None:
    found = same_again(Silent(), tmp_path, only="dvcqg", timeout=0.4, retries=0)

    assert found["dvcqg"].outcome is Outcome.PARTIAL


class Moved:
    """A front page that leads to another place of its own, by its full address."""

    def __init__(self) -> None:
        self.base = ""

    def respond(self, request: Request, night: int = 1) -> Response:
        if request.path == "/":
            host = request.header("Host")
            return Response(302, (("Location", f"http://{host}/home"),), b"")
        if request.path == "/home":
            return FrontPage("open", catalogue=with_gap()).respond(Request("GET", "/"), night)
        return text_response("", 404)


@pytest.mark.parametrize("front", [FrontPage(FrontState.REDIRECTED), FrontPage(FrontState.NOTICE), Moved()])
def test_the_front_page_in_every_state(front: Any, tmp_path: Path) -> None:
    same_again(Platform(with_gap()), tmp_path, front, only="front_page")


# --- single answers -------------------------------------------------------------------


def asked(base_url: str, method: str, target: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    host = base_url.removeprefix("http://").partition("/")[0]
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request(method, target, body or None)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def recorded(folder: Path, fetched: Iterable[Fetched]) -> Recording:
    import asyncio

    engine = store(folder)
    run = new_run(engine)
    book = ledger(engine, run.id)

    async def put() -> None:
        for one in fetched:
            await book.put(one)
        await book.close()

    asyncio.run(put())
    (found,) = recordings(open_to_read(url(folder)), (run.id,))
    return found


def get(path: str, body: bytes = b"", status: int | None = 200, **values: Any) -> Fetched:
    ask = Ask("front", "front", path)
    headers = values.pop("headers", (("Content-Type", "text/html"),))
    return Fetched(ask, "https://portal.test" + path, AT, status, headers, body, values.pop("problem", None))


def test_status_headers_and_wire_bytes_are_those_of_the_archive(tmp_path: Path) -> None:
    wire = gzip.compress("Thủ tục".encode(), mtime=0)
    headers = (
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Transfer-Encoding", "chunked"),
        ("Date", "Fri, 20 Nov 2026 15:30:00 GMT"),
    )
    with replayed(recorded(tmp_path, [get("/?a=1", wire, 403, headers=headers)])) as replay:
        connection = http.client.HTTPConnection(replay.base_url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/?a=1")
        answer = connection.getresponse()

        assert (answer.status, answer.read()) == (403, wire)
        assert answer.getheaders() == [*headers[:3], headers[4], ("Content-Length", str(len(wire)))]
        connection.close()


def test_several_answers_come_in_their_order_and_the_last_one_stays(tmp_path: Path) -> None:
    with replayed(recorded(tmp_path, [get("/", b"1", 500), get("/", b"2"), get("/x", b"x")])) as replay:
        said = [asked(replay.base_url, "GET", "/")[0::2] for _ in range(3)]

    assert said == [(500, b"1"), (200, b"2"), (200, b"2")]


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [("GET", "/b", b""), ("GET", "/?a=2", b""), ("GET", "/", b""), ("POST", "/?a=1", b""), ("PUT", "/?a=1", b"x")],
)
def test_what_was_not_asked_then_gets_404_and_one_sentence(
    method: str, target: str, body: bytes, tmp_path: Path
) -> None:
    with replayed(recorded(tmp_path, [get("/?a=1", b"1")])) as replay:
        status, headers, said = asked(replay.base_url, method, target, body)

    assert (status, headers["Content-Type"], replay.unknown) == (404, "text/plain; charset=utf-8", 1)
    assert said.decode() == "Lần quét được phát lại không có yêu cầu này.\n"


def test_no_answer_then_is_no_answer_now(tmp_path: Path) -> None:
    lost = Problem(ProblemKind.TIMEOUT, "Quá thời gian chờ.")
    short = Problem(ProblemKind.TRUNCATED, "Bị cắt.")
    held = Problem(ProblemKind.BUDGET, "Hết.")
    fetched = [get("/a", status=None, problem=lost), get("/b", status=None, problem=short)]
    with replayed(recorded(tmp_path, [*fetched, get("/c", status=None, problem=held)])) as replay:
        with pytest.raises(ConnectionError):
            asked(replay.base_url, "GET", "/a")
        with pytest.raises(http.client.IncompleteRead):
            asked(replay.base_url, "GET", "/b")
        assert asked(replay.base_url, "GET", "/c")[0] == 404


def test_only_this_machine_is_served_below_the_path_of_the_base_url(tmp_path: Path) -> None:
    recording = recorded(tmp_path, [get("/")])
    with replayed(recording) as replay:
        assert replay.base_url.startswith("http://127.0.0.1:")
        with pytest.raises(StoreError, match="Không mở được cổng"), replayed(recording, int(replay.base_url[17:])):
            pass
    with pytest.raises(StoreError, match=r"không có lần quét 7, 8: xem các số trong `tthc runs`"):
        recordings(open_to_read(url(tmp_path)), (1, 7, 8))
    assert recording.run.night == NIGHT
