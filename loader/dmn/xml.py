"""The bytes of an XML file in; a tree of elements that know their line, out, or an `XmlFault` that says what is wrong.

A document type declaration is refused before anything of it is read, so no entity is ever expanded and nothing is ever
fetched; size and depth have limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from engine.model import Label

LARGEST: Final = 8 << 20
"""Files up to so many bytes are read."""
DEEPEST: Final = 100
_CHINESE: Final = re.compile(rb"""^<\?xml[^>]*encoding=["'](gb2312|gbk|gb18030|big5)["']""", re.IGNORECASE)
_MESSAGES: Final[dict[int, str]] = {
    3: "没有内容",
    4: "此处不合 XML 的写法",
    5: "文件不完整",
    7: "起止标记不配对",
    8: "属性重复",
    9: "结尾之后还有内容",
    11: "实体没有定义",
    18: "不支持这种编码",
    20: "CDATA 没有结束",
    27: "名称空间前缀没有定义",
}


class XmlFault(Exception):
    """Why a file cannot be read as XML, and where: line and column from 1."""

    def __init__(self, problem: Label, line: int = 1, column: int = 1) -> None:
        self.problem = problem
        self.line = line
        self.column = column
        super().__init__(problem.en)


class Element:
    """An element: name without and with its namespace, attributes (those of other namespaces as ``{ns}name``), text."""

    __slots__ = ("space", "name", "attributes", "children", "texts", "line", "column")

    def __init__(self, space: str, name: str, attributes: dict[str, str], line: int, column: int) -> None:
        self.space = space
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.texts: list[str] = []
        self.line = line
        self.column = column

    @property
    def text(self) -> str:
        """The text directly inside, white space at both ends left out."""
        return "".join(self.texts).strip()

    def get(self, name: str) -> str | None:
        """An attribute."""
        return self.attributes.get(name)

    def all(self, *names: str) -> Iterator[Element]:
        """The children with one of these names, of the element's own namespace."""
        return (one for one in self.children if one.space == self.space and one.name in names)

    def first(self, *names: str) -> Element | None:
        """The first such child."""
        return next(self.all(*names), None)

    def inner(self, name: str) -> str:
        """The text of the child `name`; empty where there is none."""
        child = self.first(name)
        return child.text if child is not None else ""


def read_xml(data: bytes) -> Element:
    """The root element. Raises XmlFault."""
    if len(data) > LARGEST:
        size = LARGEST >> 20
        raise XmlFault(Label(f"文件超过 {size} MB，不读", f"the file is larger than {size} MB and is not read"))
    return _Builder(data).root()


class _Builder:
    def __init__(self, data: bytes) -> None:
        named = _CHINESE.match(data[:200])
        if named is not None:
            data = data.decode(named.group(1).decode().lower().replace("gb2312", "gb18030"), "replace").encode()
        self._data = data
        self._parser = expat.ParserCreate("utf-8" if named is not None else None, namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._open: list[Element] = []
        self._root: Element | None = None

    def root(self) -> Element:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            english = expat.ErrorString(error.code)
            chinese = _MESSAGES.get(error.code, english)
            raise XmlFault(
                Label(f"不是合格的 XML：{chinese}", f"this is not well-formed XML: {english}"),
                error.lineno,
                error.offset + 1,
            ) from error
        except (LookupError, ValueError) as error:  # an encoding that there is not
            raise XmlFault(Label("不支持这种编码", "the encoding is not supported")) from error
        assert self._root is not None  # noqa: S101  # the parser has seen an element
        return self._root

    def _fault(self, zh: str, en: str) -> XmlFault:
        return XmlFault(Label(zh, en), self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _doctype(self, *declared: object) -> None:
        raise self._fault(
            "含有 DOCTYPE 声明；DMN 不用它，它可以引入外部内容，故不读",
            "there is a DOCTYPE; DMN does not use one, it could bring in other content, so the file is not read",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise self._fault(f"元素嵌套超过 {DEEPEST} 层", f"elements are nested more than {DEEPEST} deep")
        space, _, local = name.rpartition(" ")
        named = {_qualified(key): value for key, value in attributes.items()}
        place = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        element = Element(space, local, named, *place)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].texts.append(text)


def _qualified(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{{{space}}}{local}" if space else local
