"""Numbers, days and money in Vietnamese words and figures."""

from __future__ import annotations

from random import Random

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu", " tỷ")


def words(n: int) -> str:
    """A whole number in words: 21 -> hai mươi mốt, 2_250_000 -> hai triệu hai trăm năm mươi nghìn."""
    if n == 0:
        return "không"
    groups = []
    while n:
        n, rest = divmod(n, 1000)
        groups.append(rest)
    told = [
        _below_thousand(g, full=i < len(groups) - 1) + _SCALES[i] for i, g in reversed(list(enumerate(groups))) if g
    ]
    return " ".join(told)


def _below_thousand(n: int, *, full: bool) -> str:
    hundreds, rest = divmod(n, 100)
    told = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    tens, ones = divmod(rest, 10)
    if tens == 0:
        told += [f"lẻ {_DIGITS[ones]}" if told else _DIGITS[ones]] if ones else []
    else:
        told.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
        if ones:
            told.append({1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, _DIGITS[ones]))
    return " ".join(told)


def count(n: int, rnd: Random) -> str:
    """A small number as decisions write it: 7, 07, 07 (bảy), bảy."""
    two = f"{n:02d}"
    return rnd.choice((str(n), two, two, f"{two} ({words(n)})", f"{n} ({words(n)})", words(n)))


def grouped(n: int, sign: str = ".") -> str:
    """1000000 -> 1.000.000."""
    return f"{n:,}".replace(",", sign)


def money(n: int, currency: str, rnd: Random) -> str:
    """An amount with its currency in one of the spellings met in sources."""
    if currency == "USD":
        return rnd.choice((f"{n} USD", f"{n:02d} USD", f"{n}USD", f"{n} usd"))
    dotted = grouped(n)
    return rnd.choice(
        (
            f"{dotted} đồng",
            f"{dotted} đồng",
            f"{dotted}đ",
            f"{dotted} đ",
            f"{n} đồng",
            f"{n}đ",
            f"{dotted} VNĐ",
            f"{dotted} VND",
            f"{dotted} Đồng",
            f"{grouped(n, ',')} đồng",
            f"{grouped(n, ' ')} đồng",
            f"{dotted}đồng",
            f"{dotted} đồng ({words(n)} đồng)",
        )
    )
