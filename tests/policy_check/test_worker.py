"""The engine in a process of its own: the same decisions; and none where that process dies, hangs or talks nonsense.

Processes are real, and so are signals. Faults of the C engine are injected by a module of its name that a worker finds
first, and that behaves in all else as the engine does.
"""
# ruff: noqa: S603 - what is started is this program, by the tests

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench.district import district
from policy_check.api import FactsError, evaluate, load
from policy_check.backends import derive
from policy_check.worker import DIED, FAULTED, SILENT, WorkerFault, WorkerRunner
from tests.policy_check.running import DISTRICT, ROOT

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 13) or sys.platform == "win32", reason="durable-rules runs on POSIX before Python 3.13"
)

FACTS = (ROOT / DISTRICT).read_bytes()
SMALL = b'{"as_of": "2025-06-30", "platforms": []}'
PATIENCE = 1.5

ENGINE = """
import importlib.machinery, importlib.util, os, sys
from pathlib import Path
HERE = os.path.dirname(os.path.abspath(__file__))
_elsewhere = [path for path in sys.path if path != HERE]
_spec = importlib.machinery.PathFinder.find_spec("durable_rules_engine", _elsewhere)
_this = sys.modules[__name__]
_real = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_real)
sys.modules[__name__] = _this
error = _real.error
create_ruleset, delete_ruleset, delete_state = _real.create_ruleset, _real.delete_ruleset, _real.delete_state
start_action_for_state = _real.start_action_for_state
complete_and_start_action = _real.complete_and_start_action

def first():
    try:
        Path(HERE, "called").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True

def assert_fact(*arguments):
    {fault}
    return _real.assert_fact(*arguments)
"""
CRASH = "import ctypes; ctypes.string_at(0)"
HANG = 'import re; re.match("(a+)+$", "a" * 60 + "b")'
LIES = "return 309, 1"
PRINTS = 'os.write(1, b"policy " * 100)'
SCRIBBLES = """for fd in range(3, 9):
        try: os.write(fd, b"policy " * 100)
        except OSError: pass"""


