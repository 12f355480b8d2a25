"""The morning page: one self-contained file in Vietnamese, readable without a network.

Text of portals is never trusted: Jinja escapes every value, every value passes
``visible`` first, and nothing is ever declared safe. Style and script are our
own files; the page's policy admits them by their digest and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.changes import PRESENCE_PART
from analysis.model import Discrepancy, Kind, Role, Severity, Status
from analysis.presence import can_show
from analysis.report import Line, Report
from reports import words
from reports.counts import (
    NO_DESK,
    by_desk,
    by_sector,
    changes_by_portal,
    counts,
    first_screen,
    first_seen,
    new_lines,
    sector_totals,
)
from reports.doubts import doubts
from reports.links import safe_link
from reports.notice import compared, none_of, not_read, notice, whose_numbers
from reports.sections import arrange, without_accents
from reports.trend import drawing
from reports.visible import visible, visible_code
from reports.worddiff import around_difference, change_excerpt, is_short, mark_line, mark_words, shortened, shown_text

#: How many lines the first screen has room for.
FIRST_SCREEN_NEW = 3
#: The numbers that are answers to what is asked every morning; the others stand smaller below them.
ANSWERS = ("in_scope", "published", "urgent", "new", "unread", "open")


@dataclass(frozen=True, slots=True)
class SideMark:
    """How one side is marked: its name, its sign, its style, and what is said of words that only it has."""

    name: str
    sign: str
    css: str
    only: str


BEFORE = SideMark("đêm trước", "", "one", "chỉ có ở đêm trước")
AFTER = SideMark("đêm sau", "", "other", "chỉ có ở đêm sau")


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the page, for its heading and the table of contents."""

    anchor: str
    number: str
    title: str
    count: int | None  # None: not known


def render(report: Report) -> bytes:
    """The page; the same report gives the same bytes."""
    return _environment().get_template("morning.html.j2").render(_context(report)).encode("utf-8")


def _context(report: Report) -> dict[str, Any]:
    places = arrange(report)
    numbers = first_screen(report)
    fresh = (*new_lines(report), *first_seen(report))
    drawn = drawing(report.trend)
    return {
        "report": report,
        "places": places,
        "headings": {each.anchor: each for each in _headings(report)},
        "notice": notice(report),
        "whose_numbers": whose_numbers(report),
        "read_count": len(compared(report)) - len(not_read(report)),
        "compared_count": len(compared(report)),
        "none_of": partial(none_of, report),
        "answers": [c for key in ANSWERS for c in numbers if c.key == key],
        "rest": [c for c in numbers if c.key not in ANSWERS],
        "presentation": next(c for c in counts(report) if c.key == "presentation"),
        "desks": by_desk(report),
        "fresh": fresh,
        "shown_fresh": fresh[:FIRST_SCREEN_NEW],
        "sectors": by_sector(report),
        "sector_totals": sector_totals(report),
        "changes": changes_by_portal(report),
        "doubts": doubts(report),
        "trend": drawn,
        "bars": drawn.bars,
        "severities": list(Severity),
        "statuses": [s for s in Status if any(x.sighting.status is s for x in report.lines)],
        "CENTRAL": SideMark(report.side_names(Role.NATIONAL), "QG", "one", "chỉ có ở danh mục quốc gia"),
        "LOCAL": SideMark(report.side_names(Role.PROVINCIAL), "TỈNH", "other", "chỉ có ở phía tỉnh"),
        "style_digest": _digest("morning.css"),
        "script_digest": _digest("morning.js"),
    }


#: The parts of the page in reading order, each with the number that its heading has.
_PARTS = (
    ("linh-vuc", "open"),
    ("ngay", "urgent"),
    ("cho", "awaiting"),
    ("khac", "other"),
    ("kien-nghi", "requests"),
    ("xa", "communes"),
    ("thay-doi", "changes"),
    ("cho-ghep", "suggestions"),
    ("hop-le", "accepted"),
    ("khac-phuc", "fixed"),
    ("het", "ended"),
    ("ngoai", "exclusions"),
    ("het-pham-vi", "excluded"),
    ("cong", "sources"),
    ("su-co", "problems"),
    ("khong-do", "undetermined"),
)
#: Where a heading says more than the word of its number.
_TITLES = {"linh-vuc": "Chênh lệch đang mở theo lĩnh vực và mức độ"}


def _headings(report: Report) -> list[Heading]:
    numbers = {count.key: count for count in counts(report)}
    told = [(a, _TITLES.get(a, numbers[key].label), numbers[key].value) for a, key in _PARTS]
    told.append(("quy-tac", "Quy tắc đối chiếu", len(report.rules)))
    return [Heading(anchor, str(n), title, value) for n, (anchor, title, value) in enumerate(told, start=1)]


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
        change_excerpt=change_excerpt,
        CHANGE=Kind.CHANGE,
        NO_DESK=NO_DESK,
        safe_link=safe_link,
        can_show=can_show,
        pieces=words.typed_pieces,
        PRESENCE_PART=PRESENCE_PART,
        BEFORE=BEFORE,
        AFTER=AFTER,
        MARKS=words.OUTCOME_MARKS,
        SIGNS=words.SEVERITY_SIGNS,
        OUTCOMES=words.OUTCOMES,
        ROLES=words.ROLES,
        STATUSES=words.STATUSES,
        LOOKS=words.LOOKS,
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
    told = (found.code, line.name, found.sector, found.rule, line.rule_name, line.desk, line.office, found.part)
    return without_accents(visible(" ".join(told)))


def _anchor(found: Discrepancy) -> str:
    """The same on every night, so that a link to a line stays good."""
    return "cl-" + hashlib.sha256(found.key.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _digest(name: str) -> str:
    """The digest by which the page's policy admits its own style or script."""
    text = _environment().get_template(name).render()
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
