"""The cases of the identities on what amounts became (LF405, LF406, LF109) and on the public three (LF110)."""

from __future__ import annotations

from luohu_fiscal.model.figures import Change, Figure
from luohu_fiscal.model.report import BudgetReport
from tests.reconcile.accounts import Case


def figure(name: str, amount: str) -> Figure:
    about = "约" if amount.startswith("约") else None
    return Figure(id=name, label=name, amount=amount.removeprefix("约"), qualifier=about)


def moved(after: str | None, before: str | None, change: str | None, way: str) -> BudgetReport:
    """One change with what is printed of it."""
    printed = {"after": after, "before": before, "change": change}
    figures = tuple(figure(name, text) for name, text in printed.items() if text is not None)
    names = {one.id for one in figures}
    told = Change(
        id="d1",
        figure="after" if "after" in names else None,
        base_figure="before" if "before" in names else None,
        amount="change" if "change" in names else None,
        direction=way,
    )
    return BudgetReport(figures=figures, changes=(told,))


def listed(whole: str, *parts: tuple[str, str], closed: bool | None = None) -> BudgetReport:
    """A rise with the changes of its parts, each an amount and the way it went."""
    figures = [figure("whole", whole)]
    changes = [Change(id="d0", amount="whole", direction="up", closed=closed)]
    for number, (amount, way) in enumerate(parts, 1):
        figures.append(figure(f"f{number}", amount))
        changes.append(Change(id=f"d{number}", amount=f"f{number}", direction=way, parent="d0"))
    return BudgetReport(figures=tuple(figures), changes=tuple(changes))


def three(whole: str, **parts: str) -> BudgetReport:
    """The public three, each part by its concept."""
    figures = [figure("whole", whole).model_copy(update={"concept": "public_three"})]
    for name, amount in parts.items():
        over = "cars" if name in ("bought", "run") and "cars" in parts else "whole"
        known = {"concept": f"public_three_{name}", "parent": over}
        figures.append(figure(name, amount).model_copy(update=known))
    return BudgetReport(figures=tuple(figures))


CHANGES: list[Case] = [
    ("LF405", "holds", [moved("120万元", "100万元", "20万元", "up")], "exact", "ok"),
    ("LF405", "holds", [moved("80万元", "100万元", "20万元", "down")], "exact", "ok"),
    (
        "LF405",
        "holds but for rounding",
        [moved("1.23亿元", "1.00亿元", "2260万元", "up")],
        "within_rounding",
        "ok",
    ),
    ("LF405", "breaks", [moved("130万元", "100万元", "20万元", "up")], "breach", "error"),
    ("LF405", "breaks", [moved("80万元", "100万元", "20万元", "up")], "breach", "error"),
    ("LF405", "unjudged", [moved("约120万元", "100万元", "20万元", "up")], "undecided", "note"),
    ("LF406", "holds", [moved("120万元", "100万元", None, "up")], "bounded", "ok"),
    ("LF406", "holds", [moved("90万元", "100万元", None, "down")], "bounded", "ok"),
    ("LF406", "unjudged", [moved("约120万元", "100万元", None, "up")], "undecided", "note"),
    ("LF406", "breaks", [moved("90万元", "100万元", None, "up")], "breach", "warning"),
    (
        "LF109",
        "holds",
        [listed("75万元", ("15万元", "up"), ("85万元", "up"), ("25万元", "down"))],
        "exact",
        "ok",
    ),
    (
        "LF109",
        "breaks",
        [listed("75万元", ("15万元", "up"), ("85万元", "up"), closed=True)],
        "breach",
        "error",
    ),
    (
        "LF109",
        "unjudged",
        [listed("75万元", ("15万元", "up"), ("85万元", "up"))],
        "undecided",
        "note",
    ),
    (
        "LF110",
        "holds",
        [
            three(
                "13万元",
                abroad="2万元",
                cars="8万元",
                bought="3万元",
                run="5万元",
                reception="3万元",
            )
        ],
        "exact",
        "ok",
    ),
    (
        "LF110",
        "holds with the cars bought and run",
        [three("13万元", abroad="2万元", bought="3万元", run="5万元", reception="3万元")],
        "exact",
        "ok",
    ),
    (
        "LF110",
        "breaks",
        [three("19万元", abroad="2万元", cars="8万元", reception="3万元")],
        "breach",
        "error",
    ),
    (
        "LF110",
        "breaks though one part is not printed",
        [three("7万元", cars="8万元", reception="3万元")],
        "breach",
        "error",
    ),
    (
        "LF110",
        "unjudged",
        [three("约13万元", abroad="2万元", cars="8万元", reception="3万元")],
        "undecided",
        "note",
    ),
]
