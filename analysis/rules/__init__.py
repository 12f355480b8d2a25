"""The rules, as a list that reads from top to bottom. The same table stands in ``docs/rules.md``."""

from __future__ import annotations

from analysis.rules.agencies import AGENCY_NAMES, LEVELS
from analysis.rules.catalogue import INTERNAL_SHOWN, NOWHERE_PUBLISHED, PUBLISHED_EARLY
from analysis.rules.central import CENTRAL_FAULTS
from analysis.rules.conduct import MORE_CONDITIONS, OTHER_CONDUCT, OTHER_PEOPLE_OR_RESULTS
from analysis.rules.content import COMPLETENESS, SILENT_CHANGES
from analysis.rules.counting import PRESENTATION_ONLY
from analysis.rules.decisions import DECIDED_LATE, LATE_PUBLICATION, OUTDATED_DECISION
from analysis.rules.dossier import EXTRA_PAPERS, MISSING_PAPERS, REPLACED_PAPERS
from analysis.rules.fees import EXEMPTIONS_MISSING, FEES_BY_COUNCIL, FEES_HIGHER
from analysis.rules.identity import BAD_CODES, NAMES, SECTORS
from analysis.rules.legal import OLD_BASES
from analysis.rules.links import DEAD_LINKS, FORMS_RULE
from analysis.rules.presence import (
    ABOLISHED_STILL_SHOWN,
    NOT_PUBLISHED_LOCALLY,
    NOT_PUBLISHED_NATIONALLY,
    WITHOUT_DECISION,
    WITNESSES_DISAGREE,
)
from analysis.rules.rule import Findings, Grade, Rule
from analysis.rules.services import OTHER_LEVEL, PARTIAL_UNEXPLAINED
from analysis.rules.sources import SOURCE_STATE
from analysis.rules.times import TIME_LONGER, TIME_OTHERWISE, TIME_SHORTER

__all__ = ["RULES", "RULES_VERSION", "Findings", "Grade", "Rule"]

#: Kept with every comparison; another number whenever a rule or reader judges anything otherwise (a sealed sample
#: of judgements holds it to that: tests/analysis/test_rules_version.py).
RULES_VERSION = "3"

RULES: list[Rule] = [
    NOT_PUBLISHED_LOCALLY,  # CL01
    NOT_PUBLISHED_NATIONALLY,  # CL02
    NOWHERE_PUBLISHED,  # CL03
    ABOLISHED_STILL_SHOWN,  # CL04
    WITHOUT_DECISION,  # CL05
    PUBLISHED_EARLY,  # CL06
    INTERNAL_SHOWN,  # CL07
    BAD_CODES,  # CL08
    NAMES,  # CL09
    SECTORS,  # CL10
    LEVELS,  # CL11
    AGENCY_NAMES,  # CL12
    TIME_LONGER,  # CL13
    TIME_OTHERWISE,  # CL14
    TIME_SHORTER,  # CL15
    FEES_HIGHER,  # CL16
    FEES_BY_COUNCIL,  # CL17
    EXEMPTIONS_MISSING,  # CL18
    EXTRA_PAPERS,  # CL19
    MISSING_PAPERS,  # CL20
    REPLACED_PAPERS,  # CL21
    FORMS_RULE,  # CL22
    OTHER_CONDUCT,  # CL23
    MORE_CONDITIONS,  # CL24
    OTHER_PEOPLE_OR_RESULTS,  # CL25
    OLD_BASES,  # CL26
    OUTDATED_DECISION,  # CL27
    COMPLETENESS,  # CL28
    LATE_PUBLICATION,  # CL29
    DECIDED_LATE,  # CL30
    OTHER_LEVEL,  # CL31
    PARTIAL_UNEXPLAINED,  # CL32
    DEAD_LINKS,  # CL33
    SOURCE_STATE,  # CL34
    CENTRAL_FAULTS,  # CL35
    SILENT_CHANGES,  # CL36
    PRESENTATION_ONLY,  # CL37
    WITNESSES_DISAGREE,  # CL38
]
