"""Access to a facts document: objects with their JSON pointers, known and unknown facts, exact numbers, dates.

"Unknown" is absent or null (A-02); both are `None` here, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

IN_FORCE_FROM = date(2023, 10, 20)
FIRST_EVALUATION_YEAR = 2023
TYPES = ("basic_research", "technology_innovation", "innovation_service")
GRADES = ("excellent", "good", "qualified", "unqualified")

EXACT = Context(prec=4000, rounding=ROUND_HALF_UP)


class Node:
    """One object of the document together with the JSON pointer that leads to it."""

    def __init__(self, value: dict[str, Any], pointer: str) -> None:
        """Hold the object and its pointer."""
        self.value = value
        self.pointer = pointer

    def get(self, key: str) -> Any:
        """The fact under the key; None where it is unknown."""
        return self.value.get(key)

    def at(self, key: str) -> str:
        """The JSON pointer of the key in this object, whether or not it is present."""
        return f"{self.pointer}/{key}"

    def child(self, key: str) -> Node:
        """The object under the key; an absent object is an object of which nothing is known."""
        found = self.value.get(key)
        return Node({} if found is None else found, self.at(key))

    def items(self, key: str) -> list[Node] | None:
        """The objects of the list under the key; None where the list is unknown."""
        found = self.value.get(key)
        if found is None:
            return None
        return [Node(item, f"{self.at(key)}/{index}") for index, item in enumerate(found)]

    def day(self, key: str) -> date | None:
        """The date under the key; None where it is unknown."""
        found = self.value.get(key)
        return None if found is None else date.fromisoformat(found)

    def number(self, key: str) -> Decimal | None:
        """The exact decimal under the key, read from its digits; None where it is unknown."""
        found = self.value.get(key)
        return None if found is None else Decimal(str(found))

    def unknown(self, *keys: str) -> set[str]:
        """The pointers of those of the keys whose facts are unknown."""
        return {self.at(key) for key in keys if self.get(key) is None}


class Document(Node):
    """The whole facts document, with the day it is judged on."""

    def __init__(self, value: dict[str, Any], today: date) -> None:
        """Hold the document; `today` stands in for an absent as_of (A-01)."""
        super().__init__(value, "")
        self.as_of = self.day("as_of") or today

    def platforms(self) -> list[Node]:
        """The platforms named; an unknown list names none (but see A-33 for the batches)."""
        return self.items("platforms") or []

    def find_review(self, identifier: str) -> Node:
        """The joint review with this id; a document that names a review it does not hold is refused (A-44)."""
        return named(self.items("joint_reviews") or [], identifier)


def named(objects: Iterable[Node], identifier: str) -> Node:
    """The object with this id among the objects."""
    for item in objects:
        if item.get("id") == identifier:
            return item
    raise KeyError(identifier)


def all_of(operands: Iterable[bool | None]) -> bool | None:
    """The three-valued AND: a false operand makes it false, whatever the unknown operands are (A-01)."""
    found = list(operands)
    if False in found:
        return False
    return None if None in found else True


def money(amount: Decimal) -> str:
    """A money value with always two decimals (A-41), rounded half up."""
    return f"{amount.quantize(Decimal('0.01'), context=EXACT):f}"


def known_sum(amounts: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of the amounts that are known."""
    total = Decimal(0)
    for amount in amounts:
        if amount is not None:
            total = EXACT.add(total, amount)
    return total
