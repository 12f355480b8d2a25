"""Questions of auditors about two days: what a source changed between them, part by part and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from analysis.changes import EDITED, changes
from analysis.differences import ADDED, EQUAL, REMOVED, difference
from analysis.model import Change, Role, SourceForm
from analysis.pairing import Replacement
from crawler.portals import adapter
from monitor import registering
from monitor.config import Config
from monitor.past import INCOMPLETE, agency_names, days, failing, look_object, nights, portal_name, why_undetermined
from monitor.questions import records_of
from monitor.tables import printable
from monitor.usage import midnight
from storage import comparisons, history
from storage.history import Answer, Asked, Held
from storage.looks import Look, last_whole, looks

DIFF_COLUMNS = {
    "portal_name": "Nguồn",
    "portal": "Mã nguồn",
    "from_night": "Đêm trước",
    "to_night": "Đêm sau",
    "what": "Việc",
    "code": "Mã TTHC",
    "name": "Tên",
    "part": "Phần",
    "before": "Trước",
    "after": "Sau",
    "words": "Từng từ",
}
CHANGE_COLUMNS = {
    "portal_name": "Nguồn",
    "portal": "Mã nguồn",
    "night": "Đêm",
    "what": "Việc",
    "code": "Mã TTHC",
    "name": "Tên",
    "part": "Phần",
    "before": "Trước",
    "after": "Sau",
    "why": "Vì sao không xác định",
}
#: What a source did on a night is not known: nobody could see it, or there was nothing yet to hold it against.
UNDETERMINED = "không xác định"
NOT_LOOKED = "không có lần quét nào kết thúc"
NOTHING_EARLIER = "lần đọc đủ đầu tiên, chưa có lần nào trước đó để so"
#: The signs of words that went and words that came, as `tthc explain` writes them.
SIGNS = {REMOVED: "[-{}-]", ADDED: "{{+{}+}}"}
#: So many equal words are shown on either side of a change.
AROUND = 12


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a difference: the day, the reading that answers for it, and why it is not determined, if so."""

    day: date
    look: Look | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one source changed between two days."""

    portal: str
    before: Side
    after: Side
    between: tuple[Look, ...]  # looks after the first reading, up to the second
    changes: tuple[Change, ...]

    @property
    def is_comparable(self) -> bool:
        """Whether both days have a reading that answers for them, or a last known one."""
        return self.before.look is not None and self.after.look is not None


def of_code(config: Config, engine: Engine, code: str, portal: str | None, since: date, until: date) -> list[Told]:
    """What changed of one procedure between two days, on each source; empty: the store has never seen the code."""
    records = records_of(engine, code)
    known = _known(config, engine)
    order = [p.code for p in config.portals if portal in (None, p.code)]
    found = []
    with engine.connect() as connection:
        for source in (p for p in order if p in {p for p, _ in records}):
            pairs = [
                (_answer(connection, source, i, since), _answer(connection, source, i, until))
                for p, i in records
                if p == source
            ]
            ends = _side(pairs[0][0], since), _side(pairs[0][1], until)
            held = [(_shown(a), _shown(b)) for a, b in pairs]
            found.append(_told(connection, source, ends, held, known))
    return found


def of_sources(config: Config, engine: Engine, portal: str | None, since: date, until: date) -> list[Told]:
    """What changed on each whole source between two days: added, lost, edited, a code in the place of another."""
    known = _known(config, engine)
    found = []
    with engine.connect() as connection:
        for source in (p.code for p in config.portals if portal in (None, p.code)):
            if all(k.role is Role.FRONT for k in looks(connection, portal=source)):
                continue  # never looked at, or a front page: it has no catalogue
            ends = tuple(_source_side(connection, source, day) for day in (since, until))
            before, after = (history.catalogue_at(connection, source, s.look.run) if s.look else {} for s in ends)
            delta = history.delta(before, after)
            held: list[tuple[Held | None, Held | None]] = [(None, h) for h in delta.added.values()]
            held += [(h, None) for h in delta.lost.values()]
            held += list(delta.edited.values())
            found.append(_told(connection, source, (ends[0], ends[1]), held, known))
    return found


def _answer(connection: Connection, portal: str, portal_id: str, day: date) -> Answer:
    return history.as_of(connection, portal, portal_id, Asked.of_day(midnight(day)))


def _side(answer: Answer, day: date) -> Side:
    return Side(day, answer.read_in or answer.look, why_undetermined(answer))


def _source_side(connection: Connection, portal: str, day: date) -> Side:
    asked = Asked.of_day(midnight(day))
    look = last_whole(connection, portal, asked.by)
    tried = tuple(looks(connection, portal=portal, after=look.run if look else 0, by=asked.by))
    return Side(day, look, why_undetermined(Answer(asked, portal, "", look, None, tried)))


def _shown(answer: Answer) -> Held | None:
    return None if answer.held is None or answer.held.is_gone else answer.held


def _told(
    connection: Connection,
    portal: str,
    ends: tuple[Side, Side],
    held: Sequence[tuple[Held | None, Held | None]],
    known: _Known,
) -> Told:
    before, after = ends
    if before.look is None or after.look is None:
        return Told(portal, before, after, (), ())
    texts = history.contents(connection, [h for pair in held for h in pair if h is not None])
    found = changes(
        {h.portal_id: texts[h.version] for h, _ in held if h is not None},
        {h.portal_id: texts[h.version] for _, h in held if h is not None},
        portal=portal,
        before_night=before.look.night,
        after_night=after.look.night,
        agency_names=known.agency_names,
        replacements=known.replacements,
        form=known.forms.get(portal, SourceForm.CATALOGUE),
    )
    every = looks(connection, portal=portal, after=before.look.run)
    return Told(portal, before, after, tuple(k for k in every if k.run <= after.look.run), found)


@dataclass(frozen=True, slots=True)
class _Known:
    """What people told us that helps to read a change."""

    replacements: tuple[Replacement, ...]
    agency_names: Mapping[str, str]  # by the portal's id
    forms: Mapping[str, SourceForm]  # by the portal's code


def _known(config: Config, engine: Engine) -> _Known:
    forms = {p.code: adapter(p.adapter).form for p in config.portals}
    return _Known(tuple(registering.registered(engine).replacements), agency_names(config), forms)


# --- telling --------------------------------------------------------------------------


def diff_rows(config: Config, told: Iterable[Told]) -> list[dict[str, Any]]:
    """One row a changed part."""
    nothing: tuple[tuple[str | None, str | None, str | None], ...] = ((None, None, None),)
    return [
        {
            "portal": one.portal,
            "portal_name": portal_name(config, one.portal),
            "from_night": change.before_night.isoformat() if change.before_night else None,
            "to_night": change.after_night.isoformat() if change.after_night else None,
            "what": change.what,
            "code": change.code,
            "name": change.name,
            "part": part,
            "before": before,
            "after": after,
            "words": marked(before or "", after or "") if change.what == EDITED else None,
        }
        for one in told
        for change in one.changes
        for part, before, after in change.parts or nothing
    ]


def diff_objects(config: Config, told: Iterable[Told]) -> list[dict[str, Any]]:
    """The same for programs, with the readings and the looks between them."""
    return [
        {
            "portal": one.portal,
            "portal_name": portal_name(config, one.portal),
            "from": _side_object(one.before),
            "to": _side_object(one.after),
            "looks": [look_object(look) for look in one.between],
            "changes": [_change_object(change) for change in one.changes],
        }
        for one in told
    ]


def _side_object(side: Side) -> dict[str, Any]:
    return {
        "day": side.day.isoformat(),
        "determined": side.why is None,
        "why": side.why,
        "look": look_object(side.look),
    }


def _change_object(change: Change) -> dict[str, Any]:
    parts = [
        {"part": p, "before": b, "after": a, "words": [list(run) for run in difference(b, a).words]}
        for p, b, a in change.parts
    ]
    return {
        "what": change.what,
        "code": change.code,
        "name": change.name,
        "portal_id": change.portal_id,
        "parts": parts,
    }


def diff_text(config: Config, told: Iterable[Told]) -> str:
    """The same for people."""
    return "\n\n".join("\n".join(_block(config, one)) for one in told)


def _block(config: Config, one: Told) -> Iterator[str]:
    yield f"{portal_name(config, one.portal)}, từ {one.before.day:%d/%m/%Y} đến {one.after.day:%d/%m/%Y}"
    for side in (one.before, one.after):
        if side.why is not None:
            last = f" Lấy lần biết cuối, đêm {side.look.night:%d/%m/%Y}." if side.look else ""
            yield f"Ngày {side.day:%d/%m/%Y} không xác định: {side.why}{last}"
    if not one.is_comparable:
        yield "Không so được: có ngày chưa có lần đọc đủ nào."
        return
    yield from _between(one)
    if not one.changes:
        yield "Không có thay đổi."
    for change in one.changes:
        yield f"- {change.what}: {printable(f'{change.code} {change.name}')}"
        for part, before, after in change.parts:
            text = marked(before, after) if change.what == EDITED else f"{before} → {after}"
            yield f"    {part}: " + text.replace("\n", "\n        ")


def _between(one: Told) -> Iterator[str]:
    """The nights strictly between the two days: the days themselves are told by their sides."""
    inside = [k for k in one.between if one.before.day < k.night < one.after.day]
    whole = sorted({k.night for k in inside if k.is_whole})
    yield f"Những đêm đọc đủ ở giữa: {nights(whole) or 'không có'}"
    for outcome, words in INCOMPLETE.items():
        told = sorted({k.night for k in inside if k.outcome is outcome} - set(whole))
        if told:
            yield f"Những đêm {words}: {nights(told)}"


def marked(before: str, after: str) -> str:
    """The difference word by word: [-words that went-] {+words that came+}, long equal stretches shortened."""
    runs = difference(before, after).runs
    last = len(runs) - 1
    return "".join(
        _short(run.right, number, last) if run.op == EQUAL else _signed(run.op, run.left or run.right)
        for number, run in enumerate(runs)
    ).strip()


def _signed(op: str, text: str) -> str:
    """Blanks before and after the words are not marked."""
    words = text.strip()
    at = text.index(words)
    return text[:at] + SIGNS[op].format(words) + text[at + len(words) :]


def _short(text: str, number: int, last: int) -> str:
    """Equal words: only those next to a change."""
    words = re.split(r"(\s+)", text)  # words and the blanks between them, in turn
    keep = 2 * AROUND
    if len(words) <= 2 * keep + 1:
        return text
    head = [] if number == 0 else words[:keep]
    tail = [] if number == last else words[-keep:]
    return "".join([*head, " … " if head and tail else "…", *tail])


# --- every change of a period -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NightsTold:
    """What changed on the sources night by night, one row a part, and the nights on which that is not known."""

    changes: tuple[dict[str, Any], ...] = ()
    undetermined: tuple[dict[str, Any], ...] = ()  # one row a source and night
    compared: int = 0  # so many nights of sources could be held against an earlier one

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Everything, in the order of nights."""
        return sorted([*self.changes, *self.undetermined], key=lambda row: row["night"] or "")


