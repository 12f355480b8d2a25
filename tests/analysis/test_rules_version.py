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
from typing import Any

from analysis.compare import compare
from analysis.confirmation import Past, stand
from analysis.gates import Memory, judge
from analysis.model import Comparison, Outcome, ProcessingTime, SubmissionMethod, plain
from analysis.night import Night
from analysis.rules import RULES, RULES_VERSION
from analysis.rules.feeds import FEEDS
from tests.analysis import feeding
from tests.analysis.makers import national, paged_night, record

#: Version -> what the sample is judged to be: digests by type, of standings ("look") and of gates ("gate").
SEALS: dict[str, dict[str, str]] = {
    "2": {
        "CL01": "cba5367b7ac9",
        "CL02": "ea809e5d72ea",
        "CL03": "6daa5d3d29f8",
        "CL04": "7247e54943f0",
        "CL05": "6927ebea8182",
        "CL06": "ce4567c989cb",
        "CL07": "c251895af271",
        "CL08": "347544971019",
        "CL09": "e45550e12481",
        "CL10": "7c568ef43d3a",
        "CL11": "31cff2fb9cb3",
        "CL12": "3e2666e46b4f",
        "CL13": "03de826d8632",
        "CL14": "7430566bf1e4",
        "CL15": "3b70161bf634",
        "CL16": "c5700a5f1f80",
        "CL17": "66711ff76ca1",
        "CL18": "f39f18398a05",
        "CL19": "5780e7702ae2",
        "CL20": "ad8eb2b0e8c5",
        "CL21": "0794efb9ff9e",
        "CL22": "a6681c9d7234",
        "CL23": "69960bcaf0c1",
        "CL24": "62d04c55e333",
        "CL25": "ad0a9519336e",
        "CL26": "23eab59f2d5f",
        "CL27": "235bc78bcbcd",
        "CL28": "3f7f7feb37d6",
        "CL29": "dd82047e7c65",
        "CL30": "02086bf68759",
        "CL31": "91c06ca400aa",
        "CL32": "849fc71f7f4f",
        "CL33": "070bd9f8d70f",
        "CL34": "ea282e90d7ff",
        "CL35": "0abbeddaf31f",
        "CL36": "f6ef6160d672",
        "CL37": "dbaf56a6d508",
        "CL38": "f850097d12e2",
        "look": "4d9399324c42",
        "gate": "e5b29ca5223d",
    }
}

#: Times and fees as pages write them; every pair of neighbours is compared.
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


def judged() -> dict[str, list[Any]]:
    """Everything that the sample is judged to be, by type."""
    told: dict[str, list[Any]] = {rule.code: [] for rule in RULES}
    for comparison in (*map(compare, _nights()), *_texts()):
        for found in comparison.discrepancies:
            told[found.rule].append(plain(found))
        for rule, code, why in comparison.undetermined:
            if rule in told:
                told[rule].append([code, why])
        told["CL37"].append(plain(comparison.counts))
    return told | {"look": list(_standings()), "gate": [plain(j) for j in _gates()]}


def _nights() -> Iterator[Night]:
    """One night for every type and every source that can bring it to light."""
    for code, feeds in FEEDS.items():
        yield from (feeding.sample(code, source) for source, feed in feeds.items() if feed.can and code != "CL37")


def _texts() -> Iterator[Comparison]:
    for texts, field in ((TIMES, "time_text"), (FEES, "fee_text")):
        for ours, theirs in zip(texts, (*texts[1:], texts[0]), strict=True):
            here, there = (national(1, methods=(), **{field: text}) for text in (ours, theirs))
            yield paged_night((here,), (record(there),))
            yield paged_night((national(1),), (record(there),))


def _standings() -> Iterator[Any]:
    """How each of these nights' lines stand on a night that is blind, and on one on which both sides say nothing."""
    for night in _nights():
        past = Past(stand(Past(), compare(night), night.night))
        sides = (night.national, night.provincial)
        for outcome in (Outcome.COMPLETE, Outcome.PARTIAL, Outcome.FAILED):
            ours, theirs = (replace(s, outcome=outcome, procedures=s.procedures[1:]) if s else None for s in sides)
            then = replace(night, national=ours, provincial=theirs, standing=past.standing, changes=())
            for sighting in stand(past, compare(then), night.night):
                yield [sighting.discrepancy.key, sighting.status, sighting.look, sighting.basis, sighting.why]


def _gates() -> Iterator[Any]:
    whole = tuple(national(1, portal_id=f"n{n:02}", code=f"1.{n:06}", name=f"Thủ tục {n}") for n in range(40))
    memory = Memory({"formalities": frozenset(p.portal_id for p in whole)}, records={p.portal_id: p for p in whole})
    late = (SubmissionMethod("DIRECT", ProcessingTime("9", "DAY"), "", ()),)
    for kept in (40, 37, 36, 20, 0):
        for values in ({}, {"steps": ()}, {"methods": late}, {"conditions": None}):
            shown = tuple(replace(p, **values) for p in whole[:kept])
            yield from judge(feeding.national_side(*shown), memory)


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
