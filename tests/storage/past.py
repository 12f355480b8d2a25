"""Nights of one source written straight into a store: runs and versions as a night leaves them, without a crawl."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, select

from analysis.changes import changes
from analysis.model import ListingState, Outcome, Portal, Procedure, Snapshot, SourceForm
from storage import comparisons, runs, versions
from storage import tables as t
from storage.engine import connect
from tests.storage.making import PORTAL, keep_versions

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = date(2026, 11, 20)
LIST = "formalities"


def day(number: int) -> date:
    """The night of that number, from 0."""
    return FIRST + timedelta(days=number)


def at(number: float, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of the day of that number."""
    whole = int(number // 1)
    return datetime.combine(day(whole), time(hour, minute), VIETNAM) + timedelta(days=number - whole)


def end(number: int) -> datetime:
    """The last moment of a day."""
    return at(number + 1) - timedelta(microseconds=1)


def memory() -> Engine:
    """A store in memory, in the present version."""
    engine = connect("sqlite://")
    t.metadata.create_all(engine)
    return engine


@dataclass
class Log:
    """A source's nights, one after the other."""

    engine: Engine = field(default_factory=memory)
    source: Portal = PORTAL
    form: SourceForm = SourceForm.CATALOGUE
    runs: list[int] = field(default_factory=list)

    @property
    def portal(self) -> str:
        """The code of the source."""
        return self.source.code

    def night(
        self,
        number: int,
        *shown: Procedure,
        outcome: Outcome = Outcome.COMPLETE,
        takes: timedelta = timedelta(minutes=10),
        reason: str = "",
        promised: Iterable[str] = (),
    ) -> int:
        """A run that begins at 22:30 of a day and shows some records; ``promised`` ids were on the list only."""
        began = at(number, 22, 30)
        run, again = runs.start_run(self.engine, self.source, day(number), began, "{}", "test", None)
        assert not again
        ids = tuple(p.portal_id for p in shown) + tuple(promised)
        whole = outcome is Outcome.COMPLETE
        told = "Đọc đủ." if whole else reason or "Máy chủ của cổng báo lỗi."
        snapshot = Snapshot(
            self.portal,
            self.source.role,
            day(number),
            run.id,
            outcome,
            told,
            began,
            began + takes,
            procedures=shown,
            listings=(ListingState(LIST, "danh mục", len(ids), len(ids), 1, whole, told, ids),),
            unread=tuple(promised),
            form=self.form,
        )
        self._pages(run.id, shown, began)
        before = versions.catalogue(self.engine, self.portal, run.id - 1)
        if before:
            after = {p.portal_id: p for p in shown}
            kept = before if whole else {i: p for i, p in before.items() if i in after}
            comparisons.store_changes(
                self.engine, run.id, changes(kept, after, after_night=day(number), form=self.form)
            )
        keep_versions(self.engine, snapshot, LIST)
        runs.close_run(self.engine, snapshot, "finished")
        self.runs.append(run.id)
        return run.id

    def _pages(self, run: int, shown: Iterable[Procedure], when: datetime) -> None:
        """The captures of the records' own pages."""
        with self.engine.begin() as connection:
            asked = connection.scalar(select(t.request.c.id))
            if asked is None:
                added = connection.execute(insert(t.request).values(key=bytes(32), method="GET", url="/", body=b""))
                asked = added.inserted_primary_key[0]
            rows = [
                {
                    "run_id": run,
                    "purpose": "detail",
                    "topic": p.portal_id,
                    "visit": 1,
                    "position": 1,
                    "request_id": asked,
                    "fetched_at": when,
                    "status": 200,
                }
                for p in shown
            ]
            if rows:
                connection.execute(insert(t.capture), rows)
