"""What a caller's decimal context says of digits and rounding changes no verdict and no shown number."""

from __future__ import annotations

from decimal import Context, localcontext

from luohu_fiscal.explain import explain
from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.render import render

TEXT = (
    "关于某县2023年财政预算执行情况的报告\n一、2023年财政预算执行情况\n（一）一般公共预算\n"
    "全县一般公共预算收入1234567890123456789012345678.12万元，下降3.4%。其中：税收收入"
    "1000000000000000000000000000.01万元，非税收入234567890123456789012345678.11万元。"
    "加上上级补助收入100000000000000000000000000.05万元、上年结转2万元，"
    "收入总计1334567890123456789012345680.19万元。支出总计1334567890123456789012345680.17万元。"
)


def judged() -> str:
    return render(explain(reconcile(extract(read_text(TEXT)))), "json")


def test_a_context_of_three_digits_changes_nothing() -> None:
    wanted = judged()
    with localcontext(Context(prec=3)):
        found = judged()
    assert found == wanted
    assert '"difference": "0.02"' in wanted


def test_a_number_of_more_digits_than_any_has_is_left_out_and_the_rest_is_read() -> None:
    report = extract(read_text(TEXT + "全年财政收入" + "1" * 40 + "万元，增长" + "9" * 40 + "%。"))
    assert any(one.reason == "more digits than any amount has" for one in report.unplaced)
    assert len(report.figures) == 7
