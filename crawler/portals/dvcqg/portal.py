"""The national portal (Cổng Dịch vụ công quốc gia): the catalogue of one issuer.

The wire format is proved by data: every real document at hand is read without loss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from analysis.changes import is_other_procedure
from analysis.codes import base_of, parse_code
from analysis.model import ListingState, Portal, Problem, ProblemKind, Procedure, Snapshot, SourceForm
from analysis.texts import canonical_name
from crawler.asks import Ask, ListPlan, Plan, Taken, payload
from crawler.portals.dvcqg.pages import FormalityListPage, FormalityPage
from crawler.reading import Archive, Visit, outcome_of, read_list, read_robots
from crawler.unreadable import Unreadable

LIST = "/api/v1/submitting/formality/list-all-public-formality-by-citizen"
DETAIL = "/api/v1/configuring/formality/get-formality-by-citizen"
FORMALITIES = "formalities"
UNFILTERED = "unfiltered"

OPTIONS = {"issuer": "G15", "issuer_name": "Bộ Tư pháp", "page_size": "50"}
BASE_URL = "https://dichvucong.gov.vn"


def plan(options: Mapping[str, str]) -> Plan:
    """The list of everything the issuer published, the detail of every item, and a check of the filter."""
    chosen = OPTIONS | dict(options)
    return Plan(
        lists=(formalities(chosen),),
        singles=(_list_ask("probe", UNFILTERED, "", "", 1, 1, 1),),
        detail=detail,
    )


def again(ids: list[str]) -> Plan:
    """The same records once more, by id (D16); a code, of which no id is known, is looked for in the whole list."""
    return Plan(singles=tuple(_by_code(i) if parse_code(i) else replace(detail(i), purpose="again") for i in ids))


def _by_code(code: str) -> Ask:
    """The portal's own search: a text search over all issuers, so the answer is compared exactly."""
    return Ask("again", code, LIST, payload(limit=50, lastId="", q=code, categoryId="", departmentCode=""))


def detail(portal_id: str) -> Ask:
    """One procedure."""
    return Ask("detail", portal_id, DETAIL, payload(id=portal_id))


def formalities(options: Mapping[str, str]) -> ListPlan:
    """The list of the issuer's procedures: a cursor over ids, newest first."""

    def ask(cursor: str, visit: int, position: int) -> Ask:
        return _list_ask("list", FORMALITIES, cursor, options["issuer"], int(options["page_size"]), visit, position)

    return ListPlan(FORMALITIES, f"danh mục {options['issuer_name']}", ask, take)


def take(body: bytes, ask: Ask) -> Taken:
    """Ids, total and cursor; the list ends with an empty page or without a cursor."""
    page = FormalityListPage(body)
    ended = not page.ids or not page.cursor
    return Taken(page.ids, page.total, None if ended else page.cursor, details=page.ids)


def _list_ask(purpose: str, topic: str, cursor: str, issuer: str, limit: int, visit: int, position: int) -> Ask:
    body = payload(limit=limit, lastId=cursor, q="", categoryId="", departmentCode=issuer)
    return Ask(purpose, topic, LIST, body, visit, position, cursor)


def read(portal: Portal, visit: Visit, archive: Archive, options: Mapping[str, str]) -> Snapshot:
    """The snapshot of one run, from its captures alone."""
    chosen = OPTIONS | dict(options)
    listed = read_list(formalities(chosen), archive)
    robots, notes = read_robots(archive, visit.robots_before)
    problems = [*robots, *listed.problems]
    state = _filter_checked(listed.state, [p.page.body for p, _ in listed.pages if p.page], archive, chosen)
    promised = {
        item.id: Procedure(portal.code, item.id, item.code, item.name)
        for capture, _ in listed.pages
        if capture.page
        for item in FormalityListPage(capture.page.body).items
    }
    procedures, gone, warnings = _details(portal, archive, problems, promised)
    read_ids = {p.portal_id for p in procedures}
    unread = tuple(i for i in state.ids if i not in read_ids)
    outcome, reason = outcome_of((state,), problems, len(unread), visit.finish)
    return Snapshot(
        portal.code,
        portal.role,
        visit.night,
        visit.run,
        outcome,
        reason,
        visit.started_at,
        visit.finished_at,
        procedures=tuple(sorted(procedures, key=lambda p: p.portal_id)),
        listings=(state,),
        unread=unread,
        gone=gone,
        problems=tuple(problems),
        notes=notes + warnings,
        requests=visit.requests,
        form=SourceForm.CATALOGUE,
    )


