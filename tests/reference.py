"""Where the real answers lie that tests may read: never part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = Path(os.environ.get("TTHC_REFERENCE_DATA") or ROOT.parent / "shared" / "data")


def reference(relative: str) -> Path:
    """The path of a real answer, or a skipped test where the reference data is absent."""
    path = REFERENCE / relative
    if not path.exists():
        pytest.skip(f"reference data is not on this machine: {relative}")
    return path
