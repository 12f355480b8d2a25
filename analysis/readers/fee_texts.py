"""Fees read from texts, and from the rows of the portal whose text says more than their figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from analysis.model import Fee
from analysis.readers import NotUnderstood
from analysis.readers.clauses import DEEPEST, MOST_STATEMENTS, Item, clauses, items, pulled_apart
from analysis.readers.dates import TIDY_DATE, dates_in
from analysis.readers.fee_values import Cap, Currency, FeeItem, FeeKind, FeeReading, Fees, FeeState
from analysis.readers.legal import references
from analysis.readers.numbers import NUMBER_WORDS, number_of_words, read_number
from analysis.texts import canonical_text

# --- the words of money -----------------------------------------------------

_WHOLE: tuple[tuple[FeeState, re.Pattern[str]], ...] = (
    (FeeState.NONE, re.compile(r"không(?: có| thu| mất| phải nộp)?(?: phí| lệ phí| phí, lệ phí)?")),
    (FeeState.FREE, re.compile(r"(?:được )?miễn(?: phí| lệ phí| phí, lệ phí| thu phí| thu lệ phí)?")),
    (FeeState.NOT_REGULATED, re.compile(r"(?:không|chưa) quy định(?: phí| lệ phí| phí, lệ phí)?|chưa có quy định")),
    (FeeState.EMPTY, re.compile(r"không có thông tin|chưa cập nhật|[-./]*")),
)
_SCALES = {"nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9}
_PER = (
    r"(?:hợp đồng, giao dịch|[^\W\d_](?:[^,;.()/:]|/(?=[^\W\d]))*?)"
    r"(?=[,;.():]|$| [0-9,]+ (?:đồng|usd)"
    r"| (?:từ trang|tối đa|đối với|nếu|áp dụng|kể từ|theo|miễn|tại|cho|thực hiện|trong trường hợp)(?!\w))"
)
_MONEY = re.compile(
    r"(?<![\w/.,])(?P<number>[0-9]{1,15}(?:,[0-9]{1,2})?)(?: (?P<scale>nghìn|ngàn|triệu|tỷ))?"
    r" ?(?P<currency>đồng|usd|đô la mỹ)"
    rf"(?!\w)(?:(?: một | ?\(?/ ?(?:1 )?)(?P<per>{_PER})\)?)?"
)
_CAP = re.compile(r"(?:tối đa(?: thu)?(?: không quá)?|(?:thu )?không quá|mức (?:thu )?tối đa(?: là)?):? ?$")
_TIER = re.compile(
    r"(?P<tier>từ (?:trang|bản|trẻ em|năm|lần) thứ (?:[0-9]+|\w+)(?: (?:trở lên|trở đi))?)(?: thu)?:? ?$"
)
_UNTIL = re.compile(
    rf"(?:kể )?từ ngày (?P<from>{TIDY_DATE.pattern})(?: trở đi)?(?: đến(?: hết)? ngày (?P<to>{TIDY_DATE.pattern}))?"
    rf"|đến(?: hết)? ngày (?P<only>{TIDY_DATE.pattern})"
)
_KIND = re.compile(
    r"(?<!\w)(?:(?P<charge>lệ phí)|(?P<fee>(?<!chi )phí)|(?P<price>giá(?= dịch vụ| thu|:)|mức giá))(?!\w)"
)
_CHANNELS = (
    ("ONLINE", re.compile(r"(?:nộp |hồ sơ |đăng ký )*(?:trực tuyến|qua mạng(?: điện tử)?)(?! tiếp)")),
    ("POSTAL", re.compile(r"(?:nộp |gửi )*(?:qua )?(?:dịch vụ )?bưu chính(?: công ích)?")),
    ("DIRECT", re.compile(r"(?:nộp |hồ sơ )*trực tiếp")),
)
_EXEMPTION = re.compile(
    r"miễn(?: (?:phí|lệ phí|giảm|chi phí|thu|nộp|đối với|cho)(?!\w)|(?=[,.;:)]|$))|được miễn|diện miễn"
    r"|(?<!\w)giảm (?:[0-9]|phí|lệ phí|mức)|không phải nộp (?:phí|lệ phí)"
)
_BENEFICIARIES = re.compile(
    r"^(?:được )?(?:miễn|giảm)(?:,? giảm)?(?: (?:phí|lệ phí|thu|nộp|chi phí|phí, lệ phí))*(?P<what> [^:]{0,60}?)? ?"
    r"(?:(?:cho|đối với)(?: (?:những|các))?(?: (?:trường hợp|đối tượng))?(?: sau(?: đây)?)? ?:?(?: |$)|(?<=[nm]): )"
)
_COUNCIL = re.compile(
    r"(?:hội đồng nhân dân)[^.;]{0,80}?(?:quyết định|quy định|ban hành)|nghị quyết[^.;]{0,40}?hội đồng nhân dân|nq-hđnd"
)
_WORDS_OF_MONEY = re.compile(rf"\((?:(?:{'|'.join(sorted(NUMBER_WORDS))}) )+(?:việt nam )?đồng\)")
_PAID_HOW = re.compile(
    r"(?:hình thức|thời điểm|cách thức) (?:nộp|thu)|quy đổi|là căn cứ|được tính là|chuyển khoản|viết tắt"
)

#: Digits that are no money.
_EXPLAINED = re.compile(
    rf"{TIDY_DATE.pattern}"
    r"|[0-9][0-9.]{0,8}[a-z]?/(?:[0-9]{4}/)?[a-zđư][\w-]*"
    r"|(?<!\w)năm [12][0-9]{3}(?![0-9])"
    r"|(?<![\w.])[a-zđ]{1,5}(?:\.[a-z0-9đ]{1,4})+(?!\w)"
    r"|(?<!\w)(?:khoản|điểm|điều|mục|chương|phần|phụ lục|stt|số thứ tự|mẫu|thứ|lần|số|thông tư|nghị định)"
    r" (?:số |thứ )?[0-9]{1,4}[a-zđ]?(?:(?:,| và| hoặc) [0-9]{1,3}(?![0-9,]))*"
    r"|[0-9]{1,3} (?:tuổi|năm|tháng|ngày|trẻ em|chữ ký|bản|trang|bộ)(?!\w)"
)
_LEFT = re.compile(r"[0-9][0-9.,/]{0,14}(?: ?[^\W\d]{1,12})?")


@dataclass
class _Reading:
    """What has been read of one text so far."""

    kind: FeeKind | None
    items: list[FeeItem] = field(default_factory=list)
    exemptions: list[str] = field(default_factory=list)
    basis: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    states: list[FeeState] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    by_council: bool = False

    # --- the parts of a text ---

    def read(self, item: Item) -> None:
        """Read one line or bullet."""
        if any(_EXEMPTION.search(line) and line.endswith(":") for line in item.under):
            self._beneficiaries(item.text)
            return
        heading = " / ".join(_bare(line) for line in item.under if line.endswith(":") and not _GENERAL.fullmatch(line))
        for sentence in _sentences(item.text):
            self._sentence(sentence, heading)

    def _sentence(self, sentence: str, heading: str, *, part: bool = False, depth: int = 0) -> None:
        if depth > DEEPEST:
            self.left.append(sentence[:40])
            return
        outer, brackets = pulled_apart(sentence, _is_own)
        part = part or _SHARES.match(outer) is not None
        pieces = [p for clause in clauses(outer) for p in _EXEMPTION_AFTER_COMMA.split(clause)]
        first = next((i for i, p in enumerate(pieces) if _EXEMPTION.search(p) and not _is_whole(p)), len(pieces))
        for clause in pieces[:first]:
            self._clause(clause, heading, part=part)
        if first < len(pieces):  # whom it lists stands between semicolons
            self._exemption("; ".join(pieces[first:]))
        for content in brackets:
            opens = _SHARES.match(content) is not None
            for inner in _sentences(content):
                self._sentence(inner, "", part=opens, depth=depth + 1)

    def _exemption(self, sentence: str) -> None:
        if _MONEY.search(sentence):
            self.left += [m[0] for m in _MONEY.finditer(sentence)]
            return
        opened = _BENEFICIARIES.match(sentence)
        what = (opened["what"] or "").strip() if opened else ""
        if opened and not sentence[opened.end() :].strip(" .;:+"):
            return  # the list follows in bullets
        self._beneficiaries(sentence[opened.end() :] if opened else sentence, what)

    def _beneficiaries(self, text: str, what: str = "") -> None:
        for piece in re.split(r"; ?|(?:^| )\+ ", text):
            if who := _bare(piece):
                self.exemptions.append(f"{what}: {who}" if what else who)

    def _clause(self, clause: str, heading: str, *, part: bool) -> None:
        clause = _ASIDE.sub(self._aside, clause)
        bare = clause.strip(" .;:()")
        if channel := _free_channel(bare):
            self.items.append(FeeItem(0, Currency.VND, self.kind, channel=channel))
            return
        for state, pattern in _WHOLE:
            if bare and pattern.fullmatch(_without_kind(bare)):
                self.states.append(state)
                return
        found = references(clause)
        self.basis += [r.number for r in found]
        council = _COUNCIL.search(clause) is not None
        self.by_council = self.by_council or council
        moneys = [m for m in _MONEY.finditer(clause) if not _is_a_threshold(clause, m)]
        self.left += _left_over(clause)
        if moneys:
            self._moneys(clause, moneys, heading, part=part)
        elif found and not council and re.search(r"theo|quy định tại", clause):
            lead = re.split(r",? ?(?:thực hiện )?(?:theo|được quy định tại)(?!\w)", clause)[0]
            numbers = tuple(r.number for r in found)
            kind = _kind(lead) or self.kind
            self.items.append(FeeItem(None, None, kind, condition=_condition(lead, heading), basis=numbers))
        elif not council and bare and not _ONLY_REFERENCES.fullmatch(bare):
            self.notes.append(bare)

    def _aside(self, bracket: re.Match[str]) -> str:
        self.notes.append(bracket[0].strip("()"))
        return " "

    # --- amounts ---

    def _moneys(self, clause: str, moneys: list[re.Match[str]], heading: str, *, part: bool) -> None:
        start = 0
        for i, money in enumerate(moneys):
            end = _cut(clause, money.end(), moneys[i + 1].start()) if i + 1 < len(moneys) else len(clause)
            self._money(clause[start : money.start()], clause[money.end() : end], money, heading, part=part)
            start = end

    def _money(self, before: str, after: str, money: re.Match[str], heading: str, *, part: bool) -> None:
        amount = _amount(money)
        if amount is None:
            self.left.append(money[0])
            return
        per = _per(money["per"] or "")
        if _CAP.search(before) and self.items:
            self.items[-1] = replace(self.items[-1], cap=Cap(amount, per))
            return
        tier = _TIER.search(before)
        if tier:
            before = before[: tier.start()]
        valid_from, valid_to = _validity(after)
        kind = _kind(before) or self.kind
        if tier and not kind and self.items:
            kind = self.items[-1].kind
        rest = _UNTIL.sub(" ", after) if valid_to else after
        basis = tuple(r.number for r in references(after)) if valid_to else ()
        channel, said = _channel(f"{before} | {rest}")
        usual = next((i for i in reversed(self.items) if not i.is_temporary and not i.part), None)
        if valid_to:
            condition = usual.condition if usual else ""
            kind = usual.kind if usual else kind
        else:
            condition = _condition(said.replace("|", " "), heading)
        currency = Currency.USD if money["currency"] != "đồng" else Currency.VND
        self.items.append(
            FeeItem(
                amount,
                currency,
                kind,
                per,
                tier["tier"] if tier else "",
                condition=condition,
                channel=channel,
                valid_from=valid_from,
                valid_to=valid_to,
                part=part,
                basis=basis,
            )
        )


_NOTHING_FOR_CHANNEL = re.compile(r"(?:miễn|không|khi)(?: thu| nộp| mất)?(?: phí| lệ phí|, )*(?: khi)?")
_ASIDE = re.compile(rf"\([^()]{{0,200}}(?:{_PAID_HOW.pattern})[^()]{{0,200}}\)")
_SHARES = re.compile(r"\(?(?:bao )?gồm ")
_EXEMPTION_AFTER_COMMA = re.compile(r", (?=(?:được )?miễn (?:phí|lệ phí) )")


def _is_whole(clause: str) -> bool:
    """Whether a clause says something about all that pay, so that it exempts nobody in particular."""
    bare = clause.strip(" .;")
    return any(p.fullmatch(_without_kind(bare)) for _, p in _WHOLE) or bool(_free_channel(bare))


def _free_channel(clause: str) -> str:
    """The channel of "trực tuyến: miễn phí", or nothing."""
    channel, said = _channel(clause)
    return channel if channel and _NOTHING_FOR_CHANNEL.fullmatch(_bare(_without_kind(said))) else ""


_ONLY_REFERENCES = re.compile(r"(?:(?:khoản|điểm|điều|và|theo|mục|tại|của) |[0-9][\w./-]*|[,; ])+")


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


def _is_own(content: str) -> bool:
    return bool(_MONEY.search(content) or _EXEMPTION.search(content) or _COUNCIL.search(content) or references(content))


_THRESHOLD = re.compile(r"giá trị (?:giao dịch|tài sản|hợp đồng)[^;.]*$")


def _is_a_threshold(clause: str, money: re.Match[str]) -> bool:
    """Money of the thing that is charged for, not of the charge: "giá trị giao dịch dưới 2,1 tỷ đồng"."""
    return _THRESHOLD.search(clause[max(0, money.start() - 120) : money.start()]) is not None


def _left_over(clause: str) -> list[str]:
    masked = _EXPLAINED.sub(" ", _MONEY.sub(" ", clause))
    found = [m[0].strip() for m in _LEFT.finditer(masked)]
    return found + [m[0] for m in _WORDS_OF_MONEY.finditer(clause)]


def _amount(money: re.Match[str]) -> int | None:
    value = read_number(money["number"])
    if value is None:
        return None
    value *= Decimal(_SCALES.get(money["scale"] or "", 1))
    return int(value) if value == value.to_integral_value() else None


#: "/th" is printed where a narrow column cut "/trường hợp" off.
_CUT_OFF = {"th": "trường hợp", "tr hợp": "trường hợp"}


def _per(text: str) -> str:
    per = text.strip().removeprefix("1 ").strip()
    return _CUT_OFF.get(per, per)


def _cut(clause: str, begin: int, end: int) -> int:
    """Where the words of one amount end and those of the next begin."""
    gap = clause[begin:end]
    for pattern in (r"[,;] (?=từ |tối đa|nếu |đối với |trường hợp |trực tuyến|nộp |tại )", r"[,;] ", r" và | hoặc "):
        cuts = [m.end() for m in re.finditer(pattern, gap)]
        if cuts:
            return begin + cuts[-1]
    return begin


def _validity(text: str) -> tuple[date | None, date | None]:
    match = _UNTIL.search(text)
    if not match:
        return None, None
    first = dates_in(match["from"] or "")
    last = dates_in(match["to"] or match["only"] or "")
    return (first[0] if first else None), (last[0] if last else None)


def _kind(text: str) -> FeeKind | None:
    """The last word of kind before an amount; the heading "phí, lệ phí" alone does not say which."""
    text = text.replace("phí, lệ phí", " ").replace("phí/lệ phí", " ")
    kinds = list(_KIND.finditer(text))
    if not kinds:
        return None
    last = kinds[-1]
    return FeeKind.CHARGE if last["charge"] else FeeKind.FEE if last["fee"] else FeeKind.PRICE


def _channel(text: str) -> tuple[str, str]:
    """The one channel that a stretch names, and the stretch without it."""
    named = [(code, m) for code, pattern in _CHANNELS if (m := pattern.search(text))]
    if len(named) != 1:
        return "", text
    code, match = named[0]
    return code, f"{text[: match.start()]} {text[match.end() :]}"


_GENERAL = re.compile(r"(?:phí, lệ phí|lệ phí|phí|mức (?:thu|phí|lệ phí)|gồm|bao gồm|như sau|cụ thể|[ ,:/()]|nếu có)+")
_NAMES_OF_KIND = re.compile(
    r"(?<!\w)(?:(?:áp dụng )?mức (?:thu )?(?:phí|lệ phí|giá)(?: là)?|mức thu(?: là)?|áp dụng|phí, lệ phí"
    r"|(?:lệ phí|phí)(?= ?[:|]|$| \|))"
)
_OPENERS = re.compile(
    r"^(?:(?:đối với|trường hợp|những|các|nếu|khi|riêng|thì|thu|gồm|bao gồm|được|và|hoặc|là)(?!\w)|[-+*,.:;|() ])+"
)


def _without_kind(text: str) -> str:
    return re.sub(r"^(?:phí, lệ phí|lệ phí|phí|mức thu|mức phí|mức lệ phí) ?: ?", "", text)


def _condition(text: str, heading: str) -> str:
    own = _bare(_NAMES_OF_KIND.sub(" ", text))
    return " / ".join(c for c in (heading, own) if c)


def _bare(text: str) -> str:
    plain = " ".join(re.sub(r"[()|]", " ", text).split())
    return _OPENERS.sub("", plain).strip(" ,.:;-|")


# --- what others ask --------------------------------------------------------


def read_fee(text: str, *, kind: FeeKind | None = None) -> FeeReading:
    """Read a text on fees: a cell of a list, a description."""
    if canonical_text(text) in ("0", "0."):
        return Fees(FeeState.ZERO, (FeeItem(0, None, kind),))
    reading = _Reading(kind)
    for item in items(text):
        reading.read(item)
    if reading.left:
        return NotUnderstood(text, "Còn số tiền hoặc con số chưa hiểu.", tuple(dict.fromkeys(reading.left)))
    if len(reading.items) > MOST_STATEMENTS:
        return NotUnderstood(text, "Văn bản nêu quá nhiều mức thu.")
    state = _state(reading, text)
    if state is None:
        told = [x.value for x in reading.states]
        if told:
            return NotUnderstood(text, f"Văn bản vừa ghi “{told[0]}” vừa ghi điều khác.", tuple(told))
        return NotUnderstood(text, "Không thấy mức thu.", tuple(reading.notes))
    return _fees(reading, state)


def _state(reading: _Reading, text: str) -> FeeState | None:
    rates = [i for i in reading.items if i.amount is not None]
    if any(i.amount for i in rates):
        return FeeState.AMOUNT if not reading.states else None
    if rates:
        return FeeState.ZERO if not reading.states else None
    if reading.states:
        return reading.states[0] if len(set(reading.states)) == 1 and not reading.by_council else None
    if reading.by_council:
        return FeeState.BY_COUNCIL
    if reading.items:
        return FeeState.BY_DOCUMENT
    return FeeState.EMPTY if not canonical_text(text) else None


def _fees(reading: _Reading, state: FeeState) -> Fees:
    return Fees(
        state,
        _merged(reading.items),
        tuple(dict.fromkeys(reading.exemptions)),
        reading.by_council,
        tuple(dict.fromkeys(reading.basis)),
        tuple(dict.fromkeys(reading.notes)),
    )


def _merged(found: list[FeeItem]) -> tuple[FeeItem, ...]:
    """The same rate told twice, once with less, is one rate."""
    kept: list[FeeItem] = []
    for item in found:
        for i, known in enumerate(kept):
            if (one := _one_of(known, item)) is not None:
                kept[i] = one
                break
        else:
            kept.append(item)
    return tuple(kept)


def _one_of(a: FeeItem, b: FeeItem) -> FeeItem | None:
    if replace(a, per="", kind=None, cap=None, currency=None) != replace(b, per="", kind=None, cap=None, currency=None):
        return None
    if any(x and y and x != y for x, y in ((a.per, b.per), (a.kind, b.kind), (a.cap, b.cap), (a.currency, b.currency))):
        return None
    return replace(a, per=a.per or b.per, kind=a.kind or b.kind, cap=a.cap or b.cap, currency=a.currency or b.currency)


# --- the portal's own rows --------------------------------------------------

_API_KINDS = {"FEE": FeeKind.FEE, "SERVICE_FEE": FeeKind.CHARGE, "PRICE_LEVEL": FeeKind.PRICE}
_API_CURRENCIES = {
    "việt nam đồng": Currency.VND,
    "đồng": Currency.VND,
    "vnd": Currency.VND,
    "usd": Currency.USD,
    "": None,
}
_ONLY_PER = re.compile(rf"\(?(?:/ ?(?:1 )?(?P<slash>{_PER})|(?P<plain>hồ sơ|bản|trang|trường hợp|lần)(?=[(),.]|$))\)?")


def of_fee(fee: Fee) -> FeeReading:
    """One row of the portal: its figure, and what its text adds. Without a figure the text is read alone."""
    kind = _API_KINDS.get(fee.kind)
    currency_name = canonical_text(fee.currency)
    written = f"{fee.kind} {fee.amount} {fee.currency} {fee.text}"
    if kind is None or currency_name not in _API_CURRENCIES:
        return NotUnderstood(written, "Không biết loại thu hoặc đơn vị tiền.", (fee.kind, fee.currency))
    if fee.amount is None:
        return read_fee(fee.text, kind=kind)
    currency = _API_CURRENCIES[currency_name]
    text = fee.text
    clean = canonical_text(text)
    if not currency and clean.startswith("đồng ("):  # the currency's name, typed into the text
        text = clean = clean.removeprefix("đồng (").removesuffix(")")
    if (spelt := _WORDS_OF_MONEY.match(clean)) and _spelt(spelt[0]) == fee.amount:
        text = clean = clean[spelt.end() :].lstrip()
    per, rest = _per_first(clean, text)
    reading = _Reading(kind)
    for item in items(rest):
        reading.read(item)
    if reading.left or len(reading.items) > MOST_STATEMENTS:
        return NotUnderstood(written, "Còn số tiền hoặc con số chưa hiểu.", tuple(dict.fromkeys(reading.left)))
    return _row(FeeItem(fee.amount, currency, kind, per), reading, written)


def _spelt(bracket: str) -> int | None:
    return number_of_words(bracket.strip("()").removesuffix("đồng").strip().removesuffix("việt nam").strip())


def _per_first(clean: str, text: str) -> tuple[str, str]:
    """ "/hồ sơ (...)" as its unit and the rest of the text."""
    match = _ONLY_PER.match(clean)
    if not match:
        return "", text
    return _per(match["slash"] or match["plain"] or ""), clean[match.end() :].lstrip(" .,;")


def _row(item: FeeItem, reading: _Reading, written: str) -> FeeReading:
    """A figure together with the reading of its text."""
    told = [i for i in reading.items if i.amount and not (i.condition or i.tier or i.part or i.is_temporary)]
    if item.amount:
        if told and all(i.amount != item.amount for i in told):
            return NotUnderstood(written, "Số tiền và lời văn không khớp.", tuple(i.text for i in told))
        if told and item.currency is None:
            item = replace(item, currency=told[0].currency)
        if len(reading.notes) == 1 and not _PAID_HOW.search(reading.notes[0]):
            item = replace(item, condition=reading.notes.pop())
        temporary = [i for i in reading.items if i.is_temporary]
        if len(temporary) == 1 and not item.per:
            item = replace(item, per=temporary[0].per)
        reading.items = [_like(item, i) for i in reading.items]
        if item.condition or not any(_tells(i, item) for i in reading.items):
            reading.items.insert(0, item)
        return _fees(reading, FeeState.AMOUNT)
    state = _state(reading, " " if reading.notes or reading.exemptions else "")
    if state is None or state is FeeState.EMPTY:
        reading.items.insert(0, item)
        state = FeeState.ZERO
    return _fees(reading, state)


def _like(row: FeeItem, told: FeeItem) -> FeeItem:
    """A rate of the text with the condition of its row, when it is the row's own or its temporary rate."""
    if told.is_temporary and not told.condition:
        return replace(told, condition=row.condition, kind=row.kind)
    if told.condition or told.part or told.amount != row.amount:
        return told
    return replace(told, condition=row.condition)


