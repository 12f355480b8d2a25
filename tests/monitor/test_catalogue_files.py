"""Publication decisions and lists are read in the layouts in which people have them; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.catalogue.blocks import UnreadableFile
from monitor.catalogue.decision import Decision
from monitor.catalogue.files import read_content
from monitor.catalogue.headers import Column, column_of
from monitor.catalogue.values import Given, Reading
from tests.monitor.catalogue_files import FRONT, HEAD, ONE, TWO, csv, docx, flattened, xlsx

GIVEN = Given("12/QĐ-UBND", date(2026, 11, 18), "UBND tỉnh", date(2026, 12, 1))
DECISION = Decision(
    "12/QĐ-UBND", date(2026, 11, 18), "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH TÂY NINH", date(2026, 12, 1), "Công chứng"
)
BARS = "|---|---|---|---|---|---|"


def read(name: str, content: bytes, told: Given = GIVEN) -> Reading:
    return read_content(name, content, told)


def table(*rows: tuple[str, ...]) -> Reading:
    return read("a.xlsx", xlsx(HEAD, *rows))


def facts(reading: Reading) -> list[tuple[str, ...]]:
    return [(p.code, p.name, p.time_text, p.place, p.fee_text) for p in reading.procedures]


def doubts(reading: Reading) -> list[tuple[str, str]]:
    return [(d.where, d.text) for d in reading.all_doubts]


def drawn(*rows: tuple[str, ...]) -> bytes:
    bars = ["| " + " | ".join(c.replace("\n", "<br>") for c in row) + " |" for row in rows]
    return "\n".join([*FRONT, "", bars[0], BARS, *bars[1:]]).encode()


LAYOUTS: dict[str, tuple[str, bytes]] = {
    "XLSX": ("a.xlsx", xlsx(HEAD, ONE, TWO)),
    "CSV with commas": ("a.csv", csv(HEAD, ONE, TWO)),
    "CSV with semicolons and a mark": ("a.csv", csv((*HEAD, "", ""), ONE, TWO, delimiter=";", mark=True)),
    "CSV with tabs": ("a.csv", csv(HEAD, ONE, TWO, delimiter="\t")),
    "DOCX": ("a.docx", docx(*FRONT, [HEAD, ONE, TWO])),
    "Markdown": ("a.md", drawn(HEAD, ONE, TWO)),
    "flattened text": ("a.txt", flattened(FRONT, [HEAD, ONE, TWO])),
    "flattened text with Windows lines": ("a.txt", flattened(FRONT, [HEAD, ONE, TWO]).replace(b"\n", b"\r\n")),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_gives_the_same_procedures_without_a_doubt(name: str) -> None:
    reading = read(*LAYOUTS[name])

    assert facts(reading) == [ONE[1:], TWO[1:]]
    assert doubts(reading) == []
    assert {(p.decision, p.signed, p.effective_from) for p in reading.procedures} == {
        ("12/QĐ-UBND", date(2026, 11, 18), date(2026, 12, 1))
    }


@pytest.mark.parametrize("name", ["DOCX", "Markdown", "flattened text"])
def test_the_text_of_a_decision_tells_its_number_days_issuer_and_field(name: str) -> None:
    reading = read(*LAYOUTS[name], Given())

    assert reading.decision == DECISION
    assert {p.sector for p in reading.procedures} == {"Công chứng"}
    assert {p.abolished for p in reading.procedures} == {False}  # Điều 1 speaks of one, the annex has none
    assert doubts(reading) == []


def test_a_letterhead_that_is_a_table_is_read_line_by_line() -> None:
    letterhead = [
        ("ỦY BAN NHÂN DÂN\nTỈNH TÂY NINH", "CỘNG HÒA"),
        ("Số: 12/QĐ-UBND", "Tây Ninh, ngày 18 tháng 11\nnăm 2026"),
    ]

    reading = read("a.docx", docx(letterhead, *FRONT[3:], [HEAD, ONE]), Given())

    assert reading.decision == DECISION


def test_a_person_goes_before_the_text_and_a_contradiction_is_a_doubt() -> None:
    told = Given("13/QĐ-UBND", date(2026, 11, 19), "", date(2026, 12, 1))

    reading = read(*LAYOUTS["DOCX"], told)

    assert reading.procedures[0].decision == "13/QĐ-UBND"
    assert doubts(reading) == [
        ("quyết định", "số được nêu là 13/QĐ-UBND, văn bản ghi 12/QĐ-UBND"),
        ("quyết định", "ngày ký được nêu là 19/11/2026, văn bản ghi 18/11/2026"),
    ]


def test_an_effective_day_before_the_signing_is_kept_and_doubted_and_a_weekend_is_noted() -> None:
    front = [line.replace("ngày 18", "ngày 22").replace("01/12/2026", "01/11/2026") for line in FRONT]

    reading = read("a.txt", flattened(front, [HEAD, ONE]), Given())

    assert reading.procedures[0].effective_from == date(2026, 11, 1)
    assert doubts(reading) == [
        ("quyết định", "áp dụng từ 01/11/2026, trước ngày ký 22/11/2026; giữ như văn bản ghi"),
    ]
    assert reading.notes == ("quyết định ký ngày 22/11/2026 là Chủ nhật",)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("có hiệu lực thi hành kể từ ngày ký.", date(2026, 11, 18)),
        ("có hiệu lực kể từ ngày ký ban hành.", date(2026, 11, 18)),
        ("có hiệu lực thi hành từ ngày 05 tháng 12 năm 2026.", date(2026, 12, 5)),
        ("có hiệu lực thi hành kể từ ngày 5/12/2026.", date(2026, 12, 5)),
        ("có hiệu lực thi hành kể từ ngày 31/02/2026.", None),
        ("được thi hành.", None),
    ],
)
def test_the_effective_day_is_read_as_decisions_write_it(words: str, day: date | None) -> None:
    front = [*FRONT[:7], f"Điều 2. Quyết định này {words}", *FRONT[8:]]

    reading = read("a.txt", flattened(front, [HEAD, ONE]), Given())

    assert reading.procedures[0].effective_from == day
    assert bool(reading.doubts) == (day is None)


def test_an_annex_alone_names_its_decision() -> None:
    reading = read("a.docx", docx(*FRONT[8:], [HEAD, ONE]), Given())

    assert (reading.decision.number, reading.decision.signed) == ("12/QĐ-UBND", date(2026, 11, 18))


def test_an_annex_that_leaves_the_number_open_is_noted() -> None:
    front = [*FRONT[:-1], "(Ban hành kèm theo Quyết định số /QĐ-UBND ngày tháng năm 2026 của Chủ tịch)"]

    reading = read("a.txt", flattened(front, [HEAD, ONE]), Given())

    assert reading.decision == DECISION
    assert reading.notes == ("phụ lục để trống số, ngày của quyết định; đã lấy theo phần đầu văn bản",)


# --- codes ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["1.000001.00 0.00.00.H61", "1.000001.000\n.00.00.H61", "'1.000001", " 1.000001 "])
def test_blanks_and_line_breaks_inside_a_code_do_not_matter(code: str) -> None:
    reading = table(("1", code, "Cấp thẻ mẫu", "", "", ""))

    assert [(p.code, p.name) for p in reading.procedures] == [(" ".join(code.split()), "Cấp thẻ mẫu")]
    assert doubts(reading) == []


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("T-TNI-123456-TT", "không đọc được mã: «T-TNI-123456-TT»"),
        ("1.0001", "không đọc được mã: «1.0001»"),
        ("1.000001 1.000002", "không đọc được mã: «1.000001 1.000002»"),
        ("", "không có mã"),
    ],
)
def test_a_row_without_a_readable_code_is_kept_word_for_word_with_its_doubt(code: str, why: str) -> None:
    reading = table(("1", code, "Cấp thẻ mẫu", "05 ngày", "", "Không"), TWO)

    row = reading.rows[0]
    assert dict(row.cells) == {
        k: v for k, v in zip(HEAD, ("1", code, "Cấp thẻ mẫu", "05 ngày", "", "Không"), strict=True) if v
    }
    assert row.procedure is not None
    assert (row.procedure.code, row.procedure.name) == (code, "Cấp thẻ mẫu")
    assert doubts(reading) == [("trang «Danh mục», hàng 2, cột Mã TTHC", why)]


def test_a_code_that_a_spreadsheet_holds_as_a_number_is_read_as_it_is_shown() -> None:
    reading = table(("1", 1.001193, "Cấp thẻ mẫu", "", "", ""), ("2", 2.0005, "Cấp thẻ khác", "", "", ""))  # type: ignore[arg-type]

    assert [p.code for p in reading.procedures] == ["1.001193", "2.0005"]  # the zeros are not in the file
    assert doubts(reading) == [("trang «Danh mục», hàng 3, cột Mã TTHC", "không đọc được mã: «2.0005»")]


def test_a_code_told_twice_is_a_doubt_at_the_second_place() -> None:
    reading = table(ONE, TWO, ("3", "1.000001", "Cấp thẻ mẫu loại một", "", "", ""))

    assert len(reading.procedures) == 3
    assert doubts(reading) == [
        ("trang «Danh mục», hàng 4, cột Mã TTHC", "trùng mã 1.000001 với trang «Danh mục», hàng 2")
    ]


# --- cells ------------------------------------------------------------------------------


def test_as_above_is_what_stands_above_also_through_several_rows() -> None:
    reading = table(
        ONE,
        ("2", "1.000002", "Tên hai", "Như trên", "nt", "Như trên"),
        ("3", "1.000003", "Tên ba", "như trên.", "Khác", '"'),
    )

    assert [p.time_text for p in reading.procedures] == ["05 ngày làm việc"] * 3
    assert [p.place for p in reading.procedures] == ["Trung tâm mẫu", "Trung tâm mẫu", "Khác"]
    assert [p.fee_text for p in reading.procedures] == ["Không"] * 3
    assert dict(reading.rows[1].cells)["Thời hạn giải quyết"] == "Như trên"  # as written
    assert doubts(reading) == []


def test_as_above_without_anything_above_and_other_references_are_doubts() -> None:
    reading = table(("1", "1.000001", "Tên", "Như trên", "Như mục 3 nêu trên", "Không"))

    assert (reading.procedures[0].time_text, reading.procedures[0].place) == ("Như trên", "Như mục 3 nêu trên")
    assert doubts(reading) == [
        ("trang «Danh mục», hàng 2, cột Thời hạn giải quyết", "ghi «Như trên» mà hàng trên không có gì"),
        (
            "trang «Danh mục», hàng 2, cột Địa điểm thực hiện",
            "dẫn tới chỗ khác, không tự hiểu: «Như mục 3 nêu trên»",
        ),
    ]


def test_stray_marks_fall_off_names() -> None:
    text = flattened(
        FRONT, [HEAD, ("1", "1.000001", "Cấp bản sao *của sổ*, *tổ chức*", "*05 ngày*", "__Nơi__", "Không")]
    )

    reading = read("a.md", text)

    assert facts(reading) == [("1.000001", "Cấp bản sao của sổ, tổ chức", "05 ngày", "Nơi", "Không")]
    assert table(("1", "1.000001", "*Cấp bản sao*", "", "", "")).procedures[0].name == "Cấp bản sao"


def test_a_cell_merged_down_holds_for_every_row_that_it_covers() -> None:
    rows = (HEAD, ONE, ("2", "1.000002", "Tên hai", "", "Nơi khác", ""))

    sheet = read("a.xlsx", xlsx(*rows, merged=["D2:D3"]))
    document = read("a.docx", docx(rows, merged=[(1, 3, 2, 3)]))

    for reading in (sheet, document):
        assert [p.time_text for p in reading.procedures] == ["05 ngày làm việc", "05 ngày làm việc"]
        assert doubts(reading) == []


def test_a_code_merged_down_over_several_rows_is_one_procedure_of_several_cases() -> None:
    rows = (HEAD, ONE, ("", "", "", "10 ngày khi xác minh", "", "20.000 đồng"), TWO)
    merged = ["A2:A3", "B2:B3", "C2:C3", "E2:E3"]

    reading = read("a.xlsx", xlsx(*rows, merged=merged))

    assert facts(reading) == [
        ("1.000001", ONE[2], "05 ngày làm việc\n10 ngày khi xác minh", "Trung tâm mẫu", "Không\n20.000 đồng"),
        TWO[1:],
    ]


def test_a_head_of_two_rows_is_one_head() -> None:
    head = ("STT", "Mã TTHC", "Tên thủ tục hành chính", "Thời hạn", "Mức thu", "")
    below = ("", "", "", "", "Phí", "Lệ phí")

    reading = read(
        "a.xlsx", xlsx(head, below, ("1", "1.000001", "Tên", "1 ngày", "Không", "8.000 đồng"), merged=["E1:F1"])
    )

    assert reading.procedures[0].fee_text == "Phí: Không\nLệ phí: 8.000 đồng"
    assert doubts(reading) == []


def test_the_row_that_numbers_the_columns_and_a_head_repeated_on_the_next_page_are_no_procedures() -> None:
    reading = table(("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), ONE, HEAD, TWO)

    assert facts(reading) == [ONE[1:], TWO[1:]]
    assert len(reading.rows) == 2
    assert doubts(reading) == []


def test_a_list_that_goes_on_in_the_next_table_without_a_head_is_read_on() -> None:
    reading = read("a.docx", docx(*FRONT, [HEAD, ONE], "", [TWO]))

    assert facts(reading) == [ONE[1:], TWO[1:]]


def test_a_column_that_is_not_understood_is_a_doubt_and_its_text_is_kept() -> None:
    reading = read("a.xlsx", xlsx((*HEAD, "Mã màu"), (*ONE, "xanh")))

    assert dict(reading.rows[0].cells)["Mã màu"] == "xanh"
    assert doubts(reading) == [
        ("trang «Danh mục», hàng 1, cột «Mã màu»", "không hiểu đầu cột; nội dung được giữ nguyên")
    ]


def test_a_row_with_another_number_of_cells_is_a_doubt_not_a_shift() -> None:
    text = flattened(FRONT, [HEAD, ONE[:4], TWO])

    reading = read("a.txt", text)

    assert [p.code for p in reading.procedures] == ["1.000001", "1.000002.H53"]
    assert facts(reading)[1] == TWO[1:]
    assert [text for _, text in doubts(reading)] == ["hàng có 4 ô, đầu bảng có 6 ô"]


def test_a_code_in_a_table_without_a_head_is_a_doubt() -> None:
    reading = read("a.docx", docx(*FRONT, [HEAD, ONE], [("1", "1.000009", "Các bước")]))

    assert reading.rows[1].procedure is None
    assert [text for _, text in doubts(reading)] == [
        "có mã 1.000009 ở bảng không có đầu cột nhận ra được; không đọc thành thủ tục"
    ]


# --- parts of an annex -----------------------------------------------------------------


def headed(*rows: str | tuple[str, ...]) -> Reading:
    """A list with headings across the whole table."""
    whole = [(r, "", "", "", "", "") if isinstance(r, str) else r for r in rows]
    merged = [f"A{i}:F{i}" for i, r in enumerate(rows, 2) if isinstance(r, str)]
    return read("a.xlsx", xlsx(HEAD, *whole, merged=merged))


def test_headings_tell_part_field_and_level() -> None:
    reading = headed(
        "A. DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH",
        "I. LĨNH VỰC: THỪA PHÁT LẠI (01 TTHC)",
        "1. Cấp tỉnh",
        ONE,
        "II. LĨNH VỰC HỘ TỊCH",
        "1. THỦ TỤC HÀNH CHÍNH ÁP DỤNG CHUNG (CẤP TÍNH, XÃ)",
        TWO,
        "B. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ",
        ("1", "1.000003", "Tên ba", "", "", ""),
    )

    assert [(r.kind, p.sector, p.level, p.abolished) for r in reading.rows if (p := r.procedure)] == [
        ("mới ban hành", "Thừa hành viên", "cấp tỉnh", False),
        ("mới ban hành", "Hộ tịch", "áp dụng chung, cấp tỉnh, cấp xã", False),
        ("bị bãi bỏ", "", "", True),
    ]
    assert doubts(reading) == []
    assert reading.notes == ("trang «Danh mục», hàng 7: «CẤP TÍNH» được hiểu là «CẤP TỈNH»",)


@pytest.mark.parametrize(
    ("heading", "abolished", "why"),
    [
        ("DANH MỤC THỦ TỤC HÀNH CHÍNH ĐƯỢC SỬA ĐỔI, BỔ SUNG", False, ""),
        ("DANH MỤC THỦ TỤC HÀNH CHÍNH CHUẨN HÓA", False, ""),
        ("DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ, THAY THẾ", True, ""),
        (
            "DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ THAY THẾ",
            True,
            "thuộc phần bị thay thế mà không ghi mã thay thế; tính như bị bãi bỏ",
        ),
        (
            "DANH MỤC THỦ TỤC HÀNH CHÍNH ĐƯỢC SỬA ĐỔI, BỔ SUNG VÀ BỊ BÃI BỎ",
            False,
            "không rõ là công bố hay bãi bỏ: «được sửa đổi, bổ sung, bị bãi bỏ»",
        ),
    ],
)
def test_a_part_takes_away_only_where_its_heading_says_so(heading: str, abolished: bool, why: str) -> None:
    reading = headed(heading, ONE)

    assert reading.procedures[0].abolished == abolished
    assert [text for _, text in doubts(reading)] == ([why] if why else [])


def test_a_code_in_whose_place_another_stands_is_replaced_not_abolished() -> None:
    rows = (("STT", "Mã TTHC", "Mã TTHC thay thế", "Tên TTHC"), ("1", "1.000001", "1.000002", "Tên"))

    (procedure,) = read("a.xlsx", xlsx(*rows)).procedures

    assert (procedure.code, procedure.replaced_by, procedure.abolished) == ("1.000001", "1.000002", False)


def test_where_papers_are_received_is_not_the_level() -> None:
    assert headed("DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH TIẾP NHẬN TẠI CẤP XÃ", ONE).procedures[0].level == ""


def test_an_announced_number_that_does_not_match_is_a_doubt() -> None:
    reading = headed(
        "I. LĨNH VỰC: CÔNG CHỨNG (03 TTHC)", ONE, TWO, "II. LĨNH VỰC: HỘ TỊCH (01 TTHC)", ("1", "1.000003", "Ba")
    )

    assert doubts(reading) == [
        (
            "trang «Danh mục», hàng 2",
            "đề mục ghi 3 thủ tục, đọc được 2: «I. LĨNH VỰC: CÔNG CHỨNG (03 TTHC)»",
        )
    ]


def test_a_heading_that_is_not_understood_is_kept_and_ends_the_field_before_it() -> None:
    reading = headed("I. LĨNH VỰC: CÔNG CHỨNG", ONE, "II. ĐIỀU GÌ ĐÓ KHÁC", TWO)

    assert [p.sector for p in reading.procedures] == ["Công chứng", ""]
    assert doubts(reading) == [
        ("trang «Danh mục», hàng 4", "hàng chỉ có một ô, không hiểu là đề mục gì: «II. ĐIỀU GÌ ĐÓ KHÁC»"),
        ("trang «Danh mục», hàng 5, cột Lĩnh vực", "không rõ lĩnh vực: đề mục ở trên không hiểu được"),
    ]


def test_headings_between_tables_of_a_document_count_and_sentences_before_the_annex_do_not() -> None:
    front = [*FRONT[:7], "2. Bãi bỏ: 01 (một) thủ tục hành chính cấp xã.", *FRONT[7:]]

    reading = read(
        "a.docx",
        docx(
            *front, "I. THỦ TỤC HÀNH CHÍNH CẤP XÃ", [HEAD, ONE], "II. THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ", [HEAD[:3], TWO[:3]]
        ),
        Given(),
    )

    assert [(p.level, p.abolished) for p in reading.procedures] == [("cấp xã", False), ("", True)]


def test_internal_procedures_are_told_by_their_part_or_their_column() -> None:
    assert headed("II. THỦ TỤC HÀNH CHÍNH NỘI BỘ", ONE).procedures[0].internal
    assert read("a.csv", csv((*HEAD[:3], "Nội bộ"), ("1", "1.000001", "Tên", "có"))).procedures[0].internal


def test_columns_of_a_row_go_before_headings_and_decision() -> None:
    head = ("Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện", "Quyết định công bố", "Ngày ký", "Ngày hiệu lực")
    row = ("1.000001", "Tên", "Luật sư", "Cấp tỉnh", "9/QĐ-BTP", "02/01/2026", "2026-02-03")

    (procedure,) = read("a.csv", csv((*head, "Tình trạng"), (*row, "Bị bãi bỏ"))).procedures

    assert (procedure.sector, procedure.level, procedure.decision) == ("Luật sư", "Cấp tỉnh", "9/QĐ-BTP")
    assert (procedure.signed, procedure.effective_from) == (date(2026, 1, 2), date(2026, 2, 3))
    assert procedure.abolished


def test_a_day_that_is_not_understood_is_a_doubt() -> None:
    reading = read("a.csv", csv(("Mã TTHC", "Tên TTHC", "Ngày ký"), ("1.000001", "Tên", "đầu năm")))

    assert doubts(reading) == [("dòng 2, cột Ngày ký", "không hiểu ngày: «đầu năm»")]


# --- sheets -------------------------------------------------------------------------------

SHEET = """Chi tiết thủ tục hành chính
Mã thủ tục: 1.000001.000.00.00.H53
Số quyết định: 12/QĐ-UBND
Tên thủ tục: Cấp thẻ mẫu
Cấp thực hiện: Cấp Xã
Lĩnh vực: Hộ tịch
Trình tự thực hiện:
Bước 1: Nộp hồ sơ.
Cách thức thực hiện:
Trực tiếp
05 ngày
Căn cứ pháp lý:
Luật mẫu
"""


def test_sheets_of_single_procedures_are_rows_and_every_part_is_kept() -> None:
    other = SHEET.replace("1.000001", "1.000002").replace("Cấp thẻ mẫu", "Cấp thẻ khác")

    reading = read("a.txt", (SHEET + other).encode(), Given(signed=date(2026, 1, 1), effective=date(2026, 1, 2)))

    assert [(p.code, p.name, p.level, p.sector, p.decision) for p in reading.procedures] == [
        ("1.000001.000.00.00.H53", "Cấp thẻ mẫu", "Cấp Xã", "Hộ tịch", "12/QĐ-UBND"),
        ("1.000002.000.00.00.H53", "Cấp thẻ khác", "Cấp Xã", "Hộ tịch", "12/QĐ-UBND"),
    ]
    assert dict(reading.rows[0].cells)["Cách thức thực hiện"] == "Trực tiếp\n05 ngày"
    assert [text for _, text in doubts(reading)] == [
        "thời hạn, phí nằm trong bảng cách thức đã trải thành chữ; giữ nguyên, không tách"
    ] * 2


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"%PDF", "tệp PDF không giữ được các ô của bảng"),
        ("a.xls", b"\xd0\xcf", "lưu lại dạng .xlsx"),
        ("a.doc", b"\xd0\xcf", "lưu lại dạng .docx"),
        ("a.json", b"{}", "không nhận ra dạng .json"),
        ("a.xlsx", b"not a zip", "tệp hỏng"),
        ("a.docx", xlsx(HEAD), "không đọc được văn bản Word"),
        ("a.xlsx", docx("x"), "không đọc được bảng tính"),
        ("a.csv", b"M\xe3 TTHC;T\xean", "không phải văn bản UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        read(name, content)


@pytest.mark.parametrize("content", [b"", b"\n\n", "Chỉ có chữ.".encode(), csv(("a", "b"), ("1", "2"))])
def test_a_file_without_a_list_is_one_doubt(content: bytes) -> None:
    assert doubts(read("a.csv", content)) == [
        ("tệp", "không đọc được thủ tục nào: không thấy bảng có cột mã hoặc tên thủ tục")
    ]


# --- headings of columns --------------------------------------------------------------------

HEADINGS: dict[str, Column | None] = {
    "Số TT": Column.ORDINAL,
    "Mã\nthủ tục hành\nchính": Column.CODE,
    "maTTHC": Column.CODE,
    "Mã số TTHC (CSDLQG)": Column.CODE,
    "Mã TTHC được thay thế": Column.CODE,
    "Mã TTHC thay thế": Column.REPLACED_BY,
    "TÊN TTHC": Column.NAME,
    "Tên thủ tục hành chính được sửa đổi, bổ sung": Column.NAME,
    "Thời gian giải quyết": Column.TIME,
    "Địa điểm, cách thức thực hiện": Column.PLACE,
    "DVCTT": Column.SERVICE,
    "Dịch vụ công trực tuyến": Column.SERVICE,
    "Cơ quan giải quyết": Column.AGENCY,
    "Phí, lệ phí (nếu có)": Column.FEE,
    "Lệ phí (đồng)": Column.CHARGE_ALONE,
    "Căn cứ pháp lý": Column.LEGAL,
    "Tên văn bản quy phạm pháp luật quy định việc bãi bỏ thủ tục hành chính": Column.LEGAL,
    "Tên VBQPPL quy định nội dung bãi bỏ": Column.LEGAL,
    "LinhVuc": Column.SECTOR,
    "Ghi chú": Column.OTHER,
    "Tên đơn vị": None,
    "Mã màu": None,
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_are_understood_by_their_meaning(heading: str) -> None:
    assert column_of(heading) is HEADINGS[heading]


# --- nothing is lost --------------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), max_size=12)
MAKERS: list[Callable[..., Any]] = [
    lambda rows: ("a.xlsx", xlsx(HEAD, *rows)),
    lambda rows: ("a.docx", docx((rows and [HEAD, *rows]) or [HEAD])),
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[TEXT] * 6), max_size=5), st.sampled_from(MAKERS))
def test_no_row_that_names_something_is_lost(rows: list[tuple[str, ...]], make: Callable[..., Any]) -> None:
    numbered = [(str(i), f"1.{i:06}", *row[2:]) for i, row in enumerate(rows, 1)]

    reading = read(*make(numbered))

    assert [p.code for p in reading.procedures] == [code for _, code, *_ in numbered]
