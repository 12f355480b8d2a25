"""B4: questions about the past against SQLAlchemy-Continuum and hand-written SQL, on ten years of 600 procedures.

2,000 random questions: one procedure with its content, the whole catalogue (ids, codes, names, digests: "what was
published on D"), and the difference of two days. All sides get the same questions, in blocks and in turn, and must give
the same answers. What is measured is processor time, in which a question waits for nobody: all of it is in memory.
One procedure is given with its whole content, unpacked on every side by the same function.

Bars: p50 at most a third of Continuum's and at most twice that of hand-written SQL, for each kind of question; p99 of
the whole catalogue under 5 ms. Continuum's own indexes are used, and one on the time of its transactions is added.
The hand-written SQL keeps the same versions as intervals (from, until) with the indexes that suit each question.
"""

from __future__ import annotations

import argparse
import bisect
import gc
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import sqlalchemy as sa
import sqlalchemy_continuum
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, configure_mappers, mapped_column

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.model import Procedure
from benchmarks.common import Quiet, begin, verdict
from benchmarks.grown_years import PORTALS, Row, Years, filled
from storage import history
from storage.coding import unpack
from storage.values import load

Catalogue = dict[str, tuple[str, str, bytes]]
Delta = tuple[frozenset[str], frozenset[str], frozenset[str]]
ONE, WHOLE, TWO = "one procedure", "whole catalogue", "two days"
CATALOGUE_P99 = 0.005
#: So many questions are put to one side before the next has its turn.
BLOCK = 30


# --- ours ---------------------------------------------------------------------------


class Ours:
    """The product's own questions."""

    def __init__(self, years: Years, folder: Path) -> None:
        self.engine = filled(years, folder)
        self.connection = self.engine.connect()

    def one(self, portal_id: str, by: datetime) -> Procedure | None:
        return history.procedure_by(self.connection, PORTALS[0], portal_id, by)

    def whole(self, by: datetime) -> Mapping[str, Any]:
        return history.catalogue_by(self.connection, PORTALS[0], by)

    def two(self, one: datetime, other: datetime) -> history.Delta:
        return history.delta(self.whole(one), self.whole(other))

    @staticmethod
    def told(some: Mapping[str, history.Held]) -> Catalogue:
        return {i: (h.code, h.name, h.sha256 or b"") for i, h in some.items()}

    @staticmethod
    def told_delta(found: history.Delta) -> Delta:
        return frozenset(found.added), frozenset(found.lost), frozenset(found.edited)

    def close(self) -> None:
        self.connection.close()
        self.engine.dispose()


# --- by hand ----------------------------------------------------------------------------


class ByHand:
    """The same versions as intervals of runs, asked with sqlite3 alone."""

    def __init__(self, years: Years, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "hand.sqlite")
        run, c = self.connection.execute, self.connection
        run("create table run (id integer primary key, finished_at integer, complete integer)")
        run(
            "create table version (id integer primary key, portal_id text, since integer, until integer,"
            " code text, name text, digest blob, content blob)"
        )
        c.executemany(
            "insert into run values (?, ?, ?)",
            [(n, int(years.finished(n).timestamp()), n not in years.bad) for n in range(years.nights)],
        )
        ends = _ends(years.rows)
        c.executemany(
            "insert into version (portal_id, since, until, code, name, digest, content) values (?, ?, ?, ?, ?, ?, ?)",
            [
                (r.portal_id, r.night, end, r.code, r.name, r.digest, r.content)
                for r, end in zip(years.rows, ends, strict=True)
            ],
        )
        run("create index record on version (portal_id, since)")
        run("create index span on version (until, since)")
        run("create index ended on run (complete, finished_at)")
        run("analyze")
        c.commit()

    def _run(self, by: datetime) -> int:
        query = "select max(id) from run where complete and finished_at <= ?"
        found: int = self.connection.execute(query, (int(by.timestamp()),)).fetchone()[0]
        return found

    def one(self, portal_id: str, by: datetime) -> Procedure | None:
        row = self.connection.execute(
            "select content from version where portal_id = ? and since <= (select max(id) from run where complete"
            " and finished_at <= ?) order by since desc limit 1",
            (portal_id, int(by.timestamp())),
        ).fetchone()
        return None if row is None else _opened(row[0])

    def whole(self, by: datetime) -> Catalogue:
        query = (
            "select portal_id, code, name, digest from version where until > ? and since <= ? and digest is not null"
        )
        at = self._run(by)
        return {i: (c, n, d) for i, c, n, d in self.connection.execute(query, (at, at))}

    def two(self, one: datetime, other: datetime) -> Delta:
        return _difference(self.whole(one), self.whole(other))

    def close(self) -> None:
        self.connection.close()


