"""The "Tây Ninh Smart" API: the search page by page, a detail each, and the level at the units that are configured.

The search states no total, so the list is whole when two passes over it agree (D15). Procedures
carry no code: they are matched by name within field and level (D20). A level belongs to a
procedure and a unit; asking for every unit would be a thousand requests, so it is asked for
Justice procedures at the units named in the options alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

from analysis.model import ListingState, Portal, Problem, Procedure, Snapshot, SourceForm, Term
from analysis.publication_pages import PROCEDURES
from analysis.sectors import is_justice
from crawler.asks import Ask, ListPlan, Plan, Taken, payload
from crawler.portals.tayninh_smart.pages import DetailPage, Row, SearchPage, level_at_unit
from crawler.reading import Archive, ListRead, Visit, outcome_of, read_list, read_robots
from crawler.unreadable import Unreadable

BASE_URL = "https://smart-api.tayninh.gov.vn"
API = "/api/MotCuaDienTu/"
OPTIONS = {
    "page_size": "20",
    "units": "",  # "id = name; ...": where the level of a Justice procedure is asked for
}
TITLE = "danh sách thủ tục của cổng"


def units_of(options: Mapping[str, str]) -> dict[str, str]:
    """Unit id to its name. Raises ValueError."""
    found = {}
    for entry in options.get("units", "").split(";"):
        number, _, name = (x.strip() for x in entry.partition("="))
        if number and not re.fullmatch(r"[A-Za-z0-9-]{1,64}", number):
            raise ValueError(f"options.units: “{entry.strip()}” phải viết là mã=tên đơn vị")
        if number:
            found[number] = name or number
    return found


def check(options: Mapping[str, str]) -> None:
    """Whether options can be used. Raises ValueError with one Vietnamese sentence."""
    units_of(options)


# --- asking -------------------------------------------------------------------


def plan(options: Mapping[str, str]) -> Plan:
    """The list, every detail, and levels at the configured units."""
    chosen = OPTIONS | dict(options)
    return Plan(lists=(procedures(chosen),), detail=detail)


def again(ids: list[str]) -> Plan:
    """Nothing is asked again: absent codes are unknown here, and the list is only believed when read twice."""
    return Plan()


def detail(place: str) -> Ask:
    """The content of a procedure, or, for "procedure@unit", its level there."""
    number, at, unit = place.partition("@")
    call = f"GetMucDo?{urlencode({'LoaiHoSoID': number, 'DonViID': unit})}" if at else f"ChiTietThuTuc?{_id(number)}"
    return Ask("detail", place, f"{API}{call}", payload())


def _id(number: str) -> str:
    return f"LoaiHoSoID={quote(number, safe='')}"


def procedures(options: Mapping[str, str]) -> ListPlan:
    """The search without any filter."""
    size, units = int(options["page_size"]), units_of(options)

    def ask(cursor: str, visit: int, position: int) -> Ask:
        # as its own client writes it, "DoiTuongID" without a sign of equality too
        query = (
            "TuKhoa=&LinhVucID=&MaCongDan=&DoiTuongID&NhomDoiTuongID=&CapThucHienID="
            f"&PageSize={size}&PageIndex={cursor or 1}"
        )
        return Ask("list", PROCEDURES, f"{API}TraCuuThuTuc?{query}", payload(), visit, position, cursor)

    def take(body: bytes, ask: Ask) -> Taken:
        rows = SearchPage(body).rows
        following = str(ask.position + 1) if len(rows) >= size else None
        return Taken(tuple(r.id for r in rows), None, following, details=_details(rows, units))

    return ListPlan(PROCEDURES, TITLE, ask, take)


def _details(rows: tuple[Row, ...], units: Mapping[str, str]) -> tuple[str, ...]:
    """Only Justice procedures are compared, so only they are opened."""
    ours = [r.id for r in rows if is_justice(r.sector)]
    return tuple(place for i in ours for place in (i, *(f"{i}@{unit}" for unit in units)))


# --- reading --------------------------------------------------------------------


def read(portal: Portal, visit: Visit, archive: Archive, options: Mapping[str, str]) -> Snapshot:
    """The snapshot of one run, from its captures alone."""
    chosen = OPTIONS | dict(options)
    units = units_of(chosen)
    listed = read_list(procedures(chosen), archive)
    state: ListingState = listed.state
    robots, notes = read_robots(archive, visit.robots_before)
    problems = [*robots, *listed.problems]
    rows, strange = _rows(listed)
    pages, levels = _details_read(archive, problems)
    records = {i: _record(portal.code, row, pages.get(i), levels, units) for i, row in rows.items()}
    wanted = _details(tuple(rows.values()), units)
    unread = tuple(dict.fromkeys(w.partition("@")[0] for w in wanted if w not in (levels if "@" in w else pages)))
    strange |= {k for page in pages.values() for k in page.unknown_keys}
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
        procedures=tuple(p for _, p in sorted(records.items())),
        listings=(state,),
        unread=unread,
        problems=tuple(problems),
        notes=(*notes, *(f"Trường lạ {k}: chưa được đọc, cần bổ sung." for k in sorted(strange)[:20])),
        requests=visit.requests,
        form=SourceForm.UNCODED,
    )


def _rows(listed: ListRead) -> tuple[dict[str, Row], set[str]]:
    """The rows of the list by id, and keys that nobody reads."""
    pages = [SearchPage(capture.page.body) for capture, _ in listed.pages if capture.page]
    return {r.id: r for page in pages for r in page.rows}, {k for page in pages for k in page.unknown_keys}


def _details_read(archive: Archive, problems: list[Problem]) -> tuple[dict[str, DetailPage], dict[str, str | None]]:
    """Contents by procedure, and levels by "procedure@unit"."""
    pages: dict[str, DetailPage] = {}
    levels: dict[str, str | None] = {}
    failed: dict[str, Problem] = {}
    for capture in archive.captures("detail"):
        problem = capture.problem
        if problem is None and capture.page is not None:
            try:
                if "@" in capture.topic:
                    levels[capture.topic] = level_at_unit(capture.page.body)
                else:
                    pages[capture.topic] = _sound(DetailPage(capture.page.body))
            except Unreadable as error:
                problem = error.problem(capture.topic)
        if problem is not None:
            failed[capture.topic] = problem
    problems.extend(p for i, p in failed.items() if i not in pages and i not in levels)
    return pages, levels


def _sound(page: DetailPage) -> DetailPage:
    """Read it whole, so that what is wrong shows here. Raises Unreadable."""
    _ = page.steps, page.dossier
    return page


def _record(
    portal: str, row: Row, page: DetailPage | None, levels: Mapping[str, str | None], units: Mapping[str, str]
) -> Procedure:
    stated = {name: level for unit, name in units.items() if (level := levels.get(f"{row.id}@{unit}")) is not None}
    extra = [("cấp thực hiện", json.dumps(row.level_text, ensure_ascii=False))] if _lost(row) else []
    if len(set(stated.values())) > 1:
        extra.append(("mức độ theo đơn vị", json.dumps(stated, ensure_ascii=False, sort_keys=True)))
    bare = Procedure(
        portal,
        row.id,
        "",
        row.name,
        sector=Term("", row.sector) if row.sector else None,
        levels=row.levels,
        service_level=next(iter(stated.values())) if len(set(stated.values())) == 1 else None,
        extra=tuple(extra) or None,
    )
    return bare if page is None else replace(bare, steps=page.steps, dossier=page.dossier)


def _lost(row: Row) -> bool:
    """Whether the words of the level say more than what was read from them."""
    return bool(row.level_text) and (row.levels is None or "other" in row.levels)
