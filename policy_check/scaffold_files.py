"""Pieces of a text and what is known about the document in; the files of a policy folder that loads, out.

Every sentence has a stub of a rule that awaits its norm type. One decision is wired: whether the policy is in force,
by the sentence about commencement, or, where none is found, by a rule beside the last sentence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from engine.value import Value
from loader.yaml.scalars import resolve
from policy_check.scaffold_lines import NUMERALS, marker_of, number_of
from policy_check.scaffold_text import HEADING, METADATA, UNCLASSIFIED, Piece, document_number

SOURCE = "source.md"
_DIGITS = rf"[{NUMERALS}\d]"
_DAY = re.compile(rf"({_DIGITS}{{4}})\s*年\s*({_DIGITS}{{1,3}})\s*月\s*({_DIGITS}{{1,3}})\s*日")
_COMMENCES = re.compile(r"自.{0,40}起.{0,6}(施行|实施|执行|生效)|(施行|实施)(日期|之日)")
_TITLE_LENGTH = 16


class About(Value):
    """What is known about the document; what is not known is a placeholder, and `missing` has the keys of these."""

    id: str
    document_number: str
    title: str
    issuers: tuple[str, ...]
    in_force: date
    missing: tuple[str, ...]


class Given(Value):
    """What the officer said about the document; None where nothing was said."""

    id: str | None = None
    document_number: str | None = None
    title: str | None = None
    issuers: tuple[str, ...] = ()
    in_force: date | None = None


NUMBER_MISSING, TITLE_MISSING, ISSUER_MISSING = "（文号待填）", "（标题待填）", "（发文机关待填）"


def about_of(pieces: Sequence[Piece], given: Given, folder: str, today: date) -> About:
    """What is known about a document: what was said, else what its text says, else a placeholder."""
    named = {piece.id: piece.text for piece in pieces if piece.type == METADATA}
    written = next((one for piece in pieces if (one := document_number(piece.text))), None)
    number = given.document_number or written
    title = given.title or named.get("0.title")
    issuers = given.issuers or _issuers(pieces)
    day = given.in_force or commencement(pieces)
    known = {"document_number": number, "title": title, "issuers": issuers, "in_force": day}
    return About(
        given.id or _id_of(folder, written),
        number or NUMBER_MISSING,
        title or TITLE_MISSING,
        issuers or (ISSUER_MISSING,),
        day or _last_day(pieces) or today,
        tuple(key for key, value in known.items() if not value),
    )


def commencement(pieces: Sequence[Piece]) -> date | None:
    """The day that the sentence about commencement names."""
    sentence = _commencing(pieces)
    return next(_days(sentence.text), None) if sentence is not None else None


def files_of(source: str, pieces: Sequence[Piece], about: About) -> dict[str, str]:
    """File name → text, for every file of the folder."""
    data = source.replace("\r\n", "\n").encode()
    deciding = _commencing(pieces) or [piece for piece in pieces if piece.type == UNCLASSIFIED][-1]
    own = _commencing(pieces) is not None
    decides = f"{deciding.id}.n{1 if own else 2}"
    files = {
        "policy.yaml": _manifest(about, hashlib.sha256(data).hexdigest()),
        "text.yaml": _text(pieces, about, deciding if own else None),
        "vocabulary.yaml": _vocabulary(about, decides),
        **_rule_files(pieces, about, deciding, own),
        "cases/first.yaml": _case(about, decides),
    }
    return {SOURCE: source, **files}


# --- what is known ----------------------------------------------------------------------------------------------------


def _id_of(folder: str, number: str | None) -> str:
    name = re.sub("[^a-z0-9]+", "-", folder.lower()).strip("-")
    digits = re.findall(r"\d+", number or "")
    if re.search("[a-z]", name):
        return name
    return "-".join(["policy", *(str(int(one)) for one in digits)]) if digits else f"policy-{name or 'new'}"


def _issuers(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """The names above the document's number, where the last of them is followed by the word for a document."""
    names: list[str] = []
    for piece in pieces:
        if not piece.id.startswith("0.m"):
            break
        names += [name for name in piece.text.split() if name != "文件"]
        if piece.text.endswith("文件"):
            return tuple(names)
    return ()


