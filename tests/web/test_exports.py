"""Fault 25: no cell of an export can become a formula."""

from __future__ import annotations

import io
import zipfile

import pytest

from amtslotse.web.ui.exports import as_csv, as_xlsx, harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  ="])
def test_a_formula_is_only_text(start: str) -> None:
    cell = start + "HYPERLINK('http://x')"
    assert harmless(cell).startswith("'")
    assert cell.encode() not in as_csv(["a"], [[cell]]).replace(b"'" + cell.encode(), b"")


def test_numbers_stay_numbers() -> None:
    assert harmless(-5) == "-5"


def test_a_sheet_holds_no_formula() -> None:
    book = as_xlsx(["=1+1"], [["=cmd|' /C calc'!A0"], ["https://example.org"]])
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
