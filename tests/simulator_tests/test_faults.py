"""Each fault does what its name says, where, when and as often as told."""

from __future__ import annotations

import json
import zlib
from threading import Thread

import pytest

from tests.simulator import demo
from tests.simulator.catalogue import demo_catalogue
from tests.simulator.faults import _BEHAVIOUR, DEMO_FAULTS, Fault, What
from tests.simulator.wire import Request, Response
from tests.simulator.world import FrontPage, FrontState, Platform

from .asking import applied, data, detail, formalities, ids, services, walk

WORLD = demo_catalogue()
JUSTICE = {e.id for e in WORLD.night(1).issued_by("G15")}
SOME = sorted(JUSTICE)[0]


def portal(*faults: Fault) -> Platform:
    return Platform(WORLD, faults)


def spoilt(what: What, request: Request | None = None, **values: object) -> Response:
    return portal(Fault("*", what, **values)).respond(request or formalities())  # type: ignore[arg-type]


def test_every_fault_has_a_behaviour() -> None:
    assert set(_BEHAVIOUR) == set(What)


@pytest.mark.parametrize("what", list(What))
def test_no_fault_breaks_the_practice_portal_itself(what: What) -> None:
    platform = portal(Fault("formalities", what))

    first = platform.respond(formalities())

    assert isinstance(first, Response)


@pytest.mark.parametrize(
    ("what", "status", "text"),
    [
        (What.FIREWALL, 200, b"Request Rejected"),
        (What.FORBIDDEN, 403, b"Request Rejected"),
        (What.CHALLENGE, 200, b"TSPD"),
        (What.RATE_LIMITED, 429, b"Too Many"),
        (What.SERVER_ERROR, 500, b"500"),
        (What.REDIRECTED, 302, b"302"),
        (What.NOTICE, 200, "đã đóng".encode()),
        (What.LOGIN, 200, b'type="password"'),
        (What.SHELL, 200, b'<div id="root">'),
        (What.NOT_OK, 201, b"INTERNAL_ERROR"),
        (What.VANISHED, 400, b"FORMALITY_NOT_FOUND"),
        (What.ROBOTS_FORBIDS_API, 200, b"Disallow: /api/"),
        (What.ENVELOPE_CHANGED, 201, b'{"success":true,"result":'),
    ],
)
def test_refusals_and_failures(what: What, status: int, text: bytes) -> None:
    answer = spoilt(what)

    assert answer.status == status
    assert text in answer.body


def test_the_client_is_told_when_to_come_back() -> None:
    assert spoilt(What.RATE_LIMITED, seconds=7).header("Retry-After") == "7"
    assert spoilt(What.SERVER_ERROR, status=503).status == 503


def test_the_connection_suffers() -> None:
    honest = portal().respond(formalities())

    assert spoilt(What.DROPPED).drop
    assert spoilt(What.SLOW, seconds=3).delay == 3
    assert spoilt(What.TRUNCATED).truncate_at == len(honest.body) // 2
    assert spoilt(What.TRUNCATED, amount=10).truncate_at == 10


def test_json_is_damaged() -> None:
    with pytest.raises(ValueError, match=r".+"):
        spoilt(What.BROKEN_JSON).json()
    assert spoilt(What.BOM).body.startswith(b"\xef\xbb\xbf{")
    assert b'"score":NaN' in spoilt(What.NOT_A_NUMBER).body
    assert spoilt(What.DUPLICATE_KEYS).body.count(b'"total":') == 2
    assert spoilt(What.DUPLICATE_KEYS, detail(SOME)).body.count(b'{"id":"","total":0,"id":') == 1
    with pytest.raises(RecursionError):
        spoilt(What.DEEP_JSON).json()
    assert spoilt(What.EMPTY_BODY).body == b""


def test_a_gzip_bomb_is_small_on_the_wire() -> None:
    answer = spoilt(What.GZIP_BOMB, amount=8)

    assert answer.header("Content-Encoding") == "gzip"
    assert len(answer.body) < 20_000
    assert len(zlib.decompress(answer.body, 31)) == 8 * 1024 * 1024


