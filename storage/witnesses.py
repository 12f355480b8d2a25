"""Signatures and time stamps over heads of the chain: kept here, made and checked by the front door.

They are sealed like everything else, so that one that is changed or taken away is missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, exists, insert, select

from storage import tables as t
from storage.manifests import seal


@dataclass(frozen=True, slots=True)
class Signed:
    """A head with its signature."""

    digest: str  # of the entry, hexadecimal
    key_id: str
    public_key: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Stamped:
    """A head with a time stamp: the answer of the authority as it came."""

    digest: str
    authority: str
    obtained_at: datetime
    token: bytes


#: Signs a digest.
Sign = Callable[[str], Signed]


def add_signature(connection: Connection, signed: Signed, at: datetime) -> str:
    """Keep a signature, within the transaction of the entry that it signs; returns the new head."""
    added = connection.execute(
        insert(t.signature).values(
            manifest_id=_entry_of(connection, signed.digest),
            key_id=signed.key_id,
            public_key=signed.public_key,
            signature=signed.signature,
        )
    )
    return seal(connection, "signature", int(added.inserted_primary_key[0]), at)  # type: ignore[index]


def add_stamp(engine: Engine, stamped: Stamped) -> str:
    """Keep a time stamp; returns the new head."""
    with engine.begin() as connection:
        added = connection.execute(
            insert(t.time_stamp).values(
                manifest_id=_entry_of(connection, stamped.digest),
                authority=stamped.authority,
                obtained_at=stamped.obtained_at,
                token=stamped.token,
            )
        )
        return seal(connection, "stamp", int(added.inserted_primary_key[0]), stamped.obtained_at)  # type: ignore[index]


def signatures(engine: Engine) -> list[Signed]:
    """Every signature, in order, with the digest that its entry has now."""
    query = select(t.manifest.c.digest, t.signature).join_from(t.signature, t.manifest).order_by(t.signature.c.id)
    with engine.connect() as connection:
        return [Signed(r.digest.hex(), r.key_id, r.public_key, r.signature) for r in connection.execute(query)]


def stamps(engine: Engine) -> list[Stamped]:
    """Every time stamp, in order."""
    query = select(t.manifest.c.digest, t.time_stamp).join_from(t.time_stamp, t.manifest).order_by(t.time_stamp.c.id)
    with engine.connect() as connection:
        return [Stamped(r.digest.hex(), r.authority, r.obtained_at, r.token) for r in connection.execute(query)]


def unstamped_head(engine: Engine) -> str | None:
    """The newest night's head, unless it has a time stamp. It covers every night before, stamped or not."""
    m = t.manifest.c
    newest = select(m.id, m.digest).where(m.kind == "nightly").order_by(m.id.desc()).limit(1)
    with engine.connect() as connection:
        last = connection.execute(newest).first()
        if last is None or connection.scalar(select(exists().where(t.time_stamp.c.manifest_id == last.id))):
            return None
        return str(last.digest.hex())


def _entry_of(connection: Connection, digest: str) -> int:
    query = select(t.manifest.c.id).where(t.manifest.c.digest == bytes.fromhex(digest))
    return int(connection.execute(query).scalar_one())
