"""The readers on everything that real catalogues and decisions say, where these are on the machine."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from analysis.model import Fee, Procedure, ProcessingTime
from analysis.readers import NotUnderstood
from analysis.readers.fees import FeeRelationKind, Fees, compare_fees, of_fee, of_fees, read_fee
from analysis.readers.legal import canonical_number
from analysis.readers.merged import fees_of, time_of
from analysis.readers.times import (
    TimeKind,
    TimeLimit,
    Unspecified,
    compare_limits,
    of_processing_time,
    read_time_limit,
)
from analysis.texts import NAME_LADDER, canonical_name, canonical_step, canonical_text, climb
from crawler.portals.dvcqg.pages import FormalityPage
from tests.reference import REFERENCE, reference

CATALOGUE = "national/qtungnui07__crwatdatadvc/procedures"


@lru_cache
def details() -> tuple[dict[str, Any], ...]:
    folder = reference(CATALOGUE)
    return tuple(json.loads(p.read_bytes())["detail"] for p in sorted(folder.rglob("raw_procedure.json")))


def methods() -> Iterator[dict[str, Any]]:
    for detail in details():
        yield from detail.get("executionMethods") or ()


def rows_of(method: dict[str, Any]) -> tuple[Fee, ...]:
    return tuple(
        Fee(f["type"], f.get("value"), f.get("currencyName") or "", f.get("description") or "")
        for f in method.get("fees") or ()
    )


def test_every_time_of_313_procedures_is_read() -> None:
    fields = Counter(
        type(of_processing_time(ProcessingTime(str(m["processingTime"]), m["processingTimeUnit"]))) for m in methods()
    )
    texts = [read_time_limit(m.get("description") or "") for m in methods()]

    assert fields == {TimeLimit: 627, Unspecified: 217}
    assert Counter(map(type, texts)) == {Unspecified: 679, TimeLimit: 165}
    limits = [t for t in texts if isinstance(t, TimeLimit)]
    assert all(compare_limits(t, t).kind is TimeKind.EQUAL for t in limits)


def test_all_but_six_fees_of_313_procedures_are_read() -> None:
    rows = [of_fee(f) for m in methods() for f in rows_of(m)]
    refused = [r for r in rows if isinstance(r, NotUnderstood)]
    whole = [f for m in methods() if isinstance(f := of_fees(rows_of(m)), Fees)]

    assert len(rows) == 848
    # figures and words that disagree, and a rate told as a share of another circular's rate
    assert Counter(r.left for r in refused) == {("(hai triệu năm trăm đồng)",): 3, ("50",): 3}
    assert all(compare_fees(f, f).kind is FeeRelationKind.EQUAL for f in whole)


def whole() -> Iterator[Procedure]:
    """Every real procedure as the portal's page object reads it."""
    for detail in details():
        yield FormalityPage(json.dumps({"code": "OK", "data": detail}).encode()).procedure("dvcqg")


def test_the_limit_and_the_fees_of_313_whole_procedures_are_read() -> None:
    limits = [time_of(p) for p in whole()]
    fees = [fees_of(p) for p in whole()]

    # what states no limit has the unit OTHER everywhere and no description that tells one
    assert Counter(map(type, limits)) == {TimeLimit: 246, Unspecified: 67}
    assert Counter(map(type, fees)) == {Fees: 308, NotUnderstood: 5}
    assert all(compare_limits(t, t).kind is TimeKind.EQUAL for t in limits if isinstance(t, TimeLimit))
    assert all(compare_fees(f, f).kind is FeeRelationKind.EQUAL for f in fees if isinstance(f, Fees))


