"""A portal with pages of its own: which list is walked and how, and what a run of it says.

The site is configuration: the address of the list, the kind of paging, the selectors
(:class:`Site`) and more wordings of labels. A record's id is the address of its page
within the portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from soupsieve import SelectorSyntaxError

from analysis.changes import is_other_procedure
from analysis.model import ListingState, Portal, Problem, ProblemKind, Procedure, Snapshot, SourceForm, Term
from analysis.publication_pages import PROCEDURES
from crawler.asks import Ask, ListPlan, Plan, Taken
from crawler.portals.web_pages.addresses import local, names, with_values, without
from crawler.portals.web_pages.pages import DetailPage, Listed, ListPage, Site
from crawler.portals.web_pages.profiles import with_profile
from crawler.reading import Archive, Visit, outcome_of, read_list, read_robots
from crawler.unreadable import Unreadable

BASE_URL = "https://dichvucong.tayninh.gov.vn"

#: How the next page of the list is found.
PAGINGS = ("none", "next", "page", "offset")
#: What the last page of a list is known by: it is shorter than page_size, or none of it is left.
ENDS = ("short", "empty")
#: Whether the total of a list counts rows that are left blank.
BLANK_ROWS = ("ignored", "counted")

#: Options of the walk; those of the site are the fields of :class:`Site`.
_WALK = {
    "profile": "",  # a name in crawler.portals.web_pages.profiles: its options, where none are stated here
    "list_path": "/",  # the list's address within the portal
    "more_lists": "",  # further lists built alike (of communes, of another agency), separated by blanks
    "paging": "next",  # none, next (follow the link), page (a number that counts pages), offset (one that counts rows)
    "page_param": "cur",
    "page_start": "1",
    "page_size": "",  # rows of a full page; a shorter one is the last
    "size_param": "",
    "ends": "short",  # short, empty
    "blank_rows": "ignored",  # ignored, counted
    "drop_params": "",  # parameters of links that change from visit to visit, separated by commas
}
_SITE = {f.name: "" for f in fields(Site)}
OPTIONS = _WALK | _SITE
#: Begins the place of a blank row among the ids of a pass.
_BLANK = "#dòng trống "


def chosen(options: Mapping[str, str]) -> dict[str, str]:
    """Every option: as stated, else as in the profile, else as usual."""
    return OPTIONS | with_profile(options)


def site_of(options: Mapping[str, str]) -> Site:
    """The site that options describe. ``labels`` is "wording = field; ...", ``required`` names fields by commas."""
    told = {name: options[name] for name in _SITE if options.get(name)}
    labels = tuple(_pair(entry) for entry in told.pop("labels", "").split(";") if entry.strip())
    required = tuple(x.strip() for x in told.pop("required", "").split(",") if x.strip())
    site = Site(labels=labels, **told)  # type: ignore[arg-type]
    return replace(site, required=required) if required else site


def _pair(entry: str) -> tuple[str, str]:
    wording, equals, name = entry.rpartition("=")
    if not equals:
        raise ValueError(f"labels: “{entry.strip()}” phải viết là nhãn=trường")
    return wording.strip(), name.strip()


def check(options: Mapping[str, str]) -> None:
    """Whether options describe a site. Raises ValueError with one Vietnamese sentence."""
    told = chosen(options)
    for key, allowed in (("paging", PAGINGS), ("ends", ENDS), ("blank_rows", BLANK_ROWS)):
        if told[key] not in allowed:
            raise ValueError(f"options.{key} phải là một trong {', '.join(allowed)}")
    for key in ("page_start", "page_size"):
        if told[key] and not told[key].isdecimal():
            raise ValueError(f"options.{key} phải là số, viết trong dấu nháy")
    if told["paging"] == "offset" and not told["page_size"]:
        raise ValueError('options.paging = "offset" cần options.page_size')
    for key in ("list_path", "more_lists"):
        if any(urlsplit(path).netloc for path in told[key].split()):
            raise ValueError(f"options.{key} phải là đường dẫn trong cổng, không kèm tên miền")
    site_of(told)
    for key in _SELECTORS:
        if told[key]:
            try:
                _NOTHING.select_one(told[key])
            except SelectorSyntaxError as error:
                told_why = str(error).partition("\n")[0]
                raise ValueError(f"options.{key} không phải bộ chọn CSS đọc được: “{told[key]}” ({told_why})") from None


#: Options of the site that are selectors, and a page to try them on.
_SELECTORS = tuple(name for name in _SITE if name not in ("labels", "required", "charset"))
_NOTHING = BeautifulSoup("", "lxml")


# --- asking -------------------------------------------------------------------


def plan(options: Mapping[str, str], base_url: str) -> Plan:
    """The lists, and the page of every procedure on them."""
    return Plan(lists=lists(chosen(options), base_url), detail=lambda portal_id: detail(portal_id, base_url))


def again(ids: list[str], base_url: str = "") -> Plan:
    """Pages once more. An absence is confirmed by the second reading of the list: codes have no address."""
    return Plan(singles=tuple(replace(detail(i, base_url), purpose="again") for i in ids if i.startswith("/")))


def detail(portal_id: str, base_url: str = "") -> Ask:
    """One procedure: its id is where its page is."""
    return Ask("detail", portal_id, _from_root(portal_id, base_url))


def _from_root(path: str, base_url: str) -> str:
    """An address that begins at the host, also for a portal whose own address has a path."""
    return urljoin(base_url, path) if urlsplit(base_url).path.strip("/") else path


def lists(options: Mapping[str, str], base_url: str) -> tuple[ListPlan, ...]:
    """The list of the portal's procedures and those built like it."""
    paths = [options["list_path"], *options["more_lists"].split()]
    return tuple(
        _list(f"{PROCEDURES}-{n}" if n > 1 else PROCEDURES, {**options, "list_path": path}, base_url)
        for n, path in enumerate(paths, 1)
    )


