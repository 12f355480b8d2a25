"""Comparisons and sightings: what was kept is what was found, and one wording is kept once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from analysis.model import Change, Comparison, Discrepancy, Kind, Look, Severity, Sighting, Status
from storage import comparisons
from storage.comparisons import StoredComparison, store_comparison
from tests.analysis.makers import compared, local, national
from tests.storage.making import AT, NIGHT, count, new_run, store


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return store(tmp_path)


def day(number: int) -> date:
    return NIGHT + timedelta(days=number)


def found(code: str = "1.000001", **values: object) -> Discrepancy:
    plain = Discrepancy(
        "CL01",
        Kind.PAIR,
        Severity.CRITICAL,
        "Điều 18",
        code,
        "Cấp thẻ",
        "Công chứng",
        "",
        "có",
        None,
        ("dvcqg", "dvcqg-tayninh"),
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def seen(discrepancy: Discrepancy, status: Status = Status.NEW, nights: int = 1) -> Sighting:
    return Sighting(discrepancy, status, NIGHT, NIGHT, nights)


def kept(engine: Engine, number: int, *sightings: Sighting, complete: bool = True) -> StoredComparison:
    comparison = Comparison(day(number), tuple(s.discrepancy for s in sightings))
    runs = {"dvcqg": new_run(engine, number).id}
    store_comparison(engine, comparison, sightings, runs, AT, complete=complete, rules="1")
    stored = comparisons.last_comparison(engine)
    assert stored is not None
    assert stored.runs == runs
    return stored


def test_a_whole_comparison_comes_back_word_for_word(engine: Engine) -> None:
    two = national(1), national(2)
    comparison = compared(two, (local(two[0], "H53.14", name="Tên khác"),))
    assert comparison.discrepancies
    sightings = tuple(seen(d, Status.AWAITING) for d in comparison.discrepancies)
    store_comparison(engine, comparison, sightings, {"dvcqg": 1}, AT, complete=True, rules="1")

    stored = comparisons.last_comparison(engine)

    assert stored is not None
    assert stored.comparison == replace(comparison, discrepancies=())
    assert stored.sightings == tuple(sorted(sightings, key=lambda s: s.discrepancy.key))
    assert (stored.night, stored.created_at, stored.complete) == (comparison.night, AT, True)


def test_the_same_wording_on_many_nights_is_kept_once(engine: Engine, tmp_path: Path) -> None:
    for number in range(4):
        kept(engine, number, seen(found(), Status.OPEN, number + 1), seen(found("1.000002")))
    kept(engine, 4, seen(found(national="có, nhưng khác")))

    assert (count(tmp_path, "finding"), count(tmp_path, "sighting")) == (3, 9)
    stored = comparisons.last_comparison(engine)
    assert stored is not None
    assert [s.discrepancy.national for s in stored.sightings] == ["có, nhưng khác"]


def test_the_digest_knows_every_standing(engine: Engine) -> None:
    first = kept(engine, 0, seen(found()))
    second = kept(engine, 0, seen(found()))
    other = kept(engine, 0, seen(found(), Status.OPEN))

    assert first.runs == second.runs == other.runs
    assert first.digest == second.digest != other.digest


def test_which_comparison_is_meant(engine: Engine) -> None:
    stored = [kept(engine, n, complete=n == 1) for n in (0, 1, 1, 3)]

    def last(**which: object) -> int | None:
        one = comparisons.last_comparison(engine, **which)  # type: ignore[arg-type]
        return one.id if one else None

    assert last() == stored[3].id
    assert last(up_to=day(2)) == stored[2].id
    assert last(complete=True) == stored[2].id
    assert last(before=stored[1].id) == stored[0].id
    assert last(up_to=day(-1)) is None
    before = comparisons.comparison_before_night(engine, day(1))
    assert before is not None
    assert before.id == stored[0].id  # not the other comparison of the same night
    assert comparisons.comparison_before_night(engine, day(0)) is None


def test_the_trend_counts_what_stands_open_in_the_last_comparison_of_each_night(engine: Engine) -> None:
    kept(engine, 0, seen(found()), seen(found("1.000002"), Status.AWAITING))
    kept(engine, 1)
    kept(engine, 1, seen(found(), Status.OPEN), seen(found("1.000002"), Status.FIXED), complete=False)
    closed = replace(found(""), rule="CL34", kind=Kind.SOURCE)
    kept(engine, 2, seen(found(), Status.OPEN, Look.UNSEEN), seen(found("1.000003")), seen(closed))

    def trend(up_to: date, nights: int) -> list[tuple[date, int, bool]]:
        return comparisons.trend(engine, up_to, nights, lambda x: x.kind is not Kind.SOURCE)

    assert trend(day(2), 30) == [(day(0), 1, True), (day(1), 1, False), (day(2), 2, True)]
    assert trend(day(2), 1) == [(day(2), 2, True)]
    assert trend(day(0), 30) == [(day(0), 1, True)]


def test_what_does_not_count_is_left_out_of_the_trend_of_every_night(engine: Engine) -> None:
    kept(engine, 0, seen(found()), seen(found("1.000002")))
    kept(engine, 1, seen(found(), Status.OPEN), seen(found("1.000002"), Status.OPEN))

    assert comparisons.trend(engine, day(1), 30, lambda x: x.code != "1.000002") == [
        (day(0), 1, True),
        (day(1), 1, True),
    ]


def test_changes_are_kept_with_their_run_and_not_twice(engine: Engine, tmp_path: Path) -> None:
    run = new_run(engine).id
    changes = [
        Change("dvcqg", "n01", "1.000001", "Cấp thẻ", "sửa", (("name", "cũ", "mới"),), day(0), day(1)),
        Change("dvcqg", "n02", "1.000002", "Khác", "mất"),
    ]
    comparisons.store_changes(engine, run, changes)
    comparisons.store_changes(engine, run, changes)

    assert comparisons.changes_of(engine, run) == changes
    assert comparisons.changes_of(engine, run + 1) == []
    assert count(tmp_path, "change") == 2


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FOUND = st.builds(
    found,
    code=TEXT,
    part=TEXT,
    name=TEXT,
    national=st.none() | TEXT,
    provincial=st.none() | TEXT,
    agencies=st.lists(TEXT, max_size=3).map(tuple),
    evidence=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    severity=st.sampled_from(Severity),
)
SEEN = st.builds(
    Sighting,
    FOUND,
    st.sampled_from(Status),
    st.dates(date(2000, 1, 1)),
    st.dates(date(2000, 1, 1)),
    st.integers(0, 9999),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SEEN, max_size=6, unique_by=lambda s: s.discrepancy))
def test_whatever_the_portals_write_comes_back(engine: Engine, sightings: list[Sighting]) -> None:
    comparison = Comparison(NIGHT)
    store_comparison(engine, comparison, sightings, {}, AT, complete=False, rules="1")

    stored = comparisons.last_comparison(engine)

    assert stored is not None
    assert sorted(stored.sightings, key=repr) == sorted(sightings, key=repr)
