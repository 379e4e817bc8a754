"""PC4xx: versions of rules and parameters, and the days on which they hold."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "PC401": error(
        ("起止日期颠倒", "dates out of order"),
        ("失效日 {until} 早于生效日 {since}", "the last day {until} is before the first day {since}"),
        ("对调两个日期，或删去 to。", "exchange the dates, or delete `to`."),
    ),
    "PC402": error(
        ("同日有两个版本有效", "two versions in force at once"),
        (
            "规则“{rule}”的第 {version} 版与第 {other} 版在 {day} 同时有效",
            "versions {version} and {other} of the rule `{rule}` are both in force on {day}",
        ),
        (
            "给旧版写 in_force.to，或在较晚生效的版本写 replaces: {other}。",
            "give the older one `in_force.to`, or write `replaces: {other}` in the one that begins later.",
        ),
    ),
    "PC403": error(
        ("参数同日有两个值", "two values at once"),
        (
            "规则“{rule}”的参数“{name}”在 {day} 有两个值",
            "the parameter `{name}` of the rule `{rule}` has two values on {day}",
        ),
        (
            "给旧值写 to；修订中的参数变更也可写 replaces: true。",
            "give the older value `to`; a change in an amendment may have `replaces: true` instead.",
        ),
    ),
    "PC404": error(
        ("没有被替代的版本", "nothing to replace"),
        (
            "规则“{rule}”没有第 {version} 版可替代",
            "the rule `{rule}` has no version {version} that this one could replace",
        ),
        ("有：第 {known} 版。", "there is: version {known}."),
        ("删去 replaces，或改正编号。", "delete `replaces`, or correct the id."),
    ),
    "PC405": error(
        ("版本重复", "version used twice"),
        (
            "规则“{rule}”第 {version} 版已在 {file} 第 {line} 行写过",
            "version {version} of the rule `{rule}` is already written in {file}, line {line}",
        ),
        ("新的版本须用新的版本号。", "a new version needs a new number."),
    ),
    "PC406": error(
        ("没有这个参数", "unknown parameter"),
        ("规则“{rule}”没有参数“{name}”", "the rule `{rule}` has no parameter `{name}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
    ),
    "PC407": error(
        ("参数在某日没有值", "parameter without a value on a day"),
        (
            "规则“{rule}”在 {day} 有效，参数“{name}”这一天却没有值",
            "the rule `{rule}` is in force on {day}, but its parameter `{name}` has no value then",
        ),
        ("补上这一天的值，或删去前一个值的 to。", "add a value for that day, or delete `to` of the value before it."),
    ),
    "PC408": error(
        ("政策文件夹不完整", "policy folder not complete"),
        ("文件夹“{folder}”里没有 {file}", "there is no {file} in the folder `{folder}`"),
        (
            "检查路径；政策文件夹里须有 policy.yaml、text.yaml 和 vocabulary.yaml，修订的文件夹里须有前两个。",
            "check the path; a policy's folder holds policy.yaml, text.yaml and vocabulary.yaml, an amendment's the first two.",
        ),
    ),
    "PC409": error(
        ("修订的不是这个政策", "amends another policy"),
        (
            "此文件夹修订的是“{word}”，而第一个文件夹是“{expected}”",
            "this folder amends `{word}`, but the first folder is `{expected}`",
        ),
        (
            "先写被修订的政策的文件夹，或改为 amends: {expected}。",
            "name the folder of the amended policy first, or write amends: {expected}.",
        ),
    ),
    "PC410": error(
        ("无从废止", "nothing to repeal"),
        (
            "规则“{rule}”在 {day} 的前一日并不有效，无从废止",
            "the rule `{rule}` is not in force on the day before {day}, so that there is nothing to repeal",
        ),
        ("核对废止日期和规则编号。", "check the day and the rule."),
    ),
    "PC411": error(
        ("没有被替代的值", "no value to replace"),
        (
            "参数“{name}”在 {day} 的前一日没有值，无从替代",
            "the parameter `{name}` has no value on the day before {day}, so that there is none to replace",
        ),
        ("核对日期，或删去 replaces。", "check the day, or delete `replaces`."),
    ),
    "PC412": error(
        ("修订不能有词汇表", "vocabulary in an amendment"),
        ("修订的文件夹里不能有 vocabulary.yaml", "the folder of an amendment cannot hold a vocabulary.yaml"),
        (
            "新的事实和决定写入被修订政策的 vocabulary.yaml。",
            "enter new facts and decisions in the vocabulary.yaml of the amended policy.",
        ),
    ),
    "PC413": error(
        ("没有写所修订的政策", "nothing is amended"),
        (
            "第二个及以后的文件夹须是修订，policy.yaml 却没有写 amends",
            "the second folder and those after it have to be amendments, but this policy.yaml has no `amends`",
        ),
        ("加上 amends: {expected}。", "add amends: {expected}."),
    ),
    "PC414": error(
        ("第一个文件夹是修订", "first folder is an amendment"),
        (
            "第一个文件夹须是政策本身，此文件夹却修订“{word}”",
            "the first folder has to be the policy itself, but this one amends `{word}`",
        ),
        ("先写“{word}”的文件夹，再写修订的文件夹。", "name the folder of `{word}` first, then the amendment's."),
    ),
}
