"""Tokens to a syntax tree; in: the text of an expression or of unary tests, out: `nodes.Node` trees.

Operators bind, loosest first: or; and; comparison, between, in, instance of; + -; * /; **; unary minus; path and
filter. All are left-associative. The time taken is linear in the text. Source: OMG DMN 1.5, 10.3.1.2 (grammar).
"""

from __future__ import annotations

from typing import Any

from .arithmetic import EXACT_DIGITS
from .errors import FeelSyntaxError
from .names import KEYWORDS, SPACED_FIELDS, SPACED_FUNCTIONS, SPACED_TYPES, by_first_word
from .nodes import Node
from .reader import Reader
from .temporal import parse_at
from .tree import children

DEPTH = 200
"""How deeply an expression may be nested, in brackets or in nodes."""

LARGEST_EXPONENT = 6144
"""The largest power of ten that a number may be written with, as in IEEE decimal128."""

OR, AND, COMPARISON, SUM, PRODUCT, POWER, NEGATION = range(1, 8)
COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_LEVELS = {"or": OR, "and": AND, "between": COMPARISON, "in": COMPARISON, "instance": COMPARISON}
_LEVELS |= dict.fromkeys(COMPARISONS, COMPARISON)
_LEVELS |= {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
_LITERALS = ("num", "str", "at", "name", "true", "false", "null")
_STARTS = frozenset((*_LITERALS, "(", "[", "{", "-", "if", "for", "some", "every"))
_FUNCTIONS = by_first_word(SPACED_FUNCTIONS)
_FIELDS = by_first_word(SPACED_FIELDS)
_TYPES = by_first_word(SPACED_TYPES)
_CLOSED = {"]": True, ")": False, "[": False}


def parse(text: str) -> Node:
    """The syntax tree of an expression.

    >>> parse("score >= 90")
    Node('cmp', '>=', Node('name', 'score'), Node('num', '90'))

    Raises:
        FeelSyntaxError: the text is no expression; `code`, `at`, `found` and `expected` say where and why.
    """
    parser = Parser(text)
    node = parser.expression()
    parser.expect("end")
    return _bounded(node)


def parse_unary_tests(text: str) -> tuple[Node, ...]:
    """The tests of a decision table's cell, such as `>= 5`, `"a", "b"`, `not(1)` or `-`.

    >>> parse_unary_tests(">= 5")
    (Node('test_cmp', '>=', Node('num', '5')),)

    Raises:
        FeelSyntaxError: as `parse`.
    """
    parser = Parser(text)
    if parser.key == "-" and parser.tokens[1][0] == "end":
        return (Node("test_any", at=parser.at),)
    tests = parser.tests()
    parser.expect("end")
    for test in tests:
        _bounded(test)
    return tests


class Parser(Reader):
    """One pass over the tokens of one text; every method leaves `index` after what it has read."""

    __slots__ = ("depth",)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0

    # expressions

    def expression(self, minimum: int = 0) -> Node:
        """An expression whose operators bind tighter than `minimum`."""
        self.enter()
        node = self.infix(self.postfix(self.prefix()), minimum)
        self.depth -= 1
        return node

    def enter(self) -> None:
        """One level deeper."""
        self.depth += 1
        if self.depth > DEPTH:
            raise FeelSyntaxError("too_deep", self.at, self.tokens[self.index][1], f"at most {DEPTH} levels")

    def prefix(self) -> Node:
        key, text, at = self.tokens[self.index]
        read = _PREFIX.get(key)
        if read is None:
            raise self.error("an expression")
        self.index += 1
        return read(self, text, at)  # type: ignore[no-any-return]  # every entry of the table returns a node

    def postfix(self, node: Node) -> Node:
        while True:
            key = self.key
            if key == ".":
                self.index += 1
                node = Node("path", node, self.word(_FIELDS, "a field"), at=node.at)
            elif key == "[" and self.tokens[self.index + 1][0] in _STARTS:
                self.index += 1
                node = Node("filter", node, self.expression(), at=node.at)
                self.expect("]")
            else:
                return node

    def infix(self, left: Node, minimum: int) -> Node:
        while True:
            key = self.key
            level = _LEVELS.get(key, 0)
            if level <= minimum:
                return left
            self.index += 1
            if level >= SUM:
                left = Node("arith", key, left, self.expression(level), at=left.at)
            elif key in COMPARISONS:
                left = Node("cmp", key, left, self.expression(COMPARISON), at=left.at)
            elif level < COMPARISON:
                left = self.connective(key, left, level)
            else:
                left = _WORDS[key](self, left)

    def connective(self, key: str, left: Node, level: int) -> Node:
        parts = [left, self.expression(level)]
        while self.skip(key):
            parts.append(self.expression(level))
        return Node(key, *parts, at=left.at)

    def between(self, left: Node) -> Node:
        low = self.expression(COMPARISON)
        self.expect("and")
        return Node("between", left, low, self.expression(COMPARISON), at=left.at)

    def instance(self, left: Node) -> Node:
        if self.tokens[self.index][1] != "of":
            raise self.error("`of`")
        self.index += 1
        return Node("instance", left, self.type_name(), at=left.at)

    def type_name(self) -> str:
        name = self.word(_TYPES, "a type")
        if not self.skip("<"):
            return name
        self.enter()
        parts = [self.type_part(name)]
        while self.skip(","):
            parts.append(self.type_part(name))
        self.expect(">")
        self.depth -= 1
        return f"{name}<{', '.join(parts)}>"

    def type_part(self, name: str) -> str:
        if name != "context":
            return self.type_name()
        field = self.word({}, "a field")
        self.expect(":")
        return f"{field}: {self.type_name()}"

    # names, calls and literals

    def name(self, text: str, at: int) -> Node:
        self.index -= 1
        function = self.spaced(_FUNCTIONS, then="(")
        if function is None:
            self.index += 1
            function = text
        if self.key == "(":
            return self.call(function, at)
        return Node("name", text, at=at)

    def call(self, function: str, at: int) -> Node:
        self.expect("(")
        positional: list[Node] = []
        named: dict[str, Node] = {}
        while self.key != ")":
            parameter = self.parameter()
            if parameter is None and named:
                raise self.error("a parameter's name")
            if parameter is None:
                positional.append(self.expression())
            elif positional:
                raise self.error("an argument without a name")
            elif parameter in named:
                raise FeelSyntaxError("duplicate_key", self.at, parameter)
            else:
                named[parameter] = self.expression()
            if not self.skip(","):
                break
        self.expect(")")
        return Node("call", function, tuple(positional), tuple(named.items()), at=at)

    def parameter(self) -> str | None:
        """Step over `name:`, where the name may have up to four words."""
        words: list[str] = []
        for key, text, _ in self.tokens[self.index : self.index + 5]:
            if key == ":" and words:
                self.index += len(words) + 1
                return " ".join(words)
            if key != "name" and key not in KEYWORDS:
                return None
            words.append(text)
        return None

    def number(self, text: str, at: int) -> Node:
        exponent = text.lower().partition("e")[2]
        if len(text) > EXACT_DIGITS:
            raise FeelSyntaxError("bad_literal", at, text[:20], f"at most {EXACT_DIGITS} digits")
        if len(exponent) > 5 or abs(int(exponent or "0")) > LARGEST_EXPONENT:
            raise FeelSyntaxError("bad_literal", at, text, f"an exponent of at most {LARGEST_EXPONENT}")
        return Node("num", text, at=at)

    def at_literal(self, text: str, at: int) -> Node:
        if parse_at(text) is None:
            raise FeelSyntaxError("bad_literal", at, text, "a date, time, date and time or duration")
        return Node("at", text, at=at)

    def context(self, _text: str, at: int) -> Node:
        entries: list[tuple[str, Node]] = []
        keys: set[str] = set()
        while self.key != "}":
            place = self.at
            key = self.expect("str") if self.key == "str" else self.word({}, "a key")
            if key in keys:
                raise FeelSyntaxError("duplicate_key", place, key)
            keys.add(key)
            self.expect(":")
            entries.append((key, self.expression()))
            if not self.skip(","):
                break
        self.expect("}")
        return Node("context", tuple(entries), at=at)

    def negation(self, _text: str, at: int) -> Node:
        return Node("neg", self.expression(NEGATION), at=at)

    # brackets

    def parenthesis(self, _text: str, at: int) -> Node:
        if self.key in COMPARISONS:
            node = self.open_range(at)
            self.expect(")")
            return node
        first = self.expression()
        if self.key == "..":
            return self.range(False, first, at)
        self.expect(")")
        return first

    def bracket(self, _text: str, at: int) -> Node:
        if self.skip("]"):
            return Node("list", at=at)
        items = [self.expression()]
        if self.key == "..":
            return self.range(True, items[0], at)
        while self.skip(","):
            items.append(self.expression())
        self.expect("]")
        return Node("list", *items, at=at)

    def reversed_bracket(self, _text: str, at: int) -> Node:
        return self.range(False, self.expression(), at)

    def range(self, closed: bool, low: Node, at: int) -> Node:
        self.expect("..")
        high = self.expression()
        end = _CLOSED.get(self.key)
        if end is None:
            raise self.error("`]` or `)`")
        self.index += 1
        return Node("range", closed, low, high, end, at=at)

    def open_range(self, at: int) -> Node:
        """A range written as a comparison, such as `(>= 5)`."""
        key = self.key
        if key == "!=":
            raise self.error("a range")
        self.index += 1
        end = self.expression(COMPARISON)
        if key == "=":
            return Node("range", True, end, end, True, at=at)
        low, high = (end, None) if key[0] == ">" else (None, end)
        return Node("range", key == ">=", low, high, key == "<=", at=at)

    # loops and conditions

    def condition(self, _text: str, at: int) -> Node:
        test = self.expression()
        self.expect("then")
        yes = self.expression()
        self.expect("else")
        return Node("if", test, yes, self.expression(), at=at)

    def loop(self, text: str, at: int) -> Node:
        """`for … return …`, `some … satisfies …` or `every … satisfies …`."""
        variables = [self.iteration()]
        while self.skip(","):
            variables.append(self.iteration())
        self.expect("return" if text == "for" else "satisfies")
        return Node(text, tuple(variables), self.expression(), at=at)

    def iteration(self) -> tuple[str, Any]:
        name = self.expect("name")
        self.expect("in")
        domain = self.expression()
        if self.skip(".."):
            return name, ("range", domain, self.expression())
        return name, domain

    # unary tests

    def tests(self) -> tuple[Node, ...]:
        found = [self.test()]
        while self.skip(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Node:
        key, text, at = self.tokens[self.index]
        if key in COMPARISONS:
            self.index += 1
            return Node("test_cmp", key, self.expression(COMPARISON), at=at)
        if text == "not" and key == "name" and self.tokens[self.index + 1][0] == "(":
            return self.negated(at)
        return Node("test_expr", self.expression(), at=at)

    def negated(self, at: int) -> Node:
        """`not(tests)`; it is the function `not` where an operator follows."""
        self.depth += 1
        if self.depth > DEPTH:
            raise FeelSyntaxError("too_deep", at, "not", f"at most {DEPTH} levels")
        self.index += 2
        tests = self.tests()
        self.expect(")")
        self.depth -= 1
        if self.key in (",", ")", "end"):
            return Node("test_not", tests, at=at)
        if len(tests) != 1 or tests[0].op != "test_expr":
            raise self.error("`,`")
        call = Node("call", "not", tests[0].args, (), at=at)
        return Node("test_expr", self.infix(self.postfix(call), 0), at=at)

    def membership(self, left: Node) -> Node:
        at = self.at
        if self.key in COMPARISONS:
            return Node("in", left, (self.test(),), at=left.at)
        if not self.skip("("):
            return Node("in", left, (Node("test_expr", self.expression(COMPARISON), at=at),), at=left.at)
        tests = self.tests()
        first = tests[0]
        if len(tests) == 1 and first.op == "test_expr":
            whole = self.range(False, first.args[0], at) if self.key == ".." else self.closed(first.args[0])
            whole = self.infix(self.postfix(whole), COMPARISON)
            return Node("in", left, (Node("test_expr", whole, at=at),), at=left.at)
        self.expect(")")
        return Node("in", left, tests, at=left.at)

    def closed(self, node: Node) -> Node:
        self.expect(")")
        return node


_PREFIX: dict[str, Any] = {
    "num": Parser.number,
    "str": lambda parser, text, at: Node("str", text, at=at),
    "true": lambda parser, text, at: Node("bool", True, at=at),
    "false": lambda parser, text, at: Node("bool", False, at=at),
    "null": lambda parser, text, at: Node("null", at=at),
    "at": Parser.at_literal,
    "name": Parser.name,
    "(": Parser.parenthesis,
    "[": Parser.bracket,
    "]": Parser.reversed_bracket,
    "{": Parser.context,
    "-": Parser.negation,
    "if": Parser.condition,
    "for": Parser.loop,
    "some": Parser.loop,
    "every": Parser.loop,
}
_WORDS = {"between": Parser.between, "in": Parser.membership, "instance": Parser.instance}


def _bounded(node: Node) -> Node:
    """The node, unless its tree is too deep to be worked on: long chains of operators nest to the left."""
    level = [node]
    for _ in range(DEPTH):
        level = [child for parent in level for child in children(parent.args)]
        if not level:
            return node
    raise FeelSyntaxError("too_deep", level[0].at, "", f"at most {DEPTH} levels")
