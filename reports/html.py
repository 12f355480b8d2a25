"""The morning page: one self-contained file in Vietnamese, readable without a network.

Text of portals is never trusted: Jinja escapes every value, every value passes
``visible`` first, and nothing is ever declared safe. Style and script are our
own files; the page's policy admits them by their digest and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.model import Change, Discrepancy, Outcome, Role, Severity, Status
from analysis.report import Line, Report
from reports import words
from reports.night import all_read, compared, none_of, not_read, notice
from reports.sections import Sections, arrange, without_accents
from reports.summary import by_office, sector_totals
from reports.trend import HEIGHT, bars, since_last, width
from reports.visible import visible, visible_code
from reports.worddiff import around_difference, is_short, mark_line, mark_words, shortened, shown_text

#: How many lines the first screen has room for.
FIRST_SCREEN_OFFICES = 4
FIRST_SCREEN_NEW = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the page, for its heading and the table of contents."""

    anchor: str
    number: str
    title: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class PortalChanges:
    """What changed on one portal."""

    portal: str
    changes: tuple[Change, ...]

    def count(self, what: str) -> int:
        """How many procedures were added, lost or edited."""
        return sum(each.what == what for each in self.changes)


def render(report: Report) -> bytes:
    """The page; the same report gives the same bytes."""
    return _environment().get_template("morning.html.j2").render(_context(report)).encode("utf-8")


def safe_link(url: str) -> bool:
    """Whether a URL may become a link: http or https, with a host, and nothing hidden in it."""
    if visible_code(url) != url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _context(report: Report) -> dict[str, Any]:
    places = arrange(report.lines)
    offices = by_office(report)
    fresh = [x for x in (*places.urgent, *places.other) if x.sighting.status is Status.NEW]
    return {
        "report": report,
        "places": places,
        "headings": {each.anchor: each for each in _headings(report, places)},
        "notice": notice(report),
        "all_read": all_read(report),
        "read_count": len(compared(report)) - len(not_read(report)),
        "compared_count": len(compared(report)),
        "none_of": partial(none_of, report),
        "missing": _missing(report),
        "share": words.share(report.figures),
        "growth": since_last(report),
        "offices": offices,
        "shown_offices": offices[:FIRST_SCREEN_OFFICES],
        "fresh": fresh,
        "shown_fresh": fresh[:FIRST_SCREEN_NEW],
        "sector_totals": sector_totals(report),
        "changes": _changes_by_portal(report.changes),
        "bars": bars(report.trend),
        "trend_width": width(report.trend),
        "trend_height": HEIGHT,
        "roles": {source.portal: source.role for source in report.sources},
        "severities": list(Severity),
        "statuses": [s for s in Status if any(x.sighting.status is s for x in report.lines)],
        "closed": Outcome.CLOSED,
        "style_digest": _digest("morning.css"),
        "script_digest": _digest("morning.js"),
    }


def _headings(report: Report, places: Sections) -> list[Heading]:
    return [
        Heading("ngay", "1", "Cần xử lý ngay", len(places.urgent)),
        Heading("cho", "2", "Đang chờ xác nhận", len(places.awaiting)),
        Heading("khac", "3", "Chênh lệch khác đang mở", len(places.other)),
        Heading("linh-vuc", "4", "Theo lĩnh vực và mức độ", len(report.sectors)),
        Heading("xa", "5", "Theo xã", len(report.communes)),
        Heading("thay-doi", "6", "Thay đổi trên từng cổng", len(report.changes)),
        Heading("cho-ghep", "7", "Chờ ghép", len(report.suggestions)),
        Heading("hop-le", "8", "Hợp lệ theo căn cứ", len(places.accepted)),
        Heading("khac-phuc", "9", "Đã khắc phục", len(places.fixed)),
        Heading("het", "10", "Hết theo cách khác", len(places.ended)),
        Heading("ngoai", "11", "Ngoài phạm vi và lý do", len(report.excluded)),
        Heading("cong", "12", "Tình trạng của các cổng", len(places.sources)),
        Heading("su-co", "13", "Sự cố đọc nguồn và điều chưa kiểm chứng", len(report.problems)),
        Heading("khong-do", "14", "Không xác định và không đo được", len(report.undetermined)),
        Heading("quy-tac", "15", "Quy tắc đối chiếu", len(report.rules)),
    ]


def _missing(report: Report) -> int | None:
    """How many procedures are known not to be published."""
    figures = report.figures
    if figures.in_scope is None or figures.published is None or figures.undetermined is None:
        return None
    return figures.in_scope - figures.published - figures.undetermined


def _changes_by_portal(changes: Iterable[tuple[str, Change]]) -> list[PortalChanges]:
    ordered = sorted(changes, key=lambda x: (x[0], x[1].code, x[1].portal_id, x[1].what))
    return [
        PortalChanges(portal, tuple(change for _, change in group))
        for portal, group in groupby(ordered, key=lambda x: x[0])
    ]


# --- what the template may ask ------------------------------------------------


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        number=words.number,
        signed=words.signed,
        day=words.day,
        moment=words.moment,
        code=visible_code,
        part=words.part_name,
        search=_search_text,
        anchor=_anchor,
    )
    environment.globals.update(
        clock=words.clock,
        percent=words.percent,
        mark_line=mark_line,
        mark_words=mark_words,
        shortened=shortened,
        shown_text=shown_text,
        is_short=is_short,
        step_names=words.step_names,
        explain_command=words.explain_command,
        excerpt=around_difference,
        safe_link=safe_link,
        silent_side=_silent_side,
        NATIONAL=Role.NATIONAL,
        PROVINCIAL=Role.PROVINCIAL,
        OUTCOMES=words.OUTCOMES,
        ROLES=words.ROLES,
        STATUSES=words.STATUSES,
        LOOKS=words.LOOKS,
        EVERY_RULE=words.EVERY_RULE,
        SEVERITIES=words.SEVERITIES,
        PROBLEMS=words.PROBLEMS,
        UNKNOWN=words.UNKNOWN,
    )
    return environment


def _shown(value: Any) -> Any:
    """What every ``{{ }}`` of the template passes through before it is escaped."""
    if value is None:
        return words.UNKNOWN
    if isinstance(value, str) and not isinstance(value, Markup):  # Markup: what our own macros made
        return visible(value)
    return value


def _search_text(line: Line) -> str:
    found = line.sighting.discrepancy
    told = (found.code, found.name, found.sector, found.rule, line.rule_name, line.office, found.part)
    return without_accents(visible(" ".join(told)))


def _anchor(found: Discrepancy) -> str:
    """The same on every night, so that a link to a line stays good."""
    return "cl-" + hashlib.sha256(found.key.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _silent_side(found: Discrepancy, role: Role, roles: dict[str, Role]) -> str:
    """Why a side shows nothing: it says nothing, or this rule does not ask it."""
    asked = {roles[portal] for portal in found.sources if portal in roles}
    return "(không có)" if not asked or role in asked else "(quy tắc này không hỏi bên này)"


def _digest(name: str) -> str:
    """The digest by which the page's policy admits its own style or script."""
    text = _environment().get_template(name).render()
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
