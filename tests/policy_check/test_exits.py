"""How runs end: exit codes, what is said on standard error, what happens to the output."""
# ruff: noqa: S603, S607 - what is started is this program, by the tests

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policy_check.exits import CODES
from policy_check.options import EXITS
from tests.policy_check.running import DISTRICT, ROOT, Command

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals, pipes and devices of POSIX")
COMMAND = [sys.executable, "-m", "policy_check"]
Facts = Callable[[str, str], str]


def test_help_lists_every_exit_code() -> None:
    assert [row[0] for row in EXITS] == [str(code) for code in CODES]


def test_evaluated_is_0_and_strict_says_1_where_something_is_open(command: Command, facts: Facts) -> None:
    assert command(DISTRICT).code == 0
    assert command(DISTRICT, "--strict").code == 1
    assert command(DISTRICT, "--strict", "--platform", "JS-01").code == 0
    assert (
        command(facts("a.json", '{"as_of": "2025-01-01", "platforms": [], "joint_reviews": []}'), "--strict").code == 0
    )


def test_refused_facts_name_file_and_pointer_and_leave_stdout_empty(command: Command, facts: Facts) -> None:
    bad = facts("bad.json", '{"platforms": [{"id": "A", "type": "basic"}, {"id": 7}]}')
    for form in ("table", "json"):
        run = command(bad, "--format", form)
        assert (run.code, run.out) == (2, "")
        assert f"{bad}: /platforms/0/type: PC6" in run.err
        assert f"{bad}: /platforms/1/id: PC6" in run.err
    assert "不予受理" in command(bad, "--lang", "zh").err


def test_good_files_are_evaluated_beside_bad_ones(command: Command, facts: Facts) -> None:
    bad, absent = facts("bad.json", "{"), str(ROOT / "absent.json")
    run = command(bad, absent, DISTRICT, ".")
    assert run.code == 2
    assert run.out.startswith("examples/district.json\n")
    for said in (f"{bad}: 1:2: PC600", f"{absent}: no such file", ".: is a folder"):
        assert said in run.err
    assert command(bad, DISTRICT, "--strict").code == 2


def test_bad_options_are_2_in_the_language_of_the_user(command: Command) -> None:
    for arguments, en, zh in (
        (["--as-of", "2025-02-30"], "a date that exists", "真实日期"),
        (["--as-of", "20250230"], "a date that exists", "真实日期"),
        (["--format", "xml"], "one of table, json, jsonl", "之一"),
        (["--frmat", "json"], "no option --frmat", "没有选项 --frmat"),
        (["--only"], "needs a value", "后面要有值"),
        (["--only", "annual_*x"], "no decision named", "没有名为"),
        (["--format", "json", DISTRICT], "jsonl", "jsonl"),
        (["-", "-"], "only once", "只能读一次"),
        (["--output", DISTRICT], "one of the inputs", "同一个文件"),
    ):
        for language, said in (("en", en), ("zh", zh)):
            run = command(DISTRICT, *arguments, env={"POLICY_CHECK_LANG": language})
            assert (run.code, run.out) == (2, "")
            assert said in run.err
    assert command(DISTRICT, env={"POLICY_CHECK_LANG": "fr"}).code == 2
    assert command().code == 2
    assert command("check").code == 2
    assert "write coverage first" in command("--lang", "en", "coverage").err


def test_bad_policies_are_3_with_every_diagnostic(command: Command, tmp_path: Path) -> None:
    run = command(DISTRICT, "--policy", str(tmp_path))
    assert (run.code, run.out) == (3, "")
    assert "PC408" in run.err
    assert command("lint", str(tmp_path)).code == 3
    run = command("lint", str(tmp_path), "--format", "json")
    assert run.code == 3
    assert [one["code"] for one in json.loads(run.out)["diagnostics"]] == ["PC408"]
    assert command("rules", "--policy", str(tmp_path)).code == 3
    assert command("lint", "policies/2023").code == 0