def once(fault: str) -> str:
    """The fault, in the first call of the engine only."""
    return f"if first(): {fault}"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv("POLICY_CHECK_CACHE", str(cache))


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a fault into the engine of every worker that is started from now on."""

    def put(fault: str) -> None:
        folder = tmp_path / "engine"
        folder.mkdir()
        (folder / "durable_rules_engine.py").write_text(ENGINE.replace("{fault}", fault), encoding="utf-8")
        monkeypatch.syspath_prepend(str(folder))

    return put


@pytest.fixture
def told() -> list[WorkerFault]:
    return []


@pytest.fixture
def worker(told: list[WorkerFault]) -> Iterator[WorkerRunner]:
    with WorkerRunner(patience=PATIENCE, on_fault=told.append) as runner:
        yield runner


@pytest.fixture(scope="module")
def big() -> bytes:
    """A document that a worker is at for a while."""
    return json.dumps(district(200, 6)).encode()


def meant(facts: bytes | dict[str, Any], as_of: date | None = None) -> list[Any]:
    """The decisions, derived in this process."""
    policy = load()
    result = evaluate(policy, facts, as_of)
    return derive(policy.rete(result.rules), result.entry)[1]


def pid(worker: WorkerRunner) -> int:
    assert worker.pid is not None
    return worker.pid


def said(told: list[WorkerFault]) -> list[tuple[str, str, int]]:
    return [(one.reason, one.detail, one.attempts) for one in told]


def state(process: int) -> str:
    """What `ps` says of a process; empty where there is none."""
    command = ["ps", "-o", "stat=", "-p", str(process)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def until(holds: Callable[[], bool], within: float) -> bool:
    """Whether something comes to hold in time."""
    end = time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def gone(process: int, within: float) -> bool:
    """Whether a process ends in time; one that nobody has taken note of yet (Z) has ended."""
    return until(lambda: state(process)[:1] in ("", "Z"), within)


# --- the same as in this process -------------------------------------------------------------------------------------


def test_same_decisions_as_in_process(worker: WorkerRunner, told: list[WorkerFault]) -> None:
    assert worker.pid is None
    ran = worker.run(FACTS, None)
    assert ran.decisions == meant(FACTS) and len(ran.decisions) > 100
    assert told == []
    assert worker.rules == load().rules_on(date(2025, 6, 30)).digest


def test_an_answer_in_several_parts(worker: WorkerRunner) -> None:
    facts = json.dumps(district(90, 6)).encode()
    decisions = worker.run(facts, None).decisions
    assert decisions == meant(facts) and len(decisions) > 4096


def test_plain_data_and_day(worker: WorkerRunner) -> None:
    data = {"platforms": [{"id": "A", "name": "甲", "type": "basic_research"}], "complete_for_years": [Decimal(2024)]}
    day = date(2024, 1, 31)
    assert worker.run(data, day).decisions == meant(data, day)


def test_one_process_serves_many(worker: WorkerRunner) -> None:
    worker.run(SMALL, None)
    first = worker.pid
    for _ in range(5):
        worker.run(FACTS, None)
    assert worker.pid == first


def test_facts_that_are_not_accepted(worker: WorkerRunner, told: list[WorkerFault]) -> None:
    wrong = b'{"as_of": "2025-06-30", "platforms": [{"id": 1}], "extra": 0.5}'
    with pytest.raises(FactsError) as here:
        evaluate(load(), wrong)
    with pytest.raises(FactsError) as there:
        worker.run(wrong, None)
    assert there.value.faults == here.value.faults
    assert worker.run(SMALL, None).decisions == meant(SMALL)
    assert told == []


def test_folders_are_those_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "policies")
    with WorkerRunner(["2023"]) as worker:
        monkeypatch.chdir("/")
        assert worker.run(SMALL, None).decisions == meant(SMALL)


# --- what fired anew -------------------------------------------------------------------------------------------------


def test_only_what_changed_fires_anew(worker: WorkerRunner) -> None:
    every = worker.run(FACTS, None).fired
    assert len(every) > 50 and every == sorted(every)
    assert worker.run(FACTS, None).fired == []
    data = json.loads(FACTS, parse_float=Decimal)
    data["platforms"][0]["annual_evaluations"][0]["grade_final"] = "unqualified"
    fired = worker.run(data, None).fired
    assert ("/platforms/0/annual_evaluations/0", "annual_grade") in fired
    assert {pointer for pointer, _ in fired} == {"/platforms/0/annual_evaluations/0"}


def test_what_moved_does_not_fire_anew(worker: WorkerRunner) -> None:
    data = json.loads(FACTS, parse_float=Decimal)
    worker.run(data, None)
    data["platforms"].insert(0, {"id": "AA-NEW", "name": "新", "type": "basic_research"})
    fired = [pointer for pointer, _ in worker.run(data, None).fired if pointer.startswith("/platforms/")]
    assert fired and {pointer.split("/")[2] for pointer in fired} == {"0"}


def test_everything_fires_anew_in_a_new_worker(worker: WorkerRunner) -> None:
    every = worker.run(FACTS, None).fired
    os.kill(pid(worker), signal.SIGKILL)
    assert worker.run(FACTS, None).fired == every


# --- one failure is made good ----------------------------------------------------------------------------------------


def test_killed_between_requests(worker: WorkerRunner, told: list[WorkerFault]) -> None:
    worker.run(SMALL, None)
    first = pid(worker)
    os.kill(first, signal.SIGKILL)
    assert worker.run(FACTS, None).decisions == meant(FACTS)
    assert said(told) == [(DIED, "signal 9", 1)]
    assert worker.pid != first


def test_killed_at_work(worker: WorkerRunner, told: list[WorkerFault], big: bytes) -> None:
    worker.run(SMALL, None)
    worker.start(big, None)
    time.sleep(0.1)
    os.kill(pid(worker), signal.SIGTERM)
    assert len(worker.finish().decisions) > 10_000
    assert said(told) == [(DIED, "signal 15", 1)]


@pytest.mark.parametrize("at_work", [False, True])
def test_stopped(worker: WorkerRunner, told: list[WorkerFault], at_work: bool, big: bytes) -> None:
    worker.run(SMALL, None)
    if not at_work:
        os.kill(pid(worker), signal.SIGSTOP)
    first, began = pid(worker), time.monotonic()
    worker.start(big, None)
    if at_work:
        time.sleep(0.1)
        os.kill(pid(worker), signal.SIGSTOP)
    decisions = worker.finish().decisions
    assert time.monotonic() - began > PATIENCE
    assert len(decisions) > 10_000
    assert said(told) == [(SILENT, "no sign of life for 1.5 s", 1)]
    assert gone(first, 1)


@pytest.mark.parametrize(
    ("fault", "report"),
    [
        (CRASH, (DIED, "signal 11", 1)),
        (HANG, (SILENT, "no sign of life for 1.5 s", 1)),
        (LIES, (FAULTED, "EngineFault: the engine answered 309 to token 1", 1)),
        ("os._exit(3)", (DIED, "exit code 3", 1)),
    ],
)
def test_an_engine_that_fails_once(
    worker: WorkerRunner,
    told: list[WorkerFault],
    faulty: Callable[[str], None],
    fault: str,
    report: tuple[str, str, int],
) -> None:
    expected = meant(FACTS)
    faulty(once(fault))
    assert worker.run(FACTS, None).decisions == expected
    assert said(told) == [report]


def test_junk_before_a_request(worker: WorkerRunner, told: list[WorkerFault]) -> None:
    worker.run(SMALL, None)
    os.write(stdin(worker), b"pcw1" + b"junk")
    assert worker.run(FACTS, None).decisions == meant(FACTS)
    assert [(one.reason, one.attempts) for one in told] == [(FAULTED, 1)]
    assert "what came in is no request" in told[0].detail


def test_a_request_that_came_twice_is_not_answered_twice(worker: WorkerRunner, told: list[WorkerFault]) -> None:
    worker.start(FACTS, None)
    os.write(stdin(worker), worker._request or b"")
    worker.finish()
    assert worker.run(SMALL, None).decisions == meant(SMALL)
    assert said(told) == [(FAULTED, "an answer that nobody asked for", 1)]


def stdin(worker: WorkerRunner) -> int:
    assert worker._child is not None
    return worker._child.input


# --- two failures are no decision ------------------------------------------------------------------------------------


@contextmanager
def struck(worker: WorkerRunner, number: signal.Signals) -> Iterator[list[int]]:
    """Sends a signal to every worker that is seen; gives them."""
    seen: list[int] = []
    over = threading.Event()

    def strike() -> None:
        while not over.wait(0.002):
            found = worker.pid
            if found is not None and found not in seen:
                seen.append(found)
                os.kill(found, number)

    thread = threading.Thread(target=strike)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize(
    ("number", "reason", "detail"),
    [(signal.SIGKILL, DIED, "signal 9"), (signal.SIGSTOP, SILENT, "no sign of life for 1.5 s")],
)
def test_every_worker_is_struck(
    worker: WorkerRunner, told: list[WorkerFault], big: bytes, number: signal.Signals, reason: str, detail: str
) -> None:
    with struck(worker, number) as seen, pytest.raises(WorkerFault) as error:
        worker.run(big, None)
    assert said([error.value]) == [(reason, detail, 2)]
    assert len(seen) == 2 and all(gone(one, 1) for one in seen)
    assert told == [] and worker.pid is None
    assert worker.run(SMALL, None).decisions == meant(SMALL)


@pytest.mark.parametrize(
    ("fault", "reason", "detail"),
    [
        (CRASH, DIED, "signal 11"),
        (HANG, SILENT, "no sign of life"),
        (LIES, FAULTED, "EngineFault"),
        (SCRIBBLES, FAULTED, "what it says is no answer"),
        ("raise MemoryError", FAULTED, "MemoryError"),
    ],
)
def test_an_engine_that_always_fails(
    worker: WorkerRunner,
    told: list[WorkerFault],
    faulty: Callable[[str], None],
    capfd: pytest.CaptureFixture[str],
    fault: str,
    reason: str,
    detail: str,
) -> None:
    faulty(fault)
    with pytest.raises(WorkerFault) as error:
        worker.run(FACTS, None)
    assert (error.value.reason, error.value.attempts) == (reason, 2)
    assert detail in error.value.detail
    assert told == []
    assert "Traceback" not in capfd.readouterr().err


def test_a_policy_that_is_not_there(tmp_path: Path) -> None:
    with WorkerRunner([tmp_path / "none"], PATIENCE) as worker, pytest.raises(WorkerFault) as error:
        worker.run(SMALL, None)
    assert error.value.reason == FAULTED and error.value.detail.startswith("PolicyError: ")


# --- what is no failure ----------------------------------------------------------------------------------------------


def test_long_work_is_not_silence(told: list[WorkerFault]) -> None:
    patience, facts = 1.0, json.dumps(district(1000, 6)).encode()
    with WorkerRunner(patience=patience, on_fault=told.append) as worker:
        worker.run(SMALL, None)
        began = time.monotonic()
        ran = worker.run(facts, None)
        assert time.monotonic() - began > patience
    assert len(ran.decisions) > 10_000 and told == []


def test_an_answer_that_waits_for_long_is_no_failure(told: list[WorkerFault]) -> None:
    facts = json.dumps(district(60, 6)).encode()
    with WorkerRunner(patience=1.0, on_fault=told.append) as worker:
        worker.start(facts, None)
        time.sleep(3)  # longer than the worker's own limit, while its answer does not fit into the pipe
        assert worker.finish().decisions == meant(facts)
    assert told == []


def test_what_is_printed_does_not_come_between(
    worker: WorkerRunner, told: list[WorkerFault], faulty: Callable[[str], None]
) -> None:
    expected = meant(FACTS)
    faulty(once(PRINTS))
    assert worker.run(FACTS, None).decisions == expected
    assert told == []


def test_ctrl_c_is_left_to_the_parent(worker: WorkerRunner, told: list[WorkerFault]) -> None:
    worker.run(SMALL, None)
    os.kill(pid(worker), signal.SIGINT)
    assert worker.run(FACTS, None).decisions == meant(FACTS)
    assert told == [] and os.getpgid(pid(worker)) != os.getpgid(0)


def test_a_request_that_was_not_finished_is_dropped(worker: WorkerRunner, told: list[WorkerFault], big: bytes) -> None:
    worker.start(big, None)
    worker.start(SMALL, None)
    assert worker.finish().decisions == meant(SMALL)
    assert told == []
    with pytest.raises(ValueError, match="nothing was started"):
        worker.finish()


def test_an_interrupted_request_is_dropped(worker: WorkerRunner, big: bytes) -> None:
    def interrupt(number: int, _: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        worker.start(big, None)
        first = pid(worker)
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        with pytest.raises(KeyboardInterrupt):
            worker.finish()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert gone(first, 1)
    assert worker.run(SMALL, None).decisions == meant(SMALL)


# --- the end ---------------------------------------------------------------------------------------------------------


def test_close_ends_the_worker(worker: WorkerRunner, big: bytes) -> None:
    worker.run(SMALL, None)
    first = pid(worker)
    worker.close()
    assert worker.pid is None and gone(first, 0.5)
    worker.start(big, None)
    second = pid(worker)
    worker.close()
    assert worker.pid is None and gone(second, 0.5)


def test_close_ends_a_worker_that_is_stopped(worker: WorkerRunner) -> None:
    worker.run(SMALL, None)
    first = pid(worker)
    os.kill(first, signal.SIGSTOP)
    worker.close()
    assert gone(first, 0.5)


PARENT = """
import sys, time
from policy_check.worker import WorkerRunner
worker = WorkerRunner(patience=1.5)
facts = sys.stdin.buffer.read()
if facts:
    worker.start(facts, None)
    time.sleep(1)
