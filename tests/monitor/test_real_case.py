"""The real case: the national catalogue as served in July 2026 against what Tây Ninh was seen to publish.

239 procedures whose execution in Tây Ninh is known; the answer of "yes" at commune level
stands for all 96 communes. The set of findings is known beforehand and compared whole.
"""

from __future__ import annotations

from pathlib import Path

from analysis.model import Outcome, Status
from tests.practice import found, outcomes, practice
from tests.reference import REFERENCE, reference
from tests.simulator.catalogue import execution, real_case, real_details
from tests.simulator.world import Platform

GAPS = {"1.003005", "1.003160"}
EXCLUDED = "1.002270"


def store_size(folder: Path) -> int:
    return (folder / "tthc.sqlite").stat().st_size


def test_without_exclusions_the_whole_set_of_unpublished_procedures_is_the_three_known(tmp_path: Path) -> None:
    """Awaiting confirmation on night 1, new on night 2, still open on night 3; nothing else is ever claimed."""
    reference("national/qtungnui07__crwatdatadvc")

    with practice(tmp_path, Platform(real_case(REFERENCE)), exclusions=[]) as nights:
        first, second, third = nights.night(show=1), nights.night(show=1), nights.night(show=1)

        assert [set(outcomes(r).values()) for r in (first, second, third)] == [{Outcome.COMPLETE}] * 3
        everything = GAPS | {EXCLUDED}
        assert found(first, "CL01") == dict.fromkeys(everything, Status.AWAITING)
        assert found(second, "CL01") == dict.fromkeys(everything, Status.NEW)
        assert found(third, "CL01") == dict.fromkeys(everything, Status.OPEN)
        local = 196  # of the 239, those of province or commune level
        assert (third.figures.in_scope, third.figures.published) == (local, local - 3)
        assert {s.discrepancy.rule for s in third.sightings} & {"CL02", "CL04", "CL38"} == set()


def test_an_unchanged_night_adds_no_body_no_version_and_few_bytes(tmp_path: Path) -> None:
    reference("national/qtungnui07__crwatdatadvc")

    with practice(tmp_path, Platform(real_case(REFERENCE))) as nights:
        nights.night(show=1)
        counted = _counts(nights)
        size = _size(nights, tmp_path)
        result = nights.night(show=1)

        assert _counts(nights) == counted
        requests = sum(s.requests for s in result.snapshots)
        assert (_size(nights, tmp_path) - size) / requests <= 600


def test_the_shipped_exclusion_is_listed_apart_and_not_claimed(tmp_path: Path) -> None:
    reference("national/qtungnui07__crwatdatadvc")

    with practice(tmp_path, Platform(real_case(REFERENCE))) as nights:
        result = nights.night(show=1)

        assert found(result, "CL01") == dict.fromkeys(GAPS, Status.AWAITING)
        stored = nights.stored().comparison
        assert [(x.code, x.published) for x in stored.excluded] == [(EXCLUDED, False)]


def test_with_all_265_the_set_grows_by_exactly_the_local_ones_that_the_list_does_not_know(tmp_path: Path) -> None:
    reference("national/qtungnui07__crwatdatadvc")
    yes, no = execution(REFERENCE)
    unknown = {
        d["code"]
        for d in real_details(REFERENCE)
        if d["departmentPromulgateCode"] == "G15" and (d["isProvince"] or d["isWard"]) and d["code"] not in yes | no
    }

    with practice(tmp_path, Platform(real_case(REFERENCE, all_265=True)), exclusions=[]) as nights:
        result = nights.night(show=1)

    assert len(unknown) == 23
    assert set(found(result, "CL01")) == GAPS | {EXCLUDED} | unknown


def _counts(nights: object) -> tuple[int, int]:
    from sqlalchemy import func, select

    from storage import tables as t

    with nights.engine.connect() as connection:  # type: ignore[attr-defined]
        return (
            connection.scalar(select(func.count()).select_from(t.body)) or 0,
            connection.scalar(select(func.count()).select_from(t.version)) or 0,
        )


def _size(nights: object, folder: Path) -> int:
    with nights.engine.connect() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return store_size(folder)
