"""The name of a facts file in, ``-`` for standard input; its bytes out, or a `Stop` that says why there are none."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import BinaryIO

from policy_check.exits import BAD_INPUT, Stop
from policy_check.options import COMMANDS
from policy_check.words import Words, safe

STDIN = "-"
MEGABYTE = 1 << 20
LIMIT = 512
"""Facts files are read up to so many megabytes."""
PATIENCE = 5
"""So many seconds a named pipe is waited for until somebody opens it for writing."""


def shown_name(file: str, words: Words) -> str:
    """How messages and reports name an input: as it was given."""
    return words("stdin") if file == STDIN else safe(file.encode("utf-8", "backslashreplace").decode())


def read_input(file: str, words: Words) -> bytes:
    """The bytes of one input. Raises Stop with a message where they cannot be had."""
    try:
        if file == STDIN:
            if sys.stdin is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return _all(sys.stdin.buffer, file, words)
        kind = os.stat(file).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError
        with _open_pipe(file, words) if stat.S_ISFIFO(kind) else open(file, "rb") as opened:
            if os.fstat(opened.fileno()).st_size > LIMIT * MEGABYTE:
                raise _too_large(file, words)
            return _all(opened, file, words)
    except OSError as error:
        raise Stop(BAD_INPUT, [_why(error, file, words)]) from error


def _all(source: BinaryIO, file: str, words: Words) -> bytes:
    parts: list[bytes] = []
    left = LIMIT * MEGABYTE
    while part := source.read(min(left + 1, 8 * MEGABYTE)):
        parts.append(part)
        left -= len(part)
        if left < 0:
            raise _too_large(file, words)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _open_pipe(file: str, words: Words) -> BinaryIO:
    """A pipe, once somebody has opened it for writing; nobody is waited for without end, as `open` would."""
    from threading import Thread

    handles: list[int] = []
    failures: list[OSError] = []

    def wait() -> None:
        try:
            handles.append(os.open(file, os.O_RDONLY))
        except OSError as error:
            failures.append(error)

    waiting = Thread(target=wait, daemon=True)
    waiting.start()
    waiting.join(PATIENCE)
    if failures:
        raise failures[0]
    if not handles:
        raise Stop(BAD_INPUT, [words("silent_pipe", file=shown_name(file, words), seconds=PATIENCE)])
    return os.fdopen(handles[0], "rb")


def _too_large(file: str, words: Words) -> Stop:
    return Stop(BAD_INPUT, [words("too_large", file=shown_name(file, words), limit=LIMIT)])


def _why(error: OSError, file: str, words: Words) -> str:
    name = shown_name(file, words)
    if isinstance(error, FileNotFoundError):
        return words("no_file", file=name) + (words("is_command", file=name) if file in COMMANDS else "")
    if isinstance(error, IsADirectoryError):
        return words("is_folder", file=name)
    if isinstance(error, PermissionError):
        return words("not_allowed", file=name)
    return words("unreadable", file=name, why=error.strerror or type(error).__name__)
