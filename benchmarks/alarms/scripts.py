"""The scripts: which portal misbehaves in which way, for how many nights, and what changed for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from tests.simulator.faults import What
from tests.simulator.records import Night

from .troubles import (
    APPLIED,
    NATIONAL_LIST,
    SERVICES,
    Spoil,
    directory_shortened,
    fault,
    listed_twice,
    moved,
    of_details,
    on_page_2,
    other_records,
    page_repeated,
    shortened,
)
from .verdicts import Truth
from .world import Planted, due, third_of, truth_of

NATIONAL, PROVINCE, BOTH = ("national",), ("provincial",), ("national", "provincial")
HISTORY = 2


@dataclass(frozen=True)
class Script:
    """Honest nights, scripted nights, two clean nights."""

    name: str
    sides: tuple[str, ...] = ()  # whose portal misbehaves
    spoil: Spoil | None = None
    nights: int = 1  # scripted ones
    history: int = HISTORY  # honest ones before them
    for_good: Callable[[Night, Random], Night] | None = None  # what is really lost on the scripted night
    short: bool = False  # played in the short setting too


@dataclass(frozen=True)
class Played:
    """One night of a script: what the portals hold, who misbehaves, and what is asked of the monitor."""

    night: Night
    troubled: tuple[str, ...] = ()
    must_tell: bool = True
    must_confirm: bool = False

    @property
    def truth(self) -> Truth:
        """What holds."""
        return replace(truth_of(self.night), must_tell=self.must_tell, must_confirm=self.must_confirm)


def nights_of(script: Script, planted: Planted, rng: Random) -> Iterator[Played]:
    """The nights of a script from the first to the last."""
    after = planted.after()
    if script.for_good is not None:
        after = script.for_good(after, rng)
    honest = script.spoil is None and script.for_good is None
    yield from [Played(planted.before())] * script.history
    yield from [Played(after, script.sides, must_tell=honest)] * script.nights
    # What is gone for good may be waited for one night more: nobody can tell it from a fault before.
    yield Played(after, must_tell=script.for_good is None)
    yield Played(after, must_confirm=True)


def catalogue_shortened(night: Night, rng: Random) -> Night:
    """The national catalogue loses a third; the province goes on publishing it."""
    for code in third_of(due(night), night, rng):
        night = night.remove(code, keep_services=True)
    return night


def province_shortened(night: Night, rng: Random) -> Night:
    """The province takes down a third of what it must publish."""
    for code in third_of(due(night), night, rng):
        night = night.unpublish(code)
    return night


SCRIPTS = (
    Script("honest", short=True),
    # the national catalogue
    Script("firewall on list page 2", NATIONAL, on_page_2(NATIONAL_LIST, What.FIREWALL), short=True),
    Script("empty page 2", NATIONAL, on_page_2(NATIONAL_LIST, What.EMPTY_PAGE)),
    Script("twenty details 500", NATIONAL, of_details(20, What.SERVER_ERROR), short=True),
    Script("twenty details without a record", NATIONAL, of_details(20, What.VANISHED)),
    Script("firewall after 100 details", NATIONAL, fault("details", What.FIREWALL, after=100)),
    Script("another record under an id", NATIONAL, other_records(5, own_id=False)),
    Script("another record under the id asked for", NATIONAL, other_records(5, own_id=True), short=True),
    Script("totals that move", NATIONAL, fault("formalities", What.TOTAL_MOVES)),
    Script("a page repeated", NATIONAL, page_repeated(NATIONAL_LIST)),
    Script("list page 2 cut", NATIONAL, on_page_2(NATIONAL_LIST, What.TRUNCATED)),
    Script("list page 2 cut, its length right", NATIONAL, on_page_2(NATIONAL_LIST, What.BROKEN_JSON)),
    Script("ten details cut", NATIONAL, of_details(10, What.TRUNCATED)),
    Script("a procedure listed twice", NATIONAL, listed_twice(NATIONAL_LIST, in_place=False)),
    Script("a procedure in the place of another", NATIONAL, listed_twice(NATIONAL_LIST, in_place=True)),
    Script("list shortened by a third", NATIONAL, shortened(NATIONAL_LIST, everywhere=False), short=True),
    Script("portal shortened by a third", NATIONAL, shortened(NATIONAL_LIST, everywhere=True)),
    Script("catalogue shortened for good", for_good=catalogue_shortened, short=True),
    Script("issuer's filter ignored", NATIONAL, fault("formalities", What.FILTER_IGNORED)),
    Script("national portal moved", NATIONAL, moved),
    Script("national portal a shell", NATIONAL, fault("*", What.SHELL)),
    # what the province publishes
    Script("firewall on services page 2", PROVINCE, on_page_2(SERVICES, What.FIREWALL)),
    Script("firewall on applied page 2", PROVINCE, on_page_2(APPLIED, What.FIREWALL)),
    Script("empty services page 2", PROVINCE, on_page_2(SERVICES, What.EMPTY_PAGE)),
    Script("empty applied page 2", PROVINCE, on_page_2(APPLIED, What.EMPTY_PAGE), short=True),
    Script("both lists empty on page 2", PROVINCE, on_page_2((*SERVICES, *APPLIED), What.EMPTY_PAGE)),
    Script("services totals that move", PROVINCE, fault("services", What.TOTAL_MOVES)),
    Script("applied totals that move", PROVINCE, fault("applied", What.TOTAL_MOVES)),
    Script("pages repeated in both lists", PROVINCE, page_repeated((*SERVICES, *APPLIED))),
    Script("page 2 of both lists cut", PROVINCE, on_page_2((*SERVICES, *APPLIED), What.BROKEN_JSON)),
    Script("an applied record twice", PROVINCE, listed_twice(APPLIED, in_place=False)),
    Script("an applied record in another's place", PROVINCE, listed_twice(APPLIED, in_place=True)),
    Script("services shortened by a third", PROVINCE, shortened(SERVICES, everywhere=False)),
    Script("applied list shortened by a third", PROVINCE, shortened(APPLIED, everywhere=False)),
    Script("both lists shortened by a third", PROVINCE, shortened((*SERVICES, *APPLIED), everywhere=False), short=True),
    Script("province shortened by a third", PROVINCE, shortened((), everywhere=True)),
    Script("province shortened for good", for_good=province_shortened),
    Script("agency directory empty", PROVINCE, fault("agencies", What.EMPTY_PAGE)),
    Script("agency directory shortened by a third", PROVINCE, directory_shortened),
    Script("province's filter ignored", PROVINCE, fault("services", What.FILTER_IGNORED)),
    Script("province's portal moved", PROVINCE, moved),
    Script("province's portal a shell", PROVINCE, fault("*", What.SHELL)),
    # both, for longer, from the beginning
    Script("both portals behind a firewall", BOTH, fault("api", What.FIREWALL)),
    Script("two nights of firewall on list page 2", NATIONAL, on_page_2(NATIONAL_LIST, What.FIREWALL), nights=2),
    Script("two nights of twenty details 500", NATIONAL, of_details(20, What.SERVER_ERROR), nights=2),
    Script("two nights of another record", NATIONAL, other_records(5, own_id=True), nights=2),
    Script("two nights of empty applied page 2", PROVINCE, on_page_2(APPLIED, What.EMPTY_PAGE), nights=2),
    Script("first night: firewall on list page 2", NATIONAL, on_page_2(NATIONAL_LIST, What.FIREWALL), history=0),
    Script("first night: twenty details 500", NATIONAL, of_details(20, What.SERVER_ERROR), history=0),
    Script("first night: another record", NATIONAL, other_records(5, own_id=True), history=0),
    Script("first night: empty applied page 2", PROVINCE, on_page_2(APPLIED, What.EMPTY_PAGE), history=0),
    Script(
        "first night: both lists short, not the search",
        PROVINCE,
        shortened((*SERVICES, *APPLIED), everywhere=False),
        history=0,
    ),
)
