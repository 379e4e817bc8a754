"""One document's decisions in; lines for people out: what is open first, then a table for each platform.

Every line fits the width. Without a terminal there are no colours and the width is always the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.decisions import NOT_APPLICABLE_STATE, REOPENING, UNDETERMINED, Decision
from engine.facts import Entry
from engine.value import Value
from policy_check.api import Result
from policy_check.flags import Flags
from policy_check.labels import Labels
from policy_check.sections import Section, Subject, sections
from policy_check.table import column_widths, row_lines
from policy_check.width import width, wrap
from policy_check.words import Words, safe

BOLD, YELLOW, RED, DIM, PLAIN = "\x1b[1m", "\x1b[33m", "\x1b[31m", "\x1b[2m", "\x1b[0m"
CONFLICT = "conflict"
INDENT = "  "
NOTE = "    ↳ "


class Style(Value):
    """How a report is written."""

    columns: int
    colour: bool
    everything: bool = False
    traced: bool = False

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where colours are wanted."""
        return f"{code}{text}{PLAIN}" if self.colour else text


def state_of(decision: Decision) -> str:
    """The state as reports name it: a conflict is undetermined, but more than that."""
    return CONFLICT if decision.conflict else decision.state


class Report:
    """Writes the report of one document.

    Args:
        name: how the document is called.
        result: the document under the rules of its day.
        decisions: the decisions to show.
        words: the language.
        style: width, colours and what is shown.
    """

    def __init__(self, name: str, result: Result, decisions: list[Decision], words: Words, style: Style) -> None:
        self.name = name
        self.result = result
        self.decisions = decisions
        self.words = words
        self.style = style
        self.labels = Labels(result.policy.model.vocabulary, words)
        self.flags = Flags(result.rules, self.labels)
        self.sections = sections(result.entry, result.rules, decisions)

    def lines(self) -> Iterator[str]:
        """The whole report."""
        yield from self._head()
        if any(decision.state == UNDETERMINED for decision in self.decisions):
            from policy_check.unsettled import unsettled

            yield ""
            yield from unsettled(self)
        for section in self.sections:
            yield ""
            yield from self._section(section)

    # --- the head -----------------------------------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        policy, about = self.result.policy.model, self.result.policy.model.about
        yield self.style.paint(self.name, BOLD)
        named = safe(str(about.get("document_number") or policy.id))
        day = self.result.as_of.isoformat()
        yield from wrap(self.words("head", policy=named, version=policy.version, day=day), self.style.columns)
        if self.result.expired is not None:
            expired = self.words("expired", day=self.result.expired.isoformat())
            yield from (self.style.paint(line, YELLOW) for line in wrap(expired, self.style.columns))
        counts: dict[str, int] = {}
        for decision in self.decisions:
            counts[state_of(decision)] = counts.get(state_of(decision), 0) + 1
        if not counts:
            yield self.words("nothing")
            return
        order = (CONFLICT, UNDETERMINED, REOPENING, "determined", NOT_APPLICABLE_STATE)
        parts = [self.words("count", state=self.words(one), number=counts[one]) for one in order if one in counts]
        key = "one_counted" if len(self.decisions) == 1 else "counted"
        counted = self.words(key, total=len(self.decisions), parts=self.words.list(parts))
        yield from wrap(counted, self.style.columns)

    # --- names --------------------------------------------------------------------------------------------------------

    def title(self, section: Section) -> str:
        """What a section is called: its kind, id, name and type."""
        if section.entry is None:
            return self.words("overall")
        entity = section.entry.entity.name
        name, kind = self.labels.describe(section.entry)
        named = self.words("named", label=self.labels.entity(entity), id=self.labels.key(section.entry))
        return named + (f" {name}" if name else "") + (self.words("kind", kind=kind) if kind else "")

    def subject(self, entry: Entry, head: Entry | None) -> str:
        """What a subject is called within its section; empty for the one that the section is about."""
        if entry is head:
            return ""
        if entry.parent is None:
            return self.labels.entity(entry.entity.name)
        keys: list[str] = []
        at: Entry | None = entry
        while at is not None and at is not head and at.parent is not None:
            keys[:0] = [key] if (key := self.labels.key(at)) else []
            at = at.parent
        return self.words("named", label=self.labels.entity(entry.entity.name), id="/".join(keys)).rstrip()

    def decision(self, decision: Decision) -> str:
        """The label of a decision."""
        return self.labels.attribute(decision.entity, decision.decision)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _section(self, section: Section) -> Iterator[str]:
        for line in wrap(self.title(section), self.style.columns):
            yield self.style.paint(line, BOLD)
        if self.style.traced:
            from policy_check.proof_lines import traced

            yield from traced(self, section)
            return
        shown = [
            Subject(subject.entry, kept)
            for subject in section.subjects
            if (kept := [one for one in subject.decisions if self._shown(one)])
        ]
        if shown:
            yield from self._table(shown, section.entry)
        yield from self._left_out(section)

    def _shown(self, decision: Decision) -> bool:
        return self.style.everything or decision.state != NOT_APPLICABLE_STATE

    def _table(self, subjects: list[Subject], head: Entry | None) -> Iterator[str]:
        found = [(one, self._row(one, subject.entry, head)) for subject in subjects for one in subject.decisions]
        titles = [self.words(key) for key in ("decision", "subject", "value", "state", "rule")]
        several = any(row[1] for _, row in found)
        rows = [titles, *(row for _, row in found)]
        if not several:
            rows = [[row[0], *row[2:]] for row in rows]
        widths = column_widths(rows, self.style.columns - width(INDENT))
        for line in row_lines(rows[0], widths, INDENT):
            yield self.style.paint(line, DIM)
        for (decision, _), row in zip(found, rows[1:], strict=True):
            colour = RED if decision.conflict else YELLOW if decision.state in (UNDETERMINED, REOPENING) else ""
            for line in row_lines(row, widths, INDENT):
                yield self.style.paint(line, colour) if colour else line
            yield from self.notes(decision)

    def _row(self, decision: Decision, entry: Entry, head: Entry | None) -> list[str]:
        rule = f"{decision.rule.id} v{decision.rule.version}" if decision.rule is not None else "-"
        state = self.words(state_of(decision))
        return [self.decision(decision), self.subject(entry, head), self.value(decision), state, rule]

    def value(self, decision: Decision) -> str:
        """The value of a decision as people read it."""
        if decision.value is None:
            return "-"
        return self.labels.decided(decision.entity, decision.decision, decision.value)

    def notes(self, decision: Decision) -> Iterator[str]:
        """What is said below a decision: its flags, who has to act, which rules it overrode."""
        texts = [self.flags.text(flag) for flag in decision.flags]
        if decision.refer_to and decision.state != UNDETERMINED:
            texts.append(self.words("refer", body=safe(decision.refer_to)))
        for one in decision.overridden:
            value = self.labels.decided(decision.entity, decision.decision, one.value)
            texts.append(self.words("overrode", rule=f"{one.id} v{one.version}", value=value))
        for text in texts:
            yield from wrap(text, self.style.columns, NOTE, " " * width(NOTE))

    def _left_out(self, section: Section) -> Iterator[str]:
        """The decisions that do not apply, in one line."""
        groups: list[str] = []
        number = 0
        for subject in section.subjects:
            names = [self.decision(one) for one in subject.decisions if not self._shown(one)]
            number += len(names)
            called = self.subject(subject.entry, section.entry)
            if names:
                text = self.words.list(names)
                groups.append(self.words("of_subject", subject=called, list=text) if called else text)
        if groups:
            text = self.words("not_applicable_row", number=number, list=self.words("groups").join(groups))
            for line in wrap(text, self.style.columns, INDENT, INDENT * 2):
                yield self.style.paint(line, DIM)
