"""Kinds: complete or refused; payloads: what the schema says or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.journal.rules import Kind, check, find, register, registered, restore, sentence
from amtslotse.kernel.errors import DomainError, InvalidInput

KIND = Kind(
    name="kinds_test.asked",
    sentence={"de": "{item} bis {until}.", "en": "{item} by {until}.", "ar": "{item} {until}"},
    schema={"item": str, "until": date, "at?": datetime, "count?": int, "late?": bool, "items?": list, "log?": dict},
    shredding="Stays.",
)
register(KIND)
GOOD: dict[str, Any] = {"item": "passport", "until": date(2026, 3, 2)}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "asked"},
        {"name": "Kinds.asked"},
        {"sentence": {"de": "x", "en": "x"}},
        {"sentence": {"de": "x", "en": "x", "ar": " "}},
        {"sentence": {"de": "{nobody}", "en": "x", "ar": "x"}},
        {"sentence": {"de": "{at}", "en": "x", "ar": "x"}},
        {"schema": {"item": float, "until": date}},
        {"shredding": ""},
        {"waits_on": "somebody"},
        {"milestone": "begun"},
    ],
)
def test_an_incomplete_kind_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        register(replace(KIND, **{"name": "kinds_test.other", **change}))
    assert "kinds_test.other" not in [kind.name for kind in registered()]


def test_the_same_again_is_fine_and_another_under_its_name_is_not() -> None:
    assert register(replace(KIND)) == find(KIND.name)
    with pytest.raises(DomainError):
        register(replace(KIND, touched=True))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item": "Frau Yılmaz"}, "item"),
        ({"item": "Meier"}, "item"),
        ({"item": "müller"}, "item"),
        ({"item": "x" * 61}, "item"),
        ({"item": ""}, "item"),
        ({"item": 3}, "item"),
        ({"until": "2026-03-02"}, "until"),
        ({"until": datetime(2026, 3, 2, tzinfo=UTC)}, "until"),
        ({"at": datetime(2026, 3, 2)}, "at"),  # noqa: DTZ001  that is the mistake
        ({"count": True}, "count"),
        ({"count": 1.5}, "count"),
        ({"late": 1}, "late"),
        ({"items": "passport"}, "items"),
        ({"items": ["passport", "Frau Yılmaz"]}, "items"),
        ({"items": ["a"] * 101}, "items"),
        ({"log": {}}, "log"),
        ({"name": "x"}, "name"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check(KIND, GOOD | change)
    assert caught.value.field == field


def test_a_missing_key_is_refused_unless_it_may_be() -> None:
    assert check(KIND, GOOD) == {"item": "passport", "until": "2026-03-02"}
    with pytest.raises(InvalidInput):
        check(KIND, {"item": "passport"})


@given(
    st.fixed_dictionaries(
        {"item": st.from_regex(r"[a-z0-9_]{1,60}", fullmatch=True), "until": st.dates()},
        optional={
            "at": st.datetimes(timezones=st.just(UTC)),
            "count": st.integers(),
            "late": st.booleans(),
            "items": st.lists(st.from_regex(r"[A-Z0-9_]{1,60}", fullmatch=True), max_size=100),
        },
    )
)
def test_what_was_written_is_read(payload: dict[str, Any]) -> None:
    assert restore(KIND, check(KIND, payload)) == payload


def test_sentences_fall_back_to_german_and_print_days_as_a_german_office_does() -> None:
    assert sentence(KIND.name, GOOD, "en") == "passport by 02.03.2026."
    assert sentence(KIND.name, GOOD, "fr") == "passport bis 02.03.2026."
    assert sentence(KIND.name, GOOD | {"item": "Reisepass"}, "de") == "Reisepass bis 02.03.2026."


def test_every_registered_kind_reads_in_every_language() -> None:
    """Of all rooms: whatever they registered by now prints with codes in its required keys."""
    for kind in registered():
        payload = {key: "x" for key in kind.schema if not key.endswith("?")}
        for language in ("de", "en", "ar"):
            assert sentence(kind.name, payload, language)
