"""What a province publishes on the national platform.

Witnesses: the two lists of online services that its agencies handle, and the
list of procedures with the agencies that apply them; the directory of the
province's agencies says which ids are its own. The shapes are reckoned from
public clients (D22) until a first contact is confirmed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from analysis.codes import canonical
from analysis.model import (
    Agency,
    ListingState,
    OnlineService,
    Page,
    Portal,
    Problem,
    ProblemKind,
    Procedure,
    Snapshot,
)
from crawler.asks import Ask, ListPlan, Plan, Taken, payload
from crawler.portals.dvcqg_province.pages import (
    AgencyListPage,
    AppliedFormality,
    AppliedListPage,
    ServiceListPage,
    ServiceRow,
)
from crawler.reading import Archive, ListRead, Visit, outcome_of, read_list, read_robots
from crawler.unreadable import Unreadable

AGENCIES = "/api/v1/configuring/citizen/department/list-with-location"
SERVICES = "/api/v1/configuring/formality/list-formality-case-by-citizen"
APPLIED = "/api/v1/reporting/formalities"
TARGETS = {"VIETNAMESE_CITIZEN": "công dân", "ENTERPRISE": "doanh nghiệp"}
MAX_DEPTH = 4  # levels of the agency tree below the province

OPTIONS = {
    "province": "H53",
    "root": "019d2be3-6a88-732b-8b23-f5575505c632",
    "page_size": "100",
    "applied_page_size": "20",  # an item may carry 3,600 ids (D30)
}
BASE_URL = "https://dichvucong.gov.vn"


def plan(options: Mapping[str, str]) -> Plan:
    """Agency directory, both service lists, the applied list, and a check of the services' filter."""
    chosen = OPTIONS | dict(options)
    return Plan(
        lists=(
            agencies(chosen["root"], 1),
            *(services(target, chosen) for target in TARGETS),
            applied(int(chosen["applied_page_size"])),
        ),
        singles=tuple(_service_ask("probe", f"unfiltered/{t}", t, "", "", "", 1, 1, 1) for t in TARGETS),
    )


def again(codes: list[str], options: Mapping[str, str]) -> Plan:
    """The same codes once more: each witness is asked by code (D16)."""
    chosen = OPTIONS | dict(options)
    asks: list[Ask] = []
    for code in codes:
        body = payload(q=code, currentPage=1, pageSize=int(chosen["applied_page_size"]))
        asks.append(Ask("again", code, APPLIED, body))
        asks.extend(
            _service_ask("again", code, t, chosen["province"], code, "", int(chosen["page_size"]), 1, 1)
            for t in TARGETS
        )
    return Plan(singles=tuple(asks))


def agencies(parent: str, depth: int) -> ListPlan:
    """The agencies below one agency; no total is given, so two passes must agree (D15)."""

    def ask(cursor: str, visit: int, position: int) -> Ask:
        body = payload(
            direction="DESC",
            order="",
            type="PROVINCE",
            agencyLevel="level_2",
            parentId=parent,
            lastId=cursor,
            levels=["PROVINCE", "COMMUNE"],
            limit=50,
        )
        return Ask("list", f"agencies/{parent}", AGENCIES, body, visit, position, cursor)

    def take(body: bytes, ask: Ask) -> Taken:
        page = AgencyListPage(body)
        below = [r.id for r in page.rows if r.has_child and depth < MAX_DEPTH]
        ended = not page.ids or not page.cursor
        return Taken(
            page.ids,
            None,
            None if ended else page.cursor,
            lists=tuple(agencies(i, depth + 1) for i in below),
        )

    return ListPlan(f"agencies/{parent}", "danh bạ cơ quan của tỉnh", ask, take, closing_read=False)


def services(target: str, options: Mapping[str, str]) -> ListPlan:
    """The online services that the province's agencies handle, for one kind of applicant."""

    def ask(cursor: str, visit: int, position: int) -> Ask:
        return _service_ask(
            "list",
            f"services/{target}",
            target,
            options["province"],
            "",
            cursor,
            int(options["page_size"]),
            visit,
            position,
        )

    def take(body: bytes, ask: Ask) -> Taken:
        page = ServiceListPage(body)
        ended = not page.ids or not page.cursor
        return Taken(page.ids, page.total, None if ended else page.cursor)

    return ListPlan(f"services/{target}", f"danh sách dịch vụ công cho {TARGETS[target]}", ask, take)


