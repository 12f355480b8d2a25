"""One night of the main job against practice portals, as a process that may be killed.

``python -m benchmarks.one_night FOLDER PLATFORM FRONT CONCURRENCY MINUTES``: the front door with its store
in FOLDER; the clock stands MINUTES after the beginning of the first practice night.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from monitor.night import finish, run_night
from storage.database import open_store
from tests.practice import FIRST_NIGHT, PracticeClock, practice_config


def main() -> int:
    """Play the night, or take up the one that was interrupted."""
    folder, platform, front, concurrency, minutes = sys.argv[1:]
    config = practice_config(Path(folder), platform, front, crawl={"concurrency": int(concurrency)})
    clock = PracticeClock(FIRST_NIGHT + timedelta(minutes=int(minutes)))
    engine = open_store(config.store.url)
    result = run_night(config, engine, clock)
    finish(engine, clock, result)
    engine.dispose()
    return result.exit_code


if __name__ == "__main__":
    sys.exit(main())
