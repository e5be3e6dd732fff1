"""The kernel's words hold for every input."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.kernel import codes, names, workdays
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import InvalidInput


@given(st.binary(min_size=1), st.lists(st.text(), min_size=1))
def test_a_code_is_long_enough_and_always_the_same(key: bytes, parts: list[str]) -> None:
    code = codes.derive(key, *parts)
    assert len(code) == codes.LENGTH >= 12
    assert set(code) <= set(codes.ALPHABET)
    assert code == codes.derive(key, *parts)
    assert codes.normalise(codes.spoken(code).lower()) == code


@given(st.binary(min_size=1), st.text(), st.text())
def test_other_parts_give_another_code(key: bytes, left: str, right: str) -> None:
    assert (codes.derive(key, left) == codes.derive(key, right)) == (left == right)


@pytest.mark.parametrize(("typed", "meant"), [("o0il-1u", "0011" + "1V"), (" ab cd ", "ABCD")])
def test_what_was_misread_is_still_right(typed: str, meant: str) -> None:
    assert codes.normalise(typed) == meant


@pytest.mark.parametrize("name", ["X", "ي" * 200, "Nguyễn", "İpek", "👩‍👧", "O’Neill", "ወልደ"])
def test_names_as_people_bear_them(name: str) -> None:
    assert names.clean(name, field="n") == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("code", [0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069])
def test_a_name_cannot_turn_the_page_around(code: int) -> None:
    with pytest.raises(InvalidInput, match="direction_mark"):
        names.clean(f"a{chr(code)}b", field="n")


def test_a_name_has_an_end() -> None:
    with pytest.raises(InvalidInput, match="too_long"):
        names.clean("a" * 201, field="n")


def test_umlauts_sort_beside_their_letter() -> None:
    assert sorted(["zebra", "Ärger", "apfel"], key=names.sort_key) == ["apfel", "Ärger", "zebra"]


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "german"),
    [("1980-00-00", "00.00.1980"), ("1980-05-00", "00.05.1980"), ("2004-02-29", "29.02.2004")],
)
def test_a_birth_date_may_be_partly_unknown(text: str, german: str) -> None:
    born = BirthDate.parse(text, today=TODAY)
    assert born.german == german
    assert str(born) == text


@pytest.mark.parametrize("text", ["", "1980", "1980-13-01", "1980-00-05", "2003-02-29", "1980-01-32", "a-b-c", "1899-01-01"])
def test_what_is_no_birth_date(text: str) -> None:
    with pytest.raises(InvalidInput, match="not_a_date"):
        BirthDate.parse(text, today=TODAY)


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(InvalidInput, match="in_future"):
        BirthDate.parse("2026-11-23", today=TODAY)


@given(st.dates(date(1900, 1, 1), TODAY), st.dates(TODAY, date(2100, 1, 1)))
def test_unknown_parts_never_make_somebody_older(born: date, on: date) -> None:
    known = BirthDate(born.year, born.month, born.day).youngest_age(on)
    assert BirthDate(born.year, born.month).youngest_age(on) <= known
    assert BirthDate(born.year).youngest_age(on) <= known


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 60))
def test_working_days_add_up(start: date, days: int) -> None:
    end = workdays.add(start, days, land="BW")
    passed = [date.fromordinal(n) for n in range(start.toordinal() + 1, end.toordinal() + 1)]
    assert sum(workdays.is_workday(day, land="BW") for day in passed) == days


def test_a_holiday_of_the_land_is_no_working_day() -> None:
    epiphany = date(2027, 1, 6)
    assert not workdays.is_workday(epiphany, land="BW")
    assert workdays.is_workday(epiphany, land="NW")
    assert workdays.next_or_same(epiphany, land="BW") == date(2027, 1, 7)
