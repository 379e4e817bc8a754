"""``policy-check watch``: every line of a stream, what it changes, and how the stream ends."""
# ruff: noqa: S603 - what is started is this program, by the tests

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from policy_check.backends import unavailable
from tests.policy_check.running import ROOT, Command

STREAM = "examples/stream.ndjson"
rete = pytest.mark.skipif(unavailable() is not None, reason="durable-rules cannot be had here")


def test_every_change_with_its_clause(command: Command) -> None:
    run = command("watch", STREAM, "--lang", "zh")
    assert run.code == 0
    lines = run.out.splitlines()
    assert lines[0] == "第 1 行（基准日 2025-06-30）：18 项决定，其中待定 2 项"
    assert "  年度评价 JS-01/2024 是否一票否决：待定 → 是" in lines
    assert "      依据 4.5.s5.n1 v1（4.5.s5）“平台主要管理团队出现廉政、安全事故等“一票否决”事项" in run.out
    assert "      缺：/platforms/0/veto_events/0/established_on 查实日期" in lines
    assert run.out.count("\n第 ") == 3
    english = command("watch", STREAM)
    assert "  annual evaluation JS-01/2024 budget cut: undetermined → CNY 1,600,000.00" in english.out.splitlines()
    chosen = command("watch", "--only", "veto_applied", STREAM).out
    assert [line.split(": ")[1] for line in chosen.splitlines() if line.startswith("line ")] == [
        "1 decisions, of which 0 undetermined",
        "1 decisions change; 1 are undetermined now",
        "1 decisions change; 0 are undetermined now",
        "no decision changes; 0 are undetermined now",
    ]
    assert len(command("watch", "--all", STREAM).out) > len(english.out)


def test_backends_and_inputs_come_to_the_same(command: Command) -> None:
    run = command("watch", "--format", "jsonl", STREAM)
    changes = [json.loads(line) for line in run.out.splitlines()]
    assert {one["schema"] for one in changes} == {"policy-check/change@1"}
    assert [one["line"] for one in changes] == sorted(one["line"] for one in changes)
    established = [one for one in changes if one["line"] == 3 and one["decision"]["decision"] == "veto_applied"]
    assert [(one["replaced"]["state"], one["decision"]["value"]) for one in established] == [("undetermined", True)]
    assert command("watch", "--format", "jsonl", "--backend", "direct", STREAM).out == run.out
    stream = (ROOT / STREAM).read_bytes().replace(b"\n", b"\n\n")
    spaced = command("watch", "--format", "jsonl", "-", stdin=stream)
    assert [json.loads(line)["decision"] for line in spaced.out.splitlines()] == [one["decision"] for one in changes]
    only = command("watch", "--only", "veto_applied", "--format", "jsonl", STREAM)
    assert {json.loads(line)["decision"]["decision"] for line in only.out.splitlines()} == {"veto_applied"}


def test_bad_lines_are_told_and_the_stream_goes_on(command: Command) -> None:
    first, *rest = (ROOT / STREAM).read_bytes().splitlines(keepends=True)
    bad = b'{"platforms": [{"id": "JS-01", "typ": "x"}]}\n{\n{"at": "/platforms/7/name", "value": "x"}\n'
    run = command("watch", "-", stdin=first + bad + b"".join(rest))
    assert run.code == 2
    assert ":2: /platforms/0/typ: PC611" in run.err
    assert ":3: " in run.err
    assert ":4: /platforms/7: PC640" in run.err
    assert "Traceback" not in run.err
    clean = command("watch", STREAM)
    assert run.out.replace("line 5", "line 2").replace("line 6", "line 3").replace("line 7", "line 4") == clean.out
    assert command("watch", "no/such/file").code == 2
    assert command("watch", "examples").code == 2
    assert command("watch", "--only", "nothing_like_it", STREAM).code == 2


def test_each_line_is_answered_at_once(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "policy_check", "watch", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for number, line in enumerate((ROOT / STREAM).read_bytes().splitlines(), 1):
            process.stdin.write(line + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            while not answer.startswith(b"line "):
                answer = process.stdout.readline()
            assert answer.startswith(f"line {number} ".encode())
        process.stdin.close()
        process.stdout.read()
    assert process.returncode == 0


LOSES = """
import policy_check.worker as w
from policy_check.backends import Ran
finish = w.WorkerRunner.finish
w.WorkerRunner.finish = lambda self: Ran(finish(self).decisions[1:], [])
"""
DIES = """
import subprocess
import policy_check.worker as w
w._started = lambda folders, patience: subprocess.Popen(["false"], stdin=-1, stdout=-1)
"""


@rete
@pytest.mark.parametrize(("fault", "said"), [(LOSES, "the two derivations differ"), (DIES, "the rule engine failed")])
def test_the_stream_ends_where_no_decision_can_be_had(environment: dict[str, str], fault: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{fault}\nfrom policy_check.cli import main\nmain()", "watch", STREAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (6, b"")
    assert f"{STREAM}:1: {said}" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
