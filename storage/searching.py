"""Finding a procedure by words of its name or code, without accents and case, over everything ever seen.

SQLite cannot fold "đ" into "d", so names are folded here: the index of codes and names holds each distinct pair, a few
thousand in ten years, and that is quicker to fold than a second copy would be to keep right.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeVar

from sqlalchemy import Connection, select, tuple_

from analysis.codes import canonical
from analysis.model import Outcome
from storage import tables as t

T = TypeVar("T")
_WORD = re.compile(r"[^\W_]+(?:[.,/-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Found:
    """A name that a source showed for a record, and the nights from and to which it was seen under it."""

    portal: str
    portal_id: str
    code: str
    name: str
    first: date
    last: date
    is_current: bool  # the newest complete look still saw it so


def folded(text: str) -> str:
    """Without accents and case, đ as d."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c)).replace("đ", "d")


def words_of(text: str) -> list[str]:
    """The words of a text; a code is one word."""
    return _WORD.findall(folded(text))


def search(connection: Connection, typed: str) -> list[Found]:
    """Every name in which each word that was typed begins a word, whenever and wherever it was seen."""
    wanted = words_of(typed)
    if not wanted:
        return []
    v = t.version.c
    every = connection.execute(select(v.code, v.name).group_by(v.code, v.name))
    hits = {(code, name) for code, name in every if _has(code, name, wanted)}
    return [found for found in _seen(connection, hits) if (found.code, found.name) in hits]


def _has(code: str, name: str, wanted: Iterable[str]) -> bool:
    there = " " + " ".join([folded(canonical(code) or ""), *words_of(code), *words_of(name)])
    inner = " " + " ".join(re.findall(r"[^\W_]+", there))  # "cấp/đổi" is found by "đổi" too
    return all(" " + word in there or " " + word in inner for word in wanted)


def _seen(connection: Connection, hits: set[tuple[str, str]]) -> list[Found]:
    v = t.version.c
    codes = sorted({code for code, _ in hits})
    records: set[tuple[str, str]] = set()
    for some in _portions(codes):
        query = select(v.portal, v.portal_id, v.code, v.name).where(v.code.in_(some)).distinct()
        records |= {(portal, i) for portal, i, code, name in connection.execute(query) if (code, name) in hits}
    whole = _whole_looks(connection)
    found: list[Found] = []
    for portion in _portions(sorted(records)):
        query = (
            select(v.portal, v.portal_id, v.code, v.name, v.digest.is_(None), v.from_run_id, t.run.c.night)
            .join(t.run)
            .where(tuple_(v.portal, v.portal_id).in_(portion))
            .order_by(v.portal, v.portal_id, v.from_run_id, v.id)
        )
        for (portal, portal_id), rows in groupby(connection.execute(query), key=lambda r: (r[0], r[1])):
            found += _names(portal, portal_id, [tuple(r)[2:] for r in rows], whole.get(portal, []))
    return sorted(found, key=lambda f: (f.code, f.portal, f.portal_id, f.first))


def _names(
    portal: str,
    portal_id: str,
    rows: Sequence[tuple[str, str, bool, int, date]],
    whole: Sequence[tuple[int, date]],
) -> list[Found]:
    """The names of one record: each from the look that first showed it to the last before something else held."""
    found = []
    runs = [run for run, _ in whole]
    alike = [(key, list(some)) for key, some in groupby(rows, key=lambda r: (r[0], r[1], bool(r[2])))]
    for number, ((code, name, gone), some) in enumerate(alike):
        if gone:
            continue
        end = alike[number + 1][1][0][3] if number + 1 < len(alike) else None
        place = len(runs) if end is None else bisect_left(runs, end)
        last = whole[place - 1][1] if place and runs[place - 1] >= some[0][3] else some[-1][4]
        found.append(Found(portal, portal_id, code, name, some[0][4], last, end is None))
    return found


def _whole_looks(connection: Connection) -> dict[str, list[tuple[int, date]]]:
    r = t.run.c
    query = select(r.portal, r.id, r.night).where(r.outcome == Outcome.COMPLETE.value).order_by(r.id)
    found: dict[str, list[tuple[int, date]]] = {}
    for portal, run, night in connection.execute(query):
        found.setdefault(portal, []).append((run, night))
    return found


def _portions(some: Sequence[T], size: int = 400) -> Iterable[Sequence[T]]:
    return (some[start : start + size] for start in range(0, len(some), size))
