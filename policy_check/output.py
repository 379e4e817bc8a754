"""Texts in; bytes on standard output, or in a file that is replaced whole or not at all, out. Always UTF-8 with
``\\n``."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any

from policy_check.exits import BAD_INPUT, UNWRITTEN, Stop
from policy_check.words import Words, safe

BUFFERED = 1 << 16
"""Characters that are collected before they are written."""


class Output:
    """Where the result goes: used in a ``with`` statement; a file appears when the statement ends without an exception
    and something was written.

    A device or pipe named by ``--output`` is written to directly. Raises Stop where the output cannot be written, and
    BrokenPipeError where whoever read it has gone.

    Args:
        file: the file, or None for standard output.
        inputs: the files that are read; the output may not be one of them.
        words: the language of messages.
    """

    def __init__(self, file: str | None, inputs: Iterable[str], words: Words) -> None:
        self._file = file
        self._words = words
        self._target: Any = None
        self._draft: str | None = None
        self._texts: list[str] = []
        self._size = 0
        self._written = False
        if file is not None and any(_same(file, one) for one in inputs):
            raise Stop(BAD_INPUT, [words("output_is_input", file=safe(file))])

    @property
    def is_terminal(self) -> bool:
        """Whether people see it at once."""
        return self._file is None and sys.stdout is not None and sys.stdout.isatty()

    def __enter__(self) -> Output:
        try:
            self._target = self._open()
        except OSError as error:
            raise self._unwritten(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
                self._close()
        except BrokenPipeError:
            raise
        except OSError as failure:
            raise self._unwritten(failure) from failure
        finally:
            self._discard()

    def write(self, text: str) -> None:
        """Write a text, now or soon."""
        self._written = True
        self._texts.append(text)
        self._size += len(text)
        if self._size >= BUFFERED:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        data = memoryview("".join(self._texts).encode("utf-8", "backslashreplace"))
        self._texts, self._size = [], 0
        try:
            while data:
                data = data[self._target.write(data) :]
            self._target.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            if error.errno == errno.EINVAL and sys.platform == "win32" and self._file is None:
                raise BrokenPipeError from error  # what Windows says where others say EPIPE
            raise self._unwritten(error) from error

    def _open(self) -> Any:
        if self._file is None:
            if sys.stdout is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return sys.stdout.buffer
        path = os.path.realpath(self._file)
        mode = None
        if os.path.exists(path):
            found = os.stat(path).st_mode
            if not stat.S_ISREG(found):
                return open(path, "wb", buffering=0)
            mode = stat.S_IMODE(found)
        folder, name = os.path.split(path)
        draft = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        self._draft = draft
        if mode is not None:
            os.chmod(draft, mode)
        return os.fdopen(handle, "wb")

    def _close(self) -> None:
        """Make the file appear; nothing to do for standard output."""
        if self._file is None:
            return
        if self._draft is not None and self._written:
            os.fsync(self._target.fileno())
        self._target.close()
        if self._draft is not None and self._written:
            os.replace(self._draft, os.path.realpath(self._file))
            self._draft = None

    def _discard(self) -> None:
        if self._draft is not None:
            with suppress(OSError):  # what could not be written is thrown away in any case
                self._target.close()
            with suppress(FileNotFoundError):
                os.unlink(self._draft)
            self._draft = None

    def _unwritten(self, error: OSError) -> Stop:
        words = self._words
        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        why = words("full") if full else error.strerror or type(error).__name__
        return Stop(
            UNWRITTEN, [words("unwritten", file=words("stdout") if self._file is None else safe(self._file), why=why)]
        )


def _same(file: str, other: str) -> bool:
    try:
        return os.path.samefile(file, other) and stat.S_ISREG(os.stat(file).st_mode)
    except (OSError, ValueError):
        return False


def complain(lines: Iterable[str]) -> None:
    """Lines on standard error; where that is closed, nothing can be said."""
    text = "".join(f"{line}\n" for line in lines)
    if not text or sys.stderr is None:
        return
    try:
        sys.stderr.flush()
        data = memoryview(text.encode("utf-8", "backslashreplace"))
        while data:
            data = data[sys.stderr.buffer.write(data) :]
        sys.stderr.buffer.flush()
    except (OSError, ValueError):
        pass
