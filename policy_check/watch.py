"""A stream of facts, a JSON object a line, in; after every line what it changes, each with its clause, out.

The rule engine runs in a worker process (`policy_check.worker`): a stream may go on for months. A line that is not
accepted is reported and changes nothing; the stream goes on. Where the two derivations differ, or the worker fails
twice, the stream ends, since what follows would be decided without that line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

from engine.decisions import Decision
from engine.durable import EngineFault
from policy_check.backends import DIRECT, Disagreement
from policy_check.check import backend_of, day_of, load_policy, words_of
from policy_check.exits import BAD_INPUT, DISAGREEMENT, OK, Stop
from policy_check.inputs import STDIN, shown_name
from policy_check.labels import Labels
from policy_check.options import JSONL
from policy_check.output import Output, complain
from policy_check.words import Words, safe

CHANGE = "policy-check/change@1"
"""The schema of a line of ``--format jsonl``."""


def watch(values: dict[str, Any]) -> int:
    """Follow a stream. Returns the exit code; raises Stop where nothing can be followed at all."""
    from policy_check.worker import WorkerFault

    words = words_of(values)
    backend, day = backend_of(values["backend"], words), day_of(values["as_of"], words)
    policy = load_policy(values["policy"], words)
    with ExitStack() as stack:
        output = stack.enter_context(Output(None, (), words))
        session = _session(stack, policy, values["policy"], backend, day, words)
        following = _Watch(session, values, output, words)
        try:
            return following.run(stack.enter_context(_opened(values["file"], words)))
        except (Disagreement, EngineFault, WorkerFault) as fault:
            output.flush()
            complain(following.told(fault))
            return DISAGREEMENT


def _session(stack: ExitStack, policy: Any, folders: Any, backend: str, day: Any, words: Words) -> Any:
    from policy_check.session import Session

    if backend == DIRECT:
        return Session(policy, day, DIRECT)
    from policy_check.worker import WorkerRunner

    runner = WorkerRunner(folders or None, on_fault=lambda fault: complain([words("worker_again", why=_why(fault))]))
    return Session(policy, day, backend, stack.enter_context(runner))


def _why(fault: Any) -> str:
    return safe(f"{fault.reason}: {fault.detail}")


def _opened(file: str, words: Words) -> Any:
    """The stream; standard input is not closed with it."""
    from contextlib import nullcontext

    if file == STDIN:
        return nullcontext(sys.stdin.buffer)
    try:
        return open(file, "rb")
    except OSError as error:
        raise Stop(BAD_INPUT, [words("unreadable", file=shown_name(file, words), why=error.strerror)]) from error


class _Watch:
    """One stream that is followed."""

    def __init__(self, session: Any, values: dict[str, Any], output: Output, words: Words) -> None:
        from policy_check.selection import chosen_decisions

        vocabulary = session.policy.model.vocabulary
        self.session = session
        self.output = output
        self.words = words
        self.labels = Labels(vocabulary, words)
        self.only = chosen_decisions(values["only"], vocabulary, words)
        self.everything = values["all"]
        self.json = values["format"] == JSONL
        self.name = shown_name(values["file"], words)
        self.line = 0
        self.begun = self.bad = False

    def run(self, stream: BinaryIO) -> int:
        """Every line; then the exit code."""
        for text in stream:
            self.line += 1
            if text.strip():
                self._add(text)
        return BAD_INPUT if self.bad else OK

    def _add(self, text: bytes) -> None:
        from policy_check.api import FactsError

        try:
            changes = self.session.add(text)
        except FactsError as error:
            self.bad = True
            self.output.flush()
            complain(f"{self.name}:{self.line}: {safe(one.text(self.words.language))}" for one in error.faults)
            return
        first, self.begun = not self.begun, True
        chosen = [one for one in changes if self.only is None or one.order[2] in self.only]
        for line in self._json(chosen) if self.json else self._told(chosen, first):
            self.output.write(line)
        self.output.flush()

    def _json(self, changes: list[Any]) -> Iterator[str]:
        from policy_check.document import decision_data, json_line

        for change in changes:
            now, before = (
                decision_data(self.session.result, one) if one is not None else None
                for one in (change.decision, change.replaced)
            )
            yield json_line({"schema": CHANGE, "line": self.line, "decision": now, "replaced": before})

    def _told(self, changes: list[Any], first: bool) -> Iterator[str]:
        key = "watch_first" if first else "watch_line" if changes else "watch_nothing"
        seen = [one for one in self.session.decisions if self.only is None or one.decision in self.only]
        open_ones = sum(one.state == "undetermined" for one in seen)
        day = self.session.result.as_of
        yield self.words(key, line=self.line, day=day, number=len(changes), open=open_ones) + "\n"
        if not first or self.everything:
            for change in changes:
                for line in self._change(change):
                    yield line + "\n"

    def _change(self, change: Any) -> Iterator[str]:
        entity, subject, name = change.order
        words = self.words
        what = (
            words("named", label=self.labels.entity(entity), id=safe(subject))
            + " "
            + self.labels.attribute(entity, name)
        )
        before, now = self._value(change.replaced), self._value(change.decision)
        key = "watch_new" if change.replaced is None else "watch_same" if before == now else "watch_change"
        yield "  " + words(key, what=what, before=before, now=now)
        one: Decision | None = change.decision
        if one is None:
            return
        yield "      " + self._basis(one)
        if one.missing:
            yield "      " + words("misses") + words.list([safe(self.labels.fact(pointer)) for pointer in one.missing])
        if one.refer_to is not None:
            yield "      " + words("decides", body=safe(one.refer_to))

    def _value(self, decision: Decision | None) -> str:
        """A decision's value, or its state where it has none."""
        if decision is None:
            return self.words("watch_gone")
        if decision.value is None:
            return self.words("conflict" if decision.conflict else decision.state)
        return self.labels.decided(decision.entity, decision.decision, decision.value)

    def _basis(self, decision: Decision) -> str:
        """The rule that decided, with its sentence and words; else the norms that were looked at."""
        if decision.rule is None:
            return self.words("clauses", list=self.words.list(list(decision.clauses)))
        rule = self.session.result.rules.rules[decision.rule.id]
        return self.words("watch_rule", rule=f"{rule.id} v{rule.version}", clause=rule.clause, quote=safe(rule.quote))

    def told(self, fault: Exception) -> list[str]:
        """What to say where a line cannot be decided."""
        if isinstance(fault, Disagreement):
            lines = [self.words("watch_differ", file=self.name, line=self.line, number=len(fault.differences))]
            return lines + [
                safe(f"  {one.entity} {one.subject} {one.decision}: rete {one.rete!r}; direct {one.direct!r}")
                for one in fault.differences[:20]
            ]
        why = _why(fault) if hasattr(fault, "reason") else safe(str(fault))
        return [self.words("watch_fault", file=self.name, line=self.line, why=why)]
