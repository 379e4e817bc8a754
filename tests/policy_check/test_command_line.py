"""The command line itself: the default command, click and the quick reader agree, languages, completion, other
commands."""
# ruff: noqa: S603 - what is started is this program, by the tests

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import policy_check
from engine.value import changed
from policy_check.cli_commands import cli
from policy_check.language import language
from policy_check.quick import read
from policy_check.version import __version__
from tests.policy_check.running import DISTRICT, ROOT, Command

PLAIN = (
    ["a.json"],
    ["a.json", "-", "b.json"],
    ["--strict", "a.json", "--all", "--trace", "--no-progress", "--debug"],
    ["a.json", "--only", "x", "--only", "y,z", "--platform", "P", "--policy", "f", "--policy", "g"],
    ["--lang", "zh", "a.json", "--format", "json", "--as-of", "2025-01-01", "--output", "o", "--lang", "en"],
    ["a.json", "--output", "--strict"],
)


@pytest.mark.parametrize("argv", PLAIN)
def test_the_quick_reader_reads_as_click_does(argv: list[str]) -> None:
    command = cli.commands["check"]
    with command.make_context("check", list(argv)) as ctx:
        assert read(argv) == ctx.params


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--help"],
        ["rules"],
        ["check", "a.json"],
        ["a.json", "--lang=zh"],
        ["--", "a.json"],
        ["a.json", "--onyl", "x"],
    ]
    + [["a.json", "--lang", "fr"], ["a.json", "--only"], ["a.json", "-x"], ["--strict"], [""]],
)
def test_the_quick_reader_leaves_the_rest_to_click(argv: list[str]) -> None:
    assert read(argv) is None


def test_check_is_the_default(command: Command) -> None:
    plain = command(DISTRICT)
    for arguments in ([DISTRICT, "--lang=en"], ["check", DISTRICT], ["--lang=en", DISTRICT], ["--", DISTRICT]):
        assert command(*arguments) == plain


def test_a_file_named_like_a_command_is_given_with_its_folder(command: Command, tmp_path: Path) -> None:
    (tmp_path / "coverage").write_bytes((ROOT / DISTRICT).read_bytes())
    run = command("./coverage", cwd=tmp_path)
    assert run.code == 0
    assert run.out.startswith("./coverage\n")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_HK", "LANG": "en_US"}, "zh"),
        ({"LANG": "zh_CN", "POLICY_CHECK_LANG": "en"}, "en"),
        ({"POLICY_CHECK_LANG": "zh"}, "zh"),
    ],
)
def test_the_environment_gives_the_language(environ: dict[str, str], expected: str) -> None:
    if environ or sys.platform != "win32":
        assert language([], environ) == expected
    assert language(["--lang", "zh", "--lang=en"], environ) == "en"


def test_version_and_help(command: Command) -> None:
    assert command("--version").out == f"policy-check {__version__}\n"
    for arguments in (["check"], ["coverage"], ["rules"], ["lint"], ["completion"]):
        run = command(*arguments, "--help")
        assert (run.code, run.err) == (0, "")
        assert "选项 Options" in run.out


def test_commands_run_under_clicks_own_runner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("POLICY_CHECK_LANG", "en")
    ran = CliRunner().invoke(cli, [DISTRICT, "--strict", "--only", "annual_grade", "--no-progress"])
    assert ran.exit_code == 1
    assert "To be settled first (2)" in ran.output


def test_coverage_counts_and_fails_on_an_unclaimed_sentence(command: Command, tmp_path: Path) -> None:
    data = json.loads(command("coverage", "--format", "json").out)
    counts = data["counts"]
    assert counts["unclaimed"] == 0
    assert counts["claimed"] + counts["silent"] == counts["sentences"] == len(data["sentences"])
    assert counts["rules"] == sum(len(sentence["rules"]) for sentence in data["sentences"])
    assert any(rule["readings"] for sentence in data["sentences"] for rule in sentence["rules"])


def test_coverage_exits_1_where_a_sentence_is_unclaimed(monkeypatch: pytest.MonkeyPatch) -> None:
    model = policy_check.load().model
    left = changed(model, rules=tuple(rule for rule in model.rules if rule.clause != model.rules[-1].clause))
    monkeypatch.setattr("policy_check.coverage.load_policy", lambda folders, words: policy_check.Policy(left))
    ran = CliRunner().invoke(cli, ["coverage", "--lang", "en"])
    assert ran.exit_code == 1
    assert "!! no rule claims it" in ran.output


def test_rules_lists_versions_dates_and_parameters(command: Command) -> None:
    data = json.loads(command("rules", "--as-of", "2025-06-30", "--format", "json").out)
    quota = next(rule for rule in data["rules"] if rule["id"] == "4.5.s3.n2")
    assert quota["in_force"] == {"from": "2023-10-20", "to": None}
    assert {"0.2", "0.20"} & {one["value"] for one in quota["parameters"]}
    assert command("rules", "--as-of", "2025-13-01").code == 2


def test_completion(command: Command, environment: dict[str, str]) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_POLICY_CHECK_COMPLETE" in command("completion", shell).out
    assert command("completion", "tcsh").code == 2
    for words, cword, expected in (
        (f"policy-check {DISTRICT} --platform JS-0", 3, "plain,JS-03"),
        ("policy-check --only annual_grade,bud", 2, "plain,annual_grade,budget_cut_cny"),
        ("policy-check --no-p", 1, "plain,--no-progress"),
        ("policy-check cov", 1, "plain,coverage"),
        ("policy-check nothing.json --platform x", 3, None),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "policy_check"],
            cwd=ROOT,
            env={
                **environment,
                "COMP_WORDS": words,
                "COMP_CWORD": str(cword),
                "_POLICY_CHECK_COMPLETE": "bash_complete",
            },
            capture_output=True,
            check=False,
        )
        offered = done.stdout.decode().splitlines()
        assert done.stderr == b""
        assert expected in offered if expected is not None else not any(offered)


def test_click_is_not_imported_for_a_plain_call(environment: dict[str, str]) -> None:
    code = (
        "import sys; from policy_check.cli import run\n"
        f"run([{DISTRICT!r}, '--output', sys.argv[1]])\n"
        "print(sorted({'click', 'tempfile', 'inspect', 'ruamel', 'jsonschema', 'difflib'} & set(sys.modules)))"
    )
    nowhere = "/dev/null" if sys.platform != "win32" else "NUL"
    start = [sys.executable, "-c", code, nowhere]
    subprocess.run(start, cwd=ROOT, env=environment, capture_output=True, check=True)  # may have to compile the policy
    done = subprocess.run(start, cwd=ROOT, env=environment, capture_output=True, check=True)
    heavy = set(json.loads(done.stdout.decode().replace("'", '"')))
    assert not heavy & {"click", "ruamel", "jsonschema", "difflib"}


def test_every_option_has_help_in_both_languages() -> None:
    for command in cli.commands.values():
        assert isinstance(command, click.Command)
        text = command.get_help(click.Context(command, info_name=command.name))
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[0] in text
