"""Whole nights in which the province is read through Tây Ninh's two proved interfaces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from analysis.model import Agency, Form, Level, Outcome, Status
from monitor.night import NightResult
from storage.database import open_store
from tests.monitor.small_world import CODES as PROVINCE_LEVEL
from tests.monitor.small_world import COMMUNE_LEVEL, everything_published
from tests.practice import Practice, practice_config, snapshot
from tests.simulator.door import World, serve
from tests.simulator.faults import Fault, What
from tests.simulator.records import Catalogue
from tests.simulator.tayninh import UNITS, CitizenApp, Habit, Listed, SmartApp, Unit, listed
from tests.simulator.world import FrontPage, Platform

CODES = (*PROVINCE_LEVEL, COMMUNE_LEVEL)
GAP = "1.013803"
OPTIONS = {"tayninh_dvc": {"page_size": "4"}, "tayninh_smart": {"page_size": "4"}}
APPS: dict[str, Any] = {"tayninh_dvc": CitizenApp, "tayninh_smart": SmartApp}
both = pytest.mark.parametrize("adapter", APPS)


def details() -> dict[str, dict[str, Any]]:
    return {e.facts.code: e.detail for e in everything_published().entries.values() if e.facts.code in CODES}


def published() -> list[Listed]:
    return listed(details())


def number_of(code: str) -> str:
    """The province's own id of a procedure."""
    return published()[sorted(details()).index(code)].id


def with_gap() -> list[Listed]:
    return [r for r in published() if r.id != number_of(GAP)]


@contextmanager
def nights(folder: Path, world: World, adapter: str, **options: str) -> Iterator[Practice]:
    """The national catalogue beside one of the two interfaces, and nothing else."""
    platform = Platform(Catalogue({1: everything_published()}))
    with serve(platform) as national, serve(world) as local, serve(FrontPage("open")) as front:
        portals = [
            {
                "code": "dvcqg",
                "name": "Cổng DVCQG",
                "adapter": "dvcqg",
                "base_url": national.base_url,
                "options": {"page_size": "4"},
            },
            {
                "code": "tay-ninh",
                "name": "Tây Ninh",
                "adapter": adapter,
                "base_url": local.base_url,
                "options": OPTIONS[adapter] | options,
            },
        ]
        config = practice_config(folder, national.base_url, front.base_url, portals=portals, exclusions=[])
        engine = open_store(config.store.url)
        try:
            yield Practice(config, engine, national, local)
        finally:
            engine.dispose()


def missing(result: NightResult, *statuses: Status) -> set[tuple[str, str]]:
    """(rule, code) of what is said to be absent on either side."""
    return {
        (s.discrepancy.rule, s.discrepancy.code)
        for s in result.sightings
        if s.discrepancy.rule in ("CL01", "CL02", "CL03", "CL04", "CL05") and (not statuses or s.status in statuses)
    }


@both
def test_an_interface_that_shows_everything_is_read_whole_and_nothing_is_missing(tmp_path: Path, adapter: str) -> None:
    with nights(tmp_path, APPS[adapter]({1: published()}), adapter) as practice:
        result = practice.night()

    read = snapshot(result, "tay-ninh")
    assert (read.outcome, read.problems, read.notes) == (Outcome.COMPLETE, (), ())
    assert {p.portal_id for p in read.procedures} == {r.id for r in published()}
    assert missing(result) == set()


@both
def test_a_planted_gap_is_found_and_stands_on_the_second_night(tmp_path: Path, adapter: str) -> None:
    with nights(tmp_path, APPS[adapter]({1: with_gap()}), adapter) as practice:
        first, second = practice.night(), practice.night()

    assert missing(first, Status.AWAITING) == {("CL01", GAP)}
    assert missing(second, Status.NEW) == {("CL01", GAP)}


@both
def test_names_in_decomposed_letters_are_the_same_names(tmp_path: Path, adapter: str) -> None:
    world = APPS[adapter]({1: with_gap()}, habits={1: {Habit.DECOMPOSED}})

    with nights(tmp_path, world, adapter) as practice:
        assert missing(practice.night()) == {("CL01", GAP)}


def at(call: str) -> Any:
    return lambda request: request.path.endswith(call)


