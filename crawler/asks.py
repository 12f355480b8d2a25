"""What the crawl asks a portal for, and what it takes from the answers to go on.

Plain values: no Scrapy here, so that spiders, the ledger and the readers of
archived pages share one vocabulary.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analysis.model import Problem


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a portal. See :class:`analysis.model.Capture` for the words."""

    purpose: str
    topic: str
    path: str  # relative to the portal's base URL
    payload: str | None = None  # text of a POST, JSON unless the content type says otherwise; None is a GET
    visit: int = 1
    position: int = 1
    cursor: str = ""
    content_type: str = "application/json"  # of the payload

    @property
    def method(self) -> str:
        """GET or POST."""
        return "GET" if self.payload is None else "POST"

    @property
    def body(self) -> bytes:
        """The request body."""
        return b"" if self.payload is None else self.payload.encode()


def payload(**values: Any) -> str:
    """The JSON text of a request body: compact, in the order given, so that the same ask has the same bytes."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


#: The boundary never changes, so that the same ask has the same bytes (D38).
_BOUNDARY = "----tthc-monitor-7d1b5c0e"
MULTIPART = f"multipart/form-data; boundary={_BOUNDARY}"


def multipart(name: str, value: str) -> str:
    """The text of a form with one field, to be sent as :data:`MULTIPART`. Raises ValueError."""
    if _BOUNDARY in value or re.search(r'["\r\n]', name):
        raise ValueError("a field that would break out of its form")
    return f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n--{_BOUNDARY}--\r\n'


def request_key(method: str, url: str, body: bytes) -> bytes:
    """SHA-256 over method, URL and body: the identity of a request (D38), 32 bytes."""
    return hashlib.sha256(b"\0".join((method.encode(), url.encode(), body))).digest()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer (or its absence) on its way to the ledger: evidence before any reading.

    ``wire`` is the body before content decoding; ``headers`` keep order and
    repeats as far as Scrapy shows them (D26).
    """

    ask: Ask
    url: str
    fetched_at: datetime
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    wire: bytes = b""
    problem: Problem | None = None

    @property
    def is_good(self) -> bool:
        """Whether this page counts as done when it is committed."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Taken:
    """What the crawl takes from a list page: enough to go on, nothing more (D23)."""

    ids: tuple[str, ...]
    total: int | None
    next_cursor: str | None  # None: the list ended by itself
    details: tuple[str, ...] = ()  # portal ids whose detail is to be asked for
    lists: tuple[ListPlan, ...] = ()  # further lists found on this page
    may_be_behind_the_end: bool = False  # a page without anything: one more is asked for, lest it is a hole


@dataclass(frozen=True, slots=True)
class ListPlan:
    """How one list of a portal is walked."""

    topic: str
    title: str  # Vietnamese, for readers
    ask: Callable[[str, int, int], Ask]  # (cursor, visit, position) -> the question
    take: Callable[[bytes, Ask], Taken]  # (content, the question) -> what to go on with
    closing_read: bool = True  # read the first page again at the end (new records enter at the front)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one visit to a portal asks for."""

    lists: tuple[ListPlan, ...] = ()
    singles: tuple[Ask, ...] = ()
    detail: Callable[[str], Ask] | None = None
