"""Which role an agency has in a procedure, whatever its territory (domain 4.6).

"UBND phường Tân Ninh" and "Ủy ban nhân dân cấp xã" are one role; "Sở Tư pháp tỉnh
Tây Ninh" and "Sở Tư pháp" too. A name that fits no role keeps its own words and
is only ever equal to itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from analysis.agencies import OTHER_PROVINCES
from analysis.texts import canonical_name


class Place(StrEnum):
    """Where a role stands, seen from the province."""

    LOCAL = "local"  # the province and its communes
    CENTRAL = "central"
    DESK = "desk"  # reception alone: it decides nothing
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AgencyRole:
    """A role and where it stands."""

    name: str
    place: Place


_HEAD = re.compile(r"^(?:chủ tịch|phó chủ tịch|giám đốc|phó giám đốc|thủ trưởng|lãnh đạo) (?:của )?")
_PROVINCE_NAME = r"(?:tây ninh|long an|" + "|".join(OTHER_PROVINCES) + r")"
_TERRITORY = re.compile(
    r"[ ,\-(]+(?:(?:các |của )?(?:tỉnh|thành phố)(?:[ ,/]+(?:và )?(?:tỉnh|thành phố))*"
    rf"(?: (?:trực thuộc trung ương|{_PROVINCE_NAME}))?|cấp tỉnh|{_PROVINCE_NAME})\)?$"
)
_COMMITTEE = re.compile(r"^ủy ban nhân dân(?: (?:các )?(.*))?$")
_COMMUNE = re.compile(r"^(?:cấp )?(?:xã|phường|đặc khu|thị trấn)(?!\w)")
_PROVINCE = re.compile(r"^(?:cấp )?(?:tỉnh|thành phố)(?!\w)")
_DESK = re.compile(r"^(?:trung tâm phục vụ hành chính công|bộ phận (?:một cửa|tiếp nhận))(?!\w)")
_CENTRAL = re.compile(
    r"^(?:bộ|cục|tổng cục|vụ|chính phủ|thủ tướng chính phủ|chủ tịch nước|cơ quan đại diện|cơ quan lãnh sự|tòa án)(?!\w)"
)
_DEPARTMENT = re.compile(
    r"^(?:sở|ban|thanh tra|công an|thi hành án dân sự|văn phòng đăng ký đất đai|chi nhánh văn phòng đăng ký đất đai"
    r"|tổ chức hành nghề|văn phòng công chứng|phòng công chứng|trung tâm trợ giúp pháp lý)(?!\w)"
)

COMMUNE = AgencyRole("UBND cấp xã", Place.LOCAL)
PROVINCE = AgencyRole("UBND tỉnh", Place.LOCAL)
DESK = AgencyRole("bộ phận tiếp nhận", Place.DESK)


@lru_cache(maxsize=4_096)
def roles_in(name: str) -> frozenset[AgencyRole]:
    """The roles that a line states: several agencies may stand in one, joined by commas or "và"."""
    whole = role_of(name)
    if whole.place is not Place.UNKNOWN and not _JOINED.search(canonical_name(name)):
        return frozenset({whole})
    pieces = [piece.strip() for piece in _JOINED.split(canonical_name(name)) if piece.strip()]
    return frozenset(role_of(piece) for piece in pieces) if len(pieces) > 1 else frozenset({whole})


#: Where another agency begins; "xã, phường, đặc khu" is one.
_HEADS = "chủ tịch|giám đốc|ủy ban nhân dân|sở|cục|bộ|trung tâm|cơ quan|tổ chức|văn phòng|phòng|công an|ban"
_JOINED = re.compile(rf"(?:[,;/]| và| hoặc|\n) ?(?=(?:{_HEADS}) )")


@lru_cache(maxsize=4_096)
def role_of(name: str) -> AgencyRole:
    """The role that a name states."""
    canon = canonical_name(name).strip(" .,;")
    if _CENTRAL.match(canon):
        return AgencyRole(canon, Place.CENTRAL)
    bare = _HEAD.sub("", canon)
    committee = _COMMITTEE.match(bare)
    if committee:
        where = committee[1] or ""
        if _COMMUNE.match(where):
            return COMMUNE
        return PROVINCE if _PROVINCE.match(where) else AgencyRole(bare, Place.UNKNOWN)
    if _DESK.match(bare):
        return DESK
    short = _TERRITORY.sub("", bare)
    return AgencyRole(short, Place.LOCAL if _DEPARTMENT.match(short) else Place.UNKNOWN)
