"""Plants in the dossier: papers, numbers of copies, papers replaced by data, forms (CL19-CL22)."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

from benchmarks.planting.numbers import words
from benchmarks.planting.plant import Plant, Planted, Stock, changed, planted
from benchmarks.planting.sheet import Paper, Sheet, bare

_EXTRA = (
    "Sổ hộ khẩu gia đình (bản sao có chứng thực)",
    "Giấy xác nhận thông tin về cư trú do Công an cấp xã cấp",
    "Phiếu lý lịch tư pháp số 1",
    "Giấy khám sức khỏe do cơ sở y tế cấp trong thời hạn 06 tháng",
    "Bản cam kết chịu trách nhiệm về nội dung khai",
    "02 ảnh màu cỡ 4cm x 6cm",
    "Biên lai nộp thuế của năm gần nhất",
    "Giấy giới thiệu của cơ quan, tổ chức nơi công tác",
    "Bản sao Giấy chứng nhận đăng ký thuế",
    "Đơn xác nhận của tổ trưởng tổ dân phố nơi cư trú",
    "Hợp đồng thuê trụ sở có công chứng",
    "Bản tóm tắt quá trình công tác có xác nhận của cơ quan quản lý",
    "Văn bản đồng ý của chủ sở hữu nhà",
    "Giấy chứng nhận bồi dưỡng nghiệp vụ hằng năm",
    "Danh sách người lao động có đóng bảo hiểm xã hội",
)
_PLURAL = 2


def extra_paper(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A paper that only the province asks for: a common one, another procedure's, or one like a paper that is there."""
    if not sheet.papers:
        return None
    case = rnd.choice(sheet.cases)
    paper = rnd.choice((_common, _borrowed, _alike))(sheet, rnd, stock)
    if paper is None or any(_same(p.name, paper.name) for p in sheet.papers):
        return None
    case.papers.insert(rnd.randint(0, len(case.papers)), paper)
    return planted("CL19", "thừa giấy tờ", "", paper.name)


def _common(sheet: Sheet, rnd: Random, stock: Stock) -> Paper:
    return Paper(rnd.choice(_EXTRA), 1, 0)


def _borrowed(sheet: Sheet, rnd: Random, stock: Stock) -> Paper | None:
    papers = [p for d in stock.donors if d.sector != sheet.sector for p in d.papers if p.originals + p.copies]
    found = rnd.choice(papers)
    return Paper(found.name, found.originals, found.copies) if 15 < len(found.name) < 200 else None


def _alike(sheet: Sheet, rnd: Random, stock: Stock) -> Paper | None:
    """One more paper whose name is near to one that is there."""
    papers = [p for p in sheet.papers if 20 < len(p.name) < 150]
    if not papers:
        return None
    name = bare(rnd.choice(papers).name).rstrip(" .;,")
    more = rnd.choice((" của chi nhánh", " của người đại diện", " của năm trước liền kề", " (bản dịch công chứng)"))
    return Paper(name + more, 1, 0)


