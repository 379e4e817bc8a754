"""PC1xx: what can be wrong with a file before its content is looked at."""

from __future__ import annotations

from loader.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "PC101": error(
        ("文件无法打开", "file cannot be opened"),
        ("文件“{file}”无法打开：{reason}", "the file `{file}` cannot be opened: {reason}"),
        ("检查文件名、所在文件夹和读取权限。", "check the name, the folder and the permission to read it."),
    ),
    "PC102": error(
        ("文件过大", "file too big"),
        ("文件大于 {limit}，不予读取", "the file is bigger than {limit} and was not read"),
        ("把规则按章分到几个文件中。", "split the rules into several files, one per chapter."),
    ),
    "PC103": error(
        ("编码不是 UTF-8", "not UTF-8"),
        ("文件编码不是 UTF-8（{found}）", "the file is not encoded in UTF-8 ({found})"),
        ("用编辑器“另存为”，编码选 UTF-8。", "save it again with the encoding UTF-8."),
    ),
    "PC104": error(
        ("不可见的控制字符", "invisible control character"),
        ("此处有不可见的字符 {character}", "there is an invisible character {character} here"),
        (
            "删去这个字符；若是从别处粘贴的，请重新录入这一处。",
            "delete it; if the text was pasted, type this spot again.",
        ),
    ),
    "PC105": warning(
        ("文件带有 BOM 标记", "file begins with a byte order mark"),
        ("文件开头有 BOM 标记，已忽略", "the file begins with a byte order mark, which was ignored"),
        ("另存为“UTF-8（无 BOM）”。", "save it as UTF-8 without BOM."),
    ),
    "PC106": error(
        ("文件为空", "empty file"),
        ("文件没有内容", "the file has no content"),
    ),
    "PC107": error(
        ("YAML 语法错误", "YAML syntax error"),
        ("YAML 写法有误：{problem}", "this is not valid YAML: {problem}"),
        ("{advice}", "{advice}"),
        (
            "检查这一行及上一行的缩进、冒号、引号和括号。",
            "check indentation, colons, quotes and brackets here and on the line above.",
        ),
    ),
    "PC108": error(
        ("键重复", "duplicate key"),
        (
            "“{key}”写了两次，第一次在第 {line} 行第 {column} 列",
            "`{key}` is written twice, first at line {line}, column {column}",
        ),
        ("删去其中一处，或把两处合并。", "delete one of them, or merge the two."),
    ),
    "PC109": error(
        ("不允许锚点和别名", "anchors and aliases are not allowed"),
        ("此处用了 YAML 的锚点或别名“{word}”", "a YAML anchor or alias, `{word}`, is used here"),
        (
            "把内容直接写出来；若“&”或“*”是文字，请加引号。",
            "write the content out; if `&` or `*` is text, put it in quotes.",
        ),
    ),
    "PC110": error(
        ("不允许类型标签", "tags are not allowed"),
        ("此处用了 YAML 的类型标签“{word}”", "a YAML tag, `{word}`, is used here"),
        ("删去标签；若“!”是文字，请加引号。", "delete the tag; if `!` is text, put it in quotes."),
    ),
    "PC111": error(
        ("一个文件里有多份文档", "several documents in one file"),
        ("此处又开始了一份文档", "a second document begins here"),
        (
            "每个文件只写一份；删去上面的“---”或“...”，或分成两个文件。",
            "one file holds one document; delete the `---` or `...` above, or split the file.",
        ),
    ),
    "PC112": error(
        ("键不是文字", "key is not text"),
        ("键“{key}”会被读成{found}，不是文字", "the key `{key}` is read as {found}, not as text"),
        ("给它加引号：'{quoted}'。", "put it in quotes: '{quoted}'."),
        ("键必须是一个词。", "a key has to be one word."),
    ),
    "PC113": error(
        ("嵌套过深", "nested too deeply"),
        ("内容嵌套超过 {limit} 层", "the content is nested more than {limit} levels deep"),
        ("检查是否多写了括号或缩进。", "look for surplus brackets or indentation."),
    ),
    "PC114": error(
        ("内容过多", "too much content"),
        ("文件超过 {limit} 项", "the file holds more than {limit} items"),
        ("把规则按章分到几个文件中。", "split the rules into several files, one per chapter."),
    ),
    "PC115": error(
        ("数超出范围", "number out of range"),
        (
            "“{text}”不是可用的数（最多 34 位有效数字）",
            "`{text}` is not a usable number (at most 34 significant digits)",
        ),
        ("若是编号等文字，请加引号。", "if it is text, such as a number of a file, put it in quotes."),
    ),
    "PC116": error(
        ("不允许 YAML 指令", "directives are not allowed"),
        ("文件以 YAML 指令（%）开头", "the file begins with a YAML directive (%)"),
        ("删去这一行。", "delete that line."),
    ),
    "PC117": error(
        ("用了全角标点", "full-width punctuation"),
        (
            "YAML 写法有误：{problem}；这一行有全角标点“{word}”",
            "this is not valid YAML: {problem}; the line holds the full-width mark `{word}`",
        ),
        (
            "作 YAML 记号的冒号、逗号、引号和括号须用半角，冒号后空一格：“键: 值”。",
            "colons, commas, quotes and brackets of YAML are half-width, with a space after the colon: `key: value`.",
        ),
    ),
    "PC118": error(
        ("用了制表符缩进", "tab in the indentation"),
        ("缩进用了制表符或全角空格", "the indentation holds a tab or a full-width space"),
        ("缩进只用半角空格，每级两个。", "indent with plain spaces, two for each level."),
    ),
}
