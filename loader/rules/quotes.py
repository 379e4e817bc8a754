"""The quotes of rules, changes and repeals, in; diagnostics at the first character that differs, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.model import Label, Policy
from loader.diagnostics import Diagnostics, Located, did_you_mean
from loader.rules.written import Written
from loader.yaml.nodes import Node, Scalar
from loader.yaml.pieces import get, items, word

SHOWN = 20
LEAST = 4
"""A quote whose beginning, so many letters, is not in the sentence is another text altogether."""

SPACE = Label("引文写在一行里；分行书写会带入空格。", "write the quote on one line; a line break puts a space into it.")


class Quote(NamedTuple):
    """A quote and the sentence that it is from, with the nodes where both are written."""

    clause: str
    quote: str
    clause_at: Located
    quote_at: Node | None


def check_quotes(policy: Policy, written: Written, found: Diagnostics) -> None:
    """Every quote is, letter by letter, in the sentence that it is from."""
    texts = {sentence.id: sentence.text for sentence in policy.sentences}
    for one in _quotes(policy, written):
        text = texts.get(one.clause)
        if text is None:
            found.add("PC511", one.clause_at, clause=one.clause, suggestions=did_you_mean(one.clause, texts))
        elif one.quote and one.quote not in text:
            _report(one, text, texts, found)


def _quotes(policy: Policy, written: Written) -> Iterator[Quote]:
    for rule in policy.rules:
        named = written.node(rule.place, "clause") or written.at(rule.place, "id")
        yield Quote(rule.clause, rule.quote, named, written.node(rule.place, "quote"))
    for tree in written.trees:
        for row in (*items(get(tree, "parameters")), *items(get(tree, "repeals"))):
            clause, quote = get(row, "clause"), get(row, "quote")
            if clause is not None:
                yield Quote(word(clause) or "", word(quote) or "", clause, quote)


def _report(one: Quote, text: str, texts: Mapping[str, str], found: Diagnostics) -> None:
    same = max(length for length in range(len(one.quote)) if one.quote[:length] in text)
    if same < LEAST:
        same, after = 0, 0
    else:
        after = text.index(one.quote[:same]) + same
    place = one.quote_at.at(same) if isinstance(one.quote_at, Scalar) else one.clause_at
    expected: str | Label = text[after : after + SHOWN] or Label("（句子已完）", "(the sentence has ended)")
    found.add(
        "PC510",
        place,
        clause=one.clause,
        found=one.quote[same : same + SHOWN],
        expected=expected,
        begins=text[:SHOWN],
        **_advice(one, texts),
    )


def _advice(one: Quote, texts: Mapping[str, str]) -> dict[str, str | Label]:
    elsewhere = [clause for clause, text in texts.items() if one.quote in text]
    if elsewhere:
        return {"other": elsewhere[0]}
    joined = "".join(one.quote.split())
    return {"advice": SPACE} if joined in "".join(texts[one.clause].split()) else {}
