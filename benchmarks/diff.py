"""B6: word differences against diff-match-patch on word codes, as page watchers use it, and difflib.

150 texts of real procedures (7.4 KB in the mean), each against itself with five small edits, and six worst cases of
58 KB and more. Bars: at least twice as fast as diff-match-patch, no worst case over 1.2 s, and every difference
gives both texts back.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any

from diff_match_patch import diff_match_patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.differences import difference
from benchmarks.common import reference_data, verdict

PAIRS, MEAN_SIZE, EDITS, WORST_SIZE = 150, 7_400, 5, 58_000
WORST_SECONDS = 1.2


# --- texts ----------------------------------------------------------------------


def texts(n: int) -> list[str]:
    """Texts of real procedures, between half and one and a half of the mean size."""
    reference = reference_data()
    if reference is None:
        print("texts: made up (no reference data here)")
        return [made_up(seed, MEAN_SIZE) for seed in range(n)]
    files = sorted(reference.glob("national/qtungnui07__crwatdatadvc/procedures/*/*/raw_procedure.json"))
    whole = "\n".join(t for f in files for t in strings(json.loads(f.read_text(encoding="utf-8"))["detail"]))
    print(f"texts: cut from {len(files)} real procedures")
    rnd = random.Random(6)
    cut, at = [], 0
    for _ in range(n):
        size = rnd.randrange(MEAN_SIZE // 2, MEAN_SIZE * 3 // 2)
        cut.append(whole[at : at + size])
        at = (at + size) % (len(whole) - 2 * MEAN_SIZE)
    return cut


def strings(value: Any) -> Iterator[str]:
    """The longer texts of a record, in its order."""
    if isinstance(value, str):
        if len(value) > 60:
            yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def made_up(seed: int, size: int) -> str:
    """Words drawn with the frequencies of a language, in sentences."""
    rnd = random.Random(seed)
    words = [f"{a}{b}{c}" for a in ("tr", "ng", "h", "đ") for b in ("ường", "ồ", "ăng", "ịnh", "ai") for c in ("", "n")]
    text = ""
    while len(text) < size:
        text += " ".join(rnd.choices(words, [1 / (i + 1) for i in range(len(words))], k=20)).capitalize() + ".\n"
    return text[:size]


def edited(text: str, rnd: random.Random) -> str:
    """The text with a few words replaced, removed or added."""
    words = text.split(" ")
    for _ in range(EDITS):
        at = rnd.randrange(len(words))
        words[at : at + 1] = rnd.choice(([], ["sửa đổi"], [words[at], "bổ sung"], ["07"]))
    return " ".join(words)


def worst_cases(sample: list[str]) -> dict[str, tuple[str, str]]:
    """Pairs that cost most."""
    rnd = random.Random(7)
    whole = " ".join(sample)
    left, right = whole[:WORST_SIZE], whole[-WORST_SIZE:]
    shuffled = right.split()
    rnd.shuffle(shuffled)
    numbers = [" ".join(str(rnd.randrange(10_000)) for _ in range(12_000)) for _ in range(2)]
    return {
        "two unlike texts": (left, right),
        "unlike, words shuffled": (left, " ".join(shuffled)),
        "random words": (numbers[0], numbers[1]),
        "two words repeated": ("có không " * 7_000, "không có có " * 5_000),
        "one sign repeated": ("-" * WORST_SIZE, "- " * WORST_SIZE),
        "too long for words": ((whole + "\n") * 3, "\n".join(shuffled * 60)),
    }


# --- peers ----------------------------------------------------------------------


def word_codes_dmp(left: str, right: str) -> object:
    """diff-match-patch on one letter a word, with its limit of a second and its clean-up."""
    codes: dict[str, str] = {}
    encoded = [
        "".join(codes.setdefault(w, chr(0xE000 + len(codes) + 0x2000)) for w in re.findall(r"\s+|\S+", text))
        for text in (left, right)
    ]
    engine = diff_match_patch()
    engine.Diff_Timeout = 1
    found = engine.diff_main(encoded[0], encoded[1], False)
    engine.diff_cleanupSemantic(found)
    back = {code: word for word, code in codes.items()}
    return [(op, "".join(back[c] for c in text)) for op, text in found]


def words_difflib(left: str, right: str) -> object:
    """difflib on words, with its heuristic for frequent ones."""
    return difflib.SequenceMatcher(None, left.split(), right.split()).get_opcodes()


def milliseconds(work: Callable[[str, str], object], pairs: list[tuple[str, str]]) -> float:
    """The mean of all pairs."""
    start = time.perf_counter()
    for left, right in pairs:
        work(left, right)
    return (time.perf_counter() - start) * 1e3 / len(pairs)


def main(rounds: int) -> int:
    rnd = random.Random(5)
    sample = texts(PAIRS)
    pairs = [(text, edited(text, rnd)) for text in sample]
    print(f"{len(pairs)} pairs of {mean(len(t) for t in sample) / 1000:.1f} KB, {EDITS} edits each")
    whole = all((d := difference(a, b)).left == a and d.right == b for a, b in pairs)

    ours, dmp, dif = [], [], []
    for _ in range(rounds):
        ours.append(milliseconds(difference, pairs))
        dmp.append(milliseconds(word_codes_dmp, pairs))
        dif.append(milliseconds(words_difflib, pairs))
    ratio = median(dmp) / median(ours)
    print(f"ours {median(ours):.2f} ms a pair, diff-match-patch {median(dmp):.2f} ms, difflib {median(dif):.2f} ms")

    slowest = 0.0
    for name, (left, right) in worst_cases(sample).items():
        start = time.perf_counter()
        found = difference(left, right)
        took = time.perf_counter() - start
        whole &= found.left == left and found.right == right
        slowest = max(slowest, took)
        how = "words" if found.by_words else "paragraphs"
        print(f"  worst: {name} ({len(left) // 1000} and {len(right) // 1000} KB): {took:.2f} s by {how}")
    ok = ratio >= 2 and slowest <= WORST_SECONDS and whole
    figure = f"{ratio:.1f}x diff-match-patch, worst {slowest:.2f} s, round trip {'equal' if whole else 'BROKEN'}"
    return verdict("diff", figure, ">= 2x, worst <= 1.2 s, round trip equal", ok=ok)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer rounds")
    sys.exit(main(rounds=3 if parser.parse_args().short else 15))