def applied(page_size: int) -> ListPlan:
    """All procedures with the agencies that apply them: pages by number."""

    def ask(cursor: str, visit: int, position: int) -> Ask:
        number = int(cursor or 1)
        body = payload(q="", currentPage=number, pageSize=page_size)
        return Ask("list", "applied", APPLIED, body, visit, position, cursor)

    def take(body: bytes, ask: Ask) -> Taken:
        page = AppliedListPage(body)
        number = page.page if page.page is not None else ask.position
        more = bool(page.ids) and (page.total_pages is None or number < page.total_pages)
        return Taken(page.ids, page.total, str(number + 1) if more else None)

    return ListPlan("applied", "danh sách cơ quan áp dụng", ask, take)


def _service_ask(
    purpose: str,
    topic: str,
    target: str,
    province: str,
    search: str,
    cursor: str,
    limit: int,
    visit: int,
    position: int,
) -> Ask:
    body = payload(
        formalityTargetType=target,
        limit=limit,
        lastId=cursor,
        search=search,
        departmentLevel="",
        departmentCode=province,
        year="",
        implementLevel="",
        subjectTypeId="",
    )
    return Ask(purpose, topic, SERVICES, body, visit, position, cursor)


# --- reading ------------------------------------------------------------------


@dataclass(slots=True)
class _Publication:
    """What the lists say about one procedure, gathered before it becomes a value."""

    code: str = ""
    name: str = ""
    services: list[OnlineService] = field(default_factory=list)
    applied_at: tuple[str, ...] | None = None


def read(portal: Portal, visit: Visit, archive: Archive, options: Mapping[str, str]) -> Snapshot:
    """The snapshot of one run, from its captures alone."""
    chosen = OPTIONS | dict(options)
    directory, tree, tree_problems = _directory(archive, chosen["root"])
    own = {a.id for a in directory} | {chosen["root"]}
    robots, notes = read_robots(archive, visit.robots_before)
    unknown: Counter[str] = Counter()
    listings, problems = [tree], [*robots, *tree_problems]
    gathered: dict[str, _Publication] = defaultdict(_Publication)

    for target in TARGETS:
        listed = read_list(services(target, chosen), archive)
        listings.append(_filter_checked(listed.state, archive, target))
        problems.extend(listed.problems)
        _gather_services(listed, gathered, unknown)
    listed = read_list(applied(int(chosen["applied_page_size"])), archive)
    listings.append(listed.state)
    problems.extend(listed.problems)
    for capture, _ in listed.pages:
        if capture.page is not None:
            page = AppliedListPage(capture.page.body)
            unknown.update(page.unknown_keys)
            _gather_applied(page.items, own, gathered)
    found_again, nowhere = _gather_again(archive, own, gathered, problems)

    outcome, reason = outcome_of(listings, problems, 0, visit.finish)
    return Snapshot(
        portal.code,
        portal.role,
        visit.night,
        visit.run,
        outcome,
        reason,
        visit.started_at,
        visit.finished_at,
        procedures=tuple(_procedure(portal.code, i, gathered[i]) for i in sorted(gathered)),
        listings=tuple(listings),
        agencies=directory,
        gone=nowhere,
        problems=tuple(problems),
        notes=(*notes, *found_again, *_strange(unknown)),
        requests=visit.requests,
    )


def _directory(archive: Archive, root: str) -> tuple[tuple[Agency, ...], ListingState, tuple[Problem, ...]]:
    """Every agency below the province, and one state over all lists of the tree."""
    found: dict[str, Agency] = {}
    problems: list[Problem] = []
    states: list[ListingState] = []
    waiting = [agencies(root, 1)]
    while waiting:
        plan_ = waiting.pop(0)
        listed = read_list(plan_, archive)
        states.append(listed.state)
        problems.extend(listed.problems)
        for capture, taken in listed.pages:
            waiting.extend(p for p in taken.lists if p.topic not in {s.name for s in states})
            if capture.page is not None:
                for row in AgencyListPage(capture.page.body).rows:
                    found[row.id] = Agency(row.name, row.code, row.id)
    bad = next((s for s in states if not s.complete), None)
    state = ListingState(
        "agencies",
        "danh bạ cơ quan của tỉnh",
        None,
        len(found),
        max(s.passes for s in states),
        bad is None,
        bad.reason if bad else f"{len(states)} danh sách con, mỗi danh sách đọc hai lượt giống nhau.",
        tuple(sorted(found)),
    )
    return tuple(found[i] for i in sorted(found)), state, tuple(problems)


def _strange(unknown: Counter[str]) -> tuple[str, ...]:
    """What differs from the reckoning on first contact (D22)."""
    return tuple(f"Trường lạ {key} ở {n} trang: chưa được đọc, cần bổ sung." for key, n in sorted(unknown.items()))


