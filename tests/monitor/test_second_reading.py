"""A new page object creates or closes no discrepancy silently; archived nights are read again beside what was kept."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from analysis.model import Snapshot, Status
from analysis.rules import RULES_VERSION
from crawler.portals import PORTALS, Adapter
from monitor.reporting import build_report
from storage import comparisons, keeping, runs
from storage import tables as t
from storage.comparisons import StoredComparison
from storage.database import open_store
from storage.verification import verify
from tests.monitor.command import one_sentence, tthc
from tests.monitor.small_world import CODES, OPTIONS, with_gap
from tests.practice import FIRST_NIGHT, practice
from tests.simulator.world import Platform

ONE, OTHER, THIRD = CODES[2], CODES[3], CODES[4]
MISREAD = " dành cho người nước ngoài đã đăng ký thường trú"
DAY = FIRST_NIGHT.date()


def misreading(kind: Adapter, version: str, *codes: str) -> Adapter:
    """A page object that reads the names of these procedures otherwise."""

    def read(*given: Any) -> Snapshot:
        snapshot = kind.read(*given)
        read_ = (replace(p, name=p.name + MISREAD) if p.code in codes else p for p in snapshot.procedures)
        return replace(snapshot, procedures=tuple(read_))

    return replace(kind, read=read, version=version)


@dataclass
class Desk:
    """Two nights of which nothing differs but the reader: the first misread ONE, the second OTHER."""

    folder: Path
    engine: Engine
    first: StoredComparison
    second: StoredComparison

    @property
    def config(self) -> Path:
        return self.folder / "monitor.toml"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with practice(folder, Platform(with_gap())) as world, pytest.MonkeyPatch.context() as patch:
        portals = tuple(
            p.model_copy(update={"options": OPTIONS[p.adapter]}) for p in world.config.portals if p.adapter in OPTIONS
        )
        world.config = world.config.model_copy(update={"portals": portals, "exclusions": ()})
        nights = []
        for version, code in (("1", ONE), ("2", OTHER)):
            patch.setattr("crawler.portals.PORTALS", [misreading(PORTALS[0], version, code), *PORTALS[1:]])
            world.night()
            nights.append(world.stored())
        lines = ['[crawl]\ncontact = "practice@example.org"\n']
        lines += [
            f'[[portals]]\ncode = "{p.code}"\nname = "{p.name}"\nadapter = "{p.adapter}"\nbase_url = "{p.base_url}"\n'
            for p in portals
        ]
        (folder / "monitor.toml").write_text("\n".join(lines), encoding="utf-8")
        yield Desk(folder, world.engine, nights[0], nights[1])


@pytest.fixture
def third_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on THIRD is misread."""
    monkeypatch.setattr("crawler.portals.PORTALS", [misreading(PORTALS[0], "3", THIRD), *PORTALS[1:]])


def named(stored: StoredComparison) -> dict[str, Status]:
    """{code: status} of what the names give."""
    return {s.discrepancy.code: s.status for s in stored.sightings if s.discrepancy.rule == "CL09"}


# --- tonight ---------------------------------------------------------------------------


def test_what_the_new_reader_takes_away_is_not_told_as_fixed_and_what_it_brings_is_labelled(desk: Desk) -> None:
    assert ONE in named(desk.first)
    names = [s for s in desk.second.sightings if s.discrepancy.rule == "CL09"]
    assert {s.discrepancy.code: (s.status, s.basis) for s in names} == {
        OTHER: (Status.AWAITING, ""),
        ONE: (Status.REREAD, "Đã đổi cách đọc (dvcqg: dvcqg/1 → dvcqg/2)."),
    }
    (told,) = [w for w in desk.second.comparison.warnings if "cách đọc" in w]
    assert told.startswith(
        "2 chênh lệch đổi do cách đọc (dvcqg: dvcqg/1 → dvcqg/2), không phải do cổng: mới thấy 1 (CL09|"
    )
    assert (f"|{OTHER}|" in told, f"|{ONE}|" in told) == (True, True)


