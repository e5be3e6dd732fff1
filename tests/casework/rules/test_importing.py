"""What a column means and what a line says: for any text, a case or a fault, never both, never neither."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amtslotse.casework.rules import importing
from amtslotse.casework.rules.filing import LOCAL
from amtslotse.casework.rules.importing import FIELDS, Columns, Known
from amtslotse.engines.sheets import Sheet
from amtslotse.kernel.errors import InvalidInput

TODAY = date(2026, 11, 20)
_SERVICE = SimpleNamespace(key="s", version=1, questions=())
EVENING = datetime(TODAY.year, TODAY.month, TODAY.day, 22, tzinfo=LOCAL)
KNOWN = Known(lambda _key, _on: _SERVICE, frozenset({"t"}), frozenset({"de", "en", "ar"}), EVENING)  # type: ignore[arg-type, return-value]
COLUMNS = tuple(FIELDS)
RIGHT = {"foreign_id": "A-1", "family_name": "Ay", "birth_date": "1990-01-01", "received_on": "2026-09-01", "service": "S"}


def line(**cells: str) -> tuple[list[importing.Open], list[importing.Fault]]:
    told = {**RIGHT, **cells}
    names = tuple(told)
    sheet = Sheet("csv", "utf-8", ";", names, ((2, tuple(told.values())),))
    return importing.read_lines(sheet, Columns(names, {"service": {"S": "s"}, "team": {"T": "t", "old": "gone"}}), KNOWN)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03.09.2026", date(2026, 9, 3)),
        ("3.9.2026", date(2026, 9, 3)),
        ("2026-09-03", date(2026, 9, 3)),
        ("03.09.2026 23:59", date(2026, 9, 3)),
        ("2026-09-03T23:30:00+00:00", date(2026, 9, 4)),  # already tomorrow here
    ],
)
def test_german_and_iso_days(text: str, day: date) -> None:
    (found,), faults = line(received_on=text)
    assert (found.received_on, faults) == (day, [])


@pytest.mark.parametrize("text", ["03.04.26", "2026", "31.02.2026", "09/03/2026", "heute", "45231", "1.1.20266", "0.0.2026"])
def test_what_may_be_anything_is_no_day(text: str) -> None:
    assert [(each.field, each.reason) for each in line(received_on=text)[1]] == [("received_on", "not_a_date")]


def test_a_day_alone_is_its_noon_so_that_it_is_that_day_everywhere() -> None:
    (found,), _ = line(received_on="2026-01-05")
    assert found.received_at == datetime(2026, 1, 5, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "born"),
    [("00.00.1980", "1980-00-00"), ("00.05.1980", "1980-05-00"), ("1980", "1980-00-00"), ("1.2.1980", "1980-02-01")],
)
def test_a_birth_date_may_be_partly_unknown(text: str, born: str) -> None:
    (found,), _ = line(birth_date=text)
    assert str(found.born) == born


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"complete_on": "2026-08-31"}, "complete_on", "before_received"),
        ({"birth_date": "2026-10-01"}, "birth_date", "after_received"),
        ({"received_on": "2026-11-21"}, "received_on", "in_future"),
        ({"received_on": "1899-01-01"}, "received_on", "implausible_date"),
        ({"foreign_id": "x" * 81}, "foreign_id", "too_long"),
        ({"family_name": "\u202egnep"}, "family_name", "direction_mark"),
        ({"service": "?"}, "service", "unknown"),
        ({"team": "old"}, "team", "unknown"),
        ({"language": "xx"}, "language", "not_an_option"),
        ({"status": "closed"}, "status", "not_open"),
        ({"status": "decided"}, "status", "not_open"),
    ],
)
def test_a_fault_says_where_and_why(cells: dict[str, str], field: str, reason: str) -> None:
    found, faults = line(**cells)
    assert not found
    assert [(each.line, each.field, each.reason) for each in faults] == [(2, field, reason)]


def test_a_name_in_one_column_is_divided_at_the_comma() -> None:
    for whole, family, first in (("Ay, Bo C", "Ay", "Bo C"), ("Ay", "Ay", ""), ("van der Berg, Jan", "van der Berg", "Jan")):
        told = {**RIGHT, "full_name": whole}
        del told["family_name"]
        sheet = Sheet("csv", "utf-8", ";", tuple(told), ((2, tuple(told.values())),))
        (found,), _ = importing.read_lines(sheet, Columns(tuple(told), {"service": {"S": "s"}}), KNOWN)
        assert (found.family_name, found.given_names) == (family, first)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=40) | st.sampled_from([*RIGHT.values(), "T"])), max_size=5
    )
)
def test_every_line_is_a_case_or_has_a_fault(rows: list[dict[str, str]]) -> None:
    columns = tuple(name for name in COLUMNS if name != "full_name")
    lines = tuple((number, tuple(row.get(name, "") for name in columns)) for number, row in enumerate(rows, start=2))
    sheet = Sheet("csv", "utf-8", ";", columns, lines)
    found, faults = importing.read_lines(sheet, Columns(columns, {"service": {"S": "s"}, "team": {"T": "t"}}), KNOWN)
    right, wrong = [each.line for each in found], {fault.line for fault in faults}
    assert not wrong & set(right)
    assert wrong | set(right) == {number for number, _ in lines}
    assert len({each.foreign_id for each in found}) == len(found)
    for each in found:
        assert each.family_name
        assert each.received_on <= TODAY


@given(
    headings=st.lists(
        st.text(max_size=30) | st.sampled_from([word for words in FIELDS.values() for word in words]), max_size=12
    )
)
def test_a_field_is_guessed_for_one_column_only(headings: list[str]) -> None:
    found = importing.guess_columns(headings)
    named = [each for each in found if each]
    assert len(found) == len(headings)
    assert len(named) == len(set(named))
    assert {*named} <= {*FIELDS}


def test_name_beside_vorname_is_the_family_name() -> None:
    assert importing.guess_columns(["Name", "Vorname"]) == ("family_name", "given_names")
    assert importing.guess_columns(["Name"]) == ("full_name",)


@pytest.mark.parametrize(
    "told", [None, 3, "x", [], [3], {}, {"case": {}, "person": {}}, {"format": "amtslotse-case", "version": 2}]
)
def test_other_json_is_refused(told: object) -> None:
    with pytest.raises(InvalidInput):
        importing.from_folders(told)
