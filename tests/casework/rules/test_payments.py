"""Kassenzeichen prove themselves; a file of the cashier's office is understood, or it is said what was not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules.payments import (
    Account,
    Understood,
    check_digits,
    fresh_reference,
    is_reference,
    money,
    read_file,
)
from amtslotse.kernel.errors import InvalidInput

PREFIX = "810"
ONE, TWO = (f"{PREFIX}{number}{check_digits(PREFIX + number)}" for number in ("000000001", "123456789"))


def read(text: str, encoding: str = "utf-8") -> Understood:
    return read_file(text.encode(encoding), prefix=PREFIX)


def test_a_fresh_kassenzeichen_is_valid_and_begins_as_the_office_wants() -> None:
    made = {fresh_reference(PREFIX) for _ in range(200)}
    assert all(is_reference(each) and each.startswith(PREFIX) and len(each) == 14 for each in made)
    assert len(made) == 200


@given(number=st.integers(0, 10**9 - 1), place=st.integers(0, 13), digit=st.integers(0, 9))
def test_every_wrong_digit_is_found(number: int, place: int, digit: int) -> None:
    right = f"{PREFIX}{number:09d}"
    right += check_digits(right)
    wrong = right[:place] + str(digit) + right[place + 1 :]
    assert is_reference(wrong) is (wrong == right)


@given(number=st.integers(0, 10**9 - 1), place=st.integers(0, 12))
def test_every_swapped_pair_is_found(number: int, place: int) -> None:
    right = f"{PREFIX}{number:09d}"
    right += check_digits(right)
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert is_reference(wrong) is (wrong == right)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("13,00", "13"), ("1.234,56", "1234.56"), ("1234.56", "1234.56"), ("13", "13"), ("13,5", "13.5"), ("-13,00", "-13"),
        ("+56,50 EUR", "56.50"), ("€ 6,50", "6.50"), ("1.000", "1000"), ("12\u00a0345,00", "12345"),
    ],
)  # fmt: skip
def test_german_sums(text: str, amount: str) -> None:
    assert money(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "0,00", "dreizehn", "1,2,3", "1e5", "13,005", "=13", "99999999"])
def test_what_is_no_sum_is_none(text: str) -> None:
    assert money(text) is None


def test_a_file_is_understood() -> None:
    found = read(
        f"Buchungstag;Betrag;Kassenzeichen;Name\n20.11.2026;13,00;{ONE};Müller\n2026-11-21;1.000,00;{TWO};X\n", "cp1252"
    )
    assert (found.encoding, found.delimiter) == ("cp1252", ";")
    assert found.columns == {"reference": "Kassenzeichen", "amount": "Betrag", "day": "Buchungstag"}
    first, second = found.lines
    assert (first.number, first.reference, first.amount, first.day) == (2, ONE, 13, date(2026, 11, 20))
    assert (second.reference, second.amount, second.fault) == (TWO, 1000, "")


def test_the_kassenzeichen_is_found_in_a_purpose_of_payment() -> None:
    spaced = f"{ONE[:4]} {ONE[4:8]} {ONE[8:]}"
    found = read(f'Valuta,Umsatz,Verwendungszweck\n20.11.2026,"13,00","Gebuehr {spaced} Danke 2026"\n')
    assert found.lines[0].reference == ONE


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("12345", "none"),
        (ONE[:-1] + str((int(ONE[-1]) + 1) % 10), "wrong check"),
        (f"{ONE} und {TWO}", "two"),
    ],
)
def test_no_kassenzeichen_is_guessed(cell: str, why: str) -> None:
    line = read(f"Datum;Betrag;Kassenzeichen\n20.11.2026;13,00;{cell}\n").lines[0]
    assert (line.reference, line.fault) == ("", "reference"), why


def test_faulty_lines_are_named() -> None:
    found = read(f"Datum;Betrag;Kassenzeichen\n31.02.2026;13,00;{ONE}\n20.11.2026;viel;{ONE}\n20.11.2026;13,00\n")
    assert [line.fault for line in found.lines] == ["day", "amount", "reference"]


def test_the_same_file_gives_the_same_keys_and_equal_lines_are_two() -> None:
    text = f"Datum;Betrag;Kassenzeichen\n20.11.2026;13,00;{ONE}\n20.11.2026;13,00;{ONE}\n"
    keys = [line.key for line in read(text).lines]
    assert len(set(keys)) == 2
    assert keys == [line.key for line in read(text + f"21.11.2026;5,00;{TWO}\n").lines][:2]


def test_an_id_of_the_bank_tells_lines_apart() -> None:
    text = "Umsatz-ID;Datum;Betrag;Kassenzeichen\n" + "".join(f"{n};20.11.2026;13,00;{ONE}\n" for n in ("A1", "A2", "A1"))
    keys = [line.key for line in read(text).lines]
    assert keys[0] == keys[2] != keys[1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"Datum;Betrag;Kassenzeichen\n", "empty"),
        (b"a;b\n1;2\n", "columns"),
        (b"Datum;Betrag;Kassenzeichen\n" + b"x;y;z\n" * 5001, "too_long"),
        (b"x" * 2_000_001, "too_large"),
    ],
)
def test_what_is_no_such_file_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_file(content, prefix=PREFIX)
    assert (refused.value.field, refused.value.reason) == ("file", reason)


@given(st.binary(max_size=400))
def test_whatever_comes_is_understood_or_refused(content: bytes) -> None:
    try:
        found = read_file(b"Datum;Betrag;Kassenzeichen\n" + content, prefix=PREFIX)
    except InvalidInput:
        return
    assert all(line.fault or (is_reference(line.reference) and line.amount and line.day) for line in found.lines)


def test_what_is_open_and_what_is_too_much() -> None:
    assert (Account(Decimal(100), Decimal(40)).open, Account(Decimal(100), Decimal(40)).too_much) == (60, 0)
    assert (Account(Decimal(13), Decimal(26)).open, Account(Decimal(13), Decimal(26)).too_much) == (0, 13)
