"""What the portals hold on one night: procedures, services, agencies, and who applies what."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from .identifiers import made_id
from .wire import dump

PROVINCE = "H53"
PROVINCE_ID = "019d2be3-6a88-732b-8b23-f5575505c632"
JUSTICE_OFFICE = "H53.14"
LAND_OFFICE = "H53.49.1"
MINISTRY = "G15"

CITIZEN_LIST = "VIETNAMESE_CITIZEN"
ENTERPRISE_LIST = "ENTERPRISE"
#: Codes of the subjects (đối tượng thực hiện) that each service list addresses.
LIST_SUBJECTS: Mapping[str, frozenset[str]] = {
    CITIZEN_LIST: frozenset({"ĐT1"}),
    ENTERPRISE_LIST: frozenset({"ĐT2", "ĐT8", "ĐT10"}),
}

FULL_SERVICE = "Toàn trình"
PART_SERVICE = "Một phần"


def is_under(code: str, root: str) -> bool:
    """Whether an agency code is the root's or lies below it, by dotted segments."""
    return code == root or code.startswith(root + ".")


# --- agencies ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Agency:
    """One line of the agency directory."""

    id: str
    code: str
    name: str
    level: str  # PROVINCE or COMMUNE
    parent: str = ""  # id of the agency above
    has_child: bool = False


@cache
def tay_ninh() -> tuple[Agency, ...]:
    """The province's own agencies, the root first."""
    with (Path(__file__).parent / "agencies.csv").open(encoding="utf-8", newline="") as lines:
        names = {line["code"]: line["name"] for line in csv.DictReader(lines)}
    ids = {code: PROVINCE_ID if code == PROVINCE else made_id("agency", code) for code in names}
    parents = {code: code.rpartition(".")[0] for code in names}
    return tuple(
        Agency(
            id=ids[code],
            code=code,
            name=name,
            level="COMMUNE" if name.startswith(("UBND xã", "UBND phường")) else "PROVINCE",
            parent=ids.get(parents[code], ""),
            has_child=code in parents.values(),
        )
        for code, name in names.items()
    )


@cache
def agency_by_code() -> Mapping[str, Agency]:
    """The province's agencies by code."""
    return {agency.code: agency for agency in tay_ninh()}


@cache
def communes() -> tuple[str, ...]:
    """The codes of the 96 communes, H53.101 to H53.196."""
    return tuple(a.code for a in tay_ninh() if a.level == "COMMUNE")


#: Roots of other provinces. Their ids are real; everything below them is made.
OTHER_PROVINCES = (
    Agency("019d2be3-6a85-74ec-a33d-803cf2496575", "H17", "UBND thành phố Đà Nẵng", "PROVINCE"),
    Agency("019d2be3-6a87-7317-855a-9a81af57b106", "H29", "UBND Thành phố Hồ Chí Minh", "PROVINCE"),
)


@cache
def elsewhere(count: int) -> tuple[str, ...]:
    """Ids of agencies of other provinces, for the lists of who applies a procedure."""
    return tuple(made_id("agency of another province", n) for n in range(count))


