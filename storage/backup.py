"""One file that holds the whole store, and the way back.

A backup is a tar in one zstd frame: ``manifest.json`` (sizes, digests, the head of the chain), ``store.sqlite``
and, where there is one, ``heads.txt``; always in this order, so that nothing else can be smuggled in.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import zstandard

from storage.database import StoreError, file_of, file_state, head, known_revisions, open_to_read, revision
from storage.verdict import Verdict
from storage.verification import verify

FORMAT = "tthc-backup/1"
SQLITE = b"SQLite format 3\0"
MANIFEST, STORE, HEADS = "manifest.json", "store.sqlite", "heads.txt"
#: A manifest is small, and so is a file of heads: a line a night.
MOST = {MANIFEST: 64 * 1024, HEADS: 16 * 1024 * 1024}
#: A store holds bodies that are compressed already. What grows by more than this is no store.
LARGEST_RATIO = 200
SMALL = 64 * 1024 * 1024  # stores up to this size may be as empty as they like
_CHUNK = 1024 * 1024
_WINDOW = 128 * 1024 * 1024  # memory that an archive may ask the decompressor for


class DamagedStore(StoreError):
    """The store is not whole: a backup of it would only look like one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says about itself."""

    created_at: str
    product: str
    revision: str
    head: str | None  # of the chain; None: nothing was sealed
    parts: tuple[Part, ...]


# --- making one ------------------------------------------------------------------------


def make_backup(url: str, target: Path, at: datetime, product: str, heads: Path | None = None) -> Backup:
    """Write a backup of the store, also while a run is writing; checked before it gets its name. Raises StoreError."""
    place = file_of(url)
    if place is None or not place.exists():
        raise StoreError(f"Chưa có kho dữ liệu {place}: không có gì để sao lưu.")
    _refuse_existing(target, "hãy chọn tên khác, hoặc tự xóa tệp cũ")
    with _work_beside(target) as work:
        copy, version, verdict = _copy(place, work / STORE)
        files = [copy, *_heads_copy(heads, work)]
        told = Backup(at.isoformat(timespec="seconds"), product, version, verdict.head, tuple(map(_part, files)))
        packed = work / "backup"
        _write(packed, told, files, at)
        if _read(packed, None) != told:
            raise StoreError(f"Bản sao lưu {target} đọc lại không khớp: hãy kiểm tra ổ đĩa rồi làm lại.")
        _give_name(packed, target)
    return told


def _copy(place: Path, copy: Path) -> tuple[Path, str, Verdict]:
    """A copy as of one moment; VACUUM INTO reads in one transaction and leaves out free pages."""
    try:
        try:
            _vacuum(place, "mode=rw", copy)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
                raise
            _copy_unwritable(place, copy)
    except sqlite3.Error as error:
        raise StoreError(f"Không chép được kho dữ liệu {place}: {error}.") from error
    version, verdict = _checked(copy)
    return copy, version, verdict


def _vacuum(place: Path, how: str, copy: Path) -> None:
    with closing(sqlite3.connect(f"{place.absolute().as_uri()}?{how}", uri=True, timeout=30)) as store:
        store.isolation_level = None
        store.execute("VACUUM INTO ?", (str(copy),))


def _copy_unwritable(place: Path, copy: Path) -> None:
    """A store that we may only read, as an inspector's: SQLite cannot lock it, so nobody may write to it meanwhile."""
    url = f"sqlite:///{place}"
    before = file_state(url)
    copy.unlink(missing_ok=True)
    _vacuum(place, "mode=ro" if before[2] else "mode=ro&immutable=1", copy)
    if not before[2] and file_state(url) != before:
        raise StoreError(f"Có lần quét vừa ghi vào kho {place} trong lúc sao lưu: hãy chạy lại lệnh này.")


def _checked(copy: Path) -> tuple[str, Verdict]:
    """The version of a copy and what the check of its chain says. Raises StoreError when it does not hold."""
    engine = open_to_read(f"sqlite:///{copy}")  # refuses what is not our store
    try:
        version = revision(engine)
        verdict = verify(engine)  # SQLite's own check of the file is part of it
    finally:
        engine.dispose()
    if not verdict.holds:
        raise DamagedStore(
            f"Kho dữ liệu không còn nguyên vẹn ({verdict.count} chỗ hỏng): hãy chạy `tthc verify` để xem chi tiết."
        )
    return version or "", verdict


