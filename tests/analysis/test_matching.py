"""Pairs by decision, code and name; everything doubtful is a suggestion; one to one, whatever the order."""

from __future__ import annotations

import csv
import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from rapidfuzz import fuzz

from analysis.entries import entry_of
from analysis.guards import clash
from analysis.matching import (
    Decided,
    Duplicate,
    Ground,
    Matching,
    Pair,
    Replacement,
    Suggestion,
    Why,
    match,
    suggest_replacements,
)
from analysis.model import Level, Term
from analysis.pairing import Entry
from analysis.texts import canonical_name
from tests.analysis.makers import national
from tests.reference import reference

WORKBOOK = "national/chatbot-tthc__chatbot_tthc/scripts/crawler/danh-sach-tthc-BoTuPhap.xlsx"
PROVINCE = "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/crawl_tthc/DanhSachTTHC.csv"
VARIANTS = "../domain/justice_procedures_variants.csv"

LAW, NOTARY = "Luật sư", "Công chứng"


def entry(code: str, name: str, sector: str = LAW, level: str = "tỉnh", ref: str = "") -> Entry:
    return Entry(code, name, sector, level, ref)


def refs(pairs: Iterable[Pair | Suggestion]) -> set[tuple[str, str]]:
    return {(p.left.ref, p.right.ref) for p in pairs}


# --- by code ------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling", ["2.000815", "2.000815.H53", " 2.000815", "2.000815.00 0.00.00.H53", "2.000815.01"]
)
def test_one_code_in_any_spelling_is_a_pair_whatever_the_names(spelling: str) -> None:
    left, right = entry("2.000815", "Chứng thực bản sao"), entry(spelling, "Tên cũ hoàn toàn khác")

    (pair,) = match([left], [right]).pairs

    assert (pair.left, pair.right, pair.ground) == (left, right, Ground.CODE)
    assert pair.score < 0.6


def test_the_name_of_another_code_changes_nothing_while_there_are_codes() -> None:
    right_name, other = "Chứng thực việc sửa đổi hợp đồng", "Sửa lỗi sai sót trong hợp đồng"
    left = [entry("2.000913", right_name), entry("2.000927", right_name)]
    right = [entry("2.000913", right_name), entry("2.000927", other)]

    found = match(left, right)

    assert [(p.left.code, p.right.code) for p in found.pairs] == [("2.000913", "2.000913"), ("2.000927", "2.000927")]
    assert found.suggestions == ()
    assert found.duplicates == (Duplicate("left", Ground.NAME, "chứng thực việc sửa đổi hợp đồng", (left[0], left[1])),)


def test_two_records_of_one_code_stay_two() -> None:
    blank_led, plain = entry(" 1.014325", "Đăng ký tập sự", ref="a"), entry("1.014325", "Đăng ký tập sự", ref="b")
    right = entry("1.014325", "Đăng ký tập sự", ref="c")

    found = match([blank_led, plain], [right])

    assert refs(found.pairs) == {("b", "c")}  # the one that is spelt alike
    assert found.only_left == (blank_led,)
    assert [(d.side, d.ground, d.value) for d in found.duplicates] == [
        ("left", Ground.CODE, "1.014325"),
        ("left", Ground.NAME, "đăng ký tập sự"),
    ]


def test_records_of_one_code_that_cannot_be_told_apart_are_suggested() -> None:
    left = [entry("1.014325", "Đăng ký tập sự", ref=r) for r in "ab"]
    right = [entry("1.014325", "Đăng ký tập sự hành nghề", ref="c")]

    found = match(left, right)

    assert found.pairs == ()
    assert {(s.left.ref, s.right.ref, s.why) for s in found.suggestions} == {
        ("a", "c", Why.SAME_CODE),
        ("b", "c", Why.SAME_CODE),
    }


