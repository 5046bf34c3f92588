"""A ZIP of attachments is checked as a folder is: file by file, each under its own name."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from luohu_fiscal import check
from luohu_fiscal.cli import main
from luohu_fiscal.run.pipeline import gather

REPORT = (
    "某区{year}年预算执行情况的报告\n\n一、{year}年预算执行情况\n\n全区一般公共预算收入完成1,000万元，"
    "加上级补助收入{more}万元，收入总计1,500万元。\n"
)


def _archive(file: Path, **files: str) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return file


@pytest.fixture
def attachments(tmp_path: Path) -> Path:
    good, bad = (REPORT.format(year=2024, more=more) for more in (500, 510))
    return _archive(tmp_path / "附件.zip", 附件__甲_txt=good, 乙_txt=bad, 图_png="a")


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_file_of_an_archive_is_judged_under_its_own_name(attachments: Path, jobs: int) -> None:
    run = check([attachments], jobs=jobs)
    assert [sheet.path for sheet in run.sheets] == [
        f"{attachments}/乙.txt",
        f"{attachments}/附件/甲.txt",
    ]
    assert [any(f.severity == "error" for f in sheet.findings) for sheet in run.sheets] == [
        True,
        False,
    ]


def test_a_folder_with_an_archive_and_the_archive_itself_give_the_same_files(
    attachments: Path,
) -> None:
    whole = gather([attachments])
    assert gather([attachments.parent]).paths == whole.paths
    assert gather([attachments, attachments.parent, f"{attachments}/乙.txt"]).paths == whole.paths
    assert whole.remarks == (f"{attachments}: 1 other files left aside (.png)",)
    assert gather([f"{attachments}/乙.txt"]).paths == (f"{attachments}/乙.txt",)


def test_an_archive_that_cannot_be_opened_takes_no_other_file_along(
    attachments: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = attachments.read_bytes()
    (attachments.parent / "坏.zip").write_bytes(whole[:-30])
    _archive(attachments.parent / "空.zip", 图_png="a")
    assert main(["check", str(attachments.parent), "--format", "json"]) == 2
    shown = capsys.readouterr()
    reports = json.loads(shown.out)
    assert sum(bool(report["figures"]) for report in reports) == 2
    assert "no readable file in this archive" in shown.err
    assert "truncated or damaged" in shown.err


def test_what_is_done_of_an_archive_is_done_until_the_archive_changes(
    attachments: Path, tmp_path: Path
) -> None:
    journal = tmp_path / "done.jsonl"
    first = check([attachments], resume=journal)
    written = journal.read_bytes()
    assert written.count(b"\n") == 3
    assert [s.path for s in check([attachments], resume=journal).sheets] == [
        s.path for s in first.sheets
    ]
    assert journal.read_bytes() == written
    with zipfile.ZipFile(attachments, "a") as archive:
        archive.writestr("丙.txt", REPORT.format(year=2025, more=500))
    assert len(check([attachments], resume=journal).sheets) == 3
    assert journal.read_bytes().count(b"\n") == 6
