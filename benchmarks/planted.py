"""Planted differences: recall and precision of the comparison by type of discrepancy.

The national side is real: raw answers as the national portal gave them. The provincial side is written as pages by
``benchmarks.planting``, which knows nothing of the product, with at most one planted difference in a procedure and
noise that is none in all of them; the pages are read by the page objects. A plant is found when every finding that
it must yield is there; a finding that no plant asks for or allows is an extra one. Bars: recall 0.99 and precision
0.99 over all, and no type under 0.97 in either.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis import agencies, working_days
from analysis.codes import parse_code
from analysis.compare import Night, compare
from analysis.model import Comparison, Discrepancy, Kind, ListingState, Outcome, Procedure, Role, Snapshot, SourceForm
from analysis.night import CATALOGUE
from analysis.rules import RULES
from analysis.witnesses import Expected, ExpectedProcedure, Instrument, ReplacedPaper
from analysis.working_days import Calendar
from benchmarks.common import reference_data, verdict
from benchmarks.planting.presence import NIGHT
from benchmarks.planting.sources import dead_procedures, raw_procedures
from benchmarks.planting.world import KINDS, Maker, Placed, World
from crawler.portals.dvcqg.pages import FormalityPage
from crawler.portals.web_pages.pages import DetailPage
from crawler.unreadable import Unreadable
from monitor.clock import VIETNAM

OVERALL, WORST = 0.99, 0.97
FULL, SHORT = 10_000, 1_000
NATIONAL, PROVINCIAL = "dvcqg", "tinh"
#: Of fewer plants or findings than this a share says little.
FEW = 10
SHIPPED = Path(__file__).resolve().parent.parent / "monitor" / "data"
_MOMENT = datetime(NIGHT.year, NIGHT.month, NIGHT.day, 22, 30, tzinfo=VIETNAM)


# --- a night ----------------------------------------------------------------


def national_side(raws: Iterable[dict[str, Any]]) -> Snapshot:
    """The whole catalogue, read from the answers by the page object."""
    envelopes = (json.dumps({"code": "OK", "message": "", "data": raw}, ensure_ascii=False).encode() for raw in raws)
    procedures = tuple(FormalityPage(body).procedure(NATIONAL) for body in envelopes)
    ids = tuple(sorted((p.portal_id for p in procedures), reverse=True))
    return _snapshot(NATIONAL, Role.NATIONAL, SourceForm.CATALOGUE, procedures, CATALOGUE, ids)


def provincial_side(world: World, unreadable: dict[str, str]) -> Snapshot:
    """The province's own portal, read from its pages; what a page object refuses to read goes to ``unreadable``."""
    procedures = []
    for i, body in world.pages.items():
        try:
            procedures.append(DetailPage(body).procedure(PROVINCIAL, i))
        except Unreadable as refusal:
            unreadable[i] = str(refusal)
    ids = tuple(world.pages)
    snapshot = _snapshot(PROVINCIAL, Role.PROVINCIAL, SourceForm.PAGES, tuple(procedures), "procedures", ids)
    return replace(snapshot, unread=tuple(unreadable))


def _snapshot(
    portal: str, role: Role, form: SourceForm, procedures: tuple[Procedure, ...], name: str, ids: tuple[str, ...]
) -> Snapshot:
    listing = ListingState(name, "Danh sách thủ tục", len(ids), len(ids), 1, True, "đọc đủ", ids)
    ended = _MOMENT + timedelta(minutes=20)
    return Snapshot(
        portal, role, NIGHT, 1, Outcome.COMPLETE, "đọc đủ", _MOMENT, ended, procedures, (listing,), form=form
    )


def night_of(world: World, national: Snapshot, unreadable: dict[str, str]) -> Night:
    """All that a night knows in this world."""
    return Night(
        NIGHT,
        national=replace(national, gone=tuple(world.gone)),
        provincial=provincial_side(world, unreadable),
        agency_rows=agencies.rows_from_csv((SHIPPED / "agencies.csv").read_text(encoding="utf-8-sig")),
        known_before=world.known_before,
        expected=_expected(world),
        instruments=tuple(Instrument(n, effective_to=NIGHT - timedelta(days=400)) for n in world.expired),
        replaced_papers=tuple(
            ReplacedPaper(r.code, r.paper, "66.7/2025/NQ-CP", r.valid_from, r.valid_to) for r in world.replaced
        ),
        calendar=Calendar(working_days.rows_from_csv((SHIPPED / "calendar.csv").read_text(encoding="utf-8-sig"))),
    )


