"""The ledger on the database: captures are committed in small groups, and acknowledged only after COMMIT.

A group is flushed at 12 captures, after 30 ms, at every page that is not a
detail, and at close (D37). Bytes and the rows that name them are one
transaction (D25).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table, bindparam, exists, func, insert, select, update

from crawler.asks import Fetched, request_key
from storage import tables as t
from storage.coding import DROPPED, compress, expand
from storage.engine import connect

#: Pages that may wait for a commit. When a kill comes, these and all that are on their way are lost: with
#: ``c`` questions at once up to ``c`` being answered and ``c - 1`` between download and here. For every ``c``
#: that may be configured (at most 4) that is at most ``c + 15`` pages to be asked again (D37).
GROUP = 12
PATIENCE = 0.030  # seconds

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

#: Header fields whose values change from answer to answer; all others are shared by header blocks.
CHANGING = frozenset(
    {
        "age",
        "cf-ray",
        "content-length",
        "date",
        "etag",
        "expires",
        "last-modified",
        "set-cookie",
        "traceparent",
        "x-amz-cf-id",
        "x-correlation-id",
        "x-request-id",
        "x-response-time",
        "x-trace-id",
    }
)


class _Kept:
    """The statements of a table whose rows are kept once by their digest; built once, since every group uses them."""

    def __init__(self, table: Table, key: str) -> None:
        column = table.c[key]
        self.name = table.name
        self.find = select(column, table.c.id).where(column.in_(bindparam("keys", expanding=True)))
        self.last = select(func.max(table.c.id))
        self.add = insert(table)


_REQUESTS = _Kept(t.request, "key")
_BLOCKS = _Kept(t.header_block, "sha256")
_BODIES = _Kept(t.body, "sha256")
_DROPPED = select(t.dropped.c.sha256).where(t.dropped.c.sha256.in_(bindparam("keys", expanding=True))).distinct()
_RETURN = (
    update(t.body)
    .where(t.body.c.sha256 == bindparam("digest"), t.body.c.coding == DROPPED)
    .values(coding=bindparam("coding"), data=bindparam("data"))
)
_ADD_CAPTURES = insert(t.capture)
_IS_CLOSED = select(t.run.c.id).where(t.run.c.id == bindparam("run"), t.run.c.outcome.is_not(None))


class RunClosed(Exception):
    """A run that was closed is sealed: a crawl process that outlived it can add nothing to it."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A committed good answer; see :class:`crawler.ledger.Answer`."""

    status: int
    headers: tuple[tuple[str, str], ...]
    wire: bytes


@dataclass(slots=True)
class _Pending:
    """A capture on its way: hashed and compressed on arrival, so that the transaction is short."""

    fetched: Fetched
    request: bytes  # key
    block: tuple[bytes, str] | None
    values: str | None
    body: tuple[bytes, int, str, bytes] | None  # digest, size, coding, data
    done: asyncio.Future[None]


