"""Runs: one visit to one portal, opened, resumed within the night, and closed once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, or_, select, update

from analysis.model import (
    Gate,
    Judgement,
    ListingState,
    Outcome,
    Portal,
    Problem,
    ProblemKind,
    Snapshot,
    canonical_json,
    content_digest,
)
from storage import tables as t
from storage.manifests import seal
from storage.witnesses import Sign, add_signature

#: A run may be taken up again within these hours of its start; later it is closed as failed (D18).
RESUME_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class CrawlRun:
    """One visit: when, to what, and how it ended (None: not closed)."""

    id: int
    portal: str
    adapter: str
    role: str
    base_url: str
    night: date
    started_at: datetime
    finished_at: datetime | None
    finish: str | None
    outcome: Outcome | None
    reason: str
    requests: int
    digest: str
    listings: tuple[ListingState, ...] = ()


def start_nightly(engine: Engine, night: date, at: datetime) -> tuple[int, date]:
    """The nightly job to work on, and its night: a new one, or one that was interrupted a short while ago.

    A job that was interrupted before midnight keeps its night when it is taken up after midnight (D18).
    """
    with engine.begin() as connection:
        open_ = connection.execute(
            select(t.nightly.c.id, t.nightly.c.night)
            .where(t.nightly.c.finished_at.is_(None), t.nightly.c.started_at > at - RESUME_WITHIN)
            .order_by(t.nightly.c.id.desc())
        ).first()
        if open_ is not None:
            return open_.id, open_.night
        added = connection.execute(insert(t.nightly).values(night=night, started_at=at))
        return _new_id(added), night


def last_nightly(engine: Engine) -> datetime | None:
    """When the newest nightly job that came to its end was started."""
    query = select(t.nightly.c.started_at).where(t.nightly.c.finished_at.is_not(None))
    with engine.connect() as connection:
        return connection.execute(query.order_by(t.nightly.c.id.desc()).limit(1)).scalar()


def finish_nightly(engine: Engine, nightly: int, at: datetime, exit_code: int, sign: Sign | None = None) -> None:
    """Close the nightly job, once, and seal it; ``sign`` signs the head of the chain."""
    with engine.begin() as connection:
        closed = connection.execute(
            update(t.nightly)
            .where(t.nightly.c.id == nightly, t.nightly.c.finished_at.is_(None))
            .values(finished_at=at, exit_code=exit_code)
        )
        if not closed.rowcount:
            return
        digest = seal(connection, "nightly", nightly, at)
        if sign is not None:
            add_signature(connection, sign(digest), at)


def start_run(
    engine: Engine,
    portal: Portal,
    night: date,
    at: datetime,
    settings: str,
    product: str,
    nightly: int | None,
) -> tuple[CrawlRun, bool]:
    """The run of this portal to work on, and whether it was begun before.

    Within one nightly job a run that is already closed is returned as it is;
    an open one that is young enough is taken up again; older ones that were
    never closed are closed as failed.
    """
    with engine.begin() as connection:
        for row in connection.execute(
            select(t.run).where(t.run.c.portal == portal.code, t.run.c.outcome.is_(None))
        ).all():
            young = row.started_at > at - RESUME_WITHIN
            same_target = row.base_url == portal.base_url and row.settings == settings
            if young and same_target and (row.nightly_id == nightly or nightly is None):
                return _run(connection, row), True
            _close_abandoned(connection, row.id, at)
        if nightly is not None:
            closed = connection.execute(
                select(t.run)
                .where(t.run.c.portal == portal.code, t.run.c.nightly_id == nightly)
                .order_by(t.run.c.id.desc())
            ).first()
            if closed is not None and closed.outcome in (Outcome.COMPLETE.value, Outcome.CLOSED.value):
                return _run(connection, closed), True
        added = connection.execute(
            insert(t.run).values(
                nightly_id=nightly,
                portal=portal.code,
                adapter=portal.adapter,
                role=portal.role.value,
                base_url=portal.base_url,
                night=night,
                started_at=at,
                settings=settings,
                product=product,
            )
        )
        row = connection.execute(select(t.run).where(t.run.c.id == _new_id(added))).one()
        return _run(connection, row), False


def _close_abandoned(connection: Connection, run: int, at: datetime) -> None:
    connection.execute(
        update(t.run)
        .where(t.run.c.id == run)
        .values(
            outcome=Outcome.FAILED.value,
            reason="Lần quét bị dừng giữa chừng và không được tiếp tục trong đêm.",
            finish="abandoned",
            finished_at=at,
            requests=_captures_of(connection, run),
        )
    )
    seal(connection, "run", run, at)


def close_run(engine: Engine, snapshot: Snapshot, finish: str, reader: str = "") -> bytes:
    """Close a run, once, with what was read from it and by which reader, and seal it; returns the snapshot's digest."""
    digest = snapshot_digest(snapshot)
    with engine.begin() as connection:
        closed = connection.execute(
            update(t.run)
            .where(t.run.c.id == snapshot.run, t.run.c.outcome.is_(None))
            .values(
                finished_at=snapshot.finished_at,
                finish=finish,
                outcome=snapshot.outcome.value,
                reason=snapshot.reason,
                requests=snapshot.requests,
                digest=digest,
            )
        )
        if not closed.rowcount:
            return digest
        if snapshot.listings:
            connection.execute(
                insert(t.listing),
                [
                    {
                        "run_id": snapshot.run,
                        "name": x.name,
                        "title": x.title,
                        "stated_total": x.stated_total,
                        "seen": x.seen,
                        "passes": x.passes,
                        "complete": x.complete,
                        "reason": x.reason,
                    }
                    for x in snapshot.listings
                ],
            )
        facts = [
            *(("problem", p.kind.value + "|" + p.where, p.text) for p in snapshot.problems),
            *(("note", "", note) for note in snapshot.notes),
            *(("unread", i, "") for i in snapshot.unread),
            *(("gone", i, "") for i in snapshot.gone),
            *([("front", snapshot.front_state, snapshot.front_target)] if snapshot.front_state else []),
            *([("reader", reader, "")] if reader else []),
            *(("missing", j.subject, json.dumps(j.members)) for j in snapshot.judgements if j.members),
            *(("gate", f"{j.gate}|{'held' if j.held else 'passed'}|{j.subject}", j.told) for j in snapshot.judgements),
        ]
        if facts:
            connection.execute(
                insert(t.run_fact),
                [{"run_id": snapshot.run, "kind": k, "subject": s, "text": x} for k, s, x in facts],
            )
        seal(connection, "run", snapshot.run, snapshot.finished_at)
    return digest


