"""The report as a workbook, the format for spreadsheets and for the office's own filing.

Every text is written as a string (a marked wording as a rich string), nothing is a formula, so a value
that begins with ``=`` stays a text. Codes are texts too, because a Vietnamese Excel reads 1.001193 as a number
and drops the zeros of 2.000810; dates, numbers and shares are real ones.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, time

import xlsxwriter
from xlsxwriter.workbook import Workbook

from analysis.model import Severity
from analysis.presence import can_show
from analysis.report import Report
from reports.counts import by_desk, by_sector, commune_matrix, counts, sector_totals
from reports.details import ALL, desks, details
from reports.doubts import doubts
from reports.sections import arrange
from reports.sheets import (
    HEADER_ROW,
    Cell,
    Column,
    Link,
    Share,
    Styles,
    block,
    heading,
    landscape,
    make_styles,
    table,
)
from reports.visible import visible, visible_code
from reports.words import (
    OUTCOME_MARKS,
    OUTCOMES,
    PROBLEMS,
    ROLES,
    UNKNOWN,
    VIETNAM,
    number,
    part_name,
    plain_words,
    severity_word,
)


def render(report: Report) -> bytes:
    """The workbook; the same report gives the same bytes."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties(
        {
            "title": visible(report.title)[:255],
            "author": visible(report.owner)[:255],
            "comments": visible(f"{report.product}; mã băm đầu chuỗi {report.head}")[:255],
            "created": _created(report),
        }
    )
    styles = make_styles(workbook)
    _summary(workbook, report, styles)
    details(workbook, report, styles)
    desks(workbook, report, styles, list(_OWN_SHEETS))
    _communes(workbook, report, styles)
    _suggestions(workbook, report, styles)
    _changes(workbook, report, styles)
    _evidence(workbook, report, styles)
    _excluded(workbook, report, styles)
    _problems(workbook, report, styles)
    workbook.close()
    return out.getvalue()


#: Names that no desk's sheet may have.
_OWN_SHEETS = (
    *("Tổng hợp", ALL, "Theo xã", "Chờ ghép", "Thay đổi", "Bằng chứng", "Ngoài phạm vi", "Sự cố"),
    "History",  # Excel keeps this one for itself
)


# --- the sheets ---------------------------------------------------------------


def _summary(workbook: Workbook, report: Report, styles: Styles) -> None:
    sheet = workbook.add_worksheet("Tổng hợp")
    landscape(sheet)
    widths = (6, 38, 16, 16, 16, 16, 16, 40)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    heading(sheet, report, report.title, len(widths), styles)
    sheet.freeze_panes(HEADER_ROW, 0)

    heads = ("STT", "Chỉ tiêu", "Giá trị", "Trên tổng số", "Ghi chú")
    row = block(sheet, HEADER_ROW, "Số liệu chính", heads, _figures(report), styles, widths)
    row = block(
        sheet,
        row + 1,
        "Ai cần xử lý",
        ("STT", "Nơi xử lý", "Cần xử lý ngay", "Khác, đang mở", "Chờ xác nhận"),
        [
            (
                f"{x.desk} (kiến nghị)" if x.is_ministry else x.desk,
                "–" if x.is_ministry else x.urgent,
                x.other,
                x.awaiting,
            )
            for x in by_desk(report)
        ],
        styles,
        widths,
    )
    row = block(
        sheet,
        row + 1,
        "Chênh lệch đang mở theo lĩnh vực và mức độ (không kể kiến nghị)",
        ("STT", "Lĩnh vực", *(severity_word(s) for s in Severity), "Cộng"),
        [(x.sector, *x.counts, x.total) for x in by_sector(report)],
        styles,
        widths,
        total=("Cộng", *sector_totals(report)),
    )
    row = block(
        sheet,
        row + 1,
        "Nguồn đọc đêm nay",
        ("STT", "Nguồn", "Kết quả", "Từ đêm", "Đọc đủ gần nhất", "Số lần hỏi", "Sự cố", "Cho thấy"),
        [
            (
                Link(x.base_url, x.name),
                f"{OUTCOME_MARKS[x.outcome]} {OUTCOMES[x.outcome]}",
                x.since or UNKNOWN,
                x.last_complete or "chưa lần nào",
                x.requests,
                x.problem_count,
                can_show(x.form) + ("; chưa kiểm chứng trên cổng thật" if x.unverified else ""),
            )
            for x in report.sources
        ],
        styles,
        widths,
    )
    block(
        sheet,
        row + 1,
        "Về báo cáo này",
        ("STT", "Mục", "Nội dung"),
        [
            ("Mã băm đầu chuỗi", report.head),
            ("Phiên bản", report.product),
            ("Lệnh tái lập báo cáo", report.command),
        ],
        styles,
        widths,
    )


