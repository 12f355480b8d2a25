"""The comparison as a whole: nothing from nothing, each planted difference once, no order."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analysis.compare import compare
from analysis.model import Agency, Figures, Procedure, Term
from analysis.night import Night
from analysis.rules import RULES
from tests.analysis.makers import (
    COMMUNES,
    JUSTICE,
    NIGHT,
    ROWS,
    at_communes,
    compared,
    local,
    local_side,
    national,
    national_side,
    night_of,
    row,
    told,
)

CATALOGUE = (*(national(n) for n in range(1, 6)), *(at_communes(n) for n in range(6, 10)))


def published(p: Procedure) -> Procedure:
    return local(p, *(COMMUNES if p.code >= "1.000006" else (JUSTICE,)))


def test_two_sides_that_agree_give_nothing() -> None:
    comparison = compared(CATALOGUE, tuple(map(published, CATALOGUE)))

    assert (told(comparison), comparison.undetermined, comparison.warnings) == ([], (), ())
    assert comparison.figures == Figures(NIGHT, in_scope=9, published=9, undetermined=0)
    assert comparison.counts == (("khác trình bày", 0),)
    assert comparison.communes == ()


def test_two_empty_sides_give_nothing() -> None:
    comparison = compared((), ())

    assert (told(comparison), comparison.figures) == ([], Figures(NIGHT, 0, 0, 0))


def test_a_night_without_any_reading_judges_nothing() -> None:
    comparison = compare(Night(NIGHT, agency_rows=ROWS))

    assert (told(comparison), comparison.figures) == ([], Figures(None))
    assert {rule for rule, code, _ in comparison.undetermined if code == "*"} == {
        r.code for r in RULES if r.code not in ("CL29", "CL30", "CL34", "CL36", "CL37")
    }


def test_many_unread_details_leave_their_rules_open_with_one_line_each() -> None:
    unread = tuple(f"u{n:02}" for n in range(30))
    night = replace(night_of((), ()), national=national_side(*CATALOGUE, unread=unread))

    comparison = compare(night)

    assert [u for u in comparison.undetermined if u[0] == "CL28"] == [
        ("CL28", "*", "30 thủ tục có trong danh mục nhưng chưa đọc được nội dung")
    ]
    assert comparison.figures == Figures(None)


def test_a_few_unread_details_count_as_undetermined() -> None:
    many = tuple(
        national(1, portal_id=f"m{n:02}", code=f"1.1000{n:02}", name=f"Thủ tục thứ {n:02}", services=None)
        for n in range(40)
    )
    night = replace(night_of((), ()), national=national_side(*many, unread=("u1",)))

    comparison = compare(replace(night, provincial=local_side(*(local(p, JUSTICE) for p in many))))

    assert comparison.figures == Figures(NIGHT, in_scope=41, published=40, undetermined=1)
    assert comparison.warnings == (
        "1 thủ tục trong danh mục quốc gia chưa đọc được nội dung; tạm tính là chưa xác định.",
    )


def test_a_record_that_left_the_list_but_still_answers_is_a_warning() -> None:
    p, hidden = national(1), national(2)
    side = national_side(p, hidden, listings=national_side(p).listings)
    night = replace(night_of((), (local(p, JUSTICE), local(hidden, JUSTICE))), national=side)

    comparison = compare(night)

    assert told(comparison) == []
    assert comparison.warnings == ("1 thủ tục còn trang chi tiết nhưng không có trong danh mục quốc gia: 1.000002.",)


def test_two_records_with_one_id_are_a_warning_and_the_same_one_counts() -> None:
    a, b = national(1), national(1, name="Tên khác")

    first, second = (compared(pair, (local(a, JUSTICE),)) for pair in ((a, b), (b, a)))

    assert first == second
    assert first.warnings == ("Nguồn dvcqg: 1 bản ghi trùng mã định danh, chỉ lấy một.",)


def test_lines_are_sorted_and_their_keys_are_distinct() -> None:
    p = national(1, code="xấu")
    q = national(2, code="xấu")

    keys = [d.key for d in compared((p, q), (local(p), local(q))).discrepancies]

    assert keys == sorted(set(keys))


# --- planted differences ---

Plant = tuple[str, Callable[[Procedure, Procedure], tuple[Procedure, Procedure]]]

PLANTS: tuple[Plant, ...] = (
    ("CL01", lambda p, r: (p, replace(r, services=(), applied_at=()))),
    ("CL09", lambda p, r: (p, replace(r, name="Một thủ tục hoàn toàn khác"))),
    ("CL10", lambda p, r: (p, replace(r, services=tuple(replace(s, sector="Luật sư") for s in r.services or ())))),
    ("CL11", lambda p, r: (replace(p, authority=(Agency("UBND cấp huyện"),)), r)),
    ("CL12", lambda p, r: (replace(p, authority=(Agency("Phòng Tư pháp"),)), r)),
    ("CL28", lambda p, r: (replace(p, subjects=()), r)),
    ("CL38", lambda p, r: (p, replace(r, applied_at=()))),
)
WORDINGS: tuple[Callable[[Procedure, Procedure], tuple[Procedure, Procedure]], ...] = (
    lambda p, r: (p, replace(r, name=f"THỦ TỤC {r.name.upper()}.")),
    lambda p, r: (p, replace(r, code=f" {r.code}")),
    lambda p, r: (
        p,
        replace(r, services=tuple(replace(s, sector="CÔNG CHỨNG (Bộ Tư pháp)") for s in r.services or ())),
    ),
    lambda p, r: (
        p,
        replace(
            r, services=tuple(replace(s, agency=s.agency.replace("UBND", "Uỷ ban nhân dân")) for s in r.services or ())
        ),
    ),
)


@given(st.dictionaries(st.integers(0, len(CATALOGUE) - 1), st.sampled_from(PLANTS)), st.randoms())
def test_each_planted_difference_is_found_exactly_once_among_noise(
    plants: dict[int, Plant], rng: random.Random
) -> None:
    procedures, records, expected = [], [], []
    for place, original in enumerate(CATALOGUE):
        p, r = rng.choice(WORDINGS)(original, published(original))
        if place in plants:
            rule, plant = plants[place]
            p, r = plant(p, r)
            expected.append((rule, original.code))
        procedures.append(p)
        records.append(r)
    rng.shuffle(procedures)
    rng.shuffle(records)

    found = compared(tuple(procedures), tuple(records))

    assert sorted((d.rule, d.code) for d in found.discrepancies) == sorted(expected)


@given(st.permutations(CATALOGUE), st.permutations(CATALOGUE))
def test_the_order_of_records_does_not_matter(one: list[Procedure], other: list[Procedure]) -> None:
    def some(p: Procedure) -> Procedure:
        if p.code == "1.000002":
            return local(p)
        return local(p, *COMMUNES[1:]) if p.code >= "1.000008" else published(p)

    reference = compared(CATALOGUE, tuple(map(some, CATALOGUE)))

    assert compared(tuple(one), tuple(map(some, other))) == reference
    assert len(reference.discrepancies) == 3


def test_a_difference_on_a_record_of_another_ministry_is_not_ours() -> None:
    foreign = national(9, issuer=Term("G04", "Bộ Xây dựng"), subjects=(), executing=(Agency("Phòng Tư pháp"),))
    record = local(foreign, services=(row(foreign, "UBND cấp huyện"),))

    assert told(compared((foreign,), (record,))) == []
