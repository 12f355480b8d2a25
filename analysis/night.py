"""One night made ready for the rules: who is who, and what each side can witness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from analysis.agencies import AgencyRow, AgencyTable
from analysis.codes import base_of
from analysis.grounds import Ground
from analysis.matching import Decided, Replacement
from analysis.model import (
    Discrepancy,
    Exclusion,
    OnlineService,
    Outcome,
    Presence,
    PresenceFact,
    Procedure,
    Role,
    Snapshot,
    SourceForm,
    canonical_json,
)
from analysis.parts import Differing, Digests, differing, differing_now
from analysis.parts import digests as read_digests
from analysis.presence import facts, shown_by_agencies
from analysis.publication import APPLIED, SERVICES, WITNESSES, Evidence, Publication, Published, Publishing
from analysis.publication_pages import PROCEDURES, PagesPublishing
from analysis.reasons import briefly
from analysis.scope import Scope, Standing, issued_by_justice
from analysis.sectors import is_justice, same_sector
from analysis.witnesses import Expected, ExpectedProcedure, Instrument, LinkCheck, Observation, ReplacedPaper
from analysis.working_days import Calendar

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
    #: Provincial records whose page was not read tonight, with the code that it showed last.
    codes_before: Mapping[str, str] = field(default_factory=dict)
    #: (before, after) of one source: since the last night that was compared, or since an unexplained change stands.
    changes: tuple[tuple[Procedure, Procedure], ...] = ()
    decided: tuple[Decided, ...] = ()  # what people decided about pairs (D20)
    replacements: tuple[Replacement, ...] = ()  # codes that took the place of others
    grounds: tuple[Ground, ...] = ()  # registered legitimate differences
    expected: Expected | None = None
    links: tuple[LinkCheck, ...] | None = None
    instruments: tuple[Instrument, ...] | None = None
    replaced_papers: tuple[ReplacedPaper, ...] | None = None
    observations: tuple[Observation, ...] | None = None
    calendar: Calendar | None = None
    #: What stood when the last night was compared: whether tonight could look at it is told of each.
    standing: tuple[Discrepancy, ...] = ()
    #: The sources that are watched at all; None: not told. What stood of another one is nobody's business any more.
    watched: frozenset[str] | None = None
    #: Digests of the canonical parts as kept with the versions: (portal, portal id) -> digests (D39).
    digests: Mapping[tuple[str, str], Digests] = field(default_factory=dict)


class Tonight:
    """A :class:`Night` with its look-ups: what the rules read."""

    def __init__(self, inputs: Night) -> None:
        self.night = inputs.night
        self.national = inputs.national
        self.provincial = inputs.provincial
        self.others = inputs.others
        self.known_before = inputs.known_before
        self.standing = inputs.standing
        self.watched = inputs.watched
        self.changes = inputs.changes
        self.scope = Scope(inputs.exclusions)
        self.table = AgencyTable(inputs.agency_rows)
        read = _by_id(inputs.national)
        self.catalogue = {i: p for i, p in read.items() if issued_by_justice(p) is not False}
        #: Procedures of other ministries that were asked for by id: not ours.
        self.foreign = frozenset(read.keys() - self.catalogue.keys())
        self.local = _by_id(inputs.provincial)
        self.decided = inputs.decided
        self.replacements = inputs.replacements
        self.expected = inputs.expected
        self.links = inputs.links
        self.instruments = inputs.instruments
        self.replaced_papers = inputs.replaced_papers
        self.observations = inputs.observations
        self.calendar = inputs.calendar
        self.memo: dict[str, Any] = {}  # what several rules have computed together
        self._digests = dict(inputs.digests)
        self.pages: PagesPublishing | None = None
        self.publishing: Publishing | PagesPublishing | None = None
        if inputs.provincial is not None and inputs.provincial.form in (SourceForm.PAGES, SourceForm.UNCODED):
            self.pages = PagesPublishing(
                inputs.provincial, self.catalogue.values(), inputs.decided, inputs.replacements, inputs.codes_before
            )
            self.publishing = self.pages
        elif inputs.provincial is not None:
            self.publishing = Publishing(inputs.provincial, self.table, inputs.night)

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

    @property
    def why_not_compared(self) -> str:
        """Why the two sides cannot be set against each other tonight, one sentence; empty: something of both was read.

        A side that was never there (a catalogue watched by itself) is no reason; one that was there before is.
        """
        known = {source for line in self.standing for source in line.sources}
        known &= known if self.watched is None else self.watched
        known -= {s.portal for s in (self.national, self.provincial, *self.others) if s is not None}
        for side, name in ((self.national, "Cổng Dịch vụ công quốc gia"), (self.provincial, "nơi tỉnh công khai")):
            if side is None and known:
                return f"Đêm nay không có lần đọc nào của {name}."
            if side is not None and side.outcome in (Outcome.FAILED, Outcome.CLOSED):
                return f"Không đọc được {name}: {briefly(side.reason) or 'không rõ vì sao.'}"
        return ""

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
    def codes(self) -> frozenset[str]:
        """Every code of the national catalogue that can be read."""
        return frozenset(c for p in self.catalogue.values() if (c := base_of(p.code)))

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
        """(national, provincial) records of what the province is seen to publish.

        On the platform they are joined by formality id; a portal with pages of its own is matched.
        """
        if self.publishing is None:
            return ()
        if self.pages is not None:
            found = ((p, self.pages.partner(p)) for p in self.catalogue.values())
            return tuple((p, record) for p, record in found if record is not None)
        return tuple(
            (p, self.local[i])
            for i, p in self.catalogue.items()
            if i in self.local and self.publishing.of(p).standing is Published.PUBLISHED
        )

    def national_of(self, record: Procedure) -> Procedure | None:
        """The national procedure that a provincial record is."""
        if self.pages is None:
            return self.catalogue.get(record.portal_id)
        return self._national_of.get(record.portal_id)

    @cached_property
    def _national_of(self) -> dict[str, Procedure]:
        return {record.portal_id: procedure for procedure, record in self.pairs}

    def digests(self, procedure: Procedure) -> Digests:
        """The digests of a record's parts: kept ones, or read now."""
        key = (procedure.portal, procedure.portal_id)
        if key not in self._digests:
            self._digests[key] = read_digests(procedure)
        return self._digests[key]

    @cached_property
    def differing_pairs(self) -> tuple[tuple[Procedure, Procedure, Differing], ...]:
        """The pairs of which some part differs, and which parts: (in canonical form, in wording alone)."""
        found = ((national, local, self._differing(national, local)) for national, local in self.pairs)
        return tuple((national, local, parts) for national, local, parts in found if any(parts))

    def _differing(self, national: Procedure, local: Procedure) -> Differing:
        kept = self._digests.keys() & {(p.portal, p.portal_id) for p in (national, local)}
        if not kept:
            return differing_now(national, local)
        return differing(self.digests(national), self.digests(local))

    @cached_property
    def ours_local(self) -> tuple[Procedure, ...]:
        """Provincial records that concern Justice: known nationally, known before, or in a Justice field."""
        if self.pages is not None:
            partners = {record.portal_id for _, record in self.pairs}
            before = {base_of(code) for code, _, _ in self.known_before.values()}
            return tuple(
                p
                for i, p in self.local.items()
                if i in partners or base_of(p.code) in self.codes | before or in_justice_field(p)
            )
        return tuple(
            p
            for i, p in self.local.items()
            if i not in self.foreign and (i in self.national_ids or i in self.known_before or in_justice_field(p))
        )

    @cached_property
    def ours_local_ids(self) -> frozenset[str]:
        """Ids of :attr:`ours_local`."""
        return frozenset(p.portal_id for p in self.ours_local)

    # --- provincial records that the national side does not have ---

    @cached_property
    def strangers(self) -> tuple[Procedure, ...]:
        """Records of ours that are no procedure of tonight's national catalogue, nor waiting to be paired."""
        if self.pages is None:
            return tuple(p for p in self.ours_local if p.portal_id not in self.national_ids)
        ours = self.ours_local_ids
        return tuple(p for p in (*self.pages.strangers, *self.pages.replaced) if p.portal_id in ours)

    def code_of(self, record: Procedure) -> str:
        """The code of a provincial record: its own, or the one under which its id was known."""
        if record.code or self.pages is not None:
            return record.code
        known = self.known_before.get(record.portal_id)
        return known[0] if known else ""

    def last_known(self, record: Procedure) -> tuple[str, str, date] | None:
        """(code, name, last night) under which the national side showed a record before."""
        if self.pages is None:
            return self.known_before.get(record.portal_id)
        return self._known_codes.get(base_of(record.code) or "")

    @cached_property
    def _known_codes(self) -> dict[str, tuple[str, str, date]]:
        return {base: known for known in self.known_before.values() if (base := base_of(known[0]))}

    @cached_property
    def old_codes_shown(self) -> tuple[Replacement, ...]:
        """Replacements of which the province still shows the old code and not yet the new one."""
        shown = {base_of(self.code_of(p)) for p in self.strangers}
        return tuple(r for r in self.replacements if base_of(r.old) in shown)

    def national_facts(self, portal_id: str) -> tuple[PresenceFact, ...]:
        """Whether the national list names a record of the catalogue; one that was asked by its id alone it need not."""
        listing = self.national.listing(CATALOGUE) if self.national else None
        named = listing is None or not listing.ids or portal_id in listing.ids
        return facts(Role.NATIONAL, {Presence.LISTED: named})

    def local_facts(self, portal_id: str, *, listed: bool | None = None) -> tuple[PresenceFact, ...]:
        """What the lists of the province's side show of a record; ``listed`` where the record itself stands in one."""
        if self.publishing is None or self.provincial is None:
            return ()
        seen = self.publishing.evidence(portal_id)
        return facts(Role.PROVINCIAL, shown_by_agencies(self.provincial.form, seen, listed=listed))

    def publication(self, procedure: Procedure) -> Publication:
        """Whether the province publishes a national procedure; under its old code counts, and is told as CL04."""
        if self.publishing is None:
            return Publication(Published.UNDETERMINED, "đêm nay không đọc được nơi tỉnh công khai", Evidence())
        answer = self.publishing.of(procedure)
        base = base_of(procedure.code)
        if answer.standing is Published.ABSENT and any(base == base_of(r.new) for r in self.old_codes_shown):
            return Publication(Published.PUBLISHED, "còn công khai theo mã cũ đã được thay thế", answer.evidence)
        return answer

    def asked_and_gone(self, record: Procedure) -> bool:
        """Whether the national side was asked for this record once more and said that it has none."""
        gone = self.national.gone if self.national else ()
        return (record.portal_id if self.pages is None else base_of(record.code)) in gone

    def asked_at(self, record: Procedure) -> tuple[tuple[str, str], ...]:
        """Where the national side was asked for a record."""
        topic = record.portal_id if self.pages is None else base_of(record.code) or record.code
        return ((self.national_code, topic),)

    # --- decisions ---

    @cached_property
    def _decisions(self) -> dict[str, tuple[ExpectedProcedure, ...]]:
        rows: dict[str, list[ExpectedProcedure]] = defaultdict(list)
        for row in self.expected.procedures if self.expected else ():
            if base := base_of(row.code):
                rows[base].append(row)
        return {base: tuple(sorted(found, key=_signed)) for base, found in rows.items()}

    def decisions_on(self, code: str) -> tuple[ExpectedProcedure, ...]:
        """The rows of publication decisions on a code, the oldest first."""
        return self._decisions.get(base_of(code) or "", ())

    def decides_whole(self, sector: str) -> bool:
        """Whether every decision in force on a field is known, so that a missing row means something."""
        wholes = self.expected.whole_sectors if self.expected else ()
        return any(same_sector(sector, whole) for whole in wholes)

    # --- evidence ---

    def seen_national(self, procedure: Procedure) -> tuple[tuple[str, str], ...]:
        """Where a national record was read."""
        return ((self.national_code, procedure.portal_id),)

    def seen_local(self, procedure: Procedure) -> tuple[tuple[str, str], ...]:
        """The pages in which a provincial record was read: its own, or the lists of the platform."""
        if self.pages is not None:
            return ((self.provincial_code, procedure.portal_id),)
        topics = {row.listed_in for row in procedure.services or () if row.listed_in}
        if procedure.applied_at is not None:
            topics.add(APPLIED)
        asked_again = ((self.provincial_code, procedure.code),) if AGAIN in topics else ()
        return tuple((self.provincial_code, n) for n in WITNESSES if n in topics) + asked_again

    def looked_local(self) -> tuple[tuple[str, str], ...]:
        """The lists in which something was looked for and not found."""
        if self.pages is not None:
            return ((self.provincial_code, PROCEDURES),)
        return tuple((self.provincial_code, name) for name in (*SERVICES, APPLIED))


def _signed(row: ExpectedProcedure) -> tuple[date, str]:
    return row.signed or date.min, row.decision


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
