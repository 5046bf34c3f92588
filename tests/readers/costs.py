"""How much a hostile file may cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds of this process alone: a busy machine does not lengthen them.
_MOST = 20.0


@contextmanager
def costs_little() -> Iterator[None]:
    """What is done inside takes no more of the processor than any file may."""
    started = time.process_time()
    yield
    assert time.process_time() - started < _MOST
