"""Planted differences: the generator stands alone and repeats itself, the judge is just, a short run finds most."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest

from analysis.model import Comparison, Discrepancy, Kind, Severity
from benchmarks import planted as measure
from benchmarks.planting import letters, numbers, words
from benchmarks.planting.plant import planted
from benchmarks.planting.presence import Dead
from benchmarks.planting.sources import DETAILS, OLD_LIST, dead_procedures, raw_procedures
from benchmarks.planting.world import KINDS, Maker, Placed, World
from tests.reference import ROOT, reference

#: Not the bars of the measure, which has ten thousand plants: a short run must not be far from them.
RECALL, PRECISION = 0.98, 0.97


@cache
def real() -> Maker:
    """A maker of small worlds: one procedure in four."""
    folder = reference(DETAILS).parents[2]
    reference(OLD_LIST)
    return Maker(raw_procedures(folder)[::4], dead_procedures(folder), 5)


# --- the generator --------------------------------------------------------------


def test_the_generator_imports_nothing_of_the_product() -> None:
    """What the product believes of wordings must not be believed by its examiner."""
    ours = {"analysis", "crawler", "storage", "reports", "monitor"}
    for file in sorted(Path(ROOT, "benchmarks", "planting").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
        names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not {name.split(".")[0] for name in names} & ours, file.name


def test_one_seed_gives_one_world() -> None:
    """A miss can be looked at again."""
    maker = real()
    one, two = (Maker(maker.raws, maker.dead, 11).world() for _ in range(2))

    assert one == two
    assert one != Maker(maker.raws, maker.dead, 12).world()


def test_a_procedure_has_one_plant_at_most() -> None:
    """Else nobody could say which difference a finding belongs to."""
    maker = real()
    world = Maker(maker.raws, maker.dead, 3).world()
    where = Counter(code for placed in world.placed for code in placed.codes)

    assert max(where.values()) == 1
    assert {placed.planted.kind for placed in world.placed} <= set(KINDS)
    assert all(group <= placed.planted.may for placed in world.placed for group in placed.planted.needs)


def test_a_world_without_plants_has_a_page_for_every_procedure() -> None:
    """Nothing is missing from it and nothing is strange in it."""
    maker = real()
    world = Maker(maker.raws, maker.dead, 3).world(plants=False)

    assert (len(world.pages), world.placed, world.gone) == (len(maker.raws), [], [])


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (105, "một trăm lẻ năm"),
        (2_250_000, "hai triệu hai trăm năm mươi nghìn"),
        (1_005_000, "một triệu không trăm lẻ năm nghìn"),
    ],
)
def test_numbers_are_told_as_people_write_them(n: int, told: str) -> None:
    assert numbers.words(n) == told


def test_tones_move_in_open_syllables_and_not_after_q() -> None:
    """hòa and hoà are one word; quý and hoàn have one spelling."""
    sure = Random(2)
    sure.random = lambda: 0.0  # type: ignore[method-assign]

    assert letters.old_tones("Ủy ban hòa giải, quý, thủy, hoàn", sure) == "Uỷ ban hoà giải, quý, thuỷ, hoàn"
    assert letters.new_tones("Uỷ ban hoà giải, quỳ, thuý, hoàn", sure) == "Ủy ban hòa giải, quỳ, thúy, hoàn"


def test_abbreviations_leave_other_words_alone() -> None:
    """ "cán bộ tư pháp" holds no Bộ Tư pháp, "dịch vụ công chứng" no dịch vụ công."""
    rnd = Random(1)
    told = {words.abbreviated("cán bộ tư pháp, cơ sở tư pháp, dịch vụ công chứng", rnd) for _ in range(50)}

    assert told == {"cán bộ tư pháp, cơ sở tư pháp, dịch vụ công chứng"}


# --- the judge ------------------------------------------------------------------


def finding(rule: str, code: str, *, sources: tuple[str, ...] = (measure.NATIONAL, measure.PROVINCIAL)) -> Discrepancy:
    return Discrepancy(rule, Kind.PAIR, Severity.HIGH, "", code, "tên", "", "", None, None, sources)


def judged(plants: list[Placed], *findings: Discrepancy) -> measure.Tally:
    tally = measure.Tally()
    measure.judge(World(placed=plants), Comparison(measure.NIGHT, findings), tally, 1)
    return tally


def test_a_plant_is_found_by_its_rule_under_its_code() -> None:
    plant = Placed(planted("CL13", "dài hơn", "5 ngày", "7 ngày"), frozenset({"1.000001"}))

    assert judged([plant], finding("CL13", "1.000001.H53")).found == {"CL13": 1}
    assert judged([plant], finding("CL13", "1.000002")).found == {}
    assert judged([plant], finding("CL14", "1.000001")).extra == {"CL14": 1}


def test_a_finding_about_the_national_side_alone_finds_no_plant() -> None:
    plant = Placed(planted("CL12", "cơ quan không còn", "", ""), frozenset({"1.000001"}))
    tally = judged([plant], finding("CL12", "1.000001", sources=(measure.NATIONAL,)))

    assert (tally.found, tally.extra, tally.national) == ({}, {}, {"CL12": 1})


def test_of_several_rules_that_would_do_one_is_enough_and_of_several_needs_all() -> None:
    either = Placed(planted("CL14", "", "", "", ("CL13", "CL14")), frozenset({"1.000001"}))
    both = Placed(planted("CL19", "", "", "", "CL19", "CL20"), frozenset({"1.000001"}))

    assert judged([either], finding("CL13", "1.000001")).found == {"CL14": 1}
    assert judged([both], finding("CL19", "1.000001")).found == {}
    assert judged([both], finding("CL19", "1.000001"), finding("CL20", "1.000001")).found == {"CL19": 1}


def test_a_finding_where_nothing_was_planted_is_an_extra_one() -> None:
    tally = judged([], finding("CL23", "1.000001"))

    assert (tally.extra, tally.precision(["CL23"])) == ({"CL23": 1}, 0.0)


def test_a_stranger_looks_like_any_other_page() -> None:
    """Only its code, name and field tell it from others."""
    maker = real()
    world = Maker(maker.raws, [Dead("2.007001", "Giải thể Phòng công chứng số 2", "Công chứng")], 4, ["CL02"]).world()
    strangers = [placed for placed in world.placed if placed.planted.kind == "CL02"]

    assert [placed.codes for placed in strangers] == [frozenset({"2.007001"})]
    assert "2.007001" in world.gone


# --- the measure ----------------------------------------------------------------


@pytest.mark.timeout(60)
def test_a_short_run_finds_most_of_what_was_planted() -> None:
    maker = real()
    tally = measure.measure(Maker(maker.raws, maker.dead, 5), 100, bare=1, loud=False)

    assert tally.recall(tally.planted) >= RECALL, tally.missed_by
    assert tally.precision({*tally.told, *tally.extra}) >= PRECISION, tally.extra_by
    assert measure.table(tally)[0].startswith("type")
