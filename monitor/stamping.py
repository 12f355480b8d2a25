"""RFC 3161 time stamps over heads: asked of the configured authority, checked against configured roots."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from storage.witnesses import Stamped

#: A token with its certificates is a few kilobytes.
LIMIT = 64 * 1024
_ASKS, _ANSWERS = "application/timestamp-query", "application/timestamp-reply"


class StampError(Exception):
    """No time stamp, or none that holds; one Vietnamese sentence without the last full stop."""


def obtain(url: str, digest: str, *, agent: str, timeout: float) -> bytes:
    """Ask for a time stamp over a head; returns the answer as it came. Raises StampError."""
    message = bytes.fromhex(digest)
    asked = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).build()
    answer = _post(url, asked.as_bytes(), agent, timeout)
    try:
        told = decode_timestamp_response(answer)
        granted = told.status == 0
        same = granted and told.tst_info.nonce == asked.nonce
        about = granted and told.tst_info.message_imprint.message == asked.message_imprint.message
    except ValueError as error:
        raise StampError(f"câu trả lời của {url} không phải dấu thời gian") from error
    if not granted:
        raise StampError(f"{url} từ chối cấp dấu thời gian (mã {told.status})")
    if not (same and about):
        raise StampError(f"dấu thời gian của {url} là cho một yêu cầu khác")
    return answer


def read_roots(file: Path) -> list[x509.Certificate]:
    """Root certificates in PEM. Raises StampError."""
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise StampError(f"không đọc được chứng thư gốc trong {file}") from error


def stamped_at(stamped: Stamped, roots: Sequence[x509.Certificate]) -> datetime:
    """When the authority saw the head. Raises StampError when the token does not hold."""
    try:
        told = decode_timestamp_response(stamped.token)
        builder = VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(told, bytes.fromhex(stamped.digest))
    except (ValueError, VerificationError) as error:
        raise StampError(f"dấu thời gian không khớp ({error})") from error
    return told.tst_info.gen_time


@dataclass(frozen=True, slots=True)
class StampCheck:
    """Time stamps over the heads of a store."""

    good: tuple[tuple[str, datetime], ...]  # (digest of the entry, when the authority saw it)
    bad: tuple[tuple[str, str], ...]  # (digest of the entry, why not)

    @property
    def holds(self) -> bool:
        """Whether there is none that fails."""
        return not self.bad


def check_stamps(stamped: Iterable[Stamped], roots: Sequence[x509.Certificate]) -> StampCheck:
    """Check every time stamp."""
    good: list[tuple[str, datetime]] = []
    bad: list[tuple[str, str]] = []
    for each in stamped:
        try:
            good.append((each.digest, stamped_at(each, roots)))
        except StampError as error:
            bad.append((each.digest, str(error)))
    return StampCheck(tuple(good), tuple(bad))


# --- asking -------------------------------------------------------------------------------


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An authority that moved is asked where it is configured, by a person."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, body: bytes, agent: str, timeout: float) -> bytes:
    _refuse_private(url)
    headers = {"Content-Type": _ASKS, "Accept": _ANSWERS, "User-Agent": agent}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 - the configuration allows web addresses only
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with opener.open(request, timeout=timeout) as response:
            answer: bytes = response.read(LIMIT + 1)
            kind = response.headers.get_content_type()
    except urllib.error.HTTPError as error:
        raise StampError(f"{url} trả lời {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        raise StampError(f"không hỏi được {url} ({getattr(error, 'reason', error)})") from error
    if kind != _ANSWERS or len(answer) > LIMIT:
        raise StampError(f"câu trả lời của {url} không phải dấu thời gian ({kind}, {len(answer)} byte)")
    return answer


def _refuse_private(url: str) -> None:
    """A name may not lead into the office's own network, unless the configuration names that address (D29)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == "localhost" or _is_address(host):
        return
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise StampError(f"không tìm thấy máy chủ {host}") from error
    private = [a for *_, (a, *_rest) in found if not ipaddress.ip_address(str(a).partition("%")[0]).is_global]
    if private:
        raise StampError(f"tên miền {host} dẫn vào địa chỉ nội bộ {private[0]}, không được hỏi")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
