"""The expected catalogue at work: a file is shown as it was understood, kept when a person agrees, and told again.

Every function that a person's command calls raises CatalogueError with one sentence for that person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from analysis.codes import canonical
from analysis.rules.catalogue import begins
from analysis.sectors import canonical_sector, is_justice
from analysis.witnesses import ExpectedProcedure
from monitor.catalogue.blocks import UnreadableFile
from monitor.catalogue.files import read_content
from monitor.catalogue.values import Doubt, Given, Reading, Row
from monitor.clock import VIETNAM
from monitor.registering import readable
from storage import catalogue
from storage.catalogue import CatalogueImport, CatalogueRow, Told


class CatalogueError(Exception):
    """A catalogue cannot be used; one Vietnamese sentence."""


ROW_COLUMNS = {
    "row": "Ở đâu",
    "code": "Mã TTHC",
    "name": "Tên",
    "state": "Nội dung",
    "level": "Cấp",
    "sector": "Lĩnh vực",
    "effective_from": "Áp dụng từ",
    "doubts": "Điều chưa rõ",
}
#: Told in JSON and CSV alone: a table has no room for them.
MORE_COLUMNS = {
    "decision": "Quyết định",
    "signed": "Ngày ký",
    "issuer": "Cơ quan công bố",
    "effective_to": "Đến ngày",
    "replaced_by": "Mã thay thế",
    "territory": "Địa bàn",
    "service_level": "Dịch vụ công trực tuyến",
    "time": "Thời hạn giải quyết",
    "fee": "Phí, lệ phí",
    "place": "Địa điểm",
    "agency": "Cơ quan thực hiện",
    "legal_bases": "Căn cứ pháp lý",
}
IMPORT_COLUMNS = {
    "id": "Số",
    "at": "Lúc",
    "series": "Quyết định, danh mục",
    "file": "Tệp",
    "rows": "Số dòng",
    "doubts": "Điều chưa rõ",
    "holds": "Đang dùng",
    "who": "Người nhập",
    "note": "Ghi chú",
}
NEXT = "Lần đối chiếu sau, hoặc `tthc compare`, sẽ dùng"


@dataclass(frozen=True, slots=True)
class Shown:
    """A file with its reading, before anybody agreed to it."""

    file: str
    content: bytes
    reading: Reading
    whole_sectors: tuple[str, ...] = ()

    @property
    def series(self) -> str:
        """What a later import of the same takes the place of: the decision, or the list by its file."""
        decision = self.reading.decision
        if not decision.number:
            return f"tệp {self.file}"
        return decision.number + (f" ngày {decision.signed:%d/%m/%Y}" if decision.signed else "")


def read(path: Path, given: Given, whole_sectors: Sequence[str] = ()) -> Shown:
    """Read a file. Raises CatalogueError."""
    name = readable(path)
    for sector in whole_sectors:
        if not is_justice(sector):
            raise CatalogueError(f"--whole-sector: «{sector}» không phải một lĩnh vực của ngành Tư pháp.")
    try:
        content = path.read_bytes()
        reading = read_content(readable(path.name), content, given)
    except FileNotFoundError:
        raise CatalogueError(f"Không có tệp {name}.") from None
    except OSError as error:
        raise CatalogueError(f"Không đọc được tệp {name}: {error.strerror}.") from error
    except UnreadableFile as error:
        raise CatalogueError(f"Tệp {name}: {error}.") from error
    return Shown(readable(path.name), content, reading, tuple(canonical_sector(s) for s in whole_sectors))


# --- telling what was understood ---------------------------------------------------


def summary(shown: Shown) -> Iterator[str]:
    """What a file is and holds: one sentence a line."""
    reading, decision = shown.reading, shown.reading.decision
    issuer = f", {decision.issuer}" if decision.issuer else ""
    signed = f", ký ngày {decision.signed:%d/%m/%Y}" if decision.signed else ""
    effective = f", áp dụng từ {decision.effective:%d/%m/%Y}" if decision.effective else ""
    yield f"Quyết định: {decision.number or '(không rõ số)'}{signed}{issuer}{effective}."
    procedures = reading.procedures
    abolished = sum(p.abolished for p in procedures)
    justice = sum(is_justice(p.sector) for p in procedures)
    yield (
        f"{len(reading.rows)} dòng, {len(procedures)} thủ tục ({len(procedures) - abolished} công bố, "
        f"{abolished} bãi bỏ), {justice} thuộc lĩnh vực của ngành Tư pháp."
    )
    if shown.whole_sectors:
        yield f"Được coi là đã nhập đủ quyết định của lĩnh vực: {', '.join(shown.whole_sectors)}."
    for note in reading.notes:
        yield f"Lưu ý: {note}."


def doubt_lines(doubts: Sequence[Doubt]) -> Iterator[str]:
    """Every doubt with its place."""
    yield f"{len(doubts)} điều chưa rõ:" if doubts else "Không có điều gì chưa rõ."
    for doubt in doubts:
        yield f"- {doubt.where}: {doubt.text}."


def shown_rows(shown: Shown) -> list[dict[str, Any]]:
    """The rows as they were understood."""
    return [_row(_kept(row)) for row in shown.reading.rows]


def _row(row: CatalogueRow) -> dict[str, Any]:
    p = row.procedure or ExpectedProcedure("", " | ".join(text for _, text in row.cells), "")
    return {
        "row": row.place,
        "code": p.code,
        "name": p.name,
        "state": _state(p, row),
        "level": p.level,
        "sector": p.sector,
        "effective_from": _day(p.effective_from),
        "doubts": "; ".join(text for _, text in row.doubts),
        "decision": p.decision,
        "signed": _day(p.signed),
        "issuer": p.issuer,
        "effective_to": _day(p.effective_to),
        "replaced_by": p.replaced_by,
        "territory": p.territory,
        "service_level": p.service_level,
        "time": p.time_text,
        "fee": p.fee_text,
        "place": p.place,
        "agency": p.agency,
        "legal_bases": p.legal_bases_text,
    }


def _state(p: ExpectedProcedure, row: CatalogueRow) -> str:
    if row.procedure is None:
        return "không đọc được"
    if p.replaced_by:
        return f"thay bằng {p.replaced_by}"
    return ("bãi bỏ" if p.abolished else row.kind or "công bố") + (", nội bộ" if p.internal else "")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- keeping ------------------------------------------------------------------------


def keep(engine: Engine, shown: Shown, at: datetime, *, by: str = "", note: str = "") -> bool:
    """Import a file as it was shown; False where exactly that holds already."""
    rows = [_kept(row) for row in shown.reading.rows]
    told = Told(
        shown.reading.decision.number,
        shown.whole_sectors,
        tuple((d.where, d.text) for d in shown.reading.doubts),
        shown.reading.notes,
    )
    before = next((i for i in catalogue.in_force(engine) if i.series == shown.series), None)
    if before is not None and _is_kept(engine, before, shown, told, rows):
        return False
    if not rows:
        raise CatalogueError(f"Tệp {shown.file} không có dòng nào đọc được thành thủ tục nên không có gì để ghi.")
    catalogue.add(engine, at, shown.series, shown.file, shown.content, rows, told, who=by, note=note)
    return True


def _is_kept(engine: Engine, before: CatalogueImport, shown: Shown, told: Told, rows: Sequence[CatalogueRow]) -> bool:
    same = before.told == told and catalogue.content_of(engine, before.id) == shown.content
    return same and catalogue.rows_of(engine, before.id) == list(rows)


def _kept(row: Row) -> CatalogueRow:
    return CatalogueRow(row.where, row.cells, row.procedure, row.kind, tuple((d.where, d.text) for d in row.doubts))


def withdraw(engine: Engine, number: int, at: datetime, *, by: str = "", note: str = "") -> str:
    """Take an import back; the sentence to tell. Raises CatalogueError."""
    found = next((i for i in catalogue.in_force(engine) if i.id == number), None)
    if found is None:
        raise CatalogueError(f"Không có lần nhập số {number} nào đang dùng; xem `tthc catalogue list`.")
    catalogue.withdraw(engine, at, found.series, who=by, note=note)
    return f"Đã thôi dùng {found.series} (lần nhập số {number}); những gì đã nhập vẫn còn trong kho."


# --- what holds -----------------------------------------------------------------------


def import_rows(engine: Engine, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """Every import, the newest first."""
    holding = {i.id for i in catalogue.in_force(engine, as_of=as_of)}
    return [_import_row(i, i.id in holding) for i in catalogue.imports(engine, as_of=as_of)]


def _import_row(found: CatalogueImport, holds: bool) -> dict[str, Any]:
    return {
        "id": found.id,
        "at": found.at.astimezone(VIETNAM).isoformat(timespec="seconds"),
        "series": found.series,
        "file": found.file,
        "rows": found.rows,
        "doubts": len(found.told.doubts),
        "holds": "thôi dùng" if found.is_withdrawal else "có" if holds else "không",
        "who": found.who,
        "note": found.note,
        "sha256": found.sha256,
        "whole_sectors": list(found.told.whole_sectors),
    }


def rows_in_force(engine: Engine, on: date, as_of: datetime | None = None, code: str = "") -> list[dict[str, Any]]:
    """The rows of all imports that hold; of one code where one is named."""
    wanted = canonical(code) or code.strip()
    return [
        _row(row) | {"row": f"{found.file}, {row.place}", "holds": _holds(row.procedure, on)}
        for found in catalogue.in_force(engine, as_of=as_of)
        for row in catalogue.rows_of(engine, found.id)
        if not wanted or (row.procedure and _is(row.procedure.code, wanted))
    ]


def _is(code: str, wanted: str) -> bool:
    return (canonical(code) or code) == wanted or (canonical(code) or code).startswith(wanted + ".")


def _holds(procedure: ExpectedProcedure | None, on: date) -> str:
    if procedure is None:
        return "không đọc được"
    start = begins(procedure)
    if start is None:
        return "không rõ ngày"
    if start > on:
        return "chưa đến ngày"
    return "đã hết" if procedure.effective_to and procedure.effective_to < on else "đã đến ngày"


def totals(rows: Sequence[dict[str, Any]], on: date) -> str:
    """The rows in one sentence."""
    states = Counter(row["holds"] for row in rows)
    told = ", ".join(f"{count} {state}" for state, count in states.items())
    return f"{len(rows)} dòng đang dùng vào ngày {on:%d/%m/%Y}" + (f": {told}." if told else ".")


def missing_sentence(*, national: bool, provincial: bool, expected: bool) -> str:
    """Which of the three witnesses a night lacks, and what cannot be said without it; empty: all are there."""
    lacking = [
        ("danh mục quốc gia", "không kết luận được gì về bản của tỉnh", national),
        ("phần công khai của tỉnh", "không kết luận được thủ tục nào chưa công khai ở tỉnh", provincial),
        (
            "danh mục công bố",
            "không kết luận được thủ tục thiếu ở cả hai bên, không có căn cứ công bố, "
            "công khai sớm, quá hạn ban hành; nhập bằng `tthc catalogue import`",
            expected,
        ),
    ]
    absent = [f"{name} ({why})" for name, why, there in lacking if not there]
    return f"Trong ba nguồn để đối chiếu còn thiếu: {'; '.join(absent)}." if absent else ""
