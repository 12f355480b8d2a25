"""The archive as WARC 1.1: for every capture what was asked, what came, and what else is known of it.

What is reconstructed and what was not kept (docs/decisions/0011-export.md) is said in the file: in its first record
and in the metadata record of every capture. Bodies are the bytes of the wire, before content decoding.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import zstandard
from sqlalchemy import Connection, Engine, Row, select

from analysis.model import ProblemKind
from storage import tables as t
from storage.captured import Captured, captured
from storage.coding import expand
from storage.selection import Chosen, Selection, choose
from storage.warc_notes import Notes, Place, Written
from storage.warc_records import (
    FIELDS,
    HTTP_REQUEST,
    HTTP_RESPONSE,
    JSON,
    SAME_PAYLOAD,
    Record,
    asked_words,
    media_type,
    record_id,
    request_block,
    response_head,
    timestamp,
    to_member,
    url_key,
)

#: (captures written, of how many).
Told = Callable[[int, int], None]

#: Why a body is not whole, in the words of WARC.
_TRUNCATED = {ProblemKind.TRUNCATED.value: "disconnect", ProblemKind.TOO_LARGE.value: "length"}

INFO = (
    ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
    (
        "description",
        "Answers of public-service portals as a crawl received them. Response bodies are the bytes of the wire before "
        "content decoding; their SHA-256 was taken when they came.",
    ),
    (
        "reconstructed",
        "requests, from method, address and body (their other header fields are not kept); the status line of "
        "answers (HTTP/1.1, without reason phrase)",
    ),
    (
        "not-kept",
        "case and order of header names, reason phrase, chunking (Transfer-Encoding), TLS certificate, IP address",
    ),
    (
        "metadata",
        "every capture has a metadata record; its 'row' is the row of the archive that the chain of seals names",
    ),
)


class ExportError(Exception):
    """The export cannot be made; one Vietnamese sentence."""


class Damaged(ExportError):
    """What should be written is no longer what was kept."""


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What was written."""

    selection: str
    runs: tuple[int, ...]
    captures: int
    requests: int
    responses: int
    revisits: int
    without_answer: int
    dropped: int  # answers whose bytes a rule of keeping dropped: their digest is left
    newest: int  # moment of the newest capture, microseconds since 1970; 0: there is none
    of_run: tuple[tuple[int, int], ...]  # (run, captures)
    size: int
    sha256: str


@dataclass(slots=True)
class _Out:
    """Records on their way into the file."""

    sink: BinaryIO
    notes: Notes
    size: int
    digest: Any

    def write(self, record: Record) -> Place:
        member = to_member(record)
        place = Place(self.size, len(member), hashlib.sha256(member).hexdigest(), record.kind, record.id)
        self.sink.write(member)
        self.digest.update(member)
        self.notes.note_record(place)
        self.size += len(member)
        return place


