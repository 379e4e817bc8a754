"""``policy-check new``: the draft loads, holds every letter, awaits the officer; nothing is overwritten or left
half-written."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policy_check
from engine.model import Policy
from loader.catalogue import CATALOGUE
from loader.catalogue.drafts import ENTRIES
from loader.diagnostics import Diagnostics
from loader.policies import load_policy
from loader.rules import cents
from loader.rules.awaiting import awaits, notices
from loader.text import without_marks
from policy_check.cases import by_name, mismatches, read_cases
from policy_check.scaffold_files import About, Given, about_of, commencement, files_of
from policy_check.scaffold_text import Piece, pieces_of
from tests.policy_check.running import ROOT, Command
from tests.test_broken_policies import EXAMPLE, load

PAGES = ROOT / "docs" / "diagnostics"
TODAY = date(2025, 6, 30)
LAW = """示例〔2024〕1号

# 实验室支持办法

第一章 总则

第一条 为了支持实验室，制定本办法。
第二条 本办法所称实验室，是指从事科学研究的实验室。符合第三条规定的，给予支持：
（一）有固定场所；
（二）有五名以上研究人员，其中：
1. 至少一名教授；
2. 其余可以是学生。
（三）没有发生事故。

第二章 附则

第三条 申请材料：
第九条规定的情形除外。
第十条 本办法自二〇二四年三月一日起施行。

