"""Opening the database: SQLite with a write-ahead log by default, and never a fresh empty store by mistake."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage.engine import CACHE, connect

#: Bytes of the smallest SQLite file; SQLite itself takes a shorter one for an empty store.
SMALLEST = 512
_RESTORE = "hãy phục hồi từ bản sao lưu"
_NO_STORE = "không phải kho dữ liệu của tthc-monitor (không phải tệp SQLite)."


class StoreError(Exception):
    """The store cannot be used; the message says why and what to do, in Vietnamese."""


def open_store(url: str, *, create: bool = True) -> Engine:
    """The store, ready for use.

    A database that does not exist is created when ``create``; one of an older
    or newer version is refused, never replaced. Raises StoreError.
    """
    _check(url, create=create)
    return connect(url)


def open_to_read(url: str) -> Engine:
    """The store for questions that must not change a byte of its files. Raises StoreError."""
    _check(url, create=False)
    place = file_of(url)
    if place is None:
        return connect(url)
    return create_engine("sqlite://", creator=lambda: _reading(place), poolclass=NullPool)


def file_state(url: str) -> tuple[int, int, bool]:
    """Of the store's file: when it was last written, its size, and whether somebody has it open for writing."""
    place = file_of(url)
    if place is None:
        return 0, 0, True
    told = place.stat()
    return told.st_mtime_ns, told.st_size, _log_of(place).exists()


def _check(url: str, *, create: bool) -> None:
    """Whether it is our store, in our version; one that is missing is made when ``create``."""
    place = file_of(url)
    exists = place is None or place.exists()
    if not exists and not create:
        raise StoreError(f"Chưa có kho dữ liệu {place}: hãy chạy `tthc nightly` hoặc `tthc db upgrade` trước.")
    if not exists and place is not None and not place.parent.is_dir():
        raise StoreError(f"Không có thư mục {place.parent} để đặt kho dữ liệu; hãy tạo thư mục này.")
    try:
        found = _look(url, place) if exists else None
        if found is None:
            if not create:
                raise StoreError(f"Kho dữ liệu {place or url} còn trống: hãy chạy `tthc db upgrade`.")
            _create(url, place)
    except (SQLAlchemyError, OSError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError(f"Không mở được kho dữ liệu {place or url}: {reason}; nếu tệp bị hỏng, {_RESTORE}.") from error
    if found in (None, head()):
        return
    if found in known_revisions():
        raise StoreError(f"Kho dữ liệu đang ở phiên bản cũ ({found}): hãy sao lưu rồi chạy `tthc db upgrade`.")
    raise StoreError(
        f"Kho dữ liệu ở phiên bản {found}, mới hơn chương trình này (biết đến {head()}): "
        "hãy dùng bản tthc-monitor mới hơn; không có gì bị thay đổi."
    )


def _look(url: str, place: Path | None) -> str | None:
    """The version of what is there, None when it is empty; only looking, so that a refused file stays as it is.

    Only SQLite itself opens the file: closing it here by any other way would take away the locks that this process
    holds on it (sqlite.org/howtocorrupt.html, 2.2), and another process would clear the log under our hands.
    """
    size = place.stat().st_size if place is not None and place.is_file() else None
    if size == 0:
        return None
    if size is not None and size < SMALLEST:
        raise StoreError(f"{place} {_NO_STORE} Nếu đây từng là kho dữ liệu thì tệp đã bị cắt cụt: {_RESTORE}.")
    engine = connect(url) if place is None else create_engine("sqlite://", creator=lambda: _reading(place))
    try:
        found = revision(engine)
        if found is None and inspect(engine).get_table_names():
            raise StoreError(f"{place or url} là một cơ sở dữ liệu khác, không phải kho của tthc-monitor.")
        if place is not None:
            _check_length(engine, place)
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
            raise
        raise StoreError(f"{place} {_NO_STORE}") from error
    finally:
        engine.dispose()
    return found


def _reading(place: Path) -> sqlite3.Connection:
    # Without a log nobody is writing, and the look need not leave a log of its own behind.
    how = "mode=ro" if _log_of(place).exists() else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"{place.absolute().as_uri()}?{how}", uri=True, check_same_thread=False)
    connection.execute(CACHE)
    return connection


def _log_of(place: Path) -> Path:
    return place.with_name(place.name + "-wal")


def _check_length(engine: Engine, place: Path) -> None:
    """SQLite finds out that its file was cut off only when it comes to a page that is missing."""
    with engine.connect() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        size = int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    log = _log_of(place)
    whole = place.stat().st_size >= pages * size or (log.exists() and log.stat().st_size > 0)
    if not whole:
        raise StoreError(
            f"Kho dữ liệu {place} bị cắt cụt ({place.stat().st_size} trên {pages * size} byte): "
            "hãy phục hồi từ bản sao lưu; không có gì bị thay đổi."
        )


def upgrade(url: str) -> None:
    """Bring the database to this product's version; creates it where there is none."""
    command.upgrade(_alembic(url), "head")


def _create(url: str, place: Path | None) -> None:
    """A new store appears whole or not at all: it is made beside its place and then moved there."""
    if place is None:
        upgrade(url)
        return
    beside = place.with_name(place.name + ".new")
    beside.unlink(missing_ok=True)
    upgrade(make_url(url).set(database=str(beside)).render_as_string(hide_password=False))
    beside.replace(place)


def revision(engine: Engine) -> str | None:
    """The version of the database, or None when it has none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The version that this product needs."""
    found = ScriptDirectory.from_config(_alembic("sqlite://")).get_current_head()
    assert found is not None
    return found


def known_revisions() -> frozenset[str]:
    """Every version that this product knows."""
    return frozenset(s.revision for s in ScriptDirectory.from_config(_alembic("sqlite://")).walk_revisions())


def _alembic(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def file_of(url: str) -> Path | None:
    """The file of a store; None: a database of another kind."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)