def test_a_code_split_into_cases_is_one_relation() -> None:
    whole = entry("2.000815", "Chứng thực bản sao")
    parts = [entry(f"2.000815.0{n}", f"Chứng thực bản sao, trường hợp {n}") for n in (1, 2)]

    found = match([whole], parts)

    assert [(c.lefts, c.rights) for c in found.cases] == [((whole,), tuple(parts))]
    assert (found.pairs, found.suggestions, found.only_right) == ((), (), ())


def test_cases_on_both_sides_are_paired_by_their_numbers() -> None:
    left = [entry("2.000815.01", "Một", ref="a1"), entry("2.000815.02", "Hai", ref="a2")]
    right = [entry("2.000815.02", "Hai mới", ref="b2"), entry("2.000815.01", "Một mới", ref="b1")]

    assert refs(match(left, right).pairs) == {("a1", "b1"), ("a2", "b2")}


# --- by name ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Thủ tục đăng ký hoạt động Trung tâm hoà giải",
        "ĐĂNG KÝ HOẠT ĐỘNG TRUNG TÂM HÒA GIẢI.",
        unicodedata.normalize("NFD", "Đăng ký hoạt động Trung tâm hòa giải"),
        "Đăng ký hoạt động (Trung tâm hòa giải)",
    ],
)
def test_one_name_within_field_and_level_is_a_pair(name: str) -> None:
    left, right = entry("1.000001", "Đăng ký hoạt động Trung tâm hòa giải"), entry("", name)

    (pair,) = match([left], [right]).pairs

    assert (pair.ground, pair.score) == (Ground.NAME, 1.0)


def test_a_slip_of_the_pen_is_only_suggested() -> None:
    found = match([entry("", "Cấp Chứng chỉ hành nghề luật sư")], [entry("", "Cấp Chứng chỉ hành nghề lụât sư")])

    assert found.pairs == ()
    assert [s.why for s in found.suggestions] == [Why.NEAR_NAME]


@pytest.mark.parametrize(
    ("sector", "level"), [(NOTARY, "tỉnh"), (LAW, "xã"), (NOTARY, "xã")], ids=["field", "level", "both"]
)
def test_one_name_in_another_field_or_level_is_only_suggested(sector: str, level: str) -> None:
    found = match([entry("", "Cấp thẻ hội viên")], [entry("", "Cấp thẻ hội viên", sector, level)])

    assert found.pairs == ()
    assert [s.why for s in found.suggestions] == [Why.ELSEWHERE]


@pytest.mark.parametrize(("sector", "level"), [("", ""), ("", "tỉnh"), (LAW, "dùng chung"), (LAW, "Cấp tỉnh, Cấp xã")])
def test_what_a_source_does_not_say_does_not_keep_apart(sector: str, level: str) -> None:
    assert match([entry("", "Cấp thẻ hội viên")], [entry("", "Cấp thẻ hội viên", sector, level)]).pairs


def test_an_alias_of_the_field_is_the_field() -> None:
    left = [entry("", "Cấp thẻ hành nghề", "Thừa phát lại")]

    assert match(left, [entry("", "Cấp thẻ hành nghề", "Thừa hành viên (Bộ Tư pháp)")]).pairs


def test_a_name_that_stands_twice_decides_nothing() -> None:
    left = [entry("", "Cấp thẻ hội viên", ref=r) for r in "ab"]
    right = [entry("", "Cấp thẻ hội viên", ref="c")]

    found = match(left, right)

    assert found.pairs == ()
    assert refs(found.suggestions) == {("a", "c"), ("b", "c")}


def test_an_equal_name_is_in_doubt_while_another_is_all_but_equal() -> None:
    """The real case: one decision printed the new name of a code against its neighbour."""
    left = [
        entry("", "Chứng thực việc sửa đổi, bổ sung hợp đồng, giao dịch", ref="913"),
        entry("", "Chứng thực việc sửa đổi, bổ sung giao dịch", ref="927"),
    ]
    right = [
        entry("", "Chứng thực việc sửa đổi, bổ sung giao dịch", ref="913"),
        entry("", "Sửa lỗi sai sót trong giao dịch", ref="927"),
    ]

    found = match(left, right)

    assert found.pairs == ()
    assert refs(found.suggestions) >= {("913", "913"), ("927", "927")}