def _expected(world: World) -> Expected | None:
    if world.expected is None:
        return None
    rows = tuple(
        ExpectedProcedure(
            r.code,
            r.name,
            r.decision,
            signed=r.signed,
            sector=r.sector,
            level=r.level,
            effective_from=r.effective_from,
            abolished=r.abolished,
            internal=r.internal,
            service_level=r.service_level,
        )
        for r in world.expected
    )
    return Expected(rows, tuple(world.whole_sectors))


# --- judging ----------------------------------------------------------------


@dataclass
class Tally:
    """What was planted and found so far."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)  # findings that a plant asks for or allows
    extra: Counter[str] = field(default_factory=Counter)
    missed_by: Counter[str] = field(default_factory=Counter)
    extra_by: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    national: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def recall(self, kinds: Iterable[str]) -> float:
        """The share of plants found."""
        return _share(self.found, self.planted, kinds)

    def precision(self, kinds: Iterable[str]) -> float:
        """The share of findings that are true."""
        kinds = list(kinds)
        return _share(self.told, self.told + self.extra, kinds)


def _share(part: Counter[str], whole: Counter[str], kinds: Iterable[str]) -> float:
    kinds = list(kinds)
    total = sum(whole[k] for k in kinds)
    return sum(part[k] for k in kinds) / total if total else 1.0


def base(code: str) -> str:
    """The canonical base of a code, or the code word for word."""
    parsed = parse_code(code)
    return parsed.base if parsed else code


def judge(world: World, answer: Comparison, tally: Tally, number: int) -> None:
    """Hold the findings of one world against its plants."""
    by_code: dict[str, list[Discrepancy]] = defaultdict(list)
    for line in answer.discrepancies:
        if line.kind in (Kind.SOURCE, Kind.COUNT, Kind.CHANGE):
            continue
        if set(line.sources) == {NATIONAL}:
            tally.national[line.rule] += 1
        else:
            by_code[base(line.code)].append(line)
    why = {(rule, base(code)): text for rule, code, text in answer.undetermined}
    for placed in world.placed:
        lines = [line for code in {base(c) for c in placed.codes} for line in by_code.pop(code, ())]
        _judge_plant(placed, lines, tally, why, number)
    for lines in by_code.values():
        for line in lines:
            _extra(line, None, tally, number)


def _judge_plant(
    placed: Placed, lines: Sequence[Discrepancy], tally: Tally, why: dict[tuple[str, str], str], number: int
) -> None:
    plant = placed.planted
    rules = {line.rule for line in lines}
    tally.planted[plant.kind] += 1
    if all(rules & group for group in plant.needs):
        tally.found[plant.kind] += 1
    else:
        code = min(placed.codes)
        doubts = [t for (rule, c), t in why.items() if c in {base(x) for x in placed.codes} and rule in plant.may]
        tally.missed_by[f"{plant.kind} {plant.what}"] += 1
        tally.examples["MISSED " + plant.kind].append(
            f"world {number} page {placed.page} {code} [{plant.what}]; told {sorted(rules)}; doubts {doubts[:2]}\n"
            f"    national: {_cut(plant.national)}\n    planted:  {_cut(plant.local)}"
        )
    for line in lines:
        if line.rule in plant.may:
            tally.told[line.rule] += 1
        else:
            _extra(line, placed, tally, number)


def _extra(line: Discrepancy, placed: Placed | None, tally: Tally, number: int) -> None:
    beside = f"{placed.planted.kind} {placed.planted.what}" if placed else "no plant"
    tally.extra[line.rule] += 1
    tally.extra_by[f"{line.rule} {line.part}"] += 1
    tally.examples["EXTRA " + line.rule].append(
        f"world {number} {line.code} [{line.part}] beside {beside}: {line.severity_reason}\n"
        f"    national: {_cut(line.national)}\n    local:    {_cut(line.provincial)}"
    )


def _cut(text: str | None, most: int = 420) -> str:
    if text is None:
        return "-"
    told = " / ".join(text.split("\n"))
    return told if len(told) <= most else f"{told[: most // 2]} … {told[-most // 2 :]}"


# --- the table --------------------------------------------------------------


def table(tally: Tally) -> list[str]:
    """One line a type."""
    lines = ["type   planted  found missed recall  extra precision"]
    for kind in sorted({*tally.planted, *tally.extra}):
        missed = tally.planted[kind] - tally.found[kind]
        lines.append(
            f"{kind:6} {tally.planted[kind]:7} {tally.found[kind]:6} {missed:6} {tally.recall([kind]):6.3f} "
            f"{tally.extra[kind]:6} {tally.precision([kind]):9.3f}"
        )
    return lines


def worst_type(tally: Tally) -> float:
    """The lowest recall or precision of a type with more than a few plants or findings."""
    shares = [tally.recall([k]) for k in tally.planted if tally.planted[k] >= FEW]
    shares += [tally.precision([k]) for k in {*tally.told, *tally.extra} if tally.told[k] + tally.extra[k] >= FEW]
    return min(shares, default=1.0)


def tell_misses(tally: Tally, file: Path) -> None:
    """Every miss and every extra finding, and how often each sort of them came."""
    with file.open("w", encoding="utf-8") as out:
        for title, counts in (("misses by plant", tally.missed_by), ("extra findings", tally.extra_by)):
            out.write(f"== {title}\n" + "".join(f"{n:6} {what}\n" for what, n in counts.most_common()) + "\n")
        for title in sorted(tally.examples):
            out.write(f"== {title}\n" + "\n".join(tally.examples[title]) + "\n\n")


def measure(maker: Maker, wanted: int, *, bare: int, loud: bool = True) -> Tally:
    """Worlds until so many plants stand; before them ``bare`` worlds without any."""
    tally, national, began = Tally(), national_side(maker.raws), time.monotonic()
    while (n := maker.worlds) < bare or sum(tally.planted.values()) < wanted:
        world = maker.world(plants=n >= bare)
        unreadable: dict[str, str] = {}
        judge(world, compare(night_of(world, national, unreadable)), tally, n + 1)
        tally.unreadable += len(unreadable)
        tally.examples["UNREADABLE"] += [f"world {n + 1} page {i}: {why}" for i, why in unreadable.items()]
        if loud:
            what = f"{len(world.placed)} plants" if n >= bare else "no plants"
            print(
                f"world {n + 1}: {len(world.pages)} pages, {what}; so far {sum(tally.planted.values())} planted, "
                f"recall {tally.recall(tally.planted):.4f}, {sum(tally.extra.values())} extra, "
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measure and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help=f"{SHORT} plants in place of {FULL}")
    parser.add_argument("--plants", type=int, help="how many plants")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", default="", help="types, for example CL13,CL14")
    parser.add_argument("--bare", type=int, default=2, help="worlds without plants")
    parser.add_argument("--misses", type=Path, help="file for every miss and every extra finding")
    told = parser.parse_args(arguments)
    reference = reference_data()
    if reference is None:
        print("planted: no reference data here, nothing measured")
        return 0
    raws, dead = raw_procedures(reference), dead_procedures(reference)
    known = {rule.code for rule in RULES}
    kinds = tuple(k for k in told.only.split(",") if k)
    print(f"{len(raws)} real procedures; types planted {len(kinds or KINDS)}; rules {len(known)}; seed {told.seed}")
    for kind in sorted(set(kinds or KINDS) - known):
        print(f"no rule yet for {kind}")
    maker = Maker(raws, dead, told.seed, kinds)
    tally = measure(maker, told.plants or (SHORT if told.short else FULL), bare=told.bare)
    print("\n".join(table(tally)))
    print(f"findings about the national side alone (not judged): {dict(sorted(tally.national.items()))}")
    if tally.unreadable:
        print(f"pages that the page object refused to read: {tally.unreadable}")
    if told.misses:
        tell_misses(tally, told.misses)
    recall, worst = tally.recall(tally.planted), worst_type(tally)
    precision = tally.precision({*tally.told, *tally.extra})
    ok = recall >= OVERALL and precision >= OVERALL and worst >= WORST
    figure = f"recall {recall:.4f} precision {precision:.4f} worst-type {worst:.4f}"
    return verdict("planted", figure, f"bar {OVERALL} {OVERALL} {WORST}", ok=ok)


if __name__ == "__main__":
    raise SystemExit(main())
