"""Which members each list of a source has named: one row a change, never one a night.

Being named is a promise that a record is there; only what a list itself once named can be gone from it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Engine, func, insert, select

from analysis.model import Snapshot
from storage import tables as t

Members = Mapping[str, frozenset[str]]


def members(engine: Engine, portal: str, before: int) -> dict[str, frozenset[str]]:
    """By list: the members that it is known to have, from the runs of a portal before one."""
    query = (
        select(t.listed.c.name, t.listed.c.member, t.listed.c.present)
        .join(t.run)
        .where(t.run.c.portal == portal, t.run.c.id < before)
        .order_by(t.listed.c.id)
    )
    known: dict[str, set[str]] = {}
    with engine.connect() as connection:
        for name, member, present in connection.execute(query):
            some = known.setdefault(name, set())
            (some.add if present else some.discard)(member)
    return {name: frozenset(some) for name, some in known.items()}


def held_back(engine: Engine, run: int | None) -> dict[str, frozenset[str]]:
    """By list: the members whose absence a run showed and that was held back for confirmation."""
    if run is None:
        return {}
    query = select(t.run_fact.c.subject, t.run_fact.c.text).where(
        t.run_fact.c.run_id == run, t.run_fact.c.kind == "missing"
    )
    with engine.connect() as connection:
        return {name: frozenset(json.loads(text)) for name, text in connection.execute(query)}


def store_members(engine: Engine, snapshot: Snapshot, known: Members) -> None:
    """Keep what the whole lists of a run name that was not known, and what they name no more.

    ``known``: the members before this run. A list that was not read whole, or was asked for with a filter that did
    nothing, promises nothing.
    """
    with engine.begin() as connection:
        if connection.scalar(select(func.count()).where(t.listed.c.run_id == snapshot.run)):
            return  # this run was stored before it was interrupted
        rows = []
        for state in snapshot.listings:
            if not state.complete:
                continue
            before, now = known.get(state.name, frozenset()), frozenset(state.ids)
            rows += [
                {"run_id": snapshot.run, "name": state.name, "member": member, "present": member in now}
                for member in sorted(now ^ before)
            ]
        if rows:
            connection.execute(insert(t.listed), rows)
