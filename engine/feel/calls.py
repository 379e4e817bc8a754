"""Calls of functions and tests of types; in: a node, its scope and a builder, out: a function of an environment.

Source: OMG DMN 1.5, 10.3.2.13 (functions) and 10.3.2.15 (invocation, instance of).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.unknown import Unknown, lift

from .errors import FeelNameError
from .filling import lift_inside
from .limits import bounded
from .logic import negation
from .nodes import Node
from .scope import Build, Builder, Constant, Env, Run, Scope, folded
from .types import INCOMPLETE, type_test

if TYPE_CHECKING:
    from .builtins import Parameter


def build_call(node: Node, scope: Scope, build: Build) -> Run:
    """A call of one of the functions; null for wrong numbers of arguments or parameters that do not exist."""
    from .builtins import MISMATCH, find

    name, positional, named = node.args
    builtin = find(name)
    if builtin is None:
        raise FeelNameError("unknown_function", node.at, name)
    parts = [build(part, scope) for part in positional] + [build(part, scope) for _, part in named]
    arrangement = builtin.arrange(len(positional), tuple(parameter for parameter, _ in named))
    if arrangement is None:
        return Constant(None)
    if name == "not":
        return _negation(parts[0])
    parameters = tuple(parameter for parameter, _ in arrangement)
    arguments = [_accepted(parameter, parts[place]) for parameter, place in arrangement]
    if any(isinstance(argument, Constant) and argument.value is MISMATCH for argument in arguments):
        return Constant(None)
    call = builtin.caller(parameters)
    return folded(_applied(call, arguments), *arguments)


def _accepted(parameter: Parameter, argument: Run) -> Run:
    """The argument; a constant as the function takes it, so that it need not be checked again."""
    return Constant(parameter.accept(argument.value)) if isinstance(argument, Constant) else argument


def _applied(call: Callable[[list[Any]], Any], arguments: list[Run]) -> Run:
    if len(arguments) == 1:
        first = arguments[0]
        return lambda env: call([first(env)])
    return lambda env: call([argument(env) for argument in arguments])


def _negation(part: Run) -> Run:
    def run(env: Env) -> Any:
        truth = part(env)
        if truth is True or truth is False:
            return not truth
        return lift(_opposite, truth) if isinstance(truth, Unknown) and truth.values is not None else _opposite(truth)

    return folded(run, part)


def _opposite(truth: Any) -> Any:
    return negation(truth[0] if isinstance(truth, list) and len(truth) == 1 else truth)


def build_instance(node: Node, scope: Scope, build: Build) -> Run:
    """`instance of`: whether a value is of a type."""
    value = build(node.args[0], scope)
    test = type_test(node.args[1])
    if node.args[1] in INCOMPLETE:
        return Constant(None)
    if test is None:
        raise FeelNameError("unknown_type", node.at, node.args[1])
    tested = bounded(lambda known: lift_inside(test, known))
    return folded(lambda env: tested(value(env)), value)


CALLS: dict[str, Builder] = {"call": build_call, "instance": build_instance}
