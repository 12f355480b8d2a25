"""A time stamping authority on this machine (RFC 3161), made for tests: its own root, its own door."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
SEEN = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Stamps what it is asked to."""

    def __init__(self) -> None:
        root_key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = (
            _certificate("practice root", root_key.public_key(), "practice root")
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage(sign=True), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        self.certificate = (
            _certificate("practice authority", self.key.public_key(), "practice root")
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(root_key, hashes.SHA256())
        )

    def root_pem(self) -> bytes:
        """What a configuration names as root."""
        return self.root.public_bytes(Encoding.PEM)

    def stamp(self, query: bytes, at: datetime = SEEN) -> bytes:
        """The answer to a query."""
        imprint, nonce = _asked(query)
        info = seq(
            integer(1),
            oid("1.2.3.4"),
            imprint,
            integer(7),
            tlv(0x18, f"{at:%Y%m%d%H%M%S}Z".encode()),
            nonce,
        )
        return seq(seq(integer(0)), seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, self._signed(info))))

    def _signed(self, info: bytes) -> bytes:
        kind = oid("1.2.840.113549.1.9.16.1.4")
        sha256 = seq(oid("2.16.840.1.101.3.4.2.1"), tlv(5, b""))
        der = self.certificate.public_bytes(Encoding.DER)
        attributes = b"".join(
            sorted(
                [
                    _attribute("1.2.840.113549.1.9.3", kind),
                    _attribute("1.2.840.113549.1.9.4", tlv(4, hashlib.sha256(info).digest())),
                    _attribute("1.2.840.113549.1.9.16.2.47", seq(seq(seq(tlv(4, hashlib.sha256(der).digest()))))),
                ]
            )
        )
        signature = self.key.sign(tlv(0x31, attributes), ec.ECDSA(hashes.SHA256()))
        signer = seq(
            integer(1),
            seq(self.certificate.issuer.public_bytes(), integer(self.certificate.serial_number)),
            sha256,
            tlv(0xA0, attributes),
            seq(oid("1.2.840.10045.4.3.2")),
            tlv(4, signature),
        )
        return seq(integer(3), tlv(0x31, sha256), seq(kind, tlv(0xA0, tlv(4, info))), tlv(0xA0, der), tlv(0x31, signer))


def _certificate(subject: str, key: ec.EllipticCurvePublicKey, issuer: str) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
    )


def _usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        key_cert_sign=sign,
        crl_sign=sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


# --- its door ------------------------------------------------------------------------------


@dataclass
class Door:
    """Where it listens; what it answers may be changed."""

    authority: Authority
    url: str = ""
    status: int = 200
    kind: str = "application/timestamp-reply"
    body: bytes | None = None  # instead of a stamp
    asked: list[tuple[str, str]] = field(default_factory=list)  # (content type, user agent)


@contextmanager
def listening(authority: Authority) -> Iterator[Door]:
    """The authority on 127.0.0.1 for as long as the block lasts."""
    door = Door(authority)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            door.asked.append((self.headers["Content-Type"], self.headers["User-Agent"]))
            answer = authority.stamp(query) if door.body is None else door.body
            self.send_response(door.status)
            self.send_header("Content-Type", door.kind)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    door.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- DER -----------------------------------------------------------------------------------


def tlv(tag: int, content: bytes) -> bytes:
    """Tag, length, value."""
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def seq(*parts: bytes) -> bytes:
    return tlv(0x30, b"".join(parts))


def integer(value: int) -> bytes:
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(x) for x in ObjectIdentifier(dotted).dotted_string.split("."))
    packed = bytearray([first * 40 + second])
    for number in rest:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | number & 0x7F)
        packed += bytes(reversed(groups))
    return tlv(6, bytes(packed))


def _attribute(kind: str, value: bytes) -> bytes:
    return seq(oid(kind), tlv(0x31, value))


def _read(data: bytes) -> tuple[int, bytes, bytes]:
    """(tag, this element whole, what follows it)."""
    length, start = data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start], "big")
    return data[0], data[: start + length], data[start + length :]


def _inside(element: bytes) -> list[bytes]:
    start = 2 + (element[1] & 0x7F if element[1] & 0x80 else 0)
    rest, found = element[start:], []
    while rest:
        _, one, rest = _read(rest)
        found.append(one)
    return found


def _asked(query: bytes) -> tuple[bytes, bytes]:
    """(message imprint, nonce) of a query, as they stand in it."""
    _, imprint, *rest = _inside(query)
    return imprint, next(x for x in rest if x[0] == 2)
