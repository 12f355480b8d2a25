"""The version of the rules moves whenever anything is judged otherwise (a comparison keeps the version that judged).

A sample is judged and its judgements are sealed, by type. Where one changes, ``RULES_VERSION`` gets its next number and
a new seal is added below; a seal that is there is never edited. ``python -m tests.analysis.test_rules_version`` prints
the seals of the present rules.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

from analysis.compare import compare
from analysis.completeness import ListingPass, judge_listing, needs_another_pass
from analysis.confirmation import Past, stand
from analysis.gates import Memory, judge
from analysis.model import (
    Agency,
    Comparison,
    Decision,
    DossierCase,
    LegalBasis,
    Level,
    Outcome,
    Procedure,
    Step,
    Term,
    plain,
)
from analysis.night import Night
from analysis.rules import RULES, RULES_VERSION
from analysis.rules.feeds import FEEDS
from tests.analysis import feeding
from tests.analysis.makers import (
    COMMUNES,
    NIGHT,
    ROWS,
    at_communes,
    local,
    national,
    national_side,
    night_of,
    paged_night,
    record,
)

#: Version -> what the sample is judged to be: digests by type, and of standings ("look"), gates, lists and pairs.
SEALS: dict[str, dict[str, str]] = {
    "2": {
        "CL01": "b148bb0756b5",
        "CL02": "ea809e5d72ea",
        "CL03": "6daa5d3d29f8",
        "CL04": "7247e54943f0",
        "CL05": "6927ebea8182",
        "CL06": "ce4567c989cb",
        "CL07": "c251895af271",
        "CL08": "347544971019",
        "CL09": "dfc6e0f56b95",
        "CL10": "c9312d986c7e",
        "CL11": "9657393fd434",
        "CL12": "11c2c837e431",
        "CL13": "3978ef680151",
        "CL14": "dad59a7aebbd",
        "CL15": "c80c92566300",
        "CL16": "c29c9a7ddc0b",
        "CL17": "be2c729ccd2b",
        "CL18": "17094630acf0",
        "CL19": "e859a06f7a9b",
        "CL20": "0738c2411261",
        "CL21": "0794efb9ff9e",
        "CL22": "a6681c9d7234",
        "CL23": "1d0f36e7b502",
        "CL24": "b5dfa41a57a2",
        "CL25": "1f342e5a7e45",
        "CL26": "a5b7e8d4f173",
        "CL27": "eeee95ac3847",
        "CL28": "d89c3d694f64",
        "CL29": "dd82047e7c65",
        "CL30": "02086bf68759",
        "CL31": "91c06ca400aa",
        "CL32": "e7fdd03586c6",
        "CL33": "070bd9f8d70f",
        "CL34": "ea282e90d7ff",
        "CL35": "4630721b9cad",
        "CL36": "f6ef6160d672",
        "CL37": "dbbde52453f2",
        "CL38": "f850097d12e2",
        "look": "ddc4fa691bfb",
        "gate": "3c05916550b3",
        "list": "a4159f404b85",
        "pair": "bc58eeb2f847",
    },
    "3": {
        "CL01": "7589c375d3cc",
        "CL02": "75efc813f7ca",
        "CL03": "543cebb0c8cf",
        "CL04": "ece4d744750b",
        "CL05": "45593a3ca065",
        "CL06": "27f4cd60a84c",
        "CL07": "8a97e0fdd7b7",
        "CL08": "347544971019",
        "CL09": "d49966bd601b",
        "CL10": "c9312d986c7e",
        "CL11": "9657393fd434",
        "CL12": "11c2c837e431",
        "CL13": "3978ef680151",
        "CL14": "dad59a7aebbd",
        "CL15": "c80c92566300",
        "CL16": "c29c9a7ddc0b",
        "CL17": "be2c729ccd2b",
        "CL18": "17094630acf0",
        "CL19": "e859a06f7a9b",
        "CL20": "0738c2411261",
        "CL21": "0794efb9ff9e",
        "CL22": "52696f6588a6",
        "CL23": "1d0f36e7b502",
        "CL24": "b5dfa41a57a2",
        "CL25": "1f342e5a7e45",
        "CL26": "a5b7e8d4f173",
        "CL27": "eeee95ac3847",
        "CL28": "d89c3d694f64",
        "CL29": "dd82047e7c65",
        "CL30": "02086bf68759",
        "CL31": "03bf933809fe",
        "CL32": "e7fdd03586c6",
        "CL33": "070bd9f8d70f",
        "CL34": "ea282e90d7ff",
        "CL35": "4630721b9cad",
        "CL36": "f6ef6160d672",
        "CL37": "dbbde52453f2",
        "CL38": "df2faad782e9",
        "look": "f84fc155ce38",
        "gate": "3c05916550b3",
        "list": "a4159f404b85",
        "pair": "bc58eeb2f847",
    },
}

PAPER = (national().dossier or ())[0].documents[0]
#: Times and fees as pages write them.
TIMES = (
    *("5 ngày làm việc", "05 (năm) ngày làm việc kể từ ngày nhận đủ hồ sơ", "7 ngày", "Trong ngày", "Không quy định"),
    *("15 ngày; trường hợp phức tạp 30 ngày", "Trực tiếp: 3 ngày làm việc; trực tuyến: 2 ngày làm việc", "24 giờ"),
    *("Không quá 5 ngày làm việc, xã miền núi được kéo dài thêm không quá 10 ngày", "Ngày 20 hằng tháng", "1,5 ngày"),
    *("Người nộp bổ sung trong 30 ngày", "Đang cập nhật", "01 tháng", "02 tháng; gia hạn một lần không quá 15 ngày"),
)
FEES = (
    *("8.000 đồng/bản", "8000đ", "Không", "Miễn phí", "Theo nghị quyết của HĐND tỉnh", "10.000 đồng", "Lệ phí 50", ""),
    *(
        "Trực tiếp: 50.000 đồng; trực tuyến: 25.000 đồng",
        "50.000 đồng, từ ngày 01/7/2026 đến 31/12/2026 thu 25.000 đồng",
    ),
    *("5.000 đồng/bản. Người cao tuổi được miễn lệ phí", "Theo Thông tư 1/2020/TT-BTC", "Từ 1.000 đến 5.000 đồng"),
)


#: Values of a field as both sides may show them: every two are compared, each way round.
VALUES: dict[str, tuple[Any, ...]] = {
    "name": (
        *(
            "Cấp thẻ công chứng viên",
            "Cấp thẻ công chứng viên.",
            "Thủ tục cấp thẻ công chứng viên",
            "CẤP THẺ CÔNG CHỨNG VIÊN",
        ),
        *(
            "Cấp thẻ công chúng viên",
            "Cấp lại thẻ công chứng viên",
            "Cấp thẻ, công chứng viên",
            "Đăng ký hành nghề luật sư",
        ),
    ),
    "sector": tuple(Term("", name) for name in ("Công chứng", "CÔNG CHỨNG", "Luật sư", "Đất đai", "")),
    "steps": tuple(
        (Step("", text),)
        for text in ("Nộp hồ sơ.", "Bước 1: Nộp hồ sơ", "Gửi hồ sơ.", "Nộp hồ sơ. Người dân phải nộp thêm ảnh.", "")
    ),
    "conditions": ("", "Không", "Có đề án.", "Có đề án. Có ba năm kinh nghiệm.", "Có đề án; có trụ sở", None),
    "subjects": tuple(tuple(Term("", x) for x in some) for some in ((), ("Công dân",), ("Tổ chức", "Công dân"))),
    "results": tuple(tuple(Term("", x) for x in some) for some in ((), ("Thẻ",), ("thẻ.",), ("Thẻ", "Quyết định"))),
    "legal_bases": tuple(
        tuple(LegalBasis(x, "Văn bản") for x in some)
        for some in ((), ("46/2024/QH15",), ("104/2025/NĐ-CP", "46/2024/QH15"), ("29/2015/NĐ-CP",))
    ),
    "levels": ((Level.PROVINCE,), (Level.COMMUNE,), (Level.PROVINCE, Level.COMMUNE), (Level.MINISTRY,), ()),
    "executing": tuple(
        (Agency(name),)
        for name in ("Sở Tư pháp", "Phòng Tư pháp", "UBND cấp xã", "UBND huyện Tân Biên", "Sở Tư pháp tỉnh Long An")
    ),
    "decision": tuple(
        Decision(number, NIGHT - timedelta(days=days), "", None, "")
        for number in ("163/QĐ-BTP", "200/QĐ-BTP", None)
        for days in (0, 1, 6, 7, 8, 9, 40)
    ),
    "dossier": tuple(
        (DossierCase("", tuple(replace(PAPER, name=name, originals=n) for name in names)),)
        for names in (
            (),
            ("Đơn đề nghị",),
            ("Đơn đề nghị.",),
            ("Đơn đề nghị", "Ảnh"),
            ("Tờ khai", "Ảnh"),
            ("Đơn đề nghi",),
        )
        for n in (1, 2)
    ),
    "dossier_count": ("01 bộ", "1 bộ hồ sơ", "02 bộ", None),
    "service_level": ("Toàn trình", "Một phần", "Mức độ 4", "Cung cấp thông tin", None),
    "time_text": TIMES,
    "fee_text": FEES,
}


@cache
def judged() -> dict[str, list[Any]]:
    """Everything that the sample is judged to be, by type."""
    told: dict[str, list[Any]] = {rule.code: [] for rule in RULES}
    for comparison in (*map(compare, _nights()), *_fields(), *_pages(), *_communes()):
        for found in comparison.discrepancies:
            told[found.rule].append(plain(found))
        for rule, code, why in comparison.undetermined:
            if rule in told:
                told[rule].append([code, why])
        told["CL37"].append(plain(comparison.counts))
    others = {"look": _standings(), "gate": _gates(), "list": _lists(), "pair": _suggested()}
    return told | {name: [plain(x) for x in some] for name, some in others.items()}


def _nights() -> Iterator[Night]:
    """One night for every type and every source that can bring it to light."""
    for code, feeds in FEEDS.items():
        yield from (feeding.sample(code, source) for source, feed in feeds.items() if feed.can and code != "CL37")


def _numbered(number: int, **values: Any) -> Procedure:
    plainly = {"code": f"1.{number:06}", "portal_id": f"n{number:04}", "name": f"Cấp giấy phép mẫu số {number}"}
    return national(1, **(plainly | values))


def _fields() -> Iterator[Comparison]:
    """Every field with every two of its values, a procedure each, in one night."""
    for name, values in VALUES.items():
        bare = {"methods": ()} if name in ("time_text", "fee_text") else {}
        pairs = [
            (_numbered(n, **bare, **{name: ours}), _numbered(n, **bare, **{name: theirs}))
            for n, (ours, theirs) in enumerate(product(values, repeat=2))
        ]
        yield paged_night(
            [ours for ours, _ in pairs], [record(theirs) for _, theirs in pairs], calendar=feeding.CALENDAR
        )


def _pages() -> Iterator[Comparison]:
    """Portals of several sizes on which some pages lack a component that the others show."""
    for pages, lacking in product((19, 20, 24, 25), (1, 2, 3)):
        ours = [_numbered(n) for n in range(pages)]
        yield paged_night(ours, [record(replace(p, subjects=None) if n < lacking else p) for n, p in enumerate(ours)])


def _communes() -> Iterator[Comparison]:
    """Four and five communes, of which some lack some of a few procedures."""
    for left_out in ((), COMMUNES[-1:]):
        rows = tuple(row for row in ROWS if row.code not in left_out)
        at = [row.code for row in rows if row.role == "commune"]
        for missing, lacking in product(range(len(at) + 1), range(1, 5)):
            kinds = tuple(at_communes(n) for n in range(1, 5))
            shown = tuple(local(p, *(at[missing:] if n < lacking else at)) for n, p in enumerate(kinds))
            yield compare(replace(night_of(kinds, shown), agency_rows=rows))


def _standings() -> Iterator[Any]:
    """How each of these nights' lines stand over nights that see them, see them not, or are blind."""
    for night in _nights():
        sides = (night.national, night.provincial)
        past, day = Past(), night.night
        for outcome in (None, None, None, Outcome.PARTIAL, Outcome.FAILED, Outcome.COMPLETE, None):
            ours, theirs = (
                s if s is None or outcome is None else replace(s, outcome=outcome, procedures=s.procedures[1:])
                for s in sides
            )
            changes = night.changes if outcome is None else ()
            then = replace(night, night=day, national=ours, provincial=theirs, standing=past.standing, changes=changes)
            past = Past(stand(past, compare(then), day))
            day += timedelta(days=1)
            for sighting in past.sightings:
                yield [sighting.discrepancy.key, sighting.status, sighting.look, sighting.basis, sighting.why]


