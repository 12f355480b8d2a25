"""From paragraphs and rows to the expected catalogue: every row with its reading and every doubt with its place.

Nothing is guessed. What is not understood is kept word for word and becomes a doubt that a person sees first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from analysis.codes import canonical
from analysis.rules.publishers import same_number
from monitor.catalogue.blocks import Block, Paragraph
from monitor.catalogue.decision import Decision, said_by, weekend_note
from monitor.catalogue.headers import Column, is_header
from monitor.catalogue.headings import Heading
from monitor.catalogue.lists import ListReader
from monitor.catalogue.procedures import one_line, procedure_of
from monitor.catalogue.sheets import CODE, NAME, Sheet
from monitor.catalogue.values import Doubt, Given, Reading, Row


def read_blocks(blocks: Sequence[Block], given: Given = Given()) -> Reading:  # noqa: B008 - a value, never changed
    """Read a decision with its annex, or a list."""
    said = said_by(_lines(blocks))
    decision, doubts = _settled(said.decision, given)
    reader = ListReader(decision, given.territory, blocks)
    reader.read()
    doubts = [*(Doubt("quyết định", text) for text in said.doubts), *doubts, *reader.doubts]
    return _whole(decision, reader.rows, doubts, [*said.notes, *reader.notes])


def read_sheets(sheets: Sequence[Sheet], given: Given = Given()) -> Reading:  # noqa: B008
    """Read sheets of single procedures."""
    said = Decision(number=next((n for s in sheets if (n := dict(s.parts).get("Số quyết định", ""))), ""))
    decision, doubts = _settled(said, given)
    return _whole(decision, [_sheet_row(s, decision, given) for s in sheets], doubts, [])


def _whole(decision: Decision, rows: list[Row], doubts: list[Doubt], notes: list[str]) -> Reading:
    doubts = [*doubts, *_about(decision, rows)]
    note = weekend_note(decision)
    return Reading(
        decision, tuple(_told_twice(rows)), tuple(doubts), tuple(dict.fromkeys([*notes, *([note] * bool(note))]))
    )


def _lines(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Text outside lists, line by line: letterheads are often drawn as a table."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif is_header(block.values):
            return
        else:
            yield from (Paragraph(line, block.where) for value in block.values for line in _unwrapped(value))


def _unwrapped(value: str) -> list[str]:
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    return [*lines, " ".join(lines)] if len(lines) > 1 else lines


def _settled(said: Decision, given: Given) -> tuple[Decision, list[Doubt]]:
    """What holds of the decision, and where the person and the text say different things."""
    doubts = []
    pairs = (("số", given.decision, said.number), ("ngày ký", given.signed, said.signed))
    for name, typed, written in (*pairs, ("ngày áp dụng", given.effective, said.effective)):
        same = same_number(str(typed), str(written)) if name == "số" else typed == written
        if typed and written and not same:
            doubts.append(Doubt("quyết định", f"{name} được nêu là {_told(typed)}, văn bản ghi {_told(written)}"))
    decision = Decision(
        given.decision or said.number,
        given.signed or said.signed,
        given.issuer or said.issuer,
        given.effective or said.effective,
        said.sector,
    )
    return decision, doubts


def _told(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _about(decision: Decision, rows: Sequence[Row]) -> Iterator[Doubt]:
    """What is missing or odd about the decision as a whole."""
    procedures = [row.procedure for row in rows if row.procedure]
    if not procedures:
        yield Doubt("tệp", "không đọc được thủ tục nào: không thấy bảng có cột mã hoặc tên thủ tục")
        return
    if any(not p.decision for p in procedures):
        yield Doubt("quyết định", "không rõ số quyết định; hãy nêu bằng --decision")
    if any(p.signed is None for p in procedures):
        yield Doubt("quyết định", "không rõ ngày ký; hãy nêu bằng --signed")
    if any(p.effective_from is None for p in procedures):
        yield Doubt("quyết định", "không rõ ngày áp dụng; hãy nêu bằng --effective")
    if decision.signed and decision.effective and decision.effective < decision.signed:
        told = f"áp dụng từ {decision.effective:%d/%m/%Y}, trước ngày ký {decision.signed:%d/%m/%Y}"
        yield Doubt("quyết định", f"{told}; giữ như văn bản ghi")


def _told_twice(rows: Sequence[Row]) -> Iterator[Row]:
    first: dict[str, Row] = {}
    for row in rows:
        code = canonical(row.procedure.code) if row.procedure else None
        if code is None:
            yield row
        elif code in first:
            doubt = Doubt(f"{row.where}, cột {Column.CODE.value}", f"trùng mã {code} với {first[code].where}")
            yield replace(row, doubts=(*row.doubts, doubt))
        else:
            first[code] = row
            yield row


# --- sheets ---------------------------------------------------------------------


def _sheet_row(sheet: Sheet, decision: Decision, given: Given) -> Row:
    parts = dict(sheet.parts)
    texts = {
        Column.CODE: parts.get(CODE, ""),
        Column.NAME: one_line(parts.get(NAME, "")),
        Column.LEVEL: parts.get("Cấp thực hiện", ""),
        Column.SECTOR: parts.get("Lĩnh vực", ""),
        Column.TIME: parts.get("Thời hạn giải quyết", ""),
        Column.FEE: parts.get("Phí, lệ phí", ""),
        Column.LEGAL: parts.get("Căn cứ pháp lý", ""),
        Column.AGENCY: parts.get("Cơ quan thực hiện", ""),
        Column.PLACE: parts.get("Địa chỉ tiếp nhận HS", ""),
        Column.DECISION: given.decision or parts.get("Số quyết định", ""),
    }
    procedure, doubts = procedure_of(texts, sheet.where, Heading(), decision, given.territory)
    for label in sheet.twice:
        doubts.append(Doubt(f"{sheet.where}, mục {label}", "mục này có hai lần trong phiếu; giữ cả hai"))
    if "Cách thức thực hiện" in parts and not procedure.time_text:
        why = "thời hạn, phí nằm trong bảng cách thức đã trải thành chữ; giữ nguyên, không tách"
        doubts.append(Doubt(f"{sheet.where}, mục Cách thức thực hiện", why))
    return Row(sheet.where, sheet.parts, procedure, "", tuple(doubts))
