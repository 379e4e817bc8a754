"""Rules of a whole policy, in; faults between them, out: unknown rules, cycles, gaps in coverage."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from engine.check import Checker
from engine.feel.nodes import Node
from engine.model import Entity, Place, Policy, Vocabulary
from engine.names import for_function, for_subject
from engine.ways import EARLIER, LEVEL, OTHER, OWN
from loader.diagnostics import Diagnostics, Located, did_you_mean
from loader.rules.awaiting import check_awaiting
from loader.rules.feel_functions import FUNCTIONS
from loader.rules.quotes import check_quotes
from loader.rules.written import Written
from loader.yaml.nodes import Node as Tree
from loader.yaml.pieces import entries, get, items, word, words

SILENT = ("heading", "metadata")
"""Kinds of sentences that hold no norm."""

Attribute = tuple[str, str]
N = TypeVar("N", bound=Hashable)


def check_links(policy: Policy, vocabulary: Tree, written: Written, found: Diagnostics) -> None:
    """Every check that needs more than one rule at a time; `vocabulary` is the tree of vocabulary.yaml."""
    check_quotes(policy, written, found)
    check_coverage(policy, written, found)
    check_awaiting(policy, written, found)
    check_rule_names(policy, vocabulary, written, found)
    check_override_cycles(policy, written, found)
    check_function_cycles(policy, written, found)
    check_attribute_cycles(policy, written, found)


def check_coverage(policy: Policy, written: Written, found: Diagnostics) -> None:
    """Every sentence that can hold a norm is claimed by a rule, a change of a parameter or a repeal."""
    claimed = {rule.clause for rule in policy.rules}
    for tree in written.trees:
        for row in (*items(get(tree, "parameters")), *items(get(tree, "repeals"))):
            claimed.add(word(get(row, "clause")) or "")
    for sentence in policy.sentences:
        if sentence.type not in SILENT and sentence.id not in claimed:
            found.add("PC512", sentence.place, clause=sentence.id)


def check_rule_names(policy: Policy, vocabulary: Tree, written: Written, found: Diagnostics) -> None:
    """Every rule that is named exists, what is overridden concludes the same, and every decision has a rule."""
    known = {rule.id for rule in policy.rules}
    for name, at in _named(policy, vocabulary, written):
        if name not in known:
            found.add("PC354", at, word=name, suggestions=did_you_mean(name, known))
    concluded: dict[str, set[Attribute]] = {}
    for rule in policy.rules:
        for part in rule.parts:
            concluded.setdefault(rule.id, set()).update((part.on, name) for name, _ in part.conclusions)
    for rule in policy.rules:
        for part in rule.parts:
            mine = {(part.on, name) for name, _ in part.conclusions}
            for other in part.overrides:
                if other in known and not mine & concluded.get(other, set()):
                    found.add("PC357", written.item(part.place, other, "overrides"), word=other)
    every = {attribute for attributes in concluded.values() for attribute in attributes}
    for attribute, key, _ in _declared(vocabulary):
        if attribute not in every:
            found.add("PC358", key, word=attribute[1])


def _named(policy: Policy, vocabulary: Tree, written: Written) -> Iterator[tuple[str, Located]]:
    """Every id of a rule that is written where a rule is named, and where."""
    for rule in policy.rules:
        yield from ((name, written.item(rule.place, name, "rests_on")) for name in rule.rests_on)
        for part in rule.parts:
            yield from ((name, written.item(part.place, name, "overrides")) for name in part.overrides)
    for tree in written.trees:
        for key, body in entries(get(tree, "functions")):
            yield word(get(body, "norm")) or "", get(body, "norm") or key
    for _, body in entries(get(vocabulary, "entities")):
        for rule_id in words(get(body, "rests_on")):
            yield rule_id.text, rule_id
    for _, declared, body in _declared(vocabulary):
        norm = word(get(body, "norm"))
        if norm is not None:
            yield norm, get(body, "norm") or declared


def _declared(vocabulary: Tree) -> Iterator[tuple[Attribute, Located, Tree]]:
    """Every attribute of the vocabulary, the key where it is declared, and what is said about it."""
    for entity, body in entries(get(vocabulary, "entities")):
        for section in ("derived", "decisions"):
            for key, described in entries(get(body, section)):
                yield (entity.text, key.text), key, described


def check_override_cycles(policy: Policy, written: Written, found: Diagnostics) -> None:
    """`overrides` is acyclic, for each decision by itself."""
    graphs: dict[Attribute, dict[str, set[str]]] = {}
    places: dict[tuple[str, str], Place] = {}
    for rule in policy.rules:
        for part in rule.parts:
            places.update(((rule.id, other), part.place) for other in part.overrides)
            for name, _ in part.conclusions:
                graphs.setdefault((part.on, name), {}).setdefault(rule.id, set()).update(part.overrides)
    for graph in graphs.values():
        cycle = find_cycle({node: {n for n in following if n in graph} for node, following in graph.items()})
        if cycle:
            at = written.item(places[cycle[0], cycle[1]], cycle[1], "overrides")
            found.add("PC355", at, cycle=" → ".join(cycle))


def check_function_cycles(policy: Policy, written: Written, found: Diagnostics) -> None:
    """No function calls itself, be it through others."""
    functions = policy.vocabulary.functions
    cycle = find_cycle({name: calls(of.body) & functions.keys() for name, of in functions.items()})
    if cycle:
        keys = {key.text: key for tree in written.trees for key, _ in entries(get(tree, "functions"))}
        found.add("PC360", keys[cycle[0]], cycle=" → ".join(cycle))


def check_attribute_cycles(policy: Policy, written: Written, found: Diagnostics) -> None:
    """What decisions read, across entities, is acyclic; otherwise the cycle is named.

    A record may rest on earlier records of its list, on itself and on those of the same key besides: that goes down to
    the first one.
    """
    graph = dependencies(policy)
    cycle = _endless(
        {attribute: {read: ways for read, (_, ways) in reads.items()} for attribute, reads in graph.items()}
    )
    if cycle:
        at = written.key(graph[cycle[0]][cycle[1]][0], "then", cycle[0][1])
        found.add("PC356", at, cycle=" → ".join(f"{entity}.{name}" for entity, name in cycle))


def _endless(graph: dict[Attribute, dict[Attribute, set[str]]]) -> list[Attribute]:
    """A cycle that need not lead to earlier records all the time; empty where there is none."""
    now = {node: {read for read, ways in reads.items() if ways != {EARLIER}} for node, reads in graph.items()}
    cycle = find_cycle(now)
    if cycle:
        return cycle
    for node, reads in graph.items():
        for read, ways in reads.items():
            way_back = find_path(graph, read, node) if OTHER in ways else []
            if way_back:
                return [node, *way_back]
    return []


def dependencies(policy: Policy) -> dict[Attribute, dict[Attribute, tuple[Place, set[str]]]]:
    """Attribute → what its rules read, also through functions, relations and groups: the part that does, and of whom
    (`engine.ways`)."""
    vocabulary = policy.vocabulary
    functions = {name: _function_reads(vocabulary, name) for name in vocabulary.functions}
    graph: dict[Attribute, dict[Attribute, tuple[Place, set[str]]]] = {}
    for rule in policy.rules:
        parameters = {p.name: (p.type, p.value) for p in rule.parameters}
        for part in rule.parts:
            names = for_subject(vocabulary, part.on, parameters)
            for attribute, value in part.conclusions:
                checker = Checker(FUNCTIONS)
                for node in (value, part.when):
                    if node is not None:
                        checker.type_of(node, names)
                        called = {read for name in calls(node) for read in functions.get(name, ())}
                        checker.ways.update((*read, OTHER) for read in called)
                reads = graph.setdefault((part.on, attribute), {})
                for way in (OWN, LEVEL, EARLIER, OTHER):
                    of = [(entity, name) for entity, name, how in checker.ways if how == way]
                    for read in sorted(_attributes(of, vocabulary)):
                        reads.setdefault(read, (part.place, set()))[1].add(way)
    return graph


def _function_reads(vocabulary: Vocabulary, name: str) -> set[Attribute]:
    """What a function reads, also through the functions that it calls."""
    reads: set[Attribute] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        function = vocabulary.functions.get(waiting.pop())
        if function is None or function.name in seen:
            continue
        seen.add(function.name)
        checker = Checker(FUNCTIONS)
        checker.type_of(function.body, for_function(vocabulary, function.parameters, {}))
        reads |= checker.reads
        waiting.extend(calls(function.body))
    return reads


def calls(node: object) -> set[str]:
    """The functions called in a tree."""
    if isinstance(node, Node):
        own = {node.args[0]} if node.op == "call" else set()
        return own.union(*(calls(part) for part in node.args))
    if isinstance(node, tuple):
        return set().union(*(calls(part) for part in node))
    return set()


def _attributes(reads: Iterable[Attribute], vocabulary: Vocabulary) -> set[Attribute]:
    """The attributes among what is read; a relation or a group's members stand for what finding them reads."""
    found: set[Attribute] = set()
    for entity, name in reads:
        described: Entity = vocabulary.entities[entity]
        if name in described.attributes:
            found.add((entity, name))
        elif name in described.relations:
            checker = Checker(FUNCTIONS)
            for _, node in described.relations[name].by:
                checker.type_of(node, for_subject(vocabulary, entity, {}))
            found |= _attributes(checker.reads, vocabulary)
        elif described.group is not None and name == described.group.members:
            found |= _attributes(((described.group.of, theirs) for theirs, _ in described.group.by), vocabulary)
    return found


def find_path(graph: Mapping[N, Iterable[N]], start: N, end: N) -> list[N]:
    """A way through the graph from one node to another, both included; empty where there is none."""
    before: dict[N, N | None] = {start: None}
    waiting = [start]
    while waiting:
        node = waiting.pop(0)
        if node == end:
            path: list[N] = []
            at: N | None = node
            while at is not None:
                path.insert(0, at)
                at = before[at]
            return path
        for following in sorted(graph.get(node, ()), key=str):
            if following not in before:
                before[following] = node
                waiting.append(following)
    return []


def find_cycle(graph: Mapping[N, set[N]]) -> list[N]:
    """A cycle of the graph, its first node repeated at the end; empty where there is none."""
    done: set[N] = set()
    for start in graph:
        path: list[N] = []
        stack: list[tuple[N, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop()
                done.add(node)
            elif node in path:
                return [*path[path.index(node) :], node]
            elif node not in done:
                path.append(node)
                stack.append((node, True))
                stack.extend((following, False) for following in sorted(graph.get(node, ()), key=str))
    return []