def test_an_equal_name_without_level_is_in_doubt_beside_one_that_states_it() -> None:
    left = [entry("", "Miễn nhiệm giám định viên", "Giám định tư pháp", "tỉnh", "a")]
    right = [
        entry("", "Miễn nhiệm giám định viên", "Giám định tư pháp", "", "bộ"),
        entry("", "Miễn nhiệm giám định viên cấp tỉnh", "Giám định tư pháp", "", "tỉnh"),
    ]

    found = match(left, right)

    assert found.pairs == ()
    assert refs(found.suggestions) == {("a", "bộ"), ("a", "tỉnh")}


# --- codes that disagree --------------------------------------------------------


def test_two_readable_codes_and_one_name_are_a_question() -> None:
    found = match([entry("1.000111", "Cấp thẻ hội viên")], [entry("1.000999", "Cấp thẻ hội viên")])

    assert found.pairs == ()
    assert [s.why for s in found.suggestions] == [Why.OTHER_CODE]


def test_two_readable_codes_and_near_names_are_two_procedures() -> None:
    found = match([entry("1.000111", "Cấp thẻ hội viên danh dự")], [entry("1.000999", "Cấp thẻ hội viên mới")])

    assert (found.pairs, found.suggestions) == ((), ())
    assert len(found.only_left) == len(found.only_right) == 1


def test_a_slip_in_the_code_makes_a_near_name_worth_a_look() -> None:
    left, right = entry("1.000111", "Cấp thẻ hội viên danh dự"), entry("1.000121", "Cấp thẻ hội viên danh dư.")

    assert [s.why for s in match([left], [right]).suggestions] == [Why.OTHER_CODE]


@pytest.mark.parametrize("code", ["1.0133611", "2.009182739", "1.014955-Xoa", ""])
def test_a_code_that_cannot_be_read_is_no_code(code: str) -> None:
    left, right = entry(code, "Cấp thẻ hội viên"), entry("1.013361", "Cấp thẻ hội viên")

    (pair,) = match([left], [right]).pairs

    assert (pair.ground, pair.left.code) == (Ground.NAME, code)


# --- guard words ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cấp thẻ", "Cấp lại thẻ"),
        ("Cấp thẻ", "Cấp đổi thẻ"),
        ("Cấp lại thẻ", "Cấp tại thẻ"),  # "tại" is a word, not a slip of "lại"
        ("Đăng ký thế chấp", "Xóa đăng ký thế chấp"),
        ("Đăng ký thế chấp", "Đăng ký thay đổi thế chấp"),
        ("Đăng ký khai tử", "Đăng ký lại khai tử"),
        ("Đăng ký khai sinh lưu động", "Đăng ký khai tử lưu động"),
        ("Đăng ký kết hôn", "Đăng ký kết hôn có yếu tố nước ngoài"),
        ("Đăng ký kết hôn có yếu tố nước ngoài", "Đăng ký kết hôn có yếu tố nước ngoài tại khu vực biên giới"),
        ("Bổ nhiệm thừa phát lại", "Bổ nhiệm lại thừa phát lại"),
        ("Bổ nhiệm thừa phát lại", "Miễn nhiệm thừa phát lại"),
        ("Sáp nhập công ty luật", "Hợp nhất công ty luật"),
        ("Hợp nhất công ty luật", "Hợp nhất công ty luật nước ngoài"),
        ("Đăng ký hoạt động trung tâm", "Đăng ký hoạt động chi nhánh trung tâm"),
        ("Phục hồi danh dự (cấp tỉnh)", "Phục hồi danh dự (cấp xã)"),
        ("Người dịch là cộng tác viên", "Người dịch không phải là cộng tác viên"),
        ("Đăng ký thế chấp tàu bay", "Đăng ký thế chấp tàu biển"),
        ("Nhập quốc tịch ở trong nước", "Nhập quốc tịch ở nước ngoài"),
        ("Thôi quốc tịch", "Trở lại quốc tịch"),
    ],
)
def test_guard_words_forbid_even_a_suggestion(one: str, other: str) -> None:
    for left, right in ((one, other), (other, one)):
        found = match([entry("", left)], [entry("", right)])

        assert (found.pairs, found.suggestions) == ((), ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cấp lại thẻ tư vấn viên", "Cấp lạii thẻ tư vấn viên"),
        ("Cấp lại thẻ tư vấn viên", "Cấp lai thẻ tư vấn viên"),
        ("Cấp lại thẻ tư vấn viên", "Cấp alị thẻ tư vấn viên"),
        ("Cấp lại thẻ tư vấn viên", "Cấplại thẻ tư vấn viên"),
        ("Đăng ký hoạt động chi nhánh", "Đăng ký hoạt động chi nhành"),
        ("Đăng ký khai sinh cho trẻ em", "Đăng ký khai si nh cho trẻ em"),
        ("Phục hồi danh dự", "Phục hồi danh dự (cấp tỉnh)"),
        ("Người dịch thuộc Phòng Tư pháp", "Người dịch thuộc Ủy ban nhân dân cấp xã"),
        ("Nhập quốc tịch Việt Nam", "Nhập quốc tịch Việt Nam ở trong nước"),
        ("Chứng thực chữ ký", "Chứng thực chữ ký (áp dụng cả khi người đó không thể ký)"),
        ("Đăng ký hoạt động", "Đăng ký hoạt động; đăng ký hoạt động khi thay đổi trụ sở"),
    ],
)
def test_slips_and_explanations_are_no_guard_words(one: str, other: str) -> None:
    assert clash(canonical_name(one), canonical_name(other)) == ""
    assert clash(canonical_name(other), canonical_name(one)) == ""


