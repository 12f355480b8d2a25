"""How one page is laid out: which table, list or row tells what."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.planting.sheet import Sheet


@dataclass(frozen=True)
class Style:
    """How one page is laid out."""

    methods: str  # table, lines, words
    times: str  # row, methods, both
    fees: str  # row, methods, both, two rows
    dossier: str  # table, tables, list, text
    forms: str  # column, row, none


def style_of(sheet: Sheet, rnd: Random) -> Style:
    """A layout that can show what has to be shown."""
    apart = len({(m.channel, m.times, m.fees) for m in sheet.methods}) != len({m.channel for m in sheet.methods})
    by_channel = apart or len({m.times for m in sheet.methods}) > 1 or len({m.fees for m in sheet.methods}) > 1
    notes = any(m.note for m in sheet.methods)
    methods = "table" if by_channel or notes else rnd.choice(("table", "table", "lines", "words"))
    if "methods" in sheet.literal:
        methods, by_channel = "words", False
    where = ("methods",) if by_channel else ("row", "methods", "both") if methods == "table" else ("row",)
    forms = "forms" in sheet.must
    counts = "counts" in sheet.must
    inside = any("\n" in p.name or p.name.rstrip().endswith(":") for p in sheet.papers)  # a list would mix them up
    dossier = rnd.choice(("table", "tables") if counts or inside else ("table", "tables", "list", "text"))
    columns = ("column", "row") if dossier in ("table", "tables") else ("row",)
    return Style(
        methods,
        "row" if "time" in sheet.literal else rnd.choice(where),
        "row" if "fee" in sheet.literal else rnd.choice(where),
        dossier,
        rnd.choice(columns if forms else (*columns, "none")),
    )
