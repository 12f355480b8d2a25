"""Random histories of nights, whole, partial and refused: nothing disappears unexplained, nothing moves unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.compare import compare
from analysis.confirmation import Past, stand
from analysis.model import (
    Comparison,
    Decision,
    Exclusion,
    Kind,
    Level,
    Look,
    Outcome,
    Problem,
    ProblemKind,
    Procedure,
    ProcessingTime,
    Sighting,
    Snapshot,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.night import Night
from tests.analysis.makers import (
    COMMUNES,
    JUSTICE,
    NATIONAL,
    ROWS,
    at_communes,
    front_side,
    listing,
    local,
    local_side,
    national,
    national_side,
    pages_side,
    record,
)
from tests.standing import counted

FIRST = date(2026, 11, 1)
PROCEDURES = {p.portal_id: p for p in (national(1), national(2), national(3), at_communes(4), at_communes(5))}


def edited(procedure: Procedure, what: str) -> Procedure:
    """The record as somebody has changed it."""
    other = {
        "longer": {"methods": (SubmissionMethod("DIRECT", ProcessingTime("9", "WORKING_DAY"), "", ()),)},
        "shorter": {"methods": (SubmissionMethod("DIRECT", ProcessingTime("2", "WORKING_DAY"), "", ()),)},
        "duty": {"steps": (Step("", "Nộp hồ sơ và phải nộp thêm ảnh"),)},
        "condition": {"conditions": "Có ba năm kinh nghiệm."},
        "empty": {"subjects": ()},
        "sector": {"sector": Term("G15-TP05", "Luật sư")},
        "silent": {"conditions": None, "steps": None},
        "decision": {"decision": Decision("500/QĐ-BTP", date(2026, 10, 30), "Bộ Tư pháp", None, "STANDARD")},
        "ministry": {"levels": (Level.MINISTRY,)},
        "name": {"name": f"{procedure.name} theo mẫu mới"},
    }
    return replace(procedure, **other[what])


EDITS = ("longer", "shorter", "duty", "condition", "empty", "sector", "silent", "decision", "ministry", "name")
#: What may happen between two nights: (which procedure, which side, what).
EVENTS = st.tuples(
    st.sampled_from(sorted(PROCEDURES)), st.sampled_from("NL"), st.sampled_from((*EDITS, "gone", "back"))
)
#: How a visit ends: whole, list not whole, some pages not read, refused, closed, moved.
VISITS = st.sampled_from(("whole", "whole", "whole", "list", "pages", "refused", "moved"))
NIGHTS = st.lists(
    st.tuples(st.lists(EVENTS, max_size=3), VISITS, VISITS, st.booleans(), st.integers(0, 31)), min_size=2, max_size=7
)


@dataclass
class History:
    """A catalogue and a province through nights, and what a monitor makes of them."""

    pages: bool
    shown: dict[str, dict[str, Procedure]] = field(
        default_factory=lambda: {"N": dict(PROCEDURES), "L": dict(PROCEDURES)}
    )
    night: date = FIRST
    past: Past = field(default_factory=Past)
    kept: dict[str, dict[str, Procedure]] = field(default_factory=lambda: {"N": {}, "L": {}})
    compared: list[tuple[date, dict[str, dict[str, Procedure]]]] = field(default_factory=list)

    def happens(self, which: str, side: str, what: str) -> None:
        """Something changes on one side."""
        if what == "gone":
            self.shown[side].pop(which, None)
        elif what == "back":
            self.shown[side][which] = PROCEDURES[which]
        elif which in self.shown[side]:
            self.shown[side][which] = edited(self.shown[side][which], what)

    # --- visits ---

    def national_visit(self, how: str, mask: int) -> Snapshot:
        every = tuple(self.shown["N"][i] for i in sorted(self.shown["N"]))
        lost = {p.portal_id for n, p in enumerate(every) if mask >> n & 1}
        read = tuple(p for p in every if p.portal_id not in lost)
        if how == "list":
            part = listing("formalities", tuple(p.portal_id for p in read), complete=False, reason="Lượt 1 dừng.")
            return self._dated(national_side(*read, outcome=Outcome.PARTIAL, listings=(part,)))
        if how == "pages" and lost:
            return self._dated(national_side(*read, outcome=Outcome.PARTIAL, unread=tuple(sorted(lost))))
        return self._dated(national_side(*every)) if how in ("whole", "pages") else self._failed(national_side(), how)

    def local_visit(self, how: str, mask: int) -> Snapshot:
        every = [self.shown["L"][i] for i in sorted(self.shown["L"])]
        side = self._pages_side if self.pages else self._platform_side
        lost = {p.portal_id for n, p in enumerate(every) if mask >> n & 1}
        if how in ("list", "pages") and lost:
            return self._dated(side(every, lost, how))
        return (
            self._dated(side(every, set(), "whole"))
            if how not in ("refused", "moved")
            else self._failed(side([], set(), ""), how)
        )

    def _pages_side(self, every: list[Procedure], lost: set[str], how: str) -> Snapshot:
        if how == "pages":
            bare = [replace(record(Procedure("", p.portal_id, p.code, p.name)), sector=None) for p in every]
            whole = [record(p) for p in every]
            shown = [b if p.portal_id in lost else w for p, b, w in zip(every, bare, whole, strict=True)]
            unread = tuple(f"p-{i}" for i in sorted(lost))
            return pages_side(*shown, outcome=Outcome.PARTIAL, unread=unread)
        shown = [record(p) for p in every if p.portal_id not in lost]
        side = pages_side(*shown)
        if how != "list":
            return side
        part = replace(side.listings[0], complete=False, reason="Lượt 1 dừng.")
        return replace(side, outcome=Outcome.PARTIAL, listings=(part,))

    def _platform_side(self, every: list[Procedure], lost: set[str], how: str) -> Snapshot:
        rows = [local(p, *(COMMUNES if Level.COMMUNE in (p.levels or ()) else (JUSTICE,))) for p in every]
        missing = [
            local(p, services=(), applied_at=()) for i, p in PROCEDURES.items() if i not in {r.portal_id for r in rows}
        ]
        whole = local_side(*rows, *missing)
        if not lost:
            return whole
        part = replace(whole.listings[0], complete=False, reason="Lượt 1 dừng.")
        seen = [r for r in rows if r.portal_id not in lost]
        return replace(whole, outcome=Outcome.PARTIAL, procedures=tuple(seen), listings=(part, *whole.listings[1:]))

    def _dated(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, night=self.night)

    def _failed(self, snapshot: Snapshot, how: str) -> Snapshot:
        kind = ProblemKind.REFUSED if how == "refused" else ProblemKind.REDIRECTED
        told = "Cổng từ chối." if how == "refused" else "Cổng chuyển hướng."
        lists = tuple(replace(x, complete=False, ids=(), seen=0, reason=told) for x in snapshot.listings)
        problems = (Problem(kind, told),)
        return self._dated(
            replace(snapshot, outcome=Outcome.FAILED, reason=told, procedures=(), listings=lists, problems=problems)
        )

    # --- the monitor ---

    def compare(self, ours: Snapshot, theirs: Snapshot, *, excluded: bool) -> Comparison:
        """Tonight's comparison; what was read is kept, as the store keeps versions."""
        self._keep("N", ours)
        self._keep("L", theirs)
        night = Night(
            self.night,
            ours,
            theirs,
            (replace(front_side(), night=self.night),),
            exclusions=(Exclusion("1.000002", "Theo văn bản"),) if excluded else (),
            agency_rows=ROWS,
            known_before={i: (p.code, p.name, FIRST) for i, p in PROCEDURES.items()},
            changes=self._changes(),
            standing=self.past.standing,
            links=(),
        )
        comparison = compare(night)
        if not comparison.not_compared:
            self.compared.append((self.night, {side: dict(kept) for side, kept in self.kept.items()}))
        return comparison

    def _keep(self, side: str, snapshot: Snapshot) -> None:
        if snapshot.outcome is Outcome.FAILED or (side == "L" and snapshot.outcome is not Outcome.COMPLETE):
            return
        if snapshot.outcome is Outcome.COMPLETE:
            self.kept[side] = {}
        self.kept[side] |= {p.portal_id: p for p in snapshot.procedures}

    def _changes(self) -> tuple[tuple[Procedure, Procedure], ...]:
        since = {s.discrepancy.code: s.first_seen for s in self.past.sightings if s.discrepancy.kind is Kind.CHANGE}
        found = []
        for side, kept in self.kept.items():
            for i, now in kept.items():
                day = since.get(now.code, self.night)
                base = next(
                    (versions for night, versions in reversed(self.compared) if night < day), {"N": {}, "L": {}}
                )
                old = base[side].get(i)
                if old is not None and old != now:
                    found.append((old, now))
        return tuple(found)

    def stand(self, comparison: Comparison) -> tuple[Sighting, ...]:
        """Tonight's sightings, which the next night follows."""
        self.past = Past(stand(self.past, comparison, self.night))
        self.night += timedelta(days=1)
        return self.past.sightings


