"""Expressions about one flat record as Python; in: syntax trees, out: `Term`s, source with what is sure of it.

Only values that are known are ever computed here, so an operator needs no sets: where the kinds of its operands are
certain it becomes the Python operator, otherwise a call of the very function that `direct` calls. No text of a policy
gets into the source: every literal, parameter and function is a constant of the namespace, under a name made by
counting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from engine.feel.arithmetic import DECIMAL128
from engine.feel.builtins import find
from engine.feel.comparison import between, in_range, member
from engine.feel.compiler import build
from engine.feel.errors import FeelError
from engine.feel.logic import conjunction, disjunction, negation
from engine.feel.nodes import Node
from engine.feel.operators import CALCULATE, COMPARE, minus
from engine.feel.paths import path
from engine.feel.scope import Constant, DynamicScope
from engine.feel.tree import children, mentions
from engine.feel.values import Range
from engine.forms import NOT_APPLICABLE, ROUNDING
from engine.model import Function, RuleSet
from engine.names import Names, for_function

KINDS: Final[dict[type, str]] = {Decimal: "number", str: "string", date: "date", bool: "bool"}
ORDERED: Final = frozenset(("number", "string", "date"))
PARTS: Final = frozenset(("year", "month", "day", "weekday"))
PLACES: Final = 6000
ARGUMENTS: Final = {"abs": 1, "min": 20, "max": 20} | dict.fromkeys(ROUNDING, 2)
"""Functions of numbers that have a fused form, and how many arguments they may have."""
INLINED: Final = 8
"""Shared functions are put in place of their calls to this depth."""
INPUT: Final = "?"
TESTED: Final = frozenset(("cmp", "and", "or", "between", "in", "some", "every", "instance"))


class OutOfReach(Exception):
    """An expression that has no fused form; whoever needs its value asks `direct`."""


class Leave(Exception):
    """Raised by fused code where it meets what it cannot do: the record is left to `direct`."""


def leave() -> Any:
    """Leave the record to `direct`, from inside an expression."""
    raise Leave


def opposite(value: Any) -> Any:
    """`not(value)` of any value."""
    return negation(value[0] if isinstance(value, list) and len(value) == 1 else value)


class Term(NamedTuple):
    """A piece of source and what is certain of its value.

    Args:
        code: source of one Python expression.
        kind: number, string, date or bool, where its value is of this kind or one of the two below; None: anything.
        null: it may be null.
        inapplicable: it may be `NOT_APPLICABLE`.
    """

    code: str
    kind: str | None = None
    null: bool = True
    inapplicable: bool = False

    @property
    def sure(self) -> bool:
        """Whether it is a value of its kind in every case."""
        return self.kind is not None and not self.null and not self.inapplicable

    @property
    def plain(self) -> bool:
        """Whether it is a value of its kind or null."""
        return self.kind is not None and not self.inapplicable


def number(code: str, null: bool = False) -> Term:
    """A number."""
    return Term(code, "number", null)


def truth(code: str, null: bool = False) -> Term:
    """A condition."""
    return Term(code, "bool", null)


TRUE: Final = truth("True")
FALSE: Final = truth("False")


class Namespace:
    """The constants of one fused function; names are made by counting."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {"__builtins__": {}}
        self._known: dict[tuple[Any, ...], str] = {}
        self._count = 0

    def fresh(self) -> str:
        """A name for a local variable."""
        self._count += 1
        return f"v{self._count}"

    def constant(self, value: Any) -> str:
        """The name under which the source reads `value`; the same value has one name."""
        key = (type(value), repr(value)) if type(value) in KINDS or type(value) is int else (id(value),)
        name = self._known.get(key)
        if name is None:
            name = self._known[key] = f"k{len(self._known)}"
            self.values[name] = value
        return name

    def term(self, value: Any) -> Term:
        """A constant as a term."""
        if value is None or value is True or value is False:
            return Term(repr(value), None if value is None else "bool", value is None)
        return Term(self.constant(value), KINDS.get(type(value)), null=type(value) not in KINDS)

    def call(self, function: Callable[..., Any], *arguments: str) -> str:
        """The source of a call."""
        return f"{self.constant(function)}({', '.join(arguments)})"


class Scope(NamedTuple):
    """The names at one place of a rule and, for each binding that is a variable, its term; innermost first."""

    names: Names
    bound: tuple[Term | None, ...]
    depth: int = 0

    def bind(self, name: str, term: Term) -> Scope:
        """The scope in which a variable is bound besides."""
        return Scope(self.names.bind(name), (term, *self.bound), self.depth)


