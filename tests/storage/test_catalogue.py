"""Imported decisions are kept word for word; the newest of each decision holds, and what held can be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analysis.witnesses import Expected, ExpectedProcedure
from storage import catalogue
from storage.catalogue import CatalogueImport, CatalogueRow, Told
from storage.verification import verify
from tests.storage.making import AT, count, sql, store

ONE = ExpectedProcedure("1.000001", "Cấp thẻ mẫu", "12/QĐ-UBND", date(2026, 11, 18), fee_text="Không", row="hàng 2")
TWO = replace(ONE, code="1.000002", effective_from=date(2026, 12, 1), abolished=True)
ROWS = (
    CatalogueRow("hàng 2", (("Mã TTHC", "1.000001"), ("Tên", "Cấp thẻ mẫu")), ONE, "mới ban hành"),
    CatalogueRow("hàng 3", (("Mã TTHC", "??"),), None, "", (("hàng 3, cột Mã TTHC", "không đọc được mã"),)),
)
TOLD = Told("12/QĐ-UBND", ("Công chứng",), (("tệp", "một điều"),), ("một lưu ý",))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = store(tmp_path)
    yield engine
    engine.dispose()


def test_a_new_store_expects_nothing(engine: Engine) -> None:
    assert catalogue.imports(engine) == []
    assert catalogue.expected(engine) is None


def test_an_import_keeps_file_rows_and_doubts_as_they_were(engine: Engine) -> None:
    number = catalogue.add(
        engine, AT, "12/QĐ-UBND", "a.csv", b"\xef\xbb\xbfM\xc3\xa3", ROWS, TOLD, who="Sở", note="ghi"
    )

    digest = sha256(b"\xef\xbb\xbfM\xc3\xa3").hexdigest()
    assert catalogue.in_force(engine) == [
        CatalogueImport(number, AT, "12/QĐ-UBND", "a.csv", digest, TOLD, 2, "Sở", "ghi")
    ]
    assert catalogue.rows_of(engine, number) == list(ROWS)
    assert catalogue.content_of(engine, number) == b"\xef\xbb\xbfM\xc3\xa3"
    assert catalogue.expected(engine) == Expected((ONE,), ("Công chứng",))


def test_the_newest_import_of_a_decision_holds_beside_other_decisions(engine: Engine) -> None:
    later = [AT + timedelta(minutes=m) for m in range(4)]
    catalogue.add(engine, later[0], "12/QĐ-UBND", "a.csv", b"a", ROWS, TOLD)
    catalogue.add(engine, later[1], "13/QĐ-UBND", "b.csv", b"b", ROWS[:1], Told())
    catalogue.add(engine, later[2], "12/QĐ-UBND", "c.csv", b"c", (CatalogueRow("x", (), TWO),), Told())
    catalogue.withdraw(engine, later[3], "13/QĐ-UBND", note="nhập nhầm")

    def held(minutes: int) -> list[str]:
        return [i.file for i in catalogue.in_force(engine, as_of=AT + timedelta(minutes=minutes))]

    assert [held(m) for m in range(4)] == [["a.csv"], ["a.csv", "b.csv"], ["b.csv", "c.csv"], ["c.csv"]]
    assert catalogue.in_force(engine, as_of=AT - timedelta(seconds=1)) == []
    assert catalogue.expected(engine) == Expected((TWO,))
    assert catalogue.expected(engine, as_of=later[0]) == Expected((ONE,), ("Công chứng",))
    assert [i.file for i in catalogue.imports(engine)] == ["", "c.csv", "b.csv", "a.csv"]


def test_when_everything_is_withdrawn_nothing_is_expected(engine: Engine) -> None:
    catalogue.add(engine, AT, "12/QĐ-UBND", "a.csv", b"a", ROWS, TOLD)
    catalogue.withdraw(engine, AT, "12/QĐ-UBND")

    assert catalogue.expected(engine) is None


@pytest.mark.parametrize(
    "damage",
    [
        "update catalogue_row set name = 'khác' where id = 1",
        "delete from catalogue_row where id = 2",
        "update catalogue_import set who = 'ai đó'",
    ],
)
def test_what_was_imported_is_sealed(engine: Engine, tmp_path: Path, damage: str) -> None:
    catalogue.add(engine, AT, "12/QĐ-UBND", "a.csv", b"a", ROWS, TOLD)
    assert verify(engine).holds

    sql(tmp_path, damage)

    assert not verify(engine).holds
    assert count(tmp_path, "manifest") == 1
