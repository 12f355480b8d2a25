"""The pack for an inspector: all evidence about one procedure over some nights, in one file that checks itself.

The same store gives the same bytes: dates come from the data, names are sorted, and nothing says when it was packed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from analysis.codes import base_of, canonical
from analysis.model import plain
from monitor import PRODUCT, VERSION
from monitor.clock import VIETNAM
from monitor.config import Config
from monitor.judged import Judged, judged_nights
from monitor.looked import looked_at, pages_behind
from reports.cover import Cover, FileLine, LookLine, SourceLine, render_html, render_text
from storage import runs, versions
from storage import tables as t
from storage.coding import DROPPED
from storage.export_files import Exported, export_files
from storage.selection import Selection
from storage.sidecar import digest_of
from storage.warc import ExportError, Told
from storage.whole_files import whole_files

WARC = "bang-chung.warc.gz"
SHEET = "DOC-TRUOC"
SUMS = "SHA256SUMS"
WHAT = {
    "bang-chung.cdxj": "chỉ mục của tệp WARC",
    WARC + ".sha256.json": "mã băm của tệp và từng bản ghi; đoạn chuỗi niêm phong",
    "tthc_verify.py": "chương trình kiểm tra, đọc được bằng mắt",
    "phien-ban.json": "nội dung thủ tục như chương trình đã đọc, từng phiên bản",
    "chenh-lech.json": "đêm nào nhìn được nguồn nào; chênh lệch từng đêm, tình trạng và giải thích",
    "chenh-lech.txt": "như trên, để đọc",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Files that are packed already.
_AS_THEY_ARE = (".gz",)


def product() -> str:
    """The program and its version, for files that say who wrote them."""
    return f"{PRODUCT} {VERSION}"


# --- which pages ------------------------------------------------------------------------


def codes_of(engine: Engine, typed: str) -> tuple[str, ...]:
    """The spellings under which the store knows a procedure: what was typed, and all codes with its base."""
    base = base_of(typed)
    known: set[str] = {canonical(typed) or typed.strip()}
    if base is not None:
        with engine.connect() as connection:
            query = select(t.version.c.code).where(t.version.c.code.like(f"%{base}%")).distinct()
            known |= {code for code in connection.scalars(query) if base_of(code) == base}
    return tuple(sorted(known))


def _records(engine: Engine, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({r for code in codes for r in versions.records_with_code(engine, code)}))


def selection_of(
    engine: Engine,
    typed: str,
    since: date | None = None,
    until: date | None = None,
    pages: Iterable[tuple[int, str]] = (),
) -> Selection:
    """Everything about a procedure: its own pages, the lists that name it, and further pages. Raises ExportError."""
    codes = codes_of(engine, typed)
    records = _records(engine, codes)
    pages = frozenset(pages)
    if not records and not pages:
        raise ExportError(f"Kho chưa từng thấy mã {typed}; kiểm tra lại mã (dạng 1.001193).")
    return Selection(since=since, until=until, codes=codes, records=records, pages=pages)


# --- what was read ---------------------------------------------------------------------------


def _versions(engine: Engine, selection: Selection, since: date, until: date) -> list[dict[str, Any]]:
    """The versions that held on any of the nights."""
    return [
        {
            "portal": v.portal,
            "portal_id": v.portal_id,
            "code": v.code,
            "name": v.name,
            "from_night": v.from_night.isoformat(),
            "until_night": v.until_night.isoformat() if v.until_night else None,
            "run": v.from_run,
            "digest": v.digest,
            "procedure": plain(v.procedure) if v.procedure else None,
        }
        for v in versions.history_of(engine, selection.records)
        if v.from_night <= until and (v.until_night is None or v.until_night > since)
    ]


def _sources(engine: Engine, exported: Exported, looks: Iterable[LookLine]) -> tuple[SourceLine, ...]:
    """Every source: how many nights it was seen and not, and what it contributed."""
    told = {r.id: r.portal for r in runs.runs_by_id(engine, exported.summary.runs)}
    captures: dict[str, int] = {}
    for run, count in exported.summary.of_run:
        captures[told[run]] = captures.get(told[run], 0) + count
    of: dict[str, list[LookLine]] = {}
    for look in looks:
        of.setdefault(look.portal, []).append(look)
    return tuple(_source(lines, captures.get(portal, 0)) for portal, lines in of.items())


def _source(lines: list[LookLine], captures: int) -> SourceLine:
    known = {x.first for x in lines if x.is_known}
    unseen = {x.first for x in lines if x.run is not None} - known
    not_looked = sum((x.last - x.first).days + 1 for x in lines if x.run is None)
    return SourceLine(lines[0].portal, lines[0].name, len(known), len(unseen), not_looked, captures)


def unsearched(engine: Engine, since: date | None, until: date | None) -> int:
    """Captures of lists whose bytes a rule of keeping dropped: nobody can tell any more what they named."""
    query = (
        select(func.count())
        .select_from(t.capture.join(t.run).join(t.body))
        .where(
            t.run.c.night.between(since or date.min, until or date.max),
            t.capture.c.purpose == "list",
            t.body.c.coding == DROPPED,
        )
    )
    with engine.connect() as connection:
        return connection.scalar(query) or 0


# --- the pack -----------------------------------------------------------------------------------


def pack(
    config: Config, engine: Engine, typed: str, since: date, until: date, target: Path, told: Told | None = None
) -> Cover:
    """Write the pack of one procedure; nothing is left of it when it fails. Raises ExportError, StoreError, OSError."""
    if target.exists():
        raise ExportError(f"Đã có tệp {target}: hãy chọn tên khác, bằng chứng không bị ghi đè.")
    records = _records(engine, codes_of(engine, typed))
    looks = looked_at(config, engine, records, since, until)
    if all(look.run is None for look in looks):
        raise ExportError(f"Kho không có lần quét nào từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}; xem `tthc runs`.")
    judged = Judged(since, until, looks, judged_nights(config, engine, typed, since, until))
    selection = selection_of(engine, typed, since, until, judged.pages())
    selection = replace(selection, pages=selection.pages | pages_behind(engine, looks))
    with tempfile.TemporaryDirectory(prefix=".tthc-", dir=target.parent) as name:
        folder = Path(name)
        exported = export_files(engine, selection, folder / WARC, product(), told)
        held = _versions(engine, selection, since, until)
        _write_json(folder / "phien-ban.json", held)
        _write_json(folder / "chenh-lech.json", judged.objects())
        (folder / "chenh-lech.txt").write_bytes(judged.text().encode("utf-8", "backslashreplace"))
        cover = _cover(engine, typed, judged, exported, held, folder)
        (folder / f"{SHEET}.html").write_bytes(render_html(cover))
        (folder / f"{SHEET}.txt").write_bytes(render_text(cover))
        files = sorted(folder.iterdir())
        sums = "".join(f"{digest_of(file)}  {file.name}\n" for file in files)
        (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")
        with whole_files(target) as beside:
            _zip([*files, folder / SUMS], beside[target], cover.newest)
    return cover


def _write_json(file: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    file.write_bytes(text.encode("utf-8", "backslashreplace"))


def _cover(
    engine: Engine, typed: str, judged: Judged, exported: Exported, held: list[dict[str, Any]], folder: Path
) -> Cover:
    summary, seals = exported.summary, exported.seals
    newest = _EPOCH + timedelta(microseconds=summary.newest) if summary.newest else None
    return Cover(
        code=canonical(typed) or typed.strip(),
        names=tuple(dict.fromkeys(v["name"] for v in reversed(held))),
        since=judged.since,
        until=judged.until,
        newest=newest,
        product=product(),
        warc=WARC,
        captures=summary.captures,
        without_answer=summary.without_answer,
        dropped=summary.dropped,
        unsearched=unsearched(engine, judged.since, judged.until),
        versions=len(held),
        compared_nights=len(judged.sure),
        unsure=judged.unsure,
        looks=judged.looks,
        sources=_sources(engine, exported, judged.looks),
        verdicts=judged.lines(),
        files=tuple(
            FileLine(name, what, (folder / name).stat().st_size, digest_of(folder / name))
            for name, what in _contents(summary.dropped).items()
        ),
        night_head=seals.night_head,
        night_head_of=date.fromisoformat(seals.night) if seals.night else None,
        head=seals.head,
        reach=seals.reach,
        unsealed=seals.unsealed,
    )


def _contents(dropped: int) -> dict[str, str]:
    """What each file is."""
    whole = f"; {dropped} trả lời chỉ còn mã băm, các trả lời khác" if dropped else ","
    return {WARC: f"câu hỏi và trả lời về thủ tục này{whole} nguyên văn từng byte (WARC 1.1)", **WHAT}


def _zip(files: Iterable[Path], target: Path, newest: datetime | None) -> None:
    """The files in the order of their names, all with the time of the newest answer."""
    at = (newest or _EPOCH + timedelta(days=3653)).astimezone(VIETNAM)  # a zip begins in 1980
    with zipfile.ZipFile(target, "w") as out:
        for file in sorted(files, key=lambda f: f.name):
            entry = zipfile.ZipInfo(file.name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            packed = file.name.endswith(_AS_THEY_ARE)
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            entry.file_size = file.stat().st_size  # so that a long one gets the form for long ones
            with file.open("rb") as source, out.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
