"""One row of a list as an expected procedure: what is understood, and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analysis.codes import base_of
from analysis.readers.letters import n1_characters
from analysis.rules.publishers import same_number
from analysis.texts import canonical_text
from analysis.witnesses import ExpectedProcedure
from monitor.catalogue.decision import Decision, written_day
from monitor.catalogue.headers import Column
from monitor.catalogue.headings import Heading, Part, heading_of
from monitor.catalogue.values import Doubt

TEXTS = {
    Column.TIME: "time_text",
    Column.FEE: "fee_text",
    Column.PLACE: "place",
    Column.LEGAL: "legal_bases_text",
    Column.AGENCY: "agency",
}
_YES = frozenset({"có", "x", "nội bộ", "1", "true", "đúng"})


def procedure_of(
    texts: Mapping[Column, str], where: str, here: Heading, decision: Decision, territory: str
) -> tuple[ExpectedProcedure, list[Doubt]]:
    """A row as it is understood, and what is not."""
    doubts: list[Doubt] = []
    say = _Sayer(where, doubts)
    code = " ".join(texts.get(Column.CODE, "").split())
    if base_of(code) is None:
        say(Column.CODE, f"không đọc được mã: «{code}»" if code else "không có mã")
    name = n1_characters(texts.get(Column.NAME, "")).strip("* ")
    if not name:
        say(Column.NAME, "không có tên thủ tục")
    replaced = " ".join(texts.get(Column.REPLACED_BY, "").split())
    if replaced and base_of(replaced) is None:
        say(Column.REPLACED_BY, f"không đọc được mã thay thế: «{replaced}»")
    abolished = _abolished(texts, here, replaced, say)
    sector = texts.get(Column.SECTOR) or here.sector
    if sector == "?":
        sector = ""
        say(Column.SECTOR, "không rõ lĩnh vực: đề mục ở trên không hiểu được")
    days = {column: _day(texts, column, say) for column in _DAYS}
    own = texts.get(Column.DECISION, "")
    return ExpectedProcedure(
        code=code,
        name=name,
        decision=own or decision.number,
        signed=days[Column.SIGNED] or (None if own and not same_number(own, decision.number) else decision.signed),
        issuer=texts.get(Column.ISSUER) or decision.issuer,
        sector=sector,
        level=texts.get(Column.LEVEL) or here.level,
        effective_from=days[Column.EFFECTIVE] or decision.effective,
        effective_to=days[Column.EFFECTIVE_TO],
        abolished=abolished,
        internal=bool(here.internal) or canonical_text(texts.get(Column.INTERNAL, "")) in _YES,
        replaced_by=replaced,
        service_level=texts.get(Column.SERVICE, ""),
        instrument=texts.get(Column.INSTRUMENT, ""),
        instrument_effective=days[Column.INSTRUMENT_DAY],
        territory=texts.get(Column.TERRITORY) or territory,
        row=where,
        time_text=texts.get(Column.TIME, ""),
        fee_text=_fee(texts),
        place=texts.get(Column.PLACE, ""),
        legal_bases_text=texts.get(Column.LEGAL, ""),
        agency=texts.get(Column.AGENCY, ""),
    ), doubts


_DAYS = (Column.SIGNED, Column.EFFECTIVE, Column.EFFECTIVE_TO, Column.INSTRUMENT_DAY)


@dataclass(frozen=True, slots=True)
class _Sayer:
    where: str
    doubts: list[Doubt]

    def __call__(self, column: Column, text: str) -> None:
        self.doubts.append(Doubt(f"{self.where}, cột {column.value}", text))


def _day(texts: Mapping[Column, str], column: Column, say: _Sayer) -> date | None:
    text = texts.get(column, "")
    day = written_day(text) if text else None
    if text and day is None:
        say(column, f"không hiểu ngày: «{one_line(text)}»")
    return day


def _abolished(texts: Mapping[Column, str], here: Heading, replaced: str, say: _Sayer) -> bool:
    """Whether the decision takes the procedure away: by the row's own state, else by the part of the annex."""
    state = heading_of(texts[Column.STATE]) if texts.get(Column.STATE) else here
    if state.part is Part.MIXED:
        say(Column.STATE, f"không rõ là công bố hay bãi bỏ: «{state.kind}»")
    if state.part is Part.REPLACED and not replaced:
        say(Column.REPLACED_BY, "thuộc phần bị thay thế mà không ghi mã thay thế; tính như bị bãi bỏ")
    return state.part is Part.ABOLISHED or (state.part is Part.REPLACED and not replaced)


def _fee(texts: Mapping[Column, str]) -> str:
    if texts.get(Column.FEE):
        return texts[Column.FEE]
    apart = [(c.value, texts[c]) for c in (Column.FEE_ALONE, Column.CHARGE_ALONE) if texts.get(c)]
    if Column.CHARGE_ALONE not in texts:
        return apart[0][1] if apart else ""
    return "\n".join(f"{name}: {text}" for name, text in apart)


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())
