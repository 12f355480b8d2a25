"""The normalisation ladder: when do two Vietnamese texts say the same thing?

Each step has an id that is kept with a verdict, so that an auditor can replay
it. The ladder decides only between wording and content; it never guesses: two
different words stay different ("hủy" is not "huy").

Every step is linear in the length of the text and leaves a text alone where it
has nothing to do. Steps that look at single characters (N1-N5) live in
``readers.letters``, spellings (N6), numbers (N10) and references (N9) beside their readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from analysis.readers.legal import n9_references
from analysis.readers.letters import (
    n1_characters,
    n1_lines,
    n2_d_stroke,
    n3_signs,
    n4_case,
    n5_tone,
    word_ends,
)
from analysis.readers.numbers import n10_numbers
from analysis.readers.spellings import SPELLINGS, n6_spelling

__all__ = [
    "ABBREVIATIONS",
    "LADDER_NAMES",
    "NAME_LADDER",
    "SPELLINGS",
    "STEP_LADDER",
    "TEXT_LADDER",
    "Forms",
    "Sameness",
    "Step",
    "Verdict",
    "applied",
    "canonical_name",
    "canonical_step",
    "canonical_text",
    "climb",
    "climb_together",
    "display",
    "forms",
    "is_blank",
    "is_small_typo",
    "n1_characters",
    "n1_lines",
    "n2_d_stroke",
    "n3_signs",
    "n4_case",
    "n5_tone",
    "n6_spelling",
    "n7_abbreviations",
    "n8_name",
    "n9_references",
    "n10_numbers",
    "name_verdict",
    "s1_numbering",
    "step_verdict",
    "verdict",
]

Step = tuple[str, Callable[[str], str]]


class Sameness(StrEnum):
    """How two texts stand to each other."""

    EQUAL = "equal"
    PRESENTATION = "presentation"  # counted, never listed
    CONTENT = "content"
    INCOMPARABLE = "incomparable"  # one side says nothing

    @property
    def vietnamese(self) -> str:
        """As readers see it."""
        return _SAMENESS[self]


_SAMENESS = {
    Sameness.EQUAL: "bằng nhau",
    Sameness.PRESENTATION: "khác trình bày",
    Sameness.CONTENT: "khác nội dung",
    Sameness.INCOMPARABLE: "không so được",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and the steps that were needed to make the texts meet."""

    kind: Sameness
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forms:
    """The three forms of a text: as captured, as shown, as compared."""

    raw: str
    display: str
    canonical: str


# --- the steps that know words ----------------------------------------------

#: N7. Closed table. Letters of document numbers (NĐ, TT, QĐ, NQ, CP) are left to N9.
ABBREVIATIONS: dict[str, str] = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "tthc": "thủ tục hành chính",
    "cccd": "căn cước công dân",
    "cmnd": "chứng minh nhân dân",
    "vbqppl": "văn bản quy phạm pháp luật",
    "qppl": "quy phạm pháp luật",
    "ttpvhcc": "trung tâm phục vụ hành chính công",
    "pvhcc": "phục vụ hành chính công",
    "bcci": "bưu chính công ích",
    "dvctt": "dịch vụ công trực tuyến",
    "dvcqg": "dịch vụ công quốc gia",
    "dvc": "dịch vụ công",
    "csdlqg": "cơ sở dữ liệu quốc gia",
    "cqđd": "cơ quan đại diện",
    "tp": "thành phố",
    "tx": "thị xã",
    "btp": "bộ tư pháp",
    "stp": "sở tư pháp",
}
#: One of these stands in every short form, and in few Vietnamese words: a quick look for most texts.
_TRACES = ("tp", "tx", "nd", "cc", "tthc", "qp", "dv", "csdl", "cqđd")
_IN_A_NUMBER = r"/ ?(?:qđ|nq|ct|tt|nđ|ttlt) ?[-_] ?[a-zđ]+"
_ANY_SHORT = "|".join(ABBREVIATIONS)
_SHORT = re.compile(
    rf"{_IN_A_NUMBER}|(?<![\w.-])(?:(tp|tx)\. ?(?!(?:{_ANY_SHORT})(?!\w))(?=\w)|({_ANY_SHORT})(?![\w-]))",
)


