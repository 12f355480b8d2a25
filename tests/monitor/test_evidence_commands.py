"""``tthc evidence export`` and ``pack``: what they write, what they say, and that nothing is left when they cannot."""

from __future__ import annotations

import hashlib
import json
import re
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
from tests.simulator.faults import Fault, What
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
    first, second, third = read_heads(kept.folder / "heads.txt").digests

    assert checked(tmp_path, "--head", second)[0] == 0
    assert checked(tmp_path, "--head", third)[0] == 0
    code, told = checked(tmp_path, "--head", first)
    assert (code, "HỎNG" in told, told.splitlines()[0]) == (
        1,
        False,
        "x.warc.gz: CHƯA CHỨNG MINH ĐƯỢC / NOT PROVED",
    )


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


def test_bodies_that_a_rule_dropped_are_not_counted_as_there(kept: Kept, tmp_path: Path) -> None:
    thinned = kept.copy(tmp_path)
    gone = "select body_id from capture where run_id = 1 and purpose = 'list'"
    sql(thinned.folder, f"update body set data = x'', coding = 'dropped' where id in ({gone})")

    whole = kept.ask("export", "--run", 1, "-o", tmp_path / "whole.warc.gz").out
    ended = thinned.ask("export", "--run", 1, "-o", tmp_path / "x.warc.gz")

    dropped = sum(r["response"] is not None and not r["response"]["bodyKept"] for r in rows(tmp_path / "x.warc.gz"))
    assert (ended.code, dropped > 0) == (0, True)
    assert f"{dropped} trả lời chỉ còn mã băm: nội dung đã bỏ theo quy tắc lưu giữ" in ended.out
    assert "chỉ còn mã băm" not in whole
    assert _verbatim(ended.out) < _verbatim(whole)
    assert f"{dropped} nội dung đã bỏ theo quy tắc lưu giữ" in checked(tmp_path, str(tmp_path / "x.warc.gz"))[1]


def _verbatim(out: str) -> int:
    """How many answers the command calls verbatim."""
    return int(out.partition(" trả lời nguyên văn")[0].rpartition(" ")[2])


def test_a_pack_says_which_bodies_were_dropped_and_which_lists_could_not_be_searched(
    kept: Kept, tmp_path: Path
) -> None:
    thinned = kept.copy(tmp_path)
    own = f"select portal_id from version where code = '{GAP}'"
    gone = f"select body_id from capture where purpose = 'list' or topic in ({own})"
    sql(thinned.folder, f"update body set data = x'', coding = 'dropped' where id in ({gone})")

    told = zipfile.Path(packed(thinned, tmp_path))

    for name in ("DOC-TRUOC.txt", "DOC-TRUOC.html"):
        text = (told / name).read_text("utf-8")
        assert "chỉ còn mã băm" in text
        assert "trang danh sách trong các đêm này đã bỏ nội dung" in text
        assert "trả lời chỉ còn mã băm, các trả lời khác nguyên văn từng byte (WARC 1.1)" in text


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


REFUSED = "không xác định: không đọc được: "


