"""One night compared: every rule asked, and what could not be judged said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from analysis.codes import canonical
from analysis.endings import FIXED, NOT_READ, Aftermath, Unseen
from analysis.grounds import Ground, covering
from analysis.model import Comparison, Discrepancy, Excluded, Figures, Kind, Role
from analysis.night import CATALOGUE, Night, Tonight
from analysis.publication import Published
from analysis.replay import with_replay
from analysis.rules import RULES, Findings, Rule
from analysis.rules.fees import BY_COUNCIL_KNOWN
from analysis.rules.presence import commune_gaps, is_nowhere
from analysis.rules.sources import SOURCE_STATE
from analysis.scope import Standing

__all__ = ["PRESENTATION", "Night", "compare", "merged"]

#: Name of the count of differences of presentation (CL37).
PRESENTATION = "khác trình bày"

#: With more unread details than this, the rest of a rule is not closed tonight either.
_FEW_UNREAD = 20
#: Figures are given while at most one detail in this many could not be read.
_UNREAD_SHARE = 20


def compare(inputs: Night) -> Comparison:
    """What tonight's snapshots say about each other."""
    tonight = Tonight(inputs)
    if why := tonight.why_not_compared:
        return _not_compared(tonight, why)
    findings = [(rule, rule.find(tonight)) for rule in RULES]
    gaps = commune_gaps(tonight)
    discrepancies = _distinct(with_replay(d) for _, f in findings for d in f.discrepancies)
    grounds = _grounds(tonight, discrepancies, inputs.grounds)
    code_of = {i: p.code for i, p in tonight.catalogue.items()}
    undetermined = _undetermined(tonight, findings)
    waiting = tuple(r.code for r in RULES if r.witness and getattr(tonight, r.witness) is None)
    communes = tuple(sorted((code_of[i], codes) for i, codes in gaps.missing.items()))
    aftermath = Aftermath(tonight, discrepancies, undetermined, waiting, dict(communes))
    unseen, ended = _missing(inputs.standing, aftermath)
    return Comparison(
        night=inputs.night,
        discrepancies=tuple(_registered(d) if d.key in grounds else d for d in discrepancies),
        undetermined=undetermined,
        figures=_figures(tonight),
        excluded=_excluded(tonight),
        communes=communes,
        counts=((PRESENTATION, sum(f.presentation for _, f in findings)),),
        accepted=tuple((key, ground.text) for key, ground in grounds.items()),
        suggestions=tonight.pages.matching.suggestions if tonight.pages else (),
        replacements=tonight.old_codes_shown,
        waiting=waiting,
        warnings=tuple(_warnings(tonight)),
        unseen=unseen,
        ended=ended,
    )


def _not_compared(tonight: Tonight, why: str) -> Comparison:
    """A night on which the two sides could not be set against each other: only the portals' own state is told."""
    lines = _distinct(SOURCE_STATE.find(tonight).discrepancies)
    aftermath = Aftermath(tonight, lines, (), (), {})
    of_sources = [d for d in tonight.standing if d.kind is Kind.SOURCE]  # all else is repeated
    unseen, ended = _missing(of_sources, aftermath)
    return Comparison(
        night=tonight.night,
        discrepancies=lines,
        undetermined=(("*", "*", why),),
        not_compared=why,
        unseen=unseen,
        ended=ended,
    )


def _missing(
    standing: Iterable[Discrepancy], aftermath: Aftermath
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str, str], ...]]:
    """What stood and is not found tonight: (key, why nobody could look), (key, standing, basis)."""
    unseen, ended = [], []
    found = {d.key for d in aftermath.found}
    for line in standing:
        if line.key in found:
            continue
        outcome = aftermath.of(line)
        if isinstance(outcome, Unseen):
            unseen.append((line.key, outcome.why))
        elif outcome != FIXED:
            ended.append((line.key, outcome.status.value, outcome.basis))
    return tuple(unseen), tuple(ended)


