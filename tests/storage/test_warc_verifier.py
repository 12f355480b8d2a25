"""The script that ships with every export finds what was done to it, alone, offline, from a copied folder."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine
from warcio.cli import main as warcio_cli

from analysis.model import canonical_json
from storage import manifests, sidecar
from storage.database import open_store
from storage.export_files import Exported
from storage.selection import Selection
from tests.storage.exporting import close, damage, exported, odd_store, rows, script, split
from tests.storage.making import detail, new_run, page, sql, store, url
from tests.storage.sealed import crawl, play, sealed_store

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def made(tmp_path: Path) -> Exported:
    """A small export: a list, two records with one body."""
    engine = store(tmp_path)
    run = new_run(engine)
    crawl(engine, run.id, [page(1), detail("n1", b"{} "), detail("n2", b"{} ")])
    close(engine, run)
    return exported(engine, tmp_path)


@pytest.fixture
def module(made: Exported) -> ModuleType:
    return script(made.warc.parent)


def without_sidecar(made: Exported) -> Path:
    """A copy of the WARC alone."""
    copy = made.warc.with_name("alone.warc.gz")
    copy.write_bytes(made.warc.read_bytes())
    return copy


def test_it_is_short_and_needs_the_standard_library_alone() -> None:
    text = sidecar.verifier().decode()
    names = {
        (n.module if isinstance(n, ast.ImportFrom) else n.names[0].name) or ""
        for n in ast.walk(ast.parse(text))
        if isinstance(n, ast.Import | ast.ImportFrom)
    }

    assert len(text.splitlines()) < 200
    assert {n.partition(".")[0] for n in names} <= set(sys.stdlib_module_names)


def test_it_works_from_a_copied_folder_and_says_in_two_languages_what_it_checked(
    tmp_path: Path, made: Exported
) -> None:
    copied = tmp_path / "elsewhere"
    copied.mkdir()
    for file in made.files:
        shutil.copy(file, copied)
    done = subprocess.run(
        [sys.executable, "-I", str(copied / "tthc_verify.py")], capture_output=True, text=True, cwd="/", check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "a.warc.gz: NGUYÊN VẸN / INTACT",
        f"  đã kiểm / checked: {made.summary.size} byte, 10 bản ghi / records; sha256:{made.summary.sha256}",
        "  đã kiểm / checked: 3 lần đọc / captures; 1 mắt xích / links of the chain",
        "  không kiểm được / not checked: chủ kho có tính lại cả chuỗi hay không / "
        "whether the holder reckoned the whole chain anew",
        "  không kiểm được / not checked: mọi tệp khác ở đây, như tờ bìa, chênh lệch / "
        "any other file here, as the covering sheet and verdicts",
        "  không kiểm được / not checked: đầu chuỗi giữ ở nơi khác, in trong báo cáo / a head kept elsewhere: --head",
    ]


def test_every_awkward_answer_passes(tmp_path: Path) -> None:
    exported(odd_store(tmp_path), tmp_path)

    assert damage(script(tmp_path), tmp_path / "a.warc.gz") == []


def test_every_truncation_is_found_with_the_sidecar(tmp_path: Path) -> None:
    engine = store(tmp_path)
    run = new_run(engine)
    crawl(engine, run.id, [page(1)])
    close(engine, run)
    made = exported(engine, tmp_path)
    data, module = made.warc.read_bytes(), script(tmp_path)

    def passes(length: int) -> bool:
        made.warc.write_bytes(data[:length])
        return not damage(module, made.warc)

    assert [n for n in range(len(data)) if passes(n)] == []


def test_without_the_sidecar_only_a_cut_between_records_is_not_seen_and_that_is_said(
    made: Exported, module: ModuleType
) -> None:
    data, file = made.warc.read_bytes(), without_sidecar(made)
    ends = [0]
    for member in split(made.warc):
        ends.append(ends[-1] + len(member))

    def passes(length: int) -> bool:
        file.write_bytes(data[:length])
        return not damage(module, file)

    tried = sorted(
        {*range(0, len(data), 7), *(e + d for e in ends[:-1] for d in (0, 1, 2)), *range(len(data) - 9, len(data))}
    )
    assert [n for n in tried if passes(n)] == ends[1:-1]
    assert any("cắt ở cuối" in line for line in module.Check(file, None).run().told[module.OPEN])


def test_warcio_check_passes_truncated_files_that_the_script_names(
    made: Exported, module: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = made.warc.read_bytes(), without_sidecar(made)
    passed = []
    for length in range(len(data) - 12, len(data)):
        file.write_bytes(data[:length])
        try:
            code = warcio_cli(["check", str(file)]) or 0
        except SystemExit as ended:
            code = ended.code
        if code == 0:
            passed.append(length)
        assert "bị cắt cụt" in damage(module, file)[0]
    capsys.readouterr()

    assert passed  # webrecorder/warcio#138


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d + d, id="twice"),
        pytest.param(lambda d: d + b"\0", id="a byte behind"),
        pytest.param(lambda d: d + gzip.compress(b"x"), id="a member behind"),
        pytest.param(lambda d: d + gzip.compress(b""), id="an empty member behind"),
        pytest.param(lambda d: b"\0" + d, id="a byte before"),
        pytest.param(lambda d: b"", id="nothing"),
        pytest.param(lambda d: gzip.compress(gzip.decompress(d)), id="one member for all"),
    ],
)
def test_whatever_is_added_or_packed_otherwise_is_found_with_and_without_the_sidecar(
    made: Exported, module: ModuleType, change: Callable[[bytes], bytes]
) -> None:
    alone = without_sidecar(made)
    made.warc.write_bytes(change(made.warc.read_bytes()))
    alone.write_bytes(made.warc.read_bytes())

    assert damage(module, made.warc)
    assert damage(module, alone)


def test_every_flipped_bit_is_found(made: Exported, module: ModuleType) -> None:
    data, chance = made.warc.read_bytes(), random.Random(1)
    places = [(chance.randrange(len(data)), 1 << chance.randrange(8)) for _ in range(500)]

    def passes(at: int, bit: int) -> bool:
        made.warc.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        return not damage(module, made.warc)

    assert [p for p in places if passes(*p)] == []


def rewritten(made: Exported, number: int, old: bytes, new: bytes) -> None:
    """Change a record, with a gzip member and a sidecar that fit: what somebody with time would do."""
    members = split(made.warc)
    raw = gzip.decompress(members[number])
    assert old in raw
    members[number] = gzip.compress(raw.replace(old, new))
    _refit(made, members)


def _refit(made: Exported, members: list[bytes]) -> None:
    told, at = json.loads(made.sidecar.read_text("utf-8")), 0
    made.warc.write_bytes(b"".join(members))
    for record, member in zip(told["records"], members, strict=True):
        record[:3] = [at, len(member), _sha(member)]
        at += len(member)
    told["file"] |= {"size": at, "sha256": _sha(b"".join(members))}
    made.sidecar.write_text(json.dumps(told), "utf-8")


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("number", "old", "new", "told"),
    [
        (2, b"\r\n\r\n[]", b"\r\n\r\n{}", "không khớp mã băm"),
        (2, b"\r\nContent-Length: 8", b"\r\nContent-Length: 7", "sai dạng hoặc độ dài"),
        (2, b"WARC/1.1", b"WARC/1.0", "sai dạng hoặc độ dài"),
        (8, b"WARC-Refers-To: <urn:uuid:", b"WARC-Refers-To: <urn:uuid:0", "không khớp mã băm"),
        (3, b'"status": 201', b'"status": 200', "không khớp mã băm"),
        (3, b"2026-11-20T15:30:00.000000Z\r\n", b"2026-11-19T15:30:00.000000Z\r\n", "khác dòng trong kho"),
    ],
)
def test_a_record_that_was_changed_with_care_is_named(
    made: Exported, module: ModuleType, number: int, old: bytes, new: bytes, told: str
) -> None:
    rewritten(made, number, old, new)

    assert any(told in line for line in damage(module, made.warc))


def forged(made: Exported, change: Callable[[bytes], bytes], number: int) -> None:
    """Change a block and every digest that depends on it in the file."""
    members = split(made.warc)
    head, _, rest = gzip.decompress(members[number]).partition(b"\r\n\r\n")
    block = change(rest[:-4])
    _, _, payload = block.partition(b"\r\n\r\n")
    fields = []
    for line in head.split(b"\r\n"):
        name = line.partition(b": ")[0]
        value = {
            b"WARC-Block-Digest": f"sha256:{_sha(block)}",
            b"WARC-Payload-Digest": f"sha256:{_sha(payload)}",
            b"Content-Length": str(len(block)),
        }.get(name)
        fields.append(line if value is None else name + b": " + value.encode())
    members[number] = gzip.compress(b"\r\n".join(fields) + b"\r\n\r\n" + block + b"\r\n\r\n")
    _refit(made, members)


@pytest.mark.parametrize(
    ("number", "old", "new", "told"),
    [
        (2, b"[]", b"{}", "khác dòng trong kho"),
        (2, b"201 ", b"200 ", "khác dòng trong kho"),
        (2, b"application/json", b"application/yaml", "khác dòng trong kho"),
        (2, b"Nov 2026", b"Nov 2025", "khác dòng trong kho"),
        (1, b'"lastId":"1"', b'"lastId":"2"', "khác dòng trong kho"),
        (3, b'"status": 201', b'"status": 200', "khác lúc niêm phong"),
        (3, b'"topic": "formalities",\n  "visit"', b'"topic": "x",\n  "visit"', "khác lúc niêm phong"),
    ],
)
def test_what_is_forged_in_the_file_does_not_agree_with_the_sealed_row(
    made: Exported, module: ModuleType, number: int, old: bytes, new: bytes, told: str
) -> None:
    def change(block: bytes) -> bytes:
        assert old in block
        return block.replace(old, new)

    forged(made, change, number)

    assert any(told in line for line in damage(module, made.warc))


# --- the chain in the sidecar ---------------------------------------------------------------


def changed(made: Exported, change: Change) -> None:
    told = json.loads(made.sidecar.read_text("utf-8"))
    change(told)
    made.sidecar.write_text(json.dumps(told), "utf-8")


def _forge_link(told: dict[str, Any]) -> None:
    entry = told["chain"]["entries"][2]
    entry["content"]["night"] = "2020-01-01"
    content = {k: entry[k] for k in ("kind", "subject", "sealed_at", "previous", "content")}
    entry["digest"] = _sha(canonical_json(content).encode())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t["chain"]["entries"].pop(1), "không nối mắt trước"),
        (lambda t: t["chain"]["entries"][2].update(sealed_at=1), "mắt xích 5 đã bị sửa"),
        (_forge_link, "mắt xích 6 không nối mắt trước"),
        (lambda t: t["records"].pop(), "bản ghi khác lúc xuất"),
        (lambda t: t["records"][4].__setitem__(0, 1), "bản ghi khác lúc xuất"),
        (lambda t: t["index"].update(sha256=""), "chỉ mục đã bị sửa"),
        (lambda t: t.pop("chain"), "sai dạng"),
        (lambda t: t["chain"]["entries"].append(3), "sai dạng"),
        (lambda t: t.clear(), "sai dạng"),
    ],
)
def test_a_sidecar_that_was_changed_is_found(tmp_path: Path, change: Change, told: str) -> None:
    made = exported(sealed_store(tmp_path, nights=1), tmp_path)
    changed(made, change)

    assert any(told in line for line in damage(script(tmp_path), made.warc))


def test_a_sidecar_that_is_no_json_is_damage(made: Exported, module: ModuleType) -> None:
    made.sidecar.write_bytes(made.sidecar.read_bytes()[:-9])

    assert damage(module, made.warc) == ["tệp .sha256.json sai dạng / the sidecar has another form"]


def test_an_index_that_is_absent_or_changed_is_told(made: Exported, module: ModuleType) -> None:
    made.index.write_text("")
    assert damage(module, made.warc) == ["chỉ mục đã bị sửa / the index was altered: a.cdxj"]

    made.index.unlink()
    found = module.Check(made.warc, None).run()
    assert (found.told[module.BAD], "chỉ mục" in " ".join(found.told[module.OPEN])) == ([], True)


def test_the_chain_reaches_without_a_gap_from_the_first_run_to_the_head_that_is_told(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=3)
    made = exported(engine, tmp_path, Selection(run=3))
    chain = json.loads(made.sidecar.read_text("utf-8"))["chain"]

    assert [e["kind"] for e in chain["entries"]] == [
        *("run", "run", "comparison", "nightly", "signature", "stamp"),
        *("run", "run", "comparison", "nightly", "signature", "stamp"),
    ]
    assert [e["id"] for e in chain["entries"]] == list(range(chain["entries"][0]["id"], chain["entries"][-1]["id"] + 1))
    assert chain["head"] == made.seals.head == made.seals.reach == manifests.head(engine)
    assert made.seals.night_head == manifests.digest_of(engine, "nightly", 2) == chain["entries"][3]["digest"]
    for head in (made.seals.head, made.seals.night_head, manifests.digest_of(engine, "nightly", 3)):
        assert faults(script(tmp_path), made.warc, head) == ([], [])


def test_a_chain_that_is_too_long_to_go_along_ends_earlier_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = sealed_store(tmp_path, nights=2)
    monkeypatch.setattr(sidecar, "BEYOND", 0)

    made = exported(engine, tmp_path, Selection(run=1))

    assert made.seals.reach == made.seals.night_head == manifests.digest_of(engine, "nightly", 1)
    assert made.seals.head == manifests.head(engine) != made.seals.reach


def faults(module: ModuleType, file: Path, head: str | None) -> tuple[list[str], list[str]]:
    """What is damaged, and what is not proved."""
    told = module.Check(file, head).run().told
    return told[module.BAD], told[module.LOOSE]


def test_a_head_that_is_not_in_this_part_of_the_chain_is_no_damage_and_proves_nothing(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=2)
    made = exported(engine, tmp_path, Selection(run=3))
    module = script(tmp_path)
    line = f"2026-11-21T23:10:05+07:00 {manifests.digest_of(engine, 'nightly', 2)} 2026-11-21"

    assert faults(module, made.warc, line) == ([], [])
    for other in (manifests.digest_of(engine, "nightly", 1), "ab" * 32):
        assert faults(module, made.warc, other) == ([], [module.ELSEWHERE])
        assert _ended(tmp_path, "--head", other).returncode == 1
    made.sidecar.unlink()
    assert faults(module, made.warc, line) == ([], [module.ELSEWHERE])


def test_what_was_sealed_after_the_given_head_is_counted_as_not_covered_by_it(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=2)
    made = exported(engine, tmp_path)
    module = script(tmp_path)
    later = sum(r["run"] > 2 for r in rows(made.warc))

    first, last = (
        module.Check(made.warc, manifests.digest_of(engine, "nightly", n)).run().told[module.OPEN] for n in (1, 2)
    )

    assert later > 0
    assert f"{later} lần đọc sau đầu chuỗi ấy / captures after that head" in first
    assert not any("sau đầu chuỗi ấy" in line for line in last)


def test_a_head_of_another_form_is_a_usage_error(made: Exported) -> None:
    for typed in ("abc", "", "g" * 64, "a" * 63, "a" * 65):
        ended = _ended(made.warc.parent, "--head", typed)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert "cần đủ 64 chữ số hexa" in ended.stderr


def _ended(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(folder / "tthc_verify.py"), *args], capture_output=True, text=True, check=False
    )


def test_bodies_that_a_rule_dropped_are_counted_as_not_checked(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=1)
    sql(tmp_path, "update body set data = x'', coding = 'dropped' where id in (1, 2)")
    made = exported(engine, tmp_path)
    module = script(tmp_path)
    told = module.Check(made.warc, None).run().told

    assert made.summary.dropped == sum(
        r["response"] is not None and not r["response"]["bodyKept"] for r in rows(made.warc)
    )
    assert (told[module.BAD], made.summary.dropped > 1) == ([], True)
    assert f"{made.summary.dropped} nội dung đã bỏ theo quy tắc lưu giữ / bodies dropped by rule" in told[module.OPEN]


def test_a_body_without_its_digest_is_not_taken_for_a_dropped_one(made: Exported, module: ModuleType) -> None:
    members = split(made.warc)
    raw = gzip.decompress(members[2])
    start = raw.index(b"WARC-Payload-Digest")
    members[2] = gzip.compress(raw[:start] + raw[raw.index(b"\r\n", start) + 2 :])
    _refit(made, members)

    assert any("khác dòng trong kho" in line for line in damage(module, made.warc))


def test_a_run_that_is_still_open_is_exported_and_told_as_not_sealed(tmp_path: Path) -> None:
    made = exported(odd_store(tmp_path, sealed=False), tmp_path)
    found = script(tmp_path).Check(made.warc, None).run()

    assert made.seals.unsealed == (1,)
    assert found.told["HỎNG / DAMAGED"] == []
    assert "lần quét chưa niêm phong / runs that are not sealed: [1]" in found.told["không kiểm được / not checked"]


def test_runs_that_are_older_than_the_chain_are_held_by_its_first_entry(tmp_path: Path) -> None:
    engine = _older(tmp_path)
    made = exported(engine, tmp_path, Selection(run=1))
    (first, *_) = json.loads(made.sidecar.read_text("utf-8"))["chain"]["entries"]

    assert first["kind"] == "inherited"
    assert made.seals.unsealed == ()
    assert damage(script(tmp_path), made.warc) == []


def _older(folder: Path) -> Engine:
    """A store whose first night came before its chain."""
    engine = sealed_store(folder, nights=1)
    engine.dispose()
    for table in ("signature", "time_stamp", "manifest"):
        sql(folder, f"delete from {table}")
    engine = open_store(url(folder))
    play(engine, 1)
    return engine
