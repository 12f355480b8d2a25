"""Whole nights against practice portals on this machine, for tests, benchmarks and the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from analysis.model import Outcome, Snapshot, Status
from monitor.clock import VIETNAM, WallClock
from monitor.config import Config
from monitor.night import NightResult, finish, run_night
from storage.comparisons import StoredComparison, last_comparison
from storage.database import open_store
from tests.simulator.door import Door, World, serve
from tests.simulator.world import FrontPage

FIRST_NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=VIETNAM)
EXCLUSION = {"code": "1.002270", "reason": "Thi hành án dân sự do ngành dọc thực hiện"}


class PracticeClock(WallClock):
    """A wall clock on another date, whose crawls do not wait."""

    for_crawls = "tests.simulator.quick_clock.QuickClock"

    def __init__(self, at: datetime) -> None:
        super().__init__(at - datetime.now(VIETNAM))


def practice_config(folder: Path, platform: str, front: str, **changes: Any) -> Config:
    """A configuration that talks to practice portals; ``crawl`` and ``exclusions`` may be given."""
    crawl = {"contact": "practice@example.org", "delay": 0, "retry_wait": 1.0, "timeout": 20} | changes.pop("crawl", {})
    return Config.model_validate(
        {
            "crawl": crawl,
            "store": {"url": f"sqlite:///{folder / 'tthc.sqlite'}"},
            "report": {"directory": str(folder / "reports")},
            "portals": [
                {"code": "dvcqg", "name": "Cổng DVCQG – danh mục Bộ Tư pháp", "adapter": "dvcqg", "base_url": platform},
                {
                    "code": "dvcqg-tayninh",
                    "name": "Cổng DVCQG – dịch vụ công tại Tây Ninh",
                    "adapter": "dvcqg_province",
                    "base_url": platform,
                },
                {
                    "code": "dvc-tayninh",
                    "name": "dichvucong.tayninh.gov.vn",
                    "adapter": "front_page",
                    "base_url": front,
                },
            ],
            "exclusions": [EXCLUSION],
        }
        | changes
    )


@dataclass
class Practice:
    """Practice portals with their doors open, a store, and the nights played so far."""

    config: Config
    engine: Engine
    platform: Door
    front: Door
    played: int = 0
    results: list[NightResult] = field(default_factory=list)

    def night(self, *, show: int | None = None) -> NightResult:
        """Play the next night; ``show`` is the night of the catalogue that the portals serve."""
        self.played += 1
        for door in (self.platform, self.front):
            door.night = self.played if show is None else show
        clock = PracticeClock(FIRST_NIGHT + timedelta(days=self.played - 1))
        result = run_night(self.config, self.engine, clock)
        finish(self.engine, clock, result)
        self.results.append(result)
        return result

    def stored(self) -> StoredComparison:
        """The last comparison, as kept."""
        found = last_comparison(self.engine)
        assert found is not None
        return found


@contextmanager
def practice(folder: Path, platform: World, front: World | None = None, **changes: Any) -> Iterator[Practice]:
    """Practice portals for as long as the block lasts."""
    with serve(platform) as door, serve(front or FrontPage("open")) as front_door:
        config = practice_config(folder, door.base_url, front_door.base_url, **changes)
        engine = open_store(config.store.url)
        try:
            yield Practice(config, engine, door, front_door)
        finally:
            engine.dispose()


def found(result: NightResult, rule: str, *statuses: Status) -> dict[str, Status]:
    """{code or key part: status} of one rule's whole-procedure findings."""
    return {
        s.discrepancy.code: s.status
        for s in result.sightings
        if s.discrepancy.rule == rule and not s.discrepancy.part and (not statuses or s.status in statuses)
    }


def outcomes(result: NightResult) -> dict[str, Outcome]:
    """{portal: outcome}."""
    return {s.portal: s.outcome for s in result.snapshots}


def snapshot(result: NightResult, portal: str) -> Snapshot:
    """One portal's snapshot."""
    return next(s for s in result.snapshots if s.portal == portal)
