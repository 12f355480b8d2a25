"""Lists: rows under the head of a table and under the headings of an annex."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.codes import base_of
from analysis.texts import canonical_text
from analysis.witnesses import ExpectedProcedure
from monitor.catalogue.blocks import Block, Cells, Paragraph
from monitor.catalogue.decision import Decision
from monitor.catalogue.headers import Column, columns_of, is_header, is_numbering
from monitor.catalogue.headings import Heading, Outline, has_index, heading_of, is_annex, is_capital
from monitor.catalogue.procedures import TEXTS, one_line, procedure_of
from monitor.catalogue.values import Doubt, Row

_SAME = frozenset({"như trên", "nt", "n/t", "-nt-", '"', "''", '-"-', "//", "″", "〃"})


@dataclass
class ListReader:
    """Reads blocks in their order; knows the head of the list and the headings above the row."""

    decision: Decision
    territory: str
    blocks: Sequence[Block]
    rows: list[Row] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    above: dict[int, str] = field(default_factory=dict)  # the row above, by column, "như trên" resolved
    width: int = 0
    fresh_head: bool = False
    outline: Outline = field(default_factory=Outline)

    def read(self) -> None:
        """All blocks."""
        self.outline.base = Heading(sector=self.decision.sector)
        annexed = any(isinstance(b, Paragraph) and is_annex(b.text) for b in self.blocks)
        for block in self.blocks:
            if isinstance(block, Paragraph):
                annexed = annexed and not is_annex(block.text)
                if not annexed:  # before the annex, what looks like a heading is a sentence of the decision
                    self._line(block.text, block.where)
            else:
                self._cells(block)
        self.outline.close()
        for heading, rows in zip(self.outline.miscounted, self.outline.counts, strict=True):
            told = f"đề mục ghi {heading.stated} thủ tục, đọc được {rows}: «{heading.text}»"
            self.doubts.append(Doubt(heading.where, told))

    def _line(self, text: str, where: str) -> None:
        if not (has_index(text) or is_capital(text) or is_annex(text)):
            return
        heading = heading_of(text, where)
        if heading.tells or is_annex(text):
            self._enter(heading)

    def _enter(self, heading: Heading) -> None:
        self.outline.enter(heading)
        if heading.note:
            self.notes.append(f"{heading.where}: {heading.note}")

    def _cells(self, cells: Cells) -> None:
        if is_header(cells.values):
            self._head(cells)
        elif not self.columns or (cells.begins and len(cells.values) != self.width):
            self._outside(cells)
        elif is_numbering(cells.values):
            return
        elif self.fresh_head and self._is_second_head(cells):
            self._second_head(cells)
        elif self._is_heading(cells):
            self._heading(cells)
        elif self._goes_on(cells):
            self._continue(cells)
        else:
            self._row(cells)

    # --- heads

    def _head(self, cells: Cells) -> None:
        repeated = self.names == cells.values
        self.columns, self.names, self.width = columns_of(cells.values), cells.values, len(cells.values)
        self.above = {}
        self.fresh_head = True
        if not repeated:
            self._unknown_columns(cells)

    def _unknown_columns(self, cells: Cells) -> None:
        for i, name in enumerate(cells.values):
            if name.strip() and i not in self.columns:
                self.doubts.append(
                    Doubt(f"{cells.where}, cột «{one_line(name)}»", "không hiểu đầu cột; nội dung được giữ nguyên")
                )
        kept = [c for c in self.columns.values() if c is not Column.OTHER]
        for column in dict.fromkeys(c for c in kept if kept.count(c) > 1):
            self.doubts.append(
                Doubt(cells.where, f"hai cột cùng là {column.value}; lấy cột đầu, cột sau được giữ nguyên")
            )

    def _is_second_head(self, cells: Cells) -> bool:
        """Whether the row under the head parts one of its columns: "Phí" and "Lệ phí" under "Mức thu"."""
        own = cells.filled
        return len(own) >= 2 and all(i in columns_of(cells.values) for i in own) and not self._code_in(cells)

    def _second_head(self, cells: Cells) -> None:
        names = [*self.names, *([""] * (len(cells.values) - len(self.names)))]
        for i in cells.filled:
            names[i] = cells.values[i]
            self.columns[i] = columns_of(cells.values)[i]
        self.names = tuple(names)
        self.doubts = [
            d for d in self.doubts if not any(f"«{one_line(cells.values[i])}»" in d.where for i in cells.filled)
        ]

    def _outside(self, cells: Cells) -> None:
        """A row of a table that is no list: titles drawn in cells are headings; a code there is a doubt."""
        self.columns = {}
        code = next((value for value in cells.values if base_of(value)), None)
        if code is not None:
            doubt = Doubt(
                cells.where, f"có mã {one_line(code)} ở bảng không có đầu cột nhận ra được; không đọc thành thủ tục"
            )
            self.rows.append(Row(cells.where, self._kept(cells.values), None, doubts=(doubt,)))
        elif len(cells.filled) == 1:
            self._line(one_line(cells.values[cells.filled[0]]), cells.where)

    # --- headings inside a list

    def _code_in(self, cells: Cells) -> bool:
        return any(base_of(v) is not None for i, v in enumerate(cells.values) if i not in cells.above)

    def _is_heading(self, cells: Cells) -> bool:
        own = cells.filled
        if self._code_in(cells) or not own or len(own) > 2 or (cells.above and len(own) < 2):
            return False
        texts = [cells.values[i].strip() for i in own]
        if len(own) == 2 and not (has_index(f"{texts[0].rstrip('.')}. x") and len(texts[0]) <= 6):
            return False
        heading = heading_of(self._heading_text(cells))
        return len(own) == 1 or (heading.tells and self.columns.get(own[1]) is not Column.CODE and is_capital(texts[1]))

    def _heading_text(self, cells: Cells) -> str:
        texts = [one_line(cells.values[i]) for i in cells.filled]
        return texts[0] if len(texts) == 1 else f"{texts[0].rstrip('.')}. {texts[1]}"

    def _heading(self, cells: Cells) -> None:
        text = self._heading_text(cells)
        heading = heading_of(text, cells.where)
        if heading.tells:
            self._enter(heading)
            return
        doubt = Doubt(cells.where, f"hàng chỉ có một ô, không hiểu là đề mục gì: «{text}»")
        self.rows.append(Row(cells.where, self._kept(cells.values), None, doubts=(doubt,)))
        if has_index(text) or is_capital(text):  # perhaps another field: what stood before no longer holds
            self._enter(replace(heading, sector="?"))

    # --- rows

    def _goes_on(self, cells: Cells) -> bool:
        """Whether the row belongs to the procedure above: its code, or else its name, is one cell with that above."""
        place = self._place(Column.CODE) if Column.CODE in self.columns.values() else self._place(Column.NAME)
        return place in cells.above and bool(self.rows) and self.rows[-1].procedure is not None

    def _continue(self, cells: Cells) -> None:
        texts = {self.columns.get(i): cells.values[i] for i in cells.filled}
        last = self.rows.pop()
        cells_now = dict(last.cells)
        for i in cells.filled:
            name = self._name(i)
            cells_now[name] = "\n".join(t for t in (cells_now.get(name, ""), cells.values[i]) if t)
        assert last.procedure is not None
        added = {
            f: "\n".join(t for t in (getattr(last.procedure, f), texts[c]) if t) for c, f in TEXTS.items() if c in texts
        }
        self.rows.append(replace(last, cells=tuple(cells_now.items()), procedure=replace(last.procedure, **added)))  # type: ignore[arg-type]

    def _row(self, cells: Cells) -> None:
        self.fresh_head = False
        doubts = [Doubt(cells.where, cells.doubt)] if cells.doubt else []
        texts = self._resolved(cells, doubts)
        procedure, more = self._procedure(texts, cells.where)
        here = self.outline.here()
        if procedure is not None:
            self.outline.counted()
        self.rows.append(Row(cells.where, self._kept(cells.values), procedure, here.kind, (*doubts, *more)))

    def _resolved(self, cells: Cells, doubts: list[Doubt]) -> dict[Column, str]:
        """The texts of a row by column; "như trên" is what stands above it."""
        texts: dict[Column, str] = {}
        for i, value in enumerate(cells.values):
            text = value
            where = f"{cells.where}, cột {self._name(i)}"
            if canonical_text(value).strip(" .") in _SAME:
                text = self.above.get(i, "")
                if not text:
                    doubts.append(Doubt(where, f"ghi «{value.strip()}» mà hàng trên không có gì"))
                    text = value
            elif re.match(r"như (?!sau)", canonical_text(value)) and len(value) < 80:
                doubts.append(Doubt(where, f"dẫn tới chỗ khác, không tự hiểu: «{one_line(value)}»"))
            self.above[i] = text
            column = self.columns.get(i)
            if column is not None and column not in texts:
                texts[column] = text.strip()
            elif column is None and value.strip() and i >= self.width:
                doubts.append(Doubt(cells.where, f"ô thứ {i + 1} ở ngoài các cột: «{one_line(value)[:80]}»"))
        return texts

    def _procedure(self, texts: Mapping[Column, str], where: str) -> tuple[ExpectedProcedure | None, list[Doubt]]:
        if not texts.get(Column.CODE) and not texts.get(Column.NAME):
            return None, [Doubt(where, "hàng không có mã và không có tên thủ tục; được giữ nguyên")]
        return procedure_of(texts, where, self.outline.here(), self.decision, self.territory)

    # --- small

    def _place(self, column: Column) -> int:
        return next((i for i, c in self.columns.items() if c is column), -1)

    def _name(self, i: int) -> str:
        name = one_line(self.names[i]) if i < len(self.names) else ""
        return name or f"thứ {i + 1}"

    def _kept(self, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tuple((self._name(i), value) for i, value in enumerate(values) if value.strip())