def page(number: int) -> Any:
    """A page of the list, in either interface."""
    inside = f'"PageNum":{number},'.encode()
    return lambda r: inside in r.body or r.query.endswith(f"PageIndex={number}")


FAULTS = {
    "the second page breaks": Fault(page(2), What.SERVER_ERROR),
    "a firewall answers for the second page": Fault(page(2), What.FIREWALL),
    "the connection is cut": Fault(page(2), What.DROPPED),
    "an answer is cut short": Fault(page(2), What.TRUNCATED),
    "too many questions": Fault(page(1), What.RATE_LIMITED),
    "a login page": Fault(page(1), What.LOGIN),
    "an application shell": Fault(page(1), What.SHELL),
    "sent to another host": Fault(page(1), What.REDIRECTED),
}


@both
@pytest.mark.parametrize("fault", FAULTS)
def test_a_portal_that_fails_has_nothing_missing_and_the_gap_is_found_later(
    tmp_path: Path, adapter: str, fault: str
) -> None:
    world = APPS[adapter]({1: with_gap()}, faults=[replace(FAULTS[fault], night=1)])

    with nights(tmp_path, world, adapter) as practice:
        first, second = practice.night(), practice.night()

    assert snapshot(first, "tay-ninh").outcome in (Outcome.FAILED, Outcome.PARTIAL)
    assert missing(first) == set()
    assert missing(second) == {("CL01", GAP)}


HABITS = [
    ("tayninh_dvc", {Habit.TWO_SIZES}),
    ("tayninh_dvc", {Habit.WRONG_COUNT}),
    ("tayninh_dvc", {Habit.OTHER_TOTAL}),
    ("tayninh_dvc", {Habit.DROPPED_ROW}),
    ("tayninh_dvc", {Habit.FILTER_IGNORED}),
    ("tayninh_dvc", {Habit.LIST_LOST}),
    ("tayninh_dvc", {Habit.NO_COUNT, Habit.TWO_SIZES}),
    ("tayninh_dvc", {Habit.NO_COUNT, Habit.DROPPED_ROW}),
    ("tayninh_dvc", {Habit.NO_COUNT, Habit.NO_TOTAL, Habit.TWICE}),
    ("tayninh_smart", {Habit.LIST_LOST}),
    ("tayninh_smart", {Habit.TWICE}),
]


@pytest.mark.parametrize(("adapter", "habits"), HABITS)
def test_a_list_that_does_not_add_up_is_no_proof_of_absence(tmp_path: Path, adapter: str, habits: set[Habit]) -> None:
    world = APPS[adapter]({1: with_gap()}, habits={1: habits})

    with nights(tmp_path, world, adapter) as practice:
        first, second = practice.night(), practice.night()

    assert snapshot(first, "tay-ninh").outcome is not Outcome.COMPLETE
    assert missing(first) == set()
    assert missing(second) == {("CL01", GAP)}


@pytest.mark.parametrize("habits", [{Habit.NO_COUNT}, {Habit.NO_COUNT, Habit.NO_TOTAL}, {Habit.TWICE}])
def test_without_the_number_of_an_agency_its_list_is_read_until_it_is_settled(
    tmp_path: Path, habits: set[Habit]
) -> None:
    world = CitizenApp({1: with_gap()}, habits={1: habits})

    with nights(tmp_path, world, "tayninh_dvc") as practice:
        result = practice.night()

    assert snapshot(result, "tay-ninh").outcome is Outcome.COMPLETE
    assert missing(result) == {("CL01", GAP)}


@both
def test_a_page_that_is_served_again_beyond_the_end_ends_nothing(tmp_path: Path, adapter: str) -> None:
    full = [r for r in published() if r.group == "CT"][:8]  # the last page is full: one more is asked for
    habits = {Habit.LAST_PAGE_AGAIN, Habit.NO_COUNT, Habit.NO_TOTAL}
    world = APPS[adapter]({1: full}, habits={1: habits})

    with nights(tmp_path, world, adapter) as practice:
        result = practice.night()

    assert snapshot(result, "tay-ninh").outcome is not Outcome.COMPLETE
    assert missing(result) == set()


# --- what only one of them has ---------------------------------------------------


