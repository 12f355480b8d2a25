"""Mức độ dịch vụ công trực tuyến (domain 4.9): names in order, and the two scales of numbers kept apart.

"Mức độ 4" meant toàn trình until 2022; since 2026 "mức độ 4" of dịch vụ công
chủ động means something else. So a number is never compared with a name or
with a number of the other scale; :func:`by_name` translates the old numbers for
a caller who knows that they are old.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from analysis.readers import NotUnderstood
from analysis.texts import canonical_text


class Scale(StrEnum):
    """Which ladder a step belongs to."""

    NAMED = "theo tên gọi"  # NĐ 42/2022, NĐ 224/2026
    NUMBERED = "mức độ 1-4 trước năm 2022"
    PROACTIVE = "dịch vụ công chủ động mức 1-4 (NĐ 224/2026)"


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """One step of one scale; higher steps do more for the citizen."""

    scale: Scale
    step: int

    @property
    def text(self) -> str:
        """The level in Vietnamese."""
        if self.scale is Scale.NAMED:
            return _NAMES[self.step]
        return f"mức độ {self.step}" if self.scale is Scale.NUMBERED else f"chủ động mức {self.step}"


_NAMES = {1: "Cung cấp thông tin", 2: "Một phần", 3: "Toàn trình"}
INFORMATION = ServiceLevel(Scale.NAMED, 1)
PARTIAL = ServiceLevel(Scale.NAMED, 2)
FULL = ServiceLevel(Scale.NAMED, 3)

#: Closed table of spellings, canonical.
_SPELLINGS: dict[str, ServiceLevel] = {
    **dict.fromkeys(("toàn trình", "full", "full_process"), FULL),
    **dict.fromkeys(("một phần", "partial"), PARTIAL),
    **dict.fromkeys(("cung cấp thông tin", "thông tin", "information_only", "trực tiếp"), INFORMATION),
}
_FRAME = re.compile(r"^(?:dịch vụ (?:công )?(?:trực tuyến )?|mức độ (?:cung cấp )?(?=[^\W\d]))+|(?: trực tuyến)$")
_NUMBERED = re.compile(r"(?:dịch vụ công trực tuyến )?(?:mức(?: độ)? )?([1-4])")
_PROACTIVE = re.compile(
    r"(?:dịch vụ công )?(?:trực tuyến )?chủ động(?: ở)? mức(?: độ)? ([1-4])|mức(?: độ)? ([1-4]) chủ động"
)


def read_level(text: str) -> ServiceLevel | NotUnderstood:
    """The level that a text names; any spelling outside the table is not understood."""
    clean = canonical_text(text).strip(" .;:,\"'")
    if match := _PROACTIVE.fullmatch(clean):
        return ServiceLevel(Scale.PROACTIVE, int(match[1] or match[2]))
    if match := _NUMBERED.fullmatch(clean):
        return ServiceLevel(Scale.NUMBERED, int(match[1]))
    level = _SPELLINGS.get(clean) or _SPELLINGS.get(_FRAME.sub("", _FRAME.sub("", clean)))
    return level or NotUnderstood(text, f"Không biết mức độ dịch vụ công “{clean}”.", (clean,) if clean else ())


def by_name(level: ServiceLevel) -> ServiceLevel | None:
    """An old number as the name that took its place; nothing corresponds to the proactive scale."""
    if level.scale is Scale.NAMED:
        return level
    if level.scale is Scale.NUMBERED:
        return {1: INFORMATION, 2: INFORMATION, 3: PARTIAL, 4: FULL}.get(level.step)
    return None


class LevelRelation(StrEnum):
    """How a local level stands to the other."""

    EQUAL = "bằng nhau"
    LOWER = "thấp hơn"
    HIGHER = "cao hơn"
    INCOMPARABLE = "không so được"


def compare_levels(local: ServiceLevel | NotUnderstood, other: ServiceLevel | NotUnderstood) -> LevelRelation:
    """Compare two steps of one scale; across scales there is no answer."""
    if isinstance(local, NotUnderstood) or isinstance(other, NotUnderstood) or local.scale is not other.scale:
        return LevelRelation.INCOMPARABLE
    if local.step == other.step:
        return LevelRelation.EQUAL
    return LevelRelation.LOWER if local.step < other.step else LevelRelation.HIGHER
