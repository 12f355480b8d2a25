"""The ``Report`` value: everything a morning report says, before it is drawn.

Every format (web page, workbook, CSV, JSON) is drawn from this one value, so
that they cannot disagree. Percentages, dates and words are chosen by the format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from analysis.model import (
    Change,
    Excluded,
    Figures,
    Judgement,
    Kind,
    ListingState,
    Look,
    Outcome,
    Problem,
    Role,
    Sighting,
    Status,
)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source tonight, as the head of the page shows it."""

    portal: str
    name: str
    role: Role
    base_url: str
    outcome: Outcome
    reason: str  # one Vietnamese sentence
    summary: str  # a few words for the first screen: "đọc đủ 265/265", "đã đóng từ 03/11/2026"
    since: date | None  # since which night it has been in this state
    last_complete: date | None  # night of the last complete reading; None: never
    listings: tuple[ListingState, ...]
    run: int | None
    started_at: datetime | None
    finished_at: datetime | None
    requests: int
    unverified: bool  # its shape is reckoned: no first contact confirmed by a person (D22)


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """The capture behind one side of a line."""

    portal: str
    portal_name: str
    topic: str
    url: str
    fetched_at: datetime
    sha256: str
    command: str  # the command that prints the bytes again


@dataclass(frozen=True, slots=True)
class Line:
    """One discrepancy as it stands on this night."""

    sighting: Sighting
    rule_name: str
    legal_basis: str
    office: str  # phòng phụ trách
    agencies: tuple[str, ...] = ()  # names of communes concerned
    evidence: tuple[EvidenceLink, ...] = ()

    @property
    def is_of_source(self) -> bool:
        """Whether it tells the state of a portal, which is no discrepancy between two."""
        return self.sighting.discrepancy.kind is Kind.SOURCE


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One night of the last thirty."""

    night: date
    open: int | None  # None: that night was not read completely, so nothing was counted
    complete: bool


@dataclass(frozen=True, slots=True)
class SectorRow:
    """Open discrepancies of one field (lĩnh vực), by severity in the order of ``Severity``."""

    sector: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CommuneGap:
    """A procedure that some communes do not publish."""

    code: str
    name: str
    missing: tuple[str, ...]  # names of the communes
    of: int  # how many communes there are


@dataclass(frozen=True, slots=True)
class PairSuggestion:
    """Two records that may be one procedure and wait for a person (chờ ghép, D20)."""

    national_code: str  # empty: that source shows none
    national_name: str
    provincial_code: str
    provincial_name: str
    score: str  # how near the names are: "87,1%"
    reason: str  # why it is not sure
    command: str  # the command that accepts the pair


@dataclass(frozen=True, slots=True)
class Report:
    """Báo cáo đối chiếu của một đêm."""

    title: str
    owner: str  # cơ quan đứng tên
    night: date
    read_until: datetime | None  # when the last source had been read
    sources: tuple[SourceLine, ...]
    figures: Figures
    lines: tuple[Line, ...]  # every discrepancy that stands, or ended tonight
    sectors: tuple[SectorRow, ...]
    communes: tuple[CommuneGap, ...]
    changes: tuple[tuple[str, Change], ...]  # (portal name, change)
    excluded: tuple[Excluded, ...]
    problems: tuple[tuple[str, Problem], ...]  # (portal name, problem)
    notes: tuple[tuple[str, str], ...]  # (portal name, fact worth a line)
    warnings: tuple[str, ...]  # what our own reading could not place
    undetermined: tuple[tuple[str, str, str], ...]  # (rule code, procedure code or "*", why)
    unmeasured: tuple[str, ...]  # what public pages cannot tell
    reckoned: tuple[str, ...]  # what is reckoned, not yet confirmed on the real portal
    trend: tuple[TrendPoint, ...]
    presentation_only: int | None  # differences of presentation: counted, never listed
    head: str  # digest of the night's manifest head
    product: str  # name and version
    command: str  # the command that makes this report again
    rules: tuple[tuple[str, str, str, str], ...] = field(default=())  # code, name, definition, basis
    suggestions: tuple[PairSuggestion, ...] = ()  # the nearest names first
    not_compared: str = ""  # why the night could not be compared: then every number is that of ``compared_night``
    compared_night: date | None = None  # the last night that was compared; None: none was
    judgements: tuple[tuple[str, Judgement], ...] = ()  # (portal name, what held something back tonight)

    def count(self, *statuses: Status) -> int:
        """How many discrepancies stand in one of the given standings; what portals show of themselves is none (D51)."""
        return sum(line.sighting.status in statuses for line in self.lines if not line.is_of_source)

    @property
    def open_count(self) -> int:
        """Chênh lệch đang mở: new or open, looked at tonight or not; awaiting ones are counted apart."""
        return self.count(*(s for s in Status if s.is_open))

    @property
    def unseen_count(self) -> int:
        """How many standing discrepancies tonight could not look at."""
        return sum(x.sighting.look is Look.UNSEEN and not x.sighting.status.is_end for x in self.lines)
