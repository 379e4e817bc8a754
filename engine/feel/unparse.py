"""Syntax tree to text; in: a node, out: the expression as FEEL writes it, with no more parentheses than it needs.

`parse(unparse(node)) == node` for every tree that `parse` makes. The forms of the rule language beyond FEEL are written
in FEEL's manner, for readers only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .lexer import is_name
from .nodes import Node
from .parser import AND, COMPARISON, NEGATION, OR, POWER, PRODUCT, SUM

_LOOSE, _TIGHT = 0, NEGATION + 1
_ARITH = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_Written = tuple[str, int]
"""A text and how tightly its outermost operator binds."""


def unparse(node: Node) -> str:
    """The expression as text.

    >>> from .parser import parse
    >>> unparse(parse("(a + b) * (c) >= 2*3"))
    '(a + b) * c >= 2 * 3'
    """
    return _write(node)[0]


def unparse_tests(tests: tuple[Node, ...]) -> str:
    """The unary tests as text, as `parse_unary_tests` reads them."""
    return ", ".join(_test(test) for test in tests)


def _write(node: Node) -> _Written:
    return _WRITERS[node.op](node)


def _inside(node: Node, minimum: int) -> str:
    """The text of a part, in parentheses where it binds no tighter than `minimum`."""
    text, level = _write(node)
    return text if level > minimum else f"({text})"


# literals, names and what follows them


def _string(text: str) -> str:
    plain = "".join(_ESCAPES.get(character, character) for character in text)
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in plain) + '"'


def _literal(node: Node) -> _Written:
    return (node.args[0] if node.op == "num" else "true" if node.args[0] else "false"), _TIGHT


def _path(node: Node) -> _Written:
    return f"{_inside(node.args[0], NEGATION)}.{node.args[1]}", _TIGHT


def _filter(node: Node) -> _Written:
    return f"{_inside(node.args[0], NEGATION)}[{unparse(node.args[1])}]", _TIGHT


def _call(node: Node) -> _Written:
    name, positional, named = node.args
    arguments = [unparse(part) for part in positional] + [f"{key}: {unparse(part)}" for key, part in named]
    return f"{name}({', '.join(arguments)})", _TIGHT


def _list(node: Node) -> _Written:
    return f"[{', '.join(map(unparse, node.args))}]", _TIGHT


def _context(node: Node) -> _Written:
    entries = [f"{_key(key)}: {unparse(part)}" for key, part in node.args[0]]
    return "{" + ", ".join(entries) + "}", _TIGHT


def _key(key: str) -> str:
    return key if is_name(key) else _string(key)


def _range(node: Node) -> _Written:
    low_included, low, high, high_included = node.args
    if low is None or high is None:
        end, sign = (high, "<") if low is None else (low, ">")
        included = high_included if low is None else low_included
        return f"({sign}{'=' if included else ''} {_inside(end, COMPARISON)})", _TIGHT
    return f"{'[' if low_included else '('}{unparse(low)}..{unparse(high)}{']' if high_included else ')'}", _TIGHT


# operators


def _arith(node: Node) -> _Written:
    sign, left, right = node.args
    level = _ARITH[sign]
    return f"{_inside(left, level - 1)} {sign} {_inside(right, level)}", level


def _negation(node: Node) -> _Written:
    return f"-{_inside(node.args[0], NEGATION - 1)}", NEGATION


def _connective(node: Node) -> _Written:
    level = AND if node.op == "and" else OR
    return f" {node.op} ".join(_inside(part, level) for part in node.args), level


def _comparison(node: Node) -> _Written:
    sign, left, right = node.args
    return f"{_inside(left, COMPARISON)} {sign} {_inside(right, COMPARISON)}", COMPARISON


def _between(node: Node) -> _Written:
    value, low, high = (_inside(part, COMPARISON) for part in node.args)
    return f"{value} between {low} and {high}", COMPARISON


def _instance(node: Node) -> _Written:
    return f"{_inside(node.args[0], COMPARISON)} instance of {node.args[1]}", COMPARISON


def _in(node: Node) -> _Written:
    value, tests = node.args
    return f"{_inside(value, COMPARISON)} in {_targets(tests)}", COMPARISON


def _targets(tests: tuple[Node, ...]) -> str:
    if len(tests) != 1 or tests[0].op != "test_expr":
        return f"({unparse_tests(tests)})"
    target = tests[0].args[0]
    text, level = _write(target)
    if level <= COMPARISON:
        return f"(({text}))" if text.startswith("not(") else f"({text})"
    closed = target.op == "range" and None not in target.args and not text.startswith("(not(")
    return f"({text})" if text.startswith("(") and not closed else text


def _test(test: Node) -> str:
    if test.op == "test_any":
        return "-"
    if test.op == "test_cmp":
        return f"{test.args[0]} {_inside(test.args[1], COMPARISON)}"
    if test.op == "test_not":
        return f"not({unparse_tests(test.args[0])})"
    text = unparse(test.args[0])
    return f"({text})" if text.startswith("not(") else text


# conditions and loops


def _if(node: Node) -> _Written:
    condition, yes, no = node.args
    return f"if {_inside(condition, _LOOSE)} then {_inside(yes, _LOOSE)} else {unparse(no)}", _LOOSE


def _loop(node: Node) -> _Written:
    variables = ", ".join(f"{name} in {_domain(domain)}" for name, domain in node.args[0])
    return f"{node.op} {variables} {'return' if node.op == 'for' else 'satisfies'} {unparse(node.args[1])}", _LOOSE


def _domain(domain: Any) -> str:
    if isinstance(domain, Node):
        return _inside(domain, _LOOSE)
    return f"{_inside(domain[1], _LOOSE)}..{_inside(domain[2], _LOOSE)}"


# the rule language beyond FEEL


def _function(node: Node) -> _Written:
    return f"{node.op}({unparse(node.args[0])})", _TIGHT


def _chosen(source: Node, condition: Node | None) -> str:
    """The elements of a list, or those that a condition holds for."""
    text = _inside(source, NEGATION)
    return text if condition is None else f"{text}[{unparse(condition)}]"


def _quantified(node: Node) -> _Written:
    source, condition = node.args
    text = f"{'some' if node.op == 'some_in' else 'every'} {_inside(source, NEGATION)}"
    return (text if condition is None else f"{text} satisfies ({unparse(condition)})"), _LOOSE


def _counted(node: Node) -> _Written:
    return f"count({_chosen(node.args[0], node.args[1])})", _TIGHT


def _summed(node: Node) -> _Written:
    return f"sum({_collected(node)[0]})", _TIGHT


def _collected(node: Node) -> _Written:
    source, expression, condition = node.args
    if expression.op == "name":
        return f"{_chosen(source, condition)}.{expression.args[0]}", _TIGHT
    return f"for {_chosen(source, condition)} return {unparse(expression)}", _LOOSE


def _picked(node: Node) -> _Written:
    source, condition, key, which = node.args
    return f"{_chosen(source, condition)} with {which} {_inside(key, COMPARISON)}", _LOOSE


def _cases(node: Node) -> _Written:
    cases, otherwise = node.args
    rows = [f"if {_inside(test, _LOOSE)} then {_inside(value, _LOOSE)} else " for test, value in cases]
    return "".join(rows) + unparse(otherwise), _LOOSE


def _hits(node: Node) -> _Written:
    policy, rows, otherwise, order = node.args
    parts = [f"if {_inside(test, _LOOSE)} then {_inside(value, _LOOSE)}" for test, value in rows]
    parts.append(f"otherwise {_inside(otherwise, _LOOSE)}")
    if order is not None:
        parts.append(f"in the order {', '.join(map(unparse, order))}")
    return f"{policy}({'; '.join(parts)})", _TIGHT


def _open(node: Node) -> _Written:
    facts, lists, bodies, *possible = node.args
    parts = [
        f"{word} {', '.join(map(unparse, nodes))}"
        for word, nodes in (("for want of", facts), ("within", lists))
        if nodes
    ]
    if bodies:
        parts.append(f"to be decided by {', '.join(map(str, bodies))}")
    parts += [f"among {unparse(among)}" for among in possible if among is not None]
    return f"open({'; '.join(parts)})", _TIGHT


def _suppose(node: Node) -> _Written:
    name, expression, body = node.args
    return f"suppose {name} = {_inside(expression, COMPARISON)} then {unparse(body)}", _LOOSE


def _found(node: Node) -> _Written:
    return f"the one of {_chosen(*node.args)}", _LOOSE


def _averaged(node: Node) -> _Written:
    kind, source, expression, condition, highest, lowest = node.args
    text = _collected(Node("collect", source, expression, condition))[0]
    left_out = [f"{count} {word}" for word, count in (("highest", highest), ("lowest", lowest)) if count]
    return f"{kind}({text}{' without ' + ' and '.join(left_out) if left_out else ''})", _TIGHT


def _summed_best(node: Node) -> _Written:
    *parts, count = node.args
    return f"sum of the {unparse(count)} highest({_collected(Node('collect', *parts))[0]})", _TIGHT


def _banded(node: Node) -> _Written:
    source, rows, below, absent = node.args
    bands = [f">= {_inside(bound, COMPARISON)}: {unparse(then)}" for bound, then in rows]
    bands += [f"below: {unparse(below)}"] + ([f"null: {unparse(absent)}"] if absent.op != "null" else [])
    return f"bands({unparse(source)}; {', '.join(bands)})", _TIGHT


def _looked_up(node: Node) -> _Written:
    inputs, rows, otherwise = node.args
    cells = [f"({'; '.join(map(unparse_tests, tests))}): {unparse(then)}" for tests, then in rows]
    text = f"{' × '.join(map(unparse, inputs))}; {', '.join(cells)}, else: {unparse(otherwise)}"
    return f"grid({text})", _TIGHT


def _bounded(node: Node) -> _Written:
    source, least, most, _ = node.args
    text = unparse(source)
    for word, bounds in (("min", most), ("max", least)):
        if bounds:
            text = f"{word}({', '.join([text, *map(unparse, bounds)])})"
    return text, _TIGHT if least or most else _LOOSE


def _on_points(node: Node) -> _Written:
    source, points = node.args
    return f"{node.op}({unparse(source)}; {', '.join(f'{unparse(x)}: {unparse(y)}' for x, y in points)})", _TIGHT


def _keyed(keys: tuple[tuple[Node, str], ...]) -> str:
    return ", ".join(f"{way} {_inside(key, COMPARISON)}" for key, way in keys)


def _units(node: Node) -> _Written:
    amount, unit = node.args
    return f"floor({unparse(amount if unit == Node('num', '1') else Node('arith', '/', amount, unit))})", _TIGHT


def _ranked(node: Node) -> _Written:
    source, condition, keys = node.args
    return f"rank in {_chosen(source, condition)} by {_keyed(keys)}", _LOOSE


def _classed(node: Node) -> _Written:
    source, condition, keys, places, otherwise, *_ = node.args
    classes = [
        f"{unparse(size)} ({'share, rounded ' + rounding.replace('_', ' ') if share else 'places'}): {unparse(then)}"
        + (f" if {unparse(when)}" if when is not None else "")
        for share, size, rounding, then, when in places
    ]
    text = f"{_chosen(source, condition)} by {_keyed(keys)}; {'; '.join(classes)}; else {unparse(otherwise)}"
    return f"quotas({text})", _TIGHT


def _in_a_row(node: Node) -> _Written:
    source, key, until, condition = node.args
    return f"in a row({_chosen(source, condition)} by {unparse(key)} to {unparse(until)})", _TIGHT


def _on_day(node: Node) -> _Written:
    return f"{node.args[0]} as on {_inside(node.args[1], COMPARISON)}", _LOOSE


_WRITERS: dict[str, Callable[[Node], _Written]] = {
    "null": lambda node: ("null", _TIGHT),
    "bool": _literal,
    "num": _literal,
    "str": lambda node: (_string(node.args[0]), _TIGHT),
    "at": lambda node: ("@" + _string(node.args[0]), _TIGHT),
    "name": lambda node: (node.args[0], _TIGHT),
    "path": _path,
    "filter": _filter,
    "if": _if,
    "for": _loop,
    "some": _loop,
    "every": _loop,
    "and": _connective,
    "or": _connective,
    "cmp": _comparison,
    "arith": _arith,
    "neg": _negation,
    "between": _between,
    "in": _in,
    "range": _range,
    "list": _list,
    "context": _context,
    "call": _call,
    "instance": _instance,
    "test_any": lambda node: (_test(node), _LOOSE),
    "test_cmp": lambda node: (_test(node), _LOOSE),
    "test_not": lambda node: (_test(node), _LOOSE),
    "test_expr": lambda node: (_test(node), _LOOSE),
    "known": _function,
    "required": _function,
    "certain": _function,
    "some_in": _quantified,
    "every_in": _quantified,
    "count_in": _counted,
    "sum_in": _summed,
    "collect": _collected,
    "pick": _picked,
    "cases": _cases,
    "hits": _hits,
    "find_in": _found,
    "average": _averaged,
    "bands": _banded,
    "bounded": _bounded,
    "ordinal": lambda node: _write(node.args[0]),
    "interpolate": _on_points,
    "tiers": _on_points,
    "best_sum": _summed_best,
    "lookup": _looked_up,
    "units": _units,
    "rank_in": _ranked,
    "quotas": _classed,
    "streak": _in_a_row,
    "dated": _on_day,
    "open": _open,
    "suppose": _suppose,
    "either": lambda node: (f"one of ({', '.join(map(unparse, node.args))})", _TIGHT),
    "holds": lambda node: _write(node.args[0]),
    "or_zero": lambda node: _write(node.args[0]),
    "never": lambda node: ("impossible", _TIGHT),
    "none": lambda node: ("not applicable", _TIGHT),
}
