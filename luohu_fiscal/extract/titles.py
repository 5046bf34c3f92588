"""What the titles of a paper announce: its years, and the stage each of them is told at."""

from __future__ import annotations

import itertools
import re

from luohu_fiscal.document import Document, Kind
from luohu_fiscal.model.vocabulary import Stage

__all__ = ["LINE", "PLAN", "announced"]

#: A year and what a title says of it.
PLAN = re.compile(
    r"(20\d\d)年(?:[^，。和]|和(?=全?[省市区县州]级?|[省市区县州]?本级)){0,24}?(预算执行|执行情况|收支执行|决算|草案|预算安排|预算(?:第?[一二三四两]次)?调整|调整预算"
    r"|预算(?!收支决算|决算))"
)
#: Where no title says it: 现将2021年度财政决算情况报告如下.
_LEAD_IN = re.compile(
    r"(20\d\d)年度?[^，。；《》]{0,24}?(预算执行|执行情况|收支执行|决算|草案|预算(?:第?[一二三四两]次)?调整|调整预算|预算|收支计划)"
    r"[^。；《》]{0,40}?(?:如下|编制完成)"
)
#: 2016年某市财政收支概况: a title that looks back on a year and names no paper of the budget.
_OVERVIEW = re.compile(
    r"[^，。；《》\d]{0,16}(20\d\d)年[度末]?[^，。；《》和与]{0,16}?(?:财政|预算|政府债务)"
    r"(?:收支|收入|支出|预算|执行|运行|债务|限额|余额|[与和、])*(?:概况|概览|简况|情况|简析|分析)?"
    r"(?:的?(?:报告|说明|通报|公告|公示))?"
)
_HEADLINE = re.compile("(?:附件[0-9一二三四五]{0,2}[：:])?[^，。；：:]{6,60}")
#: So many paragraphs from the top are looked through for such words.
_LEAD = 12
#: A paper that a sentence of the lead names: 《关于某市2025年预算执行情况和2026年预算草案的报告》.
_QUOTED = re.compile("《([^《》]{8,80})》")
#: A line that heads what follows without a number: short, no sentence, no figures but years.
LINE = re.compile(r"(?:20\d\d年|[^。；;，,：:！!？?%％\d]){2,36}")


def announced(document: Document) -> dict[int, Stage]:
    """The stage of each year that the titles announce, or the first lines where there is no title.

    >>> from luohu_fiscal.readers import read_text
    >>> announced(read_text("关于某市2025年预算执行情况和2026年预算草案的报告"))
    {2025: <Stage.EXECUTION: 'execution'>, 2026: <Stage.DRAFT: 'draft'>}
    """
    titles = [document.title, *(p.text for p in document.paragraphs() if p.kind is Kind.TITLE)]
    lead = [p.text for p in itertools.islice(document.paragraphs(), _LEAD)]
    found = (
        PLAN.findall("\n".join(titles))
        or PLAN.findall(_first_line(document))
        or _LEAD_IN.findall("\n".join(lead))
        or PLAN.findall("\n".join(text for text in lead if LINE.fullmatch(text)))
        or PLAN.findall("\n".join(_QUOTED.findall("\n".join(lead))))
    )
    plans: dict[int, Stage] = {}
    for year, word in found:
        plans.setdefault(int(year), _stage(word))
    for year, word in _LEAD_IN.findall("\n".join(lead)) if plans else ():
        if int(year) > max(plans):
            plans[int(year)] = _stage(word)
    last = max(plans, default=None)
    if last is not None and plans[last] is Stage.DRAFT:
        # 2025年预算情况和2026年预算草案: what is told of the earlier year is how it went.
        plans = {
            y: s if y == last or s is not Stage.DRAFT else Stage.EXECUTION for y, s in plans.items()
        }
    return plans or _overview(document)


def _overview(document: Document) -> dict[int, Stage]:
    """What a first line that is no title of a paper says: the year looked back on."""
    match = _OVERVIEW.fullmatch(_first_line(document))
    return {int(match[1]): Stage.EXECUTION} if match else {}


def _first_line(document: Document) -> str:
    """The first line where it is short and no sentence: a headline, in whatever form."""
    first = next((paragraph.text for paragraph in document.paragraphs()), "")
    return first if _HEADLINE.fullmatch(first) else ""


def _stage(word: str) -> Stage:
    """The stage that the word of a title announces."""
    if "决算" in word:
        return Stage.FINAL
    if "执行" in word:
        return Stage.EXECUTION
    return Stage.ADJUSTED if "调整" in word else Stage.DRAFT
