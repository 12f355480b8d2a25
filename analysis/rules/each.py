"""Rules on a pair whose silence means nothing.

:mod:`analysis.rules.pairs` counts a part that differs and about which no rule
has anything to say as presentation (CL37). Two decisions, or two service
levels, may differ by right; rules on them are asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.model import Discrepancy
from analysis.night import Tonight
from analysis.rules.pairs import Answer, Pair, Unjudged, told
from analysis.rules.rule import Findings


def each_pair(tonight: Tonight, look: Callable[[Pair], Iterable[Answer]]) -> Findings:
    """What a look at every pair of tonight says under one type."""
    found: list[Discrepancy] = []
    unknown: list[tuple[str, str]] = []
    for national, local in tonight.pairs:
        pair = Pair(national, local, tonight)
        for answer in look(pair):
            if isinstance(answer, Unjudged):
                unknown.append((national.code, answer.why))
            else:
                found.append(told(pair, answer))
    return Findings(tuple(found), tuple(dict.fromkeys(unknown)))
