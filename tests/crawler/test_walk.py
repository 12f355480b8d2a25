"""Walking a list: it ends by itself, and the archive is judged as the live crawl was (D15)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model import Capture, ListingState, Page, Problem, ProblemKind
from crawler.asks import Ask, ListPlan, Taken
from crawler.reading import read_list
from crawler.walk import Walk

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)

#: What a portal says to one question: (ids, total, next cursor), or None when the page cannot be read.
Answer = tuple[tuple[str, ...], int | None, str | None] | None
Portal = Callable[[Ask], Answer]


def plan(*, closing_read: bool = True) -> ListPlan:
    def ask(cursor: str, visit: int, position: int) -> Ask:
        return Ask("list", "catalogue", "/list", "{}", visit, position, cursor)

    def take(body: bytes, _: Ask) -> Taken:
        ids, total, cursor = json.loads(body)
        return Taken(tuple(ids), total, cursor)

    return ListPlan("catalogue", "danh mục", ask, take, closing_read)


def honest(ids: tuple[str, ...], size: int) -> Portal:
    """Pages by cursor; an empty page ends the list, as on the national portal."""

    def answer(ask: Ask) -> Answer:
        start = int(ask.cursor or 0)
        page = ids[start : start + size]
        return page, len(ids), str(start + size) if page else None

    return answer


def crawled(portal: Portal, the_plan: ListPlan) -> tuple[ListingState, list[Capture]]:
    """What the spider does with a walk, and the captures it would leave."""
    walk, captures = Walk(the_plan), list[Capture]()
    ask: Ask | None = walk.start()
    while ask is not None:
        answer = portal(ask)
        captures.append(capture(len(captures), ask, answer))
        assert len(captures) < 300, "the walk does not end"
        if answer is None:
            walk.broke(ask)
            ask = None
        else:
            ask = walk.took(ask, Taken(*answer))
        ask = ask or walk.when_idle()
    return walk.state(), captures


def capture(number: int, ask: Ask, answer: Answer) -> Capture:
    if answer is None:
        problem = Problem(ProblemKind.SERVER_ERROR, "Máy chủ báo lỗi.", "")
        return Capture(number, "list", "catalogue", ask.visit, ask.position, None, problem)
    body = json.dumps(answer).encode()
    page = Page("POST", "https://portal.test/list", ask.body, "https://portal.test/list", 201, (), AT, body, "")
    return Capture(number, "list", "catalogue", ask.visit, ask.position, page, None)


class Held:
    """Captures held in memory."""

    def __init__(self, captures: Iterable[Capture]) -> None:
        self._captures = tuple(captures)

    def captures(self, purpose: str, topic: str = "") -> Iterator[Capture]:
        return (c for c in self._captures if c.purpose == purpose and topic in ("", c.topic))


def told(state: ListingState) -> tuple[object, ...]:
    """A judgement without its wording."""
    return state.complete, state.ids, state.stated_total, state.passes


@given(st.lists(st.integers(0, 999).map(str), unique=True, max_size=25).map(tuple), st.integers(1, 8))
def test_an_honest_list_is_read_whole_with_one_closing_read(ids: tuple[str, ...], size: int) -> None:
    state, captures = crawled(honest(ids, size), plan())

    assert (state.complete, state.ids) == (True, ids)
    one_pass = -(-len(ids) // size) + 1
    assert len(captures) == (one_pass + 1 if ids else 2)  # an empty list is read twice (D15)
    assert told(read_list(plan(), Held(captures)).state) == told(state)


def test_a_record_that_enters_at_the_front_while_we_read_is_found_by_a_second_pass() -> None:
    before, after = ("5", "4", "3", "2", "1"), ("6", "5", "4", "3", "2", "1")

    def answer(ask: Ask) -> Answer:
        return honest(before if ask.visit == 1 else after, 2)(ask)

    state, captures = crawled(answer, plan())

    assert (state.complete, state.passes, state.ids) == (False, 3, after) or state.complete
    assert (state.complete, state.passes, state.ids) == (True, 3, after)  # the second pass saw more, the third agreed
    assert told(read_list(plan(), Held(captures)).state) == told(state)


def test_a_closing_read_that_fails_leaves_the_judgement_of_the_whole_pass() -> None:
    def answer(ask: Ask) -> Answer:
        return None if ask.visit == 2 else honest(("3", "2", "1"), 2)(ask)

    state, captures = crawled(answer, plan())

    assert (state.complete, state.passes, state.ids) == (True, 1, ("3", "2", "1"))
    read = read_list(plan(), Held(captures))
    assert told(read.state) == told(state)
    assert [p.kind for p in read.problems] == [ProblemKind.SERVER_ERROR]  # it is told all the same


def test_a_page_that_fails_in_the_middle_leaves_the_list_incomplete_and_ends_the_walk() -> None:
    def answer(ask: Ask) -> Answer:
        return None if ask.position == 2 else honest(("3", "2", "1"), 2)(ask)

    state, captures = crawled(answer, plan())

    assert (state.complete, state.ids, len(captures)) == (False, ("3", "2"), 2)


@pytest.mark.parametrize("closing_read", [True, False])
@settings(max_examples=150)
@given(data=st.data())
def test_whatever_a_portal_answers_the_walk_ends_and_the_archive_is_judged_alike(
    data: st.DataObject, closing_read: bool
) -> None:
    """Totals that move or lack, cursors that loop, pages that fail, records that come and go."""
    names = ("a", "b", "c", "d")
    answers: dict[tuple[int, int], Answer] = {}

    def answer(ask: Ask) -> Answer:
        place = (ask.visit, ask.position)
        if place not in answers:
            answers[place] = data.draw(
                st.one_of(
                    st.none(),
                    st.tuples(
                        st.lists(st.sampled_from(names), max_size=3).map(tuple),
                        st.sampled_from((None, 0, 2, 3, 4)),
                        st.sampled_from((None, None, "x", "y", str(ask.position))),
                    ),
                ),
                label=str(place),
            )
        return answers[place]

    state, captures = crawled(answer, plan(closing_read=closing_read))

    assert len(captures) <= 3 * (len(names) + 1) + 1
    assert told(read_list(plan(closing_read=closing_read), Held(captures)).state) == told(state)
    if state.complete:
        decisive = {v: [a for (w, _), a in answers.items() if w == v] for v in range(1, state.passes + 1)}
        assert None not in decisive[state.passes]