# --- what is known already --------------------------------------------------------


def test_what_a_person_accepted_wins_over_the_code() -> None:
    left = [entry("1.000001", "Cấp thẻ", ref="a")]
    right = [entry("1.000001", "Cấp thẻ", ref="b"), entry("", "Giấy tờ khác hẳn", ref="c")]

    found = match(left, right, decided=[Decided("a", "c", accepted=True)])

    assert [(p.left.ref, p.right.ref, p.ground) for p in found.pairs] == [("a", "c", Ground.PERSON)]
    assert refs(found.suggestions) == set()


@pytest.mark.parametrize("code", ["1.000001", ""])
def test_what_a_person_refused_is_neither_paired_nor_suggested_again(code: str) -> None:
    found = match(
        [entry(code, "Cấp thẻ", ref="a")],
        [entry(code, "Cấp thẻ", ref="b")],
        decided=[Decided("a", "b", accepted=False)],
    )

    assert (found.pairs, found.suggestions) == ((), ())


def test_the_later_decision_holds() -> None:
    left = [entry("", "Cấp thẻ", ref="a")]
    right = [entry("", "Giấy một", ref="b"), entry("", "Giấy hai", ref="c")]
    first, second = Decided("a", "b", accepted=True), Decided("a", "c", accepted=True)

    assert refs(match(left, right, decided=[first, second]).pairs) == {("a", "c")}
    assert refs(match(left, right, decided=[second, first]).pairs) == {("a", "b")}
    assert refs(match(left, right, decided=[first, Decided("a", "b", accepted=False)]).pairs) == set()


def test_a_decision_is_remembered_by_code_or_name_where_a_source_has_no_ids() -> None:
    assert [entry("2.000815.000.00.00.H53", "A").key, entry("", "Thủ tục Cấp thẻ").key] == ["2.000815.H53", "cấp thẻ"]


def test_a_decision_on_a_key_that_two_records_share_is_told_and_not_applied() -> None:
    left = [entry("", "Cấp thẻ"), entry("", "Cấp thẻ", NOTARY)]

    found = match(left, [entry("", "Giấy khác")], decided=[Decided("cấp thẻ", "giấy khác", accepted=True)])

    assert found.pairs == ()
    assert "nhiều bản ghi cùng khóa" in found.notes[0]


