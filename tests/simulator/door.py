"""A portal behind a URL on this machine: HTTP/1.1, keep-alive, one write per answer."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Protocol

from .wire import Request, Response


class World(Protocol):
    """Anything that answers: a platform or a front page."""

    def respond(self, request: Request, night: int = 1) -> Response:
        """The answer to a request on a night."""


class Visit(NamedTuple):
    """One request as the door received it."""

    time: float  # monotonic
    method: str
    path: str
    body: bytes
    user_agent: str


class Door:
    """An open door. ``night`` may be set while it is open."""

    def __init__(self, world: World, night: int, server: _Server, scheme: str) -> None:
        self.world = world
        self.night = night
        self.log: list[Visit] = []
        host, port = server.server_address[:2]
        self.port = int(port)
        self.base_url = f"{scheme}://{host!s}:{port}"


@contextmanager
def serve(
    world: World,
    night: int = 1,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Door]:
    """Serves a world until the block ends, on a free port unless one is named."""
    server = _Server((host, port), _Visitor, bind_and_activate=False)
    server.tls = tls
    server.server_bind()
    server.server_activate()
    server.door = door = Door(world, night, server, "https" if tls else "http")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield door
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # idle keep-alive connections must not hold up the end
    request_queue_size = 128
    door: Door
    tls: ssl.SSLContext | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.closing = threading.Event()
        super().__init__(*args, **kwargs)

    def server_bind(self) -> None:
        # HTTPServer asks the name service for the host's name here, which can take seconds
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = self.socket.accept()
        if self.tls:
            # the handshake happens on first use, in the visitor's own thread
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Visitors that hang up are no news."""


class _Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        request = Request(self.command, path, query, dict(self.headers.items()), body)
        door = self.server.door
        agent = request.header("User-Agent") or ""
        door.log.append(Visit(time.monotonic(), self.command, self.path, body, agent))
        response = door.world.respond(request, door.night)
        if response.delay:
            self.server.closing.wait(response.delay)
        if response.drop:
            self._cut()
        else:
            self._write(response)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _answer

    def _write(self, response: Response) -> None:
        body = response.body
        if response.truncate_at is not None:
            body = body[: response.truncate_at]
            self.close_connection = True
        if self.command == "HEAD":
            body = b""
        reason = self.responses.get(response.status, ("",))[0]
        head = [f"HTTP/1.1 {response.status} {reason}"]
        head += [f"{name}: {value}" for name, value in response.headers]
        head += [f"Date: {self.date_time_string()}", f"Content-Length: {len(response.body)}", "", ""]
        with suppress(OSError):
            self.wfile.write("\r\n".join(head).encode("latin-1", "replace") + body)

    def _cut(self) -> None:
        """Ends the connection with a reset, as a firewall does."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it so)
        """Quiet: visits are in the door's log."""
