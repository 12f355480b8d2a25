"""CSV of lists: comma, semicolon or tab, with or without a byte order mark."""

from __future__ import annotations

import csv
import io

from monitor.catalogue.blocks import Block, Cells, UnreadableFile
from monitor.catalogue.headers import columns_of, is_header

_LOOKED_AT = 30  # a head stands this far down at most


def blocks_of(text: str) -> tuple[Block, ...]:
    """The rows of a text. Raises UnreadableFile."""
    text = text.removeprefix("\ufeff")
    for delimiter in sorted(";,\t", key=lambda d: -_understood(text, d)):
        try:
            return tuple(_rows(text, delimiter))
        except csv.Error as error:
            raise UnreadableFile(f"sai cú pháp CSV: {error}") from error
    return ()


def _understood(text: str, delimiter: str) -> int:
    """How many columns of the head are understood when cells are parted so."""
    try:
        rows = [r for _, r in zip(range(_LOOKED_AT), csv.reader(io.StringIO(text), delimiter=delimiter), strict=False)]
    except csv.Error:
        return 0
    return max((len(columns_of(row)) for row in rows if is_header(row)), default=0)


def _rows(text: str, delimiter: str) -> list[Cells]:
    csv.field_size_limit(2**24)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[Cells] = []
    first = 1
    for values in reader:
        if any(v.strip() for v in values):
            rows.append(Cells(tuple(v.strip() for v in values), f"dòng {first}", not rows))
        first = reader.line_num + 1
    return rows
