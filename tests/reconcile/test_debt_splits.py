"""LF501 and LF502 where one statement prints several quantities of one name, as debt papers do."""

from __future__ import annotations

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Verdict

_OLD = "2023年核定地方政府债务限额100.00亿元，其中：一般债务限额60.00亿元，专项债务限额40.00亿元。"
_NEW = "2024年地方政府债务限额120.00亿元，其中：一般债务限额66.00亿元，专项债务限额{}.00亿元。"
_OWED = "2024年末，地方政府债务余额110.00亿元，其中：一般债务62.00亿元，专项债务48.00亿元。"


def found(text: str, rule: str) -> list[Finding]:
    title = "关于甲省2024年预算执行情况和2025年预算草案的报告\n\n四、地方政府债务情况\n\n"
    report = extract(read_text(title + text))
    return [one for one in reconcile(report).findings if one.rule == rule]


def test_each_total_with_its_kinds_behind_it_is_a_split_of_its_own() -> None:
    splits = found(_OLD + _NEW.format(54) + _OWED, "LF501")
    assert [one.verdict for one in splits] == [Verdict.EXACT] * 3


@pytest.mark.parametrize("wrong", [45, 64, 55])
def test_a_slip_in_the_second_split_of_a_name_is_an_error(wrong: int) -> None:
    splits = found(_OLD + _NEW.format(wrong) + _OWED, "LF501")
    assert [one.verdict for one in splits].count(Verdict.BREACH) == 1
    assert [one.severity for one in splits if one.verdict is Verdict.BREACH] == ["error"]


def test_kinds_that_stand_several_times_behind_a_total_make_no_error_of_the_first_of_each() -> None:
    bonds = "发行新增债券20.00亿元（一般债券6.00亿元、其他专项债券9.00亿元、土地储备专项债券{}.00亿元）。"
    (split,) = found(bonds.format(5), "LF501")
    assert split.verdict is Verdict.EXACT
    assert [one.values["reading"] for one in split.notes if one.code == "reading"] == ["all_listed"]
    (split,) = found(bonds.format(4), "LF501")
    assert split.verdict is Verdict.UNDECIDED
    assert [one.code for one in split.notes] == ["several_of_a_name"]


def test_a_limit_is_not_exceeded_where_a_higher_one_of_the_statement_may_be_meant() -> None:
    limits = found(_OLD + _NEW.format(54) + _OWED, "LF502")
    assert Verdict.BREACH not in [one.verdict for one in limits]
    limits = found(_OLD + _NEW.format(54) + _OWED.replace("110.00", "130.00"), "LF502")
    assert limits[0].verdict is Verdict.BREACH


def test_kinds_of_proceeds_planned_beside_the_debt_cost_no_document() -> None:
    text = "全市政府债务余额100亿元，债务收入年初预算50亿元，其中一般债券30亿元。"
    assert [str(one.amount) for one in extract(read_text(text)).figures] == [
        "100亿元",
        "50亿元",
        "30亿元",
    ]


def test_a_kind_of_another_split_excuses_none() -> None:
    """106 is not 66 + 45, though it is 66 and the 40 of the year before."""
    new = _NEW.format(45).replace("120.00", "106.00")
    verdicts = [one.verdict for one in found(_OLD + new, "LF501")]
    assert verdicts == [Verdict.EXACT, Verdict.BREACH]
