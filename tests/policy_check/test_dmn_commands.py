"""`import-dmn` and `export-dmn` at the command line: what is written, what is said, exit codes, no traceback ever."""

from __future__ import annotations

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