def nights_told(config: Config, engine: Engine, since: date | None, until: date | None) -> NightsTold:
    """Every night of a period on each source that has a catalogue; without days, the newest night of each."""
    changed: list[dict[str, Any]] = []
    undetermined: list[dict[str, Any]] = []
    compared = 0
    with engine.connect() as connection:
        known = [look.night for look in looks(connection)]
        for portal in (p.code for p in config.portals if p.portal().role is not Role.FRONT):
            every = looks(connection, portal=portal)
            first = next((k.run for k in every if k.is_whole), None)
            by_night: dict[date | None, list[Look]] = {}
            for look in every:
                by_night.setdefault(look.night, []).append(look)
            for night in _meant(known, every, since, until):
                some = by_night.get(night, [])
                changed += _change_rows(config, engine, some)
                why = _why_unknown(some, first)
                compared += why is None
                undetermined += [_row(config, portal, night) | {"what": UNDETERMINED, "why": why}] if why else []
    return NightsTold(tuple(changed), tuple(undetermined), compared)


def _meant(
    known: Sequence[date], every: Sequence[Look], since: date | None, until: date | None
) -> Iterable[date | None]:
    """The nights that are asked about; the one that is None: there has been none yet."""
    if since is None and until is None:
        return [max((k.night for k in every), default=None)]
    ends = [day for day in (*known, since, until) if day is not None]
    return days(since or min(ends), until or max(ends))


def _why_unknown(some: Sequence[Look], first: int | None) -> str | None:
    """Why it is not known what a source changed on a night; None: a whole reading was held against an earlier one."""
    whole = [k.run for k in some if k.is_whole]
    if whole:
        return NOTHING_EARLIER if whole[-1] == first else None
    return "; ".join(failing(k) for k in some) or NOT_LOOKED


def _change_rows(config: Config, engine: Engine, some: Iterable[Look]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for look in some:
        for change in comparisons.changes_of(engine, look.run):
            head = _row(config, look.portal, look.night)
            head |= {"what": change.what, "code": change.code, "name": change.name}
            parts: Iterable[tuple[str | None, str | None, str | None]] = change.parts or ((None, None, None),)
            rows += [head | {"part": p, "before": b, "after": a} for p, b, a in parts]
    return rows


def _row(config: Config, portal: str, night: date | None) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(CHANGE_COLUMNS)
    source = {"portal": portal, "portal_name": portal_name(config, portal)}
    return nothing | source | {"night": night.isoformat() if night else None}
