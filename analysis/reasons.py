"""Reasons of visits, as short as a head line has room for."""

from __future__ import annotations

import re

_PAGE = re.compile(r"^Trang \S+: ")
#: An address or a path, with the blank, colon or bracket that leads to it; not the sign that ends it.
_ADDRESS = re.compile(
    r"(?:\s+(?:tới|sang|đến|ở|tại))?:?\s*\(?(?:https?://\S*[^\s:;,.)]|(?<!\S)/[^\s/]+/\S*[^\s:;,.)])\)?", re.IGNORECASE
)
#: What a library said of an error, in its own language.
_SAID = re.compile(r"\s*\([A-Za-z_.]+(?:: [^()]*(?:\([^()]*\)[^()]*)*)?\)")
#: Where a sentence ends and another begins; an abbreviation ("v.v. Đ…") ends none.
_SENTENCE = re.compile(r"(?<=[\w)”»][\w)”»])\.\s+(?=[A-ZĐ])")
#: So many characters are kept.
MOST = 140


def briefly(reason: str) -> str:
    """What happened, in its first sentence, without addresses and what to do next: the problems tell these."""
    first = _SENTENCE.split(_PAGE.sub("", reason), maxsplit=1)[0]
    happened = _ADDRESS.sub("", _SAID.sub("", first.partition(";")[0])).strip().rstrip(". ,:")
    if len(happened) > MOST:
        happened = happened[:MOST].rpartition(" ")[0] + " …"
    return f"{happened}." if happened else ""
