"""The one grammar of procedure and service codes (mã thủ tục, mã dịch vụ công).

Every spelling met on portals and in decisions is read here and nowhere else (D2).
What does not parse is kept word for word by whoever holds it, and never repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Invisible characters that copying from pages and annexes leaves inside codes.
_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")

_BASE = re.compile(r"[1-9]\.[0-9]{6}")
_CODE = re.compile(
    r"""
    (?P<base>[1-9]\.[0-9]{6})
    (?:\.(?P<early>[0-9]{2}))?           # 2.000908.01.000.00.00.H61
    (?:
        (?P<long>\.000\.00\.00)?
        \.(?P<agency>[A-Z][0-9]{2})
    )?
    (?:\.(?P<late>[0-9]{2}))?            # 2.000815.000.00.00.H55.02
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code read into its parts."""

    base: str  # "1.001193"
    agency: str | None = None  # "H17": the province or ministry whose copy it is
    service: str | None = None  # "02": số thứ tự của dịch vụ công hoặc trường hợp
    long_form: bool = False  # written with ".000.00.00."

    @property
    def text(self) -> str:
        """The canonical spelling: base, agency, service."""
        return ".".join(part for part in (self.base, self.agency, self.service) if part)


def parse_code(text: str) -> Code | None:
    """Read a code in any known spelling, or None when it is not one."""
    bare = _BLANKS.sub("", text).lstrip("'\u2018\u2019")
    match = _CODE.fullmatch(bare)
    if match is None:
        return None
    early, late = match["early"], match["late"]
    if early and late:
        return None  # two service numbers: nobody writes that, so it is not understood
    return Code(match["base"], match["agency"], early or late, match["long"] is not None)


def canonical(text: str) -> str | None:
    """The canonical spelling of a code, or None when it does not parse."""
    code = parse_code(text)
    return None if code is None else code.text


def base_of(text: str) -> str | None:
    """The eight characters that name the procedure whoever publishes it, or None when the code does not parse."""
    if _BASE.fullmatch(text):
        return text
    code = parse_code(text)
    return None if code is None else code.base
