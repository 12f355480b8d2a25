"""A simulated year of the Justice catalogue, written as nights write it, and asked about as auditors ask.

265 procedures change as the real ones were seen to change (bursts tied to one decision, renames, repeals, new codes in
the place of old ones, one reissue of the whole portal; a record's id is stable), the province follows some nights
later, and some nights are partial, failed or never begin. Runs, versions, changes and comparisons are written by the
same functions as a night's, only nothing is crawled. Then 1,000 random questions are held against what was served.

Nights of which nothing is compared: with ``compare_every`` more than 1, all but every so many and those on which
something changed. The full script compares every night.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from analysis.agencies import AgencyRow
from analysis.changes import changes
from analysis.model import (
    Agency,
    Decision,
    ListingState,
    OnlineService,
    Outcome,
    Procedure,
    Role,
    Snapshot,
    SourceForm,
    Step,
)
from benchmarks.common import verdict
from benchmarks.grown_demo import grown
from benchmarks.grown_years import read_detail
from monitor.clock import VIETNAM
from monitor.config import Config
from monitor.night import CATALOGUE_LIST, agency_rows, compare_night, keeps_versions
from storage import comparisons, history, runs, versions
from storage.database import open_store
from storage.history import Asked
from tests.practice import practice_config
from tests.simulator.records import MINISTRY

FIRST = date(2026, 11, 20)
NATIONAL, LOCAL = "dvcqg", "dvcqg-tayninh"
LISTS = ("services/VIETNAMESE_CITIZEN", "services/ENTERPRISE", "applied", "agencies")
OFFICE = "H53.14"

Shown = dict[str, Procedure]


# --- what the portals hold ----------------------------------------------------------------


@dataclass
class World:
    """Both portals, night after night, from a seed."""

    size: int
    seed: int
    reissue: int  # the night on which the portal publishes everything anew
    rnd: random.Random = field(init=False)
    national: Shown = field(init=False)
    local: Shown = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)  # what the province does later: record, in how many nights
    told: Counter[str] = field(default_factory=Counter)
    made: int = 0

    def __post_init__(self) -> None:
        self.rnd = random.Random(self.seed)
        entries = [e for e in grown(self.size).night(1).entries.values() if e.facts.issuer == MINISTRY]
        read = (read_detail(e.detail) for e in entries)
        self.national = {p.portal_id: p for p in read}
        self.local = {i: _published(p) for i, p in self.national.items() if self.rnd.random() < 0.97}

    def pass_night(self, number: int) -> None:
        """What happens before the next night."""
        if number == self.reissue:
            self._reissue()
        if self.rnd.random() < 0.06:
            self._burst(number)
        if self.rnd.random() < 0.03:
            self._replace_codes(number)
        if self.rnd.random() < 0.02:
            self._repeal()
        if self.rnd.random() < 0.03:
            self._quiet_edit(number)
        self._follow()

    def _burst(self, number: int) -> None:
        """A decision publishes part of a field anew: a new number for all, other steps for half, a name or two."""
        sector = self.rnd.choice(sorted({p.sector.code for p in self.national.values() if p.sector}))
        some = [i for i, p in self.national.items() if p.sector and p.sector.code == sector]
        decision = Decision(f"{1000 + number}/QĐ-BTP", FIRST + timedelta(days=number), "Bộ Tư pháp", None, "STANDARD")
        for portal_id in self.rnd.sample(some, min(len(some), self.rnd.randint(5, 17))):
            record = replace(self.national[portal_id], decision=decision)
            if self.rnd.random() < 0.5:
                record = replace(record, steps=(Step("", f"Nộp hồ sơ theo Quyết định {decision.number}."),))
            if self.rnd.random() < 0.15:
                record = replace(record, name=f"{record.name} (sửa đổi năm {2026 + number // 365})")
                self.told["renamed"] += 1
            self._set(record)
            self.told["new decision"] += 1

    def _replace_codes(self, number: int) -> None:
        """Procedures go and come back under new codes and new ids, with their old names."""
        for portal_id in self.rnd.sample(sorted(self.national), self.rnd.randint(1, 6)):
            old = self.national.pop(portal_id)
            self.made += 1
            new_id = f"019e{self.made:04x}-0000-7000-8000-{number:012d}"
            self._set(replace(old, portal_id=new_id, code=f"1.{116_000 + self.made:06d}"))
            self.waiting[portal_id] = self.rnd.randint(1, 6)
            self.told["replaced"] += 1

    def _repeal(self) -> None:
        for portal_id in self.rnd.sample(sorted(self.national), self.rnd.randint(1, 6)):
            del self.national[portal_id]
            self.waiting[portal_id] = self.rnd.randint(1, 9)
            self.told["repealed"] += 1

    def _quiet_edit(self, number: int) -> None:
        """An edit without a new decision; once in a while a record loses its decision's number."""
        record = self.national[self.rnd.choice(sorted(self.national))]
        self._set(replace(record, conditions=f"Điều kiện sửa đêm {number}."))
        self.told["edited quietly"] += 1

    def _reissue(self) -> None:
        for record in list(self.national.values()):
            self.national[record.portal_id] = replace(record, note="Công bố lại toàn bộ danh mục.")
        self.told["reissued"] += len(self.national)

    def _set(self, record: Procedure) -> None:
        self.national[record.portal_id] = record
        self.waiting[record.portal_id] = self.rnd.randint(0, 6)

    def _follow(self) -> None:
        """The province does what it put off."""
        for portal_id, nights in list(self.waiting.items()):
            if nights > 0:
                self.waiting[portal_id] = nights - 1
                continue
            del self.waiting[portal_id]
            record = self.national.get(portal_id)
            if record is None:
                self.local.pop(portal_id, None)
            else:
                self.local[portal_id] = _published(record)