def test_a_page_that_prints_the_fields_says_what_the_fields_say() -> None:
    """The portal prints "5 ngày làm việc" and "8.000 VNĐ"; a province that copies the print differs in nothing."""
    units = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "HOUR": "giờ"}
    names = {"DIRECT": "Trực tiếp", "ONLINE": "Trực tuyến", "POSTAL": "Dịch vụ bưu chính"}
    compared = Counter[TimeKind]()
    for procedure in whole():
        national = time_of(procedure)
        ways = [m for m in procedure.methods or () if m.time.unit in units and m.time.amount != "0"]
        if national is None or len(ways) != len(procedure.methods or ()) or not ways:
            continue
        lines = "\n".join(f"{names[m.channel]}: {m.time.amount.zfill(2)} {units[m.time.unit]}" for m in ways)
        compared[compare_limits(read_time_limit(lines), national).kind] += 1

    # the one exception tells two limits apart only in its descriptions
    assert compared == {TimeKind.EQUAL: 232, TimeKind.INCOMPARABLE: 1}


def test_lists_of_provinces_are_read() -> None:
    path = REFERENCE.parent / "domain" / "justice_procedures.csv"
    if not path.exists():
        pytest.skip("the list of Justice procedures is not on this machine")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    times = [read_time_limit(r["time_limit"]) for r in rows if r["time_limit"]]
    fees = [read_fee(r["fee"]) for r in rows if r["fee"]]

    # what is refused are a researcher's remarks in brackets, which no portal writes
    assert Counter(map(type, times)) == {TimeLimit: 75, NotUnderstood: 3}
    assert Counter(map(type, fees)) == {Fees: 63, NotUnderstood: 1}


def test_numbers_of_legal_bases_and_decisions_are_read() -> None:
    bases = {b["code"] for d in details() for b in d.get("legalBasisesDetails") or ()}
    path = reference("national/qtungnui07__crwatdatadvc/derived_catalogue_all_5665.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    decisions = {n for line in lines if (n := json.loads(line)["proposalNumber"])}

    assert {b for b in bases if canonical_number(b) is None} == {"Luật Nuôi con nuôi", "91/2015/QH2013"}
    refused = {n for n in decisions if canonical_number(n) is None}
    assert len(decisions) > 800
    assert len(refused) == 24
    assert {"QĐ/0001-BTP", "543", "1562/BNG-VP"} <= refused


def test_the_ladder_is_stable_on_every_real_text() -> None:
    texts = {
        text
        for detail in details()
        for text in (
            detail["name"],
            detail.get("requirementsAndConditions"),
            *(s.get("description") for s in detail.get("executionSteps") or ()),
            *(c["name"] for case in detail.get("executionCases") or () for c in case.get("profileComponents") or ()),
            *(b["name"] for b in detail.get("legalBasisesDetails") or ()),
        )
        if text
    }

    assert len(texts) > 1000
    for canonical in (canonical_text, canonical_name, canonical_step):
        unstable = [t for t in texts if canonical(canonical(t)) != canonical(t)]
        assert unstable == []
        assert not any(t.strip() and not canonical(t) for t in texts)


def test_references_and_numbers_join_one_pair_of_5329_real_names() -> None:
    """The pair differs in the spelling of dates alone; every other name stays as far apart as before."""
    path = reference("national/qtungnui07__crwatdatadvc/derived_catalogue_all_5665.jsonl")
    names = {json.loads(line)["name"] for line in path.read_text(encoding="utf-8").splitlines()}
    without = tuple(step for step in NAME_LADDER if step[0] not in ("N6", "N9", "N10"))

    assert len(names) == 5329
    assert len({climb(n, without) for n in names}) == 5246
    assert len({climb(n, NAME_LADDER) for n in names}) == 5245


def noisy(text: str) -> str:
    """A text as another clerk's machine would send it: same words, other characters."""
    other = unicodedata.normalize("NFD", text).replace(" ", "\u00a0 ").replace("Đ", "Ð").replace("-", "–")
    return "\u200e" + other.upper()


def test_noise_changes_no_reading_of_a_real_text() -> None:
    texts = {m.get("description") or "" for m in methods()}
    rows = {f for m in methods() for f in rows_of(m)}

    for text in texts:
        here, there = read_time_limit(text), read_time_limit(noisy(text))
        assert type(here) is type(there)
        assert isinstance(here, NotUnderstood) or here == there
    for row in rows:
        clean, other = of_fee(row), of_fee(replace(row, text=noisy(row.text)))
        assert type(clean) is type(other)
        assert isinstance(clean, NotUnderstood) or clean == other
