"""``tthc evidence export`` and ``pack``: what they write, what they say, and that nothing is left when they cannot."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import config as configuration
from monitor.cli import one_night
from monitor.heads import read_heads
from tests.monitor.command import Ended, one_sentence, tthc
from tests.monitor.small_world import CODES, GAP, everything_published
from tests.practice import FIRST_NIGHT, PracticeClock
from tests.simulator.door import serve
from tests.simulator.records import Catalogue
from tests.simulator.world import FrontPage, Platform
from tests.storage.exporting import by_fastwarc, by_warcio, rows
from tests.storage.making import sql

CONFIG = """
[crawl]
contact = "practice@example.org"
delay = 0
retries = 0
retry_wait = 0

[[portals]]
code = "dvcqg"
name = "Cổng tập dượt"
adapter = "dvcqg"
base_url = "{platform}"
options = {{ page_size = "4" }}

[[portals]]
code = "dvcqg-tayninh"
name = "Cổng tập dượt của tỉnh"
adapter = "dvcqg_province"
base_url = "{platform}"
options = {{ page_size = "20", applied_page_size = "4" }}

[[portals]]
code = "trang-chu"
name = "Trang chủ tập dượt"
adapter = "front_page"
base_url = "{front}"
"""
SHOWN = CODES[1]


@dataclass(frozen=True)
class Kept:
    """A store after three nights; on the last two the province no longer publishes one procedure."""

    folder: Path

    def ask(self, *args: object) -> Ended:
        return tthc("evidence", *args, "--quiet", "--config", self.folder / "monitor.toml")

    def copy(self, to: Path) -> Kept:
        shutil.copytree(self.folder, to / "kept")
        return Kept(to / "kept")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    night = everything_published()
    gap = night.unpublish(GAP)
    with serve(Platform(Catalogue({1: night, 2: gap, 3: gap}))) as platform, serve(FrontPage("open")) as front:
        text = CONFIG.format(platform=platform.base_url, front=front.base_url)
        (folder / "monitor.toml").write_text(text, encoding="utf-8")
        for number in range(3):
            platform.night = front.night = number + 1
            clock = PracticeClock(FIRST_NIGHT + timedelta(days=number))
            assert one_night(configuration.load(folder / "monitor.toml"), clock, quiet=True) == 0
    yield Kept(folder)


def checked(folder: Path, *args: str) -> tuple[int, str]:
    """What the script that ships says."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "tthc_verify.py"), *args], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_a_period_is_exported_with_everything_needed_to_check_it(kept: Kept, tmp_path: Path) -> None:
    ended = kept.ask("export", "--from", "2026-11-20", "--to", "2026-11-22", "-o", tmp_path / "ba-dem.warc.gz")

    assert (ended.code, ended.err) == (0, "")
    assert sorted(f.name for f in tmp_path.iterdir()) == [
        "ba-dem.cdxj",
        "ba-dem.warc.gz",
        "ba-dem.warc.gz.sha256.json",
        "tthc_verify.py",
    ]
    lines = ended.out.splitlines()
    assert lines[0].split(": ")[0].endswith(" lần hỏi cổng của 9 lần quét")
    digest = hashlib.sha256((tmp_path / "ba-dem.warc.gz").read_bytes()).hexdigest()
    assert lines[2].startswith(f"SHA-256 {digest}, ")
    assert lines[-1] == "Kiểm tra ở bất kỳ máy nào có Python: python3 tthc_verify.py ba-dem.warc.gz"
    assert checked(tmp_path)[0] == 0
    assert by_warcio(tmp_path / "ba-dem.warc.gz") == by_fastwarc(tmp_path / "ba-dem.warc.gz")


def test_the_head_in_heads_txt_is_found_in_an_export_of_that_night(kept: Kept, tmp_path: Path) -> None:
    kept.ask("export", "--from", "2026-11-21", "--to", "2026-11-21", "-o", tmp_path / "x.warc.gz")
    first, second, _ = read_heads(kept.folder / "heads.txt").digests

    assert checked(tmp_path, "--head", second)[0] == 0
    assert checked(tmp_path, "--head", first)[0] == 1


