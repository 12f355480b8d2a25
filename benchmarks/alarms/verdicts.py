"""What monitors say of a night, and how far it is true.

A monitor writes one CSV file a night, UTF-8, with the columns ``code,side,verdict,standing``:

* ``mất``: the record is gone from the national catalogue (side ``national``) or from what the province
  publishes (side ``provincial``);
* ``chưa công khai``: the province must publish the procedure and does not; standing ``chờ xác nhận`` or ``xác nhận``;
* ``không xác định``: could not be judged tonight.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .scripts import Played
from .world import truth_of

COLUMNS = ("code", "side", "verdict", "standing")
LOST, GAP, UNDETERMINED = "mất", "chưa công khai", "không xác định"
AWAITING, CONFIRMED = "chờ xác nhận", "xác nhận"
NATIONAL, PROVINCIAL = "national", "provincial"


@dataclass(frozen=True, order=True)
class Verdict:
    """One line of a monitor's file."""

    code: str
    side: str
    verdict: str
    standing: str = ""


def write(file: Path, verdicts: Iterable[Verdict]) -> None:
    """Write a night's verdicts."""
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(COLUMNS)
        lines.writerows((v.code, v.side, v.verdict, v.standing) for v in sorted(set(verdicts)))


def read(file: Path) -> list[Verdict]:
    """A night's verdicts. Raises ValueError for a line that means nothing."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        found = [Verdict(*((line.get(name) or "").strip() for name in COLUMNS)) for line in csv.DictReader(lines)]
    for v in found:
        known = v.verdict in (LOST, GAP, UNDETERMINED) and v.side in (NATIONAL, PROVINCIAL)
        if not known or (v.verdict == GAP and v.standing not in (AWAITING, CONFIRMED)):
            raise ValueError(f"{file}: {v}")
    return found


@dataclass(frozen=True)
class Score:
    """What was wrong over the nights of a script, each as (night, code)."""

    false_lost: tuple[tuple[int, str], ...] = ()
    false_gaps: tuple[tuple[int, str], ...] = ()
    missed: tuple[tuple[int, str], ...] = ()

    @property
    def counts(self) -> tuple[int, int, int]:
        """Lines that a reader saw in vain, and codes that he had to see and did not."""
        return len(self.false_lost), len(self.false_gaps), len({code for _, code in self.missed})

    @property
    def clean(self) -> bool:
        """Nothing was wrong."""
        return not any(self.counts)


def score(nights: Sequence[Played], told: Sequence[Iterable[Verdict]]) -> Score:
    """Hold the verdicts of every night against what the portals really held.

    False is every line that does not hold on its night, awaiting ones too. Missed is a gap that was not told on a
    night on which it must be, or not confirmed on the last one, and a loss that was told on no night.
    """
    false_lost: list[tuple[int, str]] = []
    false_gaps: list[tuple[int, str]] = []
    missed: list[tuple[int, str]] = []
    held: dict[str, set[str]] = {NATIONAL: set(), PROVINCIAL: set()}
    losses: set[str] = set()
    for number, (played, verdicts) in enumerate(zip(nights, told, strict=True), 1):
        truth, verdicts = truth_of(played.night), list(verdicts)
        gone = {side: codes - truth.of(side) for side, codes in held.items()}
        lost = [v for v in verdicts if v.verdict == LOST]
        gaps = [v for v in verdicts if v.verdict == GAP]
        false_lost += [(number, v.code) for v in lost if v.code not in gone[v.side]]
        false_gaps += [(number, v.code) for v in gaps if v.code not in truth.gaps]
        losses |= {v.code for v in lost if v.side == NATIONAL and v.code in gone[NATIONAL]}
        if played.must_tell:
            missed += [(number, code) for code in sorted(truth.gaps - {v.code for v in gaps})]
        if played.must_confirm:
            sure = {v.code for v in gaps if v.standing == CONFIRMED}
            missed += [(number, code) for code in sorted((truth.gaps - sure) | (gone[NATIONAL] - losses))]
        for side, codes in held.items():
            codes |= truth.of(side)
    return Score(tuple(false_lost), tuple(false_gaps), tuple(missed))