def _heads_copy(heads: Path | None, work: Path) -> list[Path]:
    if heads is None or not heads.exists():
        return []
    return [Path(shutil.copyfile(heads, work / HEADS))]


def _part(file: Path) -> Part:
    with file.open("rb") as stream:
        return Part(file.name, file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def _write(packed: Path, told: Backup, files: list[Path], at: datetime) -> None:
    text = json.dumps(_as_object(told), ensure_ascii=False, indent=2).encode()
    pack = zstandard.ZstdCompressor(level=3, write_checksum=True)
    try:
        with packed.open("wb") as raw:
            with (
                pack.stream_writer(raw, closefd=False) as out,
                tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                tar.addfile(_entry(MANIFEST, len(text), at), io.BytesIO(text))
                for file in files:
                    with file.open("rb") as stream:
                        tar.addfile(_entry(file.name, file.stat().st_size, at), stream)
            raw.flush()
            os.fsync(raw.fileno())
    except OSError as error:
        raise StoreError(f"Không ghi được bản sao lưu vào {packed.parent.parent}: {error.strerror}.") from error


def _entry(name: str, size: int, at: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, int(at.timestamp()), 0o600
    return entry


def _as_object(told: Backup) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "created_at": told.created_at,
        "product": told.product,
        "revision": told.revision,
        "head": told.head,
        "files": [{"name": p.name, "size": p.size, "sha256": p.sha256} for p in told.parts],
    }


# --- reading one -----------------------------------------------------------------------


def restore(file: Path, target: Path) -> tuple[Backup, bool]:
    """Put the store of a backup in a place where none is; whether its heads were put beside it. Raises StoreError."""
    for there in (target, *(target.with_name(target.name + tail) for tail in ("-wal", "-shm", "-journal"))):
        _refuse_existing(there, "không ghi đè kho đang có; hãy chọn chỗ khác hoặc tự dời kho cũ đi")
    if not target.parent.is_dir():
        raise StoreError(f"Không có thư mục {target.parent} để đặt kho dữ liệu; hãy tạo thư mục này.")
    if not file.is_file():
        raise StoreError(f"Không có tệp sao lưu {file}.")
    with _work_beside(target) as work:
        told = _read(file, work)
        _check_restored(file, told, work / STORE)
        _give_name(work / STORE, target)
        heads = target.with_name(HEADS)
        with_heads = (work / HEADS).exists() and not heads.exists()
        if with_heads:
            _give_name(work / HEADS, heads)
    return told, with_heads


def _check_restored(file: Path, told: Backup, store: Path) -> None:
    """The store that came out is ours, whole, and the one that the manifest tells of."""
    with store.open("rb") as stream:
        if stream.read(len(SQLITE)) != SQLITE:
            raise _bad(file, "kho bên trong không phải tệp SQLite")
    if told.revision == head():
        _, verdict = _checked(store)
        if verdict.head != told.head:
            raise _bad(file, "đầu chuỗi niêm phong không khớp với bản kê")
        return
    if told.revision not in known_revisions():
        raise StoreError(f"{file} là kho phiên bản {told.revision}, mới hơn chương trình này; hãy dùng bản mới hơn.")
    with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as older:
        if older.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise _bad(file, "kho bên trong bị hỏng")


def _read(file: Path, folder: Path | None) -> Backup:
    """Read a backup from beginning to end, into a folder or only to check it. Raises StoreError."""
    try:
        with file.open("rb") as raw:
            unpack = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
            with (
                unpack.stream_reader(raw, closefd=False) as stream,
                tarfile.open(fileobj=stream, mode="r|") as tar,
            ):
                return _read_parts(file, tar, folder)
    except zstandard.ZstdError as error:
        raise _bad(file, "không phải tệp sao lưu của tthc-monitor, hoặc đã hỏng") from error
    except (tarfile.TarError, EOFError) as error:
        raise _bad(file, "bị cắt cụt hoặc đã hỏng") from error
    except OSError as error:
        raise StoreError(f"Không đọc hoặc ghi được {error.filename or file}: {error.strerror}.") from error


def _read_parts(file: Path, tar: tarfile.TarFile, folder: Path | None) -> Backup:
    told: Backup | None = None
    waiting: list[Part] = []
    for entry in tar:
        expected = MANIFEST if told is None else (waiting[0].name if waiting else "")
        if entry.name != expected or not entry.isreg() or entry.issparse():
            raise _bad(file, f"có mục lạ «{entry.name[:80]}»")
        stream = tar.extractfile(entry)
        assert stream is not None
        if told is None:
            if entry.size > MOST[MANIFEST]:
                raise _bad(file, "bản kê dài quá mức")
            told = _told(file, stream.read())
            _check_sizes(file, told, folder)
            waiting = list(told.parts)
            continue
        _take(file, stream, entry.size, waiting.pop(0), folder)
    if told is None or waiting:
        raise _bad(file, "bị cắt cụt hoặc thiếu tệp")
    return told


def _told(file: Path, text: bytes) -> Backup:
    """The manifest, checked: it decides what is read after it."""
    try:
        said = json.loads(text)
        parts = tuple(Part(p["name"], p["size"], p["sha256"]) for p in said["files"])
        backup = Backup(said["created_at"], said["product"], said["revision"], said["head"], parts)
        digests = [p.sha256 for p in parts] + ([backup.head] if backup.head is not None else [])
        whole = (
            said["format"] == FORMAT
            and [p.name for p in parts] in ([STORE], [STORE, HEADS])
            and all(type(p.size) is int and p.size >= 0 for p in parts)
            and all(re.fullmatch("[0-9a-f]{64}", x) for x in digests)
            and all(isinstance(x, str) for x in (backup.created_at, backup.product, backup.revision))
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _bad(file, "bản kê không đọc được") from error
    if not whole:
        raise _bad(file, "bản kê không đúng dạng")
    return backup


def _check_sizes(file: Path, told: Backup, folder: Path | None) -> None:
    """Nothing is unpacked that could not be a store, or would fill the disk."""
    size = sum(p.size for p in told.parts)
    too_long = any(p.size > MOST[p.name] for p in told.parts if p.name in MOST)
    if too_long or (size > SMALL and size > LARGEST_RATIO * file.stat().st_size):
        raise _bad(file, "nở ra quá mức")
    if folder is not None and size > shutil.disk_usage(folder).free:
        raise StoreError(f"Không đủ chỗ để phục hồi {file}: cần {size} byte trong {folder.parent}.")


def _take(file: Path, stream: IO[bytes], size: int, part: Part, folder: Path | None) -> None:
    if size != part.size:
        raise _bad(file, f"{part.name} không đúng cỡ")
    digest = hashlib.sha256()
    with (folder / part.name).open("xb") if folder else open(os.devnull, "wb") as out:  # noqa: PTH123 - no path of ours
        for chunk in _chunks(stream):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        if folder:
            os.fsync(out.fileno())
    if digest.hexdigest() != part.sha256:
        raise _bad(file, f"{part.name} không khớp mã băm")


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _bad(file: Path, why: str) -> StoreError:
    return StoreError(f"Không phục hồi được từ {file}: {why}; hãy dùng bản sao lưu khác. Không có gì bị thay đổi.")


# --- files -----------------------------------------------------------------------------


def _refuse_existing(place: Path, what_to_do: str) -> None:
    if place.exists() or place.is_symlink():
        raise StoreError(f"Đã có {place}: {what_to_do}.")


@contextmanager
def _work_beside(target: Path) -> Iterator[Path]:
    """A folder on the same disk, gone afterwards."""
    try:
        work = Path(tempfile.mkdtemp(prefix=".tthc-", dir=target.parent))
    except OSError as error:
        raise StoreError(f"Không ghi được vào thư mục {target.parent}: {error.strerror}.") from error
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _give_name(file: Path, target: Path) -> None:
    """The whole file appears under its name, or nothing does; what has that name by now is not replaced."""
    try:
        os.link(file, target)
    except FileExistsError:
        raise StoreError(f"Đã có {target}: không ghi đè; hãy chọn tên khác.") from None
    except OSError:  # a disk without hard links
        _refuse_existing(target, "không ghi đè; hãy chọn tên khác")
        file.replace(target)
    with suppress(OSError):  # some systems cannot flush a folder
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
