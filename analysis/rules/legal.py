"""Are the legal bases (căn cứ pháp lý) whole and in force? CL26 (domain 4.5).

A local list may cite more: resolutions and decisions of the province are
legitimate. It may not lack what the national list cites, nor cite what has expired.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis.differences import ItemKind, compare_lists
from analysis.facts import Basis, bases
from analysis.model import Compared, Kind, Role, Severity
from analysis.night import Tonight
from analysis.rules.pairs import Answer, Comparer, Line, Pair, Unjudged, finder, told
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule, both

NEWEST_MISSING = Grade(Severity.HIGH, "Thiếu văn bản mới nhất mà danh mục quốc gia đang căn cứ")
MISSING = Grade(Severity.MEDIUM, "Thiếu văn bản mà danh mục quốc gia đang căn cứ")
EXPIRED = Grade(Severity.MEDIUM, "Tỉnh còn căn cứ văn bản đã hết hiệu lực")

PART = "căn cứ pháp lý"
EXPIRED_PART = "văn bản hết hiệu lực"


def _compare(pair: Pair) -> Iterable[Answer]:
    """An instrument of the national list is missing locally, or the local list cites an expired one."""
    national, local = bases(pair.national), bases(pair.local)
    if national is None or local is None:
        return
    if not local:
        yield Unjudged(("CL26",), "Tỉnh để trống căn cứ pháp lý")
        return
    missing = _missing(national, local)
    if missing:
        newest = _newest(national)
        grade = NEWEST_MISSING if any(b.number and b.number in newest for b in missing) else MISSING
        yield Line(
            "CL26",
            grade,
            PART,
            "\n".join(b.text for b in missing),
            None,
            detail=", ".join(b.number or b.text for b in missing),
            compared=Compared(_numbers(national), _numbers(local)),
        )


def _missing(national: Sequence[Basis], local: Sequence[Basis]) -> list[Basis]:
    """National instruments that the local list lacks: by number, and by name where none can be read."""
    numbers = {b.number for b in local if b.number}
    lost = [b for b in national if b.number and b.number not in numbers]
    unnumbered = [b for b in national if not b.number]
    left = [b for b in local if not b.number or b.number not in {n.number for n in national}]
    compared = compare_lists([b.text for b in unnumbered], [b.text for b in left], ordered=False)
    lost += [unnumbered[i.left] for i in compared.of(ItemKind.ONLY_LEFT) if i.left is not None]
    return [b for b in national if b in lost]


_YEAR = re.compile(r"/((?:19|20)[0-9]{2})/")


def _newest(cited: Sequence[Basis]) -> frozenset[str]:
    """The numbers of the youngest year among the instruments of a list."""
    years = {b.number: int(year[1]) for b in cited if (year := _YEAR.search(b.number))}
    youngest = max(years.values(), default=0)
    return frozenset(number for number, year in years.items() if year == youngest)


def _find_expired(tonight: Tonight) -> Findings:
    """The local list cites an instrument that is no longer in force, whatever the national list cites."""
    found = []
    for national, local in tonight.pairs if tonight.instruments else ():
        expired = [text for b in bases(local) or () if (text := _expired(tonight, b))]
        if expired:
            line = Line(
                "CL26",
                EXPIRED,
                EXPIRED_PART,
                None,
                "\n".join(expired),
                detail=f"{len(expired)} văn bản",
                unasked=Role.NATIONAL,
            )
            found.append(told(Pair(national, local, tonight), line))
    return Findings(tuple(found))


def _expired(tonight: Tonight, basis: Basis) -> str:
    """The line of an instrument that is no longer in force, with what took its place; empty when it is."""
    for known in tonight.instruments or ():
        if known.number == basis.number and known.effective_to is not None and known.effective_to < tonight.night:
            instead = f", thay bằng {known.replaced_by}" if known.replaced_by else ""
            return f"{basis.text} (hết hiệu lực từ {known.effective_to:%d/%m/%Y}{instead})"
    return ""


def _numbers(cited: Sequence[Basis]) -> str:
    return "\n".join(sorted(b.number or b.text for b in cited))


LEGAL_BASES = Comparer(("legal_bases",), ("CL26",), _compare)
COMPARERS = (LEGAL_BASES,)

OLD_BASES = Rule(
    code="CL26",
    kind=Kind.PAIR,
    name="Căn cứ pháp lý cũ hoặc thiếu",
    definition=(
        "Phía tỉnh không nêu văn bản mà danh mục quốc gia đang căn cứ, hoặc còn nêu văn bản đã hết hiệu lực theo bảng "
        "văn bản. Nêu thêm văn bản của địa phương là được."
    ),
    severities=(NEWEST_MISSING, MISSING, EXPIRED),
    legal_basis="Điểm b khoản 1 Điều 15 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Bổ sung văn bản đang làm căn cứ, bỏ văn bản đã hết hiệu lực."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=both(finder("CL26", COMPARERS), _find_expired),
)
