"""Deadlines D1-D9, both readings, and lateness as far as our own observations show it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.deadlines import (
    DEADLINES,
    Side,
    Timeliness,
    Unit,
    Verdict,
    Window,
    deadline,
    due,
    lateness,
    local_deadline,
    signed_in_time,
)
from analysis.working_days import Calendar, NoCalendar, rows_from_csv

SHIPPED = Path(__file__).resolve().parents[2] / "monitor" / "data" / "calendar.csv"
CALENDAR = Calendar(rows_from_csv(SHIPPED.read_text(encoding="utf-8")))
VIETNAM = timezone(timedelta(hours=7))

#: Signed Friday 20/11/2026, due on the CSDLQG by Monday 30/11/2026.
(PUBLISH,) = due(deadline("D5"), date(2026, 11, 20), CALENDAR)


def night(day: int, hour: int = 22) -> datetime:
    """An hour of a night around the deadline: 30 is 30/11, 31 is 01/12."""
    return datetime(2026, 11, 1, hour, tzinfo=VIETNAM) + timedelta(days=day - 1)


# --- the table ------------------------------------------------------------------


def test_the_table_is_whole() -> None:
    assert [d.id for d in DEADLINES] == [f"D{n}" for n in range(1, 10)]
    assert {d.id: (d.amount, [r.unit.value for r in d.readings]) for d in DEADLINES} == {
        "D1": (20, ["ngày", "ngày làm việc"]),
        "D2": (5, ["ngày", "ngày làm việc"]),
        "D3": (3, ["ngày"]),
        "D4": (10, ["ngày làm việc"]),
        "D5": (5, ["ngày làm việc"]),
        "D6": (2, ["ngày làm việc"]),
        "D7": (None, ["ngày"]),
        "D8": (7, ["ngày làm việc"]),
        "D9": (None, []),
    }
    assert {d.id for d in DEADLINES if d.side is Side.BEFORE} == {"D1", "D2", "D8"}
    assert all(r.basis for d in DEADLINES for r in d.readings)


# --- the last day in time ---------------------------------------------------------


def test_both_readings_where_law_and_scoring_disagree() -> None:
    found = due(deadline("D2"), date(2026, 11, 30), CALENDAR)

    assert [(d.reading.unit, d.day) for d in found] == [
        (Unit.DAY, date(2026, 11, 25)),
        (Unit.WORKING_DAY, date(2026, 11, 20)),
    ]


@pytest.mark.parametrize(
    ("name", "event", "day"),
    [
        ("D3", date(2026, 11, 20), date(2026, 11, 23)),
        ("D4", date(2025, 10, 31), date(2025, 11, 14)),
        ("D5", date(2025, 11, 16), date(2025, 11, 21)),
        ("D6", date(2026, 11, 23), date(2026, 11, 26)),
        ("D8", date(2026, 12, 1), date(2026, 11, 19)),
    ],
)
def test_due_by_one_reading(name: str, event: date, day: date) -> None:
    (found,) = due(deadline(name), event, CALENDAR)

    assert found.day == day


def test_no_number_of_days_gives_no_day() -> None:
    (at_once,) = due(deadline("D7"), date(2026, 11, 20), CALENDAR)

    assert (at_once.day, at_once.text) == (None, "không ấn định số ngày")
    assert due(deadline("D9"), date(2026, 11, 20), CALENDAR) == ()


def test_a_province_may_set_its_own_time() -> None:
    three = local_deadline(3, Unit.WORKING_DAY, "Quyết định 1/QĐ-UBND Điều 2")

    (found,) = due(three, date(2026, 11, 20), CALENDAR)

    assert (found.deadline.id, found.day, found.reading.basis) == (
        "D9",
        date(2026, 11, 26),
        "Quyết định 1/QĐ-UBND Điều 2",
    )
    with pytest.raises(ValueError, match="từ 1 ngày"):
        local_deadline(0, Unit.DAY, "")


def test_without_a_calendar_there_is_no_day() -> None:
    (found,) = due(deadline("D4"), date(2026, 12, 25), CALENDAR)

    assert found.day == NoCalendar("chưa có lịch", 2027)
    assert found.text == "chưa có lịch làm việc năm 2027 được xác nhận"


# --- in time or late ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_absent", "first_seen", "kind", "days"),
    [
        (25, 26, Timeliness.ON_TIME, None),
        (29, 30, Timeliness.ON_TIME, None),  # seen on the last day
        (None, 28, Timeliness.ON_TIME, None),
        (30, 31, Timeliness.UNDETERMINED, None),  # absent on the last evening: it may have come later that day
        (None, 33, Timeliness.UNDETERMINED, None),
        (29, None, Timeliness.UNDETERMINED, None),  # not due yet when last looked at
        (None, None, Timeliness.UNDETERMINED, None),
        (31, 34, Timeliness.LATE, (1, 4)),
        (33, None, Timeliness.LATE, (3, None)),
    ],
)
def test_lateness_is_a_window(
    last_absent: int | None, first_seen: int | None, kind: Timeliness, days: tuple[int, int | None] | None
) -> None:
    window = Window(
        None if last_absent is None else night(last_absent),
        None if first_seen is None else night(first_seen),
    )

    found = lateness(PUBLISH, window)

    assert (found.kind, found.days_late) == (kind, days)
    assert found.reason.endswith(".")


def test_the_reason_names_both_days() -> None:
    assert lateness(PUBLISH, Window(night(31), None)) == Verdict(
        Timeliness.LATE, "Ngày 01/12/2026 vẫn chưa thấy, hạn là 30/11/2026.", (1, None)
    )


def test_days_begin_and_end_by_the_clock_of_the_province() -> None:
    just_before_midnight = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    just_after_midnight = datetime(2026, 11, 30, 17, 1, tzinfo=UTC)

    assert lateness(PUBLISH, Window(None, just_before_midnight)).kind is Timeliness.ON_TIME
    assert lateness(PUBLISH, Window(just_after_midnight, None)).kind is Timeliness.LATE


def test_nothing_is_said_where_no_day_can_be_counted() -> None:
    (no_calendar,) = due(deadline("D4"), date(2026, 12, 25), CALENDAR)
    (no_number,) = due(deadline("D7"), date(2026, 11, 20), CALENDAR)

    assert lateness(no_calendar, Window(night(60), None)).kind is Timeliness.UNDETERMINED
    assert lateness(no_number, Window(night(60), None)).kind is Timeliness.UNDETERMINED


def test_a_window_needs_a_zone_and_an_order() -> None:
    with pytest.raises(ValueError, match="múi giờ"):
        Window(datetime(2026, 11, 30, 22), None)  # noqa: DTZ001
    with pytest.raises(ValueError, match="phải sau"):
        Window(night(30), night(30))


def test_the_date_of_a_decision_is_judged_by_each_reading() -> None:
    by_days, by_working_days = due(deadline("D2"), date(2026, 11, 30), CALENDAR)

    assert signed_in_time(by_days, date(2026, 11, 23)).kind is Timeliness.ON_TIME
    assert signed_in_time(by_working_days, date(2026, 11, 23)) == Verdict(
        Timeliness.LATE, "Ký ngày 23/11/2026, hạn là 20/11/2026.", (3, 3)
    )
    assert signed_in_time(by_days, None).kind is Timeliness.UNDETERMINED


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 59))
def test_whenever_it_really_came_the_verdict_is_not_wrong(absent: int, seen: int, part: int) -> None:
    """Any moment inside the window may be the true one; what is said must hold for all of them."""
    if seen <= absent:
        return
    window = Window(night(absent), night(seen))
    true = night(absent) + (night(seen) - night(absent)) * (part + 1) / 60
    truly_late = true.date() > date(2026, 11, 30)

    found = lateness(PUBLISH, window)

    if found.kind is not Timeliness.UNDETERMINED:
        assert (found.kind is Timeliness.LATE) == truly_late
