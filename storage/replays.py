"""What a portal answered during one run, ready to be answered again: by method, path with query, and body."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Engine, select

from analysis.model import ProblemKind
from storage import tables as t
from storage.coding import DROPPED, BodyDropped
from storage.ledger import load_answer
from storage.runs import CrawlRun

#: Problems of requests that we held back ourselves: the portal never saw them.
_NEVER_SENT = tuple(
    k.value for k in (ProblemKind.BUDGET, ProblemKind.ROBOTS, ProblemKind.REDIRECTED, ProblemKind.INTERRUPTED)
)

Asked = tuple[str, str, bytes]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer; ``status`` None: none came, and ``problem`` says why."""

    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    wire: bytes = b""
    problem: ProblemKind | None = None
    is_dropped: bool = False  # the bytes were dropped by a rule of keeping


class Recording:
    """The answers of one run. Several answers to one request come in their order, and the last one again and again."""

    def __init__(self, engine: Engine, run: CrawlRun) -> None:
        self.run = run
        self.answers = 0
        self.dropped = 0  # answers whose bytes are no longer kept
        self._engine = engine
        self._lock = threading.Lock()  # also for the decompressor, which is not shared between threads
        self._waiting: dict[Asked, list[tuple[int, ProblemKind | None]]] = {}
        self._gather()

    def answer(self, method: str, target: str, body: bytes) -> Recorded | None:
        """The next answer to a request; ``target`` is the path with its query. None: it was never asked."""
        with self._lock:
            waiting = self._waiting.get((method, target, body))
            if not waiting:
                return None
            capture, problem = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            with self._engine.connect() as connection:
                try:
                    kept = load_answer(connection, capture)
                except BodyDropped:
                    return Recorded(None, is_dropped=True)
            if kept is None:
                return Recorded(None, problem=problem)
            return Recorded(kept.status, kept.headers, kept.wire, problem)

    def _gather(self) -> None:
        query = (
            select(
                t.capture.c.id,
                t.capture.c.status,
                t.capture.c.problem,
                t.request.c.method,
                t.request.c.url,
                t.request.c.body,
                t.body.c.coding,
            )
            .join(t.request, t.capture.c.request_id == t.request.c.id)
            .outerjoin(t.body, t.capture.c.body_id == t.body.c.id)
            .where(t.capture.c.run_id == self.run.id)
            .order_by(t.capture.c.id)
        )
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                if row.status is None and row.problem in _NEVER_SENT:
                    continue
                problem = ProblemKind(row.problem) if row.problem else None
                asked = (row.method, target_of(row.url), row.body)
                self._waiting.setdefault(asked, []).append((row.id, problem))
                self.answers += 1
                self.dropped += row.coding == DROPPED


def target_of(url: str) -> str:
    """Path and query of an address, as they stand in the first line of a request."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
