"""The nightly job: crawl every source, read, ask again, compare, keep, report.

Each step is done once: a job that was interrupted is taken up where it
stopped, within the night (D18, D38).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib import resources

from sqlalchemy import Engine

from analysis.agencies import AgencyRow, rows_from_csv
from analysis.changes import changes
from analysis.compare import Night, compare, merged
from analysis.confirmation import Past, stand
from analysis.gates import gated, held_fields, judge
from analysis.kept import gone_records, whole_records
from analysis.model import (
    Change,
    Figures,
    Kind,
    Outcome,
    Procedure,
    Role,
    Sighting,
    Snapshot,
    SourceForm,
    content_digest,
)
from analysis.night import CATALOGUE
from analysis.parts import Digests
from analysis.publication import APPLIED
from analysis.publication_pages import PROCEDURES
from analysis.recheck import to_ask_again
from analysis.rules import RULES_VERSION
from analysis.scope import issued_by_justice
from analysis.working_days import Calendar
from analysis.working_days import rows_from_csv as calendar_rows
from crawler.portals import Adapter, adapter
from crawler.reading import Visit
from monitor import PRODUCT, VERSION, registering
from monitor.clock import WallClock, night_of
from monitor.config import Config, ConfigError, PortalConfig
from monitor.crawling import CrawlCrashed, CrawlEnd, Watcher, crawl
from monitor.memory import known_members, memory_of, promised
from storage import catalogue, comparisons, lists, runs, versions
from storage.archive import RunArchive
from storage.comparisons import StoredComparison
from storage.database import StoreError
from storage.witnesses import Sign

#: The list whose complete reading says that a record is gone, by the form of the source.
CATALOGUE_LIST = {
    SourceForm.CATALOGUE: CATALOGUE,
    SourceForm.PLATFORM: APPLIED,
    SourceForm.PAGES: PROCEDURES,
    SourceForm.UNCODED: PROCEDURES,
}


@dataclass(frozen=True, slots=True)
class NightResult:
    """What a nightly job did."""

    night: date
    snapshots: tuple[Snapshot, ...]
    sightings: tuple[Sighting, ...]
    figures: Figures
    exit_code: int
    nightly: int | None = None  # the job to be marked as done once its reports are written
    not_compared: str = ""  # why nothing could be compared; empty: it was


@dataclass(slots=True)
class Watch:
    """How the job tells how far it is; every callback may be left out."""

    step: Callable[[str], None] = lambda _: None
    crawl: Callable[[str], Watcher | None] = field(default=lambda _: None)


class Interrupted(Exception):
    """The crawl was asked to stop; what was read is kept and the job can be taken up again."""


def run_night(
    config: Config,
    engine: Engine,
    clock: WallClock,
    watch: Watch | None = None,
    only: Iterable[str] | None = None,
) -> NightResult:
    """One whole night: returns what was found. Raises Interrupted, StoreError, ConfigError."""
    watch = watch or Watch()
    at = clock.now()
    nightly, night = runs.start_nightly(engine, night_of(at), at)
    chosen = [p for p in config.portals if only is None or p.code in set(only)]
    visits = [_visit(config, engine, clock, watch, p, night, nightly) for p in chosen]
    try:
        visits = _ask_again(config, engine, clock, watch, visits)
    except ConfigError:  # what was read is kept, whatever is wrong with the tables that it is compared by
        _close_all(engine, visits)
        raise
    _close_all(engine, visits)
    snapshots = tuple(v.snapshot for v in visits)
    watch.step("đối chiếu")
    return replace(compare_night(config, engine, night, snapshots, clock.now()), nightly=nightly)


def finish(engine: Engine, clock: WallClock, result: NightResult, sign: Sign | None = None) -> None:
    """Mark the nightly job as done, after its reports are written: it is sealed, and its head signed."""
    if result.nightly is not None:
        runs.finish_nightly(engine, result.nightly, clock.now(), result.exit_code, sign)


def crawl_only(
    config: Config, engine: Engine, clock: WallClock, watch: Watch, only: Iterable[str]
) -> tuple[Snapshot, ...]:
    """Crawl and read the named portals (all when none is named), without comparing."""
    night = night_of(clock.now())
    names = set(only) or {p.code for p in config.portals}
    visits = [_visit(config, engine, clock, watch, p, night, None) for p in config.portals if p.code in names]
    _close_all(engine, visits)
    return tuple(v.snapshot for v in visits)


def recompare(config: Config, engine: Engine, at: datetime) -> NightResult:
    """Compare the newest closed runs again, from the archive alone. Raises StoreError when there is none."""
    found = []
    for portal in config.portals:
        run = runs.last_run(engine, portal.code)
        if run is not None:
            found.append(read_run(engine, portal, run, at, run.finish or "finished"))
    if not found:
        raise StoreError("Kho chưa có lần quét nào: hãy chạy `tthc nightly` trước.")
    night = max(s.night for s in found)
    return compare_night(config, engine, night, tuple(s for s in found if s.night == night), at)


# --- one source -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Visited:
    config: PortalConfig
    run: runs.CrawlRun
    end: CrawlEnd
    snapshot: Snapshot

    @property
    def is_closed(self) -> bool:
        return self.run.outcome is not None


def _visit(
    config: Config,
    engine: Engine,
    clock: WallClock,
    watch: Watch,
    portal: PortalConfig,
    night: date,
    nightly: int | None,
) -> _Visited:
    """Crawl one portal (or take up where it stopped) and read what was captured."""
    watch.step(f"quét {portal.name}")
    at = clock.now()
    settings = portal.model_dump_json()
    run, _ = runs.start_run(engine, portal.portal(), night, at, settings, f"{PRODUCT} {VERSION}", nightly)
    if run.outcome is not None:
        end = CrawlEnd(run.finish or "finished")
    else:
        end = _crawl(config, portal, run.id, clock, watch)
    # What a night that was interrupted had begun to ask again must not hide what is still to be asked.
    snapshot = read_run(engine, portal, run, clock.now(), end.finish, asked_again=run.outcome is not None)
    return _Visited(portal, run, end, snapshot)


def _crawl(
    config: Config,
    portal: PortalConfig,
    run: int,
    clock: WallClock,
    watch: Watch,
    again: tuple[str, ...] = (),
) -> CrawlEnd:
    try:
        end = crawl(
            config,
            portal,
            run,
            clock=clock,
            again=again,
            watch=watch.crawl(portal.name),
        )
    except CrawlCrashed as error:
        return CrawlEnd(f"crashed: Tiến trình quét dừng bất thường ({error}).")
    if end.interrupted:
        raise Interrupted
    return end


def read_run(
    engine: Engine,
    portal: PortalConfig,
    run: runs.CrawlRun,
    at: datetime,
    finish: str,
    *,
    asked_again: bool = True,
) -> Snapshot:
    """The snapshot of a run, from its captures alone (D23), behind the gates; ``asked_again`` False leaves out what
    was asked twice. A run that was closed by the present reader is judged as it was then.
    """
    snapshot = _read_alone(engine, portal, run, at, finish, asked_again=asked_again)
    if snapshot.form is SourceForm.FRONT:
        return snapshot
    told = runs.judgements_of(engine, run.id) if run.outcome is not None else ()
    if not told or reader_of(adapter(portal.adapter)) not in dict(runs.facts_of(engine, run.id).get("reader", [])):
        told = judge(snapshot, memory_of(engine, portal, run, _reader(engine, portal)))
    return gated(snapshot, told)


def _reader(engine: Engine, portal: PortalConfig) -> Callable[[runs.CrawlRun], Snapshot]:
    def read(run: runs.CrawlRun) -> Snapshot:
        at = run.finished_at or run.started_at
        return _read_alone(engine, portal, run, at, run.finish or "finished", asked_again=True)

    return read


def _read_alone(
    engine: Engine, portal: PortalConfig, run: runs.CrawlRun, at: datetime, finish: str, *, asked_again: bool
) -> Snapshot:
    kind = adapter(portal.adapter)
    visit = Visit(
        run.id,
        run.night,
        run.started_at,
        run.finished_at or at,
        finish,
        runs.captures_count(engine, run.id),
        runs.robots_digest(engine, portal.code, run.id),
    )
    return kind.read(
        portal.portal(), visit, RunArchive(engine, run.id, without=() if asked_again else ("again",)), portal.options
    )


def _ask_again(
    config: Config, engine: Engine, clock: WallClock, watch: Watch, visits: list[_Visited]
) -> list[_Visited]:
    """Ask once more, by id or code, for what seems to be absent, before anybody is told (D16)."""
    asked: list[_Visited] = []
    if not visits:
        return asked
    snapshots = tuple(v.snapshot for v in visits)
    questions = _questions(inputs_of(config, engine, snapshots[0].night, snapshots))
    for visit in visits:
        wanted = questions.get(visit.snapshot.portal, ())
        if visit.is_closed:
            asked.append(visit)
            continue
        end = visit.end
        if wanted and end.finish == "finished":
            watch.step(f"hỏi lại {len(wanted)} mục ở {visit.config.name}")
            end = _crawl(config, visit.config, visit.run.id, clock, watch, tuple(wanted))
        snapshot = read_run(engine, visit.config, visit.run, clock.now(), end.finish)
        asked.append(replace(visit, end=end, snapshot=snapshot))
    return asked


def _questions(nights: Iterable[Night]) -> dict[str, tuple[str, ...]]:
    """What to ask again, by portal."""
    asked: dict[str, dict[str, None]] = {}
    for inputs in nights:
        sides = {Role.NATIONAL: inputs.national, Role.PROVINCIAL: inputs.provincial}
        for role, questions in to_ask_again(inputs).items():
            if side := sides[role]:
                asked.setdefault(side.portal, {}).update(dict.fromkeys(questions))
    return {portal: tuple(sorted(questions)) for portal, questions in asked.items()}


def _close_all(engine: Engine, visits: Iterable[_Visited]) -> None:
    for visit in visits:
        _close(engine, visit)


def _close(engine: Engine, visit: _Visited) -> None:
    """Keep what was read, then close the run: the order makes an interruption harmless."""
    if visit.is_closed:
        return
    snapshot, kind = visit.snapshot, adapter(visit.config.adapter)
    if snapshot.form in CATALOGUE_LIST:
        known = known_members(engine, snapshot.portal, visit.run, _reader(engine, visit.config))
        if keeps_versions(snapshot):
            kept = _kept(engine, snapshot, known, reader_of(kind))
            comparisons.store_changes(engine, snapshot.run, _changes(engine, kept))
            versions.store_versions(engine, kept.snapshot, reader_of(kind), kept.gone)
        lists.store_members(engine, snapshot, known)
    runs.close_run(engine, snapshot, visit.end.finish, reader_of(kind))


def keeps_versions(snapshot: Snapshot) -> bool:
    """What a province publishes is known only from whole lists; a national record is whole by itself."""
    if snapshot.outcome is Outcome.FAILED and snapshot.judgements and held_fields(snapshot):
        return False
    return snapshot.form in CATALOGUE_LIST and (snapshot.role is Role.NATIONAL or snapshot.outcome is Outcome.COMPLETE)


def reader_of(kind: Adapter) -> str:
    """How the readings of an adapter's present page objects are labelled."""
    return f"{kind.name}/{kind.version}"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A visit as it is kept: what the source showed before, what it shows now, and what it shows no more."""

    before: Mapping[str, Procedure]  # by portal id, read as tonight
    snapshot: Snapshot  # with the records whose contents are known
    gone: frozenset[str]


def _kept(engine: Engine, snapshot: Snapshot, known: Mapping[str, frozenset[str]], reader: str) -> _Kept:
    from monitor import second_reading  # here, since it reads with this module

    before = versions.catalogue(engine, snapshot.portal, snapshot.run - 1)
    again = second_reading.as_read_now(engine, runs.last_run(engine, snapshot.portal), reader)
    before = {i: again.get(i, p) for i, p in before.items()}
    named = promised(snapshot, known, before, CATALOGUE_LIST[snapshot.form])
    records = whole_records(snapshot.procedures, before, held_fields(snapshot), set(snapshot.gone))
    gone = gone_records(snapshot, before, named, CATALOGUE_LIST[snapshot.form])
    return _Kept(before, replace(snapshot, procedures=records), gone)


def _is_stranger(procedure: Procedure, before: Mapping[str, Procedure]) -> bool:
    return issued_by_justice(procedure) is False and procedure.portal_id not in before


def _changes(engine: Engine, kept: _Kept) -> tuple[Change, ...]:
    """What changed since the last visit; a record that is neither shown nor known to be gone has not."""
    snapshot, earlier = kept.snapshot, runs.last_run(engine, kept.snapshot.portal)
    after = {p.portal_id: p for p in snapshot.procedures if not _is_stranger(p, kept.before)}
    before = {i: p for i, p in kept.before.items() if i in after or i in kept.gone}
    if earlier is None or not kept.before:
        return ()
    return changes(
        before,
        after,
        before_night=earlier.night,
        after_night=snapshot.night,
        unread=snapshot.unread,
        agency_names={a.id: a.name for a in snapshot.agencies},
        replacements=registering.registered(engine).replacements,
        form=snapshot.form,
    )


# --- comparing --------------------------------------------------------------------


def compare_night(
    config: Config, engine: Engine, night: date, snapshots: tuple[Snapshot, ...], at: datetime
) -> NightResult:
    """Compare tonight's snapshots, see how each discrepancy stands, and keep both."""
    from monitor import second_reading  # here, since it reads with this module

    comparison = merged([compare(inputs) for inputs in inputs_of(config, engine, night, snapshots)])
    before = comparisons.comparison_before_night(engine, night)
    sightings = stand(past_of(before), comparison, night)
    if before is not None and not comparison.not_compared:
        comparison, sightings = second_reading.label_tonight(config, engine, before, snapshots, comparison, sightings)
    complete = comparison.figures.night is not None
    comparisons.store_comparison(
        engine,
        comparison,
        sightings,
        {s.portal: s.run for s in snapshots},
        at,
        complete=complete,
        rules=RULES_VERSION,
    )
    exit_code = 0 if all(s.outcome is Outcome.COMPLETE for s in snapshots) else 3
    return NightResult(night, snapshots, sightings, comparison.figures, exit_code, not_compared=comparison.not_compared)