def test_one_run_or_one_portal_or_one_procedure_is_exported(kept: Kept, tmp_path: Path) -> None:
    kept.ask("export", "--run", 2, "-o", tmp_path / "run.warc.gz")
    kept.ask(
        "export", "--from", "2026-11-20", "--to", "2026-11-21", "--portal", "dvcqg", "-o", tmp_path / "portal.warc.gz"
    )
    kept.ask("export", "--code", SHOWN, "-o", tmp_path / "code.warc.gz")
    told = {n: rows(tmp_path / f"{n}.warc.gz") for n in ("run", "portal", "code")}

    assert {r["run"] for r in told["run"]} == {2}
    assert {(r["portal"], r["night"]) for r in told["portal"]} == {("dvcqg", "2026-11-20"), ("dvcqg", "2026-11-21")}
    assert {(r["portal"], r["purpose"]) for r in told["code"]} >= {
        ("dvcqg", "list"),
        ("dvcqg", "detail"),
        ("dvcqg-tayninh", "list"),
    }
    assert not {r["purpose"] for r in told["code"]} & {"robots", "front"}
    assert len({r["topic"] for r in told["code"] if r["purpose"] == "detail"}) == 1
    assert checked(tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "Nêu đúng một cách chọn"),
        (("--run", 1, "--code", SHOWN), "Nêu đúng một cách chọn"),
        (("--from", "2026-11-20"), "cần cả --from và --to"),
        (("--from", "2026-11-22", "--to", "2026-11-20"), "đứng sau"),
        (("--run", 1, "--portal", "dvcqg"), "--portal chỉ dùng với"),
        (("--run", 99), "Kho không có lần quét nào như vậy"),
        (("--code", "9.999999"), "Kho chưa từng thấy mã 9.999999"),
    ],
)
def test_what_cannot_be_chosen_is_one_sentence(kept: Kept, tmp_path: Path, args: tuple[object, ...], told: str) -> None:
    ended = kept.ask("export", *args, "-o", tmp_path / "x.warc.gz")

    assert told in one_sentence(ended)
    assert (ended.code, list(tmp_path.iterdir())) == (2, [])


def test_where_it_cannot_be_written_is_one_sentence(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "there.warc.gz").write_bytes(b"old")

    for name, told in (
        ("none/x.warc.gz", "Không ghi được"),
        ("there.warc.gz", "Đã có tệp"),
        ("x.warc", "phải kết thúc bằng .warc.gz"),
    ):
        ended = kept.ask("export", "--run", 1, "-o", tmp_path / name)
        assert (ended.code, told in one_sentence(ended)) == (2, True)
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("there.warc.gz", b"old")]


def test_damaged_evidence_is_not_exported(kept: Kept, tmp_path: Path) -> None:
    damaged = kept.copy(tmp_path)
    sql(damaged.folder, "update body set data = x'00', coding = 'raw'")
    ended = damaged.ask("export", "--run", 1, "-o", tmp_path / "x.warc.gz")

    assert ended.code == 1
    assert "hãy chạy `tthc verify`" in one_sentence(ended)
    assert [f.name for f in tmp_path.iterdir()] == ["kept"]


# --- the pack ---------------------------------------------------------------------------------


def packed(kept: Kept, folder: Path, code: str = GAP, name: str = "ho-so.zip") -> Path:
    ended = kept.ask("pack", code, "--from", "2026-11-20", "--to", "2026-11-22", "-o", folder / name)
    assert (ended.code, ended.err) == (0, "")
    return folder / name


