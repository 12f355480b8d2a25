"""``tthc export history``: versions and discrepancies in formats that any program reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from analysis.model import plain
from analysis.wording import PART_NAMES, part_text
from monitor.config import Config
from monitor.past import agency_names, portal_name
from reports.json_ import discrepancy_object
from reports.rows import Rows, csv_lines, json_lines
from storage.open_history import Held, sightings_between, versions_between
from storage.whole_files import whole_files

VERSIONS, SIGHTINGS = "versions", "sightings"
FORMS = ("csv", "jsonl")

VERSION_COLUMNS = {
    "portal_name": "Nguồn",
    "portal": "Mã nguồn",
    "portal_id": "Định danh",
    "code": "Mã TTHC",
    "name": "Tên TTHC",
    "from_night": "Từ đêm",
    "until_night": "Đến trước đêm",
    "gone": "Đã mất khỏi danh sách",
    "run": "Lần quét",
    "digest": "Mã băm nội dung",
    "reader": "Bộ đọc",
} | {part: label for part, label in PART_NAMES.items() if part not in ("code", "name")}
SIGHTING_COLUMNS = {
    "night": "Đêm",
    "rule": "Loại",
    "severity": "Mức độ",
    "status": "Trạng thái",
    "code": "Mã TTHC",
    "name": "Tên TTHC",
    "sector": "Lĩnh vực",
    "part": "Phần",
    "provincial": "Phía tỉnh",
    "national": "Cổng quốc gia",
    "expected": "Giá trị phải có",
    "severity_reason": "Lý do mức độ",
    "first_seen": "Thấy từ ngày",
    "last_seen": "Thấy gần nhất",
    "nights_seen": "Số đêm",
    "look": "Đêm ấy",
    "basis": "Căn cứ của trạng thái",
    "key": "Khóa",
}
#: In CSV the two tables are two files.
_ENDINGS = {VERSIONS: "-phien-ban", SIGHTINGS: "-chenh-lech"}


def export_history(
    config: Config,
    engine: Engine,
    target: Path,
    form: str,
    what: tuple[str, ...],
    since: date | None,
    until: date | None,
) -> list[tuple[Path, int]]:
    """Write the history; files appear whole or not at all. Returns (file, rows). Raises FileExistsError, OSError."""
    if form == "csv" and len(what) > 1:
        files: dict[Path, tuple[str, ...]] = {
            target.with_name(f"{target.stem}{_ENDINGS[x]}{target.suffix}"): (x,) for x in what
        }
    else:
        files = {target: what}
    written = []
    with whole_files(*files) as beside:
        for file, tables in files.items():
            counted = _Counted(row for x in tables for row in _rows(config, engine, x, form, since, until))
            columns = VERSION_COLUMNS if tables[0] == VERSIONS else SIGHTING_COLUMNS
            lines = csv_lines(columns, counted) if form == "csv" else json_lines(counted)
            with beside[file].open("wb") as out:
                out.writelines(lines)
            written.append((file, counted.count))
    return written


class _Counted:
    """Rows on their way, counted."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            self.count += 1
            yield row


def _rows(
    config: Config, engine: Engine, what: str, form: str, since: date | None, until: date | None
) -> Iterator[dict[str, Any]]:
    if what == SIGHTINGS:
        for night, sighting in sightings_between(engine, since, until):
            more = {"nights_seen": sighting.nights_seen, "basis": sighting.basis}
            yield {"what": "sighting", "night": night.isoformat()} | discrepancy_object(sighting) | more
        return
    names = agency_names(config)
    for held in versions_between(engine, since, until):
        yield _version(config, held) | (_parts(held, names) if form == "csv" else {"procedure": plain(held.procedure)})


def _version(config: Config, held: Held) -> dict[str, Any]:
    return {
        "what": "version",
        "portal": held.portal,
        "portal_name": portal_name(config, held.portal),
        "portal_id": held.portal_id,
        "code": held.code,
        "name": held.name,
        "from_night": held.from_night.isoformat(),
        "until_night": held.until_night.isoformat() if held.until_night else None,
        "gone": held.procedure is None,
        "run": held.from_run,
        "digest": held.digest or None,
        "reader": held.reader,
    }


def _parts(held: Held, names: Mapping[str, str]) -> dict[str, Any]:
    """Every part as a text that a person reads; empty both where a part is not shown and where it is shown empty."""
    if held.procedure is None:
        return {"gone": "có"}
    shown = (p for p in PART_NAMES if p not in ("code", "name") and getattr(held.procedure, p) is not None)
    return {"gone": ""} | {part: part_text(held.procedure, part, names) for part in shown}
