"""Random policies and documents for comparing backends; in: a seed, out: a policy, documents, where backends differ.

The policies of `tests.engine.test_fused` have one flat entity. Here there are three: the document (``case``), the
``item`` of its list, and the ``bundle``, which groups the items of a grade. Their attributes read each other across
entities: a case's first ones, then an item's, then a bundle's of its members, then the case's last ones. Rules have
overrides, gates and remarks, conditions are nested and deny, values are decision lists within decision lists, and
facts are known, unknown, or null because their absence says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final, NamedTuple

from engine.decisions import Decision
from engine.direct import decide
from engine.facts import Entry, copied
from engine.feel.nodes import Node
from engine.firings import prove_fired
from engine.model import (
    Attribute,
    Entity,
    Enum,
    Field,
    Function,
    Gate,
    Group,
    Label,
    Order,
    Parameter,
    Part,
    Place,
    Policy,
    Qualifier,
    Rule,
    Type,
    Vocabulary,
)
from engine.plan import Plan
from engine.proof import alike, prove
from engine.rete import Rete
from engine.versions import rules_in_force
from tests.engine.test_fused import DAYS, FACTS, FUNCTIONS, GRADES, KINDS, NUMBERS, PARAMETERS, Language

CASE, ITEM, BUNDLE = "case", "item", "bundle"
DAY: Final = date(2024, 1, 1)
HERE: Final = Place("random", 1, 1)
NAMELESS: Final = Label("", "")
LAYERS: Final = (
    (CASE, {"x0": "bool", "x1": "number", "x2": "string"}),
    (ITEM, {"y0": "bool", "y1": "string", "y2": "number"}),
    (BUNDLE, {"z0": "bool", "z1": "number"}),
    (CASE, {"w0": "string", "w1": "bool", "w2": "date"}),
)
"""Attributes by entity, with what kind of value each has; one reads those before it only."""

LISTS: Final = {CASE: "items", BUNDLE: "members"}


class Wide(Language):
    """Random expressions about one entity: its facts, what it already concludes, the case's, and lists of items.

    Args:
        rng: the chance.
        entity: whose expressions these are.
        earlier: entity → attribute → kind, for what is concluded before.
    """

    def __init__(self, rng: Random, entity: str, earlier: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(rng, earlier[entity])
        self.entity = entity
        self.earlier = earlier
        if entity != CASE:
            for name, kind in {**{n: KINDS[k] for n, k in FACTS.items()}, **earlier[CASE]}.items():
                self.names[kind].append(f"case.{name}")

    def of(self, kind: str, depth: int) -> Node:
        """An expression of a kind (now and then of another, or null: operators bear with it)."""
        made = super().of(kind, depth)
        if made.op == "name" and "." in made.args[0]:
            holder, name = made.args[0].split(".")
            return Node("path", Node("name", holder), name)
        return made

    def condition(self, depth: int) -> Node:
        """A condition: often of several parts, of which some are denied; sometimes about a list."""
        rng, choice = self.rng, self.rng.random()
        if choice < 0.3:
            return self.joined(depth)
        if choice < 0.4:
            return Node("call", "not", (self.joined(depth),), ())
        if choice < 0.55 and self.entity in LISTS:
            form = rng.choice(("some_in", "every_in"))
            return Node(form, Node("name", LISTS[self.entity]), self.element().of("bool", min(depth, 1)))
        return super().condition(depth)

    def joined(self, depth: int) -> Node:
        """A conjunction or disjunction."""
        return Node(self.rng.choice(("and", "or")), *self.several("bool", depth, self.rng.choice((2, 2, 3, 5))))

    def number(self, depth: int) -> Node:
        """A number: sometimes a count or a sum over a list."""
        rng = self.rng
        if self.entity in LISTS and rng.random() < 0.2:
            items, inner = Node("name", LISTS[self.entity]), self.element()
            if rng.random() < 0.6:
                return Node("count_in", items, rng.choice((None, inner.of("bool", min(depth, 1)))))
            return Node("sum_in", items, inner.of("number", 0), inner.of("bool", 0))
        if self.entity == ITEM and rng.random() < 0.15:
            return self.placed()
        return self.scaled(depth) if rng.random() < 0.15 else super().number(depth)

    def scaled(self, depth: int) -> Node:
        """A number on a scale, or an average of numbers."""
        rng, form = self.rng, self.rng.choice(("bands", "bounded", "interpolate", "tiers", "units", "average", "max"))
        number = self.of("number", min(depth, 1))
        rising = [Node("num", str(start)) for start in sorted(rng.sample(range(6), 3))]
        if form == "bands":
            return Node(
                form,
                number,
                tuple((one, self.of("number", 0)) for one in rising[::-1]),
                self.of("number", 0),
                Node("null"),
            )
        if form == "bounded":
            return Node(form, number, (rising[0],), (self.of("number", 0),), None)
        if form == "units":
            return Node(form, number, Node("num", "2"))
        if form == "max":
            return Node("call", rng.choice(("min", "max", "sum", "mean")), (number, self.of("number", 0)), ())
        if form == "average":
            listed = Node("list", *(self.of("number", 0) for _ in range(rng.choice((0, 1, 2, 3)))))
            return Node(form, rng.choice(("mean", "median")), listed, Node("name", "item"), None, rng.choice((0, 1)), 0)
        return Node(form, number, tuple((one, Node("num", str(rng.randrange(4)))) for one in rising))

    def placed(self) -> Node:
        """A number that rests on other items: a rank, a sum over those before, how many in a row."""
        rng = self.rng
        alone, items = Wide(rng, ITEM, {**self.earlier, CASE: {}}), Node("path", Node("name", CASE), "items")
        condition = rng.choice((None, self.element().of("bool", 1)))
        form = rng.choice(("rank_in", "earlier", "previous", "streak", "find_in"))
        if form == "earlier":
            return Node("sum_in", Node("name", form), self.element().of("number", 0), condition)
        if form == "previous":
            return Node("path", Node("name", form), rng.choice([one for one in self.names["number"] if "." not in one]))
        if form == "streak":
            return Node(form, items, Node("name", "n1"), Node("num", "2"), condition or Node("bool", True))
        if form == "find_in":
            return Node("path", Node(form, items, condition), "n1")
        keys = tuple((alone.of("number", 0), rng.choice(("highest", "lowest"))) for _ in range(rng.choice((1, 2))))
        return Node(form, items, condition, keys)

    def classed(self) -> Node:
        """The class of an item among the others."""
        rng = self.rng
        alone, items = Wide(rng, ITEM, self.earlier), Node("path", Node("name", CASE), "items")
        keys = tuple((alone.of("number", 0), rng.choice(("highest", "lowest"))) for _ in range(rng.choice((1, 2))))
        places = tuple(
            (
                rng.random() < 0.5,
                Node("num", rng.choice(("0.5", "0.34", "1"))),
                rng.choice(("down", "up", "half_up")),
                self.of("string", 0),
                rng.choice((None, alone.of("bool", 1))),
            )
            for _ in range(rng.choice((1, 2)))
        )
        ties, unused = rng.choice(("undetermined", "inside", "outside")), rng.choice(("lapse", "pass_on"))
        where = rng.choice((None, alone.of("bool", 1)))
        return Node("quotas", items, where, keys, places, self.of("string", 0), ties, unused, ("office",))

    def element(self) -> Wide:
        """The language of conditions on the items of a list."""
        return Wide(self.rng, ITEM, self.earlier)

    def value(self, kind: str, nested: int = 2) -> Node:
        """What a rule concludes: an expression, or a decision list whose values may be decision lists."""
        if kind == "string" and self.entity == ITEM and self.rng.random() < 0.3:
            return self.classed()
        if nested == 0 or self.rng.random() < 0.45:
            return super().value(kind)
        rows = tuple((self.of("bool", 1), self.value(kind, nested - 1)) for _ in range(self.rng.choice((1, 2, 3))))
        if self.rng.random() < 0.2:
            hit = self.rng.choice(("unique", "any", "priority", *(("sum", "min", "max") if kind == "number" else ())))
            order = tuple(value for _, value in rows) if hit == "priority" else None
            return Node("hits", hit, rows, self.value(kind, nested - 1), order)
        return Node("cases", rows, self.value(kind, nested - 1))


def random_policy(seed: int) -> Policy:
    """The policy of a seed."""
    rng = Random(seed)
    rules: list[Rule] = []
    earlier: dict[str, dict[str, str]] = {CASE: {}, ITEM: {}, BUNDLE: {}}
    attributes: dict[str, dict[str, Attribute]] = {CASE: {}, ITEM: {}, BUNDLE: {}}
    for entity, kinds in LAYERS:
        for name, kind in kinds.items():
            _conclude(rng, Wide(rng, entity, earlier), name, kind, rules)
            attributes[entity][name] = _attribute(rng, name)
            earlier[entity][name] = kind
    rng.shuffle(rules)
    return Policy("random", "1", DAY, None, {}, _vocabulary(rng, attributes), (), tuple(rules), "")


def _conclude(rng: Random, language: Wide, name: str, kind: str, rules: list[Rule]) -> None:
    """Rules for one attribute."""
    ids: list[str] = []
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
        when = language.of("bool", rng.choice((1, 2, 3))) if rng.random() < 0.75 else None
        overrides = tuple(one for one in ids if rng.random() < 0.5)
        gates = (Gate(rng.choice((None, CASE)), Wide(rng, CASE, language.earlier).of("bool", 1)),)
        part = Part(
            language.entity,
            when,
            ((name, language.value(kind)),),
            overrides,
            tuple(_remark(rng, language, name) for _ in range(rng.choice((0, 0, 0, 1, 2)))),
            gates if rng.random() < 0.05 and language.entity == CASE else (),
            HERE,
        )
        rules.append(rule(f"r{len(rules)}", part))
        ids.append(rules[-1].id)


def _remark(rng: Random, language: Wide, name: str) -> Qualifier:
    named = Node("if", language.of("bool", 1), Node("str", "late"), Node("null"))
    return Qualifier(
        (name, *(one for one in language.earlier[language.entity] if rng.random() < 0.3)),
        language.of("bool", 2) if rng.random() < 0.8 else None,
        rng.random() < 0.5,
        rng.choice((None, Node("str", "mark"), named)),
        rng.choice((None, "office", "bureau")),
        rng.random() < 0.2,
    )


def rule(name: str, *parts: Part) -> Rule:
    """A rule with these parts and the common parameters."""
    parameters = tuple(Parameter(one, _type(value), value, None, None, HERE) for one, value in PARAMETERS.items())
    kind, strength = "constitutive", "strict"
    return Rule(name, 1, "", NAMELESS, "", kind, strength, DAY, None, None, parameters, parts, (), (), HERE, name)


def _type(value: Any) -> Type:
    if isinstance(value, list):
        return Type("list", item=Type("string"))
    return Type("date") if isinstance(value, date) else Type("number")


def _attribute(rng: Random, name: str) -> Attribute:
    default = rng.choice(("not_applicable", "not_applicable", "undetermined"))
    return Attribute(name, Type("any"), NAMELESS, rng.random() < 0.8, rng.choice((None, "r0", "unknown")), default)


def _vocabulary(rng: Random, attributes: Mapping[str, dict[str, Attribute]]) -> Vocabulary:
    null = {name for name in FACTS if rng.random() < 0.15}
    facts = {
        name: Field(
            name, Type(kind, "grade" if kind == "enum" else None), NAMELESS, absent=NAMELESS if name in null else None
        )
        for name, kind in FACTS.items()
    }
    key = {"id": Field("id", Type("string"), NAMELESS, True)}
    items = {"items": Field("items", Type("list", item=Type("record", ITEM)), NAMELESS)}
    grade = {"grade": Field("grade", Type("enum", "grade"), NAMELESS, True)}
    group = Group("bundles", (("grade", "grade"),), "generated", "members", ITEM, (("g1", "grade"),))
    entities = {
        CASE: Entity(CASE, NAMELESS, None, None, False, (), (), {**facts, **items}, attributes[CASE], {}, None, (), ()),
        ITEM: Entity(
            ITEM,
            NAMELESS,
            CASE,
            "items",
            True,
            ("id",),
            (),
            {**key, **facts},
            attributes[ITEM],
            {},
            None,
            (),
            (),
            Order("id", "previous", "earlier"),
        ),
        BUNDLE: Entity(
            BUNDLE,
            NAMELESS,
            CASE,
            None,
            True,
            ("grade",),
            (),
            {**grade, **facts},
            attributes[BUNDLE],
            {},
            group,
            (),
            (),
        ),
    }
    functions = {n: Function(n, NAMELESS, p, Type("decimal"), body, "r0") for n, p, body in FUNCTIONS}
    grades = Enum("grade", NAMELESS, dict.fromkeys(GRADES, NAMELESS))
    return Vocabulary(CASE, {"grade": grades}, entities, functions)


def random_facts(rng: Random, known: float) -> dict[str, Any]:
    """Facts of one entry, in any order, each known with a probability."""
    found: dict[str, Any] = {}
    for name in rng.sample(list(FACTS), len(FACTS)):
        if rng.random() < known:
            found[name] = _fact(rng, FACTS[name])
    return found


def _fact(rng: Random, kind: str) -> Any:
    if kind == "bool":
        return rng.random() < 0.5
    if kind in ("int", "decimal"):
        return Decimal(rng.choice(NUMBERS)) if kind == "decimal" else Decimal(rng.randrange(-3, 6))
    return date.fromisoformat(rng.choice(DAYS)) if kind == "date" else rng.choice(GRADES)


def random_document(rng: Random, policy: Policy) -> Entry:
    """A document with up to three items, or without a list of them."""
    entities = policy.vocabulary.entities
    known = rng.choice((0.0, 0.3, 0.6, 0.9, 1.0))
    root = Entry(entities[CASE], random_facts(rng, known), None, "")
    if rng.random() < 0.85:
        root.data["items"] = [
            Entry(entities[ITEM], {"id": str(number), **random_facts(rng, known)}, root, f"items/{number}")
            for number in range(rng.choice((0, 1, 2, 3)))
        ]
    return root


class Backends(NamedTuple):
    """Both backends of one policy, and both again with what they read noted, for proofs."""

    plan: Plan
    rete: Rete
    observed: Plan
    observing: Rete


def backends(policy: Policy) -> Backends:
    """The backends of a policy."""
    rules = rules_in_force(policy, DAY)
    observed = Plan(rules, observed=True)
    return Backends(Plan(rules), Rete(Plan(rules)), observed, Rete(observed))


def differing(both: Backends, root: Entry, proofs: bool = False) -> tuple[list[Decision], list[str]]:
    """The decisions of `direct` about a document, and where those of `rete`, or its proofs, are others."""
    copy, noted = copied(root), copied(root) if proofs else None
    derived = decide(both.rete, copy)
    meant = decide(both.plan, root)
    wrong = [f"rete {one}\ndirect {other}" for one, other in zip(derived, meant, strict=False) if one != other]
    if len(derived) != len(meant):
        wrong.append(f"rete gives {len(derived)} decisions, direct {len(meant)}")
    if noted is not None:
        wrong.extend(_proofs(both, root, noted, meant))
    return meant, wrong


def _proofs(both: Backends, root: Entry, copy: Entry, meant: list[Decision]) -> Iterator[str]:
    if decide(both.observing, copy) != meant:
        yield "rete decides otherwise where it notes what it reads"
    for decision in meant:
        fired, evaluated = prove_fired(both.observing, copy, decision), prove(both.observed, root, decision)
        if not alike(fired, evaluated) or repr(fired) != repr(evaluated):
            yield f"proof of {decision.order}: rete {fired}\ndirect {evaluated}"
