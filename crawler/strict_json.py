"""JSON from a portal, read by the standard library and nothing let through (D28).

A duplicate key, ``NaN``, a number that overflows or a lone surrogate would be
accepted silently by most parsers, and two readers would then see two values.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from analysis.model import ProblemKind
from crawler.unreadable import Unreadable

#: The deepest real answer has 7 levels.
MAX_DEPTH = 64

_BOM = b"\xef\xbb\xbf"
#: Strings (an unclosed one runs to the end) and whatever else is no bracket. Possessive, so linear in time.
_NOT_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[^"\[\]{}]++', re.DOTALL)
#: For the depth: escapes go first, then everything but quotes and brackets, then the strings.
_ESCAPES = re.compile(rb"\\.", re.DOTALL)
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'"[]{}'))
_STRINGS = re.compile(rb'"[^"]*+(?:"|\Z)')
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def parse(body: bytes) -> Any:
    """The value of a JSON body in UTF-8; raises :class:`Unreadable` for anything less than sound JSON."""
    text = _decoded(body)
    if not text.strip():
        raise Unreadable(ProblemKind.TRUNCATED, "Câu trả lời rỗng, không có JSON nào để đọc; cần hỏi lại trang này.")
    _refuse_depth(body)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite_float)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:  # broken syntax, or an integer of thousands of digits
        raise _broken(text, error) from None
    if _SURROGATE_ESCAPE.search(text):
        _refuse_lone_surrogates(value)
    return value


def _decoded(body: bytes) -> str:
    body = body.removeprefix(_BOM)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise _cut() from None
        raise Unreadable(
            ProblemKind.UNREADABLE,
            f"Câu trả lời không phải UTF-8 hợp lệ (byte {error.start + 1}); cần xem lại trang gốc đã lưu.",
        ) from None


def _refuse_depth(body: bytes) -> None:
    brackets = _brackets(body)
    for _ in range(MAX_DEPTH):  # each round takes away the innermost level
        shorter = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(shorter) == len(brackets):
            break  # empty, or brackets that do not match: the parser says where
        brackets = shorter
    if _depth_reached(brackets) > MAX_DEPTH or b"[]" in brackets or b"{}" in brackets:
        raise _too_deep()


def _brackets(body: bytes) -> bytes:
    """The brackets outside of strings; an unclosed string runs to the end. In few whole steps: every page pays."""
    bare = _ESCAPES.sub(b"", body).translate(None, _NOT_STRUCTURE)
    # Two quotes side by side close and open nothing, whichever strings they belong to.
    return _STRINGS.sub(b"", bare.replace(b'""', b""))


def _depth_reached(brackets: bytes) -> int:
    """How many brackets open before the first one closes: enough for a text whose pairs are gone."""
    return len(brackets) - len(brackets.lstrip(b"[{"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Unreadable(
            ProblemKind.UNREADABLE,
            f"JSON có khóa lặp lại {_shown(twice)}, không rõ giá trị nào đúng; cần xem lại trang gốc đã lưu.",
        )
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise Unreadable(ProblemKind.UNREADABLE, f"JSON chứa {word}, không phải là số; cần xem lại trang gốc đã lưu.")


def _finite_float(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise Unreadable(
            ProblemKind.UNREADABLE,
            f"JSON chứa số quá lớn {_shown(written)}; cần xem lại trang gốc đã lưu.",
        )
    return number


def _refuse_lone_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Unreadable(
            ProblemKind.UNREADABLE,
            "JSON chứa nửa ký tự (surrogate lẻ), không phải văn bản hợp lệ; cần xem lại trang gốc đã lưu.",
        ) from None


def _broken(text: str, error: ValueError) -> Unreadable:
    if _is_cut(text):
        return _cut()
    where = f" ở ký tự thứ {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
    return Unreadable(
        ProblemKind.UNREADABLE, f"Câu trả lời không phải JSON hợp lệ{where}; cần xem lại trang gốc đã lưu."
    )


def _is_cut(text: str) -> bool:
    """Whether a bracket or a string is still open at the end of the text."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    brackets = _NOT_BRACKETS.sub("", text)
    opened = sum(map(brackets.count, "[{"))
    closed = sum(map(brackets.count, "]}"))
    return opened > closed


def _cut() -> Unreadable:
    return Unreadable(ProblemKind.TRUNCATED, "JSON bị cắt giữa chừng, chưa nhận đủ; cần hỏi lại trang này.")


def _too_deep() -> Unreadable:
    return Unreadable(
        ProblemKind.UNREADABLE,
        f"JSON lồng sâu hơn {MAX_DEPTH} tầng, trang thật không như vậy; cần xem lại trang gốc đã lưu.",
    )


def _shown(text: str) -> str:
    """A piece of a portal's text, short and on one line, fit for a sentence."""
    return ascii(text if len(text) <= 60 else text[:60] + "…")
