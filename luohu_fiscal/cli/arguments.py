"""What the command line takes; imports nothing that takes time, so that `--help` comes at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from luohu_fiscal import __version__
from luohu_fiscal.classroom.commands import arguments as classroom_arguments
from luohu_fiscal.render import FORMATS, LANGUAGES

__all__ = ["parser_of"]

#: How the process ends where the call is wrong.
_WRONG = 2

_EPILOG = """\
exit codes: 0 nothing at or above --fail-on; 1 a finding at or above it;
2 wrong usage, unreadable input, or nothing could be judged"""


#: Runs one command, and returns the exit code.
Run = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error of this package."""

    def error(self, message: str) -> NoReturn:
        self.exit(_WRONG, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser_of(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """The parser of all commands; what runs a command is set as `run`, by the command's name."""
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
    _limits(files)
    files.add_argument("--isolated", action="store_true", help="look for no settings")
    files.add_argument("--quiet", action="store_true", help="no progress and no remarks")

    def add(name: str, parents: Sequence[_Parser], text: str) -> _Parser:
        made = commands.add_parser(
            name, parents=parents, help=text, description=text, epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
        )  # fmt: skip
        made.set_defaults(run=runs[name])
        return made

    check = add("check", [shown, files], "judge every identity of the budgets in PATH")
    check.add_argument(
        "--fail-on", choices=("error", "warning", "note"),
        help="lowest severity that makes the exit code 1; default: error",
    )  # fmt: skip
    check.add_argument(
        "--baseline", metavar="FILE", help="report only findings that are not recorded in FILE"
    )
    known = add("baseline", [output, files], "record the findings of PATH as known")
    known.add_argument("--reason", metavar="TEXT", help="why they are known; kept with each")
    _select_rules(check)
    _select_rules(known)
    diff = add("diff", [output], "show what differs between two publications or stages")
    diff.epilog = "exit codes: 0 the same; 1 not the same; 2 wrong usage or nothing to compare"
    diff.add_argument("old", metavar="OLD", help="a document or data file")
    diff.add_argument("new", metavar="NEW", help="the one to compare with it; may be the same file")
    diff.add_argument(
        "--stages", metavar="OLD:NEW", help="which stages meet, such as draft:final; default: alike"
    )
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    diff.add_argument("--lang", choices=LANGUAGES, default="en", help="default: en")
    diff.add_argument("--jurisdiction", metavar="NAME", help="whose wording to use")
    _limits(diff)
    add("extract", [shown, files], "show every figure of PATH with its place")
    rules = add("rules", [shown], "list the rules, or explain one")
    rules.add_argument("code", nargs="?", metavar="CODE", help="a rule such as LF104")
    add("schema", [output], "print the JSON Schema of budget data files")
    exercise = add("exercise", [output], "make a budget with planted errors, and its key")
    grade = add("grade", [output], "mark the answers of students to an exercise")
    classroom_arguments(exercise, grade, LANGUAGES)
    return parser


def _limits(command: _Parser) -> None:
    command.add_argument(
        "--memory-limit", type=_positive, metavar="MB",
        help="memory a file may take while it is read, not on Windows or macOS; default: 1500, "
        "3000 with the extra ocr",
    )  # fmt: skip
    command.add_argument(
        "--time-limit", type=_positive, metavar="SECONDS",
        help="processor time a file may take while it is read; default: 120, 900 with the extra ocr",
    )  # fmt: skip


def _select_rules(command: _Parser) -> None:
    for option, text in (("--select", "only these rules"), ("--ignore", "all but these rules")):
        command.add_argument(
            option, action="append", default=[], metavar="RULE",
            help=f"{text}: codes or their beginnings, LF102,LF4; may be repeated",
        )  # fmt: skip


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a whole number above 0")
    return int(text)
