"""JSON text: what is accepted, and the exact fault of everything that is not."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.facts.json_text import parse

Place = tuple[str, str, str, int | None, int | None]


def faults_of(data: bytes) -> list[Place]:
    """Pointer, code, found, line and column of every fault."""
    value, faults = parse(data)
    assert value is None
    return [(fault.pointer, fault.code, fault.found, fault.line, fault.column) for fault in faults]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b" null\n", None),
        (b"\xef\xbb\xbf{}", {}),
        (b"[1, -0, 2.50, 1e2, true]", [Decimal(1), Decimal("-0"), Decimal("2.50"), Decimal("1E+2"), True]),
        (b'{"\\ud83d\\ude00": "\\ud83d\\ude00"}', {"😀": "😀"}),
        ('{"键": "值"}'.encode(), {"键": "值"}),
        (b"1" + b"0" * 5000, Decimal("1" + "0" * 5000)),
        (b"0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
        (b'{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}', {"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}),
    ],
)
def test_accepts(data: bytes, value: Any) -> None:
    assert parse(data) == (value, [])
    assert repr(parse(data)[0]) == repr(value) or isinstance(value, dict)


def test_numbers_are_decimals_as_written() -> None:
    value, _ = parse(b"[12000000.00, 7, 1E-7]")
    assert [str(number) for number in value] == ["12000000.00", "7", "1E-7"]
    assert all(type(number) is Decimal for number in value)


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"", [("", "PC606", "", 1, 1)]),
        (b" \r\n\t", [("", "PC606", "", 1, 1)]),
        (b"\xef\xbb\xbf", [("", "PC606", "", 1, 1)]),
        (b"{} x", [("", "PC600", '"x"', 1, 4)]),
        (b"{}{}", [("", "PC600", '"{}"', 1, 3)]),
        (b'{\n "a" 1}', [("", "PC600", '"1}"', 2, 6)]),
        (b"{\n 'a': 1}", [("", "PC600", "\"'a': 1}\"", 2, 2)]),
        (b'["a', [("", "PC600", '"\\"a"', 1, 2)]),
        (b'["a\nb"]', [("", "PC600", '"\\n"', 1, 4)]),
        (b'["\\x"]', [("", "PC600", '"\\\\x\\"]"', 1, 3)]),
        (b"01", [("", "PC600", '"1"', 1, 2)]),
        (b"+1", [("", "PC600", '"+1"', 1, 1)]),
        (b".5", [("", "PC600", '".5"', 1, 1)]),
        (b"nul", [("", "PC600", '"nul"', 1, 1)]),
        (b"\xff\xfe{\x00}\x00", [("", "PC601", "UTF-16", 1, 1)]),
        (b"\xfe\xff\x00{\x00}", [("", "PC601", "UTF-16", 1, 1)]),
        (b"\xff\xfe\x00\x00{\x00\x00\x00", [("", "PC601", "UTF-32", 1, 1)]),
        (b"{\x00}\x00", [("", "PC601", "UTF-16/32", 1, 1)]),
        (b"\x00{\x00}", [("", "PC601", "UTF-16/32", 1, 1)]),
        ('["a",\n "汉字"]'.encode("gbk"), [("", "PC601", "0xBA 0xBA", 2, 3)]),
        (b'["\xed\xa0\x80"]', [("", "PC601", "0xED 0xA0", 1, 3)]),
        (b'["\xc0\xaf"]', [("", "PC601", "0xC0 0xAF", 1, 3)]),
        (b'{"a": 1, "a": 1}', [("/a", "PC602", '"a"', None, None)]),
        (b'{"a": 1, "a": 2, "a": 3}', [("/a", "PC602", '"a"', None, None)]),
        (b'{"a": 1, "\\u0061": 2}', [("/a", "PC602", '"a"', None, None)]),
        (b'[{"x/y~": {"a": 1, "a": 2}}]', [("/0/x~1y~0/a", "PC602", '"a"', None, None)]),
        (b'{"a": NaN}', [("/a", "PC603", "NaN", None, None)]),
        (b"[1, -Infinity]", [("/1", "PC603", "-Infinity", None, None)]),
        (b"[1e99999999999999999999]", [("/0", "PC603", "1e99999999999999999999", None, None)]),
        (b'["\\ud800"]', [("/0", "PC604", '"\\ud800"', None, None)]),
        (b'{"\\udfff": 1}', [("/\\udfff", "PC604", '"\\udfff"', None, None)]),
        (b"[" * 100_000, [("", "PC605", "", 1, 101)]),
        (b'{"a":' * 100_000, [("", "PC605", "", 1, 501)]),
        (b'{"a": "[[[", "b":' + b"[" * 100_000, [("", "PC605", "", 1, 117)]),
    ],
)
def test_refuses(data: bytes, faults: list[Place]) -> None:
    assert faults_of(data) == faults


def test_all_faults_of_a_text_are_told() -> None:
    data = b'{"a": NaN, "b": {"c": 1, "c": ["\\ud800"]}, "b": {"d": 1, "d": 2}}'
    assert [(pointer, code) for pointer, code, *_ in faults_of(data)] == [
        ("/b", "PC602"),
        ("/a", "PC603"),
        ("/b/c", "PC602"),
        ("/b/c/0", "PC604"),
        ("/b/d", "PC602"),
    ]


def test_a_trailing_comma_is_refused() -> None:
    for data in (b"[1,]", b'{"a": 1,}'):
        ((pointer, code, _, line, _),) = faults_of(data)
        assert (pointer, code, line) == ("", "PC600", 1)


def test_messages() -> None:
    _, (fault,) = parse(b'{"a": }')
    assert fault.text("en") == '1:7: PC600 not valid JSON: expected a JSON value here, found "}"'
    assert fault.text("zh") == '1:7: PC600 不是合法的 JSON：此处应为一个 JSON 值，实为 "}"'
    _, (fault,) = parse(b'[{"a": 1, "a": 2}]')
    assert (
        fault.text("en") == '/0/a: PC602 the key "a" stands more than once in one object; keep the one that is right.'
    )


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


def written(value: Any) -> str:
    """A value as JSON text, decimals by their digits."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {written(item)}" for key, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


@given(JSON)
def test_reads_what_was_written(value: Any) -> None:
    assert parse(written(value).encode()) == (value, [])


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_never_raises(data: bytes) -> None:
    value, faults = parse(data)
    assert not faults or value is None
    for fault in faults:
        fault.text("zh").encode()
        fault.text("en").encode()


@given(JSON, st.data())
def test_a_damaged_text_never_raises(value: Any, data: st.DataObject) -> None:
    text = written(value).encode()
    at = data.draw(st.integers(0, len(text)))
    parse(text[:at] + data.draw(st.binary(max_size=3)) + text[at + data.draw(st.integers(0, 2)) :])