def _list(topic: str, options: Mapping[str, str], base_url: str) -> ListPlan:
    site = site_of(options)
    pages: dict[tuple[int, int], _Seen] = {}  # (visit, position) -> what stood there

    def ask(cursor: str, visit: int, position: int) -> Ask:
        return Ask("list", topic, _page_path(options, cursor, base_url), None, visit, position, cursor)

    def take(body: bytes, ask: Ask) -> Taken:
        seen, taken = _taken(body, ask, options, site, base_url, pages.get((ask.visit, ask.position - 1), _Seen()))
        pages[ask.visit, ask.position] = seen
        return taken

    return ListPlan(topic, "danh sách thủ tục của cổng", ask, take)


def _page_path(options: Mapping[str, str], cursor: str, base_url: str) -> str:
    path, paging = options["list_path"], options["paging"]
    if paging == "next":
        return _from_root(cursor, base_url) if cursor else path
    if paging == "none":
        return path
    first = options["page_start"] if paging == "page" else "0"
    values = {options["page_param"]: cursor or first}
    if options["size_param"]:
        values[options["size_param"]] = options["page_size"]
    return with_values(path, values)


def is_end(options: Mapping[str, str], ask: Ask, status: int, body: bytes) -> bool:
    """Whether an answer is the blank fragment behind the end of a list. No byte at all is a broken answer instead."""
    told = chosen(options)
    beyond = ask.purpose == "list" and ask.position > 1 and told["paging"] == "offset" and told["ends"] == "empty"
    return beyond and status == 200 and 0 < len(body) <= 1_000 and not body.strip()


