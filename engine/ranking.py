"""Forms that order records: a rank, classes filled by quotas, years in a row; in: a node, out: a closure.

A record stands before another by the first key in which they differ; one without a key (null) comes last. Where it is
not known whether it does, the rank is an interval, and a place is given surely, perhaps or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from engine.facts import Entry
from engine.feel.nodes import Node
from engine.feel.operators import conjunction, disjunction, may_hold, reasons
from engine.lists import counting, over
from engine.precedence import Keys, before, comparable, sortable
from engine.quotas import Candidate, Size, Standing, Terms, allocate
from engine.unknown import NOTHING, Unknown, union

Closure = Callable[[Any], Any]
SHARED: Final = "shared by lists"


def _keys(node_keys: Any, source: Node, scope: Any, build: Any) -> tuple[Callable[[Entry], Keys], tuple[str, ...]]:
    """The keys of an element, which are read as in a rule about it; and the direction of each."""
    alone = scope.alone(source)
    closures = [build(key, alone) for key, _ in node_keys]
    return lambda entry: tuple(closure((entry, None)) for closure in closures), tuple(way for _, way in node_keys)


def _rank(node: Node, scope: Any, build: Any) -> Closure:
    """The place of the subject among the elements: one more than the number that come before it; null without a key."""
    source, condition, node_keys = node.args
    keys, directions = _keys(node_keys, source, scope, build)
    subject = scope.subject()

    def run(value: Any, env: Any, test: Closure | None) -> Any:
        me: Entry = subject(env)
        mine = keys(me)
        if mine[0] is None:
            return None
        saved = me.world.cites
        table = _shared(value, me.world, ("keys", id(node)), lambda: _table(value, keys, directions))
        me.world.cites = saved
        sorted_mine = sortable(mine, directions) if table else None
        sure = perhaps = 0
        missing = refer = NOTHING
        for element, counts in counting(value, env, test):
            if element is me:
                continue
            theirs, sorted_theirs = table[id(element)]
            if sorted_mine is not None and sorted_theirs is not None:
                ahead = counts if sorted_theirs < sorted_mine else False
            else:
                ahead = conjunction(counts, before(theirs, mine, directions))
            if ahead is True:
                sure += 1
            elif isinstance(ahead, Unknown) and may_hold(ahead)[0]:
                perhaps, missing, refer = perhaps + 1, missing | ahead.missing, refer | ahead.refer
        low = Decimal(sure + 1)
        return low if not perhaps else Unknown(None, low, low + perhaps, missing, refer)

    shape = Node("rank_in", source, condition)
    return over(shape, scope, build, run, lambda value: Unknown(None, Decimal(1), None, value.missing, value.refer))


def _table(value: Any, keys: Callable[[Entry], Keys], directions: tuple[str, ...]) -> dict[int, tuple[Keys, Any]]:
    """Each record's keys, and as they sort, where all of them can be sorted."""
    found = {id(entry): (own := keys(entry), sortable(own, directions)) for entry, _ in counting(value, None, None)}
    if comparable(in_order for _, in_order in found.values()):
        return found
    return {name: (own, None) for name, (own, _) in found.items()}


# --- classes filled by quotas ---------------------------------------------------------------------------------------


class Place(NamedTuple):
    """One class: how many places it has (a share of those ranked, or a number), and what it further asks for."""

    share: bool
    size: Any
    rounding: str
    when: Closure | None


