"""A simulated month asked about as auditors ask: every answer is what was served, and nights not seen say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.asof import Continuum, Ours, model
from benchmarks.grown_year import Year, checked, year
from benchmarks.grown_years import Years
from tests.storage.making import sql


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Year]:
    folder = tmp_path_factory.mktemp("year")
    return folder, year(folder, 30, size=40, compare_every=10)[0]


def test_every_answer_about_the_past_is_what_was_served(played: tuple[Path, Year]) -> None:
    found = checked(played[1], 300)

    assert found.wrong == ()
    assert found.determined > 200
    assert found.undetermined > 10


def test_a_wrong_answer_would_be_noticed(played: tuple[Path, Year]) -> None:
    folder, told = played
    sql(folder, "update version set from_run_id = from_run_id + 4 where from_run_id > 8")

    assert checked(told, 300).wrong


def test_all_sides_of_the_measure_hold_the_same_years(tmp_path: Path) -> None:
    years = Years(30, 70)
    sides = Ours(years, tmp_path), Continuum(years, tmp_path)

    for night in (0, 29, 30, 31, 60, 69):
        by = years.end_of(night)
        truth = model(years, night)
        assert Ours.told(sides[0].whole(by)) == truth
        assert sides[1].whole(by) == truth
    for side in sides:
        side.close()
