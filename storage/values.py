"""Values of the field to stored text and back, checked on the way in."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from analysis.model import canonical_json

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(value: Any) -> str:
    """The canonical JSON text of a value of :mod:`analysis.model`."""
    return canonical_json(value)


def load(kind: type[T], text: str | bytes) -> T:
    """The value again. A field that an older version did not know takes its default: not captured then."""
    adapter: TypeAdapter[T] = _adapter(kind)  # type: ignore[arg-type]
    return adapter.validate_json(text)
