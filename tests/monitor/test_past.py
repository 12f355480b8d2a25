"""The questions of auditors on the command line: as of a day, between two days, night by night, by words."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from analysis.model import (
    Comparison,
    Discrepancy,
    Kind,
    Outcome,
    Portal,
    Role,
    Severity,
    Sighting,
    SourceForm,
    Status,
    Step,
)
from storage import comparisons
from storage.database import open_store
from storage.rereadings import Frame, ReadOtherwise, keep_reread
from tests.analysis.makers import JUSTICE, local, national
from tests.monitor.command import Ended, one_sentence, tthc
from tests.monitor.test_cli import config_file
from tests.storage.making import url
from tests.storage.past import Log, at, day

CODE = "1.000001"
#: The sources as the example configuration calls them.
CATALOGUE, PLATFORM = "Cổng DVCQG – danh mục Bộ Tư pháp", "Cổng DVCQG – dịch vụ công tại Tây Ninh"
A = national(1, name="Đăng ký hành nghề công chứng", steps=(Step("", "Nộp hồ sơ tại Sở Tư pháp."),))
B, C = national(2, name="Cấp lại thẻ giám định viên"), national(3)
EDITED = replace(A, steps=(Step("", "Nộp hồ sơ tại Trung tâm Phục vụ hành chính công."),))
NEW_CODE = replace(B, portal_id="n09", code="1.000009")

#: 0 whole, 1 partial without A, 2 whole with A edited, 3 no run, 4 failed, 5 A gone, B under a new code, 6 A back
NIGHTS = 7


@dataclass(frozen=True)
class Desk:
    """The store of these nights, and its commands."""

    config: Path

    def ask(self, *args: object) -> Ended:
        return tthc(*args, "--config", self.config)

    def json(self, *args: object) -> Any:
        ended = self.ask(*args, "--format", "json")
        assert (ended.code, ended.err) == (0, "")
        return json.loads(ended.out)

    def lines(self, *args: object) -> list[str]:
        ended = self.ask(*args)
        assert (ended.code, ended.err) == (0, "")
        return ended.out.splitlines()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("past")
    engine = open_store(url(folder))
    log = Log(engine)
    log.night(0, A, B, C)
    log.night(1, B, outcome=Outcome.PARTIAL, promised=["n01"], reason="Máy chủ của cổng báo lỗi.")
    log.night(2, EDITED, B, C)
    log.night(4, outcome=Outcome.FAILED, reason="Không tìm được địa chỉ của máy chủ.")
    log.night(5, NEW_CODE, C)
    log.night(6, EDITED, NEW_CODE, C)
    for number, status in enumerate(STATUSES):
        if status is not None:
            stand(log, number, status)
    engine.dispose()
    yield Desk(config_file(folder))


STATUSES = (
    Status.AWAITING,
    Status.AWAITING,  # the partial night: it could not be seen
    Status.NEW,
    None,
    Status.NEW,  # nobody could look
    Status.ACCEPTED,
    Status.FIXED,
)
SEEN = (0, 0, 2, 2, 2, 5, 5)  # by night: when the line was last seen
LINE = Discrepancy(
    "CL13",
    Kind.PAIR,
    Severity.HIGH,
    "vì",
    CODE,
    A.name,
    "Công chứng",
    "thời hạn",
    "5 ngày",
    "7 ngày",
    ("dvcqg", "dvcqg-tayninh"),
)
GROUND = "163/QĐ-BTP"


def stand(log: Log, number: int, status: Status) -> None:
    """Keep a night's comparison in which the line stands like that."""
    basis = GROUND if status is Status.ACCEPTED else ""
    sighting = Sighting(LINE, status, day(0), day(SEEN[number]), number + 1, basis)
    comparisons.store_comparison(
        log.engine, Comparison(day(number)), [sighting], {}, at(number, 23), complete=True, rules="1"
    )


def vn(number: int) -> str:
    return f"{day(number):%d/%m/%Y}"


# --- show ---------------------------------------------------------------------------------


