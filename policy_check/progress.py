"""How far the work is, in; a line on standard error, out: only on a terminal, and only when it takes more than a
second."""

from __future__ import annotations

import sys
from time import monotonic

from policy_check.width import width
from policy_check.words import Words

QUIET = 1.0
"""Seconds before anything is shown."""
EVERY = 0.2
"""Seconds between two showings."""
STRIDE = 256
"""The clock is looked at once in so many decisions."""


class Progress:
    """Counts decisions and files.

    Args:
        files: how many there are.
        wanted: whether the user allows it; it is shown on a terminal only.
        words: the language.
    """

    __slots__ = ("active", "_words", "_files", "_file", "_done", "_next", "_shown")

    def __init__(self, files: int, wanted: bool, words: Words) -> None:
        self.active = wanted and sys.stderr is not None and sys.stderr.isatty()
        self._words = words
        self._files = files
        self._file = 0
        self._done = 0
        self._shown = 0
        self._next = monotonic() + QUIET

    def next_file(self) -> None:
        """Another file is begun."""
        self._file += 1
        if self.active and self._files > 1:
            self._show()

    def tick(self) -> None:
        """Another decision is worked out."""
        self._done += 1
        if not self._done % STRIDE:
            self._show()

    def _show(self) -> None:
        now = monotonic()
        if not self.active or now < self._next:
            return
        self._next = now + EVERY
        text = self._words("decided", number=f"{self._done:,}")
        if self._files > 1:
            text = self._words("file_of", at=self._file, total=self._files) + " · " + text
        self._put(text)

    def _put(self, text: str) -> None:
        blank = " " * max(0, self._shown - width(text))
        self._shown = width(text)
        sys.stderr.write(f"\r{text}{blank}\r" if not text else f"\r{text}{blank}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, before anything else is written."""
        if self._shown:
            self._put("")
