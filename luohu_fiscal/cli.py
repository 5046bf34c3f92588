"""The command line: arguments and exit codes, no logic.

    0  nothing at or above --fail-on
    1  a finding at or above it
    2  wrong usage, unreadable input, or nothing could be judged
  130  interrupted

Nothing that takes time is imported before it is needed: `--help` and `--version` come at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from luohu_fiscal import __version__
from luohu_fiscal.classroom.commands import arguments as classroom_arguments
from luohu_fiscal.errors import LuohuFiscalError, UsageError
from luohu_fiscal.render import FORMATS, LANGUAGES, renderer, wants

if TYPE_CHECKING:
    from luohu_fiscal.run.pipeline import Gathered, Outcome, Run
    from luohu_fiscal.run.settings import Settings

__all__ = ["main"]

OK, FOUND, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

_EPILOG = """\
exit codes: 0 nothing at or above --fail-on; 1 a finding at or above it;
2 wrong usage, unreadable input, or nothing could be judged"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error of this package."""

    def error(self, message: str) -> NoReturn:
        self.exit(UNUSABLE, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="luohu-fiscal",
        description="Tells whether a published Chinese government budget 政府预算 adds up.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"luohu-fiscal {__version__}")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )

    output = _Parser(add_help=False)
    output.add_argument("-o", "--output", metavar="FILE", help="write there, not to the terminal")
    shown = _Parser(add_help=False, parents=[output])
    formats = [entry.name for entry in FORMATS]
    shown.add_argument("--format", choices=formats, default="text", help="default: text")
    shown.add_argument(
        "--lang", choices=LANGUAGES, default="en", help="language of sentences; default: en"
    )
    files = _Parser(add_help=False)
    files.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="PDF, OFD, Word, Excel, HTML or text; YAML, JSON or CSV data; a folder or ZIP of these; "
        "- for text from standard input; default: the paths in the settings",
    )  # fmt: skip
    files.add_argument(
        "--jurisdiction",
        metavar="NAME",
        help="whose wording to use; default: told from the document",
    )
    files.add_argument(
        "--jobs",
        type=_positive,
        metavar="N",
        help="processes for several files; default: one a core, one in all for small files",
    )
    files.add_argument(
        "--resume",
        metavar="FILE",
        help="keep finished reports in FILE (such as done.jsonl); started again after a kill, the "
        "run goes on where it was",
    )
    files.add_argument(
        "--config", metavar="FILE",
        help="settings; default: luohu-fiscal.toml or pyproject.toml, here or above",
    )  # fmt: skip
    files.add_argument("--isolated", action="store_true", help="look for no settings")
    files.add_argument("--quiet", action="store_true", help="no progress and no remarks")

    def add(
        name: str,
        run: Callable[[argparse.Namespace], int],
        parents: Sequence[_Parser],
        text: str,
    ) -> _Parser:
        made = commands.add_parser(
            name, parents=parents, help=text, description=text, epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
        )  # fmt: skip
        made.set_defaults(run=run)
        return made

    check = add("check", _check, [shown, files], "judge every identity of the budgets in PATH")
    check.add_argument(
        "--fail-on", choices=("error", "warning", "note"),
        help="lowest severity that makes the exit code 1; default: error",
    )  # fmt: skip
    check.add_argument(
        "--baseline", metavar="FILE", help="report only findings that are not recorded in FILE"
    )
    known = add("baseline", _baseline, [output, files], "record the findings of PATH as known")
    known.add_argument("--reason", metavar="TEXT", help="why they are known; kept with each")
    _select_rules(check)
    _select_rules(known)
    diff = add("diff", _diff, [output], "show what differs between two publications or stages")
    diff.epilog = "exit codes: 0 the same; 1 not the same; 2 wrong usage or nothing to compare"
    diff.add_argument("old", metavar="OLD", help="a document or data file")
    diff.add_argument("new", metavar="NEW", help="the one to compare with it; may be the same file")
    diff.add_argument(
        "--stages", metavar="OLD:NEW", help="which stages meet, such as draft:final; default: alike"
    )
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    diff.add_argument("--lang", choices=LANGUAGES, default="en", help="default: en")
    diff.add_argument("--jurisdiction", metavar="NAME", help="whose wording to use")
    add("extract", _extract, [shown, files], "show every figure of PATH with its place")
    rules = add("rules", _rules, [shown], "list the rules, or explain one")
    rules.add_argument("code", nargs="?", metavar="CODE", help="a rule such as LF104")
    add("schema", _schema, [output], "print the JSON Schema of budget data files")
    exercise = add(
        "exercise", _exercise, [output], "make a budget with planted errors, and its key"
    )
    grade = add("grade", _grade, [output], "mark the answers of students to an exercise")
    classroom_arguments(exercise, grade, LANGUAGES)
    return parser


