"""How many originals and copies of a paper: in cells of their own, in one cell, or behind its name."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.model import DossierDocument
from crawler.portals.web_pages.text import either, plain

_NUMBER = r"0*(\d{1,3})\s*(?:\([^()]{1,20}\)\s*)?"
_ONE = re.compile(_NUMBER + r"(?:bản|bộ|tờ|cái)?(?: chính| gốc| sao| chụp)?[.;,]?")
_KINDS = (("chính", "gốc"), ("sao", "chụp", "photo"))
_BEFORE = tuple(re.compile(rf"{_NUMBER}(?:tờ |bộ )?(?:bản )?(?:{'|'.join(k)})\b") for k in _KINDS)
_AFTER = tuple(re.compile(rf"(?:bản |số )?(?:{'|'.join(k)})\s*[:=]\s*{_NUMBER}") for k in _KINDS)


def how_many(text: str) -> int | None:
    """The number in a cell of a column "Bản chính" or "Bản sao"; None where it is none."""
    words = plain(text).casefold()
    found = _ONE.fullmatch(words)
    if found:
        return int(found[1])
    return 0 if words in ("không", "không có") else None


def quantities(text: str, heading: str = "") -> tuple[int | None, int | None]:
    """Originals and copies that a text such as "Bản chính: 1; Bản sao: 0" tells, or "1/0" under both words."""
    words = plain(text).casefold()
    if _BOTH.search(plain(heading).casefold()) and (pair := _PAIR.fullmatch(words)):
        return int(pair[1]), int(pair[2])
    found = [_AFTER[i].search(words) or _BEFORE[i].search(words) for i in (0, 1)]
    numbers = [int(match[1]) if match else None for match in found]
    return numbers[0], numbers[1]


_BOTH = re.compile(r"bản chính\W+(?:và\s+)?(?:số )?bản sao")
_PAIR = re.compile(r"(\d{1,3})\s*[/;,-]\s*(\d{1,3})")


#: A blank, or a sign that nobody sees.
_B = r"[\s\u00a0\u00ad\u200b-\u200f\u2060\ufeff]"
_TELLS = rf"(?:bản|số){_B}+(?:chính|gốc|sao|chụp){_B}*[:=]{_B}*\d{{1,3}}"
_COUNTED = rf"\d{{1,3}}{_B}*(?:\([^()]{{1,20}}\){_B}*)?bản{_B}+(?:chính|gốc|sao|chụp)"
_LEAD = rf"(?:số{_B}+lượng{_B}*:?{_B}*)?"
_AND = rf"(?:{_B}|[,;.]|và)*"
_TAIL_PATTERN = (
    rf"{_B}*(?:[(\[]{_LEAD}{_TELLS}(?:{_AND}{_TELLS})?{_B}*[)\]]"
    rf"|[(\[]{_LEAD}{_COUNTED}(?:{_AND}{_COUNTED})?{_B}*[)\]]"
    rf"|[-–:.;,]?{_B}*{_LEAD}{_TELLS}(?:{_AND}{_TELLS})?){_B}*[.;,]?$"
)
_TAIL = re.compile(either(_TAIL_PATTERN), re.IGNORECASE)


def has_tail(text: str) -> bool:
    """Whether a text ends with its numbers."""
    return _TAIL.search(text) is not None


def with_tail(paper: DossierDocument) -> DossierDocument:
    """Numbers behind the name: "Tờ khai (Bản chính: 1, Bản sao: 0)"."""
    found = _TAIL.search(paper.name)
    if not found or not found.start():
        return paper
    originals, copies = quantities(found[0])
    return replace(paper, name=paper.name[: found.start()], originals=originals, copies=copies)
