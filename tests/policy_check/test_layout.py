"""Width of texts, wrapping, columns: whatever is printed fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_check.table import NARROWEST, column_widths, row_lines
from policy_check.width import NEVER_FIRST, width, wrap
from tests.policy_check.running import DISTRICT, Command

TEXTS = st.text(alphabet=" /ab平台，（）。“”x", max_size=60)


def test_chinese_takes_two_columns() -> None:
    assert width("产学研 platform") == 6 + 9
    assert width("e\u0301") == 1


@given(TEXTS, st.integers(8, 40))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, columns: int) -> None:
    lines = wrap(text, columns, "> ", "  ")
    assert all(width(line) <= columns for line in lines)
    joined = lines[0].removeprefix("> ").removeprefix(">") + "".join(line[2:] for line in lines[1:])
    assert joined.replace(" ", "") == text.replace(" ", "")


def test_lines_do_not_begin_with_closing_marks() -> None:
    for line in wrap("平台主要管理团队出现廉政、安全事故等事项，直接判定为不合格。" * 3, 21):
        assert line[0] not in NEVER_FIRST


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5), st.integers(40, 80))
def test_rows_fit(rows: list[list[str]], columns: int) -> None:
    widths = column_widths(rows, columns)
    assert sum(widths) + 4 <= max(columns, 3 * NARROWEST + 4)
    for row in rows:
        assert all(width(line) <= columns for line in row_lines(row, widths))


@pytest.mark.parametrize("columns", [40, 64, 100, 160])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_reports_fit_the_width(columns: int, language: str, command: Command) -> None:
    run = command(DISTRICT, "--lang", language, "--all", env={"COLUMNS": str(columns)})
    assert max(map(width, run.out.splitlines())) <= columns
    if columns > 40:
        traced = command(DISTRICT, "--lang", language, "--trace", "--platform", "JS-03", env={"COLUMNS": str(columns)})
        assert max(map(width, traced.out.splitlines())) <= columns


def test_no_colours_without_a_terminal(command: Command) -> None:
    assert "\x1b" not in command(DISTRICT).out
