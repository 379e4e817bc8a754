"""The worker process: `python -m policy_check.worker_main LIMIT [FOLDER …]`; in: requests, out: decisions by `rete`.

Requests come by standard input, answers leave by standard output, in frames (`HEADER`): a request is a document with
the day whose rules apply; an answer is its decisions, in parts, and then what fired anew, or else the faults of the
document. `policy_check.worker` is the other end.

- While it works, a thread sends a sign of life every now and then. The C engine keeps the interpreter to itself as it
  runs, so that a hang in it silences that thread, as stopping the process does; long work in Python does not.
- Whatever else goes wrong is reported as a fault, and the process ends: its engine is suspect.
- It ends when its input does, when the process that started it is gone, and, by the system's own timer, when that
  thread has not run for LIMIT seconds, so that an engine that hangs outlives nobody. Ctrl-C is left to its parent.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import date

    from engine.facts import Entry
    from engine.network import Derived
    from engine.plan import Plan
    from policy_check.api import Policy

HEADER: Final = struct.Struct("!4scQQ")
"""Of every frame: `MAGIC`, its kind, the number of the request, and how many bytes follow."""

MAGIC: Final = b"pcw1"
REQUEST, BEAT, PART, END, REFUSED, FAULT = b"r", b".", b"d", b"e", b"x", b"!"

MOST: Final = 4096
"""Decisions in one part of an answer: the interpreter is not held for long, and nobody waits long for a sign."""

LONGEST: Final = 2000
"""Characters of a fault that are told."""

Key = tuple[str, str, int, str]
"""Entity, subject id, which of the subjects of that id, and attribute."""


def frame(kind: bytes, number: int, body: bytes = b"") -> bytes:
    """One frame.

    >>> HEADER.unpack(frame(PART, 7, b"ab")[: HEADER.size])
    (b'pcw1', b'd', 7, 2)
    """
    return HEADER.pack(MAGIC, kind, number, len(body)) + body


class Output:
    """Where frames are written, by the main thread and by that of the signs of life, one frame at a time."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.working = True
        self._lock = threading.Lock()

    def write(self, kind: bytes, number: int, body: bytes = b"") -> None:
        """Write one frame. Raises BrokenPipeError where nobody reads any more."""
        left = memoryview(frame(kind, number, body))
        with self._lock:
            while left:
                left = left[os.write(self.fd, left) :]

    def beat(self) -> None:
        """Give a sign of life, where one is awaited and there is room for it; never waits."""
        if not self.working or not self._lock.acquire(blocking=False):
            return
        try:
            if select.select([], [self.fd], [], 0)[1]:
                os.write(self.fd, frame(BEAT, 0))
        except OSError:
            self.working = False  # nobody reads any more; the main thread finds out by itself
        finally:
            self._lock.release()


def watch(output: Output, limit: float, parent: int) -> None:
    """Give signs of life; end the process where its parent is gone, or where this has not run for `limit` seconds."""
    pause = min(1.0, limit / 8)
    while os.getppid() == parent:
        signal.setitimer(signal.ITIMER_REAL, limit)
        output.beat()
        time.sleep(pause)
    os._exit(0)


