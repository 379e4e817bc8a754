"""A rule set in; for every flag, the rule that sets it, out: what a reader needs to understand a flag that has no
label."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.feel.nodes import Node
from engine.model import Rule, RuleSet
from policy_check.labels import Labels
from policy_check.words import safe


class Flags:
    """Explains flags. A flag is written in its rule as a text, or put together from one: ``text(member)``."""

    def __init__(self, rules: RuleSet, labels: Labels) -> None:
        self._labels = labels
        self._starts = [
            (text, rule)
            for rule in rules.rules.values()
            for part in rule.parts
            for qualifier in part.qualifiers
            if qualifier.flag is not None
            for text in _texts(qualifier.flag)
        ]

    def text(self, flag: str) -> str:
        """The flag, the label of what it names, and the rule that sets it."""
        words = self._labels.words
        rule = self._rule(flag)
        shown = safe(flag) + self._member(flag)
        if rule is None:
            return words("flag", flag=shown)
        return words("flag_from", flag=shown, rule=rule.id, title=rule.title.text(words.language))

    def _rule(self, flag: str) -> Rule | None:
        exact = [rule for text, rule in self._starts if text == flag]
        begun = [rule for text, rule in self._starts if len(text) > 1 and flag.startswith(text)]
        return next(iter(exact or begun), None)

    def _member(self, flag: str) -> str:
        """The label of the enumeration member in ``flag(member)``."""
        _, bracket, member = flag.removesuffix(")").partition("(")
        if bracket and flag.endswith(")"):
            for enum in self._labels.vocabulary.enums.values():
                if member in enum.members:
                    return " " + enum.members[member].text(self._labels.words.language)
        return ""


def _texts(node: Any) -> Iterator[str]:
    """The texts written in an expression."""
    if isinstance(node, Node):
        if node.op == "str":
            yield node.args[0]
            return
        yield from _texts(node.args)
    elif isinstance(node, tuple | list):
        for part in node:
            yield from _texts(part)
