"""Comparisons and how each discrepancy stood on each night."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select

from analysis.model import Change, Comparison, Discrepancy, Sighting, Status
from storage import tables as t
from storage.coding import pack, unpack
from storage.manifests import seal
from storage.values import dump, load


@dataclass(frozen=True, slots=True)
class StoredComparison:
    """One night's comparison as kept."""

    id: int
    night: date
    created_at: datetime
    runs: Mapping[str, int]
    complete: bool
    digest: str
    comparison: Comparison  # without its discrepancies: see the sightings
    sightings: tuple[Sighting, ...]


def store_comparison(
    engine: Engine,
    comparison: Comparison,
    sightings: Iterable[Sighting],
    runs: Mapping[str, int],
    at: datetime,
    *,
    complete: bool,
    rules: str,
) -> int:
    """Keep one night's comparison and its sightings, sealed; returns its id."""
    sightings = tuple(sightings)
    content = dump(replace(comparison, discrepancies=()))
    digest = hashlib.sha256(
        (content + "".join(dump(s) for s in sightings) + json.dumps(dict(runs), sort_keys=True)).encode()
    ).digest()
    with engine.begin() as connection:
        added = connection.execute(
            insert(t.comparison).values(
                night=comparison.night,
                created_at=at,
                runs=json.dumps(dict(runs), sort_keys=True),
                complete=complete,
                rules=rules,
                digest=digest,
                content=pack(content),
            )
        )
        new_id = int(added.inserted_primary_key[0])  # type: ignore[index]
        findings = _findings(connection, [s.discrepancy for s in sightings])
        rows = [
            {
                "comparison_id": new_id,
                "finding_id": finding,
                "status": s.status.value,
                "first_seen": s.first_seen,
                "last_seen": s.last_seen,
                "nights_seen": s.nights_seen,
                "basis": s.basis,
            }
            for s, finding in zip(sightings, findings, strict=True)
        ]
        if rows:
            connection.execute(insert(t.sighting), rows)
        seal(connection, "comparison", new_id, at)
        return new_id


def _findings(connection: Connection, discrepancies: list[Discrepancy]) -> list[int]:
    texts = [dump(d) for d in discrepancies]
    digests = [hashlib.sha256(x.encode()).digest() for x in texts]
    known: dict[bytes, int] = {}
    for start in range(0, len(digests), 500):
        some = digests[start : start + 500]
        query = select(t.finding.c.digest, t.finding.c.id).where(t.finding.c.digest.in_(some))
        known.update((k, i) for k, i in connection.execute(query))
    following = (connection.scalar(select(func.max(t.finding.c.id))) or 0) + 1
    rows: list[dict[str, Any]] = []
    for discrepancy, text, digest in zip(discrepancies, texts, digests, strict=True):
        if digest not in known:
            known[digest] = following + len(rows)
            rows.append({"id": known[digest], "digest": digest, "key": discrepancy.key, "content": text})
    if rows:
        connection.execute(insert(t.finding), rows)
    return [known[d] for d in digests]


def last_comparison(
    engine: Engine, *, up_to: date | None = None, before: int | None = None, complete: bool = False
) -> StoredComparison | None:
    """The newest comparison (of a night, or before a comparison), or the newest complete one."""
    query = select(t.comparison).order_by(t.comparison.c.id.desc()).limit(1)
    if up_to is not None:
        query = query.where(t.comparison.c.night <= up_to)
    if before is not None:
        query = query.where(t.comparison.c.id < before)
    if complete:
        query = query.where(t.comparison.c.complete)
    with engine.connect() as connection:
        row = connection.execute(query).first()
        return None if row is None else _stored(connection, row)


def comparison_before_night(engine: Engine, night: date) -> StoredComparison | None:
    """The last comparison of an earlier night: what tonight's statuses follow from."""
    query = select(t.comparison).where(t.comparison.c.night < night).order_by(t.comparison.c.id.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(query).first()
        return None if row is None else _stored(connection, row)


def trend(engine: Engine, up_to: date, nights: int) -> list[tuple[date, int, bool]]:
    """(night, open discrepancies, complete) of the last comparison of each of the last nights, oldest first."""
    newest = (
        select(func.max(t.comparison.c.id).label("id"))
        .where(t.comparison.c.night <= up_to)
        .group_by(t.comparison.c.night)
        .subquery()
    )
    counted = (
        select(func.count())
        .where(
            t.sighting.c.comparison_id == t.comparison.c.id,
            t.sighting.c.status.in_([Status.NEW.value, Status.OPEN.value, Status.UNDETERMINED.value]),
        )
        .scalar_subquery()
    )
    query = (
        select(t.comparison.c.night, counted, t.comparison.c.complete)
        .join(newest, t.comparison.c.id == newest.c.id)
        .order_by(t.comparison.c.night.desc())
        .limit(nights)
    )
    with engine.connect() as connection:
        return [(n, c, bool(k)) for n, c, k in reversed(connection.execute(query).all())]


def store_changes(engine: Engine, run: int, changes: Iterable[Change]) -> None:
    """Keep what changed in one source since its last complete night."""
    rows = [{"run_id": run, "portal_id": c.portal_id, "content": pack(dump(c))} for c in changes]
    with engine.begin() as connection:
        there = connection.scalar(select(func.count()).where(t.change.c.run_id == run))
        if rows and not there:
            connection.execute(insert(t.change), rows)


def changes_of(engine: Engine, run: int) -> list[Change]:
    """The changes of one run."""
    query = select(t.change.c.content).where(t.change.c.run_id == run).order_by(t.change.c.id)
    with engine.connect() as connection:
        return [load(Change, unpack(content)) for (content,) in connection.execute(query)]


def _stored(connection: Connection, row: Row[Any]) -> StoredComparison:
    query = (
        select(t.sighting, t.finding.c.content)
        .join(t.finding)
        .where(t.sighting.c.comparison_id == row.id)
        .order_by(t.finding.c.key)
    )
    sightings = tuple(
        Sighting(load(Discrepancy, s.content), Status(s.status), s.first_seen, s.last_seen, s.nights_seen, s.basis)
        for s in connection.execute(query)
    )
    return StoredComparison(
        row.id,
        row.night,
        row.created_at,
        json.loads(row.runs),
        bool(row.complete),
        row.digest.hex(),
        load(Comparison, unpack(row.content)),
        sightings,
    )
