"""A ledger that leaves marks in a file, so that a trace of system calls shows what it acknowledges and when."""

from __future__ import annotations

import itertools
import os
from typing import Any, Self

from sqlalchemy import Engine

from crawler.asks import Fetched
from storage.engine import connect
from storage.ledger import DatabaseLedger


class MarkingLedger(DatabaseLedger):
    """Writes ``put N`` when a capture arrives and ``ack N`` when the ledger says that it is committed."""

    def __init__(self, engine: Engine, run: int, marks: str, careless: bool) -> None:
        super().__init__(engine, run)
        if careless:  # the control of the proof: acknowledges what the disk does not have yet
            self._connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
            self._connection.rollback()
        self._marks = os.open(marks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._numbers = itertools.count(1)

    @classmethod
    def open(cls, *, url: str, run: int, marks: str = "/dev/null", careless: bool = False, **_: Any) -> Self:
        """The ledger of one run, and the file for its marks."""
        return cls(connect(url), run, marks, careless)

    async def put(self, fetched: Fetched) -> None:
        """As the real one, between two marks."""
        number = next(self._numbers)
        os.write(self._marks, b"put %d\n" % number)
        await super().put(fetched)
        os.write(self._marks, b"ack %d\n" % number)
