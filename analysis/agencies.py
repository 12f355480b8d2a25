"""Agencies (cơ quan) as facts with dates: who exists, in which role, and which names are obsolete (D8)."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from analysis.texts import canonical_name

PROVINCE = "province"
DEPARTMENT = "department"  # sở, ban cấp tỉnh
OFFICE = "office"  # đơn vị trực thuộc sở
COMMUNE = "commune"
ROLES = (PROVINCE, DEPARTMENT, OFFICE, COMMUNE)


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency during one stretch of time. ``None`` dates are open."""

    code: str
    name: str
    role: str
    parent: str
    valid_from: date | None = None
    valid_to: date | None = None
    id: str = ""

    def valid(self, on: date) -> bool:
        """Whether it existed on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


def rows_from_csv(text: str) -> tuple[AgencyRow, ...]:
    """Read the table's own file: code, name, role, parent, valid_from, valid_to, id."""
    rows = []
    for line in csv.DictReader(io.StringIO(text)):
        if line["role"] not in ROLES:
            raise ValueError(f"Bảng cơ quan, dòng {line['code']}: vai trò “{line['role']}” không có trong {ROLES}")
        rows.append(
            AgencyRow(
                line["code"],
                line["name"],
                line["role"],
                line["parent"],
                _day(line["valid_from"]),
                _day(line["valid_to"]),
                line["id"],
            )
        )
    return tuple(rows)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def under(code: str, root: str) -> bool:
    """Whether a code is the root or lies below it: H53.9.4.1 is under H53, H530 is not."""
    return bool(root) and (code == root or code.startswith(root + "."))


