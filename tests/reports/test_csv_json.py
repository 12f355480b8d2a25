"""CSV and JSON: what is written is what the portal wrote, and reads back equal."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from analysis.report import Report
from reports import csv_, json_
from reports.sections import arrange
from tests.reports import pair_lines, sample


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_.render(report).decode("utf-8-sig"), newline="")))


def test_csv_begins_with_a_mark_and_a_header_and_quotes_every_field() -> None:
    drawn = csv_.render(replace(sample.ordinary(), lines=()))

    assert drawn == b"\xef\xbb\xbf" + (",".join(f'"{x}"' for x in csv_.HEADER) + "\r\n").encode()


def test_a_night_that_was_not_read_and_has_no_line_is_told_in_one_row() -> None:
    (row,) = rows(sample.empty())

    assert {name: value for name, value in row.items() if value} == {
        "Đêm": "22/11/2026",
        "Đêm của số liệu": "22/11/2026",
        "Về đêm này": "Đêm 22/11/2026: không có nguồn nào được đọc. Chưa có lần đọc đầy đủ nào, nên chưa có số liệu; "
        "“chưa xác định” không có nghĩa là 0.",
    }


def test_csv_has_a_row_a_line_in_the_order_of_the_page() -> None:
    report = sample.ordinary()
    ordered = [line for section in arrange(report).every for line in section.lines]

    assert [row["Khóa"] for row in rows(report)] == [x.sighting.discrepancy.key for x in ordered]
    assert rows(report)[0]["Thấy từ ngày"] == "21/11/2026"


def test_csv_tells_a_line_in_words() -> None:
    first = rows(sample.ordinary())[0]

    assert {name: first[name] for name in ("Cách xét", "Mức độ", "Tình trạng", "Phía tỉnh", "Danh mục quốc gia")} == {
        "Cách xét": "so hai nguồn",
        "Mức độ": "Nghiêm trọng",
        "Tình trạng": "Mới",
        "Phía tỉnh": "có tên trong danh sách; không có cơ quan áp dụng; không có dịch vụ công trong danh sách",
        "Danh mục quốc gia": "có tên trong danh sách",
    }
    assert (first["Nơi xử lý"], first["Phòng theo dõi"]) == (sample.COMMITTEE, sample.LEGAL)


@pytest.mark.parametrize("text", [*sample.FORMULAS, *sample.XSS, "a\u202eb\u200bc", "a\nb\rc\r\nd", '"', "", " x "])
def test_csv_reads_back_equal(text: str) -> None:
    for row in rows(sample.with_text(sample.ordinary(), text)):
        told = [row[name] for name in ("Mã TTHC", "Tên TTHC", "Lĩnh vực", "Chênh lệch", "Nơi xử lý", "Việc cần làm")]
        assert told == [text] * 6


def test_csv_writes_out_what_it_cannot_carry() -> None:
    row = rows(sample.with_text(sample.ordinary(), "a\x00b\ud800c"))[0]

    assert row["Tên TTHC"] == "a⟦U+0000⟧b⟦U+D800⟧c"


def test_csv_tells_what_a_standing_rests_on() -> None:
    assert [
        row["Căn cứ của tình trạng"] for row in rows(sample.paired()) if row["Tình trạng"] == "Hợp lệ theo căn cứ"
    ] == [pair_lines.GROUND]


def test_csv_tells_whether_the_night_could_look_and_why_not() -> None:
    lines = [row for row in rows(sample.failed()) if row["Mã loại"] != "CL34"]
    told = {(row["Đêm nay"], row["Vì sao không nhìn được"], row["Đêm"], row["Đêm của số liệu"]) for row in lines}

    assert told == {("Đêm nay không nhìn được", sample.failed().not_compared, "23/11/2026", "22/11/2026")}


def test_an_object_of_a_discrepancy_has_exactly_these_keys_and_null_for_an_absent_side() -> None:
    found = sample.discrepancy(provincial=None, part="", expected=None)

    assert json_.discrepancy_object(sample.sighting(found)) == {
        "rule": "CL13",
        "kind": "pair",
        "severity": "cao",
        "severity_reason": "Thời hạn tại địa phương dài hơn thời hạn của trung ương.",
        "code": "1.990013",
        "name": "Cấp bản sao trích lục mẫu",
        "sector": "Hộ tịch",
        "part": "",
        "national": "Nộp trực tiếp: 03 ngày làm việc kể từ ngày nhận đủ hồ sơ",
        "provincial": None,
        "expected": None,
        "sources": ["dvcqg", "dvctn"],
        "status": "đang mở",
        "look": "đã nhìn",
        "why_unseen": None,
        "first_seen": "2026-11-17",
        "last_seen": "2026-11-22",
        "key": "CL13|dvcqg+dvctn|1.990013|",
    }


def test_json_holds_the_whole_report_and_the_flat_discrepancies() -> None:
    report = sample.ordinary()

    told = json.loads(json_.render(report))

    drawn = {"counts", "desks", "discrepancies", "notice", "sections", "sectors"}
    assert set(told) == {f.name for f in fields(report)} | drawn
    assert told["discrepancies"] == [json_.discrepancy_object(x.sighting) for x in report.lines]
    assert told["figures"] == {"night": "2026-11-22", "in_scope": 219, "published": 215, "undetermined": 1}


def test_json_is_canonical() -> None:
    drawn = json_.render(sample.ordinary()).decode()

    again = json.dumps(json.loads(drawn), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    assert drawn == again


def test_json_says_null_and_not_zero_for_what_is_not_known() -> None:
    figures: dict[str, Any] = json.loads(json_.render(sample.empty()))["figures"]

    assert figures == {"night": None, "in_scope": None, "published": None, "undetermined": None}


@pytest.mark.parametrize("text", [*sample.XSS, "a\x00b\u202ec", "nửa cặp \ud800 x \udfff"])
def test_json_reads_back_equal(text: str) -> None:
    report = sample.with_text(sample.ordinary(), text)

    told = json.loads(json_.render(report))

    assert {x["name"] for x in told["discrepancies"]} == {text}
    assert told["title"] == text


def test_a_long_report_keeps_every_word_in_json_and_csv(tmp_path: Path) -> None:
    words = "từ " * 20_000
    report = replace(sample.ordinary(), lines=(sample.line(sample.discrepancy(national=words)),))

    csv.field_size_limit(10_000_000)
    assert rows(report)[0]["Danh mục quốc gia"] == words
    assert json.loads(json_.render(report))["discrepancies"][0]["national"] == words
