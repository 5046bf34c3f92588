"""The tree of rows: true tables are never an error, and a planted slip is one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Severity
from tests import count_table_costs
from tests.extract.tables.grids import report

TITLE = "2024年全市一般公共预算支出执行情况表"
HEADER = ["项目", "年初预算数", "调整预算数", "执行数", "2023年决算数"]
CLASSES = [
    "一般公共服务支出",
    "教育支出",
    "科学技术支出",
    "卫生健康支出",
    "农林水支出",
    "住房保障支出",
]
NUMERALS = "一二三四五六"
ITEMS = ["管理", "服务", "监测", "建设", "宣传"]


@dataclass
class Node:
    """A line made up, with its values in all columns."""

    label: str
    values: list[int]
    parts: list[Node] = field(default_factory=list)


def whole(label: str, parts: list[Node]) -> Node:
    columns = zip(*(part.values for part in parts), strict=True)
    return Node(label, [sum(column) for column in columns], parts)


def made(chance: random.Random, columns: int, depth: int) -> list[Node]:
    """The classes of a budget, with sections and items below them as deep as wanted."""

    def node(label: str, left: int) -> Node:
        if left == 0:
            return Node(label, [chance.randint(1000, 90_000) for _ in range(columns)])
        stem = label.rpartition("、")[2].removesuffix("支出")
        few = [node(f"{stem}{ITEMS[n]}", left - 1) for n in range(chance.randint(2, 5))]
        return whole(label, few)

    numbered = chance.random() < 0.5
    names = CLASSES[: chance.randint(3, 6)]
    marks = [f"{NUMERALS[n]}、" if numbered else "" for n in range(len(names))]
    return [node(mark + name, depth - 1) for mark, name in zip(marks, names, strict=True)]


def flat(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from flat(node.parts)


def table(nodes: list[Node], columns: int, *, leads: bool) -> list[list[str | None]]:
    total = whole("支出合计", nodes)
    lines = [total, *flat(nodes)] if leads else [*flat(nodes), total]
    grid: list[list[str | None]] = [[*HEADER[: columns + 1]]]
    grid += [[line.label, *map(str, line.values)] for line in lines]
    return grid


def errors(found: BudgetReport) -> list[str]:
    return [f.rule for f in reconcile(found).findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize("seed", range(60))
def test_a_true_table_is_never_an_error_however_deep_it_is_and_however_it_is_printed(
    seed: int,
) -> None:
    chance = random.Random(seed)
    columns, depth = chance.randint(1, 4), chance.randint(1, 4)
    nodes = made(chance, columns, depth)
    assert errors(report(TITLE, *table(nodes, columns, leads=chance.random() < 0.4))) == []


def slipped(chance: random.Random, kind: str) -> list[list[str | None]]:
    """A table of two or three levels and two or more columns with one slip in one column."""
    columns = chance.randint(2, 4)
    nodes = made(chance, columns, chance.randint(2, 3))
    grid = table(nodes, columns, leads=chance.random() < 0.4)
    column = chance.randint(1, columns)
    rows = grid[1:]
    if kind in ("doubled", "emptied"):
        leaves = {part.label for node in flat(nodes) for part in node.parts if not part.parts}
        rows = [row for row in rows if row[0] in leaves]
    row = chance.choice(rows)
    text = str(row[column])
    if kind == "doubled":
        row[column] = str(2 * int(text))
    elif kind == "emptied":
        row[column] = None
    elif kind == "digit":
        at = chance.randrange(len(text))
        digit = chance.choice([d for d in "123456789" if d != text[at]])
        row[column] = text[:at] + digit + text[at + 1 :]
    else:
        places = [n for n in range(len(text) - 1) if text[n] != text[n + 1] != "0"]
        at = chance.choice(places) if places else 0
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        row[column] = swapped if swapped != text else str(int(text) + 9)
    return grid


@pytest.mark.parametrize("kind", ["digit", "swap", "doubled"])
def test_a_planted_slip_in_one_of_several_columns_is_kept_as_an_error(kind: str) -> None:
    chance = random.Random(f"slips {kind}")
    grids = [slipped(chance, kind) for _ in range(60)]
    kept = sum(bool(errors(report(TITLE, *grid))) for grid in grids)
    assert 100 * kept >= 92 * len(grids), f"{kept} of {len(grids)}"


def test_an_empty_cell_may_hide_what_is_missing_and_is_no_error() -> None:
    chance = random.Random("emptied")
    assert not any(errors(report(TITLE, *slipped(chance, "emptied"))) for _ in range(30))


def test_a_list_counted_together_with_its_own_parts_is_never_an_error() -> None:
    found = report(
        TITLE,
        HEADER[:2],
        ["农林水支出", "2425"],
        ["农业农村", "1462"],
        ["病虫害控制", "1460"],
        ["水利", "963"],
        ["水利工程", "963"],
        ["支出合计", "2425"],
    )
    assert errors(found) == []


def test_both_sides_below_one_another_make_one_account_with_what_the_year_leaves() -> None:
    found = report(
        "2024年全市社会保险基金预算执行情况表",
        ["项目", "执行数"],
        ["一、社会保险基金收入合计", "3300"],
        ["（一）失业保险基金收入", "1300"],
        ["（二）工伤保险基金收入", "2000"],
        ["二、社会保险基金支出合计", "2900"],
        ["（一）失业保险基金支出", "1000"],
        ["（二）工伤保险基金支出", "1900"],
        ["三、本年收支结余", "400"],
        ["四、年末滚存结余", "9000"],
    )
    verdicts = {(f.rule, f.verdict.value) for f in reconcile(found).findings}
    assert ("LF104", "exact") in verdicts
    assert not any(verdict == "breach" for _, verdict in verdicts)


def test_the_costs_are_those_that_the_keys_count_byte_for_byte() -> None:
    assert count_table_costs.TARGET.read_text("utf-8") == count_table_costs.render()
