"""What the documentation shows is what happens: examples load, wrong ones give their code, commands print what they do.

How a block is marked, in an HTML comment on the line before it:

=================================  ====================================================================================
``example: rule``                  keys of a rule, or ``file``, ``vocabulary``, ``manifest``, ``text``: it loads
``example: rule, wrong: PC201``    it gives that diagnostic, and no other code
``outcomes: condition on lab``     a table: condition, facts of the subject, outcome; ``value on lab.amount`` likewise
``feel``                           a table: expression, value
``run``                            commands after ``$``, each followed by what it prints; ``…``: left out
``file: NAME``                     a file of that name is written before the commands that follow
``edit: NAME``                     a diff that is applied to that file
``python``                         a doctest
=================================  ====================================================================================

The commands of one page run one after the other in a folder that holds copies of ``policies/`` and ``examples/``. To
write the output anew, then review the diff: ``RESET=1 python -m pytest tests/test_docs.py``.
"""

from __future__ import annotations

import doctest
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from engine.direct import open_document
from engine.facts import Entry
from engine.feel import evaluate
from engine.feel.builtins import FUNCTIONS
from engine.forms import NOT_APPLICABLE
from engine.model import Policy
from engine.plan import Plan
from engine.unknown import Unknown
from engine.versions import rules_in_force
from loader.catalogue import CATALOGUE
from loader.diagnostics import Diagnostics
from loader.facts.document import decode
from loader.policies import load_policy
from loader.schema.check import check_form
from loader.vocabulary.read import read_vocabulary
from loader.yaml.tree import load_yaml

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EXAMPLE = DOCS / "reference" / "example"
PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *DOCS.rglob("*.md"))
    if "diagnostics" not in page.parts and page.parent != EXAMPLE
)
BLOCK = re.compile(
    r"<!-- (?P<mark>[^\n]*?) -->\n(?:```\w+\n(?P<code>.*?)^```$|(?P<table>(?:\|[^\n]*\n)+))", re.MULTILINE | re.DOTALL
)
POLICY = "policy: demo-2024-2\n"
RULE = """rules:
  - id: x.s1.n1
    version: 1
    title: {zh: 例, en: example}
    quote: 例
    norm: {type: constitutive, strength: strict}
    in_force: {from: 2024-01-01}
"""
DAY = date(2024, 7, 1)