def _select_rules(command: _Parser) -> None:
    for option, text in (("--select", "only these rules"), ("--ignore", "all but these rules")):
        command.add_argument(
            option, action="append", default=[], metavar="RULE",
            help=f"{text}: codes or their beginnings, LF102,LF4; may be repeated",
        )  # fmt: skip


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _check(args: argparse.Namespace) -> int:
    from luohu_fiscal.reconcile.finding import Severity
    from luohu_fiscal.run import baseline

    show = renderer(args.format, "check")
    settings = _settings(args)
    recorded = args.baseline or settings.baseline
    known = baseline.load(recorded) if recorded else ()
    gathered, run, select = _judged(args, settings)
    _report_failures(run.failures)
    compared = baseline.compare(run, known)
    if recorded:
        _complain(f"{recorded}: {compared.known} known findings left out")
        for entry in compared.gone:
            _complain(
                f"{recorded}: no longer occurs: {entry.rule} in {entry.file}: {entry.message}"
            )
    extra = {"failures": run.failures} if "failures" in wants(args.format) else {}
    if run.sheets or extra or _several(gathered):
        sheets = compared.run.sheets
        if extra:  # such a format tells of what could not be read in a way of its own
            unread = {outcome.path for outcome in run.failures}
            sheets = tuple(sheet for sheet in sheets if sheet.path not in unread)
        text = show(sheets, lang=args.lang, several=_several(gathered), **extra)
        _write(text, args.output)
    # With --select a report may have nothing of the kind asked for; without, silence is no pass.
    silent = run.unjudged if not select else ()
    for sheet in silent:
        _complain(
            f"{sheet.path}: nothing could be judged; see what `luohu-fiscal extract` found in it"
        )
    if select and run.sheets and not run.judged:
        _complain("nothing could be judged by the selected rules; select others")
    if run.failures or silent or not run.judged:
        return UNUSABLE
    fail_on = Severity(args.fail_on) if args.fail_on else settings.fail_on or Severity.ERROR
    return FOUND if compared.run.at_least(fail_on) else OK


def _baseline(args: argparse.Namespace) -> int:
    from luohu_fiscal.run import baseline

    settings = _settings(args)
    file = args.output or settings.baseline
    before = baseline.load(file) if file and os.path.exists(file) else ()
    _, run, _ = _judged(args, settings)
    _report_failures(run.failures)
    if run.failures or not run.judged:
        _complain("nothing was recorded; leave out what cannot be read or judged")
        return UNUSABLE
    known = baseline.record(run, args.reason or "", before=before)
    _write(baseline.dumps(known), file)
    return OK


