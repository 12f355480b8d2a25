"""Garbled text (lỗi ký tự): what no Vietnamese text says on purpose.

Only what is surely damage counts: replacement characters, control characters,
UTF-8 read as Latin-1 ("phÃ¡p luáº­t"), and syllables cut into pieces ("chu ẩ n").
Misspellings, unusual words and odd punctuation are none of this module's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: What Windows-1252 shows for the bytes 80-9F; quotation marks, dashes and dots also end sound words.
_CP1252 = "€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ"
_ALSO_SOUND = "“”‘’…–—•"
_BROKEN = re.compile(
    "[\ufffd\u0080-\u009f]"
    # two bytes: à á â ã è é ê ì í ò ó ô õ ù ú ý
    "|(?<![A-ZĐ])Ã[¡¢£¨©ª¬\u00ad²³´µ¹º½]"
    # ă đ, ĩ, ũ, ơ ư
    f"|Ä[\u0080-\u009f{_CP1252}‘]|[ÄÅ]©|Æ[¡°]"
    # three bytes: every vowel with two marks
    f"|á[º»](?:[\u00a1-\u00bf{_CP1252}]|[{_ALSO_SOUND}](?=[^\\W\\d]))"
)

_MARKED = (
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"  # any vowel but a bare one
)
_VOWELS = f"aeiouy{_MARKED}"
_ONSET = "ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_CODA = "ng|nh|ch|[cmnpt]"
#: "chu ẩ n": the head of a syllable, one marked vowel and the end of a syllable, each standing alone.
_IN_THREE = re.compile(rf"(?<![\w.,/-])((?:{_ONSET})?[{_VOWELS}]{{0,2}}) ([{_MARKED}]) ({_CODA})(?![\w).,/-]|[.,)]\w)")
#: "th ủ tục": letters that begin a syllable and are no word themselves, then its marked vowel.
_IN_TWO = re.compile(rf"(?<![\w.,/-])(ngh|ng|gh|kh|nh|ph|th|tr|ch) ([{_MARKED}](?:{_CODA}|[aiouy])?)(?!\w)")
#: Vowels that one syllable may join before its end: "chu" + "ẩ" + "n".
_GLIDES = frozenset({"", "u", "o", "i", "y", "ư", "ê"})

#: Excerpts of so many letters on either side are shown to readers.
_AROUND = 20


def broken_characters(text: str) -> Iterator[str]:
    """Excerpts around characters that are damage, not letters."""
    text = unicodedata.normalize("NFC", text)
    for match in _BROKEN.finditer(text):
        yield _around(text, match)


def split_syllables(text: str) -> Iterator[str]:
    """Excerpts around syllables that stand in pieces."""
    text = unicodedata.normalize("NFC", text)
    low = text.lower()
    if len(low) != len(text):
        return  # a letter that changes its length in lower case: places would not agree
    for pattern in (_IN_THREE, _IN_TWO):
        for match in pattern.finditer(low):
            if pattern is _IN_TWO or _is_head(match[1]):
                yield _around(text, match)


def _is_head(piece: str) -> bool:
    """Whether letters before a lone vowel can be the head of its syllable: "chu", "th", never "đồng"."""
    head = re.fullmatch(rf"({_ONSET})?([{_VOWELS}]*)", piece)
    return head is not None and bool(head[1]) and head[2] in _GLIDES


def _around(text: str, match: re.Match[str]) -> str:
    piece = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
    return " ".join(piece.split())