class DatabaseLedger:
    """See :class:`crawler.ledger.Ledger`."""

    def __init__(self, engine: Engine, run: int) -> None:
        self._engine = engine
        self._connection: Connection = engine.connect()
        self._run = run
        self._pending: list[_Pending] = []
        self._timer: asyncio.TimerHandle | None = None
        self._ids: dict[str, dict[bytes, int]] = {"request": {}, "header_block": {}, "body": {}}
        self._good = self._committed()
        self._may_return = self._has_dropped()

    @classmethod
    def open(cls, *, url: str, run: int) -> Self:
        """The ledger of one run."""
        return cls(connect(url), run)

    def is_done(self, visit: int, key: bytes) -> bool:
        """Whether a good answer to this request is committed for this visit of this run."""
        return (visit, key) in self._good

    def answer(self, visit: int, key: bytes) -> StoredAnswer | None:
        """That answer, read back from the store."""
        found = self._good.get((visit, key))
        return None if found is None else load_answer(self._connection, found)

    async def put(self, fetched: Fetched) -> None:
        """Store one capture; returns after its COMMIT."""
        pending = _prepare(fetched)
        self._pending.append(pending)
        if len(self._pending) >= GROUP or fetched.ask.purpose != "detail":
            self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._flush)
        await pending.done

    async def close(self) -> None:
        """Commit what is pending and let go of the store."""
        self._flush()
        self._connection.close()
        self._engine.dispose()

    # --- inside ---------------------------------------------------------------

    def _committed(self) -> dict[tuple[int, bytes], int]:
        query = (
            select(t.capture.c.visit, t.request.c.key, t.capture.c.id)
            .join(t.request)
            .where(t.capture.c.run_id == self._run, t.capture.c.problem.is_(None))
        )
        rows = self._connection.execute(query).all()
        self._connection.rollback()
        return {(visit, key): capture for visit, key, capture in rows}

    def _has_dropped(self) -> bool:
        found = self._connection.scalar(select(exists().where(t.dropped.c.id.is_not(None))))
        self._connection.rollback()
        return bool(found)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        group, self._pending = self._pending, []
        if not group:
            return
        try:
            with self._connection.begin():
                self._write(group)
        except Exception as error:
            for table in self._ids.values():
                table.clear()  # ids of rows that were rolled back
            for pending in group:
                if not pending.done.done():
                    pending.done.set_exception(error)
            return
        for pending in group:
            if not pending.done.done():
                pending.done.set_result(None)

    def _write(self, group: list[_Pending]) -> None:
        requests = self._keep(
            _REQUESTS,
            {
                p.request: {
                    "key": p.request,
                    "method": p.fetched.ask.method,
                    "url": p.fetched.url,
                    "body": p.fetched.ask.body,
                }
                for p in group
            },
        )
        blocks = self._keep(
            _BLOCKS,
            {p.block[0]: {"sha256": p.block[0], "fields": p.block[1]} for p in group if p.block},
        )
        arrived = {
            p.body[0]: {"sha256": p.body[0], "size": p.body[1], "coding": p.body[2], "data": p.body[3]}
            for p in group
            if p.body
        }
        if self._may_return:
            self._bring_back(arrived)
        bodies = self._keep(_BODIES, arrived)
        self._connection.execute(_ADD_CAPTURES, [self._row(p, requests, blocks, bodies) for p in group])
        if self._connection.scalar(_IS_CLOSED, {"run": self._run}):
            raise RunClosed(self._run)

    def _bring_back(self, arrived: dict[bytes, dict[str, Any]]) -> None:
        """A body that was dropped by rule and comes again is evidence of this run: it gets its bytes back."""
        unseen = [k for k in arrived if k not in self._ids["body"]]
        for digest in self._connection.scalars(_DROPPED, {"keys": unseen}).all():
            kept = arrived[digest]
            self._connection.execute(_RETURN, {"digest": digest, "coding": kept["coding"], "data": kept["data"]})

    def _row(
        self, p: _Pending, requests: dict[bytes, int], blocks: dict[bytes, int], bodies: dict[bytes, int]
    ) -> dict[str, Any]:
        ask, problem = p.fetched.ask, p.fetched.problem
        return {
            "run_id": self._run,
            "purpose": ask.purpose,
            "topic": ask.topic,
            "visit": ask.visit,
            "position": ask.position,
            "request_id": requests[p.request],
            "fetched_at": p.fetched.fetched_at,
            "status": p.fetched.status,
            "header_block_id": blocks[p.block[0]] if p.block else None,
            "header_values": p.values,
            "body_id": bodies[p.body[0]] if p.body else None,
            "problem": problem.kind.value if problem else None,
            "problem_text": problem.text if problem else None,
            "problem_where": problem.where if problem else None,
        }

    def _keep(self, kept: _Kept, rows: dict[bytes, dict[str, Any]]) -> dict[bytes, int]:
        """Rows by their digest: those not there yet are added; returns the ids of all."""
        known = self._ids[kept.name]
        missing = [k for k in rows if k not in known]
        if missing:
            known.update((k, i) for k, i in self._connection.execute(kept.find, {"keys": missing}))
        new = [k for k in missing if k not in known]
        if new:
            # Ids are given here, so that many rows go in at once; the writer of a store is alone (lease).
            following = (self._connection.scalar(kept.last) or 0) + 1
            numbered = {k: following + n for n, k in enumerate(new)}
            self._connection.execute(kept.add, [rows[k] | {"id": numbered[k]} for k in new])
            known.update(numbered)
        return known


def _prepare(fetched: Fetched) -> _Pending:
    block = values = body = None
    if fetched.status is not None:
        shared = [[name, None if name.lower() in CHANGING else value] for name, value in fetched.headers]
        text = _COMPACT.encode(shared)
        block = (hashlib.sha256(text.encode()).digest(), text)
        values = _COMPACT.encode([value for name, value in fetched.headers if name.lower() in CHANGING])
        body = (hashlib.sha256(fetched.wire).digest(), len(fetched.wire), *compress(fetched.wire))
    key = request_key(fetched.ask.method, fetched.url, fetched.ask.body)
    return _Pending(fetched, key, block, values, body, asyncio.get_running_loop().create_future())


def join_headers(fields: str | None, values: str | None) -> tuple[tuple[str, str], ...]:
    """The header fields of a capture, put together again from block and values."""
    if fields is None:
        return ()
    open_values = iter(json.loads(values or "[]"))
    return tuple((name, next(open_values) if value is None else value) for name, value in json.loads(fields))


def load_answer(connection: Connection, capture: int) -> StoredAnswer | None:
    """The answer of one capture, with the body as it came over the wire."""
    query = (
        select(
            t.capture.c.status,
            t.header_block.c.fields,
            t.capture.c.header_values,
            t.body.c.coding,
            t.body.c.data,
        )
        .outerjoin_from(t.capture, t.header_block)
        .outerjoin(t.body, t.capture.c.body_id == t.body.c.id)
        .where(t.capture.c.id == capture)
    )
    row = connection.execute(query).one()
    connection.rollback()
    if row.status is None or row.coding is None:
        return None
    return StoredAnswer(row.status, join_headers(row.fields, row.header_values), expand(row.coding, row.data))
