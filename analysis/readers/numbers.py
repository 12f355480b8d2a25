"""Numbers (step N10): digits with thousands, numbers in words, and the two written together.

Everything here reads text that has passed N1 to N7: composed, lower case, single blanks.
"""

from __future__ import annotations

import re
from decimal import Decimal

# --- numbers in words -------------------------------------------------------

_DIGITS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
#: Words that only stand after "mươi" or "mười" ("năm" there would be a year: "mười năm").
_LAST = {w: v for w, v in _DIGITS.items() if w != "năm"} | {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_SCALES = (("tỷ", 10**9), ("tỉ", 10**9), ("triệu", 10**6), ("nghìn", 1000), ("ngàn", 1000))
NUMBER_WORDS = frozenset({*_DIGITS, *_LAST, "không", "mười", "mươi", "trăm", "linh", "lẻ", *(s for s, _ in _SCALES)})
_MOST_WORDS = 24


def number_of_words(text: str) -> int | None:
    """The whole number that words spell, or None: "ba mươi lăm" is 35."""
    words = text.split()
    if not words or len(words) > _MOST_WORDS or not NUMBER_WORDS.issuperset(words):
        return None
    total, below = 0, 10**12
    for scale, worth in _SCALES:
        if worth < below and scale in words:
            at = words.index(scale)
            count = _below_thousand(words[:at])
            if not count:
                return None
            total, below, words = total + count * worth, worth, words[at + 1 :]
    if not words:
        return total
    rest = _below_thousand(words)
    return None if rest is None or (total and not rest) else total + rest


def _below_thousand(words: list[str]) -> int | None:
    if len(words) >= 2 and words[1] == "trăm":
        hundreds = 0 if words[0] == "không" else _DIGITS.get(words[0])
        if hundreds is None:
            return None
        rest = _below_hundred(words[2:], after_hundreds=True) if words[2:] else 0
        return None if rest is None else hundreds * 100 + rest
    return _below_hundred(words, after_hundreds=False)


def _below_hundred(words: list[str], *, after_hundreds: bool) -> int | None:
    match words:
        case ["mười"]:
            return 10
        case [digit] if not after_hundreds:
            return _DIGITS.get(digit)
        case ["linh" | "lẻ", digit] if after_hundreds:
            return _DIGITS.get(digit) or (4 if digit == "tư" else None)
        case ["mười", last] if last not in ("mốt", "tư"):
            return 10 + _LAST[last] if last in _LAST else None
        case [ten, "mươi"] if ten in _DIGITS:
            return _DIGITS[ten] * 10
        case [ten, "mươi", last] if ten in _DIGITS and last in _LAST:
            return _DIGITS[ten] * 10 + _LAST[last]
    return None


# --- digits -----------------------------------------------------------------

_DOTTED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")
_COMMAED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"[0-9]+,[0-9]+")


def plain_digits(written: str) -> str:
    """A number without thousands separators and with a decimal comma; anything unclear stays as it is."""
    if _DOTTED.fullmatch(written):
        return written.replace(".", "")
    if _COMMAED.fullmatch(written):
        return written.replace(",", "").replace(".", ",")
    return written


def read_number(written: str) -> Decimal | None:
    """The value of digits as written: "1.000", "3,5", "07"; None when they are not one number."""
    digits = plain_digits(written.strip())
    if digits.isascii() and (digits.isdecimal() or _DECIMAL.fullmatch(digits)):
        return Decimal(digits.replace(",", "."))
    return None


# --- N10 --------------------------------------------------------------------

#: Nouns before which a number in words is one: "mười ngày". Elsewhere "hai", "ba", "năm" are ordinary words.
_COUNTED = ("ngày", "giờ", "tháng", "năm", "tuần")
#: "Năm" before these is the number five: "hai nghìn năm trăm", "hai mươi năm ngày", "một nghìn năm đồng".
_FIVE_BEFORE = "|".join(("trăm", "mươi", *(scale for scale, _ in _SCALES), "ngày", "giờ", "tháng", "tuần", "đồng"))
_COUNTED_NOUN = re.compile(
    r" (?:" + "|".join(n for n in _COUNTED if n != "năm") + rf"|năm(?! (?:{_FIVE_BEFORE})(?!\w)))(?! ?[0-9])(?!\w)"
)
#: After these a word of number is a name: "thứ hai", "tháng ba", "ngày mười".
_NAMING = frozenset({"thứ", "mồng", "mùng", "quý", "số", "lần", "điều", "khoản", "mục", *_COUNTED})
#: Only after these is a lone "năm" the number five; in "cuối năm ngày ..." it is a year.
_FIVE_AFTER = frozenset({"", "hạn", "quá", "đa", "vòng", "thêm", "là", "nhất", "sau", "đủ", "trong"})
_MARKS = (":", ";", ",", "-", "+", "*", "(", "[")  # or where a clause, a bullet or a bracket begins
_WORDS = re.compile(r' |(?<=[(\[:;"“*+])(?=\w)')  # a word may be glued to the mark before it
_LOOK_BACK = 120

