"""Is the time limit (thời hạn giải quyết) the same? CL13, CL14, CL15 (domain 4.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from analysis.model import Compared, Kind, Procedure, Severity
from analysis.parts import told_time
from analysis.readers import NotUnderstood
from analysis.readers.doubts import doubt_of_limits
from analysis.readers.merged import time_of
from analysis.readers.times import TimeKind, TimeLimit, TimeReading, TimeRelation, compare_limits
from analysis.rules.pairs import Answer, Comparer, Line, Pair, Unjudged, finder
from analysis.rules.rule import BOTH, Desk, Grade, Remedy, Rule
from analysis.wording import time_text

LONGER = Grade(Severity.HIGH, "Tỉnh công khai thời hạn dài hơn thời hạn trong danh mục quốc gia")
OTHER_UNIT = Grade(Severity.MEDIUM, "Khác đơn vị tính thời hạn (ngày, ngày làm việc, tháng), cần xác minh")
OTHER_CASES = Grade(Severity.MEDIUM, "Một bên thiếu trường hợp, hoặc các trường hợp có thời hạn khác nhau")
SHORTER = Grade(
    Severity.INFO, "Tỉnh công khai thời hạn ngắn hơn: có thể là cắt giảm của địa phương, nên đăng ký quyết định"
)

PART = "thời hạn giải quyết"
_RULES = ("CL13", "CL14", "CL15")


def _compare(pair: Pair) -> Iterable[Answer]:
    """The local limit is longer, of other unit or cases, or shorter."""
    local, national = time_of(pair.local), time_of(pair.national)
    if local is None or national is None:
        return
    relation = compare_limits(local, national)
    if not relation.differences:
        yield Unjudged(_RULES, relation.reason)
        return
    answers = [*_lines(pair, relation, local, national)]
    if any(isinstance(a, Line) for a in answers) and (why := doubt_of_limits(pair.local, pair.national)):
        answers = [Unjudged(_RULES, why)]
    yield from answers


def _lines(pair: Pair, relation: TimeRelation, local: TimeReading, national: TimeReading) -> Iterator[Answer]:
    told = False
    for rule, grade, kinds in _FINDINGS:
        reasons = [d.reason for d in relation.differences if d.kind in kinds]
        if reasons:
            told = True
            yield _line(pair, rule, grade, reasons, local, national)
    unclear = [d.reason for d in relation.differences if d.kind is TimeKind.INCOMPARABLE]
    if unclear and not told and _amounts(local) != _amounts(national):
        yield _line(pair, "CL14", OTHER_CASES, unclear, local, national)
    elif unclear and not told:
        yield Unjudged(_RULES, unclear[0])


_FINDINGS = (
    ("CL13", LONGER, (TimeKind.LONGER,)),
    ("CL14", OTHER_CASES, (TimeKind.MISSING_LOCALLY, TimeKind.MISSING_NATIONALLY)),
    ("CL14", OTHER_UNIT, (TimeKind.OTHER_UNIT,)),
    ("CL15", SHORTER, (TimeKind.SHORTER,)),
)


def _amounts(limit: TimeReading) -> Counter[str]:
    """How often each time is stated, whatever its condition: equal sets are at most worded differently."""
    return Counter(c.text for c in limit.cases if not c.part) if isinstance(limit, TimeLimit) else Counter()


def _line(pair: Pair, rule: str, grade: Grade, reasons: list[str], local: TimeReading, national: TimeReading) -> Line:
    return Line(
        rule,
        grade,
        PART,
        worded(pair.national),
        worded(pair.local),
        detail=" ".join(dict.fromkeys(reasons)).rstrip("."),
        compared=Compared(told_time(national), told_time(local)),
    )


def worded(procedure: Procedure) -> str:
    """The time limit in the source's own words; alike channels are told once."""
    if procedure.time_text is not None and not isinstance(time_of(procedure), NotUnderstood):
        return procedure.time_text
    times = dict.fromkeys(time_text(m.time) if m.time else m.text for m in procedure.methods or ())
    return "\n".join(times) or procedure.time_text or ""


TIMES = Comparer(("time",), _RULES, _compare)
COMPARERS = (TIMES,)

TIME_LONGER = Rule(
    code="CL13",
    kind=Kind.PAIR,
    name="Thời hạn dài hơn",
    definition="Thời hạn giải quyết ở phía tỉnh dài hơn thời hạn trong danh mục quốc gia, cùng trường hợp.",
    severities=(LONGER,),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Sửa thời hạn ở phía tỉnh về không dài hơn danh mục quốc gia."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL13", COMPARERS),
)
TIME_OTHERWISE = Rule(
    code="CL14",
    kind=Kind.PAIR,
    name="Thời hạn khác đơn vị hoặc thiếu trường hợp",
    definition=(
        "Thời hạn hai bên cùng con số nhưng khác đơn vị (ngày, ngày làm việc), hoặc một bên thiếu trường hợp, "
        "hoặc các trường hợp không ghép được mà con số khác nhau."
    ),
    severities=(OTHER_CASES, OTHER_UNIT),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(
        Desk.DIVISION, "Đối chiếu từng trường hợp và đơn vị tính thời hạn với quyết định công bố, rồi sửa bên sai."
    ),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL14", COMPARERS),
)
TIME_SHORTER = Rule(
    code="CL15",
    kind=Kind.PAIR,
    name="Thời hạn ngắn hơn (cắt giảm)",
    definition="Thời hạn giải quyết ở phía tỉnh ngắn hơn thời hạn trong danh mục quốc gia, cùng trường hợp.",
    severities=(SHORTER,),
    legal_basis="Quyết định cắt giảm thời hạn của địa phương",
    remedy=Remedy(Desk.DIVISION, "Đăng ký quyết định cắt giảm thời hạn làm căn cứ; không có thì sửa thời hạn."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL15", COMPARERS),
)
