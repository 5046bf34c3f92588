"""Kinds told behind a limit newly allotted are its kinds, not those of the whole limit."""

from __future__ import annotations

from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile

HEAD = "关于某县2023年预算执行情况的报告\n\n三、政府债务\n\n"


def test_a_whole_limit_is_not_held_to_the_kinds_of_what_was_added() -> None:
    text = (
        "上级下达新增债务限额18600万元，其中：一般债务限额7600万元，专项债务限额11000万元。\n\n"
        "核定债务限额402300万元，其中：一般债务限额281300万元，专项债务限额121000万元。"
    )
    found = [
        (one.rule, one.verdict.value)
        for one in reconcile(extract(read_text(HEAD + text))).findings
        if one.rule == "LF501"
    ]
    # Each is a split of its own: what was added, and the whole.
    assert found == [("LF501", "exact")] * 2
