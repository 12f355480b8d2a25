"""The words of the field as frozen values: pages, captures, procedures, snapshots.

Nothing here reads a clock, a disk or a network. ``None`` in a field of
:class:`Procedure` means "this representation of the source does not show it";
an empty text or tuple means "shown, and empty". The two are never mixed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from analysis.pairing import Replacement, Suggestion


class Role(StrEnum):
    """What a portal is asked for."""

    NATIONAL = "national"  # danh mục của Bộ, Cổng Dịch vụ công quốc gia
    PROVINCIAL = "provincial"  # nơi tỉnh công khai
    FRONT = "front"  # mặt trước của một cổng: chỉ xem nó còn mở hay không


class Outcome(StrEnum):
    """How a visit to one portal ended (D17)."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    CLOSED = "closed"


class SourceForm(StrEnum):
    """How a source tells what it publishes; it decides what its silence may mean (D4)."""

    CATALOGUE = "catalogue"  # danh mục quốc gia
    PLATFORM = "platform"  # phần của tỉnh trên nền tảng quốc gia
    PAGES = "pages"  # cổng có trang riêng, ghép theo mã rồi theo tên
    UNCODED = "uncoded"  # giao diện cũ không có mã: ghép theo tên trong lĩnh vực
    FRONT = "front"  # chỉ mặt trước của một cổng


class Presence(StrEnum):
    """The three facts of being published; each value is the word that readers see everywhere."""

    LISTED = "có tên trong danh sách"
    APPLIED = "có cơ quan áp dụng"
    SERVED = "có dịch vụ công trong danh sách"


#: One such fact of one side of a discrepancy: it holds, or it surely does not.
PresenceFact = tuple[Role, Presence, bool]


class Level(StrEnum):
    """Cấp thực hiện."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    COMMUNE = "commune"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Portal:
    """A source as configured."""

    code: str  # short name used in tables and keys, for example "dvcqg"
    name: str  # Vietnamese name shown to readers
    adapter: str
    role: Role
    base_url: str
    confirmed_on: date | None = None  # first contact confirmed by a person (D22)


# --- evidence ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a portal, as received.

    ``body`` is the content after content decoding; ``wire_sha256`` is the
    digest of the bytes as they came over the wire, which is what is archived.
    """

    method: str
    url: str
    request_body: bytes
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    body: bytes
    wire_sha256: str

    def header(self, name: str) -> str:
        """The first value of a header, or an empty text."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")


class ProblemKind(StrEnum):
    """Why something could not be read (sự cố). A closed list."""

    NO_CONNECTION = "no connection"  # DNS, refused, reset
    TIMEOUT = "timeout"
    TLS = "tls"
    TRUNCATED = "truncated"  # fewer bytes than promised, broken chunks, broken JSON
    TOO_LARGE = "too large"
    REFUSED = "refused"  # firewall or challenge page, 403
    RATE_LIMITED = "rate limited"  # 429
    SERVER_ERROR = "server error"  # 5xx
    LOGIN = "login"
    CLOSED_NOTICE = "closed notice"
    REDIRECTED = "redirected"
    INTERFACE_CHANGED = "interface changed"  # application shell, HTML on an API path, other envelope
    NOT_FOUND = "not found"  # the portal answers that there is no such record
    UNREADABLE = "unreadable"  # arrived whole, but a page object did not understand it
    ROBOTS = "robots"  # robots.txt unreadable, or it forbids the page
    BUDGET = "budget"  # our own request budget is used up
    INTERRUPTED = "interrupted"
    LISTING = "listing"  # a list did not add up


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of ours (sự cố): we could not read. Never a discrepancy."""

    kind: ProblemKind
    text: str  # one Vietnamese sentence: which page, what happened, what to do next
    where: str = ""  # listing name, portal id or path


