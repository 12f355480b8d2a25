"""What a source showed on a day, what changed between two, and what nobody can know (P44, D18)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model import Outcome, Procedure
from storage import history
from storage.history import Answer, Asked, Held
from storage.looks import last_whole, looks
from tests.analysis.makers import national
from tests.storage.past import Log, at, day, end

A, B, C = national(1), national(2), national(3)
RENAMED = replace(A, name="Cấp lại thẻ công chứng viên")
PARTIAL, FAILED, COMPLETE = Outcome.PARTIAL, Outcome.FAILED, Outcome.COMPLETE


@pytest.fixture
def log() -> Log:
    return Log()


def asked(number: int, known_by: datetime | None = None) -> Asked:
    return Asked.of_day(at(number), known_by)


def answer(log: Log, number: int, record: Procedure = A, known_by: datetime | None = None) -> Answer:
    with log.engine.connect() as connection:
        return history.as_of(connection, "dvcqg", record.portal_id, asked(number, known_by))


def content(log: Log, told: Answer) -> Procedure | None:
    with log.engine.connect() as connection:
        return history.content_of(connection, told.held)


def interval(told: Answer) -> tuple[int | None, ...]:
    """The looks between which something was observed, as numbers of nights: not yet, first, last, other."""
    some = (told.before, told.first, told.last, told.other)
    return tuple(None if k is None else (k.night - day(0)).days for k in some)


# --- one day ----------------------------------------------------------------------------


def test_a_day_is_answered_by_its_complete_reading(log: Log) -> None:
    log.night(0, A, B)
    log.night(1, RENAMED, B)
    log.night(2, RENAMED, B)

    first, second = answer(log, 0), answer(log, 1)

    assert (content(log, first), first.is_determined, interval(first)) == (A, True, (None, 0, 0, 1))
    assert (content(log, second), second.is_determined, interval(second)) == (RENAMED, True, (0, 1, 2, None))


def test_a_reading_that_ended_after_midnight_answers_for_the_day_on_which_it_ended(log: Log) -> None:
    log.night(0, A)
    log.night(1, RENAMED, takes=timedelta(hours=3))

    assert content(log, answer(log, 1)) == A
    assert not answer(log, 1).is_determined
    assert (content(log, answer(log, 2)), answer(log, 2).is_determined) == (RENAMED, True)


def test_a_day_without_a_run_is_undetermined_and_what_was_known_last_is_told(log: Log) -> None:
    log.night(0, A)
    log.night(3, A)

    told = answer(log, 1)

    assert (told.is_determined, told.tried, content(log, told)) == (False, (), A)
    assert told.same_before_and_after


@pytest.mark.parametrize("outcome", [PARTIAL, FAILED, Outcome.CLOSED])
def test_a_day_whose_run_was_not_whole_is_undetermined(outcome: Outcome, log: Log) -> None:
    log.night(0, A, B)
    log.night(1, B, outcome=outcome)
    log.night(2, RENAMED, B)

    told = answer(log, 1)

    assert (told.is_determined, [k.outcome for k in told.tried], content(log, told)) == (False, [outcome], A)
    assert not told.same_before_and_after


def test_before_the_first_complete_reading_nothing_is_known(log: Log) -> None:
    log.night(1, outcome=FAILED)
    log.night(2, A)

    assert (answer(log, 0).look, answer(log, 0).held, answer(log, 1).held) == (None, None, None)
    assert not answer(log, 1).is_determined


def test_a_page_that_an_incomplete_run_did_read_is_what_was_known_last(log: Log) -> None:
    log.night(0, A, B)
    log.night(1, RENAMED, outcome=PARTIAL, promised=["n02"])

    read, unread = answer(log, 1), answer(log, 1, B)

    assert (content(log, read), read.read_in and read.read_in.night) == (RENAMED, day(1))
    assert (content(log, unread), unread.read_in) == (B, None)
    assert not (read.is_determined or unread.is_determined)


def test_what_is_gone_is_absent_from_the_night_on_which_a_whole_list_lacked_it(log: Log) -> None:
    log.night(0, A, B)
    log.night(1, B)
    log.night(2, A, B)

    told = [answer(log, n) for n in range(3)]

    assert [content(log, x) for x in told] == [A, None, A]
    assert told[1].held is not None
    assert told[1].held.is_gone
    assert [interval(x) for x in told] == [(None, 0, 0, 1), (0, 1, 1, 2), (1, 2, 2, None)]


def test_known_time_leaves_out_what_was_read_later(log: Log) -> None:
    log.night(0, A)
    log.night(1, A)
    log.night(2, RENAMED)

    now, then = answer(log, 1), answer(log, 1, known_by=end(1))
    early = answer(log, 2, known_by=end(1))

    assert (interval(now), interval(then)) == ((None, 0, 1, 2), (None, 0, 1, None))
    assert (content(log, early), early.is_determined) == (A, False)


def test_readings_are_put_in_order_by_number_when_a_clock_jumped_back(log: Log) -> None:
    log.night(0, A, takes=timedelta(days=2))  # its clock was two days ahead
    log.night(1, RENAMED)

    assert content(log, answer(log, 3)) == RENAMED


# --- every version ----------------------------------------------------------------------


def test_a_history_tells_the_looks_that_saw_each_version_and_those_that_could_not(log: Log) -> None:
    log.night(0, A, B)
    log.night(1, B, outcome=PARTIAL)
    log.night(2, A, outcome=PARTIAL)
    log.night(4, A, B)
    log.night(5, B)
    log.night(6, outcome=FAILED)
    log.night(7, A, B)

    with log.engine.connect() as connection:
        told = history.timeline(connection, "dvcqg", "n01")

    def numbers(some: tuple[history.Look, ...]) -> list[int]:
        return [(k.night - day(0)).days for k in some]

    assert [(s.held.is_gone, numbers(s.seen), numbers(s.unseen)) for s in told] == [
        (False, [0, 2, 4], [1]),
        (True, [5], [6]),
        (False, [7], []),
    ]
    assert [s.until and s.until.night for s in told] == [day(5), day(7), None]


# --- any history (P44) --------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One night of a made-up history."""

    gap: int  # days without a run before it
    outcome: Outcome
    shown: tuple[int, int, int]  # which content of each of three records; 0: not shown, or not read
    takes: int  # hours


