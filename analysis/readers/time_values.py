"""Time limits (thời hạn giải quyết) as values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from analysis.readers import NotUnderstood


class Unit(StrEnum):
    """Đơn vị thời gian; whether days are working days is said beside it."""

    HOUR = "giờ"
    DAY = "ngày"
    MONTH = "tháng"
    YEAR = "năm"


class Manner(StrEnum):
    """How a case states its time."""

    AMOUNT = "số lượng"
    SAME_DAY = "ngay trong ngày"
    AT_ONCE = "ngay khi nhận đủ hồ sơ"
    AGREED = "theo thỏa thuận"


Range = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class TimeCase:
    """One time limit and when it holds. ``working`` None: the text does not say, or days are not counted."""

    amount: Decimal | Range | None = None
    unit: Unit | None = None
    working: bool | None = None
    condition: str = ""  # canonical: "phải xác minh", "sở tư pháp"
    qualifiers: tuple[str, ...] = ()  # "không quá", "sau cắt giảm" ...
    counted_from: str = ""  # "nhận đủ hồ sơ hợp lệ"
    manner: Manner = Manner.AMOUNT
    cutoff: str = ""  # "15:00": what comes later is answered on the next working day
    adds: bool = False  # kéo dài thêm: on top of the limit before it
    part: bool = False  # a share of a total that the text states too
    about: str = ""  # canonical: what else its clause says

    @property
    def same_day(self) -> bool:
        """Whether the result is given on the day itself."""
        return self.manner is Manner.SAME_DAY

    @property
    def most(self) -> Decimal | None:
        """The longest time that the case allows, in its unit."""
        return self.amount[1] if isinstance(self.amount, tuple) else self.amount

    @property
    def text(self) -> str:
        """The case in Vietnamese."""
        if self.manner is not Manner.AMOUNT:
            return self.manner.value + (f" (nhận sau {self.cutoff}: ngày làm việc tiếp theo)" if self.cutoff else "")
        parts = self.amount if isinstance(self.amount, tuple) else (self.amount,)
        number = "-".join(f"{n:f}".replace(".", ",") for n in parts if n is not None)
        return ("thêm " if self.adds else "") + f"{number} {self.unit}" + (" làm việc" if self.working else "")


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Everything a source says about time, in its order.

    ``told`` is the limit as the source's own words tell it beside a field that states it: the portal's
    "1 ngày làm việc" with a description that says "ngay trong ngày; phải xác minh: 3 ngày làm việc".
    """

    cases: tuple[TimeCase, ...]
    told: tuple[TimeCase, ...] = ()

    @property
    def accounts(self) -> tuple[tuple[TimeCase, ...], ...]:
        """The ways in which this source can be taken at its word, the field first."""
        if not self.told:
            return (self.cases,)
        beside = tuple(c for c in self.told if c.condition and not c.part)
        return (self.cases, self.told, (*self.cases, *beside)) if beside else (self.cases, self.told)

    @property
    def text(self) -> str:
        """All cases in Vietnamese."""
        return "; ".join(f"{c.condition}: {c.text}" if c.condition else c.text for c in self.cases)


@dataclass(frozen=True, slots=True)
class Unspecified:
    """No time limit is stated: not zero, and not a misreading. ``denied``: the source says that there is none."""

    reason: str
    denied: bool = False


TimeReading = TimeLimit | Unspecified | NotUnderstood
