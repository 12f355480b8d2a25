"""Garbled text (lỗi ký tự): what no Vietnamese text says on purpose.

Only what is surely damage counts: replacement characters, control characters,
UTF-8 read as Latin-1 ("phÃ¡p luáº­t"), and syllables cut into pieces ("chu ẩ n").
Misspellings, unusual words and odd punctuation are none of this module's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: What Windows-1252 shows for the bytes 80-9F; closing quotation marks, dashes and dots also end sound words.
_CP1252 = "€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“˜™š›œžŸ"
_ALSO_SOUND = "”’…–—•"
_BROKEN = re.compile(
    "[\ufffd\u0080-\u009f]"
    # two bytes: à á â ã è é ê ì í ò ó ô õ ù ú ý
    "|(?<![A-ZĐ])Ã[¡¢£¨©ª¬\u00ad²³´µ¹º½]"
    # ă đ, ĩ, ũ, ơ ư
    f"|Ä[\u0080-\u009f{_CP1252}]|[ÄÅ]©|Æ[¡°]"
    # three bytes: every vowel with two marks
    f"|á[º»](?:[\u00a1-\u00bf{_CP1252}]|[{_ALSO_SOUND}](?=[^\\W\\d]))"
)

#: One of these stands in every text that the grammar above finds: most texts are passed over quickly.
_SUSPECT = re.compile("[\ufffd\u0080-\u009fÃÄÅÆ]")

_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_ONSET = "ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_CODA = "ng|nh|ch|[cmnpt]"
#: "chu ẩ n": the head of a syllable, one marked vowel and the end of a syllable, each standing alone.
_LONE_VOWEL = re.compile(rf" [{_MARKED}] (?:{_CODA})(?![\w).,/-])")
_HEAD = re.compile(rf"(?:^|[\s(“\"])(?:{_ONSET})(uy|[uoiyư])?$")
#: Which vowels may follow inside one syllable: "chu" + "ẩ", never "cho" + "ý".
_AFTER = {
    "o": "àáảãạăằắẳẵặèéẻẽẹ",
    "u": "âầấẩẫậêềếểễệơờớởỡợôồốổỗộýỳỷỹỵ",
    "i": "êềếểễệ",
    "y": "êềếểễệ",
    "uy": "êềếểễệ",
    "ư": "ơờớởỡợ",
}
#: "th ủ tục": letters that begin a syllable and are no word themselves, then its marked vowel.
_LONE_ONSET = re.compile(rf" (?:ngh|ng|gh|kh|nh|ph|th|tr|ch) [{_MARKED}](?:{_CODA}|[aiouy])?(?!\w)")

#: Excerpts of so many letters on either side are shown to readers.
_AROUND = 20


def broken_characters(text: str) -> Iterator[str]:
    """Excerpts around characters that are damage, not letters."""
    text = unicodedata.normalize("NFC", text)
    if _SUSPECT.search(text) or "áº" in text or "á»" in text:
        for match in _BROKEN.finditer(text):
            yield _around(text, match)


def split_syllables(text: str) -> Iterator[str]:
    """Excerpts around syllables that stand in pieces."""
    text = " " + unicodedata.normalize("NFC", text).replace("\n", "\n ")  # every word has a blank before it
    low = text.lower()
    if len(low) != len(text):
        return  # a letter that changes its length in lower case: places would not agree
    for match in _LONE_VOWEL.finditer(low):
        head = _HEAD.search(low, max(0, match.start() - 8), match.start())
        if head and match[0][1] in _AFTER.get(head[1] or "", _MARKED):
            yield _around(text, match)
    for match in _LONE_ONSET.finditer(low):
        yield _around(text, match)


def _around(text: str, match: re.Match[str]) -> str:
    piece = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
    return " ".join(piece.split())
