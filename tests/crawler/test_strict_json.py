"""JSON from a portal: sound JSON is read as it is, anything less is named and refused (P28)."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model import ProblemKind
from crawler.strict_json import MAX_DEPTH, parse
from crawler.unreadable import Unreadable

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_what_is_sound_is_read_as_it_is(value: Any, ascii_only: bool, indent: int | None) -> None:
    """Any value comes back equal, however it was written down."""
    body = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()

    assert parse(body) == value
    assert parse(b"\xef\xbb\xbf" + body) == value


@given(st.lists(VALUES, max_size=5) | st.dictionaries(TEXTS, VALUES, max_size=5), st.data())
def test_a_document_cut_anywhere_is_told_to_be_cut(value: Any, data: st.DataObject) -> None:
    """Every proper beginning of a list or an object is TRUNCATED, never a shorter answer."""
    body = json.dumps(value, ensure_ascii=False).encode()
    cut = data.draw(st.integers(0, len(body) - 1))

    with pytest.raises(Unreadable) as refused:
        parse(body[:cut])

    assert refused.value.kind is ProblemKind.TRUNCATED


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """No bytes raise anything but Unreadable."""
    try:
        parse(body)
    except Unreadable as refused:
        assert refused.text.endswith(".")


REFUSED = {
    "duplicate key": b'{"total": 265, "items": [], "total": 0}',
    "duplicate key deep inside": b'[{"a": {"b": 1, "c": 2, "b": 3}}]',
    "duplicate key by escape": rb'{"total": 1, "\u0074otal": 2}',
    "NaN": b'{"value": NaN}',
    "Infinity": b'{"value": Infinity}',
    "minus Infinity": b'{"value": -Infinity}',
    "overflow": b'{"value": 1e400}',
    "negative overflow": b"[-1e400]",
    "integer of 5,000 digits": b"[" + b"9" * 5000 + b"]",
    "lone high surrogate": rb'{"name": "\ud83d"}',
    "lone low surrogate": rb'["\uDC00 and more"]',
    "lone surrogate in a key": rb'{"\ud800": 1}',
    "surrogates the wrong way round": rb'["\udc00\ud83d"]',
    "surrogate in UTF-8": b'["\xed\xa0\x80"]',
    "Latin-1 bytes": b'{"name": "Th\xf4ng"}',
    "UTF-16": '{"code": "OK"}'.encode("utf-16"),
    "overlong UTF-8": b'["\xc0\xaf"]',
    "trailing comma": b'{"a": 1,}',
    "single quotes": b"{'a': 1}",
    "something after the end": b'{"code": "OK"} <!-- -->',
    "two documents": b'{"a": 1}{"b": 2}',
    "raw line break in a text": b'["a\nb"]',
    "a word": b"hello",
    "a page": b"<html><body>{}</body></html>",
    "closed twice": b"[]]",
    "closed the wrong way": b'[{"a": 1]}',
    "depth 65": b"[" * 65 + b"]" * 65,
    "depth 100,000 of lists": b"[" * 100_000 + b"]" * 100_000,
    "depth 100,000 of objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "depth 100,000 never closed": b"[" * 100_000,
    "depth hidden by brackets in texts": b'["]",' * 100 + b"1" + b',"["]' * 100,
    "depth behind a sound part": b'{"a": [[], {}, "]"], "b": ' + b"[" * 80 + b"]" * 80 + b"}",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_sound_is_refused(body: bytes) -> None:
    """The closed list of hostile and broken documents: UNREADABLE, in one Vietnamese sentence."""
    with pytest.raises(Unreadable) as refused:
        parse(body)

    assert refused.value.kind is ProblemKind.UNREADABLE
    assert refused.value.text.endswith(".")
    assert len(refused.value.text) < 250
    assert refused.value.problem("danh mục").where == "danh mục"


@pytest.mark.parametrize(
    "body", [b"", b" \r\n\t", b"\xef\xbb\xbf", b'{"a": "\xe1\xbb', b'["a\\', b'{"a": tr', b"[1.", b"[-"]
)
def test_nothing_and_half_of_something_are_truncated(body: bytes) -> None:
    """An empty body and a document that stops in a sign, a word or a number were not received whole."""
    with pytest.raises(Unreadable) as refused:
        parse(body)

    assert refused.value.kind is ProblemKind.TRUNCATED


def test_depth_64_is_still_read() -> None:
    """The limit itself is allowed, with brackets in texts that do not count."""
    deepest = '["[[[{{{", ' * (MAX_DEPTH - 1) + '["]]]"]' + "]" * (MAX_DEPTH - 1)

    value = parse(deepest.encode())

    for _ in range(MAX_DEPTH - 1):
        value = value[1]
    assert value == ["]]]"]


def test_pairs_of_surrogates_and_large_texts_are_sound() -> None:
    """A pair is one character; a text of some megabytes is only long."""
    assert parse(rb'["\ud83d\ude00 \\ud800"]') == ["\U0001f600 \\ud800"]
    assert parse(b'["' + b"a" * 5_000_000 + b'"]') == ["a" * 5_000_000]


def test_the_duplicate_is_named() -> None:
    """The reader is told which key came twice."""
    with pytest.raises(Unreadable, match="'lastId'"):
        parse(b'{"lastId": "a", "lastId": "b"}')


HEAVY = {
    "escaped quotes never closed": b'["' + b'\\"' * 1_000_000,
    "many short texts": b"[" + b'"a",' * 700_000 + b'"a"]',
    "many empty lists": b"[" + b"[]," * 700_000 + b"[]]",
    "brackets that never match": b"[}" * 1_000_000,
    "lone quotes": b'"' * 2_000_001,
    "one object of many keys": json.dumps({str(n): n for n in range(200_000)}).encode(),
}


@pytest.mark.parametrize("body", HEAVY.values(), ids=HEAVY.keys())
def test_work_grows_no_faster_than_the_document(body: bytes) -> None:
    """Work that grew with the square of two megabytes would outlast the test's own limit."""
    with contextlib.suppress(Unreadable):
        parse(body)


@settings(max_examples=200)
@given(st.text(alphabet='[]{}",:\\ a1', max_size=60))
def test_brackets_and_quotes_in_any_order_do_no_harm(text: str) -> None:
    """The look at the brackets agrees with the standard library on what is JSON."""
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(Unreadable):
            parse(text.encode())
    else:
        try:
            assert parse(text.encode()) == expected
        except Unreadable as refused:
            assert "khóa lặp lại" in refused.text
