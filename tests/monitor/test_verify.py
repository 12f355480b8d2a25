"""``tthc verify``: what holds or exactly what does not, in words and for programs, without a byte changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import portals
from monitor import config as configuration
from monitor.cli import one_night
from storage.database import open_store
from storage.register import add_import
from tests.monitor.authority import Authority, listening
from tests.monitor.command import Ended, one_sentence, tthc
from tests.monitor.small_world import GAP, everything_published
from tests.monitor.test_after_night import PUBLIC, SECRET
from tests.practice import FIRST_NIGHT, PracticeClock
from tests.simulator.door import serve
from tests.simulator.records import Catalogue
from tests.simulator.world import FrontPage, Platform
from tests.storage.making import sql

CONFIG = """
[crawl]
contact = "practice@example.org"
delay = 0
retries = 0
retry_wait = 0

[evidence]
signing_key_env = "TTHC_SIGNING_KEY"
timestamp_url = "{authority}"
timestamp_roots = "roots.pem"

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


@dataclass(frozen=True)
class Kept:
    """A store after three nights by the front door, signed and stamped."""

    folder: Path

    def ask(self, *args: object, terminal: bool = False) -> Ended:
        return tthc(*args, "--config", self.folder / "monitor.toml", terminal=terminal)

    def verify(self, *args: object) -> Ended:
        return self.ask("verify", "--quiet", *args)

    def told(self, *args: object) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.verify("--format", "json", *args).out)
        return found

    def copy(self, to: Path) -> Kept:
        shutil.copytree(self.folder, to, dirs_exist_ok=True)
        return Kept(to)

    def heads(self) -> list[str]:
        return (self.folder / "heads.txt").read_text().splitlines()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    night = everything_published()
    world = Platform(Catalogue({1: night, 2: night, 3: night.unpublish(GAP)}))
    authority = Authority()
    (folder / "roots.pem").write_bytes(authority.root_pem())
    (folder / "key").write_text(PUBLIC.hex())
    with (
        pytest.MonkeyPatch.context() as environment,
        serve(world) as platform,
        serve(FrontPage("open")) as front,
        listening(authority) as door,
    ):
        environment.setenv("TTHC_SIGNING_KEY", SECRET)
        addresses = {"platform": platform.base_url, "front": front.base_url, "authority": door.url}
        (folder / "monitor.toml").write_text(CONFIG.format(**addresses), encoding="utf-8")
        for number in range(3):
            platform.night = front.night = number + 1
            clock = PracticeClock(FIRST_NIGHT + timedelta(days=number))
            assert one_night(configuration.load(folder / "monitor.toml"), clock, quiet=True) == 0
    yield Kept(folder)


def files(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir()) if p.is_file()}


def test_a_whole_store_is_one_line_and_what_it_proves(kept: Kept) -> None:
    ended = kept.verify("--public-key", kept.folder / "key")
    told = kept.told()

    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == told["verdict"]
    assert lines[0].startswith("Kho nguyên vẹn: 21 mục niêm phong, ")
    assert f"đầu chuỗi {told['head']} lúc 22/11/2026 22:3" in lines[0]
    assert lines[1].startswith("3 chữ ký đúng; chữ ký cuối trên đầu chuỗi ")
    only = "(chỉ niêm phong chính chữ ký và dấu thời gian)."
    assert lines[2] == f"Chữ ký cuối đặt lên mục niêm phong 19; mục 20–21 sau đó chưa được ký {only}"
    assert lines[3].startswith("3 dấu thời gian đúng; dấu cuối lúc 21/11/2026 00:00")
    assert lines[4].startswith("Dấu thời gian cuối đặt lên mục niêm phong 19; mục 20–21 sau đó chưa có dấu thời gian (")
    assert lines[5] == "3 đầu chuỗi giữ ở ngoài đều có trong chuỗi, đúng thứ tự."
    assert lines[6] == "Điều này chứng minh gì:"
    assert len(lines) == 10
    assert "chỉ chữ ký hoặc dấu thời gian loại trừ được việc tính lại" in lines[8]


def test_for_programs_the_same(kept: Kept) -> None:
    told = kept.told("--public-key", kept.folder / "key", "--reread")

    assert list(told) == [
        *("holds", "verdict", "entries", "rows", "bodies", "head", "sealed_at", "since", "unsealed", "heads"),
        *("newer", "count", "damages", "signatures", "stamps", "reread", "notes"),
        *("unsigned", "unstamped", "limits"),
    ]
    heads = [line.split()[1] for line in kept.heads()]
    assert (told["holds"], told["entries"], told["count"], told["damages"]) == (True, 21, 0, [])
    assert told["signatures"] == {"good": heads, "bad": [], "others": 0}
    assert told["unsigned"] == told["unstamped"] == {"covered": 19, "from": 20, "to": 21}
    assert [s["head"] for s in told["stamps"]["good"]] == heads
    assert told["reread"] == []
    assert len(told["limits"]) == 3


