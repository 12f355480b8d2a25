"""The second generator of planted differences: it stands alone, repeats itself, and its judge is just."""

from __future__ import annotations

import ast
from pathlib import Path

from analysis.model import Comparison, Discrepancy, Kind, Severity
from benchmarks import planted_other as measure
from benchmarks.other.markups import MARKUPS
from benchmarks.other.plants import Plant, kinds
from benchmarks.other.world import OF_LISTS, Maker, World
from tests.reference import ROOT


def test_it_imports_neither_the_product_nor_the_first_generator() -> None:
    """Its truth comes from nowhere else."""
    imported = set()
    for file in sorted(Path(ROOT, "benchmarks", "other").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    strange = {name for name in imported if name.partition(".")[0] in ("analysis", "crawler", "tests", "monitor")}
    assert strange | {name for name in imported if name.startswith("benchmarks.planting")} == set()


def test_one_seed_makes_the_same_worlds() -> None:
    """All pages and answers, byte for byte."""
    one, other = Maker((), 7).world(20), Maker((), 7).world(20)
    assert (one.listing, one.pages, one.national, one.planted) == (
        other.listing,
        other.pages,
        other.national,
        other.planted,
    )


def test_every_kind_has_its_turn_in_every_markup() -> None:
    """Without real answers too."""
    maker = Maker((), 3)
    worlds = [maker.world(90) for _ in MARKUPS]
    assert [w.markup.name for w in worlds] == [m.name for m in MARKUPS]
    planted = {f"{p.rule} {p.how}" for w in worlds for p in w.planted.values()}
    expected = {*kinds(), *OF_LISTS} - {k for k in kinds() if k.startswith("CL16")}
    assert expected - planted == set()


def test_pages_are_read_through_configuration_alone() -> None:
    """Every page that is not spoiled is read, in every markup, and its code is the one that stands on it."""
    maker = Maker((), 11)
    for _ in MARKUPS:
        world = maker.world(30)
        side = measure.provincial_side(world)
        assert {world.codes[i] for i in side.unread} == set(world.spoiled)
        assert {p.portal_id for p in side.procedures} == set(world.codes)


def test_the_judge_counts_found_missed_and_false() -> None:
    """A plant that is found, one that is missed, a consequence that is allowed and a line that is not."""
    world = World(
        MARKUPS[0],
        planted={"1.000001": Plant("CL20", "thiếu giấy tờ", frozenset({"CL22"})), "1.000002": Plant("CL13", "dài hơn")},
        codes={"/a": "1.000001", "/b": "1.000002", "/c": "1.000003"},
    )
    told = (
        _line("CL20", "1.000001", Severity.HIGH),
        _line("CL22", "1.000001", Severity.HIGH),
        _line("CL19", "1.000003", Severity.CRITICAL),
        _line("CL10", "1.000002", Severity.MEDIUM),
    )
    tally = measure.Tally()
    measure.judge(world, Comparison(measure.NIGHT, told), tally)
    assert (dict(tally.found), dict(tally.missed_by), dict(tally.false), tally.grave) == (
        {"CL20": 1, "CL13": 0},
        {"CL13 dài hơn": 1},
        {"CL19": 1, "CL10": 1},
        1,
    )


def _line(rule: str, code: str, severity: Severity) -> Discrepancy:
    return Discrepancy(rule, Kind.PAIR, severity, "", code, "", "", "", None, None, ("dvcqg", "tinh"))
