"""Versions of procedures: one row a change, never one a night, nothing overwritten.

A row holds from its run until the next row of the same record. Rows come only
from what was read: a record that could not be read keeps its last version, and
is marked gone only where whoever stores it knows that the source shows it no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Engine, Row, Subquery, func, insert, literal, select

from analysis.model import Procedure, Snapshot, content_digest
from analysis.parts import Digests, digests, stored
from storage import tables as t
from storage.coding import pack, unpack
from storage.values import dump, load


@dataclass(frozen=True, slots=True)
class ProcedureVersion:
    """A procedure's content and the run and night from which it held; ``procedure`` None: gone."""

    portal: str
    portal_id: str
    code: str
    name: str
    from_run: int
    from_night: date
    digest: str
    procedure: Procedure | None
    until_night: date | None = None  # the night from which the next version held


def store_versions(engine: Engine, snapshot: Snapshot, reader: str, gone: Collection[str] = ()) -> int:
    """Add a row for every record whose content is new, and one for every record that is gone; how many.

    ``gone``: portal ids that the source is known to show no more; of these only what was there before gets a row.
    """
    with engine.begin() as connection:
        if connection.scalar(
            select(func.count()).where(t.version.c.from_run_id == snapshot.run)
        ):  # this run was stored before it was interrupted
            return 0
        latest = _latest(connection, snapshot.portal)
        rows = [
            _row(snapshot, reader, procedure)
            for procedure in snapshot.procedures
            if latest.get(procedure.portal_id, (None, "", ""))[0] != bytes.fromhex(content_digest(procedure))
        ]
        for portal_id in sorted(set(gone)):
            digest_before, code, name = latest.get(portal_id, (None, "", ""))
            if digest_before is not None:
                rows.append(_gone_row(snapshot, reader, portal_id, code, name))
        if rows:
            connection.execute(insert(t.version), rows)
        return len(rows)


def _row(snapshot: Snapshot, reader: str, procedure: Procedure) -> dict[str, Any]:
    return {
        "portal": snapshot.portal,
        "portal_id": procedure.portal_id,
        "from_run_id": snapshot.run,
        "code": procedure.code,
        "name": procedure.name,
        "digest": bytes.fromhex(content_digest(procedure)),
        "content": pack(dump(procedure)),
        "reader": reader,
        "parts": digests(procedure).packed,
    }


def _gone_row(snapshot: Snapshot, reader: str, portal_id: str, code: str, name: str) -> dict[str, Any]:
    return {
        "portal": snapshot.portal,
        "portal_id": portal_id,
        "from_run_id": snapshot.run,
        "code": code,
        "name": name,
        "digest": None,
        "content": None,
        "reader": reader,
        "parts": None,
    }


def _latest(connection: Connection, portal: str) -> dict[str, tuple[bytes | None, str, str]]:
    newest = (
        select(func.max(t.version.c.id).label("id"))
        .where(t.version.c.portal == portal)
        .group_by(t.version.c.portal_id)
        .subquery()
    )
    query = select(t.version.c.portal_id, t.version.c.digest, t.version.c.code, t.version.c.name).join(
        newest, t.version.c.id == newest.c.id
    )
    return {i: (digest, code, name) for i, digest, code, name in connection.execute(query)}


def catalogue(engine: Engine, portal: str, run: int) -> Mapping[str, Procedure]:
    """What a source showed at a run, by portal id: the newest version of each record up to that run."""
    return {v.portal_id: v.procedure for v in versions_at(engine, portal, run) if v.procedure is not None}


def versions_at(engine: Engine, portal: str, run: int) -> Iterator[ProcedureVersion]:
    """The version of each record that held at a run (gone ones too)."""
    newest = _newest(portal, run)
    query = select(t.version, t.run.c.night).join(newest, t.version.c.id == newest.c.id).join(t.run)
    with engine.connect() as connection:
        for row in connection.execute(query):
            yield _version(row)


def _newest(portal: str, run: int) -> Subquery:
    """The ids of the versions that held at a run."""
    return holding(literal(portal), literal(run))


def records(portal: ColumnElement[str]) -> CTE:
    """The ids of every record that a source ever showed, found by leaping from one to the next in the index.

    Grouping would read every version that there ever was: in ten years, seventy times as many.
    """
    v, following = t.version.c, t.version.alias().c
    known = select(func.min(v.portal_id).label("portal_id")).where(v.portal == portal).cte("records", recursive=True)
    leap = select(func.min(following.portal_id)).where(
        following.portal == portal, following.portal_id > known.c.portal_id
    )
    return known.union_all(select(leap.scalar_subquery()).where(known.c.portal_id.is_not(None)))


