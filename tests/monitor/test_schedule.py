"""The hour of the night: when it is due, and a loop that no failure ends (D28)."""

from __future__ import annotations

import datetime as datetimes
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import schedule

from monitor.clock import VIETNAM, WallClock
from monitor.config import Config
from monitor.schedule_ import LATE, due, next_due, started_day, stay

AT = "22:30"
YESTERDAY, TODAY, TOMORROW = date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 21)


def at(text: str, day: date = TODAY) -> datetime:
    hour, minute = (int(x) for x in text.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


#: now, the day of the last start, whether it is due, the day it belongs to, when it is due next.
TABLE = {
    "before the hour": (at("22:29"), YESTERDAY, False, YESTERDAY, at("22:30")),
    "at the hour": (at("22:30"), YESTERDAY, True, TODAY, at("22:30")),
    "just after": (at("22:31"), YESTERDAY, True, TODAY, at("22:31")),
    "already run": (at("22:31"), TODAY, False, TODAY, at("22:30", TOMORROW)),
    "already run, after midnight": (at("00:10", TOMORROW), TODAY, False, TODAY, at("22:30", TOMORROW)),
    "missed, after midnight": (at("00:10", TOMORROW), YESTERDAY, True, TODAY, at("00:10", TOMORROW)),
    "missed, at the late limit": (at("04:29", TOMORROW), YESTERDAY, True, TODAY, at("04:29", TOMORROW)),
    "missed, past the late limit": (at("04:30", TOMORROW), YESTERDAY, False, TODAY, at("22:30", TOMORROW)),
    "missed by a day": (at("12:00", TOMORROW), YESTERDAY, False, TODAY, at("22:30", TOMORROW)),
    "never run, in the morning": (at("09:00"), None, False, YESTERDAY, at("22:30")),
    "never run, in the evening": (at("23:00"), None, True, TODAY, at("23:00")),
}


@pytest.mark.parametrize("name", TABLE)
def test_when_the_night_is_due(name: str) -> None:
    now, last, is_due, day, following = TABLE[name]

    assert due(now, AT, last) is is_due
    assert next_due(now, AT, last) == following
    assert started_day(now, AT) == day


@pytest.mark.parametrize("name", TABLE)
def test_the_hour_is_that_of_vietnam_wherever_the_machine_stands(name: str) -> None:
    now, last, is_due, day, following = TABLE[name]
    now = now.astimezone(UTC)

    assert (due(now, AT, last), started_day(now, AT), next_due(now, AT, last)) == (is_due, day, following)


def test_an_hour_after_midnight_belongs_to_its_own_day() -> None:
    assert started_day(at("00:30"), "00:15") == TODAY
    assert started_day(at("00:10"), "00:15") == YESTERDAY
    assert due(at("00:15"), "00:15", YESTERDAY)
    assert not due(at("00:14"), "00:15", YESTERDAY)


def test_every_evening_has_exactly_one_start_however_often_we_look() -> None:
    last: date | None = None
    starts = []
    now = at("12:00")
    for _ in range(3 * 24 * 60):
        if due(now, AT, last):
            last = started_day(now, AT)
            starts.append(now)
        now += timedelta(minutes=1)

    assert starts == [at("22:30"), at("22:30", TOMORROW), at("22:30", date(2026, 11, 22))]


# --- the loop ---------------------------------------------------------------------


class Time(WallClock):
    """Time that passes when somebody sleeps; real for the library, which looks at the machine's own clock."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self.moment = start

    def now(self) -> datetime:
        return self.moment


def evening_config() -> Config:
    return Config.model_validate(
        {
            "crawl": {"contact": "practice@example.org"},
            "portals": [{"code": "dvcqg", "name": "Cổng", "adapter": "dvcqg"}],
            "schedule": {"at": AT},
        }
    )


def stayed(
    start: datetime,
    job: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    *,
    beats: int = 400,
    last: date | None = None,
) -> tuple[Time, list[str]]:
    """Stay for some beats of 20 seconds; the library's clock goes with ours."""
    clock, told = Time(start), list[str]()

    class LibraryTime(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return clock.moment.replace(tzinfo=None)

    monkeypatch.setattr(schedule, "datetime", SimpleNamespace(**vars(datetimes) | {"datetime": LibraryTime}))

    def sleep(seconds: float) -> None:
        clock.moment += timedelta(seconds=seconds)

    stay(evening_config(), clock, job, told.append, sleep=sleep, beats=beats, last=last)
    return clock, told


def test_the_job_runs_once_at_its_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    _, told = stayed(at("22:00"), lambda: runs.append(1) or 3, monkeypatch)  # type: ignore[func-returns-value]

    assert len(runs) == 1
    assert told == ["20/11/2026 22:30 xong, mã thoát 3"]


def test_a_machine_that_was_off_at_the_hour_runs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    stayed(at("01:00", TOMORROW), lambda: runs.append(1) or 0, monkeypatch, beats=10)  # type: ignore[func-returns-value]

    assert len(runs) == 1


def test_a_schedule_that_is_started_again_does_not_repeat_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    stayed(at("23:30"), lambda: runs.append(1) or 0, monkeypatch, beats=10, last=TODAY)  # type: ignore[func-returns-value]

    assert runs == []


def test_a_job_that_fails_does_not_end_the_loop_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = iter([ValueError("ổ đĩa đầy"), 0])

    def job() -> int:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    two_evenings = int(timedelta(hours=25) / timedelta(seconds=20))
    _, told = stayed(at("22:00"), job, monkeypatch, beats=two_evenings)

    assert [t.partition(" ")[2][6:] for t in told] == ["không chạy được: ổ đĩa đầy", "xong, mã thoát 0"]


def test_ctrl_c_ends_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def job() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stayed(at("22:30"), job, monkeypatch, beats=3)


def test_the_late_limit_is_shorter_than_a_day() -> None:
    assert timedelta(0) < LATE < timedelta(hours=24)