def read_json(file: zipfile.Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def test_a_pack_checks_itself_with_public_tools_alone(kept: Kept, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed(kept, tmp_path)) as pack:
        names = pack.namelist()
        pack.extractall(tmp_path / "out")
    tools = (("sha256sum", "-c", "--strict", "SHA256SUMS"), ("gzip", "-t", "bang-chung.warc.gz"))

    assert names == sorted(names)
    assert names == [
        "DOC-TRUOC.html",
        "DOC-TRUOC.txt",
        "SHA256SUMS",
        "bang-chung.cdxj",
        "bang-chung.warc.gz",
        "bang-chung.warc.gz.sha256.json",
        "chenh-lech.json",
        "chenh-lech.txt",
        "phien-ban.json",
        "tthc_verify.py",
    ]
    for command in tools:
        done = subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert checked(tmp_path / "out")[0] == 0


def test_a_pack_has_the_versions_and_the_verdicts_of_each_night(kept: Kept, tmp_path: Path) -> None:
    pack = zipfile.Path(packed(kept, tmp_path))
    held, nights = read_json(pack / "phien-ban.json"), read_json(pack / "chenh-lech.json")

    assert {(v["portal"], v["code"], v["from_night"]) for v in held} >= {("dvcqg", GAP, "2026-11-20")}
    assert held[0]["procedure"]["code"] == GAP
    assert [
        (n["night"], [(d["rule"], d["status"]) for d in n["discrepancies"] if d["rule"] == "CL01"]) for n in nights
    ] == [
        ("2026-11-20", []),
        ("2026-11-21", [("CL01", "chờ xác nhận")]),
        ("2026-11-22", [("CL01", "mới")]),
    ]
    found = nights[-1]["discrepancies"][0]
    assert (found["definition"] is not None, found["legal_basis"] is not None) == (True, True)
    text = (pack / "chenh-lech.txt").read_text("utf-8")
    assert "Từng đêm:\n  đêm 21/11/2026: chờ xác nhận\n  đêm 22/11/2026: mới" in text


def test_a_pack_about_an_absence_has_the_lists_that_do_not_name_the_procedure(kept: Kept, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed(kept, tmp_path)) as pack:
        pack.extract("bang-chung.warc.gz", tmp_path)
    last = [r for r in rows(tmp_path / "bang-chung.warc.gz") if r["night"] == "2026-11-22"]
    wanted = {
        (link["portal"], link["topic"])
        for d in _verdicts(tmp_path / "ho-so.zip")
        for link in d["evidence"]
        if d["rule"] == "CL01"
    }

    assert any(portal == "dvcqg-tayninh" for portal, _ in wanted)
    assert wanted <= {(r["portal"], r["topic"]) for r in last}


def _verdicts(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_json(zipfile.Path(file) / "chenh-lech.json")[-1]["discrepancies"]
    return found


def test_the_covering_sheet_names_every_file_and_the_head_of_the_night(kept: Kept, tmp_path: Path) -> None:
    pack = zipfile.Path(packed(kept, tmp_path))
    head = read_heads(kept.folder / "heads.txt").digests[-1]
    sums = [line.split("  ") for line in (pack / "SHA256SUMS").read_text("utf-8").splitlines()]

    for name in ("DOC-TRUOC.html", "DOC-TRUOC.txt"):
        text = (pack / name).read_text("utf-8")
        assert all(digest in text and file in text for digest, file in sums if not file.startswith("DOC"))
        assert head in text
        assert GAP in text
        assert "CL01" in text
        assert "python3 tthc_verify.py" in text


def test_the_same_store_gives_the_same_pack(kept: Kept, tmp_path: Path) -> None:
    first, second = packed(kept, tmp_path), packed(kept, tmp_path, name="again.zip")

    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as pack:
        (at,) = {i.date_time for i in pack.infolist()}
    assert at[:3] == (2026, 11, 22)


def test_a_long_code_means_the_same_procedure(kept: Kept, tmp_path: Path) -> None:
    short, long = packed(kept, tmp_path), packed(kept, tmp_path, f"{GAP}.000.00.00.H53", "long.zip")

    with zipfile.ZipFile(short) as a, zipfile.ZipFile(long) as b:
        assert len(b.read("phien-ban.json")) == len(a.read("phien-ban.json"))


def test_a_pack_that_cannot_be_made_leaves_nothing(kept: Kept, tmp_path: Path) -> None:
    asked = ("--from", "2026-11-20", "--to", "2026-11-22")
    for args, told in (
        (("9.999999", *asked, "-o", tmp_path / "x.zip"), "Kho chưa từng thấy mã"),
        ((GAP, "--from", "2026-11-22", "--to", "2026-11-20", "-o", tmp_path / "x.zip"), "đứng sau"),
        ((GAP, *asked, "-o", tmp_path / "x.tar"), "phải kết thúc bằng .zip"),
        ((GAP, *asked, "-o", tmp_path / "none" / "x.zip"), "Không ghi được"),
    ):
        ended = kept.ask("pack", *args)
        assert (ended.code, told in one_sentence(ended)) == (2, True)

    assert list(tmp_path.iterdir()) == []


def test_exporting_changes_no_byte_of_the_store(kept: Kept, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in kept.folder.iterdir() if p.is_file()}
    packed(kept, tmp_path)
    kept.ask("export", "--run", 1, "-o", tmp_path / "x.warc.gz")

    assert {p: p.read_bytes() for p in kept.folder.iterdir() if p.is_file()} == before