@contextmanager
def one_view(engine: Engine) -> Iterator[Connection]:
    """One state of the store for everything that is read, whatever is added meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield connection
        connection.rollback()


def export(
    connection: Connection,
    selection: Selection,
    sink: BinaryIO,
    notes: Notes,
    *,
    name: str,
    product: str,
    told: Told | None = None,
) -> ExportSummary:
    """Write the captures of a selection as they come; the same store gives the same bytes. Raises ExportError.

    ``name`` is the name of the file, for its first record and for the index that ``notes`` gather.
    """
    chosen = choose(connection, selection)
    if not chosen.runs:
        raise ExportError(_nothing(connection, selection))
    out = _Out(sink, notes, 0, hashlib.sha256())
    out.write(_info(selection, chosen, name, product))
    counted = dict.fromkeys((r.id for r in chosen.runs), 0)
    done = silent = newest = dropped = 0
    for capture in captured(connection, chosen):
        dropped += not _write(connection, out, capture, name)
        done += 1
        counted[capture.row["run_id"]] += 1
        silent += capture.status is None
        newest = max(newest, capture.row["fetched_at"])
        if told is not None:
            told(done, chosen.captures)
    return ExportSummary(
        selection.told(),
        tuple(r.id for r in chosen.runs),
        done,
        notes.count("request"),
        notes.count("response"),
        notes.count("revisit"),
        silent,
        dropped,
        newest,
        tuple(counted.items()),
        out.size,
        out.digest.hexdigest(),
    )


def _nothing(connection: Connection, selection: Selection) -> str:
    """Why nothing was chosen: there is no such run, or no page of those runs is about the procedure."""
    there = choose(connection, replace(selection, codes=(), records=(), pages=frozenset())).runs
    if not there:
        return "Kho không có lần quét nào như vậy; xem `tthc runs`."
    return (
        f"Kho có {len(there)} lần quét như vậy nhưng không trang nào của chúng nêu thủ tục này; "
        "muốn xuất cả những trang ấy thì bỏ --code, hoặc đóng hồ sơ bằng `tthc evidence pack`."
    )


# --- the first record -----------------------------------------------------------------


def _info(selection: Selection, chosen: Chosen, name: str, product: str) -> Record:
    """Who wrote this, what it holds, what is reconstructed. Its date is that of the newest run."""
    fields = [("software", product), ("format", "WARC File Format 1.1"), *INFO, ("selection", selection.told())]
    fields += [("run", _run_told(row)) for row in chosen.runs]
    block = "".join(f"{key}: {value}\r\n" for key, value in fields).encode()
    newest = max((row.finished_at or row.started_at) for row in chosen.runs)
    date = newest.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    identity = record_id("warcinfo", hashlib.sha256(block).hexdigest())
    return Record("warcinfo", identity, date, FIELDS, block, more=(("WARC-Filename", name),))


def _run_told(row: Row[Any]) -> str:
    return json.dumps(
        {
            "run": row.id,
            "portal": row.portal,
            "adapter": row.adapter,
            "base": row.base_url,
            "night": row.night.isoformat(),
            "outcome": row.outcome or "open",
            "product": row.product,
        },
        ensure_ascii=False,
    )


# --- captures -----------------------------------------------------------------------------


def _write(connection: Connection, out: _Out, capture: Captured, name: str) -> bool:
    """The records of one capture: request, answer, metadata. False: the bytes of its answer are not kept any more."""
    try:
        if capture.was_sent:
            out.write(_request(capture))
        kept = True
        if capture.status is not None:
            answer, kept = _answer(connection, out.notes, capture)
            place = out.write(answer)
            out.notes.note_page(*_index_line(capture, place, name))
        out.write(_metadata(capture, kept=kept))
    except (ValueError, zstandard.ZstdError, TypeError) as error:
        raise Damaged(
            f"Trang đã lưu số {capture.row['id']} (lần quét {capture.row['run_id']}) không còn nguyên vẹn ({error}); "
            "hãy chạy `tthc verify` để biết những gì đã bị thay đổi."
        ) from error
    return kept


def _request(capture: Captured) -> Record:
    more = []
    if capture.status is not None:
        more.append(("WARC-Concurrent-To", capture.id("answer")))
    digest = hashlib.sha256(capture.asked).hexdigest() if capture.asked else ""
    block = request_block(capture.method, capture.url, capture.asked)
    return Record("request", capture.id("request"), capture.date, HTTP_REQUEST, block, capture.url, digest, tuple(more))


def _answer(connection: Connection, notes: Notes, capture: Captured) -> tuple[Record, bool]:
    """Whole, or a revisit where the same body stands in this file already; and whether the body is kept at all."""
    head = response_head(capture.status or 0, capture.headers)
    identity, body = capture.id("answer"), capture.row.get("body_id")
    before = None if body is None else notes.written(body)
    if before is not None:
        more = (
            ("WARC-Profile", SAME_PAYLOAD),
            ("WARC-Refers-To", before.id),
            ("WARC-Refers-To-Target-URI", before.uri),
            ("WARC-Refers-To-Date", before.date),
        )
        return _record("revisit", identity, capture, head, capture.body_sha256, more), True
    wire = b"" if body is None else _wire(connection, capture, body)
    if wire is None:
        return _record("response", identity, capture, head, "", (("WARC-Truncated", "unspecified"),)), False
    if body is not None and wire:
        notes.note_written(body, Written(identity, capture.url, capture.date))
    cut = _TRUNCATED.get(capture.row.get("problem", ""))
    truncated = (("WARC-Truncated", cut),) if cut else ()
    return _record("response", identity, capture, head + wire, hashlib.sha256(wire).hexdigest(), truncated), True


def _record(
    kind: str, identity: str, capture: Captured, block: bytes, payload: str, more: tuple[tuple[str, str], ...]
) -> Record:
    return Record(kind, identity, capture.date, HTTP_RESPONSE, block, capture.url, payload, more)


def _wire(connection: Connection, capture: Captured, body: int) -> bytes | None:
    """The bytes that came; None: dropped by a rule of keeping, only their digest is left. Raises ValueError."""
    row = connection.execute(select(t.body.c.coding, t.body.c.data).where(t.body.c.id == body)).one()
    if not row.data and capture.body_size:
        return None
    wire = expand(row.coding, row.data)
    if hashlib.sha256(wire).hexdigest() != capture.body_sha256:
        raise ValueError(f"SHA-256 {capture.body_sha256[:16]}…")
    return wire


def _metadata(capture: Captured, *, kept: bool) -> Record:
    """What is known of a capture beside its bytes, and what of its records is reconstructed."""
    row = capture.row
    told: dict[str, Any] = {
        "fetchedAt": capture.date,
        "run": row["run_id"],
        "portal": capture.portal,
        "night": capture.night,
        "purpose": row["purpose"],
        "topic": row["topic"],
        "problem": _problem(row),
        "request": {
            "sent": capture.was_sent,
            "reconstructed": True,
            "method": capture.method,
            "bodySha256": hashlib.sha256(capture.asked).hexdigest(),
        },
        "response": None,
        "row": row,
    }
    of = capture.id("request") if capture.was_sent else ""
    if capture.status is not None:
        of = capture.id("answer")
        told["response"] = {
            "sha256": capture.body_sha256,
            "size": capture.body_size,
            "bodyKept": kept,
            "reconstructed": ["status line"],
            "notKept": ["header name case and order", "reason phrase", "chunking"],
        }
    block = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "surrogateescape") + b"\n"
    more = (("WARC-Concurrent-To", of),) if of else ()
    return Record("metadata", capture.id("metadata"), capture.date, JSON, block, capture.url, more=more)


def _problem(row: dict[str, Any]) -> dict[str, str] | None:
    if "problem" not in row:
        return None
    return {"kind": row["problem"], "text": row.get("problem_text", ""), "where": row.get("problem_where", "")}


def _index_line(capture: Captured, place: Place, name: str) -> tuple[str, str]:
    """The key and the JSON of a line of the CDXJ index; questions that are no GET as pywb writes them."""
    added = asked_words(capture.method, capture.asked)
    told: dict[str, Any] = {
        "url": capture.url,
        "mime": "warc/revisit" if place.kind == "revisit" else media_type(capture.headers),
        "status": str(capture.status),
        "digest": f"sha256:{capture.body_sha256}",
        "length": str(place.size),
        "offset": str(place.offset),
        "filename": name,
    }
    if added:
        told |= {
            "method": capture.method,
            "requestBody": added.partition("&")[2],
            "requestDigest": f"sha256:{hashlib.sha256(capture.asked).hexdigest()}",
        }
    key = f"{url_key(capture.url, added)} {timestamp(capture.row['fetched_at'])}"
    return key, json.dumps(told, ensure_ascii=False)
