"""The benchmark job for business-rules; in: records, out: rows of outputs."""

# mypy: disable-error-code="untyped-decorator,import-untyped,import-not-found,misc"
# The package has no types.

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_NUMERIC, FIELD_TEXT
from business_rules.variables import BaseVariables, boolean_rule_variable, numeric_rule_variable, string_rule_variable

Record = dict[str, Any]


class Variables(BaseVariables):
    def __init__(self, record: Record, made: Record) -> None:
        self.record = record
        self.made = made

    @numeric_rule_variable
    def score(self) -> Any:
        return self.record["score"]

    @string_rule_variable
    def veto_event(self) -> Any:
        return self.record["veto_event"]

    @string_rule_variable
    def category(self) -> Any:
        return self.record["category"]

    @string_rule_variable
    def recognition(self) -> Any:
        return self.record["recognition"]

    @boolean_rule_variable
    def led_by_enterprise(self) -> Any:
        return self.record["led_by_enterprise"]

    @boolean_rule_variable
    def agreement_override(self) -> Any:
        return self.record["agreement_override"]

    @numeric_rule_variable
    def years_in_cycle(self) -> Any:
        return self.record["years_in_cycle"]

    @numeric_rule_variable
    def cycle(self) -> Any:
        return self.record["cycle"]

    @numeric_rule_variable
    def surplus(self) -> Any:
        r = self.record
        return r["team_horizontal"] + r["team_vertical"] + r["team_transfer"] - r["team_cost"]

    @string_rule_variable
    def grade(self) -> Any:
        return self.made["grade"]


class Actions(BaseActions):
    def __init__(self, record: Record, made: Record) -> None:
        self.record = record
        self.made = made

    @rule_action(params={"grade": FIELD_TEXT, "rule": FIELD_TEXT})
    def set_grade(self, grade: str, rule: str) -> None:
        self.made["grade"], self.made["grade_rule"] = grade, rule

    @rule_action(params={"name": FIELD_TEXT})
    def deny(self, name: str) -> None:
        self.made[name] = False

    @rule_action(params={"name": FIELD_TEXT})
    def affirm(self, name: str) -> None:
        self.made[name] = True

    @rule_action(params={"amount": FIELD_NUMERIC})
    def set_reward(self, amount: float) -> None:
        self.made["reward"] = amount

    @rule_action(params={"part": FIELD_NUMERIC})
    def cut(self, part: float) -> None:
        self.made["next_budget"] = self.record["approved_budget"] * part


def test(name: str, operator: str, value: Any) -> Record:
    return {"name": name, "operator": operator, "value": value}


def rule(conditions: list[Record], action: str, **params: Any) -> Record:
    return {"conditions": {"all": conditions}, "actions": [{"name": action, "params": params}]}


VETO = {"any": [test("veto_event", "equal_to", "廉政"), test("veto_event", "equal_to", "安全事故")]}
GRADES = [
    rule([VETO], "set_grade", grade="不合格", rule="R2"),
    rule([test("score", "greater_than_or_equal_to", 90)], "set_grade", grade="优秀", rule="R1"),
    rule([test("score", "greater_than_or_equal_to", 75)], "set_grade", grade="良好", rule="R1"),
    rule([test("score", "greater_than_or_equal_to", 60)], "set_grade", grade="合格", rule="R1"),
    rule([test("score", "less_than", 60)], "set_grade", grade="不合格", rule="R1"),
]
EXCELLENT = test("grade", "equal_to", "优秀")
TECHNOLOGY = test("category", "equal_to", "技术创新型")
BASIC = test("category", "equal_to", "基础研究型")
LATE = test("years_in_cycle", "greater_than_or_equal_to", 5)
LED = test("led_by_enterprise", "is_true", True)
NOT_AGREED = test("agreement_override", "is_false", True)
PASSED = {"any": [test("grade", "equal_to", one) for one in ("优秀", "良好", "合格")]}
REST = [
    rule([EXCELLENT, BASIC], "set_reward", amount=500),
    rule([EXCELLENT, TECHNOLOGY], "set_reward", amount=300),
    rule([EXCELLENT, test("category", "equal_to", "创新服务型")], "set_reward", amount=100),
    rule([test("grade", "equal_to", "不合格")], "cut", part=0.8),
    rule([LED, TECHNOLOGY, test("recognition", "equal_to", "无")], "deny", name="eligible"),
    rule([test("surplus", "greater_than_or_equal_to", 0)], "affirm", name="self_sufficient"),
    rule([LATE, test("surplus", "less_than", 0), NOT_AGREED], "affirm", name="team_exit"),
    rule([BASIC, test("cycle", "equal_to", 1), LATE, PASSED], "affirm", name="renew"),
]


def job() -> Callable[[list[Record]], list[Any]]:
    """The first grade rule that applies, then every other rule; defaults first, the total last."""

    def run(records: list[Record]) -> list[Any]:
        rows = []
        for record in records:
            made: Record = {"reward": 0, "next_budget": record["approved_budget"], "eligible": True}
            made.update(self_sufficient=False, team_exit=False, renew=False)
            variables, actions = Variables(record, made), Actions(record, made)
            run_all(GRADES, variables, actions, stop_on_first_trigger=True)
            run_all(REST, variables, actions)
            made["total"] = made["reward"] + made["next_budget"]
            rows.append(made)
        return rows

    return run