@dataclass(frozen=True, slots=True)
class Capture:
    """A visit to one page: the page, and the problem if it was not a good one.

    ``purpose`` says what the page was asked for: ``robots``, ``list``,
    ``detail``, ``front``, ``probe`` (a list asked with other filters, to check
    the filter) or ``again`` (asked again by id or code, D16).
    ``topic`` is the list's name for lists, the portal's own id for details,
    the code for ``again``. ``visit`` counts the passes over a list, from 1;
    ``position`` counts the pages of a pass, from 1.
    """

    seq: int
    purpose: str
    topic: str
    visit: int
    position: int
    page: Page | None
    problem: Problem | None = None


# --- a procedure ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of one of the portal's dictionaries: its code and its name."""

    code: str
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """Cơ quan as a source names it. ``is_group`` marks a unit group (nhóm đơn vị)."""

    name: str
    code: str = ""
    id: str = ""
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Một bước của trình tự thực hiện."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Fee:
    """Phí, lệ phí. ``amount`` None means the portal gives no figure, which is not free."""

    kind: str  # FEE, SERVICE_FEE, PRICE_LEVEL; empty: a page's running text
    amount: int | None
    currency: str
    text: str


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """Thời hạn giải quyết: the amount as written and its unit (WORKING_DAY, DAY, HOUR, MONTH, YEAR, OTHER).

    An empty unit: the amount is a page's running text, for example "07 (bảy) ngày làm việc".
    """

    amount: str
    unit: str


