"""A hostile network: certificates, redirects, broken answers. A problem or a good capture, never a crash (P37-P40).

All crawls of this file are made at once, each into a store of its own; a test looks at one of them.
"""

from __future__ import annotations

import gzip
import hashlib
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import pytest
import trustme

from analysis.model import Outcome, ProblemKind
from crawler.portal_spider import MAX_HOPS
from tests.crawl_many import Errand, Visited, crawl_many
from tests.simulator.door import Door, serve
from tests.simulator.faults import Fault, What
from tests.simulator.wire import Request, Response, html_response, text_response
from tests.simulator.world import FrontPage

COMPLETE, CLOSED, FAILED = Outcome.COMPLETE, Outcome.CLOSED, Outcome.FAILED

# --- doors that speak in bytes ------------------------------------------------------

ROBOTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 24\r\n\r\nUser-agent: *\nDisallow:\n\n"[:-1]
PAGE = "<html><body><h1>Danh sách thủ tục 1.001193</h1></body></html>".encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
WHOLE = b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE
HANG_UP = None

#: What is sent for the front page: bytes, seconds of silence, and the end of the connection.
Script = Sequence[bytes | float | None]


@dataclass(frozen=True)
class Raw:
    """A script for the front page and what must come of it: no problem at all, or one of these."""

    script: Script
    problems: tuple[ProblemKind, ...] = ()
    outcome: Outcome = FAILED


