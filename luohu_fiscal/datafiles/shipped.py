"""The data files that come with the package: budgets of Luohu District, Shenzhen 深圳市罗湖区."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from luohu_fiscal.errors import UsageError

__all__ = ["shipped", "shipped_names"]


def _root() -> Path:
    # The package is installed as plain files: it holds TOML and YAML and is not run from a zip.
    return Path(str(files("luohu_fiscal"))) / "data"


def shipped_names() -> tuple[str, ...]:
    """The names of the data files that come with the package, sorted.

    >>> shipped_names()
    ('luohu/2020.yaml', 'luohu/2023.yaml')
    """
    root = _root()
    return tuple(sorted(path.relative_to(root).as_posix() for path in root.rglob("*.yaml")))


def shipped(name: str) -> Path:
    """The path of a data file that comes with the package; `UsageError` where there is none.

    >>> shipped("luohu/2020.yaml").suffix
    '.yaml'
    """
    if name not in shipped_names():
        remedy = f"there are {', '.join(shipped_names())}"
        raise UsageError(f'no data file "{name}" comes with the package', remedy=remedy)
    return _root() / name
