"""Conditions as formulas over atoms; in: a condition's syntax tree, out: the atoms to be tested, and how they combine.

A condition is taken apart at `and`, `or` and `not`, negations pushed inwards to what they deny, so that a formula is
made of conjunctions and disjunctions alone. What is left are atoms: tests of facts that are evaluated exactly, as
`direct` evaluates them. An atom holds where it is surely true; it fails where it surely is not (false, or null).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.nodes import Node
from engine.feel.operators import conjunction, disjunction, may_hold
from engine.unknown import Unknown

Closure = Callable[[Any], Any]
Compile = Callable[[Node], Closure]


class Atom:
    """One test. Its tokens say that it `holds` or `fails`; `run` evaluates it."""

    __slots__ = ("node", "run", "holds", "fails")

    def __init__(self, node: Node, run: Closure, holds: int, fails: int) -> None:
        self.node = node
        self.run = run
        self.holds = holds
        self.fails = fails


class Joint:
    """A conjunction (`deciding` is False: one false part decides) or a disjunction (True).

    `run` evaluates a whole condition; None in what is but a part of one.
    """

    __slots__ = ("deciding", "parts", "run")

    def __init__(self, deciding: bool, parts: tuple[Formula, ...]) -> None:
        self.deciding = deciding
        self.parts = parts
        self.run: Closure | None = None


Formula = Atom | Joint


class Notes:
    """What was tested on the way: the tokens of the atoms, and where wanted each atom with its value and reads."""

    __slots__ = ("tokens", "tested")

    def __init__(self, tested: list[tuple[Atom, Any, list[Any]]] | None = None) -> None:
        self.tokens: list[int] = []
        self.tested = tested


def formula(node: Node, compiled: Compile, number: Callable[[], int]) -> Formula:
    """The formula of a condition.

    Args:
        node: the condition.
        compiled: gives the closure of an expression.
        number: gives a new token at every call.
    """
    made = _formula(node, compiled, number)
    if isinstance(made, Joint):
        made.run = compiled(node)
    return made


def _formula(node: Node, compiled: Compile, number: Callable[[], int]) -> Formula:
    if node.op in ("and", "or"):
        return Joint(node.op == "or", tuple(_formula(part, compiled, number) for part in node.args))
    inner = _denied(node)
    if inner is not None and inner.op in ("and", "or"):
        parts = tuple(_formula(_not(part), compiled, number) for part in inner.args)
        return Joint(inner.op == "and", parts)
    return Atom(node, compiled(node), number(), number())


def _denied(node: Node) -> Node | None:
    """What a negation denies."""
    if node.op == "call" and node.args[0] == "not" and len(node.args[1]) == 1 and not node.args[2]:
        inner: Node = node.args[1][0]
        return inner
    return None


def _not(node: Node) -> Node:
    return Node("call", "not", (node,), ())


def tested(one: Formula, env: Any, notes: Notes) -> Any:
    """Test the atoms of a condition, in order, until the rest cannot matter; its truth, as `direct` has it.

    The truth says why a condition is not known. Whether it holds is derived from the tokens alone.
    """
    value = _tested(one, env, notes)
    if isinstance(one, Atom) or one.run is None or not isinstance(value, Unknown):
        return value
    world = env[0].world
    saved, world.log = world.log, None
    try:
        return one.run(env)
    finally:
        world.log = saved


def _tested(one: Formula, env: Any, notes: Notes) -> Any:
    if isinstance(one, Atom):
        return _atom(one, env, notes)
    combine = disjunction if one.deciding else conjunction
    result: Any = not one.deciding
    for part in one.parts:
        value = _tested(part, env, notes)
        if value is one.deciding:
            return value
        result = combine(result, value)
    return result


def _atom(atom: Atom, env: Any, notes: Notes) -> Any:
    if notes.tested is None:
        value = atom.run(env)
    else:
        world = env[0].world
        saved, world.log = world.log, []
        try:
            value = atom.run(env)
            notes.tested.append((atom, value, world.log))
        finally:
            world.log = saved
    if value is True:
        notes.tokens.append(atom.holds)
    elif not isinstance(value, Unknown) or not may_hold(value)[0]:
        notes.tokens.append(atom.fails)
    return value
