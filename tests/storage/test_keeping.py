"""Bodies go only by rule, their digests stay, and the chain says so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from analysis.model import ListingState, Outcome, Problem, ProblemKind, Role, Snapshot
from crawler.asks import Fetched
from storage import runs
from storage import tables as t
from storage.archive import RunArchive, find_evidence
from storage.coding import DROPPED
from storage.keeping import LISTS, SUPERSEDED, Plan, Rules, carry_out, plan, runs_without_bytes
from storage.verdict import Fault
from storage.verification import verify
from tests.analysis.makers import national
from tests.storage.making import AT, NIGHT, PROBLEM, detail, keep_versions, ledger, new_run, page, store
from tests.storage.making import fetched as answer

#: The record's name changes on these nights; its page's bytes are others on every night.
EDITED = (0, 4, 8)
NIGHTS = 12
TODAY = NIGHT + timedelta(days=400)


def put(engine: Engine, run: int, answers: Iterable[Fetched]) -> None:
    async def all_of_them() -> None:
        held = ledger(engine, run)
        for each in answers:
            await held.put(each)
        await held.close()

    asyncio.run(all_of_them())


def visit(engine: Engine, night: int, answers: Iterable[Fetched], name: str, *, closed: bool = True) -> runs.CrawlRun:
    """One run in which the record n01 was read under this name."""
    run = new_run(engine, night)
    put(engine, run.id, answers)
    if closed:
        procedure = replace(national(1), name=name)
        listing = ListingState("formalities", "Danh mục", 1, 1, 1, complete=True, reason="", ids=("n01",))
        at = run.started_at + timedelta(minutes=5)
        told = Snapshot("dvcqg", Role.NATIONAL, run.night, run.id, Outcome.COMPLETE, "", run.started_at, at)
        snapshot = replace(told, procedures=(procedure,), listings=(listing,))
        keep_versions(engine, snapshot)
        runs.close_run(engine, snapshot, "finished")
    return run


def told(night: int) -> bytes:
    return b'{"id":"n01","served":"night %d"}' % night * 20


def lists(night: int) -> bytes:
    return b'{"items":["n01"],"served":"night %d"}' % night * 20


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Twelve nights: three versions of one record, a list each night."""
    made = store(tmp_path)
    for night in range(NIGHTS):
        name = f"Tên {sum(night >= n for n in EDITED)}"
        visit(made, night, [page(1, lists(night)), detail("n01", told(night))], name)
    return made


def nights_dropped(engine: Engine, planned: Plan, rule: str) -> list[int]:
    """On which nights the bodies were seen."""
    found = []
    with engine.connect() as connection:
        for body in planned.of(rule):
            query = select(t.run.c.night).join_from(t.capture, t.run).where(t.capture.c.body_id == body.id)
            found += [(night - NIGHT).days for night in connection.scalars(query)]
    return sorted(found)


def test_nothing_is_dropped_unless_a_rule_says_so(engine: Engine) -> None:
    assert plan(engine, Rules(), TODAY) == Plan(Rules(), ())
    assert carry_out(engine, plan(engine, Rules(), TODAY), AT) is None


def test_of_each_version_the_first_and_the_last_capture_stay(engine: Engine) -> None:
    planned = plan(engine, Rules(superseded_after=30), TODAY)

    assert nights_dropped(engine, planned, SUPERSEDED) == [1, 2, 5, 6, 9, 10]
    assert planned.of(LISTS) == ()


def test_only_nights_older_than_the_rule_are_touched(engine: Engine) -> None:
    planned = plan(engine, Rules(superseded_after=30), NIGHT + timedelta(days=36))

    assert nights_dropped(engine, planned, SUPERSEDED) == [1, 2, 5]


def test_of_lists_one_run_a_week_stays_and_both_sides_of_every_change(engine: Engine) -> None:
    """20 November 2026 is a Friday; weeks begin on nights 3 and 10."""
    planned = plan(engine, Rules(lists_after=30), TODAY)

    assert nights_dropped(engine, planned, LISTS) == [1, 2, 5, 6, 9]
    assert planned.of(SUPERSEDED) == ()


def test_a_body_that_another_night_keeps_stays(tmp_path: Path) -> None:
    made = store(tmp_path)
    for night in range(5):
        visit(made, night, [detail("n01", told(0 if night == 2 else night))], "Tên")

    planned = plan(made, Rules(superseded_after=30), TODAY)

    assert nights_dropped(made, planned, SUPERSEDED) == [1, 3]


def test_problems_open_runs_and_records_without_a_version_stay(tmp_path: Path) -> None:
    made = store(tmp_path)
    bad = Problem(ProblemKind.REFUSED, "Bị chặn.")
    for night in range(5):
        others = [detail("n02", told(night + 50)), detail("n03", told(night + 90), problem=bad)]
        visit(made, night, [detail("n01", told(0)), *others], "Tên")
    visit(made, 5, [detail("n01", told(5))], "Tên", closed=False)

    assert plan(made, Rules(superseded_after=30, lists_after=30), TODAY).bodies == ()


