"""Phrases on fees: what the lines, sentences and clauses of a text say, put down one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from analysis.readers.channels import channels_named
from analysis.readers.clauses import DEEPEST, MOST_STATEMENTS, Item, clauses, pulled_apart
from analysis.readers.fee_values import Cap, Currency, FeeItem, FeeKind, FeeState
from analysis.readers.fee_words import (
    BENEFICIARIES,
    BENEFITS,
    CAP,
    COUNCIL,
    EXEMPTED_PERSON,
    EXEMPTION,
    GENERAL,
    MONEY,
    PAID_HOW,
    PER_AFTER,
    RANGE,
    REDUCED_BY,
    TIER,
    TIER_AFTER,
    UNTIL,
    WHOLE,
    amount_of,
    bare_words,
    channel_of,
    condition_of,
    is_a_threshold,
    kind_of,
    labelled,
    left_over,
    names_people,
    per_of,
    tier_of,
    validity_of,
    with_figures,
    without_kind,
)
from analysis.readers.legal import references

_NOTHING_FOR_CHANNEL = re.compile(r"(?:miễn|không|khi)(?: thu| nộp| mất)?(?: phí| lệ phí|, )*(?: khi)?")
_ASIDE = re.compile(rf"\([^()]{{0,200}}(?:{PAID_HOW.pattern})[^()]{{0,200}}\)")
_SAYS_WHEN = re.compile(r"(?:giá trị|(?:trong |áp dụng )?(?:trường hợp|đối với)|nếu|khi)(?!\w)")
_SHARES = re.compile(r"\(?(?:bao )?gồm ")
_EXEMPTION_AFTER_COMMA = re.compile(r", (?=(?:được )?miễn (?:phí|lệ phí) )")


def _is_whole(clause: str) -> bool:
    """Whether a clause says something about all that pay, so that it exempts nobody in particular."""
    bare = clause.strip(" .;")
    return any(p.fullmatch(without_kind(bare)) for _, p in WHOLE) or bool(_free_channel(bare))


def _free_channel(clause: str) -> str:
    """The channel of "trực tuyến: miễn phí", or nothing."""
    channel, said = channel_of(clause)
    return channel if channel and _NOTHING_FOR_CHANNEL.fullmatch(bare_words(without_kind(said))) else ""


_ONLY_REFERENCES = re.compile(r"(?:(?:khoản|điểm|điều|và|theo|mục|tại|của) |[0-9][\w./-]*|[,; ])+")


def _pieces(sentence: str) -> list[tuple[str, list[str]]]:
    """The clauses of a sentence, each with those of its brackets that state something of their own."""
    if sentence.count("(") == sentence.count(")"):
        apart = [pulled_apart(clause, _is_own) for clause in clauses(sentence)]
    else:  # a bracket that never closes holds all that follows
        outer, brackets = pulled_apart(sentence, _is_own)
        apart = [(clause, []) for clause in clauses(outer)] or [("", [])]
        apart[-1] = (apart[-1][0], brackets)
    found: list[tuple[str, list[str]]] = []
    for outer, brackets in apart:
        *before, last = [p for piece in _EXEMPTION_AFTER_COMMA.split(outer) for p in _without_exempted(piece)]
        found += [*((piece, []) for piece in before), (last, brackets)]
    return found


_THEN_EXEMPTED = re.compile(
    rf"(?P<rate>.{{0,80}}?[0-9] (?:đồng|usd)(?: ?/ ?[^\W\d_]{{1,12}}(?: [^\W\d_]{{1,12}}){{0,2}}?)?)[,:]? "
    rf"(?:-|riêng|còn)? ?(?P<who>{EXEMPTED_PERSON}[^0-9]{{0,300}})"
)


def _without_exempted(piece: str) -> list[str]:
    """ "2000 đồng tổ chức khoa học được miễn lệ phí" as its rate and those that do not pay it."""
    match = _THEN_EXEMPTED.fullmatch(piece)
    return [match["rate"], match["who"]] if match and _IS_EXEMPTED.search(match["who"]) else [piece]


_IS_EXEMPTED = re.compile(r"(?:được|thuộc diện|thuộc đối tượng) (?:được )?miễn(?!\w)")


def _sentences(text: str) -> Iterator[str]:
    """Sentences; what stands between semicolons stays together where it lists who is exempted."""
    text = _GLUED.sub(r"\1 ", text)
    for sentence in re.split(r"(?<=[^\d\s]\.) |(?<=\d\.) (?=[^\W\d])", _outside_brackets(text)):
        yield sentence.replace("\x00", ". ").strip()


_GLUED = re.compile(r"(?<=\w)(\.)(?=(?:miễn|phí|lệ phí) )")  # a lost blank after a full stop


def _outside_brackets(text: str) -> str:
    """A text in which full stops inside brackets do not end a sentence."""
    if text.count("(") != text.count(")"):
        return text
    return re.sub(r"\([^()]*\)", lambda m: m[0].replace(". ", "\x00"), text)


def _of_kind(inner: FeeItem, outer: FeeItem) -> FeeItem:
    """A rate in a bracket is of the kind of the rate that it stands behind, unless it says otherwise."""
    return inner if inner.kind else replace(inner, kind=outer.kind, kind_told=outer.kind_told)


def _is_own(content: str) -> bool:
    return bool(MONEY.search(content) or EXEMPTION.search(content) or COUNCIL.search(content) or references(content))


@dataclass(frozen=True, slots=True)
class Whole:
    """A clause that says all there is to say without a figure: "lệ phí: không", "trực tuyến: miễn phí"."""

    state: FeeState
    kind: FeeKind | None
    heading: str

    @property
    def is_free_for_some(self) -> bool:
        """Whether it says of some ways of filing that they cost nothing."""
        free = self.state in (FeeState.NONE, FeeState.FREE)
        return free and any(channels_named(part) for part in self.heading.split(" / "))


@dataclass
class Reading:
    """What has been read of one text so far."""

    kind: FeeKind | None
    items: list[FeeItem] = field(default_factory=list)
    exemptions: list[str] = field(default_factory=list)
    basis: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    states: list[Whole] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    by_council: bool = False
    left_to_council: bool = False  # HĐND fixes the rate by a resolution that is not named
    line: int = 0  # how many rates were read before the line, and before the clause, that is being read
    clause: int = 0

    def settle(self) -> None:
        """Put "trực tuyến: miễn phí" beside the rates of the other ways of filing, where there are any."""
        if any(i.amount for i in self.items):
            free = [w for w in self.states if w.is_free_for_some]
            self.states = [w for w in self.states if w not in free]
            self.items += [FeeItem(0, Currency.VND, w.kind or self.kind, condition=w.heading) for w in free]

    # --- the parts of a text ---

    def read(self, item: Item, *, goes_on: bool = False) -> None:
        """Read one line or bullet, or what goes on from a line whose parts have labels."""
        self.line = self.line if goes_on else len(self.items)
        if any(EXEMPTION.search(line) and line.endswith(":") for line in item.under):
            self._beneficiaries(item.text)
            return
        heading = " / ".join(
            bare_words(line) for line in item.under if line.endswith(":") and not GENERAL.fullmatch(line)
        )
        rates, notes = len(self.items), len(self.notes)
        for sentence in _sentences(with_figures(item.text)):
            self._sentence(sentence, heading)
        self._note_as_condition(rates, notes)

    def _note_as_condition(self, rates: int, notes: int) -> None:
        """ "1.800.000 đồng/lần. Giá trị giao dịch dưới ...": when the only rate of a line holds."""
        if len(self.items) != rates + 1 or len(self.notes) != notes + 1 or self.items[-1].condition:
            return
        if _SAYS_WHEN.match(self.notes[-1]) and not PAID_HOW.search(self.notes[-1]):
            self.items[-1] = replace(self.items[-1], condition=bare_words(self.notes.pop()))

    def _sentence(self, sentence: str, heading: str, *, part: bool = False, depth: int = 0) -> None:
        if depth > DEEPEST:
            self.left.append(sentence[:40])
            return
        part = part or _SHARES.match(sentence) is not None
        pieces = _pieces(sentence)
        said = (n for n, (piece, _) in enumerate(pieces) if EXEMPTION.search(piece) and not _is_whole(piece))
        first = next(said, len(pieces))
        if first < len(pieces) and BENEFITS.search(bare_words(pieces[first][0])):
            while first and names_people(pieces[first - 1][0]):
                first -= 1
        for clause, brackets in pieces[:first]:
            begun = len(self.items)
            self.clause = self.clause if depth else begun
            self._clause(clause, heading, part=part)
            self._brackets(brackets, begun, heading, depth)
        if first < len(pieces):  # whom it lists stands between semicolons
            self._exemption("; ".join(piece for piece, _ in pieces[first:]))
            begun = len(self.items)
            self._brackets([b for _, brackets in pieces[first:] for b in brackets], begun, heading, depth)

    def _brackets(self, brackets: list[str], begun: int, heading: str, depth: int) -> None:
        for content in brackets:
            opens = _SHARES.match(content) is not None
            before = len(self.items)
            for inner in _sentences(content):
                self._sentence(inner, "", part=opens, depth=depth + 1)
            if 0 < before < len(self.items):
                outer = self.items[before - 1]
                self.items[before:] = [_of_kind(i, outer) for i in self.items[before:]]
            self._told_again(begun, before, heading)

    def _told_again(self, begun: int, before: int, heading: str) -> None:
        """ "30.000 đồng (xóa đăng ký: 30.000 đồng/hồ sơ)" is one rate: its bracket says when it holds."""
        if len(self.items) > MOST_STATEMENTS:
            return
        rates = (i for i in self.items[begun:before] if i.amount is not None and i.condition == heading)
        outer = {(i.amount, i.currency): i for i in rates if not i.channel}
        for at, inner in enumerate(self.items[before:], before):
            told = outer.get((inner.amount, inner.currency))
            if told and (inner.condition or inner.channel) and not inner.part and not inner.is_temporary:
                condition = " / ".join(c for c in (heading, inner.condition) if c)
                self.items[at] = replace(inner, kind=inner.kind or told.kind, condition=condition)
                self.items[begun:before] = [i for i in self.items[begun:before] if i is not told]
                return

    def _exemption(self, said: str) -> None:
        sentence = without_kind(said)
        if left := [m[0] for m in MONEY.finditer(sentence)] or left_over(REDUCED_BY.sub(" ", sentence)):
            self.left += left
            return
        opened = BENEFICIARIES.match(sentence)
        what = (opened["what"] or "").strip() if opened else ""
        if opened and not sentence[opened.end() :].strip(" .;:+"):
            return  # the list follows in bullets
        self._beneficiaries(sentence[opened.end() :] if opened else sentence, what)

    def _beneficiaries(self, text: str, what: str = "") -> None:
        for piece in re.split(r"; ?|(?:^| )\+ ", text):
            who = BENEFITS.sub("", bare_words(piece))
            if channels_named(who):
                self.items.append(FeeItem(0, Currency.VND, self.kind, condition=who, kind_told=False))
            elif who:
                self.exemptions.append(f"{what}: {who}" if what else who)

    def _clause(self, clause: str, heading: str, *, part: bool) -> None:
        clause = _ASIDE.sub(self._aside, clause)
        bare = clause.strip(" .;:()")
        if channel := _free_channel(bare):
            self.items.append(FeeItem(0, Currency.VND, self.kind, channel=channel, kind_told=False))
            return
        labelled_kind, said = labelled(bare)
        for state, pattern in WHOLE:
            if bare and pattern.fullmatch(said):
                self.states.append(Whole(state, labelled_kind, heading))
                return
        found = references(clause)
        self.basis += [r.number for r in found]
        council = COUNCIL.search(clause) is not None
        self.by_council = self.by_council or council
        self.left_to_council = self.left_to_council or (council and not found)
        moneys = [m for m in MONEY.finditer(clause) if not is_a_threshold(clause, m)]
        self.left += left_over(clause)
        if moneys:
            self._moneys(clause, moneys, heading, part=part)
        elif found and not council and re.search(r"theo|quy định tại", clause):
            lead = re.split(r",? ?(?:thực hiện )?(?:theo|được quy định tại)(?!\w)", clause)[0]
            numbers = tuple(r.number for r in found)
            kind = kind_of(lead)
            condition = condition_of(lead, heading)
            self.items.append(
                FeeItem(None, None, kind or self.kind, condition=condition, basis=numbers, kind_told=kind is not None)
            )
        elif not council and bare and not _ONLY_REFERENCES.fullmatch(bare):
            self.notes.append(bare)

    def _aside(self, bracket: re.Match[str]) -> str:
        self.notes.append(bracket[0].strip("()"))
        return " "

    # --- amounts ---

    def _moneys(self, clause: str, moneys: list[re.Match[str]], heading: str, *, part: bool) -> None:
        gaps = (clause[a.end() : b.start()] for a, b in pairwise(moneys))
        if any(RANGE.fullmatch(gap) for gap in gaps):
            self.left += [m[0] for m in moneys]
            return
        start = 0
        for i, money in enumerate(moneys):
            end = _cut(clause, money.end(), moneys[i + 1].start()) if i + 1 < len(moneys) else len(clause)
            self._money(clause[start : money.start()], clause[money.end() : end], money, heading, part=part)
            start = end

    def _money(self, before: str, after: str, money: re.Match[str], heading: str, *, part: bool) -> None:
        amount = amount_of(money)
        if amount is None:
            self.left.append(money[0])
            return
        per = per_of(money["per"] or "")
        if not per and (apart := PER_AFTER.match(after)):
            per, after = apart["per"], after[apart.end() :]
        if CAP.search(before) and self.items:
            self.items[-1] = replace(self.items[-1], cap=Cap(amount, per))
            return
        tier = TIER.search(before)
        if tier:
            before = before[: tier.start()]
        elif tier := TIER_AFTER.search(after):
            after = after[tier.end() :]
        valid_from, valid_to = validity_of(after)
        if not valid_to:
            valid_from, valid_to = validity_of(before)
            before = UNTIL.sub(" ", before) if valid_to else before
        told = kind_of(before)
        kind = told or self.kind
        if tier and not kind and self.items:
            kind = self.items[-1].kind
        rest = UNTIL.sub(" ", after) if valid_to else after
        basis = tuple(r.number for r in references(after)) if valid_to else ()
        channel, said = channel_of(f"{before} | {rest}")
        usual = self._usual(channel) if valid_to else None
        if valid_to and self._stands_for_several(channel):
            self.left.append(money[0])
            return
        if valid_to:
            condition = usual.condition if usual else ""
            kind = usual.kind if usual else kind
            channel = channel or (usual.channel if usual else "")
        else:
            condition = condition_of(said.replace("|", " "), heading)
        currency = Currency.USD if money["currency"] != "đồng" else Currency.VND
        self.items.append(
            FeeItem(
                amount,
                currency,
                kind,
                per,
                tier_of(tier) if tier else "",
                condition=condition,
                channel=channel,
                valid_from=valid_from,
                valid_to=valid_to,
                part=part,
                basis=basis,
                instead_of=usual.amount if usual else None,
                kind_told=usual.kind_told if usual else told is not None or self.kind is None,
            )
        )

    def _usual(self, channel: str) -> FeeItem | None:
        """The rate that a temporary one stands in for: the last one, of the same way of filing if it names one."""
        rates = [i for i in self.items[-MOST_STATEMENTS:] if not i.is_temporary and not i.part]
        same = (i for i in rates if channel and (i.channel == channel or channel in channels_named(i.condition)))
        return next(reversed([*rates[-1:], *same]), None)

    def _stands_for_several(self, channel: str) -> bool:
        """Whether a temporary rate in a clause of its own may change more than one of the rates before it."""
        own = self.items[self.clause :]
        if channel or len(self.items) > MOST_STATEMENTS or any(not i.is_temporary and not i.part for i in own):
            return False
        usual = [i for i in self.items if not i.is_temporary and not i.part]
        in_line = [i for i in self.items[self.line :] if not i.is_temporary and not i.part]
        return len({(i.condition, i.tier, i.channel) for i in in_line or usual}) > 1


def _cut(clause: str, begin: int, end: int) -> int:
    """Where the words of one amount end and those of the next begin."""
    gap = clause[begin:end]
    for pattern in (r"[,;] (?=từ |tối đa|nếu |đối với |trường hợp |trực tuyến|nộp |tại )", r"[,;] ", r" và | hoặc "):
        cuts = [m.end() for m in re.finditer(pattern, gap)]
        if cuts:
            return begin + cuts[-1]
    return begin
