"""A baseline: the naive comparer, which ignores a night with under 90% of the records of the last good one."""

from __future__ import annotations

from benchmarks.alarms import naive

SHARE = 0.9


def enough(now, before):
    """Whether neither side has lost more than a tenth."""
    return all(len(now[side]) >= SHARE * len(before.get(side, ())) for side in now)


if __name__ == "__main__":
    naive.main(enough)
