"""How a sheet of the workbook is laid out: whose it is, title, night, header, table.

Every text goes through ``write_string``, or with its marks through ``write_rich_string``; dates, numbers and shares are
what they are, links go through ``write_url``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from analysis.model import Role, Severity
from analysis.report import Report
from reports.links import safe_link
from reports.notice import notice
from reports.visible import visible
from reports.worddiff import Run
from reports.words import VIETNAM, day, moment, severity_word

#: Excel refuses a cell of more than 32,767 UTF-16 units; the JSON form has the whole text.
MAX_CELL = 16_000
_CUT = " … (đã cắt bớt; toàn văn ở bản JSON)"

HEADER_ROW = 4  # the fifth row: agency, title, two lines about the night, header

#: Beyond so many runs a cell is written without marks.
MOST_RUNS = 400


@dataclass(frozen=True, slots=True)
class Rich:
    """A wording as shown, whose runs that only this side has are marked."""

    runs: tuple[Run, ...]
    role: Role  # whose words they are: each side has a mark of its own

    @property
    def text(self) -> str:
        """The wording."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Link:
    """A page to open, and the words that stand for it; words alone where the address is no plain web address."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """A share between 0 and 1."""

    value: float


#: A ``date`` or ``datetime`` (in Vietnam's time) is a real one in the sheet.
Cell = str | int | date | Severity | Rich | Link | Share | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, its width in characters, and how its texts stand."""

    title: str
    width: float
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell formats of the workbook."""

    owner: Format
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
    day: Format
    moment: Format
    share: Format
    fine_share: Format
    link: Format
    severities: tuple[Format, ...]  # in the order of ``Severity``
    plain: Format  # inside a cell: words of both sides
    only: Mapping[Role, Format]  # inside a cell: words of one side only

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
    """A small table of the first sheet, its last column as wide as the sheet; answers the row after it."""
    sheet.write_string(row, 0, title, styles.block)
    row += 1
    _across(sheet, row, len(heads), len(widths), styles.head)
    for index, head in enumerate(heads):
        sheet.write_string(row, index, head, styles.head)
    across = (*widths[1 : len(heads) - 1], sum(widths[len(heads) - 1 :]))
    for number_, cells in enumerate(rows, start=1):
        row += 1
        sheet.write_number(row, 0, number_, styles.count)
        _across(sheet, row, len(heads), len(widths), styles.text)
        for index, cell in enumerate(cells, start=1):
            _write(sheet, row, index, cell, styles)
        sheet.set_row(row, row_height(cells, across))
    if total and rows:
        row += 1
        _across(sheet, row, len(heads), len(widths), styles.strong)
        for index, cell in enumerate(("", *total)):
            if isinstance(cell, int):
                sheet.write_number(row, index, cell, styles.strong)
            else:
                sheet.write_string(row, index, text_of(cell or ""), styles.strong)
    if not rows:
        row += 1
        sheet.write_string(row, 1, "Không có dòng nào.", styles.note)
    return row + 1


def _across(sheet: Worksheet, row: int, columns: int, width: int, style: Format) -> None:
    """The last column of a small table takes what is left of the sheet."""
    if columns < width:
        sheet.merge_range(row, columns - 1, row, width - 1, "", style)


def heading(sheet: Worksheet, report: Report, title: str, width: int, styles: Styles) -> None:
    """Row 1: whose it is. Row 2: the title. Rows 3 and 4: the night, or loudly in two lines that it was not read."""
    trouble = notice(report)
    numbers = report.compared_night if report.not_compared else report.night
    about = trouble.lines if trouble else (f"Đêm {day(numbers)}; đọc xong {moment(report.read_until)}", "")
    loud = styles.loud if trouble else styles.note
    rows = ((report.owner.upper(), styles.owner), (title, styles.title), (about[0], loud), (about[1], loud))
    for row, (text, style) in enumerate(rows):
        sheet.merge_range(row, 0, row, width - 1, "", style)
        sheet.write_string(row, 0, text_of(text), style)
    for row, height in enumerate((20, 28, 20, 20 if trouble else 6)):
        sheet.set_row(row, height)


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
        if isinstance(cell, str | Rich | Link) and not isinstance(cell, Severity):
            text = cell if isinstance(cell, str) else cell.text
            room = max(int(width * 1.1), 1)
            lines = max(lines, sum(-(-len(x) // room) or 1 for x in text_of(text).split("\n")))
    return min(lines * LINE + 3, HIGHEST)


#: Excel takes no longer address.
_LONGEST_URL = 2_000


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, styles: Styles, style: str = "text") -> None:
    match cell:
        case Severity():
            sheet.write_string(row, column, severity_word(cell), styles.severities[cell.rank])
        case int():
            sheet.write_number(row, column, cell, styles.count)
        case Share(value=value):
            # One decimal, as everywhere; two where one would round up to all or down to nothing.
            rounded_away = round(value, 3) in (0, 1) and value not in (0, 1)
            sheet.write_number(row, column, value, styles.fine_share if rounded_away else styles.share)
        case datetime():
            sheet.write_datetime(row, column, _local(cell), styles.moment)
        case date():
            sheet.write_datetime(row, column, datetime.combine(cell, time()), styles.day)
        case Link(url=url, text=text) if safe_link(url) and len(url) <= _LONGEST_URL:
            sheet.write_url(row, column, url, styles.link, text_of(text))
        case Link(text=text):
            sheet.write_string(row, column, text_of(text), styles.text)
        case Rich():
            _write_rich(sheet, row, column, cell, styles)
        case _:
            sheet.write_string(row, column, text_of(cell or ""), styles.named("middle" if style == "tilted" else style))


def _local(moment_: datetime) -> datetime:
    """A moment as clocks in Vietnam show it; a sheet knows no zones."""
    return moment_.astimezone(VIETNAM).replace(tzinfo=None) if moment_.tzinfo else moment_


def _write_rich(sheet: Worksheet, row: int, column: int, cell: Rich, styles: Styles) -> None:
    """A wording with its marks, where Excel can hold them; without them otherwise."""
    shown = [(visible(run.text), run.only_here) for run in _united(cell.runs)]
    whole = "".join(text for text, _ in shown)
    if not 1 < len(shown) <= MOST_RUNS or len(whole) > MAX_CELL or whole != visible(cell.text):
        sheet.write_string(row, column, text_of(cell.text), styles.text)
        return
    mark = styles.only[cell.role]
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
    day_cell = {**cell, "align": "center", "num_format": "dd/mm/yyyy"}
    return Styles(
        owner=workbook.add_format({**base, "bold": True, "valign": "vcenter"}),
        title=workbook.add_format({**base, "bold": True, "font_size": 15, "align": "center", "valign": "vcenter"}),
        note=workbook.add_format({**base, "italic": True, "valign": "vcenter"}),
        loud=workbook.add_format(
            {**base, "bold": True, "valign": "vcenter", "font_color": "#8C1D18", "bg_color": "#FBE9E7"}
        ),
        block=workbook.add_format({**base, "bold": True, "font_size": 13}),
        head=workbook.add_format(head),
        tilted=workbook.add_format({**head, "rotation": 90, "font_size": 10, "text_wrap": False}),
        text=workbook.add_format(cell),
        middle=workbook.add_format({**cell, "align": "center"}),
        count=workbook.add_format({**cell, "align": "center", "num_format": "#,##0"}),
        strong=workbook.add_format({**cell, "align": "center", "bold": True, "num_format": "#,##0"}),
        day=workbook.add_format(day_cell),
        moment=workbook.add_format({**day_cell, "num_format": "dd/mm/yyyy hh:mm:ss"}),
        share=workbook.add_format({**cell, "align": "center", "num_format": "0.0%"}),
        fine_share=workbook.add_format({**cell, "align": "center", "num_format": "0.00%"}),
        link=workbook.add_format({**cell, "font_color": "#1F5A8F", "underline": 1}),
        severities=tuple(workbook.add_format({**cell, "align": "center", **look}) for look in _SEVERITY_LOOKS),
        plain=workbook.add_format(base),
        only={
            Role.NATIONAL: workbook.add_format({**base, "bold": True, "underline": 1, "font_color": "#1F5A8F"}),
            Role.PROVINCIAL: workbook.add_format({**base, "bold": True, "underline": 2, "font_color": "#6D3A7D"}),
        },
    )


#: Beside its sign and word; the highest first.
_SEVERITY_LOOKS: tuple[dict[str, object], ...] = (
    {"bold": True, "font_color": "#FFFFFF", "bg_color": "#9B1C1C"},
    {"bold": True, "font_color": "#7A4B00", "bg_color": "#FDF4E0"},
    {"bold": True, "font_color": "#1F5A8F"},
    {},
    {"italic": True},
)


#: Of the name of a sheet, counted as Excel counts.
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\s]+")


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names as Excel allows them: not too long, none of its signs, each once whatever its case."""
    taken: set[str] = set()
    names = []
    for name in wanted:
        bare = _NOT_IN_NAMES.sub(" ", visible(name)).strip(" '") or "Nơi xử lý"
        chosen, number = _begins(bare, _LONGEST_NAME), 2
        while chosen.lower() in taken:
            chosen, number = f"{_begins(bare, _LONGEST_NAME - 5)} ({number})", number + 1
        taken.add(chosen.lower())
        names.append(chosen)
    return names


def _begins(text: str, units: int) -> str:
    """The beginning of a text that takes at most so many UTF-16 units."""
    return text.encode("utf-16-le", "replace")[: 2 * units].decode("utf-16-le", "ignore").strip(" '")
