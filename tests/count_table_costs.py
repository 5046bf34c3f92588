"""Counts `luohu_fiscal/extract/tables/costs.toml` anew from the keys of annex tables, byte for byte.

    python -m tests.count_table_costs [--check]

Every line of a keyed table stands under some of the lines that are open before it and not under others; the
keys give its level.  A cost is the decimal logarithm of how often what was chosen came about, in thousandths
of a digit, with half a case added to each outcome so that what was never seen is dear and not impossible.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from luohu_fiscal.extract.sums import digits
from luohu_fiscal.extract.tables.levels import FORBIDDEN, cue_of
from luohu_fiscal.extract.tables.rows import Row, row_of
from luohu_fiscal.model.vocabulary import Book, Side
from tests.places import ROOT

KEYS = ROOT / "tests" / "gold" / "tables"
TARGET = ROOT / "luohu_fiscal" / "extract" / "tables" / "costs.toml"

#: Cues that leave no choice, as they are the rule of the language: a code, a numeral, an indent.
FIXED = {
    "code_under": (0, 0, FORBIDDEN, FORBIDDEN),
    "code_beside": (FORBIDDEN, FORBIDDEN, 0, 0),
    "indent_deeper": (0, 0, 3000, 3000),
    "indent_back": (3000, 3000, 0, 0),
    "rank_deeper": (0, 0, 12_000, 12_000),
    "class_under": (0, 0, 12_000, 12_000),
    "rank_back": (FORBIDDEN, FORBIDDEN, 0, 0),
    "under_item": (3000, 3000, 0, 0),
}
#: Every cue there is, in the order of the file.
NAMES = (
    *FIXED,
    "of_which",
    "after_of_which",
    "first_item",
    "same_name_item",
    "same_name",
    "class_under_head",
    "class_same",
    "class_beside",
    "head_beside",
    "class_under_rank",
    "unmarked_under_rank",
    "rank_under_head",
    "rank_under_unmarked",
    "class_after_unmarked",
    "line_under_head",
    "unmarked_under_head",
    "line_after_unmarked",
    "line_of_concept",
    "line_beside_line",
    "unmarked_under_line",
    "unmarked_under_class",
    "class_under_unmarked",
    "unmarked",
)
OUTCOMES = ("first", "none", "more", "end")


def lines_of(table: dict[str, Any]) -> list[tuple[Row, int]]:
    """The keyed lines of a table that are no totals, with their levels; halves follow one another."""
    found = []
    labels = [n for n, column in enumerate(table["columns"]) if column["kind"] == "label"]
    for position, line in enumerate(table["rows"]):
        side = line["side"] if line["side"] in ("resources", "uses") else None
        row = row_of(
            position,
            str(line["label"]),
            str(line["code"] or ""),
            Side(side) if side else None,
            Book(table["book"]),
        )
        if labels and not row.bare_total:
            found.append((row, line["level"]))
    return found


def count(paths: list[Path]) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """How often each outcome came about for each cue, and how lists closed."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    lists: Counter[str] = Counter()
    for path in paths:
        for table in json.loads(path.read_text("utf-8"))["tables"]:
            lists.update(
                check["verdict"]
                for check in table["sums"]
                if check["rule"] in ("LF102", "LF103", "LF106")
            )
            lists.update(left_out(table))
            if table["book"] in ("debt", None):
                continue
            opened: list[tuple[Row, int, bool]] = []
            for row, level in lines_of(table):
                kept: list[tuple[Row, int, bool]] = []
                for upper, above, has in opened:
                    cue = cue_of(upper, row).name
                    # A line that is open takes the next as its first part, as one more, or ends.
                    if above < level:
                        seen[cue]["more" if has else "first"] += not any(
                            above < between
                            for _, between, _ in opened[opened.index((upper, above, has)) + 1 :]
                            if between < level
                        )
                        kept.append((upper, above, True))
                    else:
                        seen[cue]["end" if has else "none"] += 1
                opened = [*kept, (row, level, False)]
    return seen, lists


def left_out(table: dict[str, Any]) -> Counter[str]:
    """Lines among those of a list, of their level, that are in it, and that are not."""
    found: Counter[str] = Counter()
    rows = table["rows"]
    for check in table["sums"]:
        parts = check.get("parts") or []
        if check["rule"] != "LF106" or check.get("minus") or len(parts) < 2:
            continue
        level = rows[parts[0]]["level"]
        among = [n for n in range(min(parts), max(parts) + 1) if rows[n]["level"] == level]
        found["in list"] += sum(n in parts for n in among)
        found["left out"] += sum(n not in parts for n in among)
    return found


def cost(hits: int, of: int) -> int:
    """-log10 of (hits + 1/2) / (of + 1), in thousandths of a digit."""
    return digits(1000 * (2 * of + 2) // (2 * hits + 1)) - 3000


def render() -> str:
    """The text of the file."""
    paths = sorted(KEYS.glob("*.json"))
    seen, lists = count(paths)
    out = [
        "# Counted by `python -m tests.count_table_costs` from tests/gold/tables; not to be edited by hand.",
        "# cost in thousandths of a decimal digit, n of `of` cases; a fixed cue is a rule and is not counted.",
        f"keys = {len(paths)}",
        "",
    ]
    for name in NAMES:
        out.append(f"[cues.{name}]")
        for one, other in (("first", "none"), ("none", "first"), ("more", "end"), ("end", "more")):
            if name in FIXED:
                value = dict(zip(("first", "more", "none", "end"), FIXED[name], strict=True))[one]
                out.append(f"{one} = {{ cost = {value}, fixed = true }}")
                continue
            hits, misses = seen[name][one], seen[name][other]
            out.append(
                f"{one} = {{ cost = {cost(hits, hits + misses)}, n = {hits}, of = {hits + misses} }}"
            )
        out.append("")
    whole = lists["exact"] + lists["rounding"] + lists["within_rounding"]
    wrong, open_ = lists["breach"] + lists["inconsistent"], lists["undecided"] + lists["bounded"]
    of = whole + wrong + open_
    for name, hits in (("slip", wrong), ("blank", open_)):
        out += [f"[lists.{name}]", f"cost = {cost(hits, of)}", f"n = {hits}", f"of = {of}", ""]
    # A list that no word marks and that does not add up: what words leave open and sums deny.
    out += ["[lists.unclosed]", f"cost = {cost(wrong, of)}", f"n = {wrong}", f"of = {of}", ""]
    # A line among those of a total, of their level, that is in no list.
    left, kept = lists["left out"], lists["left out"] + lists["in list"]
    out += ["[lists.orphan]", f"cost = {cost(left, kept)}", f"n = {left}", f"of = {kept}", ""]
    # Where one column fails all may: half as dear again for each further one.
    out += ["[lists.again]", f"cost = {cost(wrong, of) // 2}", f"n = {wrong}", f"of = {of}", ""]
    return "\n".join(out)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == render() else 1)
    TARGET.write_text(render(), "utf-8")
