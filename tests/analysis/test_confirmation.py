"""Where a discrepancy stands night after night, and whether the night looked."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.confirmation import Past, stand
from analysis.model import (
    Comparison,
    Discrepancy,
    Kind,
    Look,
    Severity,
    Sighting,
    Status,
)
from tests.analysis.makers import BOTH
from tests.standing import counted

ONE, TWO, THREE, FOUR = (date(2026, 11, day) for day in (20, 21, 22, 23))


def line(severity: Severity = Severity.CRITICAL, **values: object) -> Discrepancy:
    plain: dict[str, object] = {
        "rule": "CL01",
        "kind": Kind.PAIR,
        "severity": severity,
        "severity_reason": "",
        "code": "1.000001",
        "name": "",
        "sector": "",
        "part": "",
        "national": None,
        "provincial": None,
        "sources": BOTH,
    }
    return Discrepancy(**{**plain, **values})


def night(*found: Discrepancy, **values: object) -> Comparison:
    return Comparison(ONE, found, **values)


def course(*nights: tuple[date, Comparison]) -> list[Sighting | None]:
    """Where the one line stands on each of the nights."""
    stood, past = [], Past()
    for day, comparison in nights:
        sightings = stand(past, comparison, day)
        stood.append(sightings[0] if sightings else None)
        past = Past(sightings)
    return stood


WHY = "Danh sách chưa đọc đủ."
REFUSED = "Cổng từ chối."


def unseen(*lines: Discrepancy) -> Comparison:
    """A night that could not look at these lines."""
    return night(unseen=tuple((d.key, WHY) for d in lines))


def ended(line_: Discrepancy, status: Status, basis: str = "") -> Comparison:
    """A night that looked, and on which the line ended otherwise than by being mended."""
    return night(ended=((line_.key, status.value, basis),))


@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.HIGH])
def test_the_two_highest_wait_for_a_second_night(severity: Severity) -> None:
    found = line(severity)

    assert course((ONE, night(found)), (TWO, night(found)), (THREE, night(found))) == [
        Sighting(found, Status.AWAITING, ONE, ONE, 1),
        Sighting(found, Status.NEW, ONE, TWO, 2),
        Sighting(found, Status.OPEN, ONE, THREE, 3),
    ]


@pytest.mark.parametrize("severity", [Severity.MEDIUM, Severity.LOW, Severity.INFO])
def test_the_others_are_told_at_once(severity: Severity) -> None:
    found = line(severity)

    assert course((ONE, night(found)), (TWO, night(found))) == [
        Sighting(found, Status.NEW, ONE, ONE, 1),
        Sighting(found, Status.OPEN, ONE, TWO, 2),
    ]


# --- a night that could not look -----------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "first", "after"),
    [
        (Severity.CRITICAL, Status.AWAITING, Status.NEW),
        (Severity.MEDIUM, Status.NEW, Status.OPEN),
    ],
)
def test_what_a_night_could_not_look_at_stands_as_it_stood(severity: Severity, first: Status, after: Status) -> None:
    found = line(severity)

    assert course((ONE, night(found)), (TWO, unseen(found)), (THREE, night(found))) == [
        Sighting(found, first, ONE, ONE, 1),
        Sighting(found, first, ONE, ONE, 1, "", Look.UNSEEN, WHY),
        Sighting(found, after, ONE, THREE, 2),
    ]


def test_a_night_that_could_not_look_opens_nothing_that_was_accepted() -> None:
    found = line()

    assert course((ONE, covered(found)), (TWO, unseen(found)), (THREE, covered(found))) == [
        Sighting(found, Status.ACCEPTED, ONE, ONE, 1, BASIS),
        Sighting(found, Status.ACCEPTED, ONE, ONE, 1, BASIS, Look.UNSEEN, WHY),
        Sighting(found, Status.ACCEPTED, ONE, THREE, 2, BASIS),
    ]


def test_a_night_that_was_not_compared_repeats_the_last_one_ends_included() -> None:
    stays, mended = line(), line(Severity.LOW, code="1.000002")
    first = stand(Past(), night(stays, mended), ONE)
    second = stand(Past(first), night(stays), TWO)

    third = stand(Past(second), Comparison(THREE, not_compared=REFUSED), THREE)
    fourth = stand(Past(third), night(stays), FOUR)

    assert third == (
        Sighting(stays, Status.NEW, ONE, TWO, 2, "", Look.UNSEEN, REFUSED),
        Sighting(mended, Status.FIXED, ONE, ONE, 1, "", Look.UNSEEN, REFUSED),
    )
    assert counted(third) == counted(second)
    assert fourth == (Sighting(stays, Status.OPEN, ONE, FOUR, 3),)


def test_what_portals_show_of_themselves_moves_on_a_night_that_was_not_compared_and_is_not_counted() -> None:
    closed = line(rule="CL34", kind=Kind.SOURCE, code="", sources=("tayninh",))

    (told,) = stand(Past(), Comparison(ONE, (closed,), not_compared=REFUSED), ONE)
    (reopened,) = stand(Past((told,)), Comparison(TWO, not_compared=REFUSED), TWO)

    assert (told, set(counted([told]).values())) == (Sighting(closed, Status.AWAITING, ONE, ONE, 1), {0})
    assert reopened.status is Status.UNCONFIRMED


# --- ends ------------------------------------------------------------------------------


def test_what_was_confirmed_and_is_gone_is_fixed_which_is_told_once_and_a_return_starts_anew() -> None:
    found = line(Severity.MEDIUM)

    stood = course((ONE, night(found)), (TWO, night()), (THREE, night()), (FOUR, night(found)))

    assert stood == [
        Sighting(found, Status.NEW, ONE, ONE, 1),
        Sighting(found, Status.FIXED, ONE, ONE, 1),
        None,
        Sighting(found, Status.NEW, FOUR, FOUR, 1),
    ]


def test_what_awaited_a_second_night_and_is_not_there_was_never_confirmed() -> None:
    found = line()

    assert course((ONE, night(found)), (TWO, night()), (THREE, night())) == [
        Sighting(found, Status.AWAITING, ONE, ONE, 1),
        Sighting(found, Status.UNCONFIRMED, ONE, ONE, 1),
        None,
    ]


@pytest.mark.parametrize("status", [Status.EXPLAINED, Status.EXCLUDED])
@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.LOW])
def test_an_end_that_is_not_mended_is_told_by_its_name_with_what_it_rests_on(
    status: Status, severity: Severity
) -> None:
    found = line(severity)

    stood = course((ONE, night(found)), (TWO, ended(found, status, "Theo văn bản")), (THREE, night()))

    assert stood[1:] == [Sighting(found, status, ONE, ONE, 1, "Theo văn bản"), None]


def test_a_return_on_the_night_after_starts_anew_too() -> None:
    found = line()

    assert course((ONE, night(found)), (TWO, night()), (THREE, night(found)))[2] == Sighting(
        found, Status.AWAITING, THREE, THREE, 1
    )


def test_a_change_that_nothing_explains_stays_open() -> None:
    found = line(Severity.MEDIUM, rule="CL36", kind=Kind.CHANGE)

    assert course((ONE, night(found)), (TWO, night(found)), (THREE, ended(found, Status.EXPLAINED, "QĐ 9")))[1:] == [
        Sighting(found, Status.OPEN, ONE, TWO, 2),
        Sighting(found, Status.EXPLAINED, ONE, TWO, 2, "QĐ 9"),
    ]


def test_the_same_night_twice_confirms_nothing() -> None:
    found = line()

    assert course((ONE, night(found)), (ONE, night(found))) == [Sighting(found, Status.AWAITING, ONE, ONE, 1)] * 2


def test_tonights_values_are_shown_with_the_old_history() -> None:
    before, now = line(provincial="thiếu 1/96 xã"), line(provincial="thiếu 2/96 xã")

    assert course((ONE, night(before)), (TWO, night(now)))[1] == Sighting(now, Status.NEW, ONE, TWO, 2)


# --- registered grounds -------------------------------------------------------------

BASIS = "23/2026/NQ-HĐND ngày 10/07/2026 của HĐND tỉnh, hiệu lực từ 08/08/2026"


def covered(*found: Discrepancy) -> Comparison:
    """A night on which a ground covers what is found."""
    return night(*found, accepted=tuple((d.key, BASIS) for d in found))


@pytest.mark.parametrize(("severity", "reopened"), [(Severity.CRITICAL, Status.AWAITING), (Severity.LOW, Status.NEW)])
def test_what_a_ground_covers_is_accepted_until_it_covers_it_no_more(severity: Severity, reopened: Status) -> None:
    found = line(severity)

    assert course((ONE, covered(found)), (TWO, covered(found)), (THREE, night(found))) == [
        Sighting(found, Status.ACCEPTED, ONE, ONE, 1, BASIS),
        Sighting(found, Status.ACCEPTED, ONE, TWO, 2, BASIS),
        Sighting(found, reopened, ONE, THREE, 3),
    ]


@pytest.mark.parametrize(("severity", "then"), [(Severity.HIGH, Status.NEW), (Severity.MEDIUM, Status.OPEN)])
def test_a_reopened_line_goes_on_as_others_do(severity: Severity, then: Status) -> None:
    found = line(severity)

    stood = course((ONE, covered(found)), (TWO, night(found)), (THREE, night(found)))

    assert stood[2] == Sighting(found, then, ONE, THREE, 3)


def test_an_open_line_is_accepted_with_its_history() -> None:
    found = line()

    stood = course((ONE, night(found)), (TWO, night(found)), (THREE, covered(found)))

    assert stood[2] == Sighting(found, Status.ACCEPTED, ONE, THREE, 3, BASIS)


def test_a_ground_that_is_registered_or_dropped_counts_on_the_same_night() -> None:
    found = line()

    assert course((ONE, night(found)), (ONE, covered(found)), (ONE, night(found))) == [
        Sighting(found, Status.AWAITING, ONE, ONE, 1),
        Sighting(found, Status.ACCEPTED, ONE, ONE, 1, BASIS),
        Sighting(found, Status.AWAITING, ONE, ONE, 1),
    ]


def test_an_accepted_line_that_is_gone_is_fixed_and_rests_on_nothing() -> None:
    found = line()

    assert course((ONE, covered(found)), (TWO, night()))[1] == Sighting(found, Status.FIXED, ONE, ONE, 1)


def test_a_ground_for_another_line_changes_nothing() -> None:
    found, other = line(), line(code="1.000002")

    assert course((ONE, night(found, accepted=((other.key, BASIS),)))) == [
        Sighting(found, Status.AWAITING, ONE, ONE, 1)
    ]


def test_lines_come_in_the_order_of_their_keys() -> None:
    lines = [line(code=f"1.00000{n}") for n in (3, 1, 2)]

    assert [s.discrepancy.code for s in stand(Past(), night(*lines), ONE)] == ["1.000001", "1.000002", "1.000003"]