示例区科技局
2024年2月20日
"""


def draft(source: str, folder: Path) -> Policy:
    """The draft of a text, written and loaded without an error or warning."""
    pieces = pieces_of(source)
    about = about_of(pieces, Given(), folder.name, TODAY)
    for name, text in files_of(source, pieces, about).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    policy, found = load_policy([folder])
    assert policy is not None and not len(found), "\n".join(one.text() for one in found)
    return policy


def squeezed(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())


def check(source: str, folder: Path) -> Policy:
    """The draft loads, its sentences are the source, every rule awaits but one, and the first case is met."""
    policy = draft(source, folder)
    assert squeezed(sentence.text for sentence in policy.sentences) == squeezed(without_marks(source))
    ids = [sentence.id for sentence in policy.sentences]
    assert len(set(ids)) == len(ids)
    assert sum(not awaits(rule) for rule in policy.rules) == 1
    found = Diagnostics()
    cases = read_cases(folder / "cases" / "first.yaml", "first.yaml", found)
    assert cases and not len(found)
    loaded = policy_check.load(folder)
    for case in cases:
        decisions = policy_check.evaluate(loaded, case.facts).document()["decisions"]
        assert mismatches(case.expect, by_name(decisions)) == []
    return policy


def shown(pieces: Iterable[Piece]) -> list[tuple[str, str, str]]:
    return [(piece.id, piece.type, piece.text[:8]) for piece in pieces]


# --- how a text is cut ------------------------------------------------------------------------------------------------


def test_articles_items_and_names_are_told_apart() -> None:
    assert shown(pieces_of(LAW)) == [
        ("0.docno", "metadata", "示例〔2024〕"),
        ("0.title", "metadata", "实验室支持办法"),
        ("c1.h", "heading", "第一章 总则"),
        ("1.s1", "unclassified", "第一条 为了支持"),
        ("2.s1", "unclassified", "第二条 本办法所"),
        ("2.s2", "unclassified", "符合第三条规定的"),
        ("2.1.s1", "unclassified", "（一）有固定场所"),
        ("2.2.s1", "unclassified", "（二）有五名以上"),
        ("2.2.1.s1", "unclassified", "1. 至少一名教"),
        ("2.2.2.s1", "unclassified", "2. 其余可以是"),
        ("2.3.s1", "unclassified", "（三）没有发生事"),
        ("c2.h", "heading", "第二章 附则"),
        ("3.s1", "unclassified", "第三条 申请材料"),
        ("3.s2", "unclassified", "第九条规定的情形"),
        ("10.s1", "unclassified", "第十条 本办法自"),
        ("end.m1", "metadata", "示例区科技局"),
        ("end.m2", "metadata", "2024年2月2"),
    ]


def test_the_opinion_of_2023_is_cut_as_its_own_text_is() -> None:
    folder = ROOT / "policies" / "2023"
    policy, _ = load_policy([folder])
    assert policy is not None
    mine = [piece.text for piece in pieces_of((folder / "source.md").read_text(encoding="utf-8"))]
    theirs = [sentence.text for sentence in policy.sentences]
    same = {squeezed(one) for one in mine} & {squeezed(one) for one in theirs}
    assert len(same) >= 0.95 * len(theirs)
    apart = [one for one in theirs if squeezed(one) not in same]  # two names in one, one sentence cut at a semicolon
    assert all(
        "文件" in one or "实施意见(试行)" in one or "保障；" in one or "对平台引进的团队" in one for one in apart
    )


def test_what_the_document_is_is_read_off_its_text() -> None:
    pieces = pieces_of("云枢区人民政府 文件\n" + LAW)
    about = about_of(pieces, Given(), "2024", TODAY)
    assert about == About(
        id="policy-2024-1",
        document_number="示例〔2024〕1号",
        title="实验室支持办法",
        issuers=("云枢区人民政府",),
        in_force=date(2024, 3, 1),
        missing=(),
    )
    said = about_of(pieces, Given("x", "n", "t", ("i", "j"), TODAY), "lab rules", TODAY)
    assert (said.id, said.document_number, said.title, said.issuers, said.in_force) == (
        "x",
        "n",
        "t",
        ("i", "j"),
        TODAY,
    )
    bare = about_of(pieces_of("甲。"), Given(), "Lab_Rules", TODAY)
    assert (bare.id, bare.in_force) == ("lab-rules", TODAY)
    assert bare.missing == ("document_number", "title", "issuers", "in_force")
    assert about_of(pieces_of("甲。"), Given(), "政策", TODAY).id == "policy-new"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本办法自 2024 年 2 月 29 日起施行。", date(2024, 2, 29)),
        ("本办法自二〇二四年十二月三十一日起施行，有效期三年。", date(2024, 12, 31)),
        ("本办法自 2023 年 2 月 29 日起施行。", None),
        ("本办法自公布之日起施行。", None),
        ("自 2020 年 1 月 1 日起登记的企业。", None),
    ],
)
def test_day_of_commencement(text: str, day: date | None) -> None:
    assert commencement(pieces_of(text)) == day


# --- hostile texts ----------------------------------------------------------------------------------------------------

TEXTS = {
    "law": LAW,
    "crlf": LAW.replace("\n", "\r\n") + "---\r\n\r\n** 附 **\r\n",
    "old mac": LAW.replace("\n", "\r"),
    "no headings": "企业可以申请。符合条件的给予奖励。",
    "one word": "奖励",
    "only a number": "示例〔2024〕1号",
    "marks around a word": "。！？甲……\n***\n",
    "no day": "企业可以申请！不符合条件的不予奖励？",
    "long": "长" * 10_000,
    "yaml": "key: [a, {b: c}] # no\n- - ? !tag &a *b | > ' '' \" \\n\n%YAML 1.2\n... \n@at `tick` 甲: 乙。",
    "repeated": "一、甲\n申请。\n一、甲\n申请。\n第一条 甲。\n第一条 甲。\n（一）甲。\n（一）甲。\n1. 甲。\n1. 甲。\n",
    "numbers": "第一百二十三条 甲。\n第1条 乙。\n（21）丙。\n⑳丁。\n第〇条 戊。\n第两千零二十四条 己。",
    "english": 'The office "may" pay \'rewards\' (up to 3.5%). It\'s "so."\nNo. 2: `x`',
    "table": '第一条 按下表计分。\n\n| 指标 | 分值 |\n|---|---:|\n| 论文 | 10 |\n| 专利: "发明" | 20 |\n\n第二条 完。',
    "marks only": "#\n**\n甲\n---\n# **乙**\n",
    "quotes": "“甲。”乙。（丙。丁。）戊”。己“庚。",
    "rare": "𠮷野家\u3000的 é 申请\u00a0🙂。",
}


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_give_drafts_that_load(name: str, tmp_path: Path) -> None:
    check(TEXTS[name], tmp_path / "2024")


def test_line_ends_may_change_afterwards(tmp_path: Path) -> None:
    check(TEXTS["crlf"], tmp_path)
    source = tmp_path / "source.md"
    source.write_bytes(source.read_bytes().replace(b"\r\n", b"\n"))
    policy, found = load_policy([tmp_path])
    assert policy is not None and not len(found)


PARTS = st.sampled_from(
    [
        *"甲乙，。！？；：“”（）()|#*-'\"\\:&!%@` \t\n\r",
        *"零一二十百〇第条章节编、.年月日①⑳3",
        *(
            "\r\n",
            "---",
            "**",
            "# ",
            "第一条 ",
            "第二章 ",
            "一、",
            "（一）",
            "1. ",
            "(2)",
            "|---|",
            "| a | b |",
            "抄送",
        ),
        *("自 2024 年 1 月 1 日起施行。", "自公布之日起施行。", "〔2024〕1号", "null", "1e5", "0x1f", "附件：", "应当"),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARTS | st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=60).map("".join))
def test_any_text_with_words_gives_a_draft_that_loads(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    text = re.sub("[\ufffe\uffff]", "", text)
    if not pieces_of(text):
        assert not any(map(str.isalnum, without_marks(text)))
        return
    check(text, tmp_path_factory.mktemp("draft"))


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def text(tmp_path: Path) -> str:
    (tmp_path / "law.txt").write_text(LAW, encoding="utf-8")
    return str(tmp_path / "law.txt")


def inside(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_the_command_makes_a_folder_that_lints_covers_and_tests(command: Command, text: str, tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    run = command("new", str(folder), "--from", text, "--title", "新办法", "--issuer", "甲局", "--issuer", "乙局")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"{folder} is made: policy lab, in force from 2024-03-01; 17 sentences, 10 await")
    assert [name for name, _ in inside(folder)] == [
        "1-chapter.yaml",
        "2-chapter.yaml",
        "cases/first.yaml",
        "policy.yaml",
        "source.md",
        "text.yaml",
        "vocabulary.yaml",
    ]
    assert (folder / "source.md").read_text(encoding="utf-8") == LAW
    assert "issuers: ['甲局', '乙局']\n" in (folder / "policy.yaml").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    lint = command("lint", str(folder))
    assert (lint.code, lint.out.splitlines()[-1]) == (0, "errors: 0, warnings: 0, notices: 10")
    assert "lab/1-chapter.yaml:7:5: notice PC520: the sentence `1.s1` awaits its norm type" in lint.out
    assert "1 个警告" not in command("lint", str(folder), "--lang", "zh").out
    data = json.loads(command("lint", str(folder), "--format", "json").out)
    assert (data["errors"], data["warnings"], data["notices"]) == (0, 0, 10)
    covered = command("coverage", "--policy", str(folder), "--format", "json")
    counts = json.loads(covered.out)["counts"]
    assert covered.code == 0
    assert (counts["claimed"], counts["awaiting"], counts["unclaimed"], counts["norms"]) == (1, 10, 0, 11)
    said = command("coverage", "--policy", str(folder)).out
    assert ".. awaits its norm type" in said and "10 await their norm" in said
    assert command("test", "--policy", str(folder)).code == 0
    facts = tmp_path / "facts.json"
    facts.write_text('{"as_of": "2024-03-01"}', encoding="utf-8")
    assert command(str(facts), "--policy", str(folder)).err == ""  # what awaits is no warning for who judges by it


def test_standard_input_and_a_byte_order_mark(command: Command, tmp_path: Path) -> None:
    run = command("new", str(tmp_path / "a"), "--from", "-", stdin=b"\xef\xbb\xbf" + LAW.encode(), cwd=tmp_path)
    assert run.code == 0
    assert "PC105" in run.err
    assert (tmp_path / "a" / "source.md").read_text(encoding="utf-8") == LAW


def test_nothing_is_overwritten(command: Command, text: str, tmp_path: Path) -> None:
    for name, why_en, why_zh in (
        ("full", "the folder exists and is not empty", "那里已有文件夹，而且不是空的"),
        ("file", "there is a file of that name", "那里已有同名的文件"),
    ):
        (tmp_path / "full").mkdir(exist_ok=True)
        (tmp_path / "full" / "kept").write_text("kept")
        (tmp_path / "file").write_text("kept")
        before = list(inside(tmp_path))
        for language, why in (("en", why_en), ("zh", why_zh)):
            run = command("new", str(tmp_path / name), "--from", text, "--lang", language)
            assert (run.code, run.out) == (2, "")
            assert "PC522" in run.err and why in run.err and "Traceback" not in run.err
        assert list(inside(tmp_path)) == before
    (tmp_path / "empty").mkdir()
    assert command("new", str(tmp_path / "empty"), "--from", text).code == 0
    here = tmp_path / "here"
    here.mkdir()
    assert "the folder you are in" in command("new", ".", "--from", text, cwd=here, env={"PYTHONPATH": str(ROOT)}).err


@pytest.mark.parametrize(
    ("data", "said_en", "said_zh"),
    [
        (b"", "PC523: there is nothing", "没有一个字"),
        (b" \n# \n---\n\xe3\x80\x82", "PC523: there is nothing", "没有一个字"),
        ("政策".encode("gb18030"), "PC103: the file is not encoded in UTF-8 (perhaps GBK)", "编码不是 UTF-8"),
        ("政策".encode("utf-16"), "PC103", "UTF-16"),
        ("甲\x00乙\u202e".encode(), "PC104", "PC104"),
        (b"a" * (2 * 1024 * 1024 + 1), "PC102", "PC102"),
        (None, "no such file", "没有这个文件"),
    ],
)
def test_unusable_texts_are_2_and_leave_nothing(
    data: bytes | None, said_en: str, said_zh: str, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "text.txt"
    if data is not None:
        file.write_bytes(data)
    before = list(inside(tmp_path))
    for language, said in (("en", said_en), ("zh", said_zh)):
        run = command("new", str(tmp_path / "new"), "--from", str(file), "--lang", language)
        assert (run.code, run.out) == (2, "")
        assert said in run.err and "Traceback" not in run.err
    assert list(inside(tmp_path)) == before and not (tmp_path / "new").exists()


def test_a_text_too_long_for_its_files_leaves_nothing(command: Command, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("甲应当乙。" * 30_000, encoding="utf-8")
    run = command("new", str(tmp_path / "new"), "--from", str(tmp_path / "text.txt"))
    assert (run.code, run.out) == (2, "")
    assert "no folder that loads" in run.err and "new/rules.yaml:1:1: error PC102" in run.err
    assert [path.name for path in tmp_path.iterdir()] == ["text.txt"]


def test_options_are_checked(command: Command, text: str, tmp_path: Path) -> None:
    for arguments, en, zh in (
        (["--in-force", "2024-02-30"], "a date that exists", "真实日期"),
        (["--id", "Lab 1"], "lower-case letters", "小写字母"),
        (["--title", "a\nb"], "control characters", "控制字符"),
        (["--from"], "needs a value", "后面要有值"),
    ):
        for language, said in (("en", en), ("zh", zh)):
            rest = [] if arguments == ["--from"] else ["--from", text]
            run = command("new", str(tmp_path / "new"), *rest, "--lang", language, *arguments)
            assert (run.code, run.out) == (2, "")
            assert said in run.err
    assert "--from is missing" in command("new", str(tmp_path / "new")).err
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_where_nothing_can_be_written_it_is_5(command: Command, text: str, tmp_path: Path) -> None:
    run = command("new", str(tmp_path / "no" / "new"), "--from", text)
    assert (run.code, run.out) == (5, "")
    assert "cannot be written" in run.err


# --- diagnostics ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ENTRIES)
def test_every_code_has_a_page(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code} {CATALOGUE[code].title.zh} · {CATALOGUE[code].title.en}\n")


@pytest.mark.parametrize("code", ["PC520", "PC525", "PC526"])
def test_the_page_of_a_notice_shows_it(code: str, tmp_path: Path) -> None:
    examples = EXAMPLE.findall((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    assert len(examples) == 2
    for at, ((name, written), expected) in enumerate(zip(examples, ([code], []), strict=True)):
        case = tmp_path / str(at)
        case.mkdir()
        (case / name).write_text(written, encoding="utf-8")
        policy, found = load(case, tmp_path / f"loaded{at}")
        assert policy is not None and not len(found)
        assert [one.code for one in (*notices(policy), *cents.notices(policy))] == expected


def test_the_page_of_cases_used_twice_shows_it(tmp_path: Path) -> None:
    text = (PAGES / "PC524.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml cases\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for written, expected in zip(blocks, ({"PC524"}, set()), strict=True):
        (tmp_path / "cases.yaml").write_text(written, encoding="utf-8")
        found = Diagnostics()
        read_cases(tmp_path / "cases.yaml", "cases.yaml", found)
        assert {one.code for one in found} == expected


def test_pages_of_what_new_refuses_show_what_it_says(command: Command, text: str, tmp_path: Path) -> None:
    (tmp_path / "policies" / "2023").mkdir(parents=True)
    (tmp_path / "policies" / "2023" / "kept").write_text("")
    (tmp_path / "empty.txt").write_text("")
    for code, arguments in (("PC522", ["policies/2023", "--from", text]), ("PC523", ["new", "--from", "empty.txt"])):
        page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
        said = "".join(command("new", *arguments, "--lang", language, cwd=tmp_path).err for language in ("zh", "en"))
        assert f"```text\n{said}```\n" in page