def n7_abbreviations(text: str) -> str:
    """N7: short forms of the closed table written out."""
    if not any(trace in text for trace in _TRACES):
        return text

    def full(match: re.Match[str]) -> str:
        if match[1]:
            return ABBREVIATIONS[match[1]] + " "
        return ABBREVIATIONS[match[2]] if match[2] and word_ends(text, match.end()) else match[0]

    return _SHORT.sub(full, text)


_PREFIXES = ("thủ tục hành chính ", "thủ tục ")


def n8_name(text: str) -> str:
    """N8, for names only: no leading "thủ tục", no closing full stop or semicolon."""
    name = text.rstrip(" .;") or text
    while (prefix := next((p for p in _PREFIXES if name.startswith(p)), "")) and len(name) > len(prefix):
        name = name[len(prefix) :]
    return name


_MARK = re.compile(
    r"(?:bước [0-9]{1,2}(?![0-9])(?:[.][0-9]{1,2})? ?(?:[:.)-](?![0-9]) ?|$)"  # Bước 1:
    r"|(?:[0-9]{1,2}\.){0,3}[0-9]{1,2}(?:[.)]|/(?= ?[^\W\d]))(?![0-9]) ?"  # 1.  1.2)  1/  - but not 1.000 or "10 ngày"
    r"|\((?:[0-9]{1,2}|[a-zđ]|[ivx]{1,4})\) ?"  # (1)  (a)
    r"|(?:[a-zđ]|[ivx]{1,4})(?:\) ?|\.(?: |$))"  # a)  ii.
    r"|[-+*]\)? ?)"
)
_STEP_INSIDE = re.compile(r"(?<=[.;:]) bước [0-9]{1,2}[:.](?=[ \n]|$)")


def s1_numbering(text: str) -> str:
    """S1, for steps only: lines without their numbers, letters and bullets, as one running text.

    A text that is nothing but marks keeps them.
    """
    lines = (_without_marks(line.lstrip()) for line in _STEP_INSIDE.sub("\n", text).split("\n"))
    return " ".join(line for line in lines if line) or " ".join(text.split("\n"))


def _without_marks(line: str) -> str:
    at = 0
    while (match := _MARK.match(line, at)) and match.end() > at:
        at = match.end()
    return line[at:].lstrip()


_CHARACTERS: tuple[Step, ...] = (("N2", n2_d_stroke), ("N3", n3_signs), ("N4", n4_case))
_WORDS: tuple[Step, ...] = (
    ("N5", n5_tone),
    ("N6", n6_spelling),
    ("N7", n7_abbreviations),
)
_MEANING: tuple[Step, ...] = (("N9", n9_references), ("N10", n10_numbers))

TEXT_LADDER: tuple[Step, ...] = (("N1", n1_characters), *_CHARACTERS, *_WORDS, *_MEANING)
NAME_LADDER: tuple[Step, ...] = (("N1", n1_characters), *_CHARACTERS, *_WORDS, ("N8", n8_name), *_MEANING)
STEP_LADDER: tuple[Step, ...] = (("N1", n1_lines), *_CHARACTERS, ("S1", s1_numbering), *_WORDS, *_MEANING)

#: What each step passes over, for explanations.
LADDER_NAMES: dict[str, str] = {
    "N1": "mã Unicode, ký tự ẩn, dấu cách",
    "N2": "chữ Đ gõ bằng ký tự khác",
    "N3": "kiểu dấu ngoặc kép, gạch ngang, dấu đầu dòng",
    "N4": "chữ hoa, chữ thường",
    "N5": "vị trí dấu thanh",
    "N6": "viết i hoặc y",
    "N7": "chữ viết tắt",
    "N8": "chữ “Thủ tục” ở đầu, dấu chấm ở cuối tên",
    "N9": "cách viết số hiệu văn bản và ngày tháng",
    "N10": "cách viết số",
    "S1": "đánh số bước, dấu đầu dòng",
}


# --- what others ask --------------------------------------------------------


def climb(text: str, ladder: tuple[Step, ...] = TEXT_LADDER) -> str:
    """A text after every step of a ladder."""
    for _, step in ladder:
        text = step(text)
    return text


