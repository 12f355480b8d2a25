"""What a seal says about a row: a digest over its values exactly as the database keeps them.

The values are read past the column types: a type would read the number 2 as True, or a date with something
behind it as a date, and such a change would go unseen. A value that is absent is left out, so that a column
added later, NULL in the old rows, leaves their digests as they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, type_coerce
from sqlalchemy.types import NullType

from storage import tables as t

Values = Mapping[str, Any]
#: A row's key: its number, or two of them as "3/7".
Key = int | str


@dataclass(frozen=True, slots=True)
class Kind:
    """What an entry of the chain seals: a subject, the rows that belong to it, and rows that are kept once."""

    name: str
    main: Table
    parts: tuple[tuple[Table, str], ...] = ()  # (table, the column that names the subject)
    once: tuple[Table, ...] = ()  # everything in them that no entry has sealed yet
    open_while: str = ""  # the subject is open, and not sealed, while this column is empty

    @property
    def tables(self) -> tuple[tuple[Table, str], ...]:
        """The subject's own row, and the rows that belong to it."""
        return ((self.main, "id"), *self.parts)

    def is_closed(self) -> ColumnElement[bool] | None:
        """The condition on a subject that has come to its end; None: all have."""
        return self.main.c[self.open_while].is_not(None) if self.open_while else None


KINDS = [
    Kind(
        "run",
        t.run,
        (
            (t.capture, "run_id"),
            (t.listing, "run_id"),
            (t.listed, "run_id"),
            (t.run_fact, "run_id"),
            (t.version, "from_run_id"),
            (t.change, "run_id"),
        ),
        (t.request, t.header_block, t.body),
        "outcome",
    ),
    Kind("comparison", t.comparison, ((t.sighting, "comparison_id"),), (t.finding,)),
    Kind("nightly", t.nightly, open_while="finished_at"),
    Kind("register", t.register_import),
    Kind("pairing", t.pairing),
    Kind("catalogue", t.catalogue_import, ((t.catalogue_row, "import_id"),)),
    Kind("signature", t.signature),
    Kind("stamp", t.time_stamp),
    Kind("kept", t.keeping, ((t.dropped, "keeping_id"),)),
    Kind("reread", t.reread, ((t.reread_version, "reread_id"), (t.reread_finding, "reread_id"))),
]
#: The entry that seals what a store held before it had a chain.
INHERITED = "inherited"

#: Rows that are kept once are known by this column.
IDENTITY = {"request": "key", "header_block": "sha256", "body": "sha256", "finding": "digest"}
#: Columns that name such a row: what they name is sealed with the row, not only its number.
REFERENCES = {
    "capture": {"request_id": "request", "header_block_id": "header_block", "body_id": "body"},
    "sighting": {"finding_id": "finding"},
}


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises KeyError."""
    return {k.name: k for k in KINDS}[name]


def raw_rows(connection: Connection, table: Table, *where: ColumnElement[bool], at_once: int = 200) -> Iterator[Values]:
    """Rows with their values as the database keeps them, in the order of their keys."""
    query = select(*(raw(c) for c in table.columns)).where(*where).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=at_once)).mappings():
        yield dict(row)


def raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column without its type."""
    return type_coerce(column, NullType()).label(column.name)


def key_of(table: Table, row: Values) -> Key:
    """How a row is named in an entry."""
    values = [row[c.name] for c in table.primary_key.columns]
    return values[0] if len(values) == 1 else "/".join(map(str, values))


def row_digest(row: Values, named: Mapping[str, str | None] | None = None) -> str:
    """The first 16 bytes of the SHA-256 over a row's values and over what its columns name, hexadecimal."""
    values = {name: plain(value) for name, value in row.items() if value is not None}
    values |= {name: value for name, value in (named or {}).items() if value is not None}
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def plain(value: Any) -> Any:
    """A value of the database for JSON; bytes are told apart from the same text."""
    if isinstance(value, bytes | memoryview):
        return {"hex": bytes(value).hex()}
    if isinstance(value, date):
        return value.isoformat()
    return value


def once_sealed(table: Table, row: Values) -> list[Any]:
    """What an entry says about a row that is kept once: its number, what it is known by, and a digest.

    Of a body that digest is over the bytes as stored; all others are over the row.
    """
    digest = hashlib.sha256(as_bytes(row["data"])).hexdigest() if table is t.body else row_digest(row)
    return [row["id"], as_bytes(row[IDENTITY[table.name]]).hex(), digest]


def as_bytes(value: Any) -> bytes:
    """Bytes; of a value that somebody made something else, its text."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode("utf-8", "surrogateescape")
