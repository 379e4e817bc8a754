"""The trees of policy.yaml and text.yaml, in; metadata and sentences, checked letter by letter, out."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import Any

from engine.model import Label, Sentence
from loader.diagnostics import Diagnostics
from loader.yaml.nodes import Node, Scalar
from loader.yaml.pieces import get, items, plain, word
from loader.yaml.reading import decode, read_bytes

SHOWN = 20

_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"^[ \t]*#+|^[ \t]*---+[ \t]*$|\*\*", re.MULTILINE)


def read_about(tree: Node) -> dict[str, Any]:
    """The public metadata of a policy, as plain data; dates are ISO text."""
    about = plain(tree)
    return about if isinstance(about, dict) else {}


def check_owner(tree: Node, policy: str, found: Diagnostics) -> None:
    """Reports a file that names another policy than the one of its folder."""
    owner = get(tree, "policy")
    if isinstance(owner, Scalar) and owner.text != policy:
        found.add("PC317", owner, word=owner.text, expected=policy)


def read_sentences(tree: Node, found: Diagnostics) -> tuple[Sentence, ...]:
    """The sentences of text.yaml in reading order. Reports ids that are used twice."""
    sentences = []
    for name in ("id", "eid"):
        _check_unique([get(item, name) for item in items(get(tree, "sentences"))], found)
    for item in items(get(tree, "sentences")):
        id_, type_, text = (word(get(item, name)) for name in ("id", "type", "text"))
        if id_ is not None and type_ is not None and text is not None:
            sentences.append(Sentence(id_, type_, text, item.place))
    return tuple(sentences)


def read_source(manifest: Node, folder: Path, file: str, found: Diagnostics) -> str | None:
    """The source text that policy.yaml names, read from `folder`, with its digest checked.

    `file` is the folder's name in diagnostics. None where there is none, or where it has changed.
    """
    name, digest = get(get(manifest, "source"), "file"), get(get(manifest, "source"), "sha256")
    if not isinstance(name, Scalar):
        return None
    path = PurePosixPath(name.text.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name.text:
        found.add("PC505", name, file=name.text)
        return None
    shown = f"{file}/{path}" if file else str(path)
    data = read_bytes(folder / path, shown, found)
    if data is None:
        return None
    actual = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()  # a checkout on Windows may change line ends
    if isinstance(digest, Scalar) and digest.text != actual:
        found.add("PC503", digest, file=name.text, found=actual)
        return None
    return decode(data, shown, found)


def without_marks(source: str) -> str:
    """The source without its Markdown marks ``#``, ``**`` and ``---``, line ends as LF.

    >>> without_marks("## **一、总则**\\r\\n---\\r\\n")
    ' 一、总则\\n\\n'
    """
    return _MARKS.sub("", source.replace("\r\n", "\n"))


def check_text(tree: Node, source: str, found: Diagnostics) -> None:
    """Reports the first sentence that differs from the source, or what the source says after the last one.

    White space and the Markdown marks ``#``, ``**`` and ``---`` of the source do not count.
    """
    rest = _SPACE.sub("", without_marks(source))
    at, last = 0, tree
    for item in items(get(tree, "sentences")):
        text = get(item, "text")
        if not isinstance(text, Scalar):
            return
        squeezed = _SPACE.sub("", text.text)
        if not rest.startswith(squeezed, at):
            _report(item, text, squeezed, rest[at:], found)
            return
        at, last = at + len(squeezed), item
    if at < len(rest):
        found.add("PC504", last, rest=rest[at : at + SHOWN] + "…")


def _report(item: Node, text: Scalar, squeezed: str, rest: str, found: Diagnostics) -> None:
    same = next((n for n, pair in enumerate(zip(squeezed, rest, strict=False)) if pair[0] != pair[1]), len(rest))
    place = text.at(_offset(text.text, same))
    expected: str | Label = rest[same : same + SHOWN] or Label("（原文已完）", "(the source has ended)")
    found.add("PC501", place, id=word(get(item, "id")) or "", found=squeezed[same : same + SHOWN], expected=expected)


def _offset(text: str, squeezed: int) -> int:
    """Where the character number `squeezed`, not counting white space, stands in `text`."""
    seen = -1
    for offset, char in enumerate(text):
        seen += not char.isspace()
        if seen == squeezed:
            return offset
    return len(text)


def _check_unique(nodes: list[Node | None], found: Diagnostics) -> None:
    seen: dict[str, Scalar] = {}
    for node in nodes:
        if isinstance(node, Scalar):
            if node.text in seen:
                found.add("PC502", node, word=node.text, line=seen[node.text].line)
            seen.setdefault(node.text, node)
