"""A backup is whole and of one moment, or there is none; what comes back is the store, or nothing does (P9)."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import zstandard

from storage import backup as backups
from storage.backup import make_backup, restore
from storage.database import StoreError, open_store, open_to_read
from storage.manifests import head
from storage.verification import verify
from tests.storage.making import AT, old_store, sql, store, url
from tests.storage.sealed import sealed_store

Parts = list[tuple[str, bytes]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store with a sealed night, and its heads."""
    folder = tmp_path / "here"
    folder.mkdir()
    sealed_store(folder, nights=1).dispose()
    (folder / "heads.txt").write_text("2026-11-20T23:10:05+07:00 " + "a" * 64 + " 2026-11-20\n")
    return folder


def rows(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a store holds."""
    with closing(sqlite3.connect(file)) as connection:
        names = [n for (n,) in connection.execute("select name from sqlite_master where type = 'table' order by 1")]
        return {n: sorted(connection.execute(f"select * from {n}").fetchall(), key=repr) for n in names}


def saved(place: Path) -> Path:
    make_backup(url(place), place / "saved.tthc", AT, "test", place / "heads.txt")
    return place / "saved.tthc"


def test_what_is_restored_holds_the_same_rows_the_same_head_and_verifies(place: Path, tmp_path: Path) -> None:
    told, with_heads = restore(saved(place), tmp_path / "there.sqlite")

    assert rows(tmp_path / "there.sqlite") == rows(place / "tthc.sqlite")
    assert (tmp_path / "heads.txt").read_text() == (place / "heads.txt").read_text()
    engine = open_to_read(f"sqlite:///{tmp_path / 'there.sqlite'}")
    assert (verify(engine, told.head).holds, head(engine), with_heads) == (True, told.head, True)


def test_nothing_else_is_left_behind(place: Path, tmp_path: Path) -> None:
    before = {p.name for p in place.iterdir()}

    restore(saved(place), tmp_path / "there.sqlite")

    assert {p.name for p in place.iterdir()} == {*before, "saved.tthc"}
    assert {p.name for p in tmp_path.iterdir()} == {"here", "there.sqlite", "heads.txt"}


def test_a_backup_taken_while_a_writer_works_is_of_one_moment(tmp_path: Path) -> None:
    """Each of the writer's transactions adds a row to three tables: a torn copy would have one without the others."""
    store(tmp_path).dispose()
    stop, written = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(tmp_path / "tthc.sqlite", timeout=30)) as connection:
            for n in range(1, 20_000):
                key = hashlib.sha256(str(n).encode()).digest()
                connection.execute("insert into request values (?, ?, 'GET', '/', x'')", (n, key))
                connection.execute("insert into header_block values (?, ?, '[]')", (n, key))
                connection.execute("insert into nightly (night, started_at) values ('2026-11-20', 0)")
                connection.commit()
                if n == 20:
                    written.set()
                if stop.is_set():
                    return

    # rows that no run names are no damage only in a store without a chain: enough for this test
    writer = threading.Thread(target=write)
    writer.start()
    written.wait(30)
    try:
        for n in range(3):
            make_backup(url(tmp_path), tmp_path / f"saved{n}", AT, "test")
    finally:
        stop.set()
        writer.join()

    counts = []
    for n in range(3):
        restore(tmp_path / f"saved{n}", tmp_path / f"there{n}.sqlite")
        there = rows(tmp_path / f"there{n}.sqlite")
        assert len(there["request"]) == len(there["header_block"]) == len(there["nightly"]) >= 20
        counts.append(len(there["request"]))
    assert counts == sorted(counts)


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Who may not write where it is forbidden; the superuser always may."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_store_that_may_only_be_read_is_backed_up() -> None:
    """As an inspector's copy; its folder is no test's own, for those are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "copy", Path(name) / "out"
        folder.mkdir()
        sealed_store(folder, nights=1).dispose()
        out.mkdir(mode=0o777)
        for place, mode in ((Path(name), 0o755), (out, 0o777), (folder / "tthc.sqlite", 0o444), (folder, 0o555)):
            place.chmod(mode)
        before = {p.name: p.read_bytes() for p in folder.iterdir()}

        with as_somebody_else():
            told = make_backup(url(folder), out / "saved", AT, "test")

        restore(out / "saved", out / "there.sqlite")
        assert told.head is not None
        assert rows(out / "there.sqlite") == rows(folder / "tthc.sqlite")
        assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
        folder.chmod(0o755)


def test_an_open_run_is_no_obstacle(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path, nights=1)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into run (portal, adapter, role, base_url, night, started_at, settings, product)"
            " values ('dvcqg', 'dvcqg', 'national', 'https://portal.test', '2026-11-21', 1, '{}', 'test')"
        )

    make_backup(url(tmp_path), tmp_path / "saved", AT, "test")
    restore(tmp_path / "saved", tmp_path / "there.sqlite")

    assert rows(tmp_path / "there.sqlite")["run"][-1][-1] is None


def test_a_damaged_store_is_told_and_not_saved_as_if_it_were_whole(place: Path) -> None:
    sql(place, "update capture set status = 200")

    with pytest.raises(StoreError, match="không còn nguyên vẹn"):
        saved(place)
    assert {p.name for p in place.iterdir()} == {"tthc.sqlite", "heads.txt"}


def test_nothing_is_overwritten(place: Path, tmp_path: Path) -> None:
    file = saved(place)
    with pytest.raises(StoreError, match=r"^Đã có .*saved\.tthc: hãy chọn tên khác"):
        make_backup(url(place), file, AT, "test")

    for name in ("there.sqlite", "there.sqlite-wal"):
        there = tmp_path / name
        there.write_bytes(b"something")
        with pytest.raises(StoreError, match=r"^Đã có .*không ghi đè"):
            restore(file, tmp_path / "there.sqlite")
        assert there.read_bytes() == b"something"
        there.unlink()


def test_heads_that_are_there_are_kept(place: Path, tmp_path: Path) -> None:
    (tmp_path / "heads.txt").write_text("mine")

    _, with_heads = restore(saved(place), tmp_path / "there.sqlite")

    assert (with_heads, (tmp_path / "heads.txt").read_text()) == (False, "mine")


def test_a_store_of_an_earlier_version_comes_back_too(place: Path, tmp_path: Path, monkeypatch: Any) -> None:
    """It was saved by the program of its time."""
    old_store(tmp_path, "0002").dispose()
    monkeypatch.setattr(backups, "_checked", lambda copy: ("0002", verify(open_store(url(place)))))
    told = make_backup(url(tmp_path), tmp_path / "saved", AT, "test")
    monkeypatch.undo()

    restore(tmp_path / "saved", tmp_path / "there.sqlite")

    assert told.revision == "0002"
    with pytest.raises(StoreError, match="tthc db upgrade"):
        open_store(f"sqlite:///{tmp_path / 'there.sqlite'}")


# --- what is no backup of ours --------------------------------------------------------


def parts_of(file: Path) -> Parts:
    content = zstandard.ZstdDecompressor().decompressobj().decompress(file.read_bytes())
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        return [(e.name, tar.extractfile(e).read()) for e in tar]  # type: ignore[union-attr]


def packed(file: Path, parts: Parts, change: Callable[[tarfile.TarInfo], None] = lambda _: None) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in parts:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            change(entry)
            tar.addfile(entry, io.BytesIO(content))
    file.write_bytes(zstandard.ZstdCompressor().compress(out.getvalue()))


def retold(parts: Parts, **changes: Any) -> Parts:
    """With other words in the manifest; digests and sizes as they are."""
    told = json.loads(parts[0][1])
    told["files"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in parts[1:]
    ]
    return [(parts[0][0], json.dumps(told | changes).encode()), *parts[1:]]


def make_link(entry: tarfile.TarInfo) -> None:
    if entry.name == "heads.txt":
        entry.type, entry.linkname, entry.size = tarfile.SYMTYPE, "/etc/passwd", 0


def make_hard_link(entry: tarfile.TarInfo) -> None:
    if entry.name == "heads.txt":
        entry.type, entry.linkname, entry.size = tarfile.LNKTYPE, "../../outside", 0


def altered(content: bytes) -> bytes:
    return content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]


def forged(name: str, file: Path, parts: Parts) -> None:
    """A file that must not be restored."""
    manifest, inside, heads = parts
    made: dict[str, Callable[[], None]] = {
        "a name that leads outside": lambda: packed(file, [manifest, ("../outside", inside[1]), heads]),
        "an absolute name": lambda: packed(file, [manifest, ("/tmp/outside", inside[1]), heads]),
        "a name with a folder": lambda: packed(file, [manifest, ("x/store.sqlite", inside[1]), heads]),
        "a name of its own in the manifest": lambda: packed(
            file, retold([manifest, ("../outside", inside[1])]), lambda _: None
        ),
        "a symlink": lambda: packed(file, parts, make_link),
        "a hard link": lambda: packed(file, parts, make_hard_link),
        "an entry twice": lambda: packed(file, [manifest, inside, inside, heads]),
        "the manifest twice": lambda: packed(file, [manifest, manifest, inside, heads]),
        "one more entry": lambda: packed(file, [*parts, ("more.txt", b"x")]),
        "an entry too few": lambda: packed(file, parts[:2]),
        "the store first": lambda: packed(file, [inside, manifest, heads]),
        "no manifest": lambda: packed(file, [inside, heads]),
        "another digest": lambda: packed(file, [manifest, (inside[0], altered(inside[1])), heads]),
        "another size": lambda: packed(file, [manifest, (inside[0], inside[1] + b"x"), heads]),
        "another head": lambda: packed(file, retold(parts, head="0" * 64)),
        "a store altered, digest and all": lambda: packed(
            file, retold([manifest, (inside[0], tampered(inside[1], file.parent)), heads])
        ),
        "a store that is none": lambda: packed(file, retold([manifest, (inside[0], b"x" * 100), heads])),
        "another format": lambda: packed(file, retold(parts, format="zip")),
        "a version that nobody knows": lambda: packed(file, retold(parts, revision="9999")),
        "a manifest that is no JSON": lambda: packed(file, [(manifest[0], b"{"), inside, heads]),
        "a manifest without an end": lambda: packed(file, [(manifest[0], b"[" * 100_000), inside, heads]),
        "a bomb": lambda: packed(file, retold([manifest, (inside[0], bytes(80 * 1024 * 1024))])),
        "sizes that no disk has": lambda: packed(
            file,
            retold(parts, files=[{"name": "store.sqlite", "size": 2**62, "sha256": "0" * 64}]),
        ),
        "a text": lambda: file.write_text("bản sao lưu") and None,
        "nothing": lambda: file.write_bytes(b"") and None,
        "half of it": lambda: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]) and None,
        "one byte flipped": lambda: file.write_bytes(altered(file.read_bytes())) and None,
    }
    made[name]()


FORGED = (
    *("a name that leads outside", "an absolute name", "a name with a folder", "a name of its own in the manifest"),
    *("a symlink", "a hard link", "an entry twice", "the manifest twice", "one more entry", "an entry too few"),
    *("the store first", "no manifest", "another digest", "another size", "another head"),
    *("a store altered, digest and all", "a store that is none", "another format", "a version that nobody knows"),
    *("a manifest that is no JSON", "a manifest without an end", "a bomb", "sizes that no disk has"),
    *("a text", "nothing", "half of it", "one byte flipped"),
)


def tampered(content: bytes, folder: Path) -> bytes:
    (folder / "work").mkdir()
    (folder / "work" / "tthc.sqlite").write_bytes(content)
    sql(folder / "work", "update capture set status = 200")
    return (folder / "work" / "tthc.sqlite").read_bytes()


@pytest.mark.parametrize("name", FORGED)
def test_what_is_no_whole_backup_is_refused_in_one_sentence_and_nothing_appears(
    name: str, place: Path, tmp_path: Path
) -> None:
    file = saved(place)
    forged(name, file, parts_of(file))
    there = tmp_path / "there"
    there.mkdir()

    with pytest.raises(StoreError) as told:
        restore(file, there / "tthc.sqlite")

    assert list(there.iterdir()) == []
    assert not (tmp_path / "outside").exists()
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")
