"""Gates before verdicts: what a visit is worth before anything is concluded from it.

Each gate gives judgements in words, kept with the run. What is held back makes no absence, no change and no finding
tonight: a list that is suddenly shorter waits for the next visit, a field that is suddenly empty or other nearly
everywhere is a portal that was redesigned (or a reader that no longer fits), and waits for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from analysis.facts import is_unfilled
from analysis.judged_texts import judged_texts
from analysis.model import Gate, Judgement, ListingState, Outcome, ProblemKind, Procedure, Snapshot
from analysis.texts import Sameness, canonical_text, verdict
from analysis.wording import PART_NAMES

#: A list that lacks more than this share of its members of the last good visit, and at least so many, is held back.
SHRINKS, FEW = 0.2, 3
#: A field is judged on portals of so many records, where so many of them were read; it is held back where it lost this
#: share of its values, or where this share of them says something else.
ENOUGH, FEW_READ, EMPTIED, CHANGED = 20, 5, 0.2, 0.5
#: Answers are held to be bad where more than this share of them is, and at least so many.
BAD, FEW_BAD = 0.1, 5


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier visits to a source have shown."""

    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)  # members when last read whole
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)  # held back on the visit before: what it lacked
    #: Where members are not known: how many there were when last read whole, and on the visit before.
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    records: Mapping[str, Procedure] = field(default_factory=dict)  # as last kept, by portal id
    reviewed: bool = False  # a person has looked at the source since the last visit that passed


def judge(snapshot: Snapshot, memory: Memory) -> tuple[Judgement, ...]:
    """Every gate's judgements about a visit; one sentence for a gate that holds nothing back."""
    return (
        _captures(snapshot),
        _lists(snapshot),
        *_or_passed(Gate.SIZE, _sizes(snapshot, memory), _lengths(snapshot)),
        *_or_passed(Gate.REDESIGN, _fields(snapshot, memory), _compared(snapshot, memory)),
    )


def gated(snapshot: Snapshot, judgements: Iterable[Judgement]) -> Snapshot:
    """The snapshot without what was held back: such a list is not whole, such a field is not shown.

    Where names themselves were held back, or every list is empty, nothing was read that could be compared.
    """
    judgements = tuple(judgements)
    lists = {j.subject: j.told for j in judgements if j.held and j.gate is Gate.SIZE}
    hidden = sorted({_FACETS[j.subject].field for j in judgements if j.held and j.gate is Gate.REDESIGN})
    held = replace(
        snapshot,
        listings=tuple(_held(x, lists[x.name]) if x.name in lists else x for x in snapshot.listings),
        procedures=tuple(without(p, hidden) for p in snapshot.procedures) if hidden else snapshot.procedures,
        judgements=judgements,
    )
    told = next((j.told for j in judgements if j.held and j.gate in (Gate.SIZE, Gate.REDESIGN)), "")
    if "name" in hidden or (told and not any(x.seen for x in snapshot.listings)):
        return replace(held, outcome=Outcome.FAILED, reason=told)
    if told and snapshot.outcome is Outcome.COMPLETE:
        return replace(held, outcome=Outcome.PARTIAL, reason=told)
    return held


def without(procedure: Procedure, names: Iterable[str]) -> Procedure:
    """A record as if its page did not show these fields; a name is always shown."""
    hidden: dict[str, Any] = {name: None for name in names if name != "name"}
    return replace(procedure, **hidden)


def held_fields(snapshot: Snapshot) -> tuple[str, ...]:
    """The fields that were held back."""
    found = (j for j in snapshot.judgements if j.held and j.gate is Gate.REDESIGN)
    return tuple(sorted({_FACETS[j.subject].field for j in found}))


def _held(state: ListingState, why: str) -> ListingState:
    return replace(state, complete=False, reason=why)


def _or_passed(gate: Gate, held: Iterable[Judgement], passed: str) -> tuple[Judgement, ...]:
    return tuple(held) or (Judgement(gate, "", False, passed),)


# --- quality of captures, completeness ----------------------------------------------


