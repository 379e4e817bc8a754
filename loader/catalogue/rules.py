"""PC328-PC389: rule files: conditions, values, tables, names and types in expressions, links between rules."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "PC328": error(
        ("otherwise 须在最后", "`otherwise` has to be last"),
        ("otherwise 之后的情形永远不会用到", "the cases after `otherwise` can never apply"),
        ("把 otherwise 移到最后，并且只写一次。", "move `otherwise` to the end, and write it once."),
    ),
    "PC329": error(
        ("没有写其余情形", "no `otherwise`"),
        ("没有写其余情形（otherwise）怎么办", "what holds in all other cases (`otherwise`) is not said"),
        (
            "在最后加一行 otherwise: …（如 not_applicable）。",
            "add a last line otherwise: … (for example not_applicable).",
        ),
    ),
    "PC330": error(
        ("须写列表的路径", "the path of a list is expected"),
        (
            "incomplete 只能列出材料中的列表，此处是{found}",
            "`incomplete` names lists of the document, but this is {found}",
        ),
        (
            "如 policy.evaluation_batches；缺一个事实写在 missing 中。",
            "for example policy.evaluation_batches; a missing fact belongs under `missing`.",
        ),
    ),
    "PC333": error(
        ("行的格数不符", "row of another length"),
        ("此行有 {found} 格，应有 {expected} 格", "this row has {found} cells, {expected} are expected"),
        ("每个输入一格，最后一格是结果。", "one cell for each input, the last one is the result."),
    ),
    "PC334": error(
        ("表中两行重叠", "rows overlap"),
        ("此行与第 {line} 行可以同时成立", "this row and the one on line {line} can both apply"),
        (
            "分开两行的条件，或写 hit: first（先写的行优先）。",
            "separate their conditions, or write hit: first (earlier rows go first).",
        ),
    ),
    "PC336": error(
        ("参数的值与类型不合", "parameter of another type"),
        (
            "参数“{name}”须是{expected}，此处却是{found}",
            "the parameter `{name}` has to be {expected}, but this is {found}",
        ),
        ("{advice}", "{advice}"),
    ),
    "PC337": error(
        ("函数重名", "function defined twice"),
        ("已经有名为“{word}”的函数", "there is a function `{word}` already"),
        ("换一个名称。", "choose another name."),
    ),
    "PC338": error(
        ("没有写适用的实体", "rule without its subject"),
        ("写了“{word}”，却没有写 on（关于哪一种实体）", "there is `{word}` but no `on` (what it is about)"),
        ("加上 on: platform 一类的一行。", "add a line such as on: platform."),
    ),
    "PC339": error(
        ("参数与事实重名", "parameter hides behind a fact"),
        (
            "参数“{word}”与“{entity}”的事实或决定同名，表达式读到的是后者",
            "the parameter `{word}` has the name of a fact or decision of `{entity}`, and expressions read that one",
        ),
        ("给参数换一个名称。", "give the parameter another name."),
    ),
    "PC340": error(
        ("没有这个决定", "unknown decision"),
        ("“{entity}”没有名为“{word}”的决定", "`{entity}` has no decision `{word}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        ("新的决定先写入 vocabulary.yaml。", "a new decision is entered in vocabulary.yaml first."),
    ),
    "PC341": error(
        ("结论的类型不合", "conclusion of another type"),
        ("此处须得出{expected}，写的却是{found}", "this has to give {expected}, but gives {found}"),
        ("{advice}", "{advice}"),
    ),
    "PC342": error(
        ("没有这个取值", "unknown value"),
        ("“{value}”不是“{enum}”的取值", "`{value}` is not a value of `{enum}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        ("可用：{known}。", "there are: {known}."),
    ),
    "PC343": error(
        ("没有这个名称", "unknown name"),
        ("此处没有名为“{name}”的事实、参数或决定", "there is no fact, parameter or decision `{name}` here"),
        ("{advice}", "{advice}"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        ("此处可用：{known}。", "known here: {known}."),
    ),
    "PC344": error(
        ("没有这个名称", "unknown name"),
        ("{entity}没有“{name}”", "{entity} has no `{name}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        ("{entity}有：{known}。", "{entity} has: {known}."),
    ),
    "PC345": error(
        ("没有这个函数", "unknown function"),
        ("没有名为“{name}”的函数", "there is no function `{name}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
    ),
    "PC346": error(
        ("两边不能比较", "not comparable"),
        ("{left}与{right}不能比较", "{left} cannot be compared with {right}"),
        ("{advice}", "{advice}"),
    ),
    "PC347": error(
        ("没有大小之分", "no order"),
        ("{left}与{right}只能比较是否相同，没有大小", "{left} and {right} can be equal or not, but have no order"),
    ),
    "PC348": error(
        ("不能计算", "not computable"),
        ("“{operator}”不能用于{left}与{right}", "`{operator}` does not work on {left} and {right}"),
        ("{advice}", "{advice}"),
    ),
    "PC349": error(
        ("不是条件", "not a condition"),
        ("此处须写条件（是或否），写的却是{found}", "a condition is expected here, but this is {found}"),
        (
            "写明与什么比较，如 {{annual_grade: excellent}}。",
            "say what it is compared with, for example {{annual_grade: excellent}}.",
        ),
    ),
    "PC350": error(
        ("不是列表", "not a list"),
        ("此处须写列表，写的却是{found}", "a list is expected here, but this is {found}"),
    ),
    "PC351": error(
        ("没有下级", "has no parts"),
        ("{found}没有“{name}”", "{found} has no `{name}`"),
    ),
    "PC352": error(
        ("参数个数不符", "wrong number of arguments"),
        (
            "函数“{name}”须有 {expected} 个参数，此处有 {found} 个",
            "the function `{name}` takes {expected} arguments, here are {found}",
        ),
    ),
    "PC353": error(
        ("各情形的类型不同", "cases of different types"),
        ("各情形的结果有的是{left}，有的是{right}", "some of the cases give {left}, others {right}"),
    ),
    "PC354": error(
        ("没有这条规则", "unknown rule"),
        ("没有编号为“{word}”的规则", "there is no rule `{word}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        ("写规则的 id，如 4.5.s3.n1。", "write the `id` of a rule, such as 4.5.s3.n1."),
    ),
    "PC355": error(
        ("覆盖关系成环", "cyclic overrides"),
        ("规则的覆盖关系成环：{cycle}", "the overrides of these rules form a cycle: {cycle}"),
        ("删去其中一个 overrides。", "delete one of these `overrides`."),
    ),
    "PC356": error(
        ("决定互相依赖成环", "cyclic decisions"),
        (
            "这些决定互相依赖，无法先后算出：{cycle}",
            "these decisions rest on each other and cannot be worked out in any order: {cycle}",
        ),
        (
            "改写其中一条规则，使它不再读取环中的决定。",
            "rewrite one of the rules so that it no longer reads a decision of the cycle.",
        ),
    ),
    "PC357": error(
        ("覆盖的规则不得出同一决定", "nothing to override"),
        (
            "规则“{word}”不得出此处的任何决定，无从覆盖",
            "the rule `{word}` concludes none of the decisions of this one, so that there is nothing to override",
        ),
        ("删去“{word}”，或写上它也得出的决定。", "delete `{word}`, or conclude a decision that it concludes too."),
    ),
    "PC358": error(
        ("决定没有规则", "decision without a rule"),
        ("没有规则得出决定“{word}”", "no rule concludes the decision `{word}`"),
        ("写一条规则，或从词汇表删去这个决定。", "write a rule, or delete the decision from the vocabulary."),
    ),
    "PC363": error(
        ("须写事实", "a fact is expected"),
        (
            "missing 只能列出事实或决定，不能写算式或条件",
            "`missing` names facts or decisions, not computations or conditions",
        ),
        ("如 missing: [grade_final, joint_review]。", "for example missing: [grade_final, joint_review]."),
    ),
    "PC360": error(
        ("函数互相调用成环", "functions that call each other"),
        ("这些函数互相调用，永远算不完：{cycle}", "these functions call each other and would never end: {cycle}"),
        (
            "改写其中一个函数，使它不再调用环中的函数。",
            "rewrite one of them so that it no longer calls a function of the cycle.",
        ),
    ),
    "PC361": error(
        ("参数的种类不对", "argument of the wrong kind"),
        ("函数“{name}”不能用于{found}", "the function `{name}` does not work on {found}"),
    ),
    "PC362": error(
        ("没有这种类型", "unknown type after `instance of`"),
        ("instance of 之后没有名为“{word}”的类型", "there is no type `{word}` for `instance of`"),
        (
            "可用：number、string、boolean、date、time、date and time。",
            "there are: number, string, boolean, date, time, date and time.",
        ),
    ),
    "PC364": error(
        ("成员只能用量词列举", "members need a quantifier"),
        (
            "“{name}”的成员可能只是也许属于该组，此处的写法会把它们都当作确定的",
            "members of `{name}` may belong to the group only perhaps; written like this they would all count as sure",
        ),
        (
            "改用 some、every、no、count、sum、collect 或 pick，写成 some: {name} 与 where: …。",
            "use some, every, no, count, sum, collect or pick: some: {name} with where: ….",
        ),
    ),
    "PC370": error(
        ("没有写优先次序", "priorities missing"),
        ("hit: {hit} 要按优先次序取值，却没有写 priorities", "hit: {hit} goes by priorities, but there are none"),
        (
            "写 priorities: 各行可能的值，优先的在前。",
            "write `priorities:` with the values of the rows, the highest priority first.",
        ),
    ),
    "PC371": error(
        ("优先次序不起作用", "priorities without effect"),
        ("hit: {hit} 不看 priorities", "hit: {hit} does not go by priorities"),
        (
            "删去 priorities，或写 hit: priority（取一个值）、hit: output_order（按次序列出）。",
            "remove `priorities`, or write hit: priority (one value) or hit: output_order (a list in that order).",
        ),
    ),
    "PC372": error(
        ("值不在优先次序中", "value without a priority"),
        ("“{value}”不在 priorities 中", "`{value}` is not among the priorities"),
        (
            "把它写进 priorities；写法须与各行相同。",
            "add it to `priorities`, written as it is in the row.",
        ),
    ),
    "PC373": error(
        ("合并方式不起作用", "aggregation without effect"),
        (
            "hit: {hit} 不合并各行的值，aggregate 不起作用",
            "hit: {hit} does not combine values, so `aggregate` has no effect",
        ),
        ("删去 aggregate，或写 hit: collect。", "remove `aggregate`, or write hit: collect."),
    ),
    "PC374": error(
        ("同时成立的两行值不同", "rows that apply together disagree"),
        (
            "此行与第 {line} 行可以同时成立，值却不同；hit: any 要求相同",
            "this row and the one on line {line} can both apply but have different values; hit: any wants the same",
        ),
        (
            "分开两行的条件，或改用 first、priority、collect。",
            "separate their conditions, or use first, priority or collect.",
        ),
    ),
    "PC375": error(
        ("值不能合并", "values that cannot be combined"),
        ("aggregate: {aggregate} 不能用于{found}", "aggregate: {aggregate} does not work on {found}"),
        (
            "sum 用于数、金额和期间，min、max 还可用于日期和时刻；枚举中取靠前的值用 hit: priority。",
            "sum takes numbers, money and durations, min and max dates and times too; for the first of several values of an enumeration there is hit: priority.",
        ),
    ),
    "PC376": error(
        ("不适用不能合并", "not applicable cannot be collected"),
        (
            "合并各行的表中，一行的值不能是 not_applicable",
            "in a table that collects its rows no row can say not_applicable",
        ),
        (
            "删去此行；没有一行符合时的值写在 otherwise 中。",
            "remove the row; what holds where no row applies is `otherwise`.",
        ),
    ),
    "PC377": error(
        ("优先次序重复", "priority listed twice"),
        ("“{value}”在 priorities 中出现了两次", "`{value}` is listed twice in `priorities`"),
        ("只留一处。", "keep one of them."),
    ),
}