def test_totals_go_missing_and_move() -> None:
    assert "total" not in data(spoilt(What.NO_TOTAL))
    assert "total" not in data(spoilt(What.NO_TOTAL, applied()))["pagination"]
    moving = portal(Fault("formalities", What.TOTAL_MOVES))
    assert [data(moving.respond(formalities()))["total"] for _ in range(3)] == [72, 73, 74]


def test_a_total_changes_once_in_the_middle_of_a_pass() -> None:
    platform = portal(Fault("formalities", What.TOTAL_SHIFTS, after=2, amount=5))

    totals = [data(platform.respond(formalities()))["total"] for _ in range(4)]

    assert totals == [71, 71, 76, 76]


def test_the_portal_is_edited_during_the_crawl() -> None:
    platform = portal(Fault("formalities", What.OTHER_NIGHT, after=1, amount=2))

    codes = {i["code"] for i in walk(platform, formalities(limit=10))}

    # the new one came in before the cursor, so that this pass misses it; the next pass sees it
    assert demo.ADDED not in codes
    assert demo.ADDED in {i["code"] for i in walk(platform, formalities(limit=10))}


def test_a_list_is_empty_once_and_then_whole_again() -> None:
    platform = portal(Fault("formalities", What.EMPTY_LIST, times=1))

    assert data(platform.respond(formalities())) == {"items": [], "lastId": "", "total": 0}
    assert set(ids(walk(platform, formalities()))) == JUSTICE


def test_an_empty_page_keeps_its_total() -> None:
    assert data(spoilt(What.EMPTY_PAGE)) == {"items": [], "lastId": "", "total": 71}


@pytest.mark.parametrize("what", [What.ENDLESS_CURSOR, What.LOOPING_CURSOR])
def test_a_cursor_never_ends(what: What) -> None:
    with pytest.raises(AssertionError, match="does not end"):
        walk(portal(Fault("formalities", what)), formalities(limit=10), at_most=50)


def test_a_looping_cursor_serves_the_second_page_for_ever() -> None:
    platform = portal(Fault("formalities", What.LOOPING_CURSOR))
    first = data(platform.respond(formalities(limit=10)))
    second = data(platform.respond(formalities(limit=10, lastId=first["lastId"])))

    assert second["lastId"] == first["lastId"]
    assert ids(second["items"]) != ids(first["items"])


def test_a_stuck_cursor_does_not_move() -> None:
    assert data(spoilt(What.STUCK_CURSOR, formalities(limit=5)))["lastId"] == ""


def test_pages_do_not_add_up() -> None:
    honest = ids(data(portal().respond(formalities()))["items"])

    assert ids(data(spoilt(What.DUPLICATES))["items"]) == [*honest, honest[-1]]
    assert ids(data(spoilt(What.UNSORTED))["items"]) == honest[::-1]
    assert ids(data(spoilt(What.SHORT_PAGES, amount=3))["items"]) == honest[:-3]


def test_a_filter_is_ignored() -> None:
    assert data(spoilt(What.FILTER_IGNORED))["total"] == 73


def test_one_record_vanishes_between_list_and_detail() -> None:
    platform = portal(Fault("details", What.VANISHED, contains=SOME))
    others = sorted(JUSTICE)[1:4]

    assert platform.respond(detail(SOME)).status == 400
    assert {platform.respond(detail(i)).status for i in others} == {201}
    assert SOME in ids(walk(platform, formalities()))


def test_another_record_is_answered() -> None:
    assert data(spoilt(What.WRONG_RECORD, detail(SOME)))["id"] != SOME


def test_one_service_list_is_unreadable() -> None:
    platform = portal(Fault("services/ENTERPRISE", What.SERVER_ERROR))

    assert platform.respond(services("ENTERPRISE")).status == 500
    assert platform.respond(services()).status == 201


