"""People register grounds, replaced codes and decisions about pairs; the next comparison is given them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analysis.grounds import Covered, Ground
from analysis.model import Comparison, Portal, Procedure, Role, Status
from analysis.pairing import Decided, Entry, Replacement, Suggestion, Why
from monitor import config as configuration
from monitor import night, registering
from monitor.config import Config
from monitor.grounds_file import Register
from storage import register, versions
from storage.comparisons import store_comparison
from storage.database import StoreError
from storage.runs import close_run
from tests.analysis.makers import local, local_side, national, national_side
from tests.monitor.command import ROOT, Ended, finished, one_sentence, start, tthc
from tests.storage.making import AT, NIGHT, count, new_run, sql, store

CONFIG = """
[crawl]
contact = "vanphong@example.org"

[[portals]]
code = "dvcqg"
name = "Cổng DVCQG"
adapter = "dvcqg"

[[portals]]
code = "tayninh"
name = "Cổng tỉnh"
adapter = "dvcqg_province"
"""
FILE = """
[[can_cu]]
so = "23/2026/NQ-HĐND"
ngay = 2026-07-10
co_quan = "HĐND tỉnh"
dia_ban = "H53"
hieu_luc_tu = 2026-08-08
ghi_chu = "lệ phí hộ tịch"

[[can_cu.khac_biet]]
loai = ["CL09", "CL29"]
ma = ["1.001193", "1.000894"]
quoc_gia = "Không"
tinh = { khong_co = true }

