"""Planted differences once more, by a second generator: other material, other markups, other wordings.

It shares no code and no phrase with ``benchmarks.planted``. Both sides are written from
the same sheets; the national one is read by the page object of the national portal, the
provincial one by the adapter of portals with pages of their own, through configuration
alone. Each page has at most one difference; what is found beside it is false.

    python -m benchmarks.planted_other [--short] [--seeds 1 2 3] [--count N] [--show N]
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from analysis.compare import compare
from analysis.matching import Replacement
from analysis.model import (
    Capture,
    Comparison,
    Discrepancy,
    ListingState,
    Outcome,
    Page,
    Portal,
    Problem,
    ProblemKind,
    Role,
    Severity,
    Snapshot,
    SourceForm,
)
from analysis.night import CATALOGUE, Night
from analysis.witnesses import Expected, ExpectedProcedure
from benchmarks.common import reference_data, verdict
from benchmarks.other.found import real_sheets
from benchmarks.other.world import Maker, World, told_code
from crawler.portals.dvcqg.pages import FormalityPage
from crawler.portals.web_pages import portal as web_pages
from crawler.reading import Visit
from monitor.night import calendar

NIGHT = date(2026, 11, 20)
SEED = 61
FULL, SHORT = 1_500, 360
#: Procedures of one world.
WORLD = 250
RECALL, PRECISION = 0.99, 0.99
GRAVE = (Severity.CRITICAL, Severity.HIGH)
PROVINCE = Portal("tinh", "Cổng của tỉnh", "web_pages", Role.PROVINCIAL, "https://dichvucong.tinh.vn")
_MOMENT = datetime(2026, 11, 20, 15, tzinfo=UTC)


# --- both sides, read ---------------------------------------------------------------


def national_side(world: World) -> Snapshot:
    """The national catalogue, read whole."""
    procedures = tuple(FormalityPage(body).procedure("dvcqg") for body in world.national.values())
    ids = tuple(world.national)
    listing = ListingState(CATALOGUE, "danh mục quốc gia", len(ids), len(ids), 1, complete=True, reason="", ids=ids)
    return Snapshot(
        "dvcqg",
        Role.NATIONAL,
        NIGHT,
        1,
        Outcome.COMPLETE,
        "",
        _MOMENT,
        _MOMENT,
        procedures=procedures,
        listings=(listing,),
        gone=world.gone,
        form=SourceForm.CATALOGUE,
    )


@dataclass(frozen=True)
class Served:
    """What a crawl of the provincial portal would have kept."""

    world: World
    paths: tuple[str, ...]

    def captures(self, purpose: str, topic: str = "") -> Iterator[Capture]:
        """The list, read twice as its end is confirmed, and every page that it leads to."""
        if purpose == "list":
            for visit in (1, 2):
                yield Capture(visit, "list", topic, visit, 1, _page("/thu-tuc", self.world.listing))
        elif purpose == "detail":
            for seq, path in enumerate(self.paths, 3):
                body = self.world.pages.get(path)
                problem = Problem(ProblemKind.TIMEOUT, "Cổng không trả lời kịp.", path) if body is None else None
                yield Capture(seq, "detail", path, 1, 1, None if body is None else _page(path, body), problem)


def _page(path: str, body: bytes) -> Page:
    url = PROVINCE.base_url + path
    return Page("GET", url, b"", url, 200, (("content-type", "text/html; charset=utf-8"),), _MOMENT, body, "")


def provincial_side(world: World) -> Snapshot:
    """The province's portal as its adapter reads it."""
    lists = web_pages.lists(web_pages.chosen(world.markup.options), PROVINCE.base_url)
    taken = [plan.take(world.listing, plan.ask("", 1, 1)) for plan in lists]
    paths = tuple(dict.fromkeys(i for one in taken for i in one.ids))
    visit = Visit(1, NIGHT, _MOMENT, _MOMENT, "finished", len(paths) + 2)
    return web_pages.read(PROVINCE, visit, Served(world, paths), world.markup.options)


def night_of(world: World) -> Night:
    """The night on which both sides are compared."""
    signed = date(2025, 1, 6)
    rows = tuple(
        ExpectedProcedure(code, "", "100/QĐ-UBND", signed, "UBND tỉnh", effective_from=signed, service_level=level)
        for code, level in world.levels.items()
    )
    return Night(
        NIGHT,
        national_side(world),
        provincial_side(world),
        known_before=world.known_before,
        replacements=tuple(Replacement(old, new, "quyết định thay mã") for old, new in world.replaced),
        expected=Expected(rows),
        calendar=calendar(),
    )


