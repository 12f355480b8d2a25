"""A small store, its runs and its captures, for the tests of this room."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import Engine

from analysis.model import Outcome, Portal, Problem, ProblemKind, Role, Snapshot
from crawler.asks import Ask, Fetched
from storage import database, runs, versions
from storage.database import open_store
from storage.engine import connect
from storage.ledger import DatabaseLedger

AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
NIGHT = date(2026, 11, 20)
PORTAL = Portal("dvcqg", "Cổng DVCQG", "dvcqg", Role.NATIONAL, "https://portal.test")
HEADERS = (("Content-Type", "application/json"), ("Date", "Fri, 20 Nov 2026 15:30:00 GMT"))
PROBLEM = Problem(ProblemKind.SERVER_ERROR, "Máy chủ của cổng báo lỗi.", "/detail")


def store(folder: Path) -> Engine:
    """An empty store."""
    return open_store(url(folder))


def old_store(folder: Path, version: str) -> Engine:
    """A store as an older program made it."""
    command.upgrade(database._alembic(url(folder)), version)
    return connect(url(folder))


def url(folder: Path) -> str:
    """Where it is."""
    return f"sqlite:///{folder / 'tthc.sqlite'}"


def new_run(engine: Engine, nights_later: int = 0, portal: Portal = PORTAL, settings: str = "{}") -> runs.CrawlRun:
    """A run of its own night."""
    at = AT + timedelta(days=nights_later)
    run, _ = runs.start_run(engine, portal, NIGHT + timedelta(days=nights_later), at, settings, "test", None)
    return run


def keep_versions(engine: Engine, snapshot: Snapshot, listing: str = "formalities", reader: str = "dvcqg/1") -> int:
    """Keep the versions of a snapshot whose list has named every record before."""
    state = snapshot.listing(listing)
    gone: set[str] = set()
    if state is not None and state.complete and snapshot.outcome is not Outcome.FAILED:
        gone = versions.catalogue(engine, snapshot.portal, snapshot.run).keys() - set(state.ids)
    return versions.store_versions(engine, snapshot, reader, gone - {p.portal_id for p in snapshot.procedures})


def detail(topic: str, body: bytes = b"{}", *, problem: Problem | None = None, **values: object) -> Fetched:
    """An answer about one record."""
    ask = Ask("detail", topic, "/detail", f'{{"id":"{topic}"}}')
    return fetched(ask, body, problem=problem, **values)


def page(position: int, body: bytes = b"[]", visit: int = 1, **values: object) -> Fetched:
    """A page of a list."""
    ask = Ask("list", "formalities", "/list", f'{{"lastId":"{position}"}}', visit, position, str(position))
    return fetched(ask, body, **values)


def fetched(
    ask: Ask,
    body: bytes = b"{}",
    *,
    status: int | None = 201,
    headers: Iterable[tuple[str, str]] = HEADERS,
    problem: Problem | None = None,
    at: datetime = AT,
) -> Fetched:
    """An answer to any question."""
    return Fetched(ask, "https://portal.test" + ask.path, at, status, tuple(headers), body, problem)


def ledger(engine: Engine, run: int) -> DatabaseLedger:
    """The ledger of a run, over connections of its own."""
    return DatabaseLedger.open(url=engine.url.render_as_string(hide_password=False), run=run)


def count(folder: Path, table: str) -> int:
    """How many rows another connection sees."""
    connection = sqlite3.connect(folder / "tthc.sqlite")
    try:
        return int(connection.execute(f"select count(*) from {table}").fetchone()[0])
    finally:
        connection.close()


def sql(folder: Path, statement: str) -> None:
    """Change the store behind the product's back."""
    connection = sqlite3.connect(folder / "tthc.sqlite")
    try:
        connection.execute(statement)
        connection.commit()
    finally:
        connection.close()
