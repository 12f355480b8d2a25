"""Archived runs read again with the present page objects, and nights compared again from what came out.

Nothing here writes. What was kept stays as it is: it says what was read then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError
from sqlalchemy import Engine, select

from analysis.compare import compare, merged
from analysis.gates import held_fields
from analysis.kept import whole_records
from analysis.model import Comparison, Discrepancy, Look, Outcome, Procedure, Sighting, Snapshot, content_digest
from analysis.reading_change import FindingChange, finding_changes, in_doubt, labelled, own_change
from analysis.rules import RULES_VERSION
from crawler.portals import PORTALS, adapter
from monitor import night as nights
from monitor.config import Config, PortalConfig
from storage import runs, versions
from storage import tables as t
from storage.comparisons import StoredComparison
from storage.keeping import runs_without_bytes
from storage.runs import CrawlRun


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A run that cannot be read again, and why."""

    run: int
    portal: str
    reason: str  # Vietnamese


@dataclass(frozen=True, slots=True)
class SecondReading:
    """One run: what was read then and what is read now."""

    run: CrawlRun
    reader: str
    then: Snapshot
    now: Snapshot


class SecondReader:
    """Reads runs of a store again; each run once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._without_bytes = runs_without_bytes(engine)
        self._read: dict[int, SecondReading | Unreadable] = {}

    def read(self, run: CrawlRun) -> SecondReading | Unreadable:
        """A closed run, read again."""
        if run.id not in self._read:
            self._read[run.id] = self._of(run)
        return self._read[run.id]

    def _of(self, run: CrawlRun) -> SecondReading | Unreadable:
        if run.id in self._without_bytes:
            return Unreadable(run.id, run.portal, "nội dung một số trang đã được bỏ theo quy tắc lưu giữ")
        portal = as_configured(self._engine, run)
        if portal is None:
            return Unreadable(run.id, run.portal, "chương trình không còn biết nguồn này")
        at = run.finished_at or run.started_at
        now = nights.read_run(self._engine, portal, run, at, run.finish or "finished")
        return SecondReading(run, nights.reader_of(adapter(run.adapter)), as_read_then(self._engine, run, now), now)


def as_configured(engine: Engine, run: CrawlRun) -> PortalConfig | None:
    """The portal as the run was told; None: this program does not know such a portal any more."""
    if run.adapter not in {a.name for a in PORTALS}:
        return None
    with engine.connect() as connection:
        settings = connection.scalar(select(t.run.c.settings).where(t.run.c.id == run.id)) or ""
    try:
        return PortalConfig.model_validate_json(settings)
    except ValidationError:
        return None


def as_read_then(engine: Engine, run: CrawlRun, now: Snapshot) -> Snapshot:
    """The snapshot with the records as they were kept then; lists and the rest as they are read now."""
    if now.form not in nights.CATALOGUE_LIST or not _kept_versions(run):
        return now
    held = {v.portal_id: v for v in versions.versions_at(engine, run.portal, run.id)}
    unread = {i for i, _ in runs.facts_of(engine, run.id).get("unread", [])}
    listing = now.listing(nights.CATALOGUE_LIST[now.form])
    promised = set(listing.ids) - unread if listing else set()
    times = Counter(p.portal_id for p in now.procedures)
    told: list[Procedure] = []
    for procedure in now.procedures:
        kept = held.get(procedure.portal_id)
        if times[procedure.portal_id] > 1:  # a page that shows a record twice: versions keep one of them
            told.append(procedure)
        elif kept is not None and kept.procedure is not None:
            same = kept.digest == content_digest(procedure) or _was_not_kept(now, kept.procedure, procedure)
            told.append(procedure if same else kept.procedure)
    for portal_id, kept in held.items():
        was_read = run.outcome is Outcome.COMPLETE or kept.from_run == run.id or portal_id in promised
        if portal_id not in times and kept.procedure is not None and was_read:
            told.append(kept.procedure)
    return replace(now, procedures=tuple(sorted(told, key=lambda p: p.portal_id)))


def _was_not_kept(now: Snapshot, kept: Procedure, procedure: Procedure) -> bool:
    """Whether the run left the record as it had been kept, since something of it was held back or not asked for."""
    return not whole_records((procedure,), {procedure.portal_id: kept}, held_fields(now), now.gone)


def _kept_versions(run: CrawlRun) -> bool:
    """A province's records are kept only from whole lists; see :func:`monitor.night.keeps_versions`."""
    return run.outcome is Outcome.COMPLETE or run.role == "national"


