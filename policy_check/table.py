"""Rows of texts in; lines out, in columns that fit a width, whatever the script of the texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policy_check.width import pad, width, wrap

GAP = "  "
NARROWEST = 5


def column_widths(rows: Iterable[Sequence[str]], columns: int) -> list[int]:
    """The width of each column, so that all fit into `columns`; the widest ones give way first."""
    widths: list[int] = []
    for row in rows:
        own = [width(cell) for cell in row]
        widths = own if not widths else [max(pair) for pair in zip(widths, own, strict=True)]
    spare = columns - len(GAP) * (len(widths) - 1) - sum(widths)
    while spare < 0 and max(widths) > NARROWEST:
        widest = max(range(len(widths)), key=widths.__getitem__)
        narrower = sorted(widths)[-2] if len(widths) > 1 and sorted(widths)[-2] < widths[widest] else widths[widest] - 1
        less = min(-spare, widths[widest] - max(narrower, NARROWEST)) or 1
        widths[widest] -= less
        spare += less
    return widths


def row_lines(row: Sequence[str], widths: Sequence[int], indent: str = "") -> list[str]:
    """One row; cells that are too long go on below."""
    if all(width(cell) <= columns for cell, columns in zip(row, widths, strict=True)):
        return [(indent + GAP.join(map(pad, row, widths))).rstrip(" ")]
    cells = [wrap(cell, columns) for cell, columns in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    lines = [[cell[at] if at < len(cell) else "" for cell in cells] for at in range(height)]
    return [(indent + GAP.join(map(pad, line, widths))).rstrip(" ") for line in lines]
