"""Pages of the national platform that tell what a province publishes.

These shapes are reckoned (D22): they come from public contracts and code, no
raw answer of these lists has been seen. Until a person has confirmed the first
contact, :attr:`unknown_keys` says how the real answers differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crawler.envelope import Record, data_of, refuse, unknown_keys


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One online service (dịch vụ công) at one agency."""

    id: str
    formality_id: str
    code: str
    name: str
    level: str | None  # "Toàn trình", "Một phần"; None when the row does not say
    agency: str
    sector: str
    state: str


@dataclass(frozen=True, slots=True)
class AppliedFormality:
    """One procedure and the ids of the agencies that apply it, of the whole country."""

    id: str
    code: str
    name: str
    state: str | None
    department_id: str | None
    publishing_ids: tuple[str, ...] | None
    applied_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency of the portal's directory."""

    id: str
    name: str
    code: str
    level: str | None
    has_child: bool | None


class _ListPage:
    """What the three lists share."""

    entries: ClassVar[str]
    keys: ClassVar[frozenset[str]]

    def __init__(self, body: bytes) -> None:
        self._data = data_of(body)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the entries, in served order."""
        return tuple(entry.named("id") for entry in self._entries)

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Keys that were not reckoned with."""
        return unknown_keys(self._data, self.keys)

    @property
    def _entries(self) -> tuple[Record, ...]:
        return self._data.listed(self.entries)


class ServiceListPage(_ListPage):
    """One page of ``list-formality-case-by-citizen``: one row a (service, agency)."""

    entries = "rows"
    keys = frozenset(
        """
        rows rows[].id rows[].formalityId rows[].code rows[].name rows[].level rows[].handleDepartmentName
        rows[].categoryName rows[].state lastId total
        """.split()  # noqa: SIM905 - reads as a table
    )

    @property
    def rows(self) -> tuple[ServiceRow, ...]:
        """The rows of this page, in served order."""
        return tuple(
            ServiceRow(
                id=row.named("id"),
                formality_id=row.named("formalityId"),
                code=row.named("code"),
                name=row.named("name"),
                level=row.text("level"),
                agency=row.written("handleDepartmentName"),
                sector=row.text("categoryName") or "",
                state=row.text("state") or "",
            )
            for row in self._entries
        )

    @property
    def total(self) -> int | None:
        """How many rows the whole list has; None when the portal does not say."""
        return self._data.total("total")

    @property
    def cursor(self) -> str:
        """What the next question must send as ``lastId``; empty when there is no next page."""
        return self._data.text("lastId") or ""


class AppliedListPage(_ListPage):
    """One page of ``reporting/formalities``: page numbers here, not a cursor."""

    entries = "items"
    keys = frozenset(
        """
        items items[].id items[].code items[].name items[].state items[].departmentId
        items[].publishingDepartmentIds items[].appliedDepartmentIds
        pagination pagination.currentPage pagination.pageSize pagination.total pagination.totalPages
        """.split()  # noqa: SIM905 - reads as a table
    )

    @property
    def items(self) -> tuple[AppliedFormality, ...]:
        """The procedures of this page, in served order."""
        return tuple(
            AppliedFormality(
                id=item.named("id"),
                code=item.named("code"),
                name=item.named("name"),
                state=item.text("state"),
                department_id=item.text("departmentId"),
                publishing_ids=item.texts("publishingDepartmentIds"),
                applied_ids=_applied(item),
            )
            for item in self._entries
        )

    @property
    def page(self) -> int | None:
        """The number of this page, from 1."""
        return self._pagination.total("currentPage")

    @property
    def total(self) -> int | None:
        """How many procedures the whole list has; None when the portal does not say."""
        return self._pagination.total("total")

    @property
    def total_pages(self) -> int | None:
        """How many pages the whole list has; None when the portal does not say."""
        return self._pagination.total("totalPages")

    @property
    def _pagination(self) -> Record:
        found = self._data.record("pagination")
        if found is None:
            refuse("pagination", "phải là một đối tượng", None)
        return found


def _applied(item: Record) -> tuple[str, ...]:
    """The ids must be there: an item without them would read as applied nowhere."""
    ids = item.texts("appliedDepartmentIds")
    if ids is None:
        refuse(item.at("appliedDepartmentIds"), "phải là một danh sách", None)
    return ids


class AgencyListPage(_ListPage):
    """One page of ``list-with-location``: the agencies under one parent. It states no total."""

    entries = "rows"
    keys = frozenset(
        "rows rows[].id rows[].name rows[].code rows[].level rows[].hasChild lastId".split()  # noqa: SIM905 - as above
    )

    @property
    def rows(self) -> tuple[AgencyRow, ...]:
        """The agencies of this page, in served order."""
        return tuple(
            AgencyRow(
                id=row.named("id"),
                name=row.named("name"),
                code=row.named("code"),
                level=row.text("level"),
                has_child=row.flag("hasChild"),
            )
            for row in self._entries
        )

    @property
    def cursor(self) -> str:
        """What the next question must send as ``lastId``; empty when there is no next page."""
        return self._data.text("lastId") or ""
