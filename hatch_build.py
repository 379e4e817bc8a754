"""The wheel's compiled policies; in: policies/ of the checkout, out: one JSON file each, so that the first start is
fast too.

What is written holds data only; it is found by a digest of the very policy files, and of the release.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPolicies(BuildHookInterface[Any]):
    """Compiles every bundled policy while a wheel is built. Raises ValueError where one has an error."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled policies to the wheel; an editable install compiles its policies itself."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from loader.policies import load_policy
        from loader.store import copy_name, written

        folder = root / "build" / "compiled"
        folder.mkdir(parents=True, exist_ok=True)
        for manifest in sorted((root / "policies").glob("*/policy.yaml")):
            policy, found = load_policy([manifest.parent])
            name = copy_name([manifest.parent], self.metadata.version)
            if policy is None or name is None:
                raise ValueError("\n".join(one.text("en") for one in found.sorted()))
            (folder / name).write_bytes(written(policy))
            build_data["force_include"][str(folder / name)] = f"policy_check/compiled/{name}"
