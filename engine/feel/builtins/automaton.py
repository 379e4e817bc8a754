"""Patterns in linear time; in: the pieces of a pattern and a text, out: the first place that fits, with its groups.

Python's own matcher tries one way after the other, which for patterns such as `(a+)+b` takes exponential time. This
one goes through the text once with all the ways side by side, the preferred first, so that it finds what Python's
would. It is slower by far where that is quick, and knows no back-references: see `patterns` for who decides. Source:
K. Thompson's and R. Pike's method, described in R. Cox, Regular Expression Matching: the Virtual Machine Approach.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Piece = tuple[str, str]
"""A bracket, `|`, an anchor, or something that one character fits, as Python writes it; and its quantifier."""
Slots = tuple[int, ...]

STEPS = 2_000_000
"""The most steps of one search."""
LARGEST = 5_000
"""The most instructions of a program."""
OPENING = ("(", "(?:")
ANCHORS = ("^", "$", r"\Z")


class TooCostly(Exception):
    """The pattern is too large, or the search too long."""


class Instruction:
    """One step: a test of a character, an anchor, two ways to go on, the start or end of a group, or the end."""

    __slots__ = ("anchor", "first", "second", "slot", "test")

    def __init__(
        self,
        test: Callable[[str], Any] | None = None,
        anchor: str = "",
        ways: tuple[int, int] = (1, 0),
        slot: int = -1,
    ) -> None:
        self.test = test
        self.anchor = anchor
        self.first, self.second = ways
        self.slot = slot


Program = list[Instruction]


def limits(quantifier: str) -> tuple[int, int | None]:
    """How often a piece with this quantifier comes at least and at most; None: any number of times."""
    sign = quantifier[:1]
    if sign in ("", "?"):
        return (0 if sign else 1), 1
    if sign in "*+":
        return (0 if sign == "*" else 1), None
    low, comma, high = quantifier.rstrip("?")[1:-1].partition(",")
    return int(low), (int(high) if high else None) if comma else int(low)


def ways(pieces: list[Piece], length: int, most: int) -> int:
    """About how many ways there are to try on a text of this length; not above `most`, but then at least `most`."""
    count, varied = length + 1, [False]
    for piece, quantifier in pieces:
        low, high = limits(quantifier)
        if piece in OPENING:
            varied.append(False)
        elif piece == "|":
            varied[-1], count = True, count * 2
        elif piece == ")":
            inside = varied.pop()
            varied[-1] |= inside or low != high
            if inside and high != 1:
                return most
            count *= length + 1 if high is None else high + 1 if high > 1 else 2
        elif low != high:
            varied[-1], count = True, count * (length + 1 if high is None else high - low + 1)
        if count >= most:
            return most
    return count


class Automaton:
    """A pattern as a program.

    Args:
        pieces: the pattern.
        options: those of Python's `re`.

    Raises:
        TooCostly: the program would be too large.
    """

    __slots__ = ("_at", "_pieces", "groups", "multiline", "options", "program", "steps")

    def __init__(self, pieces: list[Piece], options: re.RegexFlag) -> None:
        self.options = options
        self.multiline = bool(options & re.MULTILINE)
        self.groups = 0
        self.steps = 0
        self._pieces, self._at = pieces, 0
        self.program = [*self._alternatives(), Instruction(slot=1), Instruction(ways=(0, 0))]

    # the program

    def _alternatives(self) -> Program:
        found = [self._sequence()]
        while self._next() == "|":
            self._at += 1
            found.append(self._sequence())
        made = found.pop()
        for one in reversed(found):
            made = [Instruction(ways=(1, len(one) + 2)), *one, Instruction(ways=(len(made) + 1, 0)), *made]
            _sized(made)
        return made

    def _sequence(self) -> Program:
        made: Program = []
        while self._next() not in ("", "|", ")"):
            made.extend(self._item())
        return _sized(made)

    def _next(self) -> str:
        return self._pieces[self._at][0] if self._at < len(self._pieces) else ""

    def _item(self) -> Program:
        piece, quantifier = self._pieces[self._at]
        self._at += 1
        if piece in ANCHORS:
            return [Instruction(anchor=piece)]
        if piece not in OPENING:
            test = re.compile(piece, self.options).match
            return _repeated([Instruction(test)], quantifier)
        slot = 0
        if piece == "(":
            self.groups += 1
            slot = 2 * self.groups
        body = self._alternatives()
        if slot:
            body = [Instruction(slot=slot), *body, Instruction(slot=slot + 1)]
        quantifier = self._pieces[self._at][1]
        self._at += 1
        return _repeated(body, quantifier)

    # the search

    def find(self, text: str, start: int) -> Slots | None:
        """The start and end of the first match at or after a place, then those of its groups, -1 where there is none.

        Raises:
            TooCostly: more than `STEPS` steps since `steps` was set to 0.
        """
        none = (-1,) * (2 * self.groups + 2)
        threads: list[tuple[int, Slots]] = []
        seen: set[int] = set()
        best: Slots | None = None
        for at in range(start, len(text) + 1):
            if best is None:
                self._follow(0, (at, *none[1:]), text, at, seen, threads)
            elif not threads:
                break
            following: list[tuple[int, Slots]] = []
            after: set[int] = set()
            for place, slots in threads:
                test = self.program[place].test
                if test is None:
                    best = slots
                    break
                if at < len(text) and test(text[at]):
                    self._follow(place + 1, slots, text, at + 1, after, following)
            threads, seen = following, after
        return best

    def _follow(
        self, place: int, slots: Slots, text: str, at: int, seen: set[int], threads: list[tuple[int, Slots]]
    ) -> None:
        """Add what can be reached from a place without a character, the preferred first, to the threads."""
        open_ways = [(place, slots)]
        while open_ways:
            place, slots = open_ways.pop()
            if place in seen:
                continue
            seen.add(place)
            self.steps += 1
            if self.steps > STEPS:
                raise TooCostly
            step = self.program[place]
            if step.test is not None or not step.first:
                threads.append((place, slots))
                continue
            if step.slot >= 0:
                slots = (*slots[: step.slot], at, *slots[step.slot + 1 :])
            elif step.anchor and not self._holds(step.anchor, text, at):
                continue
            if step.second:
                open_ways.append((place + step.second, slots))
            open_ways.append((place + step.first, slots))

    def _holds(self, anchor: str, text: str, at: int) -> bool:
        if anchor == "^":
            return at == 0 or (self.multiline and text[at - 1] == "\n")
        return at == len(text) or (anchor == "$" and text[at] == "\n")


def _sized(program: Program) -> Program:
    if len(program) > LARGEST:
        raise TooCostly
    return program


def _repeated(body: Program, quantifier: str) -> Program:
    if not body:
        return body
    low, high = limits(quantifier)
    lazy = len(quantifier) > 1 and quantifier.endswith("?")
    if len(body) * (high or low + 1) > LARGEST:
        raise TooCostly
    if high is None:
        back = (-len(body), 1)
        once_or_more = [*body, Instruction(ways=back[::-1] if lazy else back)]
        return [*body * (low - 1), *once_or_more] if low else _optional(once_or_more, lazy)
    made: Program = []
    for _ in range(high - low):
        made = _optional([*body, *made], lazy)
    return body * low + made


def _optional(body: Program, lazy: bool) -> Program:
    past = len(body) + 1
    return [Instruction(ways=(past, 1) if lazy else (1, past)), *body]
