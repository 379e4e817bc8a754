"""DMN files: what is written is read back as the same rules; files of modellers become rules that load; nothing is
left out silently; a bad file is a diagnostic."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.model import Policy
from loader.diagnostics import Diagnostics
from loader.dmn.cells import scalar
from loader.dmn.gather import gather
from loader.dmn.model import HITS, MODELS, Model
from loader.dmn.reading import read_dmn
from loader.dmn.rule_text import Texts, write_rules
from loader.dmn.writing import write_dmn
from loader.dmn.xml import LARGEST
from loader.policies import load_policy
from loader.yaml.reading import CONTROL
from loader.yaml.tree import read_yaml

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "dmn"
BASE = ROOT / "tests" / "broken_policies" / "base"
NAMESPACE = {"d": MODELS["1.5"]}


def loaded(folder: Path) -> Policy:
    policy, found = load_policy([folder])
    assert policy is not None, "\n".join(one.text("en") for one in found)
    return policy


def through(policy: Policy, folder: Path, version: str = "1.5") -> tuple[str, Model, Texts, Diagnostics]:
    """A policy written as DMN and read back: the file, its model, the texts, and what was said on reading."""
    written = write_dmn(gather(policy, [folder], Diagnostics()), version)
    found = Diagnostics()
    model = read_dmn(written.encode(), "model.dmn", found)
    assert model is not None, "\n".join(one.text("en") for one in found)
    return written, model, write_rules(model, "model.dmn", found), found


# --- there and back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.5", "1.3"])
def test_the_tables_of_the_opinion_come_back_as_they_were(tmp_path: Path, version: str) -> None:
    folder = tmp_path / "2023"
    shutil.copytree(ROOT / "policies" / "2023", folder)
    before = loaded(folder)
    _, model, texts, found = through(before, folder, version)
    assert [one.name for one in model.decisions] == ["reward_cny"] and not len(found)
    evaluation = folder / "4.5-evaluation.yaml"
    whole = evaluation.read_text(encoding="utf-8")
    start = whole.index("  - id: 4.5.s4.n1\n")
    end = whole.index("  - id: 4.5.s4.n2\n")
    evaluation.write_text(whole[:start] + whole[end:], encoding="utf-8")
    (folder / "imported.yaml").write_text(texts.rules, encoding="utf-8")
    after = loaded(folder)
    assert {rule.id: rule.digest for rule in after.rules} == {rule.id: rule.digest for rule in before.rules}
    assert texts.rules.count("\n") >= whole[start:end].rstrip().count("\n")
    assert "# 名额未核的优秀不发奖" in texts.rules, "remarks are kept"


RULE = """policy: test-2024-1
rules:
  - id: 1.s1.n1
    version: 1
    title: {zh: 等次, en: Grade}
    quote: 得分八十分以上的平台，年度评价为优秀
    norm: {type: constitutive, strength: strict}
    in_force: {from: 2024-01-01}
    parameters: {threshold: 60, good_score: "80.5"}
    parts:
      - on: platform
        when: {public: true}
        then: {grade: good}
      - on: platform
        when: {public: false}    # 私立 private
        then:
