"""The whole history row by row, for open formats. Nothing here writes, and nothing is held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Engine, Row, func, or_, select

from analysis.model import Discrepancy, Procedure, Sighting
from storage import tables as t
from storage.coding import unpack
from storage.comparisons import sighting_of
from storage.values import load


@dataclass(frozen=True, slots=True)
class Held:
    """A version with the nights between which it held; ``procedure`` None: gone from the list."""

    portal: str
    portal_id: str
    code: str
    name: str
    from_run: int
    from_night: date
    until_night: date | None  # the night from which the next version held
    digest: str
    reader: str
    procedure: Procedure | None


def versions_between(engine: Engine, since: date | None = None, until: date | None = None) -> Iterator[Held]:
    """Every version that held on some night of a period, by source and record, oldest first."""
    v, r = t.version.c, t.run.c
    following = func.lead(r.night, type_=Date()).over(
        partition_by=(v.portal, v.portal_id), order_by=(v.from_run_id, v.id)
    )
    all_ = select(v.id, r.night.label("night"), following.label("until")).join(t.run).subquery()
    query = select(t.version, all_.c.night, all_.c.until).join(all_, v.id == all_.c.id)
    if since is not None:
        query = query.where(or_(all_.c.until.is_(None), all_.c.until > since))
    if until is not None:
        query = query.where(all_.c.night <= until)
    query = query.order_by(v.portal, v.portal_id, v.from_run_id, v.id).execution_options(yield_per=200)
    with engine.connect() as connection:
        for row in connection.execute(query):
            yield _held(row)


def _held(row: Row[Any]) -> Held:
    return Held(
        row.portal,
        row.portal_id,
        row.code,
        row.name,
        row.from_run_id,
        row.night,
        row.until,
        row.digest.hex() if row.digest else "",
        row.reader,
        None if row.content is None else load(Procedure, unpack(row.content)),
    )


def sightings_between(
    engine: Engine, since: date | None = None, until: date | None = None
) -> Iterator[tuple[date, Sighting]]:
    """(night, how a discrepancy stood) for every night of a period: its last comparison, in the order of keys."""
    c, s, f = t.comparison.c, t.sighting.c, t.finding.c
    newest = select(func.max(c.id)).group_by(c.night)
    query = (
        select(c.night, t.sighting, f.content)
        .join_from(t.sighting, t.comparison, s.comparison_id == c.id)
        .join(t.finding, s.finding_id == f.id)
        .where(c.id.in_(newest))
        .order_by(c.night, f.key)
    )
    if since is not None:
        query = query.where(c.night >= since)
    if until is not None:
        query = query.where(c.night <= until)
    with engine.connect() as connection:
        for row in connection.execute(query.execution_options(yield_per=200)):
            found = load(Discrepancy, row.content)
            yield row.night, sighting_of(row, found)