def holding(portal: ColumnElement[str], run: ColumnElement[int]) -> Subquery:
    """The ids of the versions that held at a run."""
    held, known = t.version.alias().c, records(portal)
    newest = (
        select(held.id)
        .where(held.portal == portal, held.portal_id == known.c.portal_id, held.from_run_id <= run)
        .order_by(held.from_run_id.desc(), held.id.desc())
        .limit(1)
        .correlate(known)
    )
    return select(newest.scalar_subquery().label("id")).select_from(known).subquery()


def digests_of(engine: Engine, snapshot: Snapshot) -> dict[tuple[str, str], Digests]:
    """The kept digests of a snapshot's records, by (portal, portal id).

    Only of records that say exactly what their version says: a digest of anything else could mute a difference.
    """
    shown: dict[str, Procedure] = {}
    twice: set[str] = set()
    for procedure in snapshot.procedures:
        if shown.setdefault(procedure.portal_id, procedure) != procedure:
            twice.add(procedure.portal_id)
    return {
        (snapshot.portal, portal_id): kept
        for portal_id, digest, kept in digests_at(engine, snapshot.portal, snapshot.run)
        if portal_id in shown and portal_id not in twice and content_digest(shown[portal_id]) == digest
    }


def digests_at(engine: Engine, portal: str, run: int) -> Iterator[tuple[str, str, Digests]]:
    """(portal id, digest of the content, digests of the parts) of each record that held at a run (D39).

    Versions whose digests are absent, or were made by another ladder, are left out.
    """
    v = t.version.c
    newest = _newest(portal, run)
    query = select(v.portal_id, v.digest, v.parts).join(newest, v.id == newest.c.id)
    with engine.connect() as connection:
        for portal_id, digest, packed in connection.execute(query):
            kept = stored(packed)
            if digest is not None and kept is not None:
                yield portal_id, digest.hex(), kept


def before(engine: Engine, portal: str, run: int, ids: Iterable[str]) -> Mapping[str, ProcedureVersion]:
    """The versions of these records that held before a run began to store its own."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {v.portal_id: v for v in versions_at(engine, portal, run - 1) if v.portal_id in wanted}


def history_of(engine: Engine, portal_ids: Iterable[tuple[str, str]]) -> list[ProcedureVersion]:
    """All versions of records given as (portal, portal id), oldest first, with the night each ended."""
    found: list[ProcedureVersion] = []
    with engine.connect() as connection:
        for portal, portal_id in portal_ids:
            query = (
                select(t.version, t.run.c.night)
                .join(t.run)
                .where(t.version.c.portal == portal, t.version.c.portal_id == portal_id)
                .order_by(t.version.c.id)
            )
            rows = [_version(row) for row in connection.execute(query)]
            ends = [*(v.from_night for v in rows[1:]), None][: len(rows)]
            found.extend(
                ProcedureVersion(
                    v.portal,
                    v.portal_id,
                    v.code,
                    v.name,
                    v.from_run,
                    v.from_night,
                    v.digest,
                    v.procedure,
                    end,
                )
                for v, end in zip(rows, ends, strict=True)
            )
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run read of a record, without its content; ``digest`` empty: gone."""

    run: int
    portal_id: str
    code: str
    digest: str
    reader: str


def readings(engine: Engine, portal: str) -> list[Reading]:
    """Every reading of a source that was new when it was made, oldest first."""
    v = t.version.c
    query = select(v.from_run_id, v.portal_id, v.code, v.digest, v.reader).where(v.portal == portal).order_by(v.id)
    with engine.connect() as connection:
        return [
            Reading(r, i, code, d.hex() if d else "", reader) for r, i, code, d, reader in connection.execute(query)
        ]


def records_with_code(engine: Engine, code: str) -> list[tuple[str, str]]:
    """(portal, portal id) of every record that ever carried this code."""
    query = (
        select(t.version.c.portal, t.version.c.portal_id)
        .where(t.version.c.code == code)
        .distinct()
        .order_by(t.version.c.portal, t.version.c.portal_id)
    )
    with engine.connect() as connection:
        return [(portal, portal_id) for portal, portal_id in connection.execute(query)]


def _version(row: Row[Any]) -> ProcedureVersion:
    content = row.content
    return ProcedureVersion(
        row.portal,
        row.portal_id,
        row.code,
        row.name,
        row.from_run_id,
        row.night,
        row.digest.hex() if row.digest else "",
        None if content is None else load(Procedure, unpack(content)),
    )
