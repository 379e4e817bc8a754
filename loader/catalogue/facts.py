"""PC6xx: facts documents (600-609 the JSON text, 610-629 single values and keys, 630-639 several together, 650 rules).

The fields are those of `loader.facts.fault.Fault`: found, expected, nearest.
"""

from __future__ import annotations

from loader.catalogue.entry import Entry, error

_NEAREST = ("最接近的有效名称：{nearest}", "the nearest valid name: {nearest}")

ENTRIES: dict[str, Entry] = {
    "PC600": error(
        ("JSON 语法错误", "JSON syntax error"),
        (
            "不是合法的 JSON：此处应为{expected}，实为 {found}",
            "not valid JSON: expected {expected} here, found {found}",
        ),
    ),
    "PC601": error(
        ("编码不是 UTF-8", "not UTF-8"),
        ("编码不是 UTF-8（{found}）", "not encoded in UTF-8 ({found})"),
        ("用编辑器“另存为”，编码选 UTF-8。", "save it again with the encoding UTF-8."),
    ),
    "PC602": error(
        ("键重复", "duplicate key"),
        ("键 {found} 在同一对象里写了不止一次", "the key {found} stands more than once in one object"),
        ("只留下正确的一处。", "keep the one that is right."),
    ),
    "PC603": error(
        ("不是有限的数", "not a finite number"),
        ("{found} 不是{expected}", "{found} is not {expected}"),
        ("不知道的事实写 null 或不写。", "write null, or nothing, for a fact that is not known."),
    ),
    "PC604": error(
        ("字符不完整", "broken character"),
        (
            "{found} 含有不完整的 Unicode 字符（单独的代理项）",
            "{found} holds a broken Unicode character (a lone surrogate)",
        ),
        ("重新录入这段文字。", "type the text again."),
    ),
    "PC605": error(
        ("嵌套过深", "nested too deeply"),
        ("嵌套过深：应为{expected}", "nested too deeply: expected {expected}"),
        ("检查是否多写了括号。", "look for surplus brackets."),
    ),
    "PC606": error(
        ("文件为空", "empty file"),
        ("没有内容，应为{expected}", "there is no content; expected {expected}"),
    ),
    "PC610": error(
        ("类型不对", "wrong type"),
        ("应为{expected}，实为 {found}", "expected {expected}, found {found}"),
    ),
    "PC611": error(
        ("未知的键", "unknown key"),
        ("没有 {found} 这个键；有：{expected}", "there is no key {found}; there are: {expected}"),
        _NEAREST,
    ),
    "PC612": error(
        ("缺少必需的键", "required key missing"),
        ("缺少必需的 {expected}", "{expected} is required and missing"),
    ),
    "PC613": error(
        ("列表中有 null", "null in a list"),
        ("列表中不得有 null：应为{expected}", "a list may not hold null: expected {expected}"),
        (
            "不知道整个列表时，把列表本身写作 null。",
            "where the list is not known, write null in place of the whole list.",
        ),
    ),
    "PC614": error(
        ("未知的取值", "unknown value"),
        ("{found} 不是可用的取值；可用：{expected}", "{found} is not one of the values: {expected}"),
        _NEAREST,
    ),
    "PC615": error(
        ("日期或时间不对", "not a date or time"),
        ("{found} 不对：应为{expected}", "{found} is not right: expected {expected}"),
    ),
    "PC616": error(
        ("不是十进制数", "not a decimal number"),
        ("{found} 不是十进制数：应为{expected}", "{found} is not a decimal number: expected {expected}"),
        (
            "只用半角数字和一个小数点：不加千位分隔符、单位、空格和指数。",
            "use digits and one point only: no thousands separators, units, spaces or exponents.",
        ),
    ),
    "PC617": error(
        ("小数位数过多", "too many decimals"),
        ("{found} 的小数位数过多：应{expected}", "{found} has too many decimals: expected {expected}"),
    ),
    "PC618": error(
        ("数值过小", "number too small"),
        ("{found} 过小：应{expected}", "{found} is too small: expected a number that is {expected}"),
    ),
    "PC619": error(
        ("不是整数", "not a whole number"),
        ("{found} 不是整数", "{found} is not a whole number"),
    ),
    "PC620": error(
        ("数字过长", "number too long"),
        ("{found} 过长：应{expected}", "{found} is too long: expected {expected}"),
    ),
    "PC621": error(
        ("数值过大", "number too large"),
        ("{found} 过大：应{expected}", "{found} is too large: expected a number that is {expected}"),
    ),
    "PC630": error(
        ("标识重复", "identity used twice"),
        ("{found} 已经用过：应{expected}", "{found} is used already: expected {expected}"),
    ),
    "PC631": error(
        ("不得相同的值相同", "equal values that have to differ"),
        ("{found} 已经用过：应{expected}", "{found} is used already: expected {expected}"),
    ),
    "PC632": error(
        ("引用不存在", "reference to nothing"),
        ("{found} 不存在：应为{expected}", "{found} does not exist: expected {expected}"),
        _NEAREST,
    ),
    "PC633": error(
        ("引用不明确", "ambiguous reference"),
        ("{found} 不止一个：应为{expected}", "there is more than one {found}: expected {expected}"),
    ),
    "PC640": error(
        ("没有这个位置", "no such place"),
        ("{found} 不指向文件中的位置：应为{expected}", "{found} leads nowhere in the document: expected {expected}"),
    ),
    "PC650": error(
        ("事实自相矛盾", "facts that cannot hold together"),
        ("{expected}（实为 {found}）", "{expected} (found {found})"),
    ),
}
