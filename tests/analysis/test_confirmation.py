"""Where a discrepancy stands, night after night."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.confirmation import Past, stand
from analysis.model import (
    Comparison,
    Discrepancy,
    Excluded,
    Kind,
    Severity,
    Sighting,
    Status,
)
from tests.analysis.makers import BOTH

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


def kept(sightings: tuple[Sighting, ...]) -> dict[str, Past]:
    return {
        s.discrepancy.key: Past(s.discrepancy, s.status, s.first_seen, s.last_seen, s.nights_seen, s.basis)
        for s in sightings
    }


def course(*nights: tuple[date, Comparison]) -> list[Sighting | None]:
    """Where the one line stands on each of the nights."""
    stood, past = [], {}
    for day, comparison in nights:
        sightings = stand(past, comparison, day)
        stood.append(sightings[0] if sightings else None)
        past = kept(sightings)
    return stood


UNKNOWN = (("CL01", "1.000001", "danh sách chưa đọc đủ"),)


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


@pytest.mark.parametrize("unknown", [UNKNOWN, (("CL01", "*", "nguồn đóng"),)])
def test_an_unreadable_night_neither_closes_nor_counts(unknown: tuple[tuple[str, str, str], ...]) -> None:
    found = line(Severity.MEDIUM)

    assert course((ONE, night(found)), (TWO, night(undetermined=unknown)), (THREE, night(found))) == [
        Sighting(found, Status.NEW, ONE, ONE, 1),
        Sighting(found, Status.UNDETERMINED, ONE, ONE, 1),
        Sighting(found, Status.OPEN, ONE, THREE, 2),
    ]


def test_a_line_whose_witness_is_absent_is_not_fixed() -> None:
    """The catalogue of decisions was taken away: what rested on it is no longer known, not mended."""
    found = line(Severity.MEDIUM, rule="CL30")

    stood = course((ONE, night(found)), (TWO, night(waiting=("CL30",))), (THREE, night()))

    assert [s and s.status for s in stood] == [Status.NEW, Status.UNDETERMINED, Status.FIXED]


def test_waiting_goes_on_over_an_unreadable_night() -> None:
    found = line()

    assert course((ONE, night(found)), (TWO, night(undetermined=UNKNOWN)), (THREE, night(found))) == [
        Sighting(found, Status.AWAITING, ONE, ONE, 1),
        Sighting(found, Status.AWAITING, ONE, ONE, 1),
        Sighting(found, Status.NEW, ONE, THREE, 2),
    ]


@pytest.mark.parametrize(
    "unknown", [(("CL09", "*", "x"),), (("CL01", "1.000002", "x"),)], ids=["other rule", "other code"]
)
def test_what_is_unknown_elsewhere_keeps_nothing_open(unknown: tuple[tuple[str, str, str], ...]) -> None:
    found = line()

    assert course((ONE, night(found)), (TWO, night(undetermined=unknown)))[1] == Sighting(
        found, Status.FIXED, ONE, ONE, 1
    )


def test_fixed_is_told_once_and_a_return_starts_anew() -> None:
    found = line()

    stood = course((ONE, night(found)), (TWO, night()), (THREE, night()), (FOUR, night(found)))

    assert stood == [
        Sighting(found, Status.AWAITING, ONE, ONE, 1),
        Sighting(found, Status.FIXED, ONE, ONE, 1),
        None,
        Sighting(found, Status.AWAITING, FOUR, FOUR, 1),
    ]


def test_a_return_on_the_night_after_starts_anew_too() -> None:
    found = line()

    assert course((ONE, night(found)), (TWO, night()), (THREE, night(found)))[2] == Sighting(
        found, Status.AWAITING, THREE, THREE, 1
    )


def test_the_same_night_twice_confirms_nothing() -> None:
    found = line()

    assert course((ONE, night(found)), (ONE, night(found))) == [Sighting(found, Status.AWAITING, ONE, ONE, 1)] * 2


def test_tonights_values_are_shown_with_the_old_history() -> None:
    before, now = line(provincial="thiếu 1/96 xã"), line(provincial="thiếu 2/96 xã")

    assert course((ONE, night(before)), (TWO, night(now)))[1] == Sighting(now, Status.NEW, ONE, TWO, 2)


def test_an_exclusion_takes_a_missing_procedure_out_of_scope_instead_of_fixing_it() -> None:
    found = line()
    left_out = night(excluded=(Excluded("1.000001", "", "Theo văn bản", published=False),))

    assert course((ONE, night(found)), (TWO, left_out), (THREE, left_out)) == [
        Sighting(found, Status.AWAITING, ONE, ONE, 1),
        Sighting(found, Status.EXCLUDED, ONE, ONE, 1),
        None,
    ]


def test_a_change_is_told_on_its_night_alone() -> None:
    found = line(Severity.MEDIUM, rule="CL36", kind=Kind.CHANGE)

    assert course((ONE, night(found)), (TWO, night())) == [Sighting(found, Status.NEW, ONE, ONE, 1), None]


def test_a_commune_that_gets_a_line_of_its_own_fixes_no_procedure() -> None:
    of_procedure = line(part="xã", agencies=("H53.101",))
    of_commune = line(code="", part="xã H53.101", agencies=("H53.101",))
    matrix = {"communes": (("1.000001", ("H53.101",)),)}

    sightings = stand(kept(stand({}, night(of_procedure), ONE)), night(of_commune, **matrix), TWO)

    assert [(s.discrepancy.part, s.status) for s in sightings] == [("xã H53.101", Status.AWAITING)]


def test_a_commune_that_loses_its_line_is_fixed_only_when_it_misses_nothing() -> None:
    of_commune = line(code="", part="xã H53.101", agencies=("H53.101",))
    past = kept(stand({}, night(of_commune), ONE))

    assert stand(past, night(communes=(("1.000001", ("H53.101",)),)), TWO) == ()
    assert [s.status for s in stand(past, night(communes=(("1.000001", ("H53.102",)),)), TWO)] == [Status.FIXED]


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


def test_an_unreadable_night_opens_nothing_that_was_accepted() -> None:
    found = line()

    assert course((ONE, covered(found)), (TWO, night(undetermined=UNKNOWN)), (THREE, covered(found))) == [
        Sighting(found, Status.ACCEPTED, ONE, ONE, 1, BASIS),
        Sighting(found, Status.ACCEPTED, ONE, ONE, 1, BASIS),
        Sighting(found, Status.ACCEPTED, ONE, THREE, 2, BASIS),
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

    assert [s.discrepancy.code for s in stand({}, night(*lines), ONE)] == ["1.000001", "1.000002", "1.000003"]
