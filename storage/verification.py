"""Checking the store against its chain: what holds, or exactly what does not. Nothing here writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from storage import tables as t
from storage.chain_check import Chain, walk
from storage.row_check import RowCheck
from storage.sealed_rows import INHERITED, KINDS, kind_of
from storage.verdict import Damage, Fault, Found, Verdict

#: (done, of how many)
Progress = Callable[[int, int], None]


def verify(
    engine: Engine, head: str | None = None, progress: Progress | None = None, *, heads: Sequence[str] = ()
) -> Verdict:
    """Walk the chain, recompute the digest of every row, and read every body again.

    ``head`` and ``heads`` are digests that were kept outside the database: each must be an
    entry of the chain, and ``heads`` in their order.
    """
    found = Found()
    with _reading(engine) as connection:
        step = _steps(connection, progress)
        chain = Chain()
        with _told(found, "manifest"):
            chain = walk(connection, found, step)
        check = RowCheck(connection, chain, step)
        if chain.links:
            _check_rows(check, found, step)
        else:
            _check_empty(check, found)
        with _told(found, ""):
            found.extend(_file_faults(connection))
        newer = _check_heads(chain, found, head, heads)
    last = chain.links[-1] if chain.links else None
    return Verdict(
        entries=len(chain.links),
        rows=check.rows,
        bodies=check.bodies,
        dropped=check.dropped,
        head=last.digest if last else None,
        sealed_at=_moment(last.sealed_at) if last else None,
        since=next((_moment(x.sealed_at) for x in chain.links if x.kind == INHERITED), None),
        unsealed=tuple(check.unsealed),
        newer=newer,
        heads=len(heads),
        damages=tuple(found.damages),
        count=found.count,
    )


def _check_rows(check: RowCheck, found: Found, step: Callable[[], None]) -> None:
    chain = check.chain
    for kind in KINDS:
        for table in kind.once:
            with _told(found, table.name):
                found.extend(check.once(table))
    for link in chain.links:
        if link.is_sound and link.kind != INHERITED:
            with _told(found, "manifest"):
                found.extend(check.entry(link.id))
        step()
    with _told(found, ""):
        found.extend(check.inherited())
    for kind in KINDS:
        with _told(found, kind.main.name):
            found.extend(check.strangers(kind))


def _check_empty(check: RowCheck, found: Found) -> None:
    """A store that was never sealed is no damage; what only a chain can have brought is."""
    for name in ("signature", "stamp"):
        with _told(found, name):
            found.extend(check.strangers(kind_of(name)))


def _check_heads(chain: Chain, found: Found, head: str | None, heads: Sequence[str]) -> int | None:
    """Heads kept outside: each in the chain, in their order. Returns how many entries are newer than ``head``."""
    places = chain.places()
    last = -1
    for digest in heads:
        place = places.get(digest)
        if place is None or place <= last:
            found.add(Damage(Fault.HEAD, "", digest, None if place is None else chain.links[place].id))
        else:
            last = place
    if head is None:
        return None
    if head not in places:
        found.add(Damage(Fault.HEAD, "", head))
        return None
    return len(chain.links) - 1 - places[head]


def _file_faults(connection: Connection) -> Iterator[Damage]:
    """What SQLite's own check says about the file: pages, indexes."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Damage(Fault.UNREADABLE, "", "", note=str(line))


# --- reading ----------------------------------------------------------------------------


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """One state of the store from beginning to end; texts that are no UTF-8 are read all the same."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            yield connection
            return
        before, driver.text_factory = driver.text_factory, partial(str, encoding="utf-8", errors="surrogateescape")
        try:
            connection.exec_driver_sql("BEGIN")
            yield connection
        finally:
            driver.text_factory = before
            connection.rollback()


@contextmanager
def _told(found: Found, table: str) -> Iterator[None]:
    """A database that cannot be read on is a damage, not an accident."""
    try:
        yield
    except DBAPIError as error:
        found.add(Damage(Fault.UNREADABLE, table, "", note=str(error.orig)))


def _steps(connection: Connection, progress: Progress | None) -> Callable[[], None]:
    done, total = 0, 0
    with suppress(DBAPIError):
        entries = connection.scalar(select(func.count()).select_from(t.manifest)) or 0
        total = 2 * entries + (connection.scalar(select(func.count()).select_from(t.body)) or 0)

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, max(done, total))

    return step


def _moment(value: Any) -> datetime | None:
    try:
        return t.Moment().process_result_value(value, None)  # type: ignore[arg-type]
    except (TypeError, OverflowError):
        return None
