"""The pack for an inspector: all evidence about one procedure over some nights, in one file that checks itself.

The same store gives the same bytes: dates come from the data, names are sorted, and nothing says when it was packed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from analysis.codes import base_of, canonical
from analysis.model import plain
from analysis.rules import RULES
from monitor import PRODUCT, VERSION, explaining
from monitor.clock import VIETNAM
from monitor.config import Config
from reports.cover import Cover, FileLine, SourceLine, VerdictLine, render_html, render_text
from reports.words import part_name
from storage import comparisons, runs, versions
from storage import tables as t
from storage.comparisons import StoredComparison
from storage.export_files import Exported, export_files
from storage.selection import Selection
from storage.sidecar import digest_of
from storage.warc import ExportError, Told
from storage.whole_files import whole_files

WARC = "bang-chung.warc.gz"
SHEET = "DOC-TRUOC"
SUMS = "SHA256SUMS"
WHAT = {
    WARC: "mọi câu hỏi và trả lời, nguyên văn từng byte (WARC 1.1)",
    "bang-chung.cdxj": "chỉ mục của tệp WARC",
    WARC + ".sha256.json": "mã băm của tệp và từng bản ghi; đoạn chuỗi niêm phong",
    "tthc_verify.py": "chương trình kiểm tra, đọc được bằng mắt",
    "phien-ban.json": "nội dung thủ tục như chương trình đã đọc, từng phiên bản",
    "chenh-lech.json": "chênh lệch từng đêm, tình trạng và giải thích",
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


def selection_of(
    engine: Engine,
    typed: str,
    since: date | None = None,
    until: date | None = None,
    pages: Iterable[tuple[int, str]] = (),
) -> Selection:
    """Everything about a procedure: its own pages, the lists that name it, and further pages. Raises ExportError."""
    codes = codes_of(engine, typed)
    records = tuple(sorted({r for code in codes for r in versions.records_with_code(engine, code)}))
    pages = frozenset(pages)
    if not records and not pages:
        raise ExportError(f"Kho chưa từng thấy mã {typed}; kiểm tra lại mã (dạng 1.001193).")
    return Selection(since=since, until=until, codes=codes, records=records, pages=pages)


# --- what was read and judged ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Night:
    """The discrepancies of the procedure on one night."""

    stored: StoredComparison
    found: tuple[explaining.Explanation, ...]


def _nights(config: Config, engine: Engine, typed: str, since: date, until: date) -> list[_Night]:
    """The nights with a comparison, oldest first."""
    nights = []
    day = until
    while day >= since:
        stored = comparisons.last_comparison(engine, up_to=day)
        if stored is None or stored.night < since:
            break
        meant = [s for s in stored.sightings if explaining.is_code(typed, s.discrepancy.code)]
        meant.sort(key=lambda s: s.discrepancy.key)
        nights.append(_Night(stored, tuple(explaining.explained(config, engine, stored, s) for s in meant)))
        day = stored.night - timedelta(days=1)
    return nights[::-1]


def _pages(nights: Iterable[_Night]) -> Iterator[tuple[int, str]]:
    """The pages that the discrepancies rest on, also those that do not name the procedure."""
    for night in nights:
        for told in night.found:
            for portal, topic in told.sighting.discrepancy.evidence:
                run = night.stored.runs.get(portal)
                if run is not None:
                    yield run, topic


def _verdicts(nights: Iterable[_Night]) -> list[dict[str, Any]]:
    return [
        {
            "night": night.stored.night.isoformat(),
            "comparison": night.stored.id,
            "digest": night.stored.digest,
            "runs": dict(night.stored.runs),
            "complete": night.stored.complete,
            "discrepancies": [json.loads(explaining.as_json(told)) for told in night.found],
        }
        for night in nights
    ]


def _verdict_text(nights: Iterable[_Night]) -> str:
    """Each discrepancy as it was last explained, then how it stood night by night."""
    last: dict[str, explaining.Explanation] = {}
    course: dict[str, list[str]] = {}
    for night in nights:
        for told in night.found:
            key = told.sighting.discrepancy.key
            last[key] = told
            course.setdefault(key, []).append(f"  đêm {night.stored.night:%d/%m/%Y}: {told.sighting.status.value}")
    parts = [
        "\n".join([explaining.as_text(told, full=True), "", "Từng đêm:", *course[key]]) for key, told in last.items()
    ]
    return ("\n\n" + "=" * 80 + "\n\n").join(parts or ["Không có chênh lệch nào của thủ tục này."]) + "\n"


def _verdict_lines(nights: Iterable[_Night]) -> tuple[VerdictLine, ...]:
    names = {r.code: r.name for r in RULES}
    seen: dict[str, tuple[date, _Night, explaining.Explanation]] = {}
    for night in nights:
        for told in night.found:
            key = told.sighting.discrepancy.key
            first = seen[key][0] if key in seen else night.stored.night
            seen[key] = (first, night, told)
    return tuple(
        VerdictLine(
            told.sighting.discrepancy.rule,
            names.get(told.sighting.discrepancy.rule, ""),
            part_name(told.sighting.discrepancy.part) if told.sighting.discrepancy.part else "",
            told.sighting.discrepancy.severity.value,
            first,
            night.stored.night,
            told.sighting.status.value,
            key,
        )
        for key, (first, night, told) in sorted(seen.items())
    )


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


def _sources(config: Config, engine: Engine, exported: Exported) -> tuple[SourceLine, ...]:
    names = {p.code: p.name for p in config.portals}
    captures: dict[str, int] = {}
    nights: dict[str, set[date]] = {}
    told = {r.id: r for r in runs.runs_by_id(engine, exported.summary.runs)}
    for run, count in exported.summary.of_run:
        portal = told[run].portal
        captures[portal] = captures.get(portal, 0) + count
        nights.setdefault(portal, set()).add(told[run].night)
    return tuple(SourceLine(p, names.get(p, p), len(nights[p]), n) for p, n in sorted(captures.items()))


# --- the pack -----------------------------------------------------------------------------------


def pack(
    config: Config, engine: Engine, typed: str, since: date, until: date, target: Path, told: Told | None = None
) -> Cover:
    """Write the pack of one procedure; nothing is left of it when it fails. Raises ExportError, StoreError, OSError."""
    if target.exists():
        raise ExportError(f"Đã có tệp {target}: hãy chọn tên khác, bằng chứng không bị ghi đè.")
    nights = _nights(config, engine, typed, since, until)
    selection = selection_of(engine, typed, since, until, _pages(nights))
    with tempfile.TemporaryDirectory(prefix=".tthc-", dir=target.parent) as name:
        folder = Path(name)
        exported = export_files(engine, selection, folder / WARC, product(), told)
        held = _versions(engine, selection, since, until)
        _write_json(folder / "phien-ban.json", held)
        _write_json(folder / "chenh-lech.json", _verdicts(nights))
        (folder / "chenh-lech.txt").write_text(_verdict_text(nights), encoding="utf-8", newline="\n")
        cover = _cover(typed, since, until, exported, held, nights, _sources(config, engine, exported), folder)
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
    typed: str,
    since: date,
    until: date,
    exported: Exported,
    held: list[dict[str, Any]],
    nights: list[_Night],
    sources: tuple[SourceLine, ...],
    folder: Path,
) -> Cover:
    summary, seals = exported.summary, exported.seals
    newest = _EPOCH + timedelta(microseconds=summary.newest) if summary.newest else None
    return Cover(
        code=canonical(typed) or typed.strip(),
        names=tuple(dict.fromkeys(v["name"] for v in reversed(held))),
        since=since,
        until=until,
        newest=newest,
        product=product(),
        warc=WARC,
        captures=summary.captures,
        without_answer=summary.without_answer,
        versions=len(held),
        compared_nights=len(nights),
        sources=sources,
        verdicts=_verdict_lines(nights),
        files=tuple(
            FileLine(name, what, (folder / name).stat().st_size, digest_of(folder / name))
            for name, what in WHAT.items()
        ),
        night_head=seals.night_head,
        night_head_of=date.fromisoformat(seals.night) if seals.night else None,
        head=seals.head,
        unsealed=seals.unsealed,
    )


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
