"""All that is done with a document, in the process that does it: what goes wrong is handed back."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Sequence
from pathlib import Path

from luohu_fiscal.document import Document
from luohu_fiscal.errors import Bug
from luohu_fiscal.explain import explain
from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.render import FORMATS, renderer
from luohu_fiscal.render.sheet import sheets_of
from luohu_fiscal.run.gathering import list_archive
from luohu_fiscal.run.reading import load_one
from tests.fuzz.documents import damaged
from tests.fuzz.grammar import text_of

__all__ = ["read_damaged", "read_texts"]


def read_texts(seeds: Sequence[int], *, page: object = None) -> list[str]:
    """The texts of these seeds through extract, reconcile, explain and every format: what failed."""
    return [said for seed in seeds if (said := _failed(seed))]


def _failed(seed: int) -> str:
    text = text_of(seed)
    if not text.strip():
        return ""
    try:
        judged(read_text(text, path=f"{seed}.txt"))
    except Exception:  # noqa: BLE001 - whatever it is, it is handed back
        return f"text {seed}: {text!r}\n{traceback.format_exc(limit=-4)}"
    return ""


def judged(document: Document) -> None:
    """A document judged and shown in every way there is, in both languages."""
    report = extract(document)
    reconciliation = explain(reconcile(report))
    sheets = sheets_of(reconciliation)
    for format in FORMATS:
        for lang in ("en", "zh"):
            renderer(format.name, "check")(sheets, lang=lang)
            if "extract" in format.shows:
                renderer(format.name, "extract")(sheets_of(report), lang=lang)


def read_damaged(
    suffix: str, seeds: Sequence[int], folder: str, *, page: object = None
) -> list[str]:
    """The damaged documents of these seeds, read as a run reads them: the bugs that were met."""
    found = []
    for seed in seeds:
        file = Path(folder, f"{seed}{suffix}")
        file.write_bytes(damaged(suffix, seed))
        try:
            contents = list_archive(str(file)) if suffix == ".zip" else None
            paths = (
                [str(file)]
                if contents is None
                else [f"{file}/{name}" for name in contents.readable]
            )
            for path in paths:
                outcome = load_one(path)
                if isinstance(outcome.error, Bug):
                    found.append(f"{suffix} {seed}: {outcome.error}")
                elif outcome.report is not None:
                    explain(reconcile(outcome.report))
        except Exception as error:  # noqa: BLE001 - a refusal is one line; anything else is a bug
            if type(error).__module__ != "luohu_fiscal.errors" or "\n" in str(error):
                found.append(f"{suffix} {seed}: {traceback.format_exc(limit=-4)}")
        file.unlink()
    gc.collect()
    return found
