"""Where facts come from and what documents go out: files, standard input, pipes, several files; every language and
hash."""
# ruff: noqa: S607 - what is started is this program, by the tests

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import policy_check
from policy_check.backends import unavailable
from policy_check.document import write
from policy_check.exits import BAD_INPUT, Stop
from policy_check.inputs import read_input
from policy_check.words import Words
from tests.policy_check.running import DISTRICT, ROOT, Command

EN = Words("en")
Facts = Callable[[str, str], str]


def test_json_is_the_document_of_the_library(command: Command, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CHECK_CACHE", str(cache))
    run = command(DISTRICT, "--format", "json")
    backend = "direct" if unavailable() else "rete"
    result = policy_check.evaluate(policy_check.load(), (ROOT / DISTRICT).read_bytes(), backend=backend)
    assert run.out == "".join(write(result, ((one, None) for one in result.decisions)))
    assert json.loads(run.out) == result.document()


def test_standard_input_is_read_as_bytes(command: Command) -> None:
    data = (ROOT / DISTRICT).read_bytes()
    read = command("-", "--format", "json", stdin=b"\xef\xbb\xbf" + data)
    assert read.out == command(DISTRICT, "--format", "json").out
    run = command("-", stdin=data.decode().encode("gb18030"))
    assert run.code == 2
    assert "standard input: 1:1" not in run.err
    assert "PC601" in run.err


def test_jsonl_has_one_line_for_every_file_in_order(command: Command, facts: Facts) -> None:
    small = facts("small.json", '{"as_of": "2025-01-01"}')
    bad = facts("bad.json", '{"as_of": 1}')
    run = command(small, bad, DISTRICT, "--format", "jsonl", "--only", "policy_in_force")
    documents = [json.loads(line) for line in run.out.splitlines()]
    assert run.code == 2
    assert [one["schema"] for one in documents] == [
        f"policy-check/{name}@1" for name in ("decisions", "faults", "decisions")
    ]
    assert documents[1]["file"] == bad
    assert documents[1]["faults"][0]["pointer"] == "/as_of"
    assert documents[0]["as_of"] == "2025-01-01"
    assert [len(one["decisions"]) for one in (documents[0], documents[2])] == [1, 1]
    alone = json.loads(command(DISTRICT, "--format", "json", "--only", "policy_in_force").out)
    assert documents[2] == alone


def test_only_and_platform_choose(command: Command) -> None:
    run = command(
        DISTRICT, "--format", "json", "--only", "budget_*,年度评价等次", "--platform", "JS-04", "--platform", "JS-05"
    )
    decisions = json.loads(run.out)["decisions"]
    assert {one["subject"]["id"] for one in decisions} == {"JS-04/2024", "JS-05/2024"}
    assert {one["decision"] for one in decisions} == {
        "annual_grade",
        "budget_cut_rate",
        "budget_cut_cny",
        "budget_after_cut_cny",
    }


def test_a_platform_in_one_of_several_files_is_enough(command: Command, facts: Facts) -> None:
    other = facts("other.json", '{"as_of": "2025-01-01", "platforms": [{"id": "ZZ"}]}')
    assert command(DISTRICT, other, "--platform", "ZZ").code == 0
    run = command(DISTRICT, other, "--platform", "ZZ", "--platform", "JS-1")
    assert run.code == 2
    assert "JS-01" in run.err


def test_as_of_overrides_the_document(command: Command) -> None:
    run = command(DISTRICT, "--as-of", "2023-10-19", "--format", "json")
    document = json.loads(run.out)
    assert document["as_of"] == "2023-10-19"
    assert [one["value"] for one in document["decisions"] if one["decision"] == "policy_in_force"] == [False]


def test_trace_adds_proofs(command: Command) -> None:
    run = command(DISTRICT, "--format", "json", "--trace", "--only", "annual_grade", "--platform", "JS-03")
    trace = json.loads(run.out)["decisions"][0]["trace"]
    assert trace["outcome"] == "annual_grade = unqualified"
    assert "一票否决" in trace["quote"]
    shown = command(DISTRICT, "--trace", "--only", "annual_grade", "--platform", "JS-03", "--lang", "zh").out
    assert trace["quote"] in shown.replace("\n", "").replace(" ", "")
    assert "/platforms/3/veto_events/0/occurred_on 发生日期 = 2024-06-12" in shown


@pytest.mark.parametrize("form", ["table", "json", "jsonl"])
def test_output_is_the_same_whatever_the_hash_seed(form: str, command: Command) -> None:
    runs = {
        command(DISTRICT, "--format", form, "--trace", env={"PYTHONHASHSEED": seed}).out for seed in ("0", "1", "77")
    }
    assert len(runs) == 1
    out = runs.pop()
    assert str(ROOT) not in out
    assert "\r" not in out


def test_names_cannot_steer_the_terminal(command: Command, facts: Facts) -> None:
    file = facts("odd.json", json.dumps({"platforms": [{"id": "A\x1b[31m", "name": "x\n\u202ey"}]}))
    out = command(file, "--all", "--as-of", "2025-01-01").out
    assert "platform A\\x1b[31m x\\n\\u202ey" in out
    assert "\x1b" not in out


@pytest.mark.skipif(os.name != "posix", reason="named pipes of POSIX")
def test_pipes_are_read_and_not_waited_for_without_end(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setattr("policy_check.inputs.PATIENCE", 0.2)
    with pytest.raises(Stop, match="nobody wrote"):
        read_input(str(pipe), EN)
    fed = subprocess.run(
        [
            "bash",
            "-c",
            '"$@" <(cat examples/district.json) --format json',
            "bash",
            sys.executable,
            "-m",
            "policy_check",
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (fed.returncode, fed.stderr) == (0, b"")


def test_files_beyond_the_limit_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policy_check.inputs.LIMIT", 0)
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(Stop, match="larger than") as caught:
        read_input(str(tmp_path / "a.json"), EN)
    assert caught.value.code == BAD_INPUT
