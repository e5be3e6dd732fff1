"""Jobs of the hall."""

from __future__ import annotations

from procrastinate.contrib.django import app

from amtslotse.frontdesk import actions
from amtslotse.journal.queries import clock


@app.periodic(cron="*/15 * * * *")
@app.task(name="frontdesk.write_day_lists", queueing_lock="frontdesk.write_day_lists")
def write_day_lists(timestamp: int) -> None:
    """The lists for an outage are at most a quarter of an hour old."""
    actions.write_day_lists(now=clock())


@app.periodic(cron="23 * * * *")
@app.task(name="frontdesk.measure", queueing_lock="frontdesk.measure")
def measure(timestamp: int) -> None:
    """Wait estimates follow the journal."""
    actions.measure(now=clock())


@app.periodic(cron="41 23 * * *")
@app.task(name="frontdesk.sweep", queueing_lock="frontdesk.sweep")
def sweep(timestamp: int) -> None:
    """After midnight, local time, nothing personal is left of the day."""
    actions.sweep(now=clock())
