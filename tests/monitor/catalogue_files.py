"""Files as people have them, made here: decisions and lists in every layout, with made-up procedures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from openpyxl import Workbook

HEAD = ("STT", "Mã TTHC", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Địa điểm thực hiện", "Phí, lệ phí")
ONE = ("1", "1.000001", "Cấp thẻ mẫu loại một", "05 ngày làm việc", "Trung tâm mẫu", "Không")
TWO = ("2", "1.000002.H53", "Cấp thẻ mẫu loại hai", "07 ngày", "Trung tâm mẫu", "10.000 đồng/thẻ")

FRONT = (
    "ỦY BAN NHÂN DÂN",
    "Số: 12/QĐ-UBND",
    "Tây Ninh, ngày 18 tháng 11 năm 2026",
    "QUYẾT ĐỊNH",
    "Về việc công bố Danh mục thủ tục hành chính trong lĩnh vực Công chứng thuộc phạm vi quản lý của Sở Tư pháp",
    "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH TÂY NINH",
    "Điều 1. Công bố kèm theo Quyết định này danh mục thủ tục hành chính, trong đó bị bãi bỏ 01 thủ tục.",
    "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày 01/12/2026.",
    "PHỤ LỤC",
    "DANH MỤC THỦ TỤC HÀNH CHÍNH",
    "(Kèm theo Quyết định số 12/QĐ-UBND ngày 18/11/2026 của Chủ tịch Ủy ban nhân dân tỉnh)",
)


def xlsx(*rows: Sequence[Any], merged: Sequence[str] = (), title: str = "Danh mục") -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(*rows: Sequence[str], delimiter: str = ",", mark: bool = False) -> bytes:
    """A CSV, with a byte order mark where wanted."""
    lines = [delimiter.join(f'"{c}"' if delimiter in c or "\n" in c else c for c in row) for row in rows]
    return (("\ufeff" if mark else "") + "\r\n".join(lines) + "\r\n").encode()


def docx(*blocks: str | Sequence[Sequence[str]], merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """A document of paragraphs and tables; ``merged`` are areas of the last table (row, column, row, column)."""
    document = Document()
    table = None
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), max(len(row) for row in block))
        for i, row in enumerate(block):
            for j, text in enumerate(row):
                table.cell(i, j).text = text
    for top, left, bottom, right in merged:
        assert table is not None
        kept = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = kept
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def flattened(front: Sequence[str], *tables: Sequence[Sequence[str]]) -> bytes:
    """A decision as text, a bar on a line of its own before each row and after each cell."""
    lines = list(front)
    for table in tables:
        if table and isinstance(table[0], str):
            lines += [str(line) for line in table]
            continue
        for row in table:
            lines.append("|")
            for cell in row:
                lines += [*cell.split("\n"), "|"] if cell else ["|"]
    return "\n".join(lines).encode()
