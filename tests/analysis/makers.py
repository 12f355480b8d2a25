"""A small province and a small catalogue from which each test changes one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from analysis.agencies import AgencyRow
from analysis.compare import compare
from analysis.model import (
    Agency,
    Comparison,
    Decision,
    Discrepancy,
    DossierCase,
    DossierDocument,
    LegalBasis,
    Level,
    ListingState,
    OnlineService,
    Outcome,
    Procedure,
    ProcessingTime,
    Role,
    Snapshot,
    SourceForm,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.night import Night

NIGHT = date(2026, 11, 22)
MOMENT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
NATIONAL = "dvcqg"
LOCAL = "dvcqg_province"
BOTH = (NATIONAL, LOCAL)
LISTS = ("services/VIETNAMESE_CITIZEN", "services/ENTERPRISE", "applied", "agencies")
LOOKED = tuple((LOCAL, name) for name in LISTS[:3])

ROWS = (
    AgencyRow("H53", "UBND tỉnh Tây Ninh", "province", "", id="id-H53"),
    AgencyRow("H53.14", "Sở Tư pháp tỉnh Tây Ninh", "department", "H53"),
    AgencyRow("H53.49", "Sở Nông nghiệp và Môi trường tỉnh Tây Ninh", "department", "H53"),
    AgencyRow("H53.101", "UBND phường Tân Ninh", "commune", "H53", date(2025, 7, 1)),
    AgencyRow("H53.102", "UBND phường Bình Minh", "commune", "H53", date(2025, 7, 1)),
    AgencyRow("H53.103", "UBND phường Ninh Thạnh", "commune", "H53", date(2025, 7, 1)),
    AgencyRow("H53.104", "UBND phường Long Hoa", "commune", "H53", date(2025, 7, 1)),
    AgencyRow("H53.105", "UBND phường Hòa Thành", "commune", "H53", date(2025, 7, 1)),
)
NAMES = {row.code: row.name for row in ROWS}
COMMUNES = tuple(row.code for row in ROWS if row.role == "commune")
DIRECTORY = tuple(Agency(row.name, row.code, f"id-{row.code}") for row in ROWS[1:])
JUSTICE = "H53.14"


def national(number: int = 1, **values: Any) -> Procedure:
    """A whole procedure of the national catalogue, at province level unless told otherwise."""
    whole = Procedure(
        portal=NATIONAL,
        portal_id=f"n{number:02}",
        code=f"1.00000{number}",
        name=f"Cấp thẻ công chứng viên loại {number:02}",
        sector=Term("G15-TP04", "Công chứng"),
        issuer=Term("G15", "Bộ Tư pháp"),
        levels=(Level.PROVINCE,),
        internal=False,
        decision=Decision("163/QĐ-BTP", date(2026, 1, 16), "Bộ Tư pháp", None, "STANDARD"),
        catalogue_type="STANDARD",
        steps=(Step("", "Nộp hồ sơ"),),
        methods=(SubmissionMethod("DIRECT", ProcessingTime("5", "WORKING_DAY"), "", ()),),
        dossier=(DossierCase("", (DossierDocument("Đơn đề nghị", "", "", 1, 0, False, False, None, None, ()),)),),
        subjects=(Term("ĐT1", "Công dân Việt Nam"),),
        executing=(Agency("Sở Tư pháp", "000.00.CS.002"),),
        authority=(),
        authorized=(),
        coordinating=(),
        results=(Term("KQ.G15.000031", "Thẻ"),),
        conditions="",
        legal_bases=(LegalBasis("46/2024/QH15", "Luật Công chứng"),),
        receiving_places="",
        services=(OnlineService(f"1.00000{number}.01", f"Cấp thẻ công chứng viên loại {number:02}", f"s{number}"),),
    )
    return replace(whole, **values)


def at_communes(number: int = 1, **values: Any) -> Procedure:
    """A procedure of commune level."""
    return national(number, **{"levels": (Level.COMMUNE,), "executing": (Agency("Ủy ban nhân dân cấp xã"),), **values})


def row(procedure: Procedure, agency: str, **values: Any) -> OnlineService:
    """A service row of the province, in the citizens' list."""
    plain = OnlineService(
        code=f"{procedure.code}.01",
        name=procedure.name,
        id=f"{procedure.portal_id}-{agency}",
        level="Toàn trình",
        agency=NAMES.get(agency, agency),
        sector=procedure.sector.name if procedure.sector else "",
        state="ACTIVE",
        listed_in="services/VIETNAMESE_CITIZEN",
    )
    return replace(plain, **values)


