"""An answer of the Tây Ninh Smart interface as plain data, everything that its page object tells."""

from __future__ import annotations

from typing import Any

from crawler.portals.tayninh_smart.pages import DetailPage, SearchPage, level_at_unit
from tests.portals.cases import spelled_out


def reading(case: str, body: bytes) -> dict[str, Any]:
    """The case's name says which answer it is."""
    return {"search": _search, "detail": _detail, "level": _level}[case.split("_")[0]](body)


def _search(body: bytes) -> dict[str, Any]:
    page = SearchPage(body)
    return {"rows": spelled_out(page.rows), "unknown_keys": list(page.unknown_keys)}


def _detail(body: bytes) -> dict[str, Any]:
    page = DetailPage(body)
    return {
        "steps": spelled_out(page.steps),
        "dossier": spelled_out(page.dossier),
        "unknown_keys": list(page.unknown_keys),
    }


def _level(body: bytes) -> dict[str, Any]:
    return {"level": level_at_unit(body)}