CUT, OFF, LATE = (ProblemKind.TRUNCATED,), (ProblemKind.NO_CONNECTION,), (ProblemKind.TIMEOUT,)
RAW = {
    "an ordinary answer": Raw([HEAD + WHOLE], outcome=COMPLETE),
    "an answer in small pieces": Raw([HEAD[:7], 0.05, HEAD[7:] + WHOLE[:20], 0.05, WHOLE[20:]], outcome=COMPLETE),
    "chunks": Raw(
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(PAGE) + PAGE + b"\r\n0\r\n\r\n"], outcome=COMPLETE
    ),
    "no length, the end of the connection ends the page": Raw([HEAD + b"\r\n" + PAGE, HANG_UP], outcome=COMPLETE),
    "100 Continue before the answer": Raw([b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + WHOLE], outcome=COMPLETE),
    "a header without a colon": Raw([HEAD + b"NoColonHere\r\n" + WHOLE], outcome=COMPLETE),
    "repeated headers": Raw(
        [HEAD + b"X-Seen: 1\r\nSet-Cookie: a=1\r\nX-Seen: 2\r\nSet-Cookie: b=2\r\n" + WHOLE], outcome=COMPLETE
    ),
    "bytes beyond ASCII in a header": Raw([HEAD + b"X-Name: S\xe1\xbb\x9f \xff\r\n" + WHOLE], outcome=COMPLETE),
    "silence": Raw([30.0], LATE),
    "silence after the headers": Raw([HEAD + b"Content-Length: 50\r\n\r\n", 30.0], LATE),
    "a byte now and then": Raw([HEAD + WHOLE[:40], *[b"<", 0.3] * 100], LATE),
    "the connection is dropped": Raw([HANG_UP], OFF),
    "the connection is dropped in the headers": Raw([HEAD, HANG_UP], OFF),
    "fewer bytes than promised": Raw([HEAD + b"Content-Length: 5000\r\n\r\n" + PAGE, HANG_UP], CUT),
    "a length that is no number": Raw([HEAD + b"Content-Length: many\r\n\r\n" + PAGE, HANG_UP], OFF),
    "a negative length": Raw([HEAD + b"Content-Length: -5\r\n\r\n" + PAGE, HANG_UP], OFF),
    "two lengths that differ": Raw([HEAD + b"Content-Length: 5\r\n" + WHOLE, HANG_UP], OFF),
    "chunks without a size": Raw([HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n" + PAGE, HANG_UP], CUT),
    "chunks that end too early": Raw([HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\n<html>", HANG_UP], CUT),
    "no HTTP at all": Raw([b"\x00\x01\x02 220 mail.test ESMTP\r\n\r\n", HANG_UP], OFF),
    "a status that is no number": Raw([b"HTTP/1.1 abc OK\r\n\r\n", HANG_UP], OFF),
    "an unheard-of status": Raw([b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n"], (ProblemKind.SERVER_ERROR,)),
    "a page cut off before its end, with the right length": Raw(
        [HEAD + b"Content-Length: 5\r\n\r\n" + PAGE, HANG_UP], outcome=FAILED
    ),
    "a header of 100 KB": Raw([HEAD + b"X-Long: " + b"a" * 100_000 + b"\r\n" + WHOLE], OFF),
    "a redirect to no address": Raw(
        [b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"], (ProblemKind.REDIRECTED,), CLOSED
    ),
    "a wait that is no number": Raw(
        [b"HTTP/1.1 503 No\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n"], (ProblemKind.SERVER_ERROR,)
    ),
}


@contextmanager
def raw_door(script: Script) -> Iterator[str]:
    """Answers robots.txt honestly and everything else with the script; gives its base URL."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=50)
    closing = threading.Event()

    def answer(connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            while (asked := lines.readline()).strip():
                while lines.readline().strip():
                    pass
                if b" /robots.txt " in asked:
                    connection.sendall(ROBOTS)
                    continue
                for part in script:
                    if part is HANG_UP:
                        connection.shutdown(socket.SHUT_RDWR)
                        return
                    if isinstance(part, bytes):
                        connection.sendall(part)
                    elif closing.wait(part):
                        return

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        closing.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


# --- doors that redirect ------------------------------------------------------------


class Signposts:
    """A front page whose other paths redirect; it notes the headers of every request."""

    def __init__(self, posts: Mapping[str, str], **headers: str) -> None:
        self.posts = dict(posts)
        self.headers = tuple(headers.items())
        self.received: list[Mapping[str, str]] = []

    def respond(self, request: Request, night: int = 1) -> Response:
        self.received.append(request.headers)
        if request.path in self.posts:
            target = ("Location", self.posts[request.path])
            return Response(302, (("Content-Type", "text/html"), target, *self.headers), b"<html>302 Found</html>")
        if request.path == "/robots.txt":
            return text_response("User-agent: *\nDisallow: /private/\n")
        return html_response("<html><body><h1>Danh sách thủ tục 1.001193</h1></body></html>")


def chain(length: int) -> dict[str, str]:
    """/ -> /1 -> /2 ..."""
    return {("/" if n == 0 else f"/{n}"): f"/{n + 1}" for n in range(length)}


SIGNPOSTS = {
    "as many hops as allowed": chain(MAX_HOPS),
    "thirty hops": chain(30),
    "two pages that lead to each other": {"/": "/a", "/a": "/"},
    "a page that leads to itself": {"/": "/"},
    "to a path that robots.txt forbids": {"/": "/private/x"},
    "robots.txt moved within the portal": {"/robots.txt": "/here.txt"},
    "robots.txt leads round in a circle": {"/robots.txt": "/a.txt", "/a.txt": "/robots.txt"},
}
#: Placeholders stand for the second door, which nobody may knock at.
AWAY = {
    "to another host": {"/": "http://localhost:{port}/"},
    "to another port": {"/": "http://127.0.0.1:{port}/"},
    "to another scheme": {"/": "https://127.0.0.1:{port}/"},
    "to a private address": {"/": "http://127.0.0.2:{port}/"},
    "to a number that is an address": {"/": "http://2130706433:{port}/"},
    "to a host behind a backslash": {"/": "//127.0.0.1:{port}\\@127.0.0.1/"},
    "to another host with a password": {"/": "http://user:secret@127.0.0.1:{port}/"},
    "first within, then away": {"/": "/a", "/a": "http://127.0.0.1:{port}/"},
    "robots.txt away": {"/robots.txt": "http://127.0.0.1:{port}/robots.txt"},
    "to a file": {"/": "file:///etc/passwd"},
}

# --- doors with certificates --------------------------------------------------------

TLS = ("trusted", "expired", "not yet valid", "self-signed", "of another host", "too old a protocol", "no TLS at all")


#: A machine whose OpenSSL would agree to anything: what is refused is refused by us.
PERMISSIVE = """
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = anything
[anything]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
"""


def certificates() -> tuple[trustme.CA, dict[str, trustme.LeafCert]]:
    trusted, stranger = trustme.CA(), trustme.CA()
    long_ago, ago, ahead = datetime(2019, 1, 1), datetime(2020, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001
    return trusted, {
        "trusted": trusted.issue_cert("127.0.0.1"),
        "expired": trusted.issue_cert("127.0.0.1", not_before=long_ago, not_after=ago),
        "not yet valid": trusted.issue_cert("127.0.0.1", not_before=ahead),
        "self-signed": stranger.issue_cert("127.0.0.1"),
        "of another host": trusted.issue_cert("dichvucong.gov.vn"),
        "too old a protocol": trusted.issue_cert("127.0.0.1"),
    }


def server_side(name: str, certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if name == "too old a protocol":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def speaks_tls_1_1(port: int) -> bool:
    """Whether the OpenSSL of this machine can still speak it; else its refusal would prove nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    try:
        with socket.create_connection(("127.0.0.1", port)) as plain, context.wrap_socket(plain) as spoken:
            return spoken.version() == "TLSv1.1"
    except OSError:
        return False


# --- all at once --------------------------------------------------------------------


@dataclass
class Evening:
    """All crawls and the doors they knocked at."""

    came: dict[str, Visited]
    doors: dict[str, Door]
    worlds: dict[str, Signposts]
    base_urls: dict[str, str]
    old_tls: bool


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    folder = tmp_path_factory.mktemp("network")
    trusted, issued = certificates()
    authority = folder / "authority.pem"
    trusted.cert_pem.write_to_path(str(authority))
    permissive = folder / "openssl.cnf"
    permissive.write_text(PERMISSIVE)
    doors: dict[str, Door] = {}
    worlds: dict[str, Signposts] = {}
    errands: dict[str, Errand] = {}
    with ExitStack() as open_:
        doors["second"] = open_.enter_context(serve(FrontPage("open")))
        doors["proxy"] = open_.enter_context(serve(FrontPage("open")))
        for name, certificate in issued.items():
            doors[name] = open_.enter_context(serve(FrontPage("open"), tls=server_side(name, certificate)))
            errands[name] = Errand(doors[name].base_url)
        errands["no TLS at all"] = Errand(doors["second"].base_url.replace("http:", "https:"))
        for name, raw in RAW.items():
            errands[name] = Errand(open_.enter_context(raw_door(raw.script)), crawl={"timeout": 1})
        away = {n: {k: v.format(port=doors["second"].port) for k, v in posts.items()} for n, posts in AWAY.items()}
        for name, posts in {**SIGNPOSTS, **away}.items():
            worlds[name] = Signposts(posts, **{"Set-Cookie": "session=1", "WWW-Authenticate": "Basic"})
            doors[name] = open_.enter_context(serve(worlds[name]))
            errands[name] = Errand(doors[name].base_url)
        for name, world in {
            "slower than the timeout": FrontPage("open", faults=[Fault("page", What.SLOW, seconds=20)]),
            "gzip": Zipped(),
            "a bomb": FrontPage("open", faults=[Fault("page", What.GZIP_BOMB)]),
        }.items():
            doors[name] = open_.enter_context(serve(world))
            errands[name] = Errand(doors[name].base_url, crawl={"timeout": 1})
        errands["nobody listens"] = Errand("http://127.0.0.1:1")
        errands["no such host"] = Errand("https://cong.invalid")
        old_tls = speaks_tls_1_1(doors["too old a protocol"].port)
        doors["too old a protocol"].log.clear()
        came = crawl_many(
            folder,
            errands,
            SSL_CERT_FILE=str(authority),
            OPENSSL_CONF=str(permissive),
            http_proxy=doors["proxy"].base_url,
            https_proxy=doors["proxy"].base_url,
        )
    return Evening(came, doors, worlds, {n: e.base_url for n, e in errands.items()}, old_tls)


class Zipped:
    """An honest portal that compresses."""

    def respond(self, request: Request, night: int = 1) -> Response:
        if request.path == "/robots.txt":
            return text_response("", 404)
        headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
        return Response(200, headers, gzip.compress(PAGE, mtime=0))


# --- certificates (P37) ---------------------------------------------------------------


def test_a_certificate_of_a_trusted_authority_is_accepted(evening: Evening) -> None:
    assert evening.came["trusted"].snapshot.outcome is COMPLETE


@pytest.mark.parametrize("name", TLS[1:])
def test_a_connection_that_cannot_be_verified_is_refused_and_nothing_is_read(evening: Evening, name: str) -> None:
    if name == "too old a protocol" and not evening.old_tls:
        pytest.skip("the OpenSSL of this machine cannot speak TLS 1.1")

    came = evening.came[name]

    assert came.snapshot.outcome is FAILED
    assert [(c.problem.kind if c.problem else None, c.page) for c in came.captures] == [(ProblemKind.TLS, None)]
    assert came.snapshot.reason.startswith("Không đọc được https://127.0.0.1:")
    assert "chứng thư TLS" in came.snapshot.reason
    assert name == "no TLS at all" or evening.doors[name].log == []


# --- the line (P40) ---------------------------------------------------------------------


@pytest.mark.parametrize("name", RAW)
def test_a_broken_answer_is_a_problem_and_never_a_crash(evening: Evening, name: str) -> None:
    raw, came = RAW[name], evening.came[name]

    robots, front = came.captures
    assert (robots.purpose, robots.problem, front.purpose) == ("robots", None, "front")
    assert ((front.problem.kind,) if front.problem else ()) == raw.problems
    assert (came.snapshot.outcome, came.finish) == (raw.outcome, "finished")
    assert came.snapshot.reason


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("slower than the timeout", ProblemKind.TIMEOUT),
        ("a bomb", ProblemKind.TOO_LARGE),
        ("nobody listens", ProblemKind.NO_CONNECTION),
        ("no such host", ProblemKind.NO_CONNECTION),
    ],
)
def test_an_answer_that_does_not_come_is_a_problem_in_one_sentence(
    evening: Evening, name: str, kind: ProblemKind
) -> None:
    came = evening.came[name]

    problem = came.captures[-1].problem
    assert problem is not None
    assert (problem.kind, came.snapshot.outcome) == (kind, FAILED)
    assert problem.text.startswith(f"Không đọc được {evening.base_urls[name]}/")
    assert came.snapshot.reason


def test_repeated_headers_are_kept_in_their_order(evening: Evening) -> None:
    page = evening.came["repeated headers"].captures[-1].page

    assert page is not None
    kept = [(k, v) for k, v in page.headers if k in ("X-Seen", "Set-Cookie")]
    assert sorted(kept) == [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Seen", "1"), ("X-Seen", "2")]
    assert [v for k, v in kept if k == "X-Seen"] == ["1", "2"]


def test_bytes_beyond_ascii_in_headers_are_kept_word_for_word(evening: Evening) -> None:
    page = evening.came["bytes beyond ASCII in a header"].captures[-1].page

    assert page is not None
    assert page.header("X-Name").encode("latin-1") == b"S\xe1\xbb\x9f \xff"


def test_what_came_compressed_is_kept_as_it_came_and_read_as_it_was_meant(evening: Evening) -> None:
    page = evening.came["gzip"].captures[-1].page

    assert page is not None
    assert (page.body, page.header("Content-Encoding")) == (PAGE, "gzip")
    assert page.wire_sha256 == hashlib.sha256(gzip.compress(PAGE, mtime=0)).hexdigest()


# --- redirects (P38, P39) -----------------------------------------------------------------


def hops(visited: Visited) -> list[tuple[str, int]]:
    pages = [c.page for c in visited.captures if c.page]
    return [(p.url.split("/", 3)[3], p.status) for p in pages]


@pytest.mark.parametrize("name", AWAY)
def test_a_redirect_that_leads_away_is_never_followed(evening: Evening, name: str) -> None:
    came = evening.came[name]

    assert evening.doors["second"].log == []
    assert came.captures[-1].problem is not None
    assert came.captures[-1].problem.kind is ProblemKind.REDIRECTED
    assert came.snapshot.outcome is (FAILED if name == "robots.txt away" else CLOSED)


def test_hops_within_the_portal_are_followed_and_each_is_kept(evening: Evening) -> None:
    came = evening.came["as many hops as allowed"]

    assert came.snapshot.outcome is COMPLETE
    assert hops(came) == [("robots.txt", 200), ("", 302), ("1", 302), ("2", 302), ("3", 302), ("4", 302), ("5", 200)]


@pytest.mark.parametrize(
    ("name", "requests"),
    [("thirty hops", MAX_HOPS + 2), ("two pages that lead to each other", 3), ("a page that leads to itself", 2)],
)
def test_a_chain_without_an_end_is_bounded(evening: Evening, name: str, requests: int) -> None:
    assert len(evening.doors[name].log) == requests
    assert evening.came[name].snapshot.outcome is CLOSED


def test_a_hop_obeys_robots_txt_as_well(evening: Evening) -> None:
    came = evening.came["to a path that robots.txt forbids"]

    assert [v.path for v in evening.doors["to a path that robots.txt forbids"].log] == ["/robots.txt", "/"]
    assert came.captures[-1].problem is not None
    assert came.captures[-1].problem.kind is ProblemKind.ROBOTS


def test_robots_txt_itself_may_move_within_the_portal(evening: Evening) -> None:
    assert hops(evening.came["robots.txt moved within the portal"])[:2] == [("robots.txt", 302), ("here.txt", 200)]
    circle = evening.came["robots.txt leads round in a circle"]
    assert [c.purpose for c in circle.captures] == ["robots", "robots"]
    assert circle.snapshot.outcome is FAILED


def test_no_request_carries_cookies_passwords_or_where_we_come_from(evening: Evening) -> None:
    sent = {name.lower() for world in evening.worlds.values() for headers in world.received for name in headers}

    assert sent <= {"host", "user-agent", "accept", "accept-language", "accept-encoding", "connection"}


def test_a_proxy_of_the_environment_is_not_used(evening: Evening) -> None:
    assert evening.doors["proxy"].log == []
