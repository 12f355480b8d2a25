"""A small store with everything that is awkward, its export, and the readers of others."""

from __future__ import annotations

import importlib.util
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import fastwarc
import warcio
from sqlalchemy import Engine

from analysis.model import Outcome, Problem, ProblemKind, Role, Snapshot
from crawler.asks import Ask, Fetched
from storage import runs
from storage.export_files import Exported, export_files
from storage.selection import Selection
from storage.sidecar import VERIFIER
from storage.warc import Told
from tests.storage.making import AT, HEADERS, PROBLEM, detail, fetched, new_run, page, store
from tests.storage.sealed import crawl

PRODUCT = "tthc-monitor test"
BODY = '{"tên":"Cấp bản sao trích lục"}'.encode() * 3
#: Twice one name, twice another with an answer between, an empty value, and bytes that are no UTF-8.
ODD_HEADERS = (
    ("Set-Cookie", "a=1; Path=/"),
    ("Set-Cookie", "b=2"),
    ("X-Empty", ""),
    ("X-Ten", "Ti\u00eau \u00ff\u00fe\u0080"),
    ("X-Colon", "a: b: c"),
    ("Content-Encoding", "gzip"),
    ("Content-Type", "application/json; charset=utf-8"),
)
ROBOTS = Problem(ProblemKind.ROBOTS, "robots.txt của cổng không cho đọc.", "/kin")
TIMEOUT = Problem(ProblemKind.TIMEOUT, "Quá thời gian chờ.", "/detail")
CUT = Problem(ProblemKind.TRUNCATED, "Trả lời bị cắt dở.", "/detail")


def answers() -> list[Fetched]:
    """Everything that may happen to a question, once."""
    packed = gzipped(BODY)
    return [
        fetched(Ask("robots", "robots.txt", "/robots.txt"), b"User-agent: *\r\n\r\nAllow: /\r\n", status=200),
        page(1, b'{"items":["n1","n2"]}'),
        detail("n1", packed, status=200, headers=ODD_HEADERS),
        detail("n2", packed, status=200, headers=ODD_HEADERS[2:]),  # the same body again
        detail("n3", b"", status=204, headers=()),
        detail("n4", b"\r\n\r\n", headers=HEADERS),
        detail("n5", b'{"half', problem=CUT),
        detail("n6", b"<h1>503</h1>", status=503, problem=PROBLEM),
        detail("n7", status=None, problem=TIMEOUT),
        fetched(Ask("detail", "n8", "/kin"), status=None, problem=ROBOTS),
        fetched(
            Ask("front", "front", "/?q=a%20b&x=%C4%90"), b"\x1f\x8b\x00 no gzip", at=AT + timedelta(microseconds=7)
        ),
    ]


def gzipped(content: bytes) -> bytes:
    """Content as a gzip member that every library writes with the same bytes: nothing is compressed."""
    stored = b"\x01" + len(content).to_bytes(2, "little") + (len(content) ^ 0xFFFF).to_bytes(2, "little") + content
    end = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + stored + end


def odd_store(folder: Path, *, sealed: bool = True) -> Engine:
    """A store of one run with all of that."""
    engine = store(folder)
    run = new_run(engine)
    crawl(engine, run.id, answers())
    if sealed:
        close(engine, run)
    return engine


def close(engine: Engine, run: runs.CrawlRun) -> None:
    """Close a run: it is sealed."""
    at = run.started_at + timedelta(minutes=5)
    role, night = Role(run.role), run.night
    runs.close_run(
        engine, Snapshot(run.portal, role, night, run.id, Outcome.COMPLETE, "Đọc đủ.", run.started_at, at), "finished"
    )


def exported(
    engine: Engine, folder: Path, selection: Selection | None = None, name: str = "a", told: Told | None = None
) -> Exported:
    """Its export."""
    return export_files(engine, selection or Selection(), folder / f"{name}.warc.gz", PRODUCT, told)


# --- readers of others ----------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """A record as somebody read it."""

    kind: str
    id: str
    date: str
    uri: str | None
    block: bytes


def by_warcio(file: Path) -> list[Read]:
    """Every record, blocks as they are."""
    with file.open("rb") as source:
        found = []
        for record in warcio.ArchiveIterator(source, no_record_parse=True):
            head = record.rec_headers
            names = (head.get_header(f"WARC-{x}") for x in ("Type", "Record-ID", "Date", "Target-URI"))
            found.append(Read(*names, record.raw_stream.read()))
        return found


def by_fastwarc(file: Path) -> list[Read]:
    """The same through another reader."""
    found = []
    with file.open("rb") as source:
        for record in fastwarc.ArchiveIterator(source, parse_http=False, strict_mode=True):
            assert record.verify_block_digest() or record.headers.get("WARC-Block-Digest") is None
            head = record.headers
            block = record.reader.read()
            uri = head.get("WARC-Target-URI")
            found.append(Read(head["WARC-Type"], head["WARC-Record-ID"], head["WARC-Date"], uri, block))
    return found


def http_by_warcio(file: Path) -> Iterator[tuple[str, Any, bytes]]:
    """(kind, HTTP head, payload) of requests and answers, digests checked."""
    with file.open("rb") as source:
        for record in warcio.ArchiveIterator(source, check_digests="raise"):
            if record.http_headers is not None:
                yield record.rec_type, record.http_headers, record.raw_stream.read()


def split(file: Path) -> list[bytes]:
    """The gzip members."""
    data, found = file.read_bytes(), []
    while data:
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(data)
        found.append(data[: len(data) - len(unpacker.unused_data)])
        data = unpacker.unused_data
    return found


def rows(file: Path) -> list[dict[str, Any]]:
    """The metadata of every capture."""
    return [json.loads(r.block) for r in by_warcio(file) if r.kind == "metadata"]


# --- the script that ships ---------------------------------------------------------------


def script(folder: Path) -> ModuleType:
    """The script beside an export, loaded from there."""
    spec = importlib.util.spec_from_file_location("shipped", folder / VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def damage(module: ModuleType, file: Path, head: str | None = None) -> list[str]:
    """What the script finds wrong."""
    return list(module.Check(file, head).run().told[module.BAD])
