"""B7: matching without codes against rapidfuzz's own matrix and a thefuzz loop.

The 271 real names of Bộ Tư pháp against noisy twins of themselves (slips of the pen, prefixes, decomposed
letters, old tone placement, abbreviations, capitals, odd blanks), codes removed; and the pairs of real names that
are at least 95% alike and yet are two procedures. Bars: no wrong automatic pair, no hard pair paired or suggested,
the right twin on top for at least 99%, at most twice the time of ``process.cdist(token_sort_ratio)`` and a tenth of
thefuzz's ``extractOne`` loop.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
import unicodedata
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from statistics import median

import thefuzz.process
from openpyxl import load_workbook
from rapidfuzz import fuzz, process
from thefuzz import fuzz as thefuzz_fuzz

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis import entries, guards, texts
from analysis.matching import Matching, match
from analysis.pairing import Entry
from benchmarks.common import reference_data, verdict

NAMES = "national/chatbot-tthc__chatbot_tthc/scripts/crawler/danh-sach-tthc-BoTuPhap.xlsx"
HARD = 95


def real_names() -> list[tuple[str, str]]:
    """(name, field) of each procedure in the portal's own export."""
    reference = reference_data()
    if reference is None:
        print("names: made up (no reference data here)")
        return made_up_names()
    sheet = load_workbook(reference / NAMES, read_only=True).active
    assert sheet is not None
    rows = [row for row in list(sheet.iter_rows(values_only=True))[2:] if row[0]]
    print(f"names: {len(rows)} real ones")
    return [(str(row[1]), str(row[4])) for row in rows]


def made_up_names() -> list[tuple[str, str]]:
    """As many names, each verb with each object, so that all of them are near to each other."""
    verbs = ("Cấp", "Cấp lại", "Thu hồi", "Gia hạn", "Thay đổi nội dung", "Chấm dứt hiệu lực", "Cấp bản sao")
    papers = ("Giấy đăng ký hoạt động", "Giấy phép thành lập", "Chứng chỉ hành nghề", "Thẻ hành nghề")
    bodies = ("Luật sư", "Công chứng", "Đấu giá tài sản", "Giám định tư pháp", "Quản tài viên")
    units = ("của văn phòng", "của chi nhánh")
    return [(f"{v} {p} {u} {b.lower()}", b) for v in verbs for p in papers for u in units for b in bodies]


# --- noise ----------------------------------------------------------------------


def slip(name: str, rnd: random.Random) -> str:
    """One slip of the pen inside a longer word."""
    words = name.split()
    long = [i for i, w in enumerate(words) if len(w) >= 4 and w.isalpha()] or list(range(len(words)))
    i = rnd.choice(long)
    word = words[i]
    at = rnd.randrange(len(word) - 1) if len(word) > 1 else 0
    words[i] = rnd.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
            word[:at] + rnd.choice("bcghklmnptv") + word[at + 1 :],
            word[: at + 1] + " " + word[at + 1 :],
        )
    )
    return " ".join(words)


def old_tone(name: str, rnd: random.Random) -> str:
    """hòa as hoà, thủy as thuỷ."""
    pairs = {"òa": "oà", "óa": "oá", "ỏa": "oả", "ủy": "uỷ", "úy": "uý", "òe": "oè"}
    for new, old in pairs.items():
        name = name.replace(new, old)
    return name


def short(name: str, rnd: random.Random) -> str:
    """Offices by their initials."""
    return name.replace("Ủy ban nhân dân", "UBND").replace("ủy ban nhân dân", "UBND").replace("thành phố", "TP.")


NOISE: tuple[Callable[[str, random.Random], str], ...] = (
    slip,
    old_tone,
    short,
    lambda name, rnd: rnd.choice(("Thủ tục ", "Thủ tục hành chính ", "THỦ TỤC ")) + name,
    lambda name, rnd: unicodedata.normalize("NFD", name),
    lambda name, rnd: name.upper(),
    lambda name, rnd: name.replace(" ", "\u00a0", 2) + rnd.choice((".", ";", " ", "\u200e")),
)


def noisy(name: str, rnd: random.Random) -> str:
    """A twin of a name: one to three kinds of noise, a slip in every second one."""
    kinds = rnd.sample(NOISE[1:], rnd.randint(1, 3))
    if rnd.random() < 0.5:
        name = slip(name, rnd)
    for kind in sorted(kinds, key=NOISE.index):
        name = kind(name, rnd)
    return name


