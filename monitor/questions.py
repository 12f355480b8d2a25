"""Questions that staff and auditors ask, answered from the store as rows or text. Nothing here writes."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from analysis.codes import canonical
from analysis.model import Look, plain
from analysis.report import Line, Report
from crawler.portals import adapter
from monitor.clock import VIETNAM
from monitor.config import Config
from reports.json_ import line_words
from reports.words import LOOKS, OUTCOMES, part_name
from storage import comparisons, runs, versions
from storage.archive import Evidence, find_evidence
from storage.comparisons import StoredComparison
from storage.database import StoreError

#: How many runs back a page is looked for: a record that was removed was last read some nights ago.
LOOK_BACK = 40

#: How a run ended, inside a sentence or a table.
OUTCOME_NAMES = {outcome: name[:1].lower() + name[1:] for outcome, name in OUTCOMES.items()}
STILL_OPEN = "chưa kết thúc"

RUN_COLUMNS = {
    "run": "Lần quét",
    "name": "Nguồn",
    "portal": "Mã nguồn",
    "night": "Đêm",
    "outcome_name": "Kết quả",
    "requests": "Yêu cầu",
    "started_at": "Bắt đầu",
    "finished_at": "Kết thúc",
    "reason": "Vì sao",
}
#: A discrepancy for people.
DISCREPANCY_WORDS = {
    "what": "Chênh lệch",
    "severity": "Mức độ",
    "status": "Tình trạng",
    "code": "Mã TTHC",
    "name": "Tên",
    "provincial_told": "Phía tỉnh",
    "national_told": "Danh mục quốc gia",
    "desk": "Nơi xử lý",
    "first_seen": "Từ ngày",
}
#: A discrepancy for other programs, one a row.
DISCREPANCY_COLUMNS = {
    "rule": "Mã loại",
    "severity": "Mức độ",
    "status": "Tình trạng",
    "code": "Mã TTHC",
    "name": "Tên",
    "part": "Bộ phận",
    "provincial": "Phía tỉnh",
    "national": "Danh mục quốc gia",
    "first_seen": "Từ ngày",
    "key": "Khóa",
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
            "outcome_name": OUTCOME_NAMES[r.outcome] if r.outcome else STILL_OPEN,
            "requests": r.requests,
            "started_at": r.started_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
            "finished_at": (r.finished_at.astimezone(VIETNAM).isoformat(timespec="seconds") if r.finished_at else None),
            "reason": r.reason,
            "digest": r.digest,
            "listings": [{k: v for k, v in plain(x).items() if k != "ids"} for x in r.listings],
        }
        for r in runs.runs_of(engine, last=last)
    ]


def compared(engine: Engine, night: date | None) -> StoredComparison:
    """The comparison of a night (the latest when none is given). Raises StoreError when there is none."""
    stored = comparisons.last_comparison(engine, up_to=night)
    if stored is None:
        since = "" if night is None else f" đến {night:%d/%m/%Y}"
        raise StoreError(f"Không xác định: không có đêm nào được đối chiếu{since}; xem `tthc nights`.")
    if night is not None and stored.night != night:
        raise StoreError(
            f"Không xác định: đêm {night:%d/%m/%Y} không được đối chiếu; lần đối chiếu gần nhất trước đó là đêm "
            f"{stored.night:%d/%m/%Y}. Xem `tthc nights`."
        )
    return stored


def in_order(report: Report) -> list[Line]:
    """The discrepancies of a night, the gravest first."""
    return sorted(report.lines, key=lambda x: (x.sighting.discrepancy.severity.rank, x.sighting.discrepancy.key))


def discrepancy_words(line: Line) -> dict[str, Any]:
    """A discrepancy as a row for people; its type with the code by which it can be asked for."""
    found = line.sighting.discrepancy
    part = f", {part_name(found.part)}" if found.part else ""
    return line_words(line) | {
        "what": f"{line.rule_name} ({found.rule}){part}",
        "severity": found.severity.value,
        "status": line.sighting.status.value + (f"; {LOOKS[Look.UNSEEN].lower()}" if line.sighting.why else ""),
        "code": found.code,
        "first_seen": line.sighting.first_seen.isoformat(),
    }


def no_discrepancy(stored: StoredComparison) -> str:
    """What it means that a comparison holds none that was asked for."""
    if stored.complete:
        return "Không có chênh lệch nào như vậy."
    return (
        f"Không có chênh lệch nào như vậy trong những điều xác định được: đêm {stored.night:%d/%m/%Y} có nguồn "
        "không đọc đủ; xem `tthc nights`."
    )


def records_of(engine: Engine, code: str) -> list[tuple[str, str]]:
    """(portal, portal id) of every record of a code, on all sources: they share the platform's id."""
    wanted = canonical(code) or code.strip()
    found = versions.records_with_code(engine, wanted)
    if wanted != code:
        found += [r for r in versions.records_with_code(engine, code) if r not in found]
    return found


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
