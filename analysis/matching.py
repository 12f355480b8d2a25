"""Matching (ghép): which record of one list is which of the other, when codes cannot be relied on.

Rules decide and closeness only proposes (D20). What makes a pair, in this order: what a person
decided; the code; the same name within field and level, where nothing else could be meant. All
else that is alike becomes a suggestion for a person. The two sides are treated alike, and the
order of the records means nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations, product

from rapidfuzz.distance import OSA

from analysis.closeness import Edge, assign, closeness
from analysis.codes import parse_code
from analysis.entries import VERY_NEAR, Read, fits, groups, guarded, near, read, same_name
from analysis.pairing import (
    SUGGESTED,
    Cases,
    Decided,
    Duplicate,
    Entry,
    Ground,
    Matching,
    Pair,
    Replacement,
    Suggestion,
    Why,
)

__all__ = [
    "SUGGESTED",
    "Cases",
    "Decided",
    "Duplicate",
    "Entry",
    "Ground",
    "Matching",
    "Pair",
    "Replacement",
    "Suggestion",
    "Why",
    "match",
    "suggest_replacements",
]

#: From here on names within one field are worth a person's look, where a code is missing.
NEAR = 0.58
#: Two readable codes that differ mean two procedures, unless the names are all but equal.
NEARLY_EQUAL = 0.95
#: The least that a name printed twice must share with the one it may stand for.
FAINT = 0.40
#: Above so many possible pairs of one name or code nobody would look through them.
MAX_SAME = 100
#: So many left-over records at most are offered for a name that was lost.
MAX_LEFT_OVER = 3


def match(
    left: Iterable[Entry],
    right: Iterable[Entry],
    *,
    decided: Sequence[Decided] = (),
    replacements: Sequence[Replacement] = (),
) -> Matching:
    """Pair two lists, one to one; ``decided`` and ``replacements`` are what is known already."""
    work = _Work(left, right, decided)
    work.pair_by_decision(decided)
    work.pair_by_code()
    work.relate_replaced(replacements)
    work.pair_by_name_and_broken_code()
    work.pair_by_name()
    work.suggest_near_names()
    work.suggest_for_names_printed_twice()
    return work.result()


def suggest_replacements(
    before: Iterable[Entry], after: Iterable[Entry], known: Sequence[Replacement] = ()
) -> tuple[Replacement, ...]:
    """Of one source on two days: codes that went, and codes with a nearly equal name in the field that came.

    What is known comes back as it is where it fits; the rest is a suggestion.
    """
    then, now = _by_code(before), _by_code(after)
    told = [k for k in known if _gone(_base(k.old), then, now) and _gone(_base(k.new), now, then)]
    explained = {_base(code) for k in told for code in (k.old, k.new)}
    gone = [r for code, r in then.items() if code not in now and code not in explained]
    come = [r for code, r in now.items() if code not in then and code not in explained]
    alike, _ = near(gone, come, NEARLY_EQUAL)
    edges = [Edge(i, j, score) for (i, j), score in alike.items() if fits(gone[i], come[j])]
    edges.sort(key=lambda e: (-e.score, gone[e.left].order, come[e.right].order))
    taken = assign(edges, lambda e: guarded(gone[e.left], come[e.right]))
    found = (Replacement(gone[e.left].base, come[e.right].base, SUGGESTED, e.score) for e in taken)
    return (*told, *sorted(found, key=lambda r: (r.old, r.new)))


def _by_code(entries: Iterable[Entry]) -> dict[str, Read]:
    """One record for each readable code."""
    reads = sorted((read(e) for e in entries), key=lambda r: (r.base, r.order), reverse=True)
    return dict(reversed({r.base: r for r in reads if r.base}.items()))


def _gone(code: str, here: dict[str, Read], there: dict[str, Read]) -> bool:
    return code in here and code not in there


def _base(code: str) -> str:
    parsed = parse_code(code)
    return parsed.base if parsed else code


# --- the work ---------------------------------------------------------------


class _Side:
    """One list: its records, and the places of those that are still free."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.reads = [read(e) for e in entries]
        self.free = set(range(len(self.reads)))
        self.replaced: set[int] = set()
        self.crowd: set[int] = set()

    def entries(self, at: Iterable[int]) -> tuple[Entry, ...]:
        """The records of some places, in the order of what they say."""
        return tuple(r.entry for r in sorted((self.reads[i] for i in at), key=lambda r: r.order))

    def twins(self) -> list[list[int]]:
        """Places with one name in one field and level, where there are several."""
        found = groups(self.reads, range(len(self.reads)), lambda r: (r.words.text, r.sector, r.levels))
        return [at for (words, _, _), at in found.items() if words and len(at) > 1]

    def alike(self, at: set[int]) -> set[int]:
        """Those of some places that have all but the name of another of them."""
        if len(at) > MAX_SAME:
            return set()
        pairs = [(i, k) for i, k in combinations(sorted(at), 2) if self._all_but_equal(i, k)]
        return {i for pair in pairs for i in pair}

    def _all_but_equal(self, i: int, k: int) -> bool:
        a, b = self.reads[i], self.reads[k]
        return closeness(a.words, b.words) >= VERY_NEAR and not guarded(a, b)

    def duplicates(self, side: str) -> list[Duplicate]:
        """Records that share a code (case number and all) or a name."""
        codes = groups(self.reads, range(len(self.reads)), lambda r: (r.base, r.service or ""))
        shared = [(Ground.CODE, ".".join(filter(None, c)), at) for c, at in codes.items() if c[0] and len(at) > 1]
        shared += [(Ground.NAME, self.reads[at[0]].words.text, at) for at in self.twins()]
        return sorted(
            (Duplicate(side, ground, value, self.entries(at)) for ground, value, at in shared),
            key=lambda d: (d.ground, d.value, [_told(e) for e in d.entries]),
        )