def _communes(workbook: Workbook, report: Report, styles: Styles) -> None:
    """The list of gaps first; the matrix stands to its right and is not printed."""
    matrix = commune_matrix(report)
    names = [str(x) for x in matrix.columns]
    columns = (
        Column("Mã TTHC", 17, "middle"),
        Column("Tên TTHC", 44),
        Column("Số xã thiếu", 10),
        Column("Trên tổng số xã", 10),
        Column("Các xã chưa công khai", 70),
        *(Column(name, 5, "tilted") for name in names),
    )
    rows = [
        (
            visible_code(gap.code),
            gap.name,
            len(gap.missing),
            gap.of,
            "; ".join(gap.missing),
            *("×" if matrix.at[gap.code, name] else "" for name in names if gap.missing),
        )
        for gap in report.communes
    ]
    title, empty = "Thủ tục chưa công khai ở từng xã", "Không có thủ tục nào thiếu ở một số xã."
    table(workbook, report, styles, "Theo xã", title, columns, rows, empty, printed=6)


def _suggestions(workbook: Workbook, report: Report, styles: Styles) -> None:
    columns = (
        Column("Mã ở phía tỉnh", 17, "middle"),
        Column("Tên ở phía tỉnh", 40),
        Column("Mã trong danh mục quốc gia", 17, "middle"),
        Column("Tên trong danh mục quốc gia", 40),
        Column("Độ gần của tên", 10, "middle"),
        Column("Vì sao chưa chắc", 30),
        Column("Lệnh nhận là một thủ tục", 40),
    )
    rows = [
        (
            visible_code(x.provincial_code),
            x.provincial_name,
            visible_code(x.national_code),
            x.national_name,
            Share(x.score),
            x.reason,
            x.command,
        )
        for x in report.suggestions
    ]
    title = "Chờ ghép: hai bản ghi có thể là một thủ tục, cần người quyết định"
    table(workbook, report, styles, "Chờ ghép", title, columns, rows, "Không có cặp nào chờ ghép.")


def _changes(workbook: Workbook, report: Report, styles: Styles) -> None:
    columns = (
        Column("Nguồn", 28),
        Column("Thay đổi", 11, "middle"),
        Column("Mã TTHC", 17, "middle"),
        Column("Tên TTHC", 40),
        Column("Bộ phận", 20),
        Column("Đêm trước", 12, "middle"),
        Column("Trước", 40),
        Column("Đêm sau", 12, "middle"),
        Column("Sau", 40),
    )
    rows = [
        (
            portal,
            x.what,
            visible_code(x.code),
            x.name,
            part_name(part),
            x.before_night or UNKNOWN,
            a,
            x.after_night or UNKNOWN,
            b,
        )
        for portal, x in report.changes
        for part, a, b in x.parts or (("", "", ""),)
    ]
    title = "Thay đổi trên từng nguồn so với lần đọc đủ trước"
    table(workbook, report, styles, "Thay đổi", title, columns, rows, "Không thấy thay đổi nào.")


def _evidence(workbook: Workbook, report: Report, styles: Styles) -> None:
    columns = (
        Column("Mã TTHC", 12, "middle"),
        Column("Chênh lệch", 22),
        Column("Bộ phận", 18),
        Column("Nguồn", 28),
        Column("Trang", 22),
        Column("Trang người dân xem", 14),
        Column("Thời điểm tải", 20, "middle"),
        Column("Địa chỉ đã hỏi", 38),
        Column("Mã băm SHA-256", 35),
        Column("Lệnh in lại bản gốc", 36),
    )
    rows = [
        (
            visible_code(line.sighting.discrepancy.code),
            line.rule_name,
            part_name(line.sighting.discrepancy.part),
            link.portal_name,
            link.title,
            Link(link.page, "Mở trang") if link.page else "",
            link.fetched_at,
            link.url,
            link.sha256,
            link.command,
        )
        for section in arrange(report).every
        for line in section.lines
        for link in line.evidence
    ]
    title = "Bằng chứng: bản gốc đã lưu của từng chênh lệch"
    table(workbook, report, styles, "Bằng chứng", title, columns, rows, "Không có bằng chứng nào cần nêu.")


