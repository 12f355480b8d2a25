"""The ``Report`` value: everything a morning report says, before it is drawn.

Every format (web page, workbook, CSV, JSON, command line) is drawn from this one value, and what is counted or named
is counted and named in one place each (``reports.sections``, ``reports.counts``, ``reports.notice``), so that they
cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from analysis.model import (
    Change,
    Discrepancy,
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
    SourceForm,
)
from analysis.presence import words_of


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source tonight, as the head of the page shows it."""

    portal: str
    name: str
    role: Role
    form: SourceForm
    base_url: str
    outcome: Outcome
    reason: str  # one Vietnamese sentence
    brief: str  # what happened, in a few words without addresses; empty after a complete reading
    summary: str  # a few words for the first screen: "đọc đủ 265/265", "đã đóng từ 03/11/2026"
    since: date | None  # since which night it has been in this state
    last_complete: date | None  # night of the last complete reading; None: never
    listings: tuple[ListingState, ...]
    run: int | None
    started_at: datetime | None
    finished_at: datetime | None
    requests: int
    problem_count: int
    unverified: bool  # its shape is reckoned: no first contact confirmed by a person (D22)


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """The capture behind one side of a line."""

    portal: str
    portal_name: str
    topic: str
    title: str  # which page it is, in words: "danh mục thủ tục", "trang của thủ tục"
    page: str  # the page that a citizen opens; empty: none is known
    url: str  # what we asked
    fetched_at: datetime
    sha256: str
    command: str  # the command that prints the bytes again


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a line, as every format tells it."""

    source: str  # name of the source that is this side
    told: str  # what stands in a table: the source's own words, or ours where it has none
    is_own: bool  # whether these are the source's own words
    facts: str  # which of the three facts of being published its lists show; empty: the rule does not ask
    page: str  # the page that a citizen opens; empty: none is known


#: What stands in a table where a side has no words.
NOTHING, BLANK, NOT_ASKED = "(không có)", "(để trống)", "(quy tắc này không hỏi bên này)"
#: Where the finding is about items: this side may say other things, but not what the other side tells.
LACKS = "(không có điều bên kia nêu)"


def side_of(found: Discrepancy, role: Role, *, source: str, asked: bool, page: str = "") -> Side:
    """A side of a discrepancy; ``asked``: its rule looks at a source of that side."""
    wording = found.national if role is Role.NATIONAL else found.provincial
    facts = words_of(role, found.facts)
    if facts and wording in (None, found.name):
        return Side(source, facts, is_own=False, facts=facts, page=page)
    if wording:
        return Side(source, wording, is_own=True, facts=facts, page=page)
    other = found.provincial if role is Role.NATIONAL else found.national
    silent = LACKS if other else NOTHING
    if wording == "":
        silent = BLANK
    elif not asked or found.unasked is role:
        silent = NOT_ASKED
    return Side(source, silent, is_own=False, facts=facts, page=page)


@dataclass(frozen=True, slots=True)
class Line:
    """One discrepancy as it stands on this night."""

    sighting: Sighting
    name: str  # of the procedure; of what a portal shows of itself, the name of the portal
    rule_name: str
    legal_basis: str
    office: str  # phòng theo dõi: by the field of the procedure
    desk: str  # nơi xử lý: who can mend it
    action: str  # việc cần làm
    is_request: bool  # only the ministry can mend it: kiến nghị
    national: Side
    provincial: Side
    agencies: tuple[str, ...] = ()  # names of communes concerned
    evidence: tuple[EvidenceLink, ...] = ()

    @property
    def is_of_source(self) -> bool:
        """Whether it tells the state of a portal, which is no discrepancy between two."""
        return self.sighting.discrepancy.kind is Kind.SOURCE

    @property
    def is_open(self) -> bool:
        """Whether it is a discrepancy that stands open and that somebody in the province can mend (D50, D51)."""
        return self.sighting.status.is_open and not self.is_of_source and not self.is_request


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One night of the last thirty."""

    night: date
    open: int | None  # None: that night was not read completely, so nothing was counted
    complete: bool


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
    score: float  # how near the names are, from 0 to 1; cut to three decimals: near is not equal
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
    communes: tuple[CommuneGap, ...]
    changes: tuple[tuple[str, Change], ...]  # (portal name, change)
    excluded: tuple[Excluded, ...]
    problems: tuple[tuple[str, Problem], ...]  # (portal name, problem): of many alike the first ones, and how many more
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
    ministry: str = "Bộ Tư pháp"  # to whom requests (kiến nghị) go
    not_compared: str = ""  # why the night could not be compared: then every number is that of ``compared_night``
    compared_night: date | None = None  # the last night that was compared; None: none was
    judgements: tuple[tuple[str, Judgement], ...] = ()  # (portal name, what held something back tonight)

    @property
    def open_count(self) -> int:
        """Chênh lệch đang mở: new or open, looked at tonight or not; awaiting ones and requests are counted apart."""
        return sum(line.is_open for line in self.lines)

    @property
    def unseen_count(self) -> int:
        """How many standing discrepancies tonight could not look at."""
        return sum(x.sighting.look is Look.UNSEEN and not x.sighting.status.is_end for x in self.lines)

    def side_names(self, role: Role) -> str:
        """The names of the compared sources of one side; what the side is called where there is none."""
        names = [x.name for x in self.sources if x.role is role]
        return "; ".join(names) or {Role.NATIONAL: "Danh mục quốc gia", Role.PROVINCIAL: "Phía tỉnh"}[role]
