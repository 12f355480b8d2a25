"""A page's bytes as a tree that is known to be whole.

A lenient parser drops what it cannot place without a word: everything after an
unclosed comment or script, for example. So a mark is put behind the page's last
byte, and a page whose tree does not show that mark was not read to its end.
"""

from __future__ import annotations

import re
import warnings
from hashlib import sha256

from bs4 import BeautifulSoup, Tag

from analysis.model import ProblemKind
from crawler.portals.web_pages.strainer import Begin, Kept
from crawler.unreadable import Unreadable

#: Real pages are some thirty levels deep; unclosed tags may add a few hundred.
MAX_DEPTH = 2_000
#: The largest real page seen has 132 KB and some two thousand tags. A tree costs about a kilobyte a tag and its
#: reading some twenty microseconds, so these keep every page below 256 MB and five seconds.
MAX_SIGNS = 4 * 1024 * 1024
MAX_TAGS = 50_000
MAX_ATTRIBUTES = 20_000
#: More bytes than this part of a page that fit no encoding: the encoding itself is not what we take it for.
_MAX_BROKEN = 0.001

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
#: What pages call Latin 1 is Windows 1252 to every browser.
_SAME = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "utf8": "utf-8"}
_NOT_TEXT = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined"})


def refuse(text: str) -> Unreadable:
    """The exception of a page that arrived but is not understood."""
    return Unreadable(ProblemKind.UNREADABLE, text)


def parsed(body: bytes, charset: str = "", begins: tuple[Begin, ...] | None = None) -> BeautifulSoup:
    """The page as a tree, seen to its end; ``charset`` is a header's value or a bare name.

    Where it is told at which elements the wanted parts begin, nothing else of the page is built.
    """
    if len(body) > 2 * MAX_SIGNS:
        raise refuse(f"Trang quá lớn: {len(body):,} byte.")
    mark = "cuoi-" + sha256(body).hexdigest()[:20]
    text = decoded(body, charset)
    _bounded(text)
    if not text.strip():
        raise refuse("Trang không có nội dung.")
    try:
        with warnings.catch_warnings():  # a plain text or XML in place of a page is no mistake of ours
            warnings.simplefilter("ignore")
            only = None if begins is None else Kept((*begins, Begin("i", frozenset({mark}), frozenset())))
            soup = BeautifulSoup(f"{text}<i id={mark}></i>", "lxml", parse_only=only)  # type: ignore[arg-type]
    except (ValueError, RecursionError, AssertionError, LookupError) as fault:
        raise refuse("Không dựng được cây của trang: mã HTML hỏng quá nặng.") from fault
    end = _end_of(soup, mark)
    if end is None:
        raise refuse("Trang có chú thích, mã lệnh hoặc thẻ mở mà không đóng, nên phần cuối trang không đọc được.")
    end.extract()
    return soup


def _bounded(text: str) -> None:
    """Refuses, before anything is built, a page that would cost more than any page for people."""
    if len(text) > MAX_SIGNS:
        raise refuse(f"Trang quá lớn: {len(text):,} ký tự.")
    if text.count("<") > MAX_TAGS:
        raise refuse(f"Trang có quá nhiều thẻ: {text.count('<'):,}.")
    for piece in text.split(">"):
        if len(piece) > MAX_ATTRIBUTES and len(piece[piece.rfind("<") + 1 :].split()) > MAX_ATTRIBUTES:
            raise refuse("Trang có một thẻ với quá nhiều thuộc tính.")


def _end_of(soup: BeautifulSoup, mark: str) -> Tag | None:
    """The mark behind the page's end; refuses a tree that is too deep to be walked again and again."""
    end: Tag | None = None
    stack: list[tuple[Tag, int]] = [(soup, 0)]
    while stack:
        tag, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise refuse(f"Trang lồng quá {MAX_DEPTH} thẻ vào nhau.")
        if tag.name == "i" and tag.get("id") == mark:
            end = tag
        stack += [(child, depth + 1) for child in tag.contents if isinstance(child, Tag)]
    return end


def decoded(body: bytes, charset: str = "") -> str:
    """The page's characters: by its mark, the header, its own declaration, or UTF-8."""
    name = _charset(body, charset)
    for bom, _ in _BOMS:
        body = body.removeprefix(bom)
    text = body.decode(name, "replace")
    broken = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    if broken > 3 and broken > _MAX_BROKEN * len(text):
        raise refuse(f"Trang không đúng bảng mã {name}: có {broken} chỗ không giải mã được.")
    return _xml_characters(text)


def _charset(body: bytes, said: str) -> str:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name
    header = _IN_HEADER.search(said)
    meta = _META.search(body[:4096])
    named = header[1] if header else said.strip() if "/" not in said else ""
    name = _known(named) or _known(meta[1].decode("ascii") if meta else "") or "utf-8"
    if name.startswith("utf-16") and meta and not _known(named):
        return "utf-8"  # a declaration that could be read byte by byte is none of UTF-16
    return "utf-8" if name != "utf-8" and _is_utf8(body) else name


def _known(name: str) -> str:
    """The name as Python knows it, or an empty text where it is no encoding of texts."""
    name = _SAME.get(name.lower(), name.lower())
    try:
        "".encode(name)
    except (LookupError, ValueError, TypeError):
        return ""
    return "" if any(part in name for part in _NOT_TEXT) else name


def _is_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8 beyond doubt, whatever is declared: accents that decode without a fault."""
    if body.isascii():
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _xml_characters(text: str) -> str:
    """The text without what no tree can hold; line ends as HTML counts them."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
