"""The chain: what is added is sealed in the transaction that completes it (P1, P8)."""

from __future__ import annotations

import hashlib
import json
import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select

from storage import comparisons, manifests, register, runs
from storage import tables as t
from storage.database import open_store, upgrade
from storage.ledger import RunClosed
from storage.manifests import Entry, entries
from storage.sealed_rows import KINDS
from storage.verification import verify
from tests.storage.making import AT, NIGHT, PORTAL, count, detail, keep_versions, new_run, old_store, sql, store, url
from tests.storage.sealed import answers, closed, compared, crawl, play, sealed_store, snapshot_of

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return store(tmp_path)


def sealed(engine: Engine) -> list[tuple[str, int]]:
    return [(e.kind, e.subject) for e in entries(engine)]


def rows_of(entry: Entry) -> dict[str, int]:
    return {table: len(rows) for table, rows in entry.content["rows"].items()}


def test_whatever_is_completed_is_sealed_in_its_order(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=2)

    night = [("comparison", 1), ("nightly", 1), ("signature", 1), ("stamp", 1)]
    next_night = [("run", 3), ("run", 4), *((kind, 2) for kind, _ in night)]
    assert sealed(engine) == [("register", 1), ("pairing", 1), ("run", 1), ("run", 2), *night, *next_night]
    assert verify(engine).holds


def test_every_table_is_sealed_by_some_entry() -> None:
    """A new table needs a kind in ``KINDS``, or a reason here."""
    sealed_tables = {table.name for kind in KINDS for table, _ in kind.tables} | {x.name for k in KINDS for x in k.once}

    assert set(t.metadata.tables) == sealed_tables | {"manifest"}


def test_an_entry_can_be_checked_by_hand(tmp_path: Path) -> None:
    """With nothing but the standard library: SHA-256 over sorted JSON without blanks."""
    engine = sealed_store(tmp_path, nights=1)

    before = None
    for entry in entries(engine):
        value = {
            "kind": entry.kind,
            "subject": entry.subject,
            "sealed_at": round(entry.sealed_at.timestamp() * 1_000_000),
            "previous": before,
            "content": entry.content,
        }
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert entry.text == text
        assert hashlib.sha256(text.encode()).hexdigest() == entry.digest
        assert entry.previous == before
        before = entry.digest
    assert manifests.head(engine) == before


def test_a_run_is_sealed_with_what_it_brought_and_says_what_it_could_not_keep(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=2)

    (first,), (third,) = entries(engine, "run", [1]), entries(engine, "run", [3])

    owned = {"run": 1, "capture": 7, "listing": 1, "run_fact": 2, "change": 1}
    assert rows_of(first) == owned | {"version": 4, "request": 7, "header_block": 1, "body": 6}
    assert rows_of(third) == owned | {"version": 1, "body": 1}  # what was there before is not sealed again
    assert {k: v for k, v in first.content.items() if k != "rows"} == {
        "adapter": "dvcqg",
        "night": "2026-11-20",
        "not_kept": ["header name case and order", "reason phrase", "chunking"],
        "outcome": "complete",
        "portal": "dvcqg",
        "product": "tthc-monitor test",
        "readers": ["dvcqg/1"],
        "settings": hashlib.sha256(b'{"page_size":"4"}').hexdigest(),
        "through": {"request": 7, "header_block": 1, "body": 6},
    }


def test_the_digest_of_a_subject_is_asked_for_by_kind_and_number(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=1)
    digests = {(e.kind, e.subject): e.digest for e in entries(engine)}

    assert manifests.digest_of(engine, "comparison", 1) == digests["comparison", 1]
    assert manifests.digest_of(engine, "comparison", 2) is None


def test_an_empty_store_has_no_head(engine: Engine) -> None:
    assert manifests.head(engine) is None
    assert (verify(engine).holds, verify(engine).entries) == (True, 0)


def test_a_run_that_was_abandoned_is_sealed_as_it_was_left(engine: Engine) -> None:
    run = new_run(engine)
    crawl(engine, run.id, [detail("1"), detail("2")])

    new_run(engine, nights_later=1)

    (entry,) = entries(engine)
    assert (entry.kind, entry.subject, entry.content["outcome"], rows_of(entry)["capture"]) == ("run", 1, "failed", 2)
    verdict = verify(engine)
    assert (verdict.holds, verdict.unsealed) == (True, (("run", 2),))


