"""Runs: opened, taken up again within the night, closed once (D18)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analysis.model import ListingState, Outcome, Problem, ProblemKind, Role, Snapshot
from crawler.asks import Ask
from storage import runs
from storage.runs import RESUME_WITHIN, CrawlRun
from tests.storage.making import AT, NIGHT, PORTAL, fetched, ledger, new_run, page, store


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return store(tmp_path)


def begin(
    engine: Engine, at: datetime = AT, *, nightly: int | None = None, settings: str = "{}", base: str = PORTAL.base_url
) -> tuple[CrawlRun, bool]:
    return runs.start_run(engine, replace(PORTAL, base_url=base), NIGHT, at, settings, "test", nightly)


def whole(run: CrawlRun, **values: object) -> Snapshot:
    listing = ListingState("formalities", "danh mục", 2, 2, 1, True, "Đọc đủ.", ("a", "b"))
    snapshot = Snapshot(
        run.portal,
        Role.NATIONAL,
        run.night,
        run.id,
        Outcome.COMPLETE,
        "Đọc đủ.",
        run.started_at,
        run.started_at + timedelta(minutes=5),
        listings=(listing,),
        requests=7,
    )
    return replace(snapshot, **values)  # type: ignore[arg-type]


def test_an_open_run_is_taken_up_again(engine: Engine) -> None:
    first, resumed = begin(engine)
    assert not resumed

    again, resumed = begin(engine, AT + timedelta(hours=11, minutes=59))

    assert (again.id, again.started_at, resumed) == (first.id, AT, True)


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("another configuration", {"settings": '{"page_size":"20"}'}),
        ("another address", {"base": "https://other.test"}),
        ("twelve hours later", {"at": AT + RESUME_WITHIN}),
        ("another nightly job", {"nightly": 1}),
    ],
)
def test_otherwise_the_open_run_is_closed_as_failed_and_a_new_one_begins(
    what: str, change: dict[str, object], engine: Engine
) -> None:
    runs.start_nightly(engine, NIGHT, AT)
    first, _ = begin(engine)

    second, resumed = begin(engine, **change)  # type: ignore[arg-type]

    assert (second.id != first.id, resumed) == (True, False), what
    abandoned = runs.runs_of(engine)[-1]
    assert (abandoned.outcome, abandoned.finish) == (Outcome.FAILED, "abandoned")
    assert abandoned.reason == "Lần quét bị dừng giữa chừng và không được tiếp tục trong đêm."


def test_within_a_nightly_job_a_complete_run_is_not_repeated_and_another_is(engine: Engine) -> None:
    nightly, _ = runs.start_nightly(engine, NIGHT, AT)
    first, _ = begin(engine, nightly=nightly)
    runs.close_run(engine, whole(first, outcome=Outcome.PARTIAL), "finished")

    second, resumed = begin(engine, nightly=nightly)
    assert (second.id != first.id, resumed) == (True, False)
    runs.close_run(engine, whole(second), "finished")

    third, resumed = begin(engine, nightly=nightly)
    assert (third.id, third.outcome, resumed) == (second.id, Outcome.COMPLETE, True)


def test_a_nightly_job_is_taken_up_again_unless_it_ended_or_is_old(engine: Engine) -> None:
    """And after midnight it is still the night on which it began."""
    next_day = NIGHT + timedelta(days=1)
    first, night = runs.start_nightly(engine, NIGHT, AT)
    assert night == NIGHT
    assert runs.start_nightly(engine, next_day, AT + timedelta(hours=2)) == (first, NIGHT)
    assert runs.last_nightly(engine) is None

    later, night = runs.start_nightly(engine, next_day, AT + RESUME_WITHIN)
    assert (later != first, night) == (True, next_day)

    runs.finish_nightly(engine, later, AT + timedelta(hours=13), 0)
    again, _ = runs.start_nightly(engine, next_day, AT + timedelta(hours=14))
    assert again not in (first, later)
    assert runs.last_nightly(engine) == AT + RESUME_WITHIN


def test_a_run_is_closed_once(engine: Engine) -> None:
    run, _ = begin(engine)
    runs.close_run(engine, whole(run), "finished")
    runs.close_run(engine, whole(run, outcome=Outcome.FAILED, reason="khác"), "shutdown")

    (closed,) = runs.runs_of(engine)
    assert (closed.outcome, closed.reason, closed.finish, closed.requests) == (
        Outcome.COMPLETE,
        "Đọc đủ.",
        "finished",
        7,
    )


def test_what_a_run_said_is_kept_with_it(engine: Engine) -> None:
    run, _ = begin(engine)
    problem = Problem(ProblemKind.TIMEOUT, "Quá thời gian chờ.", "/detail|1")
    runs.close_run(
        engine,
        whole(run, problems=(problem,), notes=("robots.txt đã khác.",), unread=("x",), gone=("y",)),
        "finished",
    )

    facts = runs.facts_of(engine, run.id)

    assert runs.problems_of(engine, run.id) == (problem,)
    assert {k: v for k, v in facts.items() if k != "problem"} == {
        "note": [("", "robots.txt đã khác.")],
        "unread": [("x", "")],
        "gone": [("y", "")],
    }
    (closed,) = runs.runs_of(engine)
    assert [(x.name, x.stated_total, x.complete) for x in closed.listings] == [("formalities", 2, True)]


def test_the_digest_of_a_snapshot_does_not_know_times_and_numbers(engine: Engine) -> None:
    first, second = new_run(engine), new_run(engine, 1)

    assert runs.snapshot_digest(whole(first)) == runs.snapshot_digest(whole(second))
    assert runs.snapshot_digest(whole(first)) != runs.snapshot_digest(whole(first, gone=("x",)))


def test_the_newest_closed_run(engine: Engine) -> None:
    closed = []
    for n, outcome in enumerate((Outcome.COMPLETE, Outcome.FAILED, Outcome.FAILED)):
        closed.append(new_run(engine, n))
        runs.close_run(engine, whole(closed[n], outcome=outcome), "finished")
    new_run(engine, 3)

    def last(**which: object) -> int | None:
        found = runs.last_run(engine, "dvcqg", **which)  # type: ignore[arg-type]
        return found.id if found else None

    assert last() == closed[2].id
    assert last(complete=True) == closed[0].id
    assert last(up_to=NIGHT + timedelta(days=1)) == closed[1].id
    assert last(before=closed[0].id) is None
    newest = runs.last_run(engine, "dvcqg")
    assert newest is not None
    assert runs.state_since(engine, newest) == NIGHT + timedelta(days=1)


def test_only_what_was_really_asked_counts_as_a_request(engine: Engine) -> None:
    """Held back by robots.txt, by the budget, by the host or by the end of the visit: nobody was asked."""
    run = new_run(engine)
    held = (ProblemKind.ROBOTS, ProblemKind.BUDGET, ProblemKind.REDIRECTED, ProblemKind.INTERRUPTED)
    asked = (ProblemKind.TIMEOUT, ProblemKind.NO_CONNECTION, ProblemKind.TLS)

    async def crawl() -> None:
        keeping = ledger(engine, run.id)
        for n, kind in enumerate((*held, *asked)):
            await keeping.put(page(n, status=None, problem=Problem(kind, "x", "")))
        await keeping.put(page(90))
        await keeping.put(page(91, status=302, problem=Problem(ProblemKind.REDIRECTED, "x", "")))
        await keeping.close()

    asyncio.run(crawl())

    assert runs.captures_count(engine, run.id) == len(asked) + 2


def test_the_last_robots_txt_before_a_run(engine: Engine) -> None:
    async def crawl(run: int, *bodies: bytes) -> None:
        keeping = ledger(engine, run)
        for body in bodies:
            await keeping.put(fetched(Ask("robots", "robots.txt", "/robots.txt"), body, status=200))
        await keeping.close()

    first = new_run(engine)
    asyncio.run(crawl(first.id, b"old"))
    second = new_run(engine, 1)
    asyncio.run(crawl(second.id))
    third = new_run(engine, 2)

    digest = runs.robots_digest(engine, "dvcqg", third.id)

    assert digest is not None
    assert runs.robots_digest(engine, "dvcqg", second.id) == digest
    assert runs.robots_digest(engine, "dvcqg", first.id) is None
    assert runs.robots_digest(engine, "other", third.id) is None