class _Work:
    """What has been found so far."""

    def __init__(self, left: Iterable[Entry], right: Iterable[Entry], decided: Sequence[Decided]) -> None:
        self.left, self.right = _Side(left), _Side(right)
        last = {(d.left, d.right): d.accepted for d in decided}
        self.refused = {keys for keys, accepted in last.items() if not accepted}
        self.pairs: list[Pair] = []
        self.cases: list[Cases] = []
        self.suggested: dict[tuple[int, int], tuple[float, Why]] = {}
        self.replacements: set[Replacement] = set()
        self.notes: set[str] = set()

    # a person

    def pair_by_decision(self, decided: Sequence[Decided]) -> None:
        """Accepted pairs, the latest decision first; a key that several records share decides nothing."""
        if not any(d.accepted for d in decided):
            return
        lefts, rights = (groups(s.reads, s.free, lambda r: r.entry.key) for s in (self.left, self.right))
        for d in reversed(decided):
            if not d.accepted or (d.left, d.right) in self.refused:
                continue
            ours, theirs = lefts.get(d.left, []), rights.get(d.right, [])
            if len(ours) > 1 or len(theirs) > 1:
                self.notes.add(
                    f"Chưa áp dụng được quyết định ghép “{d.left}” với “{d.right}”: nhiều bản ghi cùng khóa."
                )
            elif ours and theirs and ours[0] in self.left.free and theirs[0] in self.right.free:
                self._pair(ours[0], theirs[0], Ground.PERSON)

    # the code

    def pair_by_code(self) -> None:
        """The same base code, one to one; cases of one code stay together."""
        lefts, rights = (groups(s.reads, s.free, lambda r: r.base) for s in (self.left, self.right))
        for base in sorted((lefts.keys() & rights.keys()) - {""}):
            self._pair_one_code(lefts[base], rights[base])

    def _pair_one_code(self, ours: list[int], theirs: list[int]) -> None:
        if self._are_cases(ours, theirs):
            self.cases.append(Cases(self.left.entries(ours), self.right.entries(theirs)))
            self._take(ours, theirs)
            return
        while best := self._best_of_one_code(ours, theirs):
            for i, j in best:
                self._pair(i, j, Ground.CODE)
            ours, theirs = [i for i in ours if i in self.left.free], [j for j in theirs if j in self.right.free]
        if len(ours) * len(theirs) <= MAX_SAME:
            for i, j in product(ours, theirs):
                self._suggest(i, j, Why.SAME_CODE)

    def _are_cases(self, ours: list[int], theirs: list[int]) -> bool:
        """One record without a case number, against several that have different ones or none."""
        if any(self._is_refused(i, j) for i, j in product(ours, theirs)):
            return False
        for one, whole, parts, side in ((ours, self.left, theirs, self.right), (theirs, self.right, ours, self.left)):
            numbers = {side.reads[i].service for i in parts}
            if len(one) == 1 < len(parts) == len(numbers) and whole.reads[one[0]].service is None:
                return True
        return False

    def _best_of_one_code(self, ours: list[int], theirs: list[int]) -> list[tuple[int, int]]:
        """The pairs that agree best in case number, name and spelling, where no other agrees as well."""
        if len(ours) * len(theirs) > MAX_SAME:
            return []
        ranked: dict[tuple[bool, ...], list[tuple[int, int]]] = defaultdict(list)
        for i, j in product(ours, theirs):
            a, b = self.left.reads[i], self.right.reads[j]
            if not self._is_refused(i, j):
                ranked[a.service == b.service, a.words == b.words, a.entry.code == b.entry.code].append((i, j))
        return _single(ranked[max(ranked)]) if ranked else []

    # codes that took the place of others

    def relate_replaced(self, known: Sequence[Replacement]) -> None:
        """An old code on one side only, the code that took its place on the other."""
        for here, there in ((self.left, self.right), (self.right, self.left)):
            had, has = {r.base for r in here.reads}, {r.base for r in there.reads}
            for k in known:
                old, new = _base(k.old), _base(k.new)
                if old in had and old not in has and new in has:
                    self.replacements.add(k)
                    here.replaced |= {i for i in here.free if here.reads[i].base == old}
                    there.replaced |= {j for j in there.free if there.reads[j].base == new}
        self._take(self.left.replaced, self.right.replaced)

    # the name

    def pair_by_name_and_broken_code(self) -> None:
        """The same name, and a code that cannot be read but is the other's with a sign or two wrong."""
        for here, there in ((self.left, self.right), (self.right, self.left)):
            broken = [i for i in here.free if here.reads[i].entry.code and not here.reads[i].base]
            by_words = groups(there.reads, there.free, lambda r: r.words.text)
            for i in sorted(broken, key=lambda i: here.reads[i].order):
                one = here.reads[i]
                alike = [j for j in by_words.get(one.words.text, ()) if _broken_of(one, there.reads[j])]
                if len(alike) == 1 and alike[0] in there.free:
                    pair = (i, alike[0]) if here is self.left else (alike[0], i)
                    if not self._is_refused(*pair):
                        self._pair(*pair, Ground.NAME)

    def pair_by_name(self) -> None:
        """The same name within field and level, where nothing else on either side could be meant.

        Names that state the same level first, then those of which only one states it.
        """
        self._pair_by(lambda r: (r.words.text, r.named))
        self._pair_by(lambda r: r.words.text)

    def _pair_by(self, key: Callable[[Read], Hashable]) -> None:
        lefts, rights = (groups(s.reads, range(len(s.reads)), key) for s in (self.left, self.right))
        shared = [at for at in lefts if at in rights]
        same = [pair for at in shared for pair in self._only_twos(lefts[at], rights[at])]
        if not same:
            return
        unnamed_left = self.left.free.difference(*(lefts[at] for at in shared))
        unnamed_right = self.right.free.difference(*(rights[at] for at in shared))
        near_right = self._alike(unnamed_left, (j for _, j in same), VERY_NEAR)
        near_left = self._alike((i for i, _ in same), unnamed_right, VERY_NEAR)
        rivalled_right = {j for i, j in near_right if not guarded(self.left.reads[i], self.right.reads[j])}
        rivalled_left = {i for i, j in near_left if not guarded(self.left.reads[i], self.right.reads[j])}
        for i, j in same:
            if i not in rivalled_left and j not in rivalled_right:
                self._pair(i, j, Ground.NAME)

    def _only_twos(self, ours: list[int], theirs: list[int]) -> list[tuple[int, int]]:
        """Free records of one name that have only each other within their field and level."""
        if len(ours) * len(theirs) > MAX_SAME or not self.left.reads[ours[0]].words.text:
            return []
        fitting = [(i, j) for i, j in product(ours, theirs) if fits(self.left.reads[i], self.right.reads[j])]
        return [
            (i, j)
            for i, j in _single(fitting)
            if i in self.left.free and j in self.right.free and self._why(i, j, 1.0) is Why.SAME_NAME
        ]

    # near names

    def suggest_near_names(self) -> None:
        """One to one over all that is left, the nearest names first; then whom else the others may be.

        A record that found nobody free is also suggested to its nearest, which is not sure either.
        """
        self._leave_crowds()
        found = self._alike(self.left.free, self.right.free, NEAR)
        ranked = [Edge(i, j, score - self._handicap(i, j, why)) for (i, j), (score, why) in found.items()]
        places = self._places_in_order()
        ranked.sort(key=lambda e: (-e.score, sorted((places[0][e.left], places[1][e.right]))))
        taken = assign(ranked, self._apart)
        lefts, rights = {e.left for e in taken}, {e.right for e in taken}
        second_left = assign([e for e in ranked if e.left not in lefts], self._apart, rights_once=False)
        second_right = assign([e for e in ranked if e.right not in rights], self._apart, lefts_once=False)
        for edge in (*taken, *second_left, *second_right):
            self._suggest(edge.left, edge.right, found[edge.left, edge.right][1])

    def _leave_crowds(self) -> None:
        """Leave alone the records of a name that so many have on both sides that no person could choose."""
        lefts, rights = (groups(s.reads, s.free, lambda r: r.words.text) for s in (self.left, self.right))
        for words in lefts.keys() & rights.keys():
            if len(lefts[words]) * len(rights[words]) > MAX_SAME:
                told = f"Tên “{words}” có ở {len(lefts[words])} và {len(rights[words])} bản ghi"
                self.notes.add(f"{told}: không đề nghị ghép theo tên.")
                self.left.crowd.update(lefts[words])
                self.right.crowd.update(rights[words])
        self._take(self.left.crowd, self.right.crowd)

    def _handicap(self, i: int, j: int, why: Why) -> float:
        """How much nearer a name must be that is found elsewhere, or states another level or none."""
        other_level = self.left.reads[i].named != self.right.reads[j].named
        return 0.1 * (why is Why.ELSEWHERE) + 0.05 * other_level

    def suggest_for_names_printed_twice(self) -> None:
        """Records of one side with one name, or nearly one, cannot be told apart: whoever fits one may be the other's.

        Where there are more of them than records that fit, a name was lost in print: the nearest
        left-over records of the other side are suggested too.
        """
        swapped = {(j, i) for i, j in self.suggested}
        more = {(i, j) for i, j in self._confused(self.left, self.right, set(self.suggested))}
        more |= {(i, j) for j, i in self._confused(self.right, self.left, swapped)}
        for i, j in more:
            self._suggest(i, j, Why.PRINTED_TWICE)

    def _confused(self, here: _Side, there: _Side, suggested: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        partners: dict[int, set[int]] = defaultdict(set)
        asked: dict[int, set[int]] = defaultdict(set)
        for i, j in suggested:
            partners[i].add(j)
            asked[j].add(i)
        twins = [{i for i in at if i in partners or i in here.free} for at in here.twins()]
        for group in [*(t for t in twins if len(t) <= MAX_SAME), *(here.alike(at) for at in asked.values())]:
            theirs = set().union(*(partners[i] for i in group if i in partners))
            if len(group) > max(len(theirs), 1):
                theirs |= self._left_over(here, group, there)
            if len(group) > 1 and len(group) * len(theirs) <= MAX_SAME:
                yield from product(group, theirs)

    def _left_over(self, here: _Side, group: set[int], there: _Side) -> set[int]:
        """The nearest free records in the same stated field and level, be they only faintly near."""
        ranked = [
            (-closeness(one.words, other.words), other.order, j)
            for one in (here.reads[i] for i in group)
            for j in there.free
            if one.sector and (other := there.reads[j]).sector == one.sector and fits(one, other)
            if not (one.base and other.base)
        ]
        near_first = [j for score, _, j in sorted(ranked) if -score >= FAINT]
        return set(list(dict.fromkeys(near_first))[:MAX_LEFT_OVER])

    # what they share

    def _alike(
        self, ours: Iterable[int], theirs: Iterable[int], floor: float
    ) -> dict[tuple[int, int], tuple[float, Why]]:
        """Places whose names are near and that may be suggested, with the closeness and the reason."""
        lefts, rights = sorted(set(ours)), sorted(set(theirs))
        found, notes = near([self.left.reads[i] for i in lefts], [self.right.reads[j] for j in rights], floor)
        self.notes.update(notes)
        told = {}
        for (x, y), score in found.items():
            i, j = lefts[x], rights[y]
            if why := self._why(i, j, score):
                told[i, j] = score, why
        return told

    def _why(self, i: int, j: int, score: float) -> Why | None:
        """Why two records with names so near should be looked at; None when they should not."""
        a, b = self.left.reads[i], self.right.reads[j]
        if self._is_refused(i, j):
            return None
        if a.base and b.base and a.base != b.base:
            slip = OSA.distance(a.base, b.base, score_cutoff=1) <= 1
            return Why.OTHER_CODE if score >= (VERY_NEAR if slip else NEARLY_EQUAL) else None
        if not fits(a, b):
            return Why.ELSEWHERE if score >= VERY_NEAR else None
        return Why.SAME_NAME if same_name(a, b) else Why.NEAR_NAME

    def _apart(self, edge: Edge) -> bool:
        """Whether a guard word keeps the two apart."""
        return guarded(self.left.reads[edge.left], self.right.reads[edge.right])

    def _places_in_order(self) -> list[dict[int, int]]:
        """For ties: the rank of each free record among those of both sides, by what it says."""
        sides = (self.left, self.right)
        ranks = {order: n for n, order in enumerate(sorted({s.reads[i].order for s in sides for i in s.free}))}
        return [{i: ranks[s.reads[i].order] for i in s.free} for s in sides]

    def _is_refused(self, i: int, j: int) -> bool:
        return bool(self.refused) and (self.left.reads[i].entry.key, self.right.reads[j].entry.key) in self.refused

    def _pair(self, i: int, j: int, ground: Ground) -> None:
        a, b = self.left.reads[i], self.right.reads[j]
        self.pairs.append(Pair(a.entry, b.entry, ground, closeness(a.words, b.words)))
        self._take([i], [j])

    def _suggest(self, i: int, j: int, why: Why) -> None:
        if not self._is_refused(i, j):
            score = closeness(self.left.reads[i].words, self.right.reads[j].words)
            self.suggested.setdefault((i, j), (score, why))
            self._take([i], [j])

    def _take(self, ours: Iterable[int], theirs: Iterable[int]) -> None:
        self.left.free.difference_update(ours)
        self.right.free.difference_update(theirs)

    def result(self) -> Matching:
        """All of it, sorted by what the records say."""
        suggestions = [
            Suggestion(self.left.reads[i].entry, self.right.reads[j].entry, score, why)
            for (i, j), (score, why) in self.suggested.items()
        ]
        return Matching(
            pairs=tuple(sorted(self.pairs, key=lambda p: (_told(p.left), _told(p.right)))),
            cases=tuple(sorted(self.cases, key=lambda c: [_told(e) for e in (*c.lefts, *c.rights)])),
            suggestions=tuple(sorted(suggestions, key=lambda s: (_told(s.left), _told(s.right)))),
            replacements=tuple(sorted(self.replacements, key=lambda r: (r.old, r.new, r.ground))),
            replaced_left=self.left.entries(self.left.replaced),
            replaced_right=self.right.entries(self.right.replaced),
            only_left=self.left.entries(self.left.free | self.left.crowd),
            only_right=self.right.entries(self.right.free | self.right.crowd),
            duplicates=(*self.left.duplicates("left"), *self.right.duplicates("right")),
            notes=tuple(sorted(self.notes)),
        )


def _broken_of(one: Read, other: Read) -> bool:
    """Whether an unreadable code is that of a record of the same field and level, mistyped."""
    written = re.sub(r"\s+", "", one.entry.code)
    return bool(other.base) and fits(one, other) and OSA.distance(written[: len(other.base) + 2], other.base) <= 2


def _single(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs whose two places stand in no other pair."""
    lefts, rights = Counter(i for i, _ in pairs), Counter(j for _, j in pairs)
    return [(i, j) for i, j in pairs if lefts[i] == rights[j] == 1]


def _told(entry: Entry) -> tuple[str, ...]:
    return (entry.name, entry.code, entry.sector, entry.level, entry.ref)
