"""A run in which nothing could be judged is never green: exit 2, whatever was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from luohu_fiscal.cli import main
from luohu_fiscal.render import FORMATS
from tests.test_cli import account

Capture = pytest.CaptureFixture[str]
CHECKS = [entry.name for entry in FORMATS if "check" in entry.shows]

#: An account of which nothing can be judged, for what it would be judged by is not printed.
SILENT = "某区2024年预算执行情况的报告\n\n全区一般公共预算收入完成1,000万元。\n"
#: One of which nothing can be said but that a number in it is none, outside any account: a warning.
MALFORMED = SILENT + "\n另据统计，全区接待游客花费12.34.56万元。\n"


def written(folder: Path, text: str, name: str = "a.txt") -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


@pytest.mark.parametrize("format", CHECKS)
def test_a_report_about_which_nothing_can_be_judged(
    tmp_path: Path, capsys: Capture, format: str
) -> None:
    assert main(["check", written(tmp_path, SILENT), "--format", format]) == 2
    assert "a.txt: nothing could be judged; see what" in capsys.readouterr().err


@pytest.mark.parametrize("format", CHECKS)
def test_rules_of_which_none_could_be_judged(tmp_path: Path, capsys: Capture, format: str) -> None:
    good = account(tmp_path)
    assert main(["check", good, "--select", "LF301,LF5", "--format", format]) == 2
    said = "luohu-fiscal: nothing could be judged by the selected rules; select others\n"
    assert capsys.readouterr().err == said
    assert main(["check", good, "--select", "LF301,LF104", "--format", format]) == 0


def test_selected_rules_of_which_all_are_undecided(tmp_path: Path, capsys: Capture) -> None:
    file = written(
        tmp_path,
        "某市2024年预算执行情况的报告\n\n2024年全市政府债务余额100亿元，债务收入年初预算50亿元，"
        "其中一般债券30亿元。\n",
    )
    assert main(["check", file, "--format", "json", "--select", "LF502"]) == 2
    shown = capsys.readouterr()
    verdicts = [one["verdict"] for one in json.loads(shown.out)["findings"]]
    assert verdicts and set(verdicts) == {"undecided"}
    assert "nothing could be judged by the selected rules" in shown.err


def test_ignoring_every_rule_that_could_be_judged(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", account(tmp_path), "--ignore", "LF"]) == 2
    assert "nothing could be judged" in capsys.readouterr().err


def test_one_silent_report_among_others_that_were_judged(tmp_path: Path, capsys: Capture) -> None:
    good, silent = account(tmp_path), written(tmp_path, SILENT)
    assert main(["check", good, silent]) == 2
    assert capsys.readouterr().err.count("nothing could be judged") == 1
    # Of selected rules a report may well have none; but not all reports.
    assert main(["check", good, silent, "--select", "LF104"]) == 0
    assert main(["check", silent, silent, "--select", "LF104"]) == 2


def test_a_remark_about_the_text_is_no_identity_that_was_judged(
    tmp_path: Path, capsys: Capture
) -> None:
    file = written(tmp_path, MALFORMED)
    assert main(["check", file, "--format", "json"]) == 2
    shown = capsys.readouterr()
    (finding,) = [one for one in json.loads(shown.out)["findings"] if one["rule"] == "LF904"]
    assert finding["severity"] == "warning"
    assert "nothing could be judged" in shown.err
    # Asked for, it is found.
    assert main(["check", file, "--fail-on", "warning"]) == 1
    assert main(["check", file, "--fail-on", "warning", "--select", "LF904"]) == 1
    assert main(["check", file, "--select", "LF904"]) == 2


def test_known_findings_make_no_silent_report_green(tmp_path: Path, capsys: Capture) -> None:
    broken, known = account(tmp_path, remitted=60), str(tmp_path / "known.json")
    assert main(["baseline", broken, "--reason", "told", "-o", known]) == 0
    assert main(["check", broken, "--baseline", known]) == 0
    silent = written(tmp_path, SILENT)
    assert main(["check", silent, "--baseline", known]) == 2
    assert main(["baseline", silent, "--reason", "told", "-o", known]) == 2
    assert "nothing was recorded" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_beside_any_number_that_add_up(
    tmp_path: Path, capsys: Capture
) -> None:
    good = [account(tmp_path, f"{number}.yaml", year=2000 + 2 * number) for number in range(3)]
    for options in ([], ["--select", "LF104"], ["--ignore", "LF9"], ["--quiet"]):
        assert main(["check", *good, str(tmp_path / "missing.pdf"), *options]) == 2
        assert "no such file or folder" in capsys.readouterr().err
