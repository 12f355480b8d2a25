"""What must be asked once more, by id or code, before anybody is told that it is absent (D16, D7)."""

from __future__ import annotations

from analysis.codes import base_of
from analysis.model import Role
from analysis.night import Night, Tonight
from analysis.publication import Published


def to_ask_again(inputs: Night) -> dict[Role, tuple[str, ...]]:
    """By side: codes that seem absent in the province, portal ids (or codes) that seem absent nationally.

    Nothing is asked of a side whose lists are not whole: nothing will be claimed against it either.
    """
    tonight = Tonight(inputs)
    questions: dict[Role, tuple[str, ...]] = {}
    publishing = tonight.publishing
    if publishing is None:
        return questions
    if publishing.complete:
        absent = {p.code for p in tonight.in_scope if publishing.of(p).standing is Published.ABSENT}
        questions[Role.PROVINCIAL] = tuple(sorted(absent))
    if not tonight.why_not_whole(Role.NATIONAL):
        unknown = {
            p.portal_id if tonight.pages is None else base_of(p.code) or ""
            for p in tonight.strangers
            if tonight.pages is not None or publishing.evidence(p.portal_id).agencies
        } - {""}
        questions[Role.NATIONAL] = tuple(sorted(unknown))
    return questions
