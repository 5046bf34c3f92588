"""A rule judged on every row of a table at once: columns in, verdicts out, exact as for one report.

For those who have many accounts as columns already, all districts of a province say: no reports are
built and no figures, so that a hundred thousand identities take milliseconds.  The formulas are those
of the catalogue in the normal form that the row judge uses, and a law checks that both agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luohu_fiscal.errors import UsageError
from luohu_fiscal.identities import Linear, identity
from luohu_fiscal.identities.expression import names_of
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.reconcile.judge import Judgement
from luohu_fiscal.tables.given import Given
from luohu_fiscal.tables.sums import VERDICTS, judged

__all__ = ["VERDICTS", "JudgedColumns", "judge_columns"]

_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True, eq=False)
class JudgedColumns:
    """Verdict, difference and slack of every row 逐行判断结果; a row by its number is a `Judgement`.

    `codes` are the places of verdicts in ``tuple(Verdict)``.  `differences` (stated less
    calculated 差额) are whole last printed places, `half_slacks` (what rounding explains 舍入余地) are
    halves of them: 3 stands for 1.5.  All three are arrays that cannot be written to where arrays were
    given, and tuples otherwise, with None where an operand is not printed.

    `place` is what one of these places is worth, in yuan 元: the finest printed place of all amounts.
    None where whole numbers were given, whose unit only the caller knows.
    """

    rule: str
    codes: Any
    differences: Any
    half_slacks: Any
    place: Decimal | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> Judgement | None:
        """The judgement on a row: in yuan where amounts were given, else in printed places.

        None where an operand is not printed, which is undecided 无法判断.
        """
        difference = self.differences[row]
        if difference is None:
            return None
        exact = Decimal(int(difference))
        slack = EXACT.multiply(_HALF, int(self.half_slacks[row]))
        if self.place is not None:
            exact, slack = EXACT.multiply(self.place, exact), EXACT.multiply(self.place, slack)
        return Judgement(VERDICTS[self.codes[row]], exact, slack)

    def __iter__(self) -> Iterator[Judgement | None]:
        return map(self.__getitem__, range(len(self)))

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdict of each row."""
        return [VERDICTS[code] for code in self.codes]

    @property
    def summary(self) -> Mapping[Verdict, int]:
        """How many rows have each verdict; verdicts that none has are left out."""
        counted = Counter(self.codes if self._listed else self.codes.tolist())
        return {VERDICTS[code]: counted[code] for code in sorted(counted)}

    def rows(self, verdict: Verdict | str) -> list[int]:
        """The numbers of the rows with that verdict, from 0."""
        wanted = VERDICTS.index(Verdict(verdict))
        if self._listed:
            return [row for row, code in enumerate(self.codes) if code == wanted]
        found: list[int] = (self.codes == wanted).nonzero()[0].tolist()
        return found

    @property
    def _listed(self) -> bool:
        return isinstance(self.codes, tuple)


def judge_columns(
    rule: str, columns: Mapping[str, Sequence[Any]], *, reading: str = ""
) -> JudgedColumns:
    """Judge a rule of sums on every row of a table 按列判断, exactly: the verdicts of `reconcile`.

    `columns` names the operands of the rule's formula (``luohu-fiscal rules LF102``): a column for
    each, and a list of columns for a group, ``sum(resources)``.  `reading` is another way that
    documents arrange the same.  A column holds what is printed, one entry a row:

    - whole numbers of the last printed place, the same for all columns: 万元 printed without decimals
      as they stand, 18.60 亿元 as 1860.  Each stands for half a place on both sides, 0 for nought, or
      for as much where the row cannot be true so; where zeros are printed with decimals give amounts.
    - or `Amount` 金额, each with its own unit and precision.
    - None where nothing is printed 未列示: the row is undecided, never taken for 0.

    One-dimensional integer arrays of numpy stay arrays, and are fastest; everything else, and arrays
    whose sums might not fit into 64 bits, is judged as Python integers, which have no end.  Nothing
    is rounded; floats are refused.  Only the formula is judged: rows that the rule exempts (``unless``
    in ``luohu-fiscal rules``) are the caller's to leave out.

    Rounding follows `reconcile`: a printed n with a last place r is any of [n - r/2, n + r/2).
    Sources: the law of each rule is in the catalogue, as for LF101 预算法第二十七条.

    Raises `UsageError` for a rule that has no formula of sums, for operands that are missing, unknown
    or of different lengths; `AmountError` for an entry that is no whole number and no amount.

    >>> found = judge_columns("LF101", {
    ...     "own_revenue": [1395034, 974, 974, 12], "tax_revenue": [1057948, 772, 700, None],
    ...     "non_tax_revenue": [337086, 203, 204, 3]})
    >>> [verdict.value for verdict in found.verdicts]
    ['exact', 'within_rounding', 'breach', 'undecided']
    >>> found.differences, found.half_slacks
    ((0, -1, 70, None), (3, 3, 3, None))
    >>> found[1]
    Judgement(verdict=<Verdict.WITHIN_ROUNDING: 'within_rounding'>, difference=Decimal('-1'), slack=Decimal('1.5'))
    >>> from luohu_fiscal import Amount
    >>> judge_columns("LF106", {
    ...     "whole": [Amount("1.5", "亿元")], "parts": [[Amount(9000, "万元")], [Amount(6499, "万元")]]
    ... })[0].difference
    Decimal('-4990000')
    """
    form, groups = _form(rule, reading)
    given = Given.of(rule, form, groups, columns)
    codes, differences, half_slacks = judged(given, form.relator, Verdict(identity(rule).equal))
    return JudgedColumns(rule, codes, differences, half_slacks, given.place)


def _form(rule: str, reading: str) -> tuple[Linear, frozenset[str]]:
    """The normal form of a rule of sums, and which of its operands are groups."""
    readings = identity(rule).readings
    if not readings:
        raise UsageError(f"{rule} has no formula", remedy="luohu-fiscal rules shows the formulas")
    if reading not in readings:
        known = ", ".join(name for name in readings if name) or "none"
        raise UsageError(f"{rule} has no reading {reading}", remedy=f"its readings: {known}")
    one = readings[reading]
    # No sum of the catalogue has a constant, whose unit would have to be known.
    if not isinstance(one.normal, Linear) or one.normal.constant:
        raise UsageError(
            f"{rule} is a rule of rates, not of sums",
            remedy="give reconcile a report with the rate",
        )
    named = names_of(one.relation.left) + names_of(one.relation.right)
    return one.normal, frozenset(name for name, group in named if group)
