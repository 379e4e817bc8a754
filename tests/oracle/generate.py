"""Random facts documents: valid ones, biased to the places where the decisions turn, and ones with one planted fault.

Everything is drawn from the given `random.Random`, so a seed names a document.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from . import plant
from .parts import BUREAUS, KINDS, Dice, platform

Json = dict[str, Any]

AS_OF = (
    "2023-10-19",
    "2023-10-20",
    "2023-12-31",
    "2024-02-29",
    "2024-12-31",
    "2025-02-28",
    "2025-03-01",
    "2025-06-30",
    "2026-01-01",
    "2028-02-29",
)
BANDS = (("excellent", "90"), ("good", "75"), ("qualified", "60"), ("unqualified", "0"))
STYLES = ("dense", "dense", "complete", "complete", "complete", "stated", "loose")
KEPT_KEYS = frozenset({"id", "grade", "min", "norm", "topic"})
YEAR_PARENTS = frozenset({"annual_evaluations", "indicator_sets", "evaluation_batches"})
TYPE_PARENTS = frozenset({"indicator_sets", "evaluation_batches"})


def document(
    rng: random.Random, size: int | None = None, unknown: float | None = None, style: str | None = None
) -> Json:
    """A valid facts document.

    `size`: the number of platforms (default: 1-3, or 5-12 for a complete year); `unknown`: the probability that an
    optional fact is unknown (absent or null; default: drawn, often 0 or small); `style`: `dense` (few platforms,
    everything in them), `complete` (a complete year of one type in which the quota matters), `stated` (batch totals)
    or `loose` (no batches, or batches of other years).
    """
    chosen = style or rng.choice(STYLES if size is None or size >= 5 else ("dense", "stated", "loose", "complete"))
    rate = rng.choice((0.0, 0.02, 0.05, 0.1, 0.25)) if unknown is None else unknown
    if chosen == "complete":
        made = complete_year(rng, size or rng.randint(5, 12))
        rate = min(rate, rng.choice((0.0, 0.0, 0.01, 0.03, 0.1))) if unknown is None else rate
    else:
        made = scattered(rng, size or rng.randint(1, 3), chosen)
    forget(rng, made, rate)
    mend(made)
    return made


def top(rng: random.Random) -> Json:
    """The parts of a document that do not depend on its platforms."""
    made: Json = {
        "as_of": rng.choice(AS_OF[1:] if rng.random() < 0.95 else AS_OF),
        "indicator_sets": indicator_sets(rng),
        "joint_reviews": [joint_review(rng, f"R{number}", 0.3 * number) for number in range(rng.randint(1, 4))],
    }
    if rng.random() < 0.1:
        first = date(2023, 10, 20)
        made["as_of"] = (first + timedelta(days=rng.randint(0, 2000))).isoformat()
    return made


def scattered(rng: random.Random, size: int, style: str) -> Json:
    """A few platforms with everything in them; batches stated, complete or absent."""
    made = top(rng)
    dice = Dice(rng, made["as_of"], [review["id"] for review in made["joint_reviews"]])
    made["platforms"] = [platform(dice, f"P{number}") for number in range(size)]
    years = [year for year in (2022, 2023, 2024, 2025) if rng.random() < 0.4]
    if style == "dense" and rng.random() < 0.6:
        made["complete_for_years"] = years
    elif rng.random() < 0.5:
        made["complete_for_years"] = []
    if style == "stated" or rng.random() < 0.2:
        made["evaluation_batches"] = stated(rng, set(made.get("complete_for_years", [])))
    return made


def complete_year(rng: random.Random, size: int) -> Json:
    """Platforms of one type in a complete year: one to three excellent ones around the quota, scores that tie."""
    made = top(rng)
    year = rng.choice((2023, 2024, 2024, 2025))
    kind = rng.choice(KINDS)
    made["complete_for_years"] = [year] if rng.random() < 0.9 else [year, year + 1]
    if rng.random() < 0.7:
        made["indicator_sets"] = [
            {
                "year": year - rng.randint(0, 1),
                "platform_type": rng.choice(["all", kind]),
                "issued_on": f"{year}-03-15",
                "grade_bands": bands(rng),
                "ranking": rng.choice(["score_desc", "score_desc", None]),
            }
        ]
    made["joint_reviews"].insert(0, joint_review(rng, "GOOD", 0.0))
    dice = Dice(rng, made["as_of"], [review["id"] for review in made["joint_reviews"]], calm=0.85)
    excellent = rng.randint(0, 3)
    made["platforms"] = []
    for number in range(size):
        one = platform(dice, f"P{number:02}")
        one["type"] = kind if rng.random() < 0.95 else rng.choice(KINDS)
        one["annual_evaluations"] = [item for item in one["annual_evaluations"] if item["year"] != year]
        if rng.random() < 0.97:
            one["annual_evaluations"].append(quota_evaluation(dice, year, number < excellent))
        made["platforms"].append(one)
    if rng.random() < 0.35:
        reopen(rng, rng.choice(made["platforms"]), year)
    if rng.random() < 0.4:
        for _ in range(rng.randint(1, 2)):
            doubt(rng, rng.choice(made["platforms"]), year)
    rng.shuffle(made["platforms"])
    if rng.random() < 0.2:
        made["evaluation_batches"] = stated(rng, set(made["complete_for_years"]))
    return made


def quota_evaluation(dice: Dice, year: int, excellent: bool) -> Json:
    """An evaluation in a complete year, with few surprises besides the score."""
    rng = dice.rng
    grade = "excellent" if excellent else rng.choice(("good", "good", "qualified", "unqualified"))
    scores = ("95", "95.0", "97.5", "90", "90.00", "93") if excellent else ("89.99", "80", "75", "60", "59.99")
    made: Json = {"year": year, "participated": rng.random() < 0.97, "score": rng.choice(scores)}
    if rng.random() < 0.1:
        made["score"] = None
    source = rng.random()
    if source < 0.55:
        made |= {"grade_final": grade, "joint_review": "GOOD"}
        if rng.random() < 0.4:
            made["published_on"] = rng.choice([f"{year + 1}-04-10", f"{year}-06-12"])
        if rng.random() < 0.05:
            made["joint_review"] = rng.choice(dice.reviews)
    elif source < 0.8:
        made["grade_proposed"] = grade
    if rng.random() < 0.5:
        made["next_year_budget"] = {"exists": True, "approved_cny": dice.money()}
    return made


def reopen(rng: random.Random, one: Json, year: int) -> None:
    """Give the platform a published result and an established veto around the day of publication."""
    published = date(year + 1, 4, 10)
    for evaluation in one["annual_evaluations"]:
        if evaluation["year"] == year:
            evaluation |= {"participated": True, "published_on": published.isoformat(), "joint_review": "GOOD"}
            evaluation["grade_final"] = rng.choice(("excellent", "excellent", "excellent", "good", "unqualified", None))
            evaluation["reward_paid_cny"] = rng.choice(("3000000.00", "0", None))
    for later in rng.sample((0, 1, 30, 60), rng.choice((1, 1, 2))):
        event: Json = {
            "category": "integrity",
            "involves_main_management_team": True,
            "occurred_on": f"{year}-12-31",
            "established_on": (published + timedelta(days=later)).isoformat(),
        }
        if rng.random() < 0.3:
            event["ruling"] = {"applies": True, "by": "区纪委监委", "on": event.pop("established_on")}
        one["veto_events"].append(event)


def doubt(rng: random.Random, one: Json, year: int) -> None:
    """Make one of the facts unknown on which the counting of the platform depends."""
    key = rng.choice(("type", "receives_government_funding", "annual_evaluations", "veto_events", "participated"))
    if key != "participated" and rng.random() < 0.7:
        one[key] = None
        return
    for evaluation in one["annual_evaluations"] or []:
        if evaluation["year"] == year:
            evaluation[rng.choice(("participated", "score", "grade_final", "joint_review"))] = None


def indicator_sets(rng: random.Random) -> list[Json]:
    """Sets of several years and types, never two of one (year, type)."""
    made = []
    for year in (2022, 2023, 2024, 2025):
        for kind in ("all", *KINDS):
            if rng.random() < (0.35 if kind == "all" else 0.15):
                one: Json = {"year": year, "platform_type": kind, "document": f"通知{year}"}
                one["issued_on"] = rng.choice([f"{year}-03-15", f"{year}-12-31", f"{year + 1}-01-01", None])
                if rng.random() < 0.9:
                    one["grade_bands"] = bands(rng)
                if rng.random() < 0.5:
                    one["ranking"] = rng.choice(["score_desc", None])
                made.append(one)
    rng.shuffle(made)
    return made


def bands(rng: random.Random) -> list[Json]:
    """Grade bands in any order, sometimes shifted, sometimes with one lacking."""
    shift = rng.choice((0, 0, 0, 5, -5))
    made: list[Json] = []
    for grade, lower in BANDS:
        value = max(int(lower) + (shift if grade == "excellent" else 0), 0)
        made.append({"grade": grade, "min": rng.choice([str(value), f"{value}.0", value])})
    if rng.random() < 0.15:
        made.pop(rng.randrange(len(made)))
    rng.shuffle(made)
    return made


def joint_review(rng: random.Random, identifier: str, doubt: float) -> Json:
    """A joint review: complete without doubt, with doubt led wrongly, incomplete or with written opinions."""
    present = list(BUREAUS)
    opinions: list[str] = []
    if rng.random() < doubt:
        for bureau in rng.sample(present, rng.randint(1, 3)):
            present.remove(bureau)
            if rng.random() < 0.5:
                opinions.append(bureau)
    if rng.random() < 0.2:
        present.append("other")
    made: Json = {"id": identifier, "year": rng.choice((2023, 2024, 2025)), "participants": present}
    made["led_by_district_leader"] = rng.random() >= doubt / 3
    made["written_opinions"] = opinions
    made["minutes"] = "纪要"
    for key in ("participants", "led_by_district_leader", "written_opinions"):
        if rng.random() < doubt / 6:
            made[key] = None
    return made


def stated(rng: random.Random, complete: set[int]) -> list[Json]:
    """Stated totals around the quota's limits, for years that are not complete."""
    made = []
    for year in (2022, 2023, 2024, 2025):
        for kind in KINDS:
            if year not in complete and rng.random() < 0.4:
                evaluated = rng.choice((0, 1, 4, 5, 6, 9, 10, 11, 14, 15))
                excellent = min(evaluated, rng.choice((0, 1, 1, 2, 3)))
                made.append({"year": year, "platform_type": kind, "evaluated": evaluated, "excellent": excellent})
    rng.shuffle(made)
    return made


