"""Every case of every example policy, through the public API, by each backend; an example dropped into
policies/examples/ is tried with its own cases. A draft as `policy-check new` makes it is tried in the same way."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import policy_check
from loader.diagnostics import Diagnostics
from loader.policies import load_policy
from policy_check.backends import unavailable
from policy_check.cases import Case, by_name, mismatches, read_cases
from policy_check.scaffold_files import Given, about_of, files_of
from policy_check.scaffold_text import pieces_of
from tests.examiners import ROOT

EXAMPLES = ROOT / "policies" / "examples"
FOLDERS = sorted(path for path in EXAMPLES.glob("*") if (path / "policy.yaml").is_file())
BACKENDS = ("direct", "both")
LAW = "第一条 企业可以申请奖励。\n第二条 弄虚作假的，不予奖励。\n第三条 本办法自 2024 年 3 月 1 日起施行。\n"


def cases_of(folder: Path) -> list[Case]:
    """The cases of one example; a fault in their files is a failure."""
    found = Diagnostics()
    name = folder.name
    cases = [
        case
        for path in sorted((folder / "cases").glob("*.yaml"))
        for case in read_cases(path, f"{name}/{path.name}", found)
    ]
    assert not len(found), "\n".join(one.text("en") for one in found)
    return cases


def every_case() -> list[Any]:
    return [
        pytest.param(folder, case, id=f"{folder.name}/{case.id}") for folder in FOLDERS for case in cases_of(folder)
    ]


@cache
def policy_in(folder: Path) -> policy_check.Policy:
    return policy_check.load(folder)


def try_case(policy: policy_check.Policy, case: Case, backend: str) -> None:
    """The case is met; with ``both`` every decision and its proof are the same by both backends, or it raises."""
    if backend != "direct" and unavailable() is not None:
        pytest.skip("durable-rules is not installed")
    if case.refused:
        with pytest.raises(policy_check.FactsError) as caught:
            policy_check.evaluate(policy, case.facts, backend=backend)
        assert set(case.refused) <= {fault.pointer for fault in caught.value.faults}
        return
    result = policy_check.evaluate(policy, case.facts, backend=backend)
    assert mismatches(case.expect, by_name(result.document()["decisions"])) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_an_example_is_sound_and_has_cases(folder: Path) -> None:
    policy, found = load_policy([folder])
    assert policy is not None and not len(found), "\n".join(one.text("en") for one in found)
    assert cases_of(folder)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("folder", "case"), every_case())
def test_case_of_an_example(folder: Path, case: Case, backend: str) -> None:
    try_case(policy_in(folder), case, backend)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `policy-check new` makes it."""
    folder = tmp_path_factory.mktemp("examples") / "draft"
    pieces = pieces_of(LAW)
    for name, text in files_of(LAW, pieces, about_of(pieces, Given(), "draft", date(2025, 6, 30))).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


@pytest.mark.parametrize("backend", BACKENDS)
def test_cases_of_a_draft(draft: Path, backend: str) -> None:
    cases = cases_of(draft)
    assert [case.id for case in cases] == ["first/FIRST-1", "first/FIRST-2"]
    for case in cases:
        try_case(policy_check.load(draft), case, backend)


def test_a_case_that_is_wrong_is_noticed(draft: Path) -> None:
    [case, _] = cases_of(draft)
    wrong = case._replace(expect=({**case.expect[0], "value": False},))
    with pytest.raises(AssertionError):
        try_case(policy_check.load(draft), wrong, "direct")
    with pytest.raises(pytest.fail.Exception):
        try_case(policy_check.load(draft), case._replace(refused=("/as_of",)), "direct")
