"""What comes out of reading a file: rows with their reading, and every doubt with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.witnesses import ExpectedProcedure
from monitor.catalogue.decision import Decision


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was not understood, and where: "bảng 1, hàng 4, cột Mã TTHC"."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells word for word, and what was understood of it."""

    where: str
    cells: tuple[tuple[str, str], ...]  # (heading as written, text as written)
    procedure: ExpectedProcedure | None  # None: nothing in it names a procedure
    kind: str = ""  # "được sửa đổi, bổ sung", as the annex calls it
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of the decision; it goes before what the text says."""

    decision: str = ""
    signed: date | None = None
    issuer: str = ""
    effective: date | None = None
    territory: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read."""

    decision: Decision
    rows: tuple[Row, ...]
    doubts: tuple[Doubt, ...]  # about the file as a whole
    notes: tuple[str, ...]  # worth knowing; nothing to decide

    @property
    def all_doubts(self) -> tuple[Doubt, ...]:
        """Those about the file, then those about its rows."""
        return (*self.doubts, *(doubt for row in self.rows for doubt in row.doubts))

    @property
    def procedures(self) -> tuple[ExpectedProcedure, ...]:
        """What was understood, row by row."""
        return tuple(row.procedure for row in self.rows if row.procedure is not None)