# --- procedures and services ------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One procedure of the national catalogue: its detail as the API serves it."""

    id: str
    detail_json: bytes

    @classmethod
    def of(cls, detail: Mapping[str, Any]) -> Entry:
        """An entry from a detail object."""
        return cls(detail["id"], dump(detail))

    @property
    def detail(self) -> dict[str, Any]:
        """The detail, a fresh copy each time."""
        value: dict[str, Any] = json.loads(self.detail_json)
        return value

    @cached_property
    def item(self) -> dict[str, Any]:
        """The list item, as the portal derives it from the detail."""
        d = self.detail
        return {
            "id": d["id"],
            "name": d["name"],
            "code": d["code"],
            "codeNotation": d["codeNotation"],
            "categories": [c["name"] for c in d["categoriesDetails"]],
            "categoryIds": d["categoryIds"],
            # agencies by id show as an empty text here, unit groups by their names
            "departments": [g["name"] for g in d["unitGroupsExecuting"] or () if g] or [""],
            "departmentPromulgate": d["departmentPromulgateName"],
            "departmentPromulgateId": d["departmentPromulgateId"],
            "formalityTargetType": sorted(s["name"] for s in d["subjectTypesDetails"]),
            "state": d["state"],
            "type": d["type"],
        }

    @cached_property
    def facts(self) -> Facts:
        """What the portal filters by and what the province's side needs to know."""
        d = self.detail
        return Facts(
            code=d["code"],
            name=d["name"],
            issuer=d["departmentPromulgateCode"],
            issuer_id=d["departmentPromulgateId"],
            state=d["state"],
            sector=next((c["name"] for c in d["categoriesDetails"]), ""),
            category_ids=tuple(d["categoryIds"]),
            is_ministry=bool(d["isMinistry"]),
            is_province=bool(d["isProvince"]),
            is_ward=bool(d["isWard"]),
            subjects=frozenset(s["code"] for s in d["subjectTypesDetails"]),
            services=tuple((c["id"], c["code"], c["name"]) for c in d["cases"]),
            executing=tuple(x["name"] for x in (*d["departmentsExecuting"], *(d["unitGroupsExecuting"] or ())) if x),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """The few facts of a procedure by which the portal sorts and filters."""

    code: str
    name: str
    issuer: str
    issuer_id: str
    state: str
    sector: str
    category_ids: tuple[str, ...]
    is_ministry: bool
    is_province: bool
    is_ward: bool
    subjects: frozenset[str]
    services: tuple[tuple[str, str, str], ...]
    executing: tuple[str, ...]

    @property
    def lists(self) -> frozenset[str]:
        """The service lists that address this procedure's subjects."""
        return frozenset(name for name, codes in LIST_SUBJECTS.items() if codes & self.subjects)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One online service at one agency."""

    id: str
    formality_id: str
    code: str
    name: str
    level: str
    agency_code: str  # not shown by the portal, but it filters by it
    agency_name: str
    sector: str
    state: str
    lists: frozenset[str]

    @property
    def shown(self) -> dict[str, Any]:
        """The row as the API serves it."""
        return {
            "id": self.id,
            "formalityId": self.formality_id,
            "code": self.code,
            "name": self.name,
            "level": self.level,
            "handleDepartmentName": self.agency_name,
            "categoryName": self.sector,
            "state": self.state,
        }


def service_rows(
    entry: Entry, agency_codes: Iterable[str], *, level: str = FULL_SERVICE, first_only: bool = False
) -> list[ServiceRow]:
    """The rows of a procedure's online services at some agencies; none if no list addresses its subjects."""
    facts = entry.facts
    if not facts.lists:
        return []
    services = facts.services[:1] if first_only else facts.services
    agencies = [agency_by_code()[code] for code in agency_codes]
    return [
        ServiceRow(
            id=made_id("service row", entry.id, case_id, agency.code),
            formality_id=entry.id,
            code=code,
            name=name,
            level=level,
            agency_code=agency.code,
            agency_name=agency.name,
            sector=facts.sector,
            state="ACTIVE",
            lists=facts.lists,
        )
        for case_id, code, name in services
        for agency in agencies
    ]


def rows_elsewhere(entries: Iterable[Entry]) -> list[ServiceRow]:
    """A few services of Đà Nẵng in each list, which a list asked for Tây Ninh must not show."""
    entries = list(entries)
    chosen: dict[str, Entry] = {}
    for name in (CITIZEN_LIST, ENTERPRISE_LIST):
        served = [e for e in entries if name in e.facts.lists and e.facts.services and e.facts.is_province]
        chosen.update((e.id, e) for e in served[:12])
    return [
        ServiceRow(
            id=made_id("service row", e.id, "H17.14"),
            formality_id=e.id,
            code=e.facts.services[0][1],
            name=e.facts.services[0][2],
            level=FULL_SERVICE,
            agency_code="H17.14",
            agency_name="Sở Tư pháp thành phố Đà Nẵng",
            sector=e.facts.sector,
            state="ACTIVE",
            lists=e.facts.lists,
        )
        for e in chosen.values()
    ]


# --- a night ----------------------------------------------------------------


@dataclass(frozen=True)
class Night:
    """Everything the national platform holds on one night."""

    entries: Mapping[str, Entry]  # the national catalogue by id, every issuer
    rows: tuple[ServiceRow, ...] = ()
    applied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # agency ids by procedure id
    reporting_names: Mapping[str, str] = field(default_factory=dict)  # where reporting names it otherwise
    orphans: tuple[Entry, ...] = ()  # still reported and served, although gone from the catalogue
    agencies: tuple[Agency, ...] = field(default_factory=lambda: (*tay_ninh(), *OTHER_PROVINCES))

    def find(self, code: str) -> Entry:
        """The one procedure with a code."""
        found = [e for e in self.entries.values() if e.facts.code == code]
        if len(found) != 1:
            raise LookupError(f"{len(found)} procedures have the code {code!r}")
        return found[0]

    def issued_by(self, issuer: str) -> tuple[Entry, ...]:
        """The procedures of one issuer."""
        return tuple(e for e in self.entries.values() if e.facts.issuer == issuer)

    def published(self, root: str = PROVINCE) -> set[str]:
        """Ids of procedures with a service row or an applied agency under an agency."""
        ids = {a.id for a in self.agencies if is_under(a.code, root)}
        by_row = {r.formality_id for r in self.rows if is_under(r.agency_code, root)}
        return by_row | {p for p, agencies in self.applied.items() if ids.intersection(agencies)}

    # the national side

    def add(self, detail: Mapping[str, Any], *, applied: tuple[str, ...] = ()) -> Night:
        """The night with one more procedure, applied at the given agency ids."""
        entry = Entry.of(detail)
        return replace(
            self,
            entries={**self.entries, entry.id: entry},
            applied={**self.applied, entry.id: applied},
        )

    def edit(self, code: str, change: Callable[[dict[str, Any]], object]) -> Night:
        """The night with one national detail changed in place by a function."""
        detail = self.find(code).detail
        change(detail)
        return replace(self, entries={**self.entries, detail["id"]: Entry.of(detail)})

    def remove(self, code: str, *, keep_services: bool = False) -> Night:
        """The night without a procedure; its services may stay behind as orphans."""
        gone = self.find(code)
        entries = {k: e for k, e in self.entries.items() if k != gone.id}
        if keep_services:
            return replace(self, entries=entries, orphans=(*self.orphans, gone))
        return replace(
            self,
            entries=entries,
            rows=tuple(r for r in self.rows if r.formality_id != gone.id),
            applied={k: v for k, v in self.applied.items() if k != gone.id},
        )

    # the province's side

    def publish(
        self, code: str, agency_codes: Collection[str], *, level: str = FULL_SERVICE, first_only: bool = False
    ) -> Night:
        """The night with a procedure published at some agencies, in both lists."""
        entry = self.find(code)
        known = {r.id for r in self.rows}
        new = [r for r in service_rows(entry, agency_codes, level=level, first_only=first_only) if r.id not in known]
        ids = [agency_by_code()[c].id for c in agency_codes]
        applied = dict.fromkeys((*ids, *self.applied.get(entry.id, ())))
        return replace(self, rows=(*self.rows, *new), applied={**self.applied, entry.id: tuple(applied)})

    def unpublish(self, code: str, agency_codes: Collection[str] | None = None) -> Night:
        """The night with a procedure taken down at some agencies, or in the whole province."""
        entry = self.find(code)
        codes = {a.code for a in tay_ninh()} if agency_codes is None else set(agency_codes)
        ids = {agency_by_code()[c].id for c in codes}
        applied = tuple(a for a in self.applied.get(entry.id, ()) if a not in ids)
        return replace(
            self,
            rows=tuple(r for r in self.rows if not (r.formality_id == entry.id and r.agency_code in codes)),
            applied={**self.applied, entry.id: applied},
        )

    def edit_rows(self, code: str, agency_codes: Collection[str] | None = None, **values: Any) -> Night:
        """The night with values of a procedure's service rows changed, at some agencies or at all."""
        entry = self.find(code)

        def changed(row: ServiceRow) -> ServiceRow:
            here = agency_codes is None or row.agency_code in agency_codes
            return replace(row, **values) if row.formality_id == entry.id and here else row

        return replace(self, rows=tuple(changed(r) for r in self.rows))

    def report_as(self, code: str, name: str) -> Night:
        """The night on which ``reporting/formalities`` gives a procedure another name."""
        return replace(self, reporting_names={**self.reporting_names, self.find(code).id: name})


@dataclass(frozen=True)
class Catalogue:
    """The nights of a world; a night that is not listed is like the one before it."""

    nights: Mapping[int, Night]

    def night(self, number: int) -> Night:
        """What the portal holds on a night."""
        return self.nights[max((n for n in self.nights if n <= number), default=min(self.nights))]

    def then(self, number: int, night: Night) -> Catalogue:
        """The catalogue with one more night."""
        return Catalogue({**self.nights, number: night})
