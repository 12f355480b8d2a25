"""Tây Ninh's old citizen API: agency by agency, the fields, then the procedures, then the forms.

An agency is read whole when as many procedures were seen as it says it has (NumTTHC), or,
where it says nothing, by the total in the rows or by reading until two passes agree (D15).
Procedures carry no code: they are matched by name within field and level (D20).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from analysis.model import (
    Agency,
    ListingState,
    Portal,
    Problem,
    ProblemKind,
    Procedure,
    Snapshot,
    SourceForm,
    Term,
)
from analysis.publication_pages import PROCEDURES
from analysis.sectors import is_justice
from crawler.asks import MULTIPART, Ask, ListPlan, Plan, Taken, multipart, payload
from crawler.portals.tayninh_dvc.pages import API, GROUPS, AgencyPage, FieldPage, FormPage, ProcedurePage, Row, Unit
from crawler.reading import Archive, ListRead, Visit, outcome_of, read_list, read_robots
from crawler.unreadable import Unreadable

BASE_URL = "https://dichvucong.tayninh.gov.vn"
OPTIONS = {
    "page_size": "50",  # one for all pages: two sizes skip or repeat rows
    "token_env": "",  # name of the environment variable that holds the value of the header "token"
}
TITLE = "danh sách thủ tục của cổng"


def check(options: Mapping[str, str]) -> None:
    """Whether options can be used. Raises ValueError with one Vietnamese sentence."""
    name = options.get("token_env", "")
    if name and not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
        raise ValueError("options.token_env là tên một biến môi trường (chữ hoa), không phải chính mã truy cập")


# --- asking -------------------------------------------------------------------


def plan(options: Mapping[str, str]) -> Plan:
    """The agencies; their fields and procedures are found on the way."""
    return Plan(lists=(agencies(OPTIONS | dict(options)),), detail=detail)


def again(ids: list[str]) -> Plan:
    """Nothing is asked again: absent codes are unknown here, and every list was judged by a number or read twice."""
    return Plan()


def detail(place: str) -> Ask:
    """The forms of a procedure as one agency has them; ``place`` is "procedure@agency"."""
    number, _, unit = place.rpartition("@")
    query = urlencode({"ThuTucID": number, "DonViID": unit})
    return Ask("detail", number, f"{API}GetDanhSachHoSoKemTheoTraCuu?{query}")


def agencies(options: Mapping[str, str]) -> ListPlan:
    """The agencies, in one answer."""

    def ask(cursor: str, visit: int, position: int) -> Ask:
        return Ask("list", "agencies", f"{API}GetDataDonVi_TraCuu", None, visit, position)

    def take(body: bytes, ask: Ask) -> Taken:
        units = AgencyPage(body).units
        return Taken(tuple(u.id for u in units), None, None, lists=tuple(sectors(u, options) for u in units))

    return ListPlan("agencies", "danh sách đơn vị", ask, take)


def sectors(unit: Unit, options: Mapping[str, str]) -> ListPlan:
    """The fields of an agency, in one answer."""
    topic = f"sectors/{unit.id}"

    def ask(cursor: str, visit: int, position: int) -> Ask:
        query = urlencode({"DonViID": unit.id})
        return Ask("list", topic, f"{API}LoadCBoLinhVuc?{query}", None, visit, position)

    def take(body: bytes, ask: Ask) -> Taken:
        names = FieldPage(body).names
        return Taken(tuple(names), len(names), None, lists=(procedures(unit, names, options),))

    return ListPlan(topic, f"lĩnh vực của {unit.name}", ask, take, closing_read=False)


def procedures(unit: Unit, names: Mapping[str, str], options: Mapping[str, str]) -> ListPlan:
    """The procedures of an agency, page by page."""
    topic, size = f"procedures/{unit.id}", int(options["page_size"])

    def ask(cursor: str, visit: int, position: int) -> Ask:
        asked = payload(
            DonViID=unit.id, LinhVucID="0", TenThuTuc="", MucDo="0", PageNum=int(cursor or 1), PageSize=size
        )
        form = multipart("data", asked)
        return Ask("list", topic, f"{API}GetDanhSachTTHCDVC", form, visit, position, cursor, MULTIPART)

    def take(body: bytes, ask: Ask) -> Taken:
        page = ProcedurePage(body)
        _check_unit(page.rows, unit)
        total = page.total if unit.count is None else unit.count
        wanted = tuple(f"{r.id}@{unit.id}" for r in page.rows if is_justice(names.get(r.field_id)))
        return Taken(tuple(r.id for r in page.rows), total, _next(page, ask.position, size), details=wanted)

    return ListPlan(topic, f"thủ tục của {unit.name}", ask, take, closing_read=False)


def _check_unit(rows: Iterable[Row], unit: Unit) -> None:
    """A filter is checked too (D15)."""
    other = next((r.unit_id for r in rows if r.unit_id != unit.id), None)
    if other is not None:
        raise Unreadable(
            ProblemKind.INTERFACE_CHANGED,
            f"Hỏi thủ tục của đơn vị {unit.id} nhưng cổng trả dòng của đơn vị {other}: bộ lọc không có tác dụng.",
        )


def _next(page: ProcedurePage, position: int, size: int) -> str | None:
    """A short page is the last one only where no total says that more is to come."""
    total = page.total
    if not page.rows or (position * size >= total if total is not None else len(page.rows) < size):
        return None
    return str(position + 1)


# --- reading --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one agency."""

    unit: Unit
    sectors: Mapping[str, str]
    rows: tuple[Row, ...]
    state: ListingState
    problems: tuple[Problem, ...]
    unknown: frozenset[str]


