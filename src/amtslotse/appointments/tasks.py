"""Jobs of appointments. Nothing waits for them to be exact: a hold ends whether or not somebody sweeps."""

from __future__ import annotations

from procrastinate.contrib.django import app

from amtslotse.accounts.actions import forget_attempts
from amtslotse.appointments import actions
from amtslotse.appointments.actions.guarding import forget_spent
from amtslotse.appointments.actions.reminding import remind
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import SYSTEM


@app.periodic(cron="* * * * *")
@app.task(name="appointments.every_minute", queueing_lock="appointments.every_minute")
def every_minute(timestamp: int) -> None:
    """Overdue holds and requests are over, freed places are offered to those who wait, and results are told.

    Where places are allocated, the day's round is committed and opened, and the calendar follows the mode.
    """
    actions.expire_holds(now=clock())
    actions.expire_requests(now=clock())
    actions.place_urgents(now=clock())
    actions.back_fill(now=clock())
    actions.release_late(now=clock())
    actions.keep_rounds(now=clock())
    actions.tell_results(now=clock())
    actions.follow_mode(now=clock())


@app.periodic(cron="*/15 * * * *")
@app.task(name="appointments.release_carve_outs", queueing_lock="appointments.release_carve_outs")
def release_carve_outs(timestamp: int) -> None:
    """Unused emergency places go to short matters, and then to the hall, on the office's timetable."""
    actions.release_carve_outs(now=clock())


@app.periodic(cron="7 * * * *")
@app.task(name="appointments.remind", queueing_lock="appointments.remind")
def remind_hourly(timestamp: int) -> None:
    """Everybody with an appointment soon has been reminded once."""
    remind(now=clock())


@app.periodic(cron="37 2 * * *")
@app.task(name="appointments.every_night", queueing_lock="appointments.every_night")
def every_night(timestamp: int) -> None:
    """Who came is forgotten, the plan reaches to its horizon, and the day's state stands in the journal."""
    actions.forget(now=clock())
    actions.forget_requests(now=clock())
    forget_spent(now=clock())
    forget_attempts(now=clock())
    actions.plan_ahead(by=SYSTEM, now=clock())
    actions.take_snapshot(now=clock())
