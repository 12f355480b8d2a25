"""Signing heads with Ed25519. The secret key comes from the environment only and is never told to anybody."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from storage.witnesses import Sign, Signed


class BadKey(Exception):
    """The key cannot be used; one Vietnamese sentence, never the key."""


def signer(name: str, environment: Mapping[str, str]) -> Sign:
    """What signs heads with the key in this environment variable. Raises BadKey."""
    text = environment.get(name, "").strip()
    if not text:
        raise BadKey(f"biến môi trường {name} chưa có khóa ký")
    key = _private(text)
    if key is None:
        raise BadKey(f"biến môi trường {name} không phải khóa Ed25519 (PEM, hoặc 32 byte viết hex hay base64)")
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return lambda digest: Signed(digest, key_id(public), public, key.sign(bytes.fromhex(digest)))


def public_key(file: Path) -> bytes:
    """The public key in a file, PEM or hexadecimal. Raises BadKey, OSError."""
    text = file.read_text(encoding="utf-8", errors="replace").strip()
    key = _public(text)
    if key is None:
        raise BadKey(f"{file} không phải khóa công khai Ed25519 (PEM, hoặc 32 byte viết hex hay base64)")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public: bytes) -> str:
    """How a key is known."""
    return hashlib.sha256(public).hexdigest()


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """Signatures of one key over the heads of a store."""

    good: tuple[str, ...]  # digests of entries, in order
    bad: tuple[str, ...]
    others: int  # signatures of other keys: not checked

    @property
    def holds(self) -> bool:
        """Whether the key signed something, and all that it is said to have signed."""
        return bool(self.good) and not self.bad


def check_signatures(signed: Iterable[Signed], public: bytes) -> SignatureCheck:
    """Check every signature that is said to be of this key."""
    key, mine = Ed25519PublicKey.from_public_bytes(public), key_id(public)
    good, bad, others = [], [], 0
    for each in signed:
        if each.key_id != mine:
            others += 1
        elif _is_good(key, each):
            good.append(each.digest)
        else:
            bad.append(each.digest)
    return SignatureCheck(tuple(good), tuple(bad), others)


def _is_good(key: Ed25519PublicKey, signed: Signed) -> bool:
    try:
        key.verify(signed.signature, bytes.fromhex(signed.digest))
    except InvalidSignature:
        return False
    return True


# --- reading keys -------------------------------------------------------------------


def _private(text: str) -> Ed25519PrivateKey | None:
    found = [_tried(lambda data: load_pem_private_key(data, None), text.replace("\\n", "\n").encode())]
    for raw in _raw(text):
        found += [_tried(Ed25519PrivateKey.from_private_bytes, raw)]
        found += [_tried(lambda data: load_der_private_key(data, None), raw)]
    return next((key for key in found if isinstance(key, Ed25519PrivateKey)), None)


def _public(text: str) -> Ed25519PublicKey | None:
    found = [_tried(load_pem_public_key, text.encode())]
    for raw in _raw(text):
        found += [_tried(Ed25519PublicKey.from_public_bytes, raw), _tried(load_der_public_key, raw)]
    return next((key for key in found if isinstance(key, Ed25519PublicKey)), None)


def _raw(text: str) -> list[bytes]:
    """What the text says as hexadecimal and as base64."""
    found = []
    for decode in (bytes.fromhex, lambda x: base64.b64decode(x, validate=True)):
        try:
            found.append(decode(text))
        except (ValueError, binascii.Error):
            continue
    return found


def _tried(read: Callable[[bytes], object], data: bytes) -> object:
    try:
        return read(data)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
