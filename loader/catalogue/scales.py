"""PC380-PC389: values on a scale or in an order: bands, tiers, grids, ranks and quotas."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "PC380": error(
        ("起点没有从低到高", "starts that do not rise"),
        ("{word} 不高于上一行的 {other}", "{word} is not more than {other}, the row before"),
        ("插值的各点、累进的各段从低到高写。", "points and tiers are written from the lowest up."),
    ),
    "PC381": error(
        ("名额比例超过全部", "shares of more than everybody"),
        ("各等的比例合计 {total}，超过 1", "the shares add up to {total}, which is more than 1"),
        ('10% 写作 "0.10"；其余的写在 otherwise 中。', '10 % is written "0.10"; the rest goes under `otherwise`.'),
    ),
    "PC382": error(
        ("下限没有从高到低", "bounds that do not fall"),
        (
            "{word} 不低于上一行的 {other}，此行永远用不到",
            "{word} is not less than {other}, so this row can never apply",
        ),
        ("分段从最高的一段写起。", "write the highest band first."),
    ),
    "PC383": error(
        ("二维表的行或列重叠", "rows or columns of a grid overlap"),
        (
            "与第 {line} 行第 {column} 列处的检验可以同时成立",
            "this test and the one on line {line}, column {column} can both apply",
        ),
        ("使各行（各列）的检验互不重叠。", "let no value pass the tests of two rows, or of two columns."),
    ),
    "PC384": error(
        ("不是本主体的同类记录", "records of another kind than the subject"),
        (
            "名次和名额须在与本主体同类的记录中排，此处是{found}",
            "a rank or quota is among records of the subject's own kind, but this is {found}",
        ),
        ("在 on 中写参加排名的实体。", "let `on` name the entity that is ranked."),
    ),
    "PC385": error(
        ("须是数", "a number is expected"),
        ("此处须是数，写的却是{found}", "a number is expected, but this is {found}"),
        ("日期、等次等不能在此计算。", "dates, grades and the like cannot be calculated with here."),
    ),
    "PC386": error(
        ("不能用来排序", "cannot be a key of a rank"),
        ("排序依据须能比较大小，此处是{found}", "what decides a rank has to have an order, but this is {found}"),
        (
            "用数、日期，或写明高低次序（order）的枚举。",
            "use a number, a day, or an enumeration that says its order.",
        ),
    ),
    "PC387": error(
        ("不能是名额", "not a number of places"),
        ("{word} 不能是名额", "{word} cannot be a number or share of places"),
        ("个数写不小于 0 的整数，比例写不小于 0 的小数。", "a number is whole and not negative, a share not negative."),
    ),
    "PC388": error(
        ("与自身比较", "compared with itself"),
        ("“{word}”与自身比较，总是成立", "`{word}` is compared with itself, which always holds"),
        (
            "在 where 里，名称先指列表的这一项；要指规则的主体，写 subject.{word}。",
            "inside `where` a name is that of the element first; for the rule's subject write subject.{word}.",
        ),
    ),
}
