"""What every kind of file becomes before its meaning is read: paragraphs, and rows of cells, in their order."""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableFile(Exception):
    """The file cannot be read as a catalogue; one Vietnamese sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text outside tables."""

    text: str
    where: str  # for readers: "dòng 12"


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table. Of cells merged across, the first holds the text and the others are empty."""

    values: tuple[str, ...]
    where: str  # for readers: "bảng 2, hàng 3"
    begins: bool = False  # the first row of a table
    above: frozenset[int] = frozenset()  # columns whose cell is one with the row above (ô gộp dọc)
    doubt: str = ""  # what the file left open about the row itself

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns that show something of this row's own."""
        return tuple(i for i, value in enumerate(self.values) if value.strip() and i not in self.above)


Block = Paragraph | Cells
