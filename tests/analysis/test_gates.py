"""What a visit is worth before anything is concluded from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from analysis.gates import Memory, gated, held_fields, judge
from analysis.model import (
    Agency,
    Decision,
    Fee,
    Gate,
    Judgement,
    Outcome,
    Problem,
    ProblemKind,
    Procedure,
    ProcessingTime,
    Snapshot,
    Step,
    SubmissionMethod,
    Term,
)
from tests.analysis.makers import LISTS, listing, local_side, national, national_side, pages_side, record


def catalogue(count: int, start: int = 0) -> tuple[Procedure, ...]:
    return tuple(
        replace(
            national(1),
            portal_id=f"n{n:03}",
            code=f"1.{n:06}",
            name=f"Cấp giấy phép mẫu thứ {n}",
            conditions="Có đề án.",
        )
        for n in range(start, start + count)
    )


def remembered(*procedures: Procedure, missing: Iterable[str] = (), **values: object) -> Memory:
    """An earlier visit whose list held these."""
    ids = frozenset(p.portal_id for p in procedures)
    held = {"formalities": frozenset(missing)} if missing else {}
    return Memory({"formalities": ids}, held, records={p.portal_id: p for p in procedures}, **values)


def held(snapshot: Snapshot, memory: Memory) -> list[tuple[Gate, str]]:
    return [(j.gate, j.subject) for j in judge(snapshot, memory) if j.held]


# --- captures, lists -----------------------------------------------------------------


def test_every_visit_is_judged_by_every_gate_in_one_sentence_each() -> None:
    whole = catalogue(30)

    assert judge(replace(national_side(*whole), requests=33), remembered(*whole)) == (
        Judgement(Gate.CAPTURES, "", False, "33/33 câu trả lời dùng được."),
        Judgement(Gate.LISTS, "", False, "1/1 danh sách đọc đủ."),
        Judgement(Gate.SIZE, "", False, "Độ dài danh sách như các lần trước: danh sách formalities 30."),
        Judgement(
            Gate.REDESIGN,
            "",
            False,
            "So 30 thủ tục với lần đọc trước: không phần nào đổi hay trống đồng loạt.",
        ),
    )


@pytest.mark.parametrize(
    ("bad", "asked", "is_held"), [(0, 100, False), (4, 20, False), (5, 100, False), (11, 100, True), (5, 5, True)]
)
def test_many_bad_answers_are_told(bad: int, asked: int, is_held: bool) -> None:
    problems = (Problem(ProblemKind.SERVER_ERROR, "Lỗi."),) * bad

    judgement = judge(local_side(problems=problems, requests=asked), Memory())[0]

    assert (judgement.held, judgement.told.startswith(f"{asked - bad}/{asked} câu trả lời")) == (is_held, True)


def test_a_list_that_was_not_read_whole_and_details_that_were_not_read_are_told() -> None:
    part = listing("formalities", ("n001",), complete=False)

    assert judge(national_side(listings=(part,), unread=("n001",)), Memory())[1] == Judgement(
        Gate.LISTS, "", True, "0/1 danh sách đọc đủ; 1 thủ tục chưa đọc được nội dung."
    )


# --- size -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "now", "is_held"),
    [
        (30, 30, False),
        (30, 24, False),  # exactly a fifth
        (30, 23, True),
        (30, 20, True),  # a third
        (265, 212, False),
        (265, 211, True),
        (9, 7, False),  # two of few are no alarm
        (12, 9, True),
        (30, 300, False),  # longer is no absence
    ],
)
def test_a_list_that_lacks_more_than_a_fifth_is_held_back_for_a_visit(known: int, now: int, is_held: bool) -> None:
    snapshot = national_side(*catalogue(now))

    assert held(snapshot, remembered(*catalogue(known))) == ([(Gate.SIZE, "formalities")] if is_held else [])


def test_a_list_of_the_same_length_with_other_members_is_held_back_too() -> None:
    assert held(national_side(*catalogue(30, start=10)), remembered(*catalogue(30))) == [(Gate.SIZE, "formalities")]


def test_the_next_visit_confirms_what_it_lacks_too() -> None:
    memory = remembered(*catalogue(30), missing=[f"n{n:03}" for n in range(20, 30)])

    assert held(national_side(*catalogue(20)), memory) == []
    assert held(national_side(*catalogue(19)), memory) == []  # one more went meanwhile


def test_the_next_visit_confirms_nothing_that_it_shows_and_nothing_that_only_it_lacks() -> None:
    memory = remembered(*catalogue(30), missing=[f"n{n:03}" for n in range(10)])

    assert held(national_side(*catalogue(20)), memory) == [(Gate.SIZE, "formalities")]


@pytest.mark.parametrize("memory", [Memory(), remembered(*catalogue(30))])
def test_an_empty_list_is_never_believed_and_where_all_are_empty_nothing_was_read(memory: Memory) -> None:
    empty = national_side()

    read = gated(empty, judge(empty, memory))

    assert (read.outcome, read.listings[0].complete) == (Outcome.FAILED, False)


@pytest.mark.parametrize(
    ("sizes", "is_held"), [((30, 30), True), ((30, 20), False), ((30, 0), True), ((24, 24), False)]
)
def test_without_known_members_the_length_alone_decides(sizes: tuple[int, int], is_held: bool) -> None:
    found = held(national_side(*catalogue(20)), Memory(sizes={"formalities": sizes}))

    assert found == ([(Gate.SIZE, "formalities")] if is_held else [])


def test_each_list_of_a_source_is_judged_by_itself() -> None:
    ids = {name: tuple(f"{name}{n}" for n in range(40)) for name in LISTS}
    lists = tuple(listing(name, ids[name][: 20 if name == "applied" else 40]) for name in LISTS)
    memory = Memory({name: frozenset(some) for name, some in ids.items()})
    side = local_side(listings=lists)

    read = gated(side, judge(side, memory))

    assert [(x.name, x.complete) for x in read.listings] == [(name, name != "applied") for name in LISTS]
    assert read.outcome is Outcome.PARTIAL
    assert read.reason.startswith("danh sách applied: chỉ còn 20 mục, thiếu 20 trong 40 mục của lần đọc đủ trước")


# --- fields ----------------------------------------------------------------------------

Edit = Callable[[Procedure], Procedure]


def emptied(**values: object) -> Edit:
    return lambda p: replace(p, **values)


#: How a redesigned portal loses or garbles a field, and the fields that are held back then.
REDESIGNS: dict[str, tuple[Edit, tuple[str, ...]]] = {
    "steps empty": (emptied(steps=()), ("steps",)),
    "steps blank": (emptied(steps=(Step("", " \u00a0"),)), ("steps",)),
    "steps not shown": (emptied(steps=None), ("steps",)),
    "steps with the label of the page": (
        lambda p: replace(
            p, steps=(Step("", f"Trang chủ / Thủ tục / {p.name}: {p.steps[0].text if p.steps else ''} Xem thêm"),)
        ),
        ("steps",),
    ),
    "methods empty": (emptied(methods=()), ("methods",)),
    "times lost": (emptied(methods=(SubmissionMethod("DIRECT", ProcessingTime("", ""), "", ()),)), ("methods",)),
    "dossier empty": (emptied(dossier=()), ("dossier",)),
    "subjects empty": (emptied(subjects=()), ("subjects",)),
    "agencies empty": (emptied(executing=()), ("executing",)),
    "agencies other": (emptied(executing=(Agency("Trung tâm Dữ liệu quốc gia"),)), ("executing",)),
    "conditions empty": (emptied(conditions=""), ("conditions",)),
    "conditions other": (emptied(conditions="Đăng nhập để xem."), ("conditions",)),
    "bases empty": (emptied(legal_bases=()), ("legal_bases",)),
    "results empty": (emptied(results=()), ("results",)),
    "results other": (emptied(results=(Term("", "Xem chi tiết"),)), ("results",)),
    "decision empty": (emptied(decision=Decision(None, None, "", None, "")), ("decision",)),
    "sector empty": (emptied(sector=Term("", "")), ("sector",)),
    "two at once": (emptied(steps=(), dossier=()), ("dossier", "steps")),
}


@pytest.mark.parametrize("share", [1.0, 0.7], ids=["all", "seven in ten"])
@pytest.mark.parametrize("name", REDESIGNS)
def test_a_field_that_is_suddenly_empty_or_other_nearly_everywhere_is_a_redesign(name: str, share: float) -> None:
    edit, fields = REDESIGNS[name]
    before = catalogue(40)
    now = tuple(edit(p) if n < share * 40 else p for n, p in enumerate(before))
    snapshot = national_side(*now)

    read = gated(snapshot, judge(snapshot, remembered(*before)))

    assert held_fields(read) == fields
    assert (read.outcome, read.listings) == (Outcome.PARTIAL, snapshot.listings)
    assert {getattr(p, field) for p in read.procedures for field in fields} == {None}


@pytest.mark.parametrize("name", REDESIGNS)
def test_a_few_records_that_lose_a_field_are_no_redesign(name: str) -> None:
    edit, _ = REDESIGNS[name]
    before = catalogue(60)
    now = tuple(edit(p) if n < 9 else p for n, p in enumerate(before))

    assert held(national_side(*now), remembered(*before)) == []


@pytest.mark.parametrize("name", REDESIGNS)
def test_too_few_records_show_no_redesign(name: str) -> None:
    edit, _ = REDESIGNS[name]
    before = catalogue(19)

    assert held(national_side(*map(edit, before)), remembered(*before)) == []


@pytest.mark.parametrize(
    "edit",
    [
        lambda p: replace(p, conditions=f"  {p.conditions.upper()} "),
        lambda p: replace(p, name=p.name.upper()),
        lambda p: replace(p, note="Đã xem 12 lượt", keywords="giấy phép"),
    ],
    ids=["case and blanks", "names in capitals", "bookkeeping"],
)
def test_another_presentation_everywhere_is_no_redesign(edit: Edit) -> None:
    before = catalogue(40)

    assert held(national_side(*map(edit, before)), remembered(*before)) == []


def test_where_names_change_everywhere_nothing_was_read_that_could_be_compared() -> None:
    before = tuple(record(p) for p in catalogue(40))
    now = tuple(replace(p, name="Chi tiết thủ tục hành chính") for p in before)
    side = pages_side(*now)

    read = gated(side, judge(side, Memory(records={p.portal_id: p for p in before})))

    assert read.outcome is Outcome.FAILED
    assert read.reason.startswith("Tên thủ tục: đổi nội dung ở 40/40 thủ tục trong một lần đọc")


def test_fees_that_vanish_inside_the_ways_of_filing_hide_these() -> None:
    paid = SubmissionMethod("DIRECT", ProcessingTime("5", "WORKING_DAY"), "", (Fee("FEE", 8000, "VND", ""),))
    before = tuple(replace(p, methods=(paid,)) for p in catalogue(40))
    now = tuple(replace(p, methods=(replace(paid, fees=()),)) for p in before)
    snapshot = national_side(*now)

    assert held_fields(gated(snapshot, judge(snapshot, remembered(*before)))) == ("methods",)


def test_what_a_person_has_looked_at_is_the_new_measure() -> None:
    before = catalogue(40)
    now = tuple(replace(p, steps=()) for p in before)

    assert held(national_side(*now), remembered(*before, reviewed=True)) == []


@pytest.mark.parametrize("read", [5, 9, 15, 19])
@pytest.mark.parametrize("name", REDESIGNS)
def test_of_a_portal_of_which_few_pages_were_read_tonight_these_few_show_the_redesign(name: str, read: int) -> None:
    edit, fields = REDESIGNS[name]
    before = catalogue(100)
    snapshot = national_side(*map(edit, before[:read]), outcome=Outcome.PARTIAL)

    assert held_fields(gated(snapshot, judge(snapshot, remembered(*before)))) == fields


def test_where_too_few_pages_were_read_the_gate_says_that_it_could_not_look() -> None:
    before = catalogue(100)

    assert judge(national_side(*before[:4]), remembered(*before))[-1].told == (
        "Chỉ có 4 thủ tục để so với lần đọc trước: chưa xét được cách trình bày."
    )


def test_values_that_only_move_to_other_records_are_a_redesign_too() -> None:
    before = tuple(replace(p, conditions="" if n % 2 else "Có đề án.") for n, p in enumerate(catalogue(40)))
    now = tuple(replace(p, conditions="Có đề án." if n % 2 else "") for n, p in enumerate(catalogue(40)))

    assert held(national_side(*now), remembered(*before)) == [(Gate.REDESIGN, "conditions")]
