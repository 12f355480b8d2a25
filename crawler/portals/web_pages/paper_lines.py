"""Papers in running text: marked lines, list items, plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.model import DossierDocument
from analysis.readers.letters import composed
from crawler.portals.web_pages.counts import has_tail, with_tail
from crawler.portals.web_pages.dossier import CASE, Papers, paper_of
from crawler.portals.web_pages.forms import bare_of_links, forms_of
from crawler.portals.web_pages.labels import key
from crawler.portals.web_pages.text import Line

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
#: Marks inside a list item may stand before the words.
_BEFORE_COUNT = " \u00a0\n\t-+*•"
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
    if line.item:  # the page itself marks it: its words stay whole
        return _Entry(line, f"li{min(line.item, 3)}", line.text)
    text = line.text.lstrip()
    for name, mark in _MARKS:
        if match := mark.match(text):
            return _Entry(line, name, text[match.end() :])
    return _Entry(line, "", line.text)


def from_lines(papers: Papers, lines: Sequence[Line]) -> None:
    """The papers and cases of some lines."""
    found = entries(lines)
    all_bold = all(entry.line.bold for entry in found)
    numbered = [has_tail(_words(entry)) for entry in found]
    each_numbered = sum(numbered) > 1 and 2 * sum(numbered) >= len(found)  # a paper goes on up to its numbers
    level = ""
    fresh = True  # whether a case has just begun, so that the next mark is that of its papers
    for at, entry in enumerate(found):
        if counted := _COUNT.match(composed(entry.text).strip(_BEFORE_COUNT)):
            papers.count = counted[1]
        elif _is_case(found, at, all_bold, papers.last is not None):
            papers.open(entry.line.text)
            fresh = True
        elif entry.mark == "" and not fresh and _REMARK.match(composed(entry.text)):
            papers.left.append(("thành phần hồ sơ", entry.line.text))
        elif (
            not fresh
            and papers.last is not None
            and (_continues(entry, level) or (each_numbered and not numbered[at - 1]))
        ):
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
        return entry.line.bold and not all_bold and entry.mark == ""
    if (
        entry.line.bold
        and not all_bold
        and (entry.ends_open or _OPENS.match(composed(entry.text)) or not follows.line.bold)
    ):
        return True
    if not entry.ends_open or follows.mark == entry.mark != "":
        return False
    if _OPENS.match(composed(entry.text)) and (entry.mark in ("", "*", "1.", "a)") or CASE.match(composed(entry.text))):
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
    more = bare_of_links((entry.line,), of_files=True)
    documents[-1] = replace(last, name=f"{last.name}\n{more}" if more else last.name, forms=forms)


def _of_entry(entry: _Entry) -> DossierDocument:
    forms = forms_of((entry.line,)) if entry.line.links else None
    return paper_of(_words(entry), forms=forms)


def _words(entry: _Entry) -> str:
    """What an entry says, without its mark and the names of the files behind it."""
    return bare_of_links((replace(entry.line, text=entry.text),), of_files=True)


def _settle(papers: Papers) -> None:
    """Numbers behind the names, now that the names are whole."""
    papers.cases = [(name, [with_tail(paper) for paper in documents]) for name, documents in papers.cases]


def between_tables(papers: Papers, lines: Sequence[Line], *, is_last: bool) -> None:
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
        from_lines(papers, kept)
    else:
        papers.left += [("thành phần hồ sơ", line.text) for line in kept]


def _counted(papers: Papers, lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        counted = _COUNT.match(composed(_entry(line).text).strip(_BEFORE_COUNT))
        if counted and key(line.text):
            papers.count = counted[1]
        else:
            yield line
