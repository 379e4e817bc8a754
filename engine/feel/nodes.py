"""The syntax tree of expressions: plain, immutable nodes; every form of the language has one row in `FORMS`.

FEEL text is parsed to it, structured YAML conditions are rewritten to it, and it is stored as nested JSON lists.
"""

from __future__ import annotations

from typing import Any


class Node:
    """One construct: `op` names the form, `args` are its parts, `at` the offset in the source text (-1: none).

    Parts are nodes, strings, booleans, None, or tuples of these, as listed in `FORMS`.
    """

    __slots__ = ("op", "args", "at")

    def __init__(self, op: str, *args: Any, at: int = -1) -> None:
        self.op = op
        self.args = args
        self.at = at

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.op == other.op and self.args == other.args

    def __hash__(self) -> int:
        return hash((self.op, self.args))

    def __repr__(self) -> str:
        return f"Node({self.op!r}, {', '.join(map(repr, self.args))})"


FORMS = {
    # FEEL (OMG DMN 1.5, chapter 10)
    "null": "",
    "bool": "value",
    "num": "text: decimal digits as written",
    "str": "text",
    "at": "text of an @-literal: a date, time, date and time or duration",
    "name": "name",
    "path": "expression, field name",
    "filter": "expression, condition or index; the element's fields and `item` are in scope",
    "if": "condition, then, else",
    "for": "((variable, domain), …), body; a domain is an expression or ('range', from, to)",
    "some": "((variable, domain), …), condition",
    "every": "((variable, domain), …), condition",
    "and": "expression, …",
    "or": "expression, …",
    "cmp": "operator: = != < <= > >=, left, right",
    "arith": "operator: + - * / **, left, right",
    "neg": "expression",
    "between": "expression, low, high",
    "in": "expression, (unary test, …)",
    "range": "low included, low or None, high or None, high included",
    "list": "expression, …",
    "context": "((key, expression), …)",
    "call": "function name, (argument, …), ((parameter, argument), …)",
    "instance": "expression, type name",
    # unary tests
    "test_any": "the test `-`",
    "test_cmp": "operator, expression: an unary test such as `>= 5`",
    "test_not": "(unary test, …)",
    "test_expr": "expression: equal to the input, or, if it is a list or range, contains it; may use `?`",
    # the rule language beyond FEEL (structured YAML; shown to readers in FEEL's manner)
    "known": "expression: true where its value is known, else false; never unknown",
    "required": "expression: true where its value is known, else unknown, for want of it",
    "holds": "condition: true where it holds, false where it does not, null included",
    "certain": "expression: true where the condition is surely true, else false; never unknown",
    "some_in": "list, condition or None; the element's fields are in scope",
    "every_in": "list, condition",
    "count_in": "list, condition or None",
    "sum_in": "list, expression, condition or None",
    "collect": "list, expression, condition or None",
    "pick": "list, condition or None, key, 'highest' or 'lowest': the element with that key",
    "cases": "((condition, value), …), value otherwise: the first true condition decides",
    "hits": "hit policy, ((condition, value), …), value otherwise, (value, …) from the highest priority or None",
    "open": "(fact that would settle it, …), (incomplete list, …), (deciding body, …), possible values or None",
    "either": "expression, …: the value is one of these",
    "suppose": "variable, expression, body: the body for every value that the expression may have",
    "find_in": "list, condition or None: the one element that fits",
    "or_zero": "expression: nothing counts as zero",
    "average": "'mean' or 'median', list, expression, condition or None, so many of the highest and lowest left out",
    "bands": "expression, ((lower bound, value), …) falling, value below, value of null",
    "bounded": "expression, (at least, …), (at most, …), members of an ordered enumeration, lowest first, or None",
    "ordinal": "expression, enumeration, its members, lowest first: where a member stands in that order",
    "interpolate": "expression, ((x, y), …) rising: linear between the points",
    "tiers": "expression, ((lower bound, rate), …) rising: each rate on the part in its tier",
    "best_sum": "list, expression, condition or None, count: the sum of so many of the highest",
    "lookup": "(input, …), (((unary test, …) for each input, value), …), value otherwise: the first row that passes",
    "units": "expression, unit: how many whole units",
    "rank_in": "list, condition or None, ((key, 'highest' or 'lowest'), …): the subject's place",
    "quotas": "list, condition or None, keys as in rank_in, ((is a share, size, rounding, value, condition or None), …)"
    ", value otherwise, ties, unused, (deciding body, …): the subject's class",
    "streak": "list, key, last key, condition or None: how many whole keys in a row, back from the last one",
    "dated": "parameter, day, rule: the parameter's value on that day",
    "none": "not applicable",
    "never": "no value: what cannot come about",
}


def as_cases(node: Node) -> Node:
    """A ``lookup`` as the ``cases`` that say the same."""
    inputs, rows, otherwise = node.args
    cases = []
    for written, then in rows:
        tests = [Node("in", one, test, at=node.at) for one, test in zip(inputs, written, strict=True) if test]
        when = tests[0] if len(tests) == 1 else Node("and", *tests, at=node.at) if tests else Node("bool", True)
        cases.append((when, then))
    return Node("cases", tuple(cases), otherwise, at=node.at)


def dump(node: Any) -> Any:
    """The node as nested lists for JSON; positions are left out. A text that begins with `!` has it doubled."""
    if isinstance(node, Node):
        return ["!" + node.op, *(dump(part) for part in node.args)]
    if isinstance(node, tuple):
        return [dump(part) for part in node]
    return "!" + node if isinstance(node, str) and node.startswith("!") else node


def restore(data: Any) -> Any:
    """The inverse of `dump`."""
    if isinstance(data, list):
        if data and isinstance(data[0], str) and data[0].startswith("!") and not data[0].startswith("!!"):
            return Node(data[0][1:], *[restore(part) for part in data[1:]])
        return tuple([restore(part) for part in data])
    return data[1:] if isinstance(data, str) and data.startswith("!!") else data
