"""Hostile files, each made small: what they cost shows only where nothing holds them."""

from __future__ import annotations

import io
import zipfile

import openpyxl

__all__ = ["form_bomb", "giant_cell", "looping_pdf", "pdf_of_forms"]


def pdf_of_forms(contents: str, *forms: str) -> bytes:
    """A PDF of one page; form n draws by its text, in which `/X` is the form that follows it."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        f"<</Length {len(contents)}>>stream\n{contents}\nendstream",
    ]
    for number, text in enumerate(forms, 6):
        following = min(number, 4 + len(forms))
        objects.append(
            f"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X {following} 0 R>>>>"
            f"/Length {len(text)}>>stream\n{text}\nendstream"
        )
    body, places = "%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode("ascii")


def looping_pdf() -> bytes:
    """A form that draws itself twice, and each of these itself twice."""
    return pdf_of_forms("/X Do /X Do", "/X Do /X Do")


def form_bomb() -> bytes:
    """Forms ten levels deep, each drawing the next ten times: ten thousand million, without a loop."""
    return pdf_of_forms("/X Do", *["/X Do " * 10] * 9, "0 0 1 1 re f")


def giant_cell(stored: str = "1e999999999") -> bytes:
    """A workbook of an account in which one cell holds a number of a thousand million digits."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["2024年一般公共预算收支决算表"],
        ["单位：万元"],
        ["项目", "决算数"],
        ["收入总计", 1500],
        ["一般公共预算收入", 1000],
        ["上级补助收入", 500],
        ["其他", 7.25],
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as given, zipfile.ZipFile(made, "w") as changed:
        for name in given.namelist():
            changed.writestr(
                name, given.read(name).replace(b"<v>7.25</v>", f"<v>{stored}</v>".encode())
            )
    return made.getvalue()