def _gather_services(listed: ListRead, gathered: dict[str, _Publication], unknown: Counter[str]) -> None:
    seen: set[str] = set()
    for capture, _ in listed.pages:
        if capture.page is None:
            continue
        page = ServiceListPage(capture.page.body)
        unknown.update(page.unknown_keys)
        for row in page.rows:
            if row.id not in seen:
                seen.add(row.id)
                gathered[row.formality_id].services.append(_service(row, listed.state.name))


def _service(row: ServiceRow, listed_in: str) -> OnlineService:
    return OnlineService(
        code=row.code,
        name=row.name,
        id=row.id,
        level=row.level,
        agency=row.agency,
        sector=row.sector,
        state=row.state,
        listed_in=listed_in,
    )


def _gather_applied(items: Iterable[AppliedFormality], own: set[str], gathered: dict[str, _Publication]) -> None:
    for item in items:
        publication = gathered[item.id]
        publication.code, publication.name = item.code, item.name
        here = {i for i in item.applied_ids if i in own}
        publication.applied_at = tuple(sorted(here | set(publication.applied_at or ())))


def _gather_again(
    archive: Archive, own: set[str], gathered: dict[str, _Publication], problems: list[Problem]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fold in what was asked again by code; presence found this way wins over a list that lacked it (D16).

    Returns what is worth a note, and the codes to which every answer was that nobody here shows them.
    """
    notes: list[str] = []
    answered: dict[str, set[bytes]] = defaultdict(set)  # code -> the questions that were answered well
    failed: dict[str, Problem] = {}
    for capture in archive.captures("again"):
        answers = answered[capture.topic]
        try:
            if capture.problem is not None or capture.page is None:
                failed[capture.topic] = capture.problem or _EMPTY
                continue
            before = _shown(gathered)
            _gather_answer(capture.page, capture.topic, own, gathered)
        except Unreadable as error:
            failed[capture.topic] = Problem(error.kind, error.text, capture.topic)
            continue
        answers.add(capture.page.request_body)
        if _shown(gathered) - before:
            notes.append(
                f"Hỏi lại theo mã thì thấy {capture.topic} đã công khai, tuy danh sách không có: "
                "danh sách của cổng không ổn định."
            )
    nowhere = []
    for code, answers in answered.items():
        if len(answers) < 1 + len(TARGETS):
            problems.append(failed.get(code, _EMPTY))
            _withdraw(code, gathered)
        elif not any(canonical(p.code) == canonical(code) and (p.services or p.applied_at) for p in gathered.values()):
            nowhere.append(code)
    return tuple(dict.fromkeys(notes)), tuple(sorted(nowhere))


_EMPTY = Problem(ProblemKind.UNREADABLE, "Hỏi lại theo mã nhưng không có câu trả lời.")


def _shown(gathered: Mapping[str, _Publication]) -> set[str]:
    return {i for i, p in gathered.items() if p.services or p.applied_at}


def _gather_answer(page: Page, code: str, own: set[str], gathered: dict[str, _Publication]) -> None:
    if page.url.endswith(APPLIED):
        wanted = canonical(code)
        # q is a text search: only the very code counts
        _gather_applied([x for x in AppliedListPage(page.body).items if canonical(x.code) == wanted], own, gathered)
        return
    for row in ServiceListPage(page.body).rows:
        rows = gathered[row.formality_id].services
        if row.id not in {s.id for s in rows}:
            rows.append(_service(row, "again"))


def _withdraw(code: str, gathered: dict[str, _Publication]) -> None:
    """A code that could not be asked again is not known to be absent: its record counts as not read (D16)."""
    wanted = canonical(code)
    for publication in gathered.values():
        if canonical(publication.code) == wanted and not publication.applied_at and not publication.services:
            publication.applied_at = None


def _procedure(portal: str, portal_id: str, found: _Publication) -> Procedure:
    rows = tuple(sorted(found.services, key=lambda s: (s.listed_in, s.code, s.agency, s.id)))
    return Procedure(portal, portal_id, found.code, found.name, services=rows, applied_at=found.applied_at)


def _filter_checked(state: ListingState, archive: Archive, target: str) -> ListingState:
    """Without the province's filter the total must be larger, or the filter did nothing (D15)."""
    for capture in archive.captures("probe", f"unfiltered/{target}"):
        if capture.problem is None and capture.page is not None and state.stated_total and state.complete:
            total = ServiceListPage(capture.page.body).total
            if total is not None and total <= state.stated_total:
                return replace(
                    state,
                    complete=False,
                    reason=f"Bộ lọc theo tỉnh không có tác dụng: có lọc {state.stated_total}, không lọc {total}.",
                )
    return state
