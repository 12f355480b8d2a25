"""How the two wordings of a discrepancy were compared, so that anybody can replay it.

Made after the rules have judged, from the wordings that they quote: the canonical
forms, the steps that made them, and the difference word by word.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.differences import difference
from analysis.model import Compared, Discrepancy, Kind
from analysis.texts import NAME_LADDER, STEP_LADDER, TEXT_LADDER, Step, climb_together

#: Types whose texts climb another ladder than running text does.
LADDERS: dict[str, tuple[Step, ...]] = {
    "CL09": NAME_LADDER,
    "CL10": NAME_LADDER,
    "CL12": NAME_LADDER,
    **dict.fromkeys(("CL19", "CL20", "CL23", "CL24"), STEP_LADDER),
}
#: Types that say whether something is there, or at which level: their wordings are not compared with each other.
_NOT_OF_WORDINGS = frozenset({"CL01", "CL02", "CL03", "CL04", "CL05", "CL06", "CL07", "CL11", "CL38"})


def with_replay(line: Discrepancy) -> Discrepancy:
    """The discrepancy with its :class:`Compared`; one that a rule has filled in stays as it is."""
    told = line.kind is Kind.PAIR and line.rule not in _NOT_OF_WORDINGS
    if line.compared is not None or not told or line.national is None or line.provincial is None:
        return line
    ladder = LADDERS.get(line.rule, TEXT_LADDER)
    words = difference(line.national, line.provincial).words
    return replace(line, compared=Compared(*climb_together(line.national, line.provincial, ladder), words))