def _published(record: Procedure) -> Procedure:
    """What the province's part of the platform shows of a procedure."""
    row = OnlineService(
        f"{record.code}.01",
        record.name,
        f"s-{record.portal_id}",
        "Toàn trình",
        "Sở Tư pháp tỉnh Tây Ninh",
        record.sector.name if record.sector else "",
        "ACTIVE",
        listed_in=LISTS[0],
    )
    return Procedure(
        portal=LOCAL,
        portal_id=record.portal_id,
        code=record.code,
        name=record.name,
        services=(row,),
        applied_at=(f"id-{OFFICE}",),
    )


# --- the nights -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Served:
    """What one source served on one night, and how the reading ended; no outcome: nobody looked."""

    night: int
    portal: str
    outcome: Outcome | None
    shown: Mapping[str, Procedure]


@dataclass
class Year:
    """A store with these nights, and what was served."""

    engine: Engine
    config: Config
    rows: tuple[AgencyRow, ...]
    served: list[Served] = field(default_factory=list)
    compared: int = 0

    def play(self, world: World, nights: int, compare_every: int = 1) -> None:
        """Night after night."""
        rnd = random.Random(world.seed + 1)
        for number in range(nights):
            before = dict(world.national), dict(world.local)
            if number:
                world.pass_night(number)
            changed = before != (world.national, world.local)
            fate = {p: _fate(rnd, number) for p in (NATIONAL, LOCAL)}
            if number and rnd.random() < 0.02:  # the machine was off
                fate = dict.fromkeys(fate)
            sides = (
                self._read(rnd, number, NATIONAL, world.national, fate[NATIONAL]),
                self._read(rnd, number, LOCAL, world.local, fate[LOCAL]),
            )
            snapshots = tuple(s for s in sides if s is not None)
            if snapshots and (changed or number % compare_every == 0):
                compare_night(self.config, self.engine, _day(number), snapshots, _at(number) + timedelta(minutes=30))
                self.compared += 1

    def _read(
        self, rnd: random.Random, number: int, portal: str, shown: Shown, outcome: Outcome | None
    ) -> Snapshot | None:
        """One source's night, written as the nightly job writes it."""
        self.served.append(Served(number, portal, outcome, dict(shown)))
        if outcome is None:
            return None
        run, _ = runs.start_run(
            self.engine,
            next(p.portal() for p in self.config.portals if p.code == portal),
            _day(number),
            _at(number),
            "{}",
            "year",
            None,
        )
        snapshot = _snapshot(rnd, run.id, number, portal, shown, outcome)
        if keeps_versions(snapshot):
            self._keep(snapshot)
        runs.close_run(self.engine, snapshot, "finished")
        return snapshot

    def _keep(self, snapshot: Snapshot) -> None:
        before = dict(versions.catalogue(self.engine, snapshot.portal, snapshot.run - 1))
        after = {p.portal_id: p for p in snapshot.procedures}
        if before:
            listed = snapshot.listing(CATALOGUE_LIST[snapshot.form])
            kept = {i: p for i, p in before.items() if i in after or (listed and listed.complete)}
            found = changes(kept, after, after_night=snapshot.night, unread=snapshot.unread)
            comparisons.store_changes(self.engine, snapshot.run, found)
        state = snapshot.listing(CATALOGUE_LIST[snapshot.form])
        whole = state is not None and state.complete and snapshot.outcome is not Outcome.FAILED
        gone = before.keys() - after.keys() - set(state.ids) if whole and state else set()
        versions.store_versions(self.engine, snapshot, "dvcqg/1", gone)


def _fate(rnd: random.Random, number: int) -> Outcome | None:
    if not number:
        return Outcome.COMPLETE
    return rnd.choices((Outcome.COMPLETE, Outcome.PARTIAL, Outcome.FAILED), (92, 5, 3))[0]


