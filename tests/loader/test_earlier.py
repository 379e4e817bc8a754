"""Which decisions may rest on earlier records: what always comes down to the first one, and nothing else."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.direct import open_document
from engine.forms import NOT_APPLICABLE
from engine.plan import Plan
from engine.versions import rules_in_force
from loader.facts.document import decode
from loader.policies import load_policy
from tests.test_docs import EXAMPLE, diagnose

ENDS = {
    "an earlier one's own": "reward_cny: '= sum(earlier.reward_cny)'",
    "the one before": "reward_cny: '= previous.reward_cny'",
    "the one before that": "reward_cny: '= previous.previous.reward_cny'",
    "chosen among earlier ones": "reward_cny: {find: earlier, where: {score: 1}, take: reward_cny}",
    "a filter": "reward_cny: '= sum(earlier[score > 60].reward_cny)'",
    "a loop": "reward_cny: '= sum(for one in earlier return one.reward_cny)'",
    "through itself": """
      points: {count: earlier, where: {reward_cny: "1.00"}}
      reward_cny: {cases: [{when: points <= 3, then: "1.00"}, {otherwise: "0.00"}]}""",
    "those of its year, by earlier years": """
      points: {rank: cohort.members, where: {no: earlier, where: {reward_cny: "1.00"}}, by: [{highest: score}]}
      reward_cny: {cases: [{when: points <= 3, then: "1.00"}, {otherwise: "0.00"}]}""",
    "in a row": "{points: {streak: earlier, by: year, to: year, where: {points: {from: 1}}}}",
}
ENDLESS = {
    "itself": "reward_cny: '= reward_cny'",
    "any of its list": "reward_cny: '= sum(lab.results.reward_cny)'",
    "later ones, from earlier ones": "reward_cny: '= sum(for one in earlier return sum(one.lab.results.reward_cny))'",
    "those of its year": "points: {count: cohort.members, where: {points: 1}}",
    "a rank by itself": "points: {rank: cohort.members, by: [{highest: points}]}",
    "quotas by themselves": """
      grade:
        quotas: cohort.members
        where: {grade: excellent}
        by: [{highest: score}]
        places: [{number: 1, then: excellent}]
        otherwise: qualified""",
    "by way of the whole, and back": "{points: '= sum(earlier.points) + lab.number'}",
}
BACK = """  - id: x.s1.n2
    version: 1
    title: {zh: 例, en: example}
    quote: 例
    norm: {type: constitutive, strength: strict}
    in_force: {from: 2024-01-01}
    on: lab
    then: {number: {sum: results, of: points}}
    overrides: [5.s1.n1]
"""


def codes(then: str, folder: Path, more: str = "") -> set[str]:
    body = f"    then: {then}\n" if then.startswith("{") else f"    then:\n      {then.strip()}\n"
    rule = BACK.partition("    on: lab")[0].replace("n2", "n1") + "    on: result\n" + body
    return {one.code for one in diagnose("file", "rules:\n" + rule + more, folder)}


@pytest.mark.parametrize("then", ENDS.values(), ids=ENDS)
def test_ends_at_the_first_record(then: str, tmp_path: Path) -> None:
    assert codes(then, tmp_path) == set()


@pytest.mark.parametrize("name", ENDLESS)
def test_need_not_end(name: str, tmp_path: Path) -> None:
    assert codes(ENDLESS[name], tmp_path, BACK if "the whole" in name else "") == {"PC356"}


def test_a_year_in_which_nothing_was_due_counts_nothing(tmp_path: Path) -> None:
    """The second year is excellent alone, so that the first, which is not applicable, is added as nothing."""
    policy, found = load_policy([EXAMPLE])
    assert policy is not None, found.sorted()
    results = [{"year": 2023, "score": 70}, {"year": 2024, "score": 95}, {"year": 2025}]
    lab = {"id": "L1", "public": True, "activities": ["research"], "accidents": [], "results": results}
    root, faults = decode({"as_of": "2025-12-31", "labs": [lab]}, policy.vocabulary)
    assert root is not None, faults
    plan = Plan(rules_in_force(policy, date(2025, 12, 31)))
    open_document(plan, root)
    first, second, third = root.data["labs"][0].data["results"]
    assert [plan.conclude(one, "paid_before_cny").result for one in (first, second)] == [0, 0]
    assert plan.conclude(third, "paid_before_cny").result == Decimal("500000.00")
    assert plan.conclude(first, "reward_cny").result is NOT_APPLICABLE


def test_a_shared_function_reads_a_parameter_of_its_norm_on_another_day(tmp_path: Path) -> None:
    text = (EXAMPLE / "rules.yaml").read_text(encoding="utf-8")
    text = text.replace("value: = floor(number * part)", 'value: {parameter: rate, on: = @"2024-05-01"}')
    folder = tmp_path / "policy"
    shutil.copytree(EXAMPLE, folder)
    (folder / "rules.yaml").write_text(text.replace("returns: int", "returns: decimal"), encoding="utf-8")
    policy, found = load_policy([folder])
    assert policy is not None, found.sorted()
    plan = Plan(rules_in_force(policy, date(2024, 7, 1)))
    body = plan.function("share")
    assert body is not None
    assert body()((Decimal(1), (Decimal(1), None))) == Decimal("0.20")
