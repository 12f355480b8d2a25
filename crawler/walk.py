"""Walking one list of a portal: which page comes next, and when the list has been seen whole.

The same walk serves the live crawl (it says what to ask next) and the reading
from the archive (it is fed the committed pages again), so that both come to
the same judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.completeness import ListingPass, judge_listing, needs_another_pass
from analysis.model import ListingState
from crawler.asks import Ask, ListPlan, Taken


@dataclass(slots=True)
class _Pass:
    visit: int
    ids: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    totals: list[int | None] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    first_page: tuple[tuple[str, ...], int | None] | None = None
    cursors: set[str] = field(default_factory=set)
    over: bool = False
    ended: bool = False  # by itself, as the portal says a list ends

    def as_listing(self) -> ListingPass:
        return ListingPass(tuple(self.ids), tuple(self.totals), self.ended, tuple(self.sizes))


class Walk:
    """The passes over one list."""

    def __init__(self, plan: ListPlan) -> None:
        self.plan = plan
        self.passes: list[_Pass] = []
        self._closing: int | None = None  # the visit that reads the first page again
        self._closed = False

    def start(self) -> Ask:
        """The first page of the first pass."""
        return self._begin(1)

    def took(self, ask: Ask, taken: Taken) -> Ask | None:
        """Note a page that was read; the next question of this pass, or None when the pass is over."""
        if ask.visit == self._closing and ask.position == 1:
            self._closing = None
            if (taken.ids, taken.total) == self.passes[-1].first_page:
                self._closed = True
                return None
        current = self._pass(ask.visit)
        if ask.position == 1:
            current.first_page = (taken.ids, taken.total)
        nothing_new = not taken.may_be_behind_the_end and not set(taken.ids) - current.known
        current.ids.extend(taken.ids)
        current.known.update(taken.ids)
        current.totals.append(taken.total)
        current.sizes.append(len(taken.ids))
        if taken.next_cursor is None:
            current.over = current.ended = True
            return None
        # A cursor that comes back, or a page with nothing new, would go on for ever.
        if taken.next_cursor in current.cursors or nothing_new:
            current.over = True
            return None
        current.cursors.add(taken.next_cursor)
        return self.plan.ask(taken.next_cursor, ask.visit, ask.position + 1)

    def broke(self, ask: Ask) -> None:
        """Note a page that could not be read in the end: its pass is over and has not ended by itself."""
        if ask.position == 1:
            self.expect_closing(ask.visit)  # fed from the archive, nobody asked for it
        if ask.visit == self._closing:
            self._closing, self._closed = None, True  # judged by the pass that was read
            return
        self._pass(ask.visit).over = True

    def when_idle(self) -> Ask | None:
        """What to ask once everything asked so far is answered: another pass, a closing read, or nothing."""
        if not self.passes or not self.passes[-1].over or not self.passes[-1].ended:
            return None
        if needs_another_pass(tuple(p.as_listing() for p in self.passes)):
            return self._begin(self.passes[-1].visit + 1)
        if self.plan.closing_read and not self._closed and len(self.passes) == 1:
            self._closing = self.passes[-1].visit + 1
            return self.plan.ask("", self._closing, 1)
        return None

    def expect_closing(self, visit: int) -> None:
        """When fed from the archive: a visit after a finished pass begins as a closing read."""
        if self.plan.closing_read and len(self.passes) == 1 and self.passes[0].over and visit == 2:
            before = tuple(p.as_listing() for p in self.passes)
            if not self._closed and self._closing is None and not needs_another_pass(before):
                self._closing = visit

    def state(self) -> ListingState:
        """The judgement over all passes (D15)."""
        return judge_listing(self.plan.topic, self.plan.title, tuple(p.as_listing() for p in self.passes))

    def _begin(self, visit: int) -> Ask:
        self._pass(visit)
        return self.plan.ask("", visit, 1)

    def _pass(self, visit: int) -> _Pass:
        found = next((p for p in self.passes if p.visit == visit), None)
        if found is None:
            found = _Pass(visit)
            self.passes.append(found)
        return found
