"""PC378 and PC379: files of the Decision Model and Notation, read and written."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "PC378": error(
        ("DMN 文件不能读", "DMN file cannot be read"),
        ("{problem}", "{problem}"),
    ),
    "PC379": warning(
        ("另一方没有的内容", "what the other side does not hold"),
        ("{note}", "{note}"),
    ),
}