def test_a_known_replacement_is_a_relation_and_not_one_missing_and_one_extra() -> None:
    left, right = entry("2.000890", "Cấp phép thành lập văn phòng"), entry("1.116546", "Tên mới")
    known = Replacement("2.000890", "1.116546", "Quyết định 1/QĐ-BTP")

    found = match([left], [right], replacements=[known])

    assert found.replacements == (known,)
    assert (found.replaced_left, found.replaced_right) == ((left,), (right,))
    assert (found.pairs, found.only_left, found.only_right) == ((), (), ())


def test_a_replacement_whose_new_code_is_on_both_sides_leaves_that_pair_alone() -> None:
    old, new = entry("2.000890", "Tên cũ"), entry("1.116546", "Tên mới")

    found = match([old, new], [new], replacements=[Replacement("2.000890", "1.116546", "QĐ")])

    assert [p.left for p in found.pairs] == [new]
    assert (found.replaced_left, found.only_left) == ((old,), ())


def test_a_replacement_is_suggested_when_a_code_goes_and_its_name_comes_back_under_another() -> None:
    before = [
        entry("2.000890", "Cấp phép thành lập văn phòng giám định tư pháp", "Giám định tư pháp"),
        entry("2.000823", "Cấp lại thẻ giám định viên", "Giám định tư pháp"),
        entry("1.000001", "Còn nguyên", "Giám định tư pháp"),
    ]
    after = [
        entry("1.116546", "Cấp phép thành lập Văn phòng giám định tư pháp.", "Giám định tư pháp"),
        entry("1.116547", "Cấp thẻ giám định viên", "Giám định tư pháp"),
        entry("1.000001", "Còn nguyên", "Giám định tư pháp"),
    ]

    (found,) = suggest_replacements(before, after)

    assert (found.old, found.new, found.score) == ("2.000890", "1.116546", 1.0)
    assert found.ground.startswith("đề nghị")
    known = Replacement("2.000890", "1.116547", "Quyết định 2/QĐ-BTP")
    assert suggest_replacements(before, after, [known]) == (known,)


def test_a_procedure_is_read_into_an_entry() -> None:
    procedure = national(1)

    assert entry_of(procedure) == Entry(
        procedure.code, procedure.name, (procedure.sector or Term("", "")).name, "Cấp tỉnh", procedure.portal_id
    )
    assert procedure.levels == (Level.PROVINCE,)


def test_a_block_that_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.entries.MAX_WORK", 3)
    left = [entry("", "Cấp thẻ mới"), entry("", "Thu hồi thẻ")]

    found = match(left, [entry("", "Cấp thẻ mới lắm"), entry("", "Thu hồi thẻ ngay")])

    assert (found.suggestions, len(found.only_left)) == ((), 2)
    assert any("quá nhiều để tìm theo tên gần giống" in note for note in found.notes)


def test_a_name_that_too_many_have_is_told_and_not_suggested() -> None:
    crowd = [entry("", "Cấp thẻ", ref=str(n)) for n in range(11)]

    found = match(crowd, crowd)

    assert (found.pairs, found.suggestions, len(found.only_left)) == ((), (), 11)
    assert found.notes == ("Tên “cấp thẻ” có ở 11 và 11 bản ghi: không đề nghị ghép theo tên.",)


def test_an_endless_name_is_compared_by_its_beginning_and_never_taken_for_another() -> None:
    one, other = "cấp thẻ " * 5_000, "cấp thẻ " * 5_000 + "mới"

    assert match([entry("", one)], [entry("", one)]).pairs
    assert match([entry("", one)], [entry("", other)]).pairs == ()


# --- real names -------------------------------------------------------------------


def real_names() -> list[Entry]:
    sheet = load_workbook(reference(WORKBOOK), read_only=True).active
    rows = [row for row in list(sheet.iter_rows(values_only=True))[2:] if row[0]]
    return [Entry("", str(row[1]), str(row[4]), ref=str(row[0]).strip()) for row in rows]