[[thay_the]]
ma_cu = "2.000843"
ma_moi = "2.000815"
can_cu = "3152/QĐ-BTP"
"""
GROUND = Ground(
    "23/2026/NQ-HĐND",
    date(2026, 7, 10),
    "HĐND tỉnh",
    "H53",
    date(2026, 8, 8),
    None,
    (Covered(("CL09", "CL29"), ("1.001193", "1.000894"), "", "Không", None),),
    "lệ phí hộ tịch",
)
REPLACED = Replacement("2.000843", "2.000815", "3152/QĐ-BTP")


@dataclass(frozen=True)
class Desk:
    """A store, the configuration that names it, and a file of grounds."""

    folder: Path
    engine: Engine
    file: Path

    @property
    def config_file(self) -> Path:
        return self.folder / "monitor.toml"

    @property
    def config(self) -> Config:
        return configuration.load(self.config_file)

    def ask(self, *args: object) -> Ended:
        """A command on this store."""
        return tthc(*args, "--config", self.config_file)

    def write(self, text: str) -> Path:
        """The file of grounds, written anew."""
        self.file.write_bytes(text.encode())
        return self.file


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "monitor.toml").write_text(CONFIG, encoding="utf-8")
    engine = store(tmp_path)
    desk = Desk(tmp_path, engine, tmp_path / "can-cu.toml")
    desk.write(FILE)
    yield desk
    engine.dispose()


# --- grounds ------------------------------------------------------------------------------


def test_a_file_is_checked_without_a_store(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(FILE.replace("dia_ban", "hieu_luc_den = 2026-09-01\ndia_ban"), encoding="utf-8")

    ended = tthc("grounds", "check", tmp_path / "x.toml")

    assert ended == Ended(
        0,
        f"Tệp {tmp_path / 'x.toml'} đúng.\n"
        "1 căn cứ, 1 khác biệt ở 2 thủ tục, 1 mã thay thế.\n"
        "Lưu ý: 23/2026/NQ-HĐND: đã hết hiệu lực (đến hết 01/09/2026).\n",
        "",
    )
    assert [p.name for p in tmp_path.iterdir()] == ["x.toml"]


def test_the_example_is_right() -> None:
    ended = tthc("grounds", "check", ROOT / "can-cu.example.toml")

    assert (ended.code, ended.err) == (0, "")
    assert "2 căn cứ, 3 khác biệt ở 4 thủ tục, 1 mã thay thế." in ended.out


def test_an_import_holds_from_then_on(desk: Desk) -> None:
    assert registering.registered(desk.engine) == Register()

    ended = desk.ask("grounds", "import", desk.file, "--by", "Văn phòng Sở", "--note", "theo công văn")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Đã ghi {desk.file}. Lần đối chiếu sau, hoặc `tthc compare`, sẽ dùng tệp này.\n")
    assert registering.registered(desk.engine) == Register((GROUND,), (REPLACED,))
    kept = register.import_in_force(desk.engine)
    assert kept is not None
    assert (kept.file, kept.text, kept.who, kept.note) == ("can-cu.toml", FILE, "Văn phòng Sở", "theo công văn")


def test_a_name_that_the_locale_does_not_know_is_kept_as_it_is_read(desk: Desk) -> None:
    desk.file.rename(desk.folder / "căn cứ.toml")
    narrow = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    ended = finished(
        start("grounds", "import", desk.folder / "căn cứ.toml", "--by", "Sở", "--config", desk.config_file, env=narrow)
    )

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Đã ghi {desk.folder / 'căn cứ.toml'}.")
    kept = register.import_in_force(desk.engine)
    assert kept is not None
    assert (kept.file, kept.who) == ("căn cứ.toml", "Sở")


def test_the_same_file_again_adds_nothing(desk: Desk) -> None:
    desk.ask("grounds", "import", desk.file)
    ended = desk.ask("grounds", "import", desk.file)

    assert ended == Ended(0, f"Tệp {desk.file} giống hệt tệp đang dùng; không có gì phải ghi.\n", "")
    assert count(desk.folder, "register_import") == 1


def test_a_newer_file_takes_the_place_of_the_older_as_a_whole(desk: Desk) -> None:
    desk.ask("grounds", "import", desk.file)
    desk.write("can_cu = []\n")
    ended = desk.ask("grounds", "import", desk.file)

    assert "0 căn cứ, 0 khác biệt ở 0 thủ tục, 0 mã thay thế." in ended.out
    assert registering.registered(desk.engine) == Register()
    assert count(desk.folder, "register_import") == 2


@pytest.mark.parametrize("what", ["check", "import"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (FILE.replace("CL09", "CL99").encode(), "Tệp {}: can_cu thứ 1 (23/2026/NQ-HĐND), khac_biet thứ 1, loai thứ 1:"),
        (b"so = '\xe1'", "Không đọc được tệp {}: không phải văn bản UTF-8 (byte thứ 6)."),
        (b'"\\u001b[31mred" = 1', "Tệp {}: \\x1b[31mred: khóa lạ"),
        (None, "Không có tệp {}: hãy chép can-cu.example.toml thành can-cu.toml rồi sửa lại."),
    ],
    ids=["a fault", "not UTF-8", "a terminal code", "no file"],
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_nothing_is_kept(
    what: str, content: bytes | None, says: str, desk: Desk
) -> None:
    desk.file.unlink()
    if content is not None:
        desk.file.write_bytes(content)

    ended = desk.ask("grounds", what, desk.file) if what == "import" else tthc("grounds", what, desk.file)

    assert ended.code == 2
    assert one_sentence(ended).startswith(says.format(desk.file))
    assert count(desk.folder, "register_import") == 0


def test_a_folder_is_no_file(desk: Desk) -> None:
    assert one_sentence(tthc("grounds", "check", desk.folder)).startswith(f"Không đọc được tệp {desk.folder}: ")


def test_what_holds_is_shown(desk: Desk) -> None:
    assert desk.ask("grounds", "show").out == "Chưa nhập tệp căn cứ nào.\nKhông có căn cứ nào.\n"
    desk.ask("grounds", "import", desk.file, "--by", "Văn phòng")

    rows = json.loads(desk.ask("grounds", "show", "--format", "json").out)
    table, flat = desk.ask("grounds", "show").out, desk.ask("grounds", "show", "--format", "csv").out

    assert rows == [
        {
            "number": "23/2026/NQ-HĐND",
            "territory": "H53",
            "valid_from": "2026-08-08",
            "valid_to": None,
            "state": "còn hiệu lực",
            "rules": "CL09, CL29",
            "codes": "1.001193, 1.000894",
            "part": "",
            "national": "Không",
            "provincial": None,
            "issued": "2026-07-10",
            "issuer": "HĐND tỉnh",
            "note": "lệ phí hộ tịch",
        },
        dict.fromkeys(rows[0]) | {"number": "3152/QĐ-BTP", "rules": "mã thay thế", "codes": "2.000843 → 2.000815"},
    ]
    assert "Tệp can-cu.toml, nhập lúc " in table.splitlines()[0]
    assert "người nhập: Văn phòng, SHA-256 " in table.splitlines()[0]
    assert [row["codes"] for row in csv.DictReader(io.StringIO(flat))] == [r["codes"] for r in rows]


def test_what_held_on_a_day_is_told(desk: Desk) -> None:
    register.add_import(desk.engine, datetime.fromisoformat("2026-08-01T17:30:00+07:00"), "can-cu.toml", FILE)
    register.add_import(desk.engine, datetime.fromisoformat("2026-09-01T08:00:00+07:00"), "can-cu.toml", "can_cu = []")

    def shown(day: str) -> list[tuple[str, str | None]]:
        rows = json.loads(desk.ask("grounds", "show", "--format", "json", "--as-of", day).out)
        return [(r["number"], r["state"]) for r in rows]

    assert shown("2026-07-31") == shown("2026-09-01") == []
    assert shown("2026-08-01") == [("23/2026/NQ-HĐND", "chưa có hiệu lực, từ 08/08/2026"), ("3152/QĐ-BTP", None)]
    assert shown("2026-08-31") == [("23/2026/NQ-HĐND", "còn hiệu lực"), ("3152/QĐ-BTP", None)]


def test_a_file_that_this_version_cannot_read_any_more_is_told(desk: Desk) -> None:
    register.add_import(desk.engine, AT, "can-cu.toml", "cu = 1")

    with pytest.raises(StoreError, match=r"^Tệp căn cứ can-cu\.toml nhập lúc 20/11/2026 22:30 không còn dùng được"):
        registering.registered(desk.engine)
    assert desk.ask("grounds", "show").code == 2


# --- pairs --------------------------------------------------------------------------------

LEFT = [
    Entry("1.000001", "Cấp thẻ công chứng viên", "Công chứng", ref="n01"),
    Entry("1.000002", "Cấp lại thẻ", ref="n02"),
]
RIGHT = [Entry("", "Cấp thẻ công chứng"), Entry("1.000009.H53", "Cấp lại thẻ công chứng viên", ref="/tthc/9")]
OFFERED = (
    Suggestion(LEFT[0], RIGHT[0], 0.871, Why.NEAR_NAME),
    Suggestion(LEFT[1], RIGHT[1], 0.96, Why.OTHER_CODE),
)


@pytest.fixture
def offered(desk: Desk) -> Desk:
    """A desk on which the last comparison left two pairs to people."""
    store_comparison(desk.engine, Comparison(NIGHT, suggestions=OFFERED), (), {}, AT, complete=True, rules="1")
    return desk


def test_suggestions_are_listed_with_their_keys_the_nearest_first(offered: Desk) -> None:
    rows = json.loads(offered.ask("pairs", "--format", "json").out)

    assert rows == json.loads(offered.ask("pairs", "list", "--format", "json").out)
    assert rows == [
        {
            "left": "n02",
            "left_code": "1.000002",
            "left_name": "Cấp lại thẻ",
            "right": "/tthc/9",
            "right_code": "1.000009.H53",
            "right_name": "Cấp lại thẻ công chứng viên",
            "score": 0.96,
            "why": "tên trùng hoặc gần trùng, mã khác: mã mới hoặc ghi sai mã",
            "decided": None,
        },
        {
            "left": "n01",
            "left_code": "1.000001",
            "left_name": "Cấp thẻ công chứng viên",
            "right": "cấp thẻ công chứng",
            "right_code": "",
            "right_name": "Cấp thẻ công chứng",
            "score": 0.87,
            "why": "tên gần giống",
            "decided": None,
        },
    ]
    assert "/tthc/9" in offered.ask("pairs").out


def test_without_suggestions_the_list_says_so(desk: Desk) -> None:
    assert desk.ask("pairs").out == "Lần đối chiếu gần nhất không có đề nghị ghép nào.\n"
    assert desk.ask("pairs", "history").out == "Chưa có quyết định nào về ghép.\n"


@pytest.mark.parametrize(
    ("left", "right", "keys"),
    [
        ("n02", "/tthc/9", ("n02", "/tthc/9")),
        ("1.000002", "1.000009", ("n02", "/tthc/9")),
        ("1.000002.000.00.00.H01", "1.000009.H53", None),
        (" 1. 000002", "1.000009.000.00.00.H53", ("n02", "/tthc/9")),
        ("1.000001", "cấp thẻ công chứng", ("n01", "cấp thẻ công chứng")),
        ("1.000001", "Cấp thẻ công chứng", None),
        ("", "/tthc/9", None),
        ("/tthc/9", "n02", None),
    ],
)
def test_a_record_is_named_by_key_id_or_code(
    left: str, right: str, keys: tuple[str, str] | None, offered: Desk
) -> None:
    ended = offered.ask("pairs", "accept", left, right)

    if keys is None:
        assert ended.code == 2
        assert one_sentence(ended).startswith("Không có bản ghi nào ở ")
        assert registering.decided(offered.engine) == ()
    else:
        assert (ended.code, ended.err) == (0, "")
        assert registering.decided(offered.engine) == (Decided(*keys, True),)


def test_a_decision_is_kept_told_and_shown(offered: Desk) -> None:
    accepted = offered.ask("pairs", "accept", "n02", "/tthc/9", "--by", "Phòng BTTP", "--note", "mã cũ")
    refused = offered.ask("pairs", "refuse", "n01", "cấp thẻ công chứng")

    assert accepted.out == (
        "Đã ghi: «Cấp lại thẻ» (1.000002) là một thủ tục với «Cấp lại thẻ công chứng viên» (1.000009.H53). "
        "Lần đối chiếu sau, hoặc `tthc compare`, sẽ dùng quyết định này.\n"
    )
    assert "không phải là một thủ tục với «Cấp thẻ công chứng» (cấp thẻ công chứng)" in refused.out
    rows = json.loads(offered.ask("pairs", "--format", "json").out)
    assert [(r["left"], r["decided"]) for r in rows] == [("n02", "nhận"), ("n01", "từ chối")]
    told = json.loads(offered.ask("pairs", "history", "--format", "json").out)
    assert [{k: v for k, v in row.items() if k != "at"} for row in told] == [
        {"left": "n02", "right": "/tthc/9", "accepted": "nhận", "who": "Phòng BTTP", "note": "mã cũ"},
        {"left": "n01", "right": "cấp thẻ công chứng", "accepted": "từ chối", "who": "", "note": ""},
    ]


def keep(desk: Desk, portal: str, role: Role, *procedures: Procedure) -> None:
    """Records that a source showed when it was last read."""
    run = new_run(desk.engine, portal=Portal(portal, portal, portal, role, "https://portal.test"))
    side = national_side(*procedures) if role is Role.NATIONAL else local_side(*procedures)
    snapshot = replace(side, portal=portal, run=run.id, night=run.night)
    versions.store_versions(desk.engine, snapshot, "test/1")
    close_run(desk.engine, snapshot, "finished")


def test_records_that_nobody_suggested_can_be_paired_too(desk: Desk) -> None:
    keep(desk, "dvcqg", Role.NATIONAL, national(1), national(2))
    keep(desk, "tayninh", Role.PROVINCIAL, replace(national(7), portal="tayninh", portal_id="r7"))

    assert desk.ask("pairs", "refuse", "1.000001", "r7").code == 0
    assert registering.decided(desk.engine) == (Decided("n01", "r7", False),)


def test_a_code_that_several_records_carry_names_none_of_them(desk: Desk) -> None:
    twin = replace(national(1), portal_id="n99", code=" 1.000001")
    keep(desk, "dvcqg", Role.NATIONAL, national(1), twin)
    keep(desk, "tayninh", Role.PROVINCIAL, replace(national(7), portal="tayninh", portal_id="r7"))

    ended = desk.ask("pairs", "accept", "1.000001", "r7")

    assert ended.code == 2
    assert one_sentence(ended) == (
        "Có 2 bản ghi ở danh mục quốc gia ứng với «1.000001»; hãy dùng khóa của một bản ghi: n01, n99."
    )
    assert desk.ask("pairs", "accept", "n99", "r7").code == 0


def test_names_from_a_portal_cannot_steer_the_terminal(desk: Desk) -> None:
    keep(desk, "dvcqg", Role.NATIONAL, national(1, name="Cấp thẻ\x1b[31m"))
    keep(desk, "tayninh", Role.PROVINCIAL, replace(national(7), portal="tayninh", portal_id="r7"))

    ended = desk.ask("pairs", "accept", "n01", "r7")

    assert "\x1b" not in ended.out
    assert "\\x1b[31m" in ended.out


# --- the night ----------------------------------------------------------------------------


def test_a_night_is_given_all_that_people_registered(desk: Desk) -> None:
    register.add_import(desk.engine, AT, "can-cu.toml", FILE)
    for minutes, accepted in enumerate((True, False)):
        register.add_pairing(desk.engine, AT + timedelta(minutes=minutes), "n01", "r7", accepted=accepted)

    (given,) = night.inputs_of(desk.config, desk.engine, NIGHT, ())

    assert given.grounds == (GROUND,)
    assert given.replacements == (REPLACED,)
    assert given.decided == (Decided("n01", "r7", True), Decided("n01", "r7", False))


def test_a_night_without_a_register_is_given_nothing(desk: Desk) -> None:
    (given,) = night.inputs_of(desk.config, desk.engine, NIGHT, ())

    assert (given.grounds, given.replacements, given.decided) == ((), (), ())


ACCEPTED_NAME = """
[[can_cu]]
so = "1/QĐ-UBND"
ngay = 2026-11-01
co_quan = "UBND tỉnh"
dia_ban = "H53"
hieu_luc_tu = 2026-11-01
hieu_luc_den = 2026-11-21

