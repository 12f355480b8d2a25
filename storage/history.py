"""Questions about the past, answered from runs and versions alone. Nothing here writes.

Two times are kept apart. *Valid time* is when a source showed something: the reading that answers for a day is the
last complete one finished by its end (D18). *Known time* is when we knew it: ``known_by`` leaves out every reading that
was closed later, as if the question had been put at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from analysis.model import Procedure, Role
from storage import tables as t
from storage.coding import unpack
from storage.looks import LAST_WHOLE, Look, last_whole, looks, looks_by_id, pages_read, whole_before
from storage.values import load
from storage.versions import records

_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
_V = t.version.c
_HELD = (_V.id, _V.portal, _V.portal_id, _V.code, _V.name, _V.digest, _V.from_run_id)


class Held(NamedTuple):
    """What a source showed of a record from a run on, without its content; no digest: it was gone from the list."""

    version: int
    portal: str
    portal_id: str
    code: str
    name: str
    sha256: bytes | None
    from_run: int

    @property
    def is_gone(self) -> bool:
        """Whether a complete list lacked the record."""
        return self.sha256 is None

    @property
    def digest(self) -> str:
        """The digest of the content, hexadecimal; empty: gone."""
        return "" if self.sha256 is None else self.sha256.hex()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: as of which moment, for which day (none: as of now), and known by when."""

    until: datetime
    since: datetime | None = None  # the beginning of the day that is asked about
    known_by: datetime | None = None

    @classmethod
    def as_of_now(cls, known_by: datetime | None = None) -> Asked:
        """The question about the newest that is known; no clock is asked."""
        return cls(_FOREVER, None, known_by)

    @classmethod
    def of_day(cls, midnight: datetime, known_by: datetime | None = None) -> Asked:
        """The question about a whole day: until 23:59:59 of it."""
        return cls(midnight + timedelta(days=1, microseconds=-1), midnight, known_by)

    @property
    def by(self) -> datetime:
        """Readings closed later do not count."""
        return self.until if self.known_by is None else min(self.until, self.known_by)


# --- one record -----------------------------------------------------------------------


def _held_at_query(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .where(
            _V.portal == bindparam("portal"), _V.portal_id == bindparam("portal_id"), _V.from_run_id <= bindparam("run")
        )
        .order_by(_V.from_run_id.desc(), _V.id.desc())
        .limit(1)
    )


_HELD_AT = _held_at_query(*_HELD)
_CONTENT_BY = (
    select(_V.content, _V.from_run_id)
    .where(_V.portal == bindparam("portal"), _V.portal_id == bindparam("portal_id"), _V.from_run_id <= LAST_WHOLE)
    .order_by(_V.from_run_id.desc(), _V.id.desc())
    .limit(1)
)


def held_at(connection: Connection, portal: str, portal_id: str, run: int) -> Held | None:
    """What held of a record at a run; None: it had never been seen."""
    row = connection.execute(_HELD_AT, {"portal": portal, "portal_id": portal_id, "run": run}).first()
    return None if row is None else Held._make(row)


def procedure_by(connection: Connection, portal: str, portal_id: str, by: datetime) -> Procedure | None:
    """A record at the last complete look finished by a moment: the shortest way to its content; None: not shown."""
    row = connection.execute(_CONTENT_BY, {"portal": portal, "portal_id": portal_id, "by": by}).first()
    return None if row is None or row.content is None else load(Procedure, unpack(row.content))


def content_of(connection: Connection, held: Held | None) -> Procedure | None:
    """The content of a version; None: there is none, or it was gone."""
    return None if held is None else contents(connection, [held]).get(held.version)


