"""``policy-check test``: cases that are met, cases that are not and how that is told, files that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

import policy_check
from engine.durable import EngineFault
from loader.diagnostics import Diagnostics
from policy_check import case_command
from policy_check.cases import Mismatch, read_cases
from policy_check.exits import DISAGREEMENT
from tests.policy_check.running import ROOT, Command
from tests.test_broken_policies import mutated

LAW = "第一条 企业可以申请。\n第二条 本办法自 2024 年 3 月 1 日起施行。\n"
MET = """
- id: A
  name: 已经施行
  facts: {as_of: '2024-03-01'}
  expect:
  - {decision: policy_in_force, subject: lab, state: determined, value: true, clauses: [2.s1.n1], refer_to: null}
"""
FAILING = """
- id: B
  name: 说成尚未施行
  facts: {as_of: '2024-03-01'}
  expect:
  - {decision: policy_in_force, subject: lab, state: undetermined, value: false, clauses: [1.s1.n1], flags: [late]}
  - {decision: policy_in_force, subject: other}
  - {decision: policy_in_forc, subject: lab, refer_to: 区科技局}
  - {decision: policy_in_force, subject: lab, refer_to: 区科技局, overridden: [{id: 1.s1.n1}], not_flags: [late]}
- id: C
  name: 应当受理的不予受理
  facts: {as_of: '2024-03-01', applicants: [{name: 甲}]}
  expect: [{decision: policy_in_force, subject: lab}]
- id: D
  name: 应当不予受理的受理了
  facts: {as_of: '2024-03-01'}
  refused: [/as_of]
- id: E
  name: 不予受理之处不同
  facts: {as_of: '2024-03-01', applicants: [{id: 7}]}
  refused: [/applicants/0/name]
- id: F
  name: 应当不予受理
  facts: {as_of: '2024-03-01', applicants: [{id: 7}]}
  refused: [/applicants/0/id]
"""
EN = """\
cases/b.yaml
  NOT MET g/B 说成尚未施行
      policy_in_force lab: state should be "undetermined", but is "determined"
      policy_in_force lab: value should be false, but is true
      policy_in_force lab: clauses should hold ["1.s1.n1"], but is ["2.s1.n1"]
      policy_in_force lab: flags should hold ["late"], but is []
      there is no such decision: policy_in_force other
      there is no such decision: policy_in_forc lab; did you mean policy_in_force?
      policy_in_force lab: it should be referred to a body ("区科技局"), but is not
      policy_in_force lab: overridden should hold {"id": "1.s1.n1"}, but is []
  NOT MET g/C 应当受理的不予受理
      the facts are not accepted:
      /applicants/0/id: id (id) is required and missing
  NOT MET g/D 应当不予受理的受理了
      the facts should not be accepted (["/as_of"]), but are
  NOT MET g/E 不予受理之处不同
      the facts are not accepted, but for other faults than ["/applicants/0/name"]:
      /applicants/0/id: expected a string, found 7
  met g/F 应当不予受理
cases: 5, met: 1, not met: 4
"""
ZH = """\
cases/b.yaml
  不符 g/B 说成尚未施行
      policy_in_force lab: state 应为 "undetermined"，得出 "determined"
      policy_in_force lab: value 应为 false，得出 true
      policy_in_force lab: clauses 应含 ["1.s1.n1"]，得出 ["2.s1.n1"]
      policy_in_force lab: flags 应含 ["late"]，得出 []
      没有这项决定：policy_in_force other
      没有这项决定：policy_in_forc lab；是否指 policy_in_force？
      policy_in_force lab: 应当交有权机关（"区科技局"），没有交
      policy_in_force lab: overridden 应含 {"id": "1.s1.n1"}，得出 []
