"""The archive from the command line: viewing leaves no trace; saving, thinning and carrying out say what they did."""

from __future__ import annotations

import csv
import json
import re
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import WallClock
from storage import register
from storage.database import open_store
from tests.monitor.command import finished, one_sentence, start, tthc
from tests.storage.making import AT
from tests.storage.sealed import sealed_store

CONFIG = """
[crawl]
contact = "practice@example.org"

[[portals]]
code = "dvcqg"
name = "Cổng DVCQG"
adapter = "dvcqg"
base_url = "https://portal.test"

[[portals]]
code = "dvcqg-tayninh"
name = "Cổng DVCQG Tây Ninh"
adapter = "dvcqg_province"
base_url = "https://portal.test"
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store of three nights, closed, and its configuration."""
    engine = sealed_store(tmp_path, nights=3)
    register.add_import(engine, AT, "can-cu.toml", "can_cu = []\n", who="Văn phòng", note="")
    engine.dispose()
    (tmp_path / "monitor.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def ask(place: Path, *typed: object) -> Any:
    return tthc(*typed, "--config", place / "monitor.toml")


def files(place: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in place.iterdir() if p.is_file()}


# --- viewing (P15) -----------------------------------------------------------------------

PERIOD = ("--from", "2026-11-20", "--to", "2026-11-22")
#: Every command that only looks, with what it needs; a test holds this against the command line itself.
VIEWS: dict[str, tuple[tuple[object, ...], ...]] = {
    "catalogue list": ((),),
    "catalogue show": ((),),
    "changes": ((),),
    "config check": ((),),
    "diff": (
        ("1.000001", "--from", "2026-11-20", "--to", "2026-11-22"),
        ("--from", "2026-11-20", "--to", "2026-11-22"),
    ),
    "discrepancies": ((), ("--night", "2026-11-21"), ("--history", "1.000001")),
    "evidence export": (("--run", 1, "-o", "{out}/x.warc.gz", "--quiet"),),
    "evidence pack": (("1.000001", *PERIOD, "-o", "{out}/pack.zip"),),
    "evidence show": (("formalities",), ("changing",)),
    "explain": (("CL01", "1.000001"),),
    "export history": (("--format", "jsonl", "-o", "{out}/x.jsonl"),),
    "grounds show": ((),),
    "history": (("1.000001",),),
    "keep": ((), ("--dry-run",)),
    "nights": ((),),
    "pairs history": ((),),
    "pairs list": ((),),
    "report": (("-o", "{out}"),),
    "reread": ((*PERIOD, "--quiet"),),
    "runs": ((),),
    "search": (("thu", "tuc"),),
    "show": (("1.000001",), ("1.000001", "--as-of", "2026-11-20")),
    "verify": (("--quiet",), ("--reread", "--quiet")),
}
#: The store is made of small pages that no real page object reads.
MAY_FIND_NOTHING = {"evidence pack"}
#: Those that write, or are no question to the store.
OTHERS = {
    *("nightly", "crawl", "compare", "schedule", "portal probe", "db upgrade", "backup", "restore", "replay"),
    *("grounds check", "grounds import", "pairs accept", "pairs refuse", "catalogue import", "catalogue withdraw"),
}


def commands() -> set[str]:
    from monitor.cli import tthc as group

    found = set()
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {x}" for x in inner} if inner else {name}
    return found


def looked(place: Path, out: Path) -> list[str]:
    """Every viewing command on a store; those that changed a file of its folder."""
    guilty = []
    before = files(place)
    for name, ways in VIEWS.items():
        for way in ways:
            for old in out.iterdir():
                old.unlink()
            ended = ask(place, *name.split(), *(str(x).format(out=out) for x in way))
            assert ended.code == 0 or name in MAY_FIND_NOTHING, (name, ended)
            after = files(place)
            if {k: v for k, v in after.items() if not k.endswith("-shm")} != {
                k: v for k, v in before.items() if not k.endswith("-shm")
            } or after.keys() != before.keys():
                guilty.append(f"{name} {way}")
                before = after
    return guilty


def test_every_command_is_known_to_view_or_not() -> None:
    assert commands() == VIEWS.keys() | OTHERS


def test_no_viewing_command_changes_a_byte_of_a_closed_store_or_leaves_a_file(
    place: Path, tmp_path_factory: Any
) -> None:
    before = files(place)

    assert looked(place, tmp_path_factory.mktemp("out")) == []
    assert files(place) == before
    assert not [name for name in before if name.endswith(("-wal", "-shm"))]


def test_viewing_changes_nothing_of_a_store_that_somebody_writes(place: Path, tmp_path_factory: Any) -> None:
    """SQLite keeps marks of readers in the -shm file, which holds no data; the store and its log stay as they are."""
    engine = open_store(f"sqlite:///{place / 'tthc.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into nightly (night, started_at) values ('2026-11-23', 0)")
    assert (place / "tthc.sqlite-wal").stat().st_size > 0

    guilty = looked(place, tmp_path_factory.mktemp("out"))

    engine.dispose()
    assert guilty == []


def test_a_store_in_a_folder_that_cannot_be_written_can_be_viewed(place: Path) -> None:
    (place / "tthc.sqlite").chmod(0o444)

    assert ask(place, "runs").code == 0


def test_what_a_night_wrote_while_a_view_was_reading_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(*_: object) -> list[Any]:
        with closing(sqlite3.connect(place / "tthc.sqlite")) as connection:
            connection.execute("insert into nightly (night, started_at) values ('2026-11-23', 0)")
            connection.commit()
        return []

    monkeypatch.setattr("monitor.questions.run_rows", meanwhile)

    ended = ask(place, "runs")

    assert (ended.code, "hãy chạy lại lệnh này" in ended.err) == (4, True)


# --- saving ------------------------------------------------------------------------------


def test_a_store_goes_out_and_comes_back(place: Path) -> None:
    saved = ask(place, "backup", "-o", place / "saved.tthc")
    restored = tthc("restore", place / "saved.tthc", "-o", place / "there.sqlite")

    assert (saved.code, restored.code) == (0, 0)
    head = re.findall("[0-9a-f]{64}", saved.out)
    assert len(head) == 1
    assert re.findall("[0-9a-f]{64}", restored.out) == head
    assert (place / "there.sqlite").exists()


def test_what_stands_in_the_way_is_one_sentence(place: Path) -> None:
    ask(place, "backup", "-o", place / "saved.tthc")

    assert "hãy chọn tên khác" in one_sentence(ask(place, "backup", "-o", place / "saved.tthc"))
    ended = tthc("restore", place / "saved.tthc", "-o", place / "tthc.sqlite")
    assert (ended.code, "không ghi đè kho đang có" in one_sentence(ended)) == (2, True)


def test_a_damaged_store_is_an_error_of_its_own(place: Path) -> None:
    with closing(sqlite3.connect(place / "tthc.sqlite")) as connection:
        connection.execute("update capture set status = 7")
        connection.commit()

    ended = ask(place, "backup", "-o", place / "saved.tthc")

    assert (ended.code, "tthc verify" in one_sentence(ended)) == (1, True)


# --- thinning ----------------------------------------------------------------------------


def test_nothing_is_dropped_without_a_rule(place: Path) -> None:
    before = files(place)["tthc.sqlite"]

    ended = ask(place, "keep", "--apply")

    assert "Cấu hình không có quy tắc [keeping] nào: mọi nội dung được giữ." in ended.out
    assert files(place)["tthc.sqlite"] == before


def test_what_would_be_dropped_is_told_and_then_dropped_and_told_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The changing record's pages have no version of their own; of the lists the middle night's is the same."""
    later = WallClock().now().replace(year=2028)
    monkeypatch.setattr("monitor.keeping_commands.WallClock.now", lambda _: later)
    config = CONFIG + "\n[keeping]\nsuperseded_after = 60\nlists_after = 90\n"
    (place / "monitor.toml").write_text(config, encoding="utf-8")

    told = ask(place, "keep", "--format", "json")
    done = ask(place, "keep", "--apply", "--format", "json")

    assert json.loads(told.out) == json.loads(done.out)
    assert [r["rule"] for r in json.loads(told.out)] == ["superseded", "lists"]
    assert ask(place, "verify", "--quiet").code == 0


@pytest.mark.parametrize(
    ("keeping", "says"),
    [
        ("superseded_after = 5", "keeping.superseded_after: phải từ 30 trở lên"),
        ("lists_after = 90.5", "keeping.lists_after: phải là số nguyên"),
        ("everything = true", "keeping.everything: khóa lạ"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(keeping: str, says: str, place: Path) -> None:
    (place / "monitor.toml").write_text(f"{CONFIG}\n[keeping]\n{keeping}\n", encoding="utf-8")

    assert says in one_sentence(ask(place, "keep"))


def test_dry_run_and_apply_exclude_each_other(place: Path) -> None:
    assert "Chọn một trong hai" in one_sentence(ask(place, "keep", "--dry-run", "--apply"))


# --- open formats -------------------------------------------------------------------------


def test_the_history_goes_into_json_lines_versions_and_sightings(place: Path) -> None:
    ended = ask(place, "export", "history", "--format", "jsonl", "-o", place / "x.jsonl")

    rows = [json.loads(line) for line in (place / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    versions = [r for r in rows if r["what"] == "version"]
    assert f"{len(rows)} dòng" in ended.out
    assert [(r["portal"], r["portal_id"], r["from_night"], r["until_night"]) for r in versions][:4] == [
        ("dvcqg", "n01", "2026-11-20", "2026-11-21"),
        ("dvcqg", "n01", "2026-11-21", "2026-11-22"),
        ("dvcqg", "n01", "2026-11-22", None),
        ("dvcqg", "n02", "2026-11-20", None),
    ]
    assert versions[1]["procedure"]["name"] == "Thủ tục 1 đêm 1"
    assert versions[0]["procedure"]["portal_id"] == "n01"
    seen = [(r["night"], r["code"], r["status"], r["nights_seen"]) for r in rows if r["what"] == "sighting"]
    assert seen == [(f"2026-11-2{n}", f"1.00000{c}", "đang mở", n + 1) for n in range(3) for c in (1, 2)]


def test_in_csv_the_two_tables_are_two_files_for_spreadsheets(place: Path) -> None:
    ended = ask(place, "export", "history", "--format", "csv", "-o", place / "x.csv")

    assert len(ended.out.splitlines()) == 2
    assert (place / "x-phien-ban.csv").read_bytes().startswith(b'\xef\xbb\xbf"Ngu\xe1\xbb\x93n","')
    with (place / "x-phien-ban.csv").open(encoding="utf-8-sig", newline="") as file:
        versions = list(csv.DictReader(file))
    with (place / "x-chenh-lech.csv").open(encoding="utf-8-sig", newline="") as file:
        sightings = list(csv.DictReader(file))
    assert [(r["Tên TTHC"], r["Từ đêm"], r["Đến trước đêm"]) for r in versions][:2] == [
        ("Thủ tục 1 đêm 0", "2026-11-20", "2026-11-21"),
        ("Thủ tục 1 đêm 1", "2026-11-21", "2026-11-22"),
    ]
    assert versions[0]["Lĩnh vực"] == "Công chứng (G15-TP04)"
    assert len(sightings) == 6


def test_a_period_takes_the_versions_that_held_in_it(place: Path) -> None:
    period = ("--from", "2026-11-21", "--to", "2026-11-21")
    ask(place, "export", "history", "--format", "jsonl", *period, "-o", place / "x.jsonl")

    rows = [json.loads(line) for line in (place / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {r["night"] for r in rows if r["what"] == "sighting"} == {"2026-11-21"}
    first = [r["name"] for r in rows if r["what"] == "version" and (r["portal"], r["portal_id"]) == ("dvcqg", "n01")]
    assert first == ["Thủ tục 1 đêm 1"]


def test_no_file_is_overwritten_or_left_half(place: Path) -> None:
    (place / "x-chenh-lech.csv").write_text("mine")

    ended = ask(place, "export", "history", "--format", "csv", "-o", place / "x.csv")

    assert (ended.code, "hãy chọn tên khác" in one_sentence(ended)) == (2, True)
    assert (place / "x-chenh-lech.csv").read_text() == "mine"
    assert not (place / "x-phien-ban.csv").exists()


# --- playing back -------------------------------------------------------------------------


def test_a_replay_prints_its_address_and_ends_with_ctrl_c(place: Path) -> None:
    process = start("replay", "1", "2", "--config", place / "monitor.toml")
    assert process.stdout is not None
    lines = [process.stdout.readline().decode() for _ in range(5)]
    process.send_signal(signal.SIGINT)
    ended = finished(process)

    assert lines[0] == "# lần quét 1, nguồn Cổng DVCQG (dvcqg), đêm 20/11/2026: 7 câu trả lời\n"
    assert all(re.fullmatch(r'base_url = "http://127\.0\.0\.1:\d+"\n', lines[n]) for n in (1, 3))
    assert (ended.code, ended.err) == (130, "tthc: Đã dừng theo yêu cầu.\n")


def test_runs_for_which_there_are_not_enough_ports_are_a_usage_error(place: Path) -> None:
    ended = ask(place, "replay", "1", "2", "--port", "65535")

    assert (ended.code, "cần đến cổng 65536" in one_sentence(ended)) == (2, True)


def test_a_run_that_is_not_there_is_one_sentence(place: Path) -> None:
    ended = ask(place, "replay", "99")

    assert (ended.code, "tthc runs" in one_sentence(ended)) == (2, True)
