"""B3: keeping 30 nights of 600 answers: our store against warcio's gzip with the same syncing, bytes and speed.

Two kinds: answers in JSON (the real ones where they are present) and web pages of 100 KB around the same contents,
both coming over the wire as gzip (``--plain``: not compressed). Every answer is kept by both sides, with what was
asked, its header fields and SHA-256; two in a hundred are new each night. Both bring their bytes to the disk after
every twelve answers, as our crawl does before it acknowledges them; our side also seals every night into the chain.
Afterwards everything is read back from all sides and every digest checked. Bars: at least three times as many
answers a second, at most a tenth of the bytes.

Beside it, without a bar: the disk alone, which nobody with this syncing can outrun; warcio when somebody writes revisit
records by hand; and the SQLite store of webchanges where that is installed (it keeps only the content of changed pages:
no header fields, no unchanged visits, and writes once a night).
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import warcio

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.model import Outcome, Portal, Role, Snapshot
from benchmarks.common import Quiet, begin, reference_data, verdict
from benchmarks.diff import made_up
from crawler.asks import Ask, Fetched, payload
from storage import runs
from storage.database import open_store
from storage.ledger import GROUP, DatabaseLedger
from storage.verification import verify

SPEED, BYTES = 3.0, 10.0
CHANGED = 0.02
URL = "https://dichvucong.test/api/v1/configuring/formality/get-formality-by-citizen"
BEGIN = datetime(2026, 1, 1, 15, 30, tzinfo=UTC)
#: As the portal answers, with what changes from answer to answer.
HEADERS = {
    "Server": "nginx",
    "Content-Type": "application/json; charset=utf-8",
    "Vary": "Accept-Encoding, Origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-cache, no-store, must-revalidate",
}


class Side:
    """One way of keeping answers."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.seconds = self.read_seconds = 0.0
        self.answers = 0

    def keep(self, night: int, answers: list[Fetched]) -> None:
        """Keep the answers of one night."""
        raise NotImplementedError

    def read(self) -> bool:
        """Read everything back and check it; False: it keeps no digests. Raises when something does not hold."""
        return False

    def timed(self, night: int, answers: list[Fetched]) -> None:
        """The same, measured."""
        began = time.perf_counter()
        self.keep(night, answers)
        self.seconds += time.perf_counter() - began
        self.answers += len(answers)

    @property
    def rate(self) -> float:
        """Answers kept a second."""
        return self.answers / self.seconds

    def done(self) -> None:
        """Let go of the files."""

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        self.done()
        return sum(f.stat().st_size for f in self.folder.iterdir())

    def line(self) -> str:
        """For the table; reads everything back."""
        began = time.perf_counter()
        checked = self.read()
        rate = self.answers / (time.perf_counter() - began)
        read = f"{rate:>12.0f}" if checked else f"{'-':>12}"
        return f"{self.name:<34}{self.rate:>12.0f}{self.size / 1e6:>10.2f}{read}"


# --- what comes ------------------------------------------------------------------


def contents(n: int, *, pages: bool) -> list[bytes]:
    """Answers about ``n`` procedures, as JSON or inside the shell of a web page."""
    found = _answers(n)
    if not pages:
        return found
    shell = "".join(
        f'<li class="menu-{i}"><a href="/tthc/{i * 7919 % 9973}">{made_up(i, 60)}</a></li>' for i in range(780)
    )
    return [f"<html><body><ul>{shell}</ul><main>{text.decode()}</main></body></html>".encode() for text in found]


def _answers(n: int) -> list[bytes]:
    """The real ones where they are present, again under other numbers if they are too few."""
    reference = reference_data()
    if reference is None:
        print("answers: made up (no reference data here)")
        return [json.dumps({"id": i, "text": made_up(i, 12_000)}, ensure_ascii=False).encode() for i in range(n)]
    files = sorted(reference.glob("national/qtungnui07__crwatdatadvc/procedures/*/*/raw_procedure.json"))
    real = [json.dumps(json.loads(f.read_text("utf-8"))["detail"], ensure_ascii=False) for f in files]
    print(f"answers: {len(real)} real ones" + (f", repeated under other numbers up to {n}" if n > len(real) else ""))
    return [f'{{"number":{i},"data":{real[i % len(real)]}}}'.encode() for i in range(n)]


