"""Opening the store: a clear refusal or the right store, never a fresh one by mistake (P7)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from analysis.model import Comparison, Discrepancy, Kind, Severity, Sighting, Status
from storage import comparisons, database, versions
from storage import tables as t
from storage.coding import pack
from storage.database import StoreError, head, known_revisions, open_store, revision, upgrade
from storage.values import dump
from tests.analysis.makers import national
from tests.storage.making import AT, NIGHT, new_run, old_store, sql, store, url


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def make_text(place: Path) -> None:
    place.write_text("Danh sách thủ tục\n" * 500)


def make_tiny(place: Path) -> None:
    place.write_bytes(b"x")


def make_other(place: Path) -> None:
    connection = sqlite3.connect(place)
    connection.execute("create table customers (name text)")
    connection.commit()
    connection.close()


def make_newer(place: Path) -> None:
    open_store(f"sqlite:///{place}").dispose()
    sql(place.parent, "update alembic_version set version_num = '9999'")


def cut(by: int) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        open_store(f"sqlite:///{place}").dispose()
        whole = place.read_bytes()
        place.write_bytes(whole[:by])

    return make


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a text file": (make_text, "không phải kho dữ liệu"),
    "one byte": (make_tiny, "không phải kho dữ liệu"),
    "another application's database": (make_other, "một cơ sở dữ liệu khác"),
    "a newer version": (make_newer, "phiên bản 9999, mới hơn chương trình này"),
    "a directory": (Path.mkdir, "Không mở được kho dữ liệu"),
    "cut off in the first page": (cut(200), "phục hồi từ bản sao lưu"),
    "cut off in the middle": (cut(60_000), "phục hồi từ bản sao lưu"),
    "its last page missing": (cut(-4096), "phục hồi từ bản sao lưu"),
    "its last byte missing": (cut(-1), "bị cắt cụt"),
}


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_our_store_is_refused_and_left_as_it_is(name: str, create: bool, tmp_path: Path) -> None:
    make, says = REFUSED[name]
    place = tmp_path / "tthc.sqlite"
    make(place)
    before = {} if place.is_dir() else files(tmp_path)

    with pytest.raises(StoreError, match=says) as told:
        open_store(url(tmp_path), create=create)

    assert "\n" not in str(told.value)
    assert str(place) in str(told.value) or name == "a newer version"
    assert place.is_dir() or files(tmp_path) == before


def test_an_older_version_is_refused_until_it_is_upgraded(tmp_path: Path) -> None:
    old_store(tmp_path, "0001").dispose()
    before = files(tmp_path)

    with pytest.raises(StoreError, match=r"phiên bản cũ \(0001\): hãy sao lưu rồi chạy `tthc db upgrade`"):
        open_store(url(tmp_path))

    assert files(tmp_path) == before


def test_a_store_is_not_made_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Chưa có kho dữ liệu"):
        open_store(url(tmp_path), create=False)
    with pytest.raises(StoreError, match="Không có thư mục"):
        open_store(url(tmp_path / "nowhere"))

    assert files(tmp_path) == {}


def test_an_empty_file_becomes_a_store_only_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "tthc.sqlite").touch()

    with pytest.raises(StoreError, match="còn trống"):
        open_store(url(tmp_path), create=False)
    assert files(tmp_path) == {"tthc.sqlite": b""}

    engine = open_store(url(tmp_path))
    assert revision(engine) == head()
    engine.dispose()


def test_a_store_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(where: str) -> None:
        upgrade(where)
        raise OSError("disk full")

    monkeypatch.setattr(database, "upgrade", fails)
    with pytest.raises(StoreError, match="disk full"):
        open_store(url(tmp_path))
    assert not (tmp_path / "tthc.sqlite").exists()

    monkeypatch.undo()
    open_store(url(tmp_path)).dispose()
    assert [p for p in files(tmp_path) if not p.endswith(("-shm", "-wal"))] == ["tthc.sqlite"]


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    store(tmp_path).dispose()
    before = files(tmp_path)

    open_store(url(tmp_path), create=False).dispose()
    upgrade(url(tmp_path))

    assert files(tmp_path)["tthc.sqlite"] == before["tthc.sqlite"]


def test_a_store_in_use_is_opened_by_others(tmp_path: Path) -> None:
    """A question while the night is running: its rows are seen once they are committed."""
    writing = store(tmp_path)
    with writing.connect() as connection:
        new_run(writing)
        assert connection.execute(select(t.run.c.id)).all()
        reading = open_store(url(tmp_path), create=False)
        with reading.connect() as other:
            assert other.execute(select(t.run.c.portal)).scalars().all() == ["dvcqg"]
        reading.dispose()
    writing.dispose()


@pytest.mark.parametrize("folder", ["Sở Tư pháp", "100% a+b", "#1 ;x", "it's"])
def test_any_folder_name_will_do(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir()

    open_store(url(tmp_path / folder)).dispose()
    open_store(url(tmp_path / folder), create=False).dispose()

    assert (tmp_path / folder / "tthc.sqlite").is_file()


# --- the schema ---------------------------------------------------------------------


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    engine = store(tmp_path)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []

    assert head() in known_revisions()
    engine.dispose()


@pytest.mark.parametrize("table", t.metadata.sorted_tables, ids=lambda x: x.name)
def test_every_table_is_understood_by_both_databases(table: t.Table) -> None:
    for dialect in (postgresql.dialect(), sqlite.dialect()):  # type: ignore[no-untyped-call]
        statement = str(CreateTable(table).compile(dialect=dialect))
        assert f"CREATE TABLE {table.name}" in statement
        for index in table.indexes:
            assert "CREATE" in str(CreateIndex(index).compile(dialect=dialect))


def test_keys_count_up_on_postgresql() -> None:
    statement = str(CreateTable(t.capture).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]

    assert "id BIGSERIAL NOT NULL" in statement
    assert "fetched_at BIGINT NOT NULL" in statement


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_a_moment_is_kept_to_the_microsecond(moment: datetime) -> None:
    kind = t.Moment()
    dialect = sqlite.dialect()  # type: ignore[no-untyped-call]

    kept = kind.process_bind_param(moment, dialect)

    assert isinstance(kept, int)
    assert kind.process_result_value(kept, dialect) == moment.astimezone(UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        t.Moment().process_bind_param(datetime(2026, 11, 20), sqlite.dialect())  # type: ignore[no-untyped-call]  # noqa: DTZ001


def test_a_store_of_the_first_version_keeps_its_nights_when_it_is_upgraded(tmp_path: Path) -> None:
    old = old_store(tmp_path, "0001")
    run, procedure = new_run(old), national(1)
    found = Discrepancy("CL01", Kind.PAIR, Severity.CRITICAL, "", procedure.code, "", "", "", "có", None, ("dvcqg",))
    days = {"first_seen": NIGHT, "last_seen": NIGHT, "nights_seen": 1}
    rows: list[tuple[t.Table, dict[str, object]]] = [  # as the first version wrote them
        (
            t.version,
            {"portal": "dvcqg", "portal_id": "n01", "from_run_id": run.id, "code": "", "name": ""}
            | {"digest": b"0", "content": pack(dump(procedure)), "reader": "dvcqg/1"},
        ),
        (
            t.comparison,
            {"night": NIGHT, "created_at": AT, "runs": "{}", "complete": True, "rules": "1"}
            | {"digest": b"1", "content": pack(dump(Comparison(NIGHT)))},
        ),
        (t.finding, {"digest": b"2", "key": found.key, "content": dump(found)}),
        (t.sighting, {"comparison_id": 1, "finding_id": 1, "status": "đang mở"} | days),
    ]
    with old.begin() as connection:
        for table, values in rows:
            connection.execute(insert(table).values(values))
    old.dispose()

    upgrade(url(tmp_path))

    engine = open_store(url(tmp_path))
    assert revision(engine) == head()
    assert versions.catalogue(engine, "dvcqg", run.id) == {"n01": procedure}
    stored = comparisons.last_comparison(engine)
    assert stored is not None
    assert stored.sightings == (Sighting(found, Status.OPEN, NIGHT, NIGHT, 1),)
    with engine.connect() as connection:
        assert connection.execute(select(t.version.c.parts)).scalars().all() == [None]
        assert connection.execute(select(t.sighting.c.basis)).scalars().all() == [""]
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []
    engine.dispose()


def test_a_step_back_takes_away_what_the_step_added_and_nothing_else(tmp_path: Path) -> None:
    engine = store(tmp_path)
    new_run(engine)
    engine.dispose()

    command.downgrade(database._alembic(url(tmp_path)), "0001")
    with pytest.raises(StoreError, match="phiên bản cũ"):
        open_store(url(tmp_path))
    upgrade(url(tmp_path))

    engine = open_store(url(tmp_path))
    with engine.connect() as connection:
        assert connection.execute(select(t.run.c.portal)).scalars().all() == ["dvcqg"]
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []
    engine.dispose()


def test_rows_must_belong_to_a_run(tmp_path: Path) -> None:
    engine = store(tmp_path)

    with pytest.raises(Exception, match="FOREIGN KEY"), engine.begin() as connection:
        connection.execute(
            insert(t.listing).values(run_id=99, name="x", title="x", seen=0, passes=0, complete=False, reason="")
        )
    engine.dispose()


def test_a_plain_engine_reads_the_store_without_the_product(tmp_path: Path) -> None:
    store(tmp_path).dispose()

    engine = create_engine(url(tmp_path))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select version_num from alembic_version").scalar() == head()
    engine.dispose()
