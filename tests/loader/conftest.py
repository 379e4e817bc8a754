"""What the tests of the loader share."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.model import Vocabulary
from loader.diagnostics import Diagnostics
from loader.vocabulary.read import read_vocabulary
from loader.yaml.tree import load_yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabulary of the opinion of 2023."""
    tree = load_yaml(ROOT / "policies" / "2023" / "vocabulary.yaml").tree
    assert tree is not None
    found = Diagnostics()
    made = read_vocabulary(tree, found)
    assert made is not None and not list(found)
    return made
