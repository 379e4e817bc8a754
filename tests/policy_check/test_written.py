"""Values as the contract writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.model import Attribute, Label, Type
from policy_check.document import written


@pytest.mark.parametrize("digits", [3, 26, 28, 40, 1000])
def test_money_of_any_size_is_written_with_its_cents(digits: int) -> None:
    money = Attribute("m", Type("money"), Label("", ""), True, None, "not_applicable")
    assert written(Decimal("9" * digits + ".5"), money) == "9" * digits + ".50"
