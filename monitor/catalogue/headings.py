"""Parts of an annex: headings say whether what follows is new, amended or abolished, and its field and level."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from analysis.sectors import canonical_sector, is_justice
from analysis.texts import canonical_text


class Part(StrEnum):
    """What a decision does to the procedures of a part of its annex."""

    IN_FORCE = "công bố"  # mới ban hành, sửa đổi, bổ sung, chuẩn hóa
    ABOLISHED = "bãi bỏ"
    REPLACED = "bị thay thế"
    MIXED = "không rõ"


@dataclass(frozen=True, slots=True)
class Heading:
    """What one heading tells; empty: it does not say."""

    text: str = ""
    where: str = ""
    part: Part | None = None
    kind: str = ""  # as the annex calls the part: "được sửa đổi, bổ sung"
    level: str = ""
    sector: str = ""
    internal: bool | None = None
    stated: int | None = None  # "(12 TTHC)"
    note: str = ""

    @property
    def tells(self) -> bool:
        """Whether anything was understood."""
        return bool(self.part or self.level or self.sector or self.internal is not None)


_KINDS = (
    (Part.IN_FORCE, "mới ban hành", r"mới ban hành|ban hành mới|công bố mới"),
    (Part.IN_FORCE, "được sửa đổi, bổ sung", r"sửa đổi|bổ sung"),
    (Part.IN_FORCE, "chuẩn hóa", r"chuẩn hóa"),
    (Part.ABOLISHED, "bị bãi bỏ", r"bãi bỏ|bị hủy bỏ|hủy công khai"),
    (Part.REPLACED, "bị thay thế", r"(?:bị|được) thay thế|thay thế$"),
    (Part.MIXED, "thay thế", r"thay thế"),
)


def _part(text: str) -> tuple[Part | None, str]:
    found = [(part, kind) for part, kind, pattern in _KINDS if re.search(pattern, text)]
    parts = {part for part, _ in found}
    if Part.REPLACED in parts:
        found = [(p, k) for p, k in found if p is not Part.MIXED]
        parts.discard(Part.MIXED)
    told = ", ".join(dict.fromkeys(kind for _, kind in found))
    if Part.ABOLISHED in parts and Part.IN_FORCE not in parts:
        return Part.ABOLISHED, told  # "bị bãi bỏ, thay thế"
    return (parts.pop() if len(parts) == 1 else Part.MIXED if parts else None), told


_LEVEL_WORDS = {"tỉnh": "cấp tỉnh", "tính": "cấp tỉnh", "xã": "cấp xã", "huyện": "cấp huyện"}
_LEVELS = re.compile(r"cấp (?:tỉnh|tính|xã|huyện)(?:(?: ?[,/;+]| và| hoặc) ?(?:cấp )?(?:tỉnh|tính|xã|huyện))*(?!\w)")
_CENTRAL = re.compile(r"cấp trung ương|cấp bộ")


def _levels(text: str) -> tuple[str, str]:
    """The levels named, and a note on a slip of the pen. Where papers are received is not the level."""
    if "tiếp nhận" in text and "thẩm quyền" not in text:
        return "", ""
    words = [w for found in _LEVELS.findall(text) for w in re.findall(r"tỉnh|tính|xã|huyện", found)]
    levels = [_LEVEL_WORDS[w] for w in words] + (["cấp trung ương"] if _CENTRAL.search(text) else [])
    if "áp dụng chung" in text or "dùng chung" in text:
        levels.insert(0, "áp dụng chung")
    note = "«CẤP TÍNH» được hiểu là «CẤP TỈNH»" if "tính" in words else ""
    return ", ".join(dict.fromkeys(levels)), note


_SECTOR = re.compile(r"(?<!các )lĩnh vực ?:? ?(.+?)(?= thuộc| của | trên địa bàn| thực hiện|[(;.]|$)")
_INDEX = re.compile(
    r"\s*(?:(phụ lục)(?:\s+(?:số\s+)?[\dIVX]+)?\b|([IVX]+|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/:-]\s+)[.:]?\s*", re.I
)
_COUNT = re.compile(r"\(\s*(\d{1,4})\s*(?:tthc|thủ tục)", re.IGNORECASE)


def sector_in(text: str) -> str:
    """The field that a heading or a title names; a Justice field by its present name."""
    canon = canonical_text(text)
    found = _SECTOR.search(canon)
    words = (found[1] if found else canonical_text(_INDEX.sub("", text, count=1))).strip(" .:;-")
    words = re.sub(r" ?\(.*", "", words)
    if found or is_justice(words):
        return canonical_sector(words) if is_justice(words) else words
    return ""


def heading_of(text: str, where: str = "") -> Heading:
    """What a heading tells."""
    canon = canonical_text(text)
    part, kind = _part(re.sub(r"\([^)]*\)", "", canon))
    level, note = _levels(canon)
    count = _COUNT.search(text)
    internal = True if re.search(r"thủ tục hành chính nội bộ|(?<!quy trình )nội bộ", canon) else None
    stated = int(count[1]) if count else None
    return Heading(text, where, part, kind, level, sector_in(text), internal, stated, note)


def style_of(heading: Heading) -> str:
    """The kind of numbering: a heading ends those of its own kind and everything below them."""
    found = _INDEX.match(heading.text)
    if found is None:
        tells = (heading.part, heading.level, heading.sector, heading.internal)
        return "không số " + "".join("1" if told else "0" for told in tells)
    if found[1]:
        return "phụ lục"
    index = found[2]
    if re.fullmatch(r"[IVX]+", index):
        return "I"
    return "1" + "." * index.count(".") if index[0].isdigit() else "A" if index.isupper() else "a"


def has_index(text: str) -> bool:
    """Whether a line begins as a heading does: "A.", "II.", "1.", "Phụ lục"."""
    return _INDEX.match(text) is not None


def is_annex(text: str) -> bool:
    """Whether a line opens an annex."""
    return re.match(r"\s*phụ lục\b", text, re.IGNORECASE) is not None


def is_capital(text: str) -> bool:
    """Whether a line is written in capitals, as headings are."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 6 and sum(c.isupper() for c in letters) >= 0.7 * len(letters)


@dataclass
class Outline:
    """The headings under which a row stands."""

    base: Heading = Heading()
    open: list[tuple[str, Heading, int]] = field(default_factory=list)  # style, heading, rows so far
    miscounted: list[Heading] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def enter(self, heading: Heading) -> None:
        """A heading begins: those of the same style, and what stands under them, end."""
        style = style_of(heading)
        styles = [s for s, _, _ in self.open]
        if style == "phụ lục":
            self.close(0)
        elif style in styles:
            self.close(styles.index(style))
        self.open.append((style, heading, 0))

    def close(self, keep: int = 0) -> None:
        """End headings; those that announced another number of procedures are remembered."""
        for _, heading, rows in reversed(self.open[keep:]):
            if heading.stated is not None and heading.stated != rows:
                self.miscounted.append(heading)
                self.counts.append(rows)
        del self.open[keep:]

    def counted(self) -> None:
        """One more procedure stands here."""
        self.open = [(style, heading, rows + 1) for style, heading, rows in self.open]

    def here(self) -> Heading:
        """What all open headings tell together, the nearest first."""
        told = self.base
        for _, heading, _ in self.open:
            told = replace(
                told,
                part=heading.part or told.part,
                kind=heading.kind if heading.part else told.kind,
                level=heading.level or told.level,
                sector=heading.sector or told.sector,
                internal=told.internal if heading.internal is None else heading.internal,
            )
        return told
