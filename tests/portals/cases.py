"""Cases: a folder with a page as a portal would send it, and beside it what is to be read from it."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest


def cases(folder: str, starting_with: str = "") -> list[Any]:
    """The case folders beside a test file, as parameters named after them."""
    here = Path(folder).parent
    found = sorted(p.parent for p in here.glob(f"{starting_with}*/expected.json"))
    assert found, f"no case under {here}"
    return [pytest.param(p, id=p.name) for p in found]


def all_folders(folder: str) -> set[str]:
    """Every case folder, whether or not it says what is expected."""
    return {p.parent.name for p in Path(folder).parent.glob("*/page.*")}


def page(case: Path) -> bytes:
    """The bytes of a case's page."""
    return next(case.glob("page.*")).read_bytes()


def expected(case: Path) -> Any:
    """What is to be read from it."""
    return json.loads((case / "expected.json").read_text(encoding="utf-8"))


def spelled_out(value: Any) -> Any:
    """A reading as JSON-ready data with every field, so that "not shown" (null) is seen beside "empty"."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: spelled_out(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [spelled_out(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value
