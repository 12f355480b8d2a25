"""A catalogue is shown before anything is stored; the next comparison is given it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analysis.witnesses import Expected, ExpectedProcedure
from monitor import cataloguing
from monitor import config as configuration
from monitor.night import inputs_of
from storage import catalogue
from tests.monitor.catalogue_files import FRONT, HEAD, ONE, TWO, csv, docx, flattened
from tests.monitor.command import Ended, tthc
from tests.monitor.test_registering import CONFIG
from tests.storage.making import NIGHT, count, store

ISSUER = "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH TÂY NINH"
FIRST = ExpectedProcedure(
    "1.000001",
    "Cấp thẻ mẫu loại một",
    "12/QĐ-UBND",
    date(2026, 11, 18),
    ISSUER,
    "Công chứng",
    effective_from=date(2026, 12, 1),
    row="bảng 1, hàng 2",
    time_text="05 ngày làm việc",
    fee_text="Không",
    place="Trung tâm mẫu",
)


@dataclass(frozen=True)
class Desk:
    """A store, and files beside it."""

    folder: Path
    engine: Engine

    def ask(self, *args: object) -> Ended:
        return tthc("catalogue", *args, "--config", self.folder / "monitor.toml")

    def file(self, name: str, content: bytes) -> Path:
        (self.folder / name).write_bytes(content)
        return self.folder / name

    def rows(self, *args: object) -> list[dict[str, object]]:
        told: list[dict[str, object]] = json.loads(self.ask(*args, "--format", "json").out)
        return told


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "monitor.toml").write_text(CONFIG, encoding="utf-8")
    engine = store(tmp_path)
    yield Desk(tmp_path, engine)
    engine.dispose()


@pytest.fixture
def clear(desk: Desk) -> Path:
    """A decision about which nothing is in doubt."""
    return desk.file("qd.docx", docx(*FRONT, [HEAD, ONE]))


@pytest.fixture
def doubtful(desk: Desk) -> Path:
    """A decision of which one row has no readable code."""
    return desk.file("qd.txt", flattened(FRONT, [HEAD, ONE, ("2", "T-TNI-1", "Cấp thẻ lạ", "", "", "")]))


def test_a_preview_shows_every_row_and_stores_nothing(desk: Desk, clear: Path) -> None:
    ended = desk.ask("import", clear, "--preview")

    assert (ended.code, ended.err) == (0, "")
    assert "Cấp thẻ mẫu loại một" in ended.out
    assert ended.out.endswith(
        f"Quyết định: 12/QĐ-UBND, ký ngày 18/11/2026, {ISSUER}, áp dụng từ 01/12/2026.\n"
        "1 dòng, 1 thủ tục (1 công bố, 0 bãi bỏ), 1 thuộc lĩnh vực của ngành Tư pháp.\n"
        "Không có điều gì chưa rõ.\n"
    )
    assert count(desk.folder, "catalogue_import") == 0


def test_an_import_without_doubts_is_kept_and_expected_by_the_next_comparison(desk: Desk, clear: Path) -> None:
    ended = desk.ask("import", clear, "--whole-sector", "Công chứng", "--by", "Sở", "--note", "bản chính")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith(f"Đã ghi {clear}. Lần đối chiếu sau, hoặc `tthc compare`, sẽ dùng danh mục này.\n")
    expected = Expected((FIRST,), ("Công chứng",))
    assert catalogue.expected(desk.engine) == expected
    config = configuration.load(desk.folder / "monitor.toml")
    (given,) = inputs_of(config, desk.engine, NIGHT, ())
    assert given.expected == expected
    kept = catalogue.in_force(desk.engine)[0]
    assert (kept.series, kept.who, kept.note) == ("12/QĐ-UBND ngày 18/11/2026", "Sở", "bản chính")
    assert catalogue.content_of(desk.engine, kept.id) == clear.read_bytes()


def test_doubts_are_shown_and_nothing_is_stored_until_they_are_accepted(desk: Desk, doubtful: Path) -> None:
    refused = desk.ask("import", doubtful, "--store")

    assert refused.code == 2
    assert "- bảng 1, hàng 3 (dòng 39), cột Mã TTHC: không đọc được mã: «T-TNI-1»." in refused.out
    assert refused.err.startswith("tthc: Còn 1 điều chưa rõ nên chưa ghi gì")
    assert count(desk.folder, "catalogue_import") == 0

    accepted = desk.ask("import", doubtful, "--accept-doubts")

    assert (accepted.code, accepted.err) == (0, "")
    assert [(r["code"], r["doubts"]) for r in desk.rows("show")] == [
        ("1.000001", ""),
        ("T-TNI-1", "không đọc được mã: «T-TNI-1»"),
    ]


def test_what_a_person_says_of_the_decision_is_kept_with_a_list_that_says_nothing(desk: Desk) -> None:
    file = desk.file("ds.csv", csv(HEAD, ONE))
    told = ("--decision", "7/QĐ-UBND", "--signed", "2026-01-02", "--issuer", "UBND tỉnh", "--effective", "2026-01-03")

    assert desk.ask("import", file).code == 2
    assert desk.ask("import", file, *told, "--territory", "H53.101").code == 0

    (row,) = desk.rows("show")
    assert {k: row[k] for k in ("decision", "signed", "issuer", "effective_from", "territory", "holds")} == {
        "decision": "7/QĐ-UBND",
        "signed": "2026-01-02",
        "issuer": "UBND tỉnh",
        "effective_from": "2026-01-03",
        "territory": "H53.101",
        "holds": "đã đến ngày",
    }


def test_the_same_again_is_not_stored_twice_and_a_corrected_file_takes_its_place(desk: Desk, clear: Path) -> None:
    assert desk.ask("import", clear).code == 0
    again = desk.ask("import", clear)
    assert again.out.endswith(f"{clear} giống hệt bản đang dùng; không ghi gì.\n")
    assert count(desk.folder, "catalogue_import") == 1

    assert desk.ask("import", desk.file("sua.docx", docx(*FRONT, [HEAD, TWO]))).code == 0

    assert [r["code"] for r in desk.rows("show")] == ["1.000002.H53"]
    assert [(r["file"], r["holds"]) for r in desk.rows("list")] == [("sua.docx", "có"), ("qd.docx", "không")]


def test_an_import_is_taken_back_and_stays_on_record(desk: Desk, clear: Path) -> None:
    desk.ask("import", clear)

    ended = desk.ask("withdraw", 1, "--by", "Sở", "--note", "nhập nhầm")

    assert (ended.code, ended.out) == (
        0,
        "Đã thôi dùng 12/QĐ-UBND ngày 18/11/2026 (lần nhập số 1); những gì đã nhập vẫn còn trong kho.\n",
    )
    assert catalogue.expected(desk.engine) is None
    assert [(r["holds"], r["note"]) for r in desk.rows("list")] == [("thôi dùng", "nhập nhầm"), ("không", "")]
    assert desk.ask("withdraw", 1).err == "tthc: Không có lần nhập số 1 nào đang dùng; xem `tthc catalogue list`.\n"


def test_one_code_is_found_in_any_spelling(desk: Desk) -> None:
    desk.ask("import", desk.file("qd.docx", docx(*FRONT, [HEAD, ONE, TWO])))

    assert [r["code"] for r in desk.rows("show", "1.000002")] == ["1.000002.H53"]
    assert [r["code"] for r in desk.rows("show", "1.000002.000.00.00.H53")] == ["1.000002.H53"]
    assert desk.rows("show", "1.000003") == []


@pytest.mark.parametrize(
    ("name", "content", "options", "says"),
    [
        ("a.pdf", b"%PDF-1.4", (), "tệp PDF không giữ được các ô của bảng"),
        ("a.csv", b"a;b\n1;2\n", ("--accept-doubts",), "không có dòng nào đọc được thành thủ tục"),
        ("a.csv", b"a;b\n", ("--whole-sector", "Thú y"), "«Thú y» không phải một lĩnh vực của ngành Tư pháp"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(
    desk: Desk, name: str, content: bytes, options: tuple[str, ...], says: str
) -> None:
    ended = desk.ask("import", desk.file(name, content), *options)

    assert ended.code == 2
    assert says in ended.err
    assert ended.err.count("\n") == 1
    assert count(desk.folder, "catalogue_import") == 0


def test_a_file_that_is_not_there_is_named(desk: Desk) -> None:
    assert desk.ask("import", desk.folder / "x.csv").err == f"tthc: Không có tệp {desk.folder / 'x.csv'}.\n"


def test_the_report_says_which_of_the_three_witnesses_is_missing() -> None:
    def told(national: bool, provincial: bool, expected: bool) -> list[str]:
        words = cataloguing.missing_sentence(national=national, provincial=provincial, expected=expected)
        return [w for w in ("danh mục quốc gia (", "phần công khai của tỉnh (", "danh mục công bố (") if w in words]

    assert told(True, True, True) == []
    assert told(True, True, False) == ["danh mục công bố ("]
    assert told(False, True, True) == ["danh mục quốc gia ("]
    assert told(True, False, False) == ["phần công khai của tỉnh (", "danh mục công bố ("]