#: The agencies that show one procedure, each with its row.
_Places = list[tuple[Unit, Row]]


def read(portal: Portal, visit: Visit, archive: Archive, options: Mapping[str, str]) -> Snapshot:
    """The snapshot of one run, from its captures alone."""
    chosen = OPTIONS | dict(options)
    directory = read_list(agencies(chosen), archive)
    units = {u.id: u for capture, _ in directory.pages if capture.page for u in AgencyPage(capture.page.body).units}
    parts = [_of_unit(u, archive, chosen) for u in units.values()]
    robots, notes = read_robots(archive, visit.robots_before)
    problems = [*robots, *directory.problems, *(p for part in parts for p in part.problems)]
    records, more = _records(portal.code, parts)
    forms = _forms(archive, problems)
    shown = {i: _with_forms(p, forms[i]) if i in forms else p for i, p in records.items()}
    unread = tuple(i for i, p in sorted(shown.items()) if is_justice(p.sector) and p.forms is None and "@" not in i)
    state = _whole(directory.state, parts, tuple(sorted(shown)))
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
        procedures=tuple(p for _, p in sorted(shown.items())),
        listings=(state, directory.state),
        unread=unread,
        problems=tuple(problems),
        notes=(*notes, *more, *_unknown(parts)),
        requests=visit.requests,
        form=SourceForm.UNCODED,
    )


def _of_unit(unit: Unit, archive: Archive, options: Mapping[str, str]) -> _Read:
    named = read_list(sectors(unit, options), archive)
    names = {k: v for c, _ in named.pages if c.page for k, v in FieldPage(c.page.body).names.items()}
    listed = read_list(procedures(unit, names, options), archive)
    pages = [ProcedurePage(c.page.body) for c, _ in listed.pages if c.page]
    rows = tuple({r.id: r for page in pages for r in page.rows}.values())
    unknown = frozenset(k for page in pages for k in page.unknown_keys)
    return _Read(unit, names, rows, _agreeing(unit, listed, pages), (*named.problems, *listed.problems), unknown)


def _agreeing(unit: Unit, listed: ListRead, pages: Iterable[ProcedurePage]) -> ListingState:
    """NumTTHC settles nothing where the rows themselves state another total."""
    state = listed.state
    stated = {page.total for page in pages} - {None, state.seen}
    if state.complete and stated:
        why = f"Đơn vị ghi có {state.seen} thủ tục nhưng các dòng báo tổng số {', '.join(map(str, stated))}."
        return replace(state, complete=False, reason=why)
    return state


