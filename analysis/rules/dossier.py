"""Are the same papers asked for, with the same forms? CL19, CL20, CL21, CL22 (domain 4.5, D13).

Papers are a set: their order and numbering mean nothing. A paper that the local
page words with more is more than the national list asks for; one that it words
with less is less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.codes import base_of
from analysis.differences import ItemKind, compare_lists, difference
from analysis.facts import (
    closed,
    dossier_sets,
    dossier_sets_text,
    dossier_words,
    has_form,
    paper_key,
    papers,
    says_nothing,
    sentences,
)
from analysis.model import Discrepancy, DossierDocument, Kind, Procedure, Severity
from analysis.night import Tonight, sector_name
from analysis.rules.pairs import Answer, Comparer, Line, Pair, Unjudged, finder
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule
from analysis.texts import STEP_LADDER, canonical_text, climb, is_small_typo

EXTRA = Grade(Severity.CRITICAL, "Tỉnh đòi thêm giấy tờ so với danh mục quốc gia")
MORE_SAID = Grade(Severity.CRITICAL, "Tỉnh ghi thêm yêu cầu vào tên giấy tờ")
MISSING = Grade(Severity.HIGH, "Tỉnh thiếu giấy tờ mà danh mục quốc gia yêu cầu")
LESS_SAID = Grade(Severity.HIGH, "Tỉnh ghi tên giấy tờ thiếu so với danh mục quốc gia")
OTHER_COUNT = Grade(Severity.MEDIUM, "Khác số bản chính, bản sao hoặc số bộ hồ sơ")
PAPER_TYPO = Grade(Severity.LOW, "Tên giấy tờ chỉ khác một chữ cái hoặc một dấu cách, có thể là lỗi gõ")
REPLACED = Grade(Severity.HIGH, "Còn đòi giấy tờ đã được thay bằng dữ liệu")
NO_FORM = Grade(Severity.HIGH, "Danh mục quốc gia có mẫu để tải về, trang của tỉnh không có liên kết tới mẫu")

PART = "thành phần hồ sơ"
COUNT_PART = "số lượng hồ sơ"
FORM_PART = "mẫu đơn, tờ khai"
_RULES = ("CL19", "CL20")


# --- papers -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Papers:
    """The papers of two sides, paired; what stands on one side only; and pairs in other words."""

    same: tuple[tuple[DossierDocument, DossierDocument], ...]
    missing: tuple[DossierDocument, ...]  # national only
    extra: tuple[DossierDocument, ...]  # local only
    more: tuple[tuple[DossierDocument, DossierDocument], ...]  # local = national and more words
    less: tuple[tuple[DossierDocument, DossierDocument], ...]
    typos: tuple[tuple[DossierDocument, DossierDocument], ...]


def _compare(pair: Pair) -> Iterable[Answer]:
    """The local list has a paper more, a paper less, or another number of copies."""
    national, local = papers(pair.national), papers(pair.local)
    if national is None or local is None:
        return
    if not local or not national:
        if local or national:
            side = "Tỉnh" if national else "Danh mục quốc gia"
            yield Unjudged(_RULES, f"{side} không ghi giấy tờ nào.")
        return
    found = _paired(_distinct(national), _distinct(local))
    if found.missing or found.extra or found.more or found.less:
        found = _told_elsewhere(found, dossier_words(pair.national), dossier_words(pair.local))
    yield from _extra(found)
    yield from _missing(found)
    yield from _counts(found)


def _distinct(found: Sequence[DossierDocument]) -> tuple[DossierDocument, ...]:
    """Each paper once: several cases (trường hợp) ask for the same one."""
    kept: dict[str, DossierDocument] = {}
    for document in found:
        kept.setdefault(paper_key(document.name), document)
    return tuple(kept.values())


def _paired(national: tuple[DossierDocument, ...], local: tuple[DossierDocument, ...]) -> _Papers:
    compared = compare_lists([d.name for d in national], [d.name for d in local], ordered=False, canon=paper_key)
    same, more, less, typos = [], [], [], []
    missing = [national[i.left] for i in compared.of(ItemKind.ONLY_LEFT) if i.left is not None]
    extra = [local[i.right] for i in compared.of(ItemKind.ONLY_RIGHT) if i.right is not None]
    for item in compared.items:
        if item.left is None or item.right is None:
            continue
        two = national[item.left], local[item.right]
        if item.kind is not ItemKind.REWORDED:
            same.append(two)
            continue
        match _how_reworded(*two):
            case "same":
                same.append(two)
            case "typo":
                typos.append(two)
            case "more":
                more.append(two)
            case "less":
                less.append(two)
            case _:
                missing.append(two[0])
                extra.append(two[1])
    for begun, whole, longer in ((missing, extra, more), (extra, missing, less)):
        for short, long in _lengthened(begun, whole):
            begun.remove(short)
            whole.remove(long)
            longer.append((short, long) if longer is more else (long, short))
    return _Papers(tuple(same), tuple(missing), tuple(extra), tuple(more), tuple(less), tuple(typos))


def _lengthened(
    begun: Sequence[DossierDocument], whole: Sequence[DossierDocument]
) -> list[tuple[DossierDocument, DossierDocument]]:
    """Names that are the beginning of exactly one name of the other side, too much longer to count as near."""
    starts = [(a, b) for a in begun for b in whole if _goes_on(paper_key(a.name), paper_key(b.name))]
    return [
        (a, b)
        for a, b in starts
        if " " in paper_key(a.name) and sum(x is a for x, _ in starts) == sum(y is b for _, y in starts) == 1
    ]


def _goes_on(begun: str, whole: str) -> bool:
    """Whether a name goes on where another ends: behind a blank, a comma, a bracket."""
    return whole.startswith(begun) and re.match(r"[\s,;:(\[/-]", whole[len(begun) :]) is not None


def _told_elsewhere(found: _Papers, national: Counter[str], local: Counter[str]) -> _Papers:
    """Without the papers of which the other side says every sentence, cut into lines at other places."""

    def lacking(documents: Sequence[DossierDocument], words: Counter[str]) -> tuple[DossierDocument, ...]:
        return tuple(d for d in documents if any(piece not in words for piece in sentences(d.name)))

    def both_lacking(
        pairs: Sequence[tuple[DossierDocument, DossierDocument]],
    ) -> tuple[tuple[DossierDocument, DossierDocument], ...]:
        return tuple((n, x) for n, x in pairs if lacking([n], local) or lacking([x], national))

    return replace(
        found,
        missing=lacking(found.missing, local),
        extra=lacking(found.extra, national),
        more=both_lacking(found.more),
        less=both_lacking(found.less),
    )


def _how_reworded(national: DossierDocument, local: DossierDocument) -> str:
    """How a near name differs: a slip, only more words, only fewer words, or other words (another paper)."""
    ours, theirs = paper_key(national.name), paper_key(local.name)
    if ours == _COUNTED.sub("", theirs) or theirs == _COUNTED.sub("", ours):
        return "same"
    if is_small_typo(ours, theirs) or is_small_typo(_as_cited(national.name), _as_cited(local.name)):
        return "typo"
    ops = {run.op for run in difference(ours, theirs).runs}
    if "-" not in ops:
        return "more"
    return "less" if "+" not in ops else "other"


#: All steps to the form of names but that by which "Nghị định số 104/2025/NĐ-CP" becomes its number.
_BUT_CITATIONS = tuple(step for step in STEP_LADDER if step[0] != "N9")


def _as_cited(name: str) -> str:
    """A name with the words that stand before the number of an instrument, where a slip may be too."""
    return closed(climb(name, _BUT_CITATIONS))


#: A number of copies told behind the name of a paper; the other side has a column for it.
_COUNTED = re.compile(r" ?\((?:[0-9]{1,2} )?(?:bản chính|bản sao)(?: ?:? ?[0-9]{1,2})?[^()]{0,40}\)$")


def _extra(found: _Papers) -> Iterator[Answer]:
    if found.extra or found.more:
        grade = EXTRA if found.extra else MORE_SAID
        yield Line(
            "CL19",
            grade,
            PART,
            _names([n for n, _ in found.more]) or None,
            _names([*found.extra, *(x for _, x in found.more)]),
            detail=f"{len(found.extra) + len(found.more)} giấy tờ",
        )


def _missing(found: _Papers) -> Iterator[Answer]:
    if found.missing or found.less:
        grade = MISSING if found.missing else LESS_SAID
        yield Line(
            "CL20",
            grade,
            PART,
            _names([*found.missing, *(n for n, _ in found.less)]),
            _names([x for _, x in found.less]) or None,
            detail=f"{len(found.missing) + len(found.less)} giấy tờ",
        )
    elif found.typos:
        ours, theirs = [n for n, _ in found.typos], [x for _, x in found.typos]
        yield Line("CL20", PAPER_TYPO, PART, _names(ours), _names(theirs))


def _names(found: Sequence[DossierDocument]) -> str:
    return "\n".join(d.name.strip() for d in found)


# --- how many -----------------------------------------------------------------


def _counts(found: _Papers) -> Iterator[Answer]:
    different = [(n, x) for n, x in (*found.same, *found.typos, *found.more, *found.less) if _other_count(n, x)]
    if different:
        yield Line(
            "CL20",
            OTHER_COUNT,
            COUNT_PART,
            "\n".join(_counted(n) for n, _ in different),
            "\n".join(_counted(x) for _, x in different),
            detail=f"{len(different)} giấy tờ",
        )


def _other_count(national: DossierDocument, local: DossierDocument) -> bool:
    """0 and 0 on either side is "not entered"; a number that a side does not show is not compared."""
    ours, theirs = (national.originals, national.copies), (local.originals, local.copies)
    if not any(ours) or not any(theirs):
        return False
    return any(a is not None and b is not None and a != b for a, b in zip(ours, theirs, strict=True))


def _counted(document: DossierDocument) -> str:
    return f"{document.name.strip()}: bản chính {document.originals or 0}, bản sao {document.copies or 0}"


def _compare_sets(pair: Pair) -> Iterable[Answer]:
    """The number of dossiers (số bộ hồ sơ) is another."""
    national, local = dossier_sets(pair.national), dossier_sets(pair.local)
    if national is None or local is None:
        yield Unjudged(("CL20",), "Không đọc được số bộ hồ sơ ở một trong hai bên.")
    elif national != local:
        yield Line("CL20", OTHER_COUNT, "số bộ hồ sơ", dossier_sets_text(pair.national), dossier_sets_text(pair.local))


# --- forms --------------------------------------------------------------------


def _compare_forms(pair: Pair) -> Iterable[Answer]:
    """A form that can be fetched nationally is named locally without a link, or its paper comes without one."""
    with_form = [d for d in papers(pair.national) or () if has_form(d)]
    lost = [d for d in _distinct(with_form) if _lacks_form(d, pair.local)]
    if lost:
        files = [f.file_name for d in lost for f in d.forms or ()]
        yield Line("CL22", NO_FORM, FORM_PART, "\n".join(files), None, detail=f"{len(lost)} giấy tờ có mẫu")


def _lacks_form(document: DossierDocument, local: Procedure) -> bool:
    """A form offered in a list apart from the papers, under its file's name, is offered.

    Which paper another file of that list belongs to it does not say: where the papers tell nothing of their forms, any
    link counts.
    """
    listed = local.forms or ()
    wanted = {canonical_text(f.file_name) for f in document.forms or ()}
    named = [f for f in listed if canonical_text(f.file_name) in wanted]
    if any(f.path for f in named):
        return False
    paper = next((d for d in papers(local) or () if paper_key(d.name) == paper_key(document.name)), None)
    if paper is not None and has_form(paper) is not None:
        return has_form(paper) is False
    return local.forms is not None and not any(f.path for f in named or listed)


PAPERS = Comparer(("papers",), _RULES, _compare)
SETS = Comparer(("sets",), ("CL20",), _compare_sets)
FORMS = Comparer(("forms", "papers"), ("CL22",), _compare_forms)
COMPARERS = (PAPERS, SETS, FORMS)


# --- CL21 ---------------------------------------------------------------------


def _find_cl21(tonight: Tonight) -> Findings:
    """The local page still asks for a paper that data replaces; the national page may be the wrong one too."""
    if tonight.replaced_papers is None:
        return Findings()
    found = []
    for national, local in tonight.pairs:
        asked = [d.name for d in papers(local) or () if _is_replaced(tonight, national, d.name)]
        if asked:
            found.append(_still_asked(tonight, national, local, asked))
    return Findings(tuple(found))


def _is_replaced(tonight: Tonight, national: Procedure, name: str) -> bool:
    key = paper_key(name)
    return any(
        base_of(r.code) == base_of(national.code)
        and r.valid_from <= tonight.night
        and (r.valid_to is None or tonight.night <= r.valid_to)
        and not says_nothing(r.paper)
        and paper_key(r.paper) in key
        for r in tonight.replaced_papers or ()
    )


def _still_asked(tonight: Tonight, national: Procedure, local: Procedure, asked: list[str]) -> Discrepancy:
    basis = sorted({r.basis for r in tonight.replaced_papers or () if base_of(r.code) == base_of(national.code)})
    return Discrepancy(
        rule="CL21",
        kind=Kind.SINGLE,
        severity=REPLACED.severity,
        severity_reason=f"{REPLACED.reason}: {'; '.join(basis)}",
        code=national.code,
        name=national.name,
        sector=sector_name(national),
        part=PART,
        national=None,
        provincial="\n".join(asked),
        sources=(tonight.provincial_code,),
        expected="không đòi giấy tờ này",
        evidence=tonight.seen_local(local),
    )


# --- the table ----------------------------------------------------------------

EXTRA_PAPERS = Rule(
    code="CL19",
    kind=Kind.PAIR,
    name="Thừa thành phần hồ sơ",
    definition="Phía tỉnh ghi giấy tờ, hoặc lời yêu cầu về một giấy tờ, mà danh mục quốc gia không có.",
    severities=(EXTRA, MORE_SAID),
    legal_basis="Khoản 6 Điều 18 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Bỏ giấy tờ, lời yêu cầu mà danh mục quốc gia không có."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL19", COMPARERS),
)
MISSING_PAPERS = Rule(
    code="CL20",
    kind=Kind.PAIR,
    name="Thiếu hoặc khác số lượng hồ sơ",
    definition=(
        "Danh mục quốc gia có giấy tờ mà phía tỉnh không ghi hoặc ghi thiếu lời; hoặc khác số bản chính, bản sao, "
        "số bộ hồ sơ. Số lượng 0 ở cả hai ô là chưa nhập, không so."
    ),
    severities=(MISSING, LESS_SAID, OTHER_COUNT, PAPER_TYPO),
    legal_basis="Điểm d khoản 2 Điều 8 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Bổ sung, sửa thành phần hồ sơ cho đúng danh mục quốc gia."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL20", COMPARERS),
)
REPLACED_PAPERS = Rule(
    code="CL21",
    kind=Kind.SINGLE,
    name="Giấy tờ đã được thay bằng dữ liệu",
    definition="Phía tỉnh còn đòi giấy tờ nằm trong danh sách được thay bằng dữ liệu, trong thời gian áp dụng.",
    severities=(REPLACED,),
    legal_basis="Nghị quyết 66.7/2025/NQ-CP",
    remedy=Remedy(Desk.DIVISION, "Bỏ giấy tờ đã được thay bằng dữ liệu."),
    subject="một thủ tục",
    needs=BOTH,
    reads_details=True,
    find=_find_cl21,
    witness="replaced_papers",
)
