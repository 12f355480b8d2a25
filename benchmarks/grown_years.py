"""Years of one catalogue for measuring: what was shown from which night on, and stores that hold it.

Contents are made from the demonstration's records, read by the real page object and changed in one sentence.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from analysis.model import Procedure
from analysis.parts import digests
from benchmarks.grown_demo import grown
from crawler.portals.dvcqg.pages import FormalityPage
from monitor.clock import VIETNAM
from storage import tables as t
from storage.coding import pack
from storage.database import open_store
from storage.values import dump
from tests.simulator.records import MINISTRY
from tests.simulator.wire import dump as wire

PORTALS = ("dvcqg", "dvcqg-tayninh", "dvc-tayninh")
FIRST = date(2026, 11, 20)
#: How often a procedure changes a night, so that ten years of 600 make about 44,000 versions.
CHURN = 0.0199
#: Every so many nights two codes are replaced by two others.
REPLACED_EVERY = 30
PLACE = "§§§"


@dataclass(frozen=True, slots=True)
class Row:
    """A version: from a night on (as a number), a record showed this; no content: it was gone."""

    night: int
    portal_id: str
    code: str
    name: str
    digest: bytes | None
    content: bytes | None


@dataclass(frozen=True)
class Years:
    """A catalogue of ``size`` procedures through some nights, from a seed."""

    size: int
    nights: int
    seed: int = 4

    @cached_property
    def bad(self) -> frozenset[int]:
        """Nights whose reading was not whole; nothing is stored on them."""
        rnd = random.Random(self.seed + 1)
        return frozenset(n for n in range(1, self.nights) if rnd.random() < 0.03)

    @cached_property
    def rows(self) -> list[Row]:
        """Every version, in the order in which it was stored."""
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        rnd = random.Random(self.seed)
        texts = self._texts()
        shown = dict.fromkeys(range(self.size), 0)  # record: which edition
        following = self.size
        for record in shown:
            yield self._row(0, record, 0, texts)
        for night in range(1, self.nights):
            if night in self.bad:
                continue
            edited = [r for r in shown if rnd.random() < CHURN]
            if night % REPLACED_EVERY == 0:
                for record in rnd.sample(sorted(set(shown) - set(edited)), 2):
                    yield replace(self._row(night, record, shown.pop(record), texts), digest=None, content=None)
                    shown[following] = 0
                    yield self._row(night, following, 0, texts)
                    following += 1
            for record in edited:
                shown[record] += 1
                yield self._row(night, record, shown[record], texts)

    def _texts(self) -> list[tuple[str, str, str]]:
        """(name, content with places left open for code and edition, code) of the records that others are made from."""
        entries = [e for e in grown(min(self.size, 100)).night(1).entries.values() if e.facts.issuer == MINISTRY]
        procedures = [read_detail(e.detail) for e in entries]
        return [
            (p.name, dump(replace(p, portal_id=PLACE + "id", code=PLACE + "code", conditions=PLACE + "told")), p.code)
            for p in procedures
        ]

    def _row(self, night: int, record: int, edition: int, texts: list[tuple[str, str, str]]) -> Row:
        name, text, _ = texts[record % len(texts)]
        code, portal_id = f"1.{100_000 + record:06d}", f"019d2be3-0000-7000-8000-{record:012d}"
        told = f"Điều kiện, bản thứ {edition}, đêm {night}: có đủ giấy tờ theo quy định."
        text = text.replace(PLACE + "id", portal_id).replace(PLACE + "code", code).replace(PLACE + "told", told)
        return Row(night, portal_id, code, name, hashlib.sha256(text.encode()).digest(), pack(text))

    def finished(self, night: int) -> datetime:
        """When the reading of a night ended."""
        day = FIRST + timedelta(days=night)
        return datetime(day.year, day.month, day.day, 22, 45, tzinfo=VIETNAM)

    def end_of(self, night: int) -> datetime:
        """The last moment of a day."""
        return self.finished(night) + timedelta(minutes=75, microseconds=-1)


def filled(years: Years, folder: Path) -> Engine:
    """Our store with these years: three sources a night, the versions all in the first."""
    engine = open_store(f"sqlite:///{folder / 'tthc.sqlite'}")
    sample = digests(read_detail(_any_detail())).packed
    with engine.begin() as connection:
        connection.execute(insert(t.run), [_run(years, n, p) for n in range(years.nights) for p in range(len(PORTALS))])
        for start in range(0, len(years.rows), 2000):
            connection.execute(
                insert(t.version),
                [
                    {
                        "portal": PORTALS[0],
                        "portal_id": r.portal_id,
                        "from_run_id": run_of(r.night),
                        "code": r.code,
                        "name": r.name,
                        "digest": r.digest,
                        "content": r.content,
                        "reader": "dvcqg/1",
                        "parts": sample if r.content else None,
                    }
                    for r in years.rows[start : start + 2000]
                ],
            )
    return engine


def run_of(night: int) -> int:
    """The run of the first source on a night."""
    return night * len(PORTALS) + 1


def read_detail(detail: Mapping[str, Any]) -> Procedure:
    """A record as the page object reads it."""
    return FormalityPage(wire({"code": "OK", "data": detail, "message": ""})).procedure(PORTALS[0])


def _any_detail() -> Mapping[str, Any]:
    return next(e for e in grown(1).night(1).entries.values() if e.facts.issuer == MINISTRY).detail


def _run(years: Years, night: int, portal: int) -> dict[str, Any]:
    ended = years.finished(night)
    return {
        "id": run_of(night) + portal,
        "portal": PORTALS[portal],
        "adapter": "dvcqg",
        "role": ("national", "provincial", "front")[portal],
        "base_url": "https://portal.test",
        "night": FIRST + timedelta(days=night),
        "started_at": ended - timedelta(minutes=15),
        "settings": "{}",
        "product": "benchmark",
        "finished_at": ended,
        "finish": "finished",
        "outcome": "partial" if night in years.bad else "complete",
        "reason": "",
        "requests": 300,
        "digest": bytes(32),
    }
