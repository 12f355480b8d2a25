"""Asks a practice portal as a crawler would, in the fewest words."""

from __future__ import annotations

from typing import Any

from tests.simulator.wire import (
    AGENCIES_PATH,
    APPLIED_PATH,
    DETAIL_PATH,
    LIST_PATH,
    SERVICES_PATH,
    Request,
    Response,
    dump,
)
from tests.simulator.world import Platform


def post(path: str, **body: Any) -> Request:
    """A POST with a JSON body."""
    return Request("POST", path, headers={"Content-Type": "application/json"}, body=dump(body))


def formalities(**body: Any) -> Request:
    """The list of the catalogue; of Bộ Tư pháp unless told otherwise."""
    base = {"limit": 50, "lastId": "", "q": "", "categoryId": "", "departmentCode": "G15"}
    return post(LIST_PATH, **{**base, **body})


def services(target: str = "VIETNAMESE_CITIZEN", **body: Any) -> Request:
    """The list of online services of Tây Ninh."""
    base = {"formalityTargetType": target, "limit": 100, "lastId": "", "search": "", "departmentCode": "H53"}
    return post(SERVICES_PATH, **{**base, **body})


def agencies(parent: str, **body: Any) -> Request:
    """The agencies below one."""
    base = {
        "type": "PROVINCE",
        "parentId": parent,
        "lastId": "",
        "levels": ["PROVINCE", "COMMUNE"],
        "limit": 50,
    }
    return post(AGENCIES_PATH, **{**base, **body})


def applied(page: int = 1, q: str = "") -> Request:
    """The list of who applies what."""
    return post(APPLIED_PATH, q=q, currentPage=page, pageSize=20)


def detail(procedure_id: str) -> Request:
    """One procedure."""
    return post(DETAIL_PATH, id=procedure_id)


def data(answer: Response) -> dict[str, Any]:
    """The data of a good answer."""
    assert (answer.status, answer.json()["code"], answer.json()["message"]) == (201, "OK", "")
    found: dict[str, Any] = answer.json()["data"]
    return found


def walk(platform: Platform, first: Request, night: int = 1, at_most: int = 500) -> list[dict[str, Any]]:
    """Every record of a list read by cursor, until a page is empty."""
    records: list[dict[str, Any]] = []
    request = first
    for _ in range(at_most):
        page = data(platform.respond(request, night))
        found = page["items"] if "items" in page else page["rows"]
        if not found:
            return records
        records += found
        request = request.asking(lastId=page["lastId"])
    raise AssertionError(f"the list does not end within {at_most} pages")


def ids(records: list[dict[str, Any]]) -> list[str]:
    """The ids of records."""
    return [r["id"] for r in records]
