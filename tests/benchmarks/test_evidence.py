"""The measure of kept evidence gives all sides the same, and checks what they kept."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks import evidence


def test_two_in_a_hundred_answers_are_new_each_night_and_other_ones() -> None:
    first = [b'{"n":%d}' % n for n in range(100)]
    nights = list(evidence.nights(first, 4, plain=True))
    new = [{i for i, (a, b) in enumerate(zip(x, y, strict=True)) if a != b} for x, y in pairwise(nights)]

    assert new == [{2, 3}, {4, 5}, {6, 7}]


def test_every_side_keeps_and_reads_back_the_same_answers(tmp_path: Path) -> None:
    for night, wire in enumerate(evidence.nights([b'{"n":%d}' % n for n in range(20)], 2, plain=False)):
        at = evidence.BEGIN + timedelta(days=night)
        answers = [evidence.fetched(i, w, at, plain=False) for i, w in enumerate(wire)]
        if not night:
            sides = [
                evidence.Ours(tmp_path / "a"),
                evidence.Warcio(tmp_path / "b"),
                evidence.WithRevisits(tmp_path / "c"),
            ]
        for side in sides:
            side.timed(night, answers)

    assert [(side.answers, side.read()) for side in sides] == [(40, True)] * 3
    assert all(side.size > 0 for side in sides)
