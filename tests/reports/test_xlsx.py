"""The workbook: texts stay texts, counts are numbers, nothing is a formula."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from analysis.report import Report
from reports.sheets import MAX_CELL, MOST_RUNS
from reports.xlsx import render
from tests.reports import pair_lines, sample

SHEETS = ["Tổng hợp", "Chi tiết", "Theo xã", "Chờ ghép", "Thay đổi", "Bằng chứng", "Ngoài phạm vi", "Sự cố"]


def opened(report: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render(report)))


def column(sheet: Any, title: str) -> list[Any]:
    index = [cell.value for cell in sheet[3]].index(title)
    return [row[index] for row in rows(sheet)]


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=4)]


@pytest.mark.parametrize("report", [sample.ordinary(), sample.failed(), sample.empty()])
def test_every_workbook_has_its_eight_sheets(report: Report) -> None:
    assert opened(report).sheetnames == SHEETS


def test_a_sheet_is_laid_out_for_the_office() -> None:
    for sheet in opened(sample.ordinary()).worksheets[1:]:
        assert sheet["A3"].value == "STT"
        assert sheet["A1"].coordinate in sheet.merged_cells
        assert sheet.freeze_panes == "A4"
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"Times New Roman"}


def test_details_hold_codes_and_dates_as_texts_and_counts_as_numbers() -> None:
    sheet = opened(sample.ordinary())["Chi tiết"]
    head = [cell.value for cell in sheet[3]]
    first = dict(zip(head, rows(sheet)[0], strict=True))

    assert first["STT"] == 1
    assert first["Mã TTHC"] == "2.990015"
    assert first["Từ ngày"] == "21/11/2026"
    assert first["Số đêm"] == 2
    assert first["Cổng tỉnh"] == "(không có)"
    assert len(rows(sheet)) == len(sample.ordinary().lines)


def test_the_summary_gives_a_number_or_says_that_it_is_not_known() -> None:
    def figures(report: Report) -> dict[Any, Any]:
        return {row[1]: row[2] for row in rows(opened(report)["Tổng hợp"])}

    assert figures(sample.ordinary())["Phải công khai (thủ tục)"] == 219
    assert figures(sample.ordinary())["Tỷ lệ đã công khai"] == "từ 98,2% đến 98,6%"
    assert figures(sample.empty())["Phải công khai (thủ tục)"] == "chưa xác định"


def test_the_matrix_of_communes_marks_who_lacks_what() -> None:
    sheet = opened(sample.ordinary())["Theo xã"]
    head = [cell.value for cell in sheet[3]]
    first, second = (dict(zip(head, row, strict=True)) for row in rows(sheet))

    assert (first["Mã TTHC"], first["Số xã thiếu"], first["Trên tổng số xã"]) == ("2.990021", 2, 96)
    assert [name for name in head[6:] if first[name] == "×"] == ["Xã Mẫu Hai", "Xã Mẫu Một"]
    assert sum(second[name] == "×" for name in head[6:]) == 11


def test_a_night_that_was_not_read_is_told_on_every_sheet() -> None:
    for sheet in opened(sample.failed()).worksheets:
        assert "Đêm 23/11/2026 không đối chiếu được" in sheet["A2"].value


@pytest.mark.parametrize("text", [*sample.FORMULAS, *sample.XSS])
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    drawn = render(sample.with_text(sample.ordinary(), text))

    parts = zipfile.ZipFile(io.BytesIO(drawn))
    sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == len(SHEETS)
    assert not [xml for xml in sheets if "<f>" in xml or "<f " in xml or "hyperlink" in xml]
    assert not [name for name in parts.namelist() if name.endswith(".rels") and "worksheets" in name]


def test_a_formula_like_name_reads_back_as_it_was() -> None:
    names = column(opened(sample.ordinary())["Chi tiết"], "Tên TTHC")

    assert '=HYPERLINK("http://vi.du";"bấm")' in names


def test_words_that_only_one_side_has_are_marked_in_the_cell() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render(sample.paired())), rich_text=True)["Chi tiết"]
    (line,) = [row for row in rows(sheet) if row[3] == "1.990124"]
    local, national = line[7], line[8]

    assert str(local) == "Có trụ sở và có hai người làm việc"
    assert [(x.text, bool(x.font.u)) for x in local] == [
        *(("Có trụ sở ", False), ("và có hai người làm việc", True)),
    ]
    assert national == "Có trụ sở"


def test_a_cell_that_cannot_hold_the_marks_holds_the_text() -> None:
    words = " ".join(f"từ{i}" for i in range(5_000))
    found = sample.discrepancy(national=words.replace("từ", "lời"), provincial=words)
    often = " ".join(f"nộp ở nơi tiếp nhận gần số{i}" for i in range(MOST_RUNS))
    many = sample.discrepancy(national=often.replace("số", "ô"), provincial=often, code="2.990013")
    sheet = opened(replace(sample.ordinary(), lines=(sample.line(found), sample.line(many))))["Chi tiết"]

    assert column(sheet, "Cổng tỉnh") == [
        words[:MAX_CELL] + " … (đã cắt bớt; toàn văn ở bản JSON)",
        often,
    ]


def test_of_a_long_wording_the_cell_holds_what_differs() -> None:
    (local,) = [row[7] for row in rows(opened(sample.paired())["Chi tiết"]) if row[3] == "1.990123"]

    assert "12. Người yêu cầu phải nộp thêm giấy xác nhận mẫu; người yêu cầu nộp hồ sơ" in local
    assert local.startswith(" … 26 chữ giống nhau … hẹn trả kết quả")
    assert len(local) < 700


def test_a_ground_and_the_pairs_that_wait_stand_in_the_workbook() -> None:
    book = opened(sample.paired())

    assert [x for x in column(book["Chi tiết"], "Căn cứ") if x] == [pair_lines.GROUND]
    assert column(book["Chờ ghép"], "Mã trên cổng tỉnh") == ["1.990102.H53", ""]
    assert column(book["Chờ ghép"], "Độ gần của tên") == ["96,0%", "87,1%"]


def test_markup_of_the_workbook_itself_stays_text() -> None:
    """XlsxWriter takes a text between <r> and </r> for its own; such a text gets a blank at its end."""
    names = column(opened(sample.with_text(sample.ordinary(), "<r>&</r>"))["Chi tiết"], "Tên TTHC")

    assert set(names) == {"<r>&</r> "}


def test_hidden_characters_are_written_out_and_no_character_breaks_the_file() -> None:
    hostile = "a\u202eb\x00c\x1bd\ud800e\uffffg_x0041_"

    sheet = opened(sample.with_text(sample.ordinary(), hostile))["Chi tiết"]

    assert column(sheet, "Tên TTHC")[0] == "a⟦U+202E⟧b⟦U+0000⟧c⟦U+001B⟧d⟦U+D800⟧e⟦U+FFFF⟧g_x0041_"


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    sheet = opened(sample.with_text(sample.ordinary(), "𝐚" * 40_000))["Chi tiết"]

    told = column(sheet, "Tên TTHC")[0]
    assert told.startswith("𝐚" * MAX_CELL)
    assert told.endswith("(đã cắt bớt; toàn văn ở bản JSON)")


def test_the_creation_time_is_of_the_night_and_not_of_a_clock() -> None:
    assert opened(sample.ordinary()).properties.created == datetime(2026, 11, 21, 19, 14, 9, tzinfo=UTC).replace(
        tzinfo=None
    )
    assert opened(sample.empty()).properties.created == datetime(2026, 11, 21, 17, tzinfo=UTC).replace(tzinfo=None)
