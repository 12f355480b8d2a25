"""One discrepancy explained from the store, and what the report of the same night is given (P43)."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analysis.differences import difference
from analysis.model import Compared, Comparison, Discrepancy, Kind, Look, Severity, Sighting, Status
from analysis.pairing import Entry, Suggestion, Why
from analysis.report import PairSuggestion
from analysis.rules.conduct import OTHER_CONDUCT, STEPS_PART
from analysis.rules.times import LONGER, TIME_LONGER
from analysis.texts import STEP_LADDER, climb_together
from crawler.asks import Fetched
from monitor import config as configuration
from monitor.config import Config
from monitor.reporting import build_report
from storage.comparisons import store_comparison
from tests.monitor.command import Ended, one_sentence, tthc
from tests.monitor.test_cli import DISCREPANCY_KEYS
from tests.storage.making import AT, NIGHT, PROBLEM, detail, ledger, new_run, page, store

CONFIG = """
[crawl]
contact = "vanphong@example.org"

[[portals]]
code = "dvcqg"
name = "Cổng DVCQG"
adapter = "dvcqg"

[[portals]]
code = "tayninh"
name = "Cổng tỉnh Tây Ninh"
adapter = "dvcqg_province"
"""
BOTH = ("dvcqg", "tayninh")
BODY = b'{"code":"OK"}'
SHA256 = hashlib.sha256(BODY).hexdigest()
GROUND = "23/2026/NQ-HĐND ngày 10/07/2026 của HĐND tỉnh, hiệu lực từ 08/08/2026"

STEPS = "\n".join(
    f"Bước {n}: Người yêu cầu nộp hồ sơ số {n} tại nơi tiếp nhận và nhận giấy hẹn trả kết quả." for n in range(1, 30)
)
LOCAL_STEPS = STEPS.replace("nộp hồ sơ số 15", "nộp thêm giấy xác nhận cùng hồ sơ số 15").replace("Bước", "BƯỚC")

TIMES = Discrepancy(
    "CL13",
    Kind.PAIR,
    LONGER.severity,
    f"{LONGER.reason}: 5 ngày làm việc so với 3 ngày làm việc",
    "1.001193",
    "Thủ tục đăng ký khai sinh",
    "Hộ tịch",
    "thời hạn giải quyết",
    "03 ngày làm việc",
    "05 (năm) ngày làm việc",
    BOTH,
    evidence=(("dvcqg", "n01"), ("tayninh", "applied")),
    compared=Compared(": 3 ngày làm việc", ": 5 ngày làm việc"),
)
LONG = replace(
    TIMES,
    rule="CL23",
    part=STEPS_PART,
    severity=Severity.CRITICAL,
    severity_reason="Tỉnh ghi thêm việc người dân phải làm",
    national=STEPS,
    provincial=LOCAL_STEPS,
    compared=Compared(*climb_together(STEPS, LOCAL_STEPS, STEP_LADDER), difference(STEPS, LOCAL_STEPS).words),
)
ABSENT = replace(
    TIMES,
    rule="CL01",
    code="1.003005",
    name="Tên\x1b[31m đỏ\nMức độ: thấp",
    part="",
    national="Tên\x1b[31m đỏ\nMức độ: thấp",
    provincial=None,
    compared=None,
    evidence=(),
)
CHANNELS = replace(LONG, part="cách thức thực hiện", national="trực tiếp", provincial="trực tuyến", compared=None)


@dataclass(frozen=True)
class Desk:
    """A store with one compared night, and the configuration that names it."""

    folder: Path
    engine: Engine

    @property
    def config(self) -> Config:
        return configuration.load(self.folder / "monitor.toml")

    def ask(self, *args: object, terminal: bool = False) -> Ended:
        """A command on this store."""
        return tthc(*args, "--config", self.folder / "monitor.toml", terminal=terminal)


def sightings() -> tuple[Sighting, ...]:
    first = NIGHT - timedelta(days=5)
    return (
        Sighting(TIMES, Status.ACCEPTED, first, NIGHT, 6, GROUND),
        Sighting(LONG, Status.OPEN, first, NIGHT, 6),
        Sighting(CHANNELS, Status.OPEN, first, NIGHT, 6),
        Sighting(ABSENT, Status.AWAITING, NIGHT, NIGHT, 1),
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "monitor.toml").write_text(CONFIG, encoding="utf-8")
    engine = store(tmp_path)
    run = new_run(engine).id

    async def crawl() -> None:
        held = ledger(engine, run)
        await held.put(detail("n01", BODY))
        await held.close()

    asyncio.run(crawl())
    waiting = Suggestion(Entry("1.000001", "Cấp thẻ", ref="n01"), Entry("", "Cấp các thẻ"), 0.8719, Why.NEAR_NAME)
    compared = Comparison(NIGHT, suggestions=(waiting,), accepted=((TIMES.key, GROUND),))
    store_comparison(engine, compared, sightings(), {"dvcqg": run}, AT, complete=True, rules="1")
    yield Desk(tmp_path, engine)
    engine.dispose()


# --- what is told -----------------------------------------------------------------------


def test_a_discrepancy_is_told_whole(desk: Desk) -> None:
    ended = desk.ask("explain", TIMES.key)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "Thời hạn dài hơn (CL13)\n"
        "Khóa: CL13|dvcqg+tayninh|1.001193|thời hạn giải quyết\n"
        "Thủ tục: 1.001193 Thủ tục đăng ký khai sinh\n"
        "Lĩnh vực: Hộ tịch\n"
        "Phần: thời hạn giải quyết\n"
        "Nguồn: Cổng DVCQG; Cổng tỉnh Tây Ninh\n"
        f"Là gì: {TIME_LONGER.definition}\n"
        "\n"
        "Danh mục quốc gia (Cổng DVCQG):\n"
        "  | 03 ngày làm việc\n"
        "  Trang người dân xem: https://dichvucong.gov.vn/thu-tuc-hanh-chinh\n"
        "Phía tỉnh (Cổng tỉnh Tây Ninh):\n"
        "  | 05 (năm) ngày làm việc\n"
        "  Trang người dân xem: https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach"
        "?showAdvanced=true&searchType=PROVINCE&formalityType=STANDARD&province=H53\n"
        "Khác nhau từng từ, [QG: chỉ có ở danh mục quốc gia] [tỉnh: chỉ có ở phía tỉnh]:\n"
        "  | [QG: 03] [tỉnh: 05 (năm)] ngày làm việc\n"
        "\n"
        "Dạng chuẩn để so, danh mục quốc gia:\n"
        "  | : 3 ngày làm việc\n"
        "Dạng chuẩn để so, phía tỉnh:\n"
        "  | : 5 ngày làm việc\n"
        "Bước chuẩn hóa đã làm đổi chữ: không có bước nào của thang chữ\n"
        "\n"
        "Việc cần làm: Không phải sửa khi căn cứ còn hiệu lực và hai bên không đổi.\n"
        "Nơi xử lý: Văn phòng Sở\n"
        f"Mức độ: cao. Vì: {LONGER.reason}: 5 ngày làm việc so với 3 ngày làm việc\n"
        f"Căn cứ pháp lý: {TIME_LONGER.legal_basis}\n"
        "Tình trạng đêm 20/11/2026: hợp lệ theo căn cứ; thấy lần đầu đêm 15/11/2026, gần nhất đêm 20/11/2026, "
        "6 đêm đã thấy\n"
        f"Hợp lệ theo căn cứ: {GROUND}\n"
        "\n"
        "Bằng chứng:\n"
        "  Cổng DVCQG, trang của thủ tục, tải lúc 20/11/2026 22:30:00 +07:00\n"
        "    Trang người dân xem: https://dichvucong.gov.vn/thu-tuc-hanh-chinh\n"
        "    Địa chỉ đã hỏi: https://portal.test/detail\n"
        f"    SHA-256 {SHA256}\n"
        "    In lại bản gốc: tthc evidence show n01 --portal dvcqg --run 1\n"
    )


def test_of_a_long_wording_what_differs_is_told_and_with_full_the_whole(desk: Desk) -> None:
    key = LONG.key
    short, full = desk.ask("explain", key).out, desk.ask("explain", key, "--full").out

    assert "chữ giống nhau" in short and "chữ giống nhau" not in full
    assert len(short.splitlines()) < 45
    assert "[tỉnh: thêm giấy xác nhận cùng]" in short
    assert "".join(f"  | {line}\n" for line in LOCAL_STEPS.split("\n")) in full
    assert "Bước chuẩn hóa đã làm đổi chữ:\n" in short
    assert "  đánh số bước, dấu đầu dòng\n" in short
    assert OTHER_CONDUCT.definition in short


def test_programs_are_given_all_of_it(desk: Desk) -> None:
    told = json.loads(desk.ask("explain", TIMES.key, "--format", "json").out)

    assert list(told) == [
        *DISCREPANCY_KEYS,
        *("basis", "night", "nights_seen", "rule_name", "definition", "legal_basis"),
        *("canonical", "steps", "difference", "agencies"),
        *("desk", "office", "action", "is_request", "facts", "pages", "evidence"),
    ]
    assert (told["key"], told["basis"], told["nights_seen"], told["rule_name"]) == (
        TIMES.key,
        GROUND,
        6,
        "Thời hạn dài hơn",
    )
    assert told["canonical"] == {"national": ": 3 ngày làm việc", "provincial": ": 5 ngày làm việc"}
    assert told["difference"] == [["-", "03"], ["+", "05 (năm)"], ["=", "ngày làm việc"]]
    assert told["evidence"] == [
        {
            "portal": "dvcqg",
            "portal_name": "Cổng DVCQG",
            "topic": "n01",
            "title": "trang của thủ tục",
            "page": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh",
            "url": "https://portal.test/detail",
            "fetched_at": "2026-11-20T22:30:00+07:00",
            "sha256": SHA256,
            "command": "tthc evidence show n01 --portal dvcqg --run 1",
        }
    ]
    steps = json.loads(desk.ask("explain", LONG.key, "--format", "json").out)["steps"]
    assert {"id": "N4", "name": "chữ hoa, chữ thường"} in steps


def test_a_side_that_says_nothing_and_a_type_that_keeps_no_forms_are_told(desk: Desk) -> None:
    told = desk.ask("explain", ABSENT.key).out

    assert "Phía tỉnh (Cổng tỉnh Tây Ninh):\n  (không có điều bên kia nêu)\n" in told
    assert "Dạng chuẩn để so: loại này không giữ dạng chuẩn" in told
    assert "Khác nhau từng từ" not in told
    assert "Bằng chứng: không có bản gốc nào" in told


def later_night(desk: Desk, *found: Sighting, answered: Iterable[Fetched] = ()) -> int:
    """The night after, compared without having read the source; its run."""
    run = new_run(desk.engine, 1).id

    async def crawl() -> None:
        held = ledger(desk.engine, run)
        for one in answered:
            await held.put(one)
        await held.close()

    asyncio.run(crawl())
    at = AT + timedelta(days=1)
    compared = Comparison(NIGHT + timedelta(days=1))
    store_comparison(desk.engine, compared, found, {"dvcqg": run}, at, complete=False, rules="1")
    return run


UNREACHED = replace(
    ABSENT,
    rule="CL34",
    kind=Kind.SOURCE,
    code="",
    name="dvcqg",
    sector="",
    national="Trang /list: tường lửa của cổng chặn (mã 200).",
    sources=("dvcqg",),
)
WALL = b"<html>Request rejected</html>"


def test_a_source_that_was_not_read_leads_to_what_it_answered_instead(desk: Desk) -> None:
    """And our own sentence is not called the portal's wording, nor its night a night that was read whole."""
    night = NIGHT + timedelta(days=1)
    lost = page(2, status=None, body=b"", problem=PROBLEM)
    refused = [page(1, b"else", problem=PROBLEM), page(2, WALL, problem=PROBLEM), lost]
    good = detail("n02", BODY), detail("n02", WALL, problem=PROBLEM)
    run = later_night(desk, Sighting(UNREACHED, Status.AWAITING, night, night, 1), answered=[*refused, *good])

    told = desk.ask("explain", "CL34").out

    assert f"Chương trình ghi nhận về nguồn này:\n  | {UNREACHED.national}\n" in told
    assert "Nguyên văn" not in told and "đọc đủ" not in told
    assert "gần nhất đêm 21/11/2026, 1 đêm đã thấy\n" in told
    (link,) = json.loads(desk.ask("explain", "CL34", "--format", "json").out)["evidence"]
    assert (link["topic"], link["sha256"]) == ("formalities", hashlib.sha256(WALL).hexdigest())
    assert link["command"] == f"tthc evidence show formalities --portal dvcqg --run {run}"
    assert desk.ask(*link["command"].split()[1:]).out.encode() == WALL


