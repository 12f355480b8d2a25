"""The platform's API answers as its public descriptions say."""

from __future__ import annotations

import pytest

from tests.simulator.catalogue import demo_catalogue
from tests.simulator.records import PROVINCE_ID, agency_by_code
from tests.simulator.wire import DETAIL_PATH, LIST_PATH, Request
from tests.simulator.world import Platform

from .asking import agencies, applied, data, detail, formalities, ids, post, services, walk


@pytest.fixture(scope="module")
def platform() -> Platform:
    return Platform(demo_catalogue())


def justice(platform: Platform, night: int = 1) -> set[str]:
    return {e.id for e in platform.catalogue.night(night).issued_by("G15")}


@pytest.mark.parametrize("limit", [1, 7, 50, 1000])
def test_a_list_gives_every_id_once_and_descending(platform: Platform, limit: int) -> None:
    found = ids(walk(platform, formalities(limit=limit)))

    assert found == sorted(justice(platform), reverse=True)


def test_the_issuer_filter_changes_the_total(platform: Platform) -> None:
    filtered = data(platform.respond(formalities(limit=1)))
    unfiltered = data(platform.respond(formalities(limit=1, departmentCode="")))

    assert (filtered["total"], unfiltered["total"]) == (71, 73)


def test_a_search_is_loose_and_may_return_other_codes(platform: Platform) -> None:
    codes = [i["code"] for i in walk(platform, formalities(q="1.008922"))]

    assert "1.008922" in codes
    assert len(codes) > 1
    assert len(codes) < 71


def test_a_level_filter_is_understood(platform: Platform) -> None:
    assert data(platform.respond(formalities(level="COMMUNE")))["total"] == 25


def test_a_detail_is_served_by_id(platform: Platform) -> None:
    some = sorted(justice(platform))[0]

    assert data(platform.respond(detail(some)))["id"] == some


@pytest.mark.parametrize(
    "request_",
    [
        detail("00000000-0000-0000-0000-000000000000"),
        services("CITIZEN"),
        agencies("00000000-0000-0000-0000-000000000000"),
        formalities(limit=0),
        Request("POST", LIST_PATH, body=b"not json"),
    ],
    ids=["unknown procedure", "unknown target type", "unknown agency", "limit 0", "no JSON"],
)
def test_what_the_portal_cannot_answer_is_a_400_in_json(platform: Platform, request_: Request) -> None:
    answer = platform.respond(request_)

    assert answer.status == 400
    assert answer.json()["code"] != "OK"


def test_a_get_on_the_api_meets_the_firewall(platform: Platform) -> None:
    answer = platform.respond(Request("GET", DETAIL_PATH))

    assert answer.status == 200
    assert b"Request Rejected" in answer.body


def test_a_visitor_without_a_name_meets_the_firewall(platform: Platform) -> None:
    answer = platform.respond(Request("POST", LIST_PATH, headers={"user-agent": "x"}, body=b"{}"))

    assert b"Request Rejected" in answer.body


def test_any_page_is_the_application_shell(platform: Platform) -> None:
    answer = platform.respond(Request("GET", "/thu-tuc-hanh-chinh"))

    assert answer.status == 200
    assert b'<div id="root"></div>' in answer.body


def test_robots_allow_the_api(platform: Platform) -> None:
    assert b"Disallow: /api/" not in platform.respond(Request("GET", "/robots.txt")).body


def test_the_pages_of_applied_procedures_sum_to_the_total(platform: Platform) -> None:
    first = data(platform.respond(applied()))["pagination"]
    pages = [data(platform.respond(applied(n)))["items"] for n in range(1, first["totalPages"] + 1)]

    assert first == {"currentPage": 1, "pageSize": 20, "total": 73, "totalPages": 4}
    assert len({i for page in pages for i in ids(page)}) == 73
    assert data(platform.respond(applied(5)))["items"] == []


def test_the_directory_has_every_agency_of_the_province(platform: Platform) -> None:
    children = walk(platform, agencies(PROVINCE_ID))
    below = [a for c in children if c["hasChild"] for a in walk(platform, agencies(c["id"]))]

    assert {a["code"] for a in children + below} == set(agency_by_code()) - {"H53"}
    assert sum(a["level"] == "COMMUNE" for a in children) == 96
    assert [a["code"] for a in below] == ["H53.49.1"]
    assert "total" not in data(platform.respond(agencies(PROVINCE_ID)))


def test_service_rows_are_unique_and_descending(platform: Platform) -> None:
    rows = walk(platform, services())

    assert ids(rows) == sorted(set(ids(rows)), reverse=True)
    assert len(rows) == data(platform.respond(services(limit=1)))["total"]


def test_same_request_same_night_same_bytes() -> None:
    requests = [formalities(), services(), agencies(PROVINCE_ID), applied(), Request("GET", "/robots.txt")]

    first = [Platform(demo_catalogue()).respond(r, 2) for r in requests]

    assert [Platform(demo_catalogue()).respond(r, 2) for r in requests] == first


def test_a_compressing_platform_says_so_and_stays_deterministic() -> None:
    platform = Platform(demo_catalogue(), compress=True)
    request = Request("GET", "/", headers={"accept-encoding": "gzip, deflate"})

    assert platform.respond(request).header("Content-Encoding") == "gzip"
    assert platform.respond(request) == platform.respond(request)


def test_an_unknown_api_path_is_a_404(platform: Platform) -> None:
    assert platform.respond(post("/api/v1/unknown")).status == 404
