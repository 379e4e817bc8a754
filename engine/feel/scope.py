"""Where names come from; in: a name while an expression is built, out: a function that reads it while it runs.

A running expression has an environment: a linked tuple `(value, outer environment)`. A variable and an element of a
list are each one link, so a name is found by counting links when the expression is built, not by searching when it
runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from engine.unknown import Unknown, union

from .nodes import Node
from .paths import has_field, path

Env = Any
"""`(value, outer environment)`; the outermost environment is whatever the caller passes in."""
Run = Callable[[Env], Any]


class Scope(Protocol):
    """What an expression can see, while it is built. Scopes are not changed; `bind` and `element` give new ones."""

    def resolve(self, name: str) -> Run | None:
        """A function that reads `name` from the environment, or None where there is no such name."""

    def bind(self, name: str) -> Scope:
        """The scope inside, where the variable `name` is at `env[0]`."""

    def element(self, source: Node) -> Scope:
        """The scope inside, where an element of the list `source` is at `env[0]`: its fields are names, and `item`."""


Build = Callable[[Node, Scope], Run]
Builder = Callable[[Node, Scope, Build], Run]


class Constant:
    """A function of the environment that always gives one known value; builders compute with it while they build."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, env: Env) -> Any:
        return self.value


def folded(run: Run, *parts: Run) -> Run:
    """`run`, or its result, where all the parts that it is made of are constants."""
    return Constant(run(None)) if all(isinstance(part, Constant) for part in parts) else run


def link(depth: int) -> Run:
    """A function that reads the value of the link `depth` links out."""
    if depth == 0:
        return lambda env: env[0]
    if depth == 1:
        return lambda env: env[1][0]
    if depth == 2:
        return lambda env: env[1][1][0]

    def run(env: Env) -> Any:
        for _ in range(depth):
            env = env[1]
        return env[0]

    return run


class DynamicScope:
    """Names of plain contexts, whose fields are known only when the expression runs; a name that is nowhere is null.

    Args:
        frames: innermost first; a variable's name, or None for an element or context whose fields are names. The last
            is the outermost context, whose environment is `(context, None)`.
    """

    __slots__ = ("frames",)

    def __init__(self, frames: tuple[str | None, ...] = (None,)) -> None:
        self.frames = frames

    def bind(self, name: str) -> DynamicScope:
        return DynamicScope((name, *self.frames))

    def element(self, source: Node) -> DynamicScope:
        return DynamicScope((None, *self.frames))

    def resolve(self, name: str) -> Run:
        readers: list[Run] = []
        for depth, frame in enumerate(self.frames):
            if frame is None:
                readers.append(link(depth))
            elif frame == name:
                return _first_with(name, tuple(readers), link(depth))
        if name == "item" and len(readers) > 1:
            return _first_with(name, tuple(readers[:-1]), readers[0])
        outermost = readers.pop()
        return _first_with(name, tuple(readers), lambda env: path(outermost(env), name))


def _first_with(name: str, readers: tuple[Run, ...], otherwise: Run) -> Run:
    """The field `name` of the innermost value that has it."""
    if not readers:
        return otherwise
    read, outer = readers[0], _first_with(name, readers[1:], otherwise)

    def run(env: Env) -> Any:
        value = read(env)
        if isinstance(value, Unknown):
            return _of_unknown(value, name, outer, env)
        return path(value, name) if has_field(value, name) else outer(env)

    return run


def _of_unknown(value: Unknown, name: str, outer: Run, env: Env) -> Any:
    if value.values is not None:
        ways = (path(v, name) if has_field(v, name) else outer(env) for v in value.values)
        return union(ways, value.missing, value.refer)
    if value.low is not None or value.high is not None:
        return outer(env)
    return Unknown(missing=value.missing, refer=value.refer)
