"""The workbook's sheet of discrepancies: what a person works through, line by line."""

from __future__ import annotations

from xlsxwriter.workbook import Workbook

from analysis.report import Line, Report
from reports.sections import arrange
from reports.sheets import Cell, Column, Rich, Styles, table
from reports.visible import visible_code
from reports.worddiff import Run, mark_line, shortened, shown_text
from reports.words import LOOKS, SEVERITIES, STATUSES, day, explain_command, part_name


def details(workbook: Workbook, report: Report, styles: Styles) -> None:
    """What a person prints comes first; the rest stands to its right."""
    columns = (
        Column("Mức độ", 12, "middle"),
        Column("Tình trạng", 13, "middle"),
        Column("Mã TTHC", 17, "middle"),
        Column("Tên TTHC", 28),
        Column("Lĩnh vực", 14),
        Column("Chênh lệch", 20),
        Column("Cổng tỉnh", 32),
        Column("Cổng quốc gia", 32),
        Column("Từ ngày", 12, "middle"),
        Column("Số đêm", 8),
        Column("Phòng phụ trách", 16),
        Column("Căn cứ", 30),
        Column("Nhóm", 16),
        Column("Quy tắc", 9, "middle"),
        Column("Bộ phận", 18),
        Column("Giá trị phải có", 24),
        Column("Lý do mức độ", 30),
        Column("Căn cứ pháp lý", 24),
        Column("Thấy gần nhất", 13, "middle"),
        Column("Đơn vị liên quan", 30),
        Column("Đêm nay", 16, "middle"),
        Column("Vì sao không nhìn được", 30),
        Column("Lệnh giải thích", 40),
    )
    rows = [_detail(report, group, line) for group, lines in arrange(report.lines).titled() for line in lines]
    title, empty = "Chi tiết chênh lệch", "Không có chênh lệch nào."
    table(workbook, report, styles, "Chi tiết", title, columns, rows, empty, printed=12)


def _detail(report: Report, group: str, line: Line) -> tuple[Cell, ...]:
    sighting = line.sighting
    found = sighting.discrepancy
    both = mark_line(found)
    return (
        SEVERITIES[found.severity],
        STATUSES[sighting.status],
        visible_code(found.code),
        found.name,
        found.sector,
        line.rule_name,
        _side(found.provincial, both.right, added=True, compared=both.marked),
        _side(found.national, both.left, added=False, compared=both.marked),
        day(sighting.first_seen),
        sighting.nights_seen,
        line.office,
        sighting.basis,
        group,
        found.rule,
        part_name(found.part),
        found.expected,
        found.severity_reason,
        line.legal_basis,
        day(sighting.last_seen),
        "; ".join(line.agencies),
        LOOKS[sighting.look],
        sighting.why,
        explain_command(found.key, report.night),
    )


def _side(wording: str | None, runs: tuple[Run, ...], *, added: bool, compared: bool) -> Cell:
    """A side's wording, the words that only it has marked; of a long one what differs from the other side."""
    if not wording:
        return "(không có)" if wording is None else "(để trống)"
    if compared:
        told = [Run(shown_text(piece), piece.only_here) for piece in shortened(runs)]
        return Rich(tuple(told), added)
    return wording