def past_of(before: StoredComparison | None) -> Past:
    """What stood after a comparison; nothing where there was none."""
    return Past(before.sightings) if before is not None else Past()


def inputs_of(
    config: Config, engine: Engine, night: date, snapshots: tuple[Snapshot, ...], as_of: datetime | None = None
) -> tuple[Night, ...]:
    """What is compared: the national catalogue with each place where the province publishes, one after the other.

    ``as_of``: with what people had registered by that moment, for a night that is compared again.
    """
    national = next((s for s in snapshots if s.role is Role.NATIONAL), None)
    register = registering.registered(engine, as_of)
    before = comparisons.comparison_before_night(engine, night)
    shared = Night(
        night=night,
        national=national,
        others=tuple(s for s in snapshots if s.role is Role.FRONT),
        exclusions=config.excluded(),
        agency_rows=agency_rows(config),
        known_before=_known_before(engine, national),
        standing=past_of(before).standing,
        watched=frozenset(p.code for p in config.portals),
        decided=registering.decided(engine, as_of),
        replacements=register.replacements,
        grounds=register.grounds,
        calendar=calendar(),
        expected=catalogue.expected(engine, as_of=as_of),
    )
    provincial: list[Snapshot | None] = [s for s in snapshots if s.role is Role.PROVINCIAL]
    return tuple(
        replace(
            shared,
            provincial=side,
            codes_before=_codes_before(engine, side),
            changes=_version_pairs(engine, tuple(s for s in (national, side) if s), before),
            digests=_digests(engine, national, side),
        )
        for side in provincial or [None]
    )