def snapshot_digest(snapshot: Snapshot) -> bytes:
    """SHA-256 over what the source said: its records, lists and outcome, without times and run numbers."""
    text = canonical_json(
        {
            "portal": snapshot.portal,
            "outcome": snapshot.outcome.value,
            "procedures": [[p.portal_id, content_digest(p)] for p in snapshot.procedures],
            "listings": [[x.name, x.stated_total, x.complete, list(x.ids)] for x in snapshot.listings],
            "agencies": list(snapshot.agencies),
            "unread": list(snapshot.unread),
            "gone": list(snapshot.gone),
            "front": [snapshot.front_state, snapshot.front_target],
        }
    )
    return hashlib.sha256(text.encode()).digest()


def runs_of(
    engine: Engine,
    *,
    night: date | None = None,
    portal: str | None = None,
    closed_by: date | None = None,
    last: int | None = None,
) -> list[CrawlRun]:
    """Runs, the newest first; with ``closed_by`` those that were closed up to that night."""
    query = select(t.run).order_by(t.run.c.id.desc())
    if night is not None:
        query = query.where(t.run.c.night == night)
    if portal is not None:
        query = query.where(t.run.c.portal == portal)
    if closed_by is not None:
        query = query.where(t.run.c.outcome.is_not(None), t.run.c.night <= closed_by)
    if last is not None:
        query = query.limit(last)
    with engine.connect() as connection:
        return [_run(connection, row) for row in connection.execute(query).all()]


def runs_by_id(engine: Engine, ids: Iterable[int]) -> list[CrawlRun]:
    """These runs."""
    with engine.connect() as connection:
        rows = connection.execute(select(t.run).where(t.run.c.id.in_(list(ids)))).all()
        return [_run(connection, row) for row in rows]


def last_run(
    engine: Engine,
    portal: str,
    *,
    up_to: date | None = None,
    before: int | None = None,
    complete: bool = False,
) -> CrawlRun | None:
    """The newest closed run of a portal (up to a night, before a run), or the newest complete one."""
    query = select(t.run).where(t.run.c.portal == portal, t.run.c.outcome.is_not(None))
    if up_to is not None:
        query = query.where(t.run.c.night <= up_to)
    if before is not None:
        query = query.where(t.run.c.id < before)
    if complete:
        query = query.where(t.run.c.outcome == Outcome.COMPLETE.value)
    with engine.connect() as connection:
        row = connection.execute(query.order_by(t.run.c.id.desc()).limit(1)).first()
        return None if row is None else _run(connection, row)


def state_since(engine: Engine, run: CrawlRun) -> date:
    """Since which night the source has ended as it did in this run."""
    query = (
        select(t.run.c.night, t.run.c.outcome)
        .where(t.run.c.portal == run.portal, t.run.c.outcome.is_not(None), t.run.c.id <= run.id)
        .order_by(t.run.c.id.desc())
    )
    since = run.night
    with engine.connect() as connection:
        for row in connection.execute(query):
            if row.outcome != (run.outcome.value if run.outcome else None):
                break
            since = row.night
    return since