def _quotas(node: Node, scope: Any, build: Any) -> Closure:
    """The class of the subject, where classes are filled in order; not applicable where it is not ranked."""
    source, condition, node_keys, node_places, otherwise, ties, unused, bodies = node.args
    keys, directions = _keys(node_keys, source, scope, build)
    alone, subject = scope.alone(source), scope.subject()
    ranked = build(condition, alone) if condition is not None else None
    places = [
        Place(share, build(size, scope), rounding, build(when, alone) if when is not None else None)
        for share, size, rounding, _, when in node_places
    ]
    values = [build(then, scope) for _, _, _, then, _ in node_places] + [build(otherwise, scope)]
    excluded = build(Node("none"), scope)
    terms = Terms(directions, ties, unused == "pass_on", frozenset(bodies))

    def candidate(entry: Entry, belongs: Any) -> Candidate:
        counts = _met(ranked, entry)
        if belongs is not True:
            counts = conjunction(belongs, counts)
        return Candidate(counts, keys(entry), tuple(_met(place.when, entry) for place in places))

    def run(value: Any, env: Any, _: Closure | None) -> Any:
        me: Entry = subject(env)
        world = me.world
        sizes = tuple(Size(place.share, place.size(env), place.rounding) for place in places)
        saved = world.cites
        key = (id(node), sizes)
        given = _shared(value, world, key, lambda: allocate(_candidates(value, candidate), sizes, terms))
        world.cites = saved
        mine = given.get(id(me))
        if mine is None:
            return excluded(env)
        candidate(me, True)  # the norms that the subject's own standing rests on
        return _class_of(mine, values, env, excluded(env))

    shape = Node("quotas", source, None)
    return over(shape, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


def _met(when: Closure | None, entry: Entry) -> Any:
    """Whether a condition is met, surely or perhaps; what is neither true nor unknown is not."""
    found = True if when is None else when((entry, None))
    return found if found is True or (isinstance(found, Unknown) and may_hold(found)[0]) else False


def _candidates(value: Any, candidate: Callable[[Entry, Any], Candidate]) -> dict[int, Candidate]:
    return {id(entry): candidate(entry, belongs) for entry, belongs in counting(value, None, None)}


def _shared(value: Any, world: Any, key: Any, work_out: Callable[[], Any]) -> Any:
    """What is the same for everybody on a list, worked out once for a document; where reads are noted, with these."""
    known = world.groups.setdefault(SHARED, {})
    listed = value if isinstance(value, list) else [value]
    whole = (*key, tuple(map(id, listed)), world.log is not None)
    found = known.get(whole)
    if found is None:
        noted, world.log = world.log, None if world.log is None else []
        try:
            found = known[whole] = listed, work_out(), world.log  # the list is kept, so that no other gets its ids
        finally:
            world.log = noted
    if world.log is not None:
        world.log.extend(found[2] or ())
    return found[1]


def _class_of(mine: Standing, values: list[Closure], env: Any, excluded: Any) -> Any:
    """The value of the class in which a record has a place, or of what is left over; where open, all that may be."""
    counts, places, left = mine
    if counts is False:
        return excluded
    outcomes: list[Any] = []
    missing = refer = NOTHING
    if counts is not True:
        outcomes.append(excluded)
        missing, refer = counts.missing, counts.refer
    for place, value in zip(places, values, strict=False):
        if place is True:
            outcomes.append(value(env))
            break
        if isinstance(place, Unknown) and may_hold(place)[0]:
            outcomes.append(value(env))
            missing, refer = missing | place.missing, refer | place.refer
    else:
        if left is not False:
            outcomes.append(values[-1](env))
    return outcomes[0] if len(outcomes) == 1 else union(outcomes, missing, refer)


# --- in a row -------------------------------------------------------------------------------------------------------


def _streak(node: Node, scope: Any, build: Any) -> Closure:
    """How many whole numbers in a row, down from `until`, have an element with that key that meets the condition."""
    source, key_node, until_node, condition = node.args
    key, until = build(key_node, scope.element(source)), build(until_node, scope)

    def run(value: Any, env: Any, test: Closure | None) -> Any:
        last = until(env)
        met: dict[Any, Any] = {}
        stray: list[Any] = []
        for element, counts in counting(value, env, test):
            at = key((element, env))
            if isinstance(at, Unknown):
                stray += [at, counts]
            elif type(at) is Decimal:
                met[at] = disjunction(met.get(at, False), counts)
        if isinstance(last, Unknown) or stray:
            missing, refer = reasons(last, *stray)
            return Unknown(None, Decimal(0), None, missing, refer)
        return _in_a_row(last, met) if type(last) is Decimal else None

    shape = Node("streak", source, condition)
    return over(shape, scope, build, run, lambda value: Unknown(None, Decimal(0), None, value.missing, value.refer))


def _in_a_row(last: Decimal, met: dict[Any, Any]) -> Any:
    sure = possible = 0
    doubts: list[Any] = []
    at = last
    while (test := met.get(at, False)) is True or (isinstance(test, Unknown) and may_hold(test)[0]):
        if test is not True:
            doubts.append(test)
        possible += 1
        sure += not doubts
        at -= 1
    if not doubts:
        return Decimal(sure)
    missing, refer = reasons(*doubts)
    return Unknown(None, Decimal(sure), Decimal(possible), missing, refer)


RANKING_BUILDERS: Final[dict[str, Any]] = {"rank_in": _rank, "quotas": _quotas, "streak": _streak}
