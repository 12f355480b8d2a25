"""Versions: one row a change; gone only by a complete list; what comes back is seen (rule 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from analysis import parts
from analysis.model import Outcome, Procedure, Snapshot
from analysis.parts import digests
from storage import versions
from storage.versions import ProcedureVersion
from tests.analysis.makers import listing, national, national_side
from tests.storage.making import NIGHT, count, keep_versions, new_run, sql, store

LIST = "formalities"
A, B = national(1), national(2)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return store(tmp_path)


class Nights:
    """Nights of the national portal, one after the other."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.runs: list[int] = []

    def night(self, *procedures: Procedure, **values: object) -> int:
        """Store a night; how many rows it added."""
        run = new_run(self.engine, len(self.runs))
        self.runs.append(run.id)
        snapshot: Snapshot = replace(national_side(*procedures), run=run.id, night=run.night, **values)
        return keep_versions(self.engine, snapshot, LIST)

    def history(self, procedure: Procedure) -> list[ProcedureVersion]:
        return versions.history_of(self.engine, [(procedure.portal, procedure.portal_id)])

    def at(self, number: int) -> dict[str, Procedure]:
        return dict(versions.catalogue(self.engine, "dvcqg", self.runs[number]))


def digested(nights: Nights, number: int) -> set[str]:
    """The records whose digests are kept and usable at a night."""
    return {i for i, _, _ in versions.digests_at(nights.engine, "dvcqg", nights.runs[number])}


@pytest.fixture
def nights(engine: Engine) -> Iterator[Nights]:
    yield Nights(engine)
    engine.dispose()


def day(number: int) -> date:
    return NIGHT + timedelta(days=number)


def test_the_same_content_adds_no_row(nights: Nights) -> None:
    assert [nights.night(A, B), nights.night(A, B), nights.night(B, A)] == [2, 0, 0]


def test_a_change_adds_one_row_and_both_contents_are_kept(nights: Nights) -> None:
    later = replace(A, name="Cấp lại thẻ công chứng viên")
    nights.night(A, B)

    assert nights.night(later, B) == 1

    told = [(v.procedure, v.from_night, v.until_night) for v in nights.history(A)]
    assert told == [(A, day(0), day(1)), (later, day(1), None)]
    assert (nights.at(0)["n01"], nights.at(1)["n01"]) == (A, later)


def test_a_record_that_a_complete_list_lacks_is_gone_and_may_come_back(nights: Nights) -> None:
    nights.night(A, B)

    assert nights.night(B) == 1
    assert nights.night(B) == 0
    assert nights.night(A, B) == 1

    told = [(v.procedure is not None, v.from_night, v.until_night) for v in nights.history(A)]
    assert told == [(True, day(0), day(1)), (False, day(1), day(3)), (True, day(3), None)]
    assert nights.history(A)[1].name == A.name  # what is gone keeps its name
    assert [sorted(nights.at(n)) for n in range(4)] == [["n01", "n02"], ["n02"], ["n02"], ["n01", "n02"]]


@pytest.mark.parametrize(
    ("why", "values"),
    [
        ("the list was not read whole", {"listings": (listing(LIST, ("n02",), complete=False),)}),
        ("there was no list", {"listings": ()}),
        ("the visit failed", {"outcome": Outcome.FAILED}),
        ("only its detail could not be read", {"unread": ("n01",), "listings": (listing(LIST, ("n01", "n02")),)}),
    ],
)
def test_nothing_is_gone_because(why: str, values: dict[str, object], nights: Nights) -> None:
    nights.night(A, B)

    assert nights.night(B, **values) == 0, why
    assert sorted(nights.at(1)) == ["n01", "n02"]


def test_a_night_that_was_stored_before_it_was_interrupted_is_not_stored_twice(nights: Nights, tmp_path: Path) -> None:
    nights.night(A)
    run = nights.runs[-1]
    snapshot = replace(national_side(A, B), run=run)

    assert keep_versions(nights.engine, snapshot, LIST) == 0
    assert count(tmp_path, "version") == 1


