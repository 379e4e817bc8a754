"""What the command prints, kept in ``golden/``.

After a change that is meant, write the files anew and look at the difference:

    POLICY_CHECK_GOLDEN=reset python -m pytest tests/policy_check/test_golden.py && git diff tests/policy_check/golden
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.policy_check.running import DISTRICT, Command

GOLDEN = Path(__file__).parent / "golden"
REFUSED = "tests/policy_check/golden/refused.json"
CASES: dict[str, tuple[int, list[str]]] = {
    "district": (0, [DISTRICT]),
    "all": (0, [DISTRICT, "--platform", "JS-03", "--all"]),
    "trace": (0, [DISTRICT, "--only", "annual_grade,voucher_scope", "--platform", "FW-02", "--trace"]),
    "refused": (2, [REFUSED]),
    "rules": (0, ["rules", "--as-of", "2025-06-30"]),
    "coverage": (0, ["coverage"]),
    "usage": (2, [DISTRICT, "--onyl", "annual_grade"]),
    "only": (2, [DISTRICT, "--only", "anual_grade,reward"]),
    "platform": (2, [DISTRICT, "--platform", "JS1"]),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CASES)
def test_output_is_as_kept(name: str, language: str, command: Command) -> None:
    code, arguments = CASES[name]
    run = command(*arguments, "--lang", language)
    found = f"$ policy-check {' '.join(arguments)} --lang {language}\n{run.out}--- {run.code}\n{run.err}"
    kept = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("POLICY_CHECK_GOLDEN") == "reset":
        kept.write_text(found, encoding="utf-8", newline="\n")
    assert run.code == code
    assert found == kept.read_text(encoding="utf-8")


def test_help_is_as_kept(command: Command) -> None:
    run = command("--help")
    kept = GOLDEN / "help.txt"
    if os.environ.get("POLICY_CHECK_GOLDEN") == "reset":
        kept.write_text(run.out, encoding="utf-8", newline="\n")
    assert run.code == 0
    assert run.out == kept.read_text(encoding="utf-8")
