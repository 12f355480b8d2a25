"""The command line is a contract: help, exit codes, formats, sentences, and terminals of every kind (P48, P36, P7)."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from sqlalchemy.exc import OperationalError

from monitor import cli
from monitor import config as configuration
from monitor.cli import tthc as tthc_group
from tests.monitor.command import ROOT, Ended, finished, one_sentence, start, tthc
from tests.monitor.small_world import GAP, everything_published
from tests.practice import practice
from tests.simulator.door import serve
from tests.simulator.records import Catalogue
from tests.simulator.world import Platform
from tests.storage.making import sql

#: A name that tries to colour the terminal, to begin a line of its own, to run backwards, and to ring.
NASTY = "Cấp thẻ\x1b[31m đỏ\n| giả một dòng\u202e ngược\x07\x9b1m"
#: What a terminal must not receive from a portal.
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

DISCREPANCY_KEYS = [
    "rule",
    "kind",
    "severity",
    "severity_reason",
    "code",
    "name",
    "sector",
    "part",
    "national",
    "provincial",
    "expected",
    "sources",
    "status",
    "look",
    "why_unseen",
    "first_seen",
    "last_seen",
    "key",
]


@dataclass(frozen=True)
class Kept:
    """A store after one night, and the configuration that names it."""

    folder: Path
    config: Path

    def ask(self, *args: object, terminal: bool = False) -> Ended:
        """A command on this store."""
        return tthc(*args, "--config", self.config, terminal=terminal)


def config_file(folder: Path, platform: str = "https://cong.invalid", front: str = "https://trang.invalid") -> Path:
    """The example configuration, pointed elsewhere and without waiting."""
    text = (ROOT / "monitor.example.toml").read_text(encoding="utf-8")
    for before, after in {
        "https://dichvucong.gov.vn": platform,
        "https://dichvucong.tayninh.gov.vn": front,
        "delay = 1.0 ": "delay = 0.0 ",
        "retry_wait = 10.0": "retry_wait = 0",
    }.items():
        assert before in text
        text = text.replace(before, after)
    path = folder / "monitor.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    night = everything_published().edit(GAP, lambda detail: detail.update(name=NASTY)).unpublish(GAP)
    with practice(folder, Platform(Catalogue({1: night}))) as nights:
        nights.config = nights.config.model_copy(update={"portals": nights.config.portals[:2]})
        nights.night()
    yield Kept(folder, config_file(folder))


def commands(group: click.Group = tthc_group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command, by its words."""
    found = []
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
        else:
            found.append((*path, name))
    return found


COMMANDS = commands()
#: A right argument for the commands that need one.
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "show": (GAP,),
    "history": (GAP,),
    "diff": (GAP, "--from", "2026-11-20", "--to", "2026-11-21"),
    "search": ("cap", "the"),
    "explain": ("CL01", GAP),
    "evidence show": (GAP,),
    "evidence export": ("--run", "1", "-o", "there.warc.gz"),
    "evidence pack": (GAP, "--from", "2026-11-20", "--to", "2026-11-21", "-o", "there.zip"),
    "catalogue import": ("danh-muc.csv",),
    "catalogue withdraw": (1,),
    "grounds check": (ROOT / "can-cu.example.toml",),
    "grounds import": (ROOT / "can-cu.example.toml",),
    "pairs accept": (GAP, GAP),
    "pairs refuse": (GAP, GAP),
    "backup": ("-o", "there.tthc"),
    "export history": ("--format", "csv", "-o", "there.csv"),
    "replay": ("1",),
    "reread": ("--from", "2026-11-20", "--to", "2026-11-20"),
    "restore": ("there.tthc", "-o", "there.sqlite"),
}
#: Commands that need no store, or make one.
WITHOUT_STORE = (
    *("nightly", "crawl", "schedule", "config check", "db upgrade", "grounds check", "restore"),
    "portal probe",
)
#: Commands that ask the store and do not make one.
QUESTIONS = [c for c in COMMANDS if " ".join(c) not in WITHOUT_STORE]


def words(command: tuple[str, ...]) -> tuple[object, ...]:
    return (*command, *ARGUMENTS.get(" ".join(command), ()))


# --- help and usage -----------------------------------------------------------------