def _excluded(workbook: Workbook, report: Report, styles: Styles) -> None:
    columns = (
        Column("Mã TTHC", 17, "middle"),
        Column("Tên TTHC", 50),
        Column("Lý do để ngoài phạm vi", 60),
        Column("Vẫn đang công khai", 18, "middle"),
    )
    said = {True: "có", False: "không", None: UNKNOWN}
    rows = [(visible_code(x.code), x.name, x.reason, said[x.published]) for x in report.excluded]
    title = "Thủ tục ngoài phạm vi và lý do"
    table(workbook, report, styles, "Ngoài phạm vi", title, columns, rows, "Không có mã nào để ngoài phạm vi.")


def _problems(workbook: Workbook, report: Report, styles: Styles) -> None:
    columns = (
        Column("Nhóm", 20),
        Column("Nguồn hoặc quy tắc", 30),
        Column("Loại", 20),
        Column("Nội dung", 74),
        Column("Ở đâu", 26),
    )
    rows: list[tuple[Cell, ...]] = [
        *(("Sự cố đọc nguồn", name, PROBLEMS[x.kind], plain_words(x.text), x.where) for name, x in report.problems),
        *(
            ("Tình trạng nguồn", x.name, OUTCOMES[x.outcome], plain_words(x.reason), ROLES[x.role])
            for x in report.sources
        ),
        *(
            ("Danh sách", x.name, "đủ" if y.complete else "chưa đủ", f"{y.title}: {plain_words(y.reason)}", "")
            for x in report.sources
            for y in x.listings
        ),
        *(("Ghi nhận", name, "", plain_words(text), "") for name, text in report.notes),
        *(("Chưa xếp được chỗ", "", "", plain_words(text), "") for text in report.warnings),
        *(
            ("Giữ lại chưa kết luận", name, x.gate.value, plain_words(x.told), x.subject)
            for name, x in report.judgements
        ),
        *(
            (
                "Không xác định đêm nay",
                "; ".join(x.rules),
                f"{number(len(x.codes))} thủ tục" if x.codes else "mọi thủ tục",
                plain_words(x.why),
                "; ".join(visible_code(c) for c in x.codes),
            )
            for x in doubts(report)
        ),
        *(("Chưa kiểm chứng trên cổng thật", "", "", plain_words(text), "") for text in report.reckoned),
        *(("Không đo được từ trang công khai", "", "", plain_words(text), "") for text in report.unmeasured),
    ]
    title = "Sự cố đọc nguồn, điều chưa kiểm chứng và điều không đo được"
    table(workbook, report, styles, "Sự cố", title, columns, rows, "Không có sự cố nào.")


# --- single cells -------------------------------------------------------------


def _figures(report: Report) -> list[tuple[Cell, ...]]:
    figures = report.figures
    whole = figures.in_scope or 0
    least = Share(figures.published / whole) if figures.published is not None and whole else UNKNOWN
    most = (
        Share((figures.published + figures.undetermined) / whole)
        if figures.published is not None and figures.undetermined is not None and whole
        else UNKNOWN
    )
    return [
        ("Số liệu của đêm", figures.night or UNKNOWN, "", ""),
        *((x.label, _count(x.value), "" if x.of is None else x.of, x.note) for x in counts(report)),
        ("Tỷ lệ đã công khai, ít nhất", least, "", ""),
        ("Tỷ lệ đã công khai, nhiều nhất", most, "", "tính cả những thủ tục chưa xác định"),
    ]


def _count(value: int | None) -> Cell:
    return UNKNOWN if value is None else value


def _created(report: Report) -> datetime:
    """The workbook's creation time comes from the night, never from a clock."""
    made = report.read_until or datetime.combine(report.night, time(), VIETNAM)
    return made.astimezone(UTC).replace(tzinfo=None) if made.tzinfo else made
