"""Engines on the database. Apart from :mod:`storage.database`, so that a crawl need not load the migrations."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event

#: 16 MB of pages in memory: SQLite's 2 MB are fewer than one question about a whole catalogue touches.
CACHE = "PRAGMA cache_size=-16384"


def connect(url: str) -> Engine:
    """An engine on the database at this URL. For SQLite, every connection is durable (WAL, synchronous=FULL)."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    return engine


def _durable(connection: Any, _: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")  # NORMAL would acknowledge before the disk does (D37)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(CACHE)
    connection.execute("PRAGMA busy_timeout=30000")
