"""Fields (lĩnh vực) of Justice: their codes on the national portal, their names and aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from analysis.model import Term
from analysis.texts import canonical_name

#: Field code on the national portal and its present name. G15-TP10 has not been seen.
FIELDS: dict[str, str] = {
    "G15-TP01": "Đấu giá tài sản",
    "G15-TP02": "Bồi thường nhà nước",
    "G15-TP03": "Chứng thực",
    "G15-TP04": "Công chứng",
    "G15-TP05": "Đăng ký biện pháp bảo đảm",
    "G15-TP06": "Giám định tư pháp",
    "G15-TP07": "Hộ tịch",
    "G15-TP08": "Hòa giải thương mại",
    "G15-TP09": "Luật sư",
    "G15-TP11": "Nuôi con nuôi",
    "G15-TP12": "Hòa giải ở cơ sở",
    "G15-TP13": "Quản tài viên",
    "G15-TP14": "Quốc tịch",
    "G15-TP15": "Thi hành án dân sự",
    "G15-TP16": "Trợ giúp pháp lý",
    "G15-TP17": "Trọng tài thương mại",
    "G15-TP18": "Tư vấn pháp luật",
    "G15-TP19": "Hỗ trợ pháp lý cho doanh nghiệp nhỏ và vừa",
    "G15-TP20": "Thừa hành viên",
}
JUSTICE_FIELD_CODES = frozenset(FIELDS)

#: Justice fields that carry no G15-TPxx code, or none that has been seen.
_WITHOUT_CODE = ("Tiếp cận thông tin", "Phổ biến giáo dục pháp luật")


@dataclass(frozen=True, slots=True)
class SectorAlias:
    """Another name of a field; ``since`` is the day from which the new name holds, where it is known."""

    alias: str
    name: str
    since: date | None = None


ALIASES: tuple[SectorAlias, ...] = (
    SectorAlias("Thừa phát lại", "Thừa hành viên", date(2026, 6, 1)),
    SectorAlias("Đăng ký hộ tịch", "Hộ tịch"),
    SectorAlias("Quốc tịch Việt Nam", "Quốc tịch"),
    SectorAlias("Con nuôi", "Nuôi con nuôi"),
    SectorAlias("Quản lý luật sư", "Luật sư"),
    SectorAlias("Bán đấu giá tài sản", "Đấu giá tài sản"),
    SectorAlias("Trách nhiệm bồi thường của Nhà nước", "Bồi thường nhà nước"),
    SectorAlias("Quản tài viên và hành nghề quản lý, thanh lý tài sản", "Quản tài viên"),
    SectorAlias("Đăng ký giao dịch bảo đảm", "Đăng ký biện pháp bảo đảm"),
    SectorAlias("Hỗ trợ pháp lý cho DNNVV", "Hỗ trợ pháp lý cho doanh nghiệp nhỏ và vừa"),
    SectorAlias("Phổ biến, giáo dục pháp luật", "Phổ biến giáo dục pháp luật"),
    SectorAlias("Hoà giải cơ sở", "Hòa giải ở cơ sở"),
    SectorAlias("Công chứng, chứng thực", "Chứng thực"),
    SectorAlias("TGPL", "Trợ giúp pháp lý"),
    SectorAlias("GĐTP", "Giám định tư pháp"),
    SectorAlias("TPL", "Thừa hành viên"),
    SectorAlias("PBGDPL", "Phổ biến giáo dục pháp luật"),
    SectorAlias("ĐKGDBĐ", "Đăng ký biện pháp bảo đảm"),
    SectorAlias("ĐKBPBĐ", "Đăng ký biện pháp bảo đảm"),
    SectorAlias("THADS", "Thi hành án dân sự"),
)

_OWNER = re.compile(r"\s*\(\s*bộ tư pháp\s*\)$")
_NAMES = {canonical_name(n): n for n in (*FIELDS.values(), *_WITHOUT_CODE)}
_ALIASES = {canonical_name(a.alias): a.name for a in ALIASES}


def canonical_sector(name: str) -> str:
    """The present name of a Justice field, or the canonical text of any other field's name."""
    canon = _OWNER.sub("", canonical_name(name)).removeprefix("lĩnh vực ").strip()
    return _NAMES.get(canon) or _ALIASES.get(canon) or canon


def is_justice(sector: Term | str | None) -> bool:
    """Whether a field is one of Justice: by its code where there is one, else by name or alias.

    A name alone is not proof: Bộ Ngoại giao has its own "Hộ tịch" and "Quốc tịch".
    """
    if sector is None:
        return False
    if isinstance(sector, Term):
        if sector.code:
            return sector.code in JUSTICE_FIELD_CODES or (
                sector.code.startswith("G15") and canonical_sector(sector.name) in _NAMES.values()
            )
        sector = sector.name
    return canonical_sector(sector) in _NAMES.values()


def same_sector(a: str, b: str) -> bool:
    """Whether two names are one field after aliases."""
    return canonical_sector(a) == canonical_sector(b)