def merged(comparisons: Sequence[Comparison]) -> Comparison:
    """One night's comparisons with several places where the province publishes, as one.

    What is said of the national side alone comes from each of them, and is told once. The figures are those of the
    first place that could be compared. Nobody could look at what stood only where none of them could.
    """
    compared = [c for c in comparisons if not c.not_compared] or [*comparisons]
    if len(comparisons) == 1:
        return comparisons[0]
    first = compared[0]
    unseen = [dict(c.unseen) for c in compared]
    lines = {d.key: d for c in reversed(comparisons) for d in c.discrepancies}
    return replace(
        first,
        discrepancies=tuple(lines[key] for key in sorted(lines)),
        undetermined=_united(c.undetermined for c in comparisons),
        excluded=_united(c.excluded for c in comparisons),
        communes=_united(c.communes for c in comparisons),
        counts=((PRESENTATION, sum(dict(c.counts).get(PRESENTATION, 0) for c in comparisons)),),
        suggestions=_united(c.suggestions for c in comparisons),
        replacements=_united(c.replacements for c in comparisons),
        accepted=_united(c.accepted for c in comparisons),
        waiting=_united(c.waiting for c in comparisons),
        warnings=_united(c.warnings for c in comparisons),
        unseen=tuple((key, _best([w[key] for w in unseen])) for key in unseen[0] if all(key in w for w in unseen)),
        ended=_ended(compared),
    )


def _ended(comparisons: Sequence[Comparison]) -> tuple[tuple[str, str, str], ...]:
    """How lines ended, by the comparison that could look at them."""
    ends: dict[str, tuple[str, str, str]] = {}
    for comparison in comparisons:
        blind = {key for key, _ in comparison.unseen}
        ends |= {end[0]: end for end in comparison.ended if end[0] not in blind}
    return tuple(ends[key] for key in sorted(ends))


def _best(reasons: list[str]) -> str:
    """That another place was not asked about a line says less than why its own could not be read."""
    return next((why for why in reasons if not why.startswith(NOT_READ)), reasons[0])


Told = TypeVar("Told")


def _united(parts: Iterable[tuple[Told, ...]]) -> tuple[Told, ...]:
    return tuple(dict.fromkeys(x for part in parts for x in part))


def _distinct(found: Iterable[Discrepancy]) -> tuple[Discrepancy, ...]:
    """In the order of keys. Two records may carry one code (D1): the younger one's id goes into its part."""
    lines: dict[str, Discrepancy] = {}
    for line in sorted(found, key=lambda d: (d.key, d.evidence)):
        if line.key in lines:
            record = line.evidence[0][1] if line.evidence else ""
            line = replace(line, part=f"{line.part} (bản ghi {record})".strip())
        lines[line.key] = line
    return tuple(lines[key] for key in sorted(lines))


def _grounds(
    tonight: Tonight, discrepancies: tuple[Discrepancy, ...], grounds: tuple[Ground, ...]
) -> dict[str, Ground]:
    """What registered grounds cover, by key."""
    found = ((d.key, covering(d, grounds, tonight.night, tonight.table.root)) for d in discrepancies if grounds)
    return {key: ground for key, ground in found if ground is not None}


def _registered(line: Discrepancy) -> Discrepancy:
    """A fee of the people's council is information only, once its resolution is registered (D13)."""
    if line.rule != "CL17":
        return line
    return replace(line, severity=BY_COUNCIL_KNOWN.severity, severity_reason=BY_COUNCIL_KNOWN.reason)


def _undetermined(tonight: Tonight, findings: list[tuple[Rule, Findings]]) -> tuple[tuple[str, str, str], ...]:
    told: dict[tuple[str, str, str], None] = {}
    for rule, found in findings:
        for why in (tonight.why_not_whole(role) for role in rule.needs):
            if why:
                told[rule.code, "*", why] = None
        if rule.reads_details:
            told.update(dict.fromkeys((rule.code, code, why) for code, why in _unread(tonight)))
        told.update(dict.fromkeys((rule.code, code, why) for code, why in sorted(found.undetermined)))
    return tuple(told)