def calendar() -> Calendar:
    """The working calendar that is shipped, with the source of each day."""
    text = resources.files("monitor.data").joinpath("calendar.csv").read_text(encoding="utf-8-sig")
    return Calendar(calendar_rows(text))


def _digests(engine: Engine, *sides: Snapshot | None) -> dict[tuple[str, str], Digests]:
    """The digests kept with the versions of both sides (D39)."""
    return {key: kept for side in sides if side for key, kept in versions.digests_of(engine, side).items()}


def _known_before(engine: Engine, national: Snapshot | None) -> dict[str, tuple[str, str, date]]:
    """Records of ours that the national portal showed on an earlier night: (code, name, last night).

    Those of other issuers were read only because somebody asked for them, or a filter did nothing.
    """
    if national is None:
        return {}
    shown: dict[str, tuple[str, str, date]] = {}
    for v in versions.versions_at(engine, national.portal, national.run):
        if v.procedure is not None and issued_by_justice(v.procedure) is False:
            continue
        last = runs.last_run(engine, national.portal, before=v.from_run if v.procedure is None else national.run)
        if last is not None:
            shown[v.portal_id] = (v.code, v.name, last.night)
    return shown


def _codes_before(engine: Engine, side: Snapshot | None) -> dict[str, str]:
    """The codes that records showed when their page was read last, of those whose page was not read tonight."""
    if side is None or not side.unread:
        return {}
    return {i: v.code for i, v in versions.before(engine, side.portal, side.run, side.unread).items()}


