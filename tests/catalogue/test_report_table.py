"""Which title code is counted where, and what is no title at all."""

import tomllib
from typing import Any

import pytest

from amtslotse.catalogue.rules import DATA, REPORT_ROWS, InvalidCatalogue, parse_report_table

CONTENT: dict[str, Any] = tomllib.loads((DATA / REPORT_ROWS).read_text("utf-8"))
TABLE = parse_report_table(CONTENT, file=REPORT_ROWS)


def test_the_rows_are_those_of_the_published_table() -> None:
    assert [row.name("de") for row in TABLE.rows] == [
        "Ausbildung",
        "Erwerbstätigkeit",
        "Humanitär",
        "Familie",
        "Duldungen",
        "Fiktionsbescheinigungen",
        "Niederlassungserlaubnis",
        "Sonstige",
    ]


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("AUSB_16B", "ausbildung"),
        ("ERW_18G", "erwerb"),
        ("HUM_24", "humanitaer"),
        ("FAM_28", "familie"),
        ("DUL_60A", "duldung"),
        ("FIK_81_4", "fiktion"),
        ("NE_9", "niederlassung"),
        ("SON_AK", "sonstige"),
        ("KARTE_45C", ""),
        ("UNHEARD_OF", ""),
    ],
)
def test_codes_and_their_rows(code: str, row: str) -> None:
    assert TABLE.row(code) == row


def test_five_papers_are_counted_and_are_no_titles() -> None:
    notes = [note("de") for row in TABLE.rows for note in TABLE.footnotes(row.key)]
    assert len(notes) == 5
    for paper in ("Duldung", "Fiktionsbescheinigung", "Aufenthaltsgestattung", "Aufenthaltskarte", "Aufenthaltsdokument-GB"):
        assert sum(paper in note for note in notes) == 1, paper
    assert TABLE.footnotes("ausbildung") == ()


def test_where_the_paper_does_not_say_it_is_marked() -> None:
    assert TABLE.titles["NE_9A"].sureness == "M"


def test_what_is_no_title_but_counted_needs_a_footnote() -> None:
    bare = {key: value for key, value in CONTENT["titles"]["SON_GB"].items() if key != "note"}
    with pytest.raises(InvalidCatalogue, match="needs a note"):
        parse_report_table({**CONTENT, "titles": {"SON_GB": bare}}, file=REPORT_ROWS)


def test_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidCatalogue, match=r"titles\.NE_9\.row: is 'nowhere'"):
        parse_report_table({**CONTENT, "titles": {"NE_9": {**CONTENT["titles"]["NE_9"], "row": "nowhere"}}}, file=REPORT_ROWS)
