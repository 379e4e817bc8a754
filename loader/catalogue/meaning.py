"""PC3xx: names, types and the meaning of vocabulary and rules (301-319 vocabulary, from 320 rules)."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "PC301": error(
        ("表达式有误", "expression not valid"),
        ("表达式有误：{problem}", "this expression is not valid: {problem}"),
        ("“{word}”应写成“{instead}”（半角）。", "write `{instead}` for `{word}`."),
        ("此处应为：{expected}。", "expected here: {expected}."),
    ),
    "PC302": error(
        ("名称不合规则", "name not allowed"),
        ("“{word}”不能作名称", "`{word}` cannot be a name"),
        (
            "名称以小写英文字母开头，只含小写字母、数字和下划线，如 annual_grade。",
            "a name begins with a lower-case letter and holds lower-case letters, digits and underscores: annual_grade.",
        ),
    ),
    "PC303": error(
        ("名称是保留词", "name is a reserved word"),
        ("“{word}”是表达式的保留词，不能作名称", "`{word}` is a word of the expression language and cannot be a name"),
        ("换一个名称，如 {word}_value。", "choose another name, such as {word}_value."),
    ),
    "PC304": error(
        ("类型不存在", "unknown type"),
        ("没有名为“{word}”的类型", "there is no type `{word}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        (
            "可用的类型：{known}，枚举名、实体名，list of …，reference to …。",
            "types are: {known}, an enumeration, an entity, `list of …`, `reference to …`.",
        ),
    ),
    "PC305": error(
        ("实体没有归属", "entity stands nowhere"),
        ("实体“{word}”不在任何事实之中", "no fact holds the entity `{word}`"),
        (
            "在上级实体的 facts 中加一项，类型写 {word} 或 list of {word}。",
            "add a fact of the type {word} or list of {word} to the entity that it belongs to.",
        ),
    ),
    "PC306": error(
        ("实体有两处归属", "entity stands in two places"),
        (
            "实体“{word}”在“{here}”和“{there}”（第 {line} 行）两处",
            "the entity `{word}` stands in `{here}` and in `{there}` (line {line})",
        ),
        ("另一处改用 reference to {word}。", "use `reference to {word}` in one of them."),
    ),
    "PC307": error(
        ("没有这个事实", "unknown fact"),
        ("实体“{entity}”没有“{word}”", "the entity `{entity}` has no `{word}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        ("“{entity}”有：{known}。", "`{entity}` has: {known}."),
    ),
    "PC308": error(
        ("没有这个实体", "unknown entity"),
        ("没有名为“{word}”的实体", "there is no entity `{word}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
    ),
    "PC309": error(
        ("标签重复", "label used twice"),
        ("“{word}”和“{other}”的标签相同：“{label}”", "`{word}` and `{other}` have the same label, `{label}`"),
        ("同一枚举的各值须有不同的标签。", "each value of an enumeration needs a label of its own."),
    ),
    "PC310": error(
        ("键不齐全", "key not complete"),
        ("作为键的事实“{word}”没有写 required: true", "the fact `{word}` is part of the key but not `required: true`"),
        ("键是每条记录必有的；加上 required: true。", "every record has its key; add required: true."),
    ),
    "PC311": error(
        ("引用的实体没有单一的键", "reference without a single key"),
        (
            "“{word}”没有由一个事实构成的键，文件中无法引用它",
            "`{word}` has no key of one fact, so that a document cannot refer to it",
        ),
        ("给“{word}”写 key: [id] 一类的单一键。", "give `{word}` a key of one fact, such as key: [id]."),
    ),
    "PC312": error(
        ("名称重复", "name used twice"),
        ("“{word}”已在第 {line} 行用过", "`{word}` is already used on line {line}"),
        (
            "同一实体的事实、决定、关系的名称不能相同；换一个名称。",
            "facts, decisions and relations of one entity need different names.",
        ),
    ),
    "PC313": error(
        ("约束与类型不合", "constraint does not fit the type"),
        (
            "“{word}”只能用于{kinds}，而此处类型是“{type}”",
            "`{word}` is only for {kinds}, but the type here is `{type}`",
        ),
    ),
    "PC314": error(
        ("必填事实不能有缺省含义", "required fact with a meaning of absence"),
        (
            "“{word}”是必填的，却写了 absent（缺省的含义）",
            "`{word}` is required, yet `absent` says what its absence means",
        ),
        ("删去 required 或 absent。", "delete `required` or `absent`."),
    ),
    "PC315": error(
        ("键与所指实体的键不一致", "not the key of the entity"),
        (
            "须恰好给出“{entity}”的键：{expected}；此处是：{given}",
            "exactly the key of `{entity}` has to be given: {expected}; here it is: {given}",
        ),
    ),
    "PC316": error(
        ("组的来源不可用", "source of a group not usable"),
        (
            "“{word}”既不是枚举，也不是“{entity}”的列表事实",
            "`{word}` is neither an enumeration nor a list among the facts of `{entity}`",
        ),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
    ),
    "PC317": error(
        ("文件不属于同一政策", "file of another policy"),
        ("此文件写的是政策“{word}”，应为“{expected}”", "this file belongs to the policy `{word}`, not to `{expected}`"),
        ("把 policy 改为 {expected}。", "write policy: {expected}."),
    ),
    "PC318": error(
        ("类型名已被占用", "name of a type is taken"),
        ("“{word}”已是另一个类型的名称", "`{word}` is already the name of another type"),
        ("换一个名称。", "choose another name."),
    ),
    "PC319": error(
        ("记录不能按此排先后", "records cannot be put in this order"),
        (
            "“{entity}”的记录不能按“{word}”排先后",
            "the records of `{entity}` cannot be put in the order of `{word}`",
        ),
        (
            "by 须是列表中记录唯一的键，且是整数（如年度）或日期；由归并而成的组（group）没有先后。",
            "`by` has to be the only key of records in a list, and a whole number (such as a year) or a date; groups have no order.",
        ),
    ),
    "PC320": error(
        ("最大值小于最小值", "maximum below minimum"),
        (
            "“{word}”的最大值 {maximum} 小于最小值 {minimum}，任何数都不行",
            "the maximum {maximum} of `{word}` is below its minimum {minimum}: no number will do",
        ),
        (
            "改正其中一个；money 不写 minimum 时最小值是 0。",
            "put one of them right; the minimum of money is 0 where none is written.",
        ),
    ),
}