Check = Callable[[History, tuple[Sighting, ...], tuple[Sighting, ...], Comparison, Comparison], None]


def played(pages: bool, nights: list[tuple[list[tuple[str, str, str]], str, str, bool, int]], check: Check) -> None:
    """Play the nights and check each against the one before, and against what was really there."""
    history, before = History(pages), ()
    for events, ours, theirs, excluded, mask in nights:
        for event in events:
            history.happens(*event)
        truth = replace(history, past=Past(), kept={"N": {}, "L": {}}, compared=[])
        real = truth.compare(truth.national_visit("whole", 0), truth.local_visit("whole", 0), excluded=excluded)
        told = history.compare(history.national_visit(ours, mask), history.local_visit(theirs, mask), excluded=excluded)
        sightings = history.stand(told)
        check(history, before, sightings, told, real)
        before = sightings


@pytest.mark.parametrize("pages", [False, True], ids=["platform", "pages"])
@settings(max_examples=120, deadline=None)
@given(nights=NIGHTS)
def test_no_finding_disappears_but_by_a_named_end_on_a_night_that_looked(pages: bool, nights: list) -> None:
    def check(
        _: History, before: tuple[Sighting, ...], now: tuple[Sighting, ...], told: Comparison, __: Comparison
    ) -> None:
        stands = {s.discrepancy.key: s for s in now}
        for past in before:
            if past.status.is_end:
                continue
            assert past.discrepancy.key in stands
            tonight = stands[past.discrepancy.key]
            if tonight.look is Look.UNSEEN:
                assert replace(tonight, look=past.look, why=past.why) == past
                assert tonight.why
            elif tonight.status.is_end:
                assert past.discrepancy.kind is Kind.SOURCE or not told.not_compared

    played(pages, nights, check)


