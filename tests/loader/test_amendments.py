"""Amendments, through the public API: what holds on the day before a change, on the day and after it."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import policy_check
from engine.versions import rules_in_force
from loader.diagnostics import Diagnostics
from loader.policies import load_policy

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "policies" / "2023"
AMENDMENT = ROOT / "tests" / "data" / "amendment-2026"
QUOTA, REWARD = "4.5.s3.n2", "4.5.s4.n1"
CHANGE, REPEAL, DAY = date(2026, 1, 1), date(2026, 7, 1), timedelta(days=1)
BUREAUS = [
    "sti_bureau",
    "talent_office",
    "drc",
    "economy_it_bureau",
    "finance_bureau",
    "hrss_bureau",
    "commerce_bureau",
    "market_regulation_bureau",
]

Json = dict[str, Any]


def platform(number: int) -> Json:
    """A platform of basic research; the first two are excellent in 2024."""
    grade = "excellent" if number < 2 else "good"
    return {
        "id": f"P{number}",
        "type": "basic_research",
        "legal_form": "public_institution",
        "receives_government_funding": True,
        "main_activities": ["scientific_research"],
        "veto_events": [],
        "annual_evaluations": [
            {"year": 2024, "participated": True, "grade_final": grade, "joint_review": "R", "score": str(95 - number)}
        ],
    }


def eight_platforms() -> Json:
    """Eight platforms of one type: floor(8 x 0.20) = 1, floor(8 x 0.25) = 2."""
    review = {"id": "R", "year": 2024, "led_by_district_leader": True, "participants": BUREAUS, "written_opinions": []}
    return {
        "complete_for_years": [2024],
        "indicator_sets": [],
        "joint_reviews": [review],
        "platforms": [platform(number) for number in range(8)],
    }


@pytest.fixture(scope="module")
def base() -> policy_check.Policy:
    return policy_check.load(POLICY)


@pytest.fixture(scope="module")
def amended() -> policy_check.Policy:
    return policy_check.load([POLICY, AMENDMENT])


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> policy_check.Policy:
    """The same change of the quota as a new version of the whole rule, which quotes the amendment."""
    folder = tmp_path_factory.mktemp("amendment")
    return policy_check.load([POLICY, new_version(folder, in_force="{from: 2026-01-01}", replaces="1")])


def new_version(folder: Path, in_force: str, replaces: str | None) -> Path:
    """A folder that amends the quota by version 2 of its rule, and repeals the reward as `AMENDMENT` does."""
    chapter = (POLICY / "4.5-evaluation.yaml").read_text(encoding="utf-8")
    rule = "  - id: 4.5.s3.n2\n" + chapter.split("  - id: 4.5.s3.n2\n")[1].split("\n  - id: ")[0]
    for before, after in (
        ("version: 1", "version: 2" + (f"\n    replaces: {replaces}" if replaces else "")),
        ("quote: 每类型平台优秀比例不超过 20%", "quote: 每类型平台优秀比例调整为不超过 25%\n    clause: a2026.1.s1"),
        ("{from: 2023-10-20}", in_force),
        ('rate: "0.20"', 'rate: "0.25"'),
    ):
        assert rule.count(before) == 1
        rule = rule.replace(before, after)
    target = folder / "amendment-2026"
    shutil.copytree(AMENDMENT, target)
    repeals = (AMENDMENT / "changes.yaml").read_text(encoding="utf-8").split("repeals:\n")[1]
    (target / "changes.yaml").write_text(
        f"policy: qb-2026-3\n\nrules:\n{rule}\nrepeals:\n{repeals}", encoding="utf-8", newline="\n"
    )
    return target


def batch(policy: policy_check.Policy, day: date) -> tuple[Any, Any]:
    """The quota and its state for the eight platforms, on a day."""
    result = policy_check.evaluate(policy, eight_platforms(), as_of=day)
    found = [result.find(name, "2024/basic_research") for name in ("excellent_quota", "quota_status")]
    return found[0].value, found[1].value


# --- the quota, as a change of a parameter and as a new version -----------------------------------------------------


@pytest.mark.parametrize(
    ("day", "quota", "status"),
    [
        (CHANGE - DAY, 1, "exceeded"),
        (CHANGE, 2, "within"),
        (CHANGE + DAY, 2, "within"),
        (date(2030, 12, 31), 2, "within"),
    ],
)
def test_quota_changes_on_its_day(
    base: policy_check.Policy,
    amended: policy_check.Policy,
    replaced: policy_check.Policy,
    day: date,
    quota: int,
    status: str,
) -> None:
    assert batch(amended, day) == batch(replaced, day) == (quota, status)
    assert batch(base, day) == (1, "exceeded")


@pytest.mark.parametrize(("day", "version"), [(CHANGE - DAY, 1), (CHANGE, 2), (CHANGE + DAY, 2)])
def test_decisions_name_the_version_that_is_in_force(
    amended: policy_check.Policy, replaced: policy_check.Policy, day: date, version: int
) -> None:
    named = [
        policy_check.evaluate(policy, eight_platforms(), as_of=day).find("quota_status", "2024/basic_research").rule
        for policy in (amended, replaced)
    ]
    assert named == [policy_check.RuleRef(QUOTA, 1), policy_check.RuleRef(QUOTA, version)]


def test_proof_quotes_the_sentence_of_the_version(replaced: policy_check.Policy) -> None:
    quoted = {}
    for day in (CHANGE - DAY, CHANGE):
        result = policy_check.evaluate(replaced, eight_platforms(), as_of=day)
        proof = policy_check.explain(result, result.find("excellent_quota", "2024/basic_research"))
        quoted[day] = (proof.rule, proof.version, proof.clause, proof.quote)
    assert quoted == {
        CHANGE - DAY: (QUOTA, 1, "4.5.s3", "每类型平台优秀比例不超过 20%"),
        CHANGE: (QUOTA, 2, "a2026.1.s1", "每类型平台优秀比例调整为不超过 25%"),
    }


# --- the reward, repealed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "state", "value"),
    [
        (CHANGE - DAY, "determined", "5000000.00"),
        (REPEAL - DAY, "determined", "5000000.00"),
        (REPEAL, "not_applicable", None),
        (REPEAL + DAY, "not_applicable", None),
    ],
)
def test_reward_ends_with_its_repeal(amended: policy_check.Policy, day: date, state: str, value: str | None) -> None:
    one_excellent = [platform(0), *map(platform, range(2, 8))]
    seven = eight_platforms() | {"platforms": one_excellent}  # within the quota of either rate
    decisions = policy_check.evaluate(amended, seven, as_of=day).document()["decisions"]
    (found,) = [one for one in decisions if (one["decision"], one["subject"]["id"]) == ("reward_cny", "P0/2024")]
    assert (found["state"], found.get("value")) == (state, value)
    assert (REWARD in found["clauses"]) == (state == "determined")


def test_example_of_the_district_on_the_days_around_the_repeal(amended: policy_check.Policy) -> None:
    facts = (ROOT / "examples" / "district.json").read_bytes()
    states = {}
    for day in (REPEAL - DAY, REPEAL):
        rewards = policy_check.evaluate(amended, facts, as_of=day).select(lambda _, __, name: name == "reward_cny")
        states[day] = {one.state for one in rewards}
    assert "determined" in states[REPEAL - DAY]
    assert states[REPEAL] == {"not_applicable"}


def test_repeal_leaves_everything_else_as_it_is(amended: policy_check.Policy) -> None:
    facts = (ROOT / "examples" / "district.json").read_bytes()
    before, after = (policy_check.evaluate(amended, facts, as_of=day).decisions for day in (REPEAL - DAY, REPEAL))

    def others(decisions: list[policy_check.Decision]) -> dict[tuple[str, str], Any]:
        names = ("reward_cny", "reward_basis_lapsed")
        return {(one.subject, one.decision): (one.state, one.value) for one in decisions if one.decision not in names}

    assert others(before) == others(after)


# --- digests: the same exactly where the same rules and values hold -------------------------------------------------


def digest(policy: policy_check.Policy, day: date) -> str:
    return rules_in_force(policy.model, day).digest


def test_digest_is_the_same_until_something_changes(
    base: policy_check.Policy, amended: policy_check.Policy, replaced: policy_check.Policy
) -> None:
    old = digest(base, CHANGE - DAY)
    assert digest(base, REPEAL) == old
    assert digest(amended, CHANGE - DAY) == digest(replaced, CHANGE - DAY) == old
    new, without = digest(amended, CHANGE), digest(amended, REPEAL)
    assert digest(amended, REPEAL - DAY) == new
    assert digest(amended, date(2040, 1, 1)) == without
    assert len({old, new, without, digest(replaced, CHANGE), digest(replaced, REPEAL)}) == 5


def test_versions_and_values_are_dated(amended: policy_check.Policy, replaced: policy_check.Policy) -> None:
    (quota,) = [rule for rule in amended.model.rules if rule.id == QUOTA]
    rates = [(one.value, one.since, one.until) for one in quota.parameters if one.name == "rate"]
    assert [(str(value), since, until) for value, since, until in rates] == [
        ("0.20", None, CHANGE - DAY),
        ("0.25", CHANGE, None),
    ]
    versions = [(one.version, one.since, one.until) for one in replaced.model.rules if one.id == QUOTA]
    assert versions == [(1, date(2023, 10, 20), CHANGE - DAY), (2, CHANGE, None)]
    (reward,) = [rule for rule in amended.model.rules if rule.id == REWARD]
    assert reward.until == REPEAL - DAY


# --- faults ---------------------------------------------------------------------------------------------------------


def codes(found: Diagnostics) -> list[tuple[str, str, int]]:
    return [(one.code, one.file, one.line) for one in found.sorted()]


def test_new_version_beside_the_old_one_is_refused(tmp_path: Path) -> None:
    folder = new_version(tmp_path, in_force="{from: 2026-01-01}", replaces=None)
    policy, found = load_policy([POLICY, folder])
    assert policy is None
    assert [(code, file) for code, file, _ in codes(found)] == [("PC402", "amendment-2026/changes.yaml")]
    assert "2026-01-01" in found.sorted()[0].message.zh


def test_two_values_of_one_parameter_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "amendment-2026"
    shutil.copytree(AMENDMENT, folder)
    changes = folder / "changes.yaml"
    text = changes.read_text(encoding="utf-8")
    changes.write_text(text.replace("replaces: true ", "replaces: false"), encoding="utf-8")
    policy, found = load_policy([POLICY, folder])
    assert policy is None
    assert codes(found) == [("PC403", "amendment-2026/changes.yaml", 8)]


def test_later_amendment_of_the_same_parameter_in_either_order(tmp_path: Path) -> None:
    """The days decide, not the order of the folders."""
    again = tmp_path / "amendment-2027"
    shutil.copytree(AMENDMENT, again)
    for path in again.iterdir():
        text = path.read_text(encoding="utf-8").replace("qb-2026-3", "qb-2027-1").replace("a2026.", "a2027.")
        text = text.replace('"0.25"', '"0.30"').replace("from: 2026-01-01", "from: 2027-01-01")
        text = text.replace("type: procedure", "type: metadata")  # nothing is repealed again
        path.write_text(text.split("\nrepeals:")[0], encoding="utf-8")
    models = []
    for folders in ([POLICY, AMENDMENT, again], [POLICY, again, AMENDMENT]):
        model, found = load_policy(folders)
        assert model is not None, [one.text() for one in found]
        models.append(model)
    for day, quota in ((date(2026, 12, 31), "0.25"), (date(2027, 1, 1), "0.30")):
        rates = {str(rules_in_force(model, day).parameters[QUOTA]["rate"].value) for model in models}
        assert rates == {quota}
        assert len({rules_in_force(model, day).digest for model in models}) == 1


def test_sentence_of_an_amendment_that_nothing_claims_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "amendment-2026"
    shutil.copytree(AMENDMENT, folder)
    changes = folder / "changes.yaml"
    changes.write_text(changes.read_text(encoding="utf-8").split("\nrepeals:")[0], encoding="utf-8")
    _, found = load_policy([POLICY, folder])
    assert codes(found) == [("PC512", "amendment-2026/text.yaml", 6)]


def test_amendment_by_itself_is_no_policy() -> None:
    policy, found = load_policy([AMENDMENT])
    assert policy is None
    assert [code for code, _, _ in codes(found)] == ["PC408", "PC414"]


def test_no_folder_at_all_is_a_diagnostic() -> None:
    policy, found = load_policy([])
    assert policy is None
    assert [code for code, _, _ in codes(found)] == ["PC408"]


def test_rules_know_where_they_are_written(replaced: policy_check.Policy) -> None:
    assert {rule.place.file.split("/")[0] for rule in replaced.model.rules} == {"2023", "amendment-2026"}