def nights(first: list[bytes], count: int, *, plain: bool) -> Iterator[list[bytes]]:
    """Night by night what the portal answers; some records are new each night."""
    now = list(first)
    step = max(1, round(len(first) * CHANGED))
    wire = [_wire(c, plain=plain) for c in now]
    for night in range(count):
        if night:
            for n in range(night * step, night * step + step):
                i = n % len(now)
                now[i] += b" <!-- night %d -->" % night
                wire[i] = _wire(now[i], plain=plain)
        yield list(wire)


def _wire(content: bytes, *, plain: bool) -> bytes:
    return content if plain else gzip.compress(content, 6, mtime=0)


def fetched(i: int, wire: bytes, at: datetime, *, plain: bool) -> Fetched:
    """An answer as the crawl hands it over."""
    headers = dict(HEADERS)
    headers["Date"] = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    headers["Content-Length"] = str(len(wire))
    headers["X-Request-Id"] = hashlib.md5(f"{i}{at}".encode(), usedforsecurity=False).hexdigest()
    if not plain:
        headers["Content-Encoding"] = "gzip"
    ask = Ask("detail", f"019d2bfd-{i:012d}", "/x", payload(id=f"019d2bfd-{i:012d}"))
    return Fetched(ask, URL, at, 201, tuple(headers.items()), wire)


# --- the sides -----------------------------------------------------------------------


class Ours(Side):
    """The ledger of every night, and the run closed and sealed."""

    name = "our store, sealed"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = f"sqlite:///{folder / 'tthc.sqlite'}"
        self.engine = open_store(self.url)
        self.portal = Portal("dvcqg", "Cổng", "dvcqg", Role.NATIONAL, "https://dichvucong.test")

    def keep(self, night: int, answers: list[Fetched]) -> None:
        at = BEGIN + timedelta(days=night)
        run, _ = runs.start_run(self.engine, self.portal, at.date(), at, "{}", "bench", None)
        asyncio.run(self._put(run.id, answers))
        end = at + timedelta(hours=1)
        snapshot = Snapshot("dvcqg", Role.NATIONAL, at.date(), run.id, Outcome.COMPLETE, "", at, end)
        runs.close_run(self.engine, snapshot, "finished")

    def done(self) -> None:
        self.engine.dispose()  # the log goes into the database

    async def _put(self, run: int, answers: list[Fetched]) -> None:
        held = DatabaseLedger.open(url=self.url, run=run)
        for start in range(0, len(answers), GROUP):
            await asyncio.gather(*(held.put(a) for a in answers[start : start + GROUP]))
        await held.close()

    def read(self) -> bool:
        """Every row against its seal, every body against its digest."""
        if not verify(self.engine).holds:
            raise RuntimeError("the store does not verify")
        return True


class Warcio(Side):
    """Request and response records, SHA-256, gzip, one file; fsync after every group."""

    name = "warcio gzip"
    revisits = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.file = folder / "a.warc.gz"
        self.seen: dict[str, str] = {}

    def keep(self, night: int, answers: list[Fetched]) -> None:
        with self.file.open("ab") as out:
            writer = warcio.WARCWriter(out, gzip=True, warc_version="1.1")
            for start in range(0, len(answers), GROUP):
                for answer in answers[start : start + GROUP]:
                    self._record(writer, answer)
                out.flush()
                os.fsync(out.fileno())

    def _record(self, writer: Any, answer: Fetched) -> None:
        date = answer.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        digest = f"sha256:{hashlib.sha256(answer.wire).hexdigest()}"
        told = {"WARC-Date": date, "WARC-Payload-Digest": digest}
        head = warcio.StatusAndHeaders("201 Created", list(answer.headers), protocol="HTTP/1.1")
        if self.revisits and digest in self.seen:
            response = writer.create_revisit_record(URL, digest, URL, self.seen[digest], http_headers=head)
        else:
            body = io.BytesIO(answer.wire)
            response = writer.create_warc_record(
                URL, "response", payload=body, http_headers=head, warc_headers_dict=told
            )
            self.seen[digest] = date
        fields = [("Content-Type", "application/json"), ("Content-Length", str(len(answer.ask.body)))]
        asked = warcio.StatusAndHeaders("POST /x HTTP/1.1", fields, is_http_request=True)
        body = io.BytesIO(answer.ask.body)
        request = writer.create_warc_record(
            URL, "request", payload=body, http_headers=asked, warc_headers_dict={"WARC-Date": date}
        )
        writer.write_request_response_pair(request, response)

    def read(self) -> bool:
        with self.file.open("rb") as source:
            for record in warcio.ArchiveIterator(source, check_digests="raise"):
                record.raw_stream.read()
        return True