@pytest.mark.parametrize("pages", [False, True], ids=["platform", "pages"])
@settings(max_examples=120, deadline=None)
@given(nights=NIGHTS)
def test_no_counted_number_moves_on_a_night_without_comparison(pages: bool, nights: list) -> None:
    def check(
        _: History, before: tuple[Sighting, ...], now: tuple[Sighting, ...], told: Comparison, __: Comparison
    ) -> None:
        if told.not_compared:
            assert counted(now) == counted(before)
            assert {s.discrepancy.key for s in now if s.discrepancy.kind is not Kind.SOURCE} == {
                s.discrepancy.key for s in before if s.discrepancy.kind is not Kind.SOURCE
            }

    played(pages, nights, check)


@pytest.mark.parametrize("pages", [False, True], ids=["platform", "pages"])
@settings(max_examples=120, deadline=None)
@given(nights=NIGHTS)
def test_what_is_said_to_have_ended_is_not_there_and_what_is_said_to_be_seen_is(pages: bool, nights: list) -> None:
    def check(
        _: History, __: tuple[Sighting, ...], now: tuple[Sighting, ...], told: Comparison, real: Comparison
    ) -> None:
        there = {d.key for d in real.discrepancies}
        for sighting in now:
            if sighting.look is Look.UNSEEN or sighting.discrepancy.kind in (Kind.CHANGE, Kind.SOURCE):
                continue
            assert (sighting.discrepancy.key in there) is not sighting.status.is_end, (sighting, told.undetermined)

    played(pages, nights, check)


def test_the_histories_show_findings_of_many_types_and_every_end() -> None:
    """Else the properties above would hold of nothing."""
    nights = [
        ([], "whole", "whole", False, 0),
        (
            [("n01", "L", "longer"), ("n02", "L", "gone"), ("n03", "L", "duty"), ("n01", "N", "condition")],
            "whole",
            "whole",
            False,
            0,
        ),
        ([("n01", "L", "back")], "whole", "whole", True, 0),
        ([("n01", "N", "decision")], "refused", "whole", True, 0),
        ([("n03", "N", "ministry")], "whole", "whole", True, 0),
    ]
    seen: dict[str, set[str]] = {}

    def check(
        _: History, __: tuple[Sighting, ...], now: tuple[Sighting, ...], ___: Comparison, ____: Comparison
    ) -> None:
        for sighting in now:
            seen.setdefault(sighting.discrepancy.rule, set()).add(sighting.status.value)

    played(True, nights, check)

    assert NATIONAL == "dvcqg"
    assert {"CL01", "CL13", "CL23", "CL36"} <= seen.keys()
    assert set().union(*seen.values()) >= {
        *("chờ xác nhận", "mới", "đang mở", "đã khắc phục", "không được xác nhận", "được giải thích", "ngoài phạm vi")
    }
