"""What ``--only`` and ``--platform`` ask for, in; which decisions are wanted, out, or a `Stop` with the nearest
names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.model import Vocabulary
from policy_check.api import Result
from policy_check.exits import BAD_INPUT, Stop
from policy_check.sections import heads, sections_of
from policy_check.words import Words, safe

WILD = "*?["


def decision_labels(vocabulary: Vocabulary) -> dict[str, str]:
    """What decisions are called → their names: by themselves, and by their labels."""
    decisions = [a for entity in vocabulary.entities.values() for a in entity.attributes.values() if a.decision]
    named = {decision.name: decision.name for decision in decisions}
    for decision in decisions:
        for text in decision.label:
            named.setdefault(text, decision.name)
    return named


def chosen_decisions(asked: Iterable[str], vocabulary: Vocabulary, words: Words) -> frozenset[str] | None:
    """The names of the decisions that were asked for; None for all. Raises Stop for a name that fits none."""
    patterns = [part.strip() for text in asked for part in text.split(",") if part.strip()]
    if not patterns:
        return None
    named = decision_labels(vocabulary)
    chosen: set[str] = set()
    lines: list[str] = []
    for pattern in patterns:
        if pattern in named:
            chosen.add(named[pattern])
            continue
        fitting = _fitting(pattern, named.values())
        chosen |= fitting
        if not fitting:
            lines.append(words("no_decision", name=safe(pattern)) + _nearest(pattern, named, words))
    if lines:
        raise Stop(BAD_INPUT, lines)
    return frozenset(chosen)


def _fitting(pattern: str, names: Iterable[str]) -> set[str]:
    if not any(character in pattern for character in WILD):
        return set()
    from fnmatch import fnmatchcase

    return {name for name in names if fnmatchcase(name, pattern)}


def _nearest(word: str, named: dict[str, str], words: Words) -> str:
    from loader.facts.fault import nearest

    found = nearest(word, named) if named else ()
    return words("did_you_mean", names=words.list([safe(name) for name in found])) if found else ""


class Chosen:
    """The decisions that are wanted of any document.

    Args:
        decisions: their names; None for all.
        ids: the ids of the sections (platforms) that are wanted; empty for all.
    """

    def __init__(self, decisions: frozenset[str] | None, ids: Sequence[str]) -> None:
        self.decisions = decisions
        self.ids = frozenset(ids)
        self.unseen = dict.fromkeys(ids)
        self.known: dict[str, str] = {}

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.decisions is None and not self.ids

    def subjects(self, result: Result) -> frozenset[tuple[str, str]] | None:
        """The subjects of a document that are wanted; None for all. Ids that it knows count as seen."""
        if not self.ids:
            return None
        found = sections_of(result.entry, result.rules)
        self.known.update((name, name) for name in found)
        for name in self.ids & found.keys():
            self.unseen.pop(name, None)
        return frozenset(subject for name in self.ids & found.keys() for subject in found[name])

    def missing(self, vocabulary: Vocabulary, words: Words) -> list[str]:
        """A complaint for each id that no document has, with the nearest ones."""
        label = words.list([vocabulary.entities[name].label.text(words.language) for name in sorted(heads(vocabulary))])
        return [
            words("no_platform", name=safe(one), label=label) + _nearest(one, self.known, words) for one in self.unseen
        ]
