"""The expected catalogue (danh mục công bố): imported decisions with their rows. Rows are added, never changed.

Imports of one decision, or of one list, are a series: its newest import holds, and one without rows takes it back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.engine import Row

from analysis.witnesses import Expected, ExpectedProcedure
from storage import tables as t
from storage.coding import compress, expand, pack, unpack
from storage.manifests import seal
from storage.values import dump, load


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A row of a decision: its cells as written, what was understood (None: nothing), and what was doubted."""

    place: str
    cells: tuple[tuple[str, str], ...]
    procedure: ExpectedProcedure | None = None
    kind: str = ""
    doubts: tuple[tuple[str, str], ...] = ()  # (where, what)


@dataclass(frozen=True, slots=True)
class Told:
    """What belongs to an import as a whole."""

    decision: str = ""
    whole_sectors: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueImport:
    """An import as it was made."""

    id: int
    at: datetime
    series: str
    file: str
    sha256: str
    told: Told
    rows: int
    who: str
    note: str

    @property
    def is_withdrawal(self) -> bool:
        """Whether it takes its series back."""
        return self.rows == 0


def add(
    engine: Engine,
    at: datetime,
    series: str,
    file: str,
    content: bytes,
    rows: Sequence[CatalogueRow],
    told: Told,
    *,
    who: str = "",
    note: str = "",
) -> int:
    """Keep a file with its reading: from now on it holds for its series. Returns its id."""
    coding, packed = compress(content)
    with engine.begin() as connection:
        added = connection.execute(
            insert(t.catalogue_import).values(
                at=at,
                series=series,
                file=file,
                sha256=hashlib.sha256(content).digest(),
                coding=coding,
                content=packed,
                reading=dump(told),
                rows=len(rows),
                who=who,
                note=note,
            )
        )
        number = int(added.inserted_primary_key[0])  # type: ignore[index]
        if rows:
            connection.execute(insert(t.catalogue_row), [_values(number, row) for row in rows])
        seal(connection, "catalogue", number, at)
    return number


def withdraw(engine: Engine, at: datetime, series: str, *, who: str = "", note: str = "") -> int:
    """From now on nothing of a series holds; what was imported stays."""
    return add(engine, at, series, "", b"", (), Told(), who=who, note=note)


def imports(engine: Engine, *, as_of: datetime | None = None) -> list[CatalogueImport]:
    """Every import (up to a moment), the newest first."""
    query = select(*_FRAME).order_by(t.catalogue_import.c.id.desc())
    if as_of is not None:
        query = query.where(t.catalogue_import.c.at <= as_of)
    with engine.connect() as connection:
        return [_import(r) for r in connection.execute(query)]


def in_force(engine: Engine, *, as_of: datetime | None = None) -> list[CatalogueImport]:
    """The imports that hold now, or held at a moment, oldest first."""
    with engine.connect() as connection:
        return _holding(connection, as_of)


def rows_of(engine: Engine, number: int) -> list[CatalogueRow]:
    """The rows of an import, in the order of the file."""
    with engine.connect() as connection:
        return list(_rows(connection, number))


def content_of(engine: Engine, number: int) -> bytes:
    """The file of an import, as it was."""
    c = t.catalogue_import.c
    with engine.connect() as connection:
        coding, packed = connection.execute(select(c.coding, c.content).where(c.id == number)).one()
    return expand(coding, packed)


def expected(engine: Engine, *, as_of: datetime | None = None) -> Expected | None:
    """All that decisions in force say; None: nothing is imported, so that nothing can be expected."""
    with engine.connect() as connection:
        holding = _holding(connection, as_of)
        rows = tuple(row.procedure for i in holding for row in _rows(connection, i.id) if row.procedure is not None)
    wholes = dict.fromkeys(sector for i in holding for sector in i.told.whole_sectors)
    return Expected(rows, tuple(wholes)) if holding else None


# --- rows to values -------------------------------------------------------------

_FRAME = tuple(c for c in t.catalogue_import.columns if c.name not in ("content", "coding"))


def _holding(connection: Connection, as_of: datetime | None) -> list[CatalogueImport]:
    c = t.catalogue_import.c
    newest = select(func.max(c.id)).group_by(c.series)
    if as_of is not None:
        newest = newest.where(c.at <= as_of)
    query = select(*_FRAME).where(c.id.in_(newest), c.rows > 0).order_by(c.id)
    return [_import(r) for r in connection.execute(query)]


def _import(r: Row[tuple[object, ...]]) -> CatalogueImport:
    told = load(Told, r.reading)
    return CatalogueImport(r.id, r.at, r.series, r.file, r.sha256.hex(), told, r.rows, r.who, r.note)


def _rows(connection: Connection, number: int) -> Iterable[CatalogueRow]:
    c = t.catalogue_row.c
    for (content,) in connection.execute(select(c.content).where(c.import_id == number).order_by(c.id)):
        yield load(CatalogueRow, unpack(content))


def _values(number: int, row: CatalogueRow) -> dict[str, object]:
    procedure = row.procedure
    return {
        "import_id": number,
        "place": row.place,
        "code": procedure.code if procedure else "",
        "name": procedure.name if procedure else "",
        "content": pack(dump(row)),
    }