class Evaluator:
    """Decides documents by `rete`, and tells what fired anew since the document before.

    Args:
        policy: the policy.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._digest = ""
        self._before: dict[Key, Derived] = {}

    def run(self, document: Any, as_of: date | None) -> tuple[str, list[Any], list[tuple[str, str]]]:
        """The digest of the rules, every decision, sorted, and the (pointer, attribute) of what fired anew, sorted.

        Raises `policy_check.api.FactsError` and `engine.durable.EngineFault`.
        """
        from policy_check.api import evaluate
        from policy_check.backends import derive

        result = evaluate(self.policy, document, as_of)
        entry, decisions = derive(self.policy.rete(result.rules), result.entry)
        return result.rules.digest, decisions, self._anew(result.rules.digest, entry, result.plan)

    def _anew(self, digest: str, entry: Entry, plan: Plan) -> list[tuple[str, str]]:
        before = self._before if digest == self._digest else {}
        fired: set[tuple[str, str]] = set()
        now: dict[Key, Derived] = {}
        for key, pointer, derived in _derived(entry, plan):
            now[key] = derived
            if before.get(key) != derived:
                fired.add((pointer, key[-1]))
        self._digest, self._before = digest, now
        return sorted(fired)


def _derived(root: Entry, plan: Plan) -> Iterator[tuple[Key, str, Derived]]:
    """What was derived of every attribute of every subject. Subjects are told apart by id and, where that is not
    enough, by their order: positions change when the document grows, and groups have none of their own."""
    from engine.direct import subjects
    from engine.facts import subject_id
    from engine.rete import FIRING

    seen: Counter[tuple[str, str]] = Counter()
    for entry in subjects(root, plan.rules):
        name = (entry.entity.name, subject_id(entry))
        seen[name] += 1
        for attribute in entry.entity.attributes:
            firing = entry.memo.get(FIRING + attribute)
            if firing is not None:
                yield (*name, seen[name], attribute), entry.pointer, firing.derived


class _Junk(Exception):
    """What came in is no request."""


def serve(source: int, output: Output, folders: list[str]) -> int:
    """Answer requests until there are no more.

    Args:
        source: the file descriptor that requests are read from.
        output: where answers go.
        folders: the folders of the policy; none for the opinion of 2023.

    Returns: the exit code: 0, or 1 after a fault, which has been reported.
    """
    number = 0
    try:
        from policy_check.api import load

        evaluator = Evaluator(load(folders or None))
        while True:
            output.working = False
            request = _read(source)
            if request is None:
                return 0
            output.working = True
            number, body = request
            _answer(evaluator, output, number, body)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no decision: it is reported, and this ends
        return _report(output, number, error)


def _answer(evaluator: Evaluator, output: Output, number: int, body: bytes) -> None:
    from policy_check.api import FactsError

    document, as_of = pickle.loads(body)  # noqa: S301 - from the process that started this one, by a pipe of its own
    try:
        digest, decisions, fired = evaluator.run(document, as_of)
    except FactsError as error:
        output.write(REFUSED, number, pickle.dumps(error.faults))
        return
    for first in range(0, len(decisions), MOST):
        output.write(PART, number, pickle.dumps(decisions[first : first + MOST]))
    output.write(END, number, pickle.dumps((digest, len(decisions), fired)))


def _report(output: Output, number: int, error: Exception) -> int:
    text = f"{type(error).__name__}: {error}"[:LONGEST]
    try:
        output.write(FAULT, number, text.encode("utf-8", "backslashreplace"))
    except OSError:
        return 0
    return 1


def _read(source: int) -> tuple[int, bytes] | None:
    """The next request: its number and its body; None where there are no more, or only a part of one."""
    head = _exactly(source, HEADER.size)
    if head is None:
        return None
    magic, kind, number, length = HEADER.unpack(head)
    if magic != MAGIC or kind != REQUEST:
        raise _Junk("what came in is no request")
    body = _exactly(source, length)
    return None if body is None else (number, body)


def _exactly(source: int, length: int) -> bytes | None:
    found = bytearray()
    while len(found) < length:
        more = os.read(source, min(length - len(found), 1 << 20))
        if not more:
            return None
        found += more
    return bytes(found)


def main(arguments: list[str]) -> int:
    """Run the worker: the limit in seconds, then the folders of the policy. Returns: the exit code."""
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what anything prints cannot get between the frames
    os.close(nothing)
    output = Output(sink)
    threading.Thread(target=watch, args=(output, float(arguments[0]), parent), daemon=True).start()
    return serve(source, output, arguments[1:])


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))  # without tidying up: the engine may be past it