def test_a_record_that_was_never_seen_has_no_history(nights: Nights) -> None:
    nights.night(A)

    assert nights.history(B) == []


def test_two_records_with_one_code_stay_two(nights: Nights) -> None:
    """D1: identity is the portal's id; the code is an attribute."""
    twin = replace(B, code=A.code)
    nights.night(A, twin)

    assert versions.records_with_code(nights.engine, A.code) == [("dvcqg", "n01"), ("dvcqg", "n02")]
    assert versions.records_with_code(nights.engine, "9.999999") == []


def test_what_held_before_a_run(nights: Nights) -> None:
    later = replace(A, name="Cấp lại thẻ công chứng viên")
    nights.night(A, B)
    nights.night(later, B)

    before = versions.before(nights.engine, "dvcqg", nights.runs[1], ["n01", "unknown"])

    assert {i: v.procedure for i, v in before.items()} == {"n01": A}
    assert versions.before(nights.engine, "dvcqg", nights.runs[1], []) == {}


def test_the_digests_of_the_parts_are_kept_with_every_version(nights: Nights) -> None:
    later = replace(A, conditions="Có năng lực hành vi dân sự")
    nights.night(A, B)
    nights.night(later)

    kept = [{i: d.packed for i, _, d in versions.digests_at(nights.engine, "dvcqg", run)} for run in nights.runs]

    assert kept == [
        {"n01": digests(A).packed, "n02": digests(B).packed},
        {"n01": digests(later).packed},  # what is gone has none
    ]


def test_digests_of_another_ladder_are_left_out(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    nights.night(A, B)
    monkeypatch.setattr(parts, "LADDER", parts.LADDER + 1)
    nights.night(replace(A, conditions="Khác"), B)

    assert digested(nights, 0) == set()
    assert digested(nights, 1) == {"n01"}


def test_a_store_from_before_digests_has_none(nights: Nights, tmp_path: Path) -> None:
    nights.night(A, B)
    sql(tmp_path, "update version set parts = null where portal_id = 'n01'")

    assert digested(nights, 0) == {"n02"}


def test_digests_are_given_only_for_records_that_say_exactly_what_their_version_says(nights: Nights) -> None:
    nights.night(A, B)
    later = replace(national_side(replace(A, conditions="Khác"), B), run=nights.runs[0] + 1)
    twice = replace(later, procedures=(A, replace(A, name="Tên khác"), B))

    assert set(versions.digests_of(nights.engine, later)) == {("dvcqg", "n02")}
    assert set(versions.digests_of(nights.engine, twice)) == {("dvcqg", "n02")}
    assert versions.digests_of(nights.engine, replace(later, portal="other")) == {}


STATES = st.sampled_from((None, A, replace(A, name="Tên khác"), replace(A, conditions="Điều kiện.")))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STATES, st.booleans()), min_size=1, max_size=8))
def test_every_night_can_be_asked_for_again(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[Procedure | None, bool]]
) -> None:
    """As-of a night equals replaying the nights up to it; an incomplete night takes nothing away (P44)."""
    nights = Nights(store(tmp_path_factory.mktemp("nights")))
    expected: list[dict[str, Procedure]] = []
    held: dict[str, Procedure] = {}
    for state, whole in told:
        shown = [p for p in (state, B) if p is not None]
        ids = tuple(p.portal_id for p in shown)
        nights.night(*shown, listings=(listing(LIST, ids, complete=whole),))
        held = ({} if whole else held) | {p.portal_id: p for p in shown}
        expected.append(dict(held))

    assert [nights.at(n) for n in range(len(told))] == expected
    rows = nights.history(A)
    assert all(a.digest != b.digest for a, b in pairwise(rows))  # a row a change, none without
    nights.engine.dispose()
