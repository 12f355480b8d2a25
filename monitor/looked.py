"""On which nights of a period each source was seen, for an evidence pack: also those that were not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import Connection, Engine, or_, select

from analysis.model import Outcome, Role
from monitor.config import Config
from monitor.past import days, incomplete
from reports.cover import UNDETERMINED, LookLine
from storage import tables as t
from storage.looks import Look, looks, pages_read

#: Pages about one record; all others are of the source as a whole.
_OF_ONE = ("detail", "again")
#: What a look at a front page alone can tell.
_FRONT = {Outcome.COMPLETE: "trang chủ mở", Outcome.CLOSED: "trang chủ đóng"}


def looked_at(
    config: Config, engine: Engine, records: Iterable[tuple[str, str]], since: date, until: date
) -> tuple[LookLine, ...]:
    """Every look of the period at every source, and the days on which nobody looked, in order of nights."""
    names = {p.code: p.name for p in config.portals}
    with engine.connect() as connection:
        closed = looks(connection, since=since, until=until)
        own = _own_page(connection, closed, records)
        lines = [_line(look, names, read=look.run in own) for look in closed]
        lines += _still_open(connection, names, since, until)
    order = list(dict.fromkeys([*names, *(x.portal for x in lines)]))
    for portal in order:
        lines += _not_looked(portal, names.get(portal, portal), lines, since, until)
    return tuple(sorted(lines, key=lambda x: (x.first, order.index(x.portal), x.run or 0)))


def pages_behind(engine: Engine, lines: Iterable[LookLine]) -> set[tuple[int, str]]:
    """What the lines rest on where no page of the procedure does: front pages, and what came instead of a whole look.

    Of the latter all lists, and every answer with a problem.
    """
    found: set[tuple[int, str]] = set()
    c = t.capture.c
    told = or_(c.purpose.not_in(_OF_ONE), c.problem.is_not(None))
    with engine.connect() as connection:
        for run in {x.run for x in lines if x.run is not None and (not x.is_known or x.outcome in _FRONT.values())}:
            topics = connection.scalars(select(c.topic).where(c.run_id == run, told).distinct())
            found |= {(run, topic) for topic in topics}
    return found


def _own_page(connection: Connection, closed: Sequence[Look], records: Iterable[tuple[str, str]]) -> set[int]:
    """The runs, not whole, in which the procedure's own page was read; only the national catalogue has one."""
    found: set[int] = set()
    for portal, portal_id in records:
        some = [k.run for k in closed if k.portal == portal and k.role is Role.NATIONAL and not k.is_whole]
        found |= pages_read(connection, portal_id, some)
    return found


def _line(look: Look, names: dict[str, str], *, read: bool) -> LookLine:
    name = names.get(look.portal, look.portal)
    known = _FRONT.get(look.outcome) if look.role is Role.FRONT else "đọc đủ" if look.is_whole else None
    if known is not None:
        return LookLine(look.night, look.night, look.portal, name, look.run, known, "")
    reason = f"{incomplete(look)}: {look.reason}".rstrip(": ")
    outcome = "đọc được trang của thủ tục này" if read else UNDETERMINED
    return LookLine(look.night, look.night, look.portal, name, look.run, outcome, reason)


def _still_open(connection: Connection, names: dict[str, str], since: date, until: date) -> Iterator[LookLine]:
    r = t.run.c
    for run, portal, night in connection.execute(
        select(r.id, r.portal, r.night).where(r.outcome.is_(None), r.night.between(since, until))
    ):
        yield LookLine(night, night, portal, names.get(portal, portal), run, UNDETERMINED, "lần quét chưa kết thúc")


def _not_looked(portal: str, name: str, lines: Sequence[LookLine], since: date, until: date) -> list[LookLine]:
    """The days without a look, following days in one line."""
    looked = {x.first for x in lines if x.portal == portal}
    missing = [day for day in days(since, until) if day not in looked]
    stretches = [[d for _, d in some] for _, some in groupby(enumerate(missing), lambda e: e[1].toordinal() - e[0])]
    return [LookLine(s[0], s[-1], portal, name, None, UNDETERMINED, "không quét") for s in stretches]
