"""The chain: whatever is added to the store is sealed once, in the transaction that completes it.

An entry names the digest of the entry before it, so that nothing can be changed, taken out or put in
between without changing every later digest. What that proves, and what not, is in docs/decisions/0010-chain.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import zstandard
from sqlalchemy import Connection, Engine, Row, Table, and_, func, insert, select, true

from analysis.model import canonical_json
from storage import tables as t
from storage.coding import pack, unpack
from storage.sealed_rows import (
    IDENTITY,
    INHERITED,
    KINDS,
    REFERENCES,
    Kind,
    Values,
    key_of,
    kind_of,
    once_sealed,
    raw_rows,
    row_digest,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What a crawl cannot witness (docs/decisions/0003-evidence.md): said in every entry of a run.
NOT_KEPT = ("header name case and order", "reason phrase", "chunking")

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the chain."""

    id: int
    kind: str
    subject: int
    sealed_at: datetime
    previous: str | None  # digest of the entry before, hexadecimal
    digest: str
    content: Content

    @property
    def text(self) -> str:
        """The canonical JSON whose SHA-256 is the digest."""
        return entry_text(self.kind, self.subject, microseconds(self.sealed_at), self.previous, self.content)


def entry_text(kind: Any, subject: Any, sealed_at: Any, previous: str | None, content: Content) -> str:
    """The canonical JSON whose SHA-256 is an entry's digest; ``sealed_at`` in microseconds since 1970, UTC."""
    return canonical_json(
        {"kind": kind, "subject": subject, "sealed_at": sealed_at, "previous": previous, "content": content}
    )


def microseconds(moment: datetime) -> int:
    """A moment as the store keeps it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def seal(connection: Connection, kind: str, subject: int, at: datetime) -> str:
    """Add the entry that seals a subject and its rows; returns its digest, the new head.

    Belongs into the transaction that completed the subject, after a statement that wrote:
    then no other process can add an entry meanwhile.
    """
    what = kind_of(kind)
    if _last(connection) is None:
        _inherit(connection, what, subject, at)
    return _append(connection, kind, subject, at, _content(connection, what, subject))


def head(engine: Engine) -> str | None:
    """The digest of the last entry; None: nothing is sealed yet."""
    with engine.connect() as connection:
        last = _last(connection)
    return None if last is None else last.digest.hex()


def digest_of(engine: Engine, kind: str, subject: int) -> str | None:
    """The digest of the entry that sealed a subject; None: it was never sealed by itself."""
    query = (
        select(t.manifest.c.digest)
        .where(t.manifest.c.kind == kind, t.manifest.c.subject_id == subject)
        .order_by(t.manifest.c.id)
    )
    with engine.connect() as connection:
        found = connection.scalar(query.limit(1))
    return None if found is None else found.hex()


def entries(engine: Engine, kind: str | None = None, subjects: Iterable[int] | None = None) -> Iterator[Entry]:
    """Entries in their order: all, or those of a kind and of these subjects."""
    query = select(t.manifest).order_by(t.manifest.c.id)
    if kind is not None:
        query = query.where(t.manifest.c.kind == kind)
    if subjects is not None:
        query = query.where(t.manifest.c.subject_id.in_(list(subjects)))
    with engine.connect() as connection:
        for row in connection.execute(query.execution_options(yield_per=20)):
            yield _entry(row)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.id,
        row.kind,
        row.subject_id,
        row.sealed_at,
        None if row.previous is None else row.previous.hex(),
        row.digest.hex(),
        json.loads(unpack(row.content)),
    )


# --- adding an entry -----------------------------------------------------------------


def _last(connection: Connection) -> Row[int, bytes] | None:
    query = select(t.manifest.c.id, t.manifest.c.digest).order_by(t.manifest.c.id.desc()).limit(1)
    return connection.execute(query).first()


def _append(connection: Connection, kind: str, subject: int, at: datetime, content: Content) -> str:
    last = _last(connection)
    previous = None if last is None else last.digest
    text = entry_text(kind, subject, microseconds(at), None if previous is None else previous.hex(), content)
    digest = hashlib.sha256(text.encode()).digest()
    packed = pack(canonical_json(content))
    connection.execute(
        insert(t.manifest).values(
            id=1 if last is None else last.id + 1,
            kind=kind,
            subject_id=subject,
            sealed_at=at,
            previous=previous,
            digest=digest,
            packed=packed_digest(packed),
            content=packed,
        )
    )
    return digest.hex()


def packed_digest(packed: bytes) -> bytes:
    """Over an entry's content as it is kept: two frames of zstd may hold one text."""
    return hashlib.sha256(packed).digest()[:16]