def lost_paper(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A paper of the national list is not on the page."""
    found = _single(sheet)
    if len(sheet.papers) < _PLURAL or not found:
        return None
    paper = rnd.choice(found)
    for case in sheet.cases:
        case.papers = [p for p in case.papers if p is not paper]
    sheet.cases = [c for c in sheet.cases if c.papers]
    return planted("CL20", "thiếu giấy tờ", paper.name, "", may=("CL22",) if paper.file else ())


def _single(sheet: Sheet) -> list[Paper]:
    """Papers that stand once in the procedure and are really asked for."""
    names = Counter(_key(p.name) for p in sheet.papers)
    return [p for p in sheet.papers if names[_key(p.name)] == 1 and p.originals + p.copies and len(p.name) > 10]


def other_count(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """More or fewer originals or copies."""
    found = _single(sheet)
    if not found:
        return None
    paper = rnd.choice(found)
    old = f"{paper.originals} bản chính, {paper.copies} bản sao: {paper.name}"
    said = re.search(r"(?i)\d+ (\(\w+\) )?(bản|bộ|tờ)|bản chính|bản sao|bản gốc|bản chụp", paper.name)
    if said:
        return None  # the name tells a number or a kind of its own
    kind = rnd.choice(("originals", "copies", "swap"))
    if kind == "originals" and paper.originals:
        paper.originals += rnd.choice((1, 2))
    elif kind == "copies":
        paper.copies += rnd.choice((1, 2))
    elif kind == "swap" and paper.originals != paper.copies:
        paper.originals, paper.copies = paper.copies, paper.originals
    else:
        return None
    sheet.must.add("counts")
    return planted("CL20", "khác số lượng", old, f"{paper.originals} bản chính, {paper.copies} bản sao")


def other_sets(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """More sets than the national text asks for."""
    if not sheet.sets:
        return None
    n = sheet.sets + rnd.choice((1, 1, 2))
    sheet.literal["sets"] = rnd.choice(
        (f"{n:02d} bộ", f"{n} bộ", f"{n:02d} bộ hồ sơ", f"{n:02d} ({words(n)}) bộ", f"{n}")
    )
    return planted("CL20", "khác số bộ hồ sơ", f"{sheet.sets:02d} bộ hồ sơ", sheet.literal["sets"])


def exchanged(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A paper in the place of another."""
    found = _single(sheet)
    if not found:
        return None
    paper = rnd.choice(found)
    new = _common(sheet, rnd, stock).name
    if any(_same(p.name, new) for p in sheet.papers):
        return None
    old, paper.name = paper.name, new
    may = ("CL22",) if paper.file else ()
    return planted("CL19", "giấy tờ này thay giấy tờ khác", old, new, "CL19", "CL20", may=may)


#: Inside a paper's name: what makes it another paper.
_EDITS: tuple[tuple[str, str], ...] = (
    (r"(?i)\bbản sao có chứng thực\b", "bản chính"),
    (r"(?i)\bbản chụp\b", "bản sao có chứng thực"),
    (r"(?i)\bbản chính\b(?! hoặc)", "bản sao"),
    (r"(?i)\bgiấy khai sinh\b", "Giấy chứng sinh"),
    (r"(?i)\bgiấy đăng ký hoạt động\b", "Giấy phép thành lập"),
    (r"(?i)\bquyết định bổ nhiệm\b", "Quyết định miễn nhiệm"),
    (r"(?i)\bcó xác nhận\b", "không cần xác nhận"),
    (r"(?i)\bcó chứng thực\b", "có công chứng"),
    (r"(?i)\btrừ trường hợp\b", "kể cả trường hợp"),
    (r"(?i)\bluật sư\b", "công chứng viên"),
)


def edited(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A word inside a paper's name that makes it another paper."""
    found = [p for p in _single(sheet) if len(p.name) < 260]
    for paper in rnd.sample(found, len(found)):
        for pattern, other in rnd.sample(_EDITS, len(_EDITS)):
            new = changed(paper.name, pattern, lambda m, o=other: _as(m[0], o), rnd)
            if new and not any(_same(p.name, new) for p in sheet.papers):
                old, paper.name = paper.name, new
                return planted("CL20", "một từ trong tên giấy tờ", old, new, ("CL19", "CL20"), may=("CL22",))
    return None


def _as(old: str, new: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new[:1].lower() + new[1:]


def no_link(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A form that the national side attaches is only named, or not even that."""
    found = [p for p in sheet.papers if p.file]
    if not found:
        return None
    paper = rnd.choice(found)
    if sum(p.file == paper.file for p in found) > 1:
        return None
    paper.link = False
    sheet.must.add("forms")
    return planted("CL22", "biểu mẫu không có liên kết", paper.file, "(không có liên kết)")


def asked_although_replaced(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Nothing on the page changes: the world lists the paper as replaced by data."""
    found = [p for p in _single(sheet) if 12 < len(p.name) < 220]
    if not found:
        return None
    return planted("CL21", "giấy tờ đã được thay bằng dữ liệu", rnd.choice(found).name, "")


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())


def _same(a: str, b: str) -> bool:
    return _key(a) == _key(b)


PLANTS: dict[str, tuple[Plant, ...]] = {
    "CL19": (extra_paper, extra_paper, exchanged),
    "CL20": (lost_paper, lost_paper, other_count, other_sets, edited),
    "CL21": (asked_although_replaced,),
    "CL22": (no_link,),
}
