"""The schedule: a ``schedule`` loop around our own ``due()``, in Vietnam time (D28).

``schedule``'s own time zones need another library and forget missed jobs, and
a job that raises would leave its loop. So the library beats once a minute, and
the decision is a plain function.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from schedule import Scheduler

from monitor.clock import VIETNAM, WallClock, night_of
from monitor.config import Config

#: A job that was missed (the machine was off) is still run within these hours.
LATE = timedelta(hours=6)


def due(now: datetime, at: str, last: date | None) -> bool:
    """Whether the nightly job of this moment is to be started; ``last`` is the day it was last started."""
    start = _start(now, at)
    if now < start:
        start -= timedelta(days=1)
    return now - start < LATE and (last is None or last < start.date())


def next_due(now: datetime, at: str, last: date | None) -> datetime:
    """When the job will be started next."""
    if due(now, at, last):
        return now
    start = _start(now, at)
    return start if now < start and (last is None or last < start.date()) else start + timedelta(days=1)


def _start(now: datetime, at: str) -> datetime:
    hour, minute = (int(x) for x in at.split(":"))
    return now.astimezone(VIETNAM).replace(hour=hour, minute=minute, second=0, microsecond=0)


def started_day(now: datetime, at: str) -> date:
    """The day to which a job started now belongs: after midnight it is still the evening before's."""
    start = _start(now, at)
    return start.date() if now >= start else night_of(start - timedelta(days=1))


def stay(
    config: Config,
    clock: WallClock,
    job: Callable[[], int],
    tell: Callable[[str], None],
    *,
    sleep: Callable[[float], None] = time.sleep,
    beats: int | None = None,
    last: date | None = None,
) -> None:
    """Beat once a minute and run the job when it is due; never leaves because a job failed.

    ``last`` is the day whose job was done before. ``beats`` bounds the loop (tests); None stays for ever.
    """

    def beat() -> None:
        nonlocal last
        now = clock.now()
        if not due(now, config.schedule.at, last):
            return
        last = started_day(now, config.schedule.at)
        try:
            code = job()
            tell(f"{clock.now():%d/%m/%Y %H:%M} xong, mã thoát {code}")
        except Exception as error:
            tell(f"{clock.now():%d/%m/%Y %H:%M} không chạy được: {error}")

    scheduler = Scheduler()
    scheduler.every(1).minutes.do(beat)
    scheduler.run_all()
    while beats is None or beats > 1:
        sleep(20.0)
        scheduler.run_pending()
        beats = None if beats is None else beats - 1
