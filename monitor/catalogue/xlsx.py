"""XLSX of lists: every sheet, cells as they are shown, merged cells told apart."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from monitor.catalogue.blocks import Block, Cells, UnreadableFile

_CODE_FORMAT = re.compile(r"0\.0{6}")


def blocks_of(content: bytes) -> tuple[Block, ...]:
    """The rows of a workbook. Raises UnreadableFile."""
    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:  # openpyxl raises what its parsers raise
        raise UnreadableFile(
            f"không đọc được bảng tính ({type(error).__name__}); hãy mở bằng Excel, lưu lại dạng .xlsx rồi thử lại"
        ) from error
    return tuple(row for sheet in book.worksheets for row in _rows(sheet))


def _rows(sheet: Any) -> Iterator[Cells]:
    across, down = _merged(sheet)
    hidden = ", trang ẩn" if sheet.sheet_state != "visible" else ""
    last: dict[int, str] = {}
    begins = True
    for number, row in enumerate(sheet.iter_rows(), 1):
        values = ["" if (number, c.column) in across else shown(c) for c in row]
        above = frozenset(i for i in range(len(values)) if (number, i + 1) in down)
        for i in above:
            values[i] = last.get(i, "")
        last = dict(enumerate(values))
        if any(values):
            yield Cells(tuple(values), f"trang «{sheet.title}»{hidden}, hàng {number}", begins, above)
            begins = False


def _merged(sheet: Any) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Cells hidden by a merge across, and cells that go on below the first of a merge down."""
    across: set[tuple[int, int]] = set()
    down: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            if row > area.min_row:
                down.add((row, area.min_col))
            across.update((row, column) for column in range(area.min_col + 1, area.max_col + 1))
    return across, down


def shown(cell: Any) -> str:
    """A cell as people see it: days as 16/11/2025, a code that was typed as a number with its zeros."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and _CODE_FORMAT.fullmatch(str(cell.number_format)):
        return f"{value:.6f}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
