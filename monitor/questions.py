"""Questions that staff and auditors ask, answered from the store as rows or text. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Engine

from analysis.codes import canonical
from analysis.model import Outcome, Procedure, Sighting, Status, plain
from analysis.wording import PART_NAMES, part_text
from crawler.portals import adapter
from monitor.clock import VIETNAM
from monitor.config import Config
from monitor.night import NightResult
from monitor.tables import printable
from storage import comparisons, runs, versions
from storage.archive import Evidence, find_evidence
from storage.versions import ProcedureVersion

#: How many runs back a page is looked for: a record that was removed was last read some nights ago.
LOOK_BACK = 40

OUTCOME_NAMES = {
    Outcome.COMPLETE: "đọc đủ",
    Outcome.PARTIAL: "đọc một phần",
    Outcome.FAILED: "không đọc được",
    Outcome.CLOSED: "đã đóng",
}

RUN_COLUMNS = {
    "run": "Lần quét",
    "portal": "Nguồn",
    "night": "Đêm",
    "outcome": "Kết quả",
    "requests": "Yêu cầu",
    "started_at": "Bắt đầu",
    "finished_at": "Kết thúc",
    "reason": "Vì sao",
}
DISCREPANCY_COLUMNS = {
    "rule": "Loại",
    "severity": "Mức độ",
    "status": "Trạng thái",
    "code": "Mã TTHC",
    "name": "Tên",
    "part": "Phần",
    "provincial": "Cổng tỉnh",
    "national": "Cổng quốc gia",
    "first_seen": "Từ ngày",
}
CHANGE_COLUMNS = {
    "portal": "Nguồn",
    "what": "Việc",
    "code": "Mã TTHC",
    "name": "Tên",
    "part": "Phần",
    "before": "Trước",
    "after": "Sau",
}
HISTORY_COLUMNS = {
    "portal": "Nguồn",
    "from": "Từ đêm",
    "until": "Đến trước đêm",
    "code": "Mã TTHC",
    "name": "Tên",
    "decision": "Số quyết định",
    "run": "Lần quét",
    "digest": "Mã băm",
}


def run_rows(config: Config, engine: Engine, last: int) -> list[dict[str, Any]]:
    """The last runs, the newest first."""
    names = {p.code: p.name for p in config.portals}
    return [
        {
            "run": r.id,
            "portal": r.portal,
            "name": names.get(r.portal, r.portal),
            "night": r.night.isoformat(),
            "outcome": r.outcome.value if r.outcome else "open",
            "requests": r.requests,
            "started_at": r.started_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
            "finished_at": (r.finished_at.astimezone(VIETNAM).isoformat(timespec="seconds") if r.finished_at else None),
            "reason": r.reason,
            "digest": r.digest,
            "listings": [{k: v for k, v in plain(x).items() if k != "ids"} for x in r.listings],
        }
        for r in runs.runs_of(engine, last=last)
    ]


def sightings(engine: Engine, night: date | None) -> tuple[Sighting, ...]:
    """How every discrepancy stood on a night (the latest when none is given)."""
    stored = comparisons.last_comparison(engine, up_to=night)
    if stored is None or (night is not None and stored.night != night):
        return ()
    return tuple(sorted(stored.sightings, key=lambda s: (s.discrepancy.severity.rank, s.discrepancy.key)))


def change_rows(config: Config, engine: Engine, night: date | None) -> list[dict[str, Any]]:
    """What changed on each source on a night: one row a part."""
    rows: list[dict[str, Any]] = []
    for portal in config.portals:
        run = runs.last_run(engine, portal.code, up_to=night)
        if run is None or (night is not None and run.night != night):
            continue
        for change in comparisons.changes_of(engine, run.id):
            head = {
                "portal": portal.code,
                "night": run.night.isoformat(),
                "what": change.what,
                "code": change.code,
                "name": change.name,
            }
            parts: Iterable[tuple[str | None, str | None, str | None]] = change.parts or ((None, None, None),)
            rows.extend(head | {"part": p, "before": b, "after": a} for p, b, a in parts)
    return rows


def records_of(engine: Engine, code: str) -> list[tuple[str, str]]:
    """(portal, portal id) of every record of a code, on all sources: they share the platform's id."""
    wanted = canonical(code) or code.strip()
    found = versions.records_with_code(engine, wanted)
    if wanted != code:
        found += [r for r in versions.records_with_code(engine, code) if r not in found]
    return found


def history_rows(config: Config, engine: Engine, code: str) -> list[dict[str, Any]]:
    """The versions of a procedure on every source, oldest first."""
    return [
        {
            "portal": v.portal,
            "portal_id": v.portal_id,
            "from": v.from_night.isoformat(),
            "until": v.until_night.isoformat() if v.until_night else None,
            "code": v.code,
            "name": v.name if v.procedure else f"(đã mất khỏi danh sách) {v.name}",
            "gone": v.procedure is None,
            "decision": v.procedure.decision.number if v.procedure and v.procedure.decision else None,
            "run": v.from_run,
            "digest": v.digest,
        }
        for v in versions.history_of(engine, records_of(engine, code))
    ]


