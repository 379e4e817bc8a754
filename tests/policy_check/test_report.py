"""The report for people: what the examples do not show, made by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import policy_check
from engine.decisions import Decision, Overridden
from engine.model import Label
from engine.value import changed
from loader.diagnostics import Diagnostic
from policy_check.api import Policy, Result, evaluate
from policy_check.check import load_policy
from policy_check.report import Report, Style
from policy_check.words import Words
from tests.policy_check.running import DISTRICT, ROOT, Command


@pytest.fixture(scope="module")
def result(cache: Path) -> Iterable[Result]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_CHECK_CACHE", str(cache))
        yield evaluate(policy_check.load(), (ROOT / DISTRICT).read_bytes())


def altered(decision: Decision, **parts: Any) -> Decision:
    return Decision(**{**{name: getattr(decision, name) for name in Decision._fields}, **parts})


def report(result: Result, decision: Decision, language: str = "en", colour: bool = False) -> str:
    return "\n".join(Report("x", result, [decision], Words(language), Style(100, colour)).lines())


def test_a_conflict_stands_first_and_names_both_rules(result: Result) -> None:
    grade = result.find("annual_grade", "JS-03/2024")
    conflict = (Overridden("4.5.s3.n1", 1, "excellent"), Overridden("4.5.s5.n1", 1, "unqualified"))
    torn = altered(grade, state="undetermined", value=None, rule=None, overridden=(), conflict=conflict)
    text = report(result, torn, "zh")
    assert "1 项决定：冲突 1" in text
    assert "相互冲突的规则：4.5.s3.n1 v1（优秀）、4.5.s5.n1 v1（不合格）" in text
    assert "\x1b[31m" in report(result, torn, colour=True)


def test_flags_are_shown_with_the_rule_that_sets_them_and_unknown_ones_as_they_are(result: Result) -> None:
    review = result.find("joint_review_composition", "ZQ-2025")
    text = report(result, altered(review, flags=(*review.flags, "nobody_knows(it)")))
    assert "flag request_written_opinion(finance_bureau) finance bureau (5.2.s1.n1 " in text
    assert "flag nobody_knows(it)\n" in text + "\n"


def test_a_reopening_is_no_plain_determination(result: Result) -> None:
    grade = result.find("annual_grade", "JS-03/2024")
    assert "determined, reopening required" in report(result, altered(grade, state="determined_requires_reopening"))


def test_warnings_of_a_policy_are_said_once(
    result: Result, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    warning = Diagnostic("PC999", "warning", "a.yaml", 3, 1, Label("注意", "look here"))
    monkeypatch.setattr("policy_check.api.load", lambda folders: Policy(result.policy.model, (warning,)))
    load_policy((), Words("en"))
    said = capsysbinary.readouterr().err.decode()
    assert said == "warnings about the policy files: 1\na.yaml:3:1: warning PC999: look here\n"


def test_expiry_of_the_policy_is_said_and_its_last_rules_are_used(result: Result) -> None:
    """As JSON has no place for it, see `test_expiry_is_said_beside_json`."""
    limited = Policy(changed(result.policy.model, until=date(2024, 12, 31)))
    facts = (ROOT / DISTRICT).read_bytes()
    on_time, late = evaluate(limited, facts, date(2024, 12, 31)), evaluate(limited, facts, date(2025, 1, 1))
    assert (on_time.expired, late.expired) == (None, date(2024, 12, 31))
    assert late.rules.rules == on_time.rules.rules
    assert "the policy was in force until 2024-12-31" in report(late, late.decisions[0])
    assert "until" not in report(on_time, on_time.decisions[0])


def test_expiry_is_said_beside_json(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    shutil.copytree(ROOT / "policies" / "2023", folder)
    manifest = folder / "policy.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("{from: 2023-10-20, to: null}", "{from: 2023-10-20, to: 2024-12-31}"), "utf-8")
    found = command("--policy", str(folder), "--as-of", "2025-01-01", "--lang", "en", "--format", "json", DISTRICT)
    assert found.code == 0
    assert "until 2024-12-31" in found.err
    assert "until 2024-12-31" not in found.out
