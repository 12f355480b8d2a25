"""An archived run played back as a portal on this machine: only there, and only what was answered then."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Engine

from analysis.model import ProblemKind
from storage import runs
from storage.database import StoreError
from storage.replays import Recorded, Recording

HOST = "127.0.0.1"
#: What asks for an archived page is our own crawl, whose requests are short.
LARGEST_REQUEST = 1024 * 1024
#: Fields about one connection, not about the answer; the bytes are sent whole, with their length (RFC 9110, 7.6.1).
_OF_CONNECTION = frozenset(
    {"connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)
#: More than a crawl takes: it hangs up as it did then.
_TOO_LONG = 1 << 40

UNKNOWN = "Lần quét được phát lại không có yêu cầu này."
GONE = "Nội dung câu trả lời này đã được bỏ theo quy tắc lưu giữ."


class Replay:
    """A run at its door."""

    def __init__(self, recording: Recording, port: int) -> None:
        self.recording = recording
        self.base_url = f"http://{HOST}:{port}{urlsplit(recording.run.base_url).path.rstrip('/')}"
        self.unknown = 0  # requests that the run did not make


def recordings(engine: Engine, numbers: tuple[int, ...]) -> list[Recording]:
    """The runs of these numbers, ready to be played. Raises StoreError."""
    found = {r.id: r for r in runs.runs_by_id(engine, numbers)}
    if missing := [str(n) for n in numbers if n not in found]:
        raise StoreError(f"Kho không có lần quét {', '.join(missing)}: xem các số trong `tthc runs`.")
    return [Recording(engine, found[n]) for n in numbers]


@contextmanager
def replayed(recording: Recording, port: int = 0) -> Iterator[Replay]:
    """Plays a run until the block ends, on a free port unless one is named. Raises StoreError."""
    try:
        server = _Server((HOST, port), _Visitor)
    except OSError as error:
        raise StoreError(f"Không mở được cổng {port} trên máy này ({error.strerror}): hãy chọn --port khác.") from error
    server.replay = Replay(recording, server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.replay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # idle keep-alive connections must not hold up the end
    request_queue_size = 128
    replay: Replay

    def server_bind(self) -> None:
        # HTTPServer asks the name service for the host's name here, which can take seconds
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Visitors that hang up are no news."""


class _Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_REQUEST:
            self._say(400, "Yêu cầu không đúng dạng, hoặc quá dài.")
            self.close_connection = True
            return
        body = self.rfile.read(int(length))
        found = self.server.replay.recording.answer(self.command, self.path, body)
        if found is None:
            self.server.replay.unknown += 1
            self._say(404, UNKNOWN)
        elif found.is_dropped:
            self._say(410, GONE)
        elif found.status is None:
            self._fail(found.problem)
        else:
            self._send(found.status, self._fields(found), found.wire)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _answer  # noqa: N815

    def _fields(self, found: Recorded) -> list[tuple[str, str]]:
        """The stored fields, except that a redirect within the portal stays within the replay."""
        origin = urlsplit(self.server.replay.recording.run.base_url)[:2]
        here = urlsplit(self.server.replay.base_url)[:2]
        fields = []
        for name, value in found.headers:
            if name.lower() in _OF_CONNECTION or "\n" in value or "\r" in value:
                continue
            fields.append((name, _led_here(value, origin, here) if name.lower() == "location" else value))
        return fields

    def _say(self, status: int, sentence: str) -> None:
        self._send(status, [("Content-Type", "text/plain; charset=utf-8")], f"{sentence}\n".encode())

    def _send(self, status: int, fields: list[tuple[str, str]], body: bytes, length: int | None = None) -> None:
        reason = self.responses.get(status, ("",))[0]  # the portal's own phrase was not kept
        head = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in fields)]
        if status >= 200 and status not in (204, 304):
            head.append(f"Content-Length: {len(body) if length is None else length}")
        sent = b"" if self.command == "HEAD" else body
        with suppress(OSError):
            self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1", "replace") + sent)

    def _fail(self, problem: ProblemKind | None) -> None:
        """No whole answer came then: cut short, far too long, or none at all."""
        self.close_connection = True
        if problem is ProblemKind.TRUNCATED:
            self._send(200, [], b"{", length=2)
        elif problem is ProblemKind.TOO_LARGE:
            self._send(200, [], b"", length=_TOO_LONG)
        else:
            with suppress(OSError):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it so)
        """Quiet."""


def _led_here(target: str, origin: tuple[str, ...], here: tuple[str, ...]) -> str:
    try:
        parts = urlsplit(target)
    except ValueError:  # not an address at all
        return target
    return urlunsplit((*here, *parts[2:])) if parts[:2] == origin else target
