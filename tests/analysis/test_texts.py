"""The ladder separates wording from content and never guesses."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.texts import (
    Sameness,
    Verdict,
    canonical_name,
    canonical_text,
    is_small_typo,
    n1_characters,
    name_verdict,
    verdict,
)
from tests.reference import reference


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        ("đăng ký khai sinh", unicodedata.normalize("NFD", "đăng ký khai sinh"), ("N1",)),
        ("đăng ký khai sinh", "đăng\u00a0ký  khai\tsinh ", ("N1",)),
        ("đăng ký \u200b khai sinh", "đăng ký khai sinh", ("N1",)),
        ("khai\u00adsinh", "khaisinh", ("N1",)),
        ("Đăng ký", "Ðăng ký", ("N2",)),
        ("“một cửa”", '"một cửa"', ("N3",)),
        ("giám định – tư pháp", "giám định - tư pháp", ("N3",)),
        ("ĐĂNG KÝ KHAI SINH", "Đăng ký khai sinh", ("N4",)),
        ("hoà giải", "hòa giải", ("N5",)),
        ("uỷ quyền, huỷ bỏ, khoẻ mạnh", "ủy quyền, hủy bỏ, khỏe mạnh", ("N5",)),
        ("UBND xã", "Ủy ban nhân dân xã", ("N4", "N7")),
        ("TP. Tây Ninh", "thành phố Tây Ninh", ("N4", "N7")),
    ],
)
def test_wording_is_told_from_content_with_the_steps_that_show_it(a: str, b: str, steps: tuple[str, ...]) -> None:
    assert verdict(a, b) == Verdict(Sameness.PRESENTATION, steps)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("hủy bỏ", "huy bỏ"),
        ("thôi hành nghề", "thổi hành nghề"),
        ("cấp", "cấp lại"),
        ("đăng ký khai sinh", "đăng ký khai tử"),
        ("Lý Văn Lịch", "Lí Văn Lịch"),
        ("ngày làm việc", "ngày"),
    ],
)
def test_different_words_stay_different(a: str, b: str) -> None:
    assert verdict(a, b) == Verdict(Sameness.CONTENT)


def test_equal_texts_need_no_step() -> None:
    assert verdict("Đăng ký", "Đăng ký") == Verdict(Sameness.EQUAL)


@pytest.mark.parametrize(("a", "b"), [(None, "x"), ("x", None), ("", "x"), ("x", " \u200b")])
def test_nothing_cannot_be_compared(a: str | None, b: str | None) -> None:
    assert verdict(a, b) == Verdict(Sameness.INCOMPARABLE)


def test_a_name_may_begin_with_thu_tuc_and_end_with_a_stop() -> None:
    assert name_verdict("Thủ tục đăng ký kết hôn.", "Đăng ký kết hôn") == Verdict(Sameness.PRESENTATION, ("N4", "N8"))


def test_only_names_lose_their_beginning() -> None:
    assert verdict("Thủ tục đăng ký", "đăng ký").kind is Sameness.CONTENT


@pytest.mark.parametrize("kept", ["quý", "già", "hoàn", "ngoài", "thuyền", "khuỷu", "quả"])
def test_the_tone_stays_where_there_is_one_place_for_it(kept: str) -> None:
    assert canonical_text(kept) == kept


def test_letters_of_a_document_number_are_not_abbreviations() -> None:
    assert canonical_text("163/QĐ-BTP và 07/2025/TT-BTP") == "163/qđ-btp và 07/2025/tt-btp"


def test_a_word_of_invisible_characters_leaves_no_blank() -> None:
    assert n1_characters("a \u200b\ufeff b") == "a b"


@pytest.mark.parametrize("text", ["Thủ tục", "Thủ tục ", "Thủ tục hành chính", ".", ";;", "thủ tục .", "…"])
def test_a_name_never_becomes_empty(text: str) -> None:
    assert canonical_name(text) != ""


_VIETNAMESE = st.text("aàáảãạăâeèoòóôơuùúủưyỳýđĐÐUBNDTPtxhqgi .;,-–“”…'\u00a0\u200b\u0301\u0306\u00ad\n/1", max_size=40)


@given(st.one_of(st.text(max_size=40), _VIETNAMESE))
def test_the_canonical_form_is_its_own_canonical_form(text: str) -> None:
    assert canonical_text(canonical_text(text)) == canonical_text(text)
    assert canonical_name(canonical_name(text)) == canonical_name(text)


@given(st.one_of(st.text(max_size=40), _VIETNAMESE))
def test_a_text_with_something_to_see_is_never_emptied(text: str) -> None:
    assert bool(canonical_name(text)) == bool(canonical_text(text)) == bool(n1_characters(text))


@given(_VIETNAMESE, _VIETNAMESE)
def test_the_verdict_does_not_depend_on_the_order_of_the_sides(a: str, b: str) -> None:
    assert verdict(a, b) == verdict(b, a)


@given(_VIETNAMESE, _VIETNAMESE)
def test_texts_meet_exactly_when_their_canonical_forms_are_equal(a: str, b: str) -> None:
    met = verdict(a, b).kind in (Sameness.EQUAL, Sameness.PRESENTATION)

    assert met == (canonical_text(a) == canonical_text(b) != "")


@pytest.mark.parametrize(
    ("a", "b"),
    [("quyền sử dụng đất", "quyền sửa dụng đất"), ("cấp lại thẻ", "câp lại thẻ"), ("chứng thực", "chứngthực")],
)
def test_one_letter_or_one_blank_may_be_a_typing_error(a: str, b: str) -> None:
    assert is_small_typo(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("cấp thẻ", "cấp lại thẻ"),
        ("mẫu 1", "mẫu 2"),
        ("loại a", "loại b"),
        ("phần ii", "phần iii"),
        ("khai sinh", "khai tử"),
        ("như nhau", "như nhau"),
    ],
)
def test_other_differences_are_no_typing_errors(a: str, b: str) -> None:
    assert not is_small_typo(a, b)


def test_no_two_real_names_of_different_justice_procedures_become_one() -> None:
    path = reference("national/qtungnui07__crwatdatadvc/derived_catalogue_all_5665.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    names = [r["name"] for r in rows if r["departmentPromulgateCode"] == "G15"]

    assert len({canonical_name(n) for n in names}) == len(set(names)) == 265
    assert all(canonical_name(canonical_name(n)) == canonical_name(n) for n in names)