_SPELT = re.compile(
    r"([0-9](?<![0-9.,].)[0-9.,]{0,20})( ?(?:đồng|đ|vnđ|vnd)(?!\w))? ?\( ?([^()0-9]{2,120}?) ?\)"
    r"(?! ?[0-9(]| (?:tháng|năm) [0-9])"
)
_SPACED = re.compile(r"[1-9](?<![\w.,/-].)(?<![\w.,/-] .)[0-9]{0,2}(?: [0-9]{3}){1,4}(?= ?(?:đồng|đ|vnđ|vnd)(?!\w))")
_SPACED_WHOLE = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3}){1,4}")
_NUMBER = re.compile(
    r"([0-9]+(?:[.,][0-9]+)*)( ?(?:vnđ|vnd|việt nam đồng|đồng việt nam|đồng|đ)(?!\w)(?: ?/ ?(?![0-9 ]))?)?"
)
_DOTTED_DECIMAL = re.compile(r"[0-9]+\.[0-9]{1,2}")
_MEASURE_FOLLOWS = re.compile(r" ?(?:%|(?:ngày|giờ|tháng|năm|tuần|triệu|tỷ|cm|m2)(?!\w))")
_DIGIT = re.compile("[0-9]")


def n10_numbers(text: str) -> str:
    """N10: 1.000 is 1000, 07 is 7, "mười ngày" is "10 ngày", "2 (hai)" is "2", "8.000đ" is "8000 đồng"."""
    text = _words_to_digits(text)
    if not _DIGIT.search(text):
        return text
    if _SPACED_WHOLE.fullmatch(text):
        return text.replace(" ", "")
    text = _SPACED.sub(lambda m: m[0].replace(" ", ""), text)
    text = _SPELT.sub(_without_spelling, text)
    return _NUMBER.sub(_plain_number, text)


def _words_to_digits(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for noun in _COUNTED_NOUN.finditer(text):
        found = _number_before(text, max(done, noun.start() - _LOOK_BACK), noun.start())
        if found:
            start, value = found
            pieces += [text[done:start], str(value)]
            done = noun.start()
    return "".join((*pieces, text[done:])) if pieces else text


_BRACKETED = re.compile(r" \( ?0?([0-9]{1,6}) ?\)$")


def _number_before(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """Where the number in words begins that ends at ``end``, and its value: "mười" or "mười (10)"."""
    before = text[begin:end]
    bracketed = _BRACKETED.search(before)
    written = before[: bracketed.start()] if bracketed else before
    words = _WORDS.split(written)
    first = len(words)
    while first > 0 and words[first - 1] in NUMBER_WORDS:
        first -= 1
    if words[first : first + 1] == ["không"] and words[first + 1 : first + 2] != ["trăm"]:
        first += 1
    spelt = words[first:]
    previous = words[first - 1] if first else ""
    if not spelt or previous in _NAMING or (first == 0 and begin > 0) or _ends_with_number(previous):
        return None
    if spelt == ["năm"] and previous.rstrip(".") not in _FIVE_AFTER and not previous.endswith(_MARKS):
        return None
    value = number_of_words(" ".join(spelt))
    if value is None or (bracketed and value != int(bracketed[1])):
        return None
    return begin + len(written) - len(" ".join(spelt)), value


def _ends_with_number(word: str) -> bool:
    """Whether a number begins behind a mark inside a word: the "mười-mười" of "mười-mười hai ngày"."""
    _, *behind = _NOT_IN_WORDS.split(word)
    return bool(behind) and behind[-1] in NUMBER_WORDS


_NOT_IN_WORDS = re.compile(r"\W")
_SLASH_FOLLOWS = re.compile(" ?/")


def _without_spelling(match: re.Match[str]) -> str:
    """ "02 (hai)" without its bracket, when the words say what the digits say."""
    digits, unit, words = match.groups()
    spelt = words.removesuffix("đồng").rstrip().removesuffix("việt nam").rstrip()
    value = number_of_words(spelt)
    if value is None or value != read_number(digits):
        return match[0]
    is_money = bool(unit) or spelt != words
    if not is_money and _SLASH_FOLLOWS.match(match.string, match.end()):
        return match[0]  # "12 (mười hai)/QĐ-UBND" is a document
    return digits + (unit or " đồng" * is_money)


def _plain_number(match: re.Match[str]) -> str:
    written, unit = match.groups()
    text, start, end = match.string, match.start(), match.end(1)
    if start and _belongs_before(text, start):
        return match[0]
    if unit:
        digits = plain_digits(written)
        if unit.strip(" /") == "đ" and len(digits) < 3 and digits != "0":
            return match[0]  # "điểm 1đ" is a letter, not money
        return f"{_without_zero(digits)} đồng" + "/" * ("/" in unit)
    after = text[end : end + 2]
    if after and (after[0].isalpha() or after[0] == "_" or (after[0] == "/" and after[1:].isdecimal())):
        return match[0]
    if _DOTTED_DECIMAL.fullmatch(written) and _MEASURE_FOLLOWS.match(text, end):
        written = written.replace(".", ",")
    if after[:1] == " " and after[1:].isdecimal():
        return plain_digits(written)  # a group of thousands or a telephone number may go on
    return _without_zero(plain_digits(written))


def _belongs_before(text: str, start: int) -> bool:
    """Whether a number is the tail of a code, a date or a word, and so not a number by itself."""
    before = text[start - 1]
    if before == "-":
        return start > 1 and not text[start - 2].isspace()
    return before in "./,_" or before.isalnum()


_ZERO = re.compile(r"0[0-9](?:,[0-9]{1,2})?")


def _without_zero(digits: str) -> str:
    return digits[1:] if _ZERO.fullmatch(digits) else digits
