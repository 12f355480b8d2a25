"""Interruptions of every kind: what was read is kept, and the run is taken up where it stopped (P2, P6)."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analysis.model import Outcome
from monitor import config as configuration
from monitor.clock import WallClock, night_of
from monitor.crawling import crawl
from monitor.night import Watch, crawl_only
from storage import runs
from storage.database import open_store
from tests.crawl_many import CLOCK, Errand, empty_store
from tests.monitor.command import finished, one_sentence, start, tthc
from tests.monitor.small_world import OPTIONS, with_gap
from tests.simulator.door import Door, serve
from tests.simulator.wire import DETAIL_PATH, Request, Response
from tests.simulator.world import Platform

CONFIG = """
[crawl]
contact = "practice@example.org"
delay = {delay}
retries = 0
retry_wait = 0

[[portals]]
code = "dvcqg"
name = "Cổng tập dượt"
adapter = "dvcqg"
base_url = "{base_url}"
options = {{ page_size = "{page_size}" }}
"""
DETAILS = 11


@dataclass
class Gate:
    """The small platform; the fifth detail is held back until somebody lets it go."""

    after: int = 4
    platform: Platform = field(default_factory=lambda: Platform(with_gap()))
    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    #: Set once the first process is gone. Until then further details come slowly, so that a signal that a busy
    #: machine delivers late still finds a crawl to stop; on a quiet one none is asked for.
    ended: threading.Event = field(default_factory=threading.Event)
    seen: int = 0

    def respond(self, request: Request, night: int = 1) -> Response:
        if request.path == DETAIL_PATH:
            self.seen += 1
            if self.seen > self.after and not self.go_on.is_set():
                self.reached.set()
                self.go_on.wait(30)
            elif self.seen > self.after + 1:
                self.ended.wait(2)
        return self.platform.respond(request, night)


def configured(folder: Path, door: Door, page_size: int = 4, delay: float = 0) -> Path:
    path = folder / "monitor.toml"
    path.write_text(CONFIG.format(base_url=door.base_url, page_size=page_size, delay=delay), encoding="utf-8")
    return path


def stored(folder: Path) -> tuple[Engine, list[runs.CrawlRun]]:
    engine = open_store(f"sqlite:///{folder / 'tthc.sqlite'}", create=False)
    return engine, runs.runs_of(engine)


def details_asked(door: Door) -> Counter[bytes]:
    return Counter(v.body for v in door.log if v.path == DETAIL_PATH)


def children_of(pid: int) -> list[int]:
    """Processes that this one started; empty where the system does not tell."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(x) for x in task.read_text().split()]
    return found


def wait_until(true: Callable[[], bool], what: str) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.02)
    pytest.fail(f"not within 20 seconds: {what}")


def is_gone(pid: int) -> bool:
    """Gone, or dead and not yet collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize(("command", "sign"), [("crawl", signal.SIGINT), ("nightly", signal.SIGTERM)])
def test_a_job_that_is_stopped_keeps_what_it_read_and_is_taken_up_again(
    command: str, sign: signal.Signals, tmp_path: Path
) -> None:
    """Ctrl-C reaches the whole group, as in a terminal; a service manager's SIGTERM reaches the front door."""
    gate = Gate()
    with serve(gate) as door:
        path = configured(tmp_path, door)
        process = start(command, "--quiet", "--config", path, start_new_session=True)
        assert gate.reached.wait(30)
        second = [tthc(other, "--config", path) for other in ("crawl", "nightly", "compare")]
        if sign is signal.SIGINT:
            os.killpg(process.pid, sign)
        else:
            process.send_signal(sign)
        time.sleep(0.05)  # the held answer arrives after the crawl was told to stop
        gate.go_on.set()
        ended = finished(process)
        gate.ended.set()

        assert ended.code == 130
        assert one_sentence(ended).startswith("Đã dừng theo yêu cầu; những trang đã đọc được giữ lại")
        engine, (run,) = stored(tmp_path)
        assert run.outcome is None
        kept = runs.captures_count(engine, run.id)
        assert kept >= 5 + gate.after
        engine.dispose()

        again = tthc(command, "--quiet", "--config", path)

    assert (again.code, again.err) == (0, "")
    engine, (resumed,) = stored(tmp_path)
    assert (resumed.id, resumed.outcome) == (run.id, Outcome.COMPLETE)
    assert set(details_asked(door).values()) == {1}
    assert len(details_asked(door)) == DETAILS
    engine.dispose()
    for busy in second:  # while the first held the lease
        assert busy.code == 4
        assert one_sentence(busy) == "Một lần quét khác đang chạy trên kho dữ liệu này; hãy đợi nó xong rồi chạy lại."


