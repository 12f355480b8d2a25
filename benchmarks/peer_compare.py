"""The peer of the comparison: datacompy on polars, given the same values as columns of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars
from datacompy import PolarsCompare

from analysis.model import Procedure
from analysis.wording import part_text
from benchmarks.grown_pairs import Sides

KEY = "code"


def _papers(p: Procedure) -> list[str]:
    return [d.name for c in p.dossier or () for d in c.documents]


#: 19 columns: every part that either side may tell.
COLUMNS: dict[str, Callable[[Procedure], str]] = {
    "name": lambda p: p.name,
    "sector": lambda p: p.sector.name if p.sector else "",
    "levels": lambda p: "\n".join(p.levels or ()),
    "agencies": lambda p: "\n".join(a.name for a in p.executing or ()),
    "authority": lambda p: "\n".join(a.name for a in p.authority or ()),
    "coordinating": lambda p: "\n".join(a.name for a in p.coordinating or ()),
    "steps": lambda p: "\n".join(f"{s.name}\n{s.text}" for s in p.steps or ()),
    "channels": lambda p: "\n".join(m.channel for m in p.methods or ()),
    "ways": lambda p: "\n".join(m.text for m in p.methods or ()),
    "time": lambda p: "\n".join(f"{m.time.amount} {m.time.unit}" for m in p.methods or ()),
    "fees": lambda p: "\n".join(f"{f.amount} {f.currency} {f.text}" for m in p.methods or () for f in m.fees),
    "papers": lambda p: "\n".join(_papers(p)),
    "counts": lambda p: "\n".join(f"{d.originals} {d.copies}" for c in p.dossier or () for d in c.documents),
    "forms": lambda p: "\n".join(f.file_name for c in p.dossier or () for d in c.documents for f in d.forms or ()),
    "subjects": lambda p: "\n".join(t.name for t in p.subjects or ()),
    "results": lambda p: "\n".join(t.name for t in p.results or ()),
    "conditions": lambda p: p.conditions or "",
    "legal_bases": lambda p: "\n".join(f"{b.number} {b.name}" for b in p.legal_bases or ()),
    "decision": lambda p: part_text(p, "decision"),
}


def frame(side: Iterable[Procedure]) -> polars.DataFrame:
    """One side as a table."""
    procedures = list(side)
    columns = {name: [told(p) for p in procedures] for name, told in COLUMNS.items()}
    return polars.DataFrame({KEY: [p.code for p in procedures], **columns})


def compare(left: polars.DataFrame, right: polars.DataFrame, *, flags: bool) -> PolarsCompare:
    """Compare and report."""
    compared = PolarsCompare(left, right, join_columns=KEY, ignore_spaces=flags, ignore_case=flags)
    compared.report()
    return compared


def judged(both: Sides, frames: tuple[polars.DataFrame, polars.DataFrame], *, flags: bool) -> tuple[int, int]:
    """(real differences that it misses, values that it calls different and that say the same)."""
    rows = compare(*frames, flags=flags).intersect_rows
    found = {(code, name) for name in COLUMNS for code in rows.filter(~polars.col(f"{name}_match"))[KEY].to_list()}
    beside = {"papers": {"papers", "counts", "forms"}, "channels": {"channels", "ways", "time", "fees"}}
    due = {(code, name) for code, part in both.truth for name in beside.get(part, {part})}
    return len(both.truth.keys() - found), len(found - due)