def _commencing(pieces: Sequence[Piece]) -> Piece | None:
    found = [piece for piece in pieces if piece.type == UNCLASSIFIED and _COMMENCES.search(piece.text)]
    dated = [piece for piece in found if next(_days(piece.text), None) is not None]
    return [*found[-1:], *dated[-1:]][-1] if found else None


def _last_day(pieces: Sequence[Piece]) -> date | None:
    days = [day for piece in pieces if piece.type == METADATA for day in _days(piece.text)]
    return days[-1] if days else None


def _days(text: str) -> Iterator[date]:
    for found in _DAY.finditer(text):
        try:
            yield date(*(number_of(found[at]) for at in (1, 2, 3)))
        except ValueError:
            continue


# --- the files --------------------------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """A text as YAML in quotes, whatever is in it.

    >>> quoted("it's: #1")
    "'it''s: #1'"
    """
    return "'" + text.replace("'", "''") + "'"


def word(text: str) -> str:
    """An id as YAML: in quotes where it would be read as something else than text.

    >>> word("qb-2023-14"), word("1e5"), word("null")
    ('qb-2023-14', "'1e5'", "'null'")
    """
    try:
        return text if isinstance(resolve(text), str) else quoted(text)
    except ValueError:
        return quoted(text)


def _manifest(about: About, digest: str) -> str:
    return f"""\
# 政策文件的基本信息，是程序从原文里认的，请核对；写着“待填”的请填好。
# What the document is, as the program read it off the text: check it, and fill in what says 待填.
{_undated(about)}id: {word(about.id)}
version: '{about.in_force}'
document_number: {quoted(about.document_number)}
title: {quoted(about.title)}
issuers: [{", ".join(map(quoted, about.issuers))}]
in_force: {{from: {about.in_force}, to: null}}
language: zh-Hans
source:
  file: {SOURCE}
  sha256: '{digest}'
"""


def _undated(about: About) -> str:
    if "in_force" not in about.missing:
        return ""
    return (
        "# 原文没有写明施行日期，暂写一日；这里和各条规则的 in_force 都要核对。\n"
        "# The text names no first day in force: this one is a placeholder, here and in every rule.\n"
    )


def _text(pieces: Sequence[Piece], about: About, commencing: Piece | None) -> str:
    rows = [
        f"  - id: {piece.id}\n"
        f"    type: {'commencement' if piece is commencing else piece.type}\n"
        f"    text: {quoted(piece.text)}\n"
        for piece in pieces
    ]
    return f"""\
# 原文逐句，按次序相接就是 {SOURCE}（空白和 Markdown 记号不计）。分句、编号是程序所拟，可以改；文字不能改。
# heading 标题、metadata 版头版记不设规则；unclassified 是还没有判定规范类型的句子。
# The source, sentence by sentence. How it is cut and numbered is a draft and may be changed; the words may not.
# heading and metadata have no rules; unclassified: nobody has told yet what norm the sentence is.
policy: {word(about.id)}

sentences:
{"".join(rows)}"""


def _vocabulary(about: About, decides: str) -> str:
    return f"""\
# 词汇：第一个实体是整份事实文件；申请人是示例，请改成这份政策说的主体，再逐项加事实和决定。
# The words. The first entity is the facts document; the applicant is an example: make it what the policy speaks of,
# then add facts and decisions.
policy: {word(about.id)}

entities:
  policy:
    label: {{zh: 材料, en: document}}
    facts:
      as_of: {{type: date, label: {{zh: 判定基准日, en: reference day}}, absent: {{zh: 今天, en: today}}}}
      applicants: {{type: list of applicant, label: {{zh: 申请人, en: applicants}}}}
    decisions:
      policy_in_force: {{type: bool, norm: {decides}, label: {{zh: 政策是否施行, en: policy in force}}}}

  applicant:
    label: {{zh: 申请人, en: applicant}}
    key: [id]
    facts:
      id: {{type: string, required: true, label: {{zh: 编号, en: id}}}}
      name: {{type: string, label: {{zh: 名称, en: name}}}}
