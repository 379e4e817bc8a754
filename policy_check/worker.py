"""The C engine in a process of its own; in: documents, out: what `rete` decides about them, or a `WorkerFault`.

For programs that live long (a server, `watch`, batches). The engine is written in C: a fault in it may end or hang the
process that it runs in. Here that is a worker process (`policy_check.worker_main`), which is ended and started anew,
and the request is sent once more. Where that fails too, nothing is decided. POSIX only, as the engine is.
"""

from __future__ import annotations

import io
import os
import pickle
import selectors
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from types import TracebackType
from typing import Any, Final, Self

from engine.decisions import Decision
from policy_check.api import FactsError, StrPath
from policy_check.backends import Ran
from policy_check.worker_main import BEAT, END, FAULT, HEADER, MAGIC, PART, REFUSED, REQUEST, frame

DIED, SILENT, FAULTED = "died", "silent", "faulted"
ATTEMPTS: Final = 2
PATIENCE: Final = 20.0
"""Seconds without any sign of life after which a worker is taken to hang."""

GRACE: Final = 2.0
"""Seconds that a worker has to end by itself, once its input has."""

BUFFER: Final = 1 << 18


class WorkerFault(Exception):
    """The worker gave no decisions.

    Args:
        reason: ``died``, ``silent``, or ``faulted``: it said itself that it cannot go on, or what it said is nonsense.
        detail: such as ``signal 9``, ``exit code 1``, or what the worker said.
        attempts: how many workers were given the request.
    """

    def __init__(self, reason: str, detail: str, attempts: int) -> None:
        super().__init__(f"{reason}: {detail} ({attempts})")
        self.reason = reason
        self.detail = detail
        self.attempts = attempts


