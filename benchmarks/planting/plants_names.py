"""Plants in the head of a page: name, field, level, agencies, level of service (CL09-CL12, CL31, CL32)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from random import Random

from benchmarks.planting.phrases import SECTOR_NAMES, level_phrase, sure_level
from benchmarks.planting.plant import Plant, Planted, Stock, changed, planted
from benchmarks.planting.sheet import Sheet

# --- CL09 -------------------------------------------------------------------

#: Words that make it another procedure: (pattern, what stands there instead).
_GUARDS: tuple[tuple[str, str], ...] = (
    (r"(?i)\bcấp lại\b", "cấp"),
    (r"(?i)\bcấp(?! (lại|tỉnh|xã|huyện|bản sao|phép))\b", "cấp lại"),
    (r"(?i)\bcấp(?! (lại|tỉnh|xã|huyện))\b", "thu hồi"),
    (r"(?i)\bđăng ký hoạt động\b", "chấm dứt hoạt động"),
    (r"(?i)(?<!thay đổi nội dung )\bđăng ký\b", "xóa đăng ký"),
    (r"(?i)\bthay đổi nội dung đăng ký\b", "đăng ký"),
    (r"(?i)\bbổ nhiệm lại\b", "bổ nhiệm"),
    (r"(?i)\bmiễn nhiệm\b", "bổ nhiệm"),
    (r"(?i)\bbổ nhiệm\b(?! lại)", "miễn nhiệm"),
    (r"(?i)\bcông nhận\b", "không công nhận"),
    (r"(?i)\bthành lập\b", "giải thể"),
    (r"(?i)\bhợp nhất\b", "sáp nhập"),
    (r"(?i)\bsáp nhập\b", "hợp nhất"),
    (r"(?i)\bchi nhánh\b", "văn phòng đại diện"),
    (r"(?i)\btrong nước\b", "nước ngoài"),
    (r"(?i) có yếu tố nước ngoài\b", ""),
    (r"(?i)\bnước ngoài\b", "trong nước"),
    (r"(?i)\bcấp tỉnh\b", "cấp xã"),
    (r"(?i)\bkhai sinh\b", "khai tử"),
    (r"(?i)\bkết hôn\b", "ly hôn"),
    (r"(?i)\bgiám hộ\b", "nhận nuôi"),
    (r"(?i)\btạm ngừng\b", "chấm dứt"),
    (r"(?i)\bgia hạn\b", "cấp"),
    (r"(?i)\bbản sao\b", "bản chính"),
    (r"(?i)\bcông chứng viên\b", "đấu giá viên"),
    (r"(?i)\bluật sư\b", "tư vấn viên"),
)


def guard_word(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """One word that decides what is asked for."""
    for pattern, other in rnd.sample(_GUARDS, len(_GUARDS)):
        name = changed(sheet.name, pattern, lambda m, o=other: o.capitalize() if m[0][:1].isupper() else o, rnd)
        if name:
            return _named(sheet, " ".join(name.split()), "một từ quyết định trong tên")
    return None


def other_name(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The name of another procedure of the same field."""
    names = [d.name for d in stock.donors if d.sector == sheet.sector and _far(d.name, sheet.name)]
    return _named(sheet, rnd.choice(names), "tên của thủ tục khác") if names else None


