"""A fast practice portal for benchmarks, in a process of its own: answers are prepared in advance.

``python -m tests.simulator.fast --reference DIR --n 5665`` prints its base URL and serves until it is ended.
It answers with the same bytes as :class:`tests.simulator.world.Platform`, which prepares them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from .catalogue import demo_catalogue, grown_catalogue, real_case
from .records import Catalogue
from .wire import DETAIL_PATH, LIST_PATH, Request, Response, dump
from .world import Platform

ROOT = Path(__file__).resolve().parent.parent.parent
_DETAIL = DETAIL_PATH.encode()
_END = b"\r\n\r\n"
_AGENT = {"User-Agent": "prepared in advance"}


class Desk:
    """Whole answers as bytes by (method, path, body); what is not prepared is asked once and kept."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._platform = Platform(catalogue)
        self._night = catalogue.night(1)
        self._details: dict[bytes, bytes] = {}
        self._answers: dict[tuple[bytes, bytes, bytes], bytes] = {}

    def prepare(self, page_size: int) -> None:
        """Prepares every detail, the Justice list, the probe and robots.txt."""
        for entry in self._night.entries.values():
            request = Request("POST", DETAIL_PATH, body=dump({"id": entry.id}))
            self._details[entry.id.encode()] = self._asked(request)
        self.answer(b"GET", b"/robots.txt", b"")
        body = {"limit": page_size, "lastId": "", "q": "", "categoryId": "", "departmentCode": "G15"}
        self.answer(b"POST", LIST_PATH.encode(), dump({**body, "limit": 1, "departmentCode": ""}))
        while True:
            page = self._platform.respond(Request("POST", LIST_PATH, body=dump(body))).json()["data"]
            # asked both with and without blanks, as the JSON writers of clients differ
            self.answer(b"POST", LIST_PATH.encode(), dump(body))
            self.answer(b"POST", LIST_PATH.encode(), json.dumps(body).encode())
            if not page["items"]:
                return
            body["lastId"] = page["lastId"]

    def answer(self, method: bytes, path: bytes, body: bytes) -> bytes:
        """The bytes to send for a request."""
        if path == _DETAIL and method == b"POST":
            at = body.find(b'"id"')
            start = body.find(b'"', at + 4) + 1
            known = self._details.get(body[start : start + 36])
            if known is not None:
                return known
        key = (method, path, body)
        answer = self._answers.get(key)
        if answer is None:
            bare, _, query = path.decode("latin-1").partition("?")
            request = Request(method.decode("latin-1"), bare, query, _AGENT, body)
            answer = self._answers[key] = self._asked(request)
        return answer

    def _asked(self, request: Request) -> bytes:
        return _on_the_wire(self._platform.respond(request))


def _on_the_wire(response: Response) -> bytes:
    lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    lines += [f"Content-Length: {len(response.body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + response.body


class _Connection(asyncio.Protocol):
    """One keep-alive connection; requests may arrive in pieces or several at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (answer := self._next()) is not None:
            if self._transport:
                self._transport.write(answer)

    def _next(self) -> bytes | None:
        """The answer to the first whole request received, or None to wait for more."""
        end = self._received.find(_END)
        if end < 0:
            return None
        head = self._received[:end]
        start = end + len(_END)
        stop = start + _content_length(head)
        if len(self._received) < stop:
            return None
        body = self._received[start:stop]
        self._received = self._received[stop:]
        method, path, _ = head.split(b"\r\n", 1)[0].split(b" ", 2)
        return self._desk.answer(method, path, body)


def _content_length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    if at < 0:
        return 0
    return int(head[at + 17 :].split(b"\r\n", 1)[0])


@contextmanager
def running(
    reference: Path | None, n: int = 5665, details_per_page: int = 100, provincial: bool = False
) -> Iterator[str]:
    """The fast portal in a process of its own; gives its base URL. Without a reference: the demonstration."""
    command = [sys.executable, "-m", "tests.simulator.fast", "--n", str(n)]
    command += ["--details-per-page", str(details_per_page)]
    if provincial:
        command.append("--provincial")
    if reference is not None:
        command += ["--reference", str(reference)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        base_url = process.stdout.readline().strip()
        if not base_url:
            raise RuntimeError("the fast practice portal did not start")
        yield base_url
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


async def _serve(desk: Desk, port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(desk), "127.0.0.1", port)
    host, port = server.sockets[0].getsockname()[:2]
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


def main() -> None:
    """Reads the command line and serves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, help="the real answers; without it: the demonstration")
    parser.add_argument("--n", type=int, default=5665, help="procedures; 0 plays the real case")
    parser.add_argument("--details-per-page", type=int, default=100, help="page size of the list to prepare")
    parser.add_argument("--provincial", action="store_true", help="the province publishes them too")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    if options.reference is None:
        catalogue = demo_catalogue()
    elif options.n == 0:
        catalogue = real_case(options.reference)
    else:
        catalogue = grown_catalogue(options.reference, options.n, options.provincial)
    desk = Desk(catalogue)
    desk.prepare(options.details_per_page)
    try:
        asyncio.run(_serve(desk, options.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
