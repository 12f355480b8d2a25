"""Questions of auditors about one procedure: what a source showed as of a day, and every version of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from analysis.model import Outcome, Presence, Procedure, plain
from analysis.presence import shown_of, words
from analysis.wording import PART_NAMES, part_text
from crawler.portals import adapter
from monitor.clock import VIETNAM
from monitor.config import Config
from monitor.night import agency_rows
from monitor.questions import OUTCOME_NAMES, records_of
from monitor.tables import printable
from storage import history
from storage.history import Answer, Asked, Span
from storage.looks import Look
from storage.rereadings import KeptReading, kept_readings

HISTORY_COLUMNS = {
    "portal_name": "Nguồn",
    "portal": "Mã nguồn",
    "from": "Từ đêm",
    "until": "Đến trước đêm",
    "code": "Mã TTHC",
    "name": "Tên",
    "presence_name": "Công khai",
    "decision": "Số quyết định",
    "seen": "Đêm đã thấy",
    "unseen": "Đêm không nhìn được",
    "not_looked": "Ngày không quét",
    "run": "Lần quét",
    "digest": "Mã băm",
    "reread": "Đọc lại",
}
PARTS_COLUMNS = {
    "portal_name": "Nguồn",
    "portal": "Mã nguồn",
    "as_of": "Ngày hỏi",
    "determined": "Xác định",
    "why": "Vì sao",
    "night": "Đêm đọc",
    "run": "Lần quét",
    "presence_name": "Công khai",
    "code": "Mã TTHC",
    "part": "Phần",
    "text": "Nội dung",
}
#: How a look that was not complete is told.
INCOMPLETE = {
    Outcome.PARTIAL: OUTCOME_NAMES[Outcome.PARTIAL],
    Outcome.FAILED: OUTCOME_NAMES[Outcome.FAILED],
    Outcome.CLOSED: "thấy cổng đã đóng",
}
#: What a source showed of a procedure, by the code that programs read.
STATES = {"never seen": "chưa từng thấy", "gone": "không còn trong danh sách", "shown": "có trong danh sách"}


def answers(config: Config, engine: Engine, code: str, portal: str | None, asked: Asked) -> list[Answer]:
    """What every source that ever showed a code showed as of a moment; empty: the store has never seen the code."""
    records = records_of(engine, code)
    order = [p.code for p in config.portals if portal in (None, p.code)]
    with engine.connect() as connection:
        found = [history.as_of(connection, p, i, asked) for p, i in records if p in order]
    return sorted(found, key=lambda a: (order.index(a.portal), a.portal_id))


# --- what a source showed -------------------------------------------------------------


def shown_text(config: Config, engine: Engine, told: Sequence[Answer]) -> str:
    """The answers for people."""
    with engine.connect() as connection:
        return "\n\n".join("\n".join(_block(config, connection, answer)) for answer in told)


def shown_objects(config: Config, engine: Engine, told: Sequence[Answer]) -> list[dict[str, Any]]:
    """The answers for programs."""
    with engine.connect() as connection:
        return [_object(config, a, history.content_of(connection, a.held)) for a in told]


def shown_rows(config: Config, engine: Engine, told: Sequence[Answer]) -> list[dict[str, Any]]:
    """The answers as rows, one a part."""
    rows: list[dict[str, Any]] = []
    names = agency_names(config)
    with engine.connect() as connection:
        for answer in told:
            procedure = history.content_of(connection, answer.held)
            known = answer.read_in or answer.look
            head = {
                "portal": answer.portal,
                "portal_name": portal_name(config, answer.portal),
                "presence_name": words(presence(config, answer.portal, procedure)) if known else None,
                "as_of": _day_of(answer).isoformat() if answer.asked.since else None,
                "determined": "có" if answer.is_determined else "không",
                "why": why_undetermined(answer),
                "night": known.night.isoformat() if known else None,
                "run": known.run if known else None,
                "code": answer.held.code if answer.held else None,
            }
            parts = list(_parts(procedure, names)) if procedure else [(None, None)]
            rows += [head | {"part": part, "text": text} for part, text in parts]
    return rows


def _object(config: Config, answer: Answer, procedure: Procedure | None) -> dict[str, Any]:
    known, held = answer.read_in or answer.look, answer.held
    state = "never seen" if held is None else "gone" if held.is_gone else "shown"
    told = presence(config, answer.portal, procedure)
    return {
        "portal": answer.portal,
        "portal_name": portal_name(config, answer.portal),
        "portal_id": answer.portal_id,
        "as_of": _day_of(answer).isoformat() if answer.asked.since else None,
        "known_by": _iso(answer.asked.known_by),
        "determined": answer.is_determined,
        "why": why_undetermined(answer),
        "state": state,
        "state_name": STATES[state],
        "presence": presence_object(told) if known else None,
        "presence_name": words(told) if known else None,
        "night": known.night.isoformat() if known else None,
        "run": known.run if known else None,
        "observed_at": _iso(known.finished_at) if known else None,
        "since_night": answer.first.night.isoformat() if answer.first else None,
        "observation": {
            "not_yet": look_object(answer.before),
            "first": look_object(answer.first),
            "last": look_object(answer.last),
            "other": look_object(answer.other),
        },
        "tried": [look_object(look) for look in answer.tried],
        "digest": held.digest if held else None,
        "procedure": plain(procedure) if procedure else None,
    }


def look_object(look: Look | None) -> dict[str, Any] | None:
    """A look for programs."""
    if look is None:
        return None
    return {
        "run": look.run,
        "night": look.night.isoformat(),
        "started_at": _iso(look.started_at),
        "finished_at": _iso(look.finished_at),
        "outcome": look.outcome.value,
        "outcome_name": OUTCOME_NAMES[look.outcome],
    }


def _block(config: Config, connection: Connection, answer: Answer) -> Iterator[str]:
    name, known = portal_name(config, answer.portal), answer.read_in or answer.look
    when = "hiện nay" if answer.asked.since is None else f"ngày {_day_of(answer):%d/%m/%Y}"
    yield f"{name}, {when}"
    if answer.asked.known_by is not None:
        yield f"Chỉ tính những gì đã biết đến {_moment(answer.asked.known_by)}"
    if not answer.is_determined:
        yield f"Không xác định: {why_undetermined(answer)}"
    if known is None:
        return
    procedure = history.content_of(connection, answer.held)
    if told := words(presence(config, answer.portal, procedure)):
        yield f"{'Nguồn này' if answer.is_determined else 'Lần biết cuối, nguồn này'} cho thấy: {told}."
    yield f"{'Đọc' if answer.is_determined else 'Biết lần cuối'} {_reading(known)}"
    yield from _observation(answer)
    if answer.held is None:
        yield "Thủ tục này chưa từng thấy ở nguồn này đến lúc ấy."
        return
    if procedure is None:
        yield f"{printable(answer.held.code)}: không còn trong danh sách."
        return
    yield f"Mã băm {answer.held.digest[:16]}"
    for label, text in _parts(procedure, agency_names(config)):
        yield f"{label}: " + (text.replace("\n", "\n    ") if text else "(để trống)")


def why_undetermined(answer: Answer) -> str | None:
    """Why it is not known what a source showed on that day; None: it is."""
    if answer.is_determined:
        return None
    since = answer.asked.since
    if since is not None and answer.asked.by < since:
        return "lúc được nêu ở --known-by, ngày ấy còn chưa tới."
    if since is None:
        told = [_failing(look) for look in answer.tried[-1:]]
    else:
        told = [_failing(k) for k in answer.tried if k.finished_at >= since or k.night == _day_of(answer)]
    if answer.look is None:
        return "; ".join([*told, "đến lúc ấy chưa có lần đọc đủ nào."])
    return "; ".join(told) if told else "ngày ấy không có lần quét nào kết thúc."


def _failing(look: Look) -> str:
    return f"đêm {look.night:%d/%m/%Y} {failing(look)}"


def failing(look: Look) -> str:
    """How a look that was not complete ended, and why."""
    reason = f" ({printable(look.reason).rstrip('.')})" if look.reason else ""
    return f"{incomplete(look)}{reason}"


def incomplete(look: Look) -> str:
    """How a look that was not complete ended."""
    return INCOMPLETE.get(look.outcome) or OUTCOME_NAMES[look.outcome]


def _reading(look: Look) -> str:
    kind = "đọc đủ" if look.is_whole else f"{incomplete(look)}, trang của thủ tục này đã đọc được"
    hours = f"từ {_moment(look.started_at)} đến {_moment(look.finished_at)}"
    return f"đêm {look.night:%d/%m/%Y} ({kind}; {hours}; lần quét {look.run})"


def _observation(answer: Answer) -> Iterator[str]:
    if answer.first is None or answer.last is None:
        return
    what = "Việc vắng mặt này" if answer.held and answer.held.is_gone else "Nội dung này"
    yield (
        f"{what} thấy từ đêm {answer.first.night:%d/%m/%Y} đến đêm {answer.last.night:%d/%m/%Y}"
        + (f"; đêm {answer.before.night:%d/%m/%Y} chưa như vậy" if answer.before else "; trước đó chưa đọc lần nào")
        + (f"; đêm {answer.other.night:%d/%m/%Y} đã khác" if answer.other else "; chưa thấy khác đi")
    )
    if not answer.is_determined and answer.same_before_and_after:
        yield "Trước và sau ngày ấy đều thấy đúng như vậy."


def _parts(procedure: Procedure, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for part, label in PART_NAMES.items():
        if getattr(procedure, part) is not None:
            yield label, part_text(procedure, part, names)


# --- every version --------------------------------------------------------------------


def history_rows(config: Config, engine: Engine, code: str, known_by: datetime | None = None) -> list[dict[str, Any]]:
    """The versions of a procedure on every source, oldest first, and the nights on which each was seen or not."""
    rows: list[dict[str, Any]] = []
    records = records_of(engine, code)
    with engine.connect() as connection:
        for portal, portal_id in records:
            told = history.timeline(connection, portal, portal_id, known_by)
            procedures = history.contents(connection, [s.held for s in told])
            again = [r for r in kept_readings(connection, portal, portal_id) if known_by is None or r.at <= known_by]
            for span in told:
                stored = procedures.get(span.held.version)
                rows.append(_history_row(config, span, stored) | {"reread": _read_again(span, stored, again)})
    return rows


def _read_again(span: Span, stored: Procedure | None, again: Iterable[KeptReading]) -> str:
    """What kept second readings of a version made of it: when, by which reader, on which nights, what differs."""
    gathered: dict[tuple[datetime, str, str], list[date]] = {}
    for reading in again:
        if reading.version == span.held.version:
            what = _differs(stored, reading.procedure)
            gathered.setdefault((reading.at, reading.reader, what), []).append(reading.night)
    return "; ".join(
        f"đọc lại lúc {_moment(at)}, bộ đọc {reader}, đêm {nights(sorted(set(some)))}: {what}"
        for (at, reader, what), some in gathered.items()
    )


def _differs(stored: Procedure | None, read: Procedure | None) -> str:
    if read is None:
        return "nay không đọc ra thủ tục này"
    if stored is None:
        return "nay đọc ra thủ tục này"
    parts = [label for part, label in PART_NAMES.items() if getattr(stored, part) != getattr(read, part)]
    return f"khác ở {', '.join(parts) or 'điều không có tên phần'}"


def reread_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The kept second readings of a history, for people."""
    for row in rows:
        if row["reread"]:
            since = date.fromisoformat(row["from"])
            yield f"Nguồn {row['portal_name']}, phiên bản từ đêm {since:%d/%m/%Y}: {printable(row['reread'])}."


