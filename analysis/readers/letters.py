"""The steps of the ladder that look at single characters: N1 to N5.

They come first in every reading. All of them are linear in the length of the
text, and leave at once where there is nothing for them to do.
"""

from __future__ import annotations

import re
import unicodedata

_ZERO_WIDTH = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")


#: Every blank but the ordinary one.
_ODD_BLANK = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


def n1_characters(text: str) -> str:
    """N1: composed characters, nothing invisible, single blanks."""
    # Invisible characters go first: one of them may stand between a letter and its accent,
    # and a word made only of them would otherwise leave two blanks behind.
    return _single_blanks(composed(text))


def n1_lines(text: str) -> str:
    """N1 for texts whose lines matter: the same, line by line, without empty lines."""
    lines = (_single_blanks(line) for line in composed(text).splitlines())
    return "\n".join(line for line in lines if line)


def _single_blanks(text: str) -> str:
    """Single ordinary blanks; most texts have no others, and cutting them into words is dear."""
    return " ".join(text.split()) if "  " in text or _ODD_BLANK.search(text) else text.strip(" ")


def composed(text: str) -> str:
    """NFC without invisible characters; blanks as they were."""
    # A text that is composed already comes back as it is, without being looked at twice.
    return text if text.isascii() else unicodedata.normalize("NFC", _ZERO_WIDTH.sub("", text))


_D_STROKE = (("Ð", "Đ"), ("ð", "đ"), ("Ɖ", "Đ"), ("ɖ", "đ"))


def n2_d_stroke(text: str) -> str:
    """N2: the Icelandic and African letters that look like Đ."""
    for wrong, right in _D_STROKE:
        text = text.replace(wrong, right)
    return text


_SIGNS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("•●▪◦‣∙○■□▫◆◇►▸➢➤⁃✓✔", "-"),
    "…": "...",
}
_SIGN = re.compile("[" + "".join(map(re.escape, _SIGNS)) + "]")


#: A dot in the middle of the line is a bullet only where a bullet can stand: 3·4 is a product.
_MIDDLE_DOT = re.compile(r"(?<!\S)[·⋅‧](?=\s|[^\W\d])")


def n3_signs(text: str) -> str:
    """N3: one kind of quotes, dashes, bullets and ellipsis."""
    if text.isascii():
        return text
    return _MIDDLE_DOT.sub("-", _SIGN.sub(lambda m: _SIGNS[m[0]], text))


def n4_case(text: str) -> str:
    """N4: no capitals."""
    return unicodedata.normalize("NFC", text.casefold())


_TONED = {
    **{f"o{a}": f"{o}a" for o, a in zip("òóỏõọ", "àáảãạ", strict=True)},
    **{f"o{e}": f"{o}e" for o, e in zip("òóỏõọ", "èéẻẽẹ", strict=True)},
    **{f"u{y}": f"{u}y" for u, y in zip("ùúủũụ", "ỳýỷỹỵ", strict=True)},
}
#: The toned letter comes first so that the search can run over letters that are rare.
_OPEN_SYLLABLE = re.compile("[àáảãạèéẻẽẹỳýỷỹỵ](?<=[ou].)(?<!q[ou].)")


def n5_tone(text: str) -> str:
    """N5: one place for the tone mark of open oa, oe, uy (hoà is hòa); never after q (quý stays)."""
    pieces, done = [], 0
    for match in _OPEN_SYLLABLE.finditer(text):
        start, end = match.start() - 1, match.end()
        if start >= done and (toned := _TONED.get(text[start:end])) and word_ends(text, end):
            pieces += [text[done:start], toned]
            done = end
    return "".join((*pieces, text[done:])) if pieces else text


def word_ends(text: str, at: int) -> bool:
    """Whether no letter, digit or accent follows."""
    return at >= len(text) or unicodedata.category(text[at])[0] not in "LMN"
