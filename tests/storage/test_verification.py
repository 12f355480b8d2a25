"""Checking the store: every alteration is found and named, and looking changes nothing (P7, P10, P15)."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import verdict as verdicts
from storage.database import StoreError, open_store, open_to_read
from storage.manifests import entries
from storage.verdict import Damage, Fault, Verdict
from storage.verification import verify
from tests.storage import tampering
from tests.storage.making import AT, new_run, sql, url
from tests.storage.sealed import PROVINCE, answers, crawl, sealed_store
from tests.storage.tampering import TABLES, Hands, Unchanged, alter, change_value, other_value


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("sealed")
    sealed_store(folder).dispose()
    return tampering.image(folder / "tthc.sqlite")


@pytest.fixture(scope="module")
def head(file: bytes) -> str:
    found = checked(file).head
    assert found is not None
    return found


def checked(file: bytes, *statements: str, head: str | None = None) -> Verdict:
    """The verdict on a copy that somebody altered."""
    hands = Hands(file, random.Random(0))
    for statement in statements:
        hands.connection.execute(statement)
    return verify(hands.engine(), head)


def told(verdict: Verdict) -> list[tuple[Fault, str, object, int | None, int | None]]:
    return [(d.fault, d.table, d.row, d.entry, d.run) for d in verdict.damages]


def test_a_store_that_nobody_touched_holds(file: bytes) -> None:
    steps: list[tuple[int, int]] = []

    verdict = verify(Hands(file, random.Random(0)).engine(), progress=lambda *x: steps.append(x))

    assert (verdict.holds, verdict.damages, verdict.unsealed, verdict.since) == (True, (), (), None)
    assert (verdict.entries, verdict.rows, verdict.bodies) == (20, 128, 8)
    assert steps == [(n, len(steps)) for n in range(1, len(steps) + 1)]


@pytest.mark.parametrize(
    ("statement", "damage"),
    [
        ("update version set name = 'khác' where id = 2", (Fault.ALTERED, "version", 2, 3, 1)),
        ("update run set reason = '' where id = 3", (Fault.ALTERED, "run", 3, 9, 3)),
        ("update capture set body_id = 2 where id = 3", (Fault.ALTERED, "capture", 3, 3, 1)),
        ("update comparison set complete = 2 where id = 1", (Fault.ALTERED, "comparison", 1, 5, None)),
        ("update comparison set night = night || 'x' where id = 1", (Fault.ALTERED, "comparison", 1, 5, None)),
        ("update sighting set status = 'mới' where comparison_id = 2 and finding_id = 1",
         (Fault.ALTERED, "sighting", "2/1", 11, None)),
        ("delete from listing where id = 2", (Fault.MISSING, "listing", 2, 4, 2)),
        ("delete from request where id = 3", (Fault.MISSING, "request", 3, 3, 1)),
        ("update header_block set fields = '[]' where id = 1", (Fault.ALTERED, "header_block", 1, 3, 1)),
        ("update body set size = size + 1 where id = 4", (Fault.ALTERED, "body", 4, 3, 1)),
        ("update body set coding = 'raw' where id = 4", (Fault.ALTERED, "body", 4, 3, 1)),
        ("update pairing set accepted = 0", (Fault.ALTERED, "pairing", 1, 2, None)),
        ("update register_import set who = ''", (Fault.ALTERED, "register_import", 1, 1, None)),
        ("delete from signature where id = 2", (Fault.MISSING, "signature", 2, 13, None)),
        ("update time_stamp set token = x'' where id = 1", (Fault.ALTERED, "time_stamp", 1, 8, None)),
        ("insert into nightly values (9, '2026-11-20', 1, 2, 0)", (Fault.INSERTED, "nightly", 9, None, None)),
        ("insert into run_fact values (99, 2, 'note', '', 'x')", (Fault.INSERTED, "run_fact", 99, 4, 2)),
        ("insert into run_fact values (99, 77, 'note', '', 'x')", (Fault.INSERTED, "run_fact", 99, None, 77)),
        ("insert into finding values (9, x'00', 'k', '{}')", (Fault.INSERTED, "finding", 9, None, None)),
        ("update manifest set sealed_at = sealed_at + 1 where id = 7", (Fault.ALTERED, "manifest", 7, 7, None)),
        ("update manifest set content = zeroblob(9) where id = 7", (Fault.UNREADABLE, "manifest", 7, 7, None)),
        ("update manifest set packed = x'00' where id = 20", (Fault.ALTERED, "manifest", 20, 20, None)),
        ("update manifest set id = 21 where id = 20", (Fault.MISSING, "manifest", 20, 20, None)),
        ("update capture set topic = cast(x'ff' as text) where id = 1", (Fault.ALTERED, "capture", 1, 3, 1)),
        ("update run set outcome = null where id = 1", (Fault.ALTERED, "run", 1, 3, 1)),
    ],
)  # fmt: skip
def test_one_alteration_is_one_damage_with_its_run_row_and_entry(
    statement: str, damage: tuple[object, ...], file: bytes
) -> None:
    assert told(checked(file, statement)) == [damage]


def test_a_damage_to_a_page_tells_which_page(file: bytes) -> None:
    (damage,) = checked(file, "update body set data = x'' where id = 2").damages

    assert damage == Damage(Fault.ALTERED, "body", 2, 3, 1, "dvcqg-0")


def test_many_damages_are_counted_and_the_first_fifty_named(tmp_path: Path) -> None:
    sealed_store(tmp_path, nights=1, procedures=60).dispose()
    sql(tmp_path, "update capture set topic = topic || ' '")

    verdict = verify(open_store(url(tmp_path)))

    assert (verdict.count, len(verdict.damages)) == (126, verdicts.MOST_NAMED)
    assert {d.table for d in verdict.damages} == {"capture"}


def test_an_open_night_and_its_run_are_not_yet_sealed_and_no_damage(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path)
    run = new_run(engine, nights_later=7, portal=PROVINCE)
    crawl(engine, run.id, answers(7, 9, PROVINCE))

    verdict = verify(engine)
    assert (verdict.holds, verdict.unsealed) == (True, (("run", run.id),))

    sql(tmp_path, "insert into body values (999, zeroblob(32), 1, 'raw', x'00')")  # that no page of the open run names
    assert told(verify(engine)) == [(Fault.INSERTED, "body", 999, None, None)]


# --- heads kept outside ---------------------------------------------------------------------


def test_a_head_kept_outside_must_be_an_entry_of_the_chain(file: bytes, head: str) -> None:
    older = [e.digest for e in entries(Hands(file, random.Random(0)).engine(), "nightly")]

    assert checked(file, head=head).newer == 0
    assert checked(file, head=older[0]).newer == 14
    assert told(checked(file, head="00" * 32)) == [(Fault.HEAD, "", "00" * 32, None, None)]
    both = verify(Hands(file, random.Random(0)).engine(), heads=older)
    assert (both.holds, both.heads) == (True, 3)
    turned = verify(Hands(file, random.Random(0)).engine(), heads=older[::-1])
    assert [(d.fault, d.entry) for d in turned.damages] == [(Fault.HEAD, 12), (Fault.HEAD, 6)]


@pytest.mark.parametrize("way", tampering.LAST)
def test_what_the_chain_alone_cannot_show_a_head_shows(way: str, file: bytes, head: str) -> None:
    for seed in range(12):
        hands, _ = alter(file, random.Random(seed), {way: tampering.LAST[way]})

        assert verify(hands.engine()).holds
        assert [d.fault for d in verify(hands.engine(), head).damages] == [Fault.HEAD]


# --- anything at all ---------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.integers(0, 2**32))
def test_any_single_value_of_any_table_that_is_altered_is_found_and_named(file: bytes, table: str, seed: int) -> None:
    hands = Hands(file, random.Random(seed))
    try:
        altered = change_value(hands, table)
    except Unchanged:
        return

    verdict = verify(hands.engine())
    hands.connection.close()

    assert not verdict.holds, altered
    assert altered.is_named(verdict), (altered, verdict.damages)


@pytest.mark.parametrize("kind", ["VALUES", "BODIES", "MANIFESTS", "RUNS"])
def test_alterations_of_every_kind_are_found_and_named(kind: str, file: bytes) -> None:
    for way, alteration in getattr(tampering, kind).items():
        for seed in range(6):
            hands, altered = alter(file, random.Random(f"{way}{seed}"), {way: alteration})
            verdict = verify(hands.engine())
            hands.connection.close()
            assert not verdict.holds, altered
            assert altered.is_named(verdict), (altered, verdict.damages)


def test_every_byte_of_a_page_counts(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=1, procedures=1)
    engine.dispose()
    file = tampering.image(tmp_path / "tthc.sqlite")
    (data,) = [r["data"] for r in Hands(file, random.Random(0)).rows("body", "id = 2")]

    for place in range(len(data)):
        for bit in range(8):
            hands = Hands(file, random.Random(0))
            altered = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
            hands.connection.execute("update body set data = ? where id = 2", (altered,))
            assert [(d.table, d.row) for d in verify(hands.engine()).damages] == [("body", 2)]
            hands.connection.close()


def test_the_tampering_itself_changes_what_it_says(file: bytes) -> None:
    before = Hands(file, random.Random(0))
    for seed in range(40):
        hands, altered = alter(file, random.Random(seed), tampering.VALUES)
        assert any(hands.rows(table) != before.rows(table) for table in TABLES), altered
    assert {type(other_value(x, random.Random(n))) for x in (1, "a", b"a", None) for n in range(99)} > {int, str, bytes}


# --- files -----------------------------------------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_looking_changes_no_byte_of_any_file(tmp_path: Path) -> None:
    sealed_store(tmp_path).dispose()
    before = digests(tmp_path)

    engine = open_to_read(url(tmp_path))
    assert verify(engine).holds
    with pytest.raises(Exception, match="readonly"), engine.begin() as connection:
        connection.exec_driver_sql("delete from run")
    engine.dispose()

    assert digests(tmp_path) == before


def test_looking_while_a_night_is_written_changes_nothing_either(tmp_path: Path) -> None:
    writing = sealed_store(tmp_path)
    with writing.begin() as open_, open_to_read(url(tmp_path)).connect() as reading:
        open_.exec_driver_sql("update nightly set exit_code = 9")
        before = {name: d for name, d in digests(tmp_path).items() if not name.endswith("-shm")}  # SQLite's own notes
        assert verify(reading.engine).holds
        assert {name: d for name, d in digests(tmp_path).items() if not name.endswith("-shm")} == before
        open_.rollback()
    writing.dispose()


def test_a_store_without_its_log_is_missed_by_the_heads(tmp_path: Path) -> None:
    """After a loss of power the last nights may be in the log alone; without it the store looks whole but older."""
    engine = sealed_store(tmp_path, nights=1)
    engine.dispose()
    last = open_store(url(tmp_path))
    with last.connect() as connection:  # held open: nothing is moved from the log to the file
        connection.exec_driver_sql("pragma wal_autocheckpoint = 0")
        connection.exec_driver_sql("select * from run").all()
        new_run(last, nights_later=1)
        new_run(last, nights_later=2)  # closes and seals the run before
        head = verify(last).head
        other = tmp_path / "copied"
        other.mkdir()
        shutil.copy(tmp_path / "tthc.sqlite", other)
    last.dispose()

    verdict = verify(open_to_read(url(other)), head)

    assert [(d.fault, d.row) for d in verdict.damages] == [(Fault.HEAD, head)]


@pytest.mark.parametrize("to", [0, 100, 4096 * 3, -4096, -1])
def test_a_store_that_was_cut_off_is_refused(to: int, tmp_path: Path) -> None:
    sealed_store(tmp_path).dispose()
    place = tmp_path / "tthc.sqlite"
    place.write_bytes(place.read_bytes()[:to])

    with pytest.raises(StoreError, match=r"phục hồi từ bản sao lưu|còn trống"):
        open_to_read(url(tmp_path))


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    sealed_store(tmp_path, nights=0).dispose()
    sql(tmp_path, "update alembic_version set version_num = '9999'")
    before = digests(tmp_path)

    with pytest.raises(StoreError, match="mới hơn chương trình này"):
        open_to_read(url(tmp_path))

    assert digests(tmp_path) == before


def test_pages_of_the_file_that_were_overwritten_are_a_damage(tmp_path: Path) -> None:
    sealed_store(tmp_path).dispose()
    place = tmp_path / "tthc.sqlite"
    whole = place.read_bytes()
    connection = sqlite3.connect(place)
    root = connection.execute("select rootpage from sqlite_master where name = 'capture'").fetchone()[0]
    connection.close()
    place.write_bytes(whole[: (root - 1) * 4096] + bytes(4096) + whole[root * 4096 :])

    verdict = verify(open_to_read(url(tmp_path)))

    assert not verdict.holds
    assert {d.fault for d in verdict.damages} == {Fault.UNREADABLE}


def test_a_verdict_holds_when_there_is_no_damage() -> None:
    assert Verdict().holds
    assert not replace(Verdict(), count=1).holds
    assert AT.tzinfo is not None
