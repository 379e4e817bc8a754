"""The command ``policy-check``: arguments in, an exit code out. Whatever goes wrong ends here, as a message for
people."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from policy_check.exits import BROKEN_PIPE, INTERNAL, INTERRUPTED, ReaderGone, Stop
from policy_check.quick import read

COMPLETE = "_POLICY_CHECK_COMPLETE"
"""The variable by which a shell asks click for completions."""

COLLECTION = (200_000, 20, 50)
"""How rarely cycles are looked for: a document is one large tree that lives as long as the command evaluates it."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process with its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    gc.set_threshold(*COLLECTION)
    code = guarded(lambda: run(arguments), arguments)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command. Plain calls do without click, whose import takes longer than they do."""
    values = None if COMPLETE in os.environ else read(arguments)
    if values is not None:
        from policy_check.check import check

        return check(values)
    from policy_check.cli_commands import run_click

    return run_click(arguments)


def guarded(work: Callable[[], int], arguments: Sequence[str]) -> int:
    """Do the work; what it raises becomes a message and an exit code, never a traceback (unless ``--debug``)."""
    try:
        code = work()
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except Stop as stop:
        _say(stop.lines)
        return stop.code
    except KeyboardInterrupt:
        from policy_check.language import language
        from policy_check.words import Words

        _say(("", Words(language(arguments))("interrupted")))
        return INTERRUPTED
    except (BrokenPipeError, ReaderGone):
        _let_go_of_stdout()
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001  # the edge of the program: an officer sees a message, no traceback
        return _internal(error, arguments)


def _internal(error: Exception, arguments: Sequence[str]) -> int:
    if "--debug" in arguments:
        import traceback

        _say(traceback.format_exception(error))
        return INTERNAL
    kind = type(error).__name__
    _say(
        (
            f"policy-check：程序内部错误（{kind}），未给出完整结果。请加 --debug 重新运行，并把所示内容报告给维护者。",
            f"policy-check: internal fault ({kind}); the result is not complete. "
            "Please run again with --debug and report what it shows.",
        )
    )
    return INTERNAL


def _say(lines: Sequence[str]) -> None:
    from policy_check.output import complain

    complain(line.rstrip("\n") for line in lines)


def _let_go_of_stdout() -> None:
    """Keep Python from writing, once more and in vain, what is left for a reader that has gone."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        pass