def holds(options: Mapping[str, str], ask: Ask, body: bytes) -> bool:
    """Whether a page shows what was asked for: entries of the list, or several data of a procedure."""
    site = site_of(chosen(options))
    try:
        return bool(ListPage(body, site).items) if ask.purpose == "list" else DetailPage(body, site).is_of_procedure
    except Unreadable:
        return False


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a page of the list showed, for the judgement of the next one."""

    ids: tuple[str, ...] = ()
    links_pages: bool = False


def _taken(
    body: bytes, ask: Ask, options: Mapping[str, str], site: Site, base_url: str, before: _Seen
) -> tuple[_Seen, Taken]:
    if ask.position > 1 and not body.strip():  # a fragment beyond the end
        return _Seen(), _nothing(ask, options, before)
    page = ListPage(body, site)
    if ask.position > 1 and options["ends"] == "empty" and page.is_empty:
        return _Seen(), _nothing(ask, options, before)
    ids = _ids(page, ask, options, base_url)
    numbers = page.numbers_linked(options["page_param"])
    seen = _Seen(ids, bool(numbers))
    if not ids and ask.position > 1:
        return seen, _nothing(ask, options, before, page.total)
    if ids and ids == before.ids and _is_last_again(ask, options, numbers):
        return seen, Taken((), page.total, None)
    details = tuple(i for i in dict.fromkeys(ids) if i.startswith("/"))
    here = _address(ask.path or options["list_path"], base_url)
    stops_short = _stops_short(page, ask, options, numbers, before)
    return seen, Taken(ids, page.total, _cursor(page, ask, options, here, len(ids), stops_short), details=details)


def _nothing(ask: Ask, options: Mapping[str, str], before: _Seen, total: int | None = None) -> Taken:
    """A page without anything: the end, once the next one has nothing either; it may as well be a hole."""
    if options["paging"] not in ("page", "offset") or not before.ids:
        return Taken((), total, None)
    return Taken((), total, _number_after(ask, options), may_be_behind_the_end=True)


def _ids(page: ListPage, ask: Ask, options: Mapping[str, str], base_url: str) -> tuple[str, ...]:
    """The items of a page in its order, then the places of blank rows where the portal's total counts them."""
    here = _address(ask.path or options["list_path"], base_url)
    blank = page.blank if options["blank_rows"] == "counted" else 0
    return (
        *(id_of(item, here, options, page.base) for item in page.items),
        *(f"{_BLANK}{ask.topic} {ask.position}.{n}" for n in range(1, blank + 1)),
    )


def _address(path: str, base_url: str) -> str:
    return path if "://" in path else urljoin(base_url.rstrip("/") + "/", path.lstrip("/"))


def _is_last_again(ask: Ask, options: Mapping[str, str], numbers: set[int]) -> bool:
    """Whether a page that shows what the one before it showed stands for "there are no more".

    Liferay does so. That paging works at all must have been seen, and no link of the
    page may lead to the page asked for or beyond it: then it is a page that came twice.
    Where a list ends with an empty page, a page that comes again is a fault.
    """
    if options["paging"] not in ("page", "offset") or options["ends"] == "empty" or ask.position < 3:
        return False
    return all(number < _number(ask, options) for number in numbers)


def _stops_short(page: ListPage, ask: Ask, options: Mapping[str, str], numbers: set[int], before: _Seen) -> bool:
    """Whether a page that is not full may have lost its rest: it leads further, or its lower part is missing."""
    leads_on = any(number > _number(ask, options) for number in numbers)
    lost_links = before.links_pages and not numbers
    return leads_on or lost_links or page.is_cut_off


def _number(ask: Ask, options: Mapping[str, str]) -> int:
    """The number by which a page is asked for."""
    if options["paging"] == "page":
        return int(options["page_start"]) + ask.position - 1
    return (ask.position - 1) * int(options["page_size"] or 0)


def _number_after(ask: Ask, options: Mapping[str, str]) -> str:
    return str(_number(replace(ask, position=ask.position + 1), options))


def _cursor(
    page: ListPage, ask: Ask, options: Mapping[str, str], here: str, seen: int, stops_short: bool
) -> str | None:
    """Where the next page is; None when this one says that it is the last."""
    paging, size = options["paging"], int(options["page_size"] or 0)
    if paging == "none" or not seen:
        return None
    if paging == "next":
        return local(page.next_url, here, page.base) or None
    if options["ends"] == "short" and size and seen < size and not stops_short:
        return None
    if size and page.total is not None and ask.position * size >= page.total:
        return None
    return _number_after(ask, options)


def id_of(item: Listed, here: str, options: Mapping[str, str], base: str = "") -> str:
    """The address of the item's page within the portal; of an item without one, what it says."""
    where = local(item.ref, here, base)
    return without(where, names(options["drop_params"])) if where else f"#{item.code or item.name}"


# --- reading --------------------------------------------------------------------


