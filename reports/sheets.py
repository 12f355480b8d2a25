"""How a sheet of the workbook is laid out: title, note, header, table.

Every text goes through ``write_string``, or with its marks through ``write_rich_string``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from analysis.report import Report
from reports.night import notice
from reports.visible import visible
from reports.worddiff import Run
from reports.words import day, moment

#: Excel refuses a cell of more than 32,767 UTF-16 units; the JSON form has the whole text.
MAX_CELL = 16_000
_CUT = " … (đã cắt bớt; toàn văn ở bản JSON)"

HEADER_ROW = 2  # the third row: title, note, header

#: Beyond so many runs a cell is written without marks.
MOST_RUNS = 400


@dataclass(frozen=True, slots=True)
class Rich:
    """A wording as shown, whose runs that only this side has are marked."""

    runs: tuple[Run, ...]
    added: bool  # True: marked as the local side's words, False: as the national side's

    @property
    def text(self) -> str:
        """The wording."""
        return "".join(run.text for run in self.runs)


Cell = str | int | Rich | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, its width in characters, and how its texts stand."""

    title: str
    width: float
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell formats of the workbook."""

    title: Format
    note: Format
    loud: Format
    block: Format
    head: Format
    tilted: Format
    text: Format
    middle: Format
    count: Format
    strong: Format
    plain: Format  # inside a cell: words of both sides
    added: Format  # inside a cell: words of the local side only
    removed: Format  # inside a cell: words of the national side only

    def named(self, name: str) -> Format:
        """The format of a column."""
        return self.middle if name == "middle" else self.text


def table(
    workbook: Workbook,
    report: Report,
    styles: Styles,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    empty: str,
    printed: int = 0,
) -> None:
    """A sheet of one table: title, note, frozen header with a filter, STT first; ``printed`` columns go on paper."""
    sheet = workbook.add_worksheet(name)
    landscape(sheet)
    whole = (Column("STT", 6, "middle"), *columns)
    heading(sheet, report, title, printed or len(whole), styles)
    for index, column in enumerate(whole):
        sheet.set_column(index, index, column.width)
        style = styles.tilted if column.style == "tilted" else styles.head
        sheet.write_string(HEADER_ROW, index, text_of(column.title), style)
    if not any(c.style == "tilted" for c in columns):
        sheet.set_row(HEADER_ROW, row_height([c.title for c in whole], [c.width * 0.8 for c in whole]))
    for offset, cells in enumerate(rows, start=1):
        sheet.write_number(HEADER_ROW + offset, 0, offset, styles.count)
        for index, cell in enumerate(cells, start=1):
            _write(sheet, HEADER_ROW + offset, index, cell, styles, whole[index].style)
        sheet.set_row(HEADER_ROW + offset, row_height(cells, [c.width for c in whole[1:]]))
    if not rows:
        sheet.write_string(HEADER_ROW + 1, 1, empty, styles.note)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    last = HEADER_ROW + max(len(rows), 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(whole) - 1)
    sheet.print_area(0, 0, last, (printed or len(whole)) - 1)


def block(
    sheet: Worksheet,
    row: int,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    styles: Styles,
    widths: Sequence[float],
    total: Sequence[str | int] = (),
) -> int:
    """A small table of the first sheet; answers the row after it."""
    sheet.write_string(row, 0, title, styles.block)
    row += 1
    for index, head in enumerate(heads):
        sheet.write_string(row, index, head, styles.head)
    for number_, cells in enumerate(rows, start=1):
        row += 1
        sheet.write_number(row, 0, number_, styles.count)
        for index, cell in enumerate(cells, start=1):
            _write(sheet, row, index, cell, styles)
        sheet.set_row(row, row_height(cells, widths[1:]))
    if total and rows:
        row += 1
        for index, cell in enumerate(("", *total)):
            if isinstance(cell, int):
                sheet.write_number(row, index, cell, styles.strong)
            else:
                sheet.write_string(row, index, text_of(cell or ""), styles.strong)
    if not rows:
        row += 1
        sheet.write_string(row, 1, "Không có dòng nào.", styles.note)
    return row + 1


def heading(sheet: Worksheet, report: Report, title: str, width: int, styles: Styles) -> None:
    """Row 1: the title over all columns. Row 2: the night, or loudly that it was not read."""
    trouble = notice(report)
    if trouble:
        note = f"{trouble.title}. {' '.join(trouble.sentences)}"
    else:
        note = f"Đêm {day(report.night)}; đọc xong {moment(report.read_until)}"
    for row, text, style in ((0, title, styles.title), (1, note, styles.loud if trouble else styles.note)):
        sheet.merge_range(row, 0, row, width - 1, "", style)
        sheet.write_string(row, 0, text_of(text), style)
    sheet.set_row(0, 30)
    sheet.set_row(1, 48 if trouble else 20)


def landscape(sheet: Worksheet) -> None:
    """A4 landscape, one page wide, with page numbers."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8&F&R&8Trang &P/&N")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