class Expressions:
    """Makes terms of expressions.

    Args:
        rules: the rule set, for its shared functions and their parameters.
        space: where constants go.
        read: the term of a fact or attribute of the record. It raises OutOfReach.
    """

    def __init__(self, rules: RuleSet, space: Namespace, read: Callable[[str], Term]) -> None:
        self.rules = rules
        self.space = space
        self.read = read

    def term(self, node: Node, scope: Scope) -> Term:
        """The term of an expression. Raises OutOfReach."""
        if node.op == "none":
            return Term(self.space.constant(NOT_APPLICABLE), None, null=False, inapplicable=True)
        if node.op == "holds":
            return Term(f"(True if {self.holds(node.args[0], scope)} else False)", "bool", null=False)
        if _literal(node):
            return self.space.term(_folded(node))
        form = FORMS.get(node.op)
        if form is None:
            raise OutOfReach(node.op)
        return form(self, node, scope)

    def holds(self, node: Node, scope: Scope) -> str:
        """Source that is truthy exactly where the condition is true; null and anything else are not."""
        if node.op in ("and", "or"):
            return "(" + f" {node.op} ".join(self.holds(part, scope) for part in node.args) + ")"
        term = self.term(node, scope)
        return term.code if term.plain and term.kind == "bool" else f"({term.code} is True)"

    def branch(self, node: Node, scope: Scope) -> Term | None:
        """The term of a value that is needed only in some cases; None where it is out of reach."""
        try:
            return self.term(node, scope)
        except OutOfReach:
            return None

    # --- names ----------------------------------------------------------------------------------------------------

    def _name(self, node: Node, scope: Scope) -> Term:
        target = scope.names.resolve(node.args[0])
        if target is None:
            raise OutOfReach(node.args[0])
        if target.how == "constant":
            return self.space.term(target.value)
        bound = scope.bound[target.depth]
        if target.how == "value" and bound is not None:
            return bound
        if target.how == "member" and bound is None:
            return self.read(node.args[0])
        raise OutOfReach(node.args[0])

    def _path(self, node: Node, scope: Scope) -> Term:
        source, name = node.args
        if source.op == "name":
            target = scope.names.resolve(source.args[0])
            own = target is not None and (
                target.how == "root" or (target.how == "value" and scope.bound[target.depth] is None)
            )
            if own:
                return self.read(name)
        value = self.term(source, scope)
        code = self.space.call(path, value.code, self.space.constant(name))
        return number(code) if value.sure and value.kind == "date" and name in PARTS else Term(code)

    # --- operators ------------------------------------------------------------------------------------------------

    def _arith(self, node: Node, scope: Scope) -> Term:
        sign = node.args[0]
        left, right = self.term(node.args[1], scope), self.term(node.args[2], scope)
        numbers = left.kind == right.kind == "number"
        if numbers and left.sure and right.sure:
            if sign in ("+", "-", "*"):
                return number(f"({left.code} {sign} {right.code})")
            if sign == "/" and self.space.values.get(right.code):  # a constant, not zero
                return number(self.space.call(DECIMAL128.divide, left.code, right.code))
        code = self.space.call(CALCULATE[sign], left.code, right.code)
        return number(code, null=True) if numbers else Term(code)

    def _neg(self, node: Node, scope: Scope) -> Term:
        part = self.term(node.args[0], scope)
        code = self.space.call(minus, part.code)
        return number(code, null=not part.sure) if part.kind == "number" else Term(code)

    def _cmp(self, node: Node, scope: Scope) -> Term:
        return self._compare(node.args[0], self.term(node.args[1], scope), self.term(node.args[2], scope))

    def _compare(self, sign: str, left: Term, right: Term) -> Term:
        if left.kind == right.kind and left.plain and right.plain:
            if sign in ("=", "!="):
                return _same(sign, left, right)
            if left.sure and right.sure and left.kind in ORDERED:
                return truth(f"({left.code} {sign} {right.code})")
        return truth(self.space.call(COMPARE[sign], left.code, right.code), null=True)

    def _between(self, node: Node, scope: Scope) -> Term:
        value, low, high = (self.term(part, scope) for part in node.args)
        if _ordered(value, low, high):
            return truth(f"({low.code} <= {value.code} <= {high.code})")
        return truth(self.space.call(between, value.code, low.code, high.code), null=True)

    def _connective(self, node: Node, scope: Scope) -> Term:
        parts = [self.term(part, scope) for part in node.args]
        return self._joined(node.op, parts)

    def _joined(self, word: str, parts: list[Term]) -> Term:
        if all(part.sure and part.kind == "bool" for part in parts):
            return truth("(" + f" {word} ".join(part.code for part in parts) + ")")
        combine = conjunction if word == "and" else disjunction
        code = "True" if word == "and" else "False"
        for part in parts:
            code = self.space.call(combine, code, part.code)
        return truth(code, null=True)

    def _negated(self, part: Term) -> Term:
        if part.sure and part.kind == "bool":
            return truth(f"(not {part.code})")
        return truth(self.space.call(negation if part.kind == "bool" else opposite, part.code), null=True)

    # --- cases ----------------------------------------------------------------------------------------------------

    def _if(self, node: Node, scope: Scope) -> Term:
        condition, yes, no = node.args
        return self._chosen([(self.holds(condition, scope), self.branch(yes, scope))], self.branch(no, scope))

    def _cases(self, node: Node, scope: Scope) -> Term:
        rows = [(self.holds(when, scope), self.branch(then, scope)) for when, then in node.args[0]]
        return self._chosen(rows, self.branch(node.args[1], scope))

    def _chosen(self, rows: list[tuple[str, Term | None]], otherwise: Term | None) -> Term:
        terms = [term for term in (*(then for _, then in rows), otherwise) if term is not None]
        left = self.space.call(leave)
        code = " ".join(f"{then.code if then is not None else left} if {when} else" for when, then in rows)
        code = f"({code} {otherwise.code if otherwise is not None else left})"
        valued = [term for term in terms if term.kind is not None or not (_is_null(term) or term.inapplicable)]
        kinds = {term.kind for term in valued}
        kind = kinds.pop() if len(kinds) == 1 else None
        return Term(code, kind, any(term.null for term in terms), any(term.inapplicable for term in terms))

    # --- tests ----------------------------------------------------------------------------------------------------

    def _in(self, node: Node, scope: Scope) -> Term:
        value = self.term(node.args[0], scope)
        return self._let(
            value, len(node.args[1]) > 1, lambda held: self._tests(node.args[1], scope.bind(INPUT, held), "or")
        )

    def _tests(self, tests: tuple[Node, ...], scope: Scope, word: str) -> Term:
        terms = [self._test(test, scope) for test in tests]
        return terms[0] if len(terms) == 1 else self._joined(word, terms)

    def _test(self, test: Node, scope: Scope) -> Term:
        value = scope.bound[0]
        if value is None:
            raise OutOfReach(test.op)
        if test.op == "test_any":
            return TRUE
        if test.op == "test_not":
            return self._negated(self._joined("or", [self._test(part, scope) for part in test.args[0]]))
        if test.op == "test_cmp":
            return self._compare(test.args[0], value, self.term(test.args[1], scope))
        if test.op != "test_expr":
            raise OutOfReach(test.op)
        expression = test.args[0]
        if expression.op in TESTED or mentions(expression, INPUT):
            return self.term(expression, scope)
        return (
            self._within(expression, value, scope)
            if expression.op == "range"
            else self._among(expression, value, scope)
        )

    def _within(self, node: Node, value: Term, scope: Scope) -> Term:
        low_included, low_node, high_node, high_included = node.args
        low = self.term(low_node, scope) if low_node is not None else None
        high = self.term(high_node, scope) if high_node is not None else None
        ends = [end for end in (low, high) if end is not None]
        if _ordered(value, *ends):
            code = value.code
            code = f"{low.code} {'<=' if low_included else '<'} {code}" if low is not None else code
            code = f"{code} {'<=' if high_included else '<'} {high.code}" if high is not None else code
            return truth(f"({code})") if ends else TRUE
        if not all(end.sure for end in ends):
            raise OutOfReach("range")
        bounds = self.space.call(
            Range, repr(low_included), low.code if low else "None", high.code if high else "None", repr(high_included)
        )
        return truth(self.space.call(in_range, value.code, bounds), null=True)

    def _among(self, node: Node, value: Term, scope: Scope) -> Term:
        target = self.term(node, scope)
        listed = self.space.values.get(target.code)
        if (
            isinstance(listed, list)
            and listed
            and value.sure
            and {KINDS.get(type(one)) for one in listed} == {value.kind}
        ):
            return truth(f"({value.code} in {self.space.constant(frozenset(listed))})")
        if target.kind == value.kind and target.plain and value.plain:
            return _same("=", value, target)
        return truth(self.space.call(member, value.code, target.code), null=True)

    # --- calls and the forms beyond FEEL ----------------------------------------------------------------------------

    def _call(self, node: Node, scope: Scope) -> Term:
        name, positional, named = node.args
        shared = self.rules.policy.vocabulary.functions.get(name)
        if shared is not None:
            return self._shared(shared, [self.term(part, scope) for part in positional], scope)
        if named:
            raise OutOfReach(name)
        terms = [self.term(part, scope) for part in positional]
        if name == "not" and len(terms) == 1:
            return self._negated(terms[0])
        if not all(term.plain and term.kind == "number" for term in terms):
            raise OutOfReach(name)
        return self._numeric(name, terms)

    def _numeric(self, name: str, terms: list[Term]) -> Term:
        """A function of numbers, called as `direct` calls it; straight away where its arguments are sure."""
        builtin = find(name)
        if builtin is None or not 0 < len(terms) <= ARGUMENTS.get(name, 0):
            raise OutOfReach(name)
        arrangement = builtin.arrange(len(terms), ())
        if arrangement is None:
            return self.space.term(None)
        codes = [term.code for term in terms]
        sure = all(term.sure for term in terms)
        if sure and name in ("min", "max") and len(terms) > 1:
            return number(self.space.call(builtin.function, f"[{', '.join(codes)}]"))
        places = self._places(codes[1:]) if name in ROUNDING else []
        if sure and places is not None:
            return number(self.space.call(builtin.function, codes[0], *places))
        caller = builtin.caller(tuple(parameter for parameter, _ in arrangement))
        return number(self.space.call(caller, f"[{', '.join(codes)}]"), null=True)

    def _places(self, codes: list[str]) -> list[str] | None:
        """The decimal places to round to, as the function takes them; None where they are no small constant."""
        if not codes:
            return []
        places = self.space.values.get(codes[0])
        if not isinstance(places, Decimal) or abs(places) > PLACES:
            return None
        return [self.space.constant(int(places))]

    def _shared(self, function: Function, arguments: list[Term], scope: Scope) -> Term:
        if scope.depth >= INLINED or len(arguments) != len(function.parameters):
            raise OutOfReach(function.name)
        own = self.rules.parameters.get(function.norm, {})
        names = for_function(
            self.rules.policy.vocabulary, function.parameters, {n: (p.type, p.value) for n, p in own.items()}
        )
        return self._bound(function.body, names, arguments, (), scope.depth + 1)

    def _bound(self, body: Node, names: Names, waiting: list[Term], bound: tuple[Term, ...], depth: int) -> Term:
        if not waiting:
            return self.term(body, Scope(names, bound, depth))
        return self._let(waiting[0], True, lambda held: self._bound(body, names, waiting[1:], (held, *bound), depth))

    def _suppose(self, node: Node, scope: Scope) -> Term:
        name, value, body = node.args
        return self._let(self.term(value, scope), True, lambda held: self.term(body, scope.bind(name, held)))

    def _let(self, value: Term, repeated: bool, body: Callable[[Term], Term]) -> Term:
        """`body` of a variable that holds `value`, where that is no name already."""
        if not repeated or value.code.isidentifier():
            return body(value)
        name = self.space.fresh()
        inner = body(value._replace(code=name))
        return inner._replace(code=f"({name} := {value.code}, {inner.code})[1]")

    def _known(self, node: Node, scope: Scope) -> Term:
        """True: what is read is known; computed where it may still leave."""
        inner = self.term(node.args[0], scope)
        return TRUE if inner.code.isidentifier() else truth(f"({inner.code}, True)[1]")

    def _certain(self, node: Node, scope: Scope) -> Term:
        return truth(f"({self.holds(node.args[0], scope)} is True)")


