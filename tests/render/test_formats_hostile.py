"""Hostile input from file to exit code: no traceback, bounded time, nothing lost."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.cli import main
from luohu_fiscal.document import Document
from luohu_fiscal.extract import extract
from luohu_fiscal.extract.tokens import tokens
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.render import render
from tests.work import calls_of, costs_at_most

Capture = pytest.CaptureFixture[str]

#: What budget reports are made of, and what breaks readers of them.
WORDS = (
    "一般公共预算收入 一般公共预算支出 政府性基金预算 国有资本经营预算 社会保险基金 税收收入 非税收入 "
    "上级补助收入 上解支出 上年结转收入 结转下年 收入总计 支出总计 收支平衡 结余 债务限额 债务余额 专项 "
    "全市 市本级 全区 完成 安排 预计 调整预算 年初预算 执行 决算 草案 其中 其中： 包括 主要是 分别为 分别 "
    "加上 加 减 扣除 等 和 、 ， 。 ； ： ! ( ) （ ） 【 】 《 》 “ ” 一、 （一） 1. 2024年 2025年 上年 "
    "比上年 同比 增长 下降 增加 减少 为预算的 占 超 约 近 左右 以上 余 同口径 剔除 百分点 个百分点 "
    "1亿元 12.30亿元 1,234万元 56万元 5.5% 100% 3元 亿 "
    "亿元 万元 万 元 千元 万亿元 % ％ ‰ 1 10 1,234 1,234.5 12.30 0 0.0 ,, . .. 1, ,1 １２，３４５ ． - － — "
    "\u3000 \u00a0 \ue010 \x00 𠀀 ① é"
)
PIECES = st.sampled_from([*WORDS.split(" "), "\n", "\n\n", " ", "\t", "\r\n"])
TEXTS = st.lists(PIECES, max_size=60).map("".join)
HEAD = "关于某市2024年预算执行情况和2025年预算草案的报告\n\n一、2024年预算执行情况\n\n"


def spans_of_tokens(document: Document) -> Counter[tuple[int, int]]:
    """Where every number with a unit of money or a percent sign stands in the text layer."""
    return Counter(
        (paragraph.offsets[token.start], paragraph.offsets[token.end - 1] + 1)
        for paragraph in document.paragraphs()
        for token in tokens(paragraph.text)
    )


def spans_of_results(report: BudgetReport) -> Counter[tuple[int, int]]:
    """Where every figure, claim and unplaced token was printed."""
    sources = [
        *(figure.source for figure in report.figures),
        *(claim.source for claim in report.claims),
        *(token.source for token in report.unplaced),
    ]
    return Counter((source.start, source.end) for source in sources if source is not None)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_every_token_of_any_text_is_accounted_for_exactly_once(text: str) -> None:
    document = read_text(HEAD + text)
    report = extract(document)
    assert spans_of_results(report) == spans_of_tokens(document)
    for finding in reconcile(report).findings:
        assert finding.terms or finding.places
    assert render(reconcile(report), "text")


#: Texts built to be slow, as many characters as asked for.
SLOW: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1" * n,
    "separators": lambda n: "1," * (n // 2),
    "groups": lambda n: "1,111" * (n // 5),
    "points": lambda n: "1." * (n // 2),
    "spaced digits": lambda n: "1 " * (n // 2),
    "spaces": lambda n: " " * n,
    "open brackets": lambda n: "（" * n,
    "nested brackets": lambda n: "（1亿元" * (n // 4),
    "其中其中": lambda n: "其中" * (n // 2),
    "parts of parts": lambda n: "税收收入1亿元，其中：增值税1亿元，" * (n // 18),
    "parts in brackets": lambda n: "其中税收1亿元（" * (n // 8),
    "respectively": lambda n: "收入、支出分别为1亿元、2亿元，" * (n // 16),
    "one sentence": lambda n: "一般公共预算收入1亿元，" * (n // 12),
    "one list": lambda n: "加上上级补助收入1亿元、" * (n // 12),
    "debt": lambda n: "债务限额1亿元，债务余额1亿元，" * (n // 16),
    "rates": lambda n: "比上年增长1%，" * (n // 8),
    "about": lambda n: "约1亿元" * (n // 4),
    "full width": lambda n: "１，１１１万元" * (n // 7),
    "headings": lambda n: "一、2024年收入\n\n" * (n // 11),
    "paragraphs": lambda n: "一般公共预算收入1亿元。\n\n" * (n // 14),
    "tabs": lambda n: "收入\t1\t2\n" * (n // 7),
    "years": lambda n: "2024年" * (n // 5),
    "words": lambda n: "同比增长" * (n // 4),
}


def judged(text: str) -> None:
    render(reconcile(extract(read_text(HEAD + text))), "text")


@pytest.mark.parametrize("kind", SLOW)
def test_work_grows_with_the_length_of_a_hostile_text_not_with_its_square(kind: str) -> None:
    short, long = (SLOW[kind](length) for length in (3_000, 24_000))
    # Eight times the text: a square would be sixty-four times the calls.
    assert calls_of(lambda: judged(long)) < 16 * calls_of(lambda: judged(short))


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "haha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
WORD = b'<?xml version="1.0"?><w:document xmlns:w="x"><w:body>'
HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.docx": lambda: zipped({"word/document.xml": WORD + b" " * 300_000_000}),
    "laughs.docx": lambda: zipped({"word/document.xml": LAUGHS + b"]><l>&j;</l>"}),
    "laughs.xlsx": lambda: zipped({"xl/workbook.xml": LAUGHS + b"]><l>&j;</l>"}),
    "deep.docx": lambda: zipped({"word/document.xml": WORD + b"<w:p>" * 200_000}),
    "deep.html": lambda: b"<html><body>" + b"<div>" * 300_000 + "收入1亿元".encode(),
    "tables.html": lambda: b"<table><tr><td>" * 20_000 + "收入1亿元".encode(),
    "spans.html": lambda: b"<table><tr><td rowspan=65000 colspan=1000>1</td></tr></table>" * 50,
    "empty.pdf": lambda: b"%PDF-1.7\n",
    "garbage.pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4_000,
    "zeros.txt": lambda: bytes(1_000_000),
    "deep.json": lambda: b"[" * 1_000_000,
    "deep.yaml": lambda: b"{a: " * 100_000,
    "bomb.yaml": lambda: (
        b"a: &a [1,1]\n"
        + b"".join(b"%c: &%c [*%c,*%c]\n" % (98 + n, 98 + n, 97 + n, 97 + n) for n in range(24))
    ),
    "long.csv": lambda: b"book,label,amount,unit\n" + b"1" * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_with_2_and_one_line_at_little_cost(
    name: str, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / name
    file.write_bytes(HOSTILE[name]())
    with costs_at_most(10_000_000):
        assert main(["check", str(file)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    assert str(file) in said
    assert "bug" not in said
