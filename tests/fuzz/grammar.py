"""Texts by a grammar of what budget reports say, rightly and wrongly: told by a seed, the same each time."""

from __future__ import annotations

import random

__all__ = ["text_of"]

_PLACES = ("全市", "全区", "市本级", "区级", "某县", "全省", "")
_BOOKS = (
    "一般公共预算",
    "政府性基金预算",
    "国有资本经营预算",
    "社会保险基金预算",
    "地方政府债务",
    "",
)
_ITEMS = (
    "收入 支出 税收收入 非税收入 上级补助收入 上解支出 债务转贷收入 一般债券 专项债券 上年结转收入 上年结余 "
    "调入资金 调出资金 动用预算稳定调节基金 安排预算稳定调节基金 债务还本支出 结转下年支出 年终结余 净结余 "
    "收入总计 支出总计 收入合计 支出合计 总收入 本年收入 本年支出 预备费 债务限额 债务余额 新增债券 再融资债券 "
    "转移支付收入 教育支出 社会保障和就业支出 增值税 企业所得税 国有土地使用权出让收入 利润收入 滚存结余 "
    "一般债务余额 专项债务限额 万其中 其他支出"
).split(" ")
_STAGES = "年初预算 调整预算 预算 完成 实际完成 执行数 决算数 预计完成 安排 为 达到 草案".split(" ")
_UNITS = "万元 亿元 元 千元 百万元 万亿元 萬元 億元 万 亿".split(" ")
_JOINS = (
    *"， 、 ； 。 ： （ ） ，加上 ，其中： ，其中 ，包括 ，分别为 ，主要是 等 ，加 ，减 ，扣除 和 ，比上年增长".split(
        " "
    ),
    *("\n", "\n\n"),
)
_RATES = (
    "增长{r}%", "下降{r}%", "同比增长{r}%", "完成年初预算的{r}%", "为调整预算的{r}%", "占{r}%", "同口径增长{r}%",
    "增收{a}", "减少{a}", "由{a}调整为{a}", "比上年增加{a}", "较上年持平", "负增长{r}%", "提高{r}个百分点",
)  # fmt: skip
_HEADS = (
    "关于{place}{year}年预算执行情况和{next}年预算草案的报告\n\n一、{year}年预算执行情况\n\n",
    "{place}{year}年财政决算（草案）\n\n",
    "{year}年{place}{book}收支表\n单位：{unit}\n",
    "",
)
_QUALIFIERS = ("约", "近", "超", "超过", "不足", "左右", "以上", "以内", "余", "")


def text_of(seed: int) -> str:
    """The text of a seed.

    >>> text_of(1) == text_of(1) != text_of(2)
    True
    """
    draw = random.Random(f"text {seed}")
    year = draw.choice((2018, 2023, 2024, 2025, draw.randrange(1, 9999)))
    head = draw.choice(_HEADS).format(
        place=draw.choice(_PLACES), year=year, next=year + 1, book=draw.choice(_BOOKS),
        unit=draw.choice(_UNITS),
    )  # fmt: skip
    parts = [
        draw.choice((_sentence, _sentence, _account, _table, _noise))(draw)
        for _ in range(draw.randrange(1, 7))
    ]
    return head + "".join(parts)


def _number(draw: random.Random) -> str:
    size = draw.choice((1, 2, 4, 6, 8, 8, 12, 27, 32, 33, 60))
    whole = str(draw.randrange(10**size))
    shown = draw.choice(
        (
            whole,
            f"{int(whole):,}",
            f"{int(whole):,}.{draw.randrange(100):02}",
            f"-{whole}",
            f"△{whole}",
            f"({int(whole):,})",
            f"{whole[:-3]},{whole[-2:]}",
            f"{whole}.{whole[:2]}.1",
            "0",
            "0.00",
            "—",
            "#REF!",
            "",
        )
    )
    if draw.random() < 0.05:
        shown = shown.translate(str.maketrans("0123456789,.", "０１２３４５６７８９，．"))
    return shown


def _amount(draw: random.Random) -> str:
    return f"{draw.choice(_QUALIFIERS) if draw.random() < 0.1 else ''}{_number(draw)}{draw.choice(_UNITS)}"


def _sentence(draw: random.Random) -> str:
    said = f"{draw.choice(_PLACES)}{draw.choice(_BOOKS)}"
    for _ in range(draw.randrange(1, 9)):
        said += f"{draw.choice(_ITEMS)}{draw.choice(_STAGES)}{_amount(draw)}"
        if draw.random() < 0.5:
            rate = draw.choice(_RATES).format(r=_number(draw) or "1.5", a=_amount(draw))
            said += f"{draw.choice('，、（')}{rate}"
        said += draw.choice(_JOINS)
    return f"{said}。\n"


def _account(draw: random.Random) -> str:
    """An account that adds up, or is off by a little: what rules and explanations have work with."""
    unit = draw.choice(_UNITS[:3])
    parts = [
        draw.choice((0, 1, draw.randrange(10**6), draw.randrange(10**12)))
        for _ in range(draw.randrange(1, 7))
    ]
    total = sum(parts) + draw.choice((0, 0, 0, 1, -1, 9, 900, 10**6, 10**33))
    listed = draw.choice(("、", "，加上", "，")).join(
        f"{draw.choice(_ITEMS)}{part:,}{unit}" for part in parts
    )
    closing = draw.choice(
        ("", f"，支出总计{total - parts[0]:,}{unit}，结转下年{parts[0]:,}{unit}", "，收支平衡")
    )
    return f"{draw.choice(_BOOKS)}{draw.choice(('收入', '支出'))}{total:,}{unit}，其中：{listed}{closing}。\n\n"


def _table(draw: random.Random) -> str:
    rows = [
        f"{draw.choice(_BOOKS)}{draw.choice(('收支平衡表', '收入表', '决算表', '债务限额余额表'))}",
        f"单位：{draw.choice(_UNITS)}",
    ]
    columns = draw.randrange(1, 5)
    rows.append(
        "\t".join(
            [
                "项目",
                *(f"{draw.choice((2023, 2024))}年{draw.choice(_STAGES)}" for _ in range(columns)),
            ]
        )
    )
    rows += [
        "\t".join([draw.choice(_ITEMS), *(_number(draw) for _ in range(columns))])
        for _ in range(draw.randrange(1, 9))
    ]
    return "\n".join(rows) + "\n\n"


def _noise(draw: random.Random) -> str:
    pieces = [
        *_ITEMS,
        *_UNITS,
        *_JOINS,
        *_STAGES,
        *"0123456789.,，。%％‰①*#-－（(）)",
        "\x00",
        "\u202e",
        "\ue010",
        "𠀀",
        "::",
        "##[",
    ]
    return "".join(draw.choice(pieces) for _ in range(draw.randrange(40)))
