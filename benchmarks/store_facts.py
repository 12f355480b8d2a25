"""What a store holds after a night, in a form in which two stores can be compared."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, func, select

from storage import tables as t
from storage.engine import connect
from storage.verification import verify

#: (table, its column, the table that must have the row), both ways round for what is kept once.
_BOUND = (
    (t.capture.c.run_id, t.run.c.id),
    (t.capture.c.request_id, t.request.c.id),
    (t.capture.c.header_block_id, t.header_block.c.id),
    (t.capture.c.body_id, t.body.c.id),
    (t.run.c.nightly_id, t.nightly.c.id),
    (t.listing.c.run_id, t.run.c.id),
    (t.run_fact.c.run_id, t.run.c.id),
    (t.version.c.from_run_id, t.run.c.id),
    (t.change.c.run_id, t.run.c.id),
    (t.sighting.c.comparison_id, t.comparison.c.id),
    (t.sighting.c.finding_id, t.finding.c.id),
    (t.request.c.id, t.capture.c.request_id),
    (t.header_block.c.id, t.capture.c.header_block_id),
    (t.body.c.id, t.capture.c.body_id),
    (t.finding.c.id, t.sighting.c.finding_id),
)


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """Facts of a store without row numbers and times."""

    runs: dict[str, tuple[str, str]]  # portal: (outcome, digest of the snapshot)
    pages: Counter[tuple[Any, ...]]  # good captures: portal, what was asked, digest of the answer
    asked: Counter[tuple[str, bytes]]  # the same as the portal sees it: (path, body)
    bad: int
    twice: int  # good captures of one request of one visit beyond the first
    versions: frozenset[tuple[Any, ...]]
    bodies: frozenset[bytes]
    lists: Counter[tuple[Any, ...]]
    notes: Counter[tuple[Any, ...]]
    findings: frozenset[tuple[str, str]]
    comparisons: int
    open_runs: int
    orphans: int
    integrity: str


def facts_of(file: Path) -> StoreFacts:
    """Read a store; the process that wrote it must be gone."""
    engine = connect(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            return _facts(connection)
    finally:
        engine.dispose()


def _facts(connection: Connection) -> StoreFacts:
    good = _captures(connection)
    requests = Counter((row.run_id, row.visit, row.request_id) for row in good)
    return StoreFacts(
        runs={
            row.portal: (row.outcome or "open", row.digest.hex() if row.digest else "")
            for row in connection.execute(select(t.run))
        },
        pages=Counter(
            (row.portal, row.purpose, row.topic, row.visit, row.position, row.key, row.status, row.sha256)
            for row in good
        ),
        asked=Counter((path_of(row.url), row.asked) for row in good),
        bad=_count(connection, t.capture.c.problem.is_not(None)),
        twice=sum(n - 1 for n in requests.values()),
        versions=frozenset(
            (row.portal, row.portal_id, row.digest, hashlib.sha256(row.content or b"").digest())
            for row in connection.execute(select(t.version))
        ),
        bodies=frozenset(connection.scalars(select(t.body.c.sha256))),
        lists=Counter(
            tuple(row)
            for row in connection.execute(
                select(
                    t.run.c.portal, t.listing.c.name, t.listing.c.stated_total, t.listing.c.seen, t.listing.c.complete
                ).join_from(t.listing, t.run)
            )
        ),
        notes=Counter(
            tuple(row)
            for row in connection.execute(
                select(t.run.c.portal, t.run_fact.c.kind, t.run_fact.c.subject, t.run_fact.c.text).join_from(
                    t.run_fact, t.run
                )
            )
        ),
        findings=_findings(connection),
        comparisons=_count(connection, t.comparison.c.id.is_not(None)),
        open_runs=_count(connection, t.run.c.outcome.is_(None)),
        orphans=_orphans(connection),
        integrity="; ".join(f"{d.fault} {d.table} {d.row}" for d in verify(connection.engine).damages) or "ok",
    )


def path_of(url: str) -> str:
    """The path of an address, as a portal sees it."""
    return "/" + url.split("://", 1)[1].partition("/")[2]


def _captures(connection: Connection) -> list[Any]:
    query = (
        select(
            t.capture,
            t.run.c.portal,
            t.request.c.key,
            t.request.c.url,
            t.request.c.body.label("asked"),
            t.body.c.sha256,
        )
        .join(t.run, t.capture.c.run_id == t.run.c.id)
        .join(t.request, t.capture.c.request_id == t.request.c.id)
        .outerjoin(t.body, t.capture.c.body_id == t.body.c.id)
        .where(t.capture.c.problem.is_(None))
    )
    return list(connection.execute(query))


def _findings(connection: Connection) -> frozenset[tuple[str, str]]:
    last = select(func.max(t.comparison.c.id)).scalar_subquery()
    query = (
        select(t.finding.c.content, t.sighting.c.status)
        .join_from(t.sighting, t.finding)
        .where(t.sighting.c.comparison_id == last)
    )
    return frozenset((content, status) for content, status in connection.execute(query))


def _orphans(connection: Connection) -> int:
    """Rows that lead nowhere, or that nothing leads to; and what the database's own check finds."""
    found = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    for here, there in _BOUND:
        other = there.table.alias()
        lost = here.is_not(None) & ~exists().where(other.c[there.name] == here)
        found += connection.scalar(select(func.count()).select_from(here.table).where(lost)) or 0
    return found


def _count(connection: Connection, condition: Any) -> int:
    return connection.scalar(select(func.count()).where(condition)) or 0
