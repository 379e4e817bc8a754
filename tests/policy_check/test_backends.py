"""Two derivations of every decision: the same answers whichever backend is named, and none where they differ.

Faults of the rule engine are injected into a process of the command: a firing that is lost, one that is made up, an
engine that complains, an engine that cannot be imported.
"""
# ruff: noqa: S603 - what is started is this program, by the tests

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from policy_check.api import evaluate, explain, load
from policy_check.backends import Disagreement
from tests.policy_check.running import DISTRICT, ROOT, Command, Run

LOST = """
import engine.durable as d
fire = d.Program.fire
d.Program.fire = lambda self, tokens: fire(self, tokens)[:-1]
"""
MADE_UP = """
import engine.durable as d
fire = d.Program.fire
d.Program.fire = lambda self, tokens: list(range(len(self.clauses)))
"""
COMPLAINS = """
import engine.durable as d
def fail(self, tokens): raise d.EngineFault("the engine answered 309 to token 7")
d.Program.fire = fail
"""
ABSENT = """
import sys
sys.modules["durable_rules_engine"] = None
"""
WRONG_PROOF = """
import engine.firings as f
f._reads = lambda one, firing: ()
"""

rete = pytest.mark.skipif(
    sys.version_info >= (3, 13) or sys.platform == "win32", reason="durable-rules runs on POSIX before Python 3.13"
)


def injected(environment: dict[str, str], fault: str, *arguments: str) -> Run:
    """The command, run in a process into which a fault was put."""
    program = f"{fault}\nfrom policy_check.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@rete
def test_every_backend_writes_the_same(command: Command) -> None:
    for form in (["--format", "json"], ["--format", "json", "--trace"], ["--trace"], ["--format", "jsonl"]):
        direct = command("--backend", "direct", *form, DISTRICT)
        assert direct.code == 0
        for backend in ([], ["--backend", "rete"], ["--backend", "both"]):
            run = command(*backend, *form, DISTRICT)
            assert run._replace(out=re.sub(r'"backend": ?"\w+"', '"backend": "direct"', run.out)) == direct._replace(
                out=re.sub(r'"backend": ?"\w+"', '"backend": "direct"', direct.out)
            )
            assert (f'"{(backend or ["rete"])[-1]}"' in run.out[:600]) is ("--format" in form)


@rete
@pytest.mark.parametrize("fault", [LOST, MADE_UP])
def test_a_difference_is_6_and_no_decision(environment: dict[str, str], fault: str) -> None:
    for form in ([], ["--format", "json"], ["--trace"]):
        run = injected(environment, fault, DISTRICT, *form)
        assert (run.code, run.out) == (6, "")
        assert "the two derivations differ in" in run.err
        assert "nothing is decided" in run.err
        assert "  state: rete 'un" in run.err or "  value: rete " in run.err or "  missing: rete (" in run.err
        assert "    rule " in run.err
        assert "sha256:" in run.err
        assert f"--backend both --as-of 2025-06-30 {DISTRICT}" in run.err
        assert "Traceback" not in run.err
    named = injected(environment, fault, DISTRICT, "--policy", "policies/2023").err
    assert f"--as-of 2025-06-30 --policy policies/2023 {DISTRICT}" in named
    assert "两种推导" in injected(environment, fault, DISTRICT, "--lang", "zh").err
    run = injected(environment, fault, DISTRICT, "--format", "jsonl")
    assert run.code == 6
    (line,) = run.out.splitlines()
    assert json.loads(line)["schema"] == "policy-check/faults@1"
    assert injected(environment, fault, DISTRICT, "--backend", "direct").code == 0


@rete
def test_a_fault_of_the_engine_is_6_and_no_decision(environment: dict[str, str]) -> None:
    run = injected(environment, COMPLAINS, DISTRICT)
    assert (run.code, run.out) == (6, "")
    assert "the engine answered 309 to token 7" in run.err
    assert "--backend direct" in run.err
    assert "Traceback" not in run.err


@rete
def test_proofs_that_differ_are_6_where_proofs_are_given(environment: dict[str, str]) -> None:
    for arguments in (["--backend", "both"], ["--trace"], ["--trace", "--format", "json"]):
        run = injected(environment, WRONG_PROOF, DISTRICT, *arguments)
        assert (run.code, run.out) == (6, "")
        assert "the proofs differ" in run.err
    assert injected(environment, WRONG_PROOF, DISTRICT).code == 0


@rete
def test_other_files_are_still_decided(environment: dict[str, str], tmp_path: Path) -> None:
    once = """
import engine.durable as d
fire, calls = d.Program.fire, []
def lose(self, tokens):
    calls.append(1)
    return [] if len(calls) <= 40 else fire(self, tokens)
d.Program.fire = lose
"""
    small = tmp_path / "small.json"
    small.write_text('{"as_of": "2024-05-01", "platforms": []}')
    run = injected(environment, once, DISTRICT, str(small), "--format", "jsonl")
    first, second = map(json.loads, run.out.splitlines())
    assert run.code == 6
    assert first["schema"] == "policy-check/faults@1"
    assert second["schema"] == "policy-check/decisions@1"


def test_where_the_engine_is_not_there_direct_decides_and_says_so_once(
    environment: dict[str, str], command: Command
) -> None:
    run = injected(environment, ABSENT, DISTRICT, DISTRICT)
    assert run.code == 0
    assert run.out == command("--backend", "direct", DISTRICT, DISTRICT).out
    assert run.err.count("durable-rules") == 1
    assert injected(environment, ABSENT, DISTRICT, "--backend", "direct").err == ""
    for backend in ("rete", "both"):
        refused = injected(environment, ABSENT, DISTRICT, "--backend", backend)
        assert (refused.code, refused.out) == (2, "")
        assert f"--backend {backend} needs durable-rules" in refused.err


@rete
def test_programs_choose_a_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = (ROOT / DISTRICT).read_bytes()
    policy = load()
    direct = evaluate(policy, facts)
    for backend in ("rete", "both"):
        result = evaluate(policy, facts, backend=backend)
        assert result.decisions == direct.decisions
        assert result.document()["decisions"] == direct.document()["decisions"]
        assert result.document()["engine"]["backend"] == backend
        one = direct.decisions[40]
        assert result.find(one.decision, one.subject) == one
        assert repr(explain(result, one)) == repr(explain(direct, one))
    from engine.durable import Program

    policy = load()
    monkeypatch.setattr(Program, "fire", lambda self, tokens: [])
    with pytest.raises(Disagreement) as caught:
        _ = evaluate(policy, facts, backend="rete").decisions
    assert all(one.rete != one.direct for one in caught.value.differences)
