"""What must be remembered while an export is written, on disk: its memory does not grow with its length."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

_TABLES = """
create table written (body integer primary key, id text, uri text, date text);
create table record (place integer primary key, size integer, sha256 text, kind text, id text);
create table page (key text, told text);
"""


class Written(NamedTuple):
    """The record in which a body was written whole."""

    id: str
    uri: str
    date: str


class Place(NamedTuple):
    """Where a record lies in the file, and the digest of its gzip member."""

    offset: int
    size: int
    sha256: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Notes:
    """A database without a name: SQLite removes it when it is closed."""

    connection: sqlite3.Connection

    @classmethod
    def open(cls) -> Self:
        """Empty notes."""
        connection = sqlite3.connect("", isolation_level=None)
        connection.executescript("pragma journal_mode=off; pragma synchronous=off;" + _TABLES)
        return cls(connection)

    def close(self) -> None:
        """Let go of them."""
        self.connection.close()

    def written(self, body: int) -> Written | None:
        """Where a body was written, if it was."""
        row = self._one("select id, uri, date from written where body = ?", body)
        return None if row is None else Written(*row)

    def note_written(self, body: int, where: Written) -> None:
        """A body was written whole."""
        self.connection.execute("insert into written values (?, ?, ?, ?)", (body, *where))

    def note_record(self, place: Place) -> None:
        """A record was written."""
        self.connection.execute("insert into record values (?, ?, ?, ?, ?)", place)

    def records(self) -> Iterator[Place]:
        """All records, in their order."""
        for row in self.connection.execute("select place, size, sha256, kind, id from record order by place"):
            yield Place(*row)

    def count(self, kind: str) -> int:
        """How many records of a kind were written."""
        row = self._one("select count(*) from record where kind = ?", kind)
        return 0 if row is None else int(row[0])

    def note_page(self, key: str, told: str) -> None:
        """A line of the index: its key (address and time) and what it tells."""
        self.connection.execute("insert into page values (?, ?)", (key, told))

    def pages(self) -> Iterator[str]:
        """The lines of the index, sorted by their bytes."""
        for key, told in self.connection.execute("select key, told from page order by key, rowid"):
            yield f"{key} {told}"

    def _one(self, query: str, value: Any) -> Any:
        return self.connection.execute(query, (value,)).fetchone()