else:
    worker.run(b'{"as_of": "2025-06-30", "platforms": []}', None)
print(worker.pid, flush=True)
time.sleep(60)
"""


def orphaned(facts: bytes, stop: bool = False) -> int:
    """The worker of a process that was killed, at work on the facts, if there are any."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdin is not None and parent.stdout is not None
        parent.stdin.write(facts)
        parent.stdin.close()
        found = int(parent.stdout.readline())
        if stop:
            os.kill(found, signal.SIGSTOP)
            assert until(lambda: state(found).startswith("T"), 5)
        parent.kill()
    return found


def test_no_orphan_at_rest() -> None:
    assert gone(orphaned(b""), 5)


def test_no_orphan_at_work() -> None:
    assert gone(orphaned(json.dumps(district(1500, 6)).encode()), 3)


def test_no_orphan_that_was_stopped() -> None:
    assert gone(orphaned(FACTS, stop=True), 5)


def test_no_orphan_whose_engine_hangs(faulty: Callable[[str], None]) -> None:
    """Nothing in the process runs any more but the engine; the system's timer ends it."""
    faulty(HANG)
    assert gone(orphaned(FACTS), 8)


# --- for ever --------------------------------------------------------------------------------------------------------


def memory(process: int) -> int:
    """Resident kilobytes."""
    done = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)],  # noqa: S607 - POSIX has it
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_memory_is_flat(worker: WorkerRunner) -> None:
    def serve(times: int) -> None:
        for _ in range(times):
            worker.run(FACTS, None)

    serve(60)
    before = memory(pid(worker)), memory(os.getpid())
    serve(240)
    after = memory(pid(worker)), memory(os.getpid())
    assert after[0] - before[0] < 3000 and after[1] - before[1] < 3000, (before, after)
