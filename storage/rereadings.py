"""What came out of reading archived runs again, kept beside what was kept then, never in its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, insert, select

from analysis.model import Procedure, content_digest
from analysis.reading_change import READING, FindingChange
from storage import tables as t
from storage.coding import pack, unpack
from storage.manifests import seal
from storage.values import dump, load


@dataclass(frozen=True, slots=True)
class Frame:
    """What was read again, when, and with what."""

    at: datetime
    first_night: date
    last_night: date
    portal: str  # empty: all
    product: str
    rules: str
    readers: Mapping[str, str]
    runs: int


@dataclass(frozen=True, slots=True)
class ReadOtherwise:
    """A record that reads otherwise than it was kept; ``procedure`` None: nothing is read now."""

    run: int
    portal: str
    portal_id: str
    code: str
    name: str
    procedure: Procedure | None
    reader: str


def keep_reread(
    engine: Engine, frame: Frame, records: Iterable[ReadOtherwise], findings: Iterable[tuple[int, FindingChange]]
) -> int:
    """Keep a rereading, sealed; ``findings`` are (comparison, change). Returns its number."""
    with engine.begin() as connection:
        added = connection.execute(
            insert(t.reread).values(
                at=frame.at,
                first_night=frame.first_night,
                last_night=frame.last_night,
                portal=frame.portal,
                product=frame.product,
                rules=frame.rules,
                readers=json.dumps(dict(frame.readers), sort_keys=True),
                runs=frame.runs,
            )
        )
        number = int(added.inserted_primary_key[0])  # type: ignore[index]
        for r in records:
            v = t.version.c
            held = select(v.id).where(v.portal == r.portal, v.portal_id == r.portal_id, v.from_run_id <= r.run)
            connection.execute(
                insert(t.reread_version).values(
                    reread_id=number,
                    run_id=r.run,
                    portal_id=r.portal_id,
                    code=r.code,
                    name=r.name,
                    digest=None if r.procedure is None else bytes.fromhex(content_digest(r.procedure)),
                    content=None if r.procedure is None else pack(dump(r.procedure)),
                    reader=r.reader,
                    stored_version_id=connection.scalar(held.order_by(v.id.desc()).limit(1)),
                )
            )
        for comparison, change in findings:
            connection.execute(
                insert(t.reread_finding).values(
                    reread_id=number,
                    comparison_id=comparison,
                    key=change.discrepancy.key,
                    what=change.what,
                    cause="reading" if change.cause == READING else "rules",
                    content=dump(change.discrepancy),
                )
            )
        seal(connection, "reread", number, frame.at)
        return number


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A record as it was read again, beside the version that had been kept; ``procedure`` None: nothing was read."""

    at: datetime
    night: date  # of the run that was read again
    version: int | None  # None: nothing had been kept
    reader: str
    procedure: Procedure | None


def kept_readings(connection: Connection, portal: str, portal_id: str) -> list[KeptReading]:
    """The second readings of a record that came out otherwise and were kept, in their order."""
    v = t.reread_version.c
    query = (
        select(t.reread.c.at, t.run.c.night, v.stored_version_id, v.reader, v.content)
        .join_from(t.reread_version, t.reread, v.reread_id == t.reread.c.id)
        .join(t.run, v.run_id == t.run.c.id)
        .where(t.run.c.portal == portal, v.portal_id == portal_id)
        .order_by(v.id)
    )
    return [
        KeptReading(at, night, version, reader, None if content is None else load(Procedure, unpack(content)))
        for at, night, version, reader, content in connection.execute(query)
    ]


def rules_then(engine: Engine, comparison: int) -> str:
    """The version of the rules by which a comparison was made."""
    with engine.connect() as connection:
        return connection.scalar(select(t.comparison.c.rules).where(t.comparison.c.id == comparison)) or ""