def read(portal: Portal, visit: Visit, archive: Archive, options: Mapping[str, str]) -> Snapshot:
    """The snapshot of one run, from its captures alone."""
    told = chosen(options)
    site = site_of(told)
    listed = [read_list(p, archive) for p in lists(told, portal.base_url or BASE_URL)]
    robots, notes = read_robots(archive, visit.robots_before)
    problems = [*robots, *(problem for one in listed for problem in one.problems)]
    state, blank = _without_blank(_joined([one.state for one in listed]))
    promised = {
        i: _of_list(portal.code, i, item)
        for one in listed
        for capture, taken in one.pages
        if taken.ids and capture.page
        for i, item in zip(taken.ids, ListPage(capture.page.body, site).items, strict=False)  # blank rows come last
    }
    whole, warnings = _details(portal, archive, site, promised, problems)
    unread = tuple(i for i in promised if i.startswith("/") and i not in whole)
    outcome, reason = outcome_of((state,), problems, len(unread), visit.finish)
    records = {**promised, **whole}
    return Snapshot(
        portal.code,
        portal.role,
        visit.night,
        visit.run,
        outcome,
        reason,
        visit.started_at,
        visit.finished_at,
        procedures=tuple(records[i] for i in sorted(records)),
        listings=(state,),
        unread=unread,
        problems=tuple(problems),
        notes=(*notes, *blank, *warnings),
        requests=visit.requests,
        form=SourceForm.PAGES,
    )


def _joined(states: list[ListingState]) -> ListingState:
    """Several lists as the one list of the portal, which is whole when each of them is."""
    first, *others = states
    if not others:
        return first
    ids = tuple(dict.fromkeys(i for state in states for i in state.ids))
    totals = [state.stated_total for state in states if state.stated_total is not None]
    return replace(
        first,
        stated_total=sum(totals) if len(totals) == len(states) else None,
        seen=len(ids),
        passes=max(state.passes for state in states),
        complete=all(state.complete for state in states),
        reason=" ".join(f"Danh sách {n}: {state.reason}" for n, state in enumerate(states, 1)),
        ids=ids,
    )


def _without_blank(state: ListingState) -> tuple[ListingState, tuple[str, ...]]:
    """The list without the places of its blank rows, and a note of how many there were."""
    ids = tuple(i for i in state.ids if not i.startswith(_BLANK))
    if not (blank := len(state.ids) - len(ids)):
        return state, ()
    note = f"Danh sách có {blank} dòng để trống mà cổng vẫn đếm: thủ tục đang tắt, người dân không thấy tên."
    return replace(state, ids=ids, seen=len(ids)), (note,)


def _of_list(portal: str, portal_id: str, item: Listed) -> Procedure:
    """A procedure as the list alone shows it: its page may be unreadable, it is published all the same."""
    sector = Term("", item.sector) if item.sector else None
    return Procedure(portal, portal_id, item.code or "", item.name, sector=sector)


def _details(
    portal: Portal, archive: Archive, site: Site, promised: Mapping[str, Procedure], problems: list[Problem]
) -> tuple[dict[str, Procedure], tuple[str, ...]]:
    """Every page that was read, with the labels that nobody knows yet."""
    whole: dict[str, Procedure] = {}
    failed: dict[str, Problem] = {}
    unknown: dict[str, int] = {}
    for purpose in ("detail", "again"):
        for capture in archive.captures(purpose):
            problem = capture.problem
            if problem is None and capture.page is not None and capture.topic in promised:
                try:
                    page = DetailPage(capture.page.body, site)
                    whole[capture.topic] = _checked(page.procedure(portal.code, capture.topic), promised[capture.topic])
                except Unreadable as error:
                    problem = Problem(error.kind, error.text, capture.topic)
                else:
                    failed.pop(capture.topic, None)
                    for label in page.unknown_labels:
                        unknown[label] = unknown.get(label, 0) + 1
            if problem is not None:
                failed[capture.topic] = problem
    problems.extend(p for i, p in failed.items() if i not in whole)
    told = sorted(unknown.items(), key=lambda x: (-x[1], x[0]))
    return whole, tuple(f"Nhãn lạ “{label}” ở {n} trang: chưa được đọc, cần bổ sung." for label, n in told[:20])


def _checked(whole: Procedure, promised: Procedure) -> Procedure:
    """A page must be of the procedure that the list promised; what only the list says is kept."""
    if is_other_procedure(promised, whole):
        raise Unreadable(
            ProblemKind.UNREADABLE,
            f"Nghi nhầm trang: danh sách ghi {promised.code}, trang chi tiết lại là thủ tục {whole.code}.",
        )
    return replace(whole, sector=whole.sector or promised.sector)
