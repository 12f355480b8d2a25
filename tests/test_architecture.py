"""The doors between the rooms: who may import whom (see docs/decisions)."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("analysis", "crawler", "storage", "reports", "monitor")

#: What each room may import besides the standard library and itself.
DOORS = {
    "analysis": {"rapidfuzz"},
    "crawler": {"analysis", "scrapy", "bs4", "soupsieve", "protego", "twisted"},
    "storage": {"analysis", "sqlalchemy", "alembic", "zstandard", "pydantic"},
    "reports": {"analysis", "jinja2", "markupsafe", "pandas", "xlsxwriter"},
    "monitor": {
        *(*ROOMS, "click", "rich", "pydantic", "filelock", "schedule", "sqlalchemy"),
        *("cryptography", "rfc3161_client"),
        *("openpyxl", "docx"),
    },
}
#: storage implements the crawler's ledger: it may take plain values from these modules alone.
LEDGER_VALUES = {"crawler.asks", "crawler.ledger"}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_through_its_doors(room: str) -> None:
    allowed = DOORS[room] | {room} | set(sys.stdlib_module_names)
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(room)
        for name in imported(path)
        if name.partition(".")[0] not in allowed and not (room == "storage" and name in LEDGER_VALUES)
    }

    assert strangers == set()


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_in_the_product_imports_the_tests(room: str) -> None:
    assert not [p for p in modules(room) if any(n.partition(".")[0] == "tests" for n in imported(p))]


def test_page_objects_do_not_know_scrapy() -> None:
    pages = [p for p in modules("crawler") if p.name in ("pages.py", "portal.py")]

    assert pages
    assert not [p for p in pages if any(n.startswith(("scrapy", "twisted")) for n in imported(p))]


def test_the_simulator_shares_no_code_with_the_parsers() -> None:
    rooms = {
        name
        for path in (ROOT / "tests" / "simulator").glob("*.py")
        if path.name != "quick_clock.py"  # a clock for crawl processes, not a portal
        for name in imported(path)
        if name.partition(".")[0] in ROOMS
    }

    assert rooms == set()


def test_the_core_reads_no_clock_disk_or_network() -> None:
    forbidden = {"socket", "urllib.request", "http.client", "subprocess", "os", "pathlib", "time", "sqlite3"}

    assert not {p.name: found for p in modules("analysis") if (found := imported(p) & forbidden)}


def test_every_package_is_named_in_the_build() -> None:
    named = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts) for room in ROOMS for path in (ROOT / room).rglob("__init__.py")
    }

    assert {p for p in packages if f'"{p}"' not in named} == set()
