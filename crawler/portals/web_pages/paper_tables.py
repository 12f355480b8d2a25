"""Papers in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.model import DossierDocument, Form
from crawler.portals.web_pages.counts import how_many, quantities, with_tail
from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.dossier import CASE, Papers, paper_of
from crawler.portals.web_pages.forms import bare_of_links, forms_of
from crawler.portals.web_pages.labels import key, says_nothing
from crawler.portals.web_pages.tables import Cell, GridRow, Sheet, resolved, spans_row
from crawler.portals.web_pages.text import plain


def from_table(papers: Papers, table: Sheet) -> None:
    """The papers and cases of a table's rows."""
    if not table.body:
        return
    name_at = _name_column(table)
    named_alike: Cell | None = None
    for written, row in zip(table.body, resolved(table.body), strict=True):
        heading = _heading(row, name_at, table)
        if heading is not None:
            papers.open(heading)
            continue
        _case_of(papers, table, row)
        cell = row[name_at] if name_at < len(row) else None
        if cell is None or cell.is_blank:
            _nameless(papers, table, row)
        elif written[name_at] is named_alike and papers.last is not None:
            _merge(papers, _of_row(papers, table, row, name_at))
        else:
            papers.add(_of_row(papers, table, row, name_at))
            named_alike = written[name_at]
    papers.unknown += [table.headings[i] for i in table.unknown if i != name_at]


def _name_column(table: Sheet) -> int:
    """The column of the papers' names; refuses a table whose names cannot be told for certain."""
    if (at := table.column("paper")) is not None:
        return at
    if table.has_head:
        candidates = list(table.unknown) or [i for i, m in enumerate(table.meanings) if m in ("form", "title", "note")]
        if len(candidates) == 1:
            return candidates[0]
        raise refuse(f"Không hiểu các cột của bảng thành phần hồ sơ: {_listed(table.headings)}.")
    texts = [i for i in range(len(table.meanings)) if _is_wordy(table, i)]
    others = [i for i in range(len(table.meanings)) if i not in texts and not _is_explained(table, i)]
    if not texts or others or any(not _says_how_many(table, i) and not _has_links(table, i) for i in texts[1:]):
        raise refuse("Bảng thành phần hồ sơ không có tiêu đề cột nên không biết cột nào là gì.")
    return texts[0]


def _listed(headings: Sequence[str]) -> str:
    return ", ".join(f"“{' '.join(h.split())[:60]}”" for h in headings if h.strip()) or "(không có tiêu đề)"


def _column(table: Sheet, at: int) -> list[Cell]:
    return [row[at] for row in table.body if at < len(row) and spans_row(row) is None and not row[at].is_blank]


def _is_wordy(table: Sheet, at: int) -> bool:
    return any(len(re.findall(r"[^\W\d_]{2,}", cell.text)) > 0 for cell in _column(table, at))


def _is_explained(table: Sheet, at: int) -> bool:
    """Whether a column without words is blank, or only counts the rows, or holds icons that are links."""
    cells = _column(table, at)
    numbers = [cell.text.strip().rstrip(".)") for cell in cells]
    counted = (
        bool(numbers)
        and numbers[0] in ("1", "01")
        and [n.lstrip("0") for n in numbers] == [str(i) for i in range(1, len(numbers) + 1)]
    )
    return not cells or (at == 0 and counted) or all(any(line.links for line in cell.lines) for cell in cells)


def _says_how_many(table: Sheet, at: int) -> bool:
    return all(quantities(cell.text) != (None, None) for cell in _column(table, at))


def _has_links(table: Sheet, at: int) -> bool:
    return all(any(line.links for line in cell.lines) for cell in _column(table, at))


