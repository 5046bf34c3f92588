"""Labels come from documents anybody may have written: none may act on what shows it."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["csv_cell", "github_data", "github_property", "markdown_cell", "printable", "shorten"]

#: Control and format characters (bidirectional overrides among them), line separators, surrogates.
_ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
#: How a command to the runner of a workflow begins.
_COMMAND = re.compile(r"^\s*::|##\[")
_MARKDOWN = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_[]|~#"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


def printable(text: str) -> str:
    """The text on one line, characters that would act on a terminal shown by their number.

    So are those that begin a command in the log of a workflow: `::` at its start, `##[` anywhere.

    >>> print(printable("税收\\x1b[31m收入\\n合计"))
    税收\\x1b[31m收入 合计
    >>> print(printable("::error::a.pdf ##[debug]"))
    \\x3a:error::a.pdf ##\\x5bdebug]
    """
    shown = text if text.isprintable() else "".join(map(_shown, text))
    return _COMMAND.sub(_not_obeyed, shown) if _COMMAND.search(shown) else shown


def _not_obeyed(found: re.Match[str]) -> str:
    return found[0].replace("::", "\\x3a:").replace("[", "\\x5b")


def _shown(character: str) -> str:
    if character in "\n\t\r":
        return " "
    if unicodedata.category(character) not in _ACTING:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


def shorten(text: str, width: int = 40) -> str:
    """A printable text, cut where it is longer than `width` characters.

    >>> shorten("一般公共预算收入", 5)
    '一般公共…'
    """
    text = printable(text)
    return text if len(text) <= width else text[: width - 1] + "…"


def csv_cell(text: str) -> str:
    """A text that a spreadsheet will not run: a leading sign of a formula gets a quote before it.

    >>> csv_cell("=HYPERLINK(A1)"), csv_cell("税收收入")
    ("'=HYPERLINK(A1)", '税收收入')
    """
    text = printable(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def markdown_cell(text: str) -> str:
    """A text for a cell of a Markdown table, its marks shown and not obeyed.

    >>> print(markdown_cell("a|b <script>"))
    a\\|b &lt;script&gt;
    """
    return printable(text).translate(_MARKDOWN)


def github_data(text: str) -> str:
    """The message of a workflow command, on one line.

    >>> github_data("100%\\n::error::x")
    '100%25 ::error::x'
    """
    return printable(text).replace("%", "%25")


def github_property(text: str) -> str:
    """A property of a workflow command: `:` and `,` would end it.

    >>> github_property("a,b: c")
    'a%2Cb%3A c'
    """
    return github_data(text).replace(":", "%3A").replace(",", "%2C")
