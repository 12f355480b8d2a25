"""What a new reader brought or took away is told apart from what the portals did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.model import Comparison, Discrepancy, Kind, Severity, Sighting, Status
from analysis.reading_change import (
    GONE,
    NEW,
    READING,
    RULES,
    FindingChange,
    OwnChange,
    finding_changes,
    in_doubt,
    labelled,
    own_change,
)

NIGHT = date(2026, 11, 20)


def line(code: str, kind: Kind = Kind.PAIR) -> Discrepancy:
    return Discrepancy("CL13", kind, Severity.HIGH, "", code, "Cấp thẻ", "", "", "5", "7", ("dvcqg",))


def night(*codes: str, unjudged: str = "") -> Comparison:
    undetermined = (("CL13", unjudged, "chưa đọc được"),) if unjudged else ()
    return Comparison(NIGHT, tuple(map(line, codes)), undetermined=undetermined)


def keys(*codes: str) -> tuple[str, ...]:
    return tuple(f"CL13|dvcqg|{c}|" for c in codes)


def test_a_finding_that_the_night_before_would_have_had_too_is_due_to_us() -> None:
    assert own_change([line("1")], night("1", "2"), night("1", "2", "3")) == OwnChange(opened=keys("2"))


def test_a_finding_that_we_take_from_the_night_before_was_mended_by_nobody() -> None:
    assert own_change([line("1"), line("2")], night("1"), night()) == OwnChange(closed=keys("2"))


def test_what_the_portals_did_is_no_matter_of_ours() -> None:
    """1 is mended, 2 is new, 3 stays."""
    assert not own_change([line("1"), line("3")], night("1", "3"), night("2", "3"))


def test_what_could_not_be_judged_again_is_not_said_to_be_taken_away() -> None:
    for unjudged in ("2", "*"):
        assert not own_change([line("2")], night(unjudged=unjudged), night())


def test_what_was_told_before_is_not_new_and_what_was_never_told_is_not_gone() -> None:
    assert not own_change([line("2")], night("2"), night("2"))
    assert not own_change([], night(), night())


def test_changes_of_a_source_are_left_out() -> None:
    event = Comparison(NIGHT, (line("1", Kind.CHANGE),))

    assert not own_change([line("1", Kind.CHANGE)], night(), night())
    assert not own_change([], event, event)
    assert finding_changes([line("1", Kind.CHANGE)], event, night()) == ()


def test_why_a_comparison_would_differ_is_told_by_comparing_both_readings_by_the_present_rules() -> None:
    """1 both; 2 the present rules find anyhow; 3 only the new reading; 4 the rules drop it; 5 the reading does."""
    kept = [line(c) for c in ("1", "4", "5")]

    assert finding_changes(kept, night("1", "2", "5"), night("1", "2", "3")) == (
        FindingChange(line("4"), GONE, RULES),
        FindingChange(line("5"), GONE, READING),
        FindingChange(line("2"), NEW, RULES),
        FindingChange(line("3"), NEW, READING),
    )


WHAT = "cách đọc (dvcqg: dvcqg/1 → dvcqg/2)"


def standing(code: str, status: Status, basis: str = "") -> Sighting:
    return Sighting(line(code), status, NIGHT, NIGHT, 1, basis)


@pytest.mark.parametrize("status", [Status.FIXED, Status.UNCONFIRMED])
def test_what_we_took_away_ends_by_its_own_name(status: Status) -> None:
    sightings = (standing("1", status), standing("2", status), standing("3", Status.NEW))

    comparison, told = labelled(OwnChange(keys("3"), keys("2")), WHAT, night("3"), sightings)

    assert told == (sightings[0], standing("2", Status.REREAD, f"Đã đổi {WHAT}."), sightings[2])
    assert comparison == replace(
        night("3"),
        warnings=(
            "2 chênh lệch đổi do cách đọc (dvcqg: dvcqg/1 → dvcqg/2), không phải do cổng: "
            "mới thấy 1 (CL13|dvcqg|3|); không còn thấy 1 (CL13|dvcqg|2|).",
        ),
    )


def test_where_the_night_before_cannot_be_judged_again_nothing_that_is_gone_is_called_mended() -> None:
    sightings = (standing("1", Status.FIXED), standing("2", Status.EXPLAINED, "QĐ 9"), standing("3", Status.OPEN))

    comparison, told = in_doubt("nội dung đã bỏ", WHAT, night("3"), sightings)

    assert told == (standing("1", Status.REREAD, f"Đã đổi {WHAT}."), *sightings[1:])
    assert comparison.warnings == (
        f"Đã đổi {WHAT} nhưng không đọc lại được đêm trước: nội dung đã bỏ; "
        "chênh lệch mới hoặc hết đêm nay có thể chỉ do đó.",
    )


def test_a_change_of_ours_that_moves_nothing_is_told_too() -> None:
    comparison, told = labelled(OwnChange(), WHAT, night(), ())

    assert told == ()
    assert comparison.warnings == (f"Đã đổi {WHAT}; xét lại đêm trước thấy không có chênh lệch nào đổi vì thế.",)


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    many = keys(*(f"{n:02}" for n in range(30)))

    comparison, _ = labelled(OwnChange(opened=many), WHAT, night(), ())

    assert comparison.warnings[0].endswith("CL13|dvcqg|11| và 18 mục nữa).")
