"""The portals as plain functions: ``respond(request, night) -> Response``.

What is proved by public data and what is reckoned: the catalogue's list and detail are proved; the
service lists' filter by agency, ``reporting/formalities``, the agency directory below a province and the
words of error bodies are reckoned from public descriptions.
"""

from __future__ import annotations

import threading
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from . import screens
from .faults import Fault, Mischief, What, no_such_record
from .records import LIST_SUBJECTS, Agency, Catalogue, Entry, Night, ServiceRow, is_under
from .wire import (
    AGENCIES_PATH,
    APPLIED_PATH,
    DETAIL_PATH,
    LIST_PATH,
    LIST_PATH_TWIN,
    SERVICES_PATH,
    Request,
    Response,
    dump,
    html_response,
    json_response,
    text_response,
    topic_of,
)

__all__ = [
    "Fault",
    "FrontPage",
    "FrontState",
    "Platform",
    "Request",
    "Response",
    "What",
    "topic_of",
]


class _Record(Protocol):
    """A record of a list; only its id matters to the cursor."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Record)

#: A browser's name is long; the firewall turns away requests that hardly say who they are.
SHORTEST_AGENT = 8


class Platform:
    """The national platform: the catalogue, the service lists, the reports and the agency directory."""

    def __init__(
        self,
        catalogue: Catalogue,
        faults: Iterable[Fault] = (),
        *,
        robots: str = screens.ROBOTS_ALLOW,
        compress: bool = False,
    ) -> None:
        self.catalogue = catalogue
        self._robots = robots
        self._compress = compress
        self._mischief = Mischief(tuple(faults))
        self._desks: dict[int, _Desk] = {}
        self._lock = threading.Lock()

    def respond(self, request: Request, night: int = 1) -> Response:
        """The answer to a request on a night. Same request, same night, same bytes, but for faults."""
        answer = self._mischief.respond(request, night, self._honest)
        return _compressed(request, answer) if self._compress else answer

    def _honest(self, request: Request, night: int) -> Response:
        agent = request.header("User-Agent")
        if agent is not None and len(agent) < SHORTEST_AGENT:
            return html_response(screens.FIREWALL)
        if request.path == "/robots.txt":
            return text_response(self._robots)
        if not request.path.startswith("/api/"):
            return html_response(screens.SHELL)
        if request.method != "POST":
            return html_response(screens.FIREWALL)
        return self._desk(night).answer(request)

    def _desk(self, night: int) -> _Desk:
        held = self.catalogue.night(night)
        with self._lock:
            desk = self._desks.get(id(held))
            if desk is None:
                desk = self._desks[id(held)] = _Desk(held)
            return desk


class _Desk:
    """The API's answers about what is held on one night."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._details = night.entries
        self._shelves: dict[tuple[str, ...], _Shelf[Any]] = {}
        self._reported = sorted((*night.entries.values(), *night.orphans), key=lambda e: e.id, reverse=True)
        self._parents = {a.id for a in night.agencies}

    def answer(self, request: Request) -> Response:
        asked = request.json()
        if asked is None:
            return _bad_request("Dữ liệu gửi lên không đúng định dạng")
        calls: Mapping[str, Callable[[dict[str, Any]], Response]] = {
            LIST_PATH: self._formalities,
            LIST_PATH_TWIN: self._formalities,
            DETAIL_PATH: self._detail,
            AGENCIES_PATH: self._agencies,
            SERVICES_PATH: self._services,
            APPLIED_PATH: self._applied,
        }
        call = calls.get(request.path)
        if call is None:
            return json_response(404, dump({"code": "NOT_FOUND", "data": None, "message": request.path}))
        return call(asked)

    def _detail(self, asked: dict[str, Any]) -> Response:
        entry = self._details.get(str(asked.get("id", "")))
        return _ok(entry.detail_json) if entry else no_such_record()

    def _formalities(self, asked: dict[str, Any]) -> Response:
        key = tuple(str(asked.get(k) or "") for k in ("departmentCode", "categoryId", "type", "level", "q"))
        shelf = self._shelf(("formalities", *key), self._formality_shelf)
        return _cursor_page(asked, "items", shelf)

    def _formality_shelf(self, key: tuple[str, ...]) -> _Shelf[Entry]:
        _, issuer, category, kind, level, q = key
        entries = [
            e
            for e in self._night.entries.values()
            if (not issuer or e.facts.issuer == issuer)
            and (not category or category in e.facts.category_ids)
            and _issued_at(e, kind)
            and _performed_at(e, level)
            and (not q or _loosely(q, e.facts.code, e.facts.name))
        ]
        return _Shelf(entries, lambda e: dump(e.item))

    def _services(self, asked: dict[str, Any]) -> Response:
        target = str(asked.get("formalityTargetType") or "")
        if target not in LIST_SUBJECTS:
            return _bad_request("formalityTargetType không hợp lệ")
        key = tuple(str(asked.get(k) or "") for k in ("departmentCode", "implementLevel", "search"))
        shelf = self._shelf(("services", target, *key), self._service_shelf)
        return _cursor_page(asked, "rows", shelf)

    def _service_shelf(self, key: tuple[str, ...]) -> _Shelf[ServiceRow]:
        _, target, department, level, search = key
        rows = [
            r
            for r in self._night.rows
            if target in r.lists
            and (not department or is_under(r.agency_code, department))
            and (not level or r.level == level)
            and (not search or _loosely(search, r.code, r.name))
        ]
        return _Shelf(rows, lambda r: dump(r.shown))

    def _agencies(self, asked: dict[str, Any]) -> Response:
        parent = str(asked.get("parentId") or "")
        if parent and parent not in self._parents:
            return _bad_request("Không tìm thấy cơ quan")
        levels = asked.get("levels") or ["PROVINCE", "COMMUNE"]
        shelf = self._shelf(("agencies", parent, *sorted(map(str, levels))), self._agency_shelf)
        return _cursor_page(asked, "rows", shelf, total=False)

    def _agency_shelf(self, key: tuple[str, ...]) -> _Shelf[Agency]:
        _, parent, *levels = key
        return _Shelf(
            [a for a in self._night.agencies if a.parent == parent and a.level in levels],
            lambda a: dump({"id": a.id, "name": a.name, "code": a.code, "level": a.level, "hasChild": a.has_child}),
        )

    def _applied(self, asked: dict[str, Any]) -> Response:
        page, size = _whole(asked.get("currentPage"), 1), _whole(asked.get("pageSize"), 10)
        if page is None or size is None:
            return _bad_request("currentPage, pageSize không hợp lệ")
        q = str(asked.get("q") or "")
        found = [e for e in self._reported if not q or _loosely(q, e.facts.code, self._reported_name(e))]
        items = [self._report(e) for e in found[(page - 1) * size : page * size]]
        pagination = {
            "currentPage": page,
            "pageSize": size,
            "total": len(found),
            "totalPages": -(-len(found) // size),
        }
        return _ok(dump({"items": items, "pagination": pagination}))

    def _report(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": entry.id,
            "code": entry.facts.code,
            "name": self._reported_name(entry),
            "state": entry.facts.state,
            "departmentId": entry.facts.issuer_id,
            "publishingDepartmentIds": [entry.facts.issuer_id],
            "appliedDepartmentIds": list(self._night.applied.get(entry.id, ())),
        }

    def _reported_name(self, entry: Entry) -> str:
        return self._night.reporting_names.get(entry.id, entry.facts.name)

    def _shelf(self, key: tuple[str, ...], build: Callable[[tuple[str, ...]], _Shelf[Any]]) -> _Shelf[Any]:
        """The list for some filters, kept unless it answers a search."""
        shelf = self._shelves.get(key)
        if shelf is None:
            shelf = build(key)
            if key[0] == "agencies" or not key[-1]:
                self._shelves[key] = shelf
        return shelf


class _Shelf(Generic[T]):
    """Records in descending order of their ids, read by cursor."""

    def __init__(self, records: Iterable[T], encode: Callable[[T], bytes]) -> None:
        self._records = sorted(records, key=lambda r: r.id, reverse=True)
        self._ascending = [r.id for r in reversed(self._records)]
        self._encode = encode
        self.total = len(self._records)

    def page(self, last_id: str, limit: int) -> tuple[list[bytes], str]:
        """The records after a cursor and the next cursor, empty when nothing is left."""
        start = self.total - bisect_left(self._ascending, last_id) if last_id else 0
        records = self._records[start : start + limit]
        return [self._encode(r) for r in records], records[-1].id if records else ""


def _cursor_page(asked: dict[str, Any], name: str, shelf: _Shelf[Any], total: bool = True) -> Response:
    limit = _whole(asked.get("limit"), 10)
    if limit is None:
        return _bad_request("limit không hợp lệ")
    records, last_id = shelf.page(str(asked.get("lastId") or ""), limit)
    tail = f',"lastId":"{last_id}"' + (f',"total":{shelf.total}' if total else "")
    return _ok(b'{"%s":[%s]%s}' % (name.encode(), b",".join(records), tail.encode()))


def _whole(value: object, default: int) -> int | None:
    """A whole number from 1 on, the default when it is absent, None when it is something else."""
    if value is None:
        return default
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _issued_at(entry: Entry, kind: str) -> bool:
    return not kind or entry.facts.issuer.startswith("G" if kind == "MINISTRY" else "H")


def _performed_at(entry: Entry, level: str) -> bool:
    return not level or (entry.facts.is_ward if level == "COMMUNE" else entry.facts.is_province)


def _loosely(q: str, code: str, name: str) -> bool:
    """A text search, not a look-up: it finds the middle of a name, and codes that merely look alike."""
    wanted = q.strip().casefold()
    return wanted in code.casefold() or wanted in name.casefold() or code.startswith(wanted[:6])


def _ok(data: bytes) -> Response:
    return json_response(201, b'{"code":"OK","data":' + data + b',"message":""}')


def _bad_request(message: str) -> Response:
    return json_response(400, dump({"code": "BAD_REQUEST", "data": None, "message": message}))


def _compressed(request: Request, answer: Response) -> Response:
    if "gzip" not in (request.header("Accept-Encoding") or "") or answer.header("Content-Encoding"):
        return answer
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    body = packer.compress(answer.body) + packer.flush()
    return replace(answer, headers=(*answer.headers, ("Content-Encoding", "gzip")), body=body)


# --- the province's own front -------------------------------------------------


class FrontState(StrEnum):
    """What the province's own portal shows to a visitor."""

    OPEN = "open"
    REDIRECTED = "redirected"
    NOTICE = "notice"
    LOGIN = "login"
    SHELL = "shell"
    FIREWALL = "firewall"
    CHALLENGE = "challenge"


class FrontPage:
    """dichvucong.tayninh.gov.vn: one page, in one of its states.

    ``state`` may differ by night; a night that is not listed is like the one before it.
    ``robots`` is the text of robots.txt, or None where there is none (404).
    Other misbehaviour, of robots.txt too, comes from ``faults``.
    """

    def __init__(
        self,
        state: FrontState | str | Mapping[int, FrontState | str] = FrontState.REDIRECTED,
        faults: Iterable[Fault] = (),
        *,
        robots: str | None = screens.ROBOTS_ALLOW,
        catalogue: Catalogue | None = None,
        target: str = "https://dichvucong.gov.vn/",
    ) -> None:
        states = state if isinstance(state, Mapping) else {1: state}
        self._states = {night: FrontState(s) for night, s in states.items()}
        self._robots = robots
        self._catalogue = catalogue
        self._target = target
        self._mischief = Mischief(tuple(faults))

    def respond(self, request: Request, night: int = 1) -> Response:
        """The answer to a request on a night."""
        return self._mischief.respond(request, night, self._honest)

    def _honest(self, request: Request, night: int) -> Response:
        if request.path == "/robots.txt":
            if self._robots is None:
                return text_response("Not Found", 404)
            return text_response(self._robots)
        if request.method not in ("GET", "HEAD"):
            return html_response(screens.FIREWALL)
        state = self._states[max((n for n in self._states if n <= night), default=min(self._states))]
        return self._page(state, night)

    def _page(self, state: FrontState, night: int) -> Response:
        if state is FrontState.OPEN:
            return html_response(screens.procedure_list(self._published(night)))
        if state is FrontState.REDIRECTED:
            moved = html_response("<html><body>302 Found</body></html>", 302)
            return replace(moved, headers=(*moved.headers, ("Location", self._target)))
        pages = {
            FrontState.NOTICE: screens.NOTICE,
            FrontState.LOGIN: screens.LOGIN,
            FrontState.SHELL: screens.ANGULAR_SHELL,
            FrontState.FIREWALL: screens.FIREWALL,
            FrontState.CHALLENGE: screens.CHALLENGE,
        }
        return html_response(pages[state])

    def _published(self, night: int) -> list[tuple[str, str, str]]:
        if self._catalogue is None:
            return [("1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch")]
        held = self._catalogue.night(night)
        ids = held.published()
        return sorted((e.facts.code, e.facts.name, e.facts.sector) for e in held.entries.values() if e.id in ids)