def test_a_day_that_was_read_whole_is_told_with_its_interval_of_observation(desk: Desk) -> None:
    lines = desk.lines("show", CODE, "--as-of", day(0))

    assert lines[:4] == [
        f"{CATALOGUE}, ngày {vn(0)}",
        "Nguồn này cho thấy: có tên trong danh sách.",
        f"Đọc đêm {vn(0)} (đọc đủ; từ 22:30 {vn(0)} đến 22:40 {vn(0)}; lần quét 1)",
        f"Nội dung này thấy từ đêm {vn(0)} đến đêm {vn(0)}; trước đó chưa đọc lần nào; đêm {vn(2)} đã khác",
    ]
    assert "Trình tự thực hiện: Nộp hồ sơ tại Sở Tư pháp." in lines


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (1, f"đêm {vn(1)} đọc thiếu (Máy chủ của cổng báo lỗi)"),
        (3, "ngày ấy không có lần quét nào kết thúc."),
        (4, f"đêm {vn(4)} không đọc được (Không tìm được địa chỉ của máy chủ)"),
        (7, "ngày ấy không có lần quét nào kết thúc."),
        (-1, "đến lúc ấy chưa có lần đọc đủ nào."),
    ],
)
def test_a_day_that_was_not_seen_is_undetermined_with_the_reason(number: int, why: str, desk: Desk) -> None:
    assert desk.lines("show", CODE, "--as-of", day(number))[1] == f"Không xác định: {why}"
    (told,) = desk.json("show", CODE, "--as-of", day(number))
    assert (told["determined"], told["why"]) == (False, why)


def test_what_was_known_last_is_told_beside_an_undetermined_day(desk: Desk) -> None:
    lines = desk.lines("show", CODE, "--as-of", day(1))

    assert lines[2] == "Lần biết cuối, nguồn này cho thấy: có tên trong danh sách."
    assert lines[3].startswith(f"Biết lần cuối đêm {vn(0)} (đọc đủ; ")
    assert "Trình tự thực hiện: Nộp hồ sơ tại Sở Tư pháp." in lines


def test_what_was_gone_on_a_day_is_told(desk: Desk) -> None:
    lines = desk.lines("show", CODE, "--as-of", day(5))

    assert lines[1:] == [
        "Nguồn này cho thấy: không có tên trong danh sách.",
        f"Đọc đêm {vn(5)} (đọc đủ; từ 22:30 {vn(5)} đến 22:40 {vn(5)}; lần quét 5)",
        f"Việc vắng mặt này thấy từ đêm {vn(5)} đến đêm {vn(5)}; đêm {vn(2)} chưa như vậy; đêm {vn(6)} đã khác",
        f"{CODE}: không còn trong danh sách.",
    ]
    (told,) = desk.json("show", CODE, "--as-of", day(5))
    assert (told["state"], told["state_name"]) == ("gone", "không còn trong danh sách")
    assert (told["procedure"], told["determined"], told["presence"]) == (None, True, {"listed": False})


def test_known_time_answers_as_a_question_of_that_moment_would_have_been(desk: Desk) -> None:
    (now,) = desk.json("show", CODE, "--as-of", day(0))
    (then,) = desk.json("show", CODE, "--as-of", day(0), "--known-by", day(1))
    (before,) = desk.json("show", CODE, "--as-of", day(2), "--known-by", f"{day(2)}T22:35")

    assert now["observation"]["other"]["night"] == day(2).isoformat()
    assert then["observation"]["other"] is None
    assert (before["determined"], before["night"]) == (False, day(0).isoformat())
    assert then["known_by"] == f"{day(1)}T23:59:59+07:00"


def test_without_a_day_the_newest_reading_answers(desk: Desk) -> None:
    (told,) = desk.json("show", CODE)

    assert (told["determined"], told["night"], told["state"]) == (True, day(6).isoformat(), "shown")
    assert told["procedure"]["steps"] == [{"name": "", "text": EDITED.steps[0].text}]  # type: ignore[index]


def test_the_rows_of_a_procedure_are_its_parts(desk: Desk) -> None:
    told = list(csv.DictReader(io.StringIO(desk.ask("show", CODE, "--as-of", day(0), "--format", "csv").out)))

    assert {r["determined"] for r in told} == {"có"}
    assert {r["part"]: r["text"] for r in told}["Trình tự thực hiện"] == "Nộp hồ sơ tại Sở Tư pháp."


# --- history --------------------------------------------------------------------------------


