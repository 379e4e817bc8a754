"""The compiled form of a policy: everything comes back, and reading it executes nothing."""

from __future__ import annotations

import contextlib
import json
import pickle
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import model
from engine.feel.nodes import Node
from engine.model import Label, Place, Policy
from engine.value import Value
from loader import compiled
from loader.compiled import decode, encode
from loader.policies import load_policy

POLICY = Path(__file__).parents[2] / "policies" / "2023"
REFUSED = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What `decode` raises for what `encode` did not make; `loader.store` takes each for a damaged copy."""


@pytest.fixture(scope="module")
def policy() -> Policy:
    made, found = load_policy([POLICY])
    assert made is not None and not len(found)
    return made


def test_whole_policy_comes_back(policy: Policy) -> None:
    back = decode(json.loads(json.dumps(encode(policy))))
    assert back == policy
    assert encode(back) == encode(policy)
    assert list(back.vocabulary.entities) == list(policy.vocabulary.entities), "order is kept"


def test_compiled_twice_is_the_same(policy: Policy) -> None:
    again, _ = load_policy([POLICY])
    assert json.dumps(encode(again)) == json.dumps(encode(policy))


def test_types_come_back_exactly(policy: Policy) -> None:
    def kinds(value: Any) -> Iterator[str]:
        yield type(value).__name__
        if isinstance(value, Node):
            value = value.args
        parts = [getattr(value, name) for name in value._fields] if isinstance(value, Value) else value
        if isinstance(parts, dict):
            parts = [*parts.keys(), *parts.values()]
        for part in parts if not isinstance(parts, str) and hasattr(parts, "__iter__") else ():
            yield from kinds(part)

    assert list(kinds(decode(encode(policy)))) == list(kinds(policy))


def test_every_class_of_the_model_that_a_policy_holds_is_known(policy: Policy) -> None:
    made = {name for name, of in vars(model).items() if isinstance(of, type) and of.__module__ == "engine.model"}
    assert made - set(compiled._CLASSES) <= {"RuleSet"}, "the rules of a day are never stored"


def test_nothing_but_values_of_the_model_can_be_made() -> None:
    for name, of in compiled._CLASSES.items():
        assert of.__module__ == "engine.model" and of.__name__ == name
    assert not hasattr(compiled, "eval") and not hasattr(compiled, "pickle")
    for mark in ("@Node", "@object", "@date", "@__import__", "@Policy.__init__", "@", "eval", "\x80"):
        with pytest.raises(REFUSED):
            decode([mark, "1"])
    with pytest.raises(REFUSED):
        decode(json.loads(json.dumps(pickle.dumps(Label("a", "b")).decode("latin-1"))).split())


def test_a_syntax_node_is_only_data() -> None:
    node = decode(["!call", "__import__", ["#", ["!str", "os"]], ["#"]])
    assert node == Node("call", "__import__", (Node("str", "os"),), ())


@pytest.mark.parametrize("value", [1.5, {1, 2}, b"bytes", object(), date])
def test_what_has_no_compiled_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.builds(Label, st.text(), st.text())
    | st.builds(Place, st.text(), st.integers(), st.integers()),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text(), inner)
        | st.builds(lambda op, parts: Node(op, *parts), st.sampled_from(["num", "cmp", "cases"]), st.lists(inner))
    ),
    max_leaves=20,
)


@given(VALUES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_comes_back(value: Any) -> None:
    back = decode(json.loads(json.dumps(encode(value))))
    assert back == value and type(back) is type(value)


MARKS = ["@Label", "@Place", "@Policy", "@Rule", "@Type", "#", "[", "{", "D", "d", "!num", "!", "@", "", "?"]
HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(MARKS),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(), inner)
        | st.tuples(st.sampled_from(MARKS), st.lists(inner)).map(lambda pair: [pair[0], *pair[1]])
    ),
    max_leaves=30,
)


@given(HOSTILE)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_hostile_data_gives_a_value_or_is_refused(data: Any) -> None:
    with contextlib.suppress(*REFUSED):
        decode(data)


def test_decimals_keep_their_digits() -> None:
    value = decode(json.loads(json.dumps(encode(Decimal("5000000.00")))))
    assert str(value) == "5000000.00"
