"""Questions of auditors about the watch itself: when we looked, what we saw, how a discrepancy stood, which names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from analysis.model import Outcome, Role
from monitor.config import Config
from monitor.past import days, incomplete, nights, portal_name
from monitor.questions import OUTCOME_NAMES
from storage import finding_history, searching
from storage import tables as t
from storage.finding_history import Course
from storage.looks import Look, looks

#: So many nights are told when no day is given.
NIGHTS = 30
NOT_RUN = "không quét"

NIGHT_COLUMNS = {
    "night": "Đêm",
    "portal_name": "Nguồn",
    "portal": "Mã nguồn",
    "outcome_name": "Kết quả",
    "seen": "Nhìn được",
    "reason": "Vì sao",
    "runs": "Lần quét",
    "compared": "Đã đối chiếu",
}
COURSE_COLUMNS = {
    "key": "Khóa",
    "name": "Tên",
    "began": "Bắt đầu",
    "ended": "Kết thúc",
    "status": "Trạng thái",
    "nights": "Các đêm",
    "seen": "Số đêm thấy",
    "unseen": "Số đêm không xác định",
    "not_compared": "Ngày không đối chiếu",
    "basis": "Căn cứ",
}
SEARCH_COLUMNS = {
    "code": "Mã TTHC",
    "name": "Tên",
    "portal_name": "Nguồn",
    "portal": "Mã nguồn",
    "first": "Thấy từ đêm",
    "last": "Đến đêm",
    "current": "Hiện còn",
    "as_of": "Theo đêm",
}


# --- nights ---------------------------------------------------------------------------


def night_rows(config: Config, engine: Engine, since: date | None, until: date | None) -> list[dict[str, Any]]:
    """Every night, the newest first: how each source ended, and what could be seen; nights without a run too."""
    with engine.connect() as connection:
        newest = connection.scalar(select(t.run.c.night).order_by(t.run.c.night.desc()).limit(1))
        oldest = connection.scalar(select(t.run.c.night).order_by(t.run.c.night).limit(1))
        if newest is None or oldest is None:
            return []
        until = until or max(newest, since or newest)
        since = since or max(oldest, until - timedelta(days=NIGHTS - 1))
        every = looks(connection, since=since, until=until)
        compared = set(
            connection.scalars(select(t.comparison.c.night).where(t.comparison.c.night.between(since, until)))
        )
        lists = _lists(connection, [k.run for k in every])
    by_night: dict[tuple[date, str], list[Look]] = {}
    for look in every:
        by_night.setdefault((look.night, look.portal), []).append(look)
    portals = [p.code for p in config.portals]
    portals += sorted({k.portal for k in every} - set(portals))
    return [
        _night_row(config, night, portal, by_night.get((night, portal), []), lists, compared=night in compared)
        for night in reversed(list(days(since, until)))
        for portal in portals
    ]


def unseen_rows(config: Config, engine: Engine, since: date | None, until: date | None) -> list[dict[str, Any]] | None:
    """The nights of a period on which a catalogue was not seen whole, and why; None: on none did anybody look."""
    with engine.connect() as connection:
        oldest = connection.scalar(select(t.run.c.night).order_by(t.run.c.night).limit(1))
    catalogues = {p.code for p in config.portals if p.portal().role is not Role.FRONT}
    rows = [r for r in night_rows(config, engine, since or oldest, until) if r["portal"] in catalogues]
    if not any(r["runs"] for r in rows):
        return None
    unseen = [r for r in reversed(rows) if r["outcome"] != Outcome.COMPLETE.value]
    return [{key: r[key] for key in ("portal", "portal_name", "night")} | {"why": _why(r)} for r in unseen]


def _why(row: dict[str, Any]) -> str:
    return f"{row['seen']} ({row['reason'].rstrip('.')})" if row["reason"] else row["seen"]


def _lists(connection: Connection, runs: Iterable[int]) -> dict[int, tuple[int, int]]:
    """By run: how many lists it read whole, of how many."""
    listing, wanted = t.listing.c, list(runs)
    found: dict[int, tuple[int, int]] = {}
    for start in range(0, len(wanted), 500):
        query = select(listing.run_id, listing.complete).where(listing.run_id.in_(wanted[start : start + 500]))
        for run, complete in connection.execute(query):
            whole, all_ = found.get(run, (0, 0))
            found[run] = whole + bool(complete), all_ + 1
    return found


def _night_row(
    config: Config, night: date, portal: str, some: list[Look], lists: dict[int, tuple[int, int]], *, compared: bool
) -> dict[str, Any]:
    best = min(some, key=lambda k: (list(Outcome).index(k.outcome), -k.run)) if some else None
    return {
        "night": night.isoformat(),
        "portal": portal,
        "portal_name": portal_name(config, portal),
        "outcome": best.outcome.value if best else "no run",
        "outcome_name": OUTCOME_NAMES[best.outcome] if best else NOT_RUN,
        "seen": _seen(best, lists),
        "reason": best.reason if best else "",
        "runs": ", ".join(str(k.run) for k in some),
        "compared": "có" if compared else "không",
    }


def _seen(look: Look | None, lists: dict[int, tuple[int, int]]) -> str:
    if look is None:
        return NOT_RUN
    if look.is_whole:
        return "trang chủ" if look.role is Role.FRONT else "toàn bộ"
    whole, every = lists.get(look.run, (0, 0))
    words = incomplete(look)
    return f"{words}: {whole} trên {every} danh sách đọc đủ" if look.outcome is Outcome.PARTIAL and every else words


# --- discrepancies through time -------------------------------------------------------


def course_rows(engine: Engine, typed: str) -> list[dict[str, Any]]:
    """When each discrepancy that is meant began and ended, and how it stood in between: one row a standing."""
    with engine.connect() as connection:
        told = finding_history.courses(connection, finding_history.keys_of(connection, typed))
    return [row for course in told for row in _course_rows(course)]


def _course_rows(course: Course) -> Iterator[dict[str, Any]]:
    line = course.discrepancy
    ends = [span.nights[0] for span in course.spans[1:]] + [course.ended]
    for span, end in zip(course.spans, ends, strict=True):
        last = span.nights[-1] if end is None or end == span.nights[-1] else end - timedelta(days=1)
        missing = [d for d in days(span.nights[0], last) if d not in set(span.nights)]
        looked = not span.status.is_end
        yield {
            "key": line.key,
            "rule": line.rule,
            "code": line.code,
            "name": line.name,
            "part": line.part,
            "began": course.began.isoformat(),
            "ended": course.ended.isoformat() if course.ended else None,
            "status": span.status.value,
            "nights": nights(span.nights),
            "seen": span.seen,
            "unseen": len(span.nights) - span.seen if looked else 0,
            "not_compared": nights(missing),
            "basis": span.basis,
        }


# --- names ----------------------------------------------------------------------------


def search_rows(config: Config, engine: Engine, typed: str) -> list[dict[str, Any]]:
    """Procedures by words of their names and codes, over everything ever seen.

    Whether one is still there is told as of the source's last whole reading, and not at all where a later one was not.
    """
    with engine.connect() as connection:
        found = searching.search(connection, typed)
        newest = {portal: looks(connection, portal=portal) for portal in {f.portal for f in found}}
    whole = {portal: [k for k in every if k.is_whole] for portal, every in newest.items()}
    return [
        {
            "code": f.code,
            "name": f.name,
            "portal": f.portal,
            "portal_name": portal_name(config, f.portal),
            "portal_id": f.portal_id,
            "first": f.first.isoformat(),
            "last": f.last.isoformat(),
            "current": _standing(newest[f.portal], is_current=f.is_current),
            "as_of": whole[f.portal][-1].night.isoformat() if whole[f.portal] else None,
        }
        for f in found
    ]


def _standing(every: Sequence[Look], *, is_current: bool) -> str:
    """Whether a source still shows a name; not known where its last look was not whole."""
    if not every or not every[-1].is_whole:
        return "không xác định"
    return "có" if is_current else "không"
