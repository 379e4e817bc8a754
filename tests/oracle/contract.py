"""The oracle's entry: every decision about every subject of a facts document, in the contract's shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from . import agreements, consequences, indicators, platforms, projects, quota, reviews, scope, veto
from .facts import Document, Node
from .grades import annual_grade
from .result import Result
from .scope import through_force, through_gates

POLICY = "qb-2023-14"
PLATFORM = ("2.0.s1.n1",)
TYPED = ("2.0.s1.n1", "2.0.s3.n1")
GRADE = ("2.0.s1.n1", "2.0.s3.n1", "4.5.s3.n1", "4.5.s5.n1", "5.2.s1.n1")
EXIT = ("2.0.s1.n1", "2.0.s2.n1", "2.0.s2.n2", "4.5.s1.n1", "5.2.s1.n1")

# the decision's own norm, and the fixed clauses besides it and end.s1.n1, which every decision holds.
NORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "policy_in_force": ("end.s1.n1", ()),
    "platform_in_scope": ("2.0.s1.n1", ()),
    "recognition_presumption": ("2.2.s2.n1", TYPED),
    "voucher_scope": ("3.4.s1.n2", TYPED),
    "five_plus_five_model": ("3.1.s1.n2", TYPED),
    "cycle_length_check": ("3.2.s3.n1", TYPED),
    "cycle_last_day": ("3.2.s3.n1", TYPED),
    "pre_expiry_evaluation_due": ("4.5.s1.n1", PLATFORM),
    "exit_decision": ("2.0.s2.n1", EXIT),
    "next_round_terms": ("4.5.s1.n2", EXIT),
    "applicable_indicator_set": ("4.5.s6.n3", TYPED),
    "veto_applied": ("4.5.s5.n1", TYPED),
    "annual_grade": ("4.5.s3.n1", GRADE),
    "reward_cny": ("4.5.s4.n1", GRADE),
    "reward_basis_lapsed": ("4.5.s4.n1", GRADE),
    "budget_cut_rate": ("4.5.s4.n2", GRADE),
    "budget_cut_cny": ("4.5.s4.n2", GRADE),
    "budget_after_cut_cny": ("4.5.s4.n2", GRADE),
    "excellent_quota": ("4.5.s3.n2", ("2.0.s3.n1",)),
    "quota_status": ("4.5.s3.n2", ("2.0.s3.n1",)),
    "joint_review_composition": ("5.2.s1.n1", ()),
    "team_target": ("3.2.s2.n1", TYPED),
    "team_reward_eligibility": ("4.4.s1.n1", PLATFORM),
    "approval_sequence_check": ("3.3.s2.n2", PLATFORM),
    "funding_source_check": ("3.3.s2.n3", PLATFORM),
    "strategic_investment_duty": ("3.5.s2.n1", PLATFORM),
    "assistant_pay_permitted": ("4.2.s1.n2", PLATFORM),
    "transfer_income_use_check": ("4.3.s1.n2", PLATFORM),
}

Entry = tuple[str, str, str, Result]


def shape(entity: str, identifier: str, decision: str, result: Result) -> dict[str, Any]:
    """One decision in the contract's shape (README 2, A-42, A-43)."""
    own, fixed = NORMS[decision]
    found: dict[str, Any] = {"decision": decision, "subject": {"entity": entity, "id": identifier}}
    found["state"] = result.state
    if result.decided:
        found["value"] = result.value
    found["rule"] = None if result.state == "undetermined" else {"id": result.rule or own, "version": 1}
    found["clauses"] = sorted({own, "end.s1.n1", *fixed, *result.clauses})
    found["missing"] = sorted(result.missing)
    found["refer_to"] = result.refer_to
    found["flags"] = sorted(result.flags)
    found["overridden"] = list(result.overridden)
    return found


def decide(document: dict[str, Any], today: date | None = None) -> list[dict[str, Any]]:
    """The `decisions` list for the document, sorted as A-43 says; `today` stands in for an absent as_of."""
    root = Document(document, today or date.today())
    entries = [*of_policy(root), *of_batches(root), *of_reviews(root)]
    for platform in root.platforms():
        entries += of_platform(root, platform)
        entries += of_agreements(root, platform)
        entries += of_evaluations(root, platform)
        entries += of_teams(root, platform)
        entries += of_projects(root, platform)
    shaped = [shape(*entry) for entry in entries]
    return sorted(shaped, key=lambda each: (each["subject"]["entity"], each["subject"]["id"], each["decision"]))


def of_policy(root: Document) -> Iterator[Entry]:
    """policy_in_force."""
    yield "policy", POLICY, "policy_in_force", scope.policy_in_force(root)


def of_batches(root: Document) -> Iterator[Entry]:
    """The two decisions about each batch of A-32."""
    for batch in quota.batches(root):
        yield "evaluation_batch", batch.identifier, "excellent_quota", quota.excellent_quota(root, batch)
        yield "evaluation_batch", batch.identifier, "quota_status", quota.quota_status(root, batch)


