"""What seems absent is asked for once more, by its code, before anybody is told."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, select

from analysis.model import Outcome, Status
from monitor.clock import night_of
from monitor.crawling import crawl
from storage import runs
from storage import tables as t
from tests.monitor.small_world import GAP, everything_published, with_gap
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
