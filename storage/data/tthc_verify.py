#!/usr/bin/env python3
"""Kiểm tra tệp bằng chứng WARC cùng FILE.sha256.json của nó: chỉ cần Python 3.8 trở lên, không cần mạng.

Checks exported WARC files (without names: all here) against their sidecars, standard library alone, offline:
    python3 tthc_verify.py [FILE.warc.gz ...] [--head DIGEST]
Exit code 0: all holds; 1: something does not, or is not proved; 2: nothing to check, or wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zlib
from contextlib import suppress
from datetime import datetime, timedelta
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

LIMIT = 64 * 1024 * 1024  # no record of ours is longer
BAD, LOOSE = "HỎNG / DAMAGED", "CHƯA CHỨNG MINH ĐƯỢC / NOT PROVED"
DONE, OPEN = "đã kiểm / checked", "không kiểm được / not checked"
REWRITTEN = "chủ kho có tính lại cả chuỗi hay không / whether the holder reckoned the whole chain anew"
OTHERS = "mọi tệp khác ở đây, như tờ bìa, chênh lệch / any other file here, as the covering sheet and verdicts"
NO_HEAD = "đầu chuỗi giữ ở nơi khác, in trong báo cáo / a head kept elsewhere: --head"
ELSEWHERE = "đầu chuỗi đã nêu: ở trước, sau đoạn chuỗi này, hay chuỗi khác / the head: not in this part of the chain"
WRONG_FORM = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


class Check:  # what was found in one file: damage, what was checked, what could not be
    def __init__(self, path: Path, head: str | None) -> None:
        self.path, self.head = path, head
        self.told: dict[str, list[str]] = {BAD: [], LOOSE: [], DONE: [], OPEN: [REWRITTEN, OTHERS]}
        self.told[OPEN if head is None else LOOSE].append(NO_HEAD if head is None else ELSEWHERE)
        self.bad = self.told[BAD].append
        self.dropped = 0  # answers without their bytes
        self.members: list[list[Any]] = []
        self.pages: dict[Any, Any] = {}  # record: digest of its payload
        self.rows: list[tuple[Any, Any, str, int]] = []  # run, capture, digest of its row, where
        self.last: dict[str, tuple[dict[str, str], bytes, bytes]] = {}  # the records of the capture at hand
        self.changing: set[str] = set()
        with path.open("rb") as file:
            self.data: Any = mmap(file.fileno(), 0, access=ACCESS_READ) if path.stat().st_size else b""

    def run(self) -> Check:
        beside = Path(f"{self.path}.sha256.json")
        side: Any = {}
        with suppress(*WRONG_FORM):
            side = json.loads(beside.read_bytes()) if beside.exists() else {}
            self.changing = set(side["changing"])
        self.unpack()
        self.told[DONE].append(f"{len(self.data)} byte, {len(self.members)} bản ghi / records; {digest(self.data)}")
        try:
            if beside.exists():
                self.compare(side)
            else:
                self.told[OPEN].append("bản ghi cắt ở cuối, chuỗi: thiếu .sha256.json / records cut off, the chain")
        except WRONG_FORM:
            self.bad("tệp .sha256.json sai dạng / the sidecar has another form")
        if self.dropped:
            self.told[OPEN].append(f"{self.dropped} nội dung đã bỏ theo quy tắc lưu giữ / bodies dropped by rule")
        return self

    def unpack(self) -> None:
        """The gzip members, one after the other: nothing may be between or behind them."""
        at, size = 0, len(self.data)
        while at < size or not size:
            unpacker, raw, start = zlib.decompressobj(31), b"", at
            with suppress(zlib.error):
                while not unpacker.eof and at < size and len(raw) <= LIMIT:
                    chunk = self.data[at : at + 65536]
                    raw += unpacker.decompress(chunk, LIMIT + 1 - len(raw))
                    at += len(chunk) - len(unpacker.unused_data)
            if not unpacker.eof:
                self.bad(f"hỏng hoặc bị cắt cụt từ byte {start} / damaged or cut off from byte {start} on")
                break
            self.record(start, (at - start, digest(self.data[start:at])[7:]), raw)

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
        there = self.pages.get(fields.get("WARC-Refers-To")) if kind == "revisit" else told and digest(payload)
        wrong = fields.get("WARC-Block-Digest") != digest(block) or there != told or (kind == "revisit" and not told)
        if wrong or name in self.pages:
            self.bad(f"bản ghi {start}: không khớp mã băm, hoặc lặp / record {start}: a digest, or here twice")
        self.pages[name] = told
        self.last[kind] = (fields, top, payload)
        return self.capture(start, fields, payload) if kind == "metadata" else None

    def capture(self, start: int, fields: dict[str, str], payload: bytes) -> None:
        good = False
        with suppress(*WRONG_FORM):
            row = json.loads(payload.decode())["row"]
            self.rows.append((row["run_id"], row["id"], digest(row)[7:39], start))
            good = self.agrees(row, fields)
        if not good:
            self.bad(f"lần đọc tại {start}: bản ghi khác dòng trong kho / capture {start}: not as its row")
        self.last.clear()

    def agrees(self, row: dict[str, Any], fields: dict[str, str]) -> bool:
        """Time, request, status, header fields and body against the row that the chain seals."""
        at = datetime(1970, 1, 1) + timedelta(microseconds=row["fetched_at"])  # noqa: DTZ001 - UTC, as stored
        good = fields["WARC-Date"] == at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if "request" in self.last:
            asked, top, body = self.last["request"]
            key = (top.split(b" ")[0], asked["WARC-Target-URI"].encode(), body)
            good &= digest(b"\0".join(key))[7:] == row["request"]
        answer = self.last.get("response") or self.last.get("revisit")
        if answer is None or "status" not in row:
            return good and answer is None and "status" not in row
        status, *lines = answer[1].split(b"\r\n")
        pairs = [line.decode("latin-1").split(": ", 1) for line in lines]
        good &= status == b"HTTP/1.1 %d " % row["status"]
        there = answer[0].get("WARC-Payload-Digest", "")[7:]
        self.dropped += not there
        good &= there == row.get("body", digest(b"")[7:]) or not (there or answer[2])
        if self.changing:
            block = [[n, None if n.lower() in self.changing else v] for n, v in pairs]
            good &= digest(block)[7:] == row["header_block"]
            good &= json.loads(row["header_values"]) == [v for n, v in pairs if n.lower() in self.changing]
        return good

    def compare(self, side: dict[str, Any]) -> None:
        whole, file = [len(self.data), digest(self.data)[7:]], side["file"]
        both = zip([*self.members, whole], [*side["records"], [file["size"], file["sha256"]]])  # noqa: B905 - Python 3.8
        for first in [mine[0] for mine, told in both if mine != told][:1]:
            self.bad(f"bản ghi khác lúc xuất, từ byte {first} / other records than exported, from {first}")
        index = self.path.with_name(Path(side["index"]["name"]).name)
        if not index.exists():
            self.told[OPEN].append(f"chỉ mục / the index: không có / it is not here: {index.name}")
        elif digest(index.read_bytes())[7:] != side["index"]["sha256"]:
            self.bad(f"chỉ mục đã bị sửa / the index was altered: {index.name}")
        self.chain(side["chain"]["entries"], set(side["chain"]["unsealed_runs"]))

    def chain(self, entries: list[dict[str, Any]], loose: set[int]) -> None:
        sealed: dict[int, tuple[str, int]] = {}  # capture: digest of its row, the place of its link
        for place, (before, entry) in enumerate(zip([None, *entries], entries)):  # noqa: B905
            number, names = entry["id"], ("kind", "subject", "sealed_at", "previous", "content")
            if digest({name: entry[name] for name in names})[7:] != entry["digest"]:
                self.bad(f"mắt xích {number} đã bị sửa / link {number} of the chain was altered")
            if before is not None and entry["previous"] != before["digest"]:
                self.bad(f"mắt xích {number} không nối mắt trước / link {number} does not follow the one before")
            if entry["kind"] in ("run", "inherited"):
                sealed.update({n: (told, place) for n, told in entry["content"]["rows"].get("capture", [])})
        for run, number, told, start in self.rows:
            if run not in loose and sealed.get(number, ("", 0))[0] != told:
                self.bad(f"lần đọc {number} khác lúc niêm phong / capture {number} ({start}) is not as sealed")
        self.told[DONE].append(f"{len(self.rows)} lần đọc / captures; {len(entries)} mắt xích / links of the chain")
        if loose:
            self.told[OPEN].append(f"lần quét chưa niêm phong / runs that are not sealed: {sorted(loose)}")
        for at in [n for n, entry in enumerate(entries) if entry["digest"] in (self.head or "").split()]:
            self.told[LOOSE].clear()
            self.told[DONE].append(f"đầu chuỗi đã nêu: mắt xích / the head that was given: link {entries[at]['id']}")
            later = sum(sealed.get(number, ("", at + 1))[1] > at for _, number, *_ in self.rows)
            self.told[OPEN] += [f"{later} lần đọc sau đầu chuỗi ấy / captures after that head"] if later else []


def digest(value: Any) -> str:
    if not isinstance(value, (bytes, mmap)):
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        value = text.encode("utf-8", "surrogateescape")
    return "sha256:" + hashlib.sha256(value).hexdigest()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--head", type=str.lower, help="đầu chuỗi / a digest, or a line of heads.txt")
    options = parser.parse_args(arguments)
    if options.head is not None and not re.search(r"(?<!\S)[0-9a-f]{64}(?!\S)", options.head):
        parser.error("--head: cần đủ 64 chữ số hexa, hoặc một dòng của heads.txt / 64 digits, or a line of heads.txt")
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    codes = [2]
    for path in options.files or sorted(Path(__file__).resolve().parent.glob("*.warc.gz")):
        try:
            found = Check(path, options.head).run()
        except OSError as error:
            sys.exit(f"{path}: {error.strerror}")
        faults = [title for title in (BAD, LOOSE) if found.told[title]]
        codes.append(1 if faults else 0)
        sys.stdout.write(f"{path.name}: {(faults or ['NGUYÊN VẸN / INTACT'])[0]}\n")
        for title, lines in found.told.items():
            sys.stdout.writelines(f"  {title}: {line}\n" for line in lines[:50])
    return max(codes[1:] or codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
