"""The comparison of long lists: what it says, what it opens, what it holds back for matching."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import replace

import pytest

from analysis import rules
from analysis.model import Discrepancy, Procedure, Term
from analysis.night import Night, Tonight
from analysis.parts import digests
from analysis.rules.pairs import gather
from analysis.streaming import COMPARERS, Block, Row, Unmatched, compare_stream
from benchmarks import grown_pairs
from tests.analysis.makers import NIGHT, national, national_side, pages_side, record

EMPTY = Tonight(Night(NIGHT, national_side(), pages_side()))
OURS = tuple(national(i) for i in range(1, 5))
LOUD = replace(OURS[1], name="Thu hồi thẻ", subjects=(Term("", "Người nước ngoài"),))


class Shelf:
    """Records that count how often they are read."""

    def __init__(self, *procedures: Procedure) -> None:
        self.procedures = procedures
        self.read: list[str] = []

    def rows(self, *, kept: bool = True) -> list[Row]:
        return [Row(p.code, digests(p) if kept else None, lambda p=p: self._load(p)) for p in self.procedures]

    def _load(self, procedure: Procedure) -> Procedure:
        self.read.append(procedure.portal_id)
        return procedure


def blocks(answers: Iterable[Block | Unmatched]) -> list[Block]:
    return [a for a in answers if isinstance(a, Block)]


def told(found: Iterable[Discrepancy]) -> list[tuple[str, str]]:
    return sorted((d.rule, d.code) for d in found)


def test_only_records_whose_canonical_parts_differ_are_read() -> None:
    theirs = (OURS[0], LOUD, replace(OURS[2], conditions=""), replace(OURS[3], name=OURS[3].name.upper()))
    left, right = Shelf(*OURS), Shelf(*map(record, theirs))

    answers = list(compare_stream(left.rows(), right.rows(), EMPTY))

    assert (left.read, right.read) == (["n02"], ["p-n02"])
    (block,) = blocks(answers)
    assert block.differing == ((OURS[1].code, frozenset({"name", "subjects"})),)
    assert told(block.lines) == [("CL25", OURS[1].code)]
    assert answers[-1] == Unmatched((), ())


def test_a_difference_that_no_comparer_looks_at_is_told_and_not_read() -> None:
    left, right = Shelf(OURS[0]), Shelf(record(replace(OURS[0], name="Thu hồi thẻ")))

    (block,) = blocks(compare_stream(left.rows(), right.rows(), EMPTY))

    assert (block.differing, block.lines) == (((OURS[0].code, frozenset({"name"})),), ())
    assert (left.read, right.read) == ([], [])


def test_without_digests_both_records_are_read_and_the_answer_is_the_same() -> None:
    left, right = Shelf(*OURS), Shelf(*(record(p) for p in (OURS[0], LOUD, OURS[2])))

    with_digests = list(compare_stream(left.rows(), right.rows(), EMPTY))
    without = list(compare_stream(left.rows(kept=False), right.rows(), EMPTY))

    assert blocks(with_digests) == blocks(without)


def test_pairs_are_told_in_blocks_in_the_order_of_the_national_side() -> None:
    right = Shelf(*map(record, reversed(OURS)))

    found = blocks(compare_stream(Shelf(*OURS).rows(), right.rows(), EMPTY, block=3))

    assert [b.pairs for b in found] == [3, 1]


@pytest.mark.parametrize(
    ("why", "ours", "theirs"),
    [
        ("a code is only here", OURS[:1], ()),
        ("a code is only there", (), OURS[:1]),
        ("a code cannot be read", (replace(OURS[0], code="BTP-1"),), (replace(OURS[0], code="BTP-1"),)),
        ("a code stands twice here", (OURS[0], replace(OURS[0], portal_id="n09")), OURS[:1]),
        ("a code stands twice there", OURS[:1], (OURS[0], replace(OURS[0], portal_id="n09"))),
    ],
)
def test_what_no_code_pairs_is_left_for_matching(
    why: str, ours: tuple[Procedure, ...], theirs: tuple[Procedure, ...]
) -> None:
    left, right = Shelf(*ours).rows(), Shelf(*map(record, theirs)).rows()

    answers = list(compare_stream(left, right, EMPTY))

    assert answers == [Unmatched(tuple(left), tuple(right))], why


def test_spellings_of_one_code_meet() -> None:
    right = Shelf(record(replace(OURS[0], code=f"{OURS[0].code}.000.00.00.H53")))

    (block, rest) = compare_stream(Shelf(OURS[0]).rows(), right.rows(), EMPTY)

    assert isinstance(block, Block)
    assert (block.pairs, block.differing, rest) == (1, (), Unmatched((), ()))


def test_the_stream_says_what_a_night_says_about_the_same_pairs() -> None:
    both = grown_pairs.sides(40, one_in=2)
    ours = tuple(replace(p, issuer=None) for p in both.national)
    theirs = tuple(record(p) for p in both.provincial)
    night = Tonight(Night(NIGHT, national_side(*ours), pages_side(*theirs)))
    empty = Tonight(Night(NIGHT, national_side(), pages_side()))

    gathered = gather(night, COMPARERS)
    found = blocks(compare_stream(Shelf(*ours).rows(), Shelf(*theirs).rows(), empty, block=7))

    lines = [line for rule in gathered.lines.values() for line in rule]
    assert lines
    assert told(line for b in found for line in b.lines) == told(lines)
    assert sum(b.presentation for b in found) == sum(gathered.presentation.values())
    assert sorted((r, c) for b in found for r, c, _ in b.undetermined) == sorted(
        (rule, code) for rule, told_of in gathered.unjudged.items() for code, _ in told_of
    )


def test_every_comparer_of_every_rule_is_asked() -> None:
    names = [m.name for m in pkgutil.iter_modules(rules.__path__)]
    modules = [importlib.import_module(f"analysis.rules.{name}") for name in names]
    known = [c for module in modules for c in getattr(module, "COMPARERS", ())]

    assert {id(c) for c in known} == {id(c) for c in COMPARERS}
