"""Changes (thay đổi): one source, two nights."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from analysis.codes import base_of
from analysis.entries import entry_of
from analysis.facts import sentences, steps_text
from analysis.judged_texts import judged_texts
from analysis.matching import suggest_replacements
from analysis.model import Change, Procedure, SourceForm
from analysis.pairing import SUGGESTED, Replacement
from analysis.presence import SHOWN_BY, shown_of, words
from analysis.texts import Sameness, canonical_name, name_verdict, verdict
from analysis.wording import PART_NAMES, part_texts

ADDED, LOST, EDITED, REPLACED = "thêm", "mất", "sửa", "thay mã"
#: The part of a change that tells which facts of being published came or went with a record.
PRESENCE_PART = "Công khai"
#: Two readings under one id that are two procedures: one of the two pages was not the one asked for.
WRONG_PAGE = "nghi nhầm trang"


def changes(
    before: Mapping[str, Procedure],
    after: Mapping[str, Procedure],
    *,
    portal: str = "",
    before_night: date | None = None,
    after_night: date | None = None,
    before_complete: bool = True,
    after_complete: bool = True,
    unread: Collection[str] = (),
    agency_names: Mapping[str, str] | None = None,
    replacements: Sequence[Replacement] = (),
    form: SourceForm = SourceForm.CATALOGUE,
) -> tuple[Change, ...]:
    """What changed in one source between two nights, by the portal's own id.

    A record is new only against a complete earlier list, and lost only from a
    complete later one; ``unread`` ids were promised by the later list but could
    not be read, so they are not lost. A code that takes the place of another is
    one change ("thay mã"), not one lost and one new.
    """
    found: list[Change] = []

    def tell(p: Procedure, what: str, parts: tuple[tuple[str, str, str], ...] = ()) -> None:
        found.append(Change(portal or p.portal, p.portal_id, p.code, p.name, what, parts, before_night, after_night))

    for portal_id in before.keys() | after.keys():
        old, new = before.get(portal_id), after.get(portal_id)
        if old is None and new is not None and before_complete:
            tell(new, ADDED, _presence(form, None, new))
        elif new is None and old is not None and after_complete and portal_id not in unread:
            tell(old, LOST, _presence(form, old, None))
        elif old is not None and new is not None and (parts := changed_parts(old, new, agency_names)):
            tell(new, WRONG_PAGE if is_other_procedure(old, new) else EDITED, parts)
    return tuple(sorted(_related(found, before, after, replacements), key=lambda c: (c.code, c.portal_id)))


def _presence(form: SourceForm, before: Procedure | None, after: Procedure | None) -> tuple[tuple[str, str, str], ...]:
    """Which of the three facts came or went with a record, where the source shows more than one of them."""
    if len(SHOWN_BY[form]) < 2:
        return ()
    return ((PRESENCE_PART, words(shown_of(form, before)), words(shown_of(form, after))),)


def is_other_procedure(one: Procedure, other: Procedure) -> bool:
    """Whether two readings under one id, or a list and its page, cannot be the same procedure: code and name differ."""
    a, b = base_of(one.code), base_of(other.code)
    return a is not None and b is not None and a != b and name_verdict(one.name, other.name).kind is Sameness.CONTENT


def _related(
    found: list[Change],
    before: Mapping[str, Procedure],
    after: Mapping[str, Procedure],
    known: Sequence[Replacement],
) -> list[Change]:
    """The changes with a lost code and the new one in its place told as one, where that is registered or
    their names are the same; where names are only near, the lost one says what may have taken its place.
    """
    lost = {base_of(c.code): c for c in found if c.what == LOST}
    added = {base_of(c.code): c for c in found if c.what == ADDED}
    if not lost or not added:
        return found
    then = [entry_of(before[c.portal_id]) for c in lost.values()]
    now = [entry_of(after[c.portal_id]) for c in added.values()]
    told = dict.fromkeys(found)
    for pair in suggest_replacements(then, now, known):
        old, new = lost.get(base_of(pair.old)), added.get(base_of(pair.new))
        if old is None or new is None:
            continue
        del told[old]
        if pair.ground == SUGGESTED and canonical_name(old.name) != canonical_name(new.name):
            told[replace(old, parts=(*old.parts, ("Có thể được thay bằng", "", f"{new.code} {new.name}")))] = None
            continue
        del told[new]
        parts = (("Mã thủ tục", old.code, new.code), ("Căn cứ", "", pair.ground))
        told[replace(new, what=REPLACED, parts=parts)] = None
    return list(told)


def changed_parts(
    before: Procedure, after: Procedure, agency_names: Mapping[str, str] | None = None
) -> tuple[tuple[str, str, str], ...]:
    """The parts whose content differs: (name of the part, before, after), in the order of the page.

    A part that one of the two readings does not show (``None``) has not changed: it was not captured.
    """
    return tuple(
        (PART_NAMES[part], *part_texts(before, after, part, agency_names)) for part in changed_fields(before, after)
    )


def changed_fields(before: Procedure, after: Procedure) -> tuple[str, ...]:
    """The field names whose values differ where both readings show them."""
    return tuple(
        part
        for part in PART_NAMES
        if (old := getattr(before, part)) is not None and (new := getattr(after, part)) is not None and old != new
    )


def content_fields(before: Procedure, after: Procedure) -> tuple[str, ...]:
    """The changed fields whose wordings differ in content, not in presentation alone."""
    return tuple(part for part in changed_fields(before, after) if _differs(before, after, part))


def _differs(before: Procedure, after: Procedure, part: str) -> bool:
    if part == "steps":
        return sentences(steps_text(before) or "") != sentences(steps_text(after) or "")
    one, other = judged_texts(before, after, part)
    answer = name_verdict(one, other) if part == "name" else verdict(one, other)
    return answer.kind is Sameness.CONTENT
