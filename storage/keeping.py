"""Thinning what is kept, by rule: bodies of captures that were superseded long ago lose their bytes.

Their digests and sizes stay, so that the chain still verifies; what was dropped, when and by which rule is
recorded and sealed. Nothing else is ever dropped: no capture, no version, no comparison, no entry of the chain.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Connection, Engine, exists, func, insert, select, update

from analysis.model import Outcome, Status
from storage import tables as t
from storage.coding import DROPPED
from storage.manifests import seal

SUPERSEDED, LISTS = "superseded", "lists"
#: Captures of one record; all others are of the source as a whole.
_OF_RECORDS = ("detail", "again")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be dropped; None: nothing."""

    superseded_after: int | None = None  # nights: of each version only the first and the last capture are kept
    lists_after: int | None = None  # nights: of lists one run a week is kept, and every run on which something changed

    @property
    def is_empty(self) -> bool:
        """Whether nothing may be dropped."""
        return self.superseded_after is None and self.lists_after is None


@dataclass(frozen=True, slots=True)
class Droppable:
    """A body that no rule keeps."""

    id: int
    sha256: bytes
    size: int
    stored: int  # bytes that it takes in the store
    rule: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be dropped."""

    rules: Rules
    bodies: tuple[Droppable, ...]

    def of(self, rule: str) -> tuple[Droppable, ...]:
        """What one rule drops."""
        return tuple(b for b in self.bodies if b.rule == rule)


def plan(engine: Engine, rules: Rules, today: date) -> Plan:
    """What the rules would drop today; changes nothing."""
    if rules.is_empty:
        return Plan(rules, ())
    marks = _Marks()
    with engine.connect() as connection:
        _mark_records(connection, marks, _before(today, rules.superseded_after))
        _mark_lists(connection, marks, _before(today, rules.lists_after))
        return Plan(rules, tuple(_bodies(connection, marks)))


def carry_out(engine: Engine, planned: Plan, at: datetime) -> int | None:
    """Drop what was planned and record it, sealed; returns the number of the record, None when there was nothing.

    The lease on the store must be held, so that no run names a body meanwhile.
    """
    if not planned.bodies:
        return None
    with engine.begin() as connection:
        added = connection.execute(
            insert(t.keeping).values(
                at=at,
                rules=json.dumps(asdict(planned.rules), sort_keys=True),
                bodies=len(planned.bodies),
                size=sum(b.stored for b in planned.bodies),
            )
        )
        number = int(added.inserted_primary_key[0])  # type: ignore[index]
        for some in _portions(planned.bodies):
            connection.execute(
                insert(t.dropped),
                [{"keeping_id": number, "sha256": b.sha256, "size": b.size, "rule": b.rule} for b in some],
            )
            connection.execute(
                update(t.body).where(t.body.c.id.in_([b.id for b in some])).values(coding=DROPPED, data=b"")
            )
        seal(connection, "kept", number, at)
    return number


def runs_without_bytes(engine: Engine) -> frozenset[int]:
    """The runs of which some body was dropped: they cannot be read again or replayed whole."""
    with engine.connect() as connection:
        if not connection.scalar(select(exists().where(t.dropped.c.id.is_not(None)))):
            return frozenset()
        gone = select(t.body.c.id).where(t.body.c.sha256.in_(select(t.dropped.c.sha256)), t.body.c.coding == DROPPED)
        return frozenset(connection.scalars(select(t.capture.c.run_id).where(t.capture.c.body_id.in_(gone)).distinct()))


# --- what is kept -----------------------------------------------------------------------


@dataclass(slots=True)
class _Marks:
    """Bodies by their number. One body may belong to many captures: one that keeps it is enough."""

    kept: set[int] = field(default_factory=set)
    droppable: dict[int, str] = field(default_factory=dict)

    def mark(self, body: int, rule: str | None) -> None:
        """None: some capture keeps it."""
        if rule is None:
            self.kept.add(body)
        else:
            self.droppable.setdefault(body, rule)


def _before(today: date, nights: int | None) -> date:
    """The first night that is too young to be touched."""
    return date.min if nights is None else today - timedelta(days=nights)


def _captures(connection: Connection, *, of_records: bool) -> Iterator[Any]:
    c, r = t.capture.c, t.run.c
    purposes = c.purpose.in_(_OF_RECORDS) if of_records else c.purpose.not_in(_OF_RECORDS)
    columns = (r.portal, c.topic, c.run_id, r.night, r.outcome, c.body_id, c.problem)
    order = (r.portal, c.topic, c.id) if of_records else (c.id,)
    query = select(*columns).join(t.run, c.run_id == r.id).where(purposes, c.body_id.is_not(None)).order_by(*order)
    yield from connection.execute(query.execution_options(yield_per=1000))


def _mark_records(connection: Connection, marks: _Marks, young: date) -> None:
    """Of each version the first and the last good capture stay, of problems and unknown records all."""
    began = _versions(connection)
    for (portal, topic), captures in groupby(
        _captures(connection, of_records=True), key=lambda row: (row.portal, row.topic)
    ):
        runs = began.get((portal, topic), ())
        for version, some in groupby(captures, key=lambda row: bisect_right(runs, row.run_id)):
            rows = list(some)
            good = [n for n, row in enumerate(rows) if row.problem is None]
            ends = {good[0], good[-1]} if good else set()
            for n, row in enumerate(rows):
                stays = version == 0 or n in ends or row.problem is not None or _is_young(row, young)
                marks.mark(row.body_id, None if stays else SUPERSEDED)


def _versions(connection: Connection) -> dict[tuple[str, str], list[int]]:
    """By record: the runs from which its versions held, in order."""
    v = t.version.c
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    query = select(v.portal, v.portal_id, v.from_run_id).order_by(v.from_run_id)
    for portal, portal_id, run in connection.execute(query.execution_options(yield_per=1000)):
        found[portal, portal_id].append(run)
    return found


def _mark_lists(connection: Connection, marks: _Marks, young: date) -> None:
    """Of lists, robots.txt and front pages, whole runs stay: see :func:`_chosen_runs`. Problems stay."""
    chosen = _chosen_runs(connection) if young > date.min else set()
    for row in _captures(connection, of_records=False):
        stays = row.run_id in chosen or row.problem is not None or _is_young(row, young)
        marks.mark(row.body_id, None if stays else LISTS)


def _is_young(row: Any, young: date) -> bool:
    return bool(row.outcome is None or row.night >= young)


def _chosen_runs(connection: Connection) -> set[int]:
    """The first complete run of each week, the first and last of all, and both sides of every change."""
    changed = set(connection.scalars(select(t.version.c.from_run_id).distinct()))
    changed |= set(connection.scalars(select(t.change.c.run_id).distinct()))
    changed |= _runs_of_turns(connection)
    query = select(t.run.c.id, t.run.c.portal, t.run.c.night, t.run.c.outcome).where(t.run.c.outcome.is_not(None))
    chosen = set()
    for _, of_portal in groupby(connection.execute(query.order_by(t.run.c.portal, t.run.c.id)), key=lambda r: r.portal):
        rows = list(of_portal)
        chosen |= {rows[0].id, rows[-1].id}
        chosen |= {x for a, b in pairwise(rows) if b.id in changed for x in (a.id, b.id)}
        for _, of_week in groupby(rows, key=lambda r: r.night.isocalendar()[:2]):
            week = list(of_week)
            chosen.add(next((r.id for r in week if r.outcome == Outcome.COMPLETE.value), week[0].id))
    return chosen


def _runs_of_turns(connection: Connection) -> set[int]:
    """The runs behind comparisons in which a discrepancy began or ended."""
    ended = t.sighting.c.status.in_([s.value for s in Status if s.is_end])
    began = (t.sighting.c.first_seen == t.comparison.c.night) | ended
    query = select(t.comparison.c.runs).where(exists().where(t.sighting.c.comparison_id == t.comparison.c.id, began))
    return {run for text in connection.scalars(query) for run in json.loads(text).values()}


def _bodies(connection: Connection, marks: _Marks) -> Iterator[Droppable]:
    b = t.body.c
    for some in _portions(sorted(marks.droppable.keys() - marks.kept)):
        query = select(b.id, b.sha256, b.size, func.length(b.data).label("stored")).where(
            b.id.in_(some), b.coding != DROPPED, b.size > 0
        )
        for row in connection.execute(query.order_by(b.id)):
            yield Droppable(row.id, row.sha256, row.size, row.stored, marks.droppable[row.id])


def _portions(items: Iterable[Any]) -> Iterator[Sequence[Any]]:
    whole = list(items)
    yield from (whole[n : n + _AT_ONCE] for n in range(0, len(whole), _AT_ONCE))
