"""What stands on the command line so far, in; names that may follow ``--only`` and ``--platform``, out. Never an
error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy_check.language import language
from policy_check.words import Words

LARGEST = 4 << 20
"""Facts files up to so many bytes are read for completion: a key press should not be waited for."""


def decision_names(values: dict[str, Any], incomplete: str) -> Iterator[tuple[str, str]]:
    """The decisions that begin like the last of the names typed so far, with their labels."""
    done, comma, begun = incomplete.rpartition(",")
    policy = _policy(values)
    if policy is None:
        return
    for entity in policy.model.vocabulary.entities.values():
        for attribute in entity.attributes.values():
            if attribute.decision and attribute.name.startswith(begun):
                yield done + comma + attribute.name, attribute.label.text(language())


def section_ids(values: dict[str, Any], incomplete: str) -> Iterator[tuple[str, str]]:
    """The ids of the platforms in the files typed so far, with their names."""
    import os

    from policy_check.api import FactsError
    from policy_check.labels import Labels
    from policy_check.sections import heads

    policy = _policy(values)
    if policy is None:
        return
    labels = Labels(policy.model.vocabulary, Words(language()))
    for file in values.get("files") or ():
        try:
            if not os.path.isfile(file) or os.path.getsize(file) > LARGEST:
                continue
            with open(file, "rb") as opened:
                root = policy.read(opened.read())
        except (OSError, FactsError):
            continue  # a file that cannot be used offers nothing
        for name in sorted(heads(policy.model.vocabulary)):
            for entry in root.data.get(policy.model.vocabulary.entities[name].field or "", ()):
                identity = str(entry.data[entry.entity.key[0]])
                if identity.startswith(incomplete):
                    yield identity, labels.describe(entry)[0]


def _policy(values: dict[str, Any]) -> Any:
    from policy_check.api import PolicyError, load

    try:
        return load(values.get("policy") or None)
    except PolicyError:
        return None
