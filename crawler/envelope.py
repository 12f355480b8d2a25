"""The JSON envelope ``{"code": "OK", "data": ...}`` and typed access to what is inside.

A value of another type than the portal has always sent is never bent into
shape: reading stops with a sentence that names its path.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from analysis.model import ProblemKind
from crawler.strict_json import parse
from crawler.unreadable import Unreadable

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_IDENT = re.compile(r"[\w-]{1,64}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,9}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def data_of(body: bytes) -> Record:
    """The ``data`` object of a good answer; paths are told from there."""
    answer = parse(body)
    if not isinstance(answer, dict) or answer.get("code") != "OK" or "data" not in answer:
        raise Unreadable(
            ProblemKind.INTERFACE_CHANGED,
            "Câu trả lời không có khung code/data như mọi khi; cần xem lại giao diện của cổng.",
        )
    data = answer["data"]
    if not isinstance(data, dict):
        refuse("data", "phải là một đối tượng", data)
    return Record(data, "")


def refuse(path: str, expected: str, value: Any) -> NoReturn:
    """Say that the value at ``path`` is not what it has always been."""
    raise Unreadable(
        ProblemKind.UNREADABLE,
        f"Trường {path} {expected}, nhưng cổng cho {_KINDS.get(type(value), 'giá trị lạ')}; "
        "cần xem lại trang gốc đã lưu và sửa phần đọc.",
    )


_KINDS: dict[type, str] = {
    type(None): "null hoặc không có",
    str: "một văn bản",
    bool: "đúng/sai",
    int: "một số nguyên",
    float: "một số thập phân",
    list: "một danh sách",
    dict: "một đối tượng",
}


class Record:
    """A JSON object and where it stands in the document."""

    __slots__ = ("path", "value")

    def __init__(self, value: dict[str, Any], path: str) -> None:
        self.value = value
        self.path = path

    def __contains__(self, key: str) -> bool:
        return key in self.value

    def at(self, key: str) -> str:
        """The full path of a key of this object."""
        return f"{self.path}.{key}" if self.path else key

    def raw(self, key: str) -> Any:
        """The value as it came, or None."""
        return self.value.get(key)

    def text(self, key: str) -> str | None:
        """A text, or None when it is not shown."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, str):
            refuse(self.at(key), "phải là văn bản", value)
        return value

    def written(self, key: str) -> str:
        """A text that is always there; it may be empty."""
        value = self.value.get(key)
        if not isinstance(value, str):
            refuse(self.at(key), "phải là văn bản", value)
        return value

    def named(self, key: str) -> str:
        """A text without which the record is nothing: an id, a code, a name. Kept word for word."""
        value = self.written(key)
        if not value.strip():
            refuse(self.at(key), "không được để trống", None)
        return value

    def either(self, key: str) -> str | None:
        """A text, or a whole number as text, since some portals write numbers both ways; None: not shown."""
        value = self.value.get(key)
        if type(value) is int:
            return str(value)
        return self.text(key)

    def ident(self, key: str) -> str:
        """An id written as text or as number: without it the record is nothing."""
        value = self.either(key)
        if value is None or not _IDENT.fullmatch(value):
            refuse(self.at(key), "phải là một mã số", value)
        return value

    def count(self, key: str) -> int | None:
        """A number of records written as number or as digits; None: not shown, or an empty text."""
        value = (self.either(key) or "").strip()
        if not value:
            return None
        if not _DIGITS.fullmatch(value):
            refuse(self.at(key), "phải là một số", value)
        return int(value)

    def whole(self, key: str) -> int | None:
        """A whole number, or None when it is not shown."""
        value = self.value.get(key)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if value is not None and type(value) is not int:
            refuse(self.at(key), "phải là số nguyên", value)
        return value

    def counted(self, key: str) -> int:
        """A whole number that is always there."""
        value = self.whole(key)
        if value is None:
            refuse(self.at(key), "phải là số nguyên", value)
        return value

    def total(self, key: str) -> int | None:
        """A number of records: whole and not negative, or None when it is not shown."""
        value = self.whole(key)
        if value is not None and value < 0:
            refuse(self.at(key), "không thể là số âm", value)
        return value

    def flag(self, key: str) -> bool | None:
        """Yes, no, or None when it is not shown."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, bool):
            refuse(self.at(key), "phải là đúng hoặc sai", value)
        return value

    def decided(self, key: str) -> bool:
        """A yes or no that is always there."""
        value = self.flag(key)
        if value is None:
            refuse(self.at(key), "phải là đúng hoặc sai", value)
        return value

    def moment(self, key: str) -> datetime | None:
        """A time given in milliseconds since 1970, as local time (decisionDate is a local midnight)."""
        value = self.whole(key)
        if value is None:
            return None
        try:
            return (_EPOCH + timedelta(milliseconds=value)).astimezone(LOCAL)
        except (OverflowError, ValueError):
            refuse(self.at(key), "không phải một thời điểm có thật", value)

    def record(self, key: str) -> Record | None:
        """An object, or None when it is not shown."""
        value = self.value.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            refuse(self.at(key), "phải là một đối tượng", value)
        return Record(value, self.at(key))

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts, or None when it is not shown."""
        values = self._list(key)
        if values is None:
            return None
        for place, value in enumerate(values):
            if not isinstance(value, str):
                refuse(f"{self.at(key)}[{place}]", "phải là văn bản", value)
        return tuple(values)

    def records(self, key: str) -> tuple[Record, ...] | None:
        """A list of objects, or None when it is not shown."""
        found = self.records_or_null(key)
        if found is None:
            return None
        whole = tuple(r for r in found if r is not None)
        if len(whole) < len(found):
            refuse(f"{self.at(key)}[{found.index(None)}]", "phải là một đối tượng", None)
        return whole

    def listed(self, key: str) -> tuple[Record, ...]:
        """A list of objects that is always there; it may be empty."""
        found = self.records(key)
        if found is None:
            refuse(self.at(key), "phải là một danh sách", None)
        return found

    def records_or_null(self, key: str) -> tuple[Record | None, ...] | None:
        """A list of objects in which the portal leaves null where it has lost one."""
        values = self._list(key)
        if values is None:
            return None
        return tuple(self._entry(key, place, value) for place, value in enumerate(values))

    def _entry(self, key: str, place: int, value: Any) -> Record | None:
        path = f"{self.at(key)}[{place}]"
        if value is not None and not isinstance(value, dict):
            refuse(path, "phải là một đối tượng", value)
        return None if value is None else Record(value, path)

    def _list(self, key: str) -> list[Any] | None:
        value = self.value.get(key)
        if value is not None and not isinstance(value, list):
            refuse(self.at(key), "phải là một danh sách", value)
        return value


def unknown_keys(data: Record, known: Collection[str]) -> tuple[str, ...]:
    """Paths of keys, nested ones too, that are not in ``known``; ``[]`` stands for the entries of a list."""
    return tuple(sorted(set(_strange(data.value, "", known))))


def _strange(value: Any, path: str, known: Collection[str]) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict | list):
                yield from _strange(entry, f"{path}[]", known)
    elif isinstance(value, dict):
        for key, entry in value.items():
            here = f"{path}.{key}" if path else key
            if here not in known:
                yield here
            elif isinstance(entry, dict | list):
                yield from _strange(entry, here, known)