def _version_pairs(
    engine: Engine, snapshots: tuple[Snapshot, ...], before: StoredComparison | None
) -> tuple[tuple[Procedure, Procedure], ...]:
    """What each source shows otherwise: since the last night that was compared, or since a change that still stands.

    A night that was not compared has told of no change, so the next one looks back beyond it.
    """
    pairs: list[tuple[Procedure, Procedure]] = []
    for snapshot in snapshots:
        shown = {p.portal_id: p for p in snapshot.procedures if p.portal_id not in set(snapshot.unread)}
        baselines = _baselines(engine, snapshot, before, shown)
        for run in sorted(set(baselines.values())):
            pairs += _pairs_since(engine, snapshot, run, {i: p for i, p in shown.items() if baselines[i] == run})
    return tuple(pairs)


def _baselines(
    engine: Engine, snapshot: Snapshot, before: StoredComparison | None, shown: Mapping[str, Procedure]
) -> dict[str, int]:
    """By record: the run whose reading tonight's is set against."""
    since = comparisons.compared_before(engine, snapshot.night).get(snapshot.portal, snapshot.run - 1)
    standing = {
        portal_id: s.first_seen
        for s in (before.sightings if before else ())
        if s.discrepancy.kind is Kind.CHANGE and not s.status.is_end
        for portal, portal_id in s.discrepancy.evidence
        if portal == snapshot.portal
    }
    first = {
        night: comparisons.compared_before(engine, night).get(snapshot.portal, since)
        for night in set(standing.values())
    }
    return {i: first[standing[i]] if i in standing else since for i in shown}