def local(procedure: Procedure, *agencies: str, **values: Any) -> Procedure:
    """The province's record of a procedure that some agencies publish, in both lists."""
    record = Procedure(
        portal=LOCAL,
        portal_id=procedure.portal_id,
        code=procedure.code,
        name=procedure.name,
        services=tuple(row(procedure, a) for a in agencies),
        applied_at=tuple(f"id-{a}" for a in agencies),
    )
    return replace(record, **values)


def listing(name: str, ids: tuple[str, ...] = (), **values: Any) -> ListingState:
    """A list that was read whole."""
    return replace(ListingState(name, f"danh sách {name}", len(ids), len(ids), 1, True, "Đọc đủ.", ids), **values)


def unfinished(name: str) -> ListingState:
    """A list of which something is missing."""
    return listing(name, complete=False, reason="Thấy 1 mục nhưng cổng báo 2 mục.")


def national_side(*procedures: Procedure, **values: Any) -> Snapshot:
    """The national portal's night; its list holds what Bộ Tư pháp issued."""
    ids = tuple(p.portal_id for p in procedures if p.issuer is None or p.issuer.code == "G15")
    snapshot = Snapshot(
        NATIONAL,
        Role.NATIONAL,
        NIGHT,
        1,
        Outcome.COMPLETE,
        "Đọc đủ.",
        MOMENT,
        MOMENT,
        procedures=procedures,
        listings=(listing("formalities", ids + tuple(values.get("unread", ()))),),
    )
    return replace(snapshot, **values)


def local_side(*records: Procedure, **values: Any) -> Snapshot:
    """The province's night, every list whole."""
    snapshot = Snapshot(
        LOCAL,
        Role.PROVINCIAL,
        NIGHT,
        2,
        Outcome.COMPLETE,
        "Đọc đủ.",
        MOMENT,
        MOMENT,
        procedures=records,
        listings=tuple(listing(name) for name in LISTS),
        agencies=DIRECTORY,
    )
    return replace(snapshot, **values)


PAGES = "tayninh_pages"


def record(procedure: Procedure, **values: Any) -> Procedure:
    """A page of the province's own portal that says the same as a national procedure."""
    return replace(procedure, portal=PAGES, portal_id=f"p-{procedure.portal_id}", services=None, **values)


def pages_side(*records: Procedure, **values: Any) -> Snapshot:
    """The night of a provincial portal with pages of its own, its list whole."""
    snapshot = Snapshot(
        PAGES,
        Role.PROVINCIAL,
        NIGHT,
        4,
        Outcome.COMPLETE,
        "Đọc đủ.",
        MOMENT,
        MOMENT,
        procedures=records,
        listings=(listing("procedures", tuple(p.portal_id for p in records)),),
        form=SourceForm.PAGES,
    )
    return replace(snapshot, **values)


def paged_night(procedures: Iterable[Procedure], records: Iterable[Procedure], **values: Any) -> Comparison:
    """The comparison of the national catalogue with a portal that has pages of its own."""
    night = Night(NIGHT, national_side(*procedures), pages_side(*records), agency_rows=ROWS, links=())
    return compare(replace(night, **values))


def front_side(state: str = "open", **values: Any) -> Snapshot:
    """The front page of the old provincial portal."""
    snapshot = Snapshot(
        "tayninh", Role.FRONT, NIGHT, 3, Outcome.COMPLETE, "Trang chủ mở.", MOMENT, MOMENT, front_state=state
    )
    return replace(snapshot, **values)


def night_of(procedures: tuple[Procedure, ...], records: tuple[Procedure, ...], **values: Any) -> Night:
    """A night with both sides whole, and no link that was found wanting."""
    night = Night(NIGHT, national_side(*procedures), local_side(*records), agency_rows=ROWS, links=())
    return replace(night, **values)


def compared(procedures: tuple[Procedure, ...], records: tuple[Procedure, ...], **values: Any) -> Comparison:
    """The comparison of a night with both sides whole."""
    return compare(night_of(procedures, records, **values))


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    """What was found, as (rule, code, part)."""
    return [(d.rule, d.code, d.part) for d in comparison.discrepancies]


def only(comparison: Comparison) -> Discrepancy:
    """The one discrepancy that was found."""
    assert len(comparison.discrepancies) == 1, told(comparison)
    return comparison.discrepancies[0]