def contents(connection: Connection, some: Iterable[Held]) -> dict[int, Procedure]:
    """The contents of some versions, by version; what was gone is left out."""
    wanted = [h.version for h in some]
    found: dict[int, Procedure] = {}
    for start in range(0, len(wanted), 500):
        query = select(_V.id, _V.content).where(_V.id.in_(wanted[start : start + 500]), _V.content.is_not(None))
        found.update((i, load(Procedure, unpack(content))) for i, content in connection.execute(query))
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source showed of a record as of a moment, and how far that is known.

    ``held`` is what we knew last; it answers the question only where ``is_determined``.
    """

    asked: Asked
    portal: str
    portal_id: str
    look: Look | None  # the complete look that answers; None: there was none yet
    held: Held | None  # None: never seen until then
    tried: tuple[Look, ...] = ()  # incomplete looks after it
    read_in: Look | None = None  # the last of them in which the record's own page was read
    first: Look | None = None  # the interval of observation of ``held``: seen from this look
    last: Look | None = None  # to this one; it may lie after the moment asked about
    before: Look | None = None  # the last complete look before ``first``: then it was not yet so
    other: Look | None = None  # the look that showed something else

    @property
    def is_determined(self) -> bool:
        """Whether we looked at the whole source on that day (or, as of now, whether the last look was whole)."""
        if self.look is None:
            return False
        return not self.tried if self.asked.since is None else self.look.finished_at >= self.asked.since

    @property
    def same_before_and_after(self) -> bool:
        """Whether the same was seen before and after the moment: then nothing else is likely to have been shown."""
        return self.last is not None and self.last.started_at > self.asked.until


def as_of(connection: Connection, portal: str, portal_id: str, asked: Asked) -> Answer:
    """What a source showed of a record as of a moment."""
    look = last_whole(connection, portal, asked.by)
    tried = tuple(looks(connection, portal=portal, after=look.run if look else 0, by=asked.by))
    read_in = _last_page(connection, portal_id, tried)
    known = read_in or look
    held = None if known is None else held_at(connection, portal, portal_id, known.run)
    answer = Answer(asked, portal, portal_id, look, held, tried, read_in)
    return answer if held is None else _observed(connection, answer, held)


def _last_page(connection: Connection, portal_id: str, tried: Iterable[Look]) -> Look | None:
    """The last incomplete look in which the record was read: its page arrived, or it brought a new version."""
    of_catalogue = {k.run: k for k in tried if k.role is Role.NATIONAL}
    if not of_catalogue:
        return None
    found = pages_read(connection, portal_id, of_catalogue)
    new = select(_V.from_run_id).where(_V.from_run_id.in_(set(of_catalogue)), _V.portal_id == portal_id)
    found |= set(connection.scalars(new))
    return of_catalogue[max(found)] if found else None


def _observed(connection: Connection, answer: Answer, held: Held) -> Answer:
    """The answer with the interval in which ``held`` was observed."""
    known_by = answer.asked.known_by
    first = looks_by_id(connection, [held.from_run]).get(held.from_run)
    other = _following(connection, held, known_by)
    last = whole_before(connection, held.portal, other.run if other else None, known_by)
    seen = [k for k in (first, answer.read_in, last) if k is not None and k.run >= held.from_run]
    return replace(
        answer,
        first=first,
        last=max(seen, key=lambda k: k.run, default=None),
        before=whole_before(connection, held.portal, held.from_run, known_by),
        other=other,
    )


def _following(connection: Connection, held: Held, known_by: datetime | None) -> Look | None:
    """The look that brought the next version of a record."""
    query = (
        select(_V.from_run_id)
        .where(_V.portal == held.portal, _V.portal_id == held.portal_id, _V.from_run_id > held.from_run)
        .order_by(_V.from_run_id)
        .limit(1)
    )
    run = connection.scalar(query)
    look = None if run is None else looks_by_id(connection, [run]).get(run)
    return None if look is None or (known_by is not None and look.finished_at > known_by) else look


# --- a whole source -------------------------------------------------------------------


def _catalogue_query(run: ColumnElement[int]) -> Select[Any]:
    """Everything it reads stands in one index: the versions themselves, with their contents, are not touched."""
    portal: ColumnElement[str] = bindparam("portal")
    v = t.version.alias().c
    known = records(portal)
    newest = (
        select(func.max(v.from_run_id))
        .where(v.portal == portal, v.portal_id == known.c.portal_id, v.from_run_id <= run)
        .correlate(known)
        .scalar_subquery()
    )
    joined = known.join(
        t.version, (_V.portal == portal) & (_V.portal_id == known.c.portal_id) & (_V.from_run_id == newest)
    )
    return select(*_HELD).select_from(joined).where(_V.digest.is_not(None))


_CATALOGUE_AT = _catalogue_query(bindparam("run"))
_CATALOGUE_BY = _catalogue_query(LAST_WHOLE)


def catalogue_at(connection: Connection, portal: str, run: int) -> dict[str, Held]:
    """What a source showed at a run, by the record's id, without contents."""
    return _by_id(connection.execute(_CATALOGUE_AT, {"portal": portal, "run": run}).all())