def first_seen(engine: Engine, code: str) -> Look | None:
    """The look that first saw a code on any source, whenever it became known; None: none ever did."""
    with engine.connect() as connection:
        told = [history.timeline(connection, portal, portal_id) for portal, portal_id in records_of(engine, code)]
    return min((spans[0].first for spans in told if spans), key=lambda look: look.finished_at, default=None)


def not_yet_known(config: Config, code: str, known_by: datetime, later: Look) -> str:
    """That nothing was known of a code at a moment, though it is now."""
    return (
        f"Đến {_moment(known_by)} kho chưa biết gì về mã {printable(code)}; lần đầu thấy mã này là đêm "
        f"{later.night:%d/%m/%Y} (nguồn {portal_name(config, later.portal)}, lần quét {later.run}, "
        f"xong lúc {_moment(later.finished_at)})."
    )


def _history_row(config: Config, span: Span, procedure: Procedure | None) -> dict[str, Any]:
    held = span.held
    told = presence(config, held.portal, procedure)
    seen = sorted({k.night for k in span.seen})
    unseen = sorted({k.night for k in span.unseen} - set(seen))
    return {
        "portal": held.portal,
        "portal_name": portal_name(config, held.portal),
        "portal_id": held.portal_id,
        "from": span.first.night.isoformat(),
        "until": span.until.night.isoformat() if span.until else None,
        "code": held.code,
        "name": f"(đã mất khỏi danh sách) {held.name}" if held.is_gone else held.name,
        "gone": held.is_gone,
        "presence": presence_object(told),
        "presence_name": words(told),
        "decision": procedure.decision.number if procedure and procedure.decision else None,
        "seen": nights(seen),
        "unseen": nights(unseen),
        "not_looked": nights(_missing(span, {*seen, *unseen})),
        "run": held.from_run,
        "digest": held.digest,
    }


