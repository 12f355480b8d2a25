"""Every format a morning report is drawn in, in the order readers ask for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.report import Report
from reports import csv_, html, json_, xlsx


@dataclass(frozen=True, slots=True)
class Format:
    """A way to draw a report: same report, same bytes."""

    name: str
    suffix: str
    title: str  # Vietnamese, for readers
    render: Callable[[Report], bytes]


FORMATS: list[Format] = [
    Format("html", "html", "Trang báo cáo buổi sáng, mở bằng trình duyệt, in được", html.render),
    Format("xlsx", "xlsx", "Sổ Excel: tổng hợp, chi tiết, theo xã, bằng chứng", xlsx.render),
    Format("csv", "csv", "Bảng CSV: mỗi chênh lệch một dòng, giữ nguyên văn", csv_.render),
    Format("json", "json", "JSON chuẩn hóa của cả báo cáo, cho chương trình khác đọc", json_.render),
]


def find(name: str) -> Format:
    """The format of that name; ``ValueError`` names the known ones."""
    for each in FORMATS:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in FORMATS)
    raise ValueError(f"Không có định dạng báo cáo “{name}”; các định dạng: {known}.")


def render(report: Report, name: str) -> bytes:
    """The report in the named format."""
    return find(name).render(report)


def file_name(report: Report, name: str) -> str:
    """The file name offices expect, without diacritics."""
    return f"BC_chenh_lech_TTHC_STP_{report.night:%Y%m%d}.{find(name).suffix}"
