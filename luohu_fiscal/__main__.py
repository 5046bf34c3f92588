"""`python -m luohu_fiscal` is the command line."""

from __future__ import annotations

import sys

from luohu_fiscal.cli import main

if __name__ == "__main__":
    sys.exit(main())