def test_looking_changes_no_byte(kept: Kept) -> None:
    before = files(kept.folder)

    for options in ((), ("--reread",), ("--public-key", kept.folder / "key", "--head", kept.heads()[-1])):
        assert kept.verify(*options).code == 0

    assert files(kept.folder) == before


def test_looking_needs_no_right_to_write(kept: Kept, tmp_path: Path) -> None:
    other = kept.copy(tmp_path)
    (tmp_path / "tthc.sqlite").chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        assert other.verify("--reread").code == 0
    finally:
        tmp_path.chmod(0o755)


def head_in(page: str) -> str:
    """What a report prints as head."""
    return page.partition("Mã băm đầu chuỗi</dt>")[2].partition("</dd>")[0][-64:]


def test_every_head_that_was_told_is_in_the_chain(kept: Kept) -> None:
    """The lines of heads.txt, and what the reports print."""
    reports = sorted((kept.folder / "reports-out").glob("*.html"))
    assert len(reports) == 3
    printed = [head_in(report.read_text(encoding="utf-8")) for report in reports]
    assert [kept.told("--head", h)["newer"] for h in kept.heads()] == [16, 9, 2]
    assert [kept.told("--head", h)["newer"] for h in printed] == [17, 10, 3]
    told = kept.verify("--head", kept.heads()[0])
    assert "Đầu chuỗi đã nêu có trong chuỗi; 16 mục được thêm sau đó." in told.out


def test_an_alteration_is_told_with_run_object_and_row(kept: Kept, tmp_path: Path) -> None:
    other = kept.copy(tmp_path)
    sql(tmp_path, "update version set name = 'Khác' where id = 2")
    sql(tmp_path, "delete from listing where id = 1")

    ended = other.verify()

    assert ended.code == 1
    assert ended.out.splitlines()[:3] == [
        "KHO KHÔNG CÒN NGUYÊN VẸN: 2 chỗ.",
        "- Danh sách, dòng listing 1, lần quét 1 (mục niêm phong 1): đã bị xóa.",
        "- Phiên bản thủ tục, dòng version 2, lần quét 1 (mục niêm phong 1): đã bị sửa sau khi niêm phong.",
    ]
    assert [(d["fault"], d["table"], d["row"], d["run"]) for d in other.told()["damages"]] == [
        ("missing", "listing", 1, 1),
        ("altered", "version", 2, 1),
    ]


PROOF = "Không gì bị sửa, thêm hay bớt"


def test_a_damaged_store_is_not_followed_by_a_proof(kept: Kept, tmp_path: Path) -> None:
    other = kept.copy(tmp_path)
    sql(tmp_path, "update version set name = 'Khác' where id = 2")
    (tmp_path / "other-key").write_text("11" * 32)

    damaged = other.verify().out
    unproved = kept.verify("--public-key", tmp_path / "other-key").out

    assert PROOF in kept.verify().out
    assert "Điều này có nghĩa gì:\n- Những chỗ nêu trên không còn như lúc niêm phong" in damaged
    assert "Chữ ký và dấu thời gian chưa được kiểm tra" in damaged
    assert "Điều này có nghĩa gì:\n- Kho khớp với chuỗi của chính nó, nhưng" in unproved
    for told in (damaged, unproved):
        assert PROOF not in told
        assert "chứng minh gì" not in told
    assert not any(PROOF in line for line in other.told()["limits"])


def test_signatures_that_nobody_asked_to_check_are_told_as_not_checked(kept: Kept) -> None:
    told = kept.verify().out

    assert "3 chữ ký chưa được kiểm tra: thêm --public-key" in told
    assert "chưa được kiểm tra" not in kept.verify("--public-key", kept.folder / "key").out


def test_entries_after_the_last_signature_are_told_as_unsigned(kept: Kept, tmp_path: Path) -> None:
    other = kept.copy(tmp_path)
    engine = open_store(f"sqlite:///{tmp_path / 'tthc.sqlite'}", create=False)
    add_import(engine, datetime(2026, 11, 23, tzinfo=UTC), "can-cu.toml", "# căn cứ", who="Văn phòng", note="")
    engine.dispose()

    told = other.verify("--public-key", kept.folder / "key").out

    assert "Chữ ký cuối đặt lên mục niêm phong 19; mục 20–22 sau đó chưa được ký.\n" in told


def test_an_altered_page_is_told_with_the_page(kept: Kept, tmp_path: Path) -> None:
    other = kept.copy(tmp_path)
    sql(tmp_path, "update body set data = data || x'00' where id = 1")

    first, second, *_ = other.verify().out.splitlines()

    assert first == "KHO KHÔNG CÒN NGUYÊN VẸN: 1 chỗ."
    assert second.startswith("- Trang đã lưu, dòng body 1, lần quét 1 (robots.txt) (mục niêm phong 1): đã bị sửa")


