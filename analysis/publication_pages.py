"""What the province publishes on a portal with pages of its own (D4, D20).

Its records are paired with the national catalogue by code and then by name.
Absence needs a whole list, and nobody who could be the missing procedure: a
record with an open suggestion is ``chờ ghép``, not absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from analysis.codes import parse_code
from analysis.entries import entry_of
from analysis.matching import Decided, Matching, Replacement, match
from analysis.model import Procedure, Snapshot
from analysis.publication import Evidence, Publication, Published
from analysis.sectors import is_justice
from analysis.texts import canonical_name

#: The list of a portal with pages of its own.
PROCEDURES = "procedures"


class PagesPublishing:
    """The provincial side of one night, where the portal has its own list and pages."""

    communes: frozenset[str] = frozenset()  # such a list does not say which commune shows what
    gaps: frozenset[str] = frozenset()

    def __init__(
        self,
        snapshot: Snapshot,
        catalogue: Iterable[Procedure],
        decided: Sequence[Decided] = (),
        replacements: Sequence[Replacement] = (),
        codes_before: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.snapshot = snapshot
        self.incomplete = _incomplete(snapshot)
        national = tuple(catalogue)
        self.matching = match(
            [entry_of(p) for p in national],
            [entry_of(p) for p in snapshot.procedures],
            decided=decided,
            replacements=replacements,
        )
        self._partners = _partners(self.matching)
        self._suggested = _suggested(self.matching)
        self._split = {e.ref: c.rights for c in self.matching.cases for e in c.lefts}
        self._replaced = {e.ref for e in self.matching.replaced_left}
        self._local = {p.portal_id: p for p in snapshot.procedures}
        self._codes = {c.base for p in national if (c := parse_code(p.code))}
        self._unread_codes: set[str] = set()
        self._unread_names: list[tuple[str, frozenset[tuple[str, str]]]] = []
        self._note_unread(codes_before)

    # --- the same questions as on the platform ---

    @property
    def complete(self) -> bool:
        """Whether the list was read whole."""
        return not self.incomplete

    def evidence(self, portal_id: str) -> Evidence:
        """Such a list names no agencies as witnesses."""
        return Evidence(recorded=portal_id in self._partners)

    def of(self, procedure: Procedure) -> Publication:
        """Whether the province publishes a procedure of the national catalogue."""
        where = procedure.portal_id
        if where in self._partners:
            return Publication(Published.PUBLISHED, "có tên trong danh sách", self.evidence(where))
        if where in self._split:
            n = len(self._split[where])
            return Publication(Published.PUBLISHED, f"phía tỉnh tách thành {n} trường hợp", self.evidence(where))
        if where in self._replaced:
            return Publication(Published.PUBLISHED, "còn công khai theo mã cũ đã được thay thế", self.evidence(where))
        doubt = self._doubt(procedure)
        if doubt:
            return Publication(Published.UNDETERMINED, doubt, Evidence())
        return Publication(Published.ABSENT, "không có tên trong danh sách", Evidence())

    def missing_communes(self, procedure: Procedure) -> frozenset[str] | None:
        """Nothing is said of communes."""
        return frozenset()

    def communes_of(self, found: Evidence) -> frozenset[str]:
        """None is named."""
        return frozenset()

    def roles_of(self, found: Evidence) -> frozenset[str]:
        """None is named."""
        return frozenset()

    def why_communes_unknown(self, procedure: Procedure) -> str:
        """The question does not arise."""
        return ""

    def warnings(self) -> tuple[str, ...]:
        """What the matching could not do."""
        return self.matching.notes

    # --- what only such a portal answers ---

    def partner(self, procedure: Procedure) -> Procedure | None:
        """The provincial record that is this national procedure; None where it is split into cases or not found."""
        ref = self._partners.get(procedure.portal_id)
        return self._local.get(ref) if ref is not None else None

    def split(self, procedure: Procedure) -> bool:
        """Whether the portal shows the procedure as several cases, whose contents cannot be set against the whole."""
        return procedure.portal_id in self._split

    @property
    def strangers(self) -> tuple[Procedure, ...]:
        """Provincial records that are no national procedure and that no suggestion could make one."""
        return tuple(
            p
            for e in self.matching.only_right
            if (p := self._local[e.ref]) and ((c := parse_code(p.code)) is None or c.base not in self._codes)
        )

    @property
    def replaced(self) -> tuple[Procedure, ...]:
        """Provincial records under a code whose place another has taken."""
        return tuple(self._local[e.ref] for e in self.matching.replaced_right)

    def _note_unread(self, codes_before: Mapping[str, str]) -> None:
        """Records without a partner whose page was not read: by the code they showed last, else by their name."""
        paired = set(self._partners.values())
        for i in self.snapshot.unread:
            record = self._local.get(i)
            if record is None or i in paired:
                continue
            code = parse_code(record.code) or parse_code(codes_before.get(i, ""))
            if code is not None:
                self._unread_codes.add(code.base)
            elif record.sector is None or is_justice(record.sector.name):
                self._unread_names.append(
                    (record.name, frozenset() if _is_no_name(record.name) else _word_pairs(record.name))
                )

    def why_unseen(self, code: str, name: str) -> str:
        """Why a procedure may stand on the portal although nobody saw it tonight; empty: no page could be its own.

        A page that was not read may be any procedure whose name has two words in a row of the name in the list; where
        the list gives no name, it may be any at all.
        """
        asked = parse_code(code)
        if asked is not None and asked.base in self._unread_codes:
            return "trang của tỉnh từng ghi mã này, đêm nay chưa đọc được"
        wanted = _word_pairs(name)
        names = self._unread_names
        like = next((listed for listed, pairs in names if not wanted or not pairs or pairs & wanted), None)
        return "" if like is None else f"có thể là “{like}”: danh sách của tỉnh không ghi mã và chưa đọc được trang"

    def _doubt(self, procedure: Procedure) -> str:
        if self.incomplete:
            return "; ".join(self.incomplete)
        names = self._suggested.get(procedure.portal_id, ())
        if not names:
            return self.why_unseen(procedure.code, procedure.name)
        more = f" và {len(names) - 2} bản ghi khác" if len(names) > 2 else ""
        return f"chờ ghép với {'; '.join(names[:2])}{more}"


def _incomplete(snapshot: Snapshot) -> tuple[str, ...]:
    listing = snapshot.listing(PROCEDURES)
    if listing is None:
        return ("chưa đọc danh sách thủ tục của phía tỉnh",)
    return () if listing.complete else (f"{listing.title}: {listing.reason}",)


#: Words of links that stand in a list in place of a name.
_LINK_WORDS = frozenset(
    {"xem chi tiết", "chi tiết", "xem thêm", "xem tiếp", "tải về", "nộp hồ sơ", "nộp trực tuyến", "tại đây"}
)


def _is_no_name(name: str) -> bool:
    return canonical_name(name).strip(" .…:»>") in _LINK_WORDS


def _word_pairs(name: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(canonical_name(name).split()))


def _partners(matching: Matching) -> dict[str, str]:
    return {p.left.ref: p.right.ref for p in matching.pairs}


def _suggested(matching: Matching) -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = defaultdict(list)
    for s in matching.suggestions:
        names[s.left.ref].append(f"“{s.right.name}” ({s.why})")
    return {ref: tuple(told) for ref, told in names.items()}