class WithRevisits(Warcio):
    """The same, with what others must write themselves."""

    name = "warcio, revisits written by hand"
    revisits = True


class DiskAlone(Side):
    """Nothing but the syncing: a few bytes for each answer, brought to the disk as often as on the other sides."""

    name = "the disk alone (keeps nothing)"

    def keep(self, night: int, answers: list[Fetched]) -> None:
        with (self.folder / "a").open("ab") as out:
            for start in range(0, len(answers), GROUP):
                out.write(b"." * 64 * len(answers[start : start + GROUP]))
                out.flush()
                os.fsync(out.fileno())


class Webchanges(Side):
    """Its SQLite store: a snapshot for every changed page, nothing thrown away. Raises ImportError."""

    name = "webchanges, changed pages only"

    def __init__(self, folder: Path) -> None:
        from webchanges.handler import Snapshot as Kept
        from webchanges.storage import SsdbSQLite3Storage

        super().__init__(folder)
        self.store, self.kept = SsdbSQLite3Storage, Kept
        self.known: dict[str, bytes] = {}

    def keep(self, night: int, answers: list[Fetched]) -> None:
        store = self.store(self.folder / "w.db", max_snapshots=0)
        for answer in answers:
            if self.known.get(answer.ask.topic) != answer.wire:
                self.known[answer.ask.topic] = answer.wire
                packed = ("Content-Encoding", "gzip") in answer.headers
                text = (gzip.decompress(answer.wire) if packed else answer.wire).decode()
                told = self.kept(text, answer.fetched_at.timestamp(), 0, "", "application/json", {})
                store.save(guid=answer.ask.topic, snapshot=told)
        store.close()


def sides(folder: Path) -> list[Side]:
    """Ours, the peer, and those beside."""
    found: list[Side] = [Ours(folder / "ours"), Warcio(folder / "warcio"), WithRevisits(folder / "revisits")]
    found.append(DiskAlone(folder / "disk"))
    try:
        found.append(Webchanges(folder / "webchanges"))
    except ImportError:
        print("webchanges: not installed here (pip install webchanges), so not measured")
    return found


def main() -> int:
    """Measure and judge: both kinds must reach both bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="6 nights of 120 answers, no bars")
    parser.add_argument("--plain", action="store_true", help="answers come without compression")
    options = parser.parse_args()
    begin()
    told, ok = [], True
    for kind in ("answers", "pages"):
        print(f"--- {kind}")
        faster, smaller = measure(kind, short=options.short, plain=options.plain)
        told.append(f"{kind} {faster:.1f}x warcio's speed and 1/{smaller:.1f} of its bytes")
        ok &= faster >= SPEED and smaller >= BYTES
    if options.short:  # a few nights repeat too little for the bytes, and last too little for the speed
        return verdict("evidence", ", ".join(told), "no bar on few nights", ok=True)
    return verdict("evidence", ", ".join(told), f">= {SPEED:.0f}x, <= 1/{BYTES:.0f}, all digests hold", ok=ok)


def measure(kind: str, *, short: bool, plain: bool) -> tuple[float, float]:
    """How much faster we are than the peer, and how much smaller."""
    count, of = (6, 120) if short else (30, 600)
    wires = nights(contents(of, pages=kind == "pages"), count, plain=plain)
    with tempfile.TemporaryDirectory() as name:
        measured = sides(Path(name))
        quiet = Quiet(0 if short else 60)
        for night, wire in enumerate(wires):
            at = BEGIN + timedelta(days=night)
            answers = [fetched(i, w, at + timedelta(seconds=i), plain=plain) for i, w in enumerate(wire)]
            if not night:
                mean, how = sum(map(len, wire)) / of / 1000, "not compressed" if plain else "gzip"
                print(f"{count} nights of {of}, {mean:.1f} KB in the mean ({how}), {CHANGED:.0%} new each night")
            quiet.wait()
            for side in measured:  # in turn, so that a busy minute is everybody's
                side.timed(night, answers)
        print(f"{'':<34}{'answers/s':>12}{'MB':>10}{'checked/s':>12}")
        for side in measured:
            print(side.line(), flush=True)
        return measured[0].rate / measured[1].rate, measured[1].size / measured[0].size


if __name__ == "__main__":
    sys.exit(main())
