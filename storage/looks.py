"""On which nights we looked at a source, and what we could see. Read only.

A look (lần quét đã đóng) is a run that was closed. Only a complete one answers for the whole source; looks are put
in order by their numbers, for clocks may jump back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from analysis.model import Outcome, Role
from storage import tables as t

_R = t.run.c
_LOOK = (_R.id, _R.portal, _R.role, _R.night, _R.started_at, _R.finished_at, _R.outcome, _R.reason)


@dataclass(frozen=True, slots=True)
class Look:
    """A closed run as an observation: from when to when, and whether the whole source was seen."""

    run: int
    portal: str
    role: Role
    night: date
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    reason: str

    @property
    def is_whole(self) -> bool:
        """Whether the whole source was seen: then what was not shown was absent."""
        return self.outcome is Outcome.COMPLETE


_WHOLE = _R.outcome == Outcome.COMPLETE.value
#: The number of the last complete look that was finished by a moment. The greatest number, not the latest time:
#: the later of two readings is the one that was made later, whatever a clock said.
LAST_WHOLE = (
    select(func.max(_R.id))
    .where(_R.portal == bindparam("portal"), _WHOLE, _R.finished_at <= bindparam("by"))
    .scalar_subquery()
)
_LAST_WHOLE_LOOK = select(*_LOOK).where(_R.id == LAST_WHOLE)


def last_whole(connection: Connection, portal: str, by: datetime) -> Look | None:
    """The last complete look that was finished by a moment (D18)."""
    return _first(connection, _LAST_WHOLE_LOOK, {"portal": portal, "by": by})


def whole_before(connection: Connection, portal: str, run: int | None, by: datetime | None) -> Look | None:
    """The last complete look before a run (of all, without one), among those finished by a moment."""
    query = select(*_LOOK).where(_R.portal == portal, _WHOLE).order_by(_R.id.desc()).limit(1)
    if run is not None:
        query = query.where(_R.id < run)
    if by is not None:
        query = query.where(_R.finished_at <= by)
    return _first(connection, query, {})


def looks(
    connection: Connection,
    *,
    portal: str | None = None,
    since: date | None = None,
    until: date | None = None,
    after: int | None = None,
    by: datetime | None = None,
) -> list[Look]:
    """Looks in their order: of a source, of the nights from one to another, after a run, finished by a moment."""
    query = select(*_LOOK).where(_R.outcome.is_not(None)).order_by(_R.id)
    if portal is not None:
        query = query.where(_R.portal == portal)
    if since is not None:
        query = query.where(_R.night >= since)
    if until is not None:
        query = query.where(_R.night <= until)
    if after is not None:
        query = query.where(_R.id > after)
    if by is not None:
        query = query.where(_R.finished_at <= by)
    return [_look(row) for row in connection.execute(query)]


def looks_by_id(connection: Connection, runs: Iterable[int]) -> dict[int, Look]:
    """These looks, by run."""
    query = select(*_LOOK).where(_R.id.in_(set(runs)), _R.outcome.is_not(None))
    return {row.id: _look(row) for row in connection.execute(query)}


def pages_read(connection: Connection, portal_id: str, runs: Iterable[int]) -> set[int]:
    """The runs, of those given, in which the record's own page arrived and was understood.

    Only for the national catalogue, where a record is whole by itself: what an incomplete look read of it is known.
    """
    c, f = t.capture.c, t.run_fact.c
    unread = select(f.id).where(f.run_id == c.run_id, f.kind == "unread", f.subject == portal_id).exists()
    good = (c.purpose == "detail", c.topic == portal_id, c.problem.is_(None), ~unread)
    return set(connection.scalars(select(c.run_id).where(c.run_id.in_(set(runs)), *good)))


def _first(connection: Connection, query: Select[Any], values: dict[str, Any]) -> Look | None:
    row = connection.execute(query, values).first()
    return None if row is None else _look(row)


def _look(row: Sequence[Any]) -> Look:
    run, portal, role, night, started, finished, outcome, reason = row
    return Look(run, portal, Role(role), night, started, finished or started, Outcome(outcome), reason or "")