def test_a_history_tells_from_when_until_when_and_what_was_seen(desk: Desk) -> None:
    rows = desk.json("history", CODE)

    keys = ("from", "until", "gone", "seen", "unseen", "not_looked")
    assert [tuple(r[k] for k in keys) for r in rows] == [
        (f"{day(0)}", f"{day(2)}", False, vn(0), vn(1), ""),
        (f"{day(2)}", f"{day(5)}", False, vn(2), vn(4), vn(3)),
        (f"{day(5)}", f"{day(6)}", True, vn(5), "", ""),
        (f"{day(6)}", None, False, vn(6), "", ""),
    ]
    assert len(desk.json("history", CODE, "--known-by", day(4))) == 2


def test_a_moment_before_the_first_reading_knew_nothing_of_what_is_known_now(desk: Desk) -> None:
    (line,) = desk.lines("history", CODE, "--known-by", day(-1))

    assert line == (
        f"Đến 23:59 {vn(-1)} kho chưa biết gì về mã {CODE}; lần đầu thấy mã này là đêm {vn(0)} "
        f"(nguồn {CATALOGUE}, lần quét 1, xong lúc 22:40 {vn(0)})."
    )
    assert desk.json("history", CODE, "--known-by", day(-1)) == []
    assert desk.ask("history", "9.999999", "--known-by", day(-1)).code == 2


def test_a_second_reading_that_was_kept_is_told_with_the_version_that_it_read(tmp_path: Path) -> None:
    """From when it was made; what was kept first stays as it was."""
    log = Log(open_store(url(tmp_path)))
    (first, second, third) = log.night(0, A, B), log.night(1, A, B), log.night(2, EDITED, B)
    frame = Frame(at(5, 9), day(0), day(2), "", "test", "1", {"dvcqg": "2"}, 3)
    again = [
        ReadOtherwise(run, "dvcqg", "n01", CODE, A.name, read, "dvcqg/2")
        for run, read in ((first, EDITED), (second, EDITED), (third, None))
    ]
    keep_reread(log.engine, frame, again, [])
    log.engine.dispose()
    here = Desk(config_file(tmp_path))

    rows = here.json("history", CODE)
    told = [line for line in here.lines("history", CODE) if "đọc lại" in line]

    when = f"đọc lại lúc 09:00 {vn(5)}, bộ đọc dvcqg/2, đêm"
    expected = [f"{when} {vn(0)}–{vn(1)}: khác ở Trình tự thực hiện", f"{when} {vn(2)}: nay không đọc ra thủ tục này"]
    assert [r["reread"] for r in rows] == expected
    assert told == [
        f"Nguồn {CATALOGUE}, phiên bản từ đêm {vn(n)}: {text}." for n, text in zip((0, 2), expected, strict=True)
    ]
    assert [r["reread"] for r in here.json("history", CODE, "--known-by", day(4))] == ["", ""]
    assert [r["digest"] for r in here.json("history", CODE, "--known-by", day(4))] == [r["digest"] for r in rows]


# --- facts of being published -----------------------------------------------------------------

SOURCE = Portal("dvcqg-tayninh", PLATFORM, "dvcqg_province", Role.PROVINCIAL, "https://cong.invalid")
PUBLISHED = local(A, JUSTICE)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The province's part of the platform: 0 published, 1 named alone, 2 gone, 3 an online service alone."""
    folder = tmp_path_factory.mktemp("province")
    log = Log(open_store(url(folder)), SOURCE, SourceForm.PLATFORM)
    for number, shown in enumerate((PUBLISHED, local(A), None, replace(PUBLISHED, applied_at=None))):
        log.night(number, *([shown] if shown else []), local(B))
    log.engine.dispose()
    yield Desk(config_file(folder))


#: By night: what the platform's lists say of the procedure.
FACTS = (
    ("có tên trong danh sách; có cơ quan áp dụng; có dịch vụ công trong danh sách", True, True, True),
    ("có tên trong danh sách; không có cơ quan áp dụng; không có dịch vụ công trong danh sách", True, False, False),
    (
        "không có tên trong danh sách; không có cơ quan áp dụng; không có dịch vụ công trong danh sách",
        *(False, False, False),
    ),
    ("không có tên trong danh sách; không có cơ quan áp dụng; có dịch vụ công trong danh sách", False, False, True),
)


