"""``import-dmn`` and ``export-dmn``: a DMN file in, rules out, or the other way round; what has no counterpart is said
on standard error."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from policy_check.check import load_policy, words_of
from policy_check.exits import BAD_INPUT, OK, Stop
from policy_check.inputs import STDIN, read_input, shown_name
from policy_check.output import Output, complain
from policy_check.places import default_policy
from policy_check.words import Words, safe


def import_dmn(values: dict[str, Any]) -> int:
    """Write the rules of a DMN file, and a vocabulary of its words: to a file of its own, else below, as a remark."""
    from loader.diagnostics import Diagnostics
    from loader.dmn.reading import read_dmn
    from loader.dmn.rule_text import write_rules

    words, file = words_of(values), values["file"]
    inputs = [] if file == STDIN else [file]
    with Output(values["output"], inputs, words) as output:
        found = Diagnostics()
        name = shown_name(file, words)
        model = read_dmn(read_input(file, words), name, found)
        if model is None:
            raise Stop(BAD_INPUT, _lines(found, words))
        texts = write_rules(model, name, found)
        if values["vocabulary"] is None:
            output.write(texts.rules)
            remarks = texts.vocabulary.splitlines()
            output.write("".join(f"# {line}\n".replace("# \n", "#\n") for line in ["vocabulary.yaml:", *remarks]))
        else:
            with Output(values["vocabulary"], inputs, words) as vocabulary:
                vocabulary.write(texts.vocabulary)
            output.write(texts.rules)
        complain(_lines(found, words))
    return OK


def export_dmn(values: dict[str, Any]) -> int:
    """Write the decision tables of a policy as a DMN file."""
    from loader.diagnostics import Diagnostics
    from loader.dmn.gather import gather
    from loader.dmn.writing import write_dmn

    words = words_of(values)
    folders = [Path(folder) for folder in values["policy"] or (default_policy(),)]
    with Output(values["output"], (), words) as output:
        policy = load_policy(values["policy"], words)
        found = Diagnostics()
        model = gather(policy.model, folders, found)
        output.write(write_dmn(model, values["dmn"] or "1.5"))
        complain(_lines(found, words))
    return OK


def _lines(found: Iterable[Any], words: Words) -> list[str]:
    return [safe(one.text(words.language)) for one in found]
