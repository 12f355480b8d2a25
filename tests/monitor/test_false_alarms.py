"""A portal that misbehaves: no false "not published", the right outcome, one clear sentence (P16-P21).

Every case also has a true gap, which must be found on the next clean night (D32).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from analysis.model import Look, Outcome, Status
from monitor.config import Config
from tests.monitor.small_world import CODES, GAP, OPTIONS, everything_published, with_gap
from tests.practice import found, outcomes, practice, snapshot
from tests.simulator.faults import Fault, What
from tests.simulator.records import Catalogue
from tests.simulator.world import Platform
from tests.standing import counted

#: The national list alone ("formalities" is also the end of the applied list's path).
LIST = "list-all-public-formality-by-citizen"
FILTERED = '"departmentCode":"G15"'
NATIONAL, PROVINCE = "dvcqg", "dvcqg-tayninh"
COMPLETE, PARTIAL, FAILED = Outcome.COMPLETE, Outcome.PARTIAL, Outcome.FAILED


@dataclass(frozen=True)
class Case:
    """A fault of the first night and what must come of it."""

    fault: Fault
    national: Outcome
    province: Outcome
    says: str  # a pattern in the sentence of the run that suffered


CASES = {
    "firewall page with status 200 on the national list": Case(
        Fault(LIST, What.FIREWALL, night=1), FAILED, COMPLETE, "tường lửa"
    ),
    "firewall page with status 200 everywhere": Case(Fault("api", What.FIREWALL, night=1), FAILED, FAILED, "tường lửa"),
    "JavaScript challenge": Case(Fault("api", What.CHALLENGE, night=1), FAILED, FAILED, "tường lửa|chặn"),
    "403 on the details": Case(Fault("details", What.FORBIDDEN, night=1), PARTIAL, COMPLETE, "chặn|từ chối|403"),
    "503 for every detail but the first five": Case(
        Fault("details", What.SERVER_ERROR, after=5, night=1, status=503), PARTIAL, COMPLETE, "503"
    ),
    "503 for the list alone": Case(Fault(LIST, What.SERVER_ERROR, night=1, status=503), FAILED, COMPLETE, "503"),
    "500 for page 2 of the list alone": Case(
        Fault(LIST, What.SERVER_ERROR, after=1, times=3, night=1, contains=FILTERED), FAILED, COMPLETE, "500"
    ),
    "504 twice, then the answer": Case(
        Fault(LIST, What.SERVER_ERROR, times=2, night=1, status=504), COMPLETE, COMPLETE, "Đọc đủ"
    ),
    "429 with Retry-After, then the answer": Case(
        Fault(LIST, What.RATE_LIMITED, times=1, night=1, seconds=30), COMPLETE, COMPLETE, "Đọc đủ"
    ),
    "429 that asks for more than we wait": Case(
        Fault(LIST, What.RATE_LIMITED, night=1, seconds=3600), FAILED, COMPLETE, "đợi"
    ),
    "an endless cursor": Case(Fault(LIST, What.ENDLESS_CURSOR, night=1), PARTIAL, COMPLETE, "danh mục"),
    "a cursor that loops": Case(Fault(LIST, What.LOOPING_CURSOR, night=1), PARTIAL, COMPLETE, "danh mục"),
    "a truncated list page, once": Case(
        Fault(LIST, What.TRUNCATED, after=1, times=1, night=1), COMPLETE, COMPLETE, "Đọc đủ"
    ),
    "a truncated list page, always": Case(Fault(LIST, What.TRUNCATED, after=1, night=1), FAILED, COMPLETE, "cắt"),
    "JSON broken in the middle": Case(Fault(LIST, What.BROKEN_JSON, night=1), FAILED, COMPLETE, "giữa chừng|cắt"),
    "an empty body": Case(Fault(LIST, What.EMPTY_BODY, night=1), FAILED, COMPLETE, "trống|rỗng|byte"),
    "an application shell on an API path": Case(
        Fault(LIST, What.SHELL, night=1), FAILED, COMPLETE, "khung|HTML|giao diện"
    ),
    "another envelope": Case(Fault(LIST, What.ENVELOPE_CHANGED, night=1), FAILED, COMPLETE, "."),
    "another code than OK": Case(Fault(LIST, What.NOT_OK, night=1), FAILED, COMPLETE, "."),
    "a total that moves for ever": Case(
        Fault(LIST, What.TOTAL_MOVES, night=1, contains=FILTERED), PARTIAL, COMPLETE, "tổng|lượt"
    ),
    "a total one higher than what is listed": Case(
        Fault(LIST, What.TOTAL_SHIFTS, night=1, amount=1), PARTIAL, COMPLETE, "tổng|lượt"
    ),
    "records in another order on every page": Case(Fault(LIST, What.UNSORTED, night=1), COMPLETE, COMPLETE, "Đọc đủ"),
    "a record twice on every page": Case(Fault(LIST, What.DUPLICATES, night=1), COMPLETE, COMPLETE, "Đọc đủ"),
    "no total": Case(Fault(LIST, What.NO_TOTAL, night=1), COMPLETE, COMPLETE, "."),
    "a list that is empty for ever": Case(
        Fault(LIST, What.EMPTY_LIST, night=1, contains=FILTERED), FAILED, COMPLETE, "trống"
    ),
    "a list that is empty once": Case(
        Fault(LIST, What.EMPTY_LIST, times=1, night=1, contains=FILTERED), COMPLETE, COMPLETE, "Đọc đủ"
    ),
    "a filter that does nothing": Case(Fault(LIST, What.FILTER_IGNORED, night=1), PARTIAL, COMPLETE, "[Bb]ộ lọc"),
    "records left out of each page": Case(Fault(LIST, What.SHORT_PAGES, night=1), PARTIAL, COMPLETE, "."),
    "a record that vanished from the details": Case(
        Fault("details", What.VANISHED, times=1, night=1), PARTIAL, COMPLETE, "chưa đọc được nội dung"
    ),
    "the detail of another record": Case(
        Fault("details", What.WRONG_RECORD, night=1), PARTIAL, COMPLETE, "thủ tục khác|trả về"
    ),
    "one service list unreadable": Case(
        Fault("services/VIETNAMESE_CITIZEN", What.FIREWALL, night=1), COMPLETE, PARTIAL, "công dân"
    ),
    "the applied list cut off": Case(Fault("applied", What.DROPPED, after=1, night=1), COMPLETE, PARTIAL, "áp dụng"),
    "the agency directory empty": Case(Fault("agencies", What.EMPTY_PAGE, night=1), COMPLETE, PARTIAL, "trống"),
    "an agency that the directory does not know": Case(
        Fault("applied", What.UNKNOWN_AGENCY, night=1), COMPLETE, COMPLETE, "."
    ),
    "robots.txt answers 500": Case(Fault("/robots.txt", What.SERVER_ERROR, night=1), FAILED, FAILED, "robots.txt"),
    "robots.txt forbids the interface": Case(
        Fault("/robots.txt", What.ROBOTS_FORBIDS_API, night=1), FAILED, FAILED, "robots.txt"
    ),
    "a gzip bomb": Case(Fault(LIST, What.GZIP_BOMB, night=1), FAILED, COMPLETE, "lớn quá"),
    "JSON nested very deeply": Case(Fault(LIST, What.DEEP_JSON, night=1), FAILED, COMPLETE, "."),
    "a redirect to another host": Case(Fault(LIST, What.REDIRECTED, night=1), FAILED, COMPLETE, "chuyển hướng"),
}


def short_pages(config: Config) -> Config:
    portals = tuple(
        p.model_copy(update={"options": OPTIONS[p.adapter]}) for p in config.portals if p.adapter in OPTIONS
    )
    return config.model_copy(update={"portals": portals})


@pytest.mark.parametrize("name", CASES)
def test_a_misbehaving_portal_is_a_problem_of_the_night_and_never_a_finding(name: str, tmp_path: Path) -> None:
    case = CASES[name]

    with practice(tmp_path, Platform(with_gap(), faults=[case.fault])) as nights:
        nights.config = short_pages(nights.config)
        bad, good = nights.night(), nights.night()

    seen = outcomes(bad)
    sufferer = snapshot(bad, NATIONAL if case.national is not COMPLETE else PROVINCE)
    assert (seen[NATIONAL], seen[PROVINCE]) == (case.national, case.province), (name, sufferer.reason)
    assert re.search(case.says, sufferer.reason), sufferer.reason
    assert set(found(bad, "CL01")) <= {GAP}
    assert not [s for s in bad.sightings if s.discrepancy.rule in ("CL02", "CL04")]
    assert found(good, "CL01") == {GAP: Status.NEW if GAP in found(bad, "CL01") else Status.AWAITING}
    assert set(outcomes(good).values()) == {COMPLETE}


def test_a_source_that_cannot_be_read_changes_no_standing(tmp_path: Path) -> None:
    """Found and confirmed, then two nights without the national portal: it stands as it stood, and nobody looked."""
    fault = Fault("api", What.FIREWALL)

    with practice(tmp_path, Platform(with_gap())) as nights:
        nights.config = short_pages(nights.config)
        nights.night(show=1)
        confirmed = nights.night(show=1)
        nights.platform.world = Platform(with_gap(), faults=[fault])
        dark = [nights.night(show=1), nights.night(show=1)]

    was = _sighting(confirmed)
    assert was.status is Status.NEW
    for result in dark:
        now = _sighting(result)
        assert replace(now, why="") == replace(was, look=Look.UNSEEN)
        assert now.why == result.not_compared
        assert counted(result.sightings) == counted(confirmed.sightings)


def _sighting(result: Any) -> Any:
    return next(s for s in result.sightings if s.discrepancy.rule == "CL01" and s.discrepancy.code == GAP)


def test_a_list_that_loses_a_third_overnight_is_held_until_the_next_night_confirms_it(tmp_path: Path) -> None:
    """P22: no record is called gone, and nothing fixed, on the word of one short night."""
    whole = everything_published()
    short = whole
    for code in CODES[1:5]:
        short = short.remove(code)

    with practice(tmp_path, Platform(Catalogue({1: whole, 2: short, 3: short}))) as nights:
        nights.config = short_pages(nights.config)
        _, second, third = nights.night(), nights.night(), nights.night()

    assert outcomes(second)[NATIONAL] is PARTIAL
    assert "chờ lần đọc sau" in snapshot(second, NATIONAL).reason
    assert outcomes(third)[NATIONAL] is COMPLETE
    assert second.figures.in_scope is None
    assert third.figures.in_scope == 7


def test_a_catalogue_that_is_edited_during_the_crawl_is_read_again_until_two_readings_agree(tmp_path: Path) -> None:
    """P20: one record leaves and one comes while the pages are read; nothing is lost, nothing is twice."""
    before = everything_published()
    removed = before.remove(CODES[4])
    edit = Fault(LIST, What.OTHER_NIGHT, after=2, amount=2, contains=FILTERED)

    with practice(tmp_path, Platform(Catalogue({1: before, 2: removed}), faults=[edit])) as nights:
        nights.config = short_pages(nights.config)
        result = nights.night(show=1)

    read = snapshot(result, NATIONAL)
    listing = read.listing("formalities")
    assert listing is not None
    assert (read.outcome, listing.seen, listing.passes) == (COMPLETE, 10, 3)
    assert len(set(listing.ids)) == len(listing.ids)
    assert found(result, "CL01") == {}
