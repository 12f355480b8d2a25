"""Comparisons and how each discrepancy stood on each night."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select

from analysis.model import Change, Comparison, Discrepancy, Look, Sighting, Status
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
    rules: str = ""  # version of the rules that judged


#: How a sighting is kept that its night could not look at; and how programs before 0007 told that, as a standing.
_UNSEEN, _UNSEEN_ONCE = "unseen", "không xác định"


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
                compared=not comparison.not_compared,
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
                "look": _UNSEEN if s.look is Look.UNSEEN else None,
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
    engine: Engine,
    *,
    up_to: date | None = None,
    before: int | None = None,
    complete: bool = False,
    compared: bool = False,
) -> StoredComparison | None:
    """The newest comparison (of a night, or before a comparison), complete, or with two sides that were compared."""
    query = select(t.comparison).order_by(t.comparison.c.id.desc()).limit(1)
    if up_to is not None:
        query = query.where(t.comparison.c.night <= up_to)
    if before is not None:
        query = query.where(t.comparison.c.id < before)
    if complete:
        query = query.where(t.comparison.c.complete)
    if compared:
        query = query.where(t.comparison.c.compared.is_distinct_from(False))
    with engine.connect() as connection:
        row = connection.execute(query).first()
        return None if row is None else _stored(connection, row)


def comparison_before_night(engine: Engine, night: date) -> StoredComparison | None:
    """The last comparison of an earlier night: what tonight's statuses follow from."""
    query = select(t.comparison).where(t.comparison.c.night < night).order_by(t.comparison.c.id.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(query).first()
        return None if row is None else _stored(connection, row)


def compared_before(engine: Engine, night: date) -> Mapping[str, int]:
    """The runs, by portal, of the last comparison of an earlier night in which the two sides could be compared."""
    c = t.comparison.c
    query = select(c.runs).where(c.night < night, c.compared.is_distinct_from(False)).order_by(c.id.desc()).limit(1)
    with engine.connect() as connection:
        told = connection.scalar(query)
    return {} if told is None else json.loads(told)


def trend(
    engine: Engine, up_to: date, nights: int, counts: Callable[[Discrepancy], bool]
) -> list[tuple[date, int, bool]]:
    """(night, open discrepancies that count, complete) of the last comparison of each of the last nights."""
    newest = (
        select(func.max(t.comparison.c.id).label("id"))
        .where(t.comparison.c.night <= up_to)
        .group_by(t.comparison.c.night)
        .order_by(t.comparison.c.night.desc())
        .limit(nights)
        .subquery()
    )
    shown = select(t.comparison.c.id, t.comparison.c.night, t.comparison.c.complete).join(
        newest, t.comparison.c.id == newest.c.id
    )
    still_open = (
        select(t.sighting.c.comparison_id, t.sighting.c.finding_id)
        .join(newest, t.sighting.c.comparison_id == newest.c.id)
        .where(t.sighting.c.status.in_([*(s.value for s in Status if s.is_open), _UNSEEN_ONCE]))
    )
    with engine.connect() as connection:
        told = connection.execute(shown.order_by(t.comparison.c.night)).all()
        standing = connection.execute(still_open).all()
        wordings = select(t.finding.c.id, t.finding.c.content).where(
            t.finding.c.id.in_(select(still_open.subquery().c.finding_id))
        )
        counted = {row.id for row in connection.execute(wordings) if counts(load(Discrepancy, row.content))}
    numbers = Counter(row.comparison_id for row in standing if row.finding_id in counted)
    return [(row.night, numbers[row.id], bool(row.complete)) for row in told]


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
    comparison = load(Comparison, unpack(row.content))
    sightings = tuple(_sighting(s, comparison) for s in connection.execute(query))
    return StoredComparison(
        row.id,
        row.night,
        row.created_at,
        json.loads(row.runs),
        bool(row.complete),
        row.digest.hex(),
        comparison,
        sightings,
        row.rules,
    )


def _sighting(row: Row[Any], comparison: Comparison) -> Sighting:
    sighting = sighting_of(row, load(Discrepancy, row.content))
    if sighting.look is Look.SEEN:
        return sighting
    return replace(sighting, why=_why_unseen(sighting.discrepancy, comparison))


def sighting_of(row: Row[Any], line: Discrepancy) -> Sighting:
    """A row of sightings as a value; why it was not looked at stands in its comparison."""
    look = Look.UNSEEN if row.look == _UNSEEN or row.status == _UNSEEN_ONCE else Look.SEEN
    status = standing_of(row.status)
    return Sighting(line, status, row.first_seen, row.last_seen, row.nights_seen, row.basis, look)


def standing_of(kept: str) -> Status:
    """The standing as kept; what older programs called undetermined was open and not looked at."""
    return Status.OPEN if kept == _UNSEEN_ONCE else Status(kept)


def _why_unseen(line: Discrepancy, comparison: Comparison) -> str:
    reasons = dict(comparison.unseen)
    told = (why for rule, code, why in comparison.undetermined if rule == line.rule and code in ("*", line.code))
    return reasons.get(line.key) or comparison.not_compared or next(told, "")