def _gates() -> Iterator[Any]:
    whole = tuple(_numbered(n) for n in range(40))
    memory = Memory({"formalities": frozenset(p.portal_id for p in whole)}, records={p.portal_id: p for p in whole})
    other = {"steps": (Step("", "Gửi hồ sơ."),)}
    for kept in range(25, 41):
        yield from judge(national_side(*whole[:kept]), memory)
    for values, edited in product(({"steps": ()}, {"conditions": None}, {"subjects": ()}, other), range(5, 41)):
        shown = (replace(p, **values) if n < edited else p for n, p in enumerate(whole))
        yield from judge(national_side(*shown), memory)


def _lists() -> Iterator[Any]:
    """What passes over a list amount to."""
    ids = tuple("abcdef")
    some = [
        ListingPass(members, totals, ended, sizes)
        for members, totals, ended, sizes in (
            *((ids, (6, 6), True, (3, 3)), (ids, (6, 7), True, (3, 3)), (ids[:5], (6, 6), True, (3, 2))),
            *((ids, (None, None), True, (3, 3)), (ids, (None, None), True, (2, 3, 1)), (ids, (6,), False, (3,))),
            *(((*ids, "a"), (None, None), True, (4, 3)), ((), (0,), True, ()), ((), (None,), True, ())),
        )
    ]
    for passes in (*((one,) for one in some), *product(some, repeat=2), *((some[1], one, one) for one in some)):
        yield [plain(judge_listing("x", "danh sách", passes)), needs_another_pass(passes)]