def shown(config: Config, engine: Engine, code: str, portal: str | None, as_of: date | None, form: str) -> str | None:
    """A procedure as the sources showed it (up to a day): text for people or JSON; None: never seen."""
    records = records_of(engine, code)
    if not records:
        return None
    told: list[tuple[str, runs.CrawlRun, ProcedureVersion]] = []
    for source in config.portals:
        if portal not in (None, source.code):
            continue
        run = runs.last_run(engine, source.code, up_to=as_of, complete=True)
        if run is None:
            continue
        held = [v for v in versions.versions_at(engine, source.code, run.id) if (v.portal, v.portal_id) in records]
        told.extend((source.name, run, v) for v in held)
    if form == "json":
        return json.dumps([_shown_object(n, r, v) for n, r, v in told], ensure_ascii=False, indent=2)
    if not told:
        return f"Chưa có lần đọc đủ nào của nguồn {'đến ngày ấy ' if as_of else ''}cho mã {code}."
    return "\n\n".join(_shown_text(n, r, v) for n, r, v in told)


def _shown_object(name: str, run: runs.CrawlRun, version: ProcedureVersion) -> dict[str, Any]:
    return {
        "portal": version.portal,
        "portal_name": name,
        "night": run.night.isoformat(),
        "run": run.id,
        "observed_at": run.finished_at.astimezone(VIETNAM).isoformat() if run.finished_at else None,
        "since_night": version.from_night.isoformat(),
        "digest": version.digest,
        "procedure": plain(version.procedure) if version.procedure else None,
    }


def _shown_text(name: str, run: runs.CrawlRun, version: ProcedureVersion) -> str:
    seen = run.finished_at.astimezone(VIETNAM) if run.finished_at else None
    lines = [
        f"{name}, như đã thấy đêm {run.night:%d/%m/%Y}"
        + (f" (đọc từ {run.started_at.astimezone(VIETNAM):%H:%M} đến {seen:%H:%M})" if seen else ""),
        f"Nội dung này có từ đêm {version.from_night:%d/%m/%Y} (lần quét {version.from_run}), "
        f"mã băm {version.digest[:16]}",
    ]
    if version.procedure is None:
        return "\n".join([lines[0], f"{version.code}: không còn trong danh sách từ đêm {version.from_night:%d/%m/%Y}."])
    lines.append(f"Mã: {printable(version.code)}")
    lines.append(f"Tên: {printable(version.name)}")
    lines.extend(_parts(version.procedure))
    return "\n".join(lines)


def _parts(procedure: Procedure) -> Iterable[str]:
    for part, label in PART_NAMES.items():
        if part in ("code", "name") or getattr(procedure, part) is None:
            continue
        text = part_text(procedure, part)
        yield f"{label}: " + (text.replace("\n", "\n    ") if text else "(để trống)")


def evidence(
    config: Config, engine: Engine, topic: str, portal: str | None, run: int | None, as_of: date | None
) -> Evidence | None:
    """The page behind a code, a portal id or a list, on a source, in a run or as of a day."""
    ids = {i for _, i in records_of(engine, topic)} or {topic}
    for source in config.portals:
        if portal not in (None, source.code):
            continue
        for candidate in _candidate_runs(engine, source.code, run, as_of):
            for wanted in _topics(adapter(source.adapter).name, topic, ids):
                found = find_evidence(engine, candidate, wanted)
                if found is not None:
                    return found
    return None


def _candidate_runs(engine: Engine, portal: str, run: int | None, as_of: date | None) -> list[int]:
    """The runs in which to look for a page: the one named, or the last closed ones, the newest first."""
    if run is not None:
        return [r.id for r in runs.runs_by_id(engine, [run]) if r.portal == portal]
    return [r.id for r in runs.runs_of(engine, portal=portal, closed_by=as_of or date.max, last=LOOK_BACK)]


def _topics(kind: str, topic: str, ids: set[str]) -> list[str]:
    """A detail is kept under its id; what a province shows of a code stands in its list of agencies."""
    if kind == "dvcqg_province" and topic not in ids:
        return [topic, *sorted(ids), "applied"]
    return [*sorted(ids), topic]


def figures_sentence(result: NightResult) -> str:
    """The night's numbers in two sentences for the command line."""
    standing = [s.status for s in result.sightings]
    open_ = sum(s in (Status.NEW, Status.OPEN, Status.UNDETERMINED) for s in standing)
    told = (
        f"Chênh lệch đang mở {open_}, mới {standing.count(Status.NEW)}, "
        f"chờ xác nhận {standing.count(Status.AWAITING)}, đã khắc phục {standing.count(Status.FIXED)}."
    )
    figures = result.figures
    if figures.in_scope is None or figures.night is None:
        return "Đêm nay không tính được tỷ lệ công khai (có nguồn chưa đọc đủ). " + told
    return f"Phải công khai {figures.in_scope}, đã công khai {figures.published}. " + told
