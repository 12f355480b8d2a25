"""One discrepancy explained from what the comparison kept: what it is, why, since when, and on what evidence."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from analysis.codes import base_of, canonical
from analysis.differences import ADDED, REMOVED
from analysis.model import Discrepancy, Kind, Look, Sighting
from analysis.report import EvidenceLink, Line
from analysis.rules import Rule
from analysis.texts import LADDER_NAMES
from monitor.config import Config
from monitor.reporting import Captures, agency_names, comparison_of, line_of, rule_of
from monitor.tables import printable
from reports.json_ import discrepancy_object
from reports.worddiff import (
    LONG,
    Piece,
    Run,
    ToldRuns,
    is_short,
    mark_line,
    mark_words,
    short_runs,
    shortened,
    shown_text,
    told_runs,
)
from reports.words import day, moment, part_name
from storage.comparisons import StoredComparison

#: So many keys are listed where several discrepancies are meant.
MOST_KEYS = 20
#: So many pages are listed for people.
MOST_LINKS = 10


class ExplainError(Exception):
    """No discrepancy, or several, is meant; one Vietnamese sentence, and the keys to choose from."""

    def __init__(self, message: str, keys: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of one discrepancy on one night."""

    line: Line
    night: date
    rule: Rule | None  # None: a rule of another version of the program
    sources: tuple[str, ...]  # names of the sources that were compared
    runs: ToldRuns  # the original wordings, word by word

    @property
    def sighting(self) -> Sighting:
        """How it stood."""
        return self.line.sighting


def explain(config: Config, engine: Engine, typed: str, night: date | None = None) -> Explanation:
    """The discrepancy that a key, the beginning of one, or a type and a code name. Raises ExplainError, StoreError."""
    stored = comparison_of(engine, night)
    return explained(config, engine, stored, _meant(typed, stored.sightings, stored.night))


def explained(config: Config, engine: Engine, stored: StoredComparison, sighting: Sighting) -> Explanation:
    """A discrepancy as it stood in a comparison. Raises StoreError."""
    found = sighting.discrepancy
    names = {p.code: p.name for p in config.portals}
    return Explanation(
        line_of(sighting, config, agency_names(config), Captures(engine, stored, config)),
        stored.night,
        rule_of(found),
        tuple(names.get(s, s) for s in found.sources),
        tuple((op, words) for op, words in told_runs(found)),
    )


# --- which one is meant -----------------------------------------------------------


def _meant(typed: str, sightings: Sequence[Sighting], night: date) -> Sighting:
    wanted = unicodedata.normalize("NFC", typed)
    for tells in (_is_key, _begins_key, _is_type_and_code):
        found = [s for s in sightings if wanted.strip() and tells(wanted, s.discrepancy)]
        if len(found) == 1:
            return found[0]
        if found:
            keys = tuple(s.discrepancy.key for s in found)
            raise ExplainError(
                f"Có {len(keys)} chênh lệch ứng với «{typed}» trong đêm {day(night)}; hãy nêu khóa của một chênh lệch.",
                keys,
            )
    raise ExplainError(
        f"Đêm {day(night)} không có chênh lệch nào ứng với «{typed}»; lấy khóa bằng "
        "`tthc discrepancies --format csv`, hoặc chọn đêm khác bằng --night."
    )


def _is_key(wanted: str, found: Discrepancy) -> bool:
    return unicodedata.normalize("NFC", found.key) == wanted


def _begins_key(wanted: str, found: Discrepancy) -> bool:
    return unicodedata.normalize("NFC", found.key).startswith(wanted)


_TYPE = re.compile(r"CL\d{2}", re.IGNORECASE)


def _is_type_and_code(wanted: str, found: Discrepancy) -> bool:
    """ "CL13 1.001193", "1.001193/CL13", or one of the two alone."""
    words = re.split(r"[\s/]+", wanted.strip())
    return len(words) <= 2 and all(
        word.upper() == found.rule if _TYPE.fullmatch(word) else is_code(word, found.code) for word in words
    )


def is_code(typed: str, code: str) -> bool:
    """Whether a code that was typed means this one, written out or by its base."""
    if typed in (code.strip(), canonical(code)):
        return True
    return (base := base_of(typed)) is not None and base == base_of(code)


