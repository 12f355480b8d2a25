"""A store of several sealed nights, made by the storage room's own doors, with a row in every table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from analysis.model import (
    Change,
    Comparison,
    Discrepancy,
    Kind,
    ListingState,
    Outcome,
    Portal,
    Problem,
    ProblemKind,
    Procedure,
    Role,
    Severity,
    Sighting,
    Snapshot,
    Status,
)
from crawler.asks import Fetched
from storage import comparisons, register, runs
from storage.witnesses import Signed, Stamped, add_stamp, unstamped_head
from tests.analysis.makers import national
from tests.storage.making import AT, NIGHT, PORTAL, detail, keep_versions, ledger, page, store

PROVINCE = Portal("dvcqg-tayninh", "Tây Ninh", "dvcqg_province", Role.PROVINCIAL, "https://portal.test")
PROBLEM = Problem(ProblemKind.TIMEOUT, "Quá thời gian chờ.", "/detail|9")


def sealed_store(folder: Path, nights: int = 3, procedures: int = 4) -> Engine:
    """A store with this many nights, everything in it sealed."""
    engine = store(folder)
    register.add_import(engine, AT, "can-cu.toml", "# căn cứ\n" * 20, who="Văn phòng", note="đợt 1")
    register.add_pairing(engine, AT, "n01", "l01", accepted=True, who="Văn phòng")
    for night in range(nights):
        play(engine, night, procedures)
    return engine


def play(engine: Engine, night: int, procedures: int = 4) -> None:
    """One night: two runs, their comparison, the job closed, its head signed and stamped."""
    at = AT + timedelta(days=night)
    job, day = runs.start_nightly(engine, NIGHT + timedelta(days=night), at)
    seen = []
    for portal in (PORTAL, PROVINCE):
        run, _ = runs.start_run(engine, portal, day, at, '{"page_size":"4"}', "tthc-monitor test", job)
        if run.outcome is None:
            crawl(engine, run.id, answers(night, procedures, portal))
            closed(engine, run, night, procedures, at + timedelta(minutes=20))
        seen.append(run)
    compared(engine, night, {r.portal: r.id for r in seen}, at + timedelta(minutes=30))
    runs.finish_nightly(engine, job, at + timedelta(minutes=40), 0, signed)
    head = unstamped_head(engine)
    assert head is not None
    add_stamp(engine, Stamped(head, "https://tsa.test", at + timedelta(minutes=41), b"token of " + head.encode()))


def signed(digest: str) -> Signed:
    """What stands where a signature stands; nobody checks it here."""
    return Signed(digest, "ab" * 32, bytes(32), bytes.fromhex(digest) * 2)


def answers(night: int, procedures: int, portal: Portal) -> list[Fetched]:
    """A list and its records; one record changes every night, one answer is a problem."""
    kept = [detail(f"{portal.code}-{n}", f'{{"id":{n},"fee":"8.000 đồng"}}'.encode() * 5) for n in range(procedures)]
    changing = detail("changing", f'{{"night":{night}}}'.encode() * 9)
    return [page(1, b'{"items":[]}'), *kept, changing, detail("bad", status=None, problem=PROBLEM)]


def crawl(engine: Engine, run: int, answered: Iterable[Fetched]) -> None:
    """Put answers into a run."""

    async def put() -> None:
        held = ledger(engine, run)
        await asyncio.gather(*(held.put(each) for each in answered))
        await held.close()

    asyncio.run(put())


def closed(engine: Engine, run: runs.CrawlRun, night: int, procedures: int, at: datetime) -> None:
    """Keep what was read and close the run."""
    snapshot = snapshot_of(run, night, procedures, at)
    change = Change(run.portal, "n01", "1.000001", "Cấp thẻ", "sửa", (("name", "cũ", f"mới {night}"),))
    comparisons.store_changes(engine, run.id, [change])
    keep_versions(engine, snapshot)
    runs.close_run(engine, snapshot, "finished")


def snapshot_of(run: runs.CrawlRun, night: int, procedures: int, at: datetime) -> Snapshot:
    """What was read."""
    read = tuple(named(n, night if n == 1 else 0) for n in range(1, procedures + 1))
    listing = ListingState(
        "formalities",
        "Danh mục",
        procedures,
        procedures,
        1,
        complete=True,
        reason="",
        ids=tuple(p.portal_id for p in read),
    )
    return Snapshot(
        run.portal,
        Role(run.role),
        run.night,
        run.id,
        Outcome.COMPLETE,
        "Đọc đủ.",
        run.started_at,
        at,
        read,
        (listing,),
        problems=(PROBLEM,),
        notes=("robots.txt đã khác.",),
        requests=procedures + 2,
    )


def named(n: int, night: int) -> Procedure:
    """A record; the first has another name each night."""
    return replace(national(n), name=f"Thủ tục {n} đêm {night}")


def compared(engine: Engine, night: int, of: dict[str, int], at: datetime) -> int:
    """Keep a comparison with two sightings, one of a new wording."""
    day = NIGHT + timedelta(days=night)
    found = [wording("1.000001", "có"), wording("1.000002", f"có, lần {night}")]
    sightings = [Sighting(d, Status.OPEN, NIGHT, day, night + 1, "căn cứ") for d in found]
    return comparisons.store_comparison(
        engine, Comparison(day, tuple(found)), sightings, of, at, complete=True, rules="1"
    )


def wording(code: str, national_text: str) -> Discrepancy:
    """A discrepancy."""
    return Discrepancy(
        "CL01",
        Kind.PAIR,
        Severity.CRITICAL,
        "Điều 18",
        code,
        "Cấp thẻ",
        "Công chứng",
        "",
        national_text,
        None,
        ("dvcqg",),
    )
