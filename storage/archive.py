"""Reading committed captures back: the evidence of a run, in the order it was made."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import zstandard
from sqlalchemy import Engine, LargeBinary, Row, Select, cast, select

from analysis.model import Capture, Page, Problem, ProblemKind
from storage import tables as t
from storage.coding import DROPPED, expand
from storage.database import StoreError
from storage.ledger import join_headers

#: Decoded content is bounded like the download itself, so that a stored bomb stays harmless.
CONTENT_LIMIT = 16 * 1024 * 1024


class DamagedBody(StoreError):
    """Kept bytes cannot be brought back: the store was altered, or its disk is failing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A capture with what an inspector asks of it."""

    capture: int
    run: int
    portal: str
    night: date
    purpose: str
    topic: str
    method: str
    url: str
    request_body: bytes
    fetched_at: datetime
    status: int | None
    headers: tuple[tuple[str, str], ...]
    sha256: str
    size: int
    wire: bytes
    problem: str | None
    is_dropped: bool = False  # the bytes were dropped by a rule of keeping; digest and size are left

    @property
    def is_answer(self) -> bool:
        """Whether an answer came at all; its bytes may be none."""
        return self.status is not None

    @property
    def is_intact(self) -> bool:
        """Whether the stored bytes, where they are kept, still have their digest."""
        return self.is_dropped or hashlib.sha256(self.wire).hexdigest() == self.sha256


class RunArchive:
    """The captures of one run; see :class:`crawler.reading.Archive`."""

    def __init__(self, engine: Engine, run: int, without: tuple[str, ...] = ()) -> None:
        self._engine = engine
        self._run = run
        self._without = without

    def captures(self, purpose: str, topic: str = "") -> Iterator[Capture]:
        """Captures of one purpose (and topic), in the order they were made; none of a purpose left out.

        Raises DamagedBody.
        """
        if purpose in self._without:
            return
        query = _captures().where(t.capture.c.run_id == self._run, t.capture.c.purpose == purpose)
        if topic:
            query = query.where(t.capture.c.topic == topic)
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=100).execute(query.order_by(t.capture.c.id)):
                yield _capture(row)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture was made, without its bytes."""

    topic: str
    method: str
    url: str
    fetched_at: datetime
    sha256: str
    is_good: bool = True  # a usable answer, not a refusal or a broken one

    @property
    def asked(self) -> tuple[str, str]:
        """How and where it was asked: (method, URL)."""
        return self.method, self.url


#: Purposes whose captures stand behind the lines of a report.
_TOLD = ("detail", "again", "list", "front")


