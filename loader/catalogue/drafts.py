"""PC52x: drafts of policies and worked cases: what awaits the officer, and what stands in the way of a draft."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error, notice

ENTRIES: dict[str, Entry] = {
    "PC520": notice(
        ("句子等待判定规范类型", "sentence awaits its norm type"),
        (
            "句子“{clause}”等待判定规范类型（规则“{rule}”）",
            "the sentence `{clause}` awaits its norm type (rule `{rule}`)",
        ),
        (
            "把规则的 type 和 strength 从 unclassified 改成这句的规范类型和强度。",
            "write the kind and strength of the norm for `unclassified` in `type` and `strength` of the rule.",
        ),
    ),
    "PC525": notice(
        ("句子的类型尚未写明", "type of the sentence still to be written"),
        (
            "句子“{clause}”的规则已经判定，text.yaml 里的类型还是 unclassified",
            "the rules of the sentence `{clause}` are told, but its type in text.yaml is still `unclassified`",
        ),
        (
            "把句子的 type 改成规则的规范类型。",
            "write the kind of norm of its rule for `unclassified` in `type` of the sentence.",
        ),
    ),
    "PC526": notice(
        ("金额没有写明如何取整到分", "amount that no rule rounds"),
        (
            "规则“{rule}”的“{word}”可能不足一分，没有写明取整；输出只写到分",
            "`{word}` of rule `{rule}` can have fractions of a cent and is not rounded; output writes cents only",
        ),
        (
            "按条文取整：round: {{half_up: 2}}，或 = round down(…, 0)；条文没有说的，问制定机关。",
            "round as the text says: round: {{half_up: 2}}, or = round down(…, 0); where it is silent, ask its author.",
        ),
    ),
    "PC522": error(
        ("目标位置不能用", "the place for the folder cannot be used"),
        (
            "不能在“{folder}”建立政策文件夹：{reason}；没有写入任何文件",
            "no policy folder can be made at `{folder}`: {reason}; nothing was written",
        ),
        ("换一个名称。", "choose another name."),
    ),
    "PC523": error(
        ("原文没有文字", "no text in the source"),
        ("文件里没有一个字可以成为句子", "there is nothing in the file that could be a sentence"),
        ("把政策原文存成 UTF-8 文本文件。", "save the text of the policy as a UTF-8 text file."),
    ),
    "PC524": error(
        ("用例编号重复", "case id used twice"),
        ("用例编号“{word}”已在第 {line} 行用过", "the case id `{word}` is already used on line {line}"),
    ),
}