def _snapshot(rnd: random.Random, run: int, number: int, portal: str, shown: Shown, outcome: Outcome) -> Snapshot:
    """What was read of what was served: all of it, part of it (with or without the whole list), or nothing."""
    role = Role.NATIONAL if portal == NATIONAL else Role.PROVINCIAL
    whole_list = outcome is Outcome.COMPLETE or (outcome is Outcome.PARTIAL and rnd.random() < 0.5)
    share = {Outcome.COMPLETE: 1.0, Outcome.PARTIAL: 0.6, Outcome.FAILED: 0.0}[outcome]
    read = tuple(p for p in shown.values() if share == 1.0 or rnd.random() < share)
    ids = tuple(shown) if whole_list else tuple(p.portal_id for p in read)
    reason = "Đọc đủ." if outcome is Outcome.COMPLETE else "Máy chủ của cổng báo lỗi."
    names = ("formalities",) if role is Role.NATIONAL else LISTS
    return Snapshot(
        portal,
        role,
        _day(number),
        run,
        outcome,
        reason,
        _at(number),
        _at(number) + timedelta(minutes=20),
        procedures=read,
        listings=tuple(ListingState(n, n, len(shown), len(ids), 1, whole_list, reason, ids) for n in names),
        agencies=(Agency("Sở Tư pháp tỉnh Tây Ninh", OFFICE, f"id-{OFFICE}"),) if role is Role.PROVINCIAL else (),
        form=SourceForm.CATALOGUE if role is Role.NATIONAL else SourceForm.PLATFORM,
        unread=tuple(i for i in ids if i not in {p.portal_id for p in read}) if role is Role.NATIONAL else (),
    )


def _day(number: int) -> date:
    return FIRST + timedelta(days=number)


def _at(number: int) -> datetime:
    return datetime.combine(_day(number), datetime.min.time(), VIETNAM) + timedelta(hours=22, minutes=30)


def year(folder: Path, nights: int, *, size: int = 265, seed: int = 9, compare_every: int = 1) -> tuple[Year, World]:
    """A store in a folder with so many nights."""
    config = practice_config(folder, "http://127.0.0.1:1", "http://127.0.0.1:2")
    engine = open_store(config.store.url)
    played, world = Year(engine, config, agency_rows(config)), World(size, seed, reissue=nights * 2 // 3)
    played.play(world, nights, compare_every)
    return played, world


# --- the truth --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """How many questions had which answer, and those whose answer was wrong."""

    determined: int
    undetermined: int
    wrong: tuple[str, ...]


def checked(played: Year, n: int, seed: int = 5) -> Checked:
    """Random (record, day) against what was served."""
    rnd = random.Random(seed)
    by_day = {(s.night, s.portal): s for s in played.served}
    ids = {p: sorted({i for s in played.served if s.portal == p for i in s.shown}) for p in (NATIONAL, LOCAL)}
    counted: Counter[bool] = Counter()
    wrong: list[str] = []
    with played.engine.connect() as connection:
        for _ in range(n):
            served = by_day[rnd.choice(sorted(by_day))]
            portal_id = rnd.choice(ids[served.portal])
            midnight = _at(served.night) - timedelta(hours=22, minutes=30)
            answer = history.as_of(connection, served.portal, portal_id, Asked.of_day(midnight))
            told = history.content_of(connection, answer.held)
            counted[answer.is_determined] += 1
            wrong += _faults(served, portal_id, answer, told)
    return Checked(counted[True], counted[False], tuple(wrong))


def _faults(served: Served, portal_id: str, answer: history.Answer, told: Procedure | None) -> Iterator[str]:
    where = f"{served.portal} {portal_id} night {served.night}"
    truth = served.shown.get(portal_id)
    if answer.is_determined != (served.outcome is Outcome.COMPLETE):
        yield f"{where}: determined {answer.is_determined}, but the night was {served.outcome}"
    if answer.is_determined and told != truth:
        yield f"{where}: another content than was served"
    if answer.read_in is not None and answer.read_in.night == _day(served.night) and told != truth:
        yield f"{where}: a partial reading gives another content than was served"


def main() -> int:
    """Play a year, ask, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="40 nights of 80 procedures, 300 questions")
    short = parser.parse_args().short
    nights, size, asked = (40, 80, 300) if short else (365, 265, 1000)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        played, world = year(Path(folder), nights, size=size)
        bad = Counter(s.outcome.value if s.outcome else "no run" for s in played.served)
        took = time.perf_counter() - began
        print(f"{nights} nights in {took:.0f} s, {played.compared} compared; readings {dict(bad)}; {dict(world.told)}")
        found = checked(played, asked)
        played.engine.dispose()
        for line in found.wrong[:10]:
            print("  " + line)
        figure = f"{asked} questions: {found.determined} determined, {found.undetermined} not, {len(found.wrong)} wrong"
        return verdict("a year", figure, "bar: none wrong", ok=not found.wrong)


if __name__ == "__main__":
    sys.exit(main())
