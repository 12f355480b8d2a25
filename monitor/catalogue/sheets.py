"""Sheets of single procedures ("Mã thủ tục: ...", "Tên thủ tục: ..."), as portals print them: each is one row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.catalogue.headers import plain_key

#: The labels that open a part of a sheet, by their key; the value is the label as told to readers.
_LABELS = {
    plain_key(label): label
    for label in (
        *("Mã thủ tục", "Số quyết định", "Tên thủ tục", "Cấp thực hiện", "Loại thủ tục", "Lĩnh vực"),
        *("Trình tự thực hiện", "Cách thức thực hiện", "Thành phần hồ sơ", "Đối tượng thực hiện"),
        *("Cơ quan thực hiện", "Cơ quan có thẩm quyền", "Cơ quan được ủy quyền", "Cơ quan phối hợp"),
        *("Địa chỉ tiếp nhận HS", "Kết quả thực hiện", "Căn cứ pháp lý", "Yêu cầu, điều kiện thực hiện"),
        *("Thời hạn giải quyết", "Phí, lệ phí", "Số lượng hồ sơ", "Số bộ hồ sơ", "Từ khóa", "Mô tả"),
    )
}
CODE, NAME = "Mã thủ tục", "Tên thủ tục"
_LINE = re.compile(r"\s*(?:[-+*]\s*)?([^:]{3,60})\s*:\s*(.*)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its labelled parts, word for word."""

    where: str
    parts: tuple[tuple[str, str], ...]
    twice: tuple[str, ...] = ()  # labels that stood there more than once


def sheets_of(lines: Sequence[str]) -> tuple[Sheet, ...]:
    """The sheets in a text: each begins with its code."""
    return tuple(_sheets(lines))


def _sheets(lines: Sequence[str]) -> Iterator[Sheet]:
    begun = 0
    parts: list[tuple[str, list[str]]] = []
    for number, line in enumerate(lines, 1):
        found = _LINE.match(line)
        label = _LABELS.get(plain_key(found[1])) if found else None
        if label == CODE:
            if parts:
                yield _sheet(begun, parts)
            begun, parts = number, []
        elif not begun:
            continue
        if found and label:
            parts.append((label, [found[2]]))
        else:
            parts[-1][1].append(line)
    if parts:
        yield _sheet(begun, parts)


def _sheet(begun: int, parts: list[tuple[str, list[str]]]) -> Sheet:
    texts: dict[str, list[str]] = {}
    for label, lines in parts:
        texts.setdefault(label, []).append("\n".join(line.strip() for line in lines).strip())
    twice = tuple(label for label, found in texts.items() if len(found) > 1)
    return Sheet(f"phiếu ở dòng {begun}", tuple((k, "\n".join(v).strip()) for k, v in texts.items()), twice)
