"""The evidence page: one file that shows a document and, beside it, every identity judged on it.

Choosing an identity lights up its figures in the text; choosing a figure lists its identities.  The page
asks nothing of a network or a server.  Its one script is named by hash in the page's own security
policy, so that nothing a document says can run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from luohu_fiscal.model.figures import Claim
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.render.clean import printable
from luohu_fiscal.render.html.accounts import accounts
from luohu_fiscal.render.html.identities import identity, ordered
from luohu_fiscal.render.html.markup import asset, element, escaped, words
from luohu_fiscal.render.html.numbers import Numbers
from luohu_fiscal.render.html.text import document_text, named
from luohu_fiscal.render.junit import case_name
from luohu_fiscal.render.messages import account, phrase
from luohu_fiscal.render.sheet import Sheet
from luohu_fiscal.render.tables import headline, shown, totals

__all__ = ["check"]


def check(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """The page for one or several files; text is shown where the sheet carries its document."""
    numbers = Numbers(sheets)
    used = frozenset(
        number
        for sheet in sheets
        for finding in sheet.findings
        for number in numbers.of_finding(sheet, finding)[0]
    )
    table = words(lang)
    text = "".join(document_text(sheet, numbers, used, lang) for sheet in sheets)
    names = _Names(sheets)
    found = "".join(_sheet(sheet, numbers, names, lang) for sheet in sheets)
    title = next((s.report.document.title for s in sheets if s.report.document.title), "")
    head = (
        element("h1", escaped(title or phrase(lang, headline(sheets))))
        + element("p", escaped(totals(sheets, lang)))
        + _filters(sheets, lang)
    )
    body = (
        element("a", escaped(table["skip"]), class_="skip", href="#identities")
        + element("header", head)
        + element(
            "main",
            element("section", text, id="text", tabindex=0, aria_label=table["text"])
            + element(
                "section",
                element(
                    "div", id="card", role="region", aria_live="polite", aria_label=table["figure"]
                )
                + element("p", escaped(table["hint"]), class_="hint")
                + names.links(lang)
                + found,
                id="identities",
                tabindex=-1,
                aria_label=table["identities"],
            ),
        )
    )
    return _page(title or "luohu-fiscal", body, _data(numbers, lang), lang)


class _Names:
    """The ids of what opens, one after another, and which of them the page begins with."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._last = 0
        self._told = {id(finding): number for number, (_, finding) in enumerate(shown(sheets))}
        self._links: dict[int, tuple[str, str]] = {}

    def of(self, finding: Finding, sheet: Sheet, lang: str) -> str:
        """The id of a finding; one that is told one by one is remembered with its words."""
        self._last += 1
        name = f"i{self._last}"
        if id(finding) in self._told:
            self._links[self._told[id(finding)]] = (name, case_name(finding, sheet, lang))
        return name

    def links(self, lang: str) -> str:
        """A list that leads to the findings told one by one, the gravest first."""
        items = [
            element("li", element("a", escaped(said), href=f"#{name}", data_pick=name))
            for _, (name, said) in sorted(self._links.items())
        ]
        title = phrase(lang, "findings")
        heading = element("h2", escaped(title))
        listed = element("ol", "".join(items))
        return element("nav", heading + listed, aria_label=title) if items else ""


def _page(title: str, body: str, data: str, lang: str) -> str:
    style, script = asset("page.css"), asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = (
        element("meta", charset="utf-8")
        + element("meta", http_equiv="Content-Security-Policy", content=policy)
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("title", escaped(title))
        # Between these tags nothing is escaped, and nothing of a document stands here.
        + f"<style>{style}</style>"
    )
    foot = f'<script type="application/json" id="data">{data}</script><script>{script}</script>'
    html = element("head", head) + element("body", body + foot)
    return f"<!doctype html>\n{element('html', html, lang=words(lang)['html'])}\n"


def _hash(text: str) -> str:
    return (
        f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
    )


def _data(numbers: Numbers, lang: str) -> str:
    """Label, amount, account and place of each figure, for the card that lists its identities."""
    accounts: dict[str, int] = {}
    figures = []
    for sheet, entry in numbers.entries:
        figure = sheet.report.by_id.get(entry.figure or "") if isinstance(entry, Claim) else entry
        said = account(figure, lang) if figure else ""
        place = printable(str(entry.source)) if entry.source else ""
        number = accounts.setdefault(said, len(accounts))
        figures.append((*named(entry, sheet.report), number, place))
    spoken = {key: words(lang)[key] for key in ("used_in", "unused", "close")}
    held = {"figures": figures, "accounts": list(accounts), "words": spoken}
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    # Inside a script element only `<` could begin its end.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _filters(sheets: Sequence[Sheet], lang: str) -> str:
    counted = Counter(finding.verdict for sheet in sheets for finding in sheet.findings)
    buttons = []
    for verdict in reversed(Verdict):
        said = verdict.zh if lang == "zh" else f"{verdict.en} {verdict.zh}"
        buttons.append(
            element(
                "button",
                escaped(f"{said} {counted[verdict]}"),
                type="button",
                aria_pressed="true",
                data_show=verdict.value,
                disabled=not counted[verdict],
            )
        )
    label = words(lang)["shown"]
    return element(
        "div",
        f"{escaped(label)} {''.join(buttons)}",
        class_="filters",
        role="group",
        aria_label=label,
    )


def _sheet(sheet: Sheet, numbers: Numbers, names: _Names, lang: str) -> str:
    """The accounts of one file in the order of the document, each with its pictures."""
    parts = []
    for group, picture in accounts(sheet, numbers, lang):
        items = "".join(
            identity(one, sheet, numbers, names.of(one, sheet, lang), lang)
            for one in ordered(group)
        )
        title = account(group[0], lang) or words(lang)["no_account"]
        heading = element("h2", escaped(title))
        parts.append(
            element(
                "section", heading + picture + element("ul", items, class_="ids"), class_="account"
            )
        )
    if not parts:
        parts.append(element("p", escaped(phrase(lang, "nothing_judged"))))
    return "".join(parts)
