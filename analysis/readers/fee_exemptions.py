"""Who is exempted (đối tượng được miễn, giảm): the same people, however the list is cut."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PERSON = (
    r"(?:người|trẻ em|hộ|gia đình|thân nhân|cha|mẹ|con|cán bộ|công dân|học sinh|kiều bào|đối tượng|trường hợp)(?!\w)"
)
_CUT = re.compile(rf" ?[;,] ?(?:và )?| (?:và|hoặc) (?={_PERSON})|: ")
_OPENERS = re.compile(r"^(?:(?:là|cho|đối với|các|những|thuộc|người thuộc|người là|thành viên)(?!\w) ?)+")


def not_among(exemptions: Iterable[str], others: Iterable[str]) -> list[str]:
    """The exemptions of which some part is not told among the others."""
    told = {piece for other in others for piece in _pieces(other)}
    return [e for e in exemptions if not _pieces(e) <= told]


def _pieces(exemption: str) -> frozenset[str]:
    """An exemption cut at commas and between persons: lists are printed with commas, semicolons and "và"."""
    pieces = (_OPENERS.sub("", piece.strip()) or piece.strip() for piece in _CUT.split(exemption))
    return frozenset(piece for piece in pieces if piece)
