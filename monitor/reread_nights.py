"""``tthc reread``: where the present page objects and rules would say something else than what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine

from analysis.model import Procedure, content_digest
from analysis.reading_change import GONE, NEW, READING, FindingChange
from analysis.rules import RULES_VERSION
from analysis.wording import PART_NAMES, part_texts
from monitor import PRODUCT, VERSION
from monitor.config import Config
from monitor.night import CATALOGUE_LIST
from monitor.past import portal_name
from monitor.second_reading import SecondReader, SecondReading, Unreadable, compare_twice, reader_then
from storage import comparisons, runs
from storage.rereadings import Frame, ReadOtherwise, keep_reread, rules_then
from storage.runs import CrawlRun

COLUMNS = {
    "what": "Việc",
    "night": "Đêm",
    "portal_name": "Nguồn",
    "portal": "Mã nguồn",
    "run": "Lần quét",
    "portal_id": "Định danh",
    "code": "Mã TTHC",
    "name": "Tên",
    "part": "Phần",
    "stored": "Đã lưu",
    "read": "Đọc lại",
    "cause": "Vì",
    "stored_by": "Bộ đọc, quy tắc khi lưu",
    "read_by": "Bộ đọc, quy tắc hiện nay",
    "key": "Khóa",
}
#: How a whole record is named where parts are.
WHOLE = "(cả bản ghi)"
_WHAT = {NEW: "chênh lệch sẽ mới thấy", GONE: "chênh lệch sẽ không còn"}


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that reads otherwise now; None: not kept, or not read."""

    run: CrawlRun
    stored: Procedure | None
    read: Procedure | None
    stored_by: str
    read_by: str

    @property
    def shown(self) -> Procedure:
        """The record as far as it is known."""
        shown = self.read or self.stored
        assert shown is not None
        return shown

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """(part, as kept, as read now) of every part that differs."""
        if self.stored is None or self.read is None:
            yield WHOLE, self.stored.name if self.stored else "", self.read.name if self.read else ""
            return
        for part, label in PART_NAMES.items():
            if getattr(self.stored, part) != getattr(self.read, part):
                yield label, *part_texts(self.stored, self.read, part)


@dataclass(frozen=True, slots=True)
class NightChange:
    """How one night's comparison would differ."""

    comparison: int
    night: date
    change: FindingChange
    stored_by: str  # version of the rules then


@dataclass(frozen=True, slots=True)
class NightsReread:
    """What came of reading some nights again."""

    runs: int
    read: int  # of these runs; the others are unreadable
    nights: int  # whose comparison was made again
    not_compared: tuple[date, ...]  # nights that could not be: a run is unreadable, or no comparison is kept
    records: tuple[RecordChange, ...]
    findings: tuple[NightChange, ...]
    unreadable: tuple[Unreadable, ...]
    readers: dict[str, str]


def reread_nights(
    config: Config,
    engine: Engine,
    since: date,
    until: date,
    portal: str | None = None,
    told: Callable[[int, int], None] | None = None,
) -> NightsReread:
    """Read the closed runs of these nights again, and compare each night again."""
    reader = SecondReader(engine)
    chosen = [
        r for r in reversed(runs.runs_of(engine, portal=portal)) if since <= r.night <= until and r.outcome is not None
    ]
    nights = sorted({r.night for r in chosen})
    records: list[RecordChange] = []
    unreadable: dict[int, Unreadable] = {}
    readers: dict[str, str] = {}
    for number, run in enumerate(chosen, 1):
        reading = reader.read(run)
        if isinstance(reading, Unreadable):
            unreadable[run.id] = reading
        else:
            readers[run.portal] = reading.reader
            records.extend(_records(engine, reading))
        if told is not None:
            told(number, len(chosen) + len(nights))
    read = len(chosen) - len(unreadable)
    findings: list[NightChange] = []
    compared: list[date] = []
    for number, night in enumerate(nights, 1):
        stored = comparisons.last_comparison(engine, up_to=night)
        if stored is not None and stored.night == night:
            twice = compare_twice(config, engine, stored, reader)
            if isinstance(twice, Unreadable):
                unreadable.setdefault(twice.run, twice)
            else:
                compared.append(night)
                rules = rules_then(engine, stored.id)
                findings.extend(NightChange(stored.id, night, c, rules) for c in twice.changes)
        if told is not None:
            told(len(chosen) + number, len(chosen) + len(nights))
    left = tuple(unreadable[n] for n in sorted(unreadable))
    skipped = tuple(n for n in nights if n not in compared)
    return NightsReread(len(chosen), read, len(compared), skipped, tuple(records), tuple(findings), left, readers)