"""


def _rule_files(pieces: Sequence[Piece], about: About, deciding: Piece, own: bool) -> Mapping[str, str]:
    chapters: dict[int, list[Piece]] = {}
    for piece in pieces:
        chapters.setdefault(piece.chapter, []).append(piece)
    ruled = {at: inside for at, inside in chapters.items() if any(one.type == UNCLASSIFIED for one in inside)}
    digits = len(str(max(ruled)))
    files: dict[str, str] = {}
    for at, inside in ruled.items():
        name = f"{at:0{digits}d}-{'chapter' if at else 'preamble'}.yaml" if len(chapters) > 1 else "rules.yaml"
        headings = [one.text for one in inside if one.type == HEADING]
        chapter = headings[0] if at and headings else "序言" if len(chapters) > 1 else "全文"
        rules = [rule for one in inside if one.type == UNCLASSIFIED for rule in _rules(one, about, deciding, own)]
        files[name] = _RULES.format(policy=word(about.id), chapter=quoted(chapter), rules="\n".join(rules))
    return files


_RULES = """\
# 每句一条规则。先判定是什么规范，改 norm 的 type 和 strength；产生决定的，再写 on、when、then。
# One rule a sentence. First tell what norm it is: type and strength; where it decides something, write on, when, then.
policy: {policy}
chapter: {chapter}

rules:
{rules}"""


def _rules(piece: Piece, about: About, deciding: Piece, own: bool) -> Iterator[str]:
    if piece is not deciding or not own:
        yield _rule(f"{piece.id}.n1", _short(piece.text), f"Sentence {piece.id}", piece, about, UNCLASSIFIED)
    if piece is not deciding:
        return
    name = f"{piece.id}.n{1 if own else 2}"
    note = "" if own else "    note: 原文没有写明施行日期的句子，这条规则暂放在此；施行日期请核对\n"
    yield (
        _rule(name, "施行", "Commencement", piece, about, "commencement", "strict")
        + note
        + (
            f"    parameters: {{effective_from: {about.in_force}}}\n"
            "    on: policy\n"
            "    then:\n"
            "      policy_in_force: {when: {as_of: {from: effective_from}}}\n"
            "    gate: {when: policy_in_force}\n"
        )
    )


def _rule(name: str, zh: str, en: str, piece: Piece, about: About, kind: str, strength: str = UNCLASSIFIED) -> str:
    return (
        f"  - id: {name}\n"
        "    version: 1\n"
        f"    title: {{zh: {quoted(zh)}, en: {quoted(en)}}}\n"
        f"    quote: {quoted(piece.text)}\n"
        f"    norm: {{type: {kind}, strength: {strength}}}\n"
        f"    in_force: {{from: {about.in_force}}}\n"
    )


def _short(text: str) -> str:
    marker = marker_of(text)
    words = text[marker.length :].strip() if marker is not None else text
    words = words or text
    return words if len(words) <= _TITLE_LENGTH else words[: _TITLE_LENGTH - 1] + "…"


def _case(about: About, decides: str) -> str:
    before = about.in_force - timedelta(days=1) if about.in_force > date.min else None
    earlier = f"""\
- id: FIRST-2
  name: 施行前一日，政策尚未施行
  facts: {{as_of: '{before}'}}
  expect:
  - {{decision: policy_in_force, subject: {word(about.id)}, state: determined, value: false}}
"""
    return f"""\
# 用例：一份事实，和应当得出的决定。每定一条规则，就加一个用例；用 policy-check test 核对。
# Cases: facts and the decisions they should give. Add one for every rule; policy-check test tries them.
group: first
cases:
- id: FIRST-1
  name: 施行之日，政策已经施行
  facts: {{as_of: '{about.in_force}'}}
  expect:
  - {{decision: policy_in_force, subject: {word(about.id)}, state: determined, value: true, clauses: [{decides}]}}
{earlier if before is not None else ""}"""
