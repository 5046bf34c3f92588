"""Percentages: what kind of rate the words before make them, about which figure, on which basis."""

from __future__ import annotations

import re

from luohu_fiscal.document import Place
from luohu_fiscal.extract.draft import Context, DraftClaim, DraftFigure
from luohu_fiscal.extract.gaps import Gap
from luohu_fiscal.extract.tokens import Token
from luohu_fiscal.model.vocabulary import Basis, ClaimKind, Role, Stage
from luohu_fiscal.wording import Wording

__all__ = ["RateReader"]

_NAMED_BEHIND = re.compile(r"[(（][较比与][^)）]{2,24}[)）]")
_STATED_YEAR = re.compile(r"(?:[比较与]|相比)(20\d\d)年")


class RateReader:
    """Turns percent tokens into claims; remembers a basis that (下同) carries on."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._carried: tuple[Basis, str] | None = None
        self._carried_in: tuple[int | None, Stage | None] = (None, None)

    def claim(
        self,
        token: Token,
        place: Place,
        between: Gap,
        figure: DraftFigure | None,
        recent: list[DraftFigure],
        context: Context,
        after: str = "",
    ) -> DraftClaim | str:
        """The claim a percent token makes, or why it makes none.

        `after` is what follows the token: 下降9.7%（较上年预算数，下同）names the basis behind the rate.
        """
        if figure is None:
            return "a rate of no figure printed before it"
        if token.qualifier:
            return f"a bound or approximation ({token.qualifier}), not a rate to judge"
        words = between.clause
        comparable = bool(self._words.cue("rates", "comparable").search(between.inner))
        if self._words.cue("rates", "progress").search(words):
            received = next((f for f in recent if f is not figure and _received(f)), None)
            return DraftClaim(
                token,
                place,
                ClaimKind.COMPLETION,
                figure,
                base=received,
                comparable=comparable,
                basis_text=words[-12:],
            )
        tail = words[-40:]
        completion = _last(self._words.cue("rates", "completion"), tail)
        share = _last(self._words.cue("rates", "share"), tail)
        up = _last(self._words.cue("rates", "growth_up"), tail)
        down = _last(self._words.cue("rates", "growth_down"), tail)
        ends = {
            kind: match.end() if match else -1
            for kind, match in (
                ("completion", completion),
                ("share", share),
                ("up", up),
                ("down", down),
            )
        }
        kind = max(ends, key=lambda name: ends[name])
        if ends[kind] < 0 or len(tail) - ends[kind] > 12:
            return "a percentage of no known kind"
        if ends["completion"] == ends["share"] and completion:
            kind = "completion"
        if kind == "completion" and completion:
            basis, text = self._budget(completion["basis"], context)
            base = _budget_of(figure, recent, basis)
            subject = figure
            if _is_budget(figure):
                # 完成X，为年初预算Y的Z%: the rate speaks of X, and Y is what it is measured against.
                subject = next((f for f in reversed(recent) if not _is_budget(f)), figure)
                base = None if subject is figure else figure
            return DraftClaim(
                token,
                place,
                ClaimKind.COMPLETION,
                subject,
                basis=basis,
                basis_text=text,
                base=base,
                comparable=comparable,
            )
        if kind == "share" and share:
            whole = share["whole"] or share["of"] or ""
            return DraftClaim(
                token,
                place,
                ClaimKind.SHARE,
                figure,
                basis=Basis.WHOLE,
                basis_text=whole,
                comparable=comparable,
            )
        if kind == "down" and token.number.startswith("-"):
            return "a fall with a minus sign: said twice, or a rise"
        if self._of_another(between.segment, figure):
            return "a rate of something whose amount is not printed before it"
        named = _NAMED_BEHIND.match(after)
        basis_found, text = self._prior(between.raw + (named[0] if named else ""), context)
        if self._words.cue("rates", "average").search(words):
            basis_found = Basis.AVERAGE
        return DraftClaim(
            token,
            place,
            ClaimKind.GROWTH,
            figure,
            negative=kind == "down",
            basis=basis_found,
            basis_text=text,
            comparable=comparable,
        )

    def _of_another(self, segment: str, figure: DraftFigure) -> bool:
        """True where the words before a growth name what grew, and it is not the figure at hand."""
        match = self._words.cue("rates", "subject").search(segment)
        if match is None:
            return False
        name, label = match["name"], figure.label
        return not (name in label or (label and label in segment))

    def _budget(self, text: str, context: Context) -> tuple[Basis, str]:
        if re.search("调整|变动", text):
            return Basis.ADJUSTED, text
        if "年初" in text:
            return Basis.INITIAL, text
        return Basis.BUDGET, text

    def _prior(self, words: str, context: Context) -> tuple[Basis | None, str]:
        """The basis of a growth rate; one that (下同) carries holds until another is named."""
        here = (context.year, context.stage)
        if self._carried_in != here:
            self._carried, self._carried_in = None, here
        found: tuple[int, Basis, str] | None = None
        for name in ("prior_adjusted", "prior_budget", "prior_final", "prior_execution", "prior"):
            match = _last(self._words.cue("bases", name), words)
            if match and (found is None or match.start() > found[0]):
                found = (match.start(), Basis(name), match[0])
        if found is None:
            return self._carried or (Basis.PRIOR, "")
        _, basis, text = found
        year = _STATED_YEAR.search(words)
        if year and context.year and int(year[1]) != context.year - 1:
            return None, text
        if self._words.cue("bases", "carry").search(words):
            self._carried = (basis, text)
        return basis, text


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    matches = list(pattern.finditer(text))
    return matches[-1] if matches else None


def _is_budget(figure: DraftFigure) -> bool:
    return figure.context.stage in (Stage.BUDGET, Stage.ADJUSTED) and figure.account is None


def _budget_of(figure: DraftFigure, recent: list[DraftFigure], basis: Basis) -> DraftFigure | None:
    """The budget of the same line named in the sentence; of two the one the words mean, or none."""
    wanted = {
        Basis.ADJUSTED: (Stage.ADJUSTED,),
        Basis.INITIAL: (Stage.BUDGET,),
        Basis.BUDGET: (Stage.BUDGET, Stage.ADJUSTED),
    }[basis]
    found = [
        other
        for other in recent
        if other is not figure
        and _is_budget(other)
        and other.parent is None
        and other.concept == figure.concept
        and other.context.stage in wanted
    ]
    return found[0] if len(found) == 1 else None


def _received(figure: DraftFigure) -> bool:
    return figure.role is Role.OTHER and bool(re.search("收到|下达|到位|争取|获得", figure.label))
