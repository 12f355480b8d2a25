"""Plants in running texts: steps, channels, conditions, subjects, results, bases, components (CL23-CL28)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from random import Random

from benchmarks.planting.phrases import decision_phrase, type_of
from benchmarks.planting.plant import Plant, Planted, Stock, changed, planted
from benchmarks.planting.sheet import Basis, Sheet

# --- edits of one line --------------------------------------------------------

#: What turns a sentence into another one: (pattern, what stands there instead, in words).
_EDITS: tuple[tuple[str, str, str], ...] = (
    (r"(?<=\D)(\d{1,2}) ngày làm việc", "DAYS", "số ngày"),
    (r"(?<=\D)(\d{1,2}) ngày(?! làm việc|/| \d| tháng)", "DAYS", "số ngày"),
    (r"(?<=\d) ngày làm việc", " ngày", "đơn vị ngày"),
    (r"\bphải\b(?! (chịu|là))", "không phải", "thêm phủ định"),
    (r"\bkhông được\b", "được", "bỏ phủ định"),
    (r"(?<!không )\bđược (?=cấp|nộp|thực hiện|ủy quyền)", "không được ", "thêm phủ định"),
    (r"\bSở Tư pháp\b", "Ủy ban nhân dân cấp xã", "cơ quan khác"),
    (r"\b[UỦ][ỷy]? ?ban nhân dân cấp xã\b", "Sở Tư pháp", "cơ quan khác"),
    (r"\bcấp tỉnh\b", "cấp xã", "tỉnh thành xã"),
    (r"\bcấp xã\b", "cấp tỉnh", "xã thành tỉnh"),
    (r"\bbản chính\b", "bản sao", "bản chính thành bản sao"),
    (r"\bhoặc\b", "và", "hoặc thành và"),
    (r"(?<=/)(20[012]\d)(?=/(NĐ|TT|NQ))", "YEAR", "năm của văn bản"),
    (r"\bđủ (\d+) tuổi\b", "AGE", "số tuổi"),
    (r"\bít nhất (\d+) (năm|tháng)\b", "AGE", "số năm"),
)


def edited_line(lines: list[str], rnd: Random) -> tuple[int, str, str] | None:
    """One line with one edit that changes what it says."""
    for i in rnd.sample(range(len(lines)), len(lines)):
        for pattern, other, what in rnd.sample(_EDITS, len(_EDITS)):
            new = changed(lines[i], pattern, lambda m, o=other: _other(m, o, rnd), rnd)
            if new and new not in lines:
                return i, new, what
    return None


def _other(m: re.Match[str], other: str, rnd: Random) -> str:
    if other in ("DAYS", "AGE"):
        n = int(m[1])
        return m[0].replace(m[1], f"{n + rnd.choice((1, 2, 5)):02d}", 1)
    if other == "YEAR":
        return str(int(m[1]) + rnd.choice((1, -1, 2)))
    return other


def _alone(lines: list[str]) -> list[int]:
    """Lines that say something of their own, once."""
    keys = Counter(_key(line) for line in lines)
    return [i for i, line in enumerate(lines) if len(line) > 45 and keys[_key(line)] == 1]


def _key(line: str) -> str:
    return re.sub(r"[\W_]+", "", line.lower())


# --- CL23 -------------------------------------------------------------------

_DUTIES = (
    "- Người nộp hồ sơ phải đăng ký lịch hẹn qua điện thoại trước khi đến nộp ít nhất 02 ngày làm việc.",
    "- Người yêu cầu nộp thêm bản cam kết có xác nhận của Công an cấp xã nơi cư trú.",
    "- Sau khi tiếp nhận, cơ quan giải quyết niêm yết hồ sơ tại trụ sở trong 10 ngày.",
    "- Người đề nghị phải trực tiếp đến phỏng vấn tại trụ sở cơ quan giải quyết.",
    "- Tổ chức, cá nhân nộp tiền ký quỹ trước khi nhận kết quả.",
    "- Phòng chuyên môn xin ý kiến Ủy ban nhân dân cấp xã nơi cư trú của người yêu cầu trước khi trình ký.",
)


def edited_step(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A word or a number in the steps."""
    found = edited_line(sheet.steps, rnd)
    if found is None:
        return None
    i, new, what = found
    old, sheet.steps[i] = sheet.steps[i], new
    return planted("CL23", f"trình tự: {what}", old, new)


