"""The normalisation ladder: when do two Vietnamese texts say the same thing?

Each step has an id that is kept with a verdict, so that an auditor can replay
it. The ladder decides only between wording and content; it never guesses: two
different words stay different ("hủy" is not "huy").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

Step = tuple[str, Callable[[str], str]]


class Sameness(StrEnum):
    """How two texts stand to each other."""

    EQUAL = "equal"  # bằng nhau
    PRESENTATION = "presentation"  # khác trình bày: counted, never listed
    CONTENT = "content"  # khác nội dung
    INCOMPARABLE = "incomparable"  # không so được: one side says nothing


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and the steps that made the texts meet."""

    kind: Sameness
    steps: tuple[str, ...] = ()


# --- the steps --------------------------------------------------------------

_ZERO_WIDTH = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")


def n1_characters(text: str) -> str:
    """N1: composed characters, nothing invisible, single blanks."""
    # Invisible characters go first: one of them may stand between a letter and its accent,
    # and a word made only of them would otherwise leave two blanks behind.
    return " ".join(unicodedata.normalize("NFC", _ZERO_WIDTH.sub("", text)).split())


_D_STROKE = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})


def n2_d_stroke(text: str) -> str:
    """N2: the Icelandic and African letters that look like Đ."""
    return text.translate(_D_STROKE)


_SIGNS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("•●▪◦‣∙○■", "-"),
        "…": "...",
    }
)


def n3_signs(text: str) -> str:
    """N3: one kind of quotes, dashes, bullets and ellipsis."""
    return text.translate(_SIGNS)


def n4_case(text: str) -> str:
    """N4: no capitals."""
    return unicodedata.normalize("NFC", text.casefold())


_TONED = {
    **{f"o{a}": f"{o}a" for o, a in zip("òóỏõọ", "àáảãạ", strict=True)},
    **{f"o{e}": f"{o}e" for o, e in zip("òóỏõọ", "èéẻẽẹ", strict=True)},
    **{f"u{y}": f"{u}y" for u, y in zip("ùúủũụ", "ỳýỷỹỵ", strict=True)},
}
_OPEN_SYLLABLE = re.compile("(?<!q)(?:" + "|".join(_TONED) + ")")


def n5_tone(text: str) -> str:
    """N5: one place for the tone mark of open oa, oe, uy (hoà is hòa); never after q (quý stays)."""
    return _OPEN_SYLLABLE.sub(lambda m: _TONED[m[0]] if _word_ends(text, m.end()) else m[0], text)


#: Closed table. Letters of document numbers (NĐ, TT, QĐ, NQ, CP) are left to the reading of legal references.
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
    "tp": "thành phố",
    "tx": "thị xã",
    "btp": "bộ tư pháp",
}
_SHORT = re.compile(r"(?<![\w.-])(?:(tp|tx)\. ?(?=\w)|(" + "|".join(ABBREVIATIONS) + r")(?![\w-]))")


def n7_abbreviations(text: str) -> str:
    """N7: short forms of the closed table written out."""

    def full(match: re.Match[str]) -> str:
        if match[1]:
            return ABBREVIATIONS[match[1]] + " "
        return ABBREVIATIONS[match[2]] if _word_ends(text, match.end()) else match[0]

    return _SHORT.sub(full, text)


_PREFIXES = ("thủ tục hành chính ", "thủ tục ")


def n8_name(text: str) -> str:
    """N8, for names only: no leading "thủ tục", no closing full stop or semicolon."""
    name = text.rstrip(" .;") or text
    while (prefix := next((p for p in _PREFIXES if name.startswith(p)), "")) and len(name) > len(prefix):
        name = name[len(prefix) :]
    return name


TEXT_LADDER: tuple[Step, ...] = (
    ("N1", n1_characters),
    ("N2", n2_d_stroke),
    ("N3", n3_signs),
    ("N4", n4_case),
    ("N5", n5_tone),
    ("N7", n7_abbreviations),
)
NAME_LADDER: tuple[Step, ...] = (*TEXT_LADDER, ("N8", n8_name))


# --- what others ask --------------------------------------------------------


def canonical_text(text: str) -> str:
    """The form of a text in which wording differences are gone."""
    for _, step in TEXT_LADDER:
        text = step(text)
    return text


@lru_cache(maxsize=16_384)  # the same hundred agencies are named on tens of thousands of rows
def canonical_name(text: str) -> str:
    """The form of a name in which wording differences are gone."""
    return n8_name(canonical_text(text))


def display(text: str) -> str:
    """A text as shown to readers: same words, clean characters."""
    return n1_characters(text)


def is_blank(text: str | None) -> bool:
    """Whether a text shows nothing to a reader."""
    return text is None or not n1_characters(text)


def verdict(a: str | None, b: str | None, ladder: tuple[Step, ...] = TEXT_LADDER) -> Verdict:
    """Climb the ladder with both texts until they meet."""
    if a is None or b is None or is_blank(a) or is_blank(b):
        return Verdict(Sameness.INCOMPARABLE)
    if a == b:
        return Verdict(Sameness.EQUAL)
    climbed: list[str] = []
    for name, step in ladder:
        next_a, next_b = step(a), step(b)
        if (next_a, next_b) != (a, b):
            climbed.append(name)
        a, b = next_a, next_b
        if a == b:
            return Verdict(Sameness.PRESENTATION, tuple(climbed))
    return Verdict(Sameness.CONTENT)


def name_verdict(a: str | None, b: str | None) -> Verdict:
    """The verdict on two names."""
    return verdict(a, b, NAME_LADDER)


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


def _word_ends(text: str, at: int) -> bool:
    """Whether no letter, digit or accent follows."""
    return at >= len(text) or unicodedata.category(text[at])[0] not in "LMN"