@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    for option in ("--help", "-h"):
        ended = tthc(*command, option)
        assert (ended.code, ended.err) == (0, "")
        assert "Usage: tthc " + " ".join(command) in ended.out
        assert re.search("[ạảãáàăâđêôơư]", ended.out)  # in Vietnamese


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("wrong", ["--nonsense", "--format=yaml", "--night=hôm-qua", "--last=many"])
def test_a_wrong_argument_is_a_usage_error(command: tuple[str, ...], wrong: str) -> None:
    ended = tthc(*words(command), wrong)

    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    assert ended.err


def test_every_command_takes_a_configuration_except_those_that_the_readme_names() -> None:
    without = {" ".join(c) for c in COMMANDS if "--config" not in tthc(*c, "--help").out}

    (sentence,) = re.findall(
        r"Every command has `--help`.*?`--config FILE`", (ROOT / "README.md").read_text(), re.DOTALL
    )
    assert without == set(re.findall(r"`([a-z ]+)`", sentence))
    assert without == {"restore", "grounds check"}


def test_an_unknown_command_and_none_at_all_are_usage_errors() -> None:
    assert tthc("nghtly").code == 2
    assert tthc().code == 2
    assert tthc("--version").out.startswith("tthc-monitor, version 0.1")


# --- no store, or not ours (P7) -----------------------------------------------------


@pytest.mark.parametrize("command", QUESTIONS, ids=" ".join)
def test_without_a_store_a_question_says_so_and_makes_none(command: tuple[str, ...], tmp_path: Path) -> None:
    config = config_file(tmp_path)

    ended = tthc(*words(command), "--config", config)

    assert ended.code == 2
    assert "Chưa có kho dữ liệu" in one_sentence(ended)
    assert [p.name for p in tmp_path.iterdir()] == ["monitor.toml"]


@pytest.mark.parametrize("command", [("runs",), ("nightly",), ("crawl",), ("db", "upgrade"), ("schedule", "--once")])
def test_a_store_that_is_something_else_is_told_and_left_alone(command: tuple[str, ...], tmp_path: Path) -> None:
    config = config_file(tmp_path)
    (tmp_path / "tthc.sqlite").write_text("ghi chú của tôi", encoding="utf-8")

    ended = tthc(*command, "--config", config)

    assert ended.code == 2
    assert "không phải kho dữ liệu" in one_sentence(ended)
    assert (tmp_path / "tthc.sqlite").read_text(encoding="utf-8") == "ghi chú của tôi"
    assert not (tmp_path / "bao-cao").exists() or not list((tmp_path / "bao-cao").iterdir())


@pytest.mark.parametrize("command", ["nightly", "crawl"])
@pytest.mark.parametrize("where", ["thieu/tthc.sqlite", "/proc/self/tthc.sqlite", "monitor.toml/tthc.sqlite"])
def test_a_folder_in_which_no_store_can_be_is_told(command: str, where: str, tmp_path: Path) -> None:
    config = config_file(tmp_path)
    config.write_text(config.read_text().replace("sqlite:///tthc.sqlite", f"sqlite:///{where}"))

    ended = tthc(command, "--quiet", "--config", config)

    assert ended.code == 2
    assert re.search("Không có thư mục|Không ghi được vào thư mục", one_sentence(ended))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["monitor.toml"]


@pytest.mark.parametrize("where", ["monitor.toml", "/proc/self/bao-cao", "monitor.toml/duoi"])
def test_a_folder_that_takes_no_report_costs_the_report_and_not_the_night(where: str, tmp_path: Path) -> None:
    with serve(Platform(Catalogue({1: everything_published()}))) as door:
        config = config_file(tmp_path, door.base_url)
        good = config.read_text()
        config.write_text(good.replace('directory = "bao-cao"', f'directory = "{where}"'))

        ended = tthc("nightly", "--quiet", "--config", config)

    (told,) = [line for line in ended.err.splitlines() if line.startswith("tthc: ")]
    assert ended.code == 2
    assert re.search(r"Không ghi được báo cáo vào .*report\.directory\. Đêm nay đã quét và lưu đủ.*tthc report", told)
    assert "Traceback" not in ended.err
    config.write_text(good)
    outcomes = {r["portal"]: r["outcome"] for r in json.loads(tthc("runs", "--format", "json", "--config", config).out)}
    assert {outcomes["dvcqg"], outcomes["dvcqg-tayninh"]} == {"complete"}
    assert tthc("report", "--config", config).code == 0
    assert tthc("verify", "--config", config).code == 0


