"""What became of a discrepancy that stood before and is not found tonight (D53).

Either nobody could look at it, and why; or it was looked for, and it ended: mended, or by another named end. Nothing
leaves a report in any other way. What could not be looked at stays as it stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.codes import base_of
from analysis.model import Discrepancy, Kind, Outcome, Procedure, Role, Snapshot, Status
from analysis.night import Tonight
from analysis.publication import Published
from analysis.rules import agencies, conduct, decisions, dossier, fees, identity, legal, links, services, times
from analysis.rules.catalogue import in_force
from analysis.rules.content import COMPONENTS, why_changed
from analysis.rules.presence import COMMUNE_PART
from analysis.rules.publishers import row_text
from analysis.scope import Standing


@dataclass(frozen=True, slots=True)
class Unseen:
    """Nobody could look."""

    why: str  # one Vietnamese sentence


@dataclass(frozen=True, slots=True)
class Ended:
    """It was looked for and is not there."""

    status: Status
    basis: str = ""  # one Vietnamese sentence; empty where the standing says it all


FIXED = Ended(Status.FIXED)
#: How it begins when a source was not read tonight, or not for this comparison.
NOT_READ = "Đêm nay không đọc nguồn"

#: Types that say "this should not be shown": where it is shown no more, it is mended.
_OF_WHAT_IS_SHOWN = frozenset({"CL02", "CL04", "CL05", "CL06", "CL07", "CL08"})
#: Types about whether a procedure is shown at all: one takes over from another when more becomes known.
_OF_PRESENCE = frozenset({"CL01", "CL02", "CL03", "CL04", "CL05"})
#: Types of one look at one part: a value that changes passes from one to another.
_FAMILIES = (("CL13", "CL14", "CL15"), ("CL16", "CL17"))
#: Types that are told about the duty of the province: an exclusion takes a procedure out of them.
_OF_SCOPE = frozenset({"CL01", "CL28"})


@dataclass(frozen=True)
class Aftermath:
    """One night's comparison, asked about what it did not find."""

    tonight: Tonight
    found: Collection[Discrepancy]
    undetermined: Collection[tuple[str, str, str]]  # (rule, code or "*", why)
    waiting: Collection[str]  # types whose witness besides the portals is absent tonight
    communes: Mapping[str, tuple[str, ...]]  # procedure code -> communes that miss it tonight

    def of(self, line: Discrepancy) -> Unseen | Ended:
        """What became of a line that is not found tonight."""
        watched = self.tonight.watched
        if watched is not None and (left := [source for source in line.sources if source not in watched]):
            return Ended(Status.EXCLUDED, f"Nguồn {', '.join(left)} không còn được theo dõi.")
        why = self._why_unseen(line)
        return Unseen(why) if why else self._told_elsewhere(line) or self._end(line)

    # --- could anybody look? ---

    def _why_unseen(self, line: Discrepancy) -> str:
        portals = {s.portal for s in self._snapshots}
        if missing := [source for source in line.sources if source not in portals]:
            return f"{NOT_READ} {', '.join(missing)}."
        if line.rule in self.waiting:
            return "Đêm nay không có tài liệu mà loại này cần để đối chiếu."
        if why := self._unjudged.get((line.rule, "*")) or self._unjudged.get((line.rule, _key(line.code))):
            return why
        if line.kind is Kind.SOURCE:
            return self._why_source_unseen(line)
        if not line.code:  # a commune's own line rests on every procedure of the communes
            return next((why for (rule, _), why in self._unjudged.items() if rule == line.rule), "")
        return self._why_records_unseen(line)

    def _why_source_unseen(self, line: Discrepancy) -> str:
        """A portal that could not be reached tonight does not show whether it is still closed, moved or changed."""
        state = next((s for s in self._snapshots if s.portal in line.sources), None)
        return state.reason if state is not None and state.outcome is Outcome.FAILED else ""

    def _why_records_unseen(self, line: Discrepancy) -> str:
        tonight = self.tonight
        for side, record in ((tonight.national, self._national(line)), (tonight.provincial, self._local(line))):
            if side is None or side.portal not in line.sources:
                continue
            if self._is_unread(side.unread, line, record):
                return "Đêm nay chưa đọc được trang của thủ tục này."
            is_page = side is tonight.national or tonight.pages is not None
            if is_page and record is not None and (shown := _not_shown(record, line)):
                return f"Đêm nay trang không thể hiện {shown}."
        return self._why_record_unknown(line)

    def _is_unread(self, unread: Iterable[str], line: Discrepancy, record: Procedure | None) -> bool:
        if record is not None:
            return record.portal_id in set(unread)
        known = {i: code for i, (code, _, _) in self.tonight.known_before.items()}
        return any(_key(known.get(i, i)) == _key(line.code) for i in unread)

    def _why_record_unknown(self, line: Discrepancy) -> str:
        """Of a line one of whose records is not seen: whether that is known to be gone."""
        tonight, national, local = self.tonight, self._national(line), self._local(line)
        if national is None and tonight.national_code in line.sources and (why := tonight.why_not_whole(Role.NATIONAL)):
            return why
        if local is not None or tonight.provincial_code not in line.sources:
            return ""
        if why := tonight.why_not_whole(Role.PROVINCIAL):
            return why
        if national is None or line.rule in _OF_PRESENCE:
            return ""
        answer = tonight.publication(national)
        return f"{answer.why}." if answer.standing is Published.UNDETERMINED else ""

    # --- how did it end? ---

    def _told_elsewhere(self, line: Discrepancy) -> Ended | None:
        """What is still so, only told by another line now, was not mended by that."""
        if line.rule == "CL01" and (heir := self._heir_of_communes(line)):
            return Ended(Status.EXPLAINED, heir)
        heirs = (d for d in self.found if _key(d.code) == _key(line.code) and d.key != line.key)
        for heir_line in heirs:
            if _takes_over(heir_line, line):
                return Ended(Status.EXPLAINED, f"Nay được nêu ở {heir_line.rule}.")
        return None

    def _heir_of_communes(self, line: Discrepancy) -> str:
        """Missing communes may pass from a procedure's line to lines of their own and back (D9)."""
        if not line.code:
            still = any(set(line.agencies) & set(missing) for missing in self.communes.values())
            return "Phần còn thiếu của xã này nay nêu ở dòng của từng thủ tục." if still else ""
        same = [d for d in self.found if d.rule == line.rule and _key(d.code) == _key(line.code)]
        if same:
            return f"Nay được nêu ở dòng «{same[0].part or 'không cơ quan nào công khai'}» của thủ tục này."
        if line.part.startswith(COMMUNE_PART) and any(_key(c) == _key(line.code) for c in self.communes):
            return "Các xã còn thiếu nay có dòng riêng của xã."
        return ""

    def _end(self, line: Discrepancy) -> Ended:
        if line.rule in _OF_SCOPE and line.code and (reason := self.tonight.scope.reason(line.code)) is not None:
            return Ended(Status.EXCLUDED, reason)
        if line.rule == "CL06" and (row := in_force(self.tonight.decisions_on(line.code), self.tonight.night)):
            return Ended(Status.EXPLAINED, f"Nay đã đến ngày áp dụng {row_text(row)}.")
        if line.rule in _OF_WHAT_IS_SHOWN or line.kind in (Kind.SOURCE, Kind.COUNT) or not line.code:
            return FIXED
        if line.rule == "CL03":
            return self._end_of_expected(line)
        return self._end_of_change(line) if line.kind is Kind.CHANGE else self._end_of_content(line)

    def _end_of_expected(self, line: Discrepancy) -> Ended:
        if in_force(self.tonight.decisions_on(line.code), self.tonight.night) is None:
            return Ended(Status.EXCLUDED, "Không còn quyết định công bố nào đang áp dụng cho mã này.")
        return FIXED

    def _end_of_content(self, line: Discrepancy) -> Ended:
        """A difference between two records ends by being mended only while both are still there."""
        tonight, national = self.tonight, self._national(line)
        of_local_alone = set(line.sources) == {tonight.provincial_code} and line.kind is not Kind.PAIR
        if national is None and not (of_local_alone and self._local(line) is not None):
            where = "nguồn này" if of_local_alone else "danh mục quốc gia"
            return Ended(Status.EXCLUDED, f"Thủ tục không còn trong {where}.")
        if line.rule == "CL01":
            return self._end_of_absence(national)
        if national is not None and tonight.provincial_code in line.sources and self._local(line) is None:
            return Ended(Status.EXCLUDED, "Tỉnh không còn công khai thủ tục này nên không còn gì để so.")
        return FIXED

    def _end_of_absence(self, national: Procedure | None) -> Ended:
        if national is not None and self.tonight.scope.standing(national) is Standing.OUT:
            return Ended(Status.EXCLUDED, "Danh mục quốc gia không còn ghi là thủ tục tỉnh, xã phải công khai.")
        return FIXED

    def _end_of_change(self, line: Discrepancy) -> Ended:
        tonight = self.tonight
        of_local = line.sources == (tonight.provincial_code,)
        record = self._local(line) if of_local else self._national(line)
        if record is None:
            return self._end_of_lost_code(line, tonight.local if of_local else tonight.catalogue)
        pairs = (c for c in tonight.changes if (c[1].portal, c[1].portal_id) == (record.portal, record.portal_id))
        told = next((why_changed(tonight, before, after) for before, after in pairs), "")
        return Ended(Status.EXPLAINED, told) if told else FIXED

    def _end_of_lost_code(self, line: Discrepancy, shown: Mapping[str, Procedure]) -> Ended:
        """A record may stay under its id while its code is another one; the change goes on under that."""
        same = next((shown[i] for _, i in line.evidence if i in shown), None)
        if same is None:
            return Ended(Status.EXCLUDED, "Thủ tục không còn ở nguồn này.")
        return Ended(Status.EXPLAINED, f"Thủ tục này nay mang mã {same.code}; xem dòng của mã ấy.")

    # --- records ---

    @property
    def _snapshots(self) -> list[Snapshot]:
        tonight = self.tonight
        return [s for s in (tonight.national, tonight.provincial, *tonight.others) if s is not None]

    def _national(self, line: Discrepancy) -> Procedure | None:
        return self._by_code.get(_key(line.code))

    def _local(self, line: Discrepancy) -> Procedure | None:
        return self._local_by_code.get(_key(line.code))

    @cached_property
    def _by_code(self) -> dict[str, Procedure]:
        return {_key(p.code): p for p in self.tonight.catalogue.values()}

    @cached_property
    def _local_by_code(self) -> dict[str, Procedure]:
        """Provincial records under the codes by which lines name them."""
        alone = {_key(self.tonight.code_of(p)): p for p in self.tonight.ours_local}
        return alone | {_key(national.code): record for national, record in self.tonight.pairs}

    @cached_property
    def _unjudged(self) -> dict[tuple[str, str], str]:
        return {(rule, code if code == "*" else _key(code)): why for rule, code, why in reversed([*self.undetermined])}