"""
COLUMNS: dict[str, tuple[str, ...]] = {
    "category": ("'-'", "lab", "'lab, service'", "'not(\"lab\")'", "'\"service\"'", "= category"),
    "score": ("'-'", "5", "-5", "2.50", "'>= 80'", "'[1..2)'", "']1..2]'", "'not(3, 4)'", "'< 1, > 2'", "threshold",
              "'>= good_score'", "= threshold + 1", "'? > 5 and ? < 7'"),
    "public": ("'-'", "true", "false"),
    "founded_on": ("'-'", "'>= @\"2023-01-01\"'", "'@\"2024-02-29\"'", "'null'"),
    "name": ("'-'", "'\"甲, 乙\"'", "'\"<&>\"'", "'\"it''s\"'", "'not(\"a\\\"b\",\"]]>\")'", "'\"\"'", "'\"\\u0001\"'"),
    "'if public then \"a<b\" else \"x & y\"'": ("'\"a<b\"'", "'-'"),
    "'count(visits)'": ("'> 1'", "0", "'-'"),
}  # fmt: skip
VALUES: dict[str, tuple[str, ...]] = {
    "grade": ("excellent", "good", "not_applicable", '= if public then "good" else "excellent"'),
    "reward": ('"1000.00"', "5", "-3", "= threshold * 2", "threshold", "not_applicable"),
    "day": ("2023-10-20", '= @"2024-02-29" + @"P1D"', "founded_on"),
    "remark": ("a b", "'甲, 乙：<&>'", "'it''s'", '"two\\nlines"', "' = '", "'no'", "'5'", "'a: b # c'", "'null'"),
    "yes": ("true", "false", "= score > 3"),
}
TYPES = {"grade": "grade", "reward": "money", "day": "date", "remark": "string", "yes": "bool"}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str, str]:
    """The name of what is concluded, its type, and a table in block or flow style."""
    name = draw(st.sampled_from(sorted(VALUES)))
    hit = draw(st.sampled_from(sorted(HITS)))
    aggregate = draw(st.sampled_from((None, "list", "count", "sum", "min", "max"))) if hit == "collect" else None
    assume(aggregate not in ("sum", "min", "max") or name == "reward")
    listed = hit in ("rule_order", "output_order") or (hit == "collect" and aggregate in (None, "list"))
    columns = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=3, unique=True))
    choices = [one for one in VALUES[name] if not (one == "not_applicable" and hit not in ("first", "unique", "any"))]
    rows = draw(
        st.lists(
            st.tuples(*(st.sampled_from(COLUMNS[one]) for one in columns), st.sampled_from(choices)),
            min_size=1,
            max_size=1 if hit in ("unique", "any") else 4,
        )
    )
    otherwise = draw(st.sampled_from((None, *VALUES[name], "nested"))) if not listed and aggregate != "count" else None
    options = {"hit": hit} if hit != "unique" or draw(st.booleans()) else {}
    if aggregate is not None:
        options["aggregate"] = aggregate
    if hit in ("priority", "output_order"):
        options["priorities"] = f"[{', '.join(dict.fromkeys(row[-1] for row in rows))}]"
    if otherwise is not None:
        nested = f"{{cases: [{{when: public, then: {VALUES[name][0]}}}, {{otherwise: {VALUES[name][1]}}}]}}"
        options["otherwise"] = nested if otherwise == "nested" else otherwise
    kind = "int" if aggregate == "count" else f"list of {TYPES[name]}" if listed else TYPES[name]
    lines = [f"[{', '.join(_in_flow(cell) for cell in row)}]" for row in rows]
    if draw(st.booleans()):
        flow = ", ".join(f"{key}: {_in_flow(value)}" for key, value in options.items())
        inputs = f"inputs: [{', '.join(columns)}], rows: [{', '.join(lines)}]"
        return f"{name}_x", kind, f"            {{table: {{{inputs}{', ' if flow else ''}{flow}}}}}\n"
    remark = draw(st.sampled_from(("", "    # 备注 remark", "  # a < b & c")))
    block = [f"inputs: [{', '.join(columns)}]", "rows:", *(f"  - {one}{remark}" for one in lines)]
    block += [f"{key}: {value}" for key, value in options.items()]
    text = "            table:\n" + "".join(f"              {line}\n" for line in block)
    return f"{name}_x", kind, text


def _in_flow(cell: str) -> str:
    """A plain value that has marks of flow collections in it, in quotes."""
    if cell[0] in "'\"[{" or not re.search(r"""[,\[\]{}"#]""", cell):
        return cell
    return "'" + cell.replace("'", "''") + "'"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dmn")


def policy_folder(into: Path, name: str, kind: str, table: str) -> Path:
    folder = into / "policy"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(BASE, folder)
    vocabulary = (folder / "vocabulary.yaml").read_text(encoding="utf-8")
    derived = f"    derived:\n      {name}: {{type: {kind}, label: {{zh: 值, en: value}}}}\n"
    at = vocabulary.index("    decisions:\n      grade:")
    (folder / "vocabulary.yaml").write_text(vocabulary[:at] + derived + vocabulary[at:], encoding="utf-8")
    (folder / "rules.yaml").write_text(f"{RULE}          {name}:\n{table}", encoding="utf-8")
    return folder


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_tables_come_back_as_they_were(work: Path, made: tuple[str, str, str]) -> None:
    folder = policy_folder(work, *made)
    policy, _ = load_policy([folder])
    assume(policy is not None)
    assert policy is not None
    written, model, texts, found = through(policy, folder)
    assert len(model.decisions) == 1 and not len(found), [one.text("en") for one in found]
    (folder / "rules.yaml").write_text(texts.rules, encoding="utf-8")
    again = loaded(folder)
    assert [rule.digest for rule in again.rules] == [rule.digest for rule in policy.rules], f"{written}\n{texts.rules}"
    second = write_dmn(gather(again, [folder], Diagnostics()))
    assert _without_sources(second) == _without_sources(written), "nothing is added or lost by another turn"


