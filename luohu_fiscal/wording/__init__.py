"""How documents say it: cues of the national language, and of single jurisdictions, as data.

`national.toml` serves every report; a file named after a jurisdiction may add to any of its words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["Wording", "indicator_words", "jurisdictions", "wording"]

#: The files that serve every report.
_OF_ALL = ("national", "tables", "indicators")
_YEAR = r"(?:20\d\d)"
#: A year in which an average begins or ends: 2020年, 2020年底, “十三五”末.
_AVERAGE_YEAR = (
    r"(?P<year>20\d\d)年(?:度|末|底)?|"
    '[“"]?(?P<plan>十[一二三四五六七八九]五)[”"]?(?:规划)?(?:时期|期间)?期?末(?:期)?'
)


@dataclass(frozen=True)
class Wording:
    """Compiled cues, by section and name of the wording files.

    >>> bool(wording().cue("scopes", "consolidated").search("全市一般公共预算收入"))
    True
    """

    cues: Mapping[str, Mapping[str, re.Pattern[str]]]
    #: The name the jurisdiction's own reports give its accounts where they name no scope.
    scope: str = ""
    #: Names of scopes that a paper uses for one, each with the name it goes under.
    aliases: Mapping[str, str] = field(default_factory=dict)

    def cue(self, section: str, name: str) -> re.Pattern[str]:
        """One compiled cue."""
        return self.cues[section][name]

    def scope_name(self, printed: str) -> str:
        """The name that a printed scope goes under in the paper."""
        return self.aliases.get(printed, printed)

    def first(self, section: str, text: str) -> str | None:
        """The name of the first cue of a section that occurs in a text."""
        for name, pattern in self.cues[section].items():
            if pattern.search(text):
                return name
        return None

    def earliest(self, section: str, text: str) -> tuple[str, re.Match[str]] | None:
        """The cue of a section that occurs first in a text, with its match."""
        found = [
            (match.start(), name, match)
            for name, pattern in self.cues[section].items()
            if (match := pattern.search(text))
        ]
        if not found:
            return None
        _, name, match = min(found, key=lambda entry: entry[0])
        return name, match


def _load(name: str) -> dict[str, Any]:
    source = resources.files("luohu_fiscal.wording").joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def jurisdictions() -> tuple[str, ...]:
    """The names of the jurisdictions that have words of their own."""
    files = resources.files("luohu_fiscal.wording").iterdir()
    names = sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml"))
    return tuple(name for name in names if name not in _OF_ALL)


@cache
def wording(jurisdiction: str | None = None) -> Wording:
    """The national cues, with those of a jurisdiction added where it has any."""
    sections: dict[str, dict[str, str]] = {
        section: dict(cues) for section, cues in _load("national").items()
    }
    own = _load(jurisdiction) if jurisdiction in jurisdictions() and jurisdiction else {}
    scope = str(own.pop("scope", ""))
    own.pop("names", None)
    for section, cues in own.items():
        for name, pattern in cues.items():
            known = sections.setdefault(section, {}).get(name)
            sections[section][name] = f"(?:{known})|(?:{pattern})" if known else pattern
    return Wording(
        cues={
            section: {
                name: re.compile(
                    pattern.replace("{year}", _YEAR).replace("{average_year}", _AVERAGE_YEAR)
                )
                for name, pattern in cues.items()
            }
            for section, cues in sections.items()
        },
        scope=scope,
    )


@cache
def indicator_words() -> Mapping[str, re.Pattern[str]]:
    """The words that the numbers of indicators come with.

    >>> bool(indicator_words()["growth"].search("同比增长"))
    True
    """
    words = _load("indicators")["words"]
    return {name: re.compile(pattern) for name, pattern in words.items()}


def jurisdiction_of(title: str) -> str | None:
    """The jurisdiction with words of its own that a title names, if any."""
    for name in jurisdictions():
        if any(word in title for word in _load(name).get("names", ())):
            return name
    return None