def of_reviews(root: Document) -> Iterator[Entry]:
    """The composition of each joint review."""
    for review in root.items("joint_reviews") or []:
        result = through_force(root, lambda each=review: reviews.joint_review_composition(each))  # type: ignore[misc]
        yield "joint_review", review.get("id"), "joint_review_composition", result


def of_platform(root: Document, platform: Node) -> Iterator[Entry]:
    """The three decisions about a platform; its scope itself has only the gate of A-06."""
    name = platform.get("id")
    yield "platform", name, "platform_in_scope", through_force(root, lambda: scope.platform_in_scope(platform))
    works: dict[str, Callable[[], Result]] = {
        "recognition_presumption": lambda: platforms.recognition_presumption(root, platform),
        "voucher_scope": lambda: platforms.voucher_scope(platform),
    }
    for decision, work in works.items():
        yield "platform", name, decision, through_gates(root, platform, work)


def of_agreements(root: Document, platform: Node) -> Iterator[Entry]:
    """The six decisions about each agreement."""
    for agreement in platform.items("agreements") or []:
        name = f"{platform.get('id')}/{agreement.get('id')}"
        works: dict[str, Callable[[Node], Result]] = {
            "five_plus_five_model": lambda each: agreements.five_plus_five_model(platform, each),
            "cycle_length_check": lambda each: agreements.cycle_length_check(platform, each),
            "cycle_last_day": lambda each: agreements.cycle_last_day(platform, each),
            "pre_expiry_evaluation_due": lambda each: agreements.pre_expiry_evaluation_due(root, each),
            "exit_decision": lambda each: agreements.exit_decision(root, each),
            "next_round_terms": lambda each: agreements.next_round_terms(root, each),
        }
        yield from gated(root, platform, "agreement", name, agreement, works)


def of_evaluations(root: Document, platform: Node) -> Iterator[Entry]:
    """The eight decisions about each annual evaluation."""
    for evaluation in platform.items("annual_evaluations") or []:
        year = evaluation.get("year")
        works: dict[str, Callable[[Node], Result]] = {
            "applicable_indicator_set": lambda each: indicators.applicable_indicator_set(root, platform, each),
            "veto_applied": lambda each: veto.veto_applied(platform, each.get("year")),
            "annual_grade": lambda each: annual_grade(root, platform, each),
            "reward_cny": lambda each: consequences.reward_cny(root, platform, each),
            "reward_basis_lapsed": lambda each: consequences.reward_basis_lapsed(root, platform, each),
            "budget_cut_rate": lambda each: consequences.budget_cut_rate(root, platform, each),
            "budget_cut_cny": lambda each: consequences.budget_cut_cny(root, platform, each),
            "budget_after_cut_cny": lambda each: consequences.budget_after_cut_cny(root, platform, each),
        }
        name = f"{platform.get('id')}/{year}"
        yield from gated(root, platform, "annual_evaluation", name, evaluation, works, year)


def of_teams(root: Document, platform: Node) -> Iterator[Entry]:
    """The target of each team and the eligibility of each achievement."""
    for team in platform.items("teams") or []:
        name = f"{platform.get('id')}/{team.get('id')}"
        target: dict[str, Callable[[Node], Result]] = {
            "team_target": lambda each: projects.team_target(root, platform, each)
        }
        yield from gated(root, platform, "team", name, team, target)
        for achievement in team.items("achievements") or []:
            reward: dict[str, Callable[[Node], Result]] = {"team_reward_eligibility": projects.team_reward_eligibility}
            yield from gated(root, platform, "achievement", f"{name}/{achievement.get('id')}", achievement, reward)


def of_projects(root: Document, platform: Node) -> Iterator[Entry]:
    """The five decisions about each project."""
    for project in platform.items("projects") or []:
        name = f"{platform.get('id')}/{project.get('id')}"
        works: dict[str, Callable[[Node], Result]] = {
            "approval_sequence_check": projects.approval_sequence_check,
            "funding_source_check": lambda each: projects.funding_source_check(platform, each),
            "strategic_investment_duty": projects.strategic_investment_duty,
            "assistant_pay_permitted": projects.assistant_pay_permitted,
            "transfer_income_use_check": projects.transfer_income_use_check,
        }
        yield from gated(root, platform, "project", name, project, works)


def gated(
    root: Document,
    platform: Node,
    entity: str,
    name: str,
    subject: Node,
    works: dict[str, Callable[[Node], Result]],
    year: int | None = None,
) -> Iterator[Entry]:
    """Each decision about the subject, through the gates of its platform (and of its year)."""
    for decision, work in works.items():
        yield entity, name, decision, through_gates(root, platform, lambda do=work: do(subject), year)  # type: ignore[misc]