def _ends(rows: list[Row]) -> list[int]:
    """The night on which each version was followed by another; the far future where none is."""
    ends = [1 << 40] * len(rows)
    last: dict[str, int] = {}
    for number, row in enumerate(rows):
        if row.portal_id in last:
            ends[last[row.portal_id]] = row.night
        last[row.portal_id] = number
    return ends


def _opened(content: bytes | None) -> Procedure | None:
    return None if content is None else load(Procedure, unpack(content))


def _difference(before: Catalogue, after: Catalogue) -> Delta:
    edited = frozenset(i for i in before.keys() & after.keys() if before[i][2] != after[i][2])
    return frozenset(after.keys() - before.keys()), frozenset(before.keys() - after.keys()), edited


# --- SQLAlchemy-Continuum ----------------------------------------------------------------


class Base(DeclarativeBase):
    """Continuum's tables."""


sqlalchemy_continuum.make_versioned(user_cls=None)


class Formality(Base):
    """A procedure as an application with Continuum would keep it."""

    __tablename__ = "formality"
    __versioned__ = {"strategy": "validity"}  # noqa: RUF012 - Continuum reads it as a plain attribute

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    name: Mapped[str]
    digest: Mapped[bytes]
    content: Mapped[bytes]


configure_mappers()


class Continuum:
    """SQLAlchemy-Continuum, strategy "validity": its version class, asked for columns and not for objects.

    The rows are written in bulk, as its listeners would have written them one by one.
    """

    def __init__(self, years: Years, folder: Path) -> None:
        self.engine = sa.create_engine(f"sqlite:///{folder / 'continuum.sqlite'}")
        Base.metadata.create_all(self.engine)
        self.versions: Any = sqlalchemy_continuum.version_class(Formality)
        self.transactions: Any = sqlalchemy_continuum.transaction_class(Formality)
        self._fill(years)
        self.session = Session(self.engine)

    def _fill(self, years: Years) -> None:
        numbers: dict[str, int] = {}
        rows = []
        for row, end in zip(years.rows, _ends(years.rows), strict=True):
            number = numbers.setdefault(row.portal_id, len(numbers) + 1)
            rows.append(
                {
                    "id": number,
                    "portal_id": row.portal_id,
                    "code": row.code,
                    "name": row.name,
                    "digest": row.digest,
                    "content": row.content,
                    "transaction_id": row.night + 1,
                    "end_transaction_id": None if end == 1 << 40 else end + 1,
                    "operation_type": 2 if row.content is None else 0 if row.night == 0 else 1,
                }
            )
        whole = [n for n in range(years.nights) if n not in years.bad]
        told = [{"id": n + 1, "issued_at": years.finished(n).replace(tzinfo=None)} for n in whole]
        with self.engine.begin() as connection:
            connection.execute(sa.insert(self.transactions.__table__), told)
            connection.execute(sa.insert(self.versions.__table__), rows)
            connection.execute(sa.text('create index issued on "transaction" (issued_at)'))
            connection.execute(sa.text("analyze"))

    def _transaction(self, by: datetime) -> int:
        t = self.transactions
        found = self.session.query(sa.func.max(t.id)).filter(t.issued_at <= by.replace(tzinfo=None)).scalar()
        return int(found)

    def _held(self, by: datetime, *columns: Any) -> Any:
        v, at = self.versions, self._transaction(by)
        ends = sa.or_(v.end_transaction_id.is_(None), v.end_transaction_id > at)
        return self.session.query(*columns).filter(v.transaction_id <= at, ends, v.operation_type != 2)

    def one(self, portal_id: str, by: datetime) -> Procedure | None:
        v = self.versions
        return _opened(self._held(by, v.content).filter(v.portal_id == portal_id).scalar())

    def whole(self, by: datetime) -> Catalogue:
        v = self.versions
        return {i: (c, n, d) for i, c, n, d in self._held(by, v.portal_id, v.code, v.name, v.digest)}

    def two(self, one: datetime, other: datetime) -> Delta:
        return _difference(self.whole(one), self.whole(other))

    def close(self) -> None:
        self.session.close()
        self.engine.dispose()


# --- asking -----------------------------------------------------------------------------


Question = tuple[str, tuple[Any, ...]]


def questions(years: Years, n: int) -> list[Question]:
    """Random questions of the three kinds, in turn."""
    rnd = random.Random(years.seed + 2)
    records = sorted({r.portal_id for r in years.rows})
    made: list[Question] = []
    for number in range(n):
        one, other = (years.end_of(rnd.randrange(years.nights)) for _ in range(2))
        kinds: tuple[Question, ...] = (ONE, (rnd.choice(records), one)), (WHOLE, (one,)), (TWO, (one, other))
        made.append(kinds[number % 3])
    return made


