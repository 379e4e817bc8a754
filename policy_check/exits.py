"""How the program ends; in: what went wrong, out: the exit code that scripts rely on, and the exception that carries
it.

| code | meaning |
|------|---------|
| 0    | everything was evaluated (``coverage``: every sentence is claimed; ``test``: every case is met) |
| 1    | evaluated, but with ``--strict`` something is undetermined or in conflict; ``coverage``: a sentence is
unclaimed; ``test``: a case is not met |
| 2    | unusable input: facts refused, a file that cannot be read, a wrong option; other files are still evaluated |
| 3    | policy files that cannot be used |
| 4    | a fault of the program itself |
| 5    | the output cannot be written (full disk, no permission, no such folder); a file named by ``--output`` is
left as it was |
| 6    | the two derivations of a decision differ, or the rule engine failed; nothing is decided about that file |
| 130  | interrupted (Ctrl-C) |
| 141  | whoever read the output stopped reading (``| head``); nothing is said, as for any program that SIGPIPE ends |

Where two of them apply, the first of 4, 6, 5, 3, 2, 1 is given.
"""

from __future__ import annotations

from collections.abc import Iterable

OK = 0
UNSETTLED = 1
BAD_INPUT = 2
BAD_POLICY = 3
INTERNAL = 4
UNWRITTEN = 5
DISAGREEMENT = 6
INTERRUPTED = 130
BROKEN_PIPE = 141

CODES = (OK, UNSETTLED, BAD_INPUT, BAD_POLICY, INTERNAL, UNWRITTEN, DISAGREEMENT, INTERRUPTED, BROKEN_PIPE)


class ReaderGone(Exception):
    """Whoever read the output has gone. A `BrokenPipeError` that click, which would exit with 1, does not see."""


class Stop(Exception):
    """Ends the run with a message for people, in their language.

    Args:
        code: the exit code.
        lines: what standard error says.
    """

    def __init__(self, code: int, lines: Iterable[str] = ()) -> None:
        self.code = code
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))
