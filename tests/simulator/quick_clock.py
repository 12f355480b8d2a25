"""A crawl clock that does not wait: a wait only moves it on, and is written down."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from crawler.clock import Clock


class QuickClock(Clock):
    """Waits are noted in the file that ``TTHC_PRACTICE_WAITS`` names, a number of seconds a line."""

    async def sleep(self, seconds: float) -> None:
        """Do not wait."""
        self.offset += timedelta(seconds=seconds)
        notes = os.environ.get("TTHC_PRACTICE_WAITS")
        if notes:
            with Path(notes).open("a", encoding="utf-8") as file:
                file.write(f"{seconds:.1f}\n")
