"""Requests and answers as plain values, and what a request asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

API = "/api/v1/"
LIST_PATH = API + "submitting/formality/list-all-public-formality-by-citizen"
#: Several published crawlers use this second name; nobody says how the two differ.
LIST_PATH_TWIN = API + "submitting/formality/list-all-formality-by-citizen"
DETAIL_PATH = API + "configuring/formality/get-formality-by-citizen"
AGENCIES_PATH = API + "configuring/citizen/department/list-with-location"
SERVICES_PATH = API + "configuring/formality/list-formality-case-by-citizen"
APPLIED_PATH = API + "reporting/formalities"


@dataclass(frozen=True)
class Request:
    """One request. Header names are looked up without regard to case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """A header's value, or None when it was not sent."""
        return next((v for k, v in self.headers.items() if k.lower() == name.lower()), None)

    def json(self) -> dict[str, Any] | None:
        """The body as a JSON object, or None when it is not one."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None

    def asking(self, **changes: Any) -> Request:
        """The same request with other values in its JSON body."""
        return replace(self, body=dump({**(self.json() or {}), **changes}))


@dataclass(frozen=True)
class Response:
    """One answer, and how the connection treats it."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0.0  # seconds of silence before the answer
    truncate_at: int | None = None  # bytes sent although Content-Length promises all of them
    drop: bool = False  # the connection is cut without an answer

    def header(self, name: str) -> str:
        """A header's value, or an empty text."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")

    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


def dump(value: Any) -> bytes:
    """JSON as the portal writes it: UTF-8, no blanks, keys in their order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_response(status: int, body: bytes) -> Response:
    """An answer of the API."""
    return Response(status, (("Content-Type", "application/json; charset=utf-8"),), body)


def html_response(text: str, status: int = 200) -> Response:
    """A page."""
    return Response(status, (("Content-Type", "text/html; charset=utf-8"),), text.encode())


def text_response(text: str, status: int = 200) -> Response:
    """A text, for example robots.txt."""
    return Response(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())


def topic_of(request: Request) -> str:
    """What a request asks for, in the words in which faults name it.

    ``robots``, ``formalities`` (the list of one issuer), ``unfiltered`` (the list of all),
    ``formalities/search``, a procedure's id (one detail), ``agencies/<parent id>``,
    ``services/<target type>``, ``services/<target type>/search``, ``applied``,
    ``applied/search`` or ``page``.
    """
    path = request.path
    if path == "/robots.txt":
        return "robots"
    asked = request.json() or {}
    if path in (LIST_PATH, LIST_PATH_TWIN):
        if asked.get("q"):
            return "formalities/search"
        return "formalities" if asked.get("departmentCode") else "unfiltered"
    if path == DETAIL_PATH:
        return str(asked.get("id", ""))
    if path == AGENCIES_PATH:
        return f"agencies/{asked.get('parentId', '')}"
    if path == SERVICES_PATH:
        tail = "/search" if asked.get("search") else ""
        return f"services/{asked.get('formalityTargetType', '')}{tail}"
    if path == APPLIED_PATH:
        return "applied/search" if asked.get("q") else "applied"
    return "page"
