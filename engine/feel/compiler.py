"""Syntax tree to function; in: a node and the names it can see, out: a function of an environment that gives its value.

The function is made once, of closures, and then run any number of times. Every form of the language is one builder in a
table; a larger language is a larger table.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import localcontext

from .arithmetic import exact_context
from .calls import CALLS
from .errors import FeelNameError
from .forms import FORMS
from .loops import LOOPS
from .membership import TESTS, build_tests
from .nodes import Node
from .scope import Build, Builder, Constant, DynamicScope, Env, Run, Scope, folded, link

FEEL_BUILDERS: dict[str, Builder] = {**FORMS, **LOOPS, **TESTS, **CALLS}
"""The builder of every form of FEEL; pass `build` a larger table for a larger language."""


def build(node: Node, scope: Scope, builders: Mapping[str, Builder] = FEEL_BUILDERS) -> Run:
    """A function of an environment that gives the value of `node`.

    Args:
        node: the expression.
        scope: what it can see; it decides what the environment has to look like.
        builders: how every form is built, by the node's `op`.

    Raises:
        FeelNameError: a name, function, type or form that does not exist.
    """
    with localcontext(exact_context()):
        return _recursive(builders)(node, scope)


def build_unary(tests: tuple[Node, ...], scope: Scope, builders: Mapping[str, Builder] = FEEL_BUILDERS) -> Run:
    """A function of `(value, environment)` that says whether the value passes one of the tests; true, false or null."""
    with localcontext(exact_context()):
        return build_tests(tests, scope, _recursive(builders))


def _recursive(builders: Mapping[str, Builder]) -> Build:
    def recurse(node: Node, scope: Scope) -> Run:
        builder = builders.get(node.op)
        if builder is None:
            raise FeelNameError("unknown_form", node.at, node.op)
        return builder(node, scope, recurse)

    return recurse


__all__ = [
    "FEEL_BUILDERS",
    "Build",
    "Builder",
    "Constant",
    "DynamicScope",
    "Env",
    "Run",
    "Scope",
    "build",
    "build_unary",
    "folded",
    "link",
]
