"""What seems absent is asked for once more, by its code, before anybody is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from analysis.model import Outcome, Status
from monitor.clock import night_of
from monitor.crawling import crawl
from storage import comparisons, runs, versions
from storage import tables as t
from tests.monitor.small_world import CODES, GAP, everything_published, with_gap
from tests.monitor.test_false_alarms import PROVINCE, short_pages
from tests.practice import FIRST_NIGHT, Practice, PracticeClock, found, outcomes, practice, snapshot
from tests.simulator.faults import Fault, What
from tests.simulator.records import Catalogue
from tests.simulator.world import Platform

BY_CODE = f'"q":"{GAP}"'


def test_a_list_that_lacks_what_the_portal_shows_when_asked_by_code_is_no_finding(tmp_path: Path) -> None:
    """The lists are those of a night without the procedure; the answer by code is the truth."""
    lists = Fault("applied", What.OTHER_NIGHT, contains='"q":""', amount=2)
    rows = Fault("services", What.OTHER_NIGHT, contains='"search":""', amount=2)
    world = Catalogue({1: everything_published(), 2: everything_published().unpublish(GAP)})

    with practice(tmp_path, Platform(world, faults=[lists, rows])) as nights:
        nights.config = short_pages(nights.config)
        result = nights.night(show=1)

    assert found(result, "CL01") == {}
    assert any(GAP in note and "không ổn định" in note for note in snapshot(result, PROVINCE).notes)


def test_what_could_not_be_asked_again_is_undetermined_until_it_can(tmp_path: Path) -> None:
    silent = Fault("applied", What.SERVER_ERROR, contains=BY_CODE, night=1)

    with practice(tmp_path, Platform(with_gap(), faults=[silent])) as nights:
        nights.config = short_pages(nights.config)
        first = nights.night()
        undetermined = {code for rule, code, _ in nights.stored().comparison.undetermined if rule == "CL01"}
        second = nights.night()

    assert found(first, "CL01") == {}
    assert GAP in undetermined
    assert found(second, "CL01") == {GAP: Status.AWAITING}


def test_a_night_stopped_while_asking_again_asks_the_rest_when_it_is_taken_up(tmp_path: Path) -> None:
    with practice(tmp_path, Platform(with_gap())) as nights:
        nights.config = short_pages(nights.config)
        _stop_while_asking_again(nights)
        result = nights.night(show=1)

    assert set(outcomes(result).values()) == {Outcome.COMPLETE}
    assert found(result, "CL01") == {GAP: Status.AWAITING}
    assert len(nights.results) == 1


def _stop_while_asking_again(nights: Practice) -> None:
    """A night of which the province was read and one of three questions by code was answered."""
    clock = PracticeClock(FIRST_NIGHT)
    config = next(p for p in nights.config.portals if p.code == PROVINCE)
    nightly, night = runs.start_nightly(nights.engine, night_of(clock.now()), clock.now())
    settings = config.model_dump_json()
    run, _ = runs.start_run(nights.engine, config.portal(), night, clock.now(), settings, "test", nightly)
    crawl(nights.config, config, run.id, clock=clock)
    crawl(nights.config, config, run.id, clock=clock, again=(GAP,))
    with nights.engine.begin() as connection:
        asked = connection.scalars(select(t.capture.c.id).where(t.capture.c.purpose == "again")).all()
        assert len(asked) == 3
        connection.execute(delete(t.capture).where(t.capture.c.id.in_(asked[1:])))


#: What keeps a night from asking for the records of other issuers, which only asking has ever shown.
UNASKED = {
    "details fail": Fault("details", What.SERVER_ERROR, night=2),
    "firewall among the details": Fault("details", What.FIREWALL, after=3, night=2),
    "the province's list is cut": Fault("applied", What.TRUNCATED, night=2),
    "the province refuses": Fault("services", What.FIREWALL, night=2),
    "the filter does nothing": Fault("formalities", What.FILTER_IGNORED, night=2),
}


def of_the_province(detail: dict[str, Any]) -> None:
    """A procedure of a Justice field that the province itself has issued."""
    detail.update(departmentPromulgateCode="H53", departmentPromulgateName="UBND tỉnh Tây Ninh")


@pytest.mark.parametrize("why", UNASKED)
def test_what_only_asking_has_shown_is_not_gone_on_a_night_that_did_not_ask(why: str, tmp_path: Path) -> None:
    world = Catalogue({1: everything_published().edit(CODES[9], of_the_province)})

    with practice(tmp_path, Platform(world, faults=[UNASKED[why]])) as nights:
        nights.config = short_pages(nights.config)
        told = [nights.night() for _ in range(3)]
        catalogue = versions.catalogue(nights.engine, "dvcqg", 99)
        lost = [c for r in runs.runs_of(nights.engine) for c in comparisons.changes_of(nights.engine, r.id)]

    foreign = [p for p in catalogue.values() if p.issuer and p.issuer.code != "G15"]
    assert foreign, "the world has records that only asking shows"
    assert [c for c in lost if c.what == "mất"] == []
    assert [
        s.discrepancy.key for night in told for s in night.sightings if s.discrepancy.rule in ("CL02", "CL04")
    ] == []