# --- a night compared again ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NightTwice:
    """One stored comparison, and the same night by the present rules from both readings."""

    stored: StoredComparison
    then: Comparison
    now: Comparison

    @property
    def changes(self) -> tuple[FindingChange, ...]:
        """What would be found today and was not, or the other way round."""
        return finding_changes(found_then(self.stored), self.then, self.now)


def found_then(stored: StoredComparison) -> tuple[Discrepancy, ...]:
    """What the comparison itself found, without lines that only stand from earlier nights."""
    return tuple(
        s.discrepancy
        for s in stored.sightings
        if s.last_seen == stored.night and s.look is Look.SEEN and not s.status.is_end
    )


def compare_twice(
    config: Config, engine: Engine, stored: StoredComparison, reader: SecondReader
) -> NightTwice | Unreadable:
    """The night of a stored comparison, compared from what was read then and from what is read now."""
    readings = []
    for run in sorted(runs.runs_by_id(engine, stored.runs.values()), key=lambda r: r.id):
        reading = reader.read(run)
        if isinstance(reading, Unreadable):
            return reading
        readings.append(reading)
    now = _compared(config, engine, stored, tuple(r.now for r in readings))
    same = all(r.then == r.now for r in readings)
    return NightTwice(stored, now if same else _compared(config, engine, stored, tuple(r.then for r in readings)), now)


def _compared(config: Config, engine: Engine, stored: StoredComparison, snapshots: tuple[Snapshot, ...]) -> Comparison:
    inputs = nights.inputs_of(config, engine, stored.night, snapshots, as_of=stored.created_at)
    return merged([compare(each) for each in inputs])


# --- tonight, when a page object is new -----------------------------------------------------


def label_tonight(
    config: Config,
    engine: Engine,
    before: StoredComparison,
    snapshots: tuple[Snapshot, ...],
    comparison: Comparison,
    sightings: tuple[Sighting, ...],
) -> tuple[Comparison, tuple[Sighting, ...]]:
    """When pages are read or rules judge otherwise than on the night before, what is due to that is said to be."""
    what = _what_changed(changed_readers(engine, before, snapshots), before.rules)
    if not what:
        return comparison, sightings
    twice = compare_twice(config, engine, before, SecondReader(engine))
    if isinstance(twice, Unreadable):
        return in_doubt(twice.reason, what, comparison, sightings)
    return labelled(own_change(found_then(before), twice.now, comparison), what, comparison, sightings)


def _what_changed(readers: Mapping[str, tuple[str, str]], rules: str) -> str:
    """Which reader or rules, before and now; empty: none."""
    told = [f"{portal}: {then} → {now}" for portal, (then, now) in sorted(readers.items())]
    by_reader = f"cách đọc ({'; '.join(told)})" if told else ""
    by_rules = f"quy tắc ({rules} → {RULES_VERSION})" if rules != RULES_VERSION else ""
    return " và ".join(text for text in (by_reader, by_rules) if text)


def changed_readers(
    engine: Engine, before: StoredComparison, snapshots: tuple[Snapshot, ...]
) -> dict[str, tuple[str, str]]:
    """By portal: the reader on the night before and the present one, where they differ."""
    tonight = {r.portal: r for r in runs.runs_by_id(engine, (s.run for s in snapshots))}
    earlier = {r.portal: r for r in runs.runs_by_id(engine, before.runs.values())}
    found = {}
    for portal in tonight.keys() & earlier.keys():
        then = reader_then(engine, earlier[portal])
        now = nights.reader_of(adapter(tonight[portal].adapter))
        if then and then != now:
            found[portal] = (then, now)
    return found


def reader_then(engine: Engine, run: CrawlRun) -> str:
    """Which reader read a run when it was closed; empty: not known (runs of older programs)."""
    return next((name for name, _ in runs.facts_of(engine, run.id).get("reader", [])), "")


def as_read_now(engine: Engine, run: CrawlRun | None, reader: str) -> Mapping[str, Procedure]:
    """The records of an earlier run as they are read by ``reader``, which is new; empty when it is not, or cannot.

    With these, what a new page object reads otherwise is no change of the source.
    """
    if run is None or reader_then(engine, run) in ("", reader) or nights.reader_of(adapter(run.adapter)) != reader:
        return {}
    reading = SecondReader(engine).read(run)
    return {} if isinstance(reading, Unreadable) else {p.portal_id: p for p in reading.now.procedures}