def cut_name(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The last words lost."""
    words = sheet.name.split()
    if len(words) < 9:
        return None
    return _named(sheet, " ".join(words[: -rnd.randint(2, 4)]), "tên mất phần cuối")


def longer_name(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Something added at the end that narrows or widens it."""
    more = rnd.choice(
        (" tại khu vực biên giới", " cho người chưa thành niên", " và cấp bản sao", " theo ủy quyền", " lưu động")
    )
    return _named(sheet, sheet.name.rstrip(" .;") + more, "tên thêm phần cuối")


def typo(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """One letter lost, doubled or changed inside a word."""
    words = sheet.name.split()
    places = [i for i, w in enumerate(words) if len(w) >= 4 and w.isalpha() and w.islower()]
    if not places:
        return None
    i = rnd.choice(places)
    word, at = words[i], rnd.randrange(1, len(words[i]) - 1)
    other = rnd.choice("bcghklmnptv")
    words[i] = rnd.choice((word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + other + word[at:]))
    name = " ".join(words)
    return _named(sheet, name, "lỗi gõ một chữ") if name != sheet.name else None


def _named(sheet: Sheet, name: str, what: str) -> Planted | None:
    if _plain(name) == _plain(sheet.name):
        return None
    old, sheet.name = sheet.name, name
    return planted("CL09", what, old, name)


def _plain(name: str) -> str:
    return re.sub(r"^thủ tục (hành chính )?|[\s.;]+$", "", " ".join(name.lower().split()))


def _far(a: str, b: str) -> bool:
    return SequenceMatcher(None, _plain(a), _plain(b)).ratio() < 0.9


# --- CL10, CL11 -------------------------------------------------------------


def other_sector(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Filed under another field of Justice, or of another ministry."""
    others = [s for s in SECTOR_NAMES if s != sheet.sector]
    other = rnd.choice((*others, "Chứng thực", "Công chứng", "Hành chính tư pháp", "Tôn giáo"))
    if other == sheet.sector:
        return None
    old, sheet.sector = sheet.sector, other
    return planted("CL10", "lĩnh vực khác", old, other)


def other_level(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Another level, one level too many, or one too few."""
    if "khác" in sheet.levels or not sheet.local:
        return None
    old = list(sheet.levels)
    other = "xã" if "tỉnh" in old else "tỉnh"
    choices = [[other]] if len(old) == 1 else [old[:1]]
    if other not in old:
        choices.append([*old, other])
    sheet.levels = rnd.choice(choices)
    return planted("CL11", "cấp thực hiện khác", ", ".join(old), ", ".join(sheet.levels))


def district(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A level that is gone since 01/7/2025."""
    if not sheet.local:
        return None
    old = list(sheet.levels)
    told = ["huyện"] if rnd.random() < 0.4 else [*old, "huyện"]
    sheet.literal["levels"] = level_phrase(told, rnd)
    return planted("CL11", "còn cấp huyện", ", ".join(old), sheet.literal["levels"])


# --- CL12 -------------------------------------------------------------------

_GONE = (
    ("Phòng Tư pháp", ()),
    ("Phòng Tư pháp cấp huyện", ("CL11",)),
    ("Phòng Tư pháp thuộc Ủy ban nhân dân cấp huyện", ("CL11",)),
    ("Ủy ban nhân dân huyện, thị xã, thành phố", ("CL11",)),
    ("UBND cấp huyện", ("CL11",)),
    ("Ủy ban nhân dân xã, phường, thị trấn", ()),
    ("Sở Tài nguyên và Môi trường", ()),
    ("Sở Tư pháp tỉnh Long An", ()),
)


def gone_agency(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """An agency that no longer exists."""
    if not sheet.local or not sheet.executing:
        return None
    name, also = rnd.choice(_GONE)
    sheet.literal["executing"] = name
    needs = (("CL12", "CL11"),) if also else ("CL12",)
    return planted("CL12", "cơ quan không còn", "; ".join(sheet.executing), name, *needs, may=("CL11", "CL12"))


def other_role(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The commune where it is the department, and the like."""
    old = sheet.executing
    plain = " ".join(old).lower().replace("uỷ", "ủy")
    if not sheet.local or len(old) != 1 or len(plain) > 60:
        return None
    if plain == "sở tư pháp":
        name = rnd.choice(("UBND cấp xã", "Ủy ban nhân dân xã, phường", "Công an tỉnh", "Sở Nội vụ", "UBND tỉnh"))
    elif "cấp xã" in plain or "phường" in plain:
        name = rnd.choice(("Sở Tư pháp", "Sở Tư pháp tỉnh Tây Ninh", "Công an cấp xã", "UBND tỉnh Tây Ninh"))
    elif "cấp tỉnh" in plain:
        name = rnd.choice(("UBND cấp xã", "Chủ tịch UBND cấp xã", "Sở Nội vụ"))
    else:
        return None
    sheet.literal["executing"] = name
    return planted("CL12", "cơ quan sai vai trò", "; ".join(old), name)


def other_province(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The department of another province."""
    if [n.lower() for n in sheet.executing] != ["sở tư pháp"]:
        return None
    name = f"Sở Tư pháp tỉnh {rnd.choice(('Đồng Nai', 'Vĩnh Long', 'Quảng Ngãi', 'Lâm Đồng'))}"
    sheet.literal["executing"] = name
    return planted("CL12", "cơ quan của tỉnh khác", "; ".join(sheet.executing), name)


# --- CL32 -------------------------------------------------------------------


def no_reason(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Một phần, and the row of the reason is there and empty."""
    sheet.service_level = "Một phần"
    sheet.literal["service_level"] = sure_level("Một phần", rnd)
    sheet.literal["reason"] = rnd.choice(("", "", "-", "Không có thông tin", "Đang cập nhật", "…"))
    return planted("CL32", "một phần không nêu lý do", "", sheet.literal["reason"] or "(trống)")


PLANTS: dict[str, tuple[Plant, ...]] = {
    "CL09": (guard_word, guard_word, other_name, cut_name, longer_name, typo),
    "CL10": (other_sector,),
    "CL11": (other_level, district),
    "CL12": (gone_agency, other_role, other_province),
    "CL32": (no_reason,),
}
