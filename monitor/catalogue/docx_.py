"""DOCX of decisions: paragraphs and tables in their order, merged cells told apart."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.table import Table, _Cell

from monitor.catalogue.blocks import Block, Cells, Paragraph, UnreadableFile


def blocks_of(content: bytes) -> tuple[Block, ...]:
    """The paragraphs and rows of a document. Raises UnreadableFile."""
    try:
        document = Document(io.BytesIO(content))
        return tuple(_blocks(document))
    except Exception as error:  # python-docx raises what its parsers raise
        raise UnreadableFile(
            f"không đọc được văn bản Word ({type(error).__name__}); hãy mở bằng Word, lưu lại dạng .docx rồi thử lại"
        ) from error


def _blocks(document: Any) -> Iterator[Block]:
    tables = lines = 0
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            tables += 1
            yield from _rows(item, tables)
            continue
        lines += 1
        # A line break inside a paragraph parts what Word shows as two lines of one heading.
        text = " ".join(item.text.split())
        if text:
            yield Paragraph(text, f"đoạn {lines}")


def _rows(table: Table, number: int) -> Iterator[Cells]:
    before: list[Any] = []
    begins = True
    for i, row in enumerate(table.rows, 1):
        cells = [*([None] * row.grid_cols_before), *row.cells, *([None] * row.grid_cols_after)]
        elements = [None if c is None else c._tc for c in cells]
        values: list[str] = []
        above = set()
        for at, cell in enumerate(cells):
            if cell is None or (at and elements[at] is elements[at - 1]):
                values.append("")
                continue
            values.append(_text(cell))
            if at < len(before) and elements[at] is before[at]:
                above.add(at)
        before = elements
        if any(values):
            yield Cells(tuple(values), f"bảng {number}, hàng {i}", begins, frozenset(above))
            begins = False


def _text(cell: _Cell) -> str:
    """A cell's lines, with those of tables inside it."""
    lines: list[str] = []
    for item in cell.iter_inner_content():
        if isinstance(item, Table):
            lines += [" ".join(_text(c) for c in row.cells) for row in item.rows]
        else:
            lines += item.text.split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())
