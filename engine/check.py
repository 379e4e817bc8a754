"""The static type of an expression; in: a node and the names around it, out: its type, and every fault in it.

Types follow the vocabulary: money is not a plain number, an enumeration is not a text, a date is not a number. An
expression that mixes them is refused when the policy is loaded, never when a decision is due.
"""

from __future__ import annotations

from typing import Any, Final

from engine.feel.nodes import Node, as_cases
from engine.model import Type
from engine.names import ANY, BOOL, Names, for_subject
from engine.value import Value
from engine.ways import EARLIER, LEVEL, OTHER, OWN, way_of

NUMBER: Final = Type("number")
STRING: Final = Type("string")
DATE: Final = Type("date")
NULL: Final = Type("null")
DAYS: Final = Type("days")
MONTHS: Final = Type("months")
NUMBERS: Final = ("int", "decimal", "number")
NUMERIC: Final = (*NUMBERS, "money")
DURATIONS: Final = ("days", "months")


class Problem(Value):
    """A fault in an expression: a short code, the offset in its text, and the words that the message needs."""

    code: str
    at: int
    fields: dict[str, Any]


class Checker:
    """Types of expressions; collects `problems` and what is read (`reads`: entity and name; `ways`: also of whom, see
    `engine.ways`)."""

    def __init__(self, functions: dict[str, str]) -> None:
        """Args: functions: FEEL's own functions → the kind of their result, ``same`` for that of the first argument."""
        self.functions = functions
        self.problems: list[Problem] = []
        self._listed: Node | None = None
        self.reads: set[tuple[str, str]] = set()
        self.ways: set[tuple[str, str, str]] = set()
        self._apart = ""

    def problem(self, code: str, node: Node, **fields: Any) -> Type:
        """Note a fault; its expression has any type, so that one fault is reported once."""
        self.problems.append(Problem(code, node.at, fields))
        return ANY

    def type_of(self, node: Node, names: Names) -> Type:
        """The type of `node`, where `names` are visible."""
        method = getattr(self, "_" + node.op, None)
        if method is None:
            for part in _nodes(node.args):
                self.type_of(part, names)
            return RESULTS.get(node.op, ANY)
        kind: Type = method(node, names)
        return kind

    def condition(self, node: Node, names: Names) -> None:
        """Check that `node` is a condition."""
        kind = self.type_of(node, names)
        if kind.kind not in ("bool", "any", "null"):
            self.problem("not_a_condition", node, found=kind)

    # --- leaves ---------------------------------------------------------------------------------------------------

    def _num(self, node: Node, names: Names) -> Type:
        return NUMBER

    def _str(self, node: Node, names: Names) -> Type:
        return Type("literal", node.args[0])

    def _null(self, node: Node, names: Names) -> Type:
        return NULL

    def _at(self, node: Node, names: Names) -> Type:
        text = node.args[0].lstrip("-")
        if text.startswith("P"):
            return MONTHS if "T" not in text and "D" not in text else DAYS
        if "T" in text:
            return Type("datetime")
        return Type("time") if ":" in text else DATE

    def _name(self, node: Node, names: Names) -> Type:
        target = names.resolve(node.args[0])
        if target is None:
            return self.problem("unknown_name", node, name=node.args[0], candidates=names.candidates())
        if target.how == "member" and target.entity is not None:
            self._check_members(target.entity, target.name, node, names)
            is_subject = names.subject is not None and target.depth == len(names.frames) - 1
            self._read(target.entity, target.name, OWN if is_subject else names.frames[target.depth].way or OTHER)
            if target.name in names.parameters and not is_subject:
                return self.problem("hidden_parameter", node, word=target.name, entity=target.entity)
        return target.type

    def _read(self, entity: str, name: str, way: str) -> None:
        self.reads.add((entity, name))
        if self._apart and way == OWN:
            way = self._apart
        elif self._apart and way != self._apart:
            way = EARLIER if {way, self._apart} == {LEVEL, EARLIER} else OTHER
        self.ways.add((entity, name, way))

    def _check_members(self, entity: str, name: str, node: Node, names: Names) -> None:
        """The members of a group may belong to it only perhaps: only the forms that count with that may list them."""
        group = names.vocabulary.entities[entity].group
        if group is not None and name == group.members and node is not self._listed:
            self.problem("members_listed", node, name=name)

    def _path(self, node: Node, names: Names) -> Type:
        base, name = self.type_of(node.args[0], names), node.args[1]
        return self._member(base, name, node, names, way_of(node.args[0], names))

    def _member(self, base: Type, name: str, node: Node, names: Names, way: str) -> Type:
        if base.kind == "list" and base.item is not None:
            inner = self._member(base.item, name, node, names, way)
            return Type("list", item=inner)
        if base.kind in ("record", "reference") and base.name is not None:
            from engine.names import member_type, members

            kind = member_type(names.vocabulary, base.name, name)
            if kind is None:
                known = members(names.vocabulary.entities[base.name])
                return self.problem("unknown_member", node, name=name, entity=base.name, candidates=known)
            self._check_members(base.name, name, node, names)
            self._read(base.name, name, way)
            return kind
        parts = PARTS.get(base.kind)
        if parts is not None:
            if name not in parts:
                return self.problem("unknown_member", node, name=name, entity=base, candidates=sorted(parts))
            return NUMBER
        if base.kind in ("any", "null"):
            return ANY
        return self.problem("no_members", node, name=name, found=base)

    # --- logic ----------------------------------------------------------------------------------------------------

    def _and(self, node: Node, names: Names) -> Type:
        for part in node.args:
            self.condition(part, names)
        return BOOL

    _or = _and

    def _certain(self, node: Node, names: Names) -> Type:
        self.condition(node.args[0], names)
        return BOOL

    _holds = _certain

    def _if(self, node: Node, names: Names) -> Type:
        self.condition(node.args[0], names)
        return self._join([(part, self.type_of(part, names)) for part in node.args[1:]], node)

    def _cases(self, node: Node, names: Names) -> Type:
        branches = []
        for when, then in node.args[0]:
            self.condition(when, names)
            branches.append((then, self.type_of(then, names)))
        branches.append((node.args[1], self.type_of(node.args[1], names)))
        return self._join(branches, node)

    def _hits(self, node: Node, names: Names) -> Type:
        policy, rows, otherwise, order = node.args
        branches = []
        for when, then in rows:
            self.condition(when, names)
            branches.append((then, self.type_of(then, names)))
        for value in order or ():
            self.type_of(value, names)
        last = (otherwise, self.type_of(otherwise, names))
        if policy == "count":
            return self._join([(node, NUMBER), last], node)
        if policy in LISTING:
            joined = self._join(branches, node)
            kinds = [kind for _, kind in branches if kind.kind not in ("any", "null")]
            item = united(kinds) if joined.kind == "literal" else joined
            return self._join([(node, Type("list", item=item)), last], node)
        allowed = AGGREGATED.get(policy)
        for part, kind in branches if allowed is not None else ():
            if kind.kind not in (*(allowed or ()), "any", "null"):
                return self.problem("not_aggregable", _placed(part, node), aggregate=policy, found=kind)
        return self._join([*branches, last], node)

    def _join(self, branches: list[tuple[Node, Type]], node: Node) -> Type:
        """The type of a value that is one of several."""
        named = [(part, kind) for part, kind in branches if kind.kind not in ("any", "null")]
        if not named:
            return ANY
        first = next((kind for _, kind in named if kind.kind not in ("literal", "number")), named[0][1])
        for part, kind in named:
            if not comparable(first, kind, None):
                return self.problem("branches_differ", _placed(part, node), left=first, right=kind)
        return first

    def _none(self, node: Node, names: Names) -> Type:
        return NULL

    _never = _none

    def _open(self, node: Node, names: Names) -> Type:
        for part in (*node.args[0], *node.args[1]):
            self.type_of(part, names)
        return self.type_of(node.args[3], names) if node.args[3] is not None else NULL

    def _either(self, node: Node, names: Names) -> Type:
        return self._join([(part, self.type_of(part, names)) for part in node.args], node)

    def _suppose(self, node: Node, names: Names) -> Type:
        kind = self.type_of(node.args[1], names)
        return self.type_of(node.args[2], names.bind(node.args[0], kind))

    # --- comparison -----------------------------------------------------------------------------------------------

    def _cmp(self, node: Node, names: Names) -> Type:
        operator, left, right = node.args
        self._ordered(self.type_of(left, names), left, right, node, names, operator)
        return BOOL

    def _ordered(self, a: Type, left: Node, right: Node, node: Node, names: Names, operator: str) -> None:
        """Check that a value of the type `a`, that of `left`, can be compared with that of `right` by `operator`."""
        b = self.type_of(right, names)
        if not self._same_family(a, b, node, names, left, right):
            return
        if operator not in ("=", "!=") and {a.kind, b.kind} & UNORDERED:
            self.problem("not_ordered", _placed(right, node), left=a, right=b)

    def _same_family(
        self, a: Type, b: Type, node: Node, names: Names, left: Node | None = None, right: Node | None = None
    ) -> bool:
        """Whether values of two types can be compared; `left` and `right` are where they are written, if known."""
        for one, other, written in ((a, b, right), (b, a, left)):
            enum, literal = item_of(one), item_of(other)
            if enum.kind == "enum" and literal.kind == "literal" and (one.kind == "list") == (other.kind == "list"):
                return self._members(enum, literal, _placed(written, node), names)
        if not comparable(a, b, names):
            self.problem("not_comparable", _placed(right, node), left=a, right=b)
            return False
        return True

    def _members(self, enum: Type, literal: Type, node: Node, names: Names) -> bool:
        """Whether the texts of a literal are members of an enumeration."""
        known = list(names.vocabulary.enums[enum.name or ""].members)
        wrong = [word for word in words(literal) if word not in known]
        target = names.resolve(node.args[0]) if node.op == "name" else None
        parameter = node.args[0] if target is not None and target.how == "constant" else ""
        for word in wrong:
            self.problem("unknown_value", node, value=word, enum=enum.name, candidates=known, parameter=parameter)
        return not wrong

    def _between(self, node: Node, names: Names) -> Type:
        kind = self.type_of(node.args[0], names)
        for bound in node.args[1:]:
            self._ordered(kind, node.args[0], bound, node, names, "<=")
        return BOOL

    def _in(self, node: Node, names: Names) -> Type:
        value = self.type_of(node.args[0], names)
        for test in node.args[1]:
            self._unary(test, value, node, names)
        return BOOL

    def _unary(self, test: Node, value: Type, node: Node, names: Names) -> None:
        if test.op == "test_any":
            return
        if test.op == "test_not":
            for inner in test.args[0]:
                self._unary(inner, value, node, names)
        elif test.op == "test_cmp":
            self._ordered(value, node.args[0], test.args[1], _placed(test, node), names, test.args[0])
        else:
            self._contained(value, test.args[0] if test.op == "test_expr" else test, node, names)

    def _contained(self, value: Type, inner: Node, node: Node, names: Names) -> None:
        if inner.op == "list":
            for element in inner.args:
                self._contained(value, element, node, names)
            return
        if inner.op == "range":
            for bound in (inner.args[1], inner.args[2]):
                if bound is not None:
                    self._ordered(value, node.args[0], bound, node, names, "<=")
            return
        kind = self.type_of(inner, names.bind("?", value))
        if kind.kind == "list" and value.kind != "list":
            kind = kind.item or ANY
        if kind.kind != "bool" or value.kind == "bool":
            self._same_family(value, kind, node, names, node.args[0], inner)

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def _arith(self, node: Node, names: Names) -> Type:
        operator, left, right = node.args
        a, b = _widened(self.type_of(left, names)), _widened(self.type_of(right, names))
        if a.kind in ("any", "null") or b.kind in ("any", "null"):
            return ANY
        result = _arithmetic(operator, a.kind, b.kind)
        if result is None:
            return self.problem("not_computable", node, operator=operator, left=a, right=b)
        return Type(result)

    def _neg(self, node: Node, names: Names) -> Type:
        kind = self.type_of(node.args[0], names)
        if kind.kind not in (*NUMERIC, *DURATIONS, "any"):
            return self.problem("not_computable", node, operator="-", left=kind, right=kind)
        return kind

    # --- lists ----------------------------------------------------------------------------------------------------

    def _list(self, node: Node, names: Names) -> Type:
        kinds = [self.type_of(part, names) for part in node.args]
        return Type("list", item=united(kinds))

    def _filter(self, node: Node, names: Names) -> Type:
        source = self.type_of(node.args[0], names)
        inner = self.type_of(node.args[1], names.element(item_of(source), way_of(node.args[0], names)))
        return item_of(source) if inner.kind in NUMBERS else source

    def _some_in(self, node: Node, names: Names) -> Type:
        self._elements(node.args[0], node.args[-1], node, names)
        return BOOL

    _every_in = _some_in

    def _count_in(self, node: Node, names: Names) -> Type:
        self._elements(node.args[0], node.args[-1], node, names)
        return NUMBER

    def _sum_in(self, node: Node, names: Names) -> Type:
        inner = self._elements(node.args[0], node.args[2], node, names)
        kind = self.type_of(node.args[1], inner) if inner is not None else ANY
        if kind.kind not in (*NUMERIC, *DURATIONS, "any"):
            return self.problem("not_computable", node, operator="sum", left=kind, right=kind)
        return kind

    def _collect(self, node: Node, names: Names) -> Type:
        inner = self._elements(node.args[0], node.args[2], node, names)
        return Type("list", item=self.type_of(node.args[1], inner) if inner is not None else ANY)

    def _pick(self, node: Node, names: Names) -> Type:
        inner = self._elements(node.args[0], node.args[1], node, names)
        if inner is None:
            return ANY
        self.type_of(node.args[2], inner)
        return element_type(node.args[0], names)

    def _find_in(self, node: Node, names: Names) -> Type:
        inner = self._elements(node.args[0], node.args[1], node, names)
        return ANY if inner is None else element_type(node.args[0], names)

    # --- scales and ranks -----------------------------------------------------------------------------------------

    def _or_zero(self, node: Node, names: Names) -> Type:
        return self.type_of(node.args[0], names)

    def _average(self, node: Node, names: Names) -> Type:
        _, source, expression, condition, _, _ = node.args
        inner = self._elements(source, condition, node, names)
        return self._number(expression, inner) if inner is not None else ANY

    def _best_sum(self, node: Node, names: Names) -> Type:
        source, expression, condition, count = node.args
        inner = self._elements(source, condition, node, names)
        self._number(count, names)
        return self._number(expression, inner) if inner is not None else ANY

    def _number(self, node: Node, names: Names) -> Type:
        """The type of a number, money included; anything else is a fault."""
        kind = self.type_of(node, names)
        if kind.kind not in (*NUMERIC, "any", "null"):
            return self.problem("not_a_number", node, found=kind)
        return kind

    def _bands(self, node: Node, names: Names) -> Type:
        source, rows, below, absent = node.args
        value = self.type_of(source, names)
        for bound, _ in rows:
            self._ordered(value, source, bound, node, names, "<=")
        return self._join(
            [(then, self.type_of(then, names)) for then in (*(then for _, then in rows), below, absent)], node
        )

    def _bounded(self, node: Node, names: Names) -> Type:
        source, least, most, order = node.args
        kind = self.type_of(source, names)
        for bound in (*least, *most):
            if order is None:
                self._ordered(kind, source, bound, node, names, "<=")
            else:
                self._same_family(kind, self.type_of(bound, names), node, names, source, bound)
        return kind

    def _ordinal(self, node: Node, names: Names) -> Type:
        expression, enum, _ = node.args
        self._same_family(Type("enum", enum), self.type_of(expression, names), node, names, None, expression)
        return NUMBER

    def _interpolate(self, node: Node, names: Names) -> Type:
        source, points = node.args
        measured = self._number(source, names)
        for x, _ in points:
            self._ordered(measured, source, x, node, names, "<=")
        kinds = [self._number(y, names) for _, y in points]
        return next((kind for kind in kinds if kind.kind == "money"), NUMBER)

    def _tiers(self, node: Node, names: Names) -> Type:
        source, rows = node.args
        kind = self._number(source, names)
        for bound, rate in rows:
            self._ordered(kind, source, bound, node, names, "<=")
            self._number(rate, names)
        return kind if kind.kind == "money" else NUMBER

    def _lookup(self, node: Node, names: Names) -> Type:
        return self._cases(as_cases(node), names)

    def _units(self, node: Node, names: Names) -> Type:
        amount, unit = node.args
        self._ordered(self._number(amount, names), amount, unit, node, names, "<=")
        return NUMBER

    def _rank_in(self, node: Node, names: Names) -> Type:
        source, condition, keys = node.args
        self._elements(source, condition, node, names)
        self._keys(source, keys, node, names)
        return Type("int")

    def _keys(self, source: Node, keys: Any, node: Node, names: Names) -> Names | None:
        """The names in the keys of a rank, which are about one element; the elements have to be like the subject."""
        entity = element_type(source, names).name
        if entity is None or entity not in names.vocabulary.entities or entity != names.subject:
            self.problem("not_like_subject", _placed(source, node), found=element_type(source, names))
            return None
        alone = for_subject(names.vocabulary, entity, names.parameters)
        self._apart = way_of(source, names)
        for key, _ in keys:
            kind = self.type_of(key, alone)
            if kind.kind in UNORDERED:
                self.problem("not_a_key", _placed(key, node), found=kind)
        self._apart = ""
        return alone

    def _quotas(self, node: Node, names: Names) -> Type:
        source, condition, keys, places, otherwise, *_ = node.args
        self._elements(source, None, node, names)
        alone = self._keys(source, keys, node, names)
        conditions = [condition, *(when for _, _, _, _, when in places)]
        self._apart = way_of(source, names)
        for part in conditions:
            if part is not None and alone is not None:
                self.condition(part, alone)
        self._apart = ""
        for _, size, _, _, _ in places:
            self._number(size, names)
        values = [*(then for _, _, _, then, _ in places), otherwise]
        return self._join([(value, self.type_of(value, names)) for value in values], node)

    def _streak(self, node: Node, names: Names) -> Type:
        source, key, until, condition = node.args
        inner = self._elements(source, condition, node, names)
        for part, around in ((key, inner), (until, names)):
            if around is not None:
                self._number(part, around)
        return Type("int")

    def _dated(self, node: Node, names: Names) -> Type:
        name, day, _ = node.args
        kind = self.type_of(day, names)
        if kind.kind not in ("date", "any", "null"):
            self.problem("not_comparable", _placed(day, node), left=DATE, right=kind)
        found = names.parameters.get(name)
        if found is None:
            return self.problem("unknown_name", node, name=name, candidates=list(names.parameters))
        return found[0]

    def _elements(self, source: Node, condition: Node | None, node: Node, names: Names) -> Names | None:
        """The names inside a condition on the elements of a list; None where the list itself has a fault."""
        before = len(self.problems)
        self._listed = source
        kind = self.type_of(source, names)
        if kind.kind not in ("list", "any", "null"):
            self.problem("not_a_list", _placed(source, node), found=kind)
        if len(self.problems) > before:
            return None
        inner = names.element(item_of(kind), way_of(source, names))
        if condition is not None:
            self.condition(condition, inner)
        return inner

    def _some(self, node: Node, names: Names) -> Type:
        self.condition(node.args[1], self._bound(node, names))
        return BOOL

    _every = _some

    def _bound(self, node: Node, names: Names) -> Names:
        for variable, domain in node.args[0]:
            way = way_of(domain, names) if isinstance(domain, Node) else OTHER
            names = names.bind(variable, item_of(self._domain(domain, names)), way)
        return names

    def _for(self, node: Node, names: Names) -> Type:
        return Type("list", item=self.type_of(node.args[1], self._bound(node, names).bind("partial")))

    def _domain(self, domain: Any, names: Names) -> Type:
        if isinstance(domain, Node):
            return self.type_of(domain, names)
        for part in _nodes(domain):
            self.type_of(part, names)
        return Type("list", item=NUMBER)

    # --- calls ----------------------------------------------------------------------------------------------------

    def _call(self, node: Node, names: Names) -> Type:
        name, arguments, named = node.args
        given = [*arguments, *(argument for _, argument in named)]
        kinds = [self.type_of(argument, names) for argument in given]
        function = names.vocabulary.functions.get(name)
        if function is not None:
            if len(kinds) != len(function.parameters) or named:
                return self.problem("wrong_arity", node, name=name, expected=len(function.parameters), found=len(kinds))
            for argument, kind, (_, wanted) in zip(given, kinds, function.parameters, strict=True):
                self._argument(wanted, kind, _placed(argument, node), names)
            return function.returns
        if name in SPECIAL:
            return self.problem("wrong_arity", node, name=name, expected=1, found=len(kinds))
        result = self.functions.get(name)
        if result is None:
            known = [*names.vocabulary.functions, *self.functions, *SPECIAL]
            return self.problem("unknown_function", node, name=name, candidates=known)
        before = len(self.problems)
        self._arguments(node, given, kinds)
        if len(self.problems) > before:
            return ANY
        if result == "same":
            return kinds[0] if kinds else ANY
        return Type(result)

    def _argument(self, wanted: Type, kind: Type, argument: Node, names: Names) -> None:
        """Check an argument of a function of the policy."""
        enum, literal = item_of(wanted), item_of(kind)
        if enum.kind == "enum" and literal.kind == "literal":
            self._members(enum, literal, argument, names)
        elif not comparable(kind, wanted, names):
            self.problem("wrong_value", argument, expected=wanted, found=kind)

    def _arguments(self, node: Node, given: list[Node], kinds: list[Type]) -> None:
        """Check the number and the kinds of the arguments of one of FEEL's own functions."""
        from engine.feel.builtins import find

        name, positional, named = node.args
        builtin = find(name)
        if builtin is None:
            return
        if builtin.arrange(len(positional), tuple(parameter for parameter, _ in named)) is None:
            counts = sorted({len(signature) for signature in builtin.signatures})
            self.problem("wrong_arity", node, name=name, expected="/".join(map(str, counts)), found=len(given))
            return
        fitting = [signature for signature in builtin.signatures if len(signature) >= len(given)]
        if named or (builtin.pack and len(given) > 1) or not fitting:
            return
        for place, (argument, kind) in enumerate(zip(given, kinds, strict=True)):
            wanted = [ARGUMENTS.get(signature[place].kind) for signature in fitting]
            if kind.kind not in ("any", "null", "list") and all(one and kind.kind not in one for one in wanted):
                self.problem("wrong_argument", _placed(argument, node), name=name, found=kind)

    def _context(self, node: Node, names: Names) -> Type:
        for key, value in node.args[0]:
            names = names.bind(key, self.type_of(value, names))
        return ANY

    def _instance(self, node: Node, names: Names) -> Type:
        from engine.feel.types import INCOMPLETE, type_test

        self.type_of(node.args[0], names)
        if node.args[1] not in INCOMPLETE and type_test(node.args[1]) is None:
            return self.problem("unknown_type", node, word=node.args[1])
        return BOOL


