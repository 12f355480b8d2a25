"""Misbehaviour as data: where, what, from which request on, how often, on which night.

A fault sees the honest answer, or asks the honest portal something else, and gives back what the
portal sends instead. Several faults on one request are applied in the order in which they are listed.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from . import screens
from .identifiers import made_id
from .wire import (
    APPLIED_PATH,
    DETAIL_PATH,
    LIST_PATH,
    Request,
    Response,
    dump,
    html_response,
    json_response,
    text_response,
    topic_of,
)


class What(StrEnum):
    """The ways to misbehave."""

    # refusals and failures
    FIREWALL = "firewall page with status 200"
    FORBIDDEN = "firewall page with status 403"
    CHALLENGE = "JavaScript challenge with status 200"
    RATE_LIMITED = "429, with Retry-After when seconds are given"
    SERVER_ERROR = "5xx, 500 unless a status is given"
    REDIRECTED = "302 to another host"
    NOTICE = "a page that says the portal is closed"
    LOGIN = "a login form"
    # the connection
    SLOW = "the honest answer after some seconds"
    TRUNCATED = "fewer bytes than Content-Length promises"
    DROPPED = "the connection is cut without an answer"
    # answers that are not what they should be
    SHELL = "the application shell on an API path"
    EMPTY_BODY = "no bytes at all"
    BROKEN_JSON = "JSON that stops in the middle, with the right Content-Length"
    NOT_OK = "201 with another code than OK"
    ENVELOPE_CHANGED = "JSON of another shape"
    DUPLICATE_KEYS = "JSON with a key twice"
    NOT_A_NUMBER = "JSON with NaN"
    BOM = "the honest answer behind a byte order mark"
    DEEP_JSON = "JSON nested very deeply"
    GZIP_BOMB = "a small gzip body that grows to some megabytes"
    # lists that do not add up
    NO_TOTAL = "the total is missing"
    TOTAL_MOVES = "another total in each answer"
    TOTAL_SHIFTS = "a total that is off by an amount"
    EMPTY_LIST = "an empty list with total 0"
    EMPTY_PAGE = "an empty page, the total unchanged"
    ENDLESS_CURSOR = "after the last page the list starts again, for ever"
    LOOPING_CURSOR = "each cursor leads back to the second page"
    STUCK_CURSOR = "the cursor does not move"
    DUPLICATES = "the last record of a page twice"
    UNSORTED = "records of a page in ascending order"
    SHORT_PAGES = "records left out at the end of each page, the cursor unchanged"
    FILTER_IGNORED = "the departmentCode filter is ignored"
    OTHER_NIGHT = "the answer of another night: the portal is edited during the crawl"
    # records
    VANISHED = "400, no such record, although the list has it"
    WRONG_RECORD = "the detail of another record"
    UNKNOWN_AGENCY = "an agency that the directory does not know"
    # robots.txt
    ROBOTS_FORBIDS_API = "robots.txt that forbids /api/"
    ROBOTS_FORBIDS_ALL = "robots.txt that forbids everything"


@dataclass(frozen=True)
class Fault:
    """One misbehaviour.

    ``where`` is a topic (see :func:`tests.simulator.wire.topic_of`), the beginning of one
    (``agencies``, ``services``), the end of a path, ``details``, ``api``, ``*``, or a function of the
    request.
    The first ``after`` matching requests are served honestly, then ``times`` are not (for ever when None).
    """

    where: str | Callable[[Request], bool]
    what: What
    after: int = 0
    times: int | None = None
    night: int | None = None
    contains: str = ""  # only requests whose body has this text
    status: int = 500  # SERVER_ERROR
    seconds: float = 0.0  # SLOW, Retry-After of RATE_LIMITED and SERVER_ERROR
    amount: int = 0  # bytes, megabytes, records, a number to add or a night, by the kind
    target: str = "https://dichvucong.gov.vn/"  # REDIRECTED

    def matches(self, request: Request, night: int) -> bool:
        """Whether this fault is about a request on a night."""
        if self.night not in (None, night) or self.contains.encode() not in request.body:
            return False
        return _is_at(self.where, request)


def _is_at(where: str | Callable[[Request], bool], request: Request) -> bool:
    if callable(where):
        return where(request)
    if where == "*":
        return True
    if where == "api":
        return request.path.startswith("/api/")
    if where == "details":
        return request.path == DETAIL_PATH
    topic = topic_of(request)
    return topic == where or topic.startswith(where + "/") or request.path.endswith(where)


#: Asks the portal, with every fault that was listed before this one applied.
Ask = Callable[[Request, int], Response]


class Mischief:
    """The faults of one portal and how often each has been met. Safe to share between threads."""

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self.faults = faults
        self._met = [0] * len(faults)
        self._lock = threading.Lock()

    def respond(self, request: Request, night: int, honest: Ask) -> Response:
        """The answer to a request, spoilt by the faults that are due."""
        ask = honest
        for fault, ordinal in self._due(request, night):
            ask = _spoilt(fault, ordinal, ask)
        return ask(request, night)

    def _due(self, request: Request, night: int) -> list[tuple[Fault, int]]:
        due = []
        for index, fault in enumerate(self.faults):
            if not fault.matches(request, night):
                continue
            with self._lock:
                self._met[index] += 1
                ordinal = self._met[index] - fault.after
            if ordinal > 0 and (fault.times is None or ordinal <= fault.times):
                due.append((fault, ordinal))
        return due


@dataclass(frozen=True)
class _Moment:
    """A fault that is due, for the functions below."""

    fault: Fault
    ordinal: int  # counts the spoilt answers, from 1
    ask: Ask
    request: Request
    night: int

    def honest(self, request: Request | None = None) -> Response:
        return self.ask(request or self.request, self.night)


def _spoilt(fault: Fault, ordinal: int, ask: Ask) -> Ask:
    def answer(request: Request, night: int) -> Response:
        return _BEHAVIOUR[fault.what](_Moment(fault, ordinal, ask, request, night))

    return answer


# --- refusals and failures ---------------------------------------------------


def _rate_limited(m: _Moment) -> Response:
    return _retry_later(429, "Too Many Requests", m.fault.seconds)


def _server_error(m: _Moment) -> Response:
    return _retry_later(m.fault.status, "Service Unavailable", m.fault.seconds)


def _retry_later(status: int, text: str, seconds: float) -> Response:
    answer = html_response(f"<html><body><h1>{status} {text}</h1></body></html>", status)
    if not seconds:
        return answer
    return replace(answer, headers=(*answer.headers, ("Retry-After", f"{seconds:g}")))


def _redirected(m: _Moment) -> Response:
    answer = html_response("<html><body>302 Found</body></html>", 302)
    return replace(answer, headers=(*answer.headers, ("Location", m.fault.target)))


# --- the connection ----------------------------------------------------------


def _slow(m: _Moment) -> Response:
    return replace(m.honest(), delay=m.fault.seconds)


def _truncated(m: _Moment) -> Response:
    answer = m.honest()
    return replace(answer, truncate_at=m.fault.amount or len(answer.body) // 2)


# --- answers that are not what they should be ---------------------------------


def _empty_body(m: _Moment) -> Response:
    return replace(m.honest(), body=b"")


def _broken_json(m: _Moment) -> Response:
    answer = m.honest()
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def _not_ok(_: _Moment) -> Response:
    return json_response(201, dump({"code": "INTERNAL_ERROR", "data": None, "message": "Lỗi hệ thống"}))


def _envelope_changed(m: _Moment) -> Response:
    answer = m.honest()
    return replace(answer, body=dump({"success": True, "result": answer.json().get("data")}))


def _duplicate_keys(m: _Moment) -> Response:
    return _inserted(m, b'"id":"","total":0,')


def _not_a_number(m: _Moment) -> Response:
    return _inserted(m, b'"score":NaN,')


def _inserted(m: _Moment, keys: bytes) -> Response:
    answer = m.honest()
    return replace(answer, body=answer.body.replace(b'"data":{', b'"data":{' + keys, 1))


def _bom(m: _Moment) -> Response:
    answer = m.honest()
    return replace(answer, body=b"\xef\xbb\xbf" + answer.body)


def _deep_json(m: _Moment) -> Response:
    depth = m.fault.amount or 100_000
    return json_response(201, b'{"code":"OK","data":' + b"[" * depth + b"]" * depth + b',"message":""}')


def _gzip_bomb(m: _Moment) -> Response:
    answer = json_response(201, _zeros_in_gzip(m.fault.amount or 64))
    return replace(answer, headers=(*answer.headers, ("Content-Encoding", "gzip")))


@cache
def _zeros_in_gzip(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    megabyte = bytes(1024 * 1024)
    return b"".join([*(packer.compress(megabyte) for _ in range(megabytes)), packer.flush()])


# --- lists that do not add up -------------------------------------------------


def _no_total(m: _Moment) -> Response:
    return _with_data(m, lambda data: _totals(data).pop("total", None))


def _total_moves(m: _Moment) -> Response:
    return _with_data(m, lambda data: _totals(data).update(total=_totals(data)["total"] + m.ordinal))


def _total_shifts(m: _Moment) -> Response:
    by = m.fault.amount or 1
    return _with_data(m, lambda data: _totals(data).update(total=_totals(data)["total"] + by))


def _empty_list(m: _Moment) -> Response:
    def emptied(data: dict[str, Any]) -> None:
        _clear(data)
        if "total" in _totals(data):
            _totals(data)["total"] = 0

    return _with_data(m, emptied)


def _empty_page(m: _Moment) -> Response:
    return _with_data(m, _clear)


def _endless_cursor(m: _Moment) -> Response:
    answer = m.honest()
    if answer.status != 201 or _records(answer.json()["data"]):
        return answer
    return m.honest(_from_start(m.request))


def _looping_cursor(m: _Moment) -> Response:
    first = m.honest(_from_start(m.request)).json()["data"]
    return _with_data(m, lambda data: data.update(lastId=first["lastId"]))


def _stuck_cursor(m: _Moment) -> Response:
    sent = (m.request.json() or {}).get("lastId", "")
    return _with_data(m, lambda data: data.update(lastId=sent))


def _duplicates(m: _Moment) -> Response:
    return _with_data(m, lambda data: _records(data).extend(_records(data)[-1:]))


def _unsorted(m: _Moment) -> Response:
    return _with_data(m, lambda data: _records(data).reverse())


def _short_pages(m: _Moment) -> Response:
    count = m.fault.amount or 1

    def shortened(data: dict[str, Any]) -> None:
        del _records(data)[-count:]

    return _with_data(m, shortened)


def _filter_ignored(m: _Moment) -> Response:
    return m.honest(m.request.asking(departmentCode=""))


def _other_night(m: _Moment) -> Response:
    return m.ask(m.request, m.fault.amount or m.night + 1)


def _from_start(request: Request) -> Request:
    if request.path == APPLIED_PATH:
        return request.asking(currentPage=1)
    return request.asking(lastId="")


def _with_data(m: _Moment, change: Callable[[dict[str, Any]], object]) -> Response:
    """The honest answer with its data changed in place; an answer without data is left alone."""
    answer = m.honest()
    envelope = json.loads(answer.body)
    if not isinstance(envelope.get("data"), dict):
        return answer
    change(envelope["data"])
    return replace(answer, body=dump(envelope))


def _records(data: dict[str, Any]) -> list[Any]:
    """The records of a list's data, whatever this list calls them."""
    records: list[Any] = data["items"] if "items" in data else data["rows"]
    return records


