"""Decision tables in which several rows may apply; in: a node ``hits``, out: a closure from the bindings to a value or
a set.

The hit policies are those of OMG DMN 1.5, 8.2.10 and 8.2.11: ``unique``, ``any``, ``priority``, ``collect`` (a list, or
its ``sum``, ``min``, ``max`` or ``count``), ``rule_order`` and ``output_order``. A row whose condition is unknown may
apply or not; the result covers both. Two rows that contradict each other decide nothing: what then holds is unknown,
and no fact would settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any, Final, NamedTuple

from engine.feel.nodes import Node
from engine.feel.operators import add, may_hold
from engine.overlap import apart, constants
from engine.scales import extreme
from engine.unknown import NOTHING, Unknown, lift, same, union

Closure = Callable[[Any], Any]
Row = tuple[Node, Node]
Combine = Callable[[Any, Any], Any]

LISTS: Final = ("collect", "rule_order", "output_order")
_ABSENT: Final = object()


class Hit(NamedTuple):
    """A row that applies or may apply: its place, its condition (True or unknown) and its value, known or not."""

    place: int
    test: Any
    value: Any

    @property
    def sure(self) -> bool:
        """Whether it surely applies."""
        return self.test is True


Settle = Callable[[list[Hit], Callable[[], Any]], Any]
"""The hits and what gives the value otherwise → the value of the table."""


def by_priority(rows: Sequence[Row], order: Sequence[Node]) -> list[Row]:
    """The rows, those whose value comes first in `order` first; a value that is not in it comes last."""
    places = {value: place for place, value in reversed(list(enumerate(order)))}
    return sorted(rows, key=lambda row: places.get(row[1], len(order)))


def _hits(node: Node, scope: Any, build: Any) -> Closure:
    policy, rows, otherwise, order = node.args
    if policy in ("priority", "output_order"):
        rows = by_priority(rows, order or ())
    meeting = _meeting(rows, scope, build) if policy in ("unique", "any") else frozenset()
    if policy == "priority" or (policy == "unique" and not meeting):
        closure: Closure = build(Node("cases", tuple(rows), otherwise, at=node.at), scope)
        return closure
    built = [(build(when, scope), build(then, scope)) for when, then in rows]
    last: Closure = build(otherwise, scope)
    settle = _settling(policy, meeting)

    def run(env: Any) -> Any:
        hits: list[Hit] = []
        for place, (when, then) in enumerate(built):
            test = when(env)
            if test is True or (isinstance(test, Unknown) and may_hold(test)[0]):
                hits.append(Hit(place, test, then(env)))
        return settle(hits, lambda: last(env)) if hits else last(env)

    return run


def _meeting(rows: Sequence[Row], scope: Any, build: Any) -> frozenset[tuple[int, int]]:
    """The pairs of rows that may both apply, as far as can be told before the facts are known."""
    known = constants(scope, build)
    pairs = combinations(range(len(rows)), 2)
    return frozenset((a, b) for a, b in pairs if not apart(rows[a][0], rows[b][0], known))


def _settling(policy: str, meeting: frozenset[tuple[int, int]]) -> Settle:
    if policy in ("unique", "any"):
        agreeing = policy == "any"
        return lambda hits, last: _single(hits, last, meeting, agreeing)
    if policy in LISTS:
        return _listed
    if policy == "count":
        return _counted
    combine = add if policy == "sum" else lambda a, b: extreme((a, b), policy == "max")
    return lambda hits, last: _total(hits, last, combine)


def reasons(hits: Sequence[Hit]) -> tuple[frozenset[str], frozenset[str]]:
    """Why it is unknown which of the hits apply."""
    missing = refer = NOTHING
    for hit in hits:
        if isinstance(hit.test, Unknown):
            missing, refer = missing | hit.test.missing, refer | hit.test.refer
    return missing, refer


def _single(hits: list[Hit], last: Callable[[], Any], meeting: frozenset[tuple[int, int]], agreeing: bool) -> Any:
    """One value: of the only row (`agreeing`: of rows, which have to agree); nothing is known where rows contradict."""
    sure = [hit for hit in hits if hit.sure]
    clashes = [pair for pair in combinations(hits, 2) if _clash(*pair, meeting, agreeing)]
    if any(a.sure and b.sure and not (agreeing and (_open(a) or _open(b))) for a, b in clashes):
        return Unknown()
    if sure:  # what contradicts any row contradicts this one
        clashes = [(a, b) for a, b in clashes if a.sure or b.sure]
    disputed = [hit for pair in clashes for hit in pair]
    outcomes = [hit.value for hit in (sure[:1] or hits)]
    outcomes += [] if sure else [last()]
    if clashes:
        missing, refer = reasons(disputed if sure else hits)
        values = [hit.value for hit in disputed if _open(hit)] if agreeing else []
        return union((*outcomes, Unknown(), *values), missing, refer)
    return union(outcomes, *reasons(hits))


def _clash(a: Hit, b: Hit, meeting: frozenset[tuple[int, int]], agreeing: bool) -> bool:
    if not _meet(a, b, meeting):
        return False
    return not (agreeing and not _open(a) and not _open(b) and same(a.value, b.value))


def _meet(a: Hit, b: Hit, meeting: frozenset[tuple[int, int]]) -> bool:
    return (min(a.place, b.place), max(a.place, b.place)) in meeting


def _open(hit: Hit) -> bool:
    return isinstance(hit.value, Unknown)


def _listed(hits: list[Hit], last: Callable[[], Any]) -> Any:
    """The values in the order of the rows, as a list."""
    parts = [hit.value if hit.sure else union((_ABSENT, hit.value), *reasons((hit,))) for hit in hits]
    otherwise = None if any(hit.sure for hit in hits) else last()

    def chosen(empty: Any, *values: Any) -> Any:
        found = [value for value in values if value is not _ABSENT]
        return found or empty

    return lift(chosen, otherwise, *parts)


def _counted(hits: list[Hit], last: Callable[[], Any]) -> Any:
    """How many rows apply."""
    least, most = sum(hit.sure for hit in hits), len(hits)
    missing, refer = reasons(hits)
    if least == most:
        return Decimal(most)
    if least:
        return Unknown(None, Decimal(least), Decimal(most), missing, refer)
    some = Decimal(1) if most == 1 else Unknown(None, Decimal(1), Decimal(most), missing, refer)
    return union((last(), some), missing, refer)


def _total(hits: list[Hit], last: Callable[[], Any], combine: Combine) -> Any:
    """The values combined into one; where no row surely applies, each may be the first that does, or none."""
    sure = [hit for hit in hits if hit.sure]
    perhaps = [hit for hit in hits if not hit.sure]
    if sure:
        total = sure[0].value
        for hit in sure[1:]:
            total = combine(total, hit.value)
        return _with(total, perhaps, combine)
    ways = [_with(hit.value, perhaps[place + 1 :], combine) for place, hit in enumerate(perhaps)]
    return union((*ways, last()), *reasons(perhaps))


def _with(total: Any, perhaps: Sequence[Hit], combine: Combine) -> Any:
    """A total to which each of some values may belong."""
    for hit in perhaps:
        total = union((total, combine(total, hit.value)), *reasons((hit,)))
    return total


HIT_BUILDERS: Final[dict[str, Any]] = {"hits": _hits}