def _missing(span: Span, looked: set[date]) -> list[date]:
    """The days on which nobody looked, up to the last look under this version or the one that ended it."""
    end = span.until.night if span.until else max(looked, default=span.first.night)
    return [d for d in days(span.first.night, end) if d not in looked and (span.until is None or d < end)]


def days(since: date, until: date) -> Iterator[date]:
    """Every day from one to another."""
    return (since + timedelta(days=n) for n in range((until - since).days + 1))


def undetermined_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Nights of which nothing is known, for people: a line a source and reason. Rows have portal_name, night, why."""
    gathered: dict[tuple[str, str], list[date]] = {}
    for row in rows:
        some = gathered.setdefault((row["portal_name"], row["why"]), [])
        some += [date.fromisoformat(row["night"])] if row["night"] else []
    for (portal, why), some in gathered.items():
        yield f"Không xác định: nguồn {portal}{', đêm ' if some else ''}{nights(some)}: {printable(why)}."


def nights(some: Iterable[date]) -> str:
    """Days as people list them: "20/11/2026–25/11/2026, 27/11/2026"."""
    told: list[list[date]] = []
    for day in some:
        if told and day - told[-1][-1] == timedelta(days=1):
            told[-1][1:] = [day]
        else:
            told.append([day])
    return ", ".join("–".join(f"{d:%d/%m/%Y}" for d in ends) for ends in told)


# --- facts of being published -----------------------------------------------------------


def presence(config: Config, portal: str, procedure: Procedure | None) -> Mapping[Presence, bool]:
    """Which facts a source shows of a procedure (``None``: it has no record), of those that it can show."""
    form = next((adapter(p.adapter).form for p in config.portals if p.code == portal), None)
    return {} if form is None else shown_of(form, procedure)


def presence_object(told: Mapping[Presence, bool]) -> dict[str, bool]:
    """The facts for programs."""
    return {fact.name.lower(): holds for fact, holds in told.items()}


def agency_names(config: Config) -> dict[str, str]:
    """The province's agencies by the portal's id."""
    return {row.id: row.name for row in agency_rows(config) if row.id}


# --- words ----------------------------------------------------------------------------


def portal_name(config: Config, portal: str) -> str:
    """The name of a source; its code where the configuration knows it no longer."""
    return next((p.name for p in config.portals if p.code == portal), portal)


def portal_label(config: Config, portal: str) -> str:
    """The name of a source with its code, where a person may have to type the code."""
    name = portal_name(config, portal)
    return name if name == portal else f"{name} ({portal})"


def unknown_portal(config: Config, portal: str) -> str:
    """That the configuration knows no such source, and which it knows; one sentence."""
    known = ", ".join(f"{p.code} ({p.name})" for p in config.portals)
    return f"Cấu hình không có nguồn {portal}; các nguồn: {known}."


def _day_of(answer: Answer) -> date:
    return answer.asked.until.astimezone(VIETNAM).date()


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(VIETNAM).isoformat(timespec="seconds")
