"""PC9xx: faults of this program."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "PC901": error(
        ("程序内部错误", "internal fault"),
        ("程序内部错误：{detail}", "internal fault: {detail}"),
        (
            "这不是文件的问题；请把这条消息报给维护者。",
            "this is not a fault of your file; please report it to the maintainers.",
        ),
    ),
}
