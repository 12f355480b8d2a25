"""How bytes and values are kept: zstd where it helps, canonical JSON for values."""

from __future__ import annotations

import zstandard

#: How a body stands whose bytes were dropped by a rule of keeping: its digest and size stay.
DROPPED = "dropped"


class BodyDropped(ValueError):
    """The bytes were dropped by a rule of keeping."""


# One of each: building them costs more than using them. Not shared between threads.
_COMPRESS = zstandard.ZstdCompressor(level=3, write_content_size=True)
_EXPAND = zstandard.ZstdDecompressor()


def compress(data: bytes) -> tuple[str, bytes]:
    """(coding, bytes): ``zstd``, or ``raw`` where compression does not help (bodies that came gzipped)."""
    packed = _COMPRESS.compress(data)
    return ("zstd", packed) if len(packed) < len(data) else ("raw", data)


def expand(coding: str, data: bytes) -> bytes:
    """The bytes as they were. Raises BodyDropped; ValueError on an unknown coding, ZstdError on damage."""
    if coding == "raw":
        return data
    if coding == "zstd":
        return _EXPAND.decompress(data)
    if coding == DROPPED:
        raise BodyDropped
    raise ValueError(f"unknown coding {coding!r}")


def pack(text: str) -> bytes:
    """A text as one zstd frame."""
    return _COMPRESS.compress(text.encode())


def unpack(data: bytes) -> str:
    """The text of a frame."""
    return _EXPAND.decompress(data).decode()