@dataclass(frozen=True, slots=True)
class SubmissionMethod:
    """Cách thức thực hiện: một hình thức nộp."""

    channel: str  # DIRECT, ONLINE, POSTAL; empty: the page names none
    time: ProcessingTime | None  # None: the page has no place for it
    text: str
    fees: tuple[Fee, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Mẫu đơn, tờ khai kèm theo một giấy tờ."""

    id: str
    file_name: str
    path: str
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class DossierDocument:
    """Một giấy tờ trong thành phần hồ sơ. ``None``: this representation does not show it."""

    name: str
    code: str
    id: str
    originals: int | None
    copies: int | None
    required: bool | None
    electronic_form: bool | None
    is_result: bool | None
    source: str | None
    forms: tuple[Form, ...] | None


@dataclass(frozen=True, slots=True)
class DossierCase:
    """Một trường hợp hồ sơ và các giấy tờ của nó."""

    name: str
    documents: tuple[DossierDocument, ...]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Căn cứ pháp lý."""

    number: str
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class OnlineService:
    """Dịch vụ công trực tuyến của một thủ tục.

    On the provincial side one row is one (service, agency) pair, and
    ``agency`` names who handles it; on the national side it is empty.
    """

    code: str
    name: str
    id: str
    level: str | None = None  # mức độ as that row states it
    agency: str = ""
    sector: str = ""
    state: str = ""
    time: ProcessingTime | None = None
    listed_in: str = ""  # which list of the portal carried the row
    reason: str | None = None  # why it is only "một phần", where the portal shows that


@dataclass(frozen=True, slots=True)
class Decision:
    """Quyết định công bố: as typed by the portal's clerk."""

    number: str | None
    day: date | None
    issuer: str
    published_at: datetime | None
    kind: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """Thủ tục hành chính as one source tells it.

    Identity within a source is ``portal_id`` (D1); ``code`` is an attribute,
    kept word for word. Every content field may be ``None``: not shown in this
    representation.
    """

    portal: str
    portal_id: str
    code: str
    name: str
    sector: Term | None = None
    issuer: Term | None = None
    levels: tuple[Level, ...] | None = None
    internal: bool | None = None
    decision: Decision | None = None
    kind: str | None = None  # formalityType
    catalogue_type: str | None = None  # STANDARD, SPECIFIC ...
    state: str | None = None
    steps: tuple[Step, ...] | None = None
    methods: tuple[SubmissionMethod, ...] | None = None
    dossier: tuple[DossierCase, ...] | None = None
    subjects: tuple[Term, ...] | None = None
    executing: tuple[Agency, ...] | None = None
    authority: tuple[Agency, ...] | None = None
    authorized: tuple[Agency, ...] | None = None
    coordinating: tuple[Agency, ...] | None = None
    results: tuple[Term, ...] | None = None
    conditions: str | None = None
    legal_bases: tuple[LegalBasis, ...] | None = None
    receiving_places: str | None = None
    note: str | None = None
    keywords: str | None = None
    services: tuple[OnlineService, ...] | None = None
    applied_at: tuple[str, ...] | None = None  # ids of this province's agencies that apply it
    time_text: str | None = None  # thời hạn giải quyết told as one text for all ways of filing
    fee_text: str | None = None  # phí, lệ phí told as one text for all ways of filing
    dossier_count: str | None = None  # số bộ hồ sơ
    service_level: str | None = None  # mức độ dịch vụ công trực tuyến as the page states it
    partial_reason: str | None = None  # why the service is only "một phần"
    forms: tuple[Form, ...] | None = None  # mẫu đơn, tờ khai listed apart from the papers
    flags: tuple[str, ...] | None = None  # isVertical, isFullProcess ... that are true
    extra: tuple[tuple[str, str], ...] | None = None  # other shown facts, by path, as JSON text
    created_at: datetime | None = None
    updated_at: datetime | None = None


#: Bookkeeping of the portal, not content: left out of the digest of a procedure.
_BOOKKEEPING = frozenset({"created_at", "updated_at"})


def plain(value: Any) -> Any:
    """A value of this module as JSON-ready plain data; fields that stand at a default of ``None`` are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: plain(v)
            for f in fields(value)
            if (v := getattr(value, f.name)) is not None or f.default is not None
        }
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def canonical_json(value: Any) -> str:
    """One text for one value: sorted keys, no blanks, UTF-8 kept; the same as that of :func:`plain`."""
    return json.dumps(value, default=_opened, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=8192)
def content_digest(procedure: Procedure) -> str:
    """SHA-256 of the procedure's content, without the portal's own bookkeeping of dates."""
    content = {k: v for k, v in _opened(procedure).items() if k not in _BOOKKEEPING}
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _opened(value: Any) -> Any:
    """One level of a value for the JSON encoder, which is much quicker than :func:`plain` on the whole."""
    if is_dataclass(value):
        return {
            name: content
            for name, optional in _fields(type(value))  # type: ignore[arg-type]
            if (content := getattr(value, name)) is not None or not optional
        }
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


@lru_cache
def _fields(kind: Any) -> tuple[tuple[str, bool], ...]:
    """(name, whether None is left out) of each field of a value."""
    return tuple((f.name, f.default is None) for f in fields(kind))


# --- a night ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListingState:
    """What a list promised and whether all of it was seen (D15)."""

    name: str
    title: str  # Vietnamese, for readers
    stated_total: int | None
    seen: int
    passes: int
    complete: bool
    reason: str  # why it is complete, or why it is not: one Vietnamese sentence
    ids: tuple[str, ...] = ()


class Gate(StrEnum):
    """What is asked of a visit before anything is concluded from it."""

    CAPTURES = "chất lượng trang"  # how many answers were good ones
    LISTS = "đọc đủ"  # whether every list was read whole
    SIZE = "quy mô"  # whether a list is as long as on the last good nights
    REDESIGN = "cách trình bày"  # whether a field is suddenly empty, or other, nearly everywhere


@dataclass(frozen=True, slots=True)
class Judgement:
    """One gate's answer about one list or field of one visit, kept with the run."""

    gate: Gate
    subject: str  # name of the list or field; empty: the whole visit
    held: bool  # nothing may be concluded from it tonight
    told: str  # one Vietnamese sentence with the numbers
    members: tuple[str, ...] = ()  # of a list that is held back: what it lacked


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one source said on one night, and whether that is complete."""

    portal: str
    role: Role
    night: date
    run: int
    outcome: Outcome
    reason: str  # one Vietnamese sentence
    started_at: datetime
    finished_at: datetime
    procedures: tuple[Procedure, ...] = ()
    listings: tuple[ListingState, ...] = ()
    agencies: tuple[Agency, ...] = ()  # the source's own directory of the province's agencies
    unread: tuple[str, ...] = ()  # portal ids promised by a list whose detail could not be read
    gone: tuple[str, ...] = ()  # portal ids asked for by id and answered "no such record"
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()  # facts worth a line, for example robots.txt changed
    requests: int = 0
    front_state: str = ""  # for Role.FRONT: open, closed, redirected, shell, login, firewall ...
    front_target: str = ""  # where it redirects to
    judgements: tuple[Judgement, ...] = ()  # in the order of the gates
    form: SourceForm = SourceForm.PLATFORM

    def listing(self, name: str) -> ListingState | None:
        """The state of one list, or None when this source has no such list."""
        return next((x for x in self.listings if x.name == name), None)

    def is_complete(self, *names: str) -> bool:
        """Whether every named list was read whole."""
        return all((x := self.listing(n)) is not None and x.complete for n in names)


# --- findings ---------------------------------------------------------------


class Severity(StrEnum):
    """Mức độ, the highest first."""

    CRITICAL = "nghiêm trọng"
    HIGH = "cao"
    MEDIUM = "trung bình"
    LOW = "thấp"
    INFO = "thông tin"

    @property
    def rank(self) -> int:
        """0 for the highest."""
        return list(Severity).index(self)

    @property
    def needs_confirmation(self) -> bool:
        """The two highest are told only after a second complete night (D14)."""
        return self.rank <= Severity.HIGH.rank


class Kind(StrEnum):
    """Kinds of findings (D10)."""

    PAIR = "pair"
    SINGLE = "single"
    CHANGE = "change"
    SOURCE = "source"
    COUNT = "count"


class Status(StrEnum):
    """The standing of a discrepancy (D53): what is last known of it, and what is counted."""

    AWAITING = "chờ xác nhận"
    NEW = "mới"
    OPEN = "đang mở"
    ACCEPTED = "hợp lệ theo căn cứ"  # while its ground covers it: an end that may open again
    FIXED = "đã khắc phục"
    UNCONFIRMED = "không được xác nhận"  # awaited a second night, and that night looked and did not find it
    EXPLAINED = "được giải thích"  # by a decision, or it is told by another line now
    EXCLUDED = "ngoài phạm vi"
    REREAD = "đổi cách đọc hoặc quy tắc"  # pages are read, or rules judge, otherwise than on the night before

    @property
    def is_open(self) -> bool:
        """Whether it counts as an open discrepancy."""
        return self in (Status.NEW, Status.OPEN)

    @property
    def is_end(self) -> bool:
        """Whether a finding leaves with it: told once, gone on the next night that is compared."""
        return self in (Status.FIXED, Status.UNCONFIRMED, Status.EXPLAINED, Status.EXCLUDED, Status.REREAD)


class Look(StrEnum):
    """Whether tonight's comparison could look at a discrepancy (D53)."""

    SEEN = "đã nhìn"
    UNSEEN = "không nhìn được"


@dataclass(frozen=True, slots=True)
class Compared:
    """How two wordings were compared, so that anybody can replay it (P43).

    ``steps`` are the ids of the normalisation steps that changed one of the wordings;
    ``runs`` are the word-level difference of the originals as (op, words) with op
    "=", "-" (national only) or "+" (provincial only).
    """

    national: str | None  # canonical form
    provincial: str | None
    steps: tuple[str, ...] = ()
    runs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Chênh lệch: one rule, one procedure (or source), one part.

    ``national`` and ``provincial`` are the original wordings by role, ``None``
    when that side says nothing. ``key`` carries no value, so it is the same on
    every night (D19).
    """

    rule: str
    kind: Kind
    severity: Severity
    severity_reason: str
    code: str
    name: str
    sector: str
    part: str
    national: str | None
    provincial: str | None
    sources: tuple[str, ...]
    expected: str | None = None
    agencies: tuple[str, ...] = ()  # for communes: the codes concerned
    evidence: tuple[tuple[str, str], ...] = ()  # (portal code, topic of the capture)
    missing_in: str = ""  # for absences: the portal in which it is missing
    compared: Compared | None = None
    facts: tuple[PresenceFact, ...] | None = None  # of rules of presence: what the lists of either side show
    #: True: the two wordings are not two values of one field, so that their words are never set against each other.
    unlike: bool | None = None
    unasked: Role | None = None  # a side that this finding does not look at although its source stands in the key

    @property
    def has_two_values(self) -> bool:
        """Whether both sides give a value of one field, so that their words can be set against each other."""
        return bool(self.national) and bool(self.provincial) and not self.unlike

    @property
    def is_of_national_side(self) -> bool:
        """Whether the national record alone is at fault: only that side was asked, and it is what is shown."""
        return len(self.sources) == 1 and self.national is not None and self.provincial is None

    @property
    def key(self) -> str:
        """Rule, sources, code and part: stable across nights."""
        return "|".join((self.rule, "+".join(self.sources), self.code, self.part))


@dataclass(frozen=True, slots=True)
class Sighting:
    """A discrepancy on one night: its standing, its history, and whether that night could look at it."""

    discrepancy: Discrepancy
    status: Status
    first_seen: date
    last_seen: date  # the last night on which it was found
    nights_seen: int
    basis: str = ""  # what an accepted one, or an end, rests on: the registered ground, or one sentence
    look: Look = Look.SEEN
    why: str = ""  # why tonight could not look, one Vietnamese sentence


@dataclass(frozen=True, slots=True)
class Change:
    """Thay đổi: one source, two nights, one procedure."""

    portal: str
    portal_id: str
    code: str
    name: str
    what: str  # "thêm", "mất", "sửa"
    parts: tuple[tuple[str, str, str], ...] = ()  # (part, before, after), original wordings
    before_night: date | None = None
    after_night: date | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A code left out of the scope, with the reason a person gave (D3)."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """An exclusion as it met tonight's catalogue."""

    code: str
    name: str
    reason: str
    published: bool | None  # None: could not be seen tonight


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of the first screen. ``None`` means not computable, never 0."""

    night: date | None  # the night of the complete reading that the figures come from
    in_scope: int | None = None
    published: int | None = None
    undetermined: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one night's snapshots say about each other."""

    night: date
    discrepancies: tuple[Discrepancy, ...] = ()
    #: What could not be judged tonight: (rule, code or "*", why). An open discrepancy that is
    #: not found tonight is fixed only if it is not named here.
    undetermined: tuple[tuple[str, str, str], ...] = ()
    figures: Figures = field(default_factory=lambda: Figures(None))
    excluded: tuple[Excluded, ...] = ()
    communes: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (procedure code, missing commune codes)
    counts: tuple[tuple[str, int], ...] = ()
    suggestions: tuple[Suggestion, ...] = ()  # chờ ghép: left national, right provincial
    replacements: tuple[Replacement, ...] = ()  # codes seen tonight in whose place another stands
    accepted: tuple[tuple[str, str], ...] = ()  # (key, ground): hợp lệ theo căn cứ
    waiting: tuple[str, ...] = ()  # types whose witness besides the portals is absent tonight
    warnings: tuple[str, ...] = ()
    #: Why nothing could be compared tonight, one Vietnamese sentence; empty: it was.
    not_compared: str = ""
    #: Of the discrepancies that stood before and are not found tonight: (key, why nobody could look at it).
    unseen: tuple[tuple[str, str], ...] = ()
    #: Of those that were looked for and not found: (key, standing, what it rests on), where that is not "fixed".
    ended: tuple[tuple[str, str, str], ...] = ()
