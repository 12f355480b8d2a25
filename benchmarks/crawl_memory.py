"""What our crawl needs: the peak resident memory of the crawl process over the whole national catalogue.

Read from the kernel's own high-water mark (VmHWM) of the process while it runs, about fifty times a second;
the mark never falls, so that only growth in the last moments could be missed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import func, select

from benchmarks import common
from storage import tables as t
from storage.engine import connect

BAR = 200


def main() -> int:
    """Crawl once and judge; 0 when the bar is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="1,500 procedures; full: 5,665")
    parser.add_argument("--n", type=int, help="procedures")
    options = parser.parse_args()
    n = options.n or (1500 if options.short else 5665)
    common.begin()
    print("settings: " + ", ".join(f"{k} {v}" for k, v in common.CONCURRENCY.items()) + ", no delay")
    with common.portal(n) as base_url, tempfile.TemporaryDirectory(prefix="tthc-bench-") as place:
        marks, kept, bytes_ = crawl(base_url, Path(place))
    if kept != n:
        raise RuntimeError(f"the crawl kept {kept} of {n} procedures")
    print(f"{'share of the crawl':>20}{'peak so far, MB':>18}")
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        print(f"{share:>20.0%}{marks[min(len(marks) - 1, int(share * len(marks)))] / 1024:>18.0f}")
    print(f"{n} procedures, {bytes_ / 1e6:.0f} MB of answers")
    peak = round(marks[-1] / 1024)
    return common.verdict("crawl_memory", f"{peak} MB", f"< {BAR}", ok=peak < BAR)


def crawl(base_url: str, folder: Path) -> tuple[list[int], int, int]:
    """The high-water marks in kB in order, how many details were kept, and the bytes of their answers."""
    marks: list[int] = []

    def watch(process: int) -> None:
        with suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
            if found:
                marks.append(int(found[1]))

    job = common.our_job(base_url, folder)
    common.run_job([sys.executable, "-m", "crawler.process"], job.to_json(), folder, watch=watch)
    engine = connect(common.store_url(folder))
    query = select(func.count(), func.sum(t.body.c.size)).join_from(t.capture, t.body)
    with engine.connect() as connection:
        kept, bytes_ = connection.execute(
            query.where(t.capture.c.purpose == "detail", t.capture.c.problem.is_(None))
        ).one()
    engine.dispose()
    return marks, kept, bytes_ or 0


if __name__ == "__main__":
    sys.exit(main())