[[can_cu.khac_biet]]
loai = ["CL09"]
ma = ["1.000001"]
quoc_gia = "Cấp thẻ công chứng viên loại 01"
tinh = "Gia hạn thẻ"
"""


def test_a_registered_difference_is_accepted_until_its_ground_expires_or_a_value_changes(desk: Desk) -> None:
    def stands(days: int, name: str) -> tuple[Status, str, date]:
        """How the name stands on a night on which the province shows this one."""
        whole = national(1)
        day, at = NIGHT + timedelta(days=days), AT + timedelta(days=days)
        sides = (national_side(whole), local_side(local(whole, "H53.14", name=name)))
        result = night.compare_night(desk.config, desk.engine, day, tuple(replace(s, night=day) for s in sides), at)
        (line,) = [s for s in result.sightings if s.discrepancy.rule == "CL09"]
        return line.status, line.basis, line.first_seen

    basis = "1/QĐ-UBND ngày 01/11/2026 của UBND tỉnh, hiệu lực từ 01/11/2026 đến 21/11/2026"

    assert stands(-1, "Gia hạn thẻ") == (Status.AWAITING, "", NIGHT - timedelta(days=1))
    desk.ask("grounds", "import", desk.write(ACCEPTED_NAME))
    assert stands(-1, "Gia hạn thẻ") == (Status.ACCEPTED, basis, NIGHT - timedelta(days=1))  # compared once more
    assert stands(0, "GIA HẠN THẺ") == (Status.ACCEPTED, basis, NIGHT - timedelta(days=1))
    assert stands(0, "Gia hạn giấy tờ") == (Status.AWAITING, "", NIGHT - timedelta(days=1))
    assert stands(1, "Gia hạn thẻ") == (Status.ACCEPTED, basis, NIGHT - timedelta(days=1))
    assert stands(2, "Gia hạn thẻ") == (Status.AWAITING, "", NIGHT - timedelta(days=1))  # the ground has expired
    assert stands(3, "Gia hạn thẻ") == (Status.NEW, "", NIGHT - timedelta(days=1))


def test_an_old_store_is_to_be_upgraded_before_anything_is_registered(desk: Desk) -> None:
    sql(desk.folder, "update alembic_version set version_num = '0001'")

    assert "hãy sao lưu rồi chạy `tthc db upgrade`" in one_sentence(desk.ask("grounds", "import", desk.file))
