"""Records of WARC 1.1 (ISO 28500), byte by byte: one gzip member a record, SHA-256 of block and payload.

Written here and not by a library: the usual one (warcio) writes header fields that are not ASCII percent-encoded,
and evidence must keep the bytes that came. Other readers are asked in the tests whether they read the same.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Names of records are made of their content, so that one store gives one file.
_OURS = uuid.UUID("6f0d5c1e-4b7a-5d0e-9a53-0e2f7d3c8b11")

HTTP_REQUEST = "application/http; msgtype=request"
HTTP_RESPONSE = "application/http; msgtype=response"
JSON = "application/json"
FIELDS = "application/warc-fields"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@dataclass(frozen=True, slots=True)
class Record:
    """One record; ``payload_sha256`` is empty where none is told."""

    kind: str
    id: str
    date: str
    content_type: str
    block: bytes
    uri: str = ""
    payload_sha256: str = ""
    more: tuple[tuple[str, str], ...] = ()


def to_bytes(record: Record) -> bytes:
    """The record uncompressed. Raises ValueError where a value would break the form."""
    fields = [("WARC-Type", record.kind), ("WARC-Record-ID", record.id), ("WARC-Date", record.date)]
    if record.uri:
        fields.append(("WARC-Target-URI", record.uri))
    fields += record.more
    if record.payload_sha256:
        fields.append(("WARC-Payload-Digest", f"sha256:{record.payload_sha256}"))
    fields += [
        ("WARC-Block-Digest", f"sha256:{hashlib.sha256(record.block).hexdigest()}"),
        ("Content-Type", record.content_type),
        ("Content-Length", str(len(record.block))),
    ]
    lines = [b"WARC/1.1", *(f"{name}: {value}".encode() for name, value in fields)]
    return _lines(lines) + record.block + b"\r\n\r\n"


def to_member(record: Record) -> bytes:
    """The record as a gzip member of its own; without a time of writing, so that the bytes are always the same."""
    packing = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packing.compress(to_bytes(record)) + packing.flush()


def record_id(kind: str, *content: str) -> str:
    """The name of a record."""
    digest = hashlib.sha256("\0".join(content).encode()).hexdigest()
    return f"<urn:uuid:{uuid.uuid5(_OURS, f'{kind} {digest}')}>"


def warc_date(microseconds: int) -> str:
    """A moment of the store as WARC writes it."""
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def timestamp(microseconds: int) -> str:
    """The same as an index writes it: 14 digits."""
    return (_EPOCH + timedelta(microseconds=microseconds)).strftime("%Y%m%d%H%M%S")


# --- HTTP ---------------------------------------------------------------------------


def request_block(method: str, url: str, body: bytes) -> bytes:
    """A request put together from what is kept of it: method, address, body."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1".encode(), f"Host: {parts.netloc.rpartition('@')[2]}".encode()]
    if body:
        lines.append(f"Content-Length: {len(body)}".encode())
    return _lines(lines) + body


def response_head(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Status line and header fields; the reason phrase is not kept. Raises ValueError."""
    lines = [f"HTTP/1.1 {status} ".encode()]
    lines += [name.encode("latin-1") + b": " + value.encode("latin-1") for name, value in headers]
    return _lines(lines)


def _lines(lines: list[bytes]) -> bytes:
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise ValueError("a line break inside a header field")
    return b"\r\n".join(lines) + b"\r\n\r\n"


def media_type(headers: tuple[tuple[str, str], ...]) -> str:
    """What an index says an answer is."""
    for name, value in headers:
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower() or "unk"
    return "unk"


# --- the key of an index ----------------------------------------------------------------


def asked_words(method: str, body: bytes) -> str:
    """What a question that is not a GET adds to its key, as pywb writes it."""
    if method == "GET":
        return ""
    content = f"&__wb_post_data={base64.b64encode(body).decode()}" if body else ""
    return f"__wb_method={method}{content}"


def url_key(url: str, added: str = "") -> str:
    """An address in the order in which indexes are sorted (SURT): host backwards, small letters, sorted query."""
    if added:
        url += ("&" if "?" in url else "?") + added
    parts = urlsplit(url.lower().replace(" ", "%20"))
    host = parts.hostname or ""
    first, _, rest = host.partition(".")
    if first.rstrip("0123456789") == "www" and rest:
        host = rest
    turned = ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port not in (None, {"http": 80, "https": 443}.get(parts.scheme)) else ""
    path = parts.path.rstrip("/") or "/"
    query = "?" + "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{turned}{port}){path}{query}"