LINE = 15.0  # points a line of the workbook's font takes
HIGHEST = 400.0  # Excel ends at 409


def row_height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Points that the longest wrapped cell takes. Not every office suite measures rows when it opens a file."""
    lines = 1
    for cell, width in zip(cells, widths, strict=False):
        if isinstance(cell, str | Rich):
            text = cell if isinstance(cell, str) else cell.text
            room = max(int(width * 1.1), 1)
            lines = max(lines, sum(-(-len(x) // room) or 1 for x in text_of(text).split("\n")))
    return min(lines * LINE + 3, HIGHEST)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, styles: Styles, style: str = "text") -> None:
    if isinstance(cell, int):
        sheet.write_number(row, column, cell, styles.count)
    elif isinstance(cell, Rich):
        _write_rich(sheet, row, column, cell, styles)
    else:
        sheet.write_string(row, column, text_of(cell or ""), styles.named("middle" if style == "tilted" else style))


def _write_rich(sheet: Worksheet, row: int, column: int, cell: Rich, styles: Styles) -> None:
    """A wording with its marks, where Excel can hold them; without them otherwise."""
    shown = [(visible(run.text), run.only_here) for run in _united(cell.runs)]
    whole = "".join(text for text, _ in shown)
    if not 1 < len(shown) <= MOST_RUNS or len(whole) > MAX_CELL or whole != visible(cell.text):
        sheet.write_string(row, column, text_of(cell.text), styles.text)
        return
    mark = styles.added if cell.added else styles.removed
    fragments = (x for text, only_here in shown for x in (mark if only_here else styles.plain, text))
    sheet.write_rich_string(row, column, *fragments, styles.text)


def _united(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbours of one kind as one."""
    return tuple(
        Run("".join(run.text for run in group), only_here) for only_here, group in groupby(runs, lambda r: r.only_here)
    )


def text_of(value: str) -> str:
    """A text as a cell may hold it: hidden characters written out, cut where Excel ends."""
    shown = visible(value)
    if shown.startswith("<r>") and shown.endswith("</r>"):
        shown += " "  # XlsxWriter would take such a text for markup of its own
    return shown if len(shown) <= MAX_CELL else shown[:MAX_CELL] + _CUT


def make_styles(workbook: Workbook) -> Styles:
    """The cell formats; Times New Roman as in every document of the office."""
    base = {"font_name": "Times New Roman", "font_size": 12}
    cell = {
        **base,
        "border": 1,
        "border_color": "#B8C2CC",
        "valign": "top",
        "text_wrap": True,
        "num_format": "@",
    }
    head = {**cell, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E3EAF1"}
    return Styles(
        title=workbook.add_format({**base, "bold": True, "font_size": 15, "align": "center", "valign": "vcenter"}),
        note=workbook.add_format({**base, "italic": True, "valign": "vcenter"}),
        loud=workbook.add_format(
            {
                **base,
                "bold": True,
                "valign": "vcenter",
                "text_wrap": True,
                "font_color": "#8C1D18",
                "bg_color": "#FBE9E7",
            }
        ),
        block=workbook.add_format({**base, "bold": True, "font_size": 13}),
        head=workbook.add_format(head),
        tilted=workbook.add_format({**head, "rotation": 90, "font_size": 10, "text_wrap": False}),
        text=workbook.add_format(cell),
        middle=workbook.add_format({**cell, "align": "center"}),
        count=workbook.add_format({**cell, "align": "center", "num_format": "#,##0"}),
        strong=workbook.add_format({**cell, "align": "center", "bold": True, "num_format": "#,##0"}),
        plain=workbook.add_format(base),
        added=workbook.add_format({**base, "bold": True, "underline": 1, "font_color": "#123F25"}),
        removed=workbook.add_format({**base, "font_strikeout": True, "font_color": "#6D1512"}),
    )
