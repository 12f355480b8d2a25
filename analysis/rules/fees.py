"""Is the same money asked for? CL16, CL17, CL18 (domain 4.4, D13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.fee_regimes import council_regime
from analysis.model import Compared, Kind, Procedure, Severity
from analysis.parts import told_fees
from analysis.readers.doubts import doubt_of_rates, told_of_benefit
from analysis.readers.fee_exemptions import not_among
from analysis.readers.fees import FeeDifference, FeeReading, FeeRelation, FeeRelationKind, Fees, compare_fees
from analysis.readers.merged import fees_of
from analysis.rules.pairs import Answer, Comparer, Line, Pair, Unjudged, finder
from analysis.rules.rule import BOTH, Desk, Grade, Remedy, Rule
from analysis.wording import fee_text

HIGHER = Grade(Severity.CRITICAL, "Tỉnh thu cao hơn mức do trung ương quy định")
ONLY_LOCAL = Grade(Severity.CRITICAL, "Tỉnh ghi có thu, danh mục quốc gia không ghi khoản thu này")
ONLY_NATIONAL = Grade(Severity.HIGH, "Danh mục quốc gia ghi có thu, tỉnh không ghi khoản thu này")
LOWER = Grade(Severity.MEDIUM, "Tỉnh ghi mức thu thấp hơn mức do trung ương quy định, chưa đăng ký căn cứ")
OTHERWISE = Grade(Severity.MEDIUM, "Khác đơn vị tính, mức tối đa, đối tượng hoặc điều kiện thu")
BY_COUNCIL = Grade(Severity.MEDIUM, "Mức thu do HĐND tỉnh quy định, cần đăng ký nghị quyết làm căn cứ")
BY_COUNCIL_KNOWN = Grade(Severity.INFO, "Mức thu do HĐND tỉnh quy định, đã đăng ký nghị quyết làm căn cứ")
EXEMPTIONS = Grade(Severity.HIGH, "Người được miễn, giảm không biết mình được miễn, giảm nên phải trả tiền")

PART = "phí, lệ phí"
EXEMPTIONS_PART = "miễn, giảm phí, lệ phí"
_RULES = ("CL16", "CL17", "CL18")
_NATIONAL_GRADES = (
    (FeeRelationKind.HIGHER, HIGHER),
    (FeeRelationKind.ONLY_LOCAL, ONLY_LOCAL),
    (FeeRelationKind.ONLY_NATIONAL, ONLY_NATIONAL),
    (FeeRelationKind.LOWER, LOWER),
    (FeeRelationKind.OTHER_CONDITIONS, OTHERWISE),
)
_OF_MONEY = tuple(kind for kind, _ in _NATIONAL_GRADES)


def _compare(pair: Pair) -> Iterable[Answer]:
    """The local fee is higher, only local, only national, lower or otherwise; or an exemption is not told."""
    local, national = fees_of(pair.local), fees_of(pair.national)
    if local is None or national is None:
        return
    relation = compare_fees(local, national, on=pair.tonight.night)
    if not isinstance(local, Fees) or not isinstance(national, Fees):
        yield Unjudged(_RULES, relation.reason)
        return
    money = [*_of_money(pair, relation, local, national)]
    if money and (why := doubt_of_rates(pair.local, pair.national)):
        money = [Unjudged(("CL16", "CL17"), why)]
    answers = [*money, *_of_exemptions(pair, relation, local, national)]
    yield from answers
    if not answers and relation.kind is FeeRelationKind.INCOMPARABLE:
        yield Unjudged(_RULES, relation.reason)


def _of_money(pair: Pair, relation: FeeRelation, local: Fees, national: Fees) -> Iterator[Answer]:
    found = [d for d in relation.differences if d.kind in _OF_MONEY and not _paid_abroad(d)]
    found = [d for d in found if not _is_benefit_reworded(pair, d, local, national)]
    if not found and not _surely_other(relation, local, national):
        return
    reasons = [d.reason for d in found] or [relation.reason]
    if relation.by_council or council_regime(pair.national) is not None:
        yield _line(pair, "CL17", BY_COUNCIL, PART, reasons, local, national)
        return
    kinds = {d.kind for d in found}
    grade = next((g for kind, g in _NATIONAL_GRADES if kind in kinds), OTHERWISE)
    yield _line(pair, "CL16", grade, PART, reasons, local, national)


def _is_benefit_reworded(pair: Pair, difference: FeeDifference, local: Fees, national: Fees) -> bool:
    """People whom only the province is read to exempt, though the catalogue tells of them too in other words."""
    if difference.kind is not FeeRelationKind.OTHER_CONDITIONS or difference.local or difference.national:
        return False
    added = not_among(local.exemptions, national.exemptions)
    return bool(added) and all(told_of_benefit(pair.national, people) for people in added)


def _paid_abroad(difference: FeeDifference) -> bool:
    """A rate of the missions abroad (cơ quan đại diện), which a province does not ask for and need not tell."""
    rate = difference.national
    return difference.kind is FeeRelationKind.ONLY_NATIONAL and rate is not None and "đại diện" in rate.condition


def _surely_other(relation: FeeRelation, local: Fees, national: Fees) -> bool:
    """Rates that could not be paired one by one, but whose figures are not the same ones."""
    if not any(d.kind is FeeRelationKind.INCOMPARABLE and d.local and d.national for d in relation.differences):
        return False
    ours, theirs = _figures(local), _figures(national)
    return ours != theirs and None not in {c for _, c in (*ours, *theirs)}


def _figures(fees: Fees) -> frozenset[tuple[int, str | None]]:
    return frozenset((i.amount, i.currency) for i in fees.items if i.amount and not i.part and not i.is_temporary)


def _of_exemptions(pair: Pair, relation: FeeRelation, local: Fees, national: Fees) -> Iterator[Answer]:
    reasons = [d.reason for d in relation.differences if d.kind is FeeRelationKind.EXEMPTIONS_MISSING]
    lost = not_among(national.exemptions, local.exemptions)
    if reasons and lost and all(told_of_benefit(pair.local, people) for people in lost):
        yield Unjudged(("CL18",), "Tỉnh nêu người được miễn, giảm bằng lời khác nên chưa so được")
    elif reasons:
        yield _line(pair, "CL18", EXEMPTIONS, EXEMPTIONS_PART, reasons, local, national)


def _line(
    pair: Pair, rule: str, grade: Grade, part: str, reasons: list[str], local: FeeReading, national: FeeReading
) -> Line:
    return Line(
        rule,
        grade,
        part,
        worded(pair.national),
        worded(pair.local),
        detail=" ".join(dict.fromkeys(reasons)).rstrip("."),
        compared=Compared(told_fees(national), told_fees(local)),
    )


def worded(procedure: Procedure) -> str:
    """The fees in the source's own words; alike channels are told once."""
    if procedure.fee_text is not None:
        return procedure.fee_text
    rows = dict.fromkeys(fee_text(f) for m in procedure.methods or () for f in m.fees)
    return "\n".join(rows)


