"""The whole published corpus by the command line: how long, and how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from luohu_fiscal.run.pipeline import gather
from tests.places import SHARED

CORPUS = SHARED / "corpus" / "reports"
#: Seconds of one core for all files together, with the start of the processes, and megabytes of the
#: largest process.  The measured values are in docs/performance.md; this leaves room for a slower machine.
SECONDS, MEGABYTES = 120, 900


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no rusage")
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published reports are not at hand")
def test_the_whole_corpus_is_judged_within_its_limits(tmp_path: Path, repository: Path) -> None:
    import resource

    files = gather([CORPUS]).paths
    out = tmp_path / "out.json"
    command = ["check", str(CORPUS), "--format", "json", "-o", str(out)]
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "luohu_fiscal", *command],
        cwd=repository, check=False, capture_output=True, timeout=10 * SECONDS,
    )  # fmt: skip
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    unit = 1024 if sys.platform == "darwin" else 1
    largest = after.ru_maxrss / 1024 / unit
    print(
        f"\n{len(files)} files: {wall:.1f} s on {os.cpu_count()} cores, {cpu:.1f} s of one core, "
        f"{largest:.0f} MB in the largest process"
    )
    # Some files are damaged or scans, so that the code is 2; none of them is lost in silence.
    assert done.returncode in (0, 1, 2)
    assert b"Traceback" not in done.stderr
    assert out.stat().st_size > 0
    assert cpu < SECONDS
    assert largest < MEGABYTES
