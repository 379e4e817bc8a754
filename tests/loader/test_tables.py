"""Decision tables of rule files: what each hit policy becomes, and what is known of its value where facts are not."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.direct import open_document
from engine.feel.nodes import Node
from engine.feel.parser import parse_unary_tests
from engine.overlap import overlap
from engine.plan import Plan
from engine.unknown import Unknown
from engine.versions import rules_in_force
from loader.facts.document import decode
from loader.policies import load_policy

BASE = Path(__file__).parents[1] / "broken_policies" / "base"
DAY = date(2024, 7, 1)
RULE = """policy: test-2024-1
rules:
  - id: 1.s1.n1
    version: 1
    title: {zh: 等次, en: Grade}
    quote: 得分八十分以上的平台，年度评价为优秀
    norm: {type: constitutive, strength: strict}
    in_force: {from: 2024-01-01}
    parameters: {low: 60, high: 80}
    on: platform
    then:
      grade:
        table:
"""


def table(folder: Path, text: str) -> tuple[Node, Any]:
    """The tree of a table, and a function from the facts of a platform to its value."""
    shutil.copytree(BASE, folder)
    lines = "".join(f"          {line}\n" for line in text.strip().split("\n"))
    (folder / "rules.yaml").write_text(RULE + lines, encoding="utf-8")
    policy, found = load_policy([folder])
    assert policy is not None, "\n".join(one.text("en") for one in found)
    plan = Plan(rules_in_force(policy, DAY))
    rule = plan.rules.rules["1.s1.n1"]
    node = rule.parts[0].conclusions[0][1]

    def value(facts: dict[str, Any]) -> Any:
        root, faults = decode({"as_of": "2024-07-01", "platforms": [{"id": "P", **facts}]}, policy.vocabulary)
        assert root is not None, faults
        root.data["as_of"] = DAY
        open_document(plan, root)
        return plan.closure(rule, "platform", node)((root.data["platforms"][0], None))

    return node, value


ROWS = """
inputs: [score]
rows:
  - ['>= high', excellent]
  - ['< low', good]
"""


def test_rows_that_parameters_hold_apart_are_known_to_exclude_each_other(tmp_path: Path) -> None:
    node, value = table(tmp_path / "policy", ROWS + "otherwise: not_applicable")
    assert node.op == "hits" and node.args[0] == "unique"
    found = value({})
    assert isinstance(found, Unknown) and found.values is not None and len(found.values) == 3
    assert value({"score": Decimal(90)}) == "excellent" and value({"score": Decimal(10)}) == "good"


def test_rows_that_meet_only_with_certain_facts_decide_nothing_there(tmp_path: Path) -> None:
    _, value = table(tmp_path / "policy", ROWS.replace("< low", "= high + 5"))
    assert value({"score": Decimal(81)}) == "excellent"
    found = value({"score": Decimal(85)})
    assert isinstance(found, Unknown) and found.values is None and not found.missing and not found.refer


@pytest.mark.parametrize(
    ("options", "op"),
    [
        ("", "cases"),
        ("hit: unique", "cases"),
        ("hit: first", "cases"),
        ("hit: any", "hits"),
        ("hit: priority\npriorities: [good, excellent]", "hits"),
    ],
)
def test_a_table_of_which_one_row_decides_is_a_decision_list(tmp_path: Path, options: str, op: str) -> None:
    rows = "inputs: [category]\nrows:\n  - [lab, excellent]\n  - [service, good]\n"
    node, value = table(tmp_path / "policy", rows + options)
    assert node.op == op and value({"category": "lab"}) == "excellent"


@pytest.mark.parametrize(
    ("a", "b", "meet"),
    [
        ("1", "1", True),
        ("1", "2", False),
        ("< 5", ">= 5", False),
        ("<= 5", ">= 5", True),
        ("[1..5)", "[5..9]", False),
        ('"a","b"', '"b"', True),
        ('"a"', "1", False),
        ('not("a")', '"a"', False),
        ('not("a","b")', '"b"', False),
        ('not("a")', '"b"', True),
        ("not([1..5])", "[2..3]", False),
        ("not([1..5])", "[2..7]", None),
        ("not([1..5])", "[6..7]", True),
        ('not("a")', 'not("b")', None),
        ("limit", "5", None),
        ("limit", "limit", True),
        ('@"P10D"', '> @"P9D"', True),
        ('@"P1M"', '> @"P2M"', False),
        ('@"2024-01-01"', '@"2024-01-01T00:00:00"', None),
        ("-", "5", True),
    ],
)
def test_whether_two_cells_can_both_hold(a: str, b: str, meet: bool | None) -> None:
    first, second = parse_unary_tests(a), parse_unary_tests(b)
    assert overlap(first, second) is meet and overlap(second, first) is meet
