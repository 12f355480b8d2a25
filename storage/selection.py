"""Which captures an export takes: those of a run, of a period, or of one procedure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

import zstandard
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from storage import tables as t
from storage.archive import decode_content
from storage.coding import expand
from storage.ledger import join_headers

#: So many numbers go into one query.
AT_ONCE = 500
#: Pages about one record; all others are lists, which may name many.
_OF_ONE = ("detail", "again")


@dataclass(frozen=True, slots=True)
class Selection:
    """A run, or the nights of a period (of some portals), or a procedure within them.

    A procedure is given by its records, as (portal, portal id), its codes, and further pages, as (run, topic).
    """

    run: int | None = None
    since: date | None = None
    until: date | None = None
    portals: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    records: tuple[tuple[str, str], ...] = ()
    pages: frozenset[tuple[int, str]] = field(default_factory=frozenset)

    @property
    def of_procedure(self) -> bool:
        """Whether only the pages about one procedure are meant."""
        return bool(self.codes or self.records)

    def told(self) -> str:
        """In words, for the file itself."""
        parts = [
            f"run {self.run}" if self.run is not None else "",
            f"nights {self.since} to {self.until}" if self.since or self.until else "",
            f"portals {', '.join(self.portals)}" if self.portals else "",
            f"procedure {', '.join(self.codes)}" if self.codes else "",
        ]
        return "; ".join(p for p in parts if p) or "everything"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The captures of a selection: a condition, or their numbers."""

    runs: tuple[Row[Any], ...]
    captures: int
    numbers: tuple[int, ...] | None
    where: ColumnElement[bool]

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Conditions that give all captures in their order, one after the other."""
        if self.numbers is None:
            yield self.where
            return
        for some in chunks(self.numbers):
            yield t.capture.c.id.in_(some)


def chunks(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Numbers, so many that they fit into a query."""
    some: list[int] = []
    for number in numbers:
        some.append(number)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def choose(connection: Connection, selection: Selection) -> Chosen:
    """Find the captures and the runs that they belong to."""
    runs = _runs(selection)
    where = t.capture.c.run_id.in_(select(t.run.c.id).where(runs))
    if not selection.of_procedure:
        found = tuple(connection.execute(select(t.run).where(runs).order_by(t.run.c.id)).all())
        return Chosen(found, connection.scalar(select(func.count()).where(where)) or 0, None, where)
    numbers = tuple(sorted({*_own_pages(connection, selection, where), *_lists(connection, selection, where)}))
    ids = {
        run
        for some in chunks(numbers)
        for run in connection.scalars(select(t.capture.c.run_id).where(t.capture.c.id.in_(some)).distinct())
    }
    rows = [r for some in chunks(sorted(ids)) for r in connection.execute(select(t.run).where(t.run.c.id.in_(some)))]
    return Chosen(tuple(sorted(rows, key=lambda r: int(r.id))), len(numbers), numbers, where)


def _runs(selection: Selection) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [t.run.c.id.is_not(None)]
    if selection.run is not None:
        conditions.append(t.run.c.id == selection.run)
    if selection.since is not None:
        conditions.append(t.run.c.night >= selection.since)
    if selection.until is not None:
        conditions.append(t.run.c.night <= selection.until)
    if selection.portals:
        conditions.append(t.run.c.portal.in_(selection.portals))
    return and_(*conditions)


def _own_pages(connection: Connection, selection: Selection, where: ColumnElement[bool]) -> Iterator[int]:
    """Captures kept under the procedure's id or code, and those asked for by run and topic."""
    own = [and_(t.run.c.portal == p, t.capture.c.topic == i) for p, i in selection.records]
    own += [t.capture.c.topic == code for code in selection.codes]
    yield from connection.scalars(_numbers().where(where, or_(*own)))
    for run, topic in sorted(selection.pages):
        query = _numbers().where(t.capture.c.run_id == run, t.capture.c.topic == topic)
        yield from connection.scalars(query)


def _numbers() -> Select[Any]:
    return select(t.capture.c.id).join(t.run, t.capture.c.run_id == t.run.c.id).order_by(t.capture.c.id)


def _lists(connection: Connection, selection: Selection, where: ColumnElement[bool]) -> Iterator[int]:
    """Captures of lists whose content has the procedure's id or code; each body is looked into once."""
    query = (
        select(t.capture.c.id, t.capture.c.body_id, t.header_block.c.fields, t.capture.c.header_values)
        .join(t.header_block, t.capture.c.header_block_id == t.header_block.c.id)
        .where(where, t.capture.c.purpose.not_in(_OF_ONE), t.capture.c.body_id.is_not(None))
        .order_by(t.capture.c.id)
    )
    names = _namer(selection)
    known: dict[int, bool] = {}
    for number, body, fields, values in connection.execute(query.execution_options(yield_per=200)):
        if body not in known:
            known[body] = names(_content(connection, body, join_headers(fields, values)))
        if known[body]:
            yield number


def _namer(selection: Selection) -> Callable[[bytes], bool]:
    """Whether a content names the procedure, also where its id is written for JSON or for an address."""
    wanted = {*selection.codes, *(i for _, i in selection.records)}
    spelled = {s for w in wanted if w for s in (w, w.replace("/", "\\/"), quote(w, safe=""), w.replace("&", "&amp;"))}
    sought = [s.encode() for s in sorted(spelled)]
    return lambda content: any(s in content for s in sought)


def _content(connection: Connection, body: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    row = connection.execute(select(t.body.c.coding, t.body.c.data).where(t.body.c.id == body)).one()
    try:
        return decode_content(expand(row.coding, row.data or b""), headers)
    except (
        ValueError,
        zstandard.ZstdError,
    ):  # a page that cannot be read names nothing; that it is whole is checked when it is written
        return b""
