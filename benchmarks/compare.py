"""B5: the comparison of two catalogues against datacompy on polars.

5,665 procedures a side, made from the real ones: the provincial side words up to 30% of its fields otherwise
(decomposed letters, fixed, doubled and invisible blanks, capitals, order of papers and legal bases), and one
procedure in a hundred really differs. Ours is the stream: joined by code, compared by kept digests (warm) or by
the parts whose fields differ (cold), the texts opened where a canonical part differs, every pair rule asked. The
peer gets the same values as 19 columns of text, and only has to report them. Time is that of the processor, over all
threads, and nothing is remembered from one round to the next. Bars: warm at most 0.1 of the peer with
its flags (ignore_spaces, ignore_case) and at most 1 without; cold at most 4 with flags; recall 1 and no false
difference. Then sides of up to 100,000 that nobody holds: the time of a pair within 1.5 times, memory under 1 GB.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis import differences, facts, texts
from analysis.entries import entry_of
from analysis.matching import match
from analysis.model import Outcome, Procedure, Role, Snapshot, SourceForm
from analysis.night import Night, Tonight
from analysis.parts import digests, stored
from analysis.streaming import Block, Row, Unmatched, compare_stream
from benchmarks import grown_pairs, peer_compare
from benchmarks.common import NIGHT, ROOT, reference_data, verdict
from benchmarks.grown_pairs import NATIONAL, PROVINCIAL, WITH_IT, Sides, sides

WARM_TO_FLAGS, WARM_TO_PLAIN, COLD_TO_FLAGS = 0.1, 1.0, 4.0
STEADY, MEMORY = 1.5, 1_000


# --- ours -----------------------------------------------------------------------


def tonight(national: Iterable[Procedure] = (), provincial: Iterable[Procedure] = ()) -> Tonight:
    """A night of these two portals."""
    day = NIGHT.date()
    return Tonight(
        Night(
            day,
            _snapshot(NATIONAL, Role.NATIONAL, SourceForm.CATALOGUE, day, national),
            _snapshot(PROVINCIAL, Role.PROVINCIAL, SourceForm.PAGES, day, provincial),
        )
    )


def _snapshot(portal: str, role: Role, form: SourceForm, day: date, procedures: Iterable[Procedure]) -> Snapshot:
    return Snapshot(portal, role, day, 1, Outcome.COMPLETE, "", NIGHT, NIGHT, procedures=tuple(procedures), form=form)


def kept(side: Iterable[Procedure]) -> list[bytes]:
    """What a store keeps beside each version."""
    return [digests(p).packed for p in side]


Rows = tuple[list[Row], list[Row]]


def rows(both: Sides, packed: tuple[list[bytes], list[bytes]] | None) -> Rows:
    """Both sides as the stream takes them, with kept digests or with none; the peer's tables are ready too."""
    kept_or_none = packed or ([None] * len(both.national), [None] * len(both.provincial))
    ours, theirs = (
        [Row(p.code, stored(b), lambda p=p: p) for p, b in zip(side, found, strict=True)]
        for side, found in zip((both.national, both.provincial), kept_or_none, strict=True)
    )
    return ours, theirs


def compare_pairs(sides_as_rows: Rows) -> list[Block | Unmatched]:
    """All pairs by all comparers."""
    return list(compare_stream(*sides_as_rows, tonight()))


def judged(both: Sides, answer: Iterable[Block | Unmatched]) -> tuple[int, int, int]:
    """(real differences that were missed, false ones, pairs in which nobody was told what differs)."""
    blocks = [b for b in answer if isinstance(b, Block)]
    found = {(code, part) for b in blocks for code, parts in b.differing for part in parts}
    told = {(line.code, line.rule) for b in blocks for line in b.lines}
    allowed = {(code, other) for code, part in both.truth for other in WITH_IT.get(part, ())}
    due = {key: {(key[0], rule) for rule in rules} for key, rules in both.truth.items()}
    silent = sum(bool(rules) and not rules & told for rules in due.values())
    wrong = told - set().union(*due.values())
    return len(both.truth.keys() - found), len(found - both.truth.keys() - allowed) + len(wrong), silent


def forget() -> None:
    """Nothing is remembered from an earlier round."""
    for remembered in (texts.canonical_name, facts._short_key, differences._short_item, differences._short_key):
        remembered.cache_clear()
    gc.collect()


def seconds(work: Callable[[], object]) -> float:
    """How much processor time one call takes (of all threads), with nothing remembered."""
    forget()
    start = time.process_time()
    work()
    return time.process_time() - start


# --- long sides, each in a process of its own ----------------------------------------


def measure_growth(n: int) -> dict[str, float]:
    """Compare sides of so many, streamed."""
    grown_pairs.real_procedures()
    for provincial in (False, True):  # what a store would hold ready
        for _ in grown_pairs.stream(min(n, 40_000), provincial=provincial):
            pass
    gc.collect()
    ours, theirs = (
        (Row(code, stored(packed), load) for code, packed, load in grown_pairs.stream(n, provincial=p))
        for p in (False, True)
    )
    start = time.process_time()
    pairs = differing = lines = largest = left = 0
    for answer in compare_stream(ours, theirs, tonight()):
        if isinstance(answer, Unmatched):
            left = len(answer.national) + len(answer.provincial)
            continue
        pairs += answer.pairs
        differing += len(answer.differing)
        lines += len(answer.lines)
        largest = max(largest, answer.pairs)
    took = time.process_time() - start
    due = sum(grown_pairs.says_other(i) for i in range(n) if i % 200 not in (3, 5))
    return {
        "n": n,
        "pairs": pairs,
        "us": took / pairs * 1e6,
        "mb": _most_memory(),
        "differing": differing,
        "due": due,
        "lines": lines,
        "largest": largest,
        "left": left,
    }


