"""Papers in running text: marked lines, list items, plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.model import DossierDocument
from analysis.readers.letters import composed
from crawler.portals.web_pages.counts import has_tail, with_tail
from crawler.portals.web_pages.dossier import CASE, Papers, paper_of
from crawler.portals.web_pages.forms import bare_of_links, forms_of
from crawler.portals.web_pages.labels import field_of, key
from crawler.portals.web_pages.text import Line, plain, seen

_MARKS = (
    ("1.", re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[ivxIVX]{1,4}\.)[\s\u00a0]*(?=\D)")),
    ("a)", re.compile(r"[a-zđA-ZĐ][.)][\s\u00a0]+|[a-zđ][.)](?=[A-ZĐÀ-Ỹ])")),
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
    number: int | None = None  # of a mark that is nothing but a number

    @cached_property
    def said(self) -> str:
        """Its words in one spelling."""
        return plain(self.text)

    @property
    def ends_open(self) -> bool:
        """Whether it announces what follows."""
        return self.said.endswith((":", "："))

    @property
    def opens(self) -> bool:
        """Whether it begins as names of cases do."""
        return _OPENS.match(self.said) is not None

    @property
    def is_remark(self) -> bool:
        """Whether it is a remark rather than a paper."""
        return self.mark == "" and _REMARK.match(self.said) is not None

    def is_next_to(self, before: _Entry) -> bool:
        """Whether it goes on with the list of another entry: its next item, or its next number."""
        if self.mark != before.mark or not self.mark:
            return False
        return self.number is None or before.number is None or self.number == before.number + 1

    def follows_closed(self, before: _Entry) -> bool:
        """Whether it bears the mark of an entry that ends as entries of a list end: "- Tờ khai;", "- Hộ chiếu"."""
        return self.is_next_to(before) and before.said.endswith((";", "."))

    def is_another(self, before: _Entry) -> bool:
        """Whether its mark alone tells it from the entry before: an item of the same list, or the next number."""
        return self.is_next_to(before) and (self.line.item > 0 or self.number is not None)


def entries(lines: Sequence[Line]) -> list[_Entry]:
    """The lines with their marks apart; bullets within a line begin one of their own."""
    found: list[_Entry] = []
    for line in lines:
        pieces = _INLINE.split(line.text) if seen(line.text)[:1] in "-+•" else [line.text]
        for at, piece in enumerate(pieces):
            links = line.links if at == len(pieces) - 1 else ()
            found.append(_entry(replace(line, text=piece, item=0 if at else line.item, links=links)))
    return [entry for entry in found if entry.text.strip() or entry.line.links]


def _entry(line: Line) -> _Entry:
    if line.item:  # the page itself marks it: its words stay whole
        return _Entry(line, f"li{min(line.item, 3)}", line.text)
    text = seen(line.text)
    for name, mark in _MARKS:
        if match := mark.match(text):
            digits = re.findall(r"\d+", match[0])
            return _Entry(line, name, text[match.end() :], int(digits[0]) if len(digits) == 1 else None)
    return _Entry(line, "", line.text)


def from_lines(papers: Papers, lines: Sequence[Line]) -> None:
    """The papers and cases of some lines."""
    text = _Text(papers, entries(lines))
    for at in range(len(text.found)):
        text.read(at)
    _settle(papers)


@dataclass
class _Text:
    """Running text as it is being read, line by line."""

    papers: Papers
    found: Sequence[_Entry]
    last: _Entry | None = None  # the entry that began the last paper; none where a case has just begun
    is_whole: bool = False  # whether the numbers of the last paper have been seen
    in_remark: bool = False  # whether a remark has begun behind the last paper

    def __post_init__(self) -> None:
        self.all_bold = all(entry.line.bold for entry in self.found)
        self.numbered = [has_tail(_words(entry)) for entry in self.found]
        #: Whether a paper goes on up to its numbers.
        self.each_numbered = sum(self.numbered) > 1 and 2 * sum(self.numbered) >= len(self.found)

    def read(self, at: int) -> None:
        """Put one line where it belongs."""
        entry = self.found[at]
        if counted := _COUNT.match(composed(entry.text).strip(_BEFORE_COUNT)):
            self.papers.count = counted[1]
        elif self._is_case(at):
            self.papers.open(entry.line.text)
            self.last, self.in_remark = None, False
        elif self.last and entry.is_remark:
            self.papers.left.append(("thành phần hồ sơ", entry.line.text))
            self.in_remark = True
        elif self.last and self._goes_on(at, self.last):
            if self.in_remark:
                self.papers.left.append(("thành phần hồ sơ", entry.line.text))
            else:
                _continue(self.papers, entry)
                self.is_whole = self.numbered[at]
        else:
            self.papers.add(_of_entry(entry))
            self.last, self.is_whole, self.in_remark = entry, self.numbered[at], False

    def _is_case(self, at: int) -> bool:
        """Whether a line names a case: it is bold among others, or announces lines of another kind."""
        entry = self.found[at]
        follows = self.found[at + 1] if at + 1 < len(self.found) else None
        stands_out = entry.line.bold and not self.all_bold
        if follows is None:
            return stands_out and entry.mark == ""
        if stands_out and (entry.ends_open or entry.opens or not follows.line.bold):
            return True
        if not entry.ends_open:
            return False
        if field_of(entry.said) == "dossier":  # the label once more
            return True
        if follows.is_next_to(entry) and (self.last is None or entry.is_next_to(self.last)):
            return False
        has_papers = self.papers.last is not None
        if entry.opens and (entry.mark in ("", "*", "1.", "a)") or CASE.match(entry.said)):
            return entry.mark != "" or not has_papers or follows.mark != ""
        if entry.mark == "":
            return follows.mark != "" and (not has_papers or (self.is_whole and not entry.is_remark))
        alike = [other for other in self.found if other.mark == entry.mark]
        return len(alike) > 1 and all(other.ends_open for other in alike)

    def _goes_on(self, at: int, last: _Entry) -> bool:
        """Whether a line goes on with the paper above it, or with the remark behind that."""
        entry = self.found[at]
        if last.mark and _RANK[entry.mark] > _RANK[last.mark]:
            return True
        if not self.each_numbered or entry.is_another(last):
            return False
        if self.found[at - 1] is last and entry.follows_closed(last):
            return False
        return not self.numbered[at] if self.in_remark else not self.is_whole


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
        if _REMARK.match(plain(line.text)):
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
