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
from luohu_fiscal.errors import LuohuFiscalError, UsageError
from luohu_fiscal.render import FORMATS, LANGUAGES, renderer

if TYPE_CHECKING:
    from luohu_fiscal.pipeline import Gathered, Outcome

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
    files = _Parser(add_help=False, parents=[shown])
    files.add_argument(
        "paths", nargs="+", metavar="PATH",
        help="PDF, Word, Excel, HTML or text; YAML, JSON or CSV data; a folder of these; - for "
        "text from standard input",
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
    files.add_argument("--quiet", action="store_true", help="no progress and no remarks")

    def add(
        name: str,
        run: Callable[[argparse.Namespace], int],
        parent: _Parser,
        text: str,
    ) -> _Parser:
        made = commands.add_parser(
            name, parents=[parent], help=text, description=text, epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
        )  # fmt: skip
        made.set_defaults(run=run)
        return made

    check = add("check", _check, files, "judge every identity of the budgets in PATH")
    check.add_argument(
        "--fail-on", choices=("error", "warning", "note"), default="error",
        help="lowest severity that makes the exit code 1; default: error",
    )  # fmt: skip
    for option, text in (("--select", "only these rules"), ("--ignore", "all but these rules")):
        check.add_argument(
            option, action="append", default=[], metavar="RULE",
            help=f"{text}: codes or their beginnings, LF102,LF4; may be repeated",
        )  # fmt: skip
    add("extract", _extract, files, "show every figure of PATH with its place")
    rules = add("rules", _rules, shown, "list the rules, or explain one")
    rules.add_argument("code", nargs="?", metavar="CODE", help="a rule such as LF104")
    add("schema", _schema, output, "print the JSON Schema of budget data files")
    return parser


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _check(args: argparse.Namespace) -> int:
    from luohu_fiscal.pipeline import judge, rule_codes
    from luohu_fiscal.reconcile.finding import Severity

    show = renderer(args.format, "check")
    select, ignore = rule_codes(args.select), rule_codes(args.ignore)
    gathered, outcomes = _load(args)
    run = judge(outcomes, select=select, ignore=ignore)
    _report_failures(run.failures)
    if run.sheets or _several(gathered):
        _write(show(run.sheets, lang=args.lang, several=_several(gathered)), args.output)
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
    return FOUND if run.at_least(Severity(args.fail_on)) else OK


def _extract(args: argparse.Namespace) -> int:
    from luohu_fiscal.render.sheet import sheets_of

    show = renderer(args.format, "extract")
    gathered, outcomes = _load(args)
    failures = [outcome for outcome in outcomes if outcome.error is not None]
    _report_failures(failures)
    sheets = sheets_of(outcome.report for outcome in outcomes if outcome.report is not None)
    if sheets or _several(gathered):
        _write(show(sheets, lang=args.lang, several=_several(gathered)), args.output)
    return UNUSABLE if failures else OK


def _rules(args: argparse.Namespace) -> int:
    from luohu_fiscal.pipeline import rules

    show = renderer(args.format, "rules")
    _write(show(rules(args.code), lang=args.lang, detail=args.code is not None), args.output)
    return OK


def _schema(args: argparse.Namespace) -> int:
    import json

    from luohu_fiscal.datafiles import json_schema

    _write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", args.output)
    return OK


def _load(args: argparse.Namespace) -> tuple[Gathered, list[Outcome]]:
    from luohu_fiscal.pipeline import gather, load
    from luohu_fiscal.progress import Progress

    gathered = gather(args.paths)
    if not args.quiet:
        for remark in gathered.remarks:
            _complain(remark)
    terminal = sys.stderr if sys.stderr.isatty() and not args.quiet else None
    with Progress(terminal, len(gathered.paths)) as progress:
        outcomes = load(
            gathered,
            jurisdiction=args.jurisdiction,
            jobs=args.jobs,
            resume=args.resume,
            progress=progress,
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