def _most_memory() -> float:
    """The most that this program has held in memory, in MB; what its parent held before it began does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def growth(sizes: Iterable[int]) -> bool:
    """Whether time is linear and memory bounded."""
    found = []
    for n in sizes:
        command = [sys.executable, str(Path(__file__).resolve()), "--growth", str(n)]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=900)
        m = json.loads(told.stdout.splitlines()[-1])
        found.append(m)
        print(
            f"  {n} a side: {m['pairs']} pairs in blocks of at most {m['largest']}, {m['us']:.0f} us a pair, "
            f"{m['mb']:.0f} MB; {m['differing']} of {m['due']} differ, {m['left']} unmatched",
            flush=True,
        )
    steady = max(m["us"] for m in found) <= STEADY * min(m["us"] for m in found)
    right = all(m["differing"] == m["due"] and m["largest"] <= 2000 for m in found)
    return steady and right and max(m["mb"] for m in found) <= MEMORY


# --- the measure --------------------------------------------------------------------


def main(n: int, rounds: int, sizes: Iterable[int]) -> int:
    source = "the real ones" if reference_data() else "the demonstration's (no reference data here)"
    both = sides(n)
    print(f"{n} procedures a side made from {source}, {len(both.truth)} really differ", flush=True)
    packed = (kept(both.national), kept(both.provincial))
    frames = peer_compare.frame(both.national), peer_compare.frame(both.provincial)
    warm, cold = rows(both, packed), rows(both, None)
    answers = {"warm": compare_pairs(warm), "cold": compare_pairs(cold)}
    quality = {name: judged(both, answer) for name, answer in answers.items()}
    for name, (missed, false, silent) in quality.items():
        print(f"  {name}: {missed} missed, {false} false, {silent} not told by a rule")
    for flags in (True, False):
        missed, false = peer_compare.judged(both, frames, flags=flags)
        print(f"  datacompy {'with' if flags else 'without'} flags: {missed} missed, {false} false values")

    took: dict[str, list[float]] = {name: [] for name in ("warm", "joined", "cold", "flags", "plain")}
    for _ in range(rounds):
        took["warm"].append(seconds(lambda: compare_pairs(warm)))
        took["joined"].append(seconds(lambda: list(compare_stream(*warm, tonight(), comparers=()))))
        took["plain"].append(seconds(lambda: peer_compare.compare(*frames, flags=False)))
        took["cold"].append(seconds(lambda: compare_pairs(cold)))
        took["flags"].append(seconds(lambda: peer_compare.compare(*frames, flags=True)))
    mid = {name: median(times) for name, times in took.items()}
    print(
        f"  warm {mid['warm'] * 1e3:.0f} ms, of which {mid['joined'] * 1e3:.0f} ms join codes and compare digests, the "
        f"rest opens {len(both.truth)} pairs; cold {mid['cold'] * 1e3:.0f} ms\n"
        f"  datacompy with flags {mid['flags'] * 1e3:.0f} ms, without {mid['plain'] * 1e3:.0f} ms"
    )
    beside(both)
    print("growth:", flush=True)
    grows = growth(sizes)

    to_flags, to_plain, cold = mid["warm"] / mid["flags"], mid["warm"] / mid["plain"], mid["cold"] / mid["flags"]
    exact = not any(map(any, quality.values()))
    fast = to_flags <= WARM_TO_FLAGS and to_plain <= WARM_TO_PLAIN and cold <= COLD_TO_FLAGS
    figure = (
        f"warm {to_flags:.2f}x with flags, {to_plain:.2f}x without, cold {cold:.2f}x, "
        f"{'exact' if exact else 'NOT EXACT'}, growth {'steady' if grows else 'UNSTEADY'}"
    )
    bar = "<= 0.1x, <= 1x, <= 4x, recall 1 and none false, time of a pair within 1.5x, <= 1 GB"
    return verdict("compare", figure, bar, ok=fast and exact and grows)


def beside(both: Sides) -> None:
    """What a night does besides, told without a bar: matching by code and name, and all digests read anew."""
    entries = [[entry_of(p) for p in side] for side in (both.national, both.provincial)]
    matching = seconds(lambda: match(*entries))
    reading = seconds(lambda: kept(both.provincial))
    print(f"  besides: matching by code and name {matching:.2f} s; digests of one side read anew {reading:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer and smaller")
    parser.add_argument("--growth", type=int, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.growth:
        print(json.dumps(measure_growth(told.growth)))
        sys.exit(0)
    if told.short:
        sys.exit(main(1_000, 3, (5_000, 10_000)))
    sys.exit(main(5_665, 5, (10_000, 30_000, 100_000)))
