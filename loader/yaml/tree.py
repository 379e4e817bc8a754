"""A YAML file in; a tree of nodes that know where they are written, out, with diagnostics. Never an exception."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from loader.diagnostics import Diagnostic, Diagnostics
from loader.yaml.builder import TreeBuilder
from loader.yaml.events import YamlSyntaxError, parsers
from loader.yaml.nodes import Mapping, Node, Scalar, Sequence, Source
from loader.yaml.problems import report
from loader.yaml.reading import decode, read_bytes

__all__ = ["Mapping", "Node", "Read", "Scalar", "Sequence", "Source", "load_yaml", "read_yaml"]


_DIFFERENT = ("PC109", "PC110", "PC112")
"""Where the parsers differ on the place (of an anchor, tag, missing key), as they do on a file that is one text
block."""


class Read(NamedTuple):
    """What reading gave. `tree` is None where the file cannot be used; of a duplicate key the first stands in it."""

    tree: Node | None
    diagnostics: tuple[Diagnostic, ...]


def load_yaml(path: Path, file: str | None = None) -> Read:
    """Reads a YAML file; `file` is its name in diagnostics (default: the path)."""
    name = path.as_posix() if file is None else file
    found = Diagnostics()
    data = read_bytes(path, name, found)
    return Read(None, tuple(found)) if data is None else read_yaml(data, name)


def read_yaml(data: bytes, file: str) -> Read:
    """Reads the bytes of a YAML file; `file` is its name in diagnostics."""
    found = Diagnostics()
    text = decode(data, file, found)
    tree = None if text is None else _parse(Source(file, text), found)
    return Read(tree, tuple(found))


def _parse(source: Source, found: Diagnostics) -> Node | None:
    *fast, last = parsers()
    for parser in fast:
        builder = TreeBuilder(source)
        try:
            tree = builder.build(parser(source.text))
        except YamlSyntaxError:
            continue
        if isinstance(tree, Scalar) or any(one.code in _DIFFERENT for one in builder.found):
            continue
        found.extend(builder.found)
        return tree
    builder = TreeBuilder(source)
    tree = None
    try:
        tree = builder.build(last(source.text))
    except YamlSyntaxError as problem:
        report(problem, source.file, source.text, found)
    found.extend(builder.found)
    return tree
