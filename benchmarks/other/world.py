"""A world: one national catalogue, one provincial portal, and what was planted between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from benchmarks.other import markups, plants, sayings, stock, wire
from benchmarks.other.markups import Entry, Markup
from benchmarks.other.plants import Plant
from benchmarks.other.sheet import WAYS, Charge, Ruling, Sheet, Span, Way
from benchmarks.other.values import Habit

#: Fields whose money the people's council of the province fixes.
COUNCIL = frozenset({"Hộ tịch", "Đăng ký biện pháp bảo đảm"})
#: Plants that are made of the list and not of one page.
OF_LISTS = ("CL01 không có trên cổng", "CL02 chỉ tỉnh có", "CL04 đã bỏ", "CL04 mã đã được thay", "CL08 trùng mã")


@dataclass(slots=True)
class World:
    """Both sides as they are served, and the truth."""

    markup: Markup
    national: dict[str, bytes] = field(default_factory=dict)  # portal id -> answer
    listing: bytes = b""
    pages: dict[str, bytes] = field(default_factory=dict)  # path -> page
    planted: dict[str, Plant] = field(default_factory=dict)  # code -> plant
    spoiled: dict[str, str] = field(default_factory=dict)  # code -> what is wrong with its page
    known_before: dict[str, tuple[str, str, date]] = field(default_factory=dict)
    gone: tuple[str, ...] = ()  # codes that the national portal says it does not have
    replaced: tuple[tuple[str, str], ...] = ()  # (old code, new code)
    levels: dict[str, str] = field(default_factory=dict)  # code -> level of the online service by decision
    codes: dict[str, str] = field(default_factory=dict)  # path -> true code

    def owner(self, code: str, path: str) -> str:
        """The code under which the truth knows a procedure: the old one for a new one, the right for a wrong one."""
        old = {new: old for old, new in self.replaced}
        return old.get(code) or (code if code in self.codes.values() else self.codes.get(path, code))


class Maker:
    """Makes worlds, each with a portal of another markup, as often as asked."""

    def __init__(self, real: Sequence[Sheet], seed: int) -> None:
        self.real = real
        self.rng = Random(seed)
        self._turns = 0
        self._waiting: list[str] = []

    def world(self, count: int) -> World:
        """The next world, with so many procedures."""
        rng = self.rng
        world = World(markups.MARKUPS[self._turns % len(markups.MARKUPS)])
        self._turns += 1
        habit = _habit(rng, world.markup)
        sheets = self._sheets(count)
        entries: list[Entry] = []
        for at, sheet in enumerate(sheets):
            others = [s.name for s in sheets[at + 1 : at + 4] if s.name != sheet.name] or [sheets[0].name]
            self._place(world, habit, sheet, f"tthc-{at:05d}", others, entries)
        rng.shuffle(entries)
        world.listing = markups.page("Danh sách", world.markup.rows(entries))
        return world

    # --- the catalogue ---

    def _sheets(self, count: int) -> list[Sheet]:
        """Real ones, if there are any, and made-up ones, with times, money and agencies of our own."""
        rng = self.rng
        real = rng.sample(self.real, min(len(self.real), count // 2))
        used = {sheet.code for sheet in self.real}
        made = rng.sample(stock.names(), count - len(real))
        found = [_completed(rng, sheet) for sheet in real]
        found += [_completed(rng, _made(rng, _code(rng, used), *told)) for told in made]
        rng.shuffle(found)
        return found

    # --- one procedure ---

    def _place(
        self, world: World, habit: Habit, sheet: Sheet, where: str, others: Sequence[str], entries: list[Entry]
    ) -> None:
        rng = self.rng
        local = _local(rng, sheet)
        has_column = habit.shows_forms and habit.papers in ("table", "merged")
        site = plants.Site(has_column, habit.shows_counts, habit.ways == "table", others, COUNCIL)
        kind, found = self._next(local, site) if rng.random() < 0.85 else ("", None)
        if kind in OF_LISTS:
            self._place_in_list(world, habit, sheet, local, where, kind, entries)
            return
        world.national[where] = wire.answer(sheet, where)
        if sheet.online:
            world.levels[sheet.code] = sheet.online
        if found is None and rng.random() < 0.2:
            self._spoil(world, habit, local, others, entries)
            return
        changed, plant = found or (local, None)
        if plant is not None:
            world.planted[sheet.code] = plant
        self._show(world, habit, changed, sheet.code, entries)

    def _next(self, local: Sheet, site: plants.Site) -> tuple[str, tuple[Sheet, Plant] | None]:
        """The plant whose turn it is, of those that fit: each kind comes once before any comes again."""
        if not self._waiting:
            self._waiting = [*plants.kinds(), *OF_LISTS]
            self.rng.shuffle(self._waiting)
        for kind in self._waiting:
            found = None if kind in OF_LISTS else plants.planted(kind, self.rng, local, site)
            if kind in OF_LISTS or found:
                self._waiting.remove(kind)
                return kind, found
        self._waiting = []
        return "", None

    def _place_in_list(
        self, world: World, habit: Habit, sheet: Sheet, local: Sheet, where: str, kind: str, entries: list[Entry]
    ) -> None:
        """A procedure that one of the two lists lacks, or has twice."""
        rng = self.rng
        rule, _, how = kind.partition(" ")
        world.planted[sheet.code] = Plant(rule, how)
        if rule in ("CL01", "CL08"):
            world.national[where] = wire.answer(sheet, where)
        if rule == "CL01":
            return
        self._show(world, habit, local, sheet.code, entries)
        if rule == "CL08":
            self._show(world, habit, local, sheet.code, entries)
            return
        world.gone += (sheet.code,)
        if how == "đã bỏ":
            world.known_before[f"cu-{where}"] = (sheet.code, sheet.name, date(2026, 10, 2))
        if how == "mã đã được thay":
            new = replace(sheet, code=f"7.{rng.randint(100000, 999999)}", name=f"{sheet.name} (quy trình mới)")
            world.national[where] = wire.answer(new, where)
            world.replaced += ((sheet.code, new.code),)

    def _spoil(self, world: World, habit: Habit, local: Sheet, others: Sequence[str], entries: list[Entry]) -> None:
        """A page that cannot be read, or is another's: no difference may be told of it."""
        rng = self.rng
        path = self._listed(world, local, local.code, entries)
        how = rng.choice(("bảo trì", "trang khác", "cắt giữa chừng", "không có"))
        world.spoiled[local.code] = how
        if how == "bảo trì":
            world.pages[path] = markups.page("Thông báo", "<h2>Hệ thống đang bảo trì</h2><p>Vui lòng quay lại sau.</p>")
        elif how == "trang khác":
            name = f"Cấp giấy phép {others[0].lower()} khác hẳn"
            other = replace(local, code=f"8.{rng.randint(100000, 999999)}", name=name)
            world.pages[path] = _page(rng, world, habit, other)
        elif how == "cắt giữa chừng":
            whole = _page(rng, world, habit, local)
            start = whole.index(b"<main")
            middle = whole.index(b">", start + (len(whole) - start) // 3) + 1
            world.pages[path] = whole[:middle] + b"<!-- " + whole[middle:].replace(b"-->", b"")

    def _show(self, world: World, habit: Habit, local: Sheet, code: str, entries: list[Entry]) -> None:
        world.pages[self._listed(world, local, code, entries)] = _page(self.rng, world, habit, local)

    def _listed(self, world: World, local: Sheet, code: str, entries: list[Entry]) -> str:
        """A row of the list; the address of its page."""
        path = f"/thu-tuc/chi-tiet/{len(world.codes) + 1}-{self.rng.randint(1000, 9999)}"
        world.codes[path] = code
        entries.append(Entry(path, local.code, sayings.title(self.rng, local.name), local.sector))
        return path


# --- pages ---------------------------------------------------------------------------------


def _page(rng: Random, world: World, habit: Habit, local: Sheet) -> bytes:
    told = [part for _, part in markups.parts(rng, habit, local)]
    return markups.page(local.name, world.markup.body(rng, habit, told))


def _habit(rng: Random, markup: Markup) -> Habit:
    return Habit(
        labels=tuple((part, rng.choice(words)) for part, words in markups.LABELS.items()),
        lines=rng.choice(markup.lines),
        numbered=rng.random() < 0.4,
        papers=rng.choice(("table", "merged", "list", "lines")),
        ways=rng.choice(("table", "apart")),
        per_channel=rng.choice(("one", "lines", "brackets")),
        shows_forms=rng.random() < 0.7,
        shows_counts=rng.random() < 0.7,
        money=rng.choice(("together", "together", "split")),
        acts=rng.choice(("table", "lines")),
        order=markups.order(rng),
    )


# --- sheets --------------------------------------------------------------------------------


def _code(rng: Random, used: set[str]) -> str:
    code = f"{rng.choice('123')}.{rng.randint(0, 999_999):06d}"
    while code in used:
        code = f"{rng.choice('123')}.{rng.randint(0, 999_999):06d}"
    used.add(code)
    return code


def _made(rng: Random, code: str, name: str, sector: str, sector_code: str) -> Sheet:
    return Sheet(
        code=code,
        name=name,
        sector=sector,
        sector_code=sector_code,
        level=rng.choice(("province", "commune")),
        executing=(),
        authority=(),
        partners=(),
        subjects=stock.subjects(rng),
        steps=stock.steps(rng),
        ways=(),
        exempt=(),
        groups=stock.groups(rng),
        sets=1,
        results=stock.results(rng),
        conditions=stock.conditions(rng),
        acts=stock.acts(rng),
        ruling=None,
    )


_AT = {
    "province": (("Sở Tư pháp",), ("Ủy ban nhân dân tỉnh", "Giám đốc Sở Tư pháp", "Chủ tịch Ủy ban nhân dân tỉnh")),
    "commune": (("Ủy ban nhân dân cấp xã",), ("Chủ tịch Ủy ban nhân dân cấp xã", "Ủy ban nhân dân cấp xã")),
}


def _completed(rng: Random, sheet: Sheet) -> Sheet:
    """A sheet with agencies, ways of filing, money and a decision."""
    executing, authorities = _AT[sheet.level]
    charges = _charges(rng)
    online = rng.choice(("Toàn trình", "Một phần", "", ""))
    return replace(
        sheet,
        executing=executing,
        authority=(rng.choice(authorities),),
        partners=("Công an cấp xã",) if rng.random() < 0.2 else (),
        ways=_ways(rng, _spans(rng), charges),
        exempt=tuple(rng.sample(stock.EXEMPT, rng.randint(1, 3))) if charges and rng.random() < 0.45 else (),
        ruling=Ruling(f"{rng.randint(100, 3999)}/QĐ-BTP", date(2025, 3, 3) + timedelta(days=rng.randint(0, 500)), _BTP),
        online=online,
        says_free=not charges and rng.random() < 0.5,
        reason=rng.choice(stock.REASONS) if online == "Một phần" else None,
        steps=_with_sets(rng, sheet.steps),
    )


_BTP = "Bộ Tư pháp"


def _with_sets(rng: Random, steps: tuple[str, ...]) -> tuple[str, ...]:
    """Sometimes the steps say how many dossiers are wanted."""
    if rng.random() < 0.7 or any("bộ hồ sơ" in line for line in steps):
        return steps
    return ("Người yêu cầu lập 01 bộ hồ sơ và nộp tại nơi tiếp nhận theo quy định.", *steps)


def _spans(rng: Random) -> tuple[Span, ...]:
    unit = rng.choice(("WORKING_DAY",) * 5 + ("DAY", "DAY", "MONTH"))
    amount = rng.randint(2, 6) if unit == "MONTH" else rng.choice((3, 5, 7, 8, 10, 12, 15, 20, 30))
    if rng.random() < 0.75 or unit == "MONTH":
        return (Span(amount, unit),)
    first, second = rng.sample(stock.TIME_CASES, 2)
    return Span(amount, unit, first), Span(amount + rng.choice((2, 5, 8)), unit, second)


def _charges(rng: Random) -> tuple[Charge, ...]:
    if rng.random() < 0.3:
        return ()
    is_charge, per = rng.random() < 0.6, rng.choice(stock.PERS)
    if rng.random() < 0.7:
        return (Charge(rng.choice(stock.MONEY), per, is_charge),)
    amounts, cases = rng.sample(stock.MONEY, 2), rng.sample(stock.FEE_CASES, 2)
    return tuple(Charge(a, per, is_charge, c) for a, c in zip(amounts, cases, strict=True))


def _ways(rng: Random, spans: tuple[Span, ...], charges: tuple[Charge, ...]) -> tuple[Way, ...]:
    """Ways of filing; where there is one sum only, filing online may cost half of it."""
    channels = WAYS[: rng.choice((2, 3, 3, 3))] if rng.random() < 0.85 else ("DIRECT",)
    cheaper = len(charges) == 1 and charges[0].amount >= 8_000 and rng.random() < 0.25
    half = tuple(replace(c, amount=c.amount // 2) for c in charges)
    return tuple(Way(c, spans, half if cheaper and c == "ONLINE" else charges) for c in channels)


def _local(rng: Random, sheet: Sheet) -> Sheet:
    """What the province shows: the same, with a decision of its own and the parts that it may leave out."""
    ruling = sheet.ruling and (plants.newer(rng, sheet.ruling) if rng.random() < 0.5 else sheet.ruling)
    absent = {part for part in ("partners", "sets", "authority") if rng.random() < 0.1}
    if any("bộ hồ sơ" in line for line in sheet.steps):
        absent.discard("sets")
    nameless_first = tuple(sorted(sheet.groups, key=lambda group: bool(group.name)))  # else they would seem another's
    return replace(sheet, ruling=ruling, groups=nameless_first, absent=frozenset(absent))


def told_code(code: str) -> str:
    """A code as findings carry it: its first eight signs where it is one."""
    found = re.match(r"\d\.\d{6}", code)
    return found[0] if found else code
