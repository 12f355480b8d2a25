"""Fees (phí, lệ phí, giá) as values: "Không", "Miễn phí", "Không quy định", 0 and nothing are five answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from analysis.readers import NotUnderstood


class FeeKind(StrEnum):
    """What the money is called in law."""

    FEE = "phí"
    CHARGE = "lệ phí"
    PRICE = "giá"


class Currency(StrEnum):
    """The two currencies that occur."""

    VND = "VND"
    USD = "USD"


class FeeState(StrEnum):
    """What a source says about money, as a whole."""

    AMOUNT = "có mức thu"
    NONE = "Không"
    FREE = "Miễn phí"
    NOT_REGULATED = "Không quy định"
    ZERO = "0"
    EMPTY = "để trống"
    BY_COUNCIL = "theo Nghị quyết của HĐND tỉnh"
    BY_DOCUMENT = "theo văn bản khác"


@dataclass(frozen=True, slots=True)
class Cap:
    """Mức thu tối đa."""

    amount: int
    per: str = ""


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One rate. ``amount`` None: the text leaves the figure to the documents in ``basis``."""

    amount: int | None
    currency: Currency | None = Currency.VND  # None: the source gives a bare number
    kind: FeeKind | None = None
    per: str = ""  # "hồ sơ", "bản", "trang" ...
    tier: str = ""  # "từ trang thứ 3 trở lên"
    cap: Cap | None = None
    condition: str = ""
    channel: str = ""  # DIRECT, ONLINE, POSTAL
    valid_from: date | None = None
    valid_to: date | None = None
    part: bool = False  # a share of a rate that is stated too
    basis: tuple[str, ...] = ()
    #: Of a temporary rate: the usual rate that it stands in for.
    instead_of: int | None = field(default=None, compare=False)
    kind_told: bool = field(default=True, compare=False)  # False: the kind is only a setting of the portal's row

    @property
    def is_temporary(self) -> bool:
        """Whether the rate holds for a stretch of time only."""
        return self.valid_to is not None

    @property
    def text(self) -> str:
        """The rate in Vietnamese."""
        if self.amount is None:
            return "theo " + (", ".join(self.basis) or "văn bản khác")
        number = f"{self.amount:,}".replace(",", ".")
        unit = {Currency.VND: " đồng", Currency.USD: " USD", None: " (không ghi đơn vị tiền)"}[self.currency]
        until = f" (đến {self.valid_to:%d/%m/%Y})" if self.valid_to else ""
        return f"{number}{unit}" + (f"/{self.per}" if self.per else "") + until


@dataclass(frozen=True, slots=True)
class Fees:
    """Everything a source says about the money of one way of filing."""

    state: FeeState
    items: tuple[FeeItem, ...] = ()
    exemptions: tuple[str, ...] = ()  # canonical: who pays nothing or less
    by_council: bool = False  # HĐND cấp tỉnh fixes the rate
    basis: tuple[str, ...] = ()  # numbers of documents
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def says_nothing(self) -> bool:
        """Whether neither a rate nor an exemption nor any word on them is told."""
        return self.state is FeeState.EMPTY and not self.exemptions

    @property
    def text(self) -> str:
        """The rates, or the state, in Vietnamese."""
        if self.state is not FeeState.AMOUNT:
            return self.state.value
        return "; ".join(f"{i.condition}: {i.text}" if i.condition else i.text for i in self.items)


FeeReading = Fees | NotUnderstood
