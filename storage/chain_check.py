"""The first half of a check: the entries of the chain, one after the other, and what they say was sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import zstandard
from sqlalchemy import Connection

from storage import tables as t
from storage.coding import unpack
from storage.manifests import Content, entry_text, packed_digest
from storage.sealed_rows import IDENTITY, INHERITED, KINDS, Key, Values, as_bytes, raw_rows
from storage.verdict import Damage, Fault, Found

_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it was found."""

    id: int
    kind: str
    subject: int
    sealed_at: Any
    digest: str
    is_sound: bool  # its digest is that of its content


@dataclass(frozen=True, slots=True)
class OnceSealed:
    """What an entry says about a row that is kept once."""

    identity: str
    digest: str
    entry: int


@dataclass(slots=True)
class Chain:
    """Everything that the chain says was sealed."""

    links: list[Link] = field(default_factory=list)
    #: table: {number: what was sealed}
    once: dict[str, dict[int, OnceSealed]] = field(default_factory=dict)
    #: table of subjects: {number of the subject: entry}
    subjects: dict[str, dict[Key, int]] = field(default_factory=dict)
    #: table: {key: digest} of rows that are older than the chain
    inherited: dict[str, dict[Key, str]] = field(default_factory=dict)
    inherited_by: int | None = None
    #: An entry is missing or unreadable: what it sealed cannot be told from what was never sealed.
    is_whole: bool = True

    def places(self) -> dict[str, int]:
        """{digest: place in the chain}."""
        return {link.digest: place for place, link in enumerate(self.links)}


def walk(connection: Connection, found: Found, told: Callable[[], None]) -> Chain:
    """Check the entries in their order and gather what they seal."""
    chain = Chain()
    before: Link | None = None
    number = 0
    for row in raw_rows(connection, t.manifest, at_once=20):
        found.extend(_gap(number + 1, row["id"] - 1))
        content, fault = read_entry(row)
        if fault is None and (row["id"] < 1 or (row["id"] == 1 and row["previous"] is not None)):
            fault = Fault.ALTERED
        link = Link(row["id"], row["kind"], row["subject_id"], row["sealed_at"], _hex(row["digest"]), fault is None)
        if fault is not None:
            found.add(Damage(fault, "manifest", link.id, link.id))
        elif before is not None and number + 1 == link.id:
            _joined(found, before, link, row["previous"])
        chain.is_whole &= link.is_sound and link.id == number + 1
        _gather(chain, link, content)
        chain.links.append(link)
        before, number = link, link.id
        told()
    return chain


def _gap(first: int, last: int) -> Iterator[Damage]:
    """Entries that are not there: each by its number, unless they are many."""
    if last - first < 10:
        yield from (Damage(Fault.MISSING, "manifest", gone, gone) for gone in range(first, last + 1))
    else:
        yield Damage(Fault.MISSING, "manifest", first, first, note=f"{last}")


def read_entry(row: Values) -> tuple[Content | None, Fault | None]:
    """The content of an entry, as far as it can be read, and what is wrong with the entry."""
    try:
        content = json.loads(unpack(as_bytes(row["content"])))
    except (ValueError, zstandard.ZstdError, RecursionError, MemoryError):
        return None, Fault.UNREADABLE
    previous = None if row["previous"] is None else _hex(row["previous"])
    try:
        text = entry_text(row["kind"], row["subject_id"], row["sealed_at"], previous, content).encode()
    except (TypeError, ValueError):  # somebody put bytes, or letters that are none
        return content, Fault.ALTERED
    whole = (
        hashlib.sha256(text).digest() == row["digest"]
        and packed_digest(as_bytes(row["content"])) == row["packed"]
        and isinstance(row["content"], bytes)
        and _is_well_formed(content)
        and isinstance(row["previous"], bytes | None)
    )
    return content, None if whole else Fault.ALTERED


def _is_well_formed(content: Any) -> bool:
    """Whether it has the shape that seals have; it may have been forged, digest and all."""
    rows = content.get("rows") if isinstance(content, dict) else None
    return isinstance(rows, dict) and all(
        table in t.metadata.tables
        and isinstance(some, list)
        and all(
            isinstance(x, list)
            and len(x) == (3 if table in IDENTITY else 2)
            and isinstance(x[0], int | str)
            and all(isinstance(digest, str) and set(digest) <= _HEX for digest in x[1:])
            for x in some
        )
        for table, some in rows.items()
    )


def _joined(found: Found, before: Link, link: Link, previous: Any) -> None:
    """A sound entry names the one before it; when it names another, that one was replaced."""
    if previous is None or (before.is_sound and _hex(previous) != before.digest):
        found.add(Damage(Fault.ALTERED, "manifest", before.id, before.id, note=f"{link.id}"))


def _gather(chain: Chain, link: Link, content: Content | None) -> None:
    if not link.is_sound or content is None:
        for table, subject in _subjects_told(link, content):
            chain.subjects.setdefault(table, {}).setdefault(subject, link.id)
        return
    rows: dict[str, list[list[Any]]] = content["rows"]
    once = {table.name for kind in KINDS for table in kind.once}
    for table in once & rows.keys():
        sealed = chain.once.setdefault(table, {})
        for number, identity, digest in rows[table]:
            sealed.setdefault(number, OnceSealed(identity, digest, link.id))
    if link.kind == INHERITED:
        chain.inherited_by = link.id
        chain.inherited = {table: dict(some) for table, some in rows.items() if table not in once}
        return
    for table, subject in _subjects_told(link, content):
        chain.subjects.setdefault(table, {})[subject] = link.id


def _subjects_told(link: Link, content: Content | None) -> Iterator[tuple[str, Key]]:
    """(table, number) of what an entry seals: what its content says, or else what its columns say."""
    mains = {kind.main.name: kind.name for kind in KINDS}
    try:
        assert content is not None
        for table, rows in content["rows"].items():
            yield from ((table, key) for key, *_ in rows if table in mains)
    except (AssertionError, KeyError, TypeError, ValueError, AttributeError):
        yield from ((table, link.subject) for table, kind in mains.items() if kind == link.kind)


def _hex(value: Any) -> str:
    return as_bytes(value).hex()
