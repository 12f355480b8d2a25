"""The ledger: an acknowledgement means COMMIT, and everything is kept once (D24, D25, D37)."""

from __future__ import annotations

import asyncio
import json
from itertools import count as count_up
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from crawler.asks import Fetched, request_key
from storage import tables as t
from storage.engine import connect
from storage.ledger import CHANGING, GROUP, PATIENCE, _prepare, join_headers
from tests.storage.making import PROBLEM, count, detail, ledger, new_run, page, sql, store, url

FAIL_FROM_5_ON = (
    "create trigger full before insert on capture when (select count(*) from capture) >= 5 "
    "begin select raise(abort, 'database or disk is full'); end"
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return store(tmp_path)


async def settle() -> None:
    """Let tasks that are ready go on, without time passing."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_list_page_is_in_the_store_when_it_is_acknowledged(engine: Engine, tmp_path: Path) -> None:
    async def crawl() -> None:
        held = ledger(engine, new_run(engine).id)
        await held.put(page(1, b'["a"]'))
        assert count(tmp_path, "capture") == 1  # seen by another connection
        assert count(tmp_path, "body") == 1

    asyncio.run(crawl())


def test_a_detail_is_not_acknowledged_before_its_group_is_committed(engine: Engine, tmp_path: Path) -> None:
    async def crawl() -> None:
        held = ledger(engine, new_run(engine).id)
        waiting = [asyncio.ensure_future(held.put(detail(str(n)))) for n in range(GROUP - 1)]
        await settle()
        assert (count(tmp_path, "capture"), [w.done() for w in waiting]) == (0, [False] * (GROUP - 1))

        last = asyncio.ensure_future(held.put(detail("last")))
        await settle()
        assert (count(tmp_path, "capture"), all(w.done() for w in (*waiting, last))) == (GROUP, True)

    asyncio.run(crawl())


@pytest.mark.slow_wait
def test_a_lonely_detail_is_committed_after_a_moment(engine: Engine, tmp_path: Path) -> None:
    async def crawl() -> None:
        held = ledger(engine, new_run(engine).id)
        waiting = asyncio.ensure_future(held.put(detail("1")))
        await settle()
        assert count(tmp_path, "capture") == 0
        await asyncio.wait_for(waiting, timeout=5)
        assert count(tmp_path, "capture") == 1

    asyncio.run(crawl())
    assert PATIENCE <= 0.1


@pytest.mark.parametrize("ended_by", ["a list page", "the end of the crawl"])
def test_what_waits_is_committed_with(ended_by: str, engine: Engine, tmp_path: Path) -> None:
    async def crawl() -> None:
        held = ledger(engine, new_run(engine).id)
        waiting = asyncio.ensure_future(held.put(detail("1")))
        await settle()
        await (held.put(page(1)) if ended_by == "a list page" else held.close())
        await settle()
        assert waiting.done()
        assert count(tmp_path, "capture") == 1 + (ended_by == "a list page")

    asyncio.run(crawl())


def test_a_store_that_fails_is_told_to_everybody_who_waits_and_keeps_what_was_committed(
    engine: Engine, tmp_path: Path
) -> None:
    async def crawl() -> None:
        held = ledger(engine, new_run(engine).id)
        for n in range(3):
            await held.put(page(n + 1))
        sql(tmp_path, FAIL_FROM_5_ON)
        group = [asyncio.ensure_future(held.put(detail(str(n)))) for n in range(GROUP)]
        results = await asyncio.gather(*group, return_exceptions=True)

        assert all(isinstance(r, SQLAlchemyError) for r in results)
        assert (count(tmp_path, "capture"), count(tmp_path, "request")) == (3, 3)  # the group was one transaction

        sql(tmp_path, "drop trigger full")
        await asyncio.gather(*(held.put(detail(str(n))) for n in range(GROUP)))
        assert count(tmp_path, "capture") == 3 + GROUP
        await held.close()

    asyncio.run(crawl())
    with engine.connect() as connection:
        kept = connection.execute(select(t.request.c.body).join(t.capture).order_by(t.capture.c.id)).scalars().all()
    assert [json.loads(b).get("id") for b in kept[3:]] == [str(n) for n in range(GROUP)]


def put_all(engine: Engine, run: int, *items: Fetched) -> None:
    async def crawl() -> None:
        held = ledger(engine, run)
        await asyncio.gather(*(held.put(i) for i in items))
        await held.close()

    asyncio.run(crawl())


def test_the_same_body_request_and_headers_are_kept_once_for_ever(engine: Engine, tmp_path: Path) -> None:
    for night in range(3):
        run = new_run(engine, night)
        changing = (("Content-Type", "application/json"), ("Date", f"night {night}"))
        put_all(engine, run.id, *(detail(str(n), b'{"same":1}', headers=changing) for n in range(4)))

    kept = {name: count(tmp_path, name) for name in ("capture", "request", "body", "header_block")}
    assert kept == {"capture": 12, "request": 4, "body": 1, "header_block": 1}


def test_what_is_good_is_done_and_is_answered_from_the_store(engine: Engine) -> None:
    run = new_run(engine)
    good, bad, silent = page(1, b'["x"]'), page(2, b"no", problem=PROBLEM), page(3, status=None, problem=PROBLEM)
    put_all(engine, run.id, good, bad, silent)

    async def resume() -> None:
        held = ledger(engine, run.id)
        key = request_key("POST", good.url, good.ask.body)
        assert held.is_done(1, key)
        answer = held.answer(1, key)
        assert answer is not None
        assert (answer.status, answer.headers, answer.wire) == (201, good.headers, b'["x"]')
        for other in (bad, silent):
            assert not held.is_done(1, request_key("POST", other.url, other.ask.body))
        assert not held.is_done(2, key)  # another pass asks again
        assert held.answer(2, key) is None

        other_run = ledger(engine, new_run(engine, 1).id)
        assert not other_run.is_done(1, key)  # another night too

    asyncio.run(resume())


def test_what_failed_and_was_then_read_is_done(engine: Engine) -> None:
    run = new_run(engine)
    put_all(engine, run.id, detail("1", problem=PROBLEM), detail("1"))

    async def resume() -> None:
        item = detail("1")
        assert ledger(engine, run.id).is_done(1, request_key("POST", item.url, item.ask.body))

    asyncio.run(resume())


def test_every_connection_waits_for_the_disk(tmp_path: Path) -> None:
    """NORMAL would acknowledge what a power cut still takes away (D37)."""
    store(tmp_path).dispose()
    engine = connect(url(tmp_path))

    for _ in range(2):
        with engine.connect() as connection:
            told = {p: connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous")}
        assert told == {"journal_mode": "wal", "synchronous": 2}
        engine.dispose()


# --- headers and bodies, whatever they are ----------------------------------------

NAMES = st.one_of(
    st.sampled_from(sorted(CHANGING)).map(str.title),
    st.sampled_from(("Content-Type", "Server", "X-Seen", "Set-Cookie", "Vary", "null")),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8),
)
VALUES = st.text(st.characters(max_codepoint=255), max_size=20)
NIGHTS = count_up()
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=8).map(tuple)


@given(FIELDS)
def test_headers_are_put_together_again_exactly(fields: tuple[tuple[str, str], ...]) -> None:
    async def prepared() -> tuple[str, str]:
        pending = _prepare(detail("1", headers=fields))
        assert pending.block is not None
        assert pending.values is not None
        return pending.block[1], pending.values

    block, values = asyncio.run(prepared())

    assert join_headers(block, values) == fields


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(FIELDS, st.binary(max_size=300)), min_size=1, max_size=5))
def test_answers_come_back_from_the_store_byte_for_byte(
    engine: Engine, answers: list[tuple[tuple[tuple[str, str], ...], bytes]]
) -> None:
    """Every example is a night of its own in one store."""
    run = new_run(engine, next(NIGHTS))
    items = [page(n, body, headers=fields) for n, (fields, body) in enumerate(answers, start=1)]
    put_all(engine, run.id, *items)

    async def read() -> None:
        held = ledger(engine, run.id)
        for item in items:
            answer = held.answer(1, request_key("POST", item.url, item.ask.body))
            assert answer is not None
            assert (answer.headers, answer.wire) == (item.headers, item.wire)
        await held.close()

    asyncio.run(read())
