"""Laws of single changes: what is offered is what a plain search finds, which tries everything anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from luohu_fiscal.explain.candidates import Candidate, Change, Ground
from luohu_fiscal.explain.relations import Standing
from luohu_fiscal.explain.single import one_change
from luohu_fiscal.explain.slips import Kind, Slip, Slips
from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget, StateCapitalBudget
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Reconciliation, Verdict, reconcile

CLOSED = (Verdict.EXACT, Verdict.WITHIN_ROUNDING)
FALLEN = (Verdict.BREACH, Verdict.UNDECIDED)


def broken_sums(ground: Ground, found: Reconciliation) -> list[int]:
    """The findings that explanations are looked for."""
    return [
        number
        for number, one in enumerate(found.findings)
        if one.verdict is Verdict.BREACH
        and (relation := ground.relation(number)) is not None
        and relation.standing is Standing.BROKEN
    ]


# -- slips of one number --------------------------------------------------------------------------


def written_slips(amount: Amount) -> set[Slip]:
    """What a hand that errs once may have meant, tried in writing; of two kinds the one believed."""
    minus, text = "-" * amount.printed.is_signed(), f"{abs(amount.printed):f}"
    before, _, behind = text.partition(".")
    kinds: dict[str, Kind] = {}

    def offer(kind: Kind, before: str, behind: str) -> None:
        meant = f"{before}.{behind}" if behind else before
        led = len(before) > 1 and before.startswith("0")
        if before and not led and Decimal(meant) != Decimal(text):
            kinds[meant] = min(kind, kinds.get(meant, kind))

    digits, point = before + behind, len(before)
    for at in range(len(digits)):
        for other in "0123456789":
            changed = digits[:at] + other + digits[at + 1 :]
            offer(Kind.DIGIT, changed[:point], changed[point:])
        less = digits[:at] + digits[at + 1 :]
        offer(Kind.INSERTED, less[: point - (at < point)], less[point - (at < point) :])
        for two in range(at + 1, len(digits)):
            turned = list(digits)
            turned[at], turned[two] = digits[two], digits[at]
            kind = Kind.NEIGHBOURS if two == at + 1 else Kind.APART
            offer(kind, "".join(turned[:point]), "".join(turned[point:]))
    for other in "0123456789":
        for at in range(len(before) + 1):
            offer(Kind.DROPPED, before[:at] + other + before[at:], behind)
        for at in range(len(behind) + 1 if behind else 0):
            offer(Kind.DROPPED, before, behind[:at] + other + behind[at:])
    found = {Slip(kind, Amount(minus + meant, amount.unit)) for meant, kind in kinds.items()}
    return found | ({Slip(Kind.SIGN, -amount)} if amount.value else set())


_numbers = st.builds(
    lambda digits, places, unit: Amount(Decimal(digits).scaleb(-places), unit),
    st.one_of(st.integers(-99, 99), st.integers(-99999, 99999)),
    st.integers(0, 3),
    st.sampled_from(["元", "万元"]),
)


@settings(max_examples=80, deadline=None)
@example(Amount("1.5", "元"), Decimal("1.2"), Decimal("0.046"))
@given(_numbers, st.decimals(-(10**6), 10**6, places=5), st.decimals(0, 10**6, places=5))
def test_slips_are_what_one_error_in_writing_may_have_made_of_another_number(
    amount: Amount, low: Decimal, wide: Decimal
) -> None:
    wanted = written_slips(amount)
    slips = Slips(amount)
    every = [slips.at(at) for at in range(len(slips.values))]
    assert set(every) == wanted and len(every) == len(wanted)
    between = [one for one in every if low <= one.amount.value <= low + wide]
    assert list(slips.between(low, low + wide)) == between


def test_slips_of_twenty_digits_are_told_to_the_last() -> None:
    amount = Amount("-12345678901234567890.5", "万元")
    slips = Slips(amount)
    assert {slips.at(at) for at in range(len(slips.values))} == written_slips(amount)


# -- figures exchanged ----------------------------------------------------------------------------

#: Lines and totals of a small account, in printed order.
_PRINTED = ("own", "tax", "other", "transfers", "resources", "spent", "remitted", "uses")
#: What such an account is judged by, each sum alone.
_SUMS = ("LF101", "LF102", "LF103")


@st.composite
def mistaken_accounts(draw: st.DrawFn) -> BudgetReport:
    """An account of few small numbers, with two of them exchanged, beside one that is not its own."""
    number = st.builds(
        lambda digits, places: Decimal(digits).scaleb(-places),
        st.integers(1, 40),
        st.integers(0, 1),
    )
    tax, other, transfers = draw(number), draw(number), draw(number)
    total = tax + other + transfers
    spent = draw(number)
    true = (tax + other, tax, other, transfers, total, spent, total - spent, total)
    one, two = draw(st.sampled_from(list(combinations(range(len(true)), 2))))
    shown = list(true)
    shown[one], shown[two] = shown[two], shown[one]
    of = dict(zip(_PRINTED, shown, strict=True))
    account = GeneralPublicBudget(
        scope="某区", fiscal_year=2023, stage="execution", unit="万元",
        resources={
            "一般公共预算收入": {
                "amount": of["own"], "parts": {"税收收入": of["tax"], "非税收入": of["other"]},
            },
            "上级补助收入": of["transfers"],
        },
        total_resources={"amount": of["resources"], "closed": True},
        uses={"一般公共预算支出": of["spent"], "上解支出": of["remitted"]},
        total_uses={"amount": of["uses"], "closed": True},
    )  # fmt: skip
    # Another account prints what was meant: from there nothing changed its place.
    elsewhere = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="万元", resources={"利润收入": true[one]}
    )
    return report_of([account, elsewhere])


def exchanged(report: BudgetReport, one: Figure, two: Figure) -> BudgetReport:
    other = {one.id: two.amount, two.id: one.amount}
    figures = [
        each.model_copy(update={"amount": other.get(each.id, each.amount)})
        for each in report.figures
    ]
    return BudgetReport(figures=tuple(figures))


def mending_exchanges(
    found: Reconciliation, breaches: Sequence[int]
) -> Iterator[tuple[Change, Change]]:
    """Every figure of the first breach with every one of its account: the whole is judged anew."""
    (report,) = found.reports
    seen: set[frozenset[str]] = set()
    for term in found.findings[breaches[0]].terms:
        mine = report.by_id[term.figure]
        for other in report.figures:
            pair = frozenset((mine.id, other.id))
            if other.statement != mine.statement or mine.value == other.value or pair in seen:
                continue
            again = reconcile(exchanged(report, mine, other), select=_SUMS).findings
            assert [one.rule for one in again] == [one.rule for one in found.findings]
            mended = all(again[number].verdict in CLOSED for number in breaches)
            kept = all(
                now.verdict not in FALLEN or before.verdict in FALLEN
                for before, now in zip(found.findings, again, strict=True)
            )
            if mended and kept:
                seen.add(pair)
                yield (
                    Change(Kind.SWAPPED, (0, mine.id), other.amount),
                    Change(Kind.SWAPPED, (0, other.id), mine.amount),
                )


@settings(max_examples=40, deadline=None)
@given(mistaken_accounts())
def test_figures_that_may_have_changed_places_are_all_whose_exchange_mends_the_account(
    report: BudgetReport,
) -> None:
    found = reconcile(report, select=_SUMS)
    ground = Ground(found)
    broken = broken_sums(ground, found)
    for size in (1, 2, len(broken)):
        for breaches in combinations(broken, size) if broken else ():
            relations = [ground.relation(number) for number in breaches]
            offered = one_change(ground, [one for one in relations if one is not None])
            swapped = [one.changes for one in offered if len(one.changes) == 2]
            assert swapped == list(mending_exchanges(found, breaches))


def test_figures_of_one_value_are_not_exchanged_for_the_sake_of_their_rounding() -> None:
    """5 for 5.0 would leave room for the 0.2 that are missing: no digit of it was ever elsewhere."""
    budget = GeneralPublicBudget(
        scope="某区", fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": "5.0", "上级补助收入": "2.0"},
        total_resources={"amount": "7.2", "closed": True},
        uses={"上解支出": "5"},
    )  # fmt: skip
    found = reconcile(budget, select=_SUMS)
    ground = Ground(found)
    (number,) = broken_sums(ground, found)
    relation = ground.relation(number)
    assert relation is not None
    own, spent = (f"general_public.某区.2023.execution.{line}.1" for line in ("resources", "uses"))
    assert relation.closed_by({(0, own): Amount("5", "万元")}) and spent in found.reports[0].by_id
    assert not [one for one in one_change(ground, [relation]) if len(one.changes) == 2]


# -- parts ----------------------------------------------------------------------------------------


def listed(total: Amount, lines: Sequence[Amount]) -> Budget:
    return StateCapitalBudget(
        fiscal_year=2023,
        stage="execution",
        unit="万元",
        resources={f"第{number}项": str(line) for number, line in enumerate(lines)},
        total_resources={"amount": str(total), "closed": True},
    )


def verdict_of(budget: Budget) -> Verdict:
    (found,) = [one for one in reconcile(budget).findings if one.rule == "LF102"]
    return found.verdict


_small = st.builds(
    lambda digits, places, unit: Amount(Decimal(digits).scaleb(-places), unit),
    st.integers(-3, 12),
    st.integers(0, 1),
    st.sampled_from(["万元", "万元", "千元"]),
)


@st.composite
def lists_of_parts(draw: st.DrawFn) -> tuple[Amount, list[Amount]]:
    """A few parts, often alike, and the total of all but one, or nearly that, or far from it."""
    numbers = draw(st.lists(_small, min_size=1, max_size=4))
    lines = draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=6))
    off = draw(st.sampled_from([0, 0, 0, 1, -1, 5000, -5000, 10**5]))
    total = sum((one.value for one in lines[1:]), Decimal(off)) / 10**4
    return Amount(round(total, draw(st.integers(0, 1))), "万元"), draw(st.permutations(lines))


def parts_that_mend(total: Amount, lines: Sequence[Amount], finding: int) -> Iterator[Candidate]:
    """Each part left out, of those alike the last; then what is missing, where something is."""
    alike: dict[tuple[Decimal, object], list[int]] = {}
    for at, line in enumerate(lines):
        alike.setdefault((line.value, line.unit), []).append(at)
    for same in alike.values():
        at = same[-1]
        others = [line for other, line in enumerate(lines) if other != at]
        if not others or not lines[at].value:
            continue
        verdict = verdict_of(listed(total, others))
        if verdict in CLOSED:
            kind = Kind.COUNTED_TWICE if len(same) > 1 else Kind.COUNTED_ELSEWHERE
            key = (0, f"state_capital.2023.execution.resources.{at + 1}")
            exact = int(verdict is Verdict.EXACT)
            yield Candidate((Change(kind, key, lines[at]),), (finding,), exact, 0)
    short = total.value - sum(one.value for one in lines)
    if short > 0:
        places = max(0, -int(total.printed.as_tuple().exponent))
        missing = (short / 10**4).normalize()
        if -int(missing.as_tuple().exponent) < places:
            missing = missing.quantize(Decimal(1).scaleb(-places))
        more = Amount(f"{missing:f}", "万元")
        assert verdict_of(listed(total, [*lines, more])) is Verdict.EXACT
        yield Candidate((Change(Kind.MISSING, None, more),), (finding,), 1, 0)


@settings(max_examples=60, deadline=None)
@given(lists_of_parts())
def test_a_part_counts_twice_where_the_list_adds_up_without_it_and_one_is_missing_where_it_is_short(
    case: tuple[Amount, list[Amount]],
) -> None:
    total, lines = case
    found = reconcile(listed(total, lines))
    ground = Ground(found)
    for number in broken_sums(ground, found):
        relation = ground.relation(number)
        assert relation is not None and relation.rule == "LF102"
        kinds = (Kind.COUNTED_TWICE, Kind.COUNTED_ELSEWHERE, Kind.MISSING)
        offered = [one for one in one_change(ground, [relation]) if one.changes[0].kind in kinds]
        assert offered == list(parts_that_mend(total, lines, number))
