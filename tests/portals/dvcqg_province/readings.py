"""A page of the province's lists as plain data, everything that its page object tells."""

from __future__ import annotations

from typing import Any

from crawler.portals.dvcqg_province.pages import AgencyListPage, AppliedListPage, ServiceListPage
from tests.portals.cases import spelled_out


def reading(case: str, body: bytes) -> dict[str, Any]:
    """The case's name says which list it is a page of."""
    kind = case.split("_")[0]
    return {"services": _services, "applied": _applied, "agencies": _agencies}[kind](body)


def _services(body: bytes) -> dict[str, Any]:
    page = ServiceListPage(body)
    return {
        "rows": spelled_out(page.rows),
        "ids": list(page.ids),
        "total": page.total,
        "cursor": page.cursor,
        "unknown_keys": list(page.unknown_keys),
    }


def _applied(body: bytes) -> dict[str, Any]:
    page = AppliedListPage(body)
    return {
        "items": spelled_out(page.items),
        "ids": list(page.ids),
        "page": page.page,
        "total": page.total,
        "total_pages": page.total_pages,
        "unknown_keys": list(page.unknown_keys),
    }


def _agencies(body: bytes) -> dict[str, Any]:
    page = AgencyListPage(body)
    return {
        "rows": spelled_out(page.rows),
        "ids": list(page.ids),
        "cursor": page.cursor,
        "unknown_keys": list(page.unknown_keys),
    }