def _key(code: str) -> str:
    return base_of(code) or code.strip()


def _takes_over(heir: Discrepancy, line: Discrepancy) -> bool:
    """Whether a line says something else of the same thing: shorter in place of longer, repealed for unknown."""
    if heir.rule in _OF_PRESENCE and line.rule in _OF_PRESENCE:
        return heir.sources == line.sources
    family = next((rules for rules in _FAMILIES if line.rule in rules), ())
    return heir.rule in family and heir.rule != line.rule and heir.part == line.part and heir.sources == line.sources


def _not_shown(record: Procedure, line: Discrepancy) -> str:
    """The part of a record that a line is about, where tonight's page does not show it at all; empty: it does."""
    if line.rule == "CL28":
        wanted = [(name, is_missing(record)) for letter, name, is_missing in COMPONENTS if f"{letter})" in line.part]
        return next((name for name, missing in wanted if missing is None), "")
    fields = _FIELDS.get(line.part) or _FIELDS.get(line.rule) or ()
    return line.part if fields and all(_is_absent(record, name) for name in fields) else ""


def _is_absent(record: Procedure, field: str) -> bool:
    if field == "times":
        return all(method.time is None for method in record.methods or ())
    return getattr(record, field) is None


#: Where a record tells what a part of a line (or all that a type) is about: its fields, and the times of its channels.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    times.PART: ("time_text", "times"),
    fees.PART: ("fee_text", "methods"),
    fees.EXEMPTIONS_PART: ("fee_text", "methods"),
    conduct.STEPS_PART: ("steps",),
    conduct.CHANNELS_PART: ("methods",),
    conduct.CONDITIONS_PART: ("conditions",),
    conduct.SUBJECTS_PART: ("subjects",),
    conduct.RESULTS_PART: ("results",),
    dossier.PART: ("dossier",),
    dossier.COUNT_PART: ("dossier_count", "dossier", "steps"),
    dossier.FORM_PART: ("dossier", "forms"),
    links.LINK_PART: ("dossier", "forms"),
    legal.PART: ("legal_bases",),
    legal.EXPIRED_PART: ("legal_bases",),
    decisions.PART: ("decision",),
    services.PART: ("service_level", "services"),
    services.REASON_PART: ("partial_reason", "services"),
    agencies.LEVELS_PART: ("levels",),
    identity.SERVICE_PART: ("services",),
    "CL10": ("sector", "services"),
    "CL12": ("executing", "authority", "authorized", "coordinating", "services"),
}
