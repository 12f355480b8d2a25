"""Catalogues to play: the real answers where they are present, and the demonstration's own.

The real answers lie outside the project; the builders take the directory that holds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .demo import demo_catalogue
from .records import (
    JUSTICE_OFFICE,
    LAND_OFFICE,
    MINISTRY,
    PROVINCE,
    Agency,
    Catalogue,
    Entry,
    Night,
    ServiceRow,
    agency_by_code,
    communes,
    elsewhere,
    rows_elsewhere,
    service_rows,
    tay_ninh,
)

__all__ = [
    "Agency",
    "Catalogue",
    "Entry",
    "Night",
    "ServiceRow",
    "demo_catalogue",
    "grown_catalogue",
    "real_case",
    "real_catalogue",
    "real_details",
    "tay_ninh",
]

DETAILS = "national/qtungnui07__crwatdatadvc/procedures"
EXECUTION = "national/ChippedTopaz__am-sieu-toc-data/tay-ninh_justice_hasExecution_transcribed.json"

#: Certifying copies of papers: the portal showed 3,629 agencies that apply it.
WIDELY_APPLIED = ("2.000815", 3629)


def real_details(reference: Path) -> list[dict[str, Any]]:
    """The real details, value for value, in the order of their ids."""
    files = (reference / DETAILS).glob("*/*/raw_procedure.json")
    details = [json.loads(f.read_text(encoding="utf-8"))["detail"] for f in files]
    return sorted(details, key=lambda d: d["id"])


def real_catalogue(reference: Path, codes: set[str] | None = None) -> Catalogue:
    """The real national catalogue, or some codes of it; the province publishes nothing."""
    entries = (Entry.of(d) for d in real_details(reference) if codes is None or d["code"] in codes)
    return Catalogue({1: Night({e.id: e for e in entries})})


def execution(reference: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Codes of Justice procedures that Tây Ninh was seen to execute, and not to execute (October 2026)."""
    seen = json.loads((reference / EXECUTION).read_text(encoding="utf-8"))
    return frozenset(seen["hasExecution_true"]), frozenset(seen["hasExecution_false"])


def real_case(reference: Path, all_265: bool = False, others: int = 30) -> Catalogue:
    """The real catalogue with what Tây Ninh was seen to publish of it.

    The national side keeps the 239 Justice procedures whose execution is known, or all 265, beside
    48 of other issuers. Who executes is known only as yes or no; at which agency is reckoned
    here: the 96 communes for the commune level, else Sở Tư pháp, the land office or the province itself.
    ``others`` is the number of agencies of other provinces that apply each procedure.
    """
    yes, no = execution(reference)
    entries = [
        e
        for e in map(Entry.of, real_details(reference))
        if all_265 or e.facts.issuer != MINISTRY or e.facts.code in yes | no
    ]
    placed = {e.id: _agencies_of(e, yes) for e in entries}
    rows = [row for e in entries for row in service_rows(e, placed[e.id])]
    rows += rows_elsewhere(entries)
    return Catalogue(
        {
            1: Night(
                entries={e.id: e for e in entries},
                rows=tuple(rows),
                applied={e.id: _applied(e, placed[e.id], others) for e in entries},
            )
        }
    )


def grown_catalogue(reference: Path, n: int = 5665, provincial: bool = False) -> Catalogue:
    """``n`` Justice procedures made from the 265 real ones by renumbering, in their real sizes.

    The 48 real procedures of other issuers are kept, so that a filtered list differs from an
    unfiltered one. With ``provincial`` the province publishes them in the proportions of the real case;
    service rows stop at 42,406 (the real number of rows of Tây Ninh), later procedures are only applied.
    """
    details = [Entry.of(d) for d in real_details(reference)]
    others = [e for e in details if e.facts.issuer != MINISTRY]
    entries = list(_copies([e for e in details if e.facts.issuer == MINISTRY], n))
    everything = {e.id: e for e in (*entries, *others)}
    if not provincial:
        return Catalogue({1: Night(everything)})
    yes, _ = execution(reference)
    templates = {e.facts.services[0][0]: e.facts.code for e in details if e.facts.services}
    applied: dict[str, tuple[str, ...]] = {}
    rows: list[ServiceRow] = rows_elsewhere(entries)
    for entry in entries:
        # the copies keep the ids of their cases, which tell the procedure they were made from
        origin = templates[entry.facts.services[0][0]]
        codes = _place(entry) if origin in yes else ()
        applied[entry.id] = _applied(entry, codes, 5)
        if len(rows) + len(codes) <= 42_406:
            rows += service_rows(entry, codes, first_only=True)
    return Catalogue({1: Night(everything, tuple(rows), applied)})


def _agencies_of(entry: Entry, executed: frozenset[str]) -> tuple[str, ...]:
    """Codes of the agencies of Tây Ninh at which a procedure is published."""
    if entry.facts.issuer == MINISTRY:
        return _place(entry) if entry.facts.code in executed else ()
    if entry.facts.issuer == PROVINCE:
        return ("H53.49",) if "đất" in entry.facts.name else ("H53.16",)
    if entry.facts.issuer == "G04" and entry.facts.is_province:
        return ("H53.16",)  # judicial experts in construction: another ministry's, in a Justice field
    return ()


def _place(entry: Entry) -> tuple[str, ...]:
    """Which agencies of the province execute a procedure: reckoned from its level and executing agencies."""
    if entry.facts.is_ward:
        return communes()
    names = " / ".join(entry.facts.executing).casefold()
    if "đăng ký đất đai" in names:
        return (LAND_OFFICE,)
    if "sở tư pháp" not in names and "ủy ban nhân dân cấp tỉnh" in names:
        return (PROVINCE,)
    return (JUSTICE_OFFICE,)


def _applied(entry: Entry, codes: Iterable[str], others: int) -> tuple[str, ...]:
    """Ids of the agencies that apply a procedure, those of other provinces around our own."""
    own = [agency_by_code()[c].id for c in codes]
    count = others
    if entry.facts.code == WIDELY_APPLIED[0]:
        count = WIDELY_APPLIED[1] - len(own)
    away = elsewhere(count)
    return (*away[: count // 2], *own, *away[count // 2 :])


def _copies(templates: list[Entry], n: int) -> Iterator[Entry]:
    """Entries with ids and codes of their own, otherwise byte for byte like their templates."""
    for number in range(n):
        template = templates[number % len(templates)]
        code = template.facts.code
        new_id = f"019d{number:04x}{template.id[8:]}"
        new_code = f"{code[0]}.{200_000 + number:06d}"
        body = template.detail_json.replace(template.id.encode(), new_id.encode())
        yield Entry(new_id, body.replace(f'"{code}'.encode(), f'"{new_code}'.encode()))
