"""Portal text made safe to look at: what cannot be seen is shown as an escape.

A right-to-left override or a zero-width blank can make a wrong name look right,
so every character without a shape of its own is written out, ``⟦U+202E⟧``.
Only the formats for people do this; CSV and JSON keep the characters.
"""

from __future__ import annotations

import re
import unicodedata

#: Letters and marks that have no shape although Unicode calls them printable.
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def escape(char: str) -> str:
    """One character as its number: ``⟦U+200B⟧``."""
    return f"⟦U+{ord(char):04X}⟧"


def visible(text: str) -> str:
    """The text with hidden characters written out; line breaks and tabs stay."""
    if text.isprintable() and not _SHAPELESS.search(text):
        return text
    return "".join(escape(c) if _is_hidden(c) else c for c in text.replace("\r\n", "\n"))


def visible_code(code: str) -> str:
    """A code (mã TTHC) with everything unusual written out: blanks, look-alike letters, other digits."""
    return "".join(_code_char(c) for c in code)


def _is_hidden(char: str) -> bool:
    if char in "\n\t":
        return False
    return unicodedata.category(char) in _HIDDEN_CATEGORIES or _SHAPELESS.match(char) is not None


def _code_char(char: str) -> str:
    if char == " ":
        return "␣"  # " 1.014325" and "1.014325" are two records on one portal
    if char.isascii():
        return char if char.isprintable() else escape(char)
    if unicodedata.name(char, "").startswith("LATIN"):
        return char
    return escape(char) if char.isalnum() or char.isspace() or not char.isprintable() else char
