"""Rules on a pair: the same procedure on both sides, part by part.

A *comparer* reads some parts of a pair once and says what it found under one or
several types (CL13, CL14 and CL15 are one look at the time limit). It is asked
only where the canonical forms of its parts differ; parts whose forms are equal
differ at most in presentation (CL37), which is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from analysis.model import Compared, Discrepancy, Kind, Procedure, Role
from analysis.night import Tonight, sector_name
from analysis.rules.rule import Findings, Grade


@dataclass(frozen=True, slots=True)
class Pair:
    """One procedure on both sides, and the night on which they are compared."""

    national: Procedure
    local: Procedure
    tonight: Tonight


@dataclass(frozen=True, slots=True)
class Line:
    """What a clerk could say aloud about a pair: one finding of one type."""

    rule: str
    grade: Grade
    part: str
    national: str | None
    provincial: str | None
    detail: str = ""  # said after the reason of the grade
    expected: str | None = None
    compared: Compared | None = None
    unlike: bool | None = None  # the sides are not two values of one field
    unasked: Role | None = None  # a side that it does not look at


@dataclass(frozen=True, slots=True)
class Unjudged:
    """What could not be compared (không so được), and why."""

    rules: tuple[str, ...]
    why: str


Answer = Line | Unjudged


@dataclass(frozen=True, slots=True)
class Comparer:
    """A look at some parts of a pair."""

    parts: tuple[str, ...]  # keys of analysis.parts.PARTS
    rules: tuple[str, ...]  # the types it may find
    compare: Callable[[Pair], Iterable[Answer]]


# --- asking all comparers once --------------------------------------------------


@dataclass
class Gathered:
    """What comparers said, by type."""

    lines: dict[str, list[Discrepancy]] = field(default_factory=lambda: defaultdict(list))
    unjudged: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    presentation: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def findings(self, rule: str) -> Findings:
        """All that was said under one type."""
        return Findings(tuple(self.lines[rule]), tuple(dict.fromkeys(self.unjudged[rule])), self.presentation[rule])


def findings_of(tonight: Tonight, rule: str, comparers: Sequence[Comparer]) -> Findings:
    """What the comparers say tonight under one type; they are asked once for all types."""
    key = f"pairs {comparers[0].rules[0]}"
    if key not in tonight.memo:
        tonight.memo[key] = gather(tonight, comparers)
    gathered: Gathered = tonight.memo[key]
    return gathered.findings(rule)


def finder(rule: str, comparers: Sequence[Comparer]) -> Callable[[Tonight], Findings]:
    """The ``find`` of a rule whose findings come from comparers."""
    return partial(findings_of, rule=rule, comparers=comparers)


def gather(tonight: Tonight, comparers: Sequence[Comparer]) -> Gathered:
    """Ask the comparers about every pair of the night."""
    gathered = Gathered()
    for national, local, (content, wording) in tonight.differing_pairs:
        judge_pair(Pair(national, local, tonight), comparers, content, wording, gathered)
    return gathered


def judge_pair(
    pair: Pair, comparers: Iterable[Comparer], content: frozenset[str], wording: frozenset[str], gathered: Gathered
) -> None:
    """Ask about one pair, of which some parts differ in canonical form and some in wording alone."""
    for comparer in comparers:
        if not content.isdisjoint(comparer.parts):
            _ask(pair, comparer, gathered)
        elif not wording.isdisjoint(comparer.parts):
            gathered.presentation[comparer.rules[0]] += 1


def _ask(pair: Pair, comparer: Comparer, gathered: Gathered) -> None:
    silent = True
    for answer in comparer.compare(pair):
        silent = False
        if isinstance(answer, Unjudged):
            for rule in answer.rules:
                gathered.unjudged[rule].append((pair.national.code, answer.why))
        else:
            gathered.lines[answer.rule].append(told(pair, answer))
    gathered.presentation[comparer.rules[0]] += silent


def told(pair: Pair, line: Line) -> Discrepancy:
    """A line as a discrepancy of its pair."""
    tonight = pair.tonight
    reason = line.grade.reason + (f": {line.detail}" if line.detail else "")
    return Discrepancy(
        rule=line.rule,
        kind=Kind.PAIR,
        severity=line.grade.severity,
        severity_reason=reason,
        code=pair.national.code,
        name=pair.national.name,
        sector=sector_name(pair.national),
        part=line.part,
        national=line.national,
        provincial=line.provincial,
        sources=tonight.both,
        expected=line.expected,
        evidence=(*tonight.seen_national(pair.national), *tonight.seen_local(pair.local)),
        compared=line.compared,
        unlike=line.unlike,
        unasked=line.unasked,
    )