def _records(engine: Engine, reading: SecondReading) -> Iterator[RecordChange]:
    if reading.now.form not in CATALOGUE_LIST:
        return
    then = {p.portal_id: p for p in reading.then.procedures}
    now = {p.portal_id: p for p in reading.now.procedures}
    by = reader_then(engine, reading.run)
    for portal_id in sorted(then.keys() | now.keys()):
        stored, read = then.get(portal_id), now.get(portal_id)
        same = stored is not None and read is not None and content_digest(stored) == content_digest(read)
        if not same:
            yield RecordChange(reading.run, stored, read, by, reading.reader)


def rows(config: Config, found: NightsReread) -> Iterator[dict[str, Any]]:
    """One row a part that reads otherwise, then one a finding that would come or go."""
    for record in found.records:
        shown = record.shown
        head = {
            "what": "đọc khác",
            "night": record.run.night.isoformat(),
            "portal": record.run.portal,
            "portal_name": portal_name(config, record.run.portal),
            "run": record.run.id,
            "portal_id": shown.portal_id,
            "code": shown.code,
            "name": shown.name,
        }
        tail = {"cause": READING, "stored_by": record.stored_by, "read_by": record.read_by, "key": ""}
        for part, stored, read in record.parts():
            yield head | {"part": part, "stored": stored, "read": read} | tail
    by = ", ".join(sorted(set(found.readers.values())))
    for each in found.findings:
        line = each.change.discrepancy
        sides = " / ".join(x for x in (line.national, line.provincial) if x)
        yield {
            "what": _WHAT[each.change.what],
            "night": each.night.isoformat(),
            "portal": "+".join(line.sources),
            "portal_name": "; ".join(portal_name(config, source) for source in line.sources),
            "run": None,
            "portal_id": "",
            "code": line.code,
            "name": line.name,
            "part": line.part,
            "stored": sides if each.change.what == GONE else "",
            "read": sides if each.change.what == NEW else "",
            "cause": each.change.cause,
            "stored_by": f"quy tắc {each.stored_by}",
            "read_by": f"{by}; quy tắc {RULES_VERSION}",
            "key": line.key,
        }


def keep(engine: Engine, found: NightsReread, at: datetime, since: date, until: date, portal: str | None) -> int:
    """Keep it beside the old, sealed; the lease must be held."""
    product = f"{PRODUCT} {VERSION}"
    frame = Frame(at, since, until, portal or "", product, RULES_VERSION, found.readers, found.read)
    records = (
        ReadOtherwise(r.run.id, r.run.portal, r.shown.portal_id, r.shown.code, r.shown.name, r.read, r.read_by)
        for r in found.records
    )
    return keep_reread(engine, frame, records, ((f.comparison, f.change) for f in found.findings))


def summary(config: Config, found: NightsReread) -> Iterator[str]:
    """What came of it, in a few sentences."""
    read = _of(found.read, found.runs)
    nights = _of(found.nights, found.nights + len(found.not_compared))
    yield f"Đã đọc lại {read} lần quét và đối chiếu lại {nights} đêm; không có gì trong kho bị sửa."
    if not found.records and not found.findings:
        yield _nothing_differs(found)
    else:
        new = sum(f.change.what == NEW for f in found.findings)
        yield (
            f"{len(found.records)} bản ghi đọc khác; {new} chênh lệch sẽ mới thấy, "
            f"{len(found.findings) - new} sẽ không còn."
        )
    yield from (
        f"Không đọc lại được lần quét {u.run} ({portal_name(config, u.portal)}): {u.reason}." for u in found.unreadable
    )
    if found.not_compared:
        nights = ", ".join(f"{night:%d/%m/%Y}" for night in found.not_compared)
        yield (
            f"Không đối chiếu lại được đêm {nights}: có lần quét không đọc lại được, "
            "hoặc kho không giữ lần đối chiếu nào."
        )


def _of(done: int, of: int) -> str:
    return str(done) if done == of else f"{done} trong {of}"


def _nothing_differs(found: NightsReread) -> str:
    """That nothing differs, as far as anything was read and compared again."""
    if not found.read and not found.nights:
        return "Không đọc lại được gì nên không xác định được có đúng như đã lưu hay không."
    if found.unreadable or found.not_compared:
        return "Những gì đọc lại và đối chiếu lại được thì đúng như đã lưu; phần còn lại nêu dưới đây: không xác định."
    return "Mọi nội dung đọc ra và mọi chênh lệch đúng như đã lưu."
