"""PC5xx: the source text and the quotes from it (501-509 text and manifest, from 510 rules)."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "PC501": error(
        ("句子与原文不一致", "sentence differs from the source"),
        (
            "句子“{id}”与原文不一致：此处写的是“{found}”，原文是“{expected}”",
            "the sentence `{id}` differs from the source: here it reads `{found}`, the source reads `{expected}`",
        ),
        (
            "从原文逐字抄录；空白和 Markdown 记号不计。",
            "copy the source letter by letter; white space and Markdown marks do not count.",
        ),
    ),
    "PC502": error(
        ("编号重复", "id used twice"),
        ("编号“{word}”已在第 {line} 行用过", "the id `{word}` is already used on line {line}"),
    ),
    "PC503": error(
        ("原文文件已改动", "source file has changed"),
        (
            "原文“{file}”的校验值是 {found}，与此处所写不同",
            "the digest of the source `{file}` is {found}, not what is written here",
        ),
        (
            "原文不得改动：请恢复原文；若确是新的文本，应另立一份政策。",
            "the source must not change: restore it; a new text is a new policy.",
        ),
    ),
    "PC504": error(
        ("原文没有录完", "source not complete"),
        ("最后一句之后，原文还有：“{rest}”", "after the last sentence the source goes on: `{rest}`"),
        ("补上其余的句子。", "add the remaining sentences."),
    ),
    "PC505": error(
        ("原文文件的位置不对", "source file in the wrong place"),
        ("原文“{file}”不在政策文件夹内", "the source `{file}` is not inside the policy's folder"),
        ("把原文放在 policy.yaml 旁边，只写文件名。", "put it beside policy.yaml and write its name only."),
    ),
    "PC510": error(
        ("引文与原文不符", "quote differs from its sentence"),
        (
            "引文与句子“{clause}”不符：此处写的是“{found}”，原文是“{expected}”",
            "the quote differs from the sentence `{clause}`: here it reads `{found}`, the text reads `{expected}`",
        ),
        (
            "这段引文在句子“{other}”中；请核对规则的编号。",
            "this quote is in the sentence `{other}`; check the rule's id.",
        ),
        ("{advice}", "{advice}"),
        (
            "从原文逐字抄录，标点全角半角也须一致；句子“{clause}”以“{begins}”开头。",
            "copy the source letter by letter, full-width marks too; the sentence `{clause}` begins with `{begins}`.",
        ),
    ),
    "PC511": error(
        ("没有这个句子", "unknown sentence"),
        ("原文没有编号为“{clause}”的句子", "the text has no sentence `{clause}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        (
            "规则的编号是“句子编号.n序号”，如 4.5.s3.n1；句子编号见 text.yaml。",
            "a rule's id is its sentence's id and a number, such as 4.5.s3.n1; text.yaml lists the sentences.",
        ),
    ),
    "PC512": error(
        ("句子没有规则", "sentence without a rule"),
        ("没有规则认领句子“{clause}”", "no rule claims the sentence `{clause}`"),
        (
            "写一条编号以“{clause}.”开头的规则；不产生决定的，写类型为 principle 一类、没有 when 的规则。修订的句子，也可由写明 clause 的规则、参数变更或废止认领。",
            "write a rule whose id begins with `{clause}.`; a sentence that decides nothing gets one of a type such as principle, without `when`. A sentence of an amendment may also be named by `clause` of a rule, a change of a parameter or a repeal.",
        ),
    ),
    "PC513": error(
        ("编号已在另一份文件用过", "id used in another file"),
        ("编号“{word}”已在 {file} 第 {line} 行用过", "the id `{word}` is already used in {file}, line {line}"),
        (
            "修订的句子另编号，如 a2026.1.s1。",
            "give the sentences of an amendment ids of their own, such as a2026.1.s1.",
        ),
    ),
    "PC521": error(
        ("待判定的规则作了判定", "a rule that awaits its norm type decides"),
        (
            "规则“{rule}”的规范类型或强度还是 unclassified，却写了判定内容",
            "the rule `{rule}` decides something, but its norm type or strength is still `unclassified`",
        ),
        (
            "先判定这句是什么规范，写明 type 和 strength，再写 on、then 等。",
            "first tell what norm the sentence is and write `type` and `strength`, then `on`, `then` and the rest.",
        ),
    ),
}
