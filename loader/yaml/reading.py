"""A path or its bytes, in; text that is safe to parse, out, or diagnostics: size, encoding and control characters."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from engine.model import Label, Place
from loader.diagnostics import Diagnostics

MAX_BYTES = 2 * 1024 * 1024
MOST_REPORTED = 20

# Controls except tab and line ends; what is invisible or turns the direction of text (Unicode TR 36, "Trojan Source").
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_OTHER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_MARK = b"\xef\xbb\xbf"


def read_bytes(path: Path, file: str, found: Diagnostics) -> bytes | None:
    """The bytes of a regular file of at most `MAX_BYTES`; the size is looked at before anything is read.

    None where it cannot be read; `found` says why, naming it as `file`.
    """
    start = Place(file, 1, 1)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            found.add("PC101", start, file=file, reason=Label("不是普通文件", "it is not a regular file"))
            return None
        if about.st_size <= MAX_BYTES:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
            if len(data) <= MAX_BYTES:
                return data
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        found.add("PC101", start, file=file, reason=_reason(error))
        return None
    found.add("PC102", start, limit="2 MB")
    return None


def decode(data: bytes, file: str, found: Diagnostics) -> str | None:
    """The text of UTF-8 bytes; None where they are too many, not UTF-8, or hold control characters."""
    start = Place(file, 1, 1)
    if len(data) > MAX_BYTES:
        found.add("PC102", start, limit="2 MB")
        return None
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark):
            found.add("PC103", start, found=name)
            return None
    if data[:2].count(0) == 1:  # "a" in UTF-16 without a mark
        found.add("PC103", start, found="UTF-16")
        return None
    if data.startswith(_MARK):
        found.add("PC105", start)
        data = data[len(_MARK) :]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        found.add("PC103", _place(file, data[: error.start].decode("utf-8")), found=_guess(data))
        return None
    return text if _printable(text, file, found) else None


def _printable(text: str, file: str, found: Diagnostics) -> bool:
    good = True
    for count, match in enumerate(CONTROL.finditer(text)):
        if count == MOST_REPORTED:
            break
        good = False
        found.add("PC104", _place(file, text[: match.start()]), character=f"U+{ord(match.group()):04X}")
    return good


def _place(file: str, before: str) -> Place:
    """The place right after the text `before`."""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _guess(data: bytes) -> Label:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return Label("有无效字节", "invalid bytes")
    return Label("可能是 GBK", "perhaps GBK")


def _reason(error: OSError | ValueError) -> Label:
    if isinstance(error, FileNotFoundError):
        return Label("文件不存在", "it does not exist")
    if isinstance(error, PermissionError):
        return Label("没有读取权限", "permission denied")
    detail = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Label(f"系统报告：{detail}", f"the system says: {detail}")