def test_closing_again_neither_adds_nor_seals(engine: Engine, tmp_path: Path) -> None:
    run = new_run(engine)
    closed(engine, run, 0, 2, AT)
    job, _ = runs.start_nightly(engine, NIGHT, AT)
    runs.finish_nightly(engine, job, AT, 0)

    runs.close_run(engine, snapshot_of(run, 1, 3, AT), "shutdown")
    runs.finish_nightly(engine, job, AT + timedelta(hours=1), 3)

    assert (count(tmp_path, "listing"), count(tmp_path, "manifest")) == (1, 2)
    assert verify(engine).holds


def test_nothing_can_be_added_to_a_run_that_was_closed(engine: Engine) -> None:
    """By a crawl process that outlived its front door, for example."""
    run = new_run(engine)
    closed(engine, run, 0, 2, AT)

    with pytest.raises(RunClosed):
        crawl(engine, run.id, [detail("late")])

    assert verify(engine).holds


def test_a_clock_that_jumps_back_changes_nothing_in_the_order(engine: Engine) -> None:
    for number, minutes in enumerate((0, -600, 0, -1)):
        at = AT + timedelta(minutes=minutes)
        register.add_import(engine, at, f"{number}.toml", "x" * number)
        play(engine, number)

    verdict = verify(engine)

    assert verdict.holds
    assert [e.id for e in entries(engine)] == list(range(1, verdict.entries + 1))


def test_another_process_that_seals_meanwhile_gets_its_place_in_the_chain(engine: Engine, tmp_path: Path) -> None:
    """Grounds may be imported while a night is running."""
    other = open_store(url(tmp_path))
    run = new_run(engine)
    crawl(engine, run.id, answers(0, 2, PORTAL))
    register.add_import(other, AT, "a.toml", "a")
    crawl(engine, run.id, [detail("more")])
    closed(engine, run, 0, 2, AT)
    register.add_import(other, AT, "b.toml", "b")

    assert sealed(engine) == [("register", 1), ("run", 1), ("register", 2)]
    assert verify(engine).holds
    other.dispose()


def test_damage_in_the_chain_costs_no_night(engine: Engine, tmp_path: Path) -> None:
    play(engine, 0)
    sql(tmp_path, "update manifest set content = x'00' where id = 1")

    play(engine, 1)

    assert [(d.table, d.row) for d in verify(engine).damages] == [("manifest", 1)]


# --- kills --------------------------------------------------------------------------------


class Killed(Exception):
    """Where the process would have ended."""


def steps_of_a_night(engine: Engine) -> list[str]:
    """What is sent to the database in one night."""
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    return seen