def _without_sources(written: str) -> str:
    return re.sub(r"<pc:source.*?</pc:source>", "", written, flags=re.DOTALL)


@given(st.text(max_size=12))
def test_a_scalar_is_read_as_its_text(text: str) -> None:
    for written in (f"a: {scalar(text)}\n", f"a: [{scalar(text)}, 1]\n"):
        tree, found = read_yaml(written.encode(), "a.yaml")
        assert tree is not None and not found, f"{written!r} {found}"
        value = tree.get("a")  # type: ignore[attr-defined]  # a mapping
        assert (value.items[0] if hasattr(value, "items") else value).value == CONTROL.sub("\ufffd", text)


# --- the file ---------------------------------------------------------------------------------------------------------

ORDER = {
    "definitions": "description extensionElements import itemDefinition decision inputData DMNDI",
    "itemDefinition": "description extensionElements typeRef allowedValues itemComponent",
    "decision": "description extensionElements question allowedAnswers variable informationRequirement "
    "decisionTable literalExpression",
    "decisionTable": "description extensionElements input output annotation rule",
    "input": "description extensionElements inputExpression inputValues",
    "output": "description extensionElements outputValues defaultOutputEntry",
    "rule": "description extensionElements inputEntry outputEntry annotationEntry",
}


def sample(tmp_path: Path) -> str:
    table = """            table:
              inputs: [category, score]
              rows:
                - [lab, '>= 80', "1000.00"]    # 第一档
                - ['-', '< threshold', "10.00"]
              hit: priority
              priorities: ["1000.00", "10.00"]
              otherwise: not_applicable
"""
    folder = policy_folder(tmp_path, "reward_x", "money", table)
    return through(loaded(folder), folder)[0]


def test_elements_stand_in_the_order_of_the_standard(tmp_path: Path) -> None:
    root = ET.fromstring(sample(tmp_path))  # noqa: S314  # our own file
    checked = 0
    for element in root.iter():
        order = ORDER.get(element.tag.rpartition("}")[2], "").split()
        if order:
            places = [order.index(child.tag.rpartition("}")[2]) for child in element]
            assert places == sorted(places), element.tag
            checked += 1
    assert checked > 8


def test_ids_are_unique_names_and_every_reference_has_its_target(tmp_path: Path) -> None:
    root = ET.fromstring(sample(tmp_path))  # noqa: S314  # our own file
    ids = [one.get("id") for one in root.iter() if one.get("id") and "policy-check" not in one.tag]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[A-Za-z_][\w.-]*", one or "") for one in ids)
    targets = {one.get("href", "").removeprefix("#") for one in root.iter() if one.get("href")}
    targets |= {one.get("dmnElementRef", "") for one in root.iter() if one.get("dmnElementRef")}
    assert targets <= set(ids) and len(targets) > 4


def test_a_table_is_written_as_the_standard_has_it(tmp_path: Path) -> None:
    root = ET.fromstring(sample(tmp_path))  # noqa: S314  # our own file
    table = root.find(".//d:decisionTable", NAMESPACE)
    assert table is not None and table.get("hitPolicy") == "PRIORITY"
    assert _texts(table, "d:input/d:inputExpression/d:text") == ["category", "score"]
    assert _texts(table, "d:input/d:inputValues/d:text") == ['"lab","service"']
    assert _texts(table, "d:output/d:outputValues/d:text") == ["1000.00,10.00"]
    assert _texts(table, "d:output/d:defaultOutputEntry/d:text") == ["null"]
    assert _texts(table, "d:rule/d:inputEntry/d:text") == ['"lab"', ">= 80", "-", "< threshold"]
    quote = "1.s1.n1：得分八十分以上的平台，年度评价为优秀"
    assert _texts(table, "d:rule/d:description") == [f"{quote}\n第一档", quote]
    names = {one.get("name") for one in root.findall("d:decision", NAMESPACE)}
    assert names == {"reward_x", "threshold"}
    assert {one.get("name") for one in root.findall("d:inputData", NAMESPACE)} == {"category", "score"}


