"""A type, in; its name in words for readers, zh and en, out."""

from __future__ import annotations

from engine.model import Label, Type

KINDS = {
    "bool": Label("是否", "yes or no"),
    "int": Label("整数", "a whole number"),
    "decimal": Label("小数", "a decimal number"),
    "number": Label("数", "a number"),
    "money": Label("金额", "money"),
    "money_squared": Label("金额与金额的乘积", "money times money"),
    "date": Label("日期", "a date"),
    "time": Label("时刻", "a time"),
    "datetime": Label("日期时刻", "a date and time"),
    "days": Label("天数期间", "a duration in days"),
    "months": Label("年月期间", "a duration in months"),
    "string": Label("文字", "text"),
    "literal": Label("文字", "text"),
    "list": Label("列表", "a list"),
    "any": Label("任意", "anything"),
    "null": Label("空", "null"),
}


def described(kind: Type) -> Label:
    """A type in words.

    >>> described(Type("list", item=Type("money"))).en
    'a list of money'
    """
    if kind.kind == "list" and kind.item is not None:
        inner = described(kind.item)
        several = f"values of `{kind.item.name}`" if kind.item.kind == "enum" else inner.en
        return Label(f"列表（{inner.zh}）", f"a list of {several}")
    if kind.kind == "enum":
        return Label(f"“{kind.name}”的取值", f"a value of `{kind.name}`")
    if kind.name is not None and kind.kind != "literal":
        return Label(f"“{kind.name}”", f"`{kind.name}`")
    return KINDS.get(kind.kind, Label(kind.kind, kind.kind))
