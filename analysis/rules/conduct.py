"""Is it done the same way, by the same people, with the same outcome? CL23, CL24, CL25 (domain 4.5, D13)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from analysis.differences import ItemKind, ListDifference, canonical_item, compare_lists
from analysis.facts import (
    Channels,
    apart,
    channels,
    conditions_text,
    paper_key,
    results,
    same_said,
    sentences,
    steps_text,
    subjects,
)
from analysis.model import Compared, Kind, Procedure, Severity
from analysis.portal_words import CodeKind, word
from analysis.readers.letters import n1_lines
from analysis.rules.pairs import Answer, Comparer, Line, Pair, Unjudged, finder
from analysis.rules.rule import BOTH, Desk, Grade, Remedy, Rule
from analysis.texts import canonical_step

OTHER_STEPS = Grade(Severity.MEDIUM, "Trình tự thực hiện khác nội dung")
ADDED_DUTY = Grade(Severity.CRITICAL, "Tỉnh ghi thêm việc người dân phải làm")
OTHER_CHANNELS = Grade(Severity.MEDIUM, "Khác hình thức nộp hồ sơ")
ADDED_CONDITION = Grade(Severity.CRITICAL, "Tỉnh ghi thêm yêu cầu, điều kiện")
OTHER_CONDITION = Grade(Severity.MEDIUM, "Tỉnh ghi thiếu hoặc ghi khác yêu cầu, điều kiện")
OTHER_SUBJECTS = Grade(Severity.MEDIUM, "Khác đối tượng thực hiện")
OTHER_RESULTS = Grade(Severity.MEDIUM, "Khác kết quả thực hiện")

STEPS_PART = "trình tự thực hiện"
CHANNELS_PART = "cách thức thực hiện"
CONDITIONS_PART = "yêu cầu, điều kiện"
SUBJECTS_PART = "đối tượng thực hiện"
RESULTS_PART = "kết quả thực hiện"


# --- CL23 ---------------------------------------------------------------------

#: Words that lay a duty on a person who applies.
_DUTY = re.compile(
    r"(?<!\w)(?:phải|có trách nhiệm|bắt buộc|cần nộp|nộp thêm|nộp kèm|xuất trình thêm|bổ sung thêm)(?!\w)"
)
_CITIZEN = re.compile(
    r"(?<!\w)(?:người|công dân|cá nhân|tổ chức|hộ gia đình|doanh nghiệp|bên|đương sự|thương nhân|luật sư)(?!\w)"
)


def _compare_steps(pair: Pair) -> Iterable[Answer]:
    """The steps say something else; renumbering and order alone are presentation."""
    national, local = steps_text(pair.national), steps_text(pair.local)
    if not national or not local:
        yield from _one_blank(national, local, "trình tự thực hiện", ("CL23",))
        return
    ours, theirs = apart(national, local)
    if same_said(ours, theirs) or same_said(national, local):
        return
    added = _lines(theirs)
    grade = ADDED_DUTY if _adds_duty(compare_lists(_lines(ours), added, ordered=True), added) else OTHER_STEPS
    yield Line("CL23", grade, STEPS_PART, national, local)


def _one_blank(national: str | None, local: str | None, what: str, rules: tuple[str, ...]) -> Iterator[Answer]:
    """A part that is shown and empty on one side is a missing component (CL28), not a difference."""
    if bool(national) != bool(local):
        yield Unjudged(rules, f"{'Tỉnh' if national else 'Danh mục quốc gia'} để trống {what}")


def _lines(text: str) -> list[str]:
    return [line for line in n1_lines(text).split("\n") if canonical_item(line)]


def _adds_duty(compared: ListDifference, local: list[str]) -> bool:
    """Whether what only the local side says lays a duty on the citizen."""
    added = [local[i.right] for i in compared.of(ItemKind.ONLY_RIGHT) if i.right is not None]
    told = [
        words for i in compared.of(ItemKind.REWORDED) if i.difference for op, words in i.difference.words if op == "+"
    ]
    return any(_is_duty(text) for text in (*added, *told))


def _is_duty(text: str) -> bool:
    canon = canonical_step(text)
    return bool(_DUTY.search(canon)) and bool(_CITIZEN.search(canon))


def _compare_channels(pair: Pair) -> Iterable[Answer]:
    """A way of filing is missing or added."""
    national, local = channels(pair.national), channels(pair.local)
    if national is None or local is None or not (national.known and local.known):
        yield Unjudged(("CL23",), "Không nhận ra hình thức nộp hồ sơ ở một trong hai bên")
        return
    if national.known == local.known:
        return
    doubtful = (national.known - local.known and local.unread) or (local.known - national.known and national.unread)
    if doubtful:
        yield Unjudged(("CL23",), "Còn hình thức nộp hồ sơ chưa nhận ra")
        return
    lost, added = national.known - local.known, local.known - national.known
    told = [f"thiếu {_channel_names(lost)}"] * bool(lost) + [f"thêm {_channel_names(added)}"] * bool(added)
    yield Line("CL23", OTHER_CHANNELS, CHANNELS_PART, _named(national), _named(local), detail="; ".join(told))


def _named(shown: Channels) -> str:
    return "\n".join(_channel_names([c]) for c in sorted(shown.known))


def _channel_names(codes: Iterable[str]) -> str:
    return ", ".join(_in_a_sentence(word(CodeKind.CHANNEL, c)) for c in sorted(codes))


def _in_a_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


# --- CL24 ---------------------------------------------------------------------


def _compare_conditions(pair: Pair) -> Iterable[Answer]:
    """The local page asks for a condition more, or words one otherwise."""
    national, local = conditions_text(pair.national), conditions_text(pair.local)
    if national is None or local is None:
        return
    ours, theirs = apart(national, local)
    if same_said(ours, theirs) or same_said(national, local):
        return
    grade = ADDED_CONDITION if not national or _adds_condition(ours, theirs) else OTHER_CONDITION
    yield Line("CL24", grade, CONDITIONS_PART, pair.national.conditions or None, pair.local.conditions or None)


def _adds_condition(national: str, local: str) -> bool:
    """Whether a whole condition stands only on the local side, or one is there with only more words."""
    compared = compare_lists(_lines(national), _lines(local), ordered=False)
    if compared.of(ItemKind.ONLY_RIGHT):
        return not (sentences(local) <= sentences(national))
    ops = [{op for op, _ in i.difference.words} for i in compared.of(ItemKind.REWORDED) if i.difference]
    return any("+" in found and "-" not in found for found in ops)


# --- CL25 ---------------------------------------------------------------------


def _compare_subjects(pair: Pair) -> Iterable[Answer]:
    """Other people may apply."""
    yield from _compare_sets(pair, subjects, OTHER_SUBJECTS, SUBJECTS_PART)


def _compare_results(pair: Pair) -> Iterable[Answer]:
    """Something else is given in the end."""
    yield from _compare_sets(pair, results, OTHER_RESULTS, RESULTS_PART)


def _compare_sets(
    pair: Pair, read: Callable[[Procedure], tuple[str, ...] | None], grade: Grade, part: str
) -> Iterator[Answer]:
    national, local = read(pair.national), read(pair.local)
    if not national or not local:
        yield from _one_blank("x" if national else "", "x" if local else "", part, ("CL25",))
        return
    ours, theirs = {paper_key(n): n for n in national}, {paper_key(n): n for n in local}
    if ours.keys() == theirs.keys() or _joined(national) == _joined(local):
        return
    lost = [n for key, n in ours.items() if key not in theirs]
    added = [n for key, n in theirs.items() if key not in ours]
    told = [f"thiếu {len(lost)}"] * bool(lost) + [f"thêm {len(added)}"] * bool(added)
    yield Line(
        "CL25",
        grade,
        part,
        "\n".join(national),
        "\n".join(local),
        detail=", ".join(told),
        compared=Compared("\n".join(sorted(ours)), "\n".join(sorted(theirs)), (), _told_runs(lost, added)),
    )


def _joined(names: Iterable[str]) -> Counter[str]:
    """All words of a list: the same words cut into names at other places are the same list."""
    return Counter(re.findall(r"\w+", " ".join(sorted(paper_key(n) for n in names))))


def _told_runs(lost: list[str], added: list[str]) -> tuple[tuple[str, str], ...]:
    return (*(("-", n) for n in lost), *(("+", n) for n in added))


STEPS = Comparer(("steps",), ("CL23",), _compare_steps)
CHANNELS = Comparer(("channels",), ("CL23",), _compare_channels)
CONDITIONS = Comparer(("conditions",), ("CL24",), _compare_conditions)
SUBJECTS = Comparer(("subjects",), ("CL25",), _compare_subjects)
RESULTS = Comparer(("results",), ("CL25",), _compare_results)
COMPARERS = (STEPS, CHANNELS, CONDITIONS, SUBJECTS, RESULTS)

OTHER_CONDUCT = Rule(
    code="CL23",
    kind=Kind.PAIR,
    name="Khác trình tự hoặc cách thức",
    definition=(
        "Các bước thực hiện khác nội dung (đánh số lại, đổi chỗ không tính), hoặc khác hình thức nộp hồ sơ "
        "(trực tiếp, trực tuyến, bưu chính)."
    ),
    severities=(ADDED_DUTY, OTHER_STEPS, OTHER_CHANNELS),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP; việc ghi thêm: khoản 6 Điều 18",
    remedy=Remedy(Desk.DIVISION, "Sửa trình tự, cách thức cho đúng danh mục quốc gia; bỏ việc đòi thêm ở người dân."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL23", COMPARERS),
)
MORE_CONDITIONS = Rule(
    code="CL24",
    kind=Kind.PAIR,
    name="Thêm yêu cầu, điều kiện",
    definition=(
        "Phía tỉnh ghi yêu cầu, điều kiện mà danh mục quốc gia không có; ghi thiếu hoặc ghi khác thì ở mức thấp hơn. "
        "“Không”, “Không có” và để trống là như nhau."
    ),
    severities=(ADDED_CONDITION, OTHER_CONDITION),
    legal_basis="Khoản 6 Điều 18 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Bỏ yêu cầu, điều kiện ghi thêm; sửa chỗ ghi khác."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL24", COMPARERS),
)
OTHER_PEOPLE_OR_RESULTS = Rule(
    code="CL25",
    kind=Kind.PAIR,
    name="Khác đối tượng, kết quả",
    definition="Tập hợp đối tượng thực hiện, hoặc tập hợp kết quả thực hiện, khác nhau giữa hai bên.",
    severities=(OTHER_SUBJECTS, OTHER_RESULTS),
    legal_basis="Khoản 2 Điều 26 Nghị định 63/2010/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Sửa đối tượng, kết quả thực hiện cho đúng danh mục quốc gia."),
    subject="một cặp thủ tục",
    needs=BOTH,
    reads_details=True,
    find=finder("CL25", COMPARERS),
)
