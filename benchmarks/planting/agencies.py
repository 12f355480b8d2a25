"""How a province names the agencies of the national list, with their names of its own."""

from __future__ import annotations

import re
from random import Random

_NAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"sở tư pháp( thành phố hà nội)?",
        ("Sở Tư pháp", "Sở Tư pháp tỉnh Tây Ninh", "SỞ TƯ PHÁP", "Sở Tư Pháp", "Sở Tư pháp Tây Ninh"),
    ),
    (
        r"uỷ ban nhân dân (cấp xã|xã, phường, thị trấn\.?)",
        (
            "Ủy ban nhân dân cấp xã",
            "UBND cấp xã",
            "Uỷ ban nhân dân cấp xã",
            "UBND xã, phường",
            "UBND cấp Xã",
        ),
    ),
    (
        r"chủ tịch uỷ ban nhân dân cấp tỉnh",
        ("Chủ tịch UBND tỉnh", "Chủ tịch Ủy ban nhân dân tỉnh Tây Ninh", "Chủ tịch UBND cấp tỉnh"),
    ),
    (
        r"uỷ ban nhân dân cấp tỉnh",
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh Tây Ninh", "UBND cấp tỉnh", "Uỷ ban nhân dân cấp tỉnh"),
    ),
)
_NO_LONGER = re.compile(r"(?i)phòng tư pháp|huyện|thị trấn|quận|thị xã")


def local_name(name: str, rnd: Random) -> str:
    """The same agency as the province writes it; others are left as they are."""
    plain = name.lower().replace("ủy", "uỷ")
    for pattern, names in _NAMES:
        if re.fullmatch(pattern, plain):
            return rnd.choice(names)
    return name


def outdated(name: str) -> bool:
    """Whether the national side itself names units that are gone: a truthful province would not repeat it."""
    return bool(_NO_LONGER.search(name))
