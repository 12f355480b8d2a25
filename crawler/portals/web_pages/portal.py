"""A portal with pages of its own: which list is walked and how, and what a run of it says.

The site is configuration: the address of the list, the kind of paging, the selectors
(:class:`Site`) and more wordings of labels. A record's id is the address of its page
within the portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from analysis.changes import is_other_procedure
from analysis.model import Portal, Problem, ProblemKind, Procedure, Snapshot, SourceForm, Term
from analysis.publication_pages import PROCEDURES
from crawler.asks import Ask, ListPlan, Plan, Taken
from crawler.portals.web_pages.pages import DetailPage, Listed, ListPage, Site
from crawler.reading import Archive, Visit, held, outcome_of, read_list, read_robots
from crawler.unreadable import Unreadable

BASE_URL = "https://dichvucong.tayninh.gov.vn"

#: How the next page of the list is found.
PAGINGS = ("none", "next", "page", "offset")

#: Options of the walk; those of the site are the fields of :class:`Site`.
_WALK = {
    "list_path": "/",  # the list's address within the portal
    "paging": "next",  # none, next (follow the link), page (a number that counts pages), offset (one that counts rows)
    "page_param": "cur",
    "page_start": "1",
    "page_size": "",  # rows of a full page; a shorter one is the last
    "size_param": "",
    "drop_params": "",  # parameters of links that change from visit to visit, separated by commas
}
_SITE = {f.name: "" for f in fields(Site)}
OPTIONS = _WALK | _SITE


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
    paging = options.get("paging", _WALK["paging"])
    if paging not in PAGINGS:
        raise ValueError(f"options.paging phải là một trong {', '.join(PAGINGS)}")
    for key in ("page_start", "page_size"):
        if (value := options.get(key)) and not value.isdecimal():
            raise ValueError(f"options.{key} phải là số, viết trong dấu nháy")
    if paging == "offset" and not options.get("page_size"):
        raise ValueError('options.paging = "offset" cần options.page_size')
    if urlsplit(options.get("list_path", "/")).netloc:
        raise ValueError("options.list_path phải là đường dẫn trong cổng, không kèm tên miền")
    site_of(options)


# --- asking -------------------------------------------------------------------


def plan(options: Mapping[str, str], base_url: str) -> Plan:
    """The list, and the page of every procedure on it."""
    return Plan(lists=(procedures(OPTIONS | dict(options), base_url),), detail=detail)


def again(ids: list[str]) -> Plan:
    """Pages once more. An absence is confirmed by the second reading of the list: codes have no address."""
    return Plan(singles=tuple(replace(detail(i), purpose="again") for i in ids if i.startswith("/")))


def detail(portal_id: str) -> Ask:
    """One procedure: its id is where its page is."""
    return Ask("detail", portal_id, portal_id)


def procedures(options: Mapping[str, str], base_url: str) -> ListPlan:
    """The list of the portal's procedures."""
    site = site_of(options)

    def ask(cursor: str, visit: int, position: int) -> Ask:
        return Ask("list", PROCEDURES, _page_path(options, cursor), None, visit, position, cursor)

    def take(body: bytes, ask: Ask) -> Taken:
        return _taken(body, ask, options, site, base_url)

    return ListPlan(PROCEDURES, "danh sách thủ tục của cổng", ask, take)


def _page_path(options: Mapping[str, str], cursor: str) -> str:
    path, paging = options["list_path"], options["paging"]
    if paging == "next":
        return cursor or path
    if paging == "none":
        return path
    first = options["page_start"] if paging == "page" else "0"
    values = {options["page_param"]: cursor or first}
    if options["size_param"]:
        values[options["size_param"]] = options["page_size"]
    return _with(path, values)


def _with(path: str, values: Mapping[str, str]) -> str:
    parts = urlsplit(path)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in values]
    return parts._replace(query=urlencode([*kept, *values.items()])).geturl()


def _taken(body: bytes, ask: Ask, options: Mapping[str, str], site: Site, base_url: str) -> Taken:
    if ask.position > 1 and not body.strip():  # a fragment beyond the end
        return Taken((), None, None)
    page = ListPage(body, site)
    here = urljoin(base_url, ask.path or options["list_path"])
    ids = tuple(id_of(item, here, options) for item in page.items)
    details = tuple(i for i in ids if i.startswith("/"))
    return Taken(ids, page.total, _cursor(page, ask, options, here, len(ids)), details=details)


def _cursor(page: ListPage, ask: Ask, options: Mapping[str, str], here: str, seen: int) -> str | None:
    """Where the next page is; None when this one says that it is the last."""
    paging, size = options["paging"], int(options["page_size"] or 0)
    if paging == "none" or not seen:
        return None
    if paging == "next":
        return local(page.next_url, here) or None
    if size and (seen < size or (page.total is not None and ask.position * size >= page.total)):
        return None
    if paging == "page":
        return str(int(options["page_start"]) + ask.position)
    return str(ask.position * size)


def id_of(item: Listed, here: str, options: Mapping[str, str]) -> str:
    """The address of the item's page within the portal; of an item without one, what it says."""
    dropped = {p.strip() for p in options["drop_params"].split(",") if p.strip()}
    where = local(item.ref, here)
    if not where:
        return f"#{item.code or item.name}"
    parts = urlsplit(where)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in dropped]
    return parts._replace(query=urlencode(kept) if dropped else parts.query).geturl()


def local(ref: str, here: str) -> str:
    """A link on the page ``here`` as an address within its portal; other hosts, scripts and anchors lead nowhere."""
    if not ref or ref.startswith("#"):
        return ""
    try:
        target = urlsplit(urljoin(here, ref))
    except ValueError:  # not an address at all
        return ""
    if target[:2] != urlsplit(here)[:2]:
        return ""
    return target._replace(scheme="", netloc="", path=target.path or "/", fragment="").geturl()


# --- reading --------------------------------------------------------------------


def read(portal: Portal, visit: Visit, archive: Archive, options: Mapping[str, str]) -> Snapshot:
    """The snapshot of one run, from its captures alone."""
    chosen = OPTIONS | dict(options)
    site = site_of(chosen)
    base_url = portal.base_url or BASE_URL
    listed = read_list(procedures(chosen, base_url), archive)
    robots, notes = read_robots(archive, visit.robots_before)
    problems = [*robots, *listed.problems]
    state = held(listed.state, visit)
    promised = {
        i: _of_list(portal.code, i, item)
        for capture, taken in listed.pages
        if capture.page and capture.page.body.strip()
        for i, item in zip(taken.ids, ListPage(capture.page.body, site).items, strict=True)
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
        notes=(*notes, *warnings),
        requests=visit.requests,
        form=SourceForm.PAGES,
    )


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
