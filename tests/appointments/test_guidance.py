"""Which way a matter takes: every combination has a way, a class and a reason, and urgency is never lost."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amtslotse.appointments.rules.guidance import REASONS, SOON_DAYS, URGENCIES, Advice, guide
from amtslotse.appointments.rules.words import CHANNELS, CLASSES
from tests.catalogue.conftest import SERVICES

TODAY = date(2026, 11, 23)
MATTERS = tomllib.loads(resources.files("amtslotse.appointments").joinpath("data/matters.toml").read_text("utf-8"))["matter"]


def asked(klass: str = "regular", channel: str = "visit", ends_in: int | None = None, *urgencies: str, **more: bool) -> Advice:
    ends = None if ends_in is None else TODAY + timedelta(days=ends_in)
    return guide(
        klass=klass,
        channel=channel,
        title_expires_on=ends,
        urgencies=frozenset(urgencies),
        today=TODAY,
        insists=more.get("insists", False),
    )


@pytest.mark.parametrize(
    ("given_facts", "said"),
    [
        (("regular",), ("visit", "regular", "regular")),
        (("regular", "visit", 8), ("visit", "regular", "title_ends_later")),
        (("regular", "visit", 7), ("visit", "emergency", "title_ends_soon")),
        (("regular", "visit", 0), ("visit", "emergency", "title_ends_soon")),
        (("regular", "visit", -1), ("visit", "emergency", "title_ended")),
        (("short",), ("visit", "short", "short")),
        (("short", "visit", None, "work"), ("visit", "short", "short")),
        (("short", "visit", None, "travel", "violence"), ("visit", "emergency", "violence")),
        (("short", "visit", 3), ("visit", "emergency", "title_ends_soon")),
        (("regular", "visit", None, "travel"), ("visit", "emergency", "travel")),
        (("regular", "visit", None, "travel", "court"), ("visit", "emergency", "court")),
        (("emergency",), ("visit", "emergency", "urgent_matter")),
        (("short", "online"), ("online", "", "online")),
        (("short", "post", 60), ("post", "", "post")),
        (("short", "other_office"), ("other_office", "", "other_office")),
        (("short", "online", 2), ("visit", "emergency", "title_ends_soon")),
    ],
)
def test_the_way_of_a_matter(given_facts: tuple[object, ...], said: tuple[str, str, str]) -> None:
    advice = asked(*given_facts)  # type: ignore[arg-type]
    assert (advice.way, advice.klass, advice.reason) == said


def test_who_insists_gets_a_visit() -> None:
    assert asked("short", "online", insists=True) == Advice("visit", "short", "short")


@given(
    klass=some.sampled_from(CLASSES),
    channel=some.sampled_from(CHANNELS),
    ends_in=some.none() | some.integers(-4000, 4000),
    urgencies=some.frozensets(some.sampled_from(URGENCIES)),
    insists=some.booleans(),
)
def test_every_answer_has_a_way_and_a_reason(
    klass: str, channel: str, ends_in: int | None, urgencies: frozenset[str], insists: bool
) -> None:
    advice = asked(klass, channel, ends_in, *urgencies, insists=insists)
    assert advice.way in CHANNELS
    assert advice.reason in REASONS
    assert (advice.klass in CLASSES) == (advice.way == "visit")
    if ends_in is not None and ends_in <= SOON_DAYS:
        assert advice.klass == "emergency"
    if "violence" in urgencies:
        assert advice.klass == "emergency"
    if urgencies or insists:
        assert advice.way == "visit", "nobody in need is sent away"


# ---- The matters themselves -----------------------------------------------------------------------------------------


def test_every_matter_is_complete() -> None:
    keys = [matter["key"] for matter in MATTERS]
    assert len(keys) == len(set(keys))
    for matter in MATTERS:
        assert matter["klass"] in CLASSES
        assert matter["channel"] in CHANNELS
        assert matter["minutes"] > 0
        for texts in (matter["names"], matter["hints"]):
            assert {language for language, text in texts.items() if text.strip()} == {"de", "en", "ar"}, matter["key"]


def test_every_application_of_the_catalogue_is_a_matter() -> None:
    assert {matter["service"] for matter in MATTERS} - {""} == set(SERVICES)