def _totals(data: dict[str, Any]) -> dict[str, Any]:
    """The object that carries the total."""
    pagination: dict[str, Any] = data.get("pagination", data)
    return pagination


def _clear(data: dict[str, Any]) -> None:
    _records(data).clear()
    if "lastId" in data:
        data["lastId"] = ""


# --- records -----------------------------------------------------------------


def _vanished(_: _Moment) -> Response:
    return no_such_record()


def no_such_record() -> Response:
    """The answer for an id that the portal does not know. The words of the body are reckoned."""
    body = {"code": "FORMALITY_NOT_FOUND", "data": None, "message": "Không tìm thấy thủ tục hành chính"}
    return json_response(400, dump(body))


def _wrong_record(m: _Moment) -> Response:
    asked = (m.request.json() or {}).get("id", "")
    two = m.honest(Request("POST", LIST_PATH, body=dump({"limit": 2}))).json()["data"]["items"]
    other = next(item["id"] for item in two if item["id"] != asked)
    return m.honest(m.request.asking(id=other))


def _unknown_agency(m: _Moment) -> Response:
    def changed(data: dict[str, Any]) -> None:
        for record in _records(data)[:1]:
            if "appliedDepartmentIds" in record:
                record["appliedDepartmentIds"].append(made_id("agency that no directory lists"))
            else:
                record["handleDepartmentName"] = "UBND xã Chưa Có Tên"

    return _with_data(m, changed)


