"""The commands: each takes its arguments and returns the exit code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from luohu_fiscal.cli.output import FOUND, OK, UNUSABLE, complain, no_input, terminal, write
from luohu_fiscal.errors import Bug, UsageError
from luohu_fiscal.render import renderer, wants

if TYPE_CHECKING:
    from luohu_fiscal.reconcile.finding import Severity
    from luohu_fiscal.render.sheet import Sheet
    from luohu_fiscal.run.baseline import Compared
    from luohu_fiscal.run.pipeline import Gathered, Limits, Outcome, Run
    from luohu_fiscal.run.settings import Settings

__all__ = ["COMMANDS"]


def _check(args: argparse.Namespace) -> int:
    from luohu_fiscal.reconcile.finding import Severity
    from luohu_fiscal.run import baseline

    show = renderer(args.format, "check")
    settings = _settings(args)
    recorded = args.baseline or settings.baseline
    known = baseline.load(recorded) if recorded else ()
    no_input(args.output, [recorded, *_named(args, settings)])
    gathered, run, select = _judged(args, settings)
    _report_failures(run.failures)
    compared = baseline.compare(run, known)
    if recorded:
        complain(f"{recorded}: {compared.known} known findings left out")
        for entry in compared.gone:
            complain(f"{recorded}: no longer occurs: {entry.rule} in {entry.file}: {entry.message}")
    extra = {"failures": run.failures} if "failures" in wants(args.format) else {}
    bugs: list[Bug] = []
    if run.sheets or extra or _several(gathered):
        sheets = compared.run.sheets
        if extra:  # such a format tells of what could not be read in a way of its own
            unread = {one.path for one in run.failures if not isinstance(one.error, Bug)}
            sheets = tuple(sheet for sheet in sheets if sheet.path not in unread)
        bugs = _show(
            partial(show, lang=args.lang, several=_several(gathered), **extra), sheets, args
        )
    fail_on = Severity(args.fail_on) if args.fail_on else settings.fail_on or Severity.ERROR
    found = compared.run.at_least(fail_on)
    # With --select a report may have nothing of the kind asked for; without, silence is no pass.
    silent = () if select else [one for one in run.unjudged if not _is_told(one, compared, fail_on)]
    for sheet in silent:
        complain(
            f"{sheet.path}: nothing could be judged; see what `luohu-fiscal extract` found in it"
        )
    nothing = not run.judged and not found
    if select and run.sheets and nothing:
        complain("nothing could be judged by the selected rules; select others")
    if run.failures or bugs or silent or nothing:
        return UNUSABLE
    return FOUND if found else OK


def _is_told(sheet: Sheet, compared: Compared, level: Severity) -> bool:
    """True where something new is said of a report that is grave enough, if only of its text."""
    from luohu_fiscal.reconcile.finding import Reconciliation

    return any(
        Reconciliation((), new.findings).at_least(level)
        for new in compared.run.sheets
        if new.path == sheet.path
    )


def _baseline(args: argparse.Namespace) -> int:
    from luohu_fiscal.run import baseline

    settings = _settings(args)
    file = args.output or settings.baseline
    no_input(file, _named(args, settings))
    before = baseline.load(file) if file and os.path.exists(file) else ()
    _, run, _ = _judged(args, settings)
    _report_failures(run.failures)
    if run.failures or not run.judged:
        complain("nothing was recorded; leave out what cannot be read or judged")
        return UNUSABLE
    known = baseline.record(run, args.reason or "", before=before)
    write(baseline.dumps(known), file)
    return OK


def _diff(args: argparse.Namespace) -> int:
    from luohu_fiscal.reconcile.compare import compare, stages_named
    from luohu_fiscal.render.changes import FORMATS as WRITTEN
    from luohu_fiscal.run.loading import load_all

    stages = stages_named(args.stages) if args.stages else None
    no_input(args.output, [args.old, args.new])
    limits = _limits(args, None)
    reports = []
    for path in (args.old, args.new):
        (outcome,) = load_all([path], jurisdiction=args.jurisdiction, limits=limits)
        if outcome.error is not None or outcome.report is None:
            _report_failures([outcome])
            return UNUSABLE
        reports.append(outcome.report)
    found = compare(*reports, stages=stages)
    write(WRITTEN[args.format](found, args.old, args.new, lang=args.lang), args.output)
    return OK if found.same else FOUND


def _settings(args: argparse.Namespace) -> Settings:
    from luohu_fiscal.run import settings

    if args.isolated:
        return settings.Settings()
    return settings.read(args.config) if args.config else settings.find()


def _judged(args: argparse.Namespace, settings: Settings) -> tuple[Gathered, Run, tuple[str, ...]]:
    """What was gathered, the run, and the rules that were selected, if any were."""
    from luohu_fiscal.run.pipeline import judge, rule_codes

    select = rule_codes(args.select) or settings.select
    ignore = (*rule_codes(args.ignore), *settings.ignore)
    gathered, outcomes = _load(args, settings)
    if not args.quiet:
        for rule, reason in settings.ignore.items():
            complain(f"{settings.where}: {rule} is ignored: {reason}")
    run = judge(outcomes, select=select, ignore=ignore, severity=settings.severity)
    return gathered, run, select


def _extract(args: argparse.Namespace) -> int:
    from luohu_fiscal.render.sheet import sheets_of

    show = renderer(args.format, "extract")
    settings = _settings(args)
    no_input(args.output, _named(args, settings))
    gathered, outcomes = _load(args, settings)
    failures = [outcome for outcome in outcomes if outcome.error is not None]
    _report_failures(failures)
    sheets = sheets_of(outcome.report for outcome in outcomes if outcome.report is not None)
    bugs: list[Bug] = []
    if sheets or _several(gathered):
        bugs = _show(partial(show, lang=args.lang, several=_several(gathered)), sheets, args)
    return UNUSABLE if failures or bugs else OK


def _show(
    show: Callable[[Sequence[Sheet]], str], sheets: Sequence[Sheet], args: argparse.Namespace
) -> list[Bug]:
    """Write what is shown of the sheets; the bugs that kept some of it back."""
    from luohu_fiscal.run.showing import show_guarded

    text, bugs = show_guarded(show, sheets)
    for bug in bugs:
        complain(str(bug))
    write(text, args.output)
    return bugs


def _named(args: argparse.Namespace, settings: Settings) -> Iterator[str | None]:
    """The files that a command reads, as far as they are named, and those in folders."""
    from luohu_fiscal.run.gathering import files_in

    yield from (args.resume, settings.where)
    for path in args.paths or settings.paths:
        yield from files_in(path)


def _rules(args: argparse.Namespace) -> int:
    from luohu_fiscal.run.pipeline import rules

    show = renderer(args.format, "rules")
    write(show(rules(args.code), lang=args.lang, detail=args.code is not None), args.output)
    return OK


def _schema(args: argparse.Namespace) -> int:
    import json

    from luohu_fiscal.datafiles import json_schema

    write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", args.output)
    return OK


def _exercise(args: argparse.Namespace) -> int:
    from luohu_fiscal.classroom.desk import hand_out, part

    if args.folder and args.output:
        raise UsageError("--folder and -o are two places", remedy="give one of the two")
    if args.folder:
        names = hand_out(args.kind, args.seed, args.errors, args.folder, html=args.html)
        write("".join(f"{name}\n" for name in names), None)
    else:
        write(part(args.part, args.kind, args.seed, args.errors, html=args.html), args.output)
    return OK


def _grade(args: argparse.Namespace) -> int:
    from luohu_fiscal.classroom.desk import take_in
    from luohu_fiscal.classroom.report import as_json, as_text

    marks = take_in(args.answers, args.key)
    write(as_json(marks) if args.format == "json" else as_text(marks, args.lang), args.output)
    return OK if all(mark.full for _, mark in marks) else FOUND


def _load(args: argparse.Namespace, settings: Settings) -> tuple[Gathered, list[Outcome]]:
    from luohu_fiscal.run.pipeline import gather, load
    from luohu_fiscal.run.progress import Progress

    paths = args.paths or settings.paths
    if not paths:
        raise UsageError(
            "the following arguments are required: PATH",
            remedy="name files, or set paths in luohu-fiscal.toml",
        )
    limits = _limits(args, settings)
    gathered = gather(paths, limits=limits)
    if not args.quiet:
        for remark in gathered.remarks:
            complain(remark)
    with Progress(None if args.quiet else terminal(), len(gathered.paths)) as progress:
        outcomes = load(
            gathered,
            jurisdiction=args.jurisdiction or settings.jurisdiction,
            jobs=args.jobs,
            resume=args.resume,
            progress=progress,
            keep="documents" in wants(getattr(args, "format", "")),
            limits=limits,
            remark=None if args.quiet else complain,
        )
    return gathered, outcomes


def _limits(args: argparse.Namespace, settings: Settings | None) -> Limits:
    """What a file may cost: what the command line says, else the settings, else the default."""
    from luohu_fiscal.run.limits import Limits

    default = Limits.usual()
    memory = args.memory_limit or (settings and settings.memory_limit) or default.memory
    return Limits(memory, args.time_limit or (settings and settings.time_limit) or default.seconds)


def _several(gathered: Gathered) -> bool:
    return len(gathered.paths) + len(gathered.failures) > 1


def _report_failures(failures: Sequence[Outcome]) -> None:
    for outcome in failures:
        complain(str(outcome.error))


#: What runs each command.
COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = MappingProxyType(
    {
        "check": _check,
        "baseline": _baseline,
        "diff": _diff,
        "extract": _extract,
        "rules": _rules,
        "schema": _schema,
        "exercise": _exercise,
        "grade": _grade,
    }
)
