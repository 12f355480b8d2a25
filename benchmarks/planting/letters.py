"""Noise below the words: Unicode forms, blanks, signs, tone placement, capitals. It never changes what is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

Noise = Callable[[str, Random], str]

_NEW_TO_OLD = {
    new: old
    for pair, marks in (("oa", "òa oà óa oá ỏa oả õa oã ọa oạ"), ("oe", "òe oè óe oé ỏe oẻ õe oẽ ọe oẹ"))
    for new, old in zip(marks.split()[::2], marks.split()[1::2], strict=True)
    if pair
} | dict(zip(["ùy", "úy", "ủy", "ũy", "ụy"], ["uỳ", "uý", "uỷ", "uỹ", "uỵ"], strict=True))
_OLD_TO_NEW = {old: new for new, old in _NEW_TO_OLD.items()}
_LETTER = "a-zA-ZÀ-ỹĐđ"


def _placed(text: str, table: dict[str, str], rnd: Random, share: float) -> str:
    """Tones of open syllables (hòa, thủy) moved; not after q, where the u belongs to the onset."""
    both = (
        table
        | {k.capitalize(): v.capitalize() for k, v in table.items()}
        | {k.upper(): v.upper() for k, v in table.items()}
    )
    pattern = re.compile(rf"(?<![qQ])({'|'.join(map(re.escape, both))})(?![{_LETTER}])")
    return pattern.sub(lambda m: both[m[1]] if rnd.random() < share else m[1], text)


def old_tones(text: str, rnd: Random) -> str:
    """hòa as hoà, ủy as uỷ."""
    return _placed(text, _NEW_TO_OLD, rnd, rnd.choice((0.5, 1.0)))


def new_tones(text: str, rnd: Random) -> str:
    """hoà as hòa, uỷ as ủy."""
    return _placed(text, _OLD_TO_NEW, rnd, rnd.choice((0.5, 1.0)))


def decomposed(text: str, rnd: Random) -> str:
    """All letters, or those of some words, with their marks apart (NFD)."""
    if rnd.random() < 0.5:
        return unicodedata.normalize("NFD", text)
    return _some_words(text, rnd, lambda w: unicodedata.normalize("NFD", w))


def eth(text: str, rnd: Random) -> str:
    """The Icelandic letter in place of Đ."""
    return text.replace("Đ", "\u00d0") if rnd.random() < 0.8 else text.replace("Đ", "\u00d0").replace("đ", "\u00f0")


def hard_blanks(text: str, rnd: Random) -> str:
    """Some blanks that do not break."""
    return _some_blanks(text, rnd, lambda: rnd.choice(("\u00a0", "\u00a0", "\u202f", "\u2009")))


def more_blanks(text: str, rnd: Random) -> str:
    """Doubled blanks and tabs."""
    return _some_blanks(text, rnd, lambda: rnd.choice(("  ", "\t", " \t", "   ", " \u00a0")))


def invisible(text: str, rnd: Random) -> str:
    """Marks without width at words' ends and inside words, sometimes as a word of their own."""
    marks = ("\u200b", "\u200e", "\ufeff", "\u200c", "\u2060", "\u00ad")

    def marked(word: str) -> str:
        at = rnd.randint(0, len(word))
        return word[:at] + rnd.choice(marks) + word[at:]

    told = _some_words(text, rnd, marked)
    return _some_blanks(told, rnd, lambda: f" {rnd.choice(marks)} ") if rnd.random() < 0.3 else told


def other_dashes(text: str, rnd: Random) -> str:
    """Dashes between words in another length."""
    sign = rnd.choice(("–", "—", "−", "-"))
    return re.sub(r"(?<=\s)[-–—−](?=\s)", sign, text)


def other_quotes(text: str, rnd: Random) -> str:
    """Curly quotes straight, straight ones curly."""
    if "“" in text:
        return text.replace("“", '"').replace("”", '"')
    return re.sub(r'"([^"]*)"', "“\\1”", text).replace("...", "…")


def capitals(text: str, rnd: Random) -> str:
    """ALL CAPITALS."""
    return text.upper()


def first_capitals(text: str, rnd: Random) -> str:
    """The first letter small or large."""
    return text[:1].swapcase() + text[1:]


#: In the order in which they may follow each other: a mark inside a word would hide the end of a syllable from
#: those that move tones, and marks are set apart at last.
LETTERS: tuple[Noise, ...] = (
    old_tones,
    new_tones,
    eth,
    hard_blanks,
    more_blanks,
    invisible,
    other_dashes,
    other_quotes,
    decomposed,
)


def _some_words(text: str, rnd: Random, change: Callable[[str], str]) -> str:
    share = min(1.0, 3 / (1 + text.count(" ")) + 0.03)
    return re.sub(r"\S+", lambda m: change(m[0]) if rnd.random() < share else m[0], text)


def _some_blanks(text: str, rnd: Random, blank: Callable[[], str]) -> str:
    share = min(1.0, 2 / (1 + text.count(" ")) + 0.05)
    return re.sub(r" ", lambda m: blank() if rnd.random() < share else " ", text)