def test_another_configuration_does_not_take_up_the_run(tmp_path: Path) -> None:
    with serve(Platform(with_gap())) as door:
        config = configuration.load(configured(tmp_path, door))
        engine = open_store(config.store.url)
        (portal,) = config.portals
        at = WallClock().now()
        old, _ = runs.start_run(engine, portal.portal(), night_of(at), at, portal.model_dump_json(), "test", None)

        other = configuration.load(configured(tmp_path, door, page_size=5))
        crawl_only(other, engine, WallClock(), Watch(), [])

        new, abandoned = runs.runs_of(engine)
        assert (abandoned.id, abandoned.outcome, abandoned.finish) == (old.id, Outcome.FAILED, "abandoned")
        assert new.outcome is Outcome.COMPLETE
        engine.dispose()


def test_a_crawl_process_that_is_killed_is_a_failed_run_and_the_next_visit_is_whole(tmp_path: Path) -> None:
    if not children_of(os.getpid()) and not Path("/proc/self/task").exists():
        pytest.skip("this system does not tell which processes we started")
    gate = Gate()
    before = set(children_of(os.getpid()))
    with serve(gate) as door:
        config = configuration.load(configured(tmp_path, door))
        engine = open_store(config.store.url)
        seen: list[object] = []
        night = threading.Thread(target=lambda: seen.extend(crawl_only(config, engine, CLOCK, Watch(), [])))
        night.start()
        assert gate.reached.wait(30)
        (child,) = set(children_of(os.getpid())) - before
        os.kill(child, signal.SIGKILL)
        night.join(30)
        gate.go_on.set()
        gate.ended.set()

        (killed,) = runs.runs_of(engine)
        assert (killed.outcome, killed.requests) == (Outcome.PARTIAL, runs.captures_count(engine, killed.id))
        assert killed.finish is not None
        assert killed.finish.startswith("crashed: Tiến trình quét dừng bất thường (mã thoát -9)")
        assert "chưa đọc được nội dung" in killed.reason or "dừng" in killed.reason

        (clean,) = crawl_only(config, engine, CLOCK, Watch(), [])
        assert clean.outcome is Outcome.COMPLETE
        assert len(clean.procedures) == DETAILS
        engine.dispose()
    assert len(seen) == 1


@pytest.mark.slow_wait
def test_when_the_front_door_is_killed_the_crawl_ends_and_the_lease_is_free(tmp_path: Path) -> None:
    if not Path("/proc/self/task").exists():
        pytest.skip("this system does not tell which processes we started")
    gate = Gate()
    with serve(gate) as door:
        path = configured(tmp_path, door, delay=0.05)
        process = start("crawl", "--quiet", "--config", path)
        assert gate.reached.wait(30)
        (child,) = children_of(process.pid)
        process.kill()
        process.communicate()
        time.sleep(0.2)  # it tells how far it is five times a second: the next line is due
        gate.go_on.set()
        gate.ended.set()
        wait_until(lambda: is_gone(child), "the crawl process ends when nobody listens to it")
        asked = sum(details_asked(door).values())
        assert asked < DETAILS  # it did not go on to the end
        path = configured(tmp_path, door)

        again = tthc("crawl", "--quiet", "--config", path)

    assert (again.code, again.err) == (0, "")
    engine, (resumed,) = stored(tmp_path)
    assert resumed.outcome is Outcome.COMPLETE
    assert sum(details_asked(door).values()) <= DETAILS + 1  # at most the one that was on its way
    engine.dispose()


def test_a_store_that_fails_stops_the_crawl_and_what_was_committed_stays(tmp_path: Path) -> None:
    with serve(Platform(with_gap())) as door:
        engine = empty_store(tmp_path / "store")
        config = Errand(door.base_url, "dvcqg", {}, OPTIONS["dvcqg"]).config(tmp_path / "store")
        (portal,) = config.portals
        run, _ = runs.start_run(engine, portal.portal(), night_of(CLOCK.now()), CLOCK.now(), "", "test", None)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "create trigger full before insert on capture when (select count(*) from capture) >= 3 "
                "begin select raise(abort, 'database or disk is full'); end"
            )

        end = crawl(config, portal, run.id, clock=CLOCK)

        assert end.finish == "store failed"
        assert runs.captures_count(engine, run.id) == 3
        assert sum(details_asked(door).values()) < DETAILS
        engine.dispose()
