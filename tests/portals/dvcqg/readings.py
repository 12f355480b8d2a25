"""A page of the national catalogue as plain data, everything that its page object tells."""

from __future__ import annotations

from typing import Any

from crawler.portals.dvcqg.pages import FormalityListPage, FormalityPage
from tests.portals.cases import spelled_out


def detail(body: bytes) -> dict[str, Any]:
    page = FormalityPage(body)
    return {
        "procedure": spelled_out(page.procedure("dvcqg")),
        "nameless_agencies": page.nameless_agencies,
        "unknown_keys": list(page.unknown_keys),
        "warnings": list(page.warnings),
    }


def listing(body: bytes) -> dict[str, Any]:
    page = FormalityListPage(body)
    return {
        "items": spelled_out(page.items),
        "ids": list(page.ids),
        "total": page.total,
        "cursor": page.cursor,
        "unknown_keys": list(page.unknown_keys),
    }
