"""Real lists and decisions are read with no row lost, and two decisions on the same procedures are told apart."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from analysis.codes import base_of, parse_code
from analysis.facts import bases
from analysis.model import LegalBasis, Level, Procedure, Term
from analysis.sectors import is_justice
from analysis.texts import canonical_text
from analysis.witnesses import ExpectedProcedure
from monitor.catalogue.decision import Decision
from monitor.catalogue.files import read_content
from monitor.catalogue.values import Reading
from tests.analysis.makers import NATIONAL, PAGES, paged_night
from tests.reference import reference

DECISIONS = "provincial/tnt305__tai_lieu_noi_bo"
DONG_NAI = f"{DECISIONS}/640111ea8077e047.dong-nai-2770.excerpt.md"
VINH_LONG = f"{DECISIONS}/741f24db1e774799.vinh-long-2637.excerpt.md"
QUANG_NGAI = f"{DECISIONS}/adda847abe350742.quang-ngai-1628.excerpt.md"
DA_NANG = "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/crawl_tthc/DanhSachTTHC.csv"
SHEETS = "provincial/NADUNGVN__Chatbot_PDF/data/pdf"
SHEET_TEXT = "provincial/NADUNGVN__CHATBOT/experimental_1/data/text/1.000656.000.00.00.H29.txt"


def read(relative: str) -> Reading:
    return _read(reference(relative))


@cache
def _read(path: Path) -> Reading:
    return read_content(path.name, path.read_bytes())


def codes(reading: Reading) -> list[str]:
    return [base_of(p.code) or p.code for p in reading.procedures]


CHUNG = ["2.000908", "2.000815", "2.000884", "2.000992", "2.001008"]
XA = ["2.001035", "2.001019", "2.001016", "2.001406", "2.000913", "2.000927", "2.000942"]


def test_dong_nai_2770() -> None:
    reading = read(DONG_NAI)

    assert reading.decision == Decision(
        "2770/QĐ-UBND",
        date(2025, 11, 18),
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐỒNG NAI",
        date(2025, 11, 1),
        "Chứng thực",
    )
    assert codes(reading) == [*CHUNG, *XA]
    assert [p.level for p in reading.procedures] == ["áp dụng chung"] * 5 + ["cấp xã"] * 7
    assert {(p.sector, p.abolished) for p in reading.procedures} == {("Chứng thực", False)}
    assert Counter(p.service_level for p in reading.procedures) == {"Một phần": 9, "Toàn trình": 2, "Trực tiếp": 1}
    assert [d.text for d in reading.all_doubts] == [
        "áp dụng từ 01/11/2025, trước ngày ký 18/11/2025; giữ như văn bản ghi"
    ]
    assert reading.notes == ("phụ lục để trống số, ngày của quyết định; đã lấy theo phần đầu văn bản",)


def test_vinh_long_2637() -> None:
    reading = read(VINH_LONG)

    assert (reading.decision.number, reading.decision.signed) == ("2637/QĐ-UBND", date(2025, 11, 16))
    assert reading.decision.effective == date(2025, 11, 16)  # from the day of signing
    assert codes(reading) == [*CHUNG, *XA, "2.001009"]
    assert [p.abolished for p in reading.procedures] == [False] * 12 + [True]
    assert {p.level for p in reading.procedures[:5]} == {"áp dụng chung, cấp tỉnh, cấp xã"}
    assert {p.level for p in reading.procedures[5:]} == {"cấp xã"}
    assert {code.agency for p in reading.procedures if (code := parse_code(p.code))} == {"H61"}
    assert reading.all_doubts == ()
    assert any("«CẤP TÍNH» được hiểu là «CẤP TỈNH»" in note for note in reading.notes)
    assert "quyết định ký ngày 16/11/2025 là Chủ nhật" in reading.notes


def test_quang_ngai_1628() -> None:
    reading = read(QUANG_NGAI)

    assert codes(reading) == [
        *("1.001122", "2.000894", "1.009832", "2.000890", "2.000823", "2.000568", "1.001216", "1.000555", "1.001117"),
    ]
    assert {(p.sector, p.fee_text) for p in reading.procedures} <= {("Giám định tư pháp", "Không")}
    assert {code.agency for p in reading.procedures if (code := parse_code(p.code))} == {"H48"}
    assert all(p.time_text and p.place and p.legal_bases_text for p in reading.procedures)
    assert reading.all_doubts == ()


def test_da_nang_list_of_2237() -> None:
    reading = read(DA_NANG)

    justice = [p for p in reading.procedures if is_justice(p.sector)]
    assert (len(reading.rows), len(reading.procedures), len(justice)) == (2237, 2237, 218)
    assert all(p.code.endswith(".H17") for p in justice)
    assert [d.text for row in reading.rows for d in row.doubts] == ["trùng mã 1.013809.H17 với dòng 2082"]
    assert [d.text for d in reading.doubts] == [
        "không rõ số quyết định; hãy nêu bằng --decision",
        "không rõ ngày ký; hãy nêu bằng --signed",
        "không rõ ngày áp dụng; hãy nêu bằng --effective",
    ]


def test_the_text_of_a_sheet_of_hcm() -> None:
    (procedure,) = read(SHEET_TEXT).procedures

    told = (procedure.code, procedure.decision, procedure.level, procedure.sector)
    assert told == ("1.000656.000.00.00.H29", "2371/QĐ-UBND", "Cấp Xã", "Hộ tịch")


def test_five_sheets_of_hcm_are_five_rows_and_no_line_is_lost() -> None:
    files = sorted(reference(SHEETS).glob("*.pdf"))
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    texts = [subprocess.run(["pdftotext", f, "-"], capture_output=True, check=True).stdout.decode() for f in files]

    reading = read_content("phieu.txt", "\n".join(texts).encode())

    assert codes(reading) == ["1.000656", "1.000689", "1.000894", "1.001022", "1.001193"]
    assert {(p.decision, p.level, p.sector) for p in reading.procedures} == {("2371/QĐ-UBND", "Cấp Xã", "Hộ tịch")}
    kept = [" ".join(f"{name} {text}" for name, text in row.cells).split() for row in reading.rows]
    for text, words in zip(texts, kept, strict=True):
        lost = Counter(text.replace(":", " ").split()) - Counter(" ".join(words).replace(":", " ").split())
        assert set(lost) <= {"Chi", "tiết", "thủ", "tục", "hành", "chính", "HS"}  # the title above the sheet


# --- two decisions on one decision of the ministry ---------------------------------------

#: Every difference between the two annexes, found by reading them row by row and column by column.
#: What only words differ in is told as such; everything that is not here is the same.
BY_HAND: set[tuple[str, str, str]] = {
    # name
    ("2.000884", "tên", "CL09 khác nội dung"),  # "không thể ký" and "không ký"
    ("2.000927", "tên", "CL09 tên của 2.000913"),
    # time
    ("2.000815", "thời hạn", "khác lời, cùng thời hạn"),
    # fee
    ("2.000815", "phí", "CL16 chỉ Đồng Nai: 10 USD/bản"),
    ("2.000884", "phí", "CL16 chỉ Đồng Nai: 10 USD/bản"),
    ("2.001019", "phí", "CL16 giao dịch, di chúc"),
    # legal bases
    ("2.000815", "căn cứ", "CL26 Đồng Nai thiếu 264/2016/TT-BTC"),
    ("2.000884", "căn cứ", "CL26 Đồng Nai thiếu 264/2016/TT-BTC"),
    # place: the words differ everywhere; these rows name fewer ways of filing in Đồng Nai
    ("2.000815", "địa điểm", "Đồng Nai không ghi bưu chính"),
    ("2.000884", "địa điểm", "Đồng Nai không ghi bưu chính, trực tuyến"),
    ("2.000992", "địa điểm", "Đồng Nai không ghi bưu chính, trực tuyến"),
    ("2.001008", "địa điểm", "Đồng Nai không ghi bưu chính, trực tuyến"),
    ("2.000942", "địa điểm", "Đồng Nai không ghi bưu chính, trực tuyến"),
    # the part that one of them has alone
    ("2.001009", "bãi bỏ", "chỉ Vĩnh Long"),
}


def as_procedure(row: ExpectedProcedure, portal: str) -> Procedure:
    base = base_of(row.code) or ""
    both = "chung" in row.level
    levels = (Level.PROVINCE, Level.COMMUNE) if both else (Level.COMMUNE,)
    return Procedure(
        portal,
        f"{portal}-{base}",
        base,
        row.name,
        sector=Term("G15-TP03", row.sector),
        issuer=Term("G15", "Bộ Tư pháp"),
        levels=levels,
        internal=False,
        time_text=row.time_text,
        fee_text=row.fee_text,
        receiving_places=row.place,
        legal_bases=tuple(LegalBasis("", line) for line in row.legal_bases_text.split("\n")),
    )


_WAYS = {"trực tiếp": ("trực tiếp",), "trực tuyến": ("trực tuyến",), "bưu chính": ("bưu chính", "bưu điện")}


def ways_of_filing(place: str) -> set[str]:
    words = canonical_text(place)
    return {way for way, said in _WAYS.items() if any(s in words for s in said)}


def same_words(a: str | None, b: str | None) -> bool:
    return canonical_text(a or "").rstrip(" .") == canonical_text(b or "").rstrip(" .")


def test_the_comparison_of_two_decisions_gives_the_table_made_by_hand() -> None:
    dong_nai, vinh_long = read(DONG_NAI).procedures, read(VINH_LONG).procedures
    ours = [as_procedure(p, NATIONAL) for p in vinh_long if not p.abolished]
    theirs = [as_procedure(p, PAGES) for p in dong_nai]

    found = {*by_rules(ours, theirs), *by_places(ours, theirs), *by_time_words(ours, theirs)}
    known = {base_of(p.code) for p in dong_nai}
    found |= {(base_of(p.code) or "", "bãi bỏ", "chỉ Vĩnh Long") for p in vinh_long if base_of(p.code) not in known}

    assert found == BY_HAND


def by_rules(ours: list[Procedure], theirs: list[Procedure]) -> set[tuple[str, str, str]]:
    """What the rules on pairs say, with their reasons in few words."""
    found = set()
    for line in paged_night(ours, theirs).discrepancies:
        for words, part, told in _TOLD:
            if words in f"{line.rule} {line.severity_reason}":
                found.add((line.code, part, told))
                break
        else:
            found.add((line.code, line.part, f"{line.rule} {line.severity_reason}"))
    return found


_TOLD = (
    ("CL09 Nội dung tên thủ tục khác", "tên", "CL09 khác nội dung"),
    ("CL09 Tên ở phía tỉnh là tên của một thủ tục khác: 2.000913", "tên", "CL09 tên của 2.000913"),
    ("Chỉ địa phương ghi 10 USD/bản", "phí", "CL16 chỉ Đồng Nai: 10 USD/bản"),
    ("Địa phương 50.000 đồng/giao dịch, quốc gia 50.000 đồng/di chúc", "phí", "CL16 giao dịch, di chúc"),
    ("CL26 Thiếu văn bản mà danh mục quốc gia đang căn cứ: 264/2016", "căn cứ", "CL26 Đồng Nai thiếu 264/2016/TT-BTC"),
)


def by_places(ours: list[Procedure], theirs: list[Procedure]) -> set[tuple[str, str, str]]:
    """No rule compares the place of filing: the ways of filing that it names are compared here."""
    local = {p.code: p for p in theirs}
    found = set()
    for p in ours:
        a, b = ways_of_filing(p.receiving_places or ""), ways_of_filing(local[p.code].receiving_places or "")
        assert b <= a
        if a != b:
            found.add((p.code, "địa điểm", f"Đồng Nai không ghi {', '.join(sorted(a - b))}"))
    return found


def by_time_words(ours: list[Procedure], theirs: list[Procedure]) -> set[tuple[str, str, str]]:
    """Time limits in other words about which the rules have nothing to say."""
    local = {p.code: p for p in theirs}
    return {
        (p.code, "thời hạn", "khác lời, cùng thời hạn")
        for p in ours
        if not same_words(p.time_text, local[p.code].time_text)
    }


def test_the_words_of_the_place_differ_in_every_row_and_no_decision_cites_more_than_the_other_elsewhere() -> None:
    dong_nai = {base_of(p.code): p for p in read(DONG_NAI).procedures}
    for p in read(VINH_LONG).procedures[:12]:
        other = dong_nai[base_of(p.code)]
        assert not same_words(p.place, other.place)
        mine, theirs = ({b.number for b in bases(as_procedure(x, "x")) or ()} for x in (p, other))
        assert theirs <= mine
        assert mine - theirs == ({"264/2016/TT-BTC"} if base_of(p.code) in ("2.000815", "2.000884") else set())
