"""What people register is kept word for word; the newest holds, and what held at a moment can be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from storage.register import (
    Pairing,
    RegisterImport,
    add_import,
    add_pairing,
    import_in_force,
    imports,
    pairings,
)
from tests.storage.making import AT, count, store


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = store(tmp_path)
    yield engine
    engine.dispose()


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def test_a_new_store_has_nothing_registered(engine: Engine) -> None:
    assert import_in_force(engine) is None
    assert imports(engine) == []
    assert pairings(engine) == []


def test_the_newest_import_holds_and_the_older_ones_stay(engine: Engine, tmp_path: Path) -> None:
    first = add_import(engine, AT, "can-cu.toml", "can_cu = []\n", who="Văn phòng", note="lần đầu")
    second = add_import(engine, later(5), "can-cu.toml", "\ufeffcan_cu = []\r\n")

    newer = RegisterImport(
        second,
        later(5),
        "can-cu.toml",
        sha256("\ufeffcan_cu = []\r\n".encode()).hexdigest(),
        "\ufeffcan_cu = []\r\n",
        "",
        "",
    )
    older = RegisterImport(
        first, AT, "can-cu.toml", sha256(b"can_cu = []\n").hexdigest(), "can_cu = []\n", "Văn phòng", "lần đầu"
    )
    assert import_in_force(engine) == newer
    assert imports(engine) == [newer, older]
    assert [import_in_force(engine, as_of=later(m)) for m in (-1, 0, 4, 5)] == [None, older, older, newer]
    assert count(tmp_path, "register_import") == 2


def test_an_older_file_may_be_imported_again(engine: Engine) -> None:
    for minutes, text in enumerate(["a = 1", "b = 2", "a = 1"]):
        add_import(engine, later(minutes), "x.toml", text)

    assert [i.text for i in imports(engine)] == ["a = 1", "b = 2", "a = 1"]


def test_decisions_about_pairs_come_back_in_their_order(engine: Engine) -> None:
    first = add_pairing(engine, AT, "n01", "1.000001", accepted=True, who="Phòng HCTP", note="cùng căn cứ")
    second = add_pairing(engine, later(1), "n01", "1.000001", accepted=False)

    kept = [
        Pairing(first, AT, "n01", "1.000001", True, "Phòng HCTP", "cùng căn cứ"),
        Pairing(second, later(1), "n01", "1.000001", False, "", ""),
    ]
    assert pairings(engine) == kept
    assert pairings(engine, as_of=AT) == kept[:1]
    assert pairings(engine, as_of=later(-1)) == []


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, TEXT, TEXT)
def test_whatever_is_written_comes_back(engine: Engine, text: str, who: str, key: str) -> None:
    add_import(engine, AT, who, text, who=who, note=key)
    add_pairing(engine, AT, key, text, accepted=True, who=who, note=text)

    kept, pair = import_in_force(engine), pairings(engine)[-1]
    assert kept is not None
    assert (kept.file, kept.text, kept.who, kept.note) == (who, text, who, key)
    assert (pair.left, pair.right, pair.who, pair.note) == (key, text, who, text)