def record(number: int, content: int) -> Procedure:
    return replace((A, B, C)[number], conditions=f"Điều kiện {content}")


NIGHTS = st.lists(
    st.builds(
        Told,
        gap=st.integers(0, 2),
        outcome=st.sampled_from((COMPLETE, COMPLETE, PARTIAL, FAILED)),
        shown=st.tuples(*(st.integers(0, 2) for _ in range(3))),
        takes=st.sampled_from((0, 1, 3, 30)),
    ),
    min_size=1,
    max_size=7,
)


@dataclass(frozen=True)
class Event:
    """A line of the log that is replayed: what the run of a night said, and when it was closed."""

    number: int
    finished: datetime
    whole: bool
    shown: dict[str, Procedure]


def play(nights: list[Told]) -> tuple[Log, list[Event]]:
    log, events, number, free = Log(), [], 0, at(0)
    for told in nights:
        number += told.gap
        while at(number, 22, 30) < free:  # one run at a time
            number += 1
        shown = {p.portal_id: p for i, c in enumerate(told.shown) if c for p in [record(i, c)]}
        takes = timedelta(hours=told.takes, minutes=5)
        log.night(number, *shown.values(), outcome=told.outcome, takes=takes)
        free = at(number, 22, 30) + takes
        events.append(Event(number, free, told.outcome is COMPLETE, shown))
        number += 1
    return log, events


def replayed(events: list[Event], by: datetime) -> dict[str, Procedure] | None:
    """What the source showed at the last whole run closed by a moment; None: there was none."""
    whole = [e.shown for e in events if e.whole and e.finished <= by]
    return whole[-1] if whole else None