def lost_step(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A line of the steps is not there."""
    found = _alone(sheet.steps)
    if len(sheet.steps) < 3 or not found:
        return None
    old = sheet.steps.pop(rnd.choice(found))
    return planted("CL23", "trình tự: thiếu một đoạn", old, "")


def added_step(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A duty that the national steps do not know."""
    if not sheet.steps:
        return None
    new = rnd.choice(_DUTIES)
    sheet.steps.insert(rnd.randint(1, len(sheet.steps)), new)
    return planted("CL23", "trình tự: thêm một đoạn", "", new)


def cut_steps(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The last part of the steps is cut off."""
    if len(sheet.steps) < 5:
        return None
    keep = rnd.randint(2, len(sheet.steps) - 2)
    old = sheet.steps[keep:]
    if not any(i >= keep for i in _alone(sheet.steps)):
        return None
    del sheet.steps[keep:]
    return planted("CL23", "trình tự: mất phần cuối", old[0], "")


def lost_channel(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A way of filing is not offered."""
    channels = list(dict.fromkeys(m.channel for m in sheet.methods))
    if len(channels) < 2 or any(m.note for m in sheet.methods):
        return None
    lost = rnd.choice(channels)
    sheet.methods = [m for m in sheet.methods if m.channel != lost]
    return planted("CL23", "cách thức: thiếu", ", ".join(channels), ", ".join(c for c in channels if c != lost))


def added_channel(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A way of filing that the national side does not offer."""
    channels = list(dict.fromkeys(m.channel for m in sheet.methods))
    more = [c for c in ("DIRECT", "ONLINE", "POSTAL") if c not in channels]
    if not channels or not more or any(m.note for m in sheet.methods):
        return None
    first = sheet.methods[0]
    sheet.methods.append(type(first)(rnd.choice(more), first.times, "", first.fees))
    return planted("CL23", "cách thức: thêm", ", ".join(channels), ", ".join(m.channel for m in sheet.methods))


# --- CL24 -------------------------------------------------------------------

_CONDITIONS = (
    "Người yêu cầu phải cư trú liên tục tại địa phương từ 06 tháng trở lên.",
    "Tổ chức phải có trụ sở riêng với diện tích tối thiểu 50 m2.",
    "Phải hoàn thành nghĩa vụ tài chính tại địa phương trước khi nộp hồ sơ.",
    "Người đề nghị phải có ít nhất 03 năm kinh nghiệm trong lĩnh vực đề nghị.",
    "Không đang trong thời gian bị xử lý kỷ luật từ khiển trách trở lên.",
    "Phải được cơ quan quản lý ngành tại địa phương chấp thuận bằng văn bản.",
)


def added_condition(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A condition that only the province makes."""
    new = rnd.choice(_CONDITIONS)
    sheet.conditions.insert(rnd.randint(0, len(sheet.conditions)), ("- " if sheet.conditions else "") + new)
    return planted("CL24", "thêm điều kiện", "", new)


def lost_condition(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """One condition, or all of them, not told."""
    found = _alone(sheet.conditions)
    if not found:
        return None
    if rnd.random() < 0.3:
        old = sheet.conditions[0]
        sheet.literal["conditions"] = rnd.choice(("Không", "Không có", "Không quy định", "Không."))
        return planted("CL24", "mất mọi điều kiện", old, sheet.literal["conditions"])
    if len(sheet.conditions) < 2:
        return None
    old = sheet.conditions.pop(rnd.choice(found))
    return planted("CL24", "mất một điều kiện", old, "")


def edited_condition(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A word or a number in a condition."""
    found = edited_line(sheet.conditions, rnd)
    if found is None:
        return None
    i, new, what = found
    old, sheet.conditions[i] = sheet.conditions[i], new
    return planted("CL24", f"điều kiện: {what}", old, new)


# --- CL25 -------------------------------------------------------------------

_SUBJECTS = (
    "Công dân Việt Nam",
    "Người nước ngoài",
    "Người Việt Nam định cư ở nước ngoài",
    "Tổ chức nước ngoài",
    "Hợp tác xã",
    "Cán bộ, công chức, viên chức",
    "Doanh nghiệp có vốn đầu tư nước ngoài",
)


def other_subjects(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A subject more, less, or another one."""
    old = list(sheet.subjects)
    more = [s for s in _SUBJECTS if s not in old]
    if not old or not more:
        return None
    how = rnd.choice(("more", "less", "other"))
    if how == "less" and len(old) < 2:
        how = "other"
    if how != "more":
        sheet.subjects.remove(rnd.choice(sheet.subjects))
    if how != "less":
        sheet.subjects.append(rnd.choice(more))
    return planted("CL25", "đối tượng khác", "; ".join(old), "; ".join(sheet.subjects))


def other_result(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Another document as the result."""
    if not sheet.results:
        return None
    i = rnd.randrange(len(sheet.results))
    old = sheet.results[i]
    edits = ((r"^Giấy ", "Quyết định cấp Giấy "), (r"^Quyết định", "Thông báo"), (r"^Trích lục", "Bản sao trích lục"))
    told = [new for p, o in edits if (new := re.sub(p, o, old)) != old]
    told += [n for d in stock.donors[:40] for n in d.results if _key(n) not in map(_key, sheet.results)][:3]
    sheet.results[i] = rnd.choice(told)
    return planted("CL25", "kết quả khác", old, sheet.results[i])


def lost_result(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """One of several results is not told."""
    if len({_key(r) for r in sheet.results}) < 2:
        return None
    old = sheet.results.pop(rnd.randrange(len(sheet.results)))
    return planted("CL25", "thiếu một kết quả", old, "")


# --- CL26 -------------------------------------------------------------------

#: Instruments that a world lists as no longer in force.
EXPIRED = ("79/2007/NĐ-CP", "83/1998/NĐ-CP", "33/2010/TT-BTP", "04/2012/TT-BTP")


def lost_basis(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """An instrument of the national list is not cited."""
    found = [b for b in sheet.bases if b.number and type_of(b.number)]
    if len({b.number for b in sheet.bases}) < 2 or not found:
        return None
    lost = rnd.choice(found)
    sheet.bases = [b for b in sheet.bases if b.number != lost.number]
    return planted("CL26", "thiếu căn cứ", f"{lost.number} {lost.name}", "")


def other_number(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Another year, another digit, another issuer in the number."""
    found = [b for b in sheet.bases if b.number and type_of(b.number)]
    if not found:
        return None
    old = rnd.choice(found).number
    n, year, rest = old.split("/", 2)
    new = rnd.choice((f"{n}/{int(year) + rnd.choice((1, -1))}/{rest}", f"{n}1/{year}/{rest}", _swapped(n, year, rest)))
    if new == old or any(b.number == new for b in sheet.bases):
        return None
    for basis in sheet.bases:
        if basis.number == old:
            basis.number, basis.name = new, basis.name.replace(old, new)
    return planted("CL26", "số, ký hiệu sai", old, new)


def _swapped(n: str, year: str, rest: str) -> str:
    return f"{n[::-1] if len(n) > 1 else n + '0'}/{year}/{rest}"


def expired_basis(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """An instrument that the world lists as no longer in force is cited besides the others."""
    if not sheet.bases:
        return None
    number = rnd.choice(EXPIRED)
    sheet.bases.append(Basis(number, ""))
    return planted("CL26", "căn cứ hết hiệu lực", "", number)


# --- CL27, CL28 -------------------------------------------------------------


def old_decision(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The province's decision is older than the ministry's."""
    if sheet.decision is None:
        return None
    number, day = sheet.decision
    older = day - timedelta(days=rnd.choice((60, 120, 365, 800, 1500)))
    sheet.literal["decision"] = decision_phrase(number, older, rnd)
    return planted("CL27", "quyết định công bố cũ", f"{number} {day:%d/%m/%Y}", sheet.literal["decision"])


def no_decision(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The row of the decision is there and empty."""
    if sheet.decision is None:
        return None
    sheet.literal["decision"] = rnd.choice(EMPTY)
    return planted("CL27", "không nêu quyết định công bố", "", sheet.literal["decision"] or "(trống)")


EMPTY = ("", "", "\u00a0", "Không có thông tin", "Đang cập nhật", "Chưa cập nhật", "...")
_PARTS = {
    "steps": ("CL23",),
    "methods": ("CL23",),
    "dossier": ("CL20", "CL22"),
    "time": (),
    "subjects": ("CL25",),
    "executing": ("CL12",),
}


def empty_component(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """One of the components a-g is there and empty."""
    part = rnd.choice(list(_PARTS))
    told = {
        "steps": sheet.steps,
        "methods": sheet.methods,
        "dossier": sheet.papers,
        "time": sheet.one_time,
        "subjects": sheet.subjects,
        "executing": sheet.executing,
    }[part]
    if not told or (part == "methods" and not sheet.one_time):
        return None
    sheet.literal[part] = rnd.choice(EMPTY)
    return planted("CL28", f"bộ phận trống: {part}", "", sheet.literal[part] or "(trống)", may=_PARTS[part])


PLANTS: dict[str, tuple[Plant, ...]] = {
    "CL23": (edited_step, edited_step, lost_step, added_step, cut_steps, lost_channel, added_channel),
    "CL24": (added_condition, lost_condition, edited_condition),
    "CL25": (other_subjects, other_result, lost_result),
    "CL26": (lost_basis, other_number, expired_basis),
    "CL27": (old_decision, no_decision),
    "CL28": (empty_component,),
}