# --- the judge ----------------------------------------------------------------------


@dataclass
class Tally:
    """What was planted, found, missed, and told without being true."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    grave: int = 0
    pages: int = 0
    unread: int = 0
    missed_by: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of the planted that was found."""
        return _share(self.found.total(), self.planted.total())

    @property
    def precision(self) -> float:
        """The share of the told that is true."""
        return _share(self.found.total(), self.found.total() + self.false.total())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def judge(world: World, answer: Comparison, tally: Tally) -> None:
    """Set what was found against what was planted."""
    lines: dict[str, list[Discrepancy]] = {}
    for line in answer.discrepancies:
        if line.sources != ("dvcqg",) and not (line.rule == "CL34" and world.spoiled):
            lines.setdefault(_whose(world, line), []).append(line)
    for code, plant in world.planted.items():
        tally.planted[plant.rule] += 1
        hits = [line for line in lines.get(code, ()) if line.rule == plant.rule]
        tally.found[plant.rule] += bool(hits)
        if not hits:
            tally.missed_by[f"{plant.rule} {plant.how}"] += 1
            why = "; ".join(w for r, c, w in answer.undetermined if c == code and r == plant.rule)
            tally.told.append(f"MISSED {plant.rule} {plant.how} ({world.markup.name}) {code} {why}")
    for code, found in lines.items():
        here = world.planted.get(code)
        for line in found:
            if here is None or line.rule not in {here.rule, *here.also}:
                _false(world, line, code, here.how if here else "", tally)


def _whose(world: World, line: Discrepancy) -> str:
    """The code under which the truth knows the procedure of a finding."""
    return world.owner(told_code(line.code), next((topic for _, topic in line.evidence if topic in world.codes), ""))


def _false(world: World, line: Discrepancy, code: str, how: str, tally: Tally) -> None:
    tally.false[line.rule] += 1
    tally.grave += line.severity in GRAVE
    place = f"{line.rule} “{line.part}” {line.severity} ({world.markup.name}) {code} {how}"
    tally.told.append(
        f"FALSE {place}: {line.severity_reason}\n  national: {_cut(line.national)}\n  local:    {_cut(line.provincial)}"
    )


def _cut(text: str | None, most: int = 700) -> str:
    if text is None:
        return "-"
    told = " / ".join(text.split("\n"))
    return told if len(told) <= most else f"{told[: most // 2]} … {told[-most // 2 :]}"


# --- the measure --------------------------------------------------------------------


def measure(maker: Maker, count: int, tally: Tally) -> None:
    """Worlds until so many procedures were compared."""
    left = count
    while left > 0:
        world = maker.world(min(WORLD, max(left, 60)))
        left -= WORLD
        night = night_of(world)
        tally.pages += len(world.pages)
        tally.unread += len(night.provincial.unread) if night.provincial else 0
        judge(world, compare(night), tally)


def table(tally: Tally) -> list[str]:
    """One line a type."""
    lines = ["type   planted  found missed recall  false precision"]
    for kind in sorted({*tally.planted, *tally.false}):
        planted, found, false = tally.planted[kind], tally.found[kind], tally.false[kind]
        lines.append(
            f"{kind:6} {planted:7} {found:6} {planted - found:6} {_share(found, planted):6.3f} "
            f"{false:6} {_share(found, found + false):9.3f}"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measure and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help=f"{SHORT} procedures in place of {FULL}")
    parser.add_argument("--count", type=int, help="how many procedures for each seed")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--seeds", type=int, nargs="+", help="several seeds, told together")
    parser.add_argument("--show", type=int, default=0, help="how many of the missed and the false to print")
    told = parser.parse_args(arguments)
    real = real_sheets(reference_data())
    seeds = told.seeds or [told.seed]
    began, tally = time.monotonic(), Tally()
    for seed in seeds:
        measure(Maker(real, seed), told.count or (SHORT if told.short else FULL), tally)
    print(
        f"{len(real)} real procedures, seeds {' '.join(map(str, seeds))}: {tally.pages} pages, "
        f"{tally.unread} not read, {tally.planted.total()} planted, {time.monotonic() - began:.0f} s"
    )
    print("\n".join(table(tally)))
    for line in tally.told[: told.show]:
        print(line)
    ok = tally.recall >= RECALL and tally.precision >= PRECISION and not tally.grave
    figure = f"recall {tally.recall:.4f} precision {tally.precision:.4f} false grave {tally.grave}"
    return verdict("planted_other", figure, f"bars {RECALL} {PRECISION} 0", ok=ok)


if __name__ == "__main__":
    raise SystemExit(main())