def test_a_request_that_was_never_answered_is_no_damage(desk: Desk) -> None:
    run = later_night(desk, answered=[detail("n07", b"", status=None, problem=PROBLEM)])

    ended = desk.ask("evidence", "show", "n07", "--portal", "dvcqg", "--run", run)

    assert ended.code == 2
    assert one_sentence(ended) == (
        f"Nguồn dvcqg không gửi câu trả lời nào về n07 trong lần quét {run}, đêm 21/11/2026: {PROBLEM.text}"
    )


def test_what_could_not_be_seen_leads_to_the_pages_of_the_night_that_saw_it(desk: Desk) -> None:
    run = later_night(
        desk,
        Sighting(TIMES, Status.OPEN, NIGHT, NIGHT, 1, "", Look.UNSEEN),
        answered=[detail("n01", WALL, problem=PROBLEM)],
    )

    links = json.loads(desk.ask("explain", TIMES.key, "--format", "json").out)["evidence"]

    assert [(link["sha256"], link["command"]) for link in links] == [
        (SHA256, "tthc evidence show n01 --portal dvcqg --run 1"),
        (hashlib.sha256(WALL).hexdigest(), f"tthc evidence show n01 --portal dvcqg --run {run}"),
    ]


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_source_cannot_steer_the_terminal_nor_write_lines_of_ours(form: str, desk: Desk) -> None:
    told = desk.ask("explain", ABSENT.key, "--format", form, terminal=True).out

    assert "\x1b" not in told
    assert not [line for line in told.splitlines() if line.startswith("Mức độ: thấp")]