def _heading(row: GridRow, name_at: int, table: Sheet) -> str | None:
    """The name of a case, where the row is nothing but that."""
    if (wide := spans_row(row)) is not None and len(table.meanings) > 1:
        return wide.text
    if name_at >= len(row) or any(not c.is_blank for i, c in enumerate(row) if i not in (0, name_at)):
        return None
    cell, first = row[name_at], row[0]
    is_numbered = first is not cell and first.text.strip().rstrip(".)").isdigit()
    if cell.is_blank or (is_numbered and not _is_bold(cell)):
        return None
    words = plain(cell.text)
    if _tells_more_than_names(table, name_at):
        return cell.text if CASE.match(words) or _is_bold(cell) or words.endswith(":") else None
    return cell.text if CASE.match(words) and (words.endswith(":") or _is_bold(cell)) else None


def _tells_more_than_names(table: Sheet, name_at: int) -> bool:
    """Whether some row fills another column too, so that one that does not is no ordinary row."""
    return any(not cell.is_blank for row in table.body for i, cell in enumerate(row) if i > name_at)


def _is_bold(cell: Cell) -> bool:
    lines = [line for line in cell.lines if line.text]
    return bool(lines) and all(line.bold for line in lines)


def _case_of(papers: Papers, table: Sheet, row: GridRow) -> None:
    """A column of its own may name the case."""
    at = table.column("case")
    if at is None or at >= len(row) or row[at].is_blank:
        return
    if not papers.cases or papers.cases[-1][0] != row[at].text:
        papers.open(row[at].text)


def _nameless(papers: Papers, table: Sheet, row: GridRow) -> None:
    """A row without a paper's name is kept as a remark."""
    text = " ".join(c.text for i, c in enumerate(row) if not c.is_blank and table.meanings[i] != "order")
    if text.strip():
        papers.left.append(("thành phần hồ sơ", text))


def _of_row(papers: Papers, table: Sheet, row: GridRow, name_at: int) -> DossierDocument:
    links = forms_of(row[name_at].lines) if any(line.links for line in row[name_at].lines) else None
    name = bare_of_links(row[name_at].lines, of_files=True)
    paper = paper_of(name, forms=links)
    if table.column("quantity", "originals", "copies") is None:
        paper = with_tail(paper)
    for at, cell in enumerate(row):
        if at == name_at or (at and cell is row[at - 1]):
            continue
        paper = _with_cell(papers, paper, table, at, cell)
    return paper


def _with_cell(papers: Papers, paper: DossierDocument, table: Sheet, at: int, cell: Cell) -> DossierDocument:
    meaning = table.meanings[at] if table.has_head else _guessed(table, at)
    heading = table.headings[at] or "thành phần hồ sơ"
    if meaning in ("originals", "copies"):
        number = how_many(cell.text)
        if number is None and not says_nothing(cell.text):
            papers.left.append((key(heading) or heading, f"{paper.name}: {cell.text}"))
        return replace(paper, originals=number) if meaning == "originals" else replace(paper, copies=number)
    if meaning == "quantity":
        originals, copies = quantities(cell.text, table.headings[at])
        if originals is None and copies is None and not says_nothing(cell.text):
            papers.left.append((key(heading) or heading, f"{paper.name}: {cell.text}"))
        return replace(paper, originals=originals, copies=copies)
    if meaning == "forms" or (meaning == "form" and at):
        return replace(paper, forms=(paper.forms or ()) + forms_of(cell.lines))
    if meaning == "paper_code":
        return replace(paper, code=cell.text)
    if meaning not in ("order", "case") and not says_nothing(cell.text):
        papers.left.append((key(heading) or heading, f"{paper.name}: {cell.text}"))
    return paper


def _guessed(table: Sheet, at: int) -> str | None:
    if _says_how_many(table, at):
        return "quantity" if _column(table, at) else None
    return "forms" if _has_links(table, at) else "order"


def _merge(papers: Papers, more: DossierDocument) -> None:
    """Another row of a paper whose name spans both."""
    documents = papers.cases[-1][1]
    last = documents[-1]
    forms: tuple[Form, ...] | None = last.forms
    if more.forms:
        forms = tuple(dict.fromkeys((last.forms or ()) + more.forms))
    documents[-1] = replace(
        last,
        originals=more.originals if more.originals is not None else last.originals,
        copies=more.copies if more.copies is not None else last.copies,
        forms=forms,
    )