def _unread(tonight: Tonight) -> list[tuple[str, str]]:
    unread = sorted(tonight.national.unread) if tonight.national else []
    if len(unread) > _FEW_UNREAD:
        return [("*", f"{len(unread)} thủ tục có trong danh mục nhưng chưa đọc được nội dung")]
    known = {i: code for i, (code, _, _) in tonight.known_before.items()}
    return [(known.get(i, i), "có trong danh mục nhưng chưa đọc được nội dung") for i in unread]


def _figures(tonight: Tonight) -> Figures:
    """The first screen's numbers, only from lists read whole; unread details count as not yet determined."""
    national = tonight.national
    if (
        tonight.publishing is None
        or national is None
        or any(map(tonight.why_not_whole, (Role.NATIONAL, Role.PROVINCIAL)))
    ):
        return Figures(None)
    unread = len(national.unread)
    if unread * _UNREAD_SHARE > len(tonight.national_ids):
        return Figures(None)
    gaps = commune_gaps(tonight)
    answers = [(p, tonight.publication(p)) for p in tonight.in_scope]
    nowhere = sum(is_nowhere(p, answer, gaps) for p, answer in answers)
    doubtful = sum(answer.standing is Published.UNDETERMINED for _, answer in answers)
    open_questions = doubtful + unread + len(tonight.scope_unknown)
    in_scope = len(answers) + unread + len(tonight.scope_unknown)
    return Figures(tonight.night, in_scope, in_scope - nowhere - open_questions, open_questions)


def _excluded(tonight: Tonight) -> tuple[Excluded, ...]:
    """Every exclusion, as it met tonight's catalogue; one that is published all the same says so."""
    met = []
    left_out = [p for p in tonight.catalogue.values() if tonight.scope.standing(p) is Standing.EXCLUDED]
    for exclusion in tonight.scope.exclusions:
        records = [p for p in left_out if tonight.scope.reason(p.code) and _same(exclusion.code, p.code)]
        standings = {tonight.publishing.of(p).standing for p in records} if tonight.publishing else set()
        met.append(
            Excluded(
                exclusion.code,
                records[0].name if records else "",
                exclusion.reason,
                _is_published(standings),
            )
        )
    return tuple(met)


def _same(a: str, b: str) -> bool:
    return (canonical(a) or a) == (canonical(b) or b)


def _is_published(standings: set[Published]) -> bool | None:
    if Published.PUBLISHED in standings:
        return True
    return False if standings == {Published.ABSENT} else None


def _warnings(tonight: Tonight) -> Iterable[str]:
    if tonight.publishing is not None:
        yield from tonight.publishing.warnings()
    if tonight.national is None:
        return
    if tonight.national.unread:
        n = len(tonight.national.unread)
        yield f"{n} thủ tục trong danh mục quốc gia chưa đọc được nội dung; tạm tính là chưa xác định."
    listing = tonight.national.listing(CATALOGUE)
    if listing is not None and listing.complete and listing.ids:
        hidden = sorted(p.code for i, p in tonight.catalogue.items() if i not in set(listing.ids))
        if hidden:
            yield (
                f"{len(hidden)} thủ tục còn trang chi tiết nhưng không có trong danh mục quốc gia: "
                f"{', '.join(hidden[:5])}{', …' if len(hidden) > 5 else ''}."
            )
    for snapshot in (tonight.national, tonight.provincial):
        twice = len(snapshot.procedures) - len({p.portal_id for p in snapshot.procedures}) if snapshot else 0
        if snapshot and twice:
            yield f"Nguồn {snapshot.portal}: {twice} bản ghi trùng mã định danh, chỉ lấy một."