def test_a_stop_before_any_statement_leaves_a_store_that_verifies(tmp_path: Path) -> None:
    """At every statement of a second night; then the night is taken up again and ends sealed."""
    (tmp_path / "whole").mkdir()
    whole = sealed_store(tmp_path / "whole", nights=1)
    seen = steps_of_a_night(whole)
    play(whole, 1)
    whole.dispose()
    assert len(seen) > 60
    for stop in range(0, len(seen), 3):
        folder = tmp_path / str(stop)
        folder.mkdir()
        engine = sealed_store(folder, nights=1)
        left = [stop]

        def kill(*_: object, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Killed

        event.listen(engine, "before_cursor_execute", kill)
        with pytest.raises(Killed):
            play(engine, 1)
        event.remove(engine, "before_cursor_execute", kill)
        assert verify(engine).damages == ()
        play_on(engine)
        verdict = verify(engine)
        assert (verdict.damages, verdict.unsealed) == ((), ())
        engine.dispose()


def play_on(engine: Engine) -> None:
    """What the front door does with a night that was interrupted."""
    with engine.connect() as connection:
        is_done = connection.scalar(select(t.nightly.c.finished_at).where(t.nightly.c.id == 2)) is not None
    if not is_done:
        play(engine, 1)


KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import event
from storage.database import open_store
from tests.storage.sealed import play

engine = open_store(sys.argv[1])
left = int(sys.argv[2])

def count(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)

event.listen(engine, "before_cursor_execute", count)
event.listen(engine, "commit", count)
play(engine, 1)
"""


def test_a_process_that_is_killed_leaves_a_store_that_verifies(tmp_path: Path) -> None:
    """The real SIGKILL, at a few moments drawn over the night."""
    sealed_store(tmp_path, nights=1).dispose()
    for left in random.Random(8).sample(range(95), 4):
        ended = subprocess.run([sys.executable, "-c", KILLED, url(tmp_path), str(left)], cwd=ROOT, check=False)

        assert ended.returncode in (0, -signal.SIGKILL)
        engine = open_store(url(tmp_path), create=False)
        assert verify(engine).damages == ()
        engine.dispose()
        if ended.returncode == 0:
            return


# --- older stores -----------------------------------------------------------------------


def old_nights(tmp_path: Path) -> Engine:
    """A store with nights from before the chain, one run still open, upgraded."""
    made = sealed_store(tmp_path, nights=2)
    new_run(made, nights_later=5)
    made.dispose()
    for table in ("signature", "time_stamp", "manifest"):
        sql(tmp_path, f"delete from {table}")
    return open_store(url(tmp_path))


def test_what_is_older_than_the_chain_is_sealed_with_the_first_entry(tmp_path: Path) -> None:
    engine = old_nights(tmp_path)
    assert (verify(engine).holds, verify(engine).entries) == (True, 0)

    register.add_import(engine, AT + timedelta(days=9), "moi.toml", "x")

    first, second = entries(engine)
    assert (first.kind, first.subject, second.kind, second.subject) == ("inherited", 0, "register", 2)
    assert (rows_of(first)["run"], rows_of(first)["capture"], rows_of(first)["register_import"]) == (4, 28, 1)
    verdict = verify(engine)
    assert (verdict.holds, verdict.since, verdict.unsealed) == (True, AT + timedelta(days=9), (("run", 5),))
    play(engine, 5)
    assert verify(engine).holds


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("update capture set topic = 'x' where id = 9", ("capture", 9)),
        ("update body set data = x'00' where id = 2", ("body", 2)),
        ("delete from sighting where finding_id = 2", ("sighting", "1/2")),
        ("insert into capture select 99, run_id, purpose, topic, visit, position, request_id, fetched_at, status,"
         " header_block_id, header_values, body_id, problem, problem_text, problem_where from capture where id = 3",
         ("capture", 99)),
        ("update nightly set exit_code = 3 where id = 1", ("nightly", 1)),
        ("update finding set content = '{}' where id = 1", ("finding", 1)),
    ],
)  # fmt: skip
def test_from_then_on_it_cannot_be_altered_unseen(statement: str, named: tuple[str, object], tmp_path: Path) -> None:
    engine = old_nights(tmp_path)
    register.add_import(engine, AT + timedelta(days=9), "moi.toml", "x")

    sql(tmp_path, statement)

    assert [(d.table, d.row) for d in verify(engine).damages] == [named]


def test_a_store_of_the_version_before_is_upgraded_and_goes_on(tmp_path: Path) -> None:
    old_store(tmp_path, "0002").dispose()
    upgrade(url(tmp_path))

    engine = open_store(url(tmp_path))
    play(engine, 0)

    assert verify(engine).holds
    assert "inherited" not in dict(sealed(engine))


def test_an_unchanged_night_adds_few_bytes_of_chain(tmp_path: Path) -> None:
    """A page that was read again costs the chain its number and half a digest, little more."""
    engine = store(tmp_path)
    for night in range(2):
        run = new_run(engine, night)
        crawl(engine, run.id, [detail(str(n)) for n in range(500)])
        keep_versions(engine, snapshot_of(run, 0, 3, AT))
        runs.close_run(engine, snapshot_of(run, 0, 3, AT), "finished")
        compared(engine, 0, {"dvcqg": run.id}, AT)

    with engine.connect() as connection:
        sizes = connection.scalars(select(t.manifest.c.content).where(t.manifest.c.id > 2)).all()

    assert sum(map(len, sizes)) / 500 < 30
    assert comparisons.last_comparison(engine) is not None
