"""What people register: imported files of grounds, and decisions about pairs. Rows are added, never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Insert, insert, select

from storage import tables as t
from storage.coding import pack, unpack
from storage.manifests import seal


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """A file of grounds as it was imported."""

    id: int
    at: datetime
    file: str
    sha256: str
    text: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a person decided about a national record (left) and a provincial one (right), by their keys."""

    id: int
    at: datetime
    left: str
    right: str
    accepted: bool
    who: str
    note: str


def add_import(engine: Engine, at: datetime, file: str, text: str, *, who: str = "", note: str = "") -> int:
    """Keep a file word for word: from now on it holds. Returns its id."""
    added = insert(t.register_import).values(
        at=at,
        file=file,
        sha256=hashlib.sha256(text.encode()).digest(),
        content=pack(text),
        who=who,
        note=note,
    )
    return _add(engine, added, "register", at)


def imports(engine: Engine, *, as_of: datetime | None = None, last: int | None = None) -> list[RegisterImport]:
    """The imports (up to a moment), the newest first: that one holds."""
    query = select(t.register_import).order_by(t.register_import.c.id.desc()).limit(last)
    if as_of is not None:
        query = query.where(t.register_import.c.at <= as_of)
    with engine.connect() as connection:
        return [
            RegisterImport(r.id, r.at, r.file, r.sha256.hex(), unpack(r.content), r.who, r.note)
            for r in connection.execute(query)
        ]


def import_in_force(engine: Engine, *, as_of: datetime | None = None) -> RegisterImport | None:
    """The import that holds now, or held at a moment; None: none was made by then."""
    return next(iter(imports(engine, as_of=as_of, last=1)), None)


def add_pairing(
    engine: Engine, at: datetime, left: str, right: str, *, accepted: bool, who: str = "", note: str = ""
) -> int:
    """Keep a decision about two records, given by their keys. Returns its id."""
    added = insert(t.pairing).values(at=at, left=left, right=right, accepted=accepted, who=who, note=note)
    return _add(engine, added, "pairing", at)


def _add(engine: Engine, added: Insert, kind: str, at: datetime) -> int:
    with engine.begin() as connection:
        new_id = int(connection.execute(added).inserted_primary_key[0])  # type: ignore[index]
        seal(connection, kind, new_id, at)
        return new_id


def pairings(engine: Engine, *, as_of: datetime | None = None) -> list[Pairing]:
    """Every decision (up to a moment), oldest first: a later one on the same record holds."""
    query = select(t.pairing).order_by(t.pairing.c.id)
    if as_of is not None:
        query = query.where(t.pairing.c.at <= as_of)
    with engine.connect() as connection:
        return [
            Pairing(r.id, r.at, r.left, r.right, bool(r.accepted), r.who, r.note) for r in connection.execute(query)
        ]
