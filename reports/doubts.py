"""What could not be judged tonight, gathered by its reason: one cause is one row, however many types it mutes."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report import Report
from reports.words import EVERY_RULE


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason, the types of discrepancy that it leaves open, and of which procedures; no code: of all."""

    why: str
    rules: tuple[str, ...]
    codes: tuple[str, ...]


def doubts(report: Report) -> tuple[Doubt, ...]:
    """Reasons that leave most open first: of all procedures, then of some."""
    names = {code: name for code, name, _, _ in report.rules}
    rules: dict[str, dict[str, None]] = {}
    codes: dict[str, dict[str, None]] = {}
    for rule, code, why in report.undetermined:
        rules.setdefault(why, {})[EVERY_RULE if rule == "*" else names.get(rule, rule)] = None
        codes.setdefault(why, {})[code] = None
    told = [
        Doubt(why, tuple(some), () if "*" in codes[why] else tuple(sorted(codes[why]))) for why, some in rules.items()
    ]
    return tuple(sorted(told, key=lambda x: (bool(x.codes), -len(x.rules), -len(x.codes), x.why)))