def variants() -> dict[str, list[Entry]]:
    """The observed names of each code that was seen more than once, codes in ``ref`` only."""
    found: dict[str, list[Entry]] = defaultdict(list)
    with reference(VARIANTS).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["code"]].append(Entry("", row["name_vi"], row["field_vi"], row["level"], row["code"]))
    return {code: names for code, names in found.items() if len(names) > 1}


def test_the_hard_pairs_among_the_real_names_are_never_matched() -> None:
    hard = [
        (a, b) for a, b in combinations(real_names(), 2) if fuzz.token_sort_ratio(a.name.lower(), b.name.lower()) >= 95
    ]

    assert len(hard) == 14
    for a, b in hard:
        found = match([a], [b])
        assert (found.pairs, found.suggestions) == ((), ())


def test_the_real_list_against_itself_has_each_name_paired_with_itself() -> None:
    names = real_names()

    found = match(names, random.Random(3).sample(names, len(names)))

    assert refs(found.pairs) == {(e.ref, e.ref) for e in names}


def test_half_of_the_real_names_missing_gives_no_wrong_pair() -> None:
    names = real_names()

    for seed in range(5):
        found = match(names, random.Random(seed).sample(names, len(names) // 2))

        assert all(left == right for left, right in refs(found.pairs))


def test_different_real_names_of_one_code_are_paired_by_code() -> None:
    for code, names in variants().items():
        for a, b in permutations([Entry(code, e.name, e.sector, e.level) for e in names], 2):
            assert [p.ground for p in match([a], [b]).pairs] == [Ground.CODE]


@pytest.mark.parametrize("seed", range(60))
def test_without_codes_no_real_name_is_paired_wrongly_and_each_is_paired_or_suggested(seed: int) -> None:
    rnd = random.Random(seed)
    drawn = [rnd.sample(names, 2) for names in variants().values()]
    left, right = ([pair[side] for pair in drawn] for side in (0, 1))
    rnd.shuffle(right)

    found = match(left, right)

    paired = refs(found.pairs)
    assert {(a, b) for a, b in paired if a != b} == set()
    assert {e.ref for e in left} - {a for a, b in paired | refs(found.suggestions) if a == b} == set()


def test_the_name_that_was_printed_against_another_code_never_pairs_with_it() -> None:
    """Đồng Nai printed the name of 2.000913 against 2.000927."""
    names = variants()
    (printed,) = (e for e in names["2.000927"] if "bổ sung" in e.name)

    for (neighbour, right), own in product(permutations(names["2.000913"], 2), names["2.000927"]):
        without_codes = match([printed, neighbour], [right, own])
        coded = match(*([replace(e, code=e.ref) for e in side] for side in ([printed, neighbour], [right, own])))
        alone = match([replace(printed, code="2.000927")], [replace(right, code="2.000913")])

        for found in (without_codes, coded, alone):
            assert ("2.000927", "2.000913") not in refs(found.pairs)
        assert refs(coded.pairs) == {("2.000927", "2.000927"), ("2.000913", "2.000913")}


def test_a_real_list_of_another_province_without_codes_has_no_wrong_pair() -> None:
    """Đà Nẵng's list of 2025 against the national one of 2026, names and fields only."""
    with reference(PROVINCE).open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter=";") if "Bộ Tư pháp" in row["LinhVuc"]]
    province = [Entry("", r["tenTTHC"], r["LinhVuc"], ref=r["maTTHC"].removesuffix(".H17")) for r in rows]
    ours = real_names()
    shared = {e.ref for e in province} & {e.ref for e in ours}

    found = match(province, ours)

    paired, right = refs(found.pairs), {a for a, b in refs(found.pairs) | refs(found.suggestions) if a == b}
    assert {(a, b) for a, b in paired if a != b} == set()
    assert len(shared) == 212
    assert len(paired) >= 190
    assert len(shared - right) <= 1


# --- for all lists ------------------------------------------------------------------

