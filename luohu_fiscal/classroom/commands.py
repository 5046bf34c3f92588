"""What `exercise` and `grade` take on the command line; imports nothing, so that `--help` comes at once."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

__all__ = ["arguments"]


def arguments(
    exercise: argparse.ArgumentParser, grade: argparse.ArgumentParser, languages: Sequence[str]
) -> None:
    """Give the two commands their arguments."""
    exercise.epilog = "exit codes: 0 made; 2 wrong usage"
    exercise.add_argument(
        "--kind", required=True, metavar="KIND",
        help="balance, transfers, years, debt, growth or mixed",
    )  # fmt: skip
    exercise.add_argument(
        "--seed", type=_whole, default=1, metavar="N", help="same seed, same sheet; default: 1"
    )
    exercise.add_argument("--errors", type=_whole, default=3, metavar="K", help="default: 3")
    exercise.add_argument("--html", action="store_true", help="the sheet as HTML, not Markdown")
    exercise.add_argument(
        "--part", choices=("sheet", "figures", "key", "form"), default="sheet",
        help="what to write: the sheet, its figures as data, the answer key, an empty answer form; "
        "default: sheet",
    )  # fmt: skip
    exercise.add_argument("--folder", metavar="DIR", help="write all four parts there, a file each")
    grade.epilog = "exit codes: 0 full marks; 1 fewer; 2 wrong usage or malformed answers"
    grade.add_argument("answers", nargs="+", metavar="ANSWERS", help="answer files, YAML or JSON")
    grade.add_argument(
        "--key", metavar="FILE", help="the answer key; default: made anew from the exercise's name"
    )
    grade.add_argument("--format", choices=("text", "json"), default="text")
    grade.add_argument("--lang", choices=languages, default="en", help="default: en")


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a whole number of up to 12 digits")
    return int(text)
