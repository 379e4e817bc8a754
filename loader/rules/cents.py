"""A policy, in; notices for amounts that can have fractions of a cent, and that no rule rounds, out.

Output writes money with two decimals; where that leaves something off, sums of what is shown need not agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.check import Checker
from engine.feel.nodes import Node
from engine.model import Policy, Type
from engine.names import Names, for_subject
from loader.diagnostics import Diagnostic, diagnostic
from loader.rules.feel_functions import FUNCTIONS

ROUNDING = ("round down", "round up", "round half up", "round half down", "decimal", "floor", "ceiling")
SMOOTH = ("interpolate", "tiers", "average")
"""Forms whose results have any number of decimals."""


def notices(policy: Policy) -> Iterator[Diagnostic]:
    """One notice for every decision of a rule that is such an amount."""
    for rule in policy.rules:
        for part in rule.parts:
            attributes = policy.vocabulary.entities[part.on].attributes
            for name, value in part.conclusions:
                attribute = attributes[name]
                parameters = {one.name: (one.type, one.value) for one in rule.parameters}
                names = for_subject(policy.vocabulary, part.on, parameters)
                if attribute.decision and attribute.type == Type("money") and unrounded(value, names):
                    yield diagnostic("PC526", part.place, word=name, rule=rule.id)


def unrounded(node: Node, names: Names) -> bool:
    """Whether an expression may have fractions of a cent, as far as it shows by itself."""
    if node.op == "arith":
        sign, *sides = node.args
        if sign == "*" and any(_is_whole(side, names) for side in sides):
            return any(unrounded(side, names) for side in sides)
        return sign in ("*", "/", "**") or any(unrounded(side, names) for side in sides)
    if node.op in SMOOTH:
        return True
    if node.op == "call":
        return node.args[0] not in ROUNDING and any(unrounded(part, names) for part in node.args[1])
    return any(unrounded(part, names) for part in _results(node))


def _results(node: Node) -> tuple[Node, ...]:
    """The parts one of which is the value of an expression, or which are added up."""
    if node.op in ("cases", "hits"):
        rows, otherwise = node.args[-2:] if node.op == "cases" else (node.args[1], node.args[2])
        return (*(then for _, then in rows), otherwise)
    if node.op == "lookup":
        return (*(then for _, then in node.args[1]), node.args[2])
    if node.op == "bands":
        return (*(then for _, then in node.args[1]), *node.args[2:])
    if node.op == "quotas":
        return (*(then for _, _, _, then, _ in node.args[3]), node.args[4])
    if node.op == "if":
        return node.args[1:]
    if node.op == "bounded":
        return (node.args[0], *node.args[1], *node.args[2])
    if node.op in ("sum_in", "best_sum"):
        return (node.args[1],)
    return (node.args[2],) if node.op == "suppose" else ()


def _is_whole(node: Node, names: Names) -> bool:
    """Whether an expression is a whole number for sure: one that is written out, a count, or of that type."""
    if node.op == "num":
        return str(node.args[0]).isdigit()
    if node.op in ("name", "path") and Checker(FUNCTIONS).type_of(node, names).kind == "int":
        return True
    return node.op in ("count_in", "units", "rank_in", "streak") or (
        node.op == "call" and node.args[0] in ("floor", "ceiling", "count") and len(node.args[1]) == 1
    )
