"""Working days by the shipped calendar, its reader, and what counting promises for every day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.working_days import Calendar, CalendarRow, DayKind, NoCalendar, rows_from_csv

SHIPPED = Path(__file__).resolve().parents[2] / "monitor" / "data" / "calendar.csv"
CALENDAR = Calendar(rows_from_csv(SHIPPED.read_text(encoding="utf-8")))
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
HEAD = "day,kind,name,source,confirmed\n"

days = st.dates(FIRST, date(2026, 10, 31))  # every period below ends within the calendar
amounts = st.integers(1, 25)


def counted(answer: date | NoCalendar) -> date:
    assert isinstance(answer, date)
    return answer


# --- the shipped calendar -----------------------------------------------------


def test_the_years_of_the_shipped_calendar_that_are_confirmed() -> None:
    assert CALENDAR.years == (2025, 2026)


@pytest.mark.parametrize(
    ("year", "off", "worked"),
    [
        (2025, "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02", "04-26"),
        (
            2026,
            "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
            "01-10 08-22",
        ),
    ],
)
def test_weekdays_off_and_weekend_days_worked(year: int, off: str, worked: str) -> None:
    whole = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]

    assert [f"{d:%m-%d}" for d in whole if d.weekday() < 5 and not CALENDAR.is_working(d)] == off.split()
    assert [f"{d:%m-%d}" for d in whole if d.weekday() >= 5 and CALENDAR.is_working(d)] == worked.split()


def test_a_day_tells_its_name_and_document() -> None:
    row = CALENDAR.row(date(2026, 11, 24))

    assert row is not None
    assert (row.name, row.source) == ("Ngày Văn hóa Việt Nam", "Nghị quyết 28/2026/QH16 Điều 2")


# --- counting -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed", "amount", "last"),
    [
        (date(2025, 11, 16), 5, date(2025, 11, 21)),  # signed on a Sunday
        (date(2026, 11, 20), 5, date(2026, 11, 30)),  # over the new holiday of 24/11
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # a Saturday that is worked
        (date(2026, 8, 28), 1, date(2026, 9, 3)),  # over the swapped Monday and Quốc khánh
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết
    ],
)
def test_working_days_from_the_day_after_the_event(signed: date, amount: int, last: date) -> None:
    assert CALENDAR.add_working_days(signed, amount) == last


@pytest.mark.parametrize(
    ("signed", "amount", "last"),
    [
        (date(2026, 11, 16), 5, date(2026, 11, 23)),  # a Saturday moves to Monday
        (date(2026, 11, 19), 5, date(2026, 11, 25)),  # the holiday moves to the day after
        (date(2026, 11, 20), 5, date(2026, 11, 25)),
        (date(2026, 8, 17), 5, date(2026, 8, 22)),  # a Saturday that is worked stays
    ],
)
def test_days_end_on_a_working_day(signed: date, amount: int, last: date) -> None:
    assert CALENDAR.add_days(signed, amount) == last


def test_days_before_an_event() -> None:
    effect = date(2026, 11, 30)

    assert CALENDAR.working_days_before(effect, 5) == date(2026, 11, 20)
    assert CALENDAR.days_before(effect, 5) == date(2026, 11, 25)
    assert CALENDAR.days_before(date(2026, 11, 27), 5) == date(2026, 11, 22)  # a Sunday: not moved


def test_working_days_between_two_days() -> None:
    assert CALENDAR.working_days_between(date(2026, 11, 20), date(2026, 11, 30)) == 5
    assert CALENDAR.working_days_between(date(2026, 11, 30), date(2026, 11, 20)) == -5
    assert CALENDAR.working_days_between(date(2026, 11, 20), date(2026, 11, 20)) == 0


@pytest.mark.parametrize("amount", [0, -1])
def test_a_period_has_at_least_a_day(amount: int) -> None:
    with pytest.raises(ValueError, match="từ 1 ngày trở lên"):
        CALENDAR.add_working_days(date(2026, 11, 20), amount)


# --- beyond the calendar --------------------------------------------------------


def test_beyond_the_last_confirmed_year_nothing_is_guessed() -> None:
    none = NoCalendar("chưa có lịch", 2027)

    assert CALENDAR.is_working(date(2027, 1, 1)) == none
    assert CALENDAR.add_working_days(date(2026, 12, 28), 5) == none
    assert CALENDAR.add_days(date(2026, 12, 30), 5) == none
    assert CALENDAR.working_days_between(date(2026, 12, 30), date(2027, 1, 4)) == none
    assert str(none) == "chưa có lịch làm việc năm 2027 được xác nhận"


def test_only_the_days_that_are_counted_need_a_calendar() -> None:
    assert CALENDAR.add_working_days(date(2024, 12, 31), 1) == date(2025, 1, 2)
    assert CALENDAR.add_working_days(date(2026, 12, 28), 3) == date(2026, 12, 31)
    assert CALENDAR.days_before(date(2027, 3, 1), 20) == date(2027, 2, 9)


def test_one_unconfirmed_day_unconfirms_its_year() -> None:
    sure = CalendarRow(date(2027, 1, 1), DayKind.HOLIDAY, "Tết Dương lịch", "BLLĐ", confirmed=True)
    unsure = CalendarRow(date(2027, 9, 2), DayKind.HOLIDAY, "Quốc khánh", "BLLĐ", confirmed=False)

    assert Calendar([sure]).years == (2027,)
    assert Calendar([sure, unsure]).years == ()


# --- the file -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ngày,loại\n", "dòng đầu phải là"),
        ("", "dòng đầu phải là"),
        (HEAD + "24/11/2026,holiday,Lễ,NQ,yes\n", "dòng 2: “24/11/2026” không phải là ngày"),
        (HEAD + "2026-02-30,holiday,Lễ,NQ,yes\n", "không phải là ngày"),
        (HEAD + "2026-11-24,lễ,Lễ,NQ,yes\n", "loại ngày “lễ” phải là một trong: holiday"),
        (HEAD + "2026-11-24,holiday,,NQ,yes\n", "thiếu tên ngày"),
        (HEAD + "2026-11-24,holiday,Lễ, ,yes\n", "thiếu văn bản nguồn"),
        (HEAD + "2026-11-24,holiday,Lễ,NQ,có\n", "phải là yes hoặc no"),
        (HEAD + "2026-11-24,holiday,Lễ,NQ\n", "có 4 cột, phải có 5"),
        (HEAD + "2026-08-24,swapped_work,Bù,TB,yes\n", "không thể là ngày làm bù"),
        (HEAD + "2026-08-22,swapped_off,Nghỉ,TB,yes\n", "không thể là ngày nghỉ hoán đổi"),
        (HEAD + "2026-08-31,swapped_off,Nghỉ,TB,yes\n", "1 ngày nghỉ hoán đổi nhưng 0 ngày làm bù"),
        (HEAD + "2026-11-24,holiday,A,NQ,yes\n2026-11-24,holiday,B,NQ,yes\n", "ngày 24/11/2026 có hai dòng"),
        (HEAD + '2026-11-24,holiday,"A,NQ,yes\n', "không đọc được"),
    ],
)
def test_the_reader_says_which_line_is_wrong(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rows_from_csv(text)


def test_the_reader_takes_a_byte_order_mark_and_blank_lines() -> None:
    rows = rows_from_csv("\ufeff" + HEAD + "2026-11-24, holiday, Lễ , NQ , yes\n\n")

    assert rows == (CalendarRow(date(2026, 11, 24), DayKind.HOLIDAY, "Lễ", "NQ", confirmed=True),)


# --- for every day ----------------------------------------------------------------


@given(days, amounts)
def test_a_period_ends_later_on_a_working_day_with_so_many_in_it(day: date, n: int) -> None:
    last = counted(CALENDAR.add_working_days(day, n))

    assert last > day
    assert CALENDAR.is_working(last)
    assert CALENDAR.working_days_between(day, last) == n


@given(days, days, amounts)
def test_counting_is_monotone(one: date, other: date, n: int) -> None:
    earlier, later = sorted((one, other))

    for add in (CALENDAR.add_working_days, CALENDAR.add_days):
        assert counted(add(earlier, n)) <= counted(add(later, n))
        assert counted(add(earlier, n)) <= counted(add(earlier, n + 1))
    assert counted(CALENDAR.add_days(earlier, n)) <= counted(CALENDAR.add_working_days(earlier, n))


@given(st.dates(date(2025, 6, 1), LAST), amounts)
def test_before_and_after_agree(effect: date, n: int) -> None:
    latest = counted(CALENDAR.working_days_before(effect, n))

    assert CALENDAR.is_working(latest)
    assert counted(CALENDAR.add_working_days(latest, n)) <= effect or not CALENDAR.is_working(effect)