@pytest.mark.parametrize("number", range(len(FACTS)))
def test_the_three_facts_stand_in_the_same_words_right_below_the_heading(number: int, province: Desk) -> None:
    words, *holds = FACTS[number]
    lines = province.lines("show", CODE, "--as-of", day(number))
    (told,) = province.json("show", CODE, "--as-of", day(number))
    flat = list(csv.DictReader(io.StringIO(province.ask("show", CODE, "--as-of", day(number), "--format", "csv").out)))

    assert lines[:2] == [f"{PLATFORM}, ngày {vn(number)}", f"Nguồn này cho thấy: {words}."]
    assert told["presence"] == dict(zip(("listed", "applied", "served"), holds, strict=True))
    assert told["presence_name"] == words
    assert {r["presence_name"] for r in flat} == {words}
    assert not [line for line in lines if "Đã thấy" in line]


def test_parts_that_are_empty_are_told_in_the_same_words(province: Desk) -> None:
    lines = province.lines("show", CODE, "--as-of", day(1))

    assert lines[-2:] == [
        "Dịch vụ công trực tuyến: không có dịch vụ công trong danh sách",
        "Cơ quan áp dụng: không có cơ quan áp dụng",
    ]


def test_each_version_of_a_history_tells_the_facts(province: Desk) -> None:
    assert [r["presence_name"] for r in province.json("history", CODE)] == [words for words, *_ in FACTS]
    assert [r["presence"]["applied"] for r in province.json("history", CODE)] == [True, False, False, False]


def test_a_record_that_came_or_went_tells_the_facts_that_changed_with_it(province: Desk) -> None:
    rows = province.json("changes", "--from", day(2), "--to", day(3))
    lines = province.lines("diff", CODE, "--from", day(0), "--to", day(2))

    assert [(r["what"], r["code"], r["part"], r["before"], r["after"]) for r in rows if not r["why"]] == [
        ("mất", CODE, "Công khai", FACTS[1][0], FACTS[2][0]),
        ("thêm", CODE, "Công khai", FACTS[2][0], FACTS[3][0]),
    ]
    assert lines[-2:] == [f"- mất: {CODE} {A.name}", f"    Công khai: {FACTS[0][0]} → {FACTS[2][0]}"]


def test_before_the_first_whole_reading_no_fact_is_told(province: Desk) -> None:
    (told,) = province.json("show", CODE, "--as-of", day(-1))

    assert (told["presence"], told["presence_name"]) == (None, None)
    assert not [line for line in province.lines("show", CODE, "--as-of", day(-1)) if "cho thấy" in line]


# --- diff -----------------------------------------------------------------------------------


def test_two_days_of_a_procedure_are_told_part_by_part_and_word_by_word(desk: Desk) -> None:
    lines = desk.lines("diff", CODE, "--from", day(0), "--to", day(4))

    assert lines == [
        f"{CATALOGUE}, từ {vn(0)} đến {vn(4)}",
        f"Ngày {vn(4)} không xác định: đêm {vn(4)} không đọc được (Không tìm được địa chỉ của máy chủ)"
        f" Lấy lần biết cuối, đêm {vn(2)}.",
        f"Những đêm đọc đủ ở giữa: {vn(2)}",
        f"Những đêm đọc thiếu: {vn(1)}",
        f"- sửa: {CODE} {A.name}",
        "    Trình tự thực hiện: Nộp hồ sơ tại [-Sở Tư pháp-] {+Trung tâm Phục vụ hành chính công+}.",
    ]


def test_two_days_of_a_source_are_told_as_added_lost_edited_and_replaced(desk: Desk) -> None:
    (told,) = desk.json("diff", "--from", day(0), "--to", day(5))
    flat = list(csv.DictReader(io.StringIO(desk.ask("diff", "--from", day(0), "--to", day(5), "--format", "csv").out)))

    assert [(c["what"], c["code"]) for c in told["changes"]] == [("mất", CODE), ("thay mã", "1.000009")]
    assert [look["outcome"] for look in told["looks"]] == ["partial", "complete", "failed", "complete"]
    assert [(r["what"], r["code"], r["part"]) for r in flat] == [
        ("mất", CODE, ""),
        ("thay mã", "1.000009", "Mã thủ tục"),
        ("thay mã", "1.000009", "Căn cứ"),
    ]


def test_the_nights_between_two_days_are_neither_of_the_two(desk: Desk) -> None:
    """They are told by what was known on the days themselves."""
    assert desk.lines("diff", CODE, "--from", day(0), "--to", day(2))[1:3] == [
        "Những đêm đọc đủ ở giữa: không có",
        f"Những đêm đọc thiếu: {vn(1)}",
    ]


