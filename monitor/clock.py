"""The wall clock of the front door: Vietnam time, and nights."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class WallClock:
    """Now; practice nights are played with an offset."""

    #: The clock of the crawl processes, by its path.
    for_crawls = "crawler.clock.Clock"

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Now, aware, in Vietnam time."""
        return (datetime.now(UTC) + self.offset).astimezone(VIETNAM)


def night_of(moment: datetime) -> date:
    """The night of a run: the local date of its start (D18)."""
    return moment.astimezone(VIETNAM).date()