@pytest.fixture(scope="module")
def refused(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The same store after a fourth night on which the firewall refused both catalogues, and a night not looked."""
    other = kept.copy(tmp_path_factory.mktemp("refused"))
    night = everything_published()
    walls = [Fault("api", What.FIREWALL)]
    with serve(Platform(Catalogue({1: night}), walls)) as platform, serve(FrontPage("open")) as front:
        text = CONFIG.format(platform=platform.base_url, front=front.base_url)
        (other.folder / "monitor.toml").write_text(text, encoding="utf-8")
        clock = PracticeClock(FIRST_NIGHT + timedelta(days=3))
        assert one_night(configuration.load(other.folder / "monitor.toml"), clock, quiet=True) != 0
    return other


def test_a_pack_says_for_every_night_and_source_what_was_seen_and_what_is_not_known(
    refused: Kept, tmp_path: Path
) -> None:
    ended = refused.ask("pack", SHOWN, "--from", "2026-11-22", "--to", "2026-11-24", "-o", tmp_path / "x.zip")
    pack = zipfile.Path(tmp_path / "x.zip")

    assert (ended.code, ended.err) == (0, "")
    assert "Không xác định có chênh lệch nào khác hay không: 23/11/2026–24/11/2026 (" in ended.out
    for name in ("DOC-TRUOC.txt", "chenh-lech.txt"):
        table = (pack / name).read_text("utf-8").partition("Từng đêm, từng nguồn:\n")[2].partition("\n\n")[0]
        lines = [line.strip() for line in table.splitlines()]
        assert lines[:3] == [
            "22/11/2026, Cổng tập dượt (dvcqg) (lần quét 7): đọc đủ",
            "22/11/2026, Cổng tập dượt của tỉnh (dvcqg-tayninh) (lần quét 8): đọc đủ",
            "22/11/2026, Trang chủ tập dượt (trang-chu) (lần quét 9): trang chủ mở",
        ]
        assert lines[3].startswith(f"23/11/2026, Cổng tập dượt (dvcqg) (lần quét 10): {REFUSED}")
        assert lines[4].startswith(f"23/11/2026, Cổng tập dượt của tỉnh (dvcqg-tayninh) (lần quét 11): {REFUSED}")
        assert lines[6] == "24/11/2026, Cổng tập dượt (dvcqg): không xác định: không quét"
        assert len(lines) == 9
    sheet = (pack / "DOC-TRUOC.txt").read_text("utf-8")
    assert "Cổng tập dượt (dvcqg): xác định 1 đêm, không xác định 1 đêm, không quét 1 ngày; " in sheet
    assert "Không thấy chênh lệch nào của thủ tục này trong 1 đêm đối chiếu đủ nguồn." in sheet
    assert "<strong>không xác định</strong>" in (pack / "DOC-TRUOC.html").read_text("utf-8")
    nights = read_json(pack / "chenh-lech.json")
    assert [(n["night"], [k["outcome"] for k in n["looks"]]) for n in nights] == [
        ("2026-11-22", ["đọc đủ", "đọc đủ", "trang chủ mở"]),
        ("2026-11-23", ["không xác định", "không xác định", "trang chủ mở"]),
    ]


def test_a_night_on_which_every_catalogue_refused_is_packed_with_the_refusals(refused: Kept, tmp_path: Path) -> None:
    asked = ("--from", "2026-11-23", "--to", "2026-11-23")
    ended = refused.ask("pack", SHOWN, *asked, "-o", tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as pack:
        pack.extractall(tmp_path)
    told = rows(tmp_path / "bang-chung.warc.gz")

    assert (ended.code, ended.err) == (0, "")
    assert {r["portal"] for r in told if r["problem"] and r["problem"]["kind"] == "refused"} == {
        "dvcqg",
        "dvcqg-tayninh",
    }
    assert {r["purpose"] for r in told} >= {"list", "robots", "front"}
    for name in ("DOC-TRUOC.txt", "DOC-TRUOC.html"):
        text = (tmp_path / name).read_text("utf-8")
        assert "Không xác định: không đêm nào đối chiếu được đủ nguồn." in text
        assert "Không thấy chênh lệch" not in text
    assert checked(tmp_path)[0] == 0


def test_a_night_without_a_page_of_the_procedure_is_not_told_as_a_night_without_runs(
    refused: Kept, tmp_path: Path
) -> None:
    asked = ("--code", SHOWN, "--from", "2026-11-23", "--to", "2026-11-23")
    later = ("--from", "2027-11-23", "--to", "2027-11-23")

    ended = refused.ask("export", *asked, "-o", tmp_path / "x.warc.gz")
    never = refused.ask("pack", SHOWN, *later, "-o", tmp_path / "x.zip")

    assert "Kho có 3 lần quét như vậy nhưng không trang nào của chúng nêu thủ tục này" in one_sentence(ended)
    assert one_sentence(never) == "Kho không có lần quét nào từ 23/11/2027 đến 23/11/2027; xem `tthc runs`."
    assert list(tmp_path.iterdir()) == []


def test_the_head_on_the_sheet_and_every_later_head_that_was_kept_are_found_by_the_script(
    refused: Kept, tmp_path: Path
) -> None:
    refused.ask("pack", GAP, "--from", "2026-11-20", "--to", "2026-11-20", "-o", tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as pack:
        pack.extractall(tmp_path)
    sheet = (tmp_path / "DOC-TRUOC.txt").read_text("utf-8")
    printed = set(re.findall(r"chuỗi [^:]*: ([0-9a-f]{64})", sheet))

    assert len(printed) == 2
    for head in (*printed, *read_heads(refused.folder / "heads.txt").digests):
        assert checked(tmp_path, "--head", head)[0] == 0


def test_the_sheet_and_the_script_say_that_readings_and_verdicts_are_not_tied_to_the_chain(
    kept: Kept, tmp_path: Path
) -> None:
    with zipfile.ZipFile(packed(kept, tmp_path)) as pack:
        pack.extractall(tmp_path / "out")

    for name in ("DOC-TRUOC.txt", "DOC-TRUOC.html"):
        text = (tmp_path / "out" / name).read_text("utf-8")
        assert "không có gì trong hồ sơ ràng buộc chúng với chuỗi" in text
    assert (
        "không kiểm được / not checked: mọi tệp khác ở đây, như tờ bìa, chênh lệch / " in checked(tmp_path / "out")[1]
    )


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
