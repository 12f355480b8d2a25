"""Names that real sources print for one code: the right verdict for each, with codes and without."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import permutations

from analysis.model import Discrepancy, Procedure, Severity
from analysis.texts import Sameness, name_verdict
from tests.analysis.makers import national, paged_night, record
from tests.reference import reference

VARIANTS = "../domain/justice_procedures_variants.csv"

#: Judged by hand. The same words, with or without "Thủ tục", in other letters.
SAME_WORDS = frozenset(
    {
        *("1.000893", "1.001695", "1.003583", "1.013803", "2.000547", "2.000554", "2.000748", "2.000756"),
        *("2.000779", "2.001009", "2.001016"),
    }
)
#: Other words: "hợp đồng" dropped, "không thể ký" and "không ký", Phòng Tư pháp and UBND cấp xã ...
OTHER_WORDS = frozenset(
    {
        *("2.000815", "2.000884", "2.000913", "2.000927", "2.000942", "2.000992", "2.001008", "2.001019"),
        *("2.001035", "2.001406"),
    }
)
#: The same words with and without brackets.
OTHER_SIGNS = frozenset({"2.002192"})


def names_by_code() -> dict[str, tuple[str, ...]]:
    """The codes that were seen with different names."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    with reference(VARIANTS).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["code"]][row["name_vi"]] = None
    return {code: tuple(names) for code, names in found.items() if len(names) > 1}


def named(code: str, name: str) -> Procedure:
    return national(1, portal_id=f"n{code}", code=code, name=name)


def of_name(ours: Procedure, theirs: Procedure) -> tuple[Discrepancy, ...]:
    return tuple(d for d in paged_night([ours], [theirs]).discrepancies if d.rule == "CL09")


def test_every_code_with_several_names_was_judged() -> None:
    assert set(names_by_code()) == SAME_WORDS | OTHER_WORDS | OTHER_SIGNS


def test_the_same_words_are_a_difference_of_presentation_at_most() -> None:
    for code in SAME_WORDS:
        for a, b in permutations(names_by_code()[code], 2):
            assert of_name(named(code, a), record(named(code, b))) == ()


def test_other_words_are_cl09() -> None:
    for code in OTHER_WORDS:
        for a, b in permutations(names_by_code()[code], 2):
            told = of_name(named(code, a), record(named(code, b)))
            differ = name_verdict(a, b).kind is Sameness.CONTENT
            assert [(d.national, d.provincial) for d in told] == ([(a, b)] if differ else [])
    differing = sum(
        name_verdict(a, b).kind is Sameness.CONTENT
        for code in OTHER_WORDS
        for a, b in permutations(names_by_code()[code], 2)
    )
    assert differing == 34


def test_other_signs_alone_are_cl09_of_the_lowest_grade() -> None:
    a, b = names_by_code()["2.002192"]

    (told,) = of_name(named("2.002192", a), record(named("2.002192", b)))

    assert (told.severity, told.severity_reason) == (Severity.LOW, "Chỉ khác dấu câu, dấu ngoặc")


def test_the_name_of_another_procedure_is_told_with_its_code() -> None:
    """Đồng Nai printed the name of 2.000913 against 2.000927."""
    wrong = "Chứng thực việc sửa đổi, bổ sung, hủy bỏ giao dịch"
    neighbour = named("2.000913", wrong)
    ours = named("2.000927", "Sửa lỗi sai sót trong giao dịch")

    found = paged_night([ours, neighbour], [record(neighbour), record(ours, name=wrong)])

    (told,) = (d for d in found.discrepancies if d.rule == "CL09")
    assert (told.code, told.severity, told.severity_reason) == (
        "2.000927",
        Severity.HIGH,
        "Tên ở phía tỉnh là tên của một thủ tục khác: 2.000913",
    )
    assert [d.rule for d in found.discrepancies if d.rule in ("CL01", "CL02", "CL05")] == []