def test_internal_faults_are_4_and_keep_the_traceback_for_debug(environment: dict[str, str]) -> None:
    broken = (
        "import policy_check.check as c, policy_check.cli as m\n"
        "def fail(values): raise ZeroDivisionError('secret')\n"
        "c.check = fail\n"
        "m.main()"
    )
    for extra, shown in (([], False), (["--debug"], True)):
        done = subprocess.run(
            [sys.executable, "-c", broken, DISTRICT, *extra],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
        )
        said = done.stderr.decode()
        assert done.returncode == 4
        assert "ZeroDivisionError" in said
        assert ("Traceback" in said) is shown
        assert ("内部错误" in said and "internal fault" in said) is not shown


@POSIX
def test_a_full_disk_is_5(environment: dict[str, str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    for redirected in (True, False):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*COMMAND, DISTRICT, *([] if redirected else ["--output", "/dev/full"])],
                stdout=full if redirected else subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=ROOT,
                env=environment,
                check=False,
            )
        assert done.returncode == 5
        assert done.stderr.decode().endswith("the disk is full\n")
        assert b"Traceback" not in done.stderr


@POSIX
def test_what_cannot_be_written_whole_leaves_the_old_file(environment: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "out.txt"
    kept.write_text("old")
    limited = "ulimit -f 1; trap '' XFSZ; exec \"$@\""
    for size, code, text in ((False, 5, "old"), (True, 0, "examples/district.json")):
        shell = ["bash", "-c", limited, "bash"] if not size else []
        done = subprocess.run(
            [*shell, *COMMAND, DISTRICT, "--output", str(kept)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (code, b"")
        assert kept.read_text(encoding="utf-8").startswith(text)
        assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_output_is_not_touched_where_nothing_was_evaluated(command: Command, facts: Facts, tmp_path: Path) -> None:
    kept = tmp_path / "out.json"
    kept.write_text("old")
    assert command(facts("bad.json", "{}x"), "--output", str(kept)).code == 2
    assert kept.read_text() == "old"
    run = command(DISTRICT, "--output", str(tmp_path / "no" / "out.json"))
    assert (run.code, run.out) == (5, "")
    assert command(DISTRICT, "--output", str(tmp_path)).code == 5
    assert command(DISTRICT, "--format", "json", "--output", str(kept)).code == 0
    assert json.loads(kept.read_text(encoding="utf-8"))["schema"] == "policy-check/decisions@1"


@POSIX
@pytest.mark.parametrize("arguments", [[DISTRICT], [DISTRICT, "--trace"], ["--help"], ["rules"]])
def test_a_reader_that_goes_away_ends_it_quietly(arguments: list[str], environment: dict[str, str]) -> None:
    piped = '"$@" | head -c 1 >/dev/null; exit "${PIPESTATUS[0]}"'
    done = subprocess.run(
        ["bash", "-c", piped, "bash", *COMMAND, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert done.stderr == b""
    assert done.returncode in ((141,) if "--trace" in arguments else (0, 141))  # little output may be gone in time


@POSIX
def test_a_closed_pipe_is_141(environment: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (
        [DISTRICT],
        ["check", DISTRICT],
        ["watch", "examples/stream.ndjson"],
        ["rules"],
        ["--version"],
        ["rules", "--help"],
    ):
        done = subprocess.run(
            [*COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, env=environment, check=False
        )
        assert (done.returncode, done.stderr) == (141, b""), arguments
    os.close(writing)


@pytest.fixture
def heeded() -> Iterator[None]:
    """Interrupts reach the processes that a test starts, even where this one was started to ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@POSIX
def test_an_interrupt_is_130_and_leaves_no_draft(environment: dict[str, str], tmp_path: Path, heeded: None) -> None:
    process = subprocess.Popen(
        [*COMMAND, DISTRICT, "-", "--output", str(tmp_path / "out.txt")],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
    )
    deadline = time.monotonic() + 30
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, b"\ninterrupted\n")
    assert list(tmp_path.iterdir()) == []