def test_two_days_between_which_nothing_changed_say_so(desk: Desk) -> None:
    assert desk.lines("diff", CODE, "--from", day(2), "--to", day(6))[-1] == "Không có thay đổi."
    assert desk.lines("diff", "--from", day(-1), "--to", day(2))[-1].startswith("Không so được")


# --- changes, nights ------------------------------------------------------------------------


def test_the_changes_of_a_period_are_told_night_by_night(desk: Desk) -> None:
    rows = desk.json("changes", "--from", day(0), "--to", day(6))

    assert [(r["night"], r["what"], r["code"], r["part"]) for r in rows if r["why"] is None] == [
        (f"{day(2)}", "sửa", CODE, "Trình tự thực hiện"),
        (f"{day(5)}", "mất", CODE, None),
        (f"{day(5)}", "thay mã", "1.000009", "Mã thủ tục"),
        (f"{day(5)}", "thay mã", "1.000009", "Căn cứ"),
        (f"{day(6)}", "thêm", CODE, None),
    ]
    assert {r["night"] for r in desk.json("changes") if r["portal"] == "dvcqg"} == {f"{day(6)}"}


#: By night: why it is not known what the catalogue changed. On the others it is.
UNKNOWN = {
    0: "lần đọc đủ đầu tiên, chưa có lần nào trước đó để so",
    1: "đọc thiếu (Máy chủ của cổng báo lỗi)",
    3: "không có lần quét nào kết thúc",
    4: "không đọc được (Không tìm được địa chỉ của máy chủ)",
    7: "không có lần quét nào kết thúc",
}


@pytest.mark.parametrize("number", UNKNOWN)
def test_a_night_that_was_not_seen_is_undetermined_and_never_without_changes(number: int, desk: Desk) -> None:
    rows = [r for r in desk.json("changes", "--night", day(number)) if r["portal"] == "dvcqg"]
    flat = list(csv.DictReader(io.StringIO(desk.ask("changes", "--night", day(number), "--format", "csv").out)))

    assert [(r["night"], r["what"], r["code"], r["why"]) for r in rows] == [
        (f"{day(number)}", "không xác định", None, UNKNOWN[number])
    ]
    assert [r["why"] for r in flat if r["portal"] == "dvcqg"] == [UNKNOWN[number]]
    assert desk.lines("changes", "--night", day(number)) == [
        f"Không xác định: nguồn {CATALOGUE}, đêm {vn(number)}: {UNKNOWN[number]}.",
        f"Không xác định: nguồn {PLATFORM}, đêm {vn(number)}: không có lần quét nào kết thúc.",
    ]


def test_in_a_period_each_night_that_was_not_seen_is_told_beside_the_changes(desk: Desk) -> None:
    rows = desk.json("changes", "--from", day(0), "--to", day(8))
    told = [line for line in desk.lines("changes", "--from", day(3), "--to", day(8)) if "Không xác định" in line]

    unknown = {r["night"]: r["why"] for r in rows if r["portal"] == "dvcqg" and r["why"]}
    assert unknown == {f"{day(n)}": UNKNOWN.get(n, UNKNOWN[7]) for n in (0, 1, 3, 4, 7, 8)}
    assert told == [
        f"Không xác định: nguồn {CATALOGUE}, đêm {vn(3)}, {vn(7)}–{vn(8)}: {UNKNOWN[3]}.",
        f"Không xác định: nguồn {CATALOGUE}, đêm {vn(4)}: {UNKNOWN[4]}.",
        f"Không xác định: nguồn {PLATFORM}, đêm {vn(3)}–{vn(8)}: {UNKNOWN[3]}.",
    ]
    assert desk.lines("changes", "--to", day(-3))[0].startswith(f"Không xác định: nguồn {CATALOGUE}, đêm {vn(-3)}: ")


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("number", [-1, 3, 7])
def test_a_night_that_was_never_compared_has_no_answer_about_discrepancies(number: int, form: str, desk: Desk) -> None:
    ended = desk.ask("discrepancies", "--night", day(number), "--format", form)

    assert ended.code == 2
    assert one_sentence(ended).startswith("Không xác định: ")
    assert f"{vn(number)}" in ended.err