def facts_of(engine: Engine, run: int) -> Mapping[str, list[tuple[str, str]]]:
    """Problems, notes and other facts of a run, by kind: (subject, text)."""
    found: dict[str, list[tuple[str, str]]] = {}
    with engine.connect() as connection:
        for row in connection.execute(select(t.run_fact).where(t.run_fact.c.run_id == run).order_by(t.run_fact.c.id)):
            found.setdefault(row.kind, []).append((row.subject, row.text))
    return found


def problems_of(engine: Engine, run: int) -> tuple[Problem, ...]:
    """The problems of a run."""
    return tuple(
        Problem(ProblemKind(kind), text, where)
        for subject, text in facts_of(engine, run).get("problem", [])
        for kind, _, where in [subject.partition("|")]
    )


def judgements_of(engine: Engine, run: int) -> tuple[Judgement, ...]:
    """What was judged of a run before anything was concluded from it."""
    return tuple(_judgement(subject, text) for subject, text in facts_of(engine, run).get("gate", []))


def _judgement(subject: str, text: str) -> Judgement:
    gate, held, what = subject.split("|", 2)
    return Judgement(Gate(gate), what, held == "held", text)


def captures_count(engine: Engine, run: int) -> int:
    """How many requests of a run are kept: answered or not, but not those that our manners held back."""
    with engine.connect() as connection:
        return _captures_of(connection, run)


def robots_digest(engine: Engine, portal: str, before: int) -> str | None:
    """Digest of the last robots.txt that was read from this portal before a run."""
    query = (
        select(t.body.c.sha256)
        .join_from(t.capture, t.run)
        .join(t.body, t.capture.c.body_id == t.body.c.id)
        .where(
            t.run.c.portal == portal,
            t.run.c.id < before,
            t.capture.c.purpose == "robots",
            t.capture.c.problem.is_(None),
        )
        .order_by(t.capture.c.id.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        found = connection.scalar(query)
    return None if found is None else found.hex()


def last_passed(engine: Engine, portal: str, gate: Gate, before: int) -> date | None:
    """The night of the last complete run before one in which a gate held nothing back."""
    f = t.run_fact.c
    held = select(f.id).where(f.run_id == t.run.c.id, f.kind == "gate", f.subject.startswith(f"{gate}|held|")).exists()
    asked = (t.run.c.portal == portal, t.run.c.id < before, t.run.c.outcome == Outcome.COMPLETE.value, ~held)
    with engine.connect() as connection:
        night: date | None = connection.scalar(select(t.run.c.night).where(*asked).order_by(t.run.c.id.desc()).limit(1))
    return night


def seen_before(engine: Engine, portal: str, before: int) -> dict[str, tuple[int, int]]:
    """By list: how many records it had when it was last read whole before a run, and on the visit before it."""
    whole: dict[str, int] = {}
    last: dict[str, int] = {}
    query = (
        select(t.listing.c.name, t.listing.c.seen, t.listing.c.complete)
        .join(t.run)
        .where(t.run.c.portal == portal, t.run.c.id < before)
        .order_by(t.run.c.id.desc())
        .limit(200)
    )
    with engine.connect() as connection:
        for name, seen, complete in connection.execute(query):
            last.setdefault(name, seen)
            if complete:
                whole.setdefault(name, seen)
    return {name: (whole.get(name, 0), seen) for name, seen in last.items()}


def _captures_of(connection: Connection, run: int) -> int:
    held = [k.value for k in (ProblemKind.BUDGET, ProblemKind.ROBOTS, ProblemKind.REDIRECTED, ProblemKind.INTERRUPTED)]
    sent = or_(t.capture.c.status.is_not(None), t.capture.c.problem.not_in(held))
    return connection.scalar(select(func.count()).where(t.capture.c.run_id == run, sent)) or 0


def _run(connection: Connection, row: Row[Any]) -> CrawlRun:
    listings = tuple(
        ListingState(x.name, x.title, x.stated_total, x.seen, x.passes, x.complete, x.reason)
        for x in connection.execute(select(t.listing).where(t.listing.c.run_id == row.id).order_by(t.listing.c.id))
    )
    return CrawlRun(
        row.id,
        row.portal,
        row.adapter,
        row.role,
        row.base_url,
        row.night,
        row.started_at,
        row.finished_at,
        row.finish,
        Outcome(row.outcome) if row.outcome else None,
        row.reason or "",
        row.requests or 0,
        row.digest.hex() if row.digest else "",
        listings,
    )


def _new_id(added: Any) -> int:
    return int(added.inserted_primary_key[0])