def _ordered(*terms: Term) -> bool:
    return all(term.sure for term in terms) and len({term.kind for term in terms}) == 1 and terms[0].kind in ORDERED


def _same(sign: str, left: Term, right: Term) -> Term:
    """Equality of two values of one kind, or null; Python's own means the same."""
    if right.code in ("True", "False") and left.sure:
        return left if (right.code == "True") is (sign == "=") else truth(f"(not {left.code})")
    return truth(f"({left.code} {'==' if sign == '=' else '!='} {right.code})")


def _is_null(term: Term) -> bool:
    return term.code == "None"


def _literal(node: Node) -> bool:
    """Whether an expression is made of literals alone."""
    if node.op in ("num", "str", "bool", "null", "at"):
        return True
    if node.op not in ("arith", "neg", "cmp", "between", "and", "or", "if", "list", "range"):
        return False
    return all(_literal(part) for part in children(node.args))


def _folded(node: Node) -> Any:
    """The value of an expression made of literals, worked out as `direct` does when it builds it."""
    try:
        run = build(node, DynamicScope())
    except (FeelError, ArithmeticError) as error:
        raise OutOfReach(node.op) from error
    if not isinstance(run, Constant):
        raise OutOfReach(node.op)
    return run.value


Form = Callable[[Expressions, Node, Scope], Term]
FORMS: Final[dict[str, Form]] = {
    "name": Expressions._name,
    "path": Expressions._path,
    "arith": Expressions._arith,
    "neg": Expressions._neg,
    "cmp": Expressions._cmp,
    "between": Expressions._between,
    "and": Expressions._connective,
    "or": Expressions._connective,
    "if": Expressions._if,
    "cases": Expressions._cases,
    "in": Expressions._in,
    "call": Expressions._call,
    "suppose": Expressions._suppose,
    "known": Expressions._known,
    "required": Expressions._known,
    "certain": Expressions._certain,
}
"""What has a fused form. The rest (lists, groups, relations, what is left to a body) is out of reach."""
