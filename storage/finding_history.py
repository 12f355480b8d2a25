"""How discrepancies stood night after night: when each began and ended, and on which nights nobody could tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, func, or_, select

from analysis.codes import base_of
from analysis.model import Discrepancy, Status
from storage import tables as t
from storage.comparisons import standing_of
from storage.values import load


@dataclass(frozen=True, slots=True)
class Standing:
    """How a discrepancy stood in one night's comparison; ``seen``: it was found that night, not only carried on."""

    night: date
    status: Status
    seen: bool
    basis: str = ""  # the registered ground, where it was accepted


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive comparisons in which a discrepancy stood alike."""

    status: Status
    basis: str
    nights: tuple[date, ...]
    seen: int  # on how many of them it was found


@dataclass(frozen=True, slots=True)
class Course:
    """One discrepancy from its beginning to its end; the same line that comes back later is another course."""

    discrepancy: Discrepancy  # as it was last worded
    began: date
    ended: date | None  # the first compared night without it; None: it still stood at the last comparison
    spans: tuple[Span, ...]


def keys_of(connection: Connection, typed: str) -> list[str]:
    """The keys that a key, the beginning of one, or a code of a procedure names."""
    f = t.finding.c
    exact = _keys(connection, f.key == typed)
    if exact or not typed.strip():
        return exact
    begun = _keys(connection, f.key.startswith(typed, autoescape=True))
    if begun:
        return begun
    codes = {typed.strip(), base_of(typed) or typed.strip()}
    near = _keys(connection, or_(*(f.key.contains(c, autoescape=True) for c in codes)))
    return [k for k in near if _code_of(k) in codes or base_of(_code_of(k)) in codes]


def _keys(connection: Connection, condition: ColumnElement[bool]) -> list[str]:
    query = select(t.finding.c.key).where(condition).distinct().order_by(t.finding.c.key)
    return list(connection.scalars(query))


def _code_of(key: str) -> str:
    """Rule, sources, code, part."""
    return [*key.split("|", 3), "", "", ""][2]


def courses(connection: Connection, keys: Iterable[str]) -> list[Course]:
    """The courses of these discrepancies, by key, the oldest first. The last comparison of a night counts."""
    c, s, f = t.comparison.c, t.sighting.c, t.finding.c
    numbers = connection.execute(select(c.night, func.max(c.id)).group_by(c.night).order_by(c.night))
    newest = {night: number for night, number in numbers}  # noqa: C416 - a result is no list of pairs for dict()
    nights = list(newest)
    by_number = {number: night for night, number in newest.items()}
    found: list[Course] = []
    for key in keys:
        texts = {i: text for i, text in connection.execute(select(f.id, f.content).where(f.key == key))}  # noqa: C416
        # from the comparisons to their sightings: sightings are found by comparison, and there are millions of them
        query = (
            select(s.comparison_id, s.finding_id, s.status, s.last_seen, s.basis, s.look)
            .join_from(t.comparison, t.sighting)
            .where(s.finding_id.in_(texts))
        )
        told: dict[date, tuple[Standing, int]] = {}
        for number, finding, kept, last_seen, basis, look in connection.execute(query):
            status = standing_of(kept)
            repeated = status.is_end and look is not None  # a night that was not compared tells the end once more
            if not repeated and (night := by_number.get(number)) is not None:
                told[night] = Standing(night, status, last_seen == night, basis), finding
        for some in _unbroken(nights, told):
            last = told[some[-1].night]
            began, ended = some[0].night, _end(nights, some[-1])
            found.append(Course(load(Discrepancy, texts[last[1]]), began, ended, spans(some)))
    return found


def _unbroken(nights: Sequence[date], told: dict[date, tuple[Standing, int]]) -> list[list[Standing]]:
    """Runs of comparisons in which a line stands; one that is fixed has ended."""
    broken: list[list[Standing]] = [[]]
    for night in nights:
        if night not in told:
            broken.append([])
            continue
        standing, _ = told[night]
        broken[-1].append(standing)
        if standing.status.is_end:
            broken.append([])
    return [some for some in broken if some]


def _end(nights: Sequence[date], last: Standing) -> date | None:
    if last.status.is_end:
        return last.night
    return next((night for night in nights if night > last.night), None)


def spans(some: Iterable[Standing]) -> tuple[Span, ...]:
    """Standings with those that are alike and follow each other put together."""
    grouped = groupby(some, key=lambda x: (x.status, x.basis))
    told = [(status, basis, list(group)) for (status, basis), group in grouped]
    return tuple(Span(st, basis, tuple(x.night for x in g), sum(x.seen for x in g)) for st, basis, g in told)