def _captures(snapshot: Snapshot) -> Judgement:
    kinds = Counter(p.kind for p in snapshot.problems if p.kind not in (ProblemKind.NOT_FOUND, ProblemKind.LISTING))
    bad, asked = kinds.total(), max(snapshot.requests, kinds.total())
    told = f"{asked - bad}/{asked} câu trả lời dùng được"
    if bad:
        told += f"; hỏng: {', '.join(f'{kind.value} {count}' for kind, count in kinds.most_common())}"
    return Judgement(Gate.CAPTURES, "", bad >= FEW_BAD and bad > BAD * asked, f"{told}.")


def _lists(snapshot: Snapshot) -> Judgement:
    whole = [x for x in snapshot.listings if x.complete]
    told = f"{len(whole)}/{len(snapshot.listings)} danh sách đọc đủ"
    if snapshot.unread:
        told += f"; {len(snapshot.unread)} thủ tục chưa đọc được nội dung"
    return Judgement(Gate.LISTS, "", len(whole) < len(snapshot.listings) or bool(snapshot.unread), f"{told}.")


# --- size ---------------------------------------------------------------------------


def _missing(state: ListingState, memory: Memory) -> frozenset[str]:
    """The members of the last good visit that a list does not name tonight."""
    return memory.lists.get(state.name, frozenset()) - frozenset(state.ids)


def _sizes(snapshot: Snapshot, memory: Memory) -> Iterator[Judgement]:
    for state in snapshot.listings:
        if state.complete and (why := _why_short(state, memory)):
            yield Judgement(Gate.SIZE, state.name, True, why, tuple(sorted(_missing(state, memory))))


def _why_short(state: ListingState, memory: Memory) -> str:
    if state.seen == 0:
        return "Cổng trả về danh sách trống; danh sách thật không bao giờ trống."
    known = memory.lists.get(state.name)
    if not known:
        return _why_small(state, memory)
    missing = _missing(state, memory)
    fresh = missing - memory.missing.get(state.name, frozenset())
    if not (_is_much(len(missing), len(known)) and _is_much(len(fresh), len(known))):
        return ""
    return (
        f"{state.title}: chỉ còn {state.seen} mục, thiếu {len(missing)} trong {len(known)} mục của lần đọc đủ trước; "
        "chờ lần đọc sau xác nhận rồi mới kết luận."
    )


def _why_small(state: ListingState, memory: Memory) -> str:
    """By size alone, in a store that did not keep the members of its lists."""
    whole, last = memory.sizes.get(state.name, (0, 0))
    if not _is_much(whole - state.seen, whole) or (last and not _is_much(last - state.seen, whole)):
        return ""
    return (
        f"{state.title}: chỉ còn {state.seen} mục, lần đọc đủ trước có {whole}; "
        "chờ lần đọc sau xác nhận rồi mới kết luận."
    )


def _is_much(missing: int, known: int) -> bool:
    return missing >= FEW and missing > SHRINKS * known


def _lengths(snapshot: Snapshot) -> str:
    told = "; ".join(f"{x.title} {x.seen}" for x in snapshot.listings)
    return f"Độ dài danh sách như các lần trước: {told}." if told else "Nguồn này không có danh sách."


# --- fields -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facet:
    """Something that records show: in which field, and whether it is filled in (None: the page does not show it)."""

    name: str
    field: str
    is_filled: Callable[[Procedure], bool | None]


def _plain(name: str) -> _Facet:
    return _Facet(PART_NAMES[name], name, lambda p: None if (value := getattr(p, name)) is None else _says(value))


def _says(value: object) -> bool:
    if isinstance(value, str):
        return not is_unfilled(value)
    if isinstance(value, tuple):
        return any(map(_says, value))
    return any(_says(getattr(value, f.name)) for f in fields(value)) if is_dataclass(value) else False


def _times(p: Procedure) -> bool | None:
    times = [m.time for m in p.methods or () if m.time is not None]
    return any(not is_unfilled(t.amount) for t in times) if times else None if p.methods is None else False


