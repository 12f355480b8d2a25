"""A page of a province's own portal as plain data, everything that its page object tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crawler.portals.web_pages.pages import DetailPage, ListPage, Site
from tests.portals.cases import page, spelled_out

#: Cases whose site is configured; every other page is read by meaning alone.
SITES = {
    "detail_headings": Site(title="h1.main-title", required=("name",)),
    "detail_word_markup": Site(row="div.service-detail-wrapper > table tr", label=".col-left", value=".col-right"),
    "list_configured": Site(
        items=".opencps-searchcontainer-wrapper tr.row-tthc",
        link="td.ten .span12 > a",
        name="td.ten .span12 > a",
        code=".row-fluid:nth-of-type(1) .span7",
        sector=".row-fluid:nth-of-type(2) .span7",
        agency=".row-fluid:nth-of-type(3) .span7",
        total="#totalRecord",
        next=".taglib-page-iterator a.next",
    ),
}


def detail(case: Path) -> dict[str, Any]:
    read = DetailPage(page(case), SITES.get(case.name, Site()))
    return {
        "procedure": spelled_out(read.procedure("mau", "17")),
        "unknown_labels": list(read.unknown_labels),
        "missing_labels": list(read.missing_labels),
    }


def listing(case: Path) -> dict[str, Any]:
    read = ListPage(page(case), SITES.get(case.name, Site()))
    return {"items": spelled_out(read.items), "total": read.total, "next_url": read.next_url}
