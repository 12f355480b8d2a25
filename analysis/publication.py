"""What the province publishes on the national platform (D4, D5, D8).

Two witnesses speak: the service lists (one row a service and agency) and the
applied-department list. Presence in any of them, even half read, is presence.
Absence needs all of them whole, a record to look at, and every agency placed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analysis.agencies import (
    COMMUNE,
    DEPARTMENT,
    AgencyRow,
    AgencyTable,
    code_order,
    is_justice_department,
    names_other_province,
    without_province,
)
from analysis.model import Level, ListingState, Procedure, Snapshot
from analysis.texts import canonical_name, display

SERVICES = ("services/VIETNAMESE_CITIZEN", "services/ENTERPRISE")
APPLIED = "applied"
DIRECTORY = "agencies"
WITNESSES = (*SERVICES, APPLIED, DIRECTORY)

NO_RECORD = "không có tên trong danh sách"


class Published(StrEnum):
    """The answer to: does the province publish it?"""

    PUBLISHED = "published"
    ABSENT = "absent"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the witnesses say about one formality id."""

    served_by: frozenset[str] = frozenset()  # codes of our agencies named by service rows
    applied_by: frozenset[str] = frozenset()  # codes of our agencies whose id applies it
    recorded: bool = False  # the applied list has a record of it
    unplaced: tuple[str, ...] = ()  # names and ids that could not be placed

    @property
    def agencies(self) -> frozenset[str]:
        """Codes of our agencies on any witness."""
        return self.served_by | self.applied_by


@dataclass(frozen=True, slots=True)
class Publication:
    """Published, absent or undetermined, and why in Vietnamese."""

    standing: Published
    why: str
    evidence: Evidence


