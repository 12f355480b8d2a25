"""What may be kept of a visit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.kept import gone_records, whole_records
from analysis.model import Outcome, Snapshot, Term
from analysis.night import AGAIN
from tests.analysis.makers import JUSTICE, listing, local, national, national_side, row

A, B, C = national(1), national(2), national(3)
#: Issued by the province: read only because it was asked for by its id.
FOREIGN = national(4, issuer=Term("H53", "UBND tỉnh"))
BEFORE = {p.portal_id: p for p in (A, B, FOREIGN)}
PROMISED = {A.portal_id, B.portal_id}


def gone(snapshot: Snapshot) -> frozenset[str]:
    return gone_records(snapshot, BEFORE, PROMISED, "formalities")


def test_what_a_list_named_and_names_no_more_is_gone() -> None:
    assert gone(national_side(A)) == {B.portal_id}


@pytest.mark.parametrize(
    "values",
    [
        {"unread": ()},  # nobody asked
        {"gone": (A.portal_id,)},
        {"outcome": Outcome.PARTIAL, "problems": ()},
        {"outcome": Outcome.PARTIAL, "unread": (A.portal_id,)},
    ],
    ids=["not asked", "another one asked", "asking broke off", "details not read"],
)
def test_what_was_only_ever_asked_for_is_not_gone_because_a_list_lacks_it(values: dict[str, object]) -> None:
    assert gone(national_side(A, B, **values)) == frozenset()


def test_what_was_only_ever_asked_for_is_gone_when_the_answer_says_so() -> None:
    assert gone(national_side(A, B, gone=(FOREIGN.portal_id,))) == {FOREIGN.portal_id}
    assert gone(national_side(A, B, gone=(FOREIGN.code,))) == {FOREIGN.portal_id}


@pytest.mark.parametrize(
    "snapshot",
    [
        national_side(A, listings=(listing("formalities", ("n01",), complete=False),)),
        national_side(A, listings=()),
        national_side(A, outcome=Outcome.FAILED),
        national_side(A, listings=(listing("formalities", ("n01", "n02")),), unread=("n02",)),
        national_side(A, listings=(listing("formalities", ("n01", "n02")),), gone=("n02",)),
        national_side(A, B, listings=(listing("formalities", ("n01",)),)),
    ],
    ids=[
        "list not whole",
        "no list",
        "failed",
        "promised and not read",
        "promised and answered with none",
        "still read",
    ],
)
def test_what_a_list_named_is_not_gone_on_less_than_a_whole_list_without_it(snapshot: Snapshot) -> None:
    assert gone(snapshot) == frozenset()


# --- records ---------------------------------------------------------------------------


def test_a_record_of_which_only_held_fields_differ_keeps_what_it_said() -> None:
    hidden, edited = replace(A, steps=None), replace(B, steps=None, conditions="Có đề án.")

    assert whole_records((hidden, edited, C), BEFORE, ("steps",), ()) == (edited, C)


def test_rows_that_only_asking_finds_are_not_lost_where_nobody_asked() -> None:
    found = local(A, JUSTICE, services=(row(A, JUSTICE, listed_in=AGAIN),))
    silent = local(A, services=())

    assert whole_records((silent,), {A.portal_id: found}, (), ()) == ()
    assert whole_records((silent,), {A.portal_id: found}, (), (A.code,)) == (silent,)
    assert whole_records((found,), {A.portal_id: found}, (), ()) == (found,)
    assert whole_records((silent,), {A.portal_id: silent}, (), ()) == (silent,)
