"""The discrepancies of one procedure over some nights, for an evidence pack, and of which nights they are not known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from analysis.model import Look
from analysis.rules import RULES
from monitor import explaining, past
from monitor.config import Config
from reports.cover import LookLine, VerdictLine, look_table
from reports.words import part_name
from storage import comparisons
from storage.comparisons import StoredComparison

_RULE_OFF = "\n\n" + "=" * 80 + "\n\n"


@dataclass(frozen=True, slots=True)
class Night:
    """The discrepancies of the procedure on one night."""

    stored: StoredComparison
    found: tuple[explaining.Explanation, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A period: what was seen of each source, and what was found on the nights with a comparison."""

    since: date
    until: date
    looks: tuple[LookLine, ...]
    nights: tuple[Night, ...]

    @property
    def sure(self) -> tuple[date, ...]:
        """The nights on which every source that was compared was seen: there was no other discrepancy."""
        known = {look.run for look in self.looks if look.is_known}
        compared = (night.stored for night in self.nights)
        return tuple(s.night for s in compared if s.complete and set(s.runs.values()) <= known)

    @property
    def unsure(self) -> str:
        """All other days, as people list them."""
        sure = set(self.sure)
        return past.nights(day for day in past.days(self.since, self.until) if day not in sure)

    def pages(self) -> Iterator[tuple[int, str]]:
        """The pages that the discrepancies rest on, also those that do not name the procedure."""
        for night in self.nights:
            for told in night.found:
                for portal, topic in told.sighting.discrepancy.evidence:
                    run = night.stored.runs.get(portal)
                    if run is not None:
                        yield run, topic

    def objects(self) -> list[dict[str, Any]]:
        """Every night with a look or a comparison; not compared: its discrepancies are null, which is not none."""
        compared = {night.stored.night: night for night in self.nights}
        looks: dict[date, list[LookLine]] = {}
        for look in self.looks:
            if look.run is not None:
                looks.setdefault(look.first, []).append(look)
        return [
            {"night": day.isoformat(), "looks": [_look(x) for x in looks.get(day, [])], **_verdict(compared.get(day))}
            for day in sorted({*compared, *looks})
        ]

    def text(self) -> str:
        """What was seen on which night; then each discrepancy as it was last explained, and its course."""
        head = ["Từng đêm, từng nguồn:", *look_table(self.looks)]
        none = "Không thấy chênh lệch nào của thủ tục này"
        if self.unsure:
            head += ["", f"Không xác định có chênh lệch nào khác hay không: {self.unsure}"]
            none += " trong những đêm xác định được" if self.sure else ": không đêm nào xác định được"
        return _RULE_OFF.join(["\n".join(head), *(self._findings() or [f"{none}."])]) + "\n"

    def _findings(self) -> list[str]:
        last: dict[str, explaining.Explanation] = {}
        course: dict[str, list[str]] = {}
        for night in self.nights:
            for told in night.found:
                key = told.sighting.discrepancy.key
                last[key] = told
                stood = told.sighting.status.value
                stood += f" ({told.sighting.look.value})" if told.sighting.look is Look.UNSEEN else ""
                course.setdefault(key, []).append(f"  đêm {night.stored.night:%d/%m/%Y}: {stood}")
        return [
            "\n".join([explaining.as_text(told, full=True), "", "Từng đêm:", *course[key]])
            for key, told in last.items()
        ]

    def lines(self) -> tuple[VerdictLine, ...]:
        """Each discrepancy in one line of the covering sheet."""
        seen: dict[str, tuple[date, Night, explaining.Explanation]] = {}
        for night in self.nights:
            for told in night.found:
                key = told.sighting.discrepancy.key
                first = seen[key][0] if key in seen else night.stored.night
                seen[key] = (first, night, told)
        return tuple(_line(first, night.stored.night, told) for _, (first, night, told) in sorted(seen.items()))


def judged_nights(config: Config, engine: Engine, typed: str, since: date, until: date) -> tuple[Night, ...]:
    """The nights with a comparison, oldest first."""
    nights = []
    day = until
    while day >= since:
        stored = comparisons.last_comparison(engine, up_to=day)
        if stored is None or stored.night < since:
            break
        meant = [s for s in stored.sightings if explaining.is_code(typed, s.discrepancy.code)]
        meant.sort(key=lambda s: s.discrepancy.key)
        nights.append(Night(stored, tuple(explaining.explained(config, engine, stored, s) for s in meant)))
        day = stored.night - timedelta(days=1)
    return tuple(nights[::-1])


def _look(look: LookLine) -> dict[str, Any]:
    return {key: value for key, value in asdict(look).items() if key not in ("first", "last")}


def _verdict(night: Night | None) -> dict[str, Any]:
    if night is None:
        return {"comparison": None, "discrepancies": None}
    return {
        "comparison": night.stored.id,
        "digest": night.stored.digest,
        "runs": dict(night.stored.runs),
        "complete": night.stored.complete,
        "discrepancies": [json.loads(explaining.as_json(told)) for told in night.found],
    }


def _line(first: date, last: date, told: explaining.Explanation) -> VerdictLine:
    found = told.sighting.discrepancy
    return VerdictLine(
        found.rule,
        {r.code: r.name for r in RULES}.get(found.rule, ""),
        part_name(found.part) if found.part else "",
        found.severity.value,
        first,
        last,
        told.sighting.status.value,
        found.key,
    )