def test_an_agency_is_unknown() -> None:
    known = {a.id for a in WORLD.night(1).agencies}
    item = data(spoilt(What.UNKNOWN_AGENCY, applied()))["items"][0]
    row = data(spoilt(What.UNKNOWN_AGENCY, services()))["rows"][0]

    assert item["appliedDepartmentIds"][-1] not in known
    assert row["handleDepartmentName"] == "UBND xã Chưa Có Tên"


def test_a_fault_waits_lasts_and_ends() -> None:
    platform = portal(Fault("formalities", What.FIREWALL, after=2, times=3))

    seen = [platform.respond(formalities()).status for _ in range(7)]

    assert seen == [201, 201, 200, 200, 200, 201, 201]


def test_a_fault_keeps_to_its_night() -> None:
    platform = Platform(WORLD, DEMO_FAULTS)

    assert [platform.respond(formalities(), night).status for night in (1, 2, 3)] == [201, 201, 200]
    assert platform.respond(services(), 3).status == 201


def test_a_fault_may_be_told_by_a_function() -> None:
    platform = portal(Fault(lambda r: b'"limit":7' in r.body, What.FORBIDDEN))

    assert platform.respond(formalities(limit=7)).status == 403
    assert platform.respond(formalities(limit=8)).status == 201


def test_faults_add_up_in_order() -> None:
    platform = portal(Fault("formalities", What.NO_TOTAL), Fault("formalities", What.BOM))
    answer = platform.respond(formalities())

    assert answer.body.startswith(b"\xef\xbb\xbf")
    assert "total" not in json.loads(answer.body.decode("utf-8-sig"))["data"]


def test_requests_are_counted_across_threads() -> None:
    platform = portal(Fault("formalities", What.FIREWALL, times=40))
    statuses: list[int] = []
    visitors = [
        Thread(target=lambda: statuses.extend(platform.respond(formalities()).status for _ in range(20)))
        for _ in range(4)
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert (statuses.count(200), statuses.count(201)) == (40, 40)


# --- the front page ------------------------------------------------------------

ROOT = Request("GET", "/")
ROBOTS = Request("GET", "/robots.txt")


@pytest.mark.parametrize(
    ("state", "status", "text"),
    [
        (FrontState.OPEN, 200, "Thủ tục đăng ký khai sinh"),
        (FrontState.REDIRECTED, 302, ""),
        (FrontState.NOTICE, 200, "Giao diện của Cổng Dịch vụ công tỉnh Tây Ninh đã đóng"),
        (FrontState.LOGIN, 200, 'type="password"'),
        (FrontState.SHELL, 200, "<app-root></app-root>"),
        (FrontState.FIREWALL, 200, "Request Rejected"),
        (FrontState.CHALLENGE, 200, "/TSPD/"),
    ],
)
def test_the_front_page_shows_its_state(state: FrontState, status: int, text: str) -> None:
    answer = FrontPage(state, catalogue=WORLD).respond(ROOT)

    assert answer.status == status
    assert text in answer.body.decode()


def test_the_front_page_redirects_to_the_national_portal() -> None:
    assert FrontPage("redirected").respond(ROOT).header("Location") == "https://dichvucong.gov.vn/"


def test_the_front_page_may_close_on_a_night() -> None:
    front = FrontPage({1: "open", 3: "notice"})

    seen = [b"<table" in front.respond(ROOT, night).body for night in (1, 2, 3, 4)]

    assert seen == [True, True, False, False]


def test_robots_of_the_front_page_vary() -> None:
    assert FrontPage(robots=None).respond(ROBOTS).status == 404
    assert FrontPage(faults=[Fault("robots", What.SERVER_ERROR)]).respond(ROBOTS).status == 500
    assert FrontPage(faults=[Fault("robots", What.SHELL)]).respond(ROBOTS).body.startswith(b"<!doctype html>")
    forbidding = FrontPage(faults=[Fault("robots", What.ROBOTS_FORBIDS_ALL)])
    assert b"Disallow: /\n" in forbidding.respond(ROBOTS).body
