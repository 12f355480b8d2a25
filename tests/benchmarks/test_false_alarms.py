"""The bench of false alarms: its scorer held against literal nights, its troubles against single answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.alarms import troubles
from benchmarks.alarms.scripts import SCRIPTS, nights_of
from benchmarks.alarms.verdicts import Truth, Verdict, read, score, write
from benchmarks.alarms.world import Planted, due, platform, truth_of, whole
from tests.simulator.wire import DETAIL_PATH, LIST_PATH, Request, dump

A, B, C, D = "1.900001", "1.900002", "1.900003", "1.900004"


def truth(national: str = "ABC", published: str = "AB", *, tell: bool = True, confirm: bool = False) -> Truth:
    """A night by the letters of the codes; the province must publish all of the catalogue."""
    codes = {"A": A, "B": B, "C": C, "D": D}
    held = frozenset(codes[x] for x in national)
    return Truth(held, frozenset(codes[x] for x in published), held, must_tell=tell, must_confirm=confirm)


def gap(code: str, standing: str = "xác nhận") -> Verdict:
    return Verdict(code, "provincial", "chưa công khai", standing)


def lost(code: str, side: str = "national") -> Verdict:
    return Verdict(code, side, "mất")


def undetermined(code: str) -> Verdict:
    return Verdict(code, "provincial", "không xác định")


def test_a_monitor_that_is_right_scores_nothing() -> None:
    nights = [truth(), truth(tell=False), truth(), truth(confirm=True)]

    assert score(nights, [[gap(C, "chờ xác nhận")], [undetermined("*")], [gap(C)], [gap(C)]]).clean


def test_a_gap_that_is_none_is_false_even_while_it_awaits() -> None:
    found = score([truth(tell=False), truth()], [[gap(A, "chờ xác nhận"), gap(C)], [gap(A), gap(C)]])

    assert found.false_gaps == ((1, A), (2, A))
    assert found.counts == (0, 2, 0)


def test_a_gap_of_a_procedure_that_nobody_knows_is_false() -> None:
    assert score([truth()], [[gap(C), gap("xã H53.137")]]).false_gaps == ((1, "xã H53.137"),)


def test_undetermined_is_missed_on_an_honest_night_and_nothing_on_a_broken_one() -> None:
    assert score([truth(tell=False)], [[undetermined(C)]]).clean
    assert score([truth()], [[undetermined(C)]]).missed == ((1, C),)


def test_what_is_not_confirmed_when_it_must_be_is_missed_once_however_often_it_was() -> None:
    found = score([truth(), truth(confirm=True)], [[], [gap(C, "chờ xác nhận")]])

    assert found.missed == ((1, C), (2, C))
    assert found.counts == (0, 0, 1)


def test_a_record_that_is_still_there_is_not_lost() -> None:
    found = score([truth(), truth(tell=False)], [[gap(C)], [lost(A), lost(B, "provincial")]])

    assert found.false_lost == ((2, A), (2, B))


def test_a_loss_holds_on_the_side_that_lost_it() -> None:
    nights = [truth("ABCD", "ABCD"), truth("ABC", "AB")]

    told = [lost(D), lost(D, "provincial"), lost(C, "provincial"), gap(C)]
    assert score(nights, [[], told]).clean
    assert score(nights, [[], [lost(C), gap(C)]]).false_lost == ((2, C),)


def test_a_loss_on_a_first_night_is_false_since_nothing_was_known_before() -> None:
    assert score([truth()], [[gap(C), lost(D)]]).false_lost == ((1, D),)


def test_a_loss_must_be_told_by_the_last_night_on_any_night() -> None:
    nights = [truth("ABD", "ABD"), truth("AB", "AB", tell=False), truth("AB", "AB", confirm=True)]

    assert score(nights, [[], [lost(D)], []]).clean
    assert score(nights, [[], [], [lost(D)]]).clean
    assert score(nights, [[], [], []]).missed == ((3, D),)


def test_every_night_is_judged() -> None:
    with pytest.raises(ValueError, match="argument"):
        score([truth(), truth()], [[]])


def test_a_file_of_verdicts_is_read_as_it_was_written(tmp_path: Path) -> None:
    told = [gap(C, "chờ xác nhận"), lost(D), undetermined("*")]
    write(tmp_path / "out.csv", [*told, gap(C, "chờ xác nhận")])

    assert read(tmp_path / "out.csv") == sorted(told)


@pytest.mark.parametrize(
    "line", [f"{C},provincial,chưa công khai,", f"{C},xã,mất,", f"{C},national,gone,", f"{C},,mất,"]
)
def test_a_line_that_means_nothing_is_refused(line: str, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text(f"code,side,verdict,standing\n{line}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=C):
        read(file)


# --- the portals ------------------------------------------------------------------


def asking(spoil: troubles.Spoil) -> Callable[..., Any]:
    """Asks the whole platform with one trouble, for the data of an answer."""
    stage = troubles.Stage(whole(), random.Random(1), "http://localhost:1/")
    spoilt = troubles.Spoilt(platform(whole()), [spoil(stage)])
    return lambda path, **body: spoilt.respond(Request("POST", path, body=dump(body))).json()["data"]


def test_the_second_page_is_hit_whatever_its_size() -> None:
    ask = asking(troubles.page_repeated(troubles.NATIONAL_LIST))
    for limit in (20, 50):
        body = {"departmentCode": "G15", "limit": limit}
        first = ask(LIST_PATH, lastId="", **body)
        second = ask(LIST_PATH, lastId=first["lastId"], **body)
        third = ask(LIST_PATH, lastId=second["lastId"], **body)

        assert first["items"] == second["items"] != third["items"]
        assert first["lastId"] != second["lastId"]


def test_a_shortened_list_says_a_smaller_total() -> None:
    ask = asking(troubles.shortened(troubles.NATIONAL_LIST, everywhere=False))
    total = ask(LIST_PATH, departmentCode="G15", lastId="", limit=1)["total"]

    assert 100 < total < 130 < len(due(whole()))


def test_another_record_comes_under_its_own_id_or_under_the_one_asked_for() -> None:
    for own_id in (True, False):
        ask = asking(troubles.other_records(5, own_id=own_id))
        entries = [e for e in whole().entries.values() if ask(DETAIL_PATH, id=e.id)["code"] != e.facts.code]

        assert len(entries) == 5
        assert {ask(DETAIL_PATH, id=e.id)["id"] == e.id for e in entries} == {own_id}


def test_what_is_planted_is_true() -> None:
    planted = Planted.drawn(7)
    before, after = truth_of(planted.before()), truth_of(planted.after())

    assert truth_of(whole()).gaps == set()
    assert before.gaps == {*planted.old, *planted.mended}
    assert after.gaps == {*planted.old, *planted.new}
    assert before.national - after.national == set(planted.repealed)


def test_every_script_ends_with_two_nights_without_trouble() -> None:
    planted = Planted.drawn(7)
    assert len({s.name for s in SCRIPTS}) == len(SCRIPTS)
    for script in (s for s in SCRIPTS if s.short):
        nights = list(nights_of(script, planted, random.Random(1)))

        assert [n.troubled for n in nights[-2:]] == [(), ()]
        assert nights[-1].must_confirm
        assert len(nights) == script.history + script.nights + 2