SPECIAL: Final = ("known", "required", "certain")
UNORDERED: Final = frozenset(("bool", "enum", "list", "record", "reference"))
_TEXTS: Final = frozenset(("string", "literal", "enum"))
LISTING: Final = ("collect", "rule_order", "output_order")
"""Hit policies of tables whose value is a list."""
AGGREGATED: Final[dict[str, tuple[str, ...]]] = {
    "sum": (*NUMERIC, *DURATIONS),
    "min": (*NUMERIC, *DURATIONS, "date", "time", "datetime"),
    "max": (*NUMERIC, *DURATIONS, "date", "time", "datetime"),
}
"""How a table combines its values → the kinds of values that it can combine."""
ARGUMENTS: Final[dict[str, frozenset[str]]] = {
    "num": frozenset(NUMERIC),
    "whole": frozenset(NUMERIC),
    "place": frozenset(NUMERIC),
    "str": _TEXTS,
    "bool": frozenset(("bool",)),
    "day": frozenset(("date", "datetime")),
    "moment": frozenset(("datetime",)),
    "clock": frozenset(("time",)),
    "length": frozenset(("days",)),
    "months": frozenset(("months",)),
    "duration": frozenset(DURATIONS),
}
"""Kinds of FEEL's parameters → the kinds of values that they take; other parameters take anything."""
PARTS: Final[dict[str, frozenset[str]]] = {
    "date": frozenset(("year", "month", "day", "weekday")),
    "datetime": frozenset(("year", "month", "day", "weekday", "hour", "minute", "second", "time_offset", "timezone")),
    "time": frozenset(("hour", "minute", "second", "time_offset", "timezone")),
    "days": frozenset(("days", "hours", "minutes", "seconds")),
    "months": frozenset(("years", "months")),
}
RESULTS: Final[dict[str, Type]] = {
    "bool": BOOL,
    "known": BOOL,
    "required": BOOL,
    "range": ANY,
}
_ADDING: Final[dict[tuple[str, str, str], str]] = {
    ("+", "date", "days"): "date",
    ("+", "date", "months"): "date",
    ("+", "days", "date"): "date",
    ("+", "months", "date"): "date",
    ("-", "date", "days"): "date",
    ("-", "date", "months"): "date",
    ("-", "date", "date"): "days",
    ("-", "datetime", "datetime"): "days",
    ("+", "datetime", "days"): "datetime",
    ("-", "datetime", "days"): "datetime",
    ("+", "datetime", "months"): "datetime",
    ("-", "datetime", "months"): "datetime",
    ("+", "days", "days"): "days",
    ("-", "days", "days"): "days",
    ("+", "months", "months"): "months",
    ("-", "months", "months"): "months",
    ("+", "string", "string"): "string",
    ("+", "money", "money"): "money",
    ("-", "money", "money"): "money",
    ("+", "money", "number"): "money",
    ("-", "money", "number"): "money",
    ("+", "number", "money"): "money",
    ("-", "number", "money"): "money",
    ("*", "money", "money"): "money_squared",
    ("/", "money_squared", "money"): "money",
    ("*", "money", "number"): "money",
    ("*", "number", "money"): "money",
    ("/", "money", "number"): "money",
    ("/", "money", "money"): "number",
    ("*", "days", "number"): "days",
    ("*", "months", "number"): "months",
    ("*", "number", "days"): "days",
    ("*", "number", "months"): "months",
    ("/", "days", "number"): "days",
    ("/", "months", "number"): "months",
    ("/", "days", "days"): "number",
    ("/", "months", "months"): "number",
}