def test_a_last_night_that_was_cut_off_is_missed_by_the_heads_beside_the_store(kept: Kept, tmp_path: Path) -> None:
    other = kept.copy(tmp_path / "cut")
    whole = other.told()
    for statement in (
        "delete from manifest where id > 14",
        "delete from signature where id = 3",
        "delete from time_stamp where id = 3",
        "delete from sighting where comparison_id = 3",
        "delete from comparison where id = 3",
        "delete from finding where id not in (select finding_id from sighting)",
        *(f"delete from {x} where run_id > 6" for x in ("capture", "listing", "listed", "run_fact", "change")),
        "delete from version where from_run_id > 6",
        "delete from run where id > 6",
        "delete from nightly where id = 3",
        *(
            f"delete from {x} where id not in (select {x}_id from capture where {x}_id is not null)"
            for x in ("body", "request", "header_block")
        ),
    ):
        sql(tmp_path / "cut", statement)

    ended = other.verify()

    assert ended.code == 1
    last = kept.heads()[-1].split()[1]
    assert ended.out.splitlines()[1].startswith(f"- Đầu chuỗi giữ ở ngoài {last} không có trong chuỗi của kho này: ")
    (tmp_path / "cut" / "heads.txt").unlink()
    assert other.verify().code == 0  # the chain alone cannot know
    assert f"Chưa có tệp {tmp_path / 'cut' / 'heads.txt'} để so đầu chuỗi." in other.verify().out
    assert other.verify("--head", whole["head"]).code == 1
    assert other.verify("--heads", kept.folder / "heads.txt").code == 1


def test_a_chain_reckoned_anew_has_no_signature_of_the_key(kept: Kept, tmp_path: Path) -> None:
    other = kept.copy(tmp_path)
    (tmp_path / "other-key").write_text("11" * 32)

    ended = other.verify("--public-key", tmp_path / "other-key")

    assert ended.code == 1
    assert ended.out.splitlines()[0] == "CHƯA CHỨNG MINH ĐƯỢC: không có chữ ký nào của khóa này."
    assert "3 chữ ký của khóa khác, không kiểm tra." in ended.out


def test_time_stamps_under_another_root_do_not_hold(kept: Kept, tmp_path: Path) -> None:
    other = kept.copy(tmp_path)
    (tmp_path / "roots.pem").write_bytes(Authority().root_pem())

    ended = other.verify()

    assert (ended.code, ended.out.splitlines()[0]) == (1, "KHO KHÔNG CÒN NGUYÊN VẸN: 3 chỗ.")
    assert ended.out.count("- Dấu thời gian trên đầu chuỗi ") == 3
    (tmp_path / "roots.pem").write_text("")
    assert "Chưa kiểm tra được dấu thời gian" in other.verify().out


def test_another_reading_is_told_with_both_readers_and_is_no_damage(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a page object had been repaired since: one record reads otherwise, on all three nights."""

    def read(*args: Any) -> Any:
        snapshot = national.read(*args)
        first, *rest = snapshot.procedures
        return replace(snapshot, procedures=(replace(first, name=first.name + " (sửa)"), *rest))

    national = portals.PORTALS[0]
    monkeypatch.setattr(portals, "PORTALS", [replace(national, read=read, version="2"), *portals.PORTALS[1:]])

    ended = kept.verify("--reread")
    (row,) = kept.told("--reread")["reread"]

    assert ended.code == 0
    assert "1 chỗ đọc khác phiên bản đã lưu; đó là do bộ đọc khác, không phải hư hỏng." in ended.out
    assert {k: row[k] for k in ("portal", "night", "run", "stored_reader", "reader", "runs")} == {
        "portal": "dvcqg",
        "night": "2026-11-20",
        "run": 1,
        "stored_reader": "dvcqg/1",
        "reader": "dvcqg/2",
        "runs": 3,
    }
    assert row["stored"] != row["read"]


def test_what_cannot_be_asked_is_a_usage_error(kept: Kept, tmp_path: Path) -> None:
    for options, says in (
        (("--head", "abc"), "--head: cần mã băm 64 chữ số hexa"),
        (("--heads", tmp_path / "none"), f"Không đọc được {tmp_path / 'none'}: "),
        (("--public-key", tmp_path / "none"), f"Không đọc được {tmp_path / 'none'}: "),
        (("--public-key", kept.folder / "heads.txt"), "--public-key: "),
    ):
        ended = kept.verify(*options)
        assert ended.code == 2
        assert one_sentence(ended).startswith(says)


def test_progress_is_shown_where_somebody_looks(kept: Kept) -> None:
    assert "kiểm tra kho" in kept.ask("verify", terminal=True).err
    assert kept.verify().err == ""