def _tells(told: FeeItem, row: FeeItem) -> bool:
    """Whether a rate of the text is the row's own figure, with its condition beside it."""
    return bool(told.condition) and not told.part and (told.amount, told.currency) == (row.amount, row.currency)


def of_fees(rows: tuple[Fee, ...]) -> FeeReading:
    """All rows of one way of filing as one value."""
    read: list[Fees] = []
    for row in rows:
        one = of_fee(row)
        if isinstance(one, NotUnderstood):
            return one
        read.append(one)
    if not read:
        return Fees(FeeState.EMPTY)
    states = {f.state for f in read}
    state = FeeState.AMOUNT if FeeState.AMOUNT in states else _one_state(states)
    if state is None:
        told = tuple(sorted(s.value for s in states))
        return NotUnderstood("; ".join(f.text for f in rows), "Các dòng thu nói khác nhau.", told)
    rates = [
        i for f in read for i in f.items if state is not FeeState.AMOUNT or i.amount != 0 or i.condition or i.channel
    ]
    return Fees(
        state,
        _merged(rates),
        tuple(dict.fromkeys(e for f in read for e in f.exemptions)),
        any(f.by_council for f in read),
        tuple(dict.fromkeys(b for f in read for b in f.basis)),
        tuple(dict.fromkeys(n for f in read for n in f.notes)),
    )


def _one_state(states: set[FeeState]) -> FeeState | None:
    """Rows that state no amount: a bare 0 or nothing beside them adds nothing."""
    said = states - {FeeState.ZERO, FeeState.EMPTY} or states - {FeeState.EMPTY} or states
    return next(iter(said)) if len(said) == 1 else None