def known(events: list[Event], portal_id: str, by: datetime) -> Procedure | None:
    """What was known of a record: a whole run tells of all, another one of what it read."""
    held = None
    for event in events:
        if event.finished <= by and (event.whole or portal_id in event.shown):
            held = event.shown.get(portal_id)
    return held if replayed(events, by) is not None or held is not None else None


def catalogue(log: Log, by: datetime) -> tuple[dict[str, Procedure] | None, dict[str, Held]]:
    with log.engine.connect() as connection:
        look = last_whole(connection, "dvcqg", by)
        held = history.catalogue_by(connection, "dvcqg", by)
        assert held == (history.catalogue_at(connection, "dvcqg", look.run) if look else {})
        texts = history.contents(connection, held.values())
        return (None if look is None else {i: texts[h.version] for i, h in held.items()}), held


@settings(max_examples=25, deadline=None)
@given(NIGHTS)
def test_as_of_equals_replaying_the_log(nights: list[Told]) -> None:
    log, events = play(nights)

    for number in range(events[-1].number + 3):
        by = end(number)
        assert catalogue(log, by)[0] == replayed(events, by)
        for portal_id in ("n01", "n02", "n03"):
            told = answer(log, number, replace(A, portal_id=portal_id))
            assert content(log, told) == known(events, portal_id, by)
            assert told.is_determined == any(e.whole and at(number) <= e.finished <= by for e in events)
            with log.engine.connect() as connection:
                quick = history.procedure_by(connection, "dvcqg", portal_id, by)
            assert quick == (replayed(events, by) or {}).get(portal_id)


@settings(max_examples=25, deadline=None)
@given(NIGHTS, st.integers(0, 20), st.integers(0, 20))
def test_the_difference_of_two_days_turns_one_catalogue_into_the_other(nights: list[Told], one: int, two: int) -> None:
    log, _ = play(nights)
    before, after = (catalogue(log, end(n))[1] for n in sorted((one, two)))

    told = history.delta(before, after)

    assert digests(told.applied_to(before)) == digests(after)
    back = history.delta(after, before)
    assert (set(back.added), set(back.lost), set(back.edited)) == (set(told.lost), set(told.added), set(told.edited))
    assert history.delta(after, after).is_empty


def digests(some: dict[str, Held]) -> dict[str, tuple[str, str, str]]:
    return {i: (h.code, h.name, h.digest) for i, h in some.items()}


@settings(max_examples=25, deadline=None)
@given(NIGHTS, st.integers(0, 20), st.integers(0, 20))
def test_known_by_a_moment_is_what_a_store_of_that_moment_answers(nights: list[Told], number: int, moment: int) -> None:
    log, events = play(nights)
    known_by = end(moment)
    earlier = play([n for n, e in zip(nights, events, strict=True) if e.finished <= known_by])[0]
    then = [e for e in events if e.finished <= known_by]
    assert [e.finished for e in then] == [k.finished_at for k in all_looks(earlier)]

    for portal_id in ("n01", "n02", "n03"):
        one = answer(log, number, replace(A, portal_id=portal_id), known_by)
        other = answer(earlier, number, replace(A, portal_id=portal_id), known_by)
        assert (content(log, one), interval(one), one.is_determined) == (
            content(earlier, other),
            interval(other),
            other.is_determined,
        )


def all_looks(log: Log) -> list[history.Look]:
    with log.engine.connect() as connection:
        return looks(connection)


@settings(max_examples=25, deadline=None)
@given(NIGHTS)
def test_every_look_lies_under_one_version(nights: list[Told]) -> None:
    log, _ = play(nights)
    every = all_looks(log)

    with log.engine.connect() as connection:
        told = history.timeline(connection, "dvcqg", "n01")

    covered = [k.run for s in told for k in (*s.seen, *s.unseen)]
    assert sorted(covered) == [k.run for k in every if told and k.run >= told[0].first.run]
    assert all(k.is_whole is False for s in told for k in s.unseen)