def test_a_report_that_cannot_be_written_is_told_and_nothing_is_half_written(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    ended = kept.ask("report", "-o", tmp_path / "file" / "x")

    assert ended.code == 2
    assert "Không ghi được báo cáo vào" in one_sentence(ended)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_lease_ends_with_its_job_also_in_a_process_that_stays(tmp_path: Path) -> None:
    """`tthc schedule` plays many nights."""
    config = configuration.load(config_file(tmp_path))

    held = cli.lease(config)
    with held, pytest.raises(cli.Stop) as busy, cli.lease(config):
        pass
    assert busy.value.exit_code == 4
    with cli.lease(config):
        pass


def test_an_upgrade_makes_the_store_and_may_be_repeated(tmp_path: Path) -> None:
    config = config_file(tmp_path)

    for _ in range(2):
        ended = tthc("db", "upgrade", "--config", config)
        assert (ended.code, ended.err) == (0, "")

    assert tthc("runs", "--config", config) == Ended(0, "Chưa có lần quét nào.\n", "")
    assert "Chưa có lần đối chiếu" in one_sentence(tthc("report", "--config", config))
    assert "Kho chưa có lần quét nào" in one_sentence(tthc("compare", "--config", config))


def test_a_portal_that_the_configuration_does_not_name_is_told(tmp_path: Path) -> None:
    ended = tthc("crawl", "dvcqg", "cong-la\x1b[31m", "--config", config_file(tmp_path))

    assert ended.code == 2
    assert one_sentence(ended) == (
        "Cấu hình không có nguồn cong-la\\x1b[31m; các nguồn: dvcqg, dvcqg-tayninh, dvc-tayninh."
    )


#: One sentence a portal, the newest run first.
NO_NETWORK = [
    f"Không đọc được https://{host}.invalid/robots.txt: không tìm được địa chỉ của máy chủ; kiểm tra mạng và tên miền."
    for host in ("trang", "cong", "cong")
]


# --- without a network (P7) -----------------------------------------------------------


def test_a_night_without_a_network_says_so_and_leaves_everything_in_order(tmp_path: Path) -> None:
    config = config_file(tmp_path)

    for time in (1, 2):
        ended = tthc("nightly", "--quiet", "--config", config)

        assert (ended.code, ended.err) == (3, "")
        assert "không đối chiếu được vì không đọc được cả hai nguồn đối chiếu: " in ended.out
        assert "Chưa có đêm nào đối chiếu được, nên chưa có số liệu" in ended.out
        assert "Chênh lệch đang mở: chưa xác định\n" in ended.out
        assert {p.suffix for p in (tmp_path / "bao-cao").iterdir()} == {".html", ".xlsx", ".csv", ".json"}
        kept_runs = json.loads(tthc("runs", "--format", "json", "--config", config).out)
        assert [(r["outcome"], r["reason"]) for r in kept_runs] == [("failed", reason) for reason in NO_NETWORK] * time
        found = json.loads(tthc("discrepancies", "--format", "json", "--config", config).out)
        assert {d["rule"] for d in found} <= {"CL34"}


# --- formats ----------------------------------------------------------------------------

TABLES = [("runs",), ("discrepancies",), ("changes",), ("history", GAP)]


def test_discrepancies_have_exactly_the_keys_of_the_contract(kept: Kept) -> None:
    rows = json.loads(kept.ask("discrepancies", "--format", "json").out)

    assert rows
    assert all(list(row) == DISCREPANCY_KEYS for row in rows)
    (gap,) = [r for r in rows if r["rule"] == "CL01"]
    assert (gap["code"], gap["provincial"], gap["status"]) == (GAP, None, "chờ xác nhận")


@pytest.mark.parametrize("command", TABLES, ids=" ".join)
def test_json_and_csv_tell_the_same(command: tuple[str, ...], kept: Kept) -> None:
    rows = json.loads(kept.ask(*command, "--format", "json").out)
    told = kept.ask(*command, "--format", "csv").out

    read = list(csv.DictReader(io.StringIO(told, newline="")))
    assert len(read) == len(rows)
    for flat, row in zip(read, rows, strict=True):
        assert flat == {k: "" if row[k] is None else str(row[k]) for k in flat}


@pytest.mark.parametrize("command", TABLES, ids=" ".join)
def test_a_table_shows_every_row(command: tuple[str, ...], kept: Kept) -> None:
    ended = kept.ask(*command)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out


@pytest.mark.parametrize(
    ("chosen", "rules"),
    [
        (("--rule", "cl01"), {"CL01"}),
        (("--status", "đã khắc phục"), set()),
        (("--severity", "nghiêm trọng", "--rule", "CL99"), set()),
        (("--night", "2026-11-20", "--rule", "CL01"), {"CL01"}),
    ],
)
def test_discrepancies_can_be_chosen(chosen: tuple[str, ...], rules: set[str], kept: Kept) -> None:
    ended = kept.ask("discrepancies", "--format", "json", *chosen)

    assert ended.code == 0
    assert {r["rule"] for r in json.loads(ended.out)} == rules


def test_what_was_never_seen_is_a_sentence_and_exit_code_2(kept: Kept) -> None:
    for command in ("show", "history"):
        ended = kept.ask(command, "9.999999\x1b[1m")
        assert ended.code == 2
        assert "Kho chưa từng thấy mã 9.999999\\x1b[1m" in one_sentence(ended)


# --- portal text and terminals (P36) ------------------------------------------------------


@pytest.mark.parametrize("command", [("discrepancies",), ("history", GAP), ("show", GAP), ("changes",)], ids=" ".join)
def test_portal_text_cannot_steer_the_terminal(command: tuple[str, ...], kept: Kept) -> None:
    ended = kept.ask(*command)

    assert ended.code == 0
    assert STEERING.search(ended.out) is None, STEERING.search(ended.out)
    if command[0] in ("discrepancies", "history"):
        assert "\\x1b[31m" in ended.out  # it is shown, not dropped
        assert not [line for line in ended.out.splitlines() if line.lstrip().startswith("| giả")]


def test_a_problem_that_quotes_the_portal_stays_one_line(kept: Kept, tmp_path: Path) -> None:
    copy = copy_of(kept, tmp_path)
    sql(tmp_path, f"update run set reason = '{NASTY}' where id = 1")

    ended = copy.ask("runs")

    assert STEERING.search(ended.out) is None
    assert "⏎| giả" in ended.out
    assert not [line for line in ended.out.splitlines() if line.lstrip().startswith("| giả")]


@pytest.mark.parametrize(
    "command",
    [("discrepancies", "--format", "json"), ("discrepancies", "--format", "csv"), ("evidence", "show", GAP)],
    ids=" ".join,
)
def test_formats_for_programs_are_made_harmless_on_a_terminal_alone(command: tuple[str, ...], kept: Kept) -> None:
    seen, piped = kept.ask(*command, terminal=True), kept.ask(*command)

    assert STEERING.search(seen.out) is None
    assert "\\x202e" in seen.out
    assert "\u202e" in piped.out


def test_evidence_is_the_very_bytes(kept: Kept, tmp_path: Path) -> None:
    target = tmp_path / "trang.json"

    told = kept.ask("evidence", "show", GAP, "-o", target)
    piped = kept.ask("evidence", "show", GAP)

    assert (told.code, piped.code) == (0, 0)
    assert piped.out.encode() == target.read_bytes()
    assert json.loads(piped.out)["data"]["code"] == GAP
    assert "SHA-256" in piped.err
    assert STEERING.search(told.out) is None


def copy_of(kept: Kept, folder: Path) -> Kept:
    (folder / "tthc.sqlite").write_bytes((kept.folder / "tthc.sqlite").read_bytes())
    return Kept(folder, config_file(folder))


def test_evidence_is_never_written_over_a_file_least_of_all_the_store(kept: Kept, tmp_path: Path) -> None:
    copy = copy_of(kept, tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.iterdir()}

    for there in before:
        ended = copy.ask("evidence", "show", GAP, "-o", there)
        assert (ended.code, one_sentence(ended)) == (
            2,
            f"Đã có tệp {there}: hãy chọn tên khác, không ghi đè.",
        )

    assert {p: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_evidence_that_does_not_fit_on_the_disk_leaves_no_file(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(file: Path, content: bytes) -> None:
        with file.open("wb") as out:
            out.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)

    ended = kept.ask("evidence", "show", GAP, "-o", tmp_path / "trang.json")

    assert (ended.code, "No space left on device" in one_sentence(ended)) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "altered",
    [
        "coding = 'raw', data = cast('{}' as blob)",
        "coding = 'raw', data = '{}'",
        "coding = 'zstd', data = x'28b52ffd00'",
        "coding = 'zstd', data = cast(x'28b52ffd00fe' as text)",
        "coding = 'lzma'",
    ],
)
def test_evidence_that_was_altered_is_not_shown(altered: str, kept: Kept, tmp_path: Path) -> None:
    copy = copy_of(kept, tmp_path)
    sql(tmp_path, f"update body set {altered}")

    ended = copy.ask("evidence", "show", GAP)

    assert ended.code == 1
    assert re.search(
        r"lần quét 1, nguồn dvcqg, câu trả lời \d+.*: kho đã bị thay đổi; hãy chạy `tthc verify`", one_sentence(ended)
    )


# --- what goes wrong inside ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (RuntimeError("a\nb\x1b[31m"), r"Lỗi bên trong chương trình \(RuntimeError: a⏎b\\x1b\[31m\)"),
        (OperationalError("INSERT ...", {}, Exception("database or disk is full")), "Kho dữ liệu không dùng được"),
    ],
    ids=["a fault of ours", "a full disk"],
)
def test_a_fault_inside_is_one_sentence_and_exit_code_1(
    error: Exception, says: str, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(cli.questions, "run_rows", fails)

    ended = kept.ask("runs")

    assert ended.code == 1
    assert re.search(says, one_sentence(ended))
    with pytest.raises(type(error)):
        tthc("--debug", "runs", "--config", kept.config)


@pytest.mark.parametrize("command", [("runs",), ("verify", "--quiet")], ids=" ".join)
def test_what_reads_no_portal_does_not_speak_of_pages_when_it_is_stopped(
    command: tuple[str, ...], kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.questions, "run_rows", stopped)
    monkeypatch.setattr(cli.proving, "prove", stopped)

    ended = kept.ask(*command)

    assert (ended.code, one_sentence(ended)) == (130, "Đã dừng theo yêu cầu.")


@pytest.mark.parametrize("command", ["nightly", "crawl"])
def test_a_crawl_that_is_stopped_says_that_it_can_be_taken_up(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run_night", stopped)
    monkeypatch.setattr(cli, "crawl_only", stopped)

    ended = tthc(command, "--quiet", "--config", config_file(tmp_path))

    assert (ended.code, "chạy lại lệnh này để đọc tiếp" in one_sentence(ended)) == (130, True)


# --- real processes -------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_reader_that_has_had_enough_is_no_failure(form: str, kept: Kept) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = start("discrepancies", "--format", form, "--config", kept.config, stdout=writing)
    os.close(writing)

    assert finished(process) == Ended(0, "", "")


def test_ctrl_c_is_heard_while_the_program_is_being_loaded(tmp_path: Path) -> None:
    """A module of the program that presses Ctrl-C as soon as it is loaded."""
    script = (
        "import os, signal, sys, types\n"
        "class Pressing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'monitor.cli': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Pressing())\n"
        "from monitor.__main__ import main\n"
        "main()\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "tthc: Đã dừng theo yêu cầu.\n")


NARROW = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}


def test_every_locale_gives_the_same_bytes(kept: Kept) -> None:
    """LC_ALL=C without Python's own cure: neither output nor an error may break."""
    asked = [
        start("discrepancies", "--config", kept.config, env=NARROW),
        start("show", "đ", "--config", kept.config, env=NARROW),
    ]
    table, error = (finished(p) for p in asked)

    assert table == kept.ask("discrepancies")
    assert (error.code, "Kho chưa từng thấy mã" in one_sentence(error)) == (2, True)


def test_no_color_on_a_terminal(kept: Kept) -> None:
    told, terminal = pty.openpty()
    process = start(
        "discrepancies",
        "--config",
        kept.config,
        env={"NO_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "200"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    shown = b""
    with pytest.raises(OSError, match="Input/output"):  # how Linux says that the other end was closed
        while True:
            shown += os.read(told, 65536)
    os.close(told)

    assert process.wait(30) == 0
    assert GAP.encode() in shown
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-9]|4[0-9]|9[0-7])m", shown)  # bold may be, colour not
    assert b"\\x1b[31m" in shown


# --- scrapy's own command line --------------------------------------------------------------


def scrapy(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *args], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_scrapy_knows_the_spiders_and_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    before = {p for p in ROOT.iterdir() if p.suffix == ".sqlite"}
    with serve(Platform(Catalogue({1: everything_published()}))) as door:
        dry = scrapy(
            *("crawl", "dvcqg", "-a", f"base_url={door.base_url}", "-s", "DOWNLOAD_DELAY=0"),
        )

    assert (dry.returncode, dry.stderr) == (0, "")
    assert len(door.log) > 11
    assert {p for p in ROOT.iterdir() if p.suffix == ".sqlite"} == before
    listed = scrapy("list")
    names = ["dvcqg", "dvcqg_province", "front_page", "probe", "tayninh_dvc", "tayninh_smart", "web_pages"]
    assert (listed.returncode, listed.stdout.split()) == (0, names)
