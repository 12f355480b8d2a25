"""A world: about as many pages as the national list has procedures, one plant in most of them, noise in all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from random import Random
from typing import Any

from benchmarks.planting import plants_names, plants_papers, plants_texts, plants_times_fees
from benchmarks.planting.plant import Plant, Planted, Stock, planted
from benchmarks.planting.presence import (
    Dead,
    ExpectedRow,
    Extra,
    ReplacedRow,
    early,
    extra_of,
    internal_of,
    known,
    lower_level,
    malformed,
    replaced_rows,
    rows_for,
)
from benchmarks.planting.sheet import Sheet, sheet_of
from benchmarks.planting.writing import write

ON_PAGES: dict[str, tuple[Plant, ...]] = (
    plants_names.PLANTS | plants_times_fees.PLANTS | plants_papers.PLANTS | plants_texts.PLANTS
)
#: Strangers, and how many of each a world may have.
STRANGERS = {"CL02": 8, "CL03": 8, "CL04": 8, "CL05": 8, "CL07": 5}
#: Only where decisions are known.
_NEEDS_DECISIONS = frozenset({"CL03", "CL05", "CL06", "CL31"})
KINDS = tuple(sorted({*ON_PAGES, *STRANGERS, "CL01", "CL06", "CL08", "CL31"}))
_TRIES = 4


@dataclass(frozen=True)
class Placed:
    """A plant where it stands; ``codes``: under which codes its findings may be told."""

    planted: Planted
    codes: frozenset[str]
    page: str = ""  # the id of its page


@dataclass
class World:
    """Pages and what else the night knows, as plain values."""

    pages: dict[str, bytes] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    known_before: dict[str, tuple[str, str, date]] = field(default_factory=dict)
    expected: list[ExpectedRow] | None = None
    whole_sectors: list[str] = field(default_factory=list)
    replaced: list[ReplacedRow] = field(default_factory=list)
    expired: tuple[str, ...] = plants_texts.EXPIRED


class Maker:
    """Makes worlds one after the other and keeps the kinds of plants even."""

    def __init__(
        self, raws: Sequence[dict[str, Any]], dead: Sequence[Dead], seed: int, only: Sequence[str] = ()
    ) -> None:
        self.raws, self.dead, self.seed = raws, dead, seed
        self.kinds = tuple(only) or KINDS
        self.tally: Counter[str] = Counter()
        self.worlds = 0

    def world(self, *, plants: bool = True) -> World:
        """The next world; without plants it is noise only."""
        self.worlds += 1
        return _World(self, Random(f"{self.seed}-{self.worlds}"), plants=plants).made()


class _World:
    def __init__(self, maker: Maker, rnd: Random, *, plants: bool) -> None:
        self.maker, self.rnd, self.plants = maker, rnd, plants
        self.world = World(expected=None if maker.worlds % 5 in (1, 4) else [])  # three in five know decisions
        sheets = [sheet_of(raw, rnd) for raw in maker.raws]
        rnd.shuffle(sheets)
        self.sheets = sheets
        self.stock = Stock(tuple(deepcopy(s) for s in sheets[len(sheets) // 4 :]))
        self.vanishing = sheets[: len(sheets) // 4]  # these may go missing: nobody borrows their names
        self.lost: list[str] = []

    def made(self) -> World:
        for i, sheet in enumerate(self.sheets):
            self._procedure(sheet, vanishing=i < len(self.vanishing))
        if self.plants:
            self._strangers()
        return self.world

    # --- procedures of the national list ---

    def _procedure(self, sheet: Sheet, *, vanishing: bool) -> None:
        kind = ""
        if self.plants and self.rnd.random() < 0.9:
            kind, sheet = self._planted(sheet, vanishing=vanishing)
        if self.world.expected is not None and sheet.local:
            self.world.expected += rows_for(sheet, kind, self.rnd)
        if kind == "CL01":
            return
        self._page(sheet)
        if kind == "CL08" and not sheet.page_code:
            self._page(sheet)

    def _page(self, sheet: Sheet) -> str:
        where = str(len(self.world.pages) + 4001)
        self.world.pages[where] = write(sheet, self.rnd)
        return where

    def _planted(self, sheet: Sheet, *, vanishing: bool) -> tuple[str, Sheet]:
        """The kind that stands furthest back and can be planted here."""
        tally = self.maker.tally
        for kind in sorted(self.maker.kinds, key=lambda k: (tally[k], self.rnd.random())):
            if kind in _NEEDS_DECISIONS and self.world.expected is None:
                continue
            told = deepcopy(sheet)
            found = self._try(kind, told, vanishing=vanishing)
            if found:
                tally[kind] += 1
                codes = {sheet.code, told.page_code or sheet.code}
                self.world.placed.append(Placed(found, frozenset(codes), str(len(self.world.pages) + 4001)))
                return kind, told
        return "", sheet

    def _try(self, kind: str, sheet: Sheet, *, vanishing: bool) -> Planted | None:
        if kind in ON_PAGES:
            return self._on_page(kind, sheet)
        if kind == "CL01" and vanishing and sheet.local:
            self.lost.append(sheet.name)
            return planted("CL01", "không có trên cổng tỉnh", sheet.name, "")
        if kind == "CL08" and vanishing:
            return self._bad_code(sheet)
        if kind == "CL06" and sheet.local:
            return early(sheet)
        if kind == "CL07" and sheet.local and self.world.expected is not None and self.rnd.random() < 0.3:
            return planted("CL07", "quyết định ghi là nội bộ", "", sheet.name)
        if kind == "CL31" and sheet.local:
            return lower_level(sheet, self.rnd)
        return None

    def _on_page(self, kind: str, sheet: Sheet) -> Planted | None:
        for _ in range(_TRIES):
            told = deepcopy(sheet)
            found = self.rnd.choice(ON_PAGES[kind])(told, self.rnd, self.stock)
            if found and not (kind == "CL09" and self._is_vanishing(told.name)):
                vars(sheet).update(vars(told))
                if kind == "CL21":
                    self.world.replaced += replaced_rows(sheet, found.national, self.rnd)
                return found
        return None

    def _is_vanishing(self, name: str) -> bool:
        return any(_plain(name) == _plain(s.name) for s in self.vanishing)

    def _bad_code(self, sheet: Sheet) -> Planted:
        if self.rnd.random() < 0.5:
            return planted("CL08", "trùng mã", "", sheet.code)
        sheet.page_code = malformed(sheet.code, self.rnd)
        self.lost.append(sheet.name)
        return planted("CL08", "mã sai dạng", sheet.code, sheet.page_code)

    # --- strangers ---

    def _strangers(self) -> None:
        dead = [d for d in self.rnd.sample(self.maker.dead, len(self.maker.dead)) if not self._near_a_lost_one(d.name)]
        if self.world.expected is not None:
            sectors = sorted({d.sector for d in dead})
            self.world.whole_sectors = self.rnd.sample(sectors, len(sectors) // 2)
        extras = []
        for kind, most in STRANGERS.items():
            wanted = self._wanted(kind, most)
            extras += [e for _ in range(wanted) if (e := self._stranger(kind, dead))]
        for extra in extras:
            self._place(extra)
        self.world.known_before = known(extras, self.rnd)
        self.world.gone += list(self.world.known_before)

    def _wanted(self, kind: str, most: int) -> int:
        """As many as bring the kind up to the others."""
        tally, kinds = self.maker.tally, self.maker.kinds
        if kind not in kinds or (kind in _NEEDS_DECISIONS and self.world.expected is None):
            return 0
        level = sorted(tally[k] for k in kinds)[len(kinds) // 2] + 2
        return max(0, min(most, level - tally[kind]))

    def _stranger(self, kind: str, dead: list[Dead]) -> Extra | None:
        like = self.rnd.choice([s for s in self.stock.donors if s.local])
        if kind == "CL07":
            return internal_of(like, self.rnd)
        whole = set(self.world.whole_sectors)
        for i, d in enumerate(dead):
            if (kind == "CL05") != (d.sector in whole) and kind in ("CL05", "CL02"):
                continue
            extra = extra_of(kind, d, like, self.rnd)
            if extra.row is not None and self.world.expected is None:
                continue
            if kind == "CL04" and extra.known and d.sector in whole:
                continue  # no decision and abolished: either may be told
            del dead[i]
            return extra
        return None

    def _place(self, extra: Extra) -> None:
        self.maker.tally[extra.planted.kind] += 1
        where = self._page(extra.sheet) if extra.sheet else ""
        self.world.placed.append(Placed(extra.planted, frozenset({extra.code}), where))
        self.world.gone.append(extra.code)
        if extra.row is not None and self.world.expected is not None:
            self.world.expected.append(extra.row)

    def _near_a_lost_one(self, name: str) -> bool:
        """Whether a stranger could be taken for a procedure that is missing: then neither is sure."""
        return any(SequenceMatcher(None, _plain(name), _plain(lost)).ratio() > 0.7 for lost in self.lost)


def _plain(name: str) -> str:
    return re.sub(r"^thủ tục (hành chính )?|[\s.;]+$", "", " ".join(name.lower().split()))
