"""The whole ladder N1-N10, the ladder for steps, and what none of them may pass over."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.texts import (
    LADDER_NAMES,
    NAME_LADDER,
    SPELLINGS,
    STEP_LADDER,
    TEXT_LADDER,
    Forms,
    Sameness,
    Verdict,
    canonical_name,
    canonical_step,
    canonical_text,
    forms,
    is_blank,
    name_verdict,
    step_verdict,
    verdict,
)

PRESENTATION = Sameness.PRESENTATION


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        ("qui định của công ti", "quy định của công ty", ("N6",)),
        ("Sở Tư pháp quản lí", "STP quản lý", ("N4", "N6", "N7")),
        ("Phiếu lí lịch tư pháp", "Phiếu lý lịch tư pháp", ("N6",)),
        ("bản án li hôn, lí do li hôn", "bản án ly hôn, lý do ly hôn", ("N6",)),
        ("đăng kí giao dịch, kí tên, chữ kí số", "đăng ký giao dịch, ký tên, chữ ký số", ("N6",)),
        ("trợ giúp pháp lí, thụ lí, trợ lí", "trợ giúp pháp lý, thụ lý, trợ lý", ("N6",)),
        ("nội qui, qui chuẩn kĩ thuật theo định kì", "nội quy, quy chuẩn kỹ thuật theo định kỳ", ("N6",)),
        ("thân nhân liệt sỹ; Thạc sỹ", "thân nhân liệt sĩ; thạc sĩ", ("N4", "N6")),
        ("theo Nghị định số 123/2015/NĐ-CP", "theo 123/2015/NĐ-CP", ("N4", "N9")),
        ("NĐ 123/2015/NĐ-CP", "Nghị định 123/2015/nđ-cp", ("N4", "N9")),
        ("Luật số 60/2014/QH13", "60/2014/QH13", ("N4", "N9")),
        ("35/ 2026/QĐ-UBND", "35/2026/QĐ-UBND", ("N4", "N9")),
        ("2194/QĐ- UBND", "2194/QĐ-UBND", ("N4", "N9")),
        ("7/2014/NĐ-CP", "07/2014/NĐ-CP", ("N4", "N9")),
        ("ngày 23 tháng 6 năm 2022", "ngày 23/6/2022", ("N9",)),
        ("01-07-2025", "1/7/2025", ("N9",)),
        ("tháng 6 năm 2026", "tháng 06/2026", ("N9",)),
        ("7 ngày", "07 ngày", ("N10",)),
        ("7 ngày", "07 (bảy) ngày", ("N10",)),
        ("02 (hai) ngày làm việc", "2 ngày làm việc", ("N10",)),
        ("mười ngày làm việc", "10 ngày làm việc", ("N10",)),
        ("trong hai mươi mốt ngày", "trong 21 ngày", ("N10",)),
        ("mười (10) ngày", "10 ngày", ("N10",)),
        ("năm ngày làm việc", "5 ngày làm việc", ("N10",)),
        ("xác minh: năm ngày; + năm ngày", "xác minh: 5 ngày; + 5 ngày", ("N10",)),
        ("8.000đ", "8.000 đồng", ("N10",)),
        ("1.000 đồng", "1,000 đồng", ("N10",)),
        ("1.000 đồng", "1 000 đồng", ("N10",)),
        ("1.000", "1000", ("N10",)),
        ("3.5 ngày", "3,5 ngày", ("N10",)),
        ("2.000 đồng/ trang", "2.000đồng/trang", ("N10",)),
        ("1.000.000 đồng (một triệu đồng)", "1000000 đồng", ("N10",)),
    ],
)
def test_wording_is_told_with_the_steps_that_were_needed(a: str, b: str, steps: tuple[str, ...]) -> None:
    assert verdict(a, b) == Verdict(PRESENTATION, steps)


def test_a_step_that_changed_both_sides_alike_is_not_named() -> None:
    # double blanks and a capital on both sides: N1 and N4 have work to do, but only N10 is needed
    assert verdict("Trong  07 ngày", "Trong  7 ngày") == Verdict(PRESENTATION, ("N10",))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # N1, N4
        ("cấp lại", "cấp  lạ i"),
        # N2
        ("đơn", "dơn"),
        # N3
        ("(một cửa)", '"một cửa"'),
        # N5
        ("hủy bỏ", "huy bỏ"),
        ("thôi hành nghề", "thổi hành nghề"),
        ("qúy", "quy"),
        ("không", "khống"),
        # N6: only the words of the table
        ("Nguyễn Văn Lý", "Nguyễn Văn Lí"),
        ("Qui Nhơn", "Quy Nhơn"),
        ("lí", "lì"),
        ("ông Lí", "ông Lý"),
        ("Văn phòng công chứng Công Lí", "Văn phòng công chứng Công Lý"),
        ("lí lịch", "lì lịch"),
        ("li hợp", "ly hợp"),
        ("sỹ quan", "sĩ quan"),
        # N7
        ("UBND tỉnh", "HĐND tỉnh"),
        ("TP", "TX"),
        ("163/QĐ-BTP", "163/QĐ-bộ tư pháp"),
        # N9
        ("Luật 60/2014/QH13", "Luật 60/2015/QH13"),
        ("Luật 93/2015/QH13", "Nghị quyết 93/2015/QH13"),
        ("123/2015/NĐ-CP", "Thông tư 123/2015/NĐ-CP"),
        ("766/QĐ-TTg", "766/QĐ-UBND"),
        ("66.7/2025/NQ-CP", "667/2025/NQ-CP"),
        ("192/QĐ-UBND", "192a/QĐ-UBND"),
        ("ngày 01/7/2025", "ngày 07/1/2025"),
        ("ngày 31/02/2025", "ngày 03/03/2025"),
        ("tháng 6 năm 2026", "ngày 6 năm 2026"),
        # N10
        ("10 ngày", "10 ngày làm việc"),
        ("1.000", "1.0000"),
        ("3,5 ngày", "35 ngày"),
        ("3,5", "3,50"),
        ("02 (hai) ngày", "02 (ba) ngày"),
        ("2.500.000 đồng (hai triệu năm trăm đồng)", "2.500.000 đồng"),
        ("thứ hai ngày", "thứ 2 ngày"),
        ("hai bên", "2 bên"),
        ("một phần", "1 phần"),
        ("hai ba ngày", "23 ngày"),
        ("cuối năm ngày", "cuối 5 ngày"),
        ("điểm 1đ", "điểm 1 đồng"),
        ("1.001193", "1001193"),
        ("2.000815.01", "2000815.01"),
        ("Cấp", "Cấp lại"),
        ("10 ngày", "10 tháng"),
        ("007", "7"),
        ("0276 3822", "276 3822"),
    ],
)
def test_no_step_reaches_over_a_difference_of_content(a: str, b: str) -> None:
    assert verdict(a, b) == Verdict(Sameness.CONTENT)
    assert name_verdict(a, b) == Verdict(Sameness.CONTENT)


@pytest.mark.parametrize(("written", "usual"), SPELLINGS.items())
def test_every_word_of_the_table_meets_its_usual_spelling(written: str, usual: str) -> None:
    assert verdict(f"a {written}, b", f"a {usual}, b") == Verdict(PRESENTATION, ("N6",))


def test_n8_is_for_names_alone() -> None:
    assert name_verdict("Thủ tục hành chính đăng ký giám hộ;", "Đăng ký giám hộ") == Verdict(PRESENTATION, ("N4", "N8"))
    assert verdict("Thủ tục đăng ký giám hộ", "đăng ký giám hộ").kind is Sameness.CONTENT
    assert name_verdict("Thủ tục cấp", "Thủ tục cấp lại").kind is Sameness.CONTENT


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Bước 1: Nộp hồ sơ.\nBước 2: Nhận kết quả.", "1. Nộp hồ sơ.\n2. Nhận kết quả."),
        ("a) Nộp hồ sơ;\nb) Nhận kết quả.", "- Nộp hồ sơ;\n- Nhận kết quả."),
        ("• Nộp hồ sơ", "+ Nộp hồ sơ"),
        ("2) Nộp hồ sơ", "1.1. Nộp hồ sơ"),
        ("Bước 1: Nộp hồ sơ. Bước 2: Nhận kết quả.", "Nộp hồ sơ.\nNhận kết quả."),
        ("- Bước 3. Nộp hồ sơ", "Nộp hồ sơ"),
    ],
)
def test_renumbered_steps_are_presentation_for_steps_only(a: str, b: str) -> None:
    assert step_verdict(a, b).kind is PRESENTATION
    assert "S1" in step_verdict(a, b).steps
    assert verdict(a, b).kind is Sameness.CONTENT


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("10 ngày làm việc", "ngày làm việc"),
        ("1.000 đồng", "000 đồng"),
        ("Nộp 01 bộ hồ sơ", "Nộp 02 bộ hồ sơ"),
        ("1. Nộp hồ sơ.\n2. Nhận kết quả.", "1. Nhận kết quả.\n2. Nộp hồ sơ."),
        ("theo bước 1", "theo bước 2"),
        ("a", "b"),
        ("và", ""),
    ],
)
def test_numbering_hides_no_other_difference_of_steps(a: str, b: str) -> None:
    assert step_verdict(a, b).kind in (Sameness.CONTENT, Sameness.INCOMPARABLE)


@pytest.mark.parametrize("text", ["-", "1.", "a)", "Bước 1:", "-\n-", "1.\n2."])
def test_a_text_of_marks_keeps_them(text: str) -> None:
    assert canonical_step(text) != ""


def test_the_three_forms_of_a_text() -> None:
    raw = unicodedata.normalize("NFD", " Trong  07 (bảy) ngày ")

    assert forms(raw) == Forms(raw, "Trong 07 (bảy) ngày", "trong 7 ngày")


def test_every_step_has_an_explanation_and_every_verdict_a_vietnamese_name() -> None:
    ids = {name for ladder in (TEXT_LADDER, NAME_LADDER, STEP_LADDER) for name, _ in ladder}

    assert ids == set(LADDER_NAMES) == {*(f"N{i}" for i in range(1, 11)), "S1"}
    assert [s.vietnamese for s in Sameness] == ["bằng nhau", "khác trình bày", "khác nội dung", "không so được"]


_PIECES = st.sampled_from(
    [
        *(
            "Nghị định",
            "nghị quyết",
            "Luật",
            "Quyết định",
            "số",
            "số:",
            "123/2015/NĐ-CP",
            "7/2014/NĐ-CP",
            "93/2015/QH13",
        ),
        *("2194/QĐ- UBND", "QĐ-UBND", "/", "-", "07", "2", "1.000", "1 000", "100 000", "đồng", "đ", "vnđ", "(hai)"),
        *("(mười)", "(", "hai", ")", "mười", "lăm", "năm", "trăm", "linh", "triệu", "không", "ngày", "tháng", "giờ"),
        *("tuần", "làm việc", "23/6/2022", "01-02-2020", "ngày 23 tháng 6 năm 2022", "tháng 6 năm 2026", "năm 2022"),
        *("(02)", "ngày 2", ".", ",", ";", ":", "3.5", "3,5", "0", "00", "000", "01", "UBND", "TP.", "tỉnh", "Thủ tục"),
        *(
            "hoà",
            "uỷ",
            "qui định",
            "Bước 1:",
            "bước 2.",
            "1.",
            "a)",
            "ii.",
            "•",
            "+",
            "\u200b",
            "\u0301",
            "Đ",
            "Ð",
            "\n",
        ),
    ]
)
_TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(st.tuples(_PIECES, st.sampled_from(["", " ", " ", "\n"])), max_size=9).map(
        lambda parts: "".join(a + b for a, b in parts)
    ),
)


@given(_TEXTS)
def test_every_canonical_form_is_its_own(text: str) -> None:
    for canonical in (canonical_text, canonical_name, canonical_step):
        assert canonical(canonical(text)) == canonical(text)


@given(_TEXTS)
def test_nothing_visible_is_ever_emptied(text: str) -> None:
    for canonical in (canonical_text, canonical_name, canonical_step):
        assert bool(canonical(text)) is not is_blank(text)


@given(_TEXTS, _TEXTS)
def test_verdicts_are_symmetric_and_follow_the_canonical_forms(a: str, b: str) -> None:
    for ladder, canonical in (
        (TEXT_LADDER, canonical_text),
        (NAME_LADDER, canonical_name),
        (STEP_LADDER, canonical_step),
    ):
        answer = verdict(a, b, ladder)
        assert answer == verdict(b, a, ladder)
        met = answer.kind in (Sameness.EQUAL, PRESENTATION)
        assert met == (canonical(a) == canonical(b) != "")


@given(_TEXTS, _TEXTS)
def test_the_steps_named_make_the_texts_meet_and_none_of_them_can_be_left_out(a: str, b: str) -> None:
    for x, y in ((a, b), (a, f"  {a.upper()} ")):
        answer = verdict(x, y)
        if answer.kind is PRESENTATION:
            named = [s for s in TEXT_LADDER if s[0] in answer.steps]
            assert verdict(x, y, tuple(named)).kind in (Sameness.EQUAL, PRESENTATION)
            for step in named:
                fewer = tuple(s for s in named if s is not step)
                assert verdict(x, y, fewer).kind is Sameness.CONTENT
