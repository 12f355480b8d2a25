"""A night takes the digests that are kept with the versions, and says the same as without them (D39)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from analysis.compare import compare
from analysis.model import Snapshot
from analysis.night import Night
from analysis.parts import Digests, digests
from monitor import night as job
from tests.analysis.makers import NIGHT, PAGES, ROWS, national, national_side, pages_side, record
from tests.storage.making import PORTAL, keep_versions, new_run, store

OURS = tuple(national(i) for i in range(1, 4))
THEIRS = tuple(record(p) for p in (OURS[0], replace(OURS[1], conditions="Có hộ khẩu tại tỉnh"), OURS[2]))


def stored(engine: Engine, *sides: tuple[Snapshot, str]) -> tuple[Snapshot, ...]:
    """The sides as a run read them, with their versions kept."""
    kept = []
    for i, (side, listing) in enumerate(sides):
        run = new_run(engine, i, replace(PORTAL, code=side.portal, role=side.role))
        kept.append(replace(side, run=run.id))
        keep_versions(engine, kept[-1], listing, "test/1")
    return tuple(kept)


def packed(held: dict[tuple[str, str], Digests]) -> dict[tuple[str, str], bytes]:
    return {key: kept.packed for key, kept in held.items()}


def test_the_kept_digests_of_both_sides_are_taken_and_change_nothing(tmp_path: Path) -> None:
    engine = store(tmp_path)
    ours, theirs = stored(engine, (national_side(*OURS), "formalities"), (pages_side(*THEIRS), "procedures"))
    held = job._digests(engine, ours, theirs, None)
    plain = Night(NIGHT, ours, theirs, agency_rows=ROWS)
    engine.dispose()

    assert packed(held) == {(p.portal, p.portal_id): digests(p).packed for p in (*OURS, *THEIRS)}
    answer = compare(replace(plain, digests=held))
    assert answer == compare(plain)
    assert "CL24" in {d.rule for d in answer.discrepancies}


def test_a_record_that_says_something_else_than_its_version_is_read_anew(tmp_path: Path) -> None:
    """A night that could not be stored, or that is asked again before it is: its difference is not muted."""
    engine = store(tmp_path)
    ours, theirs = stored(engine, (national_side(*OURS), "formalities"), (pages_side(*THEIRS), "procedures"))
    later = replace(theirs, procedures=(*THEIRS[:2], replace(THEIRS[2], conditions="Có hộ khẩu tại tỉnh")))
    held = job._digests(engine, ours, later)
    engine.dispose()

    assert {i for portal, i in held if portal == PAGES} == {THEIRS[0].portal_id, THEIRS[1].portal_id}
    answer = compare(Night(NIGHT, ours, later, agency_rows=ROWS, digests=held))
    assert sorted(d.code for d in answer.discrepancies if d.rule == "CL24") == [OURS[1].code, OURS[2].code]
