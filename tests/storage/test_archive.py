"""Reading the evidence back: every capture, in order, as it came and as it was meant."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from analysis.model import Capture, ProblemKind
from crawler.asks import Ask, Fetched
from storage.archive import CONTENT_LIMIT, RunArchive, decode_content, find_evidence
from storage.coding import compress, expand
from tests.storage.making import AT, HEADERS, PROBLEM, detail, fetched, ledger, new_run, page, sql, store

GZIP = (("Content-Encoding", "gzip"),)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return store(tmp_path)


def kept(engine: Engine, *items: Fetched) -> int:
    """A run with these captures."""
    run = new_run(engine).id

    async def crawl() -> None:
        held = ledger(engine, run)
        await asyncio.gather(*(held.put(i) for i in items))
        await held.close()

    asyncio.run(crawl())
    return run


def only(captures: object) -> Capture:
    (one,) = captures  # type: ignore[misc]
    return one  # type: ignore[no-any-return]


def test_captures_come_back_by_purpose_and_topic_in_their_order(engine: Engine) -> None:
    run = kept(engine, page(1), detail("b"), detail("a"), page(2), detail("a", problem=PROBLEM))
    archive = RunArchive(engine, run)

    assert [c.position for c in archive.captures("list")] == [1, 2]
    assert [c.topic for c in archive.captures("detail")] == ["b", "a", "a"]
    assert [c.problem for c in archive.captures("detail", "a")] == [None, PROBLEM]
    assert list(archive.captures("robots")) == []
    assert list(RunArchive(engine, run + 1).captures("list")) == []


def test_a_page_comes_back_whole(engine: Engine) -> None:
    headers = (*HEADERS, ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    run = kept(engine, fetched(Ask("list", "formalities", "/list", '{"q":"Sở"}', 2, 3), b'{"a":1}', headers=headers))

    capture = only(RunArchive(engine, run).captures("list"))

    assert (capture.visit, capture.position, capture.problem) == (2, 3, None)
    got = capture.page
    assert got is not None
    assert (got.method, got.url, got.request_body) == ("POST", "https://portal.test/list", '{"q":"Sở"}'.encode())
    assert (got.status, got.headers, got.fetched_at, got.body) == (201, headers, AT, b'{"a":1}')


def test_no_answer_is_a_problem_without_a_page(engine: Engine) -> None:
    run = kept(engine, page(1, status=None, problem=PROBLEM))

    capture = only(RunArchive(engine, run).captures("list"))

    assert (capture.page, capture.problem) == (None, PROBLEM)


def test_a_compressed_answer_is_kept_as_it_came_and_read_as_it_was_meant(engine: Engine) -> None:
    wire = gzip.compress("Thủ tục đăng ký khai sinh".encode() * 50, mtime=0)
    run = kept(engine, page(1, wire, headers=GZIP))

    got = only(RunArchive(engine, run).captures("list")).page
    evidence = find_evidence(engine, run, "formalities")

    assert got is not None
    assert got.body == "Thủ tục đăng ký khai sinh".encode() * 50
    assert evidence is not None
    assert (evidence.wire, evidence.size, evidence.is_intact) == (wire, len(wire), True)


def test_a_page_that_cannot_be_unpacked_is_a_problem_and_still_evidence(engine: Engine) -> None:
    run = kept(engine, page(1, b"not gzip at all", headers=GZIP))

    capture = only(RunArchive(engine, run).captures("list"))
    evidence = find_evidence(engine, run, "formalities")

    assert capture.problem is not None
    assert capture.problem.kind is ProblemKind.UNREADABLE
    assert evidence is not None
    assert evidence.wire == b"not gzip at all"


def test_the_last_good_page_is_the_evidence_and_a_bad_one_only_where_there_is_no_other(engine: Engine) -> None:
    run = kept(
        engine,
        detail("1", b"old"),
        detail("1", b"new"),
        detail("1", b"bad", problem=PROBLEM),
        detail("2", b"first", problem=PROBLEM),
        detail("2", b"second", problem=PROBLEM),
    )

    found = {topic: find_evidence(engine, run, topic) for topic in ("1", "2", "3")}

    assert [e.wire if e else None for e in found.values()] == [b"new", b"second", None]
    assert found["2"] is not None
    assert found["2"].problem == PROBLEM.text


def test_bytes_that_were_altered_are_found_out(engine: Engine, tmp_path: Path) -> None:
    run = kept(engine, detail("1", b"fee: 8000"))
    sql(tmp_path, "update body set coding = 'raw', data = cast('fee: 9000' as blob)")

    evidence = find_evidence(engine, run, "1")

    assert evidence is not None
    assert (evidence.wire, evidence.is_intact) == (b"fee: 9000", False)


# --- content coding -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("wire", "coding", "content"),
    [
        (b"x", "", b"x"),
        (b"x", "identity", b"x"),
        (gzip.compress(b"x"), "gzip", b"x"),
        (gzip.compress(b"x"), "GZIP", b"x"),
        (gzip.compress(b"x"), "x-gzip", b"x"),
        (gzip.compress(b"x") + gzip.compress(b"y"), "gzip", b"xy"),
        (zlib.compress(b"x"), "deflate", b"x"),
        (gzip.compress(zlib.compress(b"x")), "deflate, gzip", b"x"),
    ],
    ids=["none", "identity", "gzip", "capitals", "x-gzip", "two members", "deflate", "one in the other"],
)
def test_content_codings(wire: bytes, coding: str, content: bytes) -> None:
    assert decode_content(wire, (("Content-Encoding", coding),) if coding else ()) == content


BOMB = gzip.compress(bytes(CONTENT_LIMIT + 1), compresslevel=1)


@pytest.mark.parametrize(
    ("wire", "coding"),
    [
        (b"x", "gzip"),
        (gzip.compress(b"x" * 100)[:-6], "gzip"),
        (zlib.compress(b"x" * 100)[:-3], "deflate"),
        (b"x", "br"),
        (b"x", "zstd"),
        (BOMB, "gzip"),
        (zlib.compress(bytes(CONTENT_LIMIT + 1), 1), "deflate"),
    ],
    ids=["no gzip", "gzip cut off", "deflate cut off", "br", "zstd", "a bomb", "a bomb of deflate"],
)
def test_what_cannot_be_unpacked_whole_is_refused(wire: bytes, coding: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decode_content(wire, (("Content-Encoding", coding),))


@given(st.binary(max_size=2000))
def test_our_own_compression_gives_back_every_byte(data: bytes) -> None:
    coding, packed = compress(data)

    assert expand(coding, packed) == data
    assert len(packed) <= len(data)


def test_an_unknown_coding_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="lzma"):
        expand("lzma", b"")