def test_nights_tell_what_could_be_seen_of_each_source(desk: Desk) -> None:
    rows = [r for r in desk.json("nights", "--from", day(0), "--to", day(6)) if r["portal"] == "dvcqg"]

    keys = ("night", "outcome", "outcome_name", "seen", "compared")
    assert [tuple(r[key] for key in keys) for r in reversed(rows)] == [
        (f"{day(0)}", "complete", "đọc đủ", "toàn bộ", "có"),
        (f"{day(1)}", "partial", "đọc thiếu", "đọc thiếu: 0 trên 1 danh sách đọc đủ", "có"),
        (f"{day(2)}", "complete", "đọc đủ", "toàn bộ", "có"),
        (f"{day(3)}", "no run", "không quét", "không quét", "không"),
        (f"{day(4)}", "failed", "không đọc được", "không đọc được", "có"),
        (f"{day(5)}", "complete", "đọc đủ", "toàn bộ", "có"),
        (f"{day(6)}", "complete", "đọc đủ", "toàn bộ", "có"),
    ]
    assert rows == [r for r in desk.json("nights") if r["portal"] == "dvcqg"]


# --- discrepancies through time -----------------------------------------------------------------


@pytest.mark.parametrize("typed", [LINE.key, "CL13|", CODE, f"{CODE}.000.00.00.H53"])
def test_a_discrepancy_is_told_from_its_beginning_to_its_end(typed: str, desk: Desk) -> None:
    rows = desk.json("discrepancies", "--history", typed)

    assert {(r["key"], r["began"], r["ended"]) for r in rows} == {(LINE.key, f"{day(0)}", f"{day(6)}")}
    assert [(r["status"], r["nights"], r["seen"], r["unseen"], r["not_compared"], r["basis"]) for r in rows] == [
        ("chờ xác nhận", f"{vn(0)}–{vn(1)}", 1, 1, "", ""),
        ("mới", f"{vn(2)}, {vn(4)}", 1, 1, vn(3), ""),
        ("hợp lệ theo căn cứ", vn(5), 1, 0, "", GROUND),
        ("đã khắc phục", vn(6), 0, 0, "", ""),
    ]


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        (("cong", "chung"), {"1.000001", "1.000003"}),
        (("ĐĂNG KÝ",), {"1.000001"}),
        (("dang ky",), {"1.000001"}),
        (("giam", "dinh"), {"1.000002", "1.000009"}),
        (("1.000002",), {"1.000002"}),
        (("khong co",), set()),
        (("...",), set()),
    ],
)
def test_procedures_are_found_by_words_without_accents(typed: tuple[str, ...], codes: set[str], desk: Desk) -> None:
    assert {r["code"] for r in desk.json("search", *typed)} == codes


def test_what_was_found_says_when_it_was_seen(desk: Desk) -> None:
    rows = desk.json("search", "giam dinh") + desk.json("search", "dang ky hanh nghe")

    assert [(r["code"], r["first"], r["last"], r["current"]) for r in rows] == [
        ("1.000002", f"{day(0)}", f"{day(2)}", "không"),
        ("1.000009", f"{day(5)}", f"{day(6)}", "có"),
        (CODE, f"{day(0)}", f"{day(2)}", "không"),
        (CODE, f"{day(6)}", f"{day(6)}", "có"),
    ]
    assert {r["as_of"] for r in rows} == {f"{day(6)}"}


def test_after_a_night_that_was_not_seen_nothing_is_said_to_be_still_there(tmp_path: Path) -> None:
    log = Log(open_store(url(tmp_path)))
    log.night(0, A, B)
    log.night(1, A)
    log.night(2, outcome=Outcome.FAILED)
    log.engine.dispose()

    rows = Desk(config_file(tmp_path)).json("search", "1.000001") + Desk(config_file(tmp_path)).json("search", "the")

    assert [(r["code"], r["last"], r["current"], r["as_of"]) for r in rows] == [
        ("1.000001", f"{day(1)}", "không xác định", f"{day(1)}"),
        ("1.000002", f"{day(0)}", "không xác định", f"{day(1)}"),
    ]


# --- open formats ---------------------------------------------------------------------------------


def test_a_period_that_nobody_looked_at_is_not_exported(desk: Desk, tmp_path: Path) -> None:
    for period in (("--from", day(30), "--to", day(31)), ("--to", day(-3)), ("--from", day(3), "--to", day(3))):
        ended = desk.ask("export", "history", "--format", "jsonl", *period, "-o", tmp_path / "x.jsonl")

        assert ended.code == 2
        assert one_sentence(ended).startswith("Không xác định: không có lần quét nào ")
    assert list(tmp_path.iterdir()) == []


