"""The answer key 参考答案: what was planted where, what that breaks, and which corrections will do."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationError

from luohu_fiscal.datafiles.parsed import Parsed
from luohu_fiscal.datafiles.problems import check_keys, refused
from luohu_fiscal.datafiles.yamlfile import write_yaml
from luohu_fiscal.model.figures import ExactDecimal, Model, WholeNumber

__all__ = ["MARKS", "AnswerKey", "Broken", "Correction", "PlantedError"]

#: The marks of one error: a broken rule, all of them, the cell, the corrected value.
MARKS = 4


class Broken(Model):
    """An identity that an error breaks: its rule, and the cells it is judged on."""

    rule: str
    cells: tuple[str, ...]


class Correction(Model):
    """One changed number after which everything adds up; value in the unit of the cell, as printed."""

    cell: str
    value: ExactDecimal


class PlantedError(Model):
    """One planted error.

    `printed` stands on the sheet in place of `correct`.  `accepts` are the corrections that earn full
    marks: `correct` itself first, then any other single number whose change leaves no breach of these.
    """

    cell: str
    item: str
    account: str
    unit: str
    printed: ExactDecimal
    correct: ExactDecimal
    slip: str
    breaks: tuple[Broken, ...]
    accepts: tuple[Correction, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules the error breaks."""
        return frozenset(one.rule for one in self.breaks)


class AnswerKey(Model):
    """The key of one sheet; `cells` are all cells on it with their units, in order.

    >>> AnswerKey(exercise="balance-7-3", kind="balance", cells={}, errors=()).marks
    0
    """

    version: Literal[1] = 1
    exercise: str
    kind: str
    cells: dict[str, str]
    errors: tuple[PlantedError, ...]

    @property
    def marks(self) -> WholeNumber:
        """The marks there are to be had."""
        return MARKS * len(self.errors)

    def dumps(self) -> str:
        """The key as YAML, from which `loads` makes the same key."""
        return write_yaml(self.model_dump(mode="json"))

    @classmethod
    def from_parsed(cls, parsed: Parsed) -> AnswerKey:
        """The key in the values of a file; `DataError` where they are none."""
        check_keys(parsed.data, cls, parsed, "")
        try:
            return cls.model_validate(parsed.data)
        except ValidationError as error:
            raise refused(error, parsed, "", parsed.data) from None