def test_what_only_the_reader_reads_otherwise_is_no_change_of_the_source(desk: Desk) -> None:
    assert [c for run in desk.second.runs.values() for c in comparisons.changes_of(desk.engine, run)] == []
    assert not [s for s in desk.second.sightings if s.discrepancy.kind.value == "change"]


def test_the_report_carries_the_line(desk: Desk) -> None:
    from monitor import config as configuration

    report = build_report(configuration.load(desk.config), desk.engine)

    assert [w for w in report.warnings if "2 chênh lệch đổi do cách đọc" in w]


def test_each_run_says_by_which_reader_it_was_read(desk: Desk) -> None:
    told = [[name for name, _ in runs.facts_of(desk.engine, r.id)["reader"]] for r in runs.runs_of(desk.engine)]

    assert told == [["dvcqg_province/1"], ["dvcqg/2"], ["dvcqg_province/1"], ["dvcqg/1"]]


# --- tthc reread -----------------------------------------------------------------------


def everything(desk: Desk) -> dict[str, list[Any]]:
    with desk.engine.connect() as connection:
        return {name: [tuple(r) for r in connection.execute(select(x))] for name, x in t.metadata.tables.items()}


def reread(desk: Desk, *more: object) -> Any:
    return tthc("reread", "--config", desk.config, "--from", DAY, "--to", "2026-11-30", "--quiet", *more)


@pytest.mark.usefixtures("third_reader")
def test_a_rereading_says_part_by_part_what_differs_and_how_each_night_would_and_changes_nothing(desk: Desk) -> None:
    before = everything(desk)

    ended = reread(desk, "--format", "json")

    rows = json.loads(ended.out)
    read = [(r["night"], r["code"], r["part"], r["cause"], r["stored_by"], r["read_by"]) for r in rows if not r["key"]]
    label, part = "đổi cách đọc", "Tên thủ tục"
    assert sorted(read) == sorted(
        [
            ("2026-11-20", ONE, part, label, "dvcqg/1", "dvcqg/3"),
            ("2026-11-20", THIRD, part, label, "dvcqg/1", "dvcqg/3"),
            ("2026-11-21", OTHER, part, label, "dvcqg/2", "dvcqg/3"),
            ("2026-11-21", THIRD, part, label, "dvcqg/2", "dvcqg/3"),
        ]
    )
    found = [(r["night"], r["code"], r["what"], r["cause"]) for r in rows if r["key"].startswith("CL09")]
    assert sorted(found) == sorted(
        [
            ("2026-11-20", ONE, "chênh lệch sẽ không còn", label),
            ("2026-11-20", THIRD, "chênh lệch sẽ mới thấy", label),
            ("2026-11-21", OTHER, "chênh lệch sẽ không còn", label),
            ("2026-11-21", THIRD, "chênh lệch sẽ mới thấy", label),
        ]
    )
    assert {r["cause"] for r in rows} == {label}
    assert {(r["stored_by"], r["read_by"].rpartition("; ")[2]) for r in rows if r["key"]} == {
        (f"quy tắc {RULES_VERSION}", f"quy tắc {RULES_VERSION}")
    }
    assert (ended.code, everything(desk)) == (0, before)
    assert "4 bản ghi đọc khác; 2 chênh lệch sẽ mới thấy, 2 sẽ không còn." in ended.err


@pytest.mark.usefixtures("third_reader")
def test_a_rereading_goes_into_a_file_as_csv_or_json_lines(desk: Desk, tmp_path: Path) -> None:
    for name in ("x.csv", "x.jsonl"):
        assert reread(desk, "--portal", "dvcqg", "-o", tmp_path / name).code == 0

    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["Khóa"] for r in rows] == [json.loads(line)["key"] for line in lines]
    assert rows[0]["Bộ đọc, quy tắc hiện nay"] == "dvcqg/3"


