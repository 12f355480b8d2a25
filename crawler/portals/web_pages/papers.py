"""Thành phần hồ sơ: papers and the cases they belong to, from tables and from running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bs4.element import PageElement

from analysis.model import DossierCase, DossierDocument, Form
from analysis.readers.letters import composed
from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.forms import bare_of_links, forms_of
from crawler.portals.web_pages.labels import key, says_none, says_nothing
from crawler.portals.web_pages.tables import Cell, GridRow, Sheet, parts_of, resolved, sheet, spans_row
from crawler.portals.web_pages.text import Line, either


@dataclass
class Papers:
    """What a dossier's value tells, as it is being read."""

    cases: list[tuple[str, list[DossierDocument]]] = field(default_factory=list)
    count: str | None = None  # số bộ hồ sơ, where it stands among the papers
    left: list[tuple[str, str]] = field(default_factory=list)  # shown, but not of a paper: (what, text)
    unknown: list[str] = field(default_factory=list)  # headings that are not understood

    def open(self, name: str) -> None:
        """Begin a case; one that only has a name so far takes this one's words too."""
        if self.cases and not self.cases[-1][1] and self.cases[-1][0]:
            self.cases[-1] = (f"{self.cases[-1][0]}\n{name}", [])
        else:
            self.cases.append((name, []))

    def add(self, paper: DossierDocument) -> None:
        """One paper more of the case that is open."""
        if not self.cases:
            self.cases.append(("", []))
        self.cases[-1][1].append(paper)

    @property
    def last(self) -> DossierDocument | None:
        """The paper that was read last, in the open case."""
        return self.cases[-1][1][-1] if self.cases and self.cases[-1][1] else None

    @property
    def dossier(self) -> tuple[DossierCase, ...]:
        """The cases in page order."""
        return tuple(DossierCase(name, tuple(papers)) for name, papers in self.cases)


def read_papers(nodes: Sequence[PageElement]) -> Papers:
    """The dossier that a value tells."""
    papers = Papers()
    parts = parts_of(nodes)
    has_table = any(part.rows for part in parts)
    for at, part in enumerate(parts):
        if part.rows:
            _from_table(papers, sheet(part.rows))
        elif has_table:
            _between_tables(papers, part.lines, is_last=not any(p.rows for p in parts[at + 1 :]))
        else:
            _from_lines(papers, part.lines)
    if not any(part.rows for part in parts) and len(papers.cases) == 1:
        _drop_nothing(papers)
    return papers


def _drop_nothing(papers: Papers) -> None:
    """ "Không có thông tin" is no paper."""
    name, documents = papers.cases[0]
    if len(documents) == 1 and not name and says_none(documents[0].name):
        papers.left.append(("thành phần hồ sơ", documents[0].name))
        papers.cases = []


def _paper(name: str, **told: object) -> DossierDocument:
    shown = {"originals": None, "copies": None, "forms": None, "code": ""} | told
    return DossierDocument(
        name=name,
        code=str(shown["code"]),
        id="",
        originals=shown["originals"],  # type: ignore[arg-type]
        copies=shown["copies"],  # type: ignore[arg-type]
        required=None,
        electronic_form=None,
        is_result=None,
        source=None,
        forms=shown["forms"],  # type: ignore[arg-type]
    )


# --- tables -------------------------------------------------------------------


def _from_table(papers: Papers, table: Sheet) -> None:
    if not table.body:
        return
    name_at = _name_column(table)
    named_alike: Cell | None = None
    for row in resolved(table.body):
        heading = _heading(row, name_at, table)
        if heading is not None:
            papers.open(heading)
            continue
        _case_of(papers, table, row)
        cell = row[name_at] if name_at < len(row) else None
        if cell is None or cell.is_blank:
            _nameless(papers, table, row)
        elif cell is named_alike and papers.last is not None:
            _merge(papers, _of_row(papers, table, row, name_at))
        else:
            papers.add(_of_row(papers, table, row, name_at))
            named_alike = cell
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
    return any(len(re.findall(r"[^\W\d_]{2,}", cell.text)) > 1 for cell in _column(table, at))


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


_CASE = re.compile(r"^\W*(?:(?:[ivx]{1,4}|\d{1,2}|[a-zđ])[.)]\s*)?(?:đối với )?trường hợp\b", re.IGNORECASE)


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
    words = composed(cell.text).strip()
    if _tells_more_than_names(table, name_at):
        return cell.text if _CASE.match(words) or _is_bold(cell) or words.endswith(":") else None
    return cell.text if _CASE.match(words) and (words.endswith(":") or _is_bold(cell)) else None


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
    name = bare_of_links(row[name_at].lines)
    paper = _paper(name, forms=links)
    if table.column("quantity", "originals", "copies") is None:
        paper = _with_tail(paper)
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
        originals, copies = quantities(cell.text)
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


