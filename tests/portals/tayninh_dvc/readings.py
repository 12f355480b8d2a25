"""An answer of the citizen app's interface as plain data, everything that its page object tells."""

from __future__ import annotations

from typing import Any

from crawler.portals.tayninh_dvc.pages import AgencyPage, FieldPage, FormPage, ProcedurePage
from tests.portals.cases import spelled_out


def reading(case: str, body: bytes) -> dict[str, Any]:
    """The case's name says which answer it is."""
    return {"agencies": _agencies, "sectors": _sectors, "procedures": _procedures, "forms": _forms}[case.split("_")[0]](
        body
    )


def _agencies(body: bytes) -> dict[str, Any]:
    return {"units": spelled_out(AgencyPage(body).units)}


def _sectors(body: bytes) -> dict[str, Any]:
    return {"names": FieldPage(body).names}


def _procedures(body: bytes) -> dict[str, Any]:
    page = ProcedurePage(body)
    return {"rows": spelled_out(page.rows), "total": page.total, "unknown_keys": list(page.unknown_keys)}


def _forms(body: bytes) -> dict[str, Any]:
    page = FormPage(body)
    return {"forms": spelled_out(page.forms), "files": page.files}
