"""The ledger: what is done, what was refused. The store implements it on the database (D24)."""

from __future__ import annotations

from typing import Any, Protocol, Self

from crawler.asks import Fetched


class Answer(Protocol):
    """A committed good answer, served again when a crawl is resumed."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Header fields as received."""
        ...

    @property
    def wire(self) -> bytes:
        """Body before content decoding."""
        ...


class Ledger(Protocol):
    """What a crawl needs to remember. A page is done when its good capture is committed."""

    @classmethod
    def open(cls, **arguments: Any) -> Self:
        """Open the ledger of one run; the arguments travel in the job as plain values."""
        ...

    def is_done(self, visit: int, key: bytes) -> bool:
        """Whether a good answer to this request is committed for this visit of this run."""
        ...

    def answer(self, visit: int, key: bytes) -> Answer | None:
        """That answer, or None."""
        ...

    async def put(self, fetched: Fetched) -> None:
        """Store one capture; returns only after it is committed."""
        ...

    async def close(self) -> None:
        """Commit what is pending and let go of the store."""
        ...


class MemoryLedger:
    """A ledger that forgets: for dry runs (``scrapy crawl``) and tests."""

    def __init__(self) -> None:
        self.captures: list[Fetched] = []

    @classmethod
    def open(cls, **_: Any) -> Self:
        """A fresh, empty ledger."""
        return cls()

    def is_done(self, visit: int, key: bytes) -> bool:
        """Never: nothing outlives the run."""
        return False

    def answer(self, visit: int, key: bytes) -> Answer | None:
        """Never."""
        return None

    async def put(self, fetched: Fetched) -> None:
        """Keep the capture without its body: a dry run stores nothing."""
        self.captures.append(fetched)

    async def close(self) -> None:
        """Nothing to let go of."""
