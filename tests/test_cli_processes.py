"""Several files by several processes: one that brings its process down takes no other along."""

from __future__ import annotations

import io
import os

from luohu_fiscal.errors import DamagedFile, MissingFile
from luohu_fiscal.run.limits import Limits
from luohu_fiscal.run.loading import Outcome, load_all
from luohu_fiscal.run.progress import Progress
from luohu_fiscal.run.workers import Workers


def crashing(path: str, *, page: object) -> Outcome:
    """Stands for a reader written in C that ends its process at the sight of one file."""
    if path == "bad":
        os._exit(11)
    return Outcome(path, None, MissingFile("stands for a result", where=path))


def test_the_file_that_crashes_is_named_and_the_others_have_their_outcomes() -> None:
    outcomes = {}
    with Workers(Limits()) as workers:
        for path in ("one", "bad", "two", "three"):
            try:
                outcomes[path] = workers.call(path, crashing, path).error
            except DamagedFile as error:
                outcomes[path] = error
    assert str(outcomes["bad"]) == (
        "bad: the process that read it crashed or was killed; check the file and the free memory"
    )
    for path in ("one", "two", "three"):
        assert isinstance(outcomes[path], MissingFile)


def test_errors_travel_back_whole_and_outcomes_keep_the_order_given() -> None:
    paths = [f"missing-{n}.txt" for n in (3, 1, 2)]
    said = io.StringIO()
    with Progress(said, len(paths)) as progress:
        outcomes = load_all(paths, jobs=2, progress=progress)
    assert [outcome.path for outcome in outcomes] == paths
    assert all(path in said.getvalue() for path in paths)
    assert "3/3" in said.getvalue()
    assert said.getvalue().endswith("\r\x1b[K")
    assert [str(outcome.error) for outcome in outcomes] == [
        f"{path}: no such file; check the path" for path in paths
    ]