class WorkerRunner:
    """Decides documents in a worker process, which is started when it is first needed.

    One request at a time, from one thread at a time, and not on both sides of a fork. While the worker is at a
    document this process is free: `start`, derive the same by `direct`, `finish`.

    Args:
        folders: the policy's folder and those that amend it, as for `policy_check.api.load`; None for the opinion of
            2023. A worker reads them when it starts: `rules` tells which rules it went by.
        patience: seconds without any sign of life after which a worker is taken to hang.
        on_fault: told of a failure that was made good by sending the request again.
    """

    def __init__(
        self,
        folders: Sequence[StrPath] | None = None,
        patience: float = PATIENCE,
        on_fault: Callable[[WorkerFault], None] | None = None,
    ) -> None:
        self.folders = [os.path.abspath(os.fspath(folder)) for folder in folders or ()]
        self.patience = patience
        self.on_fault = on_fault
        self.rules: str | None = None
        """The digest of the rules that the last decisions rest on."""
        self._child: _Child | None = None
        self._number = 0
        self._request: bytes | None = None
        self._early: _Failure | None = None

    @property
    def pid(self) -> int | None:
        """The worker's process id; None where none is running that this process knows of."""
        child = self._child  # may be asked by another thread
        return child.process.pid if child is not None else None

    def run(self, document: bytes | dict[str, Any], as_of: date | None) -> Ran:
        """Decide one document: `start` and `finish`. Raises FactsError and WorkerFault."""
        self.start(document, as_of)
        return self.finish()

    def start(self, document: bytes | dict[str, Any], as_of: date | None) -> None:
        """Hand a document to the worker; `finish` gives what comes of it. A request that was not finished is dropped.

        Args:
            document: JSON text, or plain data with `Decimal` or int for numbers.
            as_of: the day whose rule versions apply; else the document's own ``as_of``, else today.
        """
        if self._request is not None:
            self._drop()
        self._number += 1
        self._request = frame(REQUEST, self._number, pickle.dumps((document, as_of)))
        try:
            self._send()
        except _Failure as failure:
            self._early = failure
        except BaseException:
            self._drop()
            raise

    def finish(self) -> Ran:
        """Every decision about the document that was started, sorted, and what fired anew.

        Raises FactsError where the document is not accepted, and WorkerFault where two workers failed on it.
        """
        if self._request is None:
            raise ValueError("nothing was started")
        try:
            answer, fault = self._attempt(1, None)
        except BaseException:
            self._drop()
            raise
        self._request = None
        if fault is not None and self.on_fault is not None:
            self.on_fault(fault)
        if isinstance(answer, FactsError):
            raise answer
        return answer

    def _attempt(self, attempt: int, fault: WorkerFault | None) -> tuple[Ran | FactsError, WorkerFault | None]:
        """The answer, and the fault of an attempt before, if there was one."""
        try:
            if self._early is not None:
                raise self._early
            if attempt > 1:
                self._send()
            return self._answer(), fault
        except _Failure as failure:
            self._end()
            fault = WorkerFault(failure.reason, failure.detail, attempt)
            if attempt == ATTEMPTS:
                raise fault from None
        return self._attempt(attempt + 1, fault)

    def _send(self) -> None:
        if self._child is None:
            self._child = _Child(self.folders, self.patience)
        self._child.send(self._request or b"")

    def _answer(self) -> Ran | FactsError:
        decisions: list[Decision] = []
        while True:
            kind, number, body = self._running().receive()
            if kind == FAULT:
                raise _Failure(FAULTED, body.decode("utf-8", "replace"))
            if number != self._number or kind not in (PART, END, REFUSED):
                raise _Failure(FAULTED, "an answer that nobody asked for")
            answer = _unpickled(body)
            if kind == PART:
                decisions += answer
                continue
            return self._ended(decisions, answer) if kind == END else FactsError(answer)

    def _ended(self, decisions: list[Decision], end: tuple[str, int, list[tuple[str, str]]]) -> Ran:
        self.rules, number, fired = end
        if number != len(decisions):
            raise _Failure(FAULTED, f"{len(decisions)} decisions of {number}")
        return Ran(decisions, fired)

    def _running(self) -> _Child:
        if self._child is None:
            raise _Failure(DIED, "it was closed")
        return self._child

    def _drop(self) -> None:
        self._request = None
        self._end()

    def _end(self) -> None:
        self._early = None
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def close(self) -> None:
        """End the worker. A request made later starts another."""
        if self._request is not None:
            self._drop()
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Failure(Exception):
    """One worker failed."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class _Child:
    """One worker process and the pipes to it, neither of which is ever waited on for longer than the patience."""

    def __init__(self, folders: list[str], patience: float) -> None:
        self.patience = patience
        self.ended = False
        self._read = bytearray()
        self._left = memoryview(b"")
        self.process = _started(folders, patience)
        self.input, self.output = _fd(self.process.stdin), _fd(self.process.stdout)
        os.set_blocking(self.input, False)
        os.set_blocking(self.output, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.output, selectors.EVENT_READ)

    def send(self, request: bytes) -> None:
        """Write a request. Raises _Failure where the worker gives no sign of life meanwhile."""
        self._left = memoryview(request)
        self._selector.register(self.input, selectors.EVENT_WRITE)
        try:
            while self._left and not self.ended:
                self._turn()
        finally:
            self._selector.unregister(self.input)

    def receive(self) -> tuple[bytes, int, bytes]:
        """The next frame that is no mere sign of life: kind, number, body. Raises _Failure."""
        while True:
            found = self._frame()
            if found is None:
                if self.ended:
                    raise _Failure(DIED, self._ending())
                self._turn()
            elif found[0] != BEAT:
                return found

    def _turn(self) -> None:
        """Read and write what can be; something has to happen within the patience."""
        ready = self._selector.select(self.patience)
        if not ready:
            raise _Failure(SILENT, f"no sign of life for {self.patience:g} s")
        for key, _ in ready:
            if key.fd == self.input:
                self._write()
            else:
                self._fill()

    def _write(self) -> None:
        try:
            self._left = self._left[os.write(self.input, self._left[:BUFFER]) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self._left = memoryview(b"")  # why, its output tells

    def _fill(self) -> None:
        try:
            more = os.read(self.output, BUFFER)
        except BlockingIOError:
            return
        if more:
            self._read += more
        else:
            self.ended = True
            self._selector.unregister(self.output)

    def _frame(self) -> tuple[bytes, int, bytes] | None:
        if len(self._read) < HEADER.size:
            return None
        magic, kind, number, length = HEADER.unpack_from(self._read)
        if magic != MAGIC:
            raise _Failure(FAULTED, "what it says is no answer")
        end = HEADER.size + length
        if len(self._read) < end:
            return None
        body = bytes(self._read[HEADER.size : end])
        del self._read[:end]
        return kind, number, body

    def _ending(self) -> str:
        """How a process ended that has closed its output."""
        try:
            code = self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def close(self) -> None:
        """Let the process end by itself; end it where it does not."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.kill()

    def kill(self) -> None:
        """End the process, whatever it is at, and what belongs to it here."""
        self._selector.close()
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def _started(folders: list[str], patience: float) -> subprocess.Popen[bytes]:
    """A worker that imports what this process would. It ends itself by a limit that this process never comes to.

    In a process group of its own: a Ctrl-Z that stops this process is not taken for a hang of the worker afterwards.
    """
    limit = str(2 * patience)
    here = os.pathsep.join(os.path.abspath(path) for path in sys.path)
    try:
        return subprocess.Popen(  # noqa: S603 - this program, with folders that are passed on as they are
            [sys.executable, "-P", "-m", "policy_check.worker_main", limit, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": here},
            process_group=0,
        )
    except OSError as error:
        raise _Failure(DIED, f"it cannot be started: {error}") from error


def _fd(pipe: Any) -> int:
    found: int = pipe.fileno()
    return found


class _Known(pickle.Unpickler):
    """Reads the answers of this process's own child. They are trusted; still, nothing but values is made of them."""

    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] not in ("engine", "loader", "decimal", "datetime") or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name} in an answer")
        return super().find_class(module, name)


def _unpickled(body: bytes) -> Any:
    try:
        return _Known(io.BytesIO(body)).load()
    except Exception as error:
        raise _Failure(FAULTED, f"what it says cannot be read: {error}") from error
