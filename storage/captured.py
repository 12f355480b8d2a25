"""Captures with what their numbers stand for, and with their row as the chain of seals knows it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from analysis.model import ProblemKind, canonical_json
from storage import tables as t
from storage.ledger import join_headers
from storage.sealed_rows import plain, raw
from storage.selection import Chosen
from storage.warc_records import record_id, warc_date

#: Requests that our manners held back: nothing was asked.
HELD = frozenset(
    k.value for k in (ProblemKind.BUDGET, ProblemKind.ROBOTS, ProblemKind.REDIRECTED, ProblemKind.INTERRUPTED)
)


@dataclass(frozen=True, slots=True)
class Captured:
    """A capture; ``row`` has its values as the database keeps them, and digests of what they name."""

    row: dict[str, Any]
    portal: str
    night: str
    method: str
    url: str
    asked: bytes
    headers: tuple[tuple[str, str], ...]
    body_sha256: str  # of nothing, where nothing came
    body_size: int
    identity: str  # digest of the row: what the chain names, to half its length

    @property
    def date(self) -> str:
        """When the answer came, as WARC writes it."""
        return warc_date(self.row["fetched_at"])

    @property
    def status(self) -> int | None:
        """The status of the answer; None: none came."""
        return self.row.get("status")

    @property
    def was_sent(self) -> bool:
        """Whether the portal was asked at all."""
        return self.status is not None or self.row.get("problem") not in HELD

    def id(self, kind: str) -> str:
        """The name of one of its records."""
        return record_id(kind, self.identity)


def captured(connection: Connection, chosen: Chosen) -> Iterator[Captured]:
    """The captures of a selection, in the order they were made."""
    query: Select[Any] = (
        select(
            *(raw(c) for c in t.capture.columns),
            t.run.c.portal,
            raw(t.run.c.night),
            t.request.c.method,
            t.request.c.url,
            t.request.c.key.label("asked_key"),
            t.request.c.body.label("asked"),
            t.header_block.c.sha256.label("block_sha256"),
            t.header_block.c.fields,
            t.body.c.sha256.label("body_sha256"),
            t.body.c.size.label("body_size"),
        )
        .join(t.run, t.capture.c.run_id == t.run.c.id)
        .join(t.request, t.capture.c.request_id == t.request.c.id)
        .outerjoin(t.header_block, t.capture.c.header_block_id == t.header_block.c.id)
        .outerjoin(t.body, t.capture.c.body_id == t.body.c.id)
        .order_by(t.capture.c.id)
        .execution_options(yield_per=200)
    )
    for condition in chosen.conditions():
        for row in connection.execute(query.where(condition)):
            yield _captured(row)


def _captured(row: Row[Any]) -> Captured:
    found = row._mapping
    values = {c.name: plain(found[c.name]) for c in t.capture.columns if found[c.name] is not None}
    named = {"request": row.asked_key, "header_block": row.block_sha256, "body": row.body_sha256}
    values |= {name: digest.hex() for name, digest in named.items() if digest is not None}
    return Captured(
        values,
        row.portal,
        str(found["night"]),
        row.method,
        row.url,
        row.asked,
        join_headers(row.fields, values.get("header_values")),
        (row.body_sha256 or hashlib.sha256().digest()).hex(),
        row.body_size or 0,
        hashlib.sha256(canonical_json(values).encode("utf-8", "surrogateescape")).hexdigest(),
    )
