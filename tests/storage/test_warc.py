"""Exports: three readers see the same bytes, and those are the bytes of the store."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import whole_files
from storage.archive import RunArchive
from storage.sealed_rows import row_digest
from storage.selection import Selection
from storage.warc import Damaged, ExportError
from storage.warc_records import asked_words, url_key
from tests.storage.exporting import (
    BODY,
    ODD_HEADERS,
    answers,
    by_fastwarc,
    by_warcio,
    close,
    exported,
    http_by_warcio,
    odd_store,
    rows,
    split,
)
from tests.storage.making import NIGHT, detail, new_run, page, sql, store
from tests.storage.sealed import crawl, sealed_store

GOLDEN = Path(__file__).parent / "golden" / "export.warc"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return odd_store(tmp_path)


def kinds(file: Path) -> list[str]:
    return [r.kind for r in by_warcio(file)]


def test_two_readers_see_the_same_records_and_their_digests_hold(tmp_path: Path, engine: Engine) -> None:
    file = exported(engine, tmp_path).warc

    assert by_warcio(file) == by_fastwarc(file)
    assert kinds(file) == [
        "warcinfo",
        *("request", "response", "metadata") * 3,
        *("request", "revisit", "metadata"),
        *("request", "response", "metadata") * 4,
        *("request", "metadata"),
        *("metadata",),
        *("request", "response", "metadata"),
    ]


def test_every_answer_has_the_bytes_of_the_store_headers_and_all(tmp_path: Path, engine: Engine) -> None:
    file = exported(engine, tmp_path).warc
    told = [r.block for r in by_fastwarc(file) if r.kind in ("response", "revisit")]
    sent = [f for f in answers() if f.status is not None]
    packed = sent[2].wire

    assert told == [
        b"HTTP/1.1 %d \r\n" % f.status
        + b"".join(f"{n}: {v}\r\n".encode("latin-1") for n, v in f.headers)
        + b"\r\n"
        + (b"" if number == 3 else f.wire)
        for number, f in enumerate(sent)
    ]
    assert gzip.decompress(packed) == BODY


def test_the_bytes_are_those_that_the_archive_reads_back(tmp_path: Path, engine: Engine) -> None:
    file = exported(engine, tmp_path).warc
    pages = [c.page for p in ("robots", "list", "detail", "front") for c in RunArchive(engine, 1).captures(p) if c.page]
    digests = {row["response"]["sha256"] for row in rows(file) if row["response"]}

    assert {p.wire_sha256 for p in pages} == digests


def test_repeated_and_non_utf8_headers_are_read_back_as_they_came(tmp_path: Path, engine: Engine) -> None:
    file = exported(engine, tmp_path).warc
    heads = [head for kind, head, _ in http_by_warcio(file) if kind == "response"]

    assert tuple(heads[2].headers) == ODD_HEADERS
    assert heads[2].get_statuscode() == "200"
    assert b"X-Ten: Ti\xeau \xff\xfe\x80\r\n" in by_fastwarc(file)[8].block


def test_requests_are_put_together_from_method_address_and_body(tmp_path: Path, engine: Engine) -> None:
    file = exported(engine, tmp_path).warc
    asked = [r.block for r in by_warcio(file) if r.kind == "request"]

    assert asked[0] == b"GET /robots.txt HTTP/1.1\r\nHost: portal.test\r\n\r\n"
    assert asked[2] == b'POST /detail HTTP/1.1\r\nHost: portal.test\r\nContent-Length: 11\r\n\r\n{"id":"n1"}'
    assert all(row["request"]["reconstructed"] for row in rows(file))


def test_a_question_that_was_held_back_has_no_request_and_a_silent_one_no_answer(
    tmp_path: Path, engine: Engine
) -> None:
    told = {row["topic"]: row for row in rows(exported(engine, tmp_path).warc)}

    assert (told["n7"]["request"]["sent"], told["n7"]["response"]) == (True, None)
    assert told["n7"]["problem"] == {"kind": "timeout", "text": "Quá thời gian chờ.", "where": "/detail"}
    assert (told["n8"]["request"]["sent"], told["n8"]["response"]) == (False, None)
    assert told["n6"]["problem"]["kind"] == "server error"


def test_a_truncated_answer_says_so(tmp_path: Path, engine: Engine) -> None:
    raw = gzip.decompress(exported(engine, tmp_path).warc.read_bytes())

    assert raw.count(b"\r\nWARC-Truncated: disconnect\r\n") == 1


def test_a_revisit_names_the_record_with_the_body(tmp_path: Path, engine: Engine) -> None:
    file = exported(engine, tmp_path).warc
    first = next(r for r in by_warcio(file) if r.kind == "response" and b"X-Ten" in r.block)
    revisit = gzip.decompress(split(file)[[*kinds(file)].index("revisit")]).decode("latin-1")

    assert f"\r\nWARC-Refers-To: {first.id}\r\n" in revisit
    assert f"\r\nWARC-Refers-To-Date: {first.date}\r\n" in revisit
    assert "\r\nWARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n" in revisit


def test_rows_are_told_as_the_chain_seals_them(tmp_path: Path, engine: Engine) -> None:
    made = exported(engine, tmp_path)
    (entry,) = [e for e in json.loads(made.sidecar.read_text("utf-8"))["chain"]["entries"] if e["kind"] == "run"]

    assert [[r["row"]["id"], row_digest(r["row"])] for r in rows(made.warc)] == entry["content"]["rows"]["capture"]


def test_the_same_store_gives_the_same_bytes(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "x").mkdir()
    first, second = exported(engine, tmp_path), exported(engine, tmp_path / "x")

    assert [f.read_bytes() for f in first.files] == [f.read_bytes() for f in second.files]


def test_an_export_is_the_one_that_was_agreed_on(tmp_path: Path, engine: Engine) -> None:
    told = gzip.decompress(exported(engine, tmp_path).warc.read_bytes())
    if os.environ.get("TTHC_WRITE_GOLDEN"):
        GOLDEN.write_bytes(told)

    assert told == GOLDEN.read_bytes()


def test_the_sidecar_has_the_digest_of_every_member(tmp_path: Path, engine: Engine) -> None:
    made = exported(engine, tmp_path)
    told = json.loads(made.sidecar.read_text("utf-8"))
    members = split(made.warc)
    data = made.warc.read_bytes()

    assert [data[o : o + n] for o, n, *_ in told["records"]] == members
    assert [r[2] for r in told["records"]] == [hashlib.sha256(m).hexdigest() for m in members]
    assert [(r[3], r[4]) for r in told["records"]] == [(r.kind, r.id) for r in by_warcio(made.warc)]
    assert told["file"] == {"name": "a.warc.gz", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_the_index_finds_every_answer_by_what_was_asked(tmp_path: Path, engine: Engine) -> None:
    made = exported(engine, tmp_path)
    lines = made.index.read_text("utf-8").splitlines()
    data = made.warc.read_bytes()
    told = [(key, json.loads(text)) for key, _, text in (line.split(" ", 2) for line in lines)]
    posted = base64.b64encode(b'{"id":"n1"}').decode()

    assert lines == sorted(lines, key=str.encode)
    assert len(lines) == 9
    found = next(t for key, t in told if key == f"test,portal)/detail?__wb_method=post&__wb_post_data={posted}".lower())
    record = gzip.decompress(data[int(found["offset"]) :][: int(found["length"])])
    assert b"X-Ten" in record
    assert found["requestBody"] == f"__wb_post_data={posted}"
    assert found["requestDigest"] == "sha256:" + hashlib.sha256(b'{"id":"n1"}').hexdigest()


def test_keys_of_the_index_are_those_of_other_tools() -> None:
    # as surt and cdxj-indexer write them
    assert url_key("https://www.A.gov.vn:443/Path/?b=2&a=1") == "vn,gov,a)/path?a=1&b=2"
    assert url_key("http://127.0.0.1:8080/") == "1,0,0,127:8080)/"
    assert asked_words("POST", b'{"id":"abc"}') == "__wb_method=POST&__wb_post_data=eyJpZCI6ImFiYyJ9"
    assert asked_words("GET", b"") == ""


# --- which captures -----------------------------------------------------------------------------


def test_a_run_a_period_and_a_portal_are_chosen(tmp_path: Path) -> None:
    engine = sealed_store(tmp_path)
    chosen = {
        "run": Selection(run=3),
        "nights": Selection(since=NIGHT, until=date(2026, 11, 21)),
        "portal": Selection(since=NIGHT, until=date(2026, 11, 21), portals=("dvcqg",)),
    }

    assert {n: exported(engine, tmp_path, s, n).summary.of_run for n, s in chosen.items()} == {
        "run": ((3, 7),),
        "nights": ((1, 7), (2, 7), (3, 7), (4, 7)),
        "portal": ((1, 7), (3, 7)),
    }


def test_a_procedure_is_its_pages_and_the_lists_that_name_it(tmp_path: Path) -> None:
    engine = store(tmp_path)
    run = new_run(engine)
    lists = [
        page(1, b'{"items":["n1"]}'),
        page(2, gzip.compress(b'["x", "n1"]'), headers=(("Content-Encoding", "gzip"),)),
    ]
    others = [page(3, b'["n2"]'), detail("n2", b'{"see":"n1"}')]
    crawl(engine, run.id, [*lists, *others, detail("n1", b"{}")])
    close(engine, run)
    made = exported(engine, tmp_path, Selection(codes=("1.000001",), records=(("dvcqg", "n1"),)))

    assert [(r["purpose"], r["topic"], r["row"]["position"]) for r in rows(made.warc)] == [
        ("list", "formalities", 1),
        ("list", "formalities", 2),
        ("detail", "n1", 1),
    ]


def test_further_pages_may_be_asked_for(tmp_path: Path, engine: Engine) -> None:
    chosen = Selection(codes=("1.000001",), pages=frozenset({(1, "n6"), (9, "n1")}))

    assert [r["topic"] for r in rows(exported(engine, tmp_path, chosen).warc)] == ["n6"]


def test_nothing_chosen_is_said(tmp_path: Path, engine: Engine) -> None:
    with pytest.raises(ExportError, match="Kho không có lần quét nào như vậy"):
        exported(engine, tmp_path, Selection(run=99))
    with pytest.raises(ExportError, match="Kho có 1 lần quét như vậy nhưng không trang nào"):
        exported(engine, tmp_path, Selection(since=NIGHT, until=NIGHT, codes=("9.999999",)))

    assert [f.name for f in tmp_path.iterdir() if "warc" in f.name] == []


# --- whole or not at all ----------------------------------------------------------------------------


def test_a_page_that_was_altered_is_not_exported(tmp_path: Path, engine: Engine) -> None:
    sql(tmp_path, "update body set data = x'00', coding = 'raw' where id = 2")
    before = sorted(tmp_path.iterdir())

    with pytest.raises(Damaged, match="không còn nguyên vẹn"):
        exported(engine, tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_an_interruption_leaves_nothing(tmp_path: Path, engine: Engine) -> None:
    before = sorted(f.name for f in tmp_path.iterdir())

    def interrupt(done: int, of: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exported(engine, tmp_path, told=interrupt)
    assert sorted(f.name for f in tmp_path.iterdir()) == before


def test_an_export_is_never_overwritten(tmp_path: Path, engine: Engine) -> None:
    made = exported(engine, tmp_path)
    before = made.warc.read_bytes()

    with pytest.raises(ExportError, match=r"Đã có tệp .*a\.cdxj"):
        exported(engine, tmp_path)
    assert made.warc.read_bytes() == before


def test_files_and_their_folder_are_brought_to_the_disk_before_and_after_they_appear(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    real = whole_files.to_disk

    def noted(place: Path) -> None:
        told.append("folder" if place.is_dir() else place.suffix)
        assert place.is_dir() == (tmp_path / "a.warc.gz").exists()
        real(place)

    monkeypatch.setattr(whole_files, "to_disk", noted)
    exported(engine, tmp_path)

    assert told == [".part", ".part", ".part", ".part", "folder"]


def test_a_body_that_a_rule_dropped_leaves_its_digest(tmp_path: Path, engine: Engine) -> None:
    sql(tmp_path, "update body set data = x'', coding = 'dropped' where id = 2")
    told = {r["topic"]: r["response"] for r in rows(exported(engine, tmp_path).warc) if r["response"]}

    assert told["formalities"] == told["n1"] | {
        "sha256": hashlib.sha256(b'{"items":["n1","n2"]}').hexdigest(),
        "size": 21,
        "bodyKept": False,
    }
