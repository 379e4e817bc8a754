"""XPath patterns: what they match, and null for what XPath does not allow."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import evaluate
from engine.feel.builtins.patterns import compiled, expanded


def matches(text: str, pattern: str, flags: str = "") -> bool | None:
    result: bool | None = evaluate("matches(t, p, f)", {"t": text, "p": pattern, "f": flags})
    return result


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("QB-2023-14", r"^[A-Z]{2}-\d{4}-\d+$", "", True),
        ("QB-2023-14\n", r"^[A-Z]{2}-\d{4}-\d+$", "", False),
        ("平台", r"^\p{L}+$", "", True),
        ("平台1", r"^\p{L}+$", "", False),
        ("平台", r"^\p{IsCJKUnifiedIdeographs}+$", "", True),
        ("Ab", r"^\p{Lu}\p{Ll}$", "", True),
        ("Ab", r"^\P{Lu}", "", False),
        ("٣", r"^\d$", "", True),
        ("_", r"^\w$", "", False),
        ("€", r"^\w$", "", True),
        ("-", r"^\W$", "", True),
        ("a\u00a0b", r"\s", "", False),
        ("a\tb", r"\s", "", True),
        ("x:y.1", r"^\i\c+$", "", True),
        ("1x", r"^\i", "", False),
        ("e", "[a-z-[aeiou]]", "", False),
        ("f", "[a-z-[aeiou]]", "", True),
        ("7", r"[\d-[0-5-[3]]]", "", True),
        ("2", r"[\d-[0-5-[3]]]", "", False),
        ("3", r"[\d-[0-5-[3]]]", "", True),
        ("a", r"[^\D]", "", False),
        ("5", r"[^\D]", "", True),
        ("]", r"[\]\[]", "", True),
        ("-", "[a-]", "", True),
        ("^", "[a^]", "", True),
        ("abab", r"^(ab)\1$", "", True),
        ("b", r"^(a)?b\1$", "", True),
        ("a\nb", "a.b", "", False),
        ("a\rb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "m", True),
        ("a\nb", "^b$", "", False),
        ("ABC", "b", "i", True),
        ("a b", "a\\ b", "x", None),
        ("ab", " a  b ", "x", True),
        ("a b", "a[ ]b", "x", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("aXb", "AxB", "qi", True),
        ("aab", "^a{2}b$", "", True),
        ("aab", "^a+?", "", True),
        ("", "^$", "", True),
    ],
)
def test_patterns(text: str, pattern: str, flags: str, expected: bool | None) -> None:
    assert matches(text, pattern, flags) is expected


UNBALANCED = ("(", ")", "[", "[]", "[^]", "a]", "{", "}", "a{2", "a{,2}", "[a-[b]", "[[a]", "\\")
MISPLACED = ("a**", "a*+", "+a", "^*", "(?=a)", "(?i)a", "[z-a]", r"[a-\d]")
ESCAPES = (r"\1(a)", r"(a\1)", r"\b", r"\z", r"\0", r"[\1]", r"\p{X}", r"\p{IsKlingon}", r"\p")


@pytest.mark.parametrize("pattern", [*UNBALANCED, *MISPLACED, *ESCAPES])
def test_what_is_no_pattern(pattern: str) -> None:
    assert matches("a", pattern) is None


def test_wrong_flags() -> None:
    assert matches("a", "a", "g") is None


@given(st.text(max_size=8))
def test_a_text_matches_itself(text: str) -> None:
    assert matches(text, text, "q") is True
    assert matches(text, re.sub(r"([\\|.\-^?*+{}()\[\]$])", r"\\\1", text)) is True


@given(st.text(st.sampled_from("ab1-[]^\\dDwW()?*+{},.|$ p"), max_size=10), st.sampled_from(("", "x", "i", "smx")))
def test_any_pattern_is_translated_or_null(pattern: str, flags: str) -> None:
    regex = compiled(pattern, flags)
    assert regex is None or regex.fits("ab1-") is not NotImplemented


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "expected"),
    [
        ("2023-10-20", r"(\d+)-(\d+)-(\d+)", "$1年$2月$3日", "2023年10月20日"),
        ("a.b.c", r"\.", "", "abc"),
        ("abc", "(b)", "[$0$1$2]", "a[bb]c"),
        ("abc", "b", r"\$1", "a$1c"),
        ("abc", "(x)|b", "<$1>", "a<>c"),
        ("abc", "b", "$", None),
        ("abc", "b", "\\n", None),
        ("abc", "x*", "-", None),
        ("abc", "(", "-", None),
    ],
)
def test_replacing(text: str, pattern: str, replacement: str, expected: str | None) -> None:
    assert evaluate("replace(t, p, r)", {"t": text, "p": pattern, "r": replacement}) == expected


def test_replacing_literally() -> None:
    assert evaluate('replace("a.b", ".", "$1", "q")') == "a$1b"


def test_groups_beyond_nine() -> None:
    assert expanded("$12$1", 12) == [12, 1]
    assert expanded("$12", 1) == [1, "2"]