# --- what is measured -------------------------------------------------------------


def seconds(work: Callable[[], object]) -> float:
    """How much processor time one call takes, with nothing remembered from earlier calls."""
    for remembered in (texts.canonical_name, entries._sector, entries._levels, guards._tokens, guards._plain):
        remembered.cache_clear()
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def top(found: Matching) -> dict[str, str]:
    """The best partner of each left record, by their ids."""
    best = {s.left.ref: (s.score, s.right.ref) for s in sorted(found.suggestions, key=lambda s: s.score)}
    best |= {p.left.ref: (2.0, p.right.ref) for p in found.pairs}
    return {left: right for left, (_, right) in best.items()}


def thefuzz_loop(left: list[str], right: list[str]) -> list[object]:
    """The best partner of each name by thefuzz, with the quicker of its usual scorers."""
    return [thefuzz.process.extractOne(name, right, scorer=thefuzz_fuzz.token_sort_ratio) for name in left]


def hard_pairs_held(names: list[tuple[str, str]]) -> tuple[int, int]:
    """(pairs of real names at least HARD alike, how many of them were paired or suggested)."""
    hard = [(a, b) for a, b in combinations(names, 2) if fuzz.token_sort_ratio(a[0].lower(), b[0].lower()) >= HARD]
    failed = 0
    for a, b in hard:
        found = match([Entry("", *a)], [Entry("", *b)])
        failed += bool(found.pairs or found.suggestions)
    return len(hard), failed


def main(rounds: int, seeds: int) -> int:
    names = real_names()
    wrong = right = total = 0
    for seed in range(seeds):
        rnd = random.Random(seed)
        left = [Entry("", name, field, ref=str(i)) for i, (name, field) in enumerate(names)]
        twins = [Entry("", noisy(name, rnd), field, ref=str(i)) for i, (name, field) in enumerate(names)]
        rnd.shuffle(twins)
        found = match(left, twins)
        wrong += sum(p.left.ref != p.right.ref for p in found.pairs)
        best = top(found)
        right += sum(best.get(e.ref) == e.ref for e in left)
        total += len(left)
        if seed == 0:
            print(f"first round: {len(found.pairs)} paired, {len(found.suggestions)} suggested of {len(left)}")
    hard, failed = hard_pairs_held(names)
    print(f"{seeds} rounds of noise: {wrong} wrong pairs, right twin on top {right}/{total} = {right / total:.4f}")
    print(f"hard pairs (>= {HARD} alike, two procedures): {hard}, paired or suggested {failed}")

    ours, matrix, loop, blind = [], [], [], []
    texts_left, texts_right = [e.name for e in left], [e.name for e in twins]
    no_field = [[Entry("", e.name, ref=e.ref) for e in side] for side in (left, twins)]
    for _ in range(rounds):
        ours.append(seconds(lambda: match(left, twins)))
        blind.append(seconds(lambda: match(*no_field)))
        matrix.append(seconds(lambda: process.cdist(texts_left, texts_right, scorer=fuzz.token_sort_ratio, workers=1)))
        loop.append(seconds(lambda: thefuzz_loop(texts_left, texts_right)))
    to_matrix, to_loop = median(ours) / median(matrix), median(loop) / median(ours)
    print(f"match {median(ours) * 1e3:.1f} ms (fields unknown: {median(blind) * 1e3:.1f} ms)")
    print(f"cdist(token_sort) {median(matrix) * 1e3:.1f} ms; thefuzz loop {median(loop) * 1e3:.1f} ms")
    ok = wrong == 0 and failed == 0 and right >= 0.99 * total and to_matrix <= 2 and to_loop >= 10
    figure = (
        f"{wrong} wrong pairs, top-1 {right / total:.4f}, {to_matrix:.2f}x cdist, {to_loop:.1f}x faster than thefuzz"
    )
    return verdict("matching", figure, "0 wrong, top-1 >= 0.99, <= 2x cdist, >= 10x thefuzz", ok=ok)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer rounds")
    short_run = parser.parse_args().short
    sys.exit(main(rounds=5 if short_run else 21, seeds=5 if short_run else 40))
