"""What stands beside an exported WARC: its digests and its part of the chain, an index, and the script that checks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, func, select

from analysis.model import canonical_json
from storage import tables as t
from storage.chain_check import read_entry
from storage.ledger import CHANGING
from storage.sealed_rows import INHERITED, as_bytes, raw_rows
from storage.selection import chunks
from storage.warc import Damaged, ExportSummary
from storage.warc_notes import Notes

#: The name of this form.
FORM = "tthc-evidence/1"
VERIFIER = "tthc_verify.py"
#: So many bytes of the chain, as the store keeps it, go along beyond the night of the last run: a head kept elsewhere
#: is mostly newer than the evidence. About half a year of nights; a head beyond them is checked against the store.
BEYOND = 8 << 20


@dataclass(frozen=True, slots=True)
class Seals:
    """What the chain says about an export."""

    head: str | None  # the head of the chain at export
    night_head: str | None  # the entry of the last night in the export: heads.txt has it too
    night: str  # which night that was
    reach: str | None  # the last entry in the sidecar: the newest head against which the export can be checked
    unsealed: tuple[int, ...]  # runs that are still open


def verifier() -> bytes:
    """The script that checks an export with the standard library alone."""
    return (files("storage") / "data" / VERIFIER).read_bytes()


def write_index(notes: Notes, file: Path) -> None:
    """The CDXJ index, sorted."""
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in notes.pages())


def write_sidecar(
    connection: Connection,
    notes: Notes,
    summary: ExportSummary,
    out: TextIO,
    *,
    name: str,
    index: Path,
    index_name: str,
) -> Seals:
    """Digests of file, index and records, and the part of the chain that seals the runs.

    One record and one link a line, so that it can be read, and written without holding it in memory.
    """
    first, night_end = _links(connection, summary.runs)
    reach = _reach(connection, night_end)
    newest = connection.execute(_head()).first()
    told = {
        "form": FORM,
        "file": {"name": name, "size": summary.size, "sha256": summary.sha256},
        "index": {"name": index_name, "sha256": digest_of(index)},
        "selection": summary.selection,
        "changing": sorted(CHANGING),
    }
    head = None if newest is None else newest.digest.hex()
    unsealed = sorted(set(summary.runs) - _sealed_runs(connection, summary.runs))
    chain = {"head": head, "head_id": None if newest is None else newest.id, "unsealed_runs": unsealed}
    out.write(_beginning(told) + ',\n"records":[\n')
    _lines(out, ([p.offset, p.size, p.sha256, p.kind, p.id] for p in notes.records()))
    out.write('],\n"chain":' + _beginning(chain) + ',\n"entries":[\n')
    _lines(out, _entries(connection, first, reach))
    out.write("]}}\n")
    newest_in = _digest(connection, reach)
    last = next(_entries(connection, night_end, night_end), None)
    if last is None or last["kind"] != "nightly":
        return Seals(head, None, "", newest_in, tuple(unsealed))
    return Seals(head, last["digest"], str(last["content"].get("night", "")), newest_in, tuple(unsealed))


def digest_of(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _beginning(told: dict[str, Any]) -> str:
    """An object without its end."""
    return canonical_json(told)[:-1]


def _lines(out: TextIO, values: Iterable[Any]) -> None:
    for number, value in enumerate(values):
        out.write((",\n" if number else "") + canonical_json(value))
    out.write("\n")


# --- the part of the chain -----------------------------------------------------------------


def _head() -> Any:
    return select(t.manifest.c.id, t.manifest.c.digest).order_by(t.manifest.c.id.desc()).limit(1)


def _links(connection: Connection, runs: Iterable[int]) -> tuple[int, int]:
    """From the first entry that seals one of the runs to the end of the night that seals the last: no gap between.

    The entry at the end is the one that heads.txt keeps for that night. (0, -1): none is sealed.
    """
    kinds = t.manifest.c.kind
    found: list[int] = []
    for some in chunks(runs):
        found += connection.scalars(select(t.manifest.c.id).where(kinds == "run", t.manifest.c.subject_id.in_(some)))
    if _inherited_runs(connection) & set(runs):
        found += connection.scalars(select(t.manifest.c.id).where(kinds == INHERITED))
    if not found:
        return 0, -1
    later = select(func.min(t.manifest.c.id)).where(kinds == "nightly", t.manifest.c.id > max(found))
    return min(found), connection.scalar(later) or max(found)


def _reach(connection: Connection, night_end: int) -> int:
    """The last entry that goes along: the newest, unless the chain from the end of the night to it is too long."""
    if night_end < 0:
        return night_end
    m = t.manifest.c
    size = func.sum(func.length(m.content)).over(order_by=m.id).label("size")
    later = select(m.id, size).where(m.id > night_end).subquery()
    return connection.scalar(select(func.max(later.c.id)).where(later.c.size <= BEYOND)) or night_end


def _digest(connection: Connection, entry: int) -> str | None:
    digest = connection.scalar(select(t.manifest.c.digest).where(t.manifest.c.id == entry))
    return None if digest is None else digest.hex()


def _sealed_runs(connection: Connection, runs: Iterable[int]) -> set[int]:
    sealed = set(_inherited_runs(connection))
    for some in chunks(runs):
        query = select(t.manifest.c.subject_id).where(t.manifest.c.kind == "run", t.manifest.c.subject_id.in_(some))
        sealed.update(connection.scalars(query))
    return sealed


def _inherited_runs(connection: Connection) -> set[int]:
    """Runs that are older than the chain."""
    rows = raw_rows(connection, t.manifest, t.manifest.c.kind == INHERITED)
    return {number for row in rows for number, *_ in _content(row)["rows"].get("run", [])}


def _entries(connection: Connection, first: int, last: int) -> Iterator[dict[str, Any]]:
    for row in raw_rows(connection, t.manifest, t.manifest.c.id.between(first, last), at_once=20):
        yield {
            "id": row["id"],
            "kind": row["kind"],
            "subject": row["subject_id"],
            "sealed_at": row["sealed_at"],
            "previous": None if row["previous"] is None else as_bytes(row["previous"]).hex(),
            "digest": as_bytes(row["digest"]).hex(),
            "content": _content(row),
        }


def _content(row: Any) -> Any:
    """What an entry seals. Raises Damaged."""
    content, fault = read_entry(row)
    if content is None or fault is not None:
        raise Damaged(f"Mắt xích {row['id']} của chuỗi niêm phong bị hỏng; hãy chạy `tthc verify`.")
    return content
