"""The report as canonical JSON: sorted keys, no blanks, UTF-8, ``null`` for what is absent.

Its keys are the fields of ``analysis.report.Report``; ``discrepancies`` repeats
the lines in the flat form that other programs read, one object each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from analysis.model import Sighting
from analysis.report import Report


def render(report: Report) -> bytes:
    """The whole report; the same report gives the same bytes."""
    told = _plain(report)
    told["discrepancies"] = [discrepancy_object(line.sighting) for line in report.lines]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    # Half of a surrogate pair has no UTF-8; as \udXXX it is legal JSON and reads back equal.
    return text.encode("utf-8", "backslashreplace") + b"\n"


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
