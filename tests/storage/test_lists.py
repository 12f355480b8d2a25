"""Which members lists have named: one row a change; only whole lists promise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analysis.model import Gate, Judgement, Snapshot
from storage import lists, runs
from storage.verification import verify
from tests.analysis.makers import listing, national_side
from tests.storage.making import count, new_run, store


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return store(tmp_path)


def visit(engine: Engine, number: int, *ids: str, complete: bool = True, missing: tuple[str, ...] = ()) -> Snapshot:
    """Close a run whose list named these."""
    run = new_run(engine, number)
    told = (Judgement(Gate.SIZE, "formalities", True, "Ngắn hơn.", missing),) if missing else ()
    state = listing("formalities", ids, complete=complete)
    snapshot = replace(national_side(listings=(state,), judgements=told), run=run.id, night=run.night)
    lists.store_members(engine, snapshot, lists.members(engine, "dvcqg", run.id))
    runs.close_run(engine, snapshot, "finished")
    return snapshot


def known(engine: Engine) -> dict[str, frozenset[str]]:
    return lists.members(engine, "dvcqg", 99)


def test_a_list_that_says_the_same_every_night_is_kept_once(engine: Engine, tmp_path: Path) -> None:
    for number in range(5):
        visit(engine, number, "a", "b", "c")

    assert (known(engine), count(tmp_path, "listed")) == ({"formalities": frozenset("abc")}, 3)


def test_what_a_whole_list_names_no_more_is_no_member_and_may_come_back(engine: Engine, tmp_path: Path) -> None:
    visit(engine, 0, "a", "b")
    visit(engine, 1, "a")
    assert known(engine) == {"formalities": frozenset("a")}

    visit(engine, 2, "a", "b")
    assert (known(engine), count(tmp_path, "listed")) == ({"formalities": frozenset("ab")}, 4)


def test_a_list_that_was_not_read_whole_promises_nothing_and_takes_nothing_back(engine: Engine) -> None:
    """Also one whose filter did nothing: it names records of other issuers."""
    visit(engine, 0, "a", "b")
    visit(engine, 1, "a", "stranger", complete=False)

    assert known(engine) == {"formalities": frozenset("ab")}


def test_members_are_those_before_a_run_and_of_one_portal(engine: Engine) -> None:
    first = visit(engine, 0, "a")
    visit(engine, 1, "a", "b")

    assert lists.members(engine, "dvcqg", first.run) == {}
    assert lists.members(engine, "dvcqg", first.run + 1) == {"formalities": frozenset("a")}
    assert lists.members(engine, "khac", 99) == {}


def test_what_a_list_that_was_held_back_lacked_is_remembered_with_its_run(engine: Engine) -> None:
    first, held = visit(engine, 0, "a", "b"), visit(engine, 1, "a", complete=False, missing=("b",))

    assert lists.held_back(engine, held.run) == {"formalities": frozenset("b")}
    assert (lists.held_back(engine, first.run), lists.held_back(engine, None)) == ({}, {})
    assert [(j.gate, j.subject, j.held, j.told) for j in runs.judgements_of(engine, held.run)] == [
        (Gate.SIZE, "formalities", True, "Ngắn hơn.")
    ]


def test_members_are_sealed_with_their_run(engine: Engine, tmp_path: Path) -> None:
    visit(engine, 0, "a", "b")
    assert verify(engine).holds

    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE listed SET present = 0 WHERE member = 'b'")

    assert {(d.table, d.fault.value) for d in verify(engine).damages} == {("listed", "altered")}


def test_a_run_that_was_stored_before_it_was_interrupted_is_not_stored_twice(engine: Engine, tmp_path: Path) -> None:
    snapshot = visit(engine, 0, "a", "b")

    lists.store_members(engine, snapshot, {})

    assert count(tmp_path, "listed") == 2