def locate(engine: Engine, run: int, topic: str) -> Place | None:
    """Where the last good capture of a topic in a run was made."""
    query = (
        _places(run)
        .where(t.capture.c.topic == topic)
        .order_by(t.capture.c.problem.is_(None).desc(), t.capture.c.id.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        row = connection.execute(query).first()
    return None if row is None else _place(row)


def bad_answers(engine: Engine, run: int) -> list[Place]:
    """Of every topic that a run got no good answer about: the last answer that it did get, in their order."""
    query = _places(run).order_by(t.capture.c.id)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    good = {row.topic for row in rows if row.problem is None}
    return [_place(row) for row in {row.topic: row for row in rows if row.topic not in good}.values()]


def _places(run: int) -> Select[Any]:
    return (
        select(
            t.capture.c.topic,
            t.request.c.method,
            t.request.c.url,
            t.capture.c.fetched_at,
            t.body.c.sha256,
            t.capture.c.problem,
        )
        .join_from(t.capture, t.request, t.capture.c.request_id == t.request.c.id)
        .join(t.body, t.capture.c.body_id == t.body.c.id)
        .where(t.capture.c.run_id == run, t.capture.c.purpose.in_(_TOLD))
    )


def _place(row: Row[Any]) -> Place:
    return Place(row.topic, row.method, row.url, row.fetched_at, row.sha256.hex(), row.problem is None)


def find_evidence(engine: Engine, run: int, topic: str) -> Evidence | None:
    """The last capture of a topic in a run: good ones first, then those with an answer. Raises DamagedBody."""
    query = (
        _captures()
        .where(t.capture.c.run_id == run, t.capture.c.topic == topic)
        .order_by(t.capture.c.problem.is_(None).desc(), t.capture.c.body_id.is_(None), t.capture.c.id.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        row = connection.execute(query).first()
    return None if row is None else _evidence(row)


def _captures() -> Select[Any]:
    return (
        select(
            t.capture,
            t.run.c.portal,
            t.run.c.night,
            t.request.c.method,
            t.request.c.url,
            t.request.c.body.label("request_body"),
            t.header_block.c.fields,
            t.body.c.sha256,
            t.body.c.size,
            t.body.c.coding,
            cast(t.body.c.data, LargeBinary).label("data"),  # SQLite would refuse bytes that were altered into a text
        )
        .join(t.run, t.capture.c.run_id == t.run.c.id)
        .join(t.request, t.capture.c.request_id == t.request.c.id)
        .outerjoin(t.header_block, t.capture.c.header_block_id == t.header_block.c.id)
        .outerjoin(t.body, t.capture.c.body_id == t.body.c.id)
    )


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(
        row.id,
        row.run_id,
        row.portal,
        row.night,
        row.purpose,
        row.topic,
        row.method,
        row.url,
        row.request_body,
        row.fetched_at,
        row.status,
        join_headers(row.fields, row.header_values),
        row.sha256.hex() if row.sha256 else "",
        row.size or 0,
        _wire(row),
        row.problem_text,
        row.coding == DROPPED,
    )


def _capture(row: Row[Any]) -> Capture:
    problem = None
    if row.problem is not None:
        problem = Problem(ProblemKind(row.problem), row.problem_text or "", row.problem_where or "")
    page = None
    if row.status is not None:
        headers = join_headers(row.fields, row.header_values)
        if row.coding == DROPPED:
            told = f"Nội dung của {row.url} đã được bỏ theo quy tắc lưu giữ; không đọc lại được."
            problem = problem or Problem(ProblemKind.UNREADABLE, told)
        wire = _wire(row)
        try:
            content = decode_content(wire, headers)
        except ValueError as error:
            content = b""
            problem = problem or Problem(ProblemKind.UNREADABLE, f"Không giải nén được {row.url}: {error}.")
        page = Page(
            row.method,
            row.url,
            row.request_body,
            row.url,
            row.status,
            headers,
            row.fetched_at,
            content,
            row.sha256.hex() if row.sha256 else "",
        )
    return Capture(row.id, row.purpose, row.topic, row.visit, row.position, page, problem)


def _wire(row: Row[Any]) -> bytes:
    """The body of a capture as it came; empty where there was none, or where it was dropped. Raises DamagedBody."""
    if row.coding in (None, DROPPED):
        return b""
    try:
        return expand(row.coding, row.data)
    except (ValueError, zstandard.ZstdError) as error:
        raise DamagedBody(
            f"Nội dung đã lưu số {row.body_id} (lần quét {row.run_id}, nguồn {row.portal}, câu trả lời {row.id}, trang "
            f"{row.topic}) không đọc lại được: kho đã bị thay đổi; hãy chạy `tthc verify` để biết hết những chỗ hỏng."
        ) from error


def decode_content(wire: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    """The body after content decoding, bounded. We ask for gzip only; raises ValueError on anything else."""
    codings = [c.strip().lower() for k, v in headers if k.lower() == "content-encoding" for c in v.split(",")]
    content = wire
    for coding in reversed([c for c in codings if c and c != "identity"]):
        try:
            if coding in ("gzip", "x-gzip"):
                content = gzip.GzipFile(fileobj=io.BytesIO(content)).read(CONTENT_LIMIT + 1)
            elif coding == "deflate":
                unpacking = zlib.decompressobj()
                content = unpacking.decompress(content, CONTENT_LIMIT + 1)
                if not unpacking.eof and len(content) <= CONTENT_LIMIT:
                    raise ValueError("the compressed content ends too early")
            else:
                raise ValueError(f"content coding {coding}")
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(str(error)) from error
        if len(content) > CONTENT_LIMIT:
            raise ValueError("content is too large")
    return content