"""


@pytest.fixture
def lab(command: Command, tmp_path: Path) -> Path:
    """A folder in which ``lab`` is a policy, with the first cases."""
    run = command("new", "lab", "--from", "-", stdin=LAW.encode(), cwd=tmp_path)
    assert run.code == 0
    (tmp_path / "cases").mkdir()
    return tmp_path


def write(folder: Path, name: str, cases: str, group: str = "g") -> str:
    (folder / "cases" / name).write_text(f"group: {group}\ncases:{cases}", encoding="utf-8")
    return f"cases/{name}"


def test_the_policys_own_cases_are_tried(command: Command, lab: Path) -> None:
    for backend in ("rete", "direct", "both"):
        run = command("test", "--policy", "lab", "--backend", backend, cwd=lab)
        assert (run.code, run.err) == (0, "")
        assert run.out == (
            "lab/cases/first.yaml\n  met first/FIRST-1 施行之日，政策已经施行\n"
            "  met first/FIRST-2 施行前一日，政策尚未施行\ncases: 2, met: 2, not met: 0\n"
        )
    (lab / "lab" / "cases" / ".draft.yaml").write_text("{")
    (lab / "lab" / "cases" / "notes.txt").write_text("{")
    assert command("test", "--policy", "lab", cwd=lab).code == 0
    assert command("lint", "lab", cwd=lab).code == 0


def test_files_and_folders_are_tried(command: Command, lab: Path) -> None:
    file = write(lab, "a.yaml", MET)
    assert command("test", "--policy", "lab", file, cwd=lab).out.startswith("cases/a.yaml\n  met g/A")
    run = command("test", "--policy", "lab", "cases", "lab/cases", "--format", "json", cwd=lab)
    data = json.loads(run.out)
    assert (run.code, data["schema"], data["counts"]) == (
        0,
        "policy-check/cases@1",
        {"cases": 3, "met": 3, "failed": 0},
    )
    assert data["cases"][0] == {"file": file, "id": "g/A", "name": "已经施行", "met": True, "mismatches": []}


def test_what_is_not_met_is_told_in_both_languages(command: Command, lab: Path) -> None:
    file = write(lab, "b.yaml", FAILING)
    runs = {one: command("test", "--policy", "lab", file, "--lang", one, cwd=lab) for one in ("en", "zh")}
    assert {(run.code, run.err) for run in runs.values()} == {(1, "")}
    assert runs["en"].out == EN
    assert runs["zh"].out.startswith(ZH)
    assert runs["zh"].out.endswith("符合 g/F 应当不予受理\n5 个用例：1 个符合，4 个不符\n")
    data = json.loads(command("test", "--policy", "lab", file, "--format", "json", cwd=lab).out)
    wrong = data["cases"][0]["mismatches"]
    assert wrong[1] == {
        "decision": "policy_in_force",
        "subject": "lab",
        "key": "value",
        "expected": False,
        "found": True,
    }
    assert [one["met"] for one in data["cases"]] == [False, False, False, False, True]


def test_unusable_files_are_2_with_every_fault(command: Command, lab: Path) -> None:
    bad = write(
        lab, "b.yaml", "\n- {id: A, name: 甲, facts: {}, expect: [{decison: d, subject: s}]}\n- {id: A, name: 乙}\n"
    )
    worse = lab / "cases" / "c.yaml"
    worse.write_bytes("group: 甲".encode("gb18030"))
    write(lab, "a.yaml", MET)
    run = command("test", "--policy", "lab", "cases", "absent.yaml", "--lang", "zh", cwd=lab)
    assert (run.code, run.out) == (2, "")
    codes = [line.split("错误 ")[1][:5] for line in run.err.splitlines()]
    assert codes == ["PC101", "PC201", "PC202", "PC209", "PC524", "PC103"]
    assert f"{bad}:3:41: 错误 PC201" in run.err
    assert f"{bad}:4:8: 错误 PC524：用例编号“A”已在第 3 行用过" in run.err


def test_where_there_are_no_cases_that_is_said(command: Command, lab: Path) -> None:
    (lab / "lab" / "cases" / "first.yaml").unlink()
    for arguments in (["--policy", "lab"], ["--policy", "lab", "cases"]):
        run = command("test", *arguments, cwd=lab)
        assert (run.code, run.out) == (2, "")
        assert "there are no cases" in run.err


def test_a_policy_that_cannot_be_used_is_3(command: Command, lab: Path) -> None:
    (lab / "lab" / "vocabulary.yaml").unlink()
    run = command("test", "--policy", "lab", cwd=lab)
    assert (run.code, run.out) == (3, "")


def test_the_cases_of_the_opinion(command: Command) -> None:
    run = command("test", "tests/cases/01-quota.yaml", "tests/refused", cwd=ROOT)
    assert run.code == 0
    assert run.out.splitlines()[-1] == "cases: 11, met: 11, not met: 0"


def test_where_the_backends_differ_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> list[Mismatch]:
        raise EngineFault("broken")

    monkeypatch.setattr(case_command, "tried_case", fails)
    values = {
        "cases": ("tests/cases/01-quota.yaml",),
        "policy": (),
        "backend": "direct",
        "format": None,
        "output": None,
        "lang": "zh",
    }
    monkeypatch.chdir(ROOT)
    assert case_command.test(values) == DISAGREEMENT
    said = capsys.readouterr()
    assert said.out == "" and "没有给出决定（broken）" in said.err


def test_no_file_of_cases_is_a_fault_of_the_program(tmp_path: Path) -> None:
    """Whatever is written there: it is reported, or tried."""
    text = (ROOT / "docs" / "reference" / "folder.zh.md").read_text(encoding="utf-8")
    sound = text.split("<!-- example: cases -->\n```yaml\n")[1].split("```")[0].encode()
    policy = policy_check.load(ROOT / "docs" / "reference" / "example")
    reported = 0
    for seed in range(300):
        (tmp_path / "cases.yaml").write_bytes(mutated(sound, Random(seed)))
        found = Diagnostics()
        for case in read_cases(tmp_path / "cases.yaml", "cases.yaml", found):
            case_command.tried_case(policy, case, "direct")
        reported += found.has_errors
    assert 100 < reported < 300
    (tmp_path / "cases.yaml").write_bytes(sound)
    cases = read_cases(tmp_path / "cases.yaml", "cases.yaml", Diagnostics())
    assert [case_command.tried_case(policy, one, "direct") for one in cases] == [[], []]