def test_a_procedure_of_many_agencies_is_one_record_with_its_forms_asked_once(tmp_path: Path) -> None:
    with nights(tmp_path, CitizenApp({1: published()}), "tayninh_dvc") as practice:
        result = practice.night()
        asked = [v.path for v in practice.front.log if "GetDanhSachHoSoKemTheoTraCuu" in v.path]

    number = number_of(COMMUNE_LEVEL)
    (birth,) = (p for p in snapshot(result, "tay-ninh").procedures if p.portal_id == number)
    assert birth.executing == (Agency("UBND phường Tân Ninh", id="401"), Agency("UBND xã Mỹ Thạnh", id="402"))
    assert (birth.levels, birth.service_level) == ((Level.COMMUNE,), "3")
    assert len(asked) == len(CODES)


def test_a_number_that_stands_for_two_names_is_two_records(tmp_path: Path) -> None:
    shared = [replace(r, id="4002") if r.group == "CX" else r for r in published()]

    with nights(tmp_path, CitizenApp({1: shared}), "tayninh_dvc") as practice:
        result = practice.night()

    assert {p.portal_id for p in snapshot(result, "tay-ninh").procedures} >= {"4002@356", "4002@401"}
    assert missing(result) == set()


def test_an_agency_without_procedures_is_read_whole(tmp_path: Path) -> None:
    units = (*UNITS, Unit("300", "UBND huyện cũ", "CH"))

    with nights(tmp_path, CitizenApp({1: with_gap()}, units=units), "tayninh_dvc") as practice:
        result = practice.night()

    assert snapshot(result, "tay-ninh").outcome is Outcome.COMPLETE
    assert missing(result) == {("CL01", GAP)}


def test_file_names_are_kept_word_for_word_and_are_no_path(tmp_path: Path) -> None:
    with nights(tmp_path, CitizenApp({1: published()}), "tayninh_dvc") as practice:
        first = snapshot(practice.night(), "tay-ninh").procedures[0]

    assert first.forms == (
        Form(
            "40010",
            "Tờ khai",
            "/api/dvc/DownLoadHSKemTheo?HSKTID=40010&FileName=HSOL4001_%E2%98%BA..%2FT%E1%BB%9C+KHAI.docx",
        ),
        Form("40011", "Giấy tờ khác", ""),
    )
    assert first.extra == (("tệp biểu mẫu", '{"40010": "HSOL4001_☺../TỜ KHAI.docx"}'),)


SECRET = "ma-truy-cap-thu-nghiem-7731"


def test_the_token_is_sent_and_kept_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAYNINH_TOKEN", SECRET)

    with nights(tmp_path, CitizenApp({1: published()}, token=SECRET), "tayninh_dvc", token_env="TAYNINH_TOKEN") as p:
        result = p.night()
        with p.engine.connect() as connection:
            connection.execute(text("VACUUM INTO :copy"), {"copy": str(tmp_path / "copy.sqlite")})

    assert snapshot(result, "tay-ninh").outcome is Outcome.COMPLETE
    kept = [f for f in tmp_path.rglob("*") if f.is_file()]
    assert kept
    assert not [f for f in kept if SECRET.encode() in f.read_bytes()]


def test_a_token_that_is_not_accepted_is_a_login(tmp_path: Path) -> None:
    with nights(tmp_path, CitizenApp({1: published()}, token=SECRET), "tayninh_dvc") as practice:
        result = practice.night()

    assert snapshot(result, "tay-ninh").outcome is Outcome.FAILED
    assert "đòi đăng nhập" in snapshot(result, "tay-ninh").reason
    assert missing(result) == set()


def test_a_level_belongs_to_a_procedure_and_a_unit(tmp_path: Path) -> None:
    one, two = published()[0].id, published()[1].id
    world = SmartApp({1: published()}, levels={(one, "14"): 4, (one, "15"): 3, (two, "14"): 4})

    with nights(tmp_path, world, "tayninh_smart", units="14=Sở Tư pháp; 15=Một cửa") as practice:
        result = practice.night()

    shown = {p.portal_id: (p.service_level, p.extra) for p in snapshot(result, "tay-ninh").procedures}
    assert shown[one] == (None, (("mức độ theo đơn vị", '{"Một cửa": "3", "Sở Tư pháp": "4"}'),))
    assert shown[two] == ("4", None)
    assert shown[published()[2].id] == (None, None)
