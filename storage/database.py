"""Opening the database: SQLite with a write-ahead log by default, and never a fresh empty store by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from storage.engine import connect


class StoreError(Exception):
    """The store cannot be used; the message says why and what to do, in Vietnamese."""


def open_store(url: str, *, create: bool = True) -> Engine:
    """The store, ready for use.

    A database that does not exist is created when ``create``; one of an older
    or newer version is refused, never replaced. Raises StoreError.
    """
    place = _file_of(url)
    exists = place is None or place.exists()
    if not exists and not create:
        raise StoreError(f"Chưa có kho dữ liệu {place}: hãy chạy `tthc nightly` hoặc `tthc db upgrade` trước.")
    if not exists and place is not None and not place.parent.is_dir():
        raise StoreError(f"Không có thư mục {place.parent} để đặt kho dữ liệu; hãy tạo thư mục này.")
    try:
        if not exists:
            _create(url, place)
        engine = connect(url)
        found, newest = revision(engine), head()
    except (SQLAlchemyError, OSError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError(f"Không mở được kho dữ liệu {place or url}: {reason}.") from error
    if found == newest:
        return engine
    engine.dispose()
    if found is None and place is not None and place.stat().st_size > 0 and _has_tables(url):
        raise StoreError(f"{place} là một cơ sở dữ liệu khác, không phải kho của tthc-monitor.")
    if found is None:
        if not create:
            raise StoreError(f"Kho dữ liệu {place or url} còn trống: hãy chạy `tthc db upgrade`.")
        upgrade(url)
        return connect(url)
    if found in known_revisions():
        raise StoreError(f"Kho dữ liệu đang ở phiên bản cũ ({found}): hãy sao lưu rồi chạy `tthc db upgrade`.")
    raise StoreError(
        f"Kho dữ liệu ở phiên bản {found}, mới hơn chương trình này (biết đến {newest}): "
        "hãy dùng bản tthc-monitor mới hơn; không có gì bị thay đổi."
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


def _file_of(url: str) -> Path | None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def _has_tables(url: str) -> bool:
    engine = create_engine(url)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


@contextmanager
def store_errors(what: str) -> Iterator[None]:
    """Tell a failing database in one sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError(f"{what}: {reason}.") from error
