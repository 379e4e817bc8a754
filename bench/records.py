"""The records of the benchmark job; in: how many, out: raw ones, and as facts, typed values and binary floats.

Distributions follow the benchmark's own generator (normal scores, gamma incomes, uniform budgets), but pure Python
makes them, so that nothing has to be installed; the same bytes every time. The words of the records are Chinese, as in
real tables; `WORDS` takes them to the members of the vocabulary, whose labels they are.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

CATEGORIES = ("基础研究型", "技术创新型", "创新服务型")
RECOGNITIONS = ("国家级", "省级", "无")
VETO_EVENTS = ("无", "廉政", "安全事故")
WORDS = {
    "category": dict(zip(CATEGORIES, ("basic_research", "technology_innovation", "innovation_service"), strict=True)),
    "recognition": dict(zip(RECOGNITIONS, ("national", "provincial", "none"), strict=True)),
    "veto_event": dict(zip(VETO_EVENTS, ("none", "integrity", "safety_accident"), strict=True)),
}
GRADES = {"excellent": "优秀", "good": "良好", "qualified": "合格", "unqualified": "不合格"}

Record = dict[str, Any]


def raw(count: int, seed: int = 20240101) -> list[Record]:
    """Records as they come from a table: Chinese words, numbers as decimal text."""
    rng = random.Random(seed)
    return [_raw(rng, number) for number in range(1, count + 1)]


def _raw(rng: random.Random, number: int) -> Record:
    def amount(shape: float, scale: float) -> str:
        return f"{rng.gammavariate(shape, scale):.2f}"

    return {
        "id": number,
        "category": rng.choice(CATEGORIES),
        "led_by_enterprise": rng.random() < 0.4,
        "recognition": rng.choices(RECOGNITIONS, (2, 5, 3))[0],
        "score": f"{min(100.0, max(0.0, rng.gauss(80, 12))):.1f}",
        "veto_event": rng.choices(VETO_EVENTS, (97, 2, 1))[0],
        "approved_budget": f"{rng.uniform(100, 5000):.2f}",
        "years_in_cycle": rng.randint(1, 6),
        "cycle": rng.randint(1, 2),
        "team_horizontal": amount(2, 100),
        "team_vertical": amount(2, 100),
        "team_transfer": amount(1, 50),
        "team_cost": amount(3, 120),
        "agreement_override": rng.random() < 0.1,
    }


def facts(records: list[Record]) -> list[Record]:
    """What `policy_check` reads: members of the vocabulary, numbers as text."""
    return [{key: WORDS[key][value] if key in WORDS else value for key, value in record.items()} for record in records]


def typed(records: list[Record]) -> list[Record]:
    """Decoded facts, as the engine has them: every number a Decimal."""
    return [{key: _exact(value) for key, value in record.items()} for record in facts(records)]


def _exact(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int) or value[0].isdigit():
        return Decimal(value)
    return value


def floats(records: list[Record]) -> list[Record]:
    """What the peers read: binary floats and Chinese words; none of them has decimals."""
    return [{key: _binary(value) for key, value in record.items()} for record in records]


def _binary(value: Any) -> Any:
    return float(value) if isinstance(value, str) and value[0].isdigit() else value