def _suggested() -> Iterator[Any]:
    """Records without codes beside the catalogue: paired, suggested or neither."""
    ours = [_numbered(n, name=name) for n, name in enumerate(VALUES["name"])]
    for name in VALUES["name"]:
        told = paged_night(ours, [record(_numbered(0, code="", name=name))])
        yield [told.suggestions, [(d.rule, d.code) for d in told.discrepancies], told.undetermined]


def seals() -> dict[str, str]:
    """The digest of every type's judgements."""
    return {
        name: hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[
            :12
        ]
        for name, told in judged().items()
    }


def test_whatever_is_judged_otherwise_moves_the_version_of_the_rules() -> None:
    now, sealed = seals(), SEALS[RULES_VERSION]

    changed = sorted(name for name in now.keys() | sealed.keys() if now.get(name) != sealed.get(name))
    assert changed == [], "raise RULES_VERSION and add a seal: see the head of this file"


def test_the_sample_brings_every_type_to_light() -> None:
    assert [name for name, told in judged().items() if not told] == []


def test_no_two_versions_judge_alike() -> None:
    assert len({tuple(sorted(seal.items())) for seal in SEALS.values()}) == len(SEALS)


if __name__ == "__main__":
    print(json.dumps({RULES_VERSION: seals()}, indent=4, ensure_ascii=False))