def asked(side: Any, question: Question) -> tuple[float, Any]:
    """How long an answer took, and the answer in one form for all sides."""
    kind, words = question
    ask: Callable[..., Any] = {ONE: side.one, WHOLE: side.whole, TWO: side.two}[kind]
    began = time.process_time()
    answer = ask(*words)
    took = time.process_time() - began
    if isinstance(side, Ours) and kind != ONE:
        answer = side.told(answer) if kind == WHOLE else side.told_delta(answer)
    return took, answer


def measured(sides: Mapping[str, Any], some: list[Question], quiet: Quiet) -> dict[tuple[str, str], list[float]]:
    """By (kind, side): the times, each side in turn for a block of questions. Raises where two sides disagree."""
    times: dict[tuple[str, str], list[float]] = {}
    for number, start in enumerate(range(0, len(some), BLOCK)):
        quiet.wait()
        block = some[start : start + BLOCK]
        order = list(sides)[number % len(sides) :] + list(sides)[: number % len(sides)]
        answers = {}
        for name in order:
            told = [asked(sides[name], question) for question in block]
            answers[name] = [answer for _, answer in told]
            for (kind, _), (took, _) in zip(block, told, strict=True):
                times.setdefault((kind, name), []).append(took)
        if any(answer != answers["ours"] for answer in answers.values()):
            raise AssertionError("the sides answer differently")
    return times


def model(years: Years, night: int) -> Catalogue:
    """The catalogue of a night by playing every version up to it: the truth that all sides are held against."""
    shown: Catalogue = {}
    last = max(n for n in range(night + 1) if n not in years.bad)
    for row in years.rows[: bisect.bisect_right(years.rows, last, key=lambda r: r.night)]:
        if row.digest is None:
            shown.pop(row.portal_id, None)
        else:
            shown[row.portal_id] = (row.code, row.name, row.digest)
    return shown


def _milliseconds(times: list[float]) -> tuple[float, float]:
    return median(times) * 1000, quantiles(times, n=100)[98] * 1000


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="one year, 150 questions; bars that a busy machine holds")
    short = parser.parse_args().short
    years = Years(600, 366 if short else 3652)
    begin()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = {"ours": Ours, "by hand": ByHand, "Continuum": Continuum}
        sides = {name: kind(years, folder) for name, kind in kinds.items()}
        size = {f.stem: f.stat().st_size >> 20 for f in folder.glob("*.sqlite")}
        took = time.perf_counter() - began
        print(
            f"{years.nights} nights, {len(years.rows)} versions; MB on disk: {size}; made in {took:.0f} s", flush=True
        )
        try:
            some = questions(years, 150 if short else 2000)
            for _, words in some[1:90:3]:  # the truth, and a first round for the caches
                night = (words[0] - years.end_of(0)).days
                assert Ours.told(sides["ours"].whole(words[0])) == model(years, night), night
            gc.collect()
            gc.freeze()  # the ten years in our hands are none of the product's garbage
            times = measured(sides, some, Quiet(0 if short else 120))
            return judge(times, short=short)
        finally:
            for side in sides.values():
                side.close()


def judge(times: dict[tuple[str, str], list[float]], *, short: bool) -> int:
    """Print the figures and say whether the bars are held."""
    ok, worst = True, []
    for kind in (ONE, WHOLE, TWO):
        told = {name: _milliseconds(t) for (k, name), t in times.items() if k == kind}
        print(kind + ": " + ", ".join(f"{n} {a:.3f} / {b:.3f} ms" for n, (a, b) in told.items()) + " (p50 / p99)")
        mine = told["ours"][0]
        to_peer, to_hand = mine / told["Continuum"][0], mine / told["by hand"][0]
        worst.append(f"{kind} {to_peer:.2f} of Continuum, {to_hand:.2f} of hand-written")
        ok &= (short or to_peer <= 1 / 3) and to_hand <= (3 if short else 2)
    p99 = _milliseconds(times[WHOLE, "ours"])[1]
    ok &= p99 < CATALOGUE_P99 * 1000 * (4 if short else 1)
    return verdict(
        "B4 as-of",
        f"p50: {'; '.join(worst)}; catalogue p99 {p99:.2f} ms",
        "bars: a third, twice, 5 ms" + ("; short: Continuum not judged, three times, 20 ms" if short else ""),
        ok=ok,
    )


if __name__ == "__main__":
    with closing(sys.stdout):
        sys.exit(main())
