#!/usr/bin/env python3
"""Kiểm tra tệp bằng chứng WARC cùng FILE.sha256.json của nó: chỉ cần Python 3.8 trở lên, không cần mạng.

Checks exported WARC files against their sidecars with the standard library alone, offline:
    python3 tthc_verify.py [FILE.warc.gz ...] [--head DIGEST]
Without names: every *.warc.gz beside this script. Exit code 0: all holds; 1: something does not; 2: nothing to check.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zlib
from datetime import datetime, timedelta
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Iterator  # noqa: UP035 - Python 3.8 too

LIMIT = 64 * 1024 * 1024  # no record of ours is longer
FIELD = re.compile("([^\r\n]*?): ([^\r\n]*)")
BAD, DONE, OPEN = "HỎNG / DAMAGED", "đã kiểm / checked", "không kiểm được / not checked"
REWRITTEN = "chủ kho có tính lại cả chuỗi hay không / whether the holder reckoned the whole chain anew"
WRONG_FORM = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


class Check:
    """What was found in one file: damage, what was checked, what could not be."""

    def __init__(self, path: Path, head: str | None) -> None:
        self.path, self.head = path, head
        self.told: dict[str, list[str]] = {BAD: [], DONE: [], OPEN: [REWRITTEN]}
        self.members: list[list[Any]] = []
        self.pages: dict[Any, Any] = {}  # record: digest of its payload
        self.rows: list[tuple[Any, Any, str, int]] = []  # run, capture, digest of its row, where
        self.last: dict[str, tuple[dict[str, str], bytes, bytes]] = {}  # the records of the capture at hand
        self.changing: set[str] = set()
        with path.open("rb") as file:
            self.data: Any = mmap(file.fileno(), 0, access=ACCESS_READ) if path.stat().st_size else b""

    def bad(self, text: str) -> None:
        self.told[BAD].append(text)

    def run(self) -> Check:
        try:
            side = json.loads(Path(f"{self.path}.sha256.json").read_bytes())
            self.changing = set(side["changing"])
        except FileNotFoundError:
            side = None
            self.told[OPEN].append("bản ghi cắt trọn ở cuối, chuỗi: thiếu .sha256.json / records cut off, the chain")
        except WRONG_FORM:
            side = {}
        for start, packed, raw in self.unpacked():
            self.record(start, packed, raw)
        self.told[DONE].append(f"{len(self.data)} byte, {len(self.members)} bản ghi / records; {sha256(self.data)}")
        if not self.members:
            self.bad("không có bản ghi nào / there is no record")
        try:
            if side is not None:
                self.compare(side)
        except WRONG_FORM:
            self.bad("tệp .sha256.json sai dạng / the sidecar has another form")
        return self

    def unpacked(self) -> Iterator[tuple[int, Any, bytes]]:
        """The gzip members, one after the other: nothing may be between or behind them."""
        at, size = 0, len(self.data)
        while at < size:
            unpacker, raw, start = zlib.decompressobj(31), b"", at
            while not unpacker.eof and at < size and len(raw) <= LIMIT:
                chunk = self.data[at : at + 65536]
                try:
                    raw += unpacker.decompress(chunk, LIMIT + 1 - len(raw))
                except zlib.error:
                    break
                at += len(chunk) - len(unpacker.unused_data)
            if not unpacker.eof:
                self.bad(f"hỏng hoặc bị cắt cụt từ byte {start} / damaged or cut off from byte {start} on")
                return
            yield start, (at - start, sha256(self.data[start:at])[7:]), raw

    def record(self, start: int, packed: Any, raw: bytes) -> None:
        """Form, length, digests; then a capture's records against its row."""
        head, _, rest = raw.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace").split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        kind, name, told = (fields.get(f"WARC-{x}", "") for x in ("Type", "Record-ID", "Payload-Digest"))
        self.members.append([start, *packed, kind, name])
        block = rest[:-4]
        if lines[0] != "WARC/1.1" or fields.get("Content-Length") != str(len(block)) or rest[-4:] != b"\r\n\r\n":
            return self.bad(f"bản ghi {start}: sai dạng hoặc độ dài / record {start}: form or length")
        top, _, payload = block.partition(b"\r\n\r\n") if b"application/http;" in head else (b"", b"", block)
        there = self.pages.get(fields.get("WARC-Refers-To")) if kind == "revisit" else told and sha256(payload)
        wrong = fields.get("WARC-Block-Digest") != sha256(block) or there != told or (kind == "revisit" and not told)
        if wrong or name in self.pages:
            self.bad(f"bản ghi {start}: không khớp mã băm, hoặc lặp / record {start}: a digest, or here twice")
        self.pages[name] = told
        self.last[kind] = (fields, top, payload)
        return self.capture(start, fields, payload) if kind == "metadata" else None

    def capture(self, start: int, fields: dict[str, str], payload: bytes) -> None:
        try:
            row = json.loads(payload.decode())["row"]
            self.rows.append((row["run_id"], row["id"], digest_of(row)[:32], start))
            if self.agrees(row, fields):
                return self.last.clear()
        except WRONG_FORM:
            pass
        self.bad(f"lần đọc tại {start}: bản ghi khác dòng trong kho / capture {start}: not as its row")
        return self.last.clear()

    def agrees(self, row: dict[str, Any], fields: dict[str, str]) -> bool:
        """Time, request, status, header fields and body against the row that the chain seals."""
        at = datetime(1970, 1, 1) + timedelta(microseconds=row["fetched_at"])  # noqa: DTZ001 - UTC, as stored
        good = fields["WARC-Date"] == at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if "request" in self.last:
            asked, top, body = self.last["request"]
            key = (top.split(b" ")[0], asked["WARC-Target-URI"].encode(), body)
            good &= sha256(b"\0".join(key))[7:] == row["request"]
        answer = self.last.get("response") or self.last.get("revisit")
        if answer is None or "status" not in row:
            return good and answer is None and "status" not in row
        status, *lines = answer[1].split(b"\r\n")
        pairs = [FIELD.fullmatch(line.decode("latin-1")).groups() for line in lines]  # type: ignore[union-attr]
        block = [[n, None if n.lower() in self.changing else v] for n, v in pairs]
        good &= status == b"HTTP/1.1 %d " % row["status"]
        good &= answer[0].get("WARC-Payload-Digest", "")[7:] in ("", row.get("body", sha256(b"")[7:]))
        if self.changing:
            good &= digest_of(block) == row["header_block"]
            good &= json.loads(row["header_values"]) == [v for n, v in pairs if n.lower() in self.changing]
        return good

    def compare(self, side: dict[str, Any]) -> None:
        if [side["file"]["size"], side["file"]["sha256"]] != [len(self.data), sha256(self.data)[7:]]:
            self.bad("tệp khác lúc xuất / the file is not the one that was exported (SHA-256, length)")
        both = zip([*self.members, [len(self.data)]], [*side["records"], [side["file"]["size"]]])  # noqa: B905 - Python 3.8
        for first in [mine[0] for mine, told in both if mine != told][:1]:
            self.bad(f"bản ghi khác lúc xuất, từ byte {first} / other records than exported, from {first}")
        index = self.path.with_name(Path(side["index"]["name"]).name)
        if not index.exists():
            self.told[OPEN].append(f"chỉ mục / the index: không có / it is not here: {index.name}")
        elif sha256(index.read_bytes())[7:] != side["index"]["sha256"]:
            self.bad(f"chỉ mục đã bị sửa / the index was altered: {index.name}")
        self.chain(side["chain"]["entries"], set(side["chain"]["unsealed_runs"]))

    def chain(self, entries: list[dict[str, Any]], loose: set[int]) -> None:
        sealed: dict[int, str] = {}
        for before, entry in zip([None, *entries], entries):  # noqa: B905
            number, names = entry["id"], ("kind", "subject", "sealed_at", "previous", "content")
            if digest_of({name: entry[name] for name in names}) != entry["digest"]:
                self.bad(f"mắt xích {number} đã bị sửa / link {number} of the chain was altered")
            if before is not None and entry["previous"] != before["digest"]:
                self.bad(f"mắt xích {number} không nối mắt trước / link {number} does not follow the one before")
            if entry["kind"] in ("run", "inherited"):
                sealed.update(entry["content"]["rows"].get("capture", []))
        for run, number, digest, start in self.rows:
            if run not in loose and sealed.get(number) != digest:
                self.bad(f"lần đọc {number} khác lúc niêm phong / capture {number} ({start}) is not as sealed")
        self.told[DONE].append(f"{len(self.rows)} lần đọc / captures; {len(entries)} mắt xích / links of the chain")
        if loose:
            self.told[OPEN].append(f"lần quét chưa niêm phong / runs that are not sealed: {sorted(loose)}")
        if self.head is None:
            self.told[OPEN].append("đầu chuỗi giữ ở nơi khác, in trong báo cáo / a head kept elsewhere: --head")
        elif not any(entry["digest"] in self.head for entry in entries):
            self.bad("đầu chuỗi đã nêu không có ở đây / the head that was given is not here")


def digest_of(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def sha256(content: Any) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--head", type=str.lower, help="đầu chuỗi / a digest, or a line of heads.txt")
    options = parser.parse_args(arguments)
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    codes = [2]
    for path in options.files or sorted(Path(__file__).resolve().parent.glob("*.warc.gz")):
        try:
            found = Check(path, options.head).run()
        except OSError as error:
            sys.exit(f"{path}: {error.strerror}")
        codes.append(1 if found.told[BAD] else 0)
        sys.stdout.write(f"{path.name}: {BAD if found.told[BAD] else 'NGUYÊN VẸN / INTACT'}\n")
        for title, lines in found.told.items():
            sys.stdout.writelines(f"  {title}: {line}\n" for line in lines[:50])
    return max(codes[1:] or codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
