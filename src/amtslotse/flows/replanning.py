"""Hours or counters change, and the places follow: nobody who sits on one loses it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db import transaction

from amtslotse.appointments.actions import Planned, plan_ahead
from amtslotse.kernel.actor import Actor
from amtslotse.offices import actions as offices


@transaction.atomic
def set_hours(*, site: str, hours: Sequence[tuple[int, time, time]], valid_from: date, by: Actor, now: datetime) -> Planned:
    """From ``valid_from`` on the site is open at ``hours``, and the places are what the plan makes of them.

    Who sits where it is closed now is stranded, for a person to solve. Raises ``NotAllowed``, ``InvalidInput``, ``NotFound``.
    """
    offices.set_hours(site=site, hours=hours, valid_from=valid_from, by=by, now=now)
    return plan_ahead(by=by, now=now)


@transaction.atomic
def set_counter(
    *,
    counter: int,
    kind: str,
    serves: Iterable[str],
    languages: Iterable[str],
    step_free: bool,
    in_use: bool,
    by: Actor,
    now: datetime,
) -> Planned:
    """The counter is what is said here, and the places follow. Raises ``NotAllowed``, ``InvalidInput``, ``NotFound``."""
    offices.set_counter(
        counter=counter, kind=kind, serves=serves, languages=languages, step_free=step_free, in_use=in_use, by=by, now=now
    )
    return plan_ahead(by=by, now=now)
