"""What the user asks of facts files, in; reports or documents on the output, complaints on standard error, an exit
code, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from engine.durable import EngineFault
from engine.value import Value
from policy_check.backends import DIRECT, RETE, Disagreement, unavailable
from policy_check.exits import BAD_INPUT, BAD_POLICY, DISAGREEMENT, OK, UNSETTLED, Stop
from policy_check.inputs import STDIN, read_input, shown_name
from policy_check.language import VARIABLE, language, misnamed
from policy_check.options import JSON, JSONL, TABLE
from policy_check.output import Output, complain
from policy_check.progress import Progress
from policy_check.words import Words, safe

FAULTS = "policy-check/faults@1"
"""The schema of the line that ``--format jsonl`` writes for a file that is refused."""


class Request(Value):
    """What was asked for."""

    files: tuple[str, ...]
    only: tuple[str, ...]
    platform: tuple[str, ...]
    as_of: date | None
    format: str
    trace: bool
    backend: str
    all: bool
    strict: bool
    output: str | None
    policy: tuple[str, ...]
    progress: bool
    words: Words


def words_of(values: dict[str, Any]) -> Words:
    """The language that was asked for. Raises Stop where the environment names one that there is not."""
    if values["lang"] is not None:
        return Words(values["lang"])
    said = misnamed()
    words = Words(language())
    if said is not None:
        raise Stop(BAD_INPUT, [words("bad_lang", name=VARIABLE, value=safe(said))])
    return words


def day_of(text: str | None, words: Words) -> date | None:
    """The day that ``--as-of`` names. Raises Stop where it is no day."""
    if text is None:
        return None
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Stop(BAD_INPUT, [words("bad_date", value=safe(text))])


def backend_of(name: str | None, words: Words) -> str:
    """The backend to use. Where the rule engine is not there, that is said, and `direct` decides; raises Stop where
    the other one was asked for by name."""
    if name == DIRECT:
        return DIRECT
    reason = unavailable()
    if reason is None:
        return name or RETE
    if name is not None:
        raise Stop(BAD_INPUT, [words("no_backend", name=name, reason=safe(reason))])
    complain([words("only_direct", reason=safe(reason))])
    return DIRECT


def request_of(values: dict[str, Any]) -> Request:
    """The request behind the values of the options. Raises Stop where they contradict each other."""
    words = words_of(values)
    files = values["files"]
    form = values["format"] or TABLE
    if files.count(STDIN) > 1:
        raise Stop(BAD_INPUT, [words("stdin_once")])
    if form == JSON and len(files) > 1:
        raise Stop(BAD_INPUT, [words("json_one")])
    return Request(
        files=files,
        only=values["only"],
        platform=values["platform"],
        as_of=day_of(values["as_of"], words),
        format=form,
        trace=values["trace"],
        backend=backend_of(values["backend"], words),
        all=values["all"],
        strict=values["strict"],
        output=values["output"],
        policy=values["policy"],
        progress=not values["no_progress"],
        words=words,
    )


def load_policy(folders: tuple[str, ...], words: Words) -> Any:
    """The policy; its warnings go to standard error. Raises Stop with every fault where it cannot be used."""
    from policy_check.api import PolicyError, load

    try:
        policy = load(folders or None)
    except PolicyError as error:
        lines = [safe(one.text(words.language)) for one in error.diagnostics]
        number = sum(one.severity == "error" for one in error.diagnostics)
        raise Stop(BAD_POLICY, [words("bad_policy", number=number), *lines]) from error
    if policy.warnings:
        lines = [safe(one.text(words.language)) for one in policy.warnings]
        complain([words("warnings", number=len(lines)), *lines])
    return policy


def check(values: dict[str, Any]) -> int:
    """Evaluate files. Returns the exit code; raises Stop where nothing can be evaluated at all."""
    request = request_of(values)
    with Output(request.output, (file for file in request.files if file != STDIN), request.words) as output:
        return _Check(request, output).run()


class _Check:
    """One run of the command."""

    def __init__(self, request: Request, output: Output) -> None:
        from policy_check.selection import Chosen, chosen_decisions

        self.request = request
        self.words = request.words
        self.output = output
        self.policy = load_policy(request.policy, request.words)
        decisions = chosen_decisions(request.only, self.policy.model.vocabulary, request.words)
        self.chosen = Chosen(decisions, request.platform)
        self.progress = Progress(len(request.files), request.progress, request.words)
        self.bad = False
        self.differ = False
        self.unsettled = False
        self.begun = False

    def run(self) -> int:
        """Every file; then the exit code."""
        for file in self.request.files:
            self.progress.next_file()
            self._file(file)
        self.progress.clear()
        missing = self.chosen.missing(self.policy.model.vocabulary, self.words)
        complain(missing)
        if self.differ:
            return DISAGREEMENT
        if self.bad or missing:
            return BAD_INPUT
        return UNSETTLED if self.request.strict and self.unsettled else OK

    def _file(self, file: str) -> None:
        from policy_check.api import FactsError, evaluate

        try:
            result = evaluate(self.policy, read_input(file, self.words), self.request.as_of, self.request.backend)
        except Stop as stop:
            self.bad = True
            self._refuse(file, list(stop.lines), [])
        except FactsError as error:
            self.bad = True
            self._refuse(file, self._faults(file, error.faults), [fault.to_json() for fault in error.faults])
        else:
            self._decided(file, result)

    def _faults(self, file: str, faults: tuple[Any, ...]) -> list[str]:
        name = shown_name(file, self.words)
        key = "refused_one" if len(faults) == 1 else "refused"
        lines = [self.words(key, file=name, number=len(faults))]
        return [*lines, *(f"{name}: {safe(fault.text(self.words.language))}" for fault in faults)]

    def _refuse(self, file: str, lines: list[str], faults: list[dict[str, Any]]) -> None:
        self.output.flush()
        self.progress.clear()
        complain(lines)
        if self.request.format == JSONL:
            from policy_check.document import json_line

            name = shown_name(file, Words("en"))
            self.output.write(json_line({"schema": FAULTS, "file": name, "faults": faults, "message": lines[0]}))

    def _decided(self, file: str, result: Any) -> None:
        if result.expired is not None and self.request.format != TABLE:
            text = self.words("expired", day=result.expired.isoformat())
            complain([self.words("expired_file", file=shown_name(file, self.words), text=text)])
        subjects = self.chosen.subjects(result)
        alone = len(self.request.files) == 1
        if subjects is not None and self.request.format != JSONL and (not subjects or (alone and self.chosen.unseen)):
            return  # a platform that was asked for is in no file: what went wrong is said at the end
        try:
            decisions = result.select(self._wanted(subjects))
            if self.request.trace and result.backend == RETE:
                result.verify_proofs(decisions)
        except (Disagreement, EngineFault) as fault:
            from policy_check.disagreement import told

            self.differ = True
            self._refuse(
                file, list(told(shown_name(file, self.words), self.request.policy, result, fault, self.words)), []
            )
            return
        self.unsettled = self.unsettled or any(one.state == "undetermined" for one in decisions)
        self.progress.clear()
        if self.request.format == TABLE:
            for line in self._table(file, result, decisions):
                self.output.write(line + "\n")
            return
        self._json(result, decisions)

    def _wanted(self, subjects: frozenset[tuple[str, str]] | None) -> Callable[[str, str, str], bool] | None:
        names, progress = self.chosen.decisions, self.progress
        if names is None and subjects is None and not progress.active:
            return None

        def wanted(entity: str, subject: str, decision: str) -> bool:
            if (names is not None and decision not in names) or (
                subjects is not None and (entity, subject) not in subjects
            ):
                return False
            if progress.active:
                progress.tick()
            return True

        return wanted

    def _table(self, file: str, result: Any, decisions: list[Any]) -> Iterator[str]:
        from policy_check.report import Report, Style
        from policy_check.width import colours, terminal_width

        columns = terminal_width(self.output.is_terminal)
        everything = self.request.all or self.request.trace
        style = Style(columns, self.output.is_terminal and colours(), everything, self.request.trace)
        if self.begun:
            yield ""
        self.begun = True
        yield from Report(shown_name(file, self.words), result, decisions, self.words, style).lines()

    def _json(self, result: Any, decisions: list[Any]) -> None:
        from policy_check.document import compact, write

        rows: Any = ((decision, None) for decision in decisions)
        if self.request.trace:
            from policy_check.api import proofs

            rows = proofs(result, decisions)
        for text in compact(result, rows) if self.request.format == JSONL else write(result, rows):
            self.output.write(text)
