"""The measures measure what they say: their parts are tried on small things, not their figures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

from benchmarks import bare_spider, common, crawl_overhead, grown_demo, kill_resume
from benchmarks.store_facts import facts_of
from crawler import settings as our_settings

WAL = "7</tmp/x/tthc.sqlite-wal>"
MARKS = "9</tmp/x/marks>"


def trace(*calls: str) -> tuple[int, int]:
    """(durable, all) acknowledgements of a trace of system calls."""
    return crawl_overhead._judged(list(crawl_overhead._events([f"100 {c}" for c in calls])))


def test_an_acknowledgement_counts_only_after_its_bytes_were_written_and_synced() -> None:
    put, ack = f'write({MARKS}, "put 1\\n", 6) = 6', f'write({MARKS}, "ack 1\\n", 6) = 6'
    written, synced = f'pwrite64({WAL}, "x"..., 4096, 32) = 4096', f"fdatasync({WAL}) = 0"

    assert trace(put, written, synced, ack) == (1, 1)
    assert trace(put, written, f"fdatasync({WAL} <unfinished ...>", "<... fdatasync resumed>) = 0", ack) == (1, 1)
    assert trace(put, written, ack, synced) == (0, 1)
    assert trace(written, synced, put, ack) == (0, 1)
    assert trace(put, synced, written, ack) == (0, 1)
    assert trace(put, written, f"fdatasync({WAL}) = -1 EIO", ack) == (0, 1)


def test_the_equal_peer_has_our_settings_wherever_they_are_scrapys_own() -> None:
    ours, peer = Settings(), bare_spider.base_settings(ours=True)
    ours.setmodule(our_settings)
    differing = {name for name in Settings() if peer.get(name) != ours.get(name)}

    assert differing == {
        "DOWNLOADER_MIDDLEWARES",  # three of ours
        "DUPEFILTER_CLASS",
        "EXTENSIONS",  # the peer writes JSON lines
        "ITEM_PIPELINES",
        "SPIDER_MODULES",
        "TWISTED_DNS_RESOLVER",
    }
    assert all(name.startswith("scrapy.") for name in peer.getdict("DOWNLOADER_MIDDLEWARES"))


def test_without_reference_data_a_catalogue_is_grown_from_the_demonstration() -> None:
    night = grown_demo.grown(500).night(1)
    justice = night.issued_by("G15")

    assert len({e.id for e in justice}) == len({e.facts.code for e in justice}) == len(justice) == 500
    assert len(night.entries) > 500
    assert all(e.detail["id"] == e.id for e in justice)


def test_who_holds_the_write_lock_of_a_log_is_seen_from_outside(tmp_path: Path) -> None:
    store = tmp_path / "tthc.sqlite"
    script = (
        "import sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA journal_mode=WAL'); c.execute('CREATE TABLE a (b)')\n"
        "print('open', flush=True); sys.stdin.readline()\n"
        "c.execute('BEGIN IMMEDIATE'); c.execute('INSERT INTO a VALUES (1)')\n"
        "print('writing', flush=True); sys.stdin.readline()\n"
        "c.execute('COMMIT'); print('done', flush=True); sys.stdin.readline()\n"
    )
    command = [sys.executable, "-c", script, str(store)]
    seen = []
    with common.started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
            seen.append(kill_resume.lock_holder(store))
            process.stdin.write(b"\n")
            process.stdin.flush()

    assert seen == [0, process.pid, 0]


@pytest.mark.timeout(60)
def test_a_small_crawl_is_measured_whole_on_both_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "reference_data", lambda: None)
    with common.portal(60) as base_url:
        for side in ("ours", "equal"):
            folder = tmp_path / side
            folder.mkdir()
            found = crawl_overhead.SIDES[side](base_url, folder)
            assert found.pages >= 62
            assert 0 < found.cpu < 30
    facts = facts_of(tmp_path / "ours" / "tthc.sqlite")

    assert crawl_overhead._lines(tmp_path / "equal" / "items.jsonl") == 60
    assert sum(n for page, n in facts.pages.items() if page[1] == "detail") == 60
    assert (facts.bad, facts.twice, facts.orphans, facts.integrity) == (0, 0, 0, "ok")