def _diff(args: argparse.Namespace) -> int:
    from luohu_fiscal.reconcile.compare import compare, stages_named
    from luohu_fiscal.render.changes import FORMATS as WRITTEN
    from luohu_fiscal.run.loading import load_one

    stages = stages_named(args.stages) if args.stages else None
    reports = []
    for path in (args.old, args.new):
        outcome = load_one(path, args.jurisdiction)
        if outcome.error is not None or outcome.report is None:
            _report_failures([outcome])
            return UNUSABLE
        reports.append(outcome.report)
    found = compare(*reports, stages=stages)
    _write(WRITTEN[args.format](found, args.old, args.new, lang=args.lang), args.output)
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
            _complain(f"{settings.where}: {rule} is ignored: {reason}")
    run = judge(outcomes, select=select, ignore=ignore, severity=settings.severity)
    return gathered, run, select


def _extract(args: argparse.Namespace) -> int:
    from luohu_fiscal.render.sheet import sheets_of

    show = renderer(args.format, "extract")
    gathered, outcomes = _load(args, _settings(args))
    failures = [outcome for outcome in outcomes if outcome.error is not None]
    _report_failures(failures)
    sheets = sheets_of(outcome.report for outcome in outcomes if outcome.report is not None)
    if sheets or _several(gathered):
        _write(show(sheets, lang=args.lang, several=_several(gathered)), args.output)
    return UNUSABLE if failures else OK


def _rules(args: argparse.Namespace) -> int:
    from luohu_fiscal.run.pipeline import rules

    show = renderer(args.format, "rules")
    _write(show(rules(args.code), lang=args.lang, detail=args.code is not None), args.output)
    return OK


def _schema(args: argparse.Namespace) -> int:
    import json

    from luohu_fiscal.datafiles import json_schema

    _write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", args.output)
    return OK


def _exercise(args: argparse.Namespace) -> int:
    from luohu_fiscal.classroom.desk import hand_out, part

    if args.folder and args.output:
        raise UsageError("--folder and -o are two places", remedy="give one of the two")
    if args.folder:
        for name in hand_out(args.kind, args.seed, args.errors, args.folder, html=args.html):
            sys.stdout.write(f"{name}\n")
    else:
        _write(part(args.part, args.kind, args.seed, args.errors, html=args.html), args.output)
    return OK


def _grade(args: argparse.Namespace) -> int:
    from luohu_fiscal.classroom.desk import take_in
    from luohu_fiscal.classroom.report import as_json, as_text

    marks = take_in(args.answers, args.key)
    _write(as_json(marks) if args.format == "json" else as_text(marks, args.lang), args.output)
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
    gathered = gather(paths)
    if not args.quiet:
        for remark in gathered.remarks:
            _complain(remark)
    terminal = sys.stderr if sys.stderr.isatty() and not args.quiet else None
    with Progress(terminal, len(gathered.paths)) as progress:
        outcomes = load(
            gathered,
            jurisdiction=args.jurisdiction or settings.jurisdiction,
            jobs=args.jobs,
            resume=args.resume,
            progress=progress,
            keep="documents" in wants(getattr(args, "format", "")),
        )
    return gathered, outcomes


def _several(gathered: Gathered) -> bool:
    return len(gathered.paths) + len(gathered.failures) > 1


def _report_failures(failures: Sequence[Outcome]) -> None:
    for outcome in failures:
        _complain(str(outcome.error))


def _complain(line: str) -> None:
    from luohu_fiscal.render.clean import printable

    sys.stderr.write(f"luohu-fiscal: {printable(line)}\n")


def _write(text: str, path: str | None) -> None:
    if path is None:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            # `… | head` has read enough; the verdict stands.  Python flushes again at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=path, remedy="name another file after -o"
        ) from None


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    >>> main(["rules", "LF999"])
    2
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show 中文, or a file name that is no text, must not end the run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        args = _parser().parse_args(argv)
        code: int = args.run(args)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else OK
    except LuohuFiscalError as error:
        _complain(str(error))
        return UNUSABLE
    except KeyboardInterrupt:
        sys.stderr.write("\nluohu-fiscal: interrupted\n")
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - Python would end with 1, which here means "a finding"
        import traceback

        traceback.print_exc()
        _complain("this is a bug in luohu_fiscal, not in the document; please report it")
        return UNUSABLE
    return code