# --- for programs -----------------------------------------------------------------


def as_json(told: Explanation) -> str:
    """The explanation as one JSON object: a discrepancy's keys first, then what explains it."""
    found, rule, compared = told.sighting.discrepancy, told.rule, told.sighting.discrepancy.compared
    answer: dict[str, Any] = discrepancy_object(told.sighting) | {
        "basis": told.sighting.basis,
        "night": told.night.isoformat(),
        "nights_seen": told.sighting.nights_seen,
        "rule_name": rule.name if rule else None,
        "definition": rule.definition if rule else None,
        "legal_basis": rule.legal_basis if rule else None,
        "canonical": {"national": compared.national, "provincial": compared.provincial} if compared else None,
        "steps": [{"id": s, "name": LADDER_NAMES.get(s)} for s in compared.steps] if compared else None,
        "difference": [list(run) for run in told.runs],
        "agencies": [{"code": c, "name": n} for c, n in zip(found.agencies, told.line.agencies, strict=True)],
        "desk": told.line.desk,
        "office": told.line.office,
        "action": told.line.action,
        "is_request": told.line.is_request,
        "facts": [{"side": r.value, "fact": f.name.lower(), "holds": h} for r, f, h in found.facts or ()],
        "pages": {"national": told.line.national.page or None, "provincial": told.line.provincial.page or None},
        "evidence": [_link_object(link) for link in told.line.evidence],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _link_object(link: EvidenceLink) -> dict[str, str]:
    return {
        "portal": link.portal,
        "portal_name": link.portal_name,
        "topic": link.topic,
        "title": link.title,
        "page": link.page,
        "url": link.url,
        "fetched_at": link.fetched_at.isoformat(timespec="seconds"),
        "sha256": link.sha256,
        "command": link.command,
    }


# --- for people -------------------------------------------------------------------


def as_text(told: Explanation, *, full: bool = False) -> str:
    """The explanation as text; of long wordings only what differs, unless ``full``."""
    blocks = (_what(told), _wordings(told, full=full), _canonical(told, full=full), _why(told), _evidence(told))
    return "\n\n".join("\n".join(block) for block in blocks)


def _what(told: Explanation) -> Iterator[str]:
    found = told.sighting.discrepancy
    yield f"{told.rule.name if told.rule else 'Loại của phiên bản khác'} ({found.rule})"
    yield f"Khóa: {printable(found.key)}"
    what = "Nguồn" if told.line.is_of_source else "Thủ tục"
    yield f"{what}: {printable(f'{found.code} {told.line.name}'.strip())}"
    if found.sector:
        yield f"Lĩnh vực: {printable(found.sector)}"
    if found.part:
        yield f"Phần: {printable(part_name(found.part))}"
    if not told.line.is_of_source:
        yield f"Nguồn: {'; '.join(map(printable, told.sources))}"
    if told.rule:
        yield f"Là gì: {told.rule.definition}"


def _wordings(told: Explanation, *, full: bool) -> Iterator[str]:
    found = told.sighting.discrepancy
    if found.kind is Kind.SOURCE:
        yield "Chương trình ghi nhận về nguồn này:"
        yield from _boxed(found.national or found.provincial or "(không có)")
        return
    both = mark_line(found)
    for name, side, runs in (
        ("Danh mục quốc gia", told.line.national, both.left),
        ("Phía tỉnh", told.line.provincial, both.right),
    ):
        yield f"{name}{f' ({printable(side.source)})' if side.source else ''}:"
        if side.is_own:
            yield from _quoted(side.told, runs, full=full, compared=both.marked)
        else:
            yield f"  {side.told}"
        if side.facts and side.is_own:
            yield f"  {side.facts}"
        if side.page:
            yield f"  Trang người dân xem: {printable(side.page)}"
    if found.expected is not None:
        yield "Giá trị phải có:"
        yield from _boxed(found.expected)
    if told.runs:
        yield "Khác nhau từng từ, [QG: chỉ có ở danh mục quốc gia] [tỉnh: chỉ có ở phía tỉnh]:"
        yield from _boxed(_marked(told.runs, full=full))


def _quoted(text: str | None, side: Sequence[Run], *, full: bool, compared: bool) -> Iterator[str]:
    if text is None:
        yield "  (không có)"
    elif not text:
        yield "  (để trống)"
    elif full or is_short(pieces := shortened(side)):
        yield from _boxed(text)
    else:
        yield from _boxed("".join(shown_text(piece, compared=compared) for piece in pieces).strip())
        yield "    (đã lược bớt; thêm --full để in đủ)"


def _marked(runs: ToldRuns, *, full: bool) -> str:
    """Words that only one side has, marked by side; neither side is the one to keep."""
    if full or sum(len(words) for _, words in runs) <= LONG:
        pieces = [(op, Piece(words, only_here=False)) for op, words in runs]
    else:
        pieces = list(short_runs(runs))
    signs = {REMOVED: "[QG: {}]", ADDED: "[tỉnh: {}]"}
    return " ".join(signs.get(op, "{}").format(shown_text(piece).strip()) for op, piece in pieces)


def _boxed(text: str) -> Iterator[str]:
    """A source's words, line by line, so that none of them looks like a line of ours."""
    return (f"  | {printable(line)}" for line in text.split("\n"))


def _canonical(told: Explanation, *, full: bool) -> Iterator[str]:
    found = told.sighting.discrepancy
    compared = found.compared
    if found.kind is Kind.SOURCE:
        yield "Dạng chuẩn để so: không có, loại này không so hai bên với nhau."
        return
    if compared is None:
        yield "Dạng chuẩn để so: loại này không giữ dạng chuẩn, so trực tiếp những điều nêu trên."
        return
    both = mark_words(compared.national, compared.provincial)
    for name, text, side in (
        ("danh mục quốc gia", compared.national, both.left),
        ("phía tỉnh", compared.provincial, both.right),
    ):
        yield f"Dạng chuẩn để so, {name}:"
        yield from _quoted(text, side, full=full, compared=both.marked)
    yield "Bước chuẩn hóa đã làm đổi chữ:" + ("" if compared.steps else " không có bước nào của thang chữ")
    yield from (f"  {LADDER_NAMES.get(step, f'bước của phiên bản khác: {printable(step)}')}" for step in compared.steps)


def _why(told: Explanation) -> Iterator[str]:
    seen, found = told.sighting, told.sighting.discrepancy
    line = told.line
    yield f"Việc cần làm: {line.action}"
    yield f"Nơi xử lý: {printable(line.desk)}" + (
        f"; {printable(line.office)} theo dõi" if line.office != line.desk else ""
    )
    yield f"Mức độ: {found.severity.value}. Vì: {printable(found.severity_reason)}"
    if told.rule:
        yield f"Căn cứ pháp lý: {told.rule.legal_basis}"
    yield (
        f"Tình trạng đêm {day(told.night)}: {seen.status.value}; thấy lần đầu đêm {day(seen.first_seen)}, "
        f"gần nhất đêm {day(seen.last_seen)}, {seen.nights_seen} đêm đã thấy"
    )
    if seen.look is Look.UNSEEN:
        yield f"Đêm ấy {seen.look.value}: {printable(seen.why)}"
    if seen.basis:
        yield f"{seen.status.value.capitalize()}: {printable(seen.basis)}"
    if line.agencies:
        yield f"Đơn vị liên quan ({len(line.agencies)}): {'; '.join(map(printable, line.agencies))}"


def _evidence(told: Explanation) -> Iterable[str]:
    if not told.line.evidence:
        return ("Bằng chứng: không có bản gốc nào gắn với chênh lệch này.",)
    lines = ["Bằng chứng:"]
    for link in told.line.evidence[:MOST_LINKS]:
        lines += [
            f"  {printable(link.portal_name)}, {printable(link.title)}, tải lúc {moment(link.fetched_at)}",
            *([f"    Trang người dân xem: {printable(link.page)}"] if link.page else []),
            f"    Địa chỉ đã hỏi: {printable(link.url)}",
            f"    SHA-256 {link.sha256}",
            f"    In lại bản gốc: {printable(link.command)}",
        ]
    if len(told.line.evidence) > MOST_LINKS:
        lines.append(f"  … và {len(told.line.evidence) - MOST_LINKS} trang nữa: xem bằng --format json")
    return lines
