"""Legal references (step N9): "Nghị định số 123/2015/NĐ-CP" and its many spellings as one number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from analysis.readers.dates import TIDY_DATE, dates_in, tidy_dates
from analysis.readers.letters import n1_characters, n2_d_stroke, n3_signs, n4_case
from analysis.readers.numbers import plain_digits

#: Letters of a number and the kind of document they stand for.
KINDS: dict[str, str] = {
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "NQLT": "Nghị quyết liên tịch",
    "CT": "Chỉ thị",
    "VBHN": "Văn bản hợp nhất",
}
LAW = "Luật"
RESOLUTION = KINDS["NQ"]
ORDINANCE = "Pháp lệnh"


@dataclass(frozen=True, slots=True)
class LegalReference:
    """One document that a text refers to."""

    kind: str  # "Nghị định", "Luật" ...
    number: str  # "123/2015/NĐ-CP"
    day: date | None = None  # the day named right after the number
    name: str = ""  # of a law that is named with its number: "Luật hộ tịch"

    @property
    def id(self) -> str:
        """What tells it from every other document, as far as the text says it.

        A number without a year needs its day; laws and resolutions of the same Quốc hội
        may share a number (both 93/2015/QH13 exist).
        """
        if self.kind == RESOLUTION and ("/QH" in self.number or "/UBTVQH" in self.number):
            return f"{RESOLUTION} {self.number}"
        if self.day and not _WITH_YEAR.match(self.number):
            return f"{self.number} ngày {self.day:%d/%m/%Y}"
        return self.number


_WITH_YEAR = re.compile(r"[^/]+/[0-9]{4}/")

# --- the grammar of a number, on clean lower-case text -----------------------

_DIGITS = r"[0-9](?:(?<![\w/.,-].)|(?<=số.))[0-9]{0,4}(?:\.[0-9]{1,3})?(?:\.?[a-zđ](?![a-zđ]))?"
_SLASH = r" ?\.? ?/ ?\.? ?"
_LETTERS = r"nđ|nd|ttlt|tt|nqlt|nq|qđ|qd|ct|vbhn"
_ORGAN = r"[a-zđư][a-zđư0-9]{0,20}(?:[-.][a-zđư][a-zđư0-9]{0,20}){0,6}"
_NUMBER = re.compile(
    rf"(?P<digits>{_DIGITS}){_SLASH}(?:(?P<year>[0-9]{{4}}){_SLASH})?"
    rf"(?:(?P<letters>{_LETTERS})(?P<dash> ?[-_] ?)(?P<organ>{_ORGAN})|(?P<house>qh|ubtvqh)(?P<term>[0-9]{{1,2}}))"
    r"(?!-?\w)"
)
#: "QĐ2338-BTP": the letters typed before the digits.
_TURNED = re.compile(rf"(?P<letters>{_LETTERS})(?P<digits>[0-9]{{1,5}}[a-zđ]?)-(?P<organ>{_ORGAN})")

#: Bodies after whose dash a blank may have slipped in; any other word there is not part of the number.
_BODIES = frozenset(
    """cp ttg ctn vpcp ubnd hđnd hdnd btp btc bca bng bqp bnv bct bxd byt bnnmt btnmt bnnptnt bgdđt bkhcn bvhttdl
    bdttg bgtvt btttt blđtbxh nhnn tandtc vksndtc ttcp ubdt""".split()  # noqa: SIM905 - reads as a table
)
_WRITTEN_OUT = {
    "nghị định": "NĐ",
    "nđ": "NĐ",
    "thông tư liên tịch": "TTLT",
    "ttlt": "TTLT",
    "thông tư": "TT",
    "tt": "TT",
    "quyết định": "QĐ",
    "qđ": "QĐ",
    "nghị quyết liên tịch": "NQLT",
    "nghị quyết": "NQ",
    "nq": "NQ",
    "chỉ thị": "CT",
    "văn bản hợp nhất": "VBHN",
    "bộ luật": LAW,
    "luật": LAW,
    "pháp lệnh": ORDINANCE,
}
_LEAD = re.compile(r"(?:^|(?<=[\s(;:\"'-]))(?:(" + "|".join(_WRITTEN_OUT) + r") ?|số ?:? ?)$")
_LONGEST_LEAD = 32
_TURNED_LETTERS = {"nd": "nđ", "qd": "qđ"}
_TURNED_BODIES = {"hdnd": "hđnd"}


@dataclass(frozen=True, slots=True)
class _Found:
    start: int  # of the number itself
    end: int
    lead: int  # where its "Nghị định số" begins
    said: str  # the kind before it in words: a key of KINDS, LAW, ORDINANCE or nothing
    kind: str  # the kind that its own letters say
    number: str

    @property
    def is_consistent(self) -> bool:
        """Whether the words before it say the same as its letters."""
        return _fits(self.said, self.kind)

    @property
    def is_resolution_of_parliament(self) -> bool:
        """A resolution of Quốc hội: its letters are those of a law, so the word must be kept."""
        return self.kind in (LAW, ORDINANCE) and self.said == "NQ"


def _fits(said: str, kind: str) -> bool:
    return said in ("", kind) or (said == "NQ" and kind in (LAW, ORDINANCE))


def _find(text: str) -> list[_Found]:
    """Every number of a clean lower-case text that is written as one."""
    found: list[_Found] = []
    for match in _NUMBER.finditer(text):
        number = _canonical(match)
        if number is None:
            continue
        kind = _kind_of(match)
        lead, said = _lead(text, found[-1].end if found else 0, match.start(), kind)
        found.append(_Found(match.start(), match.end(), lead, said, kind, number))
    return found


def _lead(text: str, begin: int, start: int, kind: str) -> tuple[int, str]:
    """Where the words before a number begin that say its kind, and which kind they say."""
    said = ""
    while match := _LEAD.search(text[max(begin, start - _LONGEST_LEAD) : start]):
        word = _WRITTEN_OUT.get(match[1] or "", "")
        if word and said and word != said:
            break
        said = said or word
        start -= len(match[0])
        if not _fits(said, kind):
            break
    return start, said


def _kind_of(match: re.Match[str]) -> str:
    if match["house"]:
        return LAW if match["house"] == "qh" else ORDINANCE
    return _TURNED_LETTERS.get(match["letters"], match["letters"]).upper()


def _canonical(match: re.Match[str]) -> str | None:
    """The number in its official spelling, or None when it cannot be one."""
    parts = match.groupdict()
    digits = plain_digits(parts["digits"].replace("..", "."))
    if re.search(r"\.[a-zđ]$", digits):
        digits = digits[:-2] + digits[-1]
    if not digits.strip("0."):
        return None
    digits = digits if not digits.isdecimal() else digits.zfill(2)
    year = parts.get("year")
    if year and not 1945 <= int(year) <= 2100:
        return None
    if parts.get("house"):
        return f"{digits}/{year}/{parts['house'].upper()}{int(parts['term'])}" if year else None
    organ = parts["organ"]
    if " " in parts.get("dash", "") and organ.split("-")[0].split(".")[0] not in _BODIES:
        return None
    organ = _TURNED_BODIES.get(organ, organ).upper().replace("TTG", "TTg")
    letters = _TURNED_LETTERS.get(parts["letters"], parts["letters"]).upper()
    return "/".join(p for p in (digits, year, f"{letters}-{organ}") if p)


# --- what others ask --------------------------------------------------------


def _clean(text: str) -> str:
    return tidy_dates(n4_case(n3_signs(n2_d_stroke(n1_characters(text)))))


_DAY_AFTER = re.compile(r" ?[,(]? ?(?:(?:ký|ban hành) )?(?:ngày )?(" + TIDY_DATE.pattern + ")")


def references(text: str) -> tuple[LegalReference, ...]:
    """The numbered documents that a text refers to, in its order, each once."""
    clean = _clean(text)
    numbers = _find(clean)
    read: dict[LegalReference, None] = {}
    for i, found in enumerate(numbers):
        if not found.is_consistent:
            continue
        day = _DAY_AFTER.match(clean, found.end)
        days = dates_in(day[0]) if day else ()
        kind = RESOLUTION if found.is_resolution_of_parliament else KINDS.get(found.kind, found.kind)
        name = _name_of_law(clean[numbers[i - 1].end if i else 0 : found.start]) if kind == LAW else ""
        read[LegalReference(kind, found.number, days[0] if days else None, name)] = None
    return tuple(read)


_LAW_NAME = re.compile(r"(?:^|[\s(;,.-])((?:bộ )?luật [^\s.;:()][^.;:()0-9]{1,120}?) ?(?:số ?:? ?)?$")


def _name_of_law(before: str) -> str:
    match = _LAW_NAME.search(before[-140:])
    name = match[1].strip() if match else ""
    return name[:1].upper() + name[1:] if name not in ("luật số", "bộ luật số") else ""


def canonical_number(text: str) -> str | None:
    """The official spelling of a number field, or None when the field is not one whole number."""
    clean = _clean(text).rstrip(" .,;")
    turned = _TURNED.fullmatch(clean)
    if turned:
        return _canonical(turned)
    numbers = _find(clean)
    if len(numbers) != 1 or numbers[0].end != len(clean) or not numbers[0].is_consistent:
        return None
    found = numbers[0]
    before = clean[: found.lead].strip()
    return found.number if not before or (found.kind == LAW and _LAW_NAME.fullmatch(before)) else None


_ANY_DIGIT = re.compile("[0-9]")


def n9_references(text: str) -> str:
    """N9: dates as dd/mm/yyyy, and documents by their number alone, in the lower case of the ladder."""
    if not _ANY_DIGIT.search(text):
        return text
    text = tidy_dates(text)
    pieces, done = [], 0
    for found in _find(text):
        kept = "nghị quyết " if found.is_resolution_of_parliament else ""
        start = found.lead if found.is_consistent else found.start
        pieces += [text[done:start], kept, n4_case(found.number)]
        done = found.end
    return "".join((*pieces, text[done:])) if pieces else text
