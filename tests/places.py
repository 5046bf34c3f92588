"""Where things are, for tests in any folder."""

from __future__ import annotations

from pathlib import Path

__all__ = ["GOLDEN", "ROOT", "SHARED", "TESTS"]

TESTS = Path(__file__).resolve().parent
#: The repository.
ROOT = TESTS.parent
GOLDEN = TESTS / "golden"
#: Published documents and keys, beside the repository where they are at hand; tests skip without.
SHARED = ROOT.parent / "shared"