def test_what_was_dropped_is_recorded_and_the_chain_still_verifies(engine: Engine) -> None:
    rules = Rules(superseded_after=30, lists_after=30)
    planned = plan(engine, rules, TODAY)

    number = carry_out(engine, planned, AT + timedelta(days=400))

    verdict = verify(engine)
    assert (verdict.damages, verdict.dropped, verdict.bodies) == ((), len(planned.bodies), 2 * NIGHTS)
    with engine.connect() as connection:
        kept = connection.execute(select(t.keeping)).one()
        rows = connection.execute(select(t.dropped.c.sha256, t.dropped.c.size, t.dropped.c.rule)).all()
        left = connection.execute(select(t.body).where(t.body.c.coding == DROPPED)).all()
    assert (kept.id, kept.at, kept.bodies) == (number, AT + timedelta(days=400), len(planned.bodies))
    assert kept.rules == '{"lists_after": 30, "superseded_after": 30}'
    assert [tuple(r) for r in rows] == [(b.sha256, b.size, b.rule) for b in planned.bodies]
    assert {(b.sha256, b.size, b.data) for b in left} == {(b.sha256, b.size, b"") for b in planned.bodies}
    assert plan(engine, rules, TODAY).bodies == ()


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("bytes gone without a record", update(t.body).where(t.body.c.id == 1).values(coding=DROPPED, data=b"")),
        ("another size", update(t.body).where(t.body.c.coding == DROPPED).values(size=1)),
        ("another digest", update(t.body).where(t.body.c.coding == DROPPED, t.body.c.id == 4).values(sha256=bytes(32))),
        ("other bytes", update(t.body).where(t.body.c.coding == DROPPED).values(coding="raw", data=b"x")),
        ("bytes that claim to be none", update(t.body).where(t.body.c.coding == DROPPED).values(data=b"x")),
    ],
)
def test_an_alteration_cannot_hide_behind_a_rule(what: str, statement: object, engine: Engine) -> None:
    carry_out(engine, plan(engine, Rules(superseded_after=370, lists_after=395), TODAY), AT)
    with engine.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]

    assert {(d.fault, d.table) for d in verify(engine).damages} == {(Fault.ALTERED, "body")}


def test_a_record_of_dropping_cannot_be_put_in(engine: Engine) -> None:
    with engine.begin() as connection:
        digest = connection.scalar(select(t.body.c.sha256).where(t.body.c.id == 1))
        connection.exec_driver_sql("insert into keeping values (1, 0, '{}', 1, 1)")
        connection.execute(t.dropped.insert().values(keeping_id=1, sha256=digest, size=1, rule=SUPERSEDED))
        connection.execute(update(t.body).where(t.body.c.id == 1).values(coding=DROPPED, data=b"", size=1))

    assert (Fault.INSERTED, "keeping") in {(d.fault, d.table) for d in verify(engine).damages}


def test_a_page_without_bytes_is_told_and_is_no_empty_page(engine: Engine) -> None:
    carry_out(engine, plan(engine, Rules(superseded_after=30), TODAY), AT)

    found = find_evidence(engine, 2, "n01")
    (capture,) = RunArchive(engine, 2).captures("detail")

    assert found is not None
    assert (found.is_dropped, found.is_intact, found.wire, found.size) == (True, True, b"", len(told(1)))
    assert capture.problem is not None
    assert "đã được bỏ theo quy tắc lưu giữ" in capture.problem.text
    assert runs_without_bytes(engine) == {2, 3, 6, 7, 10, 11}


def test_a_page_that_comes_again_gets_its_bytes_back(engine: Engine) -> None:
    carry_out(engine, plan(engine, Rules(superseded_after=30), TODAY), AT)

    visit(engine, NIGHTS, [detail("n01", told(1)), detail("n05", told(2), problem=PROBLEM)], "Tên 3")

    found = find_evidence(engine, NIGHTS + 1, "n01")
    assert found is not None
    assert (found.is_dropped, found.wire) == (False, told(1))
    assert (verify(engine).damages, verify(engine).dropped) == ((), 4)


def test_a_store_from_before_the_chain_is_sealed_as_it_is_then(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("delete from manifest")

    carry_out(engine, plan(engine, Rules(superseded_after=30), TODAY), AT)

    assert verify(engine).damages == ()


def test_an_interruption_leaves_everything_as_it_was(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("storage.keeping.seal", broken)
    with pytest.raises(RuntimeError):
        carry_out(engine, plan(engine, Rules(superseded_after=30), TODAY), AT)

    assert verify(engine).damages == ()
    assert runs_without_bytes(engine) == frozenset()


def test_robots_and_front_pages_follow_the_rule_of_lists(tmp_path: Path) -> None:
    made = store(tmp_path)
    for night in range(6):
        ask = replace(detail("front").ask, purpose="front", payload=None, path="/")
        visit(made, night, [answer(ask, told(night))], "Tên")

    assert nights_dropped(made, plan(made, Rules(lists_after=30), date(2027, 6, 1)), LISTS) == [1, 2, 4]
