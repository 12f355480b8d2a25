"""Guard words (từ phân biệt): small words that make two nearly equal names two different procedures.

A threshold on closeness is wrong for these names: "Xóa đăng ký biện pháp bảo đảm" and
"Đăng ký biện pháp bảo đảm" are 98.6% alike. The list is closed, and was drawn up by looking at
what tells apart the 100 closest pairs among the 271 names of Bộ Tư pháp.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

#: What is done: cấp is not cấp lại, đăng ký is not xóa đăng ký.
ACTIONS = (
    "lại",
    "cấp đổi",
    "gia hạn",
    "thu hồi",
    "xóa",
    "hủy",
    "thay đổi",
    "sửa đổi",
    "bổ sung",
    "cải chính",
    "chấm dứt",
    "tạm ngừng",
    "tạm dừng",
    "tạm đình chỉ",
    "thành lập",
    "giải thể",
    "sáp nhập",
    "hợp nhất",
    "chuyển đổi",
    "chuyển nhượng",
    "chuyển tiếp",
    "bổ nhiệm",
    "miễn nhiệm",
    "thôi",
    "nhập",
    "bán",
    "rút",
    "từ chối",
    "khiếu nại",
    "thông báo",
    "cung cấp",
    "bản sao",
    "tập sự",
    "liên thông",
    "lưu động",
    "không",
)
#: Where, and with whom.
PLACES = ("yếu tố nước ngoài", "nước ngoài", "biên giới", "láng giềng")
#: Which unit of an organisation.
UNITS = ("chi nhánh", "văn phòng đại diện", "văn phòng")
#: Which event, which property.
OBJECTS = (
    "khai sinh",
    "khai tử",
    "kết hôn",
    "ly hôn",
    "giám hộ",
    "giám sát",
    "nhận cha",
    "tàu bay",
    "tàu biển",
    "động sản",
    "quyền sử dụng đất",
)
#: Cấp thực hiện, where the name itself says it.
LEVELS = ("cấp trung ương", "cấp tỉnh", "cấp huyện", "cấp xã")

#: Where these stand, the guard word inside says nothing about the procedure.
_NEUTRAL = (
    "ủy ban nhân dân cấp xã",
    "ủy ban nhân dân cấp huyện",
    "ủy ban nhân dân cấp tỉnh",
    "thừa phát lại",
    "của nước ngoài",  # "cơ quan có thẩm quyền của nước ngoài"
)

_GUARDS = frozenset((*ACTIONS, *PLACES, *UNITS, *OBJECTS))
_LEVELS = frozenset(LEVELS)
_PHRASES = sorted((p for p in (*_GUARDS, *_LEVELS, *_NEUTRAL) if " " in p), key=lambda p: (-len(p), p))
_PHRASE = re.compile(r"\b(?:" + "|".join(map(re.escape, _PHRASES)) + r")\b")
#: An explanation in brackets, "(áp dụng cho cả trường hợp ...)", but not "(cấp tỉnh)".
_ASIDE = re.compile(r"\([^()]{20,}\)")
_SIGN = re.compile(r"[^\w\s]+")


def clash(a: str, b: str) -> str:
    """The guard word that only one of two canonical names has, or an empty text.

    A slip of the pen in a guard word does not count as its absence. Where one name goes on after a
    semicolon and the other does not, only what both say is compared.
    """
    ours, theirs = a.split(";"), b.split(";")
    both = min(len(ours), len(theirs))
    left, right = (_tokens(";".join(parts[:both])) for parts in (ours, theirs))
    return min((*_missing(left, right), *_missing(right, left)), default="")


def _missing(here: tuple[str, ...], there: tuple[str, ...]) -> list[str]:
    """The guard words of one name that the other neither has nor misspells."""
    absent = {t for t in here if t in _GUARDS} - set(there)
    if not absent:
        return []
    known = set(here)
    longer = {t for t in there if t in _GUARDS}
    words = [word for token in there for word in token.split()]
    known_words = [token in known for token in there for _ in token.split()]
    strange = [i for i, is_known in enumerate(known_words) if not is_known]
    return [g for g in absent if not any(g in t for t in longer) and not _misspelt(g, words, strange)]


def split_level(name: str) -> tuple[str, frozenset[str]]:
    """A canonical name without the levels it states, and those: "(cấp tỉnh)", but not "ủy ban nhân dân cấp xã"."""
    if not any(level in name for level in LEVELS):
        return name, frozenset()
    found: set[str] = set()

    def taken(match: re.Match[str]) -> str:
        if match[0] not in _LEVELS:
            return match[0]
        found.add(match[0].removeprefix("cấp "))
        return ""

    return _PHRASE.sub(taken, name), frozenset(found)


@lru_cache(maxsize=16_384)
def _tokens(name: str) -> tuple[str, ...]:
    """The words of a canonical name, guard phrases as one word each, longer asides left out."""
    bare = " ".join(_SIGN.sub(" ", _ASIDE.sub(" ", name)).split())
    cut = _PHRASE.sub(lambda m: m[0].replace(" ", "_"), bare)
    return tuple(word.replace("_", " ") for word in cut.split())


def _misspelt(guard: str, words: list[str], strange: list[int]) -> bool:
    """Whether some words of the other name, of which at least one is strange to this one, are the guard word."""
    size = guard.count(" ") + 1
    glued = guard.replace(" ", "")
    windows = {
        (first, n)
        for at in strange
        for n in (size - 1, size, size + 1)
        for first in range(max(0, at - n + 1), min(at, len(words) - n) + 1)
    }
    return any(_slip(glued, "".join(words[i : i + n]), size) for i, n in windows)


def _slip(guard: str, run: str, size: int) -> bool:
    """Whether letters were doubled, split, glued, exchanged or left without accents.

    One letter more or less makes another word of a single one ("lại", "tại", "loại"), and a slip only of a phrase.
    """
    if guard in run:
        return True
    if abs(len(guard) - len(run)) > 1:
        return False
    if guard == _DOUBLED.sub(r"\1", run):
        return True
    plain, bare = _plain(guard), _plain(run)
    if size > 1:
        return plain == bare or OSA.distance(guard, run, score_cutoff=1) <= 1
    return (run.isascii() and run == plain) or (plain != bare and sorted(plain) == sorted(bare))


_DOUBLED = re.compile(r"(.)\1")


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    """Without accents: for recognising a slip only, never for equality."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c))
