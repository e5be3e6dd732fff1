"""Remedy notices and days of notification by Land, as dated data. What is not known is ``None``: a person looks."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from amtslotse.casework.rules.deciding import BURDENS
from amtslotse.kernel import workdays

_FILE = Path(__file__).parent.parent / "data" / "remedies.toml"


@dataclass(frozen=True, slots=True)
class Notice:
    """How a decision is contested: the words per language, within how many months, and how sure the office may be."""

    heading: Mapping[str, str]
    body: Mapping[str, str]
    months: int
    source: str
    sureness: str
    key: str


@dataclass(frozen=True, slots=True)
class Days:
    """When a decision counts as notified, and the last day to contest it. ``rule`` names whose rules made them."""

    notified_on: date
    remedy_until: date | None
    rule: str


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text())


def notice(
    outcome: str,
    *,
    service: str,
    legal_basis: str,
    office: str,
    land: str,
    on: date,
    entries: list[dict[str, Any]] | None = None,
) -> Notice | None:
    """The remedy notice of that day. ``None`` where nothing burdens her, or where no text of the Land is known.

    ``entries``: instead of the office's file, for its tests.
    """
    if outcome not in BURDENS:
        return None
    known = [
        entry
        for entry in (_data()["notice"] if entries is None else entries)
        if entry["land"] == land and entry["valid_from"] <= on and service not in entry.get("except_services", ())
    ]
    if not known:
        return None
    entry = max(known, key=lambda each: each["valid_from"])
    body = {language: text.format(office=office) for language, text in entry["body"].items()}
    is_title = "AufenthG" in legal_basis and service not in entry.get("no_suspension_except", ())
    if outcome == "refuse" and is_title and "no_suspension" in entry:
        body = {language: f"{text} {entry['no_suspension'][language]}" for language, text in body.items()}
    return Notice(entry["heading"], body, entry["months"], entry["source"], entry["sureness"], f"{land} {entry['valid_from']}")


def posting_days(land: str, *, on: date, entries: list[dict[str, Any]] | None = None) -> int | None:
    """On which day after posting a letter counts as notified in the Land; ``None`` where that is not known."""
    known = [
        entry
        for entry in (_data()["posting"] if entries is None else entries)
        if land in entry["lands"] and entry["valid_from"] <= on
    ]
    return max(known, key=lambda each: each["valid_from"])["day"] if known else None


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(notified_on: date, *, months: int, land: str) -> date:
    """The last day to contest: never before the months are over, and a working day, in her favour."""
    return workdays.next_or_same(months_later(notified_on, months), land=land)


def days(*, way: str, sent_on: date, months: int | None, land: str, entries: list[dict[str, Any]] | None = None) -> Days | None:
    """What follows from way and day of notification; ``None`` where no rule of the Land is known: a person looks.

    ``months``: within which the decision may be contested, ``None`` where nothing burdens her.
    Put into her hands, or with a proof that names the day: that day counts. Posted: the rule of the Land.
    """
    rule, notified_on = way, sent_on
    if way == "post":
        after = posting_days(land, on=sent_on, entries=entries)
        if after is None:
            return None
        rule, notified_on = f"post {land} {after}", sent_on + timedelta(days=after)
    until = last_day(notified_on, months=months, land=land) if months is not None else None
    return Days(notified_on, until, rule)
