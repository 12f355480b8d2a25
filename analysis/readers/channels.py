"""Ways of filing (hình thức nộp) where a time limit or a fee is told for one of them.

Reads clauses in canonical form. A stretch that says more than a way of filing
("trực tiếp tại cơ quan đại diện") is not one: it stays a condition.
"""

from __future__ import annotations

import re

from analysis.readers.clauses import closing

#: The names under which ways of filing stand as conditions.
CHANNEL_NAMES = {"DIRECT": "trực tiếp", "ONLINE": "trực tuyến", "POSTAL": "bưu chính"}
EVERY_CHANNEL = frozenset(CHANNEL_NAMES)

_PORTAL = (
    r"(?: (?:trên|tại|qua) (?:cổng |hệ thống )?(?:dịch vụ công|thông tin giải quyết thủ tục hành chính)"
    r"(?: quốc gia| tỉnh| cấp tỉnh)?)?"
)
_WORDS = {
    "DIRECT": r"trực tiếp",
    "ONLINE": rf"(?:trực tuyến|qua mạng(?: điện tử| internet)?){_PORTAL}",
    "POSTAL": r"(?:qua )?(?:đường |hệ thống )?(?:bưu chính|bưu điện)(?: công ích)?",
}
_FILLER = (
    r"(?:(?:khi|nếu|đối với|(?:trong )?trường hợp|hình thức|phương thức|cách thức|tổ chức|cá nhân|người dân|nộp|gửi"
    r"|hồ sơ|qua|bằng|theo|dịch vụ|thực hiện|tiếp nhận)(?!\w) ?)*"
)
_ONE = {code: re.compile(rf"{_FILLER}{words}") for code, words in _WORDS.items()}
_EVERY = re.compile(
    r"(?:(?:áp dụng|đối với|cho|chung) )*(?:(?:tất cả|cả|mọi) )+(?:các )?(?:(?:3|ba) )?"
    r"(?:hình thức|cách thức|phương thức)(?: nộp)?(?: hồ sơ)?"
)
_OTHERS = re.compile(r"(?:(?:các|những) )?(?:hình thức|cách thức|phương thức)(?: nộp)?(?: hồ sơ)? (?:khác|còn lại)")
_JOINED = re.compile(r" ?(?:[,;/+-]| và | hoặc ) ?")
_LONGEST = 160


def channels_named(text: str) -> frozenset[str]:
    """The ways of filing that a stretch names, if it says nothing else; otherwise none."""
    if not text or len(text) > _LONGEST:
        return frozenset()
    if _EVERY.fullmatch(text):
        return EVERY_CHANNEL
    found = [_one(piece) for piece in _JOINED.split(text)]
    return frozenset(found) if all(found) else frozenset()


_LABEL = re.compile(r"(?:^|(?<=[;.,] )|(?<=\) và ))(?P<label>[^:;.()0-9]{1,80}?) ?(?:: ?|\()")


def under_labels(text: str) -> list[tuple[str, str]]:
    """A line cut at the ways of filing that label its parts: "trực tiếp: a; trực tuyến (b)". The label may be empty."""
    named = [m for m in _LABEL.finditer(text) if _is_label(m["label"]) and _outside_brackets(text[: m.start()])]
    labels = [m for m in named if m[0][-1] != "(" or _has_its_own(text, m.end() - 1)]
    if not labels:
        return [("", text)]
    ends = [m.start() for m in labels[1:]] + [len(text)]
    parts = [("", text[: labels[0].start()])]
    parts += [(m["label"], _part(text, m, end)) for m, end in zip(labels, ends, strict=True)]
    return [(label, part.strip(" ;,")) for label, part in parts if part.strip(" ;,")]


_STATED = re.compile(r"[0-9]|trong (?:cùng )?(?:ngày|buổi)|miễn|không (?:thu|mất)|\(không\)")
_ENDED = re.compile(r"\) ?(?:$|[;.,]|và )")


def _has_its_own(text: str, bracket: int) -> bool:
    """Whether the bracket behind a way of filing states its own, and nothing goes on behind it."""
    end = closing(text, bracket)
    return _ENDED.match(text, end) is not None and _STATED.search(text, bracket, end + 1) is not None


def _part(text: str, label: re.Match[str], end: int) -> str:
    """What stands behind a label, without the bracket that a label may open."""
    if label[0][-1] != "(":
        return text[label.end() : end]
    closed = closing(text, label.end() - 1)
    return text[label.end() : closed] + text[closed + 1 : end].removesuffix(" và ")


def _is_label(text: str) -> bool:
    return bool(channels_named(text)) or names_the_others(text)


def _outside_brackets(before: str) -> bool:
    return before.count("(") == before.count(")")


def _one(piece: str) -> str:
    return next((code for code, pattern in _ONE.items() if pattern.fullmatch(piece.strip())), "")


def names_the_others(text: str) -> bool:
    """Whether a stretch names the ways of filing that nothing special holds for: "các hình thức khác"."""
    return _OTHERS.fullmatch(text) is not None
