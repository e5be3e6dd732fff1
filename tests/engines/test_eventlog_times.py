"""Times: every way of writing an instant gives that instant, in both nights too (fault 14)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.eventlog.times import parser

BERLIN = ZoneInfo("Europe/Berlin")
parse = parser(BERLIN)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(parse(text)).astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2011-10-11 13:45:40.276000+02:00", "2011-10-11 11:45:40.276"),
        ("2011-10-11T13:45:40Z", "2011-10-11 13:45:40"),
        ("2011-10-11 13:45:40", "2011-10-11 11:45:40"),
        ("2011-01-11 13:45", "2011-01-11 12:45"),
        ("2011-01-11", "2011-01-10 23:00"),
        ("11.01.2011", "2011-01-10 23:00"),
        ("1.7.2011 8:05", "2011-07-01 06:05"),
        (" 11.10.2011, 13:45:40 Uhr ", "2011-10-11 11:45:40"),
        # 25 hours: the first of the two readings is meant.
        ("2027-10-31 02:30:00", "2027-10-31 00:30"),
        ("2027-10-31 02:30:00+01:00", "2027-10-31 01:30"),
        # 23 hours: 02:30 does not exist and is read as 03:30.
        ("2027-03-28 02:30:00", "2027-03-28 01:30"),
        ("2027-03-28 03:30:00", "2027-03-28 01:30"),
    ],
)
def test_an_instant_as_written(text: str, utc: str) -> None:
    assert _utc(text) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "31.02.2024",
        "2024-13-01",
        "0001-01-01",
        "1899-12-31",
        "2200-01-01",
        "13:45",
        "1.1.2024 25:00",
        "٣.٤.٥٦",
    ],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the caller says what was wrong with it
        parse(text)


_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_WHEN = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31))  # noqa: DTZ001  the zone comes from the strategy


@given(_WHEN, _OFFSETS)
def test_a_time_with_its_offset_stays_the_same_instant(when: datetime, offset: timezone) -> None:
    aware = when.replace(tzinfo=offset)
    assert datetime.fromisoformat(parse(aware.isoformat())) == aware
    assert datetime.fromisoformat(parse(aware.isoformat(sep=" "))) == aware


@given(_WHEN, st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "UTC", "Asia/Tokyo"]))
def test_a_time_without_zone_is_read_in_the_mappings_zone(when: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    expected = when.replace(tzinfo=zone)
    assert datetime.fromisoformat(parser(zone)(when.isoformat())).astimezone(UTC) == expected.astimezone(UTC)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        read = parse(text)
    except ValueError:
        return
    assert datetime.fromisoformat(read).tzinfo is not None
