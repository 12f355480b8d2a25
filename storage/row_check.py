"""The second half of a check: every row and every body against what the chain says was sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import zstandard
from sqlalchemy import Connection, Table, select

from storage import tables as t
from storage.chain_check import Chain, OnceSealed, read_entry
from storage.coding import DROPPED, expand
from storage.sealed_rows import (
    IDENTITY,
    KINDS,
    REFERENCES,
    Key,
    Kind,
    Values,
    as_bytes,
    key_of,
    raw,
    raw_rows,
    row_digest,
)
from storage.verdict import Damage, Fault


@dataclass(slots=True)
class RowCheck:
    """Goes through the rows of a store; what it met is counted."""

    connection: Connection
    chain: Chain
    told: Callable[[], None]
    rows: int = 0
    bodies: int = 0
    dropped: int = 0  # of these, bodies without bytes, by a rule of keeping
    #: What numbers stand for that the chain does not know: of an open run, or of an entry that is lost.
    unknown: dict[str, dict[int, str]] = field(default_factory=dict)
    unsealed: list[tuple[str, int]] = field(default_factory=list)

    # --- rows that are kept once ------------------------------------------------------

    def once(self, table: Table) -> Iterator[Damage]:
        """Requests, header blocks, bodies, wordings of findings: each against its seal, and none unknown."""
        sealed = dict(self.chain.once.get(table.name, {}))
        unknown = self.unknown.setdefault(table.name, {})
        is_body = table is t.body
        dropped = self._dropped() if is_body else {}
        for row in raw_rows(self.connection, table, at_once=10 if is_body else 200):
            known = sealed.pop(row["id"], None)
            if known is None:
                unknown[row["id"]] = as_bytes(row[IDENTITY[table.name]]).hex()
                continue
            self.rows += 1
            if is_body:
                self.bodies += 1
                self.told()
            if is_body and known.identity in dropped:
                whole = _is_dropped_by_rule(row, known, dropped[known.identity])
                self.dropped += row["coding"] == DROPPED
            else:
                whole = _is_body_whole(row, known) if is_body else row_digest(row) == known.digest
            if not whole:
                yield self._of_once(Fault.ALTERED, table, row["id"], known.entry)
        for number, lost in sealed.items():
            yield self._of_once(Fault.MISSING, table, number, lost.entry)
        if unknown and self.chain.is_whole:
            waiting = self._named_by_open_runs(table)
            for number in unknown.keys() - waiting:
                yield self._of_once(Fault.INSERTED, table, number, None)

    def _dropped(self) -> dict[str, int]:
        """{digest: size} of bodies that a rule of keeping dropped; the records of that are sealed themselves."""
        rows = self.connection.execute(select(raw(t.dropped.c.sha256), raw(t.dropped.c.size)))
        return {as_bytes(digest).hex(): size for digest, size in rows}

    def _of_once(self, fault: Fault, table: Table, number: int, entry: int | None) -> Damage:
        """A damage with the first page that needs the row."""
        column = next((c for c, target in REFERENCES["capture"].items() if target == table.name), None)
        if column is None:
            return Damage(fault, table.name, number, entry)
        query = select(raw(t.capture.c.run_id), raw(t.capture.c.topic)).where(t.capture.c[column] == number)
        first = self.connection.execute(query.order_by(t.capture.c.id).limit(1)).first()
        return Damage(fault, table.name, number, entry, *((first.run_id, str(first.topic)) if first else ()))

    def _named_by_open_runs(self, table: Table) -> set[int]:
        named: set[int] = set()
        for column, target in REFERENCES["capture"].items():
            if target == table.name:
                open_ = select(t.run.c.id).where(t.run.c.outcome.is_(None))
                query = select(raw(t.capture.c[column])).where(t.capture.c.run_id.in_(open_)).distinct()
                named.update(self.connection.scalars(query))
        return named

    # --- rows that belong to a subject ---------------------------------------------------

    def entry(self, number: int) -> Iterator[Damage]:
        """The rows that one sound entry seals."""
        (row,) = raw_rows(self.connection, t.manifest, t.manifest.c.id == number)
        content, _ = read_entry(row)
        assert content is not None
        kind = next((k for k in KINDS if k.name == row["kind"]), None)
        if kind is None:
            return
        run = row["subject_id"] if kind.name == "run" else None
        for table, owner in kind.tables:
            sealed: dict[Key, str] = dict(content["rows"].get(table.name, ()))
            there = raw_rows(self.connection, table, table.c[owner] == row["subject_id"])
            for fault, key in self._compared(table, there, sealed, all_sealed=True):
                yield Damage(fault, table.name, key, number, run)

    def inherited(self) -> Iterator[Damage]:
        """The rows that were there before the chain."""
        for name, sealed in self.chain.inherited.items():
            table = t.metadata.tables[name]
            owner = next((o for k in KINDS for x, o in k.tables if x is table and k.name == "run"), "")
            runs: dict[Key, int | None] = {}

            def rows(table: Table = table, owner: str = owner, runs: dict[Key, int | None] = runs) -> Iterator[Values]:
                for row in raw_rows(self.connection, table):
                    runs[key_of(table, row)] = row[owner] if owner else None
                    yield row

            for fault, key in self._compared(table, rows(), dict(sealed), all_sealed=False):
                yield Damage(fault, name, key, self.chain.inherited_by, runs.get(key))

    def _compared(
        self, table: Table, there: Iterable[Values], sealed: dict[Key, str], *, all_sealed: bool
    ) -> Iterator[tuple[Fault, Key]]:
        """Rows against digests; ``all_sealed``: a row without a digest was put in."""
        for row in there:
            key = key_of(table, row)
            digest = sealed.pop(key, None)
            if digest is not None:
                self.rows += 1
                if row_digest(row, self._named(table, row)) != digest:
                    yield Fault.ALTERED, key
            elif all_sealed:
                yield Fault.INSERTED, key
        for key in sealed:
            yield Fault.MISSING, key

    def _named(self, table: Table, row: Values) -> Mapping[str, str | None]:
        """What the columns of a row name: as sealed, so that a change of what they name is told only there."""
        return {
            column.removesuffix("_id"): self._identity(target, row[column])
            for column, target in REFERENCES.get(table.name, {}).items()
        }

    def _identity(self, target: str, number: Any) -> str | None:
        known = self.chain.once.get(target, {}).get(number)
        return known.identity if known else self.unknown.get(target, {}).get(number)

    # --- rows that nothing seals -------------------------------------------------------------

    def strangers(self, kind: Kind) -> Iterator[Damage]:
        """Subjects that have ended and were not sealed, and rows without a subject that was."""
        named: set[Key] = {*self.chain.subjects.get(kind.main.name, {})}
        older = self.chain.inherited.get(kind.main.name, {})
        told: set[Key] = set()
        columns = [raw(kind.main.c.id), *([raw(kind.main.c[kind.open_while])] if kind.open_while else [])]
        for number, *ended in self.connection.execute(select(*columns)):
            if number in named or number in older:
                continue
            told.add(number)
            if kind.open_while and ended[0] is None:
                self.unsealed.append((kind.main.name, number))
            else:
                yield Damage(Fault.INSERTED, kind.main.name, number, None, number if kind.name == "run" else None)
        for table, owner in kind.parts:
            yield from self._without_subject(kind, table, owner, named | told)

    def _without_subject(self, kind: Kind, table: Table, owner: str, known: set[Key]) -> Iterator[Damage]:
        """Rows of no subject, and rows added to one that is older than the chain."""
        older = self.chain.inherited.get(table.name, {})
        owners = set(self.connection.scalars(select(raw(table.c[owner])).distinct())) - known
        for subject in owners:
            where = table.c[owner].is_(None) if subject is None else table.c[owner] == subject
            for row in raw_rows(self.connection, table, where):
                if key_of(table, row) not in older:
                    run = subject if kind.name == "run" else None
                    yield Damage(Fault.INSERTED, table.name, key_of(table, row), None, run)


def _is_dropped_by_rule(row: Values, sealed: OnceSealed, size: int) -> bool:
    """No bytes, digest and size kept; or bytes that came again, perhaps compressed by another version of zstd."""
    if row["coding"] != DROPPED:
        return _gives_its_content(row, sealed)
    return bool(row["data"] == b"" and row["sha256"] == bytes.fromhex(sealed.identity) and row["size"] == size)


def _is_body_whole(row: Values, sealed: OnceSealed) -> bool:
    """The bytes as stored, then the content that they give."""
    if not isinstance(row["data"], bytes) or hashlib.sha256(row["data"]).hexdigest() != sealed.digest:
        return False
    return _gives_its_content(row, sealed)


def _gives_its_content(row: Values, sealed: OnceSealed) -> bool:
    if not isinstance(row["data"], bytes):
        return False
    try:
        content = expand(row["coding"], row["data"])
    except (ValueError, zstandard.ZstdError):
        return False
    identity = bytes.fromhex(sealed.identity)
    return (
        hashlib.sha256(content).digest() == identity
        and row["sha256"] == identity
        and row["size"] == len(content)
        and isinstance(row["size"], int)
    )
