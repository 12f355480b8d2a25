"""Tables of counts for the head of the page and the first sheet."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.model import Severity, Status
from analysis.report import Report
from reports.sections import is_urgent

#: Where Arrow is installed pandas keeps texts in it, and Arrow refuses halves of surrogate pairs.
_any_text = pd.option_context("mode.string_storage", "python")

NO_OFFICE = "Chưa phân phòng"
_GROUPS = ["urgent", "other", "awaiting"]


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """What waits for one office (phòng)."""

    office: str
    urgent: int
    other: int
    awaiting: int

    @property
    def open(self) -> int:
        """Everything that is open there."""
        return self.urgent + self.other


@_any_text
def by_office(report: Report) -> list[OfficeRow]:
    """Who must act: the office with the most urgent lines first."""
    told = [
        (line.office or NO_OFFICE, _group(line.sighting.status, is_urgent(line)))
        for line in report.lines
        if not line.is_of_source and (line.sighting.status.is_open or line.sighting.status is Status.AWAITING)
    ]
    if not told:
        return []
    frame = pd.DataFrame(told, columns=["office", "group"])
    table = pd.crosstab(frame["office"], frame["group"]).reindex(columns=_GROUPS, fill_value=0)
    table = table.reset_index().sort_values([*_GROUPS, "office"], ascending=[False, False, False, True])
    return [OfficeRow(str(o), int(u), int(x), int(a)) for o, u, x, a in table.itertuples(index=False)]


def sector_totals(report: Report) -> list[int]:
    """The last row of lĩnh vực x mức độ: a total for each severity, then for all."""
    frame = pd.DataFrame(
        [(*row.counts, row.total) for row in report.sectors], columns=[*(s.value for s in Severity), "total"]
    )
    return [int(total) for total in frame.sum().to_list()]


@_any_text
def commune_matrix(report: Report) -> pd.DataFrame:
    """Procedure code x commune: True where the commune does not publish the procedure."""
    told = [(gap.code, commune) for gap in report.communes for commune in gap.missing]
    frame = pd.DataFrame(told, columns=["code", "commune"])
    return pd.crosstab(frame["code"], frame["commune"]).astype(bool)


def _group(status: Status, urgent: bool) -> str:
    if status is Status.AWAITING:
        return "awaiting"
    return "urgent" if urgent else "other"
