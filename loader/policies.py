"""Policy folders, in; the `engine.model.Policy`, out, or every fault in their files.

The first folder holds the policy (policy.yaml, text.yaml, vocabulary.yaml and rule files); each further folder amends
it (policy.yaml with `amends`, text.yaml, rule files with new versions, changes of parameters and repeals).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from engine.model import Parameter, Place, Policy, Rule, Sentence, Vocabulary
from engine.value import changed
from loader.compiled import encode
from loader.diagnostics import Diagnostics
from loader.rules.amendments import apply_changes, read_changes
from loader.rules.links import check_links
from loader.rules.read import RuleReader
from loader.rules.sound import sound
from loader.rules.written import Written
from loader.schema.check import check_form
from loader.store import policy_files
from loader.text import check_owner, check_text, read_about, read_sentences, read_source
from loader.vocabulary.expressions import check_expressions
from loader.vocabulary.read import read_vocabulary
from loader.vocabulary.types import Types
from loader.yaml.nodes import Node
from loader.yaml.pieces import day, entries, get, word
from loader.yaml.tree import load_yaml

MANIFEST, TEXT, VOCABULARY = "policy.yaml", "text.yaml", "vocabulary.yaml"
SCHEMAS = {MANIFEST: "manifest", TEXT: "text", VOCABULARY: "vocabulary"}
NEEDS_ALL = frozenset(("PC345", "PC354", "PC357", "PC358", "PC404", "PC406", "PC410", "PC511", "PC512"))
"""Codes for what is not there; where something could not be read, it may be in that."""


FOLLOWS = {
    "PC308": ("PC357", "PC358"),
    "PC338": ("PC358",),
    "PC340": ("PC357", "PC358"),
    "PC404": ("PC402",),
    "PC511": ("PC354", "PC512"),
    "PC513": ("PC510", "PC511", "PC512"),
}
"""Code → the codes that may only be what follows from it: a rule whose id is misspelt is missing elsewhere."""


class Folder(NamedTuple):
    """The trees of one policy folder, by file name; rules and functions with faults in their form are left out.

    `whole`: nothing is left out, and every file could be read.
    """

    path: Path
    trees: dict[str, Node]
    whole: bool

    def rule_files(self) -> list[Node]:
        """The trees of its rule files, by file name."""
        return [tree for name, tree in sorted(self.trees.items()) if name not in SCHEMAS]


def load_policy(folders: Sequence[Path]) -> tuple[Policy | None, Diagnostics]:
    """The policy in `folders`, with warnings; None and every fault that can be told apart, where there are errors.

    What is sound is checked further even where something else is not; only what would follow from a fault is not
    reported.
    """
    found = Diagnostics()
    read = [_read_folder(Path(os.path.abspath(folder)), found) for folder in folders]  # `.` has a name too
    _check_files(read, found)
    if not read or VOCABULARY not in read[0].trees:
        return None, found
    further = Diagnostics()
    policy = _assemble(read, further)
    follow = _following({one.code for one in further})
    if found.has_errors or not all(folder.whole for folder in read):
        follow |= NEEDS_ALL
    found.extend(one for one in further if one.code not in follow)
    return (None if found.has_errors else policy), found


def _following(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(follower for code in codes for follower in FOLLOWS.get(code, ()))


def _read_folder(folder: Path, found: Diagnostics) -> Folder:
    trees: dict[str, Node] = {}
    whole = True
    for path in map(Path, policy_files(folder)):
        tree, problems = load_yaml(path, f"{folder.name}/{path.name}")
        form = Diagnostics(problems)
        if tree is not None:
            check_form(tree, SCHEMAS.get(path.name, "policy"), form)
            if not form.has_errors:
                trees[path.name] = tree
            elif path.name not in SCHEMAS:
                trees[path.name] = sound(tree, form)
            elif path.name == MANIFEST:
                trees[path.name] = tree
        whole = whole and not form.has_errors
        found.extend(form)
    return Folder(folder, trees, whole)


def _check_files(folders: list[Folder], found: Diagnostics) -> None:
    """Reports what is missing in the folders, what does not belong there, and amendments of something else."""
    if not folders:
        found.add("PC408", Place("", 1, 1), folder="", file=MANIFEST)
    for number, folder in enumerate(folders):
        for name in SCHEMAS if number == 0 else (MANIFEST, TEXT):
            if not (folder.path / name).is_file():
                found.add("PC408", Place(str(folder.path), 1, 1), folder=str(folder.path), file=name)
                if name == MANIFEST:
                    break
        if number and (folder.path / VOCABULARY).is_file():
            found.add("PC412", Place(f"{folder.path.name}/{VOCABULARY}", 1, 1))
        _check_owners(folder, found)
    identity = word(get(folders[0].trees.get(MANIFEST), "id")) if folders else None
    for number, folder in enumerate(folders):
        manifest = folder.trees.get(MANIFEST)
        if manifest is not None and identity is not None:
            _check_amends(manifest, number, identity, found)


def _check_owners(folder: Folder, found: Diagnostics) -> None:
    identity = word(get(folder.trees.get(MANIFEST), "id"))
    for name, tree in folder.trees.items():
        if name != MANIFEST and identity is not None:
            check_owner(tree, identity, found)


def _check_amends(manifest: Node, number: int, identity: str, found: Diagnostics) -> None:
    amended = get(manifest, "amends")
    if number == 0:
        if amended is not None:
            found.add("PC414", amended, word=word(amended) or "")
    elif amended is None:
        found.add("PC413", manifest, expected=identity)
    elif word(amended) != identity:
        found.add("PC409", amended, word=word(amended) or "", expected=identity)


def _assemble(folders: list[Folder], found: Diagnostics) -> Policy | None:
    base = folders[0]
    vocabulary_tree, manifest = base.trees[VOCABULARY], base.trees.get(MANIFEST)
    vocabulary = read_vocabulary(vocabulary_tree, found)
    if vocabulary is None:
        return None
    types = Types(vocabulary.enums, {key.text: key for key, _ in entries(get(vocabulary_tree, "entities"))})
    written = Written(tree for folder in folders for tree in folder.rule_files())
    check_expressions(vocabulary_tree, vocabulary, written, found)
    rules = _read_rules(written, vocabulary, types, found)
    force = get(manifest, "in_force")
    for folder in folders:
        _check_period(get(folder.trees.get(MANIFEST), "in_force"), found)
    policy = Policy(
        id=word(get(manifest, "id")) or "",
        version="+".join(_version(folder) for folder in folders),
        since=day(get(force, "from")) or date.min,
        until=day(get(force, "to")),
        about=read_about(manifest) if manifest is not None else {},
        vocabulary=vocabulary,
        sentences=_all_sentences(folders, found),
        rules=rules,
    )
    check_links(policy, vocabulary_tree, written, found)
    return digested(policy)


def _check_period(tree: Node | None, found: Diagnostics) -> None:
    since, until = day(get(tree, "from")), day(get(tree, "to"))
    if tree is not None and since is not None and until is not None and until < since:
        found.add("PC401", get(tree, "to") or tree, since=str(since), until=str(until))


def _read_rules(written: Written, vocabulary: Vocabulary, types: Types, found: Diagnostics) -> tuple[Rule, ...]:
    changes = read_changes(written.trees, types, found)
    values: dict[str, tuple[Parameter, ...]] = {}
    for change in changes:
        values[change.rule] = values.get(change.rule, ()) + (change.value,)
    reader = RuleReader(vocabulary, types, written, values, found)
    for tree in written.trees:
        reader.declare(tree)
    parameters: dict[str, tuple[Parameter, ...]] = {}
    for tree in written.trees:
        for name, own in reader.parameters(tree).items():
            parameters[name] = parameters.get(name, ()) + own
    for tree in written.trees:
        reader.define(tree, parameters)
    rules = [rule for tree in written.trees for rule in reader.rules(tree)]
    return apply_changes(rules, changes, written, found)


def _all_sentences(folders: list[Folder], found: Diagnostics) -> tuple[Sentence, ...]:
    """The sentences of every folder, with different ids."""
    known: dict[str, Sentence] = {}
    for folder in folders:
        own = _sentences(folder, found)
        for sentence in own:
            if sentence.id in known:
                first = known[sentence.id].place
                found.add("PC513", sentence.place, word=sentence.id, file=first.file, line=first.line)
        known |= {sentence.id: sentence for sentence in own if sentence.id not in known}
    return tuple(known.values())


def _sentences(folder: Folder, found: Diagnostics) -> tuple[Sentence, ...]:
    tree, manifest = folder.trees.get(TEXT), folder.trees.get(MANIFEST)
    if tree is None:
        return ()
    sentences = read_sentences(tree, found)
    source = read_source(manifest, folder.path, folder.path.name, found) if manifest is not None else None
    if source is not None:
        check_text(tree, source, found)
        _check_beside(get(get(manifest, "source"), "file"), found)
    return sentences


def _check_beside(file: Node | None, found: Diagnostics) -> None:
    """Reports a source in a folder of its own: a compiled copy is found by what lies beside policy.yaml."""
    name = word(file)
    if file is not None and name is not None and set(name) & {"/", "\\"}:
        found.add("PC505", file, file=name)


def _version(folder: Folder) -> str:
    """The version of a folder; an amendment without one is known by its id."""
    manifest = folder.trees.get(MANIFEST)
    return word(get(manifest, "version")) or word(get(manifest, "id")) or "1"


def digested(policy: Policy) -> Policy:
    """The policy with the digests of its vocabulary and rules: SHA-256 of their compiled form.

    Left out are places and, of a rule, the days on which it and the values of its parameters hold: the digest of a rule
    set (`engine.versions`) covers which rules are in force on its day, with which values. So a rule set keeps its
    digest when an amendment is added that takes effect later.
    """
    rules = tuple(changed(rule, digest=digest_of(_placeless(encode(_undated(rule))))) for rule in policy.rules)
    rest = encode((policy.id, policy.since, policy.vocabulary))
    return changed(policy, rules=rules, digest=digest_of(_placeless(rest)))


def _undated(rule: Rule) -> Rule:
    return changed(rule, since=date.min, until=None, replaces=None, parameters=())


def digest_of(data: Any) -> str:
    """SHA-256 of JSON data in one fixed form, as hexadecimal digits."""
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _placeless(data: Any) -> Any:
    if isinstance(data, list):
        if data and data[0] == "@Place":
            return None
        return [_placeless(part) for part in data]
    return data