@pytest.mark.usefixtures("third_reader")
def test_a_rereading_that_is_kept_stands_beside_the_old_and_is_sealed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "tthc.sqlite").write_bytes(image(desk))
    (tmp_path / "monitor.toml").write_bytes(desk.config.read_bytes())
    there = replace(desk, folder=tmp_path, engine=open_store(f"sqlite:///{tmp_path / 'tthc.sqlite'}"))
    before = everything(there)

    ended = reread(there, "--keep")

    after = everything(there)
    assert "Đã giữ kết quả đọc lại số 1 trong kho." in ended.out
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"reread", "reread_version", "reread_finding", "manifest"}
    assert [len(after[name]) for name in ("reread", "reread_version", "reread_finding")] == [1, 4, 4]
    assert json.loads(after["reread"][0][7]) == {"dvcqg": "dvcqg/3", "dvcqg-tayninh": "dvcqg_province/1"}
    assert verify(there.engine).damages == ()


def image(desk: Desk) -> bytes:
    """The store's file with what its log holds."""
    with desk.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        return bytes(driver.serialize())


def test_with_the_readers_of_their_nights_nothing_differs_but_what_that_reader_changed(desk: Desk) -> None:
    ended = tthc("reread", "--config", desk.config, "--from", "2026-11-21", "--to", "2026-11-21", "--quiet")

    assert ended.out.splitlines() == [
        "Đã đọc lại 2 lần quét và đối chiếu lại 1 đêm; không có gì trong kho bị sửa.",
        "Mọi nội dung đọc ra và mọi chênh lệch đúng như đã lưu.",
    ]


@pytest.mark.usefixtures("third_reader")
def test_a_night_whose_pages_were_thinned_is_said_not_to_be_readable(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.second_reading.runs_without_bytes", lambda _: frozenset({1}))
    assert keeping.runs_without_bytes(desk.engine) == frozenset()

    ended = reread(desk, "--format", "json")

    source = "Cổng DVCQG – danh mục Bộ Tư pháp"
    why = "nội dung một số trang đã được bỏ theo quy tắc lưu giữ."
    assert f"Không đọc lại được lần quét 1 ({source}): {why}" in ended.err
    assert {r["night"] for r in json.loads(ended.out)} == {"2026-11-21"}
    assert ended.err.startswith("Đã đọc lại 3 trong 4 lần quét và đối chiếu lại 1 trong 2 đêm; ")
    assert "Không đối chiếu lại được đêm 20/11/2026: " in ended.err


@pytest.mark.parametrize(
    ("thinned", "read", "says"),
    [
        ({3}, "1 trong 2", "Những gì đọc lại và đối chiếu lại được thì đúng như đã lưu; phần còn lại nêu dưới đây"),
        ({3, 4}, "0 trong 2", "Không đọc lại được gì nên không xác định được có đúng như đã lưu hay không."),
    ],
)
def test_what_could_not_be_read_again_is_not_told_as_read_as_it_was_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, thinned: set[int], read: str, says: str
) -> None:
    monkeypatch.setattr("monitor.second_reading.runs_without_bytes", lambda _: frozenset(thinned))

    ended = tthc("reread", "--config", desk.config, "--from", "2026-11-21", "--to", "2026-11-21", "--quiet")

    first, second, *_ = ended.out.splitlines()
    assert first == f"Đã đọc lại {read} lần quét và đối chiếu lại 0 trong 1 đêm; không có gì trong kho bị sửa."
    assert second.startswith(says)
    assert "Mọi nội dung đọc ra" not in ended.out


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("--from", "2026-11-22", "--to", "2026-11-20"), "hãy đổi hai ngày cho nhau"),
        (("--from", "2020-01-01", "--to", "2020-01-02"), "xem `tthc runs`"),
        (("--from", "2026-11-20", "--to", "2026-11-20", "--portal", "x"), "các nguồn: dvcqg (Cổng DVCQG –"),
        (("--from", "2026-11-20", "--to", "2026-11-20", "-o", "x.txt"), "phải kết thúc bằng .csv hoặc .jsonl"),
    ],
)
def test_what_cannot_be_reread_is_one_sentence(typed: tuple[str, ...], says: str, desk: Desk) -> None:
    ended = tthc("reread", "--config", desk.config, "--quiet", *typed)

    assert (ended.code, says in one_sentence(ended)) == (2, True)
