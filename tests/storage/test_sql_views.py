"""Auditors ask with SQL: every view has readable columns, every example of the guide works."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.migrations.versions.v0005_keeping import VIEWS
from tests.storage.making import sql
from tests.storage.sealed import sealed_store

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "kiem-tra-sql.md"
EXAMPLES = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
#: Examples that find nothing in a store to which nothing happened.
NOTHING = ("v_dropped", "WHERE NOT complete", "IS NOT a.digest")


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of three nights, opened as the guide says."""
    folder = tmp_path_factory.mktemp("store")
    sealed_store(folder, nights=3).dispose()
    place = folder / "tthc.sqlite"
    with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def rows(reading: sqlite3.Connection, query: str) -> list[dict[str, Any]]:
    return [dict(r) for r in reading.execute(query)]


def test_the_guide_names_every_view_and_no_other() -> None:
    assert set(re.findall(r"^\| `(v_\w+)`", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)) == set(VIEWS)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_of_the_guide_works(number: int, reading: sqlite3.Connection) -> None:
    example = EXAMPLES[number]

    assert bool(rows(reading, example)) is not any(x in example for x in NOTHING)


@pytest.mark.parametrize(
    ("day", "determined", "read", "first"),
    [
        ("2026-11-19", "không", None, None),
        ("2026-11-20", "có", "2026-11-20", "Thủ tục 1 đêm 0"),
        ("2026-11-21", "có", "2026-11-21", "Thủ tục 1 đêm 1"),
        ("2026-11-22", "không", "2026-11-21", "Thủ tục 1 đêm 1"),
        ("2027-05-05", "không", "2026-11-21", "Thủ tục 1 đêm 1"),
    ],
)
def test_the_guide_calls_a_day_that_was_not_read_undetermined(
    day: str, determined: str, read: str | None, first: str | None, tmp_path: Path
) -> None:
    """The third night was refused: what is told of it is what was known last, and says so in every row."""
    sealed_store(tmp_path, nights=2).dispose()
    sql(
        tmp_path,
        "insert into run (portal, adapter, role, base_url, night, started_at, finished_at, outcome, settings, product)"
        " select portal, adapter, role, base_url, '2026-11-22', started_at + 86400000000, finished_at + 86400000000,"
        " 'failed', settings, product from run where night = '2026-11-21'",
    )
    (example,) = (e for e in EXAMPLES if "xac_dinh, doc_xong_ngay" in e)

    with closing(sqlite3.connect(tmp_path / "tthc.sqlite")) as connection:
        found = connection.execute(example.replace("2026-11-21", day)).fetchall()

    assert {row[:2] for row in found} == {(determined, read)}
    assert found[0][3] == first


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


def test_moments_are_those_of_vietnam_and_digests_hexadecimal(reading: sqlite3.Connection) -> None:
    for name in VIEWS:
        for row in rows(reading, f"SELECT * FROM {name}"):
            for column, value in row.items():
                if value is not None and column.endswith("_at"):
                    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", value), (name, column, value)
                if value is not None and (column.endswith("sha256") or column in ("digest", "previous")):
                    assert re.fullmatch("[0-9a-f]{64}", value), (name, column, value)
    (first, *_) = rows(reading, "SELECT started_at FROM v_runs ORDER BY run")
    assert first == {"started_at": "2026-11-20T22:30:00+07:00"}


def test_a_version_holds_until_the_night_of_the_next_one(reading: sqlite3.Connection) -> None:
    query = (
        "SELECT from_night, until_night, name FROM v_versions WHERE portal = 'dvcqg' AND portal_id = 'n01' ORDER BY 1"
    )

    assert [tuple(r.values()) for r in rows(reading, query)] == [
        ("2026-11-20", "2026-11-21", "Thủ tục 1 đêm 0"),
        ("2026-11-21", "2026-11-22", "Thủ tục 1 đêm 1"),
        ("2026-11-22", None, "Thủ tục 1 đêm 2"),
    ]


def test_a_discrepancy_is_told_once_a_night(reading: sqlite3.Connection) -> None:
    found = rows(reading, "SELECT night, rule, code, status, national FROM v_discrepancies ORDER BY night, code")

    assert found[:2] == [
        {"night": "2026-11-20", "rule": "CL01", "code": "1.000001", "status": "đang mở", "national": "có"},
        {"night": "2026-11-20", "rule": "CL01", "code": "1.000002", "status": "đang mở", "national": "có, lần 0"},
    ]
    assert len(found) == 6
