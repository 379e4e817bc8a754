"""Diagnostics: text in two languages, JSON, order, and each kept once."""

from __future__ import annotations

import json

from engine.model import Label, Place
from loader.diagnostics import Diagnostic, Diagnostics, did_you_mean


def test_text_json_and_hint() -> None:
    found = Diagnostics()
    found.add("PC108", Place("a.yaml", 3, 5), key="id", line=1, column=2)
    (one,) = found
    assert (
        one.text() == "a.yaml:3:5: 错误 PC108：“id”写了两次，第一次在第 1 行第 2 列。提示：删去其中一处，或把两处合并。"
    )
    assert one.text("en").startswith(
        "a.yaml:3:5: error PC108: `id` is written twice, first at line 1, column 2; hint: "
    )
    data = json.loads(json.dumps(one.to_json(), ensure_ascii=False))
    assert data["message"]["zh"] == one.message.zh and data["line"] == 3 and data["hint"]["en"] == one.hint.en  # type: ignore[union-attr]


def test_sorted_unique_and_errors_told_from_warnings() -> None:
    found = Diagnostics()
    found.add("PC105", Place("b.yaml", 1, 1))
    assert len(found) == 1 and not found.has_errors
    for line in (9, 2, 2):
        found.add("PC106", Place("a.yaml", line, 1))
    assert found.has_errors
    assert [(one.file, one.line) for one in found.sorted()] == [("a.yaml", 2), ("a.yaml", 9), ("b.yaml", 1)]


def test_diagnostics_order_by_place_then_code() -> None:
    message = Label("a", "a")
    low = Diagnostic("PC200", "error", "a", 2, 1, message)
    assert low < Diagnostic("PC100", "error", "a", 10, 1, message)
    assert low < Diagnostic("PC201", "error", "a", 2, 1, message)


def test_did_you_mean() -> None:
    assert did_you_mean("annual_grad", ["annual_grade", "score"]) == ["annual_grade"]
    assert did_you_mean("Annual-Grade", ["annual_grade", "score"]) == ["annual_grade"]
    assert did_you_mean("zzz", ["annual_grade"]) == []