_BEHAVIOUR: Mapping[What, Callable[[_Moment], Response]] = {
    What.FIREWALL: lambda _: html_response(screens.FIREWALL),
    What.FORBIDDEN: lambda _: html_response(screens.FIREWALL, 403),
    What.CHALLENGE: lambda _: html_response(screens.CHALLENGE),
    What.RATE_LIMITED: _rate_limited,
    What.SERVER_ERROR: _server_error,
    What.REDIRECTED: _redirected,
    What.NOTICE: lambda _: html_response(screens.NOTICE),
    What.LOGIN: lambda _: html_response(screens.LOGIN),
    What.SLOW: _slow,
    What.TRUNCATED: _truncated,
    What.DROPPED: lambda _: Response(0, drop=True),
    What.SHELL: lambda _: html_response(screens.SHELL),
    What.EMPTY_BODY: _empty_body,
    What.BROKEN_JSON: _broken_json,
    What.NOT_OK: _not_ok,
    What.ENVELOPE_CHANGED: _envelope_changed,
    What.DUPLICATE_KEYS: _duplicate_keys,
    What.NOT_A_NUMBER: _not_a_number,
    What.BOM: _bom,
    What.DEEP_JSON: _deep_json,
    What.GZIP_BOMB: _gzip_bomb,
    What.NO_TOTAL: _no_total,
    What.TOTAL_MOVES: _total_moves,
    What.TOTAL_SHIFTS: _total_shifts,
    What.EMPTY_LIST: _empty_list,
    What.EMPTY_PAGE: _empty_page,
    What.ENDLESS_CURSOR: _endless_cursor,
    What.LOOPING_CURSOR: _looping_cursor,
    What.STUCK_CURSOR: _stuck_cursor,
    What.DUPLICATES: _duplicates,
    What.UNSORTED: _unsorted,
    What.SHORT_PAGES: _short_pages,
    What.FILTER_IGNORED: _filter_ignored,
    What.OTHER_NIGHT: _other_night,
    What.VANISHED: _vanished,
    What.WRONG_RECORD: _wrong_record,
    What.UNKNOWN_AGENCY: _unknown_agency,
    What.ROBOTS_FORBIDS_API: lambda _: text_response(screens.ROBOTS_FORBID_API),
    What.ROBOTS_FORBIDS_ALL: lambda _: text_response(screens.ROBOTS_FORBID_ALL),
}

#: The demonstration's third night: the national catalogue hides behind its firewall.
DEMO_FAULTS = (
    Fault("formalities", What.FIREWALL, night=3),
    Fault("unfiltered", What.FIREWALL, night=3),
    Fault("details", What.FIREWALL, night=3),
)
