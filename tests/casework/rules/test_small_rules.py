"""Digest, file numbers, deadlines, verdicts, sizes, access tokens, events."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules import LARGEST_DRAFT, LARGEST_FILE, Access, Refused, events
from amtslotse.casework.rules.deciding import default_deadline, still_open, text, to_request
from amtslotse.casework.rules.filing import digest, fresh_file_number, local_day, spoken_file_number
from amtslotse.casework.rules.uploads import MOST_FILES, REASONS, check_size
from amtslotse.catalogue.rules import DocumentNeed, Text
from amtslotse.engines import cleaning
from amtslotse.journal.rules import registered
from amtslotse.kernel import codes, workdays
from amtslotse.kernel.errors import InvalidInput

ANSWERS = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=5)
FILES = st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3)), max_size=4)


@given(ANSWERS, FILES, st.randoms())
def test_the_digest_knows_content_not_order(answers: dict[str, str], files: list[tuple[str, str, str]], random) -> None:
    mixed, mixed_files = list(answers.items()), list(files)
    random.shuffle(mixed)
    random.shuffle(mixed_files)
    first = digest(service="s", version=1, answers=answers, documents=files)
    assert first == digest(service="s", version=1, answers=dict(mixed), documents=mixed_files)
    assert first != digest(service="s", version=1, answers={**answers, "new": "x"}, documents=files)
    assert first != digest(service="s", version=1, answers=answers, documents=[*files, ("new", "x", "x")])


def test_a_file_number_survives_being_read_out() -> None:
    number = fresh_file_number(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert number.startswith("2027")  # the German year has begun
    assert codes.normalise(spoken_file_number(number).lower().replace("-", " ")) == number


def test_the_german_day() -> None:
    assert local_day(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == date(2026, 7, 2)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(7, 60))
def test_a_deadline_is_a_working_day_and_never_early(today: date, days: int) -> None:
    deadline = default_deadline(today, days=days, land="BW")
    assert workdays.is_workday(deadline, land="BW")
    assert days <= (deadline - today).days <= days + 5


def _need(key: str, one_of: str = "", optional: bool = False) -> DocumentNeed:
    return DocumentNeed(key, Text({"de": key}), Text({}), "", "S", one_of=one_of, optional=optional)


NEEDS = (_need("a"), _need("b", "home"), _need("c", "home"), _need("d", optional=True))


@pytest.mark.parametrize(
    ("verdicts", "still", "asked"),
    [
        ({}, ("a", "b", "c"), ()),
        ({"a": "fine", "b": "fine"}, (), ()),
        ({"a": "fine", "b": "wrong", "c": "fine"}, (), ()),
        ({"a": "missing", "b": "missing", "c": "missing"}, ("a", "b", "c"), ("a", "b", "c")),
        ({"a": "fine", "b": "unreadable", "d": "wrong"}, ("b", "c"), ("b", "d")),
    ],
)
def test_what_is_open_and_what_is_asked(verdicts: dict[str, str], still: tuple[str, ...], asked: tuple[str, ...]) -> None:
    assert still_open(NEEDS, verdicts) == still
    assert to_request(NEEDS, verdicts) == asked


@pytest.mark.parametrize(
    ("size", "stored", "files", "reason"),
    [
        (0, 0, 0, "empty"),
        (LARGEST_FILE + 1, 0, 0, "too_large"),
        (1, LARGEST_DRAFT, 0, "draft_full"),
        (1, 0, MOST_FILES, "too_many_files"),
    ],
)
def test_sizes(size: int, stored: int, files: int, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        check_size("passport", size, stored=stored, files=files)
    assert (refused.value.field, refused.value.reason) == ("passport", reason)
    check_size("passport", LARGEST_FILE, stored=LARGEST_DRAFT - LARGEST_FILE, files=MOST_FILES - 1)


def test_pages_can_explain_every_reason_the_cleaner_gives() -> None:
    assert set(cleaning.REASONS) <= set(REASONS)


@given(st.text(max_size=60))
def test_no_token_but_a_real_one(token: str) -> None:
    found = Access.from_token(token)
    assert found is None or found.token.casefold() == Access.from_token(found.token).token  # type: ignore[union-attr]


def test_reasons_are_required() -> None:
    for given_text, reason in (("  ", "required"), ("kurz", "too_short"), ("x" * 30, "too_long")):
        with pytest.raises(InvalidInput) as fault:
            text(given_text, field="reasons", longest=25, shortest=10)
        assert fault.value.reason == reason
    assert text(" a\r\nb ", field="note", longest=10) == "a\nb"
    assert text("", field="note", longest=10, shortest=0) == ""


def test_each_milestone_has_its_event() -> None:
    milestones = {kind.name: kind.milestone for kind in registered() if kind.name.startswith("case.") and kind.milestone}
    assert milestones == {
        "case.received": "received",
        "case.completeness_confirmed": "complete",
        "case.decision_released": "decided",
        "case.decision_signed": "decided",
        "case.handed_over": "ended",
        "case.withdrawn": "ended",
        "case.settled": "ended",
    }
    assert not events.RECEIVED.touched
    assert events.CHECK_OPENED.touched
