"""Altering a store behind the product's back, at random: one alteration at a time, told by table and row.

Works on a store in memory, past its column types and foreign keys, as somebody with the file in hand could.
"""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from storage import tables as t
from storage.coding import pack, unpack
from storage.manifests import entry_text, packed_digest
from storage.verdict import Fault, Verdict

#: Every table of the store.
TABLES = {table.name: table for table in t.metadata.sorted_tables}
RowValues = dict[str, Any]


@dataclass(frozen=True)
class Altered:
    """What was done, and what a verdict may call it: (table, key as text); empty names: only a head shows it."""

    what: str
    names: frozenset[tuple[str, str]]

    def is_named(self, verdict: Verdict) -> bool:
        """Whether a damage names an altered row or entry; against a head: whether the head is missed."""
        told = {(d.table, str(d.row)) for d in verdict.damages}
        return bool(told & self.names) if self.names else any(d.fault is Fault.HEAD for d in verdict.damages)


class Unchanged(Exception):
    """The draw left every row as it was, or the database refused it: draw again."""


class Hands:
    """A copy of a store in somebody's hands."""

    def __init__(self, file: bytes, chance: random.Random) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.connection.deserialize(file)
        self.connection.execute("PRAGMA foreign_keys=OFF")
        self.connection.text_factory = lambda b: b.decode("utf-8", "surrogateescape")
        self.chance = chance

    def engine(self) -> Engine:
        """The copy as the product opens it."""
        return create_engine("sqlite://", creator=lambda: self.connection, poolclass=StaticPool)

    def rows(self, table: str, where: str = "1") -> list[RowValues]:
        """Rows with their hidden numbers."""
        cursor = self.connection.execute(f'select rowid as "_", * from "{table}" where {where} order by rowid')
        names = [c[0] for c in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def remove(self, table: str, row: RowValues) -> None:
        """Take a row away."""
        self.connection.execute(f'delete from "{table}" where rowid = ?', (row["_"],))

    def add(self, table: str, row: RowValues) -> None:
        """Put a row in."""
        values = {k: v for k, v in row.items() if k != "_"}
        names = ", ".join(f'"{k}"' for k in values)
        marks = ", ".join("?" * len(values))
        try:
            self.connection.execute(f'insert into "{table}" ({names}) values ({marks})', [*values.values()])
        except (sqlite3.IntegrityError, OverflowError) as error:
            raise Unchanged from error

    def replace(self, table: str, *pairs: tuple[RowValues, RowValues]) -> frozenset[tuple[str, str]]:
        """Rows for rows, at once; returns the names of all that were and are. Raises Unchanged."""
        was = self._seen(table)
        for before, _ in pairs:
            self.remove(table, before)
        for _, after in pairs:
            self.add(table, after)
        if self._seen(table) == was:
            raise Unchanged
        return _names(table, *(row for pair in pairs for row in pair))

    def _seen(self, table: str) -> list[str]:
        return sorted(repr([(k, v) for k, v in row.items() if k != "_"]) for row in self.rows(table))

    def one(self, table: str, where: str = "1") -> RowValues:
        """Any row. Raises Unchanged when there is none."""
        found = self.rows(table, where)
        if not found:
            raise Unchanged
        return self.chance.choice(found)

    def two(self, table: str) -> tuple[RowValues, RowValues]:
        """Any two rows. Raises Unchanged when there are not so many."""
        found = self.rows(table)
        if len(found) < 2:
            raise Unchanged
        first, second = self.chance.sample(found, 2)
        return first, second


def alter(file: bytes, chance: random.Random, ways: dict[str, Callable[[Hands], Altered]]) -> tuple[Hands, Altered]:
    """One alteration by one of these ways, drawn again until it changed something."""
    while True:
        hands = Hands(file, chance)
        try:
            return hands, ways[chance.choice(sorted(ways))](hands)
        except Unchanged:
            hands.connection.close()


def image(place: Path) -> bytes:
    """A store's file as bytes, with what its log holds."""
    connection = sqlite3.connect(place)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
        return connection.serialize()
    finally:
        connection.close()


# --- any value of any row ----------------------------------------------------------------


def change_value(hands: Hands, table: str | None = None) -> Altered:
    """Another value in one column."""
    table = table or hands.chance.choice(sorted(TABLES))
    before = hands.one(table)
    column = hands.chance.choice([c.name for c in TABLES[table].columns])
    names = hands.replace(table, (before, before | {column: other_value(before[column], hands.chance)}))
    return Altered(f"change {table}.{column}", names)


def delete_row(hands: Hands, table: str | None = None) -> Altered:
    """A row less."""
    table = table or hands.chance.choice(sorted(TABLES))
    row = hands.one(table)
    names = _names(table, row)
    if table == "manifest" and row["id"] == hands.rows(table)[-1]["id"]:  # of the last one, what it sealed is left
        names |= frozenset(_sealed_by(row))
    hands.remove(table, row)
    return Altered(f"delete {table}", names)


def insert_row(hands: Hands, table: str | None = None) -> Altered:
    """A copy of a row under another key."""
    table = table or hands.chance.choice(sorted(TABLES))
    row = hands.one(table)
    unique = {c.name for k in TABLES[table].constraints for c in k.columns if type(k).__name__ == "UniqueConstraint"}
    for key in [c.name for c in TABLES[table].primary_key.columns]:
        row = row | {key: hands.chance.choice([row[key] + 1, 1000 + hands.chance.randrange(9000), 0, -1])}
    row = row | {name: hands.chance.randbytes(32) for name in unique}
    hands.add(table, row)
    return Altered(f"insert {table}", _names(table, row))


def swap_values(hands: Hands, table: str | None = None) -> Altered:
    """The values of one column exchanged between two rows."""
    table = table or hands.chance.choice(sorted(TABLES))
    one, two = hands.two(table)
    column = hands.chance.choice([c.name for c in TABLES[table].columns])
    one_after, two_after = one | {column: two[column]}, two | {column: one[column]}
    return Altered(f"swap {table}.{column}", hands.replace(table, (one, one_after), (two, two_after)))


def other_value(value: Any, chance: random.Random) -> Any:
    """A value that is not this one: near it, of another type, or none."""
    near: list[Callable[[], Any]] = [lambda: None, lambda: chance.choice(["", "x", 0, 1, b"", b"x", 2.5])]
    if isinstance(value, int):
        near += [lambda: value + chance.choice([-1, 1, 1_000_000]), lambda: str(value) + " ", lambda: value + 0.5] * 2
    elif isinstance(value, str):
        near += [
            lambda: value + chance.choice([" ", "\u200b", "0", "\x00"]),
            lambda: value[:-1],
            lambda: value.swapcase(),
            lambda: value.encode("utf-8", "surrogateescape"),
            lambda: _with_letter(value, chance),
        ] * 2
    elif isinstance(value, bytes):
        near += [lambda: flipped(value, chance), lambda: value[:-1], lambda: value + b"\0", lambda: value[::-1]] * 2
    return chance.choice(near)()


def _with_letter(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice("aA1đ9") + text[place + 1 :]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """One bit the other way."""
    if not data:
        return b"\1"
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def _names(table: str, *rows: RowValues) -> frozenset[tuple[str, str]]:
    keys = [c.name for c in TABLES[table].primary_key.columns]
    return frozenset((table, "/".join(str(r[k]) for k in keys)) for r in rows)


VALUES: dict[str, Callable[[Hands], Altered]] = {
    "change": change_value,
    "delete": delete_row,
    "insert": insert_row,
    "swap": swap_values,
}

# --- bodies ------------------------------------------------------------------------------


def flip_body(hands: Hands) -> Altered:
    """One bit of a stored page."""
    before = hands.one("body")
    names = hands.replace("body", (before, before | {"data": flipped(before["data"], hands.chance)}))
    return Altered("flip a bit of a body", names)


def forge_body(hands: Hands) -> Altered:
    """Another page with a digest and a length that fit it."""
    before = hands.one("body")
    content = b'{"fee":"%d"}' % hands.chance.randrange(10**9)
    forged = {"sha256": hashlib.sha256(content).digest(), "size": len(content), "coding": "raw", "data": content}
    return Altered("replace a body and its digest", hands.replace("body", (before, before | forged)))


def repack_body(hands: Hands) -> Altered:
    """The same page, packed otherwise."""
    before = hands.one("body", "coding = 'zstd'")
    content = unpack(before["data"]).encode()
    return Altered("repack a body", hands.replace("body", (before, before | {"coding": "raw", "data": content})))


def swap_bodies(hands: Hands) -> Altered:
    """Two pages in each other's place, digests and all."""
    one, two = hands.two("body")
    numbers = ("_", "id")
    after = [{**b, **{n: a[n] for n in numbers}} for a, b in ((one, two), (two, one))]
    return Altered("swap two bodies", hands.replace("body", (one, after[0]), (two, after[1])))


def point_elsewhere(hands: Hands) -> Altered:
    """A capture that names another page."""
    capture, body = hands.one("capture"), hands.one("body")
    names = hands.replace("capture", (capture, capture | {"body_id": body["id"]}))
    return Altered("let a capture name another body", names)


def lose_body(hands: Hands) -> Altered:
    """A page less."""
    return delete_row(hands, "body")


BODIES: dict[str, Callable[[Hands], Altered]] = {
    f.__name__: f for f in (flip_body, forge_body, repack_body, swap_bodies, point_elsewhere, lose_body)
}

# --- the chain ---------------------------------------------------------------------------


def change_entry(hands: Hands) -> Altered:
    """Any column of an entry."""
    return change_value(hands, "manifest")


def flip_entry(hands: Hands) -> Altered:
    """One bit of an entry's content."""
    before = hands.one("manifest")
    after = before | {"content": flipped(before["content"], hands.chance)}
    return Altered("flip a bit of an entry", hands.replace("manifest", (before, after)))


def forge_entry(hands: Hands, which: str = "id < (select max(id) from manifest)") -> Altered:
    """An entry that seals something else, with a digest that fits it."""
    before = hands.one("manifest", which)
    content = json.loads(unpack(before["content"]))
    table = hands.chance.choice(sorted(content["rows"]))
    hands.chance.choice(content["rows"][table])[-1] = hands.chance.randbytes(16).hex()
    return Altered("forge an entry", hands.replace("manifest", (before, resealed(before, content))))


def resealed(row: RowValues, content: Any) -> RowValues:
    """The entry with another content, its digest reckoned anew."""
    previous = row["previous"].hex() if row["previous"] else None
    text = entry_text(row["kind"], row["subject_id"], row["sealed_at"], previous, content)
    packed = pack(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    digest = hashlib.sha256(text.encode()).digest()
    return row | {"content": packed, "packed": packed_digest(packed), "digest": digest}


def swap_entries(hands: Hands) -> Altered:
    """Two entries in each other's place."""
    one, two = hands.two("manifest")
    after = {**two, "_": one["_"], "id": one["id"]}, {**one, "_": two["_"], "id": two["id"]}
    return Altered("swap two entries", hands.replace("manifest", (one, after[0]), (two, after[1])))


def lose_entry(hands: Hands) -> Altered:
    """An entry less, from within the chain."""
    row = hands.one("manifest", "id < (select max(id) from manifest)")
    hands.remove("manifest", row)
    return Altered("delete an entry", _names("manifest", row))


def close_gap(hands: Hands) -> Altered:
    """An entry less, and all after it moved up."""
    row = hands.one("manifest", "id < (select max(id) from manifest)")
    hands.remove("manifest", row)
    for later in hands.rows("manifest", f"id > {row['id']}"):
        hands.replace("manifest", (later, later | {"id": later["id"] - 1}))
    return Altered("delete an entry and close the gap", _names("manifest", row, row | {"id": row["id"] - 1}))


def cut_chain(hands: Hands) -> Altered:
    """The last entries less; what they sealed is still there."""
    entries = hands.rows("manifest")[-hands.chance.randrange(1, 6) :]
    for row in entries:
        hands.remove("manifest", row)
    rows = [(table, key) for row in entries for table, key in _sealed_by(row)]
    return Altered("cut off the last entries", frozenset(rows))


def _sealed_by(entry: RowValues) -> list[tuple[str, str]]:
    content = json.loads(unpack(entry["content"]))
    return [(table, str(key)) for table, rows in content["rows"].items() for key, *_ in rows]


MANIFESTS: dict[str, Callable[[Hands], Altered]] = {
    f.__name__: f for f in (change_entry, flip_entry, forge_entry, swap_entries, lose_entry, close_gap, cut_chain)
}

# --- whole runs ----------------------------------------------------------------------------

PARTS = {
    "capture": "run_id",
    "listing": "run_id",
    "listed": "run_id",
    "run_fact": "run_id",
    "version": "from_run_id",
    "change": "run_id",
}


def lose_run(hands: Hands) -> Altered:
    """A run with everything that belongs to it."""
    run = hands.one("run")
    _remove_run(hands, run)
    return Altered("delete a run", _names("run", run))


def lose_run_and_seal(hands: Hands) -> Altered:
    """A run and its entry."""
    run = hands.one("run")
    _remove_run(hands, run)
    (entry,) = hands.rows("manifest", f"kind = 'run' and subject_id = {run['id']}")
    hands.remove("manifest", entry)
    return Altered("delete a run and its entry", _names("manifest", entry))


def double_run(hands: Hands) -> Altered:
    """A run once more, as another run."""
    run = hands.one("run")
    return _copy_run(hands, run, max(r["id"] for r in hands.rows("run")) + 1, "duplicate a run")


def insert_run(hands: Hands) -> Altered:
    """A run of another night, made from one that was."""
    run = hands.one("run") | {"night": "2026-10-01"}
    return _copy_run(hands, run, 1000 + hands.chance.randrange(9000), "insert a run")


def swap_runs(hands: Hands) -> Altered:
    """Two runs with each other's pages."""
    one, two = hands.two("run")
    for row in hands.rows("capture"):
        other = {one["id"]: two["id"], two["id"]: one["id"]}.get(row["run_id"])
        if other is not None:
            hands.connection.execute("update capture set run_id = ? where rowid = ?", (other, row["_"]))
    captures = hands.rows("capture", f"run_id in ({one['id']}, {two['id']})")
    return Altered("swap the pages of two runs", _names("capture", *captures))


def _copy_run(hands: Hands, run: RowValues, number: int, what: str) -> Altered:
    hands.add("run", run | {"id": number})
    for table, column in PARTS.items():
        for row in hands.rows(table, f"{column} = {run['id']}"):
            hands.add(table, {k: v for k, v in row.items() if k != "id"} | {column: number})
    return Altered(what, frozenset({("run", str(number))}))


def _remove_run(hands: Hands, run: RowValues) -> None:
    for table, column in PARTS.items():
        hands.connection.execute(f"delete from {table} where {column} = ?", (run["id"],))
    hands.remove("run", run)


RUNS: dict[str, Callable[[Hands], Altered]] = {
    f.__name__: f for f in (lose_run, lose_run_and_seal, double_run, insert_run, swap_runs)
}

# --- what only a head kept outside can show -----------------------------------------------------


def cut_night(hands: Hands) -> Altered:
    """The last night with everything in it, entries and all."""
    entries = hands.rows("manifest")
    job = hands.rows("nightly")[-1]
    runs = [r for r in hands.rows("run") if r["nightly_id"] == job["id"]]
    first = min(e["id"] for e in entries if (e["kind"], e["subject_id"]) == ("run", runs[0]["id"]))
    for entry in (e for e in entries if e["id"] >= first):
        for table, rows in json.loads(unpack(entry["content"]))["rows"].items():
            for key, *_ in rows:
                where = "id = ?" if table != "sighting" else "comparison_id || '/' || finding_id = ?"
                hands.connection.execute(f'delete from "{table}" where {where}', (key,))
        hands.remove("manifest", entry)
    return Altered("cut off the last night", frozenset())


def rewrite_chain(hands: Hands) -> Altered:
    """A row altered, and every entry from its own on reckoned anew."""
    entries = hands.rows("manifest")
    start = hands.chance.randrange(len(entries))
    before: bytes | None = entries[start]["previous"]
    for number, entry in enumerate(entries[start:]):
        content = json.loads(unpack(entry["content"]))
        if not number:
            content["note"] = "forged"
        entry = resealed(entry | {"previous": before}, content)
        hands.remove("manifest", entry)
        hands.add("manifest", entry)
        before = entry["digest"]
    return Altered("reckon the chain anew", frozenset())


LAST: dict[str, Callable[[Hands], Altered]] = {f.__name__: f for f in (cut_night, rewrite_chain)}
