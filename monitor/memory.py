"""What earlier visits to a source have shown: what the gates set tonight's visit against."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Engine

from analysis.gates import Memory
from analysis.model import Gate, Procedure, Snapshot, SourceForm
from monitor.config import PortalConfig
from storage import lists, runs, versions
from storage.runs import CrawlRun

#: Reads a closed run from its archive, without gates.
Reader = Callable[[CrawlRun], Snapshot]


def memory_of(engine: Engine, portal: PortalConfig, run: CrawlRun, read: Reader) -> Memory:
    """The memory of a source before a run; ``read`` is asked once, in a store that did not keep members of lists."""
    last = runs.last_run(engine, portal.code, before=run.id)
    if last is None:
        return Memory()
    return Memory(
        known_members(engine, portal.code, run, read),
        lists.held_back(engine, last.id),
        runs.seen_before(engine, portal.code, run.id),
        versions.catalogue(engine, portal.code, run.id - 1),
        _is_reviewed(engine, portal, run),
    )


def known_members(engine: Engine, portal: str, run: CrawlRun, read: Reader) -> Mapping[str, frozenset[str]]:
    """By list: the members known before a run."""
    known = lists.members(engine, portal, run.id)
    whole = None if known else runs.last_run(engine, portal, before=run.id, complete=True)
    if whole is None:
        return known
    return {state.name: frozenset(state.ids) for state in read(whole).listings if state.complete}


def _is_reviewed(engine: Engine, portal: PortalConfig, run: CrawlRun) -> bool:
    """Whether a person has looked since the last night on which nothing was held back as redesigned."""
    if portal.reviewed_on is None or portal.reviewed_on > run.night:
        return False
    good = runs.last_passed(engine, portal.code, Gate.REDESIGN, run.id)
    return good is not None and good < portal.reviewed_on


def promised(
    snapshot: Snapshot, known: Mapping[str, frozenset[str]], before: Mapping[str, Procedure], listing: str
) -> frozenset[str]:
    """The records that a list itself has named; on the platform a service row of a list names its procedure too."""
    named = known.get(listing, frozenset())
    if snapshot.form is not SourceForm.PLATFORM:
        return named
    lists_of = {state.name for state in snapshot.listings}
    return named | {i for i, p in before.items() if any(row.listed_in in lists_of for row in p.services or ())}