def _whole(directory: ListingState, parts: list[_Read], ids: tuple[str, ...]) -> ListingState:
    """The list of the province is whole when the directory is, and the list of every agency in it."""
    lacking = [p for p in parts if not p.state.complete]
    passes = max((p.state.passes for p in parts), default=0)
    if not directory.complete:
        complete, reason = False, f"Chưa đọc đủ danh sách đơn vị: {directory.reason}"
    elif lacking:
        first = lacking[0]
        complete = False
        reason = f"Chưa đọc đủ {len(lacking)}/{len(parts)} đơn vị, đầu tiên là {first.unit.name}: {first.state.reason}"
    else:
        counted = sum(p.unit.count is not None for p in parts)
        complete = True
        reason = f"Đọc đủ {len(ids)} thủ tục ở {len(parts)} đơn vị; {counted} đơn vị khớp số thủ tục tự công bố."
    return ListingState(PROCEDURES, TITLE, None, len(ids), passes, complete, reason, ids)


def _records(portal: str, parts: list[_Read]) -> tuple[dict[str, Procedure], tuple[str, ...]]:
    """One record for each id; an id that stands for several names is told apart by its agency."""
    found: dict[str, dict[tuple[str, str], _Places]] = defaultdict(lambda: defaultdict(list))
    for part in parts:
        for row in part.rows:
            shown = (row.name, part.sectors.get(row.field_id, ""))
            found[row.id][shown].append((part.unit, row))
    records: dict[str, Procedure] = {}
    for number, named in found.items():
        for (name, sector), places in named.items():
            key = number if len(named) == 1 else f"{number}@{places[0][0].id}"
            records[key] = _record(portal, key, name, sector, places)
    shared = sorted(n for n, named in found.items() if len(named) > 1)
    notes = (f"Mã nội bộ {', '.join(shared[:5])} mang nhiều tên ở các đơn vị; được tách theo đơn vị.",)
    return records, notes if shared else ()


def _record(portal: str, key: str, name: str, sector: str, places: _Places) -> Procedure:
    units = {u.id: u for u, _ in places}.values()
    groups = {u.group for u in units}
    stated = {r.level for _, r in places}
    extra = [("cấp thực hiện", json.dumps(GROUPS["CH"][1], ensure_ascii=False))] if "CH" in groups else []
    if len(stated) > 1:
        told = {u.name: r.level for u, r in places}
        extra.append(("mức độ theo đơn vị", json.dumps(told, ensure_ascii=False, sort_keys=True)))
    return Procedure(
        portal,
        key,
        "",
        name,
        sector=Term("", sector) if sector else None,
        levels=tuple(GROUPS[g][0] for g in GROUPS if g in groups),
        executing=tuple(Agency(u.name, id=u.id) for u in units),
        service_level=next(iter(stated)) if len(stated) == 1 else None,
        extra=tuple(extra) or None,
    )


def _with_forms(procedure: Procedure, page: FormPage) -> Procedure:
    files = (("tệp biểu mẫu", json.dumps(page.files, ensure_ascii=False, sort_keys=True)),) if page.files else ()
    return replace(procedure, forms=page.forms, extra=(*(procedure.extra or ()), *files) or None)


def _forms(archive: Archive, problems: list[Problem]) -> dict[str, FormPage]:
    """The forms of every procedure that was asked for them."""
    found: dict[str, FormPage] = {}
    failed: dict[str, Problem] = {}
    for capture in archive.captures("detail"):
        problem = capture.problem
        if problem is None and capture.page is not None:
            try:
                page = FormPage(capture.page.body)
                if page.forms is not None:  # read whole, so that what is wrong shows here
                    found[capture.topic] = page
            except Unreadable as error:
                problem = error.problem(capture.topic)
        if problem is not None:
            failed[capture.topic] = problem
    problems.extend(p for i, p in failed.items() if i not in found)
    return found


def _unknown(parts: list[_Read]) -> tuple[str, ...]:
    """Keys that nobody reads: the procedure's code may be one of them."""
    keys = sorted({key for part in parts for key in part.unknown})
    return tuple(f"Trường lạ {key} trong dòng thủ tục: chưa được đọc, có thể là mã thủ tục." for key in keys[:20])
