"""The workbook's sheets of discrepancies: all of them, and for each desk its own, line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook

from analysis.model import Role
from analysis.report import Line, Report
from reports.counts import NO_DESK
from reports.sections import arrange
from reports.sheets import Cell, Column, Link, Rich, Styles, sheet_names, table
from reports.visible import visible_code
from reports.worddiff import Run, mark_line, shortened, shown_text
from reports.words import KINDS, LOOKS, STATUSES, explain_command, part_name

ALL = "Chi tiết"


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of a sheet of lines, and what stands in it."""

    title: str
    width: float
    tell: Callable[[Line], Cell]
    style: str = "text"


#: What a person works with; printed.
_WORK = (
    _Field("Mức độ", 15, lambda x: x.sighting.discrepancy.severity, "middle"),
    _Field("Tình trạng", 12, lambda x: STATUSES[x.sighting.status], "middle"),
    _Field("Mã TTHC", 11, lambda x: visible_code(x.sighting.discrepancy.code), "middle"),
    _Field("Tên TTHC", 26, lambda x: x.name),
    _Field("Chênh lệch", 18, lambda x: x.rule_name),
    _Field("Phía tỉnh", 26, lambda x: _side(x, Role.PROVINCIAL)),
    _Field("Danh mục quốc gia", 26, lambda x: _side(x, Role.NATIONAL)),
    _Field("Việc cần làm", 24, lambda x: x.action),
    _Field("Từ ngày", 11, lambda x: x.sighting.first_seen),
    _Field("Số đêm", 7, lambda x: x.sighting.nights_seen),
)
#: By which the lines are sorted and filtered.
_DESK = _Field("Nơi xử lý", 16, lambda x: x.desk)
_PLACE = (
    _Field("Lĩnh vực", 16, lambda x: x.sighting.discrepancy.sector),
    _Field("Bộ phận", 18, lambda x: part_name(x.sighting.discrepancy.part)),
)
#: What opens the pages that a citizen sees.
_PAGES = (
    _Field("Trang phía tỉnh", 12, lambda x: Link(x.provincial.page, "Mở trang") if x.provincial.page else ""),
    _Field("Trang quốc gia", 12, lambda x: Link(x.national.page, "Mở trang") if x.national.page else ""),
)
#: What explains and proves; not printed.
_PROOF = (
    _Field("Phòng theo dõi", 16, lambda x: x.office),
    _Field("Căn cứ của tình trạng", 30, lambda x: x.sighting.basis),
    _Field("Giá trị phải có", 24, lambda x: x.sighting.discrepancy.expected),
    _Field("Công khai ở phía tỉnh", 24, lambda x: x.provincial.facts),
    _Field("Lý do mức độ", 30, lambda x: x.sighting.discrepancy.severity_reason),
    _Field("Căn cứ pháp lý", 24, lambda x: x.legal_basis),
    _Field("Thấy gần nhất", 12, lambda x: x.sighting.last_seen),
    _Field("Đơn vị liên quan", 30, lambda x: "; ".join(x.agencies)),
    _Field("Đêm nay", 16, lambda x: LOOKS[x.sighting.look], "middle"),
    _Field("Vì sao không nhìn được", 30, lambda x: x.sighting.why),
    _Field("Nguồn phía tỉnh", 24, lambda x: x.provincial.source),
    _Field("Nguồn quốc gia", 24, lambda x: x.national.source),
    _Field("Mã loại", 9, lambda x: x.sighting.discrepancy.rule, "middle"),
    _Field("Cách xét", 18, lambda x: KINDS[x.sighting.discrepancy.kind]),
    _Field("Lệnh giải thích", 40, lambda x: ""),
)


def details(workbook: Workbook, report: Report, styles: Styles) -> None:
    """Every line with its group; what a person prints comes first, the rest stands to its right."""
    fields = (*_WORK, _DESK, *_PLACE, *_PAGES, *_PROOF)
    columns = [Column("Nhóm", 14), *(Column(f.title, f.width, f.style) for f in fields)]
    rows = []
    for section in arrange(report).every:
        for line in section.lines:
            cells = [section.title, *(f.tell(line) for f in fields)]
            cells[-1] = explain_command(line.sighting.discrepancy.key, report.night)
            rows.append(cells)
    title, empty = "Chi tiết chênh lệch", "Không có chênh lệch nào."
    table(workbook, report, styles, ALL, title, columns, rows, empty, printed=len(_WORK) + 3)


def desks(workbook: Workbook, report: Report, styles: Styles, taken: list[str]) -> None:
    """For each desk what waits there: a sheet that can be sent as it is."""
    places = arrange(report)
    under: dict[str, list[Line]] = {}
    for section in (places.urgent, places.awaiting, places.other):
        for line in (x for x in section.lines if not x.is_request):
            under.setdefault(line.desk or NO_DESK, []).append(line)
    asked = [*places.requests.lines, *(x for x in places.awaiting.lines if x.is_request)]
    told = [(desk, f"Việc của {desk}", lines) for desk, lines in sorted(under.items())]
    told += [(places.requests.title, places.requests.title, asked)] if asked else []
    names = sheet_names([*taken, *(name for name, _, _ in told)])[len(taken) :]
    fields = (*_WORK, *_PAGES, *_PLACE, _DESK, _PROOF[0])
    columns = [Column(f.title, f.width, f.style) for f in fields]
    for name, (_, title, lines) in zip(names, told, strict=True):
        rows = [[f.tell(line) for f in fields] for line in lines]
        table(workbook, report, styles, name, title, columns, rows, "", printed=len(_WORK) + 1)


def _side(line: Line, role: Role) -> Cell:
    """What a side says, the words that only it has marked; of a long one what differs from the other side."""
    side = line.national if role is Role.NATIONAL else line.provincial
    both = mark_line(line.sighting.discrepancy)
    if not (both.marked and side.is_own):
        return side.told
    runs = both.left if role is Role.NATIONAL else both.right
    return Rich(tuple(Run(shown_text(piece), piece.only_here) for piece in shortened(runs)), role)
