"""A store altered at random behind the product's back: is every alteration found, and named?

A store of several sealed nights is made by the storage room's own doors; then, each on a fresh copy, one
alteration after the other is made and the store checked:

* values: any value of any row of any table changed, rows deleted, inserted, two values exchanged;
* bodies: bits flipped, pages replaced together with their digests, packed otherwise, exchanged, lost;
* manifests: entries changed, forged with a digest that fits, deleted, exchanged, renumbered, cut off;
* runs: a whole run deleted, inserted, duplicated, exchanged with another;
* last: the last night cut off with all its entries, or the chain reckoned anew: only a head kept outside shows that;
* exports: bits flipped and every truncation, against their sidecar.

An alteration that leaves every row equal is drawn again. Named means that the verdict says the altered table
and row, or the entry; of the last kind, that the head is not in the chain.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import runpy
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import common
from storage.database import open_to_read
from storage.export_files import export_files
from storage.selection import Selection
from storage.verification import verify
from tests.storage import tampering
from tests.storage.sealed import sealed_store
from tests.storage.tampering import Altered, Hands, alter

Ways = dict[str, Callable[[Hands], Altered]]
KINDS: dict[str, Ways] = {
    "values": tampering.VALUES,
    "bodies": tampering.BODIES,
    "manifests": tampering.MANIFESTS,
    "runs": tampering.RUNS,
    "last": tampering.LAST,
}
#: Kinds that nothing in the database can show.
AGAINST_A_HEAD = {"last"}


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of alterations."""

    kind: str
    made: int
    found: int
    named: int
    missed: tuple[str, ...] = ()


def main() -> int:
    """Measure and judge: every alteration found and named, and nothing found where nothing was altered."""
    options = _options()
    each = options.each or (40 if options.short else 1000)
    print(f"alterations of each kind: {each}, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        engine = sealed_store(Path(folder), nights=3 if options.short else 4)
        verdict = verify(engine)
        engine.dispose()
        file = tampering.image(Path(folder) / "tthc.sqlite")
        print(f"store: {verdict.entries} entries, {verdict.rows} rows, {verdict.bodies} bodies, {len(file)} bytes")
        tallies = [_try(kind, file, verdict.head, each, options.seed) for kind in KINDS]
        tallies += exports(Path(folder), each, options.seed)
    _table(tallies)
    made, found, named = (sum(getattr(t, what) for t in tallies) for what in ("made", "found", "named"))
    ok = verdict.holds and made == found == named
    if not verdict.holds:
        print("the store as it was made does not verify")
    return common.verdict("tamper", f"found {found} of {made}, named {named}", "bar all", ok=ok)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="40 alterations of each kind; full: 1,000")
    parser.add_argument("--each", type=int, help="number of alterations of each kind")
    parser.add_argument("--seed", type=int, default=20261123)
    return parser.parse_args()


def _try(kind: str, file: bytes, head: str | None, each: int, seed: int) -> Tally:
    chance = random.Random(f"{seed} {kind}")
    found = named = 0
    missed: Counter[str] = Counter()
    for _ in range(each):
        hands, altered = alter(file, chance, KINDS[kind])
        verdict = verify(hands.engine(), head if kind in AGAINST_A_HEAD else None)
        hands.connection.close()
        is_named = altered.is_named(verdict)
        found += not verdict.holds
        named += is_named
        if verdict.holds or not is_named:
            missed[altered.what] += 1
    return Tally(kind, each, found, named, tuple(f"{what} ({n})" for what, n in missed.most_common(5)))


def exports(folder: Path, each: int, seed: int) -> list[Tally]:
    """Alterations of an export and every truncation of it, against its sidecar, by the script that ships with it."""
    out = folder / "export"
    out.mkdir()
    engine = open_to_read(f"sqlite:///{folder / 'tthc.sqlite'}")
    made = export_files(engine, Selection(run=1), out / "a.warc.gz", "tthc-monitor")
    engine.dispose()
    whole, chance = made.warc.read_bytes(), random.Random(f"{seed} exports")
    starts = [start for start, *_ in json.loads(made.sidecar.read_bytes())["records"]]
    script = runpy.run_path(str(made.verifier))
    flipped = [flip(whole, chance) for _ in range(each)]
    step = 1 if each >= 1000 else 97
    cut = [(n, whole[:n]) for n in range(0, len(whole), step)]

    def tally(kind: str, altered: list[tuple[int, bytes]]) -> Tally:
        found = named = 0
        for at, content in altered:
            made.warc.write_bytes(content)
            told = script["Check"](made.warc, None).run().told[script["BAD"]]
            record = max(start for start in starts if start <= at)
            found += bool(told)
            named += any(re.search(rf"\b{record}\b", line) for line in told)
        return Tally(kind, len(altered), found, named)

    return [tally("exports", flipped), tally("cut", cut)]


def flip(whole: bytes, chance: random.Random) -> tuple[int, bytes]:
    """One bit flipped, and where."""
    at = chance.randrange(len(whole))
    return at, whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]


def _table(tallies: list[Tally]) -> None:
    print(f"{'kind':<12}{'made':>8}{'found':>8}{'named':>8}  not found or not named")
    for t in tallies:
        print(f"{t.kind:<12}{t.made:>8}{t.found:>8}{t.named:>8}  {', '.join(t.missed)}")


if __name__ == "__main__":
    sys.exit(main())
