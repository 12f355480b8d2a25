"""The doors serve over HTTP what the worlds answer."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import trustme

from tests.simulator import fast
from tests.simulator.catalogue import demo_catalogue
from tests.simulator.door import Door, serve
from tests.simulator.faults import Fault, What
from tests.simulator.wire import Request
from tests.simulator.world import FrontPage, Platform

from .asking import detail, formalities, ids

WORLD = demo_catalogue()


@contextmanager
def connected(base_url: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def ask(connection: http.client.HTTPConnection, request: Request) -> tuple[int, bytes]:
    connection.request(request.method, request.path, request.body, {"User-Agent": "a visitor by name"})
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.fixture
def door() -> Iterator[Door]:
    with serve(Platform(WORLD)) as opened:
        yield opened


def test_a_door_gives_the_same_bytes_on_a_kept_connection(door: Door) -> None:
    honest = Platform(WORLD).respond(formalities())
    with connected(door.base_url) as connection:
        first = ask(connection, formalities())
        socket = connection.sock
        second = ask(connection, formalities())

        assert first == second == (201, honest.body)
        assert connection.sock is socket


def test_a_door_changes_the_night_and_keeps_a_log(door: Door) -> None:
    with connected(door.base_url) as connection:
        first = ask(connection, formalities())
        door.night = 2
        second = ask(connection, formalities())

    assert first != second
    visit = door.log[0]
    assert (visit.method, visit.body, visit.user_agent) == ("POST", formalities().body, "a visitor by name")
    assert door.log[0].time <= door.log[1].time


def test_a_truncated_answer_promises_all_its_bytes() -> None:
    with (
        serve(Platform(WORLD, [Fault("api", What.TRUNCATED)])) as door,
        connected(door.base_url) as connection,
        pytest.raises(http.client.IncompleteRead),
    ):
        ask(connection, formalities())


def test_a_dropped_connection_gives_no_answer() -> None:
    with (
        serve(Platform(WORLD, [Fault("api", What.DROPPED)])) as door,
        connected(door.base_url) as connection,
        pytest.raises((ConnectionError, http.client.RemoteDisconnected)),
    ):
        ask(connection, formalities())


def test_a_slow_answer_does_not_hold_up_the_end() -> None:
    began = time.monotonic()
    with serve(Platform(WORLD, [Fault("api", What.SLOW, seconds=60)])) as door:
        parts = urlsplit(door.base_url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=0.1)
        with pytest.raises(TimeoutError):
            ask(connection, formalities())

    assert time.monotonic() - began < 5


def test_a_door_may_speak_tls() -> None:
    authority = trustme.CA()
    mine, theirs = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.configure_trust(mine)
    authority.issue_cert("127.0.0.1").configure_cert(theirs)
    with serve(FrontPage("open"), tls=theirs) as door:
        connection = http.client.HTTPSConnection("127.0.0.1", door.port, context=mine, timeout=10)
        status, _ = ask(connection, Request("GET", "/"))
        connection.close()

    assert (status, door.base_url[:8]) == (200, "https://")


def test_a_door_is_quick_enough_for_a_demonstration(door: Door) -> None:
    with connected(door.base_url) as connection:
        ask(connection, formalities())
        began = time.monotonic()
        for _ in range(100):
            ask(connection, formalities(limit=5))

    assert time.monotonic() - began < 2


def test_the_fast_portal_gives_the_same_bytes() -> None:
    platform = Platform(WORLD)
    some = ids(platform.respond(formalities()).json()["data"]["items"])[0]
    requests = [
        formalities(limit=100),
        formalities(limit=3),
        formalities(limit=1, departmentCode=""),
        detail(some),
        detail("unknown"),
        Request("GET", "/robots.txt"),
    ]
    with fast.running(None) as base_url, connected(base_url) as connection:
        answers = [ask(connection, request) for request in requests]

    honest = [platform.respond(request) for request in requests]
    assert answers == [(answer.status, answer.body) for answer in honest]