def _fees(p: Procedure) -> bool | None:
    return None if p.methods is None else any(m.fees for m in p.methods)


def _decision(p: Procedure) -> bool | None:
    return None if p.decision is None else not is_unfilled(p.decision.number)


def _papers(p: Procedure) -> bool | None:
    return None if p.dossier is None else any(not is_unfilled(d.name) for c in p.dossier for d in c.documents)


_PLAIN = (
    *("name", "sector", "levels", "steps", "methods", "subjects", "executing", "authority", "results"),
    *("conditions", "legal_bases", "receiving_places", "time_text", "fee_text", "dossier_count", "service_level"),
)
_FACETS: Mapping[str, _Facet] = {
    **{name: _plain(name) for name in _PLAIN},
    "methods.time": _Facet("Thời hạn của từng cách thức", "methods", _times),
    "methods.fees": _Facet("Phí, lệ phí của từng cách thức", "methods", _fees),
    "dossier": _Facet(PART_NAMES["dossier"], "dossier", _papers),
    "decision": _Facet(PART_NAMES["decision"], "decision", _decision),
}


def _pairs(snapshot: Snapshot, memory: Memory) -> list[tuple[Procedure, Procedure]]:
    now = {p.portal_id: p for p in snapshot.procedures}
    return [(memory.records[i], now[i]) for i in sorted(now.keys() & memory.records.keys())]


def _compared(snapshot: Snapshot, memory: Memory) -> str:
    pairs = len(_pairs(snapshot, memory))
    if memory.reviewed:
        return "Đã có người xem lại nguồn này; cách trình bày đêm nay được lấy làm chuẩn."
    if len(memory.records) < ENOUGH or pairs < FEW_READ:
        return f"Chỉ có {pairs} thủ tục để so với lần đọc trước: chưa xét được cách trình bày."
    return f"So {pairs} thủ tục với lần đọc trước: không phần nào đổi hay trống đồng loạt."


def _fields(snapshot: Snapshot, memory: Memory) -> Iterator[Judgement]:
    pairs = _pairs(snapshot, memory)
    if memory.reviewed or len(memory.records) < ENOUGH:
        return
    for name, facet in _FACETS.items():
        if told := _why_redesigned(facet, pairs):
            yield Judgement(Gate.REDESIGN, name, True, told)


def _why_redesigned(facet: _Facet, pairs: list[tuple[Procedure, Procedure]]) -> str:
    shown = [(old, new) for old, new in pairs if facet.is_filled(old) is not None]
    filled = [(old, new) for old, new in shown if facet.is_filled(old)]
    if len(filled) < FEW_READ:
        return ""
    still = [(old, new) for old, new in filled if facet.is_filled(new)]
    lost = len(filled) - len(still)
    if lost >= min(ENOUGH, len(shown)) / 2 and lost >= EMPTIED * len(shown):
        return _told(facet, f"có ở {len(filled)} thủ tục đã đọc, đêm nay trống ở {lost}")
    other = sum(_says_otherwise(facet.field, old, new) for old, new in still)
    if other >= min(ENOUGH, 0.8 * len(filled)) and other >= CHANGED * len(still):
        return _told(facet, f"đổi nội dung ở {other}/{len(still)} thủ tục trong một lần đọc")
    return ""


def _told(facet: _Facet, what: str) -> str:
    return (
        f"{facet.name}: {what}; nhiều khả năng cổng đổi cách trình bày hoặc bộ đọc không còn đúng, nên chưa kết luận. "
        "Hãy mở vài trang để xem: cổng đổi thật thì ghi ngày xem vào khóa reviewed_on của nguồn, "
        "đọc sai thì sửa bộ đọc."
    )


def _says_otherwise(name: str, old: Procedure, new: Procedure) -> bool:
    if getattr(old, name) == getattr(new, name):
        return False
    if name == "name":
        return canonical_text(old.name) != canonical_text(new.name)
    one, other = judged_texts(old, new, name)
    return verdict(one, other).kind is Sameness.CONTENT