def _content(connection: Connection, kind: Kind, subject: int) -> Content:
    rows: dict[str, list[list[Any]]] = {}
    for table, owner in kind.tables:
        rows[table.name] = _sealed(connection, table, table.c[owner] == subject)
    through = _through(connection, kind)
    for table in kind.once:
        new = table.c.id > through[table.name]
        rows[table.name] = [once_sealed(table, row) for row in raw_rows(connection, table, new)]
        through[table.name] = _newest(connection, table)
    (main,) = raw_rows(connection, kind.main, kind.main.c.id == subject)
    content = _facts(connection, kind.name, main) | {"rows": {k: v for k, v in rows.items() if v}}
    return content | ({"through": through} if through else {})


def _sealed(connection: Connection, table: Table, where: Any) -> list[list[Any]]:
    """[key, digest] of rows."""
    names = {
        column: _identities(connection, table, column, target, where)
        for column, target in REFERENCES.get(table.name, {}).items()
    }
    return [[key_of(table, row), row_digest(row, named_by(row, names))] for row in raw_rows(connection, table, where)]


def named_by(row: Values, names: dict[str, dict[int, str]]) -> dict[str, str | None]:
    """What the columns of a row name; ``names``: by column, what each number stands for."""
    return {column.removesuffix("_id"): known.get(row[column]) for column, known in names.items()}


def _identities(connection: Connection, table: Table, column: str, target: str, where: Any) -> dict[int, str]:
    there = t.metadata.tables[target]
    wanted = select(table.c[column]).where(where)
    query = select(there.c.id, there.c[IDENTITY[target]]).where(there.c.id.in_(wanted))
    return {i: identity.hex() for i, identity in connection.execute(query)}


def _through(connection: Connection, kind: Kind) -> dict[str, int]:
    """By table: up to which number the rows that are kept once are sealed. (Numbers only grow: one process writes.)"""
    if not kind.once:
        return {}
    query = (
        select(t.manifest.c.content)
        .where(t.manifest.c.kind.in_([kind.name, INHERITED]))
        .order_by(t.manifest.c.id.desc())
        .limit(1)
    )
    try:
        told = json.loads(unpack(connection.scalar(query) or b"")).get("through", {})
    except (ValueError, zstandard.ZstdError):  # none yet; or damage, which is no reason to lose a night: seal all again
        told = {}
    return {table.name: told.get(table.name, 0) for table in kind.once}


def _newest(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.max(table.c.id))) or 0


def _facts(connection: Connection, kind: str, main: Values) -> Content:
    """What a reader of the chain is told beside digests."""
    if kind == "run":
        readers = select(t.version.c.reader).where(t.version.c.from_run_id == main["id"]).distinct()
        told = ("portal", "adapter", "product", "night", "outcome")
        return {name: main[name] for name in told} | {
            "settings": hashlib.sha256(main["settings"].encode()).hexdigest(),
            "readers": sorted(connection.scalars(readers)),
            "not_kept": list(NOT_KEPT),
        }
    if kind == "comparison":
        return {"night": main["night"], "rules": main["rules"], "runs": json.loads(main["runs"])}
    if kind == "nightly":
        return {"night": main["night"], "outcome": main["exit_code"]}
    return {}


# --- a store that is older than its chain -----------------------------------------------


def _inherit(connection: Connection, kind: Kind, subject: int, at: datetime) -> None:
    """Seal what was there before the first entry, if anything was: from now on it cannot be altered unseen."""
    rows: dict[str, list[list[Any]]] = {}
    for each in KINDS:
        closed = each.is_closed()
        other = each.main.c.id != subject if each is kind else true()
        main = select(each.main.c.id).where(and_(other, true() if closed is None else closed))
        for table, owner in each.tables:
            rows[table.name] = _sealed(connection, table, table.c[owner].in_(main))
    rows = {name: some for name, some in rows.items() if some}
    if not rows:
        return
    once = [table for each in KINDS for table in each.once]
    for table in once:
        rows[table.name] = [once_sealed(table, row) for row in raw_rows(connection, table)]
    through = {table.name: _newest(connection, table) for table in once}
    _append(connection, INHERITED, 0, at, {"rows": rows, "through": through})