def _details(
    portal: Portal, archive: Archive, problems: list[Problem], promised: Mapping[str, Procedure]
) -> tuple[list[Procedure], tuple[str, ...], tuple[str, ...]]:
    """Every detail that was read (also those asked again by id), the ids without a record, and warnings."""
    read_: dict[str, Procedure] = {}
    gone: dict[str, Problem] = {}
    failed: dict[str, Problem] = {}
    unknown: Counter[str] = Counter()
    odd: Counter[str] = Counter()
    for purpose in ("detail", "again"):
        for capture in archive.captures(purpose):
            if parse_code(capture.topic):
                continue
            problem = capture.problem
            if problem is None and capture.page is not None:
                try:
                    page = FormalityPage(capture.page.body)
                    procedure = page.procedure(portal.code)
                    if procedure.portal_id != capture.topic:
                        raise Unreadable(  # noqa: TRY301 - one way out for every unreadable page
                            ProblemKind.INTERFACE_CHANGED,
                            f"Hỏi thủ tục {capture.topic} nhưng cổng trả về {procedure.portal_id}.",
                        )
                    if is_other_procedure(promised.get(capture.topic, procedure), procedure):
                        raise Unreadable(  # noqa: TRY301 - as above
                            ProblemKind.UNREADABLE,
                            f"Nghi nhầm trang: danh sách ghi {promised[capture.topic].code}, "
                            f"trang chi tiết lại là thủ tục {procedure.code}.",
                        )
                except Unreadable as error:
                    problem = Problem(error.kind, error.text, capture.topic)
                else:
                    unknown.update(page.unknown_keys)
                    odd.update(page.warnings)
                    read_[capture.topic] = procedure
                    gone.pop(capture.topic, None)
                    failed.pop(capture.topic, None)
                    continue
            if problem is None:
                continue
            bin_ = gone if problem.kind is ProblemKind.NOT_FOUND else failed
            bin_[capture.topic] = problem
    problems.extend(p for i, p in failed.items() if i not in read_)
    warnings = (
        *(f"Trường lạ {key} ở {n} thủ tục: chưa được đọc, cần bổ sung." for key, n in sorted(unknown.items())),
        *(f"{what} ({n} thủ tục)" for what, n in sorted(odd.items())),
    )
    return list(read_.values()), (*sorted(gone), *_codes_gone(archive, problems)), warnings


def _codes_gone(archive: Archive, problems: list[Problem]) -> Iterator[str]:
    """Codes that were looked for in the whole list, and that no procedure of any issuer has."""
    for capture in archive.captures("again"):
        if not parse_code(capture.topic):
            continue
        problem = capture.problem
        if problem is None and capture.page is not None:
            try:
                page = FormalityListPage(capture.page.body)
                # A full page may hide the rest: only a list that is told whole proves an absence.
                if page.total is not None and page.total <= len(page.items):
                    if all(base_of(item.code) != base_of(capture.topic) for item in page.items):
                        yield capture.topic
                    continue
            except Unreadable as error:
                problem = Problem(error.kind, error.text, capture.topic)
        if problem is not None:
            problems.append(problem)


def _filter_checked(
    state: ListingState, pages: list[bytes], archive: Archive, options: Mapping[str, str]
) -> ListingState:
    """A filter is checked too: every item names the expected issuer, and without it the total differs (D15)."""
    if not state.complete:
        return state
    expected = canonical_name(options["issuer_name"])
    strangers = {
        item.issuer
        for body in pages
        for item in FormalityListPage(body).items
        if canonical_name(item.issuer) != expected
    }
    if strangers:
        named = ", ".join(sorted(strangers)[:3])
        return replace(
            state,
            complete=False,
            reason=f"Bộ lọc cơ quan ban hành không có tác dụng: danh sách có cả {named}.",
        )
    for capture in archive.captures("probe", UNFILTERED):
        if capture.problem is None and capture.page is not None:
            total = FormalityListPage(capture.page.body).total
            if total is not None and state.stated_total is not None and total <= state.stated_total:
                return replace(
                    state,
                    complete=False,
                    reason=f"Bộ lọc cơ quan ban hành không có tác dụng: có lọc {state.stated_total}, "
                    f"không lọc {total}.",
                )
    return state
