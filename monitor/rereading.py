"""Reading the archive again with the present page objects, to see where the reading differs from what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pydantic import ValidationError
from sqlalchemy import Engine, select

from analysis.model import Role, Snapshot, content_digest
from crawler.portals import PORTALS, adapter
from monitor.config import PortalConfig
from monitor.night import keeps_versions, read_run, reader_of
from storage import runs, versions
from storage import tables as t
from storage.keeping import runs_without_bytes
from storage.runs import CrawlRun
from storage.versions import Reading

READING_COLUMNS = {
    "portal": "Nguồn",
    "night": "Từ đêm",
    "code": "Mã TTHC",
    "portal_id": "Định danh",
    "stored": "Đã lưu",
    "stored_reader": "Bộ đọc khi lưu",
    "read": "Đọc lại",
    "reader": "Bộ đọc hiện nay",
    "runs": "Số lần quét",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A record whose page reads otherwise now; on how many runs, the first one named."""

    portal: str
    portal_id: str
    code: str
    night: date
    run: int
    stored: str  # digest of the content; empty: not kept
    stored_reader: str
    read: str  # empty: not found on the page
    reader: str
    runs: int = 1


@dataclass(frozen=True, slots=True)
class Reread:
    """What came of it."""

    runs: int
    records: int
    differences: tuple[Difference, ...]
    skipped: tuple[int, ...]  # runs whose portal is known no more, or whose pages were thinned


def reread(engine: Engine, told: Callable[[int, int], None] | None = None) -> Reread:
    """Read every closed run of a catalogue again; ``told``: (runs done, of how many)."""
    readable = {a.name for a in PORTALS if a.role is not Role.FRONT}
    all_ = sorted((r for r in runs.runs_of(engine) if r.outcome is not None), key=lambda r: r.id)
    known = {a.name for a in PORTALS}
    mine = [r for r in all_ if r.adapter in readable]
    found: dict[tuple[str, str, str, str], Difference] = {}
    without_bytes = runs_without_bytes(engine)
    records, skipped, kept = 0, [r.id for r in all_ if r.adapter not in known], _Kept(engine)
    for number, run in enumerate(mine, 1):
        held = kept.at(run)
        portal = _as_configured(engine, run)
        if portal is None or run.id in without_bytes:
            skipped.append(run.id)
        else:
            snapshot = read_run(engine, portal, run, run.finished_at or run.started_at, run.finish or "finished")
            records += len(snapshot.procedures)
            for each in _differences(run, snapshot, held, reader_of(adapter(run.adapter))):
                key = (each.portal, each.portal_id, each.stored, each.read)
                found[key] = replace(found[key], runs=found[key].runs + 1) if key in found else each
        if told is not None:
            told(number, len(mine))
    return Reread(len(mine), records, tuple(found.values()), tuple(sorted(skipped)))


class _Kept:
    """The readings that held at each run, asked for in the order of runs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: dict[str, list[Reading]] = {}
        self._held: dict[str, dict[str, Reading]] = {}

    def at(self, run: CrawlRun) -> dict[str, Reading]:
        """By portal id: what was kept last."""
        if run.portal not in self._waiting:
            self._waiting[run.portal] = versions.readings(self._engine, run.portal)[::-1]
        waiting, held = self._waiting[run.portal], self._held.setdefault(run.portal, {})
        while waiting and waiting[-1].run <= run.id:
            reading = waiting.pop()
            held[reading.portal_id] = reading
        return held


def _differences(run: CrawlRun, snapshot: Snapshot, held: dict[str, Reading], reader: str) -> Iterator[Difference]:
    read = {p.portal_id: (content_digest(p), p.code) for p in snapshot.procedures} if keeps_versions(snapshot) else {}
    lost = {i: ("", r.code) for i, r in held.items() if r.run == run.id and r.digest and i not in read}
    for portal_id, (digest, code) in {**read, **lost}.items():
        kept = held.get(portal_id)
        if kept is None or kept.digest != digest:
            stored, by = (kept.digest, kept.reader) if kept else ("", "")
            yield Difference(run.portal, portal_id, code, run.night, run.id, stored, by, digest, reader)


def _as_configured(engine: Engine, run: CrawlRun) -> PortalConfig | None:
    """The portal as the run was told; None: this program does not know such a portal any more."""
    with engine.connect() as connection:
        settings = connection.scalar(select(t.run.c.settings).where(t.run.c.id == run.id)) or ""
    try:
        return PortalConfig.model_validate_json(settings)
    except ValidationError:
        return None
