"""How a portal misbehaves on a scripted night: the practice portals' faults, aimed at pages, and some more."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.simulator.faults import Fault, Mischief, What
from tests.simulator.records import JUSTICE_OFFICE, Night, tay_ninh
from tests.simulator.wire import APPLIED_PATH, DETAIL_PATH, Request, Response, dump, topic_of
from tests.simulator.world import Platform

from .world import due, platform, third_of

#: The honest answer to a request.
Ask = Callable[[Request], Response]
#: The answer of a portal that misbehaves.
Trouble = Callable[[Request, Ask], Response]


@dataclass(frozen=True)
class Stage:
    """What a trouble may know of its night."""

    night: Night
    rng: Random
    elsewhere: str  # the address of another portal, which says that it is closed

    def some_due(self, count: int) -> list[str]:
        """Ids of some procedures that the province must publish."""
        ids = [self.night.find(code).id for code in sorted(due(self.night))]
        return self.rng.sample(ids, count)


#: Draws what is hit and gives the trouble; made anew for each night, so counting begins anew.
Spoil = Callable[[Stage], Trouble]

NATIONAL_LIST = ("formalities",)
SERVICES = ("services/VIETNAMESE_CITIZEN", "services/ENTERPRISE")
APPLIED = ("applied",)


class Spoilt:
    """A platform with its troubles, as a door serves it."""

    def __init__(self, honest: Platform, troubles: Collection[Trouble] = ()) -> None:
        self._honest = honest
        self._troubles = tuple(troubles)

    def respond(self, request: Request, night: int = 1) -> Response:
        """The answer to a request; every night is the first one of its platform."""
        ask: Ask = self._honest.respond
        for trouble in self._troubles:
            ask = _after(trouble, ask)
        return ask(request)


def _after(trouble: Trouble, ask: Ask) -> Ask:
    return lambda request: trouble(request, ask)


# --- the practice portals' faults --------------------------------------------------


def fault(where: str, what: What, **how: Any) -> Spoil:
    """A fault of the practice portals as it is."""

    def begun(_: Stage) -> Trouble:
        met = Mischief((Fault(where, what, **how),))
        return lambda request, ask: met.respond(request, 1, lambda r, _: ask(r))

    return begun


def on_page_2(topics: Collection[str], what: What, **how: Any) -> Spoil:
    """A fault of the second page of some lists, whatever the size of the pages."""
    return _on_page_2(topics, lambda request, ask: _spoilt(what, request, ask, **how))


def of_details(count: int, what: What, **how: Any) -> Spoil:
    """A fault of some details, each time they are asked."""

    def begun(stage: Stage) -> Trouble:
        hit = set(stage.some_due(count))
        return lambda request, ask: _spoilt(what, request, ask, **how) if _detail_of(request) in hit else ask(request)

    return begun


def moved(stage: Stage) -> Trouble:
    """Every request is sent to another portal, which says that it is closed."""
    return fault("*", What.REDIRECTED, target=stage.elsewhere)(stage)


def _spoilt(what: What, request: Request, ask: Ask, **how: Any) -> Response:
    return Mischief((Fault("*", what, **how),)).respond(request, 1, lambda r, _: ask(r))


def _on_page_2(topics: Collection[str], spoil: Trouble) -> Spoil:
    def trouble(request: Request, ask: Ask) -> Response:
        hit = topic_of(request) in topics and _is_page_2(request, ask)
        return spoil(request, ask) if hit else ask(request)

    return lambda _: trouble


def _is_page_2(request: Request, ask: Ask) -> bool:
    asked = request.json() or {}
    if request.path == APPLIED_PATH:
        return asked.get("currentPage") == 2
    return bool(asked.get("lastId")) and asked["lastId"] == _data(ask(_page_1(request)))["lastId"]


def _page_1(request: Request) -> Request:
    return request.asking(currentPage=1) if request.path == APPLIED_PATH else request.asking(lastId="")


# --- lists that show the wrong records ------------------------------------------------


def page_repeated(topics: Collection[str]) -> Spoil:
    """The second page shows the records of the first one; total and cursor are its own."""

    def spoil(request: Request, ask: Ask) -> Response:
        first = _records(_data(ask(_page_1(request))))
        return _with_records(ask(request), lambda records: first[: len(records)])

    return _on_page_2(topics, spoil)


def listed_twice(topics: Collection[str], *, in_place: bool) -> Spoil:
    """The fourth record of the second page stands there twice: in the place of the fifth one, or beside it."""

    def spoil(request: Request, ask: Ask) -> Response:
        return _with_records(ask(request), lambda r: [*r[:4], r[3], *(r[5:] if in_place else r[4:])])

    return _on_page_2(topics, spoil)


def shortened(topics: Collection[str], *, everywhere: bool) -> Spoil:
    """Lists lack a third of what must be published, and their totals say so; ``everywhere``: all other answers too."""

    def begun(stage: Stage) -> Trouble:
        night = stage.night
        for code in third_of(due(night), night, stage.rng):
            night = night.remove(code)
        short = platform(night)

        def trouble(request: Request, ask: Ask) -> Response:
            hit = request.path.startswith("/api/") if everywhere else topic_of(request) in topics
            return short.respond(request) if hit else ask(request)

        return trouble

    return begun


def directory_shortened(stage: Stage) -> Trouble:
    """The directory lacks a third of the province's agencies, the one for Justice among them."""
    at_random = {a.code for a in stage.rng.sample(tay_ninh()[1:], len(tay_ninh()) // 3)}
    kept = tuple(a for a in stage.night.agencies if a.code not in at_random | {JUSTICE_OFFICE})
    short = platform(replace(stage.night, agencies=kept))
    return lambda request, ask: (short.respond if topic_of(request).startswith("agencies/") else ask)(request)


# --- details of other records ---------------------------------------------------------


def other_records(count: int, *, own_id: bool) -> Spoil:
    """Some ids are answered with other procedures; ``own_id``: under the id that was asked for."""

    def begun(stage: Stage) -> Trouble:
        drawn = stage.some_due(2 * count)
        instead = dict(zip(drawn[:count], drawn[count:], strict=True))

        def trouble(request: Request, ask: Ask) -> Response:
            asked = _detail_of(request)
            if asked not in instead:
                return ask(request)
            answer = ask(request.asking(id=instead[asked]))
            return _with_data(answer, lambda data: data | {"id": asked}) if own_id else answer

        return trouble

    return begun


# --- answers ------------------------------------------------------------------------


def _detail_of(request: Request) -> str:
    """The id whose detail is asked for, or nothing."""
    return str((request.json() or {}).get("id", "")) if request.path == DETAIL_PATH else ""


def _data(answer: Response) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(answer.body)["data"]
    return data


def _records(data: dict[str, Any]) -> list[Any]:
    records: list[Any] = data["items"] if "items" in data else data["rows"]
    return records


def _with_data(answer: Response, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Response:
    envelope = json.loads(answer.body)
    return replace(answer, body=dump(envelope | {"data": change(envelope["data"])}))


def _with_records(answer: Response, change: Callable[[list[Any]], list[Any]]) -> Response:
    def changed(data: dict[str, Any]) -> dict[str, Any]:
        return data | {"items" if "items" in data else "rows": change(_records(data))}

    return _with_data(answer, changed)
