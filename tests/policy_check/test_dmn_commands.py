"""`import-dmn` and `export-dmn` at the command line: what is written, what is said, exit codes, no traceback ever."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from loader.dmn.model import MODELS
from loader.dmn.xml import LARGEST
from tests.policy_check.running import ROOT, Command

DISH = "tests/data/dmn/dish.dmn"
BROKEN = ROOT / "tests" / "broken_policies"


@pytest.mark.parametrize(("arguments", "version"), [((), "1.5"), (("--dmn", "1.3"), "1.3"), (("--dmn", "1.5"), "1.5")])
def test_a_policy_is_written_in_the_version_asked_for(
    command: Command, arguments: tuple[str, ...], version: str
) -> None:
    run = command("export-dmn", *arguments, "--lang", "en")
    assert run.code == 0
    root = ET.fromstring(run.out)  # noqa: S314  # our own file
    assert root.tag == f"{{{MODELS[version]}}}definitions"
    assert "62 rules without a decision table" in run.err


def test_what_is_written_can_be_read(command: Command, tmp_path: Path) -> None:
    model, rules, words = (str(tmp_path / name) for name in ("m.dmn", "r.yaml", "v.yaml"))
    assert command("export-dmn", "--output", model).code == 0
    run = command("import-dmn", model, "--output", rules, "--vocabulary", words)
    assert (run.code, run.out, run.err) == (0, "", "")
    assert Path(rules).read_text(encoding="utf-8").startswith("policy: qb-2023-14\nrules:\n  - id: 4.5.s4.n1\n")
    assert "platform_type:" in Path(words).read_text(encoding="utf-8")
    piped = command("import-dmn", "-", "--output", rules, stdin=Path(model).read_bytes())
    assert piped.code == 0
    assert "# vocabulary.yaml:\n# policy: qb-2023-14\n" in Path(rules).read_text(encoding="utf-8")


def test_what_has_no_counterpart_is_said_in_either_language(command: Command) -> None:
    assert "knowledge source `Host` (id host_ks)" in command("import-dmn", DISH, "--lang", "en").err
    assert "知识来源“Host”（id host_ks）" in command("import-dmn", DISH, "--lang", "zh").err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<definitions>",
        b"rules: []",
        b"\x00\x01",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY l "l"><!ENTITY m "&l;&l;&l;&l;">]><a>&m;</a>',
        b'<definitions xmlns="http://example.org/"/>',
        f'<definitions xmlns="{MODELS["1.5"]}"><!--{"x" * LARGEST}--></definitions>'.encode(),
    ],
    ids=["empty", "unclosed", "yaml", "binary", "external", "laughs", "namespace", "large"],
)
def test_a_bad_file_ends_with_a_diagnostic(command: Command, tmp_path: Path, data: bytes, language: str) -> None:
    file = tmp_path / "bad.dmn"
    file.write_bytes(data)
    output = tmp_path / "out.yaml"
    run = command("import-dmn", str(file), "--output", str(output), "--lang", language)
    assert run.code == 2 and run.out == "" and not output.exists()
    assert "PC378" in run.err and "Traceback" not in run.err and len(run.err.splitlines()) == 1


def test_other_faults_have_the_exit_codes_of_every_command(command: Command, tmp_path: Path) -> None:
    assert command("import-dmn", "missing.dmn").code == 2
    assert command("import-dmn").code == 2
    assert command("import-dmn", DISH, "--output", DISH).code == 2
    assert command("import-dmn", DISH, "--output", str(tmp_path / "no" / "folder.yaml")).code == 5
    assert command("export-dmn", "--dmn", "2.0").code == 2
    assert command("export-dmn", "--policy", str(BROKEN / "PC334-rows-overlap")).code == 3


def test_a_grid_comes_back_as_the_table_that_says_the_same(command: Command, tmp_path: Path) -> None:
    """The rules with grids are put in again as they come back; the worked cases hold as before."""
    folder, model, back = tmp_path / "policy", tmp_path / "m.dmn", tmp_path / "back.yaml"
    shutil.copytree(ROOT / "policies" / "examples" / "rnd-subsidy", folder)
    assert command("export-dmn", "--policy", str(folder), "--output", str(model)).code == 0
    assert command("import-dmn", str(model), "--output", str(back), "--vocabulary", str(tmp_path / "v.yaml")).code == 0
    text = back.read_text(encoding="utf-8")
    ids = re.findall(r"^  - id: (\S+)$", text, re.MULTILINE)
    assert "grid" not in text and ids
    for file in folder.glob("[0-9]*.yaml"):
        rules = re.split(r"(?m)^(?=  - id: )", file.read_text(encoding="utf-8"))
        file.write_text("".join(one for one in rules if one.split("\n")[0][8:] not in ids), encoding="utf-8")
    shutil.copy(back, folder / "back.yaml")
    tried = command("test", "--policy", str(folder), "--lang", "en")
    assert tried.code == 0, tried.out + tried.err
    assert "not met: 0" in tried.out
