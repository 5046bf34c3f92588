"""The lists of a binary Word file: which numbers they count, and which paragraphs they number."""

from __future__ import annotations

import struct

from luohu_fiscal.readers.doc_file import Tables, WordFile
from luohu_fiscal.readers.doc_properties import ParagraphProperties, Properties
from luohu_fiscal.readers.numbering import Level, Lists

__all__ = ["Numbering"]

#: Codes of the forms in which numbers are written; the others are written in Arabic digits.
_CHINESE = (10, 11, 12, 33, 34, 35, 36, 37, 38, 39)
_FORMS = dict.fromkeys(_CHINESE, "chineseCounting") | {
    18: "decimalEnclosedCircle", 23: "bullet", 255: "none",
}  # fmt: skip
_LIST_BYTES, _USE_BYTES, _LEVEL_BYTES = 28, 16, 28
_MAX_BASES = 12


class Numbering:
    """Says which number stands before a paragraph."""

    def __init__(self, file: WordFile, properties: Properties) -> None:
        self._lists = Lists({})
        self._styles: dict[int, tuple[int, ParagraphProperties]] = {}
        try:
            kinds = _levels(file)
            uses = file.table(Tables.LIST_USES)
            count = min(int.from_bytes(uses[:4], "little"), len(uses) // _USE_BYTES)
            names = [struct.unpack_from("<i", uses, 4 + _USE_BYTES * at)[0] for at in range(count)]
            self._lists = Lists({str(n): kinds.get(name, {}) for n, name in enumerate(names, 1)})
            if names:
                self._read_styles(file.table(Tables.STYLES), properties)
        except (struct.error, IndexError):
            # Numbers that stand in no text: the text is whole without them.
            return

    def label(self, properties: ParagraphProperties) -> str:
        """The number that stands before this paragraph, or ""; counts it."""
        number, level = properties.list, properties.level
        style = properties.style
        for _ in range(_MAX_BASES):
            if (number is not None and level is not None) or style not in self._styles:
                break
            style, given = self._styles[style]
            number = given.list if number is None else number
            level = given.level if level is None else level
        return self._lists.label(str(number), level or 0) if number else ""

    def _read_styles(self, table: bytes, properties: Properties) -> None:
        """The style sheet: what each style of paragraphs is based on and how it numbers."""
        head, count, base = struct.unpack_from("<HHH", table, 0)
        place = 2 + head
        for style in range(min(count, len(table) // 2)):
            size = struct.unpack_from("<H", table, place)[0]
            plain = table[place + 2 : place + 2 + size]
            place += 2 + size + size % 2
            if len(plain) < base + 2 or plain[2] & 0x0F != 1:
                continue
            name = struct.unpack_from("<H", plain, base)[0]
            at = base + 2 + 2 * name + 2
            length = struct.unpack_from("<H", plain, at)[0]
            given = properties.applied(plain[at + 4 : at + 2 + length])
            self._styles[style] = (struct.unpack_from("<H", plain, 2)[0] >> 4, given)


def _levels(file: WordFile) -> dict[int, dict[int, Level]]:
    """The levels of each list, by its name, which is a number."""
    table, behind = file.table(Tables.LISTS), file.after(Tables.LISTS)
    count = int.from_bytes(table[:2], "little")
    kinds: dict[int, dict[int, Level]] = {}
    place = 0
    for at in range(min(count, len(table) // _LIST_BYTES)):
        start = 2 + _LIST_BYTES * at
        name = struct.unpack_from("<i", table, start)[0]
        kinds[name] = {}
        for level in range(1 if table[start + 26] & 1 else 9):
            first, form = struct.unpack_from("<iB", behind, place)
            sizes = behind[place + 24] + behind[place + 25]
            place += _LEVEL_BYTES + sizes
            length = struct.unpack_from("<H", behind, place)[0]
            units = struct.unpack_from(f"<{length}H", behind, place + 2)
            place += 2 + 2 * length
            # Where the number of a level stands, its code does.
            text = "".join(f"%{unit + 1}" if unit < 9 else chr(unit) for unit in units)
            kinds[name][level] = Level(_FORMS.get(form, "decimal"), text, first)
    return kinds