def _texts(table: ET.Element, path: str) -> list[str]:
    return [one.text or "" for one in table.findall(path, NAMESPACE)]


def test_a_table_that_was_edited_comes_back_edited(tmp_path: Path) -> None:
    written = sample(tmp_path).replace("&gt;= 80", "&gt;= 90").replace("<text>10.00</text>", "<text>20</text>")
    found = Diagnostics()
    model = read_dmn(written.encode(), "model.dmn", found)
    assert model is not None
    text = write_rules(model, "model.dmn", found).rules
    assert "- [lab, '>= 90', \"1000.00\"]    # 第一档" in text and "'< threshold', \"20\"]" in text


def test_remarks_come_back(tmp_path: Path) -> None:
    table = """            table:
              # 一 above
              inputs: [category]    # 二 columns
              rows:
                # 三 above a row
                - [lab, excellent]    # 四 row
              hit: first    # 五 option
              otherwise:
                # 六 inside
                cases:
                  - {when: public, then: good}    # 七 case
                  - otherwise: not_applicable    # 八 last
"""
    folder = policy_folder(tmp_path, "grade_x", "grade", table)
    policy = loaded(folder)
    texts = through(policy, folder)[2]
    for remark in ("一 above", "二 columns", "三 above a row", "四 row", "五 option", "七 case", "八 last"):
        assert texts.rules.count(f"# {remark}\n") == 1, remark
    (folder / "rules.yaml").write_text(texts.rules, encoding="utf-8")
    assert [rule.digest for rule in loaded(folder).rules] == [rule.digest for rule in policy.rules]


def reread(written: str) -> tuple[str, str]:
    """The rules of a file that was edited, and what is said about it."""
    found = Diagnostics()
    model = read_dmn(written.encode(), "model.dmn", found)
    assert model is not None
    return write_rules(model, "model.dmn", found).rules, "\n".join(one.message.en for one in found)


def test_what_an_edited_model_cannot_bring_back_is_named(tmp_path: Path) -> None:
    written = sample(tmp_path)
    (decision,) = re.findall(r'  <decision id="decision.*?</decision>\n', written, flags=re.DOTALL)
    copy = decision.replace('"decision_', '"copy_').replace('name="reward_x"', 'name="copied"')
    rules, said = reread(written.replace(decision, decision + copy))
    assert rules.count("hit: priority") == 2 and "on: case" in rules, "a copy of a decision is a rule of its own"
    assert "parameter" not in said
    _, said = reread(written.replace("<text>60</text>", "<text>70</text>"))
    assert "the parameter `threshold` is 70 in the model; the rule keeps 60" in said
    _, said = reread(written.replace("</output>", "</output><output name='more'/>"))
    assert "the others are left out" in said
    rules, said = reread(written.replace("&gt;= 80", "at least 80"))
    assert "`at least 80` is not FEEL" in said and "'at least 80'" in rules


def test_a_table_that_was_removed_is_missed(tmp_path: Path) -> None:
    written = re.sub(r'  <decision id="decision.*?</decision>\n', "", sample(tmp_path), flags=re.DOTALL)
    found = Diagnostics()
    model = read_dmn(written.encode(), "model.dmn", found)
    assert model is not None
    assert "{dmn: t1}" in write_rules(model, "model.dmn", found).rules
    assert any("t1" in one.message.en for one in found)


# --- files of modellers -----------------------------------------------------------------------------------------------


