"""What the registers of the legal room say of a period. Each figure with what it was divided by. Never about a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from amtslotse.accounts.rules import may, require
from amtslotse.casework.queries import MonthView, complaints_received, reviews_between, suits_ended, suits_filed
from amtslotse.engines.intervals import difference, wilson
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed
from amtslotse.reporting.rules import FEWEST, Period, add_months
from amtslotse.reporting.rules.legal import URGENT


@dataclass(frozen=True, slots=True)
class Rate:
    """``part`` of ``n``. ``value`` and its interval are per ``per``; None where ``n`` is too small to say anything."""

    part: int
    n: int
    per: int
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A rate, that of the equally long period before, and their difference with its interval; None where one is missing."""

    now: Rate
    before: Rate
    change: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_clear(self) -> bool:
        """The interval of the difference does not hold zero."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class LegalFigures:
    """Of a period. ``ended`` sums to ``upheld.n``: suits without urgent applications, which stand apart."""

    period: Period
    ended: Mapping[str, int]
    upheld: Rate
    urgent_ended: int
    inaction: Rate  # filed, per 1,000 open cases at the period's end
    trend: Trend  # complaints received, per 1,000 contacts
    reviews: tuple[MonthView, ...]  # newest first
    months_due: int
    months_done: int

    @property
    def complaints(self) -> Rate:
        """Of the period itself."""
        return self.trend.now

    @property
    def last_review(self) -> MonthView | None:
        """The newest month that is done and may be shown."""
        return next((month for month in self.reviews if month.total is not None), None)

    @property
    def defects(self) -> Rate:
        """Decisions with a defect among those reviewed in that month, per 100."""
        if self.last_review is None or self.last_review.total is None:
            return Rate(0, 0, 100, None)
        total = self.last_review.total
        return Rate(total.defective, total.reviewed, 100, 100 * total.rate, 100 * total.low, 100 * total.high)

    @property
    def done(self) -> Rate:
        """Months whose sample is reviewed, of the months that are over."""
        return Rate(self.months_done, self.months_due, 1, float(self.months_done))


_STOCK = """
SELECT count(*) FROM reporting_casefacts WHERE received_on < %(end)s AND (closed_on IS NULL OR closed_on >= %(end)s)
"""
_CONTACTS = """
SELECT (SELECT coalesce(sum(contacts), 0) FROM reporting_contactfacts WHERE day >= %(first)s AND day < %(end)s)
     + (SELECT coalesce(sum(came), 0) FROM reporting_messagefacts WHERE day >= %(first)s AND day < %(end)s)
"""


def legal_figures(*, period: Period, by: Actor, today: date) -> LegalFigures:
    """The figures of a period, up to ``today`` where it is not over. Eleven bounded statements.

    For whoever sees the registers, and for the council's paper: it holds no suit and no complaint, only their numbers.
    Raises ``NotAllowed``.
    """
    if not (may(by, "legal.see") or may(by, "reporting.council_table")):
        raise NotAllowed(action="legal.see")
    first, end = period.first, period.end
    ended = suits_ended(first=first, end=end)
    sums: dict[str, int] = {}
    for (kind, outcome), number in ended.items():
        if kind not in URGENT:
            sums[outcome] = sums.get(outcome, 0) + number
    total = sum(sums.values())
    lost = sums.get("upheld", 0) + sums.get("partly_upheld", 0)
    asked = {"first": first, "end": min(end, today)}
    stock = _number(_STOCK, asked)
    inaction = suits_filed(kind="inaction", first=first, end=end)
    reviews = reviews_between(first=first, end=end)
    due = sum(1 for month in period.months if add_months(month, 1) <= today)
    return LegalFigures(
        period=period,
        ended=sums,
        upheld=_share(lost, total, per=100, fewest=FEWEST),
        urgent_ended=sum(number for (kind, _), number in ended.items() if kind in URGENT),
        inaction=Rate(inaction, stock, 1000, 1000 * inaction / stock if stock else None),
        trend=_complaints(period),
        reviews=reviews,
        months_due=due,
        months_done=sum(1 for month in reviews if month.is_done),
    )


def complaint_trend(*, period: Period, by: Actor) -> Trend:
    """Complaints per 1,000 contacts, against the equally long period before. Four statements. Raises ``NotAllowed``."""
    require(by, "reporting.cockpit")
    return _complaints(period)


def _complaints(period: Period) -> Trend:
    earlier = Period(add_months(period.first, -len(period.months)), period.first)
    now, before = (
        _share(
            complaints_received(first=each.first, end=each.end),
            _number(_CONTACTS, {"first": each.first, "end": each.end}),
            per=1000,
            fewest=1,
        )
        for each in (period, earlier)
    )
    if now.value is None or before.value is None:
        return Trend(now, before)
    low, high = difference(now.part, now.n, before.part, before.n)
    return Trend(now, before, now.value - before.value, 1000 * low, 1000 * high)


def _share(part: int, n: int, *, per: int, fewest: int) -> Rate:
    if n < fewest or part > n:
        return Rate(part, n, per, None)
    low, high = wilson(part, n)
    return Rate(part, n, per, per * part / n, per * low, per * high)


def _number(statement: str, asked: Mapping[str, date]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return int(cursor.fetchone()[0])