def catalogue_by(connection: Connection, portal: str, by: datetime) -> dict[str, Held]:
    """What a source showed at the last complete look finished by a moment: nothing, where there was none."""
    return _by_id(connection.execute(_CATALOGUE_BY, {"portal": portal, "by": by}).all())


def _by_id(rows: Iterable[Sequence[Any]]) -> dict[str, Held]:
    return {held.portal_id: held for held in map(Held._make, rows)}


@dataclass(frozen=True, slots=True)
class Delta:
    """What turns one catalogue into another: records that came, that went, and that had other contents."""

    added: Mapping[str, Held] = field(default_factory=dict)
    lost: Mapping[str, Held] = field(default_factory=dict)
    edited: Mapping[str, tuple[Held, Held]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether both catalogues say the same."""
        return not (self.added or self.lost or self.edited)

    def applied_to(self, catalogue: Mapping[str, Held]) -> dict[str, Held]:
        """The later catalogue from the earlier one."""
        kept = {i: h for i, h in catalogue.items() if i not in self.lost}
        return kept | dict(self.added) | {i: later for i, (_, later) in self.edited.items()}


def delta(before: Mapping[str, Held], after: Mapping[str, Held]) -> Delta:
    """The difference of two catalogues, record by record."""
    return Delta(
        added={i: h for i, h in after.items() if i not in before},
        lost={i: h for i, h in before.items() if i not in after},
        edited={i: (before[i], h) for i, h in after.items() if i in before and before[i].sha256 != h.sha256},
    )


# --- a record through time ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A version and the looks under it: those that saw it, and those that could not."""

    held: Held
    first: Look
    until: Look | None  # the look from which something else held; None: it still holds
    seen: tuple[Look, ...]
    unseen: tuple[Look, ...]


def timeline(connection: Connection, portal: str, portal_id: str, known_by: datetime | None = None) -> list[Span]:
    """Every version of a record, oldest first; a gone one is seen by the complete looks that lacked the record."""
    query = select(*_HELD).where(_V.portal == portal, _V.portal_id == portal_id).order_by(_V.from_run_id, _V.id)
    every = looks(connection, portal=portal, by=known_by)
    by_run = {k.run: k for k in every}
    held = {h.from_run: h for h in map(Held._make, connection.execute(query)) if h.from_run in by_run}
    incomplete = [k.run for k in every if not k.is_whole and k.role is Role.NATIONAL]
    read = pages_read(connection, portal_id, incomplete) | set(held)
    starts = [*held, None]
    return [
        _span(held[start], by_run[start], None if end is None else by_run[end], every, read)
        for start, end in zip(held, starts[1:], strict=True)
    ]


def _span(held: Held, first: Look, until: Look | None, every: Iterable[Look], read: set[int]) -> Span:
    inside = [k for k in every if k.run >= first.run and (until is None or k.run < until.run)]
    seen = tuple(k for k in inside if k.is_whole or k.run in read)
    return Span(held, first, until, seen, tuple(k for k in inside if k not in seen))
