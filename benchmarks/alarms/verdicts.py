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


# --- judging -----------------------------------------------------------------


@dataclass(frozen=True)
class Truth:
    """What holds on one night, whatever the portals say, and what a monitor is asked to see of it."""

    national: frozenset[str]  # codes in the national catalogue, of every issuer
    published: frozenset[str]  # codes that an agency of the province publishes
    due: frozenset[str]  # codes that the province must publish
    must_tell: bool = True  # a gap that is not told is missed
    must_confirm: bool = False  # a gap that is not confirmed is missed, and so is a loss never told

    @property
    def gaps(self) -> frozenset[str]:
        """Codes that the province must publish and does not."""
        return self.due - self.published

    def of(self, side: str) -> frozenset[str]:
        """What one side holds."""
        return self.national if side == NATIONAL else self.published


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


def score(nights: Sequence[Truth], told: Sequence[Iterable[Verdict]]) -> Score:
    """Hold the verdicts of every night against what the portals really held.

    False is every line that does not hold on its night, awaiting ones too. Missed is a gap that was not told on a
    night on which it must be, or not confirmed where it must be, and a loss that was told on no night until then.
    """
    false_lost: list[tuple[int, str]] = []
    false_gaps: list[tuple[int, str]] = []
    missed: list[tuple[int, str]] = []
    held: dict[str, set[str]] = {NATIONAL: set(), PROVINCIAL: set()}
    told_lost: set[str] = set()
    for number, (truth, verdicts) in enumerate(zip(nights, told, strict=True), 1):
        verdicts = list(verdicts)
        gone = {side: codes - truth.of(side) for side, codes in held.items()}
        lost = [v for v in verdicts if v.verdict == LOST]
        gaps = [v for v in verdicts if v.verdict == GAP]
        false_lost += [(number, v.code) for v in lost if v.code not in gone[v.side]]
        false_gaps += [(number, v.code) for v in gaps if v.code not in truth.gaps]
        told_lost |= {v.code for v in lost if v.side == NATIONAL} & gone[NATIONAL]
        unseen: set[str] = set()
        if truth.must_tell:
            unseen |= truth.gaps - {v.code for v in gaps}
        if truth.must_confirm:
            unseen |= truth.gaps - {v.code for v in gaps if v.standing == CONFIRMED}
            unseen |= gone[NATIONAL] - told_lost
        missed += [(number, code) for code in sorted(unseen)]
        for side, codes in held.items():
            codes |= truth.of(side)
    return Score(tuple(false_lost), tuple(false_gaps), tuple(missed))