def imported(name: str, into: Path, edit: Callable[[str], str] = str) -> tuple[Policy, Diagnostics]:
    """The policy that a DMN file becomes once the quotes are supplied."""
    found = Diagnostics()
    model = read_dmn((DATA / name).read_bytes(), name, found)
    assert model is not None
    texts = write_rules(model, name, found)
    rules, vocabulary = edit(texts.rules), texts.vocabulary
    into.mkdir()
    identity = re.findall(r"^policy: (.*)$", rules, re.MULTILINE)[0]
    clauses = list(dict.fromkeys(re.findall(r"- id: (\S+)\.n1 ", rules)))
    source = "".join(f"{clause} 须填\n\n" for clause in clauses)
    (into / "rules.yaml").write_text(rules, encoding="utf-8")
    (into / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    (into / "source.md").write_text(source, encoding="utf-8")
    sentences = "".join(f"  - {{id: {one}, type: constitutive, text: {one} 须填}}\n" for one in clauses)
    (into / "text.yaml").write_text(f"policy: {identity}\nsentences:\n{sentences}", encoding="utf-8")
    digest = sha256(source.encode()).hexdigest()
    (into / "policy.yaml").write_text(
        f"id: {identity}\ndocument_number: 例\ntitle: 例\nissuers: [例]\nin_force: {{from: 2000-01-01}}\n"
        f"source: {{file: source.md, sha256: '{digest}'}}\n",
        encoding="utf-8",
    )
    return loaded(into), found


def test_a_file_of_camunda_modeler_becomes_rules(tmp_path: Path) -> None:
    policy, found = imported("dish.dmn", tmp_path / "dish")
    assert [rule.id for rule in policy.rules] == ["dish_decision.s1.n1", "season.s1.n1"]
    messages = "\n".join(one.text("en") for one in found)
    for word in ("guest_count", "Host", "AuthorityRequirement_1", "bpmn.io"):
        assert word in messages
    attributes = policy.vocabulary.entities["case"].attributes
    assert {name: one.type.kind for name, one in attributes.items()} == {"dish_decision": "string", "season": "string"}


def test_several_outputs_go_by_their_priorities_together(tmp_path: Path) -> None:
    def edit(text: str) -> str:
        return text.replace("'cellInput == 90'", "90")

    policy, found = imported("routing.dmn", tmp_path / "routing", edit)
    (routing,) = (rule for rule in policy.rules if rule.id == "routing.s1.n1")
    conclusions = dict(routing.parts[0].conclusions)
    assert list(conclusions) == ["route", "review_level"] and conclusions["route"].op == "cases"
    assert [then.args[0] for _, then in conclusions["route"].args[0]] == ["decline", "review", "accept"]
    assert [then.args[0] for _, then in conclusions["review_level"].args[0]] == ["2", "1", "0"]
    messages = "\n".join(one.text("zh") for one in found)
    for word in ("业务知识模型“Installment”（id _bkm）", "决定“Limit”（id _limit）的文字表达式", "盒式上下文", "juel",
                 "_kr", "tScore", "信用分"):  # fmt: skip
        assert word in messages
    assert {one.line for one in found if "Limit" in one.message.en} == {43}


def test_remarks_of_a_model_become_remarks_of_the_rules() -> None:
    found = Diagnostics()
    model = read_dmn((DATA / "routing.dmn").read_bytes(), "routing.dmn", found)
    assert model is not None
    text = write_rules(model, "routing.dmn", found).rules
    for remark in ("# Agreed with the credit office.", "# Who reviews?", "# Reason: 风险不低", "# Limit = if"):
        assert remark in text


def test_the_type_of_a_decision_is_that_of_its_only_column() -> None:
    text = f"""<d:definitions xmlns:d="{MODELS["1.2"]}" name="m" namespace="n">
      <d:itemDefinition name="tStatus" isCollection="true"><d:typeRef>string</d:typeRef>
        <d:allowedValues><d:text>"Approved","Declined"</d:text></d:allowedValues></d:itemDefinition>
      <d:decision name="Status"><d:variable name="Status" typeRef="tStatus"/>
        <d:decisionTable hitPolicy="OUTPUT ORDER">
          <d:input><d:inputExpression><d:text>age</d:text></d:inputExpression></d:input>
          <d:output><d:outputValues><d:text>"Approved","Declined"</d:text></d:outputValues></d:output>
          <d:rule><d:inputEntry><d:text>&lt;18</d:text></d:inputEntry>
            <d:outputEntry><d:text>"Declined"</d:text></d:outputEntry></d:rule>
        </d:decisionTable></d:decision></d:definitions>"""
    found = Diagnostics()
    model = read_dmn(text.encode(), "m.dmn", found)
    assert model is not None
    texts = write_rules(model, "m.dmn", found)
    assert "- ['<18', Declined]\n          hit: output_order\n          priorities: [Approved, Declined]" in texts.rules
    assert "status: {type: list of t_status," in texts.vocabulary


@pytest.mark.parametrize("space", [*MODELS.values(), "http://www.omg.org/spec/DMN/20151101/dmn11.xsd"])
def test_every_version_is_read(space: str) -> None:
    text = (DATA / "dish.dmn").read_text(encoding="utf-8").replace(MODELS["1.3"], space)
    model = read_dmn(text.encode(), "dish.dmn", Diagnostics())
    assert model is not None and [one.id for one in model.decisions] == ["dish-decision", "season"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk"])
def test_encodings_are_read(encoding: str) -> None:
    text = (DATA / "dish.dmn").read_text(encoding="utf-8").replace("a classic", "经典").replace("UTF-8", encoding)
    model = read_dmn(text.encode(encoding), "dish.dmn", Diagnostics())
    assert model is not None and model.decisions[0].table.rows[0].notes == ("经典 & a favourite",)


# --- bad files --------------------------------------------------------------------------------------------------------

HEAD = f'<definitions xmlns="{MODELS["1.5"]}" id="d" name="d" namespace="n">'
LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;"><!ENTITY lol3 "&lol2;&lol2;&lol2;">]>
<definitions>&lol3;</definitions>
"""
EXTERNAL = """<!DOCTYPE definitions [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">&secret;</definitions>
"""


@pytest.mark.parametrize(
    ("data", "word", "line"),
    [
        (b"", "no element found", 1),
        (b"<definitions", "unclosed token", 1),
        (f"{HEAD}\n<decision>\n</definitions>".encode(), "mismatched tag", 3),
        (b"\xff\xfe\x00", "", 1),
        (b"policy: a\nrules: []\n", "syntax error", 1),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding", 1),
        (LAUGHS.encode(), "DOCTYPE", 2),
        (EXTERNAL.encode(), "DOCTYPE", 1),
        (f"{HEAD}&undefined;</definitions>".encode(), "undefined entity", 1),
        (f"{HEAD}{'<a>' * 3000}".encode(), "nested", 1),
        (b"<definitions/>", "no DMN file", 1),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "no DMN file", 1),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "no DMN file", 1),
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20990101/MODEL/"/>', "not supported", 1),
        (f'<decision xmlns="{MODELS["1.5"]}"/>'.encode(), "root element is decision", 1),
        (f"{HEAD}<!--{'x' * LARGEST}--></definitions>".encode(), "larger than", 1),
    ],
)
def test_a_file_that_cannot_be_read_is_one_diagnostic(data: bytes, word: str, line: int) -> None:
    found = Diagnostics()
    assert read_dmn(data, "bad.dmn", found) is None
    (one,) = found
    assert one.code == "PC378" and word in one.message.en and one.message.zh and one.line == line


def test_odd_models_are_read_without_a_fault() -> None:
    tables = [
        "",
        "<decisionTable/>",
        "<decisionTable hitPolicy='MAGIC'><input/><output/><rule/></decisionTable>",
        "<decisionTable aggregation='SUM' hitPolicy='COLLECT'><input><inputExpression/></input><output name='甲'/>"
        "<rule><inputEntry/><inputEntry/><outputEntry/></rule></decisionTable>",
        "<decisionTable><output name='a'/><output name='a'/></decisionTable>",
        "<literalExpression/>",
    ]
    body = "".join(f"<decision>{one}</decision><decision name='a b'>{one}</decision>" for one in tables)
    found = Diagnostics()
    model = read_dmn(f"{HEAD}{body}<inputData/><itemDefinition/></definitions>".encode(), "odd.dmn", found)
    assert model is not None
    texts = write_rules(model, "odd.dmn", found)
    for text in texts:
        assert not read_yaml(text.encode(), "odd.yaml").diagnostics, text
    assert len(found) > 8


PIECES = re.compile(rb"<[^>]*>|[^<>]+")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(("dish.dmn", "routing.dmn")), st.data())
def test_whatever_a_model_holds_is_read_or_refused(name: str, data: st.DataObject) -> None:
    pieces: list[bytes] = PIECES.findall((DATA / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        other = data.draw(st.sampled_from((b"", b"-", b'"', b"\xe7\x94\xb2", *pieces[:60])))
        pieces[at] = other
    found = Diagnostics()
    model = read_dmn(b"".join(pieces), name, found)
    assert (model is None) == found.has_errors
    if model is not None:
        for text in write_rules(model, name, found):
            assert not read_yaml(text.encode(), "a.yaml").diagnostics, text
