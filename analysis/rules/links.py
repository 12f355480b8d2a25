"""Do the links lead somewhere, and to the right file? CL33, and the forms of CL22 (domain 4.5)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from analysis.codes import base_of
from analysis.facts import paper_key
from analysis.model import Discrepancy, Kind, Procedure, Role, Severity
from analysis.night import Tonight, sector_name
from analysis.rules.dossier import COMPARERS, NO_FORM
from analysis.rules.pairs import Line, Pair, finder, told
from analysis.rules.rule import BOTH, Desk, Findings, Grade, Remedy, Rule
from analysis.witnesses import LinkCheck, LinkState

SUBMISSION, FORM, DECISION = "nộp hồ sơ", "biểu mẫu", "quyết định"

DEAD_SUBMISSION = Grade(Severity.MEDIUM, "Liên kết nộp hồ sơ không mở được")
DEAD_FORM_LINK = Grade(Severity.MEDIUM, "Liên kết tải biểu mẫu không mở được")
DEAD_DECISION = Grade(Severity.LOW, "Liên kết tới quyết định công bố không mở được")
DEAD_FORM = Grade(Severity.HIGH, "Không tải được mẫu đơn, tờ khai nên người dân không có mẫu để nộp")
OTHER_FILE = Grade(Severity.MEDIUM, "Tệp mẫu ở phía tỉnh khác tệp mẫu trong danh mục quốc gia, cần đối chiếu nội dung")

LINK_PART = "liên kết mẫu"
NOT_CHECKED = (("*", "chưa kiểm tra liên kết"),)
_GRADES = {SUBMISSION: DEAD_SUBMISSION, FORM: DEAD_FORM_LINK, DECISION: DEAD_DECISION}


# --- CL33 -------------------------------------------------------------------


def _find_cl33(tonight: Tonight) -> Findings:
    if tonight.links is None:
        return Findings(undetermined=NOT_CHECKED)
    together: dict[tuple[str, str, str], list[LinkCheck]] = defaultdict(list)
    for check in tonight.links:
        if check.what in _GRADES:
            together[check.portal, base_of(check.code) or check.code, check.what].append(check)
    found, unknown = [], []
    for (portal, code, what), checks in sorted(together.items()):
        if dead := [c for c in checks if c.state is LinkState.DEAD]:
            found.append(_dead(tonight, portal, code, what, dead))
        unknown += [(code, f"liên kết {what} {_told(c)}") for c in checks if c.state is LinkState.UNKNOWN]
    return Findings(tuple(found), tuple(dict.fromkeys(unknown)))


def _told(check: LinkCheck) -> str:
    return f"“{check.label or check.url}”" + (f": {check.reason}" if check.reason else "")


def _dead(tonight: Tonight, portal: str, code: str, what: str, dead: Sequence[LinkCheck]) -> Discrepancy:
    grade, national = _GRADES[what], portal == tonight.national_code
    record = _record(tonight, portal, code)
    text = "\n".join(dict.fromkeys(_told(c) for c in dead))
    return Discrepancy(
        rule="CL33",
        kind=Kind.SINGLE,
        severity=grade.severity,
        severity_reason=grade.reason,
        code=code,
        name=record.name if record else "",
        sector=sector_name(record) if record else "",
        part=f"liên kết {what}",
        national=text if national else None,
        provincial=None if national else text,
        sources=(portal,),
        expected="liên kết mở được",
    )


def _record(tonight: Tonight, portal: str, code: str) -> Procedure | None:
    """The record whose name tells a code to readers: the national one, else that of the portal."""
    known = tonight.memo.setdefault("records by code", {})
    if not known:
        for p in (*tonight.local.values(), *tonight.catalogue.values()):
            known[base_of(tonight.code_of(p)) or p.code] = p
    record: Procedure | None = known.get(code)
    return record


# --- CL22 -------------------------------------------------------------------

_FROM_PAIRS = finder("CL22", COMPARERS)


def _find_cl22(tonight: Tonight) -> Findings:
    """Forms named without a link, and forms whose link is dead or leads to another file."""
    pairs = _FROM_PAIRS(tonight)
    if tonight.links is None:
        return pairs  # that links were not checked is told once, by CL33: it must not keep these lines open
    forms = _forms_checked(tonight.links)
    found, unknown = [], []
    for national, local in tonight.pairs:
        code = base_of(national.code) or national.code
        ours = forms.get((tonight.national_code, code), {})
        theirs = forms.get((tonight.provincial_code, code), {})
        found += [told(Pair(national, local, tonight), line) for line in _form_lines(ours, theirs)]
        unknown += [(national.code, why) for why in _doubts(ours, theirs)]
    return Findings(
        (*pairs.discrepancies, *found), tuple(dict.fromkeys((*pairs.undetermined, *unknown))), pairs.presentation
    )


_Forms = dict[str, list[LinkCheck]]  # canonical name of the paper -> its links


def _forms_checked(links: Sequence[LinkCheck]) -> dict[tuple[str, str], _Forms]:
    checked: dict[tuple[str, str], _Forms] = defaultdict(lambda: defaultdict(list))
    for check in links:
        if check.what == FORM:
            checked[check.portal, base_of(check.code) or check.code][paper_key(check.label)].append(check)
    return checked


def _form_lines(ours: _Forms, theirs: _Forms) -> Iterator[Line]:
    """One line a procedure: the graver grade tells it, and both kinds are listed."""
    dead = [c for checks in theirs.values() if _all_dead(checks) for c in checks]
    other = [two for paper, checks in theirs.items() if paper for two in _other_files(ours.get(paper, []), checks)]
    if not dead and not other:
        return
    listed = [*(f"{_told(c)} (không mở được)" for c in dead), *(f"{_told(c)} (tệp khác)" for _, c in other)]
    grade = DEAD_FORM if dead else OTHER_FILE
    national = "\n".join(dict.fromkeys(c.url for c, _ in other)) or None
    yield Line(
        "CL22",
        grade,
        LINK_PART,
        national,
        "\n".join(dict.fromkeys(listed)),
        detail=f"{len(listed)} liên kết",
        unlike=True,
        unasked=None if other else Role.NATIONAL,
    )


def _all_dead(checks: Sequence[LinkCheck]) -> bool:
    """A paper one of whose links opens still has its form."""
    return all(c.state is LinkState.DEAD for c in checks)


def _read(checks: Sequence[LinkCheck]) -> list[LinkCheck]:
    return [c for c in checks if c.state is LinkState.ALIVE and c.sha256]


def _other_files(ours: Sequence[LinkCheck], theirs: Sequence[LinkCheck]) -> Iterator[tuple[LinkCheck, LinkCheck]]:
    """Local files that are none of the national ones of their kind; kinds (.doc, .pdf) are not set against each other.

    Where one of the paper's files is a national one, the form is there.
    """
    known, shown = _read(ours), _read(theirs)
    if {c.sha256 for c in known} & {c.sha256 for c in shown}:
        return
    for check in shown:
        alike = [c for c in known if _suffix(c.url) == _suffix(check.url)]
        if alike:
            yield alike[0], check


def _doubts(ours: _Forms, theirs: _Forms) -> Iterator[str]:
    for paper, checks in theirs.items():
        if not any(c.state is LinkState.ALIVE for c in checks):
            yield from (f"liên kết {FORM} {_told(c)}" for c in checks if c.state is LinkState.UNKNOWN)
        known, shown = _read(ours.get(paper, [])), _read(checks)
        if known and shown and not {_suffix(c.url) for c in known} & {_suffix(c.url) for c in shown}:
            yield f"hai cổng đăng mẫu “{checks[0].label}” ở hai định dạng tệp nên không so được"


def _suffix(url: str) -> str:
    name = re.split("[?#]", url)[0].rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


# --- the table ----------------------------------------------------------------

FORMS_RULE = Rule(
    code="CL22",
    kind=Kind.PAIR,
    name="Mẫu đơn, tờ khai thiếu, hỏng hoặc khác bản",
    definition=(
        "Danh mục quốc gia có mẫu mà trang của tỉnh không có liên kết; hoặc liên kết tải mẫu của tỉnh không mở được; "
        "hoặc tệp tải về khác mọi tệp cùng định dạng trên Cổng quốc gia của cùng giấy tờ (so mã băm)."
    ),
    severities=(NO_FORM, DEAD_FORM, OTHER_FILE),
    legal_basis="Điểm h khoản 2 Điều 8 và Điều 25 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Đưa lên đúng tệp mẫu đơn, tờ khai đang dùng."),
    subject="một cặp thủ tục và các tệp mẫu",
    needs=BOTH,
    reads_details=True,
    find=_find_cl22,
)
DEAD_LINKS = Rule(
    code="CL33",
    kind=Kind.SINGLE,
    name="Liên kết hỏng",
    definition=(
        "Liên kết nộp hồ sơ, tải biểu mẫu hoặc xem quyết định công bố không mở được khi kiểm tra; mỗi thủ tục và mỗi "
        "loại liên kết một dòng. Kiểm tra chưa rõ kết quả thì là không xác định."
    ),
    severities=(DEAD_SUBMISSION, DEAD_FORM_LINK, DEAD_DECISION),
    legal_basis="Điều 16 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.SYSTEM, "Sửa hoặc bỏ liên kết hỏng."),
    central=Remedy(Desk.MINISTRY, "Kiến nghị sửa hoặc bỏ liên kết hỏng trong danh mục quốc gia."),
    subject="các liên kết của một thủ tục ở một nguồn",
    needs=(),
    reads_details=False,
    find=_find_cl33,
    witness="links",
)