def test_the_unseen_nights_of_an_exported_period_are_told(desk: Desk, tmp_path: Path) -> None:
    period = ("--from", day(2), "--to", day(5))
    lines = desk.lines("export", "history", "--format", "jsonl", *period, "-o", tmp_path / "x.jsonl")

    assert [line for line in lines[1:] if CATALOGUE in line] == [
        f"Không xác định: nguồn {CATALOGUE}, đêm {vn(3)}: không quét.",
        f"Không xác định: nguồn {CATALOGUE}, đêm {vn(4)}: không đọc được (Không tìm được địa chỉ của máy chủ).",
    ]


# --- words for people -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ("show", CODE, "--as-of", day(0)),
        ("history", CODE),
        ("diff", CODE, "--from", day(0), "--to", day(6)),
        ("changes", "--from", day(0), "--to", day(6)),
        ("nights",),
        ("runs",),
        ("search", "cong chung"),
    ],
    ids=lambda command: str(command[0]),
)
def test_people_read_words_and_never_our_codes(command: tuple[object, ...], desk: Desk) -> None:
    told = "\n".join(desk.lines(*command))

    codes = re.findall(r"\b(?:complete|partial|failed|closed|open|no run|never seen|gone|shown|STANDARD)\b", told)
    assert codes == []
    assert "danh mục" in told


# --- formats and errors ---------------------------------------------------------------------------

ROWS: list[tuple[object, ...]] = [
    ("history", CODE),
    ("changes", "--from", day(0), "--to", day(6)),
    ("nights",),
    ("search", "cong chung"),
    ("discrepancies", "--history", CODE),
]


@pytest.mark.parametrize("command", ROWS, ids=lambda c: str(c[0]))
def test_json_csv_and_table_tell_the_same_rows(command: tuple[object, ...], desk: Desk) -> None:
    rows = desk.json(*command)
    flat = list(csv.DictReader(io.StringIO(desk.ask(*command, "--format", "csv").out, newline="")))

    assert rows
    assert [dict(f) for f in flat] == [{k: "" if r[k] is None else str(r[k]) for k in flat[0]} for r in rows]
    assert desk.lines(*command)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("show", "9.999999"), "Kho chưa từng thấy mã 9.999999"),
        (
            ("show", CODE, "--portal", "dvcqg-tayninh"),
            f"Kho chưa từng thấy mã 1.000001 ở nguồn {PLATFORM} (dvcqg-tayninh);",
        ),
        (("show", CODE, "--portal", "la"), f"Cấu hình không có nguồn la; các nguồn: dvcqg ({CATALOGUE}), dvcqg-"),
        (("diff", "9.999999", "--from", day(0), "--to", day(1)), "Kho chưa từng thấy mã 9.999999"),
        (("diff", "--from", day(1), "--to", day(0)), f"--from {day(1)} ở sau --to {day(0)}"),
        (("nights", "--from", day(1), "--to", day(0)), f"--from {day(1)} ở sau --to {day(0)}"),
        (("changes", "--night", day(1), "--to", day(0)), "Chỉ nêu --night, hoặc --from và --to."),
        (("discrepancies", "--history", "9.999999"), "Chưa từng có chênh lệch nào có khóa hoặc mã 9.999999"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_sentence(command: tuple[object, ...], says: str, desk: Desk) -> None:
    ended = desk.ask(*command)

    assert ended.code == 2
    assert one_sentence(ended).startswith(says)


def test_no_question_writes(desk: Desk) -> None:
    before = {p.name: p.read_bytes() for p in desk.config.parent.iterdir()}

    for command in (*ROWS, ("show", CODE), ("diff", "--from", day(0), "--to", day(6))):
        assert desk.ask(*command).code == 0

    assert {p.name: p.read_bytes() for p in desk.config.parent.iterdir()} == before


def test_a_span_of_days_is_listed_as_people_write_it() -> None:
    from monitor.past import nights

    some = [date(2026, 11, 20) + timedelta(days=n) for n in (0, 1, 2, 5, 7, 8)]

    assert nights(some) == "20/11/2026–22/11/2026, 25/11/2026, 27/11/2026–28/11/2026"
    assert nights([]) == ""
