"""The one place where MkDocs meets this package: parts that are made go into the pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

# MkDocs loads a hook by its path, from wherever it was started.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from website.made import filled


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Called by MkDocs with the source of each page."""
    return filled(markdown)
