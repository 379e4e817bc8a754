"""A policy, in; the sentences of its text that its rules do not quote whole, out."""

from __future__ import annotations

from engine.model import Policy

SILENT = ("heading", "metadata")
"""Kinds of sentences that hold no norm."""
SEPARATORS = "，；。"


def unclaimed(policy: Policy) -> dict[str, str]:
    """The sentences of which some words are quoted by no rule, with those words."""
    found: dict[str, str] = {}
    for sentence in policy.sentences:
        if sentence.type not in SILENT:
            rest = sentence.text
            for rule in policy.rules:
                if rule.clause == sentence.id:
                    rest = rest.replace(rule.quote, "", 1)
            if rest.strip(SEPARATORS):
                found[sentence.id] = rest
    return found