# --- how many -----------------------------------------------------------------

_NUMBER = r"0*(\d{1,3})\s*(?:\([^()]{1,20}\)\s*)?"
_ONE = re.compile(_NUMBER + r"(?:bản|bộ|tờ|cái)?(?: chính| gốc| sao| chụp)?[.;,]?")
_KINDS = (("chính", "gốc"), ("sao", "chụp", "photo"))
_BEFORE = tuple(re.compile(rf"{_NUMBER}(?:tờ |bộ )?(?:bản )?(?:{'|'.join(k)})\b") for k in _KINDS)
_AFTER = tuple(re.compile(rf"(?:bản |số )?(?:{'|'.join(k)})\s*[:=]\s*{_NUMBER}") for k in _KINDS)


def how_many(text: str) -> int | None:
    """The number in a cell of a column "Bản chính" or "Bản sao"; None where it is none."""
    words = " ".join(composed(text).casefold().split())
    found = _ONE.fullmatch(words)
    if found:
        return int(found[1])
    return 0 if words in ("không", "không có") else None


def quantities(text: str) -> tuple[int | None, int | None]:
    """Originals and copies that a text such as "Bản chính: 1; Bản sao: 0" tells."""
    words = " ".join(composed(text).casefold().split())
    found = [_AFTER[i].search(words) or _BEFORE[i].search(words) for i in (0, 1)]
    numbers = [int(match[1]) if match else None for match in found]
    return numbers[0], numbers[1]


_TELLS = r"(?:bản|số)[\s\u00a0]+(?:chính|gốc|sao|chụp)[\s\u00a0]*[:=][\s\u00a0]*\d{1,3}"
_COUNTED = r"\d{1,3}[\s\u00a0]*(?:\([^()]{1,20}\)[\s\u00a0]*)?bản[\s\u00a0]+(?:chính|gốc|sao|chụp)"
_LEAD = r"(?:số[\s\u00a0]+lượng[\s\u00a0]*:?[\s\u00a0]*)?"
_AND = r"(?:[\s\u00a0,;.]|và)*"
_TAIL_PATTERN = (
    rf"[\s\u00a0]*(?:[(\[]{_LEAD}{_TELLS}(?:{_AND}{_TELLS})?[\s\u00a0]*[)\]]"
    rf"|[(\[]{_LEAD}{_COUNTED}(?:{_AND}{_COUNTED})?[\s\u00a0]*[)\]]"
    rf"|[-–:.;,]?[\s\u00a0]*{_LEAD}{_TELLS}(?:{_AND}{_TELLS})?)[\s\u00a0]*[.;,]?$"
)
_TAIL = re.compile(either(_TAIL_PATTERN), re.IGNORECASE)


def _with_tail(paper: DossierDocument) -> DossierDocument:
    """Numbers behind the name: "Tờ khai (Bản chính: 1, Bản sao: 0)"."""
    found = _TAIL.search(paper.name)
    if not found or not found.start():
        return paper
    originals, copies = quantities(found[0])
    return replace(paper, name=paper.name[: found.start()], originals=originals, copies=copies)


# --- running text -------------------------------------------------------------

