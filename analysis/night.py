"""One night made ready for the rules: who is who, and what each side can witness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from analysis.agencies import AgencyRow, AgencyTable
from analysis.model import Exclusion, OnlineService, Procedure, Role, Snapshot, canonical_json
from analysis.publication import APPLIED, SERVICES, WITNESSES, Published, Publishing
from analysis.scope import Scope, Standing, issued_by_justice
from analysis.sectors import is_justice

CATALOGUE = "formalities"  # the national list
AGAIN = "again"  # where a row was seen that was found only by asking for its code (D16)

#: What the national side showed before: portal id -> (code, name, last night seen).
KnownBefore = Mapping[str, tuple[str, str, date]]


@dataclass(frozen=True)
class Night:
    """Everything that one night's comparison is made from."""

    night: date
    national: Snapshot | None = None
    provincial: Snapshot | None = None
    others: tuple[Snapshot, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    agency_rows: tuple[AgencyRow, ...] = ()
    known_before: KnownBefore = field(default_factory=dict)
    changes: tuple[tuple[Procedure, Procedure], ...] = ()  # (before, after) of one source


class Tonight:
    """A :class:`Night` with its look-ups: what the rules read."""

    def __init__(self, inputs: Night) -> None:
        self.night = inputs.night
        self.national = inputs.national
        self.provincial = inputs.provincial
        self.others = inputs.others
        self.known_before = inputs.known_before
        self.changes = inputs.changes
        self.scope = Scope(inputs.exclusions)
        self.table = AgencyTable(inputs.agency_rows)
        read = _by_id(inputs.national)
        self.catalogue = {i: p for i, p in read.items() if issued_by_justice(p) is not False}
        #: Procedures of other ministries that were asked for by id: not ours.
        self.foreign = frozenset(read.keys() - self.catalogue.keys())
        self.local = _by_id(inputs.provincial)
        self.publishing = (
            Publishing(inputs.provincial, self.table, inputs.night) if inputs.provincial is not None else None
        )

    # --- portals ---

    @property
    def national_code(self) -> str:
        """Code of the national portal."""
        return self.national.portal if self.national else ""

    @property
    def provincial_code(self) -> str:
        """Code of the portal on which the province publishes."""
        return self.provincial.portal if self.provincial else ""

    @property
    def both(self) -> tuple[str, str]:
        """Both portals, the national one first."""
        return self.national_code, self.provincial_code

    def why_not_whole(self, role: Role) -> str:
        """Why the lists of one side are not whole tonight; empty when they are."""
        if role is Role.PROVINCIAL:
            if self.provincial is None or self.publishing is None:
                return "đêm nay không có lần đọc nào của nơi tỉnh công khai"
            return "; ".join(self.publishing.incomplete)
        if self.national is None:
            return "đêm nay không có lần đọc nào của Cổng Dịch vụ công quốc gia"
        listing = self.national.listing(CATALOGUE)
        if listing is None:
            return "chưa đọc danh mục của Cổng Dịch vụ công quốc gia"
        return "" if listing.complete else f"{listing.title}: {listing.reason}"

    # --- procedures ---

    @cached_property
    def national_ids(self) -> frozenset[str]:
        """Every id that the national side shows tonight, read in detail or not."""
        if self.national is None:
            return frozenset()
        listing = self.national.listing(CATALOGUE)
        listed = listing.ids if listing else ()
        return frozenset(listed) | self.catalogue.keys() | set(self.national.unread)

    @cached_property
    def in_scope(self) -> tuple[Procedure, ...]:
        """Procedures that the province must publish."""
        return self._standing(Standing.IN)

    @cached_property
    def scope_unknown(self) -> tuple[Procedure, ...]:
        """Procedures of which the deciding fields are not shown."""
        return self._standing(Standing.UNKNOWN)

    def _standing(self, standing: Standing) -> tuple[Procedure, ...]:
        return tuple(p for p in self.catalogue.values() if self.scope.standing(p) is standing)

    @cached_property
    def pairs(self) -> tuple[tuple[Procedure, Procedure], ...]:
        """(national, provincial) records of what the province is seen to publish, joined by formality id."""
        if self.publishing is None:
            return ()
        return tuple(
            (p, self.local[i])
            for i, p in self.catalogue.items()
            if i in self.local and self.publishing.of(p).standing is Published.PUBLISHED
        )

    @cached_property
    def ours_local(self) -> tuple[Procedure, ...]:
        """Provincial records that concern Justice: known nationally, known before, or in a Justice field."""
        return tuple(
            p
            for i, p in self.local.items()
            if i not in self.foreign and (i in self.national_ids or i in self.known_before or in_justice_field(p))
        )

    @cached_property
    def ours_local_ids(self) -> frozenset[str]:
        """Ids of :attr:`ours_local`."""
        return frozenset(p.portal_id for p in self.ours_local)

    # --- evidence ---

    def seen_national(self, procedure: Procedure) -> tuple[tuple[str, str], ...]:
        """Where a national record was read."""
        return ((self.national_code, procedure.portal_id),)

    def seen_local(self, procedure: Procedure) -> tuple[tuple[str, str], ...]:
        """The lists in which a provincial record was read."""
        topics = {row.listed_in for row in procedure.services or () if row.listed_in}
        if procedure.applied_at is not None:
            topics.add(APPLIED)
        asked_again = ((self.provincial_code, procedure.code),) if AGAIN in topics else ()
        return tuple((self.provincial_code, n) for n in WITNESSES if n in topics) + asked_again

    def looked_local(self) -> tuple[tuple[str, str], ...]:
        """The lists in which something was looked for and not found."""
        return tuple((self.provincial_code, name) for name in (*SERVICES, APPLIED))


def in_justice_field(procedure: Procedure) -> bool:
    """Whether a record lies in a Justice field, by its own field or by those of its service rows."""
    return is_justice(procedure.sector) or any(is_justice(row.sector) for row in procedure.services or ())


def local_sectors(procedure: Procedure) -> tuple[str, ...]:
    """The names of a provincial record's fields, as its rows state them."""
    names = [procedure.sector.name] if procedure.sector else []
    names += [row.sector for row in procedure.services or () if row.sector]
    return tuple(dict.fromkeys(names))


def sector_name(procedure: Procedure) -> str:
    """The field of a record, for tables."""
    return next(iter(local_sectors(procedure)), "")


def rows_of(procedure: Procedure) -> tuple[OnlineService, ...]:
    """Its service rows in a fixed order."""
    return tuple(sorted(procedure.services or (), key=lambda s: (s.code, s.agency, s.id, s.name)))


def _by_id(snapshot: Snapshot | None) -> dict[str, Procedure]:
    """Records by id, in the order of ids; of two with one id the same one is kept whatever their order."""
    kept: dict[str, Procedure] = {}
    for procedure in snapshot.procedures if snapshot else ():
        twin = kept.get(procedure.portal_id)
        if twin is None or canonical_json(procedure) < canonical_json(twin):
            kept[procedure.portal_id] = procedure
    return {i: kept[i] for i in sorted(kept)}
