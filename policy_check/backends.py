"""Which backend decides; in: a document's facts and a choice, out: decisions on which two derivations agree.

`rete` (the default) derives every decision by forward chaining and has `direct` derive it again; `both` compares the
proofs as well; `direct` decides alone. A decision on which the two differ is none: `Disagreement` is raised instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.decisions import Decision
from engine.direct import decide
from engine.facts import Entry, copied
from engine.value import Value

if TYPE_CHECKING:
    from engine.rete import Rete

RETE, DIRECT, BOTH = "rete", "direct", "both"


class Difference(Value):
    """One subject's decision on which the backends differ; None where one of them gives no such decision."""

    entity: str
    subject: str
    decision: str
    rete: Any
    direct: Any


class Disagreement(Exception):
    """`rete` and `direct` differ, so that nothing is decided: a fault of the program. `differences` says where."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        names = ", ".join(f"{one.decision} of {one.entity} {one.subject}" for one in differences[:5])
        super().__init__(f"rete and direct differ in {len(differences)}: {names}")
        self.differences = tuple(differences)


class Ran(Value):
    """What a run of `rete` gave: every decision, sorted; and (pointer of the subject, attribute) of what fired anew,
    compared with the run before, sorted."""

    decisions: list[Decision]
    fired: list[tuple[str, str]]


def unavailable() -> str | None:
    """Why `rete` cannot run here; None where it can."""
    from engine.durable import Unavailable, engine

    try:
        engine()
    except Unavailable as error:
        return str(error)
    return None


def derive(rete: Rete, entry: Entry) -> tuple[Entry, list[Decision]]:
    """Every decision about a document by `rete`, on a copy of its own, which is given too.

    Raises `engine.durable.EngineFault`.
    """
    copy = copied(entry)
    return copy, decide(rete, copy)


def agreed(derived: Sequence[Decision], meant: Sequence[Decision]) -> None:
    """Raise Disagreement where the decisions of `rete` are not those of `direct`."""
    if list(derived) == list(meant):
        return
    one = {decision.order: decision for decision in derived}
    other = {decision.order: decision for decision in meant}
    differences = [
        Difference(*key, one.get(key), other.get(key))
        for key in sorted({*one, *other})
        if one.get(key) != other.get(key)
    ]
    raise Disagreement(differences or [Difference("", "", "order", None, None)])