class Block(NamedTuple):
    """One marked block: its page, its number there, what it is marked as, its text, and the line it begins on."""

    page: Path
    number: int
    mark: str
    text: str
    line: int

    @property
    def kind(self) -> str:
        return self.mark.partition(":")[0].partition(",")[0]

    @property
    def id(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"


def blocks(page: Path, *kinds: str) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for number, found in enumerate(BLOCK.finditer(text)):
        mark = found["mark"]
        if mark.partition(":")[0].partition(",")[0] in kinds:
            line = text.count("\n", 0, found.start()) + 1
            yield Block(page, number, mark, found["code"] if found["code"] is not None else found["table"], line)


def every(*kinds: str) -> list[Any]:
    """The blocks of every page; of a page in two languages those of the Chinese one, which the other one repeats."""
    found = [block for page in PAGES if ".en." not in page.name for block in blocks(page, *kinds)]
    return [pytest.param(block, id=block.id) for block in found]


# --- the rule language ------------------------------------------------------------------------------------------------


def diagnose(kind: str, text: str, folder: Path) -> Diagnostics:
    """What is wrong with an example beside the example policy."""
    if kind in ("rule", "file"):
        return _amended(kind, text, folder)[1]
    if kind == "vocabulary":
        yaml = YAML(pure=True)
        whole = yaml.load((EXAMPLE / "vocabulary.yaml").read_text(encoding="utf-8"))
        try:
            _merge(whole, yaml.load(text))
            with (folder / "vocabulary.yaml").open("w", encoding="utf-8") as file:
                yaml.dump(whole, file)
        except Exception:  # noqa: BLE001  # not YAML at all: the loader is to say so
            (folder / "vocabulary.yaml").write_text(text, encoding="utf-8")
    else:
        (folder / f"{kind}.yaml").write_text(text, encoding="utf-8")
    tree, found = load_yaml(folder / f"{kind}.yaml", f"{kind}.yaml")
    collected = Diagnostics(found)
    if tree is not None:
        check_form(tree, kind, collected)
        if kind == "vocabulary" and not collected.has_errors:
            read_vocabulary(tree, collected)
    return collected


def _amended(kind: str, text: str, folder: Path) -> tuple[Policy | None, Diagnostics]:
    digest = hashlib.sha256("例".encode()).hexdigest()
    (folder / "policy.yaml").write_text(
        "id: demo-2024-2\namends: demo-2024-1\ndocument_number: 例\ntitle: 例\nissuers: [例]\n"
        f"in_force: {{from: 2024-01-01}}\nsource: {{file: source.md, sha256: '{digest}'}}\n",
        encoding="utf-8",
    )
    (folder / "source.md").write_text("例", encoding="utf-8")
    (folder / "text.yaml").write_text(
        "policy: demo-2024-2\nsentences:\n  - {id: x.s1, type: constitutive, text: 例}\n", encoding="utf-8"
    )
    if kind == "rule":
        text = RULE + "".join(f"    {line}\n" for line in text.splitlines())
    elif "x.s1" not in text:
        text += RULE
    text = POLICY + text
    (folder / "example.yaml").write_text(text, encoding="utf-8")
    return load_policy([EXAMPLE, folder])


def _merge(into: dict[str, Any], other: dict[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


@pytest.mark.parametrize("block", every("example"))
def test_example_loads_or_gives_the_code_named(block: Block, tmp_path: Path) -> None:
    kind = block.mark.removeprefix("example: ").partition(",")[0]
    wrong = block.mark.partition("wrong: ")[2]
    found = diagnose(kind, block.text, tmp_path)
    codes = {one.code for one in found}
    assert codes == ({wrong} if wrong else set()), "\n".join(one.text("zh") for one in found)


def test_the_example_policy_loads() -> None:
    policy, found = load_policy([EXAMPLE])
    assert policy is not None, found.sorted()


ROW = re.compile(r"`+ ?(.*?) ?`+(?=\s*\|)")


def rows(table: str) -> list[list[str]]:
    return [ROW.findall(line) for line in table.splitlines()[2:]]


def lines(block: Block) -> list[str]:
    return block.text.splitlines()[2:]


def rewrite(block: Block, now: str) -> None:
    """Put another text into a block."""
    text = block.page.read_text(encoding="utf-8")
    found = list(BLOCK.finditer(text))[block.number]
    start, end = found.span("code" if found["code"] is not None else "table")
    block.page.write_text(text[:start] + now + text[end:], encoding="utf-8", newline="\n")


def reset_last_column(block: Block, cells: list[str]) -> None:
    """Where RESET is set, write the last column of a table as it is now, in both languages."""
    if not os.environ.get("RESET"):
        return
    rows_now = [line.rpartition("| `")[0] + f"| `{one}` |" for line, one in zip(lines(block), cells, strict=True)]
    for page in (block.page, translation(block.page)):
        same = next(one for one in blocks(page, block.kind) if one.number == block.number)
        rewrite(same, "\n".join([*same.text.splitlines()[:2], *rows_now, ""]))


def translation(page: Path) -> Path:
    """The English page of a Chinese one."""
    return page.with_name(page.name.replace(".zh.", ".en."))


@pytest.mark.parametrize("block", every("outcomes"))
def test_outcome_is_the_one_shown(block: Block, tmp_path: Path) -> None:
    what, _, where = block.mark.removeprefix("outcomes: ").partition(" on ")
    entity, _, attribute = where.partition(".")
    sink = attribute or {"lab": "in_scope", "result": "reward_cny"}[entity]
    table = rows(block.text)
    head, _, form = RULE.partition("  - ")
    text = head
    for at, (cell, _, _) in enumerate(table):
        text += "  - " + form.replace("x.s1.n1", f"x.s1.n{at + 1}") + f"    on: {entity}\n"
        inner = f"    when: {cell}\n    then: {{{sink}: {'0.00' if entity == 'result' else 'true'}}}\n"
        text += inner if what == "condition" else f"    then:\n      {sink}: {cell}\n"
    policy, found = _amended("file", text, tmp_path)
    assert policy is not None, "\n".join(one.text("zh") for one in found)
    actual = [_outcome(policy, at, entity, facts) for at, (_, facts, _) in enumerate(table)]
    reset_last_column(block, actual)
    assert actual == [outcome for _, _, outcome in table]


def _outcome(policy: Policy, at: int, entity: str, facts: str) -> str:
    yaml = YAML(typ="safe", pure=True)
    stated = yaml.load(facts or "{}")
    others = stated.pop("others", [])  # further records of the list that the subject is in
    subject = {"id": "L1", **stated} if entity == "lab" else {"year": 2024, **stated}
    records = [subject, *({"id": f"L{at}", **one} for at, one in enumerate(others, start=2))]
    labs = records if entity == "lab" else [{"id": "L1", "results": [subject, *others]}]
    root, faults = decode(_plain({"as_of": DAY.isoformat(), "labs": labs}), policy.vocabulary)
    assert root is not None, faults
    plan = Plan(rules_in_force(policy, DAY))
    root.data["as_of"] = DAY
    open_document(plan, root)
    rule = plan.rules.rules[f"x.s1.n{at + 1}"]
    part = rule.parts[0]
    node = part.when if part.when is not None else part.conclusions[0][1]
    entry: Entry = root.data["labs"][0] if entity == "lab" else root.data["labs"][0].data["results"][0]
    return shown(plan.closure(rule, entity, node)((entry, None)), entry.pointer)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return Decimal(str(value))
    return value.isoformat() if isinstance(value, date) else value


def shown(value: Any, above: str = "") -> str:
    """A value as the tables show it; an unknown one as its set and, after ←, what is missing."""
    if isinstance(value, Unknown):
        if value.values is not None:
            what = "{" + ", ".join(shown(one) for one in value.values) + "}"
        elif value.low is None and value.high is None:
            what = "*"
        else:
            low, high = ("" if end is None else shown(end) for end in (value.low, value.high))
            what = f"[{low}..{high}]"
        missing = ", ".join(sorted(pointer.removeprefix(above + "/") for pointer in value.missing))
        return f"{what} ← {missing}" if missing else what
    if value is NOT_APPLICABLE:
        return "not_applicable"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Entry):
        return value.pointer.removeprefix(above + "/")
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return f'"{value}"' if isinstance(value, str) else value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.parametrize("block", every("feel"))
def test_feel_gives_the_value_shown(block: Block) -> None:
    table = rows(block.text)
    actual = [shown(evaluate(expression)) for expression, _ in table]
    reset_last_column(block, actual)
    assert actual == [value for _, value in table]


@pytest.mark.parametrize("page", sorted((DOCS / "reference").glob("feel.*.md")), ids=lambda page: page.name)
def test_every_function_of_feel_is_listed(page: Path) -> None:
    _, _, section = page.read_text(encoding="utf-8").rpartition("\n## ")
    assert sorted(re.findall(r"^\| `([a-z ]+)\(", section, re.MULTILINE)) == sorted(FUNCTIONS)


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_codes_named_exist_and_no_fault_is_shown(page: Path) -> None:
    assert "内部错误（" not in page.read_text(encoding="utf-8")
    for code in re.findall(r"\bPC\d{3}\b", page.read_text(encoding="utf-8")):
        assert code in CATALOGUE, code


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.zh.md")), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_both_languages_show_the_same_examples(page: Path) -> None:
    kinds = ("example", "file", "edit", "feel", "outcomes", "python")
    mine, theirs = ([(one.mark, examples(one)) for one in blocks(each, *kinds)] for each in (page, translation(page)))
    assert mine == theirs


def examples(block: Block) -> list[str]:
    """What a block shows; the heading of a table is in the language of its page."""
    return block.text.splitlines()[2 if block.kind in ("feel", "outcomes") else 0 :]


# --- commands and Python ----------------------------------------------------------------------------------------------

SESSIONS = [page for page in PAGES if any(blocks(page, "run", "python"))]
COPIED = ("policies", "examples", "tests")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like a checkout, with `policy-check`, `./run` and `./test` for the Python that runs the tests."""
    for name in COPIED:
        skipped = shutil.ignore_patterns("__pycache__", "test_docs.py")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    commands = {"policy-check": "policy_check", "run": "policy_check", "test": "pytest"}
    for name, module in commands.items():
        script = tmp_path / (name if name in ("run", "test") else f".bin/{name}")
        script.parent.mkdir(exist_ok=True)
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {module} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    for name in ("POLICY_CHECK_LANG", "COLUMNS", "LC_ALL", "LC_MESSAGES", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PATH", f"{tmp_path / '.bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("POLICY_CHECK_CACHE", str(tmp_path / ".cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="the commands shown are those of a POSIX shell")
@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_shows_what_happens(page: Path, session: Path) -> None:
    code = 0
    names: dict[str, Any] = {}
    for block in blocks(page, "run", "file", "edit", "python"):
        kind, _, name = block.mark.partition(": ")
        if kind == "file":
            (session / name).parent.mkdir(parents=True, exist_ok=True)
            (session / name).write_text(block.text, encoding="utf-8", newline="\n")
        elif kind == "edit":
            _edit(session / name, block.text)
        elif kind == "python":
            _doctest(block, names)
        else:
            code = _commands(block, code)


def _edit(file: Path, diff: str) -> None:
    old = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in " -")
    new = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in " +")
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"not found once in {file.name}:\n{old}"
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def _commands(block: Block, code: int) -> int:
    now: list[str] = []
    differing: list[tuple[str, str, str]] = []
    for part in re.split(r"^(?=\$ )", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part[2:].partition("\n")
        shell = ["sh", "-c", f"(exit {code}); {command}"]
        ran = subprocess.run(shell, capture_output=True, encoding="utf-8", timeout=300, check=False)  # noqa: S603  # our own pages
        code, actual = ran.returncode, ran.stdout + ran.stderr
        now.append(f"$ {command}\n{expected if '…' in expected else actual}")
        if not re.fullmatch(_pattern(expected), actual, re.DOTALL):
            differing.append((command, expected, actual))
    if os.environ.get("RESET"):
        rewrite(block, "".join(now))
        return code
    for command, expected, actual in differing:
        assert actual == expected, f"{block.id}: {command}"
    return code


def _pattern(expected: str) -> str:
    """What is shown as a pattern: a line `…` stands for any lines, `…` within a line for anything in it."""
    any_lines, rest_of_line = r"(?:[^\n]*\n)*?", r"[^\n]*"
    return "".join(
        any_lines if line.strip() == "…" else re.escape(line).replace("…", rest_of_line) + "\n"
        for line in expected.splitlines()
    )


def _doctest(block: Block, names: dict[str, Any]) -> None:
    test = doctest.DocTestParser().get_doctest(block.text, names, block.id, str(block.page), block.line)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert runner.failures == 0, "".join(said)