def _arithmetic(operator: str, a: str, b: str) -> str | None:
    """The kind of a computation; None where it makes no sense."""
    if a in NUMBERS and b in NUMBERS:
        return "int" if a == b == "int" and operator in "+-*" else "number"
    literal = operator in "+-" and "money" in (a, b)
    a, b = (_plain(kind, literal) for kind in (a, b))
    return _ADDING.get((operator, a, b))


def _plain(kind: str, literal_only: bool) -> str:
    """A number's kind in the table; beside money only a literal may be added."""
    return "number" if kind in NUMBERS and (kind == "number" or not literal_only) else kind


def _widened(kind: Type) -> Type:
    return STRING if kind.kind in ("literal", "enum") else kind


def comparable(a: Type, b: Type, names: Names | None) -> bool:
    """Whether values of two types can be equal or ordered at all."""
    if "any" in (a.kind, b.kind) or "null" in (a.kind, b.kind):
        return True
    if a.kind == "enum" and b.kind == "enum":
        if a.name == b.name or names is None:
            return a.name == b.name
        enums = names.vocabulary.enums
        return bool(enums[a.name or ""].members.keys() & enums[b.name or ""].members.keys())
    if a.kind in NUMERIC and b.kind in NUMERIC:
        return (a.kind == "money") == (b.kind == "money") or "number" in (a.kind, b.kind)
    if a.kind == "list" and b.kind == "list":
        return comparable(a.item or ANY, b.item or ANY, names)
    if a.kind in ("record", "reference") and b.kind in ("record", "reference"):
        return a.name == b.name
    if "literal" in (a.kind, b.kind):
        return {a.kind, b.kind} <= {"literal", "string", "enum"}
    return a.kind == b.kind


def united(kinds: list[Type]) -> Type:
    """The type of a list's elements; of several texts, one literal that stands for all of them (see `words`)."""
    if kinds and all(kind.kind == "literal" for kind in kinds):
        return Type("literal", "\n".join(dict.fromkeys(word for kind in kinds for word in words(kind))))
    return kinds[0] if kinds else ANY


def words(literal: Type) -> list[str]:
    """The texts that a literal stands for."""
    return (literal.name or "").split("\n")


def _placed(part: Node | None, node: Node) -> Node:
    """The part of an expression where a fault is; the whole where it is not known."""
    return part if part is not None and part.at >= 0 else node


def item_of(kind: Type) -> Type:
    """The type of a list's elements; a single value counts as a list of one."""
    if kind.kind == "list":
        return kind.item or ANY
    return kind


def element_type(source: Node, names: Names) -> Type:
    """The type of the elements of the list that `source` gives."""
    return item_of(Checker({}).type_of(source, names))


def _nodes(parts: Any) -> Any:
    for part in parts:
        if isinstance(part, Node):
            yield part
        elif isinstance(part, tuple):
            yield from _nodes(part)
