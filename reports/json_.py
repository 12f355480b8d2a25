"""The report as canonical JSON: sorted keys, no blanks, UTF-8, ``null`` for what is absent.

Its keys are the fields of ``analysis.report.Report``; beside them stand the numbers, the parts and the two lines of a
night that was not read, as every other format draws them. ``discrepancies`` repeats the lines in the flat form that
other programs read (D19), one object each; each line has beside it, in ``told``, the words that readers see of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from analysis.model import Sighting
from analysis.presence import can_show
from analysis.report import Line, Report
from reports.counts import by_desk, by_sector, counts
from reports.notice import notice
from reports.sections import arrange
from reports.words import KINDS, LOOKS, OUTCOMES, PROBLEMS, SEVERITIES, STATUSES, part_name


def render(report: Report) -> bytes:
    """The whole report; the same report gives the same bytes."""
    trouble = notice(report)
    places = arrange(report).every
    stands = {line.sighting.discrepancy.key: place.key for place in places for line in place.lines}
    told = _plain(report)
    told["counts"] = _plain(counts(report))
    told["desks"] = _plain(by_desk(report))
    told["sectors"] = [_plain(row) | {"total": row.total} for row in by_sector(report)]
    told["sections"] = [
        {"key": x.key, "title": x.title, "keys": [line.sighting.discrepancy.key for line in x.lines]} for x in places
    ]
    told["notice"] = trouble and {"lines": list(trouble.lines), "grave": trouble.grave}
    told["discrepancies"] = [discrepancy_object(line.sighting) for line in report.lines]
    for drawn, line in zip(told["lines"], report.lines, strict=True):
        drawn["told"] = line_words(line) | {"section": stands[line.sighting.discrepancy.key]}
    for source, shown in zip(told["sources"], report.sources, strict=True):
        source |= {"outcome_name": OUTCOMES[shown.outcome], "shows": can_show(shown.form)}
    for (_, problem), (_, shown_problem) in zip(told["problems"], report.problems, strict=True):
        problem["kind_name"] = PROBLEMS[shown_problem.kind]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    # Half of a surrogate pair has no UTF-8; as \udXXX it is legal JSON and reads back equal.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def line_words(line: Line) -> dict[str, Any]:
    """What readers see of a line, in words."""
    found = line.sighting.discrepancy
    return {
        "name": line.name,
        "rule_name": line.rule_name,
        "kind_name": KINDS[found.kind],
        "severity_name": SEVERITIES[found.severity],
        "status_name": STATUSES[line.sighting.status],
        "look_name": LOOKS[line.sighting.look],
        "part_name": part_name(found.part),
        "national_told": line.national.told,
        "provincial_told": line.provincial.told,
        "desk": line.desk,
        "action": line.action,
    }


def discrepancy_object(sighting: Sighting) -> dict[str, Any]:
    """One discrepancy (chênh lệch): sides by role in the original wording, absent is ``None``."""
    found = sighting.discrepancy
    return {
        "rule": found.rule,
        "kind": found.kind.value,
        "severity": found.severity.value,
        "severity_reason": found.severity_reason,
        "code": found.code,
        "name": found.name,
        "sector": found.sector,
        "part": found.part,
        "national": found.national,
        "provincial": found.provincial,
        "expected": found.expected,
        "sources": list(found.sources),
        "status": sighting.status.value,
        "look": sighting.look.value,
        "why_unseen": sighting.why or None,
        "first_seen": sighting.first_seen.isoformat(),
        "last_seen": sighting.last_seen.isoformat(),
        "key": found.key,
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, date):  # datetime is one too
        return value.isoformat()
    return value
