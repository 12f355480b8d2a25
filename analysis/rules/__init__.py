"""The rules, as a list that reads from top to bottom. The same table stands in ``docs/rules.md``."""

from __future__ import annotations

from analysis.rules.agencies import AGENCY_NAMES, LEVELS
from analysis.rules.content import COMPLETENESS, SILENT_CHANGES
from analysis.rules.identity import BAD_CODES, NAMES, SECTORS
from analysis.rules.presence import (
    ABOLISHED_STILL_SHOWN,
    NOT_PUBLISHED_LOCALLY,
    NOT_PUBLISHED_NATIONALLY,
    WITNESSES_DISAGREE,
)
from analysis.rules.rule import Findings, Grade, Rule
from analysis.rules.sources import SOURCE_STATE

__all__ = ["RULES", "Findings", "Grade", "Rule"]

RULES: list[Rule] = [
    NOT_PUBLISHED_LOCALLY,  # CL01
    NOT_PUBLISHED_NATIONALLY,  # CL02
    ABOLISHED_STILL_SHOWN,  # CL04
    BAD_CODES,  # CL08
    NAMES,  # CL09
    SECTORS,  # CL10
    LEVELS,  # CL11
    AGENCY_NAMES,  # CL12
    COMPLETENESS,  # CL28
    SOURCE_STATE,  # CL34
    SILENT_CHANGES,  # CL36
    WITNESSES_DISAGREE,  # CL38
]