class Publishing:
    """The provincial side of one night, asked by formality id and never by code."""

    def __init__(self, snapshot: Snapshot, table: AgencyTable, night: date) -> None:
        self.snapshot = snapshot
        self.table = table
        self.night = night
        self.incomplete = tuple(why for name in WITNESSES if (why := _why_not_whole(snapshot, name)))
        self.communes = frozenset(row.code for row in table.communes(night))
        self._code_of_id, self._codes_of_name = self._directory()
        self.gaps = frozenset(row.code for row in self._expected()) - set(self._code_of_id.values())
        self._evidence = {p.portal_id: self._read(p) for p in snapshot.procedures}

    # --- questions ---

    @property
    def complete(self) -> bool:
        """Whether every witness was read whole."""
        return not self.incomplete

    def evidence(self, portal_id: str) -> Evidence:
        """What the witnesses say about a formality id; empty when none names it."""
        return self._evidence.get(portal_id, Evidence())

    def of(self, procedure: Procedure) -> Publication:
        """Whether the province publishes a procedure of the national catalogue."""
        found = self.evidence(procedure.portal_id)
        if found.agencies:
            return Publication(Published.PUBLISHED, self._where(found), found)
        doubt = self._doubt(procedure, found)
        if doubt:
            return Publication(Published.UNDETERMINED, doubt, found)
        return Publication(Published.ABSENT, "không có cơ quan áp dụng, không có dịch vụ công trong danh sách", found)

    def missing_communes(self, procedure: Procedure) -> frozenset[str] | None:
        """Communes that surely do not publish it; None when that cannot be judged tonight."""
        found = self.evidence(procedure.portal_id)
        if self.incomplete or not found.recorded or found.unplaced:
            return None
        return self.communes - self.communes_of(found) - self.gaps

    def communes_of(self, found: Evidence) -> frozenset[str]:
        """The communes that publish it, themselves or through a unit of theirs."""
        return frozenset(c for code in found.agencies if (c := self.table.commune_of(code)))

    def roles_of(self, found: Evidence) -> frozenset[str]:
        """The roles of the agencies that publish it, as far as they are known."""
        return frozenset(role for code in found.agencies if (role := self.table.role_of(code)))

    def why_communes_unknown(self, procedure: Procedure) -> str:
        """Why :meth:`missing_communes` has no answer."""
        return self._doubt_of_witnesses(self.evidence(procedure.portal_id))

    def warnings(self) -> tuple[str, ...]:
        """What our reading of agencies could not place."""
        return tuple(self._warnings())

    # --- reading ---

    def _directory(self) -> tuple[dict[str, str], dict[str, set[str]]]:
        code_of_id = {row.id: row.code for row in self.table.rows if row.id}
        codes_of_name: dict[str, set[str]] = defaultdict(set)
        for agency in self.snapshot.agencies:
            if agency.id:
                code_of_id[agency.id] = agency.code
            if self.table.ours(agency.code):
                codes_of_name[canonical_name(agency.name)].add(agency.code)
        return code_of_id, codes_of_name

    def _expected(self) -> Iterable[AgencyRow]:
        return (row for row in self.table.valid(self.night) if row.role in (DEPARTMENT, COMMUNE))

    def _read(self, procedure: Procedure) -> Evidence:
        served: set[str] = set()
        applied: set[str] = set()
        unplaced: set[str] = set()
        for name in {row.agency for row in procedure.services or ()}:
            code = self._place(name)
            if code:
                served.add(code)
            elif not names_other_province(name):
                unplaced.add(display(name) or "(không nêu cơ quan)")
        for agency_id in procedure.applied_at or ():
            code = self._code_of_id.get(agency_id, "")
            if self.table.ours(code):
                applied.add(code)
            else:
                unplaced.add(agency_id)
        return Evidence(
            frozenset(served), frozenset(applied), procedure.applied_at is not None, tuple(sorted(unplaced))
        )

    def _place(self, name: str) -> str:
        """The code of the agency that a service row names, or nothing when it is not known or not one."""
        codes = {r.code for r in self.table.by_name(name) if self.table.ours(r.code)}
        if not codes:
            canon = canonical_name(name)
            codes = self._codes_of_name.get(canon) or self._codes_of_name.get(without_province(canon)) or set()
        return next(iter(codes)) if len(codes) == 1 else ""

    # --- doubts ---

    def _doubt(self, procedure: Procedure, found: Evidence) -> str:
        return self._doubt_of_witnesses(found) or self._doubt_of_directory(procedure)

    def _doubt_of_witnesses(self, found: Evidence) -> str:
        if not self.table.root:
            return "bảng cơ quan của tỉnh còn trống"
        if self.incomplete:
            return "; ".join(self.incomplete)
        if found.unplaced:
            return f"chưa nhận ra cơ quan: {', '.join(found.unplaced)}"
        return "" if found.recorded else NO_RECORD

    def _doubt_of_directory(self, procedure: Procedure) -> str:
        touched = sorted(self.gaps & self._looked_for_at(procedure), key=code_order)
        return f"danh bạ cơ quan của cổng thiếu {_some(self._names(touched))}" if touched else ""

    def _looked_for_at(self, procedure: Procedure) -> frozenset[str]:
        """The agencies whose ids must be known before a procedure can be called absent."""
        levels = procedure.levels or ()
        codes: set[str] = set()
        if Level.COMMUNE in levels:
            codes |= self.communes
        if Level.PROVINCE in levels:
            departments = [r for r in self._expected() if r.role == DEPARTMENT]
            # Procedures of the chair, the land offices and others name no Sở Tư pháp (D3).
            named = [*(procedure.executing or ()), *(procedure.authority or ())]
            only_justice = any(is_justice_department(a.name) for a in named)
            codes |= {r.code for r in departments if is_justice_department(r.name) or not only_justice}
        return frozenset(codes)

    # --- words ---

    def _where(self, found: Evidence) -> str:
        return "thấy ở " + _some(self._names(sorted(found.agencies, key=code_order)))

    def _names(self, codes: Iterable[str]) -> list[str]:
        return [self.table.name_of(code) for code in codes]

    def _warnings(self) -> Iterable[str]:
        if not self.table.root:
            yield "Bảng cơ quan của tỉnh còn trống nên không nhận ra cơ quan nào."
        if self.gaps and _why_not_whole(self.snapshot, DIRECTORY) == "":
            names = self._names(sorted(self.gaps, key=code_order))
            yield f"Danh bạ cơ quan của cổng thiếu {len(names)} cơ quan đang hoạt động: {_some(names)}."
        new = sorted({a.code for a in self.snapshot.agencies if self._is_new(a.code)}, key=code_order)
        if new:
            yield f"Danh bạ cơ quan của cổng có {len(new)} mã chưa có trong bảng cơ quan: {_some(new)}."
        unplaced = Counter(u for e in self._evidence.values() for u in e.unplaced)
        if unplaced:
            yield (
                f"{sum(unplaced.values())} chỗ nêu {len(unplaced)} cơ quan không nhận ra: {_some(sorted(unplaced))}."
            )
        elsewhere = sum(
            names_other_province(row.agency) and not self._place(row.agency)
            for p in self.snapshot.procedures
            for row in p.services or ()
        )
        if elsewhere:
            yield f"{elsewhere} dòng dịch vụ công nêu cơ quan của tỉnh khác, không tính cho tỉnh."

    def _is_new(self, code: str) -> bool:
        """Whether the directory shows an agency next to the known ones; units below them are many and not listed."""
        return self.table.nearest(code) is None


def _why_not_whole(snapshot: Snapshot, name: str) -> str:
    listing: ListingState | None = snapshot.listing(name)
    if listing is None:
        return f"chưa đọc danh sách “{name}”"
    return "" if listing.complete else f"{listing.title}: {listing.reason}"


def _some(names: list[str], most: int = 5) -> str:
    """A few names, and how many more."""
    shown = ", ".join(names[:most])
    return f"{shown} và {len(names) - most} cơ quan khác" if len(names) > most else shown