some_names = st.sampled_from(
    [
        "Cấp thẻ luật sư",
        "Cấp lại thẻ luật sư",
        "Cấp thẻ lụât sư",
        "Thủ tục cấp thẻ luật sư",
        "Cấp thẻ luật sư mới",
        "Đăng ký khai sinh",
        "Đăng ký khai tử",
        "Đăng ký khai sinh; đăng ký lại khi mất",
        "",
    ]
)
some_codes = st.sampled_from(["", "", "", "1.000001", "1.000001.01", "1.000001.02", "1.000002", "1.000012", "hỏng"])
some_entries = st.builds(
    Entry, some_codes, some_names, st.sampled_from(["", LAW, NOTARY]), st.sampled_from(["", "tỉnh", "xã"])
)
lists = st.lists(some_entries, max_size=7).map(
    lambda es: [Entry(e.code, e.name, e.sector, e.level, f"r{i}") for i, e in enumerate(es)]
)
decisions = st.lists(
    st.builds(Decided, st.sampled_from(["r0", "r1", "r2"]), st.sampled_from(["r0", "r1", "r2"]), st.booleans()),
    max_size=3,
)
known = st.lists(st.just(Replacement("1.000001", "1.000002", "QĐ")), max_size=1)


def same(a: Matching, b: Matching) -> bool:
    return all(set(getattr(a, part)) == set(getattr(b, part)) for part in Matching.__slots__)


@settings(max_examples=300)
@given(lists, lists, decisions, known)
def test_every_record_stands_in_one_place_and_pairs_are_one_to_one(
    left: list[Entry], right: list[Entry], decided: list[Decided], replaced: list[Replacement]
) -> None:
    found = match(left, right, decided=decided, replacements=replaced)

    for side, records, in_cases, replaced_here, alone in (
        ("left", left, [e for c in found.cases for e in c.lefts], found.replaced_left, found.only_left),
        ("right", right, [e for c in found.cases for e in c.rights], found.replaced_right, found.only_right),
    ):
        paired = [getattr(p, side) for p in found.pairs]
        suggested = {getattr(s, side) for s in found.suggestions}
        assert Counter([*paired, *in_cases, *replaced_here, *alone, *suggested]) == Counter(records)
    refused = {(d.left, d.right) for n, d in enumerate(decided) if not d.accepted
               and not any((x.left, x.right) == (d.left, d.right) for x in decided[n + 1 :])}  # fmt: skip
    assert not refused & (refs(found.pairs) | refs(found.suggestions))


@settings(max_examples=300)
@given(lists, lists, decisions, known, st.randoms(use_true_random=False))
def test_the_order_of_the_records_means_nothing(
    left: list[Entry], right: list[Entry], decided: list[Decided], replaced: list[Replacement], rnd: random.Random
) -> None:
    shuffled = rnd.sample(left, len(left)), rnd.sample(right, len(right))

    assert match(left, right, decided=decided, replacements=replaced) == match(
        *shuffled, decided=decided, replacements=replaced
    )


@settings(max_examples=300)
@given(lists, lists, decisions, known)
def test_the_sides_are_treated_alike(
    left: list[Entry], right: list[Entry], decided: list[Decided], replaced: list[Replacement]
) -> None:
    there = match(left, right, decided=decided, replacements=replaced)
    back = match(right, left, decided=[Decided(d.right, d.left, d.accepted) for d in decided], replacements=replaced)

    assert refs(there.pairs) == {(b, a) for a, b in refs(back.pairs)}
    assert refs(there.suggestions) == {(b, a) for a, b in refs(back.suggestions)}
    assert {(c.rights, c.lefts) for c in there.cases} == {(c.lefts, c.rights) for c in back.cases}
    assert (there.only_left, there.only_right) == (back.only_right, back.only_left)
    assert there.replacements == back.replacements


@given(lists)
def test_a_list_with_codes_matches_itself(records: list[Entry]) -> None:
    coded = [Entry(f"3.{i:06d}", e.name, e.sector, e.level, e.ref) for i, e in enumerate(records)]

    found = match(coded, coded)

    assert refs(found.pairs) == {(e.ref, e.ref) for e in coded}
    assert (found.suggestions, found.only_left) == ((), ())
