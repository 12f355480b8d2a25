"""``heads.txt`` beside the store: the head of the chain after every night, kept outside the database.

A chain alone cannot show that its last link was cut off, or that everything was reckoned anew; a copy of this
file in another place can.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from monitor.clock import VIETNAM
from storage.manifests import Entry, entries

NAME = "heads.txt"
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Heads:
    """What a file of heads says."""

    digests: tuple[str, ...] = ()
    unreadable: tuple[int, ...] = ()  # numbers of lines without a digest


def heads_file(store_url: str) -> Path:
    """Where the heads of a store are kept."""
    return Path(store_url.removeprefix("sqlite:///")).with_name(NAME)


def read_heads(file: Path) -> Heads:
    """The digests in a file, in their order. Raises OSError."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    found = [(number, _DIGEST.search(line)) for number, line in enumerate(lines, 1) if line.strip()]
    return Heads(tuple(m.group() for _, m in found if m), tuple(number for number, m in found if m is None))


def digest_in(text: str) -> str | None:
    """The digest in a line of such a file, or in what was typed."""
    found = _DIGEST.search(text.lower())
    return found.group() if found else None


def note_heads(engine: Engine, file: Path) -> bool:
    """Append the nights that were sealed since the last line; False: the last line is no entry of this store.

    A night whose line was lost to a kill gets it with the next one.
    """
    nights = list(entries(engine, "nightly"))
    noted = read_heads(file).digests[-1:] if file.exists() else ()
    known = [n for n, entry in enumerate(nights) if entry.digest in noted]
    new = nights[known[0] + 1 :] if known else nights[-1:]
    if new:
        _append(file, map(line_of, new))
    return bool(known) or not noted


def line_of(entry: Entry) -> str:
    """One line: when the night was sealed, the digest, which night."""
    at = entry.sealed_at.astimezone(VIETNAM).isoformat(timespec="seconds")
    return f"{at} {entry.digest} {entry.content.get('night', '')}\n"


def _append(file: Path, lines: Iterable[str]) -> None:
    is_new = not file.exists()
    with file.open("a+b") as out:
        if out.tell() and not _ends_with_newline(file):
            out.write(b"\n")  # a line that was torn by a loss of power stays alone
        out.write("".join(lines).encode())
        out.flush()
        os.fsync(out.fileno())
    if is_new:
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _ends_with_newline(file: Path) -> bool:
    return file.read_bytes().endswith(b"\n")
