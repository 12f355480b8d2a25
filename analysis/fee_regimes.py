"""Who fixes a fee (phí, lệ phí): the centre, or the people's council of the province (domain 4.4).

HĐND cấp tỉnh fixes lệ phí hộ tịch (NĐ 362/2025, before it TT 85/2019 Art. 3) and phí
đăng ký biện pháp bảo đảm; the fee for extracts of civil status data is national (TT 281/2016).
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.codes import base_of
from analysis.model import Procedure
from analysis.sectors import canonical_sector


@dataclass(frozen=True, slots=True)
class Regime:
    """The fees of one field that HĐND cấp tỉnh fixes; ``but`` names codes whose fee is national all the same."""

    sector: str
    what: str
    basis: str
    but: tuple[str, ...] = ()


BY_COUNCIL: tuple[Regime, ...] = (
    Regime("Hộ tịch", "lệ phí hộ tịch", "Nghị định 362/2025/NĐ-CP", ("2.000635", "2.002516")),
    Regime("Hộ tịch - liên thông", "lệ phí hộ tịch", "Nghị định 362/2025/NĐ-CP"),
    Regime("Đăng ký biện pháp bảo đảm", "phí đăng ký biện pháp bảo đảm", "Nghị định 362/2025/NĐ-CP"),
)


def council_regime(procedure: Procedure) -> Regime | None:
    """The regime under which HĐND cấp tỉnh fixes the fee of a procedure, or None when it is national."""
    sector = canonical_sector(procedure.sector.name) if procedure.sector else ""
    code = base_of(procedure.code)
    return next((r for r in BY_COUNCIL if canonical_sector(r.sector) == sector and code not in r.but), None)
