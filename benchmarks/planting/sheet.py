"""What a truthful province would publish of one procedure, read from the raw answer of the national portal.

Where the raw answer does not surely mean one thing (a time of unit OTHER, a
fee of 0 without words, an agency that no longer exists), the sheet is neutral:
it says nothing, or points to the steps, and nothing of that kind is planted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Any

from benchmarks.planting.numbers import words

VIETNAM = timezone(timedelta(hours=7))
NUMBER = re.compile(r"\d{1,4}(?:\.\d+|\.?[a-z])?/\d{4}/[A-ZĐƯa-zđư]+\d*(?:-\s?[A-ZĐƯa-zđư]+)*")
_BULLET = re.compile(r"^\s*[-+*•–·]+\s*")
_SIMPLE_REST = re.compile(
    r"^(|/\s?[\w ]{2,20}|"
    r"(/hồ sơ )?\(?[áÁ]p dụng mức phí:? [\d.]+ đồng[^.]*?(Thông tư số 64/2025/TT-BTC)\)?\.? ?)$"
)
_ONLY_WORDS = re.compile(r"^\W*(Đồng \()?(Mức lệ phí cụ thể|Miễn|Theo mức thu|Phí cấp bản sao|Hội đồng nhân dân)")


@dataclass(frozen=True)
class Time:
    """A time limit for one case."""

    amount: int
    unit: str  # WORKING_DAY, DAY
    condition: str = ""


@dataclass(frozen=True)
class Fee:
    """A fee: an amount with what follows it, or words alone."""

    kind: str  # FEE, SERVICE_FEE
    amount: int | None
    currency: str
    rest: str


@dataclass
class Method:
    """A way of filing."""

    channel: str
    times: tuple[Time, ...]  # empty: neutral
    note: str
    fees: tuple[Fee, ...]  # empty: neutral


@dataclass
class Paper:
    """A paper, with the form that the national side attaches."""

    name: str
    originals: int
    copies: int
    file: str = ""
    link: bool = True


@dataclass
class Case:
    """A case of the dossier."""

    name: str
    papers: list[Paper]


@dataclass
class Basis:
    """A legal basis: number and name as the national side has them."""

    number: str  # empty: not readable
    name: str  # with the code before it, where that is no number


@dataclass
class Sheet:
    """One provincial page before it is put into words."""

    code: str
    name: str
    sector: str
    levels: list[str]  # bộ, tỉnh, xã, khác
    executing: list[str]
    authority: list[str]
    coordinating: list[str]
    subjects: list[str]
    steps: list[str]
    methods: list[Method]
    cases: list[Case]
    results: list[str]
    conditions: list[str]
    bases: list[Basis]
    decision: tuple[str, date] | None
    service_level: str = "Toàn trình"
    reason: str = ""
    sets: int | None = None
    literal: dict[str, str] = field(default_factory=dict)  # field -> the words on the page
    must: set[str] = field(default_factory=set)  # what the layout must show
    page_code: str = ""  # the code as the page shows it; empty: any spelling of the code

    @property
    def papers(self) -> list[Paper]:
        """Those of all cases."""
        return [p for c in self.cases for p in c.papers]

    @property
    def local(self) -> bool:
        """Whether the province has to publish it."""
        return bool({"tỉnh", "xã"} & set(self.levels))

    @property
    def one_time(self) -> tuple[Time, ...] | None:
        """The time limit where it is sure and the same for every way of filing."""
        found = {m.times for m in self.methods}
        return next(iter(found)) if len(found) == 1 and found != {()} else None

    @property
    def one_fee(self) -> tuple[Fee, ...] | None:
        """The fees where they are sure and the same for every way of filing."""
        found = {m.fees for m in self.methods}
        return next(iter(found)) if len(found) == 1 and found != {()} else None


def sheet_of(raw: dict[str, Any], rnd: Random) -> Sheet:
    """A truthful sheet."""
    methods = [_method(m) for m in raw["executionMethods"]]
    _level_kinds(methods)
    if any(not m.fees for m in methods):
        methods = [Method(m.channel, m.times, m.note, ()) for m in methods]
    if any(not m.times for m in methods):
        methods = [Method(m.channel, (), m.note, m.fees) for m in methods]
    level = rnd.choice(("Toàn trình", "Toàn trình", "Một phần"))
    return Sheet(
        code=raw["code"].strip(),
        name=raw["name"].strip(),
        sector=raw["categoriesDetails"][0]["name"],
        levels=[w for k, w in LEVELS if raw[k]],
        executing=_agencies(raw, "Executing"),
        authority=_agencies(raw, "Authority"),
        coordinating=_agencies(raw, "Coordinating"),
        subjects=list(dict.fromkeys(s["name"].strip() for s in raw["subjectTypesDetails"])),
        steps=[line for s in raw["executionSteps"] for line in lines(f"{s['name']}\n{s['description']}")],
        methods=methods,
        cases=[_case(c) for c in raw["executionCases"] if c["profileComponents"]],
        results=list(dict.fromkeys(r["name"].strip() for r in raw["resultsDetails"])),
        conditions=_conditions(raw["requirementsAndConditions"]),
        bases=[_basis(b) for b in raw["legalBasisesDetails"]],
        decision=_decision(raw, rnd),
        service_level=level,
        reason=rnd.choice(REASONS) if level == "Một phần" else "",
        sets=_sets(raw),
    )


LEVELS = (("isMinistry", "bộ"), ("isProvince", "tỉnh"), ("isWard", "xã"), ("isOtherAgency", "khác"))
REASONS = (
    "Phải kiểm tra, đối chiếu bản chính giấy tờ tại Bộ phận Một cửa theo quy định của pháp luật.",
    "Người yêu cầu phải có mặt để ký vào Sổ theo quy định.",
    "Phải xác minh trực tiếp tại thực địa trước khi giải quyết (khoản 2 Điều 14 Nghị định số 224/2026/NĐ-CP).",
    "Kết quả giải quyết phải trả bản giấy trực tiếp cho người yêu cầu.",
)


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line for part in text.split("\n") if (line := part.strip())]


def bare(text: str) -> str:
    """Without a leading bullet."""
    return _BULLET.sub("", text).strip()


def _method(raw: dict[str, Any]) -> Method:
    fees = [_fee(f) for f in raw["fees"]]
    sure = bool(fees) and None not in fees
    return Method(
        raw["submissionMethod"],
        _times(raw),
        (raw.get("description") or "").strip(),
        tuple(dict.fromkeys(f for f in fees if f)) if sure else (),
    )


def _times(raw: dict[str, Any]) -> tuple[Time, ...]:
    amount, unit = raw["processingTime"], raw["processingTimeUnit"]
    said = re.fullmatch(r"(\d+)(?:\.0)?", str(amount).strip())
    if unit not in ("WORKING_DAY", "DAY") or not said or int(said[1]) == 0:
        return ()
    return (Time(int(said[1]), unit),)


def _fee(raw: dict[str, Any]) -> Fee | None:
    """A fee that surely means one thing, else None."""
    value, rest = raw["value"], " ".join((raw.get("description") or "").split())
    currency = "USD" if raw.get("currencyName") == "USD" else "VND"
    if raw["type"] == "PRICE_LEVEL":
        return None
    if value and (value >= 1000 or currency == "USD") and _SIMPLE_REST.match(rest) and _agrees(rest):
        return Fee(raw["type"], int(value), currency, rest)
    if not value and _ONLY_WORDS.match(rest):
        return Fee(raw["type"], None, currency, rest)
    return None


def _level_kinds(methods: list[Method]) -> None:
    """A fee that is typed as phí for one way of filing and as lệ phí for another is called neither."""
    kinds: dict[tuple[int | None, str], set[str]] = {}
    for fee in (f for m in methods for f in m.fees):
        kinds.setdefault((fee.amount, fee.currency), set()).add(fee.kind)
    for method in methods:
        method.fees = tuple(f if len(kinds[f.amount, f.currency]) == 1 else replace(f, kind="") for f in method.fees)


def _agrees(rest: str) -> bool:
    """Whether amounts in figures are those in words beside them; the national text has slips there."""
    said = re.findall(r"([\d.]+) đồng \(([^()]+?) đồng\)", rest)
    return all(words(int(n.replace(".", ""))) == told.lower() for n, told in said)


def _case(raw: dict[str, Any]) -> Case:
    papers = [
        Paper(
            " ".join(p["name"].split()),
            int(p["originalQty"] or 0),
            int(p["copyQty"] or 0),
            p["attachments"][0]["fileName"] if p["attachments"] else "",
        )
        for p in raw["profileComponents"]
    ]
    return Case(" ".join(raw["name"].split()), papers)


def _agencies(raw: dict[str, Any], role: str) -> list[str]:
    named = [*(raw[f"departments{role}"] or ()), *(raw[f"unitGroups{role}"] or ())]
    return list(dict.fromkeys(" ".join(a["name"].split()) for a in named if a and a["name"].strip()))


def _conditions(text: str) -> list[str]:
    told = lines(text)
    none = len(told) == 1 and re.fullmatch(r"(?i)không( có| quy định)?\.?|không có thông tin\.?", told[0])
    return [] if none else told


def _basis(raw: dict[str, Any]) -> Basis:
    code, name = " ".join(raw["code"].split()), " ".join(raw["name"].split())
    found = NUMBER.search(code)
    if found is None:
        return Basis("", name if code.lower() in name.lower() else f"{code} {name}")
    return Basis(found[0].replace(" ", ""), name)


def _decision(raw: dict[str, Any], rnd: Random) -> tuple[str, date] | None:
    """The province's own decision, some days after the ministry's."""
    day = (raw["procedureProposal"] or {}).get("decisionDate")
    if not day:
        return None
    signed = datetime.fromtimestamp(day / 1000, VIETNAM).date() + timedelta(days=rnd.randint(1, 16))
    return f"{rnd.randint(101, 4200)}/QĐ-UBND", signed


def _sets(raw: dict[str, Any]) -> int | None:
    """How many sets of papers the national text asks for, where it says one number only."""
    told = " ".join([s["description"] for s in raw["executionSteps"]] + [c["name"] for c in raw["executionCases"]])
    found = {int(n) for n in re.findall(r"\b(\d{1,2})(?: \(\w+\))? bộ hồ sơ", told)}
    return found.pop() if len(found) == 1 else None