_MARKS = (
    ("1.", re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[ivxIVX]{1,4}\.)[\s\u00a0]*(?=\D)")),
    ("a)", re.compile(r"[a-zđA-ZĐ][.)][\s\u00a0]+")),
    ("-", re.compile(r"[-–—−][\s\u00a0]*")),
    ("•", re.compile(r"[•●▪◦‣○■\uf0b7][\s\u00a0]*")),
    ("*", re.compile(r"\*+[\s\u00a0]*")),
    ("+", re.compile(r"\+[\s\u00a0]*")),
)
_RANK = {"li1": 0, "1.": 1, "a)": 2, "*": 3, "-": 4, "•": 4, "+": 5, "li2": 6, "li3": 7, "": 9}
_INLINE = re.compile(r"(?<=[;.,:])[\s\u00a0]+(?=[-+•][\s\u00a0]+[A-ZĐÀ-Ỹ])")
_COUNT = re.compile(
    r"^số[\s\u00a0]+(?:lượng|bộ)(?:[\s\u00a0]+bộ)?(?:[\s\u00a0]+hồ[\s\u00a0]+sơ)?[\s\u00a0]*[:：][\s\u00a0]*(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_REMARK = re.compile(r"^\W*(?:lưu ý|ghi chú|chú ý)\b", re.IGNORECASE)
_OPENS = re.compile(
    r"^\W*(?:trường hợp|đối với|thành phần|hồ sơ|giấy tờ|các giấy tờ|các loại giấy tờ|người|cá nhân|tổ chức)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Entry:
    """A line of running text, its mark taken off."""

    line: Line
    mark: str
    text: str

    @property
    def ends_open(self) -> bool:
        """Whether it announces what follows."""
        return self.text.rstrip().endswith((":", "："))


def entries(lines: Sequence[Line]) -> list[_Entry]:
    """The lines with their marks apart; bullets within a line begin one of their own."""
    found: list[_Entry] = []
    for line in lines:
        pieces = _INLINE.split(line.text) if line.text.lstrip()[:1] in "-+•" else [line.text]
        for at, piece in enumerate(pieces):
            links = line.links if at == len(pieces) - 1 else ()
            found.append(_entry(replace(line, text=piece, item=0 if at else line.item, links=links)))
    return [entry for entry in found if entry.text.strip() or entry.line.links]


def _entry(line: Line) -> _Entry:
    text = line.text.lstrip()
    for name, mark in _MARKS:
        if match := mark.match(text):
            return _Entry(line, f"li{min(line.item, 3)}" if line.item else name, text[match.end() :])
    return _Entry(line, f"li{min(line.item, 3)}" if line.item else "", line.text)


def _from_lines(papers: Papers, lines: Sequence[Line]) -> None:
    found = entries(lines)
    all_bold = all(entry.line.bold for entry in found)
    level = ""
    fresh = True  # whether a case has just begun, so that the next mark is that of its papers
    for at, entry in enumerate(found):
        if counted := _COUNT.match(composed(entry.text).strip()):
            papers.count = counted[1]
        elif _is_case(found, at, all_bold, papers.last is not None):
            papers.open(entry.line.text)
            fresh = True
        elif _REMARK.match(composed(entry.text)) and not fresh:
            papers.left.append(("thành phần hồ sơ", entry.line.text))
        elif not fresh and papers.last is not None and _continues(entry, level):
            _continue(papers, entry)
        else:
            level, fresh = entry.mark, False
            papers.add(_of_entry(entry))
    _settle(papers)


def _is_case(found: Sequence[_Entry], at: int, all_bold: bool, has_papers: bool) -> bool:
    """Whether a line names a case: it is bold among others, or announces lines of another kind."""
    entry = found[at]
    follows = found[at + 1] if at + 1 < len(found) else None
    if follows is None:
        return False
    if (
        entry.line.bold
        and not all_bold
        and (entry.ends_open or _OPENS.match(composed(entry.text)) or not follows.line.bold)
    ):
        return True
    if not entry.ends_open or follows.mark == entry.mark != "":
        return False
    if _OPENS.match(composed(entry.text)) and (
        entry.mark in ("", "*", "1.", "a)") or _CASE.match(composed(entry.text))
    ):
        return entry.mark != "" or not has_papers or follows.mark != ""
    alike = [other for other in found if other.mark == entry.mark]
    if entry.mark == "":
        return follows.mark != "" and not has_papers
    return len(alike) > 1 and all(other.ends_open for other in alike)


def _continues(entry: _Entry, level: str) -> bool:
    """Whether a line goes on with the paper above it."""
    return level != "" and _RANK[entry.mark] > _RANK[level]


def _continue(papers: Papers, entry: _Entry) -> None:
    documents = papers.cases[-1][1]
    last = documents[-1]
    forms = (last.forms or ()) + forms_of((entry.line,)) if entry.line.links else last.forms
    documents[-1] = replace(last, name=f"{last.name}\n{entry.line.text}", forms=forms)


def _of_entry(entry: _Entry) -> DossierDocument:
    forms = forms_of((entry.line,)) if entry.line.links else None
    return _paper(bare_of_links((replace(entry.line, text=entry.text),)), forms=forms)


def _settle(papers: Papers) -> None:
    """Numbers behind the names, now that the names are whole."""
    papers.cases = [(name, [_with_tail(paper) for paper in documents]) for name, documents in papers.cases]


def _between_tables(papers: Papers, lines: Sequence[Line], *, is_last: bool) -> None:
    """Text before a table names its case; what follows the last one is no case."""
    kept: list[Line] = []
    for line in _counted(papers, lines):
        if _REMARK.match(composed(line.text)):
            papers.left.append(("thành phần hồ sơ", line.text))
        elif line.text.strip():
            kept.append(line)
    if not kept:
        return
    if not is_last:
        papers.open("\n".join(line.text for line in kept))
    elif all(_entry(line).mark for line in kept):
        _from_lines(papers, kept)
    else:
        papers.left += [("thành phần hồ sơ", line.text) for line in kept]


def _counted(papers: Papers, lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        counted = _COUNT.match(composed(_entry(line).text).strip())
        if counted and key(line.text):
            papers.count = counted[1]
        else:
            yield line
