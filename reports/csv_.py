"""The report as CSV: UTF-8 with BOM, a header, one row a discrepancy, every field quoted.

**Formula policy.** Values are kept as the portal wrote them: a text that begins
with ``=``, ``+``, ``-`` or ``@`` gets no apostrophe in front, for then the file
would no longer say what the portal said, and reading it back would not give the
same values. A spreadsheet that opens this file may take such a text for a
formula; the format for spreadsheets is the workbook (``reports.xlsx``), which
holds no formula at all.

Two kinds of characters cannot be carried: NUL, which many readers take for the
end of the text, and halves of surrogate pairs, which have no UTF-8. They are
written out, ``⟦U+0000⟧``. A side without words has ours in its place, the same as
in every other format. The last columns say of each row which night it tells and,
of a night that was not read, the two lines that head every other format; where
such a night has no row at all, one row tells them alone.
"""

from __future__ import annotations

import csv
import io
import re

from analysis.report import Line, Report
from reports.notice import notice
from reports.sections import arrange
from reports.visible import escape
from reports.words import KINDS, LOOKS, SEVERITIES, STATUSES, day, part_name

HEADER = (
    "STT",
    "Nhóm",
    "Mã loại",
    "Chênh lệch",
    "Cách xét",
    "Mức độ",
    "Lý do mức độ",
    "Mã TTHC",
    "Tên TTHC",
    "Lĩnh vực",
    "Bộ phận",
    "Phía tỉnh",
    "Danh mục quốc gia",
    "Giá trị phải có",
    "Công khai ở phía tỉnh",
    "Việc cần làm",
    "Nơi xử lý",
    "Phòng theo dõi",
    "Tình trạng",
    "Thấy từ ngày",
    "Thấy gần nhất",
    "Số đêm",
    "Căn cứ pháp lý",
    "Đơn vị liên quan",
    "Trang phía tỉnh",
    "Trang quốc gia",
    "Mã băm bằng chứng",
    "Khóa",
    "Căn cứ của tình trạng",
    "Đêm nay",
    "Vì sao không nhìn được",
    "Nguồn phía tỉnh",
    "Nguồn quốc gia",
    "Đêm",
    "Đêm của số liệu",
    "Về đêm này",
)

_UNCARRIED = re.compile("[\x00\ud800-\udfff]")


def render(report: Report) -> bytes:
    """Every line of the report, in the order of the web page."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    rows = [(section.title, line) for section in arrange(report).every for line in section.lines]
    night = of_night(report)
    for index, (group, line) in enumerate(rows, start=1):
        writer.writerow([carried(value) for value in (str(index), group, *values(line), *night)])
    if not rows and night[-1]:
        writer.writerow([carried(value) for value in (*[""] * (len(HEADER) - len(night)), *night)])
    return out.getvalue().encode("utf-8-sig")


def of_night(report: Report) -> tuple[str, str, str]:
    """The night, the night of the numbers, and the two lines of a night that was not read; empty after a good one."""
    trouble = notice(report)
    numbers = report.compared_night if report.not_compared else report.night
    return day(report.night), day(numbers), "" if trouble is None else " ".join(trouble.lines)


def values(line: Line) -> tuple[str, ...]:
    """One line's fields between ``Nhóm`` and the night, in the order of ``HEADER``."""
    sighting = line.sighting
    found = sighting.discrepancy
    return (
        found.rule,
        line.rule_name,
        KINDS[found.kind],
        SEVERITIES[found.severity],
        found.severity_reason,
        found.code,
        line.name,
        found.sector,
        part_name(found.part),
        line.provincial.told,
        line.national.told,
        found.expected or "",
        line.provincial.facts,
        line.action,
        line.desk,
        line.office,
        STATUSES[sighting.status],
        day(sighting.first_seen),
        day(sighting.last_seen),
        str(sighting.nights_seen),
        line.legal_basis,
        "; ".join(line.agencies),
        line.provincial.page,
        line.national.page,
        "; ".join(link.sha256 for link in line.evidence),
        found.key,
        sighting.basis,
        LOOKS[sighting.look],
        sighting.why,
        line.provincial.source,
        line.national.source,
    )


def carried(value: str) -> str:
    """A text with the characters that CSV cannot carry written out."""
    return _UNCARRIED.sub(lambda found: escape(found[0]), value)
