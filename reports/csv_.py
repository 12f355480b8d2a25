"""The report as CSV: UTF-8 with BOM, a header, one row a discrepancy, every field quoted.

**Formula policy.** Values are kept as the portal wrote them: a text that begins
with ``=``, ``+``, ``-`` or ``@`` gets no apostrophe in front, for then the file
would no longer say what the portal said, and reading it back would not give the
same values. A spreadsheet that opens this file may take such a text for a
formula; the format for spreadsheets is the workbook (``reports.xlsx``), which
holds no formula at all.

Two kinds of characters cannot be carried: NUL, which many readers take for the
end of the text, and halves of surrogate pairs, which have no UTF-8. They are
written out, ``⟦U+0000⟧``. An absent side and an empty one are both an empty
field; JSON tells them apart.
"""

from __future__ import annotations

import csv
import io
import re

from analysis.report import Line, Report
from reports.sections import arrange
from reports.visible import escape
from reports.words import day

HEADER = (
    "STT",
    "Nhóm",
    "Quy tắc",
    "Chênh lệch",
    "Loại",
    "Mức độ",
    "Lý do mức độ",
    "Mã TTHC",
    "Tên TTHC",
    "Lĩnh vực",
    "Bộ phận",
    "Cổng tỉnh",
    "Cổng quốc gia",
    "Giá trị phải có",
    "Nguồn",
    "Tình trạng",
    "Thấy từ ngày",
    "Thấy gần nhất",
    "Số đêm",
    "Phòng phụ trách",
    "Căn cứ",
    "Đơn vị liên quan",
    "Mã băm bằng chứng",
    "Khóa",
    "Căn cứ của tình trạng",
    "Đêm nay",
    "Vì sao không nhìn được",
)

_UNCARRIED = re.compile("[\x00\ud800-\udfff]")


def render(report: Report) -> bytes:
    """Every line of the report, in the order of the web page."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    rows = [(group, line) for group, lines in arrange(report.lines).titled() for line in lines]
    for index, (group, line) in enumerate(rows, start=1):
        writer.writerow([carried(value) for value in (str(index), group, *values(line))])
    return out.getvalue().encode("utf-8-sig")


def values(line: Line) -> tuple[str, ...]:
    """One line's fields after ``STT`` and ``Nhóm``, in the order of ``HEADER``."""
    sighting = line.sighting
    found = sighting.discrepancy
    return (
        found.rule,
        line.rule_name,
        found.kind.value,
        found.severity.value,
        found.severity_reason,
        found.code,
        found.name,
        found.sector,
        found.part,
        found.provincial or "",
        found.national or "",
        found.expected or "",
        "; ".join(found.sources),
        sighting.status.value,
        day(sighting.first_seen),
        day(sighting.last_seen),
        str(sighting.nights_seen),
        line.office,
        line.legal_basis,
        "; ".join(line.agencies),
        "; ".join(link.sha256 for link in line.evidence),
        found.key,
        sighting.basis,
        sighting.look.value,
        sighting.why,
    )


def carried(value: str) -> str:
    """A text with the characters that CSV cannot carry written out."""
    return _UNCARRIED.sub(lambda found: escape(found[0]), value)