def canonical_text(text: str) -> str:
    """The form of a text in which wording differences are gone."""
    return climb(text, TEXT_LADDER)


@lru_cache(maxsize=16_384)  # the same hundred agencies are named on tens of thousands of rows
def canonical_name(text: str) -> str:
    """The form of a name in which wording differences are gone."""
    return climb(text, NAME_LADDER)


def canonical_step(text: str) -> str:
    """The form of a step of a procedure in which wording and numbering are gone."""
    return climb(text, STEP_LADDER)


def climb_together(a: str, b: str, ladder: tuple[Step, ...] = TEXT_LADDER) -> tuple[str, str, tuple[str, ...]]:
    """Two texts after every step of a ladder, and the ids of the steps that change either of them."""
    changing = []
    for name, step in ladder:
        up = step(a), step(b)
        if up != (a, b):
            changing.append(name)
        a, b = up
    return a, b, tuple(changing)


def applied(a: str, b: str, ladder: tuple[Step, ...] = TEXT_LADDER) -> tuple[str, ...]:
    """The ids of the steps that change either of two texts on the way up."""
    return climb_together(a, b, ladder)[2]


def display(text: str) -> str:
    """A text as shown to readers: same words, clean characters."""
    return n1_characters(text)


def forms(text: str, ladder: tuple[Step, ...] = TEXT_LADDER) -> Forms:
    """The three forms of a text."""
    return Forms(text, display(text), climb(text, ladder))


_LETTER = re.compile(r"[^\W_]")


def is_blank(text: str | None) -> bool:
    """Whether a text shows nothing to a reader."""
    return text is None or not (_LETTER.search(text) or n1_characters(text))


def verdict(a: str | None, b: str | None, ladder: tuple[Step, ...] = TEXT_LADDER) -> Verdict:
    """Climb the ladder with both texts until they meet, and say which steps it took."""
    if a is None or b is None or is_blank(a) or is_blank(b):
        return Verdict(Sameness.INCOMPARABLE)
    if a == b:
        return Verdict(Sameness.EQUAL)
    climbed: list[Step] = []
    left, right = a, b
    for step in ladder:
        next_left, next_right = step[1](left), step[1](right)
        if (next_left, next_right) != (left, right):
            climbed.append(step)
        left, right = next_left, next_right
        if left == right:
            return Verdict(Sameness.PRESENTATION, _needed(a, b, climbed))
    return Verdict(Sameness.CONTENT)


def _needed(a: str, b: str, climbed: list[Step]) -> tuple[str, ...]:
    """The steps without which the texts would not meet, in order."""
    kept = climbed
    for step in climbed if len(climbed) > 1 else ():
        others = tuple(s for s in kept if s is not step)
        if climb(a, others) == climb(b, others):
            kept = list(others)
    return tuple(name for name, _ in kept)


def name_verdict(a: str | None, b: str | None) -> Verdict:
    """The verdict on two names."""
    return verdict(a, b, NAME_LADDER)


def step_verdict(a: str | None, b: str | None) -> Verdict:
    """The verdict on two steps of a procedure, or on a whole sequence as text: renumbering is presentation."""
    return verdict(a, b, STEP_LADDER)


_ROMAN = re.compile("[ivxlcdm]+")


def is_small_typo(a: str, b: str) -> bool:
    """Whether two canonical names differ only in one letter of one word, or in a lost blank."""
    if a == b:
        return False
    if a.replace(" ", "") == b.replace(" ", ""):
        return True
    left, right = a.split(), b.split()
    if len(left) != len(right):
        return False
    different = [(x, y) for x, y in zip(left, right, strict=True) if x != y]
    return len(different) == 1 and _one_letter_apart(*different[0])


def _one_letter_apart(x: str, y: str) -> bool:
    if min(len(x), len(y)) < 2 or any(c.isdigit() for c in x + y):
        return False  # "mẫu 1" and "mẫu 2", "loại a" and "loại b" are different things
    if _ROMAN.fullmatch(x) and _ROMAN.fullmatch(y):
        return False
    short, long = sorted((x, y), key=len)
    if len(short) == len(long):
        return sum(c != d for c, d in zip(short, long, strict=True)) == 1
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
