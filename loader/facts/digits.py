r"""The bounds of a number in; a regular expression out that finds the strings of digits which lie outside them.

It is for JSON Schema (ECMA-262; Python reads it the same way), which compares numbers but not the digits of a string:
``outside(None, 100)`` finds ``"100.01"`` and ``"0250"``, not ``"100.00"``. It looks at sign and digits only and is to
be used beside a pattern of their form, ``-?[0-9]+(\.[0-9]+)?``; that a number of a minimum of 0 or more has no sign is
for that pattern to say.
"""

from __future__ import annotations

from collections.abc import Callable

END = r"(\.|$)"


def outside(minimum: int | None, maximum: int | None) -> str | None:
    """The expression; None where no string of digits is outside."""
    ways = []
    if minimum is not None and minimum != 0:
        ways.append(_below(minimum) if minimum > 0 else "-" + _above(-minimum))
    if maximum is not None:
        ways.append(_above(maximum) if maximum >= 0 else "([0-9]|-" + _below(-maximum) + ")")
    return f"^({'|'.join(ways)})" if ways else None


def _above(bound: int) -> str:
    """Digits without a sign that are more than `bound`, which is not negative."""
    digits = str(bound) if bound else ""
    longer = f"[1-9][0-9]{{{len(digits)},}}"
    greater = _differing(digits, lambda digit: range(digit + 1, 10))
    return "0*(" + "|".join([longer, *greater, rf"{digits}\.0*[1-9]"]) + ")"


def _below(bound: int) -> str:
    """Digits without a sign that are less than `bound`, which is positive."""
    digits = str(bound)
    shorter = [f"[1-9][0-9]{{0,{len(digits) - 2}}}"] if len(digits) > 1 else []
    less = _differing(digits, range)
    return "0*(" + "|".join(["", *shorter, *less]) + ")" + END


def _differing(digits: str, others: Callable[[int], range]) -> list[str]:
    """As many digits, the first that differs being one of `others`."""
    found = []
    for place, digit in enumerate(digits):
        allowed = [other for other in others(int(digit)) if place or other]
        if allowed:
            rest = len(digits) - place - 1
            found.append(f"{digits[:place]}[{allowed[0]}-{allowed[-1]}]" + (f"[0-9]{{{rest}}}" if rest else ""))
    return found