def code_order(code: str) -> tuple[tuple[int, int, str], ...]:
    """Sorting key that puts H53.9 before H53.14."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in code.split("."))


class AgencyTable:
    """The dated table, with its look-ups."""

    def __init__(self, rows: Iterable[AgencyRow]) -> None:
        self.rows = tuple(sorted(rows, key=lambda r: (code_order(r.code), r.valid_from or date.min)))
        self.root = next((r.code for r in self.rows if r.role == PROVINCE), "")
        self._by_code: dict[str, list[AgencyRow]] = defaultdict(list)
        self._by_id: dict[str, AgencyRow] = {}
        self._by_name: dict[str, list[AgencyRow]] = defaultdict(list)
        for row in self.rows:
            self._by_code[row.code].append(row)
            self._by_name[canonical_name(row.name)].append(row)
            if row.id:
                self._by_id[row.id] = row

    def by_code(self, code: str) -> AgencyRow | None:
        """The latest row of a code."""
        rows = self._by_code.get(code)
        return rows[-1] if rows else None

    def by_id(self, agency_id: str) -> AgencyRow | None:
        """The row whose portal id is known."""
        return self._by_id.get(agency_id)

    def by_name(self, name: str) -> tuple[AgencyRow, ...]:
        """Every row of that name; a closing "tỉnh Tây Ninh" may be missing in the table or in the name."""
        canon = canonical_name(name)
        return tuple(self._by_name.get(canon) or self._by_name.get(without_province(canon)) or ())

    def name_of(self, code: str) -> str:
        """The name of a code, or the code itself when it is unknown."""
        row = self.by_code(code)
        return row.name if row else code

    def nearest(self, code: str) -> AgencyRow | None:
        """The row of a code or of the closest agency above it; of the province itself only by its own code."""
        if code == self.root:
            return self.by_code(code)
        while self.ours(code) and code != self.root:
            if row := self.by_code(code):
                return row
            code = code.rpartition(".")[0]
        return None

    def role_of(self, code: str) -> str:
        """The role of a code; a unit that the table lacks takes after the agency above it; else nothing."""
        row = self.nearest(code)
        if row is None or row.code == code or row.role == COMMUNE:
            return row.role if row else ""
        return OFFICE

    def commune_of(self, code: str) -> str:
        """The commune that an agency is or belongs to, or an empty text."""
        row = self.nearest(code)
        return row.code if row and row.role == COMMUNE else ""

    def ours(self, code: str) -> bool:
        """Whether a code lies in the province."""
        return under(code, self.root)

    def valid(self, on: date) -> tuple[AgencyRow, ...]:
        """Agencies that exist on a day, in the order of their codes."""
        return tuple(r for r in self.rows if r.valid(on))

    def communes(self, on: date) -> tuple[AgencyRow, ...]:
        """Communes (xã, phường) that exist on a day."""
        return tuple(r for r in self.valid(on) if r.role == COMMUNE)


_PROVINCE_TAIL = re.compile(r"[ ,\-(]*tỉnh tây ninh\)?$")


def without_province(canon: str) -> str:
    """A canonical agency name without its closing "tỉnh Tây Ninh"."""
    return _PROVINCE_TAIL.sub("", canon) or canon


def is_justice_department(name: str) -> bool:
    """Whether a name is Sở Tư pháp or its director, of whichever province."""
    canon = canonical_name(name)
    return canon.startswith(("sở tư pháp", "giám đốc sở tư pháp"))


# --- names that are no longer right -----------------------------------------


LEVEL = "level"  # a level of government
UNIT = "unit"  # a kind of administrative unit; its level and its office remain
AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Obsolete:
    """A word that no current agency field may hold from a day on."""

    word: str  # canonical
    since: date
    instead: str
    what: str  # LEVEL (CL11), UNIT or AGENCY (CL12)


TWO_LEVELS = date(2025, 7, 1)  # chính quyền địa phương 02 cấp; Long An hợp nhất vào Tây Ninh
_DEPARTMENTS_MERGED = date(2025, 3, 1)

OBSOLETE: tuple[Obsolete, ...] = (
    Obsolete("huyện", TWO_LEVELS, "cấp xã hoặc cấp tỉnh", LEVEL),
    Obsolete("quận", TWO_LEVELS, "cấp xã hoặc cấp tỉnh", LEVEL),
    Obsolete("thị xã", TWO_LEVELS, "cấp xã hoặc cấp tỉnh", LEVEL),
    Obsolete("thành phố tây ninh", TWO_LEVELS, "cấp xã hoặc cấp tỉnh", LEVEL),
    Obsolete("thành phố tân an", TWO_LEVELS, "cấp xã hoặc cấp tỉnh", LEVEL),
    Obsolete("thị trấn", TWO_LEVELS, "xã, phường, đặc khu", UNIT),
    Obsolete("phòng tư pháp", TWO_LEVELS, "Ủy ban nhân dân cấp xã", AGENCY),
    Obsolete("tỉnh long an", TWO_LEVELS, "tỉnh Tây Ninh", AGENCY),
    Obsolete("sở tài nguyên và môi trường", _DEPARTMENTS_MERGED, "Sở Nông nghiệp và Môi trường", AGENCY),
    Obsolete("sở thông tin và truyền thông", _DEPARTMENTS_MERGED, "Sở Khoa học và Công nghệ", AGENCY),
)
_WORDS = {o.word: re.compile(rf"(?<!\w){re.escape(o.word)}(?!\w)") for o in OBSOLETE}


@lru_cache(maxsize=4_096)
def obsolete_in(name: str, on: date) -> tuple[Obsolete, ...]:
    """The obsolete words that an agency name holds on a day."""
    canon = canonical_name(name)
    return tuple(o for o in OBSOLETE if o.since <= on and _WORDS[o.word].search(canon))


#: The other 33 provinces and cities since 01/7/2025, canonical.
OTHER_PROVINCES = (
    *("an giang", "bắc ninh", "cà mau", "cao bằng", "cần thơ", "đà nẵng", "đắk lắk", "điện biên"),
    *("đồng nai", "đồng tháp", "gia lai", "hà nội", "hà tĩnh", "hải phòng", "hồ chí minh", "hcm", "huế"),
    *("hưng yên", "khánh hòa", "lai châu", "lạng sơn", "lào cai", "lâm đồng", "nghệ an", "ninh bình"),
    *("phú thọ", "quảng ngãi", "quảng ninh", "quảng trị", "sơn la", "thái nguyên", "thanh hóa"),
    *("tuyên quang", "vĩnh long"),
)
_OTHER_PROVINCE = re.compile(r"(?<!\w)(?:tỉnh|thành phố) (?:" + "|".join(OTHER_PROVINCES) + r")(?!\w)")


@lru_cache(maxsize=4_096)
def names_other_province(name: str) -> bool:
    """Whether an agency name says that it belongs to another province."""
    return _OTHER_PROVINCE.search(canonical_name(name)) is not None
