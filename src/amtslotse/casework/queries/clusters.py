"""Whether every open case has a cluster by a named rule, and whether the mix of what comes in has changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case as SqlCase
from django.db.models import Count, When

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Case
from amtslotse.casework.queries.ranking import at_receipt, rank
from amtslotse.casework.rules import states
from amtslotse.casework.rules.filing import local_day
from amtslotse.engines.drift import Drift, Group, drift
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import begins
from amtslotse.offices import queries as offices
from amtslotse.offices.rules import NoTeam, route

#: The last whole month is held against so many months before it.
MONTHS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """Open cases, and those for which a line of the chart names a team that exists today; the rest by title code."""

    cases: int
    covered: int
    uncovered: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DriftView:
    """The last whole month against those before it: from ``since``, ``first`` is its first day, ``until`` the day after it."""

    since: date
    first: date
    until: date
    found: Drift | None


def coverage(*, actor: Actor, now: datetime) -> Coverage:
    """For how many open cases urgency, difficulty and title code lead to a team. Four queries. Raises ``NotAllowed``."""
    require(actor, "triage.see")
    today = local_day(now)
    chart, living = offices.routing_rules(on=today), offices.team_names("de", on=today)
    level = rank(offices.triage_weights(on=today), today=today)
    groups = Case.objects.filter(status__in=states.OPEN).annotate(level=level).values_list("purpose", "difficulty", "level")
    cases, without = 0, Counter[str]()
    for purpose, difficulty, pressing, number in groups.annotate(number=Count("pk")).order_by():
        cases += number
        try:
            team = route(chart, purpose, difficulty, pressing).team_code
        except NoTeam:
            team = ""
        if team not in living:
            without[purpose] += number
    return Coverage(cases, cases - without.total(), tuple(sorted(without.items())))


def cluster_drift(*, actor: Actor, now: datetime) -> DriftView:
    """Urgency × difficulty of what came in during the last whole month, against the three months before. Two queries.

    Each case as the rules of today see it on the day of its receipt, so that neither waiting nor new weights look like a
    change of what comes in; what a person set instead does not count. Raises ``NotAllowed``.
    """
    require(actor, "triage.see")
    until = local_day(now).replace(day=1)
    first = _month_before(until)
    since = first
    for _ in range(MONTHS_BEFORE):
        since = _month_before(since)
    weights = offices.triage_weights(on=local_day(now))
    rows = Case.objects.filter(received_at__gte=begins(since), received_at__lt=begins(until))
    rows = rows.annotate(
        level=at_receipt(weights), is_last=SqlCase(When(received_at__gte=begins(first), then=True), default=False)
    )
    sides: dict[bool, Counter[Group]] = {False: Counter(), True: Counter()}
    found = rows.values_list("is_last", "level", "difficulty").annotate(number=Count("pk")).order_by()
    for is_last, level, difficulty, number in found:
        sides[is_last][level, difficulty] += number
    return DriftView(since, first, until, drift(sides[False], sides[True]))


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
