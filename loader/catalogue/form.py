"""PC2xx: what can be wrong with the form of a file: keys, kinds of values, allowed words."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "PC201": error(
        ("不认识的键", "unknown key"),
        ("{where}中没有“{key}”这个键", "{where} has no key `{key}`"),
        (
            "文字里有逗号，须给整段文字加引号：'{comma}'。",
            "there is a comma in the text; put the whole text in quotes: '{comma}'.",
        ),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        ("可用的键：{known}。", "its keys are: {known}."),
    ),
    "PC202": error(
        ("缺少必需的键", "missing key"),
        ("{where}缺少“{key}”", "{where} needs `{key}`"),
        ("例如：{key}: {example}", "for example: {key}: {example}"),
    ),
    "PC203": error(
        ("值的种类不对", "wrong kind of value"),
        ("{where}应为{expected}，此处是{found}", "{where} has to be {expected}, but this is {found}"),
        ("{advice}", "{advice}"),
    ),
    "PC204": error(
        ("值不在可选范围内", "value not allowed"),
        ("{where}不能是“{found}”", "{where} cannot be `{found}`"),
        ("是否想写：{suggestions}？", "did you mean: {suggestions}?"),
        ("可选：{known}。", "it is one of: {known}."),
    ),
    "PC205": error(
        ("写法不对", "wrong way of writing"),
        ("{where}的写法不对：“{found}”", "{where} is not written correctly: `{found}`"),
        ("{advice}。", "{advice}."),
    ),
    "PC206": error(
        ("数超出范围", "number out of bounds"),
        ("{where}须{bound}，此处是 {found}", "{where} has to be {bound}, but this is {found}"),
    ),
    "PC207": error(
        ("内容太少", "too little content"),
        ("{where}至少要有 {least}", "{where} has to hold at least {least}"),
    ),
    "PC208": error(
        ("列表中有重复", "repeated in a list"),
        ("“{word}”在{where}中写了两次", "`{word}` is repeated in {where}"),
        ("删去其中一个。", "delete one of them."),
    ),
    "PC209": error(
        ("键的搭配不对", "keys do not go together"),
        ("{problem}", "{problem}"),
    ),
    "PC210": error(
        ("缺少搭配的键", "a key needs another"),
        ("{where}写了“{key}”，就须同写“{other}”", "{where} has `{key}` and therefore needs `{other}`"),
    ),
    "PC211": error(
        ("缺少说明写法的键", "no key that says which form"),
        ("{where}须写下列键之一：{known}", "{where} needs one of these keys: {known}"),
    ),
    "PC212": error(
        ("形式有误", "form not valid"),
        ("{where}的形式有误（{detail}）", "{where} is not valid in form ({detail})"),
    ),
    "PC213": error(
        ("内容太多", "too much content"),
        ("{where}最多只能有 {most}", "{where} may hold at most {most}"),
    ),
}