def _pairs_since(
    engine: Engine, snapshot: Snapshot, run: int, shown: Mapping[str, Procedure]
) -> Iterator[tuple[Procedure, Procedure]]:
    """(as it was at a run, as it is) of records that say something else; read alike, where that can be."""
    again = _before_as_read_now(engine, snapshot, run)
    earlier = versions.before(engine, snapshot.portal, run + 1, shown)
    for portal_id, procedure in shown.items():
        old = earlier.get(portal_id)
        if old is not None and old.procedure is not None:
            was = again.get(portal_id, old.procedure)
            if content_digest(was) != content_digest(procedure):
                yield was, procedure


def _before_as_read_now(engine: Engine, snapshot: Snapshot, earlier: int) -> Mapping[str, Procedure]:
    """The records of an earlier run, read as this run was, where page objects are new since then."""
    from monitor import second_reading  # here, since it reads with this module

    by_id = {r.id: r for r in runs.runs_by_id(engine, [snapshot.run, earlier])}
    run = by_id.get(snapshot.run)
    if run is None:
        return {}
    return second_reading.as_read_now(engine, by_id.get(earlier), second_reading.reader_then(engine, run))


def agency_rows(config: Config) -> tuple[AgencyRow, ...]:
    """The dated table of the province's agencies: the configured file, or the one shipped. Raises ConfigError."""
    if config.agencies is None:
        text = resources.files("monitor.data").joinpath("agencies.csv").read_text(encoding="utf-8-sig")
    else:
        try:
            text = config.agencies.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise ConfigError(f"agencies: không đọc được {config.agencies}: {error.strerror}.") from error
    try:
        return rows_from_csv(text)
    except (KeyError, ValueError) as error:
        raise ConfigError(f"agencies: bảng cơ quan sai ở {error}.") from error
