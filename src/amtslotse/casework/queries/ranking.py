"""How urgent cases are: by the engine for one case, and by the same rules as one SQL expression for lists (tested to be equal).

Urgency changes with every day, so it is computed and never stored. The SQL compares columns with constants of the day
alone: no time zone is asked per row.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case as SqlCase
from django.db.models import DateTimeField, ExpressionWrapper, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate

from amtslotse.casework.models import Case
from amtslotse.casework.rules.filing import local_day
from amtslotse.engines.triage import COVERED, Facts, Urgency, Weights, urgency
from amtslotse.kernel.localtime import BERLIN, begins

#: The columns that ``facts`` reads.
COLUMNS = ("received_at", "complete_since", "title_expires_on", "needed_on", "court_on", "effect", "urgency_override")


def facts(row: Case) -> Facts:
    """All that urgency may look at; the person is not in it."""
    return Facts(
        received_on=local_day(row.received_at),
        complete_on=None if row.complete_since is None else local_day(row.complete_since),
        title_expires_on=row.title_expires_on,
        needed_on=row.needed_on,
        court_on=row.court_on,
        effect=row.effect,
        override=row.urgency_override,
    )


def urgency_of(row: Case, *, weights: Weights, today: date) -> Urgency:
    """How urgent the case is today, and why."""
    return urgency(facts(row), weights, today=today)


def computed(weights: Weights, *, today: date) -> Greatest:
    """What the rules say of a case, as SQL: the engine's number, whatever a person set instead."""
    return Greatest(
        Value(1),
        _first(When(Q(title_expires_on__lte=_days(today, limit)), then=_covered(level)) for limit, level in weights.title),
        _first(When(needed_on__range=(today, _days(today, limit)), then=level) for limit, level in weights.needed),
        _first(When(court_on__range=(today, _days(today, limit)), then=level) for limit, level in weights.court),
        _first(
            When(complete_since__lt=begins(_days(today, limit + 1 - weights.promise_days)), then=level)
            for limit, level in (weights.promise if weights.promise_days else ())
        ),
        _first(When(received_at__lt=begins(_days(today, 1 - limit)), then=level) for limit, level in weights.age),
        output_field=IntegerField(),
    )


def rank(weights: Weights, *, today: date) -> Coalesce:
    """How urgent a case is today, as SQL: ``urgency_of(row).value`` for every row."""
    return Coalesce(F("urgency_override"), computed(weights, today=today), output_field=IntegerField())


def at_receipt(weights: Weights) -> Greatest:
    """What the rules say of a case on the day of its receipt, as SQL: nothing was complete, nobody had waited."""
    on = TruncDate("received_at", tzinfo=BERLIN)

    def ends(limit: int) -> ExpressionWrapper[Any]:
        return ExpressionWrapper(on + Value(timedelta(days=limit)), output_field=DateTimeField())

    return Greatest(
        Value(1),
        _first(When(title_expires_on__lte=ends(limit), then=_covered(level)) for limit, level in weights.title),
        _first(When(needed_on__gte=on, needed_on__lte=ends(limit), then=level) for limit, level in weights.needed),
        _first(When(court_on__gte=on, court_on__lte=ends(limit), then=level) for limit, level in weights.court),
        Value(next((level for limit, level in weights.age if limit <= 0), 1)),
        output_field=IntegerField(),
    )


def _days(day: date, more: int) -> date:
    return day + timedelta(days=more)


def _first(whens: object) -> SqlCase:
    return SqlCase(*whens, default=1, output_field=IntegerField())  # type: ignore[misc]


def _covered(level: int) -> SqlCase:
    less = SqlCase(When(effect__in=sorted(COVERED), then=max(1, level - 1)), default=level, output_field=IntegerField())
    return less