def required(parent: str, key: str) -> bool:
    """A-04: whether the key identifies an object of the list named `parent`."""
    if key in KEPT_KEYS:
        return True
    return (key == "year" and parent in YEAR_PARENTS) or (key == "platform_type" and parent in TYPE_PARENTS)


def forget(rng: random.Random, made: Json, rate: float, parent: str = "") -> None:
    """Make each optional fact unknown with the probability: absent or null; a whole list or object more rarely."""
    for key in list(made):
        held = made[key]
        whole = isinstance(held, list | dict)
        if not required(parent, key) and rng.random() < (rate / 3 if whole else rate):
            if rng.random() < 0.5:
                del made[key]
            else:
                made[key] = None
            continue
        for item in held if isinstance(held, list) else [held]:
            if isinstance(item, dict):
                forget(rng, item, rate, key)


def mend(made: Json) -> None:
    """Make references unknown whose object has been forgotten (A-44 refuses a reference to nothing)."""
    reviews = {review["id"] for review in made.get("joint_reviews") or []}
    for one in made.get("platforms") or []:
        agreements = {agreement["id"] for agreement in one.get("agreements") or []}
        projects = {project["id"] for project in one.get("projects") or []}
        for agreement in one.get("agreements") or []:
            loosen(agreement.get("cycle"), "joint_review", reviews)
        for evaluation in one.get("annual_evaluations") or []:
            loosen(evaluation, "joint_review", reviews)
        for project in one.get("projects") or []:
            loosen(project, "agreement", agreements)
        for record in one.get("departure_records") or []:
            loosen(record, "agreement", agreements)
            loosen(record, "project", projects)


def loosen(holder: Json | None, key: str, known: set[str]) -> None:
    """Make the reference unknown unless it is to something known."""
    if holder is not None and holder.get(key) is not None and holder[key] not in known:
        holder[key] = None


def broken(rng: random.Random) -> tuple[Json, str]:
    """A document with one planted violation of the contract, and a word for its kind."""
    made = document(rng, size=2, unknown=0.0, style="dense")
    plant.complete(made)
    kind = rng.choice(sorted(plant.KINDS_OF_FAULTS))
    plant.KINDS_OF_FAULTS[kind](made)
    return made, kind