# --- which one is meant -------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        (TIMES.key,),
        ("CL13|",),
        ("CL13",),
        ("CL13 1.001193",),
        ("CL13", "1.001193"),
        ("1.001193", "cl13"),
        ("1.001193.000.00.00.H53/CL13",),
        ("CL13|dvcqg+tayninh|1.001193|thời", "hạn"),
    ],
)
def test_a_discrepancy_is_named_by_its_key_its_beginning_or_its_type_and_code(
    typed: tuple[str, ...], desk: Desk
) -> None:
    assert desk.ask("explain", *typed).out == desk.ask("explain", TIMES.key).out


def test_of_several_the_keys_are_listed(desk: Desk) -> None:
    ended = desk.ask("explain", "CL23", "1.001193")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == [
        f"  {CHANNELS.key}",
        f"  {LONG.key}",
        "tthc: Có 2 chênh lệch ứng với «CL23 1.001193» trong đêm 20/11/2026; hãy nêu khóa của một chênh lệch.",
    ]


@pytest.mark.parametrize("typed", ["CL99", "9.999999\x1b[1m", " ", "CL13 1.003005", "CL13 1.001193 thêm", "|"])
def test_what_nobody_found_is_one_sentence_that_says_what_to_do(typed: str, desk: Desk) -> None:
    ended = desk.ask("explain", typed)

    assert ended.code == 2
    assert one_sentence(ended).startswith("Đêm 20/11/2026 không có chênh lệch nào ứng với «")
    assert "`tthc discrepancies --format csv`" in ended.err


def test_a_night_that_was_not_compared_is_told(desk: Desk) -> None:
    ended = desk.ask("explain", TIMES.key, "--night", "2026-11-19")

    assert ended.code == 2
    assert one_sentence(ended).startswith("Chưa có lần đối chiếu của đêm 19/11/2026")


def test_keys_are_listed_for_programs(desk: Desk) -> None:
    told = desk.ask("discrepancies", "--format", "csv", "--rule", "CL13").out

    assert told.splitlines()[0].endswith(",key")
    assert TIMES.key in told


# --- the report of the same night -----------------------------------------------------------


def test_the_report_tells_grounds_and_the_pairs_that_wait(desk: Desk) -> None:
    report = build_report(desk.config, desk.engine, NIGHT)

    assert [(x.sighting.status, x.sighting.basis) for x in report.lines if x.sighting.basis] == [
        (Status.ACCEPTED, GROUND)
    ]
    assert report.open_count == 2
    assert report.suggestions == (
        PairSuggestion(
            "1.000001",
            "Cấp thẻ",
            "",
            "Cấp các thẻ",
            0.871,
            "tên gần giống",
            "tthc pairs accept n01 'cấp các thẻ'",
        ),
    )