FEES = Comparer(("fees",), _RULES, _compare)
COMPARERS = (FEES,)

FEES_HIGHER = Rule(
    code="CL16",
    kind=Kind.PAIR,
    name="Phí, lệ phí cao hơn hoặc không có căn cứ",
    definition=(
        "Khoản thu do trung ương quy định: tỉnh ghi cao hơn, thấp hơn, chỉ một bên ghi thu, "
        "hoặc khác đơn vị tính, mức tối đa, điều kiện."
    ),
    severities=(HIGHER, ONLY_LOCAL, ONLY_NATIONAL, LOWER, OTHERWISE),
    legal_basis="Luật Phí và lệ phí; khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Đối chiếu với văn bản quy định mức thu, rồi sửa khoản thu ở phía tỉnh."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL16", COMPARERS),
)
FEES_BY_COUNCIL = Rule(
    code="CL17",
    kind=Kind.PAIR,
    name="Phí, lệ phí khác theo HĐND",
    definition="Khoản thu do HĐND cấp tỉnh quy định (hoặc trang nêu nghị quyết của HĐND) mà hai bên ghi khác nhau.",
    severities=(BY_COUNCIL, BY_COUNCIL_KNOWN),
    legal_basis="Nghị định 362/2025/NĐ-CP; nghị quyết của HĐND tỉnh",
    remedy=Remedy(Desk.DIVISION, "Đăng ký nghị quyết của HĐND tỉnh làm căn cứ; không có thì sửa mức thu."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL17", COMPARERS),
)
EXEMPTIONS_MISSING = Rule(
    code="CL18",
    kind=Kind.PAIR,
    name="Thiếu thông tin miễn, giảm",
    definition="Danh mục quốc gia nêu đối tượng được miễn, giảm phí, lệ phí mà phía tỉnh không nêu.",
    severities=(EXEMPTIONS,),
    legal_basis="Điểm h khoản 2 Điều 8 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Ghi bổ sung người được miễn, giảm."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL18", COMPARERS),
)
