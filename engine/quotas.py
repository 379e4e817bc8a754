"""Places given to records in order; in: candidates with their keys, the size of each class, out: who has a place where.

Whatever is not known is counted at least and at most. Of equals at the edge of a class it is known how many of them get
a place, and not who (a `Block`): who comes after them need not wait for that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any, Final, NamedTuple

from engine.feel.operators import conjunction, may_hold, multiply, negation, reasons
from engine.precedence import Keys, before, comparable, sortable, tied
from engine.unknown import NOTHING, Unknown, open_bool, union
from engine.value import Value

ROUNDINGS: Final = {"down": ROUND_FLOOR, "up": ROUND_CEILING, "half_up": ROUND_HALF_UP}
Span = tuple[int, int]
"""At least and at most so many."""
Reasons = tuple[frozenset[str], frozenset[str]]


class Candidate(Value):
    """One record that is ranked: whether it counts, its keys, and whether it meets what each class asks for."""

    counts: Any
    keys: Keys
    meets: tuple[Any, ...]


class Size(NamedTuple):
    """The places of one class: a share of those who count, or a number; how a fraction is rounded."""

    share: bool
    amount: Any
    rounding: str


class Terms(Value):
    """How places are given: directions of the keys, ``ties`` at the edge (``undetermined``, ``inside``, ``outside``),
    whether unused places pass on, who decides on ties."""

    directions: tuple[str, ...]
    ties: str
    pass_on: bool
    refer: frozenset[str]


class Standing(NamedTuple):
    """What came of one record: whether it counts, whether it has a place in each class, whether it is left over."""

    counts: Any
    places: tuple[Any, ...]
    left: Any


class Block(NamedTuple):
    """Equals of whom exactly `left` have no place yet; it is not known who."""

    names: frozenset[int]
    left: int


class Count(NamedTuple):
    """How many stand before a candidate, how many are level with it, and why these are not one number."""

    ahead: Span
    level: Span
    why: Reasons

    @property
    def exact(self) -> bool:
        """Whether both are one number."""
        return self.ahead[0] == self.ahead[1] and self.level[0] == self.level[1]


class Class(NamedTuple):
    """One class while it is filled: who runs for a place (surely or perhaps), how many places there are, why that is
    not one number, and the blocks that run as a whole."""

    candidates: dict[int, Candidate]
    rivals: dict[int, Any]
    seats: Span | None
    doubt: Reasons
    blocks: list[Block]


WORLDS: Final = 6
"""Every way in which at most so many unknown conditions can turn out is gone through."""


def allocate(candidates: dict[int, Candidate], sizes: tuple[Size, ...], terms: Terms) -> dict[int, Standing]:
    """Fill the classes one after the other; where few conditions are unknown, once for each way that they can go."""
    doubts = [
        ((name, at), test)
        for name, one in candidates.items()
        for at, test in enumerate((one.counts, *one.meets))
        if isinstance(test, Unknown)
    ]
    if not doubts or len(doubts) > WORLDS:
        return _fill(candidates, sizes, terms)
    worlds: dict[tuple[bool, ...], dict[int, Standing]] = {}
    for way in product((True, False), repeat=len(doubts)):
        turns = {place: turn for (place, _), turn in zip(doubts, way, strict=True)}
        worlds[way] = _fill(_turned(candidates, turns), sizes, terms)
    tests = [test for _, test in doubts]
    return {name: _united({way: world[name] for way, world in worlds.items()}, tests) for name in candidates}


def _turned(candidates: dict[int, Candidate], turns: dict[tuple[int, int], bool]) -> dict[int, Candidate]:
    """The candidates with some conditions known."""
    found: dict[int, Candidate] = {}
    for name, one in candidates.items():
        tests = [turns.get((name, at), test) for at, test in enumerate((one.counts, *one.meets))]
        found[name] = Candidate(tests[0], one.keys, tuple(tests[1:]))
    return found


def _united(worlds: dict[tuple[bool, ...], Standing], doubts: list[Unknown]) -> Standing:
    """What is the same in every world; else open, for want of the conditions that make the difference."""
    standings = list(worlds.values())
    places = [union(world.places[at] for world in standings) for at in range(len(standings[0].places))]
    parts = [union(world.counts for world in standings), *places, union(world.left for world in standings)]
    shown = {way: repr(world) for way, world in worlds.items()}
    matter = [
        doubt
        for at, doubt in enumerate(doubts)
        if any(text != shown[(*way[:at], not way[at], *way[at + 1 :])] for way, text in shown.items())
    ]
    why = reasons(*matter)
    counts, *given, left = (part.because(*why) if isinstance(part, Unknown) else part for part in parts)
    return Standing(counts, tuple(given), left)


def _fill(candidates: dict[int, Candidate], sizes: Iterable[Size], terms: Terms) -> dict[int, Standing]:
    total = _span(one.counts for one in candidates.values())
    held: dict[int, list[Any]] = {name: [] for name in candidates}
    free = {name: one.counts for name, one in candidates.items()}
    carried: Span = (0, 0)
    doubt: Reasons = (NOTHING, NOTHING)
    blocks: list[Block] = []
    for at, size in enumerate(sizes):
        asked = {name: one.meets[at] for name, one in candidates.items()}
        apart = [block for block in blocks if all(asked[name] is False for name in block.names)]
        whole = [block for block in blocks if all(asked[name] is True for name in block.names)]
        now = _opened(candidates, {name: conjunction(free[name], asked[name]) for name in free}, size, total, whole)
        now = now._replace(seats=_more(now.seats, carried), doubt=_both(now.doubt, doubt))
        counted = _counted(now, terms)
        fits = {name: _fits(count, now, terms) for name, count in counted.items()}
        for name in candidates:
            held[name].append(conjunction(now.rivals[name], fits[name]) if name in fits else False)
            free[name] = conjunction(free[name], negation(conjunction(asked[name], fits.get(name, False))))
        settled = _settled(now, counted, terms)
        blocks = [*apart, *(block for block, _ in settled if block.left)]
        if terms.pass_on:
            carried = _unused(now, {name: held[name][-1] for name in fits}, settled)
            doubt = now.doubt if carried[0] != carried[1] else (NOTHING, NOTHING)
    return {name: Standing(one.counts, tuple(held[name]), free[name]) for name, one in candidates.items()}


def _span(conditions: Iterable[Any]) -> Span:
    """At least and at most so many of the conditions hold."""
    listed = list(conditions)
    sure = sum(1 for one in listed if one is True)
    return sure, sure + sum(1 for one in listed if isinstance(one, Unknown) and may_hold(one)[0])


def _both(a: Reasons, b: Reasons) -> Reasons:
    return a[0] | b[0], a[1] | b[1]


def _more(seats: Span | None, carried: Span) -> Span | None:
    return None if seats is None else (seats[0] + carried[0], seats[1] + carried[1])


def _opened(
    candidates: dict[int, Candidate], running: dict[int, Any], size: Size, total: Span, blocks: list[Block]
) -> Class:
    """The class before anybody has a place in it."""
    rivals = {name: test for name, test in running.items() if test is True or isinstance(test, Unknown)}
    if type(size.amount) is not Decimal:
        return Class(candidates, rivals, None, reasons(size.amount), blocks)
    ends = [multiply(size.amount, Decimal(count)) if size.share else size.amount for count in total]
    low, high = (max(0, int(end.to_integral_value(ROUNDINGS[size.rounding]))) for end in ends)
    doubt = reasons(*(one.counts for one in candidates.values()), *rivals.values())
    return Class(candidates, rivals, (low, high), doubt, blocks)


def _counted(now: Class, terms: Terms) -> dict[int, Count]:
    """The counts: those who surely run and whose keys are known are sorted once, the others taken one by one."""
    in_order = {name: sortable(now.candidates[name].keys, terms.directions) for name in now.rivals}
    if not comparable(in_order.values()):
        in_order = dict.fromkeys(now.rivals)
    plain = sorted(keys for name, keys in in_order.items() if keys is not None and now.rivals[name] is True)
    grouped = frozenset().union(*(block.names for block in now.blocks))
    doubtful = [n for n in now.rivals if n not in grouped and (in_order[n] is None or now.rivals[n] is not True)]
    everybody = [name for name in now.rivals if name not in grouped]
    counted: dict[int, Count] = {}
    for name, test in now.rivals.items():
        mine = in_order[name]
        if mine is None:
            counted[name] = _against(name, everybody, (0, 0), now, terms)
        else:
            first, last = bisect_left(plain, mine), bisect_right(plain, mine)
            counted[name] = _against(name, doubtful, (first, last - first - (test is True)), now, terms)
    return counted


def _against(name: int, others: list[int], settled: Span, now: Class, terms: Terms) -> Count:
    """The counts for one candidate: `settled` before and level with it; one by one those of `others` and of blocks."""
    mine = now.candidates[name].keys
    ahead, level = [settled[0]] * 2, [settled[1]] * 2
    doubts: list[Any] = []
    rivals = [(now.candidates[other].keys, now.rivals[other], 1) for other in others if other != name]
    for block in now.blocks:
        if name in block.names:
            level = [count + block.left - 1 for count in level]
        else:
            rivals.append((now.candidates[min(block.names)].keys, True, block.left))
    for theirs, test, size in rivals:
        doubts.append(_tally(ahead, conjunction(test, before(theirs, mine, terms.directions)), size))
        doubts.append(_tally(level, conjunction(test, tied(theirs, mine)), size))
    return Count((ahead[0], ahead[1]), (level[0], level[1]), reasons(*doubts))


def _tally(count: list[int], test: Any, size: int) -> Unknown | None:
    """Count so many for a condition: surely, perhaps or not; the condition where it is not known."""
    if test is True:
        count[0] += size
        count[1] += size
    elif isinstance(test, Unknown) and may_hold(test)[0]:
        count[1] += size
        return test
    return None


def _fits(count: Count, now: Class, terms: Terms) -> Any:
    """Whether a candidate that stands there gets a place, where it runs."""
    ahead, level = count.ahead, count.level
    if now.seats is None:
        return open_bool(*now.doubt)
    low, high = now.seats
    last = ahead if terms.ties == "inside" else (ahead[0] + level[0], ahead[1] + level[1])
    sure = last[1] < low
    possible = (last[0] if terms.ties == "outside" else ahead[0]) < high
    if sure or not possible:
        return sure
    missing, refer = count.why
    if low != high:
        missing, refer = missing | now.doubt[0], refer | now.doubt[1]
    edge = terms.ties == "undetermined" and level[1] > 0 and ahead[0] < high <= last[1]
    return open_bool(missing, refer | (terms.refer if edge else NOTHING))


def _settled(now: Class, counted: dict[int, Count], terms: Terms) -> list[tuple[Block, int]]:
    """The blocks after the class is filled, each with how many of it have got a place: old ones, and new equals at the
    edge. A block of which that is not known is one no more."""
    if terms.ties != "undetermined" or now.seats is None or now.seats[0] != now.seats[1]:
        return []
    seats = now.seats[0]
    found: list[tuple[Block, int]] = []
    for block in now.blocks:
        count = counted[min(block.names)]
        if count.exact and count.level[0] == block.left - 1:
            given = max(0, min(seats - count.ahead[0], block.left))
            found.append((Block(block.names, block.left - given), given))
    edge: dict[int, set[int]] = {}
    for name, count in counted.items():
        if now.rivals[name] is True and count.exact and count.ahead[0] < seats <= count.ahead[0] + count.level[0]:
            edge.setdefault(count.ahead[0], set()).add(name)
    for ahead, names in edge.items():
        if counted[min(names)].level[0] == len(names) - 1:
            found.append((Block(frozenset(names), len(names) - (seats - ahead)), seats - ahead))
    return found


def _unused(now: Class, placed: dict[int, Any], settled: list[tuple[Block, int]]) -> Span:
    """At least and at most so many places that nobody has taken."""
    if now.seats is None:
        return 0, len(now.candidates)
    grouped = frozenset().union(*(block.names for block, _ in settled))
    sure, possible = _span(place for name, place in placed.items() if name not in grouped)
    given = sum(count for _, count in settled)
    return max(0, now.seats[0] - possible - given), max(0, now.seats[1] - sure - given)
