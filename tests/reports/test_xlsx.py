"""The workbook: texts stay texts, counts are numbers, nothing is a formula."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from analysis.model import Figures
from analysis.report import Report
from reports.links import safe_link
from reports.sheets import MAX_CELL, MOST_RUNS, sheet_names
from reports.xlsx import render
from tests.reports import pair_lines, sample

FIRST = ["Tổng hợp", "Chi tiết"]
LAST = ["Theo xã", "Chờ ghép", "Thay đổi", "Bằng chứng", "Ngoài phạm vi", "Sự cố"]
DESKS = ["Chưa phân phòng", sample.LEGAL, sample.CIVIL, sample.COMMITTEE, "Kiến nghị Bộ Tư pháp"]
#: The row of the headings, counted as spreadsheets do.
HEAD = 5


def opened(report: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render(report)))


def column(sheet: Any, title: str) -> list[Any]:
    index = [cell.value for cell in sheet[HEAD]].index(title)
    return [row[index] for row in rows(sheet)]


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=HEAD + 1)]


@pytest.mark.parametrize(
    ("report", "desks"), [(sample.ordinary(), DESKS), (sample.failed(), DESKS), (sample.empty(), [])]
)
def test_every_workbook_has_its_sheets_and_one_for_each_desk_that_has_work(report: Report, desks: list[str]) -> None:
    assert opened(report).sheetnames == [*FIRST, *desks, *LAST]


def test_a_sheet_is_laid_out_for_the_office() -> None:
    for sheet in opened(sample.ordinary()).worksheets[1:]:
        assert sheet["A1"].value == "SỞ TƯ PHÁP TỈNH TÂY NINH"
        assert sheet["A5"].value == "STT"
        assert sheet["A2"].coordinate in sheet.merged_cells
        assert sheet.freeze_panes == "A6"
        assert sheet.auto_filter.ref.startswith("A5:")
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"Times New Roman"}


def test_details_hold_codes_as_texts_and_dates_and_counts_as_what_they_are() -> None:
    sheet = opened(sample.ordinary())["Chi tiết"]
    head = [cell.value for cell in sheet[HEAD]]
    first = dict(zip(head, rows(sheet)[0], strict=True))

    assert first["STT"] == 1
    assert first["Mã TTHC"] == "2.990015"
    assert first["Từ ngày"] == datetime(2026, 11, 21)  # noqa: DTZ001 - a sheet knows no zones
    assert sheet.cell(HEAD + 1, head.index("Từ ngày") + 1).number_format == "dd/mm/yyyy"
    assert first["Số đêm"] == 2
    assert first["Mức độ"] == "◆ Nghiêm trọng"
    assert first["Phía tỉnh"].startswith("có tên trong danh sách; không có cơ quan áp dụng")
    assert (first["Nhóm"], first["Nơi xử lý"]) == ("Cần xử lý ngay", sample.COMMITTEE)
    assert len(rows(sheet)) == len(sample.ordinary().lines)


def test_a_line_opens_the_page_that_a_citizen_sees() -> None:
    sheet = opened(sample.ordinary())["Chi tiết"]
    head = [cell.value for cell in sheet[HEAD]]
    cells = [sheet.cell(HEAD + 1, head.index(x) + 1) for x in ("Trang phía tỉnh", "Trang quốc gia")]

    assert [(x.value, x.hyperlink.target) for x in cells] == [
        ("Mở trang", sample.PAGES["dvctn"]),
        ("Mở trang", sample.PAGES["dvcqg"]),
    ]


def test_every_open_or_awaiting_line_stands_on_the_sheet_of_its_desk_and_on_no_other() -> None:
    book = opened(sample.ordinary())

    assert {name: column(book[name], "Mã TTHC") for name in DESKS} == {
        "Chưa phân phòng": ["␣1.990014"],
        sample.LEGAL: ["1.990017", "1.990019"],
        sample.CIVIL: ["2.990012.000.00.00.H53", "1.990013", "1.990033", "1.990018"],
        sample.COMMITTEE: ["2.990015"],
        "Kiến nghị Bộ Tư pháp": ["1.99⟦U+041E⟧016"],
    }


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (("Phòng A/B: [1]*?", "Phòng A B  1"), ["Phòng A B 1", "Phòng A B 1 (2)"]),
        (("x" * 40, "X" * 40), ["x" * 31, "X" * 26 + " (2)"]),
        (("'", "", "History"), ["Nơi xử lý", "Nơi xử lý (2)", "History"]),
    ],
)
def test_a_desk_gets_a_sheet_name_that_excel_takes(wanted: tuple[str, ...], names: list[str]) -> None:
    assert sheet_names(wanted) == names


def test_the_summary_gives_a_number_or_says_that_it_is_not_known() -> None:
    def figures(report: Report) -> dict[Any, Any]:
        return {row[1]: row[2] for row in rows(opened(report)["Tổng hợp"])}

    assert figures(sample.ordinary())["Phải công khai"] == 219
    assert figures(sample.ordinary())["Số liệu của đêm"] == datetime(2026, 11, 22)  # noqa: DTZ001
    assert figures(sample.ordinary())["Tỷ lệ đã công khai, ít nhất"] == pytest.approx(215 / 219)
    assert figures(sample.ordinary())["Tỷ lệ đã công khai, nhiều nhất"] == pytest.approx(216 / 219)
    assert figures(sample.empty())["Phải công khai"] == "chưa xác định"


@pytest.mark.parametrize(("published", "shown"), [(215, "0.0%"), (219, "0.0%"), (0, "0.0%")])
def test_a_share_has_one_decimal(published: int, shown: str) -> None:
    assert _share_format(219, published) == shown


@pytest.mark.parametrize(("whole", "published"), [(9_999, 9_998), (9_999, 1)])
def test_a_share_that_one_decimal_would_round_to_all_or_nothing_has_two(whole: int, published: int) -> None:
    assert _share_format(whole, published) == "0.00%"


def _share_format(whole: int, published: int) -> str:
    sheet = opened(replace(sample.ordinary(), figures=Figures(sample.NIGHT, whole, published, 0)))["Tổng hợp"]
    (cell,) = [row[2] for row in sheet.iter_rows() if row[1].value == "Tỷ lệ đã công khai, ít nhất"]
    return str(cell.number_format)


def test_the_matrix_of_communes_marks_who_lacks_what() -> None:
    sheet = opened(sample.ordinary())["Theo xã"]
    head = [cell.value for cell in sheet[HEAD]]
    first, second = (dict(zip(head, row, strict=True)) for row in rows(sheet))

    assert (first["Mã TTHC"], first["Số xã thiếu"], first["Trên tổng số xã"]) == ("2.990021", 2, 96)
    assert [name for name in head[6:] if first[name] == "×"] == ["Xã Mẫu Hai", "Xã Mẫu Một"]
    assert sum(second[name] == "×" for name in head[6:]) == 11


def test_a_night_that_was_not_read_is_told_on_every_sheet() -> None:
    for sheet in opened(sample.failed()).worksheets:
        assert [sheet["A3"].value, sheet["A4"].value] == [
            "Đêm 23/11/2026 không đối chiếu được vì Dịch vụ công tại Tây Ninh không đọc được: "
            "tường lửa từ chối cả ba lượt hỏi.",
            "Mọi số về công khai, mọi dòng chênh lệch là của đêm 22/11/2026, nhắc lại nguyên vẹn.",
        ]


@pytest.mark.parametrize("text", [*sample.FORMULAS, *sample.XSS])
def test_no_text_becomes_a_formula_and_only_web_addresses_of_pages_become_links(text: str) -> None:
    drawn = render(sample.with_text(sample.ordinary(), text))

    parts = zipfile.ZipFile(io.BytesIO(drawn))
    sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == len(FIRST) + 2 + len(LAST)  # all desks have one name, and the ministry's sheet another
    assert not [xml for xml in sheets if "<f>" in xml or "<f " in xml]
    links = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".rels") and "worksheets" in name]
    targets = {x for xml in links for x in re.findall('Target="([^"]*)"', xml)}
    assert targets == ({text} if safe_link(text) else set())


def test_a_formula_like_name_reads_back_as_it_was() -> None:
    names = column(opened(sample.ordinary())["Chi tiết"], "Tên TTHC")

    assert '=HYPERLINK("http://vi.du";"bấm")' in names


def test_words_that_only_one_side_has_are_marked_in_the_cell() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render(sample.paired())), rich_text=True)["Chi tiết"]
    (line,) = [row for row in rows(sheet) if row[4] == "1.990124"]
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

    assert column(sheet, "Phía tỉnh") == [
        words[:MAX_CELL] + " … (đã cắt bớt; toàn văn ở bản JSON)",
        often,
    ]


def test_of_a_long_wording_the_cell_holds_what_differs() -> None:
    (local,) = [row[7] for row in rows(opened(sample.paired())["Chi tiết"]) if row[4] == "1.990123"]

    assert "12. Người yêu cầu phải nộp thêm giấy xác nhận mẫu; người yêu cầu nộp hồ sơ" in local
    assert local.startswith(" … 26 chữ giống nhau … hẹn trả kết quả")
    assert len(local) < 700


def test_a_ground_and_the_pairs_that_wait_stand_in_the_workbook() -> None:
    book = opened(sample.paired())

    assert [x for x in column(book["Chi tiết"], "Căn cứ của tình trạng") if x] == [pair_lines.GROUND]
    assert column(book["Chờ ghép"], "Mã ở phía tỉnh") == ["1.990102.H53", ""]
    assert column(book["Chờ ghép"], "Độ gần của tên") == [0.96, 0.871]


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
